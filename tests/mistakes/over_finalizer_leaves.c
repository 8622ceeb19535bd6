/* TITLE: a finalizer that releases a field and leaves it filled
 * KIND: over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: tp_finalize closes the lock and releases its owner with Rc_DECREF; the dealloc clears the field again. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject_HEAD
    RcObject *owner;
    int held;
} Lock;

static int releases;

static int lock_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Lock *)op)->owner);
    return 0;
}

static int lock_clear(RcObject *op)
{
    Rc_CLEAR(((Lock *)op)->owner);
    return 0;
}

static void lock_finalize(RcObject *op)
{
    Lock *lock = (Lock *)op;

    if (lock->held) {
        lock->held = 0;
        releases++;
#ifdef FIXED
        Rc_CLEAR(lock->owner);
#else
        Rc_DECREF(lock->owner); /* GUILTY */
#endif
    }
}

static void lock_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0)
        return;
    RcObject_GC_UnTrack(op);
    lock_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Lock_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "sync.Lock",
    .tp_basicsize = sizeof(Lock),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = lock_dealloc,
    .tp_finalize = lock_finalize,
    .tp_traverse = lock_traverse,
    .tp_clear = lock_clear,
};

static RcObject *lock_new(const char *owner)
{
    Lock *lock = RcObject_GC_New(Lock, &Lock_Type);

    if (!lock)
        return NULL;
    lock->owner = owner ? RcStr_FromString(owner) : NULL;
    lock->held = lock->owner != NULL;
    RcObject_GC_Track(lock);
    return (RcObject *)lock;
}

int main(void)
{
    RcObject *lock;

    if (Rc_Initialize() < 0 || RcType_Ready(&Lock_Type) < 0)
        return 1;
    lock = lock_new(NULL);
    Rc_DECREF(lock);
    lock = lock_new("thread 1");
    Rc_DECREF(lock);
    printf("%d released\n", releases);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
