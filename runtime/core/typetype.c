/* type: the type of types.  Calling a type makes an instance; its attributes are looked up in attribute.c. */
#include "core/type.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <string.h>

const char *_RcType_ShortName(const RcTypeObject *type)
{
    const char *dot = strrchr(type->tp_name, '.');
    return dot != NULL ? dot + 1 : type->tp_name;
}

RcObject *RcType_GetName(RcTypeObject *type)
{
    if (type == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return RcStr_FromString(_RcType_ShortName(type));
}

/* There are no nested types, so the qualified name is the name. */
RcObject *RcType_GetQualName(RcTypeObject *type)
{
    return RcType_GetName(type);
}

static RcObject *type_repr(RcObject *self)
{
    return RcStr_FromFormat("<class '%s'>", ((RcTypeObject *)self)->tp_name);
}

/* type(x) asks for x's type. */
static RcObject *type_of(RcObject *args, RcObject *kwargs)
{
    Rc_ssize_t keywords = kwargs != NULL ? RcMapping_Size(kwargs) : 0;

    if (keywords < 0) {
        return NULL;
    }
    if (keywords > 0 || RcTuple_GET_SIZE(args) != 1) {
        RcErr_SetString(RcExc_TypeError, "type() takes 1 argument");
        return NULL;
    }
    return Rc_NewRef(Rc_TYPE(RcTuple_GET_ITEM(args, 0)));
}

static RcObject *type_call(RcObject *self, RcObject *args, RcObject *kwargs)
{
    RcTypeObject *type = (RcTypeObject *)self;
    RcObject *op;

    if (type == &RcType_Type) {
        return type_of(args, kwargs);
    }
    if (type->tp_new == NULL || RcType_HasFeature(type, Rc_TPFLAGS_DISALLOW_INSTANTIATION)) {
        RcErr_Format(RcExc_TypeError, "cannot create '%s' instances", type->tp_name);
        return NULL;
    }
    op = RC_HOOK_RESULT_OF(type->tp_new, type->tp_new(type, args, kwargs));
    if (op == NULL || !RcObject_TypeCheck(op, type)) {
        return op; /* a tp_new may return what it likes; it is then not initialised */
    }
    Rc_initproc init = Rc_TYPE(op)->tp_init;
    if (init != NULL && RC_HOOK_STATUS_OF(init, init(op, args, kwargs)) < 0) {
        Rc_DECREF(op);
        return NULL;
    }
    return op;
}

static RcObject *type_get_name(RcObject *self, void *closure)
{
    Rc_UNUSED(closure);
    return RcType_GetName((RcTypeObject *)self);
}

static RcObject *type_get_module(RcObject *self, void *closure)
{
    const char *name = ((RcTypeObject *)self)->tp_name;
    const char *dot = strrchr(name, '.');
    Rc_UNUSED(closure);
    return dot != NULL ? RcStr_FromStringAndSize(name, dot - name) : RcStr_FromString("builtins");
}

static RcObject *type_get_doc(RcObject *self, void *closure)
{
    const char *doc = ((RcTypeObject *)self)->tp_doc;
    Rc_UNUSED(closure);
    return doc != NULL ? RcStr_FromString(doc) : Rc_NewRef(Rc_None);
}

static RcObject *type_get_base(RcObject *self, void *closure)
{
    RcTypeObject *base = ((RcTypeObject *)self)->tp_base;
    Rc_UNUSED(closure);
    return base != NULL ? Rc_NewRef(base) : Rc_NewRef(Rc_None);
}

static RcGetSetDef type_getset[] = {
    {"__name__", type_get_name, NULL, NULL, NULL},     {"__qualname__", type_get_name, NULL, NULL, NULL},
    {"__module__", type_get_module, NULL, NULL, NULL}, {"__doc__", type_get_doc, NULL, NULL, NULL},
    {"__base__", type_get_base, NULL, NULL, NULL},     {NULL, NULL, NULL, NULL, NULL},
};

RcTypeObject RcType_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "type",
    .tp_basicsize = sizeof(RcHeapTypeObject),
    .tp_dealloc = _RcType_Dealloc,
    .tp_repr = type_repr,
    .tp_call = type_call,
    .tp_getattro = _RcType_GetAttr,
    .tp_setattro = _RcType_SetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_TYPE_SUBCLASS |
                Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "type(object): the object's type.",
    .tp_traverse = _RcType_Traverse,
    .tp_clear = _RcType_Clear,
    .tp_weaklistoffset = offsetof(RcTypeObject, tp_weaklist),
    .tp_getset = type_getset,
    .tp_free = RcObject_GC_Del,
};
