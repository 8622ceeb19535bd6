/* TITLE: a memoised function that releases its result after storing it
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: yes
 * STORY: The sum goes into the memo and to the caller; but after storing it the function gives up its own
 * reference, which it returns. */
#include <recount/hashtable.h>
#include <recount/python.h>
#include <stdio.h>

static PyObject *memo;

static PyObject *fib(long n)
{
    PyObject *key, *value, *a, *b;

    if (n < 2)
        return PyLong_FromLong(n + 100000);
    key = PyLong_FromLong(n);
    if (key == NULL)
        return NULL;
    value = RcHashTable_GetItem(memo, key);
    if (value != NULL) {
        Py_DECREF(key);
        return Py_NewRef(value);
    }
    a = fib(n - 1);
    b = a ? fib(n - 2) : NULL;
    value = b ? PyNumber_Add(a, b) : NULL;
    Py_XDECREF(a);
    Py_XDECREF(b);
    if (value != NULL && RcHashTable_SetItem(memo, key, value) < 0)
        Py_CLEAR(value);
#ifndef FIXED
    else
        Py_DECREF(value); /* GUILTY */
#endif
    Py_DECREF(key);
    return value; /* ALSO */
}

int main(void)
{
    PyObject *result;
    if (Rc_Initialize() < 0)
        return 1;
    memo = RcHashTable_New();
    result = fib(7);
    printf("%ld, %d known\n", PyLong_AsLong(result), (int)RcHashTable_Size(memo));
    Py_DECREF(memo);
    Py_DECREF(result);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
