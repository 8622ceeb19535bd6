/* What the parity programs on the collector share: objects that tell what happens to them.
 *
 * A node owns up to two references, can be weakly referenced, and says when it is finalized, cleared and
 * deallocated: [finalize NAME] [clear NAME] [dealloc NAME].  A node without a name is silent. */
#ifndef PARITY_NODE_H
#define PARITY_NODE_H

#include "parity.h"

typedef struct Node {
    PyObject_HEAD const char *name;
    PyObject *left;
    PyObject *right;
    PyObject *weaklist;
    void (*act)(struct Node *); /* what it does in its finalizer */
} Node;

extern PyTypeObject Node_Type;    /* all of it; may be inherited from */
extern PyTypeObject Plain_Type;   /* no finalizer */
extern PyTypeObject NoClear_Type; /* no finalizer, no tp_clear */
extern PyTypeObject NoVisit_Type; /* no finalizer, and its traverse does not visit what it owns */

/* New nodes, untracked until their fields are set.  left is kept, NULL: none. */
Node *node_of(PyTypeObject *type, const char *name, void *left);
Node *node(const char *name, void *left);

/* The first node's left is the second, and so on in a ring; the caller's references are given back. */
void close_ring(Node **nodes, int count);
/* Two nodes that refer to each other, and nobody else to them. */
void lose_pair(const char *one, const char *other);

/* A node's left, new value kept. */
void set_left(Node *self, void *value);

/* What a node may do in its finalizer. */
extern PyObject *saved;      /* what save() saved, owned */
void save(Node *self);       /* brings itself back */
void tell_count(Node *self); /* prints its count */

/* A function that prints [called NAME], and whether the weak reference that it is given is dead. */
PyObject *callback(const char *name);
/* The same, but it owns held, too, and takes it into its account: it prints just [called]. */
PyObject *callback_holding(PyObject *held);
/* What ref refers to, given back at once: its count before; 0: dead. */
long count_behind(PyObject *ref);

/* Readies the types, and sees to it that a collection is run by no one but the program. */
int node_main(const Case *cases, size_t count);
#define NODE_MAIN(cases)                                           \
    int main(void)                                                 \
    {                                                              \
        return node_main((cases), sizeof(cases) / sizeof(*cases)); \
    }

/* What newer versions of CPython brought, for older ones. */
#if PY_VERSION_HEX < 0x030D0000
static inline int PyWeakref_GetRef(PyObject *ref, PyObject **op)
{
    *op = NULL;
    if (!PyWeakref_Check(ref)) {
        PyErr_SetString(PyExc_TypeError, "expected a weakref");
        return -1;
    }
    *op = PyWeakref_GetObject(ref);
    if (*op == Py_None) {
        *op = NULL;
        return 0;
    }
    Py_INCREF(*op);
    return 1;
}
#endif

#endif
