/* The book: what the user's code did, and what that did to counts.
 *
 * Each operation of the user's code is announced before it begins (_RcLedger_At).  What the runtime then does
 * to counts is entered under that operation, and under the activation, the call of a user's function, that
 * asked for it.  Activations form a stack that is inferred from the addresses of frames: one that lies deeper
 * than the running one has ended.  With the deep ledger entries and exits of functions are told.
 *
 * A callback that the runtime calls is an activation above the one whose operation is under way; when it has
 * ended, that operation goes on. */
#include "ledger/ledger.h"

#include <recount/errors.h>
#include <recount/gc.h>

#include "core/head.h"
#include "ledger/poison.h"
#include "memory/memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

RC_THREAD_LOCAL Ledger *_Rc_ledger;

/* -- activations -- */

static Activation *top(Ledger *ledger)
{
    return &ledger->stack[ledger->depth - 1];
}

void _RcLedger_PopActivation(Ledger *ledger)
{
    ledger->last_ended = *top(ledger);
    ledger->depth--;
}

/* The innermost one that has announced an operation.  What lies above, with the deep ledger, are functions
 * that do nothing to references themselves, such as recount's own inline ones; and callbacks that the runtime
 * is about to call. */
static Activation *at_work(Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 1 &&
           (ledger->stack[depth - 1].operation.number == 0 || ledger->stack[depth - 1].code != NULL)) {
        depth--;
    }
    return &ledger->stack[depth - 1];
}

/* Whose callee a new activation is. */
static uint32_t parent_of_new(const Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 1 && ledger->stack[depth - 1].operation.number == 0) {
        depth--;
    }
    return depth > 0 ? ledger->stack[depth - 1].id : 0;
}

Activation *_RcLedger_PushActivation(Ledger *ledger, const char *frame, const void *caller)
{
    Activation *activation;

    if (ledger->depth == MOST_ACTIVATIONS) {
        return top(ledger); /* deeper ones count as its part */
    }
    activation = &ledger->stack[ledger->depth];
    memset(activation, 0, sizeof *activation);
    activation->id = ++ledger->activations_made;
    activation->parent = parent_of_new(ledger);
    activation->frame = frame;
    activation->caller = caller;
    activation->operation.activation = activation->id;
    ledger->depth++;
    return activation;
}

/* A frame that lies deeper than what runs now has ended.  One that does not may have, too: then the word
 * above its saved frame pointer, its return address, is another's by now, most likely.  (And may be anything of a
 * living frame's, such as ASan's red zone.) */
__attribute__((no_sanitize("address"))) static int has_ended(const Activation *activation, const char *here)
{
    const void *const *frame = (const void *const *)(const void *)activation->frame;
    return !activation->deep && activation->code == NULL &&
           (activation->frame < here || frame[1] != activation->caller);
}

Activation *_RcLedger_Running(Ledger *ledger)
{
    while (ledger->depth > 1 && has_ended(top(ledger), __builtin_frame_address(0))) {
        _RcLedger_PopActivation(ledger);
    }
    return ledger->depth > 0 ? at_work(ledger) : _RcLedger_PushActivation(ledger, NULL, NULL);
}

int _RcLedger_IsRunning(const Ledger *ledger, uint32_t activation)
{
    for (uint32_t i = 0; i < ledger->depth; i++) {
        if (ledger->stack[i].id == activation) {
            return 1;
        }
    }
    return 0;
}

static uint32_t innermost_deep(const Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 0 && !ledger->stack[depth - 1].deep && ledger->stack[depth - 1].code == NULL) {
        depth--;
    }
    return depth > 0 && ledger->stack[depth - 1].deep ? depth : 0;
}

/* With the deep ledger: the function that was entered last, or one that was inlined into it, which is an activation of
 * its own above that one's. */
static int come_back_within(Ledger *ledger, const char *function)
{
    uint32_t deep = innermost_deep(ledger);
    const Activation *entered = &ledger->stack[deep - 1];

    if (ledger->depth > deep && top(ledger)->operation.site.function == function) {
        return 1;
    }
    while (ledger->depth > deep) {
        _RcLedger_PopActivation(ledger);
    }
    return entered->operation.number == 0 || entered->operation.site.function == function;
}

