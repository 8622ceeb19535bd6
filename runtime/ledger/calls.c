/* Calls of a function that were taken for one.
 *
 * Without the deep ledger a call is known by its frame and by where it returns to, which are the same when a loop calls a
 * function again.  But one that announces what lies before what it has announced, and has no loop that leads back
 * there, has been called again since.  The last of such calls keeps the activation's number, for it may be running. */
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"
#include "ledger/sums.h"

#include <string.h>

#define OUTERMOST 1                       /* the program, before any function has announced something */
#define FIRST_NUMBER UINT32_C(0xF0000000) /* of calls that had none of their own */

/* What an activation did last. */
typedef struct Step {
    uint64_t operation;
    const void *pc;
    int line;
} Step;

/* What an activation was doing at an entry: its own operation, or the call of the function whose operation it is.  Of the
 * second only the line is known.  0: nothing. */
static int step_of(const Entry *entry, uint32_t activation, const Site *known, Step *step)
{
    Line line;

    if (entry->operation.activation == activation) {
        *step = (Step){entry->operation.number, entry->operation.site.pc, entry->operation.site.line};
        return entry->operation.site.file != NULL;
    }
    if (entry->parent != activation || !_RcLedger_LineOf(entry->caller, &line) || known->function == NULL ||
        strcmp(line.function, known->function) != 0) {
        return 0;
    }
    *step = (Step){entry->operation.number, NULL, line.line};
    return 1;
}

static int is_called_again(const char *file, const Step *before, const Step *now)
{
    return before->line != 0 && now->operation != before->operation && now->line <= before->line &&
           (now->line < before->line || (now->pc != NULL && now->pc == before->pc)) &&
           !_RcLedger_LeadsBack(file, before->line, now->line);
}

static void renumber(Entry *entries, uint32_t count, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < count; i++) {
        Entry *entry = &entries[i];
        entry->operation.activation = entry->operation.activation == from ? to : entry->operation.activation;
        entry->until.activation = entry->until.activation == from ? to : entry->until.activation;
        entry->parent = entry->parent == from ? to : entry->parent;
    }
}

static uint32_t part_calls(Entry *entries, uint32_t count, uint32_t first, uint32_t next_number)
{
    uint32_t activation = entries[first].operation.activation;
    const Site *site = &entries[first].operation.site;
    Step before = {0}, now;

    for (uint32_t i = 0; i < count; i++) {
        if (step_of(&entries[i], activation, site, &now)) {
            if (is_called_again(site->file, &before, &now)) {
                renumber(entries, i, activation, next_number++);
            }
            before = now;
        }
    }
    return next_number;
}

static void give_to(Entry *entries, uint32_t count, uint32_t activation, uint32_t parent)
{
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i].operation.activation == activation) {
            entries[i].parent = parent;
        }
    }
}

/* Is an entry of the function whose callee another one's is?  Or of another callee of that, if the first one's caller is not
 * known at all?  The caller's activation; 0: neither. */
static uint32_t caller_by(const Entry *entry, const Entry *callee, const Line *call)
{
    Line line;

    if (entry->operation.activation == callee->operation.activation) {
        return 0;
    }
    if (entry->parent == callee->parent && entry->operation.site.function != NULL &&
        entry->operation.site.line >= call->line &&
        strcmp(entry->operation.site.function, call->function) == 0) {
        return entry->operation.activation;
    }
    return callee->parent == OUTERMOST && entry->parent > callee->operation.activation &&
                   entry->parent < FIRST_NUMBER && _RcLedger_LineOf(entry->caller, &line) &&
                   strcmp(line.function, call->function) == 0
               ? entry->parent
               : 0;
}

/* A function that had announced nothing when it called another one seems to be called by the same as that.  But the return
 * address says whose callee it is, and that one has announced something since. */
static void find_callers(Entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Entry *callee = &entries[i];
        uint32_t caller = 0;
        Line call;
        if (callee->caller == NULL || !_RcLedger_LineOf(callee->caller, &call)) {
            continue;
        }
        for (uint32_t k = i + 1; k < count && caller == 0; k++) {
            caller = caller_by(&entries[k], callee, &call);
        }
        if (caller != 0) {
            give_to(entries, count, callee->operation.activation, caller);
        }
    }
}

void _RcLedger_PartCalls(const History *history)
{
    uint32_t next_number = FIRST_NUMBER;
    Entry *entries;
    Aside *aside;

    if (_Rc_ledger->is_deep || history->used == 0 || _RcLedger_Entry(history, 0) == NULL) {
        return;
    }
    aside = record_with(history)->more->aside;
    if (aside->is_parted) {
        return; /* again it would take callees for their callers' callees */
    }
    aside->is_parted = 1;
    entries = aside->told;
    for (uint32_t i = 0; i < history->used; i++) {
        if (entries[i].operation.site.file != NULL && entries[i].operation.activation < FIRST_NUMBER) {
            next_number = part_calls(entries, history->used, i, next_number);
        }
    }
    find_callers(entries, history->used);
}
