/* A use of an object that is gone: who is to blame?
 *
 * Whoever has given too much, if the books do not balance; a borrower that went on with what its lender gave up; else
 * the one who uses what he has no reference to. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

static int is_taking(const Site *site)
{
    return site->api != NULL && (strstr(site->api, "INCREF") != NULL || strstr(site->api, "IncRef") != NULL ||
                                 strstr(site->api, "NewRef") != NULL);
}

/* `Rc_XDECREF(self->value); Rc_INCREF(value); self->value = value;`: who takes a reference wants the object, and should
 * have done so before he gave the last one back. */
static int blame_order(const Record *record, const Activation *user, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);

    if (last == NULL || last->operation.activation != user->id || !is_taking(&blame->site) ||
        !_RcLedger_GivesField(last->operation.site.file, last->operation.site.line)) {
        return 0;
    }
    snprintf(
        blame->what, sizeof blame->what,
        "%s gives back the last reference, and %s takes one at line %d, which comes too late: take first "
        "(Rc_XSETREF does both)",
        last->operation.site.api, blame->site.api, blame->site.line);
    blame->kind = "use-after-free";
    blame->entry = last;
    blame->site = last->operation.site;
    return 1;
}

/* Has an operation used what a giving let die, in the place out of which it was given? */
static int is_released_first(const Entry *giving, uint32_t user, const Site *use)
{
    const Site *giver = &giving->operation.site;
    return giver->api != NULL && giver->file != NULL && use->file != NULL &&
           strstr(giver->api, "DECREF") != NULL && giving->operation.activation != user &&
           _RcLedger_UsesGivenPlace(giver, use);
}

static void describe_release_first(const Entry *giving, const Site *use, Blame *blame)
{
    blame->kind = "use-after-free";
    blame->entry = giving;
    blame->site = giving->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s gives the last reference back while the pointer is still in its place, where %s finds it at "
             "line %d: "
             "change the place first (Rc_CLEAR and Rc_XSETREF do)",
             blame->site.api, use->function, use->line);
}

int _RcLedger_BlameReleaseBefore(const Entry *giving, const Entry *taking, Blame *blame)
{
    const Site *use = &taking->operation.site;

    if (giving == NULL || giving->operation.number >= taking->operation.number ||
        !is_released_first(giving, taking->operation.activation, use)) {
        return 0;
    }
    describe_release_first(giving, use, blame);
    return 1;
}

/* `Rc_XDECREF(self->state); self->state = state;`: the dealloc that this runs has called a function, which finds in that place
 * what is being deallocated. */
int _RcLedger_BlameReleaseFirst(const Ledger *ledger, const Record *record, const Activation *user,
                                Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    const Site use = *user->site;

    if (record->state != RECORD_DYING || last == NULL || last->operation.number >= user->number ||
        !_RcLedger_IsRunning(ledger, last->operation.activation) ||
        !is_released_first(last, user->id, &use)) {
        return 0;
    }
    describe_release_first(last, &use, blame);
    return 1;
}

/* What is used was the result of a function that gave the last reference back and then returned the object. */
static int blame_returner(const Record *record, const Activation *user, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);

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

/* `message = node->message; free_node(node); return message;`: the function whose result is used has called what gave the last
 * reference back, that of the place. */
