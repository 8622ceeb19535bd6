/* Parity: weak references: sharing, death, callbacks and their order, collections. */
#include "node.h"

/* The reference */

static void new_and_dead(void)
{
    Node *a = node("A", NULL);
    PyObject *ref, *got;
    REF(ref, PyWeakref_NewRef((PyObject *)a, NULL), a, ref);
    INT(PyWeakref_GetRef(ref, &got), a, ref);
    DO(Py_DECREF(got), a, ref);
    DO(Py_DECREF(a), ref);
    INT(PyWeakref_GetRef(ref, &got), ref);
    INT(got == NULL, ref);
    DO(Py_DECREF(ref), NULL);
}

static void dies_before_its_object(void)
{
    Node *a = node("A", NULL);
    PyObject *ref = PyWeakref_NewRef((PyObject *)a, NULL);
    DO(Py_DECREF(ref), a);
    INT(a->weaklist == NULL, a);
    DO(Py_DECREF(a), NULL);
}

static void shared(void)
{
    Node *a = node("A", NULL);
    PyObject *ref = PyWeakref_NewRef((PyObject *)a, NULL), *same;
    REF(same, PyWeakref_NewRef((PyObject *)a, NULL), a, ref);
    INT(same == ref, ref);
    DO(Py_DECREF(same), ref);
    REF(same, PyWeakref_NewRef((PyObject *)a, Py_None), a, ref);
    INT(same == ref, ref);
    DO(Py_DECREF(same), ref);
    DO(Py_DECREF(ref), a);
    DO(Py_DECREF(a), NULL);
}

static void not_shared_with_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *plain = PyWeakref_NewRef((PyObject *)a, NULL), *one, *other, *same;
    REF(one, PyWeakref_NewRef((PyObject *)a, function), a, one, function, plain);
    REF(other, PyWeakref_NewRef((PyObject *)a, function), a, one, other, function, plain);
    INT(one != other && one != plain, one, other, plain);
    same = PyWeakref_NewRef((PyObject *)a, NULL);
    INT(same == plain, plain);
    Py_DECREF(same);
    DO(Py_DECREF(one); Py_DECREF(other), a, function, plain);
    DO(Py_DECREF(a), function, plain);
    Py_DECREF(plain);
    Py_DECREF(function);
}

static void shared_after_callbacks(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *one = PyWeakref_NewRef((PyObject *)a, function), *plain, *same;
    plain = PyWeakref_NewRef((PyObject *)a, NULL);
    same = PyWeakref_NewRef((PyObject *)a, NULL);
    INT(plain == same && plain != one, plain, one);
    DO(Py_DECREF(a), plain, one, function);
    Py_DECREF(plain);
    Py_DECREF(same);
    Py_DECREF(one);
    Py_DECREF(function);
}

static void references_and_proxies(void)
{
    Node *a = node("A", NULL);
    PyObject *proxy = PyWeakref_NewProxy((PyObject *)a, NULL), *ref = PyWeakref_NewRef((PyObject *)a, NULL);
    PyObject *same_proxy = PyWeakref_NewProxy((PyObject *)a, NULL),
             *same_ref = PyWeakref_NewRef((PyObject *)a, NULL);
    INT(proxy == same_proxy, proxy);
    INT(ref == same_ref, ref);
    INT(ref != proxy, a);
    Py_DECREF(same_proxy);
    Py_DECREF(same_ref);
    DO(Py_DECREF(a), ref, proxy);
    INT(count_behind(ref), ref);
    INT(count_behind(proxy), proxy);
    Py_DECREF(ref);
    Py_DECREF(proxy);
}

