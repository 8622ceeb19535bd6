/* Calls of one function that look like one call to the plain ledger. */
#include "guilty.h"

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
    assert_told(memory_is_searched() ? "lost-reference" : "leak", "take");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_loop_calls_twice),
        MISTAKE(callees_of_one_function),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
