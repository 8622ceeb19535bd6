/* The exceptions: one kind of object and a tree of classes.
 *
 * All classes share BaseException's struct and slots; they differ in name, base, and a few in str() or in one
 * attribute more.  args is a tuple or NULL, which stands for the empty one; context and cause are exceptions
 * or NULL.  Whatever runs user code (a repr or a str of the arguments) holds a reference to the tuple
 * meanwhile, since that code may set args. */
#include "types/exception_internal.h"
#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <recount/tuple.h>

static RcBaseExceptionObject *cast(RcObject *op)
{
    return (RcBaseExceptionObject *)op;
}

/* ---- Life */

static RcObject *exception_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(kwargs); /* refused by tp_init, which a subclass may replace */
    if (args != NULL && !RcTuple_Check(args)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    RcObject *self = type->tp_alloc(type, 0);
    if (self != NULL) {
        cast(self)->args = Rc_XNewRef(args);
    }
    return self;
}

static int exception_init(RcObject *op, RcObject *args, RcObject *kwargs)
{
    if (args != NULL && !RcTuple_Check(args)) {
        RcErr_BadInternalCall();
        return -1;
    }
    Rc_ssize_t keywords = kwargs == NULL ? 0 : RcMapping_Size(kwargs);
    if (keywords != 0) {
        if (keywords > 0) {
            RcErr_Format(RcExc_TypeError, "%s() takes no keyword arguments", Rc_TYPE(op)->tp_name);
        }
        return -1;
    }
    Rc_XSETREF(cast(op)->args, Rc_XNewRef(args));
    return 0;
}

static int exception_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    RcBaseExceptionObject *self = cast(op);
    Rc_VISIT(self->args);
    Rc_VISIT(self->context);
    Rc_VISIT(self->cause);
    return 0;
}

static int exception_clear(RcObject *op)
{
    RcBaseExceptionObject *self = cast(op);
    Rc_CLEAR(self->args);
    Rc_CLEAR(self->context);
    Rc_CLEAR(self->cause);
    return 0;
}

static void exception_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    exception_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

/* ---- Text */

/* New.  Never fails: there is but one empty tuple. */
static RcObject *arguments_of(RcObject *op)
{
    RcObject *args = cast(op)->args;
    return args != NULL ? Rc_NewRef(args) : RcTuple_New(0);
}

static RcObject *exception_repr(RcObject *op)
{
    RcObject *args = arguments_of(op);
    const char *name = strrchr(Rc_TYPE(op)->tp_name, '.');
    name = name == NULL ? Rc_TYPE(op)->tp_name : name + 1;
    RcObject *result = RcTuple_GET_SIZE(args) == 1
                           ? RcStr_FromFormat("%s(%R)", name, RcTuple_GET_ITEM(args, 0))
                           : RcStr_FromFormat("%s%R", name, args);
    Rc_DECREF(args);
    return result;
}

/* Nothing, the only argument through convert, or the tuple. */
static RcObject *text_of(RcObject *op, Rc_reprfunc convert)
{
    RcObject *args = arguments_of(op);
    RcObject *result;
    switch (RcTuple_GET_SIZE(args)) {
    case 0:
        result = RcStr_FromString("");
        break;
    case 1:
        result = convert(RcTuple_GET_ITEM(args, 0));
        break;
    default:
        result = RcObject_Str(args);
    }
    Rc_DECREF(args);
    return result;
}

static RcObject *exception_str(RcObject *op)
{
    return text_of(op, RcObject_Str);
}

/* A key that is the empty string, or has blanks at its ends, would not be seen without its quotes. */
static RcObject *key_error_str(RcObject *op)
{
    return text_of(op, RcObject_Repr);
}

/* ---- Attributes */

static RcObject *get_args(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    return arguments_of(op);
}

static int set_args(RcObject *op, RcObject *value, void *closure)
{
    Rc_UNUSED(closure);
    if (value == NULL) {
        RcErr_SetString(RcExc_TypeError, "args may not be deleted");
        return -1;
    }
    RcObject *args = RcSequence_Tuple(value);
    if (args == NULL) {
        return -1;
    }
    Rc_XSETREF(cast(op)->args, args);
    return 0;
}

/* What an exception came from: one of two fields, and its words for messages. */
typedef struct Origin {
    const char *attribute;
    const char *word;
    size_t offset;
} Origin;

