/* What the cyclic collector costs: collector COUNT ROW
 *
 * Graphs of COUNT containers, of a type that is defined here as a user would, with two references each; the same
 * code for recount and for CPython.  Nanoseconds a container of one full collection:
 *
 *     live-near, live-random      all held by C code, with references to neighbours or to anywhere
 *     rooted-near, rooted-random  only the first is held, the others by it
 *     dead-pairs                  COUNT / 2 dead cycles of two
 *
 * build makes COUNT live ones in a row with automatic collections; longest-build: the longest time that making a
 * single one took, in nanoseconds. */
#include "peers/python.h"

#define LEAST_OPERATIONS 1 /* what is alive after the first run would be in the second */
#include "rows.h"

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

static size_t count;
static Node **row;

static Node *new_node(void)
{
    Node *node = PyObject_GC_New(Node, &Node_Type);
    expect(node != NULL, "memory");
    node->left = node->right = NULL;
    PyObject_GC_Track((PyObject *)node);
    return node;
}

static void make_row(void)
{
    for (size_t i = 0; i < count; i++) {
        row[i] = new_node();
    }
}

static void refer(Node *from, Node *left, Node *right)
{
    Py_INCREF((PyObject *)left);
    from->left = (PyObject *)left;
    Py_INCREF((PyObject *)right);
    from->right = (PyObject *)right;
}

/* By the left references all are reachable from the first. */
static void link_near(void)
{
    make_row();
    for (size_t i = 0; i < count; i++) {
        refer(row[i], row[(i + 1) % count], row[(i + 2) % count]);
    }
}

static void link_randomly(void)
{
    uint32_t *ring = random_order(count, count);
    uint64_t state = 7;

    make_row();
    for (size_t i = 0; i < count; i++) {
        refer(row[ring[i]], row[ring[(i + 1) % count]], row[next_random(&state) % count]);
    }
    free(ring);
}

static void hold_first_only(void)
{
    for (size_t i = 1; i < count; i++) {
        Py_DECREF((PyObject *)row[i]);
    }
}

/* From here on all are in the oldest generation. */
static void settle(void)
{
    PyGC_Enable();
    expect(PyGC_Collect() == 0, "nothing to collect");
}

static void live_near(void)
{
    link_near();
    settle();
}

static void live_random(void)
{
    link_randomly();
    settle();
}

static void rooted_near(void)
{
    link_near();
    hold_first_only();
    settle();
}

static void rooted_random(void)
{
    link_randomly();
    hold_first_only();
    settle();
}

static void dead_pairs(void)
{
    make_row();
    for (size_t i = 0; i < count; i += 2) {
        row[i]->left = (PyObject *)row[i + 1];
        row[i + 1]->left = (PyObject *)row[i];
    }
    PyGC_Enable();
}

static size_t collect_live(void)
{
    expect(PyGC_Collect() == 0, "nothing to collect");
    return count;
}

static size_t collect_dead(void)
{
    expect((size_t)PyGC_Collect() == count, "all to be collected");
    return count;
}

static size_t build(void)
{
    PyGC_Enable();
    make_row();
    return count;
}

static double longest_build(void)
{
    double longest = 0;

    PyGC_Enable();
    for (size_t i = 0; i < count; i++) {
        double begin = now(), spent;
        row[i] = new_node();
        spent = now() - begin;
        longest = spent > longest ? spent : longest;
    }
    return longest;
}

static const Row rows[] = {
    {"live-near", live_near, collect_live, NULL},     {"live-random", live_random, collect_live, NULL},
    {"rooted-near", rooted_near, collect_live, NULL}, {"rooted-random", rooted_random, collect_live, NULL},
    {"dead-pairs", dead_pairs, collect_dead, NULL},   {"build", NULL, build, NULL},
    {"longest-build", NULL, NULL, longest_build},
};

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: collector COUNT ROW\n");
        return 2;
    }
    peer_start();
    expect(PyType_Ready(&Node_Type) == 0, "the type");
    PyGC_Collect();
    PyGC_Disable();
    count = strtoul(argv[1], NULL, 10);
    row = allocate(count, sizeof *row);
    RUN_ROWS(rows, argv + 2);
}
