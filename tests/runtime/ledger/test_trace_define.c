/* What lines of a trace refer to by number. */
#include "tracing.h"

/* Each is told once, and before the first line that refers to it; places get their lines at the end. */
static void test_definitions(void **state)
{
    Child child;
    char *trace, *at;
    Rc_UNUSED(state);
    run(&child, live, "");
    trace = read_trace();
    at = expect_line(trace, "type", "{\"k\":\"type\",\"t\":1,\"name\":\"list\",\"gc\":1}");
    at = expect_line(at, "object", "{\"k\":\"object\",\"o\":1,\"t\":1,\"at\":\"0x");
    at = expect_line(at, "new", ",\"o\":1,");
    assert_null(strstr(at, "{\"k\":\"object\",\"o\":1,"));
    assert_null(strstr(at, "{\"k\":\"type\",\"t\":1,"));
    at = expect_line(at, "object", "{\"k\":\"object\",\"o\":2,\"t\":2,\"at\":\"0x");
    at = expect_line(at, "repr", "\"o\":2,\"text\":\"'word'\"}");
    assert_null(strstr(at, "{\"k\":\"repr\",\"o\":2,"));
    expect_line(at, "end", "\"ops\":7,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definitions),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