static int blame_returner_of_freed(const Record *record, const Activation *user, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    Line call;
    int line;

    if (last == NULL || last->operation.activation == user->id || blame->site.file == NULL ||
        last->caller == NULL || !_RcLedger_LineOf(last->caller, &call) ||
        !(_RcLedger_UsesResultOf(blame->site.file, blame->site.line, call.function) ||
          _RcLedger_ReadsResultOf(blame->site.file, blame->site.line, call.function))) {
        return 0;
    }
    line = _RcLedger_LoadReturned(call.file, call.line, last->caller);
    if (line == 0) {
        return 0;
    }
    snprintf(blame->what, sizeof blame->what,
             "%s returns what it finds here, and lets %s, at line %d, give back the reference that was kept "
             "with it: "
             "take one before (Rc_INCREF)",
             call.function, last->operation.site.function, call.line);
    blame->kind = "missing-incref";
    blame->entry = last;
    blame->site = (Site){.file = call.file, .line = line, .function = call.function};
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

/* What a function that has ended made or took, and did not give back, is the one's that called it. */
static const Entry *handed_to(const Ledger *ledger, const Account *account, uint32_t owner)
{
    for (size_t i = 0; i < account->count; i++) {
        const Move *move = &account->moves[i];
        if (move->parent == owner && move->change > 0 && move->entry->kind != ENTRY_SLOT_EMPTIED &&
            !_RcLedger_IsRunning(ledger, move->activation) &&
            _RcLedger_Balance(account, move->activation) > 0) {
            return move->entry;
        }
    }
    return NULL;
}

/* The line where it came by what it has. */
static int line_of_coming(const Ledger *ledger, const Account *account, uint32_t owner)
{
    const Entry *handed = handed_to(ledger, account, owner);
    Line line;

    if (_RcLedger_Balance(account, owner) > 0 || handed == NULL) {
        return line_of_taking(account, owner);
    }
    return _RcLedger_LineOf(handed->caller, &line) ? line.line : 0;
}

static uint32_t running_owner(const Ledger *ledger, const Activation *user, const Site *access,
                              const Account *account)
{
    for (uint32_t i = ledger->depth; i > 0; i--) {
        const Activation *owner = &ledger->stack[i - 1];
        const Activation *callee = i < ledger->depth ? owner + 1 : NULL;
        Site use = owner->id == user->id && access->file != NULL ? *access : *owner->site;
        Line line;
        if (_RcLedger_Balance(account, owner->id) <= 0 && handed_to(ledger, account, owner->id) == NULL) {
            continue;
        }
        if (callee != NULL && callee->caller != NULL && _RcLedger_LineOf(callee->caller, &line)) {
            _RcLedger_SiteFromLine(&line, callee->caller, &use);
        }
        if (_RcLedger_IsGivenUpLater(use.file, use.line, use.pc,
                                     owner->id == user->id ? use.line
                                                           : line_of_coming(ledger, account, owner->id))) {
            return owner->id;
        }
    }
    return 0;
}

/* A function that did something with the object before may have handed it to another one, which uses it: the line where it
 * did.  Entry: use is where it is used.  One that has announced nothing so far is not in the plain ledger's stack. */
static int place_call_of_user(Ledger *ledger, uint32_t activation, const char *function, Site *use)
{
    Line line;

    for (uint32_t i = 0; i + 1 < ledger->depth; i++) {
        const void *call = ledger->stack[i + 1].caller;
        if (ledger->stack[i].id == activation && call != NULL && _RcLedger_LineOf(call, &line) &&
            (function == NULL || _RcLedger_IsCalled(function, line.function))) {
            _RcLedger_SiteFromLine(&line, call, use);
            use->api = NULL;
            return 1;
        }
    }
    if (ledger->is_deep || function == NULL || use->api != NULL || use->function == NULL ||
        ledger->stack[ledger->depth - 1].id != activation || strcmp(use->function, function) == 0) {
        return 0;
    }
    return _RcLedger_PlaceUser(ledger, function, use);
}

/* Who gave the last reference back hands the object on, by the same name. */
static int blame_handing_on(Ledger *ledger, const Record *record, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    const Site *giver = last != NULL ? &last->operation.site : NULL;
    Site use = blame->site;

    if (last == NULL || giver->file == NULL ||
        !place_call_of_user(ledger, last->operation.activation, giver->function, &use) || use.file == NULL ||
        use.line <= giver->line || !_RcLedger_NamesGiven(giver->file, use.line, giver->line) ||
        _RcLedger_ChangesGiven(giver->file, giver->line, use.line - 1, giver->line)) {
        return 0;
    }
    blame->kind = "use-after-free";
    blame->entry = last;
    blame->site = use;
    snprintf(blame->what, sizeof blame->what,
             "it is handed on here after %s at line %d has given its last reference back: give it back later",
             giver->api, giver->line);
    return 1;
}

/* `*slot = NULL; Rc_DECREF(old);`: what the user has given back last he had taken over out of its place. */
static int has_given_own(const Record *record, const Activation *user)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    const Site *site = last != NULL ? &last->operation.site : NULL;

    return last != NULL && last->operation.activation == user->id && site->file != NULL &&
           _RcLedger_GivesTakenOut(site->file, site->line, site->pc);
}

