/* bytes of another size: resizing, joining, repeating. */
#include "text.h"

static RcObject *huge_bytes(void)
{
    static RcBytesObject huge = {RcVarObject_HEAD_INIT(&RcBytes_Type, RC_SSIZE_T_MAX - 64) 0, {'\0'}};
    return (RcObject *)&huge;
}

static void test_resize(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("spam"), *same = bytes("spam-"), *was;
    Rc_hash_t hash = RcObject_Hash(op);
    assert_int_equal(_RcBytes_Resize(&op, 5), 0);
    assert_refcnt(op, 1);
    assert_int_equal(RcBytes_GET_SIZE(op), 5);
    RcBytes_AS_STRING(op)[4] = '-';
    assert_string_equal(RcBytes_AS_STRING(op), "spam-");
    assert_int_equal(RcObject_Hash(op), RcObject_Hash(same));
    assert_int_not_equal(RcObject_Hash(op), hash);
    Rc_DECREF(same);
    assert_int_equal(_RcBytes_Resize(&op, 2), 0);
    assert_refcnt(op, 1);
    assert_string_equal(RcBytes_AS_STRING(op), "sp");
    was = op;
    assert_int_equal(_RcBytes_Resize(&op, 2), 0);
    assert_ptr_equal(op, was);
    assert_refcnt(op, 1);
    assert_live(1);
    assert_int_equal(_RcBytes_Resize(&op, 0), 0);
    assert_result_is(bytes(""), op);
    assert_live(0);
    assert_int_equal(_RcBytes_Resize(&op, 3), 0);
    assert_refcnt(op, 1);
    assert_live(1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_resize_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("spam"), *shared = Rc_NewRef(op), *five = number(100000), *nothing = NULL;
    assert_int_equal(_RcBytes_Resize(&op, 9), -1);
    assert_null(op);
    assert_raises(RcExc_SystemError, "_RcBytes_Resize: bad argument");
    assert_refcnt(shared, 1);
    op = shared;
    assert_int_equal(_RcBytes_Resize(&op, -1), -1);
    assert_null(op);
    assert_raises(RcExc_SystemError, "_RcBytes_Resize: bad argument");
    assert_int_equal(_RcBytes_Resize(&five, 2), -1);
    assert_null(five);
    assert_raises(RcExc_SystemError, "_RcBytes_Resize: bad argument");
    assert_int_equal(_RcBytes_Resize(NULL, 2), -1);
    assert_raises(RcExc_SystemError, "_RcBytes_Resize: bad argument");
    assert_int_equal(_RcBytes_Resize(&nothing, 2), -1);
    assert_raises(RcExc_SystemError, "_RcBytes_Resize: bad argument");
    op = bytes("spam");
    assert_int_equal(_RcBytes_Resize(&op, RC_SSIZE_T_MAX), -1);
    assert_null(op);
    assert_raises(RcExc_MemoryError, NULL);
    op = bytes("spam");
    assert_int_equal(_RcBytes_Resize(&op, RC_SSIZE_T_MAX / 2), -1);
    assert_null(op);
    assert_raises(RcExc_MemoryError, NULL);
    op = bytes("");
    assert_int_equal(_RcBytes_Resize(&op, RC_SSIZE_T_MAX), -1);
    assert_null(op);
    assert_raises(RcExc_OverflowError, "byte string is too large");
    assert_live(0);
}

static void test_concat_two(void **state)
{
    Rc_UNUSED(state);
    RcObject *left = bytes("sp"), *right = bytes("am"), *both, *str = text("x"), *empty = bytes("");
    both = RcSequence_Concat(left, right);
    assert_refcnt(both, 1);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_repr_and_release(both, "b'spam'");
    assert_ptr_equal(RcSequence_Concat(left, empty), left);
    assert_refcnt(left, 2);
    Rc_DECREF(left);
    assert_ptr_equal(RcSequence_Concat(empty, right), right);
    assert_refcnt(right, 2);
    Rc_DECREF(right);
    assert_fails(RcSequence_Concat(left, str), RcExc_TypeError, "can't concat str to bytes");
    assert_fails(RcSequence_Concat(huge_bytes(), huge_bytes()), RcExc_MemoryError, NULL);
    assert_fails(RcSequence_Concat(huge_bytes(), left), RcExc_MemoryError, NULL);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_refcnt(str, 1);
    Rc_DECREF(empty);
    Rc_DECREF(left);
    Rc_DECREF(right);
    Rc_DECREF(str);
    assert_live(0);
}

static void test_concat(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("sp"), *right = bytes("am"), *empty = bytes(""), *shared;
    RcBytes_Concat(&op, right); /* in place */
    assert_refcnt(op, 1);
    assert_refcnt(right, 1);
    assert_live(2);
    assert_repr(op, "b'spam'");
    shared = Rc_NewRef(op);
    RcBytes_Concat(&op, right); /* not in place */
    assert_refcnt(op, 1);
    assert_refcnt(shared, 1);
    assert_repr(shared, "b'spam'");
    assert_repr(op, "b'spamam'");
    Rc_DECREF(shared);
    RcBytes_Concat(&op, op); /* to itself */
    assert_refcnt(op, 1);
    assert_repr(op, "b'spamamspamam'");
    RcBytes_Concat(&op, empty);
    assert_refcnt(op, 1);
    assert_repr(op, "b'spamamspamam'");
    Rc_DECREF(op);
    op = empty;
    RcBytes_Concat(&op, right);
    assert_ptr_equal(op, right);
    assert_refcnt(right, 2);
    Rc_DECREF(op);
    Rc_DECREF(right);
    assert_live(0);
}

static void test_concat_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("sp"), *kept = Rc_NewRef(op), *five = number(100000);
    RcBytes_Concat(&op, five);
    assert_null(op);
    assert_raises(RcExc_TypeError, "can't concat int to bytes");
    assert_refcnt(kept, 1);
    assert_refcnt(five, 1);
    op = Rc_NewRef(five);
    RcBytes_Concat(&op, kept);
    assert_null(op);
    assert_raises(RcExc_TypeError, "can't concat bytes to int");
    assert_refcnt(five, 1);
    RcBytes_Concat(&op, kept); /* nothing to add to */
    assert_null(op);
    assert_no_error();
    op = Rc_NewRef(kept);
    RcBytes_Concat(&op, NULL); /* what should be added failed */
    assert_null(op);
    assert_no_error();
    assert_refcnt(kept, 1);
    RcBytes_Concat(NULL, kept);
    assert_raises(RcExc_SystemError, "RcBytes_Concat: bad argument");
    op = bytes("alone");
    RcBytes_Concat(&op, huge_bytes());
    assert_null(op);
    assert_raises(RcExc_MemoryError, NULL);
    assert_refcnt(kept, 1);
    Rc_DECREF(kept);
    Rc_DECREF(five);
    assert_live(0);
}