static const Origin cause_origin = {"__cause__", "cause", offsetof(RcBaseExceptionObject, cause)};
static const Origin context_origin = {"__context__", "context", offsetof(RcBaseExceptionObject, context)};

static RcObject **origin_field(RcObject *op, const Origin *origin)
{
    return (RcObject **)(void *)((char *)op + origin->offset);
}

static RcObject *get_origin(RcObject *op, void *closure)
{
    RcObject *value = *origin_field(op, closure);
    return Rc_NewRef(value != NULL ? value : Rc_None);
}

static int set_origin(RcObject *op, RcObject *value, void *closure)
{
    const Origin *origin = closure;
    if (value == NULL) {
        RcErr_Format(RcExc_TypeError, "%s may not be deleted", origin->attribute);
        return -1;
    }
    if (value != Rc_None && !RcExceptionInstance_Check(value)) {
        RcErr_Format(RcExc_TypeError, "exception %s must be None or derive from BaseException", origin->word);
        return -1;
    }
    Rc_XSETREF(*origin_field(op, origin), value == Rc_None ? NULL : Rc_NewRef(value));
    return 0;
}

static RcGetSetDef exception_getset[] = {
    {"args", get_args, set_args, "The tuple of what the exception was called with.", NULL},
    {"__cause__", get_origin, set_origin, "The exception that this one was raised from, or None.",
     (void *)&cause_origin},
    {"__context__", get_origin, set_origin, "The exception that was being handled, or None.",
     (void *)&context_origin},
    {NULL, NULL, NULL, NULL, NULL}};

/* The first argument, or None. */
static RcObject *get_value(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    RcObject *args = cast(op)->args;
    if (args == NULL || RcTuple_GET_SIZE(args) == 0) {
        Rc_RETURN_NONE;
    }
    return Rc_NewRef(RcTuple_GET_ITEM(args, 0));
}

/* The only argument, all of several, or None. */
static RcObject *get_code(RcObject *op, void *closure)
{
    RcObject *args = cast(op)->args;
    return args != NULL && RcTuple_GET_SIZE(args) > 1 ? Rc_NewRef(args) : get_value(op, closure);
}

