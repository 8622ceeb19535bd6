/* Bound methods: where self comes in, and what they own. */
#include "../protocol/pairs.h"
#include "hostile.h"
#include "support.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/float.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/str.h>
#include <stdio.h>

enum { MOST = 12 };

static struct {
    int count;
    Rc_ssize_t nargs, keywords;
    RcObject *args[MOST];
    RcObject *kwnames;
} seen;

static RcObject *answer; /* borrowed; NULL: ValueError */

static RcObject *f(RcObject *module, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    Rc_UNUSED(module);
    seen.count++;
    seen.nargs = nargs;
    seen.keywords = kwnames == NULL ? 0 : RcTuple_GET_SIZE(kwnames);
    seen.kwnames = kwnames;
    assert_true(nargs + seen.keywords <= MOST);
    for (Rc_ssize_t i = 0; i < nargs + seen.keywords; i++) {
        seen.args[i] = args[i];
    }
    if (answer == NULL) {
        RcErr_SetString(RcExc_ValueError, "refused");
    }
    return Rc_XNewRef(answer);
}

static RcMethodDef f_def = {"f", _RcCFunction_CAST(f), RC_METH_FASTCALL | RC_METH_KEYWORDS, "About f."};
static RcMethodDef g_def = {"g", _RcCFunction_CAST(f), RC_METH_FASTCALL | RC_METH_KEYWORDS, NULL};

static RcObject *function, *self, *first, *second, *name, *method;

static void make_objects(void)
{
    memset(&seen, 0, sizeof seen);
    answer = RcFloat_FromDouble(0.5);
    function = RcCFunction_New(&f_def, NULL);
    self = RcFloat_FromDouble(2.5);
    first = RcInt_FromLong(100001);
    second = RcStr_FromString("second");
    name = RcStr_FromString("name");
    method = RcMethod_New(function, self);
    assert_null(((RcMethodObject *)method)->im_weakreflist);
    assert_refcnt(method, 1);
    assert_refcnt(function, 2);
    assert_refcnt(self, 2);
}

static void drop_objects(void)
{
    assert_refcnt(method, 1);
    Rc_CLEAR(method);
    assert_refcnt(answer, 1);
    assert_refcnt(function, 1);
    assert_refcnt(self, 1);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    assert_refcnt(name, 1);
    Rc_CLEAR(answer);
    Rc_CLEAR(function);
    Rc_CLEAR(self);
    Rc_CLEAR(first);
    Rc_CLEAR(second);
    Rc_CLEAR(name);
}

/* The call came through with self before its arguments. */
static void assert_answered(RcObject *result, Rc_ssize_t nargs, Rc_ssize_t keywords)
{
    if (result == NULL) {
        assert_no_error();
    }
    assert_ptr_equal(result, answer);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.nargs, nargs + 1);
    assert_int_equal(seen.keywords, keywords);
    assert_ptr_equal(seen.args[0], self);
    assert_refcnt(self, 2);
    seen.count = 0;
}

static void test_call_lends_the_slot_before_the_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {answer, first, second};
    assert_answered(RcObject_Vectorcall(method, stack + 1, 2 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL), 2, 0);
    assert_ptr_equal(seen.args[1], first);
    assert_ptr_equal(seen.args[2], second);
    assert_ptr_equal(stack[0], answer); /* put back */
    assert_answered(RcObject_Vectorcall(method, stack + 1, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, kwnames), 1,
                    1);
    assert_ptr_equal(seen.args[1], first);
    assert_ptr_equal(seen.args[2], second);
    assert_ptr_equal(seen.kwnames, kwnames);
    assert_ptr_equal(stack[0], answer);
    RcObject *refused = answer;
    answer = NULL;
    assert_null(RcObject_Vectorcall(method, stack + 1, 2 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL));
    assert_raises(RcExc_ValueError, "refused");
    assert_ptr_equal(stack[0], refused);
    answer = refused;
    Rc_DECREF(kwnames);
    drop_objects();
}

static void test_call_copies_the_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {first, second, first, second, first, second, first, second};
    assert_answered(RcObject_Vectorcall(method, stack, 2, NULL), 2, 0);
    assert_ptr_equal(seen.args[1], first);
    assert_ptr_equal(seen.args[2], second);
    assert_answered(RcObject_Vectorcall(method, stack, 1, kwnames), 1, 1);
    assert_ptr_equal(seen.args[2], second);
    assert_answered(RcObject_Vectorcall(method, NULL, 0, NULL), 0, 0);
    assert_answered(RcObject_Vectorcall(method, stack, 8, NULL), 8, 0);
    assert_ptr_equal(seen.args[8], second);
    Rc_DECREF(kwnames);
    drop_objects();
}

