/* Joining two strs, and many times the same. */
#include "text.h"

static void test_concat(void **state)
{
    Rc_UNUSED(state);
    RcObject *left = text("sp\xC3\xA4"), *right = text("m"), *empty = text(""), *five = number(100000), *both;
    both = RcStr_Concat(left, right);
    assert_refcnt(both, 1);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_int_equal(RcStr_GetLength(both), 4);
    assert_str_and_release(both, "sp\xC3\xA4m");
    assert_str_and_release(RcSequence_Concat(left, left), "sp\xC3\xA4sp\xC3\xA4");
    assert_str_and_release(RcNumber_Add(right, left), "msp\xC3\xA4");
    assert_ptr_equal(RcStr_Concat(left, empty), left);
    assert_refcnt(left, 2);
    Rc_DECREF(left);
    assert_ptr_equal(RcStr_Concat(empty, right), right);
    assert_refcnt(right, 2);
    Rc_DECREF(right);
    assert_fails(RcStr_Concat(left, five), RcExc_TypeError, "can only concatenate str (not \"int\") to str");
    assert_fails(RcStr_Concat(five, left), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Concat(left, NULL), RcExc_SystemError, "RcStr_Concat: bad argument");
    assert_fails(RcStr_Concat(NULL, left), RcExc_SystemError, "RcStr_Concat: bad argument");
    assert_fails(RcStr_Concat(huge_str(), huge_str()), RcExc_OverflowError,
                 "strings are too large to concat");
    assert_fails(RcStr_Concat(huge_str(), left), RcExc_MemoryError, NULL);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(five);
    Rc_DECREF(empty);
    Rc_DECREF(right);
    Rc_DECREF(left);
    assert_live(0);
}

static void test_append_in_place(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *right = text("\xC3\xA9"), *same;
    Rc_hash_t old_hash = RcObject_Hash(op);
    RcStr_Append(&op, right);
    assert_refcnt(op, 1);
    assert_refcnt(right, 1);
    assert_live(2);
    assert_str(op, "spam\xC3\xA9");
    assert_int_equal(RcStr_GetLength(op), 5);
    same = text("spam\xC3\xA9");
    assert_int_equal(RcObject_Hash(op), RcObject_Hash(same)); /* not the old one */
    assert_int_not_equal(RcObject_Hash(op), old_hash);
    Rc_DECREF(same);
    for (int i = 0; i < 1000; i++) {
        RcStr_Append(&op, right);
        assert_refcnt(op, 1);
    }
    assert_int_equal(RcStr_GetLength(op), 1005);
    assert_refcnt(right, 1);
    Rc_DECREF(op);
    Rc_DECREF(right);
    assert_live(0);
}

static void test_append_where_others_look(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *shared = Rc_NewRef(op), *right = text("!"), *empty = text("");
    RcStr_Append(&op, right);
    assert_ptr_not_equal(op, shared);
    assert_refcnt(op, 1);
    assert_refcnt(shared, 1);
    assert_str(shared, "spam");
    assert_str(op, "spam!");
    Rc_DECREF(op);

    op = shared;
    RcStr_InternInPlace(&op);
    RcStr_Append(&op, right); /* alone, but the table knows it */
    assert_false(RcStr_CHECK_INTERNED(op));
    assert_refcnt(op, 1);
    assert_str(op, "spam!");

    RcStr_Append(&op, op); /* to itself */
    assert_refcnt(op, 1);
    assert_str(op, "spam!spam!");
    Rc_DECREF(op);

    op = empty;
    RcStr_Append(&op, right); /* the empty one is nobody's alone */
    assert_ptr_equal(op, right);
    assert_refcnt(right, 2);
    RcStr_Append(&op, empty);
    assert_ptr_equal(op, right);
    assert_refcnt(right, 2);
    assert_str(empty, "");
    Rc_DECREF(op);
    assert_refcnt(right, 1);
    Rc_DECREF(right);
    assert_live(0);
}

