/* The ledger's own memory. */
#include "telling.h"

#include "ledger/ledger.h"

#include <sys/resource.h>

static void test_blocks_are_empty_and_serve_again(void **state)
{
    static const size_t sizes[] = {1, 8, 33, 100, 4096, 70000, 300000, 3000000};
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *block = _RcLedger_Allocate(sizes[i]), *again;
        uintptr_t end;
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 16, 0);
        assert_true(_RcLedger_IsOwnMemory((uintptr_t)block, &end));
        assert_true(end >= (uintptr_t)block + sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(block[k], 0);
            block[k] = 'x';
        }
        _RcLedger_Release(block, sizes[i]);
        again = _RcLedger_Allocate(sizes[i]);
        assert_ptr_equal(again, block);
        assert_int_equal(again[0], 0);
        assert_int_equal(again[sizes[i] - 1], 0);
        _RcLedger_Release(again, sizes[i]);
    }
    _RcLedger_Release(NULL, 100);
}

static void test_memory_of_others(void **state)
{
    char *block = malloc(100), here = 0;
    uintptr_t end;
    Rc_UNUSED(state);
    assert_false(_RcLedger_IsOwnMemory((uintptr_t)block, &end));
    assert_false(_RcLedger_IsOwnMemory((uintptr_t)&here, &end));
    assert_false(_RcLedger_IsOwnMemory(0, &end));
    free(block);
}

/* Nothing of it comes from a domain: no failure of the program's reaches it. */
static void test_failing_allocations_are_not_the_ledgers(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1);
    for (int i = 0; i < 200; i++) {
        Rc_INCREF(item);
    }
    Rc_AuditHeap();
    for (int i = 0; i < 200; i++) {
        Rc_DECREF(item);
    }
    assert_int_not_equal(RcMem_SetFailAfter(0), 0); /* it has not happened */
    Rc_DECREF(item);
    expect_nothing_told();
}

static int run_out_of_memory(void *arg)
{
    struct rlimit limit = {0, 0};
    int blocks = 0;
    Rc_UNUSED(arg);
    if (setrlimit(RLIMIT_AS, &limit) < 0) {
        return 7;
    }
    while (_RcLedger_Allocate(50000) != NULL && blocks < 1000) {
        blocks++;
    }
    for (int i = 0; i < 10; i++) {
        if (_RcLedger_Allocate(50000) != NULL || _RcLedger_Allocate(5000000) != NULL) {
            return 8;
        }
    }
    return 9;
}

static void test_no_memory(void **state)
{
    Child child;
    Rc_UNUSED(state);
    run_child(&child, run_out_of_memory, NULL, NULL);
    expect_child(&child, 9, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_blocks_are_empty_and_serve_again),
        telling_test(test_memory_of_others),
        telling_test(test_failing_allocations_are_not_the_ledgers),
        cmocka_unit_test(test_no_memory),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
