/* Parity: the collector's side of containers (traverse, clear, tracking), and deep structures. */
#include "parity.h"

/* What a container's tp_traverse visits. */

static int count_visit(PyObject *op, void *argument)
{
    (void)op;
    ++*(int *)argument;
    return 0;
}

static int stop_visit(PyObject *op, void *argument)
{
    (void)op;
    return ++*(int *)argument == 2 ? 42 : 0;
}

static int traverse(PyObject *op, visitproc visit, int *visited)
{
    *visited = 0;
    return Py_TYPE(op)->tp_traverse(op, visit, visited);
}

static void traverse_of_sequences(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, a), *tuple = PyTuple_Pack(3, a, a, list);
    int visited;
    INT(traverse(list, count_visit, &visited), list, a);
    INT(visited, list, a);
    INT(traverse(tuple, count_visit, &visited), tuple, a);
    INT(visited, tuple, a);
    INT(traverse(tuple, stop_visit, &visited), tuple, a);
    INT(visited, tuple, a);
    Py_DECREF(tuple);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void traverse_of_dict(void)
{
    PyObject *dict = PyDict_New(), *k = flt(1.5), *v = flt(2.5);
    int visited;
    PyDict_SetItem(dict, k, v);
    PyDict_SetItem(dict, v, v);
    Py_ssize_t key_before = Py_REFCNT(k);
    INT(traverse(dict, stop_visit, &visited), dict, k, v);
    INT(visited, dict, k, v);
    INT(Py_REFCNT(k) == key_before, dict);
    Py_DECREF(dict);
    Py_DECREF(k);
    Py_DECREF(v);
}

static PyObject *nothing(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_RETURN_NONE;
}

static PyMethodDef nothing_definition = {"nothing", nothing, METH_NOARGS, NULL};

static void traverse_of_methods(void)
{
    PyObject *self = PyList_New(0), *function = PyCFunction_New(&nothing_definition, self);
    PyObject *method = PyMethod_New(function, self), *iterator = PyObject_GetIter(self);
    int visited;
    INT(traverse(function, count_visit, &visited), function, self);
    INT(visited, function, self);
    INT(traverse(method, count_visit, &visited), method, function, self);
    INT(visited, method, function, self);
    INT(traverse(iterator, count_visit, &visited), iterator, self);
    INT(visited, iterator, self);
    Py_DECREF(iterator);
    Py_DECREF(method);
    Py_DECREF(function);
    Py_DECREF(self);
}

static void clear_slot_of_list(void)
{
    PyObject *a = flt(1.5), *list = list_of(a, a), *dict = PyDict_New();
    INT(Py_TYPE(list)->tp_clear(list), list, a);
    INT(PyList_Size(list), list, a);
    PyDict_SetItem(dict, a, list);
    INT(Py_TYPE(dict)->tp_clear(dict), dict, list, a);
    INT(PyDict_Size(dict), dict);
    INT(Py_TYPE((PyObject *)list)->tp_clear(list), list);
    Py_DECREF(dict);
    Py_DECREF(list);
    Py_DECREF(a);
}

static void tracking(void)
{
    PyObject *list = PyList_New(0), *f = flt(1.5), *string = text("text");
    INT(PyObject_IS_GC(list), list);
    INT(PyObject_IS_GC(f), f);
    INT(PyObject_IS_GC(string), string);
    INT(PyObject_GC_IsTracked(list), list);
    INT(PyObject_GC_IsTracked(f), f);
    DO(PyObject_GC_UnTrack(list), list);
    INT(PyObject_GC_IsTracked(list), list);
    DO(PyObject_GC_UnTrack(list), list);
    DO(PyObject_GC_Track(list), list);
    INT(PyObject_GC_IsTracked(list), list);
    INT(PyObject_GC_IsFinalized(list), list);
    INT(PyType_IS_GC(Py_TYPE(list)), list);
    Py_DECREF(list);
    Py_DECREF(f);
    Py_DECREF(string);
}

/* A container of one's own: a node of a linked list. */

typedef struct Node {
    PyObject_HEAD PyObject *item;
    PyObject *next;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Node *self = (Node *)op;
    Py_VISIT(self->item);
    Py_VISIT(self->next);
    return 0;
}

