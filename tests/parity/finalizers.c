/* Parity: finalizers: in which order, once each, and who comes back. */
#include "node.h"

/* In a dealloc */

static void before_the_dealloc(void)
{
    PyObject *item = flt(1.5);
    Node *a = node("A", item);
    a->act = tell_count;
    INT(PyObject_GC_IsFinalized((PyObject *)a), a, item);
    DO(Py_DECREF(a), item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

static void chain(void)
{
    Node *c = node("C", NULL), *b = node("B", c), *a = node("A", b);
    DO(Py_DECREF(b); Py_DECREF(c), a, b, c);
    DO(Py_DECREF(a), NULL);
}

static void back_from_the_dealloc(void)
{
    PyObject *item = flt(1.5);
    Node *a = node("A", item);
    a->act = save;
    DO(Py_DECREF(a), saved, item);
    INT(PyObject_GC_IsFinalized(saved), saved, item);
    INT(PyObject_GC_IsTracked(saved), saved, item);
    DO(Py_CLEAR(saved), item);
    Py_DECREF(item);
}

static PyObject *refuge; /* a list */

static void flee(Node *self)
{
    PyList_Append(refuge, (PyObject *)self);
}

static void back_into_a_list(void)
{
    Node *a = node("A", NULL);
    refuge = PyList_New(0);
    a->act = flee;
    DO(Py_DECREF(a), a, refuge);
    INT(PyList_GET_SIZE(refuge), a, refuge);
    DO(Py_CLEAR(refuge), NULL);
}

static void back_with_its_items(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL);
    Node *b = node("B", list), *a = node("A", b);
    Py_DECREF(b);
    Py_DECREF(list);
    a->act = save;
    DO(Py_DECREF(a), saved, b, list, item);
    DO(Py_CLEAR(saved), item);
    Py_DECREF(item);
}

/* The outer one dies; only the inner one comes back. */
static void item_comes_back(void)
{
    Node *b = node("B", NULL), *a = node("A", b);
    b->act = save;
    Py_DECREF(b);
    DO(Py_DECREF(a), saved);
    DO(Py_CLEAR(saved), NULL);
}

static void by_hand(void)
{
    Node *a = node("A", NULL);
    DO(PyObject_CallFinalizer((PyObject *)a), a);
    INT(PyObject_GC_IsFinalized((PyObject *)a), a);
    DO(PyObject_CallFinalizer((PyObject *)a), a);
    DO(Py_DECREF(a), NULL);
}

static void pending_error(void)
{
    Node *a = node("A", NULL);
    PyErr_SetString(PyExc_ValueError, "from before");
    DO(Py_DECREF(a), NULL);
}

static void no_finalizer(void)
{
    Node *a = node_of(&Plain_Type, "A", NULL);
    DO(PyObject_CallFinalizer((PyObject *)a), a);
    INT(PyObject_GC_IsFinalized((PyObject *)a), a);
    DO(Py_DECREF(a), NULL);
}

/* A type without a collector's head */

typedef struct Atom {
    PyObject_HEAD PyObject *item;
} Atom;

static void atom_finalize(PyObject *op)
{
    (void)op;
    printf(" [finalize atom]");
}

static void atom_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    printf(" [dealloc atom]");
    Py_XDECREF(((Atom *)op)->item);
    PyObject_Free(op);
}

static PyTypeObject Atom_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Atom",
    .tp_basicsize = sizeof(Atom),
    .tp_dealloc = atom_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_finalize = atom_finalize,
};

static PyObject *atom(void)
{
    PyType_Ready(&Atom_Type);
    Atom *self = PyObject_New(Atom, &Atom_Type);
    self->item = NULL;
    return (PyObject *)self;
}

static void without_a_head(void)
{
    PyObject *op = atom();
    INT(PyObject_GC_IsFinalized(op), op);
    DO(Py_DECREF(op), NULL);
}

/* The collector does not know it, so it is finalized when the cycle that it hangs on is cleared. */
static void without_a_head_on_a_cycle(void)
{
    PyObject *op = atom();
    Node *a = node("A", NULL);
    set_left(a, a);
    a->right = op;
    Py_DECREF(a);
    INT(PyGC_Collect(), NULL);
}

/* In a collection */

static void order_in_a_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL), node("D", NULL)};
    close_ring(nodes, 4);
    INT(PyGC_Collect(), NULL);
}

static void order_against_the_ring(void)
{
    Node *nodes[4];
    for (int i = 0; i < 4; i++) {
        static const char *const names[] = {"A", "B", "C", "D"};
        nodes[3 - i] = node(names[i], NULL);
    }
    close_ring(nodes, 4);
    INT(PyGC_Collect(), NULL);
}

static void order_of_two_rings(void)
{
    lose_pair("A", "B");
    lose_pair("C", "D");
    INT(PyGC_Collect(), NULL);
}

/* A member that is judged too early is looked at again later: its place in the order changes. */
static void order_after_a_wrong_guess(void)
{
    Node *b = node("B", NULL), *c = node("C", b), *a = node("A", c);
    set_left(b, a);
    Py_DECREF(b);
    Py_DECREF(c);
    INT(PyGC_Collect(), a, b, c);
    DO(Py_DECREF(a), a, b, c);
    INT(PyGC_Collect(), NULL);
}

