/* Private to memory/ and lifecycle/: how the domains get their default allocators. */
#ifndef RECOUNT_MEMORY_MEMORY_H
#define RECOUNT_MEMORY_MEMORY_H

#include <recount/lifecycle.h>
#include <recount/memory.h>

typedef struct RcPool RcPool;
typedef struct RcMemLimit RcMemLimit;

/* Gives the thread's domains their allocators for a runtime that begins: config's, else what
 * RcMem_SetAllocator has set before, else for mem and object the size-class allocator; and over them the
 * limit, if there is one.  0, or -1 out of memory with the domains as they were. */
int _RcMem_Start(const RcConfig *config, RcPool **pool, RcMemLimit **limit);
/* Brings the defaults back, and gives pool and limit to the system. */
void _RcMem_Finish(RcPool *pool, RcMemLimit *limit);

/* After what decides on them has changed (pool.h). */
void _RcMem_OpenShortWays(void);

/* Does the thread's object domain give blocks of malloc's, just as they are? */
int _RcMem_ObjectsArePlain(void);

/* pool.c.  A new one, or NULL: no memory for it. */
RcPool *_RcPool_New(void);
void _RcPool_Free(RcPool *pool);
void *_RcPool_Malloc(void *pool, size_t size);
void *_RcPool_Calloc(void *pool, size_t count, size_t size);
void *_RcPool_Realloc(void *pool, void *block, size_t size);
void _RcPool_Release(void *pool, void *block);
size_t _RcPool_Arenas(const RcPool *pool); /* arenas now held, for tests */

/* blocks.c: calls visit with each block that is in use and the bytes that it takes. */
typedef void (*_RcPool_BlockFunc)(const void *block, size_t size, void *arg);
void _RcPool_EachBlock(const RcPool *pool, _RcPool_BlockFunc visit, void *arg);

/* Do the thread's objects come from the pool?  *front: the bytes of each block in front of what the domain gave. */
int _RcMem_ObjectsArePooled(const RcMemLimit *limit, size_t *front);

/* limit.c: wraps the allocators of the mem and object domains.  inner[0] is mem's, inner[1] object's. */
RcMemLimit *_RcMemLimit_New(size_t bytes, const RcMemAllocatorEx inner[2]);
void _RcMemLimit_Free(RcMemLimit *limit);
RcMemAllocatorEx _RcMemLimit_Allocator(RcMemLimit *limit, int which);
size_t _RcMemLimit_Used(const RcMemLimit *limit);
/* Is this one of the limit's allocators?  What it wraps, and how many bytes it puts in front of a block. */
int _RcMemLimit_Wraps(const RcMemLimit *limit, const RcMemAllocatorEx *allocator, RcMemAllocatorEx *inner,
                      size_t *front);

/* Is each object to be a malloc block of its own (ASan, or RECOUNT_MALLOC=malloc for Valgrind)?  -1: the
 * environment says something else. */
int _RcMem_WantsMalloc(void);

#endif
