/* int: every operation with its result, its errors, and the counts of all operands. */
#include "number_cases.h"

#define MAX "9223372036854775807"
#define MIN "-9223372036854775808"
#define BEYOND "OverflowError: int result is beyond 64 bits: "

static const Case plus_minus_times[] = {
    {"1000", "+", "2000", "3000"},
    {"1", "+", "-1", "0"},
    {"250", "+", "6", "256"},
    {"250", "+", "7", "257"},
    {MAX, "+", "0", MAX},
    {MAX, "+", "1", BEYOND MAX " + 1"},
    {MIN, "+", "-1", BEYOND MIN " + -1"},
    {"True", "+", "True", "2"},
    {"5000", "+", "0.5", "5000.5"},
    {"5000", "+", "'a'", "TypeError: unsupported operand type(s) for +: 'int' and 'str'"},
    {"5000", "+=", "None", "TypeError: unsupported operand type(s) for +=: 'int' and 'NoneType'"},
    {"5000", "+=", "1", "5001"},
    {"1000", "-", "2000", "-1000"},
    {MIN, "-", "1", BEYOND MIN " - 1"},
    {"0", "-", MIN, BEYOND "0 - " MIN},
    {"1000", "-=", "1", "999"},
    {"1000", "-", "'a'", "TypeError: unsupported operand type(s) for -: 'int' and 'str'"},
    {"1000", "*", "-2000", "-2000000"},
    {"3037000500", "*", "3037000500", BEYOND "3037000500 * 3037000500"},
    {MIN, "*", "-1", BEYOND MIN " * -1"},
    {MIN, "*", "1", MIN},
    {"1000", "*=", "2", "2000"},
    {"1000", "*", "None", "TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'"},
    {"1000", "@", "2000", "TypeError: unsupported operand type(s) for @: 'int' and 'int'"},
};

static void test_plus_minus_times(void **state)
{
    Rc_UNUSED(state);
    check_cases(plus_minus_times);
    sweep_cases(plus_minus_times);
}

static const Case division[] = {
    {"7", "//", "2", "3"},
    {"-7", "//", "2", "-4"},
    {"7", "//", "-2", "-4"},
    {"-7", "//", "-2", "3"},
    {"8000", "//", "-2", "-4000"},
    {MIN, "//", "-1", BEYOND MIN " // -1"},
    {MIN, "//", "1", MIN},
    {MAX, "//", "-1", "-9223372036854775807"},
    {"7000", "//", "0", "ZeroDivisionError: integer division or modulo by zero"},
    {"7000", "//", "'a'", "TypeError: unsupported operand type(s) for //: 'int' and 'str'"},
    {"7000", "//=", "2", "3500"},
    {"7000", "//", "0.5", "14000.0"},
    {"7", "%", "3", "1"},
    {"-7", "%", "3", "2"},
    {"7", "%", "-3", "-2"},
    {"-7", "%", "-3", "-1"},
    {"-9000", "%", "3000", "0"},
    {MIN, "%", "-1", "0"},
    {MIN, "%", MAX, "9223372036854775806"},
    {"7000", "%", "0", "ZeroDivisionError: integer modulo by zero"},
    {"7000", "%=", "4000", "3000"},
    {"7000", "%", "None", "TypeError: unsupported operand type(s) for %: 'int' and 'NoneType'"},
    {"7000", "divmod", "-3000", "(-3, -2000)"},
    {"-7000000", "divmod", "3000", "(-2334, 2000)"},
    {MIN, "divmod", "-1", BEYOND MIN " // -1"},
    {"7000", "divmod", "0", "ZeroDivisionError: integer division or modulo by zero"},
    {"7000", "divmod", "'a'", "TypeError: unsupported operand type(s) for divmod(): 'int' and 'str'"},
    {"1", "/", "3", "0.3333333333333333"},
    {"-6000", "/", "4", "-1500.0"},
    {"6000", "/=", "4", "1500.0"},
    {"0", "/", "1000000000000000000", "0.0"},
    {"0", "/", "-1000000000000000000", "-0.0"},
    {"6000", "/", "0", "ZeroDivisionError: division by zero"},
    {"6000", "/", "'a'", "TypeError: unsupported operand type(s) for /: 'int' and 'str'"},
};

static void test_division(void **state)
{
    Rc_UNUSED(state);
    check_cases(division);
    sweep_cases(division);
}

