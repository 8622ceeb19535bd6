/* What lists and tuples share, tried on both: reading a row while its items' own code runs. */
#include "hostile.h"
#include "rows.h"

#include <recount/iterator.h>
#include <recount/sequence.h>
#include <recount/str.h>

enum { TUPLE, LIST };

static RcObject *row_of(int kind, RcObject **items, int count)
{
    return kind == LIST ? list_of(items, count) : tuple_of(items, count);
}

#define BOTH(kind) for (int kind = TUPLE; kind <= LIST; kind++)

static RcObject *call(RcObject *op, const char *name, RcObject *argument)
{
    RcObject *method = RcObject_GetAttrString(op, name);
    assert_non_null(method);
    RcObject *result = argument != NULL ? RcObject_CallOneArg(method, argument) : RcObject_CallNoArgs(method);
    Rc_DECREF(method);
    return result;
}

/* op.index(...) */
static RcObject *call_index(RcObject *op, RcObject *value, RcObject *start, RcObject *stop)
{
    RcObject *method = RcObject_GetAttrString(op, "index");
    assert_non_null(method);
    RcObject *result = RcObject_CallFunctionObjArgs(method, value, start, stop, NULL);
    Rc_DECREF(method);
    return result;
}

static RcObject *subscript(RcObject *op, long index)
{
    RcObject *key = RcInt_FromLong(index);
    RcObject *result = RcObject_GetItem(op, key);
    Rc_DECREF(key);
    return result;
}

static void test_length(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 3);
        assert_int_equal(RcObject_Size(row), 3);
        assert_int_equal(RcSequence_Size(row), 3);
        assert_int_equal(Rc_TYPE(row)->tp_as_mapping->mp_length(row), 3);
        drop(row);
    }
    drop_items(items, 3);
}

static void test_subscripts(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3], *text = RcStr_FromString("a"), *large = RcInt_FromLong(100000);
    make_items(items, 3);
    const char *out_of_range[] = {"tuple index out of range", "list index out of range"};
    const char *wrong[] = {"tuple indices must be integers or slices, not str",
                           "list indices must be integers or slices, not str"};
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 3);
        for (int i = -3; i < 3; i++) {
            RcObject *item = subscript(row, i);
            assert_ptr_equal(item, items[i < 0 ? i + 3 : i]);
            assert_refcnt(item, 3);
            Rc_DECREF(item);
            assert_refcnt(item, 2);
        }
        assert_null(subscript(row, 3));
        assert_raises(RcExc_IndexError, out_of_range[kind]);
        assert_null(subscript(row, -4));
        assert_raises(RcExc_IndexError, out_of_range[kind]);
        assert_null(RcObject_GetItem(row, large));
        assert_raises(RcExc_IndexError, out_of_range[kind]);
        assert_refcnt(large, 1);
        assert_null(RcObject_GetItem(row, text));
        assert_raises(RcExc_TypeError, wrong[kind]);
        assert_refcnt(text, 1);
        RcObject *item = RcSequence_GetItem(row, -1);
        assert_ptr_equal(item, items[2]);
        assert_refcnt(item, 3);
        Rc_DECREF(item);
        assert_null(RcSequence_GetItem(row, 3));
        assert_raises(RcExc_IndexError, out_of_range[kind]);
        assert_null(RcSequence_GetItem(row, -4));
        assert_raises(RcExc_IndexError, out_of_range[kind]);
        assert_all_refcnt(items, 3, 2);
        drop(row);
    }
    Rc_DECREF(large);
    Rc_DECREF(text);
    drop_items(items, 3);
}

static RcObject *index_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no index today");
    return NULL;
}

static RcObject *index_clears_the_list(Hostile *self)
{
    RcList_Clear((RcObject *)self->arg);
    return RcInt_FromLong(-1);
}

