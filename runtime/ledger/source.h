/* Private: what the files share that read the user's source. */
#ifndef RECOUNT_LEDGER_SOURCE_H
#define RECOUNT_LEDGER_SOURCE_H

#include "ledger/ledger.h"

/* A file that was read. */
struct Source {
    Source *next; /* which was asked for before it */
    char *path;
    char *text; /* lines end with NUL */
    char **lines;
    char *whole; /* the same with comments and texts */
    char **whole_lines;
    size_t room;   /* of a text, */
    int line_room; /* and for its lines */
    int count;
};

/* Lines of a source that is read. */
typedef struct Span {
    const Source *source;
    const char *file;
    const void *near; /* an address of code there */
    int first, last;
} Span;

/* NULL: it cannot be read. */
const Source *_RcLedger_SourceOf(const char *path);
/* "" where there is none. */
const char *_RcLedger_LineText(const Source *source, int line);
/* The same with its comments. */
const char *_RcLedger_WholeLine(const Source *source, int line);
/* How far a line is indented: blanks and tabs, counted. */
size_t _RcLedger_IndentOf(const char *text);
int _RcLedger_IsNameChar(char c);
/* Where the first characters of `word`, which are a name, stand as a whole word in a text; NULL: nowhere. */
const char *_RcLedger_FindWord(const char *text, const char *word, size_t length);
/* The name that ends there, before indices in brackets: `self->items[i]` has items.  Its length, 0: none. */
size_t _RcLedger_NameBefore(const char *start, const char *end, const char **name);
/* The type of a variable that is a pointer, as its declaration says in the lines before, the function's head included. */
int _RcLedger_TypeOfPointer(const Source *source, int line, const char *name, size_t length, char *type,
                            size_t room);
/* The name of the innermost call among whose arguments a text goes on there; its length, 0: none. */
size_t _RcLedger_CallAround(const char *text, const char *at, const char **name);
/* Does a line give a variable back, or return it? */
int _RcLedger_GivesUp(const char *text, const char *name, size_t length);
/* The name of the place whose reference a line gives back, `Rc_DECREF(self->item)`; its length, 0: none. */
size_t _RcLedger_GivenPlace(const char *text, const char **name, int *is_field);
/* What is taken for a field is stored there so many lines before or after, at most. */
#define MOST_LINES_BESIDE 3
/* The line of the brace that closes the function that a line is in. */
int _RcLedger_EndOfFunction(const Source *source, int line);
/* The first line of a function's definition; 0 if the file has none. */
int _RcLedger_FindFunction(const Source *source, const char *name, size_t length);

/* The lines of the function that a line is in. */
Span _RcLedger_FunctionAround(const Span *file, int line);
/* The variable that a line stores as it is to a field, casts left out; its length, 0: none. */
size_t _RcLedger_StoredVariable(const char *text, const char **name);
/* The last line before one in its function that assigns to a variable; 0: none does. */
int _RcLedger_AssignmentBefore(const Span *function, int line, const char *variable);
/* The arguments of the call that a line announces: the first of the library's calls in it.  NULL: none. */
const char *_RcLedger_ArgumentsOf(const Source *source, int line);
/* How often does a function get a reference for a variable, apart from a line that stores it to a place of that name? */
int _RcLedger_ReferencesOf(const Span *function, int store, const char *name, size_t length,
                           const char *place);
/* Does a function take a reference by that name? */
int _RcLedger_IsTakenIn(const Span *function, const char *name, size_t length);
/* Is a variable returned, or given back, after a line on each way from it? */
int _RcLedger_IsSpentAfter(const Span *function, int store, const char *name, size_t length);
/* The name of the place that a line assigns to; its length, 0: none. */
size_t _RcLedger_AssignedPlace(const char *text, const char **name, int *is_field);
/* Does a comment, above a function or beside a line of it, say that it takes over the references of its arguments? */
int _RcLedger_IsSaidToTakeOver(const Span *file, int line);
/* Does a comment on a line say that something is borrowed? */
int _RcLedger_SaysBorrowed(const char *line);
/* What is assigned, without blanks and `(Type *)` before it. */
const char *_RcLedger_BehindCast(const char *value);
/* Does a line assign to a variable? */
int _RcLedger_IsAssigned(const char *text, const char *variable);
/* Does a line of these give a variable back, or return it? */
int _RcLedger_IsGivenUpIn(const Span *rest, const char *name, size_t length);

/* Does a value, which ends before a comma, come from a call?  A cast's parenthesis is none of a call's. */
int _RcLedger_IsCallsResult(const char *value);
/* A line gives back a field, which it names: the line that copies it, by itself or with its struct, in a function that takes no
 * reference.  0: there is none. */
int _RcLedger_CopyOfField(const Span *file, int line, const char *name, const char *place);
/* The first line that gives back what a place holds; 0: none does. */
int _RcLedger_GivingOf(const Span *file, const char *place, int is_field);

/* What a line does.  Calls that only look at an object are not announced. */
int _RcLedger_IsAnnounced(const char *name, size_t length);
int _RcLedger_IsLibrarysName(const char *name);
int _RcLedger_TextHasOperation(const char *text);
/* The sign of a plain assignment; NULL if there is none. */
const char *_RcLedger_Assignment(const char *text);
/* Is what is assigned to reached through a pointer? */
int _RcLedger_TextStores(const char *text);
int _RcLedger_MayStoreReference(const char *text);
int _RcLedger_IsReturn(const char *text);
/* A return that gives an object and announces nothing. */
int _RcLedger_TextReturnsWhatItHas(const char *text);

/* The last line of a sort; one that this build has code for if there is any. */
int _RcLedger_LastLine(const Span *span, int (*is_wanted)(const Source *, const char *));
/* A store of what may be a reference that was not taken. */
int _RcLedger_LastStore(const Span *span);

#endif
