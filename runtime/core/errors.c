/* The error indicator.
 *
 * RcRuntime.raised is NULL or one exception instance, which it owns; there is never a class without an
 * instance in it.  What holds everywhere below:
 *
 *   - A new exception is stored before the old one is released: user code that runs in that release sees the
 *     new state, and what the caller built the new exception from may still belong to the old one.
 *   - User code (the call of a class, a repr for a message) runs with an empty indicator: the pending
 *     exception waits in a local variable.
 *   - An exception of a class without code of its own is made while the collector waits: whoever finds an
 *     error in the middle of something can raise it without any user code being run.
 *   - The runtime's one MemoryError lives in RcRuntime and is immortal, so raising it takes no memory. */
#include "core/errors.h"
#include "core/head.h"
#include <recount/call.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <stdio.h>

/* Exceptions that came from each other are displayed up to this many; a cycle ends sooner. */
#define DISPLAYED_CHAIN 32
/* Depth of tuples of tuples of classes that RcErr_GivenExceptionMatches looks into. */
#define MATCH_DEPTH 64

/* ---- The indicator itself */

/* Empties it and hands its reference over. */
static RcObject *take_raised(RcRuntime *runtime)
{
    RcObject *exception = runtime->raised;
    runtime->raised = NULL;
    return exception;
}

/* Steals. */
static void put(RcRuntime *runtime, RcObject *exception)
{
    Rc_XSETREF(runtime->raised, exception);
}

RcObject *RcErr_Occurred(void)
{
    RcObject *exception = RC_RUNTIME()->raised;
    return exception == NULL ? NULL : RcExceptionInstance_Class(exception);
}

void RcErr_Clear(void)
{
    put(RC_RUNTIME(), NULL);
}

RcObject *RcErr_GetRaisedException(void)
{
    return take_raised(RC_RUNTIME());
}

void RcErr_SetRaisedException(RcObject *exception)
{
    if (exception != NULL && !RcExceptionInstance_Check(exception)) {
        RcErr_BadInternalCall();
        Rc_DECREF(exception);
        return;
    }
    put(RC_RUNTIME(), exception);
}

/* ---- Raising */

/* The exception of a class that makes its instances just as BaseException does: no user code runs, and no
 * call is counted as recursion, which matters where RecursionError itself is raised. */
static RcObject *make_plain(RcTypeObject *type, RcObject *value)
{
    RcObject *args;
    if (value == NULL || value == Rc_None) {
        args = RcTuple_New(0);
    } else {
        args = RcTuple_Check(value) ? Rc_NewRef(value) : RcTuple_Pack(1, value);
    }
    if (args == NULL) {
        return NULL;
    }
    RcObject *made = type->tp_new(type, args, NULL);
    Rc_DECREF(args);
    return made;
}

/* The same of a class with a tp_new or tp_init of its own: it is called. */
static RcObject *make_by_call(RcObject *type, RcObject *value)
{
    RcObject *made;
    if (value == NULL || value == Rc_None) {
        made = RcObject_CallNoArgs(type);
    } else if (RcTuple_Check(value)) {
        made = RcObject_Call(type, value, NULL);
    } else {
        made = RcObject_CallOneArg(type, value);
    }
    if (made != NULL && !RcExceptionInstance_Check(made)) {
        RcErr_Format(RcExc_TypeError, "calling %R should have returned an instance of BaseException, not %s",
                     type, Rc_TYPE(made)->tp_name);
        Rc_CLEAR(made);
    }
    return made;
}

/* New, or NULL with an error pending. */
static RcObject *make_exception(RcObject *type, RcObject *value)
{
    const RcTypeObject *base = (RcTypeObject *)RcExc_BaseException;
    RcTypeObject *class = (RcTypeObject *)type;
    if (class->tp_new == base->tp_new && class->tp_init == base->tp_init) {
        _RcGC_Hold();
        RcObject *made = make_plain(class, value);
        _RcGC_Release();
        return made;
    }
    return make_by_call(type, value);
}

static int is_instance(RcObject *value, RcObject *type)
{
    return value != NULL && RcExceptionInstance_Check(value) &&
           RcType_IsSubtype(Rc_TYPE(value), (RcTypeObject *)type);
}

