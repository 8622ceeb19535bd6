/* hashtable.HashTableIterator: the keys of a table in order of insertion. */
#include "module.h"

typedef struct IteratorObject {
    PyObject_HEAD PyObject *table; /* owned: the hash function that the table calls is its */
    RcObject *iterator;            /* owned */
} IteratorObject;

PyObject *iterate_table(PyObject *table)
{
    RcObject *iterator = RcObject_GetIter(((TableObject *)table)->table);
    if (iterator == NULL) {
        return raise_pending();
    }
    PyObject *op = PyType_GenericAlloc(hashtable_module.iterator_type, 0);
    if (op == NULL) {
        Rc_DECREF(iterator);
        return NULL;
    }
    Py_INCREF(table);
    ((IteratorObject *)op)->table = table;
    ((IteratorObject *)op)->iterator = iterator;
    return op;
}

static PyObject *iterator_next(PyObject *op)
{
    RcObject *key = RcIter_Next(((IteratorObject *)op)->iterator);
    if (key == NULL && !RcErr_Occurred()) {
        return NULL; /* the end */
    }
    return take_to_python(key);
}

static int iterator_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((IteratorObject *)op)->table);
    return 0;
}

/* No cycle needs a tp_clear here: the table in it is mutable, and has one. */
static void iterator_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Rc_XDECREF(((IteratorObject *)op)->iterator);
    Py_XDECREF(((IteratorObject *)op)->table);
    PyObject_GC_Del(op);
    Py_DECREF(type);
}

static PyType_Slot iterator_slots[] = {
    {Py_tp_doc, "The keys of a HashTable, in order of insertion."},
    {Py_tp_dealloc, iterator_dealloc},
    {Py_tp_traverse, iterator_traverse},
    {Py_tp_iter, PyObject_SelfIter},
    {Py_tp_iternext, iterator_next},
    {0, NULL},
};

PyType_Spec iterator_spec = {
    .name = "hashtable.HashTableIterator",
    .basicsize = sizeof(IteratorObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = iterator_slots,
};
