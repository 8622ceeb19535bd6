/* A walk over the pool's blocks finds each that is in use, once, with its size, and no other. */
#include "support.h"

#include "core/runtime.h"
#include "memory/pool.h"

#include <string.h>

#define MOST 3000

typedef struct Seen {
    void *blocks[MOST];
    size_t sizes[MOST];
    int times[MOST];
    int count; /* of blocks */
    int strangers;
} Seen;

static Seen seen;

static void look(const void *block, size_t size, void *arg)
{
    Seen *all = arg;
    for (int i = 0; i < all->count; i++) {
        if (all->blocks[i] == block) {
            all->times[i]++;
            assert_true(size >= all->sizes[i]);
            return;
        }
    }
    all->strangers++;
}

static void assert_each_once(RcPool *pool)
{
    memset(seen.times, 0, sizeof seen.times);
    seen.strangers = 0;
    _RcPool_EachBlock(pool, look, &seen);
    assert_int_equal(seen.strangers, 0);
    for (int i = 0; i < seen.count; i++) { /* where there are few addresses a large one may be malloc's */
        assert_int_equal(seen.times[i],
                         seen.sizes[i] <= RC_POOL_MEDIUM || _RcLarge_Owns(&pool->large, seen.blocks[i]));
    }
}

static void take(RcPool *pool, size_t size)
{
    seen.blocks[seen.count] = _RcPool_Malloc(pool, size);
    assert_non_null(seen.blocks[seen.count]);
    seen.sizes[seen.count++] = size;
}

static void give(RcPool *pool, int index)
{
    _RcPool_Release(pool, seen.blocks[index]);
    seen.count--;
    seen.blocks[index] = seen.blocks[seen.count];
    seen.sizes[index] = seen.sizes[seen.count];
}

static void test_small_and_large(void **state)
{
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    seen.count = 0;
    assert_each_once(pool);
    for (size_t size = 1; size < (size_t)64 << 20; size += size / 2 + 1) {
        take(pool, size);
        assert_each_once(pool);
    }
    while (seen.count > 0) {
        give(pool, seen.count / 2);
        assert_each_once(pool);
    }
    _RcPool_Free(pool);
}

/* Pages that are full, half full, empty again; over several arenas. */
static void test_many_pages(void **state)
{
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    seen.count = 0;
    for (int i = 0; i < 2500; i++) {
        take(pool, i % 10 == 0 ? 20000 : 48);
    }
    assert_each_once(pool);
    for (int i = 0; i < 1000; i++) {
        give(pool, i);
    }
    assert_each_once(pool);
    for (int i = 0; i < 500; i++) {
        take(pool, 48);
    }
    assert_each_once(pool);
    while (seen.count > 0) {
        give(pool, 0);
    }
    assert_each_once(pool);
    _RcPool_Free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_and_large),
        cmocka_unit_test(test_many_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
