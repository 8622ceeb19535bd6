/* Telling: the text, the lines of JSON, the reporter, and what the environment asks for. */
#include "telling.h"

/* -- the text -- */

/* The mistake of most tests here; where it is made. */
static int mistake_line;

static int make_a_mistake(void *text)
{
    RcObject *list, *item;
    Rc_Initialize();
    list = Rc_BuildValue("[s]", (const char *)text);
    item = RcList_GetItem(list, 0);
    mistake_line = __LINE__ + 1;
    Rc_DECREF(item);
    Rc_AuditHeap();
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
    Rc_Finalize();
    return 9; /* it was not ended */
}

static char word[] = "word";

static void test_a_report(void **state)
{
    char line[200];
    Rc_UNUSED(state);
    make_a_mistake(word);
    expect_told("over-decref", mistake_line, "recount: error: over-decref: str object 0x");
    snprintf(line, sizeof line,
             "\n  at %s:%d in make_a_mistake: Rc_DECREF gives back a reference that was only borrowed",
             __FILE__, mistake_line);
    assert_non_null(strstr(told[0].message, line));
    assert_non_null(strstr(told[0].message, "] made, by Rc_BuildValue; count 0 -> 1\n"));
    assert_string_equal(told[0].file, __FILE__);
    assert_string_equal(told[0].function, "make_a_mistake");
    assert_int_equal(strlen(told[0].id), 16);
}

static void expect_name(RcObject *op, const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    RcLedger_Explain(op, out);
    fclose(out);
    if (strstr(text, name) == NULL) {
        print_error("expected \"%s\" in:\n%s\n", name, text);
        fail();
    }
    free(text);
}

/* No code of anybody's runs to find a name. */
static void test_how_objects_are_called(void **state)
{
    RcObject *number = RcInt_FromLong(-123456), *real = RcFloat_FromDouble(0.25), *list = RcList_New(0);
    RcObject *text = RcStr_FromString("it's 40 bytes long, or longer than that..."), *umlauts;
    Rc_UNUSED(state);
    umlauts = RcStr_FromString("123456789 123456789 123456789 123456789\xc3\xa4\xc3\xa4");
    expect_name(number, "int object");
    expect_name(number, "(-123456)");
    expect_name(real, "(0.25)");
    expect_name(text, "('it's 40 bytes long, or longer than that.'...)");
    expect_name(umlauts, "('123456789 123456789 123456789 123456789'...)");
    expect_name(Rc_None, "NoneType object");
    expect_name(Rc_None, "(None)");
    expect_name(Rc_True, "(True)");
    expect_name(RC_OBJECT_CAST(&RcList_Type), "(type list)");
    expect_name(list, "list object");
    Rc_DECREF(list);
    expect_name(list, "(freed)");
    Rc_DECREF(umlauts);
    Rc_DECREF(text);
    Rc_DECREF(real);
    Rc_DECREF(number);
    expect_nothing_told();
}

/* In the middle of a long story is a mark, in a report too. */
static void test_a_long_story_is_cut(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    for (int i = 0; i < 20; i++) {
        Rc_INCREF(item);
        Rc_DECREF(item);
    }
    Rc_DECREF(item);
    Rc_INCREF(item);
    expect_told("use-after-free", 0, "entries are left out\n");
    assert_non_null(strstr(told[0].message, "made, by RcFloat_FromDouble"));
    assert_non_null(strstr(told[0].message, "freed, by Rc_DECREF"));
}

/* -- lines of JSON -- */

static const char *report_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "report-%ld.jsonl", (long)getpid());
    return path;
}

static char *read_report(void)
{
    static char text[16384];
    FILE *file = fopen(report_path(), "r");
    size_t got;
    assert_non_null(file);
    got = fread(text, 1, sizeof text - 1, file);
    text[got] = '\0';
    fclose(file);
    remove(report_path());
    return text;
}

static void test_a_line_of_json(void **state)
{
    static char odd[] = "\"a\\b\"\n\x01";
    const char *const settings[] = {"RECOUNT_REPORT", report_path(), "RECOUNT_OPTIONS", "halt=0", NULL};
    char line[100], *text;
    Child child;
    Rc_UNUSED(state);
    mistake_line = 0;
    run_child(&child, make_a_mistake, odd, settings);
    expect_child(&child, 9, "recount: error: over-decref");
    text = read_report();
    assert_int_equal(strncmp(text, "{\"id\": \"", 8), 0);
    assert_non_null(strstr(text, "\", \"kind\": \"over-decref\", \"type\": \"str\", \"file\": \""));
    assert_non_null(strstr(text, "test_report.c\", \"line\": "));
    assert_non_null(
        strstr(text, ", \"function\": \"make_a_mistake\", \"message\": \"recount: error: over-decref: str"));
    assert_string_equal(text + strlen(text) - 3, "\"}\n");
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* it is one line */
    snprintf(line, sizeof line, "\\n  at ");
    assert_non_null(strstr(text, line));
}

