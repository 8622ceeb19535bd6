/* Private: what the files of the ledger share.
 *
 * Principle: the heap is measured, the C side is computed.  For each object
 *
 *     references held by C code = its count - how often tp_traverse of live, tracked objects visits it
 *
 * The book (book.c) follows the counts, the audit (audit.c) measures the edges; what an operation of the
 * user's code gave or stole is seen from what it did to both.  Nothing is believed about contracts.
 *
 *     memory.c    memory of the ledger's own
 *     records.c   records of objects, sites
 *     address_map.c   from addresses to records
 *     operations.c   operations of the user's code, and the calls of functions that they belong to
 *     book.c      the hooks of the runtime: what is done to references
 *     tombstones.c   objects that are dead
 *     fence.c     what is dead is closed to everybody
 *     history.c   each object's history
 *     measure.c   measuring who refers to whom
 *     audit.c     judging what was measured
 *     deaths.c    what deallocs have done, and have left undone
 *     visitors.c  what is visited, and not owned
 *     loans.c     borrowed references that are used after their lender has given them up,
 *     given_up.c  and own ones that are used after they were given back
 *     keepers.c   who keeps what is used so, and does its user know of him
 *     cycles.c    trash that no collection frees
 *     at_end.c    what is left when the runtime ends
 *     misuse.c    uses of what is gone, or another thread's
 *     crash.c     the same, told where it ended in a fault
 *     scan.c      which references are still pointed to by C code's memory
 *     callbacks.c functions of the user's that the runtime calls
 *     trace.c     all of this, written to a file as it happens: trace_writing.c, trace_define.c, trace_places.c,
 *                 trace_events.c, trace_measured.c
 *     census.c    living objects, for those who count them
 *     calls.c     calls of a function that were taken for one
 *     moves.c     an object's history as moves of references,
 *     sums.c      and added up
 *     fields.c    the same, by the names that the source has
 *     blame.c     from an object's history to the guilty line: too few references,
 *     callees.c   functions that hand over what they had no reference for,
 *     stores.c    pointers that are stored without one,
 *     handed.c    what calls take over out of fields,
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
 *     intern.c    names of types, functions and files, one copy of each
 *     lines.c     addresses of code to lines
 *     source.c    what the lines of the user's source say: words and functions,
 *     source_stores.c  what they store and overwrite,
 *     source_blocks.c  which blocks they free,
 *     source_fields.c  which fields they give back, and take references for,
 *     source_places.c  who stores into the fields that they give back,
 *     source_uses.c  what a line uses, and who stored that there,
 *     source_slots.c  which fields the functions of a type speak of,
 *     source_loops.c  what they do in loops, and which lines these lead back to,
 *     source_returns.c  what they return, and whose it is,
 *     source_values.c  where it came from,
 *     source_rows.c  what they take out of rows,
 *     source_copies.c  what they do with arguments and copies,
 *     source_handed.c  what they hand to functions that they call,
 *     source_names.c  which names they give back,
 *     source_given.c  and what follows then,
 *     source_onward.c  where what comes to a function goes
 *
 * This header has the books themselves.  What the files offer each other is in operations.h and history.h (what is
 * written down), audit.h (judging it), tombstones.h (the dead), finding.h (whom to blame, and telling it), lines.h and
 * source_says.h (where that is in the source).
 *
 * All of it belongs to one thread, but for the list of ledgers (foreign.c).  None of its memory comes from a domain,
 * so that neither the failure injection nor a limit nor a hook sees it. */
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
    int used_on; /* what is given back there is used in the lines that follow: 1; -1: no; 0: not asked yet */
} Site;

typedef struct Operation {
    uint64_t number;
    Site site;
    uint32_t activation;
} Operation;

/* A call of a function of the user's code, from its first operation to its end.  With the deep ledger, from
 * its entry on. */
typedef struct Activation {
    union {
        struct {
            uint32_t id;
            uint32_t parent;
        };
        uint64_t call; /* both, for bookings */
    };
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
    uint32_t seen_late;   /* slots: no audit was between its operation and the one before that */
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
    uint32_t seen_late;
} Detail;

