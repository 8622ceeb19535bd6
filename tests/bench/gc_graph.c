/* What a collection costs: the same graphs, built by the same code, for recount and for CPython.
 *
 *     gc_graph live-near      a full collection of 1,000,000 live objects, each with two references to
 * neighbours gc_graph live-random    the same, with references to anywhere gc_graph dead-pairs     a full
 * collection of 500,000 dead cycles of two objects gc_graph build COUNT    making COUNT live objects in a
 * row, with automatic collections
 *
 * Prints nanoseconds per object.  compare.py runs it for both, in turn. */
#include <Python.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OBJECTS 1000000

typedef struct Node {
    PyObject_HEAD PyObject *left;
    PyObject *right;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->left);
    Py_VISIT(((Node *)op)->right);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->left);
    Py_CLEAR(((Node *)op)->right);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Node *)op)->left);
    Py_XDECREF(((Node *)op)->right);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "bench.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_free = PyObject_GC_Del,
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* New, owned by the caller alone. */
static Node *new_node(void)
{
    Node *node = PyObject_GC_New(Node, &Node_Type);
    if (node == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    node->left = node->right = NULL;
    PyObject_GC_Track((PyObject *)node);
    return node;
}

static Node **new_row(size_t count)
{
    Node **row = malloc(count * sizeof *row);
    for (size_t i = 0; i < count; i++) {
        row[i] = new_node();
    }
    return row;
}

static void refer(Node *from, Node *left, Node *right)
{
    Py_INCREF((PyObject *)left);
    from->left = (PyObject *)left;
    Py_INCREF((PyObject *)right);
    from->right = (PyObject *)right;
}

/* The same for both: xorshift from a fixed seed. */
static size_t next_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)state;
}

static double collect(long expected)
{
    double start = now();
    long found = (long)PyGC_Collect();
    double end = now();
    if (found != expected) {
        fprintf(stderr, "%ld objects were found unreachable, not %ld\n", found, expected);
        exit(1);
    }
    return (end - start) / OBJECTS;
}

/* Gives each object two references.  By the left ones all are reachable from the first. */
static void link_near(Node **row)
{
    for (size_t i = 0; i < OBJECTS; i++) {
        refer(row[i], row[(i + 1) % OBJECTS], row[(i + 2) % OBJECTS]);
    }
}

static void link_randomly(Node **row)
{
    size_t *ring = malloc(OBJECTS * sizeof *ring);
    for (size_t i = 0; i < OBJECTS; i++) { /* a random order */
        size_t other = next_random() % (i + 1);
        ring[i] = ring[other];
        ring[other] = i;
    }
    for (size_t i = 0; i < OBJECTS; i++) {
        refer(row[ring[i]], row[ring[(i + 1) % OBJECTS]], row[next_random() % OBJECTS]);
    }
    free(ring);
}

static double live(void (*link)(Node **), int rooted)
{
    Node **row = new_row(OBJECTS);
    link(row);
    for (size_t i = 1; rooted && i < OBJECTS; i++) {
        Py_DECREF((PyObject *)row[i]);
    }
    PyGC_Enable();
    collect(0); /* from here on all are in the oldest generation */
    return collect(0);
}

static double dead_pairs(void)
{
    Node **row = new_row(OBJECTS);
    for (size_t i = 0; i < OBJECTS; i += 2) {
        row[i]->left = (PyObject *)row[i + 1];
        row[i + 1]->left = (PyObject *)row[i];
    }
    free(row);
    PyGC_Enable();
    return collect(OBJECTS);
}

static double build(size_t count)
{
    double start;

    PyGC_Enable();
    start = now();
    new_row(count);
    return (now() - start) / (double)count;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    double cost;

    Py_Initialize();
    if (PyType_Ready(&Node_Type) < 0) {
        return 1;
    }
    PyGC_Collect();
    PyGC_Disable();
    if (strcmp(what, "live-near") == 0) {
        cost = live(link_near, 0);
    } else if (strcmp(what, "live-random") == 0) {
        cost = live(link_randomly, 0);
    } else if (strcmp(what, "rooted-near") == 0) {
        cost = live(link_near, 1);
    } else if (strcmp(what, "rooted-random") == 0) {
        cost = live(link_randomly, 1);
    } else if (strcmp(what, "dead-pairs") == 0) {
        cost = dead_pairs();
    } else if (strcmp(what, "build") == 0 && argc > 2) {
        cost = build((size_t)strtoul(argv[2], NULL, 10));
    } else {
        fprintf(stderr,
                "usage: gc_graph live-near|live-random|rooted-near|rooted-random|dead-pairs|build COUNT\n");
        return 2;
    }
    printf("%.3f\n", cost);
    fflush(stdout);
    _Exit(0); /* what is alive is not worth taking apart */
}