static void test_call_with_tuple(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *kwargs = Pairs_New();
    assert_int_equal(RcObject_SetItem(kwargs, name, second), 0);
    assert_answered(RcObject_Call(method, args, NULL), 1, 0);
    assert_ptr_equal(seen.args[1], first);
    assert_answered(RcObject_Call(method, args, kwargs), 1, 1);
    assert_ptr_equal(seen.args[1], first);
    assert_ptr_equal(seen.args[2], second);
    assert_answered(RcMethod_Type.tp_call(method, args, NULL), 1, 0);
    assert_refcnt(args, 1);
    assert_refcnt(kwargs, 1);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    drop_objects();
}

static void test_parts(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    assert_int_equal(RcMethod_Check(method), 1);
    assert_int_equal(RcMethod_Check(function), 0);
    assert_ptr_equal(RcMethod_Function(method), function);
    assert_ptr_equal(RcMethod_Self(method), self);
    assert_ptr_equal(RcMethod_GET_FUNCTION(method), function);
    assert_ptr_equal(RcMethod_GET_SELF(method), self);
    assert_refcnt(function, 2); /* borrowed */
    assert_refcnt(self, 2);
    assert_null(RcMethod_Function(function));
    assert_raises(RcExc_SystemError, "RcMethod_Function: bad argument");
    assert_null(RcMethod_Function(NULL));
    assert_raises(RcExc_SystemError, "RcMethod_Function: bad argument");
    assert_null(RcMethod_Self(function));
    assert_raises(RcExc_SystemError, "RcMethod_Self: bad argument");
    assert_null(RcMethod_Self(NULL));
    assert_raises(RcExc_SystemError, "RcMethod_Self: bad argument");
    assert_null(RcMethod_New(NULL, self));
    assert_raises(RcExc_SystemError, "RcMethod_New: bad argument");
    assert_null(RcMethod_New(function, NULL));
    assert_raises(RcExc_SystemError, "RcMethod_New: bad argument");
    assert_null(RcObject_CallFunctionObjArgs((RcObject *)&RcMethod_Type, function, self, NULL));
    assert_raises(RcExc_TypeError, "cannot create 'method' instances");
    drop_objects();
}

