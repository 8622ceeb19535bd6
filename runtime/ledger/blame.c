/* From an object's history to the guilty line.
 *
 * An equation that does not hold says that something is wrong, not where.  The history says who took and who gave;
 * sums.c tells the activation whose books do not balance.  Within it the last giving without a taking, or the first
 * taking without a giving, is named: the shortest edit that would balance the book.  Where the guilty step is
 * plain code, a store or a return, the deep ledger knows its line, and the plain one looks for it in the source
 * (lines.c, source.c). */
#include "ledger/sums.h"

#include "core/type.h"

#include <stdio.h>
#include <string.h>

static const Entry *lending_before(const History *history, const Entry *entry)
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

static void describe_giving(const History *history, const Entry *entry, Blame *blame)
{
    const Entry *lending = lending_before(history, entry);

    blame->kind = "over-decref";
    blame->site = entry->operation.site;
    if (lending != NULL) {
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
static void describe_filling(const Entry *entry, Blame *blame)
{
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
static void describe_store(const Entry *entry, Blame *blame)
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

static const Entry *last_lending(const History *history)
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

    return giving->load_pc != NULL && lending_before(&record->history, giving) == NULL &&
           _RcLedger_LineOfEither(giving->load_pc, giving->load_caller, line) &&
           (giving->loader != giving->operation.activation ||
            (giver != NULL && strcmp(line->function, giver) != 0)) &&
           (!_RcLedger_IsReadable(site->file) ||
            _RcLedger_UsesResultOf(site->file, site->line, line->function));
}

static int is_called(const char *name, const char *function)
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
            (is_called(entry->operation.site.function, function) ||
             (_RcLedger_LineOf(entry->caller, &line) && is_called(line.function, function)))) {
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
            int line = _RcLedger_NextReturn(from->file, from->line, from->pc);
            blame->entry = lending;
            blame->site = *from;
            blame->site.line = line > 0 ? line : from->line;
            describe_callee(giving, blame);
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
        _RcLedger_SiteFromLine(&line, giving->load_pc, &blame->site);
        blame->site.line = next;
        describe_callee(giving, blame);
        return 1;
    }
    next = _RcLedger_OriginOf(site->file, site->line, site->pc, function, sizeof function);
    if (next == 0 || has_taken_itself(&record->history, function)) {
        return 0;
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
        if (giving->kind == ENTRY_GIVEN && blame_lent_result(record, account, giving, blame)) {
            return 1;
        }
        if (giving->kind == ENTRY_GIVEN && blame_callee(record, giving, blame)) {
            blame->entry = giving;
            return 1;
        }
    }
    return 0;
}

/* A store by plain code that no taking goes with: to give back what one has stored, besides, is what a function does
 * that meant to take a reference for the store.  But what is stored in the line that makes it is moved. */
static int blame_store(const Account *account, uint32_t activation, Blame *blame)
{
    const Entry *store = _RcLedger_LastGiving(account, activation, GIVING_STORE, NULL);

    if (store == NULL) {
        return 0;
    }
    if (store->kind == ENTRY_STORED) {
        describe_store(store, blame);
    } else {
        describe_filling(store, blame);
    }
    if (_RcLedger_HasOperation(blame->site.file, blame->site.line) &&
        _RcLedger_LastGiving(account, activation, GIVING_OPERATION, NULL) != NULL) {
        return 0;
    }
    blame->entry = store;
    return 1;
}

/* The same in any activation: what the book shows of a giving against what the source says of the callee. */
static int blame_any_giving(const Record *record, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(&record->history, i - 1);
        if (giving->kind == ENTRY_GIVEN && blame_callee(record, giving, blame)) {
            blame->entry = giving;
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
        describe_filling(entry, blame);
    } else if (!(entry->kind == ENTRY_GIVEN && lending_before(&record->history, entry) == NULL &&
                 blame_any_giving(record, blame))) {
        describe_giving(&record->history, entry, blame);
    }
}

