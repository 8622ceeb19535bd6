/* Built-in functions: each convention, by each way in; what they own; what they tell of themselves. */
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
#include <recount/list.h>
#include <recount/str.h>
#include <stdio.h>

enum { MOST = 8 };

/* ---- C functions that write down what they see ---- */

static struct {
    int count;
    RcObject *self;
    Rc_ssize_t nargs, keywords;
    RcObject *args[MOST]; /* the positional ones, then the values of the keywords */
    RcObject *tuple, *kwargs, *kwnames;
    Rc_ssize_t tuple_count, kwargs_count;
} seen;

static RcObject *answer; /* borrowed */

static RcObject *note(RcObject *self, RcObject *const *args, Rc_ssize_t nargs, Rc_ssize_t keywords)
{
    seen.count++;
    seen.self = self;
    seen.nargs = nargs;
    seen.keywords = keywords;
    assert_true(nargs + keywords <= MOST);
    for (Rc_ssize_t i = 0; i < nargs + keywords; i++) {
        seen.args[i] = args[i];
    }
    return Rc_NewRef(answer);
}

static RcObject *f_noargs(RcObject *self, RcObject *unused)
{
    assert_null(unused);
    return note(self, NULL, 0, 0);
}

static RcObject *f_one(RcObject *self, RcObject *argument)
{
    return note(self, &argument, 1, 0);
}

static RcObject *f_fast(RcObject *self, RcObject *const *args, Rc_ssize_t nargs)
{
    return note(self, args, nargs, 0);
}

static RcObject *f_fast_keywords(RcObject *self, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    seen.kwnames = kwnames;
    return note(self, args, nargs, kwnames == NULL ? 0 : RcTuple_GET_SIZE(kwnames));
}

static RcObject *f_varargs(RcObject *self, RcObject *args)
{
    seen.tuple = args;
    seen.tuple_count = Rc_REFCNT(args);
    return note(self, &RcTuple_GET_ITEM(args, 0), RcTuple_GET_SIZE(args), 0);
}

static RcObject *f_varargs_keywords(RcObject *self, RcObject *args, RcObject *kwargs)
{
    seen.kwargs = kwargs;
    seen.kwargs_count = kwargs == NULL ? 0 : Rc_REFCNT(kwargs);
    return f_varargs(self, args);
}

enum { NOARGS, ONE, FAST, FAST_KEYWORDS, VARARGS, VARARGS_KEYWORDS, CONVENTIONS };

static RcMethodDef definitions[] = {
    [NOARGS] = {"f_noargs", f_noargs, RC_METH_NOARGS, "What it does."},
    [ONE] = {"f_one", f_one, RC_METH_O, NULL},
    [FAST] = {"f_fast", _RcCFunction_CAST(f_fast), RC_METH_FASTCALL, NULL},
    [FAST_KEYWORDS] = {"f_fast_keywords", _RcCFunction_CAST(f_fast_keywords),
                       RC_METH_FASTCALL | RC_METH_KEYWORDS, NULL},
    [VARARGS] = {"f_varargs", f_varargs, RC_METH_VARARGS, NULL},
    [VARARGS_KEYWORDS] = {"f_varargs_keywords", _RcCFunction_CAST(f_varargs_keywords),
                          RC_METH_VARARGS | RC_METH_KEYWORDS, NULL},
};

/* The same as static functions: with vectorcall, and without. */
static RcCFunctionObject static_functions[CONVENTIONS] = {
    RcCFunction_STATIC_INIT(&definitions[NOARGS], NULL),
    RcCFunction_STATIC_INIT(&definitions[ONE], NULL),
    RcCFunction_STATIC_INIT(&definitions[FAST], NULL),
    RcCFunction_STATIC_INIT(&definitions[FAST_KEYWORDS], NULL),
    RcCFunction_STATIC_INIT(&definitions[VARARGS], NULL),
    RcCFunction_STATIC_INIT(&definitions[VARARGS_KEYWORDS], NULL),
};

static RcCFunctionObject slow_functions[CONVENTIONS] = {
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[NOARGS], NULL, NULL, NULL, NULL},
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[ONE], NULL, NULL, NULL, NULL},
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[FAST], NULL, NULL, NULL, NULL},
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[FAST_KEYWORDS], NULL, NULL, NULL, NULL},
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[VARARGS], NULL, NULL, NULL, NULL},
    {RcObject_HEAD_INIT(&RcCFunction_Type) & definitions[VARARGS_KEYWORDS], NULL, NULL, NULL, NULL},
};

