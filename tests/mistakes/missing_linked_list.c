/* TITLE: a node pushed in front of a list that keeps its own pointer
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: deep
 * MASKED: no
 * STORY: The new node refers to the old head, and takes it over from the list; that is right. The list then
 * stores the new node and returns it too, as one and the same reference. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Node {
    RcObject_HEAD
    struct Node *next; /* owned */
    int value;
} Node;

static void node_dealloc(RcObject *op)
{
    Rc_XDECREF(((Node *)op)->next);
    RcObject_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "chain.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
};

/* Result: the new head, new; *head owns one of its own. */
static Node *push(Node **head, int value)
{
    Node *node = RcObject_New(Node, &Node_Type);
    if (node == NULL) {
        return NULL;
    }
    node->value = value;
    node->next = *head; /* moved */
#ifdef FIXED
    Rc_INCREF(node);
#endif
    *head = node; /* GUILTY */
    return node;  /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Node_Type) < 0) {
        return 1;
    }
    Node *head = NULL;
    Node *first = push(&head, 1);
    Node *second = push(&head, 2);
    Rc_XDECREF(first);
    Rc_XDECREF(second);
    Rc_CLEAR(head);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