static void blame_too_few(const Record *record, uint32_t debtor, Blame *blame)
{
    const History *history = &record->history;
    Account account;
    const Sum *guilty;
    const Entry *entry = NULL;

    _RcLedger_AddUp(history, debtor, &account);
    guilty = _RcLedger_Guilty(&account, -1);
    if (guilty != NULL) {
        if (blame_any_callee(record, &account, guilty->activation, blame) ||
            blame_store(&account, guilty->activation, blame)) {
            return;
        }
        entry = _RcLedger_LastGiving(&account, guilty->activation, GIVING_ANY, NULL);
        if (entry == NULL && blame_return(record, guilty->activation, blame)) {
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
    blame_too_few(record, 0, blame);
}

/* What is used was the result of a function that gave the last reference back and then returned the object. */
static int blame_returner(const Record *record, const Activation *user, Blame *blame)
{
    const Entry *last = NULL;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        last = entry->kind == ENTRY_GIVEN ? entry : last;
    }
    if (last == NULL || last->operation.activation == user->id ||
        !_RcLedger_UsesResultOf(user->site->file, user->site->line, last->operation.site.function)) {
        return 0;
    }
    blame->kind = "use-after-free";
    blame->entry = last;
    blame->site = last->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s gives back the reference that %s then returns to %s, which uses the object at line %d: "
             "leave it out",
             last->operation.site.api, last->operation.site.function, user->site->function, user->site->line);
    return 1;
}

/* The use of an address that the object had before its size changed. */
static int blame_moving(const Record *record, const Site *use, Blame *blame)
{
    const Entry *moving = NULL;

    for (uint32_t i = 0; record->moved && i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        moving = entry->kind == ENTRY_MOVED ? entry : moving;
    }
    if (moving == NULL) {
        return 0;
    }
    blame->kind = "use-after-free";
    snprintf(
        blame->what, sizeof blame->what,
        "%s uses a pointer from before %s at line %d, which has given the object another size and another "
        "address: use the pointer that it gave instead",
        use->api != NULL ? use->api : "plain code",
        moving->operation.site.api != NULL ? moving->operation.site.api : "an operation",
        moving->operation.site.line);
    return 1;
}

/* A function that runs has a reference to the object, and is going to give it back: it believes that it still owns that.
 * It uses the object itself, or hands it to what does. */
static int line_of_taking(const Account *account, uint32_t activation)
{
    for (size_t i = 0; i < account->count; i++) {
        const Entry *entry = account->moves[i].entry;
        if (account->moves[i].activation == activation && account->moves[i].change > 0) {
            return entry->operation.site.line;
        }
    }
    return 0;
}

static uint32_t running_owner(const Ledger *ledger, const Activation *user, const Account *account)
{
    for (uint32_t i = ledger->depth; i > 0; i--) {
        const Activation *owner = &ledger->stack[i - 1];
        const Activation *callee = i < ledger->depth ? owner + 1 : NULL;
        Site use = *owner->site;
        Line line;
        if (_RcLedger_Balance(account, owner->id) <= 0) {
            continue;
        }
        if (callee != NULL && callee->caller != NULL && _RcLedger_LineOf(callee->caller, &line)) {
            _RcLedger_SiteFromLine(&line, callee->caller, &use);
        }
        if (_RcLedger_IsGivenUpLater(use.file, use.line, use.pc,
                                     owner->id == user->id ? use.line : line_of_taking(account, owner->id))) {
            return owner->id;
        }
    }
    return 0;
}

/* The borrower may have handed the object to a function that uses it: the line where it did. */
static void place_use_by_borrower(const Ledger *ledger, const Activation *user, const Entry *lending, Site *use)
{
    const char *borrower = lending->operation.site.function;
    Line line;

    for (uint32_t i = 0; i + 1 < ledger->depth && ledger->stack[i].id != user->id; i++) {
        const void *call = ledger->stack[i + 1].caller;
        if (ledger->stack[i].id == lending->operation.activation && call != NULL &&
            _RcLedger_LineOf(call, &line) && is_called(borrower, line.function)) {
            _RcLedger_SiteFromLine(&line, call, use);
            use->api = NULL;
            return;
        }
    }
}

