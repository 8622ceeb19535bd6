/* What a reference costs, and a list that keeps some: counts [ROW...] */
#include "peers/python.h"
#include "rows.h"

#define COUNT 1000

static Object *objects[COUNT];

static size_t pair(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        Object *volatile object = objects[i]; /* volatile: or the pair would be left out */
        Py_INCREF(object);
        Py_DECREF(object);
    }
    return COUNT;
}

/* One object again and again: each pair waits for the one before, as counts that are used much do. */
static size_t pair_of_one(void)
{
    Object *volatile object = objects[0];
    for (size_t i = 0; i < COUNT; i++) {
        Py_INCREF(object);
        Py_DECREF(object);
    }
    return COUNT;
}

static size_t pair_called(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        Py_IncRef(objects[i]);
        Py_DecRef(objects[i]);
    }
    return COUNT;
}

/* A thousand items, one by one; the list's end is in the figure. */
static size_t append(void)
{
    Object *list = PyList_New(0);
    for (size_t i = 0; i < COUNT; i++) {
        expect(PyList_Append(list, objects[i]) == 0, "append");
    }
    Py_DECREF(list);
    return COUNT;
}

static const Row rows[] = {
    {"incref-decref", NULL, pair, NULL},
    {"incref-decref-of-one", NULL, pair_of_one, NULL},
    {"incref-decref-called", NULL, pair_called, NULL},
    {"append", NULL, append, NULL},
};

int main(int argc, char **argv)
{
    peer_start();
    for (size_t i = 0; i < COUNT; i++) {
        objects[i] = object_float((double)i);
    }
    RUN_ROWS(rows, argv + (argc > 0));
}
