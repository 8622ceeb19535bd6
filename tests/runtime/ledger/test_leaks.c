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

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_result_is_dropped),
        MISTAKE(a_new_reference_is_not_given_back),
        MISTAKE(a_block_is_freed_with_its_field),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