static void checks(void)
{
    Node *a = node("A", NULL);
    PyObject *ref = PyWeakref_NewRef((PyObject *)a, NULL), *proxy = PyWeakref_NewProxy((PyObject *)a, NULL);
    INT(PyWeakref_Check(ref), ref);
    INT(PyWeakref_CheckRef(ref), ref);
    INT(PyWeakref_CheckRefExact(ref), ref);
    INT(PyWeakref_CheckProxy(ref), ref);
    INT(PyWeakref_Check(proxy), proxy);
    INT(PyWeakref_CheckRef(proxy), proxy);
    INT(PyWeakref_CheckProxy(proxy), proxy);
    INT(PyWeakref_Check((PyObject *)a), a);
    INT(PyWeakref_Check(Py_None), NULL);
    Py_DECREF(ref);
    Py_DECREF(proxy);
    DO(Py_DECREF(a), NULL);
}

static void not_referenceable(void)
{
    PyObject *item = flt(1.5), *list = PyList_New(0), *tuple = PyTuple_Pack(1, item), *string = text("text"),
             *dying = witness("W");
    GIVES(PyWeakref_NewRef(item, NULL), item);
    GIVES(PyWeakref_NewRef(list, NULL), list);
    GIVES(PyWeakref_NewRef(tuple, NULL), tuple);
    GIVES(PyWeakref_NewProxy(string, NULL), string);
    GIVES(PyWeakref_NewProxy(dying, NULL), dying);
    GIVES(PyWeakref_NewRef(Py_None, NULL), NULL);
    Py_DECREF(item);
    Py_DECREF(list);
    Py_DECREF(tuple);
    Py_DECREF(string);
    DO(Py_DECREF(dying), NULL);
}

static void of_what_is_no_reference(void)
{
    PyObject *item = flt(1.5), *got = item;
    FAILS(PyWeakref_GetRef(item, &got), item);
    INT(got == NULL, item);
    Py_DECREF(item);
}

static void to_functions_methods_types(void)
{
    PyObject *function = callback("f"), *item = flt(1.5), *method = PyMethod_New(function, item);
    PyObject *to_function = PyWeakref_NewRef(function, NULL), *to_method = PyWeakref_NewRef(method, NULL);
    INT(count_behind(to_function), function, to_function);
    INT(count_behind(to_method), method, to_method);
    DO(Py_DECREF(method), function, item);
    INT(count_behind(to_method), to_method);
    DO(Py_DECREF(function), item);
    INT(count_behind(to_function), to_function);
    Py_DECREF(to_function);
    Py_DECREF(to_method);
    Py_DECREF(item);
}

static PyType_Slot no_slots[] = {{0, NULL}};
static PyType_Spec sub_node_spec = {"parity.SubNode", 0, 0, Py_TPFLAGS_DEFAULT, no_slots};

static void to_a_heap_type(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_node_spec, (PyObject *)&Node_Type);
    PyObject *function = callback("the type is gone"), *ref = PyWeakref_NewRef(type, function), *got;
    INT(PyWeakref_GetRef(ref, &got), ref, function);
    Py_DECREF(got);
    DO(Py_DECREF(type); collect(), ref);
    INT(count_behind(ref), ref);
    Py_DECREF(ref);
    Py_DECREF(function);
}

static void to_an_instance_of_a_subtype(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_node_spec, (PyObject *)&Node_Type);
    PyObject *op = PyObject_CallNoArgs(type), *function = callback("one"),
             *ref = PyWeakref_NewRef(op, function);
    ((Node *)op)->name = "S";
    DO(Py_DECREF(op), ref);
    Py_DECREF(ref);
    Py_DECREF(function);
    Py_DECREF(type);
    collect();
}

/* A heap type with a list of its own, which its generated dealloc clears */

typedef struct Listed {
    PyObject_HEAD PyObject *item;
    PyObject *weaklist;
} Listed;

static PyMemberDef listed_members[] = {
    {"item", T_OBJECT_EX, offsetof(Listed, item), 0, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Listed, weaklist), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int listed_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Listed *)op)->item);
    return 0;
}

static PyType_Slot listed_slots[] = {
    {Py_tp_members, listed_members},
    {Py_tp_traverse, listed_traverse},
    {0, NULL},
};
static PyType_Spec listed_spec = {"parity.Listed", sizeof(Listed), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
                                  listed_slots};

