/* Parity: int, float, bool and the number protocol. */
#include "parity.h"

#include <limits.h>

static void ints(void)
{
    PyObject *number;
    OBJ(number, PyLong_FromLong(100000), number);
    INT(PyLong_AsLong(number), number);
    INT(PyLong_AsSsize_t(number), number);
    INT((long long)PyLong_AsSize_t(number), number);
    INT(PyLong_AsLongLong(number), number);
    DOUBLE(PyLong_AsDouble(number), number);
    INT(PyLong_Check(number), number);
    INT(PyLong_CheckExact(number), number);
    INT(PyFloat_Check(number), number);
    Py_DECREF(number);
    OBJ(number, PyLong_FromLong(LONG_MIN), number);
    INT(PyLong_AsLong(number), number);
    INT((long long)PyLong_AsUnsignedLong(number), number);
    INT((long long)PyLong_AsSize_t(number), number);
    Py_DECREF(number);
    OBJ(number, PyLong_FromDouble(123456.75), number);
    Py_DECREF(number);
}

static void int_from_string(void)
{
    PyObject *number;
    char *end;
    OBJ(number, PyLong_FromString("123456 ", NULL, 10), number);
    Py_DECREF(number);
    OBJ(number, PyLong_FromString("-0xfffff", &end, 16), number);
    INT(*end, number);
    Py_DECREF(number);
    OBJ(number, PyLong_FromString("0b1111111111", NULL, 0), number);
    Py_DECREF(number);
    OBJ(number, PyLong_FromString("12z", NULL, 10), NULL);
    OBJ(number, PyLong_FromString("", NULL, 10), NULL);
}

static void int_from_wrong_types(void)
{
    PyObject *string = text("text"), *number = flt(1.5);
    FAILS(PyLong_AsLong(string), string);
    FAILS(PyLong_AsLong(number), number);
    FAILS(PyLong_AsSsize_t(string), string);
    FAILS(PyLong_AsDouble(string), string);
    FAILS(PyLong_FromDouble(1e300 * 1e300), number);
    FAILS(PyLong_FromDouble(NAN), number);
    FAILS(PyFloat_AsDouble(string), string);
    Py_DECREF(string);
    Py_DECREF(number);
}

static void int_as_long_and_overflow(void)
{
    PyObject *number = big(100000);
    int overflow = 7;
    INT(PyLong_AsLongAndOverflow(number, &overflow), number);
    INT(overflow, number);
    Py_DECREF(number);
}

static void floats(void)
{
    PyObject *number, *string = text(" 2.5 "), *bad = text("2.5z"), *whole = big(100000);
    OBJ(number, PyFloat_FromDouble(0.1), number);
    DOUBLE(PyFloat_AsDouble(number), number);
    DOUBLE(PyFloat_AS_DOUBLE(number), number);
    INT(PyFloat_CheckExact(number), number);
    Py_DECREF(number);
    OBJ(number, PyFloat_FromString(string), number, string);
    Py_DECREF(number);
    OBJ(number, PyFloat_FromString(bad), number, bad);
    DOUBLE(PyFloat_AsDouble(whole), whole);
    OBJ(number, PyFloat_FromDouble(1e22), number);
    Py_DECREF(number);
    OBJ(number, PyFloat_FromDouble(-0.0), number);
    Py_DECREF(number);
    OBJ(number, PyFloat_FromDouble(123456789.123), number);
    Py_DECREF(number);
    OBJ(number, PyFloat_FromDouble(1e-7), number);
    Py_DECREF(number);
    Py_DECREF(string);
    Py_DECREF(bad);
    Py_DECREF(whole);
}

