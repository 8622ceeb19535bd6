/* Private: a finding: which line is to blame, and telling it. */
#ifndef RECOUNT_LEDGER_FINDING_H
#define RECOUNT_LEDGER_FINDING_H

#include "ledger/ledger.h"

/* blame.c */
typedef struct Blame {
    const char *kind;
    Site site;          /* the guilty line */
    char what[256];     /* what happened there */
    const Entry *entry; /* of the history, NULL: none */
} Blame;
/* More references than the count has. */
void _RcLedger_BlameTooFew(Ledger *ledger, const Record *record, Blame *blame);
/* A reference that nobody gives back. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame);
/* It gives back what nobody had taken for that. */
void _RcLedger_DescribeGiving(const History *history, const Entry *entry, Blame *blame);
/* A use of a tombstone at blame's site. */
void _RcLedger_BlameLateUse(Ledger *ledger, const Record *record, int gives_back, Blame *blame);
/* The use of an object under dealloc that is still in the place out of which its last reference was given back. */
int _RcLedger_BlameReleaseFirst(const Ledger *ledger, const Record *record, const Activation *user,
                                Blame *blame);
/* The same when it has been freed, of an operation that took a reference within its dealloc. */
int _RcLedger_BlameReleaseBefore(const Entry *giving, const Entry *taking, Blame *blame);
void _RcLedger_BlameResult(Ledger *ledger, const Record *record, Blame *blame);
/* op: what is visited without being owned, the last of its visits; NULL: what is not visited. */
void _RcLedger_BlameTraverse(const Record *holder, const RcObject *op, Blame *blame);
/* Does the tp_traverse of an instance of a heap type leave out the type? */
int _RcLedger_HidesType(const Record *instance);
void _RcLedger_BlameHiddenType(const Record *instance, Blame *blame);
/* What its traverse leaves out. */
void _RcLedger_BlameMissingVisit(const Record *holder, Blame *blame);
/* A dealloc of which more is known than that it was the record's last (left_by): the line, and the kind. */
void _RcLedger_PlaceDealloc(const Record *record, Blame *blame);
/* One that leaves a reference to the record behind. */
void _RcLedger_BlameDealloc(const Record *record, Blame *blame);
/* A holder's slot for which nobody took a reference: 1 if it is one that is only visited. */
int _RcLedger_BlameVisitOfLent(const Ledger *ledger, const Who *holder, const RcObject *op, Blame *blame);
/* Where the holder's traverse visits an object. */
const void *_RcLedger_PlaceOfVisit(const Record *holder, const RcObject *op);
/* How often would a tp_traverse visit an object, for this holder? */
int _RcLedger_VisitsBy(Rc_traverseproc traverse, RcObject *holder, const RcObject *op);
/* What an activation did to its references to an object, apart from those that dying holders had. */
int _RcLedger_SumWithoutSlots(const History *history, uint32_t activation);
int _RcLedger_BlameFunction(const void *code, const char *slot, Blame *blame);
/* Does the tp_dealloc of a holder give back fields, but not the one that a line stores to? */
int _RcLedger_IsNotGivenByDealloc(const Record *holder, const char *file, int store);
void _RcLedger_BlameLeftover(Ledger *ledger, const Record *record, Blame *blame);
void _RcLedger_BlameCycle(Ledger *ledger, const Record *record, Blame *blame);
/* The takings that no giving pays for; how many. */
size_t _RcLedger_OpenTakings(const Record *record, Site *sites, size_t room);

/* report.c */
void _RcLedger_Report(Ledger *ledger, Record *record, const Blame *blame, const char *format, ...)
    RC_PRINTF(4, 5);
/* The same about an object without a record. */
void _RcLedger_Tell(Ledger *ledger, const char *kind, const Record *record, RcObject *op, const char *type,
                    const Blame *blame, const char *what);
void _RcLedger_WriteStory(const Record *record, FILE *out);
void _RcLedger_StartOptions(Options *options);
void _RcLedger_FinishOptions(Options *options);
/* A short text of the object for messages: never runs user code. */
const char *_RcLedger_Repr(const Record *record, char *buffer, size_t size);

#endif