static void count_in_a_collection(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = nodes[1]->act = tell_count;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
}

static void what_hangs_on_a_list(void)
{
    PyObject *list = PyList_New(0);
    Node *a = node("A", NULL), *b = node("B", NULL);
    PyList_Append(list, list);
    PyList_Append(list, (PyObject *)a);
    PyList_Append(list, (PyObject *)b);
    Py_DECREF(a);
    Py_DECREF(b);
    DO(Py_DECREF(list), list, a, b);
    INT(PyGC_Collect(), NULL);
}

static void with_and_without(void)
{
    Node *nodes[] = {node("A", NULL), node_of(&Plain_Type, "P", NULL), node("B", NULL)};
    close_ring(nodes, 3);
    INT(PyGC_Collect(), NULL);
}

/* Resurrection in a collection */

static void one_comes_back(void)
{
    Node *a = node("A", NULL);
    set_left(a, a);
    a->act = save;
    DO(Py_DECREF(a), a);
    INT(PyGC_Collect(), saved);
    INT(PyObject_GC_IsFinalized(saved), saved);
    INT(PyObject_GC_IsTracked(saved), saved);
    INT(PyGC_Collect(), saved);
    DO(Py_CLEAR(saved), a);
    INT(PyGC_Collect(), NULL);
}

static void one_brings_the_ring_back(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    nodes[1]->act = save;
    close_ring(nodes, 3);
    INT(PyGC_Collect(), nodes[0], nodes[1], nodes[2]);
    INT(PyObject_GC_IsFinalized((PyObject *)nodes[0]), nodes[0]);
    INT(PyObject_GC_IsFinalized((PyObject *)nodes[2]), nodes[2]);
    DO(Py_CLEAR(saved), nodes[0], nodes[1], nodes[2]);
    INT(PyGC_Collect(), NULL);
}

static void one_ring_of_two_comes_back(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = save;
    close_ring(nodes, 2);
    lose_pair("C", "D");
    INT(PyGC_Collect(), nodes[0], nodes[1]);
    DO(Py_CLEAR(saved), nodes[0], nodes[1]);
    INT(PyGC_Collect(), NULL);
}

static void what_hangs_comes_back_too(void)
{
    PyObject *item = flt(1.5), *list = list_of(item, NULL);
    Node *tail = node("tail", list), *a = node("A", tail);
    a->right = Py_NewRef((PyObject *)a);
    Py_DECREF(tail);
    Py_DECREF(list);
    a->act = save;
    DO(Py_DECREF(a), a, tail, list, item);
    INT(PyGC_Collect(), a, tail, list, item);
    DO(Py_CLEAR(saved), a, tail, list, item);
    INT(PyGC_Collect(), item);
    Py_DECREF(item);
}

/* Only what the one that came back leads to comes back. */
static void what_leads_to_it_does_not(void)
{
    Node *tail = node("tail", NULL), *a = node("A", tail);
    a->right = Py_NewRef((PyObject *)a);
    tail->act = save;
    Py_DECREF(tail);
    Py_DECREF(a);
    INT(PyGC_Collect(), saved);
    DO(Py_CLEAR(saved), NULL);
}

static void back_and_then_by_count(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = save;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), nodes[0], nodes[1]);
    DO(Py_CLEAR(nodes[1]->left), nodes[0], nodes[1]);
    DO(Py_CLEAR(saved), NULL);
    INT(PyGC_Collect(), NULL);
}

static void all_flee(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    refuge = PyList_New(0);
    nodes[0]->act = nodes[1]->act = flee;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), refuge, nodes[0], nodes[1]);
    INT(PyList_GET_SIZE(refuge), refuge);
    DO(Py_CLEAR(refuge), nodes[0], nodes[1]);
    INT(PyGC_Collect(), NULL);
}

/* Finalizers that change the garbage */

static void let_go(Node *self)
{
    set_left(self, NULL);
}

static void the_ring_is_cut(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    nodes[0]->act = let_go;
    close_ring(nodes, 3);
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
}

static void the_last_cuts_the_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    nodes[2]->act = let_go;
    close_ring(nodes, 3);
    INT(PyGC_Collect(), NULL);
}

static void all_let_go(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL), node("C", NULL)};
    nodes[0]->act = nodes[1]->act = nodes[2]->act = let_go;
    close_ring(nodes, 3);
    INT(PyGC_Collect(), NULL);
}

static void take_in(Node *self)
{
    self->right = Py_NewRef(self->left);
}

static void the_ring_is_tightened(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    nodes[0]->act = nodes[1]->act = take_in;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
}

static Node *outsider;

static void release_the_outsider(Node *self)
{
    (void)self;
    Py_CLEAR(outsider);
}

static void the_last_outside_reference(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    outsider = node("outsider", NULL);
    nodes[0]->act = release_the_outsider;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
}

