/* The audit: measuring who refers to whom, and judging.
 *
 * Between two audits an edge that is new or gone is entered into the object's history, so that later the
 * function can be told that stored or cleared it.  What is certain is told at once:
 *   - more references are held than an object's count has;
 *   - a slot leads to an object that is dead;
 *   - a traverse visits what its object's memory does not refer to;
 *   - a reference of C code's that nothing in its memory points to any more (scan.c).
 *
 * An audit costs as much as a walk over the heap, and the search for lost references as much as a look at all
 * memory.  So that a program with many objects ends in reasonable time, each operation earns an allowance for either,
 * and an audit, or its search, waits until it is covered: below the allowance each operation is audited.  In a run that
 * gets ten times as long operations earn a tenth: the first 3,000 may cost as much as the next 27,000. */
#include "ledger/ledger.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/list.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

#include "core/head.h"
#include "core/type.h"

#include <malloc.h>
#include <string.h>

/* In units of work, some 10 ns each. */
#define HEAP_ALLOWANCE 20000
#define SCAN_ALLOWANCE 40000
#define LONG_RUN 3000 /* operations, after which they earn a tenth; and so on, with each ten times as many */
#define WORK_OF_AN_EDGE 8 /* or of an object */

/* -- measuring -- */

typedef struct Walk {
    Ledger *ledger;
    Record *holder;
    RcObject **found; /* the targets of this holder's visits */
    size_t count, room;
    int visits_type;
    int64_t work;
} Walk;

static int grow_found(Walk *walk)
{
    size_t room = walk->room == 0 ? 512 : walk->room * 2;
    RcObject **found = _RcLedger_Allocate(room * sizeof *found);
    if (found == NULL) {
        return -1;
    }
    if (walk->count > 0) {
        memcpy(found, walk->found, walk->count * sizeof *found);
    }
    _RcLedger_Release(walk->found, walk->room * sizeof *found);
    walk->found = found;
    walk->room = room;
    return 0;
}

static int visit(RcObject *op, void *arg)
{
    Walk *walk = arg;
    if (walk->count == walk->room && grow_found(walk) < 0) {
        return 0;
    }
    walk->found[walk->count++] = op;
    walk->visits_type |= op == (RcObject *)walk->holder->type;
    return 0;
}

/* Does its tp_traverse tell the truth now?  Untracked objects may be half made, or half taken apart; but a
 * tuple that the collector has let go of still holds its items. */
static int can_be_walked(const Record *record)
{
    return record->state == RECORD_LIVE && RcType_IS_GC(record->type) &&
           !(record->object->ob_flags & RC_OBJECT_STATIC) &&
           (RcObject_GC_IsTracked(record->object) || (record->tracked_once && record->type == &RcTuple_Type));
}

Who _RcLedger_Who(const Record *record)
{
    return (Who){record->object, record->type_name, record->serial, !_RcType_IsBuiltin(record->type)};
}

/* The type that the runtime took for an instance when it made that. */
static int is_type_of_new(const Record *holder, const Record *type)
{
    uint64_t made = _RcLedger_MadeAt(&holder->history);

    for (uint32_t i = 0; type->object == RC_OBJECT_CAST(holder->type) && i < type->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&type->history, i);
        if (entry->kind == ENTRY_TAKEN && entry->operation.number == made) {
            return 1;
        }
    }
    return 0;
}

/* An edge of holder's has come, or gone, since the last audit: by the runtime, in the operation that has just
 * ended, if the holder is of a type of the library's; else by plain code, after the latest operation. */
static void enter_slot(Walk *walk, RcObject *target, EntryKind kind)
{
    Record *record = _RcLedger_RecordOf(walk->ledger, target);
    Detail *detail;
    if (record != NULL && (record->state == RECORD_LIVE || kind == ENTRY_SLOT_EMPTIED)) {
        const Activation *by =
            _RcType_IsBuiltin(walk->holder->type) ? walk->ledger->acting : walk->ledger->plain;
        const Store *store = kind == ENTRY_SLOT_FILLED && walk->holder != &walk->ledger->indicator
                                 ? _RcLedger_StoreOf(walk->ledger, walk->holder, target)
                                 : NULL;
        detail =
            _RcLedger_DetailOf(record, _RcLedger_EnterFor(store != NULL ? &store->by : by, record, kind, 0));
        if (detail != NULL && store != NULL) {
            detail->store_pc = store->pc;
            detail->store_caller = store->caller;
        }
        if (detail != NULL) {
            detail->other = _RcLedger_Who(walk->holder);
            detail->other.users_type &= !is_type_of_new(walk->holder, record);
            detail->until = walk->ledger->next;
        }
    }
}

