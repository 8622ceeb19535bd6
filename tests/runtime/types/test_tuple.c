/* Tuples: who owns what at each step of making, filling, cutting and dropping one. */
#include "hostile.h"
#include "rows.h"

#include <recount/gc.h>
#include <recount/sequence.h>
#include <recount/str.h>

static void test_new(void **state)
{
    Rc_UNUSED(state);
    RcObject *tuple = RcTuple_New(2);
    assert_refcnt(tuple, 1);
    assert_live(1);
    assert_int_equal(RcTuple_GET_SIZE(tuple), 2);
    assert_null(RcTuple_GET_ITEM(tuple, 0));
    assert_null(RcTuple_GetItem(tuple, 1));
    assert_raises(RcExc_SystemError, "tuple item 1 was never set");
    assert_true(RcObject_GC_IsTracked(tuple));
    assert_repr(tuple, "(<NULL>, <NULL>)");
    Rc_DECREF(tuple);
    assert_live(0);

    assert_null(RcTuple_New(-1));
    assert_raises(RcExc_SystemError, "RcTuple_New: bad argument");
    assert_null(RcTuple_New(RC_SSIZE_T_MAX));
    assert_raises(RcExc_MemoryError, NULL);
}

static void test_the_empty_tuple_is_one_immortal_object(void **state)
{
    Rc_UNUSED(state);
    RcObject *empty = RcTuple_New(0);
    assert_true(Rc_IsImmortal(empty));
    assert_live(0);
    assert_result_is(RcTuple_Pack(0), empty);
    assert_result_is(RcTuple_FromArray(NULL, 0), empty);
    assert_result_is(RcObject_CallNoArgs((RcObject *)&RcTuple_Type), empty);
    assert_false(RcObject_IS_GC(empty));
    assert_repr(empty, "()");
    assert_int_equal(RcTuple_Size(empty), 0);
    Rc_DECREF(empty);
    assert_true(Rc_IsImmortal(empty));
    assert_result_is(RcTuple_New(0), empty);
    assert_visits(empty, NULL, 0);
}

static void test_pack(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *tuple = RcTuple_Pack(3, items[0], items[1], items[2]);
    assert_refcnt(tuple, 1);
    assert_all_refcnt(items, 3, 2);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(RcTuple_GET_ITEM(tuple, i), items[i]);
    }
    /* under stress a collection has already seen that it can be in no cycle */
    assert_true(RcObject_GC_IsTracked(tuple) || (RcGC_GetDebug() & RCGC_DEBUG_STRESS));
    Rc_DECREF(tuple);
    assert_all_refcnt(items, 3, 1);

    assert_null(RcTuple_Pack(3, items[0], (RcObject *)NULL, items[2]));
    assert_raises(RcExc_SystemError, "RcTuple_Pack: bad argument");
    assert_all_refcnt(items, 3, 1);
    assert_null(RcTuple_Pack(2, items[0], (RcObject *)NULL));
    assert_raises(RcExc_SystemError, "RcTuple_Pack: bad argument");
    assert_null(RcTuple_Pack(2, (RcObject *)NULL, items[0]));
    assert_raises(RcExc_SystemError, "RcTuple_Pack: bad argument");
    assert_all_refcnt(items, 3, 1);
    tuple = RcTuple_Pack(2, items[1], items[2]);
    assert_int_equal(RcTuple_GET_SIZE(tuple), 2);
    assert_ptr_equal(RcTuple_GET_ITEM(tuple, 0), items[1]);
    assert_ptr_equal(RcTuple_GET_ITEM(tuple, 1), items[2]);
    assert_refcnt(items[0], 1);
    assert_refcnt(items[1], 2);
    assert_refcnt(items[2], 2);
    assert_true(RcObject_GC_IsTracked(tuple) || (RcGC_GetDebug() & RCGC_DEBUG_STRESS));
    Rc_DECREF(tuple);
    assert_all_refcnt(items, 3, 1);
    assert_null(RcTuple_Pack(-1));
    assert_raises(RcExc_SystemError, "RcTuple_Pack: bad argument");
    drop_items(items, 3);
}

