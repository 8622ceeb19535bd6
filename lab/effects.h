/* What the lines of a program did to counts: a trace's events, summed up by line.
 *
 * One operation, or one store of plain code, does one thing to an object: a letter says what, as docs/trace.md
 * explains.  What a line does again and again is one note, with the number of times. */
#ifndef RECOUNT_LAB_EFFECTS_H
#define RECOUNT_LAB_EFFECTS_H

#include "source.h"
#include "trace.h"

typedef struct Note {
    RcObject *file;    /* owned */
    RcObject *name;    /* the variable, or the type's name; owned */
    RcObject *object;  /* "ada (str 'Ada', #2)"; owned */
    RcObject *holders; /* after it, the first time: "main, list #1"; "": not known; owned */
    int line;
    char letter;    /* O S R B W */
    int is_named;   /* name is a variable's */
    int is_freed;   /* the last reference was given back */
    int is_revived; /* a finalizer brought it back */
    int is_immortal;
    int same_holders, same_counts; /* each time */
    long long before, after;       /* the first time, */
    long long last_before, last_after;
    long long times;
    RcObject *seen;           /* table: the objects, if they are several; owned; NULL: one */
    int last_object;          /* index of the last one, */
    long long last_operation; /* and what it was in */
    size_t order;             /* of the first times */
} Note;

typedef struct Finding {
    RcObject *file; /* owned; NULL: the line is not known */
    int line;
    RcObject *head; /* "over-decref: str 'Ada', #2: what is wrong"; owned */
    RcObject *what; /* happened there, and what to do; owned */
    int out_line; /* after which a function ends without giving back what it has to; 0: not known, or no such finding */
    RcObject *out; /* what is to be said there; owned; NULL: nothing */
} Finding;

typedef struct Effects {
    Note *notes; /* by file, line, and time */
    size_t note_count, note_room;
    Finding *findings;
    size_t finding_count;
    RcObject *untold; /* table: types without a tp_traverse, by name, whose objects held references; owned */
    long long made, gone; /* objects of the program's */
    size_t late;          /* the first step at which edges were measured after several operations; 0: none */
} Effects;

/* 0, or -1 with an exception. */
int effects_read(const Trace *trace, Sources *sources, Effects *effects);
void effects_drop(Effects *effects);

#endif
