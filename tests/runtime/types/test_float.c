/* float: the object, conversions, arithmetic, comparison, hash. */
#include "hostile.h"
#include "number_cases.h"

#include <float.h>
#include <math.h>
#include <recount/hashtable.h>

static void test_from_and_to_c(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(2.5);
    assert_refcnt(number, 1);
    assert_true(RcFloat_Check(number) && RcFloat_CheckExact(number));
    assert_true(RcFloat_AS_DOUBLE(number) == 2.5);
    assert_true(RcFloat_AsDouble(number) == 2.5);
    assert_refcnt(number, 1);
    assert_live(1);
    Rc_DECREF(number);
    assert_live(0);
    assert_true(RcFloat_GetMax() == DBL_MAX);
    assert_true(RcFloat_GetMin() == DBL_MIN);
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

static void test_as_double_of_other_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    assert_true(RcFloat_AsDouble(number) == 100000.0);
    assert_refcnt(number, 1);
    assert_live(1);
    Rc_DECREF(number);

    Hostile *hostile = Hostile_New();
    hostile->on_index = large_index;
    assert_true(RcFloat_AsDouble((RcObject *)hostile) == 100000.0);
    assert_refcnt(hostile, 1);
    assert_live(1);
    hostile->on_index = failing_index;
    assert_true(RcFloat_AsDouble((RcObject *)hostile) == -1.0);
    assert_raises(RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);

    RcObject *text = RcStr_FromString("1.5");
    assert_true(RcFloat_AsDouble(text) == -1.0);
    assert_raises(RcExc_TypeError, "must be real number, not str");
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    RcObject *list = RcList_New(0);
    assert_true(RcFloat_AsDouble(list) == -1.0);
    assert_raises(RcExc_TypeError, "must be real number, not list");
    Rc_DECREF(list);
    assert_true(RcFloat_AsDouble(NULL) == -1.0);
    assert_raises(RcExc_TypeError, "bad argument type for built-in operation");
}

static const Case arithmetic[] = {
    {"0.1", "+", "0.2", "0.30000000000000004"},
    {"1.5", "+", "1000", "1001.5"},
    {"1000", "+", "1.5", "1001.5"},
    {"1.5", "+=", "True", "2.5"},
    {"1.5", "+", "'a'", "TypeError: unsupported operand type(s) for +: 'float' and 'str'"},
    {"1e308", "*", "10.0", "inf"},
    {"1.5", "-", "0.25", "1.25"},
    {"1.5", "-", "None", "TypeError: unsupported operand type(s) for -: 'float' and 'NoneType'"},
    {"1.5", "*", "-2", "-3.0"},
    {"1.5", "*", "None", "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'"},
    {"1.0", "/", "3.0", "0.3333333333333333"},
    {"1.5", "/", "0", "ZeroDivisionError: float division by zero"},
    {"1", "/", "0.0", "ZeroDivisionError: float division by zero"},
    {"1.5", "/", "'a'", "TypeError: unsupported operand type(s) for /: 'float' and 'str'"},
    {"7.5", "//", "2.0", "3.0"},
    {"-7.5", "//", "2.0", "-4.0"},
    {"7.5", "//", "-2.0", "-4.0"},
    {"-1.0", "//", "inf", "-1.0"},
    {"0.5", "//", "-2.0", "-1.0"},
    {"0.0", "//", "-2.0", "-0.0"},
    {"1.0", "//", "0.1", "9.0"},
    {"2.0", "//", "0.2", "9.0"},
    {"inf", "//", "2.0", "nan"},
    {"1.5", "//", "0.0", "ZeroDivisionError: float floor division by zero"},
    {"1.5", "//", "'a'", "TypeError: unsupported operand type(s) for //: 'float' and 'str'"},
    {"7.5", "%", "2.0", "1.5"},
    {"-7.5", "%", "2.0", "0.5"},
    {"7.5", "%", "-2.0", "-0.5"},
    {"6.0", "%", "-2.0", "-0.0"},
    {"-6.0", "%", "2.0", "0.0"},
    {"-1.0", "%", "inf", "inf"},
    {"1.5", "%", "0.0", "ZeroDivisionError: float modulo by zero"},
    {"1.5", "%", "'a'", "TypeError: unsupported operand type(s) for %: 'float' and 'str'"},
    {"-7.5", "divmod", "2.0", "(-4.0, 0.5)"},
    {"1000.5", "divmod", "1000", "(1.0, 0.5)"},
    {"1.5", "divmod", "0.0", "ZeroDivisionError: float divmod()"},
    {"1.5", "divmod", "'a'", "TypeError: unsupported operand type(s) for divmod(): 'float' and 'str'"},
    {"1.5", "<<", "1", "TypeError: unsupported operand type(s) for <<: 'float' and 'int'"},
    {"1.5", "neg", NULL, "-1.5"},
    {"0.0", "neg", NULL, "-0.0"},
    {"1.5", "pos", NULL, "1.5"},
    {"-1.5", "abs", NULL, "1.5"},
    {"1.5", "inv", NULL, "TypeError: bad operand type for unary ~: 'float'"},
    {"1.5", "index", NULL, "TypeError: 'float' object cannot be interpreted as an integer"},
    {"-1000.9", "int", NULL, "-1000"},
    {"1e30", "int", NULL, "OverflowError: float too large to convert to int"},
    {"nan", "int", NULL, "ValueError: cannot convert float NaN to integer"},
    {"1.5", "float", NULL, "1.5"},
    {"0.0", "bool", NULL, "False"},
    {"-0.0", "bool", NULL, "False"},
    {"0.1", "bool", NULL, "True"},
    {"nan", "bool", NULL, "True"},
};

