/* Exceptions as objects: the tree, arguments, what they came from, their text. */
#include "support.h"

#include "hostile.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/gc.h>
#include <recount/hashtable.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

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

static RcBaseExceptionObject *fields(RcObject *op)
{
    return (RcBaseExceptionObject *)op;
}

/* ---- The tree */

static void test_tree(void **state)
{
    Rc_UNUSED(state);
    const struct {
        RcObject *type, *base;
        const char *name;
    } tree[] = {
        {RcExc_BaseException, RC_OBJECT_CAST(&RcBaseObject_Type), "BaseException"},
        {RcExc_KeyboardInterrupt, RcExc_BaseException, "KeyboardInterrupt"},
        {RcExc_SystemExit, RcExc_BaseException, "SystemExit"},
        {RcExc_Exception, RcExc_BaseException, "Exception"},
        {RcExc_ArithmeticError, RcExc_Exception, "ArithmeticError"},
        {RcExc_OverflowError, RcExc_ArithmeticError, "OverflowError"},
        {RcExc_ZeroDivisionError, RcExc_ArithmeticError, "ZeroDivisionError"},
        {RcExc_AssertionError, RcExc_Exception, "AssertionError"},
        {RcExc_AttributeError, RcExc_Exception, "AttributeError"},
        {RcExc_BufferError, RcExc_Exception, "BufferError"},
        {RcExc_LookupError, RcExc_Exception, "LookupError"},
        {RcExc_IndexError, RcExc_LookupError, "IndexError"},
        {RcExc_KeyError, RcExc_LookupError, "KeyError"},
        {RcExc_MemoryError, RcExc_Exception, "MemoryError"},
        {RcExc_NameError, RcExc_Exception, "NameError"},
        {RcExc_ReferenceError, RcExc_Exception, "ReferenceError"},
        {RcExc_RuntimeError, RcExc_Exception, "RuntimeError"},
        {RcExc_NotImplementedError, RcExc_RuntimeError, "NotImplementedError"},
        {RcExc_RecursionError, RcExc_RuntimeError, "RecursionError"},
        {RcExc_StopIteration, RcExc_Exception, "StopIteration"},
        {RcExc_SystemError, RcExc_Exception, "SystemError"},
        {RcExc_TypeError, RcExc_Exception, "TypeError"},
        {RcExc_ValueError, RcExc_Exception, "ValueError"},
        {RcExc_UnicodeError, RcExc_ValueError, "UnicodeError"},
        {RcExc_UnicodeDecodeError, RcExc_UnicodeError, "UnicodeDecodeError"},
    };
    for (size_t i = 0; i < sizeof tree / sizeof tree[0]; i++) {
        assert_ptr_equal(((RcTypeObject *)tree[i].type)->tp_base, tree[i].base);
        assert_string_equal(RcExceptionClass_Name(tree[i].type), tree[i].name);
        assert_true(RcExceptionClass_Check(tree[i].type));
        assert_false(RcExceptionInstance_Check(tree[i].type));
        assert_true(Rc_IsImmortal(tree[i].type));
        RcObject *argument = number();
        RcObject *exception = make(tree[i].type, argument);
        assert_refcnt(exception, 1);
        assert_refcnt(argument, 2);
        assert_true(RcObject_GC_IsTracked(exception));
        assert_true(RcExceptionInstance_Check(exception));
        assert_false(RcExceptionClass_Check(exception));
        assert_ptr_equal(RcExceptionInstance_Class(exception), tree[i].type);
        Rc_DECREF(exception);
        assert_refcnt(argument, 1);
        Rc_DECREF(argument);
        assert_live(0);
    }
    assert_false(RcExceptionClass_Check(RC_OBJECT_CAST(&RcFloat_Type)));
}

/* ---- Arguments */

