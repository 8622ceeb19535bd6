/* Weak references: they name an object and do not keep it alive.
 *
 * A type is weakly referenceable if its instances have a field for the list of their weak references, at
 * tp_weaklistoffset.  When the object dies, its weak references die first; then their callbacks run, each
 * with the (dead) weak reference as argument, in the order of the list: newest first.  All run before the
 * first of the dead references and callbacks is released.
 *
 * Without a callback one weak reference (and one proxy) serves all who ask for the same object.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_WEAKREF_H
#define RECOUNT_WEAKREF_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

typedef struct RcWeakReference {
    RcObject_HEAD
    RcObject *wr_object;             /* not counted; NULL: dead */
    RcObject *wr_callback;           /* owned; NULL: none */
    Rc_hash_t hash;                  /* the object's, once asked for; -1: not yet */
    struct RcWeakReference *wr_prev; /* the object's list */
    struct RcWeakReference *wr_next;
} RcWeakReference;

RC_API_DATA extern RcTypeObject _RcWeakref_RefType;           /* weakref.ReferenceType */
RC_API_DATA extern RcTypeObject _RcWeakref_ProxyType;         /* weakref.ProxyType */
RC_API_DATA extern RcTypeObject _RcWeakref_CallableProxyType; /* weakref.CallableProxyType */

#define RcWeakref_CheckRef(op) RcObject_TypeCheck((op), &_RcWeakref_RefType)
#define RcWeakref_CheckRefExact(op) Rc_IS_TYPE((op), &_RcWeakref_RefType)
#define RcWeakref_CheckProxy(op) \
    (Rc_IS_TYPE((op), &_RcWeakref_ProxyType) || Rc_IS_TYPE((op), &_RcWeakref_CallableProxyType))
#define RcWeakref_Check(op) (RcWeakref_CheckRef(op) || RcWeakref_CheckProxy(op))

/* A weak reference to op, or a proxy: an object that passes every operation on to op.  callback: called with
 * the weak reference when op dies; NULL and None: none. Ownership: result new; it keeps callback, and not op.
 * Error: NULL and TypeError "cannot create weak reference to 'X' object", or for a callback that is not
 * callable; or MemoryError.  Runs user code: yes (it allocates a container, so a collection may run). */
RC_API RC_NEWREF RcObject *RcWeakref_NewRef(RcObject *op, RC_NULLABLE RcObject *callback);
RC_API RC_NEWREF RcObject *RcWeakref_NewProxy(RcObject *op, RC_NULLABLE RcObject *callback);

/* What ref names.  1: *op is a new reference; 0: it is dead, *op is NULL; -1: ref is no weak reference
 * (TypeError), *op is NULL; or op itself is NULL (SystemError).  Runs user code: no. */
RC_API int RcWeakref_GetRef(RcObject *ref, RC_NEWREF_OUT RcObject **op);
/* 1: dead; 0: alive; -1: no weak reference (TypeError). */
RC_API int RcWeakref_IsDead(RcObject *ref);

/* For a tp_dealloc: kills op's weak references, if there are any, then runs their callbacks.  op's count must
 * be 0 (SystemError else); nothing for an object that cannot have any.  Errors of callbacks go to the unraisable
 * hook; the pending error is as before.  Runs user code: yes. */
RC_API void RcObject_ClearWeakRefs(RcObject *op);
/* The same without callbacks.  Twin: PyUnstable_Object_ClearWeakRefsNoCallbacks.  The
 * references keep their callbacks until they die themselves.  Runs user code: no. */
RC_API void RcObject_ClearWeakRefsNoCallbacks(RcObject *op);

RC_END_DECLS

#endif
