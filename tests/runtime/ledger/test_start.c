/* A ledger's beginning and end, RC_BALANCED, and what may be asked. */
#include "telling.h"

/* -- the end -- */

static void test_a_leak_is_told_at_the_end(void **state)
{
    int line = __LINE__ + 1;
    static RcObject *volatile kept;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    kept = RcFloat_FromDouble(1.5);
    assert_non_null(kept);
    Rc_AuditHeap();
    expect_nothing_told(); /* a variable of the program's has it */
    assert_int_equal(Rc_Finalize(), 1);
    expect_told("leak", line, "at the runtime's end C code still holds 1 reference to it");
}

/* What hangs on a leaked object is not told besides. */
static void test_a_leaked_container_is_one_leak(void **state)
{
    static RcObject *volatile kept;
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    kept = Rc_BuildValue("[[ss]s]", "a", "b", "c");
    assert_non_null(kept);
    Rc_Finalize();
    expect_told("leak", line, "list object");
}

/* A function of its own, for its frame goes with it.  The line where it is made. */
__attribute__((noinline)) static int lose_a_container(void)
{
    static RcObject *volatile kept;
    int line = __LINE__ + 1;
    kept = Rc_BuildValue("[[ss]s]", "a", "b", "c");
    assert_non_null(kept);
    Rc_AuditHeap();
    kept = NULL;
    return line;
}

static void test_a_lost_container_is_one_finding(void **state)
{
    int line = lose_a_container();
    Rc_UNUSED(state);
    Rc_Finalize();
    expect_told(memory_is_searched() ? "lost-reference" : "leak", 0, "list object");
    assert_between(told[0].line, line, line + 3);
}

static void test_the_end_of_a_clean_program(void **state)
{
    RcObject *list = Rc_BuildValue("[[ss]s]", "a", "b", "c");
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(list, list), 0);
    Rc_DECREF(list);
    assert_int_equal(Rc_Finalize(), 0); /* which collects */
    expect_nothing_told();
}

/* Each runtime has a ledger of its own. */
static void test_runtimes_one_after_the_other(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 3; i++) {
        RcObject *item;
        assert_int_equal(begin_telling(state), 0);
        item = RcFloat_FromDouble(i);
        assert_int_equal(RcLedger_ExternalRefs(item), 1);
        Rc_DECREF(item);
        assert_int_equal(Rc_Finalize(), 0);
        expect_nothing_told();
    }
}

/* -- what may be asked -- */

static void test_without_a_runtime(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(Rc_AuditHeap(), 0);
    assert_int_equal(RcLedger_ExternalRefs(Rc_None), -1);
    assert_int_equal(RcLedger_SetReporter(note_finding, NULL), -1);
    RcLedger_Explain(Rc_None, stderr);
    RC_BALANCED
    {
        assert_false(Rc_IsInitialized());
    }
}

static void test_references_of_c_code(void **state)
{
    RcObject *list = RcList_New(0), *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    assert_int_equal(RcLedger_ExternalRefs(item), 1);
    assert_int_equal(RcList_Append(list, item), 0);
    assert_int_equal(RcLedger_ExternalRefs(item), 1);
    Rc_DECREF(item);
    assert_int_equal(RcLedger_ExternalRefs(item), 0);
    Rc_INCREF(item);
    Rc_INCREF(item);
    assert_int_equal(RcLedger_ExternalRefs(item), 2);
    Rc_DECREF(item);
    Rc_DECREF(item);
    Rc_DECREF(list);
    assert_int_equal(RcLedger_ExternalRefs(item), -1); /* dead */
    assert_int_equal(RcLedger_ExternalRefs(NULL), -1);
    assert_int_equal(RcLedger_ExternalRefs((RcObject *)(void *)&told_count), -1);
    expect_nothing_told();
}

static void test_an_audit_counts_what_it_finds(void **state)
{
    RcObject *tuple = RcTuple_New(2), *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    (RcTuple_SetItem)(tuple, 0, item); /* in parentheses they are not announced */
    assert_int_equal(Rc_AuditHeap(), 0);
    (RcTuple_SetItem)(tuple, 1, item);
    assert_int_equal((Rc_AuditHeap)(), 1); /* without one before it */
    expect_told("missing-incref", 0, "objects hold 2 references to it");
    assert_int_equal(Rc_AuditHeap(), 0); /* it is told once, and mended */
    assert_int_equal(Rc_REFCNT(item), 2);
    Rc_DECREF(tuple);
    expect_nothing_told();
}