static void keep_slots(Record *holder, const Walk *walk)
{
    if (holder->slot_room < walk->count) {
        RcObject **slots = _RcLedger_Allocate(walk->count * sizeof *slots);
        _RcLedger_Release(holder->slots, holder->slot_room * sizeof *slots);
        holder->slots = slots;
        holder->slot_room = slots != NULL ? (uint32_t)walk->count : 0;
    }
    holder->slot_count = holder->slots != NULL ? (uint32_t)walk->count : 0;
    if (holder->slot_count > 0) {
        memcpy(holder->slots, walk->found, walk->count * sizeof *walk->found);
    }
}

/* An old row may name what is gone, and whose address is another object's by now. */
static Record *target_of(const Walk *walk, RcObject *op, Rc_ssize_t change)
{
    Record *record = change > 0 ? _RcLedger_RecordOf(walk->ledger, op) : _RcLedger_Find(walk->ledger, op);
    return record == NULL || (change < 0 && record->serial > walk->ledger->serials_then) ? NULL : record;
}

static void count_changes(Walk *walk, RcObject **row, size_t count, Rc_ssize_t change)
{
    for (size_t i = 0; i < count; i++) {
        Record *record = target_of(walk, row[i], change);
        if (record != NULL) {
            record->change += change;
        }
    }
}

static void enter_changes(Walk *walk, RcObject **row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Record *record = _RcLedger_Find(walk->ledger, row[i]);
        for (; record != NULL && record->change > 0; record->change--) {
            enter_slot(walk, row[i], ENTRY_SLOT_FILLED);
        }
        for (; record != NULL && record->change < 0; record->change++) {
            enter_slot(walk, row[i], ENTRY_SLOT_EMPTIED);
        }
    }
}

/* What both rows begin with, and end with, has not changed; the rest is compared as multisets. */
static void compare_slots(Walk *walk, RcObject **old, size_t old_count)
{
    RcObject **new = walk->found;
    size_t new_count = walk->count;

    while (old_count > 0 && new_count > 0 && *old == *new) {
        old++, new ++, old_count--, new_count--;
    }
    while (old_count > 0 && new_count > 0 && old[old_count - 1] == new[new_count - 1]) {
        old_count--, new_count--;
    }
    if (old_count + new_count > 0) {
        count_changes(walk, old, old_count, -1);
        count_changes(walk, new, new_count, 1);
        enter_changes(walk, old, old_count);
        enter_changes(walk, new, new_count);
    }
}

/* Collects the edges of one object.  An instance of a heap type owns a reference to it, visited or not. */
static void walk_holder(Walk *walk, Record *holder)
{
    walk->holder = holder;
    walk->count = 0;
    walk->visits_type = 0;
    if (holder->state == RECORD_LIVE) {
        holder->type = holder->object->ob_type;
    }
    if (can_be_walked(holder)) {
        holder->type->tp_traverse(holder->object, visit, walk);
    }
    if (holder->state == RECORD_LIVE && !walk->visits_type &&
        RcType_HasFeature(holder->type, Rc_TPFLAGS_HEAPTYPE)) {
        visit((RcObject *)holder->type, walk);
    }
    walk->work += ((int64_t)walk->count + 1) * WORK_OF_AN_EDGE;
}

/* In the middle of `queue->items[queue->used++] = new_item()` a slot is the object's that does not hold anything
 * yet.  So what a new slot leads to is judged only at the next audit, or at one that the program asks for. */
static void count_edges(Walk *walk, int slots_changed)
{
    for (size_t i = 0; i < walk->count; i++) {
        Record *target = _RcLedger_Find(walk->ledger, walk->found[i]);
        if (target == NULL) {
            target = _RcLedger_RecordOf(walk->ledger, walk->found[i]);
        }
        if (target != NULL && target->state != RECORD_DEAD) {
            target->seen++;
        } else if (!slots_changed || !walk->ledger->is_amid) {
            _RcLedger_TellBadSlot(walk->ledger, walk->holder, target, walk->found[i]);
        }
    }
}

