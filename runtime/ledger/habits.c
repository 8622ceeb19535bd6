/* What a line of the user's did for other objects.
 *
 * `stack[depth++] = op;` may be a store that lacks an Rc_INCREF, or take over the reference of its caller, and
 * `return stack[--depth];` the same the other way round.  Whether it is meant so shows where the same line was run
 * for other objects: their books balance, or balance not. */
#include "ledger/blame.h"

static const void *place_of(const Entry *entry, Habit habit)
{
    if (habit == HABIT_LOADS) {
        return entry->kind == ENTRY_GIVEN ? entry->load_pc : NULL;
    }
    return entry->kind == ENTRY_STORED || entry->kind == ENTRY_SLOT_FILLED ? entry->store_pc : NULL;
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

static int is_right_for(const Record *record, Habit habit, const void *pc)
{
    const History *history = &record->history;
    Account account;

    for (uint32_t i = 0; history->has_aside && i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (place_of(entry, habit) == pc) {
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
