/* The size-class allocator: its blocks do not overlap, and memory goes back. */
#include "support.h"

#include "memory/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_sizes(void **state)
{
    RcPool *pool = _RcPool_New();
    char *blocks[600];
    Rc_UNUSED(state);

    for (size_t size = 1; size < 600; size++) {
        blocks[size] = _RcPool_Malloc(pool, size);
        assert_true((uintptr_t)blocks[size] % 16 == 0);
        memset(blocks[size], (int)(size & 0xFF), size);
    }
    for (size_t size = 1; size < 600; size++) {
        for (size_t i = 0; i < size; i++) {
            assert_int_equal((unsigned char)blocks[size][i], size & 0xFF);
        }
        _RcPool_Release(pool, blocks[size]);
    }
    _RcPool_Free(pool);
}

static void test_zeroed_blocks(void **state)
{
    RcPool *pool = _RcPool_New();
    char *dirty = _RcPool_Malloc(pool, 100), *block;
    Rc_UNUSED(state);

    memset(dirty, 'x', 100);
    _RcPool_Release(pool, dirty);
    block = _RcPool_Calloc(pool, 10, 10);
    assert_true(block[0] == 0 && memcmp(block, block + 1, 99) == 0);
    _RcPool_Release(pool, block);
    block = _RcPool_Calloc(pool, 100, 100);
    assert_true(block[0] == 0 && memcmp(block, block + 1, 9999) == 0);
    _RcPool_Release(pool, block);
    _RcPool_Free(pool);
}

static void test_resized_blocks(void **state)
{
    static const size_t sizes[] = {10, 12, 16, 17, 40, 33, 500, 512, 513, 5000, 600, 100, 30, 7};
    RcPool *pool = _RcPool_New();
    size_t size = 10;
    char *block = _RcPool_Malloc(pool, size), *same;
    Rc_UNUSED(state);

    memset(block, 'x', size);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t kept = size < sizes[i] ? size : sizes[i];
        block = _RcPool_Realloc(pool, block, sizes[i]);
        for (size_t k = 0; k < kept; k++) {
            assert_true(block[k] == 'x');
        }
        size = sizes[i];
        memset(block, 'x', size);
    }
    _RcPool_Release(pool, block);
    block = _RcPool_Malloc(pool, 100); /* 112 */
    same = _RcPool_Realloc(pool, block, 112);
    assert_ptr_equal(same, block);
    same = _RcPool_Realloc(pool, block, 57);
    assert_ptr_equal(same, block);
    _RcPool_Release(pool, same);
    _RcPool_Free(pool);
}

/* Random blocks, each filled with its own pattern, against their sizes in an array. */
static void test_random_blocks(void **state)
{
    enum { SLOTS = 4000, STEPS = 400000 };
    static struct {
        unsigned char *block;
        size_t size;
        unsigned char mark;
    } slots[SLOTS];
    const char *given = getenv("RECOUNT_TEST_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 20261122u;
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    printf("seed %u\n", seed);
    for (int step = 0; step < STEPS; step++) {
        unsigned i, r;
        seed = seed * 1664525u + 1013904223u;
        i = (seed >> 8) % SLOTS;
        r = seed >> 20;
        if (slots[i].block != NULL) {
            assert_int_equal(slots[i].block[0], slots[i].mark);
            assert_int_equal(slots[i].block[slots[i].size - 1], slots[i].mark);
            _RcPool_Release(pool, slots[i].block);
            slots[i].block = NULL;
        } else {
            slots[i].size = r % 16 == 0 ? 1 + r : 1 + r % 512;
            slots[i].mark = (unsigned char)step;
            slots[i].block = _RcPool_Malloc(pool, slots[i].size);
            memset(slots[i].block, slots[i].mark, slots[i].size);
        }
    }
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].block != NULL) {
            _RcPool_Release(pool, slots[i].block);
        }
    }
    assert_true(_RcPool_Arenas(pool) <= 2); /* what is left are each class's last pages, of 32 classes */
    _RcPool_Free(pool);
}

static void test_memory_goes_back(void **state)
{
    enum { MANY = 200000 };
    static void *blocks[MANY];
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++) {
            blocks[i] = _RcPool_Malloc(pool, 48);
        }
        assert_true(_RcPool_Arenas(pool) >= 5); /* 9.6 MB */
        for (int i = 0; i < MANY; i++) {
            _RcPool_Release(pool, blocks[(i * 7919L + round) % MANY]);
        }
        assert_int_equal(_RcPool_Arenas(pool), 1);
    }
    _RcPool_Free(pool);
}

static void test_a_pair_costs_no_page(void **state)
{
    RcPool *pool = _RcPool_New();
    void *first = _RcPool_Malloc(pool, 48), *block;
    Rc_UNUSED(state);

    _RcPool_Release(pool, first);
    assert_int_equal(_RcPool_Arenas(pool), 1);
    block = _RcPool_Malloc(pool, 48);
    assert_ptr_equal(block, first);
    _RcPool_Release(pool, block);
    _RcPool_Free(pool);
}

static void test_a_pool_that_is_ended_with_blocks_out(void **state)
{
    RcPool *pool = _RcPool_New();
    char *block = _RcPool_Malloc(pool, 48);
    Rc_UNUSED(state);
    memset(block, 'x', 48);
    _RcPool_Free(pool);
    assert_true(block[47] == 'x'); /* lost, but still memory */
    _RcPool_Free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_zeroed_blocks),
        cmocka_unit_test(test_resized_blocks),
        cmocka_unit_test(test_random_blocks),
        cmocka_unit_test(test_memory_goes_back),
        cmocka_unit_test(test_a_pair_costs_no_page),
        cmocka_unit_test(test_a_pool_that_is_ended_with_blocks_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
