/* Large blocks, and how blocks become large: they do not overlap, they grow in place, their memory serves again, and
 * goes back. */
#include "support.h"

#include "memory/pool.h"

#include <recount/recount.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

static int owned(const RcPool *pool, const void *block)
{
    return _RcPool_Owns(pool, block) || _RcLarge_Owns(&pool->large, block);
}

static void fill(void *block, size_t size, int mark)
{
    memset(block, mark, size);
}

static void assert_filled(const void *block, size_t size, int mark)
{
    const char *bytes = block;
    assert_true(bytes[0] == (char)mark && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* Each size around those where something changes, all at once, so none overlaps another; in whole granules. */
static void test_sizes_of_all_kinds(void **state)
{
    enum { DOUBLINGS = 15, EACH = 12 };
    static char *blocks[DOUBLINGS][EACH];
    static const size_t eighths[] = {8, 9, 10, 11, 12, 13, 14, 15, 16};
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    for (int round = 0; round < 2; round++) {
        for (size_t d = 0; d < DOUBLINGS; d++) { /* 512 bytes to 16 MiB */
            for (size_t i = 0; i < EACH; i++) {
                size_t size = i < 9 ? (size_t)64 * eighths[i] << d : ((size_t)512 << d) + i - 10;
                blocks[d][i] = _RcPool_Malloc(pool, size);
                assert_true((uintptr_t)blocks[d][i] % 16 == 0 && owned(pool, blocks[d][i]));
                assert_int_equal(_RcPool_Owns(pool, blocks[d][i]), size <= RC_POOL_MEDIUM);
                fill(blocks[d][i], size, (int)(d * EACH + i));
            }
        }
        for (size_t d = 0; d < DOUBLINGS; d++) {
            for (size_t i = 0; i < EACH; i++) {
                size_t size = i < 9 ? (size_t)64 * eighths[i] << d : ((size_t)512 << d) + i - 10;
                assert_filled(blocks[d][i], size, (int)(d * EACH + i));
                _RcPool_Release(pool, blocks[d][i]);
            }
        }
    }
    assert_true(pool->large.used == 0);
    _RcPool_Free(pool);
}

/* No more than a fifth of a medium block is idle. */
static void test_medium_blocks_fit(void **state)
{
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);
    for (size_t size = RC_POOL_LARGEST + 1; size <= RC_POOL_MEDIUM; size += 13) {
        char *block = _RcPool_Malloc(pool, size);
        size_t room = _RcPool_PageOf(pool, block)->size;
        assert_true(room >= size && (room - size) * 5 < room);
        _RcPool_Release(pool, block);
    }
    _RcPool_Free(pool);
}

/* A block grows through all kinds and back, and keeps what it holds; where it is large it stays where it is. */
static void test_growing(void **state)
{
    RcPool *pool = _RcPool_New();
    char *block = _RcPool_Malloc(pool, 1), *before;
    size_t size = 1, moves = 0;
    Rc_UNUSED(state);

    block[0] = 'x';
    while (size < 80 * MIB) {
        size_t larger = size + size / 4 + 1;
        before = block;
        block = _RcPool_Realloc(pool, block, larger);
        moves += block != before && size > RC_POOL_MEDIUM;
        assert_true(block[0] == 'x' && block[size - 1] == 'x');
        fill(block + size, larger - size, 'x');
        size = larger;
    }
    assert_int_equal(moves, 2); /* from 8 MiB on, and from 64 */
    assert_filled(block, size, 'x');
    assert_true(pool->large.used >= size && pool->large.used < size + 64 * KIB);
    while (size > 10) {
        size = size / 3 * 2;
        before = block;
        block = _RcPool_Realloc(pool, block, size);
        assert_filled(block, size, 'x');
        assert_true(block == before || size <= RC_POOL_MEDIUM);
        assert_true(pool->large.used < size + 64 * KIB);
    }
    assert_true(pool->large.used == 0);
    _RcPool_Release(pool, block);
    _RcPool_Free(pool);
}

/* Spare memory is at most half of what is in use, or 1 MiB, and the allowance. */
static void assert_trimmed(const RcPool *pool)
{
    size_t half = (pool->large.used + pool->page_count * 64 * KIB) / 2;
    size_t share = half > RC_POOL_SPARE ? half : RC_POOL_SPARE;
    assert_true(pool->large.spare <= share + pool->allowance);
}

/* A freed block's memory serves again, which calloc does not show; and it is not more than may be kept. */
static void test_spare_memory(void **state)
{
    RcPool *pool = _RcPool_New();
    char *kept = _RcPool_Malloc(pool, 8 * MIB), *block, *small;
    Rc_UNUSED(state);

    for (int round = 0; round < 4; round++) {
        block = _RcPool_Malloc(pool, 3 * MIB);
        fill(block, 3 * MIB, 'x');
        _RcPool_Release(pool, block);
        assert_true(pool->large.spare == 3 * MIB);
        small = _RcPool_Malloc(pool, 40 * KIB);
        assert_ptr_equal(small, block); /* it may grow */
        assert_true(pool->large.spare == 3 * MIB - 64 * KIB);
        small = _RcPool_Realloc(pool, small, 2 * MIB);
        assert_ptr_equal(small, block);
        assert_true(pool->large.spare == MIB);
        _RcPool_Release(pool, small);
        block = _RcPool_Calloc(pool, 5, MIB); /* more than was there */
        assert_ptr_equal(block, small);
        assert_filled(block, 5 * MIB, 0);
        fill(block, 5 * MIB, 'x');
        assert_true(pool->large.spare == 0);
        block = _RcPool_Realloc(pool, block, MIB);
        assert_true(pool->large.spare == 4 * MIB);
        assert_filled(block, MIB, 'x');
        _RcPool_Release(pool, block);
        assert_true(round > 0 || pool->large.spare <= 4 * MIB);
        assert_trimmed(pool);
        block = _RcPool_Calloc(pool, 5, MIB); /* a part of it has gone meanwhile */
        assert_filled(block, 5 * MIB, 0);
        fill(block, 5 * MIB, 'x');
        _RcPool_Release(pool, block);
        block = _RcPool_Calloc(pool, 1, 40 * KIB);
        assert_filled(block, 40 * KIB, 0);
        _RcPool_Release(pool, block);
        _RcLarge_Trim(&pool->large, 0);
        assert_true(pool->large.spare == 0 && pool->large.newest == NULL && pool->large.oldest == NULL);
    }
    block = _RcPool_Malloc(pool, 3 * MIB);
    _RcPool_Release(pool, block);
    _RcPool_Release(pool, kept);
    assert_true(pool->large.used == 0);
    assert_trimmed(pool);
    _RcPool_Free(pool);
}

/* What was given back and fetched again is kept from then on: no block loses its memory a second time. */
static void test_what_comes_again(void **state)
{
    enum { BLOCKS = 3 };
    RcPool *pool = _RcPool_New();
    char *blocks[BLOCKS];
    Rc_UNUSED(state);

    for (int round = 0; round < 6; round++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            blocks[i] = _RcPool_Malloc(pool, (i + 1) * 2 * MIB);
            for (size_t at = 0; round >= 4 && at < 2 * MIB; at += 64 * KIB) {
                assert_int_equal(blocks[i][at], 'x'); /* as it was */
            }
            fill(blocks[i], (i + 1) * 2 * MIB, 'x');
        }
        for (size_t i = BLOCKS; i-- > 0;) {
            _RcPool_Release(pool, blocks[i]);
        }
        assert_trimmed(pool);
        assert_true(pool->large.used == 0 && pool->allowance <= 18 * MIB); /* any block may get any slot */
        assert_true(round == 0 ? pool->large.spare <= RC_POOL_SPARE : pool->large.spare > 11 * MIB);
    }
    _RcPool_Free(pool);
}