/* The loan that a use goes back to: the user's own, else one of a function that runs, else the last one. */
static const Entry *lending_to(const Ledger *ledger, const History *history, const Activation *user)
{
    const Entry *running = NULL;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind != ENTRY_LENT) {
            continue;
        }
        if (entry->operation.activation == user->id) {
            return entry;
        }
        if (running == NULL && _RcLedger_IsRunning(ledger, entry->operation.activation)) {
            running = entry;
        }
    }
    return running != NULL ? running : _RcLedger_LastLending(history);
}

static void describe_stale_borrow(const Site *use, const Entry *lending, Blame *blame)
{
    blame->kind = "stale-borrow";
    snprintf(blame->what, sizeof blame->what,
             "%s uses what was only borrowed, from %s at line %d; its owner has given it up since: hold a "
             "reference meanwhile (Rc_INCREF, later Rc_DECREF)",
             use->api != NULL ? use->api : "this", lending->operation.site.api, lending->operation.site.line);
}

/* The borrower has given the lender up itself, and returned what it had borrowed: before that it should have taken a
 * reference. */
static int blame_giving_of_lender(const Ledger *ledger, const Record *record, const Activation *user,
                                  const Entry *lending, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    const Site *borrower = &lending->operation.site;
    const Site *use = blame->site.file != NULL ? &blame->site : user->site;
    int line;

    if (last == NULL || last->operation.activation != lending->operation.activation ||
        _RcLedger_IsRunning(ledger, lending->operation.activation) || borrower->file == NULL ||
        !(_RcLedger_UsesResultOf(use->file, use->line, borrower->function) ||
          _RcLedger_ReadsResultOf(use->file, use->line, borrower->function))) {
        return 0;
    }
    line = _RcLedger_NextReturn(borrower->file, last->operation.site.line, borrower->pc);
    if (line == 0) {
        return 0;
    }
    blame->kind = "stale-borrow";
    blame->entry = last;
    blame->site = last->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "the owner of what was only borrowed, from %s at line %d, is given up here, and the object is "
             "returned to %s at line %d: take a reference before (Rc_INCREF)",
             borrower->api, borrower->line, user->site->function, line);
    return 1;
}

/* The last store to the place where the user found the pointer, if nothing has been given back from there since, and the
 * pointer was not taken out of it. */
static const Entry *store_behind(const Record *record, const void *place)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_OVERWRITTEN && entry->place == place) {
            return NULL;
        }
        if (_RcLedger_IsAtPlace(&record->history, i - 1, place)) {
            return entry->kind == ENTRY_STORED ? entry : NULL;
        }
    }
    return NULL;
}

/* `cached = made; return made;`: the function that stored it there has returned it besides, to one who gives it back. */
static int has_returned_besides(const Account *account, const Entry *store, uint32_t guilty)
{
    const Entry *giving = _RcLedger_LastGiving(account, guilty, GIVING_OPERATION, NULL);
    const Site *site = giving != NULL ? &giving->operation.site : NULL;
    Line line;

    return giving != NULL && site->file != NULL && _RcLedger_HasTaken(account, store->operation.activation) &&
           _RcLedger_LineOfEither(store->store_pc, store->store_caller, &line) &&
           _RcLedger_UsesResultOf(site->file, site->line, line.function) &&
           !_RcLedger_Lends(line.file, line.line, site->line, store->store_pc);
}

/* What others find in a field or a global variable should come with a reference: then either the one who stored it there
 * never took it, or somebody has given it back besides. */