/* How often does the holder's own memory refer to an object?  Where the slots are in a buffer of their own,
 * as a list's are, that says nothing. */
int _RcLedger_WordsIn(const Record *holder, const RcObject *op)
{
    const char *start = (const char *)holder->object;
    int words = 0;
    for (size_t i = sizeof(RcObject); i + sizeof op <= holder->size; i += sizeof op) {
        const RcObject *word;
        memcpy(&word, start + i, sizeof word);
        words += word == op;
    }
    return words;
}

int _RcLedger_VisitsOf(const Record *holder, const RcObject *op)
{
    int visits = 0;
    for (size_t i = 0; i < holder->slot_count; i++) {
        visits += holder->slots[i] == op;
    }
    return visits;
}

#define MOST_SLOTS_COMPARED 64

/* Are all of its slots in its own memory?  Not if it points to what may be a buffer of its own, or is a list or
 * another container of the library's besides. */
static int has_all_slots_inside(Ledger *ledger, const Record *holder)
{
    const char *start = (const char *)holder->object;

    for (size_t i = sizeof(RcObject); i + sizeof(void *) <= holder->size; i += sizeof(void *)) {
        const void *word;
        char byte;
        memcpy(&word, start + i, sizeof word);
        if (word != NULL && _RcLedger_RecordOf(ledger, (RcObject *)(uintptr_t)word) == NULL &&
            _RcLedger_Read(word, &byte, 1)) {
            return 0;
        }
    }
    return 1;
}

/* A field that a user's traverse visits twice: its object's memory refers to the target less often. */
static void look_for_double_visits(Ledger *ledger, Record *holder)
{
    if (_RcType_IsBuiltin(holder->type) || holder->slot_count > MOST_SLOTS_COMPARED) {
        return;
    }
    for (size_t i = 0; i < holder->slot_count; i++) {
        RcObject *op = holder->slots[i];
        int words = _RcLedger_WordsIn(holder, op);
        if (words > 0 && _RcLedger_VisitsOf(holder, op) > words && holder->bad_slot != op &&
            has_all_slots_inside(ledger, holder)) {
            Blame blame = {0};
            holder->bad_slot = op;
            _RcLedger_BlameTraverse(holder, op, &blame);
            _RcLedger_Report(
                ledger, holder, &blame,
                "its tp_traverse visits the object %p %d times, but only %d of its fields refer%s to it",
                (void *)op, _RcLedger_VisitsOf(holder, op), words, words == 1 ? "s" : "");
        }
    }
}

/* Entry: walk has collected the holder's edges.  Are they others than at the last audit? */
static int update_slots(Walk *walk, Record *holder)
{
    int changed =
        walk->count != holder->slot_count ||
        (walk->count > 0 && memcmp(walk->found, holder->slots, walk->count * sizeof *walk->found) != 0);

    if (changed) {
        compare_slots(walk, holder->slots, holder->slot_count);
        keep_slots(holder, walk);
    }
    return changed;
}

static void book_slots(Walk *walk, Record *holder)
{
    int changed = update_slots(walk, holder);
    if (changed) {
        look_for_double_visits(walk->ledger, holder);
    }
    count_edges(walk, changed);
}

/* The error indicator owns a reference. */
static void walk_indicator(Walk *walk)
{
    Record *indicator = &walk->ledger->indicator;

    walk->holder = indicator;
    walk->count = 0;
    if (walk->ledger->runtime->raised != NULL) {
        visit(walk->ledger->runtime->raised, walk);
    }
    book_slots(walk, indicator);
}

/* Entry: what ledger->next will be is known.  Exit: each record's edges and slots are those of now. */
static int64_t measure(Ledger *ledger)
{
    Walk walk = {.ledger = ledger};

    ledger->has_measured = 1;
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        walk_holder(&walk, record);
        book_slots(&walk, record);
    }
    walk_indicator(&walk);
    ledger->serials_then = ledger->serials;
    _RcLedger_Release(walk.found, walk.room * sizeof *walk.found);
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        record->edges = record->seen;
        record->seen = 0;
    }
    return walk.work;
}

/* -- judging -- */

