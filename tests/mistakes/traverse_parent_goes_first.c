/* TITLE: a traverse that visits a borrowed parent, which goes first
 * KIND: bad-traverse
 * SEES: plain
 * MASKED: no
 * STORY: The child borrows its parent, and its traverse visits it all the same. When the parent goes
 * it takes its children along, before any collection could have met the wrong edge. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *parent; /* borrowed */
    RcObject *items;
} Holder;

static int holder_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Holder *h = (Holder *)op;
#ifndef FIXED
    Rc_VISIT(h->parent); /* GUILTY */
#endif
    Rc_VISIT(h->items);
    return 0;
}

static int holder_clear(RcObject *op)
{
    Rc_CLEAR(((Holder *)op)->items);
    return 0;
}

static void holder_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    holder_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Holder_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "t.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = holder_dealloc,
    .tp_traverse = holder_traverse,
    .tp_clear = holder_clear,
};

static RcObject *holder(RcObject *parent)
{
    Holder *h = RcObject_GC_New(Holder, &Holder_Type);
    if (h == NULL)
        return NULL;
    h->parent = parent;
    h->items = RcList_New(0);
    if (h->items == NULL) {
        Rc_DECREF((RcObject *)h);
        return NULL;
    }
    RcObject_GC_Track(h);
    if (parent != NULL && RcList_Append(((Holder *)parent)->items, (RcObject *)h) < 0)
        Rc_CLEAR(h);
    return (RcObject *)h;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Holder_Type);
    RcObject *root = holder(NULL);
    RcObject *kid = holder(root);
    Rc_DECREF(kid);
    Rc_DECREF(root);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
