/* From an object's history to the guilty line.
 *
 * An equation that does not hold says that something is wrong, not where.  The history says who took and who
 * gave.  Its entries are added up for each activation (each call of a function): taking, creating, emptying a
 * slot: +1; giving, filling a slot: -1.  A function that does its part right comes out at 0, unless
 * references pass through its arguments and results: a function that returns a new reference has +1, and the
 * caller who gives it back -1.  So sums of opposite sign are set off against each other, first between caller
 * and callee, then between those with the same caller, then between any.  What is left is the function whose
 * books do not balance; within it the last giving without a taking, or the first taking without a giving, is
 * named: the shortest edit that would balance the book. */
#include "ledger/ledger.h"

#include <stdio.h>
#include <string.h>

#define MOST_SUMS 128

typedef struct Sum {
    uint32_t activation, parent;
    int sum;
} Sum;

typedef struct Sums {
    Sum sums[MOST_SUMS];
    size_t count;
} Sums;

static Sum *sum_of(Sums *sums, uint32_t activation, uint32_t parent)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (sums->sums[i].activation == activation) {
            return &sums->sums[i];
        }
    }
    if (sums->count == MOST_SUMS) {
        return &sums->sums[MOST_SUMS - 1];
    }
    sums->sums[sums->count] = (Sum){activation, parent, 0};
    return &sums->sums[sums->count++];
}

static int change_by(EntryKind kind)
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

/* Was the reference that entry i received taken by the runtime, in the same operation? */
static int runtime_took_it(const History *history, const Entry *received)
{
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.number == received->operation.number && change_by(entry->kind) > 0) {
            return 1;
        }
    }
    return 0;
}

/* A new reference that comes from a callback passes from it to the caller of the API. */
static int comes_from_callback(const History *history, const Entry *entry)
{
    return entry->kind == ENTRY_RECEIVED && entry->until.activation != 0 && !runtime_took_it(history, entry);
}

static void add_up(const History *history, Sums *sums)
{
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (comes_from_callback(history, entry)) {
            sum_of(sums, entry->operation.activation, entry->parent)->sum++;
            sum_of(sums, entry->until.activation, entry->operation.activation)->sum--;
        } else if (change_by(entry->kind) != 0) {
            sum_of(sums, entry->operation.activation, entry->parent)->sum += change_by(entry->kind);
        }
    }
}

static void set_off(Sum *left, Sum *right)
{
    while ((left->sum > 0 && right->sum < 0) || (left->sum < 0 && right->sum > 0)) {
        int sign = left->sum > 0 ? 1 : -1;
        left->sum -= sign;
        right->sum += sign;
    }
}

static int are_related(const Sum *left, const Sum *right, int degree)
{
    switch (degree) {
    case 0:
        return left->parent == right->activation || right->parent == left->activation;
    case 1:
        return left->parent == right->parent;
    default:
        return 1;
    }
}

static void set_off_all(Sums *sums)
{
    for (int degree = 0; degree < 3; degree++) {
        for (size_t i = 0; i < sums->count; i++) {
            for (size_t k = i + 1; k < sums->count; k++) {
                if (are_related(&sums->sums[i], &sums->sums[k], degree)) {
                    set_off(&sums->sums[i], &sums->sums[k]);
                }
            }
        }
    }
}

/* The activation whose books do not balance: the latest one, for it was the last to do something. */
static const Sum *guilty_activation(const Sums *sums, int sign)
{
    for (size_t i = sums->count; i > 0; i--) {
        if (sums->sums[i - 1].sum * sign > 0) {
            return &sums->sums[i - 1];
        }
    }
    return NULL;
}

/* -- within the activation -- */

/* Done by plain code after the operation, not by it? */
static int is_plain(const Entry *entry)
{
    return entry->other.users_type || entry->store_pc != NULL;
}

/* What an operation as a whole did to the references of an activation: the runtime takes and gives back in its
 * course.  Asked at its first entry; at a later one the answer is 0. */