static void test_from_array(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *tuple = RcTuple_FromArray(items, 3);
    assert_refcnt(tuple, 1);
    assert_all_refcnt(items, 3, 2);
    assert_repr(tuple, "(0.5, 1.5, 2.5)");
    drop(tuple);
    assert_all_refcnt(items, 3, 1);

    RcObject *hole[2] = {items[0], NULL};
    assert_null(RcTuple_FromArray(hole, 2));
    assert_raises(RcExc_SystemError, "RcTuple_FromArray: bad argument");
    assert_null(RcTuple_FromArray(items, -1));
    assert_raises(RcExc_SystemError, "RcTuple_FromArray: bad argument");
    assert_null(RcTuple_FromArray(NULL, 1));
    assert_raises(RcExc_SystemError, "RcTuple_FromArray: bad argument");
    assert_all_refcnt(items, 3, 1);
    drop_items(items, 3);
}

static void test_get_item_lends(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = tuple_of(items, 2), *list = RcList_New(0);
    assert_int_equal(RcTuple_Size(tuple), 2);
    assert_ptr_equal(RcTuple_GetItem(tuple, 1), items[1]);
    assert_all_refcnt(items, 2, 2);
    assert_null(RcTuple_GetItem(tuple, 2));
    assert_raises(RcExc_IndexError, "tuple index out of range");
    assert_null(RcTuple_GetItem(tuple, -1));
    assert_raises(RcExc_IndexError, "tuple index out of range");
    assert_null(RcTuple_GetItem(list, 0));
    assert_raises(RcExc_SystemError, "RcTuple_GetItem: bad argument");
    assert_null(RcTuple_GetItem(NULL, 0));
    assert_raises(RcExc_SystemError, "RcTuple_GetItem: bad argument");
    assert_int_equal(RcTuple_Size(list), -1);
    assert_raises(RcExc_SystemError, "RcTuple_Size: bad argument");
    assert_int_equal(RcTuple_Size(NULL), -1);
    assert_raises(RcExc_SystemError, "RcTuple_Size: bad argument");
    assert_refcnt(tuple, 1);
    drop(list);
    drop(tuple);
    drop_items(items, 2);
}

static void test_set_item_steals(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = RcTuple_New(1);
    assert_int_equal(RcTuple_SetItem(tuple, 0, Rc_NewRef(items[0])), 0);
    assert_refcnt(items[0], 2);
    assert_int_equal(RcTuple_SetItem(tuple, 0, Rc_NewRef(items[1])), 0); /* releases the old one */
    assert_refcnt(items[0], 1);
    assert_refcnt(items[1], 2);
    assert_int_equal(RcTuple_SetItem(tuple, 0, NULL), 0);
    assert_refcnt(items[1], 1);
    assert_null(RcTuple_GET_ITEM(tuple, 0));
    drop(tuple);
    drop_items(items, 2);
}

static void test_set_item_steals_on_failure_too(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5);
    RcObject *tuple = RcTuple_Pack(1, item), *list = RcList_New(1);
    assert_refcnt(item, 2);
    assert_int_equal(RcTuple_SetItem(tuple, 1, Rc_NewRef(item)), -1);
    assert_raises(RcExc_IndexError, "tuple assignment index out of range");
    assert_int_equal(RcTuple_SetItem(tuple, -1, Rc_NewRef(item)), -1);
    assert_raises(RcExc_IndexError, "tuple assignment index out of range");
    assert_int_equal(RcTuple_SetItem(list, 0, Rc_NewRef(item)), -1);
    assert_raises(RcExc_SystemError, "RcTuple_SetItem: bad argument");
    assert_int_equal(RcTuple_SetItem(NULL, 0, Rc_NewRef(item)), -1);
    assert_raises(RcExc_SystemError, "RcTuple_SetItem: bad argument");
    assert_int_equal(RcTuple_SetItem(NULL, 0, NULL), -1);
    assert_raises(RcExc_SystemError, "RcTuple_SetItem: bad argument");
    assert_refcnt(item, 2);

    Rc_INCREF(tuple); /* somebody else knows it now */
    assert_int_equal(RcTuple_SetItem(tuple, 0, Rc_NewRef(item)), -1);
    assert_raises(RcExc_SystemError, "RcTuple_SetItem: bad argument");
    assert_refcnt(tuple, 2);
    assert_refcnt(item, 2);
    assert_ptr_equal(RcTuple_GET_ITEM(tuple, 0), item);
    Rc_DECREF(tuple);
    drop(tuple);
    drop(list);
    drop(item);
}

