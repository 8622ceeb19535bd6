/* The deep ledger: what no macro sees.
 *
 * Sources compiled with -fsanitize=thread, but linked without its runtime, call a function for each access to
 * memory and for each entry and exit of a function.  librecount-deep (compiler_hooks.c) has these functions and
 * tells the ledger here:
 *   - entries and exits make activations exact, those without any operation included;
 *   - a store is remembered with the value that it stored, which is known when the next event comes.  The
 *     audit finds in it who filled a slot, and blame who made another holder of an object;
 *   - a load of a pointer to an object is remembered with the object: what a function loaded last is what it
 *     returns, more often than not;
 *   - a load from a freed object is a finding. */
#include "ledger/deep.h"
#include "ledger/history.h"
#include "ledger/loans.h"
#include "ledger/operations.h"
#include "ledger/tombstones.h"

#include <recount/bool.h>

#include <string.h>

/* -- functions -- */

/* Functions that were entered before there was a ledger, main for one. */
#define MOST_EARLY 64

typedef struct Early {
    const char *frame;
    const void *caller, *pc;
} Early;

static RC_THREAD_LOCAL struct {
    Early entries[MOST_EARLY];
    int count;
} early;

static void enter_early(const char *frame, const void *caller, const void *pc)
{
    while (early.count > 0 && early.entries[early.count - 1].frame <= frame) {
        early.count--;
    }
    if (early.count < MOST_EARLY) {
        early.entries[early.count++] = (Early){frame, caller, pc};
    }
}

static void push_deep(Ledger *ledger, const Early *function)
{
    Activation *activation = _RcLedger_PushActivation(ledger, function->frame, function->caller);
    activation->deep = 1;
    activation->entry = function->pc;
}

void _RcLedger_TakeEarlyFunctions(Ledger *ledger)
{
    for (int i = 0; i < early.count; i++) {
        push_deep(ledger, &early.entries[i]);
        ledger->is_deep = ledger->looks_at_givings = 1;
    }
}

/* Is there somebody to tell of what plain code does now?  A collection visits everything: functions that are called for
 * that are no step of the program's. */
static inline int is_told(const Ledger *ledger)
{
    return ledger != NULL && !ledger->busy && !ledger->is_deducing;
}

static RC_NOINLINE void enter_function_at(Ledger *ledger, const char *frame, const void *caller,
                                          const void *pc)
{
    if (RC_UNLIKELY(!ledger->is_deep)) {
        ledger->is_deep = ledger->looks_at_givings = 1;
        if (ledger->trace != NULL) {
            _RcLedger_TraceDepth(ledger);
        }
    }
    _RcLedger_SettleStore(ledger);
    while (ledger->depth > 0 && ledger->stack[ledger->depth - 1].frame <= frame) {
        _RcLedger_PopActivation(ledger); /* left by longjmp */
    }
    push_deep(ledger, &(Early){frame, caller, pc});
}

void _RcLedger_Entered(const char *frame, const void *caller, const void *pc)
{
    if (is_told(_Rc_ledger)) {
        enter_function_at(_Rc_ledger, frame, caller, pc);
    } else if (_Rc_ledger == NULL) {
        enter_early(frame, caller, pc);
    }
}

static RC_NOINLINE void leave_function_at(Ledger *ledger, const void *pc)
{
    if (ledger->depth == 0) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    while (ledger->depth > 1 && !ledger->stack[ledger->depth - 1].deep) {
        _RcLedger_PopActivation(ledger); /* functions that are not compiled so, called by this one */
    }
    ledger->stack[ledger->depth - 1].exit = pc;
    _RcLedger_PopActivation(ledger);
}

void _RcLedger_Left(const void *pc)
{
    if (is_told(_Rc_ledger)) {
        leave_function_at(_Rc_ledger, pc);
    } else if (_Rc_ledger == NULL && early.count > 0) {
        early.count--;
    }
}

/* -- stores -- */

/* The innermost function.  If it has announced nothing yet, under the operation of the one that has. */
static Activation running_function(Ledger *ledger)
{
    const Activation *running = _RcLedger_Running(ledger);
    Activation top = ledger->stack[ledger->depth - 1];
    if (top.code != NULL || top.number != 0) {
        return *running;
    }
    top.number = running->number;
    top.site = running->site;
    return top;
}