static int net_of_operation(const History *history, uint32_t first)
{
    const Entry *asked = _RcLedger_Entry(history, first);
    int net = 0;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.number == asked->operation.number &&
            entry->operation.activation == asked->operation.activation &&
            is_plain(entry) == is_plain(asked)) {
            int change = change_by(entry->kind) + comes_from_callback(history, entry);
            if (i < first && change != 0) {
                return 0;
            }
            net += change;
        }
    }
    return net;
}

/* So many takings are not paid for; each giving, here or in another function, pays for the oldest one. */
static const Entry *unpaid_taking(const History *history, uint32_t activation, int unpaid)
{
    int givings = -unpaid;
    for (uint32_t i = 0; i < history->used; i++) {
        int net = net_of_operation(history, i);
        givings += _RcLedger_Entry(history, i)->operation.activation == activation && net > 0 ? net : 0;
    }
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        int net = entry->operation.activation == activation ? net_of_operation(history, i) : 0;
        if (net > 0 && (givings -= net) < 0) {
            return entry;
        }
    }
    return NULL;
}

/* The last operation that gave more than it took; its entry that gave. */
static const Entry *last_giving(const History *history, uint32_t activation)
{
    const Entry *found = NULL;
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.activation == activation && net_of_operation(history, i) < 0) {
            found = entry;
        }
    }
    for (uint32_t i = 0; found != NULL && change_by(found->kind) >= 0 && i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->operation.number == found->operation.number && is_plain(entry) == is_plain(found) &&
            change_by(entry->kind) < 0) {
            found = entry;
        }
    }
    return found;
}

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
                 "%s gives back a reference that was only borrowed, from %s at line %d",
                 entry->operation.site.api, lending->operation.site.api, lending->operation.site.line);
    } else {
        snprintf(blame->what, sizeof blame->what, "%s gives back a reference that %s does not own",
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
        snprintf(blame->what, sizeof blame->what,
                 "%s hands it to the %s object %p, which takes over a reference that %s does not own",
                 entry->operation.site.api, entry->other.type_name, (const void *)entry->other.object,
                 entry->operation.site.function);
    }
}

/* The line of the return: where the function last loaded the object, with the deep ledger; else the next line
 * with a return. */
static void place_return(const Record *record, const Entry *entry, Site *site)
{
    const void *pc =
        record->last_load.by.id == entry->until.activation ? record->last_load.pc : entry->store_pc;
    Line line;
    int next;

    if (pc != NULL && _RcLedger_LineOf(pc, &line)) {
        _RcLedger_SiteFromLine(&line, pc, site);
        site->line = pc == entry->store_pc ? _RcLedger_ReturnBefore(site->file, site->line) : site->line;
        return;
    }
    next = _RcLedger_NextReturn(site->file, site->line, site->pc);
    site->line = next != 0 ? next : site->line;
}

