/* Lists: who owns what, and that a change that fails changes nothing. */
#include "hostile.h"
#include "rows.h"

#include <recount/gc.h>
#include <recount/iterator.h>
#include <recount/sequence.h>
#include <recount/str.h>

static void test_new(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(2);
    assert_refcnt(list, 1);
    assert_live(1);
    assert_int_equal(RcList_GET_SIZE(list), 2);
    assert_null(RcList_GET_ITEM(list, 0));
    assert_null(RcList_GetItem(list, 1));
    assert_raises(RcExc_SystemError, "list item 1 was never set");
    assert_true(RcObject_GC_IsTracked(list));
    drop(list);
    list = RcList_New(0);
    assert_null(((RcListObject *)list)->ob_item);
    drop(list);
    assert_live(0);
    assert_null(RcList_New(-1));
    assert_raises(RcExc_SystemError, "RcList_New: bad argument");
    assert_null(RcList_New(RC_SSIZE_T_MAX));
    assert_raises(RcExc_MemoryError, NULL);
}

/* Every function, given what is no list. */
static void check_no_list(RcObject *op)
{
    RcObject *item = fresh(0.5);
    assert_int_equal(RcList_Size(op), -1);
    assert_raises(RcExc_SystemError, "RcList_Size: bad argument");
    assert_null(RcList_GetItem(op, 0));
    assert_raises(RcExc_SystemError, "RcList_GetItem: bad argument");
    assert_null(RcList_GetItemRef(op, 0));
    assert_raises(RcExc_TypeError, "expected a list");
    assert_int_equal(RcList_SetItem(op, 0, Rc_NewRef(item)), -1); /* steals */
    assert_raises(RcExc_SystemError, "RcList_SetItem: bad argument");
    assert_int_equal(RcList_SetItem(op, 0, NULL), -1);
    assert_raises(RcExc_SystemError, "RcList_SetItem: bad argument");
    assert_int_equal(RcList_Append(op, item), -1);
    assert_raises(RcExc_SystemError, "RcList_Append: bad argument");
    assert_int_equal(RcList_Insert(op, 0, item), -1);
    assert_raises(RcExc_SystemError, "RcList_Insert: bad argument");
    assert_int_equal(RcList_Extend(op, item), -1);
    assert_raises(RcExc_SystemError, "RcList_Extend: bad argument");
    assert_int_equal(RcList_Clear(op), -1);
    assert_raises(RcExc_SystemError, "RcList_Clear: bad argument");
    assert_null(RcList_GetSlice(op, 0, 1));
    assert_raises(RcExc_SystemError, "RcList_GetSlice: bad argument");
    assert_int_equal(RcList_SetSlice(op, 0, 1, NULL), -1);
    assert_raises(RcExc_SystemError, "RcList_SetSlice: bad argument");
    assert_int_equal(RcList_Sort(op), -1);
    assert_raises(RcExc_SystemError, "RcList_Sort: bad argument");
    assert_int_equal(RcList_Reverse(op), -1);
    assert_raises(RcExc_SystemError, "RcList_Reverse: bad argument");
    assert_null(RcList_AsTuple(op));
    assert_raises(RcExc_SystemError, "RcList_AsTuple: bad argument");
    drop(item);
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *tuple = RcTuple_New(1), *list = RcList_New(0);
    check_no_list(NULL);
    check_no_list(tuple);
    assert_int_equal(RcList_Append(list, NULL), -1);
    assert_raises(RcExc_SystemError, "RcList_Append: bad argument");
    assert_int_equal(RcList_Insert(list, 0, NULL), -1);
    assert_raises(RcExc_SystemError, "RcList_Insert: bad argument");
    assert_int_equal(RcList_Extend(list, NULL), -1);
    assert_raises(RcExc_SystemError, "RcList_Extend: bad argument");
    drop(tuple);
    drop(list);
}

static void test_get_item(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    assert_int_equal(RcList_Size(list), 2);
    assert_ptr_equal(RcList_GetItem(list, 1), items[1]); /* lent */
    assert_refcnt(items[1], 2);
    RcObject *item = RcList_GetItemRef(list, 1);
    assert_ptr_equal(item, items[1]);
    assert_refcnt(items[1], 3);
    Rc_DECREF(item);
    for (int i = -1; i <= 2; i += 3) {
        assert_null(RcList_GetItem(list, i));
        assert_raises(RcExc_IndexError, "list index out of range");
        assert_null(RcList_GetItemRef(list, i));
        assert_raises(RcExc_IndexError, "list index out of range");
    }
    assert_all_refcnt(items, 2, 2);
    drop(list);
    list = RcList_New(1);
    assert_null(RcList_GetItemRef(list, 0));
    assert_raises(RcExc_SystemError, "list item 0 was never set");
    drop(list);
    drop_items(items, 2);
}

