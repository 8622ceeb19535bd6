/* TITLE: a small int that is never given back
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: yes
 * STORY: The index is an object only for the time of a lookup. With the numbers of the tests, which are small
 * and immortal, nothing leaks; from 257 on every lookup does. */
#include <recount/recount.h>
#include <stdio.h>

static int is_prime(RcObject *known, long number)
{
    RcObject *key = RcInt_FromLong(number); /* GUILTY */
    if (key == NULL) {
        return -1;
    }
    int result = RcSequence_Contains(known, key);
#ifdef FIXED
    Rc_DECREF(key);
#endif
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *primes = Rc_BuildValue("(iiii)", 2, 3, 5, 7);
    printf("5: %d\n", is_prime(primes, 5));
    Rc_DECREF(primes);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
