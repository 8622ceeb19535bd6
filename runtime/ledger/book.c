/* The book: what the user's code did, and what that did to counts.
 *
 * Each operation of the user's code is announced before it begins (_RcLedger_At).  What the runtime then does
 * to counts is entered under that operation, and under the activation, the call of a user's function, that
 * asked for it.  Activations form a stack that is inferred from the addresses of frames: one that lies deeper
 * than the running one has ended.  With the deep ledger entries and exits of functions are told.
 *
 * A callback that the runtime calls is an activation above the one whose operation is under way; when it has
 * ended, that operation goes on. */
#include "ledger/history.h"

#include <recount/errors.h>
#include <recount/gc.h>

#include "core/head.h"
#include "core/type.h"
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
    while (depth > 1 && (ledger->stack[depth - 1].number == 0 || ledger->stack[depth - 1].code != NULL)) {
        depth--;
    }
    return &ledger->stack[depth - 1];
}

/* Whose callee a new activation is. */
static uint32_t parent_of_new(const Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 1 && ledger->stack[depth - 1].number == 0) {
        depth--;
    }
    return depth > 0 ? ledger->stack[depth - 1].id : 0;
}

/* Another activation comes to the place of one that has ended, and that may still be asked about. */
static void keep_copies(Ledger *ledger, const Activation *place)
{
    const Activation **asked[] = {&ledger->latest, &ledger->plain, &ledger->acting};
    for (int i = 0; i < 3; i++) {
        if (*asked[i] == place) {
            ledger->kept[i] = *place;
            *asked[i] = &ledger->kept[i];
        }
    }
}

Activation *_RcLedger_PushActivation(Ledger *ledger, const char *frame, const void *caller)
{
    Activation *activation;

    if (ledger->depth == MOST_ACTIVATIONS) {
        return top(ledger); /* deeper ones count as its part */
    }
    activation = &ledger->stack[ledger->depth];
    keep_copies(ledger, activation);
    *activation = (Activation){.id = ++ledger->activations_made,
                               .parent = parent_of_new(ledger),
                               .frame = frame,
                               .caller = caller,
                               .site = &_RcLedger_Nowhere};
    ledger->calls[activation->id % MOST_CALLS].exit = NULL;
    ledger->calls[activation->id % MOST_CALLS].callee = activation->id;
    ledger->calls[activation->id % MOST_CALLS].caller = ledger->depth > 0 ? top(ledger)->id : 0;
    ledger->depth++;
    return activation;
}

Activation *_RcLedger_FindRunning(Ledger *ledger)
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

uint32_t _RcLedger_CallerOf(const Ledger *ledger, uint32_t activation)
{
    uint32_t place = activation % MOST_CALLS;
    return ledger->calls[place].callee == activation ? ledger->calls[place].caller : 0;
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

    if (ledger->depth > deep && top(ledger)->site->function == function) {
        return 1;
    }
    while (ledger->depth > deep) {
        _RcLedger_PopActivation(ledger);
    }
    return entered->number == 0 || entered->site->function == function;
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
        if (activation->caller == caller && activation->site->function == function) {
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

/* Which operation within a dealloc has changed the pending error last? */
static inline void note_error(Ledger *ledger)
{
    if (RC_UNLIKELY(ledger->dying != 0) && ledger->error.dying == ledger->dying &&
        ledger->error.seen != ledger->runtime->raised) {
        ledger->error.seen = ledger->runtime->raised;
        ledger->error.changed = ledger->latest->site;
    }
}

/* Is the function that announces something now the innermost activation?  Mostly it is. */
static inline int is_running(Ledger *ledger, const char *function, const char *frame, const void *caller)
{
    const Activation *running = ledger->depth > 0 ? top(ledger) : NULL;
    return running != NULL && running->site->function == function &&
           (running->deep || (running->frame == frame && running->caller == caller));
}

/* The innermost activation is the one whose operation comes now. */
static inline void begin_operation(Ledger *ledger, const Site *site)
{
    Activation *running = top(ledger);

    running->number = ++ledger->operations;
    running->site = site;
    ledger->latest = ledger->acting = ledger->plain = running;
}

/* The function that announces something becomes the innermost activation. */
static RC_NOINLINE void enter_function(Ledger *ledger, const char *function, const char *frame,
                                       const void *caller)
{
    if (!come_back_to(ledger, function, frame, caller)) {
        _RcLedger_PushActivation(ledger, frame, caller);
    }
}

/* With what is not always to be done: the end of the last store, an audit, another site.  It takes _RcLedger_At's
 * place on the stack, so that the search for lost references meets no leavings of that. */
static RC_NOINLINE void announce_with_care(const char *api, const char *file, int line, const char *function,
                                           void *frame, void *return_address)
{
    Ledger *ledger = _Rc_ledger;
    Site site = {.api = api, .file = file, .function = function, .pc = ledger->pc, .line = line};
    int is_there;

    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_SettleStore(ledger);
    note_error(ledger);
    is_there = come_back_to(ledger, function, frame, return_address);
    if (ledger->options.audit != 0) {
        _RcLedger_AuditIfDue(ledger, &site, !is_there || top(ledger)->number == 0);
    }
    if (!is_there) {
        _RcLedger_PushActivation(ledger, frame, return_address);
    }
    begin_operation(ledger, _RcLedger_KeepSite(ledger, &site));
}

void _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                  void *return_address)
{
    Ledger *ledger = open_ledger();
    const void *pc = __builtin_return_address(0);
    const Site *site;

    if (ledger == NULL) {
        return;
    }
    site = ledger->sites->sites[place_in(ledger->sites->bits, (uintptr_t)pc)];
    if (RC_UNLIKELY(ledger->options.audit != 0 || ledger->unsettled != NULL || site == NULL ||
                    site->pc != pc || site->line != line || site->api != api || site->function != function)) {
        ledger->pc = pc;
        announce_with_care(api, file, line, function, frame, return_address);
        return;
    }
    ledger->stack_end = __builtin_frame_address(0);
    note_error(ledger);
    if (!is_running(ledger, function, frame, return_address)) {
        enter_function(ledger, function, frame, return_address);
    }
    begin_operation(ledger, site);
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
    Record *record = find_used(ledger, op);
    if (record == NULL && is_immortal(op)) {
        record = _RcLedger_NewRecord(ledger, op, op->ob_type);
        if (record != NULL) {
            record->immortal = 1;
        }
    }
    return record;
}

static inline Record *record_used(Ledger *ledger, RcObject *op)
{
    Record *record = find_used(ledger, op);
    return RC_LIKELY(record != NULL) ? record : _RcLedger_RecordOf(ledger, op);
}

void _RcLedger_Created(RcObject *op, RcTypeObject *type)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = _RcLedger_ReplaceRecord(ledger, op, type);
    if (record != NULL) {
        op->ob_flags |= ledger->owner;
        ledger->found = record;
        enter(ledger, record, ENTRY_CREATED, 1);
    }
}

