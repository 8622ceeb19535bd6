/* TITLE: a slice made only to be measured
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The nested call reads well, and no variable reminds of the list that the inner one has made. */
#include <recount/recount.h>
#include <stdio.h>

static Rc_ssize_t page_size(RcObject *items, Rc_ssize_t page)
{
#ifdef FIXED
    RcObject *slice = RcList_GetSlice(items, page * 2, page * 2 + 2);
    Rc_ssize_t size = slice == NULL ? -1 : RcObject_Size(slice);
    Rc_XDECREF(slice);
    return size;
#else
    return RcObject_Size(RcList_GetSlice(items, page * 2, page * 2 + 2)); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *items = Rc_BuildValue("[sss]", "red", "green", "blue");
    printf("%zd and %zd\n", page_size(items, 0), page_size(items, 1));
    Rc_DECREF(items);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
