/* The size-class allocator: many small blocks, cheap to take and to give back.
 *
 *   arena   1 MiB of the system's, aligned to its size; unmapped again when its last page is free
 *   page    16 KiB of an arena, all of whose blocks have one size; its head stands at its start
 *   block   16, 32, ... 512 bytes; a free block's first word links it into its page's free list
 *
 * A page, and an arena, is found from a block's address by masking.  Whether an address is
 * the pool's at all is told by a map of the address space, a byte for each MiB, made in leaves as
 * they are needed (the idea of CPython's radix tree, in two levels).  Requests above 512
 * bytes are malloc's.
 *
 * Invariants: a class lists exactly its pages that have a free block.  At most one wholly free page stays
 * with a class, so that a block that is taken and given back again and again costs no page each time.  The
 * list of arenas holds exactly those with a free page.  A pool belongs to one thread. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "memory/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARENA_SHIFT 20
#define ARENA_SIZE ((size_t)1 << ARENA_SHIFT)
#define PAGE_SIZE ((size_t)16 << 10)
#define PAGES_PER_ARENA (ARENA_SIZE / PAGE_SIZE)
#define GRANULE ((size_t)16)
#define LARGEST ((size_t)512)
#define CLASSES (LARGEST / GRANULE)

/* The map covers 47 bits of address, all that a user process is given unless it asks for more. */
#define LEAF_BITS 14
#define ROOT_BITS (47 - ARENA_SHIFT - LEAF_BITS)

typedef struct Block {
    struct Block *next;
} Block;

typedef struct Page {
    struct Page *next; /* in its class's list, or in its arena's list of free pages */
    struct Page *prev;
    Block *free;
    char *fresh;       /* blocks from here on have never been used */
    unsigned used;     /* blocks handed out */
    unsigned capacity; /* blocks there are */
    unsigned class;
} Page;

#define PAGE_HEAD ((sizeof(Page) + GRANULE - 1) / GRANULE * GRANULE)

/* Stands in the first page, whose other bytes are not used. */
typedef struct Arena {
    struct Arena *next;
    struct Arena *prev;
    Page *free_pages;
    char *fresh; /* pages from here on have never been used */
    unsigned free_count;
} Arena;

struct RcPool {
    Page *classes[CLASSES];
    Arena *arenas; /* with a free page */
    size_t arena_count;
    unsigned char *map[(size_t)1 << ROOT_BITS];
};

static size_t block_size(const Page *page)
{
    return (page->class + 1) * GRANULE;
}

/* -- the map -- */

static unsigned char *map_leaf(const RcPool *pool, uintptr_t address)
{
    uint64_t arena = (uint64_t)address >> ARENA_SHIFT;
    return arena >> (ROOT_BITS + LEAF_BITS) ? NULL : pool->map[arena >> LEAF_BITS];
}

static int owns(const RcPool *pool, const void *block)
{
    const unsigned char *leaf = map_leaf(pool, (uintptr_t)block);
    return leaf != NULL && leaf[((uintptr_t)block >> ARENA_SHIFT) & (((uintptr_t)1 << LEAF_BITS) - 1)];
}

static int map_set(RcPool *pool, const Arena *arena, unsigned char owned)
{
    uint64_t index = (uint64_t)(uintptr_t)arena >> ARENA_SHIFT;
    unsigned char **leaf;

    if (index >> (ROOT_BITS + LEAF_BITS)) {
        return -1;
    }
    leaf = &pool->map[index >> LEAF_BITS];
    if (*leaf == NULL) {
        *leaf = calloc((size_t)1 << LEAF_BITS, 1);
        if (*leaf == NULL) {
            return -1;
        }
    }
    (*leaf)[index & (((uint64_t)1 << LEAF_BITS) - 1)] = owned;
    return 0;
}

/* -- arenas -- */

/* An aligned arena: twice the room is mapped, and what lies before and behind is unmapped. */
static void *map_aligned(void)
{
    size_t before;
    char *memory = mmap(NULL, 2 * ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED) {
        return NULL;
    }
    before = (ARENA_SIZE - ((uintptr_t)memory & (ARENA_SIZE - 1))) & (ARENA_SIZE - 1);
    if (before != 0) {
        munmap(memory, before);
    }
    munmap(memory + before + ARENA_SIZE, ARENA_SIZE - before);
    return memory + before;
}

static void arena_link(RcPool *pool, Arena *arena)
{
    arena->prev = NULL;
    arena->next = pool->arenas;
    if (arena->next != NULL) {
        arena->next->prev = arena;
    }
    pool->arenas = arena;
}

static void arena_unlink(RcPool *pool, Arena *arena)
{
    *(arena->prev != NULL ? &arena->prev->next : &pool->arenas) = arena->next;
    if (arena->next != NULL) {
        arena->next->prev = arena->prev;
    }
}

/* Fresh memory of the system's is zero: no free pages. */
static Arena *arena_new(RcPool *pool)
{
    Arena *arena = map_aligned();
    if (arena == NULL) {
        return NULL;
    }
    if (map_set(pool, arena, 1) < 0) {
        munmap(arena, ARENA_SIZE);
        return NULL;
    }
    arena->fresh = (char *)arena + PAGE_SIZE;
    arena->free_count = PAGES_PER_ARENA - 1;
    arena_link(pool, arena);
    pool->arena_count++;
    return arena;
}