/* Where converting both operands first would round twice.  Expected: computed with exact integers. */
static void test_true_division_rounds_once(void **state)
{
    static const Case cases[] = {
        {"9007199254740993", "/", "1", "9007199254740992.0"},
        {"9007199254740995", "/", "1", "9007199254740996.0"},
        {MAX, "/", "9223372036854775806", "1.0"},
        {MAX, "/", "3", "3.0744573456182584e+18"},
        {"9007199254740993", "/", "9007199254740995", "0.9999999999999998"},
        {"-9007199254740993", "/", "3", "-3002399751580331.0"},
        {"1", "/", MIN, "-1.0842021724855044e-19"},
        {MIN, "/", MIN, "1.0"},
        {"9223372036854774785", "/", "2", "4.6116860184273874e+18"},
        {"3", "/", "9007199254740995", "3.3306690738754686e-16"},
    };
    Rc_UNUSED(state);
    check_cases(cases);
}

static const Case powers[] = {
    {"3", "**", "4", "81"},
    {"0", "**", "0", "1"},
    {"0", "**", "5000", "0"},
    {"-1", "**", "9223372036854775807", "-1"},
    {"2", "**", "62", "4611686018427387904"},
    {"-2", "**", "63", MIN},
    {"2", "**", "63", BEYOND "2 ** 63"},
    {"10", "**", "18", "1000000000000000000"},
    {"10", "**", "19", BEYOND "10 ** 19"},
    {"3000000000", "**", "2", "9000000000000000000"},
    {MAX, "**", "1", MAX},
    {"1000", "**", "-1", "0.001"},
    {"-2", "**", "-3", "-0.125"},
    {"0", "**", "-1", "ZeroDivisionError: 0.0 cannot be raised to a negative power"},
    {"1000", "**", "'a'", "TypeError: unsupported operand type(s) for ** or pow(): 'int' and 'str'"},
    {"1000", "**=", "2", "1000000"},
    {"1000", "**=", "None", "TypeError: unsupported operand type(s) for **=: 'int' and 'NoneType'"},
    {"2", "**", "0.5", "1.4142135623730951"},
};

static void test_powers(void **state)
{
    Rc_UNUSED(state);
    check_cases(powers);
    sweep_cases(powers);
}

static void test_power_with_modulus(void **state)
{
    static const struct {
        const char *base, *exponent, *modulus, *expected;
    } cases[] = {
        {"3", "4000", "1000", "1"},
        {"-3", "3", "5", "3"},
        {"3", "3", "-5", "-3"},
        {"5", "1", "-5", "0"},
        {"7", "0", "1", "0"},
        {"7", "-3", "1", "0"},
        {"7", "0", "-1000", "-999"},
        {"3", "-1", "7000", "4667"},
        {"-3", "-2", "7", "4"},
        {"3", "-9223372036854775808", "7", "4"},
        {"2", "-1", "4000", "ValueError: base is not invertible for the given modulus"},
        {"0", "-1", "4000", "ValueError: base is not invertible for the given modulus"},
        {"2", "3", "0", "ValueError: pow() 3rd argument cannot be 0"},
        {"9223372036854775807", "9223372036854775807", "9223372036854775783", "86762353606963200"},
        {"9223372036854775806", "2", "-9223372036854775808", "-9223372036854775804"},
        {"1000", "2", "'a'", "TypeError: unsupported operand type(s) for ** or pow(): 'int', 'int', 'str'"},
        {"1000", "'a'", "2000",
         "TypeError: unsupported operand type(s) for ** or pow(): 'int', 'str', 'int'"},
        {"1000", "2", "3.5", "TypeError: pow() 3rd argument not allowed unless all arguments are integers"},
    };
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Case line = {cases[i].base, "** %", cases[i].modulus, NULL};
        RcObject *base = operand(cases[i].base);
        RcObject *exponent = operand(cases[i].exponent);
        RcObject *modulus = operand(cases[i].modulus);
        RcObject *result = RcNumber_Power(base, exponent, modulus);
        assert_refcnt(base, count_now(base));
        assert_refcnt(exponent, count_now(exponent));
        assert_refcnt(modulus, count_now(modulus));
        check_result(result, cases[i].expected, &line);
        Rc_DECREF(base);
        Rc_DECREF(exponent);
        Rc_DECREF(modulus);
        assert_live(0);
    }
}