/* -- RC_BALANCED -- */

static void test_a_balanced_block(void **state)
{
    RcObject *list = RcList_New(0), *item = RcFloat_FromDouble(1.5), *text;
    Rc_UNUSED(state);
    RC_BALANCED
    {
        assert_int_equal(RcList_Append(list, item), 0); /* the list's reference is none of C code's */
        text = RcObject_Str(item);
        Rc_DECREF(text);
    }
    RC_BALANCED
    {
        RcList_Clear(list);
    }
    expect_nothing_told();
    Rc_DECREF(item);
    Rc_DECREF(list);
}

static void test_a_block_that_takes_what_is_there(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    char where[80];
    int line, begin;
    Rc_UNUSED(state);
    begin = __LINE__ + 1;
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_INCREF(item);
    }
    snprintf(where, sizeof where, "test_start.c:%d has gained 1 reference to it", begin);
    expect_told("leak", line, where);
    Rc_DECREF(item);
    Rc_DECREF(item);
    Rc_Finalize();
    expect_nothing_told(); /* it was given back after all */
}

/* However often it was taken before, and given back later: the line is in the block. */
static void test_the_guilty_line_lies_inside(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int line;
    Rc_UNUSED(state);
    Rc_INCREF(item);
    Rc_INCREF(item);
    RC_BALANCED
    {
        Rc_INCREF(item);
        line = __LINE__ + 1;
        Rc_INCREF(item);
        Rc_DECREF(item);
    }
    assert_int_equal(told_count, 1);
    assert_between(told[0].line, line - 1, line);
    expect_told("leak", 0, "has gained 1 reference");
    for (int i = 0; i < 4; i++) {
        Rc_DECREF(item);
    }
}

static void test_a_block_that_gives_back_too_much(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int line;
    Rc_UNUSED(state);
    Rc_INCREF(item);
    Rc_INCREF(item);
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_DECREF(item);
    }
    expect_told("over-decref", line, "has lost 1 reference to it");
    Rc_DECREF(item);
    Rc_DECREF(item);
}

/* A long story before the block, of which the ledger has forgotten some. */
static void test_a_block_after_a_long_history(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int line;
    Rc_UNUSED(state);
    for (int i = 0; i < 500; i++) {
        Rc_INCREF(item);
        Rc_DECREF(item);
    }
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_INCREF(item);
    }
    expect_told("leak", line, "has gained 1 reference");
    Rc_DECREF(item);
    Rc_DECREF(item);
}

static RcObject *take_and_return(RcObject *item, int too_often)
{
    RC_BALANCED
    {
        if (too_often) {
            Rc_INCREF(item);
        }
        return Rc_NewRef(item);
    }
    return NULL;
}

static void test_ways_out_of_a_block(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int line = 0;
    Rc_UNUSED(state);
    Rc_DECREF(take_and_return(item, 0)); /* what is returned counts as held */
    expect_told("leak", 0, "Rc_NewRef takes a reference");
    Rc_DECREF(take_and_return(item, 1));
    Rc_DECREF(item);
    expect_told("leak", 0, "has gained 2 references");
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_INCREF(item);
        if (line > 0) {
            break;
        }
    }
    expect_told("leak", line, "has gained 1 reference");
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_DECREF(item);
        goto out;
    }
out:
    expect_told("over-decref", line, "has lost 1 reference");
    Rc_DECREF(item);
}

/* What only an inner block did is told once more of the outer one. */
static void test_blocks_in_blocks(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int line;
    Rc_UNUSED(state);
    RC_BALANCED
    {
        Rc_INCREF(item);
        RC_BALANCED
        {
            line = __LINE__ + 1;
            Rc_DECREF(item);
        }
        expect_told("over-decref", line, "has lost 1 reference");
    }
    expect_nothing_told();
    Rc_DECREF(item);
}

static void test_a_block_that_outlives_its_runtime(void **state)
{
    static RcObject *volatile kept;
    Rc_UNUSED(state);
    RC_BALANCED
    {
        Rc_Finalize();
    }
    RC_BALANCED
    {
        assert_int_equal(begin_telling(state), 0);
    }
    RC_BALANCED
    {
        Rc_Finalize();
        assert_int_equal(begin_telling(state), 0);
        kept = RcFloat_FromDouble(1.5);
    }
    expect_nothing_told();
    Rc_DECREF(kept);
}

