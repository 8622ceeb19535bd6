/* The list: its row of slots, and the type.
 *
 * ob_item has room for `allocated` references, of which ob_size are in use; it is NULL until the first one.
 * While a list is being sorted it is empty, and allocated is -1 (list_sort.c).
 *
 * Every change goes in three steps.  Reserve: find room; this may fail.  Commit: move and store references;
 * nothing can fail, no foreign code runs.  Release: drop what left the list, last item first; now any code
 * may run, so nothing of the list is touched any more.  Reading is shared with tuples: items.c.
 *
 * What is copied out of a list is measured first, then room is allocated, then it is filled: the collector
 * has to wait meanwhile, for the code that it runs may change the list. */
#include <recount/list.h>

#include "collector/container.h"
#include "core/head.h"
#include "types/items_internal.h"
#include "types/list_internal.h"

#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>

#include <string.h>

/* So many outgoing items are parked on the C stack; more need memory. */
#define PARKED_ON_STACK 8
/* Items of lists that are no longer small, and of those whose row is larger than 32 KiB. */
#define MEDIUM_SIZE 64
#define LARGE_SIZE 4096

static int is_list(RcObject *op)
{
    return op != NULL && RcList_Check(op);
}

/* Room. */

/* Slots to allocate for size in use, a multiple of four, so that appending costs constant time in the mean.  To spare
 * are a few and a quarter; of a medium list, which is copied each time that it grows, half as many again; of a large one,
 * which grows where it is, an eighth.  (With an eighth ten appends to a new list cost a fifth more, and with a quarter
 * throughout a thousand cost a sixth more.) */
static size_t room_for(Rc_ssize_t size)
{
    size_t slots = (size_t)size;
    size_t spare = slots < MEDIUM_SIZE ? slots / 4 : slots < LARGE_SIZE ? slots / 2 : slots / 8;
    return (slots + spare + (slots < 5 ? 3 : 6)) & ~(size_t)3;
}

