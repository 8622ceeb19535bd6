/* References that nothing points to any more: when that is told, and which line is named. */
#include "telling.h"

typedef struct Node {
    RcObject_HEAD
    RcObject *item;
    RcObject *hidden; /* owned, and not visited: C code's */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->item);
    return 0;
}

static int dealloc_line;

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    dealloc_line = __LINE__ + 1;
    Rc_CLEAR(((Node *)op)->item); /* and not hidden */
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
};

static Node *new_node(void)
{
    Node *node;
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    node = RcObject_GC_New(Node, &Node_Type);
    node->item = node->hidden = NULL;
    RcObject_GC_Track(node);
    return node;
}

static int forget_line;

__attribute__((noinline)) static void forget(void)
{
    RcObject *list;
    forget_line = __LINE__ + 1;
    list = RcList_New(0);
    RcList_Append(list, Rc_None);
}

/* At the next operation of the caller's, not at the end. */
static void test_a_forgotten_variable(void **state)
{
    RcObject *other;
    Rc_UNUSED(state);
    if (!stack_is_tidy()) {
        skip();
    }
    forget();
    other = RcFloat_FromDouble(1.5);
    expect_told("lost-reference", forget_line, "list object");
    assert_string_equal(told[0].function, "forget");
    Rc_DECREF(other);
    Rc_Finalize();
    expect_nothing_told();
}

static void test_an_overwritten_field(void **state)
{
    Node *node = new_node();
    int line;
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    node->item = RcStr_FromString("old");
    Rc_AuditHeap();
    line = __LINE__ + 1;
    node->item = NULL;
    Rc_AuditHeap();
    expect_told("lost-reference", line, "('old')");
    assert_non_null(strstr(told[0].message, "the last pointer to it is overwritten here"));
    Rc_DECREF(node);
}

static void test_what_a_dealloc_leaves(void **state)
{
    Node *node = new_node();
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    node->hidden = RcStr_FromString("hidden");
    Rc_AuditHeap();
    expect_nothing_told();
    Rc_DECREF(node);
    Rc_AuditHeap();
    expect_told("bad-dealloc", 0, "('hidden')");
    assert_string_equal(told[0].function, "node_dealloc");
    assert_between(told[0].line, dealloc_line - 4, dealloc_line + 1);
}

/* So many operations passed until a lost reference was told. */
static int operations_until_told(void)
{
    int operations = 0;
    told_count = 0;
    forget();
    while (told_count == 0 && operations < 1000) {
        RcErr_Occurred();
        operations++;
    }
    assert_int_equal(told_count, 1);
    assert_string_equal(told[0].kind, "lost-reference");
    return operations;
}

/* All memory is searched, and each operation earns an allowance of 640 KB: with 8 MB more it is searched every so
 * often. */
static void test_the_allowance(void **state)
{
    char *large;
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    assert_int_equal(operations_until_told(), 1);
    large = calloc(1, (size_t)8 << 20);
    assert_non_null(large);
    large[12345] = 1;
    operations_until_told(); /* finds the memory, too */
    assert_between(operations_until_told(), 10, 50);
    free(large);
    told_count = 0;
}

/* A type that was leaked is none, and neither is what the runtime keeps. */
static void test_what_is_not_lost(void **state)
{
    RcObject *text = RcStr_InternFromString("interned by the test");
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    Rc_DECREF(text);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_forgotten_variable),  telling_test(test_an_overwritten_field),
        telling_test(test_what_a_dealloc_leaves), telling_test(test_what_is_not_lost),
        telling_test(test_the_allowance),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
