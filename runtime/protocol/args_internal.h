/* The parts of argument parsing that positional and keyword parsing share.
 *
 * A parse goes in three steps: the whole format is checked (_RcArg_Begin), units are converted one by one
 * into stores that wait (_RcArg_Convert), and the waiting stores are made (_RcArg_Commit) or forgotten
 * (_RcArg_Abandon).
 *
 * What a pointer points to is lent by the argument: the caller gets no reference.  A store that waits has one,
 * since user code that runs meanwhile may take the argument from where it lay; and before the stores are
 * made, when no more user code runs, each lender must have an owner besides its stores. */
#ifndef RECOUNT_PROTOCOL_ARGS_INTERNAL_H
#define RECOUNT_PROTOCOL_ARGS_INTERNAL_H

#include <limits.h>
#include <recount/args.h>

/* Stores that wait without memory of their own; more of them take some. */
#define RC_ARG_INLINE_STORES 12
#define RC_ARG_DEPTH 30

/* A value that waits to be stored; or, with undo, what a converter has stored, which can be undone. */
typedef struct RcArgStore {
    void *target;
    RcArg_Converter undo;
    RcObject *lender;    /* owned: whose memory the value points to; NULL: it is a number */
    const char *keyword; /* the argument it came from, as in RcArgParse */
    int argument;
    size_t size;
    union {
        long long integer;
        double real;
        const void *pointer;
    } value;
} RcArgStore;

typedef struct RcArgParse {
    const char *format;   /* the whole, for messages */
    const char *cursor;   /* the next unit */
    const char *function; /* "f" of a format that ends with ":f"; or NULL */
    const char *message;  /* what stands after ';', or NULL */
    int min;              /* units before '|', or all */
    int max;              /* all */
    int positional;       /* units before '$', or all */
    va_list targets;
    RcObject *tuple;        /* whose items are lent; NULL: others */
    int argument;           /* number of the argument, from 1, for messages; 0: none */
    const char *keyword;    /* its name if the mapping gave it, or NULL */
    int path[RC_ARG_DEPTH]; /* in it, the items that lead to the failing one */
    int depth;              /* length of path */
    RcArgStore *stores;
    size_t count;
    size_t room;
    RcArgStore inline_stores[RC_ARG_INLINE_STORES];
} RcArgParse;

/* Checks the format and starts; whether '$' is allowed, keywords says.  1, or 0 and SystemError. */
int _RcArg_Begin(RcArgParse *parse, const char *format, int keywords, va_list targets);

/* Converts an argument by the next unit; or leaves the unit out, with its targets.  1, or 0 with an error. */
int _RcArg_Convert(RcArgParse *parse, RcObject *arg);
void _RcArg_Skip(RcArgParse *parse);

/* A unit of one character, or NULL. */
typedef struct RcArgUnit {
    char code;
    int (*convert)(RcArgParse *parse, RcObject *arg);
} RcArgUnit;
const RcArgUnit *_RcArg_Unit(char code);

/* Takes the next target, and lets the size bytes at value wait for it.  lender is what they point to, or
 * NULL.  1, or 0 and MemoryError. */
int _RcArg_Keep(RcArgParse *parse, RcObject *lender, const void *value, size_t size);
/* A store of no bytes, for a target and its lender.  NULL and MemoryError.  Good until the next one. */
RcArgStore *_RcArg_NewStore(RcArgParse *parse, void *target, RcObject *lender);

/* An exception "f() argument 2, item 0 <complaint>", or with the format's own message.  0, always.
 * Mismatch: TypeError, whose complaint is "must be <wanted>, not <type>". */
int _RcArg_Refuse(const RcArgParse *parse, RcObject *type, const char *complaint);
int _RcArg_Mismatch(const RcArgParse *parse, const char *wanted, RcObject *arg);

/* The end of a parse that has begun: 1 and all is stored, 0 and nothing is.  Commit returns 0 with TypeError
 * if a lender has been lost. */
int _RcArg_Commit(RcArgParse *parse);
int _RcArg_Abandon(RcArgParse *parse);

/* "f()" in messages, in two parts: "f" or otherwise, and "()" or nothing. */
#define RC_ARG_FUNCTION(parse, otherwise) \
    ((parse)->function != NULL ? (parse)->function : (otherwise)), ((parse)->function != NULL ? "()" : "")

#endif
