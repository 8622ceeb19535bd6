/* Built-in functions: a definition, and the self that its C function is called with.
 *
 * _RcMethodDef_Call is the only place that knows the calling conventions.  Function objects, method
 * descriptors and the call protocol's short cut for methods all end there.  tp_call alone passes it by, for
 * VARARGS: such a function sees the very tuple and mapping that it was called with.
 *
 * A function is immutable, so it has no tp_clear: a cycle through it is broken elsewhere, and while it waits
 * for that it can still be called. */
#include "core/errors.h"
#include "core/type.h"
#include "protocol/call_internal.h"
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/function.h>
#include <recount/gc.h>
#include <recount/hash.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

enum { CONVENTION = RC_METH_VARARGS | RC_METH_KEYWORDS | RC_METH_NOARGS | RC_METH_O | RC_METH_FASTCALL };

static RcCFunctionObject *as_function(RcObject *op)
{
    return (RcCFunctionObject *)op;
}

/* ---- Calling by the flags ---- */

/* Raises TypeError "list.append() takes <what>"; the type's name is left out if there is no owner. */
static RcObject *refuse_definition(const RcMethodDef *definition, const RcTypeObject *owner, const char *what)
{
    return RcErr_Format(RcExc_TypeError, "%s%s%s() takes %s", owner == NULL ? "" : _RcType_ShortName(owner),
                        owner == NULL ? "" : ".", definition->ml_name, what);
}

static RcObject *refuse_count(const RcMethodDef *definition, const RcTypeObject *owner, const char *expected,
                              Rc_ssize_t nargs)
{
    return RcErr_Format(RcExc_TypeError, "%s%s%s() takes %s (%zd given)",
                        owner == NULL ? "" : _RcType_ShortName(owner), owner == NULL ? "" : ".",
                        definition->ml_name, expected, nargs);
}

static RcObject *bad_flags(const RcMethodDef *definition)
{
    return RcErr_Format(RcExc_SystemError, "%s() method: bad call flags", definition->ml_name);
}

static RcObject *call_with_tuple(const RcMethodDef *definition, RcObject *self, RcObject *args,
                                 RcObject *kwargs)
{
    if (definition->ml_flags & RC_METH_KEYWORDS) {
        return RC_HOOK_RESULT_OF(
            definition->ml_meth,
            ((RcCFunctionWithKeywords)(void (*)(void))definition->ml_meth)(self, args, kwargs));
    }
    return RC_HOOK_RESULT_OF(definition->ml_meth, definition->ml_meth(self, args));
}

static RcObject *call_varargs(const RcMethodDef *definition, RcObject *self, RcObject *const *args,
                              Rc_ssize_t nargs, RcObject *kwnames)
{
    RcObject *result = NULL;
    RcObject *kwargs;
    if (_RcCall_PackKeywords(args, nargs, kwnames, &kwargs) < 0) {
        return NULL;
    }
    RcObject *tuple = RcTuple_FromArray(args, nargs);
    if (tuple != NULL) {
        result = call_with_tuple(definition, self, tuple, kwargs);
        Rc_DECREF(tuple);
    }
    Rc_XDECREF(kwargs);
    return result;
}

