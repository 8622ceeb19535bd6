/* TITLE: a tuple's items released on the error path, and the tuple too
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The pair fails half-way and the error path releases all that was made: the tuple, and the first
 * item. The tuple has stolen that item before, and takes it along. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *parse_point(const char *x, const char *y)
{
    RcObject *pair = RcTuple_New(2), *first = NULL, *second = NULL;
    if (pair == NULL || (first = RcInt_FromString(x, NULL, 10)) == NULL) {
        goto failed;
    }
    RcTuple_SET_ITEM(pair, 0, first);
    if ((second = RcInt_FromString(y, NULL, 10)) == NULL) {
        goto failed;
    }
    RcTuple_SET_ITEM(pair, 1, second);
    return pair;
failed:
    Rc_XDECREF(pair); /* ALSO */
#ifndef FIXED
    Rc_XDECREF(first); /* GUILTY */
#endif
    return NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *good = parse_point("1000", "2000");
    RcObject *bad = parse_point("1000", "two thousand");
    if (bad == NULL) {
        RcErr_Clear();
    }
    Rc_XDECREF(bad);
    Rc_XDECREF(good);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