static void test_arguments_are_the_tuple_of_the_call(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = number(), *second = number();
    RcObject *args = RcTuple_Pack(2, first, second);
    RcObject *exception = RcObject_Call(RcExc_ValueError, args, NULL);
    assert_refcnt(exception, 1);
    assert_refcnt(args, 2);
    assert_refcnt(first, 2);
    RcObject *got = RcException_GetArgs(exception);
    assert_ptr_equal(got, args);
    assert_refcnt(args, 3);
    Rc_DECREF(got);
    got = RcObject_GetAttrString(exception, "args");
    assert_ptr_equal(got, args);
    assert_refcnt(args, 3);
    Rc_DECREF(got);
    assert_refcnt(exception, 1);
    Rc_DECREF(exception);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static void test_set_args(void **state)
{
    Rc_UNUSED(state);
    RcObject *old = number(), *item = number();
    RcObject *exception = make(RcExc_ValueError, old);
    RcObject *args = RcTuple_Pack(1, item);
    RcException_SetArgs(exception, args);
    assert_no_error();
    assert_refcnt(old, 1);
    assert_refcnt(args, 2);
    RcException_SetArgs(exception, item);
    assert_raises(RcExc_SystemError, "RcException_SetArgs: bad argument");
    RcException_SetArgs(exception, NULL);
    assert_raises(RcExc_SystemError, "RcException_SetArgs: bad argument");
    RcException_SetArgs(item, args);
    assert_raises(RcExc_SystemError, "RcException_SetArgs: bad argument");
    RcException_SetArgs(NULL, args);
    assert_raises(RcExc_SystemError, "RcException_SetArgs: bad argument");
    assert_refcnt(args, 2);
    assert_refcnt(item, 2);
    assert_null(RcException_GetArgs(item));
    assert_raises(RcExc_SystemError, "RcException_GetArgs: bad argument");
    assert_null(RcException_GetArgs(NULL));
    assert_raises(RcExc_SystemError, "RcException_GetArgs: bad argument");
    Rc_DECREF(exception);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    Rc_DECREF(item);
    Rc_DECREF(old);
}

static void test_args_attribute(void **state)
{
    Rc_UNUSED(state);
    RcObject *old = number(), *item = number();
    RcObject *exception = make(RcExc_ValueError, old);
    RcObject *list = RcList_New(0);
    assert_int_equal(RcList_Append(list, item), 0);
    assert_int_equal(RcObject_SetAttrString(exception, "args", list), 0);
    assert_refcnt(old, 1);
    assert_refcnt(item, 3);
    assert_refcnt(list, 1);
    assert_repr(exception, "ValueError(2.5)");
    assert_int_equal(RcObject_SetAttrString(exception, "args", item), -1);
    assert_raises(RcExc_TypeError, "'float' object is not iterable");
    assert_int_equal(RcObject_DelAttrString(exception, "args"), -1);
    assert_raises(RcExc_TypeError, "args may not be deleted");
    assert_refcnt(item, 3);
    Rc_DECREF(exception);
    assert_refcnt(item, 2);
    Rc_DECREF(list);
    Rc_DECREF(item);
    Rc_DECREF(old);
}

static void test_without_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception =
        ((RcTypeObject *)RcExc_ValueError)->tp_new((RcTypeObject *)RcExc_ValueError, NULL, NULL);
    assert_refcnt(exception, 1);
    assert_null(fields(exception)->args);
    RcObject *args = RcException_GetArgs(exception);
    assert_int_equal(RcTuple_GET_SIZE(args), 0);
    Rc_DECREF(args);
    assert_repr(exception, "ValueError()");
    RcObject *text = RcObject_Str(exception);
    assert_str(text, "");
    Rc_DECREF(text);
    Rc_DECREF(exception);
    assert_live(0);
}

