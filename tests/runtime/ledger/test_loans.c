/* Borrowed references that are used after their lender has given them up, while something else keeps the object. */
#include "guilty.h"

static RcObject *other; /* a list that holds what is lent, too */

/* A list with one item that `other` also holds, and that nobody else does. */
static RcObject *lender(void)
{
    RcObject *item = RcFloat_FromDouble(1.5), *list = RcList_New(0);
    other = RcList_New(0);
    RcList_Append(list, item);
    RcList_Append(other, item);
    Rc_DECREF(item);
    return list;
}

static void release(RcObject *list)
{
    Rc_XDECREF(list);
    Rc_DECREF(other);
}

static void test_after_the_list_is_emptied(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcList_SetSlice(list, 0, 1, NULL);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    RcFloat_AsDouble(item); /* told once */
    release(list);
    assert_told("stale-borrow", __func__);
    assert_int_equal(told_count, 1);
    assert_non_null(strstr(told[0].message, "only borrowed, from RcList_GetItem"));
}

static void test_after_the_lender_is_gone(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GET_ITEM(list, 0);
    Rc_DECREF(list);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    release(NULL);
    assert_told("stale-borrow", __func__);
}

/* Nothing is left of the lender, and its address may be another object's. */
static int use_after_the_lender(void *arg)
{
    RcObject *list, *item, *next;
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0 || RcLedger_SetReporter(note_finding, NULL) < 0) {
        return 99;
    }
    list = lender();
    item = RcList_GET_ITEM(list, 0);
    Rc_DECREF(list);
    next = arg != NULL ? RcList_New(0) : NULL;
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    Rc_XDECREF(next);
    release(NULL);
    return told_count == 1 && told[0].line == guilty && strcmp(told[0].kind, "stale-borrow") == 0 ? 0 : 98;
}

static void test_without_a_quarantine(void **state)
{
    static const char *const settings[] = {"RECOUNT_OPTIONS", "quarantine=0", NULL};
    Child child;
    Rc_UNUSED(state);
    Rc_Finalize();
    run_child(&child, use_after_the_lender, NULL, settings);
    expect_child(&child, 0, "");
    run_child(&child, use_after_the_lender, &child, settings);
    expect_child(&child, 0, "");
}

__attribute__((noinline)) static void look(RcObject *list)
{
    RcFloat_AsDouble(RcList_GetItem(list, 0));
}

/* Who had borrowed it before, and has ended, does not use it. */
static void test_lent_to_another_before(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    look(other);
    item = RcList_GetItem(list, 0);
    RcSequence_DelItem(list, 0);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    release(list);
    assert_told("stale-borrow", __func__);
}

static double value_of(RcObject *number)
{
    return RcFloat_AsDouble(number);
}

/* Who hands it to another function is told, not that one. */
static void test_handed_on(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcSequence_DelItem(list, 0);
    NEXT_IS_GUILTY();
    value_of(item);
    release(list);
    assert_told("stale-borrow", __func__);
}

/* Of a key and a value that the same line lends, the value is replaced. */
static void test_a_value_that_is_replaced(void **state)
{
    RcObject *list = lender(), *key, *value, *table = RcHashTable_New(), *name = RcStr_FromString("its name");
    Rc_ssize_t pos = 0;
    Rc_UNUSED(state);
    RcHashTable_SetItem(table, name, RcList_GET_ITEM(list, 0));
    Rc_DECREF(list);
    Rc_DECREF(name);
    while (RcHashTable_Next(table, &pos, &key, &value)) {
        RcHashTable_SetItem(table, key, Rc_None);
        RcStr_GetLength(key);
        assert_int_equal(told_count, 0);
        NEXT_IS_GUILTY();
        RcFloat_AsDouble(value);
    }
    Rc_DECREF(table);
    release(NULL);
    assert_told("stale-borrow", __func__);
}

