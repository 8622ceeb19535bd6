/* int: the object, the small ints, conversions from and to C. */
#include "hostile.h"
#include "number_cases.h"

#include <limits.h>
#include <math.h>
#include <recount/hashtable.h>

static void test_small_ints_exist_once(void **state)
{
    Rc_UNUSED(state);
    for (long value = -5; value <= 256; value++) {
        RcObject *first = RcInt_FromLong(value);
        RcObject *second = RcInt_FromLongLong(value);
        assert_ptr_equal(first, second);
        assert_refcnt(first, RC_IMMORTAL_REFCNT);
        assert_true(RcInt_CheckExact(first));
        assert_int_equal(RcInt_AsLong(first), value);
        Rc_DECREF(first);
        Rc_DECREF(second);
        assert_refcnt(first, RC_IMMORTAL_REFCNT);
    }
    assert_live(0);
    RcObject *below = RcInt_FromLong(-6);
    RcObject *above = RcInt_FromLong(257);
    assert_refcnt(below, 1);
    assert_refcnt(above, 1);
    assert_live(2);
    Rc_DECREF(below);
    Rc_DECREF(above);
}

static void test_from_c(void **state)
{
    Rc_UNUSED(state);
    int on_stack = 0;
    struct {
        RcObject *made;
        int64_t value;
    } cases[] = {
        {RcInt_FromLong(LONG_MIN), LONG_MIN},
        {RcInt_FromLong(100000), 100000},
        {RcInt_FromUnsignedLong(100000), 100000},
        {RcInt_FromLongLong(LLONG_MIN), LLONG_MIN},
        {RcInt_FromUnsignedLongLong(LLONG_MAX), LLONG_MAX},
        {RcInt_FromSsize_t(-100000), -100000},
        {RcInt_FromSize_t(100000), 100000},
        {RcInt_FromInt32(INT32_MIN), INT32_MIN},
        {RcInt_FromUInt32(UINT32_MAX), UINT32_MAX},
        {RcInt_FromInt64(INT64_MIN), INT64_MIN},
        {RcInt_FromUInt64(INT64_MAX), INT64_MAX},
        {RcInt_FromDouble(-100000.9), -100000},
        {RcInt_FromDouble(-0x1p63), INT64_MIN},
        {RcInt_FromDouble(9223372036854774784.0), 9223372036854774784},
        {RcInt_FromVoidPtr(&on_stack), (int64_t)(uintptr_t)&on_stack},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_non_null(cases[i].made);
        assert_refcnt(cases[i].made, 1);
        assert_true(RcInt_CheckExact(cases[i].made));
        assert_true(RcInt_AsLongLong(cases[i].made) == cases[i].value);
        if (i == sizeof cases / sizeof cases[0] - 1) {
            assert_ptr_equal(RcInt_AsVoidPtr(cases[i].made), &on_stack);
        }
        Rc_DECREF(cases[i].made);
    }
    assert_live(0);
}

static void test_from_c_beyond_64_bits(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcInt_FromUInt64(UINT64_C(1) << 63));
    assert_raises(RcExc_OverflowError, "int is beyond 64 bits: 9223372036854775808");
    assert_null(RcInt_FromUnsignedLongLong(ULLONG_MAX));
    assert_raises(RcExc_OverflowError, "int is beyond 64 bits: 18446744073709551615");
    assert_null(RcInt_FromDouble(0x1p63));
    assert_raises(RcExc_OverflowError, "float too large to convert to int");
    assert_null(RcInt_FromDouble(-1e19));
    assert_raises(RcExc_OverflowError, "float too large to convert to int");
    assert_null(RcInt_FromDouble(INFINITY));
    assert_raises(RcExc_OverflowError, "cannot convert float infinity to integer");
    assert_null(RcInt_FromDouble((double)NAN));
    assert_raises(RcExc_ValueError, "cannot convert float NaN to integer");
}

