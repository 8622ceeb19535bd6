/* TITLE: a reference that moves out of a field, which is filled later
 * KIND: none
 * STORY: Each step returns a tuple of the last item and the new one. The field's reference moves into the tuple, and
 * until the field gets another both refer to it. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Pairs {
    RcObject_HEAD
    RcObject *items; /* an iterator */
    RcObject *last;
} Pairs;

static int pairs_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Pairs *)op)->items);
    Rc_VISIT(((Pairs *)op)->last);
    return 0;
}

static void pairs_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Pairs *)op)->items);
    Rc_XDECREF(((Pairs *)op)->last);
    RcObject_GC_Del(op);
}

static RcObject *pairs_next(RcObject *op)
{
    Pairs *pairs = (Pairs *)op;
    RcObject *item = RcIter_Next(pairs->items), *pair;

    if (item == NULL) {
        return NULL;
    }
    pair = RcTuple_New(2);
    if (pair == NULL) {
        Rc_DECREF(item);
        return NULL;
    }
    RcTuple_SET_ITEM(pair, 0, pairs->last);
    RcTuple_SET_ITEM(pair, 1, Rc_NewRef(item));
    pairs->last = item;
    return pair;
}

static RcTypeObject Pairs_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tools.Pairs",
    .tp_basicsize = sizeof(Pairs),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pairs_dealloc,
    .tp_traverse = pairs_traverse,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = pairs_next,
};

int main(void)
{
    RcObject *pair;

    if (Rc_Initialize() < 0 || RcType_Ready(&Pairs_Type) < 0) {
        return 1;
    }
    RcObject *list = Rc_BuildValue("[ssss]", "first item", "second item", "third item", "fourth item");
    Pairs *pairs = RcObject_GC_New(Pairs, &Pairs_Type);
    pairs->items = RcObject_GetIter(list);
    pairs->last = RcIter_Next(pairs->items);
    RcObject_GC_Track(pairs);
    Rc_DECREF(list);
    while ((pair = RcIter_Next((RcObject *)pairs)) != NULL) {
        printf("%s\n", RcStr_AsUTF8(RcTuple_GET_ITEM(pair, 0)));
        Rc_DECREF(pair);
    }
    Rc_DECREF(pairs);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
