/* The error indicator: what it owns after each operation, and what user code sees while it changes. */
#include "support.h"

#include "core/errors.h"
#include "hostile.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static RcObject *number(void)
{
    return RcFloat_FromDouble(2.5);
}

/* An exception of one argument. */
static RcObject *make(RcObject *type, RcObject *argument)
{
    RcObject *exception = RcObject_CallOneArg(type, argument);
    assert_non_null(exception);
    return exception;
}

static RcObject *args_of(RcObject *exception)
{
    return ((RcBaseExceptionObject *)exception)->args;
}

static RcBaseExceptionObject *memory_error(void)
{
    return &_Rc_runtime->memory_error;
}

/* ---- What is written to stderr */

static int saved_stderr;
static FILE *captured;

static void capture(void)
{
    captured = tmpfile();
    fflush(stderr);
    saved_stderr = dup(2);
    dup2(fileno(captured), 2);
}

/* Ends it, before anything is asserted. */
static void assert_captured(const char *expected)
{
    char text[4096];
    fflush(stderr);
    dup2(saved_stderr, 2);
    close(saved_stderr);
    rewind(captured);
    text[fread(text, 1, sizeof text - 1, captured)] = '\0';
    fclose(captured);
    assert_string_equal(text, expected);
}

/* ---- Raising */

static void test_nothing_pending(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcErr_Occurred());
    assert_null(RcErr_GetRaisedException());
    assert_int_equal(RcErr_ExceptionMatches(RcExc_BaseException), 0);
    RcErr_Clear();
    RcErr_SetRaisedException(NULL);
    assert_no_error();
}

static void test_set_string(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "h\303\251");
    assert_ptr_equal(RcErr_Occurred(), RcExc_ValueError);
    assert_live(3); /* exception, tuple, str */
    RcObject *exception = RcErr_GetRaisedException();
    assert_no_error();
    assert_refcnt(exception, 1);
    assert_refcnt(args_of(exception), 1);
    RcObject *text = RcTuple_GET_ITEM(args_of(exception), 0);
    assert_str(text, "h\303\251");
    assert_refcnt(text, 1);
    Rc_DECREF(exception);
    assert_live(0);
    RcErr_SetString(RcExc_ValueError, "x");
    RcErr_Clear();
    assert_no_error();
    assert_live(0);
}

static RcObject *formatted_by_list(RcObject *type, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    RcObject *result = RcErr_FormatV(type, format, arguments);
    va_end(arguments);
    return result;
}

static void test_set_string_badly(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, NULL);
    assert_raises(RcExc_SystemError, "RcErr_SetString: bad argument");
    RcErr_SetString(RcExc_ValueError, "\377");
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    RcErr_SetString(NULL, "x");
    assert_raises(RcExc_SystemError, "RcErr_SetString: bad argument");
    RcErr_SetNone(NULL);
    assert_raises(RcExc_SystemError, "RcErr_SetNone: bad argument");
    RcErr_SetObject(NULL, NULL);
    assert_raises(RcExc_SystemError, "RcErr_SetObject: bad argument");
    assert_null(RcErr_Format(RcExc_ValueError, NULL));
    assert_raises(RcExc_SystemError, "RcErr_Format: bad argument");
    assert_null(RcErr_Format(NULL, "x"));
    assert_raises(RcExc_SystemError, "RcErr_Format: bad argument");
    assert_null(formatted_by_list(RcExc_ValueError, NULL));
    assert_raises(RcExc_SystemError, "RcErr_FormatV: bad argument");
    assert_live(0);
}

static void test_set_object_with_one_value(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcErr_SetObject(RcExc_ValueError, value);
    assert_refcnt(value, 2);
    RcErr_Clear();
    assert_refcnt(value, 1);
    Rc_DECREF(value);
}

static void test_set_object_with_a_tuple(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *tuple = RcTuple_Pack(2, value, value);
    RcErr_SetObject(RcExc_ValueError, tuple);
    RcObject *exception = RcErr_GetRaisedException();
    assert_ptr_equal(args_of(exception), tuple);
    assert_refcnt(tuple, 2);
    assert_refcnt(value, 3);
    Rc_DECREF(exception);
    assert_refcnt(tuple, 1);
    Rc_DECREF(tuple);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
}

static void test_set_object_with_nothing(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetNone(RcExc_ValueError);
    assert_live(1);
    assert_raises(RcExc_ValueError, "");
    RcErr_SetObject(RcExc_ValueError, Rc_None);
    assert_live(1);
    assert_raises(RcExc_ValueError, "");
    assert_live(0);
}

