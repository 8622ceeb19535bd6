/* Uses of what the user has given up himself, while another holder happens to keep it alive.
 *
 * A function that has come by an object by a new reference, and has given that back, has no right to the object any more.
 * If it goes on with the same variable, nothing crashes as long as somebody else holds the object.  Correct code does
 * nearly the same: it gives back what it has put into a container, and borrows it from there; it takes a reference of its own
 * for a while only.  So this is told only where the reference was all that the function ever had to do with, nobody has taken
 * another one meanwhile, and the line of the use is reached straight from the giving; and where other functions of the
 * program's have run between these, which might have ended the object, or where the function gives the same variable back
 * elsewhere, after it has used it. */
#include "ledger/given_up.h"
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/keepers.h"
#include "ledger/loans.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include <recount/tuple.h>

#include <stdio.h>
#include <string.h>

/* -- what is given up -- */

/* Did the function come by a new reference there: a call's result, or what a call has put into the variable (`&word`)? */
static int is_coming(const Entry *entry, const Site *giving)
{
    return entry->kind == ENTRY_RECEIVED ||
           (entry->kind == ENTRY_TAKEN && _RcLedger_PutsIntoGiven(&entry->operation.site, giving));
}

/* What an operation of a function's did to the count, and whether it gave the function a new reference. */
static int change_by(const History *history, const Operation *operation, const Site *giving, int *is_new)
{
    int change = 0;

    *is_new = 0;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == operation->activation &&
            entry->operation.number == operation->number) {
            change += (int)(entry->after - entry->before);
            *is_new |= is_coming(entry, giving);
        }
    }
    return change;
}

/* Has a function that gives an object back done nothing else but to get new references to it, and nobody anything since the
 * last of them?  That one; NULL: it has. */
static const Entry *last_new(const History *history, const Activation *giver)
{
    const Entry *last = NULL;
    int balance = 0, is_shared = 0, is_new;

    for (uint32_t i = 0; history->dropped == 0 && i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        int is_own = entry->operation.activation == giver->id;
        int change = change_by(history, &entry->operation, giver->site, &is_new);
        if (is_own && (entry->kind == ENTRY_LENT || change > is_new)) {
            return NULL;
        }
        if (is_own && is_coming(entry, giver->site)) {
            last = entry;
            balance++;
            is_shared = 0;
        } else {
            balance -= is_own && entry->kind == ENTRY_GIVEN && !is_new && change < 0;
            is_shared |= (!is_own && change > 0) || entry->kind == ENTRY_SLOT_FILLED;
        }
    }
    return balance == 0 && !is_shared ? last : NULL;
}

/* Has a function that gives back what it took out of a place done nothing else to it, and nobody taken a reference since it
 * was called? */
static int has_only_given(const History *history, const Activation *giver)
{
    int is_new;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        const Operation *operation = &entry->operation;
        int is_own = operation->activation == giver->id;
        int change = change_by(history, operation, giver->site, &is_new);
        if (operation->activation >= giver->id &&
            (change > 0 || is_new || entry->kind == ENTRY_SLOT_FILLED)) {
            return 0;
        }
        if (is_own && operation->number != giver->number && (change != 0 || entry->kind == ENTRY_LENT)) {
            return 0;
        }
    }
    return history->dropped == 0;
}

/* With the deep ledger: has a function that it called put something else into the place where the pointer was? */
static int is_emptied(const History *history, const Activation *giver)
{
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_OVERWRITTEN && entry->operation.activation >= giver->id) {
            return 1;
        }
    }
    return 0;
}

/* The line where a function came by what it gives back; 0: it has more to do with the object than that. */
static int came_at(const Record *record, const Activation *giver, Origin *origin)
{
    const History *history = &record->history;
    const Entry *got = last_new(history, giver);

    if (got == NULL) {
        *origin = ORIGIN_PLACE;
        return has_only_given(history, giver)
                   ? _RcLedger_TakenOutAt(giver->site->file, giver->site->line, giver->site->pc,
                                          is_emptied(history, giver))
                   : 0;
    }
    *origin = got->operation.site.api != NULL && strcmp(got->operation.site.api, "RcWeakref_GetRef") == 0
                  ? ORIGIN_WEAKREF
                  : ORIGIN_CALL;
    return got->operation.site.line;
}

static int is_giving(const char *api)
{
    return api != NULL && (strstr(api, "DECREF") != NULL || strstr(api, "DecRef") != NULL);
}

/* Asked once of each place. */
static int is_used_on(const Site *site)
{
    if (site->used_on == 0) {
        ((Site *)(uintptr_t)site)->used_on = _RcLedger_IsGivenAndUsed(site->file, site->line) ? 1 : -1;
    }
    return site->used_on > 0;
}