/* Pops what has ended by the time that the function with this frame runs.  Is that on the stack then? */
static int come_back_to(Ledger *ledger, const char *function, const char *frame, const void *caller)
{
    while (ledger->depth > 0 && !top(ledger)->deep &&
           (top(ledger)->frame < frame || has_ended(top(ledger), frame))) {
        _RcLedger_PopActivation(ledger);
    }
    if (innermost_deep(ledger) > 0) {
        return come_back_within(ledger, function);
    }
    for (uint32_t i = ledger->depth; i > 0 && ledger->stack[i - 1].frame == frame; i--) {
        const Activation *activation = &ledger->stack[i - 1];
        if (activation->caller == caller && activation->operation.site.function == function) {
            while (ledger->depth > i) {
                _RcLedger_PopActivation(ledger);
            }
            return 1;
        }
    }
    /* another function at the same place: one after the other, unless they were inlined into one */
    while (ledger->depth > 0 && top(ledger)->frame == frame && top(ledger)->caller != caller &&
           top(ledger)->code == NULL) {
        _RcLedger_PopActivation(ledger);
    }
    return 0;
}

void _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                  void *return_address)
{
    Ledger *ledger = open_ledger();
    Site site = {
        .api = api, .file = file, .function = function, .pc = __builtin_return_address(0), .line = line};
    int is_there;

    if (ledger == NULL) {
        return;
    }
    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_SettleStore(ledger);
    is_there = come_back_to(ledger, function, frame, return_address);
    _RcLedger_AuditIfDue(ledger, &site);
    if (!is_there) {
        _RcLedger_PushActivation(ledger, frame, return_address);
    }
    top(ledger)->operation.number = ++ledger->operations;
    top(ledger)->operation.site = site;
    ledger->latest = ledger->acting = ledger->plain = *top(ledger);
}

/* -- histories -- */

static uint32_t place_of(History *history)
{
    if (history->used < HISTORY_FIRST + HISTORY_LAST) {
        return history->used++;
    }
    history->dropped++;
    history->oldest_of_last = (history->oldest_of_last + 1) % HISTORY_LAST;
    return HISTORY_FIRST + (history->oldest_of_last + HISTORY_LAST - 1) % HISTORY_LAST;
}

/* Room for one more entry; 0 without memory, and the entry counts as dropped. */
static int make_room(History *history)
{
    uint32_t room = history->room == 0 ? 4 : history->room * 2;
    Entry *entries;

    if (history->used < history->room || history->room == HISTORY_FIRST + HISTORY_LAST) {
        return 1;
    }
    room = room > HISTORY_FIRST + HISTORY_LAST ? HISTORY_FIRST + HISTORY_LAST : room;
    entries = _RcLedger_Allocate(room * sizeof *entries);
    if (entries == NULL) {
        history->dropped++;
        return 0;
    }
    if (history->used > 0) {
        memcpy(entries, history->entries, history->used * sizeof *entries);
    }
    _RcLedger_Release(history->entries, history->room * sizeof *entries);
    history->entries = entries;
    history->room = room;
    return 1;
}

const Entry *_RcLedger_Entry(const History *history, uint32_t index)
{
    if (index >= HISTORY_FIRST) {
        index = HISTORY_FIRST + (history->oldest_of_last + index - HISTORY_FIRST) % HISTORY_LAST;
    }
    return &history->entries[index];
}

Entry *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    ledger->acting = *_RcLedger_Running(ledger);
    return _RcLedger_EnterFor(&ledger->acting, record, kind, change);
}

Entry *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change)
{
    Entry *entry;

    if (!make_room(&record->history)) {
        record->count += change;
        return NULL;
    }
    entry = &record->history.entries[place_of(&record->history)];
    entry->operation = activation->operation;
    entry->parent = activation->parent;
    entry->caller = activation->caller;
    entry->until = (Operation){0};
    entry->other = (Who){0};
    entry->store_pc = entry->store_caller = entry->load_pc = entry->load_caller = entry->place = NULL;
    entry->loader = 0;
    entry->dying = 0;
    entry->kind = kind;
    entry->before = record->count;
    record->count += change;
    entry->after = record->count;
    return entry;
}

/* -- the runtime's hooks -- */

/* Does an immortal object stand there, which nobody has told of?  It may be a field with anything in it. */
static int is_immortal(const RcObject *op)
{
    RcObject object;
    RcTypeObject type;
    char first;

    return ((uintptr_t)op & (sizeof(void *) - 1)) == 0 && _RcLedger_Read(op, &object, sizeof object) &&
           Rc_IsImmortal(&object) && _RcLedger_Read(object.ob_type, &type, sizeof type) &&
           _RcLedger_Read(type.tp_name, &first, 1);
}

