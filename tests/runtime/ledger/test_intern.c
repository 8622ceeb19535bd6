/* Texts of which one copy is kept. */
#include "telling.h"

#include "ledger/ledger.h"

static void test_one_copy_of_each(void **state)
{
    char name[] = "find_node";
    const char *kept = _RcLedger_Keep(name);
    Rc_UNUSED(state);
    assert_ptr_not_equal(kept, name);
    assert_ptr_equal(_RcLedger_Keep("find_node"), kept);
    memset(name, 'x', sizeof name - 1);
    assert_string_equal(kept, "find_node");
    assert_ptr_equal(_RcLedger_KeepPart("find_node(node)", 9), kept);
    assert_string_equal(_RcLedger_KeepPart("find_node(node)", 4), "find");
    assert_string_equal(_RcLedger_Keep(""), "");
    assert_ptr_not_equal(_RcLedger_Keep("find_nodes"), kept);
}

/* Some are in one bucket. */
static void test_many(void **state)
{
    const char *kept[2000];
    char name[32];
    Rc_UNUSED(state);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2000; i++) {
            snprintf(name, sizeof name, "function_%d", i);
            kept[i] = round == 0 ? _RcLedger_Keep(name) : kept[i];
            assert_ptr_equal(_RcLedger_Keep(name), kept[i]);
            assert_string_equal(kept[i], name);
        }
    }
}

/* They go with the ledger. */
static void test_the_next_runtime(void **state)
{
    Rc_UNUSED(state);
    assert_string_equal(_RcLedger_Keep("first"), "first");
    Rc_Finalize();
    assert_int_equal(Rc_Initialize(), 0);
    assert_string_equal(_RcLedger_Keep("first"), "first");
    assert_string_equal(_RcLedger_Keep("second"), "second");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_one_copy_of_each),
        telling_test(test_many),
        telling_test(test_the_next_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
