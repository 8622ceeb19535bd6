/* The list's methods, called as attributes. */
#include "hostile.h"
#include "rows.h"

#include <recount/sequence.h>
#include <recount/str.h>

#include <string.h>

/* list.name(first, second), as far as they are not NULL. */
static RcObject *call(RcObject *list, const char *name, RcObject *first, RcObject *second)
{
    RcObject *method = RcObject_GetAttrString(list, name);
    assert_non_null(method);
    RcObject *result = RcObject_CallFunctionObjArgs(method, first, second, NULL);
    Rc_DECREF(method);
    return result;
}

static void test_append_and_extend(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2], *list = RcList_New(0);
    make_items(items, 2);
    RcObject *tuple = tuple_of(items, 2);
    assert_none(call(list, "append", items[0], NULL));
    assert_refcnt(items[0], 3);
    assert_none(call(list, "extend", tuple, NULL));
    assert_refcnt(tuple, 1);
    assert_repr(list, "[0.5, 0.5, 1.5]");
    assert_refcnt(items[0], 4);
    assert_refcnt(items[1], 3);
    assert_null(call(list, "append", NULL, NULL));
    assert_raises(RcExc_TypeError, "list.append() takes exactly one argument (0 given)");
    assert_null(call(list, "extend", items[0], NULL));
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    assert_refcnt(list, 1);
    drop(tuple);
    drop(list);
    drop_items(items, 2);
}

static void test_insert(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 1), *zero = RcInt_FromLong(0), *minus_one = RcInt_FromLong(-1);
    RcObject *text = RcStr_FromString("a");
    assert_none(call(list, "insert", zero, items[1]));
    assert_none(call(list, "insert", minus_one, items[1]));
    assert_repr(list, "[1.5, 1.5, 0.5]");
    assert_refcnt(items[1], 3);
    assert_null(call(list, "insert", zero, NULL));
    assert_raises(RcExc_TypeError, "insert expected 2 arguments, got 1");
    assert_null(call(list, "insert", text, items[1]));
    assert_raises(RcExc_TypeError, "'str' object cannot be interpreted as an integer");
    assert_refcnt(items[1], 3);
    assert_refcnt(list, 1);
    Rc_DECREF(zero);
    Rc_DECREF(minus_one);
    Rc_DECREF(text);
    drop(list);
    drop_items(items, 2);
}

static void test_pop(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    RcObject *list = list_of(items, 4);
    RcObject *zero = RcInt_FromLong(0), *minus_two = RcInt_FromLong(-2), *far = RcInt_FromLong(9);
    RcObject *item = call(list, "pop", NULL, NULL);
    assert_ptr_equal(item, items[3]); /* the list's reference is now the caller's */
    assert_refcnt(item, 2);
    Rc_DECREF(item);
    item = call(list, "pop", zero, NULL);
    assert_ptr_equal(item, items[0]);
    assert_refcnt(item, 2);
    Rc_DECREF(item);
    item = call(list, "pop", minus_two, NULL);
    assert_ptr_equal(item, items[1]);
    assert_refcnt(item, 2);
    Rc_DECREF(item);
    assert_repr(list, "[2.5]");
    assert_null(call(list, "pop", far, NULL));
    assert_raises(RcExc_IndexError, "pop index out of range");
    assert_null(call(list, "pop", minus_two, NULL));
    assert_raises(RcExc_IndexError, "pop index out of range");
    assert_null(call(list, "pop", Rc_None, NULL));
    assert_raises(RcExc_TypeError, "'NoneType' object cannot be interpreted as an integer");
    assert_null(call(list, "pop", zero, zero));
    assert_raises(RcExc_TypeError, "pop expected at most 1 argument, got 2");
    assert_refcnt(items[2], 2);
    Rc_DECREF(call(list, "pop", NULL, NULL));
    assert_null(call(list, "pop", NULL, NULL));
    assert_raises(RcExc_IndexError, "pop from empty list");
    drop(list);
    list = RcList_New(1);
    assert_null(call(list, "pop", NULL, NULL));
    assert_raises(RcExc_SystemError, "list item 0 was never set");
    assert_int_equal(RcList_GET_SIZE(list), 1);
    Rc_DECREF(zero);
    Rc_DECREF(minus_two);
    Rc_DECREF(far);
    drop(list);
    drop_items(items, 4);
}

static void test_remove(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3] = {fresh(0.5), fresh(1.5), fresh(1.5)}, *other = fresh(9.5);
    RcObject *list = list_of(items, 3);
    assert_none(call(list, "remove", items[2], NULL)); /* the first that is equal */
    assert_ptr_equal(RcList_GET_ITEM(list, 1), items[2]);
    assert_refcnt(items[1], 1);
    assert_refcnt(items[2], 2);
    assert_null(call(list, "remove", other, NULL));
    assert_raises(RcExc_ValueError, "list.remove(x): x not in list");
    assert_refcnt(other, 1);
    assert_refcnt(items[0], 2);
    drop(list);
    drop(other);
    drop_items(items, 3);
}

static RcObject *clear_and_match(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcList_Clear((RcObject *)self->arg);
    Rc_RETURN_TRUE;
}

static RcObject *compare_raises(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "incomparable");
    return NULL;
}

