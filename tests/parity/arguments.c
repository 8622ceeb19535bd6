/* Parity: parsing arguments, building values, capsules. */
#include "parity.h"

static void parse_borrows(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *args = PyTuple_Pack(2, a, b), *one = NULL, *two = NULL;
    INT(PyArg_ParseTuple(args, "OO", &one, &two), args, a, b);
    INT(one == a && two == b, args, a, b);
    DO(Py_DECREF(args), a, b);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void parse_numbers(void)
{
    PyObject *args = Py_BuildValue("(ilLnd)", 1000, 2000L, 3000LL, (Py_ssize_t)4000, 0.5);
    int i = 0;
    long l = 0;
    long long ll = 0;
    Py_ssize_t n = 0;
    double d = 0;
    INT(PyArg_ParseTuple(args, "ilLnd", &i, &l, &ll, &n, &d), args);
    INT(i + l + ll + n, args);
    DOUBLE(d, args);
    Py_DECREF(args);
}

static void parse_text(void)
{
    PyObject *args = Py_BuildValue("(szs#)", "first", NULL, "third", (Py_ssize_t)5), *number = flt(1.5);
    const char *s = NULL, *z = "set", *with_size = NULL;
    Py_ssize_t size = 0;
    INT(PyArg_ParseTuple(args, "szs#", &s, &z, &with_size, &size), args);
    TEXT(s, args);
    TEXT(z, args);
    TEXT(with_size, args);
    INT(size, args);
    Py_DECREF(args);
    args = PyTuple_Pack(1, number);
    FAILS(PyArg_ParseTuple(args, "s", &s), args, number);
    FAILS(PyArg_ParseTuple(args, "z", &s), args, number);
    Py_DECREF(args);
    Py_DECREF(number);
}

static void parse_typed_object(void)
{
    PyObject *a = flt(1.5), *list = PyList_New(0), *args = PyTuple_Pack(2, a, list), *one = NULL, *two = NULL;
    INT(PyArg_ParseTuple(args, "O!O!", &PyFloat_Type, &one, &PyList_Type, &two), args, a, list);
    INT(one == a && two == list, args, a, list);
    FAILS(PyArg_ParseTuple(args, "O!O", &PyList_Type, &one, &two), args, a, list);
    Py_DECREF(args);
    Py_DECREF(a);
    Py_DECREF(list);
}

static int to_owned(PyObject *op, void *address)
{
    if (!PyFloat_Check(op)) {
        PyErr_SetString(PyExc_ValueError, "only floats are converted");
        return 0;
    }
    *(PyObject **)address = Py_NewRef(op);
    return 1;
}

static void parse_converter(void)
{
    PyObject *a = flt(1.5), *list = PyList_New(0), *args = PyTuple_Pack(2, a, list), *one = NULL, *two = NULL;
    INT(PyArg_ParseTuple(args, "O&O", to_owned, &one, &two), args, a, list);
    DO(Py_CLEAR(one), args, a, list);
    INT(PyArg_ParseTuple(args, "OO&", &two, to_owned, &one), args, a, list);
    Py_DECREF(args);
    Py_DECREF(a);
    Py_DECREF(list);
}

static void parse_optional(void)
{
    PyObject *a = flt(1.5), *args = PyTuple_Pack(1, a), *one = NULL, *two = Py_None;
    INT(PyArg_ParseTuple(args, "O|O", &one, &two), args, a);
    INT(two == Py_None, args, a);
    Py_DECREF(args);
    Py_DECREF(a);
}

static void parse_predicate(void)
{
    PyObject *list = PyList_New(0), *a = flt(1.5), *args = PyTuple_Pack(2, list, a);
    int one = 7, two = 7;
    INT(PyArg_ParseTuple(args, "pp", &one, &two), args, list, a);
    INT(one * 10 + two, args);
    Py_DECREF(args);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void parse_nested(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *args = Py_BuildValue("((OO)O)", a, b, b), *one, *two, *three;
    INT(PyArg_ParseTuple(args, "(OO)O", &one, &two, &three), args, a, b);
    INT(one == a && two == b && three == b, args, a, b);
    FAILS(PyArg_ParseTuple(args, "(OOO)O", &one, &two, &two, &three), args, a, b);
    Py_DECREF(args);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void parse_failures(void)
{
    PyObject *a = flt(1.5), *args = PyTuple_Pack(1, a), *one = NULL, *two = NULL;
    int number = 7;
    INT(PyArg_ParseTuple(args, "OO:function", &one, &two), args, a);
    INT(PyArg_ParseTuple(args, "OO", &one, &two), args, a);
    INT(PyArg_ParseTuple(args, ":function"), args, a);
    INT(PyArg_ParseTuple(args, "OOO|O:function", &one, &two, &one, &two), args, a);
    INT(PyArg_ParseTuple(args, "i:function", &number), args, a);
    INT(PyArg_ParseTuple(args, "OO;two of them please", &one, &two), args, a);
    INT(number, args, a);
    Py_DECREF(args);
    args = Py_BuildValue("(L)", 1LL << 40);
    INT(PyArg_ParseTuple(args, "i", &number), args);
    INT(number, args);
    Py_DECREF(args);
    Py_DECREF(a);
}

static void parse_keywords(void)
{
    static char *names[] = {(char *)"first", (char *)"second", NULL};
    PyObject *a = flt(1.5), *b = flt(2.5), *args = PyTuple_Pack(1, a), *kwargs = PyDict_New(), *one = NULL,
             *two = NULL;
    INT(PyArg_ParseTupleAndKeywords(args, NULL, "O|O", names, &one, &two), args, a, b);
    INT(one == a && two == NULL, a, b);
    PyDict_SetItemString(kwargs, "second", b);
    INT(PyArg_ParseTupleAndKeywords(args, kwargs, "O|O", names, &one, &two), args, kwargs, a, b);
    INT(one == a && two == b, a, b);
    INT(PyArg_ParseTupleAndKeywords(args, kwargs, "O|$O:function", names, &one, &two), args, kwargs, a, b);
    PyDict_SetItemString(kwargs, "first", b);
    FAILS(PyArg_ParseTupleAndKeywords(args, kwargs, "OO:function", names, &one, &two), args, kwargs, a, b);
    PyDict_DelItemString(kwargs, "first");
    PyDict_SetItemString(kwargs, "third", b);
    FAILS(PyArg_ParseTupleAndKeywords(args, kwargs, "OO:function", names, &one, &two), args, kwargs, a, b);
    FAILS(PyArg_ParseTupleAndKeywords(args, NULL, "OO:function", names, &one, &two), args, a, b);
    Py_DECREF(kwargs);
    Py_DECREF(args);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void unpack_tuple(void)
{
    PyObject *a = flt(1.5), *b = flt(2.5), *args = PyTuple_Pack(2, a, b), *one = NULL, *two = NULL,
             *three = NULL;
    INT(PyArg_UnpackTuple(args, "function", 1, 3, &one, &two, &three), args, a, b);
    INT(one == a && two == b && three == NULL, args, a, b);
    INT(PyArg_UnpackTuple(args, "function", 3, 3, &one, &two, &three), args, a, b);
    INT(PyArg_UnpackTuple(args, "function", 0, 1, &one), args, a, b);
    Py_DECREF(args);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void build_o_keeps(void)
{
    PyObject *a = flt(1.5), *built;
    OBJ(built, Py_BuildValue("O", a), built, a);
    DO(Py_DECREF(built), a);
    OBJ(built, Py_BuildValue("(O)", a), built, a);
    DO(Py_DECREF(built), a);
    OBJ(built, Py_BuildValue("OO", a, a), built, a);
    DO(Py_DECREF(built), a);
    OBJ(built, Py_BuildValue("O(OO)", a, a, a), built, a);
    DO(Py_DECREF(built), a);
    Py_DECREF(a);
}

static void build_n_steals(void)
{
    PyObject *a = flt(1.5), *built;
    OBJ(built, Py_BuildValue("N", Py_NewRef(a)), built, a);
    DO(Py_DECREF(built), a);
    OBJ(built, Py_BuildValue("(NN)", Py_NewRef(a), Py_NewRef(a)), built, a);
    DO(Py_DECREF(built), a);
    OBJ(built, Py_BuildValue("(ON)", a, Py_NewRef(a)), built, a);
    DO(Py_DECREF(built), a);
    Py_DECREF(a);
}

static void build_steals_on_failure(void)
{
    PyObject *a = flt(1.5);
    FAILS(Py_BuildValue("(NO)", Py_NewRef(a), NULL), a);
    FAILS(Py_BuildValue("(NNO)", Py_NewRef(a), Py_NewRef(a), NULL), a);
    FAILS(Py_BuildValue("(ON)", NULL, Py_NewRef(a)), a);
    PyErr_SetString(PyExc_ValueError, "was there before");
    GIVES(Py_BuildValue("(OO)", a, NULL), a);
    Py_DECREF(a);
}

static void build_values(void)
{
    PyObject *built;
    OBJ(built, Py_BuildValue("(ilLnd)", -1000, 2000L, 3000LL, (Py_ssize_t)4000, 0.5), built);
    Py_DECREF(built);
    OBJ(built, Py_BuildValue("(ss#z)", "text", "cut here", (Py_ssize_t)3, NULL), built);
    Py_DECREF(built);
    OBJ(built, Py_BuildValue("(())"), built);
    Py_DECREF(built);
    GIVES(Py_BuildValue(""), NULL);
    GIVES(Py_BuildValue("i", 1000), NULL);
    GIVES(Py_BuildValue("f", 0.25), NULL);
}

/* Capsules. */

static void drop_context(PyObject *capsule)
{
    printf(" [destructor of %s, count %zd]", PyCapsule_GetName(capsule), (Py_ssize_t)Py_REFCNT(capsule));
    Py_XDECREF((PyObject *)PyCapsule_GetContext(capsule));
}

static void capsule_life(void)
{
    static int target = 42;
    PyObject *context = flt(1.5), *capsule;
    REF(capsule, PyCapsule_New(&target, "a name", drop_context), capsule, context);
    INT(PyCapsule_SetContext(capsule, Py_NewRef(context)), capsule, context);
    INT(PyCapsule_GetPointer(capsule, "a name") == &target, capsule);
    TEXT(PyCapsule_GetName(capsule), capsule);
    INT(PyCapsule_CheckExact(capsule), capsule);
    INT(PyCapsule_GetDestructor(capsule) == drop_context, capsule);
    INT(PyCapsule_IsValid(capsule, "a name"), capsule);
    INT(PyCapsule_IsValid(capsule, "another"), capsule);
    INT(PyCapsule_IsValid(context, "a name"), context);
    DO(Py_DECREF(capsule), context);
    Py_DECREF(context);
}

static void capsule_failures(void)
{
    static int target = 42;
    PyObject *other = flt(1.5), *capsule = PyCapsule_New(&target, NULL, NULL);
    FAILS(PyCapsule_New(NULL, "a name", NULL), other);
    FAILS(PyCapsule_GetPointer(capsule, "a name"), capsule);
    INT(PyCapsule_GetPointer(capsule, NULL) == &target, capsule);
    FAILS(PyCapsule_GetPointer(other, NULL), other);
    FAILS(PyCapsule_SetPointer(capsule, NULL), capsule);
    FAILS(PyCapsule_GetName(other), other);
    Py_DECREF(capsule);
    Py_DECREF(other);
}

static void capsule_setters(void)
{
    static int target = 42, other_target = 43;
    PyObject *capsule = PyCapsule_New(&target, NULL, NULL);
    INT(PyCapsule_SetPointer(capsule, &other_target), capsule);
    INT(PyCapsule_SetName(capsule, "named"), capsule);
    INT(PyCapsule_GetPointer(capsule, "named") == &other_target, capsule);
    INT(PyCapsule_SetDestructor(capsule, drop_context), capsule);
    DO(Py_DECREF(capsule), NULL);
}

static const Case cases[] = {
    {"parse.O borrows", parse_borrows},
    {"parse.numbers", parse_numbers},
    {"parse.text", parse_text},
    {"parse.O!", parse_typed_object},
    {"parse.O&", parse_converter},
    {"parse.optional", parse_optional},
    {"parse.predicate", parse_predicate},
    {"parse.nested", parse_nested},
    {"parse.failures", parse_failures},
    {"parse.keywords", parse_keywords},
    {"parse.unpack_tuple", unpack_tuple},
    {"build.O keeps", build_o_keeps},
    {"build.N steals", build_n_steals},
    {"build.steals on failure", build_steals_on_failure},
    {"build.values", build_values},
    {"capsule.life", capsule_life},
    {"capsule.failures", capsule_failures},
    {"capsule.setters", capsule_setters},
};
PARITY_MAIN(cases)
