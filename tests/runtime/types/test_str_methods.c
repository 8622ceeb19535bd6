/* The methods of str, called as a user calls them. */
#include "text.h"

#include "hostile.h"

/* op.method(arguments) of a new str; its repr is expected. */
static void gives(const char *op, const char *method, const char *expected, const char *format, ...)
{
    RcObject *str = text(op), *function = RcObject_GetAttrString(str, method), *args, *result;
    va_list values;
    va_start(values, format);
    args = Rc_VaBuildValue(format, values);
    va_end(values);
    assert_non_null(function);
    assert_non_null(args);
    result = RcObject_Call(function, args, NULL);
    assert_non_null(result);
    if (result != str && !Rc_IsImmortal(result)) {
        assert_refcnt(result, 1);
    }
    assert_repr_and_release(result, expected);
    assert_sole_reference(args);
    Rc_DECREF(args);
    Rc_DECREF(function);
    assert_sole_reference(str);
    Rc_DECREF(str);
    assert_live(0);
}

static void test_searching(void **state)
{
    Rc_UNUSED(state);
    const char *op = "abra\xC3\xA9"
                     "abra";
    gives(op, "find", "0", "(s)", "abra");
    gives(op, "find", "5", "(si)", "abra", 1);
    gives(op, "find", "-1", "(sii)", "abra", 1, 8);
    gives(op, "find", "0", "(sOO)", "abra", Rc_None, Rc_None);
    gives(op, "rfind", "5", "(s)", "abra");
    gives(op, "rfind", "-1", "(s)", "z");
    gives(op, "index", "5", "(si)", "abra", -4);
    gives(op, "rindex", "4", "(s)", "\xC3\xA9");
    gives(op, "count", "4", "(s)", "a");
    gives(op, "count", "2", "(si)", "a", 5);
    gives(op, "startswith", "True", "(s)", "abra");
    gives(op, "startswith", "False", "(si)", "abra", 1);
    gives(op, "startswith", "True", "((ss))", "x", "ab");
    gives(op, "startswith", "False", "(())");
    gives(op, "endswith", "True", "(s)", "abra");
    gives(op, "endswith", "True", "(sii)", "\xC3\xA9", 0, 5);
    gives(op, "endswith", "False", "((ss))", "x", "y");
}

static void test_replacing_splitting_joining(void **state)
{
    Rc_UNUSED(state);
    gives("spam", "replace", "'spem'", "(ss)", "a", "e");
    gives("aaa", "replace", "'bba'", "(ssi)", "a", "b", 2);
    gives("a b c", "split", "['a', 'b', 'c']", "()");
    gives("a,b,c", "split", "['a', 'b,c']", "(si)", ",", 1);
    gives("a b c", "split", "['a', 'b c']", "(Oi)", Rc_None, 1);
    gives("a\nb\n", "splitlines", "['a', 'b']", "()");
    gives("a\nb\n", "splitlines", "['a\\n', 'b\\n']", "(i)", 1);
    gives("a=b", "partition", "('a', '=', 'b')", "(s)", "=");
    gives("a=b=c", "rpartition", "('a=b', '=', 'c')", "(s)", "=");
    gives(", ", "join", "'a, b'", "([ss])", "a", "b");
}

