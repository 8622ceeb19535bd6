/* TITLE: keys and values of RcHashTable_Next given back
 * KIND: over-decref
 * SEES: plain
 * MASKED: no
 * STORY: RcIter_Next gives new references and RcHashTable_Next lends them. The loop was changed from the one
 * to the other, and kept its release. */
#include <recount/recount.h>
#include <stdio.h>

static double total(RcObject *prices)
{
    double sum = 0;
    Rc_ssize_t position = 0;
    RcObject *value;
    while (RcHashTable_Next(prices, &position, NULL, &value)) {
        sum += RcFloat_AsDouble(value);
#ifndef FIXED
        Rc_DECREF(value); /* GUILTY */
#endif
    }
    return sum;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *prices = RcHashTable_New();
    RcObject *price = RcFloat_FromDouble(0.75);
    RcHashTable_SetItemString(prices, "pear", price);
    Rc_DECREF(price);
    printf("total: %g\n", total(prices));
    Rc_DECREF(prices);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
