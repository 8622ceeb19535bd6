/* Parity: functions, methods and all ways of calling them. */
#include "parity.h"

/* Functions of every convention.  Each tells the counts of its arguments as it sees them. */

static void tell(const char *name, PyObject *op)
{
    if (op != NULL) {
        printf(" [%s=%zd]", name, (Py_ssize_t)Py_REFCNT(op));
    }
}

static PyObject *no_arguments(PyObject *self, PyObject *unused)
{
    tell("self", self);
    printf(" [%s]", unused == NULL ? "NULL" : "not NULL");
    return PyFloat_FromDouble(0.5);
}

static PyObject *one_argument(PyObject *self, PyObject *argument)
{
    tell("self", self);
    tell("argument", argument);
    return Py_NewRef(argument);
}

static PyObject *tuple_of_arguments(PyObject *self, PyObject *args)
{
    tell("self", self);
    for (Py_ssize_t i = 0; i < PyTuple_Size(args); i++) {
        tell("argument", PyTuple_GetItem(args, i));
    }
    return PySequence_List(args);
}

static PyObject *tuple_and_keywords(PyObject *self, PyObject *args, PyObject *kwargs)
{
    (void)self;
    printf(" [%zd positional, %zd by keyword]", PyTuple_Size(args),
           kwargs != NULL ? PyObject_Size(kwargs) : 0);
    return kwargs != NULL ? PyMapping_Items(kwargs) : PySequence_List(args);
}

static PyObject *array_of_arguments(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    tell("self", self);
    PyObject *list = PyList_New(nargs);
    for (Py_ssize_t i = 0; i < nargs; i++) {
        tell("argument", args[i]);
        PyList_SET_ITEM(list, i, Py_NewRef(args[i]));
    }
    return list;
}

static PyObject *array_and_keywords(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                                    PyObject *kwnames)
{
    (void)self;
    Py_ssize_t by_keyword = kwnames != NULL ? PyTuple_Size(kwnames) : 0;
    PyObject *list = PyList_New(nargs + by_keyword);
    printf(" [%zd positional, %zd by keyword]", nargs, by_keyword);
    for (Py_ssize_t i = 0; i < nargs + by_keyword; i++) {
        PyList_SET_ITEM(list, i, Py_NewRef(args[i]));
    }
    return list;
}

static PyObject *fails(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    PyErr_SetString(PyExc_ValueError, "as always");
    return NULL;
}

static PyObject *fails_without_error(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    return NULL;
}

static PyObject *succeeds_with_error(PyObject *self, PyObject *argument)
{
    (void)self;
    PyErr_SetString(PyExc_ValueError, "and yet it succeeds");
    return Py_NewRef(argument);
}

#define AS_FUNCTION(function) ((PyCFunction)(void (*)(void))(function))

static PyMethodDef noargs_definition = {"noargs", no_arguments, METH_NOARGS, NULL};
static PyMethodDef o_definition = {"o", one_argument, METH_O, NULL};
static PyMethodDef varargs_definition = {"varargs", tuple_of_arguments, METH_VARARGS, NULL};
static PyMethodDef keywords_definition = {"keywords", AS_FUNCTION(tuple_and_keywords),
                                          METH_VARARGS | METH_KEYWORDS, NULL};
static PyMethodDef fast_definition = {"fast", AS_FUNCTION(array_of_arguments), METH_FASTCALL, NULL};
static PyMethodDef fast_keywords_definition = {"fast_keywords", AS_FUNCTION(array_and_keywords),
                                               METH_FASTCALL | METH_KEYWORDS, NULL};
static PyMethodDef fails_definition = {"fails", fails, METH_NOARGS, NULL};
static PyMethodDef no_error_definition = {"no_error", fails_without_error, METH_NOARGS, NULL};
static PyMethodDef with_error_definition = {"with_error", succeeds_with_error, METH_O, NULL};

static void function_object(void)
{
    PyObject *self = flt(1.5), *function;
    REF(function, PyCFunction_New(&o_definition, self), function, self);
    INT(PyCFunction_Check(function), function);
    INT(PyCFunction_GetSelf(function) == self, function, self);
    INT(PyCFunction_GetFlags(function) == METH_O, function);
    INT(PyCFunction_GetFunction(function) == one_argument, function);
    INT(PyCallable_Check(function), function);
    INT(PyCallable_Check(self), self);
    DO(Py_DECREF(function), self);
    REF(function, PyCFunction_New(&o_definition, NULL), function);
    INT(PyCFunction_GetSelf(function) == NULL, function);
    FAILS(PyCFunction_GetSelf(self), self);
    Py_DECREF(function);
    Py_DECREF(self);
}

