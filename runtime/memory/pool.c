/* The size-class allocator: many small blocks, cheap to take and to give back.
 *
 *   range   64 GiB of addresses, reserved when the pool is made; an address in it is the pool's
 *   arena   2 MiB of the range; its memory is taken from the system, and given back, as a whole
 *   page    64 KiB of an arena, all of whose blocks have one size
 *   block   16, 32, ... 512, 640, 768, 896, 1024, 1280, ... 32768 bytes; a free block's first word links it into its
 *           page's free list
 *
 * The range begins with a row of heads, one for each page, so a block's page is found from its address (pool.h has
 * the short ways that this is made for).  The heads stand together, apart from the blocks: those of a million
 * objects fit into the processor's nearest caches, and giving back in any order touches no more memory than the
 * objects themselves.  Larger requests are large.c's.  When a range is used up, malloc serves.
 *
 * A page is, and its head's `attention` tells:
 *   WHEN_EMPTY   in its class's list, and goes back to its arena when its last block does
 *   NEVER        the same, but the first of the list, and has been empty once: it stays as long as it is the
 *                first, so that a block that is taken and given back again and again costs no page each time
 *   ALWAYS       full, and in no list: the next block that comes back puts it into its class's list
 *
 * An arena becomes spare when no block of it is in use and another arena has a free page.  The first one stays; but
 * when it was full, and nearly all of it is free, its free pages are spare.
 *
 * Spare memory goes back to the system at once, but for an *allowance* (and large blocks' share: half of what is in
 * use).  The allowance is what regret teaches: memory that is fetched for addresses which had memory before was given
 * back too soon, so from then on that much more may be kept.  A program whose objects or tables come and go keeps
 * their memory from the second time on; one that builds much once, and drops it, is as small as it was; growth is
 * nothing to regret, for it goes to new addresses.  The allowance fades by a 128th of what is freed.  If that was too
 * fast a part is fetched, and regretted, again: at a 128th of the cost of having no allowance.
 *
 * Invariants: a class lists its pages that are not ALWAYS; each arena that has a free page is in one of the lists
 * with_room, spare and released.  A pool belongs to one thread. */
#include "memory/pool.h"

#include "memory/range.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_SIZE RC_RANGE_HUGE
#define PAGE_SIZE ((size_t)1 << RC_PAGE_SHIFT)
#define PAGES (ARENA_SIZE / PAGE_SIZE)
#define ALL_PAGES UINT32_MAX /* a bit each */
#define PAGES_WORTH_PURGING (PAGES - PAGES / 8)
#define HEADS_SIZE (PAGES * sizeof(RcPage))
#define FADING 128 /* bytes freed for each byte of the allowance that goes */

/* The range, and the smallest one that is of use.  Where addresses are scarce a part of what there is must do. */
#define RANGE_SIZE (sizeof(void *) == 8 ? (size_t)64 << 30 : (size_t)1 << 30)
#define LEAST_RANGE ((size_t)16 << 20)

/* So many bytes' worth of fresh blocks are linked at a time: what is not used yet is not touched. */
#define FRESH_AT_ONCE ((size_t)4096)

enum { WHEN_EMPTY = 0, NEVER = -1, ALWAYS = INT32_MAX };

typedef struct RcArena {
    struct RcArena *next; /* in with_room, spare or released */
    struct RcArena *prev;
    uint32_t free_pages; /* a bit each */
} Arena;

_Static_assert(sizeof(void *) != 8 || sizeof(RcPage) == 64, "a head is a cache line");
_Static_assert(PAGES == 32, "a bit for each page");
_Static_assert(RC_POOL_CLASSES == 56, "each begins with nothing");

#define NOTHING ((RcPage *)(uintptr_t)&no_page)
#define NOTHING_4 NOTHING, NOTHING, NOTHING, NOTHING
#define NOTHING_8 NOTHING_4, NOTHING_4
#define NOTHING_56 NOTHING_8, NOTHING_8, NOTHING_8, NOTHING_8, NOTHING_8, NOTHING_8, NOTHING_8