/* Raises; function is the public one that was called, for messages. */
static void raise_object(RcObject *type, RcObject *value, const char *function)
{
    RcRuntime *runtime = RC_RUNTIME();
    if (type == NULL) {
        _RcErr_BadInternalCall(function);
        return;
    }
    if (!RcExceptionClass_Check(type)) {
        RcErr_Format(RcExc_SystemError, "%s: exception %R is not a BaseException subclass", function, type);
        return;
    }
    RcObject *pending = take_raised(runtime);
    RcObject *exception = is_instance(value, type) ? Rc_NewRef(value) : make_exception(type, value);
    if (exception != NULL) {
        put(runtime, exception);
    }
    Rc_XDECREF(pending);
}

void RcErr_SetObject(RcObject *type, RcObject *value)
{
    raise_object(type, value, __func__);
}

void RcErr_SetNone(RcObject *type)
{
    raise_object(type, NULL, __func__);
}

/* Raises type with a text that was just made, which it steals; NULL: making it has failed, and that error
 * stays. */
static void raise_text(RcObject *type, RcObject *text, const char *function)
{
    if (text != NULL) {
        raise_object(type, text, function);
        Rc_DECREF(text);
    }
}

void RcErr_SetString(RcObject *type, const char *text)
{
    if (text == NULL) {
        RcErr_BadInternalCall();
        return;
    }
    raise_text(type, RcStr_FromString(text), __func__);
}

static void raise_format(RcObject *type, const char *format, va_list arguments, const char *function)
{
    if (format == NULL) {
        _RcErr_BadInternalCall(function);
        return;
    }
    RcObject *pending = take_raised(RC_RUNTIME());
    raise_text(type, RcStr_FromFormatV(format, arguments), function);
    Rc_XDECREF(pending);
}

RcObject *RcErr_FormatV(RcObject *type, const char *format, va_list arguments)
{
    raise_format(type, format, arguments, __func__);
    return NULL;
}

RcObject *RcErr_Format(RcObject *type, const char *format, ...)
{
    va_list arguments;
    RC_HOOK_VARIADIC();
    va_start(arguments, format);
    raise_format(type, format, arguments, __func__);
    va_end(arguments);
    return NULL;
}

int RcErr_BadArgument(void)
{
    RcErr_SetString(RcExc_TypeError, "bad argument type for built-in operation");
    return 0;
}

void _RcErr_BadInternalCall(const char *function)
{
    RcErr_Format(RcExc_SystemError, "%s: bad argument", function);
}

void _RcErr_NullArgument(const char *function)
{
    if (RC_RUNTIME()->raised == NULL) {
        RcErr_Format(RcExc_SystemError, "%s: null argument", function);
    }
}

void _RcErr_SetKeyError(RcObject *key)
{
    RcObject *arguments = RcTuple_Pack(1, key);
    if (arguments != NULL) {
        RcErr_SetObject(RcExc_KeyError, arguments);
        Rc_DECREF(arguments);
    }
}

/* ---- The MemoryError that is always there */

void _RcErr_Start(RcRuntime *runtime)
{
    runtime->memory_error =
        (RcBaseExceptionObject){RcObject_HEAD_INIT((RcTypeObject *)RcExc_MemoryError).args = NULL};
}

/* Empties the MemoryError, and puts exception (stolen) into the indicator before what both held is let go. */
static void empty_memory_error(RcRuntime *runtime, RcObject *exception)
{
    RcBaseExceptionObject old = runtime->memory_error;
    runtime->memory_error.args = NULL;
    runtime->memory_error.context = NULL;
    runtime->memory_error.cause = NULL;
    put(runtime, exception);
    Rc_XDECREF(old.args);
    Rc_XDECREF(old.context);
    Rc_XDECREF(old.cause);
}

void _RcErr_Finish(RcRuntime *runtime)
{
    empty_memory_error(runtime, NULL);
    runtime->unraisable_hook = NULL;
    runtime->unraisable_arg = NULL;
}

RcObject *RcErr_NoMemory(void)
{
    RcRuntime *runtime = RC_RUNTIME();
    RC_HOOK_TAKEN(&runtime->memory_error); /* by the indicator; it is immortal: nothing to count */
    empty_memory_error(runtime, RC_OBJECT_CAST(&runtime->memory_error));
    return NULL;
}

/* ---- Asking */

static int matches(RcObject *given, RcObject *expected, int depth)
{
    if (RcTuple_Check(expected)) {
        for (Rc_ssize_t i = 0; depth > 0 && i < RcTuple_GET_SIZE(expected); i++) {
            RcObject *item = RcTuple_GET_ITEM(expected, i);
            if (item != NULL && matches(given, item, depth - 1)) {
                return 1;
            }
        }
        return 0;
    }
    if (RcExceptionClass_Check(given) && RcExceptionClass_Check(expected)) {
        return RcType_IsSubtype((RcTypeObject *)given, (RcTypeObject *)expected);
    }
    return given == expected;
}