static void test_to_c(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    int32_t i32 = 0;
    uint32_t u32 = 0;
    int64_t i64 = 0;
    uint64_t u64 = 0;
    int overflow = 7;
    int sign = 7;
    assert_int_equal(RcInt_AsInt(number), 100000);
    assert_int_equal(RcInt_AsLong(number), 100000);
    assert_int_equal(RcInt_AsLongLong(number), 100000);
    assert_int_equal(RcInt_AsUnsignedLong(number), 100000);
    assert_int_equal(RcInt_AsUnsignedLongLong(number), 100000);
    assert_int_equal(RcInt_AsUnsignedLongMask(number), 100000);
    assert_int_equal(RcInt_AsUnsignedLongLongMask(number), 100000);
    assert_int_equal(RcInt_AsSize_t(number), 100000);
    assert_int_equal(RcInt_AsSsize_t(number), 100000);
    assert_true(RcInt_AsDouble(number) == 100000.0);
    assert_int_equal(RcInt_AsLongAndOverflow(number, &overflow), 100000);
    assert_int_equal(overflow, 0);
    overflow = 7;
    assert_int_equal(RcInt_AsLongLongAndOverflow(number, &overflow), 100000);
    assert_int_equal(overflow, 0);
    assert_int_equal(RcInt_AsInt32(number, &i32), 0);
    assert_int_equal(RcInt_AsUInt32(number, &u32), 0);
    assert_int_equal(RcInt_AsInt64(number, &i64), 0);
    assert_int_equal(RcInt_AsUInt64(number, &u64), 0);
    assert_true(i32 == 100000 && u32 == 100000 && i64 == 100000 && u64 == 100000);
    assert_int_equal(RcInt_GetSign(number, &sign), 0);
    assert_int_equal(sign, 1);
    assert_ptr_equal(RcInt_AsVoidPtr(number), (void *)(uintptr_t)100000);
    assert_no_error();
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_to_c_of_negative_numbers(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(-100000);
    uint32_t u32 = 7;
    uint64_t u64 = 7;
    int sign = 7;
    assert_int_equal(RcInt_AsInt(number), -100000);
    assert_int_equal(RcInt_AsSsize_t(number), -100000);
    assert_true(RcInt_AsUnsignedLongMask(number) == (unsigned long)-100000);
    assert_true(RcInt_AsUnsignedLongLongMask(number) == (unsigned long long)-100000);
    assert_no_error();
    assert_true(RcInt_AsUnsignedLong(number) == ULONG_MAX);
    assert_raises(RcExc_OverflowError, "can't convert negative value to unsigned int");
    assert_true(RcInt_AsUnsignedLongLong(number) == ULLONG_MAX);
    assert_raises(RcExc_OverflowError, "can't convert negative int to unsigned");
    assert_true(RcInt_AsSize_t(number) == SIZE_MAX);
    assert_raises(RcExc_OverflowError, "can't convert negative value to size_t");
    assert_int_equal(RcInt_AsUInt32(number, &u32), -1);
    assert_raises(RcExc_ValueError, "Cannot convert negative int");
    assert_int_equal(RcInt_AsUInt64(number, &u64), -1);
    assert_raises(RcExc_ValueError, "Cannot convert negative int");
    assert_true(u32 == 7 && u64 == 7);
    assert_int_equal(RcInt_GetSign(number, &sign), 0);
    assert_int_equal(sign, -1);
    assert_int_equal(RcInt_GetSign(Rc_False, &sign), 0);
    assert_int_equal(sign, 0);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_to_c_of_what_does_not_fit(void **state)
{
    Rc_UNUSED(state);
    RcObject *large = RcInt_FromLongLong(INT64_C(1) << 40);
    RcObject *low = RcInt_FromLongLong(-(INT64_C(1) << 40));
    int32_t i32 = 7;
    uint32_t u32 = 7;
    assert_int_equal(RcInt_AsInt(large), -1);
    assert_raises(RcExc_OverflowError, "int too large to convert to C int");
    assert_int_equal(RcInt_AsInt(low), -1);
    assert_raises(RcExc_OverflowError, "int too large to convert to C int");
    assert_int_equal(RcInt_AsInt32(large, &i32), -1);
    assert_raises(RcExc_OverflowError, "int too large to convert to C int32_t");
    assert_int_equal(RcInt_AsInt32(low, &i32), -1);
    assert_raises(RcExc_OverflowError, "int too large to convert to C int32_t");
    assert_int_equal(RcInt_AsUInt32(large, &u32), -1);
    assert_raises(RcExc_OverflowError, "int too large to convert to C uint32_t");
    assert_true(i32 == 7 && u32 == 7);
    assert_refcnt(large, 1);
    assert_refcnt(low, 1);
    Rc_DECREF(large);
    Rc_DECREF(low);
}

/* Each conversion of op, which none accepts, raises type with message. */
static void assert_no_conversion(RcObject *op, RcObject *type, const char *message, int with_index)
{
    int32_t i32 = 7;
    uint32_t u32 = 7;
    int64_t i64 = 7;
    uint64_t u64 = 7;
    int overflow = 7;
    int sign = 7;
    if (with_index) {
        assert_int_equal(RcInt_AsInt(op), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsLong(op), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsLongLong(op), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsLongAndOverflow(op, &overflow), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsLongLongAndOverflow(op, &overflow), -1);
        assert_raises(type, message);
        assert_int_equal(overflow, 0);
        assert_true(RcInt_AsUnsignedLongMask(op) == ULONG_MAX);
        assert_raises(type, message);
        assert_true(RcInt_AsUnsignedLongLongMask(op) == ULLONG_MAX);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsInt32(op, &i32), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsUInt32(op, &u32), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsInt64(op, &i64), -1);
        assert_raises(type, message);
        assert_int_equal(RcInt_AsUInt64(op, &u64), -1);
        assert_raises(type, message);
        assert_true(i32 == 7 && u32 == 7 && i64 == 7 && u64 == 7);
        return;
    }
    assert_int_equal(RcInt_AsSsize_t(op), -1);
    assert_raises(type, message);
    assert_true(RcInt_AsUnsignedLong(op) == ULONG_MAX);
    assert_raises(type, message);
    assert_true(RcInt_AsUnsignedLongLong(op) == ULLONG_MAX);
    assert_raises(type, message);
    assert_true(RcInt_AsSize_t(op) == SIZE_MAX);
    assert_raises(type, message);
    assert_true(RcInt_AsDouble(op) == -1.0);
    assert_raises(type, message);
    assert_null(RcInt_AsVoidPtr(op));
    assert_raises(type, message);
    assert_int_equal(RcInt_GetSign(op, &sign), -1);
    assert_raises(type, message);
    assert_int_equal(sign, 7);
}

static RcObject *large_index(Hostile *self)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(100000);
}

