/* Private: what the files that write the trace share (trace.c tells which they are). */
#ifndef RECOUNT_LEDGER_TRACE_WRITING_H
#define RECOUNT_LEDGER_TRACE_WRITING_H

#include "ledger/ledger.h"

#include <sys/types.h>

#define TRACE_ROOM 65536
#define TRACE_MISTAKES 256 /* different ones that are remembered */

typedef struct TracedType {
    const RcTypeObject *type;
    const char *name;
} TracedType;

struct Trace {
    int file;      /* -1: it cannot be written any more */
    int is_silent; /* this line is dropped */
    int is_full;   /* the limit is reached, and told */
    int is_needed; /* what is written now is, full or not: the beginning, a finding and what it names, the end */
    pid_t process;
    uint64_t events, bytes, limit, dropped;
    uint64_t audited;  /* the last operation before which there was an audit */
    uint32_t entered;  /* the last activation that was told of */
    uint32_t sites;    /* so many were told of */
    TracedType *types; /* by their numbers, from 1 on */
    uint32_t type_count, type_room;
    uintptr_t library, library_end;    /* the library's code; both 0: it cannot be told from the program's */
    char mistakes[TRACE_MISTAKES][20]; /* the ids of findings that were told of */
    uint32_t mistake_count;
    const char *path;
    size_t used;
    char buffer[TRACE_ROOM];
};

/* -- trace_writing.c -- */

/* Is a line written now?  Once the limit is reached only what is needed is.  Who gives out a number, or notes that
 * something was told of, asks before. */
int _RcTrace_HasRoom(Trace *trace);
/* A line is begun, gets its members, and is ended.  It is dropped if there is no room. */
void _RcTrace_Begin(Trace *trace, const char *kind);
void _RcTrace_Put(Trace *trace, const char *format, ...) RC_PRINTF(2, 3);
void _RcTrace_PutNumber(Trace *trace, const char *name, uint64_t number);
void _RcTrace_PutText(Trace *trace, const char *name, const char *text);
void _RcTrace_PutString(Trace *trace, const char *text);
void _RcTrace_End(Trace *trace);
/* The same for what happens, which has a step, and is in the file at once. */
void _RcTrace_BeginEvent(Trace *trace, const char *kind);
void _RcTrace_EndEvent(Trace *trace);
void _RcTrace_Flush(Trace *trace);

/* -- trace_define.c.  Numbers of what has been told of, now if it has not been; 0: there is nothing to tell, or no
 * room. -- */

uint32_t _RcTrace_Site(Ledger *ledger, const Site *kept);
/* Of what is known as an address only, in a function that was called from another address. */
uint32_t _RcTrace_Place(Ledger *ledger, const void *pc, const void *caller);
int _RcTrace_IsWeak(const RcTypeObject *type);
void _RcTrace_DefineObject(Ledger *ledger, Record *record, uint64_t was);
/* is_whole: the operation that makes it has handed it to the user. */
void _RcTrace_TellOf(Ledger *ledger, Record *record, int is_whole);
/* At the end: objects that nothing has been said of since they were made; and how many of the program's there are. */
uint64_t _RcTrace_DescribeTheRest(Ledger *ledger);
/* At the end: what is known by address only gets its file and line. */
void _RcTrace_DefinePlaces(Ledger *ledger);

/* -- trace_places.c -- */

void _RcTrace_FindLibrary(Trace *trace);
/* The number of the place where the program has called the library, which is at work; 0: it cannot be told. */
uint32_t _RcTrace_PlaceOfCall(Ledger *ledger);

/* -- trace_events.c -- */

/* An activation is told of, and those that it was called by. */
void _RcTrace_TellOfCalls(Ledger *ledger, uint32_t activation);

#endif
