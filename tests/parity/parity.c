/* The steps of parity programs, and their witnesses. */
#include "parity.h"

#include <ctype.h>

void step_begin(const char *text_of_step)
{
    printf("  %s", text_of_step);
}

/* Prints the pending error, if any, and clears it. */
void step_error(int with_message)
{
    if (!PyErr_Occurred()) {
        return;
    }
    PyObject *exception = PyErr_GetRaisedException();
    const char *name = strrchr(Py_TYPE(exception)->tp_name, '.');
    printf(" ! %s", name != NULL ? name + 1 : Py_TYPE(exception)->tp_name);
    if (with_message && !PyErr_GivenExceptionMatches(exception, PyExc_SystemError)) {
        PyObject *message = PyObject_Str(exception);
        printf(": %s", message != NULL ? PyUnicode_AsUTF8(message) : "?");
        Py_XDECREF(message);
    }
    Py_DECREF(exception);
}

void step_int(long long value)
{
    printf(" -> %lld", value);
    step_error(1);
}

void step_double(double value)
{
    printf(" -> %g", value);
    step_error(1);
}

void step_text(const char *value)
{
    printf(" -> %s", value != NULL ? value : "NULL");
    step_error(1);
}

void step_object(PyObject *value, int with_repr)
{
    if (value == NULL) {
        printf(" -> NULL");
        step_error(1);
        return;
    }
    if (!with_repr) {
        printf(" -> object");
        return;
    }
    PyObject *repr = PyObject_Repr(value);
    printf(" -> %s", repr != NULL ? PyUnicode_AsUTF8(repr) : "?");
    Py_XDECREF(repr);
}

void step_delta(const char *name, Py_ssize_t delta)
{
    printf("    count of %s: %+zd\n", name, delta);
}

/* The end of the name that starts here: the names are those of variables or simple expressions. */
static const char *name_end(const char *name)
{
    int depth = 0;
    for (; *name != '\0' && (depth > 0 || *name != ','); name++) {
        depth += *name == '(' ? 1 : *name == ')' ? -1 : 0;
    }
    return name;
}

void step_end(const char *names, void **objects, size_t count)
{
    printf(" |");
    for (size_t i = 0; i < count; i++) {
        while (isspace((unsigned char)*names)) {
            names++;
        }
        const char *end = name_end(names);
        if (objects[i] != NULL) {
            printf(" %.*s=%zd", (int)(end - names), names, (Py_ssize_t)Py_REFCNT((PyObject *)objects[i]));
        } else if (strncmp(names, "NULL", 4) != 0) {
            printf(" %.*s=NULL", (int)(end - names), names);
        }
        names = *end == ',' ? end + 1 : end;
    }
    printf("\n");
}

PyObject *flt(double value)
{
    return PyFloat_FromDouble(value);
}

PyObject *big(long value)
{
    return PyLong_FromLong(value);
}

PyObject *text(const char *value)
{
    return PyUnicode_FromString(value);
}

PyObject *list_of(PyObject *first, PyObject *second)
{
    PyObject *list = PyList_New(0);
    if (first != NULL) {
        PyList_Append(list, first);
    }
    if (second != NULL) {
        PyList_Append(list, second);
    }
    return list;
}

/* Witnesses and keys. */

typedef struct Witness {
    PyObject_HEAD const char *name;
    long number; /* of a key */
    PyObject *held;
    void (*act)(void *);
    void *argument;
} Witness;

static void witness_dealloc(PyObject *op)
{
    Witness *self = (Witness *)op;
    printf(" [dealloc %s]", self->name);
    if (self->act != NULL) {
        self->act(self->argument);
    }
    Py_XDECREF(self->held);
    PyObject_Free(op);
}

static PyObject *witness_repr(PyObject *op)
{
    return PyUnicode_FromFormat("<%s>", ((Witness *)op)->name);
}

static PyTypeObject Witness_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Witness",
    .tp_basicsize = sizeof(Witness),
    .tp_dealloc = witness_dealloc,
    .tp_repr = witness_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static Py_hash_t key_hash(PyObject *op)
{
    return (Py_hash_t)((Witness *)op)->number;
}

static PyObject *key_compare(PyObject *left, PyObject *right, int operation);

static PyTypeObject Key_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parity.Key",
    .tp_basicsize = sizeof(Witness),
    .tp_dealloc = witness_dealloc,
    .tp_repr = witness_repr,
    .tp_hash = key_hash,
    .tp_richcompare = key_compare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *key_compare(PyObject *left, PyObject *right, int operation)
{
    if (!Py_IS_TYPE(left, &Key_Type) || !Py_IS_TYPE(right, &Key_Type) ||
        (operation != Py_EQ && operation != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int equal = ((Witness *)left)->number == ((Witness *)right)->number;
    return PyBool_FromLong(operation == Py_EQ ? equal : !equal);
}

static PyObject *witness_of(PyTypeObject *type, const char *name, long number, PyObject *held)
{
    Witness *self = PyObject_New(Witness, type);
    self->name = name;
    self->number = number;
    self->held = held;
    self->act = NULL;
    self->argument = NULL;
    return (PyObject *)self;
}

PyObject *witness(const char *name)
{
    return witness_of(&Witness_Type, name, 0, NULL);
}

PyObject *witness_holding(const char *name, PyObject *held)
{
    return witness_of(&Witness_Type, name, 0, held);
}

PyObject *key(const char *name, long number)
{
    return witness_of(&Key_Type, name, number, NULL);
}

void witness_on_death(PyObject *op, void (*act)(void *), void *argument)
{
    ((Witness *)op)->act = act;
    ((Witness *)op)->argument = argument;
}

/* Running. */

#ifdef RECOUNT_PYTHON_H
void collect(void)
{
}

static Py_ssize_t live_objects(void)
{
    return Rc_LiveObjects();
}
#else
void collect(void)
{
    PyGC_Collect();
}

static Py_ssize_t live_objects(void)
{
    return 0;
}
#endif

static int run_case(const Case *item, void (*before_case)(void))
{
    if (before_case != NULL) {
        before_case();
    }
    Py_ssize_t before = live_objects();
    printf("case %s:\n", item->name);
    item->run();
    if (PyErr_Occurred()) {
        fprintf(stderr, "case %s: an error is left pending\n", item->name);
        PyErr_Clear();
        return 1;
    }
    if (live_objects() != before) {
        fprintf(stderr, "case %s: %zd objects are left\n", item->name, live_objects() - before);
        return 1;
    }
    return 0;
}

int parity_run(const Case *cases, size_t count, void (*at_start)(void), void (*before_case)(void))
{
    int failed = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    Py_Initialize();
    if (PyType_Ready(&Witness_Type) < 0 || PyType_Ready(&Key_Type) < 0) {
        return 1;
    }
    if (at_start != NULL) {
        at_start();
    }
    for (size_t i = 0; i < count; i++) {
        failed |= run_case(&cases[i], before_case);
    }
    return Py_FinalizeEx() < 0 || failed;
}

int parity_main(const Case *cases, size_t count)
{
    return parity_run(cases, count, NULL, NULL);
}