/* Makes room for size slots.  0, or -1 with MemoryError, and nothing has changed. */
static int reserve_items(RcListObject *self, Rc_ssize_t size)
{
    if (size <= self->allocated) {
        return 0;
    }
    size_t room = room_for(size);
    if ((size_t)(size - Rc_SIZE(self)) > room - (size_t)size) {
        room = (size_t)size; /* a leap: what comes next is hardly another item */
    }
    RcObject **items = self->ob_item;
    RcMem_Resize(items, RcObject *, room);
    if (items == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    self->ob_item = items;
    self->allocated = (Rc_ssize_t)room;
    return 0;
}

/* Gives memory back when less than half of it is in use.  That this fails does no harm. */
static void trim(RcListObject *self)
{
    size_t room = room_for(Rc_SIZE(self));
    if (Rc_SIZE(self) >= self->allocated / 2 || room >= (size_t)self->allocated) {
        return;
    }
    RcObject **items = self->ob_item;
    RcMem_Resize(items, RcObject *, room);
    if (items != NULL) {
        self->ob_item = items;
        self->allocated = (Rc_ssize_t)room;
    }
}

/* Empties the list, then releases what was in it. */
static RC_NOINLINE void release_all(RcListObject *self)
{
    RcObject **items = self->ob_item;
    Rc_ssize_t size = Rc_SIZE(self);
    if (items == NULL) {
        return;
    }
    self->ob_item = NULL;
    self->allocated = 0;
    Rc_SET_SIZE(self, 0);
    while (size-- > 0) {
        Rc_XDECREF(items[size]);
    }
    RcMem_Free(items);
}

/* The commit of replace(): slots low .. high - 1 go to parked, added items of source come in their place.
 * There is room. */
static void exchange_items(RcListObject *self, Rc_ssize_t low, Rc_ssize_t high, RcObject **parked,
                           RcObject *source, Rc_ssize_t added)
{
    size_t removed = (size_t)(high - low), tail = (size_t)(Rc_SIZE(self) - high);
    memcpy(parked, self->ob_item + low, removed * sizeof *parked);
    memmove(self->ob_item + low + added, self->ob_item + high, tail * sizeof *parked);
    for (Rc_ssize_t i = 0; i < added; i++) {
        self->ob_item[low + i] = Rc_XNewRef(RcSequence_Fast_GET_ITEM(source, i));
    }
    Rc_SET_SIZE(self, low + added + (Rc_ssize_t)tail);
}

/* Puts all items of source (a list or tuple; NULL: none) in the place of the slots low .. high - 1, which
 * exist. source may be the list itself only at its end.  0, or -1 with MemoryError. */
static int replace(RcListObject *self, Rc_ssize_t low, Rc_ssize_t high, RcObject *source)
{
    RcObject *few[PARKED_ON_STACK];
    Rc_ssize_t added = source != NULL ? RcSequence_Fast_GET_SIZE(source) : 0;
    Rc_ssize_t removed = high - low;
    Rc_ssize_t size = Rc_SIZE(self) - removed + added; /* no overflow: both lie in memory */
    if (size == 0) {
        release_all(self);
        return 0;
    }

    RcObject **parked = removed <= PARKED_ON_STACK ? few : RcMem_New(RcObject *, removed);
    if (parked == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    int result = reserve_items(self, size);
    if (result == 0) {
        exchange_items(self, low, high, parked, source, added);
        trim(self);
        while (removed-- > 0) {
            Rc_XDECREF(parked[removed]);
        }
    }
    if (parked != few) {
        RcMem_Free(parked);
    }
    return result;
}

RcObject *_RcList_TakeItem(RcListObject *self, Rc_ssize_t index)
{
    RcObject *item = self->ob_item[index];
    Rc_ssize_t size = Rc_SIZE(self) - 1;
    memmove(self->ob_item + index, self->ob_item + index + 1, (size_t)(size - index) * sizeof item);
    Rc_SET_SIZE(self, size);
    trim(self);
    return item;
}

void _RcList_DeleteSlot(RcListObject *self, Rc_ssize_t index)
{
    if (index < Rc_SIZE(self)) {
        Rc_XDECREF(_RcList_TakeItem(self, index));
    }
}

/* Making, reading. */

static RC_NOINLINE RcObject *new_slowly(Rc_ssize_t size)
{
    if (size < 0) {
        _RcErr_BadInternalCall("RcList_New");
        return NULL;
    }
    RcObject **items = NULL;
    if (size > 0 && (items = RcMem_Calloc((size_t)size, sizeof *items)) == NULL) {
        return RcErr_NoMemory();
    }
    RcListObject *self = (RcListObject *)_RcContainer_Make(&RcList_Type, sizeof *self);
    if (self == NULL) {
        RcMem_Free(items);
        return NULL;
    }
    self->ob_item = items;
    self->allocated = size;
    Rc_SET_SIZE(self, size);
    _RcContainer_Whole((RcObject *)self);
    return (RcObject *)self;
}

RcObject *RcList_New(Rc_ssize_t size)
{
    if (size != 0) {
        return new_slowly(size);
    }
    RcListObject *self = (RcListObject *)_RcContainer_TryMake(&RcList_Type, sizeof *self);
    if (RC_UNLIKELY(self == NULL)) {
        return new_slowly(0);
    }
    self->ob_item = NULL;
    self->allocated = 0;
    Rc_SET_SIZE(self, 0);
    _RcContainer_Track((RcObject *)self);
    return (RcObject *)self;
}

Rc_ssize_t RcList_Size(RcObject *op)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    return Rc_SIZE(op);
}

RcObject *RcList_GetItem(RcObject *op, Rc_ssize_t index)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return _RcItems_Borrow(op, index);
}

RcObject *RcList_GetItemRef(RcObject *op, Rc_ssize_t index)
{
    if (!is_list(op)) {
        RcErr_SetString(RcExc_TypeError, "expected a list");
        return NULL;
    }
    return _RcItems_Item(op, index);
}

