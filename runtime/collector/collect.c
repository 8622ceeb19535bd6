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
 * and in builds with assertions validate() checks it. */
#include "collector/collect.h"

#include "collector/checks.h"
#include "collector/list.h"
#include "core/runtime.h"
#include "core/weaklist.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/list.h>
#include <recount/objectprotocol.h>
#include <recount/tuple.h>

#include <stdio.h>

/* Objects on their way into the cache: enough to hide the time that it takes. */
#define RC_GC_QUEUE 8

/* -- the copied count -- */

static Rc_ssize_t copied(const RcGC_Head *head)
{
    return (Rc_ssize_t)(head->prev >> RC_GC_COUNT_SHIFT);
}

static void set_copied(RcGC_Head *head, Rc_ssize_t count)
{
    head->prev = (uintptr_t)count << RC_GC_COUNT_SHIFT | (head->prev & RC_GC_FLAGS);
}

static int is_collecting(const RcGC_Head *head)
{
    return (head->prev & RC_GC_COLLECTING) != 0;
}

static int traverse(RcGC_Head *head, Rc_visitproc visit, void *arg)
{
    RcObject *op = _RcGC_ObjectOf(head);
    return Rc_TYPE(op)->tp_traverse(op, visit, arg);
}

/* -- checks -- */

/* A list is well linked, and all its members have (or have not) these flags. */
static void validate(const RcGC_Head *list, uintptr_t collecting, uintptr_t unreachable)
{
    const RcGC_Head *prev = list;

    if (!RC_GC_CHECKS) {
        return;
    }
    for (const RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        if (_RcGC_Prev(node) != prev || (node->prev & RC_GC_COLLECTING) != collecting ||
            (node->next & RC_GC_UNREACHABLE) != unreachable) {
            RcObject_Dump(_RcGC_ObjectOf(node));
            Rc_FatalError("the collector's lists are damaged at this object");
        }
        prev = node;
    }
    if (_RcGC_Prev(list) != prev) {
        Rc_FatalError("a list of the collector does not end where it says");
    }
}

/* -- deducing what is unreachable -- */

/* Entry: young is a list.
 * Exit: its members are marked as collecting and hold their copied counts; it is linked by next only. */
static void copy_counts(RcGC_Head *young)
{
    for (RcGC_Head *node = _RcGC_Next(young); node != young; node = _RcGC_Next(node)) {
        RcObject *op = _RcGC_ObjectOf(node);
        if (RC_GC_CHECKS && Rc_REFCNT(op) == 0) {
            RcObject_Dump(op);
            Rc_FatalError(
                "a collection meets an object under dealloc: a tp_dealloc without RcObject_GC_UnTrack");
        }
        node->prev = (uintptr_t)Rc_REFCNT(op) << RC_GC_COUNT_SHIFT | RC_GC_COLLECTING;
    }
}

/* References lead anywhere in memory.  So each object that is visited is fetched into the cache, and waits
 * until some more have been: its turn comes when it is there. */
typedef struct Queue {
    RcObject *waiting[RC_GC_QUEUE]; /* NULL: a free place */
    unsigned next;
} Queue;

/* The object whose turn it is, NULL: none; op takes its place. */
static RcObject *exchange(Queue *queue, RcObject *op)
{
    RcObject **place = &queue->waiting[queue->next++ % RC_GC_QUEUE], *due = *place;
    if (op != NULL) {
        RC_PREFETCH((const char *)op - sizeof(RcGC_Block)); /* if it has a head */
    }
    *place = op;
    return due;
}

static void subtract(const RcObject *op)
{
    RcGC_Head *head;

    if (!RcObject_IS_GC(op)) {
        return;
    }
    head = _RcGC_HeadOf(op);
    if (is_collecting(head)) {
        if (copied(head) == 0) {
            RcObject_Dump(_RcGC_ObjectOf(head));
            Rc_FatalError(
                "the object's count is lower than the number of references that containers hold to it: "
                "a missing Rc_INCREF, an Rc_DECREF too many, or a tp_traverse that visits what it does not "
                "own");
        }
        set_copied(head, copied(head) - 1);
    }
}

