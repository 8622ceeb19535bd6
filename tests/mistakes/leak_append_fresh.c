/* TITLE: RcList_Append taken for a function that steals
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: RcList_SetItem steals, so a fresh object may be passed to it at once. RcList_Append keeps a
 * reference of its own, and the one that came with the new string is lost. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *squares_as_text(int count)
{
    RcObject *texts = RcList_New(0);
    for (int i = 0; texts != NULL && i < count; i++) {
#ifdef FIXED
        RcObject *text = RcStr_FromFormat("%d squared is %d", i, i * i);
        if (text == NULL || RcList_Append(texts, text) < 0) {
            Rc_CLEAR(texts);
        }
        Rc_XDECREF(text);
#else
        if (RcList_Append(texts, RcStr_FromFormat("%d squared is %d", i, i * i)) < 0) { /* GUILTY */
            Rc_CLEAR(texts);
        }
#endif
    }
    return texts;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *texts = squares_as_text(3);
    printf("%zd texts\n", RcList_Size(texts));
    Rc_XDECREF(texts);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
