/* Memory: three allocation domains, as in PEP 445.
 *
 *   raw     the C library's malloc; works without a runtime
 *   mem     buffers of the runtime and of types (the items of a list)
 *   object  objects; by default a size-class allocator, made for many small blocks
 *
 * What one domain allocated the same domain must free.  A request of 0 bytes gives a pointer of its own;
 * one above RC_SSIZE_T_MAX fails.  None of these sets an exception (see RcErr_NoMemory) or
 * runs user code, except an allocator that the user has installed. */
#ifndef RECOUNT_MEMORY_H
#define RECOUNT_MEMORY_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

RC_API void RcMem_RawFree(RC_NULLABLE void *block);
RC_API RC_MUST_USE RC_FREED_BY(RcMem_RawFree) void *RcMem_RawMalloc(size_t size);
RC_API RC_MUST_USE RC_FREED_BY(RcMem_RawFree) void *RcMem_RawCalloc(size_t count, size_t size);
/* On failure NULL, and the old block is still there; the same for the other domains. */
RC_API RC_MUST_USE RC_FREED_BY(RcMem_RawFree) void *RcMem_RawRealloc(RC_NULLABLE void *block, size_t size);

RC_API void RcMem_Free(RC_NULLABLE void *block);
RC_API RC_MUST_USE RC_FREED_BY(RcMem_Free) void *RcMem_Malloc(size_t size);
RC_API RC_MUST_USE RC_FREED_BY(RcMem_Free) void *RcMem_Calloc(size_t count, size_t size);
RC_API RC_MUST_USE RC_FREED_BY(RcMem_Free) void *RcMem_Realloc(RC_NULLABLE void *block, size_t size);

RC_API void RcObject_Free(RC_NULLABLE void *block);
RC_API RC_MUST_USE RC_FREED_BY(RcObject_Free) void *RcObject_Malloc(size_t size);
RC_API RC_MUST_USE RC_FREED_BY(RcObject_Free) void *RcObject_Calloc(size_t count, size_t size);
RC_API RC_MUST_USE RC_FREED_BY(RcObject_Free) void *RcObject_Realloc(RC_NULLABLE void *block, size_t size);
#define RcMem_Del RcMem_Free

/* Arrays, with the overflow of count * size checked.  RcMem_Resize assigns block: NULL on failure,
 * so the caller keeps the old pointer elsewhere. */
#define RcMem_New(type, count)                               \
    ((size_t)(count) > (size_t)RC_SSIZE_T_MAX / sizeof(type) \
         ? (type *)NULL                                      \
         : (type *)RcMem_Malloc((size_t)(count) * sizeof(type)))
#define RcMem_Resize(block, type, count)                               \
    ((block) = (size_t)(count) > (size_t)RC_SSIZE_T_MAX / sizeof(type) \
                   ? (type *)NULL                                      \
                   : (type *)RcMem_Realloc((block), (size_t)(count) * sizeof(type)))

typedef enum RcMemAllocatorDomain {
    RCMEM_DOMAIN_RAW,
    RCMEM_DOMAIN_MEM,
    RCMEM_DOMAIN_OBJ
} RcMemAllocatorDomain;

/* A user's allocator: four functions and what they are given as their first argument.
 * size, count and count * size are never 0 and never too large. */
typedef struct RcMemAllocatorEx {
    void *ctx;
    void *(*malloc)(void *ctx, size_t size);
    void *(*calloc)(void *ctx, size_t count, size_t size);
    void *(*realloc)(void *ctx, void *block, size_t size);
    void (*free)(void *ctx, void *block);
} RcMemAllocatorEx;

/* Reads or replaces a domain's allocator in this thread.  One that is installed while blocks of the
 * old one are alive must pass them on to it (a wrapper).  Before Rc_Initialize the new allocator
 * holds for the runtime that this thread starts next; Rc_Finalize brings the defaults back, and so does
 * a start that is refused. */
RC_API void RcMem_GetAllocator(RcMemAllocatorDomain domain, RcMemAllocatorEx *allocator);
RC_API void RcMem_SetAllocator(RcMemAllocatorDomain domain, const RcMemAllocatorEx *allocator);

/* Test kit: the n-th allocation of this thread from now on, in whichever domain, fails once; a growing or
 * shrinking realloc is an allocation.  n <= 0: none does.  Returns how many of an earlier call's n
 * were left, 0 if its failure has happened.
 *
 *   for (n = 1;; n++) {
 *       RcMem_SetFailAfter(n);
 *       result = operation();
 *       if (RcMem_SetFailAfter(0) > 0) break;    // it needed fewer than n
 *       ... expect MemoryError, and everything as it was
 *   } */
RC_API Rc_ssize_t RcMem_SetFailAfter(Rc_ssize_t n);

RC_END_DECLS

#endif