static void meth_noargs(void)
{
    PyObject *self = flt(1.5), *function = PyCFunction_New(&noargs_definition, self), *result;
    OBJ(result, PyObject_CallNoArgs(function), result, function, self);
    Py_DECREF(result);
    OBJ(result, PyObject_CallObject(function, NULL), result, function, self);
    Py_DECREF(result);
    FAILS(PyObject_CallOneArg(function, self), function, self);
    Py_DECREF(function);
    Py_DECREF(self);
}

static void meth_o(void)
{
    PyObject *self = flt(1.5), *a = flt(2.5), *function = PyCFunction_New(&o_definition, self), *result;
    OBJ(result, PyObject_CallOneArg(function, a), result, function, self, a);
    DO(Py_DECREF(result), function, self, a);
    OBJ(result, PyObject_CallFunctionObjArgs(function, a, NULL), result, function, self, a);
    DO(Py_DECREF(result), function, self, a);
    FAILS(PyObject_CallNoArgs(function), function, self);
    FAILS(PyObject_CallFunctionObjArgs(function, a, a, NULL), function, self, a);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(a);
}

static void meth_varargs(void)
{
    PyObject *self = flt(1.5), *a = flt(2.5), *function = PyCFunction_New(&varargs_definition, self), *result;
    PyObject *args = PyTuple_Pack(2, a, a);
    OBJ(result, PyObject_CallFunctionObjArgs(function, a, NULL), result, function, self, a);
    DO(Py_DECREF(result), function, self, a);
    OBJ(result, PyObject_Call(function, args, NULL), result, function, self, args, a);
    DO(Py_DECREF(result), function, self, args, a);
    OBJ(result, PyObject_CallObject(function, args), result, function, self, args, a);
    DO(Py_DECREF(result), function, self, args, a);
    OBJ(result, PyObject_CallNoArgs(function), result, function, self);
    Py_DECREF(result);
    Py_DECREF(args);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(a);
}

