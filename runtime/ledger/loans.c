/* Loans: borrowed references to what lives on, though its lender has given it up.
 *
 * A container lends one of its items to a function.  When the container lets go of it, the function holds a pointer that
 * nobody has promised to keep.  If that was the last reference, the object is a tombstone, and its use is a late one
 * (late_use.c).  If another container happens to hold it, too, nothing crashes, today: that is told here.
 *
 * With audits the last loan of each object is kept, in a table that forgets.  One whose object has lost a reference
 * since is *watched*: when the function goes on to use the object, or hands it to another one, its lender is asked
 * whether it still has it.  It is no mistake if C code owns a reference, which may be the function's own or one that it knows of; or if
 * the object was put into another container meanwhile.
 *
 * What a function uses tells its source, where the line of an operation, or of a call, has the variable that the loan came
 * to; or, with the deep ledger, its reading or writing a field. */
#include "ledger/loans.h"
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/keepers.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include <recount/tuple.h>

#include <stdio.h>
#include <string.h>

/* -- what was lent -- */

/* The place of an object's loan may have come to be another's. */
static int is_loan_of(const Loan *loan, const Record *record)
{
    return loan->record == record && loan->serial == record->serial;
}

/* What is parsed out of a tuple may be an item of its items', too. */
static int is_item(const RcObject *tuple, const RcObject *op)
{
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(tuple); i++) {
        if (RcTuple_GET_ITEM(tuple, i) == op) {
            return 1;
        }
    }
    return 0;
}

void _RcLedger_LentOut(const RcObject *lender, RcObject *op, int argument)
{
    Ledger *ledger = open_ledger();
    const Record *record;
    Loan *loan;

    if (ledger == NULL || lender == NULL || op == NULL) {
        return;
    }
    lender = RcTuple_Check(lender) && !is_item(lender, op) ? NULL : lender;
    _RcLedger_Lent(lender, op);
    record = ledger->options.audit != 0 && lender != NULL ? find_used(ledger, op) : NULL;
    loan = record != NULL ? loan_of(ledger, record) : NULL;
    if (loan != NULL && is_loan_of(loan, record) && loan->lent == _RcLedger_Running(ledger)->number) {
        loan->argument = argument; /* and no other loan's, if this one is not kept */
    }
}

/* -- what becomes of it -- */

/* So many operations after the object lost a reference a loan that was returned is looked at. */
#define MOST_AFTER_RETURN 64

/* `return RcList_GetItem(row, 0);`: then the borrower's caller has it when that has ended. */
static int is_returned(const Ledger *ledger, const Loan *loan)
{
    const PastCall *call = _RcLedger_CallOf(ledger, loan->activation);
    return call != NULL && call->from != NULL && loan->argument == 0 && loan->site->file != NULL &&
           !_RcLedger_IsRunning(ledger, loan->activation) &&
           _RcLedger_ReturnsLent(loan->site->file, loan->site->line, loan->site->api);
}

/* A borrower has what a line lent it until it ends, or comes to that line again. */
static int is_valid(const Ledger *ledger, const Loan *loan)
{
    return loan->record->serial == loan->serial && loan->record->state == RECORD_LIVE &&
           loan->site->lent == loan->lent &&
           (_RcLedger_IsRunning(ledger, loan->activation) ||
            (is_returned(ledger, loan) &&
             (loan->given == 0 || ledger->operations < loan->given + MOST_AFTER_RETURN)));
}

/* Does the borrower still have it? */
static int watch(Ledger *ledger, const Record *record, Loan *loan)
{
    if (!is_loan_of(loan, record)) {
        return 0;
    }
    if (!is_of_field(loan)) {
        loan->given = ledger->operations;
    }
    if (!is_valid(ledger, loan)) {
        return 0;
    }
    if (!is_of_field(loan) || _RcLedger_PlaceFieldLoan(ledger, loan)) {
        ledger->watched |= bit_of(ledger, loan);
        loan->given = ledger->operations;
    }
    return 1;
}

void _RcLedger_WatchLoan(Ledger *ledger, Record *record)
{
    int is_calls = watch(ledger, record, loan_of(ledger, record));
    int is_fields = watch(ledger, record, field_loan_of(ledger, record));

    record->lent = is_calls || is_fields;
}

typedef struct LenderSearch {
    const RcObject *op;
    int found;
} LenderSearch;

static int look_for(RcObject *op, void *arg)
{
    LenderSearch *search = arg;
    search->found |= op == search->op;
    return 0;
}

/* Now, and not at the last audit.  Its address may be another object's by now; what a lender has that cannot be walked is
 * C code's (is_cared_for). */
static int lender_has_it(Ledger *ledger, const Loan *loan)
{
    const Record *lender = _RcLedger_Find(ledger, loan->lender);
    LenderSearch search = {loan->record->object, 0};

    if (lender != NULL && lender->serial <= loan->newest && lender->state == RECORD_LIVE &&
        RC_OBJECT_CAST(lender->type) == search.op) {
        return 1;
    }
    if (lender != NULL && lender->serial <= loan->newest && _RcLedger_CanBeWalked(lender)) {
        ledger->busy++;
        Rc_TYPE(lender->object)->tp_traverse(lender->object, look_for, &search);
        ledger->busy--;
    }
    return search.found;
}

