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

/* pool.c */
RcPool *_RcPool_New(void);
void _RcPool_Free(RcPool *pool);
void *_RcPool_Malloc(void *pool, size_t size);
void *_RcPool_Calloc(void *pool, size_t count, size_t size);
void *_RcPool_Realloc(void *pool, void *block, size_t size);
void _RcPool_Release(void *pool, void *block);
size_t _RcPool_Arenas(const RcPool *pool); /* arenas now held, for tests */

/* limit.c: wraps the allocators of the mem and object domains.  inner[0] is mem's, inner[1] object's. */
RcMemLimit *_RcMemLimit_New(size_t bytes, const RcMemAllocatorEx inner[2]);
void _RcMemLimit_Free(RcMemLimit *limit);
RcMemAllocatorEx _RcMemLimit_Allocator(RcMemLimit *limit, int which);
size_t _RcMemLimit_Used(const RcMemLimit *limit);

/* Is each object to be a malloc block of its own (ASan, or RECOUNT_MALLOC=malloc for Valgrind)?  -1: the
 * environment says something else. */
int _RcMem_WantsMalloc(void);

#endif
