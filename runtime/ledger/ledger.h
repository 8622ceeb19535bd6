/* Private: what the files of the ledger share.
 *
 * Principle: the heap is measured, the C side is computed.  For each object
 *
 *     references held by C code = its count - how often tp_traverse of live, tracked objects visits it
 *
 * The book (book.c) follows the counts, the audit (audit.c) measures the edges; what an operation of the
 * user's code gave or stole is seen from what it did to both.  Nothing is believed about contracts.
 *
 *     records.c   memory of the ledger's own, the map from addresses to records, sites
 *     operations.c   operations of the user's code, and the calls of functions that they belong to
 *     book.c      the hooks of the runtime: what is done to references
 *     tombstones.c   objects that are dead
 *     fence.c     what is dead is closed to everybody
 *     history.c   each object's history
 *     measure.c   measuring who refers to whom
 *     audit.c     judging what was measured
 *     deaths.c    what deallocs have done, and have left undone
 *     visitors.c  what is visited, and not owned
 *     cycles.c    trash that no collection frees
 *     misuse.c    uses of what is gone, or another thread's
 *     crash.c     the same, told where it ended in a fault
 *     scan.c      which references are still pointed to by C code's memory
 *     callbacks.c functions of the user's that the runtime calls
 *     trace.c     all of this, written to a file as it happens: trace_writing.c, trace_define.c, trace_places.c,
 *                 trace_events.c, trace_measured.c
 *     census.c    living objects, for those who count them
 *     moves.c     an object's history as moves of references,
 *     sums.c      and added up
 *     fields.c    the same, by the fields that the source names
 *     blame.c     from an object's history to the guilty line: too few references,
 *     callees.c   functions that hand over what they had no reference for,
 *     stores.c    pointers that are stored without one,
 *     names.c     what the names say that references are given back by,
 *     habits.c    what the same line did for other objects,
 *     late_use.c  a use of what is gone,
 *     leaks.c     too many references,
 *     overwriting.c  and where the last pointer went,
 *     type_slots.c  a type's own functions
 *     report.c    telling: text, JSON, callback, halting
 *     hostile.c   hostile mode: what user code might do, done
 *     foreign.c   objects of other threads
 *     refused.c   allocations that a test makes fail
 *     explain.c   an object's story and holders in words
 *     lines.c     addresses of code to lines
 *     source.c    what the lines of the user's source say: words and functions,
 *     source_stores.c  what they store and overwrite,
 *     source_fields.c  which fields they give back, and take references for,
 *     source_places.c  who stores into the fields that they give back,
 *     source_slots.c  which fields the functions of a type speak of,
 *     source_returns.c  what they return, and whose it is,
 *     source_values.c  where it came from,
 *     source_copies.c  what they do with arguments and copies,
 *     source_names.c  which names they give back
 *
 * All of it belongs to one thread, but for the list of ledgers (foreign.c).  None of its memory comes from a domain, so that neither the failure
 * injection nor a limit nor a hook sees it. */
#ifndef RECOUNT_LEDGER_LEDGER_H
#define RECOUNT_LEDGER_LEDGER_H

#include <recount/ledger.h>
#include <recount/object.h>
#include <recount/type.h>

#include "core/runtime.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* -- sites, functions, operations -- */

/* Where the user's code was.  file is NULL where only pc is known.  The ledger keeps one of each (records.c), which
 * the book points to. */
typedef struct Site {
    const char *api; /* the operation's name, such as "RcList_New" */
    const char *file;
    const char *function;
    const void *pc;
    const void *caller; /* of the function that pc is in: what its frame returns to */
    int line;
    uint32_t traced; /* its number in the trace; 0: none as yet */
    uint64_t lent;   /* the last operation there that lent something */
} Site;

typedef struct Operation {
    uint64_t number;
    Site site;
    uint32_t activation;
} Operation;

/* A call of a function of the user's code, from its first operation to its end.  With the deep ledger, from
 * its entry on. */
typedef struct Activation {
    uint32_t id;
    uint32_t parent;
    const char *frame;  /* stack address; deeper calls have lower ones */
    const void *caller; /* the return address: the line of the call; its sites have the same */
    uint64_t number;    /* of its last operation, which may be under way; 0: none as yet */
    const Site *site;   /* of that one; never NULL */
    const void *entry;  /* deep: where it began, */
    const void *exit;   /* and where it returned */
    const void *code;   /* the runtime has called it (callbacks.c); NULL: it has announced itself */
    int deep;           /* its entry and its exit are told */
} Activation;

static inline Operation last_operation(const Activation *activation)
{
    return (Operation){activation->number, *activation->site, activation->id};
}

/* The deep ledger: a pointer that was stored to memory, or loaded from it. */
typedef struct Store {
    const void *address;
    const void *pc;
    const void *caller; /* of the function that pc is in */
    const RcObject *value;
    const RcObject *was; /* what it has overwritten, if that was an object */
    uint64_t operation;  /* so many had been announced */
    int is_own;          /* a variable of the function's own */
    int in_hand;         /* the function has loaded what it overwrites before */
    Activation by;
} Store;

#define MOST_STORES 1024

/* -- an object's history -- */

typedef enum EntryKind {
    ENTRY_CREATED,
    ENTRY_TAKEN,
    ENTRY_GIVEN,
    ENTRY_SLOT_FILLED,  /* an edge more: `other` refers to the object now */
    ENTRY_SLOT_EMPTIED, /* an edge less */
    ENTRY_RECEIVED,     /* an API call's new reference came to the function */
    ENTRY_LENT,         /* an API call's borrowed result came to the function */
    ENTRY_RETURNED,     /* a function that the runtime called gave it as a new reference */
    ENTRY_STORED,       /* the deep ledger: a pointer to it was stored */
    ENTRY_DYING,
    ENTRY_FREED,
    ENTRY_MOVED,       /* of a tombstone: the object is elsewhere from then on */
    ENTRY_OVERWRITTEN, /* the deep ledger: a pointer to it was overwritten by who had not looked at it */
} EntryKind;

