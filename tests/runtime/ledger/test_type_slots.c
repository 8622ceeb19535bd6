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
    NEXT_IS_GUILTY();
    Rc_XDECREF(((Pair *)op)->left);
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

/* -- a dealloc that leaves it to another function -- */

typedef struct Link {
    RcObject_HEAD
    RcObject *next, *label; /* owned */
} Link;

static int link_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Link *)op)->next);
    Rc_VISIT(((Link *)op)->label);
    return 0;
}

static int link_clear(RcObject *op)
{
    NEXT_IS_GUILTY();
    Rc_CLEAR(((Link *)op)->label);
    return 0;
}

static void link_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    link_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Link_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = link_dealloc,
    .tp_clear = link_clear,
    .tp_traverse = link_traverse,
};

static Link *make_link(RcTypeObject *type)
{
    Link *link = RcObject_GC_New(Link, type);
    assert_non_null(link);
    link->next = link->label = NULL;
    RcObject_GC_Track(link);
    return link;
}

static void test_a_clear_forgets_a_field_for_the_dealloc(void **state)
{
    Link *link;
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    assert_int_equal(RcType_Ready(&Link_Type), 0);
    link = make_link(&Link_Type);
    link->next = RcFloat_FromDouble(1.5);
    Rc_AuditHeap();
    Rc_DECREF(link);
    assert_told("bad-dealloc", "link_clear");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_dealloc_forgets_a_field),
        MISTAKE(a_clear_forgets_a_field_for_the_dealloc),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
