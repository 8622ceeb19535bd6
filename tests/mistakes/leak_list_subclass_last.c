/* TITLE: a list type that remembers its last item without giving back the one before
 * KIND: leak
 * SEES: plain
 * MASKED: yes
 * STORY: A subclass of list overrides append. The field is filled with a new reference each time. */
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    PyListObject list;
    PyObject *last;
} HistoryObject;

static PyTypeObject History_Type;

static PyObject *history_append(PyObject *self, PyObject *item)
{
    HistoryObject *h = (HistoryObject *)self;

    if (PyList_Append(self, item) < 0)
        return NULL;
    Py_INCREF(item); /* ALSO */
#ifdef FIXED
    Py_XSETREF(h->last, item);
#else
    h->last = item; /* GUILTY */
#endif
    Py_RETURN_NONE;
}

static int history_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((HistoryObject *)self)->last);
    return PyList_Type.tp_traverse(self, visit, arg);
}

static int history_clear(PyObject *self)
{
    Py_CLEAR(((HistoryObject *)self)->last);
    return PyList_Type.tp_clear(self);
}

static void history_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((HistoryObject *)self)->last);
    PyObject_GC_Track(self);
    PyList_Type.tp_dealloc(self);
}

static PyMethodDef history_methods[] = {
    {"append", history_append, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject History_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "editor.History",
    .tp_basicsize = sizeof(HistoryObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyList_Type,
    .tp_dealloc = history_dealloc,
    .tp_traverse = history_traverse,
    .tp_clear = history_clear,
    .tp_methods = history_methods,
};

int main(void)
{
    PyObject *history, *all;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    PyType_Ready(&History_Type);
    history = PyObject_CallNoArgs((PyObject *)&History_Type);
    all = PyList_New(0);
    for (int i = 0; i < 3; i++) {
        PyObject *edit = PyUnicode_FromFormat("edit number %d", i), *r;
        PyList_Append(all, edit);
        r = PyObject_CallMethod(history, "append", "O", edit);
        Py_XDECREF(r);
        Py_DECREF(edit);
    }
    printf("%zd edits\n", PyList_Size(history));
    Py_DECREF(history);
    Py_DECREF(all);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
