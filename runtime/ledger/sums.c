/* Adding up an object's history: whose books do not balance?
 *
 * Each entry is a move of a reference by an activation (a call of a function).  Taking, creating, emptying
 * a slot: +1; giving, filling a slot: -1.  Some moves pass from one function to another, and there the book
 * knows both sides:
 *   - a function that the runtime called returns a new reference: -1 for it, +1 for its caller;
 *   - what a dying object's slots held is its dealloc's to give back: +1 for whoever gives it back meanwhile;
 *   - with the deep ledger: a reference that is given back out of a field or a global variable was put there by
 *     whoever stored it last: -1 for him, +1 for the giver.
 *
 * Where no place is known, the source may name the field (fields.c).
 *
 * A function that does its part right comes out at 0, unless references pass through its arguments and results:
 * a function that returns a new reference has +1, and the caller who gives it back -1.  So sums of opposite
 * sign are set off against each other, first between caller and callee, then between those with the same
 * caller, then between any.  What is left is the function whose books do not balance. */
#include "ledger/sums.h"

#include "core/type.h"

#include <string.h>

/* -- moves -- */

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
 * comes after that of a derived type, and a dealloc after a finalizer; unless the first has emptied the slot.  (The error
 * indicator never dies.) */
static const Entry *giver_for(const Account *account, const History *history, uint32_t emptied)
{
    const Entry *slot = _RcLedger_Entry(history, emptied);
    uint64_t holder =
        slot->until.number == 0 ? slot->other.serial : 0; /* else it was emptied before the holder died */
    const Entry *found = NULL;

    for (uint32_t i = emptied + 1; i < history->used && holder != 0; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_GIVEN && entry->dying == (uint32_t)holder && !is_paid(account, entry) &&
            (found == NULL || !has_emptied(found))) {
            found = entry;
        }
    }
    return found;
}

/* Slots that tp_traverse tells of are booked as such. */
static int is_in(const Record *list, const void *place)
{
    for (const Record *record = list->next; record != list; record = record->next) {
        if ((uintptr_t)place - (uintptr_t)record->object < record->size) {
            return record->tracked_once || _RcType_IsBuiltin(record->type);
        }
    }
    return 0;
}