static int visit_subtract(RcObject *op, void *arg)
{
    RcObject *due = exchange(arg, op);
    if (due != NULL) {
        subtract(due);
    }
    return 0;
}

/* Entry: as after copy_counts.
 * Exit: the copied counts are the references from outside of young; nothing else has changed. */
static void subtract_inner_references(RcGC_Head *young)
{
    Queue queue = {{NULL}, 0};

    for (RcGC_Head *node = _RcGC_Next(young); node != young; node = _RcGC_Next(node)) {
        traverse(node, visit_subtract, &queue);
    }
    for (int i = 0; i < RC_GC_QUEUE; i++) {
        visit_subtract(NULL, &queue);
    }
}

/* Called for all that a reachable object refers to: it is reachable too, and will be walked. */
static int visit_reachable(RcObject *op, void *arg)
{
    RcGC_Head *young = arg, *head;

    if (!RcObject_IS_GC(op)) {
        return 0;
    }
    head = _RcGC_HeadOf(op);
    if (!is_collecting(head)) {
        return 0;
    }
    if (head->next & RC_GC_UNREACHABLE) {
        /* judged too early: back to the end of young, where the walk will meet it again */
        RcGC_Head *prev = _RcGC_Prev(head), *next = _RcGC_Next(head);
        prev->next = head->next;
        _RcGC_SetPrev(next, prev);
        _RcGC_ListAppend(head, young);
        set_copied(head, 1);
    } else if (copied(head) == 0) {
        set_copied(head, 1); /* still before the walk */
    }
    return 0;
}

/* Entry: as after subtract_inner_references.
 * Exit: young is a list again, of what is reachable from outside, without marks.  unreachable is a
 * list of the rest, marked as collecting, with the unreachable bit in each next word. */
static void move_unreachable(RcGC_Head *young, RcGC_Head *unreachable)
{
    RcGC_Head *prev = young, *node = _RcGC_Next(young);

    while (node != young) {
        if (copied(node) > 0) {
            traverse(node, visit_reachable, young);
            node->prev = (uintptr_t)prev; /* no longer collecting */
            prev = node;
        } else {
            RcGC_Head *last = (RcGC_Head *)unreachable->prev;
            prev->next = node->next;
            last->next = (uintptr_t)node | RC_GC_UNREACHABLE;
            node->prev = (uintptr_t)last | RC_GC_COLLECTING;
            node->next = (uintptr_t)unreachable | RC_GC_UNREACHABLE;
            unreachable->prev = (uintptr_t)node;
        }
        node = (RcGC_Head *)prev->next;
    }
    young->prev = (uintptr_t)prev;
    unreachable->next &= ~RC_GC_FLAGS;
}

/* Entry: base is a list without marks, unreachable is empty.
 * Exit: base is what is reachable from outside of it; unreachable the rest, marked as after move_unreachable.
 */
static void deduce_unreachable(RcGC_Head *base, RcGC_Head *unreachable)
{
    validate(base, 0, 0);
    copy_counts(base);
    subtract_inner_references(base);
    _RcGC_ListInit(unreachable);
    move_unreachable(base, unreachable);
    validate(base, 0, 0);
    validate(unreachable, RC_GC_COLLECTING, RC_GC_UNREACHABLE);
}

static void clear_collecting_bits(RcGC_Head *list)
{
    for (RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        node->prev &= ~RC_GC_COLLECTING;
    }
}

/* -- tuples -- */

/* Can op never be part of a cycle? */
static int is_acyclic(RcObject *op)
{
    return op != NULL && (!RcObject_IS_GC(op) || (RcTuple_CheckExact(op) && !RcObject_GC_IsTracked(op)));
}

static int only_acyclic_items(RcObject *tuple)
{
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(tuple); i++) {
        if (!is_acyclic(RcTuple_GET_ITEM(tuple, i))) {
            return 0; /* or not filled yet */
        }
    }
    return 1;
}

