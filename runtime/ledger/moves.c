/* An object's history as moves of references: who got one, and who gave one away?
 *
 * Each entry is a move by an activation (a call of a function).  Taking, creating, emptying a slot: +1; giving, filling a
 * slot: -1.  Some moves pass from one function to another, and there the book knows both sides:
 *   - a function that the runtime called returns a new reference: -1 for it, +1 for its caller;
 *   - what a dying object's slots held is its dealloc's to give back: +1 for whoever gives it back meanwhile;
 *   - with the deep ledger: a reference that is given back out of a field or a global variable was put there by
 *     whoever stored it last: -1 for him, +1 for the giver.
 *
 * Where no place is known, the source may name the field (fields.c). */
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"
#include "ledger/sums.h"

#include "core/type.h"

#include <string.h>

int _RcLedger_ChangeBy(EntryKind kind)
{
    switch (kind) {
    case ENTRY_CREATED:
    case ENTRY_TAKEN:
    case ENTRY_SLOT_EMPTIED:
        return 1;
    case ENTRY_GIVEN:
    case ENTRY_SLOT_FILLED:
        return -1;
    default:
        return 0;
    }
}

static void add_move(Account *account, const Entry *entry, uint32_t activation, uint32_t parent, int change)
{
    if (account->count < MOST_MOVES) {
        account->moves[account->count++] = (Move){entry, activation, parent, change, NULL};
    }
}

static int is_paid(const Account *account, const Entry *giving)
{
    for (size_t i = 0; i < account->count; i++) {
        if (account->moves[i].pays == giving) {
            return 1;
        }
    }
    return 0;
}

/* Rc_CLEAR and Rc_SETREF leave no pointer behind: what others give back later was not found there. */
static int has_emptied(const Entry *giving)
{
    const char *api = giving->operation.site.api;
    return api != NULL && (strstr(api, "CLEAR") != NULL || strstr(api, "SETREF") != NULL);
}

/* Who gives back, while a holder dies, what its slot held.  If two do, the last one has the right to, for the dealloc of a base
 * comes after that of a derived type, and a dealloc after a finalizer; unless the first has emptied the slot.  But an instance's
 * type is given back by the base's dealloc, which has freed the instance.  (The error indicator never dies.) */
static const Entry *giver_for(const Account *account, const History *history, uint32_t emptied)
{
    const Entry *slot = _RcLedger_Entry(history, emptied);
    uint64_t holder =
        slot->until.number == 0 ? slot->other.serial : 0; /* else it was emptied before the holder died */
    int is_type = record_with(history)->type == &RcType_Type;
    const Entry *found = NULL;

    for (uint32_t i = emptied + 1; i < history->used && holder != 0; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_GIVEN && entry->dying == (uint32_t)holder && !is_paid(account, entry) &&
            (found == NULL || !(is_type || has_emptied(found)))) {
            found = entry;
        }
    }
    return found;
}

/* The object in whose memory a place is; NULL: in none's. */
static const Record *holder_in(const Record *list, const void *place)
{
    for (const Record *record = list->next; record != list; record = record->next) {
        if ((uintptr_t)place - (uintptr_t)record->object < record->size) {
            return record;
        }
    }
    return NULL;
}

static const Record *holder_of(const void *place)
{
    const Record *holder = _Rc_ledger != NULL ? holder_in(&_Rc_ledger->live, place) : NULL;
    return holder == NULL && _Rc_ledger != NULL ? holder_in(&_Rc_ledger->quarantine, place) : holder;
}

/* Slots that tp_traverse tells of are booked as such. */
static int is_slot(const void *place)
{
    const Record *holder = holder_of(place);
    return holder != NULL && (holder->tracked_once || _RcType_IsBuiltin(holder->type));
}

/* A field that its object's dealloc does not give back, as it does others, owns nothing: what is left in it would be lost.  But
 * what Rc_CLEAR takes out of it was its own. */
int _RcLedger_IsOfBorrower(const Entry *store, const Entry *giving)
{
    const Record *holder = holder_of(store->place);
    Line line;

    return holder != NULL && !has_emptied(giving) &&
           _RcLedger_LineOfEither(store->store_pc, store->store_caller, &line) &&
           _RcLedger_IsNotGivenByDealloc(holder, line.file, line.line);
}

