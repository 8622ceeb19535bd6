/* Borrowed references: given back, kept, returned. */
#include <recount/recount.h>

/* Given back without having been taken. */
Rc_ssize_t first_length(RcObject *list)
{
    RcObject *first = RcList_GetItem(list, 0);
    if (first == NULL) {
        return -1;
    }
    Rc_ssize_t length = RcObject_Length(first);
    Rc_DECREF(first); /* REPORT */
    return length;
}

/* Taken, used over user code, and given back. */
Rc_ssize_t safe_length(RcObject *list)
{
    RcObject *first = RcList_GetItem(list, 0);
    if (first == NULL) {
        return -1;
    }
    Rc_INCREF(first);
    Rc_ssize_t length = RcObject_Length(first);
    Rc_DECREF(first);
    return length;
}

/* Taken, and not given back on one way. */
Rc_ssize_t unsafe_length(RcObject *list)
{
    RcObject *first = RcList_GetItem(list, 0); /* REPORT */
    if (first == NULL) {
        return -1;
    }
    Rc_INCREF(first);
    Rc_ssize_t length = RcObject_Length(first);
    if (length < 0) {
        return -1;
    }
    Rc_DECREF(first);
    return length;
}

/* Returned as new. */
RC_NEWREF RcObject *lookup(RcObject *table, const char *key)
{
    return RcHashTable_GetItemString(table, key); /* REPORT */
}

RC_NEWREF RcObject *lookup_well(RcObject *table, const char *key)
{
    return Rc_XNewRef(RcHashTable_GetItemString(table, key));
}

RC_NEWREF RcObject *lookup_or_none(RcObject *table, const char *key)
{
    RcObject *value = RcHashTable_GetItemString(table, key);
    if (value == NULL) {
        Rc_RETURN_NONE;
    }
    Rc_INCREF(value);
    return value;
}

/* Lent on. */
RC_BORROWED RcObject *peek(RcObject *stack)
{
    return RcList_GetItem(stack, RcList_GET_SIZE(stack) - 1);
}

/* New, and lent: nobody will give it back. */
RC_BORROWED RcObject *peek_wrongly(RcObject *stack)
{
    return RcList_GetItemRef(stack, 0); /* REPORT */
}

/* A default that is borrowed as well as what was found. */
int has_tag(RcObject *table, RcObject *fallback)
{
    RcObject *tags = RcHashTable_GetItemString(table, "tags");
    if (tags == NULL) {
        tags = fallback;
    }
    return RcSequence_Contains(tags, Rc_None);
}

/* Owned in one case and borrowed in the other, with a second variable that knows. */
Rc_ssize_t size_of_items(RcObject *table)
{
    RcObject *made = NULL;
    RcObject *items = RcHashTable_GetItemString(table, "items");
    if (items == NULL) {
        items = made = RcList_New(0);
    }
    Rc_ssize_t size = items == NULL ? -1 : RcObject_Size(items);
    Rc_XDECREF(made);
    return size;
}

/* Arguments are borrowed from their tuple. */
RC_NEWREF RcObject *concat(RcObject *self, RcObject *args)
{
    RcObject *left, *right;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "UU:concat", &left, &right)) {
        return NULL;
    }
    return RcStr_Concat(left, right);
}

RC_NEWREF RcObject *identity(RcObject *self, RcObject *args)
{
    RcObject *op;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "O:identity", &op)) {
        return NULL;
    }
    return op; /* REPORT */
}

RC_NEWREF RcObject *swap(RcObject *self, RcObject *args)
{
    RcObject *a, *b;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "OO:swap", &a, &b)) {
        return NULL;
    }
    RcObject *pair = RcTuple_Pack(2, b, a);
    Rc_DECREF(a); /* REPORT */
    return pair;
}

/* An optional argument, with a default that is owned meanwhile. */
RC_NEWREF RcObject *shout(RcObject *self, RcObject *args)
{
    RcObject *text = NULL;
    Rc_UNUSED(self);
    if (!RcArg_ParseTuple(args, "|U:shout", &text)) {
        return NULL;
    }
    if (text == NULL) {
        text = RcStr_FromString("hey");
        if (text == NULL) {
            return NULL;
        }
    } else {
        Rc_INCREF(text);
    }
    RcObject *result = RcStr_FromFormat("%U!", text);
    Rc_DECREF(text);
    return result;
}

/* A pending error's class is lent by the indicator. */
int is_key_error(void)
{
    RcObject *type = RcErr_Occurred();
    return type != NULL && RcErr_GivenExceptionMatches(type, RcExc_KeyError);
}
