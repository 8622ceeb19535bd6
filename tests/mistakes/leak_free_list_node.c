/* TITLE: nodes that are used again with what they had
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Removed nodes go to a free list. Their values are not released, for the node may be used again;
 * then they are overwritten. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Node Node;
struct Node {
    RcObject *value;
    Node *next;
};

static Node *stack_top, *free_nodes;

static Node *node_get(void)
{
    Node *n = free_nodes;
    if (n) {
        free_nodes = n->next;
        return n;
    }
    return calloc(1, sizeof(Node));
}

static void push(RcObject *value)
{
    Node *n = node_get();
    n->value = Rc_NewRef(value); /* ALSO */
    n->next = stack_top;
    stack_top = n;
}

static void drop(void)
{
    Node *n = stack_top;
    stack_top = n->next;
#ifdef FIXED
    Rc_CLEAR(n->value);
#endif
    n->next = free_nodes;
    free_nodes = n; /* GUILTY */
}

static void finish(void)
{
    while (stack_top)
        drop();
    while (free_nodes) {
        Node *n = free_nodes;
        free_nodes = n->next;
        Rc_XDECREF(n->value);
        free(n);
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    for (int i = 0; i < 4; i++) {
        RcObject *value = RcStr_FromFormat("level %d", i);
        push(value);
        Rc_DECREF(value);
        if (i == 1)
            drop();
    }
    finish();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
