/* TITLE: RcSequence_SetItem is not RcList_SetItem
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: A matrix was a list and has become any sequence. With RcList_SetItem, which steals, the line was
 * right; RcSequence_SetItem, to which it was changed, keeps a reference of its own. */
#include <recount/recount.h>
#include <stdio.h>

static int scale_row(RcObject *row, double factor)
{
    for (Rc_ssize_t i = 0; i < RcSequence_Size(row); i++) {
        RcObject *old = RcSequence_GetItem(row, i);
        if (old == NULL) {
            return -1;
        }
        RcObject *scaled = RcFloat_FromDouble(RcFloat_AsDouble(old) * factor); /* GUILTY */
        Rc_DECREF(old);
        if (scaled == NULL) {
            return -1;
        }
        int result = RcSequence_SetItem(row, i, scaled);
#ifdef FIXED
        Rc_DECREF(scaled);
#endif
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *matrix = Rc_BuildValue("[[dd][dd]]", 1.0, 2.0, 3.0, 4.0);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(matrix); i++) {
        scale_row(RcList_GET_ITEM(matrix, i), 10);
    }
    Rc_DECREF(matrix);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
