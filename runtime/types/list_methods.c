/* The list's methods as attributes: taking arguments apart; the work is done in list.c and list_sort.c. */
#include "types/items_internal.h"
#include "types/list_internal.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

static RcObject *none_or_error(int result)
{
    return result < 0 ? NULL : Rc_NewRef(Rc_None);
}

static RcObject *list_append(RcObject *op, RcObject *item)
{
    return none_or_error(RcList_Append(op, item));
}

static RcObject *list_extend(RcObject *op, RcObject *iterable)
{
    return none_or_error(RcList_Extend(op, iterable));
}

static RcObject *list_insert(RcObject *op, RcObject *const *args, Rc_ssize_t nargs)
{
    if (_RcItems_CheckArguments("insert", nargs, 2, 2) < 0) {
        return NULL;
    }
    Rc_ssize_t index = RcNumber_AsSsize_t(args[0], RcExc_OverflowError);
    if (index == -1 && RcErr_Occurred()) {
        return NULL;
    }
    return none_or_error(RcList_Insert(op, index, args[1]));
}

static RcObject *list_pop(RcObject *op, RcObject *const *args, Rc_ssize_t nargs)
{
    Rc_ssize_t index = -1;
    if (_RcItems_CheckArguments("pop", nargs, 0, 1) < 0) {
        return NULL;
    }
    if (nargs == 1 && (index = RcNumber_AsSsize_t(args[0], RcExc_OverflowError)) == -1 && RcErr_Occurred()) {
        return NULL;
    }
    if (Rc_SIZE(op) == 0) {
        RcErr_SetString(RcExc_IndexError, "pop from empty list");
        return NULL;
    }
    index += index < 0 ? Rc_SIZE(op) : 0;
    if (index < 0 || index >= Rc_SIZE(op)) {
        RcErr_SetString(RcExc_IndexError, "pop index out of range");
        return NULL;
    }
    if (RcList_GET_ITEM(op, index) == NULL) {
        return _RcItems_Item(op, index); /* raises: this slot was never set */
    }
    return _RcList_TakeItem((RcListObject *)op, index);
}

static RcObject *list_remove(RcObject *op, RcObject *value)
{
    Rc_ssize_t found = _RcItems_Find(op, value, 0, RC_SSIZE_T_MAX);
    if (found == RC_ITEMS_ABSENT) {
        RcErr_SetString(RcExc_ValueError, "list.remove(x): x not in list");
    }
    if (found < 0) {
        return NULL;
    }
    _RcList_DeleteSlot((RcListObject *)op, found); /* the comparison may have shortened the list */
    Rc_RETURN_NONE;
}

static RcObject *list_reverse(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return none_or_error(RcList_Reverse(op));
}

static RcObject *list_clear_method(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return none_or_error(RcList_Clear(op));
}

static RcObject *list_copy(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcList_GetSlice(op, 0, Rc_SIZE(op));
}

/* The keywords of sort(): borrowed key (NULL for None) and reverse. */
static int sort_keywords(RcObject *kwnames, RcObject *const *values, RcObject **key, int *reverse)
{
    RcObject *backwards = NULL;
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(kwnames); i++) {
        RcObject *name = RcTuple_GET_ITEM(kwnames, i);
        if (RcStr_CompareWithASCIIString(name, "key") == 0) {
            *key = values[i] == Rc_None ? NULL : values[i];
        } else if (RcStr_CompareWithASCIIString(name, "reverse") == 0) {
            backwards = values[i];
        } else {
            RcErr_Format(RcExc_TypeError, "sort() got an unexpected keyword argument '%S'", name);
            return -1;
        }
    }
    *reverse = backwards != NULL ? RcObject_IsTrue(backwards) : 0;
    return *reverse < 0 ? -1 : 0;
}

static RcObject *list_sort(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    RcObject *key = NULL;
    int reverse = 0;
    if (nargs > 0) {
        RcErr_SetString(RcExc_TypeError, "sort() takes no positional arguments");
        return NULL;
    }
    if (kwnames != NULL && sort_keywords(kwnames, args, &key, &reverse) < 0) {
        return NULL;
    }
    return none_or_error(_RcList_Sort((RcListObject *)op, key, reverse));
}

RcMethodDef _RcList_Methods[] = {
    {"append", list_append, RC_METH_O, "append(item)\n--\n\nAdds item at the end."},
    {"extend", list_extend, RC_METH_O, "extend(iterable)\n--\n\nAdds what iterable gives at the end."},
    {"insert", _RcCFunction_CAST(list_insert), RC_METH_FASTCALL,
     "insert(index, item)\n--\n\nAdds item before index."},
    {"pop", _RcCFunction_CAST(list_pop), RC_METH_FASTCALL,
     "pop(index=-1)\n--\n\nRemoves an item and returns it; IndexError if there is none."},
    {"remove", list_remove, RC_METH_O,
     "remove(value)\n--\n\nRemoves the first item that equals value; ValueError if there is none."},
    {"index", _RcCFunction_CAST(_RcItems_IndexMethod), RC_METH_FASTCALL,
     "index(value, start=0, stop=maximum)\n--\n\nWhere value is first; ValueError if it is nowhere."},
    {"count", _RcItems_CountMethod, RC_METH_O, "count(value)\n--\n\nHow often value is in the list."},
    {"reverse", list_reverse, RC_METH_NOARGS, "reverse()\n--\n\nReverses the list in place."},
    {"sort", _RcCFunction_CAST(list_sort), RC_METH_FASTCALL | RC_METH_KEYWORDS,
     "sort(*, key=None, reverse=False)\n--\n\nSorts the list in place, stably, by < of key(item)."},
    {"clear", list_clear_method, RC_METH_NOARGS, "clear()\n--\n\nRemoves all items."},
    {"copy", list_copy, RC_METH_NOARGS, "copy()\n--\n\nA new list of the same items."},
    {NULL, NULL, 0, NULL}};
