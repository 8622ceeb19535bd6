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
#include "ledger/ledger.h"

#include "ledger/deep.h"

#include <string.h>

/* -- functions -- */

void _RcLedger_Entered(const char *frame, const void *caller)
{
    Ledger *ledger = open_ledger();
    if (ledger == NULL) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    while (ledger->depth > 0 && ledger->stack[ledger->depth - 1].frame <= frame) {
        _RcLedger_PopActivation(ledger); /* left by longjmp */
    }
    _RcLedger_PushActivation(ledger, frame, caller)->deep = 1;
}

void _RcLedger_Left(const void *pc)
{
    Ledger *ledger = open_ledger();
    if (ledger == NULL || ledger->depth == 0) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    while (ledger->depth > 1 && !ledger->stack[ledger->depth - 1].deep) {
        _RcLedger_PopActivation(ledger); /* functions that are not compiled so, called by this one */
    }
    ledger->stack[ledger->depth - 1].exit = pc;
    _RcLedger_PopActivation(ledger);
}

/* -- stores -- */

/* Local variables are no places that another function finds. */
static int is_on_stack(const Ledger *ledger, const void *address)
{
    return (const char *)address >= (const char *)__builtin_frame_address(0) &&
           (const char *)address <= ledger->stack[0].frame + 4096;
}

static void enter_store(const Ledger *ledger, Record *record, const Store *store)
{
    Entry *entry =
        is_on_stack(ledger, store->address) ? NULL : _RcLedger_EnterFor(&store->by, record, ENTRY_STORED, 0);
    if (entry != NULL) {
        entry->place = store->address;
        entry->store_pc = store->pc;
        entry->store_caller = store->caller;
    }
}

const void *_RcLedger_PlaceOfLoad(const Ledger *ledger, const Record *record)
{
    const Store *load = &record->last_load;
    int is_of_giver = load->by.id == ledger->acting.id || load->by.parent == ledger->acting.id;
    return load->value != NULL && is_of_giver && load->operation + 1 >= ledger->operations ? load->address
                                                                                           : NULL;
}

/* The value of the last store is in memory by now. */
void _RcLedger_SettleStore(Ledger *ledger)
{
    Store *store = ledger->unsettled;
    Record *record;

    if (store == NULL) {
        return;
    }
    ledger->unsettled = NULL;
    memcpy(&store->value, store->address, sizeof store->value);
    record = _RcLedger_FindPointer(ledger, store->value);
    if (record != NULL) {
        record->last_store = *store;
        enter_store(ledger, record, store);
    } else {
        ledger->stores_used--;
    }
}

void _RcLedger_Stores(const void *address, const void *pc)
{
    Ledger *ledger = open_ledger();
    Store *store;

    if (ledger == NULL || ledger->depth == 0) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    if (ledger->stores == NULL) {
        ledger->stores = _RcLedger_Allocate(MOST_STORES * sizeof *ledger->stores);
        if (ledger->stores == NULL) {
            return;
        }
    }
    store = &ledger->stores[ledger->stores_used++ % MOST_STORES];
    store->address = address;
    store->pc = pc;
    store->caller = ledger->stack[ledger->depth - 1].caller;
    store->operation = ledger->operations;
    store->by = *_RcLedger_Running(ledger);
    ledger->unsettled = store;
}

/* The store since the last audit that let a holder refer to an object; NULL: none was seen. */
const Store *_RcLedger_StoreOf(const Ledger *ledger, const Record *holder, const RcObject *op)
{
    const Store *found = NULL;
    for (uint64_t i = ledger->stores_used; i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
        const Store *store = &ledger->stores[(i - 1) % MOST_STORES];
        uintptr_t offset = (uintptr_t)store->address - (uintptr_t)holder->object;
        if (store->operation + 1 < ledger->last_audit) {
            break;
        }
        if (store->value == op) {
            if (offset < holder->size) {
                return store;
            }
            found = found == NULL ? store : found; /* into a buffer of the holder's, perhaps */
        }
    }
    return found;
}

/* -- loads -- */

static void load_from_dead(Ledger *ledger, const void *address, const void *pc)
{
    Record *record;
    for (record = ledger->quarantine.next; record != &ledger->quarantine; record = record->next) {
        if ((uintptr_t)address - (uintptr_t)record->object < record->size) {
            _RcLedger_TellLateLoad(ledger, record, pc);
            return;
        }
    }
}

void _RcLedger_Loads(const void *address, size_t size, const void *pc)
{
    Ledger *ledger = open_ledger();
    const RcObject *value;
    Record *record;

    if (ledger == NULL || ledger->depth == 0) {
        return;
    }
    _RcLedger_SettleStore(ledger);
    if (_RcLedger_MayBeDead(ledger, address)) {
        load_from_dead(ledger, address, pc);
    }
    if (size != sizeof value) {
        return;
    }
    memcpy(&value, address, sizeof value);
    record = _RcLedger_FindPointer(ledger, value);
    if (record != NULL) {
        record->last_load = (Store){.address = address,
                                    .pc = pc,
                                    .caller = ledger->stack[ledger->depth - 1].caller,
                                    .value = value,
                                    .operation = ledger->operations,
                                    .by = ledger->stack[ledger->depth - 1]};
    }
}
