/* From an object's history to the guilty line.
 *
 * An equation that does not hold says that something is wrong, not where.  The history says who took and who gave;
 * sums.c tells the activation whose books do not balance.  Within it the last giving without a taking, or the first
 * taking without a giving, is named: the shortest edit that would balance the book.  Where the guilty step is
 * plain code, a store or a return, the deep ledger knows its line, and the plain one looks for it in the source
 * (lines.c, source.c). */
#include "ledger/blame.h"

#include <stdio.h>
#include <string.h>

const Entry *_RcLedger_LendingBefore(const History *history, const Entry *entry)
{
    const Entry *found = NULL;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *lending = _RcLedger_Entry(history, i);
        if (lending->kind == ENTRY_LENT && lending->operation.activation == entry->operation.activation &&
            lending->operation.number < entry->operation.number) {
            found = lending;
        }
    }
    return found;
}

/* A function that does nothing but give back its argument is another name for Rc_DECREF: its caller gives. */
static int place_call_of_wrapper(const Entry *giving, Site *site)
{
    Line line;

    if (!_RcLedger_OnlyGives(giving->operation.site.file, giving->operation.site.line) ||
        !_RcLedger_LineOf(giving->caller, &line)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, giving->caller, site);
    return 1;
}

void _RcLedger_DescribeGiving(const History *history, const Entry *entry, Blame *blame)
{
    const Entry *lending = _RcLedger_LendingBefore(history, entry);

    blame->kind = "over-decref";
    blame->site = entry->operation.site;
    if (place_call_of_wrapper(entry, &blame->site)) {
        snprintf(
            blame->what, sizeof blame->what,
            "%s gives back a reference that %s does not own: leave it out, or take one first (Rc_INCREF)",
            entry->operation.site.function, blame->site.function);
    } else if (lending != NULL) {
        snprintf(blame->what, sizeof blame->what,
                 "%s gives back a reference that was only borrowed, from %s at line %d: leave it out, or "
                 "take one first "
                 "(Rc_INCREF)",
                 entry->operation.site.api, lending->operation.site.api, lending->operation.site.line);
    } else {
        snprintf(
            blame->what, sizeof blame->what,
            "%s gives back a reference that %s does not own: leave it out, or take one first (Rc_INCREF)",
            entry->operation.site.api, entry->operation.site.function);
    }
}

/* A slot was filled by the runtime for the operation, or by plain code after it. */
static void describe_filling(const Record *record, const Entry *entry, Blame *blame)
{
    if (entry->other.users_type &&
        _RcLedger_BlameVisitOfLent(_Rc_ledger, &entry->other, record->object, blame)) {
        return;
    }
    blame->kind = "missing-incref";
    blame->site = entry->operation.site;
    if (_RcLedger_LineOfStore(entry, &blame->site)) {
        snprintf(blame->what, sizeof blame->what,
                 "the %s object %p is made to refer to it here, without a reference of its own: Rc_INCREF is "
                 "missing",
                 entry->other.type_name, (const void *)entry->other.object);
    } else {
        snprintf(
            blame->what, sizeof blame->what,
            "%s hands it to the %s object %p, which takes over a reference that %s does not own: it must "
            "take one first (Rc_INCREF)",
            entry->operation.site.api, entry->other.type_name, (const void *)entry->other.object,
            entry->operation.site.function);
    }
}

/* With the deep ledger: a pointer was stored to memory out of which a reference is given back later. */
void _RcLedger_DescribeStore(const Entry *entry, Blame *blame)
{
    Line line;

    blame->kind = "missing-incref";
    blame->site = entry->operation.site;
    if (_RcLedger_LineOfEither(entry->store_pc, entry->store_caller, &line)) {
        _RcLedger_SiteFromLine(&line, entry->store_pc, &blame->site);
    }
    snprintf(
        blame->what, sizeof blame->what,
        "a pointer to it is stored here as if it came with a reference, which is given back later: Rc_INCREF "
        "is missing");
}

/* The line of the return of a function that has ended: the next one from where it loaded the object, or from what
 * it did last, or from its head on. */
