/* The audit: what is certain from who refers to whom, and is told at once. */
#include "telling.h"

/* -- a type whose functions can be made wrong -- */

typedef struct Pair {
    RcObject_HEAD
    RcObject *left, *right;
    RcObject *lent; /* not owned */
} Pair;

static enum Wrong {
    NOTHING,
    VISITS_TWICE,
    VISITS_LENT,
    MISSES_RIGHT,
    STAYS_TRACKED,
    FORGETS_RIGHT,
    RAISES,
    CLEARS_NOTHING,
} wrong;

static int visit_line;

static int pair_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Pair *pair = (Pair *)op;
    Rc_VISIT(pair->left);
    if (wrong == VISITS_TWICE) {
        visit_line = __LINE__ + 1;
        Rc_VISIT(pair->left);
    }
    if (wrong == VISITS_LENT) {
        visit_line = __LINE__ + 1;
        Rc_VISIT(pair->lent);
    }
    if (wrong != MISSES_RIGHT) {
        Rc_VISIT(pair->right);
    }
    return 0;
}

static int pair_clear(RcObject *op)
{
    if (wrong != CLEARS_NOTHING) {
        Rc_CLEAR(((Pair *)op)->left);
        Rc_CLEAR(((Pair *)op)->right);
    }
    return 0;
}

static void pair_dealloc(RcObject *op)
{
    if (wrong != STAYS_TRACKED) {
        RcObject_GC_UnTrack(op);
    }
    Rc_CLEAR(((Pair *)op)->left);
    if (wrong != FORGETS_RIGHT) {
        Rc_CLEAR(((Pair *)op)->right);
    }
    if (wrong == RAISES) {
        RcErr_SetString(RcExc_ValueError, "in a dealloc");
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pair_dealloc,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
};

static Pair *new_pair(void)
{
    Pair *pair;
    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    pair = RcObject_GC_New(Pair, &Pair_Type);
    assert_non_null(pair);
    pair->left = RcFloat_FromDouble(1.5);
    pair->right = RcFloat_FromDouble(2.5);
    pair->lent = NULL;
    RcObject_GC_Track(pair);
    return pair;
}

static int begin(void **state)
{
    wrong = NOTHING;
    return begin_telling(state);
}

#define auditing_test(function) cmocka_unit_test_setup_teardown(function, begin, end_telling)

/* -- counts that do not pay for the holders -- */

static void test_right_code(void **state)
{
    Pair *pair = new_pair(), *other = new_pair();
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(other));
    Rc_SETREF(other->left, Rc_NewRef(pair)); /* a cycle */
    pair->lent = other->right;
    Rc_DECREF(pair);
    Rc_DECREF(other);
    assert_int_equal(RcGC_Collect(), 2);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

static void test_more_holders_than_references(void **state)
{
    Pair *pair = new_pair();
    RcObject *item = RcFloat_FromDouble(3.5);
    int line;
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, item);
    line = __LINE__ + 1;
    Rc_SETREF(pair->right, item);
    Rc_AuditHeap();
    expect_told("missing-incref", line, "objects hold 2 references to it (one is the test.Pair object");
    assert_int_equal(Rc_REFCNT(item), 2); /* mended, so that the program can go on */
    Rc_DECREF(pair);
    expect_nothing_told();
}

static void test_a_slot_to_the_dead(void **state)
{
    Pair *pair = new_pair();
    RcObject *item = pair->left;
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_told("over-decref", line, "the test.Pair object");
    assert_non_null(strstr(told[0].message, "still refers to it after it was freed"));
    Rc_AuditHeap();
    expect_nothing_told(); /* once */
    pair->left = NULL;
    Rc_DECREF(pair);
}

/* A mistake on a constant leads to no crash anywhere; the book knows. */
static void test_an_immortal_object(void **state)
{
    Pair *pair = new_pair();
    int line;
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(Rc_None));
    line = __LINE__ + 1;
    Rc_DECREF(Rc_None);
    Rc_AuditHeap();
    expect_told("over-decref", line, "NoneType object");
    Rc_DECREF(pair);
}

static void test_a_count_below_zero(void **state)
{
    Rc_UNUSED(state);
    Rc_DECREF(Rc_True);
    Rc_AuditHeap();
    expect_told("over-decref", __LINE__ - 2,
                "(True): it was given back more often than taken: its count would be -1");
}

/* The error indicator owns what it shows. */
static void test_the_pending_error(void **state)
{
    RcObject *error;
    int line;
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_AuditHeap();
    expect_nothing_told();
    error = RcErr_GetRaisedException();
    RcErr_SetRaisedException(error); /* steals it */
    line = __LINE__ + 1;
    Rc_DECREF(error);
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_int_equal(told[0].line, line);
    assert_non_null(strstr(told[0].message, "ValueError object"));
}

/* -- traverse -- */