static RcObject *first, *second, *name;

static void make_objects(void)
{
    memset(&seen, 0, sizeof seen);
    answer = RcFloat_FromDouble(0.5);
    first = RcInt_FromLong(100001);
    second = RcStr_FromString("second");
    name = RcStr_FromString("name");
}

static void drop_objects(void)
{
    assert_refcnt(answer, 1);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    assert_refcnt(name, 1);
    Rc_CLEAR(answer);
    Rc_CLEAR(first);
    Rc_CLEAR(second);
    Rc_CLEAR(name);
}

static void assert_answered(RcObject *result, Rc_ssize_t nargs, Rc_ssize_t keywords)
{
    if (result == NULL) {
        assert_no_error();
    }
    assert_ptr_equal(result, answer);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.nargs, nargs);
    assert_int_equal(seen.keywords, keywords);
    seen.count = 0;
}

static RcObject *new_keywords(void)
{
    RcObject *kwargs = Pairs_New();
    assert_non_null(kwargs);
    assert_int_equal(RcObject_SetItem(kwargs, name, second), 0);
    return kwargs;
}

/* ---- Calls ---- */

/* A function of each convention called with two arguments (none, one) in all ways. */
static void call_in_all_ways(RcObject *function, int convention, RcObject *self)
{
    Rc_ssize_t nargs = convention == NOARGS ? 0 : convention == ONE ? 1 : 2;
    RcObject *stack[] = {first, second};
    RcObject *args = RcTuple_FromArray(stack, nargs);
    RcObject *empty = Pairs_New();
    Rc_ssize_t function_count = Rc_REFCNT(function);
    Rc_ssize_t self_count = self == NULL ? 0 : Rc_REFCNT(self);
    for (int way = 0; way < 4; way++) {
        RcObject *result = way == 0   ? RcObject_Vectorcall(function, stack, (size_t)nargs, NULL)
                           : way == 1 ? RcObject_Call(function, args, NULL)
                           : way == 2 ? RcObject_Call(function, args, empty)
                                      : RcObject_VectorcallDict(function, stack, (size_t)nargs, empty);
        assert_answered(result, nargs, 0);
        assert_ptr_equal(seen.self, self);
        for (Rc_ssize_t i = 0; i < nargs; i++) {
            assert_ptr_equal(seen.args[i], stack[i]);
            assert_refcnt(stack[i], 2);
        }
        assert_refcnt(empty, 1);
        assert_int_equal(Rc_REFCNT(function), function_count);
        if (self != NULL) {
            assert_refcnt(self, self_count);
        }
    }
    if (nargs > 0) {
        assert_refcnt(args, 1);
    }
    Rc_DECREF(empty);
    Rc_DECREF(args);
}

static void test_each_convention(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *self = RcFloat_FromDouble(2.5);
    for (int i = 0; i < CONVENTIONS; i++) {
        RcObject *function = RcCFunction_New(&definitions[i], self);
        assert_refcnt(function, 1);
        assert_refcnt(self, 2);
        call_in_all_ways(function, i, self);
        Rc_DECREF(function);
        assert_refcnt(self, 1);
        function = RcCFunction_New(&definitions[i], NULL);
        call_in_all_ways(function, i, NULL);
        Rc_DECREF(function);
        call_in_all_ways((RcObject *)&static_functions[i], i, NULL);
        call_in_all_ways((RcObject *)&slow_functions[i], i, NULL);
    }
    Rc_DECREF(self);
    drop_objects();
}

static void test_keywords_of_fastcall(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *function = RcCFunction_New(&definitions[FAST_KEYWORDS], NULL);
    assert_null(((RcCFunctionObject *)function)->m_weakreflist);
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *kwargs = new_keywords();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *stack[] = {first, second};
    RcObject *const functions[] = {function, (RcObject *)&static_functions[FAST_KEYWORDS],
                                   (RcObject *)&slow_functions[FAST_KEYWORDS]};
    for (int i = 0; i < 3; i++) {
        assert_answered(RcObject_Vectorcall(functions[i], stack, 1, kwnames), 1, 1);
        assert_ptr_equal(seen.args[0], first);
        assert_ptr_equal(seen.args[1], second);
        assert_answered(RcObject_Call(functions[i], args, kwargs), 1, 1);
        assert_ptr_equal(seen.args[0], first);
        assert_ptr_equal(seen.args[1], second);
        assert_refcnt(kwnames, 1);
        assert_refcnt(kwargs, 1);
        assert_refcnt(args, 1);
        assert_refcnt(name, 3);
        assert_refcnt(second, 2);
    }
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    Rc_DECREF(kwnames);
    Rc_DECREF(function);
    drop_objects();
}