static void describe_stale_borrow(const Site *use, const Entry *lending, Blame *blame)
{
    blame->kind = "stale-borrow";
    snprintf(blame->what, sizeof blame->what,
             "%s uses what was only borrowed, from %s at line %d; its owner has given it up since: hold a "
             "reference meanwhile (Rc_INCREF, later Rc_DECREF)",
             use->api != NULL ? use->api : "this", lending->operation.site.api,
             lending->operation.site.line);
}

/* If the books do not balance the one who has given too much is guilty; if they do, it is the one who uses
 * what he has no reference to.  But a function that is going to give back what it uses believes that it owns a
 * reference: that giving is counted in. */
void _RcLedger_BlameLateUse(Ledger *ledger, const Record *record, int gives_back, Blame *blame)
{
    const Activation *user = _RcLedger_Running(ledger);
    const Entry *lending = last_lending(&record->history);
    Account account;
    uint32_t owner;

    if (blame_moving(record, user->site, blame)) {
        return;
    }
    _RcLedger_AddUp(&record->history, 0, &account);
    if (lending != NULL && !gives_back && !_RcLedger_HasTaken(&account, user->id)) {
        place_use_by_borrower(ledger, user, lending, &blame->site);
        describe_stale_borrow(&blame->site, lending, blame);
        return;
    }
    if (_RcLedger_Guilty(&account, -1) != NULL) {
        blame_too_few(record, 0, blame);
        return;
    }
    if (!gives_back && blame_returner(record, user, blame)) {
        return;
    }
    owner = gives_back ? 0 : running_owner(ledger, user, &account);
    if (owner != 0) {
        blame_too_few(record, owner, blame);
        return;
    }
    blame->kind = "use-after-free";
    snprintf(blame->what, sizeof blame->what,
             "%s uses an object that has been freed: use it before its last reference is given back",
             user->site->api != NULL ? user->site->api : "plain code");
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

/* Did the caller of the function that made it have it in hand later? */
static int came_to_parent(const History *history, const Entry *made)
{
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == made->parent && entry->operation.number > made->operation.number &&
            (entry->kind == ENTRY_TAKEN || (entry->kind == ENTRY_GIVEN && entry->dying == 0))) {
            return 1;
        }
    }
    return 0;
}

/* Was the object what the operation returned, and not one that it wrote to an argument? */
static int is_result(const History *history, const Entry *taking)
{
    const char *api = taking->operation.site.api;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_RECEIVED && entry->operation.number == taking->operation.number) {
            return 1;
        }
    }
    return api != NULL && strstr(api, "NewRef") != NULL;
}

/* Has the function that came by a reference handed it to its caller?  It says so where it takes it; or the caller had
 * it in hand, or had the only pointer to it, when the function had ended. */
static int is_handed_over(const Ledger *ledger, const Record *record, const Account *account,
                          const Entry *taking)
{
    const Site *site = &taking->operation.site;
    Line line;
    int is_macro =
        site->api != NULL && (strstr(site->api, "INCREF") != NULL || strstr(site->api, "IncRef") != NULL);

    if (_RcLedger_IsRunning(ledger, taking->operation.activation) ||
        _RcLedger_Balance(account, taking->operation.activation) != 1) {
        return 0;
    }
    if (taking->kind != ENTRY_CREATED && taking->kind != ENTRY_TAKEN) {
        return 0;
    }
    return (!is_macro && is_result(&record->history, taking) &&
            _RcLedger_ReturnsResult(site->file, site->line)) ||
           (taking->kind == ENTRY_CREATED &&
            (came_to_parent(&record->history, taking) ||
             (record->seen_by == taking->parent && !record->kept && _RcLedger_LineOf(taking->caller, &line) &&
              _RcLedger_WantsResultOf(line.file, line.line, site->function))));
}