static void test_subscripts_by_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    Hostile *key = Hostile_New();
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 2);
        key->on_index = NULL; /* 0 */
        RcObject *item = RcObject_GetItem(row, (RcObject *)key);
        assert_ptr_equal(item, items[0]);
        assert_refcnt(item, 3);
        Rc_DECREF(item);
        key->on_index = index_raises;
        assert_null(RcObject_GetItem(row, (RcObject *)key));
        assert_raises(RcExc_ValueError, "no index today");
        assert_refcnt(key, 1);
        if (kind == LIST) { /* -1 counts from the end that the list has then */
            key->on_index = index_clears_the_list;
            key->arg = row;
            assert_null(RcObject_GetItem(row, (RcObject *)key));
            assert_raises(RcExc_IndexError, "list index out of range");
            assert_all_refcnt(items, 2, 1);
        }
        drop(row);
    }
    drop((RcObject *)key);
    drop_items(items, 2);
}

static void test_unset_slots(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = fresh(0.5);
    RcObject *rows[] = {RcTuple_New(2), RcList_New(2)};
    const char *messages[] = {"tuple item 1 was never set", "list item 1 was never set"};
    const char *reprs[] = {"(<NULL>, <NULL>)", "[<NULL>, <NULL>]"};
    BOTH(kind)
    {
        RcObject *row = rows[kind];
        assert_repr(row, reprs[kind]);
        assert_null(subscript(row, 1));
        assert_raises(RcExc_SystemError, messages[kind]);
        assert_int_equal(RcSequence_Contains(row, value), -1);
        assert_raises(RcExc_SystemError, NULL);
        assert_null(call(row, "count", value));
        assert_raises(RcExc_SystemError, NULL);
        assert_null(call(row, "index", value));
        assert_raises(RcExc_SystemError, NULL);
        RcObject *other = row_of(kind, (RcObject *[]){value, value}, 2);
        assert_null(RcObject_RichCompare(row, other, Rc_EQ));
        assert_raises(RcExc_SystemError, NULL);
        assert_null(RcObject_RichCompare(other, row, Rc_LT));
        assert_raises(RcExc_SystemError, NULL);
        drop(other);
        other = kind == LIST ? RcList_New(2) : RcTuple_New(2);
        assert_truth(RcObject_RichCompare(row, other, Rc_EQ), 1);
        drop(other);
        assert_refcnt(value, 1);
        drop(row);
    }
    drop(value);
}

static void test_contains(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3], *equal = fresh(1.5), *other = fresh(9.5);
    make_items(items, 3);
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 3);
        assert_int_equal(RcSequence_Contains(row, items[2]), 1);
        assert_int_equal(RcSequence_Contains(row, equal), 1);
        assert_int_equal(RcSequence_Contains(row, other), 0);
        assert_all_refcnt(items, 3, 2);
        assert_refcnt(equal, 1);
        assert_refcnt(other, 1);
        drop(row);
    }
    drop(equal);
    drop(other);
    drop_items(items, 3);
}

static void test_count(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3] = {fresh(0.5), fresh(1.5), fresh(0.5)}, *other = fresh(9.5);
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 3);
        assert_int_result(call(row, "count", items[0]), 2);
        assert_int_result(call(row, "count", items[1]), 1);
        assert_int_result(call(row, "count", other), 0);
        assert_all_refcnt(items, 3, 2);
        assert_refcnt(other, 1);
        drop(row);
    }
    drop(other);
    drop_items(items, 3);
}

