/* Pointers that plain code stores as if they came with a reference, as the deep ledger sees it. */
#include "guilty.h"

struct entry {
    RcObject *key, *value;
};

/* It takes a reference for one of its arguments: it means to take one for each. */
__attribute__((noinline)) static void fill_entry(struct entry *entry, RcObject *key, RcObject *value)
{
    NEXT_IS_GUILTY();
    entry->key = key;
    entry->value = Rc_NewRef(value);
}

__attribute__((noinline)) static void end_entry(struct entry *entry)
{
    Rc_DECREF(entry->key);
    Rc_DECREF(entry->value);
}

static struct entry entries[3];

static void test_one_argument_of_two(void **state)
{
    RcObject *value = RcFloat_FromDouble(9.5), *keys[3];
    Rc_UNUSED(state);
    for (int i = 0; i < 3; i++) {
        keys[i] = RcFloat_FromDouble(i + 0.5);
        fill_entry(&entries[i], keys[i], value);
    }
    for (int i = 0; i < 3; i++) {
        end_entry(&entries[i]);
    }
    Rc_DECREF(keys[0]);
    assert_told("missing-incref", "fill_entry");
    if (state == NULL) {
        Rc_DECREF(value);
    }
}

static RcObject *stack[8];
static int depth;

__attribute__((noinline)) static void push(RcObject *item)
{
    stack[depth++] = item;
}

__attribute__((noinline)) static void drop(void)
{
    Rc_DECREF(stack[--depth]);
}

static void push_new(double value)
{
    push(RcFloat_FromDouble(value));
}

/* Who takes over its argument is right, as others show whose story is over. */
static void test_a_thief_and_his_caller(void **state)
{
    RcObject *kept = RcFloat_FromDouble(7.5);
    Rc_UNUSED(state);
    push_new(1.5);
    drop();
    NEXT_IS_GUILTY();
    push(kept);
    RcFloat_AsDouble(kept);
    drop();
    RcFloat_AsDouble(kept);
    Rc_DECREF(kept);
    assert_told("missing-incref", __func__);
}

static RcObject *held;

/* What was taken for the store is not what lacks it. */
__attribute__((noinline)) static void hold(RcObject *item)
{
    Rc_INCREF(item);
    held = item;
    NEXT_IS_GUILTY();
    Rc_DECREF(item);
}

__attribute__((noinline)) static void let_go(void)
{
    Rc_CLEAR(held);
}

static void test_taken_for_the_store(void **state)
{
    RcObject *item = RcFloat_FromDouble(3.5), *list = Rc_BuildValue("[OO]", item, item);
    Rc_UNUSED(state);
    hold(item);
    let_go();
    Rc_DECREF(item);
    RcFloat_AsDouble(Rc_True);
    assert_told("over-decref", "hold");
    if (state == NULL) {
        Rc_DECREF(list);
    }
}

static RcObject *scratch;

/* Who gives back what he has stored himself has meant to take a reference for it. */
__attribute__((noinline)) static void work_on(RcObject *list)
{
    NEXT_IS_GUILTY();
    scratch = RcList_GET_ITEM(list, 0);
    RcFloat_AsDouble(scratch);
    Rc_CLEAR(scratch);
}

static void test_stored_and_given_back_by_one(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 4.5), *other = RcSequence_List(list);
    Rc_UNUSED(state);
    work_on(list);
    Rc_AuditHeap();
    assert_told("missing-incref", "work_on");
    if (state == NULL) {
        Rc_DECREF(other);
    }
}

static RcObject *aside;

__attribute__((noinline)) static void put_aside(RcObject *item)
{
    aside = item;
}

__attribute__((noinline)) static void swap_aside(void)
{
    RcObject *item = stack[depth - 1];
    stack[depth - 1] = aside;
    aside = item;
}

/* It moves on from where the thief put it: not by him. */
static void test_a_thief_and_a_swap(void **state)
{
    RcObject *one = RcFloat_FromDouble(1.5), *two = RcFloat_FromDouble(2.5);
    RcObject *row = Rc_BuildValue("[OO]", one, two);
    Rc_UNUSED(state);
    push_new(3.5);
    drop();
    NEXT_IS_GUILTY();
    push(one);
    put_aside(two);
    swap_aside();
    RcFloat_AsDouble(one);
    drop();
    Rc_CLEAR(aside);
    Rc_DECREF(one);
    Rc_AuditHeap();
    assert_told("missing-incref", __func__);
    if (state == NULL) {
        Rc_DECREF(row);
    }
}

struct machine {
    RcObject *items[4];
    int top;
};

__attribute__((noinline)) static void push_onto(struct machine *machine, RcObject *value)
{
    machine->items[machine->top++] = value;
}

__attribute__((noinline)) static void drop_from(struct machine *machine)
{
    Rc_DECREF(machine->items[--machine->top]);
}

__attribute__((noinline)) static void duplicate(struct machine *machine)
{
    NEXT_IS_GUILTY();
    push_onto(machine, machine->items[machine->top - 1]);
}

/* The other call hands over what it has just made, and this one what it has found. */
static void test_a_call_that_hands_nothing_over(void **state)
{
    struct machine machine = {{NULL}, 0};
    Rc_UNUSED(state);
    push_onto(&machine, RcFloat_FromDouble(6.5));
    duplicate(&machine);
    drop_from(&machine);
    drop_from(&machine);
    assert_told("missing-incref", "duplicate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(one_argument_of_two), MISTAKE(a_thief_and_his_caller),
        MISTAKE(taken_for_the_store), MISTAKE(stored_and_given_back_by_one),
        MISTAKE(a_thief_and_a_swap),  MISTAKE(a_call_that_hands_nothing_over),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