static void test_arithmetic(void **state)
{
    Rc_UNUSED(state);
    check_cases(arithmetic);
    sweep_cases(arithmetic);
}

static const Case powers[] = {
    {"2.0", "**", "0.5", "1.4142135623730951"},
    {"-8.0", "**", "3", "-512.0"},
    {"2", "**", "-1.0", "0.5"},
    {"nan", "**", "0.0", "1.0"},
    {"1.0", "**", "nan", "1.0"},
    {"-1.0", "**", "inf", "1.0"},
    {"0.5", "**", "-inf", "inf"},
    {"-inf", "**", "3.0", "-inf"},
    {"-inf", "**", "0.5", "inf"},
    {"-inf", "**", "-3.0", "-0.0"},
    {"0.0", "**", "-inf", "inf"},
    {"-0.0", "**", "3.0", "-0.0"},
    {"0.0", "**", "-1.5", "ZeroDivisionError: 0.0 cannot be raised to a negative power"},
    {"-8.0", "**", "0.5", "ValueError: negative number cannot be raised to a fractional power"},
    {"10.0", "**", "400", "OverflowError: Numerical result out of range"},
    {"-10.0", "**", "401", "OverflowError: Numerical result out of range"},
    {"10.0", "**", "-400", "0.0"},
    {"1.5", "**", "'a'", "TypeError: unsupported operand type(s) for ** or pow(): 'float' and 'str'"},
    {"1.5", "**=", "2", "2.25"},
};

