/* The iterator protocol. */
#include "hostile.h"
#include "rows.h"

#include <recount/iterator.h>
#include <recount/str.h>

static RcObject *give_held(Hostile *self)
{
    return Rc_XNewRef(self->held[0]);
}

static RcObject *give_other(Hostile *self)
{
    return Rc_NewRef((RcObject *)self->arg);
}

static RcObject *raise_value_error(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no");
    return NULL;
}

static RcObject *raise_stop(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetNone(RcExc_StopIteration);
    return NULL;
}

static void test_check(void **state)
{
    Rc_UNUSED(state);
    RcObject *list = RcList_New(0), *iterator = RcObject_GetIter(list);
    assert_int_equal(RcIter_Check(NULL), 0);
    assert_int_equal(RcIter_Check(list), 0);
    assert_int_equal(RcIter_Check(iterator), 1);
    drop(iterator);
    drop(list);
}

static void test_get_iter(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = fresh(0.5);
    assert_null(RcObject_GetIter(NULL));
    assert_raises(RcExc_SystemError, "RcObject_GetIter: null argument");
    assert_null(RcObject_GetIter(number));
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    assert_refcnt(number, 1);

    Hostile *iterable = Hostile_New();
    RcObject *iterator = RcObject_GetIter((RcObject *)iterable); /* by default itself */
    assert_ptr_equal(iterator, iterable);
    assert_refcnt(iterable, 2);
    Rc_DECREF(iterator);
    iterable->on_iter = give_other;
    iterable->arg = number;
    assert_null(RcObject_GetIter((RcObject *)iterable));
    assert_raises(RcExc_TypeError, "iter() returned non-iterator of type 'float'");
    assert_refcnt(number, 1);
    iterable->on_iter = raise_value_error;
    assert_null(RcObject_GetIter((RcObject *)iterable));
    assert_raises(RcExc_ValueError, "no");
    assert_refcnt(iterable, 1);
    drop((RcObject *)iterable);
    drop(number);
}

static RcObject *item_of_nothing(RcObject *op, Rc_ssize_t index)
{
    Rc_UNUSED(op);
    Rc_UNUSED(index);
    RcErr_SetNone(RcExc_IndexError);
    return NULL;
}

static void test_a_sequence_without_tp_iter(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{Rc_sq_item, (void *)(uintptr_t)item_of_nothing}, {0, NULL}};
    RcType_Spec spec = {"test.Sequence", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec);
    assert_non_null(type);
    RcObject *sequence = RcObject_CallNoArgs(type);
    assert_refcnt(sequence, 1);
    RcObject *iterator = RcObject_GetIter(sequence);
    assert_true(RcSeqIter_Check(iterator));
    assert_refcnt(iterator, 1);
    assert_refcnt(sequence, 2);
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    assert_refcnt(sequence, 1);
    drop(iterator);
    drop(sequence);
    Rc_DECREF(type);
}

static void test_next(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *got = item;
    Hostile *iterator = Hostile_New();
    RcObject *op = (RcObject *)iterator;
    iterator->held[0] = Rc_NewRef(item);
    iterator->on_next = give_held;
    assert_ptr_equal(RcIter_Next(op), item);
    assert_refcnt(item, 3);
    Rc_DECREF(item);
    assert_int_equal(RcIter_NextItem(op, &got), 1);
    assert_ptr_equal(got, item);
    assert_refcnt(item, 3);
    Rc_DECREF(item);

    RcObject *(*ends[])(Hostile *) = {NULL, raise_stop};
    for (int i = 0; i < 2; i++) {
        iterator->on_next = ends[i];
        assert_null(RcIter_Next(op));
        assert_no_error();
        got = item;
        assert_int_equal(RcIter_NextItem(op, &got), 0);
        assert_null(got);
        assert_no_error();
    }
    iterator->on_next = raise_value_error;
    assert_null(RcIter_Next(op));
    assert_raises(RcExc_ValueError, "no");
    got = item;
    assert_int_equal(RcIter_NextItem(op, &got), -1);
    assert_null(got);
    assert_raises(RcExc_ValueError, "no");
    assert_refcnt(op, 1);
    assert_refcnt(item, 2);
    drop(op);
    drop(item);
}

static void test_next_of_what_is_no_iterator(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = fresh(0.5), *got = number;
    assert_null(RcIter_Next(NULL));
    assert_raises(RcExc_SystemError, "RcIter_Next: null argument");
    assert_null(RcIter_Next(number));
    assert_raises(RcExc_TypeError, "expected an iterator, got 'float'");
    assert_int_equal(RcIter_NextItem(NULL, &got), -1);
    assert_raises(RcExc_SystemError, "RcIter_NextItem: null argument");
    assert_null(got);
    got = number;
    assert_int_equal(RcIter_NextItem(number, &got), -1);
    assert_raises(RcExc_TypeError, "expected an iterator, got 'float'");
    assert_null(got);
    assert_int_equal(RcIter_NextItem(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcIter_NextItem: null argument");
    assert_refcnt(number, 1);
    drop(number);
}

static void test_self_iter(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5);
    assert_ptr_equal(RcObject_SelfIter(item), item);
    assert_refcnt(item, 2);
    assert_null(RcObject_SelfIter(NULL));
    assert_raises(RcExc_SystemError, "RcObject_SelfIter: null argument");
    Rc_DECREF(item);
    drop(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_check),
        counted_test(test_get_iter),
        counted_test(test_a_sequence_without_tp_iter),
        counted_test(test_next),
        counted_test(test_next_of_what_is_no_iterator),
        counted_test(test_self_iter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
