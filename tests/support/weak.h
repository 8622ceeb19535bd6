/* Objects for tests of weak references: a weakly referenceable container, and callbacks that note. */
#ifndef RECOUNT_TESTS_WEAK_H
#define RECOUNT_TESTS_WEAK_H

#include "hostile.h"
#include "support.h"

#include <recount/recount.h>

/* A container of the collector's.  Its dealloc: finalizer, weak references, on_dealloc, held, on_end. */
typedef struct Target Target;
struct Target {
    RcObject_HEAD
    RcObject *held[2];
    void (*on_finalize)(Target *self);
    void (*on_dealloc)(Target *self);
    void (*on_end)(Target *self); /* held is dropped, the memory is still there */
    void *arg;
    RcObject *weaklist;
};

static int target_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Target *)op)->held[0]);
    Rc_VISIT(((Target *)op)->held[1]);
    return 0;
}

static int target_clear(RcObject *op)
{
    Rc_CLEAR(((Target *)op)->held[0]);
    Rc_CLEAR(((Target *)op)->held[1]);
    return 0;
}

static void target_finalize(RcObject *op)
{
    Target *self = (Target *)op;
    if (self->on_finalize != NULL) {
        self->on_finalize(self);
    }
}

static void target_dealloc(RcObject *op)
{
    Target *self = (Target *)op;
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    if (self->on_dealloc != NULL) {
        self->on_dealloc(self);
    }
    target_clear(op);
    if (self->on_end != NULL) {
        self->on_end(self);
    }
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Target_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Target",
    .tp_basicsize = sizeof(Target),
    .tp_dealloc = target_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_BASETYPE,
    .tp_traverse = target_traverse,
    .tp_clear = target_clear,
    .tp_weaklistoffset = offsetof(Target, weaklist),
    .tp_new = RcType_GenericNew,
    .tp_free = RcObject_GC_Del,
    .tp_finalize = target_finalize,
};

static inline Target *new_target(void)
{
    assert_int_equal(RcType_Ready(&Target_Type), 0);
    Target *target = (Target *)RcType_GenericAlloc(&Target_Type, 0);
    assert_non_null(target);
    return target;
}

/* A new one that only refers to itself: trash, once it is given back. */
static inline Target *new_loop(void)
{
    Target *target = new_target();
    target->held[0] = Rc_NewRef(target);
    return target;
}

/* -- callbacks -- */

#define MOST_CALLS 16

/* The callbacks that ran, in order, and what they were given; neither is owned. */
static struct {
    int count;
    Hostile *who[MOST_CALLS];
    RcObject *ref[MOST_CALLS];
} calls;

static inline RcObject *note_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    assert_null(kwargs);
    assert_int_equal(RcTuple_GET_SIZE(args), 1);
    assert_int_equal(RcWeakref_IsDead(RcTuple_GET_ITEM(args, 0)), 1);
    assert_true(calls.count < MOST_CALLS);
    calls.who[calls.count] = self;
    calls.ref[calls.count++] = RcTuple_GET_ITEM(args, 0);
    Rc_RETURN_NONE;
}

/* A callable that notes its calls.  Result new. */
static inline Hostile *new_callback(void)
{
    Hostile *callback = Hostile_New();
    assert_non_null(callback);
    callback->on_call = note_call;
    calls.count = 0;
    return callback;
}

static inline RcObject *new_ref(void *op, void *callback)
{
    RcObject *ref = RcWeakref_NewRef(op, callback);
    assert_non_null(ref);
    return ref;
}

static inline RcObject *new_proxy(void *op, void *callback)
{
    RcObject *proxy = RcWeakref_NewProxy(op, callback);
    assert_non_null(proxy);
    return proxy;
}

#define assert_dead(ref)                                    \
    do {                                                    \
        RcObject *dead_ = Rc_None;                          \
        assert_int_equal(RcWeakref_IsDead(ref), 1);         \
        assert_int_equal(RcWeakref_GetRef(ref, &dead_), 0); \
        assert_null(dead_);                                 \
    } while (0)

/* It names op; asking for it gives one new reference. */
#define assert_names(ref, op)                                \
    do {                                                     \
        RcObject *named_ = NULL;                             \
        Rc_ssize_t count_ = Rc_REFCNT(op);                   \
        assert_int_equal(RcWeakref_IsDead(ref), 0);          \
        assert_int_equal(RcWeakref_GetRef(ref, &named_), 1); \
        assert_ptr_equal(named_, op);                        \
        assert_refcnt(named_, count_ + !Rc_IsImmortal(op));  \
        Rc_DECREF(named_);                                   \
        assert_refcnt(op, count_);                           \
    } while (0)

#endif
