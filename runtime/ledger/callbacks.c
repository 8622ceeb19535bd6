/* Functions of the user's that the runtime calls: methods, slots, getters and setters.
 *
 * Most of them announce what they do.  One that only returns a field, or only stores its argument, does not; but
 * the runtime says which code it calls (RC_HOOK_RESULT_OF, RC_HOOK_STATUS_OF).  So each call is an activation of
 * its own, which stands between the operation under way and whatever the function does, and there are two
 * moments more: what slots have changed when the function returns is its work, and what it returns as
 * a new reference must have a share in the count. */
#define _GNU_SOURCE
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/operations.h"

#include <dlfcn.h>
#include <link.h>

/* The library's own functions are no suspects.  In a program that is linked with the static library they cannot be
 * told from the user's, and are booked as those are. */
int _RcLedger_IsLibraryCode(Ledger *ledger, const void *code)
{
    size_t place = (size_t)(((uintptr_t)code * UINT64_C(0x9e3779b97f4a7c15)) >> 58);
    struct link_map *map = NULL;
    Dl_info own, other;

    if (ledger->codes[place].code != code) {
        ledger->codes[place].code = code;
        ledger->codes[place].is_librarys =
            dladdr1((void *)(uintptr_t)_RcLedger_Calls, &own, (void **)&map, RTLD_DL_LINKMAP) != 0 &&
            map != NULL && map->l_name != NULL && map->l_name[0] != '\0' && dladdr(code, &other) != 0 &&
            own.dli_fbase == other.dli_fbase;
    }
    return ledger->codes[place].is_librarys;
}

uint32_t _RcLedger_Calls(const void *code)
{
    Ledger *ledger = open_ledger();
    const Activation *caller;
    Activation *callback;

    if (ledger == NULL || code == NULL || ledger->depth == 0 || _RcLedger_IsLibraryCode(ledger, code)) {
        return 0;
    }
    caller = _RcLedger_Running(ledger);
    callback = _RcLedger_PushActivation(ledger, __builtin_frame_address(0), NULL);
    if (callback == caller) {
        return 0; /* no room */
    }
    callback->code = code;
    callback->number = caller->number;
    callback->site =
        _RcLedger_KeepSite(ledger, &(Site){.api = caller->site->api, .pc = (const char *)code + 1});
    ledger->plain = callback;
    if (ledger->trace != NULL) {
        _RcLedger_TraceCallback(ledger);
    }
    return callback->id;
}

/* The call with this number, taken off the stack; what it did last is in *last. */
static int end_call(Ledger *ledger, uint32_t call, Activation *callback, Activation *last)
{
    uint32_t depth = ledger->depth;

    while (depth > 0 && ledger->stack[depth - 1].id != call) {
        depth--;
    }
    if (depth == 0) {
        return 0;
    }
    while (ledger->depth > depth) {
        _RcLedger_PopActivation(ledger);
    }
    *callback = ledger->stack[depth - 1];
    *last = ledger->last_ended->parent == callback->id ? *ledger->last_ended : *callback;
    if (last->number <= callback->number) {
        last->site = callback->site; /* it has announced nothing */
    }
    _RcLedger_PopActivation(ledger);
    return 1;
}

/* What slots have changed belongs to the function that has ended. */
static void book_its_stores(Ledger *ledger, const Activation *callback)
{
    _RcLedger_SettleStore(ledger);
    if (ledger->options.audit == 1 && ledger->allowance > 0) {
        if (ledger->plain->id != callback->id && ledger->plain->parent != callback->id) {
            ledger->kept[1] = *callback;
            ledger->plain = &ledger->kept[1];
        }
        _RcLedger_Measure(ledger);
    }
    ledger->plain = _RcLedger_Running(ledger);
}

RcObject *_RcLedger_Returned(uint32_t call, RcObject *op)
{
    Ledger *ledger = open_ledger();
    Activation callback, last;
    Record *record;
    Detail *detail;

    if (ledger == NULL || !end_call(ledger, call, &callback, &last)) {
        return op;
    }
    book_its_stores(ledger, &callback);
    record = op != NULL ? _RcLedger_RecordOf(ledger, op) : NULL;
    if (record == NULL || record->state == RECORD_DEAD) {
        return op;
    }
    detail = _RcLedger_DetailOf(record, _RcLedger_Enter(ledger, record, ENTRY_RETURNED, 0));
    if (detail != NULL) {
        detail->until = last_operation(&last);
        detail->until.activation = callback.id;
        detail->store_pc = last.exit;
    }
    if (ledger->trace != NULL) {
        _RcLedger_TraceReturned(ledger, record, &callback);
    }
    if (record->count <= record->edges) {
        _RcLedger_CheckResult(ledger, record);
    }
    return op;
}

int _RcLedger_ReturnedStatus(uint32_t call, int status)
{
    Ledger *ledger = open_ledger();
    Activation callback, last;

    if (ledger != NULL && end_call(ledger, call, &callback, &last)) {
        book_its_stores(ledger, &callback);
    }
    return status;
}