/* Growth is nothing to regret: neither that of one block, nor a table's, whose bins double while its entries grow. */
static void test_growth_is_no_regret(void **state)
{
    RcPool *pool = _RcPool_New();
    char *entries = _RcPool_Malloc(pool, 60 * KIB), *bins = _RcPool_Malloc(pool, 20 * KIB), *larger;
    Rc_UNUSED(state);

    for (size_t size = 60 * KIB; size < 200 * MIB; size += size / 8) {
        entries = _RcPool_Realloc(pool, entries, size);
    }
    assert_true(pool->allowance == 0 && pool->large.regret == 0);
    _RcPool_Release(pool, entries);
    assert_true(pool->large.spare <= RC_POOL_SPARE && pool->allowance == 0);
    _RcPool_Free(pool);

    pool = _RcPool_New();
    entries = _RcPool_Malloc(pool, 60 * KIB);
    bins = _RcPool_Malloc(pool, 20 * KIB);
    for (size_t size = 20 * KIB; size < 50 * MIB; size *= 2) {
        larger = _RcPool_Malloc(pool, 2 * size);
        _RcPool_Release(pool, bins);
        bins = larger;
        for (size_t filled = 3 * size; filled < 6 * size; filled += filled / 4) {
            entries = _RcPool_Realloc(pool, entries, filled);
        }
    }
    _RcPool_Release(pool, bins);
    _RcPool_Release(pool, entries);
    assert_true(pool->large.spare <= RC_POOL_SPARE && pool->allowance == 0 && pool->large.regret == 0);
    _RcPool_Free(pool);
}

