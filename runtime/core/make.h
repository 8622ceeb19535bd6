/* Private: making and unmaking objects of built-in types with few instructions.
 *
 * For types that the runtime defines itself: nothing of what RcObject_New checks can be wrong with them, none is
 * a heap type, and their size is known where they are made.  What is counted, and what hooks of the allocator
 * see, is the same.  collector/container.h has the same for containers.
 *
 * An open short way to the pool (memory/pool.h) implies that there is a runtime, so on it nobody asks. */
#ifndef RECOUNT_CORE_MAKE_H
#define RECOUNT_CORE_MAKE_H

#include "core/runtime.h"
#include "memory/pool.h"

/* object.c: _RcMake_Object where there is no block at hand. */
RcObject *_RcMake_LongWay(RcTypeObject *type, size_t size);

/* Count 1, no flags, the type; one more live object. */
static inline void _RcMake_Header(RcObject *op, RcTypeObject *type)
{
    op->ob_refcnt = 1;
    op->ob_flags = 0;
    op->ob_type = type;
    _Rc_runtime->live_objects++;
    RC_HOOK_CREATED(op, type);
}

/* An object of size bytes without a collector's head; the memory behind the header is not initialised.
 * Result: new.  Error: NULL and MemoryError. */
static inline RcObject *_RcMake_Object(RcTypeObject *type, size_t size)
{
    RcObject *op = (RcObject *)_RcPool_TryTake(_RcMem_direct[RCMEM_DOMAIN_OBJ], size);
    if (RC_UNLIKELY(op == NULL)) {
        return _RcMake_LongWay(type, size);
    }
    _RcMake_Header(op, type);
    return op;
}

#endif
