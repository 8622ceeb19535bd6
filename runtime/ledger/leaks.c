/* A reference that nobody gives back: where should it have been given back?
 *
 * The first taking that no giving pays for is where it came from.  Better than that is where it was lost: the
 * assignment that overwrote the last pointer, the block that was freed with it. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include "core/type.h"

#include <stdio.h>
#include <string.h>

/* A function that had announced nothing when it called another one has the same parent as that. */
static int may_be_caller(const Entry *entry, const Entry *made, int name_is_known)
{
    return entry->operation.activation == made->parent ||
           (name_is_known && entry->parent == made->parent &&
            entry->operation.activation != made->operation.activation);
}

/* Did the caller of the function that made it have it in hand later? */
static int came_to_parent(const History *history, const Entry *made)
{
    Line line;
    int is_known = _RcLedger_LineOf(made->caller, &line); /* the parent may have called what called it */

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (may_be_caller(entry, made, is_known) && entry->operation.number > made->operation.number &&
            (!is_known || _RcLedger_IsCalled(entry->operation.site.function, line.function)) &&
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

/* `self->value = make();`: the reference stays there. */
static int is_stored(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return _RcLedger_OverwritesMemory(site->file, site->line) &&
           !_RcLedger_StoresToArgument(site->file, site->line);
}

/* A function that returns a number can hand over what it puts into a variable of its caller's; and none can hand over what
 * it puts into a variable that it neither returns nor stores, or hands straight to another call. */
static int can_hand_over(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return !is_stored(taking) && _RcLedger_MayPassOn(site->file, site->line, site->pc) &&
           !_RcLedger_IsHandedToCall(site->file, site->line, site->api) &&
           (!_RcLedger_ReturnsNumber(site->file, site->line, site->function) ||
            _RcLedger_StoresToArgument(site->file, site->line));
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

    if (_RcLedger_IsRunning(ledger, taking->operation.activation) || !can_hand_over(taking) ||
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
             (record->more->seen_by == taking->parent && !record->kept &&
              _RcLedger_LineOf(taking->caller, &line) &&
              _RcLedger_WantsResultOf(line.file, line.line, site->function))));
}

/* Had a function the object in hand before an entry?  What is made within an operation, for another object, is not. */
static int has_met(const History *history, uint32_t activation, const Entry *entry)
{
    for (uint32_t i = 0; _RcLedger_Entry(history, i) != entry; i++) {
        const Entry *earlier = _RcLedger_Entry(history, i);
        const char *api = earlier->operation.site.api;
        if (earlier->operation.activation == activation &&
            (earlier->kind == ENTRY_RECEIVED || earlier->kind == ENTRY_LENT ||
             earlier->kind == ENTRY_RETURNED || earlier->kind == ENTRY_STORED ||
             (api != NULL && (strstr(api, "REF") != NULL || strstr(api, "CLEAR") != NULL)))) {
            return 1;
        }
    }
    return 0;
}

/* The line in the function whose variable had the pointer, when it was seen last, that called the one which came by the
 * reference.  The function may have announced nothing until later: then it has the name that the line says. */
static int line_of_holder(const Ledger *ledger, const Record *record, const Entry *taking, Line *line)
{
    if (record->more->held_by == 0) {
        return _RcLedger_LineOf(taking->caller, line);
    }
    if (record->more->held_by < taking->operation.activation) {
        return _RcLedger_LineOfCall(ledger, record->more->held_by, taking->operation.activation, line);
    }
    return _RcLedger_LineOf(taking->caller, line) &&
           _RcLedger_IsCalled(record->more->held_at->function, line->function);
}

/* Has a function that came by the reference handed it to one that had nothing to do with the object before, and in whose
 * variable it is?  Who made the object may have given it in any way, who took a reference, by what it returned. */
static int is_in_variable_of_caller(const Ledger *ledger, const Record *record, const Account *account,
                                    const Entry *taking, Line *line)
{
    return record->more->held_at != NULL && record->more->held_by != taking->operation.activation &&
           !record->was_in_memory && record->more->last_seen >= taking->operation.number &&
           can_hand_over(taking) && !has_met(&record->history, record->more->held_by, taking) &&
           _RcLedger_Balance(account, taking->operation.activation) == 1 &&
           line_of_holder(ledger, record, taking, line) &&
           (taking->kind == ENTRY_CREATED ||
            _RcLedger_WantsResultOf(line->file, line->line, taking->operation.site.function));
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

/* With the deep ledger: the function that came by the reference has stored it to a variable of another one, which ran then. */
static const Entry *store_to_other(const History *history, const Entry *taking)
{
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->until.activation != 0 && entry->until.site.file != NULL &&
            entry->operation.activation == taking->operation.activation &&
            entry->until.activation != taking->operation.activation) {
            return entry;
        }
    }
    return NULL;
}

