/* Argument parsing: each unit, with what it takes and what it refuses. */
#include "support.h"

#include "hostile.h"

#include <recount/args.h>
#include <recount/bool.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <limits.h>
#include <string.h>

/* ---- Integers */

/* One integer unit: what it makes of op, or what it raises. */
typedef struct IntegerCase {
    const char *format;
    long long given;
    long long expected;
    const char *error; /* NULL: none */
} IntegerCase;

/* The value behind memory of the unit's type. */
static long long read_integer(char code, const void *memory)
{
    switch (code) {
    case 'b':
    case 'B':
        return *(const unsigned char *)memory;
    case 'h':
        return *(const short *)memory;
    case 'H':
        return *(const unsigned short *)memory;
    case 'i':
        return *(const int *)memory;
    case 'I':
        return *(const unsigned int *)memory;
    case 'l':
        return *(const long *)memory;
    case 'k':
        return (long long)*(const unsigned long *)memory;
    case 'n':
        return *(const Rc_ssize_t *)memory;
    default:
        return *(const long long *)memory;
    }
}

static size_t integer_size(char code)
{
    const char *codes = "bBhHiIlkLKn";
    const size_t sizes[] = {1, 1, 2, 2, 4, 4, sizeof(long), sizeof(long), 8, 8, sizeof(Rc_ssize_t)};
    return sizes[strchr(codes, code) - codes];
}

static void check_integer(const IntegerCase *test)
{
    union {
        long long align;
        unsigned char bytes[16];
    } memory;
    memset(&memory, 0xA5, sizeof memory);
    RcObject *op = RcInt_FromLongLong(test->given);
    Rc_ssize_t count = Rc_REFCNT(op);
    int parsed = RcArg_Parse(op, test->format, &memory);
    size_t written = 0;
    if (test->error == NULL) {
        assert_int_equal(parsed, 1);
        assert_true(read_integer(test->format[0], &memory) == test->expected);
        written = integer_size(test->format[0]);
    } else {
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_OverflowError, test->error);
    }
    for (size_t i = written; i < sizeof memory.bytes; i++) {
        assert_int_equal(memory.bytes[i], 0xA5);
    }
    assert_refcnt(op, count);
    Rc_DECREF(op);
}

static void test_integers(void **state)
{
    Rc_UNUSED(state);
    const IntegerCase tests[] = {
        {"b", 0, 0, NULL},
        {"b", 255, 255, NULL},
        {"b", 256, 0, "unsigned byte integer is greater than maximum"},
        {"b", -1, 0, "unsigned byte integer is less than minimum"},
        {"B", 255, 255, NULL},
        {"B", 0x1234, 0x34, NULL},
        {"B", -1, 255, NULL},
        {"h", SHRT_MAX, SHRT_MAX, NULL},
        {"h", SHRT_MIN, SHRT_MIN, NULL},
        {"h", SHRT_MAX + 1, 0, "signed short integer is greater than maximum"},
        {"h", SHRT_MIN - 1, 0, "signed short integer is less than minimum"},
        {"H", -1, USHRT_MAX, NULL},
        {"H", 0x12345, 0x2345, NULL},
        {"i", INT_MAX, INT_MAX, NULL},
        {"i", INT_MIN, INT_MIN, NULL},
        {"i", -1, -1, NULL},
        {"i", INT_MAX + 1LL, 0, "signed integer is greater than maximum"},
        {"i", INT_MIN - 1LL, 0, "signed integer is less than minimum"},
        {"I", -1, UINT_MAX, NULL},
        {"I", 0x123456789LL, 0x23456789, NULL},
        {"l", LONG_MAX, LONG_MAX, NULL},
        {"l", -1, -1, NULL},
        {"k", -1, (long long)ULONG_MAX, NULL},
        {"k", 7, 7, NULL},
        {"L", LLONG_MIN, LLONG_MIN, NULL},
        {"L", -1, -1, NULL},
        {"K", -1, -1, NULL},
        {"K", 7, 7, NULL},
        {"n", RC_SSIZE_T_MAX, RC_SSIZE_T_MAX, NULL},
        {"n", -1, -1, NULL},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        check_integer(&tests[i]);
    }
}

