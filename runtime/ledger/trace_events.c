/* What happens, as lines of a trace: operations, calls of functions, and all that is done to objects.
 *
 * Functions are told of when something happens in them.  An activation's number is greater than those below it on the
 * stack, and they are told of from the lowest up; so `entered`, the greatest that was told, says of each whether it
 * was. */
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/trace_writing.h"

#include <recount/weakref.h>

/* -- functions -- */

static void enter_call(Ledger *ledger, const Activation *activation, uint32_t parent)
{
    Trace *trace = ledger->trace;
    int is_callback = activation->code != NULL;
    const char *code = activation->code;
    uint32_t site = _RcTrace_Place(ledger, is_callback ? code + 1 : activation->entry, NULL);
    uint32_t from = _RcTrace_Place(ledger, activation->caller, NULL);

    trace->entered = activation->id;
    _RcTrace_BeginEvent(trace, "enter");
    _RcTrace_PutNumber(trace, "c", activation->id);
    _RcTrace_PutNumber(trace, "p", parent);
    if (site != 0) {
        _RcTrace_PutNumber(trace, "s", site);
    }
    if (from != 0) {
        _RcTrace_PutNumber(trace, "from", from);
    }
    _RcTrace_Put(trace, "%s", is_callback ? ",\"callback\":1" : "");
    _RcTrace_EndEvent(trace);
}

/* An activation is told of, and those that it was called by. */
void _RcTrace_TellOfCalls(Ledger *ledger, uint32_t activation)
{
    uint32_t depth = ledger->depth;

    if (activation <= ledger->trace->entered) {
        return;
    }
    while (depth > 0 && ledger->stack[depth - 1].id > ledger->trace->entered) {
        depth--;
    }
    for (; depth < ledger->depth && ledger->stack[depth].id <= activation; depth++) {
        enter_call(ledger, &ledger->stack[depth], depth > 0 ? ledger->stack[depth - 1].id : 0);
    }
}

void _RcLedger_TraceLeave(Ledger *ledger, const Activation *activation)
{
    Trace *trace = ledger->trace;
    uint32_t site;

    if (activation->id > trace->entered) {
        return;
    }
    site = _RcTrace_Place(ledger, activation->exit, activation->caller);
    _RcTrace_BeginEvent(trace, "leave");
    _RcTrace_PutNumber(trace, "c", activation->id);
    if (site != 0) {
        _RcTrace_PutNumber(trace, "s", site);
    }
    _RcTrace_EndEvent(trace);
}

void _RcLedger_TraceCallback(Ledger *ledger)
{
    _RcTrace_TellOfCalls(ledger, ledger->stack[ledger->depth - 1].id);
}

void _RcLedger_TraceOperation(Ledger *ledger)
{
    const Activation *running = &ledger->stack[ledger->depth - 1];
    Trace *trace = ledger->trace;
    uint32_t site = _RcTrace_Site(ledger, running->site);

    _RcTrace_TellOfCalls(ledger, running->id);
    _RcTrace_BeginEvent(trace, "op");
    _RcTrace_PutNumber(trace, "n", running->number);
    _RcTrace_PutNumber(trace, "c", running->id);
    _RcTrace_PutNumber(trace, "s", site);
    _RcTrace_EndEvent(trace);
}

/* -- what happens to objects -- */

static void put_call_place(Ledger *ledger, uint32_t place)
{
    if (place != 0) {
        _RcTrace_PutNumber(ledger->trace, "s", place);
    }
}

/* With the deep ledger: the function that runs, if it has announced nothing so far. */
static const Activation *silent_function(const Ledger *ledger)
{
    const Activation *top = &ledger->stack[ledger->depth - 1];
    return top->deep && top->number == 0 ? top : NULL;
}

/* Entry: the object and the call have been told of. */
static void begin_about(Ledger *ledger, const Activation *by, const char *kind, const Record *record,
                        Rc_ssize_t before)
{
    Trace *trace = ledger->trace;

    _RcTrace_BeginEvent(trace, kind);
    _RcTrace_Put(trace, ",\"n\":%llu,\"c\":%u,\"o\":%llu,\"b\":%zd,\"a\":%zd", (unsigned long long)by->number,
                 (unsigned)by->id, (unsigned long long)record->serial, before, record->count);
}

static void tell_weak(Ledger *ledger, const Activation *by, const Record *record)
{
    RcObject *target = ((RcWeakReference *)record->object)->wr_object;
    Record *referent = target != NULL ? _RcLedger_RecordOf(ledger, target) : NULL;

    if (referent != NULL && referent->state != RECORD_DEAD) {
        _RcTrace_TellOf(ledger, referent, 0);
        begin_about(ledger, by, "weak", referent, referent->count);
        _RcTrace_PutNumber(ledger->trace, "by", record->serial);
        _RcTrace_EndEvent(ledger->trace);
    }
}

