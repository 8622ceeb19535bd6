/* TITLE: a sum whose old value is lost at each step
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The in-place addition returns a new reference, also where it says in place. The variable had one
 * before. */
#include <recount/recount.h>
#include <stdio.h>

/* A polynomial's coefficients, lowest first: its value at x, by Horner's rule. */
static RcObject *evaluate(RcObject *coefficients, RcObject *x)
{
    RcObject *value = RcInt_FromLong(0);
    Rc_ssize_t i = RcList_Size(coefficients);

    while (value && --i >= 0) {
        RcObject *product = RcNumber_Multiply(value, x);
        Rc_DECREF(value);
        if (!product)
            return NULL;
#ifdef FIXED
        value = RcNumber_InPlaceAdd(product, RcList_GetItem(coefficients, i));
        Rc_DECREF(product);
#else
        product = RcNumber_InPlaceAdd(product, RcList_GetItem(coefficients, i)); /* GUILTY */
        value = product;
#endif
    }
    return value;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *p = Rc_BuildValue("[iii]", 700, 30, 2000);
    RcObject *x = RcInt_FromLong(10);
    RcObject *y = evaluate(p, x);
    if (y)
        printf("%ld\n", RcInt_AsLong(y));
    Rc_XDECREF(y);
    Rc_DECREF(x);
    Rc_DECREF(p);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
