/* Private: noting a loan, inline for the book (loans.c). */
#ifndef RECOUNT_LEDGER_LOANS_H
#define RECOUNT_LEDGER_LOANS_H

#include "ledger/operations.h"

/* Where an object's last loan is kept. */
static inline Loan *loan_of(Ledger *ledger, const Record *record)
{
    return &ledger->loans[record->serial % MOST_LOANS];
}

static inline uint64_t bit_of(const Ledger *ledger, const Loan *loan)
{
    return UINT64_C(1) << (loan - ledger->loans);
}

/* Of what came before by the same line nothing is left in the variable then: op may be NULL. */
static inline void note_loan(Ledger *ledger, const RcObject *op, const RcObject *lender)
{
    const Activation *borrower = _RcLedger_Running(ledger);
    Record *record = op != NULL && lender != NULL ? find_used(ledger, op) : NULL;
    Loan *loan;

    if (borrower->site == &_RcLedger_Nowhere) {
        return;
    }
    ((Site *)(uintptr_t)borrower->site)->lent = borrower->number;
    if (record == NULL || record->immortal || record->state != RECORD_LIVE) {
        return;
    }
    loan = loan_of(ledger, record);
    *loan = (Loan){.record = record,
                   .serial = record->serial,
                   .lender = lender,
                   .newest = ledger->serials,
                   .lent = borrower->number,
                   .site = borrower->site,
                   .activation = borrower->id};
    ledger->watched &= ~bit_of(ledger, loan);
    record->lent = 1;
}

/* The object of a loan has lost a reference. */
void _RcLedger_WatchLoan(Ledger *ledger, Record *record);
/* A function is about to do something: user, or one that is new (NULL). */
void _RcLedger_LookAtLoans(Ledger *ledger, const Site *next, const Activation *user);
/* The line of a function that runs: of its next operation, or where it called the one whose first operation that is. */
int _RcLedger_PlaceUse(const Ledger *ledger, uint32_t function, const Site *next, const Activation *user,
                       Site *use);
/* With the deep ledger: it reads or writes memory. */
void _RcLedger_LookAtAccess(Ledger *ledger, const char *address, const void *pc);

#endif