RcObject *RcList_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    low = low < 0 ? 0 : low;
    high = high > Rc_SIZE(op) ? Rc_SIZE(op) : high;
    _RcGC_Hold();
    RcObject *list = RcList_New(high > low ? high - low : 0);
    for (Rc_ssize_t i = low; list != NULL && i < high; i++) {
        RcList_SET_ITEM(list, i - low, Rc_XNewRef(RcList_GET_ITEM(op, i)));
    }
    _RcGC_ReleaseAndCollect();
    return list;
}

RcObject *RcList_AsTuple(RcObject *op)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    _RcGC_Hold();
    RcObject *tuple = RcTuple_New(Rc_SIZE(op));
    for (Rc_ssize_t i = 0; tuple != NULL && i < Rc_SIZE(op); i++) {
        RcTuple_SET_ITEM(tuple, i, Rc_XNewRef(RcList_GET_ITEM(op, i)));
    }
    _RcGC_ReleaseAndCollect();
    return tuple;
}

/* Changing. */

int RcList_SetItem(RcObject *op, Rc_ssize_t index, RcObject *item)
{
    if (!is_list(op)) {
        Rc_XDECREF(item);
        RcErr_BadInternalCall();
        return -1;
    }
    if (index < 0 || index >= Rc_SIZE(op)) {
        Rc_XDECREF(item);
        RcErr_SetString(RcExc_IndexError, "list assignment index out of range");
        return -1;
    }
    Rc_XSETREF(RcList_GET_ITEM(op, index), item);
    return 0;
}

/* Stores a new item in a list that is no subject to doubt, at an index from 0 to its size. */
static int insert_at(RcListObject *self, Rc_ssize_t index, RcObject *item)
{
    Rc_ssize_t size = Rc_SIZE(self);
    if (size == RC_SSIZE_T_MAX) {
        RcErr_SetString(RcExc_OverflowError, "cannot add more objects to list");
        return -1;
    }
    if (reserve_items(self, size + 1) < 0) {
        return -1;
    }
    memmove(self->ob_item + index + 1, self->ob_item + index, (size_t)(size - index) * sizeof item);
    self->ob_item[index] = Rc_NewRef(item);
    Rc_SET_SIZE(self, size + 1);
    return 0;
}

/* A function of its own: so appending where there is room needs no frame. */
static RC_NOINLINE int append_growing(RcListObject *self, RcObject *item)
{
    return insert_at(self, Rc_SIZE(self), item);
}

int RcList_Append(RcObject *op, RcObject *item)
{
    if (!is_list(op) || item == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcListObject *self = (RcListObject *)op;
    Rc_ssize_t size = Rc_SIZE(self);
    if (RC_LIKELY(size < self->allocated)) {
        self->ob_item[size] = Rc_NewRef(item);
        Rc_SET_SIZE(self, size + 1);
        return 0;
    }
    return append_growing(self, item);
}

int RcList_Insert(RcObject *op, Rc_ssize_t index, RcObject *item)
{
    if (!is_list(op) || item == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    Rc_ssize_t size = Rc_SIZE(op);
    if (index < 0) {
        index = index + size < 0 ? 0 : index + size;
    }
    return insert_at((RcListObject *)op, index > size ? size : index, item);
}

/* What iterable gives, in a form that replace() reads: new. */
static RcObject *items_of(RcObject *iterable)
{
    if (RcList_CheckExact(iterable) || RcTuple_CheckExact(iterable)) {
        return Rc_NewRef(iterable);
    }
    return RcSequence_List(iterable);
}

int RcList_Extend(RcObject *op, RcObject *iterable)
{
    if (!is_list(op) || iterable == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *source = items_of(iterable);
    if (source == NULL) {
        return -1;
    }
    int result = replace((RcListObject *)op, Rc_SIZE(op), Rc_SIZE(op), source);
    Rc_DECREF(source);
    return result;
}

int RcList_Clear(RcObject *op)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    release_all((RcListObject *)op);
    return 0;
}

/* Cuts low and high to the list as it is now, and replaces what lies between.  source: see replace(). */
static int replace_slice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *source)
{
    Rc_ssize_t size = Rc_SIZE(op);
    low = low < 0 ? 0 : low > size ? size : low;
    high = high < low ? low : high > size ? size : high;
    return replace((RcListObject *)op, low, high, source);
}

int RcList_SetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *items)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (items == NULL) {
        return replace_slice(op, low, high, NULL);
    }
    RcObject *source = items == op ? RcList_GetSlice(op, 0, Rc_SIZE(op))
                                   : RcSequence_Fast(items, "can only assign an iterable");
    if (source == NULL) {
        return -1;
    }
    int result = replace_slice(op, low, high, source); /* the iterator may have changed the list */
    Rc_DECREF(source);
    return result;
}

