/* Building values: each unit, containers, and who owns what when it fails. */
#include "support.h"

#include "hostile.h"

#include <recount/args.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/hashtable.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <limits.h>
#include <string.h>

static RcObject *number(void)
{
    return RcFloat_FromDouble(2.5);
}

/* What was built (stolen) has this repr, and is the caller's alone. */
static void assert_built(RcObject *built, const char *repr)
{
    assert_no_error();
    assert_non_null(built);
    if (!Rc_IsImmortal(built)) {
        assert_refcnt(built, 1);
    }
    assert_repr(built, repr);
    Rc_DECREF(built);
}

/* ---- Units */

static void test_integers(void **state)
{
    Rc_UNUSED(state);
    assert_built(Rc_BuildValue("b", -100), "-100");
    assert_built(Rc_BuildValue("B", 255), "255");
    assert_built(Rc_BuildValue("h", -1000), "-1000");
    assert_built(Rc_BuildValue("H", 65535), "65535");
    assert_built(Rc_BuildValue("i", INT_MIN), "-2147483648");
    assert_built(Rc_BuildValue("I", UINT_MAX), "4294967295");
    assert_built(Rc_BuildValue("l", 1000000L), "1000000");
    assert_built(Rc_BuildValue("k", 1000000UL), "1000000");
    assert_built(Rc_BuildValue("L", LLONG_MIN), "-9223372036854775808");
    assert_built(Rc_BuildValue("K", 1ULL << 40), "1099511627776");
    assert_built(Rc_BuildValue("n", (Rc_ssize_t)-5000), "-5000");
    assert_null(Rc_BuildValue("K", ULLONG_MAX));
    assert_raises(RcExc_OverflowError, NULL);
    assert_live(0);
}

static void test_other_values(void **state)
{
    Rc_UNUSED(state);
    assert_built(Rc_BuildValue("d", 1.5), "1.5");
    assert_built(Rc_BuildValue("f", 0.25f), "0.25");
    assert_built(Rc_BuildValue("c", 'x'), "b'x'");
    assert_built(Rc_BuildValue("s", "h\303\251"), "'h\303\251'");
    assert_built(Rc_BuildValue("z", "text"), "'text'");
    assert_built(Rc_BuildValue("U", "text"), "'text'");
    assert_built(Rc_BuildValue("y", "text"), "b'text'");
    assert_built(Rc_BuildValue("s#", "a\0b", (Rc_ssize_t)3), "'a\\x00b'");
    assert_built(Rc_BuildValue("z#", "abc", (Rc_ssize_t)2), "'ab'");
    assert_built(Rc_BuildValue("U#", "abc", (Rc_ssize_t)0), "''");
    assert_built(Rc_BuildValue("y#", "a\0b", (Rc_ssize_t)3), "b'a\\x00b'");
    assert_built(Rc_BuildValue("s#", "abc", (Rc_ssize_t)-1), "'abc'");
    const char *units[] = {"s", "z", "U", "y"}, *sized[] = {"s#", "z#", "U#", "y#"};
    for (int i = 0; i < 4; i++) {
        assert_result_is(Rc_BuildValue(units[i], NULL), Rc_None);
        assert_result_is(Rc_BuildValue(sized[i], NULL, (Rc_ssize_t)3), Rc_None);
    }
    assert_null(Rc_BuildValue("s", "\377"));
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_live(0);
}

