/* A mapping that is nothing but a list of (key, value) tuples: so the tests of the runtime need no hash
 * table. Its methods are programmable: what a pointer in pairs_answers points to is asked instead. */
#ifndef RECOUNT_TESTS_PAIRS_H
#define RECOUNT_TESTS_PAIRS_H

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/tuple.h>

typedef struct Pairs {
    RcObject_HEAD
    RcObject *list;
} Pairs;

static RcObject *(*pairs_items_answer)(void) = NULL;   /* of the method items */
static Rc_ssize_t (*pairs_length_answer)(void) = NULL; /* of len() */
static int (*pairs_setitem_answer)(RcObject *) = NULL; /* of an assignment; gets the mapping */

static RcObject *pairs_list(RcObject *op)
{
    return ((Pairs *)op)->list;
}

/* The index of a key, -1 if it is not there; tests use keys whose comparison cannot fail. */
static Rc_ssize_t pairs_find(RcObject *op, RcObject *key)
{
    RcObject *list = pairs_list(op);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++) {
        if (RcObject_RichCompareBool(key, RcTuple_GET_ITEM(RcList_GET_ITEM(list, i), 0), Rc_EQ) == 1) {
            return i;
        }
    }
    return -1;
}

static Rc_ssize_t pairs_length(RcObject *op)
{
    return pairs_length_answer != NULL ? pairs_length_answer() : RcList_GET_SIZE(pairs_list(op));
}

static RcObject *pairs_subscript(RcObject *op, RcObject *key)
{
    Rc_ssize_t i = pairs_find(op, key);
    if (i < 0) {
        RcErr_SetObject(RcExc_KeyError, key);
        return NULL;
    }
    return Rc_NewRef(RcTuple_GET_ITEM(RcList_GET_ITEM(pairs_list(op), i), 1));
}

static int pairs_assign(RcObject *op, RcObject *key, RcObject *value)
{
    if (pairs_setitem_answer != NULL) {
        return pairs_setitem_answer(op);
    }
    Rc_ssize_t i = pairs_find(op, key);
    if (value == NULL) {
        if (i < 0) {
            RcErr_SetObject(RcExc_KeyError, key);
            return -1;
        }
        return RcList_SetSlice(pairs_list(op), i, i + 1, NULL);
    }
    RcObject *pair = RcTuple_Pack(2, key, value);
    if (pair == NULL) {
        return -1;
    }
    if (i >= 0) {
        return RcList_SetItem(pairs_list(op), i, pair);
    }
    int status = RcList_Append(pairs_list(op), pair);
    Rc_DECREF(pair);
    return status;
}

static RcObject *pairs_column(RcObject *op, int column)
{
    RcObject *list = pairs_list(op);
    RcObject *result = RcList_New(RcList_GET_SIZE(list));
    for (Rc_ssize_t i = 0; result != NULL && i < RcList_GET_SIZE(list); i++) {
        RcList_SET_ITEM(result, i, Rc_NewRef(RcTuple_GET_ITEM(RcList_GET_ITEM(list, i), column)));
    }
    return result;
}

static RcObject *pairs_keys(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return pairs_column(op, 0);
}

static RcObject *pairs_values(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return pairs_column(op, 1);
}

static RcObject *pairs_items(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    if (pairs_items_answer != NULL) {
        return pairs_items_answer();
    }
    return RcList_GetSlice(pairs_list(op), 0, RcList_GET_SIZE(pairs_list(op)));
}

static void pairs_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(pairs_list(op));
    Rc_TYPE(op)->tp_free(op);
}

static int pairs_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(pairs_list(op));
    return 0;
}

static RcMethodDef pairs_methods[] = {
    {"keys", pairs_keys, RC_METH_NOARGS, NULL},
    {"values", pairs_values, RC_METH_NOARGS, NULL},
    {"items", pairs_items, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static RcMappingMethods pairs_as_mapping = {pairs_length, pairs_subscript, pairs_assign};

static RcTypeObject Pairs_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Pairs",
    .tp_basicsize = sizeof(Pairs),
    .tp_dealloc = pairs_dealloc,
    .tp_as_mapping = &pairs_as_mapping,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = pairs_traverse,
    .tp_methods = pairs_methods,
    .tp_free = RcObject_GC_Del,
};

static RcObject *Pairs_New(void)
{
    if (RcType_Ready(&Pairs_Type) < 0) {
        return NULL;
    }
    Pairs *pairs = RcObject_GC_New(Pairs, &Pairs_Type);
    if (pairs == NULL) {
        return NULL;
    }
    pairs->list = RcList_New(0);
    if (pairs->list == NULL) {
        Rc_DECREF(pairs);
        return NULL;
    }
    RcObject_GC_Track(pairs);
    return (RcObject *)pairs;
}

#endif
