/* bool: two immortal ints with a logic of their own. */
#include "fatal.h"
#include "hostile.h"
#include "number_cases.h"

#include <recount/hashtable.h>

static void test_the_two_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *both[] = {Rc_False, Rc_True};
    expect_findings("over-decref", 2);
    for (int i = 0; i < 2; i++) {
        assert_refcnt(both[i], RC_IMMORTAL_REFCNT);
        assert_true(RcBool_Check(both[i]));
        assert_true(RcInt_Check(both[i]));
        assert_false(RcInt_CheckExact(both[i]));
        assert_int_equal(RcInt_AsLong(both[i]), i);
        assert_ptr_equal(RcBool_FromLong(i), both[i]);
        Rc_DECREF(both[i]);
        Rc_DECREF(both[i]);
        assert_refcnt(both[i], RC_IMMORTAL_REFCNT);
    }
    assert_result_is(RcBool_FromLong(-7), Rc_True);
    assert_true(Rc_IsTrue(Rc_True) && Rc_IsFalse(Rc_False));
    assert_live(0);
    RcObject *one = RcInt_FromLong(1);
    assert_ptr_not_equal(one, Rc_True);
    assert_true(RcObject_Hash(one) == RcObject_Hash(Rc_True));
    Rc_DECREF(one);
}

static RcObject *return_true(void)
{
    Rc_RETURN_TRUE;
}

static RcObject *return_false(void)
{
    Rc_RETURN_FALSE;
}

static void test_return_macros(void **state)
{
    Rc_UNUSED(state);
    assert_result_is(return_true(), Rc_True);
    assert_result_is(return_false(), Rc_False);
}

static const Case cases[] = {
    {"True", "&", "False", "False"},
    {"True", "&", "True", "True"},
    {"False", "&", "True", "False"},
    {"True", "&", "1001", "1"},
    {"1001", "&", "True", "1"},
    {"True", "|", "False", "True"},
    {"False", "|", "True", "True"},
    {"False", "|", "False", "False"},
    {"False", "|", "1000", "1000"},
    {"True", "^", "True", "False"},
    {"False", "^", "True", "True"},
    {"1000", "^", "True", "1001"},
    {"True", "&", "'a'", "TypeError: unsupported operand type(s) for &: 'bool' and 'str'"},
    {"True", "|", "'a'", "TypeError: unsupported operand type(s) for |: 'bool' and 'str'"},
    {"True", "^", "'a'", "TypeError: unsupported operand type(s) for ^: 'bool' and 'str'"},
    {"True", "+", "True", "2"},
    {"True", "+", "0.5", "1.5"},
    {"True", "<<", "9", "512"},
    {"True", "<", "False", "False"},
    {"True", "==", "1.0", "True"},
    {"True", "neg", NULL, "-1"},
    {"True", "pos", NULL, "1"},
    {"False", "abs", NULL, "0"},
    {"True", "inv", NULL, "-2"},
    {"True", "int", NULL, "1"},
    {"True", "index", NULL, "1"},
    {"True", "float", NULL, "1.0"},
    {"True", "bool", NULL, "True"},
    {"False", "bool", NULL, "False"},
    {"True", "repr", NULL, "'True'"},
    {"False", "str", NULL, "'False'"},
};

static void test_operations(void **state)
{
    Rc_UNUSED(state);
    check_cases(cases);
    sweep_cases(cases);
}

static int failing_truth(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "neither");
    return -1;
}

static void test_constructor(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = (RcObject *)&RcBool_Type;
    assert_result_is(RcObject_CallNoArgs(type), Rc_False);
    Hostile *hostile = Hostile_New();
    assert_result_is(RcObject_CallOneArg(type, (RcObject *)hostile), Rc_True);
    assert_refcnt(hostile, 1);
    hostile->on_bool = failing_truth;
    assert_null(RcObject_CallOneArg(type, (RcObject *)hostile));
    assert_raises(RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);

    RcObject *args = RcTuple_Pack(2, hostile, hostile);
    assert_refcnt(hostile, 3);
    assert_null(RcObject_Call(type, args, NULL));
    assert_raises(RcExc_TypeError, "bool expected at most 1 argument, got 2");
    assert_refcnt(args, 1);
    RcObject *kwargs = RcHashTable_New();
    RcHashTable_SetItemString(kwargs, "x", (RcObject *)hostile);
    RcObject *none = RcTuple_New(0);
    assert_null(RcObject_Call(type, none, kwargs));
    assert_raises(RcExc_TypeError, "bool() takes no keyword arguments");
    RcHashTable_Clear(kwargs);
    assert_result_is(RcBool_Type.tp_new(&RcBool_Type, none, kwargs), Rc_False);
    assert_null(RcBool_Type.tp_new(&RcBool_Type, none, (RcObject *)&_Rc_NoneStruct));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(kwargs, 1);
    assert_refcnt(hostile, 3);
    Rc_DECREF(none);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
}

static void test_bool_cannot_be_inherited_from(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"Mine", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    assert_null(RcType_FromSpecWithBases(&spec, (RcObject *)&RcBool_Type));
    assert_raises(RcExc_TypeError, NULL);
}

static void dealloc(void *op)
{
    Rc_TYPE((RcObject *)op)->tp_dealloc(op);
}

static void test_dealloc_is_fatal(void **state)
{
    Rc_UNUSED(state);
    assert_true(aborts(dealloc, Rc_True));
    assert_true(aborts(dealloc, Rc_False));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_the_two_objects),
        counted_test(test_return_macros),
        counted_test(test_operations),
        counted_test(test_constructor),
        counted_test(test_bool_cannot_be_inherited_from),
        counted_test(test_dealloc_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
