/* Parity: lists. */
#include "parity.h"

static void new_list(void)
{
    PyObject *list, *item = flt(2.5);
    REF(list, PyList_New(2), list);
    INT(PyList_Size(list), list);
    INT(PyList_SetItem(list, 0, Py_NewRef(item)), list, item);
    DO(PyList_SET_ITEM(list, 1, Py_NewRef(item)), list, item);
    OBJ(list, list, list, item);
    INT(PyList_GET_SIZE(list), list);
    INT(PyList_Check(list), list);
    INT(PyList_CheckExact(item), item);
    DO(Py_DECREF(list), item);
    FAILS(PyList_New(-1), item);
    INT(PyList_Size(item), item);
    Py_DECREF(item);
}

static void freed_with_empty_slots(void)
{
    PyObject *list = PyList_New(3);
    PyList_SET_ITEM(list, 1, witness("middle"));
    DO(Py_DECREF(list), NULL);
}

static void append(void)
{
    PyObject *list = PyList_New(0), *item = flt(2.5);
    INT(PyList_Append(list, item), list, item);
    INT(PyList_Append(list, item), list, item);
    INT(PyList_Append(item, list), list, item);
    INT(PyList_Append(list, NULL), list, item);
    OBJ(list, list, list, item);
    DO(Py_DECREF(list), item);
    Py_DECREF(item);
}

static void insert(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, NULL);
    INT(PyList_Insert(list, 0, b), list, a, b);
    INT(PyList_Insert(list, -1, b), list, a, b);
    INT(PyList_Insert(list, 99, b), list, a, b);
    INT(PyList_Insert(list, -99, a), list, a, b);
    OBJ(list, list, list, a, b);
    INT(PyList_Insert(a, 0, b), a, b);
    INT(PyList_Insert(list, 0, NULL), list, a, b);
    DO(Py_DECREF(list), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_item_steals(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, NULL);
    INT(PyList_SetItem(list, 0, Py_NewRef(b)), list, a, b);
    INT(PyList_SetItem(list, 0, Py_NewRef(b)), list, a, b);
    OBJ(list, list, list, a, b);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_item_steals_on_failure(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, NULL);
    INT(PyList_SetItem(list, 1, Py_NewRef(b)), list, a, b);
    INT(PyList_SetItem(list, -1, Py_NewRef(b)), list, a, b);
    INT(PyList_SetItem(a, 0, Py_NewRef(b)), list, a, b);
    OBJ(list, list, list, a, b);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_item_does_not_incref(void)
{
    PyObject *list = PyList_New(1), *item = witness("given away");
    INT(PyList_SetItem(list, 0, item), list, item);
    DO(Py_DECREF(list), NULL);
}

static void tell_list(void *argument)
{
    step_object((PyObject *)argument, 1);
}

static void set_item_stores_first(void)
{
    PyObject *old = witness("old"), *item = flt(2.5), *list = list_of(old, NULL);
    witness_on_death(old, tell_list, list);
    Py_DECREF(old);
    INT(PyList_SetItem(list, 0, Py_NewRef(item)), list, item);
    Py_DECREF(list);
    Py_DECREF(item);
}

static void get_item_borrows(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL), *got;
    OBJ(got, PyList_GetItem(list, 0), list, item, got);
    OBJ(got, PyList_GET_ITEM(list, 0), list, item, got);
    OBJ(got, PyList_GetItem(list, 1), list, item);
    OBJ(got, PyList_GetItem(list, -1), list, item);
    OBJ(got, PyList_GetItem(item, 0), list, item);
    Py_DECREF(list);
    Py_DECREF(item);
}

static void get_item_ref(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL), *got;
    OBJ(got, PyList_GetItemRef(list, 0), list, item, got);
    DO(Py_DECREF(got), list, item);
    OBJ(got, PyList_GetItemRef(list, 1), list, item, got);
    Py_DECREF(list);
    Py_DECREF(item);
}