static int node_clear(PyObject *op)
{
    Node *self = (Node *)op;
    Py_CLEAR(self->item);
    Py_CLEAR(self->next);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    PARITY_TRASHCAN_BEGIN(op, node_dealloc)
    node_clear(op);
    PyObject_GC_Del(op);
    PARITY_TRASHCAN_END
}

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

/* Steals next. */
static PyObject *node(PyObject *item, PyObject *next)
{
    PyType_Ready(&Node_Type);
    Node *self = PyObject_GC_New(Node, &Node_Type);
    self->item = Py_XNewRef(item);
    self->next = next;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static void own_container(void)
{
    PyObject *a = flt(1.5), *last = node(a, NULL), *first = node(a, Py_NewRef(last));
    int visited;
    DO((void)0, first, last, a);
    INT(traverse(first, count_visit, &visited), first, last, a);
    INT(visited, first);
    INT(traverse(last, count_visit, &visited), last, a);
    INT(visited, last);
    INT(node_clear(first), first, last, a);
    DO(Py_DECREF(first), last, a);
    DO(Py_DECREF(last), a);
    Py_DECREF(a);
}

static void cycle_broken_by_hand(void)
{
    PyObject *a = flt(1.5), *one = node(a, NULL), *two = node(a, Py_NewRef(one));
    ((Node *)one)->next = Py_NewRef(two);
    DO((void)0, one, two, a);
    Py_DECREF(two);
    INT(node_clear(one), one, a);
    DO(Py_DECREF(one), a);
    Py_DECREF(a);
}

static void untracked_when_made(void)
{
    PyType_Ready(&Node_Type);
    Node *self = PyObject_GC_New(Node, &Node_Type);
    self->item = NULL;
    self->next = NULL;
    INT(PyObject_GC_IsTracked((PyObject *)self), self);
    DO(Py_DECREF(self), NULL);
    PyObject *allocated = PyType_GenericAlloc(&Node_Type, 0);
    INT(PyObject_GC_IsTracked(allocated), allocated);
    Py_DECREF(allocated);
}

/* Deep structures: deallocation must not need a C stack as deep. */

static void deep_list(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL);
    for (int i = 0; i < 200000; i++) {
        PyObject *outer = PyList_New(1);
        PyList_SET_ITEM(outer, 0, list);
        list = outer;
    }
    DO((void)0, list, item);
    DO(Py_DECREF(list), item);
    Py_DECREF(item);
}

static void deep_tuple(void)
{
    PyObject *item = flt(1.5), *tuple = PyTuple_Pack(1, item);
    for (int i = 0; i < 200000; i++) {
        PyObject *outer = PyTuple_New(1);
        PyTuple_SET_ITEM(outer, 0, tuple);
        tuple = outer;
    }
    DO(Py_DECREF(tuple), item);
    Py_DECREF(item);
}

static void deep_dict(void)
{
    PyObject *item = flt(1.5), *dict = PyDict_New();
    PyDict_SetItem(dict, item, item);
    for (int i = 0; i < 100000; i++) {
        PyObject *outer = PyDict_New();
        PyDict_SetItem(outer, item, dict);
        Py_DECREF(dict);
        dict = outer;
    }
    DO((void)0, dict, item);
    DO(Py_DECREF(dict), item);
    Py_DECREF(item);
}

static void deep_own_container(void)
{
    PyObject *item = flt(1.5), *chain = NULL;
    for (int i = 0; i < 200000; i++) {
        chain = node(item, chain);
    }
    DO((void)0, chain, item);
    DO(Py_DECREF(chain), item);
    Py_DECREF(item);
}

static const Case cases[] = {
    {"container.traverse of sequences", traverse_of_sequences},
    {"container.traverse of dict", traverse_of_dict},
    {"container.traverse of methods", traverse_of_methods},
    {"container.tp_clear", clear_slot_of_list},
    {"container.tracking", tracking},
    {"container.own type", own_container},
    {"container.cycle broken by hand", cycle_broken_by_hand},
    {"container.untracked when made", untracked_when_made},
    {"deep.list", deep_list},
    {"deep.tuple", deep_tuple},
    {"deep.dict", deep_dict},
    {"deep.own container", deep_own_container},
};
PARITY_MAIN(cases)
