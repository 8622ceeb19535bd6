/* int: reading literals and writing numbers. */
#include "number_cases.h"

#include "protocol/number_internal.h"

typedef struct Literal {
    const char *text;
    int base;
    const char *expected; /* repr, or "Type: message" */
    int stop;             /* where RcInt_FromString says that it stopped; -1: at the end */
} Literal;

static const Literal literals[] = {
    {"0", 10, "0", -1},
    {" \t\n\r\f\v12345 \n", 10, "12345", -1},
    {"-12345", 10, "-12345", -1},
    {"+12345", 10, "12345", -1},
    {"1_000_000", 10, "1000000", -1},
    {"0010", 10, "10", -1},
    {"zZ", 36, "1295", -1},
    {"0x1F00", 16, "7936", -1},
    {"0X_1F00", 0, "7936", -1},
    {"1f00", 16, "7936", -1},
    {"0o1777", 0, "1023", -1},
    {"0O1777", 8, "1023", -1},
    {"0b1_0000_0000_0", 0, "512", -1},
    {"-0B1000000000", 2, "-512", -1},
    {"0b1", 16, "177", -1},
    {"0_0", 0, "0", -1},
    {"000", 0, "0", -1},
    {"9223372036854775807", 10, "9223372036854775807", -1},
    {"-9223372036854775808", 10, "-9223372036854775808", -1},
    {"9223372036854775808", 10, "OverflowError: int is beyond 64 bits: '9223372036854775808'", -1},
    {" -9223372036854775809 ", 10, "OverflowError: int is beyond 64 bits: ' -9223372036854775809 '", -1},
    {"99999999999999999999999999", 10, "OverflowError: int is beyond 64 bits: '99999999999999999999999999'",
     -1},
    {"99999999999999999999999999x", 10,
     "ValueError: invalid literal for int() with base 10: '99999999999999999999999999x'", 26},
    {"18446744073709551616", 10, "OverflowError: int is beyond 64 bits: '18446744073709551616'", -1},
    {"018446744073709551616", 0, "ValueError: invalid literal for int() with base 0: '018446744073709551616'",
     21},
    {"", 10, "ValueError: invalid literal for int() with base 10: ''", 0},
    {"  ", 10, "ValueError: invalid literal for int() with base 10: '  '", 2},
    {"-", 10, "ValueError: invalid literal for int() with base 10: '-'", 1},
    {"- 1", 10, "ValueError: invalid literal for int() with base 10: '- 1'", 1},
    {"12x", 10, "ValueError: invalid literal for int() with base 10: '12x'", 2},
    {"12 3", 10, "ValueError: invalid literal for int() with base 10: '12 3'", 3},
    {"1__2", 10, "ValueError: invalid literal for int() with base 10: '1__2'", 2},
    {"_1", 10, "ValueError: invalid literal for int() with base 10: '_1'", 0},
    {"1_", 10, "ValueError: invalid literal for int() with base 10: '1_'", 2},
    {"0x", 16, "ValueError: invalid literal for int() with base 16: '0x'", 2},
    {"0x__1", 0, "ValueError: invalid literal for int() with base 0: '0x__1'", 3},
    {"0x1", 8, "ValueError: invalid literal for int() with base 8: '0x1'", 1},
    {"0d1", 0, "ValueError: invalid literal for int() with base 0: '0d1'", 1},
    {"010", 0, "ValueError: invalid literal for int() with base 0: '010'", 3},
    {"12", 2, "ValueError: invalid literal for int() with base 2: '12'", 1},
    {"1", 1, "ValueError: int() arg 2 must be >= 2 and <= 36", -2},
    {"1", 37, "ValueError: int() arg 2 must be >= 2 and <= 36", -2},
    {"1", -1, "ValueError: int() arg 2 must be >= 2 and <= 36", -2},
};

#define LITERALS (sizeof literals / sizeof literals[0])

static void check_literal(RcObject *result, const Literal *literal)
{
    const Case line = {literal->text, "int", NULL, NULL};
    if (result != NULL) {
        assert_refcnt(result, count_now(result));
    }
    check_result(result, literal->expected, &line);
}

