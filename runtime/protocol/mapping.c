/* The mapping protocol, and the maker of the mappings that the runtime needs.
 *
 * The runtime knows no mapping type.  The hash table's library stands above it and registers its own one
 * before main, so the maker is the one variable that is neither constant nor a thread's own: written before
 * there are threads, only read afterwards. */
#include "core/errors.h"
#include "protocol/mapping_internal.h"
#include "protocol/object_internal.h"
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/iterator.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/sequence.h>
#include <recount/str.h>

static RcMapping_Maker mapping_maker = NULL;

void RcMapping_SetMaker(RcMapping_Maker maker)
{
    mapping_maker = maker;
}

RcObject *_RcMapping_New(void)
{
    if (mapping_maker == NULL) {
        /* The linker takes from librecount.a only what is referred to, and nothing refers to the table. */
        RcErr_SetString(RcExc_SystemError,
                        "no mapping type is registered: the program was linked without the "
                        "hash table; link with `pkg-config --static --libs recount`");
        return NULL;
    }
    return mapping_maker();
}

int RcMapping_Check(RcObject *op)
{
    return op != NULL && Rc_TYPE(op)->tp_as_mapping != NULL &&
           Rc_TYPE(op)->tp_as_mapping->mp_subscript != NULL;
}

Rc_ssize_t RcMapping_Size(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    const RcTypeObject *type = Rc_TYPE(op);
    if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL) {
        return type->tp_as_mapping->mp_length(op);
    }
    if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL) {
        RcErr_Format(RcExc_TypeError, "%.200s is not a mapping", type->tp_name);
    } else {
        RcErr_Format(RcExc_TypeError, "object of type '%.200s' has no len()", type->tp_name);
    }
    return -1;
}

/* A list of what an iterable gives.  A list that nobody else has is handed on as it is.  result is stolen. */
static RcObject *into_list(RcObject *op, const char *method, RcObject *result)
{
    if (RcList_CheckExact(result) && Rc_REFCNT(result) == 1) {
        return result;
    }
    RcObject *list = NULL;
    RcObject *iterator = RcObject_GetIter(result);
    if (iterator != NULL) {
        list = RcSequence_List(iterator);
        Rc_DECREF(iterator);
    } else if (RcErr_ExceptionMatches(RcExc_TypeError)) {
        RcErr_Format(RcExc_TypeError, "%.200s.%s() returned a non-iterable (type %.200s)",
                     Rc_TYPE(op)->tp_name, method, Rc_TYPE(result)->tp_name);
    }
    Rc_DECREF(result);
    return list;
}

static RcObject *method_as_list(RcObject *op, const char *method, const char *function)
{
    if (op == NULL) {
        _RcErr_NullArgument(function);
        return NULL;
    }
    RcObject *name = RcStr_FromString(method);
    if (name == NULL) {
        return NULL;
    }
    RcObject *result = RcObject_CallMethodNoArgs(op, name);
    Rc_DECREF(name);
    return result == NULL ? NULL : into_list(op, method, result);
}

RcObject *RcMapping_Keys(RcObject *op)
{
    return method_as_list(op, "keys", __func__);
}

RcObject *RcMapping_Values(RcObject *op)
{
    return method_as_list(op, "values", __func__);
}

RcObject *RcMapping_Items(RcObject *op)
{
    return method_as_list(op, "items", __func__);
}

RcObject *RcMapping_GetItemString(RcObject *op, const char *key)
{
    RcObject *name = _RcObject_NameFrom(op, key, __func__);
    if (name == NULL) {
        return NULL;
    }
    RcObject *value = RcObject_GetItem(op, name);
    Rc_DECREF(name);
    return value;
}

int RcMapping_SetItemString(RcObject *op, const char *key, RcObject *value)
{
    if (value == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    RcObject *name = _RcObject_NameFrom(op, key, __func__);
    if (name == NULL) {
        return -1;
    }
    int status = RcObject_SetItem(op, name, value);
    Rc_DECREF(name);
    return status;
}

int RcMapping_GetOptionalItem(RcObject *op, RcObject *key, RcObject **result)
{
    if (result == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    *result = NULL;
    if (op == NULL || key == NULL) {
        _RcErr_NullArgument(__func__);
        return -1; /* an error that was pending before is not taken for absence */
    }
    *result = RcObject_GetItem(op, key);
    if (*result != NULL) {
        return 1;
    }
    if (!RcErr_ExceptionMatches(RcExc_KeyError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

int RcMapping_GetOptionalItemString(RcObject *op, const char *key, RcObject **result)
{
    if (result == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    *result = NULL;
    RcObject *name = _RcObject_NameFrom(op, key, __func__);
    if (name == NULL) {
        return -1;
    }
    int found = RcMapping_GetOptionalItem(op, name, result);
    Rc_DECREF(name);
    return found;
}

int RcMapping_HasKeyWithError(RcObject *op, RcObject *key)
{
    RcObject *value;
    int found = RcMapping_GetOptionalItem(op, key, &value);
    Rc_XDECREF(value);
    return found;
}

int RcMapping_HasKeyStringWithError(RcObject *op, const char *key)
{
    RcObject *value;
    int found = RcMapping_GetOptionalItemString(op, key, &value);
    Rc_XDECREF(value);
    return found;
}

int RcMapping_HasKey(RcObject *op, RcObject *key)
{
    return _RcObject_FoundOrUnraisable(RcMapping_HasKeyWithError(op, key), op);
}

int RcMapping_HasKeyString(RcObject *op, const char *key)
{
    return _RcObject_FoundOrUnraisable(RcMapping_HasKeyStringWithError(op, key), op);
}
