/* TITLE: a binary tree whose traverse knows the children and not the value
 * KIND: bad-traverse
 * SEES: plain
 * MASKED: no
 * STORY: Each node owns left, right and value; traverse was not changed when value came. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Tree {
    RcObject_HEAD
    struct Tree *left, *right;
    long key;
    RcObject *value;
} Tree;

static int tree_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Tree *self = (Tree *)op;
    Rc_VISIT(self->left);  /* ALSO */
    Rc_VISIT(self->right); /* GUILTY */
#ifdef FIXED
    Rc_VISIT(self->value);
#endif
    return 0; /* ALSO */
}

static int tree_clear(RcObject *op)
{
    Tree *self = (Tree *)op;
    Rc_CLEAR(self->left);
    Rc_CLEAR(self->right);
    Rc_CLEAR(self->value);
    return 0;
}

static void tree_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    tree_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Tree_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tree.Tree",
    .tp_basicsize = sizeof(Tree),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = tree_dealloc,
    .tp_traverse = tree_traverse,
    .tp_clear = tree_clear,
};

static Tree *tree_new(long key, RcObject *value)
{
    Tree *tree = RcObject_GC_New(Tree, &Tree_Type);
    if (tree == NULL)
        return NULL;
    tree->left = tree->right = NULL;
    tree->key = key;
    tree->value = Rc_NewRef(value); /* ALSO */
    RcObject_GC_Track(tree);
    return tree;
}

static int tree_insert(Tree **at, long key, RcObject *value)
{
    while (*at != NULL) {
        if ((*at)->key == key) {
            Rc_SETREF((*at)->value, Rc_NewRef(value));
            return 0;
        }
        at = key < (*at)->key ? &(*at)->left : &(*at)->right;
    }
    *at = tree_new(key, value);
    return *at ? 1 : -1;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Tree_Type) < 0)
        return 1;
    Tree *root = NULL;
    static const long keys[] = {50, 30, 70, 60};
    for (int i = 0; i < 4; i++) {
        RcObject *value = RcList_New(0);
        tree_insert(&root, keys[i], value);
        Rc_DECREF(value);
    }
    RcGC_Collect();
    printf("%ld\n", root->right->left->key);
    Rc_DECREF(root);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
