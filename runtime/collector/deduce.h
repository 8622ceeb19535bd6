/* Private: which objects of a set are held from outside of it. */
#ifndef RECOUNT_COLLECTOR_DEDUCE_H
#define RECOUNT_COLLECTOR_DEDUCE_H

#include "collector/list.h"

#include <recount/object.h>

/* What came of it; what the trash is like decides which of the phases that follow have anything to do. */
typedef struct RcGCSurvey {
    Rc_ssize_t survivors;
    Rc_ssize_t count;         /* of the trash */
    const RcTypeObject *type; /* of the trash that was looked at last */
    int has_weakrefs;         /* an object may have weak references, or is one */
    int has_finalizers;       /* a finalizer has still to run */
} RcGCSurvey;

/* The first half of a collection: parts what is reachable from outside of set from the rest.
 * whole: set is all that is tracked and not frozen.
 *
 * Entry: set is a list without marks; unreachable is uninitialised.
 * Exit: set is without marks, and what is reachable of it, but for tuples that can never be in a cycle: they are
 * untracked.  Those that were proven while the walk came by are in the same order, the others behind them.  unreachable is a list of the rest, in the same order, marked as collecting.
 * Runs no user code but tp_traverse. */
RcGCSurvey _RcGC_Deduce(RcGC_Head *set, int whole, RcGC_Head *unreachable);

/* In builds with assertions: list is well linked, and its members' marks are these and no others. */
void _RcGC_Validate(const RcGC_Head *list, uintptr_t marks);

static inline int _RcGC_IsCollecting(const RcGC_Head *head)
{
    return (head->prev & RC_GC_COLLECTING) != 0;
}

#endif