static int is_slot(const void *place)
{
    return _Rc_ledger != NULL && (is_in(&_Rc_ledger->live, place) || is_in(&_Rc_ledger->quarantine, place));
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

/* Has the function that stored it put another pointer where it had found this one, without giving back what was there? */
static int is_moved(const History *history, uint32_t stored)
{
    const Entry *store = _RcLedger_Entry(history, stored);
    const Ledger *ledger = _Rc_ledger;

    if (_RcLedger_IsGivenFrom(history, stored, store->from)) {
        return 0;
    }

    for (uint64_t i = store->from != NULL && store->from != store->place ? ledger->stores_used : 0;
         i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
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
                           is_given_again(history, given)
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

static void collect_moves(Account *account, const History *history)
{
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        switch (entry->kind) {
        case ENTRY_SLOT_EMPTIED:
            add_emptied(account, history, i);
            break;
        case ENTRY_GIVEN:
            add_given(account, history, i);
            break;
        case ENTRY_RETURNED:
            add_move(account, entry, entry->operation.activation, entry->parent, 1);
            add_move(account, entry, entry->until.activation, entry->operation.activation, -1);
            break;
        default:
            add_change(account, entry, _RcLedger_ChangeBy(entry->kind));
        }
    }
}

/* -- sums -- */

Sum *_RcLedger_SumOf(Account *account, uint32_t activation)
{
    for (size_t i = 0; i < account->sum_count; i++) {
        if (account->sums[i].activation == activation) {
            return &account->sums[i];
        }
    }
    return NULL;
}

static Sum *sum_of(Account *account, uint32_t activation, uint32_t parent)
{
    Sum *sum = _RcLedger_SumOf(account, activation);

    if (sum != NULL) {
        sum->parent = sum->parent == 0 ? parent : sum->parent;
        return sum;
    }
    if (account->sum_count == MOST_SUMS) {
        return &account->sums[MOST_SUMS - 1];
    }
    account->sums[account->sum_count] = (Sum){activation, parent, 0, 0, NULL};
    return &account->sums[account->sum_count++];
}

static void set_off(Sum *left, Sum *right)
{
    while ((left->sum > 0 && right->sum < 0) || (left->sum < 0 && right->sum > 0)) {
        int sign = left->sum > 0 ? 1 : -1;
        left->sum -= sign;
        right->sum += sign;
    }
}

/* Is there a giving by another activation, later, while the same object dies? */
static int is_outlived(const Account *account, size_t index)
{
    const Move *move = &account->moves[index];
    for (size_t i = index + 1; i < account->count; i++) {
        if (account->moves[i].change < 0 && account->moves[i].entry->kind == ENTRY_GIVEN &&
            account->moves[i].entry->dying == move->entry->dying &&
            account->moves[i].activation != move->activation) {
            return 1;
        }
    }
    return 0;
}

static void set_off_with_any(Account *account, Sum *dealloc)
{
    for (size_t k = 0; k < account->sum_count && dealloc->sum < 0; k++) {
        if (account->sums[k].sum > 0) {
            account->sums[k].sum--;
            dealloc->sum++;
            return;
        }
    }
}

/* A dealloc gives back what a field of its object had; if somebody has stored more than he gave, it was that.  The
 * dealloc itself comes first, what it called, a finalizer for one, after it. */
static void set_off_deallocs(Account *account)
{
    for (int others = 0; others < 2; others++) {
        for (size_t i = 0; i < account->count; i++) {
            const Move *move = &account->moves[i];
            if (move->change < 0 && move->entry->kind == ENTRY_GIVEN && move->entry->dying != 0 &&
                is_outlived(account, i) == others) {
                set_off_with_any(account, sum_of(account, move->activation, move->parent));
            }
        }
    }
}

/* A function that has announced nothing, so that it is nobody's parent, may have announced something since: what its
 * callee returned. */
static void set_off_with_callers(Account *account)
{
    for (size_t i = 0; i < account->sum_count; i++) {
        uint32_t caller = _RcLedger_CallerOf(_Rc_ledger, account->sums[i].activation);
        for (size_t k = 0; k < account->sum_count && caller != 0 && account->sums[i].sum > 0; k++) {
            if (account->sums[k].activation == caller && caller != account->sums[i].parent) {
                set_off(&account->sums[i], &account->sums[k]);
            }
        }
    }
}

static int total_of(const Account *account)
{
    int total = 0;
    for (size_t i = 0; i < account->sum_count; i++) {
        total += account->sums[i].sum;
    }
    return total;
}

/* If there is a reference too few: a function that steals what its caller has taken for it just before: the book has nothing of the object between. */
static void set_off_stolen(Account *account)
{
    for (size_t i = 1; i < account->count && total_of(account) < 0; i++) {
        const Move *taking = &account->moves[i - 1], *giving = &account->moves[i];
        if (taking->change > 0 && giving->change < 0 && giving->parent == taking->activation) {
            Sum *caller = sum_of(account, taking->activation, taking->parent);
            Sum *thief = sum_of(account, giving->activation, giving->parent);
            if (caller->sum > 0 && thief->sum < 0) {
                caller->sum--;
                thief->sum++;
            }
        }
    }
}

/* What a function has more than it gave it has most often returned: that its caller gives it back is the likeliest
 * match; then that a function gives back, or stores, what its caller had; then that a function which keeps things gives
 * back in one call what it took in another. */
static int are_related(const Sum *left, const Sum *right, int degree)
{
    const Sum *more = left->sum > 0 ? left : right, *less = left->sum > 0 ? right : left;

    switch (degree) {
    case 0:
        return more->parent == less->activation && !more->keeps_hands;
    case 1:
        return less->parent == more->activation;
    case 2:
        return left->function != NULL && left->function == right->function;
    case 3:
        return left->parent == right->parent;
    default:
        return 1;
    }
}

/* A function that returns a number hands over nothing but what it puts into a variable of its caller's. */
static int keeps_hands(const History *history, const Entry *taking)
{
    const Site *site = &taking->operation.site;

    if (site->file == NULL || _RcLedger_StoresToArgument(site->file, site->line) ||
        !_RcLedger_ReturnsNumber(site->file, site->line, site->function)) {
        return 0;
    }
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_STORED && entry->until.activation != 0 &&
            entry->operation.activation == taking->operation.activation) {
            return 0;
        }
    }
    return 1;
}