static void test_get_slice(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    RcObject *tuple = tuple_of(items, 4);
    RcObject *part = RcTuple_GetSlice(tuple, 1, 3);
    assert_refcnt(part, 1);
    assert_repr(part, "(1.5, 2.5)");
    assert_refcnt(items[0], 2);
    assert_refcnt(items[1], 3);
    assert_refcnt(items[2], 3);
    assert_refcnt(items[3], 2);
    drop(part);
    assert_all_refcnt(items, 4, 2);

    part = RcTuple_GetSlice(tuple, -5, 100); /* all of it */
    assert_ptr_equal(part, tuple);
    assert_refcnt(tuple, 2);
    Rc_DECREF(part);
    RcObject *empty = RcTuple_New(0);
    assert_result_is(RcTuple_GetSlice(tuple, 3, 1), empty);
    assert_result_is(RcTuple_GetSlice(tuple, 7, 9), empty);
    Rc_DECREF(empty);
    assert_all_refcnt(items, 4, 2);
    assert_null(RcTuple_GetSlice(NULL, 0, 1));
    assert_raises(RcExc_SystemError, "RcTuple_GetSlice: bad argument");
    assert_null(RcTuple_GetSlice(items[0], 0, 1));
    assert_raises(RcExc_SystemError, "RcTuple_GetSlice: bad argument");

    RcObject *holes = RcTuple_New(3);
    part = RcTuple_GetSlice(holes, 0, 2);
    assert_repr(part, "(<NULL>, <NULL>)");
    drop(part);
    drop(holes);
    drop(tuple);
    drop_items(items, 4);
}

static void test_resize(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    RcObject *tuple = tuple_of(items, 4);
    assert_int_equal(_RcTuple_Resize(&tuple, 4), 0); /* nothing to do */
    assert_all_refcnt(items, 4, 2);
    assert_int_equal(_RcTuple_Resize(&tuple, 6), 0);
    assert_refcnt(tuple, 1);
    assert_live(5);
    assert_true(RcObject_GC_IsTracked(tuple));
    assert_repr(tuple, "(0.5, 1.5, 2.5, 3.5, <NULL>, <NULL>)");
    assert_all_refcnt(items, 4, 2);
    assert_int_equal(_RcTuple_Resize(&tuple, 2), 0); /* the last two are released */
    assert_refcnt(tuple, 1);
    assert_true(RcObject_GC_IsTracked(tuple));
    assert_repr(tuple, "(0.5, 1.5)");
    assert_all_refcnt(items, 2, 2);
    assert_all_refcnt(items + 2, 2, 1);
    assert_int_equal(_RcTuple_Resize(&tuple, 0), 0);
    assert_result_is(RcTuple_New(0), tuple);
    assert_all_refcnt(items, 4, 1);
    assert_live(4);
    assert_int_equal(_RcTuple_Resize(&tuple, 2), 0); /* from the shared empty one */
    assert_refcnt(tuple, 1);
    assert_repr(tuple, "(<NULL>, <NULL>)");
    drop(tuple);
    drop_items(items, 4);
}

static void test_resize_refuses(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5);
    RcObject *tuple = RcTuple_Pack(1, item), *shared = Rc_NewRef(tuple);
    assert_int_equal(_RcTuple_Resize(&tuple, 3), -1);
    assert_raises(RcExc_SystemError, "_RcTuple_Resize: bad argument");
    assert_null(tuple);
    assert_refcnt(shared, 1);
    assert_refcnt(item, 2);
    assert_int_equal(_RcTuple_Resize(&shared, -1), -1);
    assert_raises(RcExc_SystemError, "_RcTuple_Resize: bad argument");
    assert_null(shared);
    assert_refcnt(item, 1);
    assert_int_equal(_RcTuple_Resize(&shared, 1), -1); /* *op is NULL */
    assert_raises(RcExc_SystemError, "_RcTuple_Resize: bad argument");
    assert_int_equal(_RcTuple_Resize(NULL, 1), -1);
    assert_raises(RcExc_SystemError, "_RcTuple_Resize: bad argument");
    RcObject *no_tuple = Rc_NewRef(item);
    assert_int_equal(_RcTuple_Resize(&no_tuple, 1), -1);
    assert_raises(RcExc_SystemError, "_RcTuple_Resize: bad argument");
    assert_null(no_tuple);
    drop(item);
}

