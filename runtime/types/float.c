/* float: the object, its conversions and its arithmetic.
 *
 * Arithmetic is the processor's, where that agrees with Python; what is added: division by zero is an error,
 * // and % round down, and a comparison with an int is exact, without a conversion that rounds. */
#include "core/hash.h"
#include "core/make.h"
#include "protocol/number_internal.h"
#include "types/float_internal.h"
#include <float.h>
#include <math.h>
#include <recount/args.h>
#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/int.h>
#include <recount/mapping.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>

/* ---- From and to C ---- */

RcObject *RcFloat_FromDouble(double value)
{
    RcFloatObject *result = (RcFloatObject *)_RcMake_Object(&RcFloat_Type, sizeof *result);
    if (RC_LIKELY(result != NULL)) {
        result->ob_fval = value;
    }
    return (RcObject *)result;
}

double RcFloat_AsDouble(RcObject *op)
{
    if (op == NULL) {
        RcErr_BadArgument();
        return -1.0;
    }
    if (RcFloat_Check(op)) {
        return RcFloat_AS_DOUBLE(op);
    }
    const RcNumberMethods *methods = Rc_TYPE(op)->tp_as_number;
    if (methods == NULL || (methods->nb_float == NULL && methods->nb_index == NULL)) {
        RcErr_Format(RcExc_TypeError, "must be real number, not %.50s", Rc_TYPE(op)->tp_name);
        return -1.0;
    }
    RcObject *number = RcNumber_Float(op);
    if (number == NULL) {
        return -1.0;
    }
    double value = RcFloat_AS_DOUBLE(number);
    Rc_DECREF(number);
    return value;
}

double RcFloat_GetMax(void)
{
    return DBL_MAX;
}

double RcFloat_GetMin(void)
{
    return DBL_MIN;
}

/* ---- Arithmetic ---- */

static int as_double(RcObject *op, double *value)
{
    if (RcFloat_Check(op)) {
        *value = RcFloat_AS_DOUBLE(op);
        return 1;
    }
    if (RcInt_Check(op)) {
        *value = RcInt_AsDouble(op);
        return 1;
    }
    return 0;
}

/* The values of two floats or ints; 0 if one of them is neither. */
static int both_numbers(RcObject *left, RcObject *right, double *a, double *b)
{
    return as_double(left, a) && as_double(right, b);
}

static RcObject *float_division_by_zero(const char *message)
{
    RcErr_SetString(RcExc_ZeroDivisionError, message);
    return NULL;
}

static RcObject *float_add(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcFloat_FromDouble(a + b);
}

static RcObject *float_subtract(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcFloat_FromDouble(a - b);
}

static RcObject *float_multiply(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return RcFloat_FromDouble(a * b);
}

static RcObject *float_true_divide(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return b == 0 ? float_division_by_zero("float division by zero") : RcFloat_FromDouble(a / b);
}

