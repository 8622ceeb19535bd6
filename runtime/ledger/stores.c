/* Too few references, and a pointer was stored by plain code as if it came with one.  To give back what one has stored,
 * besides, is what a function does that meant to take a reference for the store; but a store may also move what its function
 * has, or take over what its caller has: what is meant shows in what the same line does for other objects (habits.c). */
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* The first of such stores took over what the caller had: it is the last one that had nothing left to take. */
static const Entry *last_of_same(const Record *record, const Entry *store)
{
    const Entry *last = store;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        if (entry->kind == store->kind && entry->store_pc == store->store_pc &&
            entry->parent == store->parent) {
            last = entry;
        }
    }
    return last;
}

/* Does the caller of what has stored it give back a reference after that, which it has found nowhere? */
static const Entry *giving_after(const Record *record, const Entry *store)
{
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        if (entry->kind == ENTRY_GIVEN && entry->operation.activation == store->parent &&
            entry->place == NULL && entry->operation.number > store->operation.number) {
            return entry;
        }
    }
    return NULL;
}

/* A function that stores its argument, as it does with other objects, whose references it takes over: its caller should
 * have had one to give.  But one that takes references for its other arguments means to take one for each. */
static int blame_caller_of_thief(const Record *record, const Entry *store, Blame *blame)
{
    const char *thief = blame->site.function;
    const Entry *giving;
    Line line;

    if (store->store_caller == NULL || store->loader == store->operation.activation ||
        _RcLedger_TakesForOthers(blame->site.file, blame->site.line, store->store_pc) ||
        !_RcLedger_IsHabit(record, HABIT_STORES, store->store_pc) ||
        !_RcLedger_LineOf((store = last_of_same(record, store))->store_caller, &line)) {
        return 0;
    }
    giving = giving_after(record, store);
    if (giving != NULL) {
        _RcLedger_DescribeGiving(&record->history, giving, blame);
        blame->entry = giving;
        snprintf(
            blame->what, sizeof blame->what,
            "%s gives back a reference that %s has taken over at line %d: leave it out, or take one first "
            "(Rc_INCREF)",
            giving->operation.site.api, thief != NULL ? thief : "a function", line.line);
        return 1;
    }
    blame->kind = "missing-incref";
    blame->entry = store;
    _RcLedger_SiteFromLine(&line, store->store_caller, &blame->site);
    snprintf(blame->what, sizeof blame->what,
             "%s keeps it, and the reference with it, as it does with other objects: take one for it first "
             "(Rc_INCREF)",
             thief != NULL ? thief : "what is called here");
    return 1;
}

/* The last of what the functions that an activation called have stored so. */
int _RcLedger_BlameCallOfThief(const Record *record, uint32_t activation, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->parent == activation) {
            _RcLedger_DescribeStore(entry, blame);
            return blame_caller_of_thief(record, entry, blame);
        }
    }
    return 0;
}

/* With the deep ledger: a function keeps a borrowed pointer in a place, and gives it back out of that itself. */
const Entry *_RcLedger_OwnStoreBehind(const Record *record, const Account *account, const Entry *giving)
{
    const History *history = &record->history;

    if (giving == NULL || giving->kind != ENTRY_GIVEN || giving->place == NULL ||
        _RcLedger_HasTaken(account, giving->operation.activation)) {
        return NULL;
    }
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->place == giving->place &&
            entry->operation.number < giving->operation.number) {
            return entry->operation.activation == giving->operation.activation ? entry : NULL;
        }
    }
    return NULL;
}

/* Rc_INCREF(value); self->field = value; */
static int is_taken_for(const Account *account, const Entry *store)
{
    for (size_t i = 0; i < account->count; i++) {
        const Entry *entry = account->moves[i].entry;
        const char *api = entry->operation.site.api;
        if (entry->kind == ENTRY_TAKEN && entry->operation.activation == store->operation.activation &&
            entry->operation.number == store->operation.number && api != NULL &&
            (strstr(api, "INCREF") != NULL || strstr(api, "IncRef") != NULL)) {
            return 1;
        }
    }
    return 0;
}

/* A store by plain code that no taking goes with: to give back what one has stored, besides, is what a function does
 * that meant to take a reference for the store.  But what is stored in the line that makes it is moved. */
int _RcLedger_BlameStore(const Record *record, const Account *account, uint32_t activation, Blame *blame)
{
    const Entry *store = _RcLedger_LastGiving(account, activation, GIVING_STORE, NULL);

    if (store == NULL) {
        return 0;
    }
    if (store->kind == ENTRY_STORED) {
        _RcLedger_DescribeStore(store, blame);
    } else {
        _RcLedger_DescribeFilling(record, store, blame);
    }
    if ((_RcLedger_HasOperation(blame->site.file, blame->site.line) || is_taken_for(account, store) ||
         (_RcLedger_HasTaken(account, activation) &&
          _RcLedger_IsHabit(record, HABIT_MOVES, store->store_pc))) &&
        _RcLedger_LastGiving(account, activation, GIVING_OPERATION, NULL) != NULL) {
        return 0;
    }
    blame->entry = store;
    blame_caller_of_thief(record, store, blame);
    return 1;
}

