/* object: the root of all types.  What it has, every type has that does not say otherwise: identity as
 * equality and hash, a repr with the address, generic attributes. */
#include <recount/bool.h>
#include <recount/errors.h>
#include <recount/mapping.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <recount/type.h>

#include "core/type.h"

static void object_dealloc(RcObject *self)
{
    Rc_TYPE(self)->tp_free(self);
}

static RcObject *object_repr(RcObject *self)
{
    return RcStr_FromFormat("<%s object at %p>", Rc_TYPE(self)->tp_name, (void *)self);
}

static RcObject *object_str(RcObject *self)
{
    return RcObject_Repr(self);
}

/* Identity; and what is not equal is unequal, if the type can tell. */
static RcObject *object_richcompare(RcObject *self, RcObject *other, int op)
{
    RcObject *equal;
    int truth;

    if (op == Rc_EQ && self == other) {
        Rc_RETURN_TRUE;
    }
    if (op != Rc_NE || Rc_TYPE(self)->tp_richcompare == NULL) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    equal = Rc_TYPE(self)->tp_richcompare(self, other, Rc_EQ);
    if (equal == NULL || equal == Rc_NotImplemented) {
        return equal;
    }
    truth = RcObject_IsTrue(equal);
    Rc_DECREF(equal);
    return truth < 0 ? NULL : RcBool_FromLong(!truth);
}

/* Are there arguments that nobody will look at?  -1: that could not be told. */
static int excess(RcObject *args, RcObject *kwargs)
{
    Rc_ssize_t keywords = kwargs != NULL ? RcMapping_Size(kwargs) : 0;
    if (keywords < 0) {
        return -1;
    }
    return keywords > 0 || (args != NULL && RcTuple_GET_SIZE(args) > 0);
}

static RcObject *object_new(RcTypeObject *type, RcObject *args, RcObject *kwargs);

/* Arguments are for __init__; where a type has no own one, nobody would see them. */
static int object_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    RcTypeObject *type = Rc_TYPE(self);
    int extra = excess(args, kwargs);

    if (extra > 0 && (type->tp_init != object_init || type->tp_new == object_new)) {
        RcErr_Format(RcExc_TypeError, "%s.__init__() takes exactly one argument (the instance to initialize)",
                     _RcType_ShortName(type));
        return -1;
    }
    return extra < 0 ? -1 : 0;
}

static RcObject *object_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    int extra = excess(args, kwargs);

    if (extra > 0 && (type->tp_new != object_new || type->tp_init == object_init)) {
        RcErr_Format(RcExc_TypeError, "%s() takes no arguments", _RcType_ShortName(type));
        return NULL;
    }
    return extra < 0 ? NULL : type->tp_alloc(type, 0);
}

static RcObject *object_get_class(RcObject *self, void *closure)
{
    Rc_UNUSED(closure);
    return Rc_NewRef(Rc_TYPE(self));
}

static RcGetSetDef object_getset[] = {
    {"__class__", object_get_class, NULL, "the object's type", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

RcTypeObject RcBaseObject_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "object",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = object_dealloc,
    .tp_repr = object_repr,
    .tp_str = object_str,
    .tp_hash = RcObject_GenericHash,
    .tp_richcompare = object_richcompare,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_setattro = RcObject_GenericSetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE,
    .tp_doc = "The base of all types.",
    .tp_getset = object_getset,
    .tp_init = object_init,
    .tp_alloc = RcType_GenericAlloc,
    .tp_new = object_new,
    .tp_free = RcObject_Free,
};
