/* TITLE: a memo that keeps its key tuple when it has an answer
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The tuple is packed for the lookup and released after the value has been stored; on a hit nobody
 * does. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *memo;

static RcObject *compute(RcObject *a, RcObject *b)
{
    RcObject *product = RcNumber_Multiply(a, b);
    if (product == NULL)
        return NULL;
    RcObject *text = RcStr_FromFormat("%S*%S=%S", a, b, product);
    Rc_DECREF(product);
    return text;
}

static RcObject *cached(RcObject *a, RcObject *b)
{
    RcObject *key = RcTuple_Pack(2, a, b); /* ALSO */
    if (key == NULL)
        return NULL;
    RcObject *value = RcHashTable_GetItem(memo, key);
    if (value != NULL) {
#ifdef FIXED
        Rc_INCREF(value);
        Rc_DECREF(key);
        return value;
#else
        return Rc_NewRef(value); /* GUILTY */
#endif
    }
    if (!RcErr_Occurred()) {
        value = compute(a, b);
        if (value != NULL && RcHashTable_SetItem(memo, key, value) < 0)
            Rc_CLEAR(value);
    }
    Rc_DECREF(key);
    return value;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    memo = RcHashTable_New();
    RcObject *x = RcInt_FromLong(1234), *y = RcInt_FromLong(5678);
    for (int i = 0; i < 2; i++) {
        RcObject *text = cached(x, y);
        puts(RcStr_AsUTF8(text));
        Rc_DECREF(text);
    }
    Rc_DECREF(y);
    Rc_DECREF(x);
    Rc_CLEAR(memo);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
