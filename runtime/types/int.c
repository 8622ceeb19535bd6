/* int: the object, and its conversions from and to C types.
 *
 * The small ints are one constant table in read-only memory: nobody can change a count in it, or anything
 * else.  Every int of this range that is not of a subtype lies there, since all ints are made by
 * RcInt_FromInt64. */
#include "core/hash.h"
#include "core/make.h"
#include "protocol/number_internal.h"
#include "types/int_internal.h"
#include <limits.h>
#include <math.h>
#include <recount/args.h>
#include <recount/bool.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

#define SMALL_MIN (-5)
#define SMALL_MAX 256

#define SMALL(value) {RcObject_HEAD_INIT(&RcInt_Type)(value)},
#define SMALL_4(value) SMALL(value) SMALL((value) + 1) SMALL((value) + 2) SMALL((value) + 3)
#define SMALL_16(value) SMALL_4(value) SMALL_4((value) + 4) SMALL_4((value) + 8) SMALL_4((value) + 12)
#define SMALL_64(value) SMALL_16(value) SMALL_16((value) + 16) SMALL_16((value) + 32) SMALL_16((value) + 48)

/* clang-format off */
static const RcIntObject small_ints[] = {
    SMALL(-5) SMALL_4(-4)
    SMALL_64(0) SMALL_64(64) SMALL_64(128) SMALL_64(192)
    SMALL(256)
};
/* clang-format on */
_Static_assert(sizeof small_ints / sizeof small_ints[0] == SMALL_MAX - SMALL_MIN + 1, "the table has no gap");

/* ---- From C ---- */

RcObject *RcInt_FromInt64(int64_t value)
{
    if (value >= SMALL_MIN && value <= SMALL_MAX) {
        return Rc_NewRef(&small_ints[value - SMALL_MIN]);
    }
    RcIntObject *result = (RcIntObject *)_RcMake_Object(&RcInt_Type, sizeof *result);
    if (RC_LIKELY(result != NULL)) {
        result->ob_value = value;
    }
    return (RcObject *)result;
}

RcObject *RcInt_FromUInt64(uint64_t value)
{
    if (value > INT64_MAX) {
        return RcErr_Format(RcExc_OverflowError, "int is beyond 64 bits: %llu", (unsigned long long)value);
    }
    return RcInt_FromInt64((int64_t)value);
}

RcObject *RcInt_FromLong(long value)
{
    return RcInt_FromInt64(value);
}

RcObject *RcInt_FromUnsignedLong(unsigned long value)
{
    return RcInt_FromUInt64(value);
}

RcObject *RcInt_FromLongLong(long long value)
{
    return RcInt_FromInt64(value);
}

RcObject *RcInt_FromUnsignedLongLong(unsigned long long value)
{
    return RcInt_FromUInt64(value);
}

RcObject *RcInt_FromSsize_t(Rc_ssize_t value)
{
    return RcInt_FromInt64(value);
}

RcObject *RcInt_FromSize_t(size_t value)
{
    return RcInt_FromUInt64(value);
}

RcObject *RcInt_FromInt32(int32_t value)
{
    return RcInt_FromInt64(value);
}

RcObject *RcInt_FromUInt32(uint32_t value)
{
    return RcInt_FromInt64(value);
}

RcObject *RcInt_FromVoidPtr(void *pointer)
{
    return RcInt_FromInt64((int64_t)(uintptr_t)pointer);
}

RcObject *RcInt_FromDouble(double value)
{
    if (value >= -0x1p63 && value < 0x1p63) {
        return RcInt_FromInt64((int64_t)value);
    }
    if (isnan(value)) {
        RcErr_SetString(RcExc_ValueError, "cannot convert float NaN to integer");
    } else if (isinf(value)) {
        RcErr_SetString(RcExc_OverflowError, "cannot convert float infinity to integer");
    } else {
        RcErr_SetString(RcExc_OverflowError, "float too large to convert to int");
    }
    return NULL;
}

/* ---- To C ---- */

/* The value of an int, and of nothing else.  0, or -1 with an error in function's name; it is one that value is
 * NULL. */
static int value_of_int(RcObject *op, int64_t *value, const char *function)
{
    if (op == NULL || value == NULL) {
        _RcErr_BadInternalCall(function);
        return -1;
    }
    if (!RcInt_Check(op)) {
        RcErr_SetString(RcExc_TypeError, "an integer is required");
        return -1;
    }
    *value = _RcInt_Value(op);
    return 0;
}