static void test_not_an_integer(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("x"), *real = RcFloat_FromDouble(1.0);
    char format[2] = "?";
    for (const char *code = "bBhHiIlLn"; *code != '\0'; code++) {
        long long memory = 42;
        format[0] = *code;
        assert_int_equal(RcArg_Parse(text, format, &memory), 0);
        assert_raises(RcExc_TypeError, "'str' object cannot be interpreted as an integer");
        assert_int_equal(RcArg_Parse(real, format, &memory), 0);
        assert_raises(RcExc_TypeError, "'float' object cannot be interpreted as an integer");
        assert_int_equal(memory, 42);
    }
    for (const char *code = "kK"; *code != '\0'; code++) {
        long long memory = 42;
        format[0] = *code;
        assert_int_equal(RcArg_Parse(real, format, &memory), 0);
        assert_raises(RcExc_TypeError, "argument must be int, not float");
        assert_int_equal(memory, 42);
    }
    assert_refcnt(text, 1);
    assert_refcnt(real, 1);
    Rc_DECREF(text);
    Rc_DECREF(real);
}

static RcObject *large_index(Hostile *self)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(100000);
}

static RcObject *failing_index(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_IndexError, "no index");
    return NULL;
}

static void test_index_is_asked(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    char format[2] = "?";
    for (const char *code = "iIlLn"; *code != '\0'; code++) {
        union {
            long long align;
            int integer;
        } memory = {0};
        format[0] = *code;
        hostile->on_index = large_index;
        assert_int_equal(RcArg_Parse(RC_OBJECT_CAST(hostile), format, &memory), 1);
        assert_true(read_integer(*code, &memory) == 100000);
        hostile->on_index = failing_index;
        assert_int_equal(RcArg_Parse(RC_OBJECT_CAST(hostile), format, &memory), 0);
        assert_raises(RcExc_IndexError, "no index");
        assert_refcnt(hostile, 1);
        assert_live(1);
    }
    Rc_DECREF(hostile);
}

/* ---- Other numbers */

static void test_reals(void **state)
{
    Rc_UNUSED(state);
    double real = 0.0;
    float narrow = 0.0f;
    RcObject *op = RcFloat_FromDouble(2.5), *minus_one = RcFloat_FromDouble(-1.0);
    RcObject *integer = RcInt_FromLong(100000), *text = RcStr_FromString("x");
    assert_int_equal(RcArg_Parse(op, "d", &real), 1);
    assert_true(real == 2.5);
    assert_int_equal(RcArg_Parse(op, "f", &narrow), 1);
    assert_true(narrow == 2.5f);
    assert_int_equal(RcArg_Parse(minus_one, "d", &real), 1);
    assert_true(real == -1.0);
    assert_int_equal(RcArg_Parse(minus_one, "f", &narrow), 1);
    assert_true(narrow == -1.0f);
    assert_int_equal(RcArg_Parse(integer, "d", &real), 1);
    assert_true(real == 100000.0);
    assert_int_equal(RcArg_Parse(text, "d", &real), 0);
    assert_raises(RcExc_TypeError, "must be real number, not str");
    assert_int_equal(RcArg_Parse(text, "f", &narrow), 0);
    assert_raises(RcExc_TypeError, "must be real number, not str");
    assert_true(real == 100000.0);
    assert_true(narrow == -1.0f);
    assert_refcnt(op, 1);
    assert_refcnt(minus_one, 1);
    assert_refcnt(integer, 1);
    assert_refcnt(text, 1);
    Rc_DECREF(op);
    Rc_DECREF(minus_one);
    Rc_DECREF(integer);
    Rc_DECREF(text);
}

static int failing_bool(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_IndexError, "no truth");
    return -1;
}