static Record *any_holder(Ledger *ledger, const Record *record)
{
    for (Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (_RcLedger_VisitsOf(holder, record->object) > 0) {
            return holder;
        }
    }
    return NULL;
}

/* The missing share is added, so that the program can go on and the same is not told again. */
static void mend(Record *record)
{
    Rc_ssize_t missing = record->edges - record->count;
    record->count += missing;
    if (!record->immortal && record->state == RECORD_LIVE) {
        record->object->ob_refcnt += (uint32_t)missing;
    }
    record->suspect = 0;
}

/* The first line's end: what does not add up. */
static void say_too_few(Ledger *ledger, const Record *record, char *text, size_t room)
{
    const Record *holder = record->edges > 0 ? any_holder(ledger, record) : NULL;

    if (record->edges <= 0) {
        snprintf(text, room, "it was given back more often than taken: its count would be %zd",
                 record->count);
    } else if (holder == NULL) {
        snprintf(text, room, "objects hold %zd reference%s to it, but its count is only %zd", record->edges,
                 record->edges == 1 ? "" : "s", record->count);
    } else if (record->edges == 1) {
        snprintf(text, room, "the %s object %p refers to it, but its count is only %zd: nobody pays for that",
                 holder->type_name, (const void *)holder->object, record->count);
    } else {
        snprintf(text, room,
                 "objects hold %zd references to it (one is the %s object %p), but its count is only %zd",
                 record->edges, holder->type_name, (const void *)holder->object, record->count);
    }
}

static void tell_too_few(Ledger *ledger, Record *record)
{
    Blame blame = {0};
    char text[384];

    if (record->immortal && !ledger->options.immortal) {
        mend(record);
        return;
    }
    _RcLedger_BlameTooFew(ledger, record, &blame);
    say_too_few(ledger, record, text, sizeof text);
    _RcLedger_Report(ledger, record, &blame, "%s", text);
    mend(record);
}

/* Between Rc_DECREF(self->x) and self->x = Rc_NewRef(v) nothing can go wrong, though it is bad style. */
static int may_still_be_overwritten(const Ledger *ledger, const Record *record)
{
    const char *api = ledger->next.site.api;
    return record->suspect != 0 && record->suspect == ledger->operations && api != NULL &&
           (strstr(api, "INCREF") != NULL || strstr(api, "NewRef") != NULL);
}

/* Between self->x = v and Rc_INCREF(v), or Rc_INCREF(self->x), either; or the first of several. */
static int may_still_be_taken(const Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const char *api = ledger->next.site.api;
    uint32_t last = history->used;

    if (api == NULL || (strstr(api, "INCREF") == NULL && strstr(api, "IncRef") == NULL)) {
        return 0;
    }
    while (last > 0 && _RcLedger_Entry(history, last - 1)->kind == ENTRY_TAKEN) {
        last--;
    }
    return last > 0 && _RcLedger_Entry(history, last - 1)->kind == ENTRY_SLOT_FILLED &&
           _RcLedger_Entry(history, last - 1)->other.users_type;
}

/* Neither runs user code nor makes anything: what is in the middle of being moved may stay so over it. */
static int is_harmless(const Site *site)
{
    return site->api != NULL && (strstr(site->api, "INCREF") != NULL || strstr(site->api, "IncRef") != NULL ||
                                 strstr(site->api, "NewRef") != NULL || strstr(site->api, "ET_ITEM") != NULL);
}

#define MOST_STEPS_OF_A_MOVE 4

/* Between RcTuple_SET_ITEM(pair, 0, self->last) and self->last = next: a reference that moves out of a field is
 * there twice until the field gets another. */
static int may_still_move(const Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
    int has_field = 0;

    if (last == NULL || last->kind != ENTRY_SLOT_FILLED || last->other.users_type ||
        last->operation.number + MOST_STEPS_OF_A_MOVE < ledger->operations ||
        (last->operation.activation != ledger->latest->id && last->parent != ledger->latest->id) ||
        ledger->next_known != ledger->latest->id || !is_harmless(ledger->latest->site) ||
        !is_harmless(&ledger->next.site)) {
        return 0;
    }
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        has_field |= entry->kind == ENTRY_SLOT_FILLED && entry->other.users_type;
    }
    return has_field;
}