int RcList_Reverse(RcObject *op)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    for (Rc_ssize_t i = 0, j = Rc_SIZE(op) - 1; i < j; i++, j--) {
        RcObject *item = RcList_GET_ITEM(op, i);
        RcList_SET_ITEM(op, i, RcList_GET_ITEM(op, j));
        RcList_SET_ITEM(op, j, item);
    }
    return 0;
}

int RcList_Sort(RcObject *op)
{
    if (!is_list(op)) {
        RcErr_BadInternalCall();
        return -1;
    }
    return _RcList_Sort((RcListObject *)op, NULL, 0);
}

/* Slots. */

static void list_dealloc(RcObject *op)
{
    _RcContainer_UnTrack(op);
    if (((RcListObject *)op)->ob_item != NULL) {
        release_all((RcListObject *)op);
    }
    if (RC_LIKELY(RcList_CheckExact(op))) {
        _RcContainer_Free(op);
    } else {
        Rc_TYPE(op)->tp_free(op);
    }
}

static int list_clear(RcObject *op)
{
    release_all((RcListObject *)op);
    return 0;
}

static RcObject *list_compare(RcObject *left, RcObject *right, int operation)
{
    if (!RcList_Check(left) || !RcList_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (Rc_SIZE(left) != Rc_SIZE(right) && (operation == Rc_EQ || operation == Rc_NE)) {
        return RcBool_FromLong(operation == Rc_NE);
    }
    return _RcItems_Compare(left, right, operation);
}

static RcObject *list_concat(RcObject *left, RcObject *right)
{
    if (!RcList_Check(right)) {
        RcErr_Format(RcExc_TypeError, "can only concatenate list (not \"%.200s\") to list",
                     Rc_TYPE(right)->tp_name);
        return NULL;
    }
    Rc_ssize_t size = Rc_SIZE(left);
    _RcGC_Hold();
    RcObject *list = RcList_New(size + Rc_SIZE(right)); /* no overflow: both lie in memory */
    for (Rc_ssize_t i = 0; list != NULL && i < Rc_SIZE(list); i++) {
        RcObject *item = i < size ? RcList_GET_ITEM(left, i) : RcList_GET_ITEM(right, i - size);
        RcList_SET_ITEM(list, i, Rc_XNewRef(item));
    }
    _RcGC_ReleaseAndCollect();
    return list;
}

static RcObject *list_repeat(RcObject *op, Rc_ssize_t count)
{
    Rc_ssize_t size = Rc_SIZE(op);
    if (count > 0 && size > RC_SSIZE_T_MAX / count) {
        return RcErr_NoMemory();
    }
    _RcGC_Hold();
    RcObject *list = RcList_New(count > 0 ? size * count : 0);
    for (Rc_ssize_t i = 0; list != NULL && i < Rc_SIZE(list); i++) {
        RcObject *item = i < size ? RcList_GET_ITEM(op, i) : RcList_GET_ITEM(list, i - size);
        RcList_SET_ITEM(list, i, Rc_XNewRef(item));
    }
    _RcGC_ReleaseAndCollect();
    return list;
}

static RcObject *list_inplace_concat(RcObject *op, RcObject *iterable)
{
    return RcList_Extend(op, iterable) < 0 ? NULL : Rc_NewRef(op);
}

static RcObject *list_inplace_repeat(RcObject *op, Rc_ssize_t count)
{
    RcListObject *self = (RcListObject *)op;
    Rc_ssize_t size = Rc_SIZE(self);
    if (count <= 0) {
        release_all(self);
    } else if (size > RC_SSIZE_T_MAX / count) {
        return RcErr_NoMemory();
    } else if (size > 0) {
        if (reserve_items(self, size * count) < 0) {
            return NULL;
        }
        for (Rc_ssize_t i = size; i < size * count; i++) {
            self->ob_item[i] = Rc_XNewRef(self->ob_item[i - size]);
        }
        Rc_SET_SIZE(self, size * count);
    }
    return Rc_NewRef(op);
}

/* op[index] = item; del op[index] if item is NULL. */
static int list_assign_item(RcObject *op, Rc_ssize_t index, RcObject *item)
{
    if (index < 0 || index >= Rc_SIZE(op)) {
        RcErr_SetString(RcExc_IndexError, "list assignment index out of range");
        return -1;
    }
    if (item == NULL) {
        _RcList_DeleteSlot((RcListObject *)op, index);
    } else {
        Rc_XSETREF(RcList_GET_ITEM(op, index), Rc_NewRef(item));
    }
    return 0;
}

static int list_assign_subscript(RcObject *op, RcObject *key, RcObject *item)
{
    Rc_ssize_t index;
    return _RcItems_IndexOfKey(op, key, &index) < 0 ? -1 : list_assign_item(op, index, item);
}

/* The new content is complete before the old one goes. */
static int list_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    RcObject *iterable;
    if (Rc_TYPE(op)->tp_new == RcList_Type.tp_new && _RcItems_NoKeywords("list", kwargs) < 0) {
        return -1; /* a subtype with a constructor of its own may have keywords of its own */
    }
    if (_RcItems_ConstructorArgument("list", args, &iterable) < 0) {
        return -1;
    }
    RcObject *source = iterable != NULL ? items_of(iterable) : RcTuple_New(0);
    if (source == NULL) {
        return -1;
    }
    int result = source == op ? 0 : replace_slice(op, 0, RC_SSIZE_T_MAX, source);
    Rc_DECREF(source);
    return result;
}

