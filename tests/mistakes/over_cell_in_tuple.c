/* TITLE: a row whose cell is released after the tuple took it
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The cleanup at the end releases the cell that the loop was at. When the check fails the tuple has
 * stolen it already. */
#include <recount/python.h>
#include <stdio.h>
#include <string.h>

static PyObject *make_cell(const char *start, size_t length)
{
    if (length == 0)
        Py_RETURN_NONE;
    if (start[0] >= '0' && start[0] <= '9')
        return PyLong_FromString(start, NULL, 10);
    return PyUnicode_FromStringAndSize(start, (Py_ssize_t)length);
}

static PyObject *parse_row(const char *line, int columns)
{
    PyObject *row, *cell = NULL;
    char buffer[64];
    int i = 0;

    row = PyTuple_New(columns);
    if (!row)
        return NULL;
    while (1) {
        size_t length = strcspn(line, ";");
        if (i == columns) {
            PyErr_SetString(PyExc_ValueError, "too many cells");
            goto bad;
        }
        memcpy(buffer, line, length);
        buffer[length] = '\0';
        cell = make_cell(buffer, length);
        if (!cell)
            goto bad;
        PyTuple_SET_ITEM(row, i++, cell);
#ifdef FIXED
        cell = NULL;
#endif
        if (line[length] == '\0')
            break;
        line += length + 1;
    }
    return row;
bad:
    Py_XDECREF(cell); /* GUILTY */
    Py_DECREF(row);   /* ALSO */
    return NULL;
}

int main(void)
{
    static const char *lines[] = {"apple;4000;red", "pear;5000;brown;green", "plum;600;blue"};
    int good = 0;

    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (int i = 0; i < 3; i++) {
        PyObject *row = parse_row(lines[i], 3);
        if (row)
            good++;
        else
            PyErr_Clear();
        Py_XDECREF(row);
    }
    printf("%d rows\n", good);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
