/* TITLE: blocks that wait for the next object
 * KIND: none
 * STORY: The buffers of dead objects are kept in a static array and given to new ones. The blocks are C
 * memory: what they once referred to was released before. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Queue {
    RcObject_HEAD
    RcObject **items; /* room for 4, each owned */
    int used;
} Queue;

static RcObject **spare_blocks[4];
static int spare;

static int queue_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < ((Queue *)op)->used; i++) {
        Rc_VISIT(((Queue *)op)->items[i]);
    }
    return 0;
}

static int queue_clear(RcObject *op)
{
    Queue *self = (Queue *)op;
    while (self->used > 0) {
        RcObject *item =
            self->items[--self->used]; /* the pointer stays in the block, the reference does not */
        Rc_DECREF(item);
    }
    return 0;
}

static void queue_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    queue_clear(op);
    if (spare < 4) {
        spare_blocks[spare++] = ((Queue *)op)->items;
    } else {
        RcMem_Free(((Queue *)op)->items);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Queue_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Queue",
    .tp_basicsize = sizeof(Queue),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = queue_dealloc,
    .tp_traverse = queue_traverse,
    .tp_clear = queue_clear,
};

static Queue *queue_new(void)
{
    Queue *queue = RcObject_GC_New(Queue, &Queue_Type);
    queue->items = spare > 0 ? spare_blocks[--spare] : RcMem_Malloc(4 * sizeof(RcObject *));
    queue->used = 0;
    RcObject_GC_Track(queue);
    return queue;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Queue_Type) < 0) {
        return 1;
    }
    for (int i = 0; i < 3; i++) {
        Queue *queue = queue_new();
        queue->items[queue->used++] = RcStr_FromFormat("first of %d", i);
        queue->items[queue->used++] = Rc_NewRef(queue); /* a ring, for the collector */
        Rc_DECREF(queue);
        RcGC_Collect();
    }
    while (spare > 0) {
        RcMem_Free(spare_blocks[--spare]);
    }
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
