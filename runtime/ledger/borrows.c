/* Borrowed references: a lender that has given up what it lent.
 *
 * A borrowed pointer is good as long as its lender refers to the object.  If the borrower itself has made the lender give
 * it up, and goes on with it, that is wrong even where some other container happens to keep the object alive.  Nothing
 * is said if any function that runs has a better right to it: a reference of C code's own, or the same object lent by who
 * still has it.  Fields of users' types and tuples, which arguments come in, are read without a word: what is in one of
 * these is good, too. */
#include "ledger/ledger.h"

#include <recount/list.h>
#include <recount/tuple.h>

#include "core/type.h"

#include <string.h>

#define LENDINGS 128 /* the newest */

typedef struct Lending {
    const RcObject *object, *lender;
    uint64_t serial, lenders;
    const Site *site;
    uint32_t activation; /* 0: none, or told */
} Lending;

struct Borrows {
    Lending lendings[LENDINGS];
    size_t used;
};

void _RcLedger_NoteLending(Ledger *ledger, const RcObject *op, const RcObject *lender)
{
    const Record *record = _RcLedger_Find(ledger, op), *from = _RcLedger_Find(ledger, lender);
    const Activation *borrower = _RcLedger_Running(ledger);

    if (ledger->borrows == NULL) {
        ledger->borrows = _RcLedger_Allocate(sizeof *ledger->borrows);
    }
    if (record != NULL && from != NULL && !record->immortal && ledger->borrows != NULL) {
        ledger->borrows->lendings[ledger->borrows->used++ % LENDINGS] =
            (Lending){op, lender, record->serial, from->serial, borrower->site, borrower->id};
    }
}

static Record *still_lives(const Ledger *ledger, const RcObject *op, uint64_t serial)
{
    Record *record = _RcLedger_Find(ledger, op);
    return record != NULL && record->serial == serial && record->state == RECORD_LIVE ? record : NULL;
}

static int still_has_it(const Ledger *ledger, const Lending *lending)
{
    const Record *lender = still_lives(ledger, lending->lender, lending->lenders);
    return lender != NULL && _RcLedger_VisitsOf(lender, lending->object) > 0;
}

/* The container that keeps it alive; NULL: there may be somebody who has a right to it. */
static const Record *only_by_luck(const Ledger *ledger, const Record *record)
{
    const Record *found = NULL;

    for (const Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (_RcLedger_VisitsOf(holder, record->object) > 0) {
            if (!_RcType_IsBuiltin(holder->type) || RcTuple_Check(holder->object)) {
                return NULL;
            }
            found = holder;
        }
    }
    for (size_t i = 0; i < LENDINGS; i++) {
        const Lending *other = &ledger->borrows->lendings[i];
        if (other->activation != 0 && other->object == record->object && other->serial == record->serial &&
            _RcLedger_IsRunning(ledger, other->activation) && still_has_it(ledger, other)) {
            return NULL;
        }
    }
    return found;
}

/* Where the borrower is: at the operation that comes now, or where it has called who makes that. */
static int place_of_borrower(const Ledger *ledger, uint32_t activation, const Site *next, int is_its,
                             Site *place)
{
    Line line;

    for (uint32_t i = ledger->depth; i > 0; i--) {
        int is_top = i == ledger->depth;
        const void *call = is_top ? next->caller : ledger->stack[i].caller;
        if (ledger->stack[i - 1].id != activation) {
            continue;
        }
        *place = *next;
        if (is_top && is_its) {
            return 1;
        }
        return call != NULL && _RcLedger_LineOf(call, &line) &&
               (_RcLedger_SiteFromLine(&line, call, place), place->api = NULL, 1);
    }
    return 0;
}

static void tell_stale(Ledger *ledger, const Lending *lending, Record *record, const Record *holder,
                       const Site *place)
{
    Blame blame = {.kind = "stale-borrow", .site = *place};

    snprintf(blame.what, sizeof blame.what,
             "%s uses what was only borrowed, from %s at line %d; its lender has given it up since: hold a "
             "reference meanwhile (Rc_INCREF, later Rc_DECREF)",
             place->api != NULL ? place->api : "a call", lending->site->api, lending->site->line);
    _RcLedger_Report(ledger, record, &blame,
                     "it is used after its lender has given it up: only the %s object %p keeps it alive",
                     holder->type_name, (const void *)holder->object);
}

static void judge_lending(Ledger *ledger, Lending *lending, const Site *next, int is_its)
{
    Record *record = still_lives(ledger, lending->object, lending->serial);
    const Record *holder;
    const Site *from = lending->site;
    Site place;

    if (record == NULL || RECORD_EXTERNAL(record) != 0 || still_has_it(ledger, lending) ||
        (holder = only_by_luck(ledger, record)) == NULL || from->file == NULL ||
        !place_of_borrower(ledger, lending->activation, next, is_its, &place) || place.file == NULL ||
        !_RcLedger_UsesLent(from->file, from->line, place.line, from->pc)) {
        return;
    }
    lending->activation = 0;
    tell_stale(ledger, lending, record, holder, &place);
}

/* Entry: edges are measured.  next: the operation that comes now; is_its: of the innermost activation. */
void _RcLedger_JudgeBorrows(Ledger *ledger, const Site *next, int is_its)
{
    Borrows *borrows = ledger->borrows;

    if (ledger->hostility.how != RC_HOSTILE_NOT) {
        return; /* it was not the borrower who has emptied it */
    }
    ledger->busy++;
    for (size_t i = 0; borrows != NULL && i < LENDINGS; i++) {
        Lending *lending = &borrows->lendings[i];
        if (lending->activation != 0 && _RcLedger_IsRunning(ledger, lending->activation)) {
            judge_lending(ledger, lending, next, is_its);
        }
    }
    ledger->busy--;
}
