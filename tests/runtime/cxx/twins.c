#include "twins.h"

static RcObject *sum_of_list(Given *given)
{
    long sum = 0;
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(given->list); i++) {
        sum += (long)((RcIntObject *)RcList_GET_ITEM(given->list, i))->ob_value;
    }
    return RcInt_FromLong(sum);
}

static RcObject *copy_of_list(Given *given)
{
    RcObject *list = Rc_NewRef(given->list), *result = RcList_New(0);
    if (result == NULL) {
        goto failed;
    }
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++) {
        RcObject *item = Rc_XNewRef(RcList_GET_ITEM(list, i));
        int status = RcList_Append(result, item);
        Rc_XDECREF(item);
        if (status < 0) {
            goto failed;
        }
    }
    Rc_DECREF(list);
    return result;
failed:
    Rc_XDECREF(result);
    Rc_DECREF(list);
    return NULL;
}

static RcObject *sum_of_table(Given *given)
{
    long sum = 0;
    Rc_ssize_t position = 0;
    RcObject *key, *value;
    while (RcHashTable_Next(given->table, &position, &key, &value)) {
        sum += (long)((RcIntObject *)key)->ob_value;
    }
    return RcInt_FromLong(sum);
}

static RcObject *value_or_none(Given *given)
{
    RcObject *value;
    if (RcHashTable_GetItemRef(given->table, given->key, &value) < 0) {
        return NULL;
    }
    return value != NULL ? value : Rc_NewRef(Rc_None);
}

static RcObject *pair(Given *given)
{
    RcObject *first = RcInt_FromLong(100000), *second = NULL, *tuple = NULL;
    if (first == NULL) {
        return NULL;
    }
    second = RcFloat_FromDouble(2.5);
    if (second == NULL) {
        goto failed;
    }
    tuple = RcTuple_New(2);
    if (tuple == NULL) {
        goto failed;
    }
    RcTuple_SET_ITEM(tuple, 0, first);
    RcTuple_SET_ITEM(tuple, 1, second);
    Rc_UNUSED(given);
    return tuple;
failed:
    Rc_XDECREF(second);
    Rc_DECREF(first);
    return NULL;
}

static RcObject *replaced_slot(Given *given)
{
    Rc_XSETREF(given->slot, Rc_NewRef(given->key));
    return Rc_NewRef(given->slot);
}

static RcObject *called(Given *given)
{
    RcObject *arguments[] = {NULL, given->key};
    return RcObject_Vectorcall(given->callable, arguments + 1, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

static RcObject *doubled(Given *given)
{
    int64_t value = 0;
    if (RcInt_AsInt64(given->key, &value) < 0) {
        return NULL;
    }
    return RcInt_FromInt64(2 * value);
}

const TwinRow c_twins[] = {
    {"sum of a list", sum_of_list},
    {"copy of a list", copy_of_list},
    {"sum of a table", sum_of_table},
    {"value or None", value_or_none},
    {"a pair", pair},
    {"replaced slot", replaced_slot},
    {"a call", called},
    {"a guarded function", doubled},
    {NULL, NULL},
};
