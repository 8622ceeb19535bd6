/* Weak references as objects: making, asking, and their type. */
#include "types/weakref_internal.h"

#include "core/errors.h"
#include "core/weaklist.h"
#include "types/items_internal.h"

#include <recount/args.h>
#include <recount/bool.h>
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>

/* -- making -- */

/* The reference that all share: new.  NULL without an error: there is none, or this one is not to be shared.
 * A subclass may have fields of its own, so each of its instances stands for itself. */
static RcObject *find_shared(const RcTypeObject *type, RcObject *op, const RcObject *callback)
{
    RcWeakReference *shared;

    if (callback != NULL || (type != &_RcWeakref_RefType && RcType_IsSubtype(type, &_RcWeakref_RefType))) {
        return NULL;
    }
    shared = _RcWeakref_FindShared(op, type);
    return shared != NULL && Rc_TryIncRef(shared) ? &shared->ob_base : NULL;
}

/* Allocating may collect, and a collection may run code that asks for the same reference: so the shared one
 * is looked for again when the new one is there. */
static RcObject *new_weakref(RcTypeObject *type, RcObject *op, RcObject *callback)
{
    RcWeakReference *ref = (RcWeakReference *)type->tp_alloc(type, 0);
    RcObject *shared;

    if (ref == NULL) {
        return NULL;
    }
    shared = find_shared(type, op, callback);
    if (shared != NULL) {
        Rc_DECREF(ref);
        return shared;
    }
    ref->wr_callback = Rc_XNewRef(callback);
    ref->hash = -1;
    ref->wr_object = op;
    _RcWeakref_Link(op, ref);
    return &ref->ob_base;
}

static RcObject *get_weakref(RcTypeObject *type, RcObject *op, RcObject *callback, const char *function)
{
    RcObject *shared;

    if (op == NULL) {
        _RcErr_BadInternalCall(function);
        return NULL;
    }
    if (!RcType_SUPPORTS_WEAKREFS(Rc_TYPE(op))) {
        return RcErr_Format(RcExc_TypeError, "cannot create weak reference to '%s' object",
                            Rc_TYPE(op)->tp_name);
    }
    if (callback == Rc_None) {
        callback = NULL;
    }
    if (callback != NULL && !RcCallable_Check(callback)) {
        return RcErr_Format(RcExc_TypeError, "a weak reference's callback must be callable or None, not '%s'",
                            Rc_TYPE(callback)->tp_name);
    }
    shared = find_shared(type, op, callback);
    return shared != NULL ? shared : new_weakref(type, op, callback);
}

RcObject *RcWeakref_NewRef(RcObject *op, RcObject *callback)
{
    return get_weakref(&_RcWeakref_RefType, op, callback, __func__);
}

RcObject *RcWeakref_NewProxy(RcObject *op, RcObject *callback)
{
    RcTypeObject *type =
        op != NULL && RcCallable_Check(op) ? &_RcWeakref_CallableProxyType : &_RcWeakref_ProxyType;
    return get_weakref(type, op, callback, __func__);
}

/* -- asking -- */

static int check_ref(RcObject *ref, const char *function)
{
    if (ref == NULL) {
        _RcErr_BadInternalCall(function);
        return -1;
    }
    if (!RcWeakref_Check(ref)) {
        RcErr_Format(RcExc_TypeError, "expected a weakref, not '%s'", Rc_TYPE(ref)->tp_name);
        return -1;
    }
    return 0;
}

static int is_dead(const RcWeakReference *ref)
{
    return ref->wr_object == NULL || ref->wr_object->ob_refcnt == 0 ||
           (ref->wr_object->ob_flags & RC_OBJECT_QUEUED);
}

int RcWeakref_GetRef(RcObject *ref, RcObject **op)
{
    if (op == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    *op = NULL;
    if (check_ref(ref, __func__) < 0) {
        return -1;
    }
    if (is_dead((RcWeakReference *)ref)) {
        return 0;
    }
    *op = Rc_NewRef(((RcWeakReference *)ref)->wr_object);
    return 1;
}

int RcWeakref_IsDead(RcObject *ref)
{
    return check_ref(ref, __func__) < 0 ? -1 : is_dead((RcWeakReference *)ref);
}

/* -- the type -- */

void _RcWeakref_Dealloc(RcObject *self)
{
    RcObject_GC_UnTrack(self);
    _RcWeakref_Clear(self);
    Rc_TYPE(self)->tp_free(self);
}

int _RcWeakref_Traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((RcWeakReference *)self)->wr_callback);
    return 0;
}

