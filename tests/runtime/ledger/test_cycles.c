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

/* It is in no cycle: its reference is C code's. */
static void test_what_c_code_has_lost(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    kept = new_node();
    RcGC_Collect();
    kept = NULL;
    forget_the_stack();
    if (!stack_is_tidy()) {
        skip();
    }
    Rc_AuditHeap();
    expect_told("lost-reference", 0, "test.Node object");
}

static RcObject *other; /* a list in itself */

/* Away from the test, whose frame would have copies of the pointer. */
static RC_NOINLINE void make_other(void)
{
    other = RcList_New(0);
    RcList_Append(other, other);
}

static RC_NOINLINE void forget_other(void)
{
    Rc_CLEAR(other);
}

/* What is frozen is not collected. */
static void test_a_frozen_cycle(void **state)
{
    Rc_UNUSED(state);
    make_other();
    RcGC_Freeze();
    forget_other();
    RcGC_Collect();
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
    RcGC_Unfreeze();
    RcGC_Collect();
    Rc_AuditHeap();
    expect_nothing_told();
}

static void test_garbage_that_is_saved(void **state)
{
    int before = RcGC_GetDebug();
    Rc_UNUSED(state);
    make_other();
    forget_other();
    RcGC_SetDebug(RCGC_DEBUG_SAVEALL);
    RcGC_Collect();
    RcGC_SetDebug(before);
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
    RcList_SetSlice(RcGC_Garbage(), 0, RcList_Size(RcGC_Garbage()), NULL);
    RcGC_Collect();
    Rc_AuditHeap();
    expect_nothing_told();
}

/* Nor is what is older than the collection that an allocation begins. */
static void test_a_young_collection(void **state)
{
    Rc_UNUSED(state);
    make_other();
    RcGC_Collect();
    RcGC_Collect();
    forget_other();
    RcGC_SetThreshold(10, 1000, 1000);
    for (int i = 0; i < 20; i++) {
        RcObject *one = RcList_New(0);
        RcList_Append(one, one);
        Rc_DECREF(one);
    }
    RcGC_SetThreshold(2000, 10, 10);
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
}

/* -- which of its members is told -- */

typedef struct Member {
    RcObject_HEAD
    RcObject *next, *name;
} Member;

static int member_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Member *)op)->next);
    Rc_VISIT(((Member *)op)->name);
    return 0;
}

static void member_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Member *)op)->next);
    Rc_CLEAR(((Member *)op)->name);
    RcObject_GC_Del(op);
}

static int clear_nothing(RcObject *op)
{
    Rc_UNUSED(op);
    return 0;
}

static RcTypeObject Member_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Member",
    .tp_basicsize = sizeof(Member),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = member_dealloc,
    .tp_traverse = member_traverse,
};

static RcTypeObject Idle_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Idle",
    .tp_basicsize = sizeof(Member),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = member_dealloc,
    .tp_traverse = member_traverse,
    .tp_clear = clear_nothing,
};

static Member *new_member(RcTypeObject *type, RcObject *name)
{
    Member *member = RcObject_GC_New(Member, type);
    assert_non_null(member);
    member->next = NULL;
    member->name = name;
    RcObject_GC_Track(member);
    return member;
}

/* A ring of so many, all of them with one name; one in the middle has a tp_clear. */
static RC_NOINLINE void make_members(int count)
{
    RcObject *name = RcFloat_FromDouble(1.5);
    Member *first = new_member(&Member_Type, name), *last = first;
    for (int i = 1; i < count; i++) {
        Member *next = new_member(i == count / 2 ? &Idle_Type : &Member_Type, Rc_NewRef(name));
        last->next = (RcObject *)next;
        last = next;
    }
    last->next = (RcObject *)first;
}

static void expect_cycle(const char *type)
{
    char text[64];
    snprintf(text, sizeof text, "uncollected-cycle: %s object", type);
    RcGC_Collect();
    forget_the_stack();
    if (!stack_is_tidy()) {
        Rc_Finalize();
    }
    Rc_AuditHeap();
    expect_told("uncollected-cycle", 0, text);
}

static void expect_member(int count, const char *type)
{
    assert_int_equal(RcType_Ready(&Member_Type), 0);
    assert_int_equal(RcType_Ready(&Idle_Type), 0);
    make_members(count);
    forget_the_stack();
    expect_cycle(type);
}

/* Not what is only held by it. */
static void test_the_one_that_could_have_cleared(void **state)
{
    Rc_UNUSED(state);
    expect_member(100, "test.Idle");
}

static void test_a_cycle_of_many(void **state)
{
    Rc_UNUSED(state);
    expect_member(400, "test.Member");
}

/* What never goes cannot break a cycle up. */
static RC_NOINLINE void make_member_with_an_immortal(void)
{
    Member *one = new_member(&Member_Type, NULL), *eternal = new_member(&Idle_Type, NULL);
    one->next = (RcObject *)one;
    one->name = Rc_NewRef(eternal);
    Rc_SetImmortal((RcObject *)eternal);
}

static void test_an_immortal_member(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Member_Type), 0);
    assert_int_equal(RcType_Ready(&Idle_Type), 0);
    make_member_with_an_immortal();
    forget_the_stack();
    expect_cycle("test.Member");
}

/* A list could clear itself, and has. */
static RC_NOINLINE void make_member_with_a_list(void)
{
    Member *one = new_member(&Member_Type, NULL), *two = new_member(&Idle_Type, NULL);
    one->next = RcList_New(0);
    one->name = (RcObject *)two;
    two->next = (RcObject *)one;
}

static void test_the_one_of_a_users_type(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Member_Type), 0);
    assert_int_equal(RcType_Ready(&Idle_Type), 0);
    make_member_with_a_list();
    forget_the_stack();
    expect_cycle("test.Idle");
}

static void drop_other(RcObject *op)
{
    Rc_UNUSED(op);
    forget_other();
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
    make_other();
    RcGC_Collect();
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
    RcGC_Collect();
    Rc_AuditHeap();
    expect_nothing_told();
}

static RcObject *revived;

static void revive(RcObject *op)
{
    if (revived == NULL) {
        revived = Rc_NewRef(op);
    }
}

static RcTypeObject Phoenix_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Phoenix",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_finalize = revive,
};

static RC_NOINLINE void make_phoenix(void)
{
    Node *node = RcObject_GC_New(Node, &Phoenix_Type);
    node->next = RcList_New(0);
    RcList_Append(node->next, (RcObject *)node);
    RcObject_GC_Track(node);
    Rc_DECREF(node);
}

/* It comes back, and what it holds, with it. */
static void test_what_a_finalizer_revives(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Phoenix_Type), 0);
    make_phoenix();
    RcGC_Collect();
    forget_the_stack();
    Rc_AuditHeap();
    expect_nothing_told();
    assert_non_null(revived);
    Rc_CLEAR(revived);
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
        telling_test(test_what_c_code_has_lost),      telling_test(test_a_frozen_cycle),
        telling_test(test_a_young_collection),        telling_test(test_garbage_that_is_saved),
        telling_test(test_an_immortal_member),        telling_test(test_the_one_that_could_have_cleared),
        telling_test(test_a_cycle_of_many),           telling_test(test_the_one_of_a_users_type),
        telling_test(test_what_is_freed_is_not_told), telling_test(test_what_a_finalizer_drops),
        telling_test(test_what_a_finalizer_revives),  MISTAKE(a_traverse_leaves_out_the_type),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