static void arena_free(RcPool *pool, Arena *arena)
{
    arena_unlink(pool, arena);
    (void)map_set(pool, arena, 0); /* its leaf is there */
    munmap(arena, ARENA_SIZE);
    pool->arena_count--;
}

static Page *arena_take_page(RcPool *pool)
{
    Arena *arena = pool->arenas != NULL ? pool->arenas : arena_new(pool);
    Page *page;

    if (arena == NULL) {
        return NULL;
    }
    page = arena->free_pages;
    if (page != NULL) {
        arena->free_pages = page->next;
    } else {
        page = (Page *)(void *)arena->fresh;
        arena->fresh += PAGE_SIZE;
    }
    if (--arena->free_count == 0) {
        arena_unlink(pool, arena);
    }
    return page;
}

static void arena_give_page(RcPool *pool, Page *page)
{
    Arena *arena = (Arena *)((uintptr_t)page & ~(uintptr_t)(ARENA_SIZE - 1));

    page->next = arena->free_pages;
    arena->free_pages = page;
    if (arena->free_count++ == 0) {
        arena_link(pool, arena);
    }
    if (arena->free_count == PAGES_PER_ARENA - 1) {
        arena_free(pool, arena);
    }
}

/* -- pages -- */

static void page_link(RcPool *pool, Page *page)
{
    Page **list = &pool->classes[page->class];
    page->prev = NULL;
    page->next = *list;
    if (page->next != NULL) {
        page->next->prev = page;
    }
    *list = page;
}

static void page_unlink(RcPool *pool, Page *page)
{
    *(page->prev != NULL ? &page->prev->next : &pool->classes[page->class]) = page->next;
    if (page->next != NULL) {
        page->next->prev = page->prev;
    }
}

static Page *page_new(RcPool *pool, unsigned class)
{
    Page *page = arena_take_page(pool);
    if (page != NULL) {
        page->free = NULL;
        page->fresh = (char *)page + PAGE_HEAD;
        page->used = 0;
        page->class = class;
        page->capacity = (unsigned)((PAGE_SIZE - PAGE_HEAD) / block_size(page));
        page_link(pool, page);
    }
    return page;
}

static void *page_take(RcPool *pool, Page *page)
{
    Block *block = page->free;
    if (block != NULL) {
        page->free = block->next;
    } else {
        block = (Block *)(void *)page->fresh;
        page->fresh += block_size(page);
    }
    if (++page->used == page->capacity) {
        page_unlink(pool, page);
    }
    return block;
}

/* -- the allocator's functions -- */

RcPool *_RcPool_New(void)
{
    return calloc(1, sizeof(RcPool));
}

/* Blocks that are still taken are lost with their arenas only if an arena is unmapped; those arenas stay. */
void _RcPool_Free(RcPool *pool)
{
    if (pool == NULL) {
        return;
    }
    for (size_t i = 0; i < CLASSES; i++) {
        Page *page = pool->classes[i];
        while (page != NULL) {
            Page *next = page->next;
            if (page->used == 0) {
                page_unlink(pool, page);
                arena_give_page(pool, page);
            }
            page = next;
        }
    }
    for (size_t i = 0; i < sizeof pool->map / sizeof pool->map[0]; i++) {
        free(pool->map[i]);
    }
    free(pool);
}

void *_RcPool_Malloc(void *ctx, size_t size)
{
    RcPool *pool = ctx;
    unsigned class = (unsigned)((size - 1) / GRANULE);
    Page *page;

    if (RC_UNLIKELY(size > LARGEST)) {
        return malloc(size);
    }
    page = pool->classes[class];
    if (RC_UNLIKELY(page == NULL)) {
        page = page_new(pool, class);
        if (page == NULL) {
            return NULL;
        }
    }
    return page_take(pool, page);
}

void *_RcPool_Calloc(void *ctx, size_t count, size_t size)
{
    void *block;
    if (count * size > LARGEST) {
        return calloc(count, size);
    }
    block = _RcPool_Malloc(ctx, count * size);
    return block != NULL ? memset(block, 0, count * size) : NULL;
}

void _RcPool_Release(void *ctx, void *block)
{
    RcPool *pool = ctx;
    Page *page;

    if (RC_UNLIKELY(!owns(pool, block))) {
        free(block);
        return;
    }
    page = (Page *)((uintptr_t)block & ~(uintptr_t)(PAGE_SIZE - 1));
    ((Block *)block)->next = page->free;
    page->free = block;
    if (page->used-- == page->capacity) {
        page_link(pool, page);
    }
    if (page->used == 0 && (page->next != NULL || page->prev != NULL)) {
        page_unlink(pool, page);
        arena_give_page(pool, page);
    }
}

/* A block that still fits, and would not be half empty, stays where it is. */
void *_RcPool_Realloc(void *ctx, void *block, size_t size)
{
    RcPool *pool = ctx;
    size_t room;
    void *moved;

    if (!owns(pool, block)) {
        return realloc(block, size); /* once large, malloc's for good */
    }
    room = block_size((Page *)((uintptr_t)block & ~(uintptr_t)(PAGE_SIZE - 1)));
    if (size <= room && size > room / 2) {
        return block;
    }
    moved = _RcPool_Malloc(ctx, size);
    if (moved == NULL) {
        return size <= room ? block : NULL; /* shrinking needs no memory */
    }
    memcpy(moved, block, size < room ? size : room);
    _RcPool_Release(ctx, block);
    return moved;
}

size_t _RcPool_Arenas(const RcPool *pool)
{
    return pool->arena_count;
}
