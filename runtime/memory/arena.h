/* Private to memory/: the pool's arenas, and which pages of them are in use.  arena.c tells what becomes of memory that
 * is not. */
#ifndef RECOUNT_MEMORY_ARENA_H
#define RECOUNT_MEMORY_ARENA_H

#include "memory/pool.h"
#include "memory/range.h"

#define RC_ARENA_SIZE RC_RANGE_HUGE
#define RC_PAGE_SIZE ((size_t)1 << RC_PAGE_SHIFT)
#define RC_ARENA_PAGES (RC_ARENA_SIZE / RC_PAGE_SIZE)

typedef struct RcArena {
    struct RcArena *next; /* in with_room, spare or released */
    struct RcArena *prev;
    uint32_t free_pages; /* a bit each */
} RcArena;

_Static_assert(RC_ARENA_PAGES == 32, "a bit for each page");

static inline size_t _RcArena_PageIndex(const RcPool *pool, const RcPage *page)
{
    return (size_t)(page - (const RcPage *)pool->base);
}

static inline RcArena *_RcArena_Of(const RcPool *pool, const RcPage *page)
{
    return pool->arenas + _RcArena_PageIndex(pool, page) / RC_ARENA_PAGES;
}

static inline RcPage *_RcArena_Head(const RcPool *pool, const RcArena *arena, size_t page)
{
    return (RcPage *)pool->base + (size_t)(arena - pool->arenas) * RC_ARENA_PAGES + page;
}

/* Where a page's blocks are. */
static inline char *_RcArena_MemoryOf(const RcPool *pool, const RcPage *head)
{
    return (char *)pool->base + _RcArena_PageIndex(pool, head) * RC_PAGE_SIZE;
}

static inline int _RcArena_IsFree(const RcArena *arena, size_t page)
{
    return arena->free_pages >> page & 1;
}

/* Makes size bytes of reserved addresses the pool's range. */
void _RcArena_Divide(RcPool *pool, char *range, size_t size);
/* The head of a page that is now in use; NULL: no memory, or no addresses left. */
RcPage *_RcArena_TakePage(RcPool *pool);
void _RcArena_GivePage(RcPool *pool, RcPage *page);
/* Takes note that an arena is spare: all its pages are free. */
void _RcArena_Spare(RcPool *pool, RcArena *arena);
/* After so many bytes were freed: gives back what spare memory, of arenas and of large blocks, is too much. */
void _RcArena_Trim(RcPool *pool, size_t freed);

#endif
