/* The pool's arenas: the memory of its pages, and how much of it is kept while it is not in use.
 *
 * An arena is spare when none of its pages is in use, which the pool sees to when it has no block in use.  The first
 * arena never is: it stays; but when it was full, and nearly all of it is free, its free pages are spare.
 *
 * Spare memory goes back to the system at once, but for an *allowance* (and large blocks' share: half of what is in
 * use).  The allowance is what regret teaches: memory that is fetched for addresses which had memory before was given
 * back too soon, so from then on that much more may be kept.  A program whose objects or tables come and go keeps
 * their memory from the second time on; one that builds much once, and drops it, is as small as it was; growth is
 * nothing to regret, for it goes to new addresses.  The allowance fades by a 128th of what is freed.  If that was too
 * fast a part is fetched, and regretted, again: at a 128th of the cost of having no allowance.
 *
 * Invariant: each arena but the fresh ones that has a free page is in one of the lists with_room (some page is in use,
 * or was just now), spare (it has memory) and released (it has none). */
#include "memory/arena.h"

#define ALL_PAGES UINT32_MAX /* a bit each */
#define PAGES_WORTH_PURGING (RC_ARENA_PAGES - RC_ARENA_PAGES / 8)
#define HEADS_SIZE (RC_ARENA_PAGES * sizeof(RcPage))
#define FADING 128 /* bytes freed for each byte of the allowance that goes */

/* -- the range -- */

/* What part of the range lies at whole arenas is used: heads, then arenas' states, then arenas. */
void _RcArena_Divide(RcPool *pool, char *range, size_t size)
{
    char *base = (char *)(((uintptr_t)range + RC_ARENA_SIZE - 1) & ~(uintptr_t)(RC_ARENA_SIZE - 1));
    size_t arenas = (size - (size_t)(base - range)) / RC_ARENA_SIZE;
    size_t end = RC_ARENA_SIZE * arenas;

    _RcRange_Return(base + end, size - end - (size_t)(base - range));
    _RcRange_Return(range, (size_t)(base - range));
    pool->base = (uintptr_t)base;
    pool->size = end;
    pool->arenas = (RcArena *)(void *)(base + arenas * HEADS_SIZE);
    pool->fresh = (arenas * (HEADS_SIZE + sizeof(RcArena)) + RC_ARENA_SIZE - 1) / RC_ARENA_SIZE;
    pool->home = pool->arenas + pool->fresh;
}

/* -- arenas -- */

static void link_arena(RcArena **list, RcArena *arena)
{
    arena->prev = NULL;
    arena->next = *list;
    if (arena->next != NULL) {
        arena->next->prev = arena;
    }
    *list = arena;
}

static void unlink_arena(RcArena **list, RcArena *arena)
{
    *(arena->prev != NULL ? &arena->prev->next : list) = arena->next;
    if (arena->next != NULL) {
        arena->next->prev = arena->prev;
    }
}

/* An arena that was never used.  NULL: none left. */
static RcArena *fresh_arena(RcPool *pool)
{
    RcArena *arena = pool->arenas + pool->fresh;
    char *memory = (char *)pool->base + pool->fresh * RC_ARENA_SIZE;

    if (pool->fresh == pool->size / RC_ARENA_SIZE || _RcRange_Commit(arena, sizeof *arena) < 0 ||
        _RcRange_Commit(_RcArena_Head(pool, arena, 0), HEADS_SIZE) < 0 ||
        _RcRange_Commit(memory, RC_ARENA_SIZE) < 0) {
        return NULL;
    }
    if (arena != pool->home) {
        _RcRange_AdviseHuge(memory, RC_ARENA_SIZE);
    }
    pool->fresh++;
    return arena;
}

/* An arena without memory.  One whose memory was given back before is one to regret. */
static RcArena *bare_arena(RcPool *pool)
{
    RcArena *arena = pool->released;

    if (arena == NULL) {
        return fresh_arena(pool);
    }
    unlink_arena(&pool->released, arena);
    pool->allowance += RC_ARENA_SIZE;
    return arena;
}

static RcArena *new_arena(RcPool *pool)
{
    RcArena *arena = pool->spare;

    if (arena != NULL) {
        unlink_arena(&pool->spare, arena);
        pool->spare_count--;
    } else {
        arena = bare_arena(pool);
        if (arena == NULL) {
            return NULL;
        }
        pool->arena_count++;
    }
    arena->free_pages = ALL_PAGES;
    link_arena(&pool->with_room, arena);
    return arena;
}

