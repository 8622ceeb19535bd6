/* str: making, reading, comparing, and the slots of the type. */
#include "text.h"

#include "hostile.h"

/* ---- Making ---- */

static void test_making(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcStr_FromString("spam");
    assert_refcnt(op, 1);
    assert_live(1);
    assert_str(op, "spam");
    assert_true(RcStr_Check(op));
    assert_true(RcStr_CheckExact(op));
    assert_int_equal(RcStr_GET_LENGTH(op), 4);
    assert_true(RcStr_IS_ASCII(op));
    assert_false(RcStr_CHECK_INTERNED(op));
    Rc_DECREF(op);
    assert_live(0);

    op = RcStr_FromStringAndSize("a\0b", 3);
    assert_refcnt(op, 1);
    assert_int_equal(RcStr_GetLength(op), 3);
    assert_memory_equal(RcStr_AsUTF8(op), "a\0b", 4);
    Rc_DECREF(op);

    op = text("h\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    assert_int_equal(RcStr_GetLength(op), 4);
    assert_false(RcStr_IS_ASCII(op));
    Rc_DECREF(op);
    assert_live(0);
}

static void test_the_empty_str(void **state)
{
    Rc_UNUSED(state);
    RcObject *empty = RcStr_FromString("");
    assert_true(Rc_IsImmortal(empty));
    assert_result_is(RcStr_FromStringAndSize(NULL, 0), empty);
    assert_result_is(RcStr_FromStringAndSize("x", 0), empty);
    assert_result_is(RcStr_FromFormat("%s", ""), empty);
    assert_int_equal(RcStr_GetLength(empty), 0);
    assert_int_equal(RcObject_Hash(empty), 0);
    assert_str(empty, "");
    Rc_DECREF(empty);
    assert_live(0);
}

static void test_making_fails(void **state)
{
    Rc_UNUSED(state);
    assert_fails(RcStr_FromString(NULL), RcExc_SystemError, "RcStr_FromString: bad argument");
    assert_fails(RcStr_FromStringAndSize(NULL, 3), RcExc_SystemError,
                 "NULL string with positive size passed to RcStr_FromStringAndSize");
    assert_fails(RcStr_FromStringAndSize("abc", -1), RcExc_SystemError,
                 "Negative size passed to RcStr_FromStringAndSize");
    assert_fails(RcStr_FromString("a\xFF"), RcExc_UnicodeDecodeError,
                 "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
    assert_live(0);
}

static void test_from_ordinal(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcStr_FromOrdinal('a');
    assert_refcnt(op, 1);
    assert_str_and_release(op, "a");
    assert_str_and_release(RcStr_FromOrdinal(0xE9), "\xC3\xA9");
    assert_str_and_release(RcStr_FromOrdinal(0x10FFFF), "\xF4\x8F\xBF\xBF");
    assert_fails(RcStr_FromOrdinal(0x110000), RcExc_ValueError, "chr() arg not in range(0x110000)");
    assert_fails(RcStr_FromOrdinal(-1), RcExc_ValueError, "chr() arg not in range(0x110000)");
    assert_fails(RcStr_FromOrdinal(0xD800), RcExc_UnicodeError,
                 "'utf-8' codec can't encode character '\\ud800': surrogates not allowed");
    assert_live(0);
}

static void test_from_object(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *five = number(100000);
    assert_ptr_equal(RcStr_FromObject(op), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_fails(RcStr_FromObject(five), RcExc_TypeError, "Can't convert 'int' object to str implicitly");
    assert_fails(RcStr_FromObject(NULL), RcExc_SystemError, "RcStr_FromObject: bad argument");
    assert_refcnt(five, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

/* ---- Reading ---- */

static void test_length_and_bytes(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("\xC3\xA9t\xC3\xA9"), *five = number(100000), *copy;
    Rc_ssize_t size = 0;
    const char *data = RcStr_AsUTF8AndSize(op, &size);
    assert_int_equal(size, 5);
    assert_string_equal(data, "\xC3\xA9t\xC3\xA9");
    assert_ptr_equal(RcStr_AsUTF8AndSize(op, NULL), data);
    assert_ptr_equal(RcStr_AsUTF8(op), data);
    assert_refcnt(op, 1);
    copy = RcStr_AsUTF8String(op);
    assert_true(RcBytes_CheckExact(copy));
    assert_refcnt(copy, 1);
    assert_refcnt(op, 1);
    assert_int_equal(RcBytes_Size(copy), 5);
    Rc_DECREF(copy);

    assert_int_equal(RcStr_GetLength(five), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStr_GetLength(NULL), -1);
    assert_raises(RcExc_SystemError, "RcStr_GetLength: bad argument");
    assert_fails(RcStr_AsUTF8(five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_AsUTF8(NULL), RcExc_SystemError, "RcStr_AsUTF8: bad argument");
    assert_fails(RcStr_AsUTF8AndSize(five, &size), RcExc_TypeError, "must be str, not int");
    assert_int_equal(size, -1);
    assert_fails(RcStr_AsUTF8AndSize(five, NULL), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_AsUTF8String(five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_AsUTF8String(huge_str()), RcExc_MemoryError, NULL);
    assert_refcnt(five, 1);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_read_char(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"), *ascii = text("xyz"), *five = number(5);
    const Rc_UCS4 expected[] = {'a', 0xE9, 0x20AC, 0x1F600, 'z'};
    for (Rc_ssize_t i = 0; i < 5; i++) {
        assert_int_equal(RcStr_ReadChar(op, i), expected[i]);
    }
    assert_int_equal(RcStr_ReadChar(ascii, 2), 'z');
    assert_int_equal(RcStr_ReadChar(op, 5), (Rc_UCS4)-1);
    assert_raises(RcExc_IndexError, "string index out of range");
    assert_int_equal(RcStr_ReadChar(op, -1), (Rc_UCS4)-1);
    assert_raises(RcExc_IndexError, "string index out of range");
    assert_int_equal(RcStr_ReadChar(five, 0), (Rc_UCS4)-1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_refcnt(op, 1);
    Rc_DECREF(five);
    Rc_DECREF(ascii);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_substring(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a\xC3\xA9\xE2\x82\xACz"), *part;
    part = RcStr_Substring(op, 1, 3);
    assert_refcnt(part, 1);
    assert_refcnt(op, 1);
    assert_int_equal(RcStr_GetLength(part), 2);
    assert_str_and_release(part, "\xC3\xA9\xE2\x82\xAC");
    assert_ptr_equal(RcStr_Substring(op, 0, 100), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_str_and_release(RcStr_Substring(op, 3, 100), "z");
    assert_str_and_release(RcStr_Substring(op, 4, 100), "");
    assert_str_and_release(RcStr_Substring(op, 3, 2), "");
    assert_fails(RcStr_Substring(op, -1, 2), RcExc_IndexError, "string index out of range");
    assert_fails(RcStr_Substring(op, 0, -2), RcExc_IndexError, "string index out of range");
    assert_fails(RcStr_Substring(NULL, 0, 2), RcExc_SystemError, "RcStr_Substring: bad argument");
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

/* ---- Comparing ---- */

static void test_compare(void **state)
{
    Rc_UNUSED(state);
    RcObject *abc = text("abc"), *abd = text("abd"), *ab = text("ab"), *euro = text("\xE2\x82\xAC");
    RcObject *smile = text("\xF0\x9F\x98\x80"), *five = number(100000);
    assert_int_equal(RcStr_Compare(abc, abd), -1);
    assert_int_equal(RcStr_Compare(abd, abc), 1);
    assert_int_equal(RcStr_Compare(abc, abc), 0);
    assert_int_equal(RcStr_Compare(ab, abc), -1);
    assert_int_equal(RcStr_Compare(abc, ab), 1);
    assert_int_equal(RcStr_Compare(euro, smile), -1);
    assert_no_error();
    assert_int_equal(RcStr_Compare(abc, five), -1);
    assert_raises(RcExc_TypeError, "Can't compare str and int");
    assert_int_equal(RcStr_Compare(five, abc), -1);
    assert_raises(RcExc_TypeError, "Can't compare int and str");
    assert_int_equal(RcStr_Compare(abc, NULL), -1);
    assert_raises(RcExc_SystemError, "RcStr_Compare: bad argument");
    assert_int_equal(RcStr_Equal(abc, abc), 1);
    assert_int_equal(RcStr_Equal(abc, abd), 0);
    assert_int_equal(RcStr_Equal(abc, ab), 0);
    assert_int_equal(RcStr_Equal(abc, five), -1);
    assert_raises(RcExc_TypeError, "second argument must be str, not int");
    assert_int_equal(RcStr_Equal(five, abc), -1);
    assert_raises(RcExc_TypeError, "first argument must be str, not int");
    assert_int_equal(RcStr_Equal(NULL, abc), -1);
    assert_raises(RcExc_SystemError, "RcStr_Equal: bad argument");
    RcObject *all[] = {abc, abd, ab, euro, smile, five};
    for (size_t i = 0; i < 6; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

static void test_compare_with_c_strings(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("sp\xC3\xA4m"), *five = number(100000), *nul = RcStr_FromStringAndSize("a\0b", 3);
    assert_int_equal(RcStr_CompareWithASCIIString(op, "sp"), 1);
    assert_int_equal(RcStr_CompareWithASCIIString(op, "z"), -1);
    assert_int_equal(RcStr_CompareWithASCIIString(op, "sp\xC3\xA4m"), 0);
    assert_int_equal(RcStr_CompareWithASCIIString(nul, "a"), 1);
    assert_int_equal(RcStr_CompareWithASCIIString(five, "a"), -1);
    assert_int_equal(RcStr_CompareWithASCIIString(NULL, "a"), -1);
    assert_true(RcStr_EqualToUTF8(op, "sp\xC3\xA4m"));
    assert_false(RcStr_EqualToUTF8(op, "sp\xC3\xA4"));
    assert_false(RcStr_EqualToUTF8(op, "\xFF\xFF\xFF\xFF\xFF"));
    assert_false(RcStr_EqualToUTF8(nul, "a"));
    assert_true(RcStr_EqualToUTF8AndSize(nul, "a\0b", 3));
    assert_false(RcStr_EqualToUTF8AndSize(nul, "a\0c", 3));
    assert_false(RcStr_EqualToUTF8(five, "5"));
    assert_false(RcStr_EqualToUTF8(NULL, "5"));
    assert_false(RcStr_EqualToUTF8(op, NULL));
    assert_no_error();
    assert_refcnt(op, 1);
    assert_refcnt(nul, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(nul);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_rich_comparison(void **state)
{
    Rc_UNUSED(state);
    RcObject *a = text("a"), *b = text("b"), *also_a = text("a"), *five = number(100000);
    /* of a < b, a == a, b > a: what each operation says */
    const struct {
        int operation, less, equal, greater;
    } cases[] = {{Rc_LT, 1, 0, 0}, {Rc_LE, 1, 1, 0}, {Rc_EQ, 0, 1, 0},
                 {Rc_NE, 1, 0, 1}, {Rc_GT, 0, 0, 1}, {Rc_GE, 0, 1, 1}};
    for (size_t i = 0; i < 6; i++) {
        assert_result_is(RcStr_RichCompare(a, b, cases[i].operation), cases[i].less ? Rc_True : Rc_False);
        assert_result_is(RcStr_RichCompare(a, also_a, cases[i].operation),
                         cases[i].equal ? Rc_True : Rc_False);
        assert_result_is(RcObject_RichCompare(b, a, cases[i].operation),
                         cases[i].greater ? Rc_True : Rc_False);
    }
    assert_result_is(RcStr_RichCompare(a, five, Rc_EQ), Rc_NotImplemented);
    assert_result_is(RcStr_RichCompare(five, a, Rc_LT), Rc_NotImplemented);
    assert_fails(RcStr_RichCompare(a, b, 9), RcExc_TypeError, "bad argument type for built-in operation");
    assert_fails(RcStr_RichCompare(a, NULL, Rc_EQ), RcExc_SystemError, "RcStr_RichCompare: bad argument");
    RcObject *all[] = {a, b, also_a, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

static void test_hash(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *same = RcStr_FromFormat("%s%s", "sp", "am"), *other = text("eggs");
    RcObject *data = bytes("spam");
    Rc_hash_t hash = RcObject_Hash(op);
    assert_int_not_equal(hash, -1);
    assert_int_equal(RcObject_Hash(op), hash);
    assert_int_equal(RcObject_Hash(same), hash);
    assert_int_equal(RcObject_Hash(data), hash);
    assert_int_not_equal(RcObject_Hash(other), hash);
    RcObject *all[] = {op, same, other, data};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

/* ---- The slots ---- */

static void test_indexing(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a\xC3\xA9z"), *key = number(1), *last = number(-1), *far = number(100000);
    RcObject *item = RcObject_GetItem(op, key);
    assert_refcnt(item, 1);
    assert_int_equal(RcStr_GetLength(item), 1);
    assert_str_and_release(item, "\xC3\xA9");
    assert_str_and_release(RcObject_GetItem(op, last), "z");
    assert_str_and_release(RcSequence_GetItem(op, -3), "a");
    assert_str_and_release(RcSequence_GetItem(op, 2), "z");
    assert_fails(RcObject_GetItem(op, far), RcExc_IndexError, "string index out of range");
    assert_fails(RcSequence_GetItem(op, -4), RcExc_IndexError, "string index out of range");
    assert_fails(RcSequence_GetItem(op, 3), RcExc_IndexError, "string index out of range");
    assert_fails(RcObject_GetItem(op, op), RcExc_TypeError, "string indices must be integers, not 'str'");
    assert_int_equal(RcObject_Size(op), 3);
    assert_int_equal(RcMapping_Size(op), 3);
    assert_true(RcObject_IsTrue(op));
    assert_refcnt(op, 1);
    assert_refcnt(far, 1);
    Rc_DECREF(key);
    Rc_DECREF(last);
    Rc_DECREF(far);
    Rc_DECREF(op);
    assert_live(0);
}

static RcObject *refuse(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no");
    return NULL;
}

static void test_indexing_with_a_hostile_index(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("abc");
    Hostile *key = Hostile_New();
    assert_str_and_release(RcObject_GetItem(op, (RcObject *)key), "a");
    key->on_index = refuse;
    assert_fails(RcObject_GetItem(op, (RcObject *)key), RcExc_ValueError, "no");
    assert_refcnt(op, 1);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_index_in_long_text(void **state)
{
    Rc_UNUSED(state);
    /* Code points of 1, 2, 3 and 4 bytes in turn, so that words of 8 bytes begin anywhere in them. */
    const Rc_UCS4 cycle[] = {'x', 0xE9, 0x20AC, 0x1F600, 'y'};
    RcStrWriter *writer = RcStrWriter_Create(0);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(RcStrWriter_WriteChar(writer, cycle[i % 5]), 0);
    }
    RcObject *op = RcStrWriter_Finish(writer);
    assert_int_equal(RcStr_GetLength(op), 100);
    for (Rc_ssize_t i = 0; i < 100; i++) {
        assert_int_equal(RcStr_ReadChar(op, i), cycle[i % 5]);
        RcObject *head = RcStr_Substring(op, 0, i), *tail = RcStr_Substring(op, i, 100);
        assert_int_equal(RcStr_GetLength(head), i);
        assert_int_equal(RcStr_GetLength(tail), 100 - i);
        Rc_DECREF(head);
        Rc_DECREF(tail);
    }
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_str_of_a_str(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam");
    assert_ptr_equal(RcObject_Str(op), op);
    assert_refcnt(op, 2);
    assert_ptr_equal(RcStr_Type.tp_str(op), op);
    assert_refcnt(op, 3);
    Rc_DECREF(op);
    Rc_DECREF(op);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_the_constructor(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = (RcObject *)&RcStr_Type, *op = text("spam"), *five = number(100000), *result;
    RcObject *names, *keyword = text("object"), *wrong = text("subject");

    assert_str_and_release(RcObject_CallNoArgs(type), "");
    result = RcObject_CallOneArg(type, op);
    assert_ptr_equal(result, op);
    assert_refcnt(op, 2);
    Rc_DECREF(result);
    assert_str_and_release(RcObject_CallOneArg(type, five), "100000");
    assert_refcnt(five, 1);

    names = RcTuple_Pack(1, keyword);
    result = RcObject_Vectorcall(type, &five, 0, names);
    assert_refcnt(five, 1);
    assert_refcnt(names, 1);
    assert_str_and_release(result, "100000");
    Rc_DECREF(names);
    names = RcTuple_Pack(1, wrong);
    assert_fails(RcObject_Vectorcall(type, &five, 0, names), RcExc_TypeError, NULL);
    Rc_DECREF(names);
    assert_fails(RcObject_CallFunction(type, "(OO)", op, op), RcExc_TypeError, NULL);

    RcObject *all[] = {op, five, keyword, wrong};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

/* ---- Out of memory ---- */

static int make_all(void *arg)
{
    RcObject *source = arg;
    char faulty[200];
    memset(faulty, 0xFF, sizeof faulty);
    make_and_release(RcStr_FromString("spam"));
    make_and_release(RcStr_FromStringAndSize("eggs", 4));
    make_and_release(RcStr_FromOrdinal(0x20AC));
    make_and_release(RcStr_DecodeUTF8(faulty, sizeof faulty, "replace"));
    make_and_release(RcStr_Substring(source, 1, 3));
    make_and_release(RcStr_AsUTF8String(source));
    make_and_release(RcSequence_GetItem(source, 1));
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("p\xC3\xA9rm"), *watched[] = {op, NULL};
    assert_true(sweep(make_all, op, watched) >= 7);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_making),
        counted_test(test_the_empty_str),
        counted_test(test_making_fails),
        counted_test(test_from_ordinal),
        counted_test(test_from_object),
        counted_test(test_length_and_bytes),
        counted_test(test_read_char),
        counted_test(test_substring),
        counted_test(test_compare),
        counted_test(test_compare_with_c_strings),
        counted_test(test_rich_comparison),
        counted_test(test_hash),
        counted_test(test_indexing),
        counted_test(test_indexing_with_a_hostile_index),
        counted_test(test_index_in_long_text),
        counted_test(test_str_of_a_str),
        counted_test(test_the_constructor),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
