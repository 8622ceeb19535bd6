/* Private: the two words in front of a container.
 *
 * next and prev link the object into its generation's circular list.  next is 0 exactly while the
 * object is not tracked.  Heads are aligned, so the low bits of both words are the collector's own. */
#ifndef RECOUNT_CORE_HEAD_H
#define RECOUNT_CORE_HEAD_H

#include "core/runtime.h"

#include <recount/gc.h>

#include <stdalign.h>
#include <stddef.h>

/* A multiple of the strictest alignment, so that the object behind it keeps it: 16 bytes where pointers have
 * 8.  (max_align_t itself may be larger than its alignment.) */
typedef struct RcGC_Block {
    alignas(max_align_t) RcGC_Head head;
} RcGC_Block;

static inline RcGC_Head *_RcGC_HeadOf(const RcObject *op)
{
    return (RcGC_Head *)((uintptr_t)op - sizeof(RcGC_Block));
}

static inline RcObject *_RcGC_ObjectOf(const RcGC_Head *head)
{
    return (RcObject *)((uintptr_t)head + sizeof(RcGC_Block));
}

/* Memory for an object of size bytes with an untracked head in front.  NULL: none left, and no error is
 * set. */
RcObject *_RcGC_Allocate(size_t size);

/* collector/control.c.  Runs an automatic collection if one is due.  Runs user code. */
void _RcGC_CollectIfDue(void);

/* Between Hold and Release, which nest, allocating a container collects nothing.  So what was measured before
 * an allocation is right after it, and what is borrowed stays alive. */
static inline void _RcGC_Hold(void)
{
    RC_RUNTIME()->gc.held++;
}

static inline void _RcGC_Release(void)
{
    RC_RUNTIME()->gc.held--;
}

/* Release, at a place that is as good a safe point as the allocation would have been: whoever allocates only
 * while holding must end so, lest nothing ever be collected.  Runs user code. */
static inline void _RcGC_ReleaseAndCollect(void)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    gc->held--;
    if (RC_UNLIKELY(gc->counts[0] > gc->trigger)) {
        _RcGC_CollectIfDue();
    }
}

/* The last collection of a runtime, on or off; then the garbage list goes. */
void _RcGC_Finish(RcRuntime *runtime);
void _RcGC_Start(RcRuntime *runtime, const RcConfig *config);

#endif