RcObject *_RcMethodDef_Call(const RcMethodDef *definition, const RcTypeObject *owner, RcObject *self,
                            RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    RcCFunction function = definition->ml_meth;
    int convention = definition->ml_flags & CONVENTION;
    if (kwnames != NULL && RcTuple_GET_SIZE(kwnames) > 0 && !(convention & RC_METH_KEYWORDS)) {
        return refuse_definition(definition, owner, "no keyword arguments");
    }
    switch (convention) {
    case RC_METH_NOARGS:
        return nargs == 0 ? RC_HOOK_RESULT_OF(function, function(self, NULL))
                          : refuse_count(definition, owner, "no arguments", nargs);
    case RC_METH_O:
        return nargs == 1 ? RC_HOOK_RESULT_OF(function, function(self, args[0]))
                          : refuse_count(definition, owner, "exactly one argument", nargs);
    case RC_METH_FASTCALL:
        return RC_HOOK_RESULT_OF(function, ((RcCFunctionFast)(void (*)(void))function)(self, args, nargs));
    case RC_METH_FASTCALL | RC_METH_KEYWORDS:
        return RC_HOOK_RESULT_OF(
            function, ((RcCFunctionFastWithKeywords)(void (*)(void))function)(self, args, nargs, kwnames));
    case RC_METH_VARARGS:
    case RC_METH_VARARGS | RC_METH_KEYWORDS:
        return call_varargs(definition, self, args, nargs, kwnames);
    default:
        return bad_flags(definition);
    }
}

/* The type that names the function in messages: self's, or self if that is a type. */
static const RcTypeObject *owner_of(RcCFunctionObject *function)
{
    RcObject *self = function->m_self;
    if (self == NULL) {
        return NULL;
    }
    return RcType_Check(self) ? (RcTypeObject *)self : Rc_TYPE(self);
}

RcObject *_RcCFunction_Vectorcall(RcObject *op, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    RcCFunctionObject *function = as_function(op);
    return _RcMethodDef_Call(function->m_ml, owner_of(function), RcCFunction_GET_SELF(op), args,
                             RcVectorcall_NARGS(nargsf), kwnames);
}

static RcObject *function_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    RcCFunctionObject *function = as_function(op);
    int flags = function->m_ml->ml_flags;
    if (!(flags & RC_METH_VARARGS)) {
        return _RcCall_Unpacked(_RcCFunction_Vectorcall, op, args, kwargs);
    }
    if (kwargs != NULL && !(flags & RC_METH_KEYWORDS)) {
        Rc_ssize_t size = RcMapping_Size(kwargs);
        if (size != 0) {
            return size < 0 ? NULL
                            : refuse_definition(function->m_ml, owner_of(function), "no keyword arguments");
        }
    }
    return call_with_tuple(function->m_ml, RcCFunction_GET_SELF(op), args, kwargs);
}

/* ---- Making and reading ---- */

/* caller is the public function that was called, for messages. */
static RcObject *new_function(RcMethodDef *definition, RcObject *self, RcObject *module, const char *caller)
{
    if (definition == NULL) {
        _RcErr_BadInternalCall(caller);
        return NULL;
    }
    const char *fault = _RcMethodDef_Fault(definition);
    if (fault != NULL) {
        return RcErr_Format(RcExc_SystemError, "%s: method '%s' %s", caller, definition->ml_name, fault);
    }
    RcCFunctionObject *function = RcObject_GC_New(RcCFunctionObject, &RcCFunction_Type);
    if (function == NULL) {
        return NULL;
    }
    function->m_ml = definition;
    function->m_self = Rc_XNewRef(self);
    function->m_module = Rc_XNewRef(module);
    function->m_weakreflist = NULL;
    function->vectorcall = definition->ml_flags & RC_METH_VARARGS ? NULL : _RcCFunction_Vectorcall;
    RcObject_GC_Track(function);
    return (RcObject *)function;
}

RcObject *RcCFunction_NewEx(RcMethodDef *definition, RcObject *self, RcObject *module)
{
    return new_function(definition, self, module, __func__);
}

RcObject *RcCFunction_New(RcMethodDef *definition, RcObject *self)
{
    return new_function(definition, self, NULL, __func__);
}

/* 1 if op is a function, else 0 with SystemError. */
static int check_function(RcObject *op, const char *caller)
{
    if (op == NULL || !RcCFunction_Check(op)) {
        _RcErr_BadInternalCall(caller);
        return 0;
    }
    return 1;
}

RcCFunction RcCFunction_GetFunction(RcObject *op)
{
    return check_function(op, __func__) ? RcCFunction_GET_FUNCTION(op) : NULL;
}

