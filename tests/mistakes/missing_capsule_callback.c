/* TITLE: a capsule's context that keeps a callback on loan
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The struct behind the capsule has a callback, which the destructor gives back. When it was stored
 * nobody took a reference. */
#include <recount/python.h>
#include <stdio.h>
#include <stdlib.h>

#define TIMER "demo.timer"
#define RELEASE(member)     \
    do {                    \
        Py_XDECREF(member); \
        (member) = NULL;    \
    } while (0)

typedef struct {
    PyObject *on_tick;
    PyObject *label;
    int ticks, every;
} timer_t_;

static void timer_destroy(PyObject *capsule)
{
    timer_t_ *t = PyCapsule_GetPointer(capsule, TIMER);
    RELEASE(t->label);
    RELEASE(t->on_tick); /* ALSO */
    free(t);
}

static PyObject *timer_create_(PyObject *on_tick, const char *label, int every)
{
    timer_t_ *t = calloc(1, sizeof *t);
    PyObject *capsule;

    if (!t)
        return PyErr_NoMemory();
    t->every = every;
    t->label = PyUnicode_FromString(label);
    t->on_tick = on_tick; /* GUILTY */
#ifdef FIXED
    Py_INCREF(on_tick);
#endif
    capsule = PyCapsule_New(t, TIMER, timer_destroy);
    if (!capsule) {
        Py_XDECREF(t->label);
#ifdef FIXED
        Py_DECREF(on_tick);
#endif
        free(t);
    }
    return capsule;
}

static int timer_advance(PyObject *capsule)
{
    timer_t_ *t = PyCapsule_GetPointer(capsule, TIMER);
    PyObject *r;

    if (++t->ticks % t->every)
        return 0;
    r = PyObject_CallOneArg(t->on_tick, t->label);
    if (!r)
        return -1;
    Py_DECREF(r);
    return 1;
}

static PyObject *ring(PyObject *self, PyObject *label)
{
    printf("%s rings %s\n", PyUnicode_AsUTF8(self), PyUnicode_AsUTF8(label));
    Py_RETURN_NONE;
}
static PyMethodDef ring_def = {"ring", ring, METH_O, NULL};

int main(void)
{
    PyObject *self, *f, *timer;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    self = PyUnicode_FromString("the big bell");
    f = PyCFunction_New(&ring_def, self);
    timer = timer_create_(f, "for lunch", 2);
    for (int i = 0; i < 4; i++)
        timer_advance(timer);
    Py_DECREF(timer);
    Py_DECREF(f);
    Py_DECREF(self);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
