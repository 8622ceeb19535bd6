/* Loans that plain code takes: with the deep ledger and audits, a function that loads a pointer out of a field of an object.
 *
 * `RcObject *callback = self->callback;` borrows from self what its tp_traverse visits.  It is a loan like those of calls
 * (loans.c), with more care: functions read their own objects' fields all the time, and know what else keeps what is there.
 * So it is watched only if the field is given up by what the runtime has called meanwhile, and it is no mistake if the
 * lender still reaches the object by another way, or if any container has got it since. */
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/loans.h"
#include "ledger/tombstones.h"

#include "core/type.h"

static int is_kept(const Loan *loan)
{
    return loan->serial == loan->record->serial && loan->site->lent == loan->lent;
}

/* An object of the user's that the collector knows, and that has the place among its fields. */
static const Record *object_around(const Ledger *ledger, const void *place)
{
    const RcObject *op = _RcLedger_ObjectInFence(ledger, place);
    const Record *holder = op != NULL ? _RcLedger_Find(ledger, op) : NULL;

    return holder != NULL && !_RcType_IsBuiltin(holder->type) && _RcLedger_CanBeWalked(holder) ? holder
                                                                                               : NULL;
}

/* What a function further out has borrowed is not forgotten for it. */
void _RcLedger_NoteFieldLoan(Ledger *ledger, Record *record, const void *place, const void *pc)
{
    const Activation *borrower = &ledger->stack[ledger->depth - 1];
    Loan *loan = field_loan_of(ledger, record);
    const Record *holder = NULL;
    const Site *site;

    if (!record->immortal && record->state == RECORD_LIVE && (ledger->watched & bit_of(ledger, loan)) == 0 &&
        !(record->lent && loan->record == record && is_kept(loan) &&
          _RcLedger_IsRunning(ledger, loan->activation))) {
        holder = object_around(ledger, place);
    }
    if (holder == NULL || holder == record) {
        return;
    }
    site = _RcLedger_KeepSite(ledger, &(Site){.pc = pc, .caller = borrower->caller});
    if (site == &_RcLedger_Nowhere) {
        return;
    }
    ((Site *)(uintptr_t)site)->lent = ledger->operations;
    *loan = (Loan){.record = record,
                   .serial = record->serial,
                   .lender = holder->object,
                   .newest = holder->serial,
                   .lent = ledger->operations,
                   .site = site,
                   .activation = borrower->id};
    record->lent = 1;
}

int _RcLedger_PlaceFieldLoan(Ledger *ledger, Loan *loan)
{
    uint32_t depth = ledger->depth;
    Site site = {0};
    Line line;

    while (depth > 0 && ledger->stack[depth - 1].id != loan->activation &&
           ledger->stack[depth - 1].code == NULL) {
        depth--;
    }
    if (depth == 0 || ledger->stack[depth - 1].id == loan->activation ||
        !_RcLedger_LineOfEither(loan->site->pc, loan->site->caller, &line)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, loan->site->pc, &site);
    loan->place = _RcLedger_KeepSite(ledger, &site);
    return 1;
}

#define MOST_REACHED 64

static int reaches(const Ledger *ledger, const RcObject *from, const RcObject *op)
{
    const Record *reached[MOST_REACHED] = {_RcLedger_Find(ledger, from)};
    size_t count = reached[0] != NULL ? 1 : 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < reached[i]->more->slot_count; k++) {
            const Record *target = _RcLedger_Find(ledger, reached[i]->more->slots[k]);
            size_t known = 0;
            if (reached[i]->more->slots[k] == op || count == MOST_REACHED) {
                return 1;
            }
            while (target != NULL && known < count && reached[known] != target) {
                known++;
            }
            if (target != NULL && known == count && target->state == RECORD_LIVE) {
                reached[count++] = target;
            }
        }
    }
    return 0;
}

int _RcLedger_IsFieldLoanCaredFor(const Ledger *ledger, const Loan *loan)
{
    const History *history = &loan->record->history;

    if (RECORD_EXTERNAL(loan->record) > 0) {
        return 1;
    }
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->operation.number >= loan->lent) {
            return 1;
        }
    }
    return reaches(ledger, loan->lender, loan->record->object);
}