static void test_new_and_init_want_a_tuple(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcTypeObject *type = (RcTypeObject *)RcExc_ValueError;
    assert_null(type->tp_new(type, item, NULL));
    assert_raises(RcExc_SystemError, "exception_new: bad argument");
    RcObject *exception = make(RcExc_ValueError, item);
    assert_int_equal(type->tp_init(exception, item, NULL), -1);
    assert_raises(RcExc_SystemError, "exception_init: bad argument");
    assert_refcnt(item, 2);
    Rc_DECREF(exception);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

static void test_init_again(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = number(), *second = number();
    RcObject *exception = make(RcExc_ValueError, first);
    RcObject *args = RcTuple_Pack(1, second);
    assert_int_equal(Rc_TYPE(exception)->tp_init(exception, args, NULL), 0);
    assert_refcnt(first, 1);
    assert_refcnt(args, 2);
    assert_int_equal(Rc_TYPE(exception)->tp_init(exception, NULL, NULL), 0);
    assert_refcnt(args, 1);
    assert_null(fields(exception)->args);
    Rc_DECREF(exception);
    Rc_DECREF(args);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static Rc_ssize_t fail_length(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_RuntimeError, "no length");
    return -1;
}

static void test_keywords_are_refused(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcObject *args = RcTuple_Pack(1, item);
    RcObject *keywords = RcHashTable_New();
    RcObject *exception = RcObject_Call(RcExc_KeyError, args, keywords);
    assert_non_null(exception);
    Rc_DECREF(exception);
    assert_int_equal(RcHashTable_SetItemString(keywords, "x", item), 0);
    assert_null(RcObject_Call(RcExc_KeyError, args, keywords));
    assert_raises(RcExc_TypeError, "KeyError() takes no keyword arguments");
    assert_refcnt(args, 1);
    assert_refcnt(keywords, 1);
    Hostile *hostile = Hostile_New();
    hostile->on_length = fail_length;
    exception = make(RcExc_ValueError, item);
    assert_int_equal(Rc_TYPE(exception)->tp_init(exception, args, RC_OBJECT_CAST(hostile)), -1);
    assert_raises(RcExc_RuntimeError, "no length");
    assert_refcnt(args, 1);
    Rc_DECREF(exception);
    Rc_DECREF(hostile);
    Rc_DECREF(keywords);
    Rc_DECREF(args);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

/* ---- Text */

static void check_text(RcObject *type, RcObject *args, const char *repr, const char *str)
{
    RcObject *exception = RcObject_Call(type, args, NULL);
    Rc_ssize_t count = Rc_REFCNT(args);
    assert_repr(exception, repr);
    RcObject *text = RcObject_Str(exception);
    assert_str(text, str);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    assert_refcnt(args, count);
    assert_refcnt(exception, 1);
    Rc_DECREF(exception);
    Rc_DECREF(args);
}

static void test_text(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("it's");
    RcObject *item = number();
    check_text(RcExc_TypeError, RcTuple_Pack(1, item), "TypeError(2.5)", "2.5");
    check_text(RcExc_TypeError, RcTuple_Pack(2, item, item), "TypeError(2.5, 2.5)", "(2.5, 2.5)");
    check_text(RcExc_KeyError, RcTuple_Pack(2, item, item), "KeyError(2.5, 2.5)", "(2.5, 2.5)");
    assert_refcnt(item, 1);
    RcObject *exception = make(RcExc_TypeError, text);
    assert_refcnt(text, 2);
    assert_repr(exception, "TypeError(\"it's\")");
    RcObject *str = RcObject_Str(exception);
    assert_str(str, "it's");
    Rc_DECREF(str);
    assert_refcnt(text, 2);
    Rc_DECREF(exception);
    exception = make(RcExc_KeyError, text);
    assert_repr(exception, "KeyError(\"it's\")");
    str = RcObject_Str(exception);
    assert_str(str, "\"it's\"");
    Rc_DECREF(str);
    assert_refcnt(text, 2);
    Rc_DECREF(exception);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    Rc_DECREF(item);
    RcObject *none = RcObject_CallNoArgs(RcExc_KeyError);
    assert_repr(none, "KeyError()");
    str = RcObject_Str(none);
    assert_str(str, "");
    Rc_DECREF(str);
    Rc_DECREF(none);
}

static void test_exception_in_its_own_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_TypeError);
    RcObject *args = RcTuple_Pack(1, exception);
    RcException_SetArgs(exception, args);
    Rc_DECREF(args);
    assert_refcnt(exception, 2);
    assert_null(RcObject_Repr(exception));
    assert_raises(RcExc_RecursionError, NULL);
    assert_null(RcObject_Str(exception));
    assert_raises(RcExc_RecursionError, NULL);
    assert_refcnt(exception, 2);
    assert_refcnt(args, 1);
    assert_int_equal(Rc_TYPE(exception)->tp_clear(exception), 0);
    assert_refcnt(exception, 1);
    Rc_DECREF(exception);
}

/* A repr that takes the arguments away from the exception that asks for it. */
static RcObject *empty_the_exception(Hostile *self)
{
    RcObject_SetAttrString(self->arg, "args", fields(self->held[0])->args);
    return RcStr_FromString("gone");
}

