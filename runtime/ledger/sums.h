/* Private: an object's history, added up (sums.c). */
#ifndef RECOUNT_LEDGER_SUMS_H
#define RECOUNT_LEDGER_SUMS_H

#include "ledger/ledger.h"

#define MOST_MOVES (3 * (HISTORY_FIRST + HISTORY_LAST))
#define MOST_SUMS 128

/* A reference that an activation got (+1) or gave away (-1). */
typedef struct Move {
    const Entry *entry;
    uint32_t activation, parent;
    int change;
    const Entry *pays; /* the giving that this reference is for; NULL: not known */
} Move;

typedef struct Sum {
    uint32_t activation, parent;
    int sum;         /* what nothing sets off */
    int keeps_hands; /* it returns a number, and has put nothing into a variable of its caller's */
    const char *function;
} Sum;

typedef struct Account {
    Move moves[MOST_MOVES]; /* in order of time */
    size_t count;
    Sum sums[MOST_SUMS];
    size_t sum_count;
} Account;

/* moves.c.  What an entry does to the references of its activation. */
int _RcLedger_ChangeBy(EntryKind kind);
/* Without sums. */
void _RcLedger_CollectMoves(const History *history, Account *account);
/* Where what a giving gave back was loaded from; NULL: it is not known. */
const void *_RcLedger_PlaceOf(const History *history, uint32_t given);
/* Was a pointer stored there, or given back from there? */
int _RcLedger_IsAtPlace(const History *history, uint32_t index, const void *place);
/* Is what was stored there given back out of a place, before another store to it? */
int _RcLedger_IsGivenFrom(const History *history, uint32_t stored, const void *place);
/* Was the pointer stored into a field that does not own what it has, and is given back out of that? */
int _RcLedger_IsOfBorrower(const Entry *store, const Entry *giving);

/* calls.c.  Tells calls of a function apart that the plain ledger took for one, in what _RcLedger_Entry tells from then on, until
 * something is added. */
void _RcLedger_PartCalls(const History *history);

/* sums.c.  debtor: an activation that will give back one reference more; 0: none. */
void _RcLedger_AddUp(const History *history, uint32_t debtor, Account *account);
/* NULL: it has none. */
Sum *_RcLedger_SumOf(Account *account, uint32_t activation);
/* fields.c.  Sets off what was given back by a name, a field's or a variable's, against what was taken into that. */
void _RcLedger_PairByNames(Account *account);
/* The activation whose books do not balance, with this sign: the latest one, for it was the last to do something.
 * NULL: there is none. */
const Sum *_RcLedger_Guilty(const Account *account, int sign);
/* Of the takings of an activation those that nothing pays for; each giving, here or elsewhere, pays for the oldest.
 * number: 0 for the first of them, ...; NULL: there are not so many. */
const Entry *_RcLedger_UnpaidTaking(const Account *account, const Sum *sum, int number);
/* The last operation of an activation, before an entry (NULL: of all), that gave more than it took: its entry that
 * gave.  NULL: none. */
typedef enum Giving {
    GIVING_ANY,
    GIVING_STORE, /* plain code stored it */
    GIVING_OPERATION,
} Giving;
const Entry *_RcLedger_LastGiving(const Account *account, uint32_t activation, Giving giving,
                                  const Entry *before);
/* Is a taking one of an operation that gave back as many as it took? */
int _RcLedger_IsSpent(const Account *account, const Entry *taking);
/* What it took less what it gave, before anything is set off. */
int _RcLedger_Balance(const Account *account, uint32_t activation);
/* Was the reference that was given back there another's, who had stored it? */
int _RcLedger_IsPaid(const Account *account, const Entry *giving);
/* Was it given back by the dealloc of a holder that the same operation had killed, and not as what its line names? */
int _RcLedger_IsIndirect(const History *history, const Entry *giving);
/* Had this activation a reference of its own, at some time? */
int _RcLedger_HasTaken(const Account *account, uint32_t activation);

#endif