static RcGetSetDef stop_iteration_getset[] = {
    {"value", get_value, NULL, "What the iterator returned: the first argument, or None.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static RcGetSetDef system_exit_getset[] = {
    {"code", get_code, NULL, "The exit status: the argument, or None.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

/* ---- From C */

static int is_exception(RcObject *op)
{
    return op != NULL && RcExceptionInstance_Check(op);
}

RcObject *RcException_GetCause(RcObject *exception)
{
    if (!is_exception(exception)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return Rc_XNewRef(cast(exception)->cause);
}

RcObject *RcException_GetContext(RcObject *exception)
{
    if (!is_exception(exception)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return Rc_XNewRef(cast(exception)->context);
}

void RcException_SetCause(RcObject *exception, RcObject *cause)
{
    if (!is_exception(exception) || (cause != NULL && !is_exception(cause))) {
        RcErr_BadInternalCall();
        Rc_XDECREF(cause);
        return;
    }
    Rc_XSETREF(cast(exception)->cause, cause);
}

void RcException_SetContext(RcObject *exception, RcObject *context)
{
    if (!is_exception(exception) || (context != NULL && !is_exception(context))) {
        RcErr_BadInternalCall();
        Rc_XDECREF(context);
        return;
    }
    Rc_XSETREF(cast(exception)->context, context);
}

RcObject *RcException_GetArgs(RcObject *exception)
{
    if (!is_exception(exception)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return arguments_of(exception);
}

void RcException_SetArgs(RcObject *exception, RcObject *args)
{
    if (!is_exception(exception) || args == NULL || !RcTuple_Check(args)) {
        RcErr_BadInternalCall();
        return;
    }
    Rc_XSETREF(cast(exception)->args, Rc_NewRef(args));
}

/* ---- The tree */

/* Every slot is written out, so that a class does not depend on what is inherited when. */
#define EXCEPTION_TYPE(name, base, str, getset, doc)                                \
    static RcTypeObject type_of_##name = {                                          \
        RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = #name,                     \
        .tp_basicsize = sizeof(RcBaseExceptionObject),                              \
        .tp_dealloc = exception_dealloc,                                            \
        .tp_repr = exception_repr,                                                  \
        .tp_str = str,                                                              \
        .tp_getattro = RcObject_GenericGetAttr,                                     \
        .tp_setattro = RcObject_GenericSetAttr,                                     \
        .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_GC | \
                    Rc_TPFLAGS_BASE_EXC_SUBCLASS | Rc_TPFLAGS_IMMUTABLETYPE,        \
        .tp_doc = doc,                                                              \
        .tp_traverse = exception_traverse,                                          \
        .tp_clear = exception_clear,                                                \
        .tp_getset = getset,                                                        \
        .tp_base = base,                                                            \
        .tp_init = exception_init,                                                  \
        .tp_alloc = RcType_GenericAlloc,                                            \
        .tp_new = exception_new,                                                    \
        .tp_free = RcObject_GC_Del,                                                 \
    };                                                                              \
    RcObject *const RcExc_##name = (RcObject *)&type_of_##name

#define EXCEPTION(name, base, doc) EXCEPTION_TYPE(name, &type_of_##base, exception_str, NULL, doc)

EXCEPTION_TYPE(BaseException, &RcBaseObject_Type, exception_str, exception_getset,
               "Common base class of all exceptions.");
EXCEPTION(KeyboardInterrupt, BaseException, "The user interrupted the program.");
EXCEPTION_TYPE(SystemExit, &type_of_BaseException, exception_str, system_exit_getset,
               "A request to end the program.");
EXCEPTION(Exception, BaseException, "Common base class of all exceptions that do not end the program.");
EXCEPTION(ArithmeticError, Exception, "Base class of arithmetic errors.");
EXCEPTION(OverflowError, ArithmeticError, "A result is too large to be represented.");
EXCEPTION(ZeroDivisionError, ArithmeticError, "A divisor is zero.");
EXCEPTION(AssertionError, Exception, "An assertion does not hold.");
EXCEPTION(AttributeError, Exception, "There is no such attribute.");
EXCEPTION(BufferError, Exception, "A buffer cannot be had.");
EXCEPTION(LookupError, Exception, "Base class of failed lookups.");
EXCEPTION(IndexError, LookupError, "A sequence index is out of range.");
EXCEPTION_TYPE(KeyError, &type_of_LookupError, key_error_str, NULL, "There is no such key.");
EXCEPTION(MemoryError, Exception, "Out of memory.");
EXCEPTION(NameError, Exception, "There is no such name.");
EXCEPTION(ReferenceError, Exception, "What a weak reference referred to is gone.");
EXCEPTION(RuntimeError, Exception, "An error of no other class.");
EXCEPTION(NotImplementedError, RuntimeError, "A method is left to subclasses.");
EXCEPTION(RecursionError, RuntimeError, "Too many calls are nested.");
EXCEPTION_TYPE(StopIteration, &type_of_Exception, exception_str, stop_iteration_getset,
               "An iterator has no more items.");
EXCEPTION(SystemError, Exception, "The runtime or its caller in C broke a rule.");
EXCEPTION(TypeError, Exception, "An argument is of the wrong type.");
EXCEPTION(ValueError, Exception, "An argument is of the right type, but its value is wrong.");
EXCEPTION(UnicodeError, ValueError, "Base class of errors of text encoding.");
EXCEPTION(UnicodeDecodeError, UnicodeError, "Bytes are not text in their encoding.");

RcTypeObject *const _RcExc_Types[] = {&type_of_BaseException,      &type_of_KeyboardInterrupt,
                                      &type_of_SystemExit,         &type_of_Exception,
                                      &type_of_ArithmeticError,    &type_of_OverflowError,
                                      &type_of_ZeroDivisionError,  &type_of_AssertionError,
                                      &type_of_AttributeError,     &type_of_BufferError,
                                      &type_of_LookupError,        &type_of_IndexError,
                                      &type_of_KeyError,           &type_of_MemoryError,
                                      &type_of_NameError,          &type_of_ReferenceError,
                                      &type_of_RuntimeError,       &type_of_NotImplementedError,
                                      &type_of_RecursionError,     &type_of_StopIteration,
                                      &type_of_SystemError,        &type_of_TypeError,
                                      &type_of_ValueError,         &type_of_UnicodeError,
                                      &type_of_UnicodeDecodeError, NULL};