/* An entry as it is kept, or up to three of them. */
typedef struct Booking {
    uint64_t
        head; /* number, change, kinds (history.h): one word, for it is written and read at each operation */
    const Site *site;
    union {
        struct {
            uint32_t activation;
            uint32_t parent;
        };
        uint64_t call; /* both, as an Activation has them */
    };
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
    int is_parted;     /* and calls that were taken for one have numbers of their own (calls.c) */
    Detail *details[]; /* of each booking that there is room for; NULL: it has none */
} Aside;

/* A part of a Record. */
typedef struct History {
    Booking *next;    /* behind the newest one */
    uint32_t dropped; /* entries between the first and the last bookings */
    uint8_t used;     /* entries */
    uint8_t room;     /* for so many bookings; at most, the last ones are a ring */
    uint8_t left;     /* and so many of these are free: they begin at next */
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
    Rc_ssize_t count;       /* of references; of immortal objects, too */
    int32_t edges;          /* at the last audit */
    int32_t seen;           /* so far in this one */
    uint32_t newest;        /* the low bits of the operation's number that the newest booking belongs to */
    unsigned state : 2;     /* RecordState */
    unsigned has_aside : 1; /* of its history */
    unsigned lent : 1;      /* there may be a loan of it */
    unsigned ring_is_joined : 1; /* there may be bookings of more than one entry in its history's ring */
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
    unsigned doomed : 1;         /* nobody held it when a full collection began or ended, the last time */
    unsigned trash : 1;          /* a full collection has left it, though nobody held it */
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
    int summary;       /* in the end, say that the ledger was there */
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
    uint64_t newest;  /* the lender is not newer than the object with this serial number */
    uint64_t lent;    /* by which operation, */
    const Site *site; /* and where, */
    const Site *
        place; /* with its line, of what was loaded from a field (field_loans.c); NULL: of a call, or not known yet */
    uint64_t given;      /* and the last one that gave a reference back */
    uint32_t activation; /* the borrower */
    int argument;        /* of the call, from 1, by which the borrower got it; 0: its result */
} Loan;

#define MOST_LOANS 64       /* a bit each */
#define FIRST_FIELD_LOAN 48 /* the others are calls' */

/* How a function had come by a reference. */
typedef enum Origin {
    ORIGIN_CALL,    /* which gave a new one, */
    ORIGIN_WEAKREF, /* the same of what a weak reference leads to */
    ORIGIN_PLACE,   /* it was taken out of the place where it was kept */
} Origin;

/* A reference that a function has given up; the object lives on (given_up.c). */
typedef struct GivenUp {
    const Record *record; /* NULL: none */
    uint64_t serial;      /* the record's */
    Rc_ssize_t count;     /* of references then */
    const Site *site;     /* where it was given back, */
    int came;             /* and the line where the function had got it */
    uint32_t activation;
    int others_ran; /* functions of the program's, since then */
    Origin origin;
} GivenUp;

#define MOST_GIVEN_UP 8

/* Plain code that has looked into a dying object, and what had given that back (misuse.c). */
typedef struct Look {
    const void *giving, *pc; /* code */
} Look;

#define MOST_LOOKS 64

/* What would let more be told, and is not there. */
typedef enum Lack {
    LACKS_LINES = 1,  /* the program has none in its debug information */
    LACKS_READER = 2, /* of debug information: addr2line */
    LACKS_SOURCE = 4,
} Lack;

