/* object: what every type has that does not say otherwise. */
#include "support.h"

#include "hostile.h"

#include <recount/recount.h>

#include <stdio.h>

static RcObject *call(RcObject *callable, int positional, int keyword)
{
    RcObject *args = positional ? RcTuple_Pack(1, Rc_None) : RcTuple_New(0), *kwargs = NULL, *result;
    if (keyword) {
        kwargs = RcHashTable_New();
        assert_int_equal(RcHashTable_SetItemString(kwargs, "k", Rc_None), 0);
    }
    result = RcObject_Call(callable, args, kwargs);
    Rc_DECREF(args);
    Rc_XDECREF(kwargs);
    return result;
}

static void test_an_object(void **state)
{
    RcObject *type = (RcObject *)&RcBaseObject_Type, *op = RcObject_CallNoArgs(type), *got;
    char text[60];
    Rc_UNUSED(state);

    assert_refcnt(op, 1);
    snprintf(text, sizeof text, "<object object at %p>", (void *)op);
    assert_repr(op, text);
    got = RcObject_Str(op);
    assert_str(got, text);
    Rc_DECREF(got);
    assert_result_is(RcObject_GetAttrString(op, "__class__"), type);
    assert_null(call(type, 1, 0));
    assert_raises(RcExc_TypeError, "object() takes no arguments");
    assert_null(call(type, 0, 1));
    assert_raises(RcExc_TypeError, "object() takes no arguments");
    Rc_DECREF(op);
}

static void test_class_of_an_instance_of_a_heap_type(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Bare", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *op = RcObject_CallNoArgs(type), *got;
    Rc_UNUSED(state);

    assert_refcnt(type, 2);
    got = RcObject_GetAttrString(op, "__class__");
    assert_ptr_equal(got, type);
    assert_refcnt(type, 3);
    Rc_DECREF(got);
    assert_null(call(type, 1, 0));
    assert_raises(RcExc_TypeError, "Bare() takes no arguments");
    assert_refcnt(type, 2);
    Rc_DECREF(op);
    Rc_DECREF(type);
}

static void test_equality_is_identity(void **state)
{
    RcObject *a = RcObject_CallNoArgs((RcObject *)&RcBaseObject_Type);
    RcObject *b = RcObject_CallNoArgs((RcObject *)&RcBaseObject_Type), *got;
    Rc_UNUSED(state);

    assert_int_equal(RcObject_RichCompareBool(a, b, Rc_EQ), 0);
    assert_int_equal(RcObject_RichCompareBool(a, b, Rc_NE), 1);
    got = RcObject_RichCompare(a, a, Rc_EQ);
    assert_ptr_equal(got, Rc_True);
    Rc_DECREF(got);
    got = RcObject_RichCompare(a, a, Rc_NE);
    assert_ptr_equal(got, Rc_False);
    Rc_DECREF(got);
    assert_null(RcObject_RichCompare(a, b, Rc_LT));
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'object' and 'object'");
    assert_int_equal(RcObject_Hash(a), RcObject_Hash(a));
    assert_refcnt(a, 1);
    assert_refcnt(b, 1);
    Rc_DECREF(a);
    Rc_DECREF(b);
}

static RcObject *equal_result; /* what the type's own == gives: new each time */

static RcObject *only_equal(RcObject *self, RcObject *other, int op)
{
    if (op == Rc_EQ) {
        return equal_result != NULL ? Rc_NewRef(equal_result)
                                    : RcErr_Format(RcExc_ValueError, "cannot be compared");
    }
    return RcBaseObject_Type.tp_richcompare(self, other, op);
}

/* A type that knows == and leaves != to object. */
static RcTypeObject OnlyEqual_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.OnlyEqual",
    .tp_basicsize = sizeof(RcObject),
    .tp_richcompare = only_equal,
};

static int truth_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no truth");
    return -1;
}

