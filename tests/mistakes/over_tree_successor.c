/* TITLE: a binary tree whose delete moves the successor and releases it
 * KIND: over-decref|missing-incref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: A node with two children takes over key and value of its successor, whose node is freed like any
 * other, with its references. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct tree {
    struct tree *left, *right;
    RcObject *key, *value;
} tree;

static tree *tree_insert(tree *t, RcObject *key, RcObject *value)
{
    if (t == NULL) {
        t = calloc(1, sizeof *t);
        t->key = Rc_NewRef(key);
        t->value = Rc_NewRef(value);
    } else if (RcObject_RichCompareBool(key, t->key, Rc_LT)) {
        t->left = tree_insert(t->left, key, value);
    } else {
        t->right = tree_insert(t->right, key, value);
    }
    return t;
}

static void node_free(tree *t)
{
    Rc_DECREF(t->key);
    Rc_DECREF(t->value); /* ALSO */
    free(t);
}

static tree *tree_delete(tree *t, RcObject *key)
{
    if (t == NULL)
        return NULL;
    if (RcObject_RichCompareBool(key, t->key, Rc_LT)) {
        t->left = tree_delete(t->left, key);
        return t;
    }
    if (RcObject_RichCompareBool(t->key, key, Rc_LT)) {
        t->right = tree_delete(t->right, key);
        return t;
    }
    if (t->left == NULL || t->right == NULL) {
        tree *child = t->left ? t->left : t->right;
        node_free(t);
        return child;
    }
    tree **link = &t->right;
    while ((*link)->left != NULL)
        link = &(*link)->left;
    tree *next = *link;
    Rc_SETREF(t->key, Rc_NewRef(next->key));
#ifdef FIXED
    Rc_SETREF(t->value, Rc_NewRef(next->value));
#else
    Rc_SETREF(t->value, next->value); /* GUILTY */
#endif
    *link = next->right;
    node_free(next);
    return t;
}

static void tree_free(tree *t)
{
    if (t == NULL)
        return;
    tree_free(t->left);
    tree_free(t->right);
    node_free(t);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    tree *root = NULL;
    static const long keys[] = {5000, 3000, 8000, 7000, 9000};
    for (int i = 0; i < 5; i++) {
        RcObject *key = RcInt_FromLong(keys[i]), *value = RcStr_FromFormat("value %ld", keys[i]);
        root = tree_insert(root, key, value);
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
    RcObject *key = RcInt_FromLong(5000);
    root = tree_delete(root, key);
    Rc_DECREF(key);
    tree_free(root);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