static void test_resize_that_fails_releases_all(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = tuple_of(items, 2);
    assert_int_equal(_RcTuple_Resize(&tuple, RC_SSIZE_T_MAX), -1);
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(tuple);
    assert_all_refcnt(items, 2, 1);
    assert_live(2);
    drop_items(items, 2);
}

/* Notes the order in which hostile items die. */
static void note_death(Hostile *self)
{
    RcStr_AppendAndDel((RcObject **)self->arg, RcObject_Repr(self->held[0]));
}

static void test_dealloc_releases_from_last_to_first(void **state)
{
    Rc_UNUSED(state);
    RcObject *log = RcStr_FromString("");
    RcObject *tuple = RcTuple_New(3);
    for (int i = 0; i < 3; i++) {
        Hostile *item = Hostile_New();
        item->on_dealloc = note_death;
        item->arg = &log;
        item->held[0] = RcInt_FromLong(i);
        RcTuple_SET_ITEM(tuple, i, item);
    }
    Rc_DECREF(tuple);
    assert_str(log, "210");
    Rc_DECREF(log);
}

/* An item that dies looks at its tuple, which has forgotten it. */
static void look_at_slot_one(Hostile *self)
{
    RcObject *tuple = (RcObject *)self->arg;
    assert_ptr_not_equal(RcTuple_GET_ITEM(tuple, 1), self);
    self->held[0] = RcTuple_GetSlice(tuple, 1, 2); /* it could be read */
}

static void test_a_dying_item_is_in_no_tuple(void **state)
{
    Rc_UNUSED(state);
    RcObject *tuple = RcTuple_New(3), *item = fresh(0.5);
    Hostile *dying = Hostile_New();
    dying->on_dealloc = look_at_slot_one;
    dying->arg = tuple;
    assert_int_equal(RcTuple_SetItem(tuple, 1, (RcObject *)dying), 0);
    assert_int_equal(RcTuple_SetItem(tuple, 1, Rc_NewRef(item)), 0);
    assert_refcnt(item, 2);
    assert_live(2);
    dying = Hostile_New();
    dying->on_dealloc = look_at_slot_one;
    dying->arg = tuple;
    assert_int_equal(RcTuple_SetItem(tuple, 1, (RcObject *)dying), 0);
    assert_refcnt(item, 1);
    assert_int_equal(_RcTuple_Resize(&tuple, 1), 0);
    assert_live(2);
    drop(tuple);
    drop(item);
}

static void look_at_tracking(Hostile *self)
{
    assert_false(RcObject_GC_IsTracked((RcObject *)self->arg));
}

static void test_a_dying_tuple_is_untracked(void **state)
{
    Rc_UNUSED(state);
    RcObject *tuple = RcTuple_New(1);
    Hostile *item = Hostile_New();
    item->on_dealloc = look_at_tracking;
    item->arg = tuple;
    RcTuple_SET_ITEM(tuple, 0, item);
    drop(tuple);
    assert_live(0);
}

static void test_traverse_visits_each_item(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = RcTuple_Pack(3, items[0], items[1], items[0]);
    RcObject *expected[3] = {items[0], items[1], items[0]};
    assert_visits(tuple, expected, 3);
    assert_refcnt(items[0], 3);
    assert_null(RcTuple_Type.tp_clear);
    drop(tuple);
    RcObject *holes = RcTuple_New(2);
    assert_visits(holes, NULL, 0);
    drop(holes);
    drop_items(items, 2);
}

static void test_hash_of_deep_tuples(void **state)
{
    Rc_UNUSED(state);
    RcObject *deep = RcTuple_Pack(1, Rc_None);
    for (int i = 0; i < 1000000; i++) {
        RcObject *outer = RcTuple_Pack(1, deep);
        Rc_DECREF(deep);
        deep = outer;
    }
    assert_int_equal(RcObject_Hash(deep), -1);
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded while hashing a tuple");
    RcObject *empty = RcTuple_New(0);
    assert_int_not_equal(RcObject_Hash(empty), -1);
    Rc_DECREF(empty);
    Rc_DECREF(deep);
    assert_live(0);
}

