/* The three allocation domains of a thread.
 *
 * A domain is a table of four functions.  The tables are thread-local and have working contents from the
 * thread's first moment on: the C library's malloc.  A runtime that begins puts the size-class allocator
 * behind mem and object.
 *
 * Everything goes through here, so that the contract (no request of 0 bytes, none above
 * RC_SSIZE_T_MAX) is kept in one place and a failure can be injected in one place.  The short way past it,
 * into the pool, is opened and closed here (memory/pool.h): whatever changes an allocator or the injected
 * failure ends with _RcMem_OpenShortWays. */
#include "core/runtime.h"
#include "memory/pool.h"

#include <stdlib.h>
#include <string.h>

static void *system_malloc(void *ctx, size_t size)
{
    Rc_UNUSED(ctx);
    return malloc(size);
}

static void *system_calloc(void *ctx, size_t count, size_t size)
{
    Rc_UNUSED(ctx);
    return calloc(count, size);
}

static void *system_realloc(void *ctx, void *block, size_t size)
{
    Rc_UNUSED(ctx);
    return realloc(block, size);
}

static void system_free(void *ctx, void *block)
{
    Rc_UNUSED(ctx);
    free(block);
}

#define SYSTEM_ALLOCATOR                                                \
    {                                                                   \
        NULL, system_malloc, system_calloc, system_realloc, system_free \
    }

static RC_THREAD_LOCAL struct {
    RcMemAllocatorEx allocators[RC_MEM_DOMAINS];
    Rc_ssize_t fail_after; /* allocations until the one that fails; 0: none does */
} domains = {{SYSTEM_ALLOCATOR, SYSTEM_ALLOCATOR, SYSTEM_ALLOCATOR}, 0};

static const RcMemAllocatorEx system_allocator = SYSTEM_ALLOCATOR;

/* Nobody writes to the closed pool: it gives nothing, and owns nothing. */
#define CLOSED ((RcPool *)(uintptr_t)&_RcPool_Closed)

RC_THREAD_LOCAL RcPool *_RcMem_direct[RC_MEM_DOMAINS] = {CLOSED, CLOSED, CLOSED};

static int is_system(const RcMemAllocatorEx *allocator)
{
    return allocator->malloc == system_malloc;
}

/* A copy of which some functions were replaced is a hook, too. */
static int is_pool(const RcMemAllocatorEx *allocator)
{
    return allocator->malloc == _RcPool_Malloc && allocator->calloc == _RcPool_Calloc &&
           allocator->realloc == _RcPool_Realloc && allocator->free == _RcPool_Release;
}

/* The ledger's hooks stand on the long way of the object domain; but it may have blocks that are to be used again. */
static RcPool *short_way(RcMemAllocatorDomain domain)
{
    const RcMemAllocatorEx *allocator = &domains.allocators[domain];
    RcPool *pool = is_pool(allocator) ? allocator->ctx : NULL;

    if (RC_HOOK_MALLOC && domain == RCMEM_DOMAIN_OBJ) {
        pool = is_system(allocator) ? RC_HOOK_SPARE() : NULL;
    }
    return pool != NULL && domains.fail_after == 0 ? pool : CLOSED;
}

void _RcMem_OpenShortWays(void)
{
    _RcMem_direct[RCMEM_DOMAIN_RAW] = short_way(RCMEM_DOMAIN_RAW);
    _RcMem_direct[RCMEM_DOMAIN_MEM] = short_way(RCMEM_DOMAIN_MEM);
    _RcMem_direct[RCMEM_DOMAIN_OBJ] = short_way(RCMEM_DOMAIN_OBJ);
}

/* Counts an allocation: is it the one that is to fail? */
static inline int fails_now(void)
{
    if (RC_LIKELY(domains.fail_after == 0) || --domains.fail_after != 0) {
        return 0;
    }
    _RcMem_OpenShortWays();
    RC_HOOK_REFUSED();
    return 1;
}