static void test_index(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3] = {fresh(0.5), fresh(1.5), fresh(0.5)}, *other = fresh(9.5);
    RcObject *one = RcInt_FromLong(1), *two = RcInt_FromLong(2), *minus_one = RcInt_FromLong(-1);
    RcObject *far = RcInt_FromLong(-100000), *text = RcStr_FromString("a");
    const char *absent[] = {"tuple.index(x): x not in tuple", "0.5 is not in list"};
    BOTH(kind)
    {
        RcObject *row = row_of(kind, items, 3);
        assert_int_result(call_index(row, items[2], NULL, NULL), 0);
        assert_int_result(call_index(row, items[0], one, NULL), 2);
        assert_int_result(call_index(row, items[0], minus_one, NULL), 2);
        assert_int_result(call_index(row, items[0], far, minus_one), 0);
        assert_null(call_index(row, items[0], one, two));
        assert_raises(RcExc_ValueError, absent[kind]);
        assert_null(call_index(row, items[0], one, minus_one));
        assert_raises(RcExc_ValueError, absent[kind]);
        assert_null(call_index(row, other, NULL, NULL));
        assert_raises(RcExc_ValueError, kind == LIST ? "9.5 is not in list" : absent[kind]);
        assert_null(call_index(row, other, text, NULL));
        assert_raises(RcExc_TypeError, "slice indices must be integers or have an __index__ method");
        assert_null(call_index(row, other, one, text));
        assert_raises(RcExc_TypeError, "slice indices must be integers or have an __index__ method");
        assert_null(call(row, "index", NULL));
        assert_raises(RcExc_TypeError, "index expected at least 1 argument, got 0");
        RcObject *method = RcObject_GetAttrString(row, "index");
        assert_null(RcObject_CallFunctionObjArgs(method, one, one, one, one, NULL));
        assert_raises(RcExc_TypeError, "index expected at most 3 arguments, got 4");
        Rc_DECREF(method);
        Hostile *bound = Hostile_New();
        bound->on_index = index_raises;
        assert_null(call_index(row, other, (RcObject *)bound, NULL));
        assert_raises(RcExc_ValueError, "no index today");
        drop((RcObject *)bound);
        assert_all_refcnt(items, 3, 2);
        assert_refcnt(other, 1);
        drop(row);
    }
    Rc_DECREF(one);
    Rc_DECREF(two);
    Rc_DECREF(minus_one);
    Rc_DECREF(far);
    Rc_DECREF(text);
    drop(other);
    drop_items(items, 3);
}

/* Comparison. */

static void test_order(void **state)
{
    Rc_UNUSED(state);
    RcObject *low = fresh(1.5), *high = fresh(2.5), *high_too = fresh(2.5);
    RcObject *contents[][2] = {{low, low}, {low, high}, {high, low}};
    BOTH(kind)
    {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                RcObject *x = row_of(kind, contents[i], 2), *y = row_of(kind, contents[j], 2);
                assert_truth(RcObject_RichCompare(x, y, Rc_LT), i < j);
                assert_truth(RcObject_RichCompare(x, y, Rc_LE), i <= j);
                assert_truth(RcObject_RichCompare(x, y, Rc_EQ), i == j);
                assert_truth(RcObject_RichCompare(x, y, Rc_NE), i != j);
                assert_truth(RcObject_RichCompare(x, y, Rc_GT), i > j);
                assert_truth(RcObject_RichCompare(x, y, Rc_GE), i >= j);
                drop(x);
                drop(y);
                assert_refcnt(low, 1);
                assert_refcnt(high, 1);
            }
        }
        RcObject *x = row_of(kind, &high, 1), *y = row_of(kind, &high_too, 1);
        RcObject *longer = row_of(kind, (RcObject *[]){high_too, low}, 2);
        assert_truth(RcObject_RichCompare(x, y, Rc_EQ), 1); /* equal items, not the same */
        assert_truth(RcObject_RichCompare(x, longer, Rc_LT), 1);
        assert_truth(RcObject_RichCompare(x, longer, Rc_EQ), 0);
        assert_truth(RcObject_RichCompare(x, longer, Rc_NE), 1);
        assert_truth(RcObject_RichCompare(longer, x, Rc_GE), 1);
        assert_refcnt(high, 2);
        assert_refcnt(high_too, 3);
        assert_refcnt(low, 2);
        drop(longer);
        drop(x);
        drop(y);
    }
    drop(low);
    drop(high);
    drop(high_too);
}

static RcObject *compare_raises(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "incomparable");
    return NULL;
}

static RcObject *only_equality_works(Hostile *self, RcObject *other, int op)
{
    return op == Rc_EQ ? Rc_NewRef(Rc_False) : compare_raises(self, other, op);
}

