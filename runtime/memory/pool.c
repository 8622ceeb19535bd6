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
 * objects themselves.  Larger requests are large.c's.  When a range is used up, or there are no addresses for one, malloc
 * serves.
 *
 * A page is, and its head's `attention` tells:
 *   WHEN_EMPTY   in its class's list, and goes back to its arena when its last block does
 *   NEVER        the same, but the first of the list, and has been empty once: it stays as long as it is the
 *                first, so that a block that is taken and given back again and again costs no page each time
 *   ALWAYS       full, and in no list: the next block that comes back puts it into its class's list
 *
 * An arena is spare when no block of it is in use and another arena has a free page: arena.c tells what becomes of its
 * memory, and of that of the first arena, which is never spare.
 *
 * Invariants: a class lists its pages that are not ALWAYS.  A pool belongs to one thread. */
#include "memory/pool.h"

#include "memory/arena.h"
#include "memory/range.h"

#include <stdlib.h>
#include <string.h>

/* The range, and the smallest one that is of use.  Where addresses are scarce it is smaller. */
#define RANGE_SIZE (sizeof(void *) == 8 ? (size_t)64 << 30 : (size_t)1 << 30)
#define LEAST_RANGE ((size_t)8 << 20)

/* So many bytes' worth of fresh blocks are linked at a time: what is not used yet is not touched. */
#define FRESH_AT_ONCE ((size_t)4096)

enum { WHEN_EMPTY = 0, NEVER = -1, ALWAYS = INT32_MAX };

_Static_assert(sizeof(void *) != 8 || sizeof(RcPage) == 64, "a head is a cache line");
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
    RcPage *page = _RcArena_TakePage(pool);
    if (page != NULL) {
        page->free = NULL;
        page->used = 0;
        page->class = class;
        page->size = size_of(class);
        page->fresh = _RcArena_MemoryOf(pool, page);
        page->end = page->fresh + RC_PAGE_SIZE / page->size * page->size;
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
            return malloc(size); /* no range, it is used up, or no memory: then neither has malloc */
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

static int is_idle(const RcPool *pool, const RcArena *arena)
{
    for (size_t i = 0; i < RC_ARENA_PAGES; i++) {
        if (!_RcArena_IsFree(arena, i) && _RcArena_Head(pool, arena, i)->used != 0) {
            return 0;
        }
    }
    return 1;
}

static void release_page(RcPool *pool, RcPage *page)
{
    unlink_page(pool, page);
    _RcArena_GivePage(pool, page);
}

/* Makes an arena without a block in use spare, with those pages in it that are the first of their class. */
static void spare_arena(RcPool *pool, RcArena *arena)
{
    for (size_t i = 0; i < RC_ARENA_PAGES; i++) {
        if (!_RcArena_IsFree(arena, i)) {
            release_page(pool, _RcArena_Head(pool, arena, i));
        }
    }
    _RcArena_Spare(pool, arena);
}

/* Has another arena than this one a free page?  Then what it has to give will not be missed at once. */
static int has_room_beside(const RcPool *pool, const RcArena *arena)
{
    return pool->with_room != NULL && (pool->with_room != arena || arena->next != NULL);
}

/* Is the arena idle, and can be spared?  One that cannot be spared yet is remembered. */
static void consider(RcPool *pool, RcArena *arena)
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
    if (pool->idle != NULL && pool->idle != _RcArena_Of(pool, page)) {
        consider(pool, pool->idle);
    }
    consider(pool, _RcArena_Of(pool, page));
}

/* -- the allocator's functions -- */

RcPool *_RcPool_New(void)
{
    RcPool *pool = malloc(sizeof *pool);
    size_t size = RANGE_SIZE;
    void *range = pool != NULL ? _RcRange_Reserve(&size, LEAST_RANGE) : NULL;

    if (pool == NULL) {
        return NULL;
    }
    *pool = _RcPool_Closed;
    if (range != NULL) {
        _RcArena_Divide(pool, range, size);
    }
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
            _RcRange_Return((char *)pool->base + i * RC_ARENA_SIZE, RC_ARENA_SIZE);
        }
    }
    _RcRange_Return((char *)pool->base + pool->fresh * RC_ARENA_SIZE,
                    pool->size - pool->fresh * RC_ARENA_SIZE);
    _RcRange_Return((void *)pool->base, first * RC_ARENA_SIZE);
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
        _RcArena_Trim(pool, freed);
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
    _RcArena_Trim(pool, 0);
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
