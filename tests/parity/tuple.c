/* Parity: tuples. */
#include "parity.h"

static void new_tuple(void)
{
    PyObject *tuple, *item = flt(2.5);
    REF(tuple, PyTuple_New(2), tuple);
    INT(PyTuple_Size(tuple), tuple);
    INT(PyTuple_SetItem(tuple, 0, Py_NewRef(item)), tuple, item);
    INT(PyTuple_SetItem(tuple, 1, item), tuple, item);
    INT(PyTuple_GET_SIZE(tuple), tuple);
    INT(PyTuple_Check(tuple), tuple);
    INT(PyTuple_CheckExact(tuple), tuple);
    Py_INCREF(item);
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void empty(void)
{
    PyObject *one, *other, *item = flt(2.5);
    one = PyTuple_New(0);
    other = PyTuple_New(0);
    INT(one == other, item);
    INT(PyTuple_Size(one), item);
    OBJ(one, one, item);
    FAILS(PyTuple_New(-1), item);
    Py_DECREF(one);
    Py_DECREF(other);
    Py_DECREF(item);
}

static void freed_with_empty_slots(void)
{
    PyObject *tuple = PyTuple_New(3);
    PyTuple_SET_ITEM(tuple, 1, witness("middle"));
    DO(Py_DECREF(tuple), NULL);
}

static void pack(void)
{
    PyObject *a = flt(1.5), *b = text("bee"), *tuple;
    OBJ(tuple, PyTuple_Pack(2, a, b), tuple, a, b);
    DO(Py_DECREF(tuple), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void set_item_steals(void)
{
    PyObject *tuple = PyTuple_New(1), *item = flt(1.5), *next = flt(2.5);
    Py_INCREF(item);
    Py_INCREF(next);
    INT(PyTuple_SetItem(tuple, 0, item), tuple, item, next);
    INT(PyTuple_SetItem(tuple, 0, next), tuple, item, next);
    DO(Py_DECREF(tuple), item, next);
    Py_DECREF(item);
    Py_DECREF(next);
}

static void set_item_macro(void)
{
    PyObject *tuple = PyTuple_New(1), *item = flt(1.5);
    DO(PyTuple_SET_ITEM(tuple, 0, Py_NewRef(item)), tuple, item);
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void set_item_steals_on_failure(void)
{
    PyObject *tuple = PyTuple_New(1), *item = flt(1.5), *other = flt(2.5), *list = PyList_New(1);
    PyTuple_SET_ITEM(tuple, 0, Py_NewRef(other));
    INT(PyTuple_SetItem(tuple, 1, Py_NewRef(item)), tuple, item, other);
    INT(PyTuple_SetItem(tuple, -1, Py_NewRef(item)), tuple, item, other);
    INT(PyTuple_SetItem(list, 0, Py_NewRef(item)), list, item, other);
    Py_INCREF(tuple);
    INT(PyTuple_SetItem(tuple, 0, Py_NewRef(item)), tuple, item, other);
    Py_DECREF(tuple);
    Py_DECREF(tuple);
    Py_DECREF(list);
    Py_DECREF(item);
    Py_DECREF(other);
}

static void get_item_borrows(void)
{
    PyObject *item = flt(1.5), *tuple = PyTuple_Pack(1, item), *got;
    OBJ(got, PyTuple_GetItem(tuple, 0), tuple, item, got);
    OBJ(got, PyTuple_GET_ITEM(tuple, 0), tuple, item, got);
    OBJ(got, PyTuple_GetItem(tuple, 1), tuple, item);
    OBJ(got, PyTuple_GetItem(tuple, -1), tuple, item);
    OBJ(got, PyTuple_GetItem(item, 0), tuple, item);
    INT(PyTuple_Size(item), item);
    Py_DECREF(tuple);
    Py_DECREF(item);
}

static void get_slice(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *c = flt(3.5), *tuple = PyTuple_Pack(3, a, b, c), *slice;
    OBJ(slice, PyTuple_GetSlice(tuple, 1, 3), tuple, slice, a, b, c);
    DO(Py_DECREF(slice), tuple, a, b, c);
    OBJ(slice, PyTuple_GetSlice(tuple, -5, 1), tuple, slice, a, b, c);
    DO(Py_DECREF(slice), tuple, a, b, c);
    OBJ(slice, PyTuple_GetSlice(tuple, 2, 99), tuple, slice, a, b, c);
    DO(Py_DECREF(slice), tuple, a, b, c);
    OBJ(slice, PyTuple_GetSlice(tuple, 2, 1), tuple, a, b, c);
    DO(Py_DECREF(slice), tuple, a, b, c);
    OBJ(slice, PyTuple_GetSlice(tuple, 0, 3), tuple, slice, a, b, c);
    INT(slice == tuple, tuple, a, b, c);
    DO(Py_DECREF(slice), tuple, a, b, c);
    REF(slice, PyTuple_GetSlice(a, 0, 1), a);
    Py_DECREF(tuple);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(c);
}

static void resize_grow(void)
{
    PyObject *a = flt(1.5), *tuple = PyTuple_Pack(1, a);
    INT(_PyTuple_Resize(&tuple, 3), tuple, a);
    INT(PyTuple_Size(tuple), tuple, a);
    PyTuple_SET_ITEM(tuple, 1, Py_NewRef(a));
    PyTuple_SET_ITEM(tuple, 2, Py_NewRef(a));
    OBJ(tuple, tuple, tuple, a);
    DO(Py_DECREF(tuple), a);
    Py_DECREF(a);
}

static void resize_shrink(void)
{
    PyObject *a = flt(1.5), *b = witness("cut off"), *tuple = PyTuple_Pack(2, a, b);
    Py_DECREF(b);
    INT(_PyTuple_Resize(&tuple, 1), tuple, a);
    OBJ(tuple, tuple, tuple, a);
    INT(_PyTuple_Resize(&tuple, 1), tuple, a);
    INT(_PyTuple_Resize(&tuple, 0), a);
    INT(PyTuple_Size(tuple), a);
    Py_DECREF(tuple);
    Py_DECREF(a);
}

static void resize_shared(void)
{
    PyObject *a = flt(1.5), *tuple = PyTuple_Pack(1, a), *other = Py_NewRef(tuple);
    INT(_PyTuple_Resize(&tuple, 3), tuple, other, a);
    Py_DECREF(other);
    PyObject *list = PyList_New(0), *second = Py_NewRef(list);
    INT(_PyTuple_Resize(&list, 3), list, second, a);
    Py_DECREF(second);
    Py_DECREF(a);
}

static void drops_from_the_end(void)
{
    PyObject *tuple = PyTuple_New(3);
    PyTuple_SET_ITEM(tuple, 0, witness("first"));
    PyTuple_SET_ITEM(tuple, 1, witness("second"));
    PyTuple_SET_ITEM(tuple, 2, witness("third"));
    DO(Py_DECREF(tuple), NULL);
}

static void concatenation(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *left = PyTuple_Pack(1, a), *right = PyTuple_Pack(1, b), *both;
    OBJ(both, PySequence_Concat(left, right), both, left, right, a, b);
    Py_DECREF(both);
    OBJ(both, PySequence_Concat(left, a), left, a);
    PyObject *none = PyTuple_New(0);
    OBJ(both, PySequence_Concat(left, none), both, left, a);
    Py_DECREF(both);
    OBJ(both, PySequence_Concat(none, left), both, left, a);
    Py_DECREF(both);
    Py_DECREF(none);
    Py_DECREF(left);
    Py_DECREF(right);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void repetition(void)
{
    PyObject *a = flt(1.5), *tuple = PyTuple_Pack(1, a), *repeated;
    OBJ(repeated, PySequence_Repeat(tuple, 3), repeated, tuple, a);
    Py_DECREF(repeated);
    OBJ(repeated, PySequence_Repeat(tuple, 1), repeated, tuple, a);
    Py_DECREF(repeated);
    OBJ(repeated, PySequence_Repeat(tuple, 0), tuple, a);
    Py_DECREF(repeated);
    OBJ(repeated, PySequence_Repeat(tuple, -4), tuple, a);
    Py_DECREF(repeated);
    Py_DECREF(tuple);
    Py_DECREF(a);
}

static void comparison_and_hash(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *one = PyTuple_Pack(2, a, b), *two = PyTuple_Pack(2, a, b);
    PyObject *three = PyTuple_Pack(2, b, a);
    GIVES(PyObject_RichCompare(one, two, Py_EQ), one, two, a, b);
    GIVES(PyObject_RichCompare(one, three, Py_LT), one, three, a, b);
    GIVES(PyObject_RichCompare(one, three, Py_GE), one, three, a, b);
    GIVES(PyObject_RichCompare(one, a, Py_EQ), one, a);
    INT(PyObject_Hash(one) == PyObject_Hash(two), one, two, a, b);
    INT(PySequence_Contains(one, a), one, a, b);
    INT(PySequence_Index(one, b), one, a, b);
    INT(PySequence_Count(one, b), one, a, b);
    Py_DECREF(one);
    Py_DECREF(two);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void unhashable_item(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_Pack(1, list);
    INT(PyObject_Hash(tuple), tuple, list);
    Py_DECREF(tuple);
    Py_DECREF(list);
}

static void from_list(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, a), *tuple, *same;
    OBJ(tuple, PySequence_Tuple(list), tuple, list, a);
    OBJ(same, PySequence_Tuple(tuple), tuple, same, a);
    Py_DECREF(same);
    Py_DECREF(tuple);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void repr(void)
{
    PyObject *a = flt(1.5), *inner = PyTuple_Pack(1, a), *outer = PyTuple_Pack(2, inner, a), *shown;
    OBJ(shown, PyObject_Repr(outer), shown, outer, inner, a);
    Py_DECREF(shown);
    OBJ(shown, PyObject_Str(inner), shown, outer, inner, a);
    Py_DECREF(shown);
    Py_DECREF(outer);
    Py_DECREF(inner);
    Py_DECREF(a);
}

static const Case cases[] = {
    {"tuple.new", new_tuple},
    {"tuple.empty", empty},
    {"tuple.freed with empty slots", freed_with_empty_slots},
    {"tuple.pack", pack},
    {"tuple.set_item steals", set_item_steals},
    {"tuple.set_item macro", set_item_macro},
    {"tuple.set_item steals on failure", set_item_steals_on_failure},
    {"tuple.get_item borrows", get_item_borrows},
    {"tuple.get_slice", get_slice},
    {"tuple.resize grow", resize_grow},
    {"tuple.resize shrink", resize_shrink},
    {"tuple.resize shared", resize_shared},
    {"tuple.drops from the end", drops_from_the_end},
    {"tuple.concat", concatenation},
    {"tuple.repeat", repetition},
    {"tuple.compare and hash", comparison_and_hash},
    {"tuple.unhashable item", unhashable_item},
    {"tuple.from list", from_list},
    {"tuple.repr", repr},
};
PARITY_MAIN(cases)
