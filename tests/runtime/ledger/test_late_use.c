/* Uses of what is gone: the user is guilty, or who let it go too early. */
#include "guilty.h"

static void test_a_borrowed_item_is_used_late(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5);
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    RcList_Clear(list);
    GUILTY(), RcFloat_AsDouble(item);
    Rc_DECREF(list);
    assert_told("stale-borrow", __func__);
}

static double value_of(RcObject *item)
{
    return RcFloat_AsDouble(item);
}

/* The borrower hands it to a function that is right: its line is a call of that one, and none of recount's. */
static void test_a_borrowed_item_is_handed_to_a_user(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5);
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    RcList_Clear(list);
    GUILTY(), value_of(item);
    Rc_DECREF(list);
    assert_told("stale-borrow", __func__);
    assert_non_null(strstr(told[0].message, ": this uses what was only borrowed, from RcList_GetItem"));
}

static void give_back(RcObject *item)
{
    GUILTY(), Rc_DECREF(item);
}

/* Who hands it on still owns it, and gives it back later: it was given back before. */
static void test_an_owner_is_no_suspect(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    give_back(item);
    value_of(item);
    assert_string_equal(told[0].kind, "over-decref");
    assert_string_equal(told[0].function, "give_back");
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
    if (state == NULL) {
        Rc_DECREF(item);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_borrowed_item_is_used_late),
        MISTAKE(a_borrowed_item_is_handed_to_a_user),
        MISTAKE(an_owner_is_no_suspect),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