static void test_what_was_parsed(void **state)
{
    RcObject *list = lender(), *args = Rc_BuildValue("(iO)", 7, RcList_GET_ITEM(list, 0)), *item;
    int number;
    Rc_UNUSED(state);
    assert_true(RcArg_ParseTuple(args, "iO", &number, &item));
    RcFloat_AsDouble(item);
    assert_int_equal(told_count, 0);
    Rc_DECREF(list);
    Rc_DECREF(args);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    release(NULL);
    assert_told("stale-borrow", __func__);
    assert_non_null(strstr(told[0].message, "RcArg_ParseTuple"));
}

/* Of a loan that is none, since not the tuple has the object but its item, the call leaves the one before as it is. */
static void test_parsed_out_of_an_item_meanwhile(void **state)
{
    RcObject *list = lender(), *args = Rc_BuildValue("((O))", RcList_GET_ITEM(list, 0)), *item, *same;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    assert_true(RcArg_ParseTuple(args, "(O)", &same));
    assert_ptr_equal(same, item);
    RcSequence_DelItem(list, 0);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    Rc_DECREF(args);
    release(list);
    assert_told("stale-borrow", __func__);
}

/* -- correct -- */

static void test_with_a_reference_meanwhile(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    Rc_INCREF(item);
    RcSequence_DelItem(list, 0);
    RcFloat_AsDouble(item);
    Rc_DECREF(item);
    assert_int_equal(told_count, 0);
    release(list);
}

/* As long as the lender has another one, all is well. */
static void test_a_lender_that_has_it_twice(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcList_Append(list, item);
    RcSequence_DelItem(list, 0);
    RcFloat_AsDouble(item);
    assert_int_equal(told_count, 0);
    release(list);
}

static void test_put_elsewhere_before(void **state)
{
    RcObject *list = lender(), *item, *third = RcList_New(0);
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcList_Append(third, item);
    RcSequence_DelItem(list, 0);
    RcFloat_AsDouble(item);
    assert_int_equal(told_count, 0);
    Rc_DECREF(third);
    release(list);
}

/* The third list is now the one that keeps it. */
static void test_put_elsewhere_and_taken_from_both(void **state)
{
    RcObject *list = lender(), *item, *third = RcList_New(0);
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcList_Append(third, item);
    RcSequence_DelItem(list, 0);
    RcSequence_DelItem(other, 0);
    RcFloat_AsDouble(item);
    assert_int_equal(told_count, 0);
    Rc_DECREF(third);
    release(list);
}

/* Who lends it is the inner tuple, which still has it. */
static void test_an_item_of_an_item(void **state)
{
    RcObject *list = lender(), *args = Rc_BuildValue("((O))", RcList_GET_ITEM(list, 0)), *item;
    Rc_UNUSED(state);
    assert_true(RcArg_ParseTuple(args, "(O)", &item));
    release(list);
    RcFloat_AsDouble(item);
    assert_int_equal(told_count, 0);
    Rc_DECREF(args);
}

/* A list that is made another kind of list. */
static int is_asked_as_another;
static RcTypeObject Open_Type, Closed_Type;

static int open_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    is_asked_as_another |= Rc_TYPE(op) != &Open_Type;
    return RcList_Type.tp_traverse(op, visit, arg);
}

static int closed_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    is_asked_as_another |= Rc_TYPE(op) != &Closed_Type;
    return RcList_Type.tp_traverse(op, visit, arg);
}

#define LIST_TYPE(name, traverse)                                                                \
    {                                                                                            \
        RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = name, .tp_base = &RcList_Type,          \
                                            .tp_basicsize = sizeof(RcListObject),                \
                                            .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC, \
                                            .tp_traverse = traverse,                             \
    }

static RcTypeObject Open_Type = LIST_TYPE("test.Open", open_traverse);
static RcTypeObject Closed_Type = LIST_TYPE("test.Closed", closed_traverse);

static RcObject *keeper;

static void keep(RcObject *item)
{
    keeper = Rc_BuildValue("[O]", item);
}

