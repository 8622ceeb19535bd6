/* Private: noting a loan, inline for the book (loans.c). */
#ifndef RECOUNT_LEDGER_LOANS_H
#define RECOUNT_LEDGER_LOANS_H

#include "ledger/operations.h"

/* Where an object's last loan is kept. */
static inline Loan *loan_of(Ledger *ledger, const Record *record)
{
    return &ledger->loans[record->serial % FIRST_FIELD_LOAN];
}

/* The same of one that plain code has taken. */
static inline Loan *field_loan_of(Ledger *ledger, const Record *record)
{
    return &ledger->loans[FIRST_FIELD_LOAN + record->serial % (MOST_LOANS - FIRST_FIELD_LOAN)];
}

/* Where the borrower got it. */
static inline const Site *lending_of(const Loan *loan)
{
    return loan->place != NULL ? loan->place : loan->site;
}

/* By plain code, out of a field. */
static inline int is_of_field(const Loan *loan)
{
    return loan->site != NULL && loan->site->api == NULL;
}

static inline uint64_t bit_of(const Ledger *ledger, const Loan *loan)
{
    return UINT64_C(1) << (loan - ledger->loans);
}

/* The class of the pending error is lent by that.  Of what came before by the same line nothing is left in the variable then: op may be NULL. */
static inline void note_loan(Ledger *ledger, const RcObject *op, const RcObject *lender)
{
    const Activation *borrower = _RcLedger_Running(ledger);
    const RcObject *raised = ledger->runtime->raised;
    Record *record;
    Loan *loan;

    lender = lender == NULL && raised != NULL && op == RC_OBJECT_CAST(Rc_TYPE(raised)) ? raised : lender;
    record = op != NULL && lender != NULL ? find_used(ledger, op) : NULL;

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
/* field_loans.c.  With audits and the deep ledger: a function has loaded a pointer from memory. */
void _RcLedger_NoteFieldLoan(Ledger *ledger, Record *record, const void *place, const void *pc);
/* Is what has let the field go called by the runtime, while the borrower waits?  Then the loan gets its line. */
int _RcLedger_PlaceFieldLoan(Ledger *ledger, Loan *loan);
int _RcLedger_IsFieldLoanCaredFor(const Ledger *ledger, const Loan *loan);
/* A function is about to do something: user, or one that is new (NULL). */
void _RcLedger_LookAtLoans(Ledger *ledger, const Site *next, const Activation *user);
/* The line of a function that runs: of its next operation, or where it called the one whose first operation that is. */
int _RcLedger_PlaceUse(const Ledger *ledger, uint32_t function, const Site *next, const Activation *user,
                       Site *use);
/* With the deep ledger: it reads or writes memory. */
void _RcLedger_LookAtAccess(Ledger *ledger, const char *address, const void *pc);

#endif
