/* The number protocol: arithmetic on any objects.
 *
 * A binary operation asks the left operand's slot, then the right one's if that is a different function; a
 * right operand whose type inherits from the left one's is asked first.  A slot that returns NotImplemented
 * has not handled its operands.  Where nobody has, + and * try the sequence protocol; then it is TypeError
 * "unsupported operand type(s) for +: 'int' and 'str'".
 *
 * Operands are borrowed, results are new references (often of an object that exists already).  Errors: NULL
 * and TypeError, or what the slot raised; the operands are unchanged, as far as their slots care.  A NULL
 * operand is SystemError.  Runs user code: yes, unless both operands are built-in. */
#ifndef RECOUNT_NUMBER_H
#define RECOUNT_NUMBER_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* Has op nb_index, nb_int or nb_float?  NULL: no.  Never fails. */
RC_API int RcNumber_Check(RC_NULLABLE RcObject *op);

/* Can op stand where an index is wanted (has it nb_index)?  Never fails. */
RC_API int RcIndex_Check(RcObject *op);

RC_API RC_NEWREF RcObject *RcNumber_Add(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Subtract(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Multiply(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_MatrixMultiply(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_FloorDivide(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_TrueDivide(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Remainder(RcObject *left, RcObject *right);
/* A tuple of quotient and remainder. */
RC_API RC_NEWREF RcObject *RcNumber_Divmod(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Lshift(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Rshift(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_And(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Xor(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_Or(RcObject *left, RcObject *right);
/* left ** right, modulo modulus; Rc_None for none. */
RC_API RC_NEWREF RcObject *RcNumber_Power(RcObject *left, RcObject *right, RcObject *modulus);

/* left += right and so on: the in-place slot of left if it has one, else as above.  The result is to be
 * stored where left was; it may be left itself, with one reference more. */
RC_API RC_NEWREF RcObject *RcNumber_InPlaceAdd(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceSubtract(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceMultiply(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceMatrixMultiply(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceFloorDivide(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceTrueDivide(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceRemainder(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceLshift(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceRshift(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceAnd(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceXor(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlaceOr(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcNumber_InPlacePower(RcObject *left, RcObject *right, RcObject *modulus);

RC_API RC_NEWREF RcObject *RcNumber_Negative(RcObject *op);
RC_API RC_NEWREF RcObject *RcNumber_Positive(RcObject *op);
RC_API RC_NEWREF RcObject *RcNumber_Absolute(RcObject *op);
RC_API RC_NEWREF RcObject *RcNumber_Invert(RcObject *op);

/* op as an exact int, as int(op) makes it: nb_int, else nb_index, else the text of a str or bytes. */
RC_API RC_NEWREF RcObject *RcNumber_Long(RcObject *op);
/* op as an exact float, as float(op) makes it: nb_float, else nb_index, else text. */
RC_API RC_NEWREF RcObject *RcNumber_Float(RcObject *op);
/* op as an exact int without loss: nb_index only. */
RC_API RC_NEWREF RcObject *RcNumber_Index(RcObject *op);
/* The text of an integer: base 2 ("0b101"), 8 ("0o17"), 10 or 16 ("0xff"); another base is SystemError. */
RC_API RC_NEWREF RcObject *RcNumber_ToBase(RcObject *op, int base);

/* op's index as an Rc_ssize_t.  One that does not fit is the given exception, or is cut to the nearest that
 * does if overflow is NULL.  Error: -1 (ask RcErr_Occurred). */
RC_API Rc_ssize_t RcNumber_AsSsize_t(RcObject *op, RC_NULLABLE RcObject *overflow);

RC_END_DECLS

#endif