/* Stands for the page of a class without one: nothing to take. */
static const RcPage no_page;
const RcPool _RcPool_Closed = {.classes = {NOTHING_56}};

/* Above 512 bytes there are four sizes to each doubling, so no more than a fifth of a block is idle. */
static unsigned class_of(size_t size)
{
    unsigned class = (unsigned)RC_POOL_SMALL_CLASSES;
    size_t step = RC_POOL_LARGEST / 4;

    if (size <= RC_POOL_LARGEST) {
        return (unsigned)((size - 1) / RC_POOL_GRANULE);
    }
    for (; size > 8 * step; step *= 2) {
        class += 4;
    }
    return class - 4 + (unsigned)((size - 1) / step);
}

static uint32_t size_of(unsigned class)
{
    unsigned above = class - (unsigned)RC_POOL_SMALL_CLASSES;

    if (class < RC_POOL_SMALL_CLASSES) {
        return (class + 1) * (uint32_t)RC_POOL_GRANULE;
    }
    return (above % 4 + 5) * (uint32_t)(RC_POOL_LARGEST / 4) << above / 4;
}

static size_t index_of(const RcPool *pool, const RcPage *page)
{
    return (size_t)(page - (const RcPage *)pool->base);
}

static Arena *arena_of(const RcPool *pool, const RcPage *page)
{
    return pool->arenas + index_of(pool, page) / PAGES;
}

static RcPage *head_of(const RcPool *pool, const Arena *arena, size_t page)
{
    return (RcPage *)pool->base + (size_t)(arena - pool->arenas) * PAGES + page;
}

/* Where a page's blocks are. */
static char *memory_of(const RcPool *pool, const RcPage *head)
{
    return (char *)pool->base + index_of(pool, head) * PAGE_SIZE;
}

static int is_free(const Arena *arena, size_t page)
{
    return arena->free_pages >> page & 1;
}

/* -- the range -- */

/* What part of the range lies at whole arenas is used: heads, then arenas' states, then arenas. */
static void divide(RcPool *pool, char *range, size_t size)
{
    char *base = (char *)(((uintptr_t)range + ARENA_SIZE - 1) & ~(uintptr_t)(ARENA_SIZE - 1));
    size_t arenas = (size - (size_t)(base - range)) / ARENA_SIZE;
    size_t end = ARENA_SIZE * arenas;

    _RcRange_Return(base + end, size - end - (size_t)(base - range));
    _RcRange_Return(range, (size_t)(base - range));
    pool->base = (uintptr_t)base;
    pool->size = end;
    pool->arenas = (Arena *)(void *)(base + arenas * HEADS_SIZE);
    pool->fresh = (arenas * (HEADS_SIZE + sizeof(Arena)) + ARENA_SIZE - 1) / ARENA_SIZE;
    pool->home = pool->arenas + pool->fresh;
}

/* -- arenas -- */

static void link_arena(Arena **list, Arena *arena)
{
    arena->prev = NULL;
    arena->next = *list;
    if (arena->next != NULL) {
        arena->next->prev = arena;
    }
    *list = arena;
}

static void unlink_arena(Arena **list, Arena *arena)
{
    *(arena->prev != NULL ? &arena->prev->next : list) = arena->next;
    if (arena->next != NULL) {
        arena->next->prev = arena->prev;
    }
}

/* An arena that was never used.  NULL: none left. */
static Arena *fresh_arena(RcPool *pool)
{
    Arena *arena = pool->arenas + pool->fresh;
    char *memory = (char *)pool->base + pool->fresh * ARENA_SIZE;

    if (pool->fresh == pool->size / ARENA_SIZE || _RcRange_Commit(arena, sizeof *arena) < 0 ||
        _RcRange_Commit(head_of(pool, arena, 0), HEADS_SIZE) < 0 || _RcRange_Commit(memory, ARENA_SIZE) < 0) {
        return NULL;
    }
    if (arena != pool->home) {
        _RcRange_AdviseHuge(memory, ARENA_SIZE);
    }
    pool->fresh++;
    return arena;
}

