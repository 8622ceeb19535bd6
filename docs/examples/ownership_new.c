/* Ownership: new.  A function whose result is new hands us a reference: we give it back, or hand it on. */
#include "counts.h"

/* Hands on what it was handed: the result is new for our caller, too. */
static RcObject *half_of(RcObject *number)
{
    return RcFloat_FromDouble(RcFloat_AsDouble(number) / 2);
}

/* Returning an object that somebody else owns: we have no reference to hand on, so we take one. */
static RcObject *larger_of(RcObject *left, RcObject *right)
{
    return Rc_NewRef(RcFloat_AsDouble(left) >= RcFloat_AsDouble(right) ? left : right);
}

int main(void)
{
    start();

    puts("A constructor's result is ours.");
    RcObject *number = must(RcFloat_FromDouble(5.0));
    COUNT(number, 1);

    puts("So is the result of most functions that return an object.");
    RcObject *half = must(half_of(number));
    COUNT(half, 1);

    puts("A new reference need not be to a new object: here it is one more to the same.");
    RcObject *larger = must(larger_of(number, half));
    COUNT(number, 2);

    puts("Each is given back once.");
    Rc_DECREF(larger);
    COUNT(number, 1);
    Rc_DECREF(half);
    Rc_DECREF(number);
    return finish();
}
