/* TITLE: an intern function that steals on a hit
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: If the text is known the known one is returned, and the other one is released, which is the
 * caller's to do. */
#include <recount/python.h>
#include <stdio.h>

static PyObject *pool;

/* New reference to the one object that stands for all equal texts.  Does not take over text. */
static PyObject *unique(PyObject *text)
{
    PyObject *known = PyDict_GetItemWithError(pool, text);

    if (known) {
        Py_INCREF(known);
#ifndef FIXED
        Py_DECREF(text); /* GUILTY */
#endif
        return known;
    }
    if (PyErr_Occurred() || PyDict_SetItem(pool, text, text) < 0)
        return NULL;
    Py_INCREF(text);
    return text;
}

static PyObject *unique_words(PyObject *words)
{
    Py_ssize_t n = PyList_Size(words);
    PyObject *result = PyList_New(n);

    if (result == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *word = unique(PyList_GET_ITEM(words, i));
        if (word == NULL) {
            Py_DECREF(result);
            return NULL;
        }
        PyList_SET_ITEM(result, i, word);
    }
    return result;
}

int main(void)
{
    PyObject *words, *result;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    pool = PyDict_New();
    words = Py_BuildValue("[sssss]", "the cat", "the dog", "the cat", "a mouse", "the dog");
    result = unique_words(words);
    printf("%ld different\n", (long)PyDict_Size(pool));
    Py_XDECREF(result);
    Py_DECREF(words);
    Py_CLEAR(pool);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
