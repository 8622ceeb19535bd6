/* Deaths: what a dealloc has to do, and does not. */
#include "pair.h"

static void expect_bad_dealloc(const char *text)
{
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-dealloc");
    assert_string_equal(told[0].function, "pair_dealloc");
    if (strstr(told[0].message, text) == NULL) {
        print_error("expected \"%s\" in:\n%s\n", text, told[0].message);
        fail();
    }
}

static void test_a_dealloc_that_stays_tracked(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = STAYS_TRACKED;
    Rc_DECREF(pair);
    expect_bad_dealloc("must begin with RcObject_GC_UnTrack");
    assert_int_equal(RcGC_Collect(), 0); /* it was untracked after all, so that the program can go on */
}

static void test_a_dealloc_that_forgets_a_field(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = FORGETS_RIGHT;
    Rc_DECREF(pair);
    if (!memory_is_searched()) {
        skip();
    }
    expect_bad_dealloc("(2.5)");
}

static void test_a_dealloc_that_raises(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = RAISES;
    Rc_DECREF(pair);
    expect_bad_dealloc("must save the pending error (RcErr_GetRaisedException) and restore it");
    RcErr_Clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_a_dealloc_that_stays_tracked),
        auditing_test(test_a_dealloc_that_forgets_a_field),
        auditing_test(test_a_dealloc_that_raises),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
