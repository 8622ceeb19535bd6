/* Every call of recount's in a user's source, announced to the ledger.
 *
 * Made from the other headers by tests/layout/ledger_calls.py: change that.
 *
 * <recount/recount.h> includes this last, and with RC_LEDGER only.  For each exported function, and each macro or
 * inline function that takes, gives or lends references, there is a macro of its name.  It calls an inline
 * function with the place of the call in front of the arguments; that function announces the call and makes it.
 * So the arguments have been evaluated, and calls in them made and announced, before; each is evaluated
 * once.  A name without parentheses behind it, or in parentheses itself, is the function as ever.
 *
 * Functions with variable arguments cannot be wrapped.  Their macro leaves a note (_RcLedger_Pending), and the
 * function itself announces the call as its first act (RC_HOOK_VARIADIC). */
/* clang-format off */
#ifndef RECOUNT_DETAIL_LEDGER_CALLS_H
#define RECOUNT_DETAIL_LEDGER_CALLS_H

#include <recount/detail/hooks.h>

#ifdef RC_LEDGER

#include <recount/args.h>
#include <recount/bool.h>
#include <recount/bytes.h>
#include <recount/call.h>
#include <recount/capsule.h>
#include <recount/descriptor.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/float.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/hash.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/ledger.h>
#include <recount/lifecycle.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/memory.h>
#include <recount/none.h>
#include <recount/number.h>
#include <recount/object.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <recount/strwriter.h>
#include <recount/tuple.h>
#include <recount/type.h>
#include <recount/version.h>
#include <recount/weakref.h>
#include <recount/hashtable.h>

RC_BEGIN_DECLS

/* Not optimising compilers, too, inline these: the functions on the stack are the user's. */
#if defined(__GNUC__) || defined(__clang__)
#define RC_LEDGER_INLINE static inline __attribute__((always_inline, artificial))
#else
#define RC_LEDGER_INLINE static inline
#endif

#define RC_LEDGER_PLACE \
    const char *rc_file, int rc_line, const char *rc_function, void *rc_frame, void *rc_return
#define RC_LEDGER_AT(api)                                                                       \
    (RC_UNLIKELY(_RcLedger_At(api, rc_file, rc_line, rc_function, rc_frame, rc_return))         \
         ? _RcLedger_Announce(api, rc_file, rc_line, rc_function, rc_frame, rc_return) : (void)0)
#define RC_LEDGER_HERE __FILE__, __LINE__, __func__, __builtin_frame_address(0), __builtin_return_address(0)

/* -- args.h -- */

RC_LEDGER_INLINE int _RcCall_RcArg_VaParse(RC_LEDGER_PLACE, RcObject *args, const char *format, va_list targets)
{
    RC_LEDGER_AT("RcArg_VaParse");
    return (RcArg_VaParse)(args, format, targets);
}

RC_LEDGER_INLINE int _RcCall_RcArg_VaParseTupleAndKeywords(RC_LEDGER_PLACE, RcObject *args, RcObject *kwargs, const char *format, RC_CXX_CONST char *const *kwlist, va_list targets)
{
    RC_LEDGER_AT("RcArg_VaParseTupleAndKeywords");
    return (RcArg_VaParseTupleAndKeywords)(args, kwargs, format, kwlist, targets);
}

RC_LEDGER_INLINE int _RcCall_RcArg_ValidateKeywordArguments(RC_LEDGER_PLACE, RcObject *kwargs)
{
    RC_LEDGER_AT("RcArg_ValidateKeywordArguments");
    return (RcArg_ValidateKeywordArguments)(kwargs);
}

RC_LEDGER_INLINE RcObject *_RcCall_Rc_VaBuildValue(RC_LEDGER_PLACE, const char *format, va_list values)
{
    RC_LEDGER_AT("Rc_VaBuildValue");
    return _RcLedger_Got((Rc_VaBuildValue)(format, values));
}

/* -- bool.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcBool_FromLong(RC_LEDGER_PLACE, long value)
{
    RC_LEDGER_AT("RcBool_FromLong");
    return _RcLedger_Got((RcBool_FromLong)(value));
}

/* -- bytes.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcBytes_FromString(RC_LEDGER_PLACE, const char *text)
{
    RC_LEDGER_AT("RcBytes_FromString");
    return _RcLedger_Got((RcBytes_FromString)(text));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcBytes_FromStringAndSize(RC_LEDGER_PLACE, const char *data, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcBytes_FromStringAndSize");
    return _RcLedger_Got((RcBytes_FromStringAndSize)(data, size));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcBytes_FromFormatV(RC_LEDGER_PLACE, const char *format, va_list arguments)
{
    RC_LEDGER_AT("RcBytes_FromFormatV");
    return _RcLedger_Got((RcBytes_FromFormatV)(format, arguments));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcBytes_FromObject(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcBytes_FromObject");
    return _RcLedger_Got((RcBytes_FromObject)(op));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcBytes_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcBytes_Size");
    return (RcBytes_Size)(op);
}

RC_LEDGER_INLINE char *_RcCall_RcBytes_AsString(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcBytes_AsString");
    return (RcBytes_AsString)(op);
}

RC_LEDGER_INLINE int _RcCall_RcBytes_AsStringAndSize(RC_LEDGER_PLACE, RcObject *op, char **data, Rc_ssize_t *size)
{
    RC_LEDGER_AT("RcBytes_AsStringAndSize");
    return (RcBytes_AsStringAndSize)(op, data, size);
}

RC_LEDGER_INLINE void _RcCall_RcBytes_Concat(RC_LEDGER_PLACE, RcObject **left, RcObject *right)
{
    RC_LEDGER_AT("RcBytes_Concat");
    (RcBytes_Concat)(left, right);
}

RC_LEDGER_INLINE void _RcCall_RcBytes_ConcatAndDel(RC_LEDGER_PLACE, RcObject **left, RcObject *right)
{
    RC_LEDGER_AT("RcBytes_ConcatAndDel");
    (RcBytes_ConcatAndDel)(left, right);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcBytes_Repr(RC_LEDGER_PLACE, RcObject *op, int smartquotes)
{
    RC_LEDGER_AT("RcBytes_Repr");
    return _RcLedger_Got((RcBytes_Repr)(op, smartquotes));
}

RC_LEDGER_INLINE int _RcCall_RcBytes_Resize(RC_LEDGER_PLACE, RcObject **op, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcBytes_Resize");
    return (_RcBytes_Resize)(op, size);
}

/* -- call.h -- */

RC_LEDGER_INLINE int _RcCall_RcCallable_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcCallable_Check");
    return (RcCallable_Check)(op);
}

