/* Reading lists and tuples.
 *
 * Comparing, searching and printing run code of the items, and this code may change a list at will.  So size
 * and items are read again for each item (RcSequence_Fast_... serve both types), and a reference is held to
 * whatever item is at work.  A slot that was never set is NULL: it prints as <NULL>, equals itself, and is
 * SystemError where an object is needed. */
#include "types/items_internal.h"

#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/mapping.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <recount/strwriter.h>

static const char *kind_of(RcObject *op)
{
    return RcList_Check(op) ? "list" : "tuple";
}

/* New, or NULL for a slot that was never set. */
static RcObject *hold_item(RcObject *op, Rc_ssize_t index)
{
    return Rc_XNewRef(RcSequence_Fast_GET_ITEM(op, index));
}

Rc_ssize_t _RcItems_Length(RcObject *op)
{
    return RcSequence_Fast_GET_SIZE(op);
}

int _RcItems_Traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (Rc_ssize_t i = 0; i < RcSequence_Fast_GET_SIZE(op); i++) {
        Rc_VISIT(RcSequence_Fast_GET_ITEM(op, i));
    }
    return 0;
}

/* Items by number. */

RcObject *_RcItems_Borrow(RcObject *op, Rc_ssize_t index)
{
    if (index < 0 || index >= RcSequence_Fast_GET_SIZE(op)) {
        RcErr_Format(RcExc_IndexError, "%s index out of range", kind_of(op));
        return NULL;
    }
    RcObject *item = RcSequence_Fast_GET_ITEM(op, index);
    if (item == NULL) {
        RcErr_Format(RcExc_SystemError, "%s item %zd was never set", kind_of(op), index);
    }
    return item;
}

RcObject *_RcItems_Item(RcObject *op, Rc_ssize_t index)
{
    return Rc_XNewRef(_RcItems_Borrow(op, index));
}

int _RcItems_IndexOfKey(RcObject *op, RcObject *key, Rc_ssize_t *index)
{
    if (!RcIndex_Check(key)) {
        RcErr_Format(RcExc_TypeError, "%s indices must be integers or slices, not %.200s", kind_of(op),
                     Rc_TYPE(key)->tp_name);
        return -1;
    }
    Rc_ssize_t value = RcNumber_AsSsize_t(key, RcExc_IndexError);
    if (value == -1 && RcErr_Occurred()) {
        return -1;
    }
    *index = value < 0 ? value + RcSequence_Fast_GET_SIZE(op) : value;
    return 0;
}

RcObject *_RcItems_Subscript(RcObject *op, RcObject *key)
{
    Rc_ssize_t index;
    return _RcItems_IndexOfKey(op, key, &index) < 0 ? NULL : _RcItems_Item(op, index);
}

/* Searching. */

/* Does the item at index equal value: 1, 0, or -1 with an error.  The item is the left operand. */
static int item_equals(RcObject *op, Rc_ssize_t index, RcObject *value)
{
    RcObject *item = hold_item(op, index);
    int equal = RcObject_RichCompareBool(item, value, Rc_EQ);
    Rc_XDECREF(item);
    return equal;
}

Rc_ssize_t _RcItems_Find(RcObject *op, RcObject *value, Rc_ssize_t start, Rc_ssize_t stop)
{
    for (Rc_ssize_t i = start; i < stop && i < RcSequence_Fast_GET_SIZE(op); i++) {
        int equal = item_equals(op, i, value);
        if (equal != 0) {
            return equal > 0 ? i : RC_ITEMS_ERROR;
        }
    }
    return RC_ITEMS_ABSENT;
}

int _RcItems_Contains(RcObject *op, RcObject *value)
{
    Rc_ssize_t found = _RcItems_Find(op, value, 0, RC_SSIZE_T_MAX);
    return found == RC_ITEMS_ERROR ? -1 : found != RC_ITEMS_ABSENT;
}

