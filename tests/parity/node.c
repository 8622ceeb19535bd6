/* Nodes of garbage, and callbacks. */
#include "node.h"

PyObject *saved;

static void say(const Node *self, const char *what)
{
    if (self->name != NULL) {
        printf(" [%s %s]", what, self->name);
    }
}

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->left);
    Py_VISIT(((Node *)op)->right);
    return 0;
}

static int blind_traverse(PyObject *op, visitproc visit, void *arg)
{
    (void)op;
    (void)visit;
    (void)arg;
    return 0;
}

static int node_clear(PyObject *op)
{
    say((Node *)op, "clear");
    Py_CLEAR(((Node *)op)->left);
    Py_CLEAR(((Node *)op)->right);
    return 0;
}

static void node_finalize(PyObject *op)
{
    Node *self = (Node *)op;
    say(self, "finalize");
    if (self->act != NULL) {
        self->act(self);
    }
}

static void node_dealloc(PyObject *op)
{
    Node *self = (Node *)op;
    if (Py_TYPE(op)->tp_finalize != NULL && PyObject_CallFinalizerFromDealloc(op) < 0) {
        say(self, "alive again:");
        return;
    }
    PyObject_GC_UnTrack(op);
    PARITY_TRASHCAN_BEGIN(op, node_dealloc)
    say(self, "dealloc");
    if (self->weaklist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_CLEAR(self->left);
    Py_CLEAR(self->right);
    Py_TYPE(op)->tp_free(op);
    PARITY_TRASHCAN_END
}

static PyObject *node_repr(PyObject *op)
{
    return PyUnicode_FromFormat("<%s>", ((Node *)op)->name);
}

#define NODE_TYPE(type_name, traverse, clear, finalize)                                                \
    {                                                                                                  \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = type_name, .tp_basicsize = sizeof(Node),              \
                                    .tp_dealloc = node_dealloc, .tp_repr = node_repr,                  \
                                    .tp_flags =                                                        \
                                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, \
                                    .tp_traverse = traverse, .tp_clear = clear,                        \
                                    .tp_weaklistoffset = offsetof(Node, weaklist),                     \
                                    .tp_alloc = PyType_GenericAlloc, .tp_new = PyType_GenericNew,      \
                                    .tp_free = PyObject_GC_Del, .tp_finalize = finalize,               \
    }

PyTypeObject Node_Type = NODE_TYPE("parity.Node", node_traverse, node_clear, node_finalize);
PyTypeObject Plain_Type = NODE_TYPE("parity.Plain", node_traverse, node_clear, NULL);
PyTypeObject NoClear_Type = NODE_TYPE("parity.NoClear", node_traverse, NULL, NULL);
PyTypeObject NoVisit_Type = NODE_TYPE("parity.NoVisit", blind_traverse, node_clear, NULL);

Node *node_of(PyTypeObject *type, const char *name, void *left)
{
    Node *self = PyObject_GC_New(Node, type);
    self->name = name;
    self->left = Py_XNewRef((PyObject *)left);
    self->right = NULL;
    self->weaklist = NULL;
    self->act = NULL;
    PyObject_GC_Track(self);
    return self;
}

Node *node(const char *name, void *left)
{
    return node_of(&Node_Type, name, left);
}

void set_left(Node *self, void *value)
{
    Py_XSETREF(self->left, Py_XNewRef((PyObject *)value));
}

void close_ring(Node **nodes, int count)
{
    for (int i = 0; i < count; i++) {
        set_left(nodes[i], nodes[(i + 1) % count]);
    }
    for (int i = 0; i < count; i++) {
        Py_DECREF(nodes[i]);
    }
}

void lose_pair(const char *one, const char *other)
{
    Node *nodes[] = {node(one, NULL), node(other, NULL)};
    close_ring(nodes, 2);
}

void save(Node *self)
{
    saved = Py_NewRef((PyObject *)self);
}

void tell_count(Node *self)
{
    printf(" [count %zd]", (Py_ssize_t)Py_REFCNT(self));
}

/* Callbacks. */

static PyObject *call_callback(PyObject *self, PyObject *ref)
{
    PyObject *op;
    printf(" [called%s%s", PyUnicode_Check(self) ? " " : "",
           PyUnicode_Check(self) ? PyUnicode_AsUTF8(self) : "");
    if (PyWeakref_GetRef(ref, &op) != 0) {
        printf(", and the object lives");
        Py_XDECREF(op);
    }
    printf("]");
    Py_RETURN_NONE;
}

static PyMethodDef callback_definition = {"callback", call_callback, METH_O, NULL};

PyObject *callback_holding(PyObject *held)
{
    return PyCFunction_New(&callback_definition, held);
}

PyObject *callback(const char *name)
{
    PyObject *self = text(name), *function = callback_holding(self);
    Py_DECREF(self);
    return function;
}

long count_behind(PyObject *ref)
{
    PyObject *op;
    if (PyWeakref_GetRef(ref, &op) != 1) {
        return 0;
    }
    long count = (long)Py_REFCNT(op) - 1;
    Py_DECREF(op);
    return count;
}

/* Running. */

#ifdef RECOUNT_PYTHON_H
static void no_stress(void)
{
    RcGC_SetDebug(RcGC_GetDebug() & ~RCGC_DEBUG_STRESS);
}
#else
static void no_stress(void)
{
}
#endif

static void ready(void)
{
    no_stress();
    if (PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Plain_Type) < 0 || PyType_Ready(&NoClear_Type) < 0 ||
        PyType_Ready(&NoVisit_Type) < 0) {
        Py_FatalError("the types of nodes are wrong");
    }
}

/* Each case begins without garbage. */
static void settle(void)
{
    while (PyGC_Collect() > 0) {
    }
}

int node_main(const Case *cases, size_t count)
{
    return parity_run(cases, count, ready, settle);
}