static int blame_storer(const Record *record, const Entry *store, Blame *blame)
{
    Account account;
    const Sum *guilty;

    _RcLedger_AddUp(&record->history, store->operation.activation, &account);
    guilty = _RcLedger_Guilty(&account, -1);
    if (guilty == NULL) {
        return 0;
    }
    if (guilty->activation == store->operation.activation
            ? _RcLedger_LastGiving(&account, guilty->activation, GIVING_ANY, NULL) == NULL
            : has_returned_besides(&account, store, guilty->activation)) {
        blame->entry = store;
        _RcLedger_DescribeStore(store, blame);
        _RcLedger_BlameCallWithout(record, store, blame);
    } else {
        _RcLedger_BlameDebtor(record, store->operation.activation, blame);
    }
    return 1;
}

/* By a macro, out of the variable or the place that it names. */
static int is_named_giving(const Entry *giving)
{
    const char *api = giving != NULL ? giving->operation.site.api : NULL;
    return api != NULL &&
           (strstr(api, "DECREF") != NULL || strstr(api, "CLEAR") != NULL || strstr(api, "SETREF") != NULL);
}

/* A function that still runs had loaded the pointer before it did what ended the object: it is a borrower, of the place. */
static int blame_stale_load(Ledger *ledger, const Record *record, const Store *load, Blame *blame)
{
    const Entry *last = _RcLedger_LastGivenOf(&record->history);
    Line line;

    if (last == NULL || load->operation >= last->operation.number ||
        !_RcLedger_IsRunning(ledger, load->by.id) || last->operation.activation != load->by.id ||
        !_RcLedger_LineOfEither(load->pc, load->caller, &line)) {
        return 0;
    }
    place_call_of_user(ledger, load->by.id, NULL, &blame->site);
    blame->kind = "stale-borrow";
    snprintf(blame->what, sizeof blame->what,
             "this uses what was found at line %d, and %s at line %d has given its last reference back "
             "since: hold a "
             "reference meanwhile (Rc_INCREF, later Rc_DECREF)",
             line.line, last->operation.site.api, last->operation.site.line);
    return 1;
}

/* With the deep ledger: the pointer came out of such a place, to which some other function had stored it. */
static int blame_stale_store(Ledger *ledger, const Record *record, Blame *blame)
{
    const Store *load = record->last_load;
    int is_in_use = load != NULL && (_RcLedger_IsRunning(ledger, load->by.id) ||
                                     _RcLedger_IsRunning(ledger, load->by.parent)); /* which returned it */
    const Entry *store = is_in_use ? store_behind(record, load->address) : NULL;

    if (is_in_use && (store != NULL || !is_named_giving(_RcLedger_LastGivenOf(&record->history))) &&
        blame_stale_load(ledger, record, load, blame)) {
        return 1;
    }
    return store != NULL && blame_storer(record, store, blame);
}

/* The same of a field that still has the pointer, and that the file gives back: what was used may have come by another way. */
static int blame_stale_place(const Record *record, Blame *blame)
{
    Line line;

    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *store = _RcLedger_Entry(&record->history, i - 1);
        const void *there = NULL;
        if (store->kind == ENTRY_STORED && store_behind(record, store->place) == store &&
            _RcLedger_Read(store->place, &there, sizeof there) && there == record->object &&
            _RcLedger_LineOfEither(store->store_pc, store->store_caller, &line) &&
            _RcLedger_StoresToOwner(line.file, line.line, store->store_pc)) {
            return blame_storer(record, store, blame);
        }
    }
    return 0;
}

static int blame_store_behind(const Site *use, Blame *blame)
{
    int line = use->file != NULL ? _RcLedger_BareStoreBehind(use->file, use->line, use->pc) : 0;

    if (line == 0) {
        return 0;
    }
    snprintf(blame->what, sizeof blame->what,
             "a pointer to it is stored here without a reference, and used at line %d: Rc_INCREF is missing",
             use->line);
    blame->kind = "missing-incref";
    blame->site = (Site){.file = use->file, .line = line, .function = _RcLedger_FunctionAt(use->file, line)};
    return 1;
}

