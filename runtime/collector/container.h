/* Private: making and unmaking containers of built-in types with few instructions, as core/make.h does it for
 * other objects.  What track.c does for all types, this does for types that are known to be collected and whose
 * objects are never static when they are unmade. */
#ifndef RECOUNT_COLLECTOR_CONTAINER_H
#define RECOUNT_COLLECTOR_CONTAINER_H

#include "collector/checks.h"
#include "collector/list.h"
#include "core/make.h"

/* track.c: _RcContainer_Make where there is no block at hand. */
RcObject *_RcContainer_LongWay(RcTypeObject *type, size_t size);

/* A container of size bytes (without its head), not tracked; the memory behind the header is not initialised.  No
 * collection runs yet: see _RcContainer_Whole.  Result: new.  Error: NULL and MemoryError. */
static inline RcObject *_RcContainer_Make(RcTypeObject *type, size_t size)
{
    RcGC_Block *block =
        (RcGC_Block *)_RcPool_TryTake(_RcMem_direct[RCMEM_DOMAIN_OBJ], sizeof(RcGC_Block) + size);
    RcObject *op;

    if (RC_UNLIKELY(block == NULL)) {
        return _RcContainer_LongWay(type, size);
    }
    op = (RcObject *)(block + 1);
    _Rc_runtime->gc.counts[0]++;
    block->head.next = 0;
    block->head.prev = 0;
    _RcMake_Header(op, type);
    return op;
}

/* The same if there is a block at hand and no collection will be due, which is nearly always: then nothing is called,
 * and a function without calls needs no frame (a pair made and freed: 8.5 to 7.7 ns).  Else NULL, and no error.
 * Made so, a container is not for _RcContainer_Whole but only for _RcContainer_Track. */
static inline RcObject *_RcContainer_TryMake(RcTypeObject *type, size_t size)
{
    RcPool *pool = _RcMem_direct[RCMEM_DOMAIN_OBJ];
    RcGC_Block *block;
    RcGCState *gc;

    if (RC_UNLIKELY(!_RcPool_HasBlock(pool, sizeof *block + size))) {
        return NULL; /* so it is where there is no runtime */
    }
    gc = &_Rc_runtime->gc;
    if (RC_UNLIKELY(gc->counts[0] >= gc->trigger)) {
        return NULL;
    }
    gc->counts[0]++;
    block = (RcGC_Block *)_RcPool_TryTake(pool, sizeof *block + size);
    _RcMake_Header((RcObject *)(block + 1), type);
    return (RcObject *)(block + 1);
}

static inline void _RcContainer_Track(RcObject *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op);

    head->next = 0;
    head->prev = 0; /* no flags, for the compiler to see */
    if (RC_GC_CHECKS) {
        RcObject_GC_Track(op);
    } else {
        _RcGC_ListAppend(head, &_Rc_runtime->gc.generations[0]);
        RC_HOOK_TRACKED(op);
    }
}

/* A container that was just made is whole: the collection that may be due runs, while the container is out of its
 * sight; then it is tracked. */
static inline void _RcContainer_Whole(RcObject *op)
{
    RcGCState *gc = &_Rc_runtime->gc;

    if (RC_UNLIKELY(gc->counts[0] > gc->trigger)) {
        _RcGC_CollectIfDue();
    }
    _RcContainer_Track(op);
}

/* RcObject_GC_UnTrack. */
static inline void _RcContainer_UnTrack(RcObject *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op);
    if (RC_LIKELY(head->next != 0)) {
        _RcGC_ListRemove(head);
        head->next = head->prev = 0;
    }
}

/* The memory of a container that has been deallocated and is not tracked. */
static inline void _RcContainer_Free(RcObject *op)
{
    RcGCState *gc = &_Rc_runtime->gc;
    gc->counts[0] -= gc->counts[0] > 0;
    if (!RC_HOOK_FREED(op, (RcGC_Block *)(void *)op - 1)) {
        _RcMem_GiveObject((RcGC_Block *)(void *)op - 1);
    }
}

#endif
