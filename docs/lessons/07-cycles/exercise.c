/* Exercise 7: a ring of two nodes. The collector does not see it: why? */
#include <recount/recount.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *next; /* owned */
} Node;

static void node_dealloc(RcObject *op)
{
    Rc_XDECREF(((Node *)op)->next);
    RcObject_Free(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static Node *new_node(void)
{
    Node *node = RcObject_New(Node, &Node_Type);
    node->next = NULL;
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