static void test_keywords_of_varargs(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *function = RcCFunction_New(&definitions[VARARGS_KEYWORDS], NULL);
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *kwargs = new_keywords();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *stack[] = {first, second};
    /* The caller's own tuple and mapping. */
    assert_answered(RcObject_Call(function, args, kwargs), 1, 0);
    assert_ptr_equal(seen.tuple, args);
    assert_ptr_equal(seen.kwargs, kwargs);
    assert_int_equal(seen.tuple_count, 1);
    assert_int_equal(seen.kwargs_count, 1);
    assert_answered(RcObject_Call(function, args, NULL), 1, 0);
    assert_null(seen.kwargs);
    /* New ones, that are gone afterwards. */
    RcObject *const functions[] = {function, (RcObject *)&static_functions[VARARGS_KEYWORDS]};
    for (int i = 0; i < 2; i++) {
        assert_answered(RcObject_Vectorcall(functions[i], stack, 1, kwnames), 1, 0);
        assert_non_null(seen.kwargs);
        assert_int_equal(seen.tuple_count, 1);
        assert_int_equal(seen.kwargs_count, 1);
        assert_refcnt(name, 3);
        assert_refcnt(second, 2);
        assert_refcnt(first, 2);
        assert_refcnt(kwnames, 1);
    }
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    Rc_DECREF(kwnames);
    Rc_DECREF(function);
    drop_objects();
}

static Rc_ssize_t length_fails(void)
{
    RcErr_SetString(RcExc_ValueError, "no length");
    return -1;
}

static void test_refused_keywords(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *kwargs = new_keywords();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *stack[] = {first, second};
    static const int without[] = {NOARGS, ONE, FAST, VARARGS};
    for (int i = 0; i < 4; i++) {
        RcMethodDef *definition = &definitions[without[i]];
        RcObject *function = RcCFunction_New(definition, NULL);
        char message[64];
        snprintf(message, sizeof message, "%s() takes no keyword arguments", definition->ml_name);
        assert_null(RcObject_Vectorcall(function, stack, 1, kwnames));
        assert_raises(RcExc_TypeError, message);
        assert_null(RcObject_Call(function, args, kwargs));
        assert_raises(RcExc_TypeError, message);
        assert_null(RcObject_Vectorcall((RcObject *)&static_functions[without[i]], stack, 1, kwnames));
        assert_raises(RcExc_TypeError, message);
        pairs_length_answer = length_fails;
        assert_null(RcObject_Call(function, args, kwargs));
        pairs_length_answer = NULL;
        assert_raises(RcExc_ValueError, "no length");
        assert_int_equal(seen.count, 0);
        assert_refcnt(function, 1);
        assert_refcnt(args, 1);
        assert_refcnt(kwargs, 1);
        assert_refcnt(kwnames, 1);
        Rc_DECREF(function);
    }
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    Rc_DECREF(kwnames);
    drop_objects();
}

static void test_refused_counts(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *list = RcList_New(0);
    RcObject *noargs = RcCFunction_New(&definitions[NOARGS], NULL);
    RcObject *one = RcCFunction_New(&definitions[ONE], NULL);
    RcObject *of_list = RcCFunction_New(&definitions[ONE], list);
    RcObject *of_type = RcCFunction_New(&definitions[NOARGS], (RcObject *)&Pairs_Type);
    assert_null(RcObject_CallOneArg(noargs, first));
    assert_raises(RcExc_TypeError, "f_noargs() takes no arguments (1 given)");
    assert_null(RcObject_CallNoArgs(one));
    assert_raises(RcExc_TypeError, "f_one() takes exactly one argument (0 given)");
    assert_null(RcObject_CallFunctionObjArgs(one, first, second, NULL));
    assert_raises(RcExc_TypeError, "f_one() takes exactly one argument (2 given)");
    assert_null(RcObject_CallNoArgs(of_list));
    assert_raises(RcExc_TypeError, "list.f_one() takes exactly one argument (0 given)");
    assert_null(RcObject_CallOneArg(of_type, first));
    assert_raises(RcExc_TypeError, "Pairs.f_noargs() takes no arguments (1 given)");
    assert_int_equal(seen.count, 0);
    assert_refcnt(list, 2);
    assert_refcnt(of_list, 1);
    Rc_DECREF(of_type);
    Rc_DECREF(of_list);
    Rc_DECREF(one);
    Rc_DECREF(noargs);
    assert_refcnt(list, 1);
    Rc_DECREF(list);
    drop_objects();
}

