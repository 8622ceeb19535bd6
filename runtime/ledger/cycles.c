/* Cyclic trash that no collection frees: each of its references is another member's, it was so when a full collection
 * began that the program has asked for, and it is alive when that has ended; or at the runtime's end.
 *
 * What the collector is told by tp_traverse is not all that the ledger knows: an instance of a heap type owns its type,
 * visited or not.  A pointer in C code's memory may mean that it is in use, and that its owner breaks it up himself,
 * later: as long as there is one nothing is told before the end. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/operations.h"

#include <recount/gc.h>

#include "core/type.h"

#include <string.h>

/* -- what holds it -- */

static int is_held_elsewhere(const Record *record)
{
    return record->state != RECORD_LIVE || record->immortal || record->runtimes_own ||
           RECORD_EXTERNAL(record) != 0;
}

/* Marks all that is held by C code or the runtime, or by what is: the row has room for all. */
static void mark_held(Ledger *ledger, Record **row)
{
    size_t count = 0;

    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        record->held = is_held_elsewhere(record) != 0;
        if (record->held) {
            row[count++] = record;
        }
    }
    while (count > 0) {
        const Record *holder = row[--count];
        for (size_t i = 0; i < holder->more->slot_count; i++) {
            Record *target = _RcLedger_Find(ledger, holder->more->slots[i]);
            if (target != NULL && target->state == RECORD_LIVE && !target->held) {
                target->held = 1;
                row[count++] = target;
            }
        }
    }
}

/* A collection begins, or has ended: what nobody held at either time.  (Between them what is held changes.) */
static void note_trash(Ledger *ledger, int begins)
{
    size_t room = ledger->live_count + 1;
    Record **row = _RcLedger_Allocate(room * sizeof *row);

    if (row == NULL) {
        return;
    }
    mark_held(ledger, row);
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        record->trash = !begins && record->doomed && !record->held;
        record->doomed = !record->held;
    }
    _RcLedger_Release(row, room * sizeof *row);
}

/* One that the program has asked for, and that leaves nothing out. */
static int is_full(const Ledger *ledger, const char *api)
{
    return ledger->options.audit != 0 && api != NULL && strcmp(api, "RcGC_Collect") == 0 &&
           ledger->allowance > 0 && RcGC_GetFreezeCount() == 0 && (RcGC_GetDebug() & RCGC_DEBUG_SAVEALL) == 0;
}

/* In the middle of the operation that collects. */
void _RcLedger_NoteTrash(Ledger *ledger, int begins)
{
    if (is_full(ledger, _RcLedger_Running(ledger)->site->api)) {
        _RcLedger_Measure(ledger);
        ledger->busy++;
        note_trash(ledger, begins);
        ledger->busy--;
    }
}

int _RcLedger_IsTrash(const Record *record)
{
    return record->trash && !record->told && !is_held_elsewhere(record);
}

/* -- telling -- */

int _RcLedger_IsLeft(const Record *record)
{
    return record->state == RECORD_LIVE && !record->runtimes_own && !record->lost;
}

/* It is left only because of what is told. */
void _RcLedger_MarkTold(Ledger *ledger, Record *record)
{
    for (size_t i = 0; i < record->more->slot_count; i++) {
        Record *target = _RcLedger_Find(ledger, record->more->slots[i]);
        if (target != NULL && !target->told && _RcLedger_IsLeft(target) && !target->immortal) {
            target->told = 1;
            _RcLedger_MarkTold(ledger, target);
        }
    }
}

#define MOST_MEMBERS 64

/* Of what it holds, directly or not, the first that could have broken the cycle: an object of a user's type with a
 * tp_clear.  Itself, if there is none. */
static Record *breaker_of(const Ledger *ledger, Record *first)
{
    Record *members[MOST_MEMBERS] = {first};
    size_t count = 1;

    for (size_t i = 0; i < count; i++) {
        if (!_RcType_IsBuiltin(members[i]->type) && members[i]->type->tp_clear != NULL) {
            return members[i];
        }
        for (size_t k = 0; k < members[i]->more->slot_count && count < MOST_MEMBERS; k++) {
            Record *target = _RcLedger_Find(ledger, members[i]->more->slots[k]);
            size_t known = 0;
            while (target != NULL && known < count && members[known] != target) {
                known++;
            }
            if (target != NULL && known == count && _RcLedger_IsLeft(target) && !target->immortal) {
                members[count++] = target;
            }
        }
    }
    return first;
}

void _RcLedger_TellCycle(Ledger *ledger, Record *record)
{
    Record *breaker = breaker_of(ledger, record);
    Blame blame = {0};

    _RcLedger_BlameCycle(ledger, breaker, &blame);
    _RcLedger_Report(ledger, breaker, &blame,
                     "it is held only by a cycle of references that the collector could not break");
    record->told = 1;
    _RcLedger_MarkTold(ledger, record); /* the other one is among what it holds */
}

/* Entry: hits are counted of all that is trash.  A pointer to any of it may mean that it is in use. */
void _RcLedger_TellTrash(Ledger *ledger)
{
    for (const Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (_RcLedger_IsTrash(record) && record->more->hits > record->edges) {
            return;
        }
    }
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (_RcLedger_IsTrash(record) && RcType_IS_GC(record->type)) {
            _RcLedger_TellCycle(ledger, record);
        }
    }
}
