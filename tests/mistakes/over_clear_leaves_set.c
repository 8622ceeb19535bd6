/* TITLE: a clear that gives back its fields and leaves them set
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The collector calls tp_clear, then the dealloc runs and calls it once more. The pointers are still
 * there. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *owner;
    RcObject *payload;
} Task;

static int task_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Task *)op)->owner);
    Rc_VISIT(((Task *)op)->payload);
    return 0;
}

static int task_clear(RcObject *op)
{
    Task *t = (Task *)op;
    Rc_CLEAR(t->owner);
#ifdef FIXED
    Rc_CLEAR(t->payload);
#else
    Rc_XDECREF(t->payload); /* GUILTY */
#endif
    return 0;
}

static void task_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    task_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Task_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "sched.Task",
    .tp_basicsize = sizeof(Task),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = task_dealloc,
    .tp_traverse = task_traverse,
    .tp_clear = task_clear,
};

static Task *spawn(Task *owner, RcObject *payload)
{
    Task *t = RcObject_GC_New(Task, &Task_Type);
    if (t == NULL)
        return NULL;
    t->owner = Rc_XNewRef((RcObject *)owner);
    t->payload = Rc_NewRef(payload);
    RcObject_GC_Track(t);
    return t;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcType_Ready(&Task_Type);
    RcObject *payload = RcStr_FromString("the work to be done");
    Task *parent = spawn(NULL, payload), *child = spawn(parent, payload);
    parent->owner = Rc_NewRef((RcObject *)child); /* who waits for whom */
    Rc_DECREF(payload);
    Rc_DECREF(parent);
    Rc_DECREF(child);
    printf("collected %ld\n", (long)RcGC_Collect());
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
