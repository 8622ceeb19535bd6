/* Where the program has called the library, by name or by address. */
#include "tracing.h"

static RcObject *(*const by_address)(const char *) = RcStr_FromString;

static int live_by_address(void *unused)
{
    RcObject *list, *word;
    Rc_UNUSED(unused);
    Rc_Initialize();
    list = RcList_New(0);
    word = by_address("word");
    Rc_DECREF(word);
    Rc_DECREF(list);
    return Rc_Finalize();
}

static long number_in(const char *line, const char *name)
{
    const char *found = strstr(line, name), *end = strchr(line, '\n');
    return found != NULL && found < end ? strtol(found + strlen(name), NULL, 10) : 0;
}

/* A line that begins so; NULL: there is none. */
static const char *line_of(const char *trace, const char *beginning)
{
    return strstr(trace, beginning);
}

/* The operation's code has another place than a call by an address after it, in this function; both are defined. */
static void test_a_call_by_address(void **state)
{
    Child child;
    const char *trace, *operation, *list, *word;
    char site[40], place[40];
    Rc_UNUSED(state);
    run(&child, live_by_address, "");
    assert_int_equal(child.status, 0);
    trace = read_trace();
    operation = line_of(trace, "{\"k\":\"op\",");
    assert_non_null(operation);
    snprintf(site, sizeof site, "{\"k\":\"site\",\"s\":%ld,\"file\"", number_in(operation, ",\"s\":"));
    list = line_of(trace, "{\"k\":\"new\",");
    assert_non_null(list);
    word = line_of(list + 1, "{\"k\":\"new\",");
    assert_non_null(word);
    assert_int_equal(number_in(word, ",\"n\":"), number_in(list, ",\"n\":"));
    if (number_in(list, ",\"s\":") == 0) {
        skip(); /* the static library: its code cannot be told from the program's */
    }
    assert_int_not_equal(number_in(line_of(trace, site), ",\"at\":"), 0);
    assert_int_not_equal(number_in(word, ",\"s\":"), 0);
    assert_int_not_equal(number_in(word, ",\"s\":"), number_in(list, ",\"s\":"));
    snprintf(place, sizeof place, "{\"k\":\"site\",\"s\":%ld,\"code\":\"0x", number_in(word, ",\"s\":"));
    assert_non_null(line_of(trace, place));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_by_address),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