static void test_set_object_with_an_exception(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcObject *key_error = make(RcExc_KeyError, item);
    RcErr_SetObject(RcExc_KeyError, key_error);
    assert_refcnt(key_error, 2);
    assert_ptr_equal(_Rc_runtime->raised, key_error);
    RcErr_SetObject(RcExc_LookupError, key_error);
    assert_refcnt(key_error, 2);
    assert_ptr_equal(_Rc_runtime->raised, key_error);
    RcErr_SetObject(RcExc_ValueError, key_error); /* of another class: an argument like any */
    assert_refcnt(key_error, 2);
    assert_ptr_equal(RcErr_Occurred(), RcExc_ValueError);
    RcErr_Clear();
    assert_refcnt(key_error, 1);
    Rc_DECREF(key_error);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

static void test_not_an_exception_class(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcErr_SetObject(value, value);
    assert_raises(RcExc_SystemError, "RcErr_SetObject: exception 2.5 is not a BaseException subclass");
    RcErr_SetString(RC_OBJECT_CAST(&RcFloat_Type), "x");
    assert_raises(RcExc_SystemError,
                  "RcErr_SetString: exception <class 'float'> is not a BaseException subclass");
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    assert_live(0);
}

static void test_format(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    assert_null(RcErr_Format(RcExc_TypeError, "%s has %R, %d times", "x", value, 3));
    assert_refcnt(value, 1);
    assert_raises(RcExc_TypeError, "x has 2.5, 3 times");
    Rc_DECREF(value);
    assert_live(0);
}

/* ---- Replacing */

/* An object whose dealloc looks at the indicator as it is, which other deallocs put aside first. */
static RcObject *seen;
static int seen_count;

static void watcher_dealloc(RcObject *self)
{
    seen = _Rc_runtime->raised;
    assert_true(seen == NULL || Rc_REFCNT(seen) > 0);
    seen_count++;
    Rc_TYPE(self)->tp_free(self);
}

static RcTypeObject watcher_type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Watcher",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = watcher_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_free = RcObject_Free,
};

/* Raises an exception with such an object as its argument. */
static void raise_watcher(void)
{
    assert_int_equal(RcType_Ready(&watcher_type), 0);
    RcObject *watcher = RcObject_New(RcObject, &watcher_type);
    RcErr_SetObject(RcExc_KeyError, watcher);
    assert_refcnt(watcher, 2);
    Rc_DECREF(watcher);
    seen_count = 0;
}

/* The watcher has just died, with this class pending already. */
static void assert_seen(RcObject *type)
{
    assert_int_equal(seen_count, 1);
    assert_ptr_equal(seen == NULL ? NULL : RC_OBJECT_CAST(Rc_TYPE(seen)), type);
}

static void test_old_error_is_released_last(void **state)
{
    Rc_UNUSED(state);
    RcObject *ready = RcObject_CallNoArgs(RcExc_IndexError);
    raise_watcher();
    RcErr_SetString(RcExc_ValueError, "new");
    assert_seen(RcExc_ValueError);
    assert_raises(RcExc_ValueError, "new");
    raise_watcher();
    RcErr_SetObject(RcExc_IndexError, ready);
    assert_seen(RcExc_IndexError);
    assert_raises(RcExc_IndexError, "");
    assert_refcnt(ready, 1);
    raise_watcher();
    RcErr_SetRaisedException(Rc_NewRef(ready));
    assert_seen(RcExc_IndexError);
    assert_raises(RcExc_IndexError, "");
    raise_watcher();
    RcErr_NoMemory();
    assert_seen(RcExc_MemoryError);
    assert_raises(RcExc_MemoryError, "");
    raise_watcher();
    RcErr_Format(RcExc_TypeError, "%d", 1);
    assert_seen(RcExc_TypeError);
    assert_raises(RcExc_TypeError, "1");
    raise_watcher();
    _RcErr_SetKeyError(ready);
    assert_seen(RcExc_KeyError);
    assert_raises(RcExc_KeyError, "IndexError()");
    raise_watcher();
    RcErr_Clear();
    assert_seen(NULL);
    assert_no_error();
    assert_refcnt(ready, 1);
    Rc_DECREF(ready);
    assert_live(0);
}

static void test_value_that_only_the_old_error_owns(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcErr_SetObject(RcExc_KeyError, value);
    Rc_DECREF(value);
    assert_refcnt(value, 1);
    RcErr_SetObject(RcExc_ValueError, value);
    assert_refcnt(value, 1);
    RcErr_Format(RcExc_TypeError, "not %R", value);
    assert_raises(RcExc_TypeError, "not 2.5");
    value = RcObject_CallNoArgs(RcExc_KeyError);
    RcErr_SetObject(RcExc_ValueError, value);
    Rc_DECREF(value);
    _RcErr_SetKeyError(value);
    assert_refcnt(value, 1);
    assert_raises(RcExc_KeyError, "KeyError()");
    assert_live(0);
}

static RcObject *repr_without_error(Hostile *self)
{
    Rc_UNUSED(self);
    assert_null(RcErr_Occurred());
    return RcStr_FromString("fine");
}

static void test_user_code_runs_without_a_pending_error(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_repr = repr_without_error;
    RcErr_SetString(RcExc_ValueError, "old");
    RcErr_Format(RcExc_TypeError, "%R", hostile);
    assert_raises(RcExc_TypeError, "fine");
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
}

static RcObject *failing_repr(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_IndexError, "no repr");
    return NULL;
}

static void test_format_that_fails(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_repr = failing_repr;
    RcErr_SetString(RcExc_ValueError, "old");
    assert_null(RcErr_Format(RcExc_TypeError, "%R", hostile));
    assert_raises(RcExc_IndexError, "no repr");
    Rc_DECREF(hostile);
    assert_live(0);
}

/* ---- Classes with a tp_new or tp_init of their own */

static int failing_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self), Rc_UNUSED(args), Rc_UNUSED(kwargs);
    assert_null(RcErr_Occurred());
    RcErr_SetString(RcExc_IndexError, "no init");
    return -1;
}

