/* TITLE: a sparse array that gives back None once for each hole
 * KIND: over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: Holes read as None, borrowed from nobody; to_list hands each to the list, and releases it as well. */
#include <recount/python.h>
#include <stdio.h>

#define N 6

static PyObject *cells[N];

static PyObject *cell_at(int i)
{
    return cells[i] ? cells[i] : Py_None; /* borrowed */
}

static int cell_set(int i, double x)
{
    PyObject *v = PyFloat_FromDouble(x);

    if (v == NULL)
        return -1;
    Py_XSETREF(cells[i], v);
    return 0;
}

static PyObject *to_list(void)
{
    PyObject *list = PyList_New(0);
    int i;

    for (i = 0; list != NULL && i < N; i++) {
        PyObject *v = cell_at(i);

        if (PyList_Append(list, v) < 0)
            Py_CLEAR(list);
#ifndef FIXED
        if (v == Py_None)
            Py_DECREF(v); /* GUILTY */
#endif
    }
    return list;
}

int main(void)
{
    PyObject *list, *text;
    int i;

    if (Rc_Initialize() < 0)
        return 1;
    cell_set(1, 0.5);
    cell_set(4, 2.5);
    list = to_list();
    text = PyObject_Repr(list);
    puts(PyUnicode_AsUTF8(text));
    Py_DECREF(text);
    Py_DECREF(list);
    for (i = 0; i < N; i++)
        Py_CLEAR(cells[i]);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
