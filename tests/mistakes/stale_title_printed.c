/* TITLE: a title that is printed after its book has gone
 * KIND: use-after-free|stale-borrow
 * SEES: plain
 * MASKED: no
 * STORY: The shelf's list is replaced while the text of a title is still in a variable. Only printf reads it then: a
 * function of the C library, which no compiler option of the program's reaches. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *titles(int from, int to)
{
    RcObject *list = RcList_New(0);
    for (int i = from; i < to && list != NULL; i++) {
        RcObject *title = RcStr_FromFormat("volume %d of the atlas", i);
        if (title == NULL || RcList_Append(list, title) < 0) {
            Rc_CLEAR(list);
        }
        Rc_XDECREF(title);
    }
    return list;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *shelf = titles(1, 4);
    RcObject *first = RcList_GetItem(shelf, 0); /* ALSO */
#ifdef FIXED
    Rc_INCREF(first);
#endif
    const char *text = RcStr_AsUTF8(first);
    Rc_SETREF(shelf, titles(4, 6)); /* ALSO */
    printf("%s was here\n", text);  /* GUILTY */
#ifdef FIXED
    Rc_DECREF(first);
#endif
    Rc_DECREF(shelf);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