static int noisy_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(kwargs);
    RcErr_SetString(RcExc_IndexError, "left behind");
    RcException_SetArgs(self, args);
    return 0;
}

static RcObject *odd_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(type), Rc_UNUSED(args), Rc_UNUSED(kwargs);
    return number();
}

static RcObject *make_class(const char *name, int slot, uintptr_t function)
{
    RcType_Slot slots[] = {{slot, (void *)function}, {0, NULL}};
    RcType_Spec spec = {.name = name, .flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, .slots = slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, RcExc_Exception);
    assert_non_null(type);
    return type;
}

static void test_class_that_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *type = make_class("test.Failing", Rc_tp_init, (uintptr_t)failing_init);
    Rc_ssize_t own = Rc_REFCNT(type);
    RcErr_SetString(RcExc_ValueError, "old");
    RcErr_SetObject(type, value);
    assert_raises(RcExc_IndexError, "no init");
    assert_refcnt(value, 1);
    assert_refcnt(type, own);
    RcErr_SetNone(type);
    assert_raises(RcExc_IndexError, "no init");
    Rc_DECREF(type);
    Rc_DECREF(value);
    assert_live(0);
}

static void test_class_with_its_own_init(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *tuple = RcTuple_Pack(2, value, value);
    RcObject *type = make_class("test.Noisy", Rc_tp_init, (uintptr_t)noisy_init);
    Rc_ssize_t own = Rc_REFCNT(type);
    RcErr_SetString(RcExc_ValueError, "old");
    /* A call that succeeds and leaves an error is the class's mistake; the call protocol may refuse it. */
    RcErr_SetObject(type, tuple);
    assert_non_null(RcErr_Occurred());
    RcErr_Clear();
    assert_refcnt(tuple, 1);
    assert_refcnt(value, 3);
    assert_refcnt(type, own);
    Rc_DECREF(tuple);
    Rc_DECREF(type);
    Rc_DECREF(value);
    assert_live(0);
}

static int quiet_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(kwargs);
    assert_null(RcErr_Occurred());
    RcException_SetArgs(self, args);
    return 0;
}

static void test_class_is_called_with_the_value(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *tuple = RcTuple_Pack(2, value, value);
    RcObject *type = make_class("test.Quiet", Rc_tp_init, (uintptr_t)quiet_init);
    Rc_ssize_t own = Rc_REFCNT(type);
    RcErr_SetObject(type, tuple);
    assert_refcnt(type, own + 1);
    assert_ptr_equal(RcErr_Occurred(), type);
    assert_raises(type, "(2.5, 2.5)");
    RcErr_SetObject(type, value);
    assert_refcnt(value, 4);
    assert_raises(type, "2.5");
    RcErr_SetNone(type);
    assert_raises(type, "");
    assert_refcnt(type, own);
    Rc_DECREF(tuple);
    assert_refcnt(value, 1);
    Rc_DECREF(type);
    Rc_DECREF(value);
}

static void test_class_that_makes_something_else(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = make_class("test.Odd", Rc_tp_new, (uintptr_t)odd_new);
    RcErr_SetString(type, "x");
    assert_raises(RcExc_TypeError,
                  "calling <class 'test.Odd'> should have returned an instance of BaseException, not float");
    Rc_DECREF(type);
    assert_live(0);
}

static void test_recursion_error_at_the_limit(void **state)
{
    Rc_UNUSED(state);
    int depth = 0;
    while (Rc_EnterRecursiveCall(" in a test") == 0) {
        depth++;
    }
    while (depth-- > 0) {
        Rc_LeaveRecursiveCall();
    }
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded in a test");
    assert_live(0);
}

/* ---- Errors of many places */

static void test_ready_made_errors(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcErr_BadArgument(), 0);
    assert_raises(RcExc_TypeError, "bad argument type for built-in operation");
    RcErr_BadInternalCall();
    assert_raises(RcExc_SystemError, "test_ready_made_errors: bad argument");
    _RcErr_NullArgument("RcObject_GetItem");
    assert_raises(RcExc_SystemError, "RcObject_GetItem: null argument");
    RcErr_SetString(RcExc_ValueError, "the reason");
    _RcErr_NullArgument("RcObject_GetItem");
    assert_raises(RcExc_ValueError, "the reason");
    assert_live(0);
}

static void test_key_error_takes_any_key(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *keys[] = {value, RcTuple_Pack(2, value, value), Rc_None, RcObject_CallNoArgs(RcExc_KeyError)};
    const char *messages[] = {"2.5", "(2.5, 2.5)", "None", "KeyError()"};
    for (int i = 0; i < 4; i++) {
        Rc_ssize_t count = Rc_REFCNT(keys[i]);
        _RcErr_SetKeyError(keys[i]);
        assert_refcnt(keys[i], Rc_IsImmortal(keys[i]) ? count : count + 1);
        assert_int_equal(RcTuple_GET_SIZE(args_of(_Rc_runtime->raised)), 1);
        assert_raises(RcExc_KeyError, messages[i]);
        assert_refcnt(keys[i], count);
    }
    Rc_DECREF(keys[1]);
    Rc_DECREF(keys[3]);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
}

/* ---- The MemoryError */

