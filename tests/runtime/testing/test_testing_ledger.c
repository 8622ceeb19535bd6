/* The test kit with the ledger: what goes wrong is told with the line that did it. */
#include "failing.h"

#include "../ledger/telling.h"

#include <recount/testing_cmocka.h>

static int line_of_mistake, line_of_failure;

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
    line_of_failure = __LINE__ + 1;
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

/* It begins so: with the operation, the number of the allocation and its place, in one line. */
static void expect_sweep(const char *format, const char *function)
{
    char expected[1000], place[500];
    snprintf(place, sizeof place, "at %s:%d in %s): ", __FILE__, line_of_failure, function);
    snprintf(expected, sizeof expected, format, function, place);
    if (strncmp(failed.message, expected, strlen(expected)) != 0) {
        print_error("%s\nis not\n%s\n", failed.message, expected);
        fail();
    }
}

static void test_a_sweep_names_the_lines(void **state)
{
    RcObject *forgotten[5] = {NULL};
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Sweep(forget_on_failure, forgotten, NULL), -1);
    expect_sweep("%s, with its allocation 3 failing (RcList_Append %srecount: error: leak: ",
                 "forget_on_failure");
    expect_finding("float object");
    for (int i = 0; forgotten[i] != NULL; i++) {
        Rc_DECREF(forgotten[i]);
    }
}

/* Which announces nothing. */
static int ask_for_memory(void *argument)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    void *block;
    Rc_UNUSED(argument);
    if (item == NULL) {
        return -1;
    }
    Rc_DECREF(item);
    line_of_failure = __LINE__ + 1;
    block = RcMem_Malloc(10);
    RcMem_Free(block);
    return block != NULL ? 0 : -1;
}

static void test_a_sweep_of_plain_code(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Sweep(ask_for_memory, NULL, NULL), -1);
    expect_sweep("%s, with its allocation 2 failing (%sit failed, and no error is pending", "ask_for_memory");
    failed.count = 0;
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
    if (!memory_is_searched()) { /* that `kept` has it nobody knows then: its function might have returned it */
        skip();
    }
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

/* -- tests that fail, in a process of their own -- */

static void leaks(void **state)
{
    static RcObject *volatile kept;
    Rc_UNUSED(state);
    kept = RcList_New(0);
    assert_non_null(kept);
}

static void is_clean(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
}

static void gives_back_too_much(void **state)
{
    RcObject *list = RcList_New(0), *item = new_item(1.5);
    Rc_UNUSED(state);
    RcList_Append(list, item);
    Rc_DECREF(item);
    Rc_DECREF(item);
    Rc_AuditHeap();
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
}

static void loses_a_reference_to_none(void **state)
{
    Rc_UNUSED(state);
    Rc_DECREF(Rc_None);
}

static void uses_what_is_gone(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    RcTest_Count(item, 0);
    print_message("not reached, for the check has failed\n");
}

static void leaves_an_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "left behind");
}

static int run_failing_tests(void *arg)
{
    const struct CMUnitTest tests[] = {
        RcTest_Unit(is_clean), RcTest_Unit(leaks),
        RcTest_Unit(is_clean), RcTest_Unit(gives_back_too_much),
        RcTest_Unit(is_clean), RcTest_Unit(loses_a_reference_to_none),
        RcTest_Unit(is_clean), RcTest_Unit(leaves_an_error),
        RcTest_Unit(is_clean), RcTest_Unit(uses_what_is_gone),
        RcTest_Unit(is_clean),
    };
    Rc_UNUSED(arg);
    Rc_Finalize();
    return RcTest_RunGroup(tests);
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    while ((text = strstr(text, part)) != NULL) {
        count++;
        text += strlen(part);
    }
    return count;
}

/* Each finding makes the test fail that made the mistake, and no other; the runtime's end blames nobody either. */
static void test_findings_fail_their_own_tests(void **state)
{
    static const char *const settings[] = {"CMOCKA_MESSAGE_OUTPUT", "stdout", "RECOUNT_AUDIT", "1", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, run_failing_tests, NULL, settings);
    expect_child(&child, 5, "5 FAILED TEST(S)");
    assert_int_equal(occurrences(child.text, "[       OK ] is_clean"), 6);
    assert_int_equal(occurrences(child.text, "] is_clean"), 2 * 6); /* RUN and OK */
    expect_child(&child, 5, "recount: error: leak: list object");
    expect_child(&child, 5, "in leaks: RcList_New makes it, with a reference that nobody gives back");
    expect_child(&child, 5, "in gives_back_too_much: Rc_DECREF gives back");
    expect_child(&child, 5, "in loses_a_reference_to_none: Rc_DECREF gives back");
    expect_child(&child, 5, "an error is pending after the test: ValueError: left behind");
    expect_child(&child, 5, "] uses_what_is_gone\n");
    assert_null(strstr(child.text, "not reached"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        failing_test(test_count_says_who_holds),
        failing_test(test_a_block_that_gains_an_immortal_object),
        failing_test(test_a_sweep_names_the_lines),
        failing_test(test_a_sweep_of_plain_code),
        failing_test(test_a_teardown_names_the_line),
        failing_test(test_forgiven_until_the_end),
        failing_test(test_hostile_mode_names_the_line),
        cmocka_unit_test(test_findings_fail_their_own_tests),
    };
    return cmocka_run_group_tests(tests, NULL, failing_finish);
}