static void heap_type_with_a_list(void)
{
    PyObject *type = PyType_FromSpec(&listed_spec), *op = PyObject_CallNoArgs(type), *item = flt(1.5);
    PyObject *function = callback("one"), *ref, *same;
    INT(((PyTypeObject *)type)->tp_weaklistoffset == offsetof(Listed, weaklist), op);
    PyObject_SetAttrString(op, "item", item);
    REF(ref, PyWeakref_NewRef(op, function), op, function);
    REF(same, PyWeakref_NewRef(op, NULL), op, function);
    INT(count_behind(ref), op, item);
    DO(Py_DECREF(op), ref, item);
    INT(count_behind(same), same);
    Py_DECREF(ref);
    Py_DECREF(same);
    Py_DECREF(function);
    Py_DECREF(type);
    Py_DECREF(item);
    collect();
}

/* What a reference can do */

static void called(void)
{
    Node *a = node("A", NULL);
    PyObject *ref = PyWeakref_NewRef((PyObject *)a, NULL), *got, *item = flt(1.5);
    OBJ(got, PyObject_CallNoArgs(ref), a, ref);
    DO(Py_DECREF(got), a);
    FAILS(PyObject_CallOneArg(ref, item), a, ref, item);
    DO(Py_DECREF(a), ref);
    GIVES(PyObject_CallNoArgs(ref), ref);
    Py_DECREF(ref);
    Py_DECREF(item);
}

static void its_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *ref = PyWeakref_NewRef((PyObject *)a, function),
             *plain = PyWeakref_NewRef((PyObject *)a, NULL), *got;
    REF(got, PyObject_GetAttrString(ref, "__callback__"), function);
    INT(got == function, function);
    Py_DECREF(got);
    GIVES(PyObject_GetAttrString(plain, "__callback__"), plain);
    FAILS(PyObject_SetAttrString(ref, "__callback__", Py_None), function);
    DO(Py_DECREF(a), function, ref);
    GIVES(PyObject_GetAttrString(ref, "__callback__"), ref);
    Py_DECREF(ref);
    Py_DECREF(plain);
    Py_DECREF(function);
}

/* An object whose equality and hash are a number's, and that tells when its hash is asked for. */
typedef struct Value {
    PyObject_HEAD long number;
    PyObject *weaklist;
} Value;

static Py_hash_t value_hash(PyObject *op)
{
    printf(" [hash]");
    return (Py_hash_t)((Value *)op)->number;
}

static PyObject *value_compare(PyObject *left, PyObject *right, int operation)
{
    printf(" [compare]");
    Py_RETURN_RICHCOMPARE(((Value *)left)->number, ((Value *)right)->number, operation);
}

static void value_dealloc(PyObject *op)
{
    if (((Value *)op)->weaklist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    PyObject_Free(op);
}

static PyTypeObject Value_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Value",
    .tp_basicsize = sizeof(Value),
    .tp_dealloc = value_dealloc,
    .tp_hash = value_hash,
    .tp_richcompare = value_compare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Value, weaklist),
};

static PyObject *value(long number)
{
    PyType_Ready(&Value_Type);
    Value *self = PyObject_New(Value, &Value_Type);
    self->number = number;
    self->weaklist = NULL;
    return (PyObject *)self;
}

static void hash(void)
{
    PyObject *op = value(7), *ref = PyWeakref_NewRef(op, NULL);
    INT(PyObject_Hash(ref), op, ref);
    INT(PyObject_Hash(ref), op, ref);
    DO(Py_DECREF(op), ref);
    INT(PyObject_Hash(ref), ref);
    Py_DECREF(ref);
}

static void hash_too_late(void)
{
    PyObject *op = value(7), *ref = PyWeakref_NewRef(op, NULL);
    DO(Py_DECREF(op), ref);
    INT(PyObject_Hash(ref), ref);
    Py_DECREF(ref);
}