/* A text of the program's in a message is escaped. */
static int leak_text(void *text)
{
    static RcObject *volatile kept;
    Rc_Initialize();
    kept = RcStr_FromString(text);
    assert_non_null(kept);
    Rc_Finalize();
    return 9;
}

static void test_json_is_escaped(void **state)
{
    static char odd[] = "\"a\\b\"\t\x01";
    const char *const settings[] = {"RECOUNT_REPORT", report_path(), "RECOUNT_OPTIONS", "halt=0", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, leak_text, odd, settings);
    expect_child(&child, 9, "recount: error: leak");
    assert_non_null(strstr(read_report(), "('\\\"a\\\\b\\\"\\\\x09\\\\x01')"));
}

/* Reports are added to what is there; one mistake has one id, whatever the object is, and another one another. */
static void test_ids_are_the_same_in_each_run(void **state)
{
    static char one[] = "one", other[] = "another";
    const char *const settings[] = {"RECOUNT_REPORT", report_path(), NULL};
    const char *lines[3], *text;
    Child child;
    Rc_UNUSED(state);
    run_child(&child, make_a_mistake, one, settings);
    run_child(&child, make_a_mistake, other, settings);
    run_child(&child, leak_text, one, settings);
    expect_child(&child, 1, "recount: error: leak");
    text = read_report();
    for (int i = 0; i < 3; i++) {
        lines[i] = text;
        text = strchr(text, '\n');
        assert_non_null(text++);
    }
    assert_int_equal(*text, '\0');
    assert_memory_equal(lines[0], lines[1], 24);
    assert_memory_not_equal(lines[0], lines[2], 24);
}

/* -- the reporter -- */

static void test_reporters_come_and_go(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    assert_int_equal(RcLedger_SetReporter(NULL, NULL), 0);
    assert_int_equal(RcLedger_SetReporter(note_finding, NULL), 0);
    Rc_INCREF(item);
    expect_told("use-after-free", 0, "Rc_INCREF");
}

static void ask_within(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(finding);
    *(int *)arg += Rc_AuditHeap() == 0 && RcLedger_ExternalRefs(Rc_None) >= 0;
}

/* The ledger is at work then: nothing is audited, and the answers are of the last audit. */
static void test_a_reporter_that_asks(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int asked = 0;
    Rc_UNUSED(state);
    RcLedger_SetReporter(ask_within, &asked);
    Rc_DECREF(item);
    Rc_INCREF(item);
    assert_int_equal(asked, 1);
}

/* -- the environment -- */

static void expect_settings(const char *name, const char *value, int status, const char *text)
{
    const char *const settings[] = {name, value, NULL};
    Child child;
    run_child(&child, make_a_mistake, word, settings);
    expect_child(&child, status, text);
}

static void test_options(void **state)
{
    Rc_UNUSED(state);
    expect_settings("RECOUNT_OPTIONS", "exitcode=44", 44, "recount: error: over-decref");
    expect_settings("RECOUNT_OPTIONS", "halt=0", 9, "recount: error: over-decref");
    expect_settings("RECOUNT_OPTIONS", "halt=0:exitcode=3:halt=1", 3, "recount: error: over-decref");
    expect_settings("RECOUNT_OPTIONS", "", 1, "recount: error: over-decref");
    expect_settings("RECOUNT_AUDIT", "", 1, "recount: error: over-decref");
}

/* What cannot be written to the log goes to stderr. */
static void test_a_log_that_is_full(void **state)
{
    Rc_UNUSED(state);
    expect_settings("RECOUNT_OPTIONS", "log=/dev/full", 1, "recount: error: over-decref");
}

static int make_no_mistake(void *arg)
{
    Rc_UNUSED(arg);
    Rc_Initialize();
    Rc_DECREF(RcInt_FromLong(4711));
    Rc_Finalize();
    return 9;
}

