/* Parity: the sequence, mapping and iterator protocols, on built-in types and on own ones. */
#include "parity.h"

/* A sequence of three items of its own. */

typedef struct Three {
    PyObject_HEAD PyObject *items[3];
} Three;

static void three_dealloc(PyObject *op)
{
    for (int i = 0; i < 3; i++) {
        Py_XDECREF(((Three *)op)->items[i]);
    }
    PyObject_Free(op);
}

static PyObject *three_repr(PyObject *op)
{
    (void)op;
    return PyUnicode_FromString("<three>");
}

static Py_ssize_t three_length(PyObject *op)
{
    (void)op;
    return 3;
}

static PyObject *three_item(PyObject *op, Py_ssize_t index)
{
    if (index < 0 || index >= 3) {
        PyErr_SetString(PyExc_IndexError, "only three");
        return NULL;
    }
    return Py_NewRef(((Three *)op)->items[index]);
}

static int three_assign(PyObject *op, Py_ssize_t index, PyObject *value)
{
    if (index < 0 || index >= 3 || value == NULL) {
        PyErr_SetString(PyExc_IndexError, value == NULL ? "cannot delete" : "only three");
        return -1;
    }
    Py_SETREF(((Three *)op)->items[index], Py_NewRef(value));
    return 0;
}

static PyObject *three_concat(PyObject *left, PyObject *right)
{
    return PyTuple_Pack(2, left, right);
}

static PyObject *three_repeat(PyObject *op, Py_ssize_t count)
{
    return PyUnicode_FromFormat("%R times %zd", op, count);
}

static PyObject *three_inplace_concat(PyObject *self, PyObject *other)
{
    (void)other;
    return Py_NewRef(self);
}

static PySequenceMethods three_sequence = {
    .sq_length = three_length,
    .sq_concat = three_concat,
    .sq_repeat = three_repeat,
    .sq_item = three_item,
    .sq_ass_item = three_assign,
    .sq_inplace_concat = three_inplace_concat,
};

static PyTypeObject Three_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Three",
    .tp_basicsize = sizeof(Three),
    .tp_dealloc = three_dealloc,
    .tp_repr = three_repr,
    .tp_as_sequence = &three_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *three_of(PyObject *first, PyObject *second)
{
    PyType_Ready(&Three_Type);
    Three *self = PyObject_New(Three, &Three_Type);
    self->items[0] = Py_NewRef(first);
    self->items[1] = Py_NewRef(second);
    self->items[2] = Py_NewRef(first);
    return (PyObject *)self;
}

static void sequence_check(void)
{
    PyObject *list = PyList_New(0), *dict = PyDict_New(), *f = flt(1.5), *three = three_of(f, f);
    INT(PySequence_Check(list), list);
    INT(PySequence_Check(dict), dict);
    INT(PySequence_Check(f), f);
    INT(PySequence_Check(three), three);
    INT(PyMapping_Check(list), list);
    INT(PyMapping_Check(dict), dict);
    INT(PyMapping_Check(f), f);
    INT(PyMapping_Check(three), three);
    INT(PyIter_Check(list), list);
    Py_DECREF(list);
    Py_DECREF(dict);
    Py_DECREF(three);
    Py_DECREF(f);
}

static void sequence_size(void)
{
    PyObject *f = flt(1.5), *three = three_of(f, f), *dict = PyDict_New();
    INT(PySequence_Size(three), three, f);
    INT(PySequence_Length(three), three, f);
    INT(PyObject_Size(three), three, f);
    INT(PyObject_IsTrue(three), three, f);
    INT(PySequence_Size(f), f);
    INT(PyObject_Size(f), f);
    FAILS(PySequence_Size(dict), dict);
    Py_DECREF(three);
    Py_DECREF(dict);
    Py_DECREF(f);
}