static void test_a_traverse_that_visits_twice(void **state)
{
    Pair *pair;
    Rc_UNUSED(state);
    wrong = VISITS_TWICE;
    pair = new_pair();
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_string_equal(told[0].function, "pair_traverse");
    assert_int_equal(told[0].line, visit_line);
    assert_non_null(strstr(told[0].message, "must visit exactly the fields that own a reference, once each"));
    wrong = NOTHING;
    Rc_DECREF(pair);
}

static void test_a_traverse_that_misses_a_field(void **state)
{
    RcObject *volatile right;
    Pair *pair = new_pair(), *other = new_pair();
    Rc_UNUSED(state);
    wrong = MISSES_RIGHT;
    Rc_SETREF(pair->right, Rc_NewRef(other));
    Rc_SETREF(other->right, Rc_NewRef(pair));
    right = (RcObject *)other;
    Rc_DECREF(pair);
    Rc_DECREF(right);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_string_equal(told[0].function, "pair_traverse");
}

/* A field that was never set. */
static void test_a_traverse_that_visits_no_object(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = VISITS_LENT;
    pair->lent = (RcObject *)(void *)&visit_line;
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_int_equal(told[0].line, visit_line);
    assert_non_null(strstr(told[0].message, "which is no object of this runtime's"));
    pair->lent = NULL;
    Rc_DECREF(pair);
}

/* -- dealloc -- */

static void expect_bad_dealloc(const char *text)
{
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-dealloc");
    assert_string_equal(told[0].function, "pair_dealloc");
    if (strstr(told[0].message, text) == NULL) {
        print_error("expected \"%s\" in:\n%s\n", text, told[0].message);
        fail();
    }
}

static void test_a_dealloc_that_stays_tracked(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = STAYS_TRACKED;
    Rc_DECREF(pair);
    expect_bad_dealloc("must begin with RcObject_GC_UnTrack");
    assert_int_equal(RcGC_Collect(), 0); /* it was untracked after all, so that the program can go on */
}

static void test_a_dealloc_that_forgets_a_field(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = FORGETS_RIGHT;
    Rc_DECREF(pair);
    if (!memory_is_searched()) {
        skip();
    }
    expect_bad_dealloc("(2.5)");
}

static void test_a_dealloc_that_raises(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    wrong = RAISES;
    Rc_DECREF(pair);
    expect_bad_dealloc("must save the pending error (RcErr_GetRaisedException) and restore it");
    RcErr_Clear();
}

/* -- cycles -- */

static void test_a_clear_that_breaks_no_cycle(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    Rc_SETREF(pair->left, Rc_NewRef(pair));
    wrong = CLEARS_NOTHING;
    Rc_DECREF(pair);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "uncollected-cycle");
    assert_string_equal(told[0].function, "pair_clear");
}

/* -- when audits are made -- */

static int find_at_next_operation(void *arg)
{
    RcObject *list, *item;
    Rc_UNUSED(arg);
    Rc_Initialize();
    list = Rc_BuildValue("[s]", "item");
    item = RcList_GetItem(list, 0);
    Rc_INCREF(list);
    Rc_DECREF(item);
    Rc_DECREF(list);
    Rc_DECREF(list); /* lets the list die, and with it what is wrong */
    Rc_Finalize();
    return 9;
}

static void test_how_often(void **state)
{
    static const char *const each[] = {"RECOUNT_AUDIT", "1", NULL}, *const never[] = {"RECOUNT_AUDIT", "0",
                                                                                      NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, find_at_next_operation, NULL, each);
    expect_child(&child, 1, "still refers to it after it was freed");
    run_child(&child, find_at_next_operation, NULL, never);
    expect_child(&child, 1, "it is used after its last reference was given back");
}

/* In a large heap audits wait until they can be afforded, but come. */
static void test_a_large_heap(void **state)
{
    RcObject *all = RcList_New(0), *list = RcList_New(0), *item;
    Rc_UNUSED(state);
    for (int i = 0; i < 5000; i++) {
        item = (RcFloat_FromDouble)(i);
        (RcList_Append)(all, item);
        (Rc_DECREF)(item);
    }
    item = (RcFloat_FromDouble)(0.5);
    RcList_Append(list, item);
    Rc_DECREF(item);
    Rc_DECREF(item);
    for (int i = 0; i < 1000 && told_count == 0; i++) {
        RcList_Size(all);
    }
    expect_told("over-decref", 0, "(freed)");
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
    Rc_DECREF(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_right_code),
        auditing_test(test_more_holders_than_references),
        auditing_test(test_a_slot_to_the_dead),
        auditing_test(test_an_immortal_object),
        auditing_test(test_a_count_below_zero),
        auditing_test(test_the_pending_error),
        auditing_test(test_a_traverse_that_visits_twice),
        auditing_test(test_a_traverse_that_misses_a_field),
        auditing_test(test_a_traverse_that_visits_no_object),
        auditing_test(test_a_dealloc_that_stays_tracked),
        auditing_test(test_a_dealloc_that_forgets_a_field),
        auditing_test(test_a_dealloc_that_raises),
        auditing_test(test_a_clear_that_breaks_no_cycle),
        cmocka_unit_test(test_how_often),
        auditing_test(test_a_large_heap),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
