/* Functions that are there twice, written in C (twins.c) and in C++ with <recount/recount.hpp> (twins.cpp): the
 * same work, the same care about errors and re-entrance.  compare_twins.c counts their instructions. */
#ifndef RECOUNT_TESTS_TWINS_H
#define RECOUNT_TESTS_TWINS_H

#include <recount/recount.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All are given the same objects: a list of ints, a table with an int key, that key, and a callable of one argument.
 * Each returns a new reference, or NULL with an error. */
typedef struct Given {
    RcObject *list;
    RcObject *table;
    RcObject *key;
    RcObject *callable;
    RcObject *slot; /* owned */
} Given;

typedef RcObject *(*Twin)(Given *given);

typedef struct TwinRow {
    const char *name;
    Twin twin;
} TwinRow;

/* In the same order; a NULL name ends them. */
extern const TwinRow c_twins[];
extern const TwinRow cxx_twins[];

#ifdef __cplusplus
}
#endif

#endif
