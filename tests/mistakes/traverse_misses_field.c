/* TITLE: a field was added, and the traverse was not
 * KIND: bad-traverse|uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The node had a list of children; now it has a parent, too. The traverse still visits the children
 * only: the collector counts one reference that it cannot explain, takes it for one from outside, and keeps
 * the whole cycle. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *children; /* owned list */
    RcObject *parent;   /* owned; NULL for the root */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Rc_VISIT(((Node *)op)->children); /* GUILTY */
#ifdef FIXED
    Rc_VISIT(((Node *)op)->parent);
#endif
    return 0; /* ALSO */
}

static int node_clear(RcObject *op)
{
    Rc_CLEAR(((Node *)op)->children);
    Rc_CLEAR(((Node *)op)->parent);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    node_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tree.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static Node *node_new(Node *parent)
{
    Node *node = RcObject_GC_New(Node, &Node_Type);
    node->children = RcList_New(0);
    node->parent = Rc_XNewRef(parent); /* ALSO */
    RcObject_GC_Track(node);
    if (parent != NULL) {
        RcList_Append(parent->children, RC_OBJECT_CAST(node));
    }
    return node;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Node_Type) < 0) {
        return 1;
    }
    Node *root = node_new(NULL);
    Node *leaf = node_new(root);
    RcGC_Collect();
    Rc_DECREF(leaf);
    Rc_DECREF(root);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
