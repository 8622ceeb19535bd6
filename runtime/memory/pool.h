/* Private: the short way into the size-class allocator, for those to whom each instruction counts.
 *
 * _RcMem_direct[domain] is this thread's pool while, and only while, the domain's allocator is that pool as it
 * is: no hook, no limit, no other allocator, and no failure to be injected.  domains.c sets it each time when
 * one of these changes.  Otherwise it is _RcPool_Closed: a pool that has nothing to take and owns nothing, so that
 * everything takes the long way, through the domain's functions, and hooks see each block that is taken or given
 * while they are there.
 *
 * Which way a block was taken says nothing about which way it goes back: each block's address is looked at
 * (_RcPool_Owns), and one that is not the pool's goes the long way.
 *
 * pool.c tells what pages and arenas are. */
#ifndef RECOUNT_MEMORY_POOL_H
#define RECOUNT_MEMORY_POOL_H

#include "core/runtime.h"
#include "memory/large.h"
#include "memory/memory.h"

#define RC_PAGE_SHIFT 16
#define RC_POOL_GRANULE ((size_t)16)
#define RC_POOL_LARGEST ((size_t)512) /* by the short way */
#define RC_POOL_SMALL_CLASSES (RC_POOL_LARGEST / RC_POOL_GRANULE)
#define RC_POOL_MEDIUM ((size_t)32 << 10) /* the largest in a page: those above are large.c's */
#define RC_POOL_SPARE ((size_t)1 << 20)   /* memory that may be kept in any case */
#define RC_POOL_CLASSES (RC_POOL_SMALL_CLASSES + 6 * 4)

typedef struct RcPoolBlock {
    struct RcPoolBlock *next;
} RcPoolBlock;

/* A page's head. */
typedef struct RcPage {
    RcPoolBlock *free; /* blocks that can be taken at once */
    int32_t used;      /* blocks handed out */
    int32_t attention; /* a block has come back, and no more than this are in use: _RcPool_Attend */
    uint32_t class;
    uint32_t size; /* of a block */
    char *fresh;   /* blocks from here to end have never been used */
    char *end;
    struct RcPage *next; /* in its class's list */
    struct RcPage *prev;
    void *unused; /* a head is a cache line */
} RcPage;

struct RcPool {
    uintptr_t base; /* of the range of addresses that the pool owns: first the heads of all its pages */
    size_t size;
    RcPage *classes[RC_POOL_CLASSES]; /* the page that a class's blocks are taken from; first of its list */
    struct RcArena *arenas;           /* one for each 2 MiB of the range */
    struct RcArena *with_room;        /* those with a free page, but for the spare ones */
    struct RcArena *spare;            /* those that have memory, and no page in use */
    struct RcArena *released;         /* those whose memory was given back */
    struct RcArena *home;             /* the first one, which stays to the end */
    int home_was_full;                /* since its free pages' memory was given back */
    uint32_t home_purged;             /* those of its free pages whose memory was given back: a bit each */
    struct RcArena *idle;             /* one that was empty, but could not be spared then; or NULL */
    size_t fresh;                     /* arenas from this index on were never used */
    size_t arena_count;               /* that have memory: neither fresh nor released */
    size_t spare_count;               /* of them, in the list spare */
    size_t page_count;                /* in use */
    size_t allowance;                 /* bytes of spare memory, for what was given back too soon */
    RcLarge large;
};

extern const RcPool _RcPool_Closed;
extern RC_THREAD_LOCAL RcPool *_RcMem_direct[RC_MEM_DOMAINS];

/* A block of size bytes, 1 to RC_POOL_MEDIUM; NULL out of memory. */
void *_RcPool_Take(RcPool *pool, size_t size);
/* The rare cases of Give. */
void _RcPool_Attend(RcPool *pool, RcPage *page);

/* Does the block lie in a page of the pool's?  Then it may be given back by the short way. */
static inline int _RcPool_Owns(const RcPool *pool, const void *block)
{
    return (uintptr_t)block - pool->base < pool->size;
}

/* The head of the page that a block of the pool's lies in. */
static inline RcPage *_RcPool_PageOf(const RcPool *pool, const void *block)
{
    uintptr_t index = ((uintptr_t)block - pool->base) >> RC_PAGE_SHIFT;
    return (RcPage *)(pool->base + index * sizeof(RcPage));
}

/* Will TryTake give a block? */
static inline int _RcPool_HasBlock(const RcPool *pool, size_t size)
{
    return size <= RC_POOL_LARGEST && pool->classes[(size - 1) / RC_POOL_GRANULE]->free != NULL;
}

/* A block of size bytes, at least 1, if one is at hand: else NULL. */
static inline void *_RcPool_TryTake(RcPool *pool, size_t size)
{
    RcPage *page;
    RcPoolBlock *block;

    if (RC_UNLIKELY(size > RC_POOL_LARGEST)) {
        return NULL;
    }
    page = pool->classes[(size - 1) / RC_POOL_GRANULE];
    block = page->free;
    if (RC_UNLIKELY(block == NULL)) {
        return NULL;
    }
    page->free = block->next;
    page->used++;
    return block;
}

/* Gives back a block that the pool owns. */
static inline void _RcPool_Give(RcPool *pool, void *block)
{
    RcPage *page = _RcPool_PageOf(pool, block);
    ((RcPoolBlock *)block)->next = page->free;
    page->free = block;
    if (RC_UNLIKELY(--page->used <= page->attention)) {
        _RcPool_Attend(pool, page);
    }
}

/* RcObject_Malloc (size is not 0) and RcObject_Free (block is not NULL), the short way where it is open. */
static inline void *_RcMem_TakeObject(size_t size)
{
    void *block = _RcPool_TryTake(_RcMem_direct[RCMEM_DOMAIN_OBJ], size);
    return RC_LIKELY(block != NULL) ? block : RcObject_Malloc(size);
}

static inline void _RcMem_GiveObject(void *block)
{
    RcPool *pool = _RcMem_direct[RCMEM_DOMAIN_OBJ];
    if (RC_LIKELY(_RcPool_Owns(pool, block))) {
        _RcPool_Give(pool, block);
    } else {
        RcObject_Free(block);
    }
}

#endif
