/* TITLE: an object that was never shown to the collector
 * KIND: uncollected-cycle|leak
 * SEES: plain
 * MASKED: no
 * STORY: Flag, traverse and clear are there, but the constructor does not call RcObject_GC_Track. Nothing
 * warns: the object lives and dies as others do, until it is part of a cycle. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Closure {
    RcObject_HEAD
    RcObject *environment; /* owned */
} Closure;

static int closure_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Closure *)op)->environment);
    return 0;
}

static int closure_clear(RcObject *op)
{
    Rc_CLEAR(((Closure *)op)->environment);
    return 0;
}

static void closure_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    closure_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Closure_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "script.Closure",
    .tp_basicsize = sizeof(Closure),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = closure_dealloc,
    .tp_traverse = closure_traverse,
    .tp_clear = closure_clear,
};

static RcObject *closure_new(RcObject *environment)
{
    Closure *closure = RcObject_GC_New(Closure, &Closure_Type); /* GUILTY */
    if (closure != NULL) {
        closure->environment = Rc_NewRef(environment); /* ALSO */
#ifdef FIXED
        RcObject_GC_Track(closure);
#endif
    }
    return RC_OBJECT_CAST(closure);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Closure_Type) < 0) {
        return 1;
    }
    RcObject *environment = RcHashTable_New();
    RcObject *closure = closure_new(environment);
    RcHashTable_SetItemString(environment, "self", closure);
    Rc_DECREF(closure);
    Rc_DECREF(environment);
    RcGC_Collect();
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
