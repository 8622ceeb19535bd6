/* TITLE: a full queue that takes a reference before it says no
 * KIND: leak
 * SEES: plain
 * MASKED: yes
 * STORY: The reference is taken at the head of the function; the way out for a full queue does not give it
 * back. */
#include <recount/recount.h>
#include <stdio.h>

#define CAPACITY 3

typedef struct {
    RcObject_HEAD
    unsigned head, count;
    RcObject *items[CAPACITY];
} Queue;

static int queue_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Queue *q = (Queue *)op;
    for (unsigned i = 0; i < q->count; i++)
        Rc_VISIT(q->items[(q->head + i) % CAPACITY]);
    return 0;
}

static int queue_clear(RcObject *op)
{
    Queue *q = (Queue *)op;
    while (q->count > 0) {
        RcObject *item = q->items[q->head];
        q->head = (q->head + 1) % CAPACITY;
        q->count--;
        Rc_DECREF(item);
    }
    return 0;
}

static void queue_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    queue_clear(op);
    RcObject_GC_Del(op);
}

static RcObject *queue_put(RcObject *op, RcObject *item)
{
    Queue *q = (Queue *)op;
    Rc_INCREF(item); /* ALSO */
    if (q->count == CAPACITY) {
#ifdef FIXED
        Rc_DECREF(item);
#endif
        Rc_RETURN_FALSE; /* GUILTY */
    }
    q->items[(q->head + q->count++) % CAPACITY] = item;
    Rc_RETURN_TRUE;
}

static RcObject *queue_get(RcObject *op, RcObject *ignored)
{
    Queue *q = (Queue *)op;
    Rc_UNUSED(ignored);
    if (q->count == 0)
        Rc_RETURN_NONE;
    RcObject *item = q->items[q->head];
    q->head = (q->head + 1) % CAPACITY;
    q->count--;
    return item;
}

static RcMethodDef queue_methods[] = {
    {"put", queue_put, RC_METH_O, NULL},
    {"get", queue_get, RC_METH_NOARGS, NULL},
    {.ml_name = NULL},
};

static RcTypeObject Queue_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "work.Queue",
    .tp_basicsize = sizeof(Queue),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = queue_dealloc,
    .tp_traverse = queue_traverse,
    .tp_clear = queue_clear,
    .tp_methods = queue_methods,
};

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Queue_Type);
    Queue *q = RcObject_GC_New(Queue, &Queue_Type);
    q->head = q->count = 0;
    RcObject_GC_Track(q);
    RcObject *jobs = Rc_BuildValue("[ssss]", "wash", "rinse", "spin", "dry it");
    for (Rc_ssize_t i = 0; i < RcList_Size(jobs); i++) {
        RcObject *r = RcObject_CallMethod((RcObject *)q, "put", "O", RcList_GetItem(jobs, i));
        if (r == Rc_False)
            puts("full");
        Rc_XDECREF(r);
    }
    RcObject *first = RcObject_CallMethod((RcObject *)q, "get", NULL);
    puts(RcStr_AsUTF8(first));
    Rc_DECREF(first);
    Rc_DECREF(jobs);
    Rc_DECREF(q);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