void _RcLedger_Taken(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = record_used(ledger, op);
    if (record == NULL || record->state == RECORD_DEAD) {
        _RcLedger_TellWrongObject(ledger, record, op, 0);
    } else {
        enter(ledger, record, ENTRY_TAKEN, 1);
    }
}

static void leave_dealloc(Ledger *ledger, const Record *record)
{
    ledger->dying = record->outer_dying;
    ledger->dying_is_known = record->outer_is_known;
}

/* The dealloc that a giving may belong to: if it is known what the dying object owned, it was this object, too. */
static inline uint64_t giving_dealloc(const Ledger *ledger, const Record *record)
{
    return ledger->dying_is_known && !_RcLedger_WasSlotOf(&record->history, ledger->dying) ? 0
                                                                                           : ledger->dying;
}

/* With the deep ledger the giver has loaded the pointer, if it did not come as an argument or a result. */
static void enter_giving(Ledger *ledger, Record *record)
{
    Booking *booking = enter(ledger, record, ENTRY_GIVEN, -1);
    if (booking != NULL) {
        booking->dying = (uint32_t)giving_dealloc(ledger, record);
        if (record->has_more && record->last_load != NULL) {
            _RcLedger_NoteLoad(ledger, record, booking);
        }
    }
}

void _RcLedger_Given(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = record_used(ledger, op);
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
        record->suspect = _RcLedger_Running(ledger)->number;
    }
}

void _RcLedger_Used(const RcObject *op)
{
    Ledger *ledger = open_ledger();
    uint32_t owner = op->ob_flags & RC_OBJECT_OWNER;

    if (ledger != NULL && ((op->ob_flags & RC_OBJECT_DEAD) || (owner != 0 && owner != ledger->owner))) {
        _RcLedger_TellWrongObject(ledger, find_used(ledger, op), op, 0);
    }
}

static RcObject *note_result(RcObject *op, EntryKind kind)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL && op != NULL ? record_used(ledger, op) : NULL;

    if (record != NULL && record->state != RECORD_DEAD) {
        Booking *booking = enter(ledger, record, kind, 0);
        const Activation *ended = &ledger->last_ended;
        Detail *detail = booking != NULL && ended->parent == booking->activation && ended->code == NULL
                             ? _RcLedger_DetailOf(record, booking)
                             : NULL;
        if (detail != NULL) {
            detail->until = last_operation(ended); /* by whom, if by a callback */
            detail->store_pc = ended->exit;
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
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (record != NULL) {
        record->tracked_once = 1;
    }
}

/* Who makes an object immortal on purpose gives his reference up; then it is everybody's. */
void _RcLedger_Immortal(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;

    op->ob_flags &= ~RC_OBJECT_OWNER;
    if (record != NULL) {
        const char *api = _RcLedger_Running(ledger)->site->api;
        record->immortal = 1;
        if (api == NULL) {
            record->runtimes_own = 1;
        } else if (strcmp(api, "Rc_SetImmortal") == 0) {
            enter(ledger, record, ENTRY_GIVEN, -1);
        }
    }
}

void _RcLedger_SetRefcnt(RcObject *op, Rc_ssize_t count)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (record != NULL && !record->immortal) {
        Rc_ssize_t change = count - record->count;
        enter(ledger, record, change < 0 ? ENTRY_GIVEN : ENTRY_TAKEN, change);
    }
}

