/* RcBytes_FromFormat. */
#include "text.h"

#include <limits.h>

#define assert_format(expected, ...)                                      \
    do {                                                                  \
        RcObject *formatted_ = RcBytes_FromFormat(__VA_ARGS__);           \
        assert_non_null(formatted_);                                      \
        assert_sole_reference(formatted_);                                \
        assert_string_equal(RcBytes_AS_STRING(formatted_), (expected));   \
        assert_int_equal(RcBytes_GET_SIZE(formatted_), strlen(expected)); \
        Rc_DECREF(formatted_);                                            \
    } while (0)

static void test_directives(void **state)
{
    Rc_UNUSED(state);
    assert_format("", "%s", "");
    assert_format("plain \xFF", "plain \xFF");
    assert_format("100%", "100%%");
    assert_format("-5 5 4294967295 ff", "%d %i %u %x", -5, 5, UINT_MAX, 255U);
    assert_format("-5 5 5", "%ld %li %lu", -5L, 5L, 5UL);
    assert_format("-5 5 5", "%zd %zi %zu", (Rc_ssize_t)-5, (Rc_ssize_t)5, (size_t)5);
    assert_format("a\xFFz", "a%cz", 255);
    assert_format("spam sp (null)", "%s %.2s %s", "spam", "spam", NULL);
    assert_format("0xabc", "%p", (void *)(uintptr_t)0xabc);
    assert_format("caf\xC3\xA9", "%s", "caf\xC3\xA9");
    const char unended[] = {'a', 'b', 'c'};
    assert_format("abc", "%.3s", unended);
    assert_format("ab", "%.99999999999999999999999s", "ab");
    assert_live(0);
}

static void test_unknown_directives(void **state)
{
    Rc_UNUSED(state);
    assert_format("5 %q %d", "%d %q %d", 5);
    assert_format("%", "%");
    assert_format("%l", "%l");
    assert_format("%lx", "%lx");
    assert_format("%5d", "%5d");
    assert_live(0);
}

static void test_mistakes(void **state)
{
    Rc_UNUSED(state);
    const char *message = "RcBytes_FromFormatV(): %c format expects an integer in range [0; 255]";
    assert_fails(RcBytes_FromFormat("some text %c", 256), RcExc_OverflowError, message);
    assert_fails(RcBytes_FromFormat("%c", -1), RcExc_OverflowError, message);
    assert_fails(RcBytes_FromFormat(NULL), RcExc_SystemError, "RcBytes_FromFormat: bad argument");
    assert_live(0);
}

static int format_all(void *arg)
{
    RcObject *op =
        RcBytes_FromFormat("%s some longer text to outgrow the first room %d%%%c and %q", arg, 5, 'c');
    Rc_XDECREF(op);
    return op == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_true(sweep(format_all, (void *)"text", NULL) >= 3);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_directives),
        counted_test(test_unknown_directives),
        counted_test(test_mistakes),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