int RcErr_GivenExceptionMatches(RcObject *given, RcObject *expected)
{
    if (given == NULL || expected == NULL) {
        return 0;
    }
    if (RcExceptionInstance_Check(given)) {
        given = RcExceptionInstance_Class(given);
    }
    return matches(given, expected, MATCH_DEPTH);
}

int RcErr_ExceptionMatches(RcObject *expected)
{
    return RcErr_GivenExceptionMatches(RcErr_Occurred(), expected);
}

/* ---- Class, instance, traceback */

void RcErr_Fetch(RcObject **type, RcObject **value, RcObject **traceback)
{
    RcObject *exception = take_raised(RC_RUNTIME());
    if (type != NULL) {
        *type = exception == NULL ? NULL : Rc_NewRef(RcExceptionInstance_Class(exception));
    }
    if (traceback != NULL) {
        *traceback = NULL;
    }
    if (value != NULL) {
        *value = exception;
    } else {
        Rc_XDECREF(exception);
    }
}

void RcErr_Restore(RcObject *type, RcObject *value, RcObject *traceback)
{
    if (type == NULL) {
        RcErr_Clear();
    } else {
        raise_object(type, value, __func__);
    }
    Rc_XDECREF(type);
    Rc_XDECREF(value);
    Rc_XDECREF(traceback);
}

void RcErr_NormalizeException(RcObject **type, RcObject **value, RcObject **traceback)
{
    Rc_UNUSED(traceback);
    if (type == NULL || value == NULL || *type == NULL || !RcExceptionClass_Check(*type)) {
        return;
    }
    RcObject *instance;
    if (is_instance(*value, *type)) {
        instance = Rc_NewRef(*value);
    } else if ((instance = make_exception(*type, *value)) == NULL) {
        instance = RcErr_GetRaisedException();
    }
    RcObject *old_type = *type;
    RcObject *old_value = *value;
    *value = instance;
    *type = Rc_NewRef(RcExceptionInstance_Class(instance));
    Rc_DECREF(old_type);
    Rc_XDECREF(old_value);
}

/* ---- Telling, on stderr */

/* Writes a text that was just made, which it steals; NULL: making it has failed, and instead is written. */
static void write_str_or(RcObject *text, const char *instead)
{
    if (text == NULL) {
        RcErr_Clear();
        fputs(instead, stderr);
        return;
    }
    Rc_ssize_t size;
    const char *bytes = RcStr_AsUTF8AndSize(text, &size);
    fwrite(bytes, 1, (size_t)size, stderr);
    Rc_DECREF(text);
}

/* "TypeError: message", or "TypeError" where the message is empty. */
static void write_exception(RcObject *exception)
{
    fputs(Rc_TYPE(exception)->tp_name, stderr);
    RcObject *text = RcObject_Str(exception);
    if (text == NULL || RcStr_GetLength(text) > 0) {
        fputs(": ", stderr);
    }
    write_str_or(text, "<exception str() failed>");
    fputs("\n", stderr);
}

/* What exception came from, new, or NULL.  A cause hides the context. */
static RcObject *came_from(RcObject *exception, int *is_cause)
{
    RcBaseExceptionObject *self = (RcBaseExceptionObject *)exception;
    *is_cause = self->cause != NULL;
    return Rc_XNewRef(*is_cause ? self->cause : self->context);
}

static int is_among(RcObject *const *items, int count, RcObject *wanted)
{
    while (count > 0 && items[count - 1] != wanted) {
        count--;
    }
    return count > 0;
}

/* Writes exception after what it came from, oldest first.  The chain is collected before the first str()
 * runs, which may change it. */
static void write_chain(RcObject *exception)
{
    RcObject *chain[DISPLAYED_CHAIN];
    int from_cause[DISPLAYED_CHAIN];
    int count = 0;
    RcObject *next = Rc_NewRef(exception);
    while (next != NULL && count < DISPLAYED_CHAIN && !is_among(chain, count, next)) {
        chain[count] = next;
        next = came_from(next, &from_cause[count]);
        count++;
    }
    Rc_XDECREF(next);
    while (count-- > 0) {
        write_exception(chain[count]);
        if (count > 0) {
            fputs(from_cause[count - 1]
                      ? "\nThe above exception was the direct cause of the following exception:\n\n"
                      : "\nDuring handling of the above exception, another exception occurred:\n\n",
                  stderr);
        }
        Rc_DECREF(chain[count]);
    }
}

