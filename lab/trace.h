/* A trace (docs/trace.md), read: what annotate, dot, tree and report go by.
 *
 * Sites, types, objects and calls are rows of structs; 0 is the index of none.  Objects and calls have numbers as well,
 * which are what users see.  An event's index in the row, plus 1, is its step. */
#ifndef RECOUNT_LAB_TRACE_H
#define RECOUNT_LAB_TRACE_H

#include "lab.h"

typedef enum TraceKind {
    TRACE_OP,
    TRACE_ENTER,
    TRACE_LEAVE,
    /* about one object; begins with TRACE_NEW and ends with TRACE_MENDED */
    TRACE_NEW,
    TRACE_INCREF,
    TRACE_DECREF,
    TRACE_GOT,
    TRACE_LENT,
    TRACE_RETURNED,
    TRACE_HOLD,
    TRACE_DROP,
    TRACE_STORE,
    TRACE_WEAK,
    TRACE_DEALLOC,
    TRACE_FREE,
    TRACE_REVIVED,
    TRACE_MOVED,
    TRACE_IMMORTAL,
    TRACE_MENDED,
    /* measurements and findings */
    TRACE_AUDIT,
    TRACE_COLLECT,
    TRACE_COLLECTED,
    TRACE_TABLE,
    TRACE_FINDING,
    TRACE_KINDS
} TraceKind;

/* Text is owned by the trace; NULL where it is not known. */
typedef struct TraceSite {
    RcObject *file, *function, *api;
    int line;     /* 0: not known */
    int place;    /* of an operation: the site of its code; 0: not known */
    int is_users; /* in a file of the program's: one that tells of operations */
} TraceSite;

typedef struct TraceType {
    RcObject *name;
    int is_users, has_traverse, is_weak;
} TraceType;

typedef struct TraceObject {
    long long number;
    RcObject *repr, *address;
    int type; /* index */
    int is_immortal, is_early;
    int was_mortal; /* it became immortal later on */
    int was;        /* the object whose tombstone it is; 0: none */
    size_t defined; /* so many events had been told of */
} TraceObject;

typedef struct TraceCall {
    long long number;
    int parent; /* index of a call */
    int site;   /* its beginning, or its first operation; 0: not known */
    int from;   /* where it was called */
    int is_callback, is_outermost;
    RcObject *function; /* its name; NULL: not known, such as one of recount's own: its caller's part */
} TraceCall;

typedef struct TraceEvent {
    TraceKind kind;
    int call, object, by; /* indexes; by 0 in HOLD and DROP: the error indicator */
    int within;           /* a call that has announced nothing, and in which it happened; 0: none */
    int site; /* of the operation; of a plain store, and of what a call did that was not announced, its own; ENTER: the
                 call's */
    int is_plain;      /* HOLD, DROP: by plain code, after the operation */
    int is_unmeasured; /* who holds the object after it is not known */
    long long operation, before, after;
    long long slot; /* HOLD; -1: not known */
    RcObject
        *line; /* the whole line, a table, of AUDIT, COLLECT, COLLECTED, TABLE, FINDING; owned; else NULL */
} TraceEvent;

typedef struct Trace {
    const char *path;
    RcObject *header;       /* table: the line `trace` */
    RcObject *end;          /* table: the line `end`; NULL: the program has crashed, or still runs */
    long long limit;        /* it was cut where it reached so many bytes; -1: it was not */
    size_t cut;             /* so many events had been told of there */
    RcObject *object_index; /* table: number -> index */
    RcObject *call_index;
    RcObject *renamed; /* table: a path, as debug information tells it -> the name of that file */
    TraceSite *sites;
    TraceType *types;
    TraceObject *objects;
    TraceCall *calls;
    TraceEvent *events;
    int site_count, type_count, object_count, call_count; /* with the one of none */
    size_t event_count;
    int *operation_sites; /* by operations' numbers */
    size_t operation_count;
    int room[6];
    size_t event_room, operation_room;
} Trace;

/* 0, or -1 after telling why on stderr: the file cannot be read, is no trace, or is damaged.  A trace that ends in
 * the middle is read as far as it goes.  Runs user code: no. */
int trace_read(const char *command, const char *path, Trace *trace);
void trace_drop(Trace *trace);

/* Of the line `trace`: text, borrowed; "" if there is none. */
const char *trace_header_text(const Trace *trace, const char *name);
/* A member of a line of an event; 0 if there is none. */
long long trace_member(RcObject *line, const char *name);
/* Borrowed; "" if there is none. */
const char *trace_member_text(RcObject *line, const char *name);
/* The index of an object, or of a call, by its number; 0: there is none. */
int trace_object(const Trace *trace, long long number);
int trace_call(const Trace *trace, long long number);
/* The name of a kind, as it stands in the file. */
const char *trace_kind_name(TraceKind kind);
/* Is it the work of a call that no operation announces, at the event's site? */
int trace_is_unannounced(const Trace *trace, const TraceEvent *event);
/* The nearest function of the program's around a call; 0: none. */
int trace_users_call(const Trace *trace, int call);
/* "str", "?": never NULL. */
const char *trace_type_name(const Trace *trace, int object);
/* What the object looks like; NULL: that is not known. */
const char *trace_repr(const Trace *trace, int object);
/* "str 'Ada', #2", or "list #1", or "None".  New. */
RcObject *trace_describe(const Trace *trace, int object);
/* The ledger's words, with the numbers of objects for their addresses, which are others in each run: "#12"; files have
 * their names there, too.  step: when they were said.  New. */
RcObject *trace_words(const Trace *trace, const char *text, size_t step);

#endif
