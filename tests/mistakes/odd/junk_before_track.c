/* TITLE: junk in the fields of an object that nobody has seen yet
 * KIND: none
 * STORY: Memory from RcObject_GC_New is not initialised. Between it and RcObject_GC_Track there may be
 * anything in the fields, also while a collection runs or another object is made; the collector does not know
 * the object yet. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

typedef struct Triple {
    RcObject_HEAD
    RcObject *items[3]; /* owned */
} Triple;

static int triple_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < 3; i++) {
        Rc_VISIT(((Triple *)op)->items[i]);
    }
    return 0;
}

static void triple_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    for (int i = 0; i < 3; i++) {
        Rc_DECREF(((Triple *)op)->items[i]);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Triple_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "odd.Triple",
    .tp_basicsize = sizeof(Triple),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = triple_dealloc,
    .tp_traverse = triple_traverse,
};

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Triple_Type) < 0) {
        return 1;
    }
    RcObject *shared = RcList_New(0);
    Triple *triple = RcObject_GC_New(Triple, &Triple_Type);
    memset(triple->items, 0xA5, sizeof triple->items);
    triple->items[0] = shared; /* a draft: no reference yet */
    RcGC_Collect();
    for (int i = 0; i < 3; i++) {
        triple->items[i] = RcList_New(0);
        RcGC_Collect();
    }
    RcObject_GC_Track(triple);
    RcGC_Collect();
    Rc_DECREF(triple);
    Rc_DECREF(shared);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