static void test_set_item_steals(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 1);
    assert_int_equal(RcList_SetItem(list, 0, Rc_NewRef(items[1])), 0);
    assert_refcnt(items[0], 1);
    assert_refcnt(items[1], 2);
    assert_int_equal(RcList_SetItem(list, 1, Rc_NewRef(items[0])), -1);
    assert_raises(RcExc_IndexError, "list assignment index out of range");
    assert_int_equal(RcList_SetItem(list, -1, Rc_NewRef(items[0])), -1);
    assert_raises(RcExc_IndexError, "list assignment index out of range");
    assert_refcnt(items[0], 1);
    assert_refcnt(items[1], 2);
    assert_int_equal(RcList_SetItem(list, 0, NULL), 0);
    assert_refcnt(items[1], 1);
    drop(list);
    drop_items(items, 2);
}

static void test_append(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *list = RcList_New(0);
    Rc_ssize_t room = 0;
    for (int i = 1; i <= 10000; i++) {
        assert_int_equal(RcList_Append(list, item), 0);
        assert_refcnt(item, i + 1);
        if (i > room) { /* by a quarter, a half, an eighth */
            room = ((RcListObject *)list)->allocated;
            assert_between(room, i, i + i / (i < 64 ? 4 : i < 4096 ? 2 : 8) + 6);
            assert_true(room >= i + i / 8);
        }
        assert_int_equal(((RcListObject *)list)->allocated, room);
    }
    assert_int_equal(RcList_GET_SIZE(list), 10000);
    RcObject_GC_UnTrack(list); /* no collection may believe what comes now */
    Rc_SET_SIZE(list, RC_SSIZE_T_MAX);
    assert_int_equal(RcList_Append(list, item), -1);
    assert_raises(RcExc_OverflowError, "cannot add more objects to list");
    assert_int_equal(RcList_Insert(list, 0, item), -1);
    assert_raises(RcExc_OverflowError, "cannot add more objects to list");
    Rc_SET_SIZE(list, 10000);
    RcObject_GC_Track(list);
    assert_refcnt(item, 10001);
    drop(list);
    drop(item);
}

static void test_insert(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2], *item = fresh(9.5);
    make_items(items, 2);
    static const struct {
        Rc_ssize_t index;
        const char *expected;
    } cases[] = {
        {0, "[9.5, 0.5, 1.5]"},
        {1, "[0.5, 9.5, 1.5]"},
        {2, "[0.5, 1.5, 9.5]"},
        {99, "[0.5, 1.5, 9.5]"},
        {-1, "[0.5, 9.5, 1.5]"},
        {-2, "[9.5, 0.5, 1.5]"},
        {-9, "[9.5, 0.5, 1.5]"},
        {RC_SSIZE_T_MIN, "[9.5, 0.5, 1.5]"},
        {RC_SSIZE_T_MAX, "[0.5, 1.5, 9.5]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RcObject *list = list_of(items, 2);
        assert_int_equal(RcList_Insert(list, cases[i].index, item), 0);
        assert_repr(list, cases[i].expected);
        assert_refcnt(item, 2);
        assert_all_refcnt(items, 2, 2);
        drop(list);
        assert_refcnt(item, 1);
    }
    drop(item);
    drop_items(items, 2);
}

static void test_extend(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *list = list_of(items, 1), *tuple = tuple_of(items + 1, 2), *other = list_of(items, 3);
    assert_int_equal(RcList_Extend(list, tuple), 0);
    assert_repr(list, "[0.5, 1.5, 2.5]");
    assert_refcnt(tuple, 1);
    assert_all_refcnt(items + 1, 2, 4);
    assert_int_equal(RcList_Extend(list, other), 0);
    assert_refcnt(other, 1);
    assert_refcnt(items[0], 4);
    assert_all_refcnt(items + 1, 2, 5);
    assert_int_equal(RcList_Extend(list, list), 0); /* by itself */
    assert_repr(list, "[0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 1.5, 2.5]");
    assert_refcnt(list, 1);
    assert_refcnt(items[0], 6);
    assert_all_refcnt(items + 1, 2, 7);
    RcObject *iterator = RcObject_GetIter(other);
    assert_int_equal(RcList_Extend(list, iterator), 0);
    assert_refcnt(iterator, 1);
    assert_refcnt(other, 1);
    assert_int_equal(RcList_GET_SIZE(list), 15);
    assert_refcnt(items[0], 7);
    drop(iterator);
    assert_int_equal(RcList_Extend(list, items[0]), -1);
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    drop(list);
    drop(tuple);
    drop(other);
    drop_items(items, 3);
    list = RcList_New(0);
    assert_int_equal(RcList_Extend(list, list), 0);
    assert_int_equal(RcList_GET_SIZE(list), 0);
    drop(list);
}

/* Gives held[0] three times, then raises. */
static RcObject *three_and_an_error(Hostile *self)
{
    if (self->held[1] == NULL || RcList_GET_SIZE(self->held[1]) < 3) {
        if (self->held[1] == NULL) {
            self->held[1] = RcList_New(0);
        }
        RcList_Append(self->held[1], Rc_None);
        return Rc_NewRef(self->held[0]);
    }
    RcErr_SetString(RcExc_ValueError, "enough");
    return NULL;
}

