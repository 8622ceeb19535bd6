/* Weak proxies: objects that pass each operation on to the object that they weakly refer to.
 *
 * An operation unwraps its operands: each proxy becomes a new reference to its object, or ReferenceError is
 * raised.  The references are held until the operation is over, so that the object cannot die under it. */
#include "types/weakref_internal.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/iterator.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>

/* What an operand stands for: new reference.  NULL: ReferenceError. */
static RcObject *unwrap(RcObject *op)
{
    RcObject *object;

    if (!RcWeakref_CheckProxy(op)) {
        return Rc_NewRef(op);
    }
    if (RcWeakref_GetRef(op, &object) == 0) {
        RcErr_SetString(RcExc_ReferenceError, "weakly-referenced object no longer exists");
    }
    return object;
}

static RcObject *unary_of_target(RcObject *self, RcObject *(*operation)(RcObject *))
{
    RcObject *op = unwrap(self), *result;

    if (op == NULL) {
        return NULL;
    }
    result = operation(op);
    Rc_DECREF(op);
    return result;
}

static RcObject *binary(RcObject *a, RcObject *b, RcObject *(*operation)(RcObject *, RcObject *))
{
    RcObject *x = unwrap(a), *y = x != NULL ? unwrap(b) : NULL, *result = NULL;

    if (y != NULL) {
        result = operation(x, y);
    }
    Rc_XDECREF(x);
    Rc_XDECREF(y);
    return result;
}

#define UNARY(name, operation)                   \
    static RcObject *name(RcObject *self)        \
    {                                            \
        return unary_of_target(self, operation); \
    }

#define BINARY(name, operation)                     \
    static RcObject *name(RcObject *a, RcObject *b) \
    {                                               \
        return binary(a, b, operation);             \
    }

UNARY(proxy_str, RcObject_Str)
UNARY(proxy_iter, RcObject_GetIter)
UNARY(proxy_negative, RcNumber_Negative)
UNARY(proxy_positive, RcNumber_Positive)
UNARY(proxy_absolute, RcNumber_Absolute)
UNARY(proxy_invert, RcNumber_Invert)
UNARY(proxy_int, RcNumber_Long)
UNARY(proxy_float, RcNumber_Float)
UNARY(proxy_index, RcNumber_Index)

BINARY(proxy_getattr, RcObject_GetAttr)
BINARY(proxy_getitem, RcObject_GetItem)
BINARY(proxy_add, RcNumber_Add)
BINARY(proxy_subtract, RcNumber_Subtract)
BINARY(proxy_multiply, RcNumber_Multiply)
BINARY(proxy_remainder, RcNumber_Remainder)
BINARY(proxy_divmod, RcNumber_Divmod)
BINARY(proxy_lshift, RcNumber_Lshift)
BINARY(proxy_rshift, RcNumber_Rshift)
BINARY(proxy_and, RcNumber_And)
BINARY(proxy_xor, RcNumber_Xor)
BINARY(proxy_or, RcNumber_Or)
BINARY(proxy_floor_divide, RcNumber_FloorDivide)
BINARY(proxy_true_divide, RcNumber_TrueDivide)
BINARY(proxy_matrix_multiply, RcNumber_MatrixMultiply)
BINARY(proxy_inplace_add, RcNumber_InPlaceAdd)
BINARY(proxy_inplace_subtract, RcNumber_InPlaceSubtract)
BINARY(proxy_inplace_multiply, RcNumber_InPlaceMultiply)
BINARY(proxy_inplace_remainder, RcNumber_InPlaceRemainder)
BINARY(proxy_inplace_lshift, RcNumber_InPlaceLshift)
BINARY(proxy_inplace_rshift, RcNumber_InPlaceRshift)
BINARY(proxy_inplace_and, RcNumber_InPlaceAnd)
BINARY(proxy_inplace_xor, RcNumber_InPlaceXor)
BINARY(proxy_inplace_or, RcNumber_InPlaceOr)
BINARY(proxy_inplace_floor_divide, RcNumber_InPlaceFloorDivide)
BINARY(proxy_inplace_true_divide, RcNumber_InPlaceTrueDivide)
BINARY(proxy_inplace_matrix_multiply, RcNumber_InPlaceMatrixMultiply)

static RcObject *ternary(RcObject *a, RcObject *b, RcObject *c,
                         RcObject *(*operation)(RcObject *, RcObject *, RcObject *))
{
    RcObject *x = unwrap(a), *y = x != NULL ? unwrap(b) : NULL, *z = y != NULL ? unwrap(c) : NULL;
    RcObject *result = z != NULL ? operation(x, y, z) : NULL;

    Rc_XDECREF(x);
    Rc_XDECREF(y);
    Rc_XDECREF(z);
    return result;
}

static RcObject *proxy_power(RcObject *a, RcObject *b, RcObject *c)
{
    return ternary(a, b, c, RcNumber_Power);
}

static RcObject *proxy_inplace_power(RcObject *a, RcObject *b, RcObject *c)
{
    return ternary(a, b, c, RcNumber_InPlacePower);
}

static int proxy_bool(RcObject *self)
{
    RcObject *op = unwrap(self);
    int truth = op != NULL ? RcObject_IsTrue(op) : -1;
    Rc_XDECREF(op);
    return truth;
}

static Rc_ssize_t proxy_length(RcObject *self)
{
    RcObject *op = unwrap(self);
    Rc_ssize_t length = op != NULL ? RcObject_Size(op) : -1;
    Rc_XDECREF(op);
    return length;
}