int _RcWeakref_Clear(RcObject *self)
{
    _RcWeakref_Kill((RcWeakReference *)self);
    Rc_CLEAR(((RcWeakReference *)self)->wr_callback);
    return 0;
}

/* Keywords are left to the tp_init: a subclass may have its own. */
static RcObject *weakref_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    RcObject *op, *callback = NULL;

    Rc_UNUSED(kwargs);
    if (!RcArg_UnpackTuple(args, "__new__", 1, 2, &op, &callback)) {
        return NULL;
    }
    return get_weakref(type, op, callback, "__new__");
}

static int weakref_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    RcObject *op, *callback;

    Rc_UNUSED(self);
    if (_RcItems_NoKeywords("ref", kwargs) < 0) {
        return -1;
    }
    return RcArg_UnpackTuple(args, "__init__", 1, 2, &op, &callback) ? 0 : -1;
}

static RcObject *weakref_call(RcObject *self, RcObject *args, RcObject *kwargs)
{
    RcObject *op;

    if (_RcItems_NoKeywords("weakref", kwargs) < 0 || !RcArg_UnpackTuple(args, "weakref", 0, 0)) {
        return NULL;
    }
    if (RcWeakref_GetRef(self, &op) == 0) {
        Rc_RETURN_NONE;
    }
    return op;
}

/* The object's, remembered: so it does not change when the object dies. */
static Rc_hash_t weakref_hash(RcObject *self)
{
    RcWeakReference *ref = (RcWeakReference *)self;
    RcObject *op;

    if (ref->hash != -1) {
        return ref->hash;
    }
    if (RcWeakref_GetRef(self, &op) == 0) {
        RcErr_SetString(RcExc_TypeError, "weak object has gone away");
        return -1;
    }
    ref->hash = RcObject_Hash(op);
    Rc_DECREF(op);
    return ref->hash;
}

/* While both objects live, they are compared; else it is identity.  A proxy counts as a reference here. */
static RcObject *weakref_richcompare(RcObject *self, RcObject *other, int op)
{
    RcObject *a, *b, *result;

    if ((op != Rc_EQ && op != Rc_NE) || !RcWeakref_Check(self) || !RcWeakref_Check(other)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    (void)RcWeakref_GetRef(self, &a);
    (void)RcWeakref_GetRef(other, &b);
    if (a == NULL || b == NULL) {
        result = RcBool_FromLong((self == other) == (op == Rc_EQ));
    } else {
        result = RcObject_RichCompare(a, b, op);
    }
    Rc_XDECREF(a);
    Rc_XDECREF(b);
    return result;
}

static RcObject *weakref_repr(RcObject *self)
{
    RcObject *op, *text;

    if (RcWeakref_GetRef(self, &op) == 0) {
        return RcStr_FromFormat("<weakref at %p; dead>", (void *)self);
    }
    text = RcStr_FromFormat("<weakref at %p; to '%s' at %p>", (void *)self, Rc_TYPE(op)->tp_name, (void *)op);
    Rc_DECREF(op);
    return text;
}

static RcObject *weakref_get_callback(RcObject *self, void *closure)
{
    RcWeakReference *ref = (RcWeakReference *)self;
    Rc_UNUSED(closure);
    if (ref->wr_callback == NULL || ref->wr_object == NULL) {
        Rc_RETURN_NONE;
    }
    return Rc_NewRef(ref->wr_callback);
}

static RcGetSetDef weakref_getset[] = {
    {"__callback__", weakref_get_callback, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

RcTypeObject _RcWeakref_RefType = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "weakref.ReferenceType",
    .tp_basicsize = sizeof(RcWeakReference),
    .tp_dealloc = _RcWeakref_Dealloc,
    .tp_repr = weakref_repr,
    .tp_hash = weakref_hash,
    .tp_call = weakref_call,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_BASETYPE,
    .tp_traverse = _RcWeakref_Traverse,
    .tp_clear = _RcWeakref_Clear,
    .tp_richcompare = weakref_richcompare,
    .tp_getset = weakref_getset,
    .tp_init = weakref_init,
    .tp_alloc = RcType_GenericAlloc,
    .tp_new = weakref_new,
    .tp_free = RcObject_GC_Del,
};
