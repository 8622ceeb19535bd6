/* int: a 64-bit integer as an immutable object.
 *
 * Python's arithmetic within -2**63 .. 2**63 - 1: what would leave that range is an OverflowError, never a
 * wrapped result.  The ints -5 .. 256 exist once, are immortal and shared by all threads: any function
 * here that makes an int gives these, and an exact int of another value has count 1.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_INT_H
#define RECOUNT_INT_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

typedef struct RcIntObject {
    RcObject_HEAD
    int64_t ob_value;
} RcIntObject;

RC_API_DATA extern RcTypeObject RcInt_Type;

/* A bool is an int. */
#define RcInt_Check(op) RcType_FastSubclass(Rc_TYPE(op), Rc_TPFLAGS_INT_SUBCLASS)
#define RcInt_CheckExact(op) Rc_IS_TYPE((op), &RcInt_Type)

/* Making ints.  Result new.  Error: NULL and MemoryError; OverflowError for an unsigned value above 2**63
 * - 1. Runs user code: no. */
RC_API RC_NEWREF RcObject *RcInt_FromLong(long value);
RC_API RC_NEWREF RcObject *RcInt_FromUnsignedLong(unsigned long value);
RC_API RC_NEWREF RcObject *RcInt_FromLongLong(long long value);
RC_API RC_NEWREF RcObject *RcInt_FromUnsignedLongLong(unsigned long long value);
RC_API RC_NEWREF RcObject *RcInt_FromSsize_t(Rc_ssize_t value);
RC_API RC_NEWREF RcObject *RcInt_FromSize_t(size_t value);
RC_API RC_NEWREF RcObject *RcInt_FromInt32(int32_t value);
RC_API RC_NEWREF RcObject *RcInt_FromUInt32(uint32_t value);
RC_API RC_NEWREF RcObject *RcInt_FromInt64(int64_t value);
RC_API RC_NEWREF RcObject *RcInt_FromUInt64(uint64_t value);

/* The integer part.  Error: NULL, and ValueError for a NaN, OverflowError for an infinity and for
 * what 64 bits do not hold. */
RC_API RC_NEWREF RcObject *RcInt_FromDouble(double value);

/* The address as a number.  Result new.  Addresses from 2**63 on become negative, so that every one has its int. */
RC_API RC_NEWREF RcObject *RcInt_FromVoidPtr(void *pointer);

/* Reads white space, a sign, a prefix (0x, 0o, 0b, in any case) where base is 0 or says the same, digits with
 * single underscores between them, white space.  base is 0 (as the prefix says, else 10) or 2 .. 36.  end, if
 * not NULL, is set to where reading stopped: the end of text, or what was wrong.  text is UTF-8 and ends with
 * a NUL.  Result new.  Error: NULL, and ValueError "invalid literal for int() with base 10: '1x'", OverflowError beyond 64
 * bits. */
RC_API RC_NEWREF RcObject *RcInt_FromString(const char *text, RC_NULLABLE char **end, int base);
/* The same from a str: result new.  Twin: PyLong_FromUnicodeObject. */
RC_API RC_NEWREF RcObject *RcInt_FromStrObject(RcObject *str, int base);

/* The value as a C type, of an int or of what has nb_index.  Error: -1, which is a value too (ask
 * RcErr_Occurred), and TypeError for what is no integer, OverflowError for what does not fit.
 * Runs user code: only the nb_index of an op that is not an int. */
RC_API int RcInt_AsInt(RcObject *op);
RC_API long RcInt_AsLong(RcObject *op);
RC_API long long RcInt_AsLongLong(RcObject *op);
/* The same, but what does not fit is no exception: -1, and *overflow is 1 or -1 by its sign; else 0.
 * Here and below it is a SystemError that the pointer is NULL. */
RC_API long RcInt_AsLongAndOverflow(RcObject *op, int *overflow);
RC_API long long RcInt_AsLongLongAndOverflow(RcObject *op, int *overflow);
/* The low bits, whatever the value. */
RC_API unsigned long RcInt_AsUnsignedLongMask(RcObject *op);
RC_API unsigned long long RcInt_AsUnsignedLongLongMask(RcObject *op);

/* The same of an int only: all else is TypeError "an integer is required".  Negative ones do not fit
 * an unsigned type.  Run user code: no. */
RC_API Rc_ssize_t RcInt_AsSsize_t(RcObject *op);
RC_API unsigned long RcInt_AsUnsignedLong(RcObject *op);
RC_API unsigned long long RcInt_AsUnsignedLongLong(RcObject *op);
RC_API size_t RcInt_AsSize_t(RcObject *op);
/* The nearest double, halves to even; -1.0 tells an error. */
RC_API double RcInt_AsDouble(RcObject *op);
/* What RcInt_FromVoidPtr was given; NULL tells an error. */
RC_API void *RcInt_AsVoidPtr(RcObject *op);

/* *value is set and 0 returned; on error -1, and *value is unchanged.  nb_index is asked.  A negative value
 * for an unsigned type is a ValueError, another that does not fit an OverflowError. */
RC_API int RcInt_AsInt32(RcObject *op, int32_t *value);
RC_API int RcInt_AsUInt32(RcObject *op, uint32_t *value);
RC_API int RcInt_AsInt64(RcObject *op, int64_t *value);
RC_API int RcInt_AsUInt64(RcObject *op, uint64_t *value);

/* *sign is -1, 0 or 1.  Returns 0, or -1 and TypeError if op is not an int. */
RC_API int RcInt_GetSign(RcObject *op, int *sign);

RC_END_DECLS

#endif