static RcSequenceMethods list_as_sequence = {
    .sq_length = _RcItems_Length,
    .sq_concat = list_concat,
    .sq_repeat = list_repeat,
    .sq_item = _RcItems_Item,
    .sq_ass_item = list_assign_item,
    .sq_contains = _RcItems_Contains,
    .sq_inplace_concat = list_inplace_concat,
    .sq_inplace_repeat = list_inplace_repeat,
};

static RcMappingMethods list_as_mapping = {
    .mp_length = _RcItems_Length,
    .mp_subscript = _RcItems_Subscript,
    .mp_ass_subscript = list_assign_subscript,
};

RcTypeObject RcList_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "list",
    .tp_basicsize = sizeof(RcListObject),
    .tp_dealloc = list_dealloc,
    .tp_repr = _RcItems_Repr,
    .tp_as_sequence = &list_as_sequence,
    .tp_as_mapping = &list_as_mapping,
    .tp_hash = RcObject_HashNotImplemented,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_LIST_SUBCLASS,
    .tp_doc = "list(iterable=(), /)\n--\n\nA row of objects that grows and shrinks.",
    .tp_traverse = _RcItems_Traverse,
    .tp_clear = list_clear,
    .tp_richcompare = list_compare,
    .tp_iter = _RcItems_Iter,
    .tp_methods = _RcList_Methods,
    .tp_init = list_init,
    .tp_new = RcType_GenericNew,
    .tp_free = RcObject_GC_Del,
};