/* The value of an int, or of what can stand for one. */
static int value_of_index(RcObject *op, int64_t *value, const char *function)
{
    if (op == NULL || value == NULL || RcInt_Check(op)) {
        return value_of_int(op, value, function);
    }
    RcObject *index = RcNumber_Index(op);
    if (index == NULL) {
        return -1;
    }
    *value = _RcInt_Value(index);
    Rc_DECREF(index);
    return 0;
}

static void too_large_for(const char *c_type)
{
    RcErr_Format(RcExc_OverflowError, "int too large to convert to C %s", c_type);
}

/* The value if it lies in [low, high], else -1 and OverflowError. */
static int64_t value_within(RcObject *op, int64_t low, int64_t high, const char *c_type, const char *function)
{
    int64_t value;
    if (value_of_index(op, &value, function) < 0) {
        return -1;
    }
    if (value < low || value > high) {
        too_large_for(c_type);
        return -1;
    }
    return value;
}

/* The same without an exception for what lies outside: *overflow tells on which side. */
static int64_t value_or_overflow(RcObject *op, int64_t low, int64_t high, int *overflow, const char *function)
{
    int64_t value;
    if (overflow == NULL) {
        _RcErr_BadInternalCall(function);
        return -1;
    }
    *overflow = 0;
    if (value_of_index(op, &value, function) < 0) {
        return -1;
    }
    if (value < low || value > high) {
        *overflow = value < low ? -1 : 1;
        return -1;
    }
    return value;
}

/* The value of an int if it lies in [0, high]; else all bits set, and OverflowError. */
static uint64_t unsigned_within(RcObject *op, uint64_t high, const char *c_type, const char *negative,
                                const char *function)
{
    int64_t value;
    if (value_of_int(op, &value, function) < 0) {
        return UINT64_MAX;
    }
    if (value < 0) {
        RcErr_SetString(RcExc_OverflowError, negative);
        return UINT64_MAX;
    }
    if ((uint64_t)value > high) {
        too_large_for(c_type);
        return UINT64_MAX;
    }
    return (uint64_t)value;
}

int RcInt_AsInt(RcObject *op)
{
    return (int)value_within(op, INT_MIN, INT_MAX, "int", __func__);
}

long RcInt_AsLong(RcObject *op)
{
    return (long)value_within(op, LONG_MIN, LONG_MAX, "long", __func__);
}

long long RcInt_AsLongLong(RcObject *op)
{
    return value_within(op, INT64_MIN, INT64_MAX, "long long", __func__);
}

long RcInt_AsLongAndOverflow(RcObject *op, int *overflow)
{
    return (long)value_or_overflow(op, LONG_MIN, LONG_MAX, overflow, __func__);
}

long long RcInt_AsLongLongAndOverflow(RcObject *op, int *overflow)
{
    return value_or_overflow(op, INT64_MIN, INT64_MAX, overflow, __func__);
}

unsigned long RcInt_AsUnsignedLongMask(RcObject *op)
{
    int64_t value;
    return value_of_index(op, &value, __func__) < 0 ? ULONG_MAX : (unsigned long)value;
}

unsigned long long RcInt_AsUnsignedLongLongMask(RcObject *op)
{
    int64_t value;
    return value_of_index(op, &value, __func__) < 0 ? ULLONG_MAX : (unsigned long long)value;
}

Rc_ssize_t RcInt_AsSsize_t(RcObject *op)
{
    int64_t value;
    if (value_of_int(op, &value, __func__) < 0) {
        return -1;
    }
    return (Rc_ssize_t)value_within(op, RC_SSIZE_T_MIN, RC_SSIZE_T_MAX, "ssize_t", __func__);
}

unsigned long RcInt_AsUnsignedLong(RcObject *op)
{
    return (unsigned long)unsigned_within(op, ULONG_MAX, "unsigned long",
                                          "can't convert negative value to unsigned int", __func__);
}

unsigned long long RcInt_AsUnsignedLongLong(RcObject *op)
{
    return unsigned_within(op, ULLONG_MAX, "unsigned long long", "can't convert negative int to unsigned",
                           __func__);
}

size_t RcInt_AsSize_t(RcObject *op)
{
    return (size_t)unsigned_within(op, SIZE_MAX, "size_t", "can't convert negative value to size_t",
                                   __func__);
}

double RcInt_AsDouble(RcObject *op)
{
    int64_t value;
    return value_of_int(op, &value, __func__) < 0 ? -1.0 : (double)value;
}

void *RcInt_AsVoidPtr(RcObject *op)
{
    int64_t value;
    return value_of_int(op, &value, __func__) < 0 ? NULL : (void *)(uintptr_t)value;
}

int RcInt_AsInt64(RcObject *op, int64_t *value)
{
    return value_of_index(op, value, __func__);
}