/* A new object and an immortal one. */
static void test_what_a_block_leaves(void **state)
{
    static RcObject *volatile kept;
    int line;
    Rc_UNUSED(state);
    RC_BALANCED
    {
        line = __LINE__ + 1;
        kept = RcStr_FromString("kept");
    }
    expect_told("leak", line, "RcStr_FromString makes it, with a reference that nobody gives back");
    Rc_DECREF(kept);
    RC_BALANCED
    {
        line = __LINE__ + 1;
        Rc_INCREF(Rc_True);
    }
    expect_told("leak", line, "bool object");
    Rc_DECREF(Rc_True);
}

/* -- options -- */

static int leak_one(void *arg)
{
    static RcObject *volatile kept;
    Rc_UNUSED(arg);
    Rc_Initialize();
    kept = RcFloat_FromDouble(1.5);
    Rc_Finalize();
    return kept != NULL ? 7 : 8; /* whoever comes here was not ended */
}

static void test_how_a_program_ends(void **state)
{
    static const char *const go_on[] = {"RECOUNT_OPTIONS", "halt=0", NULL};
    static const char *const with_code[] = {"RECOUNT_OPTIONS", "exitcode=33", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, leak_one, NULL, NULL);
    expect_child(&child, 1, "recount: error: leak: float object");
    run_child(&child, leak_one, NULL, go_on);
    expect_child(&child, 7, "recount: error: leak: float object");
    run_child(&child, leak_one, NULL, with_code);
    expect_child(&child, 33, "recount: error: leak: float object");
}

/* -- cycles that the collector does not know -- */

typedef struct Box {
    RcObject_HEAD
    RcObject *content;
} Box;

static void box_dealloc(RcObject *op)
{
    Rc_XDECREF(((Box *)op)->content);
    RcObject_Free(op);
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Box",
    .tp_basicsize = sizeof(Box),
    .tp_dealloc = box_dealloc,
};

static Box *new_box(RcObject *content)
{
    Box *box;
    assert_int_equal(RcType_Ready(&Box_Type), 0);
    box = RcObject_New(Box, &Box_Type);
    assert_non_null(box);
    box->content = content;
    return box;
}

static void test_a_cycle_through_an_unknown_field(void **state)
{
    RcObject *list = RcList_New(0);
    Box *box = new_box(NULL);
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    box->content = Rc_NewRef(list);
    RcList_Append(list, (RcObject *)box);
    Rc_DECREF(box);
    Rc_DECREF(list);
    Rc_Finalize();
    expect_told("uncollected-cycle", line,
                "it is held only by what it holds itself, through the test.Box object");
}

/* A field that points back need not own what it points to: the list was leaked by its maker. */
static void test_a_leak_with_a_back_pointer(void **state)
{
    static Box *volatile outer;
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    outer = new_box(NULL);
    outer->content = (RcObject *)new_box((RcObject *)outer);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "leak");
    Rc_UNUSED(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_leak_is_told_at_the_end),
        telling_test(test_a_leaked_container_is_one_leak),
        telling_test(test_a_lost_container_is_one_finding),
        telling_test(test_the_end_of_a_clean_program),
        cmocka_unit_test(test_runtimes_one_after_the_other),
        cmocka_unit_test(test_without_a_runtime),
        telling_test(test_references_of_c_code),
        telling_test(test_an_audit_counts_what_it_finds),
        telling_test(test_a_balanced_block),
        telling_test(test_a_block_that_takes_what_is_there),
        telling_test(test_the_guilty_line_lies_inside),
        telling_test(test_a_block_that_gives_back_too_much),
        telling_test(test_a_block_after_a_long_history),
        telling_test(test_ways_out_of_a_block),
        telling_test(test_blocks_in_blocks),
        telling_test(test_a_block_that_outlives_its_runtime),
        telling_test(test_what_a_block_leaves),
        cmocka_unit_test(test_how_a_program_ends),
        telling_test(test_a_cycle_through_an_unknown_field),
        telling_test(test_a_leak_with_a_back_pointer),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
