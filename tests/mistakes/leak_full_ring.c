/* TITLE: a ring that overwrites its oldest item
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: Slots that are free may be overwritten; once the ring is full, each holds a reference. */
#include <recount/recount.h>
#include <stdio.h>

#define CAP 4
typedef struct {
    RcObject_HEAD
    RcObject *ring[CAP];
    int head, len;
} Deque;

static int deque_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Deque *d = (Deque *)op;
    for (int i = 0; i < CAP; i++)
        Rc_VISIT(d->ring[i]);
    return 0;
}
static int deque_clear(RcObject *op)
{
    Deque *d = (Deque *)op;
    for (int i = 0; i < CAP; i++)
        Rc_CLEAR(d->ring[i]);
    d->len = 0;
    return 0;
}
static void deque_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    deque_clear(op);
    RcObject_GC_Del(op);
}
static RcTypeObject Deque_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "coll.Deque",
    .tp_basicsize = sizeof(Deque),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = deque_dealloc,
    .tp_traverse = deque_traverse,
    .tp_clear = deque_clear,
};

/* When it is full the oldest one makes room. */
static void deque_push(Deque *d, RcObject *x)
{
    int at = (d->head + d->len) % CAP;
    Rc_INCREF(x);
    if (d->len == CAP) {
#ifdef FIXED
        Rc_DECREF(d->ring[at]);
#endif
        d->ring[at] = x; /* GUILTY */
        d->head = (d->head + 1) % CAP;
    } else {
        d->ring[at] = x;
        d->len++;
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Deque_Type);
    Deque *d = (Deque *)RcType_GenericAlloc(&Deque_Type, 0);
    for (int i = 0; i < 6; i++) {
        RcObject *x = RcStr_FromFormat("message %d", i);
        deque_push(d, x);
        Rc_DECREF(x);
    }
    Rc_DECREF((RcObject *)d);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