/* Without an audit since. */
static int ask_a_lender_of_another_type(void *arg)
{
    RcObject *list, *item;
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0 || RcLedger_SetReporter(note_finding, NULL) < 0 || RcType_Ready(&Open_Type) < 0 ||
        RcType_Ready(&Closed_Type) < 0) {
        return 99;
    }
    list = RcObject_CallNoArgs((RcObject *)&Open_Type);
    item = RcFloat_FromDouble(1.5);
    RcList_Append(list, item);
    keep(item);
    Rc_DECREF(item);
    Rc_AuditHeap();
    item = RcList_GetItem(list, 0);
    Rc_SET_TYPE(list, &Closed_Type);
    RcSequence_DelItem(list, 0);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    Rc_CLEAR(keeper);
    Rc_DECREF(list);
    return is_asked_as_another ? 97 : told_count == 1 && told[0].line == guilty ? 0 : 98;
}

static void test_a_lender_of_another_type(void **state)
{
    static const char *const settings[] = {"RECOUNT_AUDIT", "1000", NULL};
    Child child;
    Rc_UNUSED(state);
    Rc_Finalize();
    run_child(&child, ask_a_lender_of_another_type, NULL, settings);
    expect_child(&child, 0, "");
}

/* The last reference of all: it is freed, and that is told. */
static void test_that_nothing_keeps(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    release(list);
    NEXT_IS_GUILTY();
    RcFloat_AsDouble(item);
    assert_told("stale-borrow", __func__);
    assert_non_null(strstr(told[0].message, "it is used after its last reference was given back"));
    assert_int_equal(told_count, 1);
}

static void test_owned_by_a_caller(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5), *list = Rc_BuildValue("[O]", item), *same;
    Rc_UNUSED(state);
    same = RcList_GetItem(list, 0);
    Rc_DECREF(list);
    RcFloat_AsDouble(same);
    assert_int_equal(told_count, 0);
    Rc_DECREF(item);
}

/* A line that is come to again puts another object into the variable, or none. */
static void test_lent_again(void **state)
{
    RcObject *list = lender(), *item, *first;
    double sum = 0;
    Rc_UNUSED(state);
    first = RcList_GET_ITEM(list, 0);
    RcList_Append(list, Rc_True);
    Rc_UNUSED(first);
    for (int i = 0; i < 2; i++) {
        item = RcList_GetItem(list, 0);
        sum += RcObject_IsTrue(item);
        RcSequence_DelItem(list, 0);
    }
    assert_true(sum == 2);
    assert_int_equal(told_count, 0);
    release(list);
}

static void test_another_variable_by_the_same_name(void **state)
{
    RcObject *list = lender(), *item;
    Rc_UNUSED(state);
    item = RcList_GetItem(list, 0);
    RcSequence_DelItem(list, 0);
    item = Rc_True;
    RcObject_IsTrue(item);
    assert_int_equal(told_count, 0);
    release(list);
}

/* What a call gets is not what it gives. */
static void test_within_an_expression(void **state)
{
    RcObject *list = lender(), *text;
    Rc_UNUSED(state);
    text = RcObject_Repr(RcList_GetItem(list, 0));
    RcSequence_DelItem(list, 0);
    RcStr_GetLength(text);
    assert_int_equal(told_count, 0);
    Rc_DECREF(text);
    release(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(after_the_list_is_emptied),
        MISTAKE(after_the_lender_is_gone),
        MISTAKE(without_a_quarantine),
        MISTAKE(lent_to_another_before),
        MISTAKE(handed_on),
        MISTAKE(a_value_that_is_replaced),
        MISTAKE(what_was_parsed),
        MISTAKE(parsed_out_of_an_item_meanwhile),
        MISTAKE(with_a_reference_meanwhile),
        MISTAKE(a_lender_that_has_it_twice),
        MISTAKE(put_elsewhere_before),
        MISTAKE(put_elsewhere_and_taken_from_both),
        MISTAKE(an_item_of_an_item),
        MISTAKE(a_lender_of_another_type),
        MISTAKE(that_nothing_keeps),
        MISTAKE(owned_by_a_caller),
        MISTAKE(lent_again),
        MISTAKE(another_variable_by_the_same_name),
        MISTAKE(within_an_expression),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