void _RcLedger_AddUp(const History *history, uint32_t debtor, Account *account)
{
    account->count = account->sum_count = 0;
    collect_moves(account, history);
    for (size_t i = 0; i < account->count; i++) {
        const Move *move = &account->moves[i];
        Sum *sum = sum_of(account, move->activation, move->parent);
        sum->sum += move->change;
        if (move->entry->operation.activation == move->activation) {
            sum->function = move->entry->operation.site.function;
            sum->keeps_hands |= move->entry->kind == ENTRY_SLOT_EMPTIED && keeps_hands(history, move->entry);
        }
    }
    if (debtor != 0) {
        sum_of(account, debtor, 0)->sum--;
    }
    _RcLedger_PairByFields(account);
    set_off_deallocs(account);
    set_off_with_callers(account);
    set_off_stolen(account);
    for (int degree = 0; degree < 5; degree++) {
        for (size_t i = 0; i < account->sum_count; i++) {
            for (size_t k = i + 1; k < account->sum_count; k++) {
                if (are_related(&account->sums[i], &account->sums[k], degree)) {
                    set_off(&account->sums[i], &account->sums[k]);
                }
            }
        }
    }
}

const Sum *_RcLedger_Guilty(const Account *account, int sign)
{
    for (size_t i = account->sum_count; i > 0; i--) {
        if (account->sums[i - 1].sum * sign > 0) {
            return &account->sums[i - 1];
        }
    }
    return NULL;
}

/* -- within the activation -- */

/* Done by plain code after the operation, not by it? */
static int is_plain(const Entry *entry)
{
    return entry->kind == ENTRY_STORED || entry->other.users_type || entry->store_pc != NULL;
}

/* What an operation as a whole did to the references of an activation: the runtime takes and gives back in its
 * course.  Asked at its first move; at a later one the answer is 0. */
static int net_of_operation(const Account *account, size_t first)
{
    const Move *asked = &account->moves[first];
    int net = 0;

    for (size_t i = 0; i < account->count; i++) {
        const Move *move = &account->moves[i];
        if (move->activation == asked->activation &&
            move->entry->operation.number == asked->entry->operation.number &&
            is_plain(move->entry) == is_plain(asked->entry)) {
            if (i < first) {
                return 0;
            }
            net += move->change;
        }
    }
    return net;
}

static int is_plain_store(const Entry *entry)
{
    return entry->kind == ENTRY_STORED || (entry->kind == ENTRY_SLOT_FILLED && entry->other.users_type);
}

/* Does a giving go with a taking: is what the taking made stored, or returned to the runtime, before anything else is done? */
static int goes_with(const Move *giving, const Move *taking)
{
    const Entry *entry = giving->entry;
    const Operation *last = entry->kind == ENTRY_RETURNED ? &entry->until : &entry->operation;

    return giving->change < 0 &&
           (entry->kind == ENTRY_RETURNED
                ? giving->activation == taking->activation || giving->activation == taking->parent
                : giving->activation == taking->activation && is_plain_store(entry)) &&
           last->number == taking->entry->operation.number;
}

static int is_paid_at_once(const Account *account, const Move *taking)
{
    for (size_t i = 0; i < account->count; i++) {
        if (goes_with(&account->moves[i], taking)) {
            return 1;
        }
    }
    return taking->pays != NULL;
}

