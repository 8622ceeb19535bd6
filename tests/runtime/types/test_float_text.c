/* float: reading and writing decimals. */
#include "number_cases.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void test_repr(void **state)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {100, "100.0"},
        {123456789.125, "123456789.125"},
        {0.0001, "0.0001"},
        {0.00012345678901234567, "0.00012345678901234567"},
        {0.00001, "1e-05"},
        {0.000012345, "1.2345e-05"},
        {1e15, "1000000000000000.0"},
        {9999999999999998, "9999999999999998.0"},
        {1e16, "1e+16"},
        {12345678901234567000.0, "1.2345678901234567e+19"},
        {1e22, "1e+22"},
        {1e23, "1e+23"},
        {1e100, "1e+100"},
        {-1e-100, "-1e-100"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {1e-323, "1e-323"},
        {2.2250738585072009e-308, "2.225073858507201e-308"},
        {9000000000000.0625, "9000000000000.062"},
        /* Powers of two whose nearest decimal of 16 digits lies below and does not read back. */
        {0x1p-44, "5.684341886080802e-14"},
        {0x1p-24, "5.960464477539063e-08"},
        {0x1p89, "6.189700196426902e+26"},
        {0x1p-1019, "1.7800590868057611e-307"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {(double)NAN, "nan"},
        {-(double)NAN, "nan"},
    };
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RcObject *number = RcFloat_FromDouble(cases[i].value);
        assert_repr(number, cases[i].text);
        RcObject *text = RcObject_Str(number);
        assert_str(text, cases[i].text);
        assert_refcnt(text, 1);
        assert_refcnt(number, 1);
        Rc_DECREF(text);
        Rc_DECREF(number);
        assert_live(0);
    }
}

/* Marsaglia's xorshift: the same numbers in each run. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* The repr of value reads back, and no decimal with a digit less does. */
static void check_shortest(double value)
{
    RcObject *number = RcFloat_FromDouble(value);
    RcObject *text = RcObject_Repr(number);
    RcObject *again = RcFloat_FromString(text);
    assert_true(RcFloat_AS_DOUBLE(again) == value);

    int digits = 0, zeros = 0;
    for (const char *at = RcStr_AsUTF8(text); *at != '\0' && *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9' && (digits > 0 || *at != '0')) {
            digits++;
            zeros = *at == '0' ? zeros + 1 : 0;
        }
    }
    digits -= zeros;
    if (digits > 1) {
        char shorter[64];
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        assert_true(strtod(shorter, NULL) != value);
    }
    Rc_DECREF(text);
    Rc_DECREF(again);
    Rc_DECREF(number);
}

static void test_repr_is_the_shortest(void **state)
{
    Rc_UNUSED(state);
    for (int exponent = -1074; exponent < 1024; exponent++) {
        check_shortest(ldexp(1, exponent));
    }
    uint64_t random = 88172645463325252;
    for (int i = 0; i < 4000; i++) {
        uint64_t bits = next_random(&random) & ~(UINT64_C(1) << 63);
        if (i % 4 == 0) {
            bits >>= 12 + (i >> 2) % 50; /* subnormal */
        }
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value) && value != 0) {
            check_shortest(value);
        }
    }
}

typedef struct Text {
    const char *text;
    const char *expected; /* repr; NULL: ValueError */
} Text;

static const Text texts[] = {
    {"1.5", "1.5"},
    {" \t\n\r\f\v-1.5 \n", "-1.5"},
    {"+1.5", "1.5"},
    {"5.", "5.0"},
    {".5", "0.5"},
    {"1e3", "1000.0"},
    {"1E+3", "1000.0"},
    {"1.25e-3", "0.00125"},
    {"1_000.000_1e1_0", "10000001000000.0"},
    {"-0", "-0.0"},
    {"0e999999999999999999999999", "0.0"},
    {"1e999999999999999999999999", "inf"},
    {"-1e400", "-inf"},
    {"1e-999999999999999999999999", "0.0"},
    {"0.0000000000000000000000000000000000000001e40", "1.0"},
    {"179769313486231570000000000000000000000000e267", "1.7976931348623157e+308"},
    {"2.4703282292062327e-324", "0.0"},
    {"2.4703282292062328e-324", "5e-324"},
    {"9007199254740993", "9007199254740992.0"},
    {"9007199254740993."
     "00000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
     "9007199254740994.0"},
    {"inf", "inf"},
    {"-Infinity", "-inf"},
    {" +INF ", "inf"},
    {"nan", "nan"},
    {"-NaN", "nan"},
    {"", NULL},
    {"  ", NULL},
    {"-", NULL},
    {".", NULL},
    {"e5", NULL},
    {"1e", NULL},
    {"1e+", NULL},
    {"1e5.", NULL},
    {"1.5x", NULL},
    {"1 5", NULL},
    {"- 1", NULL},
    {"--1", NULL},
    {"_1", NULL},
    {"1_", NULL},
    {"1__0", NULL},
    {"1_.5", NULL},
    {"1._5", NULL},
    {"1.5_", NULL},
    {"1_e5", NULL},
    {"1e_5", NULL},
    {"1e5_", NULL},
    {"0x10", NULL},
    {"1,5", NULL},
    {"infi", NULL},
    {"in", NULL},
    {"infinit", NULL},
    {"nanx", NULL},
    {"i\xc3\xb1"
     "f",
     NULL},
};

