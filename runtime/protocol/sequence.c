/* The sequence protocol: each function finds the slot, or says in a TypeError what is missing.
 *
 * The count of arguments here is nobody's business but the slot's: only what is made here is
 * released here. */
#include <recount/sequence.h>

#include "core/errors.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>

/* TypeError; format has one %s, the name of op's type. */
static void type_error(const char *format, RcObject *op)
{
    RcErr_Format(RcExc_TypeError, format, Rc_TYPE(op)->tp_name);
}

/* What op lacks: it is a mapping, or nothing that format would be wrong for. */
static void missing(const char *format, RcObject *op, int is_mapping)
{
    type_error(is_mapping ? "%.200s is not a sequence" : format, op);
}

static RcMappingMethods *mapping_of(RcObject *op)
{
    return Rc_TYPE(op)->tp_as_mapping;
}

static RcSequenceMethods *sequence_of(RcObject *op)
{
    return Rc_TYPE(op)->tp_as_sequence;
}

static int has_subscript(RcObject *op)
{
    return mapping_of(op) != NULL && mapping_of(op)->mp_subscript != NULL;
}

static int has_subscript_assignment(RcObject *op)
{
    return mapping_of(op) != NULL && mapping_of(op)->mp_ass_subscript != NULL;
}

int RcSequence_Check(RcObject *op)
{
    return op != NULL && !RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_HASHTABLE_SUBCLASS) &&
           sequence_of(op) != NULL && sequence_of(op)->sq_item != NULL;
}

Rc_ssize_t RcSequence_Size(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (sequence_of(op) != NULL && sequence_of(op)->sq_length != NULL) {
        return sequence_of(op)->sq_length(op);
    }
    missing("object of type '%.200s' has no len()", op,
            mapping_of(op) != NULL && mapping_of(op)->mp_length != NULL);
    return -1;
}

/* Joining and repeating.  What has no sequence slot may still be a sequence that is a number, too: a type of
 * a user's that knows `+` and `*`. */

typedef RcObject *(*Operation)(RcObject *, RcObject *);

static int knows(RcObject *op, int multiplies)
{
    RcNumberMethods *number = Rc_TYPE(op)->tp_as_number;
    return number != NULL && (multiplies ? number->nb_multiply : number->nb_add) != NULL;
}

static RcObject *concat_as_numbers(RcObject *left, RcObject *right, Operation add)
{
    if (RcSequence_Check(left) && RcSequence_Check(right) && (knows(left, 0) || knows(right, 0))) {
        return add(left, right);
    }
    type_error("'%.200s' object can't be concatenated", left);
    return NULL;
}

static RcObject *repeat_as_number(RcObject *op, Rc_ssize_t count, Operation multiply)
{
    if (!RcSequence_Check(op) || !knows(op, 1)) {
        type_error("'%.200s' object can't be repeated", op);
        return NULL;
    }
    RcObject *number = RcInt_FromSsize_t(count);
    if (number == NULL) {
        return NULL;
    }
    RcObject *result = multiply(op, number);
    Rc_DECREF(number);
    return result;
}

RcObject *RcSequence_Concat(RcObject *left, RcObject *right)
{
    if (left == NULL || right == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcSequenceMethods *slots = sequence_of(left);
    if (slots != NULL && slots->sq_concat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_concat, slots->sq_concat(left, right));
    }
    return concat_as_numbers(left, right, RcNumber_Add);
}

RcObject *RcSequence_InPlaceConcat(RcObject *left, RcObject *right)
{
    if (left == NULL || right == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcSequenceMethods *slots = sequence_of(left);
    if (slots != NULL && slots->sq_inplace_concat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_inplace_concat, slots->sq_inplace_concat(left, right));
    }
    if (slots != NULL && slots->sq_concat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_concat, slots->sq_concat(left, right));
    }
    return concat_as_numbers(left, right, RcNumber_InPlaceAdd);
}

RcObject *RcSequence_Repeat(RcObject *op, Rc_ssize_t count)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcSequenceMethods *slots = sequence_of(op);
    if (slots != NULL && slots->sq_repeat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_repeat, slots->sq_repeat(op, count));
    }
    return repeat_as_number(op, count, RcNumber_Multiply);
}

