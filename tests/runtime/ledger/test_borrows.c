/* Borrowed references whose lender has given them up, while somebody else keeps the object alive by luck. */
#include "guilty.h"

#include <recount/hashtable.h>

/* A number, and two containers that hold it: nobody else does. */
static RcObject *first, *other;

static void begin(void)
{
    RcObject *number = RcFloat_FromDouble(1.5);
    first = RcList_New(0);
    other = RcHashTable_New();
    RcList_Append(first, number);
    RcHashTable_SetItemString(other, "number", number);
    Rc_DECREF(number);
}

static void end(void)
{
    Rc_DECREF(first);
    Rc_DECREF(other);
}

static void use_after_delete(void)
{
    RcObject *item = RcList_GetItem(first, 0);
    RcSequence_DelItem(first, 0);
    GUILTY(), RcFloat_AsDouble(item);
}

static void test_the_lender_lets_it_go(void **state)
{
    Rc_UNUSED(state);
    begin();
    use_after_delete();
    end();
    assert_told("stale-borrow", "use_after_delete");
    assert_non_null(strstr(told[0].message, "its lender has given it up"));
    assert_non_null(strstr(told[0].message, "only the hashtable.HashTable object"));
    assert_int_equal(told_count, 1);
}

static void use_after_end_of_lender(void)
{
    RcObject *copy = RcSequence_List(first);
    RcObject *item = RcList_GET_ITEM(copy, 0);
    Rc_DECREF(copy);
    GUILTY(), RcList_Append(first, item);
}

static void test_the_lender_goes(void **state)
{
    Rc_UNUSED(state);
    begin();
    use_after_end_of_lender();
    end();
    assert_told("stale-borrow", "use_after_end_of_lender");
}

static double value_of(RcObject *item)
{
    return RcFloat_AsDouble(item);
}

static void hand_it_on(void)
{
    RcObject *item = RcList_GetItem(first, 0);
    RcList_Clear(first);
    GUILTY(), value_of(item);
}

static void test_it_is_handed_on(void **state)
{
    Rc_UNUSED(state);
    begin();
    hand_it_on();
    end();
    assert_told("stale-borrow", "hand_it_on");
}

/* -- what is right -- */

static void take_in_time(void)
{
    RcObject *item = Rc_NewRef(RcList_GetItem(first, 0));
    RcList_Clear(first);
    RcFloat_AsDouble(item);
    Rc_DECREF(item);
}

static void borrow_from_another(void)
{
    RcObject *item = RcList_GetItem(first, 0);
    RcList_Clear(first);
    item = RcHashTable_GetItemString(other, "number");
    RcFloat_AsDouble(item);
}

static void keep_it_elsewhere(void)
{
    RcObject *item = RcList_GetItem(first, 0);
    RcObject *pair = RcTuple_Pack(1, item); /* which holds it, as arguments do */
    RcList_Clear(first);
    RcFloat_AsDouble(item);
    Rc_DECREF(pair);
}

static void replace_and_look_at_the_new_one(void)
{
    RcObject *item = RcList_GetItem(first, 0);
    RcFloat_AsDouble(item);
    RcList_SetItem(first, 0, RcFloat_FromDouble(2.5));
    RcFloat_AsDouble(RcList_GetItem(first, 0));
}

static void use_lent(RcObject *item)
{
    RcObject *found = RcList_GetItem(first, RcSequence_Index(first, item));
    RcSequence_DelItem(first, 0);
    RcList_Insert(first, 0, found); /* its caller has borrowed it from who still has it */
}

static void lend_from_another(void)
{
    RcObject *key, *value;
    Rc_ssize_t position = 0;
    while (RcHashTable_Next(other, &position, &key, &value)) {
        use_lent(value);
    }
}

static void test_what_is_right(void **state)
{
    void (*const right[])(void) = {take_in_time, borrow_from_another, keep_it_elsewhere,
                                   replace_and_look_at_the_new_one, lend_from_another};
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        begin();
        right[i]();
        end();
    }
    Rc_AuditHeap();
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(the_lender_lets_it_go),
        MISTAKE(the_lender_goes),
        MISTAKE(it_is_handed_on),
        telling_test(test_what_is_right),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
