/* Parity: when a collection runs and what it returns; which objects are tracked; deep structures. */
#include "node.h"

/* PyGC_Collect and its switch */

static void nothing_to_collect(void)
{
    PyObject *list = PyList_New(0), *item = flt(1.5);
    INT(PyGC_Collect(), list, item);
    PyList_Append(list, item);
    INT(PyGC_Collect(), list, item);
    Py_DECREF(list);
    Py_DECREF(item);
}

static void switching(void)
{
    INT(PyGC_IsEnabled(), NULL);
    INT(PyGC_Enable(), NULL);
    INT(PyGC_Disable(), NULL);
    INT(PyGC_IsEnabled(), NULL);
    INT(PyGC_Disable(), NULL);
    INT(PyGC_Enable(), NULL);
    INT(PyGC_Enable(), NULL);
    INT(PyGC_IsEnabled(), NULL);
}

static void disabled(void)
{
    lose_pair("A", "B");
    INT(PyGC_Disable(), NULL);
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Enable(), NULL);
    INT(PyGC_Collect(), NULL);
}

static void pending_error(void)
{
    lose_pair("A", "B");
    PyErr_SetString(PyExc_ValueError, "from before");
    INT(PyGC_Collect(), NULL);
}

static void collect_in_a_finalizer(Node *self)
{
    (void)self;
    printf(" [collect: %zd]", (Py_ssize_t)PyGC_Collect());
}

static void within_a_collection(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = collect_in_a_finalizer;
    close_ring(nodes, 2);
    lose_pair("C", "D");
    INT(PyGC_Collect(), NULL);
}

static void within_a_dealloc(void)
{
    Node *a = node("A", NULL);
    a->act = collect_in_a_finalizer;
    lose_pair("C", "D");
    DO(Py_DECREF(a), NULL);
    INT(PyGC_Collect(), NULL);
}

static void collect_on_death(void *unused)
{
    (void)unused;
    printf(" [collect: %zd]", (Py_ssize_t)PyGC_Collect());
}

static void within_a_clear(void)
{
    PyObject *list = PyList_New(0), *dying = witness("W");
    witness_on_death(dying, collect_on_death, NULL);
    PyList_Append(list, list);
    PyList_Append(list, dying);
    Py_DECREF(dying);
    Py_DECREF(list);
    lose_pair("C", "D");
    INT(PyGC_Collect(), NULL);
}

static void from_a_deallocs_witness(void)
{
    PyObject *dying = witness("W"), *list = list_of(dying, NULL);
    witness_on_death(dying, collect_on_death, NULL);
    Py_DECREF(dying);
    lose_pair("C", "D");
    DO(Py_DECREF(list), NULL);
}

static void of_old_objects(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    for (int i = 0; i < 5; i++) {
        PyGC_Collect();
    }
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
}

static void of_old_and_young(void)
{
    Node *old = node("old", NULL), *young;
    PyGC_Collect();
    young = node("young", old);
    set_left(old, young);
    DO(Py_DECREF(old); Py_DECREF(young), old, young);
    INT(PyGC_Collect(), NULL);
}

static void after_each_other(void)
{
    lose_pair("A", "B");
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
    lose_pair("C", "D");
    INT(PyGC_Collect(), NULL);
}

static void allocate(Node *self)
{
    set_left(self, NULL);
    self->right = PyList_New(0);
    PyList_Append(self->right, self->right);
    lose_pair("new C", "new D");
}

/* What finalizers make is garbage of the next collection. */
static void of_what_finalizers_make(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = allocate;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
}

static void untracked_in_a_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    PyObject_GC_UnTrack(nodes[0]);
    close_ring(nodes, 2);
    INT(PyGC_Collect(), nodes[0], nodes[1]);
    PyObject_GC_Track(nodes[0]);
    INT(PyGC_Collect(), NULL);
}

static void untracked_holds(void)
{
    Node *a = node("A", NULL), *holder = node("holder", a);
    set_left(a, a);
    Py_DECREF(a);
    PyObject_GC_UnTrack(holder);
    INT(PyGC_Collect(), a, holder);
    DO(Py_DECREF(holder), a);
    INT(PyGC_Collect(), NULL);
}

/* Tracking */

