/* RcStr_FromFormat. Each case is one directive or one mistake. */
#include "text.h"

#include "hostile.h"

#include <limits.h>
#include <stdio.h>

#define assert_format(expected, ...)                                                   \
    do {                                                                               \
        RcObject *formatted_ = RcStr_FromFormat(__VA_ARGS__), *same_ = text(expected); \
        assert_str(formatted_, (expected));                                            \
        assert_int_equal(RcStr_GetLength(formatted_), RcStr_GetLength(same_));         \
        assert_sole_reference(formatted_);                                             \
        Rc_DECREF(same_);                                                              \
        Rc_DECREF(formatted_);                                                         \
    } while (0)

static void test_literal_text(void **state)
{
    Rc_UNUSED(state);
    assert_format("", "%s", "");
    assert_format("plain text", "plain text");
    assert_format("100%", "100%%");
    assert_format("%d", "%%d");
    assert_fails(RcStr_FromFormat(NULL), RcExc_SystemError, "RcStr_FromFormat: bad argument");
    assert_fails(RcStr_FromFormat("caf\xC3\xA9"), RcExc_ValueError,
                 "RcStr_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0xc3");
    assert_fails(RcStr_FromFormat("%d\xFF", 5), RcExc_ValueError,
                 "RcStr_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0xff");
    assert_live(0);
}

static void test_integers(void **state)
{
    Rc_UNUSED(state);
    assert_format("-5 5 0", "%d %i %u", -5, 5, 0U);
    assert_format("4294967295 ff FF 17", "%u %x %X %o", UINT_MAX, 255U, 255U, 15U);
    assert_format("-2147483648", "%d", INT_MIN);
    assert_format("-9223372036854775808", "%lld", LLONG_MIN);
    assert_format("18446744073709551615", "%llu", ULLONG_MAX);
    assert_format("1777777777777777777777 ffffffffffffffff", "%llo %llx", ULLONG_MAX, ULLONG_MAX);
    assert_format("-7 7 7 7", "%ld %lu %lx %lX", -7L, 7UL, 7UL, 7UL);
    assert_format("-7 7 7", "%zd %zi %zu", (Rc_ssize_t)-7, (Rc_ssize_t)7, (size_t)7);
    assert_format("-7 7", "%jd %ju", (intmax_t)-7, (uintmax_t)7);
    assert_format("-7 7", "%td %tu", (ptrdiff_t)-7, (ptrdiff_t)7);
    assert_live(0);
}

static void test_integers_width_and_precision(void **state)
{
    Rc_UNUSED(state);
    assert_format("[   42]", "[%5d]", 42);
    assert_format("[42   ]", "[%-5d]", 42);
    assert_format("[00042]", "[%05d]", 42);
    assert_format("[-0042]", "[%05d]", -42);
    assert_format("[42   ]", "[%-05d]", 42);
    assert_format("[00042]", "[%.5d]", 42);
    assert_format("[  -00042]", "[%8.5d]", -42);
    assert_format("[-00042  ]", "[%-8.5d]", -42);
    assert_format("[-0000042]", "[%08.5d]", -42);
    assert_format("[   42]", "[%*d]", 5, 42);
    assert_format("[42   ]", "[%*d]", -5, 42);
    assert_format("[00042]", "[%.*d]", 5, 42);
    assert_format("[42]", "[%.*d]", -5, 42);
    assert_format("[42]", "[%1d]", 42);
    assert_format("[0x2a]", "[0x%02x]", 42U);
    assert_live(0);
}