/* Spare memory goes with the objects, which lie in pages. */
static void test_spare_memory_beside_pages(void **state)
{
    enum { MANY = 40000 };
    static void *blocks[MANY];
    RcPool *pool = _RcPool_New();
    void *block;
    size_t most;
    Rc_UNUSED(state);

    for (int i = 0; i < MANY; i++) {
        blocks[i] = _RcPool_Malloc(pool, 512);
    }
    block = _RcPool_Malloc(pool, 6 * MIB);
    _RcPool_Release(pool, block);
    assert_true(pool->large.spare == 6 * MIB);
    for (int i = 0; i < MANY; i++) {
        _RcPool_Release(pool, blocks[i]);
        most = (size_t)(MANY - i + 256) * 512 / 2;
        assert_true(pool->large.spare <= most || pool->large.spare == RC_POOL_SPARE);
    }
    _RcPool_Free(pool);
}

/* Large blocks of random sizes against a model: each keeps its own bytes, whatever is taken, resized and freed. */
static void test_random_large_blocks(void **state)
{
    enum { SLOTS = 24, STEPS = 6000 };
    static struct {
        char *block;
        size_t size;
    } slots[SLOTS];
    const char *given = getenv("RECOUNT_TEST_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 20261122u;
    RcPool *pool = _RcPool_New();
    size_t used = 0, larger;
    Rc_UNUSED(state);

    printf("seed %u\n", seed);
    for (int step = 0; step < STEPS + SLOTS; step++) {
        unsigned i = (seed >> 8) % SLOTS, how = seed >> 28;
        char **block = &slots[i].block;
        seed = seed * 1664525u + 1013904223u;
        larger = 33 * KIB + (seed >> 12) % ((size_t)1 << (16 + how % 6));
        if (step >= STEPS) {
            i = (unsigned)(step - STEPS);
            block = &slots[i].block;
            how = 15;
        }
        if (*block != NULL) {
            assert_true((*block)[0] == (char)i && (*block)[slots[i].size - 1] == (char)i);
            used -= (slots[i].size + 64 * KIB - 1) / (64 * KIB);
        }
        if (*block != NULL && how >= 10) {
            assert_filled(*block, slots[i].size, (int)i);
            _RcPool_Release(pool, *block);
            *block = NULL;
        } else if (step < STEPS) {
            if (*block != NULL) {
                *block = _RcPool_Realloc(pool, *block, larger);
            } else if (how & 1) {
                *block = _RcPool_Calloc(pool, 1, larger);
                assert_filled(*block, larger, 0);
            } else {
                *block = _RcPool_Malloc(pool, larger);
            }
            fill(*block, larger, (int)i);
            slots[i].size = larger;
            used += (larger + 64 * KIB - 1) / (64 * KIB);
        }
        assert_true(pool->large.used == used * 64 * KIB);
        assert_trimmed(pool);
    }
    assert_true(pool->large.used == 0);
    _RcPool_Free(pool);
}

/* What is taken when the pool ends stays memory, and nothing else does. */
static void test_large_blocks_out_at_the_end(void **state)
{
    RcPool *pool = _RcPool_New();
    char *lost = _RcPool_Malloc(pool, MIB), *freed = _RcPool_Malloc(pool, MIB);
    char *wide = _RcPool_Malloc(pool, 9 * MIB), *wide_freed = _RcPool_Malloc(pool, 9 * MIB);
    char *states = (char *)pool->large.base;
    Rc_UNUSED(state);

    fill(lost, MIB, 'x');
    fill(wide, 9 * MIB, 'y');
    _RcPool_Release(pool, freed);
    _RcPool_Release(pool, wide_freed);
    _RcPool_Free(pool);
    assert_filled(lost, MIB, 'x');
    assert_filled(wide, 9 * MIB, 'y');
    assert_int_equal(madvise(lost, MIB, MADV_DONTNEED), 0);
    assert_int_equal(madvise(freed, 4096, MADV_DONTNEED), -1); /* not mapped */
    assert_int_equal(madvise(wide_freed, 4096, MADV_DONTNEED), -1);
    assert_int_equal(madvise(wide_freed + 64 * MIB, 4096, MADV_DONTNEED), -1);
    assert_int_equal(madvise(states, 4096, MADV_DONTNEED), -1);
    munmap(lost, 8 * MIB);
    munmap(wide, 64 * MIB);
}

/* Where there is no range for them, or it is used up, malloc serves. */
static void test_large_blocks_without_addresses(void **state)
{
    RcPool *pool = _RcPool_New();
    char *before, *block, *beyond;
    size_t fresh;
    Rc_UNUSED(state);

    pool->large.closed = 1;
    before = _RcPool_Malloc(pool, MIB);
    assert_false(owned(pool, before));
    fill(before, MIB, 'x');
    block = _RcPool_Calloc(pool, 1, MIB);
    assert_false(owned(pool, block));
    assert_filled(block, MIB, 0);
    _RcPool_Release(pool, block);
    pool->large.closed = 0;

    block = _RcPool_Malloc(pool, MIB);
    assert_true(owned(pool, block));
    before = _RcPool_Realloc(pool, before, 2 * MIB); /* malloc's for good */
    assert_false(owned(pool, before));
    assert_filled(before, MIB, 'x');
    _RcPool_Release(pool, before);

    fresh = pool->large.fresh;
    pool->large.fresh = pool->large.size / (8 * MIB) - 1; /* one unit is left */
    fill(block, MIB, 'y');
    beyond = _RcPool_Realloc(pool, block, 9 * MIB);
    assert_false(owned(pool, beyond));
    assert_filled(beyond, MIB, 'y');
    _RcPool_Release(pool, beyond);
    assert_true(pool->large.used == 0);
    beyond = _RcPool_Malloc(pool, (size_t)5 << 30);
    assert_false(beyond != NULL && owned(pool, beyond));
    _RcPool_Release(pool, beyond);
    pool->large.fresh = fresh;
    _RcPool_Free(pool);
}

static void *plain_malloc(void *ctx, size_t size)
{
    Rc_UNUSED(ctx);
    return malloc(size);
}

static void *plain_calloc(void *ctx, size_t count, size_t size)
{
    Rc_UNUSED(ctx);
    return calloc(count, size);
}

static void *plain_realloc(void *ctx, void *block, size_t size)
{
    RcMemAllocatorEx *pools = ctx;
    return pools->realloc(pools->ctx, block, size);
}

static void plain_free(void *ctx, void *block)
{
    RcMemAllocatorEx *pools = ctx;
    pools->free(pools->ctx, block);
}

/* A list of a hundred thousand items, with the allocator changed at any moment, and with failures: what it holds is
 * the same, and in the end nothing is taken. */
static void test_lists(void **state)
{
    RcMemAllocatorEx pools = {NULL, _RcPool_Malloc, _RcPool_Calloc, _RcPool_Realloc, _RcPool_Release};
    RcMemAllocatorEx beside = {&pools, plain_malloc, plain_calloc, plain_realloc, plain_free};
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    pools.ctx = pool;
    RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &pools);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &pools);
    assert_int_equal(Rc_Initialize(), 0);
    for (Rc_ssize_t change = 0; change <= 100000; change += change / 2 + 1) {
        RcObject *list = RcList_New(0);
        for (Rc_ssize_t i = 0; i < 100000; i++) {
            if (i == change) {
                RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &beside);
            } else if (i == change + 10000) {
                RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &pools);
            }
            if (i % 1000 == 999) { /* the append that is to fail may need no memory */
                RcMem_SetFailAfter(1);
                if (RcList_Append(list, Rc_None) < 0) {
                    assert_raises(RcExc_MemoryError, NULL);
                    assert_int_equal(RcList_GET_SIZE(list), i);
                    assert_int_equal(RcList_Append(list, Rc_None), 0);
                }
                RcMem_SetFailAfter(0);
            } else {
                assert_int_equal(RcList_Append(list, i % 2 ? Rc_True : Rc_False), 0);
            }
        }
        for (Rc_ssize_t i = 0; i < 100000; i++) {
            RcObject *item = i % 1000 == 999 ? Rc_None : i % 2 ? Rc_True : Rc_False;
            assert_ptr_equal(RcList_GET_ITEM(list, i), item);
        }
        assert_int_equal(RcList_SetSlice(list, 20000, 100000, NULL), 0); /* shrinks */
        assert_ptr_equal(RcList_GET_ITEM(list, 19999), Rc_None);
        RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &pools);
        Rc_DECREF(list);
        assert_true(pool->large.used == 0);
    }
    assert_int_equal(Rc_Finalize(), 0);
    assert_true(pool->large.used == 0);
    assert_trimmed(pool);
    _RcPool_Free(pool);
}

int main(void)
{
    if (sizeof(void *) < 8) {
        print_message("a machine of 32 bits has no addresses to spare for large blocks: malloc serves\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_of_all_kinds),
        cmocka_unit_test(test_medium_blocks_fit),
        cmocka_unit_test(test_growing),
        cmocka_unit_test(test_spare_memory),
        cmocka_unit_test(test_spare_memory_beside_pages),
        cmocka_unit_test(test_what_comes_again),
        cmocka_unit_test(test_growth_is_no_regret),
        cmocka_unit_test(test_random_large_blocks),
        cmocka_unit_test(test_large_blocks_out_at_the_end),
        cmocka_unit_test(test_large_blocks_without_addresses),
        cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
