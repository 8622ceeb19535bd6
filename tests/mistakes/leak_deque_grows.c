/* TITLE: a deque that takes its items again when it grows
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: The items move from the old array to the new one; grow counts each of them once more. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Deque {
    RcObject_HEAD
    RcObject **items;
    Rc_ssize_t first, count, room;
} Deque;

static void deque_dealloc(RcObject *op)
{
    Deque *d = (Deque *)op;
    for (Rc_ssize_t i = 0; i < d->count; i++)
        Rc_DECREF(d->items[(d->first + i) % d->room]);
    RcMem_Free(d->items);
    RcObject_Free(op);
}

static RcTypeObject Deque_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "coll.Deque",
    .tp_basicsize = sizeof(Deque),
    .tp_dealloc = deque_dealloc,
};

static int deque_grow(Deque *d)
{
    Rc_ssize_t room = d->room ? 2 * d->room : 2;
    RcObject **items = RcMem_Calloc((size_t)room, sizeof *items);
    if (items == NULL)
        return -1;
    for (Rc_ssize_t i = 0; i < d->count; i++) {
        items[i] = d->items[(d->first + i) % d->room];
#ifndef FIXED
        Rc_INCREF(items[i]); /* GUILTY */
#endif
    }
    RcMem_Free(d->items);
    d->items = items;
    d->first = 0;
    d->room = room;
    return 0;
}

static int deque_push(Deque *d, RcObject *item)
{
    if (d->count == d->room && deque_grow(d) < 0)
        return -1;
    d->items[(d->first + d->count++) % d->room] = Rc_NewRef(item);
    return 0;
}

static RcObject *deque_shift(Deque *d)
{
    if (d->count == 0)
        return NULL;
    RcObject *item = d->items[d->first];
    d->first = (d->first + 1) % d->room;
    d->count--;
    return item;
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Deque_Type) < 0)
        return 1;
    Deque *d = RcObject_New(Deque, &Deque_Type);
    d->items = NULL;
    d->first = d->count = d->room = 0;
    for (int i = 0; i < 5; i++) {
        RcObject *item = RcStr_FromFormat("job %d", i);
        deque_push(d, item);
        Rc_DECREF(item);
        if (i == 3) {
            RcObject *job = deque_shift(d);
            puts(RcStr_AsUTF8(job));
            Rc_DECREF(job);
        }
    }
    Rc_DECREF(d);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
