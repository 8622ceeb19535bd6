/* Descriptors: a type and one of its definitions.
 *
 * The three types share a struct and all but what binding means.  A descriptor owns its type, which keeps
 * the definition's array alive; it is immutable, and without tp_clear for the reason that
 * function.c gives. */
#include "core/type.h"
#include "protocol/attribute.h"
#include "protocol/call_internal.h"
#include <recount/call.h>
#include <recount/descriptor.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/hash.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

static RcDescrObject *as_descriptor(RcObject *op)
{
    return (RcDescrObject *)op;
}

/* ---- Making ---- */

static RcObject *new_descriptor(RcTypeObject *kind, RcTypeObject *type, const char *name, void *definition)
{
    RcDescrObject *descriptor = RcObject_GC_New(RcDescrObject, kind);
    if (descriptor == NULL) {
        return NULL;
    }
    Rc_INCREF(type);
    descriptor->d_type = type;
    descriptor->d_name = name;
    descriptor->d_definition = definition;
    descriptor->vectorcall = NULL;
    RcObject_GC_Track(descriptor);
    return (RcObject *)descriptor;
}

/* ---- Members of a struct ---- */

RcObject *RcMember_GetOne(const char *instance, RcMemberDef *member)
{
    if (instance == NULL || member == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return _RcMember_Get((const RcObject *)(const void *)instance, member);
}

int RcMember_SetOne(char *instance, RcMemberDef *member, RcObject *value)
{
    if (instance == NULL || member == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    return _RcMember_Set((RcObject *)(void *)instance, member, value);
}

/* ---- Binding ---- */

/* 0 if op is an instance of the descriptor's type, else -1 with TypeError. */
static int check_instance(RcDescrObject *descriptor, RcObject *op)
{
    if (RcObject_TypeCheck(op, descriptor->d_type)) {
        return 0;
    }
    RcErr_Format(RcExc_TypeError, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                 descriptor->d_name, descriptor->d_type->tp_name, Rc_TYPE(op)->tp_name);
    return -1;
}

static RcObject *method_descriptor_get(RcObject *op, RcObject *instance, RcObject *type)
{
    Rc_UNUSED(type);
    RcDescrObject *descriptor = as_descriptor(op);
    if (instance == NULL) {
        return Rc_NewRef(op);
    }
    if (check_instance(descriptor, instance) < 0) {
        return NULL;
    }
    return RcCFunction_New((RcMethodDef *)descriptor->d_definition, instance);
}

static RcObject *member_get(RcObject *op, RcObject *instance, RcObject *type)
{
    Rc_UNUSED(type);
    RcDescrObject *descriptor = as_descriptor(op);
    if (instance == NULL) {
        return Rc_NewRef(op);
    }
    if (check_instance(descriptor, instance) < 0) {
        return NULL;
    }
    return _RcMember_Get(instance, (const RcMemberDef *)descriptor->d_definition);
}

static int member_set(RcObject *op, RcObject *instance, RcObject *value)
{
    RcDescrObject *descriptor = as_descriptor(op);
    if (check_instance(descriptor, instance) < 0) {
        return -1;
    }
    return _RcMember_Set(instance, (const RcMemberDef *)descriptor->d_definition, value);
}

static RcObject *refuse_access(const RcDescrObject *descriptor, const char *access)
{
    return RcErr_Format(RcExc_AttributeError, "attribute '%s' of '%.100s' objects is not %s",
                        descriptor->d_name, descriptor->d_type->tp_name, access);
}

static RcObject *getset_get(RcObject *op, RcObject *instance, RcObject *type)
{
    Rc_UNUSED(type);
    RcDescrObject *descriptor = as_descriptor(op);
    const RcGetSetDef *definition = (const RcGetSetDef *)descriptor->d_definition;
    if (instance == NULL) {
        return Rc_NewRef(op);
    }
    if (check_instance(descriptor, instance) < 0) {
        return NULL;
    }
    return definition->get == NULL ? refuse_access(descriptor, "readable")
                                   : definition->get(instance, definition->closure);
}

static int getset_set(RcObject *op, RcObject *instance, RcObject *value)
{
    RcDescrObject *descriptor = as_descriptor(op);
    const RcGetSetDef *definition = (const RcGetSetDef *)descriptor->d_definition;
    if (check_instance(descriptor, instance) < 0) {
        return -1;
    }
    if (definition->set == NULL) {
        refuse_access(descriptor, "writable");
        return -1;
    }
    return definition->set(instance, value, definition->closure);
}

/* ---- Calling a method's descriptor ---- */

static RcObject *method_descriptor_vectorcall(RcObject *op, RcObject *const *args, size_t nargsf,
                                              RcObject *kwnames)
{
    RcDescrObject *descriptor = as_descriptor(op);
    Rc_ssize_t nargs = RcVectorcall_NARGS(nargsf);
    if (nargs < 1) {
        return RcErr_Format(RcExc_TypeError, "unbound method %s.%s() needs an argument",
                            _RcType_ShortName(descriptor->d_type), descriptor->d_name);
    }
    if (check_instance(descriptor, args[0]) < 0) {
        return NULL;
    }
    return _RcMethodDef_Call((const RcMethodDef *)descriptor->d_definition, descriptor->d_type, args[0],
                             args + 1, nargs - 1, kwnames);
}

/* ---- What the three types share ---- */

static void descriptor_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_DECREF(as_descriptor(op)->d_type);
    Rc_TYPE(op)->tp_free(op);
}

static int descriptor_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(as_descriptor(op)->d_type);
    return 0;
}

