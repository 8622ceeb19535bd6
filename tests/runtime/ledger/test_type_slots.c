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

/* -- a holder that cannot be asked -- */

typedef struct Frame {
    RcObject_HEAD
    RcObject **row; /* of one item; NULL: it is being taken apart */
} Frame;

static int frame_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Frame *)op)->row[0]);
    return 0;
}

static void frame_dealloc(RcObject *op)
{
    RcObject_GC_Del(op);
}

static RcTypeObject Frame_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Frame",
    .tp_basicsize = sizeof(Frame),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = frame_dealloc,
    .tp_traverse = frame_traverse,
};

static RC_NOINLINE void fill(Frame *frame, RcObject *item)
{
    (void)RcObject_IsTrue(Rc_None);
    frame->row[0] = item;
    Rc_AuditHeap();
}

/* Who has filled it is guilty.  Whether that is still visited is not to be found out. */
static int use_what_a_frame_had(void *arg)
{
    RcObject *item, *row[1] = {NULL};
    Frame *frame;
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0 || RcLedger_SetReporter(note_finding, NULL) < 0 ||
        RcType_Ready(&Frame_Type) < 0) {
        return 99;
    }
    item = RcFloat_FromDouble(1.5);
    frame = RcObject_GC_New(Frame, &Frame_Type);
    frame->row = row;
    RcObject_GC_Track(frame);
    fill(frame, item);
    RcObject_GC_UnTrack(frame);
    frame->row = NULL;
    Rc_DECREF(item);
    (void)RcFloat_AsDouble(row[0]);
    return told_count == 1 ? 0 : 98;
}

static void test_a_holder_that_is_taken_apart(void **state)
{
    static const char *const settings[] = {"RECOUNT_AUDIT", "1000", NULL};
    Child child;
    Rc_UNUSED(state);
    Rc_Finalize();
    run_child(&child, use_what_a_frame_had, NULL, settings);
    expect_child(&child, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_dealloc_forgets_a_field),
        MISTAKE(a_clear_forgets_a_field_for_the_dealloc),
        MISTAKE(a_holder_that_is_taken_apart),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