/* A function that still runs rearranges what one container holds, by its pointers: until it is through one of them is
 * there twice, and another one may be nowhere.  A program that asks for an audit is through. */
static int may_still_be_rearranged(Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const Entry *last = NULL;
    const Record *holder;

    for (uint32_t i = history->used; i > 0 && last == NULL; i--) {
        last = _RcLedger_Entry(history, i - 1)->kind == ENTRY_SLOT_FILLED ? _RcLedger_Entry(history, i - 1)
                                                                          : NULL;
    }
    if (last == NULL || !(_RcLedger_IsRunning(ledger, last->operation.activation) ||
                          _RcLedger_IsRunning(ledger, last->parent))) {
        return 0;
    }
    holder = _RcLedger_Find(ledger, last->other.object);
    return holder != NULL && holder->serial == last->other.serial &&
           _RcLedger_VisitsOf(holder, record->object) > record->edges - record->count;
}

static int judge(Ledger *ledger)
{
    int before = ledger->findings;
    Record *record = ledger->live.next;

    while (record != &ledger->live) {
        Record *next = record->next;
        if (record->count < record->edges && record->state == RECORD_LIVE &&
            !may_still_be_overwritten(ledger, record) && !may_still_be_taken(ledger, record) &&
            !may_still_move(ledger, record) &&
            !(ledger->is_amid && may_still_be_rearranged(ledger, record))) {
            tell_too_few(ledger, record);
        }
        record = next;
    }
    return ledger->findings - before;
}

static int audit(Ledger *ledger, int search)
{
    int before = ledger->findings;

    ledger->busy++;
    ledger->allowance -= measure(ledger);
    judge(ledger);
    if (ledger->options.scan && search) {
        ledger->scan_allowance -= _RcLedger_FindLost(ledger);
    }
    ledger->busy--;
    ledger->last_audit = ledger->operations + 1;
    return ledger->findings - before;
}

int _RcLedger_Audit(Ledger *ledger)
{
    return audit(ledger, 1);
}

/* What an operation adds to an allowance. */
static void earn(int64_t *allowance, int64_t most, uint64_t operation)
{
    int64_t earned = most;
    for (uint64_t run = LONG_RUN; operation >= run && earned > 1; run *= 10) {
        earned /= 10;
    }
    *allowance = *allowance + earned < most ? *allowance + earned : most;
}

void _RcLedger_AuditIfDue(Ledger *ledger, const Site *next, int is_new)
{
    earn(&ledger->allowance, HEAP_ALLOWANCE, ledger->operations);
    earn(&ledger->scan_allowance, SCAN_ALLOWANCE, ledger->operations);
    if (ledger->operations + 1 >= ledger->next_audit && ledger->allowance > 0) {
        ledger->next_audit = ledger->operations + 1 + ledger->options.audit;
        ledger->next = (Operation){
            .number = ledger->operations + 1, .site = *next, .activation = _RcLedger_Running(ledger)->id};
        ledger->next_known = is_new ? 0 : ledger->next.activation;
        ledger->is_amid = 1;
        audit(ledger, ledger->scan_allowance > 0);
        ledger->is_amid = 0;
    }
}

/* -- judgements at single moments -- */

void _RcLedger_Measure(Ledger *ledger)
{
    ledger->busy++;
    ledger->next = last_operation(_RcLedger_Running(ledger));
    ledger->is_amid = 1;
    ledger->allowance -= measure(ledger);
    ledger->is_amid = 0;
    ledger->busy--;
}

/* A function's new reference, as the caller sees it, has no share in the count. */
void _RcLedger_CheckResult(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    if (ledger->options.audit == 0) {
        return;
    }
    _RcLedger_Measure(ledger);
    if (record->count <= record->edges && record->state == RECORD_LIVE) {
        _RcLedger_BlameResult(ledger, record, &blame);
        _RcLedger_Report(ledger, record, &blame, "it was returned as a new reference, but nobody took one");
        record->edges++; /* the caller's share is added */
        mend(record);
        record->edges--;
    }
}

static int is_collections(const Entry *entry)
{
    return entry->operation.site.api != NULL && strcmp(entry->operation.site.api, "RcGC_Collect") == 0;
}

/* References that a collection took for itself, before an entry, and still had then: it holds what it clears.
 * What was taken for a slot is not its own; and what another operation took may be for its caller. */
