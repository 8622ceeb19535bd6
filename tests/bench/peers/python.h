/* recount and CPython as peers: the same source for both, by recount's <recount/python.h>.  Each operation is the
 * library's own function, called directly. */
#ifndef BENCH_PYTHON_H
#define BENCH_PYTHON_H

#include <Python.h>

#include <stdint.h>
#include <stdlib.h>

typedef PyObject Object;
typedef PyObject Table;

static inline void peer_start(void)
{
    Py_Initialize();
}

static inline Object *object_hashed(Object *object)
{
    if (object == NULL || PyObject_Hash(object) == -1) {
        abort();
    }
    return object;
}

static inline Object *object_str(const char *text, size_t length)
{
    return object_hashed(PyUnicode_FromStringAndSize(text, (Py_ssize_t)length));
}

static inline Object *object_int(int64_t value)
{
    return object_hashed(PyLong_FromLongLong(value));
}

static inline Object *object_float(double value)
{
    return object_hashed(PyFloat_FromDouble(value));
}

#define object_acquire Py_INCREF
#define object_release Py_DECREF
#define table_new PyDict_New
#define table_free Py_DECREF
#define table_set PyDict_SetItem
#define table_get PyDict_GetItemWithError
#define table_next PyDict_Next
#define table_update PyDict_Update

static inline Object *table_pop(Table *table, Object *key)
{
#if defined(RECOUNT_RECOUNT_H) || PY_VERSION_HEX >= 0x030d0000
    Object *value = NULL;
    (void)PyDict_Pop(table, key, &value);
    return value;
#else /* what PyDict_Pop was called before it was public */
    return _PyDict_Pop(table, key, NULL);
#endif
}

#include "singly.h"

#ifdef BENCH_MANY /* recount has functions for many keys */
static inline size_t table_get_many(Table *table, Object **keys, size_t count, Object **values)
{
    return (size_t)RcHashTable_GetMany(table, keys, (Rc_ssize_t)count, values);
}

static inline int table_set_many(Table *table, Object **keys, Object **values, size_t count)
{
    return RcHashTable_SetMany(table, keys, values, (Rc_ssize_t)count);
}
#else
#define table_get_many table_get_each
#define table_set_many table_set_each
#endif

#endif
