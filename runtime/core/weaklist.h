/* Private: the list of weak references in an object. */
#ifndef RECOUNT_CORE_WEAKLIST_H
#define RECOUNT_CORE_WEAKLIST_H

#include <recount/weakref.h>

/* The first of op's weak references; NULL: none, or it cannot have any.  Borrowed. */
RcWeakReference *_RcWeakref_First(RcObject *op);
/* The reference, or the proxy, of this exact type and without callback that all share; NULL: there is none
 * yet.  Borrowed. */
RcWeakReference *_RcWeakref_FindShared(RcObject *op, const RcTypeObject *type);
/* Puts a new reference into op's list. */
void _RcWeakref_Link(RcObject *op, RcWeakReference *ref);
/* Its object is dead to ref from now on: out of the list. */
void _RcWeakref_Kill(RcWeakReference *ref);
/* Runs ref's callback; an error goes to the unraisable hook. */
void _RcWeakref_Call(RcWeakReference *ref);

#endif
