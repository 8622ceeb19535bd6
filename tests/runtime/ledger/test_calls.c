/* Calls of one function that look like one call to the plain ledger. */
#include "guilty.h"

#include "ledger/history.h"
#include "ledger/sums.h"

/* A way out that only a later call takes. */
static RC_NOINLINE int visit(RcObject *table, RcObject *key, RcObject *fresh)
{
    RcObject *found = NULL;
    int is_there;
    NEXT_IS_GUILTY();
    is_there = RcHashTable_SetDefaultRef(table, key, fresh, &found);
    if (is_there == 1) {
        return 0;
    }
    Rc_DECREF(found);
    return is_there;
}

static void test_a_loop_calls_twice(void **state)
{
    RcObject *table = RcHashTable_New(), *key = RcStr_FromString("key"), *fresh = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(visit(table, key, fresh), 0);
    }
    Rc_DECREF(fresh);
    Rc_DECREF(key);
    Rc_DECREF(table);
    assert_told(told_count > 0 ? told[0].kind : "leak", "visit");
}

static RC_NOINLINE RcObject *make(double value)
{
    return RcFloat_FromDouble(value);
}

static RC_NOINLINE void take(RcObject *item)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(item);
}

static RC_NOINLINE void give(RcObject *item)
{
    Rc_DECREF(item);
}

/* What calls them does nothing to the object itself. */
static RC_NOINLINE void hand_around(int value)
{
    RcObject *item = make(value);
    take(item);
    give(item);
}

static void test_callees_of_one_function(void **state)
{
    Rc_UNUSED(state);
    hand_around(3);
    assert_told(stack_is_tidy() || told_count > 0 ? "lost-reference" : "leak", "take");
}

static RC_NOINLINE void descend(RcObject *item, int depth)
{
    take(item), Rc_INCREF(item); /* in one line: nothing leads back */
    if (depth > 0) {
        descend(item, depth - 1);
    }
    Rc_DECREF(item);
    Rc_DECREF(item);
}

/* Who asks again gets the same: what was found out changes what the entries look like. */
static void test_calls_are_parted_once(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    uint32_t parents[64], used;
    const History *history;
    Rc_UNUSED(state);
    descend(item, 1);
    history = &_RcLedger_Find(_Rc_ledger, item)->history;
    used = history->used;
    assert_in_range(used, 8, 64);
    _RcLedger_PartCalls(history);
    for (uint32_t i = 0; i < used; i++) {
        parents[i] = _RcLedger_Entry(history, i)->parent;
    }
    _RcLedger_PartCalls(history);
    for (uint32_t i = 0; i < used; i++) {
        assert_int_equal(_RcLedger_Entry(history, i)->parent, parents[i]);
    }
    Rc_DECREF(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_loop_calls_twice),
        MISTAKE(callees_of_one_function),
        MISTAKE(calls_are_parted_once),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