static const char *const kinds[] = {
    [ENTRY_CREATED] = "new", [ENTRY_TAKEN] = "incref",  [ENTRY_GIVEN] = "decref", [ENTRY_RECEIVED] = "got",
    [ENTRY_LENT] = "lent",   [ENTRY_DYING] = "dealloc", [ENTRY_FREED] = "free",
};

void _RcLedger_TraceEntry(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    const Activation *by = ledger->acting;
    int came = kind == ENTRY_RECEIVED || kind == ENTRY_LENT, is_new = !record->described;
    const Activation *silent = silent_function(ledger);
    uint32_t place;

    if ((size_t)kind >= sizeof kinds / sizeof *kinds || kinds[kind] == NULL) {
        return;
    }
    _RcTrace_TellOfCalls(ledger, silent != NULL ? silent->id : by->id);
    _RcTrace_TellOf(ledger, record, came || kind == ENTRY_DYING);
    place = came ? 0 : _RcTrace_PlaceOfCall(ledger); /* results are the operation's */
    begin_about(ledger, by, kinds[kind], record, record->count - change);
    if (kind == ENTRY_GIVEN && record->last_load != NULL && ledger->is_deep) {
        _RcTrace_Put(ledger->trace, ",\"from\":\"%p\"", record->last_load->address);
    }
    put_call_place(ledger, place);
    if (silent != NULL && place != 0) {
        _RcTrace_PutNumber(ledger->trace, "in", silent->id);
    }
    _RcTrace_EndEvent(ledger->trace);
    if (came && is_new && _RcTrace_IsWeak(record->type)) {
        tell_weak(ledger, by, record);
    }
}

void _RcLedger_TraceSlot(Ledger *ledger, Record *record, const Record *holder, EntryKind kind,
                         const TracedSlot *how)
{
    const Store *store = how->store;
    uint32_t place = 0;

    _RcTrace_TellOfCalls(ledger, how->by->id);
    _RcTrace_TellOf(ledger, record, 0);
    if (holder != &ledger->indicator && !holder->traced) {
        _RcTrace_DefineObject(ledger, (Record *)(uintptr_t)holder, 0);
    }
    if (store != NULL) {
        place = _RcTrace_Place(ledger, store->pc, store->caller);
    } else if (how->is_now) {
        place = _RcTrace_PlaceOfCall(ledger);
    }
    begin_about(ledger, how->by, kind == ENTRY_SLOT_FILLED ? "hold" : "drop", record, record->count);
    _RcTrace_PutNumber(ledger->trace, "by", holder->serial);
    if (how->slot >= 0) {
        _RcTrace_PutNumber(ledger->trace, "at", (uint64_t)how->slot);
    }
    put_call_place(ledger, place);
    _RcTrace_Put(ledger->trace, "%s", how->is_plain || store != NULL ? ",\"plain\":1" : "");
    _RcTrace_EndEvent(ledger->trace);
}

void _RcLedger_TraceStore(Ledger *ledger, Record *record, const Store *store)
{
    uint32_t site = _RcTrace_Place(ledger, store->pc, store->caller);

    _RcTrace_TellOfCalls(ledger, store->by.id);
    _RcTrace_TellOf(ledger, record, 0);
    begin_about(ledger, &store->by, "store", record, record->count);
    _RcTrace_PutNumber(ledger->trace, "s", site);
    _RcTrace_EndEvent(ledger->trace);
}

void _RcLedger_TraceReturned(Ledger *ledger, Record *record, const Activation *callback)
{
    _RcTrace_TellOf(ledger, record, 1);
    begin_about(ledger, callback, "returned", record, record->count);
    _RcTrace_EndEvent(ledger->trace);
}

static void tell_state(Ledger *ledger, Record *record, const char *kind, Rc_ssize_t change)
{
    const Activation *by = _RcLedger_Running(ledger);

    _RcTrace_TellOfCalls(ledger, by->id);
    _RcTrace_TellOf(ledger, record, 0);
    begin_about(ledger, by, kind, record, record->count - change);
}

void _RcLedger_TraceMoved(Ledger *ledger, Record *record, Record *tombstone)
{
    _RcTrace_DefineObject(ledger, tombstone, record->serial);
    tell_state(ledger, record, "moved", 0);
    _RcTrace_Put(ledger->trace, ",\"at\":\"%p\"", (void *)record->object);
    _RcTrace_PutNumber(ledger->trace, "tomb", tombstone->serial);
    _RcTrace_EndEvent(ledger->trace);
    record->described = 0; /* it is about to change */
}

void _RcLedger_TraceRevived(Ledger *ledger, Record *record)
{
    tell_state(ledger, record, "revived", 0);
    _RcTrace_EndEvent(ledger->trace);
}

void _RcLedger_TraceImmortal(Ledger *ledger, Record *record)
{
    tell_state(ledger, record, "immortal", 0);
    _RcTrace_EndEvent(ledger->trace);
}

void _RcLedger_TraceMended(Ledger *ledger, Record *record, Rc_ssize_t change)
{
    tell_state(ledger, record, "mended", change);
    _RcTrace_EndEvent(ledger->trace);
}