static int blame_receiver(const Record *record, const Account *account, const Entry *taking, Blame *blame)
{
    int was_kept =
        record->more->last_seen >= taking->operation.number; /* after that something else was done */
    const Entry *store =
        was_kept && !is_stored(taking) && _RcLedger_Balance(account, taking->operation.activation) > 0
            ? store_to_other(&record->history, taking)
            : NULL;
    Line line;

    if (store == NULL) {
        return 0;
    }
    blame->site = store->until.site;
    if (_RcLedger_LineOf(taking->caller, &line) && _RcLedger_IsCalled(blame->site.function, line.function)) {
        _RcLedger_SiteFromLine(&line, taking->caller, &blame->site);
    }
    snprintf(blame->what, sizeof blame->what,
             "a new reference to it is stored here in a variable of %s, by %s, and nobody gives it back: "
             "Rc_DECREF is "
             "missing on some way out of %s",
             blame->site.function, taking->operation.site.function, blame->site.function);
    return 1;
}

/* Does an activation do something there for which it needs a reference?  What is stored in a slot is booked as both. */
static int needs_reference(const History *history, uint32_t index, uint32_t activation)
{
    const Entry *entry = _RcLedger_Entry(history, index);
    const Entry *next = index + 1 < history->used ? _RcLedger_Entry(history, index + 1) : NULL;

    if (entry->operation.activation != activation) {
        return 0;
    }
    if (entry->kind == ENTRY_STORED) {
        return next == NULL || next->kind != ENTRY_SLOT_FILLED || next->store_pc != entry->store_pc;
    }
    return entry->kind == ENTRY_SLOT_FILLED || entry->kind == ENTRY_GIVEN || entry->kind == ENTRY_RETURNED;
}

static int is_explicit(const Entry *entry)
{
    const char *api = entry->operation.site.api;
    return entry->kind == ENTRY_TAKEN && api != NULL &&
           (strstr(api, "INCREF") != NULL || strstr(api, "IncRef") != NULL || strstr(api, "NewRef") != NULL);
}

/* With the deep ledger: a function takes a reference, and another one before it has done anything with the first, and has a use
 * for one: `Rc_INCREF(op); self->item = Rc_NewRef(op);`. */
static const Entry *doubled_taking(const History *history, const Account *account)
{
    for (uint32_t i = 0; _Rc_ledger->is_deep && i + 1 < history->used; i++) {
        const Entry *first = _RcLedger_Entry(history, i), *second = _RcLedger_Entry(history, i + 1);
        uint32_t activation = first->operation.activation;
        int uses = 0, takings = 2;
        if (!is_explicit(first) || !is_explicit(second) || second->operation.activation != activation ||
            second->operation.number != first->operation.number + 1 ||
            first->operation.site.line != second->operation.site.line) {
            continue;
        }
        for (uint32_t k = i + 2; k < history->used; k++) {
            const Entry *entry = _RcLedger_Entry(history, k);
            uses += needs_reference(history, k, activation);
            takings += entry->kind == ENTRY_TAKEN && entry->operation.activation == activation;
        }
        if (uses < takings && _RcLedger_Balance(account, activation) > 0) {
            return second;
        }
    }
    return NULL;
}

/* A function that has a reference takes another one, where it uses the variable for the last time: there it could have handed
 * over what it had. */
