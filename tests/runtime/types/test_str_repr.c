/* repr of a str. */
#include "text.h"

static void reprs(const char *op, const char *expected)
{
    RcObject *str = text(op), *repr = RcObject_Repr(str), *same = text(expected);
    assert_refcnt(repr, 1);
    assert_sole_reference(str);
    assert_str(repr, expected);
    assert_int_equal(RcStr_GetLength(repr), RcStr_GetLength(same));
    Rc_DECREF(same);
    Rc_DECREF(repr);
    Rc_DECREF(str);
    assert_live(0);
}

static void test_quotes(void **state)
{
    Rc_UNUSED(state);
    reprs("", "''");
    reprs("spam", "'spam'");
    reprs("it's", "\"it's\"");
    reprs("\"so\"", "'\"so\"'");
    reprs("it's \"so\"", "'it\\'s \"so\"'");
    reprs("back\\slash", "'back\\\\slash'");
}

static void test_escapes(void **state)
{
    Rc_UNUSED(state);
    reprs("\n\t\r", "'\\n\\t\\r'");
    reprs("\x01\x1F\x7F~ ", "'\\x01\\x1f\\x7f~ '");
    reprs("\xC2\x80\xC2\x85\xC2\xA0\xC2\xA1\xC2\xAD", "'\\x80\\x85\\xa0\xC2\xA1\\xad'");
    reprs("\xE2\x80\x8B\xE2\x80\xA8\xE3\x80\x80\xEF\xBB\xBF", "'\\u200b\\u2028\\u3000\\ufeff'");
    reprs("\xEE\x80\x80\xEF\xBF\xBF", "'\\ue000\\uffff'");
    reprs("\xF3\xA0\x80\x81\xF4\x8F\xBF\xBF", "'\\U000e0001\\U0010ffff'");
    RcObject *op = RcStr_FromStringAndSize("a\0b", 3);
    assert_repr_and_release(op, "'a\\x00b'");
    assert_live(0);
}

static void test_what_is_kept(void **state)
{
    Rc_UNUSED(state);
    reprs("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xE4\xB8\xAD",
          "'caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xE4\xB8\xAD'");
    reprs("\xF0\xA0\x80\x80", "'\xF0\xA0\x80\x80'");
}

static int repr_once(void *arg)
{
    RcObject *repr = RcObject_Repr(arg);
    Rc_XDECREF(repr);
    return repr == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("it's \n"), *watched[] = {op, NULL};
    assert_int_equal(sweep(repr_once, op, watched), 2);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_quotes),
        counted_test(test_escapes),
        counted_test(test_what_is_kept),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