static void hash_of_the_unhashable(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_node_spec, (PyObject *)&Node_Type), *op, *ref;
    ((PyTypeObject *)type)->tp_hash = PyObject_HashNotImplemented;
    op = PyObject_CallNoArgs(type);
    ref = PyWeakref_NewRef(op, NULL);
    FAILS(PyObject_Hash(ref), op, ref);
    Py_DECREF(ref);
    Py_DECREF(op);
    Py_DECREF(type);
    collect();
}

static void equality(void)
{
    PyObject *one = value(7), *equal = value(7), *other = value(8), *function = callback("f");
    PyObject *ref = PyWeakref_NewRef(one, NULL), *second = PyWeakref_NewRef(one, function),
             *to_equal = PyWeakref_NewRef(equal, NULL), *to_other = PyWeakref_NewRef(other, NULL);
    INT(PyObject_RichCompareBool(ref, second, Py_EQ), one);
    INT(PyObject_RichCompareBool(ref, to_equal, Py_EQ), one, equal);
    INT(PyObject_RichCompareBool(ref, to_equal, Py_NE), one, equal);
    INT(PyObject_RichCompareBool(ref, to_other, Py_EQ), one, other);
    INT(PyObject_RichCompareBool(ref, to_other, Py_NE), one, other);
    INT(PyObject_RichCompareBool(ref, one, Py_EQ), one);
    FAILS(PyObject_RichCompare(ref, to_other, Py_LT), one, other);
    DO(Py_DECREF(equal), to_equal);
    INT(PyObject_RichCompareBool(ref, to_equal, Py_EQ), ref, to_equal);
    INT(PyObject_RichCompareBool(ref, to_equal, Py_NE), ref, to_equal);
    DO(Py_DECREF(one), ref, second);
    INT(PyObject_RichCompareBool(ref, second, Py_EQ), ref, second);
    INT(PyObject_RichCompareBool(ref, second, Py_NE), ref, second);
    INT(PyObject_RichCompareBool(ref, ref, Py_EQ), ref);
    Py_DECREF(ref);
    Py_DECREF(second);
    Py_DECREF(to_equal);
    Py_DECREF(to_other);
    Py_DECREF(other);
    Py_DECREF(function);
}

static void as_a_key(void)
{
    PyObject *dict = PyDict_New(), *op = value(7), *ref = PyWeakref_NewRef(op, NULL), *item = flt(1.5);
    INT(PyDict_SetItem(dict, ref, item), op, ref, item);
    DO(Py_DECREF(op), ref);
    INT(PyDict_Contains(dict, ref), ref);
    DO(Py_DECREF(dict), ref, item);
    Py_DECREF(ref);
    Py_DECREF(item);
}

static void made_by_its_type(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *type = (PyObject *)&_PyWeakref_RefType, *ref, *with_callback;
    REF(ref, PyObject_CallOneArg(type, (PyObject *)a), a, ref);
    REF(with_callback, PyObject_CallFunctionObjArgs(type, a, function, NULL), a, with_callback, function);
    FAILS(PyObject_CallNoArgs(type), a);
    FAILS(PyObject_CallOneArg(type, Py_None), a);
    DO(Py_DECREF(a), ref, with_callback, function);
    Py_DECREF(ref);
    Py_DECREF(with_callback);
    Py_DECREF(function);
}

static PyType_Spec sub_ref_spec = {"parity.SubRef", 0, 0, Py_TPFLAGS_DEFAULT, no_slots};