static Arena *new_arena(RcPool *pool)
{
    Arena *arena = pool->spare;

    if (arena != NULL) {
        unlink_arena(&pool->spare, arena);
        pool->spare_count--;
        pool->arena_count--;
    } else if (pool->released != NULL) {
        arena = pool->released;
        unlink_arena(&pool->released, arena);
        pool->allowance += ARENA_SIZE;
    } else {
        arena = fresh_arena(pool);
        if (arena == NULL) {
            return NULL;
        }
    }
    arena->free_pages = ALL_PAGES;
    link_arena(&pool->with_room, arena);
    pool->arena_count++;
    return arena;
}

/* -- spare memory -- */

/* Large blocks may have so much spare memory in any case: a table that grows has its old bins back in its new ones, and
 * one that is built where there was one before finds its memory. */
static size_t large_share(const RcPool *pool)
{
    size_t half = (pool->page_count * PAGE_SIZE + pool->large.used) / 2;
    return half > RC_POOL_SPARE ? half : RC_POOL_SPARE;
}

/* Spare bytes that only the allowance allows. */
static size_t spare_bytes(const RcPool *pool)
{
    size_t share = large_share(pool), large = pool->large.spare;
    return pool->spare_count * ARENA_SIZE + (large > share ? large - share : 0);
}

static void release_spare_arena(RcPool *pool)
{
    Arena *arena = pool->spare;

    unlink_arena(&pool->spare, arena);
    link_arena(&pool->released, arena);
    _RcRange_Purge(memory_of(pool, head_of(pool, arena, 0)), ARENA_SIZE);
    pool->spare_count--;
    pool->arena_count--;
}

/* After so many bytes were freed.  Arenas go first: most are huge pages, which are soon fetched again. */
static void trim_spare(RcPool *pool, size_t freed)
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

/* Gives back the memory of the first arena's free pages, if they are many.  Not before it was full: so a program
 * whose objects come and go within it does not pay for that each time. */
static void trim_home(RcPool *pool)
{
    uint32_t pages = pool->home->free_pages & ~pool->home_purged;
    size_t count = 0;

    for (size_t i = 0; i < PAGES; i++) {
        count += pages >> i & 1;
    }
    if (count < PAGES_WORTH_PURGING || spare_bytes(pool) + count * PAGE_SIZE <= pool->allowance) {
        return;
    }
    for (size_t i = 0; i < PAGES; i++) {
        if (pages >> i & 1) {
            _RcRange_Purge(memory_of(pool, head_of(pool, pool->home, i)), PAGE_SIZE);
        }
    }
    pool->home_purged |= pages;
    pool->home_was_full = 0;
}

/* -- pages of an arena -- */

static RcPage *take_page(RcPool *pool)
{
    Arena *arena = pool->with_room != NULL ? pool->with_room : new_arena(pool);
    size_t page = 0;

    if (arena == NULL) {
        return NULL;
    }
    while (!is_free(arena, page)) {
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
        pool->allowance += PAGE_SIZE;
    }
    return head_of(pool, arena, page);
}

static void give_page(RcPool *pool, RcPage *page)
{
    Arena *arena = arena_of(pool, page);
    if (arena->free_pages == 0) {
        link_arena(&pool->with_room, arena);
    }
    arena->free_pages |= (uint32_t)1 << index_of(pool, page) % PAGES;
    pool->page_count--;
    trim_spare(pool, PAGE_SIZE);
    if (arena == pool->home && pool->home_was_full) {
        trim_home(pool);
    }
}

/* -- pages -- */

static void unlink_page(RcPool *pool, RcPage *page)
{
    if (page->next != NULL) {
        page->next->prev = page->prev;
    }
    if (page->prev != NULL) {
        page->prev->next = page->next;
    } else {
        pool->classes[page->class] = page->next != NULL ? page->next : NOTHING;
    }
}