/* An object as it is named in a history: it may be gone. */
typedef struct Who {
    const RcObject *object;
    const char *type_name; /* NULL: nobody */
    uint64_t serial;
    int users_type; /* a type of the program's, not the library's */
} Who;

/* What the history says, for those who read it.  It is kept as Bookings. */
typedef struct Entry {
    Operation operation; /* the one under way, or the last one before */
    Operation
        until; /* slots: before which it had happened.  RECEIVED, LENT: the callback's last one.  STORED: of the
                            function whose variable it was stored to, then */
    const void *caller;  /* of the function's call */
    Who other;           /* slots: the holder */
    const void *place;   /* STORED, OVERWRITTEN: where.  GIVEN, with the deep ledger: where it came from */
    const void *from;    /* STORED: where the pointer came from, if it was loaded for that */
    const void *load_pc; /* GIVEN, with the deep ledger: what loaded the pointer, */
    const void *load_caller;
    uint32_t loader;      /* and the activation that did; STORED, too, but from a variable of its own */
    uint64_t dying;       /* GIVEN: the holder whose dealloc is under way, if it may have owned the object */
    const void *store_pc; /* slots, STORED, with the deep ledger: the store, */
    const void *store_caller; /* and who called the function that it is in */
    Rc_ssize_t before, after; /* counts */
    uint32_t parent;          /* of the activation */
    EntryKind kind;
} Entry;

/* What only some bookings have; the members are Entry's. */
typedef struct Detail {
    Operation until;
    Who other;
    const void *place;
    const void *from;
    const void *load_pc;
    const void *load_caller;
    const void *store_pc;
    const void *store_caller;
    uint32_t loader;
} Detail;

/* An entry as it is kept, or up to three of them. */
typedef struct Booking {
    uint64_t
        head; /* number, change, kinds (history.h): one word, for it is written and read at each operation */
    const Site *site;
    uint32_t activation;
    uint32_t parent;
    int32_t before;
    uint32_t dying; /* the low bits of a serial number */
} Booking;

/* The first and the last bookings stay, the ones between are dropped. */
#define HISTORY_FIRST 24
#define HISTORY_LAST 40
/* So many lie in the record itself: few objects have more. */
#define HISTORY_AT_HAND 8
#define MOST_BOOKINGS (HISTORY_FIRST + HISTORY_LAST)
#define MOST_ENTRIES (3 * MOST_BOOKINGS)

/* What a history needs only if somebody has asked for it, or if a booking has a detail. */
typedef struct Aside {
    Entry *told;       /* all of it; NULL: nobody has asked since the last booking */
    Detail *details[]; /* of each booking that there is room for; NULL: it has none */
} Aside;

/* A part of a Record. */
typedef struct History {
    Booking *next;    /* behind the newest one */
    uint32_t dropped; /* entries between the first and the last bookings */
    uint8_t used;     /* entries */
    uint8_t room;     /* for so many bookings; at most, the last ones are a ring */
    uint8_t left;     /* and so many of these are free: they begin at next */
    uint8_t has_aside;
} History;

typedef enum RecordState {
    RECORD_LIVE,
    RECORD_DYING, /* its tp_dealloc has begun */
    RECORD_DEAD,  /* a tombstone */
    RECORD_WAITS, /* its object is gone: for the next one at the same address, since the block serves again */
} RecordState;

#define RECORD_BURIED 0xDD /* each byte behind a tombstone's header */

/* A slot that a dealloc has not released. */
typedef enum Left {
    LEFT_NOTHING,
    LEFT_OWNED,    /* the object's memory had it */
    LEFT_INVENTED, /* only its tp_traverse knew it */
} Left;

/* So many slots need no row of their own. */
#define FEW_SLOTS 4

/* What only some records have: the first line of the processor's cache is written by audits, the rest by what is rare. */
typedef struct More {
    RcObject **slots; /* whom it referred to at the last audit: `few`, or a row */
    uint32_t slot_count, slot_room;
    Rc_ssize_t change;   /* of a holder's edges to it, while they are compared */
    Rc_ssize_t forgiven; /* references of C code's that are no finding, or none any more */
    RcObject *few[FEW_SLOTS];

    int32_t hits;             /* words of C memory that point here, in this scan */
    int32_t stack_hits;       /* of its hits */
    Aside *aside;             /* of its history; NULL: not needed so far */
    void *block;              /* a tombstone's memory; a leaf begins with its block */
    uint64_t outer_dying;     /* the holder whose dealloc was under way when its own began */
    const RcObject *raised;   /* the pending error when its tp_dealloc began */
    uint32_t dying_slots;     /* when its tp_dealloc began */
    uint64_t words_inside;    /* of these, a bit for each that its own memory referred to then */
    const RcObject *bad_slot; /* the last one that was told */
    const void *ghost_visit;  /* where its traverse visits what is dead, when its dealloc begins */
    uint64_t suspect;         /* operation that gave a reference back while all were slots'; 0: none */
    uint64_t last_seen;       /* the last operation before which C memory pointed to it, */
    uint32_t seen_by;         /* and the activation that ran then */
    const char *variable;     /* the outermost one in the stack that pointed to it in this scan; NULL: none */
    uint32_t held_by;         /* the activation whose variable it was, when it was seen last; 0: none's; */
    const Site *held_at;      /* and what that had done last then; NULL: it was in no variable */
    uint32_t calls_seen;      /* the newest activation when memory other than the stack pointed to it last, */
    uint32_t calls_gone;      /* and when it did not any more; 0: it does, or never did */
    uint64_t used_late;       /* a tombstone: the operation of whose use was told; 0: none */
    Who left_by;              /* a dealloc that left its pointer to it behind, */
    const void *left_dealloc; /* its code, */
    const void *left_traverse, *left_clear;
    Who visitor;            /* a live object whose tp_traverse visits it when its dealloc begins, */
    const void *visited_at; /* and the place; NULL: none */
    const Site *left_site;  /* the last operation then, */
    uint64_t left_at;       /* and its number */
    uint64_t
        missed_by; /* a dying object whose memory pointed to it, and whose tp_traverse did not visit it; */
    Rc_ssize_t missed_at; /* its count then */
    Store *
        overwriting; /* of something else over a pointer to it, not in a variable of the storing function's own */
} More;