static void bools(void)
{
    PyObject *number = flt(1.5), *zero = flt(0.0);
    GIVES(PyBool_FromLong(7), number);
    GIVES(PyBool_FromLong(0), number);
    INT(PyBool_Check(Py_True), number);
    INT(PyLong_Check(Py_True), number);
    INT(PyObject_IsTrue(number), number);
    INT(PyObject_IsTrue(zero), zero);
    INT(PyObject_Not(number), number);
    GIVES(PyNumber_Add(Py_True, Py_True), number);
    GIVES(PyNumber_And(Py_True, Py_False), number);
    Py_DECREF(number);
    Py_DECREF(zero);
}

static void binary_on_ints(void)
{
    PyObject *a = big(100000), *b = big(3000), *result;
    OBJ(result, PyNumber_Add(a, b), result, a, b);
    Py_DECREF(result);
    OBJ(result, PyNumber_Subtract(a, b), result, a, b);
    Py_DECREF(result);
    OBJ(result, PyNumber_Multiply(a, b), result, a, b);
    Py_DECREF(result);
    OBJ(result, PyNumber_TrueDivide(a, b), result, a, b);
    Py_DECREF(result);
    GIVES(PyNumber_FloorDivide(a, b), a, b);
    OBJ(result, PyNumber_Remainder(a, b), result, a, b);
    Py_DECREF(result);
    GIVES(PyNumber_Divmod(a, b), a, b);
    GIVES(PyNumber_And(a, b), a, b);
    GIVES(PyNumber_Or(a, b), a, b);
    GIVES(PyNumber_Xor(a, b), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void negative_operands(void)
{
    PyObject *a = big(-100001), *b = big(3000);
    GIVES(PyNumber_FloorDivide(a, b), a, b);
    GIVES(PyNumber_Remainder(a, b), a, b);
    GIVES(PyNumber_Remainder(b, a), a, b);
    GIVES(PyNumber_Divmod(a, b), a, b);
    GIVES(PyNumber_Invert(a), a);
    DO(Py_SETREF(b, PyLong_FromLong(3)), a);
    GIVES(PyNumber_Rshift(a, b), a);
    GIVES(PyNumber_Lshift(a, b), a);
    DO(Py_SETREF(b, PyLong_FromLong(-3)), a);
    GIVES(PyNumber_Lshift(a, b), a);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void power(void)
{
    PyObject *a = big(1000), *b = PyLong_FromLong(3), *m = big(9999), *f = flt(0.5);
    GIVES(PyNumber_Power(a, b, Py_None), a);
    GIVES(PyNumber_Power(a, b, m), a, m);
    GIVES(PyNumber_Power(a, f, Py_None), a, f);
    GIVES(PyNumber_Power(f, b, Py_None), f);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(m);
    Py_DECREF(f);
}

static void mixed(void)
{
    PyObject *i = big(100000), *f = flt(2.5), *string = text("text");
    GIVES(PyNumber_Add(i, f), i, f);
    GIVES(PyNumber_Subtract(f, i), i, f);
    GIVES(PyNumber_Multiply(f, f), f);
    GIVES(PyNumber_TrueDivide(i, f), i, f);
    GIVES(PyNumber_FloorDivide(i, f), i, f);
    GIVES(PyNumber_Remainder(i, f), i, f);
    GIVES(PyNumber_Add(i, string), i, string);
    GIVES(PyNumber_Subtract(string, f), f, string);
    GIVES(PyNumber_And(i, f), i, f);
    GIVES(PyObject_RichCompare(i, f, Py_GT), i, f);
    GIVES(PyObject_RichCompare(f, string, Py_LT), f, string);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(string);
}

static void division_by_zero(void)
{
    PyObject *i = big(100000), *f = flt(2.5), *zero = PyLong_FromLong(0), *fzero = flt(0.0);
    FAILS(PyNumber_TrueDivide(i, zero), i);
    FAILS(PyNumber_FloorDivide(i, zero), i);
    FAILS(PyNumber_Remainder(i, zero), i);
    FAILS(PyNumber_Divmod(i, zero), i);
    FAILS(PyNumber_TrueDivide(f, fzero), f, fzero);
    FAILS(PyNumber_FloorDivide(f, fzero), f, fzero);
    FAILS(PyNumber_Remainder(f, fzero), f, fzero);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(zero);
    Py_DECREF(fzero);
}

static void unary(void)
{
    PyObject *i = big(100000), *f = flt(-2.5), *string = text("text"), *result;
    OBJ(result, PyNumber_Negative(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Positive(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Absolute(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Negative(f), result, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Positive(f), result, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Absolute(f), result, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Invert(i), result, i);
    Py_DECREF(result);
    GIVES(PyNumber_Negative(string), string);
    GIVES(PyNumber_Invert(f), f);
    GIVES(PyNumber_Absolute(string), string);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(string);
}

static void conversions(void)
{
    PyObject *i = big(100000), *f = flt(2000.5), *string = text(" 31000 "), *bad = text("31z"), *result;
    OBJ(result, PyNumber_Long(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Long(f), result, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Long(string), result, string);
    Py_DECREF(result);
    OBJ(result, PyNumber_Long(bad), bad);
    OBJ(result, PyNumber_Float(f), result, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Float(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Float(string), result, string);
    Py_DECREF(result);
    OBJ(result, PyNumber_Float(bad), bad);
    OBJ(result, PyNumber_Index(i), result, i);
    Py_DECREF(result);
    OBJ(result, PyNumber_Index(f), f);
    INT(PyNumber_AsSsize_t(i, PyExc_IndexError), i);
    INT(PyNumber_AsSsize_t(f, PyExc_IndexError), f);
    INT(PyIndex_Check(i), i);
    INT(PyIndex_Check(f), f);
    INT(PyNumber_Check(f), f);
    INT(PyNumber_Check(bad), bad);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(string);
    Py_DECREF(bad);
}

static void in_place_on_immutables(void)
{
    PyObject *a = big(100000), *b = big(3000), *f = flt(2.5), *result;
    OBJ(result, PyNumber_InPlaceAdd(a, b), result, a, b);
    DO(Py_DECREF(result), a, b);
    OBJ(result, PyNumber_InPlaceMultiply(a, f), result, a, f);
    DO(Py_DECREF(result), a, f);
    OBJ(result, PyNumber_InPlaceSubtract(f, a), result, a, f);
    DO(Py_DECREF(result), a, f);
    FAILS(PyNumber_InPlacePower(f, a, Py_None), a, f);
    OBJ(result, PyNumber_InPlaceAnd(f, a), a, f);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(f);
}

static void hashes(void)
{
    PyObject *i = big(100000), *f = flt(100000.0), *other = flt(2.5);
    INT(PyObject_Hash(i) == PyObject_Hash(f), i, f);
    INT(PyObject_Hash(i) == PyObject_Hash(other), i, other);
    GIVES(PyObject_RichCompare(i, f, Py_EQ), i, f);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(other);
}

/* A type with numbers of its own: it tells who asks, and adds in place by returning itself. */

static PyObject *own_add(PyObject *left, PyObject *right)
{
    printf(" [add of %s and %s]", Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
    if (PyUnicode_Check(left) || PyUnicode_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyFloat_FromDouble(0.5);
}

static PyObject *own_inplace_add(PyObject *self, PyObject *other)
{
    (void)other;
    return Py_NewRef(self);
}

static int own_bool(PyObject *self)
{
    (void)self;
    PyErr_SetString(PyExc_ValueError, "neither true nor false");
    return -1;
}

static PyObject *own_index(PyObject *self)
{
    (void)self;
    return PyLong_FromLong(300);
}

static PyObject *own_float(PyObject *self)
{
    (void)self;
    return PyUnicode_FromString("no float");
}

static PyObject *own_power(PyObject *base, PyObject *exponent, PyObject *modulus)
{
    (void)base;
    (void)exponent;
    return Py_NewRef(modulus);
}

static PyObject *own_repr(PyObject *self)
{
    (void)self;
    return PyUnicode_FromString("<own>");
}

static PyNumberMethods own_numbers = {
    .nb_add = own_add,
    .nb_power = own_power,
    .nb_bool = own_bool,
    .nb_index = own_index,
    .nb_float = own_float,
    .nb_inplace_add = own_inplace_add,
};

static PyTypeObject Own_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Own",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = own_repr,
    .tp_as_number = &own_numbers,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *own(void)
{
    PyType_Ready(&Own_Type);
    return PyObject_New(PyObject, &Own_Type);
}

static void own_type_binary(void)
{
    PyObject *a = own(), *b = own(), *f = flt(1.5), *string = text("text"), *result;
    OBJ(result, PyNumber_Add(a, b), result, a, b);
    Py_DECREF(result);
    OBJ(result, PyNumber_Add(a, f), result, a, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Add(f, a), result, a, f);
    Py_DECREF(result);
    OBJ(result, PyNumber_Add(a, string), a, string);
    OBJ(result, PyNumber_Subtract(a, f), a, f);
    OBJ(result, PyNumber_Power(a, b, f), a, b, f, result);
    Py_DECREF(result);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(f);
    Py_DECREF(string);
}

static void own_type_in_place(void)
{
    PyObject *a = own(), *f = flt(1.5), *result;
    OBJ(result, PyNumber_InPlaceAdd(a, f), result, a, f);
    INT(result == a, a);
    DO(Py_DECREF(result), a, f);
    OBJ(result, PyNumber_InPlaceAdd(f, a), result, a, f);
    DO(Py_DECREF(result), a, f);
    OBJ(result, PyNumber_InPlaceSubtract(a, f), a, f);
    Py_DECREF(a);
    Py_DECREF(f);
}

static void own_type_conversions(void)
{
    PyObject *a = own(), *result;
    INT(PyObject_IsTrue(a), a);
    INT(PyObject_Not(a), a);
    OBJ(result, PyNumber_Index(a), result, a);
    Py_DECREF(result);
    OBJ(result, PyNumber_Long(a), result, a);
    Py_DECREF(result);
    INT(PyLong_AsLong(a), a);
    INT(PyNumber_AsSsize_t(a, NULL), a);
    FAILS(PyNumber_Float(a), a);
    FAILS(PyFloat_AsDouble(a), a);
    Py_DECREF(a);
}

static void comparisons(void)
{
    PyObject *a = big(100000), *b = big(100001), *same = big(100000), *nan = flt(NAN);
    GIVES(PyObject_RichCompare(a, b, Py_LT), a, b);
    GIVES(PyObject_RichCompare(a, same, Py_EQ), a, same);
    GIVES(PyObject_RichCompare(a, same, Py_NE), a, same);
    GIVES(PyObject_RichCompare(nan, nan, Py_EQ), nan);
    INT(PyObject_RichCompareBool(nan, nan, Py_EQ), nan);
    GIVES(PyObject_RichCompare(nan, a, Py_LT), nan, a);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(same);
    Py_DECREF(nan);
}

static const Case cases[] = {
    {"int.values", ints},
    {"int.from string", int_from_string},
    {"int.from wrong types", int_from_wrong_types},
    {"int.as long and overflow", int_as_long_and_overflow},
    {"float.values", floats},
    {"bool.values", bools},
    {"number.binary on ints", binary_on_ints},
    {"number.negative operands", negative_operands},
    {"number.power", power},
    {"number.mixed", mixed},
    {"number.division by zero", division_by_zero},
    {"number.unary", unary},
    {"number.conversions", conversions},
    {"number.in place on immutables", in_place_on_immutables},
    {"number.hashes", hashes},
    {"number.comparisons", comparisons},
    {"number.own type binary", own_type_binary},
    {"number.own type in place", own_type_in_place},
    {"number.own type conversions", own_type_conversions},
};
PARITY_MAIN(cases)