static void test_concat_and_del(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("sp"), *right = bytes("am");
    Rc_INCREF(right);
    RcBytes_ConcatAndDel(&op, right);
    assert_refcnt(op, 1);
    assert_refcnt(right, 1);
    assert_repr(op, "b'spam'");
    RcBytes_ConcatAndDel(&op, NULL);
    assert_null(op);
    Rc_INCREF(right);
    RcBytes_ConcatAndDel(&op, right);
    assert_refcnt(right, 1);
    assert_no_error();
    Rc_DECREF(right);
    assert_live(0);
}

static void test_repeat(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("ab"), *empty = bytes(""), *result = RcSequence_Repeat(op, 3);
    assert_refcnt(result, 1);
    assert_refcnt(op, 1);
    assert_repr_and_release(result, "b'ababab'");
    assert_ptr_equal(RcSequence_Repeat(op, 1), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_repr_and_release(RcSequence_Repeat(op, 0), "b''");
    assert_repr_and_release(RcSequence_Repeat(op, -1), "b''");
    assert_repr_and_release(RcSequence_Repeat(empty, RC_SSIZE_T_MAX), "b''");
    Rc_DECREF(empty);
    assert_fails(RcSequence_Repeat(op, RC_SSIZE_T_MAX / 2 + 1), RcExc_OverflowError,
                 "repeated bytes are too long");
    assert_fails(RcSequence_Repeat(op, RC_SSIZE_T_MAX / 8), RcExc_MemoryError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static int join_in_all_ways(void *arg)
{
    RcObject *op = arg, *alone = RcBytes_FromString("alone"), *shared = Rc_NewRef(op);
    RcObject *both = RcSequence_Concat(op, op), *many = RcSequence_Repeat(op, 9);
    int failed = alone == NULL || both == NULL || many == NULL;
    if (!failed) {
        RcBytes_Concat(&alone, op);
        failed = alone == NULL;
    }
    if (!failed) {
        RcBytes_ConcatAndDel(&shared, Rc_NewRef(op));
        failed = shared == NULL;
    }
    if (!failed) {
        failed = _RcBytes_Resize(&shared, 100) < 0;
    }
    Rc_XDECREF(alone);
    Rc_XDECREF(shared);
    Rc_XDECREF(both);
    Rc_XDECREF(many);
    return failed ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("spam"), *watched[] = {op, NULL};
    assert_int_equal(sweep(join_in_all_ways, op, watched), 6);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_resize), counted_test(test_resize_fails),  counted_test(test_concat_two),
        counted_test(test_concat), counted_test(test_concat_fails),  counted_test(test_concat_and_del),
        counted_test(test_repeat), counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
