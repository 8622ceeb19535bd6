/* The tuple.
 *
 * What is known of every tuple that user code can see: all slots are set, and never change.  The functions
 * that fill slots therefore ask for a count of 1.  The empty tuple is one static object, so a tuple of
 * size 0 is never allocated.  Reading slots is shared with lists: items.c. */
#include <recount/tuple.h>

#include "collector/container.h"
#include "core/head.h"
#include "types/items_internal.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/lifecycle.h>
#include <recount/list.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>

#include <stdarg.h>

static RcTupleObject empty_tuple = {RcVarObject_HEAD_INIT(&RcTuple_Type, 0){NULL}};

static int is_tuple(RcObject *op)
{
    return op != NULL && RcTuple_Check(op);
}

/* The most items whose memory has a size. */
#define MOST_ITEMS \
    ((RC_SSIZE_T_MAX - (Rc_ssize_t)sizeof(RcTupleObject) - 64) / (Rc_ssize_t)sizeof(RcObject *))

/* An untracked tuple of size slots, more than 0, that are not initialised.  No collection runs. */
static RcTupleObject *new_untracked(Rc_ssize_t size)
{
    if (size > MOST_ITEMS) {
        return (RcTupleObject *)RcErr_NoMemory();
    }
    size_t bytes = offsetof(RcTupleObject, ob_item) + (size_t)size * sizeof(RcObject *);
    RcTupleObject *tuple = (RcTupleObject *)_RcContainer_Make(&RcTuple_Type, bytes);
    if (RC_LIKELY(tuple != NULL)) {
        Rc_SET_SIZE(tuple, size);
    }
    return tuple;
}

RcObject *RcTuple_New(Rc_ssize_t size)
{
    if (size < 0) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (size == 0) {
        return Rc_NewRef(&empty_tuple);
    }
    RcTupleObject *tuple = new_untracked(size);
    if (RC_LIKELY(tuple != NULL)) {
        for (Rc_ssize_t i = 0; i < size; i++) {
            tuple->ob_item[i] = NULL;
        }
        _RcContainer_Whole((RcObject *)tuple);
    }
    return (RcObject *)tuple;
}

/* A tuple of which only the first slots were given: NULL, and SystemError. */
static RC_NOINLINE RcObject *abandon(RcTupleObject *tuple, Rc_ssize_t given)
{
    _RcErr_BadInternalCall("RcTuple_Pack");
    Rc_SET_SIZE(tuple, given);
    Rc_DECREF(tuple);
    return NULL;
}

#define PAIR_SIZE (offsetof(RcTupleObject, ob_item) + 2 * sizeof(RcObject *))

static void fill_pair(RcTupleObject *tuple, RcObject *first, RcObject *second)
{
    Rc_SET_SIZE(tuple, 2);
    tuple->ob_item[0] = Rc_NewRef(first);
    tuple->ob_item[1] = Rc_NewRef(second);
}

static RC_NOINLINE RcObject *pack_pair_slowly(RcObject *first, RcObject *second)
{
    RcTupleObject *tuple;
    if (first == NULL || second == NULL) {
        _RcErr_BadInternalCall("RcTuple_Pack");
        return NULL;
    }
    tuple = (RcTupleObject *)_RcContainer_Make(&RcTuple_Type, PAIR_SIZE);
    if (tuple != NULL) {
        fill_pair(tuple, first, second);
        _RcContainer_Whole((RcObject *)tuple);
    }
    return (RcObject *)tuple;
}

/* A pair is the commonest of tuples: without loops, and of a size that the compiler knows. */
static inline RcObject *pack_pair(RcObject *first, RcObject *second)
{
    RcTupleObject *tuple;
    if (RC_UNLIKELY(first == NULL || second == NULL)) {
        return pack_pair_slowly(first, second);
    }
    tuple = (RcTupleObject *)_RcContainer_TryMake(&RcTuple_Type, PAIR_SIZE);
    if (RC_UNLIKELY(tuple == NULL)) {
        return pack_pair_slowly(first, second);
    }
    fill_pair(tuple, first, second);
    _RcContainer_Track((RcObject *)tuple);
    return (RcObject *)tuple;
}

static RC_NOINLINE RcObject *pack(Rc_ssize_t count, va_list items)
{
    RcTupleObject *tuple = new_untracked(count);
    if (RC_UNLIKELY(tuple == NULL)) {
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < count; i++) {
        RcObject *item = va_arg(items, RcObject *);
        if (RC_UNLIKELY(item == NULL)) {
            return abandon(tuple, i);
        }
        tuple->ob_item[i] = Rc_NewRef(item);
    }
    _RcContainer_Whole((RcObject *)tuple);
    return (RcObject *)tuple;
}

/* See RcTuple_FromArray for why the collector has to wait. */
RcObject *RcTuple_Pack(Rc_ssize_t count, ...)
{
    va_list items;
    RcObject *result;

    RC_HOOK_VARIADIC();
    if (count < 0) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (count == 0) {
        return RcTuple_New(0);
    }
    va_start(items, count);
    if (count == 2) {
        RcObject *first = va_arg(items, RcObject *);
        result = pack_pair(first, va_arg(items, RcObject *));
    } else {
        result = pack(count, items);
    }
    va_end(items);
    return result;
}

