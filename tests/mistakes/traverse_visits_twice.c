/* TITLE: a field visited twice
 * KIND: bad-traverse|missing-incref
 * SEES: plain
 * MASKED: yes
 * STORY: A line was pasted once too often. The collector subtracts two references where there is one, and the
 * value, which a variable still holds, looks like trash. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Pair {
    RcObject_HEAD
    RcObject *left, *right; /* owned */
} Pair;

static int pair_traverse(RcObject *op, Rc_visitproc visit, void *arg) /* ALSO */
{
    Pair *self = (Pair *)op;
    Rc_VISIT(self->left);
#ifdef FIXED
    Rc_VISIT(self->right);
#else
    Rc_VISIT(self->left); /* GUILTY */
#endif
    return 0;
}

static void pair_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Pair *)op)->left);
    Rc_XDECREF(((Pair *)op)->right);
    RcObject_GC_Del(op);
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "lisp.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pair_dealloc,
    .tp_traverse = pair_traverse,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Pair_Type) < 0) {
        return 1;
    }
    RcObject *atom = RcStr_FromString("quote"), *rest = RcStr_FromString("nil");
    Pair *pair = RcObject_GC_New(Pair, &Pair_Type);
    pair->left = Rc_NewRef(atom);
    pair->right = Rc_NewRef(rest);
    RcObject_GC_Track(pair);
    RcGC_Collect();
    Rc_DECREF(pair);
    Rc_DECREF(atom);
    Rc_DECREF(rest);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