/* The callback that returned the object without a reference, as the caller's book shows it. */
static int blame_return(const Record *record, uint32_t activation, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_RECEIVED && entry->until.activation == activation) {
            blame->entry = entry;
            blame->kind = "missing-incref";
            blame->site = entry->until.site.file != NULL ? entry->until.site : entry->operation.site;
            place_return(record, entry, &blame->site);
            snprintf(blame->what, sizeof blame->what,
                     "%s returns it to %s, which expects a new reference: Rc_INCREF is missing",
                     entry->until.site.function, entry->operation.site.api);
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

/* Had this activation a reference of its own, at some time? */
static int has_taken(const History *history, uint32_t activation)
{
    for (uint32_t i = 0; i < history->used; i++) {
        if (_RcLedger_Entry(history, i)->operation.activation == activation &&
            net_of_operation(history, i) > 0) {
            return 1;
        }
    }
    return 0;
}

/* With the deep ledger: what the giver gives back came from a function of the user's that loaded it and returned
 * it, or that stored it elsewhere besides, without taking a reference. */
static int blame_callee(Ledger *ledger, const Record *record, const Entry *giving, Blame *blame)
{
    const Store *load = &record->last_load, *store = &record->last_store;
    const Store *guilty = NULL;
    Line line;

    if (load->by.parent == giving->operation.activation && load->operation < giving->operation.number &&
        !_RcLedger_IsRunning(ledger, load->by.id) && lending_before(&record->history, giving) == NULL) {
        guilty = load;
    } else if (store->by.parent == giving->operation.activation &&
               !_RcLedger_IsRunning(ledger, store->by.id) && has_taken(&record->history, store->by.id)) {
        guilty = store;
    }
    if (guilty == NULL || !_RcLedger_LineOfEither(guilty->pc, guilty->caller, &line)) {
        return 0;
    }
    blame->kind = "missing-incref";
    _RcLedger_SiteFromLine(&line, guilty->pc, &blame->site);
    snprintf(
        blame->what, sizeof blame->what,
        guilty == load
            ? "%s hands it to its caller, who gives it back at line %d: Rc_INCREF is missing"
            : "%s keeps it here besides returning it, who gives it back at line %d: Rc_INCREF is missing",
        line.function, giving->operation.site.line);
    return 1;
}

void _RcLedger_BlameTooFew(Ledger *ledger, const Record *record, Blame *blame)
{
    Sums sums = {.count = 0};
    const Sum *guilty;
    const Entry *entry = NULL;

    add_up(&record->history, &sums);
    set_off_all(&sums);
    guilty = guilty_activation(&sums, -1);
    if (guilty != NULL) {
        entry = last_giving(&record->history, guilty->activation);
        if (entry == NULL && blame_return(record, guilty->activation, blame)) {
            return;
        }
    }
    if (entry == NULL && record->history.used > 0) {
        entry = _RcLedger_Entry(&record->history, record->history.used - 1);
    }
    blame->entry = entry;
    if (entry != NULL && entry->kind != ENTRY_SLOT_FILLED && blame_callee(ledger, record, entry, blame)) {
        return;
    }
    if (entry == NULL) {
        blame->kind = "missing-incref";
        snprintf(blame->what, sizeof blame->what, "nothing is known of how it came to that");
    } else if (entry->kind == ENTRY_SLOT_FILLED) {
        describe_filling(entry, blame);
    } else {
        describe_giving(&record->history, entry, blame);
    }
}

/* If the books do not balance the one who has given too much is guilty; if they do, it is the one who uses
 * what he has no reference to. */
void _RcLedger_BlameLateUse(Ledger *ledger, const Record *record, int gives_back, Blame *blame)
{
    const Operation *use = &_RcLedger_Running(ledger)->operation;
    const Entry *lending = last_lending(&record->history);
    Sums sums = {.count = 0};

    if (lending != NULL && !gives_back && !has_taken(&record->history, use->activation)) {
        blame->kind = "stale-borrow";
        snprintf(blame->what, sizeof blame->what,
                 "%s uses what was only borrowed, from %s at line %d; its owner has given it up since",
                 use->site.api != NULL ? use->site.api : "plain code", lending->operation.site.api,
                 lending->operation.site.line);
        return;
    }
    add_up(&record->history, &sums);
    set_off_all(&sums);
    if (guilty_activation(&sums, -1) != NULL) {
        _RcLedger_BlameTooFew(ledger, record, blame);
        return;
    }
    blame->kind = "use-after-free";
    snprintf(blame->what, sizeof blame->what, "%s uses an object that has been freed",
             use->site.api != NULL ? use->site.api : "plain code");
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
            (entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_GIVEN)) {
            return 1;
        }
    }
    return 0;
}