static void test_truth(void **state)
{
    Rc_UNUSED(state);
    int truth = 42;
    RcObject *list = RcList_New(0);
    assert_int_equal(RcArg_Parse(list, "p", &truth), 1);
    assert_int_equal(truth, 0);
    assert_int_equal(RcArg_Parse(Rc_True, "p", &truth), 1);
    assert_int_equal(truth, 1);
    Hostile *hostile = Hostile_New();
    hostile->on_bool = failing_bool;
    truth = 42;
    assert_int_equal(RcArg_Parse(RC_OBJECT_CAST(hostile), "p", &truth), 0);
    assert_raises(RcExc_IndexError, "no truth");
    assert_int_equal(truth, 42);
    assert_refcnt(list, 1);
    assert_refcnt(hostile, 1);
    Rc_DECREF(list);
    Rc_DECREF(hostile);
}

/* ---- Text and bytes */

static void test_char(void **state)
{
    Rc_UNUSED(state);
    char byte = '?';
    RcObject *one = RcBytes_FromString("a"), *two = RcBytes_FromString("ab"), *text = RcStr_FromString("a");
    assert_int_equal(RcArg_Parse(one, "c", &byte), 1);
    assert_int_equal(byte, 'a');
    assert_int_equal(RcArg_Parse(two, "c", &byte), 0);
    assert_raises(RcExc_TypeError, "argument must be a byte string of length 1, not bytes");
    assert_int_equal(RcArg_Parse(text, "c", &byte), 0);
    assert_raises(RcExc_TypeError, "argument must be a byte string of length 1, not str");
    assert_int_equal(byte, 'a');
    Rc_DECREF(one);
    Rc_DECREF(two);
    Rc_DECREF(text);
    assert_live(0);
}

static void test_text(void **state)
{
    Rc_UNUSED(state);
    const char *got = "before";
    RcObject *text = RcStr_FromString("h\303\251"), *nul = RcStr_FromStringAndSize("a\0b", 3);
    RcObject *number = RcFloat_FromDouble(1.5);
    assert_int_equal(RcArg_Parse(text, "s", &got), 1);
    assert_ptr_equal(got, RcStr_AsUTF8(text));
    assert_refcnt(text, 1);
    assert_int_equal(RcArg_Parse(text, "z", &got), 1);
    assert_ptr_equal(got, RcStr_AsUTF8(text));
    const char *const codes[] = {"s", "z"};
    const char *const wrong[] = {"argument must be str, not float",
                                 "argument must be str or None, not float"};
    for (int i = 0; i < 2; i++) {
        got = "before";
        assert_int_equal(RcArg_Parse(nul, codes[i], &got), 0);
        assert_raises(RcExc_ValueError, "embedded null character");
        assert_int_equal(RcArg_Parse(number, codes[i], &got), 0);
        assert_raises(RcExc_TypeError, wrong[i]);
        assert_string_equal(got, "before");
    }
    assert_int_equal(RcArg_Parse(Rc_None, "s", &got), 0);
    assert_raises(RcExc_TypeError, "argument must be str, not None");
    assert_string_equal(got, "before");
    assert_int_equal(RcArg_Parse(Rc_None, "z", &got), 1);
    assert_null(got);
    Rc_DECREF(text);
    Rc_DECREF(nul);
    Rc_DECREF(number);
    assert_live(0);
}