RC_LEDGER_INLINE Rc_vectorcallfunc _RcCall_RcVectorcall_Function(RC_LEDGER_PLACE, RcObject *callable)
{
    RC_LEDGER_AT("RcVectorcall_Function");
    return (RcVectorcall_Function)(callable);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Call(RC_LEDGER_PLACE, RcObject *callable, RcObject *args, RcObject *kwargs)
{
    RC_LEDGER_AT("RcObject_Call");
    return _RcLedger_Got((RcObject_Call)(callable, args, kwargs));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_CallObject(RC_LEDGER_PLACE, RcObject *callable, RcObject *args)
{
    RC_LEDGER_AT("RcObject_CallObject");
    return _RcLedger_Got((RcObject_CallObject)(callable, args));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_CallNoArgs(RC_LEDGER_PLACE, RcObject *callable)
{
    RC_LEDGER_AT("RcObject_CallNoArgs");
    return _RcLedger_Got((RcObject_CallNoArgs)(callable));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_CallOneArg(RC_LEDGER_PLACE, RcObject *callable, RcObject *argument)
{
    RC_LEDGER_AT("RcObject_CallOneArg");
    return _RcLedger_Got((RcObject_CallOneArg)(callable, argument));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_CallMethodNoArgs(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_CallMethodNoArgs");
    return _RcLedger_Got((RcObject_CallMethodNoArgs)(op, name));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_CallMethodOneArg(RC_LEDGER_PLACE, RcObject *op, RcObject *name, RcObject *argument)
{
    RC_LEDGER_AT("RcObject_CallMethodOneArg");
    return _RcLedger_Got((RcObject_CallMethodOneArg)(op, name, argument));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Vectorcall(RC_LEDGER_PLACE, RcObject *callable, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    RC_LEDGER_AT("RcObject_Vectorcall");
    return _RcLedger_Got((RcObject_Vectorcall)(callable, args, nargsf, kwnames));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_VectorcallDict(RC_LEDGER_PLACE, RcObject *callable, RcObject *const *args, size_t nargsf, RcObject *kwargs)
{
    RC_LEDGER_AT("RcObject_VectorcallDict");
    return _RcLedger_Got((RcObject_VectorcallDict)(callable, args, nargsf, kwargs));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_VectorcallMethod(RC_LEDGER_PLACE, RcObject *name, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    RC_LEDGER_AT("RcObject_VectorcallMethod");
    return _RcLedger_Got((RcObject_VectorcallMethod)(name, args, nargsf, kwnames));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcVectorcall_Call(RC_LEDGER_PLACE, RcObject *callable, RcObject *args, RcObject *kwargs)
{
    RC_LEDGER_AT("RcVectorcall_Call");
    return _RcLedger_Got((RcVectorcall_Call)(callable, args, kwargs));
}

/* -- capsule.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcCapsule_New(RC_LEDGER_PLACE, void *pointer, const char *name, RcCapsule_Destructor destructor)
{
    RC_LEDGER_AT("RcCapsule_New");
    return _RcLedger_Got((RcCapsule_New)(pointer, name, destructor));
}

RC_LEDGER_INLINE void *_RcCall_RcCapsule_GetPointer(RC_LEDGER_PLACE, RcObject *capsule, const char *name)
{
    RC_LEDGER_AT("RcCapsule_GetPointer");
    return (RcCapsule_GetPointer)(capsule, name);
}

RC_LEDGER_INLINE int _RcCall_RcCapsule_IsValid(RC_LEDGER_PLACE, RcObject *capsule, const char *name)
{
    RC_LEDGER_AT("RcCapsule_IsValid");
    return (RcCapsule_IsValid)(capsule, name);
}

RC_LEDGER_INLINE const char *_RcCall_RcCapsule_GetName(RC_LEDGER_PLACE, RcObject *capsule)
{
    RC_LEDGER_AT("RcCapsule_GetName");
    return (RcCapsule_GetName)(capsule);
}

RC_LEDGER_INLINE void *_RcCall_RcCapsule_GetContext(RC_LEDGER_PLACE, RcObject *capsule)
{
    RC_LEDGER_AT("RcCapsule_GetContext");
    return (RcCapsule_GetContext)(capsule);
}

RC_LEDGER_INLINE RcCapsule_Destructor _RcCall_RcCapsule_GetDestructor(RC_LEDGER_PLACE, RcObject *capsule)
{
    RC_LEDGER_AT("RcCapsule_GetDestructor");
    return (RcCapsule_GetDestructor)(capsule);
}

RC_LEDGER_INLINE int _RcCall_RcCapsule_SetPointer(RC_LEDGER_PLACE, RcObject *capsule, void *pointer)
{
    RC_LEDGER_AT("RcCapsule_SetPointer");
    return (RcCapsule_SetPointer)(capsule, pointer);
}

RC_LEDGER_INLINE int _RcCall_RcCapsule_SetName(RC_LEDGER_PLACE, RcObject *capsule, const char *name)
{
    RC_LEDGER_AT("RcCapsule_SetName");
    return (RcCapsule_SetName)(capsule, name);
}

RC_LEDGER_INLINE int _RcCall_RcCapsule_SetContext(RC_LEDGER_PLACE, RcObject *capsule, void *context)
{
    RC_LEDGER_AT("RcCapsule_SetContext");
    return (RcCapsule_SetContext)(capsule, context);
}

RC_LEDGER_INLINE int _RcCall_RcCapsule_SetDestructor(RC_LEDGER_PLACE, RcObject *capsule, RcCapsule_Destructor destructor)
{
    RC_LEDGER_AT("RcCapsule_SetDestructor");
    return (RcCapsule_SetDestructor)(capsule, destructor);
}

/* -- descriptor.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcDescr_NewMethod(RC_LEDGER_PLACE, RcTypeObject *type, RcMethodDef *method)
{
    RC_LEDGER_AT("RcDescr_NewMethod");
    return _RcLedger_Got((RcDescr_NewMethod)(type, method));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcDescr_NewMember(RC_LEDGER_PLACE, RcTypeObject *type, RcMemberDef *member)
{
    RC_LEDGER_AT("RcDescr_NewMember");
    return _RcLedger_Got((RcDescr_NewMember)(type, member));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcDescr_NewGetSet(RC_LEDGER_PLACE, RcTypeObject *type, RcGetSetDef *getset)
{
    RC_LEDGER_AT("RcDescr_NewGetSet");
    return _RcLedger_Got((RcDescr_NewGetSet)(type, getset));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMember_GetOne(RC_LEDGER_PLACE, const char *instance, RcMemberDef *member)
{
    RC_LEDGER_AT("RcMember_GetOne");
    return _RcLedger_Got((RcMember_GetOne)(instance, member));
}

RC_LEDGER_INLINE int _RcCall_RcMember_SetOne(RC_LEDGER_PLACE, char *instance, RcMemberDef *member, RcObject *value)
{
    RC_LEDGER_AT("RcMember_SetOne");
    return (RcMember_SetOne)(instance, member, value);
}

/* -- errors.h -- */

RC_LEDGER_INLINE void _RcCall_RcErr_SetObject(RC_LEDGER_PLACE, RcObject *type, RcObject *value)
{
    RC_LEDGER_AT("RcErr_SetObject");
    (RcErr_SetObject)(type, value);
}

RC_LEDGER_INLINE void _RcCall_RcErr_SetNone(RC_LEDGER_PLACE, RcObject *type)
{
    RC_LEDGER_AT("RcErr_SetNone");
    (RcErr_SetNone)(type);
}

RC_LEDGER_INLINE void _RcCall_RcErr_SetString(RC_LEDGER_PLACE, RcObject *type, const char *text)
{
    RC_LEDGER_AT("RcErr_SetString");
    (RcErr_SetString)(type, text);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_FormatV(RC_LEDGER_PLACE, RcObject *type, const char *format, va_list arguments)
{
    RC_LEDGER_AT("RcErr_FormatV");
    return (RcErr_FormatV)(type, format, arguments);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_NoMemory(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_NoMemory");
    return (RcErr_NoMemory)();
}

RC_LEDGER_INLINE int _RcCall_RcErr_BadArgument(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_BadArgument");
    return (RcErr_BadArgument)();
}

RC_LEDGER_INLINE void _RcCall_RcErr_BadInternalCall(RC_LEDGER_PLACE, const char *function)
{
    RC_LEDGER_AT("RcErr_BadInternalCall");
    (_RcErr_BadInternalCall)(function);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_Occurred(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_Occurred");
    return _RcLedger_Lent(NULL, (RcErr_Occurred)());
}

RC_LEDGER_INLINE void _RcCall_RcErr_Clear(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_Clear");
    (RcErr_Clear)();
}

RC_LEDGER_INLINE int _RcCall_RcErr_ExceptionMatches(RC_LEDGER_PLACE, RcObject *expected)
{
    RC_LEDGER_AT("RcErr_ExceptionMatches");
    return (RcErr_ExceptionMatches)(expected);
}

RC_LEDGER_INLINE int _RcCall_RcErr_GivenExceptionMatches(RC_LEDGER_PLACE, RcObject *given, RcObject *expected)
{
    RC_LEDGER_AT("RcErr_GivenExceptionMatches");
    return (RcErr_GivenExceptionMatches)(given, expected);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_GetRaisedException(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_GetRaisedException");
    return _RcLedger_Got((RcErr_GetRaisedException)());
}

RC_LEDGER_INLINE void _RcCall_RcErr_SetRaisedException(RC_LEDGER_PLACE, RcObject *exception)
{
    RC_LEDGER_AT("RcErr_SetRaisedException");
    (RcErr_SetRaisedException)(exception);
}

RC_LEDGER_INLINE void _RcCall_RcErr_Fetch(RC_LEDGER_PLACE, RcObject **type, RcObject **value, RcObject **traceback)
{
    RC_LEDGER_AT("RcErr_Fetch");
    (RcErr_Fetch)(type, value, traceback);
}

RC_LEDGER_INLINE void _RcCall_RcErr_Restore(RC_LEDGER_PLACE, RcObject *type, RcObject *value, RcObject *traceback)
{
    RC_LEDGER_AT("RcErr_Restore");
    (RcErr_Restore)(type, value, traceback);
}

RC_LEDGER_INLINE void _RcCall_RcErr_NormalizeException(RC_LEDGER_PLACE, RcObject **type, RcObject **value, RcObject **traceback)
{
    RC_LEDGER_AT("RcErr_NormalizeException");
    (RcErr_NormalizeException)(type, value, traceback);
}

RC_LEDGER_INLINE void _RcCall_RcErr_WriteUnraisable(RC_LEDGER_PLACE, RcObject *where)
{
    RC_LEDGER_AT("RcErr_WriteUnraisable");
    (RcErr_WriteUnraisable)(where);
}

RC_LEDGER_INLINE void _RcCall_RcErr_Print(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcErr_Print");
    (RcErr_Print)();
}

RC_LEDGER_INLINE void _RcCall_RcErr_DisplayException(RC_LEDGER_PLACE, RcObject *exception)
{
    RC_LEDGER_AT("RcErr_DisplayException");
    (RcErr_DisplayException)(exception);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_NewException(RC_LEDGER_PLACE, const char *name, RcObject *base, RcObject *dict)
{
    RC_LEDGER_AT("RcErr_NewException");
    return _RcLedger_Got((RcErr_NewException)(name, base, dict));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcErr_NewExceptionWithDoc(RC_LEDGER_PLACE, const char *name, const char *doc, RcObject *base, RcObject *dict)
{
    RC_LEDGER_AT("RcErr_NewExceptionWithDoc");
    return _RcLedger_Got((RcErr_NewExceptionWithDoc)(name, doc, base, dict));
}

/* -- exceptions.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcException_GetCause(RC_LEDGER_PLACE, RcObject *exception)
{
    RC_LEDGER_AT("RcException_GetCause");
    return _RcLedger_Got((RcException_GetCause)(exception));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcException_GetContext(RC_LEDGER_PLACE, RcObject *exception)
{
    RC_LEDGER_AT("RcException_GetContext");
    return _RcLedger_Got((RcException_GetContext)(exception));
}

RC_LEDGER_INLINE void _RcCall_RcException_SetCause(RC_LEDGER_PLACE, RcObject *exception, RcObject *cause)
{
    RC_LEDGER_AT("RcException_SetCause");
    (RcException_SetCause)(exception, cause);
}

RC_LEDGER_INLINE void _RcCall_RcException_SetContext(RC_LEDGER_PLACE, RcObject *exception, RcObject *context)
{
    RC_LEDGER_AT("RcException_SetContext");
    (RcException_SetContext)(exception, context);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcException_GetArgs(RC_LEDGER_PLACE, RcObject *exception)
{
    RC_LEDGER_AT("RcException_GetArgs");
    return _RcLedger_Got((RcException_GetArgs)(exception));
}

RC_LEDGER_INLINE void _RcCall_RcException_SetArgs(RC_LEDGER_PLACE, RcObject *exception, RcObject *args)
{
    RC_LEDGER_AT("RcException_SetArgs");
    (RcException_SetArgs)(exception, args);
}

/* -- float.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcFloat_FromDouble(RC_LEDGER_PLACE, double value)
{
    RC_LEDGER_AT("RcFloat_FromDouble");
    return _RcLedger_Got((RcFloat_FromDouble)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcFloat_FromString(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcFloat_FromString");
    return _RcLedger_Got((RcFloat_FromString)(op));
}

RC_LEDGER_INLINE double _RcCall_RcFloat_AsDouble(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcFloat_AsDouble");
    return (RcFloat_AsDouble)(op);
}

RC_LEDGER_INLINE double _RcCall_RcFloat_GetMax(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcFloat_GetMax");
    return (RcFloat_GetMax)();
}

RC_LEDGER_INLINE double _RcCall_RcFloat_GetMin(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcFloat_GetMin");
    return (RcFloat_GetMin)();
}

/* -- function.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcCFunction_Vectorcall(RC_LEDGER_PLACE, RcObject *function, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    RC_LEDGER_AT("RcCFunction_Vectorcall");
    return _RcLedger_Got((_RcCFunction_Vectorcall)(function, args, nargsf, kwnames));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcCFunction_New(RC_LEDGER_PLACE, RcMethodDef *definition, RcObject *self)
{
    RC_LEDGER_AT("RcCFunction_New");
    return _RcLedger_Got((RcCFunction_New)(definition, self));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcCFunction_NewEx(RC_LEDGER_PLACE, RcMethodDef *definition, RcObject *self, RcObject *module)
{
    RC_LEDGER_AT("RcCFunction_NewEx");
    return _RcLedger_Got((RcCFunction_NewEx)(definition, self, module));
}

RC_LEDGER_INLINE RcCFunction _RcCall_RcCFunction_GetFunction(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcCFunction_GetFunction");
    return (RcCFunction_GetFunction)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcCFunction_GetSelf(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcCFunction_GetSelf");
    return _RcLedger_Lent(op, (RcCFunction_GetSelf)(op));
}

RC_LEDGER_INLINE int _RcCall_RcCFunction_GetFlags(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcCFunction_GetFlags");
    return (RcCFunction_GetFlags)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMethod_New(RC_LEDGER_PLACE, RcObject *function, RcObject *self)
{
    RC_LEDGER_AT("RcMethod_New");
    return _RcLedger_Got((RcMethod_New)(function, self));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMethod_Function(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMethod_Function");
    return _RcLedger_Lent(op, (RcMethod_Function)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMethod_Self(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMethod_Self");
    return _RcLedger_Lent(op, (RcMethod_Self)(op));
}

/* -- gc.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GC_New(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcObject_GC_New");
    return _RcLedger_Got((_RcObject_GC_New)(type));
}

RC_LEDGER_INLINE RcVarObject *_RcCall_RcObject_GC_NewVar(RC_LEDGER_PLACE, RcTypeObject *type, Rc_ssize_t items)
{
    RC_LEDGER_AT("RcObject_GC_NewVar");
    return (_RcObject_GC_NewVar)(type, items);
}

RC_LEDGER_INLINE RcVarObject *_RcCall_RcObject_GC_Resize(RC_LEDGER_PLACE, RcVarObject *op, Rc_ssize_t items)
{
    RC_LEDGER_AT("RcObject_GC_Resize");
    return (_RcObject_GC_Resize)(op, items);
}

RC_LEDGER_INLINE void _RcCall_RcObject_GC_Track(RC_LEDGER_PLACE, void *op)
{
    RC_LEDGER_AT("RcObject_GC_Track");
    (RcObject_GC_Track)(op);
}

RC_LEDGER_INLINE void _RcCall_RcObject_GC_UnTrack(RC_LEDGER_PLACE, void *op)
{
    RC_LEDGER_AT("RcObject_GC_UnTrack");
    (RcObject_GC_UnTrack)(op);
}

RC_LEDGER_INLINE void _RcCall_RcObject_GC_Del(RC_LEDGER_PLACE, void *op)
{
    RC_LEDGER_AT("RcObject_GC_Del");
    (RcObject_GC_Del)(op);
}

RC_LEDGER_INLINE int _RcCall_RcObject_GC_IsTracked(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_GC_IsTracked");
    return (RcObject_GC_IsTracked)(op);
}

RC_LEDGER_INLINE int _RcCall_RcObject_GC_IsFinalized(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_GC_IsFinalized");
    return (RcObject_GC_IsFinalized)(op);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcGC_Collect(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcGC_Collect");
    return (RcGC_Collect)();
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcGC_CollectGeneration(RC_LEDGER_PLACE, int generation)
{
    RC_LEDGER_AT("RcGC_CollectGeneration");
    return (RcGC_CollectGeneration)(generation);
}

RC_LEDGER_INLINE int _RcCall_RcGC_GetStats(RC_LEDGER_PLACE, int generation, RcGCStats *stats)
{
    RC_LEDGER_AT("RcGC_GetStats");
    return (RcGC_GetStats)(generation, stats);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcGC_GetObjects(RC_LEDGER_PLACE, int generation)
{
    RC_LEDGER_AT("RcGC_GetObjects");
    return _RcLedger_Got((RcGC_GetObjects)(generation));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcGC_GetReferrers(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcGC_GetReferrers");
    return _RcLedger_Got((RcGC_GetReferrers)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcGC_GetReferents(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcGC_GetReferents");
    return _RcLedger_Got((RcGC_GetReferents)(op));
}

RC_LEDGER_INLINE void _RcCall_RcGC_Freeze(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcGC_Freeze");
    (RcGC_Freeze)();
}

RC_LEDGER_INLINE void _RcCall_RcGC_Unfreeze(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcGC_Unfreeze");
    (RcGC_Unfreeze)();
}

RC_LEDGER_INLINE void _RcCall_RcGC_VisitObjects(RC_LEDGER_PLACE, RcGC_VisitObjectsFunc visit, void *arg)
{
    RC_LEDGER_AT("RcGC_VisitObjects");
    (RcGC_VisitObjects)(visit, arg);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcGC_Garbage(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcGC_Garbage");
    return _RcLedger_Lent(NULL, (RcGC_Garbage)());
}

/* -- int.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromLong(RC_LEDGER_PLACE, long value)
{
    RC_LEDGER_AT("RcInt_FromLong");
    return _RcLedger_Got((RcInt_FromLong)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromUnsignedLong(RC_LEDGER_PLACE, unsigned long value)
{
    RC_LEDGER_AT("RcInt_FromUnsignedLong");
    return _RcLedger_Got((RcInt_FromUnsignedLong)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromLongLong(RC_LEDGER_PLACE, long long value)
{
    RC_LEDGER_AT("RcInt_FromLongLong");
    return _RcLedger_Got((RcInt_FromLongLong)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromUnsignedLongLong(RC_LEDGER_PLACE, unsigned long long value)
{
    RC_LEDGER_AT("RcInt_FromUnsignedLongLong");
    return _RcLedger_Got((RcInt_FromUnsignedLongLong)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromSsize_t(RC_LEDGER_PLACE, Rc_ssize_t value)
{
    RC_LEDGER_AT("RcInt_FromSsize_t");
    return _RcLedger_Got((RcInt_FromSsize_t)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromSize_t(RC_LEDGER_PLACE, size_t value)
{
    RC_LEDGER_AT("RcInt_FromSize_t");
    return _RcLedger_Got((RcInt_FromSize_t)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromInt32(RC_LEDGER_PLACE, int32_t value)
{
    RC_LEDGER_AT("RcInt_FromInt32");
    return _RcLedger_Got((RcInt_FromInt32)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromUInt32(RC_LEDGER_PLACE, uint32_t value)
{
    RC_LEDGER_AT("RcInt_FromUInt32");
    return _RcLedger_Got((RcInt_FromUInt32)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromInt64(RC_LEDGER_PLACE, int64_t value)
{
    RC_LEDGER_AT("RcInt_FromInt64");
    return _RcLedger_Got((RcInt_FromInt64)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromUInt64(RC_LEDGER_PLACE, uint64_t value)
{
    RC_LEDGER_AT("RcInt_FromUInt64");
    return _RcLedger_Got((RcInt_FromUInt64)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromDouble(RC_LEDGER_PLACE, double value)
{
    RC_LEDGER_AT("RcInt_FromDouble");
    return _RcLedger_Got((RcInt_FromDouble)(value));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromVoidPtr(RC_LEDGER_PLACE, void *pointer)
{
    RC_LEDGER_AT("RcInt_FromVoidPtr");
    return _RcLedger_Got((RcInt_FromVoidPtr)(pointer));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromString(RC_LEDGER_PLACE, const char *text, char **end, int base)
{
    RC_LEDGER_AT("RcInt_FromString");
    return _RcLedger_Got((RcInt_FromString)(text, end, base));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcInt_FromStrObject(RC_LEDGER_PLACE, RcObject *str, int base)
{
    RC_LEDGER_AT("RcInt_FromStrObject");
    return _RcLedger_Got((RcInt_FromStrObject)(str, base));
}

RC_LEDGER_INLINE int _RcCall_RcInt_AsInt(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsInt");
    return (RcInt_AsInt)(op);
}

RC_LEDGER_INLINE long _RcCall_RcInt_AsLong(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsLong");
    return (RcInt_AsLong)(op);
}

RC_LEDGER_INLINE long long _RcCall_RcInt_AsLongLong(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsLongLong");
    return (RcInt_AsLongLong)(op);
}

RC_LEDGER_INLINE long _RcCall_RcInt_AsLongAndOverflow(RC_LEDGER_PLACE, RcObject *op, int *overflow)
{
    RC_LEDGER_AT("RcInt_AsLongAndOverflow");
    return (RcInt_AsLongAndOverflow)(op, overflow);
}

RC_LEDGER_INLINE long long _RcCall_RcInt_AsLongLongAndOverflow(RC_LEDGER_PLACE, RcObject *op, int *overflow)
{
    RC_LEDGER_AT("RcInt_AsLongLongAndOverflow");
    return (RcInt_AsLongLongAndOverflow)(op, overflow);
}

RC_LEDGER_INLINE unsigned long _RcCall_RcInt_AsUnsignedLongMask(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsUnsignedLongMask");
    return (RcInt_AsUnsignedLongMask)(op);
}

RC_LEDGER_INLINE unsigned long long _RcCall_RcInt_AsUnsignedLongLongMask(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsUnsignedLongLongMask");
    return (RcInt_AsUnsignedLongLongMask)(op);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcInt_AsSsize_t(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsSsize_t");
    return (RcInt_AsSsize_t)(op);
}

RC_LEDGER_INLINE unsigned long _RcCall_RcInt_AsUnsignedLong(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsUnsignedLong");
    return (RcInt_AsUnsignedLong)(op);
}

RC_LEDGER_INLINE unsigned long long _RcCall_RcInt_AsUnsignedLongLong(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsUnsignedLongLong");
    return (RcInt_AsUnsignedLongLong)(op);
}

RC_LEDGER_INLINE size_t _RcCall_RcInt_AsSize_t(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsSize_t");
    return (RcInt_AsSize_t)(op);
}

RC_LEDGER_INLINE double _RcCall_RcInt_AsDouble(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsDouble");
    return (RcInt_AsDouble)(op);
}

RC_LEDGER_INLINE void *_RcCall_RcInt_AsVoidPtr(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcInt_AsVoidPtr");
    return (RcInt_AsVoidPtr)(op);
}

RC_LEDGER_INLINE int _RcCall_RcInt_AsInt32(RC_LEDGER_PLACE, RcObject *op, int32_t *value)
{
    RC_LEDGER_AT("RcInt_AsInt32");
    return (RcInt_AsInt32)(op, value);
}

RC_LEDGER_INLINE int _RcCall_RcInt_AsUInt32(RC_LEDGER_PLACE, RcObject *op, uint32_t *value)
{
    RC_LEDGER_AT("RcInt_AsUInt32");
    return (RcInt_AsUInt32)(op, value);
}

RC_LEDGER_INLINE int _RcCall_RcInt_AsInt64(RC_LEDGER_PLACE, RcObject *op, int64_t *value)
{
    RC_LEDGER_AT("RcInt_AsInt64");
    return (RcInt_AsInt64)(op, value);
}

RC_LEDGER_INLINE int _RcCall_RcInt_AsUInt64(RC_LEDGER_PLACE, RcObject *op, uint64_t *value)
{
    RC_LEDGER_AT("RcInt_AsUInt64");
    return (RcInt_AsUInt64)(op, value);
}

RC_LEDGER_INLINE int _RcCall_RcInt_GetSign(RC_LEDGER_PLACE, RcObject *op, int *sign)
{
    RC_LEDGER_AT("RcInt_GetSign");
    return (RcInt_GetSign)(op, sign);
}

/* -- iterator.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GetIter(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_GetIter");
    return _RcLedger_Got((RcObject_GetIter)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_SelfIter(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_SelfIter");
    return _RcLedger_Got((RcObject_SelfIter)(op));
}

RC_LEDGER_INLINE int _RcCall_RcIter_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcIter_Check");
    return (RcIter_Check)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcIter_Next(RC_LEDGER_PLACE, RcObject *iterator)
{
    RC_LEDGER_AT("RcIter_Next");
    return _RcLedger_Got((RcIter_Next)(iterator));
}

RC_LEDGER_INLINE int _RcCall_RcIter_NextItem(RC_LEDGER_PLACE, RcObject *iterator, RcObject **item)
{
    RC_LEDGER_AT("RcIter_NextItem");
    return (RcIter_NextItem)(iterator, item);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSeqIter_New(RC_LEDGER_PLACE, RcObject *sequence)
{
    RC_LEDGER_AT("RcSeqIter_New");
    return _RcLedger_Got((RcSeqIter_New)(sequence));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcCallIter_New(RC_LEDGER_PLACE, RcObject *callable, RcObject *sentinel)
{
    RC_LEDGER_AT("RcCallIter_New");
    return _RcLedger_Got((RcCallIter_New)(callable, sentinel));
}

/* -- ledger.h -- */

RC_LEDGER_INLINE int _RcCall_Rc_AuditHeap(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Rc_AuditHeap");
    return (Rc_AuditHeap)();
}

/* -- lifecycle.h -- */

RC_LEDGER_INLINE int _RcCall_Rc_Initialize(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Rc_Initialize");
    return (Rc_Initialize)();
}

RC_LEDGER_INLINE int _RcCall_Rc_InitializeFromConfig(RC_LEDGER_PLACE, const RcConfig *config)
{
    RC_LEDGER_AT("Rc_InitializeFromConfig");
    return (Rc_InitializeFromConfig)(config);
}

RC_LEDGER_INLINE int _RcCall_Rc_Finalize(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("Rc_Finalize");
    return (Rc_Finalize)();
}

RC_LEDGER_INLINE int _RcCall_Rc_EnterRecursiveCall(RC_LEDGER_PLACE, const char *where)
{
    RC_LEDGER_AT("Rc_EnterRecursiveCall");
    return (Rc_EnterRecursiveCall)(where);
}

/* -- list.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcList_New(RC_LEDGER_PLACE, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcList_New");
    return _RcLedger_Got((RcList_New)(size));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcList_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcList_Size");
    return (RcList_Size)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcList_GetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcList_GetItem");
    return _RcLedger_Lent(op, (RcList_GetItem)(op, index));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcList_GetItemRef(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcList_GetItemRef");
    return _RcLedger_Got((RcList_GetItemRef)(op, index));
}

RC_LEDGER_INLINE int _RcCall_RcList_SetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcList_SetItem");
    return (RcList_SetItem)(op, index, item);
}

RC_LEDGER_INLINE int _RcCall_RcList_Append(RC_LEDGER_PLACE, RcObject *op, RcObject *item)
{
    RC_LEDGER_AT("RcList_Append");
    return (RcList_Append)(op, item);
}

RC_LEDGER_INLINE int _RcCall_RcList_Insert(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcList_Insert");
    return (RcList_Insert)(op, index, item);
}

RC_LEDGER_INLINE int _RcCall_RcList_Extend(RC_LEDGER_PLACE, RcObject *op, RcObject *iterable)
{
    RC_LEDGER_AT("RcList_Extend");
    return (RcList_Extend)(op, iterable);
}

RC_LEDGER_INLINE int _RcCall_RcList_Clear(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcList_Clear");
    return (RcList_Clear)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcList_GetSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    RC_LEDGER_AT("RcList_GetSlice");
    return _RcLedger_Got((RcList_GetSlice)(op, low, high));
}

RC_LEDGER_INLINE int _RcCall_RcList_SetSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *items)
{
    RC_LEDGER_AT("RcList_SetSlice");
    return (RcList_SetSlice)(op, low, high, items);
}

RC_LEDGER_INLINE int _RcCall_RcList_Sort(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcList_Sort");
    return (RcList_Sort)(op);
}

RC_LEDGER_INLINE int _RcCall_RcList_Reverse(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcList_Reverse");
    return (RcList_Reverse)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcList_AsTuple(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcList_AsTuple");
    return _RcLedger_Got((RcList_AsTuple)(op));
}

/* -- mapping.h -- */

RC_LEDGER_INLINE int _RcCall_RcMapping_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMapping_Check");
    return (RcMapping_Check)(op);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcMapping_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMapping_Size");
    return (RcMapping_Size)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMapping_Keys(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMapping_Keys");
    return _RcLedger_Got((RcMapping_Keys)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMapping_Values(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMapping_Values");
    return _RcLedger_Got((RcMapping_Values)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMapping_Items(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcMapping_Items");
    return _RcLedger_Got((RcMapping_Items)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcMapping_GetItemString(RC_LEDGER_PLACE, RcObject *op, const char *key)
{
    RC_LEDGER_AT("RcMapping_GetItemString");
    return _RcLedger_Got((RcMapping_GetItemString)(op, key));
}

RC_LEDGER_INLINE int _RcCall_RcMapping_SetItemString(RC_LEDGER_PLACE, RcObject *op, const char *key, RcObject *value)
{
    RC_LEDGER_AT("RcMapping_SetItemString");
    return (RcMapping_SetItemString)(op, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_GetOptionalItem(RC_LEDGER_PLACE, RcObject *op, RcObject *key, RcObject **result)
{
    RC_LEDGER_AT("RcMapping_GetOptionalItem");
    return (RcMapping_GetOptionalItem)(op, key, result);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_GetOptionalItemString(RC_LEDGER_PLACE, RcObject *op, const char *key, RcObject **result)
{
    RC_LEDGER_AT("RcMapping_GetOptionalItemString");
    return (RcMapping_GetOptionalItemString)(op, key, result);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_HasKeyWithError(RC_LEDGER_PLACE, RcObject *op, RcObject *key)
{
    RC_LEDGER_AT("RcMapping_HasKeyWithError");
    return (RcMapping_HasKeyWithError)(op, key);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_HasKeyStringWithError(RC_LEDGER_PLACE, RcObject *op, const char *key)
{
    RC_LEDGER_AT("RcMapping_HasKeyStringWithError");
    return (RcMapping_HasKeyStringWithError)(op, key);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_HasKey(RC_LEDGER_PLACE, RcObject *op, RcObject *key)
{
    RC_LEDGER_AT("RcMapping_HasKey");
    return (RcMapping_HasKey)(op, key);
}

RC_LEDGER_INLINE int _RcCall_RcMapping_HasKeyString(RC_LEDGER_PLACE, RcObject *op, const char *key)
{
    RC_LEDGER_AT("RcMapping_HasKeyString");
    return (RcMapping_HasKeyString)(op, key);
}

/* -- memory.h -- */

RC_LEDGER_INLINE void _RcCall_RcObject_Free(RC_LEDGER_PLACE, void *block)
{
    RC_LEDGER_AT("RcObject_Free");
    (RcObject_Free)(block);
}

/* -- number.h -- */

RC_LEDGER_INLINE int _RcCall_RcNumber_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Check");
    return (RcNumber_Check)(op);
}

RC_LEDGER_INLINE int _RcCall_RcIndex_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcIndex_Check");
    return (RcIndex_Check)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Add(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Add");
    return _RcLedger_Got((RcNumber_Add)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Subtract(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Subtract");
    return _RcLedger_Got((RcNumber_Subtract)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Multiply(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Multiply");
    return _RcLedger_Got((RcNumber_Multiply)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_MatrixMultiply(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_MatrixMultiply");
    return _RcLedger_Got((RcNumber_MatrixMultiply)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_FloorDivide(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_FloorDivide");
    return _RcLedger_Got((RcNumber_FloorDivide)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_TrueDivide(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_TrueDivide");
    return _RcLedger_Got((RcNumber_TrueDivide)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Remainder(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Remainder");
    return _RcLedger_Got((RcNumber_Remainder)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Divmod(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Divmod");
    return _RcLedger_Got((RcNumber_Divmod)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Lshift(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Lshift");
    return _RcLedger_Got((RcNumber_Lshift)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Rshift(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Rshift");
    return _RcLedger_Got((RcNumber_Rshift)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_And(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_And");
    return _RcLedger_Got((RcNumber_And)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Xor(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Xor");
    return _RcLedger_Got((RcNumber_Xor)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Or(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_Or");
    return _RcLedger_Got((RcNumber_Or)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Power(RC_LEDGER_PLACE, RcObject *left, RcObject *right, RcObject *modulus)
{
    RC_LEDGER_AT("RcNumber_Power");
    return _RcLedger_Got((RcNumber_Power)(left, right, modulus));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceAdd(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceAdd");
    return _RcLedger_Got((RcNumber_InPlaceAdd)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceSubtract(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceSubtract");
    return _RcLedger_Got((RcNumber_InPlaceSubtract)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceMultiply(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceMultiply");
    return _RcLedger_Got((RcNumber_InPlaceMultiply)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceMatrixMultiply(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceMatrixMultiply");
    return _RcLedger_Got((RcNumber_InPlaceMatrixMultiply)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceFloorDivide(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceFloorDivide");
    return _RcLedger_Got((RcNumber_InPlaceFloorDivide)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceTrueDivide(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceTrueDivide");
    return _RcLedger_Got((RcNumber_InPlaceTrueDivide)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceRemainder(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceRemainder");
    return _RcLedger_Got((RcNumber_InPlaceRemainder)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceLshift(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceLshift");
    return _RcLedger_Got((RcNumber_InPlaceLshift)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceRshift(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceRshift");
    return _RcLedger_Got((RcNumber_InPlaceRshift)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceAnd(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceAnd");
    return _RcLedger_Got((RcNumber_InPlaceAnd)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceXor(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceXor");
    return _RcLedger_Got((RcNumber_InPlaceXor)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlaceOr(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcNumber_InPlaceOr");
    return _RcLedger_Got((RcNumber_InPlaceOr)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_InPlacePower(RC_LEDGER_PLACE, RcObject *left, RcObject *right, RcObject *modulus)
{
    RC_LEDGER_AT("RcNumber_InPlacePower");
    return _RcLedger_Got((RcNumber_InPlacePower)(left, right, modulus));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Negative(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Negative");
    return _RcLedger_Got((RcNumber_Negative)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Positive(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Positive");
    return _RcLedger_Got((RcNumber_Positive)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Absolute(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Absolute");
    return _RcLedger_Got((RcNumber_Absolute)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Invert(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Invert");
    return _RcLedger_Got((RcNumber_Invert)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Long(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Long");
    return _RcLedger_Got((RcNumber_Long)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Float(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Float");
    return _RcLedger_Got((RcNumber_Float)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_Index(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcNumber_Index");
    return _RcLedger_Got((RcNumber_Index)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcNumber_ToBase(RC_LEDGER_PLACE, RcObject *op, int base)
{
    RC_LEDGER_AT("RcNumber_ToBase");
    return _RcLedger_Got((RcNumber_ToBase)(op, base));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcNumber_AsSsize_t(RC_LEDGER_PLACE, RcObject *op, RcObject *overflow)
{
    RC_LEDGER_AT("RcNumber_AsSsize_t");
    return (RcNumber_AsSsize_t)(op, overflow);
}

/* -- object.h -- */

RC_LEDGER_INLINE int _RcCall_Rc_SetImmortal(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_SetImmortal");
    return (Rc_SetImmortal)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_Dealloc(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_Dealloc");
    (_Rc_Dealloc)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_IncRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_IncRef");
    (Rc_IncRef)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_DecRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_DecRef");
    (Rc_DecRef)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_New(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcObject_New");
    return _RcLedger_Got((_RcObject_New)(type));
}

RC_LEDGER_INLINE RcVarObject *_RcCall_RcObject_NewVar(RC_LEDGER_PLACE, RcTypeObject *type, Rc_ssize_t items)
{
    RC_LEDGER_AT("RcObject_NewVar");
    return (_RcObject_NewVar)(type, items);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Init(RC_LEDGER_PLACE, RcObject *op, RcTypeObject *type)
{
    RC_LEDGER_AT("RcObject_Init");
    return (RcObject_Init)(op, type);
}

RC_LEDGER_INLINE RcVarObject *_RcCall_RcObject_InitVar(RC_LEDGER_PLACE, RcVarObject *op, RcTypeObject *type, Rc_ssize_t items)
{
    RC_LEDGER_AT("RcObject_InitVar");
    return (RcObject_InitVar)(op, type, items);
}

RC_LEDGER_INLINE void _RcCall_RcObject_Del(RC_LEDGER_PLACE, void *op)
{
    RC_LEDGER_AT("RcObject_Del");
    (RcObject_Del)(op);
}

RC_LEDGER_INLINE void _RcCall_RcObject_Dump(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Dump");
    (RcObject_Dump)(op);
}

/* -- objectprotocol.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Repr(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Repr");
    return _RcLedger_Got((RcObject_Repr)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Str(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Str");
    return _RcLedger_Got((RcObject_Str)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_ASCII(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_ASCII");
    return _RcLedger_Got((RcObject_ASCII)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Bytes(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Bytes");
    return _RcLedger_Got((RcObject_Bytes)(op));
}

RC_LEDGER_INLINE int _RcCall_Rc_ReprEnter(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_ReprEnter");
    return (Rc_ReprEnter)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_ReprLeave(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_ReprLeave");
    (Rc_ReprLeave)(op);
}

RC_LEDGER_INLINE Rc_hash_t _RcCall_RcObject_Hash(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Hash");
    return (RcObject_Hash)(op);
}

RC_LEDGER_INLINE Rc_hash_t _RcCall_RcObject_HashNotImplemented(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_HashNotImplemented");
    return (RcObject_HashNotImplemented)(op);
}

RC_LEDGER_INLINE Rc_hash_t _RcCall_RcObject_GenericHash(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_GenericHash");
    return (RcObject_GenericHash)(op);
}

RC_LEDGER_INLINE int _RcCall_RcObject_IsTrue(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_IsTrue");
    return (RcObject_IsTrue)(op);
}

RC_LEDGER_INLINE int _RcCall_RcObject_Not(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Not");
    return (RcObject_Not)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_RichCompare(RC_LEDGER_PLACE, RcObject *left, RcObject *right, int operation)
{
    RC_LEDGER_AT("RcObject_RichCompare");
    return _RcLedger_Got((RcObject_RichCompare)(left, right, operation));
}

RC_LEDGER_INLINE int _RcCall_RcObject_RichCompareBool(RC_LEDGER_PLACE, RcObject *left, RcObject *right, int operation)
{
    RC_LEDGER_AT("RcObject_RichCompareBool");
    return (RcObject_RichCompareBool)(left, right, operation);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GetAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_GetAttr");
    return _RcLedger_Got((RcObject_GetAttr)(op, name));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GetAttrString(RC_LEDGER_PLACE, RcObject *op, const char *name)
{
    RC_LEDGER_AT("RcObject_GetAttrString");
    return _RcLedger_Got((RcObject_GetAttrString)(op, name));
}

RC_LEDGER_INLINE int _RcCall_RcObject_GetOptionalAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name, RcObject **result)
{
    RC_LEDGER_AT("RcObject_GetOptionalAttr");
    return (RcObject_GetOptionalAttr)(op, name, result);
}

RC_LEDGER_INLINE int _RcCall_RcObject_GetOptionalAttrString(RC_LEDGER_PLACE, RcObject *op, const char *name, RcObject **result)
{
    RC_LEDGER_AT("RcObject_GetOptionalAttrString");
    return (RcObject_GetOptionalAttrString)(op, name, result);
}

RC_LEDGER_INLINE int _RcCall_RcObject_SetAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name, RcObject *value)
{
    RC_LEDGER_AT("RcObject_SetAttr");
    return (RcObject_SetAttr)(op, name, value);
}

RC_LEDGER_INLINE int _RcCall_RcObject_SetAttrString(RC_LEDGER_PLACE, RcObject *op, const char *name, RcObject *value)
{
    RC_LEDGER_AT("RcObject_SetAttrString");
    return (RcObject_SetAttrString)(op, name, value);
}

RC_LEDGER_INLINE int _RcCall_RcObject_DelAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_DelAttr");
    return (RcObject_DelAttr)(op, name);
}

RC_LEDGER_INLINE int _RcCall_RcObject_DelAttrString(RC_LEDGER_PLACE, RcObject *op, const char *name)
{
    RC_LEDGER_AT("RcObject_DelAttrString");
    return (RcObject_DelAttrString)(op, name);
}

RC_LEDGER_INLINE int _RcCall_RcObject_HasAttrWithError(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_HasAttrWithError");
    return (RcObject_HasAttrWithError)(op, name);
}

RC_LEDGER_INLINE int _RcCall_RcObject_HasAttrStringWithError(RC_LEDGER_PLACE, RcObject *op, const char *name)
{
    RC_LEDGER_AT("RcObject_HasAttrStringWithError");
    return (RcObject_HasAttrStringWithError)(op, name);
}

RC_LEDGER_INLINE int _RcCall_RcObject_HasAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_HasAttr");
    return (RcObject_HasAttr)(op, name);
}

RC_LEDGER_INLINE int _RcCall_RcObject_HasAttrString(RC_LEDGER_PLACE, RcObject *op, const char *name)
{
    RC_LEDGER_AT("RcObject_HasAttrString");
    return (RcObject_HasAttrString)(op, name);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GenericGetAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name)
{
    RC_LEDGER_AT("RcObject_GenericGetAttr");
    return _RcLedger_Got((RcObject_GenericGetAttr)(op, name));
}

RC_LEDGER_INLINE int _RcCall_RcObject_GenericSetAttr(RC_LEDGER_PLACE, RcObject *op, RcObject *name, RcObject *value)
{
    RC_LEDGER_AT("RcObject_GenericSetAttr");
    return (RcObject_GenericSetAttr)(op, name, value);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_Type(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Type");
    return _RcLedger_Got((RcObject_Type)(op));
}

RC_LEDGER_INLINE int _RcCall_RcObject_IsInstance(RC_LEDGER_PLACE, RcObject *op, RcObject *type)
{
    RC_LEDGER_AT("RcObject_IsInstance");
    return (RcObject_IsInstance)(op, type);
}

RC_LEDGER_INLINE int _RcCall_RcObject_IsSubclass(RC_LEDGER_PLACE, RcObject *derived, RcObject *type)
{
    RC_LEDGER_AT("RcObject_IsSubclass");
    return (RcObject_IsSubclass)(derived, type);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcObject_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_Size");
    return (RcObject_Size)(op);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcObject_LengthHint(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t fallback)
{
    RC_LEDGER_AT("RcObject_LengthHint");
    return (RcObject_LengthHint)(op, fallback);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcObject_GetItem(RC_LEDGER_PLACE, RcObject *op, RcObject *key)
{
    RC_LEDGER_AT("RcObject_GetItem");
    return _RcLedger_Got((RcObject_GetItem)(op, key));
}

RC_LEDGER_INLINE int _RcCall_RcObject_SetItem(RC_LEDGER_PLACE, RcObject *op, RcObject *key, RcObject *value)
{
    RC_LEDGER_AT("RcObject_SetItem");
    return (RcObject_SetItem)(op, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcObject_DelItem(RC_LEDGER_PLACE, RcObject *op, RcObject *key)
{
    RC_LEDGER_AT("RcObject_DelItem");
    return (RcObject_DelItem)(op, key);
}

RC_LEDGER_INLINE int _RcCall_RcObject_DelItemString(RC_LEDGER_PLACE, RcObject *op, const char *key)
{
    RC_LEDGER_AT("RcObject_DelItemString");
    return (RcObject_DelItemString)(op, key);
}

/* -- sequence.h -- */

RC_LEDGER_INLINE int _RcCall_RcSequence_Check(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcSequence_Check");
    return (RcSequence_Check)(op);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcSequence_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcSequence_Size");
    return (RcSequence_Size)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_Concat(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcSequence_Concat");
    return _RcLedger_Got((RcSequence_Concat)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_Repeat(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t count)
{
    RC_LEDGER_AT("RcSequence_Repeat");
    return _RcLedger_Got((RcSequence_Repeat)(op, count));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_InPlaceConcat(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcSequence_InPlaceConcat");
    return _RcLedger_Got((RcSequence_InPlaceConcat)(left, right));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_InPlaceRepeat(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t count)
{
    RC_LEDGER_AT("RcSequence_InPlaceRepeat");
    return _RcLedger_Got((RcSequence_InPlaceRepeat)(op, count));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_GetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcSequence_GetItem");
    return _RcLedger_Got((RcSequence_GetItem)(op, index));
}

RC_LEDGER_INLINE int _RcCall_RcSequence_SetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcSequence_SetItem");
    return (RcSequence_SetItem)(op, index, item);
}

RC_LEDGER_INLINE int _RcCall_RcSequence_DelItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcSequence_DelItem");
    return (RcSequence_DelItem)(op, index);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_GetSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    RC_LEDGER_AT("RcSequence_GetSlice");
    return _RcLedger_Got((RcSequence_GetSlice)(op, low, high));
}

RC_LEDGER_INLINE int _RcCall_RcSequence_SetSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *items)
{
    RC_LEDGER_AT("RcSequence_SetSlice");
    return (RcSequence_SetSlice)(op, low, high, items);
}

RC_LEDGER_INLINE int _RcCall_RcSequence_DelSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    RC_LEDGER_AT("RcSequence_DelSlice");
    return (RcSequence_DelSlice)(op, low, high);
}

RC_LEDGER_INLINE int _RcCall_RcSequence_Contains(RC_LEDGER_PLACE, RcObject *op, RcObject *value)
{
    RC_LEDGER_AT("RcSequence_Contains");
    return (RcSequence_Contains)(op, value);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcSequence_Count(RC_LEDGER_PLACE, RcObject *op, RcObject *value)
{
    RC_LEDGER_AT("RcSequence_Count");
    return (RcSequence_Count)(op, value);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcSequence_Index(RC_LEDGER_PLACE, RcObject *op, RcObject *value)
{
    RC_LEDGER_AT("RcSequence_Index");
    return (RcSequence_Index)(op, value);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_List(RC_LEDGER_PLACE, RcObject *iterable)
{
    RC_LEDGER_AT("RcSequence_List");
    return _RcLedger_Got((RcSequence_List)(iterable));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_Tuple(RC_LEDGER_PLACE, RcObject *iterable)
{
    RC_LEDGER_AT("RcSequence_Tuple");
    return _RcLedger_Got((RcSequence_Tuple)(iterable));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_Fast(RC_LEDGER_PLACE, RcObject *iterable, const char *message)
{
    RC_LEDGER_AT("RcSequence_Fast");
    return _RcLedger_Got((RcSequence_Fast)(iterable, message));
}

/* -- str.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_FromString(RC_LEDGER_PLACE, const char *text)
{
    RC_LEDGER_AT("RcStr_FromString");
    return _RcLedger_Got((RcStr_FromString)(text));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_FromStringAndSize(RC_LEDGER_PLACE, const char *data, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcStr_FromStringAndSize");
    return _RcLedger_Got((RcStr_FromStringAndSize)(data, size));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_DecodeUTF8(RC_LEDGER_PLACE, const char *data, Rc_ssize_t size, const char *errors)
{
    RC_LEDGER_AT("RcStr_DecodeUTF8");
    return _RcLedger_Got((RcStr_DecodeUTF8)(data, size, errors));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_FromOrdinal(RC_LEDGER_PLACE, int ordinal)
{
    RC_LEDGER_AT("RcStr_FromOrdinal");
    return _RcLedger_Got((RcStr_FromOrdinal)(ordinal));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_FromObject(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcStr_FromObject");
    return _RcLedger_Got((RcStr_FromObject)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_FromFormatV(RC_LEDGER_PLACE, const char *format, va_list arguments)
{
    RC_LEDGER_AT("RcStr_FromFormatV");
    return _RcLedger_Got((RcStr_FromFormatV)(format, arguments));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcStr_GetLength(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcStr_GetLength");
    return (RcStr_GetLength)(op);
}

RC_LEDGER_INLINE Rc_UCS4 _RcCall_RcStr_ReadChar(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcStr_ReadChar");
    return (RcStr_ReadChar)(op, index);
}

RC_LEDGER_INLINE const char *_RcCall_RcStr_AsUTF8(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcStr_AsUTF8");
    return (RcStr_AsUTF8)(op);
}

RC_LEDGER_INLINE const char *_RcCall_RcStr_AsUTF8AndSize(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t *size)
{
    RC_LEDGER_AT("RcStr_AsUTF8AndSize");
    return (RcStr_AsUTF8AndSize)(op, size);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_AsUTF8String(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcStr_AsUTF8String");
    return _RcLedger_Got((RcStr_AsUTF8String)(op));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Substring(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    RC_LEDGER_AT("RcStr_Substring");
    return _RcLedger_Got((RcStr_Substring)(op, start, end));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Concat(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcStr_Concat");
    return _RcLedger_Got((RcStr_Concat)(left, right));
}

RC_LEDGER_INLINE void _RcCall_RcStr_Append(RC_LEDGER_PLACE, RcObject **left, RcObject *right)
{
    RC_LEDGER_AT("RcStr_Append");
    (RcStr_Append)(left, right);
}

RC_LEDGER_INLINE void _RcCall_RcStr_AppendAndDel(RC_LEDGER_PLACE, RcObject **left, RcObject *right)
{
    RC_LEDGER_AT("RcStr_AppendAndDel");
    (RcStr_AppendAndDel)(left, right);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Join(RC_LEDGER_PLACE, RcObject *separator, RcObject *iterable)
{
    RC_LEDGER_AT("RcStr_Join");
    return _RcLedger_Got((RcStr_Join)(separator, iterable));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Split(RC_LEDGER_PLACE, RcObject *op, RcObject *separator, Rc_ssize_t maxsplit)
{
    RC_LEDGER_AT("RcStr_Split");
    return _RcLedger_Got((RcStr_Split)(op, separator, maxsplit));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Splitlines(RC_LEDGER_PLACE, RcObject *op, int keepends)
{
    RC_LEDGER_AT("RcStr_Splitlines");
    return _RcLedger_Got((RcStr_Splitlines)(op, keepends));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Partition(RC_LEDGER_PLACE, RcObject *op, RcObject *separator)
{
    RC_LEDGER_AT("RcStr_Partition");
    return _RcLedger_Got((RcStr_Partition)(op, separator));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_RPartition(RC_LEDGER_PLACE, RcObject *op, RcObject *separator)
{
    RC_LEDGER_AT("RcStr_RPartition");
    return _RcLedger_Got((RcStr_RPartition)(op, separator));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcStr_Find(RC_LEDGER_PLACE, RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RC_LEDGER_AT("RcStr_Find");
    return (RcStr_Find)(op, substring, start, end, direction);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcStr_FindChar(RC_LEDGER_PLACE, RcObject *op, Rc_UCS4 character, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RC_LEDGER_AT("RcStr_FindChar");
    return (RcStr_FindChar)(op, character, start, end, direction);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcStr_Count(RC_LEDGER_PLACE, RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end)
{
    RC_LEDGER_AT("RcStr_Count");
    return (RcStr_Count)(op, substring, start, end);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcStr_Tailmatch(RC_LEDGER_PLACE, RcObject *op, RcObject *substring, Rc_ssize_t start, Rc_ssize_t end, int direction)
{
    RC_LEDGER_AT("RcStr_Tailmatch");
    return (RcStr_Tailmatch)(op, substring, start, end, direction);
}

RC_LEDGER_INLINE int _RcCall_RcStr_Contains(RC_LEDGER_PLACE, RcObject *op, RcObject *substring)
{
    RC_LEDGER_AT("RcStr_Contains");
    return (RcStr_Contains)(op, substring);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_Replace(RC_LEDGER_PLACE, RcObject *op, RcObject *substring, RcObject *replacement, Rc_ssize_t maxcount)
{
    RC_LEDGER_AT("RcStr_Replace");
    return _RcLedger_Got((RcStr_Replace)(op, substring, replacement, maxcount));
}

RC_LEDGER_INLINE int _RcCall_RcStr_Compare(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcStr_Compare");
    return (RcStr_Compare)(left, right);
}

RC_LEDGER_INLINE int _RcCall_RcStr_Equal(RC_LEDGER_PLACE, RcObject *left, RcObject *right)
{
    RC_LEDGER_AT("RcStr_Equal");
    return (RcStr_Equal)(left, right);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_RichCompare(RC_LEDGER_PLACE, RcObject *left, RcObject *right, int operation)
{
    RC_LEDGER_AT("RcStr_RichCompare");
    return _RcLedger_Got((RcStr_RichCompare)(left, right, operation));
}

RC_LEDGER_INLINE int _RcCall_RcStr_CompareWithASCIIString(RC_LEDGER_PLACE, RcObject *op, const char *text)
{
    RC_LEDGER_AT("RcStr_CompareWithASCIIString");
    return (RcStr_CompareWithASCIIString)(op, text);
}

RC_LEDGER_INLINE int _RcCall_RcStr_EqualToUTF8(RC_LEDGER_PLACE, RcObject *op, const char *text)
{
    RC_LEDGER_AT("RcStr_EqualToUTF8");
    return (RcStr_EqualToUTF8)(op, text);
}

RC_LEDGER_INLINE int _RcCall_RcStr_EqualToUTF8AndSize(RC_LEDGER_PLACE, RcObject *op, const char *data, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcStr_EqualToUTF8AndSize");
    return (RcStr_EqualToUTF8AndSize)(op, data, size);
}

RC_LEDGER_INLINE void _RcCall_RcStr_InternInPlace(RC_LEDGER_PLACE, RcObject **op)
{
    RC_LEDGER_AT("RcStr_InternInPlace");
    (RcStr_InternInPlace)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStr_InternFromString(RC_LEDGER_PLACE, const char *text)
{
    RC_LEDGER_AT("RcStr_InternFromString");
    return _RcLedger_Got((RcStr_InternFromString)(text));
}

/* -- strwriter.h -- */

RC_LEDGER_INLINE RcStrWriter *_RcCall_RcStrWriter_Create(RC_LEDGER_PLACE, Rc_ssize_t length)
{
    RC_LEDGER_AT("RcStrWriter_Create");
    return (RcStrWriter_Create)(length);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcStrWriter_Finish(RC_LEDGER_PLACE, RcStrWriter *writer)
{
    RC_LEDGER_AT("RcStrWriter_Finish");
    return _RcLedger_Got((RcStrWriter_Finish)(writer));
}

RC_LEDGER_INLINE void _RcCall_RcStrWriter_Discard(RC_LEDGER_PLACE, RcStrWriter *writer)
{
    RC_LEDGER_AT("RcStrWriter_Discard");
    (RcStrWriter_Discard)(writer);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteChar(RC_LEDGER_PLACE, RcStrWriter *writer, Rc_UCS4 character)
{
    RC_LEDGER_AT("RcStrWriter_WriteChar");
    return (RcStrWriter_WriteChar)(writer, character);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteUTF8(RC_LEDGER_PLACE, RcStrWriter *writer, const char *data, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcStrWriter_WriteUTF8");
    return (RcStrWriter_WriteUTF8)(writer, data, size);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteASCII(RC_LEDGER_PLACE, RcStrWriter *writer, const char *data, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcStrWriter_WriteASCII");
    return (RcStrWriter_WriteASCII)(writer, data, size);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteStr(RC_LEDGER_PLACE, RcStrWriter *writer, RcObject *op)
{
    RC_LEDGER_AT("RcStrWriter_WriteStr");
    return (RcStrWriter_WriteStr)(writer, op);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteRepr(RC_LEDGER_PLACE, RcStrWriter *writer, RcObject *op)
{
    RC_LEDGER_AT("RcStrWriter_WriteRepr");
    return (RcStrWriter_WriteRepr)(writer, op);
}

RC_LEDGER_INLINE int _RcCall_RcStrWriter_WriteSubstring(RC_LEDGER_PLACE, RcStrWriter *writer, RcObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    RC_LEDGER_AT("RcStrWriter_WriteSubstring");
    return (RcStrWriter_WriteSubstring)(writer, op, start, end);
}

/* -- tuple.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcTuple_New(RC_LEDGER_PLACE, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcTuple_New");
    return _RcLedger_Got((RcTuple_New)(size));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcTuple_FromArray(RC_LEDGER_PLACE, RcObject *const *items, Rc_ssize_t count)
{
    RC_LEDGER_AT("RcTuple_FromArray");
    return _RcLedger_Got((RcTuple_FromArray)(items, count));
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcTuple_Size(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcTuple_Size");
    return (RcTuple_Size)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcTuple_GetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcTuple_GetItem");
    return _RcLedger_Lent(op, (RcTuple_GetItem)(op, index));
}

RC_LEDGER_INLINE int _RcCall_RcTuple_SetItem(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcTuple_SetItem");
    return (RcTuple_SetItem)(op, index, item);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcTuple_GetSlice(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t low, Rc_ssize_t high)
{
    RC_LEDGER_AT("RcTuple_GetSlice");
    return _RcLedger_Got((RcTuple_GetSlice)(op, low, high));
}

RC_LEDGER_INLINE int _RcCall_RcTuple_Resize(RC_LEDGER_PLACE, RcObject **op, Rc_ssize_t size)
{
    RC_LEDGER_AT("RcTuple_Resize");
    return (_RcTuple_Resize)(op, size);
}

/* -- type.h -- */

RC_LEDGER_INLINE int _RcCall_RcType_IsSubtype(RC_LEDGER_PLACE, const RcTypeObject *type, const RcTypeObject *base)
{
    RC_LEDGER_AT("RcType_IsSubtype");
    return (RcType_IsSubtype)(type, base);
}

RC_LEDGER_INLINE int _RcCall_RcType_Ready(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcType_Ready");
    return (RcType_Ready)(type);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_FromSpec(RC_LEDGER_PLACE, RcType_Spec *spec)
{
    RC_LEDGER_AT("RcType_FromSpec");
    return _RcLedger_Got((RcType_FromSpec)(spec));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_FromSpecWithBases(RC_LEDGER_PLACE, RcType_Spec *spec, RcObject *bases)
{
    RC_LEDGER_AT("RcType_FromSpecWithBases");
    return _RcLedger_Got((RcType_FromSpecWithBases)(spec, bases));
}

RC_LEDGER_INLINE void *_RcCall_RcType_GetSlot(RC_LEDGER_PLACE, RcTypeObject *type, int slot)
{
    RC_LEDGER_AT("RcType_GetSlot");
    return (RcType_GetSlot)(type, slot);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_GetName(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcType_GetName");
    return _RcLedger_Got((RcType_GetName)(type));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_GetQualName(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcType_GetQualName");
    return _RcLedger_Got((RcType_GetQualName)(type));
}

RC_LEDGER_INLINE unsigned long _RcCall_RcType_GetFlags(RC_LEDGER_PLACE, RcTypeObject *type)
{
    RC_LEDGER_AT("RcType_GetFlags");
    return (RcType_GetFlags)(type);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_GenericAlloc(RC_LEDGER_PLACE, RcTypeObject *type, Rc_ssize_t items)
{
    RC_LEDGER_AT("RcType_GenericAlloc");
    return _RcLedger_Got((RcType_GenericAlloc)(type, items));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcType_GenericNew(RC_LEDGER_PLACE, RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    RC_LEDGER_AT("RcType_GenericNew");
    return _RcLedger_Got((RcType_GenericNew)(type, args, kwargs));
}

RC_LEDGER_INLINE void _RcCall_RcObject_CallFinalizer(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_CallFinalizer");
    (RcObject_CallFinalizer)(op);
}

RC_LEDGER_INLINE int _RcCall_RcObject_CallFinalizerFromDealloc(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_CallFinalizerFromDealloc");
    return (RcObject_CallFinalizerFromDealloc)(op);
}

/* -- weakref.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcWeakref_NewRef(RC_LEDGER_PLACE, RcObject *op, RcObject *callback)
{
    RC_LEDGER_AT("RcWeakref_NewRef");
    return _RcLedger_Got((RcWeakref_NewRef)(op, callback));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcWeakref_NewProxy(RC_LEDGER_PLACE, RcObject *op, RcObject *callback)
{
    RC_LEDGER_AT("RcWeakref_NewProxy");
    return _RcLedger_Got((RcWeakref_NewProxy)(op, callback));
}

RC_LEDGER_INLINE int _RcCall_RcWeakref_GetRef(RC_LEDGER_PLACE, RcObject *ref, RcObject **op)
{
    RC_LEDGER_AT("RcWeakref_GetRef");
    return (RcWeakref_GetRef)(ref, op);
}

RC_LEDGER_INLINE int _RcCall_RcWeakref_IsDead(RC_LEDGER_PLACE, RcObject *ref)
{
    RC_LEDGER_AT("RcWeakref_IsDead");
    return (RcWeakref_IsDead)(ref);
}

RC_LEDGER_INLINE void _RcCall_RcObject_ClearWeakRefs(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_ClearWeakRefs");
    (RcObject_ClearWeakRefs)(op);
}

RC_LEDGER_INLINE void _RcCall_RcObject_ClearWeakRefsNoCallbacks(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("RcObject_ClearWeakRefsNoCallbacks");
    (RcObject_ClearWeakRefsNoCallbacks)(op);
}

/* -- hashtable.h -- */

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_New(RC_LEDGER_PLACE)
{
    RC_LEDGER_AT("RcHashTable_New");
    return _RcLedger_Got((RcHashTable_New)());
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_NewWith(RC_LEDGER_PLACE, Rc_ssize_t size, double max_load, RcObject *hash_func)
{
    RC_LEDGER_AT("RcHashTable_NewWith");
    return _RcLedger_Got((RcHashTable_NewWith)(size, max_load, hash_func));
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_SetItem(RC_LEDGER_PLACE, RcObject *table, RcObject *key, RcObject *value)
{
    RC_LEDGER_AT("RcHashTable_SetItem");
    return (RcHashTable_SetItem)(table, key, value);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_GetItem(RC_LEDGER_PLACE, RcObject *table, RcObject *key)
{
    RC_LEDGER_AT("RcHashTable_GetItem");
    return _RcLedger_Lent(table, (RcHashTable_GetItem)(table, key));
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_GetItemRef(RC_LEDGER_PLACE, RcObject *table, RcObject *key, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_GetItemRef");
    return (RcHashTable_GetItemRef)(table, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_SetDefaultRef(RC_LEDGER_PLACE, RcObject *table, RcObject *key, RcObject *value_if_absent, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_SetDefaultRef");
    return (RcHashTable_SetDefaultRef)(table, key, value_if_absent, value);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_DelItem(RC_LEDGER_PLACE, RcObject *table, RcObject *key)
{
    RC_LEDGER_AT("RcHashTable_DelItem");
    return (RcHashTable_DelItem)(table, key);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_Pop(RC_LEDGER_PLACE, RcObject *table, RcObject *key, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_Pop");
    return (RcHashTable_Pop)(table, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_Contains(RC_LEDGER_PLACE, RcObject *table, RcObject *key)
{
    RC_LEDGER_AT("RcHashTable_Contains");
    return (RcHashTable_Contains)(table, key);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_SetItemString(RC_LEDGER_PLACE, RcObject *table, const char *key, RcObject *value)
{
    RC_LEDGER_AT("RcHashTable_SetItemString");
    return (RcHashTable_SetItemString)(table, key, value);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_GetItemString(RC_LEDGER_PLACE, RcObject *table, const char *key)
{
    RC_LEDGER_AT("RcHashTable_GetItemString");
    return _RcLedger_Lent(table, (RcHashTable_GetItemString)(table, key));
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_GetItemStringRef(RC_LEDGER_PLACE, RcObject *table, const char *key, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_GetItemStringRef");
    return (RcHashTable_GetItemStringRef)(table, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_DelItemString(RC_LEDGER_PLACE, RcObject *table, const char *key)
{
    RC_LEDGER_AT("RcHashTable_DelItemString");
    return (RcHashTable_DelItemString)(table, key);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_ContainsString(RC_LEDGER_PLACE, RcObject *table, const char *key)
{
    RC_LEDGER_AT("RcHashTable_ContainsString");
    return (RcHashTable_ContainsString)(table, key);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_PopString(RC_LEDGER_PLACE, RcObject *table, const char *key, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_PopString");
    return (RcHashTable_PopString)(table, key, value);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_Next(RC_LEDGER_PLACE, RcObject *table, Rc_ssize_t *pos, RcObject **key, RcObject **value)
{
    RC_LEDGER_AT("RcHashTable_Next");
    int result = (RcHashTable_Next)(table, pos, key, value);
    if (result > 0 && key != NULL) {
        _RcLedger_LentOut(table, *key, 3);
    }
    if (result > 0 && value != NULL) {
        _RcLedger_LentOut(table, *value, 4);
    }
    return result;
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_Update(RC_LEDGER_PLACE, RcObject *table, RcObject *other)
{
    RC_LEDGER_AT("RcHashTable_Update");
    return (RcHashTable_Update)(table, other);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_MergeFromSeq2(RC_LEDGER_PLACE, RcObject *table, RcObject *pairs, int override_present)
{
    RC_LEDGER_AT("RcHashTable_MergeFromSeq2");
    return (RcHashTable_MergeFromSeq2)(table, pairs, override_present);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcHashTable_GetMany(RC_LEDGER_PLACE, RcObject *table, RcObject *const *keys, Rc_ssize_t n, RcObject **out)
{
    RC_LEDGER_AT("RcHashTable_GetMany");
    return (RcHashTable_GetMany)(table, keys, n, out);
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_SetMany(RC_LEDGER_PLACE, RcObject *table, RcObject *const *keys, RcObject *const *values, Rc_ssize_t n)
{
    RC_LEDGER_AT("RcHashTable_SetMany");
    return (RcHashTable_SetMany)(table, keys, values, n);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_Copy(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Copy");
    return _RcLedger_Got((RcHashTable_Copy)(table));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_Keys(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Keys");
    return _RcLedger_Got((RcHashTable_Keys)(table));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_Values(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Values");
    return _RcLedger_Got((RcHashTable_Values)(table));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_Items(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Items");
    return _RcLedger_Got((RcHashTable_Items)(table));
}

RC_LEDGER_INLINE void _RcCall_RcHashTable_Clear(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Clear");
    (RcHashTable_Clear)(table);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcHashTable_Size(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Size");
    return (RcHashTable_Size)(table);
}

RC_LEDGER_INLINE Rc_ssize_t _RcCall_RcHashTable_Bins(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_Bins");
    return (RcHashTable_Bins)(table);
}

RC_LEDGER_INLINE double _RcCall_RcHashTable_MaxLoad(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_MaxLoad");
    return (RcHashTable_MaxLoad)(table);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_HashFunc(RC_LEDGER_PLACE, RcObject *table)
{
    RC_LEDGER_AT("RcHashTable_HashFunc");
    return _RcLedger_Lent(table, (RcHashTable_HashFunc)(table));
}

RC_LEDGER_INLINE RcObject *_RcCall_RcHashTable_BinKeys(RC_LEDGER_PLACE, RcObject *table, Rc_ssize_t bin)
{
    RC_LEDGER_AT("RcHashTable_BinKeys");
    return _RcLedger_Got((RcHashTable_BinKeys)(table, bin));
}

RC_LEDGER_INLINE int _RcCall_RcHashTable_GetStats(RC_LEDGER_PLACE, RcObject *table, RcHashTableStats *stats)
{
    RC_LEDGER_AT("RcHashTable_GetStats");
    return (RcHashTable_GetStats)(table, stats);
}

/* -- operations that are no function calls -- */

RC_LEDGER_INLINE void _RcCall_Rc_INCREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_INCREF");
    (Rc_INCREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_DECREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_DECREF");
    (Rc_DECREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_XINCREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XINCREF");
    (Rc_XINCREF)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_XDECREF(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XDECREF");
    (Rc_XDECREF)(op);
}

/* Also for the macros that return a new reference to a constant. */
RC_LEDGER_INLINE RcObject *_RcCall_Rc_NewRef(const char *api, RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT(api);
    return (Rc_NewRef)(op);
}

RC_LEDGER_INLINE RcObject *_RcCall_Rc_XNewRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_XNewRef");
    return (Rc_XNewRef)(op);
}

RC_LEDGER_INLINE int _RcCall_Rc_TryIncRef(RC_LEDGER_PLACE, RcObject *op)
{
    RC_LEDGER_AT("Rc_TryIncRef");
    return (Rc_TryIncRef)(op);
}

RC_LEDGER_INLINE void _RcCall_Rc_SET_REFCNT(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t count)
{
    RC_LEDGER_AT("Rc_SET_REFCNT");
    (Rc_SET_REFCNT)(op, count);
}

/* A variable of any pointer type.  By plain accesses, which the deep ledger sees, and not by memcpy. */
typedef RcObject *__attribute__((may_alias)) _RcLedger_Slot;

RC_LEDGER_INLINE RcObject *_RcCall_Exchange(void *slot, void *value)
{
    _RcLedger_Slot *place = (_RcLedger_Slot *)slot, old = *place;
    *place = (RcObject *)value;
    return old;
}

RC_LEDGER_INLINE void _RcCall_Rc_SETREF(RC_LEDGER_PLACE, void *slot, void *value)
{
    RC_LEDGER_AT("Rc_SETREF");
    (Rc_DECREF)(_RcCall_Exchange(slot, value));
}

/* Also Rc_CLEAR. */
RC_LEDGER_INLINE void _RcCall_Rc_XSETREF(const char *api, RC_LEDGER_PLACE, void *slot, void *value)
{
    RC_LEDGER_AT(api);
    (Rc_XDECREF)(_RcCall_Exchange(slot, value));
}

RC_LEDGER_INLINE void _RcCall_RcList_SET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcList_SET_ITEM");
    (RcList_SET_ITEM)(op, index, item);
}

RC_LEDGER_INLINE void _RcCall_RcTuple_SET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index, RcObject *item)
{
    RC_LEDGER_AT("RcTuple_SET_ITEM");
    (RcTuple_SET_ITEM)(op, index, item);
}

/* The slot, for its macro may be assigned to, and its address be taken even where there is no item. */
RC_LEDGER_INLINE RcObject **_RcCall_Item(const char *api, RC_LEDGER_PLACE, RcObject **slot, RcObject *op,
                                         Rc_ssize_t index)
{
    RC_LEDGER_AT(api);
    if (index >= 0 && index < (Rc_SIZE)(op)) {
        (void)_RcLedger_Lent(op, *slot);
    }
    return slot;
}

RC_LEDGER_INLINE RcObject **_RcCall_RcList_GET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    return _RcCall_Item("RcList_GET_ITEM", rc_file, rc_line, rc_function, rc_frame, rc_return,
                        ((RcListObject *)op)->ob_item + index, op, index);
}

RC_LEDGER_INLINE RcObject **_RcCall_RcTuple_GET_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    return _RcCall_Item("RcTuple_GET_ITEM", rc_file, rc_line, rc_function, rc_frame, rc_return,
                        ((RcTupleObject *)op)->ob_item + index, op, index);
}

RC_LEDGER_INLINE RcObject *_RcCall_RcSequence_ITEM(RC_LEDGER_PLACE, RcObject *op, Rc_ssize_t index)
{
    RC_LEDGER_AT("RcSequence_ITEM");
    return _RcLedger_Got((Rc_TYPE)(op)->tp_as_sequence->sq_item(op, index));
}

RC_END_DECLS

/* -- the names -- */

/* args.h */
#define RcArg_ParseTuple(...) \
    (_RcLedger_Pending("RcArg_ParseTuple", RC_LEDGER_HERE), RcArg_ParseTuple(__VA_ARGS__))
#define RcArg_VaParse(...) _RcCall_RcArg_VaParse(RC_LEDGER_HERE, __VA_ARGS__)
#define RcArg_Parse(...) \
    (_RcLedger_Pending("RcArg_Parse", RC_LEDGER_HERE), RcArg_Parse(__VA_ARGS__))
#define RcArg_ParseTupleAndKeywords(...) \
    (_RcLedger_Pending("RcArg_ParseTupleAndKeywords", RC_LEDGER_HERE), RcArg_ParseTupleAndKeywords(__VA_ARGS__))
#define RcArg_VaParseTupleAndKeywords(...) _RcCall_RcArg_VaParseTupleAndKeywords(RC_LEDGER_HERE, __VA_ARGS__)
#define RcArg_ValidateKeywordArguments(...) _RcCall_RcArg_ValidateKeywordArguments(RC_LEDGER_HERE, __VA_ARGS__)
#define RcArg_UnpackTuple(...) \
    (_RcLedger_Pending("RcArg_UnpackTuple", RC_LEDGER_HERE), RcArg_UnpackTuple(__VA_ARGS__))
#define Rc_BuildValue(...) \
    (_RcLedger_Pending("Rc_BuildValue", RC_LEDGER_HERE), _RcLedger_Got(Rc_BuildValue(__VA_ARGS__)))
#define Rc_VaBuildValue(...) _RcCall_Rc_VaBuildValue(RC_LEDGER_HERE, __VA_ARGS__)
/* bool.h */
#define RcBool_FromLong(...) _RcCall_RcBool_FromLong(RC_LEDGER_HERE, __VA_ARGS__)
/* bytes.h */
#define RcBytes_FromString(...) _RcCall_RcBytes_FromString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_FromStringAndSize(...) _RcCall_RcBytes_FromStringAndSize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_FromFormat(...) \
    (_RcLedger_Pending("RcBytes_FromFormat", RC_LEDGER_HERE), _RcLedger_Got(RcBytes_FromFormat(__VA_ARGS__)))
#define RcBytes_FromFormatV(...) _RcCall_RcBytes_FromFormatV(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_FromObject(...) _RcCall_RcBytes_FromObject(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_Size(...) _RcCall_RcBytes_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_AsString(...) _RcCall_RcBytes_AsString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_AsStringAndSize(...) _RcCall_RcBytes_AsStringAndSize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_Concat(...) _RcCall_RcBytes_Concat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_ConcatAndDel(...) _RcCall_RcBytes_ConcatAndDel(RC_LEDGER_HERE, __VA_ARGS__)
#define RcBytes_Repr(...) _RcCall_RcBytes_Repr(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcBytes_Resize(...) _RcCall_RcBytes_Resize(RC_LEDGER_HERE, __VA_ARGS__)
/* call.h */
#define RcCallable_Check(...) _RcCall_RcCallable_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcVectorcall_Function(...) _RcCall_RcVectorcall_Function(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Call(...) _RcCall_RcObject_Call(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallObject(...) _RcCall_RcObject_CallObject(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallNoArgs(...) _RcCall_RcObject_CallNoArgs(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallOneArg(...) _RcCall_RcObject_CallOneArg(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallFunction(...) \
    (_RcLedger_Pending("RcObject_CallFunction", RC_LEDGER_HERE), _RcLedger_Got(RcObject_CallFunction(__VA_ARGS__)))
#define RcObject_CallMethod(...) \
    (_RcLedger_Pending("RcObject_CallMethod", RC_LEDGER_HERE), _RcLedger_Got(RcObject_CallMethod(__VA_ARGS__)))
#define RcObject_CallFunctionObjArgs(...) \
    (_RcLedger_Pending("RcObject_CallFunctionObjArgs", RC_LEDGER_HERE), _RcLedger_Got(RcObject_CallFunctionObjArgs(__VA_ARGS__)))
#define RcObject_CallMethodObjArgs(...) \
    (_RcLedger_Pending("RcObject_CallMethodObjArgs", RC_LEDGER_HERE), _RcLedger_Got(RcObject_CallMethodObjArgs(__VA_ARGS__)))
#define RcObject_CallMethodNoArgs(...) _RcCall_RcObject_CallMethodNoArgs(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallMethodOneArg(...) _RcCall_RcObject_CallMethodOneArg(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Vectorcall(...) _RcCall_RcObject_Vectorcall(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_VectorcallDict(...) _RcCall_RcObject_VectorcallDict(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_VectorcallMethod(...) _RcCall_RcObject_VectorcallMethod(RC_LEDGER_HERE, __VA_ARGS__)
#define RcVectorcall_Call(...) _RcCall_RcVectorcall_Call(RC_LEDGER_HERE, __VA_ARGS__)
/* capsule.h */
#define RcCapsule_New(...) _RcCall_RcCapsule_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_GetPointer(...) _RcCall_RcCapsule_GetPointer(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_IsValid(...) _RcCall_RcCapsule_IsValid(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_GetName(...) _RcCall_RcCapsule_GetName(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_GetContext(...) _RcCall_RcCapsule_GetContext(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_GetDestructor(...) _RcCall_RcCapsule_GetDestructor(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_SetPointer(...) _RcCall_RcCapsule_SetPointer(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_SetName(...) _RcCall_RcCapsule_SetName(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_SetContext(...) _RcCall_RcCapsule_SetContext(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCapsule_SetDestructor(...) _RcCall_RcCapsule_SetDestructor(RC_LEDGER_HERE, __VA_ARGS__)
/* descriptor.h */
#define RcDescr_NewMethod(...) _RcCall_RcDescr_NewMethod(RC_LEDGER_HERE, __VA_ARGS__)
#define RcDescr_NewMember(...) _RcCall_RcDescr_NewMember(RC_LEDGER_HERE, __VA_ARGS__)
#define RcDescr_NewGetSet(...) _RcCall_RcDescr_NewGetSet(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMember_GetOne(...) _RcCall_RcMember_GetOne(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMember_SetOne(...) _RcCall_RcMember_SetOne(RC_LEDGER_HERE, __VA_ARGS__)
/* errors.h */
#define RcErr_SetObject(...) _RcCall_RcErr_SetObject(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_SetNone(...) _RcCall_RcErr_SetNone(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_SetString(...) _RcCall_RcErr_SetString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_Format(...) \
    (_RcLedger_Pending("RcErr_Format", RC_LEDGER_HERE), RcErr_Format(__VA_ARGS__))
#define RcErr_FormatV(...) _RcCall_RcErr_FormatV(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_NoMemory() _RcCall_RcErr_NoMemory(RC_LEDGER_HERE)
#define RcErr_BadArgument() _RcCall_RcErr_BadArgument(RC_LEDGER_HERE)
#define _RcErr_BadInternalCall(...) _RcCall_RcErr_BadInternalCall(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_Occurred() _RcCall_RcErr_Occurred(RC_LEDGER_HERE)
#define RcErr_Clear() _RcCall_RcErr_Clear(RC_LEDGER_HERE)
#define RcErr_ExceptionMatches(...) _RcCall_RcErr_ExceptionMatches(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_GivenExceptionMatches(...) _RcCall_RcErr_GivenExceptionMatches(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_GetRaisedException() _RcCall_RcErr_GetRaisedException(RC_LEDGER_HERE)
#define RcErr_SetRaisedException(...) _RcCall_RcErr_SetRaisedException(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_Fetch(...) _RcCall_RcErr_Fetch(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_Restore(...) _RcCall_RcErr_Restore(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_NormalizeException(...) _RcCall_RcErr_NormalizeException(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_WriteUnraisable(...) _RcCall_RcErr_WriteUnraisable(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_FormatUnraisable(...) \
    (_RcLedger_Pending("RcErr_FormatUnraisable", RC_LEDGER_HERE), RcErr_FormatUnraisable(__VA_ARGS__))
#define RcErr_Print() _RcCall_RcErr_Print(RC_LEDGER_HERE)
#define RcErr_DisplayException(...) _RcCall_RcErr_DisplayException(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_NewException(...) _RcCall_RcErr_NewException(RC_LEDGER_HERE, __VA_ARGS__)
#define RcErr_NewExceptionWithDoc(...) _RcCall_RcErr_NewExceptionWithDoc(RC_LEDGER_HERE, __VA_ARGS__)
/* exceptions.h */
#define RcException_GetCause(...) _RcCall_RcException_GetCause(RC_LEDGER_HERE, __VA_ARGS__)
#define RcException_GetContext(...) _RcCall_RcException_GetContext(RC_LEDGER_HERE, __VA_ARGS__)
#define RcException_SetCause(...) _RcCall_RcException_SetCause(RC_LEDGER_HERE, __VA_ARGS__)
#define RcException_SetContext(...) _RcCall_RcException_SetContext(RC_LEDGER_HERE, __VA_ARGS__)
#define RcException_GetArgs(...) _RcCall_RcException_GetArgs(RC_LEDGER_HERE, __VA_ARGS__)
#define RcException_SetArgs(...) _RcCall_RcException_SetArgs(RC_LEDGER_HERE, __VA_ARGS__)
/* float.h */
#define RcFloat_FromDouble(...) _RcCall_RcFloat_FromDouble(RC_LEDGER_HERE, __VA_ARGS__)
#define RcFloat_FromString(...) _RcCall_RcFloat_FromString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcFloat_AsDouble(...) _RcCall_RcFloat_AsDouble(RC_LEDGER_HERE, __VA_ARGS__)
#define RcFloat_GetMax() _RcCall_RcFloat_GetMax(RC_LEDGER_HERE)
#define RcFloat_GetMin() _RcCall_RcFloat_GetMin(RC_LEDGER_HERE)
/* function.h */
#define _RcCFunction_Vectorcall(...) _RcCall_RcCFunction_Vectorcall(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCFunction_New(...) _RcCall_RcCFunction_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCFunction_NewEx(...) _RcCall_RcCFunction_NewEx(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCFunction_GetFunction(...) _RcCall_RcCFunction_GetFunction(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCFunction_GetSelf(...) _RcCall_RcCFunction_GetSelf(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCFunction_GetFlags(...) _RcCall_RcCFunction_GetFlags(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMethod_New(...) _RcCall_RcMethod_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMethod_Function(...) _RcCall_RcMethod_Function(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMethod_Self(...) _RcCall_RcMethod_Self(RC_LEDGER_HERE, __VA_ARGS__)
/* gc.h */
#define _RcObject_GC_New(...) _RcCall_RcObject_GC_New(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcObject_GC_NewVar(...) _RcCall_RcObject_GC_NewVar(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcObject_GC_Resize(...) _RcCall_RcObject_GC_Resize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GC_Track(...) _RcCall_RcObject_GC_Track(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GC_UnTrack(...) _RcCall_RcObject_GC_UnTrack(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GC_Del(...) _RcCall_RcObject_GC_Del(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GC_IsTracked(...) _RcCall_RcObject_GC_IsTracked(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GC_IsFinalized(...) _RcCall_RcObject_GC_IsFinalized(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_Collect() _RcCall_RcGC_Collect(RC_LEDGER_HERE)
#define RcGC_CollectGeneration(...) _RcCall_RcGC_CollectGeneration(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_GetStats(...) _RcCall_RcGC_GetStats(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_GetObjects(...) _RcCall_RcGC_GetObjects(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_GetReferrers(...) _RcCall_RcGC_GetReferrers(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_GetReferents(...) _RcCall_RcGC_GetReferents(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_Freeze() _RcCall_RcGC_Freeze(RC_LEDGER_HERE)
#define RcGC_Unfreeze() _RcCall_RcGC_Unfreeze(RC_LEDGER_HERE)
#define RcGC_VisitObjects(...) _RcCall_RcGC_VisitObjects(RC_LEDGER_HERE, __VA_ARGS__)
#define RcGC_Garbage() _RcCall_RcGC_Garbage(RC_LEDGER_HERE)
/* int.h */
#define RcInt_FromLong(...) _RcCall_RcInt_FromLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromUnsignedLong(...) _RcCall_RcInt_FromUnsignedLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromLongLong(...) _RcCall_RcInt_FromLongLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromUnsignedLongLong(...) _RcCall_RcInt_FromUnsignedLongLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromSsize_t(...) _RcCall_RcInt_FromSsize_t(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromSize_t(...) _RcCall_RcInt_FromSize_t(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromInt32(...) _RcCall_RcInt_FromInt32(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromUInt32(...) _RcCall_RcInt_FromUInt32(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromInt64(...) _RcCall_RcInt_FromInt64(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromUInt64(...) _RcCall_RcInt_FromUInt64(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromDouble(...) _RcCall_RcInt_FromDouble(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromVoidPtr(...) _RcCall_RcInt_FromVoidPtr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromString(...) _RcCall_RcInt_FromString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_FromStrObject(...) _RcCall_RcInt_FromStrObject(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsInt(...) _RcCall_RcInt_AsInt(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsLong(...) _RcCall_RcInt_AsLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsLongLong(...) _RcCall_RcInt_AsLongLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsLongAndOverflow(...) _RcCall_RcInt_AsLongAndOverflow(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsLongLongAndOverflow(...) _RcCall_RcInt_AsLongLongAndOverflow(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUnsignedLongMask(...) _RcCall_RcInt_AsUnsignedLongMask(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUnsignedLongLongMask(...) _RcCall_RcInt_AsUnsignedLongLongMask(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsSsize_t(...) _RcCall_RcInt_AsSsize_t(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUnsignedLong(...) _RcCall_RcInt_AsUnsignedLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUnsignedLongLong(...) _RcCall_RcInt_AsUnsignedLongLong(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsSize_t(...) _RcCall_RcInt_AsSize_t(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsDouble(...) _RcCall_RcInt_AsDouble(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsVoidPtr(...) _RcCall_RcInt_AsVoidPtr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsInt32(...) _RcCall_RcInt_AsInt32(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUInt32(...) _RcCall_RcInt_AsUInt32(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsInt64(...) _RcCall_RcInt_AsInt64(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_AsUInt64(...) _RcCall_RcInt_AsUInt64(RC_LEDGER_HERE, __VA_ARGS__)
#define RcInt_GetSign(...) _RcCall_RcInt_GetSign(RC_LEDGER_HERE, __VA_ARGS__)
/* iterator.h */
#define RcObject_GetIter(...) _RcCall_RcObject_GetIter(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_SelfIter(...) _RcCall_RcObject_SelfIter(RC_LEDGER_HERE, __VA_ARGS__)
#define RcIter_Check(...) _RcCall_RcIter_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcIter_Next(...) _RcCall_RcIter_Next(RC_LEDGER_HERE, __VA_ARGS__)
#define RcIter_NextItem(...) _RcCall_RcIter_NextItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSeqIter_New(...) _RcCall_RcSeqIter_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcCallIter_New(...) _RcCall_RcCallIter_New(RC_LEDGER_HERE, __VA_ARGS__)
/* ledger.h */
#define Rc_AuditHeap() _RcCall_Rc_AuditHeap(RC_LEDGER_HERE)
/* lifecycle.h */
#define Rc_Initialize() _RcCall_Rc_Initialize(RC_LEDGER_HERE)
#define Rc_InitializeFromConfig(...) _RcCall_Rc_InitializeFromConfig(RC_LEDGER_HERE, __VA_ARGS__)
#define Rc_Finalize() _RcCall_Rc_Finalize(RC_LEDGER_HERE)
#define Rc_EnterRecursiveCall(...) _RcCall_Rc_EnterRecursiveCall(RC_LEDGER_HERE, __VA_ARGS__)
/* list.h */
#define RcList_New(...) _RcCall_RcList_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Size(...) _RcCall_RcList_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_GetItem(...) _RcCall_RcList_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_GetItemRef(...) _RcCall_RcList_GetItemRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_SetItem(...) _RcCall_RcList_SetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Append(...) _RcCall_RcList_Append(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Insert(...) _RcCall_RcList_Insert(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Extend(...) _RcCall_RcList_Extend(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Clear(...) _RcCall_RcList_Clear(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_GetSlice(...) _RcCall_RcList_GetSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_SetSlice(...) _RcCall_RcList_SetSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Sort(...) _RcCall_RcList_Sort(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_Reverse(...) _RcCall_RcList_Reverse(RC_LEDGER_HERE, __VA_ARGS__)
#define RcList_AsTuple(...) _RcCall_RcList_AsTuple(RC_LEDGER_HERE, __VA_ARGS__)
/* mapping.h */
#define RcMapping_Check(...) _RcCall_RcMapping_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_Size(...) _RcCall_RcMapping_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_Keys(...) _RcCall_RcMapping_Keys(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_Values(...) _RcCall_RcMapping_Values(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_Items(...) _RcCall_RcMapping_Items(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_GetItemString(...) _RcCall_RcMapping_GetItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_SetItemString(...) _RcCall_RcMapping_SetItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_GetOptionalItem(...) _RcCall_RcMapping_GetOptionalItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_GetOptionalItemString(...) _RcCall_RcMapping_GetOptionalItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_HasKeyWithError(...) _RcCall_RcMapping_HasKeyWithError(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_HasKeyStringWithError(...) _RcCall_RcMapping_HasKeyStringWithError(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_HasKey(...) _RcCall_RcMapping_HasKey(RC_LEDGER_HERE, __VA_ARGS__)
#define RcMapping_HasKeyString(...) _RcCall_RcMapping_HasKeyString(RC_LEDGER_HERE, __VA_ARGS__)
/* memory.h */
#define RcObject_Free(...) _RcCall_RcObject_Free(RC_LEDGER_HERE, __VA_ARGS__)
/* number.h */
#define RcNumber_Check(...) _RcCall_RcNumber_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcIndex_Check(...) _RcCall_RcIndex_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Add(...) _RcCall_RcNumber_Add(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Subtract(...) _RcCall_RcNumber_Subtract(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Multiply(...) _RcCall_RcNumber_Multiply(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_MatrixMultiply(...) _RcCall_RcNumber_MatrixMultiply(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_FloorDivide(...) _RcCall_RcNumber_FloorDivide(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_TrueDivide(...) _RcCall_RcNumber_TrueDivide(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Remainder(...) _RcCall_RcNumber_Remainder(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Divmod(...) _RcCall_RcNumber_Divmod(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Lshift(...) _RcCall_RcNumber_Lshift(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Rshift(...) _RcCall_RcNumber_Rshift(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_And(...) _RcCall_RcNumber_And(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Xor(...) _RcCall_RcNumber_Xor(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Or(...) _RcCall_RcNumber_Or(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Power(...) _RcCall_RcNumber_Power(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceAdd(...) _RcCall_RcNumber_InPlaceAdd(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceSubtract(...) _RcCall_RcNumber_InPlaceSubtract(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceMultiply(...) _RcCall_RcNumber_InPlaceMultiply(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceMatrixMultiply(...) _RcCall_RcNumber_InPlaceMatrixMultiply(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceFloorDivide(...) _RcCall_RcNumber_InPlaceFloorDivide(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceTrueDivide(...) _RcCall_RcNumber_InPlaceTrueDivide(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceRemainder(...) _RcCall_RcNumber_InPlaceRemainder(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceLshift(...) _RcCall_RcNumber_InPlaceLshift(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceRshift(...) _RcCall_RcNumber_InPlaceRshift(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceAnd(...) _RcCall_RcNumber_InPlaceAnd(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceXor(...) _RcCall_RcNumber_InPlaceXor(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlaceOr(...) _RcCall_RcNumber_InPlaceOr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_InPlacePower(...) _RcCall_RcNumber_InPlacePower(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Negative(...) _RcCall_RcNumber_Negative(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Positive(...) _RcCall_RcNumber_Positive(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Absolute(...) _RcCall_RcNumber_Absolute(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Invert(...) _RcCall_RcNumber_Invert(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Long(...) _RcCall_RcNumber_Long(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Float(...) _RcCall_RcNumber_Float(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_Index(...) _RcCall_RcNumber_Index(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_ToBase(...) _RcCall_RcNumber_ToBase(RC_LEDGER_HERE, __VA_ARGS__)
#define RcNumber_AsSsize_t(...) _RcCall_RcNumber_AsSsize_t(RC_LEDGER_HERE, __VA_ARGS__)
/* object.h */
#define Rc_SetImmortal(...) _RcCall_Rc_SetImmortal(RC_LEDGER_HERE, __VA_ARGS__)
#define _Rc_Dealloc(...) _RcCall_Rc_Dealloc(RC_LEDGER_HERE, __VA_ARGS__)
#define Rc_IncRef(...) _RcCall_Rc_IncRef(RC_LEDGER_HERE, __VA_ARGS__)
#define Rc_DecRef(...) _RcCall_Rc_DecRef(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcObject_New(...) _RcCall_RcObject_New(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcObject_NewVar(...) _RcCall_RcObject_NewVar(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Init(...) _RcCall_RcObject_Init(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_InitVar(...) _RcCall_RcObject_InitVar(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Del(...) _RcCall_RcObject_Del(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Dump(...) _RcCall_RcObject_Dump(RC_LEDGER_HERE, __VA_ARGS__)
/* objectprotocol.h */
#define RcObject_Repr(...) _RcCall_RcObject_Repr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Str(...) _RcCall_RcObject_Str(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_ASCII(...) _RcCall_RcObject_ASCII(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Bytes(...) _RcCall_RcObject_Bytes(RC_LEDGER_HERE, __VA_ARGS__)
#define Rc_ReprEnter(...) _RcCall_Rc_ReprEnter(RC_LEDGER_HERE, __VA_ARGS__)
#define Rc_ReprLeave(...) _RcCall_Rc_ReprLeave(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Hash(...) _RcCall_RcObject_Hash(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_HashNotImplemented(...) _RcCall_RcObject_HashNotImplemented(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GenericHash(...) _RcCall_RcObject_GenericHash(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_IsTrue(...) _RcCall_RcObject_IsTrue(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Not(...) _RcCall_RcObject_Not(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_RichCompare(...) _RcCall_RcObject_RichCompare(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_RichCompareBool(...) _RcCall_RcObject_RichCompareBool(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GetAttr(...) _RcCall_RcObject_GetAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GetAttrString(...) _RcCall_RcObject_GetAttrString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GetOptionalAttr(...) _RcCall_RcObject_GetOptionalAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GetOptionalAttrString(...) _RcCall_RcObject_GetOptionalAttrString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_SetAttr(...) _RcCall_RcObject_SetAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_SetAttrString(...) _RcCall_RcObject_SetAttrString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_DelAttr(...) _RcCall_RcObject_DelAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_DelAttrString(...) _RcCall_RcObject_DelAttrString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_HasAttrWithError(...) _RcCall_RcObject_HasAttrWithError(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_HasAttrStringWithError(...) _RcCall_RcObject_HasAttrStringWithError(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_HasAttr(...) _RcCall_RcObject_HasAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_HasAttrString(...) _RcCall_RcObject_HasAttrString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GenericGetAttr(...) _RcCall_RcObject_GenericGetAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GenericSetAttr(...) _RcCall_RcObject_GenericSetAttr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Type(...) _RcCall_RcObject_Type(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_IsInstance(...) _RcCall_RcObject_IsInstance(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_IsSubclass(...) _RcCall_RcObject_IsSubclass(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_Size(...) _RcCall_RcObject_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_LengthHint(...) _RcCall_RcObject_LengthHint(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_GetItem(...) _RcCall_RcObject_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_SetItem(...) _RcCall_RcObject_SetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_DelItem(...) _RcCall_RcObject_DelItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_DelItemString(...) _RcCall_RcObject_DelItemString(RC_LEDGER_HERE, __VA_ARGS__)
/* sequence.h */
#define RcSequence_Check(...) _RcCall_RcSequence_Check(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Size(...) _RcCall_RcSequence_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Concat(...) _RcCall_RcSequence_Concat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Repeat(...) _RcCall_RcSequence_Repeat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_InPlaceConcat(...) _RcCall_RcSequence_InPlaceConcat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_InPlaceRepeat(...) _RcCall_RcSequence_InPlaceRepeat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_GetItem(...) _RcCall_RcSequence_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_SetItem(...) _RcCall_RcSequence_SetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_DelItem(...) _RcCall_RcSequence_DelItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_GetSlice(...) _RcCall_RcSequence_GetSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_SetSlice(...) _RcCall_RcSequence_SetSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_DelSlice(...) _RcCall_RcSequence_DelSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Contains(...) _RcCall_RcSequence_Contains(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Count(...) _RcCall_RcSequence_Count(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Index(...) _RcCall_RcSequence_Index(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_List(...) _RcCall_RcSequence_List(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Tuple(...) _RcCall_RcSequence_Tuple(RC_LEDGER_HERE, __VA_ARGS__)
#define RcSequence_Fast(...) _RcCall_RcSequence_Fast(RC_LEDGER_HERE, __VA_ARGS__)
/* str.h */
#define RcStr_FromString(...) _RcCall_RcStr_FromString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_FromStringAndSize(...) _RcCall_RcStr_FromStringAndSize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_DecodeUTF8(...) _RcCall_RcStr_DecodeUTF8(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_FromOrdinal(...) _RcCall_RcStr_FromOrdinal(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_FromObject(...) _RcCall_RcStr_FromObject(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_FromFormat(...) \
    (_RcLedger_Pending("RcStr_FromFormat", RC_LEDGER_HERE), _RcLedger_Got(RcStr_FromFormat(__VA_ARGS__)))
#define RcStr_FromFormatV(...) _RcCall_RcStr_FromFormatV(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_GetLength(...) _RcCall_RcStr_GetLength(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_ReadChar(...) _RcCall_RcStr_ReadChar(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_AsUTF8(...) _RcCall_RcStr_AsUTF8(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_AsUTF8AndSize(...) _RcCall_RcStr_AsUTF8AndSize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_AsUTF8String(...) _RcCall_RcStr_AsUTF8String(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Substring(...) _RcCall_RcStr_Substring(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Concat(...) _RcCall_RcStr_Concat(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Append(...) _RcCall_RcStr_Append(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_AppendAndDel(...) _RcCall_RcStr_AppendAndDel(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Join(...) _RcCall_RcStr_Join(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Split(...) _RcCall_RcStr_Split(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Splitlines(...) _RcCall_RcStr_Splitlines(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Partition(...) _RcCall_RcStr_Partition(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_RPartition(...) _RcCall_RcStr_RPartition(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Find(...) _RcCall_RcStr_Find(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_FindChar(...) _RcCall_RcStr_FindChar(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Count(...) _RcCall_RcStr_Count(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Tailmatch(...) _RcCall_RcStr_Tailmatch(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Contains(...) _RcCall_RcStr_Contains(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Replace(...) _RcCall_RcStr_Replace(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Compare(...) _RcCall_RcStr_Compare(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_Equal(...) _RcCall_RcStr_Equal(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_RichCompare(...) _RcCall_RcStr_RichCompare(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_CompareWithASCIIString(...) _RcCall_RcStr_CompareWithASCIIString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_EqualToUTF8(...) _RcCall_RcStr_EqualToUTF8(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_EqualToUTF8AndSize(...) _RcCall_RcStr_EqualToUTF8AndSize(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_InternInPlace(...) _RcCall_RcStr_InternInPlace(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStr_InternFromString(...) _RcCall_RcStr_InternFromString(RC_LEDGER_HERE, __VA_ARGS__)
/* strwriter.h */
#define RcStrWriter_Create(...) _RcCall_RcStrWriter_Create(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_Finish(...) _RcCall_RcStrWriter_Finish(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_Discard(...) _RcCall_RcStrWriter_Discard(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteChar(...) _RcCall_RcStrWriter_WriteChar(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteUTF8(...) _RcCall_RcStrWriter_WriteUTF8(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteASCII(...) _RcCall_RcStrWriter_WriteASCII(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteStr(...) _RcCall_RcStrWriter_WriteStr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteRepr(...) _RcCall_RcStrWriter_WriteRepr(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_WriteSubstring(...) _RcCall_RcStrWriter_WriteSubstring(RC_LEDGER_HERE, __VA_ARGS__)
#define RcStrWriter_Format(...) \
    (_RcLedger_Pending("RcStrWriter_Format", RC_LEDGER_HERE), RcStrWriter_Format(__VA_ARGS__))
/* tuple.h */
#define RcTuple_New(...) _RcCall_RcTuple_New(RC_LEDGER_HERE, __VA_ARGS__)
#define RcTuple_Pack(...) \
    (_RcLedger_Pending("RcTuple_Pack", RC_LEDGER_HERE), _RcLedger_Got(RcTuple_Pack(__VA_ARGS__)))
#define RcTuple_FromArray(...) _RcCall_RcTuple_FromArray(RC_LEDGER_HERE, __VA_ARGS__)
#define RcTuple_Size(...) _RcCall_RcTuple_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcTuple_GetItem(...) _RcCall_RcTuple_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcTuple_SetItem(...) _RcCall_RcTuple_SetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcTuple_GetSlice(...) _RcCall_RcTuple_GetSlice(RC_LEDGER_HERE, __VA_ARGS__)
#define _RcTuple_Resize(...) _RcCall_RcTuple_Resize(RC_LEDGER_HERE, __VA_ARGS__)
/* type.h */
#define RcType_IsSubtype(...) _RcCall_RcType_IsSubtype(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_Ready(...) _RcCall_RcType_Ready(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_FromSpec(...) _RcCall_RcType_FromSpec(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_FromSpecWithBases(...) _RcCall_RcType_FromSpecWithBases(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GetSlot(...) _RcCall_RcType_GetSlot(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GetName(...) _RcCall_RcType_GetName(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GetQualName(...) _RcCall_RcType_GetQualName(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GetFlags(...) _RcCall_RcType_GetFlags(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GenericAlloc(...) _RcCall_RcType_GenericAlloc(RC_LEDGER_HERE, __VA_ARGS__)
#define RcType_GenericNew(...) _RcCall_RcType_GenericNew(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallFinalizer(...) _RcCall_RcObject_CallFinalizer(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_CallFinalizerFromDealloc(...) _RcCall_RcObject_CallFinalizerFromDealloc(RC_LEDGER_HERE, __VA_ARGS__)
/* weakref.h */
#define RcWeakref_NewRef(...) _RcCall_RcWeakref_NewRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcWeakref_NewProxy(...) _RcCall_RcWeakref_NewProxy(RC_LEDGER_HERE, __VA_ARGS__)
#define RcWeakref_GetRef(...) _RcCall_RcWeakref_GetRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcWeakref_IsDead(...) _RcCall_RcWeakref_IsDead(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_ClearWeakRefs(...) _RcCall_RcObject_ClearWeakRefs(RC_LEDGER_HERE, __VA_ARGS__)
#define RcObject_ClearWeakRefsNoCallbacks(...) _RcCall_RcObject_ClearWeakRefsNoCallbacks(RC_LEDGER_HERE, __VA_ARGS__)
/* hashtable.h */
#define RcHashTable_New() _RcCall_RcHashTable_New(RC_LEDGER_HERE)
#define RcHashTable_NewWith(...) _RcCall_RcHashTable_NewWith(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_SetItem(...) _RcCall_RcHashTable_SetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetItem(...) _RcCall_RcHashTable_GetItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetItemRef(...) _RcCall_RcHashTable_GetItemRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_SetDefaultRef(...) _RcCall_RcHashTable_SetDefaultRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_DelItem(...) _RcCall_RcHashTable_DelItem(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Pop(...) _RcCall_RcHashTable_Pop(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Contains(...) _RcCall_RcHashTable_Contains(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_SetItemString(...) _RcCall_RcHashTable_SetItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetItemString(...) _RcCall_RcHashTable_GetItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetItemStringRef(...) _RcCall_RcHashTable_GetItemStringRef(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_DelItemString(...) _RcCall_RcHashTable_DelItemString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_ContainsString(...) _RcCall_RcHashTable_ContainsString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_PopString(...) _RcCall_RcHashTable_PopString(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Next(...) _RcCall_RcHashTable_Next(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Update(...) _RcCall_RcHashTable_Update(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_MergeFromSeq2(...) _RcCall_RcHashTable_MergeFromSeq2(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetMany(...) _RcCall_RcHashTable_GetMany(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_SetMany(...) _RcCall_RcHashTable_SetMany(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Copy(...) _RcCall_RcHashTable_Copy(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Keys(...) _RcCall_RcHashTable_Keys(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Values(...) _RcCall_RcHashTable_Values(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Items(...) _RcCall_RcHashTable_Items(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Clear(...) _RcCall_RcHashTable_Clear(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Size(...) _RcCall_RcHashTable_Size(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_Bins(...) _RcCall_RcHashTable_Bins(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_MaxLoad(...) _RcCall_RcHashTable_MaxLoad(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_HashFunc(...) _RcCall_RcHashTable_HashFunc(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_BinKeys(...) _RcCall_RcHashTable_BinKeys(RC_LEDGER_HERE, __VA_ARGS__)
#define RcHashTable_GetStats(...) _RcCall_RcHashTable_GetStats(RC_LEDGER_HERE, __VA_ARGS__)

/* operations */
#undef Rc_INCREF
#undef Rc_DECREF
#undef Rc_XINCREF
#undef Rc_XDECREF
#undef Rc_NewRef
#undef Rc_XNewRef
#undef Rc_TryIncRef
#undef Rc_SET_REFCNT
#undef Rc_SETREF
#undef Rc_XSETREF
#undef Rc_CLEAR
#undef RcList_SET_ITEM
#undef RcTuple_SET_ITEM
#undef RcList_GET_ITEM
#undef RcTuple_GET_ITEM
#undef RcSequence_ITEM
#define Rc_INCREF(op) _RcCall_Rc_INCREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_DECREF(op) _RcCall_Rc_DECREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XINCREF(op) _RcCall_Rc_XINCREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XDECREF(op) _RcCall_Rc_XDECREF(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_NewRef(op) _RcCall_Rc_NewRef("Rc_NewRef", RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_XNewRef(op) _RcCall_Rc_XNewRef(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_TryIncRef(op) _RcCall_Rc_TryIncRef(RC_LEDGER_HERE, RC_OBJECT_CAST(op))
#define Rc_SET_REFCNT(op, count) _RcCall_Rc_SET_REFCNT(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (count))
#define Rc_SETREF(dst, src) _RcCall_Rc_SETREF(RC_LEDGER_HERE, &(dst), (void *)(src))
#define Rc_XSETREF(dst, src) _RcCall_Rc_XSETREF("Rc_XSETREF", RC_LEDGER_HERE, &(dst), (void *)(src))
#define Rc_CLEAR(slot) _RcCall_Rc_XSETREF("Rc_CLEAR", RC_LEDGER_HERE, &(slot), NULL)
#define RcList_SET_ITEM(op, index, item) \
    _RcCall_RcList_SET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index), RC_OBJECT_CAST(item))
#define RcTuple_SET_ITEM(op, index, item) \
    _RcCall_RcTuple_SET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index), RC_OBJECT_CAST(item))
#define RcList_GET_ITEM(op, index) (*_RcCall_RcList_GET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index)))
#define RcTuple_GET_ITEM(op, index) (*_RcCall_RcTuple_GET_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index)))
#define RcSequence_ITEM(op, index) _RcCall_RcSequence_ITEM(RC_LEDGER_HERE, RC_OBJECT_CAST(op), (index))
#undef Rc_RETURN_FALSE
#define Rc_RETURN_FALSE return _RcCall_Rc_NewRef("Rc_RETURN_FALSE", RC_LEDGER_HERE, Rc_False)
#undef Rc_RETURN_TRUE
#define Rc_RETURN_TRUE return _RcCall_Rc_NewRef("Rc_RETURN_TRUE", RC_LEDGER_HERE, Rc_True)
#undef Rc_RETURN_NONE
#define Rc_RETURN_NONE return _RcCall_Rc_NewRef("Rc_RETURN_NONE", RC_LEDGER_HERE, Rc_None)
#undef Rc_RETURN_NOTIMPLEMENTED
#define Rc_RETURN_NOTIMPLEMENTED return _RcCall_Rc_NewRef("Rc_RETURN_NOTIMPLEMENTED", RC_LEDGER_HERE, Rc_NotImplemented)
#undef Rc_RETURN_RICHCOMPARE
#define Rc_RETURN_RICHCOMPARE(left, right, operation)                 \
    do {                                                              \
        switch (operation) {                                          \
        case Rc_EQ:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) == (right) ? Rc_True : Rc_False); \
        case Rc_NE:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) != (right) ? Rc_True : Rc_False); \
        case Rc_LT:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) < (right) ? Rc_True : Rc_False);  \
        case Rc_GT:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) > (right) ? Rc_True : Rc_False);  \
        case Rc_LE:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) <= (right) ? Rc_True : Rc_False); \
        case Rc_GE:                                                   \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, (left) >= (right) ? Rc_True : Rc_False); \
        default:                                                      \
            return _RcCall_Rc_NewRef("Rc_RETURN_RICHCOMPARE", RC_LEDGER_HERE, Rc_NotImplemented);                      \
        }                                                             \
    } while (0)

#endif

#endif