static void test_arguments_are_held_while_their_text_is_made(void **state)
{
    Rc_UNUSED(state);
    RcObject *other = RcObject_CallNoArgs(RcExc_ValueError);
    for (int i = 0; i < 2; i++) {
        Hostile *hostile = Hostile_New();
        hostile->on_repr = empty_the_exception;
        hostile->held[0] = Rc_NewRef(other);
        RcObject *exception = make(RcExc_ValueError, RC_OBJECT_CAST(hostile));
        hostile->arg = exception;
        Rc_DECREF(hostile);
        RcObject *text = i == 0 ? RcObject_Repr(exception) : RcObject_Str(exception);
        assert_str(text, i == 0 ? "ValueError(gone)" : "gone");
        Rc_DECREF(text);
        assert_refcnt(other, 1);
        Rc_DECREF(exception);
    }
    Rc_DECREF(other);
}

/* ---- What it came from */

typedef RcObject *(*Getter)(RcObject *);
typedef void (*Setter)(RcObject *, RcObject *);

static void check_origin(Getter get, Setter set, const char *attribute, const char *get_error,
                         const char *set_error)
{
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError);
    RcObject *first = RcObject_CallNoArgs(RcExc_KeyError), *second = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *item = number();
    assert_null(get(exception));
    assert_no_error();
    set(exception, Rc_NewRef(first));
    assert_refcnt(first, 2);
    RcObject *got = get(exception);
    assert_ptr_equal(got, first);
    assert_refcnt(first, 3);
    Rc_DECREF(got);
    set(exception, Rc_NewRef(second));
    assert_refcnt(first, 1);
    assert_refcnt(second, 2);
    got = RcObject_GetAttrString(exception, attribute);
    assert_ptr_equal(got, second);
    assert_refcnt(second, 3);
    Rc_DECREF(got);

    set(exception, Rc_NewRef(item));
    assert_raises(RcExc_SystemError, set_error);
    assert_refcnt(item, 1);
    set(item, Rc_NewRef(first));
    assert_raises(RcExc_SystemError, set_error);
    set(NULL, Rc_NewRef(first));
    assert_raises(RcExc_SystemError, set_error);
    set(NULL, NULL);
    assert_raises(RcExc_SystemError, set_error);
    assert_refcnt(first, 1);
    assert_refcnt(second, 2);
    assert_null(get(item));
    assert_raises(RcExc_SystemError, get_error);
    assert_null(get(NULL));
    assert_raises(RcExc_SystemError, get_error);

    set(exception, NULL);
    assert_refcnt(second, 1);
    set(exception, Rc_NewRef(second));
    Rc_DECREF(exception);
    assert_refcnt(second, 1);
    Rc_DECREF(item);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static void test_cause_and_context(void **state)
{
    Rc_UNUSED(state);
    check_origin(RcException_GetCause, RcException_SetCause, "__cause__",
                 "RcException_GetCause: bad argument", "RcException_SetCause: bad argument");
    check_origin(RcException_GetContext, RcException_SetContext, "__context__",
                 "RcException_GetContext: bad argument", "RcException_SetContext: bad argument");
}

static void check_origin_attribute(const char *attribute, Getter get, const char *deleted, const char *wrong)
{
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError);
    RcObject *first = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *item = number();
    RcObject *got = RcObject_GetAttrString(exception, attribute);
    assert_ptr_equal(got, Rc_None);
    Rc_DECREF(got);
    assert_int_equal(RcObject_SetAttrString(exception, attribute, first), 0);
    assert_refcnt(first, 2);
    assert_int_equal(RcObject_DelAttrString(exception, attribute), -1);
    assert_raises(RcExc_TypeError, deleted);
    assert_int_equal(RcObject_SetAttrString(exception, attribute, item), -1);
    assert_raises(RcExc_TypeError, wrong);
    assert_refcnt(item, 1);
    assert_refcnt(first, 2);
    assert_int_equal(RcObject_SetAttrString(exception, attribute, Rc_None), 0);
    assert_refcnt(first, 1);
    assert_null(get(exception));
    Rc_DECREF(item);
    Rc_DECREF(first);
    Rc_DECREF(exception);
}