#define TEXTS (sizeof texts / sizeof texts[0])

static void check_text(RcObject *source, const char *expected)
{
    RcObject *result = RcFloat_FromString(source);
    assert_refcnt(source, count_now(source));
    if (expected == NULL) {
        assert_null(result);
        RcObject *message = RcStr_FromFormat("could not convert string to float: %R", source);
        assert_raises(RcExc_ValueError, RcStr_AsUTF8(message));
        Rc_DECREF(message);
    } else {
        assert_non_null(result);
        assert_refcnt(result, 1);
        assert_repr(result, expected);
        Rc_DECREF(result);
    }
    Rc_DECREF(source);
    assert_live(0);
}

static void test_from_string(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < TEXTS; i++) {
        check_text(RcStr_FromString(texts[i].text), texts[i].expected);
        check_text(RcBytes_FromString(texts[i].text), texts[i].expected);
    }
    check_text(RcStr_FromStringAndSize("1\0", 2), NULL);
    check_text(RcBytes_FromStringAndSize("\0", 1), NULL);
    assert_null(RcFloat_FromString(NULL));
    assert_raises(RcExc_SystemError, "RcFloat_FromString: bad argument");
    RcObject *list = RcList_New(0);
    assert_null(RcFloat_FromString(list));
    assert_raises(RcExc_TypeError, "float() argument must be a string or a real number, not 'list'");
    assert_refcnt(list, 1);
    Rc_DECREF(list);
}

static void test_long_text(void **state)
{
    Rc_UNUSED(state);
    char text[2001];
    memset(text, '3', 2000);
    text[1] = '.';
    text[2000] = '\0';
    check_text(RcStr_FromString(text), "3.3333333333333335");
    text[1999] = 'x';
    check_text(RcStr_FromString(text), NULL);
    memset(text, '0', 2000);
    text[1] = '.';
    memcpy(text + 1990, "1e1990", 7);
    check_text(RcStr_FromString(text), "10.0");
    /* Around the size up to which no memory is asked for. */
    for (int size = 95; size < 115; size++) {
        memset(text, '0', 2000);
        text[0] = '1';
        text[1] = '.';
        text[size] = '\0';
        check_text(RcStr_FromString(text), "1.0");
    }
}

static void test_the_locale_does_not_matter(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                        "fr_FR.UTF-8", "fr_FR.utf8", "fr_FR"};
    Rc_UNUSED(state);
    int found = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++) {
        found = setlocale(LC_NUMERIC, names[i]) != NULL;
    }
    if (!found) {
        print_message("no locale with a decimal comma is installed: tried in the C locale only\n");
    }
    RcObject *number = RcFloat_FromDouble(-1234.5678);
    assert_repr(number, "-1234.5678");
    Rc_DECREF(number);
    check_text(RcStr_FromString("1234.5e-1"), "123.45");
    check_text(RcStr_FromString("1,5"), NULL);
    setlocale(LC_NUMERIC, "C");
}

static int parse(void *text)
{
    RcObject *result = RcFloat_FromString(text);
    if (result == NULL && RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    Rc_XDECREF(result);
    return 0;
}

static int show(void *number)
{
    RcObject *text = RcObject_Repr(number);
    Rc_XDECREF(text);
    return text == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    static const double values[] = {1.5, INFINITY, -INFINITY};
    Rc_UNUSED(state);
    for (size_t i = 0; i < 3; i++) {
        RcObject *number = RcFloat_FromDouble(values[i]);
        RcObject *watched[] = {number, NULL};
        assert_int_equal(sweep(show, number, watched), 1);
        Rc_DECREF(number);
    }
    char digits[301];
    memset(digits, '7', 300);
    digits[300] = '\0';
    RcObject *sources[] = {RcStr_FromString("1.5"), RcStr_FromString("abc"), RcStr_FromString(digits)};
    for (int i = 0; i < 3; i++) {
        RcObject *watched[] = {sources[i], NULL};
        assert_true(sweep(parse, sources[i], watched) >= (i == 0 ? 1 : 2));
        Rc_DECREF(sources[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_repr),
        counted_test(test_repr_is_the_shortest),
        counted_test(test_from_string),
        counted_test(test_long_text),
        counted_test(test_the_locale_does_not_matter),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