static void test_powers(void **state)
{
    Rc_UNUSED(state);
    check_cases(powers);
    sweep_cases(powers);
    RcObject *base = RcFloat_FromDouble(1.5);
    RcObject *modulus = RcInt_FromLong(1000);
    assert_null(RcNumber_Power(base, base, modulus));
    assert_raises(RcExc_TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
    assert_refcnt(base, 1);
    assert_refcnt(modulus, 1);
    Rc_DECREF(base);
    Rc_DECREF(modulus);
}

static const Case comparisons[] = {
    {"1.5", "<", "2.5", "True"},
    {"1.5", "==", "1.5", "True"},
    {"nan", "==", "nan", "False"},
    {"nan", "!=", "nan", "True"},
    {"nan", "<", "1.0", "False"},
    {"0.0", "==", "-0.0", "True"},
    {"1000.0", "==", "1000", "True"},
    {"1000", "==", "1000.0", "True"},
    {"1000.5", ">", "1000", "True"},
    {"-1000.5", "<", "-1000", "True"},
    {"1000", "<", "1000.5", "True"},
    {"1000.0", "<", "1001", "True"},
    {"1000.0", ">=", "999", "True"},
    {"nan", "==", "1000", "False"},
    {"nan", "!=", "1000", "True"},
    {"nan", ">=", "1000", "False"},
    {"1000", "!=", "nan", "True"},
    {"inf", ">", "9223372036854775807", "True"},
    {"-inf", "<", "-9223372036854775808", "True"},
    /* As doubles these would be equal. */
    {"9007199254740992.0", "==", "9007199254740993", "False"},
    {"9007199254740992.0", "<", "9007199254740993", "True"},
    {"9007199254740993", ">", "9007199254740992.0", "True"},
    {"9223372036854775808.0", "==", "9223372036854775807", "False"},
    {"9223372036854775808.0", ">", "9223372036854775807", "True"},
    {"-9223372036854775808.0", "==", "-9223372036854775808", "True"},
    {"1.5", "==", "'a'", "False"},
    {"1.5", "<", "'a'", "TypeError: '<' not supported between instances of 'float' and 'str'"},
};

static void test_comparison(void **state)
{
    Rc_UNUSED(state);
    check_cases(comparisons);
    sweep_cases(comparisons);
}

static void test_hash(void **state)
{
    static const double integral[] = {0, 1, -1, 100000, -100000, 0x1p53, 0x1p62, -0x1p63};
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof integral / sizeof integral[0]; i++) {
        RcObject *as_float = RcFloat_FromDouble(integral[i]);
        RcObject *as_int = RcInt_FromDouble(integral[i]);
        assert_true(RcObject_Hash(as_float) == RcObject_Hash(as_int));
        assert_refcnt(as_float, 1);
        Rc_DECREF(as_float);
        Rc_DECREF(as_int);
    }
    RcObject *half = RcFloat_FromDouble(0.5);
    RcObject *same = RcFloat_FromDouble(0.5);
    RcObject *nan = RcFloat_FromDouble((double)NAN);
    RcObject *other_nan = RcFloat_FromDouble((double)NAN);
    assert_true(RcObject_Hash(half) == RcObject_Hash(same));
    assert_true(RcObject_Hash(nan) == RcObject_Hash(nan));
    assert_true(RcObject_Hash(nan) != RcObject_Hash(other_nan));
    Rc_DECREF(half);
    Rc_DECREF(same);
    Rc_DECREF(nan);
    Rc_DECREF(other_nan);
}

static void check_call(RcObject *args, const char *expected)
{
    const Case line = {"float", "call", NULL, NULL};
    RcObject *result = RcObject_Call((RcObject *)&RcFloat_Type, args, NULL);
    if (result != NULL) {
        int same = RcTuple_GET_SIZE(args) == 1 && result == RcTuple_GET_ITEM(args, 0);
        assert_true(RcFloat_CheckExact(result));
        assert_refcnt(result, 1 + same);
    }
    check_result(result, expected, &line);
    Rc_DECREF(args);
    assert_live(0);
}

static void test_constructor(void **state)
{
    Rc_UNUSED(state);
    check_call(RcTuple_New(0), "0.0");
    check_call(Rc_BuildValue("(d)", 2.5), "2.5");
    check_call(Rc_BuildValue("(i)", 5000), "5000.0");
    check_call(Rc_BuildValue("(s)", " -2.5e3 "), "-2500.0");
    check_call(Rc_BuildValue("(N)", RcBytes_FromString("2.5")), "2.5");
    check_call(Rc_BuildValue("(s)", "x"), "ValueError: could not convert string to float: 'x'");
    check_call(Rc_BuildValue("(N)", RcList_New(0)),
               "TypeError: float() argument must be a string or a real number, not 'list'");
    check_call(Rc_BuildValue("(dd)", 2.5, 3.5), "TypeError: float expected at most 1 argument, got 2");

    RcObject *args = RcTuple_New(0);
    RcObject *value = RcFloat_FromDouble(2.5);
    RcObject *kwargs = RcHashTable_New();
    RcHashTable_SetItemString(kwargs, "x", value);
    assert_null(RcObject_Call((RcObject *)&RcFloat_Type, args, kwargs));
    assert_raises(RcExc_TypeError, "float() takes no keyword arguments");
    assert_refcnt(kwargs, 1);
    assert_refcnt(value, 2);
    assert_null(RcFloat_Type.tp_new(&RcFloat_Type, args, value)); /* no mapping */
    assert_raises(RcExc_TypeError, NULL);
    Rc_DECREF(kwargs);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    Rc_DECREF(args);
}

