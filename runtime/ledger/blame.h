/* Private: what the files share that go from an object's history to the guilty line. */
#ifndef RECOUNT_LEDGER_BLAME_H
#define RECOUNT_LEDGER_BLAME_H

#include "ledger/finding.h"
#include "ledger/sums.h"

/* The last time before an entry that its activation was lent the object. */
const Entry *_RcLedger_LendingBefore(const History *history, const Entry *entry);
const Entry *_RcLedger_LastLending(const History *history);
const Entry *_RcLedger_LastGivenOf(const History *history);
/* A function that the runtime called has returned what a field holds, without a reference. */
int _RcLedger_BlameReturnOfField(const Record *record, const Account *account, Blame *blame);
int _RcLedger_IsCalled(const char *name, const char *function);
/* A store that should have come with a reference. */
void _RcLedger_DescribeStore(const Entry *store, Blame *blame);
/* More references than the count has; debtor: an activation that owes one besides, 0: none. */
void _RcLedger_BlameDebtor(const Record *record, uint32_t debtor, Blame *blame);

void _RcLedger_DescribeFilling(const Record *record, const Entry *entry, Blame *blame);

/* callees.c.  A giving of the guilty activation's whose reference a function that it called should have taken. */
int _RcLedger_BlameCallee(const Record *record, const Account *account, uint32_t activation, Blame *blame);
/* The same of any activation's. */
int _RcLedger_BlameAnyGiving(const Record *record, Blame *blame);
/* What an operation hands to a container, by a function that has returned it without a reference. */
int _RcLedger_BlameOrigin(const Record *record, const Entry *filling, Blame *blame);

/* stores.c.  A store of the guilty activation's that no taking goes with; or of a function that it called. */
int _RcLedger_BlameStore(const Record *record, const Account *account, uint32_t activation, Blame *blame);
int _RcLedger_BlameCallWithout(const Record *record, const Entry *store, Blame *blame);
int _RcLedger_BlameCallOfThief(const Record *record, uint32_t activation, Blame *blame);
/* The store of what a function gives back out of the same place itself; NULL: it is none. */
const Entry *_RcLedger_OwnStoreBehind(const Record *record, const Account *account, const Entry *giving);
/* A field that what is given back was stored in, as the source says. */
int _RcLedger_BlameBareStore(const Record *record, const Entry *giving, Blame *blame);

/* handed.c.  The store into a field of what a call has taken over out of that. */
int _RcLedger_BlameStoreOfHanded(const Record *record, const Entry *filling, Blame *blame);
/* The call that has taken over what a field has, which is given back besides. */
int _RcLedger_BlameHandedOn(const Record *record, Blame *blame);
/* The store of what a call lent into the field out of which a giving takes a reference. */
int _RcLedger_BlameStoreOfLent(const Record *record, const Entry *giving, const char *field, Blame *blame);

/* overwriting.c.  Has a pointer that was stored in a place been stored in another one, from there, before an entry, without a
 * reference of its own? */
int _RcLedger_IsMovedFrom(const History *history, uint32_t stored, uint32_t before);
/* The last pointer was overwritten, or freed with its block, before its reference was given back. */
int _RcLedger_BlameOverwriting(const Ledger *ledger, const Record *record, const Account *account,
                               const Entry *taking, Blame *blame);
/* Where a variable that a function's result came to, by a call, is overwritten. */
int _RcLedger_BlameOverwritingOfResult(const Ledger *ledger, const Record *record, const Entry *taking,
                                       const Site *call, Blame *blame);
int _RcLedger_BlameFreeing(const Entry *taking, Blame *blame);
/* The taking is what plain code has taken out of a slot. */
int _RcLedger_BlameEmptying(const Record *record, const Entry *taking, Blame *blame);

/* names.c.  A giving back by a name which says that it is one too many; or a second name that lacks a reference. */
int _RcLedger_BlameNames(const Record *record, Blame *blame);
/* The user of what is gone names it by a second name. */
int _RcLedger_BlameUseOfCopy(const Record *record, const Activation *user, Blame *blame);

/* habits.c.  Has the same line been right, for another object, in handing on a reference without taking one? */
typedef enum Habit {
    HABIT_STORES, /* what its caller hands it */
    HABIT_MOVES,  /* what its function had itself */
    HABIT_LOADS,  /* and returns what it finds */
} Habit;
int _RcLedger_IsHabit(const Record *record, Habit habit, const void *pc);

#endif
