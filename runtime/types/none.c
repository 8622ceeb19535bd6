/* None and NotImplemented: one static, immortal instance each. */
#include <recount/errors.h>
#include <recount/lifecycle.h>
#include <recount/mapping.h>
#include <recount/none.h>
#include <recount/str.h>
#include <recount/tuple.h>

RcObject _Rc_NoneStruct = {RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, &RcNone_Type};
RcObject _Rc_NotImplementedStruct = {RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, &RcNotImplemented_Type};

/* Nothing but a count that was written over gets here. */
static void singleton_dealloc(RcObject *self)
{
    Rc_FatalError(self == Rc_None ? "deallocating None" : "deallocating NotImplemented");
}

/* 0, or -1 and TypeError. */
static int refuse_arguments(const RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_ssize_t keywords = kwargs == NULL ? 0 : RcMapping_Size(kwargs);
    if (keywords < 0) {
        return -1;
    }
    if (keywords > 0 || RcTuple_GET_SIZE(args) > 0) {
        RcErr_Format(RcExc_TypeError, "%s takes no arguments", type->tp_name);
        return -1;
    }
    return 0;
}

static RcObject *none_repr(RcObject *self)
{
    Rc_UNUSED(self);
    return RcStr_FromString("None");
}

static int none_bool(RcObject *self)
{
    Rc_UNUSED(self);
    return 0;
}

static RcObject *none_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    return refuse_arguments(type, args, kwargs) < 0 ? NULL : Rc_NewRef(Rc_None);
}

static RcNumberMethods none_number = {.nb_bool = none_bool};

RcTypeObject RcNone_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "NoneType",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = singleton_dealloc,
    .tp_repr = none_repr,
    .tp_as_number = &none_number,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_doc = "The type of the None singleton.",
    .tp_new = none_new,
};

static RcObject *notimplemented_repr(RcObject *self)
{
    Rc_UNUSED(self);
    return RcStr_FromString("NotImplemented");
}

/* Whoever asks has taken the answer of a slot for the result of an operation. */
static int notimplemented_bool(RcObject *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_TypeError, "NotImplemented should not be used in a boolean context");
    return -1;
}

static RcObject *notimplemented_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    return refuse_arguments(type, args, kwargs) < 0 ? NULL : Rc_NewRef(Rc_NotImplemented);
}

static RcNumberMethods notimplemented_number = {.nb_bool = notimplemented_bool};

RcTypeObject RcNotImplemented_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "NotImplementedType",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = singleton_dealloc,
    .tp_repr = notimplemented_repr,
    .tp_as_number = &notimplemented_number,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_doc = "The type of the NotImplemented singleton.",
    .tp_new = notimplemented_new,
};
