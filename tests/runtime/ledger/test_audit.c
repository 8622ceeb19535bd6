/* The audit: what is certain from who refers to whom, and when it is told. */
#include "pair.h"

#define auditing_test(function) cmocka_unit_test_setup_teardown(function, begin, end_telling)

static void test_right_code(void **state)
{
    Pair *pair = new_pair(), *other = new_pair();
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(other));
    Rc_SETREF(other->left, Rc_NewRef(pair)); /* a cycle */
    pair->lent = other->right;
    Rc_DECREF(pair);
    Rc_DECREF(other);
    assert_int_equal(RcGC_Collect(), 2);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

static void test_more_holders_than_references(void **state)
{
    Pair *pair = new_pair();
    RcObject *item = RcFloat_FromDouble(3.5);
    int line;
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, item);
    line = __LINE__ + 1;
    Rc_SETREF(pair->right, item);
    Rc_AuditHeap();
    expect_told("missing-incref", line, "objects hold 2 references to it (one is the test.Pair object");
    assert_int_equal(Rc_REFCNT(item), 2); /* mended, so that the program can go on */
    Rc_DECREF(pair);
    expect_nothing_told();
}

/* A mistake on a constant leads to no crash anywhere; the book knows. */
static void test_an_immortal_object(void **state)
{
    Pair *pair = new_pair();
    int line;
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(Rc_None));
    line = __LINE__ + 1;
    Rc_DECREF(Rc_None);
    Rc_AuditHeap();
    expect_told("over-decref", line, "NoneType object");
    Rc_DECREF(pair);
}

/* The error indicator owns what it shows. */
static void test_the_pending_error(void **state)
{
    RcObject *error;
    int line;
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_AuditHeap();
    expect_nothing_told();
    error = RcErr_GetRaisedException();
    RcErr_SetRaisedException(error); /* steals it */
    line = __LINE__ + 1;
    Rc_DECREF(error);
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_int_equal(told[0].line, line);
    assert_non_null(strstr(told[0].message, "ValueError object"));
}

static int find_at_next_operation(void *arg)
{
    RcObject *list, *item;
    Rc_UNUSED(arg);
    Rc_Initialize();
    list = Rc_BuildValue("[s]", "item");
    item = RcList_GetItem(list, 0);
    Rc_INCREF(list);
    Rc_DECREF(item);
    Rc_DECREF(list);
    Rc_DECREF(list); /* lets the list die, and with it what is wrong */
    Rc_Finalize();
    return 9;
}

static void test_how_often(void **state)
{
    static const char *const each[] = {"RECOUNT_AUDIT", "1", NULL}, *const never[] = {"RECOUNT_AUDIT", "0",
                                                                                      NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, find_at_next_operation, NULL, each);
    expect_child(&child, 1, "still refers to it after it was freed");
    run_child(&child, find_at_next_operation, NULL, never);
    expect_child(&child, 1, "it is used after its last reference was given back");
}

/* In a large heap audits wait until they can be afforded, but come. */
static void test_a_large_heap(void **state)
{
    RcObject *all = RcList_New(0), *list = RcList_New(0), *item;
    Rc_UNUSED(state);
    for (int i = 0; i < 5000; i++) {
        item = (RcFloat_FromDouble)(i);
        (RcList_Append)(all, item);
        (Rc_DECREF)(item);
    }
    item = (RcFloat_FromDouble)(0.5);
    RcList_Append(list, item);
    Rc_DECREF(item);
    Rc_DECREF(item);
    for (int i = 0; i < 1000 && told_count == 0; i++) {
        RcList_Size(all);
    }
    expect_told("over-decref", 0, "(freed)");
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
    Rc_DECREF(all);
}

/* -- how much is audited -- */

/* While there is one pair. */
static int audits_of(int operations)
{
    int before = traversed;
    for (int i = 0; i < operations; i++) {
        RcErr_Occurred();
    }
    return traversed - before;
}

/* Objects that are made, or unmade, without an operation. */
static void set_length(RcObject *list, Rc_ssize_t length)
{
    (RcList_SetSlice)(list, length, RC_SSIZE_T_MAX, NULL);
    while ((RcList_Size)(list) < length) {
        RcObject *item = (RcFloat_FromDouble)(0.5);
        assert_int_equal((RcList_Append)(list, item), 0);
        (Rc_DECREF)(item);
    }
}

/* Operations earn work for audits: the first 3,000 some 2,500 objects and edges each, then a tenth. */
static void test_the_allowance(void **state)
{
    Pair *pair;
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcGC_Disable();
    pair = new_pair();
    assert_int_equal(audits_of(100), 100);
    set_length(list, 5000); /* of 10,000 objects and edges an audit is due every fourth time */
    assert_between(audits_of(200), 40, 50);
    set_length(list, 0);
    audits_of(3000);
    set_length(list, 5000);
    assert_between(audits_of(1000), 20, 26);
    Rc_AuditHeap(); /* what is asked for is not counted */
    assert_int_equal(audits_of(1), 0);
    set_length(list, 0);
    Rc_DECREF(list);
    Rc_DECREF(pair);
    expect_nothing_told();
}

/* RECOUNT_AUDIT=n: every n-th operation, if that is affordable. */
static int count_audits(void *arg)
{
    Pair *pair;
    int third;
    Rc_UNUSED(arg);
    Rc_Initialize();
    pair = new_pair();
    third = audits_of(90);
    Rc_DECREF(pair);
    Rc_Finalize();
    return third;
}

static void test_each_third_operation(void **state)
{
    static const char *const settings[] = {"RECOUNT_AUDIT", "3", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, count_audits, NULL, settings);
    expect_child(&child, 30, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_right_code),         auditing_test(test_more_holders_than_references),
        auditing_test(test_an_immortal_object), auditing_test(test_the_pending_error),
        cmocka_unit_test(test_how_often),       auditing_test(test_a_large_heap),
        auditing_test(test_the_allowance),      cmocka_unit_test(test_each_third_operation),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
