/* Ways out: early returns, goto, one label for all. */
#include <recount/recount.h>

/* One label, owned locals that start as NULL. */
RC_NEWREF RcObject *pair_of_texts(const char *left, const char *right)
{
    RcObject *pair = NULL, *first = NULL, *second = NULL;
    first = RcStr_FromString(left);
    if (first == NULL) {
        goto done;
    }
    second = RcStr_FromString(right);
    if (second == NULL) {
        goto done;
    }
    pair = RcTuple_Pack(2, first, second);
done:
    Rc_XDECREF(second);
    Rc_XDECREF(first);
    return pair;
}

/* Labels in the reverse order. */
RC_NEWREF RcObject *triple(long a, long b, long c)
{
    RcObject *result = NULL;
    RcObject *x = RcInt_FromLong(a);
    if (x == NULL) {
        goto none;
    }
    RcObject *y = RcInt_FromLong(b);
    if (y == NULL) {
        goto only_x;
    }
    RcObject *z = RcInt_FromLong(c);
    if (z == NULL) {
        goto x_and_y;
    }
    result = RcTuple_Pack(3, x, y, z);
    Rc_DECREF(z);
x_and_y:
    Rc_DECREF(y);
only_x:
    Rc_DECREF(x);
none:
    return result;
}

/* The wrong label. */
int store_both(RcObject *table, const char *key, double number)
{
    int status = -1;
    RcObject *name = RcStr_FromString(key); /* REPORT */
    if (name == NULL) {
        return -1;
    }
    RcObject *value = RcFloat_FromDouble(number);
    if (value == NULL) {
        goto end;
    }
    status = RcHashTable_SetItem(table, name, value);
    Rc_DECREF(value);
    Rc_DECREF(name);
end:
    return status;
}

/* Several results asked for, then looked at together. */
RC_NEWREF RcObject *both_or_none(RcObject *op)
{
    RcObject *text = RcObject_Str(op), *shown = RcObject_Repr(op);
    if (text == NULL || shown == NULL) {
        Rc_XDECREF(text);
        Rc_XDECREF(shown);
        return NULL;
    }
    RcObject *both = RcStr_Concat(text, shown);
    Rc_DECREF(text);
    Rc_DECREF(shown);
    return both;
}

/* The same with one of them forgotten. */
RC_NEWREF RcObject *one_of_both(RcObject *op)
{
    RcObject *text = RcObject_Str(op);
    RcObject *shown = RcObject_Repr(op); /* REPORT */
    if (text == NULL || shown == NULL) {
        Rc_XDECREF(text);
        return NULL;
    }
    RcObject *both = RcStr_Concat(text, shown);
    Rc_DECREF(text);
    Rc_DECREF(shown);
    return both;
}

/* A pending error is taken out, kept meanwhile, and put back. */
void close_quietly(RcObject *file)
{
    RcObject *pending = RcErr_GetRaisedException();
    RcObject *result = RcObject_CallMethod(file, "close", NULL);
    if (result == NULL) {
        RcErr_WriteUnraisable(file);
    }
    Rc_XDECREF(result);
    RcErr_SetRaisedException(pending);
}

/* Put back and released. */
void close_loudly(RcObject *file)
{
    RcObject *pending = RcErr_GetRaisedException();
    RcErr_WriteUnraisable(file);
    RcErr_SetRaisedException(pending);
    Rc_XDECREF(pending); /* REPORT */
}

/* Returned from the middle, of three ways out one wrong. */
int classify(RcObject *op)
{
    RcObject *type = RcObject_Type(op); /* REPORT */
    if (type == (RcObject *)&RcInt_Type) {
        Rc_DECREF(type);
        return 1;
    }
    if (type == (RcObject *)&RcStr_Type) {
        return 2;
    }
    Rc_DECREF(type);
    return 0;
}

/* Release, then go on with another object in the same variable. */
int lengths(RcObject *op)
{
    RcObject *text = RcObject_Str(op);
    if (text == NULL) {
        return -1;
    }
    Rc_ssize_t length = RcStr_GetLength(text);
    Rc_DECREF(text);
    text = RcObject_Repr(op);
    if (text == NULL) {
        return -1;
    }
    length += RcStr_GetLength(text);
    Rc_DECREF(text);
    return (int)length;
}

/* The first is lost when the second takes its place. */
int longest(RcObject *op)
{
    RcObject *text = RcObject_Str(op); /* REPORT */
    if (text != NULL && RcStr_GetLength(text) < 10) {
        text = RcObject_Repr(op);
    }
    int length = text == NULL ? -1 : (int)RcStr_GetLength(text);
    Rc_XDECREF(text);
    return length;
}
