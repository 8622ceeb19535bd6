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

static int leak_in_a_loop(void *unused)
{
    RcObject *list;
    Rc_UNUSED(unused);
    Rc_Initialize();
    list = RcList_New(0);
    for (int i = 0; i < 2000; i++) {
        RcObject *number = RcFloat_FromDouble(i);
        RcList_Append(list, number); /* the reference that was made is lost */
    }
    Rc_DECREF(list);
    return Rc_Finalize() != 2000;
}

static size_t count_lines(const char *trace, const char *kind)
{
    char head[40];
    size_t count = 0;
    snprintf(head, sizeof head, "{\"k\":\"%s\"", kind);
    for (const char *line = strstr(trace, head); line != NULL; line = strstr(line + 1, head)) {
        count++;
    }
    return count;
}

/* No line of any kind goes on, however many objects are made and however often a mistake is. */
static void test_the_limit_holds_in_a_loop(void **state)
{
    static const char *const kinds[] = {"op", "new", "repr", "object", "type", "site"};
    const char *const settings[] = {
        "RECOUNT_TRACE",        trace_path(), "RECOUNT_TRACE_LIMIT", "10000", "RECOUNT_OPTIONS",
        "halt=0:log=/dev/null", NULL};
    Child child;
    char *trace, *rest;
    Rc_UNUSED(state);
    run_child(&child, leak_in_a_loop, NULL, settings);
    assert_int_equal(child.status, 0);
    trace = read_trace();
    rest = expect_line(trace, "limit", "\"bytes\":10000}");
    assert_true(rest - trace < 2 * 10000); /* what a finding names is written whole */
    assert_int_equal(count_lines(trace, "limit"), 1);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_true(count_lines(trace, kinds[i]) > 0);
        assert_true(count_lines(rest, kinds[i]) < 8); /* what the findings name */
    }
    assert_int_equal(count_lines(rest, "new"), 0);
    assert_in_range(count_lines(trace, "finding"), 1, 40);
    assert_true(count_lines(rest, "finding") < 4);
    assert_true(strlen(rest) < 8000);
    rest = expect_line(rest, "end", "\"live\":2000,");
    assert_string_equal(rest, "");
}

/* What a finding names is defined, in order, also where the limit fell between. */
static void test_what_findings_name_beyond_the_limit(void **state)
{
    Child child;
    Rc_UNUSED(state);
    for (int limit = 1; limit < 3000; limit += 97) {
        char text[16];
        const char *const settings[] = {"RECOUNT_TRACE", trace_path(), "RECOUNT_TRACE_LIMIT", text, NULL};
        long sites = 0;
        char *trace;
        snprintf(text, sizeof text, "%d", limit);
        run_child(&child, stop_at_a_finding, NULL, settings);
        trace = read_trace();
        for (char *line = trace; line != NULL;
             line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
            if (strncmp(line, "{\"k\":\"site\",\"s\":", 17) == 0) {
                long number = strtol(line + 17, NULL, 10);
                assert_true(number <= sites + 1); /* or one of before, again */
                sites = number > sites ? number : sites;
            }
        }
        trace = expect_line(trace, "object", "\"o\":2,\"t\":");
        expect_line(trace, "finding", "\"o\":2,");
    }
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
        cmocka_unit_test(test_the_limit_holds_in_a_loop),
        cmocka_unit_test(test_what_findings_name_beyond_the_limit),
        cmocka_unit_test(test_halting),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