static void test_extend_that_fails_adds_nothing(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *list = list_of(&item, 1);
    Hostile *iterator = Hostile_New();
    iterator->on_next = three_and_an_error;
    iterator->held[0] = Rc_NewRef(item);
    assert_refcnt(item, 3);
    assert_int_equal(RcList_Extend(list, (RcObject *)iterator), -1);
    assert_raises(RcExc_ValueError, "enough");
    assert_repr(list, "[0.5]");
    assert_refcnt(item, 3);
    assert_int_equal(RcList_SetSlice(list, 0, 1, (RcObject *)iterator), -1);
    assert_raises(RcExc_ValueError, "enough");
    assert_repr(list, "[0.5]");
    assert_refcnt(item, 3);
    drop((RcObject *)iterator);
    drop(list);
    drop(item);
}

static void test_get_slice(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    RcObject *list = list_of(items, 4);
    RcObject *part = RcList_GetSlice(list, 1, 3);
    assert_refcnt(part, 1);
    assert_repr(part, "[1.5, 2.5]");
    assert_refcnt(items[0], 2);
    assert_refcnt(items[1], 3);
    assert_refcnt(items[2], 3);
    assert_refcnt(items[3], 2);
    drop(part);
    part = RcList_GetSlice(list, -9, 100);
    assert_ptr_not_equal(part, list);
    assert_int_equal(RcList_GET_SIZE(part), 4);
    drop(part);
    part = RcList_GetSlice(list, 3, 1);
    assert_repr(part, "[]");
    drop(part);
    part = RcList_GetSlice(list, 8, 9);
    assert_repr(part, "[]");
    drop(part);
    part = RcList_GetSlice(list, 2, -1);
    assert_repr(part, "[]");
    drop(part);
    assert_all_refcnt(items, 4, 2);
    drop(list);
    list = RcList_New(2);
    part = RcList_GetSlice(list, 0, 1);
    assert_repr(part, "[<NULL>]");
    drop(part);
    drop(list);
    drop_items(items, 4);
}

static void test_set_slice(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4], *item = fresh(9.5);
    make_items(items, 4);
    RcObject *two = list_of((RcObject *[]){item, item}, 2);
    static const struct {
        Rc_ssize_t low, high;
        const char *expected;
    } cases[] = {
        {0, 0, "[9.5, 9.5, 0.5, 1.5, 2.5, 3.5]"},
        {1, 2, "[0.5, 9.5, 9.5, 2.5, 3.5]"},
        {1, 3, "[0.5, 9.5, 9.5, 3.5]"},
        {1, 4, "[0.5, 9.5, 9.5]"},
        {4, 4, "[0.5, 1.5, 2.5, 3.5, 9.5, 9.5]"},
        {0, 4, "[9.5, 9.5]"},
        {-5, 99, "[9.5, 9.5]"},
        {3, 1, "[0.5, 1.5, 2.5, 9.5, 9.5, 3.5]"},
        {99, 100, "[0.5, 1.5, 2.5, 3.5, 9.5, 9.5]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RcObject *list = list_of(items, 4);
        assert_int_equal(RcList_SetSlice(list, cases[i].low, cases[i].high, two), 0);
        assert_repr(list, cases[i].expected);
        assert_refcnt(item, 5);
        assert_refcnt(two, 1);
        for (int j = 0; j < 4; j++) {
            assert_refcnt(items[j], 1 + RcSequence_Contains(list, items[j]));
        }
        drop(list);
        assert_refcnt(item, 3);
        assert_all_refcnt(items, 4, 1);
    }
    drop(two);
    drop(item);
    drop_items(items, 4);
}

static void test_delete_slice(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    RcObject *list = list_of(items, 4);
    assert_int_equal(RcList_SetSlice(list, 1, 3, NULL), 0);
    assert_repr(list, "[0.5, 3.5]");
    assert_all_refcnt(items + 1, 2, 1);
    assert_int_equal(RcList_SetSlice(list, 0, 9, NULL), 0);
    assert_repr(list, "[]");
    assert_all_refcnt(items, 4, 1);
    assert_int_equal(RcList_SetSlice(list, 0, 9, NULL), 0); /* of nothing */
    drop(list);

    list = list_of(items, 4); /* more than can be parked on the stack */
    for (int i = 0; i < 4; i++) {
        assert_int_equal(RcList_Extend(list, list), 0);
    }
    assert_int_equal(RcList_GET_SIZE(list), 64);
    assert_int_equal(RcList_SetSlice(list, 2, 62, NULL), 0);
    assert_repr(list, "[0.5, 1.5, 2.5, 3.5]");
    assert_all_refcnt(items, 4, 2);
    assert_true(((RcListObject *)list)->allocated < 10); /* gave memory back */
    drop(list);
    drop_items(items, 4);
}