Rc_ssize_t RcMem_SetFailAfter(Rc_ssize_t n)
{
    Rc_ssize_t left = domains.fail_after;
    domains.fail_after = n > 0 ? n : 0;
    _RcMem_OpenShortWays();
    return left;
}

static inline void *domain_malloc(RcMemAllocatorDomain domain, size_t size)
{
    const RcMemAllocatorEx *allocator = &domains.allocators[domain];
    void *block = _RcPool_TryTake(_RcMem_direct[domain], size != 0 ? size : 1);
    if (RC_LIKELY(block != NULL)) {
        return block;
    }
    if (size > (size_t)RC_SSIZE_T_MAX || fails_now()) {
        return NULL;
    }
    return allocator->malloc(allocator->ctx, size != 0 ? size : 1);
}

static inline void *domain_calloc(RcMemAllocatorDomain domain, size_t count, size_t size)
{
    const RcMemAllocatorEx *allocator = &domains.allocators[domain];
    RcPool *pool = _RcMem_direct[domain];
    if (RC_LIKELY(pool != CLOSED && count - 1 < RC_POOL_LARGEST &&
                  size - 1 < RC_POOL_LARGEST)) { /* none is 0 */
        void *block = _RcPool_TryTake(pool, count * size);
        if (RC_LIKELY(block != NULL)) {
            return memset(block, 0, count * size);
        }
    }
    if ((size != 0 && count > (size_t)RC_SSIZE_T_MAX / size) || fails_now()) {
        return NULL;
    }
    if (count == 0 || size == 0) {
        count = size = 1;
    }
    return allocator->calloc(allocator->ctx, count, size);
}

static inline void *domain_realloc(RcMemAllocatorDomain domain, void *block, size_t size)
{
    const RcMemAllocatorEx *allocator = &domains.allocators[domain];
    if (block == NULL) {
        return domain_malloc(domain, size);
    }
    if (size > (size_t)RC_SSIZE_T_MAX || fails_now()) {
        return NULL;
    }
    return allocator->realloc(allocator->ctx, block, size != 0 ? size : 1);
}

static inline void domain_free(RcMemAllocatorDomain domain, void *block)
{
    const RcMemAllocatorEx *allocator = &domains.allocators[domain];
    RcPool *pool = _RcMem_direct[domain];
    if (RC_LIKELY(_RcPool_Owns(pool, block))) { /* not NULL then */
        _RcPool_Give(pool, block);
    } else if (block != NULL) {
        allocator->free(allocator->ctx, block);
    }
}

void *RcMem_RawMalloc(size_t size)
{
    return domain_malloc(RCMEM_DOMAIN_RAW, size);
}

void *RcMem_RawCalloc(size_t count, size_t size)
{
    return domain_calloc(RCMEM_DOMAIN_RAW, count, size);
}

void *RcMem_RawRealloc(void *block, size_t size)
{
    return domain_realloc(RCMEM_DOMAIN_RAW, block, size);
}

void RcMem_RawFree(void *block)
{
    domain_free(RCMEM_DOMAIN_RAW, block);
}

void *RcMem_Malloc(size_t size)
{
    return domain_malloc(RCMEM_DOMAIN_MEM, size);
}

void *RcMem_Calloc(size_t count, size_t size)
{
    return domain_calloc(RCMEM_DOMAIN_MEM, count, size);
}

void *RcMem_Realloc(void *block, size_t size)
{
    return domain_realloc(RCMEM_DOMAIN_MEM, block, size);
}

void RcMem_Free(void *block)
{
    domain_free(RCMEM_DOMAIN_MEM, block);
}

void *RcObject_Malloc(size_t size)
{
    return domain_malloc(RCMEM_DOMAIN_OBJ, RC_HOOK_ROOM(size));
}

void *RcObject_Calloc(size_t count, size_t size)
{
    return domain_calloc(RCMEM_DOMAIN_OBJ, count, size);
}

void *RcObject_Realloc(void *block, size_t size)
{
    return domain_realloc(RCMEM_DOMAIN_OBJ, block, size);
}