RcObject *RcSequence_InPlaceRepeat(RcObject *op, Rc_ssize_t count)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcSequenceMethods *slots = sequence_of(op);
    if (slots != NULL && slots->sq_inplace_repeat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_inplace_repeat, slots->sq_inplace_repeat(op, count));
    }
    if (slots != NULL && slots->sq_repeat != NULL) {
        return RC_HOOK_RESULT_OF(slots->sq_repeat, slots->sq_repeat(op, count));
    }
    return repeat_as_number(op, count, RcNumber_InPlaceMultiply);
}

/* Items by number. */

/* Counts a negative index from the end, if op has a length.  0, or -1 with an error. */
static int count_from_end(RcObject *op, Rc_ssize_t *index)
{
    if (*index < 0 && sequence_of(op)->sq_length != NULL) {
        Rc_ssize_t size = sequence_of(op)->sq_length(op);
        if (size < 0) {
            return -1;
        }
        *index += size;
    }
    return 0;
}

RcObject *RcSequence_GetItem(RcObject *op, Rc_ssize_t index)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (sequence_of(op) != NULL && sequence_of(op)->sq_item != NULL) {
        Rc_ssizeargfunc slot = sequence_of(op)->sq_item;
        return count_from_end(op, &index) < 0 ? NULL : RC_HOOK_RESULT_OF(slot, slot(op, index));
    }
    missing("'%.200s' object does not support indexing", op, has_subscript(op));
    return NULL;
}

/* item NULL: deletes. */
static int assign_item(RcObject *op, Rc_ssize_t index, RcObject *item, const char *complaint)
{
    if (sequence_of(op) != NULL && sequence_of(op)->sq_ass_item != NULL) {
        Rc_ssizeobjargproc slot = sequence_of(op)->sq_ass_item;
        return count_from_end(op, &index) < 0 ? -1 : RC_HOOK_STATUS_OF(slot, slot(op, index, item));
    }
    missing(complaint, op, has_subscript_assignment(op));
    return -1;
}

int RcSequence_SetItem(RcObject *op, Rc_ssize_t index, RcObject *item)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return assign_item(op, index, item, "'%.200s' object does not support item assignment");
}

int RcSequence_DelItem(RcObject *op, Rc_ssize_t index)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return assign_item(op, index, NULL, "'%.200s' object doesn't support item deletion");
}

/* Slices. */

/* Counts negative bounds from the end; the slice functions cut what is out of bounds. */
static void count_bounds_from_end(RcObject *op, Rc_ssize_t *low, Rc_ssize_t *high)
{
    *low += *low < 0 ? Rc_SIZE(op) : 0;
    *high += *high < 0 ? Rc_SIZE(op) : 0;
}

RcObject *RcSequence_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (!RcList_Check(op) && !RcTuple_Check(op)) {
        type_error("'%.200s' object is unsliceable", op);
        return NULL;
    }
    count_bounds_from_end(op, &low, &high);
    return RcList_Check(op) ? RcList_GetSlice(op, low, high) : RcTuple_GetSlice(op, low, high);
}

int RcSequence_SetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *items)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (!RcList_Check(op)) {
        type_error("'%.200s' object doesn't support slice assignment", op);
        return -1;
    }
    count_bounds_from_end(op, &low, &high);
    return RcList_SetSlice(op, low, high, items);
}

int RcSequence_DelSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (!RcList_Check(op)) {
        type_error("'%.200s' object doesn't support slice deletion", op);
        return -1;
    }
    return RcSequence_SetSlice(op, low, high, NULL);
}

/* Searching any iterable. */

enum {
    SEARCH_COUNT,   /* how many */
    SEARCH_INDEX,   /* where first */
    SEARCH_CONTAINS /* 1 at the first */
};