/* Who has linked the release library sees nothing, as who has made no mistake. */
static void test_a_summary(void **state)
{
    static const char *const wanted[] = {"RECOUNT_OPTIONS", "summary=1", "RECOUNT_AUDIT", "7", NULL},
                             *const none[] = {NULL};
    Child child;

    Rc_UNUSED(state);
    run_child(&child, make_no_mistake, NULL, wanted);
    expect_child(&child, 9, " ledger was there: 3 operations, findings: 0, RECOUNT_AUDIT=7\n");
    run_child(&child, make_no_mistake, NULL, none);
    assert_int_equal(child.status, 9);
    assert_string_equal(child.text, "");
}

static void test_options_that_are_wrong(void **state)
{
    Rc_UNUSED(state);
    expect_settings("RECOUNT_OPTIONS", "hold=1", 1,
                    "recount: RECOUNT_OPTIONS: there is no option 'hold'; known: halt exitcode");
    expect_settings("RECOUNT_OPTIONS", "halt=no", 1,
                    "recount: RECOUNT_OPTIONS: halt: 'no' is no number; 1 is used\n");
    expect_settings("RECOUNT_OPTIONS", "exitcode=", 1,
                    "recount: RECOUNT_OPTIONS: exitcode: '' is no number; 1 is used\n");
    expect_settings("RECOUNT_OPTIONS", "exitcode=300", 1,
                    "recount: RECOUNT_OPTIONS: exitcode: at most 255; 1 is used\n");
    expect_settings("RECOUNT_OPTIONS", "halt=2", 1, "recount: RECOUNT_OPTIONS: halt: 0 or 1; 1 is used\n");
    expect_settings("RECOUNT_OPTIONS", "halt", 1, "recount: RECOUNT_OPTIONS: 'halt' has no value\n");
    expect_settings("RECOUNT_OPTIONS", "log=/my:log", 1, "recount: RECOUNT_OPTIONS: 'log' has no value\n");
    expect_settings("RECOUNT_OPTIONS", "quarantine=-1", 1,
                    "recount: RECOUNT_OPTIONS: quarantine: '-1' is no number; ");
    expect_settings("RECOUNT_OPTIONS", "quarantine=4k", 1,
                    "recount: RECOUNT_OPTIONS: quarantine: '4k' is no number; ");
    expect_settings("RECOUNT_OPTIONS", "log=/nowhere/at/all", 1,
                    "recount: RECOUNT_OPTIONS: cannot open /nowhere/at/all: ");
    expect_settings("RECOUNT_REPORT", "/nowhere/at/all", 1,
                    "recount: RECOUNT_REPORT: cannot open /nowhere/at/all: ");
    expect_settings("RECOUNT_AUDIT", "each", 1, "recount: RECOUNT_AUDIT: 'each' is no number; 0 is used\n");
    expect_settings("RECOUNT_AUDIT", "1x", 1, "recount: RECOUNT_AUDIT: '1x' is no number; 0 is used\n");
}

/* References to immortal objects are judged unless the options say otherwise. */
static int take_none(void *arg)
{
    Rc_UNUSED(arg);
    Rc_Initialize();
    Rc_INCREF(Rc_None);
    Rc_Finalize();
    return 9;
}

static void test_immortals_can_be_spared(void **state)
{
    static const char *const settings[] = {"RECOUNT_OPTIONS", "immortal=0", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, take_none, NULL, NULL);
    expect_child(&child, 1, "recount: error: leak: NoneType object");
    run_child(&child, take_none, NULL, settings);
    expect_child(&child, 9, "");
    assert_string_equal(child.text, "");
}

static void test_a_log(void **state)
{
    char option[100];
    const char *const settings[] = {"RECOUNT_OPTIONS", option, NULL};
    Child child;
    Rc_UNUSED(state);
    snprintf(option, sizeof option, "log=%s", report_path());
    run_child(&child, make_a_mistake, word, settings);
    assert_int_equal(child.status, 1);
    assert_string_equal(child.text, "");
    assert_non_null(strstr(read_report(), "recount: error: over-decref: str object"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_report),
        telling_test(test_how_objects_are_called),
        telling_test(test_a_long_story_is_cut),
        cmocka_unit_test(test_a_line_of_json),
        cmocka_unit_test(test_json_is_escaped),
        cmocka_unit_test(test_ids_are_the_same_in_each_run),
        telling_test(test_reporters_come_and_go),
        telling_test(test_a_reporter_that_asks),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_options_that_are_wrong),
        cmocka_unit_test(test_a_log_that_is_full),
        cmocka_unit_test(test_a_summary),
        cmocka_unit_test(test_immortals_can_be_spared),
        cmocka_unit_test(test_a_log),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