static int blame_bare_store_to(const Entry *giving, Blame *blame)
{
    const Site *site = &giving->operation.site;
    int line = giving->place == NULL ? _RcLedger_BareStoreTo(site->file, site->line, site->pc) : 0;

    if (line == 0) {
        return 0;
    }
    blame->kind = "missing-incref";
    blame->site =
        (Site){.file = site->file, .line = line, .function = _RcLedger_FunctionAt(site->file, line)};
    snprintf(
        blame->what, sizeof blame->what,
        "a pointer to it is stored here without a reference, and %s gives one back at line %d: Rc_INCREF is "
        "missing",
        site->function, site->line);
    return 1;
}

/* `view->text = RcList_GetItem(list, i);`: what a call lent was stored into the field that is given back. */
static int blame_store_of_lent(const Record *record, const Entry *giving, Blame *blame)
{
    const Site *giver = &giving->operation.site;
    char given[64], stored[64];

    if (giving->place != NULL || giver->file == NULL ||
        !_RcLedger_FieldGivenAt(giver->file, giver->line, giver->pc, given, sizeof given)) {
        return 0;
    }
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *lending = _RcLedger_Entry(&record->history, i - 1);
        const Site *site = &lending->operation.site;
        if (lending->kind == ENTRY_LENT && lending->operation.number < giving->operation.number &&
            site->file != NULL && _RcLedger_FieldStoredAt(site->file, site->line, stored, sizeof stored) &&
            strcmp(given, stored) == 0) {
            blame->kind = "missing-incref";
            blame->entry = lending;
            blame->site = *site;
            snprintf(blame->what, sizeof blame->what,
                     "what %s lends is stored here as if it came with a reference, and %s gives one back at "
                     "line %d: "
                     "Rc_INCREF is missing",
                     site->api, giver->function, giver->line);
            return 1;
        }
    }
    return 0;
}

/* The next move of a reference after an entry, if that is a giving. */
static const Entry *next_giving(const History *history, uint32_t index)
{
    for (uint32_t i = index + 1; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (_RcLedger_ChangeBy(entry->kind) != 0) {
            return entry->kind == ENTRY_GIVEN ? entry : NULL;
        }
    }
    return NULL;
}

static int leaves_pointer_to(const Entry *first, const Entry *second)
{
    const Site *left = &first->operation.site, *right = &second->operation.site;

    return first->place == second->place && first->operation.activation != second->operation.activation &&
           left->file != NULL && right->file != NULL && strcmp(left->file, right->file) == 0 &&
           left->line != right->line && left->api != NULL && strstr(left->api, "CLEAR") == NULL &&
           strstr(left->api, "SETREF") == NULL &&
           _RcLedger_GiveSameField(left->file, left->line, right->line);
}

/* Two functions give back what one field holds, one after the other.  The first has left the pointer there. */
static int blame_left_pointer(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *first = _RcLedger_Entry(history, i - 1);
        const Entry *second = first->kind == ENTRY_GIVEN ? next_giving(history, i - 1) : NULL;
        if (second != NULL && leaves_pointer_to(first, second)) {
            _RcLedger_DescribeGiving(history, first, blame);
            blame->entry = first;
            snprintf(blame->what, sizeof blame->what,
                     "%s gives back what the field holds and leaves the pointer there, where %s finds it at "
                     "line %d: "
                     "use Rc_CLEAR",
                     first->operation.site.api, second->operation.site.function, second->operation.site.line);
            return 1;
        }
    }
    return 0;
}

static int blame_stores_behind(const Record *record, const Entry *giving, int of_others, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        int is_its = entry->operation.activation == giving->operation.activation;
        if (entry->kind == ENTRY_GIVEN && (of_others ? !is_its && entry->dying != 0 : is_its) &&
            (blame_store_of_lent(record, entry, blame) || blame_bare_store_to(entry, blame))) {
            return 1;
        }
    }
    return 0;
}

/* Without the deep ledger: what a function, or else a dealloc, gives back out of one of several fields was stored there by a
 * function that took no reference, as the source says. */
int _RcLedger_BlameBareStore(const Record *record, const Entry *giving, Blame *blame)
{
    return blame_left_pointer(record, blame) || blame_stores_behind(record, giving, 0, blame) ||
           blame_stores_behind(record, giving, 1, blame);
}