static void test_no_memory_needs_none(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "old");
    RcMem_SetFailAfter(1);
    assert_null(RcErr_NoMemory());
    assert_int_equal(RcMem_SetFailAfter(0), 1);
    assert_ptr_equal(RcErr_Occurred(), RcExc_MemoryError);
    assert_ptr_equal(_Rc_runtime->raised, memory_error());
    assert_true(Rc_IsImmortal(memory_error()));
    assert_live(0);
    assert_null(RcErr_NoMemory());
    RcObject *exception = RcErr_GetRaisedException();
    assert_refcnt(exception, RC_IMMORTAL_REFCNT);
    assert_false(RcObject_IS_GC(exception));
    assert_repr(exception, "MemoryError()");
    Rc_DECREF(exception);
    assert_no_error();
}

static void test_no_memory_forgets_its_past(void **state)
{
    Rc_UNUSED(state);
    RcObject *cause = RcObject_CallNoArgs(RcExc_KeyError), *context = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *args = RcTuple_Pack(1, cause);
    RcErr_NoMemory();
    RcObject *exception = RcErr_GetRaisedException();
    RcException_SetCause(exception, Rc_NewRef(cause));
    RcException_SetContext(exception, Rc_NewRef(context));
    RcException_SetArgs(exception, args);
    assert_refcnt(cause, 3);
    assert_refcnt(context, 2);
    assert_refcnt(args, 2);
    RcErr_NoMemory();
    assert_refcnt(cause, 2);
    assert_refcnt(context, 1);
    assert_refcnt(args, 1);
    assert_null(memory_error()->args);
    assert_null(memory_error()->cause);
    assert_null(memory_error()->context);
    RcErr_Clear();
    Rc_DECREF(exception);
    Rc_DECREF(args);
    Rc_DECREF(cause);
    Rc_DECREF(context);
}

static void ignore_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(exception), Rc_UNUSED(where), Rc_UNUSED(arg);
}

/* Everything that the runtime holds of errors goes with it. */
static void test_the_end_of_the_runtime(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(Rc_Initialize(), 0);
    RcErr_NoMemory();
    RcObject *exception = RcErr_GetRaisedException();
    RcException_SetCause(exception, RcObject_CallNoArgs(RcExc_KeyError));
    RcException_SetContext(exception, RcObject_CallNoArgs(RcExc_KeyError));
    RcObject *args = RcTuple_Pack(1, Rc_None);
    RcException_SetArgs(exception, args);
    Rc_DECREF(args);
    Rc_DECREF(exception); /* the runtime's own, which stays */
    RcErr_SetUnraisableHook(ignore_unraisable, &saved_stderr);
    RcErr_SetString(RcExc_ValueError, "pending");
    assert_int_equal(Rc_LiveObjects(), 6);
    _RcErr_Finish(_Rc_runtime);
    assert_int_equal(Rc_LiveObjects(), 0);
    assert_null(_Rc_runtime->raised);
    assert_true(_Rc_runtime->unraisable_hook == NULL);
    assert_null(_Rc_runtime->unraisable_arg);
    assert_int_equal(Rc_Finalize(), 0);
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(Rc_Finalize(), 0);
}

/* ---- Asking */

static void test_matching(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *value = number();
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, RcExc_KeyError), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, RcExc_LookupError), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_LookupError, RcExc_KeyError), 0);
    assert_int_equal(RcErr_GivenExceptionMatches(exception, RcExc_LookupError), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(exception, RcExc_ValueError), 0);
    assert_int_equal(RcErr_GivenExceptionMatches(NULL, RcExc_ValueError), 0);
    assert_int_equal(RcErr_GivenExceptionMatches(exception, NULL), 0);
    assert_int_equal(RcErr_GivenExceptionMatches(value, value), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(value, RcExc_ValueError), 0);
    assert_int_equal(RcErr_GivenExceptionMatches(exception, value), 0);
    assert_refcnt(exception, 1);
    assert_refcnt(value, 1);
    RcErr_SetRaisedException(exception);
    assert_int_equal(RcErr_ExceptionMatches(RcExc_LookupError), 1);
    assert_int_equal(RcErr_ExceptionMatches(RcExc_TypeError), 0);
    assert_refcnt(exception, 1);
    RcErr_Clear();
    Rc_DECREF(value);
}

static void test_matching_tuples(void **state)
{
    Rc_UNUSED(state);
    RcObject *inner = RcTuple_Pack(2, RcExc_TypeError, RcExc_KeyError);
    RcObject *outer = RcTuple_Pack(2, RcExc_ValueError, inner);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, outer), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_UnicodeError, outer), 1);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_IndexError, outer), 0);
    assert_refcnt(inner, 2);
    assert_refcnt(outer, 1);
    RcObject *holes = RcTuple_New(1);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, holes), 0);
    Rc_DECREF(holes);
    Rc_DECREF(inner);
    Rc_DECREF(outer);

    RcObject *deep = RcTuple_Pack(1, RcExc_KeyError);
    for (int i = 1; i < 64; i++) {
        RcObject *next = RcTuple_Pack(1, deep);
        Rc_DECREF(deep);
        deep = next;
    }
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, deep), 1);
    RcObject *deeper = RcTuple_Pack(1, deep);
    assert_int_equal(RcErr_GivenExceptionMatches(RcExc_KeyError, deeper), 0);
    Rc_DECREF(deep);
    Rc_DECREF(deeper);
    assert_live(0);
}