static void test_set_slice_of_other_sources(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2), *tuple = tuple_of(items, 2);
    assert_int_equal(RcList_SetSlice(list, 1, 1, list), 0); /* itself */
    assert_repr(list, "[0.5, 0.5, 1.5, 1.5]");
    assert_refcnt(list, 1);
    assert_all_refcnt(items, 2, 4);
    assert_int_equal(RcList_SetSlice(list, 0, 4, tuple), 0);
    assert_repr(list, "[0.5, 1.5]");
    assert_all_refcnt(items, 2, 3);
    RcObject *iterator = RcObject_GetIter(tuple);
    assert_int_equal(RcList_SetSlice(list, 0, 1, iterator), 0);
    assert_repr(list, "[0.5, 1.5, 1.5]");
    drop(iterator);
    assert_refcnt(tuple, 1);
    assert_int_equal(RcList_SetSlice(list, 0, 1, items[0]), -1);
    assert_raises(RcExc_TypeError, "can only assign an iterable");
    assert_repr(list, "[0.5, 1.5, 1.5]");
    assert_refcnt(items[0], 3);
    assert_refcnt(items[1], 4);
    drop(tuple);
    drop(list);
    drop_items(items, 2);
}

/* Notes the order of deaths, and what the list shows then. */
typedef struct Witness {
    RcObject *list;
    RcObject *log;
} Witness;

static void note_death(Hostile *self)
{
    Witness *witness = (Witness *)self->arg;
    RcStr_AppendAndDel(&witness->log, RcObject_Repr(self->held[0]));
    if (witness->list != NULL) {
        RcStr_AppendAndDel(&witness->log, RcStr_FromFormat("(%zd)", RcList_GET_SIZE(witness->list)));
    }
}

static RcObject *witnessed_list(Witness *witness, int count)
{
    RcObject *list = RcList_New(count);
    for (int i = 0; i < count; i++) {
        Hostile *item = Hostile_New();
        item->on_dealloc = note_death;
        item->arg = witness;
        item->held[0] = RcInt_FromLong(i);
        RcList_SET_ITEM(list, i, item);
    }
    witness->list = list;
    witness->log = RcStr_FromString("");
    return list;
}

static void assert_log(Witness *witness, const char *expected)
{
    assert_str(witness->log, expected);
    Rc_DECREF(witness->log);
    witness->log = RcStr_FromString("");
}

static void test_items_are_released_last_and_from_the_end(void **state)
{
    Rc_UNUSED(state);
    Witness witness;
    RcObject *list = witnessed_list(&witness, 5), *empty = RcTuple_New(0);
    assert_int_equal(RcList_SetSlice(list, 1, 3, NULL), 0);
    assert_log(&witness, "2(3)1(3)");
    assert_int_equal(RcList_SetSlice(list, 2, 3, empty), 0);
    assert_log(&witness, "4(2)");
    Rc_DECREF(empty);
    assert_int_equal(RcList_SetItem(list, 0, NULL), 0);
    assert_log(&witness, "0(2)");
    assert_int_equal(RcList_Clear(list), 0);
    assert_log(&witness, "3(0)");
    drop(list);
    Rc_DECREF(witness.log);

    list = witnessed_list(&witness, 3);
    assert_int_equal(RcList_Clear(list), 0);
    assert_log(&witness, "2(0)1(0)0(0)");
    drop(list);
    Rc_DECREF(witness.log);

    list = witnessed_list(&witness, 3);
    assert_int_equal(RcSequence_DelItem(list, 1), 0);
    assert_log(&witness, "1(2)");
    witness.list = NULL;
    drop(list);
    assert_log(&witness, "20");
    Rc_DECREF(witness.log);
}

/* An item whose dealloc changes the list that is just being cleared. */
static void append_to_the_list(Hostile *self)
{
    assert_int_equal(RcList_Append((RcObject *)self->arg, Rc_None), 0);
}

static void test_dealloc_of_an_item_may_change_the_list(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(3);
    for (int i = 0; i < 3; i++) {
        Hostile *item = Hostile_New();
        item->on_dealloc = append_to_the_list;
        item->arg = list;
        RcList_SET_ITEM(list, i, item);
    }
    assert_int_equal(RcList_SetSlice(list, 0, 1, NULL), 0);
    assert_int_equal(RcList_GET_SIZE(list), 3);
    assert_int_equal(RcList_SetItem(list, 0, Rc_NewRef(Rc_None)), 0);
    assert_int_equal(RcList_GET_SIZE(list), 4);
    assert_int_equal(RcList_Clear(list), 0);
    assert_repr(list, "[None]");
    drop(list);
    assert_live(0);
}

/* An item that dies looks at its list, which shows the new one. */
static void look_at_slot_zero(Hostile *self)
{
    assert_ptr_equal(RcList_GET_ITEM((RcObject *)self->arg, 0), Rc_None);
}

