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

/* What it lends to one, and gives to another, it should have taken a reference for. */
__attribute__((noinline)) static RcObject *item_or_none(RcObject *list, Rc_ssize_t i)
{
    RcObject *item = RcList_GetItem(list, i);
    if (item == NULL) {
        RcErr_Clear();
        return Rc_NewRef(Rc_None);
    }
    NEXT_IS_GUILTY();
    return item;
}

__attribute__((noinline)) static void use_item_and_none(RcObject *list)
{
    RcObject *item = item_or_none(list, 0), *none = item_or_none(list, 5);
    RcFloat_AsDouble(item);
    Rc_DECREF(item);
    Rc_DECREF(none);
}

static void test_none_or_what_was_lent(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5), *kept = RcSequence_List(list);
    Rc_UNUSED(state);
    use_item_and_none(list);
    Rc_AuditHeap();
    assert_told("missing-incref", "item_or_none");
    if (state == NULL) {
        Rc_DECREF(kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_a_global_variable_has),
        MISTAKE(an_argument_that_is_lent),
        MISTAKE(none_or_what_was_lent),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
