/* TITLE: an iterator over pairs that returns what it keeps
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: Each step yields (previous, current). The current item becomes the previous one of the next step
 * and goes into the tuple: one reference for two. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *inner;    /* an iterator */
    RcObject *previous; /* NULL at first */
} Pairwise;

static int pairwise_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Pairwise *)op)->inner);
    Rc_VISIT(((Pairwise *)op)->previous);
    return 0;
}

static void pairwise_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Pairwise *)op)->inner);
    Rc_XDECREF(((Pairwise *)op)->previous);
    RcObject_GC_Del(op);
}

static RcObject *pairwise_next(RcObject *op)
{
    Pairwise *p = (Pairwise *)op;
    if (p->previous == NULL) {
        p->previous = RcIter_Next(p->inner);
        if (p->previous == NULL)
            return NULL;
    }
    RcObject *current = RcIter_Next(p->inner);
    if (current == NULL)
        return NULL;
    RcObject *pair = RcTuple_New(2);
    if (pair == NULL) {
        Rc_DECREF(current);
        return NULL;
    }
    RcTuple_SET_ITEM(pair, 0, p->previous);
#ifdef FIXED
    RcTuple_SET_ITEM(pair, 1, Rc_NewRef(current));
#else
    RcTuple_SET_ITEM(pair, 1, current); /* ALSO */
#endif
    p->previous = current; /* GUILTY */
    return pair;
}

static RcTypeObject Pairwise_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tools.Pairwise",
    .tp_basicsize = sizeof(Pairwise),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pairwise_dealloc,
    .tp_traverse = pairwise_traverse,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = pairwise_next,
};

static RcObject *pairwise(RcObject *iterable)
{
    Pairwise *p = RcObject_GC_New(Pairwise, &Pairwise_Type);
    p->inner = RcObject_GetIter(iterable);
    p->previous = NULL;
    RcObject_GC_Track(p);
    return (RcObject *)p;
}

static RcObject *countdown(RcObject *self, RcObject *ignored)
{
    static long n = 1005;
    Rc_UNUSED(self);
    Rc_UNUSED(ignored);
    return RcInt_FromLong(n--);
}
static RcMethodDef countdown_def = {"countdown", countdown, RC_METH_NOARGS, NULL};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Pairwise_Type);
    RcObject *f = RcCFunction_New(&countdown_def, NULL), *stop = RcInt_FromLong(1000);
    RcObject *numbers = RcCallIter_New(f, stop);
    RcObject *it = pairwise(numbers), *pair;
    while ((pair = RcIter_Next(it)) != NULL) {
        printf("%ld %ld\n", RcInt_AsLong(RcTuple_GetItem(pair, 0)), RcInt_AsLong(RcTuple_GetItem(pair, 1)));
        Rc_DECREF(pair);
    }
    Rc_DECREF(it);
    Rc_DECREF(numbers);
    Rc_DECREF(stop);
    Rc_DECREF(f);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
