/* TITLE: a path object whose lazy attribute loses its first reference
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The first call computes the suffix, caches it with Rc_NewRef and returns another new reference. */
#include <recount/python.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    PyObject_HEAD PyObject *path;
    PyObject *suffix;
} Path;

static void path_dealloc(PyObject *o)
{
    Py_XDECREF(((Path *)o)->path);
    Py_XDECREF(((Path *)o)->suffix);
    PyObject_Free(o);
}

static PyObject *path_get_suffix(PyObject *o, void *closure)
{
    Path *self = (Path *)o;

    (void)closure;
    if (self->suffix == NULL) {
        const char *text = PyUnicode_AsUTF8(self->path);
        const char *dot = strrchr(text, '.');
        PyObject *suffix = PyUnicode_FromString(dot ? dot : ""); /* GUILTY */

        if (suffix == NULL)
            return NULL;
#ifdef FIXED
        self->suffix = suffix;
#else
        self->suffix = Py_NewRef(suffix); /* ALSO */
#endif
    }
    return Py_NewRef(self->suffix);
}

static PyGetSetDef path_getset[] = {{"suffix", path_get_suffix, NULL, NULL, NULL},
                                    {NULL, NULL, NULL, NULL, NULL}};

static PyTypeObject Path_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "fs.Path",
    .tp_basicsize = sizeof(Path),
    .tp_dealloc = path_dealloc,
    .tp_getset = path_getset,
};

static PyObject *path_new(const char *text)
{
    Path *self = PyObject_New(Path, &Path_Type);

    if (self != NULL) {
        self->suffix = NULL;
        self->path = PyUnicode_FromString(text);
    }
    return (PyObject *)self;
}

int main(void)
{
    PyObject *path, *a, *b;

    if (Rc_Initialize() < 0 || PyType_Ready(&Path_Type) < 0)
        return 1;
    path = path_new("archive.tar.gz");
    a = PyObject_GetAttrString(path, "suffix");
    b = PyObject_GetAttrString(path, "suffix");
    printf("%s %d\n", PyUnicode_AsUTF8(a), a == b);
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(path);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
