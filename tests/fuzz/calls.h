/* Public functions by number: what the harnesses call that do not know beforehand what comes of it.
 *
 * A call takes three objects and two numbers, of which each function uses what it has parameters for.  All that is
 * asked is that it fails if, and only if, an error is pending; the error is cleared. */
#ifndef RECOUNT_TESTS_FUZZ_CALLS_H
#define RECOUNT_TESTS_FUZZ_CALLS_H

#include "fuzz.h"

typedef struct Arguments {
    RcObject *a, *b, *c; /* borrowed */
    Rc_ssize_t n, m;
} Arguments;

/* The number of functions that change none of their arguments, and of all: those come first. */
int calls_reading(void);
int calls_in_all(void);
/* Calls one.  Its result, new; NULL if it failed, or has no object as result. */
RcObject *calls_run(int call, Arguments arguments);

#endif