static void test_characters_and_pointers(void **state)
{
    Rc_UNUSED(state);
    assert_format("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "%c%c%c%c", 'a', 0xE9, 0x20AC, 0x1F600);
    assert_format("a", "%5c", 'a'); /* as CPython: no width */
    assert_format("0x0 0xabc", "%p %p", NULL, (void *)(uintptr_t)0xabc);
    assert_fails(RcStr_FromFormat("%c", 0x110000), RcExc_OverflowError,
                 "character argument not in range(0x110000)");
    assert_fails(RcStr_FromFormat("%c", -1), RcExc_OverflowError,
                 "character argument not in range(0x110000)");
    assert_fails(RcStr_FromFormat("%c", 0xDFFF), RcExc_UnicodeError,
                 "'utf-8' codec can't encode character '\\udfff': surrogates not allowed");
    assert_live(0);
}

static void test_c_strings(void **state)
{
    Rc_UNUSED(state);
    assert_format("spam and eggs", "%s and %s", "spam", "eggs");
    assert_format("[ spam][spam ][spam]", "[%5s][%-5s][%3s]", "spam", "spam", "spam");
    assert_format("[   sp]", "[%5.2s]", "spam");
    assert_format("[sp]", "[%.*s]", 2, "spam");
    assert_format("[]", "[%.0s]", "spam");
    assert_format("[  caf\xC3\xA9]", "[%6s]", "caf\xC3\xA9");
    assert_format("[caf]", "[%.4s]", "caf\xC3\xA9");     /* half a code point is left away */
    assert_format("[a\xEF\xBF\xBDz]", "[%s]", "a\xFFz"); /* no error message fails over its text */
    assert_format("[a\xEF\xBF\xBD]", "[%s]", "a\xE2\x82");
    assert_format("(null) [(n]", "%s [%.2s]", (const char *)NULL, (const char *)NULL);
    const char unended[] = {'a', 'b', 'c'};
    assert_format("abc", "%.3s", unended);
    assert_live(0);
}

static void test_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("caf\xC3\xA9"), *five = number(100000);
    assert_format("caf\xC3\xA9 'caf\xC3\xA9' 'caf\\xe9' caf\xC3\xA9", "%S %R %A %U", op, op, op, op);
    assert_format("100000 100000 100000", "%S %R %A", five, five, five);
    assert_format("[  caf\xC3\xA9][caf\xC3\xA9  ][ca]", "[%6S][%-6U][%.2S]", op, op, op);
    assert_format("[  'ca]", "[%5.3R]", op);
    assert_format("caf\xC3\xA9 fallback fa", "%V %V %.2V", op, "unused", NULL, "fallback", NULL, "fallback");
    assert_format("[  caf]", "[%5.3V]", op, "unused");
    assert_format("<NULL> <NULL> <NULL> <NULL> (null)", "%S %R %A %U %V", NULL, NULL, NULL, NULL, NULL, NULL);
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    assert_fails(RcStr_FromFormat("%U", five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_FromFormat("%V", five, "x"), RcExc_TypeError, "must be str, not int");
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_types(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("x");
    Hostile *hostile = Hostile_New();
    assert_format("str hostile.Hostile hostile:Hostile str", "%T %T %#T %#T", op, hostile, hostile, op);
    assert_format("str hostile.Hostile hostile:Hostile", "%N %N %#N", &RcStr_Type, &Hostile_Type,
                  &Hostile_Type);
    assert_format("[    str][host]", "[%7T][%.4T]", op, hostile);
    assert_format("[hostile:H][hostil]", "[%#.9T][%#.6T]", hostile, hostile);
    assert_format("<NULL> <NULL>", "%T %N", NULL, NULL);
    const RcTypeObject broken = {.tp_name = "\xFF\xFF.a"}; /* its repair stands where the dot stood */
    assert_format("\xEF\xBF\xBD\xEF\xBF\xBD.a", "%#N", &broken);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static RcObject *refuse(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no repr");
    return NULL;
}

static RcObject *format_within(Hostile *self)
{
    Rc_UNUSED(self);
    return RcStr_FromFormat("<%d>", 7);
}

static void test_hostile_objects(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_repr = refuse;
    assert_fails(RcStr_FromFormat("some text, then %R", hostile), RcExc_ValueError, "no repr");
    assert_fails(RcStr_FromFormat("%S", hostile), RcExc_ValueError, "no repr");
    assert_fails(RcStr_FromFormat("%A", hostile), RcExc_ValueError, "no repr");
    hostile->on_repr = format_within;
    assert_format("a <7> b", "a %R b", hostile);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_live(0);
}

static void test_invalid_formats(void **state)
{
    Rc_UNUSED(state);
    assert_fails(RcStr_FromFormat("ok %q rest", 5), RcExc_SystemError, "invalid format string: %q rest");
    assert_fails(RcStr_FromFormat("%"), RcExc_SystemError, "invalid format string: %");
    assert_fails(RcStr_FromFormat("%5"), RcExc_SystemError, "invalid format string: %5");
    assert_fails(RcStr_FromFormat("%5.3"), RcExc_SystemError, "invalid format string: %5.3");
    assert_fails(RcStr_FromFormat("%l"), RcExc_SystemError, "invalid format string: %l");
    assert_fails(RcStr_FromFormat("%ls", "x"), RcExc_SystemError, "invalid format string: %ls");
    assert_fails(RcStr_FromFormat("%zc", 1), RcExc_SystemError, "invalid format string: %zc");
    assert_fails(RcStr_FromFormat("%f", 1.0), RcExc_SystemError, "invalid format string: %f");
    assert_fails(RcStr_FromFormat("%99999999999999999999d", 5), RcExc_ValueError, "width too big");
    assert_fails(RcStr_FromFormat("%.99999999999999999999d", 5), RcExc_ValueError, "precision too big");
    assert_live(0);
}

static void test_sizes_beyond_memory(void **state)
{
    Rc_UNUSED(state);
    char format[64];
    snprintf(format, sizeof format, "%%%zdd", (Rc_ssize_t)RC_SSIZE_T_MAX);
    assert_fails(RcStr_FromFormat(format, 5), RcExc_MemoryError, NULL);
    snprintf(format, sizeof format, "%%0%zdd", (Rc_ssize_t)RC_SSIZE_T_MAX);
    assert_fails(RcStr_FromFormat(format, -5), RcExc_MemoryError, NULL);
    snprintf(format, sizeof format, "%%.%zdd", (Rc_ssize_t)RC_SSIZE_T_MAX);
    assert_fails(RcStr_FromFormat(format, -5), RcExc_MemoryError, NULL);
    assert_fails(RcStr_FromFormat("%U", huge_str()), RcExc_MemoryError, NULL);
    assert_fails(RcStr_FromFormat("%d%U%U", 1, huge_str(), huge_str()), RcExc_MemoryError, NULL);
    assert_live(0);
}

static int format_all(void *arg)
{
    RcObject *op = RcStr_FromFormat("%s %60d %R %-70S %A %U %c", "text", 5, arg, arg, arg, arg, 'c');
    Rc_XDECREF(op);
    return op == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("caf\xC3\xA9"), *watched[] = {op, NULL};
    assert_true(sweep(format_all, op, watched) >= 5);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_literal_text),
        counted_test(test_integers),
        counted_test(test_integers_width_and_precision),
        counted_test(test_characters_and_pointers),
        counted_test(test_c_strings),
        counted_test(test_objects),
        counted_test(test_types),
        counted_test(test_hostile_objects),
        counted_test(test_invalid_formats),
        counted_test(test_sizes_beyond_memory),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