/* a - b * floor(a / b): has b's sign, also where it is 0. */
static double float_floor_remainder(double a, double b)
{
    double remainder = fmod(a, b);
    if (remainder == 0) {
        return copysign(0, b);
    }
    return (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

/* floor(a / b).  Without its remainder a is nearly a multiple of b, so that the division hits an integer
 * or its neighbourhood: the nearest one is meant. */
static double float_floor_quotient(double a, double b)
{
    double remainder = fmod(a, b);
    double quotient = (a - remainder) / b;
    if (remainder != 0 && (remainder < 0) != (b < 0)) {
        quotient -= 1;
    }
    if (quotient == 0) {
        return copysign(0, a / b);
    }
    double below = floor(quotient);
    return quotient - below > 0.5 ? below + 1 : below;
}

static RcObject *float_floor_divide(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return b == 0 ? float_division_by_zero("float floor division by zero")
                  : RcFloat_FromDouble(float_floor_quotient(a, b));
}

static RcObject *float_remainder(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return b == 0 ? float_division_by_zero("float modulo by zero")
                  : RcFloat_FromDouble(float_floor_remainder(a, b));
}

static RcObject *float_divmod(RcObject *left, RcObject *right)
{
    double a, b;
    if (!both_numbers(left, right, &a, &b)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (b == 0) {
        return float_division_by_zero("float divmod()");
    }
    RcObject *quotient = RcFloat_FromDouble(float_floor_quotient(a, b));
    RcObject *remainder = quotient == NULL ? NULL : RcFloat_FromDouble(float_floor_remainder(a, b));
    return _RcNumber_Pair(quotient, remainder);
}

/* C's pow has Python's results for all zeros, infinities and NaNs; left are three errors. */
static RcObject *float_power(RcObject *left, RcObject *right, RcObject *modulus)
{
    double base, exponent;
    if (!Rc_IsNone(modulus)) {
        RcErr_SetString(RcExc_TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
        return NULL;
    }
    if (!both_numbers(left, right, &base, &exponent)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    int finite = isfinite(base) && isfinite(exponent);
    if (finite && base == 0 && exponent < 0) {
        return float_division_by_zero("0.0 cannot be raised to a negative power");
    }
    if (finite && base < 0 && exponent != floor(exponent)) {
        RcErr_SetString(RcExc_ValueError, "negative number cannot be raised to a fractional power");
        return NULL;
    }
    double result = pow(base, exponent);
    if (finite && isinf(result)) {
        RcErr_SetString(RcExc_OverflowError, "Numerical result out of range");
        return NULL;
    }
    return RcFloat_FromDouble(result);
}

static RcObject *float_negative(RcObject *self)
{
    return RcFloat_FromDouble(-RcFloat_AS_DOUBLE(self));
}

static RcObject *float_absolute(RcObject *self)
{
    return RcFloat_FromDouble(fabs(RcFloat_AS_DOUBLE(self)));
}

static int float_bool(RcObject *self)
{
    return RcFloat_AS_DOUBLE(self) != 0;
}

static RcObject *float_int(RcObject *self)
{
    return RcInt_FromDouble(RcFloat_AS_DOUBLE(self));
}

/* The exact float of this value: self, unless it is of a subtype. */
static RcObject *float_float(RcObject *self)
{
    return RcFloat_CheckExact(self) ? Rc_NewRef(self) : RcFloat_FromDouble(RcFloat_AS_DOUBLE(self));
}

/* ---- The type ---- */

static RcObject *float_repr(RcObject *self)
{
    return _RcFloat_Format(RcFloat_AS_DOUBLE(self));
}

/* A NaN equals nothing, not even itself: its address tells it from others, lest they all meet in one bin. */
static Rc_hash_t float_hash(RcObject *self)
{
    double value = RcFloat_AS_DOUBLE(self);
    return isnan(value) ? Rc_HashPointer(self) : _Rc_HashDouble(value);
}

/* The sign of value - number, exactly.  value is not a NaN. */
static int compare_to_int(double value, int64_t number)
{
    if (value >= 0x1p63) {
        return 1;
    }
    if (value < -0x1p63) {
        return -1;
    }
    int64_t whole = (int64_t)value;
    if (whole != number) {
        return whole < number ? -1 : 1;
    }
    double fraction = value - (double)whole;
    return (fraction > 0) - (fraction < 0);
}

static RcObject *float_richcompare(RcObject *self, RcObject *other, int operation)
{
    double value = RcFloat_AS_DOUBLE(self);
    if (RcFloat_Check(other)) {
        Rc_RETURN_RICHCOMPARE(value, RcFloat_AS_DOUBLE(other), operation);
    }
    if (!RcInt_Check(other)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    if (isnan(value)) {
        return RcBool_FromLong(operation == Rc_NE);
    }
    int sign = compare_to_int(value, ((RcIntObject *)other)->ob_value);
    Rc_RETURN_RICHCOMPARE(sign, 0, operation);
}

/* A subtype with a tp_init of its own may take keywords: they are for that. */
static int refuse_keywords(const RcTypeObject *type, RcObject *kwargs)
{
    Rc_ssize_t count = kwargs == NULL ? 0 : RcMapping_Size(kwargs);
    if (count > 0 && type->tp_init == RcFloat_Type.tp_init) {
        RcErr_SetString(RcExc_TypeError, "float() takes no keyword arguments");
        return -1;
    }
    return count < 0 ? -1 : 0;
}

/* What float(...) makes, as an exact float. */
static RcObject *float_from_arguments(RcObject *args)
{
    RcObject *source = NULL;
    if (!RcArg_UnpackTuple(args, "float", 0, 1, &source)) {
        return NULL;
    }
    return source == NULL ? RcFloat_FromDouble(0) : RcNumber_Float(source);
}

static RcObject *float_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    RcObject *value = refuse_keywords(type, kwargs) < 0 ? NULL : float_from_arguments(args);
    if (value == NULL || type == &RcFloat_Type) {
        return value;
    }
    RcObject *result = type->tp_alloc(type, 0);
    if (result != NULL) {
        ((RcFloatObject *)result)->ob_fval = RcFloat_AS_DOUBLE(value);
    }
    Rc_DECREF(value);
    return result;
}

/* For subtypes: an exact float is plain. */
static void float_dealloc(RcObject *self)
{
    Rc_TYPE(self)->tp_free(self);
}

static RcNumberMethods float_number = {
    .nb_add = float_add,
    .nb_subtract = float_subtract,
    .nb_multiply = float_multiply,
    .nb_remainder = float_remainder,
    .nb_divmod = float_divmod,
    .nb_power = float_power,
    .nb_negative = float_negative,
    .nb_positive = float_float,
    .nb_absolute = float_absolute,
    .nb_bool = float_bool,
    .nb_int = float_int,
    .nb_float = float_float,
    .nb_floor_divide = float_floor_divide,
    .nb_true_divide = float_true_divide,
};

RcTypeObject RcFloat_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "float",
    .tp_basicsize = sizeof(RcFloatObject),
    .tp_dealloc = float_dealloc,
    .tp_repr = float_repr,
    .tp_as_number = &float_number,
    .tp_hash = float_hash,
    .tp_flags = Rc_TPFLAGS_DEFAULT | RC_TPFLAGS_LEAF | RC_TPFLAGS_PLAIN | Rc_TPFLAGS_BASETYPE,
    .tp_doc = "float(x=0, /)\n\nA floating point number.",
    .tp_richcompare = float_richcompare,
    .tp_new = float_new,
    .tp_free = RcObject_Free,
};