static int describe_overwriting(const Site *site, int line, Blame *blame)
{
    if (line == 0) {
        return 0;
    }
    blame->site = *site;
    blame->site.line = line;
    snprintf(blame->what, sizeof blame->what,
             "the last pointer to it is overwritten here; before that its reference must be given back "
             "(Rc_XSETREF does both)");
    return 1;
}

/* As Rc_CLEAR does: the place is overwritten, and what was there is given back. */
static int is_given_since(const History *history, uint64_t operation)
{
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
    return last != NULL && last->kind == ENTRY_GIVEN && last->operation.number >= operation;
}

/* The last pointer to a lost object lay in a field or in a global variable: plain code has overwritten it since
 * the last operation.  Or in a variable of the function that took the reference, which then took another. */
static int blame_overwriting(const Ledger *ledger, const Record *record, const Entry *taking, Blame *blame)
{
    const History *history = &record->history;
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
    int was_slot = last != NULL && last->kind == ENTRY_SLOT_EMPTIED && last->other.users_type;
    Site from = was_slot ? last->operation.site : *ledger->plain->site;
    const Site *to = was_slot ? &last->until.site : &ledger->next.site;
    const Store *over = record->overwriting;
    Line place;
    int end;

    if (!(record->lost || (was_slot && taking == last))) {
        return 0;
    }
    if (!record->was_in_memory && !was_slot) {
        const Site *site = &taking->operation.site;
        return ledger->plain->id == taking->operation.activation &&
               describe_overwriting(site, _RcLedger_MoveAfter(site->file, site->line, site->pc), blame);
    }
    if (over != NULL && over->operation >= record->last_seen && !is_given_since(history, over->operation) &&
        _RcLedger_LineOfEither(over->pc, over->caller, &place)) {
        _RcLedger_SiteFromLine(&place, over->pc, &from);
        return describe_overwriting(&from, from.line, blame);
    }
    if (from.file == NULL && _RcLedger_LineOf(from.pc, &place)) {
        _RcLedger_SiteFromLine(&place, from.pc, &from); /* a function that the runtime called: its head */
    }
    if (from.file == NULL) {
        return 0;
    }
    if (!was_slot && ledger->next_known == 0 &&
        to->function != from.function) { /* in the function that has just begun, perhaps */
        int head = _RcLedger_HeadBefore(to->file, to->line);
        if (describe_overwriting(to, _RcLedger_OverwritingBetween(to->file, head, to->line - 1, to->pc),
                                 blame)) {
            return 1;
        }
    }
    end = to->function == from.function && to->line >= from.line ? to->line - (to->line > from.line) : 0;
    return describe_overwriting(&from, _RcLedger_OverwritingBetween(from.file, from.line, end, from.pc),
                                blame);
}

/* An instance that the type's own tp_new made, through tp_alloc, and did not return: nobody has received it. */
static int blame_maker(const Record *record, const Entry *taking, Blame *blame)
{
    int line;

    if (taking->kind != ENTRY_CREATED || record->state != RECORD_LIVE || _RcType_IsBuiltin(record->type)) {
        return 0;
    }
    for (uint32_t i = 0; i < record->history.used; i++) {
        EntryKind kind = _RcLedger_Entry(&record->history, i)->kind;
        if (kind == ENTRY_RECEIVED || kind == ENTRY_RETURNED) {
            return 0;
        }
    }
    if (!_RcLedger_BlameFunction((const void *)(uintptr_t)record->type->tp_new, "tp_new", blame)) {
        return 0;
    }
    line = _RcLedger_LineOfAlloc(blame->site.file, blame->site.line);
    blame->site.line = line > 0 ? line : blame->site.line;
    snprintf(blame->what, sizeof blame->what,
             "%s makes it and does not return it: on the way out that returns NULL Rc_DECREF is missing",
             blame->site.function);
    return line > 0;
}