/* -- spare memory -- */

/* Large blocks may have so much spare memory in any case: a table that grows has its old bins back in its new ones, and
 * one that is built where there was one before finds its memory. */
static size_t large_share(const RcPool *pool)
{
    size_t half = (pool->page_count * RC_PAGE_SIZE + pool->large.used) / 2;
    return half > RC_POOL_SPARE ? half : RC_POOL_SPARE;
}

/* Spare bytes that only the allowance allows. */
static size_t spare_bytes(const RcPool *pool)
{
    size_t share = large_share(pool), large = pool->large.spare;
    return pool->spare_count * RC_ARENA_SIZE + (large > share ? large - share : 0);
}

static void release_spare_arena(RcPool *pool)
{
    RcArena *arena = pool->spare;

    unlink_arena(&pool->spare, arena);
    link_arena(&pool->released, arena);
    _RcRange_Purge(_RcArena_MemoryOf(pool, _RcArena_Head(pool, arena, 0)), RC_ARENA_SIZE);
    pool->spare_count--;
    pool->arena_count--;
}

/* After so many bytes were freed.  Arenas go first: most are huge pages, which are soon fetched again. */
void _RcArena_Trim(RcPool *pool, size_t freed)
{
    size_t faded = freed / FADING;

    pool->allowance += pool->large.regret;
    pool->large.regret = 0;
    pool->allowance -= faded < pool->allowance ? faded : pool->allowance;
    while (pool->spare != NULL && spare_bytes(pool) > pool->allowance) {
        release_spare_arena(pool);
    }
    if (spare_bytes(pool) > pool->allowance) {
        _RcLarge_Trim(&pool->large, large_share(pool) + pool->allowance);
    }
}

void _RcArena_Spare(RcPool *pool, RcArena *arena)
{
    unlink_arena(&pool->with_room, arena);
    link_arena(&pool->spare, arena);
    pool->spare_count++;
    _RcArena_Trim(pool, 0);
}

/* Gives back the memory of the first arena's free pages, if they are many.  Not before it was full: so a program
 * whose objects come and go within it does not pay for that each time. */
static void trim_home(RcPool *pool)
{
    uint32_t pages = pool->home->free_pages & ~pool->home_purged;
    size_t count = 0;

    for (size_t i = 0; i < RC_ARENA_PAGES; i++) {
        count += pages >> i & 1;
    }
    if (count < PAGES_WORTH_PURGING || spare_bytes(pool) + count * RC_PAGE_SIZE <= pool->allowance) {
        return;
    }
    for (size_t i = 0; i < RC_ARENA_PAGES; i++) {
        if (pages >> i & 1) {
            _RcRange_Purge(_RcArena_MemoryOf(pool, _RcArena_Head(pool, pool->home, i)), RC_PAGE_SIZE);
        }
    }
    pool->home_purged |= pages;
    pool->home_was_full = 0;
}

/* -- pages of an arena -- */

RcPage *_RcArena_TakePage(RcPool *pool)
{
    RcArena *arena = pool->with_room != NULL ? pool->with_room : new_arena(pool);
    size_t page = 0;

    if (arena == NULL) {
        return NULL;
    }
    while (!_RcArena_IsFree(arena, page)) {
        page++;
    }
    arena->free_pages &= ~((uint32_t)1 << page);
    pool->page_count++;
    if (arena->free_pages == 0) {
        unlink_arena(&pool->with_room, arena);
        pool->home_was_full |= arena == pool->home;
    }
    if (arena == pool->home && pool->home_purged >> page & 1) {
        pool->home_purged &= ~((uint32_t)1 << page);
        pool->allowance += RC_PAGE_SIZE;
    }
    return _RcArena_Head(pool, arena, page);
}

void _RcArena_GivePage(RcPool *pool, RcPage *page)
{
    RcArena *arena = _RcArena_Of(pool, page);
    if (arena->free_pages == 0) {
        link_arena(&pool->with_room, arena);
    }
    arena->free_pages |= (uint32_t)1 << _RcArena_PageIndex(pool, page) % RC_ARENA_PAGES;
    pool->page_count--;
    _RcArena_Trim(pool, RC_PAGE_SIZE);
    if (arena == pool->home && pool->home_was_full) {
        trim_home(pool);
    }
}