/* ---- Taking out and putting back */

static void test_get_and_set_raised(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_KeyError);
    RcErr_SetRaisedException(Rc_NewRef(exception));
    assert_refcnt(exception, 2);
    assert_ptr_equal(RcErr_Occurred(), RcExc_KeyError);
    assert_refcnt(exception, 2);
    RcObject *taken = RcErr_GetRaisedException();
    assert_ptr_equal(taken, exception);
    assert_refcnt(exception, 2);
    assert_no_error();
    RcErr_SetRaisedException(taken);
    assert_refcnt(exception, 2);
    RcErr_SetRaisedException(NULL);
    assert_refcnt(exception, 1);
    assert_no_error();
    RcObject *value = number();
    RcErr_SetRaisedException(Rc_NewRef(value));
    assert_raises(RcExc_SystemError, "RcErr_SetRaisedException: bad argument");
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    Rc_DECREF(exception);
}

static void test_fetch_and_restore(void **state)
{
    Rc_UNUSED(state);
    RcObject *type, *value, *traceback;
    RcErr_Fetch(&type, &value, &traceback);
    assert_null(type);
    assert_null(value);
    assert_null(traceback);
    RcErr_Restore(NULL, NULL, NULL);
    assert_no_error();

    RcObject *class = RcErr_NewException("test.Class", NULL, NULL);
    Rc_ssize_t own = Rc_REFCNT(class);
    RcErr_SetString(class, "x");
    assert_refcnt(class, own + 1);
    RcErr_Fetch(&type, &value, &traceback);
    assert_no_error();
    assert_ptr_equal(type, class);
    assert_refcnt(class, own + 2);
    assert_refcnt(value, 1);
    assert_null(traceback);
    RcErr_Restore(type, value, traceback);
    assert_refcnt(class, own + 1);
    assert_refcnt(value, 1);
    RcErr_Restore(NULL, NULL, NULL);
    assert_no_error();
    assert_refcnt(class, own);
    Rc_DECREF(class);
    assert_live(0);
}

static void test_restore_of_parts(void **state)
{
    Rc_UNUSED(state);
    RcObject *class = RcErr_NewException("test.Class", NULL, NULL);
    RcObject *item = number(), *traceback = number();
    Rc_ssize_t own = Rc_REFCNT(class);
    RcErr_Restore(Rc_NewRef(class), Rc_NewRef(item), Rc_NewRef(traceback));
    assert_refcnt(class, own + 1);
    assert_refcnt(item, 2);
    assert_refcnt(traceback, 1);
    assert_raises(class, "2.5");
    assert_refcnt(class, own);
    assert_refcnt(item, 1);
    RcErr_Restore(NULL, Rc_NewRef(item), Rc_NewRef(traceback));
    assert_no_error();
    assert_refcnt(item, 1);
    assert_refcnt(traceback, 1);
    RcErr_Restore(Rc_NewRef(item), NULL, NULL);
    assert_raises(RcExc_SystemError, "RcErr_Restore: exception 2.5 is not a BaseException subclass");
    assert_refcnt(item, 1);
    Rc_DECREF(class);
    Rc_DECREF(item);
    Rc_DECREF(traceback);
}

static void test_normalize(void **state)
{
    Rc_UNUSED(state);
    RcObject *base = RcErr_NewException("test.Base", NULL, NULL);
    RcObject *class = RcErr_NewException("test.Class", base, NULL);
    Rc_ssize_t own_base = Rc_REFCNT(base), own = Rc_REFCNT(class);
    RcObject *item = number();

    RcObject *type = NULL, *value = NULL, *traceback = NULL;
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_null(type);
    assert_null(value);

    type = Rc_NewRef(class), value = Rc_NewRef(item);
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_ptr_equal(type, class);
    assert_refcnt(class, own + 2);
    assert_true(Rc_IS_TYPE(value, (RcTypeObject *)class));
    assert_refcnt(value, 1);
    assert_refcnt(item, 2);
    RcObject *same = value;
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_ptr_equal(value, same);
    assert_refcnt(value, 1);
    assert_refcnt(class, own + 2);
    Rc_SETREF(type, Rc_NewRef(base)); /* an instance of a subclass: its own class takes the place */
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_ptr_equal(type, class);
    assert_refcnt(class, own + 2);
    assert_refcnt(base, own_base);
    Rc_DECREF(type);
    Rc_DECREF(value);
    assert_refcnt(item, 1);
    assert_refcnt(class, own);

    type = Rc_NewRef(item), value = NULL; /* no class: nothing to be done */
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_ptr_equal(type, item);
    assert_null(value);
    Rc_DECREF(type);
    assert_refcnt(item, 1);
    assert_null(traceback);
    Rc_DECREF(item);
    Rc_DECREF(class);
    Rc_DECREF(base);
    assert_live(0);
}

