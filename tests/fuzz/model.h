/* The naive model of the harness `program`: what each object is, and how often it is referred to.
 *
 * A Thing stands for an object.  Its count is made as CPython's rules say, of the references that registers and other
 * things hold; automatic collection is off, so a count tells at once who is dead.  After every operation each object is
 * compared with its thing: type, value, items by identity, and the exact reference count. */
#ifndef RECOUNT_TESTS_FUZZ_MODEL_H
#define RECOUNT_TESTS_FUZZ_MODEL_H

#include "fuzz.h"

#include <recount/hashtable.h>

#define THINGS 160
#define MOST_ITEMS 24 /* a table's keys and values are items in turns */
#define MOST_TEXT 96

typedef enum Kind {
    NONE,
    BOOL,
    INT,
    FLOAT,
    STR,
    BYTES,
    CAPSULE,
    WEAKREF,
    LIST,
    TUPLE,
    TABLE,
    INSTANCE,  /* items: its parts */
    FUNCTION,  /* its self */
    METHOD,    /* its function and its self */
    EXCEPTION, /* its arguments, cause and context */
} Kind;

/* What an INSTANCE is. */
#define PARTS 2
typedef struct Instance {
    RcObject_HEAD
    RcObject *parts[PARTS];
    RcObject *weakrefs;
} Instance;
extern RcTypeObject Instance_Type;

typedef struct Thing {
    Kind kind;
    int count;    /* 0: not in use */
    RcObject *op; /* borrowed */
    int64_t
        integer; /* INT and BOOL; WEAKREF: the index of what it refers to, or -1; FUNCTION: which one it is */
    double real;
    char text[MOST_TEXT];  /* ASCII */
    int items[MOST_ITEMS]; /* -1: none */
    int length;            /* of text or items */
} Thing;

extern Thing things[THINGS];

void model_start(void);

/* op, a new reference: that of a thing known already, which must be as expected says; or a new thing's.  What the items of
 * expected are refers to them once more if it is new. */
int model_adopt(RcObject *op, const Thing *expected);
void model_retain(int thing);
void model_release(int thing);
/* What is not reached from the roots is dead, as a full collection finds. */
void model_collect(const int *roots, int count);
int model_room(void); /* free places */
/* Has the thing more than so many items, items of items and so on?  One that several share counts each time, as it
 * does for who compares or prints them. */
int model_is_heavy(int thing, int most);

/* Python's ==, and the same key of a table; depth is how far they go down, and 1 in *deep that they did not reach the end. */
int model_equal(int a, int b, int depth, int *deep);
int model_same_key(int a, int b, int *deep);
int model_hashable(int thing);
/* The index of a key in a table's items, or -1. */
int model_find(const Thing *table, int key, int *deep);

/* The real objects are what the model says. */
void model_check(void);

#endif
