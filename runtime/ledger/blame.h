/* Private: what the files share that go from an object's history to the guilty line. */
#ifndef RECOUNT_LEDGER_BLAME_H
#define RECOUNT_LEDGER_BLAME_H

#include "ledger/sums.h"

/* The last time before an entry that its activation was lent the object. */
const Entry *_RcLedger_LendingBefore(const History *history, const Entry *entry);
const Entry *_RcLedger_LastLending(const History *history);
/* A function that the runtime called has returned what a field holds, without a reference. */
int _RcLedger_BlameReturnOfField(const Record *record, const Account *account, Blame *blame);
int _RcLedger_IsCalled(const char *name, const char *function);
/* A store that should have come with a reference. */
void _RcLedger_DescribeStore(const Entry *store, Blame *blame);
/* More references than the count has; debtor: an activation that owes one besides, 0: none. */
void _RcLedger_BlameDebtor(const Record *record, uint32_t debtor, Blame *blame);

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
