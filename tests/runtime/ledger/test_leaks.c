/* References that nobody gives back. */
#include "guilty.h"

static void test_a_result_is_dropped(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    GUILTY(), RcList_Append(list, RcStr_FromString("dropped"));
    Rc_DECREF(list);
    Rc_Finalize();
    assert_true(strcmp(told[0].kind, "lost-reference") == 0 || strcmp(told[0].kind, "leak") == 0);
    assert_int_equal(told[0].line, guilty);
}

static int find(RcObject *table, const char *key)
{
    RcObject *value;
    NEXT_IS_GUILTY();
    return RcHashTable_GetItemStringRef(table, key, &value);
}

static void test_a_new_reference_is_not_given_back(void **state)
{
    RcObject *table = Rc_BuildValue("{s[]}", "key");
    Rc_UNUSED(state);
    assert_int_equal(find(table, "key"), 1);
    Rc_DECREF(table);
    Rc_AuditHeap();
    Rc_Finalize();
    assert_true(strcmp(told[0].kind, "lost-reference") == 0 || strcmp(told[0].kind, "leak") == 0);
    assert_int_equal(told[0].line, guilty);
}

typedef struct Node {
    RcObject *value;
    struct Node *next;
} Node;

static Node *make_node(RcObject *value)
{
    Node *node = malloc(sizeof *node);
    assert_non_null(node);
    node->value = Rc_NewRef(value);
    node->next = NULL;
    return node;
}

static void free_node(Node *node)
{
    NEXT_IS_GUILTY();
    free(node);
}

/* The source says which block the reference was kept in. */
static void test_a_block_is_freed_with_its_field(void **state)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    free_node(make_node(value));
    Rc_DECREF(value);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "free_node");
    assert_int_equal(told[0].line, guilty);
}

/* -- whose variable has it -- */

static RC_NOINLINE RcObject *make_list(void)
{
    RcObject *list = RcList_New(0);
    assert_non_null(list);
    return list;
}

static RC_NOINLINE void fill(RcObject *list)
{
    RcObject *item = RcFloat_FromDouble(0.5);
    RcList_Append(list, item);
    Rc_DECREF(item);
}

static RC_NOINLINE void forget_a_list(void)
{
    RcObject *volatile list;
    NEXT_IS_GUILTY();
    list = make_list();
    fill(list);
    Rc_Finalize();
}

/* Who made it has ended, and the variable is its caller's. */
static void test_a_caller_keeps_it_in_a_variable(void **state)
{
    Rc_UNUSED(state);
    forget_a_list();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "forget_a_list");
    assert_int_equal(told[0].line, guilty);
}

/* -- where it is lost -- */

static struct {
    RcObject *items[2];
    int count;
} ring;

static void reset_ring(void)
{
    Rc_AuditHeap();
    NEXT_IS_GUILTY();
    memset(ring.items, 0, sizeof ring.items);
    ring.count = 0; /* which cannot have been a pointer */
}

static void test_numbers_hold_no_reference(void **state)
{
    Rc_UNUSED(state);
    ring.items[0] = RcFloat_FromDouble(4.5);
    ring.count = 1;
    RcErr_Clear();
    reset_ring();
    Rc_AuditHeap();
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "reset_ring");
    assert_int_equal(told[0].line, guilty);
}

static Node *keep_node(RcObject *value)
{
    Node *node = malloc(sizeof *node);
    assert_non_null(node);
    Rc_INCREF(value);
    node->value = value;
    node->next = NULL;
    return node;
}

/* The reference was taken in a line beside the one that stores it. */
static void test_a_block_is_freed_with_what_was_kept(void **state)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    free_node(keep_node(value));
    Rc_DECREF(value);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "free_node");
    assert_int_equal(told[0].line, guilty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_result_is_dropped),
        MISTAKE(a_new_reference_is_not_given_back),
        MISTAKE(a_block_is_freed_with_its_field),
        MISTAKE(a_caller_keeps_it_in_a_variable),
        MISTAKE(numbers_hold_no_reference),
        MISTAKE(a_block_is_freed_with_what_was_kept),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