Record *_RcLedger_RecordOf(Ledger *ledger, RcObject *op)
{
    Record *record = _RcLedger_Find(ledger, op);
    if (record == NULL && is_immortal(op)) {
        record = _RcLedger_NewRecord(ledger, op, op->ob_type);
        if (record != NULL) {
            record->immortal = 1;
        }
    }
    return record;
}

void _RcLedger_Created(RcObject *op, RcTypeObject *type)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = _RcLedger_Find(ledger, op);
    if (record != NULL) {
        _RcLedger_Forget(ledger, record); /* its memory was the caller's, and is used again */
    }
    op->ob_flags |= ledger->owner;
    record = _RcLedger_NewRecord(ledger, op, type);
    if (record != NULL) {
        _RcLedger_Enter(ledger, record, ENTRY_CREATED, 1);
    }
}

void _RcLedger_Taken(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = _RcLedger_RecordOf(ledger, op);
    if (record == NULL || record->state == RECORD_DEAD) {
        _RcLedger_TellWrongObject(ledger, record, op, 0);
    } else {
        _RcLedger_Enter(ledger, record, ENTRY_TAKEN, 1);
    }
}

/* With the deep ledger the giver has loaded the pointer, if it did not come as an argument or a result. */
static void enter_giving(Ledger *ledger, Record *record)
{
    Entry *entry = _RcLedger_Enter(ledger, record, ENTRY_GIVEN, -1);
    if (entry != NULL) {
        entry->dying = ledger->dying;
        _RcLedger_NoteLoad(ledger, record, entry);
    }
}

void _RcLedger_Given(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = _RcLedger_RecordOf(ledger, op);
    if (record != NULL) {
        enter_giving(ledger, record);
    }
    if (record == NULL || record->state == RECORD_DEAD) {
        _RcLedger_TellWrongObject(ledger, record, op, 1);
        return;
    }
    if (record->count < 0 && record->state == RECORD_DYING) {
        _RcLedger_TellWrongObject(ledger, record, op, 1);
        record->count = 0;
        op->ob_refcnt++; /* the count must not wrap */
        return;
    }
    if (record->count < record->edges) {
        record->suspect = _RcLedger_Running(ledger)->operation.number;
    }
}

void _RcLedger_Used(const RcObject *op)
{
    Ledger *ledger = open_ledger();
    uint32_t owner = op->ob_flags & RC_OBJECT_OWNER;

    if (ledger != NULL && ((op->ob_flags & RC_OBJECT_DEAD) || (owner != 0 && owner != ledger->owner))) {
        _RcLedger_TellWrongObject(ledger, _RcLedger_Find(ledger, op), op, 0);
    }
}

static RcObject *note_result(RcObject *op, EntryKind kind)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL && op != NULL ? _RcLedger_RecordOf(ledger, op) : NULL;

    if (record != NULL && record->state != RECORD_DEAD) {
        Entry *entry = _RcLedger_Enter(ledger, record, kind, 0);
        if (entry != NULL && ledger->last_ended.parent == entry->operation.activation &&
            ledger->last_ended.code == NULL) {
            entry->until = ledger->last_ended.operation; /* by whom, if by a callback */
            entry->store_pc = ledger->last_ended.exit;
        }
        if (kind == ENTRY_RECEIVED && record->count <= record->edges) {
            _RcLedger_CheckResult(ledger, record);
        }
    }
    return op;
}

RcObject *_RcLedger_Got(RcObject *op)
{
    return note_result(op, ENTRY_RECEIVED);
}

RcObject *_RcLedger_Lent(RcObject *op)
{
    return note_result(op, ENTRY_LENT);
}

void _RcLedger_Tracked(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;
    if (record != NULL) {
        record->tracked_once = 1;
    }
}

/* Who makes an object immortal on purpose gives his reference up; then it is everybody's. */
void _RcLedger_Immortal(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;

    op->ob_flags &= ~RC_OBJECT_OWNER;
    if (record != NULL) {
        const char *api = _RcLedger_Running(ledger)->operation.site.api;
        record->immortal = 1;
        if (api == NULL) {
            record->runtimes_own = 1;
        } else if (strcmp(api, "Rc_SetImmortal") == 0) {
            _RcLedger_Enter(ledger, record, ENTRY_GIVEN, -1);
        }
    }
}