static void fresh_containers(void)
{
    PyObject *op, *function = callback("unused"), *item = flt(1.5), *sequence = PyTuple_New(0);
    op = PyList_New(0);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PyTuple_New(1);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    INT(PyObject_GC_IsTracked(function), function);
    op = PyMethod_New(function, item);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PyObject_CallNoArgs(PyExc_ValueError);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PyWeakref_NewRef(function, NULL);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PyWeakref_NewProxy(function, NULL);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PySeqIter_New(sequence);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    op = PyCallIter_New(function, item);
    INT(PyObject_GC_IsTracked(op), op);
    Py_DECREF(op);
    Py_DECREF(sequence);
    Py_DECREF(function);
    Py_DECREF(item);
}

static void fresh_iterators(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(0), *dict = PyDict_New(), *iterator;
    iterator = PyObject_GetIter(list);
    INT(PyObject_GC_IsTracked(iterator), iterator);
    Py_DECREF(iterator);
    iterator = PyObject_GetIter(tuple);
    INT(PyObject_GC_IsTracked(iterator), iterator);
    Py_DECREF(iterator);
    iterator = PyObject_GetIter(dict);
    INT(PyObject_GC_IsTracked(iterator), iterator);
    Py_DECREF(iterator);
    Py_DECREF(list);
    Py_DECREF(tuple);
    Py_DECREF(dict);
}

static void atoms(void)
{
    PyObject *number = flt(1.5), *integer = big(100000), *string = text("text"), *dying = witness("W");
    PyObject *bytes = PyBytes_FromString("bytes"), *empty = PyTuple_New(0);
    INT(PyObject_GC_IsTracked(number), number);
    INT(PyObject_GC_IsTracked(integer), integer);
    INT(PyObject_GC_IsTracked(string), string);
    INT(PyObject_GC_IsTracked(bytes), bytes);
    INT(PyObject_GC_IsTracked(dying), dying);
    INT(PyObject_GC_IsTracked(empty), NULL);
    INT(PyObject_GC_IsTracked(Py_None), NULL);
    INT(PyObject_GC_IsTracked((PyObject *)&PyList_Type), NULL);
    INT(PyObject_GC_IsFinalized(number), number);
    INT(PyObject_GC_IsFinalized(dying), dying);
    Py_DECREF(number);
    Py_DECREF(integer);
    Py_DECREF(string);
    Py_DECREF(bytes);
    Py_DECREF(empty);
    DO(Py_DECREF(dying), NULL);
}

static void who_has_a_head(void)
{
    PyObject *list = PyList_New(0), *number = flt(1.5), *type = (PyObject *)&Node_Type;
    Node *a = node("A", NULL);
    INT(PyObject_IS_GC(list) != 0, list);
    INT(PyObject_IS_GC((PyObject *)a) != 0, a);
    INT(PyObject_IS_GC(number) != 0, number);
    INT(PyObject_IS_GC(type) != 0, NULL);
    INT(PyType_IS_GC(&PyList_Type) != 0, NULL);
    INT(PyType_IS_GC(&Node_Type) != 0, NULL);
    INT(PyType_IS_GC(&PyFloat_Type) != 0, NULL);
    Py_DECREF(list);
    Py_DECREF(number);
    DO(Py_DECREF(a), NULL);
}

static PyObject *tuple_of(PyObject *first, PyObject *second)
{
    PyObject *tuple = PyTuple_New(2);
    PyTuple_SET_ITEM(tuple, 0, Py_XNewRef(first));
    PyTuple_SET_ITEM(tuple, 1, Py_XNewRef(second));
    return tuple;
}