/* What all records have.  Operations look at the first line of the processor's cache only, and write the newest booking;
 * who comes and goes with few bookings uses the second line and the third, too. */
typedef struct Record {
    RcObject *object;
    Rc_ssize_t count;   /* of references; of immortal objects, too */
    int32_t edges;      /* at the last audit */
    int32_t seen;       /* so far in this one */
    uint32_t newest;    /* the low bits of the operation's number that the newest booking belongs to */
    unsigned state : 2; /* RecordState */
    unsigned immortal : 1;
    unsigned tracked_once : 1;
    unsigned runtimes_own : 1;   /* made before the first operation, or kept by the runtime */
    unsigned lost : 1;           /* told as lost */
    unsigned was_in_memory : 1;  /* the last pointer to it that was seen was not in the stack */
    unsigned kept : 1;           /* such a pointer was seen at any time */
    unsigned outer_is_known : 1; /* as dying_is_known, for the dealloc around its own */
    unsigned told : 1;           /* at the end */
    unsigned is_leaf : 1;        /* of a built-in type that refers to nothing */
    unsigned moved : 1;          /* a tombstone: its object got another size, and another address */
    unsigned found : 1;          /* a finding was told of it */
    unsigned held : 1;           /* by C code or the runtime, or by what is (cycles.c) */
    unsigned doomed : 1;         /* nobody held it when the full collection began that is under way */
    unsigned trash : 1;          /* a full collection has left it, though nobody held it */
    unsigned lent : 1;           /* there may be a loan of it */
    unsigned left : 2;           /* Left: what is to be asked at an audit after the dealloc of who left it */
    unsigned traced : 1;         /* the trace has told of it, */
    unsigned described : 1;      /* and what it looks like */
    struct Record *next, *prev;  /* of all records that are not dead; or of the quarantine */
    History history;

    RcTypeObject *type;
    uintptr_t *word; /* in the map: where the object is found */
    uint64_t serial;
    size_t size;       /* of the object, from its header on */
    Booking *bookings; /* all of them: `first`, or as many as there is room for */
    const char *type_name;
    const More *more; /* all zeros where nothing has been written (more_of) */
    Store *last_load; /* of a pointer to it, with the deep ledger; NULL: none */
    Booking first[HISTORY_AT_HAND];
} Record;

#define RECORD_EXTERNAL(record) ((record)->count - (record)->edges)

/* -- the ledger of a thread -- */

typedef struct Map Map;
typedef struct Sites Sites;

#define MOST_ACTIVATIONS 4096
#define FOUND 64 /* powers of two */
#define SITES_AT_HAND 1024
#define MOST_CALLS 8192

typedef struct Options {
    uint64_t audit; /* each so many operations; 0: only when asked */
    int halt;       /* after a finding */
    int exit_code;
    int scan;          /* look for lost references */
    int immortal;      /* references to immortal objects are judged, too */
    size_t quarantine; /* bytes */
    FILE *log;
    FILE *findings; /* JSON lines, NULL: none */
} Options;

typedef struct Hostility {
    int how;  /* RC_HOSTILE_NOT, ... */
    int busy; /* an attack is under way */
    Rc_ssize_t attacks;
    RcLedger_Attack attack; /* on containers of users' types; NULL: by their protocols */
    void *attack_arg;
    uint64_t audit; /* the option, meanwhile */
} Hostility;

typedef struct Source Source;
typedef struct Trace Trace;
typedef struct Spare Spare;
typedef struct Fence Fence;

/* Who called whom; both are activations, and may have announced nothing. */
typedef struct PastCall {
    uint32_t callee, caller;
    const void *exit; /* deep: where the callee returned; NULL: it has not */
    const void *from; /* the return address: the line of the call, if it was in the caller; NULL: not known */
} PastCall;

/* The last loan of an object (loans.c). */
typedef struct Loan {
    Record *record;
    uint64_t serial; /* the record's */
    const RcObject *lender;
    uint64_t newest;     /* the lender is not newer than the object with this serial number */
    uint64_t lent;       /* by which operation, */
    const Site *site;    /* and where, */
    uint64_t given;      /* and the last one that gave a reference back */
    Rc_ssize_t count;    /* when it was lent */
    uint32_t activation; /* the borrower */
    int argument;        /* of the call, from 1, by which the borrower got it; 0: its result */
} Loan;

#define MOST_LOANS 64 /* a bit each */