typedef struct Ledger {
    /* What each operation looks at. */
    int busy;             /* the ledger itself is at work: hooks do nothing */
    int dying_is_known;   /* what it owned, as its traverse told when the dealloc began */
    int is_deep;          /* entries of functions, stores and loads are told */
    int looks_at_givings; /* with the deep ledger, or with audits */
    uint64_t dying;       /* the serial number of the object whose dealloc is under way; 0: none */
    Activation *running;  /* the top of the stack, if it has announced an operation; or &nobody */
    uint64_t operations;  /* so many were announced */
    Record
        *found_dying; /* deep: whose dealloc runs, and to which a pointer was found in memory; NULL: none */
    uint64_t watched; /* loans whose objects have lost a reference since: a bit each */
    Trace *trace;     /* NULL: none */
    Store *unsettled; /* the last store, while its value is not yet known; */
    const char *stack_end; /* the user's stack reached to here at the last operation */
    const char *coming; /* the frame of the function that will announce its first operation now; NULL: none */
    /* In the stack below or, when another one has come to its place there, a copy. */
    const Activation *latest; /* whose operation was the last that was announced; it may have ended */
    const Activation *plain;  /* whose plain code it was that ran last */
    const Activation *acting; /* in whose operation the runtime was last at work */
    Map *map;
    Record *free_records;
    Record *waiting;         /* those that wait, the next one first, as far as is known */
    Record *made;            /* the last one that came to be at once; or &live */
    const Record *neighbour; /* was made after what has died last; or &live */
    Spare *spare;            /* and blocks; NULL: they are freed */
    Fence *fence;            /* NULL: there is none; */
    size_t front;            /* and what the next block has before its object */
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
    Source *sources;         /* source.c: the files that were asked for last */
    struct LineCache *lines; /* lines.c: what was looked up */

    Loan loans[MOST_LOANS];
    GivenUp given_up[MOST_GIVEN_UP]; /* a ring */
    unsigned given_up_count;
    Look looks[MOST_LOOKS];

    struct Ledger *next_threads; /* foreign.c: all ledgers of the process */
    unsigned ordinal;            /* of the process's ledgers: 1, 2, ... */
    const RcObject *foreign;     /* the last one that was told, */
    uint64_t foreign_use;        /* and the operation that used it */
    uint32_t deallocs;           /* under way */
    struct {
        unsigned known, told; /* a bit for each Lack */
        char program[256], source[256];
    } lacks;
    int has_leftovers; /* a record may have something left to be asked at the next audit */
    int is_amid;       /* what is measured may be in the middle of an expression */
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

/* memory.c.  Without an owner but the process: NULL if the system has none. */
void *_RcLedger_Allocate(size_t size);
/* The same, with anything in it. */
void *_RcLedger_AllocateRaw(size_t size);
void _RcLedger_Release(void *block, size_t size);
void _RcLedger_ReleaseAll(void);
int _RcLedger_IsOwnMemory(uintptr_t address, uintptr_t *end);
#include "ledger/records.h"

/* intern.c.  A copy of a text, or of its first characters, that lives as long as the ledger; there is one. */
const char *_RcLedger_Keep(const char *text);
const char *_RcLedger_KeepPart(const char *text, size_t length);
void _RcLedger_ForgetTexts(void);

/* records.c.  A copy of a type's name that outlives the type. */
const char *_RcLedger_TypeName(const RcTypeObject *type);
/* A type may be gone, and another one come to its address. */
void _RcLedger_ForgetType(const RcObject *type);

/* book.c.  The record of an object, made now if it is immortal; NULL if it is none of this runtime's. */
Record *_RcLedger_RecordOf(Ledger *ledger, RcObject *op);
/* The dealloc of a record's object has ended, and goes on with the one around it. */
void _RcLedger_LeaveDealloc(Ledger *ledger, const Record *record);

/* callbacks.c.  Does an address of code belong to the library, and not to its user? */
int _RcLedger_IsLibraryCode(Ledger *ledger, const void *code);

/* report.c.  It is said once, after the next finding.  name: the program's, or the source's. */
void _RcLedger_Lacks(Ledger *ledger, Lack lack, const char *name);

#include "ledger/trace.h"

/* deep.c */
/* Functions that were entered before the ledger began. */
void _RcLedger_TakeEarlyFunctions(Ledger *ledger);
void _RcLedger_SettleStore(Ledger *ledger);
/* Where the pointer to an object that is given back now came from, as far as it is known. */
void _RcLedger_NoteLoad(const Ledger *ledger, Record *record, Booking *giving);
const Store *_RcLedger_StoreOf(const Ledger *ledger, const Record *holder, const RcObject *op);
/* Since the last audit, into the holder itself, over a pointer to the object. */
const Store *_RcLedger_OverwritingOf(const Ledger *ledger, const Record *holder, const RcObject *op);

/* foreign.c.  Each ledger is on the list of all threads'. */
void _RcLedger_Enlist(Ledger *ledger);
void _RcLedger_Delist(Ledger *ledger);
/* Does another thread's ledger know this object?  Where it was made, if that is known (file NULL: no). */
int _RcLedger_IsForeign(const Ledger *ledger, const RcObject *op, Site *made);

/* hostile.c.  An object has just died. */
void _RcLedger_HostileDeath(Ledger *ledger, const RcObject *dead);

#endif
