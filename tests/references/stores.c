/* References that are given to fields, arrays, variables, capsules. */
#include <recount/recount.h>
#include <stdlib.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *value;
    struct Node *next;
} Node;

extern RcTypeObject Node_Type;
static RcObject *cached;

RC_NEWREF RcObject *node_new(RcObject *value)
{
    Node *node = RcObject_New(Node, &Node_Type);
    if (node == NULL) {
        return NULL;
    }
    node->value = Rc_NewRef(value);
    node->next = NULL;
    return (RcObject *)node;
}

void node_dealloc(RcObject *op)
{
    Node *node = (Node *)op;
    Rc_CLEAR(node->value);
    Rc_XDECREF(node->next);
    RcObject_Del(op);
}

/* An unfinished object's memory is given back. */
RC_NEWREF RcObject *node_of_text(const char *text)
{
    Node *node = RcObject_New(Node, &Node_Type);
    if (node == NULL) {
        return NULL;
    }
    node->next = NULL;
    node->value = RcStr_FromString(text);
    if (node->value == NULL) {
        RcObject_Del(node);
        return NULL;
    }
    return RC_OBJECT_CAST(node);
}

/* ... or is not. */
RC_NEWREF RcObject *node_of_number(long number)
{
    Node *node = RcObject_New(Node, &Node_Type); /* REPORT */
    if (node == NULL) {
        return NULL;
    }
    node->next = NULL;
    node->value = RcInt_FromLong(number);
    if (node->value == NULL) {
        return NULL;
    }
    return RC_OBJECT_CAST(node);
}

/* Stored once, and released as if it still were the function's. */
int node_rename(Node *node, const char *text)
{
    RcObject *name = RcStr_FromString(text);
    if (name == NULL) {
        return -1;
    }
    Rc_XSETREF(node->value, name);
    Rc_DECREF(name); /* REPORT */
    return 0;
}

/* Stored, and looked at afterwards: the field owns it, so it is there. */
Rc_ssize_t node_set_text(Node *node, const char *text)
{
    RcObject *name = RcStr_FromString(text);
    if (name == NULL) {
        return -1;
    }
    Rc_XSETREF(node->value, name);
    return RcStr_GetLength(name);
}

/* What a table lends is stored as if it were owned. */
void node_take_default(Node *node, RcObject *defaults)
{
    RcObject *value = RcHashTable_GetItemString(defaults, "value");
    if (value != NULL) {
        Rc_XSETREF(node->value, value); /* REPORT */
    }
}

/* ... and as it should be. */
void node_keep_default(Node *node, RcObject *defaults)
{
    RcObject *value = RcHashTable_GetItemString(defaults, "value");
    Rc_XSETREF(node->value, Rc_XNewRef(value));
}

/* Made at the first call, for good. */
RC_BORROWED RcObject *cache(void)
{
    if (cached == NULL) {
        cached = RcHashTable_New();
    }
    return cached;
}

/* References in memory of one's own. */
RcObject **copies(RcObject *const *items, size_t count)
{
    RcObject **copy = malloc(count * sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        copy[i] = Rc_NewRef(items[i]);
    }
    return copy;
}

/* References in an array of the function's: a call, then all are released. */
RC_NEWREF RcObject *call_with_two(RcObject *function, long a, long b)
{
    RcObject *result = NULL;
    RcObject *arguments[2] = {RcInt_FromLong(a), RcInt_FromLong(b)};
    if (arguments[0] != NULL && arguments[1] != NULL) {
        result = RcObject_Vectorcall(function, arguments, 2, NULL);
    }
    for (int i = 0; i < 2; i++) {
        Rc_XDECREF(arguments[i]);
    }
    return result;
}

/* What a capsule points to is the capsule's. */
void drop_context(RcObject *capsule)
{
    Rc_DECREF((RcObject *)RcCapsule_GetPointer(capsule, NULL));
}

RC_NEWREF RcObject *in_a_capsule(void)
{
    RcObject *list = RcList_New(0);
    return list == NULL ? NULL : RcCapsule_New(list, NULL, drop_context);
}

/* An item of a new tuple is used while the tuple owns it. */
RC_NEWREF RcObject *nested(void)
{
    RcObject *outer = RcTuple_New(1), *inner = RcList_New(0);
    if (outer == NULL || inner == NULL) {
        Rc_XDECREF(outer);
        Rc_XDECREF(inner);
        return NULL;
    }
    RcTuple_SET_ITEM(outer, 0, inner);
    if (RcList_Append(inner, Rc_None) < 0) {
        Rc_DECREF(outer);
        return NULL;
    }
    return outer;
}

/* The slot's own reference is taken over. */
RC_NEWREF RcObject *swap_first(RcObject *list, RcObject *item)
{
    RcObject *old = RcList_GET_ITEM(list, 0);
    RcList_SET_ITEM(list, 0, Rc_NewRef(item));
    return old;
}