typedef struct Ledger {
    /* What each operation looks at. */
    int busy;              /* the ledger itself is at work: hooks do nothing */
    int dying_is_known;    /* what it owned, as its traverse told when the dealloc began */
    uint64_t dying;        /* the serial number of the object whose dealloc is under way; 0: none */
    Activation *running;   /* the top of the stack, if it has announced an operation; or &nobody */
    uint64_t operations;   /* so many were announced */
    uint64_t watched;      /* loans whose objects have lost a reference since: a bit each */
    Trace *trace;          /* NULL: none */
    Store *unsettled;      /* the last store, while its value is not yet known; */
    const char *stack_end; /* the user's stack reached to here at the last operation */
    const char *coming; /* the frame of the function that will announce its first operation now; NULL: none */
    /* In the stack below or, when another one has come to its place there, a copy. */
    const Activation *latest; /* whose operation was the last that was announced; it may have ended */
    const Activation *plain;  /* whose plain code it was that ran last */
    const Activation *acting; /* in whose operation the runtime was last at work */
    Map *map;
    Record *free_records;
    Record *waiting; /* those that wait, the next one first, as far as is known */
    Spare *spare;    /* and blocks; NULL: they are freed */
    Fence *fence;    /* NULL: there is none; */
    size_t front;    /* and what the next block has before its object */
    uint64_t serials;
    uintptr_t least, most; /* addresses of objects */
    size_t quarantined;
    size_t live_count;
    uint32_t owner; /* what its objects have in ob_flags: RC_OBJECT_OWNER */
    uint32_t depth; /* of the stack below */
    uint32_t activations_made;
    Options options;
    Activation nobody;
    Record *found[FOUND]; /* those that were looked for last, by their objects' addresses; or &live */
    const Site *known[SITES_AT_HAND]; /* those where operations were announced last */

    RcRuntime *runtime;
    Sites *sites;
    uint64_t next_audit;
    int64_t allowance;      /* work that audits may still do (audit.c), */
    int64_t scan_allowance; /* and their searches for lost references */
    Activation kept[3];     /* these copies */
    const Activation
        *last_ended;            /* in the stack, as long as no other one has come to its place; or &nobody */
    PastCall calls[MOST_CALLS]; /* a ring, of those that were made last */
    int is_deep;                /* entries of functions, stores and loads are told */
    int is_deducing; /* a collection visits everything: what is loaded for that is no step of the program's */
    const void *pc;  /* of the operation that is announced */
    Operation next;  /* what comes after the audit that is being made, */
    uint32_t next_known; /* its activation, if that has announced something before; 0: it begins with it */
    struct {
        uint64_t dying;       /* the object whose dealloc is under way, */
        const RcObject *seen; /* the pending error at the last operation in it, */
        const Site *changed;  /* and the operation that changed it; NULL: none */
    } error;

    Activation stack[MOST_ACTIVATIONS];

    Record live;      /* head of the list of records */
    Record indicator; /* the error indicator, as a holder with one slot */
    Record quarantine;

    struct {
        const Site *site;        /* the operation; NULL: none has failed */
        const void *pc, *caller; /* of the user's code then; NULL: not known */
    } refused;

    Store *stores; /* a ring */
    uint64_t stores_used;
    uint32_t unsettled_count; /* with those before it of which the same is true */
    uint64_t last_audit;      /* before which operation */
    uint64_t serials_then;    /* the newest record's, at the last audit */

    struct {
        const void *code;
        int is_librarys;
    } codes[64];             /* callbacks.c */
    Source *source;          /* source.c: the file that was read last */
    struct LineCache *lines; /* lines.c: what was looked up */

    Loan loans[MOST_LOANS];

    struct Ledger *next_threads; /* foreign.c: all ledgers of the process */
    unsigned ordinal;            /* of the process's ledgers: 1, 2, ... */
    const RcObject *foreign;     /* the last one that was told, */
    uint64_t foreign_use;        /* and the operation that used it */
    uint32_t deallocs;           /* under way */
    int has_leftovers;           /* a record may have something left to be asked at the next audit */
    int is_amid;                 /* what is measured may be in the middle of an expression */
    int findings;
    RcLedger_Reporter reporter;
    void *reporter_arg;
    Hostility hostility;
} Ledger;

extern RC_THREAD_LOCAL RC_SEEN_BY_DEBUGGERS Ledger *_Rc_ledger;

/* The end of the user's part of the stack, with the registers that the user's code expects to be kept: for
 * functions that the user's code calls, and that look at the stack before they return. */
#define KEEP_REGISTERS() \
    (__builtin_unwind_init(), (const char *)__builtin_frame_address(0) - 5 * sizeof(void *))

/* This thread's ledger unless it is at work itself. */
static inline Ledger *open_ledger(void)
{
    Ledger *ledger = _Rc_ledger;
    return ledger != NULL && !ledger->busy ? ledger : NULL;
}

/* records.c.  Memory without an owner but the process: NULL if the system has none. */
void *_RcLedger_Allocate(size_t size);
/* The same, with anything in it. */
void *_RcLedger_AllocateRaw(size_t size);
void _RcLedger_Release(void *block, size_t size);
void _RcLedger_ReleaseAll(void);
int _RcLedger_IsOwnMemory(uintptr_t address, uintptr_t *end);
#include "ledger/records.h"

/* A copy of a type's name that outlives the type. */
const char *_RcLedger_TypeName(const RcTypeObject *type);
/* A type may be gone, and another one come to its address. */
void _RcLedger_ForgetType(const RcObject *type);

/* history.c.  Adds an entry under the operation under way; NULL if there is no memory for it. */
Booking *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change);
Booking *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change);
/* For what has just been entered; NULL without memory. */
Detail *_RcLedger_DetailOf(Record *record, Booking *booking);
const Entry *_RcLedger_Entry(const History *history, uint32_t index); /* in order of time */
void _RcLedger_ForgetTold(Record *record);
/* Before which entry some were dropped. */
uint32_t _RcLedger_Gap(const History *history);
void _RcLedger_DropHistory(Record *record);
/* Has a pointer to it been stored there? */
int _RcLedger_WasStoredTo(const History *history, const void *place);
/* Has an object with this serial number referred to it, and was that booked as over? */
int _RcLedger_WasSlotOf(const History *history, uint64_t holder);
/* Was a reference given back while that object died, as one of those that it owned? */
int _RcLedger_WasGivenBy(const History *history, uint64_t dying);
/* The operation that made the object; UINT64_MAX: it is not known. */
uint64_t _RcLedger_MadeAt(const History *history);
/* To a record that has none yet. */
void _RcLedger_CopyHistory(Record *to, const Record *from);

/* book.c.  The record of an object, made now if it is immortal; NULL if it is none of this runtime's. */
Record *_RcLedger_RecordOf(Ledger *ledger, RcObject *op);
/* The dealloc of a record's object has ended, and goes on with the one around it. */
void _RcLedger_LeaveDealloc(Ledger *ledger, const Record *record);

/* operations.c.  The innermost activation that has announced an operation. */
Activation *_RcLedger_FindRunning(Ledger *ledger);
Activation *_RcLedger_PushActivation(Ledger *ledger, const char *frame, const void *caller);
void _RcLedger_PopActivation(Ledger *ledger);
int _RcLedger_IsRunning(const Ledger *ledger, uint32_t activation);
/* Has the pending error been changed within a dealloc?  By which operation? */
void _RcLedger_NoteError(Ledger *ledger);

/* As the macros of detail/ledger_calls.h announce. */
static inline void announce(const char *api, const char *file, int line, const char *function, void *frame,
                            void *return_address)
{
    if (_RcLedger_At(api, file, line, function, frame, return_address)) {
        _RcLedger_Announce(api, file, line, function, frame, return_address);
    }
}