static RcObject *describe(RcObject *op, const char *kind)
{
    return RcStr_FromFormat("<%s '%s' of '%s' objects>", kind, as_descriptor(op)->d_name,
                            as_descriptor(op)->d_type->tp_name);
}

static RcObject *method_descriptor_repr(RcObject *op)
{
    return describe(op, "method");
}

static RcObject *member_repr(RcObject *op)
{
    return describe(op, "member");
}

static RcObject *getset_repr(RcObject *op)
{
    return describe(op, "attribute");
}

static Rc_hash_t descriptor_hash(RcObject *op)
{
    Rc_hash_t hash =
        Rc_HashPointer(as_descriptor(op)->d_type) ^ Rc_HashPointer(as_descriptor(op)->d_definition);
    return hash == -1 ? -2 : hash;
}

static RcObject *descriptor_richcompare(RcObject *left, RcObject *right, int operation)
{
    if ((operation != Rc_EQ && operation != Rc_NE) || !Rc_IS_TYPE(left, Rc_TYPE(right))) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    const RcDescrObject *a = as_descriptor(left);
    const RcDescrObject *b = as_descriptor(right);
    int equal = a->d_type == b->d_type && a->d_definition == b->d_definition;
    return Rc_NewRef(equal == (operation == Rc_EQ) ? Rc_True : Rc_False);
}

static RcObject *get_descriptor_qualname(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    return RcStr_FromFormat("%s.%s", _RcType_ShortName(as_descriptor(op)->d_type), as_descriptor(op)->d_name);
}

static const char *doc_of(RcObject *op)
{
    const void *definition = as_descriptor(op)->d_definition;
    if (Rc_IS_TYPE(op, &RcMethodDescr_Type)) {
        return ((const RcMethodDef *)definition)->ml_doc;
    }
    if (Rc_IS_TYPE(op, &RcMemberDescr_Type)) {
        return ((const RcMemberDef *)definition)->doc;
    }
    return ((const RcGetSetDef *)definition)->doc;
}

static RcObject *get_descriptor_doc(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    const char *doc = doc_of(op);
    return doc == NULL ? Rc_NewRef(Rc_None) : RcStr_FromString(doc);
}

static RcGetSetDef descriptor_getset[] = {
    {"__qualname__", get_descriptor_qualname, NULL, NULL, NULL},
    {"__doc__", get_descriptor_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcMemberDef descriptor_members[] = {
    {"__name__", Rc_T_STRING, offsetof(RcDescrObject, d_name), Rc_READONLY, NULL},
    {"__objclass__", Rc_T_OBJECT, offsetof(RcDescrObject, d_type), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

RcTypeObject RcMethodDescr_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "method_descriptor",
    .tp_basicsize = sizeof(RcDescrObject),
    .tp_dealloc = descriptor_dealloc,
    .tp_vectorcall_offset = offsetof(RcDescrObject, vectorcall),
    .tp_repr = method_descriptor_repr,
    .tp_hash = descriptor_hash,
    .tp_call = RcVectorcall_Call,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_HAVE_VECTORCALL |
                Rc_TPFLAGS_METHOD_DESCRIPTOR | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = descriptor_traverse,
    .tp_richcompare = descriptor_richcompare,
    .tp_members = descriptor_members,
    .tp_getset = descriptor_getset,
    .tp_descr_get = method_descriptor_get,
    .tp_free = RcObject_GC_Del,
};

RcTypeObject RcMemberDescr_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "member_descriptor",
    .tp_basicsize = sizeof(RcDescrObject),
    .tp_dealloc = descriptor_dealloc,
    .tp_repr = member_repr,
    .tp_hash = descriptor_hash,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = descriptor_traverse,
    .tp_richcompare = descriptor_richcompare,
    .tp_members = descriptor_members,
    .tp_getset = descriptor_getset,
    .tp_descr_get = member_get,
    .tp_descr_set = member_set,
    .tp_free = RcObject_GC_Del,
};

RcTypeObject RcGetSetDescr_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "getset_descriptor",
    .tp_basicsize = sizeof(RcDescrObject),
    .tp_dealloc = descriptor_dealloc,
    .tp_repr = getset_repr,
    .tp_hash = descriptor_hash,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = descriptor_traverse,
    .tp_richcompare = descriptor_richcompare,
    .tp_members = descriptor_members,
    .tp_getset = descriptor_getset,
    .tp_descr_get = getset_get,
    .tp_descr_set = getset_set,
    .tp_free = RcObject_GC_Del,
};

RcObject *RcDescr_NewMethod(RcTypeObject *type, RcMethodDef *method)
{
    if (type == NULL || method == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    RcObject *descriptor = new_descriptor(&RcMethodDescr_Type, type, method->ml_name, method);
    if (descriptor != NULL) {
        as_descriptor(descriptor)->vectorcall = method_descriptor_vectorcall;
    }
    return descriptor;
}

RcObject *RcDescr_NewMember(RcTypeObject *type, RcMemberDef *member)
{
    if (type == NULL || member == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return new_descriptor(&RcMemberDescr_Type, type, member->name, member);
}

RcObject *RcDescr_NewGetSet(RcTypeObject *type, RcGetSetDef *getset)
{
    if (type == NULL || getset == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return new_descriptor(&RcGetSetDescr_Type, type, getset->name, getset);
}
