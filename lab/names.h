/* Names of variables for the objects of a trace.
 *
 * A trace knows objects by numbers; what the program calls them stands in its source.  A call's result comes to the
 * variable that its statement assigns it to; what Rc_INCREF(x) changes is x; an argument that is a variable is the
 * parameter's object, too.  So each call of a function has variables, as far as they were seen.  A name is told only
 * of the object that the variable was last seen to have. */
#ifndef RECOUNT_LAB_NAMES_H
#define RECOUNT_LAB_NAMES_H

#include "source.h"
#include "trace.h"

/* What a site's statement says of its operation. */
typedef struct SiteText {
    int is_read;
    RcObject *target;   /* the variable that gets the result; NULL: none; owned */
    RcObject *argument; /* the first argument, if that is a variable */
    RcObject *second;   /* the second one, of Rc_SETREF(argument, second) */
    RcObject *out;      /* the first variable whose address is an argument */
} SiteText;

typedef struct CallNames {
    RcObject *variables; /* table: name -> object's index; NULL: none as yet; owned */
    int site;            /* of the last operation */
    int result;          /* what that gave to the call; 0: nothing */
    int is_first;        /* nothing has happened in it so far */
    int is_open;         /* it is announced, and has given nothing so far */
    int set_to;          /* what a variable has after it; 0: nothing, */
    RcObject *set_name;  /* and which one; borrowed from the site */
    int has_left;
} CallNames;

typedef struct Names {
    const Trace *trace;
    Sources *sources; /* borrowed */
    SiteText *sites;  /* by the trace's indexes */
    int *callees;     /* of sites: a call that was made there; 0: none */
    CallNames *calls;
    int *left; /* calls that have ended since the last operation */
    int left_count;
} Names;

/* 0; -1 with MemoryError. */
int names_start(const Trace *trace, Sources *sources, Names *names);
void names_drop(Names *names);
/* Takes notice of the next event.  0; -1 with an exception. */
int names_step(Names *names, const TraceEvent *event);
/* What a call, or the nearest caller that has a name for it, calls an object: one that the statement mentions, if
 * there is such.  Borrowed, until the next step; NULL: nothing. */
const char *names_find(const Names *names, int call, int object, const char *statement);

#endif
