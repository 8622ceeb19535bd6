/* TITLE: two buffers, of which the second one is overwritten
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The front moves to the back, over a reference that nobody has given back. */
#include <recount/recount.h>
#include <stdio.h>

static struct {
    RcObject *front, *back;
    unsigned generation;
} frame;

static void swap_in(RcObject *fresh)
{
#ifdef FIXED
    Rc_XDECREF(frame.back);
#endif
    frame.back = frame.front; /* GUILTY */
    frame.front = Rc_NewRef(fresh);
    frame.generation++;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (int i = 0; i < 4; i++) {
        RcObject *f = RcList_New(0), *n = RcInt_FromLong(i);
        RcList_Append(f, n);
        Rc_DECREF(n);
        swap_in(f);
        Rc_DECREF(f);
    }
    Rc_CLEAR(frame.front);
    Rc_CLEAR(frame.back);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