#define LARGE_FRAME 65536

/* A function's own variables are no places that another one finds; its callers' are. */
static int is_own_variable(const Ledger *ledger, const void *address)
{
    const Activation *top = &ledger->stack[ledger->depth - 1];
    const char *end = ledger->depth > 1 && top[-1].deep ? top[-1].frame : top->frame + LARGE_FRAME;
    return (const char *)address >= (const char *)__builtin_frame_address(0) && (const char *)address < end;
}

#define MOST_STEPS_TO_STORE 3

/* Has the function that stores it now, or the one that called it, loaded the pointer for that? */
static int is_loaded_for(const Store *load, const Store *store)
{
    return load != NULL && load->operation + MOST_STEPS_TO_STORE >= store->operation &&
           (load->by.id == store->by.id || load->by.id == store->by.parent);
}

/* What a variable of a function that still runs is at, that function does. */
static Operation owner_of_variable(const Ledger *ledger, const void *address)
{
    const char *place = address;

    for (uint32_t i = ledger->depth - 1; i > 0; i--) {
        if (place >= ledger->stack[i].frame && place < ledger->stack[i - 1].frame) {
            return last_operation(&ledger->stack[i]);
        }
    }
    return (Operation){0};
}

static void enter_store(Ledger *ledger, Record *record, const Store *store)
{
    Detail *detail =
        store->is_own ? NULL
                      : _RcLedger_DetailOf(record, _RcLedger_EnterFor(&store->by, record, ENTRY_STORED, 0));
    if (ledger->trace != NULL && !store->is_own) {
        _RcLedger_TraceStore(ledger, record, store);
    }
    if (detail != NULL) {
        const Store *load = is_loaded_for(record->last_load, store) ? record->last_load : NULL;
        detail->from = load != NULL ? load->address : NULL;
        detail->loader = load != NULL && !is_own_variable(ledger, load->address) ? load->by.id : 0;
        detail->place = store->address;
        detail->until = owner_of_variable(ledger, store->address);
        detail->store_pc = store->pc;
        detail->store_caller = store->caller;
    }
}

static int is_called_by(const Ledger *ledger, const Activation *callee, uint32_t caller)
{
    return callee->parent == caller || _RcLedger_CallerOf(ledger, callee->id) == caller;
}

void _RcLedger_NoteLoad(const Ledger *ledger, Record *record, Booking *giving)
{
    const Store *load = record->last_load;
    int is_givers = load->by.id == ledger->acting->id;
    Detail *detail = is_givers || is_called_by(ledger, &load->by, ledger->acting->id)
                         ? _RcLedger_DetailOf(record, giving)
                         : NULL;
    int is_over; /* its result may be given back much later */

    if (detail == NULL) {
        return;
    }
    is_over = !is_givers && !_RcLedger_IsRunning(ledger, load->by.id);
    detail->place = is_over || load->operation + 1 >= ledger->operations ? load->address : NULL;
    if (is_givers || is_over) {
        detail->load_pc = load->pc;
        detail->load_caller = load->caller;
        detail->loader = load->by.id;
    }
}

static Store *store_at(const Ledger *ledger, uint64_t index)
{
    return &ledger->stores[index % MOST_STORES];
}

/* What is stored without a reference is mostly None, of which nobody may have told before. */
static int is_constant(const RcObject *op)
{
    return op == Rc_None || op == Rc_True || op == Rc_False || op == Rc_NotImplemented;
}

/* Its value is in memory by now.  1: it is to be remembered. */
static int settle(Ledger *ledger, Store *store)
{
    Record *record;

    memcpy(&store->value, store->address, sizeof store->value);
    record = is_constant(store->value) ? _RcLedger_RecordOf(ledger, (RcObject *)(uintptr_t)store->value)
                                       : _RcLedger_FindPointer(ledger, store->value);
    if (record != NULL) {
        enter_store(ledger, record, store);
    }
    return record != NULL || store->was != NULL;
}

