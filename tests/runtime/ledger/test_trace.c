/* The trace: its lines, and what the environment asks for.  tests/lab looks at what is made of it. */
#include "telling.h"

static const char *trace_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "trace-%ld.jsonl", (long)getpid());
    return path;
}

/* Good until the next call. */
static char *read_trace(void)
{
    static char text[1 << 16];
    FILE *file = fopen(trace_path(), "r");
    size_t got;
    assert_non_null(file);
    got = fread(text, 1, sizeof text - 1, file);
    text[got] = '\0';
    fclose(file);
    remove(trace_path());
    return text;
}

/* Behind the next line of this kind, which has this in it. */
static char *expect_line(char *trace, const char *kind, const char *part)
{
    char head[40];
    snprintf(head, sizeof head, "{\"k\":\"%s\"", kind);
    for (char *line = strstr(trace, head); line != NULL; line = strstr(line + 1, head)) {
        char *end = strchr(line, '\n'), *found = strstr(line, part);
        if (end != NULL && found != NULL && found < end) {
            return end + 1;
        }
    }
    print_error("expected a line %s with %s in:\n%s\n", kind, part, trace);
    fail();
    return NULL;
}

static void run(Child *child, int (*body)(void *), const char *audit)
{
    const char *const settings[] = {
        "RECOUNT_TRACE", trace_path(), "RECOUNT_OPTIONS", "halt=0", "RECOUNT_AUDIT", audit, NULL};
    run_child(child, body, NULL, settings);
}

/* -- what happens to a list and a str -- */

static int live(void *unused)
{
    RcObject *list, *word;
    Rc_UNUSED(unused);
    Rc_Initialize();
    list = RcList_New(0);
    word = RcStr_FromString("word");
    RcList_Append(list, word);
    RcList_GetItem(list, 0);
    Rc_DECREF(word);
    Rc_DECREF(list);
    return Rc_Finalize();
}

static void test_lines(void **state)
{
    Child child;
    char *at;
    Rc_UNUSED(state);
    run(&child, live, "");
    assert_string_equal(child.text, "");
    assert_int_equal(child.status, 0);
    at = read_trace();
    assert_ptr_equal(strstr(at, "{\"k\":\"trace\",\"format\":1,\"recount\":\""), at);
    at = expect_line(at, "trace", ",\"audit\":1,");
    at = expect_line(at, "enter", ",\"p\":0");
    at = expect_line(at, "new", ",\"o\":1,\"b\":0,\"a\":1}");
    at = expect_line(at, "got", ",\"o\":1,\"b\":1,\"a\":1}");
    at = expect_line(at, "site", "\"function\":\"live\",\"api\":\"RcStr_FromString\"}");
    at = expect_line(at, "new", ",\"o\":2,\"b\":0,\"a\":1}");
    at = expect_line(at, "repr", "\"o\":2,\"text\":\"'word'\"}");
    at = expect_line(at, "incref", ",\"o\":2,\"b\":1,\"a\":2}");
    at = expect_line(at, "hold", ",\"o\":2,\"b\":2,\"a\":2,\"by\":1,\"at\":0}");
    at = expect_line(at, "lent", ",\"n\":4,");
    at = expect_line(at, "decref", ",\"n\":5,");
    at = expect_line(at, "decref", ",\"o\":1,\"b\":1,\"a\":0}");
    at = expect_line(at, "dealloc", "\"o\":1,");
    at = expect_line(at, "drop", "\"o\":2,\"b\":1,\"a\":1,\"by\":1}");
    at = expect_line(at, "free", "\"o\":2,");
    at = expect_line(at, "end", "\"ops\":7,\"live\":0,\"findings\":0,\"dropped\":0}");
    assert_string_equal(at, "");
}

/* With an audit before every so manyth operation the edges come with it. */
static void test_fewer_audits(void **state)
{
    Child child;
    char *at;
    Rc_UNUSED(state);
    run(&child, live, "4");
    at = expect_line(read_trace(), "trace", ",\"audit\":4,");
    at = expect_line(at, "lent", ",\"n\":4,");
    at = expect_line(at, "audit", ",\"ops\":4}");
    expect_line(at, "hold", ",\"o\":2,\"b\":2,\"a\":2,\"by\":1,");
}

/* -- the rarer events -- */

static int brought_back;

static void bring_back(RcObject *self)
{
    if (!brought_back) {
        brought_back = 1;
        Rc_INCREF(self); /* the caller has it again */
    }
}

static void phoenix_dealloc(RcObject *self)
{
    if (RcObject_CallFinalizerFromDealloc(self) == 0) {
        Rc_TYPE(self)->tp_free(self);
    }
}