static void test_cause_and_context_as_attributes(void **state)
{
    Rc_UNUSED(state);
    check_origin_attribute("__cause__", RcException_GetCause, "__cause__ may not be deleted",
                           "exception cause must be None or derive from BaseException");
    check_origin_attribute("__context__", RcException_GetContext, "__context__ may not be deleted",
                           "exception context must be None or derive from BaseException");
}

static void test_long_chain(void **state)
{
    Rc_UNUSED(state);
    RcObject *last = NULL;
    for (int i = 0; i < 200000; i++) {
        RcObject *next = RcObject_CallNoArgs(RcExc_ValueError);
        (i % 2 ? RcException_SetCause : RcException_SetContext)(next, last);
        last = next;
    }
    assert_live(200000);
    Rc_DECREF(last);
    assert_live(0);
}

/* ---- Attributes of some classes */

static void check_attribute(RcObject *type, const char *name, RcObject *args, RcObject *expected)
{
    RcObject *exception = RcObject_Call(type, args, NULL);
    Rc_ssize_t count = Rc_REFCNT(expected);
    RcObject *got = RcObject_GetAttrString(exception, name);
    assert_ptr_equal(got, expected);
    assert_refcnt(expected, Rc_IsImmortal(expected) ? count : count + 1);
    Rc_DECREF(got);
    Rc_DECREF(exception);
}

