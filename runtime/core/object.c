/* Making objects, and unmaking them in bounded C stack.
 *
 * Each object is counted as alive from its Init until its tp_dealloc begins.
 *
 * _Rc_Dealloc nests: a dealloc drops references, whose deallocs drop references.  From a certain depth
 * on a dead object is not deallocated but queued, and the queue is drained by the outermost frame below
 * that depth.  The queue costs no memory and works for every type: it is linked through the word that
 * holds the count and the upper half of the flags, which in a dead object nobody has a use for.  Leaves,
 * whose dealloc drops no references, need none of it. */
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/type.h>

#include "core/head.h"
#include "core/make.h"
#include "core/object.h"

#include <stdio.h>

/* Deallocs that may nest.  A frame of a dealloc is some hundred bytes, with a sanitizer up to a thousand. */
#define MOST_NESTED_DEALLOCS 50

RC_THREAD_LOCAL RcRuntime *_Rc_runtime;

void _Rc_NoRuntime(const char *function)
{
    char message[160];
    snprintf(message, sizeof message, "this thread has no runtime; call Rc_Initialize() first (seen in %s)",
             function);
    Rc_FatalError(message);
}

/* -- making -- */

/* Where an object of this type cannot be made this way, says why and returns -1.  collected: the
 * caller is about to put a collector's head in front. */
static int check_type(const RcTypeObject *type, int collected, const char *function)
{
    if (type == NULL) {
        _RcErr_BadInternalCall(function);
    } else if (!RcType_HasFeature(type, Rc_TPFLAGS_READY)) {
        RcErr_Format(RcExc_SystemError, "%s: type '%s' is not ready; call RcType_Ready() first", function,
                     type->tp_name);
    } else if (!collected != !RcType_IS_GC(type)) {
        RcErr_Format(RcExc_SystemError, "%s: type '%s' %s Rc_TPFLAGS_HAVE_GC", function, type->tp_name,
                     collected ? "lacks" : "has");
    } else {
        return 0;
    }
    return -1;
}

int _RcObject_VarInstanceSize(const RcTypeObject *type, Rc_ssize_t items, int collected, const char *function,
                              size_t *size)
{
    if (_RcObject_InstanceSize(type, items, collected, function, size) < 0) {
        return -1;
    }
    if (type->tp_basicsize < (Rc_ssize_t)sizeof(RcVarObject)) {
        RcErr_Format(RcExc_SystemError, "%s: type '%s' lacks RcObject_VAR_HEAD", function, type->tp_name);
        return -1;
    }
    return 0;
}

int _RcObject_InstanceSize(const RcTypeObject *type, Rc_ssize_t items, int collected, const char *function,
                           size_t *size)
{
    size_t base;

    if (check_type(type, collected, function) < 0) {
        return -1;
    }
    if (items < 0) {
        _RcErr_BadInternalCall(function);
        return -1;
    }
    base = (size_t)type->tp_basicsize;
    if (type->tp_itemsize != 0 &&
        (size_t)items > ((size_t)RC_SSIZE_T_MAX - base - 64) / (size_t)type->tp_itemsize) {
        RcErr_NoMemory();
        return -1;
    }
    *size = base + (size_t)items * (size_t)type->tp_itemsize;
    return 0;
}

void _RcObject_MakeHeader(RcObject *op, RcTypeObject *type)
{
    op->ob_refcnt = 1;
    op->ob_flags = 0;
    op->ob_type = type;
    RC_HOOK_CREATED(op, type);
    if (RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        Rc_INCREF(type);
    }
    RC_RUNTIME()->live_objects++;
}

RcObject *RcObject_Init(RcObject *op, RcTypeObject *type)
{
    if (op == NULL) {
        return RcErr_NoMemory();
    }
    _RcObject_MakeHeader(op, type);
    return op;
}

RcVarObject *RcObject_InitVar(RcVarObject *op, RcTypeObject *type, Rc_ssize_t items)
{
    if (op == NULL) {
        return (RcVarObject *)RcErr_NoMemory();
    }
    op->ob_size = items;
    _RcObject_MakeHeader(&op->ob_base, type);
    return op;
}

