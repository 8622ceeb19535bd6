/* TITLE: a list that is rotated by hand, with one item released
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The items move one place down, and so the last pointer is there twice, with one reference.
 * The first item should have moved to the end, and is released. */
#include <recount/recount.h>
#include <stdio.h>

static void ring_rotate(RcObject *list)
{
    RcListObject *l = (RcListObject *)list;
    Rc_ssize_t n = RcList_GET_SIZE(list);
    if (n < 2)
        return;
    RcObject *first = l->ob_item[0];
    for (Rc_ssize_t i = 0; i + 1 < n; i++)
        l->ob_item[i] = l->ob_item[i + 1]; /* ALSO */
#ifdef FIXED
    l->ob_item[n - 1] = first;
#else
    Rc_DECREF(first); /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *l = Rc_BuildValue("[sss]", "north-east", "south-west", "centre");
    ring_rotate(l);
    RcObject *r = RcObject_Repr(l);
    Rc_XDECREF(r);
    Rc_DECREF(l);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
