/* Parity: strings.  All are longer than one character: shorter ones are shared in CPython. */
#include "parity.h"

static void from_string(void)
{
    PyObject *string, *part;
    OBJ(string, PyUnicode_FromString("hello"), string);
    INT(PyUnicode_GetLength(string), string);
    TEXT(PyUnicode_AsUTF8(string), string);
    OBJ(part, PyUnicode_FromStringAndSize("hello", 4), part);
    INT(PyUnicode_Check(string), string);
    INT(PyUnicode_CheckExact(string), string);
    Py_DECREF(part);
    Py_DECREF(string);
}

static void code_points(void)
{
    PyObject *string = PyUnicode_FromString("na\xc3\xafve \xe2\x82\xac"), *number = flt(1.5);
    Py_ssize_t size;
    OBJ(string, string, string);
    INT(PyUnicode_GetLength(string), string);
    TEXT(PyUnicode_AsUTF8AndSize(string, &size), string);
    INT(size, string);
    INT(PyUnicode_ReadChar(string, 2), string);
    INT(PyUnicode_ReadChar(string, 6), string);
    FAILS(PyUnicode_ReadChar(string, 7), string);
    FAILS(PyUnicode_AsUTF8(number), number);
    FAILS(PyUnicode_GetLength(number), number);
    Py_DECREF(number);
    Py_DECREF(string);
}

static void invalid_utf8(void)
{
    PyObject *other = flt(1.5);
    FAILS(PyUnicode_FromString("bad \xff"), other);
    FAILS(PyUnicode_FromString("cut \xe2\x82"), other);
    FAILS(PyUnicode_FromStringAndSize("x\x80y", 3), other);
    Py_DECREF(other);
}

static void concat(void)
{
    PyObject *left = text("left "), *right = text("right"), *both;
    OBJ(both, PyUnicode_Concat(left, right), both, left, right);
    DO(Py_DECREF(both), left, right);
    PyObject *nothing = text(""), *number = flt(1.5);
    OBJ(both, PyUnicode_Concat(left, nothing), both, left);
    INT(both == left, left);
    DO(Py_DECREF(both), left);
    OBJ(both, PyUnicode_Concat(nothing, left), both, left);
    DO(Py_DECREF(both), left);
    FAILS(PyUnicode_Concat(left, number), left, number);
    FAILS(PyUnicode_Concat(number, left), left, number);
    Py_DECREF(nothing);
    Py_DECREF(number);
    Py_DECREF(left);
    Py_DECREF(right);
}

static void append(void)
{
    PyObject *left = text("left "), *right = text("right");
    DO(PyUnicode_Append(&left, right), left, right);
    OBJ(left, left, left, right);
    DO(PyUnicode_Append(&left, right), left, right);
    OBJ(left, left, left, right);
    Py_DECREF(left);
    Py_DECREF(right);
}

static void append_to_shared(void)
{
    PyObject *left = text("left "), *other = Py_NewRef(left), *right = text("right");
    DO(PyUnicode_Append(&left, right), left, other, right);
    OBJ(left, left, left, other, right);
    OBJ(other, other, left, other, right);
    Py_DECREF(left);
    Py_DECREF(other);
    Py_DECREF(right);
}

static void append_failures(void)
{
    PyObject *left = text("left "), *other = Py_NewRef(left), *number = flt(1.5);
    FAILS(PyUnicode_Append(&left, number), left, other, number);
    left = Py_NewRef(other);
    DO(PyUnicode_Append(&left, NULL), left, other);
    DO(PyUnicode_Append(&left, other), left, other);
    Py_DECREF(other);
    Py_DECREF(number);
}

static void append_and_del(void)
{
    PyObject *left = text("left "), *right = text("right"), *kept = Py_NewRef(right), *number = flt(1.5);
    DO(PyUnicode_AppendAndDel(&left, right), left, kept);
    OBJ(left, left, left);
    DO(PyUnicode_AppendAndDel(&left, PyUnicode_FromString("!!")), left);
    OBJ(left, left, left);
    FAILS(PyUnicode_AppendAndDel(&left, Py_NewRef(number)), left, number);
    FAILS(PyUnicode_AppendAndDel(&left, Py_NewRef(kept)), left, kept);
    DO(PyUnicode_AppendAndDel(&left, NULL), left);
    Py_DECREF(kept);
    Py_DECREF(number);
}

