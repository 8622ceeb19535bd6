/* RcLedger_Explain: why an object is alive, and what became of it. */
#include "telling.h"

static char *explanation;

static void explain(RcObject *op)
{
    size_t size = 0;
    FILE *out;
    free(explanation);
    out = open_memstream(&explanation, &size);
    RcLedger_Explain(op, out);
    fclose(out);
}

static void expect_at(const char *part, const char *file, int line)
{
    if (strstr(explanation, part) == NULL) {
        print_error("expected \"%s\" in:\n%s\n", part, explanation);
        _fail(file, line);
    }
}
#define expect(part) expect_at((part), __FILE__, __LINE__)

static void test_who_holds(void **state)
{
    RcObject *item = RcStr_FromString("item"), *list = Rc_BuildValue("[iO]", 1, item), *table;
    char holder[120];
    Rc_UNUSED(state);
    table = Rc_BuildValue("{sO}", "key", item);
    explain(item);
    expect("('item'): count 3 = 2 held by objects + 1 held by C code\n");
    snprintf(holder, sizeof holder, "  held by the list object %p (", (void *)list);
    expect(holder);
    expect("reference 2 of the 2 that its tp_traverse visits\n");
    snprintf(holder, sizeof holder, "object %p (", (void *)table);
    expect(holder);
    expect("  C code holds 1 reference, taken\n");
    expect("in test_who_holds: by RcStr_FromString\n");
    expect("Its story:\n");
    Rc_DECREF(item);
    explain(item);
    expect("count 2 = 2 held by objects + 0 held by C code\n");
    expect("  C code holds no reference\n");
    Rc_DECREF(table);
    Rc_DECREF(list);
    expect_nothing_told();
}

static void test_what_c_code_took(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *other;
    char place[80];
    int line;
    Rc_UNUSED(state);
    line = __LINE__ + 1;
    other = Rc_NewRef(item);
    explain(item);
    expect("  C code holds 2 references, taken\n");
    snprintf(place, sizeof place, "test_explain.c:%d in %s: by ", line, __func__);
    expect(place);
    Rc_DECREF(other);
    Rc_DECREF(item);
}

static void test_the_dead_and_the_unknown(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    explain(item);
    expect("(freed): count 0 = 0 held by objects + 0 held by C code\nIts story:\n");
    assert_null(strstr(explanation, "held by the"));
    explain((RcObject *)(void *)&explanation);
    expect(" is no object that this thread's ledger knows\n");
    explain(NULL);
    expect(" is no object that this thread's ledger knows\n");
    RcLedger_Explain(item, NULL);
    expect_nothing_told();
}

static void explain_what_is_told(const RcFinding *finding, void *other)
{
    assert_int_equal(RcLedger_ExternalRefs((RcObject *)other), 1);
    assert_int_equal(Rc_AuditHeap(), 0);
    explain(finding->object);
    told_count++;
}

static void test_in_a_reporter(void **state)
{
    RcObject *item = RcStr_FromString("item"), *list = Rc_BuildValue("[OO]", item, item),
             *other = RcList_New(0);
    Rc_UNUSED(state);
    RcLedger_SetReporter(explain_what_is_told, other);
    Rc_DECREF(item);
    Rc_DECREF(item); /* the list's */
    Rc_AuditHeap();
    RcLedger_SetReporter(note_finding, NULL);
    expect("str object ");
    expect("count 1 = 2 held by objects");
    Rc_INCREF(item);
    Rc_DECREF(other);
    Rc_DECREF(list);
}

static void test_the_immortal(void **state)
{
    Rc_UNUSED(state);
    explain(Rc_None);
    expect(" (it is immortal: nothing frees it)\n");
    expect_nothing_told();
}

int main(void)
{
    int failures;
    const struct CMUnitTest tests[] = {
        telling_test(test_who_holds),
        telling_test(test_what_c_code_took),
        telling_test(test_the_dead_and_the_unknown),
        telling_test(test_in_a_reporter),
        telling_test(test_the_immortal),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    free(explanation);
    return failures;
}
