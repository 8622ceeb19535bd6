/* Measuring: who refers to whom, as tp_traverse tells.
 *
 * Between two audits an edge that is new or gone is entered into the object's history, so that later the
 * function can be told that stored or cleared it.  What a traverse visits that is no object, or more often than its
 * object's memory refers to it, is told at once. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/sums.h"
#include "ledger/tombstones.h"

#include <recount/gc.h>
#include <recount/list.h>
#include <recount/tuple.h>

#include "core/type.h"

#include <string.h>

#define WORK_OF_AN_EDGE 8 /* or of an object; in the units of audit.c */

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

/* Does the tp_traverse of its type, which may be another one than at the last audit, tell the truth now?  Untracked objects
 * may be half made, or half taken apart; but a tuple that the collector has let go of still holds its items. */
int _RcLedger_CanBeWalked(const Record *record)
{
    const RcObject *op = record->object;

    return record->state == RECORD_LIVE && RcType_IS_GC(op->ob_type) && !(op->ob_flags & RC_OBJECT_STATIC) &&
           (RcObject_GC_IsTracked(record->object) || (record->tracked_once && op->ob_type == &RcTuple_Type));
}

Who _RcLedger_Who(const Record *record)
{
    return (Who){record->object, record->type_name, record->serial, !_RcType_IsBuiltin(record->type)};
}

/* Where the holder's traverse visits what it did not before; -1: its slots have moved too much to tell. */
static Rc_ssize_t new_slot(const Walk *walk, const RcObject *target)
{
    const Record *holder = walk->holder;

    for (size_t i = 0; i < walk->count; i++) {
        if (walk->found[i] == target && (i >= holder->more->slot_count || holder->more->slots[i] != target)) {
            return (Rc_ssize_t)i;
        }
    }
    return -1;
}

/* Can this store have filled a slot of the holder's?  Not one into a variable of the function's own; of the library's
 * types, users write into the object itself, and into a list's items. */
static int can_fill(const Record *holder, const Store *store)
{
    uintptr_t address = (uintptr_t)store->address, items;
    if (store->is_own) {
        return 0;
    }
    if (!_RcType_IsBuiltin(holder->type) || address - (uintptr_t)holder->object < holder->size) {
        return 1;
    }
    if (!RcList_CheckExact(holder->object)) {
        return 0;
    }
    items = (uintptr_t)((const RcListObject *)holder->object)->ob_item;
    return address - items < (size_t)RcList_GET_SIZE(holder->object) * sizeof(RcObject *);
}

/* by: whose it is if no store is known. */
static void trace_slot(const Walk *walk, Record *record, const Activation *by, const Store *store,
                       EntryKind kind)
{
    if (walk->ledger->trace != NULL) {
        int is_known = store != NULL && can_fill(walk->holder, store);
        if (kind == ENTRY_SLOT_EMPTIED) {
            store = _RcLedger_OverwritingOf(walk->ledger, walk->holder, record->object);
            is_known = store != NULL;
        }
        TracedSlot how = {.by = is_known ? &store->by : by,
                          .store = is_known ? store : NULL,
                          .slot = kind == ENTRY_SLOT_FILLED ? new_slot(walk, record->object) : -1,
                          .is_plain = !_RcType_IsBuiltin(walk->holder->type)};
        _RcLedger_TraceSlot(walk->ledger, record, walk->holder, kind, &how);
    }
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

/* Has the operation that has just ended taken a reference to it, for a container of the library's?  Then it has filled the
 * slot, whatever plain code stored elsewhere. */
static int is_taken_by(const Ledger *ledger, const Record *record)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (_RcLedger_ChangeBy(entry->kind) != 0) {
            return entry->kind == ENTRY_TAKEN && entry->operation.number == ledger->operations &&
                   entry->operation.activation == ledger->acting->id;
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
    int is_builtin = _RcType_IsBuiltin(walk->holder->type);
    if (record != NULL && (record->state == RECORD_LIVE || kind == ENTRY_SLOT_EMPTIED ||
                           (record->state == RECORD_DEAD && is_builtin))) {
        const Activation *by = is_builtin ? walk->ledger->acting : walk->ledger->plain;
        const Store *store = kind == ENTRY_SLOT_FILLED && walk->holder != &walk->ledger->indicator &&
                                     !(is_builtin && is_taken_by(walk->ledger, record))
                                 ? _RcLedger_StoreOf(walk->ledger, walk->holder, target)
                                 : NULL;
        detail =
            _RcLedger_DetailOf(record, _RcLedger_EnterFor(store != NULL ? &store->by : by, record, kind, 0));
        trace_slot(walk, record, by, store, kind);
        if (detail != NULL && store != NULL) {
            detail->store_pc = store->pc;
            detail->store_caller = store->caller;
        }
        if (detail != NULL) {
            detail->other = _RcLedger_Who(walk->holder);
            detail->other.users_type &= !is_type_of_new(walk->holder, record);
            detail->until = walk->ledger->next;
            detail->seen_late = walk->ledger->last_audit < walk->ledger->operations;
        }
        if (kind == ENTRY_SLOT_EMPTIED && detail != NULL && detail->other.users_type) {
            _RcLedger_NoteCleared(walk->ledger, walk->holder, record);
        }
    }
}

/* Room for so many. */
static void make_slots(More *more, size_t count)
{
    _RcLedger_ReleaseSlots(more);
    if (count <= FEW_SLOTS) {
        more->slots = more->few;
        more->slot_room = FEW_SLOTS;
    } else {
        more->slots = _RcLedger_Allocate(count * sizeof *more->slots);
        more->slot_room = more->slots != NULL ? (uint32_t)count : 0;
    }
}

static void keep_slots(Record *holder, const Walk *walk)
{
    More *more = more_of(holder);

    if (more->slot_room < walk->count) {
        make_slots(more, walk->count);
    }
    more->slot_count = more->slot_room > 0 ? (uint32_t)walk->count : 0;
    if (more->slot_count > 0) {
        memcpy(more->slots, walk->found, walk->count * sizeof *walk->found);
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
            more_of(record)->change += change;
        }
    }
}

