/* A reference that is given back by a name which says that it is one too many. */
#include "guilty.h"

static RcObject *made(void)
{
    return RcFloat_FromDouble(1.5);
}

static RcObject *last_of(RcObject *list)
{
    RcObject *last = RcList_GetItemRef(list, 0);
    return last;
}

/* The list keeps it alive: it is the list that comes too short. */
static void test_given_back_again(void **state)
{
    RcObject *list = Rc_BuildValue("[N]", made()), *last = last_of(list);
    Rc_UNUSED(state);
    Rc_DECREF(last);
    NEXT_IS_GUILTY();
    Rc_DECREF(last);
    assert_told("over-decref", __func__);
    assert_non_null(strstr(told[0].message, "has been given back at line"));
    assert_non_null(list);
}

/* The variable stands for two references, and a borrower gives back a third one. */
static void test_two_references_by_one_name(void **state)
{
    RcObject *item = made(), *list = Rc_BuildValue("[O]", item), *lent = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    Rc_INCREF(item);
    GUILTY(), Rc_DECREF(lent);
    Rc_DECREF(item);
    Rc_DECREF(item);
    assert_told("over-decref", __func__);
    assert_non_null(list);
}

static void test_what_was_lent(void **state)
{
    RcObject *item = made(), *list = Rc_BuildValue("[O]", item);
    RcObject *lent = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    NEXT_IS_GUILTY();
    Rc_DECREF(lent);
    Rc_DECREF(item);
    assert_told("over-decref", __func__);
    assert_non_null(strstr(told[0].message, "only borrowed, from RcList_GetItem"));
    assert_non_null(list);
}

static void test_a_copy_that_is_given_back(void **state)
{
    RcObject *item = made(), *list = Rc_BuildValue("[O]", item);
    RcObject *same;
    Rc_UNUSED(state);
    NEXT_IS_GUILTY();
    same = item;
    Rc_DECREF(item);
    Rc_DECREF(same);
    assert_told("missing-incref", __func__);
    assert_non_null(list);
}

static void test_a_copy_that_is_used_late(void **state)
{
    RcObject *item = made();
    RcObject *same;
    Rc_UNUSED(state);
    NEXT_IS_GUILTY();
    same = item;
    Rc_DECREF(item);
    RcFloat_AsDouble(same);
    assert_told("missing-incref", __func__);
    if (state == NULL) {
        Rc_DECREF(same);
    }
}

/* The name that is given back last is the copied one. */
static void test_a_copy_that_is_given_back_first(void **state)
{
    RcObject *item = made();
    RcObject *same;
    Rc_UNUSED(state);
    NEXT_IS_GUILTY();
    same = item;
    Rc_DECREF(same);
    Rc_DECREF(item);
    assert_told("missing-incref", __func__);
}

static struct topic {
    RcObject *title, *text;
} topic;

static void end_topic(void)
{
    Rc_CLEAR(topic.title);
    Rc_CLEAR(topic.text);
}

__attribute__((noinline)) static void set_title(struct topic *to)
{
    RcObject *title = made();
    NEXT_IS_GUILTY();
    to->title = title;
    RcFloat_AsDouble(title);
    Rc_DECREF(title);
}

static void test_stored_and_given_on_each_way(void **state)
{
    Rc_UNUSED(state);
    set_title(&topic);
    end_topic();
    assert_told("missing-incref", "set_title");
}

__attribute__((noinline)) static int set_text(struct topic *to, int fails)
{
    RcObject *text = made();
    to->text = text;
    if (fails) {
        goto fail;
    }
    return 0;
fail:
    NEXT_IS_GUILTY();
    Rc_DECREF(text);
    return -1;
}

static void test_stored_and_given_on_one_way(void **state)
{
    Rc_UNUSED(state);
    set_text(&topic, 0);
    end_topic();
    expect_nothing_told();
    set_text(&topic, 1);
    end_topic();
    assert_told("over-decref", "set_text");
}

__attribute__((noinline)) static RcObject *sum_of(RcObject *start, RcObject *item)
{
    RcObject *total;
    NEXT_IS_GUILTY();
    total = start;
    Rc_SETREF(total, RcNumber_Add(total, item));
    return total;
}

static void test_an_argument_is_given_back_by_another_name(void **state)
{
    RcObject *start = made(), *item = made(), *sum = sum_of(start, item);
    Rc_UNUSED(state);
    RcFloat_AsDouble(sum);
    RcFloat_AsDouble(start);
    Rc_DECREF(sum);
    Rc_DECREF(item);
    Rc_DECREF(start);
    assert_told("missing-incref", "sum_of");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(given_back_again),
        MISTAKE(two_references_by_one_name),
        MISTAKE(what_was_lent),
        MISTAKE(a_copy_that_is_given_back),
        MISTAKE(a_copy_that_is_used_late),
        MISTAKE(a_copy_that_is_given_back_first),
        MISTAKE(stored_and_given_on_each_way),
        MISTAKE(stored_and_given_on_one_way),
        MISTAKE(an_argument_is_given_back_by_another_name),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