static void test_append_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *kept = Rc_NewRef(op), *five = number(100000), *right = text("!");
    RcStr_Append(&op, five);
    assert_null(op);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");
    assert_refcnt(kept, 1);
    assert_refcnt(five, 1);

    op = Rc_NewRef(five);
    RcStr_Append(&op, kept);
    assert_null(op);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");
    assert_refcnt(five, 1);

    op = Rc_NewRef(kept);
    RcErr_SetString(RcExc_ValueError, "first");
    RcStr_Append(&op, NULL);
    assert_null(op);
    assert_raises(RcExc_ValueError, "first");
    assert_refcnt(kept, 1);

    RcStr_Append(&op, kept);
    assert_null(op);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");
    RcStr_Append(NULL, kept);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");

    op = text("alone");
    RcStr_Append(&op, huge_str());
    assert_null(op);
    assert_raises(RcExc_MemoryError, NULL);
    op = Rc_NewRef(huge_str());
    RcStr_Append(&op, huge_str());
    assert_null(op);
    assert_raises(RcExc_OverflowError, "strings are too large to concat");

    assert_refcnt(kept, 1);
    assert_refcnt(right, 1);
    Rc_DECREF(kept);
    Rc_DECREF(right);
    Rc_DECREF(five);
    assert_live(0);
}

/* The grow path has an overflow of its own: a str with one owner and a right part that is too large. */
static void test_append_of_too_much_in_place(void **state)
{
    Rc_UNUSED(state);
    RcObject *op;
    assert_str_and_release(RcSequence_Repeat(huge_str(), 0), "");
    op = RcStr_FromFormat("%100d", 1);
    RcStr_Append(&op, huge_str());
    assert_null(op);
    assert_raises(RcExc_OverflowError, "strings are too large to concat");
    assert_live(0);
}

static void test_append_and_del(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *right = text("!");
    Rc_INCREF(right);
    RcStr_AppendAndDel(&op, right);
    assert_refcnt(op, 1);
    assert_refcnt(right, 1);
    assert_str(op, "spam!");
    Rc_INCREF(right);
    Rc_CLEAR(op);
    RcStr_AppendAndDel(&op, right);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");
    assert_refcnt(right, 1);
    op = text("spam");
    RcStr_AppendAndDel(&op, NULL);
    assert_null(op);
    assert_raises(RcExc_SystemError, "RcStr_Append: bad argument");
    Rc_DECREF(right);
    assert_live(0);
}

static void test_repeat(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("\xC3\xA9."), *empty = text(""), *result;
    result = RcSequence_Repeat(op, 3);
    assert_refcnt(result, 1);
    assert_refcnt(op, 1);
    assert_int_equal(RcStr_GetLength(result), 6);
    assert_str_and_release(result, "\xC3\xA9.\xC3\xA9.\xC3\xA9.");
    assert_ptr_equal(RcSequence_Repeat(op, 1), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_str_and_release(RcSequence_Repeat(op, 0), "");
    assert_str_and_release(RcSequence_Repeat(op, -5), "");
    result = RcSequence_Repeat(op, 1000);
    assert_int_equal(RcStr_GetLength(result), 2000);
    assert_int_equal(RcStr_ReadChar(result, 1999), '.');
    Rc_DECREF(result);
    assert_str_and_release(RcSequence_Repeat(empty, RC_SSIZE_T_MAX), "");
    Rc_DECREF(empty);
    assert_fails(RcSequence_Repeat(op, RC_SSIZE_T_MAX / 2), RcExc_OverflowError,
                 "repeated string is too long");
    assert_fails(RcSequence_Repeat(op, RC_SSIZE_T_MAX / 8), RcExc_MemoryError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static int join_in_all_ways(void *arg)
{
    RcObject *op = arg, *alone = RcStr_FromString("alone"), *shared = Rc_NewRef(op);
    RcObject *both = RcStr_Concat(op, op), *many = RcSequence_Repeat(op, 9);
    int failed = alone == NULL || both == NULL || many == NULL;
    if (!failed) {
        RcStr_Append(&alone, op);
        failed = alone == NULL;
    }
    if (!failed) {
        RcStr_AppendAndDel(&shared, Rc_NewRef(op));
        failed = shared == NULL;
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
    RcObject *op = text("spam"), *watched[] = {op, NULL};
    assert_int_equal(sweep(join_in_all_ways, op, watched), 5);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_concat),
        counted_test(test_append_in_place),
        counted_test(test_append_where_others_look),
        counted_test(test_append_fails),
        counted_test(test_append_of_too_much_in_place),
        counted_test(test_append_and_del),
        counted_test(test_repeat),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