static int has_taken_before(const History *history, uint32_t index, uint32_t activation)
{
    for (uint32_t i = 0; i < index; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == activation &&
            (entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_CREATED)) {
            return 1;
        }
    }
    return 0;
}

/* Has the operation that gives it back taken it before, to keep it while it works?  Then it gives back that. */
static int is_of_its_own(const History *history, uint32_t given)
{
    const Entry *giving = _RcLedger_Entry(history, given);

    for (uint32_t i = given; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_TAKEN && entry->operation.number == giving->operation.number &&
            entry->operation.activation == giving->operation.activation) {
            return 1;
        }
    }
    return 0;
}

/* Where what is given back was loaded from.  What a callee of the giver's has loaded, that may be only to look at it, is
 * what is given if it was its result, and had no reference of its own. */
const void *_RcLedger_PlaceOf(const History *history, uint32_t given)
{
    const Entry *giving = _RcLedger_Entry(history, given);
    const Site *site = &giving->operation.site;
    Line line;

    if (giving->place == NULL || is_of_its_own(history, given)) {
        return NULL;
    }
    if (giving->loader == giving->operation.activation || giving->loader == 0) {
        return giving->place;
    }
    if (has_taken_before(history, given, giving->loader) ||
        !_RcLedger_LineOfEither(giving->load_pc, giving->load_caller, &line) ||
        (_RcLedger_IsReadable(site->file) &&
         !_RcLedger_UsesResultOf(site->file, site->line, line.function))) {
        return NULL;
    }
    return giving->place;
}

int _RcLedger_IsAtPlace(const History *history, uint32_t index, const void *place)
{
    const Entry *entry = _RcLedger_Entry(history, index);

    if (entry->place != place || place == NULL) {
        return 0;
    }
    return entry->kind == ENTRY_STORED ||
           (entry->kind == ENTRY_GIVEN && _RcLedger_PlaceOf(history, index) == place);
}

/* Is what was stored there given back a second time, later?  The one who empties the place last, a dealloc for one,
 * has the better right to; the first has left the pointer behind. */
static int is_given_again(const History *history, uint32_t given)
{
    const void *place =
        has_emptied(_RcLedger_Entry(history, given)) ? NULL : _RcLedger_PlaceOf(history, given);
    for (uint32_t i = given + 1; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (place != NULL && _RcLedger_IsAtPlace(history, i, place)) {
            return entry->kind == ENTRY_GIVEN;
        }
    }
    return 0;
}

int _RcLedger_IsGivenFrom(const History *history, uint32_t stored, const void *place)
{
    for (uint32_t i = stored + 1; i < history->used; i++) {
        if (_RcLedger_IsAtPlace(history, i, place)) {
            return _RcLedger_Entry(history, i)->kind == ENTRY_GIVEN;
        }
    }
    return 0;
}

/* `frame->now = frame->saved[--frame->depth];`: a stack leaves the pointer behind that it gives out. */
static int is_popped(const Entry *store)
{
    Line line;
    return _RcLedger_LineOfEither(store->store_pc, store->store_caller, &line) &&
           _RcLedger_StoresPopped(line.file, line.line);
}

/* Has the function that stored it put another pointer where it had found this one, without giving back what was there? */
static int is_moved(const History *history, uint32_t stored)
{
    const Entry *store = _RcLedger_Entry(history, stored);
    const Ledger *ledger = _Rc_ledger;

    if (store->from == NULL || store->from == store->place ||
        _RcLedger_IsGivenFrom(history, stored, store->from)) {
        return 0;
    }
    if (is_popped(store)) {
        return 1;
    }
    for (uint64_t i = ledger->stores_used; i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
        const Store *other = &ledger->stores[(i - 1) % MOST_STORES];
        if (other->address == store->from && other->by.id == store->operation.activation) {
            return 1;
        }
    }
    return 0;
}

/* A pointer that moves from place to place takes its reference along: who stored it first. */
static const Entry *first_store(const History *history, uint32_t stored)
{
    const Entry *store = _RcLedger_Entry(history, stored);

    for (uint32_t i = stored; i > 0 && is_moved(history, stored); i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->place == store->from) {
            store = entry;
            stored = i - 1;
        }
    }
    return store;
}