static void of_a_subtype(void)
{
    PyObject *type = PyType_FromSpecWithBases(&sub_ref_spec, (PyObject *)&_PyWeakref_RefType);
    Node *a = node("A", NULL);
    PyObject *plain = PyWeakref_NewRef((PyObject *)a, NULL);
    PyObject *ref = PyObject_CallOneArg(type, (PyObject *)a),
             *other = PyObject_CallOneArg(type, (PyObject *)a);
    INT(ref != other && ref != plain, ref, other, plain);
    INT(PyWeakref_CheckRef(ref), ref);
    INT(PyWeakref_CheckRefExact(ref), ref);
    INT(count_behind(ref), a);
    DO(Py_DECREF(other), a);
    DO(Py_DECREF(a), ref, plain);
    INT(count_behind(ref), ref);
    Py_DECREF(ref);
    Py_DECREF(plain);
    Py_DECREF(type);
    collect();
}

/* Callbacks in a dealloc */

static void called_back(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *ref = PyWeakref_NewRef((PyObject *)a, function);
    DO(Py_DECREF(a), ref, function);
    DO(Py_DECREF(ref), function);
    Py_DECREF(function);
}

static void newest_first(void)
{
    Node *a = node("A", NULL);
    PyObject *refs[3], *functions[] = {callback("first"), callback("second"), callback("third")};
    for (int i = 0; i < 3; i++) {
        refs[i] = PyWeakref_NewRef((PyObject *)a, functions[i]);
    }
    DO(Py_DECREF(a), refs[0], refs[1], refs[2], functions[0], functions[1], functions[2]);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(refs[i]);
        Py_DECREF(functions[i]);
    }
}

static void order_with_shared_ones_between(void)
{
    Node *a = node("A", NULL);
    PyObject *functions[] = {callback("first"), callback("proxy"), callback("third")};
    PyObject *first = PyWeakref_NewRef((PyObject *)a, functions[0]),
             *plain = PyWeakref_NewRef((PyObject *)a, NULL),
             *second = PyWeakref_NewProxy((PyObject *)a, functions[1]),
             *proxy = PyWeakref_NewProxy((PyObject *)a, NULL),
             *third = PyWeakref_NewRef((PyObject *)a, functions[2]);
    DO(Py_DECREF(a), first, plain, second, proxy, third);
    Py_DECREF(first);
    Py_DECREF(plain);
    Py_DECREF(second);
    Py_DECREF(proxy);
    Py_DECREF(third);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(functions[i]);
    }
}

static void not_called_when_gone_before(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("never"), *ref = PyWeakref_NewRef((PyObject *)a, function);
    DO(Py_DECREF(ref), a, function);
    DO(Py_DECREF(a), function);
    Py_DECREF(function);
}

/* All are dead before the first callback runs. */
static PyObject *watched_refs[2];

static PyObject *look_at_the_others(PyObject *self, PyObject *ref)
{
    (void)self;
    (void)ref;
    printf(" [behind them: %ld %ld]", count_behind(watched_refs[0]), count_behind(watched_refs[1]));
    Py_RETURN_NONE;
}

static PyMethodDef look_definition = {"look", look_at_the_others, METH_O, NULL};

static void all_dead_before_the_first_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = PyCFunction_New(&look_definition, NULL);
    watched_refs[0] = PyWeakref_NewRef((PyObject *)a, function);
    watched_refs[1] = PyWeakref_NewRef((PyObject *)a, function);
    INT(count_behind(watched_refs[0]), a, watched_refs[0], watched_refs[1], function);
    DO(Py_DECREF(a), watched_refs[0], watched_refs[1], function);
    Py_DECREF(watched_refs[0]);
    Py_DECREF(watched_refs[1]);
    Py_DECREF(function);
}

static PyObject *drop_the_other(PyObject *self, PyObject *ref)
{
    (void)self;
    PyObject **other = &watched_refs[ref == watched_refs[0]];
    printf(" [called; the other's count %zd]", *other != NULL ? (Py_ssize_t)Py_REFCNT(*other) : 0);
    Py_CLEAR(*other);
    Py_RETURN_NONE;
}

static PyMethodDef drop_definition = {"drop", drop_the_other, METH_O, NULL};

