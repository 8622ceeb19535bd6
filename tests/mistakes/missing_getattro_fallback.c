/* TITLE: an attribute lookup that falls back on a table
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: What the generic lookup finds is new. What the table of extras has is borrowed, and returned as it
 * is. */
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    PyObject_HEAD PyObject *extras; /* dict */
    int x, y;
} Node;

static void Node_dealloc(Node *self)
{
    Py_XDECREF(self->extras);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *Node_getattro(PyObject *op, PyObject *name)
{
    Node *self = (Node *)op;
    PyObject *found = PyObject_GenericGetAttr(op, name);

    if (found == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        found = PyDict_GetItemWithError(self->extras, name);
        if (found == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetObject(PyExc_AttributeError, name);
            return NULL;
        }
#ifdef FIXED
        Py_INCREF(found);
#endif
    }
    return found; /* GUILTY */
}

static PyObject *Node_area(PyObject *op, PyObject *unused)
{
    (void)unused;
    return PyLong_FromLong((long)((Node *)op)->x * ((Node *)op)->y);
}

static PyMethodDef Node_methods[] = {
    {"area", Node_area, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject NodeType = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "scene.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = (destructor)Node_dealloc,
    .tp_getattro = Node_getattro,
    .tp_methods = Node_methods,
};

int main(void)
{
    Node *node;
    PyObject *title, *area, *color;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    PyType_Ready(&NodeType);
    node = PyObject_New(Node, &NodeType);
    node->extras = PyDict_New();
    node->x = 300;
    node->y = 200;
    title = PyUnicode_FromString("background image");
    PyDict_SetItemString(node->extras, "title", title);
    area = PyObject_CallMethod((PyObject *)node, "area", NULL);
    printf("area %ld\n", PyLong_AsLong(area));
    Py_DECREF(area);
    color = PyObject_GetAttrString((PyObject *)node, "title");
    printf("%s\n", PyUnicode_AsUTF8(color));
    Py_DECREF(color);
    Py_DECREF(title);
    Py_DECREF(node);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