static int keyword_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    return kwargs != NULL && RcMapping_Size(kwargs) == 1 ? 0 : -1;
}

static void test_a_subtype_may_take_keywords(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{Rc_tp_init, (void *)(uintptr_t)keyword_init}, {0, NULL}};
    RcObject *type = subtype_of(&RcFloat_Type, "Mine", slots);
    RcObject *args = Rc_BuildValue("(d)", 2.5);
    RcObject *value = RcFloat_FromDouble(3.5);
    RcObject *kwargs = RcHashTable_New();
    RcHashTable_SetItemString(kwargs, "x", value);
    RcObject *mine = RcObject_Call(type, args, kwargs);
    assert_refcnt(mine, 1);
    assert_refcnt(type, 2);
    assert_refcnt(kwargs, 1);
    assert_refcnt(value, 2);
    assert_repr(mine, "2.5");
    Rc_DECREF(mine);
    Rc_DECREF(kwargs);
    Rc_DECREF(value);
    Rc_DECREF(args);
    Rc_DECREF(type);
}

static int call_subtype(void *type)
{
    RcObject *mine = RcObject_CallOneArg(type, Rc_True);
    Rc_XDECREF(mine);
    return mine == NULL ? -1 : 0;
}

static void test_subtype(void **state)
{
    static const char *const operations[] = {"pos", "float", "abs", "neg"};
    Rc_UNUSED(state);
    RcObject *type = subtype_of(&RcFloat_Type, "Mine", NULL);
    RcObject *value = RcFloat_FromDouble(2.5);
    RcObject *mine = RcObject_CallOneArg(type, value);
    assert_refcnt(value, 1);
    assert_refcnt(type, 2);
    assert_ptr_equal(Rc_TYPE(mine), type);
    assert_true(RcFloat_Check(mine));
    assert_false(RcFloat_CheckExact(mine));
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        RcObject *result = one_operand(operations[i], mine);
        assert_true(RcFloat_CheckExact(result));
        assert_ptr_not_equal(result, mine);
        assert_refcnt(result, 1);
        assert_refcnt(mine, 1);
        Rc_DECREF(result);
    }
    assert_int_equal(RcObject_RichCompareBool(mine, value, Rc_EQ), 1);
    assert_true(RcFloat_AsDouble(mine) == 2.5);
    Rc_DECREF(mine);
    Rc_DECREF(value);
    assert_null(RcObject_CallOneArg(type, Rc_None));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(type, 1);
    RcObject *watched[] = {type, NULL};
    assert_true(sweep(call_subtype, type, watched) >= 2);
    Rc_DECREF(type);
}

static int as_double(void *op)
{
    double value = RcFloat_AsDouble(op);
    return value == -1.0 && RcErr_Occurred() ? -1 : 0;
}

static void test_as_double_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_index = large_index;
    RcObject *watched[] = {(RcObject *)hostile, NULL};
    assert_int_equal(sweep(as_double, hostile, watched), 2);
    Rc_DECREF(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_from_and_to_c), counted_test(test_as_double_of_other_objects),
        counted_test(test_arithmetic),    counted_test(test_powers),
        counted_test(test_comparison),    counted_test(test_hash),
        counted_test(test_constructor),   counted_test(test_a_subtype_may_take_keywords),
        counted_test(test_subtype),       counted_test(test_as_double_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