RcObject *_RcObject_InitAny(void *memory, RcTypeObject *type)
{
    return type->tp_itemsize != 0 ? (RcObject *)RcObject_InitVar(memory, type, 0)
                                  : RcObject_Init(memory, type);
}

RcObject *_RcObject_New(RcTypeObject *type)
{
    size_t size;
    if (_RcObject_InstanceSize(type, 0, 0, "RcObject_New", &size) < 0) {
        return NULL;
    }
    return _RcObject_InitAny(RcObject_Malloc(size), type);
}

RcObject *_RcMake_LongWay(RcTypeObject *type, size_t size)
{
    return RcObject_Init(RcObject_Malloc(size), type);
}

RcVarObject *_RcObject_NewVar(RcTypeObject *type, Rc_ssize_t items)
{
    size_t size;
    if (_RcObject_VarInstanceSize(type, items, 0, "RcObject_NewVar", &size) < 0) {
        return NULL;
    }
    return RcObject_InitVar(RcObject_Malloc(size), type, items);
}

Rc_ssize_t Rc_LiveObjects(void)
{
    return _Rc_runtime != NULL ? _Rc_runtime->live_objects : 0;
}

void _RcObject_Forget(const RcObject *op)
{
    if (Rc_REFCNT(op) > 0 && !Rc_IsImmortal(op)) {
        RC_RUNTIME()->live_objects--;
    }
}

void RcObject_Del(void *op)
{
    if (op != NULL) {
        _RcObject_Forget(op);
        RcObject_Free(op);
    }
}

/* -- counts -- */

void Rc_IncRef(RcObject *op)
{
    Rc_XINCREF(op);
}

void Rc_DecRef(RcObject *op)
{
    Rc_XDECREF(op);
}

int Rc_SetImmortal(RcObject *op)
{
    if (Rc_IsImmortal(op)) {
        return 0;
    }
    if (RcObject_IS_GC(op)) {
        RcObject_GC_UnTrack(op); /* what cannot die need not be looked at */
    }
    RC_HOOK_IMMORTAL(op);
    op->ob_refcnt = RC_IMMORTAL_REFCNT;
    RC_RUNTIME()->live_objects--;
    return 1;
}

/* -- unmaking -- */

/* The queue's link, 48 bits: the count's word is its lower part, the flags' upper half the rest. */
static uint64_t queue_link(const RcObject *op)
{
    return (uint64_t)(op->ob_flags >> 16) << 32 | op->ob_refcnt;
}

static int enqueue(RcRuntime *runtime, RcObject *op)
{
    uint64_t link = (uint64_t)(uintptr_t)runtime->dealloc_queue;

    if ((uint64_t)(uintptr_t)op >> 48 != 0) {
        return 0; /* beyond what the link can hold: deallocate at once */
    }
    if (RcObject_IS_GC(op) && RcObject_GC_IsTracked(op)) {
        RcObject_GC_UnTrack(op); /* a collection must not meet it: its count is none now */
        op->ob_flags |= RC_OBJECT_RETRACK;
    }
    op->ob_refcnt = (uint32_t)link;
    op->ob_flags = (op->ob_flags & 0xFFFF) | (uint32_t)(link >> 32) << 16 | RC_OBJECT_QUEUED;
    runtime->dealloc_queue = op;
    return 1;
}

static RcObject *dequeue(RcRuntime *runtime)
{
    RcObject *op = runtime->dealloc_queue;
    uint32_t flags = op->ob_flags & 0xFFFF;

    runtime->dealloc_queue = (RcObject *)(uintptr_t)queue_link(op);
    op->ob_refcnt = 0;
    op->ob_flags = flags & ~(RC_OBJECT_QUEUED | RC_OBJECT_RETRACK);
    if (flags & RC_OBJECT_RETRACK) {
        RcObject_GC_Track(op); /* its dealloc finds it as it would have */
    }
    return op;
}

