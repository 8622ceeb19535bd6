/* TITLE: a find function that returns None without counting it
 * KIND: missing-incref|over-decref
 * SEES: plain
 * MASKED: yes
 * STORY: Found: a new reference. Not found: Py_None as it is. Callers release either. */
#include <recount/python.h>
#include <stdio.h>

typedef struct {
    const char *name;
    long number;
} Row;

static const Row phone_book[] = {{"ann", 5550001}, {"bob", 5550002}};

static PyObject *find(const char *name)
{
    for (size_t i = 0; i < sizeof phone_book / sizeof phone_book[0]; i++) {
        PyObject *key = PyUnicode_FromString(phone_book[i].name);
        int same;
        if (key == NULL)
            return NULL;
        same = PyUnicode_CompareWithASCIIString(key, name) == 0;
        Py_DECREF(key);
        if (same)
            return PyLong_FromLong(phone_book[i].number);
    }
#ifdef FIXED
    Py_INCREF(Py_None);
#endif
    return Py_None; /* GUILTY */
}

static PyObject *find_all(const char *const *names, int n)
{
    PyObject *list = PyList_New(n);
    for (int i = 0; i < n; i++) {
        PyObject *number = find(names[i]);
        if (number == NULL) {
            Py_DECREF(list);
            return NULL;
        }
        PyList_SetItem(list, i, number);
    }
    return list;
}

int main(void)
{
    static const char *const names[] = {"bob", "eve", "ann"};
    PyObject *list, *text;
    if (Rc_Initialize() < 0)
        return 1;
    list = find_all(names, 3);
    text = PyObject_Repr(list);
    puts(PyUnicode_AsUTF8(text));
    Py_DECREF(text);
    Py_DECREF(list);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
