/* Cyclic trash that no collection frees: told where the program collects, unless it may be in use. */
#include "guilty.h"

#include <recount/gc.h>

typedef struct Node {
    RcObject_HEAD
    RcObject *next;
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->next);
    return 0;
}

static int node_clear(RcObject *op)
{
    Rc_CLEAR(((Node *)op)->next);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Node *)op)->next);
    RcObject_GC_Del(op);
}

/* It has no tp_clear. */
static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
};

static Node *new_node(void)
{
    Node *node = RcObject_GC_New(Node, &Node_Type);
    assert_non_null(node);
    node->next = NULL;
    RcObject_GC_Track(node);
    return node;
}

static Node *kept; /* a pointer that owns nothing */

static RC_NOINLINE Node *make_ring(void)
{
    Node *one, *two;
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    one = new_node();
    two = new_node();
    one->next = (RcObject *)two;
    Rc_AuditHeap();
    two->next = (RcObject *)one;
    return one;
}

/* What make_ring has left there. */
static void forget_the_stack(void)
{
    volatile char zeros[4096];
    for (size_t i = 0; i < sizeof zeros; i++) {
        zeros[i] = 0;
    }
}

static void test_a_cycle_without_clear(void **state)
{
    Rc_UNUSED(state);
    make_ring();
    RcGC_Collect();
    forget_the_stack();
    if (!stack_is_tidy()) {
        Rc_Finalize();
    }
    Rc_AuditHeap();
    expect_told("uncollected-cycle", 0, "it is held only by a cycle of references");
}

/* It is broken up by hand. */
static void test_a_cycle_that_is_in_use(void **state)
{
    Rc_UNUSED(state);
    kept = make_ring();
    RcGC_Collect();
    expect_nothing_told();
    Rc_CLEAR(kept->next);
    kept = NULL;
    RcGC_Collect();
    Rc_AuditHeap();
    expect_nothing_told();
}

static void test_what_is_freed_is_not_told(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcList_Append(list, list);
    Rc_DECREF(list);
    RcGC_Collect();
    RcGC_Collect();
    expect_nothing_told();
}

static RcObject *other; /* a list in itself */

static void drop_other(RcObject *op)
{
    Rc_UNUSED(op);
    Rc_CLEAR(other);
}

static RcTypeObject Last_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Last",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_finalize = drop_other,
};

/* What becomes trash while a collection runs is the next one's. */
static void test_what_a_finalizer_drops(void **state)
{
    Node *node;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Last_Type), 0);
    node = RcObject_GC_New(Node, &Last_Type);
    node->next = (RcObject *)node;
    RcObject_GC_Track(node);
    other = RcList_New(0);
    RcList_Append(other, other);
    RcGC_Collect();
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
    RcGC_Collect();
    Rc_AuditHeap();
    expect_nothing_told();
}

/* -- a heap type -- */

static int part_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    NEXT_IS_GUILTY();
    Rc_VISIT(((Node *)op)->next);
    return 0;
}

static int part_clear(RcObject *op)
{
    Rc_CLEAR(((Node *)op)->next);
    return 0;
}

static void part_dealloc(RcObject *op)
{
    RcTypeObject *type = Rc_TYPE(op);
    RcObject_GC_UnTrack(op);
    part_clear(op);
    type->tp_free(op);
    Rc_DECREF(type);
}

static RcType_Slot part_slots[] = {
    {Rc_tp_dealloc, (void *)part_dealloc},
    {Rc_tp_traverse, (void *)part_traverse},
    {Rc_tp_clear, (void *)part_clear},
    {0, NULL},
};

static RcType_Spec part_spec = {"test.Part", sizeof(Node), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
                                part_slots};

/* An instance is an attribute of its type. */
static void test_a_traverse_leaves_out_the_type(void **state)
{
    RcObject *type = RcType_FromSpec(&part_spec), *part;
    Rc_UNUSED(state);
    part = RcObject_CallNoArgs(type);
    RcObject_SetAttrString(type, "first", part);
    Rc_DECREF(part);
    Rc_DECREF(type);
    RcGC_Collect();
    assert_told("bad-traverse", "part_traverse");
    assert_non_null(strstr(told[0].message, "Rc_VISIT(Rc_TYPE(op)) is missing"));
    assert_int_equal(told_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_cycle_without_clear),     telling_test(test_a_cycle_that_is_in_use),
        telling_test(test_what_is_freed_is_not_told), telling_test(test_what_a_finalizer_drops),
        MISTAKE(a_traverse_leaves_out_the_type),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
