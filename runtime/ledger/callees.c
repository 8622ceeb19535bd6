/* Too few references, and a function of the user's that was called directly has handed one over that it had not: it was lent the
 * object and returned it, or gave back itself what it returned.  The book does not know what such a function returns; the
 * deep ledger knows which function loaded the pointer, the source whose result a variable is. */
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* With the deep ledger: what the giver gives back came from a function of the user's that loaded it and returned
 * it.  It may have been inlined into the giver. */
static int is_from_callee(const Record *record, const Entry *giving, Line *line)
{
    const Site *site = &giving->operation.site;
    const char *giver = site->function;

    return giving->load_pc != NULL && _RcLedger_LendingBefore(&record->history, giving) == NULL &&
           _RcLedger_LineOfEither(giving->load_pc, giving->load_caller, line) &&
           (giving->loader != giving->operation.activation ||
            (giver != NULL && strcmp(line->function, giver) != 0)) &&
           (!_RcLedger_IsReadable(site->file) ||
            _RcLedger_UsesResultOf(site->file, site->line, line->function));
}

int _RcLedger_IsCalled(const char *name, const char *function)
{
    return name != NULL && strcmp(name, function) == 0;
}

/* Has a function of this name, or one that it called, got a reference to the object? */
static int has_taken_itself(const History *history, const char *function)
{
    Line line;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if ((entry->kind == ENTRY_CREATED || entry->kind == ENTRY_TAKEN) &&
            (_RcLedger_IsCalled(entry->operation.site.function, function) ||
             (_RcLedger_LineOf(entry->caller, &line) && _RcLedger_IsCalled(line.function, function)))) {
            return 1;
        }
    }
    return 0;
}

static void describe_callee(const Entry *giving, Blame *blame)
{
    blame->kind = "missing-incref";
    snprintf(
        blame->what, sizeof blame->what,
        "%s hands it to %s, which gives it back at line %d, without taking a reference for it: Rc_INCREF is "
        "missing",
        blame->site.function, giving->operation.site.function, giving->operation.site.line);
}

/* Had the giver called the function that was lent the object?  If it had announced nothing then, both have the same parent. */
static int was_called_by(const Entry *lending, const Entry *giving)
{
    Line line;

    return lending->parent == giving->operation.activation ||
           (lending->parent == giving->parent &&
            lending->operation.activation != giving->operation.activation &&
            _RcLedger_LineOf(lending->caller, &line) &&
            _RcLedger_IsCalled(giving->operation.site.function, line.function));
}

/* A function that the giver called was lent the object, took no reference, and returned it. */
static int blame_lent_result(const Record *record, const Account *account, const Entry *giving, Blame *blame)
{
    const Site *site = &giving->operation.site;

    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *lending = _RcLedger_Entry(&record->history, i - 1);
        const Site *from = &lending->operation.site;
        if (lending->kind == ENTRY_LENT && was_called_by(lending, giving) &&
            lending->operation.number < giving->operation.number &&
            !_RcLedger_HasTaken(account, lending->operation.activation) &&
            _RcLedger_UsesResultOf(site->file, site->line, from->function) &&
            !_RcLedger_Lends(from->file, from->line, site->line, site->pc)) {
            int line = _RcLedger_StoreToArgument(from->file, from->line, from->pc);
            line = line > 0 ? line : _RcLedger_NextReturn(from->file, from->line, from->pc);
            blame->entry = lending;
            blame->site = *from;
            blame->site.line = line > 0 ? line : from->line;
            describe_callee(giving, blame);
            return 1;
        }
    }
    return 0;
}

/* A function that made the object, or took a reference, and has stored that before it returned the pointer. */
static int blame_store_of_callee(const Record *record, const Entry *giving, const char *function,
                                 Blame *blame)
{
    Account account;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (size_t i = 0; i < account.count; i++) {
        const Move *move = &account.moves[i];
        const Entry *store;
        if (move->parent != giving->operation.activation ||
            !_RcLedger_IsCalled(move->entry->operation.site.function, function) ||
            _RcLedger_Balance(&account, move->activation) != 0) {
            continue;
        }
        store = _RcLedger_LastGiving(&account, move->activation, GIVING_STORE, NULL);
        if (store != NULL && store->kind == ENTRY_STORED) {
            blame->entry = store;
            _RcLedger_DescribeStore(store, blame);
            return 1;
        }
    }
    return 0;
}

/* A function that made the object, or took a reference, gave back as many, and returned the pointer all the same. */
static int blame_giving_of_callee(const Record *record, const Entry *giving, const char *function,
                                  Blame *blame)
{
    Account account;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (size_t i = account.count; i > 0; i--) {
        const Move *move = &account.moves[i - 1];
        const Entry *entry = move->entry;
        if (entry->kind == ENTRY_GIVEN && entry->dying == 0 &&
            entry->operation.number < giving->operation.number &&
            move->parent == giving->operation.activation &&
            _RcLedger_IsCalled(entry->operation.site.function, function) &&
            _RcLedger_Balance(&account, move->activation) == 0) {
            blame->kind = "over-decref";
            blame->entry = entry;
            blame->site = entry->operation.site;
            snprintf(
                blame->what, sizeof blame->what,
                "%s gives back the reference that %s then returns to %s, which gives it back at line %d: "
                "leave it out",
                entry->operation.site.api, function, giving->operation.site.function,
                giving->operation.site.line);
            return 1;
        }
    }
    return 0;
}