void RcErr_DisplayException(RcObject *exception)
{
    if (exception == NULL || !RcExceptionInstance_Check(exception)) {
        RcErr_BadInternalCall();
        return;
    }
    RcRuntime *runtime = RC_RUNTIME();
    RcObject *pending = take_raised(runtime);
    write_chain(exception);
    put(runtime, pending);
}

void RcErr_Print(void)
{
    RcObject *exception = RcErr_GetRaisedException();
    if (exception != NULL) {
        write_chain(exception);
        Rc_DECREF(exception);
    }
}

/* ---- Errors that have nobody to go to */

void RcErr_SetUnraisableHook(RcErr_UnraisableHook hook, void *arg)
{
    RcRuntime *runtime = RC_RUNTIME();
    runtime->unraisable_hook = hook;
    runtime->unraisable_arg = arg;
}

/* The default: message (borrowed, may be NULL) or else where on the first line. */
static void write_unraisable(RcObject *exception, RcObject *message, RcObject *where)
{
    if (message != NULL) {
        write_str_or(Rc_NewRef(message), "");
        fputs(":\n", stderr);
    } else if (where != NULL && where != Rc_None) {
        fputs("Exception ignored in: ", stderr);
        write_str_or(RcObject_Repr(where), "<object repr() failed>");
        fputs("\n", stderr);
    }
    write_exception(exception);
}

/* Tells of exception, which it steals.  The indicator is empty before and after. */
static void tell_unraisable(RcObject *exception, RcObject *message, RcObject *where)
{
    RcRuntime *runtime = RC_RUNTIME();
    if (runtime->unraisable_hook == NULL) {
        write_unraisable(exception, message, where);
    } else {
        runtime->unraisable_hook(exception, message != NULL ? message : where, runtime->unraisable_arg);
        RcObject *own = take_raised(runtime);
        if (own != NULL) {
            fputs("Exception ignored in the unraisable hook:\n", stderr);
            write_exception(own);
            Rc_DECREF(own);
        }
    }
    Rc_DECREF(exception);
}

void RcErr_WriteUnraisable(RcObject *where)
{
    RcObject *exception = RcErr_GetRaisedException();
    if (exception != NULL) {
        tell_unraisable(exception, NULL, where);
    }
}

void RcErr_FormatUnraisable(const char *format, ...)
{
    RC_HOOK_VARIADIC();
    RcObject *exception = RcErr_GetRaisedException();
    if (exception == NULL) {
        return;
    }
    RcObject *message = NULL;
    if (format != NULL) {
        va_list arguments;
        va_start(arguments, format);
        message = RcStr_FromFormatV(format, arguments);
        va_end(arguments);
        if (message == NULL) {
            RcErr_Clear();
        }
    }
    tell_unraisable(exception, message, NULL);
    Rc_XDECREF(message);
}

/* ---- New classes */

RcObject *RcErr_NewExceptionWithDoc(const char *name, const char *doc, RcObject *base, RcObject *dict)
{
    if (name == NULL || strchr(name, '.') == NULL) {
        RcErr_SetString(RcExc_SystemError, "RcErr_NewException: name must be module.class");
        return NULL;
    }
    if (dict != NULL) {
        RcErr_SetString(RcExc_SystemError, "RcErr_NewException: dict must be NULL");
        return NULL;
    }
    if (base == NULL) {
        base = RcExc_Exception;
    } else if (RcTuple_Check(base) && RcTuple_GET_SIZE(base) == 1) {
        base = RcTuple_GET_ITEM(base, 0);
    }
    if (!RcExceptionClass_Check(base)) {
        return RcErr_Format(RcExc_TypeError, "RcErr_NewException: base must be an exception class, not %R",
                            base);
    }
    RcType_Slot slots[] = {{Rc_tp_doc, (void *)doc}, {0, NULL}};
    RcType_Spec spec = {.name = name, .flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, .slots = slots};
    return RcType_FromSpecWithBases(&spec, base);
}

RcObject *RcErr_NewException(const char *name, RcObject *base, RcObject *dict)
{
    return RcErr_NewExceptionWithDoc(name, NULL, base, dict);
}
