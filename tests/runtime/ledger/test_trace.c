/* The trace: what the environment asks for, where it ends. */
#include "tracing.h"

static void test_files_that_cannot_be(void **state)
{
    static const char no_folder[] = "no/such/folder/trace";
    const char *const settings[] = {"RECOUNT_TRACE", no_folder, NULL};
    const char *const wrong[] = {"RECOUNT_TRACE", trace_path(), "RECOUNT_TRACE_LIMIT", "much", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, live, NULL, settings);
    expect_child(&child, 0,
                 "recount: RECOUNT_TRACE: cannot open no/such/folder/trace: No such file or directory\n");
    run_child(&child, live, NULL, wrong);
    expect_child(&child, 0, "recount: RECOUNT_TRACE_LIMIT: 'much' is no number\n");
    expect_line(read_trace(), "end", "\"dropped\":0}");
}

static int stop_at_a_finding(void *unused)
{
    RcObject *list;
    Rc_UNUSED(unused);
    Rc_Initialize();
    list = Rc_BuildValue("[f]", 2.5);
    Rc_DECREF(RcList_GET_ITEM(list, 0));
    Rc_AuditHeap();
    return 9;
}

/* Beyond the limit only findings and the end. */
static void test_limits(void **state)
{
    const char *const settings[] = {"RECOUNT_TRACE", trace_path(), "RECOUNT_TRACE_LIMIT", "1", NULL};
    Child child;
    char *trace;
    Rc_UNUSED(state);
    run_child(&child, stop_at_a_finding, NULL, settings);
    trace = read_trace();
    assert_null(strstr(trace, "{\"k\":\"op\""));
    trace = expect_line(trace, "finding", "\"kind\":\"over-decref\",");
    assert_null(strstr(trace, "\"dropped\":0}"));
    expect_line(trace, "end", "\"dropped\":");
}

static void test_halting(void **state)
{
    const char *const settings[] = {"RECOUNT_TRACE", trace_path(), NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, stop_at_a_finding, NULL, settings);
    assert_int_equal(child.status, 1);
    expect_line(read_trace(), "end", "\"findings\":1,\"dropped\":0,\"halted\":1}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_that_cannot_be),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_halting),

    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
