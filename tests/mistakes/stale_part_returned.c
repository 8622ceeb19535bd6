/* TITLE: the head of a partition, returned after the partition is gone
 * KIND: stale-borrow|use-after-free|missing-incref
 * SEES: deep
 * MASKED: no
 * STORY: RcStr_Partition's tuple owns the three parts. url_scheme borrows the first, releases the tuple, and
 * returns the part as new. */
#include <recount/python.h>

static PyObject *separator;

/* New: "https" of "https://example.org". */
static PyObject *url_scheme(PyObject *url)
{
    PyObject *parts = PyUnicode_Partition(url, separator), *scheme;

    if (parts == NULL)
        return NULL;
    if (PyUnicode_GetLength(PyTuple_GET_ITEM(parts, 1)) == 0) {
        Py_DECREF(parts);
        PyErr_Format(PyExc_ValueError, "no scheme: %U", url);
        return NULL;
    }
    scheme = PyTuple_GET_ITEM(parts, 0);
#ifdef FIXED
    Py_INCREF(scheme);
#endif
    Py_DECREF(parts); /* ALSO */
    return scheme;    /* GUILTY */
}

static int is_safe(const char *text)
{
    PyObject *url = PyUnicode_FromString(text), *scheme;
    int safe = -1;

    if (url == NULL)
        return -1;
    scheme = url_scheme(url);
    if (scheme != NULL) {
        safe = PyUnicode_CompareWithASCIIString(scheme, "https") == 0;
        Py_DECREF(scheme);
    }
    Py_DECREF(url);
    return safe;
}

int main(void)
{
    Py_Initialize();
    separator = PyUnicode_FromString("://");
    if (is_safe("mailto:ann") < 0)
        PyErr_Clear();
    printf("safe: %d\n", is_safe("https://example.org/index"));
    Py_CLEAR(separator);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