void _RcLedger_SetRefcnt(RcObject *op, Rc_ssize_t count)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;
    if (record != NULL && !record->immortal) {
        Rc_ssize_t change = count - record->count;
        _RcLedger_Enter(ledger, record, change < 0 ? ENTRY_GIVEN : ENTRY_TAKEN, change);
    }
}

/* What a dying object refers to is its dealloc's to give back: C code's from now on. */
static void empty_slots(Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->slot_count; i++) {
        Record *target = _RcLedger_Find(ledger, holder->slots[i]);
        if (target != NULL && target->state == RECORD_LIVE) {
            Entry *entry = _RcLedger_Enter(ledger, target, ENTRY_SLOT_EMPTIED, 0);
            if (entry != NULL) {
                entry->other = _RcLedger_Who(holder);
            }
            target->edges--;
        }
    }
    holder->dying_slots = holder->slot_count; /* they are looked at again when it is freed */
    holder->slot_count = 0;
}

void _RcLedger_Dying(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;
    if (ledger != NULL) {
        ledger->deallocs++;
    }
    if (record != NULL) {
        _RcLedger_MeasureDying(ledger, record);
        _RcLedger_Enter(ledger, record, ENTRY_DYING, 0);
        record->state = RECORD_DYING;
        empty_slots(ledger, record);
        record->raised = ledger->runtime->raised;
        record->outer_dying = ledger->dying;
        ledger->dying = record->serial;
    }
}

/* After tp_dealloc: only its address may still be meaningful. */
void _RcLedger_Died(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;
    if (ledger != NULL && ledger->deallocs > 0) {
        ledger->deallocs--;
    }
    if (record == NULL || record->state == RECORD_LIVE) {
        return;
    }
    if (ledger->dying == record->serial) {
        ledger->dying = record->outer_dying;
    }
    if (record->raised != ledger->runtime->raised) {
        _RcLedger_TellDisturbedError(ledger, record);
    }
    if (record->state == RECORD_DYING && op->ob_refcnt > 0) {
        record->state = RECORD_LIVE; /* brought back by its finalizer */
    }
    _RcLedger_HostileDeath(ledger, op);
}

/* -- tombstones -- */

void _RcLedger_Forget(Ledger *ledger, Record *record)
{
    ledger->live_count -= record->state != RECORD_DEAD;
    _RcLedger_DropRecord(ledger, record);
}

/* A tombstone keeps its history, too. */
static size_t cost_of(const Record *record)
{
    return record->size + sizeof *record + record->history.room * sizeof(Entry);
}

/* What follows the header of a tombstone. */
static char *body_of(const Record *record)
{
    return (char *)record->object + sizeof(RcObject);
}

static void forget_oldest(Ledger *ledger)
{
    Record *record = ledger->quarantine.next;
    void *block = record->block;

    ledger->quarantined -= cost_of(record);
    UNPOISON(body_of(record), record->size - sizeof(RcObject));
    _RcLedger_Forget(ledger, record);
    free(block);
}

void _RcLedger_EmptyQuarantine(Ledger *ledger)
{
    while (ledger->quarantine.next != &ledger->quarantine) {
        forget_oldest(ledger);
    }
}

/* Of the object's own memory.  A foreign allocator's blocks need not be malloc's. */
static size_t size_of(const Record *record, void *block)
{
    const RcTypeObject *type = record->type;
    Rc_ssize_t items = type->tp_itemsize > 0 ? ((const RcVarObject *)record->object)->ob_size : 0;

    if (_RcMem_ObjectsArePlain()) {
        return malloc_usable_size(block) - (size_t)((char *)record->object - (char *)block);
    }
    return (size_t)type->tp_basicsize + (size_t)(items < 0 ? -items : items) * (size_t)type->tp_itemsize;
}

/* Blocks of a foreign allocator, or under a limit, are not kept: their owner expects them back. */
static int keeps_tombstones(const Ledger *ledger)
{
    return ledger->options.quarantine != 0 && _RcMem_ObjectsArePlain();
}

/* The header stays readable, for the macros that look whether the object is dead; what is behind it is nobody's to
 * touch, as AddressSanitizer, if it is there, is told. */