/* The items may be borrowed from a container that user code can change, so the collector has to wait until
 * the tuple owns them. */
RcObject *RcTuple_FromArray(RcObject *const *items, Rc_ssize_t count)
{
    if (count < 0 || (items == NULL && count > 0)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    for (Rc_ssize_t i = 0; i < count; i++) {
        if (items[i] == NULL) {
            RcErr_BadInternalCall();
            return NULL;
        }
    }
    _RcGC_Hold();
    RcObject *tuple = RcTuple_New(count);
    for (Rc_ssize_t i = 0; tuple != NULL && i < count; i++) {
        RcTuple_SET_ITEM(tuple, i, Rc_NewRef(items[i]));
    }
    _RcGC_ReleaseAndCollect();
    return tuple;
}

Rc_ssize_t RcTuple_Size(RcObject *op)
{
    if (!is_tuple(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    return RcTuple_GET_SIZE(op);
}

RcObject *RcTuple_GetItem(RcObject *op, Rc_ssize_t index)
{
    if (!is_tuple(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return _RcItems_Borrow(op, index);
}

int RcTuple_SetItem(RcObject *op, Rc_ssize_t index, RcObject *item)
{
    if (!is_tuple(op) || Rc_REFCNT(op) != 1) {
        Rc_XDECREF(item);
        RcErr_BadInternalCall();
        return -1;
    }
    if (index < 0 || index >= RcTuple_GET_SIZE(op)) {
        Rc_XDECREF(item);
        RcErr_SetString(RcExc_IndexError, "tuple assignment index out of range");
        return -1;
    }
    if ((item == NULL || RcObject_IS_GC(item)) && !RcObject_GC_IsTracked(op)) {
        RcObject_GC_Track(op); /* a collection had found that it can be in no cycle: now it can */
    }
    Rc_XSETREF(RcTuple_GET_ITEM(op, index), item);
    return 0;
}

/* The slots low .. high - 1, which exist, as a new tuple. */
static RcObject *slice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    RcObject *tuple = RcTuple_New(high - low);
    for (Rc_ssize_t i = low; tuple != NULL && i < high; i++) {
        RcTuple_SET_ITEM(tuple, i - low, Rc_XNewRef(RcTuple_GET_ITEM(op, i)));
    }
    return tuple;
}

RcObject *RcTuple_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    if (!is_tuple(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Rc_ssize_t size = RcTuple_GET_SIZE(op);
    low = low < 0 ? 0 : low;
    high = high > size ? size : high;
    if (low == 0 && high == size) {
        return Rc_NewRef(op);
    }
    return slice(op, low, high < low ? low : high);
}

/* Another size, both not 0.  tuple's reference is used up; NULL and MemoryError if it fails. */
static RcTupleObject *resize(RcTupleObject *tuple, Rc_ssize_t size)
{
    Rc_ssize_t old_size = RcTuple_GET_SIZE(tuple);
    RcObject_GC_UnTrack(tuple);
    for (Rc_ssize_t i = size; i < old_size; i++) {
        Rc_CLEAR(tuple->ob_item[i]);
    }
    RcTupleObject *moved = RcObject_GC_Resize(RcTupleObject, tuple, size);
    if (moved == NULL) {
        Rc_DECREF(tuple);
        return NULL;
    }
    for (Rc_ssize_t i = old_size; i < size; i++) {
        moved->ob_item[i] = NULL;
    }
    RcObject_GC_Track(moved);
    return moved;
}

int _RcTuple_Resize(RcObject **op, Rc_ssize_t size)
{
    if (op == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *tuple = *op;
    if (!is_tuple(tuple) || size < 0 || (RcTuple_GET_SIZE(tuple) != 0 && Rc_REFCNT(tuple) != 1)) {
        *op = NULL;
        Rc_XDECREF(tuple);
        RcErr_BadInternalCall();
        return -1;
    }
    if (size == RcTuple_GET_SIZE(tuple)) {
        return 0;
    }
    if (size == 0 || RcTuple_GET_SIZE(tuple) == 0) {
        *op = RcTuple_New(size);
        Rc_DECREF(tuple);
    } else {
        *op = (RcObject *)resize((RcTupleObject *)tuple, size);
    }
    return *op == NULL ? -1 : 0;
}

/* Slots. */

static void tuple_dealloc(RcObject *op)
{
    _RcContainer_UnTrack(op);
    for (Rc_ssize_t i = RcTuple_GET_SIZE(op); i-- > 0;) {
        Rc_XDECREF(RcTuple_GET_ITEM(op, i));
    }
    _RcContainer_Free(op); /* there are no subtypes */
}

static RcObject *tuple_compare(RcObject *left, RcObject *right, int operation)
{
    if (!RcTuple_Check(left) || !RcTuple_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return _RcItems_Compare(left, right, operation);
}

/* The order of the items counts, and so do repetitions: each hash is mixed in as a lane of xxHash is. */
static Rc_hash_t tuple_hash(RcObject *op)
{
    const uint64_t prime_1 = UINT64_C(11400714785074694791);
    const uint64_t prime_2 = UINT64_C(14029467366897019727);
    const uint64_t prime_5 = UINT64_C(2870177450012600261);
    Rc_ssize_t size = RcTuple_GET_SIZE(op);
    uint64_t mixed = prime_5 + (uint64_t)size;
    Rc_hash_t lane = 0;
    if (Rc_EnterRecursiveCall(" while hashing a tuple") < 0) {
        return -1;
    }
    for (Rc_ssize_t i = 0; i < size && lane != -1; i++) {
        lane = RcObject_Hash(RcTuple_GET_ITEM(op, i));
        mixed += (uint64_t)lane * prime_2;
        mixed = (mixed << 31 | mixed >> 33) * prime_1;
    }
    Rc_LeaveRecursiveCall();
    if (lane == -1) {
        return -1;
    }
    mixed ^= mixed >> 32;
    return (Rc_hash_t)mixed == -1 ? -2 : (Rc_hash_t)mixed;
}

static void copy_slots(RcObject *to, Rc_ssize_t at, RcObject *from)
{
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(from); i++) {
        RcTuple_SET_ITEM(to, at + i, Rc_XNewRef(RcTuple_GET_ITEM(from, i)));
    }
}

static RcObject *tuple_concat(RcObject *left, RcObject *right)
{
    if (!RcTuple_Check(right)) {
        RcErr_Format(RcExc_TypeError, "can only concatenate tuple (not \"%.200s\") to tuple",
                     Rc_TYPE(right)->tp_name);
        return NULL;
    }
    if (RcTuple_GET_SIZE(left) == 0) {
        return Rc_NewRef(right);
    }
    if (RcTuple_GET_SIZE(right) == 0) {
        return Rc_NewRef(left);
    }
    RcObject *tuple = RcTuple_New(RcTuple_GET_SIZE(left) + RcTuple_GET_SIZE(right));
    if (tuple != NULL) {
        copy_slots(tuple, 0, left);
        copy_slots(tuple, RcTuple_GET_SIZE(left), right);
    }
    return tuple;
}

static RcObject *tuple_repeat(RcObject *op, Rc_ssize_t count)
{
    Rc_ssize_t size = RcTuple_GET_SIZE(op);
    if (size == 0 || count == 1) {
        return Rc_NewRef(op);
    }
    if (count <= 0) {
        return RcTuple_New(0);
    }
    if (size > RC_SSIZE_T_MAX / count) {
        return RcErr_NoMemory();
    }
    RcObject *tuple = RcTuple_New(size * count);
    for (Rc_ssize_t at = 0; tuple != NULL && at < size * count; at += size) {
        copy_slots(tuple, at, op);
    }
    return tuple;
}

static RcObject *tuple_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(type); /* always tuple: there are no subtypes */
    RcObject *iterable;
    if (_RcItems_NoKeywords("tuple", kwargs) < 0 ||
        _RcItems_ConstructorArgument("tuple", args, &iterable) < 0) {
        return NULL;
    }
    return iterable == NULL ? RcTuple_New(0) : RcSequence_Tuple(iterable);
}

static RcMethodDef tuple_methods[] = {
    {"count", _RcItems_CountMethod, RC_METH_O, "count(value)\n--\n\nHow often value is in the tuple."},
    {"index", _RcCFunction_CAST(_RcItems_IndexMethod), RC_METH_FASTCALL,
     "index(value, start=0, stop=maximum)\n--\n\nWhere value is first; ValueError if it is nowhere."},
    {NULL, NULL, 0, NULL}};

static RcSequenceMethods tuple_as_sequence = {
    .sq_length = _RcItems_Length,
    .sq_concat = tuple_concat,
    .sq_repeat = tuple_repeat,
    .sq_item = _RcItems_Item,
    .sq_contains = _RcItems_Contains,
};

static RcMappingMethods tuple_as_mapping = {
    .mp_length = _RcItems_Length,
    .mp_subscript = _RcItems_Subscript,
};

RcTypeObject RcTuple_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tuple",
    .tp_basicsize = offsetof(RcTupleObject, ob_item),
    .tp_itemsize = sizeof(RcObject *),
    .tp_dealloc = tuple_dealloc,
    .tp_repr = _RcItems_Repr,
    .tp_as_sequence = &tuple_as_sequence,
    .tp_as_mapping = &tuple_as_mapping,
    .tp_hash = tuple_hash,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_TUPLE_SUBCLASS,
    .tp_doc = "tuple(iterable=(), /)\n--\n\nAn immutable row of objects.",
    .tp_traverse = _RcItems_Traverse,
    .tp_richcompare = tuple_compare,
    .tp_iter = _RcItems_Iter,
    .tp_methods = tuple_methods,
    .tp_new = tuple_new,
    .tp_free = RcObject_GC_Del,
};