static void test_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = number();
    assert_ptr_equal(Rc_BuildValue("O", op), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_ptr_equal(Rc_BuildValue("S", op), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_ptr_equal(Rc_BuildValue("N", op), op);
    assert_refcnt(op, 1);
    RcObject *tuple = Rc_BuildValue("(ON)", op, Rc_NewRef(op));
    assert_refcnt(tuple, 1);
    assert_refcnt(op, 3);
    Rc_DECREF(tuple);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
}

static RcObject *convert(void *arg)
{
    return arg != NULL ? Rc_NewRef((RcObject *)arg) : NULL;
}

static RcObject *convert_badly(void *arg)
{
    Rc_UNUSED(arg);
    RcErr_SetString(RcExc_IndexError, "no conversion");
    return NULL;
}

static void test_converters(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = number();
    RcObject *built = Rc_BuildValue("O&", convert, op);
    assert_ptr_equal(built, op);
    assert_refcnt(op, 2);
    Rc_DECREF(built);
    built = Rc_BuildValue("S&", convert, op);
    assert_ptr_equal(built, op);
    assert_refcnt(op, 2);
    Rc_DECREF(built);
    built = Rc_BuildValue("[O&i]", convert, op, 1);
    assert_refcnt(op, 2);
    assert_built(built, "[2.5, 1]");
    assert_refcnt(op, 1);
    assert_null(Rc_BuildValue("O&", convert_badly, op));
    assert_raises(RcExc_IndexError, "no conversion");
    assert_null(Rc_BuildValue("O&", convert, NULL));
    assert_raises(RcExc_SystemError, "NULL object passed to Rc_BuildValue");
    Rc_DECREF(op);
}

/* ---- Containers */

static void test_one_many_none(void **state)
{
    Rc_UNUSED(state);
    assert_result_is(Rc_BuildValue(""), Rc_None);
    assert_result_is(Rc_BuildValue(" ,\t:"), Rc_None);
    assert_built(Rc_BuildValue("i", 1000), "1000");
    assert_built(Rc_BuildValue(" i , ", 1000), "1000");
    assert_built(Rc_BuildValue("ii", 1, 2), "(1, 2)");
    assert_built(Rc_BuildValue("i, s : d\tn", 1, "x", 2.5, (Rc_ssize_t)3), "(1, 'x', 2.5, 3)");
    assert_live(0);
}

static void test_containers(void **state)
{
    Rc_UNUSED(state);
    assert_built(Rc_BuildValue("()"), "()");
    assert_built(Rc_BuildValue("( )"), "()");
    assert_built(Rc_BuildValue("(i)", 1000), "(1000,)");
    assert_built(Rc_BuildValue("(i,s#)", 1000, "xyz", (Rc_ssize_t)2), "(1000, 'xy')");
    assert_built(Rc_BuildValue("[]"), "[]");
    assert_built(Rc_BuildValue("[i s ]", 1000, "x"), "[1000, 'x']");
    assert_built(Rc_BuildValue("((ii)[i](()))", 1, 2, 3), "((1, 2), [3], ((),))");
    assert_built(Rc_BuildValue("(i)[i]", 1, 2), "((1,), [2])");
    assert_live(0);
}

static void test_mapping(void **state)
{
    Rc_UNUSED(state);
    RcObject *mapping = Rc_BuildValue("{}");
    assert_refcnt(mapping, 1);
    assert_int_equal(RcMapping_Size(mapping), 0);
    Rc_DECREF(mapping);
    RcObject *key = RcStr_FromString("key"), *value = number(), *other = number();
    mapping = Rc_BuildValue("{O:O, s:N, i:(i)}", key, value, "more", Rc_NewRef(other), 3, 4);
    assert_refcnt(mapping, 1);
    assert_int_equal(RcMapping_Size(mapping), 3);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    assert_refcnt(other, 2);
    RcObject *got = RcMapping_GetItemString(mapping, "more");
    assert_ptr_equal(got, other);
    Rc_DECREF(got);
    Rc_DECREF(mapping);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    assert_refcnt(other, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
    Rc_DECREF(other);
    assert_live(0);
}

/* ---- N steals, whatever happens */

/* Builds with up to four N arguments before and behind what fails; all are stolen. */
static void check_stolen(const char *format, RcObject *type, const char *message)
{
    RcObject *op = number();
    for (int i = 0; i < 4; i++) {
        Rc_INCREF(op);
    }
    assert_null(Rc_BuildValue(format, op, op, op, NULL, op));
    assert_raises(type, message);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_stolen_on_failure(void **state)
{
    Rc_UNUSED(state);
    const char *const null = "NULL object passed to Rc_BuildValue";
    const char *const unmatched = "unmatched paren in format";
    check_stolen("NNNON", RcExc_SystemError, null);
    check_stolen("(NNNON)", RcExc_SystemError, null);
    check_stolen("[N[NN]ON]", RcExc_SystemError, null);
    check_stolen("(N)(NN)[O[[N]]]", RcExc_SystemError, null);
    check_stolen("{N:N,N:N,N}", RcExc_SystemError, "odd number of units in a mapping's format");
    check_stolen("[{N:N,N:O},N]", RcExc_SystemError, null);
    check_stolen("[{N:N},{N:N},N]", RcExc_SystemError, null);
    check_stolen("(NNNNN", RcExc_SystemError, unmatched);
    check_stolen("[NNNNN)", RcExc_SystemError, unmatched);
    check_stolen("(NNN]NN", RcExc_SystemError, unmatched);
    check_stolen("NNNNN)", RcExc_SystemError, unmatched);
    RcObject *list = RcList_New(0);
    RcObject *op = number();
    assert_null(Rc_BuildValue("{N:N,N:N}", Rc_NewRef(list), Rc_NewRef(op), Rc_NewRef(op), Rc_NewRef(op)));
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(list, 1);
    assert_refcnt(op, 1);
    assert_null(Rc_BuildValue("NiO&NsNy#Ndc", Rc_NewRef(op), 1, convert_badly, NULL, Rc_NewRef(op), "x",
                              Rc_NewRef(op), "xy", (Rc_ssize_t)2, Rc_NewRef(op), 1.5, 'c'));
    assert_raises(RcExc_IndexError, "no conversion");
    assert_refcnt(op, 1);
    /* A converter behind the failure is asked, and what it makes is let go. */
    assert_null(Rc_BuildValue("OO&N", NULL, convert, op, Rc_NewRef(op)));
    assert_raises(RcExc_SystemError, "NULL object passed to Rc_BuildValue");
    assert_refcnt(op, 1);
    /* An error behind the first one does not take its place. */
    assert_null(Rc_BuildValue("sO&N", "\377", convert_badly, op, Rc_NewRef(op)));
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    Rc_DECREF(list);
}

static void test_null_keeps_the_pending_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "the reason");
    assert_null(Rc_BuildValue("(iN)", 1, NULL));
    assert_raises(RcExc_ValueError, "the reason");
    RcErr_SetString(RcExc_ValueError, "the reason");
    assert_null(Rc_BuildValue("O", NULL));
    assert_raises(RcExc_ValueError, "the reason");
    assert_null(Rc_BuildValue("N", NULL));
    assert_raises(RcExc_SystemError, "NULL object passed to Rc_BuildValue");
    assert_live(0);
}

/* ---- Bad formats */

static void test_bad_formats(void **state)
{
    Rc_UNUSED(state);
    const char *const bad_q = "bad format char 'q' passed to Rc_BuildValue";
    const char *const bad_number = "bad format char '#' passed to Rc_BuildValue";
    const char *const bad_and = "bad format char '&' passed to Rc_BuildValue";
    const char *const unmatched = "unmatched paren in format";
    const char *const tests[][2] = {
        {"q", bad_q},         {"(q)", bad_q},          {"[q]", bad_q},      {"{qi}", bad_q},
        {"{iq}", bad_q},      {"i#", bad_number},      {"ii#", bad_number}, {"(i#)i", bad_number},
        {"i&", bad_and},      {"&", bad_and},          {"#", bad_number},   {"(", unmatched},
        {")", unmatched},     {"(]", unmatched},       {"[)", unmatched},   {"{i:i", unmatched},
        {"{i:i]", unmatched}, {"i)", unmatched},       {"((i)", unmatched}, {"i)(i", unmatched},
        {"([)]", unmatched},  {"([)])", unmatched},    {"([))", unmatched}, {"{]", unmatched},
        {"[i#]", bad_number}, {"{i:i#i}", bad_number},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        assert_null(Rc_BuildValue(tests[i][0], 1, 2, 3));
        assert_raises(RcExc_SystemError, tests[i][1]);
    }
    assert_null(Rc_BuildValue("s&", "x"));
    assert_raises(RcExc_SystemError, bad_and);
    assert_null(Rc_BuildValue("O#", Rc_None));
    assert_raises(RcExc_SystemError, bad_number);
    assert_null(Rc_BuildValue(NULL));
    assert_raises(RcExc_SystemError, "Rc_BuildValue: bad argument");
    assert_live(0);
}

static void test_depth(void **state)
{
    Rc_UNUSED(state);
    char format[220];
    memset(format, '(', 100);
    memset(format + 100, ')', 100);
    format[200] = '\0';
    RcObject *built = Rc_BuildValue(format);
    assert_non_null(built);
    assert_refcnt(built, 1);
    Rc_DECREF(built);
    assert_live(0);
    memset(format, '[', 101);
    memset(format + 101, ']', 101);
    format[202] = '\0';
    assert_null(Rc_BuildValue(format));
    assert_raises(RcExc_SystemError, "too many nested containers in format");
    assert_live(0);
}

/* ---- Out of memory */

static int build_much(void *arg)
{
    RcObject *built =
        Rc_BuildValue("(N[Oid{s:N,i:(N)}y#]scKN)", Rc_NewRef(arg), arg, 1000, 1.5, "key", Rc_NewRef(arg),
                      2000, Rc_NewRef(arg), "bytes", (Rc_ssize_t)3, "text", 'c', 5000ULL, Rc_NewRef(arg));
    if (built == NULL) {
        return -1;
    }
    Rc_DECREF(built);
    return 0;
}

static int build_pair(void *arg)
{
    RcObject *built = Rc_BuildValue("lN", 1000L, Rc_NewRef(arg));
    if (built == NULL) {
        return -1;
    }
    Rc_DECREF(built);
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = number();
    RcObject *watched[] = {op, NULL};
    assert_true(sweep(build_much, op, watched) >= 10);
    assert_int_equal(sweep(build_pair, op, watched), 2);
    Rc_DECREF(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_integers),
        counted_test(test_other_values),
        counted_test(test_objects),
        counted_test(test_converters),
        counted_test(test_one_many_none),
        counted_test(test_containers),
        counted_test(test_mapping),
        counted_test(test_stolen_on_failure),
        counted_test(test_null_keeps_the_pending_error),
        counted_test(test_bad_formats),
        counted_test(test_depth),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