/* tombstones.c */
/* NULL: it is not known any more. */
const PastCall *_RcLedger_CallOf(const Ledger *ledger, uint32_t activation);
/* The function whose variable lies there in the stack, or that has called whose it is; `nobody`: one that has announced
 * nothing as yet.  NULL: it is not known. */
const Activation *_RcLedger_OwnerOfVariable(const Ledger *ledger, const char *address);
/* Who called it, if that is still known.  Else 0. */
uint32_t _RcLedger_CallerOf(const Ledger *ledger, uint32_t activation);
void _RcLedger_Forget(Ledger *ledger, Record *record);
void _RcLedger_EmptyQuarantine(Ledger *ledger);
/* So many of the newest tombstones: has anybody written to them? */
void _RcLedger_LookAtDead(Ledger *ledger, size_t most);
/* Blocks of tombstones that are forgotten serve again, from now on; and, when the thread has no ledger any more, those
 * that are left are freed. */
void _RcLedger_StartSpare(Ledger *ledger);
/* Does a memory checker want to see each block taken and given back? */
int _RcLedger_IsChecked(void);
void _RcLedger_ForgetTombstone(Ledger *ledger, Record *record);
void _RcLedger_FinishSpare(Ledger *ledger);
/* Its late use has been told, and the program may go on with it: AddressSanitizer need not tell the same. */
void _RcLedger_OpenTombstone(const Record *record);

/* A frame that lies deeper than what runs now has ended.  One that does not may have, too: then the word
 * above its saved frame pointer, its return address, is another's by now, most likely.  (And may be anything of a
 * living frame's, such as ASan's red zone.) */
__attribute__((no_sanitize("address"))) static inline int has_ended(const Activation *activation,
                                                                    const char *here)
{
    const void *const *frame = (const void *const *)(const void *)activation->frame;
    return !activation->deep && activation->code == NULL &&
           (activation->frame < here || frame[1] != activation->caller);
}

/* The commonest case of the opposite. */
__attribute__((no_sanitize("address"))) static inline int certainly_runs(const Activation *activation,
                                                                         const char *here)
{
    return (activation->frame >= here &&
            ((const void *const *)(const void *)activation->frame)[1] == activation->caller) ||
           activation->deep;
}

static inline Activation *_RcLedger_Running(Ledger *ledger)
{
    Activation *running = ledger->running;
    return RC_LIKELY(certainly_runs(running, __builtin_frame_address(0))) ? running
                                                                          : _RcLedger_FindRunning(ledger);
}

/* measure.c.  Whom all objects refer to, and how many references to each are held: what it cost.  Entry: what
 * ledger->next will be is known. */
int64_t _RcLedger_MeasureAll(Ledger *ledger);
/* The same in the middle of an operation. */
void _RcLedger_Measure(Ledger *ledger);
/* Whom one object refers to. */
void _RcLedger_MeasureOne(Ledger *ledger, Record *record);
/* Does its tp_traverse tell the truth now? */
int _RcLedger_CanBeWalked(const Record *record);

#define MOST_SLOTS_COMPARED 64 /* of an object, where each is looked for among the others */

/* audit.c.  Measures and judges; the number of findings. */
int _RcLedger_Audit(Ledger *ledger);
/* Before an operation at a site. */
void _RcLedger_AuditIfDue(Ledger *ledger, const Site *next, int is_new);
/* An API call has given a new reference to the user's code. */
void _RcLedger_CheckResult(Ledger *ledger, Record *record);

/* deaths.c */
typedef struct Blame Blame;
int _RcLedger_MeasureDying(Ledger *ledger, Record *record); /* 1: its traverse tells all that it owns */
void _RcLedger_TellMissed(Ledger *ledger, Record *record);
/* A holder of a user's type that is going, or gone, has given nothing back for its slot: 1 if there is one. */
int _RcLedger_BlameLastHolder(Ledger *ledger, Record *record, Blame *blame);
void _RcLedger_JudgeLeftovers(Ledger *ledger);
void _RcLedger_JudgeDeath(Ledger *ledger, Record *record);
void _RcLedger_TellDisturbedError(Ledger *ledger, Record *record);

/* cycles.c.  Is it nobody's but the program's, and not told as lost? */
int _RcLedger_IsLeft(const Record *record);
/* What an object holds that is left is left only because of that. */
void _RcLedger_MarkTold(Ledger *ledger, Record *record);
void _RcLedger_TellCycle(Ledger *ledger, Record *record);
/* A collection has found out what is trash; or it has ended. */
void _RcLedger_NoteTrash(Ledger *ledger, int begins);
/* Is it left of that?  If nothing points to any of it, it is told. */
int _RcLedger_IsTrash(const Record *record);
void _RcLedger_TellTrash(Ledger *ledger);

/* visitors.c.  Is all known that was done to an object, and when? */
int _RcLedger_IsWhole(const Ledger *ledger, const History *history);
void _RcLedger_NoteVisitor(Ledger *ledger, Record *dying);
void _RcLedger_JudgeVisitor(Ledger *ledger, Record *dying);
void _RcLedger_NoteCleared(const Ledger *ledger, const Record *holder, Record *target);

/* callbacks.c.  Does an address of code belong to the library, and not to its user? */
int _RcLedger_IsLibraryCode(Ledger *ledger, const void *code);

/* crash.c.  The dead object that code uses whose stack begins there, most likely; NULL: none is known. */
Record *_RcLedger_DeadInUse(const Ledger *ledger, const void *from);
/* Is there a pointer in the user's part of the stack that was read from a tombstone? */
int _RcLedger_HasReadDead(const Ledger *ledger);
/* Until then a fault is told if it comes from a dead object, unless the program has a handler. */
void _RcLedger_WatchFaults(void);
void _RcLedger_UnwatchFaults(void);

int _RcLedger_WatchesFaults(void);