/* The last store before a giving to the place that the giver loaded it from; each pays for one. */
static const Entry *storer_for(const Account *account, const History *history, uint32_t given)
{
    const Entry *giving = _RcLedger_Entry(history, given);
    const void *place = _RcLedger_PlaceOf(history, given);
    for (uint32_t i = given; place != NULL && i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->place == place) {
            entry = first_store(history, i - 1);
            for (size_t k = 0; k < account->count; k++) {
                if (account->moves[k].entry == entry) {
                    return NULL;
                }
            }
            return is_slot(place) || entry->operation.activation == giving->operation.activation ||
                           is_given_again(history, given) || _RcLedger_IsOfBorrower(entry, giving)
                       ? NULL
                       : entry;
        }
    }
    return NULL;
}

static void add_emptied(Account *account, const History *history, uint32_t index)
{
    const Entry *entry = _RcLedger_Entry(history, index);
    const Entry *giver = giver_for(account, history, index);

    if (giver == NULL) {
        add_move(account, entry, entry->operation.activation, entry->parent, 1);
    } else {
        add_move(account, entry, giver->operation.activation, giver->parent, 1);
        account->moves[account->count - 1].pays = giver;
    }
}

static void add_given(Account *account, const History *history, uint32_t index)
{
    const Entry *entry = _RcLedger_Entry(history, index);
    const Entry *storer = is_paid(account, entry) ? NULL : storer_for(account, history, index);

    add_move(account, entry, entry->operation.activation, entry->parent, -1);
    if (storer != NULL) {
        add_move(account, entry, entry->operation.activation, entry->parent, 1);
        add_move(account, storer, storer->operation.activation, storer->parent, -1);
    }
}

/* What a function that the runtime called has returned is what it took in the line that returns it, if it did so there. */
static void add_returned(Account *account, const History *history, uint32_t index)
{
    const Entry *entry = _RcLedger_Entry(history, index);
    uint32_t returner = entry->until.activation;

    for (uint32_t i = index; i > 0 && returner == entry->until.activation; i--) {
        const Entry *taking = _RcLedger_Entry(history, i - 1);
        const Site *site = &taking->operation.site;
        if ((taking->kind == ENTRY_TAKEN || taking->kind == ENTRY_CREATED) && taking->parent == returner &&
            site->file != NULL && _RcLedger_ReturnsResult(site->file, site->line)) {
            returner = taking->operation.activation;
        }
    }
    add_move(account, entry, entry->operation.activation, entry->parent, 1);
    add_move(account, entry, returner, entry->operation.activation, -1);
}

/* What an operation has taken for a container of the library's, or for an instance of the type that it makes, may be seen there
 * only in a function that it calls: it is the operation's all the same. */
static const Entry *filler_of(const History *history, uint32_t filled)
{
    const Entry *slot = _RcLedger_Entry(history, filled), *found = NULL;
    int balance = 0;

    for (uint32_t i = 0; i < filled && !slot->other.users_type && slot->store_pc == NULL; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.number == slot->operation.number) {
            balance += _RcLedger_ChangeBy(entry->kind);
            found = entry->kind == ENTRY_TAKEN ? entry : found;
        }
    }
    return balance > 0 && found != NULL ? found : slot;
}

/* What an inline function of recount's own stores is its caller's. */
static void add_change(Account *account, const Entry *entry, int change)
{
    Line line;

    if (change == 0) {
        return;
    }
    if (entry->store_pc != NULL && entry->parent != 0 && !_RcLedger_LineOf(entry->store_pc, &line)) {
        add_move(account, entry, entry->parent, 0, change);
    } else {
        add_move(account, entry, entry->operation.activation, entry->parent, change);
    }
}

static void add_filled(Account *account, const History *history, uint32_t index)
{
    const Entry *entry = _RcLedger_Entry(history, index), *filler = filler_of(history, index);

    if (filler == entry) {
        add_change(account, entry, -1);
    } else {
        add_move(account, entry, filler->operation.activation, filler->parent, -1);
    }
}

void _RcLedger_CollectMoves(const History *history, Account *account)
{
    account->count = 0;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        switch (entry->kind) {
        case ENTRY_SLOT_EMPTIED:
            add_emptied(account, history, i);
            break;
        case ENTRY_SLOT_FILLED:
            add_filled(account, history, i);
            break;
        case ENTRY_GIVEN:
            add_given(account, history, i);
            break;
        case ENTRY_RETURNED:
            add_returned(account, history, i);
            break;
        default:
            add_change(account, entry, _RcLedger_ChangeBy(entry->kind));
        }
    }
}