static void test_bad_flags(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    static const int bad[] = {0, RC_METH_KEYWORDS, RC_METH_O | RC_METH_NOARGS, RC_METH_O | RC_METH_KEYWORDS,
                              RC_METH_VARARGS | RC_METH_FASTCALL};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        static RcMethodDef definition = {"f", f_one, 0, NULL};
        definition.ml_flags = bad[i];
        assert_null(RcCFunction_New(&definition, first));
        assert_raises(RcExc_SystemError, "RcCFunction_New: method 'f' has bad call flags");
        assert_null(RcCFunction_NewEx(&definition, first, second));
        assert_raises(RcExc_SystemError, "RcCFunction_NewEx: method 'f' has bad call flags");
    }
    static RcMethodDef empty = {"f", NULL, RC_METH_O, NULL};
    assert_null(RcCFunction_New(&empty, first));
    assert_raises(RcExc_SystemError, "RcCFunction_New: method 'f' has no function");
    /* A static function is found out when it is called. */
    static RcMethodDef definition = {"f", f_one, RC_METH_O | RC_METH_NOARGS, NULL};
    static RcCFunctionObject function = RcCFunction_STATIC_INIT(&definition, NULL);
    assert_null(RcObject_CallOneArg((RcObject *)&function, first));
    assert_raises(RcExc_SystemError, "f() method: bad call flags");
    drop_objects();
}

/* ---- Parts ---- */

static void test_parts(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *function = RcCFunction_NewEx(&definitions[ONE], first, second);
    assert_refcnt(first, 2);
    assert_refcnt(second, 2);
    assert_int_equal(RcCFunction_Check(function), 1);
    assert_int_equal(RcCFunction_CheckExact(function), 1);
    assert_int_equal(RcCFunction_Check(first), 0);
    assert_true(RcCFunction_GetFunction(function) == f_one);
    assert_ptr_equal(RcCFunction_GetSelf(function), first);
    assert_int_equal(RcCFunction_GetFlags(function), RC_METH_O);
    assert_true(RcCFunction_GET_FUNCTION(function) == f_one);
    assert_ptr_equal(RcCFunction_GET_SELF(function), first);
    assert_int_equal(RcCFunction_GET_FLAGS(function), RC_METH_O);
    assert_refcnt(first, 2); /* borrowed */
    Rc_DECREF(function);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);

    function = RcCFunction_New(&definitions[NOARGS], NULL);
    assert_null(RcCFunction_GetSelf(function));
    assert_no_error();
    Rc_DECREF(function);
    /* A static method has no self, whatever was given. */
    static RcMethodDef definition = {"f", f_noargs, RC_METH_NOARGS | RC_METH_STATIC, NULL};
    function = RcCFunction_New(&definition, first);
    assert_null(RcCFunction_GetSelf(function));
    assert_no_error();
    assert_answered(RcObject_CallNoArgs(function), 0, 0);
    assert_null(seen.self);
    Rc_DECREF(function);

    assert_true(RcCFunction_GetFunction(first) == NULL);
    assert_raises(RcExc_SystemError, "RcCFunction_GetFunction: bad argument");
    assert_null(RcCFunction_GetSelf(first));
    assert_raises(RcExc_SystemError, "RcCFunction_GetSelf: bad argument");
    assert_int_equal(RcCFunction_GetFlags(first), -1);
    assert_raises(RcExc_SystemError, "RcCFunction_GetFlags: bad argument");
    assert_true(RcCFunction_GetFunction(NULL) == NULL);
    assert_raises(RcExc_SystemError, "RcCFunction_GetFunction: bad argument");
    assert_null(RcCFunction_New(NULL, first));
    assert_raises(RcExc_SystemError, "RcCFunction_New: bad argument");
    assert_null(RcCFunction_NewEx(NULL, first, NULL));
    assert_raises(RcExc_SystemError, "RcCFunction_NewEx: bad argument");
    drop_objects();
}

