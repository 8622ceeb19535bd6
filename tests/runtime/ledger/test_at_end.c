/* What is left when the runtime ends. */
#include "guilty.h"

/* -- a pointer back that takes a reference -- */

typedef struct Node {
    RcObject_HEAD
    struct Node *parent; /* nobody gives that back */
    struct Node *child;
} Node;

static void node_dealloc(RcObject *op)
{
    Rc_XDECREF(((Node *)op)->child);
    RcObject_Free(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
};

static Node *node_new(void)
{
    Node *node = RcObject_New(Node, &Node_Type);
    assert_non_null(node);
    node->parent = node->child = NULL;
    return node;
}

static RC_NOINLINE void adopt(Node *parent, Node *child)
{
    NEXT_IS_GUILTY();
    child->parent = (Node *)Rc_NewRef(parent);
    parent->child = child;
}

static void test_a_field_that_should_borrow(void **state)
{
    Node *root, *middle;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    root = node_new();
    middle = node_new();
    adopt(middle, node_new());
    adopt(root, middle);
    Rc_DECREF(root);
    assert_told("uncollected-cycle", "adopt");
    assert_non_null(strstr(told[0].message, "the field parent"));
}

/* -- a cycle that goes through a list -- */

typedef struct Team {
    RcObject_HEAD
    RcObject *members;
} Team;

typedef struct Member {
    RcObject_HEAD
    Team *team;
} Member;

static void team_dealloc(RcObject *op)
{
    Rc_XDECREF(((Team *)op)->members);
    RcObject_Free(op);
}

static void member_dealloc(RcObject *op)
{
    Rc_XDECREF(((Member *)op)->team);
    RcObject_Free(op);
}

static RcTypeObject Team_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Team",
    .tp_basicsize = sizeof(Team),
    .tp_dealloc = team_dealloc,
};

static RcTypeObject Member_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Member",
    .tp_basicsize = sizeof(Member),
    .tp_dealloc = member_dealloc,
};

static void join(Team *team)
{
    Member *member = RcObject_New(Member, &Member_Type);
    NEXT_IS_GUILTY();
    member->team = (Team *)Rc_NewRef(team);
    RcList_Append(team->members, (RcObject *)member);
    Rc_DECREF(member);
}

static void test_a_cycle_through_a_list(void **state)
{
    Team *team;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Team_Type), 0);
    assert_int_equal(RcType_Ready(&Member_Type), 0);
    team = RcObject_New(Team, &Team_Type);
    team->members = RcList_New(0);
    join(team);
    Rc_DECREF(team);
    assert_told("uncollected-cycle", "join");
}

/* -- a type that hides what its base would visit -- */

static int row_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_UNUSED(op);
    Rc_UNUSED(visit);
    Rc_UNUSED(arg);
    NEXT_IS_GUILTY();
    return 0;
}

static RcTypeObject Row_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Row",
    .tp_basicsize = sizeof(RcListObject),
    .tp_base = &RcList_Type,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = row_traverse,
    .tp_clear = NULL,
};

static void test_a_traverse_hides_its_base(void **state)
{
    RcObject *row;
    Rc_UNUSED(state);
    Row_Type.tp_clear = RcList_Type.tp_clear;
    assert_int_equal(RcType_Ready(&Row_Type), 0);
    row = RcObject_CallNoArgs((RcObject *)&Row_Type);
    assert_int_equal(RcList_Append(row, row), 0);
    Rc_DECREF(row);
    assert_told("bad-traverse", "row_traverse");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_field_that_should_borrow),
        MISTAKE(a_cycle_through_a_list),
        MISTAKE(a_traverse_hides_its_base),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