static void tuple_of_atoms(void)
{
    PyObject *item = flt(1.5), *tuple = tuple_of(item, Py_None);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    INT(PyGC_Collect(), tuple, item);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void tuple_of_a_list(void)
{
    PyObject *list = PyList_New(0), *tuple = tuple_of(Py_None, list);
    INT(PyGC_Collect(), tuple, list);
    INT(PyObject_GC_IsTracked(tuple), tuple, list);
    DO(Py_DECREF(tuple), list);
    Py_DECREF(list);
}

static void tuple_of_tuples(void)
{
    PyObject *item = flt(1.5), *inner = tuple_of(item, item), *outer = tuple_of(inner, inner);
    INT(PyObject_GC_IsTracked(outer), outer, inner, item);
    INT(PyGC_Collect(), outer, inner, item);
    INT(PyObject_GC_IsTracked(inner), outer, inner, item);
    INT(PyObject_GC_IsTracked(outer), outer, inner, item);
    Py_DECREF(inner);
    DO(Py_DECREF(outer), item);
    Py_DECREF(item);
}

/* The outer one is older, and was looked at before the inner one was known to be harmless. */
static void tuple_older_than_its_item(void)
{
    PyObject *outer = PyTuple_New(1), *item = flt(1.5), *inner = tuple_of(item, item);
    PyTuple_SET_ITEM(outer, 0, inner);
    INT(PyGC_Collect(), outer, inner, item);
    INT(PyObject_GC_IsTracked(inner), outer, inner, item);
    INT(PyObject_GC_IsTracked(outer), outer, inner, item);
    INT(PyGC_Collect(), outer, inner, item);
    INT(PyObject_GC_IsTracked(outer), outer, inner, item);
    DO(Py_DECREF(outer), item);
    Py_DECREF(item);
}

static void tuple_with_a_hole(void)
{
    PyObject *item = flt(1.5), *tuple = tuple_of(item, NULL);
    INT(PyGC_Collect(), tuple, item);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    PyTuple_SET_ITEM(tuple, 1, Py_NewRef(item));
    INT(PyGC_Collect(), tuple, item);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void tuple_resized(void)
{
    PyObject *item = flt(1.5), *tuple = tuple_of(item, item);
    INT(_PyTuple_Resize(&tuple, 3), tuple, item);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    PyTuple_SET_ITEM(tuple, 2, Py_NewRef(item));
    INT(PyGC_Collect(), tuple, item);
    INT(PyObject_GC_IsTracked(tuple), tuple, item);
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void list_of_atoms_stays(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL);
    INT(PyGC_Collect(), list, item);
    INT(PyObject_GC_IsTracked(list), list, item);
    DO(Py_DECREF(list), item);
    Py_DECREF(item);
}

static void own_objects(void)
{
    Node *a = PyObject_GC_New(Node, &Node_Type);
    PyObject *op = (PyObject *)a, *zeroed;
    INT(PyObject_GC_IsTracked(op), op);
    a->name = "A";
    a->left = a->right = a->weaklist = NULL;
    a->act = NULL;
    DO(PyObject_GC_Track(op), op);
    INT(PyObject_GC_IsTracked(op), op);
    DO(PyObject_GC_UnTrack(op), op);
    INT(PyObject_GC_IsTracked(op), op);
    DO(PyObject_GC_UnTrack(op), op);
    DO(PyObject_GC_Track(op), op);
    INT(PyObject_GC_IsFinalized(op), op);
    DO(Py_DECREF(op), NULL);
    REF(zeroed, PyType_GenericAlloc(&Node_Type, 0), zeroed);
    INT(PyObject_GC_IsTracked(zeroed), zeroed);
    DO(Py_DECREF(zeroed), NULL);
}

/* A container of variable size */

typedef struct Row {
    PyObject_VAR_HEAD PyObject *items[1];
} Row;

static int row_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_VISIT(((Row *)op)->items[i]);
    }
    return 0;
}

static int row_clear(PyObject *op)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_CLEAR(((Row *)op)->items[i]);
    }
    return 0;
}

static void row_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    printf(" [dealloc of row]");
    (void)row_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = row_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = row_traverse,
    .tp_clear = row_clear,
};