static void make_tombstone(Ledger *ledger, Record *record, void *block)
{
    RcObject *op = record->object;

    record->state = RECORD_DEAD;
    record->block = block;
    memset(body_of(record), 0xDD, record->size - sizeof(RcObject));
    POISON(body_of(record), record->size - sizeof(RcObject));
    for (size_t i = 0; i < record->size; i += 16) {
        uint32_t bit = _RcLedger_DeadBit((const char *)op + i);
        ledger->dead_map[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    op->ob_refcnt = RC_IMMORTAL_REFCNT; /* no macro brings it to 0 again */
    op->ob_flags |= RC_OBJECT_DEAD;

    record->next->prev = record->prev;
    record->prev->next = record->next;
    record->next = &ledger->quarantine;
    record->prev = ledger->quarantine.prev;
    record->prev->next = record;
    ledger->quarantine.prev = record;
    ledger->live_count--;
    ledger->quarantined += cost_of(record);
    while (ledger->quarantined > ledger->options.quarantine && ledger->quarantine.next != record) {
        forget_oldest(ledger);
    }
}

void _RcLedger_OpenTombstone(const Record *record)
{
    UNPOISON(body_of(record), record->size - sizeof(RcObject));
}

/* The object's block is to be freed: it is kept for a while, so that a late use is seen. */
int _RcLedger_Bury(void *object, void *block)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, object) : NULL;

    if (record == NULL || record->state == RECORD_DEAD) {
        return 0;
    }
    _RcLedger_Enter(ledger, record, ENTRY_FREED, 0);
    record->size = size_of(record, block);
    _RcLedger_JudgeDeath(ledger, record);
    if (!keeps_tombstones(ledger)) {
        ledger->dying = ledger->dying == record->serial ? record->outer_dying : ledger->dying;
        _RcLedger_Forget(ledger, record);
        return 0;
    }
    make_tombstone(ledger, record, block);
    return 1;
}

/* -- objects that get another size -- */

/* A history of one's own, with the same in it; an empty one without memory. */
static void copy_history(History *to, const History *from)
{
    Entry *entries = _RcLedger_Allocate(from->room * sizeof *entries);

    if (entries != NULL) {
        *to = *from;
        to->entries = memcpy(entries, from->entries, from->used * sizeof *entries);
    }
}

/* At the old address of an object that has moved. */
static void leave_tombstone(Ledger *ledger, const Record *moved, RcObject *old, void *block)
{
    Record *record = _RcLedger_NewRecord(ledger, old, moved->type);
    Entry *entry;

    if (record == NULL) {
        free(block);
        return;
    }
    record->size = size_of(record, block);
    record->moved = 1;
    if (moved->history.used > 0) {
        copy_history(&record->history, &moved->history);
    }
    record->count = moved->count;
    entry = _RcLedger_Enter(ledger, record, ENTRY_MOVED, 0);
    if (entry != NULL) {
        entry->other = _RcLedger_Who(moved);
    }
    make_tombstone(ledger, record, block);
}

/* Larger blocks move only when they have to. */
#define ALWAYS_MOVED 4096

/* An object that gets another size moves, and leaves a tombstone: whoever goes on using the old address is told so in
 * each run, not only where there was no room by chance.  A large block gets half as much again, so that to append to
 * it again and again does not take a copy each time. */
static char *move(char *block, size_t size)
{
    size_t room = malloc_usable_size(block), wanted = size;
    char *moved;

    if (size > ALWAYS_MOVED) {
        if (size <= room && size >= room / 2) {
            return block; /* there is room */
        }
        wanted += size > room ? size / 2 : 0;
    }
    moved = RcObject_Malloc(wanted);
    if (moved != NULL) {
        memcpy(moved, block, size < room ? size : room);
    }
    return moved;
}

void *_RcLedger_Reallocate(void *object, void *block, size_t size)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? _RcLedger_Find(ledger, object) : NULL;
    int is_kept = record != NULL && keeps_tombstones(ledger);
    char *moved = is_kept ? move(block, size) : RcObject_Realloc(block, size);

    if (moved != NULL && moved != (char *)block && record != NULL) {
        ptrdiff_t head = (char *)object - (char *)block;
        _RcLedger_MoveRecord(ledger, record, (RcObject *)(void *)(moved + head));
        if (is_kept) {
            leave_tombstone(ledger, record, object, block);
        }
    }
    return moved;
}
