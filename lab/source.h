/* The program's source, as far as it can be read: lines, and the statements that they are of. */
#ifndef RECOUNT_LAB_SOURCE_H
#define RECOUNT_LAB_SOURCE_H

#include "lab.h"

typedef struct Sources {
    const char *folder; /* where the program ran; "": not known */
    RcObject *files;    /* table: path -> list of lines, or None; owned */
} Sources;

/* 0; -1 with MemoryError. */
int sources_start(Sources *sources, const char *folder);
void sources_drop(Sources *sources);

/* The lines of a file, without their ends: a list, borrowed.  The path is one of this folder, or else of the
 * program's.  NULL without an exception: it cannot be read; NULL with one: no memory. */
RcObject *source_lines(Sources *sources, RcObject *path);

enum { STATEMENT_ROOM = 2048 };

/* The statement that a line is of, comments and the contents of strings blanked out; "" if it cannot be read.  It
 * begins with the rest of what the lines before have left open. */
void source_statement(Sources *sources, RcObject *path, int line, char statement[STATEMENT_ROOM]);

/* Where a call of a function begins in a statement, the nth from 0 on; NULL: there are not so many. */
const char *find_call(const char *statement, const char *function, int nth);
/* Is a call, or what else begins at inner, within the parentheses of the call that begins at outer? */
int is_within(const char *outer, const char *inner);
/* Of two places in a statement, does the first one's work come before the second one's for certain? */
int runs_before(const char *statement, const char *first, const char *second);
/* An argument of the call that begins at call, spaces taken off.  0, and "" : there is none. */
int call_argument(const char *call, int nth, char *argument, size_t room);
/* What a call's result is assigned to, right away or through functions that only look at it: a variable, a field.  0,
 * and "": nothing. */
int call_target(const char *statement, const char *call, char *target, size_t room);
/* Is this text a variable, or a field of one? */
int is_variable(const char *text);
/* Does a statement contain this variable, as such? */
int mentions(const char *statement, const char *variable);

#endif