static const Case bits[] = {
    {"1000", "<<", "3", "8000"},
    {"-1", "<<", "63", MIN},
    {"1", "<<", "62", "4611686018427387904"},
    {"1", "<<", "63", BEYOND "1 << 63"},
    {"-2", "<<", "63", BEYOND "-2 << 63"},
    {"-1", "<<", "64", BEYOND "-1 << 64"},
    {"0", "<<", "5000", "0"},
    {MAX, "<<", "0", MAX},
    {"1000", "<<", "-1", "ValueError: negative shift count"},
    {"1000", "<<", "1.5", "TypeError: unsupported operand type(s) for <<: 'int' and 'float'"},
    {"1000", "<<=", "1", "2000"},
    {"1000", ">>", "3", "125"},
    {"-1001", ">>", "1", "-501"},
    {"-1000", ">>", "5000", "-1"},
    {"1000", ">>", "5000", "0"},
    {MIN, ">>", "63", "-1"},
    {"1000", ">>", "-1", "ValueError: negative shift count"},
    {"1000", ">>", "'a'", "TypeError: unsupported operand type(s) for >>: 'int' and 'str'"},
    {"1000", ">>=", "1", "500"},
    {"1000", "&", "-256", "768"},
    {"1000", "&=", "4095", "1000"},
    {"1000", "&", "1.5", "TypeError: unsupported operand type(s) for &: 'int' and 'float'"},
    {"1000", "^", "-1", "-1001"},
    {"1000", "^=", "1", "1001"},
    {"1000", "^", "'a'", "TypeError: unsupported operand type(s) for ^: 'int' and 'str'"},
    {"1000", "|", "4096", "5096"},
    {"1000", "|=", "-1", "-1"},
    {"1000", "|", "None", "TypeError: unsupported operand type(s) for |: 'int' and 'NoneType'"},
};

static void test_bits(void **state)
{
    Rc_UNUSED(state);
    check_cases(bits);
    sweep_cases(bits);
}

static const Case one[] = {
    {"1000", "neg", NULL, "-1000"},
    {MAX, "neg", NULL, "-9223372036854775807"},
    {MIN, "neg", NULL, BEYOND "-(" MIN ")"},
    {"1000", "pos", NULL, "1000"},
    {"-1000", "abs", NULL, "1000"},
    {"1000", "abs", NULL, "1000"},
    {MIN, "abs", NULL, BEYOND "abs(" MIN ")"},
    {"1000", "inv", NULL, "-1001"},
    {MAX, "inv", NULL, MIN},
    {"0", "bool", NULL, "False"},
    {"-1000", "bool", NULL, "True"},
    {"1000", "int", NULL, "1000"},
    {"1000", "index", NULL, "1000"},
    {"1000", "float", NULL, "1000.0"},
    {MAX, "float", NULL, "9.223372036854776e+18"},
};

static void test_one_operand(void **state)
{
    Rc_UNUSED(state);
    check_cases(one);
    sweep_cases(one);
}

static void test_results_of_a_subtype_are_exact_ints(void **state)
{
    static const char *const operations[] = {"pos", "abs", "int", "index", "neg", "inv"};
    Rc_UNUSED(state);
    RcObject *type = subtype_of(&RcInt_Type, "Mine", NULL);
    RcObject *text = RcStr_FromString("1000");
    RcObject *mine = RcObject_CallOneArg(type, text);
    assert_refcnt(type, 2);
    assert_refcnt(text, 1);
    assert_ptr_equal(Rc_TYPE(mine), type);
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        RcObject *result = one_operand(operations[i], mine);
        assert_ptr_not_equal(result, mine);
        assert_true(RcInt_CheckExact(result));
        assert_refcnt(result, 1);
        assert_refcnt(mine, 1);
        assert_refcnt(type, 2);
        Rc_DECREF(result);
    }
    RcObject *sum = RcNumber_Add(mine, mine);
    assert_true(RcInt_CheckExact(sum));
    assert_repr(sum, "2000");
    assert_refcnt(sum, 1);
    assert_refcnt(mine, 1);
    Rc_DECREF(sum);
    Rc_DECREF(mine);
    assert_refcnt(type, 1);
    Rc_DECREF(text);
    Rc_DECREF(type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_plus_minus_times),
        counted_test(test_division),
        counted_test(test_true_division_rounds_once),
        counted_test(test_powers),
        counted_test(test_power_with_modulus),
        counted_test(test_bits),
        counted_test(test_one_operand),
        counted_test(test_results_of_a_subtype_are_exact_ints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
