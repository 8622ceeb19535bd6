/* Uses of what the user has given up himself, while something else keeps the object. */
#include "guilty.h"

static RcObject *shelf; /* a list with a float, whose only holder it is */
static RcObject *spare; /* what `borrow_for_good` keeps */

static void fill_shelf(void)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    shelf = RcList_New(0);
    RcList_Append(shelf, item);
    Rc_DECREF(item);
}

/* What might have ended the object. */
static Rc_ssize_t look_around(void)
{
    return RcList_Size(shelf) + RcObject_IsTrue(shelf);
}

static RC_NOINLINE void weigh(RcObject *item)
{
    RcFloat_AsDouble(item);
}

static void keep(RcObject *item)
{
    Rc_XSETREF(spare, Rc_NewRef(item));
}

static void close_shelf(void)
{
    Rc_CLEAR(spare);
    Rc_CLEAR(shelf);
}

static void assert_nothing_told(void)
{
    close_shelf();
    Rc_AuditHeap();
    assert_int_equal(told_count, 0);
}

/* -- mistakes -- */

static void test_after_others_ran(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    close_shelf();
    assert_told("use-after-free", __func__);
    assert_int_equal(told_count, 1);
    assert_non_null(strstr(told[0].message, "RcFloat_AsDouble uses what Rc_DECREF at line"));
}

static void test_handed_to_a_function(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    if (sizeof(void *) == 4) {
        skip(); /* not told there: see docs/departures.md */
    }
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    NEXT_IS_GUILTY();
    weigh(item);
    close_shelf();
    assert_told("use-after-free", __func__);
}

/* One that does it right on the other way does not mean to borrow it. */
static int has_ints_only(RcObject *list)
{
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++) {
        RcObject *item = RcSequence_GetItem(list, i);
        if (!RcInt_Check(item)) {
            Rc_DECREF(item);
            NEXT_IS_GUILTY();
            RcObject_IsTrue(item);
            return 0;
        }
        RcInt_AsLong(item);
        Rc_DECREF(item);
    }
    return 1;
}

static void test_otherwise_on_another_way(void **state)
{
    Rc_UNUSED(state);
    fill_shelf();
    assert_int_equal(has_ints_only(shelf), 0);
    close_shelf();
    assert_told("use-after-free", "has_ints_only");
}

/* -- what is none -- */

static void test_at_once(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_put_into_a_container(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcFloat_FromDouble(7);
    RcList_Append(shelf, item);
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_kept_by_a_function(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    keep(item);
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_borrowed_and_protected(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcList_GetItem(shelf, 0);
    Rc_INCREF(item);
    look_around();
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_with_another_reference(void **state)
{
    RcObject *item, *same;
    Rc_UNUSED(state);
    fill_shelf();
    same = RcSequence_GetItem(shelf, 0);
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    Rc_DECREF(same);
    assert_nothing_told();
}

static RcObject *made_for_others(void)
{
    return RcFloat_FromDouble(7.5);
}

static void test_with_a_reference_of_a_function(void **state)
{
    RcObject *same = made_for_others(), *item;
    Rc_UNUSED(state);
    shelf = RcList_New(0);
    RcList_Append(shelf, same);
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    Rc_DECREF(same);
    assert_nothing_told();
}

static void test_held_by_a_tuple(void **state)
{
    RcObject *item, *both;
    Rc_UNUSED(state);
    fill_shelf();
    both = RcSequence_Tuple(shelf);
    item = RcSequence_GetItem(both, 0);
    Rc_DECREF(item);
    look_around();
    RcFloat_AsDouble(item);
    Rc_DECREF(both);
    assert_nothing_told();
}

static RcObject *cursor;

static void advance(void)
{
    cursor = RcList_GetItem(shelf, 0);
    look_around();
}

static void test_a_variable_of_all(void **state)
{
    Rc_UNUSED(state);
    fill_shelf();
    cursor = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(cursor);
    advance();
    RcFloat_AsDouble(cursor);
    assert_nothing_told();
}

static void point_to_first(RcObject **place)
{
    *place = RcList_GetItem(shelf, 0);
    look_around();
}

static void test_a_variable_that_others_know(void **state)
{
    RcObject *item = NULL, **place = &item;
    Rc_UNUSED(state);
    fill_shelf();
    look_around();

    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    point_to_first(place);
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static int is_too_light(RcObject *list)
{
    RcObject *item = RcSequence_GetItem(list, 0);
    if (item == NULL) {
        Rc_DECREF(item);
        return -1;
    }
    Rc_DECREF(item);
    return RcFloat_AsDouble(item) < 1.0;
}

static void test_given_back_with_an_error(void **state)
{
    Rc_UNUSED(state);
    fill_shelf();
    assert_int_equal(is_too_light(shelf), 0);
    assert_nothing_told();
}

static void test_taken_again(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    keep(RcList_GetItem(shelf, 0));
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_something_else_by_then(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    item = shelf;
    RcList_Size(item);
    assert_nothing_told();
}

static void test_said_to_be_borrowed(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item); /* the shelf keeps it */
    look_around();
    RcFloat_AsDouble(item);
    assert_nothing_told();
}

static void test_in_another_block(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    for (int i = 0; i < 2; i++) {
        if (i == 0) {
            Rc_DECREF(item);
            look_around();
            continue;
        }
        RcFloat_AsDouble(item);
    }
    assert_nothing_told();
}

static void test_compared_only(void **state)
{
    RcObject *item;
    Rc_UNUSED(state);
    fill_shelf();
    item = RcSequence_GetItem(shelf, 0);
    Rc_DECREF(item);
    look_around();
    assert_true(item == RcList_GetItem(shelf, 0));
    assert_nothing_told();
}

static void test_immortal(void **state)
{
    RcObject *result;
    Rc_UNUSED(state);
    fill_shelf();
    result = RcObject_RichCompare(shelf, shelf, Rc_EQ);
    Rc_DECREF(result);
    look_around();
    RcObject_IsTrue(result);
    assert_nothing_told();
}

static void test_a_type(void **state)
{
    RcObject *type;
    Rc_UNUSED(state);
    fill_shelf();
    type = RcObject_Type(shelf);
    Rc_DECREF(type);
    look_around();
    Rc_DECREF(RcObject_Repr(type));
    assert_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(after_others_ran),
        MISTAKE(handed_to_a_function),
        MISTAKE(otherwise_on_another_way),
        MISTAKE(at_once),
        MISTAKE(put_into_a_container),
        MISTAKE(kept_by_a_function),
        MISTAKE(borrowed_and_protected),
        MISTAKE(with_another_reference),
        MISTAKE(with_a_reference_of_a_function),
        MISTAKE(held_by_a_tuple),
        MISTAKE(a_variable_of_all),
        MISTAKE(a_variable_that_others_know),
        MISTAKE(given_back_with_an_error),
        MISTAKE(taken_again),
        MISTAKE(something_else_by_then),
        MISTAKE(said_to_be_borrowed),
        MISTAKE(in_another_block),
        MISTAKE(compared_only),
        MISTAKE(immortal),
        MISTAKE(a_type),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