/* Each part that Fetch gives may be left out; Normalize needs two of them. */
static void test_parts_that_nobody_wants(void **state)
{
    Rc_UNUSED(state);
    RcObject *class = RcErr_NewException("test.Class", NULL, NULL);
    Rc_ssize_t own = Rc_REFCNT(class);
    RcObject *type = class, *value = class, *traceback = class;
    RcErr_SetString(class, "x");
    RcErr_Fetch(NULL, &value, NULL);
    assert_no_error();
    assert_refcnt(class, own + 1);
    RcErr_SetRaisedException(value);
    RcErr_Fetch(&type, NULL, &traceback);
    assert_no_error();
    assert_ptr_equal(type, class);
    assert_null(traceback);
    assert_refcnt(class, own + 1);
    RcErr_NormalizeException(&type, NULL, NULL);
    assert_ptr_equal(type, class);
    value = NULL;
    RcErr_NormalizeException(NULL, &value, NULL);
    assert_null(value);
    RcErr_NormalizeException(&type, &value, NULL);
    assert_true(Rc_IS_TYPE(value, (RcTypeObject *)class));
    Rc_DECREF(value);
    Rc_DECREF(type);
    assert_refcnt(class, own);
    RcErr_SetString(class, "y");
    RcErr_Fetch(NULL, NULL, NULL);
    assert_no_error();
    assert_refcnt(class, own);
    Rc_DECREF(class);
    assert_live(0);
}

static void test_normalize_that_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *class = make_class("test.Failing", Rc_tp_init, (uintptr_t)failing_init);
    Rc_ssize_t own = Rc_REFCNT(class);
    RcObject *type = Rc_NewRef(class), *value = NULL, *traceback = NULL;
    RcErr_NormalizeException(&type, &value, &traceback);
    assert_no_error();
    assert_ptr_equal(type, RcExc_IndexError);
    assert_repr(value, "IndexError('no init')");
    assert_refcnt(value, 1);
    assert_refcnt(class, own);
    Rc_DECREF(type);
    Rc_DECREF(value);
    Rc_DECREF(class);
    assert_live(0);
}

/* ---- Display */

static void test_print(void **state)
{
    Rc_UNUSED(state);
    capture();
    RcErr_Print();
    RcErr_SetString(RcExc_TypeError, "h\303\251");
    RcErr_Print();
    int left = RcErr_Occurred() != NULL;
    RcErr_SetNone(RcExc_KeyError);
    RcErr_Print();
    RcErr_SetString(RcExc_SystemExit, "goes on");
    RcErr_Print();
    assert_captured("TypeError: h\303\251\nKeyError\nSystemExit: goes on\n");
    assert_false(left);
    assert_no_error();
    assert_live(0);
}

static void test_print_of_a_users_class(void **state)
{
    Rc_UNUSED(state);
    RcObject *class = RcErr_NewException("test.Class", NULL, NULL);
    Hostile *hostile = Hostile_New();
    hostile->on_repr = failing_repr;
    capture();
    RcErr_SetString(class, "x");
    RcErr_Print();
    RcErr_SetObject(class, RC_OBJECT_CAST(hostile));
    RcErr_Print();
    assert_captured("test.Class: x\ntest.Class: <exception str() failed>\n");
    assert_no_error();
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    Rc_DECREF(class);
    assert_live(0);
}

static void test_display(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *value = number();
    RcErr_SetString(RcExc_ValueError, "pending");
    capture();
    RcErr_DisplayException(exception);
    assert_captured("KeyError\n");
    assert_raises(RcExc_ValueError, "pending");
    assert_refcnt(exception, 1);
    RcErr_DisplayException(value);
    assert_raises(RcExc_SystemError, "RcErr_DisplayException: bad argument");
    RcErr_DisplayException(NULL);
    assert_raises(RcExc_SystemError, "RcErr_DisplayException: bad argument");
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    Rc_DECREF(exception);
}

static void test_display_of_a_chain(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = RcObject_CallNoArgs(RcExc_KeyError), *second = RcObject_CallNoArgs(RcExc_IndexError),
             *third = RcObject_CallNoArgs(RcExc_TypeError);
    RcException_SetContext(second, Rc_NewRef(first));
    RcException_SetCause(third, Rc_NewRef(second));
    RcException_SetContext(third, Rc_NewRef(first)); /* hidden by the cause */
    RcException_SetCause(first, Rc_NewRef(third));   /* a cycle */
    capture();
    RcErr_DisplayException(third);
    assert_captured("KeyError\n"
                    "\nDuring handling of the above exception, another exception occurred:\n\n"
                    "IndexError\n"
                    "\nThe above exception was the direct cause of the following exception:\n\n"
                    "TypeError\n");
    assert_refcnt(first, 3);
    assert_refcnt(second, 2);
    assert_refcnt(third, 2);
    RcException_SetCause(first, NULL);
    Rc_DECREF(first);
    Rc_DECREF(second);
    Rc_DECREF(third);
    assert_live(0);
}

static void test_display_of_a_long_chain(void **state)
{
    Rc_UNUSED(state);
    RcObject *last = NULL;
    for (int i = 0; i < 40; i++) {
        RcObject *next = RcObject_CallNoArgs(RcExc_KeyError);
        RcException_SetContext(next, last);
        last = next;
    }
    char expected[4096] = "KeyError\n";
    for (int i = 1; i < 32; i++) {
        strcat(expected,
               "\nDuring handling of the above exception, another exception occurred:\n\nKeyError\n");
    }
    capture();
    RcErr_DisplayException(last);
    assert_captured(expected);
    assert_refcnt(last, 1);
    Rc_DECREF(last);
    assert_live(0);
}