void _RcLedger_NoteGivenUp(Ledger *ledger, const Record *record)
{
    const Activation *giver = _RcLedger_Running(ledger);
    Origin origin;
    int came;

    if (record->immortal || record->runtimes_own || record->state != RECORD_LIVE || record->count <= 0 ||
        ledger->dying != 0 || ledger->hostility.how != RC_HOSTILE_NOT || RcType_Check(record->object) ||
        giver->site->file == NULL || !is_giving(giver->site->api) || !is_used_on(giver->site)) {
        return;
    }
    came = came_at(record, giver, &origin);
    if (came > 0 && came < giver->site->line) {
        ledger->given_up[ledger->given_up_count++ % MOST_GIVEN_UP] = (GivenUp){.record = record,
                                                                               .serial = record->serial,
                                                                               .count = record->count,
                                                                               .site = giver->site,
                                                                               .came = came,
                                                                               .activation = giver->id,
                                                                               .origin = origin};
    }
}

/* -- and used -- */

/* Is it still so that nobody has taken a reference since?  Who goes back in his function may come by the object again. */
static int is_still_so(const Ledger *ledger, const GivenUp *given, const Site *next, const Activation *user)
{
    return given->record->serial == given->serial && given->record->state == RECORD_LIVE &&
           given->record->count <= given->count && _RcLedger_IsRunning(ledger, given->activation) &&
           (user == NULL || user->id != given->activation || next->line > given->site->line);
}

static int is_use(const char *api)
{
    return api == NULL || (!is_giving(api) && strstr(api, "INCREF") == NULL &&
                           strstr(api, "IncRef") == NULL && strstr(api, "NewRef") == NULL &&
                           strstr(api, "REFCNT") == NULL && strncmp(api, "RcLedger", 8) != 0);
}

static int is_in_tuple(const Ledger *ledger, const RcObject *op)
{
    const Record *holder = ledger->live.next;

    while (holder != &ledger->live &&
           !(holder->type == &RcTuple_Type && _RcLedger_VisitsOf(holder, op) > 0)) {
        holder = holder->next;
    }
    return holder != &ledger->live;
}

static void tell_use_of_given(Ledger *ledger, const GivenUp *given, const Site *use)
{
    Blame blame = {.kind = "use-after-free", .site = *use};

    snprintf(blame.what, sizeof blame.what,
             "%s uses what %s at line %d has given back; it is alive only because somebody else happens to "
             "hold it: "
             "give it back after its last use",
             use->api != NULL ? use->api : "this", given->site->api, given->site->line);
    _RcLedger_Report(ledger, (Record *)(uintptr_t)given->record, &blame,
                     "it is used by a function that has given its own reference back");
}

/* What a function does first that the object is handed to is no matter. */
static int is_use_of(const Ledger *ledger, const GivenUp *given, const Site *next, const Activation *user,
                     Site *use)
{
    return _RcLedger_PlaceUse(ledger, given->activation, next, user, use) && is_use(use->api) &&
           _RcLedger_UsesGiven(given->site, given->came, use, use->api != NULL ? use->api : next->function);
}

/* Who releases first, and at once uses what a container has, means to borrow it, and so does who knows that a tuple has it,
 * which loses nothing.  Unless he does otherwise elsewhere.  A weak reference holds nothing, and the place out of which he took
 * it has it no more: then he must say who keeps it. */
static int may_mean_it(Ledger *ledger, const GivenUp *given, const Site *use)
{
    Record *record = (Record *)(uintptr_t)given->record;

    _RcLedger_Measure(ledger);
    if (given->origin == ORIGIN_CALL) {
        return _RcLedger_IsKeptByKnown(ledger, record, given->activation) ||
               ((!given->others_ran || is_in_tuple(ledger, record->object)) &&
                !_RcLedger_IsGivenLastElsewhere(given->site, given->came));
    }
    return is_in_tuple(ledger, record->object) ||
           _RcLedger_IsInOwnContainer(ledger, record->object, given->activation, NULL) ||
           _RcLedger_IsExplained(given->site->file, given->site->line - 1, use->line) ||
           (given->origin == ORIGIN_WEAKREF ? _RcLedger_IsKeptByKnown(ledger, record, given->activation)
                                            : _RcLedger_IsHandedIn(ledger, record, given->activation));
}

void _RcLedger_LookAtGivenUp(Ledger *ledger, const Site *next, const Activation *user)
{
    for (GivenUp *given = ledger->given_up; given < ledger->given_up + MOST_GIVEN_UP; given++) {
        Site use = {0};
        if (given->record == NULL) {
            continue;
        }
        if (!is_still_so(ledger, given, next, user)) {
            given->record = NULL;
        } else if (is_use_of(ledger, given, next, user, &use)) {
            GivenUp told = *given;
            given->record = NULL;
            if (!may_mean_it(ledger, &told, &use)) {
                tell_use_of_given(ledger, &told, &use);
            }
        } else {
            given->others_ran |= user == NULL || user->id != given->activation;
        }
    }
}