static void meth_keywords(void)
{
    PyObject *a = flt(2.5), *b = flt(3.5), *function = PyCFunction_New(&keywords_definition, NULL), *result;
    PyObject *args = PyTuple_Pack(1, a), *kwargs = PyDict_New(), *kwnames = Py_BuildValue("(s)", "word");
    PyObject *array[] = {a, b};
    PyDict_SetItemString(kwargs, "word", b);
    OBJ(result, PyObject_Call(function, args, NULL), result, function, args, a);
    DO(Py_DECREF(result), function, args, a);
    OBJ(result, PyObject_Call(function, args, kwargs), result, function, args, kwargs, a, b);
    DO(Py_DECREF(result), function, args, kwargs, a, b);
    OBJ(result, PyObject_Vectorcall(function, array, 1, kwnames), result, function, a, b, kwnames);
    DO(Py_DECREF(result), function, a, b, kwnames);
    OBJ(result, PyObject_VectorcallDict(function, array, 1, kwargs), result, function, a, b, kwargs);
    DO(Py_DECREF(result), function, a, b, kwargs);
    Py_DECREF(kwnames);
    Py_DECREF(kwargs);
    Py_DECREF(args);
    Py_DECREF(function);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void meth_fastcall(void)
{
    PyObject *self = flt(1.5), *a = flt(2.5), *function = PyCFunction_New(&fast_definition, self), *result;
    PyObject *args = PyTuple_Pack(1, a), *kwargs = PyDict_New();
    OBJ(result, PyObject_CallFunctionObjArgs(function, a, a, NULL), result, function, self, a);
    DO(Py_DECREF(result), function, self, a);
    OBJ(result, PyObject_CallNoArgs(function), result, function, self);
    Py_DECREF(result);
    OBJ(result, PyObject_Call(function, args, NULL), result, function, self, args, a);
    DO(Py_DECREF(result), function, self, args, a);
    PyDict_SetItemString(kwargs, "word", a);
    FAILS(PyObject_Call(function, args, kwargs), function, self, args, kwargs, a);
    Py_DECREF(kwargs);
    Py_DECREF(args);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(a);
}

static void meth_fastcall_keywords(void)
{
    PyObject *a = flt(2.5), *b = flt(3.5), *function = PyCFunction_New(&fast_keywords_definition, NULL),
             *result;
    PyObject *array[] = {a, b}, *kwnames = Py_BuildValue("(s)", "word"), *kwargs = PyDict_New();
    OBJ(result, PyObject_Vectorcall(function, array, 2, NULL), result, function, a, b);
    DO(Py_DECREF(result), function, a, b);
    OBJ(result, PyObject_Vectorcall(function, array, 1, kwnames), result, function, a, b, kwnames);
    DO(Py_DECREF(result), function, a, b, kwnames);
    PyDict_SetItemString(kwargs, "word", b);
    OBJ(result, PyObject_VectorcallDict(function, array, 1, kwargs), result, function, a, b, kwargs);
    DO(Py_DECREF(result), function, a, b, kwargs);
    Py_DECREF(kwargs);
    Py_DECREF(kwnames);
    Py_DECREF(function);
    Py_DECREF(a);
    Py_DECREF(b);
}

static void results_are_checked(void)
{
    PyObject *a = flt(2.5), *function = PyCFunction_New(&fails_definition, NULL);
    GIVES(PyObject_CallNoArgs(function), function);
    Py_DECREF(function);
    function = PyCFunction_New(&no_error_definition, NULL);
    GIVES(PyObject_CallNoArgs(function), function);
    Py_DECREF(function);
    function = PyCFunction_New(&with_error_definition, NULL);
    GIVES(PyObject_CallOneArg(function, a), function, a);
    Py_DECREF(function);
    Py_DECREF(a);
}

static void not_callable(void)
{
    PyObject *a = flt(2.5), *args = PyTuple_New(0), *list = PyList_New(0);
    GIVES(PyObject_CallNoArgs(a), a);
    GIVES(PyObject_CallOneArg(a, list), a, list);
    GIVES(PyObject_Call(a, args, NULL), a);
    FAILS(PyObject_CallObject(a, list), a, list);
    INT(PyVectorcall_Function(a) == NULL, a);
    Py_DECREF(args);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void arguments_offset(void)
{
    PyObject *self = flt(1.5), *a = flt(2.5), *function = PyCFunction_New(&o_definition, self);
    PyObject *method = PyMethod_New(function, a), *array[] = {NULL, a};
    INT(PyVectorcall_NARGS(1 | PY_VECTORCALL_ARGUMENTS_OFFSET), a);
    GIVES(PyObject_Vectorcall(function, array + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL), function, self,
          a);
    GIVES(PyObject_Vectorcall(method, array + 1, 0 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL), method, self, a);
    INT(array[0] == NULL && array[1] == a, a);
    Py_DECREF(method);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(a);
}

static void vectorcall_call(void)
{
    PyObject *a = flt(2.5), *function = PyCFunction_New(&o_definition, NULL), *args = PyTuple_Pack(1, a);
    INT(PyVectorcall_Function(function) != NULL, function);
    GIVES(PyVectorcall_Call(function, args, NULL), function, args, a);
    FAILS(PyVectorcall_Call(a, args, NULL), args, a);
    Py_DECREF(args);
    Py_DECREF(function);
    Py_DECREF(a);
}

static void bound_method(void)
{
    PyObject *self = flt(1.5), *a = flt(2.5), *function = PyCFunction_New(&varargs_definition, NULL), *method,
             *result;
    REF(method, PyMethod_New(function, self), method, function, self);
    INT(PyMethod_Check(method), method);
    INT(PyMethod_Check(function), function);
    INT(PyMethod_Function(method) == function, method, function);
    INT(PyMethod_Self(method) == self, method, self);
    INT(PyMethod_GET_SELF(method) == self && PyMethod_GET_FUNCTION(method) == function, method);
    OBJ(result, PyObject_CallOneArg(method, a), result, method, function, self, a);
    DO(Py_DECREF(result), method, function, self, a);
    OBJ(result, PyObject_CallNoArgs(method), result, method, function, self);
    DO(Py_DECREF(result), method, function, self);
    DO(Py_DECREF(method), function, self);
    FAILS(PyMethod_New(function, NULL), function);
    FAILS(PyMethod_Self(function), function);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(a);
}

static void bound_methods_are_equal(void)
{
    PyObject *self = flt(1.5), *other = flt(1.5), *function = PyCFunction_New(&varargs_definition, NULL);
    PyObject *one = PyMethod_New(function, self), *two = PyMethod_New(function, self);
    PyObject *three = PyMethod_New(function, other);
    GIVES(PyObject_RichCompare(one, two, Py_EQ), one, two, function, self);
    GIVES(PyObject_RichCompare(one, three, Py_EQ), one, three, function, self);
    INT(PyObject_Hash(one) == PyObject_Hash(two), one, two);
    Py_DECREF(one);
    Py_DECREF(two);
    Py_DECREF(three);
    Py_DECREF(function);
    Py_DECREF(self);
    Py_DECREF(other);
}

/* A type with methods, which is itself callable. */

static PyObject *greet(PyObject *self, PyObject *unused)
{
    (void)unused;
    tell("self", self);
    return PyUnicode_FromString("hello");
}

static PyObject *type_method(PyObject *type, PyObject *unused)
{
    (void)unused;
    return PyUnicode_FromString(((PyTypeObject *)type)->tp_name);
}

static PyObject *static_method(PyObject *self, PyObject *argument)
{
    printf(" [self is %s]", self == NULL ? "NULL" : "not NULL");
    return Py_NewRef(argument);
}

static PyObject *quiet(PyObject *self, PyObject *argument)
{
    (void)self;
    return Py_NewRef(argument);
}

static PyMethodDef greeter_methods[] = {
    {"quiet", quiet, METH_O, NULL},
    {"greet", greet, METH_NOARGS, NULL},
    {"echo", one_argument, METH_O, NULL},
    {"collect", AS_FUNCTION(array_of_arguments), METH_FASTCALL, NULL},
    {"type_method", type_method, METH_NOARGS | METH_CLASS, NULL},
    {"static_method", static_method, METH_O | METH_STATIC, NULL},
    {NULL, NULL, 0, NULL},
};

static PyObject *greeter_call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    tell("self", self);
    printf(" [%zd positional, %s]", PyTuple_Size(args), kwargs == NULL ? "no keywords" : "keywords");
    return Py_NewRef(self);
}

static PyObject *greeter_repr(PyObject *self)
{
    (void)self;
    return PyUnicode_FromString("<greeter>");
}

static PyTypeObject Greeter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Greeter",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = greeter_repr,
    .tp_call = greeter_call,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = greeter_methods,
};

