/* bool: True and False, the two instances of a subtype of int.
 *
 * They behave as 1 and 0 in arithmetic; &, | and ^ of two bools give a bool.  Both are immortal and
 * shared by all threads; bool has no other instances and no subtypes. */
#ifndef RECOUNT_BOOL_H
#define RECOUNT_BOOL_H

#include <recount/int.h>

RC_BEGIN_DECLS

RC_API_DATA extern RcTypeObject RcBool_Type;

RC_API_DATA extern RcIntObject _Rc_FalseStruct;
RC_API_DATA extern RcIntObject _Rc_TrueStruct;
#define Rc_False RC_OBJECT_CAST(&_Rc_FalseStruct)
#define Rc_True RC_OBJECT_CAST(&_Rc_TrueStruct)
#define Rc_RETURN_FALSE return Rc_NewRef(Rc_False)
#define Rc_RETURN_TRUE return Rc_NewRef(Rc_True)

#define RcBool_Check(op) Rc_IS_TYPE((op), &RcBool_Type)

/* True for any value but 0.  Result new, immortal.  Never fails.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcBool_FromLong(long value);

RC_END_DECLS

#endif
