/* Typical mistakes, made on purpose: which kind is told, and which line is named first.  The audit before each
 * operation is asked for in main. */
#include "guilty.h"

/* -- a type -- */

typedef struct Box {
    RcObject_HEAD
    RcObject *item; /* owned */
} Box;

static int box_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Box *)op)->item);
    return 0;
}

static int box_clear(RcObject *op)
{
    Rc_CLEAR(((Box *)op)->item);
    return 0;
}

static void box_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    box_clear(op);
    RcObject_GC_Del(op);
}

static RcObject *box_iter(RcObject *op)
{
    NEXT_IS_GUILTY();
    return op;
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = box_dealloc,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_iter = box_iter,
};

static Box *new_box(void)
{
    Box *box;
    assert_int_equal(RcType_Ready(&Box_Type), 0);
    box = RcObject_GC_New(Box, &Box_Type);
    assert_non_null(box);
    box->item = NULL;
    RcObject_GC_Track(box);
    return box;
}

/* -- mistakes -- */

static void test_a_borrowed_item_is_given_back(void **state)
{
    RcObject *list = Rc_BuildValue("[s]", "borrowed");
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    GUILTY(), Rc_DECREF(item);
    RcList_Size(list);
    assert_told("over-decref", __func__);
}

static void test_what_was_stolen_is_given_back(void **state)
{
    RcObject *tuple = RcTuple_New(1), *item = RcStr_FromString("stolen");
    Rc_UNUSED(state);
    RcTuple_SetItem(tuple, 0, item);
    GUILTY(), Rc_DECREF(item);
    assert_told("over-decref", __func__);
}

static void test_a_borrowed_item_is_handed_to_a_thief(void **state)
{
    RcObject *list = Rc_BuildValue("[s]", "borrowed"), *tuple = RcTuple_New(1);
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    GUILTY(), RcTuple_SetItem(tuple, 0, item);
    Rc_DECREF(tuple);
    Rc_DECREF(list);
    assert_told("missing-incref", __func__);
}

static void set_item(Box *box, RcObject *item)
{
    RcObject *old = box->item;
    NEXT_IS_GUILTY();
    box->item = item;
    Rc_XDECREF(old);
}

static void test_a_setter_takes_no_reference(void **state)
{
    Box *box;
    RcObject *item;
    Rc_UNUSED(state);
    if (!stack_is_tidy()) {
        skip();
    }
    box = new_box();
    item = RcStr_FromString("item");
    set_item(box, item);
    Rc_DECREF(item);
    assert_told("missing-incref", "set_item");
}

static RcObject *item_of(const Box *box)
{
    NEXT_IS_GUILTY();
    return box->item;
}

static void test_a_getter_takes_no_reference(void **state)
{
    Box *box = new_box();
    RcObject *item;
    Rc_UNUSED(state);
    box->item = RcStr_FromString("item");
    item = item_of(box);
    Rc_DECREF(item);
    assert_told("missing-incref", "item_of");
}

static void test_a_slot_returns_what_it_does_not_own(void **state)
{
    Box *box = new_box();
    RcObject *iterator;
    Rc_UNUSED(state);
    Box_Type.tp_iternext = RcIter_Next;
    iterator = RcObject_GetIter((RcObject *)box);
    Rc_XDECREF(iterator);
    Rc_DECREF(box);
    assert_told("missing-incref", "box_iter");
}

static void overwrite(Box *box, RcObject *item)
{
    Rc_INCREF(item);
    NEXT_IS_GUILTY();
    box->item = item;
}

static void test_a_field_is_overwritten(void **state)
{
    Box *box = new_box();
    RcObject *item = RcStr_FromString("new");
    Rc_UNUSED(state);
    box->item = RcStr_FromString("old");
    overwrite(box, item);
    Rc_DECREF(item);
    if (!memory_is_searched()) {
        skip();
    }
    assert_told("lost-reference", "overwrite");
}

static void test_none_is_given_back_once_too_often(void **state)
{
    Rc_UNUSED(state);
    GUILTY(), Rc_DECREF(Rc_None);
    assert_told("over-decref", __func__);
}

/* -- and none -- */

static void test_ownership_that_moves_is_no_mistake(void **state)
{
    Box *box = new_box(), *other = new_box();
    Rc_UNUSED(state);
    box->item = RcStr_FromString("moved");
    other->item = box->item;
    box->item = NULL;
    Rc_AuditHeap();
    Rc_DECREF(box);
    Rc_DECREF(other);
    Rc_Finalize();
    expect_nothing_told();
}

static int swallow(RcObject *item)
{
    if (item == NULL) {
        return -1;
    }
    Rc_DECREF(item);
    return 0;
}

static int feed(RcObject *list)
{
    RcObject *item = RcSequence_GetItem(list, 0);
    return swallow(item);
}

/* What a function takes and another one steals from it is between the two: it is the caller who gives too much. */
static void test_a_thief_is_no_suspect(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *list = Rc_BuildValue("[O]", item), *other;
    Rc_UNUSED(state);
    assert_int_equal(feed(list), 0);
    other = Rc_BuildValue("[N]", item);
    GUILTY(), Rc_DECREF(item);
    assert_told("over-decref", __func__);
    assert_non_null(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_borrowed_item_is_given_back),
        MISTAKE(what_was_stolen_is_given_back),
        MISTAKE(a_borrowed_item_is_handed_to_a_thief),
        MISTAKE(a_setter_takes_no_reference),
        MISTAKE(a_getter_takes_no_reference),
        MISTAKE(a_slot_returns_what_it_does_not_own),
        MISTAKE(a_field_is_overwritten),
        MISTAKE(none_is_given_back_once_too_often),
        MISTAKE(ownership_that_moves_is_no_mistake),
        MISTAKE(a_thief_is_no_suspect),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
