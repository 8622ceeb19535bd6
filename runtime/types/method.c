/* Bound methods: a callable that gets an object as its first argument.
 *
 * Immutable, and without tp_clear for the reason that function.c gives. */
#include "protocol/call_internal.h"
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/hash.h>
#include <recount/lifecycle.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

static RcMethodObject *as_method(RcObject *op)
{
    return (RcMethodObject *)op;
}

/* ---- Calling ---- */

/* self goes before the arguments, in a copy of the array. */
static RcObject *call_with_copy(RcMethodObject *method, RcObject *const *args, Rc_ssize_t nargs,
                                RcObject *kwnames)
{
    Rc_ssize_t total = nargs + (kwnames == NULL ? 0 : RcTuple_GET_SIZE(kwnames));
    RcObject *small[RC_SMALL_STACK];
    RcObject **stack = _RcStack_Reserve(small, 1 + total);
    if (stack == NULL) {
        return NULL;
    }
    stack[0] = method->im_self;
    for (Rc_ssize_t i = 0; i < total; i++) {
        stack[1 + i] = args[i];
    }
    RcObject *result = RcObject_Vectorcall(method->im_func, stack, (size_t)nargs + 1, kwnames);
    _RcStack_Release(small, stack);
    return result;
}

static RcObject *method_vectorcall(RcObject *op, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    RcMethodObject *method = as_method(op);
    Rc_ssize_t nargs = RcVectorcall_NARGS(nargsf);
    if (!(nargsf & RC_VECTORCALL_ARGUMENTS_OFFSET)) {
        return call_with_copy(method, args, nargs, kwnames);
    }
    /* The slot before the arguments is lent to us for the time of the call. */
    RcObject **lent = (RcObject **)args - 1;
    RcObject *saved = *lent;
    *lent = method->im_self;
    RcObject *result = RcObject_Vectorcall(method->im_func, lent, (size_t)nargs + 1, kwnames);
    *lent = saved;
    return result;
}

/* ---- Making and reading ---- */

RcObject *RcMethod_New(RcObject *function, RcObject *self)
{
    if (function == NULL || self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    RcMethodObject *method = RcObject_GC_New(RcMethodObject, &RcMethod_Type);
    if (method == NULL) {
        return NULL;
    }
    method->im_func = Rc_NewRef(function);
    method->im_self = Rc_NewRef(self);
    method->im_weakreflist = NULL;
    method->vectorcall = method_vectorcall;
    RcObject_GC_Track(method);
    return (RcObject *)method;
}

RcObject *RcMethod_Function(RcObject *op)
{
    if (op == NULL || !RcMethod_Check(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return RcMethod_GET_FUNCTION(op);
}

RcObject *RcMethod_Self(RcObject *op)
{
    if (op == NULL || !RcMethod_Check(op)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return RcMethod_GET_SELF(op);
}

/* ---- The type ---- */

static void method_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    Rc_DECREF(as_method(op)->im_func);
    Rc_DECREF(as_method(op)->im_self);
    Rc_TYPE(op)->tp_free(op);
}

static int method_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(as_method(op)->im_func);
    Rc_VISIT(as_method(op)->im_self);
    return 0;
}

/* The function's __qualname__ or else __name__: new.  NULL without an error if it has none that is a str. */
static RcObject *name_of(RcObject *function)
{
    RcObject *name;
    int found = RcObject_GetOptionalAttrString(function, "__qualname__", &name);
    if (found == 0) {
        found = RcObject_GetOptionalAttrString(function, "__name__", &name);
    }
    if (found > 0 && !RcStr_Check(name)) {
        Rc_CLEAR(name);
    }
    return name;
}

static RcObject *method_repr(RcObject *op)
{
    RcObject *name = name_of(as_method(op)->im_func);
    if (name == NULL && RcErr_Occurred()) {
        return NULL;
    }
    RcObject *self = as_method(op)->im_self;
    RcObject *repr = name == NULL ? RcStr_FromFormat("<bound method ? of %R>", self)
                                  : RcStr_FromFormat("<bound method %U of %R>", name, self);
    Rc_XDECREF(name);
    return repr;
}

static Rc_hash_t method_hash(RcObject *op)
{
    if (Rc_EnterRecursiveCall(" while hashing a method") < 0) {
        return -1;
    }
    Rc_hash_t function = RcObject_Hash(as_method(op)->im_func);
    Rc_LeaveRecursiveCall();
    if (function == -1) {
        return -1;
    }
    Rc_hash_t hash = Rc_HashPointer(as_method(op)->im_self) ^ function;
    return hash == -1 ? -2 : hash;
}

static RcObject *method_richcompare(RcObject *left, RcObject *right, int operation)
{
    if ((operation != Rc_EQ && operation != Rc_NE) || !RcMethod_Check(left) || !RcMethod_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    int equal = RcObject_RichCompareBool(as_method(left)->im_func, as_method(right)->im_func, Rc_EQ);
    if (equal < 0) {
        return NULL;
    }
    equal = equal && as_method(left)->im_self == as_method(right)->im_self;
    return Rc_NewRef(equal == (operation == Rc_EQ) ? Rc_True : Rc_False);
}

/* What the type does not know is asked of the function. */
static RcObject *method_getattro(RcObject *op, RcObject *name)
{
    RcObject *value = RcObject_GenericGetAttr(op, name);
    if (value != NULL || !RcErr_ExceptionMatches(RcExc_AttributeError)) {
        return value;
    }
    RcErr_Clear();
    if (Rc_EnterRecursiveCall(" while getting an attribute of a method") < 0) {
        return NULL;
    }
    value = RcObject_GetAttr(as_method(op)->im_func, name);
    Rc_LeaveRecursiveCall();
    return value;
}

static RcMemberDef method_members[] = {
    {"__func__", Rc_T_OBJECT, offsetof(RcMethodObject, im_func), Rc_READONLY, NULL},
    {"__self__", Rc_T_OBJECT, offsetof(RcMethodObject, im_self), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

RcTypeObject RcMethod_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "method",
    .tp_basicsize = sizeof(RcMethodObject),
    .tp_dealloc = method_dealloc,
    .tp_vectorcall_offset = offsetof(RcMethodObject, vectorcall),
    .tp_repr = method_repr,
    .tp_hash = method_hash,
    .tp_call = RcVectorcall_Call,
    .tp_getattro = method_getattro,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_HAVE_VECTORCALL |
                Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = method_traverse,
    .tp_richcompare = method_richcompare,
    .tp_weaklistoffset = offsetof(RcMethodObject, im_weakreflist),
    .tp_members = method_members,
    .tp_free = RcObject_GC_Del,
};