static void place_return(const Record *record, const Entry *entry, Site *site)
{
    const Store *load = record->last_load;
    int has_loaded = load != NULL &&
                     (load->by.parent == entry->until.activation || load->by.id == entry->until.activation);
    Line line;
    int next;

    if (has_loaded && _RcLedger_LineOfEither(load->pc, load->caller, &line)) {
        _RcLedger_SiteFromLine(&line, load->pc, site);
    } else if (site->file == NULL && _RcLedger_LineOf(site->pc, &line)) {
        _RcLedger_SiteFromLine(&line, site->pc, site);
    }
    next = _RcLedger_NextReturn(site->file, site->line, site->pc);
    if (next == 0 && _RcLedger_LineOf(entry->store_pc, &line)) {
        next = _RcLedger_ReturnBefore(line.file, line.line);
    }
    site->line = next != 0 ? next : site->line;
}

/* A function that the runtime called returned the object without a reference. */
static void describe_return(const Record *record, const Entry *entry, Blame *blame)
{
    blame->entry = entry;
    blame->kind = "missing-incref";
    blame->site = entry->until.site;
    place_return(record, entry, &blame->site);
    snprintf(blame->what, sizeof blame->what,
             "%s returns it to %s, which expects a new reference: Rc_INCREF is missing",
             blame->site.function != NULL ? blame->site.function : "a function", entry->operation.site.api);
    if (blame->site.file == NULL) {
        blame->site = entry->operation.site;
    }
}

/* The same as the caller's book shows it, where the runtime did not tell of the call. */
static int blame_return(const Record *record, uint32_t activation, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if ((entry->kind == ENTRY_RECEIVED || entry->kind == ENTRY_RETURNED) &&
            entry->until.activation == activation) {
            describe_return(record, entry, blame);
            return 1;
        }
    }
    return 0;
}

int _RcLedger_BlameReturnOfField(const Record *record, const Account *account, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        Blame found = {0};
        if (entry->kind == ENTRY_RETURNED && !_RcLedger_HasTaken(account, entry->until.activation)) {
            describe_return(record, entry, &found);
            if (found.site.file != NULL && (_RcLedger_ReturnsField(found.site.file, found.site.line) ||
                                            _RcLedger_ReturnsArgument(found.site.file, found.site.line))) {
                *blame = found;
                return 1;
            }
        }
    }
    return 0;
}

const Entry *_RcLedger_LastLending(const History *history)
{
    for (uint32_t i = history->used; i > 0; i--) {
        if (_RcLedger_Entry(history, i - 1)->kind == ENTRY_LENT) {
            return _RcLedger_Entry(history, i - 1);
        }
    }
    return NULL;
}

/* -- functions that were called directly -- */

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

