/* TITLE: a tree that takes a reference in one branch only
 * KIND: missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: The left branch takes a reference, the right one forgets to. An index holds all nodes
 * meanwhile. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Tree {
    RcObject_HEAD
    RcObject *key;
    RcObject *left, *right;
} Tree;

static RcTypeObject Tree_Type;

static RcObject *tree_leaf(RcObject *key)
{
    Tree *t = RcObject_GC_New(Tree, &Tree_Type);
    if (t) {
        t->key = Rc_NewRef(key);
        t->left = t->right = NULL;
        RcObject_GC_Track(t);
    }
    return (RcObject *)t;
}

static int tree_insert(RcObject *op, RcObject *node)
{
    Tree *t = (Tree *)op;
    int less = RcObject_RichCompareBool(((Tree *)node)->key, t->key, Rc_LT);
    if (less < 0)
        return -1;
    if (less) {
        if (t->left)
            return tree_insert(t->left, node);
        t->left = Rc_NewRef(node);
        return 0;
    }
    if (t->right)
        return tree_insert(t->right, node);
#ifdef FIXED
    Rc_INCREF(node);
#endif
    t->right = node; /* GUILTY */
    return 0;
}

static int tree_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Tree *t = (Tree *)op;
    Rc_VISIT(t->key);
    Rc_VISIT(t->left);
    Rc_VISIT(t->right);
    return 0;
}

static int tree_clear(RcObject *op)
{
    Tree *t = (Tree *)op;
    Rc_CLEAR(t->key);
    Rc_CLEAR(t->left);
    Rc_CLEAR(t->right);
    return 0;
}

static void tree_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    tree_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Tree_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ds.Tree",
    .tp_basicsize = sizeof(Tree),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = tree_dealloc,
    .tp_traverse = tree_traverse,
    .tp_clear = tree_clear,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Tree_Type);
    long keys[] = {5000, 3000, 4000, 8000};
    RcObject *root = NULL, *index = RcList_New(0);
    for (int i = 0; i < 4; i++) {
        RcObject *k = RcInt_FromLong(keys[i]), *n = tree_leaf(k);
        Rc_DECREF(k);
        RcList_Append(index, n);
        if (root == NULL)
            root = Rc_NewRef(n);
        else
            tree_insert(root, n);
        Rc_DECREF(n);
    }
    Rc_DECREF(root);
    Rc_DECREF(index);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
