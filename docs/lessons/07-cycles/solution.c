/* Exercise 7, solved: the type tells the collector what its instances hold, and how to let go of it. */
#include <recount/recount.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *next; /* owned */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->next);
    return 0;
}

static int node_clear(RcObject *op)
{
    Rc_CLEAR(((Node *)op)->next);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Node *)op)->next);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static Node *new_node(void)
{
    Node *node = RcObject_GC_New(Node, &Node_Type);
    node->next = NULL;
    RcObject_GC_Track(node);
    return node;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Node_Type) < 0) {
        return 1;
    }
    Node *here = new_node();
    Node *there = new_node();
    here->next = Rc_NewRef(RC_OBJECT_CAST(there));
    there->next = Rc_NewRef(RC_OBJECT_CAST(here));
    Rc_DECREF(here);
    Rc_DECREF(there);
    return Rc_Finalize() != 0;
}