static Rc_ssize_t held_meanwhile(const History *history, uint32_t before)
{
    Rc_ssize_t held = 0;

    for (uint32_t i = 0; i < before; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (is_collections(entry)) {
            held += (entry->kind == ENTRY_TAKEN) - (entry->kind == ENTRY_GIVEN) -
                    (entry->kind == ENTRY_SLOT_FILLED);
        }
    }
    return held > 0 ? held : 0;
}

/* What a tp_clear or a dealloc does within a collection is mostly an operation of its own; what a collection gives
 * itself is first what it held. */
static Rc_ssize_t givings_since_death(const Record *target, uint64_t holder)
{
    const History *history = &target->history;
    Rc_ssize_t givings = 0, by_collections = 0;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_SLOT_EMPTIED && entry->other.serial == holder) {
            by_collections -= held_meanwhile(history, i - 1);
            break;
        }
        givings += entry->kind == ENTRY_GIVEN && !is_collections(entry);
        by_collections += entry->kind == ENTRY_GIVEN && is_collections(entry);
    }
    return givings + (by_collections > 0 ? by_collections : 0);
}

/* Has a holder that is gone given nothing back?  An object that it never referred to was made since, where another was:
 * nothing is owed to that. */
static int is_owed(const Record *target, uint64_t holder)
{
    const History *history = &target->history;
    return (history->dropped > 0 || _RcLedger_WasSlotOf(history, holder)) &&
           givings_since_death(target, holder) == 0;
}

/* Whose dealloc is to blame for what is told of an object, and the last operation in it. */
static void note_dealloc(const Ledger *ledger, Record *record, const Record *holder)
{
    record->has_more = 1;
    record->left_by = _RcLedger_Who(holder);
    record->left_dealloc = (const void *)(uintptr_t)holder->type->tp_dealloc;
    record->left_site = ledger->latest->site;
}

/* Is nobody's promise left for it? */
static int is_ghost(const Record *record)
{
    return record->state == RECORD_DYING && record->object->ob_refcnt == 0;
}

/* Its last reference was given back before, and this dealloc has given back none: its traverse has visited what the
 * object did not own. */
static void tell_ghost(Ledger *ledger, Record *holder, const Record *target)
{
    Blame blame = {0};

    _RcLedger_BlameTraverse(holder, NULL, &blame);
    snprintf(
        blame.what, sizeof blame.what,
        "the tp_traverse of %s visits it here, but the object does not own a reference to it: only what a "
        "dealloc gives back is to be visited",
        holder->type_name);
    _RcLedger_Report(ledger, holder, &blame,
                     "its tp_traverse visits the %s object %p, whose last reference has been given back",
                     target->type_name, (const void *)target->object);
}

/* What the dealloc of a user's type has not given back so far: the next audit tells whether it has done so
 * since, or whether it has gone elsewhere. */
static void look_for_leftovers(Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->dying_slots && i < MOST_SLOTS_COMPARED; i++) {
        Record *target = _RcLedger_Find(ledger, holder->slots[i]);
        if (target != NULL && is_ghost(target) && holder->ghost_visit != NULL &&
            is_owed(target, holder->serial)) {
            tell_ghost(ledger, holder, target);
            return;
        }
        if (target != NULL && target->state == RECORD_LIVE && is_owed(target, holder->serial)) {
            note_dealloc(ledger, target, holder);
            target->left_traverse = (const void *)(uintptr_t)holder->type->tp_traverse;
            target->left_at = ledger->operations;
            target->left = _RcLedger_WordsIn(holder, holder->slots[i]) == 0 &&
                                   holder->slots[i] != RC_OBJECT_CAST(holder->type)
                               ? LEFT_INVENTED
                               : LEFT_OWNED;
        }
    }
}

/* Entry: edges are measured, hits are counted for those that C code may hold references to. */
static void judge_leftover(Ledger *ledger, Record *record)
{
    Blame blame = {0};
    int is_type = RcType_Check(record->object);

    if (record->left == LEFT_INVENTED) {
        blame.kind = "bad-traverse";
        _RcLedger_BlameFunction(record->left_traverse, "tp_traverse", &blame);
        snprintf(blame.what, sizeof blame.what,
                 "the tp_traverse of %s visits it, though no field of its refers to it",
                 record->left_by.type_name);
    } else if (is_type || record->hits - record->stack_hits <= record->edges) {
        _RcLedger_BlameLeftover(ledger, record, &blame);
        record->forgiven++;
    } else {
        return;
    }
    _RcLedger_Report(ledger, record, &blame,
                     "the %s object %p is gone, and has not given back a reference to it",
                     record->left_by.type_name, (const void *)record->left_by.object);
}

