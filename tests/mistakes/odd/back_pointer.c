/* TITLE: a back pointer that no traverse visits
 * KIND: none
 * STORY: A child refers to its parent without owning it: the parent owns its children and takes the pointer
 * away when it goes. The child that somebody else keeps then has no parent. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Node {
    RcObject_HEAD
    struct Node *parent; /* borrowed; NULL: none */
    RcObject *children;  /* owned list */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->children);
    return 0;
}

static int node_clear(RcObject *op)
{
    Node *self = (Node *)op;
    for (Rc_ssize_t i = 0; self->children != NULL && i < RcList_GET_SIZE(self->children); i++) {
        ((Node *)RcList_GET_ITEM(self->children, i))->parent = NULL;
    }
    Rc_CLEAR(self->children);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    node_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static Node *node_new(Node *parent)
{
    Node *node = RcObject_GC_New(Node, &Node_Type);
    node->parent = parent;
    node->children = RcList_New(0);
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
    Node *root = node_new(NULL), *child = node_new(root), *grandchild = node_new(child);
    Rc_DECREF(grandchild);
    RcGC_Collect();
    Rc_DECREF(root);
    printf("the child has %s parent\n", child->parent == NULL ? "no" : "a");
    Rc_DECREF(child);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
