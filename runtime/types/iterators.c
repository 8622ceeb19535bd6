/* The iterators of lists and tuples, of any sequence, and of a callable with a sentinel.
 *
 * They are one struct with four ways to the next item.  At its end an iterator drops its source, which is
 * then NULL for good; a list may change its size under an iterator, an iterator at its end does not notice.
 * The user code behind a step may use the same iterator: each step holds what it works on. */
#include <recount/iterator.h>

#include "types/items_internal.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>

typedef struct Iterator {
    RcObject_HEAD
    RcObject *source;   /* owned: what is walked over, or called; NULL at the end */
    RcObject *sentinel; /* owned: of callable iterators; else NULL */
    Rc_ssize_t index;   /* of the next item */
} Iterator;

/* source is kept, sentinel (may be NULL) too. */
static RcObject *new_iterator(RcTypeObject *type, RcObject *source, RcObject *sentinel)
{
    Iterator *self = RcObject_GC_New(Iterator, type);
    if (self == NULL) {
        return NULL;
    }
    self->source = Rc_NewRef(source);
    self->sentinel = Rc_XNewRef(sentinel);
    self->index = 0;
    RcObject_GC_Track(self);
    return (RcObject *)self;
}

static int iterator_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Iterator *self = (Iterator *)op;
    Rc_VISIT(self->source);
    Rc_VISIT(self->sentinel);
    return 0;
}

/* Ends the iterator: also what happens at the last item. */
static int iterator_clear(RcObject *op)
{
    Iterator *self = (Iterator *)op;
    Rc_CLEAR(self->source);
    Rc_CLEAR(self->sentinel);
    return 0;
}

static void iterator_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    iterator_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

/* Lists and tuples. */

static RcObject *items_next(RcObject *op)
{
    Iterator *self = (Iterator *)op;
    if (self->source == NULL) {
        return NULL;
    }
    if (self->index < RcSequence_Fast_GET_SIZE(self->source)) {
        return _RcItems_Item(self->source, self->index++);
    }
    iterator_clear(op);
    return NULL;
}

static RcObject *items_length_hint(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    Iterator *self = (Iterator *)op;
    Rc_ssize_t left = self->source != NULL ? RcSequence_Fast_GET_SIZE(self->source) - self->index : 0;
    return RcInt_FromSsize_t(left > 0 ? left : 0);
}

RcObject *_RcItems_Iter(RcObject *op)
{
    return new_iterator(RcList_Check(op) ? &RcListIter_Type : &RcTupleIter_Type, op, NULL);
}

/* Any sequence. */

RcObject *RcSeqIter_New(RcObject *sequence)
{
    if (!RcSequence_Check(sequence)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return new_iterator(&RcSeqIter_Type, sequence, NULL);
}

static RcObject *sequence_next(RcObject *op)
{
    Iterator *self = (Iterator *)op;
    if (self->source == NULL) {
        return NULL;
    }
    if (self->index == RC_SSIZE_T_MAX) {
        RcErr_SetString(RcExc_OverflowError, "iter index too large");
        return NULL;
    }
    RcObject *sequence = Rc_NewRef(self->source);
    RcObject *item = RcSequence_GetItem(sequence, self->index);
    if (item != NULL) {
        self->index++;
    } else if (RcErr_ExceptionMatches(RcExc_IndexError) || RcErr_ExceptionMatches(RcExc_StopIteration)) {
        RcErr_Clear();
        iterator_clear(op);
    }
    Rc_DECREF(sequence);
    return item;
}

static RcObject *sequence_length_hint(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    Iterator *self = (Iterator *)op;
    if (self->source == NULL) {
        return RcInt_FromSsize_t(0);
    }
    RcObject *sequence = Rc_NewRef(self->source);
    Rc_ssize_t size = RcSequence_Size(sequence);
    Rc_DECREF(sequence);
    if (size < 0) {
        return NULL;
    }
    return RcInt_FromSsize_t(size > self->index ? size - self->index : 0);
}

/* A callable. */

RcObject *RcCallIter_New(RcObject *callable, RcObject *sentinel)
{
    if (callable == NULL || sentinel == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return new_iterator(&RcCallIter_Type, callable, sentinel);
}

/* Calls, and compares the result with the sentinel: 1 and a new item, 0 at the end, -1 with an error. */
static int call_and_compare(RcObject *callable, RcObject *sentinel, RcObject **item)
{
    *item = NULL;
    RcObject *result = RcObject_CallNoArgs(callable);
    if (result == NULL) {
        if (!RcErr_ExceptionMatches(RcExc_StopIteration)) {
            return -1;
        }
        RcErr_Clear();
        return 0;
    }
    int end = RcObject_RichCompareBool(sentinel, result, Rc_EQ);
    if (end == 0) {
        *item = result;
        return 1;
    }
    Rc_DECREF(result);
    return end < 0 ? -1 : 0;
}

static RcObject *callable_next(RcObject *op)
{
    Iterator *self = (Iterator *)op;
    RcObject *item;
    if (self->source == NULL) {
        return NULL;
    }
    RcObject *callable = Rc_NewRef(self->source);
    RcObject *sentinel = Rc_NewRef(self->sentinel);
    if (call_and_compare(callable, sentinel, &item) == 0) {
        iterator_clear(op);
    }
    Rc_DECREF(callable);
    Rc_DECREF(sentinel);
    return item;
}

static RcMethodDef items_methods[] = {
    {"__length_hint__", items_length_hint, RC_METH_NOARGS, "How many items are left."},
    {NULL, NULL, 0, NULL}};

static RcMethodDef sequence_methods[] = {
    {"__length_hint__", sequence_length_hint, RC_METH_NOARGS, "How many items are left."},
    {NULL, NULL, 0, NULL}};

RcTypeObject RcListIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "list_iterator",
    .tp_basicsize = sizeof(Iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = items_next,
    .tp_methods = items_methods,
    .tp_free = RcObject_GC_Del,
};

RcTypeObject RcTupleIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tuple_iterator",
    .tp_basicsize = sizeof(Iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = items_next,
    .tp_methods = items_methods,
    .tp_free = RcObject_GC_Del,
};

RcTypeObject RcSeqIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "iterator",
    .tp_basicsize = sizeof(Iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = sequence_next,
    .tp_methods = sequence_methods,
    .tp_free = RcObject_GC_Del,
};

RcTypeObject RcCallIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "callable_iterator",
    .tp_basicsize = sizeof(Iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = callable_next,
    .tp_free = RcObject_GC_Del,
};