/* Compares one item after the other: the answer, 0 for none (SEARCH_INDEX: -2), or -1 with an error. */
static Rc_ssize_t search_items(RcObject *iterator, RcObject *value, int what)
{
    RcObject *item;
    Rc_ssize_t seen = 0, count = 0;
    int more;
    while ((more = RcIter_NextItem(iterator, &item)) > 0) {
        int equal = RcObject_RichCompareBool(item, value, Rc_EQ);
        Rc_DECREF(item);
        if (equal < 0) {
            return -1;
        }
        if (equal && what != SEARCH_COUNT) {
            return what == SEARCH_INDEX ? seen : 1;
        }
        seen++;
        count += equal;
    }
    return more < 0 ? -1 : what == SEARCH_INDEX ? -2 : count;
}

static Rc_ssize_t search_sequence(RcObject *op, RcObject *value, int what)
{
    RcObject *iterator = RcObject_GetIter(op);
    if (iterator == NULL) {
        if (RcErr_ExceptionMatches(RcExc_TypeError)) {
            type_error("argument of type '%.200s' is not iterable", op);
        }
        return -1;
    }
    Rc_ssize_t result = search_items(iterator, value, what);
    Rc_DECREF(iterator);
    return result;
}

int RcSequence_Contains(RcObject *op, RcObject *value)
{
    if (op == NULL || value == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (sequence_of(op) != NULL && sequence_of(op)->sq_contains != NULL) {
        return sequence_of(op)->sq_contains(op, value);
    }
    return (int)search_sequence(op, value, SEARCH_CONTAINS);
}

Rc_ssize_t RcSequence_Count(RcObject *op, RcObject *value)
{
    if (op == NULL || value == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return search_sequence(op, value, SEARCH_COUNT);
}

Rc_ssize_t RcSequence_Index(RcObject *op, RcObject *value)
{
    if (op == NULL || value == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    Rc_ssize_t index = search_sequence(op, value, SEARCH_INDEX);
    if (index == -2) {
        RcErr_SetString(RcExc_ValueError, "sequence.index(x): x not in sequence");
        return -1;
    }
    return index;
}

/* Making lists and tuples. */

/* 0, or -1 with an error; then some items may have been added. */
static int append_all(RcObject *list, RcObject *iterable)
{
    RcObject *item, *iterator = RcObject_GetIter(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int more;
    while ((more = RcIter_NextItem(iterator, &item)) > 0) {
        int appended = RcList_Append(list, item);
        Rc_DECREF(item);
        if (appended < 0) {
            more = -1;
            break;
        }
    }
    Rc_DECREF(iterator);
    return more;
}

RcObject *RcSequence_List(RcObject *iterable)
{
    if (iterable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (RcList_CheckExact(iterable)) {
        return RcList_GetSlice(iterable, 0, RC_SSIZE_T_MAX);
    }
    RcObject *list = RcList_New(0);
    if (list == NULL) {
        return NULL;
    }
    int result = RcTuple_CheckExact(iterable) ? RcList_Extend(list, iterable) : append_all(list, iterable);
    if (result < 0) {
        Rc_CLEAR(list);
    }
    return list;
}

RcObject *RcSequence_Tuple(RcObject *iterable)
{
    if (iterable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (RcTuple_CheckExact(iterable)) {
        return Rc_NewRef(iterable);
    }
    if (RcList_CheckExact(iterable)) {
        return RcList_AsTuple(iterable);
    }
    RcObject *list = RcSequence_List(iterable);
    if (list == NULL) {
        return NULL;
    }
    RcObject *tuple = RcList_AsTuple(list);
    Rc_DECREF(list);
    return tuple;
}

RcObject *RcSequence_Fast(RcObject *iterable, const char *message)
{
    if (iterable == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (RcList_CheckExact(iterable) || RcTuple_CheckExact(iterable)) {
        return Rc_NewRef(iterable);
    }
    RcObject *iterator = RcObject_GetIter(iterable);
    if (iterator == NULL) {
        if (RcErr_ExceptionMatches(RcExc_TypeError)) {
            RcErr_SetString(RcExc_TypeError, message);
        }
        return NULL;
    }
    RcObject *list = RcSequence_List(iterator);
    Rc_DECREF(iterator);
    return list;
}