static void join(void)
{
    PyObject *a = text("first"), *b = text("second"), *comma = text(", "), *list = list_of(a, b), *joined;
    OBJ(joined, PyUnicode_Join(comma, list), joined, comma, list, a, b);
    DO(Py_DECREF(joined), comma, list, a, b);
    INT(PyList_SetSlice(list, 1, 2, NULL), list, a, b);
    OBJ(joined, PyUnicode_Join(comma, list), joined, comma, list, a, b);
    INT(joined == a, a);
    DO(Py_DECREF(joined), comma, list, a, b);
    PyObject *number = flt(1.5);
    INT(PyList_Append(list, number), list, number);
    OBJ(joined, PyUnicode_Join(comma, list), comma, list, a, number);
    FAILS(PyUnicode_Join(comma, number), comma, number);
    FAILS(PyUnicode_Join(number, list), list, number);
    Py_DECREF(number);
    Py_DECREF(list);
    Py_DECREF(comma);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void split(void)
{
    PyObject *string = text("one--two----three"), *comma = text("--"), *parts,
             *spaced = text("  some  words here ");
    OBJ(parts, PyUnicode_Split(string, comma, -1), parts, string, comma);
    INT(Py_REFCNT(PyList_GetItem(parts, 0)), parts);
    DO(Py_DECREF(parts), string, comma);
    OBJ(parts, PyUnicode_Split(string, comma, 1), parts, string, comma);
    DO(Py_DECREF(parts), string, comma);
    OBJ(parts, PyUnicode_Split(spaced, NULL, -1), parts, spaced);
    DO(Py_DECREF(parts), spaced);
    OBJ(parts, PyUnicode_Split(spaced, comma, -1), parts, spaced);
    DO(Py_DECREF(parts), spaced);
    DO(Py_SETREF(comma, text("")), string);
    OBJ(parts, PyUnicode_Split(string, comma, -1), string);
    Py_DECREF(comma);
    Py_DECREF(string);
    Py_DECREF(spaced);
}

static void replace(void)
{
    PyObject *string = text("hello hello"), *old = text("ell"), *fresh = text("ipp"), *result;
    OBJ(result, PyUnicode_Replace(string, old, fresh, -1), result, string, old, fresh);
    DO(Py_DECREF(result), string, old, fresh);
    OBJ(result, PyUnicode_Replace(string, old, fresh, 1), result, string, old, fresh);
    DO(Py_DECREF(result), string, old, fresh);
    OBJ(result, PyUnicode_Replace(string, fresh, old, -1), result, string, old, fresh);
    INT(result == string, string);
    DO(Py_DECREF(result), string, old, fresh);
    Py_DECREF(string);
    Py_DECREF(old);
    Py_DECREF(fresh);
}

static void substring(void)
{
    PyObject *string = text("hello"), *part;
    OBJ(part, PyUnicode_Substring(string, 1, 4), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PyUnicode_Substring(string, 0, 5), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PyUnicode_Substring(string, 0, 99), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PyUnicode_Substring(string, 4, 2), string);
    Py_DECREF(part);
    OBJ(part, PyUnicode_Substring(string, -1, 2), string);
    Py_DECREF(string);
}

static void find(void)
{
    PyObject *string = text("hello hello"), *part = text("llo"), *absent = text("xyz"), *number = flt(1.5);
    INT(PyUnicode_Find(string, part, 0, 99, 1), string, part);
    INT(PyUnicode_Find(string, part, 0, 99, -1), string, part);
    INT(PyUnicode_Find(string, absent, 0, 99, 1), string, absent);
    INT(PyUnicode_Count(string, part, 0, 99), string, part);
    INT(PyUnicode_Contains(string, part), string, part);
    INT(PyUnicode_Contains(string, absent), string, absent);
    INT(PyUnicode_Contains(string, number), string, number);
    INT(PyUnicode_Tailmatch(string, part, 0, 99, 1), string, part);
    INT(PyUnicode_Tailmatch(string, part, 0, 99, -1), string, part);
    Py_DECREF(string);
    Py_DECREF(part);
    Py_DECREF(absent);
    Py_DECREF(number);
}

static void comparison(void)
{
    PyObject *one = text("one thing"), *equal = text("one thing"), *two = text("two things"),
             *number = flt(1.5);
    INT(PyUnicode_Compare(one, equal), one, equal);
    INT(PyUnicode_Compare(one, two), one, two);
    INT(PyUnicode_Compare(two, one), one, two);
    INT(PyUnicode_CompareWithASCIIString(one, "one thing"), one);
    INT(PyUnicode_CompareWithASCIIString(one, "one") > 0, one);
    GIVES(PyUnicode_RichCompare(one, equal, Py_EQ), one, equal);
    GIVES(PyObject_RichCompare(one, two, Py_LT), one, two);
    GIVES(PyObject_RichCompare(one, number, Py_EQ), one, number);
    GIVES(PyObject_RichCompare(one, number, Py_LT), one, number);
    INT(PyObject_Hash(one) == PyObject_Hash(equal), one, equal);
    Py_DECREF(one);
    Py_DECREF(equal);
    Py_DECREF(two);
    Py_DECREF(number);
}

static void interning(void)
{
    PyObject *first = text("to be interned"), *second = text("to be interned"), *kept = Py_NewRef(second),
             *third;
    PyUnicode_InternInPlace(&first);
    DO(PyUnicode_InternInPlace(&second), kept);
    INT(second == first, kept);
    third = PyUnicode_InternFromString("to be interned");
    INT(third == first, kept);
    Py_DECREF(first);
    Py_DECREF(second);
    Py_DECREF(third);
    Py_DECREF(kept);
}

static void from_object(void)
{
    PyObject *string = text("hello"), *same, *number = flt(1.5);
    OBJ(same, PyUnicode_FromObject(string), string, same);
    DO(Py_DECREF(same), string);
    OBJ(same, PyObject_Str(string), string, same);
    DO(Py_DECREF(same), string);
    OBJ(same, PyObject_Repr(string), string, same);
    DO(Py_DECREF(same), string);
    FAILS(PyUnicode_FromObject(number), number);
    Py_DECREF(number);
    Py_DECREF(string);
}

static void format(void)
{
    PyObject *number = flt(1.5), *string = text("text"), *result;
    OBJ(result, PyUnicode_FromFormat("%S and %R", number, string), result, number, string);
    DO(Py_DECREF(result), number, string);
    OBJ(result, PyUnicode_FromFormat("%R and %S", number, string), result, number, string);
    DO(Py_DECREF(result), number, string);
    OBJ(result, PyUnicode_FromFormat("%U is %s", string, "C text"), result, number, string);
    DO(Py_DECREF(result), number, string);
    OBJ(result, PyUnicode_FromFormat("%d %i %u %ld %zd %x %c %%", -1, 2, 3U, 4L, (Py_ssize_t)5, 255, 'z'),
        result);
    DO(Py_DECREF(result), number);
    OBJ(result, PyUnicode_FromFormat("[%5d|%05d|%.3s]", 42, 42, "abcdef"), result);
    DO(Py_DECREF(result), number);
    Py_DECREF(number);
    Py_DECREF(string);
}

static PyObject *failing_repr(PyObject *self)
{
    (void)self;
    PyErr_SetString(PyExc_ValueError, "no repr");
    return NULL;
}

static PyTypeObject Unprintable_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Unprintable",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = failing_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static void format_failure(void)
{
    PyObject *number = flt(1.5), *unprintable, *result;
    PyType_Ready(&Unprintable_Type);
    unprintable = PyObject_New(PyObject, &Unprintable_Type);
    OBJ(result, PyUnicode_FromFormat("%S and %R", number, unprintable), number, unprintable, result);
    Py_DECREF(number);
    Py_DECREF(unprintable);
}

static void sequence_protocol(void)
{
    PyObject *string = text("hello"), *part, *number = flt(1.5);
    OBJ(part, PySequence_Repeat(string, 2), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PySequence_Repeat(string, 1), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PySequence_Concat(string, string), part, string);
    DO(Py_DECREF(part), string);
    OBJ(part, PySequence_Concat(string, number), string, number);
    INT(PySequence_Size(string), string);
    GIVES(PySequence_GetItem(string, -1), string);
    GIVES(PySequence_GetItem(string, 5), string);
    INT(PySequence_Contains(string, number), string, number);
    Py_DECREF(number);
    Py_DECREF(string);
}

static void reprs(void)
{
    PyObject *other = flt(1.5), *string = text("tab\t newline\n quote' backslash\\ bell\a"),
             *both = text("it's \"it\"");
    OBJ(string, string, string, other);
    OBJ(both, both, both, other);
    Py_DECREF(string);
    Py_DECREF(both);
    Py_DECREF(other);
}

static const Case cases[] = {
    {"str.from string", from_string},
    {"str.code points", code_points},
    {"str.invalid utf-8", invalid_utf8},
    {"str.concat", concat},
    {"str.append", append},
    {"str.append to shared", append_to_shared},
    {"str.append failures", append_failures},
    {"str.append_and_del", append_and_del},
    {"str.join", join},
    {"str.split", split},
    {"str.replace", replace},
    {"str.substring", substring},
    {"str.find", find},
    {"str.compare", comparison},
    {"str.interning", interning},
    {"str.from object", from_object},
    {"str.format", format},
    {"str.format failure", format_failure},
    {"str.sequence protocol", sequence_protocol},
    {"str.repr", reprs},
};
PARITY_MAIN(cases)