/* The second reference loses its last owner in the first one's callback, and is called all the same. */
static void dropped_in_a_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = PyCFunction_New(&drop_definition, NULL);
    watched_refs[0] = PyWeakref_NewRef((PyObject *)a, function);
    watched_refs[1] = PyWeakref_NewRef((PyObject *)a, function);
    DO(Py_DECREF(a), function);
    Py_CLEAR(watched_refs[0]);
    Py_CLEAR(watched_refs[1]);
    Py_DECREF(function);
}

static PyObject *fail(PyObject *self, PyObject *ref)
{
    (void)self;
    (void)ref;
    printf(" [fails]");
    PyErr_SetString(PyExc_KeyError, "in a callback (this line belongs to the test)");
    return NULL;
}

static PyMethodDef fail_definition = {"fail", fail, METH_O, NULL};

static void failing_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *good = callback("good"), *bad = PyCFunction_New(&fail_definition, NULL);
    PyObject *one = PyWeakref_NewRef((PyObject *)a, good), *two = PyWeakref_NewRef((PyObject *)a, bad);
    DO(Py_DECREF(a), one, two, good, bad);
    Py_DECREF(one);
    Py_DECREF(two);
    Py_DECREF(good);
    Py_DECREF(bad);
}

static void pending_error_is_kept(void)
{
    Node *a = node("A", NULL);
    PyObject *bad = PyCFunction_New(&fail_definition, NULL), *ref = PyWeakref_NewRef((PyObject *)a, bad);
    PyErr_SetString(PyExc_ValueError, "from before");
    DO(Py_DECREF(a), ref, bad);
    Py_DECREF(ref);
    Py_DECREF(bad);
}

static PyObject *collect_in_a_callback(PyObject *self, PyObject *ref)
{
    (void)self;
    (void)ref;
    printf(" [collect: %zd]", (Py_ssize_t)PyGC_Collect());
    Py_RETURN_NONE;
}

static PyMethodDef collect_definition = {"collect", collect_in_a_callback, METH_O, NULL};

static void collection_in_a_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = PyCFunction_New(&collect_definition, NULL),
             *ref = PyWeakref_NewRef((PyObject *)a, function);
    lose_pair("C", "D");
    DO(Py_DECREF(a), ref, function);
    Py_DECREF(ref);
    Py_DECREF(function);
}

static void clear_of_a_live_object(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *ref = PyWeakref_NewRef((PyObject *)a, function);
    FAILS(PyObject_ClearWeakRefs((PyObject *)a), a, ref);
    INT(count_behind(ref), a, ref);
    DO(Py_DECREF(a), ref);
    Py_DECREF(ref);
    Py_DECREF(function);
}

/* Finalizers and weak references */

static PyObject *watched_ref;

static void tell_whats_behind(Node *self)
{
    (void)self;
    printf(" [behind the reference: %ld]", count_behind(watched_ref));
}

static void alive_in_the_finalizer_of_a_dealloc(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one");
    watched_ref = PyWeakref_NewRef((PyObject *)a, function);
    a->act = tell_whats_behind;
    DO(Py_DECREF(a), watched_ref);
    Py_DECREF(watched_ref);
    Py_DECREF(function);
}

static void kept_through_a_resurrection(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *ref = PyWeakref_NewRef((PyObject *)a, function);
    a->act = save;
    DO(Py_DECREF(a), saved, ref);
    INT(count_behind(ref), saved, ref);
    DO(Py_CLEAR(saved), ref);
    Py_DECREF(ref);
    Py_DECREF(function);
}

/* In a collection */

static void dead_in_the_finalizer_of_a_collection(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one");
    watched_ref = PyWeakref_NewRef((PyObject *)a, function);
    a->act = tell_whats_behind;
    set_left(a, a);
    Py_DECREF(a);
    INT(PyGC_Collect(), watched_ref, function);
    Py_DECREF(watched_ref);
    Py_DECREF(function);
}