/* Did the borrower know of it when a container came to hold the object?  Not if a function did that which it had called
 * without handing the object to it: by a copy of the lender, for one. */
static int is_known_to_borrower(const Ledger *ledger, const Loan *loan, const Entry *filling)
{
    uint32_t filler = filling->operation.activation;
    Site call = {0};
    Line line;

    if (filler == loan->activation || lending_of(loan)->file == NULL ||
        !_RcLedger_LineOfCall(ledger, loan->activation, filler, &line)) {
        return 1;
    }
    _RcLedger_SiteFromLine(&line, NULL, &call);
    return _RcLedger_HandsOnLent(&call, lending_of(loan), loan->argument,
                                 _RcLedger_WasLentLast(ledger, loan->site));
}

/* What a function has handed straight to a call of the library's, it has not got itself when that has ended. */
static int was_handed_on(const Ledger *ledger, const Entry *lending)
{
    const Site *site = &lending->operation.site;

    for (uint32_t i = 0; i < ledger->depth; i++) {
        if (ledger->stack[i].id == lending->operation.activation) {
            return ledger->stack[i].site->line != site->line && site->file != NULL &&
                   _RcLedger_IsHandedToCall(site->file, site->line, site->api);
        }
    }
    return 0;
}

static int is_borrowed_by_other(const Ledger *ledger, const Loan *loan, const Entry *entry)
{
    return entry->kind == ENTRY_LENT && entry->operation.activation != loan->activation &&
           entry->operation.site.lent == entry->operation.number &&
           _RcLedger_IsRunning(ledger, entry->operation.activation) && !was_handed_on(ledger, entry);
}

/* Has another container come to hold it since?  Does another function that runs borrow it, too, and has it got nothing else
 * there since? */
static int is_cared_for(Ledger *ledger, const Loan *loan, uint32_t user)
{
    const History *history = &loan->record->history;

    if (_RcLedger_IsKeptByKnown(ledger, loan->record, user) ||
        _RcLedger_IsInOwnContainer(ledger, loan->record->object, user, loan->lender)) {
        return 1;
    }
    if (is_of_field(loan) && _RcLedger_IsFieldLoanCaredFor(ledger, loan)) {
        return 1;
    }
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->operation.number >= loan->lent &&
            is_known_to_borrower(ledger, loan, entry)) {
            return 1;
        }
        if (is_borrowed_by_other(ledger, loan, entry)) {
            return 1;
        }
    }
    return 0;
}

/* The class of the pending error, which RcErr_Occurred has lent. */
static int is_class_of_error(const Loan *loan)
{
    return !is_of_field(loan) && strcmp(loan->site->api, "RcErr_Occurred") == 0;
}

/* A module's variable keeps it for as long as the module likes: that is a promise to who names such a variable.  So is a
 * reference that the borrower has taken. */
static int is_class_cared_for(const Ledger *ledger, const Loan *loan)
{
    const History *history = &loan->record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_TAKEN && entry->operation.number >= loan->lent &&
            (entry->operation.activation == loan->activation || entry->parent == loan->activation)) {
            return 1;
        }
    }
    return !_RcLedger_IsRunning(ledger, loan->activation) || loan->site->file == NULL ||
           _RcLedger_IsHandedIn(ledger, loan->record, loan->activation) ||
           _RcLedger_NamesGlobal(loan->site->file, loan->site->line);
}

static int is_watched(const Ledger *ledger, const Loan *loan)
{
    return (ledger->watched & bit_of(ledger, loan)) != 0;
}

/* Is the loan one to be told of, if its object is used? */
static int is_stale(Ledger *ledger, Loan *loan)
{
    if (!is_valid(ledger, loan) || lender_has_it(ledger, loan)) {
        ledger->watched &= ~bit_of(ledger, loan);
        return 0;
    }
    return 1;
}

/* user: the activation that uses it; 0: it has announced nothing as yet. */
static void tell_loan(Ledger *ledger, Loan *loan, uint32_t user, const Site *use)
{
    Blame blame = {.kind = "stale-borrow", .site = *use};

    ledger->watched &= ~bit_of(ledger, loan);
    _RcLedger_Measure(ledger);
    if (is_class_of_error(loan) ? is_class_cared_for(ledger, loan) : is_cared_for(ledger, loan, user)) {
        return;
    }
    blame.site.api = NULL;
    snprintf(blame.what, sizeof blame.what,
             "this uses what was only borrowed, from %s at line %d; its owner has given it up since, and it "
             "is alive "
             "only because another object happens to hold it: hold a reference meanwhile (Rc_INCREF, later "
             "Rc_DECREF)",
             is_of_field(loan) ? "a field" : loan->site->api, lending_of(loan)->line);
    _RcLedger_Report(ledger, loan->record, &blame, "it is used after its lender has given it up");
}

/* -- uses -- */

/* Where a function called one whose next operation, and first one, that is; NULL: it did not.  One that is new is
 * the top one's callee. */