static void variable_size(void)
{
    PyObject *item = flt(1.5);
    PyType_Ready(&Row_Type);
    Row *row = PyObject_GC_NewVar(Row, &Row_Type, 2);
    row->items[0] = Py_NewRef(item);
    row->items[1] = Py_NewRef((PyObject *)row);
    PyObject_GC_Track(row);
    INT(Py_SIZE(row), row, item);
    DO(Py_DECREF(row), row, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void resized(void)
{
    PyObject *item = flt(1.5);
    PyType_Ready(&Row_Type);
    Row *row = PyObject_GC_NewVar(Row, &Row_Type, 1);
    row->items[0] = Py_NewRef(item);
    row = PyObject_GC_Resize(Row, row, 100);
    INT(Py_SIZE(row), row, item);
    for (int i = 1; i < 100; i++) {
        row->items[i] = Py_NewRef(item);
    }
    PyObject_GC_Track(row);
    INT(PyObject_GC_IsTracked((PyObject *)row), row, item);
    DO(Py_DECREF(row), item);
    Py_DECREF(item);
}

/* Deep structures */

enum { DEEP = 100000 };

static void deep_lists(void)
{
    PyObject *top = list_of(NULL, NULL), *dying = witness("deepest");
    PyList_Append(top, dying);
    Py_DECREF(dying);
    for (int i = 0; i < DEEP; i++) {
        PyObject *list = list_of(top, NULL);
        Py_DECREF(top);
        top = list;
    }
    INT(PyGC_Collect(), top);
    DO(Py_DECREF(top), NULL);
}

static void deep_tuples(void)
{
    PyObject *top = PyTuple_Pack(1, Py_None), *dying = witness("deepest");
    Py_SETREF(top, tuple_of(dying, top));
    Py_DECREF(dying);
    for (int i = 0; i < DEEP; i++) {
        Py_SETREF(top, tuple_of(top, NULL));
    }
    DO(Py_DECREF(top), NULL);
}

static void deep_dicts(void)
{
    PyObject *top = PyDict_New(), *dying = witness("deepest");
    PyDict_SetItemString(top, "next", dying);
    Py_DECREF(dying);
    for (int i = 0; i < DEEP; i++) {
        PyObject *dict = PyDict_New();
        PyDict_SetItemString(dict, "next", top);
        Py_DECREF(top);
        top = dict;
    }
    DO(Py_DECREF(top), NULL);
}

static PyObject *mixed_link(int i, PyObject *next)
{
    PyObject *op;
    switch (i % 4) {
    case 0:
        return list_of(next, NULL);
    case 1:
        return tuple_of(next, NULL);
    case 2:
        op = PyDict_New();
        PyDict_SetItemString(op, "next", next);
        return op;
    default:
        return (PyObject *)node(NULL, next);
    }
}

static void deep_mixture(void)
{
    PyObject *top = witness("deepest");
    for (int i = 0; i < DEEP; i++) {
        Py_SETREF(top, mixed_link(i, top));
    }
    DO(Py_DECREF(top), NULL);
}

static void deep_nodes(void)
{
    PyObject *top = witness("deepest");
    for (int i = 0; i < DEEP; i++) {
        Py_SETREF(top, (PyObject *)node(NULL, top));
    }
    DO(Py_DECREF(top), NULL);
}

/* A ring as deep: clearing one link lets the rest go in one chain. */
static void deep_ring(void)
{
    PyObject *first = PyList_New(0), *top = Py_NewRef(first), *dying = witness("in the ring");
    PyList_Append(first, dying);
    Py_DECREF(dying);
    for (int i = 0; i < DEEP; i++) {
        Py_SETREF(top, mixed_link(i, top));
    }
    PyList_Append(first, top);
    DO(Py_DECREF(top); Py_DECREF(first), first, top);
    DO((void)PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
}

static const Case cases[] = {
    {"collect.nothing", nothing_to_collect},
    {"collect.switch", switching},
    {"collect.disabled", disabled},
    {"collect.pending error", pending_error},
    {"collect.within a collection", within_a_collection},
    {"collect.within a dealloc", within_a_dealloc},
    {"collect.within a clear", within_a_clear},
    {"collect.within a witness's dealloc", from_a_deallocs_witness},
    {"collect.old objects", of_old_objects},
    {"collect.old and young", of_old_and_young},
    {"collect.after each other", after_each_other},
    {"collect.what finalizers make", of_what_finalizers_make},
    {"collect.untracked in a ring", untracked_in_a_ring},
    {"collect.untracked holds", untracked_holds},
    {"tracking.fresh containers", fresh_containers},
    {"tracking.fresh iterators", fresh_iterators},
    {"tracking.atoms", atoms},
    {"tracking.who has a head", who_has_a_head},
    {"tracking.tuple of atoms", tuple_of_atoms},
    {"tracking.tuple of a list", tuple_of_a_list},
    {"tracking.tuple of tuples", tuple_of_tuples},
    {"tracking.tuple older than its item", tuple_older_than_its_item},
    {"tracking.tuple with a hole", tuple_with_a_hole},
    {"tracking.tuple resized", tuple_resized},
    {"tracking.list of atoms", list_of_atoms_stays},
    {"tracking.own objects", own_objects},
    {"tracking.variable size", variable_size},
    {"tracking.resized", resized},
    {"deep.lists", deep_lists},
    {"deep.tuples", deep_tuples},
    {"deep.dicts", deep_dicts},
    {"deep.mixture", deep_mixture},
    {"deep.nodes", deep_nodes},
    {"deep.ring", deep_ring},
};
NODE_MAIN(cases)