static int proxy_setitem(RcObject *self, RcObject *key, RcObject *value)
{
    RcObject *op = unwrap(self);
    int result = -1;

    if (op != NULL) {
        result = value != NULL ? RcObject_SetItem(op, key, value) : RcObject_DelItem(op, key);
        Rc_DECREF(op);
    }
    return result;
}

static int proxy_contains(RcObject *self, RcObject *item)
{
    RcObject *op = unwrap(self);
    int result = op != NULL ? RcSequence_Contains(op, item) : -1;
    Rc_XDECREF(op);
    return result;
}

static int proxy_setattr(RcObject *self, RcObject *name, RcObject *value)
{
    RcObject *op = unwrap(self);
    int result = op != NULL ? RcObject_SetAttr(op, name, value) : -1;
    Rc_XDECREF(op);
    return result;
}

static RcObject *proxy_iternext(RcObject *self)
{
    RcObject *op = unwrap(self), *next = NULL;

    if (op == NULL) {
        return NULL;
    }
    if (RcIter_Check(op)) {
        next = RcIter_Next(op);
    } else {
        RcErr_Format(RcExc_TypeError, "Weakref proxy referenced a non-iterator '%s' object",
                     Rc_TYPE(op)->tp_name);
    }
    Rc_DECREF(op);
    return next;
}

static RcObject *proxy_call(RcObject *self, RcObject *args, RcObject *kwargs)
{
    RcObject *op = unwrap(self), *result = op != NULL ? RcObject_Call(op, args, kwargs) : NULL;
    Rc_XDECREF(op);
    return result;
}

static RcObject *proxy_richcompare(RcObject *self, RcObject *other, int operation)
{
    RcObject *x = unwrap(self), *y = x != NULL ? unwrap(other) : NULL;
    RcObject *result = y != NULL ? RcObject_RichCompare(x, y, operation) : NULL;

    Rc_XDECREF(x);
    Rc_XDECREF(y);
    return result;
}

static RcObject *proxy_repr(RcObject *self)
{
    RcObject *op, *text;

    if (RcWeakref_GetRef(self, &op) == 0) {
        return RcStr_FromFormat("<weakproxy at %p; dead>", (void *)self);
    }
    text =
        RcStr_FromFormat("<weakproxy at %p; to '%s' at %p>", (void *)self, Rc_TYPE(op)->tp_name, (void *)op);
    Rc_DECREF(op);
    return text;
}

static RcNumberMethods proxy_number = {
    .nb_add = proxy_add,
    .nb_subtract = proxy_subtract,
    .nb_multiply = proxy_multiply,
    .nb_remainder = proxy_remainder,
    .nb_divmod = proxy_divmod,
    .nb_power = proxy_power,
    .nb_negative = proxy_negative,
    .nb_positive = proxy_positive,
    .nb_absolute = proxy_absolute,
    .nb_bool = proxy_bool,
    .nb_invert = proxy_invert,
    .nb_lshift = proxy_lshift,
    .nb_rshift = proxy_rshift,
    .nb_and = proxy_and,
    .nb_xor = proxy_xor,
    .nb_or = proxy_or,
    .nb_int = proxy_int,
    .nb_float = proxy_float,
    .nb_inplace_add = proxy_inplace_add,
    .nb_inplace_subtract = proxy_inplace_subtract,
    .nb_inplace_multiply = proxy_inplace_multiply,
    .nb_inplace_remainder = proxy_inplace_remainder,
    .nb_inplace_power = proxy_inplace_power,
    .nb_inplace_lshift = proxy_inplace_lshift,
    .nb_inplace_rshift = proxy_inplace_rshift,
    .nb_inplace_and = proxy_inplace_and,
    .nb_inplace_xor = proxy_inplace_xor,
    .nb_inplace_or = proxy_inplace_or,
    .nb_floor_divide = proxy_floor_divide,
    .nb_true_divide = proxy_true_divide,
    .nb_inplace_floor_divide = proxy_inplace_floor_divide,
    .nb_inplace_true_divide = proxy_inplace_true_divide,
    .nb_index = proxy_index,
    .nb_matrix_multiply = proxy_matrix_multiply,
    .nb_inplace_matrix_multiply = proxy_inplace_matrix_multiply,
};

static RcSequenceMethods proxy_sequence = {.sq_length = proxy_length, .sq_contains = proxy_contains};

static RcMappingMethods proxy_mapping = {
    .mp_length = proxy_length,
    .mp_subscript = proxy_getitem,
    .mp_ass_subscript = proxy_setitem,
};

#define PROXY_SLOTS                                                                                        \
    .tp_basicsize = sizeof(RcWeakReference), .tp_dealloc = _RcWeakref_Dealloc, .tp_repr = proxy_repr,      \
    .tp_as_number = &proxy_number, .tp_as_sequence = &proxy_sequence, .tp_as_mapping = &proxy_mapping,     \
    .tp_hash = RcObject_HashNotImplemented, .tp_str = proxy_str, .tp_getattro = proxy_getattr,             \
    .tp_setattro = proxy_setattr, .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,                     \
    .tp_traverse = _RcWeakref_Traverse, .tp_clear = _RcWeakref_Clear, .tp_richcompare = proxy_richcompare, \
    .tp_iter = proxy_iter, .tp_alloc = RcType_GenericAlloc, .tp_free = RcObject_GC_Del

RcTypeObject _RcWeakref_ProxyType = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "weakref.ProxyType",
    PROXY_SLOTS,
    .tp_iternext = proxy_iternext,
};

RcTypeObject _RcWeakref_CallableProxyType = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "weakref.CallableProxyType",
    PROXY_SLOTS,
    .tp_iternext = proxy_iternext,
    .tp_call = proxy_call,
};