static void assert_attribute(RcObject *op, const char *attribute, RcObject *expected, Rc_ssize_t count)
{
    RcObject *value = RcObject_GetAttrString(op, attribute);
    assert_ptr_equal(value, expected);
    assert_refcnt(expected, count + 1);
    Rc_DECREF(value);
    assert_refcnt(expected, count);
}

static void assert_text_attribute(RcObject *op, const char *attribute, const char *expected)
{
    Rc_ssize_t count = Rc_REFCNT(op);
    RcObject *value = RcObject_GetAttrString(op, attribute);
    assert_str(value, expected);
    assert_refcnt(value, 1);
    assert_refcnt(op, count);
    Rc_DECREF(value);
}

static void test_attributes(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *pairs = Pairs_New();
    RcObject *function = RcCFunction_NewEx(&definitions[NOARGS], pairs, name);
    assert_text_attribute(function, "__name__", "f_noargs");
    assert_text_attribute(function, "__qualname__", "Pairs.f_noargs");
    assert_text_attribute(function, "__doc__", "What it does.");
    assert_attribute(function, "__self__", pairs, 2);
    assert_attribute(function, "__module__", name, 2);
    assert_int_equal(RcObject_SetAttrString(function, "__self__", first), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_int_equal(RcObject_SetAttrString(function, "__module__", first), -1);
    assert_raises(RcExc_AttributeError, NULL);
    Rc_DECREF(function);
    assert_refcnt(pairs, 1);
    Rc_DECREF(pairs);

    function = RcCFunction_New(&definitions[ONE], NULL);
    assert_text_attribute(function, "__qualname__", "f_one");
    assert_result_is(RcObject_GetAttrString(function, "__doc__"), Rc_None);
    assert_result_is(RcObject_GetAttrString(function, "__self__"), Rc_None);
    assert_result_is(RcObject_GetAttrString(function, "__module__"), Rc_None);
    Rc_DECREF(function);
    drop_objects();
}

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *list = RcList_New(0);
    RcObject *function = RcCFunction_New(&definitions[ONE], NULL);
    assert_repr(function, "<built-in function f_one>");
    Rc_DECREF(function);
    function = RcCFunction_New(&definitions[ONE], list);
    char expected[80];
    snprintf(expected, sizeof expected, "<built-in method f_one of list object at %p>", (void *)list);
    assert_repr(function, expected);
    assert_refcnt(list, 2);
    Rc_DECREF(function);
    Rc_DECREF(list);
    drop_objects();
}

static void test_equality_and_hash(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    static RcMethodDef twin = {"twin", f_one, RC_METH_O, NULL};
    RcObject *a = RcCFunction_New(&definitions[ONE], first);
    RcObject *same = RcCFunction_New(&twin, first);
    RcObject *other_self = RcCFunction_New(&definitions[ONE], second);
    RcObject *other_code = RcCFunction_New(&definitions[NOARGS], first);
    assert_result_is(RcObject_RichCompare(a, same, Rc_EQ), Rc_True);
    assert_result_is(RcObject_RichCompare(a, same, Rc_NE), Rc_False);
    assert_result_is(RcObject_RichCompare(a, other_self, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(a, other_self, Rc_NE), Rc_True);
    assert_result_is(RcObject_RichCompare(a, other_code, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(a, first, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(first, a, Rc_EQ), Rc_False);
    assert_null(RcObject_RichCompare(a, same, Rc_LT));
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'builtin_function_or_method' and "
                                   "'builtin_function_or_method'");
    assert_int_equal(RcObject_Hash(a), RcObject_Hash(same));
    assert_int_not_equal(RcObject_Hash(a), RcObject_Hash(other_self));
    assert_int_not_equal(RcObject_Hash(a), RcObject_Hash(other_code));
    assert_no_error();
    assert_refcnt(a, 1);
    assert_refcnt(same, 1);
    assert_refcnt(first, 4);
    assert_refcnt(second, 2);
    Rc_DECREF(other_code);
    Rc_DECREF(other_self);
    Rc_DECREF(same);
    Rc_DECREF(a);
    drop_objects();
}

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
    RcObject *function = RcCFunction_NewEx(&definitions[ONE], first, second);
    assert_true(RcObject_GC_IsTracked(function));
    RcObject *visited[4] = {NULL}, **next = visited;
    assert_int_equal(RcCFunction_Type.tp_traverse(function, visit_log, &next), 0);
    assert_int_equal(next - visited, 2);
    assert_ptr_equal(visited[0], first);
    assert_ptr_equal(visited[1], second);
    assert_int_equal(RcCFunction_Type.tp_traverse(function, visit_stop, first), 7);
    assert_int_equal(RcCFunction_Type.tp_traverse(function, visit_stop, second), 7);
    assert_null(RcCFunction_Type.tp_clear);
    Rc_DECREF(function);
    function = RcCFunction_New(&definitions[ONE], NULL);
    next = visited;
    assert_int_equal(RcCFunction_Type.tp_traverse(function, visit_log, &next), 0);
    assert_int_equal(next - visited, 0);
    Rc_DECREF(function);
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
    Hostile *self = Hostile_New();
    RcObject *function = RcCFunction_New(&definitions[ONE], (RcObject *)self);
    self->on_dealloc = note_tracking;
    self->arg = &function;
    Rc_DECREF(self);
    Rc_DECREF(function);
    assert_null(function);
    Hostile *module = Hostile_New();
    function = RcCFunction_NewEx(&definitions[ONE], NULL, (RcObject *)module);
    module->on_dealloc = note_tracking;
    module->arg = &function;
    Rc_DECREF(module);
    Rc_DECREF(function);
    assert_null(function);
}

static void test_type_cannot_be_called(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcObject_CallNoArgs((RcObject *)&RcCFunction_Type));
    assert_raises(RcExc_TypeError, "cannot create 'builtin_function_or_method' instances");
}