static void dealloc_now(RcRuntime *runtime, RcObject *op)
{
    runtime->dealloc_depth++;
    runtime->live_objects--;
    RC_HOOK_DYING(op);
    Rc_TYPE(op)->tp_dealloc(op);
    RC_HOOK_DIED(op);
    runtime->dealloc_depth--;
}

static RC_NOINLINE void dealloc_nesting(RcRuntime *runtime, RcObject *op)
{
    if (RC_UNLIKELY(runtime->dealloc_depth >= MOST_NESTED_DEALLOCS) && enqueue(runtime, op)) {
        return;
    }
    dealloc_now(runtime, op);
    while (RC_UNLIKELY(runtime->dealloc_queue != NULL) && runtime->dealloc_depth < MOST_NESTED_DEALLOCS) {
        dealloc_now(runtime, dequeue(runtime));
    }
}

/* A function of its own for what nests: so leaves, which are the most, pay for no frame; and numbers, for no call
 * of their type's. */
void _Rc_Dealloc(RcObject *op)
{
    RcRuntime *runtime = RC_RUNTIME();

    if (RcType_HasFeature(Rc_TYPE(op), RC_TPFLAGS_PLAIN)) {
        runtime->live_objects--;
        _RcMem_GiveObject(op);
        RC_HOOK_LEAF_DIED(op);
    } else if (RcType_HasFeature(Rc_TYPE(op), RC_TPFLAGS_LEAF)) {
        runtime->live_objects--;
        Rc_TYPE(op)->tp_dealloc(op);
        RC_HOOK_LEAF_DIED(op);
    } else {
        dealloc_nesting(runtime, op);
    }
}

/* -- finalizers -- */

void RcObject_CallFinalizer(RcObject *op)
{
    Rc_destructor finalize = Rc_TYPE(op)->tp_finalize;
    RcObject *pending;

    if (finalize == NULL || (op->ob_flags & RC_OBJECT_FINALIZED)) {
        return;
    }
    op->ob_flags |= RC_OBJECT_FINALIZED;
    pending = RcErr_GetRaisedException();
    finalize(op);
    RC_HOOK_USER_CODE(op);
    if (RcErr_Occurred() != NULL) {
        RcErr_WriteUnraisable(op);
    }
    RcErr_SetRaisedException(pending);
}

int RcObject_CallFinalizerFromDealloc(RcObject *op)
{
    RcRuntime *runtime = RC_RUNTIME();

    if (Rc_REFCNT(op) != 0) {
        Rc_FatalError("RcObject_CallFinalizerFromDealloc: the object is not being deallocated");
    }
    RC_HOOK_SET_REFCNT(op, 1);
    op->ob_refcnt = 1; /* alive for the finalizer, which may take references */
    runtime->live_objects++;
    RcObject_CallFinalizer(op);
    if (Rc_IsImmortal(op)) {
        return -1;
    }
    RC_HOOK_SET_REFCNT(op, (Rc_ssize_t)op->ob_refcnt - 1);
    op->ob_refcnt--;
    if (op->ob_refcnt > 0) {
        return -1;
    }
    runtime->live_objects--;
    return 0;
}

/* -- telling -- */

void RcObject_Dump(RcObject *op)
{
    RcObject *pending, *repr;

    if (op == NULL) {
        fprintf(stderr, "<object at NULL>\n");
        return;
    }
    fprintf(stderr, "object address  : %p\n", (void *)op);
    fprintf(stderr, "object refcount : %zd%s\n", Rc_REFCNT(op), Rc_IsImmortal(op) ? " (immortal)" : "");
    fprintf(stderr, "object type     : %s\n", Rc_TYPE(op) != NULL ? Rc_TYPE(op)->tp_name : "NULL");
    if (Rc_REFCNT(op) == 0 || (op->ob_flags & RC_OBJECT_QUEUED)) {
        fprintf(stderr, "object repr     : <it is being deallocated>\n");
        return;
    }
    pending = RcErr_GetRaisedException();
    repr = RcObject_Repr(op);
    fprintf(stderr, "object repr     : %s\n", repr != NULL ? RcStr_AsUTF8(repr) : "<its repr failed>");
    Rc_XDECREF(repr);
    RcErr_SetRaisedException(pending);
}
