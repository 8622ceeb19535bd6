/* The recursion guard, and the list of containers that are being shown. */
#include "support.h"

#include <recount/recount.h>

static void test_the_limit(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(Rc_GetRecursionLimit(), 1000);
    Rc_SetRecursionLimit(2);
    assert_int_equal(Rc_GetRecursionLimit(), 2);
    assert_int_equal(Rc_EnterRecursiveCall(" here"), 0);
    assert_int_equal(Rc_EnterRecursiveCall(" here"), 0);
    assert_int_equal(Rc_EnterRecursiveCall(" here"), -1);
    Rc_LeaveRecursiveCall();
    Rc_LeaveRecursiveCall();
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded here");
    assert_int_equal(Rc_EnterRecursiveCall(NULL), 0);
    assert_int_equal(Rc_EnterRecursiveCall(NULL), 0);
    assert_int_equal(Rc_EnterRecursiveCall(NULL), -1);
    Rc_LeaveRecursiveCall();
    Rc_LeaveRecursiveCall();
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded");
    Rc_SetRecursionLimit(0);
    assert_int_equal(Rc_GetRecursionLimit(), 1);
}

static void test_repr_enter_keeps_a_reference(void **state)
{
    RcObject *op = RcList_New(0);
    Rc_UNUSED(state);

    assert_int_equal(Rc_ReprEnter(op), 0);
    assert_refcnt(op, 2);
    assert_int_equal(Rc_ReprEnter(op), 1);
    assert_refcnt(op, 2);
    Rc_ReprLeave(op);
    assert_refcnt(op, 1);
    Rc_ReprLeave(op); /* not entered: nothing */
    assert_refcnt(op, 1);
    Rc_DECREF(op);
}

static void test_repr_leave_out_of_order(void **state)
{
    RcObject *ops[20];
    Rc_UNUSED(state);

    for (int i = 0; i < 20; i++) {
        ops[i] = RcFloat_FromDouble(i);
        assert_int_equal(Rc_ReprEnter(ops[i]), 0);
        assert_refcnt(ops[i], 2);
    }
    Rc_ReprLeave(ops[3]);
    assert_refcnt(ops[3], 1);
    assert_int_equal(Rc_ReprEnter(ops[19]), 1);
    assert_int_equal(Rc_ReprEnter(ops[4]), 1);
    for (int i = 0; i < 20; i++) {
        Rc_ReprLeave(ops[i]);
        assert_refcnt(ops[i], 1);
        Rc_DECREF(ops[i]);
    }
}

static void test_repr_of_null(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(Rc_ReprEnter(NULL), -1);
    assert_raises(RcExc_SystemError, "Rc_ReprEnter: null argument");
    Rc_ReprLeave(NULL);
    assert_no_error();
}

static int enter_all(void *arg)
{
    RcObject **ops = arg;
    int entered = 0, result = 0;

    while (result == 0 && entered < 20) {
        result = Rc_ReprEnter(ops[entered]);
        entered += result == 0;
    }
    while (entered > 0) {
        Rc_ReprLeave(ops[--entered]);
    }
    return result;
}

static void test_repr_enter_out_of_memory(void **state)
{
    RcObject *ops[21];
    Rc_UNUSED(state);

    for (int i = 0; i < 20; i++) {
        ops[i] = RcFloat_FromDouble(i);
    }
    ops[20] = NULL;
    assert_int_equal(sweep(enter_all, ops, ops), 3);
    for (int i = 0; i < 20; i++) {
        Rc_DECREF(ops[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_the_limit),
        counted_test(test_repr_enter_keeps_a_reference),
        counted_test(test_repr_leave_out_of_order),
        counted_test(test_repr_of_null),
        counted_test(test_repr_enter_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