static void test_comparison_that_raises(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = fresh(0.5);
    Hostile *item = Hostile_New();
    item->on_compare = compare_raises;
    RcObject *hostile = (RcObject *)item;
    BOTH(kind)
    {
        RcObject *row = row_of(kind, &hostile, 1), *other = row_of(kind, &value, 1);
        item->on_compare = compare_raises;
        assert_null(RcObject_RichCompare(row, other, Rc_EQ));
        assert_raises(RcExc_ValueError, "incomparable");
        assert_int_equal(RcSequence_Contains(row, value), -1);
        assert_raises(RcExc_ValueError, "incomparable");
        assert_null(call(row, "count", value));
        assert_raises(RcExc_ValueError, "incomparable");
        assert_null(call(row, "index", value));
        assert_raises(RcExc_ValueError, "incomparable");
        assert_int_equal(RcSequence_Contains(row, hostile), 1); /* the same object: not asked */
        item->on_compare = only_equality_works;
        assert_truth(RcObject_RichCompare(row, other, Rc_EQ), 0);
        assert_null(RcObject_RichCompare(row, other, Rc_LT));
        assert_raises(RcExc_ValueError, "incomparable");
        assert_refcnt(hostile, 2);
        assert_refcnt(value, 2);
        drop(row);
        drop(other);
    }
    drop(hostile);
    drop(value);
}

/* Empties the list while two items are compared: only the comparison's own references are left. */
static RcObject *clear_and_say_no(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(op);
    RcList_Clear((RcObject *)self->arg);
    assert_true(Rc_REFCNT(self) >= 1);
    assert_true(Rc_REFCNT(other) >= 1);
    Rc_RETURN_FALSE;
}

static RcObject *clear_and_say_yes(Hostile *self, RcObject *other, int op)
{
    Rc_DECREF(clear_and_say_no(self, other, op));
    Rc_RETURN_TRUE;
}

/* A list of count hostile items that nobody else holds. */
static RcObject *hostile_list(int count, RcObject *(*on_compare)(Hostile *, RcObject *, int))
{
    RcObject *list = RcList_New(count);
    for (int i = 0; i < count; i++) {
        Hostile *item = Hostile_New();
        item->on_compare = on_compare;
        item->arg = list;
        RcList_SET_ITEM(list, i, item);
    }
    return list;
}

static void test_comparison_that_empties_the_list(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = fresh(0.5);
    RcObject *(*callbacks[])(Hostile *, RcObject *, int) = {clear_and_say_no, clear_and_say_yes};
    for (int i = 0; i < 2; i++) {
        RcObject *list = hostile_list(3, callbacks[i]);
        assert_int_equal(RcSequence_Contains(list, value), i);
        assert_int_equal(RcList_GET_SIZE(list), 0);
        drop(list);
        list = hostile_list(3, callbacks[i]);
        assert_int_result(call(list, "count", value), i);
        drop(list);
        list = hostile_list(3, callbacks[i]);
        RcObject *other = hostile_list(3, callbacks[i]);
        for (int j = 0; j < 3; j++) {
            ((Hostile *)RcList_GET_ITEM(list, j))->arg = other;
        }
        assert_truth(RcObject_RichCompare(list, other, Rc_EQ), 0); /* of 3 against 0 items */
        drop(other);
        drop(list);
        list = hostile_list(3, callbacks[i]);
        other = hostile_list(3, callbacks[i]);
        assert_truth(RcObject_RichCompare(list, other, Rc_LT), i); /* the first item: then none */
        drop(other);
        drop(list);
        assert_refcnt(value, 1);
    }
    drop(value);
    assert_live(0);
}

/* Printing. */

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    const char *expected[][3] = {{"()", "(0.5,)", "(0.5, 1.5)"}, {"[]", "[0.5]", "[0.5, 1.5]"}};
    BOTH(kind)
    {
        for (int size = 0; size < 3; size++) {
            RcObject *row = row_of(kind, items, size);
            assert_repr(row, expected[kind][size]);
            Rc_DECREF(row);
        }
    }
    assert_all_refcnt(items, 2, 1);
    drop_items(items, 2);
}

