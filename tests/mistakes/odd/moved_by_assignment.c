/* TITLE: a chain turned round by plain assignments
 * KIND: none
 * STORY: Each link owns the next. Reversing the chain moves every reference from one owner to another,
 * without a single INCREF or DECREF: the counts are right before and after, and the collector may look at any
 * time in between. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Link {
    RcObject_HEAD
    struct Link *next; /* owned */
} Link;

static int link_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Link *)op)->next);
    return 0;
}

static int link_clear(RcObject *op)
{
    Rc_CLEAR(((Link *)op)->next);
    return 0;
}

static void link_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    link_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Link_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = link_dealloc,
    .tp_traverse = link_traverse,
    .tp_clear = link_clear,
};

/* Steals next; result new. */
static RC_NEWREF Link *cons(RC_STEALS Link *next)
{
    Link *link = RcObject_GC_New(Link, &Link_Type);
    link->next = next;
    RcObject_GC_Track(link);
    return link;
}

/* Steals chain; result new. */
static RC_NEWREF Link *reverse(RC_STEALS Link *chain)
{
    Link *reversed = NULL;
    while (chain != NULL) {
        Link *next = chain->next;
        chain->next = reversed;
        reversed = chain;
        chain = next;
        RcGC_Collect();
    }
    return reversed;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Link_Type) < 0) {
        return 1;
    }
    Link *chain = reverse(cons(cons(cons(NULL))));
    Rc_DECREF(chain);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