int RcInt_AsInt32(RcObject *op, int32_t *value)
{
    int64_t wide;
    if (value_of_index(op, value == NULL ? NULL : &wide, __func__) < 0) {
        return -1;
    }
    if (wide < INT32_MIN || wide > INT32_MAX) {
        too_large_for("int32_t");
        return -1;
    }
    *value = (int32_t)wide;
    return 0;
}

/* Of an AsUInt family member. */
static int natural_of_index(RcObject *op, uint64_t *value, const char *function)
{
    int64_t wide;
    if (value_of_index(op, value == NULL ? NULL : &wide, function) < 0) {
        return -1;
    }
    if (wide < 0) {
        RcErr_SetString(RcExc_ValueError, "Cannot convert negative int");
        return -1;
    }
    *value = (uint64_t)wide;
    return 0;
}

int RcInt_AsUInt64(RcObject *op, uint64_t *value)
{
    return natural_of_index(op, value, __func__);
}

int RcInt_AsUInt32(RcObject *op, uint32_t *value)
{
    uint64_t wide;
    if (natural_of_index(op, value == NULL ? NULL : &wide, __func__) < 0) {
        return -1;
    }
    if (wide > UINT32_MAX) {
        too_large_for("uint32_t");
        return -1;
    }
    *value = (uint32_t)wide;
    return 0;
}

int RcInt_GetSign(RcObject *op, int *sign)
{
    int64_t value;
    if (value_of_int(op, sign == NULL ? NULL : &value, __func__) < 0) {
        return -1;
    }
    *sign = (value > 0) - (value < 0);
    return 0;
}

/* ---- The type ---- */

static RcObject *int_repr(RcObject *self)
{
    return _RcInt_Format(_RcInt_Value(self), 10);
}

static Rc_hash_t int_hash(RcObject *self)
{
    return _Rc_HashInt64(_RcInt_Value(self));
}

static RcObject *int_richcompare(RcObject *self, RcObject *other, int operation)
{
    if (!RcInt_Check(self) || !RcInt_Check(other)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    Rc_RETURN_RICHCOMPARE(_RcInt_Value(self), _RcInt_Value(other), operation);
}

/* int(text, base) */
static RcObject *from_text_and_base(RcObject *text, RcObject *base_argument)
{
    Rc_ssize_t base = RcNumber_AsSsize_t(base_argument, NULL);
    if (base == -1 && RcErr_Occurred()) {
        return NULL;
    }
    if (base != 0 && (base < 2 || base > 36)) {
        RcErr_SetString(RcExc_ValueError, "int() base must be >= 2 and <= 36, or 0");
        return NULL;
    }
    if (!RcStr_Check(text) && !RcBytes_Check(text)) {
        RcErr_SetString(RcExc_TypeError, "int() can't convert non-string with explicit base");
        return NULL;
    }
    return _RcInt_FromText(text, (int)base);
}

/* What int(...) makes, as an exact int. */
static RcObject *from_arguments(RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"", "base", NULL};
    RcObject *source = NULL;
    RcObject *base = NULL;
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|OO:int", keywords, &source, &base)) {
        return NULL;
    }
    if (source == NULL && base != NULL) {
        RcErr_SetString(RcExc_TypeError, "int() missing string argument");
        return NULL;
    }
    if (source == NULL) {
        return RcInt_FromInt64(0);
    }
    return base == NULL ? RcNumber_Long(source) : from_text_and_base(source, base);
}

static RcObject *int_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    RcObject *value = from_arguments(args, kwargs);
    if (value == NULL || type == &RcInt_Type) {
        return value;
    }
    RcObject *result = type->tp_alloc(type, 0);
    if (result != NULL) {
        ((RcIntObject *)result)->ob_value = _RcInt_Value(value);
    }
    Rc_DECREF(value);
    return result;
}

/* For subtypes: an exact int is plain. */
static void int_dealloc(RcObject *self)
{
    Rc_TYPE(self)->tp_free(self);
}

RcTypeObject RcInt_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "int",
    .tp_basicsize = sizeof(RcIntObject),
    .tp_dealloc = int_dealloc,
    .tp_repr = int_repr,
    .tp_as_number = &_RcInt_Number,
    .tp_hash = int_hash,
    .tp_flags = Rc_TPFLAGS_DEFAULT | RC_TPFLAGS_LEAF | RC_TPFLAGS_PLAIN | Rc_TPFLAGS_BASETYPE |
                Rc_TPFLAGS_INT_SUBCLASS,
    .tp_doc = "int(x=0, /)\nint(text, /, base=10)\n\nAn integer of 64 bits.",
    .tp_richcompare = int_richcompare,
    .tp_new = int_new,
    .tp_free = RcObject_Free,
};
