/* TITLE: a borrowed list item given back
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcSequence_GetItem gives a new reference and RcList_GetItem lends one; the names differ by a word.
 * The author releases what the list has lent. */
#include <recount/recount.h>
#include <stdio.h>

static double maximum(RcObject *numbers)
{
    double best = 0;
    for (Rc_ssize_t i = 0; i < RcList_Size(numbers); i++) {
        RcObject *item = RcList_GetItem(numbers, i);
        double value = RcFloat_AsDouble(item);
        if (i == 0 || value > best) {
            best = value;
        }
#ifndef FIXED
        Rc_DECREF(item); /* GUILTY */
#endif
    }
    return best;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *numbers = Rc_BuildValue("[dd]", 1.5, 2.5);
    printf("maximum: %g\n", maximum(numbers));
    Rc_DECREF(numbers);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