static const Entry *needless_taking(const Account *account, const Entry *taking)
{
    Line caller;
    int has_caller = _RcLedger_LineOf(taking->caller, &caller);

    for (size_t i = 0; i < account->count; i++) {
        const Entry *entry = account->moves[i].entry;
        const Site *site = &entry->operation.site;
        if (is_explicit(entry) && entry->operation.number > taking->operation.number &&
            (entry->operation.activation == taking->operation.activation ||
             (has_caller && _RcLedger_IsCalled(site->function, caller.function) &&
              may_be_caller(entry, taking, 1))) &&
            !is_explicit(taking) && _RcLedger_IsLastUse(site->file, site->line, site->pc)) {
            return entry;
        }
    }
    return NULL;
}

/* The function whose variable had the pointer, when it was seen last, if it has more than it gave so far. */
static const Sum *guilty_holder(const Record *record, const Account *account)
{
    for (size_t i = 0; i < account->sum_count && !record->was_in_memory; i++) {
        if (account->sums[i].activation == record->more->held_by && account->sums[i].sum > 0) {
            return &account->sums[i];
        }
    }
    return NULL;
}

/* Is what was stored in a place still there, or was it overwritten there, and neither moved nor given back out of it? */
static int has_stayed(const Record *record, uint32_t stored)
{
    const History *history = &record->history;
    const Entry *store = _RcLedger_Entry(history, stored);
    const void *there = NULL;
    int is_there = _RcLedger_Read(store->place, &there, sizeof there) && there == record->object;

    for (uint32_t i = stored + 1; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        is_there |= entry->kind == ENTRY_OVERWRITTEN && entry->place == store->place;
    }
    return is_there && !_RcLedger_IsMovedFrom(history, stored, history->used) &&
           !_RcLedger_IsGivenFrom(history, stored, store->place);
}

