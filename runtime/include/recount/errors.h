/* Errors: the indicator, which says that a call has failed and why.
 *
 * A thread's runtime has one indicator: empty, or one exception instance that it owns.  A function that fails
 * sets it and returns NULL or -1; whoever gets such a value passes it on, or clears the indicator.
 * To set it is to replace: what was pending is released after the new exception is in its place.
 *
 * Runs user code: all that set or clear, by that release; those that make an exception of a user's class
 * also by its tp_new and tp_init.  Where making the exception fails, what is pending afterwards is the error
 * of making it: MemoryError, or what the user's code raised.  So an error is pending after each of them. */
#ifndef RECOUNT_ERRORS_H
#define RECOUNT_ERRORS_H

#include <recount/exceptions.h>
#include <stdarg.h>

RC_BEGIN_DECLS

/* Raise an exception of this class.
 *
 * SetObject makes it: value NULL or None, no argument; a tuple, its items are the arguments; anything else,
 * the only argument; an instance of type, this very instance is raised.  SetString makes a str of UTF-8
 * text; Format has RcStr_FromFormat's directives and always returns NULL, so that it can be returned.
 * Ownership: type and value are kept by the exception, as far as it needs them.
 * Error: type is no exception class: SystemError "RcErr_SetObject: exception <repr> is not a BaseException
 * subclass", with the name of the function that was called; text is not UTF-8: UnicodeDecodeError. */
RC_API void RcErr_SetObject(RcObject *type, RC_NULLABLE RcObject *value);
RC_API void RcErr_SetNone(RcObject *type);
RC_API void RcErr_SetString(RcObject *type, const char *text);
RC_API RcObject *RcErr_Format(RcObject *type, const char *format, ...);
RC_API RcObject *RcErr_FormatV(RcObject *type, const char *format, va_list arguments);

/* Raises the runtime's one MemoryError, which was there from the start: needs no memory.  Its arguments,
 * cause and context are emptied.  Always NULL. */
RC_API RcObject *RcErr_NoMemory(void);
/* TypeError "bad argument type for built-in operation".  Always 0. */
RC_API int RcErr_BadArgument(void);
/* SystemError "<function>: bad argument": a C caller broke a function's rules.  The macro names the function
 * that it stands in. */
RC_API void _RcErr_BadInternalCall(const char *function);
#define RcErr_BadInternalCall() _RcErr_BadInternalCall(__func__)

/* The class of the pending exception; NULL: none is pending.  Borrowed from the indicator.
 * Runs user code: no. */
RC_API RC_BORROWED RcObject *RcErr_Occurred(void);

/* Forgets the pending exception, if there is one. */
RC_API void RcErr_Clear(void);

/* Is the pending exception, or given (a class or an instance), of the class expected, or of one of a tuple of
 * classes?  The tuple may hold tuples, down to 64 of them.  NULL matches nothing; two objects that are no
 * exception classes match if they are the same.  1 or 0, never an error.  Runs user code: no. */
RC_API int RcErr_ExceptionMatches(RcObject *expected);
RC_API int RcErr_GivenExceptionMatches(RC_NULLABLE RcObject *given, RC_NULLABLE RcObject *expected);

/* Takes the exception out of the indicator: result new, NULL if none is pending; no error is pending then.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcErr_GetRaisedException(void);
/* Puts it back.  Ownership: steals; NULL empties the indicator.
 * Error: what is no exception instance is released, and SystemError is pending. */
RC_API void RcErr_SetRaisedException(RC_STEALS RC_NULLABLE RcObject *exception);

/* The same in three parts, as before CPython 3.12: class, instance and traceback, which recount does not
 * have.  Fetch fills all three with new references (NULL where there is nothing); one that is not wanted may be
 * NULL.  Restore steals all three, makes an instance where value is none yet, and releases the traceback; type
 * NULL empties the indicator.  Normalize makes an instance of what is none yet; if that fails, the error that
 * made it fail takes the place of the triple.  Without type or value it does nothing. */
RC_API void RcErr_Fetch(RC_NULLABLE RC_NEWREF_OUT RcObject **type, RC_NULLABLE RC_NEWREF_OUT RcObject **value,
                        RC_NULLABLE RC_NEWREF_OUT RcObject **traceback);
RC_API void RcErr_Restore(RC_STEALS RC_NULLABLE RcObject *type, RC_STEALS RC_NULLABLE RcObject *value,
                          RC_STEALS RC_NULLABLE RcObject *traceback);
RC_API void RcErr_NormalizeException(RC_NULLABLE RC_REPLACES RcObject **type,
                                     RC_NULLABLE RC_REPLACES RcObject **value,
                                     RC_NULLABLE RC_REPLACES RcObject **traceback);

/* Tells of the pending exception where nobody can be returned it to, and clears it: to the hook, or
 * as two lines on stderr:
 *
 *   Exception ignored in: <repr of where>
 *   TypeError: message
 *
 * Without where (NULL or None) the first line is left out.  FormatUnraisable has a text of its own as first
 * line, followed by a colon; format NULL: none.  Nothing pending: nothing happens.
 * Ownership: where is borrowed; it must be alive.  Errors: none; one that occurs underway is cleared.
 * Runs user code: yes (repr, str, the hook). */
RC_API void RcErr_WriteUnraisable(RC_NULLABLE RcObject *where);
RC_API void RcErr_FormatUnraisable(RC_NULLABLE const char *format, ...);
/* The hook of this thread's runtime, with what it is given as its last argument.  NULL: stderr again.
 * No twin: sys.unraisablehook is as near as it gets. */
RC_API void RcErr_SetUnraisableHook(RC_NULLABLE RcErr_UnraisableHook hook, void *arg);

/* Writes "TypeError: message" to stderr, after the exceptions that it came from.  Print: the pending one,
 * which is cleared; nothing if there is none.  Display: this one; the indicator is left as it was.  Neither
 * ever exits.  Runs user code: yes (str). */
RC_API void RcErr_Print(void);
RC_API void RcErr_DisplayException(RcObject *exception);

/* Makes an exception class.  name: "module.Name".  base: an exception class, or a tuple of one; NULL:
 * Exception.  dict must be NULL.  doc may be NULL.
 * Ownership: result new; it keeps its base.
 * Error: NULL and SystemError (name, dict) or TypeError (base). */
RC_API RC_NEWREF RcObject *RcErr_NewException(const char *name, RC_NULLABLE RcObject *base,
                                              RC_NULLABLE RcObject *dict);
RC_API RC_NEWREF RcObject *RcErr_NewExceptionWithDoc(const char *name, RC_NULLABLE const char *doc,
                                                     RC_NULLABLE RcObject *base, RC_NULLABLE RcObject *dict);

RC_END_DECLS

#endif