static void test_text_with_size(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromStringAndSize("a\0b", 3), *bytes = RcBytes_FromStringAndSize("c\0", 2);
    RcObject *number = RcFloat_FromDouble(1.5);
    const char *const formats[] = {"s#", "z#", "y#"};
    for (int i = 0; i < 3; i++) {
        const char *got = "before";
        Rc_ssize_t size = 42;
        assert_int_equal(RcArg_Parse(bytes, formats[i], &got, &size), 1);
        assert_ptr_equal(got, RcBytes_AS_STRING(bytes));
        assert_int_equal(size, 2);
        got = "before", size = 42;
        assert_int_equal(RcArg_Parse(text, formats[i], &got, &size), i < 2);
        if (i < 2) {
            assert_ptr_equal(got, RcStr_AsUTF8(text));
            assert_int_equal(size, 3);
        } else {
            assert_raises(RcExc_TypeError, "a bytes-like object is required, not 'str'");
            assert_string_equal(got, "before");
            assert_int_equal(size, 42);
        }
        got = "before", size = 42;
        assert_int_equal(RcArg_Parse(Rc_None, formats[i], &got, &size), i == 1);
        if (i == 1) {
            assert_null(got);
            assert_int_equal(size, 0);
        } else {
            assert_raises(RcExc_TypeError, "a bytes-like object is required, not 'NoneType'");
            assert_int_equal(size, 42);
        }
        assert_int_equal(RcArg_Parse(number, formats[i], &got, &size), 0);
        assert_raises(RcExc_TypeError, "a bytes-like object is required, not 'float'");
        assert_refcnt(text, 1);
        assert_refcnt(bytes, 1);
    }
    Rc_DECREF(text);
    Rc_DECREF(bytes);
    Rc_DECREF(number);
    assert_live(0);
}

static void test_bytes(void **state)
{
    Rc_UNUSED(state);
    const char *got = "before";
    RcObject *bytes = RcBytes_FromString("ab"), *nul = RcBytes_FromStringAndSize("a\0b", 3);
    RcObject *text = RcStr_FromString("ab");
    assert_int_equal(RcArg_Parse(bytes, "y", &got), 1);
    assert_ptr_equal(got, RcBytes_AS_STRING(bytes));
    got = "before";
    assert_int_equal(RcArg_Parse(nul, "y", &got), 0);
    assert_raises(RcExc_ValueError, "embedded null byte");
    assert_int_equal(RcArg_Parse(text, "y", &got), 0);
    assert_raises(RcExc_TypeError, "a bytes-like object is required, not 'str'");
    assert_string_equal(got, "before");
    Rc_DECREF(bytes);
    Rc_DECREF(nul);
    Rc_DECREF(text);
    assert_live(0);
}

/* ---- Objects */

static void test_objects_are_borrowed(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("x"), *bytes = RcBytes_FromString("xy"),
             *number = RcFloat_FromDouble(1.5);
    RcObject *got = NULL;
    assert_int_equal(RcArg_Parse(number, "O", &got), 1);
    assert_ptr_equal(got, number);
    assert_refcnt(number, 1);
    assert_int_equal(RcArg_Parse(text, "U", &got), 1);
    assert_ptr_equal(got, text);
    assert_refcnt(text, 1);
    assert_int_equal(RcArg_Parse(bytes, "S", &got), 1);
    assert_ptr_equal(got, bytes);
    assert_refcnt(bytes, 1);
    assert_int_equal(RcArg_Parse(number, "O!", &RcFloat_Type, &got), 1);
    assert_ptr_equal(got, number);
    assert_refcnt(number, 1);
    assert_int_equal(RcArg_Parse(Rc_True, "O!", &RcInt_Type, &got), 1); /* a subclass will do */
    assert_ptr_equal(got, Rc_True);

    assert_int_equal(RcArg_Parse(bytes, "U", &got), 0);
    assert_raises(RcExc_TypeError, "argument must be str, not bytes");
    assert_int_equal(RcArg_Parse(text, "S", &got), 0);
    assert_raises(RcExc_TypeError, "argument must be bytes, not str");
    assert_int_equal(RcArg_Parse(text, "O!", &RcList_Type, &got), 0);
    assert_raises(RcExc_TypeError, "argument must be list, not str");
    assert_ptr_equal(got, Rc_True);
    Rc_DECREF(text);
    Rc_DECREF(bytes);
    Rc_DECREF(number);
    assert_live(0);
}

/* ---- Converters */

