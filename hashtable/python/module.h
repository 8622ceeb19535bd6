/* The Python module hashtable: what its files share.
 *
 * A Python HashTable owns one RcHashTable.  Keys and values are copied when they cross the border: the table
 * holds recount's ints, floats, strs and bools, never a Python object.  The one Python object that a table
 * holds is its hash function.
 *
 * The module contains recount itself, compiled with RC_ONE_RUNTIME: one runtime for the process, which begins
 * when the module is loaded and ends after the interpreter.  Who may be in it is ruled by Python's global
 * lock.  The lock changes hands inside a hash function only, where a table may be changed by anybody anyway.
 *
 * Two worlds of errors: a function that returns a Python object raises in Python; one that returns an
 * RcObject raises in recount unless it says otherwise.  raise_pending() carries the error over.
 *
 * Only functions of Python's stable ABI since 3.10 are used. */
#ifndef RECOUNT_PYTHON_MODULE_H
#define RECOUNT_PYTHON_MODULE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <recount/recount.h>

/* How a table gives back its hash function.  A test builds the module with another one, to show what comes of
 * it when nothing is given back. */
#ifndef HASHTABLE_GIVE_BACK
#define HASHTABLE_GIVE_BACK Py_XDECREF
#endif

/* hash_func and table belong together: the table's own hash function calls hash_func without owning it. After
 * tp_clear hash_func is NULL, and the table has recount's builtin hash. */
typedef struct TableObject {
    PyObject_HEAD RcObject *table; /* owned; NULL only until tp_new is done */
    PyObject *hash_func;           /* owned */
    PyObject *weakrefs;
    struct TableObject *next_waiting; /* dead, and not yet taken apart (table.c) */
} TableObject;

/* One for the process, as the runtime is.  Made when the module is loaded first, kept until Python ends. */
typedef struct HashTableModule {
    PyTypeObject *table_type;    /* owned */
    PyTypeObject *iterator_type; /* owned */
    PyObject *builtin_hash;      /* owned: Python's function hash */
    TableObject *waiting;        /* owned, their count is 0 */
    int dealloc_depth;
} HashTableModule;

extern HashTableModule hashtable_module;
extern PyType_Spec table_spec;
extern PyType_Spec iterator_spec;

/* convert.c */

/* A copy of a Python int, float, str or bool, also of an instance of a subclass.  New.
 * Error: NULL and, in Python, TypeError, OverflowError, UnicodeEncodeError, MemoryError. */
RcObject *from_python(PyObject *op);
/* A copy of an int, float, str, bool, or of a list or tuple of such.  New.  Error: NULL, raised in Python. */
PyObject *to_python(RcObject *op);
/* The same of a new reference, or of NULL with an error pending in recount.  Steals op. */
PyObject *take_to_python(RcObject *op);
/* Raises in Python what is pending in recount.  If an exception is pending in Python already (a hash function
 * raised it) it stays, for it is the cause.  Always NULL. */
PyObject *raise_pending(void);

/* hash_func.c */

/* A function of recount that calls a Python function with a Python key.  New; function is not owned. */
RcObject *hash_function_of(PyObject *function);

/* iterator.c */
PyObject *iterate_table(PyObject *table);

#endif