/* A function that the giver called was lent the object, took no reference, and returned it. */
static int blame_lent_result(const Record *record, const Account *account, const Entry *giving, Blame *blame)
{
    const Site *site = &giving->operation.site;

    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *lending = _RcLedger_Entry(&record->history, i - 1);
        const Site *from = &lending->operation.site;
        if (lending->kind == ENTRY_LENT && lending->parent == giving->operation.activation &&
            lending->operation.number < giving->operation.number &&
            !_RcLedger_HasTaken(account, lending->operation.activation) &&
            _RcLedger_UsesResultOf(site->file, site->line, from->function)) {
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
static int blame_origin(const Record *record, const Entry *filling, Blame *blame)
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
    if (has_taken_itself(&record->history, function) && !_RcLedger_ReturnsField(site->file, next)) {
        return blame_store_of_callee(record, giving, function, blame) ||
               blame_giving_of_callee(record, giving, function, blame);
    }
    blame->site = (Site){.file = site->file, .line = next, .function = _RcLedger_Keep(function)};
    describe_callee(giving, blame);
    return 1;
}

/* A giving of the guilty activation's whose reference a function that it called should have taken. */
static int blame_any_callee(const Record *record, const Account *account, uint32_t activation, Blame *blame)
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
static int blame_call_of_thief(const Record *record, uint32_t activation, Blame *blame)
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
static const Entry *own_store_behind(const Record *record, const Account *account, const Entry *giving)
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
static int blame_store(const Record *record, const Account *account, uint32_t activation, Blame *blame)
{
    const Entry *store = _RcLedger_LastGiving(account, activation, GIVING_STORE, NULL);

    if (store == NULL) {
        return 0;
    }
    if (store->kind == ENTRY_STORED) {
        _RcLedger_DescribeStore(store, blame);
    } else {
        describe_filling(record, store, blame);
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

/* The same in any activation: what the book shows of a giving against what the source says of the callee. */
static int blame_any_giving(const Record *record, Blame *blame)
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

/* Without the deep ledger: what a function gives back out of one of several fields was stored there by a function that
 * took no reference, as the source says. */
static int blame_bare_store(const Record *record, const Entry *giving, Blame *blame)
{
    if (blame_left_pointer(record, blame)) {
        return 1;
    }
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_GIVEN && entry->operation.activation == giving->operation.activation &&
            blame_bare_store_to(entry, blame)) {
            return 1;
        }
    }
    return 0;
}

static void blame_giving(const Record *record, const Entry *entry, Blame *blame)
{
    blame->entry = entry;
    if (entry == NULL) {
        blame->kind = "missing-incref";
        snprintf(blame->what, sizeof blame->what, "nothing is known of how it came to that");
    } else if (entry->kind == ENTRY_RETURNED) {
        describe_return(record, entry, blame);
    } else if (entry->kind == ENTRY_SLOT_FILLED) {
        if (entry->other.users_type || !blame_origin(record, entry, blame)) {
            describe_filling(record, entry, blame);
        }
    } else if (!(entry->kind == ENTRY_GIVEN && _RcLedger_LendingBefore(&record->history, entry) == NULL &&
                 (blame_any_giving(record, blame) || blame_bare_store(record, entry, blame)))) {
        _RcLedger_DescribeGiving(&record->history, entry, blame);
    }
}

/* Who takes a reference to an object whose dealloc runs keeps what is freed all the same. */
static int blame_taking_of_dying(const Record *record, Blame *blame)
{
    const Entry *taking = NULL;
    int is_dying = 0;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        is_dying |= entry->kind == ENTRY_DYING;
        taking = is_dying && entry->kind == ENTRY_TAKEN ? entry : entry->kind == ENTRY_GIVEN ? NULL : taking;
    }
    if (taking == NULL) {
        return 0;
    }
    blame->kind = "use-after-free";
    blame->entry = taking;
    blame->site = taking->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s takes a reference while the object's tp_dealloc runs, which frees it all the same: a dealloc must "
             "not hand its object to others",
             blame->site.api != NULL ? blame->site.api : "plain code");
    return 1;
}

void _RcLedger_BlameDebtor(const Record *record, uint32_t debtor, Blame *blame)
{
    const History *history = &record->history;
    Account account;
    const Sum *guilty;
    const Entry *entry = NULL;

    if (blame_taking_of_dying(record, blame) || _RcLedger_BlameNames(record, blame)) {
        return;
    }
    _RcLedger_AddUp(history, debtor, &account);
    guilty = _RcLedger_Guilty(&account, -1);
    if (guilty != NULL) {
        if (blame_any_callee(record, &account, guilty->activation, blame) ||
            blame_store(record, &account, guilty->activation, blame) ||
            blame_call_of_thief(record, guilty->activation, blame)) {
            return;
        }
        entry = _RcLedger_LastGiving(&account, guilty->activation, GIVING_ANY, NULL);
        if (entry != NULL && entry->kind == ENTRY_STORED) { /* which was refused */
            entry = _RcLedger_LastGiving(&account, guilty->activation, GIVING_OPERATION, NULL);
        }
        if (entry == NULL && blame_return(record, guilty->activation, blame)) {
            return;
        }
        if (own_store_behind(record, &account, entry) != NULL) {
            blame->entry = own_store_behind(record, &account, entry);
            _RcLedger_DescribeStore(blame->entry, blame);
            return;
        }
    }
    if (entry == NULL && history->used > 0) {
        entry = _RcLedger_Entry(history, history->used - 1);
    }
    blame_giving(record, entry, blame);
}

void _RcLedger_BlameTooFew(Ledger *ledger, const Record *record, Blame *blame)
{
    Rc_UNUSED(ledger);
    _RcLedger_BlameDebtor(record, 0, blame);
}

void _RcLedger_BlameResult(Ledger *ledger, const Record *record, Blame *blame)
{
    const Entry *entry = _RcLedger_Entry(&record->history, record->history.used - 1);

    Rc_UNUSED(ledger);
    if (entry->until.activation != 0 && blame_return(record, entry->until.activation, blame)) {
        return;
    }
    blame->kind = "missing-incref";
    blame->entry = entry;
    blame->site = entry->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "what %s calls returns it without having taken a reference: Rc_INCREF is missing there",
             entry->operation.site.api);
}