static void test_remove_with_hostile_items(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(1), *value = fresh(0.5);
    Hostile *item = Hostile_New();
    item->on_compare = compare_raises;
    item->arg = list;
    RcList_SET_ITEM(list, 0, item);
    assert_null(call(list, "remove", value, NULL));
    assert_raises(RcExc_ValueError, "incomparable");
    assert_refcnt(item, 1);
    item->on_compare = clear_and_match;
    assert_none(call(list, "remove", value, NULL));
    assert_int_equal(RcList_GET_SIZE(list), 0);
    assert_refcnt(value, 1);
    drop(list);
    drop(value);
    assert_live(0);
}

static void test_reverse_copy_clear(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    assert_none(call(list, "reverse", NULL, NULL));
    assert_repr(list, "[1.5, 0.5]");
    assert_all_refcnt(items, 2, 2);
    RcObject *copy = call(list, "copy", NULL, NULL);
    assert_refcnt(copy, 1);
    assert_all_refcnt(items, 2, 3);
    assert_none(call(list, "clear", NULL, NULL));
    assert_repr(list, "[]");
    assert_all_refcnt(items, 2, 2);
    assert_repr(copy, "[1.5, 0.5]");
    assert_null(call(list, "reverse", items[0], NULL));
    assert_raises(RcExc_TypeError, "list.reverse() takes no arguments (1 given)");
    drop(copy);
    drop(list);
    drop_items(items, 2);
}

/* list.sort(name=value), or without name. */
static RcObject *call_sort(RcObject *list, const char *name, RcObject *value)
{
    RcObject *method = RcObject_GetAttrString(list, "sort"), *names = NULL;
    if (name != NULL) {
        names = RcTuple_New(1);
        RcTuple_SET_ITEM(names, 0, RcStr_FromString(name));
    }
    RcObject *result = RcObject_Vectorcall(method, &value, 0, names);
    Rc_XDECREF(names);
    Rc_DECREF(method);
    return result;
}

static RcObject *negative(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return RcFloat_FromDouble(-RcFloat_AsDouble(RcTuple_GET_ITEM(args, 0)));
}

static int truth_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "neither");
    return -1;
}

static void test_sort(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *list = list_of((RcObject *[]){items[1], items[2], items[0]}, 3);
    Hostile *helper = Hostile_New();
    helper->on_call = negative;
    RcObject *key = (RcObject *)helper;
    assert_none(call_sort(list, NULL, NULL));
    assert_repr(list, "[0.5, 1.5, 2.5]");
    assert_none(call_sort(list, "key", key));
    assert_repr(list, "[2.5, 1.5, 0.5]");
    assert_refcnt(key, 1);
    assert_none(call_sort(list, "key", Rc_None));
    assert_repr(list, "[0.5, 1.5, 2.5]");
    assert_none(call_sort(list, "reverse", key)); /* which is true */
    assert_repr(list, "[2.5, 1.5, 0.5]");
    assert_none(call_sort(list, "reverse", Rc_None));
    assert_repr(list, "[0.5, 1.5, 2.5]");
    helper->on_bool = truth_raises;
    assert_null(call_sort(list, "reverse", key));
    assert_raises(RcExc_ValueError, "neither");
    assert_null(call_sort(list, "foo", key));
    assert_raises(RcExc_TypeError, "sort() got an unexpected keyword argument 'foo'");
    assert_null(call(list, "sort", key, NULL));
    assert_raises(RcExc_TypeError, "sort() takes no positional arguments");
    assert_null(call_sort(list, "key", items[0]));
    assert_raises(RcExc_TypeError, "'float' object is not callable");
    assert_repr(list, "[0.5, 1.5, 2.5]");
    assert_refcnt(key, 1);
    assert_all_refcnt(items, 3, 2);
    drop(key);
    drop(list);
    drop_items(items, 3);
}

/* Each allocation failing. */

static RcObject *swept, *swept_value;

static int run_method(void *name)
{
    RcObject *list = RcList_GetSlice(swept, 0, 10);
    if (list == NULL) {
        return -1;
    }
    RcObject *method = RcObject_GetAttrString(list, (const char *)name);
    RcObject *argument = strcmp((const char *)name, "extend") == 0                           ? swept
                         : strcmp((const char *)name, "append") == 0 || *(char *)name == 'r' ? swept_value
                                                                                             : NULL;
    RcObject *result = method == NULL ? NULL : RcObject_CallFunctionObjArgs(method, argument, NULL);
    Rc_XDECREF(method);
    Rc_XDECREF(result);
    if (result == NULL) {
        assert_int_equal(RcList_GET_SIZE(list), 10);
    }
    Rc_DECREF(list);
    return result == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    static char names[][8] = {"append", "extend", "pop", "remove", "copy", "sort", "clear"};
    swept_value = fresh(0.5);
    swept = RcList_New(10);
    for (int i = 0; i < 10; i++) {
        RcList_SET_ITEM(swept, i, Rc_NewRef(swept_value));
    }
    RcObject *watched[] = {swept, swept_value, NULL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(sweep(run_method, names[i], watched) >= 2);
    }
    drop(swept);
    drop(swept_value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_append_and_extend),
        counted_test(test_insert),
        counted_test(test_pop),
        counted_test(test_remove),
        counted_test(test_remove_with_hostile_items),
        counted_test(test_reverse_copy_clear),
        counted_test(test_sort),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