static PyObject *greeter(void)
{
    PyType_Ready(&Greeter_Type);
    return PyObject_New(PyObject, &Greeter_Type);
}

static void method_of_instance(void)
{
    PyObject *op = greeter(), *method;
    REF(method, PyObject_GetAttrString(op, "greet"), method, op);
    GIVES(PyObject_CallNoArgs(method), method, op);
    FAILS(PyObject_CallOneArg(method, op), method, op);
    DO(Py_DECREF(method), op);
    Py_DECREF(op);
}

static void call_method(void)
{
    PyObject *op = greeter(), *a = flt(2.5), *name = text("echo"), *result;
    OBJ(result, PyObject_CallMethodOneArg(op, name, a), result, op, a);
    DO(Py_DECREF(result), op, a);
    OBJ(result, PyObject_CallMethodObjArgs(op, name, a, NULL), result, op, a);
    DO(Py_DECREF(result), op, a);
    OBJ(result, PyObject_CallMethod(op, "quiet", "O", a), result, op, a);
    DO(Py_DECREF(result), op, a);
    FAILS(PyObject_CallMethodNoArgs(op, name), op);
    DO(Py_SETREF(name, text("greet")), op);
    GIVES(PyObject_CallMethodNoArgs(op, name), op);
    DO(Py_SETREF(name, text("collect")), op);
    GIVES(PyObject_CallMethodObjArgs(op, name, a, op, NULL), op, a);
    DO(Py_SETREF(name, text("unknown")), op);
    GIVES(PyObject_CallMethodNoArgs(op, name), op);
    Py_DECREF(name);
    Py_DECREF(op);
    Py_DECREF(a);
}

static void vectorcall_method(void)
{
    PyObject *op = greeter(), *a = flt(2.5), *name = text("collect"), *array[] = {NULL, op, a, a};
    GIVES(PyObject_VectorcallMethod(name, array + 1, 3, NULL), op, a);
    GIVES(PyObject_VectorcallMethod(name, array + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL), op, a);
    GIVES(PyObject_VectorcallMethod(name, array + 1, 1, NULL), op, a);
    Py_DECREF(name);
    Py_DECREF(op);
    Py_DECREF(a);
}

static void class_and_static_methods(void)
{
    PyObject *op = greeter(), *a = flt(2.5), *name = text("static_method"), *method;
    OBJ(method, PyObject_CallMethodOneArg(op, name, a), method, op, a);
    DO(Py_DECREF(method), op, a);
    DO(Py_SETREF(name, text("type_method")), op);
    GIVES(PyObject_CallMethodNoArgs(op, name), op);
    GIVES(PyObject_CallMethodNoArgs((PyObject *)&Greeter_Type, name), op);
    Py_DECREF(name);
    Py_DECREF(op);
    Py_DECREF(a);
}