static void test_unequal_is_the_opposite_of_equal(void **state)
{
    RcObject *a, *answer = RcFloat_FromDouble(1.5), *got;
    Hostile *hostile = Hostile_New();
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&OnlyEqual_Type), 0);
    a = RcObject_New(RcObject, &OnlyEqual_Type);
    equal_result = answer;
    got = RcObject_RichCompare(a, Rc_None, Rc_NE);
    assert_ptr_equal(got, Rc_False);
    Rc_DECREF(got);
    assert_refcnt(answer, 1);
    equal_result = Rc_False;
    got = RcObject_RichCompare(a, Rc_None, Rc_NE);
    assert_ptr_equal(got, Rc_True);
    Rc_DECREF(got);
    equal_result = Rc_NotImplemented;
    got = RcObject_RichCompare(a, Rc_None, Rc_NE);
    assert_ptr_equal(got, Rc_True); /* not the same object */
    Rc_DECREF(got);
    equal_result = NULL;
    assert_null(RcObject_RichCompare(a, Rc_None, Rc_NE));
    assert_raises(RcExc_ValueError, "cannot be compared");
    hostile->on_bool = truth_raises;
    equal_result = (RcObject *)hostile;
    assert_null(RcObject_RichCompare(a, Rc_None, Rc_NE));
    assert_raises(RcExc_ValueError, "no truth");
    assert_refcnt(hostile, 1);
    assert_refcnt(a, 1);
    Rc_DECREF(hostile);
    Rc_DECREF(answer);
    Rc_DECREF(a);
}

/* -- who takes the arguments -- */

static int init_takes_all(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return 0;
}

static RcObject *new_takes_all(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    return RcType_GenericNew(type, args, kwargs);
}

static void test_arguments_that_somebody_takes(void **state)
{
    RcType_Slot init[] = {{Rc_tp_init, (void *)init_takes_all}, {0, NULL}};
    RcType_Slot new[] = {{Rc_tp_new, (void *)new_takes_all}, {0, NULL}};
    RcType_Spec with_init = {"test.Init", 0, 0, Rc_TPFLAGS_DEFAULT, init};
    RcType_Spec with_new = {"test.New", 0, 0, Rc_TPFLAGS_DEFAULT, new};
    RcObject *types[] = {RcType_FromSpec(&with_init), RcType_FromSpec(&with_new)};
    Rc_UNUSED(state);

    for (int i = 0; i < 2; i++) {
        RcObject *op = call(types[i], 1, 1);
        assert_refcnt(op, 1);
        assert_refcnt(types[i], 2);
        Rc_DECREF(op);
        Rc_DECREF(types[i]);
    }
}

static void test_arguments_of_base_new_and_init(void **state)
{
    RcType_Slot init[] = {
        {Rc_tp_init, (void *)init_takes_all}, {Rc_tp_new, (void *)new_takes_all}, {0, NULL}};
    RcType_Spec spec = {"test.Both", 0, 0, Rc_TPFLAGS_DEFAULT, init};
    RcObject *type = RcType_FromSpec(&spec), *op = RcObject_CallNoArgs(type),
             *args = RcTuple_Pack(1, Rc_None), *none = RcTuple_New(0);
    Rc_UNUSED(state);

    assert_null(RcBaseObject_Type.tp_new((RcTypeObject *)type, args, NULL));
    assert_raises(RcExc_TypeError, "Both() takes no arguments");
    assert_int_equal(RcBaseObject_Type.tp_init(op, args, NULL), -1);
    assert_raises(RcExc_TypeError, "Both.__init__() takes exactly one argument (the instance to initialize)");
    assert_int_equal(RcBaseObject_Type.tp_init(op, NULL, NULL), 0);
    assert_int_equal(RcBaseObject_Type.tp_init(op, none, op), -1); /* op is no mapping */
    assert_raises(RcExc_TypeError, NULL);
    assert_null(RcBaseObject_Type.tp_new((RcTypeObject *)type, none, op));
    assert_raises(RcExc_TypeError, NULL);
    Rc_DECREF(none);
    Rc_DECREF(args);
    Rc_DECREF(op);
    Rc_DECREF(type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_an_object),
        counted_test(test_class_of_an_instance_of_a_heap_type),
        counted_test(test_equality_is_identity),
        counted_test(test_unequal_is_the_opposite_of_equal),
        counted_test(test_arguments_that_somebody_takes),
        counted_test(test_arguments_of_base_new_and_init),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