static const void *call_of_user(const Ledger *ledger, uint32_t function, const Site *next,
                                const Activation *user)
{
    const PastCall *call = user != NULL && user->number == 0 ? _RcLedger_CallOf(ledger, user->id) : NULL;

    if (user == NULL) {
        return ledger->stack[ledger->depth - 1].id == function ? next->caller : NULL;
    }
    return call != NULL && call->caller == function ? call->from : NULL;
}

int _RcLedger_PlaceUse(const Ledger *ledger, uint32_t function, const Site *next, const Activation *user,
                       Site *use)
{
    const void *call;
    Line line;

    if (user != NULL && user->id == function) {
        *use = *next;
        return 1;
    }
    call = call_of_user(ledger, function, next, user);
    if (call == NULL || !_RcLedger_LineOf(call, &line)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, call, use);
    return 1;
}

/* The same of what was returned to the function, which has the result of the call in a variable. */
static int is_use_of_returned(const Ledger *ledger, const Loan *loan, const Site *next,
                              const Activation *user, Site *use)
{
    Line call, line;
    Site lending = {.api = loan->site->function};

    if (!_RcLedger_LineOf(_RcLedger_CallOf(ledger, loan->activation)->from, &call)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&call, NULL, &lending);
    *use = *next;
    if (next->function == NULL || call.function == NULL) {
        return 0;
    }
    if (strcmp(next->function, call.function) != 0) {
        if ((user != NULL && user->number != 0) || !_RcLedger_LineOf(next->caller, &line) ||
            strcmp(line.function, call.function) != 0) {
            return 0;
        }
        _RcLedger_SiteFromLine(&line, next->caller, use);
    }
    return use->file != NULL && _RcLedger_UsesLent(use, &lending, 0, 1);
}

static int is_use_of_loan(const Ledger *ledger, const Loan *loan, const Site *next, const Activation *user,
                          Site *use)
{
    return _RcLedger_PlaceUse(ledger, loan->activation, next, user, use) && use->file != NULL &&
           lending_of(loan)->file != NULL &&
           _RcLedger_UsesLent(use, lending_of(loan), loan->argument,
                              _RcLedger_WasLentLast(ledger, loan->site));
}

void _RcLedger_LookAtLoans(Ledger *ledger, const Site *next, const Activation *user)
{
    for (Loan *loan = ledger->loans; loan < ledger->loans + MOST_LOANS; loan++) {
        Site use = {0};
        int is_running;
        if (!is_watched(ledger, loan) || !is_stale(ledger, loan)) {
            continue;
        }
        is_running = _RcLedger_IsRunning(ledger, loan->activation);
        if (is_running ? is_use_of_loan(ledger, loan, next, user, &use)
                       : is_use_of_returned(ledger, loan, next, user, &use)) {
            tell_loan(ledger, loan, is_running ? loan->activation : user != NULL ? user->id : 0, &use);
        }
    }
}

/* Has the function found the pointer again, elsewhere than in a variable of its own? */
static int is_found_again(const Ledger *ledger, const Loan *loan)
{
    const Store *load = loan->record->last_load;
    return load != NULL && load->operation >= loan->given &&
           _RcLedger_OwnerOfVariable(ledger, load->address) == NULL;
}

/* The counting is announced; optimised, it is plain code in the middle of the function. */
static int is_counting(const RcObject *op, const char *address)
{
    return address == (const char *)&op->ob_refcnt;
}

/* The line of the borrower by which an access comes: its own, or where it hands the object to the function that runs. */
static int place_access(const Ledger *ledger, const Loan *loan, const void *pc, Site *use)
{
    uint32_t depth = ledger->depth;
    Line line;

    if (ledger->stack[depth - 1].id == loan->activation) {
        if (!_RcLedger_LineOfEither(pc, ledger->stack[depth - 1].caller, &line)) {
            return 0;
        }
        _RcLedger_SiteFromLine(&line, pc, use);
        return 1;
    }
    while (depth > 1 && ledger->stack[depth - 2].id != loan->activation) {
        depth--;
    }
    if (depth == 1 || ledger->stack[depth - 1].code != NULL ||
        !_RcLedger_LineOf(ledger->stack[depth - 1].caller, &line)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, ledger->stack[depth - 1].caller, use);
    return lending_of(loan)->file != NULL && _RcLedger_UsesLent(use, lending_of(loan), loan->argument,
                                                                _RcLedger_WasLentLast(ledger, loan->site));
}

void _RcLedger_LookAtAccess(Ledger *ledger, const char *address, const void *pc)
{
    for (Loan *loan = ledger->loans; loan < ledger->loans + MOST_LOANS; loan++) {
        Site use = {0};
        if (is_watched(ledger, loan) && !is_of_field(loan) &&
            (uintptr_t)address - (uintptr_t)loan->record->object < loan->record->size &&
            !is_counting(loan->record->object, address) && is_stale(ledger, loan) &&
            !is_found_again(ledger, loan) && place_access(ledger, loan, pc, &use)) {
            tell_loan(ledger, loan, loan->activation, &use);
        }
    }
}
