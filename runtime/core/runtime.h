/* What a thread's runtime owns: all mutable state of the library is in here, and nowhere else.
 *
 * Private.  Public headers never include this.  A module's part is changed by that module alone. */
#ifndef RECOUNT_CORE_RUNTIME_H
#define RECOUNT_CORE_RUNTIME_H

#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/lifecycle.h>
#include <recount/memory.h>
#include <recount/object.h>

#define RC_MEM_DOMAINS 3
#define RC_GENERATIONS 3

/* Two words in front of each container (core/head.h tells how they are used).  The low three bits of its address are 0,
 * with words of 32 bits, too: they have other uses. */
typedef struct RcGC_Head {
    _Alignas(8) uintptr_t next;
    uintptr_t prev;
} RcGC_Head;

/* collector/control.c.  Each generation's list is circular, through its head. */
typedef struct RcGCState {
    RcGC_Head generations[RC_GENERATIONS];
    RcGC_Head frozen;
    int thresholds[RC_GENERATIONS];
    Rc_ssize_t counts[RC_GENERATIONS]; /* of allocations, then of collections of the next younger one */
    Rc_ssize_t trigger;                /* counts[0] above this: look whether a collection is due */
    Rc_ssize_t long_lived;             /* what survived the last full collection */
    Rc_ssize_t long_lived_pending;     /* what came to the oldest generation since */
    int enabled;
    int collecting;
    int held;  /* automatic collections wait while this is above 0 (core/head.h) */
    int debug; /* RCGC_DEBUG_... */
    RcObject *garbage;
    RcGCStats stats[RC_GENERATIONS];
    RcGC_Callback callback;
    void *callback_arg;
} RcGCState;

typedef struct RcRuntime {
    /* core/object.c */
    Rc_ssize_t live_objects;
    int dealloc_depth;       /* nested tp_deallocs now on the C stack */
    RcObject *dealloc_queue; /* dead objects whose tp_dealloc waits for a shallower stack */

    /* core/type.c */
    int readying; /* nested RcType_Ready that hold the lock of static types */

    /* core/errors.c */
    RcObject *raised; /* the error indicator: an exception instance, owned, or NULL */
    RcErr_UnraisableHook unraisable_hook;
    void *unraisable_arg;
    RcBaseExceptionObject memory_error; /* what RcErr_NoMemory raises: immortal, needs no memory */

    /* core/recursion.c */
    int recursion_depth;
    int recursion_limit;
    RcObject **repr_stack; /* containers whose repr is being made; each entry owns a reference */
    Rc_ssize_t repr_depth;
    Rc_ssize_t repr_room;

    /* memory/ (the domains themselves are thread-local there: they work without a runtime) */
    struct RcMemLimit *memory_limit; /* NULL: no limit */
    struct RcPool *pool;             /* NULL: not in use */

    /* types/str_intern.c: NULL until the first interned string */
    struct RcInternTable *interned;

    RcGCState gc; /* collector/ */
} RcRuntime;

/* This thread's runtime; NULL before Rc_Initialize and after Rc_Finalize. */
extern RC_THREAD_LOCAL RC_SEEN_BY_DEBUGGERS RcRuntime *_Rc_runtime;

/* Fatal error: function was called in a thread without a runtime. */
RC_NORETURN void _Rc_NoRuntime(const char *function);

static inline RcRuntime *_Rc_GetRuntime(const char *function)
{
    RcRuntime *runtime = _Rc_runtime;
    if (RC_UNLIKELY(runtime == NULL)) {
        _Rc_NoRuntime(function);
    }
    return runtime;
}
#define RC_RUNTIME() _Rc_GetRuntime(__func__)

#endif