/* The taking is the line where the function that had to give it back came by the reference: if that was a
 * function of the user's own which has returned it, the line that called it. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame)
{
    Account account;
    const Sum *guilty;
    const Entry *entry = NULL;
    Line line;

    Rc_UNUSED(ledger);
    blame->kind = "leak";
    _RcLedger_AddUp(&record->history, 0, &account);
    guilty = _RcLedger_Guilty(&account, 1);
    if (guilty != NULL) {
        entry = _RcLedger_UnpaidTaking(&account, guilty, 0);
    }
    if (entry == NULL && record->history.used > 0) {
        entry = _RcLedger_Entry(&record->history, 0);
    }
    blame->entry = entry;
    if (entry == NULL) {
        snprintf(blame->what, sizeof blame->what, "nothing is known of who took it");
        return;
    }
    if (blame_overwriting(ledger, record, entry, blame)) {
        return;
    }
    if (blame_maker(record, entry, blame)) {
        return;
    }
    blame->site = entry->operation.site;
    if (record->lost && ledger->latest->id == entry->operation.activation &&
        _RcLedger_IsRunning(ledger, ledger->latest->id) && ledger->latest->number > entry->operation.number) {
        blame->site = *ledger->latest->site;
        snprintf(blame->what, sizeof blame->what,
                 "from here on nothing points to it; the reference that %s took at line %d must be given "
                 "back before "
                 "(Rc_DECREF)",
                 entry->operation.site.api, entry->operation.site.line);
        return;
    }
    if (is_handed_over(ledger, record, &account, entry) && _RcLedger_LineOf(entry->caller, &line)) {
        _RcLedger_SiteFromLine(&line, entry->caller, &blame->site);
        snprintf(
            blame->what, sizeof blame->what,
            "%s returns a new reference to it here, and nobody gives it back: Rc_DECREF is missing on some "
            "way out of %s",
            entry->operation.site.function, blame->site.function);
        return;
    }
    snprintf(blame->what, sizeof blame->what,
             "%s %s a reference that nobody gives back: Rc_DECREF is missing on some way out of %s",
             blame->site.api != NULL ? blame->site.api : "a call that was not announced",
             entry->kind == ENTRY_CREATED ? "makes it, with" : "takes",
             blame->site.function != NULL ? blame->site.function : "the function");
}

/* -- types' own functions -- */

/* The head of a function, whose code begins at an address. */
int _RcLedger_BlameFunction(const void *code, const char *slot, Blame *blame)
{
    Line line;
    int found = code != NULL && _RcLedger_LineOf((const char *)code + 1, &line);
    if (found) {
        _RcLedger_SiteFromLine(&line, code, &blame->site);
        blame->site.line = _RcLedger_HeadOf(blame->site.file, blame->site.line);
    }
    blame->site.api = slot;
    return found;
}

typedef struct Visit {
    const RcObject *op;
    const void *place; /* of the last visit */
} Visit;

static int note_visit(RcObject *op, void *arg)
{
    Visit *visit = arg;
    if (op == visit->op) {
        visit->place = __builtin_return_address(0);
    }
    return 0;
}

const void *_RcLedger_PlaceOfVisit(const Record *holder, const RcObject *op)
{
    Visit visit = {op, NULL};

    if (op != NULL && holder->state == RECORD_LIVE) {
        holder->type->tp_traverse(holder->object, note_visit, &visit);
    }
    return visit.place;
}

void _RcLedger_BlameTraverse(const Record *holder, const RcObject *op, Blame *blame)
{
    const void *place = op != NULL ? _RcLedger_PlaceOfVisit(holder, op) : holder->ghost_visit;
    Line line;

    blame->kind = "bad-traverse";
    if (place != NULL && _RcLedger_LineOf(place, &line)) {
        _RcLedger_SiteFromLine(&line, place, &blame->site);
    } else {
        _RcLedger_BlameFunction((const void *)(uintptr_t)holder->type->tp_traverse, "tp_traverse", blame);
    }
    snprintf(blame->what, sizeof blame->what,
             "the tp_traverse of %s must visit exactly the fields that own a reference, once each",
             holder->type_name);
}

