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

static int given_back;

static void give_back(RcObject *item)
{
    given_back++;
    GUILTY(), Rc_DECREF(item);
}

/* Another name for Rc_DECREF. */
static void drop(RcObject *item)
{
    Rc_DECREF(item);
}

static void test_who_calls_a_wrapper_gives(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *pair = RcTuple_Pack(1, item);
    Rc_UNUSED(state);
    GUILTY(), drop(item);
    Rc_DECREF(item);
    assert_told("over-decref", __func__);
    Rc_UNUSED(pair);
}

typedef struct Lamp {
    RcObject *color;
} Lamp;

static void set_color(Lamp *lamp, RcObject *color)
{
    GUILTY(), Rc_XDECREF(lamp->color);
    Rc_INCREF(color);
    lamp->color = color;
}

/* The reference that it takes comes too late. */
static void test_a_release_before_a_taking(void **state)
{
    Lamp lamp = {RcFloat_FromDouble(1.5)};
    Rc_UNUSED(state);
    set_color(&lamp, lamp.color);
    assert_string_equal(told[0].kind, "use-after-free");
    assert_string_equal(told[0].function, "set_color");
    assert_int_equal(told[0].line, guilty);
}

static RcObject *first_of(RcObject *text, RcObject *separator)
{
    RcObject *parts = RcStr_Partition(text, separator), *first = RcTuple_GetItem(parts, 0);
    Rc_DECREF(parts);
    GUILTY();
    return first;
}

/* The borrower has given the owner up, and returns what it had only borrowed. */
static void test_a_borrower_that_returns(void **state)
{
    RcObject *text = RcStr_FromString("some:text"), *separator = RcStr_FromString(":"), *first;
    Rc_UNUSED(state);
    first = first_of(text, separator);
    assert_int_not_equal(RcStr_GetLength(first), 0);
    Rc_DECREF(text);
    Rc_DECREF(separator);
    assert_string_equal(told[0].kind, "stale-borrow");
    assert_string_equal(told[0].function, "first_of");
    assert_int_equal(told[0].line, guilty + 1);
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

static struct Box {
    RcObject *item;
} * box;

static RcObject *get_item(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self), Rc_UNUSED(unused);
    NEXT_IS_GUILTY();
    return box->item;
}

/* The first call was paid for by the box's own reference. */
static void test_a_field_that_is_returned(void **state)
{
    static RcMethodDef definition = {"get_item", get_item, RC_METH_NOARGS, NULL};
    RcObject *function = RcCFunction_New(&definition, NULL);
    struct Box kept = {RcFloat_FromDouble(1.5)};
    Rc_UNUSED(state);
    box = &kept;
    for (int i = 0; i < 2; i++) {
        RcObject *item = RcObject_CallNoArgs(function);
        RcFloat_AsDouble(item);
        if (i == 0) {
            Rc_DECREF(item);
        }
    }
    Rc_DECREF(function);
    assert_told("missing-incref", "get_item");
}

/* Who gave it back hands it on: the function that it comes to is right. */
static void test_handed_on_after_its_end(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    NEXT_IS_GUILTY();
    value_of(item);
    assert_string_equal(told[0].kind, "use-after-free");
    assert_string_equal(told[0].function, __func__);
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_borrowed_item_is_used_late), MISTAKE(a_borrowed_item_is_handed_to_a_user),
        MISTAKE(an_owner_is_no_suspect),       MISTAKE(who_calls_a_wrapper_gives),
        MISTAKE(a_release_before_a_taking),    MISTAKE(a_borrower_that_returns),
        MISTAKE(handed_on_after_its_end),      MISTAKE(a_field_that_is_returned),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
