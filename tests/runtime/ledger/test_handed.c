/* What a call takes over out of a field: the field's reference, or one that is missing. */
#include "guilty.h"

struct change {
    RcObject *line;
    Rc_ssize_t at;
};

static struct change changes[4];
static int depth;

__attribute__((noinline)) static void remember(RcObject *lines, Rc_ssize_t at)
{
    RcObject *old = RcList_GetItem(lines, at);
    struct change *change = &changes[depth++];
    change->at = at;
    NEXT_IS_GUILTY();
    change->line = old;
}

__attribute__((noinline)) static void undo(RcObject *lines)
{
    struct change *change = &changes[--depth];
    RcList_SetItem(lines, change->at, change->line);
    change->line = NULL;
}

__attribute__((noinline)) static void forget(void)
{
    while (depth > 0) {
        Rc_CLEAR(changes[--depth].line);
    }
}

/* The field is emptied, and given back elsewhere: who filled it lacks a reference. */
static void test_field_that_is_handed_over(void **state)
{
    RcObject *lines = Rc_BuildValue("[dd]", 1.5, 2.5), *all = RcSequence_List(lines);
    Rc_UNUSED(state);
    remember(lines, 1);
    RcList_SetItem(lines, 1, RcFloat_FromDouble(3.5));
    undo(lines);
    forget();
    Rc_DECREF(lines);
    Rc_DECREF(all);
    assert_told("missing-incref", "remember");
}

struct connection {
    RcObject *failure;
};

__attribute__((noinline)) static void fail_again(struct connection *connection)
{
    NEXT_IS_GUILTY();
    RcErr_SetRaisedException(connection->failure);
}

__attribute__((noinline)) static void disconnect(struct connection *connection)
{
    Rc_CLEAR(connection->failure);
}

/* The field keeps the pointer, and is given back: the call should have got another reference. */
static void test_field_that_keeps_the_pointer(void **state)
{
    struct connection connection = {NULL};
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_RuntimeError, "reset");
    connection.failure = RcErr_GetRaisedException();
    fail_again(&connection);
    RcErr_Clear();
    disconnect(&connection);
    assert_told("missing-incref", "fail_again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(field_that_is_handed_over),
        MISTAKE(field_that_keeps_the_pointer),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