/* What a dying object refers to is its dealloc's to give back: C code's from now on. */
static void empty_slots(Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->slot_count; i++) {
        Record *target = _RcLedger_Find(ledger, holder->slots[i]);
        if (target != NULL && target->state != RECORD_DEAD && target != holder) {
            Detail *detail = _RcLedger_DetailOf(target, enter(ledger, target, ENTRY_SLOT_EMPTIED, 0));
            if (detail != NULL) {
                detail->other = _RcLedger_Who(holder);
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
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (ledger != NULL) {
        ledger->deallocs++;
    }
    if (record != NULL && record->is_leaf) {
        enter(ledger, record, ENTRY_DYING, 0);
        record->state = RECORD_DYING;
    } else if (record != NULL) {
        int is_known = _RcLedger_MeasureDying(ledger, record);
        enter(ledger, record, ENTRY_DYING, 0);
        record->state = RECORD_DYING;
        empty_slots(ledger, record);
        record->raised = ledger->runtime->raised;
        record->outer_dying = ledger->dying;
        record->outer_is_known = ledger->dying_is_known != 0;
        ledger->dying = record->serial;
        ledger->dying_is_known = is_known;
        if (!_RcType_IsBuiltin(record->type)) {
            ledger->error.dying = record->serial;
            ledger->error.seen = record->raised;
            ledger->error.changed = NULL;
        }
    }
}

static void end_dealloc(Ledger *ledger, Record *record)
{
    note_error(ledger);
    if (ledger->dying == record->serial) {
        leave_dealloc(ledger, record);
    }
    if (record->raised != ledger->runtime->raised) {
        _RcLedger_TellDisturbedError(ledger, record);
    }
    if (record->state == RECORD_DYING && record->object->ob_refcnt > 0) {
        record->state = RECORD_LIVE; /* brought back by its finalizer */
    }
}

/* After tp_dealloc: only its address may still be meaningful. */
void _RcLedger_Died(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (ledger != NULL && ledger->deallocs > 0) {
        ledger->deallocs--;
    }
    if (record == NULL || record->state == RECORD_LIVE) {
        return;
    }
    if (!record->is_leaf) {
        end_dealloc(ledger, record);
    }
    if (ledger->hostility.how != RC_HOSTILE_NOT) {
        _RcLedger_HostileDeath(ledger, op);
    }
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
    return record->size + sizeof *record + (record->history.room - HISTORY_AT_HAND) * sizeof(Booking);
}

/* They are as old as can be, and in no cache: the next but one is fetched, and the block of the next. */
static void fetch_next(const Record *record)
{
    _RcLedger_Fetch(record->next->next);
    __builtin_prefetch(record->next->block, 1);
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

    fetch_next(record);

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
    if (ledger->is_deep) {
        _RcLedger_MarkDead(ledger, record);
    }
    op->ob_refcnt = RC_IMMORTAL_REFCNT; /* no macro brings it to 0 again */
    op->ob_flags |= RC_OBJECT_DEAD;

    _RcLedger_Fetch(
        record->next->next); /* what was made then often dies then, with or without the next one */
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
    Record *record = ledger != NULL ? find_used(ledger, object) : NULL;

    if (record == NULL || record->state == RECORD_DEAD) {
        return 0;
    }
    enter(ledger, record, ENTRY_FREED, 0);
    record->size = size_of(record, block);
    if (!record->is_leaf) {
        _RcLedger_JudgeDeath(ledger, record);
        _RcLedger_ForgetType(record->object);
    }
    if (!keeps_tombstones(ledger)) {
        if (ledger->dying == record->serial) {
            leave_dealloc(ledger, record);
        }
        _RcLedger_Forget(ledger, record);
        return 0;
    }
    make_tombstone(ledger, record, block);
    return 1;
}

/* -- objects that get another size -- */

/* At the old address of an object that has moved. */
static void leave_tombstone(Ledger *ledger, const Record *moved, RcObject *old, void *block)
{
    Record *record = _RcLedger_NewRecord(ledger, old, moved->type);
    Detail *detail;

    if (record == NULL) {
        free(block);
        return;
    }
    record->size = size_of(record, block);
    record->moved = 1;
    _RcLedger_CopyHistory(record, moved);
    record->count = moved->count;
    detail = _RcLedger_DetailOf(record, enter(ledger, record, ENTRY_MOVED, 0));
    if (detail != NULL) {
        detail->other = _RcLedger_Who(moved);
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
    Record *record = ledger != NULL ? find_used(ledger, object) : NULL;
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