static void test_attributes(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *value = RcObject_GetAttrString(method, "__func__");
    assert_ptr_equal(value, function);
    assert_refcnt(function, 3);
    Rc_DECREF(value);
    value = RcObject_GetAttrString(method, "__self__");
    assert_ptr_equal(value, self);
    assert_refcnt(self, 3);
    Rc_DECREF(value);
    value = RcObject_GetAttrString(method, "__name__"); /* the function's */
    assert_str(value, "f");
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    value = RcObject_GetAttrString(method, "__doc__");
    assert_str(value, "About f.");
    Rc_DECREF(value);
    assert_null(RcObject_GetAttrString(method, "absent"));
    assert_raises(RcExc_AttributeError, "'builtin_function_or_method' object has no attribute 'absent'");
    assert_int_equal(RcObject_SetAttrString(method, "__self__", first), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_refcnt(function, 2);
    assert_refcnt(self, 2);
    drop_objects();
}

/* ---- Repr ---- */

static RcObject *name_answer; /* borrowed; NULL: ValueError */

static RcObject *get_name(RcObject *op, void *closure)
{
    Rc_UNUSED(op);
    Rc_UNUSED(closure);
    if (name_answer == NULL) {
        RcErr_SetString(RcExc_ValueError, "no name");
    }
    return Rc_XNewRef(name_answer);
}

static RcGetSetDef named_getset[] = {
    {"__name__", get_name, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static void named_dealloc(RcObject *op)
{
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Named_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Named",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = named_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_getset = named_getset,
    .tp_free = RcObject_Free,
};

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    assert_repr(method, "<bound method f of 2.5>");
    assert_refcnt(function, 2);
    assert_refcnt(self, 2);

    assert_int_equal(RcType_Ready(&Named_Type), 0);
    RcObject *named = RcObject_New(RcObject, &Named_Type);
    RcObject *other = RcMethod_New(named, self);
    name_answer = second; /* by __name__, for lack of __qualname__ */
    assert_repr(other, "<bound method second of 2.5>");
    assert_refcnt(second, 1);
    name_answer = first; /* no str */
    assert_repr(other, "<bound method ? of 2.5>");
    assert_refcnt(first, 1);
    name_answer = NULL;
    assert_null(RcObject_Repr(other));
    assert_raises(RcExc_ValueError, "no name");
    assert_refcnt(named, 2);
    assert_refcnt(other, 1);
    Rc_DECREF(other);
    Rc_DECREF(named);

    other = RcMethod_New(first, self); /* neither of the two names */
    assert_repr(other, "<bound method ? of 2.5>");
    Rc_DECREF(other);
    drop_objects();
}

static RcObject *repr_fails(Hostile *op)
{
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "no repr");
    return NULL;
}

static void test_repr_of_a_failing_self(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *hostile = Hostile_New();
    hostile->on_repr = repr_fails;
    RcObject *other = RcMethod_New(function, (RcObject *)hostile);
    assert_null(RcObject_Repr(other));
    assert_raises(RcExc_ValueError, "no repr");
    assert_refcnt(hostile, 2);
    assert_refcnt(function, 3);
    Rc_DECREF(other);
    Rc_DECREF(hostile);
    drop_objects();
}

/* ---- Equality and hash ---- */

static void test_equality_and_hash(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *equal_function = RcCFunction_New(&f_def, NULL);
    RcObject *other_function = RcCFunction_New(&g_def, second);
    RcObject *equal_self = RcFloat_FromDouble(2.5);
    RcObject *same = RcMethod_New(equal_function, self);
    RcObject *by_function = RcMethod_New(other_function, self);
    RcObject *by_self = RcMethod_New(function, equal_self); /* equal is not the same */
    assert_result_is(RcObject_RichCompare(method, same, Rc_EQ), Rc_True);
    assert_result_is(RcObject_RichCompare(method, same, Rc_NE), Rc_False);
    assert_result_is(RcObject_RichCompare(method, by_function, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(method, by_function, Rc_NE), Rc_True);
    assert_result_is(RcObject_RichCompare(method, by_self, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(method, first, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(first, method, Rc_EQ), Rc_False);
    assert_null(RcObject_RichCompare(method, same, Rc_GT));
    assert_raises(RcExc_TypeError, "'>' not supported between instances of 'method' and 'method'");
    assert_int_equal(RcObject_Hash(method), RcObject_Hash(same));
    assert_int_not_equal(RcObject_Hash(method), RcObject_Hash(by_function));
    assert_int_not_equal(RcObject_Hash(method), RcObject_Hash(by_self));
    assert_no_error();
    assert_refcnt(function, 3);
    assert_refcnt(equal_function, 2);
    assert_refcnt(self, 4);
    Rc_DECREF(by_self);
    Rc_DECREF(by_function);
    Rc_DECREF(same);
    Rc_DECREF(equal_self);
    Rc_DECREF(other_function);
    Rc_DECREF(equal_function);
    drop_objects();
}

static void test_methods_of_methods(void **state)
{
    Rc_UNUSED(state);
    RcObject *deep = RcCFunction_New(&f_def, NULL);
    for (int i = 0; i < 1000000; i++) {
        RcObject *outer = RcMethod_New(deep, Rc_None);
        Rc_DECREF(deep);
        deep = outer;
    }
    assert_int_equal(RcObject_Hash(deep), -1);
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded while hashing a method");
    assert_null(RcObject_GetAttrString(deep, "absent"));
    assert_raises(RcExc_RecursionError,
                  "maximum recursion depth exceeded while getting an attribute of a method");
    assert_null(RcObject_Repr(deep));
    assert_raises(RcExc_RecursionError, NULL);
    Rc_DECREF(deep);
    assert_live(0);
}

static RcObject *compare_fails(Hostile *op, RcObject *other, int operation)
{
    Rc_UNUSED(op);
    Rc_UNUSED(other);
    Rc_UNUSED(operation);
    RcErr_SetString(RcExc_ValueError, "no comparison");
    return NULL;
}

static Rc_hash_t hash_fails(Hostile *op)
{
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "no hash");
    return -1;
}

static Rc_hash_t hash_is_arg(Hostile *op)
{
    return *(Rc_hash_t *)op->arg;
}

static void test_hostile_function(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *a = Hostile_New();
    Hostile *b = Hostile_New();
    a->on_compare = compare_fails;
    a->on_hash = hash_fails;
    RcObject *of_a = RcMethod_New((RcObject *)a, self);
    RcObject *of_b = RcMethod_New((RcObject *)b, self);
    assert_null(RcObject_RichCompare(of_a, of_b, Rc_EQ));
    assert_raises(RcExc_ValueError, "no comparison");
    assert_int_equal(RcObject_Hash(of_a), -1);
    assert_raises(RcExc_ValueError, "no hash");
    /* A hash that would come out as -1 does not. */
    Rc_hash_t mixed = 0;
    b->on_hash = hash_is_arg;
    b->arg = &mixed;
    mixed = ~RcObject_Hash(of_b); /* with 0 the result is self's part alone */
    assert_int_equal(RcObject_Hash(of_b), -2);
    assert_no_error();
    assert_refcnt(a, 2);
    assert_refcnt(b, 2);
    assert_refcnt(of_a, 1);
    assert_refcnt(of_b, 1);
    Rc_DECREF(of_a);
    Rc_DECREF(of_b);
    Rc_DECREF(a);
    Rc_DECREF(b);
    drop_objects();
}

/* ---- Memory ---- */

static int visit_log(RcObject *op, void *arg)
{
    RcObject ***next = arg;
    *(*next)++ = op;
    return 0;
}

static int visit_stop(RcObject *op, void *arg)
{
    return op == arg ? 7 : 0;
}

static void test_traverse(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    assert_true(RcObject_GC_IsTracked(method));
    RcObject *visited[4] = {NULL}, **next = visited;
    assert_int_equal(RcMethod_Type.tp_traverse(method, visit_log, &next), 0);
    assert_int_equal(next - visited, 2);
    assert_ptr_equal(visited[0], function);
    assert_ptr_equal(visited[1], self);
    assert_int_equal(RcMethod_Type.tp_traverse(method, visit_stop, function), 7);
    assert_int_equal(RcMethod_Type.tp_traverse(method, visit_stop, self), 7);
    assert_null(RcMethod_Type.tp_clear);
    drop_objects();
}

/* When a field is released, the collector must not see its owner any more. */
static void note_tracking(Hostile *op)
{
    RcObject **owner = op->arg;
    assert_false(RcObject_GC_IsTracked(*owner));
    *owner = NULL;
}

static void test_dealloc_untracks_first(void **state)
{
    Rc_UNUSED(state);
    Hostile *callable = Hostile_New();
    RcObject *bound = RcMethod_New((RcObject *)callable, Rc_None);
    callable->on_dealloc = note_tracking;
    callable->arg = &bound;
    Rc_DECREF(callable);
    Rc_DECREF(bound);
    assert_null(bound);
}

static int sweep_new(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *op = RcMethod_New(function, self);
    if (op == NULL) {
        return -1;
    }
    Rc_DECREF(op);
    return 0;
}

static int sweep_repr(void *op)
{
    RcObject *repr = RcObject_Repr(op);
    Rc_XDECREF(repr);
    return repr == NULL ? -1 : 0;
}

static int sweep_call(void *op)
{
    RcObject *stack[] = {first, first, first, first, first, second};
    RcObject *result = RcObject_Vectorcall(op, stack, 6, NULL);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int sweep_attribute(void *op)
{
    RcObject *value = RcObject_GetAttrString(op, "__name__");
    Rc_XDECREF(value);
    return value == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *const watched[] = {method, function, self, first, second, name, answer, NULL};
    assert_int_equal(sweep(sweep_new, NULL, watched), 1);
    assert_true(sweep(sweep_repr, method, watched) >= 4);
    assert_int_equal(sweep(sweep_call, method, watched), 1);
    assert_true(sweep(sweep_attribute, method, watched) >= 2);
    drop_objects();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_call_lends_the_slot_before_the_arguments),
        counted_test(test_call_copies_the_arguments),
        counted_test(test_call_with_tuple),
        counted_test(test_parts),
        counted_test(test_attributes),
        counted_test(test_repr),
        counted_test(test_repr_of_a_failing_self),
        counted_test(test_equality_and_hash),
        counted_test(test_methods_of_methods),
        counted_test(test_hostile_function),
        counted_test(test_traverse),
        counted_test(test_dealloc_untracks_first),
        counted_test(test_out_of_memory),
    };
    RcMapping_SetMaker(Pairs_New);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
