/* UTF-8: what is let in, what is said of the rest, and what becomes of it. */
#include "text.h"

/* size bytes are no UTF-8, and the message says why. */
static void assert_not_utf8(const char *data, Rc_ssize_t size, const char *what)
{
    char message[120] = "'utf-8' codec can't decode ";
    strcat(message, what);
    assert_fails(RcStr_FromStringAndSize(data, size), RcExc_UnicodeDecodeError, message);
    assert_fails(RcStr_DecodeUTF8(data, size, NULL), RcExc_UnicodeDecodeError, message);
    assert_fails(RcStr_DecodeUTF8(data, size, "strict"), RcExc_UnicodeDecodeError, message);
    assert_live(0);
}

static void test_faults(void **state)
{
    Rc_UNUSED(state);
    assert_not_utf8("\xFF", 1, "byte 0xff in position 0: invalid start byte");
    assert_not_utf8("ab\x80", 3, "byte 0x80 in position 2: invalid start byte");
    assert_not_utf8("\xC0\x80", 2, "byte 0xc0 in position 0: invalid start byte");
    assert_not_utf8("\xC1\xBF", 2, "byte 0xc1 in position 0: invalid start byte");
    assert_not_utf8("\xF5\x80\x80\x80", 4, "byte 0xf5 in position 0: invalid start byte");
    assert_not_utf8("\xC3", 1, "byte 0xc3 in position 0: unexpected end of data");
    assert_not_utf8("\xE2\x82", 2, "bytes in position 0-1: unexpected end of data");
    assert_not_utf8("xx\xF0\x9F\x98", 5, "bytes in position 2-4: unexpected end of data");
    assert_not_utf8("\xC3(", 2, "byte 0xc3 in position 0: invalid continuation byte");
    assert_not_utf8("\xE2\x82(", 3, "bytes in position 0-1: invalid continuation byte");
    assert_not_utf8("\xF0\x9F\x98(", 4, "bytes in position 0-2: invalid continuation byte");
    assert_not_utf8("\xE0\x9F\xBF", 3, "byte 0xe0 in position 0: invalid continuation byte");
    assert_not_utf8("\xE0\x80", 2, "byte 0xe0 in position 0: invalid continuation byte");
    assert_not_utf8("\xED\xA0\x80", 3, "byte 0xed in position 0: invalid continuation byte");
    assert_not_utf8("\xF0\x8F\xBF\xBF", 4, "byte 0xf0 in position 0: invalid continuation byte");
    assert_not_utf8("\xF4\x90\x80\x80", 4, "byte 0xf4 in position 0: invalid continuation byte");
    assert_not_utf8("12345678\xC3\xA9\xFF", 11, "byte 0xff in position 10: invalid start byte");
    assert_not_utf8("12345678901234567\xFF", 18, "byte 0xff in position 17: invalid start byte");
}

static void test_borders(void **state)
{
    Rc_UNUSED(state);
    const char *valid[] = {"\x7F",         "\xC2\x80",         "\xDF\xBF",
                           "\xE0\xA0\x80", "\xED\x9F\xBF",     "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    const Rc_UCS4 expected[] = {0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
        RcObject *op = text(valid[i]), *again;
        assert_int_equal(RcStr_GetLength(op), 1);
        assert_int_equal(RcStr_ReadChar(op, 0), expected[i]);
        again = RcStr_FromOrdinal((int)expected[i]);
        assert_int_equal(RcStr_Equal(op, again), 1);
        Rc_DECREF(again);
        Rc_DECREF(op);
    }
    assert_live(0);
}

static void test_replace_and_ignore(void **state)
{
    Rc_UNUSED(state);
    const char *data = "a\xFF\xE2\x82z\xED\xA0\x80\xC3";
    RcObject *op = RcStr_DecodeUTF8(data, 9, "replace");
    assert_refcnt(op, 1);
    assert_live(1);
    assert_int_equal(RcStr_GetLength(op), 8);
#define BAD "\xEF\xBF\xBD"
    assert_str_and_release(op, "a" BAD BAD "z" BAD BAD BAD BAD);
    op = RcStr_DecodeUTF8(data, 9, "ignore");
    assert_refcnt(op, 1);
    assert_int_equal(RcStr_GetLength(op), 2);
    assert_str_and_release(op, "az");
    assert_str_and_release(RcStr_DecodeUTF8("\xFF", 1, "ignore"), "");
    assert_str_and_release(RcStr_DecodeUTF8("fine", 4, "replace"), "fine");
    assert_str_and_release(RcStr_DecodeUTF8("fine", 4, "unheard of"), "fine");
    assert_str_and_release(RcStr_DecodeUTF8(NULL, 0, "replace"), "");
    assert_fails(RcStr_DecodeUTF8(data, 9, "unheard of"), RcExc_LookupError,
                 "unknown error handler name 'unheard of'");
    assert_fails(RcStr_DecodeUTF8(NULL, 2, NULL), RcExc_SystemError, "RcStr_DecodeUTF8: bad argument");
    assert_fails(RcStr_DecodeUTF8("x", -1, NULL), RcExc_SystemError, "RcStr_DecodeUTF8: bad argument");
    assert_live(0);
}

/* Each code point there is, alone and behind others: encoded, checked, counted, decoded. */
static void test_all_code_points(void **state)
{
    Rc_UNUSED(state);
    for (int c = 1; c <= 0x10FFFF; c = c < 0x3000 || c > 0x10FF00 ? c + 1 : c + 251) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            c = 0xE000;
        }
        RcObject *op = RcStr_FromFormat("%c-%c", c, c), *same;
        Rc_ssize_t size;
        const char *data = RcStr_AsUTF8AndSize(op, &size);
        same = RcStr_FromStringAndSize(data, size);
        assert_non_null(same);
        assert_int_equal(RcStr_GetLength(same), 3);
        assert_int_equal(RcStr_ReadChar(same, 2), c);
        Rc_DECREF(same);
        Rc_DECREF(op);
    }
    assert_live(0);
}

static int fail_to_decode(void *arg)
{
    RcObject *op = RcStr_DecodeUTF8(arg, 2, NULL);
    assert_null(op);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1; /* no memory for the exception */
    }
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_true(sweep(fail_to_decode, (void *)"a\xFF", NULL) > 0);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_faults),
        counted_test(test_borders),
        counted_test(test_replace_and_ignore),
        counted_test(test_all_code_points),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
