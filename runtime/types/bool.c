/* bool: the two instances, and what differs from int. */
#include "types/int_internal.h"
#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/lifecycle.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

RcIntObject _Rc_FalseStruct = {RcObject_HEAD_INIT(&RcBool_Type) 0};
RcIntObject _Rc_TrueStruct = {RcObject_HEAD_INIT(&RcBool_Type) 1};

RcObject *RcBool_FromLong(long value)
{
    return Rc_NewRef(value ? Rc_True : Rc_False);
}

static RcObject *bool_repr(RcObject *self)
{
    return RcStr_FromString(self == Rc_True ? "True" : "False");
}

static RcObject *bool_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(type);
    Rc_ssize_t keywords = kwargs == NULL ? 0 : RcMapping_Size(kwargs);
    if (keywords < 0) {
        return NULL;
    }
    if (keywords > 0) {
        RcErr_SetString(RcExc_TypeError, "bool() takes no keyword arguments");
        return NULL;
    }
    Rc_ssize_t count = RcTuple_GET_SIZE(args);
    if (count > 1) {
        return RcErr_Format(RcExc_TypeError, "bool expected at most 1 argument, got %zd", count);
    }
    int truth = count == 0 ? 0 : RcObject_IsTrue(RcTuple_GET_ITEM(args, 0));
    return truth < 0 ? NULL : RcBool_FromLong(truth);
}

/* Nothing but a count that was written over gets here. */
static void bool_dealloc(RcObject *self)
{
    Rc_FatalError(self == Rc_True ? "deallocating True" : "deallocating False");
}

/* & | ^ of two bools is a bool; with anything else they are int's. */

static int both_bools(RcObject *left, RcObject *right)
{
    return RcBool_Check(left) && RcBool_Check(right);
}

static RcObject *bool_and(RcObject *left, RcObject *right)
{
    return both_bools(left, right) ? RcBool_FromLong(left == Rc_True && right == Rc_True)
                                   : _RcInt_Number.nb_and(left, right);
}

static RcObject *bool_xor(RcObject *left, RcObject *right)
{
    return both_bools(left, right) ? RcBool_FromLong(left != right) : _RcInt_Number.nb_xor(left, right);
}

static RcObject *bool_or(RcObject *left, RcObject *right)
{
    return both_bools(left, right) ? RcBool_FromLong(left == Rc_True || right == Rc_True)
                                   : _RcInt_Number.nb_or(left, right);
}

static RcNumberMethods bool_number = {.nb_and = bool_and, .nb_xor = bool_xor, .nb_or = bool_or};

RcTypeObject RcBool_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "bool",
    .tp_basicsize = sizeof(RcIntObject),
    .tp_dealloc = bool_dealloc,
    .tp_repr = bool_repr,
    .tp_as_number = &bool_number,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_doc = "bool(x=False, /)\n\nThe truth value of x.",
    .tp_base = &RcInt_Type,
    .tp_new = bool_new,
};
