/* TITLE: a vector that forgets what it cuts off
 * KIND: leak
 * SEES: plain
 * MASKED: no
 * STORY: truncate only lowers the size; dealloc releases as many items as there are then. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Vector {
    RcObject_HEAD
    RcObject **items;
    Rc_ssize_t size, room;
} Vector;

static int vector_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Vector *v = (Vector *)op;
    for (Rc_ssize_t i = 0; i < v->size; i++)
        Rc_VISIT(v->items[i]);
    return 0;
}

static int vector_clear(RcObject *op)
{
    Vector *v = (Vector *)op;
    while (v->size > 0) {
        RcObject *item = v->items[--v->size];
        Rc_DECREF(item);
    }
    return 0;
}

static void vector_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    vector_clear(op);
    RcMem_Free(((Vector *)op)->items);
    RcObject_GC_Del(op);
}

static RcTypeObject Vector_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "coll.Vector",
    .tp_basicsize = sizeof(Vector),
    .tp_flags = Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = vector_dealloc,
    .tp_traverse = vector_traverse,
    .tp_clear = vector_clear,
};

static int vector_push(Vector *v, RcObject *item)
{
    if (v->size == v->room) {
        Rc_ssize_t room = v->room + 4;
        RcObject **items = RcMem_Realloc(v->items, (size_t)room * sizeof *items);
        if (items == NULL)
            return -1;
        v->items = items;
        v->room = room;
    }
    v->items[v->size++] = Rc_NewRef(item); /* ALSO */
    return 0;
}

static void vector_truncate(Vector *v, Rc_ssize_t size)
{
#ifdef FIXED
    while (v->size > size) {
        RcObject *item = v->items[--v->size];
        Rc_DECREF(item);
    }
#else
    if (size < v->size)
        v->size = size; /* GUILTY */
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Vector_Type) < 0)
        return 1;
    Vector *v = RcObject_GC_New(Vector, &Vector_Type);
    v->items = NULL;
    v->size = v->room = 0;
    RcObject_GC_Track(v);
    for (int i = 0; i < 6; i++) {
        RcObject *item = RcList_New(0);
        vector_push(v, item);
        Rc_DECREF(item);
    }
    vector_truncate(v, 4);
    printf("%d\n", (int)v->size);
    Rc_DECREF(v);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