/* The line that frees the object: by then all must have been given back.  It may be no operation of its own. */
static void place_free(Site *site)
{
    int is_free =
        site->api != NULL && (strstr(site->api, "_Del") != NULL || strstr(site->api, "_Free") != NULL);
    int line = is_free || site->file == NULL ? 0 : _RcLedger_LineOfFree(site->file, site->line);

    site->line = line > 0 ? line : site->line;
}

/* The last operation in the dealloc if it was one of its own, else the dealloc's head. */
void _RcLedger_BlameDealloc(Ledger *ledger, const Record *record, Blame *blame)
{
    Rc_UNUSED(ledger);
    blame->kind = "bad-dealloc";
    if (!_RcLedger_BlameFunction(record->left_dealloc, "tp_dealloc", blame) ||
        (record->left_site != NULL && record->left_site->function != NULL &&
         strcmp(record->left_site->function, blame->site.function) == 0)) {
        blame->site = *record->left_site;
    }
    place_free(&blame->site);
    snprintf(blame->what, sizeof blame->what,
             "the tp_dealloc of %s does not give back each reference that the object owns: Rc_CLEAR is "
             "missing for a field, "
             "or Rc_DECREF for the type of a heap type",
             record->left_by.type_name);
}

/* What an activation did to its references to an object, apart from those that dying holders had. */
static int sum_without_slots(const History *history, uint32_t activation)
{
    int sum = 0;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == activation && entry->kind != ENTRY_SLOT_EMPTIED) {
            sum += _RcLedger_ChangeBy(entry->kind);
        }
    }
    return sum;
}

/* A visited object that the dealloc does not give back: it was never owned if whoever filled the slot did not
 * own it, or if there is no slot. */
void _RcLedger_BlameLeftover(Ledger *ledger, const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->other.serial == record->left_by.serial &&
            sum_without_slots(history, entry->operation.activation) < 0) {
            blame->kind = "bad-traverse";
            if (!_RcLedger_BlameFunction(record->left_traverse, "tp_traverse", blame)) {
                blame->site = entry->operation.site;
            }
            snprintf(blame->what, sizeof blame->what,
                     "the tp_traverse of %s visits it, though no reference to it was taken for it",
                     record->left_by.type_name);
            return;
        }
    }
    _RcLedger_BlameDealloc(ledger, record, blame);
}

/* A member of the cycle that could have broken it: its tp_clear; if there is none, the line that closed the
 * cycle. */
void _RcLedger_BlameCycle(Ledger *ledger, const Record *record, Blame *blame)
{
    const Entry *last = NULL;

    blame->kind = "uncollected-cycle";
    if (record->type->tp_clear != NULL &&
        _RcLedger_BlameFunction((const void *)(uintptr_t)record->type->tp_clear, "tp_clear", blame)) {
        snprintf(blame->what, sizeof blame->what,
                 "the tp_clear of %s does not give up each field that can be part of a cycle",
                 record->type_name);
        return;
    }
    for (const Record *member = ledger->live.next; member != &ledger->live; member = member->next) {
        for (uint32_t i = 0; i < member->history.used; i++) {
            const Entry *entry = _RcLedger_Entry(&member->history, i);
            if (!member->immortal && entry->kind == ENTRY_SLOT_FILLED &&
                (last == NULL || entry->operation.number > last->operation.number)) {
                last = entry;
            }
        }
    }
    blame->entry = last;
    if (last != NULL) {
        blame->site = last->operation.site;
        _RcLedger_LineOfStore(last, &blame->site);
    }
    snprintf(blame->what, sizeof blame->what,
             "the last reference of the cycle is made here, and %s has no tp_clear", record->type_name);
}

size_t _RcLedger_OpenTakings(const Record *record, Site *sites, size_t room)
{
    Account account;
    size_t count = 0;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (size_t i = 0; i < account.sum_count; i++) {
        for (int k = 0; k < account.sums[i].sum && count < room; k++) {
            const Entry *entry = _RcLedger_UnpaidTaking(&account, &account.sums[i], k);
            if (entry != NULL) {
                sites[count++] = entry->operation.site;
            }
        }
    }
    return count;
}
