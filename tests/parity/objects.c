/* Parity: the object protocol: attributes through members and getters, comparison, conversion. */
#include "parity.h"

#include <stddef.h>

/* A type with a member of each kind and a computed attribute. */

typedef struct Holder {
    PyObject_HEAD PyObject *object;
    PyObject *required;
    PyObject *fixed;
    PyObject *computed;
    int number;
    long long_number;
    double real;
    const char *text;
    char flag;
    Py_ssize_t size;
} Holder;

static void holder_dealloc(PyObject *op)
{
    Holder *self = (Holder *)op;
    Py_XDECREF(self->object);
    Py_XDECREF(self->required);
    Py_XDECREF(self->fixed);
    Py_XDECREF(self->computed);
    PyObject_Free(op);
}

static PyObject *holder_get_computed(PyObject *op, void *closure)
{
    Holder *self = (Holder *)op;
    if (self->computed == NULL) {
        PyErr_SetString(PyExc_AttributeError, (const char *)closure);
        return NULL;
    }
    return Py_NewRef(self->computed);
}

static int holder_set_computed(PyObject *op, PyObject *value, void *closure)
{
    (void)closure;
    Py_XSETREF(((Holder *)op)->computed, Py_XNewRef(value));
    return 0;
}

static PyMemberDef holder_members[] = {
    {"object", T_OBJECT, offsetof(Holder, object), 0, NULL},
    {"required", T_OBJECT_EX, offsetof(Holder, required), 0, NULL},
    {"fixed", T_OBJECT_EX, offsetof(Holder, fixed), READONLY, NULL},
    {"number", T_INT, offsetof(Holder, number), 0, NULL},
    {"long_number", T_LONG, offsetof(Holder, long_number), 0, NULL},
    {"real", T_DOUBLE, offsetof(Holder, real), 0, NULL},
    {"text", T_STRING, offsetof(Holder, text), 0, NULL},
    {"flag", T_BOOL, offsetof(Holder, flag), 0, NULL},
    {"size", T_PYSSIZET, offsetof(Holder, size), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef holder_getset[] = {
    {"computed", holder_get_computed, holder_set_computed, NULL, (void *)"not computed yet"},
    {"constant", holder_get_computed, NULL, NULL, (void *)"no constant"},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Holder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_dealloc = holder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = holder_members,
    .tp_getset = holder_getset,
};

static PyObject *holder(void)
{
    PyType_Ready(&Holder_Type);
    Holder *self = PyObject_New(Holder, &Holder_Type);
    memset(&self->object, 0, sizeof(Holder) - offsetof(Holder, object));
    self->real = 0.25;
    self->text = "some text";
    return (PyObject *)self;
}

static void member_object(void)
{
    PyObject *op = holder(), *v = flt(1.5), *w = flt(2.5), *got;
    GIVES(PyObject_GetAttrString(op, "object"), op);
    INT(PyObject_SetAttrString(op, "object", v), op, v, w);
    OBJ(got, PyObject_GetAttrString(op, "object"), op, v, got);
    DO(Py_DECREF(got), op, v);
    INT(PyObject_SetAttrString(op, "object", w), op, v, w);
    INT(PyObject_DelAttrString(op, "object"), op, v, w);
    GIVES(PyObject_GetAttrString(op, "object"), op);
    INT(PyObject_SetAttrString(op, "object", v), op, v);
    DO(Py_DECREF(op), v);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void member_object_ex(void)
{
    PyObject *op = holder(), *v = flt(1.5), *got;
    FAILS(PyObject_GetAttrString(op, "required"), op);
    FAILS(PyObject_DelAttrString(op, "required"), op);
    INT(PyObject_SetAttrString(op, "required", v), op, v);
    OBJ(got, PyObject_GetAttrString(op, "required"), op, v, got);
    DO(Py_DECREF(got), op, v);
    INT(PyObject_DelAttrString(op, "required"), op, v);
    FAILS(PyObject_GetAttrString(op, "required"), op);
    DO(Py_DECREF(op), v);
    Py_DECREF(v);
}

static void member_read_only(void)
{
    PyObject *op = holder(), *v = flt(1.5), *w = flt(2.5);
    ((Holder *)op)->fixed = Py_NewRef(v);
    GIVES(PyObject_GetAttrString(op, "fixed"), op, v);
    INT(PyObject_SetAttrString(op, "fixed", w), op, v, w);
    INT(PyObject_DelAttrString(op, "fixed"), op, v, w);
    INT(PyObject_SetAttrString(op, "text", w), op, w);
    DO(Py_DECREF(op), v, w);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void member_numbers(void)
{
    PyObject *op = holder(), *i = big(100000), *f = flt(2.5), *string = text("text");
    INT(PyObject_SetAttrString(op, "number", i), op, i);
    GIVES(PyObject_GetAttrString(op, "number"), op);
    INT(PyObject_SetAttrString(op, "long_number", i), op, i);
    GIVES(PyObject_GetAttrString(op, "long_number"), op);
    INT(PyObject_SetAttrString(op, "size", i), op, i);
    GIVES(PyObject_GetAttrString(op, "size"), op);
    INT(PyObject_SetAttrString(op, "real", f), op, f);
    GIVES(PyObject_GetAttrString(op, "real"), op);
    INT(PyObject_SetAttrString(op, "flag", Py_True), op);
    GIVES(PyObject_GetAttrString(op, "flag"), op);
    GIVES(PyObject_GetAttrString(op, "text"), op);
    FAILS(PyObject_SetAttrString(op, "number", string), op, string);
    FAILS(PyObject_SetAttrString(op, "real", string), op, string);
    FAILS(PyObject_SetAttrString(op, "flag", i), op, i);
    FAILS(PyObject_DelAttrString(op, "number"), op);
    Py_DECREF(op);
    Py_DECREF(i);
    Py_DECREF(f);
    Py_DECREF(string);
}

static void getset(void)
{
    PyObject *op = holder(), *v = flt(1.5), *w = flt(2.5), *got;
    OBJ(got, PyObject_GetAttrString(op, "computed"), op, v);
    INT(PyObject_SetAttrString(op, "computed", v), op, v);
    OBJ(got, PyObject_GetAttrString(op, "computed"), op, v, got);
    DO(Py_DECREF(got), op, v);
    INT(PyObject_SetAttrString(op, "computed", w), op, v, w);
    INT(PyObject_DelAttrString(op, "computed"), op, v, w);
    INT(PyObject_SetAttrString(op, "constant", v), op, v);
    DO(Py_DECREF(op), v, w);
    Py_DECREF(v);
    Py_DECREF(w);
}

static void unknown_attributes(void)
{
    PyObject *op = holder(), *v = flt(1.5), *name = text("unknown"), *got;
    GIVES(PyObject_GetAttr(op, name), op);
    FAILS(PyObject_SetAttr(op, name, v), op, v);
    FAILS(PyObject_DelAttr(op, name), op);
    INT(PyObject_HasAttr(op, name), op);
    INT(PyObject_HasAttrString(op, "object"), op);
    INT(PyObject_GetOptionalAttrString(op, "unknown", &got), op, got);
    INT(PyObject_GetOptionalAttrString(op, "real", &got), op, got);
    Py_DECREF(got);
    FAILS(PyObject_GetAttr(op, v), op, v);
    FAILS(PyObject_SetAttr(op, v, v), op, v);
    Py_DECREF(name);
    Py_DECREF(op);
    Py_DECREF(v);
}

static void generic_attributes(void)
{
    PyObject *op = holder(), *v = flt(1.5), *name = text("object"), *got;
    INT(PyObject_GenericSetAttr(op, name, v), op, v);
    OBJ(got, PyObject_GenericGetAttr(op, name), op, v, got);
    DO(Py_DECREF(got), op, v);
    INT(PyObject_GenericSetAttr(op, name, NULL), op, v);
    Py_DECREF(name);
    Py_DECREF(op);
    Py_DECREF(v);
}

static void repr_and_str(void)
{
    PyObject *f = flt(1.5), *string = text("it's"), *plain = holder(), *shown;
    OBJ(shown, PyObject_Repr(f), shown, f);
    Py_DECREF(shown);
    OBJ(shown, PyObject_Str(f), shown, f);
    Py_DECREF(shown);
    OBJ(shown, PyObject_Str(string), shown, string);
    Py_DECREF(shown);
    OBJ(shown, PyObject_Repr(string), shown, string);
    Py_DECREF(shown);
    GIVES(PyObject_Repr(NULL), f);
    GIVES(PyObject_Str(NULL), f);
    GIVES(PyObject_ASCII(string), string);
    REF(shown, PyObject_Repr(plain), plain);
    INT(PyUnicode_Tailmatch(shown, string, 0, 99, -1), plain);
    Py_DECREF(shown);
    Py_DECREF(plain);
    Py_DECREF(f);
    Py_DECREF(string);
}

static void type_of(void)
{
    PyObject *f = flt(1.5), *type;
    type = PyObject_Type(f);
    INT(type == (PyObject *)&PyFloat_Type, f);
    Py_DECREF(type);
    INT(PyObject_IsInstance(f, (PyObject *)&PyFloat_Type), f);
    INT(PyObject_IsInstance(f, (PyObject *)&PyLong_Type), f);
    PyObject *types = PyTuple_Pack(2, (PyObject *)&PyLong_Type, (PyObject *)&PyFloat_Type);
    INT(PyObject_IsInstance(f, types), f, types);
    INT(PyObject_IsSubclass((PyObject *)&PyBool_Type, types), types);
    FAILS(PyObject_IsInstance(f, f), f);
    FAILS(PyObject_IsSubclass(f, types), f, types);
    Py_DECREF(types);
    Py_DECREF(f);
}

/* A type that tells how it is compared. */

static PyObject *loud_compare(PyObject *left, PyObject *right, int operation)
{
    static const char *const names[] = {"<", "<=", "==", "!=", ">", ">="};
    printf(" [%s %s %s]", Py_TYPE(left)->tp_name, names[operation], Py_TYPE(right)->tp_name);
    if (PyUnicode_Check(left) || PyUnicode_Check(right)) {
        PyErr_SetString(PyExc_ValueError, "not with strings");
        return NULL;
    }
    if (PyLong_Check(left) || PyLong_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return Py_NewRef(right);
}

static PyObject *loud_repr(PyObject *op)
{
    (void)op;
    return PyUnicode_FromString("<loud>");
}

static PyTypeObject Loud_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Loud",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = loud_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_richcompare = loud_compare,
};

static PyObject *loud(void)
{
    PyType_Ready(&Loud_Type);
    return PyObject_New(PyObject, &Loud_Type);
}

static void rich_compare(void)
{
    PyObject *a = loud(), *f = flt(1.5), *i = big(100000), *string = text("text"), *result;
    OBJ(result, PyObject_RichCompare(a, f, Py_LT), a, f, result);
    DO(Py_DECREF(result), a, f);
    OBJ(result, PyObject_RichCompare(f, a, Py_LT), a, f, result);
    DO(Py_DECREF(result), a, f);
    GIVES(PyObject_RichCompare(a, i, Py_EQ), a, i);
    GIVES(PyObject_RichCompare(a, i, Py_NE), a, i);
    GIVES(PyObject_RichCompare(a, i, Py_GE), a, i);
    GIVES(PyObject_RichCompare(i, a, Py_LT), a, i);
    GIVES(PyObject_RichCompare(a, string, Py_EQ), a, string);
    GIVES(PyObject_RichCompare(string, a, Py_EQ), a, string);
    Py_DECREF(a);
    Py_DECREF(f);
    Py_DECREF(i);
    Py_DECREF(string);
}

static void rich_compare_bool(void)
{
    PyObject *a = loud(), *b = loud(), *f = flt(1.5), *zero = flt(0.0), *string = text("text");
    INT(PyObject_RichCompareBool(a, a, Py_EQ), a);
    INT(PyObject_RichCompareBool(a, a, Py_NE), a);
    INT(PyObject_RichCompareBool(a, b, Py_EQ), a, b);
    INT(PyObject_RichCompareBool(a, f, Py_EQ), a, f);
    INT(PyObject_RichCompareBool(a, zero, Py_LT), a, zero);
    INT(PyObject_RichCompareBool(a, string, Py_EQ), a, string);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(f);
    Py_DECREF(zero);
    Py_DECREF(string);
}

static void comparison_in_containers(void)
{
    PyObject *a = loud(), *f = flt(1.5), *list = list_of(f, a), *string = text("text");
    INT(PySequence_Contains(list, a), list, a, f);
    INT(PySequence_Contains(list, string), list, string);
    INT(PySequence_Index(list, a), list, a, f);
    Py_DECREF(list);
    Py_DECREF(string);
    Py_DECREF(a);
    Py_DECREF(f);
}

static void hash(void)
{
    PyObject *op = holder(), *a = loud(), *list = PyList_New(0);
    INT(PyObject_Hash(op) == PyObject_Hash(op), op);
    INT(PyObject_Hash(a), a);
    INT(PyObject_HashNotImplemented(list), list);
    Py_DECREF(op);
    Py_DECREF(a);
    Py_DECREF(list);
}

static void truth(void)
{
    PyObject *op = holder(), *list = PyList_New(0), *string = text("text");
    INT(PyObject_IsTrue(op), op);
    INT(PyObject_IsTrue(list), list);
    INT(PyObject_Not(list), list);
    INT(PyObject_IsTrue(string), string);
    INT(PyObject_IsTrue(Py_None), string);
    INT(PyCallable_Check(op), op);
    INT(PyCallable_Check((PyObject *)&Holder_Type), op);
    INT(PyObject_Size(string), string);
    Py_DECREF(op);
    Py_DECREF(list);
    Py_DECREF(string);
}

static void repr_of_nested_containers(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_Pack(1, list), *shown;
    PyList_Append(list, tuple);
    OBJ(shown, PyObject_Repr(list), list, tuple, shown);
    Py_DECREF(shown);
    OBJ(shown, PyObject_Repr(tuple), list, tuple, shown);
    Py_DECREF(shown);
    PyList_SetSlice(list, 0, 1, NULL);
    Py_DECREF(tuple);
    DO(Py_DECREF(list), NULL);
}

static void repr_enter(void)
{
    PyObject *list = PyList_New(0);
    INT(Py_ReprEnter(list), NULL);
    INT(Py_ReprEnter(list), NULL);
    DO(Py_ReprLeave(list), NULL);
    INT(Py_ReprEnter(list), NULL);
    DO(Py_ReprLeave(list), list);
    Py_DECREF(list);
}

static const Case cases[] = {
    {"attribute.member object", member_object},
    {"attribute.member object_ex", member_object_ex},
    {"attribute.member read only", member_read_only},
    {"attribute.member numbers", member_numbers},
    {"attribute.getset", getset},
    {"attribute.unknown", unknown_attributes},
    {"attribute.generic", generic_attributes},
    {"object.repr and str", repr_and_str},
    {"object.type", type_of},
    {"object.rich_compare", rich_compare},
    {"object.rich_compare_bool", rich_compare_bool},
    {"object.comparison in containers", comparison_in_containers},
    {"object.hash", hash},
    {"object.truth", truth},
    {"object.repr of nested containers", repr_of_nested_containers},
    {"object.repr_enter", repr_enter},
};
PARITY_MAIN(cases)
