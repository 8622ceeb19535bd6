/* Searching and replacing, against examples and against a naive model. */
#include "text.h"

static void test_find(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("\xC3\xA9"
                        "abra\xC3\xA9"
                        "abra"),
             *sub = text("abra"), *none = text("zz");
    RcObject *empty = text(""), *five = number(100000);
    Rc_ssize_t end = RC_SSIZE_T_MAX;
    assert_int_equal(RcStr_Find(op, sub, 0, end, 1), 1);
    assert_int_equal(RcStr_Find(op, sub, 0, end, -1), 6);
    assert_int_equal(RcStr_Find(op, sub, 2, end, 1), 6);
    assert_int_equal(RcStr_Find(op, sub, 0, 9, -1), 1);
    assert_int_equal(RcStr_Find(op, sub, -4, end, 1), 6);
    assert_int_equal(RcStr_Find(op, sub, -3, end, 1), -1);
    assert_int_equal(RcStr_Find(op, sub, 0, -1, -1), 1);
    assert_int_equal(RcStr_Find(op, sub, 0, RC_SSIZE_T_MIN, 1), -1);
    assert_int_equal(RcStr_Find(op, sub, RC_SSIZE_T_MIN, end, 1), 1);
    assert_int_equal(RcStr_Find(op, none, 0, end, 1), -1);
    assert_int_equal(RcStr_Find(op, none, 0, end, -1), -1);
    assert_int_equal(RcStr_Find(sub, op, 0, end, 1), -1);
    assert_int_equal(RcStr_Find(op, empty, 3, end, 1), 3);
    assert_int_equal(RcStr_Find(op, empty, 3, end, -1), 10);
    assert_int_equal(RcStr_Find(op, empty, 10, end, 1), 10);
    assert_int_equal(RcStr_Find(op, empty, 11, end, 1), -1);
    assert_int_equal(RcStr_Find(op, empty, 5, 4, 1), -1);
    assert_no_error();
    assert_int_equal(RcStr_Find(op, five, 0, end, 1), -2);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Find(five, op, 0, end, 1), -2);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Find(op, NULL, 0, end, 1), -2);
    assert_raises(RcExc_SystemError, "RcStr_Find: bad argument");
    assert_int_equal(RcStr_Find(NULL, op, 0, end, 1), -2);
    assert_raises(RcExc_SystemError, "RcStr_Find: bad argument");
    RcObject *all[] = {op, sub, none, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    Rc_DECREF(empty);
    assert_live(0);
}

