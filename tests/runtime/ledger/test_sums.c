/* Whose books do not balance: references that pass from function to function, rightly and wrongly.  In each wrong one
 * the function is named, and the line. */
#include "telling.h"

static int guilty;

#define NEXT_IS_GUILTY() (guilty = __LINE__ + 1)

static void expect_guilty(const char *kind, const char *function)
{
    Rc_AuditHeap();
    Rc_Finalize();
    assert_true(told_count > 0);
    if (strcmp(kind, told[0].kind) != 0 &&
        !(strcmp(kind, "leak") == 0 && strcmp(told[0].kind, "lost-reference") == 0)) {
        print_error("expected %s:\n%s", kind, told[0].message);
        fail();
    }
    if (told[0].line != guilty) {
        print_error("expected line %d:\n%s", guilty, told[0].message);
        fail();
    }
    assert_string_equal(told[0].function, function);
}

static RcObject *volatile kept;

/* -- a reference that goes from hand to hand -- */

/* All have an argument: where arguments lie on the stack (32-bit x86), the frame of a function with one is below that of
 * a function without, as if this had called it. */
__attribute__((noinline)) static RcObject *make(double value)
{
    return RcFloat_FromDouble(value);
}

__attribute__((noinline)) static RcObject *make_by_another(double value)
{
    RcObject *item = make(value);
    RcFloat_AsDouble(item);
    return item;
}

__attribute__((noinline)) static void consume(RcObject *item)
{
    Rc_DECREF(item);
}

__attribute__((noinline)) static void look_at(RcObject *item)
{
    Rc_INCREF(item);
    RcFloat_AsDouble(item);
    Rc_DECREF(item);
}

static void test_from_hand_to_hand(void **state)
{
    RcObject *item = make_by_another(1.5);
    Rc_UNUSED(state);
    look_at(item);
    Rc_INCREF(item);
    consume(item);
    look_at(item);
    consume(item);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

/* Made by one, given back by another, taken once too often by a third. */
__attribute__((noinline)) static void take_once_more(RcObject *item)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(item);
    kept = item;
}

static void test_who_took_it_once_more(void **state)
{
    RcObject *item = make_by_another(1.5);
    Rc_UNUSED(state);
    look_at(item);
    take_once_more(item);
    look_at(item);
    consume(item);
    expect_guilty("leak", "take_once_more");
}

__attribute__((noinline)) static void give_once_more(RcObject *item)
{
    RcFloat_AsDouble(item);
    NEXT_IS_GUILTY();
    Rc_DECREF(item);
}

static void test_who_gave_it_back_once_more(void **state)
{
    RcObject *list = RcList_New(0), *item = make_by_another(1.5);
    Rc_UNUSED(state);
    RcList_Append(list, item);
    look_at(item);
    give_once_more(item);
    look_at(item);
    Rc_DECREF(item);
    Rc_AuditHeap();
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "over-decref");
}

/* -- what a dying object held -- */

static void test_what_a_dealloc_gives_back(void **state)
{
    RcObject *list = RcList_New(0), *item = make(1.5);
    Rc_UNUSED(state);
    RcList_Append(list, item);
    Rc_INCREF(item);
    consume(item);
    Rc_DECREF(list);
    consume(item);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

static void test_who_kept_it_beside_a_dying_list(void **state)
{
    RcObject *list = RcList_New(0), *item = make(1.5);
    Rc_UNUSED(state);
    RcList_Append(list, item);
    take_once_more(item);
    Rc_DECREF(list);
    consume(item);
    expect_guilty("leak", "take_once_more");
}

/* -- within a function: each giving pays for the oldest taking -- */

__attribute__((noinline)) static void take_three_give_two(RcObject *item)
{
    Rc_INCREF(item);
    Rc_INCREF(item);
    NEXT_IS_GUILTY();
    Rc_INCREF(item);
    Rc_DECREF(item);
    Rc_DECREF(item);
    kept = item;
}

static void test_the_first_taking_that_nothing_pays_for(void **state)
{
    RcObject *item = make(1.5);
    Rc_UNUSED(state);
    take_three_give_two(item);
    consume(item);
    expect_guilty("leak", "take_three_give_two");
}

/* What a call takes and gives back in its course is nobody's mistake. */
static void test_calls_that_take_and_give(void **state)
{
    RcObject *list = Rc_BuildValue("[ddd]", 3.0, 1.0, 2.0), *first = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    RcList_Sort(list);
    RcList_Reverse(list);
    Rc_INCREF(first);
    RcObject_RichCompareBool(list, list, Rc_EQ);
    Rc_DECREF(first);
    Rc_DECREF(list);
    Rc_AuditHeap();
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_from_hand_to_hand),
        telling_test(test_who_took_it_once_more),
        telling_test(test_who_gave_it_back_once_more),
        telling_test(test_what_a_dealloc_gives_back),
        telling_test(test_who_kept_it_beside_a_dying_list),
        telling_test(test_the_first_taking_that_nothing_pays_for),
        telling_test(test_calls_that_take_and_give),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
