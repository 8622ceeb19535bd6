/* TITLE: two iterators of which the second one ends first
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: An item has been taken from the first iterator when the second one has none any more. */
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    PyObject_HEAD PyObject *left, *right;
} ZipObject;

static void zip_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((ZipObject *)self)->left);
    Py_XDECREF(((ZipObject *)self)->right);
    PyObject_GC_Del(self);
}

static int zip_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((ZipObject *)self)->left);
    Py_VISIT(((ZipObject *)self)->right);
    return 0;
}

static PyObject *zip_next(PyObject *self)
{
    ZipObject *z = (ZipObject *)self;
    PyObject *a, *b;

    a = PyIter_Next(z->left); /* ALSO */
    if (!a)
        return NULL;
    b = PyIter_Next(z->right);
    if (!b) {
#ifdef FIXED
        Py_DECREF(a);
#endif
        return NULL; /* GUILTY */
    }
    return Py_BuildValue("NN", a, b);
}

static PyTypeObject Zip_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "pairs.Zip",
    .tp_basicsize = sizeof(ZipObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = zip_dealloc,
    .tp_traverse = zip_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = zip_next,
};

static PyObject *zip_new(PyObject *a, PyObject *b)
{
    ZipObject *z = PyObject_GC_New(ZipObject, &Zip_Type);
    if (!z)
        return NULL;
    z->left = PyObject_GetIter(a);
    z->right = PyObject_GetIter(b);
    PyObject_GC_Track((PyObject *)z);
    return (PyObject *)z;
}

static PyObject *next_square(PyObject *self, PyObject *unused)
{
    static long i = 30;
    (void)self, (void)unused;
    i++;
    return PyLong_FromLong(i * i);
}
static PyMethodDef square_def = {"next_square", next_square, METH_NOARGS, NULL};

int main(void)
{
    PyObject *f, *end, *squares, *names, *z, *pair;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    PyType_Ready(&Zip_Type);
    f = PyCFunction_New(&square_def, NULL);
    end = PyLong_FromLong(10000);
    squares = PyCallIter_New(f, end);
    names = Py_BuildValue("[sss]", "one", "two", "three");
    z = zip_new(squares, names);
    while ((pair = PyIter_Next(z)) != NULL) {
        printf("%ld\n", PyLong_AsLong(PyTuple_GetItem(pair, 0)));
        Py_DECREF(pair);
    }
    Py_DECREF(z);
    Py_DECREF(squares);
    Py_DECREF(names);
    Py_DECREF(end);
    Py_DECREF(f);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
