/* RcHashTable's operations with a key in UTF-8: each makes a str of it for the time of the operation. */
#include "hashtable_internal.h"

#include <recount/errors.h>
#include <recount/str.h>

int RcHashTable_SetItemString(RcObject *op, const char *key, RcObject *value)
{
    if (_RcHashTable_Cast(op) == NULL || key == NULL || value == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return -1;
    }
    int status = RcHashTable_SetItem(op, text, value);
    Rc_DECREF(text);
    return status;
}

RcObject *RcHashTable_GetItemString(RcObject *op, const char *key)
{
    if (_RcHashTable_Cast(op) == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return NULL;
    }
    RcObject *value = RcHashTable_GetItem(op, text);
    Rc_DECREF(text);
    return value;
}

int RcHashTable_GetItemStringRef(RcObject *op, const char *key, RcObject **value)
{
    if (value != NULL) {
        *value = NULL;
    }
    if (_RcHashTable_Cast(op) == NULL || key == NULL || value == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return -1;
    }
    int found = RcHashTable_GetItemRef(op, text, value);
    Rc_DECREF(text);
    return found;
}

int RcHashTable_DelItemString(RcObject *op, const char *key)
{
    if (_RcHashTable_Cast(op) == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return -1;
    }
    int status = RcHashTable_DelItem(op, text);
    Rc_DECREF(text);
    return status;
}

int RcHashTable_ContainsString(RcObject *op, const char *key)
{
    if (_RcHashTable_Cast(op) == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return -1;
    }
    int found = RcHashTable_Contains(op, text);
    Rc_DECREF(text);
    return found;
}

int RcHashTable_PopString(RcObject *op, const char *key, RcObject **value)
{
    if (value != NULL) {
        *value = NULL;
    }
    if (_RcHashTable_Cast(op) == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *text = RcStr_FromString(key);
    if (text == NULL) {
        return -1;
    }
    int found = RcHashTable_Pop(op, text, value);
    Rc_DECREF(text);
    return found;
}
