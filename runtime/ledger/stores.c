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

static void describe_call_of_thief(const char *thief, Blame *blame)
{
    blame->kind = "missing-incref";
    snprintf(blame->what, sizeof blame->what,
             "%s keeps it, and the reference with it, as it does with other objects: take one for it first "
             "(Rc_INCREF)",
             thief != NULL ? thief : "what is called here");
}

/* Entry: the store is described.  The other calls hand over what they have just made, which nobody else can give back, and this
 * one what it has found. */
int _RcLedger_BlameCallWithout(const Record *record, const Entry *store, Blame *blame)
{
    const char *thief = blame->site.function;
    Line line;

    store = last_of_same(record, store);
    if (store->store_caller == NULL || !_RcLedger_LineOf(store->store_caller, &line) ||
        _RcLedger_CallWithout(blame->site.file, blame->site.line, store->store_pc, line.line) == 0) {
        return 0;
    }
    blame->entry = store;
    _RcLedger_SiteFromLine(&line, store->store_caller, &blame->site);
    describe_call_of_thief(thief, blame);
    return 1;
}

/* A function that stores its argument, as it does with other objects, whose references it takes over: its caller should
 * have had one to give.  But one that takes references for its other arguments means to take one for each. */
static int blame_caller_of_thief(const Record *record, const Entry *store, Blame *blame)
{
    const char *thief = blame->site.function;
    const Entry *giving;
    Line line;

    if (store->store_caller == NULL || store->loader == store->operation.activation ||
        _RcLedger_TakesForOthers(blame->site.file, blame->site.line, store->store_pc)) {
        return 0;
    }
    if (_RcLedger_BlameCallWithout(record, store, blame)) {
        return 1;
    }
    if (!_RcLedger_IsHabit(record, HABIT_STORES, store->store_pc) ||
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
    blame->entry = store;
    _RcLedger_SiteFromLine(&line, store->store_caller, &blame->site);
    describe_call_of_thief(thief, blame);
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
            return entry->operation.activation == giving->operation.activation &&
                           entry->from != entry->place && !_RcLedger_IsOfBorrower(entry, giving)
                       ? entry
                       : NULL;
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
    int store = giving->place == NULL ? _RcLedger_BareStoreTo(site->file, site->line, site->pc) : 0, call = 0;

    if (store > 0) {
        call = _RcLedger_CallWithout(site->file, store, site->pc, 0);
    } else if (giving->place == NULL && site->file != NULL) {
        call = _RcLedger_CallThatFillsRow(
            site->file, _RcLedger_HeadOfOrigin(site->file, site->line, site->pc), site->pc, &store);
        store = call > 0 ? store : 0;
    }
    if (store == 0) {
        return 0;
    }
    blame->kind = "missing-incref";
    blame->site = (Site){.file = site->file,
                         .line = call > 0 ? call : store,
                         .function = _RcLedger_FunctionAt(site->file, call > 0 ? call : store)};
    if (call > 0) {
        describe_call_of_thief(_RcLedger_FunctionAt(site->file, store), blame);
        return 1;
    }
    snprintf(
        blame->what, sizeof blame->what,
        "a pointer to it is stored here without a reference, and %s gives one back at line %d: Rc_INCREF is "
        "missing",
        site->function, site->line);
    return 1;
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

static int blame_store_behind_giving(const Record *record, const Entry *giving, Blame *blame)
{
    const Site *site = &giving->operation.site;
    char field[64];

    return (giving->place == NULL && site->file != NULL &&
            _RcLedger_FieldGivenAt(site->file, site->line, site->pc, field, sizeof field) &&
            _RcLedger_BlameStoreOfLent(record, giving, field, blame)) ||
           blame_bare_store_to(giving, blame);
}

static int blame_stores_behind(const Record *record, const Entry *giving, int of_others, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        int is_its = entry->operation.activation == giving->operation.activation;
        if (entry->kind == ENTRY_GIVEN && (of_others ? !is_its && entry->dying != 0 : is_its) &&
            blame_store_behind_giving(record, entry, blame)) {
            return 1;
        }
    }
    return 0;
}

/* Without the deep ledger: what a function, or else a dealloc, gives back out of one of several fields was stored there by a
 * function that took no reference, as the source says. */
int _RcLedger_BlameBareStore(const Record *record, const Entry *giving, Blame *blame)
{
    return _RcLedger_BlameHandedOn(record, blame) || blame_left_pointer(record, blame) ||
           blame_stores_behind(record, giving, 0, blame) || blame_stores_behind(record, giving, 1, blame);
}