static void test_hash(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = RcTuple_Pack(2, items[0], items[1]), *same = RcTuple_Pack(2, items[0], items[1]);
    RcObject *turned = RcTuple_Pack(2, items[1], items[0]);
    RcObject *twice = RcTuple_Pack(2, items[0], items[0]);
    RcObject *thrice = RcTuple_Pack(3, items[0], items[0], items[0]);
    assert_int_equal(RcObject_Hash(tuple), RcObject_Hash(same));
    assert_int_not_equal(RcObject_Hash(tuple), RcObject_Hash(turned));
    assert_int_not_equal(RcObject_Hash(twice), RcObject_Hash(thrice));
    assert_int_not_equal(RcObject_Hash(twice), RcObject_Hash(tuple));
    RcObject *empty = RcTuple_New(0);
    assert_int_not_equal(RcObject_Hash(empty), -1);
    Rc_DECREF(empty);
    assert_refcnt(items[0], 9);
    assert_refcnt(items[1], 4);
    RcObject *rows[] = {tuple, same, turned, twice, thrice};
    drop_items(rows, 5);

    RcObject *list = RcList_New(0), *unhashable = RcTuple_Pack(2, items[0], list);
    assert_int_equal(RcObject_Hash(unhashable), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(list, 2);
    drop(unhashable);
    drop(list);
    RcObject *hole = RcTuple_New(1);
    assert_int_equal(RcObject_Hash(hole), -1);
    assert_raises(RcExc_SystemError, NULL);
    drop(hole);
    drop_items(items, 2);
}

static void test_compare_with_others(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *tuple = RcTuple_Pack(1, item), *list = list_of(&item, 1);
    assert_truth(RcObject_RichCompare(tuple, list, Rc_EQ), 0);
    assert_truth(RcObject_RichCompare(list, tuple, Rc_NE), 1);
    assert_null(RcObject_RichCompare(tuple, item, Rc_LT));
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'tuple' and 'float'");
    assert_result_is(RcTuple_Type.tp_richcompare(tuple, list, Rc_EQ), Rc_NotImplemented);
    assert_result_is(RcTuple_Type.tp_richcompare(list, tuple, Rc_EQ), Rc_NotImplemented);
    assert_refcnt(item, 3);
    drop(tuple);
    drop(list);
    drop(item);
}

static void test_concat(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *left = tuple_of(items, 1), *right = tuple_of(items + 1, 2), *empty = RcTuple_New(0);
    RcObject *both = RcSequence_Concat(left, right);
    assert_refcnt(both, 1);
    assert_repr(both, "(0.5, 1.5, 2.5)");
    assert_all_refcnt(items, 3, 3);
    drop(both);
    assert_all_refcnt(items, 3, 2);
    assert_ptr_equal(RcSequence_Concat(left, empty), left);
    assert_refcnt(left, 2);
    Rc_DECREF(left);
    assert_ptr_equal(RcSequence_Concat(empty, left), left);
    assert_refcnt(left, 2);
    Rc_DECREF(left);

    RcObject *list = RcList_New(0);
    assert_null(RcSequence_Concat(left, list));
    assert_raises(RcExc_TypeError, "can only concatenate tuple (not \"list\") to tuple");
    drop(list);
    Rc_DECREF(empty);
    drop(left);
    drop(right);
    drop_items(items, 3);
}

static void test_repeat(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *tuple = tuple_of(items, 2), *empty = RcTuple_New(0);
    RcObject *thrice = RcSequence_Repeat(tuple, 3);
    assert_refcnt(thrice, 1);
    assert_repr(thrice, "(0.5, 1.5, 0.5, 1.5, 0.5, 1.5)");
    assert_all_refcnt(items, 2, 5);
    drop(thrice);
    assert_all_refcnt(items, 2, 2);
    assert_ptr_equal(RcSequence_Repeat(tuple, 1), tuple);
    assert_refcnt(tuple, 2);
    Rc_DECREF(tuple);
    assert_result_is(RcSequence_Repeat(tuple, 0), empty);
    assert_result_is(RcSequence_Repeat(tuple, -3), empty);
    assert_result_is(RcSequence_Repeat(empty, 100), empty);
    Rc_DECREF(empty);
    assert_null(RcSequence_Repeat(tuple, RC_SSIZE_T_MAX / 2 + 1));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcSequence_Repeat(tuple, RC_SSIZE_T_MAX / 2));
    assert_raises(RcExc_MemoryError, NULL);
    assert_all_refcnt(items, 2, 2);
    drop(tuple);
    drop_items(items, 2);
}

