/* Lesson 4: an error path keeps the same promises as success. */
#include <recount/recount.h>
#include <stdio.h>

/* The price of n pieces of what is called name. Result new; NULL with an error set. */
static RcObject *price_of(RcObject *prices, const char *name, long n)
{
    RcObject *key = NULL, *price = NULL, *number = NULL, *sum = NULL;

    key = RcStr_FromString(name);
    if (key == NULL) {
        goto done;
    }
    price = RcObject_GetItem(prices, key);
    if (price == NULL) {
        goto done;
    }
    number = RcInt_FromLong(n);
    if (number == NULL) {
        goto done;
    }
    sum = RcNumber_Multiply(price, number);
done:
    Rc_XDECREF(number);
    Rc_XDECREF(price);
    Rc_XDECREF(key);
    return sum;
}

int main(void)
{
    RcObject *prices = NULL, *price = NULL, *sum = NULL;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    prices = RcHashTable_New();
    price = RcFloat_FromDouble(2.5);
    if (prices == NULL || price == NULL || RcHashTable_SetItemString(prices, "apple", price) < 0) {
        RcErr_Print();
        goto done;
    }
    sum = price_of(prices, "apple", 3);
    printf("three apples: %g\n", sum == NULL ? 0.0 : RcFloat_AsDouble(sum));
    Rc_XDECREF(sum);
    sum = price_of(prices, "pear", 3);
    if (sum == NULL) {
        printf("no price for pears: %s\n", RcErr_ExceptionMatches(RcExc_KeyError) ? "KeyError" : "?");
        RcErr_Clear();
    }
done:
    Rc_XDECREF(sum);
    Rc_XDECREF(price);
    Rc_XDECREF(prices);
    return Rc_Finalize() != 0;
}
