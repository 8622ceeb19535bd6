/* TITLE: a lazy attribute that is computed and given away
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The getter caches what it has computed in the object and returns it: one reference for two. */
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    PyObject_HEAD double radius;
    PyObject *area; /* computed when it is asked for */
} Circle;

static PyObject *Circle_area(PyObject *self, void *unused)
{
    Circle *c = (Circle *)self;
    PyObject *area;

    (void)unused;
    if (c->area != NULL)
        return Py_NewRef(c->area);
    area = PyFloat_FromDouble(3.14159 * c->radius * c->radius);
    if (area == NULL)
        return NULL;
#ifdef FIXED
    Py_INCREF(area);
#endif
    c->area = area; /* GUILTY */
    return area;    /* ALSO */
}

static int Circle_set_radius(PyObject *self, PyObject *value, void *unused)
{
    Circle *c = (Circle *)self;
    double radius = PyFloat_AsDouble(value);

    (void)unused;
    if (radius == -1.0 && PyErr_Occurred())
        return -1;
    c->radius = radius;
    Py_CLEAR(c->area);
    return 0;
}

static PyObject *Circle_radius(PyObject *self, void *unused)
{
    (void)unused;
    return PyFloat_FromDouble(((Circle *)self)->radius);
}

static void Circle_dealloc(PyObject *self)
{
    Py_XDECREF(((Circle *)self)->area);
    PyObject_Free(self);
}

static PyGetSetDef Circle_getset[] = {
    {"radius", Circle_radius, Circle_set_radius, NULL, NULL},
    {"area", Circle_area, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Circle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "shapes.Circle",
    .tp_basicsize = sizeof(Circle),
    .tp_dealloc = Circle_dealloc,
    .tp_getset = Circle_getset,
};

int main(void)
{
    Circle *c;
    double sum = 0;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    PyType_Ready(&Circle_Type);
    c = PyObject_New(Circle, &Circle_Type);
    c->radius = 1.5;
    c->area = NULL;
    for (int i = 0; i < 3; i++) {
        PyObject *area = PyObject_GetAttrString((PyObject *)c, "area");
        if (area != NULL)
            sum += PyFloat_AsDouble(area);
        Py_XDECREF(area);
    }
    printf("%.2f\n", sum);
    Py_DECREF(c);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
