/* Reading a trace, a line at a time: what the files that do it share.
 *
 * A line is parsed into a table, by json.c.  What its members say goes into the rows of the trace: definitions by
 * trace_define.c, what has happened by trace_events.c.  Functions return 0, or -1 with an exception: ValueError with
 * what is wrong with the line, or MemoryError. */
#ifndef RECOUNT_LAB_TRACE_READING_H
#define RECOUNT_LAB_TRACE_READING_H

#include "trace.h"

/* The line under work. */
typedef struct Reading {
    Trace *trace;
    RcObject *line;  /* table; borrowed */
    RcObject *names; /* table: name of a kind -> its number; owned */
} Reading;

/* -- trace_members.c -- */

/* Borrowed; NULL: there is none.  An error of the lookup (memory) is left pending. */
RcObject *member(RcObject *line, const char *name);
/* New; NULL: there is none. */
RcObject *text_of(RcObject *line, const char *name);
/* Always -1. */
int refuse(const char *format, const char *name);
/* A number that must be there, from 0 to most. */
int number_of(RcObject *line, const char *name, long long most, long long *number);
/* The object that a member names.  0: the member is 0, or is not there, which it may be if is_optional. */
int object_of(const Reading *reading, const char *name, int is_optional, int *index);
/* A call that was never told of is one of nobody's. */
int call_of(const Reading *reading, const char *name, int *index);
/* The index; 0: there is none. */
int site_of(const Reading *reading, const char *name);

/* Room in a row for an item with this index, all zeros up to it. */
int grow(void *row, int *count, int *room, size_t size, long long index);
/* Sites and types are numbered in the order of their definitions, so that a number is the index. */
int defined_index(RcObject *line, const char *name, int count, int *index);
/* Notes which index a number has in a table of the trace's. */
int enlist(RcObject *table, long long number, int index);

/* -- trace_define.c -- */

typedef struct Definition {
    const char *name;
    int (*read)(Reading *reading);
} Definition;

enum { DEFINITIONS = 7 };
extern const Definition definitions[DEFINITIONS]; /* the first is that of the line `trace` */

/* -- trace_events.c -- */

int read_event(Reading *reading, TraceKind kind);

/* -- trace_files.c -- */

/* At the end: gives each site's file the name that it is told by. */
int name_files(Trace *trace);

/* -- trace_places.c -- */

/* At the end, when the files have their names: events whose place is their operation's get its site, others keep
 * their own. */
int settle_places(Trace *trace);

#endif
