/* What a type's own functions forget. */
#include "guilty.h"

typedef struct Pair {
    RcObject_HEAD
    RcObject *left, *right; /* owned */
} Pair;

static int pair_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Pair *)op)->left);
    Rc_VISIT(((Pair *)op)->right);
    return 0;
}

static void pair_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((Pair *)op)->left);
    NEXT_IS_GUILTY();
    RcObject_GC_Del(op);
}

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = pair_dealloc,
    .tp_traverse = pair_traverse,
};

static void test_a_dealloc_forgets_a_field(void **state)
{
    Pair *pair;
    RcObject *left = RcFloat_FromDouble(1.5), *right = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        Rc_DECREF(left);
        Rc_DECREF(right);
        skip();
    }
    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    pair = RcObject_GC_New(Pair, &Pair_Type);
    pair->left = Rc_NewRef(left);
    pair->right = Rc_NewRef(right);
    RcObject_GC_Track(pair);
    Rc_AuditHeap();
    Rc_DECREF(pair);
    assert_told("bad-dealloc", "pair_dealloc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_dealloc_forgets_a_field),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
