/* An object's list of weak references, and its end.
 *
 * The list's head is in the object: first the reference without callback that all share, then the shared
 * proxy, then the rest, newest first.  The list owns nothing: a reference that dies takes itself out.
 *
 * A static object never dies, so nobody need tell its weak references: they are in no list, and threads
 * that share the object do not meet there. */
#include "core/weaklist.h"

#include <recount/call.h>
#include <recount/errors.h>

/* -- the list in the object -- */

static RcWeakReference **list_of(RcObject *op)
{
    Rc_ssize_t offset = Rc_TYPE(op)->tp_weaklistoffset;
    return offset > 0 && !(op->ob_flags & RC_OBJECT_STATIC)
               ? (RcWeakReference **)(void *)((char *)op + offset)
               : NULL;
}

RcWeakReference *_RcWeakref_First(RcObject *op)
{
    RcWeakReference **list = list_of(op);
    return list != NULL ? *list : NULL;
}

static int is_shared_weakref(const RcWeakReference *ref, const RcTypeObject *type)
{
    return ref != NULL && ref->wr_callback == NULL && Rc_IS_TYPE(ref, type);
}

RcWeakReference *_RcWeakref_FindShared(RcObject *op, const RcTypeObject *type)
{
    RcWeakReference *ref = _RcWeakref_First(op);

    if (type != &_RcWeakref_RefType && is_shared_weakref(ref, &_RcWeakref_RefType)) {
        ref = ref->wr_next;
    }
    return is_shared_weakref(ref, type) ? ref : NULL;
}

static void insert_after(RcWeakReference **list, RcWeakReference *prev, RcWeakReference *ref)
{
    ref->wr_prev = prev;
    ref->wr_next = prev != NULL ? prev->wr_next : *list;
    if (ref->wr_next != NULL) {
        ref->wr_next->wr_prev = ref;
    }
    *(prev != NULL ? &prev->wr_next : list) = ref;
}

/* The last of the shared ones at the list's start; NULL: there are none. */
static RcWeakReference *last_shared(RcObject *op)
{
    RcWeakReference *last = NULL;

    for (RcWeakReference *ref = _RcWeakref_First(op);
         ref != NULL && ref->wr_callback == NULL &&
         (RcWeakref_CheckRefExact(ref) || RcWeakref_CheckProxy(ref));
         ref = ref->wr_next) {
        last = ref;
    }
    return last;
}

void _RcWeakref_Link(RcObject *op, RcWeakReference *ref)
{
    RcWeakReference **list = list_of(op);

    if (list == NULL) {
        return;
    }
    if (ref->wr_callback == NULL && RcWeakref_CheckRefExact(ref)) {
        insert_after(list, NULL, ref);
    } else if (ref->wr_callback == NULL && RcWeakref_CheckProxy(ref)) {
        insert_after(list, _RcWeakref_FindShared(op, &_RcWeakref_RefType), ref);
    } else {
        insert_after(list, last_shared(op), ref);
    }
}

void _RcWeakref_Kill(RcWeakReference *ref)
{
    RcWeakReference **list;

    if (ref->wr_object == NULL) {
        return;
    }
    list = list_of(ref->wr_object);
    if (list != NULL) {
        *(ref->wr_prev != NULL ? &ref->wr_prev->wr_next : list) = ref->wr_next;
        if (ref->wr_next != NULL) {
            ref->wr_next->wr_prev = ref->wr_prev;
        }
    }
    ref->wr_object = NULL;
    ref->wr_prev = ref->wr_next = NULL;
}

/* -- the end of an object -- */

/* The callback stays in ref, but that may change underway. */
void _RcWeakref_Call(RcWeakReference *ref)
{
    RcObject *callback = Rc_NewRef(ref->wr_callback), *result;

    result = RcObject_CallOneArg(callback, &ref->ob_base);
    if (result == NULL) {
        RcErr_WriteUnraisable(callback);
    }
    Rc_XDECREF(result);
    Rc_DECREF(callback);
}

/* Dead references with a callback, in the order in which they are called: chained, each with a reference,
 * through their list's links, which are free now.  So this needs no memory. */
typedef struct Calls {
    RcWeakReference *first, *last;
} Calls;

static void add_call(Calls *calls, RcWeakReference *ref)
{
    ref->wr_prev = calls->last;
    *(calls->last != NULL ? &calls->last->wr_next : &calls->first) = ref;
    calls->last = ref;
}

/* All callbacks run before the first reference is released; these go in the opposite order. */
static void run_calls(Calls *calls)
{
    RcObject *pending = RcErr_GetRaisedException();
    RcWeakReference *ref;

    for (ref = calls->first; ref != NULL; ref = ref->wr_next) {
        _RcWeakref_Call(ref);
    }
    while ((ref = calls->last) != NULL) {
        calls->last = ref->wr_prev;
        Rc_CLEAR(ref->wr_callback);
        Rc_DECREF(ref);
    }
    RcErr_SetRaisedException(pending);
}

/* The list is taken apart before any callback runs. */
void RcObject_ClearWeakRefs(RcObject *op)
{
    Calls calls = {NULL, NULL};
    RcWeakReference *ref;

    if (op == NULL || Rc_REFCNT(op) != 0) {
        RcErr_BadInternalCall();
        return;
    }
    while ((ref = _RcWeakref_First(op)) != NULL) {
        _RcWeakref_Kill(ref);
        if (ref->wr_callback != NULL && Rc_TryIncRef(ref)) {
            add_call(&calls, ref);
        }
    }
    if (calls.first != NULL) {
        run_calls(&calls);
    }
}

void RcObject_ClearWeakRefsNoCallbacks(RcObject *op)
{
    RcWeakReference *ref;

    while (op != NULL && (ref = _RcWeakref_First(op)) != NULL) {
        _RcWeakref_Kill(ref);
    }
}