/* The same without the deep ledger: a function that runs uses, or hands to what it calls, what a field or a global variable
 * holds; the file has one line that stores something there without a reference, and gives back what is there. */
static int blame_stale_field(const Ledger *ledger, Blame *blame)
{
    if (!ledger->is_deep && blame_store_behind(&blame->site, blame)) {
        return 1;
    }
    for (uint32_t i = ledger->is_deep ? 0 : ledger->depth; i > 0; i--) {
        if (blame_store_behind(ledger->stack[i - 1].site, blame)) {
            return 1;
        }
    }
    return 0;
}

/* What dies because an object dies, within its dealloc, gives that one back: had it owned a reference, the two would have
 * kept each other alive, for the collector does not know them. */
static int blame_giving_of_back_pointer(const Ledger *ledger, const Record *record, const Activation *user,
                                        Blame *blame)
{
    const Site *site = user->site;

    if (record->state != RECORD_DYING || RcType_IS_GC(record->type) || ledger->dying == 0 ||
        ledger->dying == record->serial) {
        return 0;
    }
    blame->kind = "over-decref";
    blame->site = *site;
    snprintf(blame->what, sizeof blame->what,
             "%s gives back a pointer to the object that it dies with: were that owned, the two would keep "
             "each other "
             "alive for ever; leave it out",
             site->api != NULL ? site->api : "this");
    return 1;
}

/* If the books do not balance the one who has given too much is guilty; if they do, it is the one who uses
 * what he has no reference to.  But a function that is going to give back what it uses believes that it owns a
 * reference: that giving is counted in. */
void _RcLedger_BlameLateUse(Ledger *ledger, const Record *record, int gives_back, Blame *blame)
{
    const Activation *user = _RcLedger_Running(ledger);
    const Entry *lending = lending_to(ledger, &record->history, user);
    Account account;
    uint32_t owner;

    if (blame_moving(record, user->site, blame) || _RcLedger_BlameReleaseFirst(ledger, record, user, blame) ||
        (gives_back && blame_giving_of_back_pointer(ledger, record, user, blame))) {
        return;
    }
    if (_RcLedger_BlameNames(record, blame) || _RcLedger_BlameUseOfCopy(record, user, blame)) {
        return;
    }
    _RcLedger_AddUp(&record->history, 0, &account);
    if (lending != NULL && !gives_back && !_RcLedger_HasTaken(&account, user->id)) {
        if (blame_giving_of_lender(ledger, record, user, lending, blame)) {
            return;
        }
        place_call_of_user(ledger, lending->operation.activation, lending->operation.site.function,
                           &blame->site);
        blame->site.line = _RcLedger_LineOfUse(&blame->site, &lending->operation.site);
        describe_stale_borrow(&blame->site, lending, blame);
        return;
    }
    if (_RcLedger_Guilty(&account, -1) != NULL) {
        _RcLedger_BlameDebtor(record, 0, blame);
        return;
    }
    if (!gives_back && (blame_order(record, user, blame) || blame_returner(record, user, blame) ||
                        blame_returner_of_freed(record, user, blame))) {
        return;
    }
    if (blame_stale_store(ledger, record, blame) || blame_stale_field(ledger, blame) ||
        _RcLedger_BlameReturnOfField(record, &account, blame)) {
        return;
    }
    owner =
        gives_back || has_given_own(record, user) ? 0 : running_owner(ledger, user, &blame->site, &account);
    if (owner != 0) {
        _RcLedger_BlameDebtor(record, owner, blame);
        return;
    }
    if (blame_handing_on(ledger, record, blame) || blame_stale_place(record, blame)) {
        return;
    }
    blame->kind = "use-after-free";
    if (blame->site.api == NULL) {
        if (blame->what[0] == '\0') { /* who asks has not said how */
            snprintf(blame->what, sizeof blame->what,
                     "a field of the object is read after it has been freed");
        }
        return;
    }
    snprintf(blame->what, sizeof blame->what,
             "%s uses an object that has been freed: use it before its last reference is given back",
             blame->site.api);
}