void _RcLedger_JudgeLeftovers(Ledger *ledger)
{
    if (ledger->deallocs > 0 || ledger->runtime->gc.collecting) {
        return; /* an instance gives its type back last, after its memory; a collection what it held meanwhile */
    }
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (record->left != LEFT_NOTHING && record->state == RECORD_LIVE &&
            is_owed(record, record->left_by.serial)) {
            judge_leftover(ledger, record);
        }
        record->left = LEFT_NOTHING;
    }
}

static void note_ghosts(const Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->slot_count && i < MOST_SLOTS_COMPARED; i++) {
        const Record *target = _RcLedger_Find(ledger, holder->slots[i]);
        if (target != NULL && target != holder && is_ghost(target)) {
            holder->ghost_visit = _RcLedger_PlaceOfVisit(holder, target->object);
            return;
        }
    }
}

/* What a dying object of a user's type refers to, now that it is still whole. */
int _RcLedger_MeasureDying(Ledger *ledger, Record *record)
{
    Walk walk = {.ledger = ledger};
    int is_known;

    if (ledger->options.audit == 0 || _RcType_IsBuiltin(record->type)) {
        return 0;
    }
    ledger->busy++;
    ledger->has_measured = 1;
    is_known = can_be_walked(record);
    ledger->next = last_operation(_RcLedger_Running(ledger));
    walk_holder(&walk, record);
    update_slots(&walk, record);
    note_ghosts(ledger, record);
    _RcLedger_Release(walk.found, walk.room * sizeof *walk.found);
    ledger->busy--;
    return is_known;
}

void _RcLedger_JudgeDeath(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    if (RcType_IS_GC(record->type) && RcObject_GC_IsTracked(record->object)) {
        if (record->state == RECORD_DYING && !_RcType_IsBuiltin(record->type) &&
            record->type->tp_dealloc !=
                RcBaseObject_Type.tp_dealloc) { /* a type without a dealloc of its own */
            note_dealloc(ledger, record, record);
            _RcLedger_BlameDealloc(ledger, record, &blame);
            snprintf(blame.what, sizeof blame.what,
                     "the tp_dealloc of %s must begin with RcObject_GC_UnTrack, lest a collection meet what "
                     "is half gone",
                     record->type_name);
            _RcLedger_Report(ledger, record, &blame, "it is freed while the collector still tracks it");
        }
        RcObject_GC_UnTrack(record->object);
    }
    if (record->state == RECORD_DYING && !_RcType_IsBuiltin(record->type)) {
        look_for_leftovers(ledger, record);
    }
    _RcLedger_NoteWhatIsLeft(ledger, record);
}

static Site here(Ledger *ledger)
{
    return *_RcLedger_Running(ledger)->site;
}

/* A pointer that was read from a tombstone's memory (_RcLedger_Bury): the newest is the likeliest. */
static int tell_if_from_dead(Ledger *ledger, const RcObject *op, Blame *blame)
{
    Record *newest = ledger->quarantine.prev;
    uintptr_t buried;

    memset(&buried, 0xDD, sizeof buried);
    if ((uintptr_t)op != buried || newest == &ledger->quarantine) {
        return 0;
    }
    _RcLedger_BlameLateUse(ledger, newest, 0, blame);
    _RcLedger_Report(ledger, newest, blame, "a field of it is used after it was freed");
    return 1;
}

