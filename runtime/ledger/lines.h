/* Private: addresses of code to lines of the source. */
#ifndef RECOUNT_LEDGER_LINES_H
#define RECOUNT_LEDGER_LINES_H

#include "ledger/ledger.h"

/* lines.c.  The texts live as long as the ledger. */
typedef struct Line {
    const char *file;
    const char *function;
    int line;
} Line;
/* The line in one function that called another, or that called the one which called that: 1, if it is known. */
int _RcLedger_LineOfCall(const Ledger *ledger, uint32_t caller, uint32_t callee, Line *line);
/* The place in the source of a return address: 1, or 0 if nothing is known of it. */
int _RcLedger_LineOf(const void *return_address, Line *line);
/* The same, or the caller's if it is in one of recount's own inline functions. */
int _RcLedger_LineOfEither(const void *return_address, const void *caller, Line *line);
/* The same for many sites of which only pc is known, and perhaps caller.  lines is all zeros; the line of what is not
 * known stays 0. */
void _RcLedger_LinesOf(const Site *const *places, Line *lines, size_t count);
void _RcLedger_SiteFromLine(const Line *line, const void *pc, Site *site);
/* An announced site becomes that of the line which runs, if plain code has gone on since. */
void _RcLedger_MoveOn(Site *site, const Line *running, const void *pc);
/* crash.c.  The innermost line of the user's code that runs, of any function but recount's own inline ones, or of one that is
 * named: 1, or 0 if it is not known. */
int _RcLedger_PlaceUser(Ledger *ledger, const char *function, Site *site);
/* A macro tells a file as the compiler was told of it, the debug information with its folder. */
int _RcLedger_IsSameFile(const char *file, const char *other);
/* May a line be said to have code?  near: an address of code of the same function or one beside it. */
int _RcLedger_HasCode(const void *near, const char *file, int line);
/* The whole path of a source that belongs to the same program as what was announced last. */
int _RcLedger_FromWhereItWasCompiled(const char *path, char *whole, size_t room);
/* Where plain code filled a slot, as exactly as can be told; 0: it was not plain code. */
int _RcLedger_LineOfStore(const Entry *entry, Site *site);

#endif