static void callable_instance(void)
{
    PyObject *op = greeter(), *a = flt(2.5), *args = PyTuple_Pack(1, a), *result;
    INT(PyCallable_Check(op), op);
    OBJ(result, PyObject_CallNoArgs(op), result, op);
    DO(Py_DECREF(result), op);
    OBJ(result, PyObject_CallFunctionObjArgs(op, a, a, a, NULL), result, op, a);
    DO(Py_DECREF(result), op, a);
    OBJ(result, PyObject_Call(op, args, NULL), result, op, args, a);
    DO(Py_DECREF(result), op, args, a);
    Py_DECREF(args);
    Py_DECREF(op);
    Py_DECREF(a);
}

static void call_function_format(void)
{
    PyObject *a = flt(2.5), *function = PyCFunction_New(&fast_definition, NULL), *result,
             *tuple = PyTuple_Pack(2, a, a);
    OBJ(result, PyObject_CallFunction(function, "OiO", a, 1000, a), result, function, a);
    DO(Py_DECREF(result), function, a);
    OBJ(result, PyObject_CallFunction(function, NULL), result, function);
    Py_DECREF(result);
    OBJ(result, PyObject_CallFunction(function, "O", tuple), result, function, tuple, a);
    DO(Py_DECREF(result), function, tuple, a);
    OBJ(result, PyObject_CallFunction(function, "(OO)", a, a), result, function, a);
    DO(Py_DECREF(result), function, a);
    OBJ(result, PyObject_CallFunction(function, "N", Py_NewRef(a)), result, function, a);
    DO(Py_DECREF(result), function, a);
    Py_DECREF(tuple);
    Py_DECREF(function);
    Py_DECREF(a);
}

static PyObject *calls_itself(PyObject *self, PyObject *argument)
{
    (void)self;
    return PyObject_CallOneArg(argument, argument);
}

static PyMethodDef calls_itself_definition = {"calls_itself", calls_itself, METH_O, NULL};

static void endless_recursion(void)
{
    PyObject *function = PyCFunction_New(&calls_itself_definition, NULL);
    FAILS(PyObject_CallOneArg(function, function), function);
    Py_DECREF(function);
}

static void calls_of_types(void)
{
    PyObject *i = big(100000), *string = text("31000"), *list = list_of(i, string), *result;
    OBJ(result, PyObject_CallOneArg((PyObject *)&PyFloat_Type, i), result, i);
    Py_DECREF(result);
    OBJ(result, PyObject_CallOneArg((PyObject *)&PyLong_Type, string), result, string);
    Py_DECREF(result);
    OBJ(result, PyObject_CallOneArg((PyObject *)&PyList_Type, list), result, list, i, string);
    DO(Py_DECREF(result), list, i, string);
    OBJ(result, PyObject_CallOneArg((PyObject *)&PyTuple_Type, list), result, list, i, string);
    DO(Py_DECREF(result), list, i, string);
    OBJ(result, PyObject_CallOneArg((PyObject *)&PyUnicode_Type, string), result, string);
    DO(Py_DECREF(result), string);
    GIVES(PyObject_CallOneArg((PyObject *)&PyBool_Type, list), list);
    GIVES(PyObject_CallOneArg((PyObject *)&PyFloat_Type, list), list);
    Py_DECREF(list);
    Py_DECREF(i);
    Py_DECREF(string);
}

static const Case cases[] = {
    {"call.function object", function_object},
    {"call.METH_NOARGS", meth_noargs},
    {"call.METH_O", meth_o},
    {"call.METH_VARARGS", meth_varargs},
    {"call.METH_VARARGS and KEYWORDS", meth_keywords},
    {"call.METH_FASTCALL", meth_fastcall},
    {"call.METH_FASTCALL and KEYWORDS", meth_fastcall_keywords},
    {"call.results are checked", results_are_checked},
    {"call.not callable", not_callable},
    {"call.arguments offset", arguments_offset},
    {"call.vectorcall_call", vectorcall_call},
    {"call.bound method", bound_method},
    {"call.bound methods are equal", bound_methods_are_equal},
    {"call.method of instance", method_of_instance},
    {"call.call_method", call_method},
    {"call.vectorcall_method", vectorcall_method},
    {"call.class and static methods", class_and_static_methods},
    {"call.callable instance", callable_instance},
    {"call.format", call_function_format},
    {"call.endless recursion", endless_recursion},
    {"call.types", calls_of_types},
};
PARITY_MAIN(cases)