static void test_stripping(void **state)
{
    Rc_UNUSED(state);
    gives(" \t\xC2\xA0spam \n", "strip", "'spam'", "()");
    gives(" spam ", "lstrip", "'spam '", "()");
    gives(" spam\xE2\x80\x83", "rstrip", "' spam'", "(O)", Rc_None);
    gives("\xC3\xA9xx\xC3\xA4spam\xC3\xA4", "strip", "'spam'", "(s)", "x\xC3\xA4\xC3\xA9");
    gives("spam", "strip", "'spam'", "()");
    gives("   ", "strip", "''", "()");
    gives("", "strip", "''", "()");
    gives("spam", "strip", "'spam'", "(s)", "");
    RcObject *op = text("spam"), *result = RcObject_CallMethod(op, "strip", NULL);
    assert_ptr_equal(result, op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_case_and_classes(void **state)
{
    Rc_UNUSED(state);
    gives("aZ[@`{\xC3\x84", "lower", "'az[@`{\xC3\x84'", "()");
    gives("aZ[@`{\xC3\xA4", "upper", "'AZ[@`{\xC3\xA4'", "()");
    gives("", "upper", "''", "()");
    gives("0189", "isdigit", "True", "()");
    gives("01a", "isdigit", "False", "()");
    gives("", "isdigit", "False", "()");
    gives("azAZ", "isalpha", "True", "()");
    gives("a1", "isalpha", "False", "()");
    gives("\xC3\xA9", "isalpha", "False", "()");
    gives("a1Z", "isalnum", "True", "()");
    gives("a_", "isalnum", "False", "()");
    gives(" \t\xE2\x80\xA8", "isspace", "True", "()");
    gives(" x", "isspace", "False", "()");
    gives("az", "isascii", "True", "()");
    gives("", "isascii", "True", "()");
    gives("\xC3\xA9", "isascii", "False", "()");
}

static void test_encoding(void **state)
{
    Rc_UNUSED(state);
    gives("\xC3\xA9!", "encode", "b'\\xc3\\xa9!'", "()");
    gives("a", "encode", "b'a'", "(s)", "UTF8");
    gives("a", "encode", "b'a'", "(s)", "Utf_8");
    gives("a", "encode", "b'a'", "(ss)", "UTF-8", "strict");
    RcObject *op = text("a");
    assert_fails(RcObject_CallMethod(op, "encode", "s", "latin-1"), RcExc_LookupError,
                 "unknown encoding: latin-1");
    assert_fails(RcObject_CallMethod(op, "encode", "i", 5), RcExc_TypeError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_keywords(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a,b,c"), *one = number(1), *comma = text(","), *dot = text("."), *names, *function;
    function = RcObject_GetAttrString(op, "split");
    names = Rc_BuildValue("(ss)", "maxsplit", "sep");
    assert_repr_and_release(RcObject_Vectorcall(function, (RcObject *[]){one, comma}, 0, names),
                            "['a', 'b,c']");
    Rc_DECREF(names);
    Rc_DECREF(function);
    function = RcObject_GetAttrString(op, "replace");
    names = Rc_BuildValue("(s)", "count");
    assert_str_and_release(RcObject_Vectorcall(function, (RcObject *[]){comma, dot, one}, 2, names), "a.b,c");
    assert_fails(RcObject_Vectorcall(function, (RcObject *[]){comma, one}, 1, names), RcExc_TypeError, NULL);
    Rc_DECREF(names);
    Rc_DECREF(function);
    function = RcObject_GetAttrString(op, "splitlines");
    names = Rc_BuildValue("(s)", "keepends");
    assert_repr_and_release(RcObject_Vectorcall(function, &one, 0, names), "['a,b,c']");
    Rc_DECREF(names);
    Rc_DECREF(function);
    assert_refcnt(op, 1);
    assert_refcnt(comma, 1);
    assert_refcnt(dot, 1);
    Rc_DECREF(op);
    Rc_DECREF(one);
    Rc_DECREF(comma);
    Rc_DECREF(dot);
    assert_live(0);
}

static void test_wrong_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *five = number(100000), *mixed = Rc_BuildValue("(OO)", op, five);
    RcObject *wrong = Rc_BuildValue("(O)", five);
    assert_fails(RcObject_CallMethod(op, "find", NULL), RcExc_TypeError,
                 "find expected at least 1 argument, got 0");
    assert_fails(RcObject_CallMethod(op, "rfind", "siii", "a", 1, 2, 3), RcExc_TypeError,
                 "rfind expected at most 3 arguments, got 4");
    assert_fails(RcObject_CallMethod(op, "index", "O", five), RcExc_TypeError,
                 "index() argument 1 must be str, not int");
    assert_fails(RcObject_CallMethod(op, "count", "O", five), RcExc_TypeError,
                 "count() argument 1 must be str, not int");
    assert_fails(RcObject_CallMethod(op, "count", NULL), RcExc_TypeError,
                 "count expected at least 1 argument, got 0");
    assert_fails(RcObject_CallMethod(op, "find", "ss", "a", "b"), RcExc_TypeError,
                 "slice indices must be integers or None or have an __index__ method");
    assert_fails(RcObject_CallMethod(op, "find", "sis", "a", 1, "b"), RcExc_TypeError,
                 "slice indices must be integers or None or have an __index__ method");
    assert_fails(RcObject_CallMethod(op, "index", "s", "z"), RcExc_ValueError, "substring not found");
    assert_fails(RcObject_CallMethod(op, "rindex", "s", "z"), RcExc_ValueError, "substring not found");
    assert_fails(RcObject_CallMethod(op, "startswith", "O", five), RcExc_TypeError,
                 "startswith first arg must be str or a tuple of str, not int");
    assert_fails(RcObject_CallMethod(op, "endswith", "(O)", wrong), RcExc_TypeError,
                 "tuple for endswith must only contain str, not int");
    assert_fails(RcObject_CallMethod(op, "endswith", NULL), RcExc_TypeError,
                 "endswith expected at least 1 argument, got 0");
    assert_fails(RcObject_CallMethod(op, "strip", "O", five), RcExc_TypeError,
                 "strip arg must be None or str");
    assert_fails(RcObject_CallMethod(op, "lstrip", "ss", "a", "b"), RcExc_TypeError,
                 "lstrip expected at most 1 argument, got 2");
    assert_fails(RcObject_CallMethod(op, "replace", "OO", five, op), RcExc_TypeError,
                 "replace() argument 1 must be str, not int");
    assert_fails(RcObject_CallMethod(op, "replace", "OO", op, five), RcExc_TypeError,
                 "replace() argument 2 must be str, not int");
    assert_fails(RcObject_CallMethod(op, "split", "O", five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcObject_CallMethod(op, "split", "ss", "a", "b"), RcExc_TypeError, NULL);
    assert_fails(RcObject_CallMethod(op, "splitlines", "ii", 1, 2), RcExc_TypeError, NULL);
    assert_fails(RcObject_CallMethod(op, "join", "O", five), RcExc_TypeError, "can only join an iterable");
    assert_fails(RcObject_CallMethod(op, "partition", "O", five), RcExc_TypeError, "must be str, not int");
    /* The tuple is read up to the first match. */
    assert_repr_and_release(RcObject_CallMethod(op, "startswith", "(O)", mixed), "True");
    assert_refcnt(mixed, 1);
    Rc_DECREF(mixed);
    Rc_DECREF(wrong);
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static RcObject *refuse(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no index");
    return NULL;
}

static void test_a_hostile_index(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *a = text("a");
    Hostile *index = Hostile_New();
    assert_number_and_release(RcObject_CallMethod(op, "find", "OO", a, index), 2);
    index->on_index = refuse;
    assert_fails(RcObject_CallMethod(op, "find", "OO", a, index), RcExc_ValueError, "no index");
    assert_fails(RcObject_CallMethod(op, "startswith", "OO", a, index), RcExc_ValueError, "no index");
    assert_refcnt(index, 1);
    Rc_DECREF(index);
    assert_refcnt(a, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(a);
    Rc_DECREF(op);
    assert_live(0);
}

static int call_many(void *arg)
{
    RcObject *op = arg;
    make_and_release(RcObject_CallMethod(op, "lower", NULL));
    make_and_release(RcObject_CallMethod(op, "strip", "s", "sm"));
    make_and_release(RcObject_CallMethod(op, "split", "si", "a", 1));
    make_and_release(RcObject_CallMethod(op, "replace", "ssi", "a", "b", 1));
    make_and_release(RcObject_CallMethod(op, "encode", NULL));
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("spam"), *watched[] = {op, NULL};
    assert_between(sweep(call_many, op, watched), 8, 60);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_searching),       counted_test(test_replacing_splitting_joining),
        counted_test(test_stripping),       counted_test(test_case_and_classes),
        counted_test(test_encoding),        counted_test(test_keywords),
        counted_test(test_wrong_arguments), counted_test(test_a_hostile_index),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
