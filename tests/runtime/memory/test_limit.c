/* The memory limit: what is beyond it is a MemoryError, and the program goes on. */
#include "support.h"

#include "core/runtime.h"
#include "memory/memory.h"

#include <recount/recount.h>

#include <stdlib.h>
#include <string.h>

static void start(size_t bytes)
{
    RcConfig config;
    RcConfig_Init(&config);
    config.memory_limit = bytes;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
}

static void test_beyond_the_limit(void **state)
{
    RcObject *list, *big;
    Rc_UNUSED(state);

    start(100000);
    list = RcList_New(1000);
    assert_non_null(list);
    assert_null(RcList_New(100000));
    assert_raises(RcExc_MemoryError, NULL);
    big = RcBytes_FromStringAndSize(NULL, 80000);
    assert_non_null(big);
    assert_null(RcBytes_FromStringAndSize(NULL, 80000));
    assert_raises(RcExc_MemoryError, NULL);
    Rc_DECREF(big); /* what is given back can be had again */
    big = RcBytes_FromStringAndSize(NULL, 80000);
    assert_non_null(big);
    Rc_DECREF(big);
    Rc_DECREF(list);
    assert_int_equal(Rc_Finalize(), 0);
}

static void test_a_program_goes_on_at_its_limit(void **state)
{
    RcObject *list;
    Rc_ssize_t size;
    Rc_UNUSED(state);

    start(50000);
    list = RcList_New(0);
    for (;;) {
        RcObject *item = RcFloat_FromDouble(1.5);
        if (item == NULL || RcList_Append(list, item) < 0) {
            Rc_XDECREF(item);
            break;
        }
        Rc_DECREF(item);
    }
    assert_raises(RcExc_MemoryError, NULL);
    size = RcList_GET_SIZE(list);
    assert_true(size > 100 && size < 3000);
    for (Rc_ssize_t i = 0; i < 100; i++) {
        assert_int_equal(RcSequence_DelItem(list, -1), 0);
    }
    assert_int_equal(RcList_GET_SIZE(list), size - 100);
    assert_int_equal(RcList_Append(list, Rc_None), 0);
    Rc_DECREF(list);
    assert_int_equal(Rc_Finalize(), 0);
}

static void test_what_is_counted(void **state)
{
    RcMemLimit *limit;
    size_t before;
    char *block, *grown;
    Rc_UNUSED(state);

    start(10000);
    limit = _Rc_runtime->memory_limit;
    before = _RcMemLimit_Used(limit);
    block = RcMem_Malloc(1000);
    assert_int_equal(_RcMemLimit_Used(limit), before + 1000);
    memset(block, 'x', 1000);
    grown = RcMem_Realloc(block, 3000);
    assert_true(grown[999] == 'x');
    assert_int_equal(_RcMemLimit_Used(limit), before + 3000);
    assert_null(RcMem_Realloc(grown, 20000)); /* the old block stays, and stays counted */
    assert_int_equal(_RcMemLimit_Used(limit), before + 3000);
    grown = RcMem_Realloc(grown, 10);
    assert_int_equal(_RcMemLimit_Used(limit), before + 10);
    RcMem_Free(grown);
    block = RcObject_Calloc(10, 10);
    assert_true(block[0] == 0 && memcmp(block, block + 1, 99) == 0);
    assert_int_equal(_RcMemLimit_Used(limit), before + 100);
    assert_null(RcObject_Calloc(1000, 1000));
    RcObject_Free(block);
    assert_int_equal(_RcMemLimit_Used(limit), before);
    block = RcMem_RawMalloc(20000); /* raw is the system's */
    assert_non_null(block);
    RcMem_RawFree(block);
    assert_null(RcMem_Malloc((size_t)RC_SSIZE_T_MAX));
    assert_int_equal(Rc_Finalize(), 0);
}

static int asked;

static void *note_malloc(void *ctx, size_t size)
{
    Rc_UNUSED(ctx);
    asked = 1;
    return malloc(size);
}

/* The system fails below the limit: nothing is counted.  What no allocator may be asked for, none is. */
static void test_failures_below(void **state)
{
    RcMemAllocatorEx allocator, inner[2];
    RcMemLimit *limit;
    void *block;
    volatile size_t too_much = SIZE_MAX - 4; /* compilers know what malloc must refuse */
    Rc_UNUSED(state);

    RcMem_GetAllocator(RCMEM_DOMAIN_MEM, &inner[0]);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &inner[1]);
    inner[0].malloc = note_malloc;
    asked = 0;
    limit = _RcMemLimit_New(SIZE_MAX, inner);
    allocator = _RcMemLimit_Allocator(limit, 0);
    assert_null(allocator.malloc(allocator.ctx, too_much)); /* no room for the head */
    assert_null(allocator.malloc(allocator.ctx, (size_t)RC_SSIZE_T_MAX - 4));
    assert_false(asked);
    assert_null(allocator.malloc(allocator.ctx, SIZE_MAX / 4));
    block = allocator.malloc(allocator.ctx, 10);
    assert_null(allocator.realloc(allocator.ctx, block, SIZE_MAX / 4));
    assert_int_equal(_RcMemLimit_Used(limit), 10);
    allocator.free(allocator.ctx, block);
    assert_int_equal(_RcMemLimit_Used(limit), 0);
    _RcMemLimit_Free(limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beyond_the_limit),
        cmocka_unit_test(test_a_program_goes_on_at_its_limit),
        cmocka_unit_test(test_what_is_counted),
        cmocka_unit_test(test_failures_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
