/* Adding up an object's history: whose books do not balance?
 *
 * A function that does its part right comes out at 0 (moves.c), unless references pass through its arguments and results:
 * a function that returns a new reference has +1, and the caller who gives it back -1.  So sums of opposite
 * sign are set off against each other, first between caller and callee, then between those with the same
 * caller, then between any.  What is left is the function whose books do not balance. */
#include "ledger/sums.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

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
    account->sum_count = 0;
    _RcLedger_PartCalls(history);
    _RcLedger_CollectMoves(history, account);
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
    _RcLedger_PairByNames(account);
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
