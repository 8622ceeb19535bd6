/* Misuse: what is used, or visited, and is no live object. */
#include "pair.h"

static void test_a_slot_to_the_dead(void **state)
{
    Pair *pair = new_pair();
    RcObject *item = pair->left;
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_told("over-decref", line, "the test.Pair object");
    assert_non_null(strstr(told[0].message, "still refers to it after it was freed"));
    Rc_AuditHeap();
    expect_nothing_told(); /* once */
    pair->left = NULL;
    Rc_DECREF(pair);
}

static void test_a_count_below_zero(void **state)
{
    Rc_UNUSED(state);
    Rc_DECREF(Rc_True);
    Rc_AuditHeap();
    expect_told("over-decref", __LINE__ - 2,
                "(True): it was given back more often than taken: its count would be -1");
}

/* A field that was never set. */
static void test_a_traverse_that_visits_no_object(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = VISITS_LENT;
    pair->lent = (RcObject *)(void *)&visit_line;
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_int_equal(told[0].line, visit_line);
    assert_non_null(strstr(told[0].message, "which is no object of this runtime's"));
    pair->lent = NULL;
    Rc_DECREF(pair);
}

static int use_null(void *arg)
{
    RcObject *volatile nothing = NULL;

    Rc_Initialize();
    if (arg != NULL) {
        RcErr_SetString(RcExc_KeyError, "no such key");
    }
    Rc_DECREF(nothing);
    return 99;
}

/* What a call gave that failed, or found nothing.  An object of another thread it is not. */
static void test_null_is_no_object(void **state)
{
    Child child;
    char yes = 1;
    Rc_UNUSED(state);
    run_child(&child, use_null, NULL, NULL);
    expect_child(&child, 1, "recount: error: null-pointer: NULL object ");
    expect_child(&child, 1, ": it is used as an object\n");
    expect_child(&child, 1, "in use_null: Rc_DECREF needs an object");
    run_child(&child, use_null, &yes, NULL);
    expect_child(&child, 1, ": it is used as an object, while KeyError is pending\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_a_slot_to_the_dead),
        auditing_test(test_a_count_below_zero),
        auditing_test(test_a_traverse_that_visits_no_object),
        cmocka_unit_test(test_null_is_no_object),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