/* fence.c */
void _RcLedger_StartFence(Ledger *ledger);
void _RcLedger_FinishFence(Ledger *ledger);
/* Does an address lie in the fence? */
int _RcLedger_IsFence(const Ledger *ledger, uintptr_t address, uintptr_t *end);
size_t _RcLedger_SizeOfBlock(const Ledger *ledger, void *block);
/* A block of a fence is none of malloc's: 1 if it is one. */
int _RcLedger_FreeFenced(void *block);
void _RcLedger_CloseFence(Ledger *ledger, Record *record);
void _RcLedger_OpenFence(const Ledger *ledger, const Record *record);
/* The tombstone that lies there; NULL: none does. */
Record *_RcLedger_BehindFence(const Ledger *ledger, const void *address);
void _RcLedger_EachFenced(const Ledger *ledger, void (*look)(void *arg, const uintptr_t *word), void *arg);

/* misuse.c */
/* A field of a tombstone was used at a site, by the library or by plain code. */
void _RcLedger_TellFault(Ledger *ledger, Record *record, const Site *site, int is_in_library);
void _RcLedger_TellWrongObject(Ledger *ledger, Record *record, const RcObject *op, int gives_back);
/* The same of a use that was not announced, by the code before pc, or who called that: the line is theirs, if it is known.
 * caller NULL: the operation's. */
void _RcLedger_TellWrongUse(Ledger *ledger, Record *record, const RcObject *op, const void *pc,
                            const void *caller);
void _RcLedger_TellBadSlot(Ledger *ledger, Record *holder, Record *target, const RcObject *op);
/* how: "read", "written". */
void _RcLedger_TellLateWrite(Ledger *ledger, Record *record);
/* What the last operation has killed was read since, so that what else it led to is lost: 1. */
int _RcLedger_TellReadOfDead(Ledger *ledger);
void _RcLedger_TellLateAccess(Ledger *ledger, Record *record, const void *pc, const char *how);

#include "ledger/trace.h"

Who _RcLedger_Who(const Record *record);
int _RcLedger_WordsIn(const Record *holder, const RcObject *op);
int _RcLedger_VisitsOf(const Record *holder, const RcObject *op);

/* deep.c */
/* Functions that were entered before the ledger began. */
void _RcLedger_TakeEarlyFunctions(Ledger *ledger);
void _RcLedger_SettleStore(Ledger *ledger);
/* Where the pointer to an object that is given back now came from, as far as it is known. */
void _RcLedger_NoteLoad(const Ledger *ledger, Record *record, Booking *giving);
const Store *_RcLedger_StoreOf(const Ledger *ledger, const Record *holder, const RcObject *op);
/* Since the last audit, into the holder itself, over a pointer to the object. */
const Store *_RcLedger_OverwritingOf(const Ledger *ledger, const Record *holder, const RcObject *op);

/* scan.c.  Counts for each record of a row, which gets sorted, how many words of memory point to it.
 * look_again: at the mappings, too.  0: it cannot be done. */
int _RcLedger_Scan(Ledger *ledger, Record **row, size_t count, int look_again);
int64_t _RcLedger_ScanCost(void);
/* What may be no memory at all: 1 if it could be read. */
int _RcLedger_Read(const void *address, void *to, size_t size);
void _RcLedger_ForgetRegions(void); /* their memory is gone */

/* lost.c */
int64_t _RcLedger_FindLost(Ledger *ledger);
void _RcLedger_NoteWhatIsLeft(Ledger *ledger, const Record *dying);

/* blame.c */
struct Blame {
    const char *kind;
    Site site;          /* the guilty line */
    char what[256];     /* what happened there */
    const Entry *entry; /* of the history, NULL: none */
};
/* More references than the count has. */
void _RcLedger_BlameTooFew(Ledger *ledger, const Record *record, Blame *blame);
/* A reference that nobody gives back. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame);
/* It gives back what nobody had taken for that. */
void _RcLedger_DescribeGiving(const History *history, const Entry *entry, Blame *blame);
/* A use of a tombstone at blame's site. */
void _RcLedger_BlameLateUse(Ledger *ledger, const Record *record, int gives_back, Blame *blame);
void _RcLedger_BlameResult(Ledger *ledger, const Record *record, Blame *blame);
/* op: what is visited without being owned, the last of its visits; NULL: what is not visited. */
void _RcLedger_BlameTraverse(const Record *holder, const RcObject *op, Blame *blame);
/* What its traverse leaves out. */
void _RcLedger_BlameMissingVisit(const Record *holder, Blame *blame);
/* A dealloc of which more is known than that it was the record's last (left_by): the line, and the kind. */
void _RcLedger_PlaceDealloc(const Record *record, Blame *blame);
/* One that leaves a reference to the record behind. */
void _RcLedger_BlameDealloc(const Record *record, Blame *blame);
/* A holder's slot for which nobody took a reference: 1 if it is one that is only visited. */
int _RcLedger_BlameVisitOfLent(const Ledger *ledger, const Who *holder, const RcObject *op, Blame *blame);
/* Where the holder's traverse visits an object. */
const void *_RcLedger_PlaceOfVisit(const Record *holder, const RcObject *op);
/* What an activation did to its references to an object, apart from those that dying holders had. */
int _RcLedger_SumWithoutSlots(const History *history, uint32_t activation);
int _RcLedger_BlameFunction(const void *code, const char *slot, Blame *blame);
void _RcLedger_BlameLeftover(Ledger *ledger, const Record *record, Blame *blame);
void _RcLedger_BlameCycle(Ledger *ledger, const Record *record, Blame *blame);
/* The takings that no giving pays for; how many. */
size_t _RcLedger_OpenTakings(const Record *record, Site *sites, size_t room);

/* foreign.c.  Each ledger is on the list of all threads'. */
void _RcLedger_Enlist(Ledger *ledger);
void _RcLedger_Delist(Ledger *ledger);
/* Does another thread's ledger know this object?  Where it was made, if that is known (file NULL: no). */
int _RcLedger_IsForeign(const Ledger *ledger, const RcObject *op, Site *made);

/* hostile.c.  An object has just died. */
void _RcLedger_HostileDeath(Ledger *ledger, const RcObject *dead);

/* report.c */
void _RcLedger_Report(Ledger *ledger, Record *record, const Blame *blame, const char *format, ...)
    RC_PRINTF(4, 5);
/* The same about an object without a record. */
void _RcLedger_Tell(Ledger *ledger, const char *kind, const Record *record, RcObject *op, const char *type,
                    const Blame *blame, const char *what);
