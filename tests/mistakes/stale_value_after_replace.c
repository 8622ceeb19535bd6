/* TITLE: a borrowed value after it was replaced
 * KIND: stale-borrow|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The old price is looked up (borrowed), the new one stored, and then the two compared. By then the
 * table has let the old one go; its value is read out of freed memory, through the struct and without any
 * call. */
#include <recount/recount.h>
#include <stdio.h>

static double price_of(RcObject *number)
{
    return ((RcFloatObject *)number)->ob_fval; /* GUILTY */
}

static int raise_price(RcObject *prices, const char *item, double price)
{
    RcObject *new = RcFloat_FromDouble(price);
    RcObject *old = RcHashTable_GetItemString(prices, item);
    if (new == NULL || old == NULL) {
        Rc_XDECREF(new);
        return -1;
    }
#ifdef FIXED
    double before = price_of(old);
    int result = RcHashTable_SetItemString(prices, item, new);
#else
    int result = RcHashTable_SetItemString(prices, item, new);
    double before = price_of(old); /* ALSO */
#endif
    printf("%s: %+g\n", item, price - before);
    Rc_DECREF(new);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *prices = Rc_BuildValue("{sd}", "plum", 1.25);
    raise_price(prices, "plum", 1.75);
    Rc_DECREF(prices);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