/* ---- Unraisable */

static void test_write_unraisable(void **state)
{
    Rc_UNUSED(state);
    RcObject *where = number();
    Hostile *hostile = Hostile_New();
    hostile->on_repr = failing_repr;
    capture();
    RcErr_WriteUnraisable(where);
    RcErr_SetString(RcExc_TypeError, "x");
    RcErr_WriteUnraisable(where);
    RcErr_SetString(RcExc_TypeError, "y");
    RcErr_WriteUnraisable(NULL);
    RcErr_SetNone(RcExc_TypeError);
    RcErr_WriteUnraisable(Rc_None);
    RcErr_SetString(RcExc_TypeError, "z");
    RcErr_WriteUnraisable(RC_OBJECT_CAST(hostile));
    assert_captured("Exception ignored in: 2.5\nTypeError: x\nTypeError: y\nTypeError\n"
                    "Exception ignored in: <object repr() failed>\nTypeError: z\n");
    assert_no_error();
    assert_refcnt(where, 1);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    Rc_DECREF(where);
    assert_live(0);
}

static void test_format_unraisable(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_repr = failing_repr;
    capture();
    RcErr_FormatUnraisable("nothing %d", 1);
    RcErr_SetString(RcExc_TypeError, "x");
    RcErr_FormatUnraisable("Ignored while %s", "closing");
    RcErr_SetString(RcExc_TypeError, "y");
    RcErr_FormatUnraisable(NULL);
    RcErr_SetString(RcExc_TypeError, "z");
    RcErr_FormatUnraisable("%R", hostile);
    assert_captured("Ignored while closing:\nTypeError: x\nTypeError: y\nTypeError: z\n");
    assert_no_error();
    Rc_DECREF(hostile);
    assert_live(0);
}

static RcObject *told_where;
static RcObject *told_type;
static int told_arg;

static void note_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    assert_no_error();
    assert_refcnt(exception, 1);
    told_type = RcExceptionInstance_Class(exception);
    told_where = where;
    (*(int *)arg)++;
}

static void test_hook(void **state)
{
    Rc_UNUSED(state);
    RcObject *where = number();
    told_arg = 0;
    RcErr_SetUnraisableHook(note_unraisable, &told_arg);
    RcErr_WriteUnraisable(where);
    assert_int_equal(told_arg, 0);
    RcErr_SetString(RcExc_KeyError, "x");
    RcErr_WriteUnraisable(where);
    assert_int_equal(told_arg, 1);
    assert_ptr_equal(told_where, where);
    assert_ptr_equal(told_type, RcExc_KeyError);
    assert_no_error();
    RcErr_SetString(RcExc_TypeError, "x");
    RcErr_WriteUnraisable(NULL);
    assert_int_equal(told_arg, 2);
    assert_null(told_where);
    RcErr_SetString(RcExc_TypeError, "x");
    RcErr_FormatUnraisable("text");
    assert_int_equal(told_arg, 3);
    assert_non_null(told_where);
    assert_live(1);
    RcErr_SetUnraisableHook(NULL, NULL);
    capture();
    RcErr_SetNone(RcExc_TypeError);
    RcErr_WriteUnraisable(NULL);
    assert_captured("TypeError\n");
    assert_int_equal(told_arg, 3);
    assert_refcnt(where, 1);
    Rc_DECREF(where);
}

static void failing_hook(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(exception), Rc_UNUSED(where), Rc_UNUSED(arg);
    RcErr_SetString(RcExc_IndexError, "hook");
}

static void test_hook_that_fails(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetUnraisableHook(failing_hook, NULL);
    RcErr_SetNone(RcExc_TypeError);
    capture();
    RcErr_WriteUnraisable(NULL);
    assert_captured("Exception ignored in the unraisable hook:\nIndexError: hook\n");
    assert_no_error();
    assert_live(0);
}

/* ---- New classes */

static void test_new_exception(void **state)
{
    Rc_UNUSED(state);
    RcObject *base = RcErr_NewException("test.Base", NULL, NULL);
    assert_ptr_equal(((RcTypeObject *)base)->tp_base, RcExc_Exception);
    Rc_ssize_t own = Rc_REFCNT(base);
    RcObject *derived = RcErr_NewException("test.Derived", base, NULL);
    assert_ptr_equal(((RcTypeObject *)derived)->tp_base, base);
    assert_refcnt(base, own + 1);
    RcObject *bases = RcTuple_Pack(1, base);
    RcObject *other = RcErr_NewExceptionWithDoc("test.Other", "What it is.", bases, NULL);
    assert_ptr_equal(((RcTypeObject *)other)->tp_base, base);
    assert_string_equal(((RcTypeObject *)other)->tp_doc, "What it is.");
    assert_refcnt(base, own + 3);
    assert_refcnt(bases, 1);
    Rc_DECREF(bases);
    Rc_DECREF(other);
    Rc_DECREF(derived);
    assert_refcnt(base, own);
    Rc_DECREF(base);
    assert_live(0);
}

