/* References that C code has and nothing points to any more, and what a dealloc leaves behind. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/tombstones.h"

#include <malloc.h>
#include <string.h>

static int is_candidate(const Record *record)
{
    return record->state == RECORD_LIVE && !record->immortal && !record->runtimes_own && !record->lost &&
           RECORD_EXTERNAL(record) > record->more->forgiven &&
           (!RcType_Check(record->object) || record->left != LEFT_NOTHING);
}

static size_t collect_candidates(Ledger *ledger, Record **row)
{
    size_t count = 0;
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (is_candidate(record) || _RcLedger_IsTrash(record)) {
            row[count++] = record;
        }
    }
    return count;
}

/* Which functions ran when the last pointer in a field or a global variable went? */
static void note_calls(const Ledger *ledger, Record *record)
{
    if (record->more->hits - record->more->stack_hits > record->edges) {
        more_of(record)->calls_seen = ledger->activations_made;
        more_of(record)->calls_gone = 0;
    } else if (record->kept && record->more->calls_gone == 0) {
        more_of(record)->calls_gone = ledger->activations_made;
    }
}

/* In whose variable was it seen? */
static void note_holder(const Ledger *ledger, Record *record)
{
    const Activation *holder =
        record->more->variable != NULL ? _RcLedger_OwnerOfVariable(ledger, record->more->variable) : NULL;

    more_of(record)->held_by = holder != NULL ? holder->id : 0;
    more_of(record)->held_at = holder != NULL ? holder->site : NULL;
}

static size_t keep_lost(Ledger *ledger, Record **row, size_t count)
{
    size_t lost = 0;
    for (size_t i = 0; i < count; i++) {
        note_calls(ledger, row[i]);
        if (row[i]->more->hits > row[i]->edges || RcType_Check(row[i]->object)) {
            More *more = more_of(row[i]);
            more->last_seen = ledger->operations;
            more->seen_by = ledger->next_known;
            note_holder(ledger, row[i]);
            row[i]->was_in_memory = more->hits - more->stack_hits > row[i]->edges;
            row[i]->kept |= row[i]->was_in_memory;
        } else {
            row[lost++] = row[i];
        }
    }
    return lost;
}

static void tell_lost(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    record->lost = 1;
    if (record->more->left_by.users_type && record->more->left_at + 1 >= record->more->last_seen &&
        !_RcLedger_WasGivenBy(&record->history, record->more->left_by.serial)) {
        _RcLedger_BlameDealloc(record, &blame);
        _RcLedger_Report(
            ledger, record, &blame,
            "the %s object %p is deallocated, and its reference to this object was not given back",
            record->more->left_by.type_name, (const void *)record->more->left_by.object);
        return;
    }
    if (_RcLedger_BlameLastHolder(ledger, record, &blame)) {
        _RcLedger_Report(ledger, record, &blame,
                         "the %s object %p referred to it, and its reference was not given back",
                         record->more->left_by.type_name, (const void *)record->more->left_by.object);
        return;
    }
    _RcLedger_BlameTooMany(ledger, record, &blame);
    blame.kind = "lost-reference";
    _RcLedger_Report(ledger, record, &blame,
                     "C code has lost its last pointer to it, but never gave its reference back (count %zd)",
                     record->count);
}

/* Entry: edges are measured.  Returns the work that it was. */
int64_t _RcLedger_FindLost(Ledger *ledger)
{
    size_t room = ledger->live_count + 1, count;
    int64_t work = 0;
    Record **row = _RcLedger_AllocateRaw(room * sizeof *row);

    if (row == NULL) {
        return 0;
    }
    count = collect_candidates(ledger, row);
    if (count > 0 && _RcLedger_Scan(ledger, row, count, 0)) {
        work = _RcLedger_ScanCost();
        _RcLedger_JudgeLeftovers(ledger);
        count = keep_lost(ledger, row, count);
        if (count > 0 && _RcLedger_Scan(ledger, row, count, 1)) {
            work *= 2;
            count = keep_lost(ledger, row, count);
            for (size_t i = 0; i < count && !_RcLedger_TellReadOfDead(ledger); i++) {
                if (!row[i]->trash) {
                    tell_lost(ledger, row[i]);
                }
            }
            _RcLedger_TellTrash(ledger);
        }
    }
    _RcLedger_Release(row, room * sizeof *row);
    return work;
}

/* -- death -- */

/* A live object that the dying one's memory points to may now be without an owner. */
static void note_left(Ledger *ledger, const Record *dying, RcObject *op)
{
    Record *record = _RcLedger_Find(ledger, op);
    if (record != NULL && record->state == RECORD_LIVE && record != dying) {
        More *more = more_of(record);
        more->left_by = _RcLedger_Who(dying);
        more->left_dealloc = (const void *)(uintptr_t)dying->type->tp_dealloc;
        more->left_traverse = (const void *)(uintptr_t)dying->type->tp_traverse;
        more->left_clear = (const void *)(uintptr_t)dying->type->tp_clear;
        more->left_site = _RcLedger_Running(ledger)->site;
        more->left_at = ledger->operations;
    }
}

/* Entry: the object's memory is about to be freed. */
void _RcLedger_NoteWhatIsLeft(Ledger *ledger, const Record *dying)
{
    const char *start = (const char *)dying->object;
    for (size_t i = sizeof(RcObject); i + sizeof(RcObject *) <= dying->size; i += sizeof(RcObject *)) {
        RcObject *word;
        memcpy(&word, start + i, sizeof word);
        if (word != NULL) {
            note_left(ledger, dying, word);
        }
    }
}