static void sequence_get_item(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *three = three_of(a, b), *list = list_of(a, b), *item;
    OBJ(item, PySequence_GetItem(three, 1), three, b, item);
    Py_DECREF(item);
    OBJ(item, PySequence_GetItem(three, -1), three, a, item);
    Py_DECREF(item);
    OBJ(item, PySequence_GetItem(three, 3), three, a, b);
    OBJ(item, PySequence_GetItem(three, -4), three, a, b);
    OBJ(item, PySequence_GetItem(list, -2), list, a, item);
    Py_DECREF(item);
    OBJ(item, PySequence_GetItem(list, 2), list, a, b);
    OBJ(item, PySequence_GetItem(a, 0), a);
    Py_DECREF(list);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void sequence_set_item_keeps(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *c = flt(3.5), *three = three_of(a, b), *list = list_of(a, b);
    INT(PySequence_SetItem(three, 1, c), three, a, b, c);
    INT(PySequence_SetItem(three, -1, c), three, a, b, c);
    INT(PySequence_SetItem(three, 5, c), three, a, b, c);
    INT(PySequence_DelItem(three, 0), three, a, b, c);
    INT(PySequence_SetItem(list, -1, c), list, a, b, c);
    INT(PySequence_SetItem(list, 2, c), list, a, b, c);
    INT(PySequence_DelItem(list, 0), list, a, b, c);
    INT(PySequence_DelItem(list, 1), list, a, b, c);
    INT(PySequence_SetItem(a, 0, c), a, c);
    INT(PySequence_DelItem(a, 0), a);
    Py_DECREF(list);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(c);
}

static void sequence_slices(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b), *tuple = PyTuple_Pack(2, a, b), *slice;
    OBJ(slice, PySequence_GetSlice(list, -1, 5), slice, list, a, b);
    INT(PySequence_SetSlice(list, 0, 0, slice), slice, list, a, b);
    Py_DECREF(slice);
    INT(PySequence_DelSlice(list, -2, 3), list, a, b);
    OBJ(list, list, list, a, b);
    OBJ(slice, PySequence_GetSlice(tuple, 1, 2), slice, tuple, a, b);
    Py_DECREF(slice);
    OBJ(slice, PySequence_GetSlice(tuple, -5, 99), slice, tuple, a, b);
    Py_DECREF(slice);
    Py_DECREF(tuple);
    Py_DECREF(list);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void sequence_search(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *absent = flt(9.5), *three = three_of(a, b);
    INT(PySequence_Contains(three, b), three, a, b);
    INT(PySequence_Contains(three, absent), three, absent);
    INT(PySequence_Count(three, a), three, a, b);
    INT(PySequence_Index(three, b), three, a, b);
    INT(PySequence_Index(three, absent), three, absent);
    INT(PySequence_Contains(a, b), a, b);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(absent);
}

static void sequence_concat_and_repeat(void)
{
    PyObject *a = flt(1.5), *three = three_of(a, a), *result;
    OBJ(result, PySequence_Concat(three, a), result, three, a);
    DO(Py_DECREF(result), three, a);
    GIVES(PySequence_Repeat(three, 2), three, a);
    OBJ(result, PySequence_InPlaceConcat(three, a), result, three, a);
    DO(Py_DECREF(result), three, a);
    GIVES(PySequence_InPlaceRepeat(three, 3), three, a);
    GIVES(PyNumber_Add(three, a), three, a);
    OBJ(result, PyNumber_InPlaceAdd(three, a), result, three, a);
    DO(Py_DECREF(result), three, a);
    GIVES(PySequence_Concat(a, three), three, a);
    GIVES(PySequence_Repeat(a, 2), a);
    Py_DECREF(three);
    Py_DECREF(a);
}

static void number_protocol_on_sequences(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, NULL), *count = PyLong_FromLong(3), *result;
    OBJ(result, PyNumber_Multiply(list, count), result, list, a);
    Py_DECREF(result);
    OBJ(result, PyNumber_Multiply(count, list), result, list, a);
    Py_DECREF(result);
    OBJ(result, PyNumber_Add(list, list), result, list, a);
    Py_DECREF(result);
    OBJ(result, PyNumber_InPlaceAdd(list, list), result, list, a);
    DO(Py_DECREF(result), list, a);
    OBJ(result, PyNumber_InPlaceMultiply(list, count), result, list, a);
    DO(Py_DECREF(result), list, a);
    OBJ(result, PyNumber_Multiply(list, a), list, a);
    OBJ(result, PyNumber_Multiply(list, list), list, a);
    OBJ(result, PyNumber_Add(list, a), list, a);
    Py_DECREF(count);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void sequence_list_and_tuple(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *three = three_of(a, b), *result;
    OBJ(result, PySequence_List(three), result, three, a, b);
    DO(Py_DECREF(result), three, a, b);
    OBJ(result, PySequence_Tuple(three), result, three, a, b);
    DO(Py_DECREF(result), three, a, b);
    OBJ(result, PySequence_List(a), a);
    OBJ(result, PySequence_Tuple(a), a);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void sequence_fast(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *list = list_of(a, b), *three = three_of(a, b), *fast, *item;
    OBJ(fast, PySequence_Fast(list, "not iterable"), fast, list, a, b);
    INT(fast == list, list);
    OBJ(item, PySequence_Fast_GET_ITEM(fast, 1), fast, b, item);
    INT(PySequence_Fast_GET_SIZE(fast), fast);
    INT(PySequence_Fast_ITEMS(fast)[0] == a, fast, a);
    DO(Py_DECREF(fast), list, a, b);
    OBJ(fast, PySequence_Fast(three, "not iterable"), fast, three, a, b);
    DO(Py_DECREF(fast), three, a, b);
    OBJ(fast, PySequence_Fast(a, "not iterable"), a);
    OBJ(item, PySequence_ITEM(list, 0), list, item);
    Py_DECREF(item);
    Py_DECREF(list);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
}

/* A mapping in which every key has itself as its value, but for the key "absent". */

static Py_ssize_t echo_length(PyObject *op)
{
    (void)op;
    return 7;
}

static PyObject *echo_subscript(PyObject *op, PyObject *item_key)
{
    (void)op;
    if (PyUnicode_Check(item_key) && PyUnicode_CompareWithASCIIString(item_key, "absent") == 0) {
        PyErr_SetObject(PyExc_KeyError, item_key);
        return NULL;
    }
    return Py_NewRef(item_key);
}

static int echo_assign(PyObject *op, PyObject *item_key, PyObject *value)
{
    (void)op;
    (void)item_key;
    if (value == NULL) {
        PyErr_SetString(PyExc_ValueError, "cannot delete");
        return -1;
    }
    return 0;
}

static PyMappingMethods echo_mapping = {echo_length, echo_subscript, echo_assign};

static PyTypeObject Echo_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Echo",
    .tp_basicsize = sizeof(PyObject),
    .tp_as_mapping = &echo_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *echo(void)
{
    PyType_Ready(&Echo_Type);
    return PyObject_New(PyObject, &Echo_Type);
}

static void mapping_own_type(void)
{
    PyObject *map = echo(), *k = flt(1.5), *v = flt(2.5), *absent = text("absent"), *result;
    INT(PyMapping_Check(map), map);
    INT(PyMapping_Size(map), map);
    INT(PyObject_Size(map), map);
    OBJ(result, PyObject_GetItem(map, k), map, k, result);
    DO(Py_DECREF(result), map, k);
    INT(PyObject_SetItem(map, k, v), map, k, v);
    INT(PyObject_DelItem(map, k), map, k);
    OBJ(result, PyObject_GetItem(map, absent), map, absent);
    GIVES(PyMapping_GetItemString(map, "some key"), map);
    GIVES(PyMapping_GetItemString(map, "absent"), map);
    INT(PyMapping_HasKeyString(map, "some key"), map);
    INT(PyMapping_HasKeyString(map, "absent"), map);
    INT(PyMapping_SetItemString(map, "some key", v), map, v);
    INT(PySequence_Size(map), map);
    FAILS(PyMapping_Keys(map), map);
    Py_DECREF(map);
    Py_DECREF(k);
    Py_DECREF(v);
    Py_DECREF(absent);
}

static void mapping_optional_item(void)
{
    PyObject *map = echo(), *dict = PyDict_New(), *k = flt(1.5), *absent = text("absent"),
             *list = PyList_New(0);
    PyObject *result;
    INT(PyMapping_GetOptionalItem(map, k, &result), map, k, result);
    DO(Py_DECREF(result), map, k);
    INT(PyMapping_GetOptionalItem(map, absent, &result), map, absent, result);
    INT(PyMapping_GetOptionalItem(dict, k, &result), dict, k, result);
    FAILS(PyMapping_GetOptionalItem(dict, list, &result), dict, list, result);
    FAILS(PyMapping_GetOptionalItem(k, k, &result), k, result);
    Py_DECREF(map);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(absent);
    Py_DECREF(list);
}

static void mapping_of_dict(void)
{
    PyObject *dict = PyDict_New(), *k = text("one key"), *v = flt(2.5), *result;
    INT(PyMapping_SetItemString(dict, "one key", v), dict, v);
    OBJ(result, PyMapping_GetItemString(dict, "one key"), dict, v, result);
    Py_DECREF(result);
    INT(PyMapping_HasKey(dict, k), dict, k);
    OBJ(result, PyMapping_Keys(dict), dict, v, result);
    Py_DECREF(result);
    OBJ(result, PyMapping_Values(dict), dict, v, result);
    DO(Py_DECREF(result), dict, v);
    OBJ(result, PyMapping_Items(dict), dict, v, result);
    DO(Py_DECREF(result), dict, v);
    INT(PyMapping_Size(dict), dict);
    INT(PyMapping_DelItem(dict, k), dict, k, v);
    INT(PyMapping_DelItemString(dict, "one key"), dict, v);
    FAILS(PyMapping_Size(v), v);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static void items_of_what_has_none(void)
{
    PyObject *f = flt(1.5), *k = flt(2.5);
    GIVES(PyObject_GetItem(f, k), f, k);
    INT(PyObject_SetItem(f, k, k), f, k);
    INT(PyObject_DelItem(f, k), f, k);
    PyObject *tuple = PyTuple_Pack(1, f), *index = PyLong_FromLong(0);
    GIVES(PyObject_GetItem(tuple, index), tuple, f);
    INT(PyObject_SetItem(tuple, index, k), tuple, f, k);
    FAILS(PyObject_DelItem(tuple, index), tuple, f);
    Py_DECREF(index);
    Py_DECREF(tuple);
    Py_DECREF(f);
    Py_DECREF(k);
}

/* Iterators. */

static void sequence_iterator(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *three = three_of(a, b), *iterator, *item;
    REF(iterator, PySeqIter_New(three), iterator, three);
    INT(PyIter_Check(iterator), iterator);
    INT(PySeqIter_Check(iterator), iterator);
    for (int i = 0; i < 3; i++) {
        OBJ(item, PyIter_Next(iterator), iterator, three, a, b);
        Py_DECREF(item);
    }
    OBJ(item, PyIter_Next(iterator), iterator, three, a, b);
    OBJ(item, PyIter_Next(iterator), iterator, three, a, b);
    Py_DECREF(iterator);
    REF(iterator, PyObject_GetIter(three), iterator, three);
    Py_DECREF(iterator);
    Py_DECREF(three);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void iterator_of_iterator(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, a), *iterator = PyObject_GetIter(list), *same;
    REF(same, PyObject_GetIter(iterator), iterator, same, list);
    INT(same == iterator, iterator);
    DO(Py_DECREF(same), iterator, list);
    REF(same, PyObject_SelfIter(iterator), iterator, same, list);
    DO(Py_DECREF(same), iterator, list);
    DO(Py_DECREF(iterator), list);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void tuple_iterator(void)
{
    PyObject *a = flt(1.5), *tuple = PyTuple_Pack(1, a), *iterator, *item;
    REF(iterator, PyObject_GetIter(tuple), iterator, tuple);
    OBJ(item, PyIter_Next(iterator), iterator, tuple, a);
    Py_DECREF(item);
    OBJ(item, PyIter_Next(iterator), iterator, tuple, a);
    Py_DECREF(iterator);
    Py_DECREF(tuple);
    Py_DECREF(a);
}

static void str_iterator(void)
{
    PyObject *string = text("h\xc3\xa9"), *iterator;
    REF(iterator, PyObject_GetIter(string), iterator, string);
    GIVES(PyIter_Next(iterator), iterator, string);
    GIVES(PyIter_Next(iterator), iterator, string);
    GIVES(PyIter_Next(iterator), iterator, string);
    Py_DECREF(iterator);
    Py_DECREF(string);
}

static PyObject *pop_from(PyObject *self, PyObject *unused)
{
    (void)unused;
    Py_ssize_t last = PyList_Size(self) - 1;
    if (last < 0) {
        PyErr_SetString(PyExc_ValueError, "nothing is left");
        return NULL;
    }
    PyObject *item = Py_NewRef(PyList_GetItem(self, last));
    PyList_SetSlice(self, last, last + 1, NULL);
    return item;
}

static PyMethodDef pop_definition = {"pop_from", pop_from, METH_NOARGS, NULL};

static void call_iterator(void)
{
    PyObject *a = flt(1.5), *sentinel = flt(9.5), *list = list_of(sentinel, a), *iterator, *item;
    PyObject *function = PyCFunction_New(&pop_definition, list);
    REF(iterator, PyCallIter_New(function, sentinel), iterator, function, sentinel, list);
    INT(PyCallIter_Check(iterator), iterator);
    OBJ(item, PyIter_Next(iterator), iterator, function, sentinel, a);
    DO(Py_DECREF(item), iterator, function, sentinel, a);
    OBJ(item, PyIter_Next(iterator), iterator, function, sentinel, a);
    OBJ(item, PyIter_Next(iterator), iterator, function, sentinel, a);
    Py_DECREF(iterator);
    REF(iterator, PyCallIter_New(function, sentinel), iterator, function, sentinel, list);
    OBJ(item, PyIter_Next(iterator), iterator, function, sentinel, list);
    DO(Py_DECREF(iterator), function, sentinel, list);
    Py_DECREF(function);
    Py_DECREF(list);
    Py_DECREF(sentinel);
    Py_DECREF(a);
}

/* An iterator that counts down from 2, ends by StopIteration, and then fails. */

typedef struct Countdown {
    PyObject_HEAD int left;
} Countdown;

static PyObject *countdown_next(PyObject *op)
{
    Countdown *self = (Countdown *)op;
    self->left--;
    if (self->left >= 0) {
        return PyFloat_FromDouble(self->left + 0.5);
    }
    PyErr_SetString(self->left == -1 ? PyExc_StopIteration : PyExc_ValueError, "beyond the end");
    return NULL;
}

static PyTypeObject Countdown_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Countdown",
    .tp_basicsize = sizeof(Countdown),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = countdown_next,
};

static void own_iterator(void)
{
    PyType_Ready(&Countdown_Type);
    Countdown *countdown = PyObject_New(Countdown, &Countdown_Type);
    PyObject *op = (PyObject *)countdown, *item;
    countdown->left = 2;
    for (int i = 0; i < 2; i++) {
        OBJ(item, PyIter_Next(op), op, item);
        Py_DECREF(item);
    }
    OBJ(item, PyIter_Next(op), op, item);
    OBJ(item, PyIter_Next(op), op, item);
    countdown->left = 2;
    GIVES(PySequence_List(op), op);
    GIVES(PySequence_List(op), op);
    countdown->left = 2;
    PyObject *half = flt(0.5);
    INT(PySequence_Contains(op, half), op, half);
    INT(countdown->left, op);
    Py_DECREF(half);
    Py_DECREF(op);
}

static PyObject *gives_a_float(PyObject *op)
{
    (void)op;
    return PyFloat_FromDouble(1.5);
}

static PyTypeObject BadIterable_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.BadIterable",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = gives_a_float,
};

static void not_iterable(void)
{
    PyType_Ready(&BadIterable_Type);
    PyObject *bad = PyObject_New(PyObject, &BadIterable_Type), *f = flt(1.5), *result;
    OBJ(result, PyObject_GetIter(f), f);
    OBJ(result, PyObject_GetIter(bad), bad);
    INT(PyIter_Check(f), f);
    (void)result;
    Py_DECREF(bad);
    Py_DECREF(f);
}

static const Case cases[] = {
    {"sequence.check", sequence_check},
    {"sequence.size", sequence_size},
    {"sequence.get_item", sequence_get_item},
    {"sequence.set_item keeps", sequence_set_item_keeps},
    {"sequence.slices", sequence_slices},
    {"sequence.search", sequence_search},
    {"sequence.concat and repeat", sequence_concat_and_repeat},
    {"sequence.number protocol", number_protocol_on_sequences},
    {"sequence.list and tuple", sequence_list_and_tuple},
    {"sequence.fast", sequence_fast},
    {"mapping.own type", mapping_own_type},
    {"mapping.optional item", mapping_optional_item},
    {"mapping.of dict", mapping_of_dict},
    {"mapping.items of what has none", items_of_what_has_none},
    {"iterator.of sequence", sequence_iterator},
    {"iterator.of iterator", iterator_of_iterator},
    {"iterator.of tuple", tuple_iterator},
    {"iterator.of str", str_iterator},
    {"iterator.of callable", call_iterator},
    {"iterator.own type", own_iterator},
    {"iterator.not iterable", not_iterable},
};
PARITY_MAIN(cases)
