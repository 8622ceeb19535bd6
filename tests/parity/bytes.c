/* Parity: bytes. */
#include "parity.h"

static void from_string(void)
{
    PyObject *bytes, *part;
    OBJ(bytes, PyBytes_FromString("hello"), bytes);
    INT(PyBytes_Size(bytes), bytes);
    TEXT(PyBytes_AsString(bytes), bytes);
    TEXT(PyBytes_AS_STRING(bytes), bytes);
    OBJ(part, PyBytes_FromStringAndSize("a\0b\xff'", 5), part);
    INT(PyBytes_GET_SIZE(part), part);
    INT(PyBytes_Check(bytes), bytes);
    FAILS(PyBytes_FromStringAndSize("x", -1), bytes);
    Py_DECREF(part);
    Py_DECREF(bytes);
}

static void filled_in_place(void)
{
    PyObject *bytes;
    REF(bytes, PyBytes_FromStringAndSize(NULL, 3), bytes);
    memcpy(PyBytes_AS_STRING(bytes), "xyz", 3);
    OBJ(bytes, bytes, bytes);
    INT(_PyBytes_Resize(&bytes, 2), bytes);
    OBJ(bytes, bytes, bytes);
    INT(_PyBytes_Resize(&bytes, 6), bytes);
    INT(PyBytes_Size(bytes), bytes);
    Py_DECREF(bytes);
}

static void concat(void)
{
    PyObject *left = PyBytes_FromString("left "), *right = PyBytes_FromString("right"),
             *other = Py_NewRef(left);
    DO(PyBytes_Concat(&left, right), left, other, right);
    OBJ(left, left, left);
    DO(PyBytes_ConcatAndDel(&left, Py_NewRef(right)), left, right);
    OBJ(left, left, left);
    PyObject *number = flt(1.5);
    FAILS(PyBytes_Concat(&left, number), left, number);
    FAILS(PyBytes_ConcatAndDel(&left, Py_NewRef(number)), left, number);
    left = Py_NewRef(other);
    DO(PyBytes_Concat(&left, NULL), left, other);
    Py_DECREF(number);
    Py_DECREF(right);
    Py_DECREF(other);
}

static void as_string_and_size(void)
{
    PyObject *bytes = PyBytes_FromStringAndSize("a\0b", 3), *number = flt(1.5);
    char *buffer;
    Py_ssize_t size = 0;
    INT(PyBytes_AsStringAndSize(bytes, &buffer, &size), bytes);
    INT(size, bytes);
    INT(PyBytes_AsStringAndSize(bytes, &buffer, NULL), bytes);
    FAILS(PyBytes_AsString(number), number);
    FAILS(PyBytes_Size(number), number);
    Py_DECREF(number);
    Py_DECREF(bytes);
}

static void from_object(void)
{
    PyObject *bytes = PyBytes_FromString("hello"), *same, *number = flt(1.5);
    OBJ(same, PyBytes_FromObject(bytes), bytes, same);
    DO(Py_DECREF(same), bytes);
    FAILS(PyBytes_FromObject(number), number);
    Py_DECREF(number);
    Py_DECREF(bytes);
}

static void comparison(void)
{
    PyObject *one = PyBytes_FromString("one"), *equal = PyBytes_FromString("one"),
             *two = PyBytes_FromString("two");
    GIVES(PyObject_RichCompare(one, equal, Py_EQ), one, equal);
    GIVES(PyObject_RichCompare(one, two, Py_LT), one, two);
    INT(PyObject_Hash(one) == PyObject_Hash(equal), one, equal);
    PyObject *string = text("one");
    GIVES(PyObject_RichCompare(one, string, Py_EQ), one, string);
    GIVES(PyObject_RichCompare(one, string, Py_LT), one, string);
    Py_DECREF(string);
    Py_DECREF(one);
    Py_DECREF(equal);
    Py_DECREF(two);
}

static void sequence_protocol(void)
{
    PyObject *bytes = PyBytes_FromString("hello"), *more = PyBytes_FromString(" you"), *result;
    INT(PySequence_Size(bytes), bytes);
    GIVES(PySequence_GetItem(bytes, 0), bytes);
    GIVES(PySequence_GetItem(bytes, -1), bytes);
    GIVES(PySequence_GetItem(bytes, 5), bytes);
    OBJ(result, PySequence_Concat(bytes, more), result, bytes, more);
    DO(Py_DECREF(result), bytes, more);
    OBJ(result, PySequence_Repeat(bytes, 2), result, bytes);
    DO(Py_DECREF(result), bytes);
    OBJ(result, PySequence_Repeat(bytes, 1), result, bytes);
    DO(Py_DECREF(result), bytes);
    Py_DECREF(bytes);
    Py_DECREF(more);
}

static const Case cases[] = {
    {"bytes.from string", from_string},
    {"bytes.filled in place", filled_in_place},
    {"bytes.concat", concat},
    {"bytes.as string and size", as_string_and_size},
    {"bytes.from object", from_object},
    {"bytes.compare", comparison},
    {"bytes.sequence protocol", sequence_protocol},
};
PARITY_MAIN(cases)