static RcObject *list_with_onlooker(void (*on_dealloc)(Hostile *))
{
    RcObject *list = RcList_New(1);
    Hostile *item = Hostile_New();
    item->on_dealloc = on_dealloc;
    item->arg = list;
    RcList_SET_ITEM(list, 0, item);
    return list;
}

static void test_a_replaced_item_dies_after_the_exchange(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = list_with_onlooker(look_at_slot_zero);
    assert_int_equal(RcList_SetItem(list, 0, Rc_NewRef(Rc_None)), 0);
    assert_live(1);
    drop(list);
    list = list_with_onlooker(look_at_slot_zero);
    assert_int_equal(RcSequence_SetItem(list, 0, Rc_None), 0);
    assert_live(1);
    drop(list);
}

static void look_at_tracking(Hostile *self)
{
    assert_false(RcObject_GC_IsTracked((RcObject *)self->arg));
}

static void test_a_dying_list_is_untracked(void **state)
{
    Rc_UNUSED(state);
    drop(list_with_onlooker(look_at_tracking));
    assert_live(0);
}

static void test_deletions_give_memory_back(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *list = RcList_New(0);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(RcList_Append(list, item), 0);
    }
    for (int left = 99; left >= 0; left--) {
        assert_int_equal(RcSequence_DelItem(list, left / 2), 0);
        assert_refcnt(item, left + 1);
        assert_true(((RcListObject *)list)->allocated <= 2 * left + 8);
    }
    drop(list);
    drop(item);
}

static void test_assignment_by_subscript(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3], *value = fresh(9.5);
    make_items(items, 3);
    RcObject *list = list_of(items, 3);
    RcObject *zero = RcInt_FromLong(0), *last = RcInt_FromLong(-1), *far = RcInt_FromLong(7);
    RcObject *text = RcStr_FromString("a");
    assert_int_equal(RcObject_SetItem(list, last, value), 0);
    assert_refcnt(value, 2);
    assert_refcnt(items[2], 1);
    assert_int_equal(RcSequence_SetItem(list, 0, value), 0); /* not stolen */
    assert_refcnt(value, 3);
    assert_refcnt(items[0], 1);
    assert_int_equal(RcObject_SetItem(list, far, value), -1);
    assert_raises(RcExc_IndexError, "list assignment index out of range");
    assert_int_equal(RcSequence_SetItem(list, -4, value), -1);
    assert_raises(RcExc_IndexError, "list assignment index out of range");
    assert_int_equal(RcObject_SetItem(list, text, value), -1);
    assert_raises(RcExc_TypeError, "list indices must be integers or slices, not str");
    assert_refcnt(value, 3);
    assert_int_equal(RcObject_DelItem(list, zero), 0);
    assert_refcnt(value, 2);
    assert_int_equal(RcObject_DelItem(list, last), 0);
    assert_refcnt(value, 1);
    assert_repr(list, "[1.5]");
    assert_int_equal(RcObject_DelItem(list, far), -1);
    assert_raises(RcExc_IndexError, "list assignment index out of range");
    assert_refcnt(items[1], 2);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    Rc_DECREF(zero);
    Rc_DECREF(last);
    Rc_DECREF(far);
    drop(list);
    drop(value);
    drop_items(items, 3);
}

static void test_reverse(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4];
    make_items(items, 4);
    const char *expected[] = {"[]", "[0.5]", "[1.5, 0.5]", "[2.5, 1.5, 0.5]", "[3.5, 2.5, 1.5, 0.5]"};
    for (int size = 0; size <= 4; size++) {
        RcObject *list = list_of(items, size);
        assert_int_equal(RcList_Reverse(list), 0);
        assert_repr(list, expected[size]);
        assert_all_refcnt(items, size, 2);
        drop(list);
    }
    drop_items(items, 4);
}

static void test_as_tuple(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    RcObject *tuple = RcList_AsTuple(list);
    assert_refcnt(tuple, 1);
    assert_repr(tuple, "(0.5, 1.5)");
    assert_all_refcnt(items, 2, 3);
    drop(tuple);
    drop(list);
    list = RcList_New(0);
    tuple = RcTuple_New(0);
    assert_result_is(RcList_AsTuple(list), tuple);
    Rc_DECREF(tuple);
    drop(list);
    drop_items(items, 2);
}

static void test_traverse_and_clear(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of((RcObject *[]){items[0], items[1], items[0]}, 3);
    RcObject *expected[3] = {items[0], items[1], items[0]};
    assert_visits(list, expected, 3);
    assert_int_equal(RcList_Type.tp_clear(list), 0);
    assert_all_refcnt(items, 2, 1);
    assert_int_equal(RcList_GET_SIZE(list), 0);
    assert_visits(list, NULL, 0);
    assert_int_equal(RcList_Type.tp_clear(list), 0);
    drop(list);
    list = RcList_New(2);
    assert_visits(list, NULL, 0);
    drop(list);
    drop_items(items, 2);
}

