/* What a tp_traverse visits, and the object does not own. */
#include "guilty.h"

typedef struct Link {
    RcObject_HEAD
    RcObject *next;    /* owned */
    struct Link *back; /* not owned */
} Link;

static int child_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Link *)op)->next);
    NEXT_IS_GUILTY();
    Rc_VISIT(((Link *)op)->back);
    return 0;
}

static void child_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    if (((Link *)op)->next != NULL) {
        ((Link *)((Link *)op)->next)->back = NULL; /* which unlinks it */
    }
    Rc_CLEAR(((Link *)op)->next);
    RcObject_GC_Del(op);
}

static RcTypeObject Child_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Child",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = child_dealloc,
    .tp_traverse = child_traverse,
};

static Link *make_link(RcTypeObject *type)
{
    Link *link = RcObject_GC_New(Link, type);
    assert_non_null(link);
    link->next = NULL;
    link->back = NULL;
    RcObject_GC_Track(link);
    return link;
}

static void adopt(Link *parent, Link *child)
{
    Rc_AuditHeap();
    parent->next = Rc_NewRef(child);
    child->back = parent;
    Rc_AuditHeap();
}

static void test_a_back_pointer_is_visited(void **state)
{
    Link *parent, *child;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Child_Type), 0);
    parent = make_link(&Child_Type);
    child = make_link(&Child_Type);
    adopt(parent, child);
    Rc_DECREF(child);
    Rc_DECREF(parent);
    assert_told("bad-traverse", "child_traverse");
}

/* -- one that cannot be asked -- */

typedef struct Frame {
    RcObject_HEAD
    RcObject **row; /* of one item that is not owned; NULL: it is being taken apart */
} Frame;

static int frame_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Frame *)op)->row[0]);
    return 0;
}

static void frame_dealloc(RcObject *op)
{
    if (RcObject_GC_IsTracked(op)) {
        RcObject_GC_UnTrack(op);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Frame_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Frame",
    .tp_basicsize = sizeof(Frame),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = frame_dealloc,
    .tp_traverse = frame_traverse,
};

static Frame *frame; /* which an Owner takes apart */

static void owner_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(frame);
    frame->row = NULL;
    RcObject_Del(op);
}

static RcTypeObject Owner_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Owner",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = owner_dealloc,
};

static void test_a_visitor_that_is_taken_apart(void **state)
{
    RcObject *owner, *row[1];
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Frame_Type), 0);
    assert_int_equal(RcType_Ready(&Owner_Type), 0);
    owner = RcObject_New(RcObject, &Owner_Type);
    frame = RcObject_GC_New(Frame, &Frame_Type);
    row[0] = owner;
    frame->row = row;
    RcObject_GC_Track(frame);
    Rc_AuditHeap();
    Rc_DECREF(owner);
    expect_nothing_told();
    Rc_DECREF(frame);
}

/* -- what is owned, though nobody saw it filled -- */

typedef struct Node {
    RcObject_HEAD
    RcObject *next, *held; /* owned */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->next);
    Rc_VISIT(((Node *)op)->held);
    return 0;
}

/* Operations that shift the next audit, if not each of them has one. */
static int before_holding, before_clearing;

static void pass_time(int operations)
{
    for (int i = 0; i < operations; i++) {
        (void)RcObject_IsTrue(Rc_None);
    }
}

static int node_clear(RcObject *op)
{
    pass_time(before_clearing);
    Rc_AuditHeap();
    Rc_CLEAR(((Node *)op)->held);
    Rc_CLEAR(((Node *)op)->next);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Node *)op)->next);
    Rc_CLEAR(((Node *)op)->held);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};

static RC_NOINLINE Node *make_node(void)
{
    Node *node = RcObject_GC_New(Node, &Node_Type);
    if (node != NULL) {
        node->next = node->held = NULL;
        RcObject_GC_Track(node);
    }
    return node;
}

static RC_NOINLINE void hold(Node *node, RcObject *op)
{
    node->held = Rc_NewRef(op);
}

static RC_NOINLINE void look_at(Node *node)
{
    Rc_INCREF(node);
    Rc_DECREF(node);
}

/* No audit is between the function that fills the field and another one, whose work it seems to be then.  A collection
 * takes the holder apart, and what it held lives on. */
static int fill_unseen(void *arg)
{
    Node *node, *held;
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0 || RcType_Ready(&Node_Type) < 0) {
        return 99;
    }
    node = make_node();
    held = make_node();
    node->next = Rc_NewRef(node);
    pass_time(before_holding);
    hold(node, RC_OBJECT_CAST(held));
    look_at(node);
    Rc_AuditHeap();
    Rc_DECREF(node);
    RcGC_Collect();
    Rc_AuditHeap();
    Rc_DECREF(held);
    Rc_Finalize();
    return 0;
}

static void test_who_filled_a_field_unseen(void **state)
{
    static const char *const settings[] = {"RECOUNT_AUDIT", "2", NULL};
    Rc_UNUSED(state);
    Rc_Finalize();
    for (int phase = 0; phase < 4; phase++) {
        Child child;
        before_holding = phase & 1;
        before_clearing = phase >> 1;
        run_child(&child, fill_unseen, NULL, settings);
        assert_string_equal(child.text, "");
        assert_int_equal(child.status, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_back_pointer_is_visited),
        MISTAKE(a_visitor_that_is_taken_apart),
        MISTAKE(who_filled_a_field_unseen),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
