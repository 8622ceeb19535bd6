/* TITLE: released where it failed, and again at the label
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The error branch cleans up what it knows and then jumps to the label that cleans up everything.
 * Setting the variable to NULL, or leaving all to the label, was meant. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *parse_pair(const char *left, const char *right)
{
    RcObject *pair = NULL, *second = NULL;
    RcObject *first = RcStr_FromString(left);
    if (first == NULL) {
        goto done;
    }
    second = RcInt_FromString(right, NULL, 10);
    if (second == NULL) {
#ifndef FIXED
        Rc_DECREF(first); /* ALSO */
#endif
        goto done;
    }
    pair = RcTuple_Pack(2, first, second);
done:
    Rc_XDECREF(first); /* GUILTY */
    Rc_XDECREF(second);
    return pair;
}

static RcObject *parse(const char *left, const char *right)
{
    RcObject *pair = parse_pair(left, right);
    if (pair == NULL) {
        RcErr_Clear();
    }
    return pair;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *good = parse("port", "8080");
    RcObject *bad = parse("port", "http");
    Rc_XDECREF(good);
    Rc_XDECREF(bad);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
