/* TITLE: a fast function that returns one of its arguments
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: clamp returns a bound or the value itself. They are borrowed, all three, and the caller expects a
 * new reference. */
#include <recount/python.h>
#include <stdio.h>

static PyObject *clamp(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *value, *low, *high, *chosen;
    int less;

    (void)module;
    if (nargs != 3) {
        PyErr_SetString(PyExc_TypeError, "clamp(value, low, high)");
        return NULL;
    }
    value = args[0];
    low = args[1];
    high = args[2];
    chosen = value;
    less = PyObject_RichCompareBool(value, low, Py_LT);
    if (less < 0)
        return NULL;
    if (less)
        chosen = low;
    else {
        less = PyObject_RichCompareBool(high, value, Py_LT);
        if (less < 0)
            return NULL;
        if (less)
            chosen = high;
    }
#ifdef FIXED
    Py_INCREF(chosen);
#endif
    return chosen; /* GUILTY */
}

static PyMethodDef clamp_def = {"clamp", (PyCFunction)(void (*)(void))clamp, METH_FASTCALL, NULL};

int main(void)
{
    PyObject *function, *low, *high;
    long sum = 0;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    function = PyCFunction_New(&clamp_def, NULL);
    low = PyLong_FromLong(1000);
    high = PyLong_FromLong(9000);
    for (long i = 0; i < 3; i++) {
        PyObject *value = PyLong_FromLong(4000 * i + 500), *result;
        result = PyObject_CallFunctionObjArgs(function, value, low, high, NULL);
        if (result != NULL) {
            sum += PyLong_AsLong(result);
            Py_DECREF(result);
        }
        Py_DECREF(value);
    }
    printf("%ld\n", sum);
    Py_DECREF(high);
    Py_DECREF(low);
    Py_DECREF(function);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