static void test_compare_with_others(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *tuple = RcTuple_Pack(1, item), *list = list_of(&item, 1);
    assert_result_is(RcList_Type.tp_richcompare(tuple, list, Rc_EQ), Rc_NotImplemented);
    assert_result_is(RcList_Type.tp_richcompare(list, tuple, Rc_EQ), Rc_NotImplemented);
    assert_int_equal(RcObject_Hash(list), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(item, 3);
    drop(tuple);
    drop(list);
    drop(item);
}

static RcObject *never_compared(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    fail_msg("lists of different sizes need no comparison of items");
    return NULL;
}

static void test_equality_looks_at_the_sizes_first(void **state)
{
    Rc_UNUSED(state);
    Hostile *item = Hostile_New();
    item->on_compare = never_compared;
    RcObject *hostile = (RcObject *)item;
    RcObject *one = list_of(&hostile, 1), *two = RcList_New(2);
    assert_truth(RcObject_RichCompare(one, two, Rc_EQ), 0);
    assert_truth(RcObject_RichCompare(one, two, Rc_NE), 1);
    assert_refcnt(hostile, 2);
    drop(one);
    drop(two);
    drop(hostile);
}

static void test_concat(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *left = list_of(items, 1), *right = list_of(items + 1, 2);
    RcObject *both = RcSequence_Concat(left, right);
    assert_refcnt(both, 1);
    assert_repr(both, "[0.5, 1.5, 2.5]");
    assert_all_refcnt(items, 3, 3);
    drop(both);
    assert_all_refcnt(items, 3, 2);
    RcObject *tuple = RcTuple_New(0);
    assert_null(RcSequence_Concat(left, tuple));
    assert_raises(RcExc_TypeError, "can only concatenate list (not \"tuple\") to list");
    Rc_DECREF(tuple);
    both = RcSequence_InPlaceConcat(left, right);
    assert_ptr_equal(both, left);
    assert_refcnt(left, 2);
    Rc_DECREF(both);
    assert_repr(left, "[0.5, 1.5, 2.5]");
    assert_refcnt(items[0], 2);
    assert_all_refcnt(items + 1, 2, 3);
    assert_null(RcSequence_InPlaceConcat(left, items[0]));
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    assert_refcnt(left, 1);
    drop(left);
    drop(right);
    drop_items(items, 3);
}

static void test_repeat(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    static const char *const expected[] = {"[]", "[]", "[0.5, 1.5]", "[0.5, 1.5, 0.5, 1.5]"};
    for (int count = -1; count <= 2; count++) {
        RcObject *result = RcSequence_Repeat(list, count);
        assert_ptr_not_equal(result, list);
        assert_refcnt(result, 1);
        assert_repr(result, expected[count + 1]);
        assert_all_refcnt(items, 2, 2 + (count > 0 ? count : 0));
        drop(result);
    }
    assert_null(RcSequence_Repeat(list, RC_SSIZE_T_MAX / 2 + 1));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcSequence_Repeat(list, RC_SSIZE_T_MAX / 2));
    assert_raises(RcExc_MemoryError, NULL);
    drop(list);
    drop_items(items, 2);
}

static void test_repeat_in_place(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2], *empty = RcList_New(0);
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    assert_ptr_equal(RcSequence_InPlaceRepeat(list, 3), list);
    assert_refcnt(list, 2);
    Rc_DECREF(list);
    assert_repr(list, "[0.5, 1.5, 0.5, 1.5, 0.5, 1.5]");
    assert_all_refcnt(items, 2, 4);
    assert_ptr_equal(RcSequence_InPlaceRepeat(list, 1), list);
    Rc_DECREF(list);
    assert_all_refcnt(items, 2, 4);
    assert_null(RcSequence_InPlaceRepeat(list, RC_SSIZE_T_MAX / 2));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcSequence_InPlaceRepeat(list, RC_SSIZE_T_MAX / 6));
    assert_raises(RcExc_MemoryError, NULL);
    assert_refcnt(list, 1);
    assert_all_refcnt(items, 2, 4);
    assert_ptr_equal(RcSequence_InPlaceRepeat(list, -1), list);
    assert_refcnt(list, 2);
    Rc_DECREF(list);
    assert_all_refcnt(items, 2, 1);
    assert_ptr_equal(RcSequence_InPlaceRepeat(empty, 5), empty);
    Rc_DECREF(empty);
    assert_repr(empty, "[]");
    drop(empty);
    drop(list);
    drop_items(items, 2);
}

