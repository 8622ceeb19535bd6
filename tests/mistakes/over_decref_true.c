/* TITLE: a truth value released that was never taken
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: The flag is Rc_True or Rc_False, used as it stands; no reference was taken. At the end it is
 * released with the others. True is immortal, and nothing happens; the same line with another object would
 * free it. */
#include <recount/recount.h>
#include <stdio.h>

static RcObject *describe(long number)
{
    RcObject *value = RcInt_FromLong(number);
    RcObject *even = number % 2 == 0 ? Rc_True : Rc_False;
    RcObject *result = value == NULL ? NULL : RcTuple_Pack(2, value, even);
    Rc_XDECREF(value);
#ifndef FIXED
    Rc_DECREF(even); /* GUILTY */
#endif
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *pair = describe(1000);
    Rc_XDECREF(pair);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
