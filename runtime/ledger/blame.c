/* From an object's history to the guilty line.
 *
 * An equation that does not hold says that something is wrong, not where.  The history says who took and who gave;
 * sums.c tells the activation whose books do not balance.  Within it the last giving without a taking, or the first
 * taking without a giving, is named: the shortest edit that would balance the book.  Where the guilty step is
 * plain code, a store or a return, the deep ledger knows its line, and the plain one looks for it in the source
 * (lines.c, source.c). */
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

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

/* `Rc_DECREF(self->value);` leaves the pointer behind. */
static int leaves_pointer(const Site *giving)
{
    return giving->api != NULL && strstr(giving->api, "DECREF") != NULL &&
           _RcLedger_GivesField(giving->file, giving->line);
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
            "%s gives back a reference that %s does not own: leave it out, or take one first (Rc_INCREF)%s",
            entry->operation.site.api, entry->operation.site.function,
            leaves_pointer(&entry->operation.site)
                ? "; if the field owns it, the pointer must go with it (Rc_CLEAR)"
                : "");
    }
}

/* A slot was filled by the runtime for the operation, or by plain code after it. */
void _RcLedger_DescribeFilling(const Record *record, const Entry *entry, Blame *blame)
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

const Entry *_RcLedger_LastGivenOf(const History *history)
{
    for (uint32_t i = history->used; i > 0; i--) {
        if (_RcLedger_Entry(history, i - 1)->kind == ENTRY_GIVEN) {
            return _RcLedger_Entry(history, i - 1);
        }
    }
    return NULL;
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
        if (entry->other.users_type || !(_RcLedger_BlameOrigin(record, entry, blame) ||
                                         _RcLedger_BlameStoreOfHanded(record, entry, blame))) {
            _RcLedger_DescribeFilling(record, entry, blame);
        }
    } else if (!(entry->kind == ENTRY_GIVEN && _RcLedger_LendingBefore(&record->history, entry) == NULL &&
                 (_RcLedger_BlameAnyGiving(record, blame) ||
                  _RcLedger_BlameBareStore(record, entry, blame)))) {
        _RcLedger_DescribeGiving(&record->history, entry, blame);
    }
}

/* Who takes a reference to an object whose dealloc runs keeps what is freed all the same. */
static int blame_taking_of_dying(const Record *record, Blame *blame)
{
    const Entry *taking = NULL, *last = NULL;
    int is_dying = 0;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        is_dying |= entry->kind == ENTRY_DYING;
        last = !is_dying && entry->kind == ENTRY_GIVEN ? entry : last;
        taking = is_dying && entry->kind == ENTRY_TAKEN ? entry : entry->kind == ENTRY_GIVEN ? NULL : taking;
    }
    if (taking == NULL) {
        return 0;
    }
    if (_RcLedger_BlameReleaseBefore(last, taking, blame)) {
        return 1;
    }
    blame->kind = "use-after-free";
    blame->entry = taking;
    blame->site = taking->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s takes a reference while the object's tp_dealloc runs, which frees it all the same: a "
             "dealloc must "
             "not hand its object to others",
             blame->site.api != NULL ? blame->site.api : "plain code");
    return 1;
}

/* What a function steals, as its comment says, it may give back.  Its caller, who gives the same back besides, may not. */
static int blame_giving_of_stolen(const Account *account, uint32_t thief, Blame *blame)
{
    const Entry *stolen = _RcLedger_LastGiving(account, thief, GIVING_OPERATION, NULL), *giving = NULL;
    const Site *site = stolen != NULL ? &stolen->operation.site : NULL;

    if (stolen == NULL || stolen->kind != ENTRY_GIVEN || site->file == NULL ||
        !_RcLedger_IsSaidToSteal(site->file, site->line, site->pc)) {
        return 0;
    }
    giving = _RcLedger_LastGiving(account, stolen->parent, GIVING_OPERATION, NULL);
    if (giving == NULL || giving->kind != ENTRY_GIVEN ||
        giving->operation.number < stolen->operation.number) {
        return 0;
    }
    blame->kind = "over-decref";
    blame->entry = giving;
    blame->site = giving->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s gives back a reference that %s has stolen, as its comment says, and given back at line %d: "
             "leave it "
             "out",
             giving->operation.site.api, site->function, site->line);
    return 1;
}

void _RcLedger_BlameDebtor(const Record *record, uint32_t debtor, Blame *blame)
{
    const History *history = &record->history;
    Account account;
    const Sum *guilty;
    const Entry *entry = NULL;

    _RcLedger_PartCalls(history);
    if (blame_taking_of_dying(record, blame) || _RcLedger_BlameNames(record, blame)) {
        return;
    }
    _RcLedger_AddUp(history, debtor, &account);
    guilty = _RcLedger_Guilty(&account, -1);
    if (guilty != NULL) {
        if (blame_giving_of_stolen(&account, guilty->activation, blame) ||
            _RcLedger_BlameCallee(record, &account, guilty->activation, blame) ||
            _RcLedger_BlameStore(record, &account, guilty->activation, blame) ||
            _RcLedger_BlameCallOfThief(record, guilty->activation, blame)) {
            return;
        }
        entry = _RcLedger_LastGiving(&account, guilty->activation, GIVING_ANY, NULL);
        if (entry != NULL && entry->kind == ENTRY_STORED) { /* which was refused */
            entry = _RcLedger_LastGiving(&account, guilty->activation, GIVING_OPERATION, NULL);
        }
        if (entry == NULL && blame_return(record, guilty->activation, blame)) {
            return;
        }
        if (_RcLedger_OwnStoreBehind(record, &account, entry) != NULL) {
            blame->entry = _RcLedger_OwnStoreBehind(record, &account, entry);
            _RcLedger_DescribeStore(blame->entry, blame);
            return;
        }
    }
    entry = entry != NULL ? entry : _RcLedger_LastGivenOf(history);
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