/* Behind the first one, which goes on being filled. */
static void link_page(RcPool *pool, RcPage *page)
{
    RcPage *first = pool->classes[page->class];

    page->attention = WHEN_EMPTY;
    page->next = page->prev = NULL;
    if (first == NOTHING) {
        pool->classes[page->class] = page;
        return;
    }
    page->prev = first;
    page->next = first->next;
    first->next = page;
    if (page->next != NULL) {
        page->next->prev = page;
    }
}

static RcPage *new_page(RcPool *pool, unsigned class)
{
    RcPage *page = take_page(pool);
    if (page != NULL) {
        page->free = NULL;
        page->used = 0;
        page->class = class;
        page->size = size_of(class);
        page->fresh = memory_of(pool, page);
        page->end = page->fresh + PAGE_SIZE / page->size * page->size;
        link_page(pool, page);
    }
    return page;
}

/* Links some fresh blocks, in the order of their addresses.  There are some. */
static void extend_page(RcPage *page)
{
    size_t size = page->size, most = size < FRESH_AT_ONCE ? FRESH_AT_ONCE / size * size : size;
    char *at = page->fresh, *end = page->end;

    if ((size_t)(end - at) > most) {
        end = at + most;
    }
    page->free = (RcPoolBlock *)(void *)at;
    page->fresh = end;
    for (; at + size < end; at += size) {
        ((RcPoolBlock *)(void *)at)->next = (RcPoolBlock *)(void *)(at + size);
    }
    ((RcPoolBlock *)(void *)at)->next = NULL;
}

void *_RcPool_Take(RcPool *pool, size_t size)
{
    unsigned class = class_of(size);
    RcPage *page = pool->classes[class];
    RcPoolBlock *block;

    while (page != NOTHING && page->free == NULL && page->fresh == page->end) {
        unlink_page(pool, page);
        page->attention = ALWAYS;
        page = pool->classes[class];
    }
    if (page == NOTHING) {
        page = new_page(pool, class);
        if (page == NULL) {
            return malloc(
                size); /* the range is used up, or the system has no memory: then neither has malloc */
        }
    }
    if (page->free == NULL) {
        extend_page(page);
    }
    block = page->free;
    page->free = block->next;
    page->used++;
    return block;
}

/* -- giving memory back -- */

static int is_idle(const RcPool *pool, const Arena *arena)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (!is_free(arena, i) && head_of(pool, arena, i)->used != 0) {
            return 0;
        }
    }
    return 1;
}

static void release_page(RcPool *pool, RcPage *page)
{
    unlink_page(pool, page);
    give_page(pool, page);
}

/* Makes an arena without a block in use spare, with those pages in it that are the first of their class. */
static void spare_arena(RcPool *pool, Arena *arena)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (!is_free(arena, i)) {
            release_page(pool, head_of(pool, arena, i));
        }
    }
    unlink_arena(&pool->with_room, arena);
    link_arena(&pool->spare, arena);
    pool->spare_count++;
    trim_spare(pool, 0);
}

/* Has another arena than this one a free page?  Then what it has to give will not be missed at once. */
static int has_room_beside(const RcPool *pool, const Arena *arena)
{
    return pool->with_room != NULL && (pool->with_room != arena || arena->next != NULL);
}

/* Is the arena idle, and can be spared?  One that cannot be spared yet is remembered. */
static void consider(RcPool *pool, Arena *arena)
{
    if (arena == pool->idle) {
        pool->idle = NULL;
    }
    if (arena == pool->home || !is_idle(pool, arena)) {
        return;
    }
    if (has_room_beside(pool, arena)) {
        spare_arena(pool, arena);
    } else {
        pool->idle = arena;
    }
}

void _RcPool_Attend(RcPool *pool, RcPage *page)
{
    if (page->attention == ALWAYS) {
        link_page(pool, page);
    }
    if (page->used != 0) {
        return;
    }
    if (pool->classes[page->class] == page) {
        page->attention = NEVER;
    } else {
        release_page(pool, page);
    }
    if (pool->idle != NULL && pool->idle != arena_of(pool, page)) {
        consider(pool, pool->idle);
    }
    consider(pool, arena_of(pool, page));
}

