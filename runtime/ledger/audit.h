/* Private: measuring who refers to whom, and judging it. */
#ifndef RECOUNT_LEDGER_AUDIT_H
#define RECOUNT_LEDGER_AUDIT_H

#include "ledger/finding.h"

/* measure.c.  Whom all objects refer to, and how many references to each are held: what it cost.  Entry: what
 * ledger->next will be is known. */
int64_t _RcLedger_MeasureAll(Ledger *ledger);
/* The same in the middle of an operation. */
void _RcLedger_Measure(Ledger *ledger);
/* Whom one object refers to. */
void _RcLedger_MeasureOne(Ledger *ledger, Record *record);
/* Does its tp_traverse tell the truth now? */
int _RcLedger_CanBeWalked(const Record *record);

#define MOST_SLOTS_COMPARED 64 /* of an object, where each is looked for among the others */

Who _RcLedger_Who(const Record *record);
int _RcLedger_WordsIn(const Record *holder, const RcObject *op);
int _RcLedger_VisitsOf(const Record *holder, const RcObject *op);

/* audit.c.  Measures and judges; the number of findings. */
int _RcLedger_Audit(Ledger *ledger);
/* Before an operation at a site. */
void _RcLedger_AuditIfDue(Ledger *ledger, const Site *next, int is_new);
/* An API call has given a new reference to the user's code. */
void _RcLedger_CheckResult(Ledger *ledger, Record *record);

/* deaths.c */
int _RcLedger_MeasureDying(Ledger *ledger, Record *record); /* 1: its traverse tells all that it owns */
void _RcLedger_TellMissed(Ledger *ledger, Record *record);
/* A holder of a user's type that is going, or gone, has given nothing back for its slot: 1 if there is one. */
int _RcLedger_BlameLastHolder(Ledger *ledger, Record *record, Blame *blame);
void _RcLedger_JudgeLeftovers(Ledger *ledger);
void _RcLedger_JudgeDeath(Ledger *ledger, Record *record);
void _RcLedger_TellDisturbedError(Ledger *ledger, Record *record);

/* cycles.c.  Is it nobody's but the program's, and not told as lost? */
int _RcLedger_IsLeft(const Record *record);
/* What an object holds that is left is left only because of that. */
void _RcLedger_MarkTold(Ledger *ledger, Record *record);
void _RcLedger_TellCycle(Ledger *ledger, Record *record);
/* A collection has found out what is trash; or it has ended. */
void _RcLedger_NoteTrash(Ledger *ledger, int begins);
/* Is it left of that?  If nothing points to any of it, it is told. */
int _RcLedger_IsTrash(const Record *record);
void _RcLedger_TellTrash(Ledger *ledger);

/* visitors.c.  Is all known that was done to an object, and when? */
int _RcLedger_IsWhole(const Ledger *ledger, const History *history);
void _RcLedger_NoteVisitor(Ledger *ledger, Record *dying);
void _RcLedger_JudgeVisitor(Ledger *ledger, Record *dying);
void _RcLedger_NoteCleared(const Ledger *ledger, const Record *holder, Record *target);

/* at_end.c */
void _RcLedger_TellWhatIsLeft(Ledger *ledger);

/* scan.c.  Counts for each record of a row, which gets sorted, how many words of memory point to it.
 * look_again: at the mappings, too.  0: it cannot be done. */
int _RcLedger_Scan(Ledger *ledger, Record **row, size_t count, int look_again);
int64_t _RcLedger_ScanCost(void);
/* What may be no memory at all: 1 if it could be read. */
int _RcLedger_Read(const void *address, void *to, size_t size);
void _RcLedger_ForgetRegions(void); /* their memory is gone */

/* lost.c */
int64_t _RcLedger_FindLost(Ledger *ledger);
void _RcLedger_NoteWhatIsLeft(Ledger *ledger, const Record *dying);

#endif