static void test_static_functions_are_immortal(void **state)
{
    Rc_UNUSED(state);
    RcObject *function = (RcObject *)&static_functions[ONE];
    assert_true(Rc_IsImmortal(function));
    Rc_INCREF(function);
    Rc_DECREF(function);
    expect_findings("over-decref", 1);
    Rc_DECREF(function);
    assert_refcnt(function, RC_IMMORTAL_REFCNT);
    assert_false(RcObject_IS_GC(function));
}

/* ---- Out of memory ---- */

static int sweep_new(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *function = RcCFunction_NewEx(&definitions[ONE], first, second);
    if (function == NULL) {
        return -1;
    }
    Rc_DECREF(function);
    return 0;
}

static int sweep_texts(void *function)
{
    static const char *const attributes[] = {"__name__", "__qualname__", "__doc__"};
    for (int i = 0; i < 3; i++) {
        RcObject *text = RcObject_GetAttrString(function, attributes[i]);
        if (text == NULL) {
            return -1;
        }
        Rc_DECREF(text);
    }
    RcObject *repr = RcObject_Repr(function);
    Rc_XDECREF(repr);
    return repr == NULL ? -1 : 0;
}

static int sweep_calls(void *kwnames)
{
    RcObject *stack[] = {first, second};
    for (int i = 0; i < 2;
         i++) { /* static: vectorcall makes the tuple and the mapping; slow: the protocol does */
        RcObject *function = i == 0 ? (RcObject *)&static_functions[VARARGS_KEYWORDS]
                                    : (RcObject *)&slow_functions[VARARGS_KEYWORDS];
        RcObject *result = RcObject_Vectorcall(function, stack, 1, kwnames);
        if (result == NULL) {
            return -1;
        }
        Rc_DECREF(result);
    }
    return 0;
}

static int sweep_refusal(void *function)
{
    RcObject *result = RcObject_CallOneArg(function, first);
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_TypeError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *function = RcCFunction_New(&definitions[NOARGS], second);
    RcObject *const watched[] = {function, kwnames, answer, first, second, name, NULL};
    assert_int_equal(sweep(sweep_new, NULL, watched), 1);
    assert_true(sweep(sweep_texts, function, watched) >= 4);
    assert_true(sweep(sweep_calls, kwnames, watched) >= 6);
    assert_true(sweep(sweep_refusal, function, watched) >= 2);
    Rc_DECREF(function);
    Rc_DECREF(kwnames);
    drop_objects();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_each_convention),
        counted_test(test_keywords_of_fastcall),
        counted_test(test_keywords_of_varargs),
        counted_test(test_refused_keywords),
        counted_test(test_refused_counts),
        counted_test(test_bad_flags),
        counted_test(test_parts),
        counted_test(test_attributes),
        counted_test(test_repr),
        counted_test(test_equality_and_hash),
        counted_test(test_traverse),
        counted_test(test_dealloc_untracks_first),
        counted_test(test_type_cannot_be_called),
        counted_test(test_static_functions_are_immortal),
        counted_test(test_out_of_memory),
    };
    RcMapping_SetMaker(Pairs_New);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