static void test_from_string(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < LITERALS; i++) {
        char *end = NULL;
        check_literal(RcInt_FromString(literals[i].text, &end, literals[i].base), &literals[i]);
        if (literals[i].stop == -2) {
            assert_null(end);
        } else {
            size_t stop = literals[i].stop == -1 ? strlen(literals[i].text) : (size_t)literals[i].stop;
            assert_ptr_equal(end, literals[i].text + stop);
        }
        check_literal(RcInt_FromString(literals[i].text, NULL, literals[i].base), &literals[i]);
        assert_live(0);
    }
    assert_null(RcInt_FromString(NULL, NULL, 10));
    assert_raises(RcExc_SystemError, "RcInt_FromString: bad argument");
    assert_null(RcInt_FromString("\xff", NULL, 10));
    assert_raises(RcExc_UnicodeDecodeError, NULL);
}

static void test_from_str_object(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < LITERALS; i++) {
        RcObject *text = RcStr_FromString(literals[i].text);
        check_literal(RcInt_FromStrObject(text, literals[i].base), &literals[i]);
        assert_refcnt(text, count_now(text));
        Rc_DECREF(text);
        assert_live(0);
    }
    assert_null(RcInt_FromStrObject(NULL, 10));
    assert_raises(RcExc_SystemError, "RcInt_FromStrObject: bad argument");
    RcObject *number = RcFloat_FromDouble(1);
    assert_null(RcInt_FromStrObject(number, 10));
    assert_raises(RcExc_SystemError, "RcInt_FromStrObject: bad argument");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_text_with_zero_bytes_is_read_whole(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromStringAndSize("12\0", 3);
    assert_null(_RcInt_FromText(text, 10));
    assert_raises(RcExc_ValueError, "invalid literal for int() with base 10: '12\\x00'");
    assert_refcnt(text, 1);
    Rc_DECREF(text);

    RcObject *bytes = RcBytes_FromStringAndSize("12\0", 3);
    assert_null(_RcInt_FromText(bytes, 10));
    assert_raises(RcExc_ValueError, "invalid literal for int() with base 10: b'12\\x00'");
    assert_refcnt(bytes, 1);
    Rc_DECREF(bytes);

    bytes = RcBytes_FromString(" -5000");
    RcObject *number = _RcInt_FromText(bytes, 10);
    assert_repr(number, "-5000");
    assert_refcnt(number, 1);
    assert_refcnt(bytes, 1);
    Rc_DECREF(bytes);
    Rc_DECREF(number);
}

static void test_a_long_literal_is_shown_in_part(void **state)
{
    Rc_UNUSED(state);
    char text[301];
    memset(text, 'x', 300);
    text[300] = '\0';
    assert_null(RcInt_FromString(text, NULL, 10));
    RcObject *message = error_as_text();
    const char *prefix = "ValueError: invalid literal for int() with base 10: 'xxx";
    assert_memory_equal(RcStr_AsUTF8(message), prefix, strlen(prefix));
    assert_int_equal(RcStr_GetLength(message), (Rc_ssize_t)strlen(prefix) - 4 + 200);
    Rc_DECREF(message);
}

static void test_format(void **state)
{
    static const struct {
        int64_t value;
        int base;
        const char *text;
    } cases[] = {
        {0, 10, "0"},
        {-1234567890123456789, 10, "-1234567890123456789"},
        {INT64_MAX, 10, "9223372036854775807"},
        {INT64_MIN, 10, "-9223372036854775808"},
        {5, 2, "0b101"},
        {0, 2, "0b0"},
        {INT64_MIN, 2, "-0b1000000000000000000000000000000000000000000000000000000000000000"},
        {-8, 8, "-0o10"},
        {INT64_MAX, 8, "0o777777777777777777777"},
        {48879, 16, "0xbeef"},
        {INT64_MIN, 16, "-0x8000000000000000"},
    };
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RcObject *text = _RcInt_Format(cases[i].value, cases[i].base);
        assert_str(text, cases[i].text);
        assert_refcnt(text, count_now(text));
        Rc_DECREF(text);
        assert_live(0);
    }
}

static int parse_one(void *argument)
{
    const Literal *literal = argument;
    RcObject *result = RcInt_FromString(literal->text, NULL, literal->base);
    if (result == NULL && RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    Rc_XDECREF(result);
    return 0;
}

static int format_one(void *argument)
{
    RcObject *text = _RcInt_Format(*(int64_t *)argument, 2);
    Rc_XDECREF(text);
    return text == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < LITERALS; i++) {
        Literal literal = literals[i];
        sweep(parse_one, &literal, NULL);
    }
    int64_t value = 1234567;
    assert_true(sweep(format_one, &value, NULL) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_from_string),
        counted_test(test_from_str_object),
        counted_test(test_text_with_zero_bytes_is_read_whole),
        counted_test(test_a_long_literal_is_shown_in_part),
        counted_test(test_format),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