void _RcLedger_WriteStory(const Record *record, FILE *out);
void _RcLedger_StartOptions(Options *options);
void _RcLedger_FinishOptions(Options *options);
/* A short text of the object for messages: never runs user code. */
const char *_RcLedger_Repr(const Record *record, char *buffer, size_t size);

/* lines.c */
typedef struct Line {
    char file[256];
    char function[128];
    int line;
} Line;
/* The line in one function that called another, or that called the one which called that: 1, if it is known. */
int _RcLedger_LineOfCall(const Ledger *ledger, uint32_t caller, uint32_t callee, Line *line);
/* A copy of a text that lives as long as the ledger. */
const char *_RcLedger_Keep(const char *text);
/* The place in the source of a return address: 1, or 0 if nothing is known of it. */
int _RcLedger_LineOf(const void *return_address, Line *line);
/* The same, or the caller's if it is in one of recount's own inline functions. */
int _RcLedger_LineOfEither(const void *return_address, const void *caller, Line *line);
/* The same for many sites of which only pc is known, and perhaps caller.  lines is all zeros; the line of what is not
 * known stays 0. */
void _RcLedger_LinesOf(const Site *const *places, Line *lines, size_t count);
void _RcLedger_SiteFromLine(const Line *line, const void *pc, Site *site);
/* An announced site becomes that of the line which runs, if plain code has gone on since. */
void _RcLedger_MoveOn(Site *site, const Line *running, const void *pc);
/* May a line be said to have code?  near: an address of code of the same function or one beside it. */
int _RcLedger_HasCode(const void *near, const char *file, int line);
/* Where plain code filled a slot, as exactly as can be told; 0: it was not plain code. */
int _RcLedger_LineOfStore(const Entry *entry, Site *site);

/* source.c.  Lines of the user's source; 0: none, or it cannot be read.  near: as for HasCode. */
typedef enum StoreSearch {
    STORE_HERE,       /* in these lines, of what may be a reference that was not taken */
    STORE_IN_CALLEES, /* the same in the functions that these lines call */
    STORE_LIKELY,     /* in these lines, of anything */
} StoreSearch;
int _RcLedger_StoreBetween(const char *file, int first, int last, const void *near, StoreSearch search);
/* The last line of these that overwrites a pointer in a field or a global variable, or frees a block; last 0: up to
 * the function's end. */
int _RcLedger_OverwritingBetween(const char *file, int first, int last, const void *near);
/* The same of a pointer in memory only, in these lines or in the functions that they call. */
int _RcLedger_MemoryOverwrittenBetween(const char *file, int first, int last, const void *near);
/* Does a line take a reference to a variable, and hands it on, which the function does not name any more? */
int _RcLedger_IsLastUse(const char *file, int line, const void *near);
/* Is a line that gives back an argument of its function's all that the function does? */
int _RcLedger_OnlyGives(const char *file, int line);
/* Does a line give back what a field holds? */
int _RcLedger_GivesField(const char *file, int line);
/* The name of the field whose reference a line gives back, or a variable's that got it out of one. */
int _RcLedger_FieldGivenAt(const char *file, int line, const void *near, char *field, size_t room);
/* The name of the field that a line takes a reference for, there or in a line beside it. */
int _RcLedger_FieldKeptAt(const char *file, int line, const void *near, char *field, size_t room);
/* Does a line give back what another one overwrites, or a field that was in what the other one frees? */
int _RcLedger_GivesWhatIsOverwritten(const char *file, int giving, int over);
/* The name of the field that a line assigns to. */
int _RcLedger_FieldStoredAt(const char *file, int line, char *field, size_t room);
/* Do two lines give back the same field? */
int _RcLedger_GiveSameField(const char *file, int first, int second);
/* The same as of BareStoreTo, for a line that uses what a field holds, if that is given back anywhere. */
int _RcLedger_BareStoreBehind(const char *file, int line, const void *near);
/* Does a line store to a place that owns what it has: what is there is given back, by itself or elsewhere in the file? */
int _RcLedger_StoresToOwner(const char *file, int line, const void *near);
/* Has a function a reference for what a line of its hands to Rc_SETREF? */
int _RcLedger_SetsOwn(const char *file, int line, const void *near);
/* A line stores an argument of its function's: does that take references for others of its arguments, which it stores? */
int _RcLedger_TakesForOthers(const char *file, int line, const void *near);
/* Does a line assign to a field, an item, or through a pointer? */
int _RcLedger_OverwritesMemory(const char *file, int line);
/* Into a block, or an object, that its function has just made: what was there before was lost when another one was freed. */
int _RcLedger_StoresToFreshBlock(const char *file, int line);
/* `*out = `? */
int _RcLedger_StoresToArgument(const char *file, int line);
/* The next line that stores a variable as it is through an argument, `*out = found;`; 0: there is none before a return. */
int _RcLedger_StoreToArgument(const char *file, int line, const void *near);
/* A line gives back what a field or a global variable holds: the only line that stores something there in a function that
 * gets no reference for it.  0: there is none, or more than one. */
int _RcLedger_BareStoreTo(const char *file, int line, const void *near);
/* The line of a tp_traverse, whose head is given, that visits a field which the functions that give back (their heads; 0:
 * none), and what they call, do not speak of.  0: there is none, or more than one. */
int _RcLedger_VisitOfLent(const char *file, int traverse, const int givers[2], const void *near);
/* The line of a tp_traverse, whose head is given, before which a visit is missing, or that keeps it from one; field: whose,
 * if it is one that the functions that give back (their heads) speak of and the traverse does not; else "". */
int _RcLedger_MissingVisit(const char *file, int traverse, const int givers[2], const void *near, char *field,
                           size_t room);
/* The function that gives back what the fields of an object hold, for the one whose head is given: itself, or one that it
 * calls.  Its head; 0: there is none. */
int _RcLedger_GiverOfFields(const char *file, int head, const void *near);
/* The same as MissingVisit for what such a function does not give back, or sets to NULL instead; traverse: the head of the
 * one that tells of the fields, 0: none. */
