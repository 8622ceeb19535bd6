/* What all parity programs share: cases, steps, and objects that tell when they die.
 *
 * A parity program is written for the CPython C API and built twice, against CPython and against
 * recount.  Both must print the same.  It is a list of cases, each of steps; a step is printed as
 *
 *     PyList_Append(list, item) -> 0 | list=1 item=2
 *
 * that is the operation, what it gave, and the counts of the objects that it is about, after it.
 * An object that dies meanwhile says so in between: [dealloc NAME].
 *
 * Only mortal objects' counts are printed: fresh floats, large ints, fresh strings, containers,
 * instances.  None, small ints, interned strings and static types have counts that differ from
 * version to version.  For the same reason SystemError is printed without its message. */
#ifndef PARITY_H
#define PARITY_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <stdio.h>
#include <string.h>

typedef struct Case {
    const char *name;
    void (*run)(void);
} Case;

/* Runs the cases one after the other; the exit status.  On recount each case must leave as many objects as
 * it found, and the runtime must end with none. */
int parity_main(const Case *cases, size_t count);
/* The same with something to do at the start, and before each case (NULL: nothing). */
int parity_run(const Case *cases, size_t count, void (*at_start)(void), void (*before_case)(void));
#define PARITY_MAIN(cases)                                           \
    int main(void)                                                   \
    {                                                                \
        return parity_main((cases), sizeof(cases) / sizeof(*cases)); \
    }

/* Steps.  The first argument is executed and printed as it is written, the rest are the objects whose counts
 * are printed.  A pending error is printed and cleared. */
#define DO(statement, ...)                   \
    do {                                     \
        step_begin(#statement);              \
        statement;                           \
        step_error(1);                       \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

/* An operation that gives a number. */
#define INT(expression, ...)                 \
    do {                                     \
        step_begin(#expression);             \
        step_int((long long)(expression));   \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

#define DOUBLE(expression, ...)              \
    do {                                     \
        step_begin(#expression);             \
        step_double((expression));           \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

#define TEXT(expression, ...)                \
    do {                                     \
        step_begin(#expression);             \
        step_text((expression));             \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

/* An operation whose result is assigned to a variable and shown by its repr ... */
#define OBJ(variable, expression, ...)           \
    do {                                         \
        step_begin(#variable " = " #expression); \
        variable = (expression);                 \
        step_object((PyObject *)(variable), 1);  \
        STEP_END(#__VA_ARGS__, __VA_ARGS__);     \
    } while (0)

/* ... or only as "object" or NULL, where reprs differ. */
#define REF(variable, expression, ...)           \
    do {                                         \
        step_begin(#variable " = " #expression); \
        variable = (expression);                 \
        step_object((PyObject *)(variable), 0);  \
        STEP_END(#__VA_ARGS__, __VA_ARGS__);     \
    } while (0)

/* An operation whose result is shown and given back at once. */
#define GIVES(expression, ...)               \
    do {                                     \
        step_begin(#expression);             \
        PyObject *given_ = (expression);     \
        step_object(given_, 1);              \
        Py_XDECREF(given_);                  \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

/* An operation that fails, with an error of which only the type is alike everywhere. */
#define FAILS(expression, ...)               \
    do {                                     \
        step_begin(#expression);             \
        (void)(expression);                  \
        step_error(0);                       \
        STEP_END(#__VA_ARGS__, __VA_ARGS__); \
    } while (0)

/* The counts of objects, under the names of the variables.  NULL, written so, stands for no object. */
#define COUNTS(...) STEP_END(#__VA_ARGS__, __VA_ARGS__)
#define STEP_END(names, ...) \
    step_end((names), (void *[]){__VA_ARGS__}, sizeof((void *[]){__VA_ARGS__}) / sizeof(void *))

void step_begin(const char *text);
void step_int(long long value);
void step_double(double value);
void step_text(const char *value);
void step_object(PyObject *value, int with_repr);
void step_error(int with_message);
void step_end(const char *names, void **objects, size_t count);

/* How far the count of a type has moved since it was noted: a type's own count is different in CPython
 * (its mro, its descriptors), its changes are not. */
#define DELTA(object, noted) step_delta(#object, (Py_REFCNT(object)) - (noted))
void step_delta(const char *name, Py_ssize_t delta);

/* Fresh mortal objects. */
PyObject *flt(double value);
PyObject *big(long value);
PyObject *text(const char *value);
PyObject *list_of(PyObject *first, PyObject *second); /* borrows; NULL: shorter */

/* A witness tells its death; it can own a reference and do something when it dies. */
PyObject *witness(const char *name);
PyObject *witness_holding(const char *name, PyObject *held); /* steals held */
void witness_on_death(PyObject *op, void (*act)(void *), void *argument);

/* A type whose instances are equal when their numbers are, hashable, and tell their death: keys. */
PyObject *key(const char *name, long number);

/* CPython frees types only in a collection, since a type refers to itself there.  recount does at once. */
void collect(void);

#ifdef RECOUNT_PYTHON_H
#define PARITY_TRASHCAN_BEGIN(op, dealloc)
#define PARITY_TRASHCAN_END
#else
#define PARITY_TRASHCAN_BEGIN(op, dealloc) Py_TRASHCAN_BEGIN(op, dealloc)
#define PARITY_TRASHCAN_END Py_TRASHCAN_END
#endif

/* What newer versions of CPython brought, for older ones. */
#if PY_VERSION_HEX < 0x030C0000
static inline PyObject *PyErr_GetRaisedException(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

static inline void PyErr_SetRaisedException(PyObject *exception)
{
    PyErr_Restore(Py_NewRef(Py_TYPE(exception)), exception, NULL);
}
#endif

#if PY_VERSION_HEX < 0x030D0000
static inline PyObject *PyList_GetItemRef(PyObject *list, Py_ssize_t index)
{
    return Py_XNewRef(PyList_GetItem(list, index));
}

static inline int PyList_Extend(PyObject *list, PyObject *iterable)
{
    PyObject *none = _PyList_Extend((PyListObject *)list, iterable);
    Py_XDECREF(none);
    return none == NULL ? -1 : 0;
}

static inline int PyList_Clear(PyObject *list)
{
    return PyList_SetSlice(list, 0, PY_SSIZE_T_MAX, NULL);
}

static inline int PyDict_GetItemRef(PyObject *dict, PyObject *item_key, PyObject **value)
{
    *value = Py_XNewRef(PyDict_GetItemWithError(dict, item_key));
    return *value != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

static inline int PyDict_SetDefaultRef(PyObject *dict, PyObject *item_key, PyObject *preset, PyObject **value)
{
    int present = PyDict_Contains(dict, item_key);
    PyObject *found = present < 0 ? NULL : PyDict_SetDefault(dict, item_key, preset);
    if (value != NULL) {
        *value = Py_XNewRef(found);
    }
    return found == NULL ? -1 : present;
}

static inline int PyDict_Pop(PyObject *dict, PyObject *item_key, PyObject **value)
{
    int present = PyDict_GetItemRef(dict, item_key, value);
    return present > 0 && PyDict_DelItem(dict, item_key) < 0 ? -1 : present;
}

static inline int PyObject_GetOptionalAttrString(PyObject *op, const char *name, PyObject **value)
{
    *value = PyObject_GetAttrString(op, name);
    if (*value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        return 0;
    }
    return *value == NULL ? -1 : 1;
}

static inline int PyMapping_GetOptionalItem(PyObject *op, PyObject *item_key, PyObject **value)
{
    *value = PyObject_GetItem(op, item_key);
    if (*value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        return 0;
    }
    return *value == NULL ? -1 : 1;
}
#endif

#endif
