/* TITLE: an item released after RcTuple_SET_ITEM
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: What was made has to be released, the author has learned. But the tuple has stolen it: the reference
 * was given away already, and the release takes the tuple's. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *pair_of(double x, double y)
{
    RcObject *pair = RcTuple_New(2);
    RcObject *first = RcFloat_FromDouble(x), *second = RcFloat_FromDouble(y);
    RcTuple_SET_ITEM(pair, 0, first);
    RcTuple_SET_ITEM(pair, 1, second);
#ifndef FIXED
    Rc_DECREF(second); /* GUILTY */
#endif
    return pair;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pair = pair_of(1.5, 2.5);
    Rc_DECREF(pair);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
