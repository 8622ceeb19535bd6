/* The collector's side of an object: its head, tracking, traverse.
 *
 * A type whose instances can be part of a cycle of references sets Rc_TPFLAGS_HAVE_GC and fills tp_traverse
 * (and, unless it is immutable, tp_clear).  Its instances are made by RcObject_GC_New, have two words of the
 * collector's in front, and are tracked from the moment when all their fields are valid until their dealloc
 * begins.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_GC_H
#define RECOUNT_GC_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* As RcObject_New and RcObject_NewVar, for types with Rc_TPFLAGS_HAVE_GC.  The object is not tracked. */
RC_API RC_NEWREF RcObject *_RcObject_GC_New(RcTypeObject *type);
RC_API RC_NEWREF RcVarObject *_RcObject_GC_NewVar(RcTypeObject *type, Rc_ssize_t items);
#define RcObject_GC_New(struct_type, type) ((struct_type *)_RcObject_GC_New(type))
#define RcObject_GC_NewVar(struct_type, type, items) ((struct_type *)_RcObject_GC_NewVar((type), (items)))

/* Gives an untracked object room for another number of items.  Result: the object, perhaps moved; the old
 * pointer is then void.  Error: NULL and MemoryError, and the old object is unchanged. */
RC_API RC_MUST_USE RcVarObject *_RcObject_GC_Resize(RcVarObject *op, Rc_ssize_t items);
#define RcObject_GC_Resize(struct_type, op, items) \
    ((struct_type *)_RcObject_GC_Resize((RcVarObject *)(op), (items)))

/* Tells the collector of an object whose fields are all valid.  Twice is a fatal error. */
RC_API void RcObject_GC_Track(void *op);
/* Takes it out of the collector's sight: the first act of a dealloc.  Twice is no error, nor is NULL. */
RC_API void RcObject_GC_UnTrack(RC_NULLABLE void *op);
/* Frees the memory of an object made by RcObject_GC_New, which is taken out of the collector's sight if it was
 * not yet: the tp_free of such types.  NULL: nothing. */
RC_API void RcObject_GC_Del(RC_NULLABLE void *op);
RC_API int RcObject_GC_IsTracked(RcObject *op);
RC_API int RcObject_GC_IsFinalized(RcObject *op);

/* Has this very object a collector's head?  (A static object of such a type has none.) */
static inline int RcObject_IS_GC(const RcObject *op)
{
    return RcType_IS_GC(Rc_TYPE(op)) && !(op->ob_flags & RC_OBJECT_STATIC);
}
#define RcObject_IS_GC(op) RcObject_IS_GC(RC_OBJECT_CAST(op))

/* In a tp_traverse, whose parameters must be called visit and arg: one for each reference that the object
 * owns. */
#define Rc_VISIT(op)                                       \
    do {                                                   \
        if ((op) != NULL) {                                \
            int rc_stop_ = visit(RC_OBJECT_CAST(op), arg); \
            if (rc_stop_) {                                \
                return rc_stop_;                           \
            }                                              \
        }                                                  \
    } while (0)

/* -- the collector --
 *
 * Containers that only refer to each other are found and broken up by collections.  There are three
 * generations; a new object is in the youngest, and one that survives a collection of its generation goes to
 * the next.
 *
 * The safe point: an automatic collection runs when a container is allocated, before the new object exists,
 * if the collector is enabled, no collection is running and no error is pending.  So C code that holds
 * borrowed references, or a container that it has tracked too early, must expect any code to run there.
 * Three things are no such places.  Raising an error of a class without code of its own collects nothing.
 * RcTuple_Pack, RcTuple_FromArray and Rc_BuildValue collect when their result owns its items, so those may be
 * borrowed.  Copies of a list (slices, tuples) are of the list as it was at the call.
 *
 * A collection runs user code (finalizers, callbacks of weak references, deallocs).  None of these functions
 * disturbs a pending error; errors of user code go to the unraisable hook.  An object with a count lower than
 * the references that traverses find is a fatal error: a traverse visits what is not owned, or an Rc_INCREF is
 * missing. */

/* Collects all generations.  Returns how many objects were unreachable (found and cleared, or not clearable);
 * what a finalizer brought back does not count.  0, and nothing is done, while the collector is disabled or a
 * collection is running.  Runs user code: yes. */
RC_API Rc_ssize_t RcGC_Collect(void);
/* Collects generation 0, 1 or 2 with all younger ones, also while the collector is disabled.  -1: there is no
 * such generation (ValueError).  Runs user code: yes.  Twin: gc.collect(generation). */
RC_API Rc_ssize_t RcGC_CollectGeneration(int generation);