static void enter_changes(Walk *walk, RcObject **row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Record *record = _RcLedger_Find(walk->ledger, row[i]);
        for (; record != NULL && record->more->change > 0; more_of(record)->change--) {
            enter_slot(walk, row[i], ENTRY_SLOT_FILLED);
        }
        for (; record != NULL && record->more->change < 0; more_of(record)->change++) {
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
    if (holder->state == RECORD_LIVE && holder->type != holder->object->ob_type) {
        holder->type = holder->object->ob_type;
        holder->type_name = _RcLedger_TypeName(holder->type);
    }
    if (_RcLedger_CanBeWalked(holder)) {
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
    for (size_t i = 0; i < holder->more->slot_count; i++) {
        visits += holder->more->slots[i] == op;
    }
    return visits;
}

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
    if (_RcType_IsBuiltin(holder->type) || holder->more->slot_count > MOST_SLOTS_COMPARED) {
        return;
    }
    for (size_t i = 0; i < holder->more->slot_count; i++) {
        RcObject *op = holder->more->slots[i];
        int words = _RcLedger_WordsIn(holder, op);
        if (words > 0 && _RcLedger_VisitsOf(holder, op) > words && holder->more->bad_slot != op &&
            has_all_slots_inside(ledger, holder)) {
            Blame blame = {0};
            more_of(holder)->bad_slot = op;
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
        walk->count != holder->more->slot_count ||
        (walk->count > 0 && memcmp(walk->found, holder->more->slots, walk->count * sizeof *walk->found) != 0);

    if (changed) {
        compare_slots(walk, holder->more->slots, holder->more->slot_count);
        keep_slots(holder, walk);
        if (walk->ledger->trace != NULL) {
            _RcLedger_TraceTable(walk->ledger, holder);
        }
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
int64_t _RcLedger_MeasureAll(Ledger *ledger)
{
    Walk walk = {.ledger = ledger};

    if (ledger->trace != NULL) {
        _RcLedger_TraceAudit(ledger);
    }
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

void _RcLedger_MeasureOne(Ledger *ledger, Record *record)
{
    Walk walk = {.ledger = ledger};

    ledger->next = last_operation(_RcLedger_Running(ledger));
    walk_holder(&walk, record);
    update_slots(&walk, record);
    _RcLedger_Release(walk.found, walk.room * sizeof *walk.found);
}

void _RcLedger_Measure(Ledger *ledger)
{
    ledger->busy++;
    ledger->next = last_operation(_RcLedger_Running(ledger));
    ledger->is_amid = 1;
    ledger->allowance -= _RcLedger_MeasureAll(ledger);
    ledger->is_amid = 0;
    ledger->busy--;
}
