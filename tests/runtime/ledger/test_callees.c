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

struct ring {
    RcObject *slots[2];
    int head, count;
};

__attribute__((noinline)) static void put(struct ring *ring, RcObject *message)
{
    ring->slots[(ring->head + ring->count++) % 2] = Rc_NewRef(message);
}

__attribute__((noinline)) static RcObject *take(struct ring *ring)
{
    NEXT_IS_GUILTY();
    RcObject *message = ring->slots[ring->head];
    ring->head = (ring->head + 1) % 2;
    ring->count--;
    return message;
}

__attribute__((noinline)) static void deliver(struct ring *ring)
{
    RcObject *message = take(ring);
    RcFloat_AsDouble(message);
    Rc_DECREF(message);
}

__attribute__((noinline)) static void drain(struct ring *ring)
{
    for (int i = 0; i < 2; i++) {
        Rc_XDECREF(ring->slots[i]);
    }
}

/* It is handed over, but the pointer stays in the row, out of which it is given back again. */
static void test_what_stays_in_a_row(void **state)
{
    struct ring ring = {{NULL}, 0, 0};
    RcObject *message = RcFloat_FromDouble(9.5);
    Rc_UNUSED(state);
    put(&ring, message);
    Rc_DECREF(message);
    deliver(&ring);
    drain(&ring);
    assert_told("over-decref", "take");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_a_global_variable_has),
        MISTAKE(an_argument_that_is_lent),
        MISTAKE(none_or_what_was_lent),
        MISTAKE(what_stays_in_a_row),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
