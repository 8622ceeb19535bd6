/* C functions as objects, and methods bound to an object.
 *
 * A method definition (RcMethodDef) says by its flags how the C function takes its arguments.  A function
 * object is a definition with the self that it is called with; a bound method is any callable with a first
 * argument.  Both are immutable; they have Rc_TPFLAGS_HAVE_GC.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_FUNCTION_H
#define RECOUNT_FUNCTION_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* How C functions are called.  Arguments are borrowed; result new, or NULL with an error. */
typedef RcObject *(*RcCFunction)(RcObject *self, RcObject *args);
typedef RcObject *(*RcCFunctionWithKeywords)(RcObject *self, RcObject *args, RcObject *kwargs);
typedef RcObject *(*RcCFunctionFast)(RcObject *self, RcObject *const *args, Rc_ssize_t nargs);
typedef RcObject *(*RcCFunctionFastWithKeywords)(RcObject *self, RcObject *const *args, Rc_ssize_t nargs,
                                                 RcObject *kwnames);

/* For ml_meth: a function of any of these types as RcCFunction.  Twin: _PyCFunction_CAST. */
#define _RcCFunction_CAST(function) ((RcCFunction)(void (*)(void))(function))

/* ml_flags: one of the first four, KEYWORDS with VARARGS or FASTCALL. */
#define RC_METH_VARARGS 0x0001  /* (self, tuple): RcCFunction; with KEYWORDS also a mapping or NULL */
#define RC_METH_NOARGS 0x0004   /* (self, NULL) */
#define RC_METH_O 0x0008        /* (self, argument) */
#define RC_METH_FASTCALL 0x0080 /* (self, array, number); with KEYWORDS also kwnames, a tuple or NULL */
#define RC_METH_KEYWORDS 0x0002
/* In a type's tp_methods: self is the type; self is NULL. */
#define RC_METH_CLASS 0x0010
#define RC_METH_STATIC 0x0020
#define RC_METH_COEXIST 0x0040 /* accepted, without effect */

/* An array of them ends with a NULL name. */
struct RcMethodDef {
    const char *ml_name;
    RcCFunction ml_meth;
    int ml_flags;
    const char *ml_doc; /* may be NULL */
};

/* A built-in function, `<built-in function hash>`, or method, `<built-in method append of list object at
 * 0x...>`.  Attributes __name__, __qualname__, __doc__, __self__, __module__.  Equal when self is the same
 * object and the C function the same. */
typedef struct RcCFunctionObject {
    RcObject_HEAD
    RcMethodDef *m_ml;  /* not owned: must outlive the function */
    RcObject *m_self;   /* owned, may be NULL */
    RcObject *m_module; /* owned, may be NULL */
    RcObject *m_weakreflist;
    Rc_vectorcallfunc vectorcall; /* NULL: calls go through tp_call, so VARARGS sees the caller's own tuple */
} RcCFunctionObject;

RC_API_DATA extern RcTypeObject RcCFunction_Type;

/* Initialiser of a function that is static, hence immortal and shared by all threads; self must be such an
 * object, too, or NULL.
 *
 *   static RcCFunctionObject answer = RcCFunction_STATIC_INIT(&answer_def, NULL); */
#define RcCFunction_STATIC_INIT(definition, self)                                                       \
    {                                                                                                   \
        RcObject_HEAD_INIT (&RcCFunction_Type)(definition), (self), NULL, NULL, _RcCFunction_Vectorcall \
    }
/* How function objects are called; kwnames NULL: no keywords.  Result new. */
RC_API RC_NEWREF RcObject *_RcCFunction_Vectorcall(RcObject *function, RcObject *const *args, size_t nargsf,
                                                   RC_NULLABLE RcObject *kwnames);

/* Makes a function of a definition.  Ownership: result new; it keeps self and module (a str that names it).
 * Error: NULL, SystemError "RcCFunction_New: method 'f' has no function" or "... has bad call flags", or
 * MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcCFunction_New(RcMethodDef *definition, RC_NULLABLE RcObject *self);
RC_API RC_NEWREF RcObject *RcCFunction_NewEx(RcMethodDef *definition, RC_NULLABLE RcObject *self,
                                             RC_NULLABLE RcObject *module);

#define RcCFunction_CheckExact(op) Rc_IS_TYPE((op), &RcCFunction_Type)
#define RcCFunction_Check(op) RcObject_TypeCheck((op), &RcCFunction_Type)

/* Parts of a function.  GetSelf's result is borrowed; NULL without an error if there is none, as for
 * RC_METH_STATIC.  Error: NULL or -1 with SystemError, if op is no such function. */
RC_API RcCFunction RcCFunction_GetFunction(RcObject *op);
RC_API RC_BORROWED RcObject *RcCFunction_GetSelf(RcObject *op);
RC_API int RcCFunction_GetFlags(RcObject *op);
/* The same unchecked. */
#define RcCFunction_GET_FUNCTION(op) (((RcCFunctionObject *)(op))->m_ml->ml_meth)
#define RcCFunction_GET_FLAGS(op) (((RcCFunctionObject *)(op))->m_ml->ml_flags)
#define RcCFunction_GET_SELF(op) \
    (RcCFunction_GET_FLAGS(op) & RC_METH_STATIC ? (RcObject *)NULL : ((RcCFunctionObject *)(op))->m_self)

/* A callable with its first argument: `<bound method f of 3>`.  Attributes __func__ and __self__; all others
 * are the function's.  Equal when self is the same object and the functions are equal. */
typedef struct RcMethodObject {
    RcObject_HEAD
    RcObject *im_func; /* owned */
    RcObject *im_self; /* owned */
    RcObject *im_weakreflist;
    Rc_vectorcallfunc vectorcall;
} RcMethodObject;

RC_API_DATA extern RcTypeObject RcMethod_Type;

#define RcMethod_Check(op) Rc_IS_TYPE((op), &RcMethod_Type)

/* Binds self to function.  Ownership: result new; it keeps both.  Error: NULL, SystemError if one is NULL,
 * or MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcMethod_New(RcObject *function, RcObject *self);

/* Borrowed.  Error: NULL and SystemError, if op is no bound method. */
RC_API RC_BORROWED RcObject *RcMethod_Function(RcObject *op);
RC_API RC_BORROWED RcObject *RcMethod_Self(RcObject *op);
/* The same unchecked. */
#define RcMethod_GET_FUNCTION(op) (((RcMethodObject *)(op))->im_func)
#define RcMethod_GET_SELF(op) (((RcMethodObject *)(op))->im_self)

RC_END_DECLS

#endif