static void test_find_char(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a\xC3\xA9z\xC3\xA9"), *five = number(100000);
    assert_int_equal(RcStr_FindChar(op, 0xE9, 0, 4, 1), 1);
    assert_int_equal(RcStr_FindChar(op, 0xE9, 0, 4, -1), 3);
    assert_int_equal(RcStr_FindChar(op, 0xE9, 0, 3, -1), 1);
    assert_int_equal(RcStr_FindChar(op, 'q', 0, 4, 1), -1);
    assert_int_equal(RcStr_FindChar(op, 0xD800, 0, 4, 1), -1);
    assert_int_equal(RcStr_FindChar(op, 0x110000, 0, 4, 1), -1);
    assert_int_equal(RcStr_FindChar(op, 'a', 3, 2, 1), -1);
    assert_no_error();
    assert_int_equal(RcStr_FindChar(five, 'a', 0, 4, 1), -2);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_refcnt(op, 1);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_count_and_contains(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("aaa\xC3\xA9"
                        "aaa"),
             *aa = text("aa"), *empty = text(""), *five = number(100000);
    Rc_ssize_t end = RC_SSIZE_T_MAX;
    assert_int_equal(RcStr_Count(op, aa, 0, end), 2);
    assert_int_equal(RcStr_Count(op, aa, 1, end), 2);
    assert_int_equal(RcStr_Count(op, aa, 2, end), 1);
    assert_int_equal(RcStr_Count(op, aa, 0, 5), 1);
    assert_int_equal(RcStr_Count(op, aa, 5, 4), 0);
    assert_int_equal(RcStr_Count(op, empty, 0, end), 8);
    assert_int_equal(RcStr_Count(op, empty, 2, 4), 3);
    assert_int_equal(RcStr_Count(five, aa, 0, end), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Count(op, five, 0, end), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Contains(op, aa), 1);
    assert_int_equal(RcStr_Contains(aa, op), 0);
    assert_int_equal(RcStr_Contains(op, empty), 1);
    assert_int_equal(RcSequence_Contains(op, aa), 1);
    assert_int_equal(RcSequence_Contains(op, five), -1);
    assert_raises(RcExc_TypeError, "'in <string>' requires string as left operand, not int");
    assert_int_equal(RcStr_Contains(five, op), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Contains(op, NULL), -1);
    assert_raises(RcExc_SystemError, "RcStr_Contains: bad argument");
    assert_refcnt(op, 1);
    assert_refcnt(aa, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(five);
    Rc_DECREF(aa);
    Rc_DECREF(op);
    Rc_DECREF(empty);
    assert_live(0);
}

static void test_tailmatch(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("\xC3\xA9"
                        "ab\xC3\xA9"),
             *head = text("\xC3\xA9"
                          "a"),
             *tail = text("b\xC3\xA9");
    RcObject *empty = text(""), *five = number(100000);
    Rc_ssize_t end = RC_SSIZE_T_MAX;
    assert_int_equal(RcStr_Tailmatch(op, head, 0, end, -1), 1);
    assert_int_equal(RcStr_Tailmatch(op, head, 0, end, 1), 0);
    assert_int_equal(RcStr_Tailmatch(op, tail, 0, end, 1), 1);
    assert_int_equal(RcStr_Tailmatch(op, tail, 0, end, -1), 0);
    assert_int_equal(RcStr_Tailmatch(op, tail, 2, end, -1), 1);
    assert_int_equal(RcStr_Tailmatch(op, head, 0, 1, -1), 0);
    assert_int_equal(RcStr_Tailmatch(op, head, 0, 2, 1), 1);
    assert_int_equal(RcStr_Tailmatch(op, empty, 4, end, 1), 1);
    assert_int_equal(RcStr_Tailmatch(op, empty, 5, end, 1), 0);
    assert_int_equal(RcStr_Tailmatch(op, five, 0, end, 1), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_Tailmatch(five, op, 0, end, 1), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    RcObject *all[] = {op, head, tail, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    Rc_DECREF(empty);
    assert_live(0);
}

static void replaced(const char *op, const char *sought, const char *replacement, Rc_ssize_t most,
                     const char *expected)
{
    RcObject *a = text(op), *b = text(sought), *c = text(replacement), *same, *result;
    result = RcStr_Replace(a, b, c, most);
    same = text(expected);
    assert_str(result, expected);
    assert_int_equal(RcStr_GetLength(result), RcStr_GetLength(same));
    Rc_DECREF(same);
    Rc_DECREF(result);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    assert_live(0);
}

static void test_replace(void **state)
{
    Rc_UNUSED(state);
    replaced("spam, spam", "spam", "\xC3\xA9ggs", -1, "\xC3\xA9ggs, \xC3\xA9ggs");
    replaced("spam, spam", "spam", "eggs", 1, "eggs, spam");
    replaced("spam, spam", "spam", "", -1, ", ");
    replaced("spam", "spam", "", -1, "");
    replaced("aaaa", "aa", "b", -1, "bb");
    replaced("aaa", "aa", "b", -1, "ba");
    replaced("\xC3\xA9z", "", "-", -1, "-\xC3\xA9-z-");
    replaced("\xC3\xA9z", "", "-", 2, "-\xC3\xA9-z");
    replaced("", "", "-", -1, "-");
    replaced("", "", "", -1, "");
    replaced("abc", "x", "y", -1, "abc");
    replaced("abc", "b", "y", 0, "abc");
}

static void test_replace_counts(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("abc"), *b = text("b"), *x = text("x"), *five = number(100000);
    RcObject *empty = text(""), *result;
    result = RcStr_Replace(op, b, x, -1);
    assert_refcnt(result, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(result);
    assert_ptr_equal(RcStr_Replace(op, x, b, -1), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_fails(RcStr_Replace(op, five, x, -1), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Replace(op, b, five, -1), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Replace(five, b, x, -1), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Replace(op, NULL, x, -1), RcExc_SystemError, "RcStr_Replace: bad argument");
    assert_fails(RcStr_Replace(op, empty, huge_str(), -1), RcExc_OverflowError, "replace string is too long");
    RcObject *all[] = {op, b, x, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    Rc_DECREF(empty);
    assert_live(0);
}

/* Small alphabets and short texts meet all ways that a needle can repeat itself. */
static void test_against_a_naive_search(void **state)
{
    Rc_UNUSED(state);
    uint32_t random = 12345;
    for (int round = 0; round < 20000; round++) {
        char data[41], needle[13];
        random = random * 1664525 + 1013904223;
        size_t size = (random >> 16) % 40, needle_size = 1 + (random >> 8) % 11;
        unsigned int letters = 1 + (random >> 28) % 3;
        for (size_t i = 0; i < size; i++) {
            random = random * 1664525 + 1013904223;
            data[i] = (char)('a' + (random >> 16) % letters);
        }
        for (size_t i = 0; i < needle_size; i++) {
            random = random * 1664525 + 1013904223;
            needle[i] = (char)('a' + (random >> 16) % letters);
        }
        data[size] = needle[needle_size] = '\0';
        Rc_ssize_t first = -1, last = -1, count = 0, next = 0;
        for (Rc_ssize_t at = 0; at + (Rc_ssize_t)needle_size <= (Rc_ssize_t)size; at++) {
            if (memcmp(data + at, needle, needle_size) == 0) {
                first = first < 0 ? at : first;
                last = at;
                count += at >= next;
                next = at >= next ? at + (Rc_ssize_t)needle_size : next;
            }
        }
        RcObject *op = text(data), *sub = text(needle);
        assert_int_equal(RcStr_Find(op, sub, 0, RC_SSIZE_T_MAX, 1), first);
        assert_int_equal(RcStr_Find(op, sub, 0, RC_SSIZE_T_MAX, -1), last);
        assert_int_equal(RcStr_Count(op, sub, 0, RC_SSIZE_T_MAX), count);
        Rc_DECREF(op);
        Rc_DECREF(sub);
    }
    assert_live(0);
}

/* What takes a naive search a product of both lengths. */
static void test_long_and_repetitive(void **state)
{
    Rc_UNUSED(state);
    RcObject *a = text("a"), *b = text("b"), *op = RcSequence_Repeat(a, 2000000);
    RcObject *many = RcSequence_Repeat(a, 100000), *needle = RcStr_Concat(many, b);
    RcObject *other_needle = RcStr_Concat(b, many);
    assert_int_equal(RcStr_Find(op, needle, 0, RC_SSIZE_T_MAX, 1), -1);
    assert_int_equal(RcStr_Find(op, other_needle, 0, RC_SSIZE_T_MAX, 1), -1);
    assert_int_equal(RcStr_Count(op, many, 0, RC_SSIZE_T_MAX), 20);
    RcObject *all[] = {a, b, op, many, needle, other_needle};
    for (size_t i = 0; i < 6; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

static int replace_once(void *arg)
{
    RcObject **ops = arg, *result = RcStr_Replace(ops[0], ops[1], ops[2], -1);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *ops[] = {text("abc"), text("b"), text("xyz"), NULL};
    assert_int_equal(sweep(replace_once, ops, ops), 1);
    for (size_t i = 0; i < 3; i++) {
        assert_refcnt(ops[i], 1);
        Rc_DECREF(ops[i]);
    }
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_find),
        counted_test(test_find_char),
        counted_test(test_count_and_contains),
        counted_test(test_tailmatch),
        counted_test(test_replace),
        counted_test(test_replace_counts),
        counted_test(test_against_a_naive_search),
        counted_test(test_long_and_repetitive),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
