/* The cyclic collector: finds containers that only refer to each other, and breaks them up.
 *
 * The algorithm is CPython's (Neil Schemenauer's; finalizers after PEP 442).  In a set of objects, subtract
 * from a copy of each count the references that come from within the set.  What is left above zero is held
 * from outside; what it reaches is alive; the rest is trash, however much it refers to itself.  It needs no
 * memory beyond the two words in front of each object, and does not recurse.
 *
 * A collection is a row of phases.  Each says what holds on entry and exit, for the lists
 *   young        the generation that is collected, with all younger ones
 *   unreachable  what is, so far, trash
 *   old          the next generation, where survivors go
 * and in builds with assertions _RcGC_Validate checks it. */
#include "collector/collect.h"

#include "collector/deduce.h"
#include "collector/list.h"
#include "core/runtime.h"
#include "core/weaklist.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/list.h>
#include <recount/objectprotocol.h>

#include <stdio.h>

/* -- weak references to trash -- */

/* Entry: unreachable's members are marked as collecting.
 * Exit: every weak reference to them is dead; those with a callback that are not themselves trash have been
 * moved, each with a reference, to callbacks.  One that is itself being deallocated is neither.  A weak
 * reference that is trash is dead, whatever its object: so no callback runs in the middle of the clearing. */
static void clear_weakrefs(RcGC_Head *unreachable, RcGC_Head *callbacks)
{
    for (RcGC_Head *node = _RcGC_Next(unreachable); node != unreachable; node = _RcGC_Next(node)) {
        RcObject *op = _RcGC_ObjectOf(node);
        RcWeakReference *ref;
        if (RcWeakref_Check(op)) {
            _RcWeakref_Kill((RcWeakReference *)op);
        }
        while ((ref = _RcWeakref_First(op)) != NULL) {
            RcGC_Head *head = _RcGC_HeadOf(&ref->ob_base);
            _RcWeakref_Kill(ref);
            if (callbacks != NULL && ref->wr_callback != NULL && !_RcGC_IsCollecting(head) &&
                RcObject_GC_IsTracked(&ref->ob_base) && Rc_TryIncRef(ref)) {
                _RcGC_ListMove(head, callbacks);
                head->prev &= ~RC_GC_FROZEN;
            }
        }
    }
}

/* Entry: callbacks' members are dead weak references that are not trash, with a reference of ours each.
 * Exit: callbacks is empty; what of it is still alive is in old.  Runs user code; was there any? */
static int call_callbacks(RcGC_Head *callbacks, RcGC_Head *old)
{
    int called = !_RcGC_ListIsEmpty(callbacks);

    while (!_RcGC_ListIsEmpty(callbacks)) {
        RcGC_Head *head = _RcGC_Next(callbacks);
        RcWeakReference *ref = (RcWeakReference *)_RcGC_ObjectOf(head);
        _RcGC_ListMove(head, old);
        _RcWeakref_Call(ref);
        Rc_DECREF(ref);
    }
    return called;
}

/* -- finalizers -- */

/* Entry and exit: unreachable's members are alive and marked as collecting; what the finalizers untrack or
 * free leaves it. Each object is taken to another list before its finalizer runs, so that the walk does not
 * depend on what it does. Runs user code. */
static void finalize(RcGC_Head *unreachable)
{
    RcGC_Head seen;

    _RcGC_ListInit(&seen);
    while (!_RcGC_ListIsEmpty(unreachable)) {
        RcGC_Head *head = _RcGC_Next(unreachable);
        RcObject *op = _RcGC_ObjectOf(head);
        _RcGC_ListMove(head, &seen);
        Rc_INCREF(op);
        RcObject_CallFinalizer(op);
        Rc_DECREF(op);
    }
    _RcGC_ListMerge(&seen, unreachable);
}

/* Entry: unreachable's members are marked as collecting.
 * Exit: so it is, but only those are left that are trash nevertheless; what the finalizers brought back, and
 * all that it reaches, is at the end of old without marks.  Returns what the rest is like. */
static RcGCSurvey find_resurrected(RcGC_Head *unreachable, RcGC_Head *old)
{
    RcGC_Head still;
    RcGCSurvey rest;

    _RcGC_ListMark(unreachable, 0);
    rest = _RcGC_Deduce(unreachable, 0, &still);
    _RcGC_ListMerge(unreachable, old);
    _RcGC_ListMerge(&still, unreachable);
    return rest;
}

/* -- debugging -- */

/* With this debug flag: a line on stderr for each member.  Its repr is not asked for: that would be user
 * code. */
static void report(const RcGC_Head *list, int flag, const char *what)
{
    if (RC_RUNTIME()->gc.debug & flag) {
        for (const RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
            RcObject *op = _RcGC_ObjectOf(node);
            fprintf(stderr, "gc: %s <%s %p>\n", what, Rc_TYPE(op)->tp_name, (void *)op);
        }
    }
}

