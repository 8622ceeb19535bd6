/* The book: what is done to references is told in the story of the object. */
#include "telling.h"

/* -- operations -- */

static void test_each_move_of_a_reference_is_booked(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5), *list = RcList_New(0);
    char line[80];
    Rc_UNUSED(state);
    snprintf(line, sizeof line, "test_book.c:%d in %s: [%d]", __LINE__ - 3, __func__, 1);
    expect_story(item, line);
    expect_story(item, "made, by RcFloat_FromDouble; count 0 -> 1");
    expect_story(item, "received as a new reference, by RcFloat_FromDouble");
    assert_int_equal(RcList_Append(list, item), 0);
    expect_story(item, "a reference taken, by RcList_Append; count 1 -> 2");
    Rc_INCREF(item);
    expect_story(item, "a reference taken, by Rc_INCREF; count 2 -> 3");
    Rc_DECREF(item);
    expect_story(item, "a reference given back, by Rc_DECREF; count 3 -> 2");
    assert_ptr_equal(RcList_GetItem(list, 0), item);
    expect_story(item, "borrowed, by RcList_GetItem");
    Rc_DECREF(list);
    expect_story(item, "refers to it no longer, by Rc_DECREF");
    Rc_DECREF(item);
    expect_nothing_told();
}

static void test_immortal_objects_are_booked(void **state)
{
    Rc_UNUSED(state);
    Rc_INCREF(Rc_None);
    expect_story(Rc_None, "a reference taken, by Rc_INCREF");
    Rc_DECREF(Rc_None);
    expect_story(Rc_None, "a reference given back, by Rc_DECREF");
    expect_nothing_told();
}

/* The memory for a history is bounded, and where it was cut it says so. */
static void test_a_long_history_is_cut_with_a_mark(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    char mark[60];
    Rc_UNUSED(state);
    expect_no_story(item, "dropped");
    for (int i = 0; i < 1000; i++) {
        Rc_INCREF(item);
        Rc_DECREF(item);
    }
    expect_story(item, "made, by RcFloat_FromDouble; count 0 -> 1"); /* the first ones stay */
    expect_story(item, "a reference given back, by Rc_DECREF; count 2 -> 1");
    expect_story(item, " entries were dropped\n");
    snprintf(mark, sizeof mark, "[%d] a reference given back", 1 + 2000); /* the last ones, too */
    expect_story(item, mark);
    snprintf(mark, sizeof mark, "[%d] ", 1 + 1000);
    expect_no_story(item, mark);
    Rc_DECREF(item);
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_each_move_of_a_reference_is_booked),
        telling_test(test_immortal_objects_are_booked),
        telling_test(test_a_long_history_is_cut_with_a_mark),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