/* An operation of the activation's that got references: how many. */
static int taken_at(const Account *account, const Sum *sum, size_t first)
{
    int net = account->moves[first].activation == sum->activation ? net_of_operation(account, first) : 0;
    return net > 0 ? net : 0;
}

const Entry *_RcLedger_UnpaidTaking(const Account *account, const Sum *sum, int number)
{
    int givings = number - sum->sum;
    uint8_t is_done[MOST_MOVES] = {0};

    for (size_t i = 0; i < account->count; i++) {
        givings += taken_at(account, sum, i);
    }
    for (size_t i = 0; i < account->count && givings > 0; i++) {
        int taken = taken_at(account, sum, i);
        is_done[i] = taken > 0 && taken <= givings && is_paid_at_once(account, &account->moves[i]);
        givings -= is_done[i] ? taken : 0;
    }
    for (size_t i = 0; i < account->count; i++) {
        int taken = is_done[i] ? 0 : taken_at(account, sum, i);
        if (taken > 0 && (givings -= taken) < 0) {
            return account->moves[i].entry;
        }
    }
    return NULL;
}

static int is_wanted(const Entry *entry, Giving giving)
{
    return giving == GIVING_ANY || is_plain_store(entry) == (giving == GIVING_STORE);
}

static int are_of_one_operation(const Move *left, const Move *right)
{
    return left->activation == right->activation &&
           left->entry->operation.number == right->entry->operation.number &&
           is_plain(left->entry) == is_plain(right->entry);
}

/* The first move of the operation that an entry belongs to. */
static size_t begin_of(const Account *account, uint32_t activation, const Entry *entry)
{
    size_t place = account->count;
    for (size_t i = 0; i < account->count; i++) {
        if (account->moves[i].entry == entry && account->moves[i].activation == activation) {
            place = i;
            break;
        }
    }
    for (size_t i = 0; i < place && place < account->count; i++) {
        if (are_of_one_operation(&account->moves[i], &account->moves[place])) {
            return i;
        }
    }
    return place;
}

const Entry *_RcLedger_LastGiving(const Account *account, uint32_t activation, Giving giving,
                                  const Entry *before)
{
    size_t end = before != NULL ? begin_of(account, activation, before) : account->count;
    const Move *found = NULL;

    for (size_t i = 0; i < end; i++) {
        const Move *move = &account->moves[i];
        if (move->activation == activation && net_of_operation(account, i) < 0 &&
            is_wanted(move->entry, giving)) {
            found = move;
        }
    }
    for (size_t i = 0; found != NULL && found->change > 0 && i < account->count; i++) {
        const Move *move = &account->moves[i];
        if (move->change < 0 && are_of_one_operation(move, found)) {
            found = move;
        }
    }
    return found != NULL ? found->entry : NULL;
}

int _RcLedger_IsSpent(const Account *account, const Entry *taking)
{
    for (size_t i = 0; i < account->count; i++) {
        if (account->moves[i].entry == taking && account->moves[i].change > 0) {
            return net_of_operation(account, i) <= 0;
        }
    }
    return 1;
}

int _RcLedger_Balance(const Account *account, uint32_t activation)
{
    int balance = 0;
    for (size_t i = 0; i < account->count; i++) {
        balance += account->moves[i].activation == activation ? account->moves[i].change : 0;
    }
    return balance;
}

int _RcLedger_IsPaid(const Account *account, const Entry *giving)
{
    for (size_t i = 0; i < account->count; i++) {
        if (account->moves[i].entry == giving && account->moves[i].change > 0) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_HasTaken(const Account *account, uint32_t activation)
{
    for (size_t i = 0; i < account->count; i++) {
        if (account->moves[i].activation == activation && net_of_operation(account, i) > 0) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_IsIndirect(const History *history, const Entry *giving)
{
    for (uint32_t i = 0; i < history->used && giving->dying != 0; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_SLOT_EMPTIED && (uint32_t)entry->other.serial == (uint32_t)giving->dying &&
            entry->operation.number == giving->operation.number) {
            return 1;
        }
    }
    return 0;
}
