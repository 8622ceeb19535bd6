/* int: the number suite.
 *
 * Every operation either has its exact result, or raises OverflowError that shows the operation.  Operands
 * that are not ints are left to the other operand's type: NotImplemented. */
#include "protocol/number_internal.h"
#include "types/int_internal.h"
#include <math.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/number.h>

/* The values of two ints; 0 if one of them is none. */
static int both_ints(RcObject *left, RcObject *right, int64_t *a, int64_t *b)
{
    if (!RcInt_Check(left) || !RcInt_Check(right)) {
        return 0;
    }
    *a = _RcInt_Value(left);
    *b = _RcInt_Value(right);
    return 1;
}

static RcObject *overflow(int64_t a, const char *operator, int64_t b)
{
    return RcErr_Format(RcExc_OverflowError, "int result is beyond 64 bits: %lld %s %lld",
                        (long long)a, operator,(long long) b);
}

static RcObject *division_by_zero(const char *message)
{
    RcErr_SetString(RcExc_ZeroDivisionError, message);
    return NULL;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* ---- + - * ---- */

static RcObject *int_add(RcObject *left, RcObject *right)
{
    int64_t a, b, result;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return __builtin_add_overflow(a, b, &result) ? overflow(a, "+", b) : RcInt_FromInt64(result);
}

static RcObject *int_subtract(RcObject *left, RcObject *right)
{
    int64_t a, b, result;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return __builtin_sub_overflow(a, b, &result) ? overflow(a, "-", b) : RcInt_FromInt64(result);
}

static RcObject *int_multiply(RcObject *left, RcObject *right)
{
    int64_t a, b, result;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return __builtin_mul_overflow(a, b, &result) ? overflow(a, "*", b) : RcInt_FromInt64(result);
}

/* ---- // % divmod ----
 *
 * Rounded down: the remainder has the divisor's sign.  INT64_MIN / -1 is the one quotient that does
 * not fit, and C leaves even its remainder undefined. */

static int64_t floor_remainder(int64_t a, int64_t b)
{
    if (b == -1) {
        return 0;
    }
    int64_t remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

static int64_t floor_quotient(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int quotient_overflows(int64_t a, int64_t b)
{
    return a == INT64_MIN && b == -1;
}

static RcObject *int_floor_divide(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (b == 0) {
        return division_by_zero("integer division or modulo by zero");
    }
    return quotient_overflows(a, b) ? overflow(a, "//", b) : RcInt_FromInt64(floor_quotient(a, b));
}

static RcObject *int_remainder(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return b == 0 ? division_by_zero("integer modulo by zero") : RcInt_FromInt64(floor_remainder(a, b));
}

static RcObject *int_divmod(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (b == 0) {
        return division_by_zero("integer division or modulo by zero");
    }
    if (quotient_overflows(a, b)) {
        return overflow(a, "//", b);
    }
    RcObject *quotient = RcInt_FromInt64(floor_quotient(a, b));
    RcObject *remainder = quotient == NULL ? NULL : RcInt_FromInt64(floor_remainder(a, b));
    return _RcNumber_Pair(quotient, remainder);
}

/* ---- / ---- */

/* a / b rounded once.  Doubles hold both operands exactly up to 2**53; beyond, the quotient is developed bit
 * by bit to 63 bits or more, of which the last tells whether anything was cut off: so the conversion to
 * double rounds as it would round the exact quotient. */
static double exact_quotient(int64_t a, int64_t b)
{
    uint64_t dividend = magnitude(a);
    uint64_t divisor = magnitude(b);
    const uint64_t exact = UINT64_C(1) << 53;
    if (dividend == 0 || (dividend <= exact && divisor <= exact)) {
        return (double)a / (double)b;
    }
    uint64_t quotient = dividend / divisor;
    uint64_t remainder = dividend % divisor;
    int exponent = 0;
    while (quotient < UINT64_C(1) << 62) {
        remainder *= 2;
        int bit = remainder >= divisor;
        quotient = quotient * 2 + (uint64_t)bit;
        remainder -= bit ? divisor : 0;
        exponent--;
    }
    quotient |= remainder != 0;
    double result = ldexp((double)quotient, exponent);
    return (a < 0) != (b < 0) ? -result : result;
}

static RcObject *int_true_divide(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return b == 0 ? division_by_zero("division by zero") : RcFloat_FromDouble(exact_quotient(a, b));
}

/* ---- ** ---- */

/* base ** exponent for exponent >= 0.  Returns 1 if it does not fit: a square that does not is a factor of
 * the result, or is not made. */
static int power_overflows(int64_t base, int64_t exponent, int64_t *result)
{
    *result = 1;
    for (;;) {
        if ((exponent & 1) && __builtin_mul_overflow(*result, base, result)) {
            return 1;
        }
        exponent >>= 1;
        if (exponent == 0) {
            return 0;
        }
        if (__builtin_mul_overflow(base, base, &base)) {
            return 1;
        }
    }
}

/* a * b modulo modulus, for a and b below modulus <= 2**63: doubling and adding never pass 2**64. */
static uint64_t multiply_modulo(uint64_t a, uint64_t b, uint64_t modulus)
{
    uint64_t result = 0;
    for (; b != 0; b >>= 1) {
        if (b & 1) {
            result = (result + a) % modulus;
        }
        a = a * 2 % modulus;
    }
    return result;
}

static uint64_t power_modulo(uint64_t base, uint64_t exponent, uint64_t modulus)
{
    uint64_t result = 1 % modulus;
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) {
            result = multiply_modulo(result, base, modulus);
        }
        base = multiply_modulo(base, base, modulus);
    }
    return result;
}

/* The x with base * x = 1 modulo modulus, by Euclid's algorithm; 0 if there is none.  Throughout, modulo
 * modulus: base * x = rest and base * next_x = next_rest. */
static uint64_t inverse_modulo(uint64_t base, uint64_t modulus)
{
    uint64_t rest = modulus, next_rest = base;
    uint64_t x = 0, next_x = 1;
    while (next_rest != 0) {
        uint64_t quotient = rest / next_rest;
        uint64_t product = multiply_modulo(quotient % modulus, next_x, modulus);
        uint64_t new_x = x >= product ? x - product : x + (modulus - product);
        uint64_t new_rest = rest % next_rest;
        x = next_x;
        next_x = new_x;
        rest = next_rest;
        next_rest = new_rest;
    }
    return rest == 1 ? x : 0;
}

/* base ** exponent modulo modulus, with the modulus's sign.  A negative exponent: of the inverse. */
static RcObject *power_with_modulus(int64_t base, int64_t exponent, int64_t modulus)
{
    if (modulus == 0) {
        RcErr_SetString(RcExc_ValueError, "pow() 3rd argument cannot be 0");
        return NULL;
    }
    uint64_t m = magnitude(modulus);
    uint64_t b = magnitude(base) % m;
    if (base < 0 && b != 0) {
        b = m - b;
    }
    if (exponent < 0 && m != 1) {
        b = inverse_modulo(b, m);
        if (b == 0) {
            RcErr_SetString(RcExc_ValueError, "base is not invertible for the given modulus");
            return NULL;
        }
    }
    uint64_t result = power_modulo(b, magnitude(exponent), m);
    if (modulus < 0 && result != 0) {
        return RcInt_FromInt64(-(int64_t)(m - result));
    }
    return RcInt_FromInt64((int64_t)result);
}

static RcObject *int_power(RcObject *left, RcObject *right, RcObject *modulus)
{
    int64_t base, exponent, result;
    if (!both_ints(left, right, &base, &exponent)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (RcInt_Check(modulus)) {
        return power_with_modulus(base, exponent, _RcInt_Value(modulus));
    }
    if (!Rc_IsNone(modulus)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (exponent < 0) {
        return RcFloat_Type.tp_as_number->nb_power(left, right, modulus);
    }
    return power_overflows(base, exponent, &result) ? overflow(base, "**", exponent)
                                                    : RcInt_FromInt64(result);
}

/* ---- Bits: as if of infinitely many, the sign repeated upwards ---- */

static RcObject *int_lshift(RcObject *left, RcObject *right)
{
    int64_t value, count;
    if (!both_ints(left, right, &value, &count)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (count < 0) {
        RcErr_SetString(RcExc_ValueError, "negative shift count");
        return NULL;
    }
    if (value == 0) {
        return RcInt_FromInt64(0);
    }
    uint64_t limit = (uint64_t)INT64_MAX + (value < 0);
    if (count >= 64 || magnitude(value) > limit >> count) {
        return overflow(value, "<<", count);
    }
    return RcInt_FromInt64((int64_t)((uint64_t)value << count));
}

static RcObject *int_rshift(RcObject *left, RcObject *right)
{
    int64_t value, count;
    if (!both_ints(left, right, &value, &count)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (count < 0) {
        RcErr_SetString(RcExc_ValueError, "negative shift count");
        return NULL;
    }
    if (count > 63) {
        count = 63;
    }
    return RcInt_FromInt64(value < 0 ? ~(~value >> count) : value >> count);
}

static RcObject *int_and(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcInt_FromInt64(a & b);
}

static RcObject *int_xor(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcInt_FromInt64(a ^ b);
}

static RcObject *int_or(RcObject *left, RcObject *right)
{
    int64_t a, b;
    if (!both_ints(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcInt_FromInt64(a | b);
}

static RcObject *int_invert(RcObject *self)
{
    return RcInt_FromInt64(~_RcInt_Value(self));
}

/* ---- One operand ---- */

static RcObject *int_negative(RcObject *self)
{
    int64_t value = _RcInt_Value(self);
    if (value == INT64_MIN) {
        return RcErr_Format(RcExc_OverflowError, "int result is beyond 64 bits: -(%lld)", (long long)value);
    }
    return RcInt_FromInt64(-value);
}

/* The exact int of this value: self, unless it is of a subtype. */
static RcObject *int_int(RcObject *self)
{
    return RcInt_CheckExact(self) ? Rc_NewRef(self) : RcInt_FromInt64(_RcInt_Value(self));
}

static RcObject *int_absolute(RcObject *self)
{
    int64_t value = _RcInt_Value(self);
    if (value == INT64_MIN) {
        return RcErr_Format(RcExc_OverflowError, "int result is beyond 64 bits: abs(%lld)", (long long)value);
    }
    return value < 0 ? RcInt_FromInt64(-value) : int_int(self);
}

static int int_bool(RcObject *self)
{
    return _RcInt_Value(self) != 0;
}

static RcObject *int_float(RcObject *self)
{
    return RcFloat_FromDouble((double)_RcInt_Value(self));
}

RcNumberMethods _RcInt_Number = {
    .nb_add = int_add,
    .nb_subtract = int_subtract,
    .nb_multiply = int_multiply,
    .nb_remainder = int_remainder,
    .nb_divmod = int_divmod,
    .nb_power = int_power,
    .nb_negative = int_negative,
    .nb_positive = int_int,
    .nb_absolute = int_absolute,
    .nb_bool = int_bool,
    .nb_invert = int_invert,
    .nb_lshift = int_lshift,
    .nb_rshift = int_rshift,
    .nb_and = int_and,
    .nb_xor = int_xor,
    .nb_or = int_or,
    .nb_int = int_int,
    .nb_float = int_float,
    .nb_floor_divide = int_floor_divide,
    .nb_true_divide = int_true_divide,
    .nb_index = int_int,
};