/* The last store has happened, or the last ones, if they are one copy of a struct. */
void _RcLedger_SettleStore(Ledger *ledger)
{
    uint64_t end = ledger->stores_used, kept = end - ledger->unsettled_count;

    if (ledger->unsettled == NULL) {
        return;
    }
    ledger->unsettled = NULL;
    for (uint64_t i = kept; i < end; i++) {
        if (settle(ledger, store_at(ledger, i))) {
            *store_at(ledger, kept++) = *store_at(ledger, i);
        }
    }
    ledger->stores_used = kept;
    ledger->unsettled_count = 0;
}

/* Is it in the part of the stack that is in use?  That is nobody's buffer. */
static int is_in_stack(const Ledger *ledger, const void *address)
{
    return (const char *)address >= (const char *)__builtin_frame_address(0) &&
           (const char *)address < ledger->stack[0].frame + LARGE_FRAME;
}

static void note_load(Ledger *ledger, Record *record, const void *address, const void *pc)
{
    if (record->last_load == NULL) {
        record->last_load = _RcLedger_Allocate(sizeof(Store));
    }
    if (record->last_load != NULL) {
        *record->last_load = (Store){.address = address,
                                     .pc = pc,
                                     .caller = ledger->stack[ledger->depth - 1].caller,
                                     .value = record->object,
                                     .operation = ledger->operations,
                                     .by = running_function(ledger)};
        if (record->state == RECORD_DYING && !is_in_stack(ledger, address)) {
            ledger->found_dying = record;
        }
    }
}

/* An access to memory of an object that was found somewhere while its dealloc runs. */
static void look_at_dying(Ledger *ledger, const char *address, const void *pc)
{
    Record *found = ledger->found_dying;

    if (found->state != RECORD_DYING) {
        ledger->found_dying = NULL;
    } else if ((uintptr_t)address - (uintptr_t)found->object < found->size && !ledger->is_deducing) {
        _RcLedger_LookAtAccessToDying(ledger, found, address, pc);
    }
}

/* Has the function loaded what it overwrites, and done nothing since that is an operation? */
static int is_in_hand(const Record *record, const Store *store)
{
    const Store *load = record->last_load;
    return load != NULL && load->address == store->address && load->by.id == store->by.id &&
           load->operation == store->operation;
}

/* Whoever has loaded the pointer before may have given its reference back, or moved it. */
static void enter_overwriting(Record *record, const Store *store)
{
    Detail *detail = NULL;

    if (!store->is_own && !store->in_hand && _RcLedger_WasStoredTo(&record->history, store->address)) {
        detail = _RcLedger_DetailOf(record, _RcLedger_EnterFor(&store->by, record, ENTRY_OVERWRITTEN, 0));
    }
    if (detail != NULL) {
        detail->place = store->address;
        detail->store_pc = store->pc;
        detail->store_caller = store->caller;
    }
}

/* The store is about to happen: what is in its place still is what it overwrites.  Clang does not tell of a load that is
 * followed by a store to the same place, as Rc_CLEAR's of a global variable: the store may stand for both. */
static void note_overwriting(Ledger *ledger, Store *store)
{
    Record *record;
    const void *old;

    memcpy(&old, store->address, sizeof old);
    record = _RcLedger_FindPointer(ledger, old);
    store->was = record != NULL ? record->object : NULL;
    store->in_hand = record != NULL && is_in_hand(record, store);
    if (record != NULL && record->more->overwriting == NULL && !store->is_own) {
        more_of(record)->overwriting = _RcLedger_Allocate(sizeof *record->more->overwriting);
    }
    if (record != NULL && record->more->overwriting != NULL && !store->is_own) {
        *record->more->overwriting = *store;
    }
    if (record != NULL && record->state == RECORD_LIVE) {
        enter_overwriting(record, store);
        note_load(ledger, record, store->address, store->pc);
    }
}

static void note_store(Ledger *ledger, const void *address, const void *pc)
{
    Store *store = store_at(ledger, ledger->stores_used++);

    store->address = address;
    store->pc = pc;
    store->caller = ledger->stack[ledger->depth - 1].caller;
    store->operation = ledger->operations;
    store->is_own = is_own_variable(ledger, address);
    store->by = running_function(ledger);
    ledger->unsettled = store;
    ledger->unsettled_count++;
    note_overwriting(ledger, store);
}

