/* TITLE: an argument put into a tuple that steals
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The function puts its argument into a new pair by RcTuple_SetItem, which steals it. The argument was
 * the caller's, who gives it back once more. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *tagged(const char *tag, RcObject *value)
{
    RcObject *pair = RcTuple_New(2);
    if (pair == NULL) {
        return NULL;
    }
    if (RcTuple_SetItem(pair, 0, RcStr_FromString(tag)) < 0) {
        Rc_DECREF(pair);
        return NULL;
    }
#ifdef FIXED
    Rc_INCREF(value);
#endif
    RcTuple_SetItem(pair, 1, value); /* GUILTY */
    return pair;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *value = RcFloat_FromDouble(36.6);
    RcObject *pair = tagged("celsius", value);
    Rc_DECREF(value);
    Rc_XDECREF(pair);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