/* The taking is the line where the function that had to give it back came by the reference: if that was a
 * function of the user's own which has returned it, the line that called it. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame)
{
    Sums sums = {.count = 0};
    const Sum *guilty;
    const Entry *entry = NULL;
    Line line;

    Rc_UNUSED(ledger);
    blame->kind = "leak";
    add_up(&record->history, &sums);
    set_off_all(&sums);
    guilty = guilty_activation(&sums, 1);
    if (guilty != NULL) {
        entry = unpaid_taking(&record->history, guilty->activation, guilty->sum);
    }
    if (entry == NULL && record->history.used > 0) {
        entry = _RcLedger_Entry(&record->history, 0);
    }
    blame->entry = entry;
    if (entry == NULL) {
        snprintf(blame->what, sizeof blame->what, "nothing is known of who took it");
        return;
    }
    blame->site = entry->operation.site;
    if (record->lost && ledger->latest.id == entry->operation.activation &&
        _RcLedger_IsRunning(ledger, ledger->latest.id) &&
        ledger->latest.operation.number > entry->operation.number) {
        blame->site = ledger->latest.operation.site;
        snprintf(blame->what, sizeof blame->what,
                 "from here on nothing points to it; the reference that %s took at line %d is not given back",
                 entry->operation.site.api, entry->operation.site.line);
        return;
    }
    if (entry->kind == ENTRY_CREATED && came_to_parent(&record->history, entry) &&
        !_RcLedger_IsRunning(ledger, entry->operation.activation) && _RcLedger_LineOf(entry->caller, &line)) {
        _RcLedger_SiteFromLine(&line, entry->caller, &blame->site);
        snprintf(blame->what, sizeof blame->what, "%s made it and returned it here; nobody gives it back",
                 entry->operation.site.function);
        return;
    }
    snprintf(blame->what, sizeof blame->what, "%s %s a reference that nobody gives back", blame->site.api,
             entry->kind == ENTRY_CREATED ? "makes it, with" : "takes");
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

void _RcLedger_BlameTraverse(const Record *holder, const RcObject *op, Blame *blame)
{
    Visit visit = {op, NULL};
    Line line;

    blame->kind = "bad-traverse";
    if (op != NULL && holder->state == RECORD_LIVE) {
        holder->type->tp_traverse(holder->object, note_visit, &visit);
    }
    if (visit.place != NULL && _RcLedger_LineOf(visit.place, &line)) {
        _RcLedger_SiteFromLine(&line, visit.place, &blame->site);
    } else {
        _RcLedger_BlameFunction((const void *)(uintptr_t)holder->type->tp_traverse, "tp_traverse", blame);
    }
    snprintf(blame->what, sizeof blame->what,
             "the tp_traverse of %s must visit exactly the fields that own a reference, once each",
             holder->type_name);
}

/* The last operation in the dealloc if it was one of its own, else the dealloc's head. */
void _RcLedger_BlameDealloc(Ledger *ledger, const Record *record, Blame *blame)
{
    Rc_UNUSED(ledger);
    blame->kind = "bad-dealloc";
    if (!_RcLedger_BlameFunction(record->left_dealloc, "tp_dealloc", blame) ||
        (record->left_site.function != NULL &&
         strcmp(record->left_site.function, blame->site.function) == 0)) {
        blame->site = record->left_site;
    }
    snprintf(blame->what, sizeof blame->what,
             "the tp_dealloc of %s does not give back each reference that it owns",
             record->left_by.type_name);
}

/* A visited object that the dealloc does not give back: it was never owned if whoever filled the slot did not
 * own it, or if there is no slot. */
void _RcLedger_BlameLeftover(Ledger *ledger, const Record *record, Blame *blame)
{
    const History *history = &record->history;
    Sums sums = {.count = 0};

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_SLOT_EMPTIED) {
            continue;
        }
        sum_of(&sums, entry->operation.activation, entry->parent)->sum += change_by(entry->kind);
    }
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->other.serial == record->left_by.serial &&
            sum_of(&sums, entry->operation.activation, entry->parent)->sum < 0) {
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
    Sums sums = {.count = 0};
    size_t count = 0;

    add_up(&record->history, &sums);
    set_off_all(&sums);
    for (size_t i = 0; i < sums.count; i++) {
        const Entry *entry = sums.sums[i].sum > 0
                                 ? unpaid_taking(&record->history, sums.sums[i].activation, sums.sums[i].sum)
                                 : NULL;
        if (entry != NULL && count < room) {
            sites[count++] = entry->operation.site;
        }
    }
    return count;
}
