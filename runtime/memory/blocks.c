/* All blocks of the pool that are in use: found by a walk over its pages and large blocks, so that nobody has to note
 * them.  What malloc gave when a range was used up is not among them. */
#include "memory/arena.h"

#include <string.h>

#define MOST_BLOCKS (RC_PAGE_SIZE / RC_POOL_GRANULE)

/* Those in the page's list of free blocks; those from page->fresh on were never used. */
static void mark_free(const char *memory, const RcPage *page, unsigned char marks[MOST_BLOCKS])
{
    memset(marks, 0, MOST_BLOCKS);
    for (const RcPoolBlock *block = page->free; block != NULL; block = block->next) {
        marks[(size_t)((const char *)block - memory) / page->size] = 1;
    }
}

static void each_in_page(const RcPool *pool, const RcPage *page, _RcPool_BlockFunc visit, void *arg)
{
    const char *memory = _RcArena_MemoryOf(pool, page);
    unsigned char marks[MOST_BLOCKS];

    mark_free(memory, page, marks);
    for (size_t i = 0; memory + (i + 1) * page->size <= page->fresh; i++) {
        if (!marks[i]) {
            visit(memory + i * page->size, page->size, arg);
        }
    }
}

void _RcPool_EachBlock(const RcPool *pool, _RcPool_BlockFunc visit, void *arg)
{
    for (const RcArena *arena = pool->home; arena < pool->arenas + pool->fresh; arena++) {
        for (size_t i = 0; i < RC_ARENA_PAGES; i++) {
            const RcPage *page = _RcArena_Head(pool, arena, i);
            if (!_RcArena_IsFree(arena, i) && page->used != 0) {
                each_in_page(pool, page, visit, arg);
            }
        }
    }
    _RcLarge_EachBlock(&pool->large, visit, arg);
}
