/* Each operation on references, used well and badly. */
#include <recount/recount.h>

/* -- twice, late, never -- */

void released_twice(void)
{
    RcObject *list = RcList_New(0);
    Rc_XDECREF(list);
    Rc_XDECREF(list); /* REPORT */
}

Rc_ssize_t used_after_release(RcObject *op)
{
    RcObject *text = RcObject_Repr(op);
    if (text == NULL) {
        return -1;
    }
    Rc_DECREF(text);
    return RcStr_GetLength(text); /* REPORT */
}

Rc_ssize_t cleared_and_looked_at(RcObject *op)
{
    RcObject *text = RcObject_Repr(op);
    Rc_CLEAR(text);
    return text == NULL ? 0 : 1;
}

RC_NEWREF RcObject *counted_twice(void)
{
    RcObject *list = RcList_New(0); /* REPORT */
    Rc_XINCREF(list);
    return list;
}

RC_NEWREF RcObject *new_of_new(void)
{
    RcObject *list = RcList_New(0); /* REPORT */
    return Rc_XNewRef(list);
}

void taken_and_dropped(RcObject *op)
{
    RcObject *mine = Rc_NewRef(op); /* REPORT */
    if (RcObject_IsTrue(mine) > 0) {
        Rc_DECREF(mine);
    }
}

/* -- TryIncRef -- */

RC_NEWREF RcObject *alive_or_null(RcObject *list)
{
    RcObject *op = RcList_GetItem(list, 0);
    return op != NULL && Rc_TryIncRef(op) ? op : NULL;
}

/* -- SETREF on a local variable -- */

RC_NEWREF RcObject *replaced(RcObject *op)
{
    RcObject *result = RcObject_Str(op);
    if (result == NULL) {
        return NULL;
    }
    Rc_SETREF(result, RcObject_Repr(op));
    return result;
}

int replaced_and_lost(RcObject *op)
{
    RcObject *result = RcObject_Str(op);
    Rc_XSETREF(result, RcObject_Repr(op)); /* REPORT */
    return result != NULL;
}

/* -- stealing functions: also when they fail -- */

RC_NEWREF RcObject *tuple_of(RcObject *op)
{
    RcObject *tuple = RcTuple_New(1);
    if (tuple == NULL) {
        return NULL;
    }
    if (RcTuple_SetItem(tuple, 0, Rc_NewRef(op)) < 0) {
        Rc_DECREF(tuple);
        return NULL;
    }
    return tuple;
}

RC_NEWREF RcObject *list_of_text(const char *text)
{
    RcObject *list = RcList_New(1), *item = RcStr_FromString(text);
    if (list == NULL || item == NULL) {
        goto fail;
    }
    if (RcList_SetItem(list, 0, item) < 0) {
        goto fail;
    }
    return list;
fail:
    Rc_XDECREF(list);
    Rc_XDECREF(item); /* REPORT */
    return NULL;
}

/* ... and a borrowed reference is not to be stolen. */
int copy_first(RcObject *from, RcObject *to)
{
    RcObject *item = RcList_GetItem(from, 0);
    if (item == NULL) {
        return -1;
    }
    return RcList_SetItem(to, 0, item); /* REPORT */
}

/* -- formats -- */

RC_NEWREF RcObject *built(RcObject *op)
{
    RcObject *text = RcObject_Str(op);
    return text == NULL ? NULL : Rc_BuildValue("(iNs)", 1, text, "end");
}

RC_NEWREF RcObject *built_and_kept(RcObject *op)
{
    RcObject *text = RcObject_Str(op); /* REPORT */
    return text == NULL ? NULL : Rc_BuildValue("(iO)", 1, text);
}

RC_NEWREF RcObject *built_and_released(RcObject *op)
{
    RcObject *text = RcObject_Str(op);
    if (text == NULL) {
        return NULL;
    }
    RcObject *pair = Rc_BuildValue("(ON)", op, text);
    return pair;
}

RC_NEWREF RcObject *called(RcObject *function, RcObject *op)
{
    RcObject *text = RcObject_Str(op);
    if (text == NULL) {
        return NULL;
    }
    RcObject *result = RcObject_CallFunction(function, "Oi", text, 3);
    Rc_DECREF(text);
    return result;
}

/* -- the constants -- */

RC_NEWREF RcObject *truth(RcObject *op)
{
    int status = RcObject_IsTrue(op);
    if (status < 0) {
        return NULL;
    }
    if (status) {
        Rc_RETURN_TRUE;
    }
    return Rc_NewRef(Rc_False);
}

RC_NEWREF RcObject *compared(RcObject *left, RcObject *right, int operation)
{
    if (!RcInt_Check(left) || !RcInt_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    long a = RcInt_AsLong(left), b = RcInt_AsLong(right);
    Rc_RETURN_RICHCOMPARE(a, b, operation);
}

RC_NEWREF RcObject *none_or_list(int wanted)
{
    RcObject *result = Rc_None;
    if (wanted) {
        result = RcList_New(0);
    } else {
        Rc_INCREF(result);
    }
    return result;
}