static void dead_after_a_resurrection(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("one"), *ref = PyWeakref_NewRef((PyObject *)a, function), *other;
    a->act = save;
    set_left(a, a);
    Py_DECREF(a);
    INT(PyGC_Collect(), saved, ref, function);
    INT(count_behind(ref), saved, ref);
    REF(other, PyWeakref_NewRef(saved, function), saved, other, function);
    INT(count_behind(other), saved, other);
    DO(Py_CLEAR(saved), other);
    INT(PyGC_Collect(), other, function);
    Py_DECREF(ref);
    Py_DECREF(other);
    Py_DECREF(function);
}

static void of_a_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    PyObject *function = callback("one"), *plain = PyWeakref_NewRef((PyObject *)nodes[0], NULL),
             *ref = PyWeakref_NewRef((PyObject *)nodes[1], function);
    close_ring(nodes, 2);
    INT(count_behind(plain), nodes[0], nodes[1], plain, ref);
    INT(PyGC_Collect(), plain, ref, function);
    INT(count_behind(plain), plain);
    INT(count_behind(ref), ref);
    Py_DECREF(plain);
    Py_DECREF(ref);
    Py_DECREF(function);
}

static void order_in_a_collection(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    PyObject *functions[] = {callback("A, first"), callback("B"), callback("A, last")};
    PyObject *refs[] = {PyWeakref_NewRef((PyObject *)nodes[0], functions[0]),
                        PyWeakref_NewRef((PyObject *)nodes[1], functions[1]),
                        PyWeakref_NewRef((PyObject *)nodes[0], functions[2])};
    close_ring(nodes, 2);
    INT(PyGC_Collect(), refs[0], refs[1], refs[2], functions[0], functions[1], functions[2]);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(refs[i]);
        Py_DECREF(functions[i]);
    }
}

