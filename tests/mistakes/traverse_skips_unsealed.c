/* TITLE: a traverse that visits the edges of finished nodes only
 * KIND: bad-traverse
 * SEES: plain
 * MASKED: no
 * STORY: A node owns its edges from the first one on; the traverse skips nodes that are not sealed yet. */
#include <recount/recount.h>
#include <stdio.h>

#define MOST 8
typedef struct {
    RcObject_HEAD
    int sealed;
    int degree;
    RcObject *edges[MOST];
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Node *n = (Node *)op;
#ifndef FIXED
    if (!n->sealed)
        return 0; /* GUILTY */
#endif
    for (int i = 0; i < n->degree; i++) /* ALSO */
        Rc_VISIT(n->edges[i]);          /* ALSO */
    return 0;
}

static int node_clear(RcObject *op)
{
    Node *n = (Node *)op;
    while (n->degree > 0) {
        n->degree--;
        Rc_CLEAR(n->edges[n->degree]);
    }
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    node_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "graph.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static Node *node_new(void)
{
    Node *n = RcObject_GC_New(Node, &Node_Type);
    n->sealed = 0;
    n->degree = 0;
    RcObject_GC_Track(n);
    return n;
}

static int connect(Node *from, Node *to)
{
    if (from->degree == MOST)
        return -1;
    from->edges[from->degree++] = Rc_NewRef((RcObject *)to);
    return 0;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Node_Type);
    Node *a = node_new(), *b = node_new(), *c = node_new();
    connect(a, b);
    connect(b, c);
    connect(c, a);
    a->sealed = c->sealed = 1;
#ifdef FIXED
    b->sealed = 1;
#endif
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
