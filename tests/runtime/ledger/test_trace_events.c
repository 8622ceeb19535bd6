/* Lines of a trace that tell what happens to a list and a str. */
#include "tracing.h"

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
    at = expect_line(at, "new", ",\"o\":1,\"b\":0,\"a\":1");
    at = expect_line(at, "got", ",\"o\":1,\"b\":1,\"a\":1}");
    at = expect_line(at, "site", "\"function\":\"live\",\"api\":\"RcStr_FromString\"");
    at = expect_line(at, "new", ",\"o\":2,\"b\":0,\"a\":1");
    at = expect_line(at, "repr", "\"o\":2,\"text\":\"'word'\"}");
    at = expect_line(at, "incref", ",\"o\":2,\"b\":1,\"a\":2");
    at = expect_line(at, "hold", ",\"o\":2,\"b\":2,\"a\":2,\"by\":1,\"at\":0}");
    at = expect_line(at, "lent", ",\"n\":4,");
    at = expect_line(at, "decref", ",\"n\":5,");
    at = expect_line(at, "decref", ",\"o\":1,\"b\":1,\"a\":0");
    at = expect_line(at, "dealloc", "\"o\":1,");
    at = expect_line(at, "drop", "\"o\":2,\"b\":1,\"a\":1,\"by\":1");
    at = expect_line(at, "free", "\"o\":2,");
    at = expect_line(at, "end", "\"ops\":7,\"live\":0,\"findings\":0,\"dropped\":0}");
    assert_string_equal(at, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
