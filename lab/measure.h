/* One experiment: a table, its keys, and what that costs. */
#ifndef RECOUNT_LAB_MEASURE_H
#define RECOUNT_LAB_MEASURE_H

#include "keys.h"

enum { ROUNDS = 5, LENGTHS = 9 };

typedef struct Setup {
    Rc_ssize_t size;
    double max_load;
    int hash; /* an index of hashes.h */
} Setup;

typedef struct Times {
    double set; /* ns an operation, median of ROUNDS */
    double hit;
    double miss;
} Times;

typedef struct Measured {
    RcHashTableStats stats;
    Rc_ssize_t bins_of[LENGTHS]; /* bins with 0, 1, 2, ... keys; the last: with that many or more */
    double probes_miss;          /* of the absent keys; stats has the mean over all bins */
    Times times;
} Measured;

double now_ns(void);
/* The middle one of ROUNDS figures, which are put in order. */
double median(double *figures);

/* Stores the first count keys in a table, and looks for all of them and for as many absent ones.  0; -1 with
 * an exception. */
int measure(const Setup *setup, const KeySet *keys, Rc_ssize_t count, Measured *result);

/* The same with CPython's dict; *bytes is its size, version its version ("3.11").  1; 0 if CPython's library
 * is not there or would not do it. */
int measure_cpython(const KeySet *keys, Times *times, size_t *bytes, char version[16]);

#endif