/* What an operation hands to a container, which takes over the reference, a function of this file has returned without
 * one, although it returns new references elsewhere. */
int _RcLedger_BlameOrigin(const Record *record, const Entry *filling, Blame *blame)
{
    const Site *site = &filling->operation.site;
    char function[128];
    int line = _RcLedger_OriginOfArgument(site->file, site->line, site->pc, function, sizeof function);

    if (line == 0 || has_taken_itself(&record->history, function)) {
        return 0;
    }
    blame->kind = "missing-incref";
    blame->entry = filling;
    blame->site = (Site){.file = site->file, .line = line, .function = _RcLedger_Keep(function)};
    snprintf(blame->what, sizeof blame->what,
             "%s returns it without a reference, and other objects with one; %s hands it to %s at line %d: "
             "Rc_INCREF is missing",
             blame->site.function, site->function, site->api, site->line);
    return 1;
}

/* What the function has taken out of a row, and left there, is given back once more out of that: it may hand the reference
 * over, but not leave the pointer. */
static int blame_left_in_row(const Record *record, const Entry *giving, const char *file, int line,
                             Blame *blame)
{
    char row[64], given[64];
    int is_left = 0;

    line = _RcLedger_TakingOut(file, line, giving->operation.site.pc, row, sizeof row, &is_left);
    for (uint32_t i = 0; line > 0 && is_left && i < record->history.used; i++) {
        const Entry *again = _RcLedger_Entry(&record->history, i);
        const Site *site = &again->operation.site;
        if (again->kind == ENTRY_GIVEN && again->operation.number > giving->operation.number &&
            again->place == giving->place && site->file != NULL && strcmp(site->file, file) == 0 &&
            _RcLedger_FieldGivenAt(file, site->line, site->pc, given, sizeof given) &&
            strcmp(given, row) == 0) {
            blame->kind = "over-decref";
            blame->entry = giving;
            blame->site = (Site){.file = file, .line = line, .function = _RcLedger_FunctionAt(file, line)};
            snprintf(
                blame->what, sizeof blame->what,
                "%s takes it out of %s here, hands it over, and leaves the pointer there, where %s finds "
                "it at line %d and gives it back again: set the place to NULL",
                blame->site.function, row, site->function, site->line);
            return 1;
        }
    }
    return 0;
}

static int blame_callee(const Record *record, const Entry *giving, Blame *blame)
{
    const Site *site = &giving->operation.site;
    char function[128];
    Line line;
    int next;

    next = is_from_callee(record, giving, &line) ? _RcLedger_NextReturn(line.file, line.line, giving->load_pc)
                                                 : 0;
    if (next > 0 && _RcLedger_ReturnsWhatItHas(line.file, next)) {
        if (_RcLedger_Lends(line.file, next, site->line, giving->load_pc)) {
            return 0;
        }
        if (blame_left_in_row(record, giving, _RcLedger_Keep(line.file), next, blame)) {
            return 1;
        }
        if (has_taken_itself(&record->history, line.function) &&
            blame_giving_of_callee(record, giving, line.function, blame)) {
            return 1;
        }
        _RcLedger_SiteFromLine(&line, giving->load_pc, &blame->site);
        blame->site.line = next;
        describe_callee(giving, blame);
        return 1;
    }
    next = _RcLedger_OriginOf(site->file, site->line, site->pc, function, sizeof function);
    if (next == 0 || _RcLedger_Lends(site->file, next, site->line, site->pc)) {
        return 0;
    }
    if (blame_left_in_row(record, giving, site->file, next, blame)) {
        return 1;
    }
    if (has_taken_itself(&record->history, function) && !_RcLedger_ReturnsField(site->file, next)) {
        return blame_store_of_callee(record, giving, function, blame) ||
               blame_giving_of_callee(record, giving, function, blame);
    }
    blame->site = (Site){.file = site->file, .line = next, .function = _RcLedger_Keep(function)};
    describe_callee(giving, blame);
    return 1;
}

/* A giving of the guilty activation's whose reference a function that it called should have taken. */
int _RcLedger_BlameCallee(const Record *record, const Account *account, uint32_t activation, Blame *blame)
{
    const Entry *giving = NULL;

    while ((giving = _RcLedger_LastGiving(account, activation, GIVING_OPERATION, giving)) != NULL) {
        if (_RcLedger_IsIndirect(&record->history, giving)) {
            continue;
        }
        if (giving->kind == ENTRY_GIVEN && blame_lent_result(record, account, giving, blame)) {
            return 1;
        }
        if (giving->kind == ENTRY_GIVEN && !_RcLedger_IsPaid(account, giving) &&
            !_RcLedger_IsHabit(record, HABIT_LOADS, giving->load_pc) && blame_callee(record, giving, blame)) {
            blame->entry = giving;
            return 1;
        }
    }
    return 0;
}

/* The same in any activation: what the book shows of a giving against what the source says of the callee. */
int _RcLedger_BlameAnyGiving(const Record *record, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(&record->history, i - 1);
        if (giving->kind == ENTRY_GIVEN && !_RcLedger_IsIndirect(&record->history, giving) &&
            !_RcLedger_IsHabit(record, HABIT_LOADS, giving->load_pc) && blame_callee(record, giving, blame)) {
            blame->entry = giving;
            return 1;
        }
    }
    return 0;
}
