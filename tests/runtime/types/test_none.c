/* None and NotImplemented: one immortal object each, whatever is done to it. */
#include "fatal.h"

#include <recount/hashtable.h>
#include <recount/recount.h>

static RcObject *const singletons[] = {Rc_None, Rc_NotImplemented};
static RcTypeObject *const types[] = {&RcNone_Type, &RcNotImplemented_Type};

static void test_counts_never_change(void **state)
{
    Rc_UNUSED(state);
    expect_findings("over-decref", 4);
    for (int i = 0; i < 2; i++) {
        assert_refcnt(singletons[i], RC_IMMORTAL_REFCNT);
        Rc_INCREF(singletons[i]);
        assert_refcnt(singletons[i], RC_IMMORTAL_REFCNT);
        for (int drop = 0; drop < 3; drop++) {
            Rc_DECREF(singletons[i]);
        }
        assert_refcnt(singletons[i], RC_IMMORTAL_REFCNT);
        assert_true(Rc_IsImmortal(singletons[i]));
        assert_ptr_equal(Rc_TYPE(singletons[i]), types[i]);
    }
    assert_true(Rc_IsNone(Rc_None));
    assert_false(Rc_IsNone(Rc_NotImplemented));
    assert_live(0);
}

static void test_repr_and_str(void **state)
{
    Rc_UNUSED(state);
    assert_repr(Rc_None, "None");
    assert_repr(Rc_NotImplemented, "NotImplemented");
    RcObject *text = RcObject_Str(Rc_None);
    assert_str(text, "None");
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    text = RcObject_Repr(Rc_NotImplemented);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
}

static void test_truth(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcObject_IsTrue(Rc_None), 0);
    assert_int_equal(RcObject_Not(Rc_None), 1);
    assert_int_equal(RcObject_IsTrue(Rc_NotImplemented), -1);
    assert_raises(RcExc_TypeError, "NotImplemented should not be used in a boolean context");
}

static void test_hash_and_comparison_are_identity(void **state)
{
    Rc_UNUSED(state);
    assert_true(RcObject_Hash(Rc_None) != -1);
    assert_true(RcObject_Hash(Rc_None) == RcObject_Hash(Rc_None));
    assert_int_equal(RcObject_RichCompareBool(Rc_None, Rc_None, Rc_EQ), 1);
    assert_int_equal(RcObject_RichCompareBool(Rc_None, Rc_NotImplemented, Rc_EQ), 0);
    assert_null(RcObject_RichCompare(Rc_None, Rc_None, Rc_LT));
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'NoneType' and 'NoneType'");
}

static void test_calling_the_type_gives_the_singleton(void **state)
{
    static const char *const messages[] = {"NoneType takes no arguments",
                                           "NotImplementedType takes no arguments"};
    Rc_UNUSED(state);
    for (int i = 0; i < 2; i++) {
        RcObject *type = (RcObject *)types[i];
        assert_result_is(RcObject_CallNoArgs(type), singletons[i]);
        RcObject *argument = RcFloat_FromDouble(1.5);
        assert_null(RcObject_CallOneArg(type, argument));
        assert_raises(RcExc_TypeError, messages[i]);
        assert_refcnt(argument, 1);

        RcObject *args = RcTuple_New(0);
        RcObject *kwargs = RcHashTable_New();
        assert_result_is(types[i]->tp_new(types[i], args, kwargs), singletons[i]);
        RcHashTable_SetItemString(kwargs, "x", argument);
        assert_refcnt(argument, 2);
        assert_null(types[i]->tp_new(types[i], args, kwargs));
        assert_raises(RcExc_TypeError, messages[i]);
        assert_refcnt(kwargs, 1);
        assert_refcnt(argument, 2);
        assert_null(types[i]->tp_new(types[i], args, argument)); /* no mapping */
        assert_raises(RcExc_TypeError, NULL);
        assert_refcnt(argument, 2);
        Rc_DECREF(kwargs);
        assert_refcnt(argument, 1);
        Rc_DECREF(argument);
        Rc_DECREF(args);
    }
}

static void test_types_cannot_be_inherited_from(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"Mine", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    for (int i = 0; i < 2; i++) {
        assert_null(RcType_FromSpecWithBases(&spec, (RcObject *)types[i]));
        assert_raises(RcExc_TypeError, NULL);
    }
}

static int repr_of(void *singleton)
{
    RcObject *text = RcObject_Repr(singleton);
    Rc_XDECREF(text);
    return text == NULL ? -1 : 0;
}

static int truth_of_notimplemented(void *unused)
{
    Rc_UNUSED(unused);
    assert_int_equal(RcObject_IsTrue(Rc_NotImplemented), -1);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(sweep(repr_of, Rc_None, NULL), 1);
    assert_int_equal(sweep(repr_of, Rc_NotImplemented, NULL), 1);
    assert_true(sweep(truth_of_notimplemented, NULL, NULL) > 0);
}

static void dealloc(void *op)
{
    Rc_TYPE((RcObject *)op)->tp_dealloc(op);
}

static void test_dealloc_is_fatal(void **state)
{
    Rc_UNUSED(state);
    assert_true(aborts(dealloc, Rc_None));
    assert_true(aborts(dealloc, Rc_NotImplemented));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_counts_never_change),
        counted_test(test_repr_and_str),
        counted_test(test_truth),
        counted_test(test_hash_and_comparison_are_identity),
        counted_test(test_calling_the_type_gives_the_singleton),
        counted_test(test_types_cannot_be_inherited_from),
        counted_test(test_out_of_memory),
        counted_test(test_dealloc_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