static void test_repr_of_a_row_in_itself(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(0), *tuple = RcTuple_Pack(1, list);
    assert_int_equal(RcList_Append(list, tuple), 0);
    assert_repr(list, "[([...],)]");
    assert_repr(tuple, "([(...)],)");
    assert_refcnt(list, 2);
    assert_refcnt(tuple, 2);
    assert_int_equal(RcList_Clear(list), 0);
    drop(tuple);
    assert_int_equal(RcList_Append(list, list), 0);
    assert_repr(list, "[[...]]");
    assert_refcnt(list, 2);
    assert_int_equal(RcList_Clear(list), 0);
    drop(list);
}

static RcObject *repr_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "unspeakable");
    return NULL;
}

static RcObject *repr_clears(Hostile *self)
{
    RcList_Clear((RcObject *)self->arg);
    assert_refcnt(self, 1); /* the one that the repr of the list holds */
    return RcStr_FromString("gone");
}

static void test_repr_of_hostile_items(void **state)
{
    Rc_UNUSED(state);
    RcObject *hostile = (RcObject *)Hostile_New();
    ((Hostile *)hostile)->on_repr = repr_raises;
    BOTH(kind)
    {
        RcObject *row = row_of(kind, (RcObject *[]){hostile, hostile}, 2);
        assert_null(RcObject_Repr(row));
        assert_raises(RcExc_ValueError, "unspeakable");
        assert_refcnt(hostile, 3);
        assert_null(RcObject_Repr(row)); /* not "...": the first one was left properly */
        assert_raises(RcExc_ValueError, "unspeakable");
        drop(row);
    }
    drop(hostile);

    RcObject *list = hostile_list(3, NULL);
    ((Hostile *)RcList_GET_ITEM(list, 0))->on_repr = repr_clears;
    assert_repr(list, "[gone]");
    assert_int_equal(RcList_GET_SIZE(list), 0);
    drop(list);
}

/* Each allocation failing; swept is the row, swept_value in it. */

static RcObject *swept, *swept_value;

static int sweep_result(RcObject *result)
{
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int run_repr(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcObject_Repr(swept));
}

static int run_repr_in_itself(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *list = RcList_New(0);
    if (list == NULL) {
        return -1;
    }
    int result = RcList_Append(list, list);
    result = result < 0 ? -1 : sweep_result(RcObject_Repr(list));
    RcObject *pending = RcErr_GetRaisedException();
    RcList_Clear(list);
    RcErr_SetRaisedException(pending);
    Rc_DECREF(list);
    return result;
}

static int run_compare(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcObject_RichCompare(swept, swept, Rc_EQ));
}

static int run_index(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcObject_CallMethod(swept, "index", "O", swept_value));
}

static int run_count(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcObject_CallMethod(swept, "count", "O", swept_value));
}

static int run_index_absent(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *result = RcObject_CallMethod(swept, "index", "O", Rc_None);
    assert_null(result);
    if (!RcErr_ExceptionMatches(RcExc_ValueError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    swept_value = items[1];
    BOTH(kind)
    {
        swept = row_of(kind, items, 2);
        RcObject *watched[] = {swept, items[0], items[1], NULL};
        assert_true(sweep(run_repr, NULL, watched) > 0);
        sweep(run_compare, NULL, watched);
        assert_true(sweep(run_index, NULL, watched) > 0);
        assert_true(sweep(run_count, NULL, watched) > 0);
        assert_true(sweep(run_index_absent, NULL, watched) > 0);
        drop(swept);
    }
    assert_true(sweep(run_repr_in_itself, NULL, NULL) > 0);
    drop_items(items, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_length),
        counted_test(test_subscripts),
        counted_test(test_subscripts_by_objects),
        counted_test(test_unset_slots),
        counted_test(test_contains),
        counted_test(test_count),
        counted_test(test_index),
        counted_test(test_order),
        counted_test(test_comparison_that_raises),
        counted_test(test_comparison_that_empties_the_list),
        counted_test(test_repr),
        counted_test(test_repr_of_a_row_in_itself),
        counted_test(test_repr_of_hostile_items),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