static void get_slice(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b), *slice;
    OBJ(slice, PyList_GetSlice(list, 0, 1), slice, list, a, b);
    DO(Py_DECREF(slice), list, a, b);
    OBJ(slice, PyList_GetSlice(list, -9, 9), slice, list, a, b);
    INT(slice == list, list);
    DO(Py_DECREF(slice), list, a, b);
    OBJ(slice, PyList_GetSlice(list, 1, 1), slice, list, a, b);
    DO(Py_DECREF(slice), list, a, b);
    OBJ(slice, PyList_GetSlice(a, 0, 1), a);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_slice(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, a), *other = list_of(b, b);
    INT(PyList_SetSlice(list, 1, 1, other), list, other, a, b);
    OBJ(list, list, list);
    INT(PyList_SetSlice(list, 0, 3, other), list, other, a, b);
    OBJ(list, list, list);
    INT(PyList_SetSlice(list, 1, 2, NULL), list, other, a, b);
    OBJ(list, list, list);
    INT(PyList_SetSlice(list, 0, 99, NULL), list, other, a, b);
    OBJ(list, list, list);
    Py_DECREF(list);
    Py_DECREF(other);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_slice_of_itself(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b);
    INT(PyList_SetSlice(list, 1, 1, list), list, a, b);
    OBJ(list, list, list, a, b);
    INT(PyList_SetSlice(list, 0, 2, list), list, a, b);
    OBJ(list, list, list, a, b);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_slice_failures(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, NULL);
    FAILS(PyList_SetSlice(list, 0, 1, a), list, a);
    INT(PyList_SetSlice(a, 0, 1, list), list, a);
    OBJ(list, list, list, a);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void set_slice_releases_last(void)
{
    PyObject *list = PyList_New(0), *one = witness("one"), *two = witness("two");
    PyList_Append(list, one);
    PyList_Append(list, two);
    witness_on_death(one, tell_list, list);
    Py_DECREF(one);
    Py_DECREF(two);
    INT(PyList_SetSlice(list, 0, 2, NULL), list);
    Py_DECREF(list);
}

static void sort(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *c = flt(-3.5), *list = list_of(b, a);
    PyList_Append(list, c);
    PyList_Append(list, b);
    INT(PyList_Sort(list), list, a, b, c);
    OBJ(list, list, list, a, b, c);
    INT(PyList_Sort(a), a);
    INT(PyList_Reverse(list), list, a, b, c);
    OBJ(list, list, list, a, b, c);
    INT(PyList_Reverse(a), a);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(c);
}

static void sort_is_stable(void)
{
    PyObject *list = PyList_New(0), *pair;
    for (int i = 0; i < 40; i++) {
        PyObject *item = flt((i * 7) % 10 + 0.25);
        PyList_Append(list, item);
        Py_DECREF(item);
    }
    pair = PyList_GetItem(list, 0);
    INT(PyList_Sort(list), list, pair);
    OBJ(list, list, list);
    Py_DECREF(list);
}

