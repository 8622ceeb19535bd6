/* What the same line did for other objects; this source is compiled for the deep ledger. */
#include "guilty.h"

/* A stack takes over what it is handed, and hands it on. */
static RcObject *stack[8];
static int height;

static void push(RcObject *item)
{
    stack[height++] = item;
}

static RcObject *pop(void)
{
    return stack[--height];
}

static void drop(void)
{
    RcObject *item = pop();
    Rc_DECREF(item);
}

static void push_again(void)
{
    RcObject *top = stack[height - 1];
    NEXT_IS_GUILTY();
    push(top);
}

static void test_what_a_line_does_for_others(void **state)
{
    Rc_UNUSED(state);
    push(RcFloat_FromDouble(1.5));
    drop();
    expect_nothing_told();
    push(RcFloat_FromDouble(2.5));
    push_again();
    drop();
    drop();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "missing-incref");
    assert_string_equal(told[0].function, "push_again");
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_a_line_does_for_others),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
