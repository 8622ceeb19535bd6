/* The test kit with the ledger: what goes wrong is told with the line that did it. */
#include "failing.h"

static int line_of_mistake;

/* The failure's text has this, and names the line of the mistake first. */
static void expect_finding(const char *what)
{
    const char *first_place;
    char place[60];
    assert_int_equal(failed.count, 1);
    failed.count = 0;
    if (strstr(failed.message, what) == NULL) {
        print_error("%s\n", failed.message);
        fail();
    }
    snprintf(place, sizeof place, "test_testing_ledger.c:%d in ", line_of_mistake);
    first_place = strstr(failed.message, "\n  at ");
    assert_non_null(first_place);
    assert_non_null(strstr(first_place, place));
    assert_true(strstr(first_place, place) < strchr(first_place + 1, '\n'));
}

static void test_count_says_who_holds(void **state)
{
    RcObject *item = new_item(1.5), *list = RcList_New(0);
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(list, item), 0);
    RcTest_Count(item, 1);
    expect_failure(__LINE__ - 1, "count of item: 2, expected 1 (C code holds 1 of them)");
    Rc_DECREF(list);
    Rc_DECREF(item);
}

/* Nothing is lost or gained in numbers that release builds see. */
static void test_a_block_that_gains_an_immortal_object(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    RcTest_Balanced(item)
    {
        line_of_mistake = __LINE__ + 1;
        Rc_INCREF(Rc_None);
    }
    expect_finding("recount: error: leak: NoneType object");
    Rc_DECREF(Rc_None);
    Rc_DECREF(item);
}

/* Forgotten items go to an array of the test's, which ends with NULL. */
static int forget_on_failure(void *argument)
{
    RcObject *list = RcList_New(0), *item, **forgotten = argument;
    if (list == NULL) {
        return -1;
    }
    line_of_mistake = __LINE__ + 1;
    item = RcFloat_FromDouble(1.5);
    if (item == NULL || RcList_Append(list, item) < 0) {
        Rc_DECREF(list); /* and the item is forgotten */
        while (*forgotten != NULL) {
            forgotten++;
        }
        *forgotten = item;
        return -1;
    }
    Rc_DECREF(item);
    Rc_DECREF(list);
    return 0;
}

static void test_a_sweep_names_the_line(void **state)
{
    RcObject *forgotten[5] = {NULL};
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Sweep(forget_on_failure, forgotten, NULL), -1);
    assert_non_null(
        strstr(failed.message, "forget_on_failure, with its allocation 3 failing: recount: error: leak: "));
    expect_finding("float object");
    for (int i = 0; forgotten[i] != NULL; i++) {
        Rc_DECREF(forgotten[i]);
    }
}

static int keep_one(void *argument)
{
    RcObject **kept = argument;
    line_of_mistake = __LINE__ + 1;
    *kept = RcFloat_FromDouble(1.5);
    return 0;
}

static void test_a_teardown_names_the_line(void **state)
{
    static RcObject *kept;
    Rc_UNUSED(state);
    assert_int_equal(keep_one(&kept), 0);
    assert_int_equal(RcTest_Teardown(), -1);
    expect_finding("(1.5): this test has gained 1 reference to it");
    assert_int_equal(RcTest_Setup(), 0);
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(RcTest_Setup(), 0);
}

/* What was forgiven is no finding of the runtime's end, either. */
static void test_forgiven_until_the_end(void **state)
{
    static RcObject *kept;
    Rc_UNUSED(state);
    kept = RcList_New(0);
    assert_int_equal(RcList_Append(kept, Rc_None), 0);
    assert_int_equal(RcTest_Teardown(), -1);
    failed.count = 0;
    assert_int_equal(RcTest_Finish(), 0);
    assert_int_equal(failed.count, 0);
    assert_int_equal(RcTest_Setup(), 0);
}

static int use_too_late(void *argument)
{
    RcObject *list = RcList_New(0), *item = new_item(1.5), *other = new_item(2.5);
    Rc_UNUSED(argument);
    RcList_Append(list, item);
    Rc_DECREF(item);
    item = RcList_GET_ITEM(list, 0);
    RcObject_RichCompareBool(item, other, Rc_EQ);
    line_of_mistake = __LINE__ + 1;
    (void)RcFloat_AsDouble(item);
    Rc_DECREF(other);
    Rc_DECREF(list);
    return 0;
}

static void test_hostile_mode_names_the_line(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Hostile(use_too_late, NULL, NULL), -1);
    assert_non_null(strstr(failed.message, "use_too_late, containers in use are cleared: recount: error: "));
    expect_finding("stale-borrow: float object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        failing_test(test_count_says_who_holds),   failing_test(test_a_block_that_gains_an_immortal_object),
        failing_test(test_a_sweep_names_the_line), failing_test(test_a_teardown_names_the_line),
        failing_test(test_forgiven_until_the_end), failing_test(test_hostile_mode_names_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, failing_finish);
}