static void sort_failure(void)
{
    PyObject *a = flt(1.5), *b = text("bee"), *list = list_of(a, b);
    INT(PyList_Sort(list), list, a, b);
    OBJ(list, list, list, a, b);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void as_tuple(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, a), *tuple;
    OBJ(tuple, PyList_AsTuple(list), tuple, list, a);
    DO(Py_DECREF(tuple), list, a);
    OBJ(tuple, PyList_AsTuple(a), a);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void extend(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, NULL), *other = list_of(b, b);
    PyObject *tuple = PyTuple_Pack(1, a), *iterator;
    INT(PyList_Extend(list, other), list, other, a, b);
    INT(PyList_Extend(list, tuple), list, tuple, a, b);
    INT(PyList_Extend(list, list), list, a, b);
    REF(iterator, PyObject_GetIter(tuple), iterator, tuple, a, b);
    INT(PyList_Extend(list, iterator), list, iterator, tuple, a, b);
    OBJ(list, list, list, a, b);
    INT(PyList_Extend(list, a), list, a);
    Py_DECREF(iterator);
    Py_DECREF(tuple);
    Py_DECREF(other);
    DO(Py_DECREF(list), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void clear(void)
{
    PyObject *list = PyList_New(0), *a = witness("a"), *b = witness("b");
    PyList_Append(list, a);
    PyList_Append(list, b);
    witness_on_death(b, tell_list, list);
    Py_DECREF(a);
    Py_DECREF(b);
    INT(PyList_Clear(list), list);
    INT(PyList_Clear(list), list);
    INT(PyList_Size(list), list);
    Py_DECREF(list);
}

static void drops_from_the_end(void)
{
    PyObject *list = PyList_New(3);
    PyList_SET_ITEM(list, 0, witness("first"));
    PyList_SET_ITEM(list, 1, witness("second"));
    PyList_SET_ITEM(list, 2, witness("third"));
    DO(Py_DECREF(list), NULL);
}

static void nested(void)
{
    PyObject *item = flt(2.5), *inner = list_of(item, NULL), *outer = list_of(inner, inner);
    DO(Py_DECREF(inner), outer, inner, item);
    DO(Py_DECREF(outer), item);
    Py_DECREF(item);
}

static void iteration(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b), *iterator, *item;
    REF(iterator, PyObject_GetIter(list), iterator, list, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    DO(Py_DECREF(item), iterator, list, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    DO(Py_DECREF(item), iterator, list, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    DO(Py_DECREF(iterator), list, a, b);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void iteration_while_growing(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, NULL), *iterator = PyObject_GetIter(list),
             *item;
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    Py_DECREF(item);
    INT(PyList_Append(list, b), iterator, list, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    Py_DECREF(item);
    INT(PyList_SetSlice(list, 0, 2, NULL), iterator, list, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, list, item);
    Py_DECREF(iterator);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void search(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *equal = flt(2.5), *list = list_of(a, b);
    INT(PySequence_Contains(list, equal), list, a, b, equal);
    INT(PySequence_Index(list, equal), list, a, b, equal);
    INT(PySequence_Count(list, equal), list, a, b, equal);
    DO(Py_SETREF(equal, flt(9.5)), list, a, b, equal);
    INT(PySequence_Contains(list, equal), list, a, b, equal);
    INT(PySequence_Count(list, equal), list, a, b, equal);
    FAILS(PySequence_Index(list, equal), list, a, b, equal);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(equal);
}

static void concatenation(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *left = list_of(a, NULL), *right = list_of(b, NULL), *both;
    OBJ(both, PySequence_Concat(left, right), both, left, right, a, b);
    Py_DECREF(both);
    OBJ(both, PySequence_Concat(left, left), both, left, a, b);
    Py_DECREF(both);
    OBJ(both, PySequence_Concat(left, a), left, a);
    OBJ(both, PySequence_Repeat(left, 3), both, left, a);
    Py_DECREF(both);
    OBJ(both, PySequence_Repeat(left, 0), both, left, a);
    Py_DECREF(both);
    OBJ(both, PySequence_InPlaceConcat(left, right), both, left, right, a, b);
    INT(both == left, left);
    Py_DECREF(both);
    OBJ(both, PySequence_InPlaceConcat(left, left), both, left, a, b);
    Py_DECREF(both);
    OBJ(both, PySequence_InPlaceRepeat(left, 2), both, left, a, b);
    Py_DECREF(both);
    OBJ(both, PySequence_InPlaceRepeat(left, 0), both, left, a, b);
    Py_DECREF(both);
    Py_DECREF(left);
    Py_DECREF(right);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void comparison(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *one = list_of(a, b), *two = list_of(b, a);
    GIVES(PyObject_RichCompare(one, two, Py_LT), one, two, a, b);
    GIVES(PyObject_RichCompare(one, two, Py_EQ), one, two, a, b);
    GIVES(PyObject_RichCompare(one, one, Py_EQ), one, a, b);
    GIVES(PyObject_RichCompare(one, a, Py_LT), one, a);
    INT(PyObject_Hash(one), one);
    Py_DECREF(one);
    Py_DECREF(two);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void holds_itself(void)
{
    PyObject *list = PyList_New(0), *shown;
    INT(PyList_Append(list, list), list);
    OBJ(shown, PyObject_Repr(list), list, shown);
    Py_DECREF(shown);
    INT(PyList_SetSlice(list, 0, 1, NULL), list);
    Py_DECREF(list);
}

static void subscripts(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, a), *index = PyLong_FromLong(-1), *item;
    OBJ(item, PyObject_GetItem(list, index), list, a, item);
    DO(Py_DECREF(item), list, a);
    INT(PyObject_SetItem(list, index, b), list, a, b);
    INT(PyObject_DelItem(list, index), list, a, b);
    OBJ(list, list, list, a, b);
    OBJ(item, PyObject_GetItem(list, a), list, a);
    DO(Py_SETREF(index, PyLong_FromLong(7)), list);
    OBJ(item, PyObject_GetItem(list, index), list, a);
    INT(PyObject_SetItem(list, index, b), list, a, b);
    INT(PyObject_DelItem(list, index), list, a, b);
    Py_DECREF(index);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void methods(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b), *result, *name;
    name = text("append");
    GIVES(PyObject_CallMethodOneArg(list, name, a), list, a, b);
    DO(Py_SETREF(name, text("pop")), list, a, b);
    OBJ(result, PyObject_CallMethodNoArgs(list, name), list, a, b);
    DO(Py_DECREF(result), list, a, b);
    DO(Py_SETREF(name, text("remove")), list, a, b);
    GIVES(PyObject_CallMethodOneArg(list, name, a), list, a, b);
    OBJ(result, PyObject_CallMethodOneArg(list, name, a), list, a, b);
    DO(Py_SETREF(name, text("copy")), list, a, b);
    OBJ(result, PyObject_CallMethodNoArgs(list, name), list, result, a, b);
    DO(Py_DECREF(result), list, a, b);
    DO(Py_SETREF(name, text("clear")), list, a, b);
    GIVES(PyObject_CallMethodNoArgs(list, name), list, a, b);
    DO(Py_SETREF(name, text("pop")), list, a, b);
    OBJ(result, PyObject_CallMethodNoArgs(list, name), list, a, b);
    Py_DECREF(name);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static const Case cases[] = {
    {"list.new", new_list},
    {"list.freed with empty slots", freed_with_empty_slots},
    {"list.append", append},
    {"list.insert", insert},
    {"list.set_item steals", set_item_steals},
    {"list.set_item steals on failure", set_item_steals_on_failure},
    {"list.set_item does not incref", set_item_does_not_incref},
    {"list.set_item stores first", set_item_stores_first},
    {"list.get_item borrows", get_item_borrows},
    {"list.get_item_ref", get_item_ref},
    {"list.get_slice", get_slice},
    {"list.set_slice", set_slice},
    {"list.set_slice of itself", set_slice_of_itself},
    {"list.set_slice failures", set_slice_failures},
    {"list.set_slice releases last", set_slice_releases_last},
    {"list.sort", sort},
    {"list.sort is stable", sort_is_stable},
    {"list.sort failure", sort_failure},
    {"list.as_tuple", as_tuple},
    {"list.extend", extend},
    {"list.clear", clear},
    {"list.drops from the end", drops_from_the_end},
    {"list.nested", nested},
    {"list.iteration", iteration},
    {"list.iteration while growing", iteration_while_growing},
    {"list.search", search},
    {"list.concat and repeat", concatenation},
    {"list.compare", comparison},
    {"list.holds itself", holds_itself},
    {"list.subscripts", subscripts},
    {"list.methods", methods},
};
PARITY_MAIN(cases)