/* -- clearing -- */

/* Entry: unreachable's members are trash for good, finalized, marked as collecting; all weak references to
 * them are dead.
 * Exit: unreachable is empty.  What could be broken up is gone; what could not (each object of the cycle is of
 * a type without tp_clear, or somebody took a reference meanwhile) is in old.  Returns how many these are.
 * Runs user code: deallocs. */
static Rc_ssize_t clear_garbage(RcGC_Head *unreachable, RcGC_Head *old)
{
    RcGC_Head left;
    Rc_ssize_t count;

    _RcGC_ListInit(&left);
    while (!_RcGC_ListIsEmpty(unreachable)) {
        RcGC_Head *head = _RcGC_Next(unreachable);
        RcObject *op = _RcGC_ObjectOf(head);
        Rc_inquiry clear = Rc_TYPE(op)->tp_clear;

        if (clear != NULL) {
            Rc_INCREF(op);
            (void)clear(op);
            if (RcErr_Occurred() != NULL) {
                RcErr_FormatUnraisable("Exception ignored in tp_clear of '%s'", Rc_TYPE(op)->tp_name);
            }
            Rc_DECREF(op);
        }
        if (_RcGC_Next(unreachable) == head) { /* what dies goes from the list by itself */
            _RcGC_ListMove(head, &left);
            head->prev &= ~RC_GC_COLLECTING;
        }
    }
    report(&left, RCGC_DEBUG_UNCOLLECTABLE, "uncollectable");
    count = _RcGC_ListSize(&left);
    _RcGC_ListMerge(&left, old);
    return count;
}

/* -- one collection -- */

/* With SAVEALL nothing is cleared: trash goes to the garbage list, which keeps it.
 * Entry: as for clear_garbage.
 * Exit: unreachable is empty, its members are in old without marks. */
static void save_garbage(RcGC_Head *unreachable, RcGC_Head *old)
{
    RcGCState *gc = &RC_RUNTIME()->gc;

    while (!_RcGC_ListIsEmpty(unreachable)) {
        RcGC_Head *head = _RcGC_Next(unreachable);
        RcObject *op = _RcGC_ObjectOf(head);
        _RcGC_ListMove(head, old);
        head->prev &= ~RC_GC_COLLECTING;
        if (gc->garbage == NULL) {
            gc->garbage = RcList_New(0);
        }
        if (gc->garbage == NULL || RcList_Append(gc->garbage, op) < 0) {
            RcErr_FormatUnraisable("Exception ignored while saving garbage");
        }
    }
}

/* Trash from here on: weak references, finalizers, resurrection, clearing.  Nothing can be brought back where
 * no user code has run; trash tells what unreachable is like.  Returns how many objects were cleared or saved, and in *stuck how many could not be
 * cleared.
 * Entry: unreachable's members are marked as collecting.
 * Exit: it is empty; what still lives of it is in old without marks.  Runs user code. */
static Rc_ssize_t dispose(RcGC_Head *unreachable, RcGCSurvey trash, RcGC_Head *old, Rc_ssize_t *stuck)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    RcGC_Head callbacks;
    int user_code = 0;

    _RcGC_Validate(unreachable, RC_GC_COLLECTING);
    if (trash.has_weakrefs) {
        _RcGC_ListInit(&callbacks);
        clear_weakrefs(unreachable, &callbacks);
        user_code |= call_callbacks(&callbacks, old);
    }
    if (trash.has_finalizers) {
        finalize(unreachable);
        user_code = 1;
    }
    if (user_code) {
        trash = find_resurrected(unreachable, old);
        _RcGC_Validate(unreachable, RC_GC_COLLECTING);
        if (trash.has_weakrefs) {
            clear_weakrefs(unreachable, NULL); /* those that finalizers have made */
        }
    }
    report(unreachable, RCGC_DEBUG_COLLECTABLE, "collectable");
    *stuck = 0;
    if (gc->debug & RCGC_DEBUG_SAVEALL) {
        save_garbage(unreachable, old);
    } else {
        *stuck = clear_garbage(unreachable, old);
    }
    return trash.count - *stuck;
}

Rc_ssize_t _RcGC_CollectList(RcGC_Head *young, RcGC_Head *old, RcGCInfo *info)
{
    RcGC_Head unreachable;
    RcGCSurvey found;

    RC_HOOK_COLLECTS();
    found = _RcGC_Deduce(young, young == old, &unreachable);
    RC_HOOK_DEDUCED(young, &unreachable);
    if (young != old) {
        _RcGC_ListMerge(young, old);
    }
    info->collected = dispose(&unreachable, found, old, &info->uncollectable);
    RC_HOOK_COLLECTED(info->collected, info->uncollectable);
    return found.survivors;
}
