/* Operations and activations: under which call of which function something is booked. */
#include "telling.h"

#include <setjmp.h>

#define HERE() (__LINE__)

static void expect_move(RcObject *op, const char *function, int line, const char *what)
{
    char text[120];
    snprintf(text, sizeof text, "test_operations.c:%d in %s: [", line, function);
    expect_story(op, text);
    expect_story(op, what);
}

static int taking_line;

__attribute__((noinline)) static void take(RcObject *op)
{
    taking_line = HERE() + 1;
    Rc_INCREF(op);
}

/* A function that is called, and its caller when it is back. */
static void test_a_callee_and_its_caller(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    int line;
    Rc_UNUSED(state);
    take(item);
    expect_move(item, "take", taking_line, "a reference taken, by Rc_INCREF; count 1 -> 2");
    line = HERE() + 1;
    Rc_DECREF(item);
    expect_move(item, __func__, line, "a reference given back, by Rc_DECREF; count 2 -> 1");
    Rc_DECREF(item);
    expect_nothing_told();
}

__attribute__((noinline)) static RcObject *make(void)
{
    return RcFloat_FromDouble(0.5);
}

/* One line of a function is an operation for each place that the function is called from. */
static void test_a_function_with_two_callers(void **state)
{
    RcObject *first, *second;
    int line;
    Rc_UNUSED(state);
    first = make();
    Rc_DECREF(first);
    line = HERE() + 1;
    second = make();
    assert_int_equal(Rc_REFCNT(second), 1);
    Rc_Finalize();
    expect_told("leak", line, "float object");
    assert_string_equal(told[0].function, __func__);
}

static jmp_buf out;

__attribute__((noinline)) static void leave(RcObject *op, int depth)
{
    Rc_INCREF(op);
    if (depth > 0) {
        leave(op, depth - 1);
    }
    if (depth == 0) {
        longjmp(out, 1);
    }
}

/* What a longjmp leaves behind has ended. */
static void test_functions_that_are_left_by_a_jump(void **state)
{
    RcObject *volatile item = RcFloat_FromDouble(2.5);
    volatile int line;
    Rc_UNUSED(state);
    if (setjmp(out) == 0) {
        leave(item, 5);
    }
    line = HERE() + 1;
    Rc_DECREF(item);
    expect_move(item, __func__, line, "a reference given back, by Rc_DECREF; count 7 -> 6");
    for (int i = 0; i < 6; i++) {
        Rc_DECREF(item);
    }
    expect_nothing_told();
}

__attribute__((noinline)) static void nest(RcObject *op, int depth)
{
    Rc_INCREF(op);
    if (depth > 0) {
        nest(op, depth - 1);
    }
    Rc_DECREF(op);
}

/* Calls beyond what the ledger tells apart are their callers' part. */
static void test_deep_recursion(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    nest(item, 6000);
    expect_story(item, " in nest: [2] a reference taken, by Rc_INCREF; count 1 -> 2");
    expect_story(item, " entries were dropped");
    assert_int_equal(Rc_REFCNT(item), 1);
    Rc_DECREF(item);
    expect_nothing_told();
}

/* Each operation has a number of its own, and audits change none. */
static void test_numbers(void **state)
{
    RcObject *first = RcFloat_FromDouble(1.5), *second = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    expect_story(first, ": [1] made, by RcFloat_FromDouble");
    expect_story(second, ": [2] made, by RcFloat_FromDouble");
    Rc_INCREF(second);
    expect_story(second, ": [3] a reference taken, by Rc_INCREF");
    Rc_AuditHeap();
    Rc_DECREF(second);
    Rc_DECREF(second);
    Rc_DECREF(first);
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_callee_and_its_caller),
        telling_test(test_a_function_with_two_callers),
        telling_test(test_functions_that_are_left_by_a_jump),
        telling_test(test_deep_recursion),
        telling_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
