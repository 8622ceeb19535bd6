/* What the tests of the hash table share: fresh mortal objects, and callbacks that note what happened. */
#ifndef RECOUNT_TESTS_HASHTABLE_HELPERS_H
#define RECOUNT_TESTS_HASHTABLE_HELPERS_H

#include <support.h>

#include <hostile.h>
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An int that no cache holds: count 1. */
static inline RcObject *new_int(long n)
{
    RcObject *number = RcInt_FromLong(1000000 + n);
    assert_non_null(number);
    assert_refcnt(number, 1);
    return number;
}

static inline RcObject *new_str(const char *text)
{
    RcObject *str = RcStr_FromString(text);
    assert_non_null(str);
    assert_refcnt(str, 1);
    return str;
}

static inline RcObject *new_float(double x)
{
    RcObject *number = RcFloat_FromDouble(x);
    assert_non_null(number);
    assert_refcnt(number, 1);
    return number;
}

static inline RcObject *new_table(void)
{
    RcObject *table = RcHashTable_New();
    assert_non_null(table);
    assert_refcnt(table, 1);
    return table;
}

static inline Rc_hash_t hash_is_5(Hostile *self)
{
    Rc_UNUSED(self);
    return 5;
}

/* A key of hash 5 that equals only itself, unless the test puts an on_compare. */
static inline Hostile *new_hostile(void)
{
    Hostile *hostile = Hostile_New();
    assert_non_null(hostile);
    assert_refcnt(hostile, 1);
    hostile->on_hash = hash_is_5;
    return hostile;
}

static inline RcObject *always_equal(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    return Rc_NewRef(op == Rc_EQ ? Rc_True : Rc_False);
}

static inline RcObject *raise_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_KeyError, "no comparison");
    return NULL;
}

/* A hash function whose results nobody else holds. */
static inline RcObject *fresh_number(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return RcInt_FromLong(5000000);
}

/* Objects that write their letter (in arg) into a journal when they die: the order of effects. */
static char journal[256];

static inline void write_journal(Hostile *self)
{
    size_t length = strlen(journal);
    snprintf(journal + length, sizeof journal - length, "%s ", (const char *)self->arg);
}

static inline Hostile *new_mortal(const char *letter)
{
    Hostile *hostile = Hostile_New();
    assert_non_null(hostile);
    hostile->on_dealloc = write_journal;
    hostile->arg = (void *)letter;
    return hostile;
}

#define assert_journal(text)                \
    do {                                    \
        assert_string_equal(journal, text); \
        journal[0] = '\0';                  \
    } while (0)

/* What a tp_traverse visits. */
typedef struct Visits {
    RcObject *objects[64];
    int count;
} Visits;

static inline int note_visit(RcObject *op, void *arg)
{
    Visits *visits = arg;
    assert_true(visits->count < 64);
    visits->objects[visits->count++] = op;
    return 0;
}

/* Stops at the n-th object: the traverse must hand the number on. */
static inline int stop_visit(RcObject *op, void *arg)
{
    Rc_UNUSED(op);
    int *left = arg;
    return --*left == 0 ? 77 : 0;
}

static inline int visited(const Visits *visits, const void *op)
{
    int times = 0;
    for (int i = 0; i < visits->count; i++) {
        times += visits->objects[i] == (const RcObject *)op;
    }
    return times;
}

/* The result of an operation that a sweep walks: drops it. */
static inline int done(RcObject *result)
{
    Rc_XDECREF(result);
    return result != NULL ? 0 : -1;
}

#endif
