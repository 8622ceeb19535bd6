/* Measuring: edges as tp_traverse tells them, and what is wrong with that. */
#include "pair.h"

static void test_a_traverse_that_visits_twice(void **state)
{
    Pair *pair;
    Rc_UNUSED(state);
    wrong = VISITS_TWICE;
    pair = new_pair();
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_string_equal(told[0].function, "pair_traverse");
    assert_int_equal(told[0].line, visit_line);
    assert_non_null(strstr(told[0].message, "must visit exactly the fields that own a reference, once each"));
    wrong = NOTHING;
    Rc_DECREF(pair);
}

static void test_a_traverse_that_misses_a_field(void **state)
{
    RcObject *volatile right;
    Pair *pair = new_pair(), *other = new_pair();
    Rc_UNUSED(state);
    wrong = MISSES_RIGHT;
    Rc_SETREF(pair->right, Rc_NewRef(other));
    Rc_SETREF(other->right, Rc_NewRef(pair));
    right = (RcObject *)other;
    Rc_DECREF(pair);
    Rc_DECREF(right);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_string_equal(told[0].function, "pair_traverse");
}

static void test_a_clear_that_breaks_no_cycle(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(pair));
    wrong = CLEARS_NOTHING;
    Rc_DECREF(pair);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "uncollected-cycle");
    assert_string_equal(told[0].function, "pair_clear");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_a_traverse_that_visits_twice),
        auditing_test(test_a_traverse_that_misses_a_field),
        auditing_test(test_a_clear_that_breaks_no_cycle),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
