/* Exceptions: objects with a small class tree.
 *
 *   BaseException
 *     KeyboardInterrupt  SystemExit
 *     Exception
 *       ArithmeticError     OverflowError  ZeroDivisionError
 *       AssertionError  AttributeError  BufferError  MemoryError  NameError  ReferenceError
 *       LookupError         IndexError  KeyError
 *       RuntimeError        NotImplementedError  RecursionError
 *       StopIteration  SystemError  TypeError
 *       ValueError          UnicodeError, below it UnicodeDecodeError
 *
 * An exception carries the tuple of what it was called with, and what it came from.  How one is raised and
 * asked for stands in errors.h.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_EXCEPTIONS_H
#define RECOUNT_EXCEPTIONS_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* The common part of all exceptions. */
typedef struct RcBaseExceptionObject {
    RcObject_HEAD
    RcObject *args;    /* tuple; NULL stands for the empty one */
    RcObject *context; /* exception that was being handled; may be NULL */
    RcObject *cause;   /* exception that this one was raised from; may be NULL */
} RcBaseExceptionObject;

/* Told of an error that has nobody to go to (a dealloc, a callback).  Both are borrowed.  where is what
 * RcErr_WriteUnraisable was given, or the text of RcErr_FormatUnraisable as a str; it may be NULL.
 * No error is pending when the hook is called. */
typedef void (*RcErr_UnraisableHook)(RcObject *exception, RcObject *where, void *arg);

/* The classes: static types, immortal.  All may be inherited from. */
RC_API_DATA extern RcObject *const RcExc_BaseException;
RC_API_DATA extern RcObject *const RcExc_KeyboardInterrupt;
RC_API_DATA extern RcObject *const RcExc_SystemExit;
RC_API_DATA extern RcObject *const RcExc_Exception;
RC_API_DATA extern RcObject *const RcExc_ArithmeticError;
RC_API_DATA extern RcObject *const RcExc_OverflowError;
RC_API_DATA extern RcObject *const RcExc_ZeroDivisionError;
RC_API_DATA extern RcObject *const RcExc_AssertionError;
RC_API_DATA extern RcObject *const RcExc_AttributeError;
RC_API_DATA extern RcObject *const RcExc_BufferError;
RC_API_DATA extern RcObject *const RcExc_LookupError;
RC_API_DATA extern RcObject *const RcExc_IndexError;
RC_API_DATA extern RcObject *const RcExc_KeyError;
RC_API_DATA extern RcObject *const RcExc_MemoryError;
RC_API_DATA extern RcObject *const RcExc_NameError;
RC_API_DATA extern RcObject *const RcExc_ReferenceError;
RC_API_DATA extern RcObject *const RcExc_RuntimeError;
RC_API_DATA extern RcObject *const RcExc_NotImplementedError;
RC_API_DATA extern RcObject *const RcExc_RecursionError;
RC_API_DATA extern RcObject *const RcExc_StopIteration;
RC_API_DATA extern RcObject *const RcExc_SystemError;
RC_API_DATA extern RcObject *const RcExc_TypeError;
RC_API_DATA extern RcObject *const RcExc_ValueError;
RC_API_DATA extern RcObject *const RcExc_UnicodeError;
RC_API_DATA extern RcObject *const RcExc_UnicodeDecodeError;

/* Is op a class that inherits from BaseException; is op an instance of one?  op may not be NULL.
 * Never fail. */
static inline int RcExceptionClass_Check(const RcObject *op)
{
    return RcType_Check(op) && RcType_HasFeature((const RcTypeObject *)op, Rc_TPFLAGS_BASE_EXC_SUBCLASS);
}
#define RcExceptionClass_Check(op) RcExceptionClass_Check(RC_OBJECT_CAST(op))

static inline int RcExceptionInstance_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_BASE_EXC_SUBCLASS);
}
#define RcExceptionInstance_Check(op) RcExceptionInstance_Check(RC_OBJECT_CAST(op))

/* "module.Name" of a class; lives as long as the class.  Unchecked. */
#define RcExceptionClass_Name(type) (((RcTypeObject *)(type))->tp_name)
/* The class of an instance.  Borrowed.  Unchecked. */
#define RcExceptionInstance_Class(op) RC_OBJECT_CAST(Rc_TYPE(op))

/* What an exception came from: cause, on purpose; context, by failing while another was handled.
 *
 * The getters give a new reference, or NULL without an error if there is none.  The setters steal
 * (also when they fail) and let go of what was there; NULL empties.
 * Error: SystemError, nothing is changed, if exception or what is set is not an exception.
 * Runs user code: the setters (release of the old one). */
RC_API RC_NEWREF RcObject *RcException_GetCause(RcObject *exception);
RC_API RC_NEWREF RcObject *RcException_GetContext(RcObject *exception);
RC_API void RcException_SetCause(RcObject *exception, RC_STEALS RC_NULLABLE RcObject *cause);
RC_API void RcException_SetContext(RcObject *exception, RC_STEALS RC_NULLABLE RcObject *context);

/* The tuple of arguments.  GetArgs: result new.  SetArgs keeps a reference of its own.
 * Error: NULL or nothing changed, and SystemError, if exception is none or args is not a tuple.
 * Runs user code: SetArgs (release of the old tuple). */
RC_API RC_NEWREF RcObject *RcException_GetArgs(RcObject *exception);
RC_API void RcException_SetArgs(RcObject *exception, RcObject *args);

RC_END_DECLS

#endif
