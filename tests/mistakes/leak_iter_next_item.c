/* TITLE: the items of an iterator are taken for borrowed
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: RcList_GetItem lends, so the author believes that RcIter_Next does. Each turn of the loop takes a
 * reference that nobody gives back. */
#include <recount/recount.h>
#include <stdio.h>

static double sum(RcObject *numbers)
{
    double total = 0;
    RcObject *iterator = RcObject_GetIter(numbers);
    if (iterator == NULL) {
        return -1;
    }
    for (;;) {
        RcObject *item = RcIter_Next(iterator); /* GUILTY */
        if (item == NULL) {
            break;
        }
        total += RcFloat_AsDouble(item);
#ifdef FIXED
        Rc_DECREF(item);
#endif
    }
    Rc_DECREF(iterator);
    return total;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("(ddd)", 0.5, 1.5, 2.5);
    printf("sum: %g\n", sum(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
