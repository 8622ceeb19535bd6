/* Parity: dictionaries; on recount, the hash table. */
#include "parity.h"

static void set_item(void)
{
    PyObject *dict, *k = flt(1.5), *v = flt(2.5);
    REF(dict, PyDict_New(), dict);
    INT(PyDict_SetItem(dict, k, v), dict, k, v);
    INT(PyDict_Size(dict), dict, k, v);
    INT(PyDict_Check(dict), dict);
    INT(PyDict_CheckExact(k), k);
    DO(Py_DECREF(dict), k, v);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void replace_value(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *w = flt(3.5);
    INT(PyDict_SetItem(dict, k, v), dict, k, v, w);
    INT(PyDict_SetItem(dict, k, w), dict, k, v, w);
    INT(PyDict_SetItem(dict, k, w), dict, k, v, w);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void equal_key_is_not_kept(void)
{
    PyObject *dict = PyDict_New(), *first = text("one key"), *equal = text("one key"), *v = flt(2.5),
             *w = flt(3.5);
    INT(PyDict_SetItem(dict, first, v), dict, first, equal, v, w);
    INT(PyDict_SetItem(dict, equal, w), dict, first, equal, v, w);
    INT(PyDict_DelItem(dict, equal), dict, first, equal, v, w);
    Py_DECREF(dict);
    Py_DECREF(first);
    Py_DECREF(equal);
    Py_DECREF(v);
    Py_DECREF(w);
}

static PyObject *seen_dict;
static PyObject *seen_key;

static void tell_value(void *argument)
{
    (void)argument;
    PyObject *value = PyDict_GetItemWithError(seen_dict, seen_key);
    step_object(value, 1);
}

static void replace_stores_first(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *old = witness("old"), *v = flt(2.5);
    seen_dict = dict;
    seen_key = k;
    witness_on_death(old, tell_value, NULL);
    PyDict_SetItem(dict, k, old);
    Py_DECREF(old);
    INT(PyDict_SetItem(dict, k, v), dict, k, v);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void get_item_borrows(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *absent = flt(9.5), *v = flt(2.5), *got;
    PyDict_SetItem(dict, k, v);
    OBJ(got, PyDict_GetItem(dict, k), dict, k, v, got);
    OBJ(got, PyDict_GetItem(dict, absent), dict, absent, got);
    OBJ(got, PyDict_GetItemWithError(dict, k), dict, k, v, got);
    OBJ(got, PyDict_GetItemWithError(dict, absent), dict, absent, got);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(absent);
    Py_DECREF(v);
}

static void get_item_swallows_errors(void)
{
    PyObject *dict = PyDict_New(), *list = PyList_New(0), *got;
    OBJ(got, PyDict_GetItem(dict, list), dict, list, got);
    FAILS(PyDict_GetItemWithError(dict, list), dict, list);
    FAILS(PyDict_SetItem(dict, list, list), dict, list);
    FAILS(PyDict_DelItem(dict, list), dict, list);
    FAILS(PyDict_Contains(dict, list), dict, list);
    FAILS(PyDict_GetItemRef(dict, list, &got), dict, list, got);
    Py_DECREF(dict);
    Py_DECREF(list);
}

static void get_item_keeps_the_pending_error(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *absent = flt(9.5), *got;
    PyDict_SetItem(dict, k, k);
    PyErr_SetString(PyExc_ValueError, "was there before");
    OBJ(got, PyDict_GetItem(dict, absent), dict, k, absent, got);
    PyErr_SetString(PyExc_ValueError, "was there before");
    got = PyDict_GetItem(dict, k);
    INT(got == k, dict, k);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(absent);
}

static void get_item_ref(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *absent = flt(9.5), *v = flt(2.5), *got;
    PyDict_SetItem(dict, k, v);
    INT(PyDict_GetItemRef(dict, k, &got), dict, k, v, got);
    DO(Py_DECREF(got), dict, k, v);
    INT(PyDict_GetItemRef(dict, absent, &got), dict, absent, got);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(absent);
    Py_DECREF(v);
}

static void set_default(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *w = flt(3.5), *got;
    OBJ(got, PyDict_SetDefault(dict, k, v), dict, k, v, w, got);
    OBJ(got, PyDict_SetDefault(dict, k, w), dict, k, v, w, got);
    INT(PyDict_SetDefaultRef(dict, k, w, &got), dict, k, v, w, got);
    DO(Py_DECREF(got), dict, k, v, w);
    DO(PyDict_Clear(dict), dict, k, v, w);
    INT(PyDict_SetDefaultRef(dict, k, w, &got), dict, k, v, w, got);
    DO(Py_DECREF(got), dict, k, v, w);
    INT(PyDict_SetDefaultRef(dict, k, v, NULL), dict, k, v, w);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void del_item(void)
{
    PyObject *dict = PyDict_New(), *k = text("one key"), *v = flt(2.5);
    PyDict_SetItem(dict, k, v);
    INT(PyDict_DelItem(dict, k), dict, k, v);
    INT(PyDict_DelItem(dict, k), dict, k, v);
    INT(PyDict_Size(dict), dict);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void del_item_drops_key_then_value(void)
{
    PyObject *dict = PyDict_New(), *k = key("key", 1), *equal = key("equal key", 1), *v = witness("value");
    PyDict_SetItem(dict, k, v);
    Py_DECREF(k);
    Py_DECREF(v);
    INT(PyDict_DelItem(dict, equal), dict, equal);
    Py_DECREF(dict);
    DO(Py_DECREF(equal), NULL);
}

static void pop(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *got;
    PyDict_SetItem(dict, k, v);
    INT(PyDict_Pop(dict, k, &got), dict, k, v, got);
    DO(Py_DECREF(got), dict, k, v);
    INT(PyDict_Pop(dict, k, &got), dict, k, v, got);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static PyObject *three_pairs(void)
{
    PyObject *dict = PyDict_New();
    for (int i = 0; i < 3; i++) {
        PyObject *k = flt(i + 0.5), *v = flt(i * 10.5);
        PyDict_SetItem(dict, k, v);
        Py_DECREF(k);
        Py_DECREF(v);
    }
    return dict;
}

static void next(void)
{
    PyObject *dict = three_pairs(), *k, *v;
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &k, &v)) {
        OBJ(k, k, dict, k, v);
        OBJ(v, v, dict, k, v);
    }
    INT(PyDict_Next(dict, &position, &k, &v), dict);
    position = 0;
    INT(PyDict_Next(dict, &position, NULL, &v), dict, v);
    INT(PyDict_Next(dict, &position, &k, NULL), dict, k);
    INT(PyDict_Next(k, &position, &k, &v), dict);
    Py_DECREF(dict);
}

static void views_are_lists(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *view;
    PyDict_SetItem(dict, k, v);
    OBJ(view, PyDict_Keys(dict), dict, k, v, view);
    DO(Py_DECREF(view), dict, k, v);
    OBJ(view, PyDict_Values(dict), dict, k, v, view);
    DO(Py_DECREF(view), dict, k, v);
    OBJ(view, PyDict_Items(dict), dict, k, v, view);
    INT(Py_REFCNT(PyList_GetItem(view, 0)), dict, k, v);
    DO(Py_DECREF(view), dict, k, v);
    REF(view, PyDict_Keys(k), k);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void copy(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *twin;
    PyDict_SetItem(dict, k, v);
    REF(twin, PyDict_Copy(dict), dict, twin, k, v);
    INT(PyDict_DelItem(dict, k), dict, twin, k, v);
    DO(Py_DECREF(twin), dict, k, v);
    REF(twin, PyDict_Copy(k), k);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void update(void)
{
    PyObject *dict = PyDict_New(), *other = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *w = flt(3.5);
    PyDict_SetItem(dict, k, v);
    PyDict_SetItem(other, k, w);
    PyDict_SetItem(other, v, w);
    INT(PyDict_Update(dict, other), dict, other, k, v, w);
    INT(PyDict_Update(dict, dict), dict, k, v, w);
    FAILS(PyDict_Update(dict, k), dict, k, v, w);
    INT(PyDict_Size(dict), dict, k, v, w);
    Py_DECREF(dict);
    Py_DECREF(other);
    Py_DECREF(k);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void clear(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5);
    PyDict_SetItem(dict, k, v);
    DO(PyDict_Clear(dict), dict, k, v);
    DO(PyDict_Clear(dict), dict, k, v);
    INT(PyDict_SetItem(dict, k, v), dict, k, v);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static PyObject *witnesses(void)
{
    static const char *const keys[] = {"key one", "key two", "key three"};
    static const char *const values[] = {"value one", "value two", "value three"};
    PyObject *dict = PyDict_New();
    for (int i = 0; i < 3; i++) {
        PyObject *k = key(keys[i], 100 - i), *v = witness(values[i]);
        PyDict_SetItem(dict, k, v);
        Py_DECREF(k);
        Py_DECREF(v);
    }
    return dict;
}

static void clear_in_order(void)
{
    PyObject *dict = witnesses();
    DO(PyDict_Clear(dict), dict);
    Py_DECREF(dict);
}

static void dealloc_in_order(void)
{
    PyObject *dict = witnesses();
    DO(Py_DECREF(dict), NULL);
}

static void contains(void)
{
    PyObject *dict = PyDict_New(), *k = text("one key"), *equal = text("one key"), *absent = text("absent");
    PyDict_SetItem(dict, k, k);
    INT(PyDict_Contains(dict, k), dict, k);
    INT(PyDict_Contains(dict, equal), dict, k, equal);
    INT(PyDict_Contains(dict, absent), dict, k, absent);
    INT(PySequence_Contains(dict, equal), dict, k, equal);
    INT(PyObject_Size(dict), dict);
    INT(PyObject_IsTrue(dict), dict);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(equal);
    Py_DECREF(absent);
}

static void string_keys(void)
{
    PyObject *dict = PyDict_New(), *v = flt(2.5), *w = flt(3.5), *got;
    INT(PyDict_SetItemString(dict, "some key", v), dict, v, w);
    OBJ(got, PyDict_GetItemString(dict, "some key"), dict, v, got);
    OBJ(got, PyDict_GetItemString(dict, "other key"), dict, got);
    INT(PyDict_SetItemString(dict, "some key", w), dict, v, w);
    INT(PyDict_DelItemString(dict, "some key"), dict, v, w);
    INT(PyDict_DelItemString(dict, "some key"), dict, v, w);
    Py_DECREF(dict);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void iteration(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *iterator, *item;
    PyDict_SetItem(dict, k, v);
    REF(iterator, PyObject_GetIter(dict), dict, iterator, k, v);
    OBJ(item, PyIter_Next(iterator), dict, iterator, k, v);
    DO(Py_DECREF(item), dict, iterator, k, v);
    OBJ(item, PyIter_Next(iterator), dict, iterator, k, v);
    DO(Py_DECREF(iterator), dict, k, v);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void size_changed_during_iteration(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *iterator;
    PyDict_SetItem(dict, k, v);
    iterator = PyObject_GetIter(dict);
    PyDict_SetItem(dict, v, k);
    FAILS(PyIter_Next(iterator), dict, iterator, k, v);
    FAILS(PyIter_Next(iterator), dict, iterator, k, v);
    Py_DECREF(iterator);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void subscripts(void)
{
    PyObject *dict = PyDict_New(), *k = text("one key"), *v = flt(2.5), *item;
    INT(PyObject_SetItem(dict, k, v), dict, k, v);
    OBJ(item, PyObject_GetItem(dict, k), dict, k, v, item);
    DO(Py_DECREF(item), dict, k, v);
    INT(PyObject_DelItem(dict, k), dict, k, v);
    OBJ(item, PyObject_GetItem(dict, k), dict, k, v, item);
    INT(PyObject_DelItem(dict, k), dict, k, v);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void many_pairs(void)
{
    PyObject *dict = PyDict_New(), *v = flt(2.5);
    for (int i = 0; i < 1000; i++) {
        PyObject *k = flt(i + 0.25);
        PyDict_SetItem(dict, k, v);
        Py_DECREF(k);
    }
    INT(PyDict_Size(dict), dict, v);
    for (int i = 0; i < 500; i++) {
        PyObject *k = flt(i * 2 + 0.25);
        PyDict_DelItem(dict, k);
        Py_DECREF(k);
    }
    INT(PyDict_Size(dict), dict, v);
    PyObject *keys = PyDict_Keys(dict), *first = PyList_GetItem(keys, 0), *last = PyList_GetItem(keys, 499);
    OBJ(first, first, first);
    OBJ(last, last, last);
    DO(Py_DECREF(dict), first, last, v);
    Py_DECREF(keys);
    Py_DECREF(v);
}

static void holds_itself(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5);
    INT(PyDict_SetItem(dict, k, dict), dict, k);
    DO(PyDict_Clear(dict), dict, k);
    Py_DECREF(dict);
    Py_DECREF(k);
}

static void wrong_types(void)
{
    PyObject *list = PyList_New(0), *k = flt(1.5), *got;
    INT(PyDict_SetItem(list, k, k), list, k);
    OBJ(got, PyDict_GetItem(list, k), list, k);
    OBJ(got, PyDict_GetItemWithError(list, k), list, k);
    INT(PyDict_DelItem(list, k), list, k);
    INT(PyDict_Size(list), list, k);
    DO(PyDict_Clear(list), list, k);
    INT(PyDict_Update(list, list), list, k);
    Py_DECREF(list);
    Py_DECREF(k);
    (void)got;
}

static void merge(void)
{
    PyObject *dict = PyDict_New(), *other = PyDict_New(), *k = flt(1.5), *v = flt(2.5), *w = flt(3.5);
    PyDict_SetItem(dict, k, v);
    PyDict_SetItem(other, k, w);
    PyDict_SetItem(other, v, w);
    INT(PyDict_Merge(dict, other, 0), dict, other, k, v, w);
    INT(PyDict_Merge(dict, other, 1), dict, other, k, v, w);
    Py_DECREF(dict);
    Py_DECREF(other);
    Py_DECREF(k);
    Py_DECREF(v);
    Py_DECREF(w);
}

static const Case cases[] = {
    {"dict.set_item", set_item},
    {"dict.replace value", replace_value},
    {"dict.equal key is not kept", equal_key_is_not_kept},
    {"dict.replace stores first", replace_stores_first},
    {"dict.get_item borrows", get_item_borrows},
    {"dict.get_item swallows errors", get_item_swallows_errors},
    {"dict.get_item keeps the pending error", get_item_keeps_the_pending_error},
    {"dict.get_item_ref", get_item_ref},
    {"dict.set_default", set_default},
    {"dict.del_item", del_item},
    {"dict.del_item drops key then value", del_item_drops_key_then_value},
    {"dict.pop", pop},
    {"dict.next", next},
    {"dict.keys values items", views_are_lists},
    {"dict.copy", copy},
    {"dict.update", update},
    {"dict.merge", merge},
    {"dict.clear", clear},
    {"dict.clear in order", clear_in_order},
    {"dict.dealloc in order", dealloc_in_order},
    {"dict.contains", contains},
    {"dict.string keys", string_keys},
    {"dict.iteration", iteration},
    {"dict.size changed during iteration", size_changed_during_iteration},
    {"dict.subscripts", subscripts},
    {"dict.many pairs", many_pairs},
    {"dict.holds itself", holds_itself},
    {"dict.wrong types", wrong_types},
};
PARITY_MAIN(cases)
