/* TITLE: an object that takes itself out of where it is
 * KIND: none
 * STORY: The first link's reference is given back while the variable still names it, and its dealloc, which runs then,
 * looks for itself there, counts what it has, and puts the next one in its place. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Link {
    RcObject_HEAD
    struct Link *next; /* borrowed: each link is its maker's */
    long weight;
} Link;

static Link *first;
static Link *newest;
static long lost;

static void take_out(Link *gone)
{
    if (newest == gone)
        lost += gone->weight;
    if (first == gone) {
        first = gone->next;
        return;
    }
    for (Link *link = first; link != NULL; link = link->next) {
        if (link->next == gone) {
            link->next = gone->next;
            return;
        }
    }
}

static void link_dealloc(RcObject *op)
{
    take_out((Link *)op);
    RcObject_Free(op);
}

static RcTypeObject Link_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "chain.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
};

static Link *link_new(long weight)
{
    Link *link = RcObject_New(Link, &Link_Type);
    if (link == NULL)
        return NULL;
    link->weight = weight;
    link->next = first;
    first = newest = link;
    return link;
}

static void drop_newest(void)
{
    Rc_DECREF(newest);
    newest = NULL;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Link_Type) < 0)
        return 1;
    Link *old = link_new(3);
    link_new(4);
    drop_newest();
    printf("lost %ld, first %ld\n", lost, first->weight);
    Rc_DECREF(old);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
