/* Deaths: what a dealloc has to do, and does not. */
#include "pair.h"

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

/* -- what a traverse leaves out -- */

static Pair *pair_with(RcObject *right)
{
    Pair *pair = new_pair();
    Rc_SETREF(pair->right, right);
    pair->lent = pair->left;
    return pair;
}

static void test_a_traverse_that_leaves_out_a_container(void **state)
{
    Pair *pair = pair_with(RcList_New(0));
    Rc_UNUSED(state);
    wrong = MISSES_RIGHT;
    Rc_DECREF(pair);
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "bad-traverse");
    assert_string_equal(told[0].function, "pair_traverse");
}

/* What cannot be in a cycle need not be visited, and what is not owned must not. */
static void test_what_a_traverse_may_leave_out(void **state)
{
    RcObject *list = RcList_New(0);
    Pair *pair = pair_with(RcFloat_FromDouble(3.5));
    Rc_UNUSED(state);
    pair->lent = list;
    wrong = MISSES_RIGHT;
    Rc_DECREF(pair);
    Rc_DECREF(list);
    expect_nothing_told();
}

/* The list is lent, and given back in the dealloc by whoever owns it. */
static RcObject *owned_elsewhere;

static RcObject *release_elsewhere(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    Rc_CLEAR(owned_elsewhere);
    Rc_RETURN_NONE;
}

static RcMethodDef release_def = {"release", release_elsewhere, RC_METH_NOARGS, NULL};

static void test_a_callback_that_gives_back_what_was_lent(void **state)
{
    RcObject *function, *list, *watch;
    Pair *pair;
    Rc_UNUSED(state);
    if (!stack_is_tidy()) { /* with 32 bits the callback's result is not known as its own */
        skip();
    }
    function = RcCFunction_New(&release_def, NULL);
    list = RcList_New(0);
    pair = pair_with(RcList_New(0));
    owned_elsewhere = Rc_NewRef(list);
    pair->lent = list;
    Rc_SETREF(pair->right, RcCallIter_New(function, Rc_True));
    watch = Rc_NewRef(pair->right);
    Rc_DECREF(pair);
    Rc_XDECREF(RcIter_Next(watch));
    Rc_DECREF(watch);
    Rc_DECREF(function);
    Rc_DECREF(list);
    expect_nothing_told();
}

/* Who leaks a reference to what a field has is to blame, not the dealloc that gave back its own. */
static void test_a_dealloc_that_has_given_back(void **state)
{
    Pair *pair = new_pair();
    Rc_UNUSED(state);
    Rc_INCREF(pair->right);
    Rc_DECREF(pair);
    Rc_AuditHeap();
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_not_equal(told[0].kind, "bad-dealloc");
}

typedef struct Watched {
    RcObject_HEAD
    RcObject *weakrefs;
} Watched;

static void watched_dealloc(RcObject *op)
{
    RcObject_Free(op);
}

static RcTypeObject Watched_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Watched",
    .tp_basicsize = sizeof(Watched),
    .tp_dealloc = watched_dealloc,
    .tp_weaklistoffset = offsetof(Watched, weakrefs),
};

/* Told when it is freed, and not when somebody asks; and nobody gets it any more. */
static void test_a_dealloc_that_forgets_weak_references(void **state)
{
    RcObject *one, *other, *found = NULL;
    Watched *op;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Watched_Type), 0);
    op = RcObject_New(Watched, &Watched_Type);
    op->weakrefs = NULL;
    one = RcWeakref_NewRef(RC_OBJECT_CAST(op), NULL);
    other = RcWeakref_NewProxy(RC_OBJECT_CAST(op), NULL);
    Rc_DECREF(op);
    expect_told("bad-dealloc", 0, "must call RcObject_ClearWeakRefs before it frees the object");
    assert_int_equal(RcWeakref_GetRef(one, &found), 0);
    Rc_DECREF(one);
    Rc_DECREF(other);
    Rc_AuditHeap();
    expect_nothing_told();
}

static void half_gone_dealloc(RcObject *op)
{
    RcGC_Collect();
    RcObject_GC_UnTrack(op);
    RcObject_GC_Del(op);
}

static int half_gone_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_UNUSED(op);
    Rc_UNUSED(visit);
    Rc_UNUSED(arg);
    return 0;
}

static RcTypeObject HalfGone_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.HalfGone",
    .tp_basicsize = sizeof(RcObject),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = half_gone_traverse,
    .tp_dealloc = half_gone_dealloc,
};

