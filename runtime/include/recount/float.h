/* float: a C double as an immutable object.
 *
 * The repr is the shortest decimal that reads back as the same double, in Python's spelling (1.0, 1e+16,
 * inf), whatever the locale.  Arithmetic, comparison and text are Python's, with one exception for want of
 * complex numbers: a negative number to a fractional power is a ValueError.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_FLOAT_H
#define RECOUNT_FLOAT_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

typedef struct RcFloatObject {
    RcObject_HEAD
    double ob_fval;
} RcFloatObject;

RC_API_DATA extern RcTypeObject RcFloat_Type;

#define RcFloat_Check(op) RcObject_TypeCheck((op), &RcFloat_Type)
#define RcFloat_CheckExact(op) Rc_IS_TYPE((op), &RcFloat_Type)

/* The value of what is certainly a float; op is not checked. */
static inline double RcFloat_AS_DOUBLE(const RcObject *op)
{
    RC_HOOK_USED(op);
    return ((const RcFloatObject *)op)->ob_fval;
}
#define RcFloat_AS_DOUBLE(op) RcFloat_AS_DOUBLE(RC_OBJECT_CAST(op))

/* Result new.  Error: NULL and MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcFloat_FromDouble(double value);

/* Reads a str or bytes: a decimal number, "inf", "infinity" or "nan" in any case, with a sign and white
 * space around it if wanted, and single underscores between digits.  Digits and white space are ASCII's.
 * Result new.  Error: NULL, and ValueError "could not convert string to float: 'abc'", TypeError for another
 * type, or MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcFloat_FromString(RcObject *op);

/* The value of a float, or of what has nb_float or nb_index.  Error: -1.0 (ask RcErr_Occurred) and TypeError,
 * or what the slot raised.  Runs user code: yes, unless op is a float or an int. */
RC_API double RcFloat_AsDouble(RcObject *op);

/* The greatest and the smallest positive normal double. */
RC_API double RcFloat_GetMax(void);
RC_API double RcFloat_GetMin(void);

RC_END_DECLS

#endif