static void test_constructor(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2], *type = (RcObject *)&RcList_Type;
    make_items(items, 2);
    RcObject *tuple = tuple_of(items, 2);
    RcObject *list = RcObject_CallNoArgs(type);
    assert_refcnt(list, 1);
    assert_repr(list, "[]");
    drop(list);
    list = RcObject_CallOneArg(type, tuple);
    assert_refcnt(list, 1);
    assert_repr(list, "[0.5, 1.5]");
    assert_refcnt(tuple, 1);
    assert_all_refcnt(items, 2, 3);
    RcObject *copy = RcObject_CallOneArg(type, list);
    assert_ptr_not_equal(copy, list);
    assert_refcnt(list, 1);
    assert_all_refcnt(items, 2, 4);
    drop(copy);
    assert_null(RcObject_CallFunctionObjArgs(type, list, list, NULL));
    assert_raises(RcExc_TypeError, "list expected at most 1 argument, got 2");
    assert_null(RcObject_CallOneArg(type, items[0]));
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    RcObject *names = RcTuple_New(1);
    RcTuple_SET_ITEM(names, 0, RcStr_FromString("a"));
    assert_null(RcObject_Vectorcall(type, &list, 0, names));
    assert_raises(RcExc_TypeError, "list() takes no keyword arguments");
    assert_refcnt(list, 1);
    drop(names);
    drop(list);
    drop(tuple);
    drop_items(items, 2);
}

/* tp_init on a list that has items already. */
static void test_init_again(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *list = list_of(items, 2), *new_items = list_of(items + 2, 1);
    RcObject *args = RcTuple_Pack(1, new_items), *bad = RcTuple_Pack(1, items[0]);
    RcObject *not_a_tuple = items[0];
    assert_int_equal(RcList_Type.tp_init(list, bad, NULL), -1);
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    assert_repr(list, "[0.5, 1.5]");
    assert_int_equal(RcList_Type.tp_init(list, not_a_tuple, NULL), -1);
    assert_raises(RcExc_SystemError, "RcTuple_Size: bad argument");
    assert_int_equal(RcList_Type.tp_init(list, args, NULL), 0);
    assert_repr(list, "[2.5]");
    assert_refcnt(items[0], 2); /* in bad */
    assert_refcnt(items[1], 1);
    assert_refcnt(items[2], 3);
    RcObject *itself = RcTuple_Pack(1, list);
    assert_int_equal(RcList_Type.tp_init(list, itself, NULL), 0);
    assert_repr(list, "[2.5]");
    assert_refcnt(list, 2);
    drop(itself);
    assert_int_equal(RcList_Type.tp_init(list, NULL, NULL), 0);
    assert_repr(list, "[]");
    assert_refcnt(items[2], 2);
    drop(args);
    drop(bad);
    drop(new_items);
    drop(list);
    drop_items(items, 3);
}

static RcObject *new_with_keywords(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return RcType_GenericNew(type, NULL, NULL);
}

static void test_subclass(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcType_Slot slots[] = {
        {Rc_tp_base, &RcList_Type}, {Rc_tp_new, (void *)(uintptr_t)new_with_keywords}, {0, NULL}};
    RcType_Spec spec = {"test.Row", 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC, slots};
    RcObject *type = RcType_FromSpec(&spec);
    assert_non_null(type);
    RcObject *tuple = tuple_of(items, 2), *names = RcTuple_New(1);
    Rc_ssize_t type_count = Rc_REFCNT(type);
    RcTuple_SET_ITEM(names, 0, RcStr_FromString("a"));
    RcObject *row = RcObject_Vectorcall(type, (RcObject *[]){tuple, Rc_None}, 1, names);
    assert_refcnt(row, 1);
    assert_refcnt(type, type_count + 1);
    assert_true(RcList_Check(row));
    assert_false(RcList_CheckExact(row));
    assert_repr(row, "[0.5, 1.5]");
    assert_all_refcnt(items, 2, 3);
    assert_int_equal(RcList_Append(row, items[0]), 0);
    assert_refcnt(items[0], 4);
    RcObject *list = RcList_New(0);
    assert_int_equal(RcList_Extend(list, row), 0); /* asks its iterator */
    assert_repr(list, "[0.5, 1.5, 0.5]");
    assert_truth(RcObject_RichCompare(list, row, Rc_EQ), 1);
    drop(list);
    drop(row);
    assert_refcnt(type, type_count);
    assert_all_refcnt(items, 2, 2);
    drop(names);
    drop(tuple);
    Rc_DECREF(type);
    drop_items(items, 2);
}

static void test_deep_nesting_is_dropped_in_bounded_stack(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(0);
    for (int i = 0; i < 200000; i++) {
        RcObject *outer = RcList_New(1);
        RcList_SET_ITEM(outer, 0, list);
        list = outer;
    }
    assert_live(200001);
    Rc_DECREF(list);
    assert_live(0);
}

/* Each allocation failing: the list is as it was. */

static RcObject *swept[4]; /* a list of ten references to one item, the item, a tuple of it, an iterable */

static int sweep_result(RcObject *result)
{
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* A copy of swept[0], on which the operation under test works. */
static RcObject *sweep_copy(void)
{
    return RcList_GetSlice(swept[0], 0, 10);
}

/* Ends a run: the copy has expected items after success, ten after failure. */
static int sweep_end(RcObject *copy, int result, Rc_ssize_t expected)
{
    assert_int_equal(RcList_GET_SIZE(copy), result < 0 ? 10 : expected);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(copy); i++) {
        assert_ptr_equal(RcList_GET_ITEM(copy, i), swept[1]);
    }
    Rc_DECREF(copy);
    return result;
}