void _RcLedger_Stores(const void *address, size_t size, const void *pc)
{
    Ledger *ledger = open_ledger();
    Record *dead;

    if (ledger == NULL || ledger->depth == 0) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    dead = _RcLedger_FindDead(ledger, address);
    if (dead != NULL) {
        _RcLedger_TellLateAccess(ledger, dead, pc, "written");
    }
    if (ledger->watched != 0 && !ledger->is_deducing) {
        _RcLedger_LookAtAccess(ledger, address, pc);
    }
    if (ledger->found_dying != NULL) {
        look_at_dying(ledger, address, pc);
    }
    if (ledger->stores == NULL) {
        ledger->stores = _RcLedger_Allocate(MOST_STORES * sizeof *ledger->stores);
    }
    for (size_t i = 0; ledger->stores != NULL && i + sizeof(void *) <= size; i += sizeof(void *)) {
        note_store(ledger, (const char *)address + i, pc);
    }
}

/* The store that let a holder refer to an object; NULL: none was seen.  Into the holder's own memory it may have been
 * made before the holder was tracked. */
const Store *_RcLedger_StoreOf(const Ledger *ledger, const Record *holder, const RcObject *op)
{
    uint64_t made = _RcLedger_MadeAt(&holder->history);
    const Store *found = NULL;

    for (uint64_t i = ledger->stores_used; i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
        const Store *store = &ledger->stores[(i - 1) % MOST_STORES];
        uintptr_t offset = (uintptr_t)store->address - (uintptr_t)holder->object;
        if (store->operation < made && store->operation + 1 < ledger->last_audit) {
            break;
        }
        if (store->value == op) {
            if (offset < holder->size) {
                return store;
            }
            if (found == NULL && store->operation + 1 >= ledger->last_audit &&
                !is_in_stack(ledger, store->address)) {
                found = store; /* into a buffer of the holder's, perhaps */
            }
        }
    }
    return found;
}

const Store *_RcLedger_OverwritingOf(const Ledger *ledger, const Record *holder, const RcObject *op)
{
    for (uint64_t i = ledger->stores_used; i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
        const Store *store = &ledger->stores[(i - 1) % MOST_STORES];
        if (store->operation + 1 < ledger->last_audit) {
            break;
        }
        if (store->was == op && (uintptr_t)store->address - (uintptr_t)holder->object < holder->size) {
            return store;
        }
    }
    return NULL;
}

/* -- loads -- */

static RC_NOINLINE void note_loads(Ledger *ledger, const void *address, size_t size, const void *pc)
{
    const RcObject *value;
    Record *record;

    if (ledger->unsettled_count <=
        1) { /* gcc tells of a struct that is copied before of the one that it is copied from */
        _RcLedger_SettleStore(ledger);
    }
    record = _RcLedger_FindDead(ledger, address);
    if (record != NULL) {
        _RcLedger_TellLateAccess(ledger, record, pc, "read");
    }
    if (ledger->watched != 0 && !ledger->is_deducing) {
        _RcLedger_LookAtAccess(ledger, address, pc);
    }
    if (ledger->found_dying != NULL) {
        look_at_dying(ledger, address, pc);
    }
    if (ledger->is_deducing) {
        return;
    }
    for (size_t at = 0; at + sizeof value <= size; at += sizeof value) { /* more than one: of a struct */
        memcpy(&value, (const char *)address + at, sizeof value);
        record = _RcLedger_FindPointer(ledger, value);
        if (record != NULL) {
            note_load(ledger, record, (const char *)address + at, pc);
            if (ledger->options.audit != 0) {
                _RcLedger_NoteFieldLoan(ledger, record, (const char *)address + at, pc);
            }
        }
    }
}

void _RcLedger_Loads(const void *address, size_t size, const void *pc)
{
    Ledger *ledger = open_ledger();
    if (ledger != NULL && ledger->depth != 0) {
        note_loads(ledger, address, size, pc);
    }
}
