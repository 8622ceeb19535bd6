/* TITLE: references that are given back early by who knows another holder
 * KIND: none
 * STORY: A function may rely on its caller, who has handed it the object; on a container of its own; and on
 * whoever a comment names. */
#include <recount/recount.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *weakrefs;
    int visits;
} Node;

static void node_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    RcObject_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "graph.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_weaklistoffset = offsetof(Node, weakrefs),
};

static RcObject *node_new(void)
{
    Node *node = RcObject_New(Node, &Node_Type);
    if (node != NULL) {
        node->weakrefs = NULL;
        node->visits = 0;
    }
    return (RcObject *)node;
}

static void visit(RcObject *op)
{
    ((Node *)op)->visits++;
    printf("%s: %d\n", Rc_TYPE(op)->tp_name, ((Node *)op)->visits);
}

/* The same object by two ways. */
static void visit_found(RcObject *given, RcObject *ref)
{
    RcObject *found = NULL;
    if (RcWeakref_GetRef(ref, &found) == 1) {
        int is_same = found == given;
        Rc_DECREF(found);
        if (is_same) {
            visit(found);
        }
    }
}

/* The list is this function's own. */
static void visit_own(RcObject *ref)
{
    RcObject *found = NULL;
    if (RcWeakref_GetRef(ref, &found) != 1) {
        return;
    }
    RcObject *path = RcList_New(0);
    RcList_Append(path, found);
    Rc_DECREF(found);
    visit(found);
    Rc_DECREF(path);
}

typedef struct Link {
    RcObject *node;
    struct Link *next;
} Link;

static Link *links;

static void link_put(RcObject *node)
{
    Link *link = malloc(sizeof *link);
    if (link != NULL) {
        link->node = Rc_NewRef(node);
        link->next = links;
        links = link;
    }
}

static RcObject *seen;

/* What is taken off goes into the list of what was seen. */
static void link_take(void)
{
    Link *link = links;
    RcObject *node = link->node;
    links = link->next;
    free(link);
    RcList_Append(seen, node);
    Rc_DECREF(node);
    visit(node);
}

static void link_drop(RcObject *also)
{
    Link *link = links;
    RcObject *node = link->node;
    links = link->next;
    free(link);
    Rc_DECREF(node);
    visit(node == also ? node : also);
    if (node == also) {
        visit(node);
    }
}

/* main keeps them all */
static void link_forget(void)
{
    Link *link = links;
    RcObject *node = link->node;
    links = link->next;
    free(link);
    Rc_DECREF(node);
    visit(node);
}

static void visit_first(RcObject *nodes, RcObject *wanted)
{
    RcObject *first = RcList_GetItem(nodes, 0);
    if (first == wanted && RcSequence_DelItem(nodes, 0) == 0) {
        printf("%d\n", RcObject_IsTrue(first));
        visit(first);
    }
}

static RcObject *first_of(RcObject *nodes)
{
    return RcList_GetItem(nodes, 0);
}

static void visit_top(RcObject *nodes, RcObject *wanted)
{
    RcObject *top = first_of(nodes);
    if (RcSequence_DelItem(nodes, 0) == 0 && top == wanted) {
        visit(top);
    }
}

/* A reference of its own, got by another function. */
static void visit_kept(RcObject *nodes)
{
    RcObject *top = first_of(nodes);
    RcObject *kept = Rc_NewRef(first_of(nodes));
    if (RcSequence_DelItem(nodes, 0) == 0) {
        visit(top);
    }
    Rc_DECREF(kept);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Node_Type) < 0) {
        return 1;
    }
    RcObject *node = node_new(), *nodes = RcList_New(0);
    RcObject *ref = RcWeakref_NewRef(node, NULL);
    seen = RcList_New(0);
    visit_found(node, ref);
    visit_own(ref);
    link_put(node);
    link_take();
    link_put(node);
    link_drop(node);
    link_put(node);
    link_forget();
    RcList_Append(nodes, node);
    visit_first(nodes, node);
    RcList_Append(nodes, node);
    visit_top(nodes, node);
    RcList_Append(nodes, node);
    visit_kept(nodes);
    RcList_Append(nodes, node);
    RcObject *others = RcList_New(0);
    RcList_Append(others, node);
    RcObject *last = RcList_GetItem(nodes, 0);
    Rc_DECREF(node);
    Rc_CLEAR(seen);
    Rc_DECREF(nodes);
    printf("%d\n", RcObject_IsTrue(last));
    visit(last);
    Rc_DECREF(ref);
    Rc_DECREF(others);
    int left = Rc_Finalize();
    printf("objects left: %d\n", left);
    return left != 0;
}
