/* Private: the two words in front of a container.
 *
 * next and prev link the object into its generation's circular list.  next is 0 exactly while the
 * object is not tracked.  Heads are aligned, so the low bits of both words are the collector's own. */
#ifndef RECOUNT_CORE_HEAD_H
#define RECOUNT_CORE_HEAD_H

#include "core/runtime.h"

#include <recount/gc.h>

#include <stdalign.h>

/* As wide as the strictest alignment, so that the object behind it keeps it. */
typedef union RcGC_Block {
    RcGC_Head head;
    max_align_t align;
} RcGC_Block;

static inline RcGC_Head *_RcGC_HeadOf(const RcObject *op)
{
    return &((RcGC_Block *)(uintptr_t)op - 1)->head;
}

static inline RcObject *_RcGC_ObjectOf(const RcGC_Head *head)
{
    return (RcObject *)((RcGC_Block *)(uintptr_t)head + 1);
}

/* Memory for an object of size bytes with an untracked head in front.  NULL: none left, and no error is
 * set. */
RcObject *_RcGC_Allocate(size_t size);

void _RcGC_Start(RcRuntime *runtime, const RcConfig *config);

#endif