/* blame has the site of the use. */
static void tell_foreign(Ledger *ledger, const RcObject *op, Blame *blame)
{
    const char *user = blame->site.api != NULL ? blame->site.api : "plain code";
    char what[400];
    RcTypeObject type;
    RcObject object;
    Site made;
    int known =
        _RcLedger_Read(op, &object, sizeof object) && _RcLedger_Read(object.ob_type, &type, sizeof type);

    if (ledger->foreign == op && ledger->foreign_use == ledger->operations) {
        return; /* one use looks at it more than once */
    }
    ledger->foreign = op;
    ledger->foreign_use = ledger->operations;
    if (_RcLedger_IsForeign(ledger, op, &made)) {
        snprintf(blame->what, sizeof blame->what,
                 "%s uses what belongs to another thread: each thread has a runtime with objects of its own; "
                 "hand over "
                 "numbers or text, and make an object of them here",
                 user);
        if (made.file != NULL) {
            snprintf(what, sizeof what, "another thread's runtime has made it, at %s:%d in %s, by %s",
                     made.file, made.line, made.function, made.api);
        } else {
            snprintf(what, sizeof what, "another thread's runtime has made it");
        }
    } else {
        snprintf(blame->what, sizeof blame->what, "%s uses an object that this thread's runtime did not make",
                 user);
        snprintf(
            what, sizeof what,
            "it belongs to another thread's runtime, which has ended; or the pointer leads to no object");
    }
    _RcLedger_Tell(ledger, "foreign-thread", NULL, (RcObject *)(uintptr_t)op,
                   known && type.tp_name != NULL ? type.tp_name : "?", blame, what);
}

static const char *late_use(const Record *record)
{
    return record->moved ? "it is used at an address where it is no longer"
                         : "it is used after its last reference was given back";
}

/* A tombstone, or no object of this runtime's. */
void _RcLedger_TellWrongObject(Ledger *ledger, Record *record, const RcObject *op, int gives_back)
{
    Blame blame = {.site = here(ledger)};

    if (record != NULL && record->used_late != ledger->operations) {
        record->has_more = 1;
        record->used_late = ledger->operations; /* one use looks at it more than once */
        _RcLedger_BlameLateUse(ledger, record, gives_back, &blame);
        _RcLedger_Report(ledger, record, &blame, "%s", late_use(record));
        _RcLedger_OpenTombstone(record);
    } else if (record != NULL) {
        return;
    } else if (!tell_if_from_dead(ledger, op, &blame)) {
        tell_foreign(ledger, op, &blame);
    }
}

/* A tp_traverse leads to what is dead, or to no object at all. */
void _RcLedger_TellBadSlot(Ledger *ledger, Record *holder, Record *target, const RcObject *op)
{
    Blame blame = {0};
    Site made;

    if (holder->bad_slot == op) {
        return;
    }
    holder->bad_slot = op;
    if (target != NULL) {
        _RcLedger_BlameTooFew(ledger, target, &blame);
        _RcLedger_Report(ledger, target, &blame, "the %s object %p still refers to it after it was freed",
                         holder->type_name, (void *)holder->object);
        return;
    }
    if (_RcLedger_IsForeign(ledger, op, &made)) {
        blame.site = here(ledger);
        tell_foreign(ledger, op, &blame);
        return;
    }
    _RcLedger_BlameTraverse(holder, op, &blame);
    _RcLedger_Report(
        ledger, holder, &blame,
        "its tp_traverse visits %p, which is no object of this runtime's: a field that was not set before "
        "RcObject_GC_Track?",
        (const void *)op);
}

void _RcLedger_TellDisturbedError(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    note_dealloc(ledger, record, record);
    _RcLedger_BlameDealloc(ledger, record, &blame);
    if (ledger->error.dying == record->serial && ledger->error.changed != NULL &&
        ledger->error.changed->file != NULL) {
        blame.site = *ledger->error.changed;
    }
    snprintf(blame.what, sizeof blame.what,
             "the tp_dealloc of %s must save the pending error (RcErr_GetRaisedException) and restore it",
             record->type_name);
    _RcLedger_Report(ledger, record, &blame, "its tp_dealloc has changed the error that was pending");
}

/* Plain code reads a field of a tombstone. */
void _RcLedger_TellLateLoad(Ledger *ledger, Record *record, const void *pc)
{
    Blame blame = {0};
    Line line;

    if (record->told || !_RcLedger_LineOfEither(pc, ledger->stack[ledger->depth - 1].caller, &line)) {
        return;
    }
    record->told = 1;
    _RcLedger_SiteFromLine(&line, pc, &blame.site);
    _RcLedger_BlameLateUse(ledger, record, 0, &blame);
    _RcLedger_Report(ledger, record, &blame, "%s", late_use(record));
}