static void test_value_and_code(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = number(), *second = number();
    RcObject *none = RcTuple_New(0), *one = RcTuple_Pack(1, first), *two = RcTuple_Pack(2, second, first);
    check_attribute(RcExc_StopIteration, "value", none, Rc_None);
    check_attribute(RcExc_StopIteration, "value", one, first);
    check_attribute(RcExc_StopIteration, "value", two, second);
    check_attribute(RcExc_SystemExit, "code", none, Rc_None);
    check_attribute(RcExc_SystemExit, "code", one, first);
    check_attribute(RcExc_SystemExit, "code", two, two);
    RcTypeObject *type = (RcTypeObject *)RcExc_SystemExit;
    RcObject *bare = type->tp_new(type, NULL, NULL);
    assert_result_is(RcObject_GetAttrString(bare, "code"), Rc_None);
    Rc_DECREF(bare);
    Rc_DECREF(none);
    Rc_DECREF(one);
    Rc_DECREF(two);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

/* ---- The collector's side */

typedef struct Visits {
    RcObject *seen[8];
    int count;
    int stop_at;
} Visits;

static int note_visit(RcObject *op, void *arg)
{
    Visits *visits = arg;
    visits->seen[visits->count++] = op;
    return visits->count == visits->stop_at ? 7 : 0;
}

static void test_traverse_and_clear(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcObject *args = RcTuple_Pack(1, item);
    RcObject *cause = RcObject_CallNoArgs(RcExc_KeyError), *context = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *exception = RcObject_Call(RcExc_ValueError, args, NULL);
    RcException_SetCause(exception, Rc_NewRef(cause));
    RcException_SetContext(exception, Rc_NewRef(context));

    Visits visits = {.count = 0};
    assert_int_equal(Rc_TYPE(exception)->tp_traverse(exception, note_visit, &visits), 0);
    assert_int_equal(visits.count, 3);
    assert_ptr_equal(visits.seen[0], args);
    assert_ptr_equal(visits.seen[1], context);
    assert_ptr_equal(visits.seen[2], cause);
    for (int stop = 1; stop <= 3; stop++) {
        visits = (Visits){.stop_at = stop};
        assert_int_equal(Rc_TYPE(exception)->tp_traverse(exception, note_visit, &visits), 7);
        assert_int_equal(visits.count, stop);
    }
    assert_refcnt(args, 2);
    assert_refcnt(cause, 2);
    assert_refcnt(context, 2);

    assert_int_equal(Rc_TYPE(exception)->tp_clear(exception), 0);
    assert_refcnt(args, 1);
    assert_refcnt(cause, 1);
    assert_refcnt(context, 1);
    assert_null(fields(exception)->args);
    assert_null(fields(exception)->cause);
    assert_null(fields(exception)->context);
    visits = (Visits){.count = 0};
    assert_int_equal(Rc_TYPE(exception)->tp_traverse(exception, note_visit, &visits), 0);
    assert_int_equal(visits.count, 0);
    assert_int_equal(Rc_TYPE(exception)->tp_clear(exception), 0);
    assert_repr(exception, "ValueError()");
    Rc_DECREF(exception);
    Rc_DECREF(cause);
    Rc_DECREF(context);
    Rc_DECREF(args);
    Rc_DECREF(item);
}

static void test_dealloc_leaves_the_pending_error(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcObject *exception = make(RcExc_ValueError, item);
    RcException_SetCause(exception, RcObject_CallNoArgs(RcExc_KeyError));
    RcErr_SetString(RcExc_IndexError, "pending");
    Rc_DECREF(exception);
    assert_raises(RcExc_IndexError, "pending");
    assert_refcnt(item, 1);
    Rc_DECREF(item);
    assert_live(0);
}

/* ---- What the release of an old field sees */

static int released;

/* The old value, which is dead, is no longer to be seen in the exception. */
static void look_at_the_exception(Hostile *self)
{
    RcBaseExceptionObject *exception = self->arg;
    released++;
    RcObject *now[] = {exception->args, exception->context, exception->cause};
    for (int i = 0; i < 3; i++) {
        assert_true(now[i] == NULL || Rc_REFCNT(now[i]) > 0);
    }
}

/* An exception that nobody else owns, with an argument whose dealloc looks at owner. */
static RcObject *watching(RcObject *owner)
{
    Hostile *hostile = Hostile_New();
    hostile->on_dealloc = look_at_the_exception;
    hostile->arg = owner;
    RcObject *exception = make(RcExc_KeyError, RC_OBJECT_CAST(hostile));
    Rc_DECREF(hostile);
    return exception;
}

static void test_fields_are_replaced_before_the_release(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError), *other = RcObject_CallNoArgs(RcExc_KeyError);
    RcObject *args = RcTuple_Pack(1, other);
    const char *const names[] = {"__cause__", "__context__"};
    released = 0;
    RcException_SetCause(exception, watching(exception));
    RcException_SetCause(exception, Rc_NewRef(other));
    RcException_SetContext(exception, watching(exception));
    RcException_SetContext(exception, Rc_NewRef(other));
    assert_int_equal(released, 2);
    for (int i = 0; i < 2; i++) {
        RcObject *watcher = watching(exception);
        assert_int_equal(RcObject_SetAttrString(exception, names[i], watcher), 0);
        Rc_DECREF(watcher);
        assert_int_equal(RcObject_SetAttrString(exception, names[i], other), 0);
        assert_int_equal(released, 3 + i);
    }
    for (int i = 0; i < 3; i++) {
        RcObject *watcher = watching(exception);
        RcObject *old = RcTuple_Pack(1, watcher);
        Rc_DECREF(watcher);
        RcException_SetArgs(exception, old);
        Rc_DECREF(old);
        if (i == 0) {
            RcException_SetArgs(exception, args);
        } else if (i == 1) {
            assert_int_equal(RcObject_SetAttrString(exception, "args", args), 0);
        } else {
            assert_int_equal(Rc_TYPE(exception)->tp_init(exception, args, NULL), 0);
        }
        assert_int_equal(released, 5 + i);
    }
    assert_refcnt(other, 4);
    assert_refcnt(args, 2);
    Rc_DECREF(exception);
    assert_refcnt(other, 2);
    Rc_DECREF(args);
    Rc_DECREF(other);
    assert_live(0);
}

static void test_clear_empties_before_the_release(void **state)
{
    Rc_UNUSED(state);
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError);
    RcObject *watcher = watching(exception);
    RcObject *args = RcTuple_Pack(1, watcher);
    Rc_DECREF(watcher);
    RcException_SetArgs(exception, args);
    Rc_DECREF(args);
    RcException_SetContext(exception, watching(exception));
    RcException_SetCause(exception, watching(exception));
    released = 0;
    assert_int_equal(Rc_TYPE(exception)->tp_clear(exception), 0);
    assert_int_equal(released, 3);
    assert_live(1);
    Rc_DECREF(exception);
}

static void look_for_the_collector(Hostile *self)
{
    released++;
    assert_false(RcObject_GC_IsTracked(self->arg));
}