/* -- the allocator's functions -- */

RcPool *_RcPool_New(void)
{
    RcPool *pool = malloc(sizeof *pool);
    size_t size = RANGE_SIZE;
    void *range = pool != NULL ? _RcRange_Reserve(&size, LEAST_RANGE) : NULL;

    if (range == NULL) {
        free(pool);
        return NULL;
    }
    *pool = _RcPool_Closed;
    divide(pool, range, size);
    return pool;
}

/* Blocks that are still taken are lost, but they stay memory: the arenas that they lie in are left where they are. */
void _RcPool_Free(RcPool *pool)
{
    size_t first;

    if (pool == NULL) {
        return;
    }
    first = (size_t)(pool->home - pool->arenas);
    for (size_t i = first; i < pool->fresh; i++) {
        if (is_idle(pool, pool->arenas + i)) {
            _RcRange_Return((char *)pool->base + i * ARENA_SIZE, ARENA_SIZE);
        }
    }
    _RcRange_Return((char *)pool->base + pool->fresh * ARENA_SIZE, pool->size - pool->fresh * ARENA_SIZE);
    _RcRange_Return((void *)pool->base, first * ARENA_SIZE);
    _RcLarge_Finish(&pool->large);
    free(pool);
}

void *_RcPool_Malloc(void *ctx, size_t size)
{
    RcPool *pool = ctx;
    void *block = _RcPool_TryTake(pool, size);
    if (RC_LIKELY(block != NULL)) {
        return block;
    }
    if (size <= RC_POOL_MEDIUM) {
        return _RcPool_Take(pool, size);
    }
    block = _RcLarge_Take(&pool->large, size, 0);
    return block != NULL ? block : malloc(size);
}

void *_RcPool_Calloc(void *ctx, size_t count, size_t size)
{
    RcPool *pool = ctx;
    void *block;
    if (count * size <= RC_POOL_MEDIUM) {
        block = _RcPool_Take(pool, count * size);
        return block != NULL ? memset(block, 0, count * size) : NULL;
    }
    block = _RcLarge_Take(&pool->large, count * size, 1);
    return block != NULL ? block : calloc(count, size);
}

void _RcPool_Release(void *ctx, void *block)
{
    RcPool *pool = ctx;
    if (_RcPool_Owns(pool, block)) {
        _RcPool_Give(pool, block);
    } else if (_RcLarge_Owns(&pool->large, block)) {
        size_t freed = _RcLarge_Room(&pool->large, block);
        _RcLarge_Give(&pool->large, block);
        trim_spare(pool, freed);
    } else {
        free(block);
    }
}

/* May a large block stay where it is?  One that is to be small moves. */
static int resize_large(RcPool *pool, void *block, size_t size)
{
    if (size <= RC_POOL_MEDIUM || !_RcLarge_Resize(&pool->large, block, size)) {
        return 0;
    }
    trim_spare(pool, 0);
    return 1;
}

/* A block in a page that still fits, and would not be half empty, stays where it is. */
void *_RcPool_Realloc(void *ctx, void *block, size_t size)
{
    RcPool *pool = ctx;
    int stays;
    size_t room;
    void *moved;

    if (_RcPool_Owns(pool, block)) {
        room = _RcPool_PageOf(pool, block)->size;
        stays = size <= room && size > room / 2;
    } else if (_RcLarge_Owns(&pool->large, block)) {
        room = _RcLarge_Room(&pool->large, block);
        stays = resize_large(pool, block, size);
    } else {
        return realloc(block, size); /* once malloc's, for good */
    }
    if (stays) {
        return block;
    }
    moved = _RcPool_Malloc(pool, size);
    if (moved == NULL) {
        return size <= room ? block : NULL; /* shrinking needs no memory */
    }
    memcpy(moved, block, size < room ? size : room);
    _RcPool_Release(pool, block);
    return moved;
}

size_t _RcPool_Arenas(const RcPool *pool)
{
    return pool->arena_count;
}