static int run_new(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcList_New(3));
}

static int run_as_tuple(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcList_AsTuple(swept[0]));
}

static int run_concat(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcSequence_Concat(swept[0], swept[0]));
}

static int run_repeat(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcSequence_Repeat(swept[0], 3));
}

static int run_append(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_Append(copy, swept[1]), 11);
}

static int run_insert(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_Insert(copy, 3, swept[1]), 11);
}

static int run_extend_by_itself(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_Extend(copy, copy), 20);
}

static int run_extend_by_iterator(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    if (copy == NULL) {
        return -1;
    }
    RcObject *iterator = RcObject_GetIter(swept[0]);
    int result = iterator == NULL ? -1 : RcList_Extend(copy, iterator);
    Rc_XDECREF(iterator);
    return sweep_end(copy, result, 20);
}

static int run_set_slice(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_SetSlice(copy, 1, 10, swept[0]), 11);
}

static int run_set_slice_by_itself(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_SetSlice(copy, 2, 3, copy), 19);
}

static int run_delete_slice(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    return copy == NULL ? -1 : sweep_end(copy, RcList_SetSlice(copy, 0, 9, NULL), 1);
}

/* Shrinking may fail unnoticed. */
static int run_delete_items(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    if (copy == NULL) {
        return -1;
    }
    for (int i = 0; i < 9; i++) {
        assert_int_equal(RcSequence_DelItem(copy, 0), 0);
    }
    return sweep_end(copy, 0, 1);
}

static int run_inplace_repeat(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *copy = sweep_copy();
    if (copy == NULL) {
        return -1;
    }
    int result = sweep_result(RcSequence_InPlaceRepeat(copy, 3));
    return sweep_end(copy, result, 30);
}

static int run_constructor(void *unused)
{
    Rc_UNUSED(unused);
    return sweep_result(RcObject_CallOneArg((RcObject *)&RcList_Type, swept[2]));
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    swept[1] = fresh(0.5);
    swept[0] = list_of((RcObject *[]){swept[1]}, 1);
    Rc_DECREF(RcSequence_InPlaceRepeat(swept[0], 10));
    swept[2] = RcTuple_Pack(1, swept[1]);
    RcObject *watched[] = {swept[0], swept[1], swept[2], NULL};
    assert_int_equal(sweep(run_new, NULL, watched), 2);
    assert_int_equal(sweep(run_as_tuple, NULL, watched), 1);
    assert_int_equal(sweep(run_concat, NULL, watched), 2);
    assert_int_equal(sweep(run_repeat, NULL, watched), 2);
    assert_int_equal(sweep(run_append, NULL, watched), 3);
    assert_int_equal(sweep(run_insert, NULL, watched), 3);
    assert_int_equal(sweep(run_extend_by_itself, NULL, watched), 3);
    assert_true(sweep(run_extend_by_iterator, NULL, watched) >= 6);
    assert_int_equal(sweep(run_set_slice, NULL, watched), 4);
    assert_int_equal(sweep(run_set_slice_by_itself, NULL, watched), 5);
    assert_int_equal(sweep(run_delete_slice, NULL, watched), 4);
    assert_true(sweep(run_delete_items, NULL, watched) > 2);
    assert_int_equal(sweep(run_inplace_repeat, NULL, watched), 3);
    assert_true(sweep(run_constructor, NULL, watched) >= 2);
    drop(swept[2]);
    drop(swept[0]);
    drop(swept[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_new),
        counted_test(test_bad_arguments),
        counted_test(test_get_item),
        counted_test(test_set_item_steals),
        counted_test(test_append),
        counted_test(test_insert),
        counted_test(test_extend),
        counted_test(test_extend_that_fails_adds_nothing),
        counted_test(test_get_slice),
        counted_test(test_set_slice),
        counted_test(test_delete_slice),
        counted_test(test_set_slice_of_other_sources),
        counted_test(test_items_are_released_last_and_from_the_end),
        counted_test(test_dealloc_of_an_item_may_change_the_list),
        counted_test(test_a_replaced_item_dies_after_the_exchange),
        counted_test(test_a_dying_list_is_untracked),
        counted_test(test_deletions_give_memory_back),
        counted_test(test_assignment_by_subscript),
        counted_test(test_reverse),
        counted_test(test_as_tuple),
        counted_test(test_traverse_and_clear),
        counted_test(test_compare_with_others),
        counted_test(test_equality_looks_at_the_sizes_first),
        counted_test(test_concat),
        counted_test(test_repeat),
        counted_test(test_repeat_in_place),
        counted_test(test_constructor),
        counted_test(test_init_again),
        counted_test(test_subclass),
        counted_test(test_deep_nesting_is_dropped_in_bounded_stack),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