/* The reference is garbage as well: its callback does not run. */
static void reference_in_the_garbage(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("never"), *ref = PyWeakref_NewRef((PyObject *)a, function);
    set_left(a, a);
    a->right = ref;
    Py_DECREF(a);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

static void reference_of_the_other_in_the_garbage(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    PyObject *function = callback("never");
    nodes[0]->right = PyWeakref_NewRef((PyObject *)nodes[1], function);
    nodes[1]->right = PyWeakref_NewRef((PyObject *)nodes[0], function);
    close_ring(nodes, 2);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

/* A reference in the garbage to an object that is not garbage dies with the garbage. */
static void reference_from_the_garbage(void)
{
    Node *a = node("A", NULL), *outside = node("outside", NULL);
    PyObject *function = callback("never");
    set_left(a, a);
    a->right = PyWeakref_NewRef((PyObject *)outside, function);
    Py_DECREF(a);
    INT(PyGC_Collect(), outside, function);
    DO(Py_DECREF(outside), function);
    Py_DECREF(function);
}

/* object -> reference -> callback -> object */
static void cycle_through_a_callback(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback_holding((PyObject *)a);
    a->left = PyWeakref_NewRef((PyObject *)a, function);
    DO(Py_DECREF(function); Py_DECREF(a), a, a->left, function);
    INT(PyGC_Collect(), NULL);
}

static void callback_keeps_the_object(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback_holding((PyObject *)a), *ref = PyWeakref_NewRef((PyObject *)a, function);
    set_left(a, a);
    DO(Py_DECREF(function); Py_DECREF(a), a, ref, function);
    INT(PyGC_Collect(), a, ref, function);
    DO(Py_DECREF(ref), a);
    INT(PyGC_Collect(), NULL);
}

static void failing_callback_in_a_collection(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    PyObject *bad = PyCFunction_New(&fail_definition, NULL), *good = callback("good");
    PyObject *one = PyWeakref_NewRef((PyObject *)nodes[0], bad),
             *two = PyWeakref_NewRef((PyObject *)nodes[1], good);
    close_ring(nodes, 2);
    INT(PyGC_Collect(), one, two, bad, good);
    Py_DECREF(one);
    Py_DECREF(two);
    Py_DECREF(bad);
    Py_DECREF(good);
}

static PyObject *drop_itself(PyObject *self, PyObject *ref)
{
    (void)self;
    printf(" [drops itself%s]", ref == watched_ref ? "" : "?");
    Py_CLEAR(watched_ref);
    Py_RETURN_NONE;
}

static PyMethodDef drop_itself_definition = {"drop_itself", drop_itself, METH_O, NULL};

static void reference_drops_itself(void)
{
    Node *a = node("A", NULL);
    PyObject *function = PyCFunction_New(&drop_itself_definition, NULL);
    watched_ref = PyWeakref_NewRef((PyObject *)a, function);
    DO(Py_DECREF(a), function);
    a = node("B", NULL);
    set_left(a, a);
    watched_ref = PyWeakref_NewRef((PyObject *)a, function);
    Py_DECREF(a);
    DO((void)PyGC_Collect(), function); /* CPython counts the reference, too */
    Py_DECREF(function);
}

static void held_by_a_list_in_the_garbage(void)
{
    Node *a = node("A", NULL);
    PyObject *function = callback("never"), *ref = PyWeakref_NewRef((PyObject *)a, function), *list;
    list = list_of((PyObject *)a, ref);
    set_left(a, list);
    Py_DECREF(ref);
    Py_DECREF(a);
    DO(Py_DECREF(list), list, ref, a);
    INT(PyGC_Collect(), function);
    Py_DECREF(function);
}

static const Case cases[] = {
    {"reference.new and dead", new_and_dead},
    {"reference.dies first", dies_before_its_object},
    {"reference.shared", shared},
    {"reference.not shared", not_shared_with_callback},
    {"reference.shared after callbacks", shared_after_callbacks},
    {"reference.and proxy", references_and_proxies},
    {"reference.checks", checks},
    {"reference.not referenceable", not_referenceable},
    {"reference.no reference", of_what_is_no_reference},
    {"reference.functions and methods", to_functions_methods_types},
    {"reference.heap type", to_a_heap_type},
    {"reference.instance of a subtype", to_an_instance_of_a_subtype},
    {"reference.heap type with a list", heap_type_with_a_list},
    {"reference.called", called},
    {"reference.its callback", its_callback},
    {"reference.hash", hash},
    {"reference.hash too late", hash_too_late},
    {"reference.hash of the unhashable", hash_of_the_unhashable},
    {"reference.equality", equality},
    {"reference.key", as_a_key},
    {"reference.made by its type", made_by_its_type},
    {"reference.of a subtype", of_a_subtype},
    {"callback.called", called_back},
    {"callback.newest first", newest_first},
    {"callback.order with shared ones", order_with_shared_ones_between},
    {"callback.gone before", not_called_when_gone_before},
    {"callback.all dead before", all_dead_before_the_first_callback},
    {"callback.dropped in a callback", dropped_in_a_callback},
    {"callback.failing", failing_callback},
    {"callback.pending error", pending_error_is_kept},
    {"callback.collection", collection_in_a_callback},
    {"callback.drops itself", reference_drops_itself},
    {"clear.live object", clear_of_a_live_object},
    {"finalizer.dealloc", alive_in_the_finalizer_of_a_dealloc},
    {"finalizer.resurrection in a dealloc", kept_through_a_resurrection},
    {"finalizer.collection", dead_in_the_finalizer_of_a_collection},
    {"finalizer.resurrection in a collection", dead_after_a_resurrection},
    {"collection.ring", of_a_ring},
    {"collection.order", order_in_a_collection},
    {"collection.reference in the garbage", reference_in_the_garbage},
    {"collection.references to each other", reference_of_the_other_in_the_garbage},
    {"collection.reference from the garbage", reference_from_the_garbage},
    {"collection.cycle through a callback", cycle_through_a_callback},
    {"collection.callback keeps the object", callback_keeps_the_object},
    {"collection.failing callback", failing_callback_in_a_collection},
    {"collection.reference in a list", held_by_a_list_in_the_garbage},
};
NODE_MAIN(cases)
