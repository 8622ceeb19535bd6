/* Parity: weak proxies: each operation, its counts, and what is left when the object is dead. */
#include "node.h"

/* A number, sequence, mapping, iterator and function in one; each operation tells its name and the count of
 * the object while it runs. */
typedef struct All {
    PyObject_HEAD long number;
    PyObject *item;
    PyObject *weaklist;
} All;

static PyTypeObject All_Type, CallableAll_Type;

static PyObject *all_compare(PyObject *x, PyObject *y, int operation);

static long number_of(PyObject *op)
{
    if (PyLong_Check(op)) {
        return PyLong_AsLong(op);
    }
    return Py_TYPE(op)->tp_richcompare == all_compare ? ((All *)op)->number
                                                      : 1000000; /* a proxy has no number */
}

static void tell(const char *operation, PyObject *op)
{
    if (!PyLong_Check(op)) {
        printf(" [%s, count %zd]", operation, (Py_ssize_t)Py_REFCNT(op));
    }
}

#define BINARY(name, expression)                          \
    static PyObject *all_##name(PyObject *x, PyObject *y) \
    {                                                     \
        tell(#name, x);                                   \
        tell(#name, y);                                   \
        long a = number_of(x), b = number_of(y);          \
        return PyLong_FromLong(100000 + (expression));    \
    }

BINARY(add, a + b)
BINARY(subtract, a - b)
BINARY(multiply, a *b)
BINARY(remainder, a % b)
BINARY(divmod, a / b)
BINARY(lshift, a << b)
BINARY(rshift, a >> b)
BINARY(and, a &b)
BINARY(xor, a ^ b)
BINARY(or, a | b)
BINARY(floor_divide, a / b)
BINARY(true_divide, a / b)
BINARY(matrix_multiply, a *b)
BINARY(inplace_add, a + b)
BINARY(inplace_or, a | b)

#define UNARY(name, expression)                        \
    static PyObject *all_##name(PyObject *op)          \
    {                                                  \
        tell(#name, op);                               \
        return PyLong_FromLong(100000 + (expression)); \
    }

UNARY(negative, -number_of(op))
UNARY(positive, +number_of(op))
UNARY(absolute, number_of(op))
UNARY(invert, ~number_of(op))
UNARY(int, number_of(op))
UNARY(index, number_of(op))

static PyObject *all_float(PyObject *op)
{
    tell("float", op);
    return PyFloat_FromDouble((double)number_of(op));
}

static PyObject *all_power(PyObject *x, PyObject *y, PyObject *z)
{
    tell("power", x);
    (void)y;
    (void)z;
    return PyLong_FromLong(100000);
}

static int all_bool(PyObject *op)
{
    tell("bool", op);
    return number_of(op) != 0;
}

static Py_ssize_t all_length(PyObject *op)
{
    tell("length", op);
    return (Py_ssize_t)number_of(op);
}

static int all_contains(PyObject *op, PyObject *item)
{
    tell("contains", op);
    return PyLong_Check(item);
}

static PyObject *all_getitem(PyObject *op, PyObject *item_key)
{
    tell("getitem", op);
    return Py_NewRef(item_key);
}

static int all_setitem(PyObject *op, PyObject *item_key, PyObject *item)
{
    (void)item_key;
    tell(item != NULL ? "setitem" : "delitem", op);
    return 0;
}

static PyObject *all_iter(PyObject *op)
{
    tell("iter", op);
    return Py_NewRef(op);
}

static PyObject *all_next(PyObject *op)
{
    tell("next", op);
    return Py_XNewRef(((All *)op)->item);
}

static PyObject *all_str(PyObject *op)
{
    tell("str", op);
    return text("all of it");
}

static PyObject *all_compare(PyObject *x, PyObject *y, int operation)
{
    printf(" [compare]"); /* up to 3.12 nobody holds the object meanwhile */
    Py_RETURN_RICHCOMPARE(number_of(x), number_of(y), operation);
}

static PyObject *all_call(PyObject *op, PyObject *args, PyObject *kwargs)
{
    (void)kwargs;
    tell("call", op);
    return PyLong_FromLong(100000 + (long)PyTuple_GET_SIZE(args));
}

static PyObject *all_method(PyObject *op, PyObject *unused)
{
    (void)unused;
    printf(" [method]");
    return PyLong_FromLong(100000 + number_of(op));
}

static void all_dealloc(PyObject *op)
{
    printf(" [dealloc]");
    if (((All *)op)->weaklist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(((All *)op)->item);
    PyObject_Free(op);
}

static PyNumberMethods all_number = {
    .nb_add = all_add,
    .nb_subtract = all_subtract,
    .nb_multiply = all_multiply,
    .nb_remainder = all_remainder,
    .nb_divmod = all_divmod,
    .nb_power = all_power,
    .nb_negative = all_negative,
    .nb_positive = all_positive,
    .nb_absolute = all_absolute,
    .nb_bool = all_bool,
    .nb_invert = all_invert,
    .nb_lshift = all_lshift,
    .nb_rshift = all_rshift,
    .nb_and = all_and,
    .nb_xor = all_xor,
    .nb_or = all_or,
    .nb_int = all_int,
    .nb_float = all_float,
    .nb_inplace_add = all_inplace_add,
    .nb_inplace_or = all_inplace_or,
    .nb_floor_divide = all_floor_divide,
    .nb_true_divide = all_true_divide,
    .nb_index = all_index,
    .nb_matrix_multiply = all_matrix_multiply,
};

static PySequenceMethods all_sequence = {.sq_length = all_length, .sq_contains = all_contains};

static PyMappingMethods all_mapping = {
    .mp_length = all_length,
    .mp_subscript = all_getitem,
    .mp_ass_subscript = all_setitem,
};

static PyMemberDef all_members[] = {
    {"item", T_OBJECT_EX, offsetof(All, item), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef all_methods[] = {{"method", all_method, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

#define ALL_SLOTS                                                                               \
    .tp_basicsize = sizeof(All), .tp_dealloc = all_dealloc, .tp_as_number = &all_number,        \
    .tp_as_sequence = &all_sequence, .tp_as_mapping = &all_mapping, .tp_str = all_str,          \
    .tp_flags = Py_TPFLAGS_DEFAULT, .tp_richcompare = all_compare,                              \
    .tp_weaklistoffset = offsetof(All, weaklist), .tp_iter = all_iter, .tp_iternext = all_next, \
    .tp_methods = all_methods, .tp_members = all_members

static PyTypeObject All_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.All", ALL_SLOTS};
static PyTypeObject CallableAll_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.CallableAll",
    ALL_SLOTS,
    .tp_call = all_call,
};

static PyObject *all_of(PyTypeObject *type, long number)
{
    PyType_Ready(type);
    All *self = PyObject_New(All, type);
    self->number = number;
    self->item = NULL;
    self->weaklist = NULL;
    return (PyObject *)self;
}

/* Sets up op and its proxy; and the end of both. */
static void begin(PyObject **op, PyObject **proxy)
{
    *op = all_of(&All_Type, 5);
    *proxy = PyWeakref_NewProxy(*op, NULL);
}

static void end(PyObject *op, PyObject *proxy)
{
    DO(Py_DECREF(proxy), op);
    DO(Py_DECREF(op), NULL);
}

static void new_and_shared(void)
{
    PyObject *op = all_of(&All_Type, 5), *proxy, *same;
    REF(proxy, PyWeakref_NewProxy(op, NULL), op, proxy);
    REF(same, PyWeakref_NewProxy(op, Py_None), op, proxy);
    INT(same == proxy, proxy);
    INT(Py_IS_TYPE(proxy, &_PyWeakref_ProxyType), proxy);
    DO(Py_DECREF(same), proxy);
    DO(Py_DECREF(op), proxy);
    INT(count_behind(proxy), proxy);
    Py_DECREF(proxy);
}

static void with_callback(void)
{
    PyObject *op = all_of(&All_Type, 5), *function = callback("one"), *plain = PyWeakref_NewProxy(op, NULL),
             *proxy = PyWeakref_NewProxy(op, function);
    INT(proxy != plain, proxy, plain);
    DO(Py_DECREF(op), proxy, plain, function);
    Py_DECREF(proxy);
    Py_DECREF(plain);
    Py_DECREF(function);
}

static void numbers(void)
{
    PyObject *op, *proxy, *two = PyLong_FromLong(2);
    begin(&op, &proxy);
    GIVES(PyNumber_Add(proxy, two), op, proxy);
    GIVES(PyNumber_Subtract(proxy, two), op, proxy);
    GIVES(PyNumber_Multiply(proxy, two), op, proxy);
    GIVES(PyNumber_Remainder(proxy, two), op, proxy);
    GIVES(PyNumber_Divmod(proxy, two), op, proxy);
    GIVES(PyNumber_Lshift(proxy, two), op, proxy);
    GIVES(PyNumber_Rshift(proxy, two), op, proxy);
    GIVES(PyNumber_And(proxy, two), op, proxy);
    GIVES(PyNumber_Xor(proxy, two), op, proxy);
    GIVES(PyNumber_Or(proxy, two), op, proxy);
    GIVES(PyNumber_FloorDivide(proxy, two), op, proxy);
    GIVES(PyNumber_TrueDivide(proxy, two), op, proxy);
    GIVES(PyNumber_MatrixMultiply(proxy, two), op, proxy);
    GIVES(PyNumber_Power(proxy, two, Py_None), op, proxy);
    Py_DECREF(two);
    end(op, proxy);
}

static void on_the_right_and_on_both_sides(void)
{
    PyObject *op, *proxy, *two = PyLong_FromLong(2);
    begin(&op, &proxy);
    GIVES(PyNumber_Add(two, proxy), op, proxy);
    GIVES(PyNumber_Subtract(two, proxy), op, proxy);
    GIVES(PyNumber_Add(proxy, proxy), op, proxy);
    GIVES(PyNumber_Add(proxy, op), op, proxy);
    Py_DECREF(two);
    end(op, proxy);
}

static void in_place(void)
{
    PyObject *op, *proxy, *two = PyLong_FromLong(2);
    begin(&op, &proxy);
    GIVES(PyNumber_InPlaceAdd(proxy, two), op, proxy);
    GIVES(PyNumber_InPlaceOr(proxy, two), op, proxy);
    GIVES(PyNumber_InPlaceSubtract(proxy, two), op, proxy); /* falls back */
    GIVES(PyNumber_InPlaceXor(proxy, two), op, proxy);
    Py_DECREF(two);
    end(op, proxy);
}

static void unary_numbers(void)
{
    PyObject *op, *proxy;
    begin(&op, &proxy);
    GIVES(PyNumber_Negative(proxy), op, proxy);
    GIVES(PyNumber_Positive(proxy), op, proxy);
    GIVES(PyNumber_Absolute(proxy), op, proxy);
    GIVES(PyNumber_Invert(proxy), op, proxy);
    GIVES(PyNumber_Long(proxy), op, proxy);
    GIVES(PyNumber_Float(proxy), op, proxy);
    GIVES(PyNumber_Index(proxy), op, proxy);
    INT(PyObject_IsTrue(proxy), op, proxy);
    INT(PyObject_Not(proxy), op, proxy);
    end(op, proxy);
}

static void items(void)
{
    PyObject *op, *proxy, *place = big(100001);
    begin(&op, &proxy);
    INT(PyObject_Size(proxy), op, proxy);
    GIVES(PyObject_GetItem(proxy, place), op, proxy, place);
    INT(PyObject_SetItem(proxy, place, Py_None), op, proxy, place);
    INT(PyObject_DelItem(proxy, place), op, proxy, place);
    INT(PySequence_Contains(proxy, place), op, proxy, place);
    INT(PySequence_Contains(proxy, Py_None), op, proxy);
    Py_DECREF(place);
    end(op, proxy);
}

static void attributes(void)
{
    PyObject *op, *proxy, *item = flt(1.5), *name = text("item");
    begin(&op, &proxy);
    INT(PyObject_SetAttr(proxy, name, item), op, proxy, item);
    GIVES(PyObject_GetAttr(proxy, name), op, proxy, item);
    INT(PyObject_HasAttr(proxy, name), op, proxy, item);
    INT(PyObject_SetAttr(proxy, name, NULL), op, proxy, item);
    GIVES(PyObject_GetAttr(proxy, name), op, proxy, item);
    FAILS(PyObject_SetAttrString(proxy, "unknown", item), op, proxy, item);
    Py_DECREF(item);
    Py_DECREF(name);
    end(op, proxy);
}

static void methods(void)
{
    PyObject *op, *proxy, *name = text("method");
    begin(&op, &proxy);
    GIVES(PyObject_CallMethodNoArgs(proxy, name), op, proxy);
    GIVES(PyObject_CallMethod(proxy, "method", NULL), op, proxy);
    Py_DECREF(name);
    end(op, proxy);
}

static void iteration(void)
{
    PyObject *op, *proxy, *iterator, *item = flt(1.5);
    begin(&op, &proxy);
    ((All *)op)->item = Py_NewRef(item);
    REF(iterator, PyObject_GetIter(proxy), op, proxy);
    INT(iterator == op, op);
    DO(Py_DECREF(iterator), op);
    GIVES(PyIter_Next(proxy), op, proxy, item);
    DO(Py_CLEAR(((All *)op)->item), op, item);
    GIVES(PyIter_Next(proxy), op, proxy, item);
    Py_DECREF(item);
    end(op, proxy);
}

/* A proxy is an iterator by its type, but its object is none. */
static void no_iterator(void)
{
    Node *a = node("A", NULL);
    PyObject *proxy = PyWeakref_NewProxy((PyObject *)a, NULL);
    FAILS(PyObject_GetIter(proxy), a, proxy);
    GIVES(Py_TYPE(proxy)->tp_iternext(proxy), a, proxy);
    Py_DECREF(proxy);
    DO(Py_DECREF(a), NULL);
}

static void texts(void)
{
    PyObject *op, *proxy, *repr;
    begin(&op, &proxy);
    GIVES(PyObject_Str(proxy), op, proxy);
    REF(repr, PyObject_Repr(proxy), op, proxy);
    INT(PyUnicode_Check(repr), repr);
    Py_DECREF(repr);
    end(op, proxy);
}

static void comparison(void)
{
    PyObject *op, *proxy, *two = PyLong_FromLong(2), *other = all_of(&All_Type, 5);
    begin(&op, &proxy);
    INT(PyObject_RichCompareBool(proxy, other, Py_EQ), op, proxy, other);
    INT(PyObject_RichCompareBool(proxy, other, Py_NE), op, proxy, other);
    INT(PyObject_RichCompareBool(proxy, other, Py_LT), op, proxy, other);
    INT(PyObject_RichCompareBool(proxy, two, Py_GT), op, proxy);
    INT(PyObject_RichCompareBool(other, proxy, Py_GE), op, proxy, other);
    Py_DECREF(two);
    DO(Py_DECREF(other), NULL);
    end(op, proxy);
}

static void not_hashable(void)
{
    PyObject *op, *proxy;
    begin(&op, &proxy);
    FAILS(PyObject_Hash(proxy), op, proxy);
    end(op, proxy);
}

static void callable(void)
{
    PyObject *op = all_of(&CallableAll_Type, 5), *proxy = PyWeakref_NewProxy(op, NULL), *item = flt(1.5);
    INT(Py_IS_TYPE(proxy, &_PyWeakref_CallableProxyType), proxy);
    INT(PyCallable_Check(proxy), proxy);
    GIVES(PyObject_CallNoArgs(proxy), op, proxy);
    GIVES(PyObject_CallFunctionObjArgs(proxy, item, item, NULL), op, proxy, item);
    DO(Py_DECREF(op), proxy);
    GIVES(PyObject_CallNoArgs(proxy), proxy);
    Py_DECREF(proxy);
    Py_DECREF(item);
}

static void not_callable(void)
{
    PyObject *op, *proxy;
    begin(&op, &proxy);
    INT(PyCallable_Check(proxy), proxy);
    FAILS(PyObject_CallNoArgs(proxy), op, proxy);
    end(op, proxy);
}

static void unsupported_by_the_object(void)
{
    Node *a = node("A", NULL);
    PyObject *proxy = PyWeakref_NewProxy((PyObject *)a, NULL), *two = PyLong_FromLong(2);
    FAILS(PyNumber_Add(proxy, two), a, proxy);
    FAILS(PyNumber_Negative(proxy), a, proxy);
    FAILS(PyObject_Size(proxy), a, proxy);
    FAILS(PyObject_GetItem(proxy, two), a, proxy);
    FAILS(PySequence_Contains(proxy, two), a, proxy);
    FAILS(PyObject_GetAttrString(proxy, "unknown"), a, proxy);
    INT(PyObject_IsTrue(proxy), a, proxy);
    Py_DECREF(two);
    Py_DECREF(proxy);
    DO(Py_DECREF(a), NULL);
}

static void dead(void)
{
    PyObject *op, *proxy, *two = PyLong_FromLong(2);
    begin(&op, &proxy);
    DO(Py_DECREF(op), proxy);
    GIVES(PyNumber_Add(proxy, two), proxy);
    GIVES(PyNumber_Add(two, proxy), proxy);
    GIVES(PyNumber_InPlaceAdd(proxy, two), proxy);
    GIVES(PyNumber_Power(proxy, two, Py_None), proxy);
    GIVES(PyNumber_Negative(proxy), proxy);
    GIVES(PyNumber_Float(proxy), proxy);
    INT(PyObject_IsTrue(proxy), proxy);
    INT(PyObject_Size(proxy), proxy);
    GIVES(PyObject_GetItem(proxy, two), proxy);
    INT(PyObject_SetItem(proxy, two, two), proxy);
    INT(PyObject_DelItem(proxy, two), proxy);
    INT(PySequence_Contains(proxy, two), proxy);
    GIVES(PyObject_GetAttrString(proxy, "item"), proxy);
    INT(PyObject_SetAttrString(proxy, "item", two), proxy);
    GIVES(PyObject_GetIter(proxy), proxy);
    GIVES(PyIter_Next(proxy), proxy);
    GIVES(PyObject_Str(proxy), proxy);
    GIVES(PyObject_RichCompare(proxy, two, Py_EQ), proxy);
    Py_DECREF(two);
    Py_DECREF(proxy);
}

static PyObject *the_only_reference;

static PyObject *lose_it(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_CLEAR(the_only_reference);
    printf(" [still in the call]");
    Py_RETURN_NONE;
}

static PyMethodDef lose_definition = {"lose", lose_it, METH_NOARGS, NULL};

/* The object loses its last owner in an operation through the proxy: the operation goes on with it. */
static void dies_in_an_operation(void)
{
    PyObject *item = text("unused"), *proxy;
    the_only_reference = PyCFunction_New(&lose_definition, item);
    proxy = PyWeakref_NewProxy(the_only_reference, NULL);
    GIVES(PyObject_CallNoArgs(proxy), proxy, item);
    GIVES(PyObject_CallNoArgs(proxy), proxy, item);
    Py_DECREF(proxy);
    Py_DECREF(item);
}

static void of_garbage(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *plain = PyWeakref_NewProxy((PyObject *)a, NULL),
             *proxy = PyWeakref_NewProxy((PyObject *)a, function);
    set_left(a, a);
    Py_DECREF(a);
    INT(PyGC_Collect(), plain, proxy, function);
    INT(count_behind(plain), plain);
    GIVES(PyObject_Str(proxy), proxy);
    Py_DECREF(plain);
    Py_DECREF(proxy);
    Py_DECREF(function);
}

static void in_the_garbage(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("never");
    set_left(a, a);
    a->right = PyWeakref_NewProxy((PyObject *)a, function);
    Py_DECREF(a);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

static const Case cases[] = {
    {"new and shared", new_and_shared},
    {"with callback", with_callback},
    {"numbers", numbers},
    {"right and both sides", on_the_right_and_on_both_sides},
    {"in place", in_place},
    {"unary numbers", unary_numbers},
    {"items", items},
    {"attributes", attributes},
    {"methods", methods},
    {"iteration", iteration},
    {"no iterator", no_iterator},
    {"texts", texts},
    {"comparison", comparison},
    {"not hashable", not_hashable},
    {"callable", callable},
    {"not callable", not_callable},
    {"unsupported", unsupported_by_the_object},
    {"dead", dead},
    {"dies in an operation", dies_in_an_operation},
    {"of garbage", of_garbage},
    {"in the garbage", in_the_garbage},
};
NODE_MAIN(cases)
