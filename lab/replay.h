/* The heap as it was after each event of a trace: counts, who holds what.
 *
 * An object's count is the number of its holders: objects, whose edges the ledger has measured, and calls of functions,
 * whose shares are computed.  A call's share is what it took less what it gave; when it ends, the rest is its
 * caller's. */
#ifndef RECOUNT_LAB_REPLAY_H
#define RECOUNT_LAB_REPLAY_H

#include "trace.h"

/* A holder: an object or a call, by its index; 0: the error indicator, or code that is not known. */
typedef struct Held {
    int by;
    long long times; /* of a call: may be below 0 while it owes */
} Held;

typedef struct HeldRow {
    Held *items;
    int count, room;
} HeldRow;

typedef struct ReplayObject {
    long long count, edges;
    int is_known;           /* it has been met */
    int is_immortal;        /* as yet */
    int is_alive, is_dying; /* its dealloc is under way */
    HeldRow objects;        /* who refers to it; not kept of immortal objects */
    HeldRow calls;          /* shares: replay_settle brings them up to date */
    size_t revived;         /* at this step a finalizer brought it back, the last time; 0: never */
    int refers_to;          /* of a weak reference: its object; 0: none */
} ReplayObject;

typedef struct Replay {
    const Trace *trace;
    ReplayObject *objects; /* by the trace's indexes */
    int *heirs;            /* of each call: itself while it runs, else a caller */
    int *places;           /* of calls, while an object is settled; else 0 */
    size_t next;           /* the event that comes next */
} Replay;

/* At the trace's beginning.  0; -1 with MemoryError. */
int replay_start(const Trace *trace, Replay *replay);
void replay_drop(Replay *replay);
/* Applies the next event.  0; -1 with MemoryError. */
int replay_step(Replay *replay);
/* The shares of an object become those of calls that still run, and what one owes is taken from another's.  Afterwards
 * none is 0, and their sum is the count less the edges. */
void replay_settle(Replay *replay, int object);
/* What a call has taken of an object's references, less what it has given; before it is settled. */
long long replay_share(const Replay *replay, int call, int object);
/* How often an object refers to another. */
long long replay_edges(const Replay *replay, int from, int to);

#endif
