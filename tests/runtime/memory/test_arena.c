/* The pool's arenas: memory that is not in use goes back, and what was given back too soon is kept. */
#include "support.h"

#include "memory/arena.h"

#include <recount/recount.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* The first time it goes back, to the last arena; what had to be fetched again is kept. */
static void test_memory_goes_back(void **state)
{
    enum { MANY = 200000 };
    static void *blocks[MANY];
    size_t most = 0;
    Rc_UNUSED(state);

    for (int round = 0; round < 3; round++) {
        RcPool *pool = _RcPool_New();
        for (int again = 0; again < 4; again++) {
            for (int i = 0; i < MANY; i++) {
                blocks[i] = _RcPool_Malloc(pool, 48);
            }
            most = again == 0 ? _RcPool_Arenas(pool) : most;
            assert_true(most >= 5 && _RcPool_Arenas(pool) == most); /* 9.6 MB */
            assert_true(pool->allowance <= most * MIB * 2);
            assert_true(again < 2 || pool->released == NULL);
            for (int i = 0; i < MANY; i++) {
                _RcPool_Release(pool, blocks[(i * 7919L + round) % MANY]);
            }
            assert_true(_RcPool_Arenas(pool) == 1 + pool->spare_count);
            assert_true(pool->spare_count * 2 * MIB <= pool->allowance);
            assert_true(again == 0 ? pool->allowance == 0 : _RcPool_Arenas(pool) >= most - 1);
        }
        _RcPool_Free(pool);
    }
}

/* Who has many objects no more, but goes on with few, gives back in time what was kept for many. */
static void test_the_allowance_fades(void **state)
{
    enum { MANY = 20000, FEW = 1000 };
    static void *blocks[MANY];
    RcPool *pool = _RcPool_New();
    size_t allowance, given = 0;
    Rc_UNUSED(state);

    for (int again = 0; again < 3; again++) {
        for (int i = 0; i < MANY; i++) {
            blocks[i] = _RcPool_Malloc(pool, 512);
        }
        for (int i = 0; i < MANY; i++) {
            _RcPool_Release(pool, blocks[i]);
        }
    }
    allowance = pool->allowance;
    assert_true(allowance >= 6 * MIB && _RcPool_Arenas(pool) >= 4);
    while (pool->allowance > 0) {
        for (int i = 0; i < FEW; i++) {
            blocks[i] = _RcPool_Malloc(pool, 512);
        }
        for (int i = 0; i < FEW; i++) {
            _RcPool_Release(pool, blocks[i]);
        }
        given += FEW * 512;
        assert_true(given < 256 * allowance);
        assert_true(pool->spare_count * 2 * MIB <= pool->allowance);
    }
    assert_true(given > 64 * allowance);
    assert_int_equal(_RcPool_Arenas(pool), 1);
    _RcPool_Free(pool);
}

/* The first arena's pages, too: the first time when they are free they are given back, the second time not. */
static void test_pages_of_the_first_arena(void **state)
{
    enum { MANY = 33 * 128 };
    static char *blocks[MANY];
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    for (int again = 0; again < 4; again++) {
        for (int i = 0; i < MANY; i++) {
            blocks[i] = _RcPool_Malloc(pool, 512);
            if (again == 1 && i == 128) {
                assert_true(pool->allowance >= 64 * KIB && pool->allowance < 256 * KIB);
                assert_int_equal(blocks[i][511], 0);
            } else if (again == 3 && i == 128) {
                assert_int_equal(blocks[i][511], 'x');
            }
            blocks[i][511] = 'x';
        }
        assert_true(pool->home_purged == 0 && pool->home_was_full);
        for (int i = 0; i < MANY; i++) {
            _RcPool_Release(pool, blocks[i]);
        }
        assert_int_equal(pool->home_purged != 0, again == 0);
    }
    _RcPool_Free(pool);
}

/* All pages of the first arena are full, and a block comes and goes beyond them: a page, and no arena, is taken each
 * time; and what lies beyond goes back when the first arena has room again. */
static void test_at_the_edge_of_an_arena(void **state)
{
    enum { MANY = 32 * 128 };
    static void *blocks[MANY];
    RcPool *pool = _RcPool_New();
    void *first, *block;
    Rc_UNUSED(state);

    for (int i = 0; i < MANY; i++) {
        blocks[i] = _RcPool_Malloc(pool, 512);
    }
    assert_int_equal(_RcPool_Arenas(pool), 1);
    first = _RcPool_Malloc(pool, 512);
    assert_int_equal(_RcPool_Arenas(pool), 2);
    for (int i = 0; i < 100; i++) {
        _RcPool_Release(pool, first);
        assert_int_equal(_RcPool_Arenas(pool), 2);
        block = _RcPool_Malloc(pool, 512);
        assert_ptr_equal(block, first);
    }
    _RcPool_Release(pool, first);
    for (int i = 0; i < MANY; i++) {
        _RcPool_Release(pool, blocks[i]);
    }
    block = _RcPool_Malloc(pool, 16); /* another class, in the first arena */
    _RcPool_Release(pool, block);
    assert_true(_RcPool_Arenas(pool) <= 2);
    _RcPool_Free(pool);
}

/* An arena goes back although other classes' empty first pages lie in it, and can be had again, all zeros or not. */
static void test_arenas_come_again(void **state)
{
    enum { MANY = 6 * 32 * 128 };
    static char *blocks[MANY];
    RcPool *pool = _RcPool_New();
    size_t most = 0;
    Rc_UNUSED(state);

    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < MANY; i++) {
            blocks[i] = _RcPool_Malloc(pool, (size_t)(1 + (i * 7 + round) % 512));
            blocks[i][0] = (char)i;
        }
        if (round == 0) {
            most = _RcPool_Arenas(pool);
        }
        assert_true(most >= 3 && _RcPool_Arenas(pool) <= most + 1);
        for (int i = MANY - 1; i >= 0; i--) {
            assert_int_equal(blocks[i][0], (char)i);
            _RcPool_Release(pool, blocks[i]);
        }
        assert_true(_RcPool_Arenas(pool) <= 2 + pool->spare_count &&
                    pool->spare_count * 2 * MIB <= pool->allowance);
    }
    _RcPool_Free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_goes_back),         cmocka_unit_test(test_the_allowance_fades),
        cmocka_unit_test(test_pages_of_the_first_arena), cmocka_unit_test(test_at_the_edge_of_an_arena),
        cmocka_unit_test(test_arenas_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
