/* Functions that are called directly, and hand over what they have no reference for. */
#include "guilty.h"

static RcObject *shared;

/* New, or what is kept for all. */
__attribute__((noinline)) static RcObject *get(int is_new)
{
    if (is_new) {
        return RcFloat_FromDouble(2.5);
    }
    if (shared == NULL) {
        shared = RcFloat_FromDouble(1.5);
    }
    NEXT_IS_GUILTY();
    return shared;
}

__attribute__((noinline)) static void use(int is_new)
{
    RcObject *item = get(is_new);
    RcFloat_AsDouble(item);
    Rc_DECREF(item);
}

static void test_what_a_global_variable_has(void **state)
{
    Rc_UNUSED(state);
    use(1);
    use(0);
    Rc_CLEAR(shared);
    assert_told("missing-incref", "get");
}

/* The argument gets a new reference in one branch, and none in the other. */
__attribute__((noinline)) static int look_up(RcObject *list, RcObject *otherwise, RcObject **out)
{
    RcObject *found;
    if (RcList_Size(list) == 0) {
        *out = Rc_NewRef(otherwise);
        return 0;
    }
    found = RcList_GetItem(list, 0);
    NEXT_IS_GUILTY();
    *out = found;
    return 1;
}

__attribute__((noinline)) static void find(RcObject *list, RcObject *otherwise)
{
    RcObject *value;
    look_up(list, otherwise, &value);
    RcFloat_AsDouble(value);
    Rc_DECREF(value);
}

static void test_an_argument_that_is_lent(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5), *empty = RcList_New(0), *zero = RcFloat_FromDouble(0.5);
    RcObject *kept = RcSequence_List(list);
    Rc_UNUSED(state);
    find(empty, zero);
    find(list, zero);
    assert_told("missing-incref", "look_up");
    if (state == NULL) {
        Rc_DECREF(kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_a_global_variable_has),
        MISTAKE(an_argument_that_is_lent),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