static RcObject *failing_index(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no index today");
    return NULL;
}

static void test_to_c_with_nowhere_to_put_it(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    Hostile *hostile = Hostile_New();
    hostile->on_index = large_index;
    RcObject *const ops[] = {number, RC_OBJECT_CAST(hostile)};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(RcInt_AsInt32(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsInt32: bad argument");
        assert_int_equal(RcInt_AsUInt32(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsUInt32: bad argument");
        assert_int_equal(RcInt_AsInt64(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsInt64: bad argument");
        assert_int_equal(RcInt_AsUInt64(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsUInt64: bad argument");
        assert_int_equal(RcInt_AsLongAndOverflow(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsLongAndOverflow: bad argument");
        assert_int_equal(RcInt_AsLongLongAndOverflow(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_AsLongLongAndOverflow: bad argument");
        assert_int_equal(RcInt_GetSign(ops[i], NULL), -1);
        assert_raises(RcExc_SystemError, "RcInt_GetSign: bad argument");
        assert_refcnt(ops[i], 1);
    }
    Rc_DECREF(hostile);
    Rc_DECREF(number);
}

static void test_to_c_of_other_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    assert_no_conversion(number, RcExc_TypeError, "'float' object cannot be interpreted as an integer", 1);
    assert_no_conversion(number, RcExc_TypeError, "an integer is required", 0);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    assert_no_conversion(NULL, RcExc_SystemError, NULL, 1);
    assert_no_conversion(NULL, RcExc_SystemError, NULL, 0);
    assert_int_equal(RcInt_AsLong(NULL), -1);
    assert_raises(RcExc_SystemError, "RcInt_AsLong: bad argument");
    assert_int_equal(RcInt_AsSize_t(NULL), SIZE_MAX);
    assert_raises(RcExc_SystemError, "RcInt_AsSize_t: bad argument");

    Hostile *hostile = Hostile_New();
    hostile->on_index = large_index;
    uint64_t u64 = 0;
    assert_int_equal(RcInt_AsLong((RcObject *)hostile), 100000);
    assert_int_equal(RcInt_AsUInt64((RcObject *)hostile, &u64), 0);
    assert_int_equal(u64, 100000);
    assert_live(1);
    assert_no_conversion((RcObject *)hostile, RcExc_TypeError, "an integer is required", 0);
    hostile->on_index = failing_index;
    assert_no_conversion((RcObject *)hostile, RcExc_KeyError, NULL, 1);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
}

/* The result of calling type with this argument, or its error, as text; everything is released. */
static void check_call(RcTypeObject *type, RcObject *args, RcObject *kwargs, const char *expected)
{
    const Case line = {type->tp_name, "call", NULL, NULL};
    Rc_ssize_t args_count = Rc_REFCNT(args);
    RcObject *result = RcObject_Call((RcObject *)type, args, kwargs);
    if (result != NULL) {
        assert_ptr_equal(Rc_TYPE(result), type);
        int same = !Rc_IsImmortal(result) && result == RcTuple_GET_ITEM(args, 0);
        assert_refcnt(result, count_now(result) + same);
    }
    assert_refcnt(args, args_count);
    check_result(result, expected, &line);
    Rc_DECREF(args);
    Rc_XDECREF(kwargs);
    assert_live(0);
}

static RcObject *keywords(const char *name, RcObject *value)
{
    RcObject *mapping = RcHashTable_New();
    assert_int_equal(RcHashTable_SetItemString(mapping, name, value), 0);
    Rc_DECREF(value);
    return mapping;
}

static void test_constructor(void **state)
{
    RcTypeObject *type = &RcInt_Type;
    Rc_UNUSED(state);
    check_call(type, RcTuple_New(0), NULL, "0");
    check_call(type, Rc_BuildValue("(i)", 5000), NULL, "5000");
    check_call(type, Rc_BuildValue("(d)", -5000.7), NULL, "-5000");
    check_call(type, Rc_BuildValue("(s)", " 5_000 "), NULL, "5000");
    check_call(type, Rc_BuildValue("(O)", Rc_True), NULL, "1");
    check_call(type, Rc_BuildValue("(si)", "ff0", 16), NULL, "4080");
    check_call(type, Rc_BuildValue("(si)", "0xff0", 0), NULL, "4080");
    check_call(type, Rc_BuildValue("(N)", RcBytes_FromString("5000")), NULL, "5000");
    check_call(type, Rc_BuildValue("(Ni)", RcBytes_FromString("1000"), 8), NULL, "512");
    check_call(type, Rc_BuildValue("(s)", "1010101010"), keywords("base", RcInt_FromLong(2)), "682");
    check_call(type, RcTuple_New(0), keywords("base", RcInt_FromLong(2)),
               "TypeError: int() missing string argument");
    check_call(type, Rc_BuildValue("(ii)", 5000, 10), NULL,
               "TypeError: int() can't convert non-string with explicit base");
    check_call(type, Rc_BuildValue("(si)", "1", 1), NULL,
               "ValueError: int() base must be >= 2 and <= 36, or 0");
    check_call(type, Rc_BuildValue("(si)", "1", 37), NULL,
               "ValueError: int() base must be >= 2 and <= 36, or 0");
    check_call(type, Rc_BuildValue("(ss)", "1", "a"), NULL,
               "TypeError: 'str' object cannot be interpreted as an integer");
    check_call(type, Rc_BuildValue("(s)", "x"), NULL,
               "ValueError: invalid literal for int() with base 10: 'x'");
    check_call(
        type, Rc_BuildValue("(N)", RcList_New(0)), NULL,
        "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'list'");
    check_call(type, Rc_BuildValue("(iii)", 1, 2, 3), NULL,
               "TypeError: int() takes at most 2 arguments (3 given)");

    RcObject *args = RcTuple_New(0);
    RcObject *kwargs = keywords("x", RcInt_FromLong(2));
    assert_null(RcObject_Call((RcObject *)type, args, kwargs));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(kwargs, 1);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
}

static int call_subtype(void *type)
{
    RcObject *mine = RcObject_CallOneArg(type, Rc_True);
    Rc_XDECREF(mine);
    return mine == NULL ? -1 : 0;
}

static void test_subtype(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = subtype_of(&RcInt_Type, "Mine", NULL);
    RcObject *mine = RcObject_CallOneArg(type, Rc_True);
    assert_refcnt(mine, 1);
    assert_refcnt(type, 2);
    assert_ptr_equal(Rc_TYPE(mine), type);
    assert_true(RcInt_Check(mine));
    assert_false(RcInt_CheckExact(mine));
    assert_int_equal(RcInt_AsLong(mine), 1);
    assert_repr(mine, "1");
    Rc_DECREF(mine);
    assert_refcnt(type, 1);

    RcObject *large = RcInt_FromLong(100000);
    mine = RcObject_CallOneArg(type, large);
    assert_refcnt(large, 1);
    assert_int_equal(RcInt_AsLong(mine), 100000);
    Rc_DECREF(mine);
    Rc_DECREF(large);
    assert_null(RcObject_CallOneArg(type, Rc_None));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(type, 1);
    RcObject *watched[] = {type, NULL};
    assert_true(sweep(call_subtype, type, watched) > 0);
    Rc_DECREF(type);
}

static void test_comparison_and_hash(void **state)
{
    static const Case cases[] = {
        {"1000", "<", "1001", "True"},
        {"1000", "<", "1000", "False"},
        {"1000", "<=", "1000", "True"},
        {"1001", "<=", "1000", "False"},
        {"1000", "==", "1000", "True"},
        {"1000", "==", "-1000", "False"},
        {"1000", "!=", "1000", "False"},
        {"1000", "!=", "1001", "True"},
        {"-1000", ">", "1000", "False"},
        {"1001", ">", "1000", "True"},
        {"1000", ">=", "1001", "False"},
        {"1000", ">=", "-1", "True"},
        {"1", "==", "True", "True"},
        {"1000", "==", "'a'", "False"},
        {"1000", "!=", "None", "True"},
        {"1000", "==", "1000.0", "True"},
        {"1000", ">", "999.5", "True"},
        {"1000", "<", "'a'", "TypeError: '<' not supported between instances of 'int' and 'str'"},
    };
    Rc_UNUSED(state);
    check_cases(cases);
    sweep_cases(cases);
    RcObject *one = RcInt_FromLong(1000);
    RcObject *same = RcInt_FromLong(1000);
    assert_true(RcObject_Hash(one) == RcObject_Hash(same));
    RcObject *unit = RcInt_FromLong(1);
    assert_true(RcObject_Hash(Rc_True) == RcObject_Hash(unit));
    assert_true(RcObject_Hash(unit) != RcObject_Hash(one));
    Rc_DECREF(unit);
    assert_result_is(RcInt_Type.tp_richcompare(one, same, 9), Rc_NotImplemented);
    assert_refcnt(one, 1);
    assert_refcnt(same, 1);
    Rc_DECREF(one);
    Rc_DECREF(same);
}

static int make_int(void *value)
{
    RcObject *made = RcInt_FromInt64(*(int64_t *)value);
    Rc_XDECREF(made);
    return made == NULL ? -1 : 0;
}

static int make_from_args(void *args)
{
    RcObject *made = RcObject_Call((RcObject *)&RcInt_Type, args, NULL);
    Rc_XDECREF(made);
    return made == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    int64_t value = 100000;
    assert_int_equal(sweep(make_int, &value, NULL), 1);
    value = 100;
    assert_int_equal(sweep(make_int, &value, NULL), 0);
    RcObject *args = Rc_BuildValue("(si)", "fffff", 16);
    RcObject *watched[] = {args, RcTuple_GET_ITEM(args, 0), NULL};
    assert_true(sweep(make_from_args, args, watched) >= 1);
    Rc_DECREF(args);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_small_ints_exist_once),
        counted_test(test_from_c),
        counted_test(test_from_c_beyond_64_bits),
        counted_test(test_to_c),
        counted_test(test_to_c_of_negative_numbers),
        counted_test(test_to_c_of_what_does_not_fit),
        counted_test(test_to_c_with_nowhere_to_put_it),
        counted_test(test_to_c_of_other_objects),
        counted_test(test_constructor),
        counted_test(test_subtype),
        counted_test(test_comparison_and_hash),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