typedef struct Conversion {
    int answer;
    const char *error;
    int calls;
    int undone;
    RcObject *got;
} Conversion;

static int undone_so_far;

static int convert(RcObject *op, void *address)
{
    Conversion *conversion = address;
    if (op == NULL) {
        assert_no_error();
        conversion->undone = ++undone_so_far;
        return 1;
    }
    conversion->calls++;
    conversion->got = op;
    if (conversion->error != NULL) {
        RcErr_SetString(RcExc_IndexError, conversion->error);
    }
    return conversion->answer;
}

static void test_converter(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    Conversion good = {.answer = 1}, failing = {.answer = 0, .error = "no"}, silent = {.answer = 0};
    assert_int_equal(RcArg_Parse(number, "O&", convert, &good), 1);
    assert_ptr_equal(good.got, number);
    assert_int_equal(good.calls, 1);
    assert_int_equal(RcArg_Parse(number, "O&", convert, &failing), 0);
    assert_raises(RcExc_IndexError, "no");
    assert_int_equal(RcArg_Parse(number, "O&", convert, &silent), 0);
    assert_raises(RcExc_SystemError, "argument (unspecified)");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_converter_is_undone(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    RcObject *args = RcTuple_Pack(4, number, number, number, number);
    Conversion first = {.answer = Rc_CLEANUP_SUPPORTED}, second = {.answer = 1},
               third = {.answer = Rc_CLEANUP_SUPPORTED}, last = {.answer = 1};
    undone_so_far = 0;
    assert_int_equal(RcArg_ParseTuple(args, "O&O&O&O&", convert, &first, convert, &second, convert, &third,
                                      convert, &last),
                     1);
    assert_int_equal(undone_so_far, 0);
    int truth = 42;
    RcObject *got = NULL;
    assert_int_equal(
        RcArg_ParseTuple(args, "O&O&O&U", convert, &first, convert, &second, convert, &third, &got), 0);
    assert_raises(RcExc_TypeError, "argument 4 must be str, not float");
    assert_int_equal(first.undone, 2); /* last first */
    assert_int_equal(second.undone, 0);
    assert_int_equal(third.undone, 1);
    assert_null(got);
    last = (Conversion){.answer = 0, .error = "no"};
    undone_so_far = 0;
    assert_int_equal(
        RcArg_ParseTuple(args, "pO&O&O&", &truth, convert, &first, convert, &third, convert, &last), 0);
    assert_raises(RcExc_IndexError, "no");
    assert_int_equal(undone_so_far, 2); /* not the one that failed */
    assert_int_equal(last.undone, 0);
    assert_int_equal(truth, 42);
    assert_refcnt(number, 5);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

/* ---- Out of memory: only the messages need any */

static int parse_float_as_str(void *arg)
{
    RcObject *got;
    assert_int_equal(RcArg_Parse(arg, "U", &got), 0);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static int parse_index(void *arg)
{
    Rc_ssize_t n = 42;
    long l = 42;
    if (!RcArg_Parse(arg, "n", &n)) {
        assert_int_equal(n, 42);
        return -1;
    }
    if (!RcArg_Parse(arg, "l", &l)) {
        assert_int_equal(l, 42);
        return -1;
    }
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    Hostile *hostile = Hostile_New();
    hostile->on_index = large_index;
    RcObject *watched[] = {number, RC_OBJECT_CAST(hostile), NULL};
    assert_true(sweep(parse_float_as_str, number, watched) >= 2);
    assert_int_equal(sweep(parse_index, hostile, watched), 2);
    Rc_DECREF(number);
    Rc_DECREF(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_integers),       counted_test(test_not_an_integer),
        counted_test(test_index_is_asked), counted_test(test_reals),
        counted_test(test_truth),          counted_test(test_char),
        counted_test(test_text),           counted_test(test_text_with_size),
        counted_test(test_bytes),          counted_test(test_objects_are_borrowed),
        counted_test(test_converter),      counted_test(test_converter_is_undone),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
