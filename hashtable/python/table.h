/* What the two files of HashTable share. */
#ifndef RECOUNT_PYTHON_TABLE_H
#define RECOUNT_PYTHON_TABLE_H

#include "module.h"

extern PyMethodDef table_methods[];

static inline int is_table(PyObject *op)
{
    return PyObject_TypeCheck(op, hashtable_module.table_type);
}

/* op.name, new; NULL, raised in Python.  PyObject_GetAttrString would make another str for name each time,
 * each of which CPython then keeps in its cache of lookups. */
PyObject *attribute_of(PyObject *op, const char *name);
/* 1 and *value new, 0 if the key is absent; -1, raised in Python. */
int table_find(TableObject *self, PyObject *key, RcObject **value);
/* 0; -1, raised in Python. */
int table_store(TableObject *self, PyObject *key, PyObject *value);

#endif