static void test_new_exception_badly(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    assert_null(RcErr_NewException("NoModule", NULL, NULL));
    assert_raises(RcExc_SystemError, "RcErr_NewException: name must be module.class");
    assert_null(RcErr_NewException(NULL, NULL, NULL));
    assert_raises(RcExc_SystemError, "RcErr_NewException: name must be module.class");
    assert_null(RcErr_NewException("a.B", NULL, value));
    assert_raises(RcExc_SystemError, "RcErr_NewException: dict must be NULL");
    assert_null(RcErr_NewException("a.B", value, NULL));
    assert_raises(RcExc_TypeError, "RcErr_NewException: base must be an exception class, not 2.5");
    RcObject *two = RcTuple_Pack(2, RcExc_KeyError, RcExc_TypeError);
    assert_null(RcErr_NewException("a.B", two, NULL));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(two, 1);
    Rc_DECREF(two);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    assert_live(0);
}

/* ---- Out of memory */

/* The operations raise on purpose: MemoryError is their failure, all else is success. */
static int outcome(void)
{
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    assert_non_null(RcErr_Occurred());
    RcErr_Clear();
    return 0;
}

static int set_string(void *arg)
{
    RcErr_SetString(arg, "text");
    return outcome();
}

static int set_none(void *arg)
{
    RcErr_SetNone(arg);
    return outcome();
}

static int set_value(void *arg)
{
    RcErr_SetObject(RcExc_ValueError, arg);
    return outcome();
}

static int set_key_error(void *arg)
{
    _RcErr_SetKeyError(arg);
    return outcome();
}

static int set_format(void *arg)
{
    RcErr_Format(RcExc_ValueError, "%R", arg);
    return outcome();
}

static int set_over_another(void *arg)
{
    RcErr_SetObject(RcExc_KeyError, arg);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_SetString(RcExc_ValueError, "text");
    return outcome();
}

static int new_exception(void *arg)
{
    RcObject *class = RcErr_NewExceptionWithDoc("test.Swept", "doc", arg, NULL);
    if (class == NULL) {
        return -1;
    }
    Rc_DECREF(class);
    return 0;
}

/* Swallow every failure. */
static int tell(void *arg)
{
    RcErr_SetObject(RcExc_ValueError, arg);
    RcErr_WriteUnraisable(arg);
    RcErr_SetObject(RcExc_ValueError, arg);
    RcErr_FormatUnraisable("%R", arg);
    RcErr_SetObject(RcExc_ValueError, arg);
    RcErr_Print();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = number();
    RcObject *class = make_class("test.Quiet", Rc_tp_init, (uintptr_t)quiet_init);
    RcObject *watched[] = {value, class, NULL};
    assert_int_equal(sweep(set_string, RcExc_ValueError, watched), 3);
    assert_true(sweep(set_string, class, watched) >= 3);
    assert_int_equal(sweep(set_none, RcExc_ValueError, watched), 1);
    assert_true(sweep(set_none, class, watched) >= 1);
    assert_int_equal(sweep(set_value, value, watched), 2);
    assert_int_equal(sweep(set_key_error, value, watched), 2);
    assert_true(sweep(set_format, value, watched) >= 3);
    assert_true(sweep(set_over_another, value, watched) >= 5);
    assert_true(sweep(new_exception, class, watched) >= 1);
    FILE *output = tmpfile();
    int saved = dup(2);
    dup2(fileno(output), 2);
    Rc_ssize_t walked = sweep(tell, value, watched);
    dup2(saved, 2);
    close(saved);
    fclose(output);
    assert_true(walked >= 9);
    Rc_DECREF(class);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_nothing_pending),
        counted_test(test_set_string),
        counted_test(test_set_string_badly),
        counted_test(test_set_object_with_one_value),
        counted_test(test_set_object_with_a_tuple),
        counted_test(test_set_object_with_nothing),
        counted_test(test_set_object_with_an_exception),
        counted_test(test_not_an_exception_class),
        counted_test(test_format),
        counted_test(test_old_error_is_released_last),
        counted_test(test_value_that_only_the_old_error_owns),
        counted_test(test_user_code_runs_without_a_pending_error),
        counted_test(test_format_that_fails),
        counted_test(test_class_that_fails),
        counted_test(test_class_with_its_own_init),
        counted_test(test_class_is_called_with_the_value),
        counted_test(test_class_that_makes_something_else),
        counted_test(test_recursion_error_at_the_limit),
        counted_test(test_ready_made_errors),
        counted_test(test_key_error_takes_any_key),
        counted_test(test_no_memory_needs_none),
        counted_test(test_no_memory_forgets_its_past),
        cmocka_unit_test(test_the_end_of_the_runtime),
        counted_test(test_matching),
        counted_test(test_matching_tuples),
        counted_test(test_get_and_set_raised),
        counted_test(test_fetch_and_restore),
        counted_test(test_restore_of_parts),
        counted_test(test_normalize),
        counted_test(test_parts_that_nobody_wants),
        counted_test(test_normalize_that_fails),
        counted_test(test_print),
        counted_test(test_print_of_a_users_class),
        counted_test(test_display),
        counted_test(test_display_of_a_chain),
        counted_test(test_display_of_a_long_chain),
        counted_test(test_write_unraisable),
        counted_test(test_format_unraisable),
        counted_test(test_hook),
        counted_test(test_hook_that_fails),
        counted_test(test_new_exception),
        counted_test(test_new_exception_badly),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
