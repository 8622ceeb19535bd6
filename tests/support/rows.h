/* Small things for tests of rows of objects: lists, tuples, iterators, sequences. */
#ifndef RECOUNT_TESTS_ROWS_H
#define RECOUNT_TESTS_ROWS_H

#include "support.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/object.h>
#include <recount/objectprotocol.h>
#include <recount/tuple.h>
#include <recount/type.h>

/* A fresh mortal object, different from all others. */
static inline RcObject *fresh(double value)
{
    RcObject *op = RcFloat_FromDouble(value);
    assert_non_null(op);
    assert_refcnt(op, 1);
    return op;
}

/* Fills items with fresh objects 0.5, 1.5, 2.5, ... */
static inline void make_items(RcObject **items, int count)
{
    for (int i = 0; i < count; i++) {
        items[i] = fresh(i + 0.5);
    }
}

static inline void drop_items(RcObject **items, int count)
{
    for (int i = 0; i < count; i++) {
        assert_refcnt(items[i], 1);
        Rc_DECREF(items[i]);
    }
}

#define assert_all_refcnt(items, count, expected)          \
    do {                                                   \
        for (int all_i_ = 0; all_i_ < (count); all_i_++) { \
            assert_refcnt((items)[all_i_], expected);      \
        }                                                  \
    } while (0)

/* A list or a tuple of these items, each with a reference of its own. */
static inline RcObject *list_of(RcObject **items, int count)
{
    RcObject *list = RcList_New(count);
    assert_non_null(list);
    for (int i = 0; i < count; i++) {
        RcList_SET_ITEM(list, i, Rc_NewRef(items[i]));
    }
    return list;
}

static inline RcObject *tuple_of(RcObject **items, int count)
{
    RcObject *tuple = RcTuple_FromArray(items, count);
    assert_non_null(tuple);
    return tuple;
}

/* Frees a row and checks that this released one reference of each item. */
static inline void drop(RcObject *op)
{
    assert_refcnt(op, 1);
    Rc_DECREF(op);
}

/* tp_traverse, with what it visits. */

#define MOST_VISITS 64

typedef struct Visits {
    RcObject *seen[MOST_VISITS];
    int count;
    int stop_at; /* the visitor returns 7 at this visit, if it is not 0 */
} Visits;

static inline int visit_and_note(RcObject *op, void *arg)
{
    Visits *visits = (Visits *)arg;
    assert_true(visits->count < MOST_VISITS);
    visits->seen[visits->count++] = op;
    return visits->count == visits->stop_at ? 7 : 0;
}

/* Visits exactly these, in whatever order, each as often as it is listed; and stops when told. */
static inline void assert_visits(RcObject *op, RcObject *const *expected, int count)
{
    Visits visits = {{NULL}, 0, 0};
    assert_int_equal(Rc_TYPE(op)->tp_traverse(op, visit_and_note, &visits), 0);
    assert_int_equal(visits.count, count);
    for (int i = 0; i < count; i++) {
        int listed = 0, visited = 0;
        for (int j = 0; j < count; j++) {
            listed += expected[j] == expected[i];
            visited += visits.seen[j] == expected[i];
        }
        assert_int_equal(visited, listed);
    }
    for (int stop = 1; stop <= count; stop++) {
        Visits stopped = {{NULL}, 0, stop};
        assert_int_equal(Rc_TYPE(op)->tp_traverse(op, visit_and_note, &stopped), 7);
        assert_int_equal(stopped.count, stop);
    }
}

/* result is new, an immortal None / an int / a bool. */
static inline void assert_none(RcObject *result)
{
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
}

static inline void assert_int_result(RcObject *result, long value)
{
    assert_non_null(result);
    assert_int_equal(RcInt_AsLong(result), value);
    Rc_DECREF(result);
}

static inline void assert_truth(RcObject *result, int truth)
{
    assert_non_null(result);
    assert_int_equal(RcObject_IsTrue(result), truth);
    Rc_DECREF(result);
}

#endif