void RcObject_Free(void *block)
{
    if (RC_HOOK_FREED(block, block)) {
        return;
    }
    domain_free(RCMEM_DOMAIN_OBJ, block);
}

static int is_domain(RcMemAllocatorDomain domain)
{
    return domain == RCMEM_DOMAIN_RAW || domain == RCMEM_DOMAIN_MEM || domain == RCMEM_DOMAIN_OBJ;
}

void RcMem_GetAllocator(RcMemAllocatorDomain domain, RcMemAllocatorEx *allocator)
{
    if (is_domain(domain)) {
        *allocator = domains.allocators[domain];
    } else {
        memset(allocator, 0, sizeof *allocator);
    }
}

void RcMem_SetAllocator(RcMemAllocatorDomain domain, const RcMemAllocatorEx *allocator)
{
    if (is_domain(domain)) {
        domains.allocators[domain] = *allocator;
        _RcMem_OpenShortWays();
    }
}

int _RcMem_ObjectsArePlain(void)
{
    return is_system(&domains.allocators[RCMEM_DOMAIN_OBJ]);
}

int _RcMem_ObjectsArePooled(const RcMemLimit *limit, size_t *front)
{
    RcMemAllocatorEx allocator = domains.allocators[RCMEM_DOMAIN_OBJ];

    *front = 0;
    return is_pool(&allocator) ||
           (_RcMemLimit_Wraps(limit, &allocator, &allocator, front) && is_pool(&allocator));
}

static int start_pool(int wants_malloc, RcPool **pool)
{
    RcMemAllocatorEx allocator = {NULL, _RcPool_Malloc, _RcPool_Calloc, _RcPool_Realloc, _RcPool_Release};
    RcMemAllocatorEx *mem = &domains.allocators[RCMEM_DOMAIN_MEM];
    RcMemAllocatorEx *object = &domains.allocators[RCMEM_DOMAIN_OBJ];

    *pool = NULL;
    if (wants_malloc || !(is_system(mem) || is_system(object))) {
        return 0;
    }
    *pool = _RcPool_New();
    if (*pool == NULL) {
        return -1;
    }
    allocator.ctx = *pool;
    if (is_system(mem)) {
        *mem = allocator;
    }
    if (is_system(object)) {
        *object = allocator;
    }
    return 0;
}

static int start_limit(size_t bytes, RcMemLimit **limit)
{
    *limit = NULL;
    if (bytes == 0) {
        return 0;
    }
    *limit = _RcMemLimit_New(bytes, &domains.allocators[RCMEM_DOMAIN_MEM]);
    if (*limit == NULL) {
        return -1;
    }
    domains.allocators[RCMEM_DOMAIN_MEM] = _RcMemLimit_Allocator(*limit, 0);
    domains.allocators[RCMEM_DOMAIN_OBJ] = _RcMemLimit_Allocator(*limit, 1);
    return 0;
}

void _RcMem_Finish(RcPool *pool, RcMemLimit *limit)
{
    for (int i = 0; i < RC_MEM_DOMAINS; i++) {
        domains.allocators[i] = system_allocator;
    }
    _RcMem_OpenShortWays();
    _RcMemLimit_Free(limit);
    _RcPool_Free(pool);
}

int _RcMem_Start(const RcConfig *config, RcPool **pool, RcMemLimit **limit)
{
    const RcMemAllocatorEx *given[RC_MEM_DOMAINS] = {config->raw_allocator, config->mem_allocator,
                                                     config->object_allocator};

    for (int i = 0; i < RC_MEM_DOMAINS; i++) {
        if (given[i] != NULL) {
            domains.allocators[i] = *given[i];
        }
    }
    if (start_pool(_RcMem_WantsMalloc(), pool) < 0 || start_limit(config->memory_limit, limit) < 0) {
        _RcMem_Finish(*pool, NULL);
        return -1;
    }
    _RcMem_OpenShortWays();
    return 0;
}
