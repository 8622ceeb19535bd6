/* What a line of the user's did for other objects.
 *
 * `stack[depth++] = op;` may be a store that lacks an Rc_INCREF, or take over the reference of its caller, and
 * `return stack[--depth];` the same the other way round.  Whether it is meant so shows where the same line was run
 * for other objects: their books balance, or balance not.  Of an object to which a function that runs still has a pointer
 * the story is not over: it may yet be given back once more.  Nor is it of one that is still in the place from which the line
 * returned it. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

static const void *place_of(const Entry *entry, Habit habit)
{
    if (habit == HABIT_LOADS) {
        return entry->kind == ENTRY_GIVEN ? entry->load_pc : NULL;
    }
    return entry->kind == ENTRY_STORED || entry->kind == ENTRY_SLOT_FILLED ? entry->store_pc : NULL;
}

/* Is what a line has loaded still in the place that it came from?  Then it did not take the reference out of it, unless it is a
 * stack's. */
static int is_left_in_place(const Record *record, const Entry *giving)
{
    const void *there = NULL;
    Line line;

    return _RcLedger_Read(giving->place, &there, sizeof there) && there == record->object &&
           !(_RcLedger_LineOfEither(giving->load_pc, giving->load_caller, &line) &&
             _RcLedger_Pops(line.file, line.line));
}

/* Was it right there?  A store: its function took nothing for it, and somebody gives the reference back out of that place,
 * or the slot has it; or it moves there what its function had.  A load: its function took nothing, and the caller gave the object back. */
static int is_right(const Account *account, const Entry *entry, Habit habit)
{
    uint32_t activation = habit == HABIT_LOADS ? entry->loader : entry->operation.activation;

    if (habit == HABIT_MOVES) {
        return _RcLedger_Balance(account, activation) == 0 && _RcLedger_Guilty(account, -1) == NULL;
    }
    return !_RcLedger_HasTaken(account, activation) &&
           (habit == HABIT_LOADS || _RcLedger_Balance(account, activation) < 0) &&
           _RcLedger_Guilty(account, -1) == NULL;
}

#define OUTERMOST_FRAME 4096 /* with the deep ledger, frames are told by where they end */
#define WORDS_AT_ONCE 64

/* Is it a variable of a function that was called before an entry's? */
static int is_earlier(const char *address, const Entry *entry)
{
    const Activation *owner = _RcLedger_OwnerOfVariable(_Rc_ledger, address);
    return owner == NULL || owner->id < entry->operation.activation;
}

/* Has a function that was called before an entry's, and still runs, a pointer to the object in a variable, where nobody has
 * put it for others? */
static int had_in_hand(const Record *record, const Entry *entry)
{
    const char *here = __builtin_frame_address(0), *at;
    const char *end = (_Rc_ledger->depth > 0 ? _Rc_ledger->stack[0].frame : here) + OUTERMOST_FRAME;
    const RcObject *words[WORDS_AT_ONCE];

    at = _Rc_ledger->stack_end > here ? _Rc_ledger->stack_end : here;
    for (at -= (uintptr_t)at % sizeof *words; at < end && _RcLedger_Read(at, words, sizeof words);
         at += sizeof words) {
        for (size_t i = 0; i < WORDS_AT_ONCE; i++) {
            const char *address = at + i * sizeof *words;
            if (words[i] == record->object && is_earlier(address, entry) &&
                !_RcLedger_WasStoredTo(&record->history, address)) {
                return 1;
            }
        }
    }
    return 0;
}

static int is_right_for(const Record *record, Habit habit, const void *pc)
{
    const History *history = &record->history;
    Account account;

    for (uint32_t i = 0; record_with(history)->has_aside && i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (place_of(entry, habit) == pc && !(habit == HABIT_STORES && had_in_hand(record, entry)) &&
            !(habit == HABIT_LOADS && is_left_in_place(record, entry))) {
            _RcLedger_AddUp(history, 0, &account);
            if (is_right(&account, entry, habit)) {
                return 1;
            }
        }
    }
    return 0;
}

static int is_right_for_any(const Record *list, const Record *except, Habit habit, const void *pc)
{
    for (const Record *record = list->next; record != list; record = record->next) {
        if (record != except && is_right_for(record, habit, pc)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_IsHabit(const Record *record, Habit habit, const void *pc)
{
    return pc != NULL && (is_right_for_any(&_Rc_ledger->live, record, habit, pc) ||
                          is_right_for_any(&_Rc_ledger->quarantine, record, habit, pc));
}
