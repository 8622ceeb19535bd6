/* Lesson 11: a type of one's own: what it owns, it visits, clears and gives back. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Pair {
    RcObject_HEAD
    RcObject *left;  /* owned; NULL after tp_clear */
    RcObject *right; /* owned; NULL after tp_clear */
} Pair;

static int pair_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Pair *)op)->left);
    Rc_VISIT(((Pair *)op)->right);
    return 0;
}

static int pair_clear(RcObject *op)
{
    Rc_CLEAR(((Pair *)op)->left);
    Rc_CLEAR(((Pair *)op)->right);
    return 0;
}

static void pair_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    pair_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = pair_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
};

/* Result new; the pair keeps left and right. */
static RcObject *new_pair(RcObject *left, RcObject *right)
{
    Pair *pair = RcObject_GC_New(Pair, &Pair_Type);
    if (pair == NULL) {
        return NULL;
    }
    pair->left = Rc_NewRef(left);
    pair->right = Rc_NewRef(right);
    RcObject_GC_Track(pair);
    return RC_OBJECT_CAST(pair);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Pair_Type) < 0) {
        return 1;
    }
    RcObject *name = RcStr_FromString("apple");
    RcObject *list = RcList_New(0);
    RcObject *pair = new_pair(name, list);
    RcList_Append(list, pair);
    Rc_DECREF(pair);
    Rc_DECREF(list);
    Rc_DECREF(name);
    printf("unreachable: %zd\n", RcGC_Collect());
    return Rc_Finalize() != 0;
}
