/* Summing up a trace by lines: what the files that do it share.
 *
 * Events of one operation about one object make an Effect (effects.c).  When it is complete it is told in words
 * (holders.c) and becomes a note, or a part of one (notes.c).  findings.c has the ledger's findings.  Functions return
 * 0, or -1 with an exception. */
#ifndef RECOUNT_LAB_SUMMARY_H
#define RECOUNT_LAB_SUMMARY_H

#include "effects.h"
#include "names.h"
#include "replay.h"

typedef struct Effect {
    int call, site, object;
    long long operation;
    long long change, edges; /* by the operation itself */
    long long dying;         /* edges from objects that died meanwhile, which their deallocs gave back */
    long long after;         /* the count when it is complete; told with the texts */
    int is_new, came, is_lent, is_weak, is_freed, is_revived, is_direct, is_unmeasured;
    RcObject *name, *text, *holders; /* told when the call ended; NULL: not yet; owned */
} Effect;

typedef struct Summary {
    const Trace *trace;
    Sources *sources;
    Effects *effects;
    Replay replay;
    Names names;
    RcObject *index; /* table: what makes notes one -> its index, plus 1; owned */
    Effect *open;
    int open_count, open_room;
    size_t operation; /* the step of the latest one */
    int dying;        /* an object of a type without tp_traverse, whose dealloc is under way; 0: none */
    int is_late;      /* the edges that come now changed some time ago */
    int silent_site, silent_call; /* of the call that was not announced, and that is under way; 0: none */
} Summary;

/* What is told of an effect as things are now: its texts, and the count.  Entry: nothing has been told of it. */
int tell_effect(Summary *summary, Effect *effect);
/* Is there anything to say of it?  What only lived within an operation, and what is of no count, is not the reader's
 * concern. */
int is_of_interest(const Summary *summary, const Effect *effect);
/* Entry: it has been told. */
int enter_note(Summary *summary, const Effect *effect);
int add_finding(Effects *effects, const Trace *trace, const TraceEvent *event);

#endif
