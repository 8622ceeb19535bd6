/* How recount and CPython make the objects of objects.c. */
#ifndef BENCH_PYTHON_OBJECTS_H
#define BENCH_PYTHON_OBJECTS_H

#include "python.h"

static Object *item;

static inline void make_start(void)
{
    item = object_float(1.5);
}

static inline Object *make_float(size_t i)
{
    return PyFloat_FromDouble((double)i);
}

static inline Object *make_int(size_t i)
{
    return PyLong_FromLongLong((long long)i + 1000000);
}

static inline Object *make_str(size_t i)
{
    (void)i;
    return PyUnicode_FromStringAndSize("twelve bytes", 12);
}

static inline Object *make_tuple(size_t i)
{
    (void)i;
    return PyTuple_Pack(2, item, item);
}

static inline Object *make_list(size_t i)
{
    (void)i;
    return PyList_New(0);
}

#endif
