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

/* A block that takes over what is put into it; whoever puts it there and gives it back besides is to blame. */
struct block {
    RcObject *name;
};

static void end_block(struct block *block)
{
    Rc_CLEAR(block->name);
}

static void fill_block(struct block *block, int fails)
{
    RcObject *name = RcFloat_FromDouble(1.5);
    block->name = name;
    if (fails) {
        NEXT_IS_GUILTY();
        Rc_DECREF(name);
    }
}

static void test_a_store_that_moves(void **state)
{
    struct block good, bad;
    Rc_UNUSED(state);
    fill_block(&good, 0);
    end_block(&good);
    expect_nothing_told();
    fill_block(&bad, 1);
    end_block(&bad);
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "over-decref");
    assert_string_equal(told[0].function, "fill_block");
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_a_line_does_for_others),
        MISTAKE(a_store_that_moves),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