int _RcLedger_NulledField(const char *file, int giver, int traverse, const void *near);
int _RcLedger_MissingGiving(const char *file, int giver, int traverse, const void *near, char *field,
                            size_t room);
/* Does a function, whose head is given, call another one? */
/* A line stores a reference to an item of a field: the only loop of the file that gives such items back.  0: there is none, or
 * they are given back elsewhere, too. */
int _RcLedger_LoopForItem(const char *file, int store, const void *near);
int _RcLedger_DoesCall(const char *file, int head, const char *function);
/* The line that uses the variable next which a line gives back; 0: none does. */
int _RcLedger_UseAfterGiving(const char *file, int line, const void *near);
/* Does the function assign to something, in a line before, what a line overwrites? */
int _RcLedger_IsReadBefore(const char *file, int line, const void *near);
/* A line stores a reference into a field of a block: the line that frees such a block, and its function does not give back
 * that field.  0: there is none, or more than one.  field: its name. */
int _RcLedger_LineOfFreeing(const char *file, int line, const void *near, char *field, size_t room);
/* Where the variable that a line assigns to is copied to another, which had a value before. */
int _RcLedger_MoveAfter(const char *file, int line, const void *near);
/* The next line with a return, from a line of a function on. */
int _RcLedger_NextReturn(const char *file, int line, const void *near);
/* Does a line announce an operation? */
int _RcLedger_HasOperation(const char *file, int line);
int _RcLedger_IsReadable(const char *file);
int _RcLedger_ReturnsResult(const char *file, int line);
/* Does a function, which a line is in, return nothing that could be an object, nor have one? */
int _RcLedger_ReturnsNumber(const char *file, int line, const char *function);
/* Does the function give back or return, after a line, a variable that the line hands to a call, and that another line
 * has taken a reference into?  taken_at: that line; the same one: any will do. */
int _RcLedger_IsGivenUpLater(const char *file, int line, const void *near, int taken_at);
/* Do two lines of a function, or one line twice, give back the same variable or field, to which nothing is assigned between? */
int _RcLedger_GivesAgain(const char *file, int first, int second);
/* Does a line name what another one gives back? */
int _RcLedger_NamesGiven(const char *file, int line, int giving);
/* Does any line of these put something else into what a line before them gives back? */
int _RcLedger_ChangesGiven(const char *file, int first, int last, int giving);
/* Does a line give back a variable into which another one, from, has put something last, and no reference was taken since? */
int _RcLedger_GivesWhatCame(const char *file, int line, int from, const void *near);
/* Does a line use the variable that another one has lent something to, with nothing put into it between? */
int _RcLedger_UsesLent(const Site *use, const Site *lending, int argument);
/* `same = price;`: the line that copies a variable, which another line gives back or got, to one which a line gives back, or
 * names before its function gives it up.  0: none, or a reference is taken for it. */
int _RcLedger_CopyOf(const char *file, int line, int other, const void *near);
/* A line gives back a variable that a line before it has stored in a field as it is: that line.  0: there is none, or the
 * variable got something else, or a reference is taken.  is_on_each_way: is it given back on each way from there? */
int _RcLedger_StoreOfGiven(const char *file, int line, const void *near, char *field, size_t room,
                           int *is_on_each_way);
/* A line gives back a variable to which its function has copied one of its arguments, without taking a reference: the line of
 * that.  0: there is none. */
int _RcLedger_CopyOfArgument(const char *file, int line, const void *near);
/* Is one of a line's arguments what a function has returned before? */
int _RcLedger_UsesResultOf(const char *file, int line, const char *function);
/* The first line of a function that makes an instance through its type: `type->tp_alloc(type, 0)`. */
int _RcLedger_LineOfAlloc(const char *file, int head);
/* Does a line of plain code name what a function has returned before? */
int _RcLedger_ReadsResultOf(const char *file, int line, const char *function);
/* Does a line do something with what a function returns? */
int _RcLedger_WantsResultOf(const char *file, int line, const char *function);
/* The line of a function, after one of it, that frees an object without announcing it: `type->tp_free(op)`. */
int _RcLedger_LineOfFree(const char *file, int first, const void *near);
/* The first line of a function's that calls another. */
int _RcLedger_FirstCall(const char *file, int head, const void *near);
/* Does a line return an object that it neither makes nor takes? */
int _RcLedger_ReturnsWhatItHas(const char *file, int line);
/* Is a name, which a line uses, a pointer that the file declares outside of functions? */
int _RcLedger_IsGlobal(const char *file, int line, const char *name);
/* Does a line return what a field or a global variable holds, as it is? */
int _RcLedger_ReturnsField(const char *file, int line);
/* Does a line return an argument of its function's, to which nothing is assigned? */
int _RcLedger_ReturnsArgument(const char *file, int line);
/* The line itself or, if it is a function's end, the return before it. */
int _RcLedger_ReturnBefore(const char *file, int line);
/* The line where the declaration of a function stands whose code begins there; or that the line is in. */
int _RcLedger_HeadOf(const char *file, int line);
int _RcLedger_HeadBefore(const char *file, int line);
/* The name of the function that a line is in; "?" if it cannot be told. */
const char *_RcLedger_FunctionAt(const char *file, int line);
/* The function of the user's that gave what a line gives back: its first line and its name. */
int _RcLedger_OriginOf(const char *file, int line, const void *near, char *function, size_t room);
/* Is what a function returns, which a line is in, borrowed by the rule?  So say its comments; or its callers, other than the one
 * that gives it back in a line, keep it. */
int _RcLedger_Lends(const char *file, int callee, int giver, const void *near);
/* Do the comments of the function that a line is in say so? */
int _RcLedger_IsSaidToLend(const char *file, int line, const void *near);
/* Does a function, which a line is in, take something out of an array by its length, `stack[--depth]`? */
int _RcLedger_Pops(const char *file, int line);
/* Does a function return, or store, the variable into which a line puts what it makes or takes?  1 if there is none. */
int _RcLedger_MayPassOn(const char *file, int line, const void *near);
/* The same for one of the arguments of a line, the last first, if the function returns new references elsewhere. */
int _RcLedger_OriginOfArgument(const char *file, int line, const void *near, char *function, size_t room);

#endif
