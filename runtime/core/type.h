/* Private: what the files about types share. */
#ifndef RECOUNT_CORE_TYPE_H
#define RECOUNT_CORE_TYPE_H

#include <recount/function.h>
#include <recount/type.h>

/* A heap type: the slots, the suites that they point to, and what the type owns. */
typedef struct RcHeapTypeObject {
    RcTypeObject type;
    RcNumberMethods number;
    RcSequenceMethods sequence;
    RcMappingMethods mapping;
    char *name;           /* tp_name */
    char *doc;            /* tp_doc; may be NULL */
    RcMemberDef *members; /* tp_members; may be NULL */
} RcHeapTypeObject;

/* Dealloc, traverse and clear of instances of a heap type that has none of its own. */
void _RcHeapType_Dealloc(RcObject *self);
int _RcHeapType_Traverse(RcObject *self, Rc_visitproc visit, void *arg);
int _RcHeapType_Clear(RcObject *self);

/* The type object itself: slots of RcType_Type. */
void _RcType_Dealloc(RcObject *self);
int _RcType_Traverse(RcObject *self, Rc_visitproc visit, void *arg);
int _RcType_Clear(RcObject *self);
RcObject *_RcType_GetAttr(RcObject *type, RcObject *name);
int _RcType_SetAttr(RcObject *type, RcObject *name, RcObject *value);

/* What is wrong with a definition, as the end of a message: "has no function" or "has bad call flags".  NULL
 * if it can be called. */
const char *_RcMethodDef_Fault(const RcMethodDef *definition);

/* Calls visit with each static type that is ready, in any thread, until it returns non-zero, which is the result; else 0.
 * visit runs under the lock of types: it readies none, and raises nothing. */
int _RcType_EachStatic(int (*visit)(const RcTypeObject *type, void *arg), void *arg);

/* "Name" of "module.Name". */
const char *_RcType_ShortName(const RcTypeObject *type);

/* lifecycle/lifecycle.c.  Is it one of the library's own types? */
int _RcType_IsBuiltin(const RcTypeObject *type);

#endif