static void test_dealloc_begins_with_untracking(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    RcObject *exception = make(RcExc_KeyError, RC_OBJECT_CAST(hostile));
    hostile->on_dealloc = look_for_the_collector;
    hostile->arg = exception;
    Rc_DECREF(hostile);
    released = 0;
    Rc_DECREF(exception);
    assert_int_equal(released, 1);
    assert_live(0);
}

/* ---- Classes of users */

static void test_heap_class(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = RcErr_NewException("test.Mine", RcExc_KeyError, NULL);
    Rc_ssize_t own = Rc_REFCNT(type);
    assert_true(RcExceptionClass_Check(type));
    assert_true(RcType_IsSubtype((RcTypeObject *)type, (RcTypeObject *)RcExc_LookupError));
    assert_string_equal(RcExceptionClass_Name(type), "test.Mine");
    RcObject *item = number();
    RcObject *exception = make(type, item);
    assert_refcnt(type, own + 1);
    assert_refcnt(item, 2);
    assert_true(RcExceptionInstance_Check(exception));
    assert_repr(exception, "Mine(2.5)");
    Visits visits = {.count = 0};
    assert_int_equal(Rc_TYPE(exception)->tp_traverse(exception, note_visit, &visits), 0);
    assert_int_equal(visits.count, 2); /* the tuple of arguments and the class */
    Rc_DECREF(exception);
    assert_refcnt(type, own);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
    Rc_DECREF(type);
    assert_live(0);
}

/* ---- Out of memory */

static int make_by_call(void *arg)
{
    RcObject *exception = RcObject_CallOneArg(RcExc_ValueError, arg);
    if (exception == NULL) {
        return -1;
    }
    Rc_DECREF(exception);
    return 0;
}

static int drop(RcObject *result)
{
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int repr(void *arg)
{
    return drop(RcObject_Repr(arg));
}

static int str(void *arg)
{
    return drop(RcObject_Str(arg));
}

static int set_args(void *arg)
{
    RcObject **pair = arg;
    return RcObject_SetAttrString(pair[0], "args", pair[1]);
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = number();
    RcObject *one = make(RcExc_KeyError, item);
    RcObject *args = RcTuple_Pack(2, item, item);
    RcObject *two = RcObject_Call(RcExc_KeyError, args, NULL);
    RcObject *list = RcList_New(0);
    RcList_Append(list, item);
    RcObject *watched[] = {item, one, two, args, list, NULL};
    assert_true(sweep(make_by_call, item, watched) >= 2);
    assert_true(sweep(repr, one, watched) >= 1);
    assert_true(sweep(repr, two, watched) >= 1);
    assert_true(sweep(str, one, watched) >= 1);
    assert_true(sweep(str, two, watched) >= 1);
    RcObject *pair[] = {RcObject_CallNoArgs(RcExc_ValueError), list};
    RcMem_SetFailAfter(1);
    assert_int_equal(set_args(pair), -1);
    RcMem_SetFailAfter(0);
    assert_raises(RcExc_MemoryError, "");
    assert_repr(pair[0], "ValueError()");
    Rc_DECREF(pair[0]);
    Rc_DECREF(list);
    Rc_DECREF(two);
    Rc_DECREF(args);
    Rc_DECREF(one);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_tree),
        counted_test(test_arguments_are_the_tuple_of_the_call),
        counted_test(test_set_args),
        counted_test(test_args_attribute),
        counted_test(test_without_arguments),
        counted_test(test_new_and_init_want_a_tuple),
        counted_test(test_init_again),
        counted_test(test_keywords_are_refused),
        counted_test(test_text),
        counted_test(test_exception_in_its_own_arguments),
        counted_test(test_arguments_are_held_while_their_text_is_made),
        counted_test(test_cause_and_context),
        counted_test(test_cause_and_context_as_attributes),
        counted_test(test_long_chain),
        counted_test(test_value_and_code),
        counted_test(test_traverse_and_clear),
        counted_test(test_dealloc_leaves_the_pending_error),
        counted_test(test_fields_are_replaced_before_the_release),
        counted_test(test_clear_empties_before_the_release),
        counted_test(test_dealloc_begins_with_untracking),
        counted_test(test_heap_class),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