RcObject *_RcItems_CountMethod(RcObject *op, RcObject *value)
{
    Rc_ssize_t count = 0;
    for (Rc_ssize_t i = 0; i < RcSequence_Fast_GET_SIZE(op); i++) {
        int equal = item_equals(op, i, value);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return RcInt_FromSsize_t(count);
}

/* A bound of index(): any integer, cut to what a C index can be; negative ones count from the end. */
static int search_bound(RcObject *op, RcObject *argument, Rc_ssize_t *bound)
{
    if (!RcIndex_Check(argument)) {
        RcErr_SetString(RcExc_TypeError, "slice indices must be integers or have an __index__ method");
        return -1;
    }
    Rc_ssize_t value = RcNumber_AsSsize_t(argument, NULL);
    if (value == -1 && RcErr_Occurred()) {
        return -1;
    }
    if (value < 0) {
        Rc_ssize_t size = RcSequence_Fast_GET_SIZE(op);
        value = value + size < 0 ? 0 : value + size;
    }
    *bound = value;
    return 0;
}

RcObject *_RcItems_IndexMethod(RcObject *op, RcObject *const *args, Rc_ssize_t nargs)
{
    Rc_ssize_t start = 0, stop = RC_SSIZE_T_MAX;
    if (_RcItems_CheckArguments("index", nargs, 1, 3) < 0 ||
        (nargs > 1 && search_bound(op, args[1], &start) < 0) ||
        (nargs > 2 && search_bound(op, args[2], &stop) < 0)) {
        return NULL;
    }
    Rc_ssize_t found = _RcItems_Find(op, args[0], start, stop);
    if (found >= 0) {
        return RcInt_FromSsize_t(found);
    }
    if (found == RC_ITEMS_ABSENT) {
        if (RcList_Check(op)) {
            RcErr_Format(RcExc_ValueError, "%R is not in list", args[0]);
        } else {
            RcErr_SetString(RcExc_ValueError, "tuple.index(x): x not in tuple");
        }
    }
    return NULL;
}

/* Comparing. */

/* Finds the first index at which both have items, and different ones: 1 and both items as new references; 0
 * if one is the beginning of the other; -1 with an error. */
static int first_difference(RcObject *left, RcObject *right, RcObject **left_item, RcObject **right_item)
{
    for (Rc_ssize_t i = 0; i < RcSequence_Fast_GET_SIZE(left) && i < RcSequence_Fast_GET_SIZE(right); i++) {
        RcObject *x = hold_item(left, i);
        RcObject *y = hold_item(right, i);
        int equal = x == y ? 1 : RcObject_RichCompareBool(x, y, Rc_EQ);
        if (equal == 0) {
            *left_item = x;
            *right_item = y;
            return 1;
        }
        Rc_XDECREF(x);
        Rc_XDECREF(y);
        if (equal < 0) {
            return -1;
        }
    }
    return 0;
}

static RcObject *compare_sizes(Rc_ssize_t left, Rc_ssize_t right, int operation)
{
    Rc_RETURN_RICHCOMPARE(left, right, operation);
}

RcObject *_RcItems_Compare(RcObject *left, RcObject *right, int operation)
{
    RcObject *x = NULL, *y = NULL, *result;
    int different = first_difference(left, right, &x, &y);
    if (different < 0) {
        return NULL;
    }
    if (!different) {
        return compare_sizes(RcSequence_Fast_GET_SIZE(left), RcSequence_Fast_GET_SIZE(right), operation);
    }
    if (operation == Rc_EQ || operation == Rc_NE) {
        result = RcBool_FromLong(operation == Rc_NE);
    } else {
        result = RcObject_RichCompare(x, y, operation);
    }
    Rc_DECREF(x);
    Rc_DECREF(y);
    return result;
}

/* Printing. */

static int write_item(RcStrWriter *writer, RcObject *op, Rc_ssize_t index)
{
    if (index > 0 && RcStrWriter_WriteUTF8(writer, ", ", 2) < 0) {
        return -1;
    }
    RcObject *item = hold_item(op, index);
    if (item == NULL) {
        return RcStrWriter_WriteUTF8(writer, "<NULL>", -1);
    }
    int result = RcStrWriter_WriteRepr(writer, item);
    Rc_DECREF(item);
    return result;
}

static int write_items(RcStrWriter *writer, RcObject *op)
{
    int is_list = RcList_Check(op);
    if (RcStrWriter_WriteUTF8(writer, is_list ? "[" : "(", 1) < 0) {
        return -1;
    }
    for (Rc_ssize_t i = 0; i < RcSequence_Fast_GET_SIZE(op); i++) {
        if (write_item(writer, op, i) < 0) {
            return -1;
        }
    }
    if (is_list) {
        return RcStrWriter_WriteUTF8(writer, "]", 1);
    }
    return RcStrWriter_WriteUTF8(writer, RcTuple_GET_SIZE(op) == 1 ? ",)" : ")", -1);
}

RcObject *_RcItems_Repr(RcObject *op)
{
    int entered = Rc_ReprEnter(op);
    if (entered != 0) {
        return entered < 0 ? NULL : RcStr_FromString(RcList_Check(op) ? "[...]" : "(...)");
    }
    RcObject *result = NULL;
    RcStrWriter *writer = RcStrWriter_Create(0);
    if (writer != NULL) {
        if (write_items(writer, op) == 0) {
            result = RcStrWriter_Finish(writer);
        } else {
            RcStrWriter_Discard(writer);
        }
    }
    Rc_ReprLeave(op);
    return result;
}

/* Arguments. */

int _RcItems_CheckArguments(const char *function, Rc_ssize_t given, Rc_ssize_t least, Rc_ssize_t most)
{
    if (given >= least && given <= most) {
        return 0;
    }
    Rc_ssize_t bound = given < least ? least : most;
    const char *how = least == most ? "" : given < least ? "at least " : "at most ";
    RcErr_Format(RcExc_TypeError, "%s expected %s%zd argument%s, got %zd", function, how, bound,
                 bound == 1 ? "" : "s", given);
    return -1;
}

int _RcItems_NoKeywords(const char *function, RcObject *kwargs)
{
    Rc_ssize_t given = kwargs != NULL ? RcMapping_Size(kwargs) : 0;
    if (given > 0) {
        RcErr_Format(RcExc_TypeError, "%s() takes no keyword arguments", function);
    }
    return given == 0 ? 0 : -1;
}

int _RcItems_ConstructorArgument(const char *function, RcObject *args, RcObject **iterable)
{
    Rc_ssize_t given = args != NULL ? RcTuple_Size(args) : 0;
    if (given < 0 || _RcItems_CheckArguments(function, given, 0, 1) < 0) {
        return -1;
    }
    *iterable = given == 1 ? RcTuple_GET_ITEM(args, 0) : NULL;
    return 0;
}