/* The outsider's own ring becomes garbage too late for this collection. */
static void the_last_reference_to_a_ring(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    outsider = node("outsider", NULL);
    set_left(outsider, outsider);
    nodes[0]->act = release_the_outsider;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), NULL);
    INT(PyGC_Collect(), NULL);
}

static void give_to_the_outsider(Node *self)
{
    set_left(outsider, self);
}

static void given_to_an_object_alive(void)
{
    Node *nodes[] = {node("A", NULL), node("B", NULL)};
    outsider = node("outsider", NULL);
    nodes[1]->act = give_to_the_outsider;
    close_ring(nodes, 2);
    INT(PyGC_Collect(), outsider, nodes[0], nodes[1]);
    DO(Py_CLEAR(outsider), nodes[0], nodes[1]);
    INT(PyGC_Collect(), NULL);
}

static void exchange(Node *self)
{
    PyObject *item = flt(2.5);
    set_left(self, item);
    Py_DECREF(item);
}

static void an_item_is_exchanged(void)
{
    PyObject *list = PyList_New(0);
    Node *a = node("A", list);
    PyList_Append(list, (PyObject *)a);
    a->act = exchange;
    DO(Py_DECREF(list); Py_DECREF(a), list, a);
    INT(PyGC_Collect(), NULL);
}

/* Heap types */

static void own_finalize(PyObject *op)
{
    printf(" [finalize of the subtype, %s]", ((Node *)op)->name);
}

static PyType_Slot silent_slots[] = {{0, NULL}};
static PyType_Slot finalizing_slots[] = {{Py_tp_finalize, own_finalize}, {0, NULL}};
static PyType_Spec inheriting_spec = {"parity.Inheriting", 0, 0, Py_TPFLAGS_DEFAULT, silent_slots};
static PyType_Spec overriding_spec = {"parity.Overriding", 0, 0, Py_TPFLAGS_DEFAULT, finalizing_slots};

static void subtype(PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpecWithBases(spec, (PyObject *)&Node_Type);
    PyObject *op = PyObject_CallNoArgs(type);
    ((Node *)op)->name = "S";
    DO(Py_DECREF(op), NULL);
    op = PyObject_CallNoArgs(type);
    ((Node *)op)->name = "T";
    ((Node *)op)->left = Py_NewRef(op);
    Py_DECREF(op);
    INT(PyGC_Collect(), NULL);
    Py_DECREF(type);
    collect();
}

static void inherited(void)
{
    subtype(&inheriting_spec);
}

static void overridden(void)
{
    subtype(&overriding_spec);
}

static void subtype_instance_comes_back(void)
{
    PyObject *type = PyType_FromSpecWithBases(&inheriting_spec, (PyObject *)&Node_Type);
    PyObject *op = PyObject_CallNoArgs(type);
    Py_ssize_t noted = Py_REFCNT(type);
    ((Node *)op)->name = "S";
    ((Node *)op)->act = save;
    DO(Py_DECREF(op), saved);
    DELTA(type, noted);
    DO(Py_CLEAR(saved), NULL);
    DELTA(type, noted);
    Py_DECREF(type);
    collect();
}

static const Case cases[] = {
    {"dealloc.finalizer first", before_the_dealloc},
    {"dealloc.chain", chain},
    {"dealloc.back", back_from_the_dealloc},
    {"dealloc.back into a list", back_into_a_list},
    {"dealloc.back with its items", back_with_its_items},
    {"dealloc.item comes back", item_comes_back},
    {"dealloc.by hand before", by_hand},
    {"dealloc.pending error", pending_error},
    {"dealloc.no finalizer", no_finalizer},
    {"dealloc.without a head", without_a_head},
    {"collection.without a head", without_a_head_on_a_cycle},
    {"collection.order in a ring", order_in_a_ring},
    {"collection.order against the ring", order_against_the_ring},
    {"collection.order of two rings", order_of_two_rings},
    {"collection.order after a wrong guess", order_after_a_wrong_guess},
    {"collection.count", count_in_a_collection},
    {"collection.what hangs on a list", what_hangs_on_a_list},
    {"collection.with and without", with_and_without},
    {"resurrection.one", one_comes_back},
    {"resurrection.one brings the ring", one_brings_the_ring_back},
    {"resurrection.one ring of two", one_ring_of_two_comes_back},
    {"resurrection.what hangs on it", what_hangs_comes_back_too},
    {"resurrection.not what leads to it", what_leads_to_it_does_not},
    {"resurrection.then by count", back_and_then_by_count},
    {"resurrection.all flee", all_flee},
    {"change.ring is cut", the_ring_is_cut},
    {"change.the last cuts the ring", the_last_cuts_the_ring},
    {"change.all let go", all_let_go},
    {"change.ring is tightened", the_ring_is_tightened},
    {"change.last outside reference", the_last_outside_reference},
    {"change.last reference to a ring", the_last_reference_to_a_ring},
    {"change.given to an object alive", given_to_an_object_alive},
    {"change.an item is exchanged", an_item_is_exchanged},
    {"heap type.inherited", inherited},
    {"heap type.overridden", overridden},
    {"heap type.comes back", subtype_instance_comes_back},
};
NODE_MAIN(cases)