/* Automatic collection on, off; return whether it was on before. */
RC_API int RcGC_Enable(void);
RC_API int RcGC_Disable(void);
RC_API int RcGC_IsEnabled(void);

/* The youngest generation is collected when more than threshold0 containers have been allocated beyond those
 * freed since the last time; generation 1 and 2 when more than that many collections of the next younger one
 * have run.  The oldest only if, besides, what was promoted to it since its last collection is at least a
 * quarter of what survived that one.  threshold0 0: never. */
RC_API void RcGC_SetThreshold(int threshold0, int threshold1, int threshold2);
/* Here and in GetCount, NULL: not asked for. */
RC_API void RcGC_GetThreshold(RC_NULLABLE int *threshold0, RC_NULLABLE int *threshold1,
                              RC_NULLABLE int *threshold2);
/* The counters that are compared with the thresholds. */
RC_API void RcGC_GetCount(RC_NULLABLE Rc_ssize_t *count0, RC_NULLABLE Rc_ssize_t *count1,
                          RC_NULLABLE Rc_ssize_t *count2);

typedef struct RcGCStats {
    Rc_ssize_t collections;
    Rc_ssize_t collected;     /* objects cleared */
    Rc_ssize_t uncollectable; /* objects found that could not be */
} RcGCStats;

/* A generation's statistics since the runtime began.  -1: no such generation (ValueError), or stats is NULL
 * (SystemError). */
RC_API int RcGC_GetStats(int generation, RcGCStats *stats);

/* New lists.  Objects: the tracked objects of a generation, -1 for all three.  Referrers: the tracked objects
 * that refer directly to op.  Neither looks at frozen objects.  Referents: what op's tp_traverse visits.
 * Runs user code: tp_traverse.
 * Error: NULL and MemoryError (ValueError for a generation that there is not). */
RC_API RC_NEWREF RcObject *RcGC_GetObjects(int generation);
RC_API RC_NEWREF RcObject *RcGC_GetReferrers(RcObject *op);
RC_API RC_NEWREF RcObject *RcGC_GetReferents(RcObject *op);

/* Freeze: all tracked objects go where no collection looks.  Unfreeze: back to the oldest generation.  Each costs a
 * walk over the objects that it moves. */
RC_API void RcGC_Freeze(void);
RC_API void RcGC_Unfreeze(void);
RC_API Rc_ssize_t RcGC_GetFreezeCount(void);

/* Calls visit with each tracked object, frozen ones too, until it returns 0; 1 goes on.  No collection
 * runs meanwhile, also none that visit asks for.  The objects are borrowed; visit may not untrack, free or
 * freeze.  Runs user code: visit.  Twin: PyUnstable_GC_VisitObjects. */
typedef int (*RcGC_VisitObjectsFunc)(RcObject *op, void *arg);
RC_API void RcGC_VisitObjects(RcGC_VisitObjectsFunc visit, void *arg);

/* Told when a collection starts and stops (twin: gc.callbacks).  NULL: nobody.  An error that it leaves goes to
 * the unraisable hook. */
typedef enum RcGCPhase { RCGC_START, RCGC_STOP } RcGCPhase;
typedef struct RcGCInfo {
    int generation;
    Rc_ssize_t collected; /* at the stop */
    Rc_ssize_t uncollectable;
} RcGCInfo;
typedef void (*RcGC_Callback)(RcGCPhase phase, const RcGCInfo *info, void *arg);
RC_API void RcGC_SetCallback(RC_NULLABLE RcGC_Callback callback, void *arg);

/* Debugging, as gc.set_debug: what to tell on stderr (a line for each collection; for each object found to be
 * trash; for each that could not be cleared), and RCGC_DEBUG_SAVEALL: trash is not cleared but appended to
 * the garbage list. */
#define RCGC_DEBUG_STATS 1
#define RCGC_DEBUG_COLLECTABLE 2
#define RCGC_DEBUG_UNCOLLECTABLE 4
#define RCGC_DEBUG_SAVEALL 32
#define RCGC_DEBUG_STRESS \
    64 /* recount's own: a collection at each allocation of a container; RECOUNT_GC_STRESS=1 starts so */
#define RCGC_DEBUG_LEAK (RCGC_DEBUG_COLLECTABLE | RCGC_DEBUG_UNCOLLECTABLE | RCGC_DEBUG_SAVEALL)
RC_API void RcGC_SetDebug(int flags);
RC_API int RcGC_GetDebug(void);
/* The garbage list: borrowed; NULL until SAVEALL has put something there. */
RC_API RC_BORROWED RcObject *RcGC_Garbage(void);

RC_END_DECLS

#endif
