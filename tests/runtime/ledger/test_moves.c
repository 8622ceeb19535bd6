/* Which references move where, as the deep ledger sees it: what an operation takes and gives back in its own course, what is
 * taken twice for one use, what has stayed in a place. */
#include "guilty.h"

static RcObject *table;

static void fill(void)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    RcHashTable_SetItemString(table, "one", value);
    Rc_DECREF(value);
}

/* It takes a reference to the table while it works, and gives it back: not out of the variable. */
static void empty(void)
{
    RcHashTable_DelItemString(table, "one");
}

static void test_what_an_operation_has_for_itself(void **state)
{
    Rc_UNUSED(state);
    GUILTY(), table = RcHashTable_New();
    fill();
    empty();
    assert_told("leak", __func__);
}

struct range {
    RcObject *low, *high;
};

__attribute__((noinline)) static void begin_at(struct range *range, RcObject *value)
{
    NEXT_IS_GUILTY();
    range->low = Rc_NewRef(Rc_NewRef(value));
    range->high = Rc_NewRef(value);
}

static void test_one_taking_more_than_uses(void **state)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    struct range range;
    Rc_UNUSED(state);
    begin_at(&range, value);
    Rc_DECREF(range.low);
    Rc_DECREF(range.high);
    Rc_DECREF(value);
    assert_told("leak", "begin_at");
}

static RcObject *origin;

/* What was given back by other names was not what the variable has. */
static void test_what_has_stayed_in_a_place(void **state)
{
    RcObject *row;
    Rc_UNUSED(state);
    GUILTY(), origin = RcFloat_FromDouble(0.5);
    row = Rc_BuildValue("[O]", origin);
    Rc_DECREF(row);
    assert_told("leak", __func__);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_an_operation_has_for_itself),
        MISTAKE(one_taking_more_than_uses),
        MISTAKE(what_has_stayed_in_a_place),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
