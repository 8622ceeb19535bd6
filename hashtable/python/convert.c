/* Values and errors on their way between Python and recount. */
#include "module.h"

/* -- values -- */

static RcObject *checked(RcObject *op)
{
    if (op == NULL) {
        raise_pending();
    }
    return op;
}

static RcObject *int_from_python(PyObject *op)
{
    long long value = PyLong_AsLongLong(op);
    if (value == -1 && PyErr_Occurred()) {
        return NULL; /* OverflowError */
    }
    return checked(RcInt_FromLongLong(value));
}

static RcObject *str_from_python(PyObject *op)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(op, &size); /* kept by op */
    return text != NULL ? checked(RcStr_FromStringAndSize(text, size)) : NULL;
}

RcObject *from_python(PyObject *op)
{
    if (PyUnicode_Check(op)) {
        return str_from_python(op);
    }
    if (PyBool_Check(op)) {
        return RcBool_FromLong(op == Py_True);
    }
    if (PyLong_Check(op)) {
        return int_from_python(op);
    }
    if (PyFloat_Check(op)) {
        return checked(RcFloat_FromDouble(PyFloat_AsDouble(op)));
    }
    PyErr_SetString(PyExc_TypeError, "Parameter must be integer, float, or string.");
    return NULL;
}

static PyObject *str_to_python(RcObject *op)
{
    Rc_ssize_t size;
    const char *text = RcStr_AsUTF8AndSize(op, &size);
    return PyUnicode_FromStringAndSize(text, size);
}

static PyObject *list_to_python(RcObject *op)
{
    Rc_ssize_t size = RcList_GET_SIZE(op);
    PyObject *list = PyList_New(size);
    for (Rc_ssize_t i = 0; list != NULL && i < size; i++) {
        PyObject *item = to_python(RcList_GET_ITEM(op, i));
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            (void)PyList_SetItem(list, i, item); /* steals; the index is good */
        }
    }
    return list;
}

static PyObject *tuple_to_python(RcObject *op)
{
    Rc_ssize_t size = RcTuple_GET_SIZE(op);
    PyObject *tuple = PyTuple_New(size);
    for (Rc_ssize_t i = 0; tuple != NULL && i < size; i++) {
        PyObject *item = to_python(RcTuple_GET_ITEM(op, i));
        if (item == NULL) {
            Py_CLEAR(tuple);
        } else {
            (void)PyTuple_SetItem(tuple, i, item);
        }
    }
    return tuple;
}

PyObject *to_python(RcObject *op)
{
    if (RcStr_Check(op)) {
        return str_to_python(op);
    }
    if (RcBool_Check(op)) {
        return PyBool_FromLong(op == Rc_True);
    }
    if (RcInt_Check(op)) {
        return PyLong_FromLongLong(RcInt_AsLongLong(op));
    }
    if (RcFloat_Check(op)) {
        return PyFloat_FromDouble(RcFloat_AS_DOUBLE(op));
    }
    return RcList_Check(op) ? list_to_python(op) : tuple_to_python(op);
}

PyObject *take_to_python(RcObject *op)
{
    if (op == NULL) {
        return raise_pending();
    }
    PyObject *result = to_python(op);
    Rc_DECREF(op);
    return result;
}

/* -- errors -- */

/* Subclasses stand before their bases.  What is not here is a SystemError: recount raises nothing else for
 * what the module asks of it. */
static const struct {
    RcObject *const *from;
    PyObject **to;
} classes[] = {
    {&RcExc_RecursionError, &PyExc_RecursionError}, {&RcExc_RuntimeError, &PyExc_RuntimeError},
    {&RcExc_TypeError, &PyExc_TypeError},           {&RcExc_ValueError, &PyExc_ValueError},
    {&RcExc_IndexError, &PyExc_IndexError},         {&RcExc_OverflowError, &PyExc_OverflowError},
};

static PyObject *class_of(RcObject *exception)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (RcErr_GivenExceptionMatches(exception, *classes[i].from)) {
            return *classes[i].to;
        }
    }
    return PyExc_SystemError;
}

/* What recount raises for the module has one argument, its text.  No str() of it: where recursion is too deep
 * that would fail, too. */
static void raise_like(RcObject *exception)
{
    RcObject *args = RcException_GetArgs(exception);
    if (RcTuple_GET_SIZE(args) == 1 && RcStr_Check(RcTuple_GET_ITEM(args, 0))) {
        PyErr_SetString(class_of(exception), RcStr_AsUTF8(RcTuple_GET_ITEM(args, 0)));
    } else {
        PyErr_SetNone(class_of(exception));
    }
    Rc_DECREF(args);
}

PyObject *raise_pending(void)
{
    if (PyErr_Occurred()) {
        RcErr_Clear();
        return NULL;
    }
    RcObject *exception = RcErr_GetRaisedException();
    if (RcErr_GivenExceptionMatches(exception, RcExc_MemoryError)) {
        PyErr_NoMemory();
    } else {
        raise_like(exception);
    }
    Rc_DECREF(exception);
    return NULL;
}