/* A tuple that holds nothing of the collector's will never be in a cycle, for it does not change: no
 * collection need look at it again.
 * Entry: young is a list without marks, of what is reachable.
 * Exit: the same without such tuples, which are untracked.  Returns how many objects stay. */
static Rc_ssize_t untrack_tuples(RcGC_Head *young)
{
    RcGC_Head *node = _RcGC_Next(young);
    Rc_ssize_t tracked = 0;

    while (node != young) {
        RcGC_Head *next = _RcGC_Next(node);
        RcObject *op = _RcGC_ObjectOf(node);
        if (RcTuple_CheckExact(op) && only_acyclic_items(op)) {
            RcObject_GC_UnTrack(op);
        } else {
            tracked++;
        }
        node = next;
    }
    return tracked;
}

/* -- what the trash is like -- */

/* What decides which of the phases that follow have anything to do. */
typedef struct Survey {
    Rc_ssize_t count;
    int has_weakrefs;   /* an object may have weak references, or is one */
    int has_finalizers; /* a finalizer has still to run */
} Survey;

/* Entry: unreachable is as after move_unreachable.
 * Exit: its members are marked as collecting only. */
static Survey survey(RcGC_Head *unreachable)
{
    Survey result = {0, 0, 0};
    const RcTypeObject *type = NULL;

    for (RcGC_Head *node = _RcGC_Next(unreachable); node != unreachable; node = _RcGC_Next(node)) {
        const RcObject *op = _RcGC_ObjectOf(node);
        node->next &= ~RC_GC_UNREACHABLE;
        result.count++;
        if (Rc_TYPE(op) != type) { /* neighbours are often of the same type */
            type = Rc_TYPE(op);
            result.has_weakrefs |= type->tp_weaklistoffset != 0 || RcWeakref_Check(op);
        }
        result.has_finalizers |= type->tp_finalize != NULL && !(op->ob_flags & RC_OBJECT_FINALIZED);
    }
    return result;
}

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
            if (callbacks != NULL && ref->wr_callback != NULL && !is_collecting(head) &&
                RcObject_GC_IsTracked(&ref->ob_base) && Rc_TryIncRef(ref)) {
                _RcGC_ListMove(head, callbacks);
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
 * all that it reaches, is at the end of old without marks.  Returns what a survey of the rest says. */
static Survey find_resurrected(RcGC_Head *unreachable, RcGC_Head *old)
{
    RcGC_Head still;
    Survey result;

    clear_collecting_bits(unreachable);
    deduce_unreachable(unreachable, &still);
    _RcGC_ListMerge(unreachable, old);
    result = survey(&still);
    _RcGC_ListMerge(&still, unreachable);
    return result;
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

        _RcGC_ListMove(head, &left); /* it goes from there by itself when it dies */
        head->prev &= ~RC_GC_COLLECTING;
        if (clear != NULL) {
            Rc_INCREF(op);
            (void)clear(op);
            if (RcErr_Occurred() != NULL) {
                RcErr_FormatUnraisable("Exception ignored in tp_clear of '%s'", Rc_TYPE(op)->tp_name);
            }
            Rc_DECREF(op);
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
 * no user code has run.  Returns how many objects were cleared or saved, and in *stuck how many could not be
 * cleared.
 * Entry: unreachable is as after move_unreachable.
 * Exit: it is empty; what still lives of it is in old without marks.  Runs user code. */
static Rc_ssize_t dispose(RcGC_Head *unreachable, RcGC_Head *old, Rc_ssize_t *stuck)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    RcGC_Head callbacks;
    Survey trash = survey(unreachable);
    int user_code = 0;

    validate(unreachable, RC_GC_COLLECTING, 0);
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
        validate(unreachable, RC_GC_COLLECTING, 0);
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
    Rc_ssize_t survivors;

    deduce_unreachable(young, &unreachable);
    survivors = untrack_tuples(young);
    if (young != old) {
        _RcGC_ListMerge(young, old);
    }
    info->collected = dispose(&unreachable, old, &info->uncollectable);
    return survivors;
}
