/* Calling objects.
 *
 * There are two ways into a callable.  tp_call takes a tuple and a mapping of keywords.  Vectorcall
 * (PEP 590) takes a C array, positional arguments first, then the values of the keywords whose names
 * are in the tuple kwnames; it makes no temporary objects.  Every function here works with
 * callables of either kind and translates where needed.
 *
 * All arguments are borrowed for the call, results are new.  Error: NULL and what the callable
 * raised; TypeError "'int' object is not callable"; RecursionError " while calling an object"; SystemError
 * when a callable returns NULL without an error, or a result with one (which becomes the cause).  NULL where
 * an object is needed gives SystemError, as in objectprotocol.h.  Calls run user code, of course. */
#ifndef RECOUNT_CALL_H
#define RECOUNT_CALL_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* In nargsf: the callee may use args[-1] for the time of the call, if it puts back what was there.  So a
 * bound method passes its self without copying the array. */
#define RC_VECTORCALL_ARGUMENTS_OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1))

/* The number of positional arguments in nargsf. */
static inline Rc_ssize_t RcVectorcall_NARGS(size_t nargsf)
{
    return (Rc_ssize_t)(nargsf & ~RC_VECTORCALL_ARGUMENTS_OFFSET);
}

/* Has op's type a tp_call: 1 or 0.  Never fails; NULL cannot be called. */
RC_API int RcCallable_Check(RC_NULLABLE RcObject *op);

/* The function that vectorcall uses, or NULL (without an error) if only tp_call will do, or for NULL. */
RC_API Rc_vectorcallfunc RcVectorcall_Function(RC_NULLABLE RcObject *callable);

/* callable(*args, **kwargs).  args is a tuple, kwargs a mapping with str keys (else TypeError "keywords must
 * be strings"). */
RC_API RC_NEWREF RcObject *RcObject_Call(RcObject *callable, RcObject *args, RC_NULLABLE RcObject *kwargs);
/* The same without keywords; NULL stands for the empty tuple. */
RC_API RC_NEWREF RcObject *RcObject_CallObject(RcObject *callable, RC_NULLABLE RcObject *args);

RC_API RC_NEWREF RcObject *RcObject_CallNoArgs(RcObject *callable);
RC_API RC_NEWREF RcObject *RcObject_CallOneArg(RcObject *callable, RcObject *argument);

/* Arguments as Rc_BuildValue makes them of a format: "iO" passes two.  NULL or "" passes none.  A format that
 * makes one tuple passes the items of this tuple.  "N" is stolen, on failure too. */
RC_API RC_NEWREF RcObject *RcObject_CallFunction(RcObject *callable, RC_NULLABLE const char *format, ...);
RC_API RC_NEWREF RcObject *RcObject_CallMethod(RcObject *op, const char *name, RC_NULLABLE const char *format,
                                               ...);

/* Arguments are objects; a NULL ends them. */
RC_API RC_NEWREF RcObject *RcObject_CallFunctionObjArgs(RcObject *callable, ...);
RC_API RC_NEWREF RcObject *RcObject_CallMethodObjArgs(RcObject *op, RcObject *name, ...);

/* op.name(...).  No bound method is made where the type's own attribute lookup is the generic one. */
RC_API RC_NEWREF RcObject *RcObject_CallMethodNoArgs(RcObject *op, RcObject *name);
RC_API RC_NEWREF RcObject *RcObject_CallMethodOneArg(RcObject *op, RcObject *name, RcObject *argument);

/* callable(args[0], ..., args[nargs - 1], kwnames[0]=args[nargs], ...).  nargsf is nargs, and perhaps
 * RC_VECTORCALL_ARGUMENTS_OFFSET; args may be NULL if there are none. */
RC_API RC_NEWREF RcObject *RcObject_Vectorcall(RcObject *callable, RC_NULLABLE RcObject *const *args,
                                               size_t nargsf, RC_NULLABLE RcObject *kwnames);
/* The same with keywords as a mapping. */
RC_API RC_NEWREF RcObject *RcObject_VectorcallDict(RcObject *callable, RC_NULLABLE RcObject *const *args,
                                                   size_t nargsf, RC_NULLABLE RcObject *kwargs);
/* args[0].name(args[1], ...): nargs counts args[0].  RC_VECTORCALL_ARGUMENTS_OFFSET says here that args[0]
 * may be used by the callee. */
RC_API RC_NEWREF RcObject *RcObject_VectorcallMethod(RcObject *name, RcObject *const *args, size_t nargsf,
                                                     RC_NULLABLE RcObject *kwnames);

/* For tp_call of types with vectorcall.  Error: TypeError "'Foo' object does not support vectorcall". */
RC_API RC_NEWREF RcObject *RcVectorcall_Call(RcObject *callable, RcObject *args,
                                             RC_NULLABLE RcObject *kwargs);

RC_END_DECLS

#endif
