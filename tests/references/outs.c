/* References that come through a parameter. */
#include <recount/recount.h>

long get_number(RcObject *table, RcObject *key)
{
    RcObject *value;
    if (RcHashTable_GetItemRef(table, key, &value) <= 0) {
        return -1;
    }
    long number = RcInt_AsLong(value);
    Rc_DECREF(value);
    return number;
}

/* The value is forgotten where it is no int. */
long get_int(RcObject *table, RcObject *key)
{
    RcObject *value;
    int status = RcHashTable_GetItemRef(table, key, &value); /* REPORT-NEAR */
    if (status < 0) {
        return -1;
    }
    if (status == 0) {
        return 0;
    }
    if (!RcInt_Check(value)) {
        RcErr_SetString(RcExc_TypeError, "an int is required");
        return -1;
    }
    long number = RcInt_AsLong(value);
    Rc_DECREF(value);
    return number;
}

/* The result decides nothing, for the value tells. */
RC_NEWREF RcObject *attribute_or_none(RcObject *op, RcObject *name)
{
    RcObject *value;
    if (RcObject_GetOptionalAttr(op, name, &value) < 0) {
        return NULL;
    }
    if (value == NULL) {
        Rc_RETURN_NONE;
    }
    return value;
}

/* Removed and not looked at; removed, and released. */
int discard(RcObject *table, RcObject *key)
{
    return RcHashTable_Pop(table, key, NULL);
}

int discard_both(RcObject *table, RcObject *first, RcObject *second)
{
    RcObject *removed;
    if (RcHashTable_Pop(table, first, &removed) < 0) {
        return -1;
    }
    Rc_XDECREF(removed);
    int status = RcHashTable_PopString(table, "second", &removed);
    Rc_XDECREF(removed);
    return status < 0 ? -1 : RcHashTable_Contains(table, second);
}

/* Into a field: then it is the field's. */
typedef struct Holder {
    RcObject *held;
} Holder;

int hold(Holder *holder, RcObject *weakref)
{
    return RcWeakref_GetRef(weakref, &holder->held);
}

/* A weak reference is asked, and what it gives is kept. */
int is_alive(RcObject *weakref)
{
    RcObject *op;
    int alive = RcWeakref_GetRef(weakref, &op); /* REPORT-NEAR */
    return alive == 1;
}

/* setdefault: what the table has now is new, whichever it is. */
int add_to_group(RcObject *groups, RcObject *key, RcObject *item)
{
    RcObject *fresh = RcList_New(0), *group;
    if (fresh == NULL) {
        return -1;
    }
    int status = RcHashTable_SetDefaultRef(groups, key, fresh, &group);
    Rc_DECREF(fresh);
    if (status < 0) {
        return -1;
    }
    status = RcList_Append(group, item);
    Rc_DECREF(group);
    return status;
}

/* A function of one's own that gives through a parameter. */
int make_text(long number, RC_NEWREF_OUT RcObject **text)
{
    RcObject *op = RcInt_FromLong(number);
    if (op == NULL) {
        *text = NULL;
        return -1;
    }
    *text = RcObject_Str(op);
    Rc_DECREF(op);
    return *text == NULL ? -1 : 0;
}

int use_text(long number)
{
    RcObject *text;
    if (make_text(number, &text) < 0) {
        return -1;
    }
    int length = (int)RcStr_GetLength(text);
    Rc_DECREF(text);
    return length;
}

/* A str that grows where it stands. */
RC_NEWREF RcObject *greeting(RcObject *name)
{
    RcObject *text = RcStr_FromString("hello ");
    RcStr_Append(&text, name);
    RcStr_AppendAndDel(&text, RcStr_FromString("!"));
    return text;
}