/* Without a ledger that is a fatal error; with one it is told, and the program goes on. */
static void test_a_collection_amid_a_dealloc(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&HalfGone_Type), 0);
    op = RcObject_GC_New(RcObject, &HalfGone_Type);
    RcObject_GC_Track(op);
    Rc_DECREF(op);
    expect_told("bad-dealloc", 0, "must begin with RcObject_GC_UnTrack: a collection runs meanwhile");
    assert_string_equal(told[0].function, "half_gone_dealloc");
    Rc_AuditHeap();
    expect_nothing_told();
}

/* Places whose objects run code of the program's when they die, as a random program does. */
static struct {
    RcObject *op;
} places[2];

static void pack_another_place(void)
{
    /* A collection, in which the ledger looks at what is half gone. */
    RcObject *packed = RcTuple_FromArray(&places[1].op, 1);
    assert_non_null(packed);
    Rc_DECREF(packed);
}

static void packing_dealloc(RcObject *op)
{
    RcObject_Del(op);
    pack_another_place();
}

static RcTypeObject Packing_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Packing",
    .tp_basicsize = sizeof(RcObject),
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_dealloc = packing_dealloc,
};

static void test_a_collection_uses_nothing_that_dies(void **state)
{
    int debug = RcGC_GetDebug();
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Packing_Type), 0);
    places[0].op = RC_OBJECT_CAST(new_pair());
    Rc_XSETREF(((Pair *)places[0].op)->left, RcObject_New(RcObject, &Packing_Type));
    places[1].op = RcFloat_FromDouble(0.5);
    RcGC_SetDebug(debug | RCGC_DEBUG_STRESS);
    Rc_DECREF(places[0].op);
    RcGC_SetDebug(debug);
    expect_nothing_told();
    Rc_CLEAR(places[1].op);
}

/* Tracks it for the dealloc of a base, and has not untracked it before. */
static void retracking_dealloc(RcObject *op)
{
    RcObject_GC_Track(op);
    half_gone_dealloc(op);
}

static int track_again(void *arg)
{
    RcObject *op;
    Rc_UNUSED(arg);
    Rc_Initialize();
    HalfGone_Type.tp_dealloc = retracking_dealloc;
    if (RcType_Ready(&HalfGone_Type) < 0 || (op = RcObject_GC_New(RcObject, &HalfGone_Type)) == NULL) {
        return 1;
    }
    RcObject_GC_Track(op);
    Rc_DECREF(op);
    return 0;
}

/* The runtime would go no further; but whose fault it is has been told before. */
static void test_a_dealloc_that_tracks_again(void **state)
{
    Child child;
    Rc_UNUSED(state);
    run_child(&child, track_again, NULL, NULL);
    expect_child(&child, 1, "the tp_dealloc of test.HalfGone must begin with RcObject_GC_UnTrack");
}

/* -- a type that goes before its instances -- */

static int let_type_go(void *arg)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Card", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type, *card;
    Rc_UNUSED(arg);
    Rc_Initialize();
    type = RcType_FromSpec(&spec);
    card = RcObject_CallNoArgs(type);
    Rc_DECREF(type);
    Rc_DECREF(type);
    return card == NULL;
}

/* The program does not go on with an instance whose type is gone. */
static void test_a_type_that_goes_before_its_instance(void **state)
{
    static Child child;
    Rc_UNUSED(state);
    run_child(&child, let_type_go, NULL, NULL);
    assert_int_equal(child.status, 1);
    assert_non_null(strstr(child.text, "over-decref: type object"));
    assert_non_null(strstr(child.text, "the test.Card object"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        auditing_test(test_a_collection_amid_a_dealloc),
        auditing_test(test_a_collection_uses_nothing_that_dies),
        auditing_test(test_a_dealloc_that_stays_tracked),
        cmocka_unit_test(test_a_dealloc_that_tracks_again),
        auditing_test(test_a_dealloc_that_forgets_a_field),
        auditing_test(test_a_dealloc_that_raises),
        auditing_test(test_a_traverse_that_leaves_out_a_container),
        auditing_test(test_what_a_traverse_may_leave_out),
        auditing_test(test_a_callback_that_gives_back_what_was_lent),
        auditing_test(test_a_dealloc_that_has_given_back),
        auditing_test(test_a_dealloc_that_forgets_weak_references),
        cmocka_unit_test(test_a_type_that_goes_before_its_instance),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