static void test_constructor(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2], *type = (RcObject *)&RcTuple_Type;
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    RcObject *tuple = RcObject_CallOneArg(type, list);
    assert_refcnt(tuple, 1);
    assert_refcnt(list, 1);
    assert_all_refcnt(items, 2, 3);
    RcObject *same = RcObject_CallOneArg(type, tuple);
    assert_ptr_equal(same, tuple);
    assert_refcnt(tuple, 2);
    Rc_DECREF(same);
    assert_null(RcObject_CallFunctionObjArgs(type, list, list, NULL));
    assert_raises(RcExc_TypeError, "tuple expected at most 1 argument, got 2");
    assert_null(RcObject_CallOneArg(type, items[0]));
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    RcObject *names = RcTuple_New(1);
    RcTuple_SET_ITEM(names, 0, RcStr_FromString("a"));
    assert_null(RcObject_Vectorcall(type, &list, 0, names));
    assert_raises(RcExc_TypeError, "tuple() takes no keyword arguments");
    assert_refcnt(list, 1);
    drop(names);
    drop(tuple);
    drop(list);
    drop_items(items, 2);
}

/* Each allocation failing. */

static RcObject *swept[3]; /* two items and a tuple of them */

static int sweep_result(RcObject *result)
{
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int run_new(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcTuple_New(3));
}

static int run_pack(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcTuple_Pack(2, swept[0], swept[1]));
}

static int run_from_array(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcTuple_FromArray(swept, 2));
}

static int run_slice(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcTuple_GetSlice(swept[2], 1, 2));
}

static int run_concat(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcSequence_Concat(swept[2], swept[2]));
}

static int run_repeat(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcSequence_Repeat(swept[2], 3));
}

static int run_resize(void *size)
{
    RcObject *tuple = RcTuple_Pack(2, swept[0], swept[1]);
    if (tuple == NULL) {
        return -1;
    }
    if (_RcTuple_Resize(&tuple, *(Rc_ssize_t *)size) < 0) {
        assert_null(tuple);
        return -1;
    }
    Rc_DECREF(tuple);
    return 0;
}

static int run_resize_empty(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *tuple = RcTuple_New(0);
    int result = _RcTuple_Resize(&tuple, 2);
    assert_true((result < 0) == (tuple == NULL));
    Rc_XDECREF(tuple);
    return result;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    Rc_ssize_t larger = 9, smaller = 1;
    make_items(swept, 2);
    swept[2] = tuple_of(swept, 2);
    RcObject *watched[] = {swept[0], swept[1], swept[2], NULL};
    assert_int_equal(sweep(run_new, NULL, watched), 1);
    assert_int_equal(sweep(run_pack, NULL, watched), 1);
    assert_int_equal(sweep(run_from_array, NULL, watched), 1);
    assert_int_equal(sweep(run_slice, NULL, watched), 1);
    assert_int_equal(sweep(run_concat, NULL, watched), 1);
    assert_int_equal(sweep(run_repeat, NULL, watched), 1);
    assert_int_equal(sweep(run_resize, &larger, watched), 2);
    assert_int_equal(sweep(run_resize, &smaller, watched), 2);
    assert_int_equal(sweep(run_resize_empty, NULL, watched), 1);
    drop(swept[2]);
    drop_items(swept, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_new),
        counted_test(test_the_empty_tuple_is_one_immortal_object),
        counted_test(test_pack),
        counted_test(test_from_array),
        counted_test(test_get_item_lends),
        counted_test(test_set_item_steals),
        counted_test(test_set_item_steals_on_failure_too),
        counted_test(test_get_slice),
        counted_test(test_resize),
        counted_test(test_resize_refuses),
        counted_test(test_resize_that_fails_releases_all),
        counted_test(test_dealloc_releases_from_last_to_first),
        counted_test(test_a_dying_item_is_in_no_tuple),
        counted_test(test_a_dying_tuple_is_untracked),
        counted_test(test_traverse_visits_each_item),
        counted_test(test_hash),
        counted_test(test_hash_of_deep_tuples),
        counted_test(test_compare_with_others),
        counted_test(test_concat),
        counted_test(test_repeat),
        counted_test(test_constructor),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
