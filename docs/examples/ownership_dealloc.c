/* Ownership: the dealloc of a type of one's own.  An instance owns what its fields refer to; its tp_dealloc
 * is where that is given back.  A type that refers to other objects tells the collector: flag, traverse,
 * clear. */
#include "counts.h"

typedef struct Pair {
    RcObject_HEAD
    RcObject *left; /* owned; NULL only after tp_clear */
    RcObject *right;
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
    RcObject_GC_UnTrack(op);  /* first: nobody may look at a pair that is half gone */
    pair_clear(op);           /* then the fields */
    Rc_TYPE(op)->tp_free(op); /* then the memory */
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "example.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = pair_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_free = RcObject_GC_Del,
};

/* Result new; keeps both. */
static RcObject *new_pair(RcObject *left, RcObject *right)
{
    Pair *pair = RcObject_GC_New(Pair, &Pair_Type);
    if (pair == NULL) {
        return NULL;
    }
    pair->left = Rc_NewRef(left);
    pair->right = Rc_NewRef(right);
    RcObject_GC_Track(pair); /* last: all fields are valid */
    return (RcObject *)pair;
}

static int count_visit(RcObject *op, void *arg)
{
    Rc_UNUSED(op);
    ++*(Rc_ssize_t *)arg;
    return 0;
}

int main(void)
{
    start();
    must_be_0(RcType_Ready(&Pair_Type));
    RcObject *number = must(RcFloat_FromDouble(2.5));

    puts("A pair of the same object twice owns two references.");
    RcObject *pair = must(new_pair(number, number));
    COUNT(pair, 1);
    COUNT(number, 3);

    puts("Its traverse visits one for each reference that it owns.");
    Rc_ssize_t visited = 0;
    must_be_0(pair_traverse(pair, count_visit, &visited));
    show_number("visited", visited, 2);

    puts("Its dealloc gives back what it owns.");
    Rc_DECREF(pair);
    COUNT(number, 1);

    puts("A chain of a million pairs goes without a C stack as deep.");
    RcObject *chain = Rc_NewRef(number);
    for (int i = 0; i < 1000000; i++) {
        RcObject *longer = must(new_pair(number, chain));
        Rc_DECREF(chain);
        chain = longer;
    }
    COUNT(number, 1000002);
    Rc_DECREF(chain);
    COUNT(number, 1);
    Rc_DECREF(number);
    return finish();
}
