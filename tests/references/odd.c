/* Correct, though it looks odd: nothing of it may be reported. */
#include <assert.h>
#include <recount/recount.h>
#include <stdlib.h>

typedef struct Builder {
    RcObject *list;
    int n;
} Builder;

extern void finish(Builder *b);

int builder_given(void)
{
    Builder b = {RcList_New(0), 1};
    finish(&b);
    return 0;
}

int row_of_items(RcObject *t)
{
    RcObject *items[8];
    for (int i = 0; i < 8; i++)
        items[i] = RcInt_FromLong(i);
    for (int i = 0; i < 8; i++)
        Rc_XDECREF(items[i]);
    return 0;
}

int items_or_none(int n)
{
    RcObject *items[8];
    if (n > 8)
        return -1;
    for (int i = 0; i < n; i++) {
        items[i] = RcInt_FromLong(i);
        if (!items[i]) {
            while (i-- > 0)
                Rc_DECREF(items[i]);
            return -1;
        }
    }
    for (int i = 0; i < n; i++)
        Rc_DECREF(items[i]);
    return 0;
}

int store_then_take(RcObject *d, Builder *self)
{
    RcObject *x = RcHashTable_GetItemString(d, "a");
    if (!x)
        return -1;
    self->list = x;
    Rc_INCREF(x);
    return 0;
}

int take_then_set(RcObject *d, RcObject *l)
{
    RcObject *x = RcHashTable_GetItemString(d, "a");
    if (!x)
        return -1;
    Rc_INCREF(x);
    RcList_SET_ITEM(l, 0, x);
    return 0;
}

RC_NEWREF RcObject *asserted(RcObject *a)
{
    RcObject *r = RcObject_Str(a);
    assert(r != NULL);
    return r;
}

RC_NEWREF RcObject *chosen(RcObject *a, int k)
{
    RcObject *r = NULL;
    switch (k) {
    case 0:
        r = RcObject_Str(a);
        break;
    case 1:
        r = RcObject_Repr(a);
        break;
    default:
        RcErr_SetString(RcExc_ValueError, "x");
    }
    return r;
}

int fetch_restore(RcObject *l)
{
    RcObject *type, *value, *tb;
    RcErr_Fetch(&type, &value, &tb);
    int r = RcList_Append(l, Rc_None);
    RcErr_Restore(type, value, tb);
    return r;
}

RC_NEWREF RcObject *string_or_none(RcObject *a)
{
    RcObject *r = RcObject_Str(a);
    return r ? r : Rc_NewRef(Rc_None);
}

int one_pass(RcObject *l)
{
    int rc = -1;
    RcObject *k = NULL, *v = NULL;
    do {
        if (!(k = RcStr_FromString("k")))
            break;
        if (!(v = RcStr_FromString("v")))
            break;
        rc = RcHashTable_SetItem(l, k, v);
    } while (0);
    Rc_XDECREF(k);
    Rc_XDECREF(v);
    return rc;
}

RC_NEWREF RcObject *slot_replaced(RcObject *self)
{
    RcObject *old;
    RcObject *fresh = RcList_New(0);
    if (!fresh)
        return NULL;
    old = ((RcListObject *)self)->ob_item[0];
    ((RcListObject *)self)->ob_item[0] = fresh;
    Rc_XDECREF(old);
    Rc_RETURN_NONE;
}

static void swap(RcObject **a, RcObject **b)
{
    RcObject *t = *a;
    *a = *b;
    *b = t;
}

RC_NEWREF RcObject *swapped_locals(RcObject *x)
{
    RcObject *a = RcObject_Str(x), *b = RcObject_Repr(x);
    swap(&a, &b);
    Rc_XDECREF(a);
    return b;
}

RC_NEWREF RcObject *greater(RcObject *x, RcObject *y)
{
    RcObject *best = Rc_NewRef(x);
    int lt = RcObject_RichCompareBool(x, y, Rc_LT);
    if (lt < 0) {
        Rc_DECREF(best);
        return NULL;
    }
    if (lt) {
        Rc_INCREF(y);
        Rc_SETREF(best, y);
    }
    return best;
}

RC_NEWREF RcObject *pack_twice(RcObject *x)
{
    RcObject *a = RcObject_Str(x);
    if (!a)
        return NULL;
    RcObject *t = RcTuple_Pack(2, a, a);
    Rc_DECREF(a);
    return t;
}

RC_NEWREF RcObject *build_twice(RcObject *x)
{
    RcObject *a = RcObject_Str(x);
    if (!a)
        return NULL;
    Rc_INCREF(a);
    RcObject *t = Rc_BuildValue("NN", a, a);
    return t;
}

RC_NEWREF RcObject *set_twice(RcObject *x)
{
    RcObject *a = RcObject_Str(x);
    if (!a)
        return NULL;
    RcObject *t = RcTuple_New(2);
    if (!t) {
        Rc_DECREF(a);
        return NULL;
    }
    RcTuple_SET_ITEM(t, 0, a);
    Rc_INCREF(a);
    RcTuple_SET_ITEM(t, 1, a);
    return t;
}

RC_NEWREF RcObject *error_to_none(RcObject *m)
{
    RcObject *r = RcObject_CallMethod(m, "x", "(ii)", 1, 2);
    if (r == NULL && RcErr_ExceptionMatches(RcExc_KeyError)) {
        RcErr_Clear();
        Rc_RETURN_NONE;
    }
    return r;
}

int table_of_names(RcObject *m)
{
    RcObject *const names[] = {RcStr_FromString("a"), RcStr_FromString("b")};
    int r = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!names[i])
            r = -1;
        else
            r |= RcObject_HasAttr(m, names[i]);
    }
    for (size_t i = 0; i < 2; i++)
        Rc_XDECREF(names[i]);
    return r;
}

RC_NEWREF RcObject *copied(RcObject *l)
{
    Rc_ssize_t n = RcList_GET_SIZE(l);
    RcObject *copy = RcList_New(n);
    if (!copy)
        return NULL;
    for (Rc_ssize_t i = 0; i < n; i++) {
        RcObject *it = RcList_GetItem(l, i);
        if (!it) {
            Rc_DECREF(copy);
            return NULL;
        }
        RcList_SET_ITEM(copy, i, Rc_NewRef(it));
    }
    return copy;
}

RC_NEWREF RcObject *last_item(RcObject *x)
{
    RcObject *it = RcObject_GetIter(x), *last = NULL, *item;
    if (!it)
        return NULL;
    while ((item = RcIter_Next(it))) {
        Rc_XSETREF(last, item);
    }
    Rc_DECREF(it);
    if (RcErr_Occurred()) {
        Rc_CLEAR(last);
    }
    return last;
}

void *cell_of_text(RcObject *x)
{
    RcObject **cell = malloc(sizeof *cell);
    if (!cell)
        return NULL;
    *cell = RcObject_Str(x);
    if (!*cell) {
        free(cell);
        return NULL;
    }
    return cell;
}

int call_for_number(RcObject *cb)
{
    RcObject *r = RcObject_CallNoArgs(cb);
    if (!r)
        return -1;
    if (r == Rc_None) {
        Rc_DECREF(r);
        return 0;
    }
    long v = RcInt_AsLong(r);
    Rc_DECREF(r);
    return (int)v;
}

RC_NEWREF RcObject *attribute_or_new(RcObject *o)
{
    RcObject *d = NULL;
    if (RcObject_GetOptionalAttrString(o, "d", &d) < 0)
        return NULL;
    if (!d && !(d = RcHashTable_New()))
        return NULL;
    return d;
}
