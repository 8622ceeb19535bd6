/* What the tests of operations on many keys share. */
#ifndef RECOUNT_TESTS_HASHTABLE_MANY_H
#define RECOUNT_TESTS_HASHTABLE_MANY_H

#include "helpers.h"

#define BAD(call, function)                                          \
    do {                                                             \
        assert_true(call);                                           \
        assert_raises(RcExc_SystemError, function ": bad argument"); \
    } while (0)

/* Pairs that make a table large. */
static const long fillings[] = {0, 31000};

/* A table of so many small ints: none of them is a key of new_int. */
static inline RcObject *filled_table(long filling)
{
    RcObject *table = new_table();
    for (long i = 0; i < filling; i++) {
        RcObject *key = RcInt_FromLong(i);
        assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
        Rc_DECREF(key);
    }
    return table;
}

static inline void set(RcObject *table, RcObject *key, RcObject *value)
{
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
}

static inline void release(RcObject **objects, Rc_ssize_t n)
{
    for (Rc_ssize_t i = 0; i < n; i++) {
        assert_refcnt(objects[i], 1);
        Rc_DECREF(objects[i]);
    }
}

/* What can be seen of a table's bins must be as if its pairs had been stored one by one. */
static inline void assert_same_bins(RcObject *table, RcObject *single)
{
    RcHashTableStats stats, expected;
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(RcHashTable_GetStats(single, &expected), 0);
    assert_int_equal(stats.pairs, expected.pairs);
    assert_int_equal(stats.bins, expected.bins);
    assert_int_equal(stats.used_bins, expected.used_bins);
    assert_int_equal(stats.longest_bin, expected.longest_bin);
    assert_int_equal(stats.resizes, expected.resizes);
    assert_int_equal(stats.bytes, expected.bytes);
}

#endif