RcObject *RcCFunction_GetSelf(RcObject *op)
{
    return check_function(op, __func__) ? RcCFunction_GET_SELF(op) : NULL;
}

int RcCFunction_GetFlags(RcObject *op)
{
    return check_function(op, __func__) ? RcCFunction_GET_FLAGS(op) : -1;
}

/* ---- The type ---- */

static void function_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    Rc_XDECREF(as_function(op)->m_self);
    Rc_XDECREF(as_function(op)->m_module);
    Rc_TYPE(op)->tp_free(op);
}

static int function_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(as_function(op)->m_self);
    Rc_VISIT(as_function(op)->m_module);
    return 0;
}

static RcObject *function_repr(RcObject *op)
{
    RcCFunctionObject *function = as_function(op);
    if (function->m_self == NULL) {
        return RcStr_FromFormat("<built-in function %s>", function->m_ml->ml_name);
    }
    return RcStr_FromFormat("<built-in method %s of %s object at %p>", function->m_ml->ml_name,
                            Rc_TYPE(function->m_self)->tp_name, (void *)function->m_self);
}

static Rc_hash_t function_hash(RcObject *op)
{
    RcCFunctionObject *function = as_function(op);
    const void *code = (const void *)(uintptr_t)function->m_ml->ml_meth;
    Rc_hash_t hash = Rc_HashPointer(function->m_self) ^ Rc_HashPointer(code);
    return hash == -1 ? -2 : hash;
}

static RcObject *function_richcompare(RcObject *left, RcObject *right, int operation)
{
    if ((operation != Rc_EQ && operation != Rc_NE) || !RcCFunction_Check(left) || !RcCFunction_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    RcCFunctionObject *a = as_function(left);
    RcCFunctionObject *b = as_function(right);
    int equal = a->m_self == b->m_self && a->m_ml->ml_meth == b->m_ml->ml_meth;
    return Rc_NewRef(equal == (operation == Rc_EQ) ? Rc_True : Rc_False);
}

static RcObject *get_name(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    return RcStr_FromString(as_function(op)->m_ml->ml_name);
}

static RcObject *get_qualname(RcObject *op, void *closure)
{
    const RcTypeObject *owner = owner_of(as_function(op));
    if (owner == NULL) {
        return get_name(op, closure);
    }
    return RcStr_FromFormat("%s.%s", _RcType_ShortName(owner), as_function(op)->m_ml->ml_name);
}

static RcObject *get_doc(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    const char *doc = as_function(op)->m_ml->ml_doc;
    return doc == NULL ? Rc_NewRef(Rc_None) : RcStr_FromString(doc);
}

static RcObject *get_self(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    RcObject *self = RcCFunction_GET_SELF(op);
    return Rc_NewRef(self == NULL ? Rc_None : self);
}

static RcGetSetDef function_getset[] = {
    {"__name__", get_name, NULL, NULL, NULL}, {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},   {"__self__", get_self, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcMemberDef function_members[] = {
    {"__module__", Rc_T_OBJECT, offsetof(RcCFunctionObject, m_module), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

RcTypeObject RcCFunction_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "builtin_function_or_method",
    .tp_basicsize = sizeof(RcCFunctionObject),
    .tp_dealloc = function_dealloc,
    .tp_vectorcall_offset = offsetof(RcCFunctionObject, vectorcall),
    .tp_repr = function_repr,
    .tp_hash = function_hash,
    .tp_call = function_call,
    .tp_getattro = RcObject_GenericGetAttr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_HAVE_VECTORCALL |
                Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = function_traverse,
    .tp_richcompare = function_richcompare,
    .tp_weaklistoffset = offsetof(RcCFunctionObject, m_weakreflist),
    .tp_members = function_members,
    .tp_getset = function_getset,
    .tp_free = RcObject_GC_Del,
};
