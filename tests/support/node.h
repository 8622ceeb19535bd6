/* A container for tests of the collector: four references, weakly referenceable, with a finalizer and a
 * tp_clear that a test may program, and a log of what has run.
 *
 * Each program that includes this has its own types: Node_Type, and Stubborn_Type, the same without tp_clear.
 */
#ifndef RECOUNT_TESTS_NODE_H
#define RECOUNT_TESTS_NODE_H

#include "support.h"

#include <recount/recount.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODE_REFS 4

typedef struct Node Node;

struct Node {
    RcObject_HEAD
    RcObject *refs[NODE_REFS]; /* owned */
    RcObject *weakrefs;
    int id;
    void (*on_finalize)(Node *self); /* NULL: only noted */
    int (*on_clear)(Node *self);     /* before the references go; -1: an error is pending */
    void *arg;                       /* the test's own */
};

/* What ran, in order: "f1 " finalizer of node 1, "d1 " its dealloc, and what tests add. */
static char node_log[1024];
/* Whether finalizers and deallocs are noted. */
static int node_logging;

static inline void note(const char *what, int id)
{
    size_t used = strlen(node_log);
    if (node_logging) {
        snprintf(node_log + used, sizeof node_log - used, "%s%d ", what, id);
    }
}

/* What is in the log; it is empty then. */
#define assert_log(expected)                     \
    do {                                         \
        assert_string_equal(node_log, expected); \
        node_log[0] = '\0';                      \
    } while (0)

static inline int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < NODE_REFS; i++) {
        Rc_VISIT(((Node *)op)->refs[i]);
    }
    return 0;
}

static inline void node_drop(Node *self)
{
    for (int i = 0; i < NODE_REFS; i++) {
        Rc_CLEAR(self->refs[i]);
    }
}

static inline int node_clear(RcObject *op)
{
    Node *self = (Node *)op;
    int result = self->on_clear != NULL ? self->on_clear(self) : 0;
    node_drop(self);
    return result;
}

static inline void node_finalize(RcObject *op)
{
    Node *self = (Node *)op;
    note("f", self->id);
    if (self->on_finalize != NULL) {
        self->on_finalize(self);
    }
}

static inline void node_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    note("d", ((Node *)op)->id);
    node_drop((Node *)op);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_weaklistoffset = offsetof(Node, weakrefs),
    .tp_free = RcObject_GC_Del,
    .tp_finalize = node_finalize,
};

__attribute__((unused)) static RcTypeObject Stubborn_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Stubborn",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_weaklistoffset = offsetof(Node, weakrefs),
    .tp_free = RcObject_GC_Del,
    .tp_finalize = node_finalize,
};

static inline Node *node_of(RcTypeObject *type, int id)
{
    Node *self;
    if (RcType_Ready(type) < 0 || (self = RcObject_GC_New(Node, type)) == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(RcObject), 0, sizeof *self - sizeof(RcObject));
    self->id = id;
    RcObject_GC_Track(self);
    return self;
}

static inline Node *node(int id)
{
    Node *self = node_of(&Node_Type, id);
    assert_non_null(self);
    return self;
}

/* from's first empty place holds a new reference to target. */
static inline void join(Node *from, void *target)
{
    for (int i = 0; i < NODE_REFS; i++) {
        if (from->refs[i] == NULL) {
            from->refs[i] = Rc_NewRef(RC_OBJECT_CAST(target));
            return;
        }
    }
    fail_msg("the node is full");
}

/* Nodes 1..count, each holding the next, the last the first; the caller owns a reference to each. */
static inline void make_ring(Node **nodes, int count)
{
    for (int i = 0; i < count; i++) {
        nodes[i] = node(i + 1);
    }
    for (int i = 0; i < count; i++) {
        join(nodes[i], nodes[(i + 1) % count]);
    }
}

static inline void drop_nodes(Node **nodes, int count)
{
    for (int i = 0; i < count; i++) {
        Rc_DECREF(nodes[i]);
    }
}

/* For tests of exact figures: collections only where the test asks for them, also when the program runs under
 * RECOUNT_GC_STRESS=1. */
static inline int quiet_setup(void **state)
{
    int failed = runtime_setup(state);
    if (!failed) {
        RcGC_SetDebug(0);
        RcGC_SetThreshold(0, 10, 10);
        node_log[0] = '\0';
        node_logging = 1;
    }
    return failed;
}

#define quiet_test(function) cmocka_unit_test_setup_teardown(function, quiet_setup, runtime_teardown)

/* Runs this in a process of its own, and returns whether it ended by abort(); what it wrote on stderr is in
 * text. */
static inline int aborts(void (*run)(void), char *text, size_t size)
{
    int ends[2], status;
    size_t used = 0;
    ssize_t got;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        run();
        _exit(0);
    }
    close(ends[1]);
    while (used < size - 1 && (got = read(ends[0], text + used, size - 1 - used)) > 0) {
        used += (size_t)got;
    }
    text[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* The unraisable hook of tests: keeps the last error's text and where it came from. */
static struct {
    int count;
    char text[200];
    char where[100];
} unraisable;

static inline void keep_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    RcObject *text = RcObject_Str(exception);
    Rc_UNUSED(arg);
    unraisable.count++;
    snprintf(unraisable.text, sizeof unraisable.text, "%s: %s", Rc_TYPE(exception)->tp_name,
             text != NULL ? RcStr_AsUTF8(text) : "?");
    snprintf(unraisable.where, sizeof unraisable.where, "%s", where != NULL ? Rc_TYPE(where)->tp_name : "");
    Rc_XDECREF(text);
    RcErr_Clear();
}

static inline void catch_unraisable(void)
{
    memset(&unraisable, 0, sizeof unraisable);
    RcErr_SetUnraisableHook(keep_unraisable, NULL);
}

#endif