/* Is what was taken there stored at once, by the same function, where it has stayed?  The index of that; UINT32_MAX: no. */
static uint32_t place_kept_in(const Record *record, const Account *account, uint32_t taken)
{
    const History *history = &record->history;
    const Entry *taking = _RcLedger_Entry(history, taken);

    if ((taking->kind != ENTRY_CREATED && taking->kind != ENTRY_TAKEN) ||
        _RcLedger_IsSpent(account, taking)) {
        return UINT32_MAX;
    }
    for (uint32_t i = taken + 1; i < history->used; i++) {
        const Entry *store = _RcLedger_Entry(history, i);
        if (store->operation.number != taking->operation.number || store->kind == ENTRY_TAKEN) {
            break;
        }
        if (store->kind == ENTRY_STORED && store->operation.activation == taking->operation.activation &&
            store->until.activation == 0 && has_stayed(record, i)) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* Does a place lie in an object that lives? */
static int is_in_object(const void *place)
{
    for (const Record *holder = _Rc_ledger->live.next; holder != &_Rc_ledger->live; holder = holder->next) {
        if ((uintptr_t)place - (uintptr_t)holder->object < holder->size) {
            return 1;
        }
    }
    return 0;
}

/* With the deep ledger: a taking that was stored in a place when it was made, and that has not been given back out of it: what
 * was given back by another name was not that.  It is the guilty activation's; or anyone's who stored it in an object, which
 * still has it at the end. */
static const Entry *kept_taking(const Record *record, const Account *account, const Sum *guilty)
{
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *taking = _RcLedger_Entry(&record->history, i);
        uint32_t stored = place_kept_in(record, account, i);
        if (stored != UINT32_MAX &&
            (taking->operation.activation == guilty->activation ||
             (!record->lost && is_in_object(_RcLedger_Entry(&record->history, stored)->place)))) {
            return taking;
        }
    }
    return NULL;
}

/* The taking that nothing pays for. */
static const Entry *unpaid_taking(const Record *record, const Account *account)
{
    const Sum *guilty = guilty_holder(record, account);
    const Entry *entry;

    guilty = guilty != NULL ? guilty : _RcLedger_Guilty(account, 1);
    entry = guilty != NULL ? kept_taking(record, account, guilty) : NULL;
    entry = entry == NULL && guilty != NULL ? _RcLedger_UnpaidTaking(account, guilty, 0) : entry;
    return entry == NULL && record->history.used > 0 ? _RcLedger_Entry(&record->history, 0) : entry;
}

static int blame_needless(const Entry *needless, Blame *blame)
{
    if (needless == NULL) {
        return 0;
    }
    blame->entry = needless;
    blame->site = needless->operation.site;
    snprintf(
        blame->what, sizeof blame->what,
        "%s takes a reference besides the one that %s has already, and never gives back: hand that over, "
        "without %s",
        blame->site.api, blame->site.function, blame->site.api);
    return 1;
}

/* Who lends what it returns takes no reference for that. */
static int is_lender(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return taking->kind == ENTRY_TAKEN && _RcLedger_IsSaidToLend(site->file, site->line, site->pc);
}

/* The line where a function that has ended handed the reference to another one. */
static int blame_call(const Ledger *ledger, const Record *record, const Account *account, const Entry *taking,
                      Blame *blame)
{
    Line line;

    if (_RcLedger_IsLibraryCode(_Rc_ledger, taking->caller)) {
        return 0; /* a callback */
    }
    if (!is_in_variable_of_caller(ledger, record, account, taking, &line) &&
        !(is_handed_over(ledger, record, account, taking) && _RcLedger_LineOf(taking->caller, &line))) {
        return 0;
    }
    if (is_lender(taking)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, NULL, &blame->site);
    if (_RcLedger_BlameOverwritingOfResult(ledger, record, taking, &blame->site, blame)) {
        return 1;
    }
    snprintf(
        blame->what, sizeof blame->what,
        "%s hands over a new reference to it here, and nobody gives it back: Rc_DECREF is missing on some "
        "way out of %s",
        taking->operation.site.function, blame->site.function);
    return 1;
}

/* The function that took it over has lost it on a way out. */
static int blame_way_out(const Entry *taking, Blame *blame)
{
    const Site *site = &taking->operation.site;
    int line = site->file != NULL ? _RcLedger_WayOutOfKeeper(site->file, site->line, site->pc) : 0;

    if (line == 0) {
        return 0;
    }
    blame->site =
        (Site){.file = site->file, .line = line, .function = _RcLedger_FunctionAt(site->file, line)};
    snprintf(blame->what, sizeof blame->what,
             "%s takes over the reference that %s got at line %d, and on this way out it neither keeps it "
             "nor gives "
             "it back: Rc_DECREF is missing before",
             blame->site.function, site->function, site->line);
    return 1;
}

static void blame_taking(const Entry *taking, Blame *blame)
{
    blame->site = taking->operation.site;
    if (_RcLedger_IsHandedToCall(blame->site.file, blame->site.line, blame->site.api)) {
        int is_made = taking->kind == ENTRY_CREATED;
        snprintf(
            blame->what, sizeof blame->what,
            "%s %s a reference that nobody gives back: the call that gets it takes its own if it keeps the "
            "object; %s",
            blame->site.api, is_made ? "makes it, with" : "takes",
            is_made ? "keep this one in a variable, and give it back after the call (Rc_DECREF)"
                    : "leave this one out, or give it back later (Rc_DECREF)");
        return;
    }
    snprintf(blame->what, sizeof blame->what,
             "%s %s a reference that nobody gives back: Rc_DECREF is missing on some way out of %s",
             blame->site.api != NULL ? blame->site.api : "a call that was not announced",
             taking->kind == ENTRY_CREATED ? "makes it, with" : "takes",
             blame->site.function != NULL ? blame->site.function : "the function");
}

/* The taking is the line where the function that had to give it back came by the reference: if that was a
 * function of the user's own which has returned it, the line that called it. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame)
{
    Account account;
    const Entry *taking;

    blame->kind = "leak";
    _RcLedger_AddUp(&record->history, 0, &account);
    blame->entry = taking = unpaid_taking(record, &account);
    if (taking == NULL) {
        snprintf(blame->what, sizeof blame->what, "nothing is known of who took it");
        return;
    }
    if (blame_needless(doubled_taking(&record->history, &account), blame) ||
        _RcLedger_BlameOverwriting(ledger, record, &account, taking, blame) ||
        blame_needless(needless_taking(&account, taking), blame) ||
        blame_receiver(record, &account, taking, blame) || blame_maker(record, taking, blame) ||
        _RcLedger_BlameFreeing(taking, blame) || _RcLedger_BlameEmptying(record, taking, blame) ||
        blame_way_out(taking, blame) || blame_call(ledger, record, &account, taking, blame)) {
        return;
    }
    blame_taking(taking, blame);
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
