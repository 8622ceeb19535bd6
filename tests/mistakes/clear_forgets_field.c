/* TITLE: a tp_clear that forgets half of its fields
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: The links go forward and back, and the traverse knows both. The clear lets go of next only; a ring
 * that is closed through prev is found by the collector each time and never broken. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Link {
    RcObject_HEAD
    RcObject *next, *prev; /* owned */
} Link;

static int link_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Link *)op)->next);
    Rc_VISIT(((Link *)op)->prev);
    return 0;
}

static int link_clear(RcObject *op) /* ALSO */
{
    Rc_CLEAR(((Link *)op)->next); /* GUILTY */
#ifdef FIXED
    Rc_CLEAR(((Link *)op)->prev);
#endif
    return 0; /* ALSO */
}

static void link_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Link *)op)->next);
    Rc_XDECREF(((Link *)op)->prev);
    RcObject_GC_Del(op);
}

static RcTypeObject Link_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "ring.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = link_dealloc,
    .tp_traverse = link_traverse,
    .tp_clear = link_clear,
};

static Link *link_new(void)
{
    Link *link = RcObject_GC_New(Link, &Link_Type);
    link->next = link->prev = NULL;
    RcObject_GC_Track(link);
    return link;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Link_Type) < 0) {
        return 1;
    }
    Link *first = link_new(), *second = link_new();
    first->prev = Rc_NewRef(second); /* ALSO */
    second->prev = Rc_NewRef(first); /* ALSO */
    Rc_DECREF(first);
    Rc_DECREF(second);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