static RcTypeObject Phoenix_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Phoenix",
    .tp_basicsize = sizeof(RcObject),
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_dealloc = phoenix_dealloc,
    .tp_finalize = bring_back,
};

static int live_oddly(void *unused)
{
    RcObject *table, *weak, *word, *more, *phoenix, *list, *copy;
    Rc_UNUSED(unused);
    Rc_Initialize();
    table = RcHashTable_NewWith(8, 0.5, NULL);
    weak = RcWeakref_NewRef(table, NULL);
    RcHashTable_SetItemString(table, "key", Rc_None);
    Rc_DECREF(weak);
    Rc_DECREF(table);
    word = RcStr_FromString("word");
    more = RcStr_FromString(" and more than there is room for in its block");
    RcStr_Append(&word, more);
    Rc_DECREF(word);
    Rc_SetImmortal(more);
    RcType_Ready(&Phoenix_Type);
    phoenix = RcObject_New(RcObject, &Phoenix_Type);
    Rc_DECREF(phoenix);
    Rc_DECREF(phoenix);
    list = Rc_BuildValue("[f]", 2.5);
    copy = RcSequence_List(list);
    Rc_DECREF(RcList_GET_ITEM(list, 0)); /* a mistake, which the ledger mends */
    Rc_AuditHeap();
    Rc_DECREF(copy);
    Rc_DECREF(list);
    list = RcList_New(0);
    RcList_Append(list, list);
    Rc_DECREF(list);
    RcGC_Collect();
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_AuditHeap();
    RcErr_Clear();
    return Rc_Finalize();
}

static void test_rarer_lines(void **state)
{
    Child child;
    char *at;
    Rc_UNUSED(state);
    run(&child, live_oddly, "");
    assert_int_equal(child.status, 0);
    at = read_trace();
    at = expect_line(at, "type", "\"name\":\"hashtable.HashTable\",\"gc\":1}");
    at = expect_line(at, "table",
                     ",\"n\":1,\"o\":1,\"bins\":8,\"pairs\":0,\"resizes\":0,\"max_load\":0.5,\"chains\":[]}");
    at = expect_line(at, "weak", ",\"o\":1,\"b\":1,\"a\":1,\"by\":");
    at = expect_line(at, "table", ",\"pairs\":1,\"resizes\":0,\"max_load\":0.5,\"chains\":[[");
    at = expect_line(at, "object", ",\"was\":");
    at = expect_line(at, "moved", ",\"tomb\":");
    at = expect_line(at, "repr", "'word and more than there is room for in '...");
    at = expect_line(at, "immortal", "\"b\":1,\"a\":1}");
    at = expect_line(at, "type", "\"name\":\"Phoenix\",\"user\":1}");
    at = expect_line(at, "revived", "\"b\":1,\"a\":1}");
    at = expect_line(at, "finding", "\"kind\":\"over-decref\",");
    at = expect_line(at, "mended", "\"b\":1,\"a\":2}");
    at = expect_line(at, "collect", "\"trash\":[");
    at = expect_line(at, "collected", "\"freed\":1,\"stuck\":0}");
    at = expect_line(at, "hold", ",\"by\":0");
    at = expect_line(at, "drop", ",\"by\":0");
    expect_line(at, "end", ",\"findings\":1,");
}

/* -- the file -- */

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

static void test_full_disks(void **state)
{
    const char *const settings[] = {"RECOUNT_TRACE", "/dev/full", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, live, NULL, settings);
    assert_string_equal(child.text,
                        "recount: RECOUNT_TRACE: cannot write /dev/full: No space left on device\n");
    assert_int_equal(child.status, 0);
}

/* Beyond the limit only findings and the end. */
static void test_limits(void **state)
{
    const char *const settings[] = {
        "RECOUNT_TRACE", trace_path(), "RECOUNT_TRACE_LIMIT", "1", "RECOUNT_OPTIONS", "halt=0", NULL};
    Child child;
    char *trace;
    Rc_UNUSED(state);
    run_child(&child, live_oddly, NULL, settings);
    trace = read_trace();
    assert_null(strstr(trace, "{\"k\":\"op\""));
    trace = expect_line(trace, "finding", "\"kind\":\"over-decref\",");
    assert_null(strstr(trace, "\"dropped\":0}"));
    expect_line(trace, "end", "\"dropped\":");
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
        cmocka_unit_test(test_lines),       cmocka_unit_test(test_fewer_audits),
        cmocka_unit_test(test_rarer_lines), cmocka_unit_test(test_files_that_cannot_be),
        cmocka_unit_test(test_full_disks),  cmocka_unit_test(test_limits),
        cmocka_unit_test(test_halting),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
