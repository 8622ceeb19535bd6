/* What the ledger measures and finds, as lines of a trace: audits, hash tables, collections, findings. */
#include "ledger/audit.h"
#include "ledger/operations.h"
#include "ledger/trace_writing.h"

#include "collector/list.h"

#include <string.h>

/* How to look into hash tables, set before main: they are above the ledger, which cannot name them. */
static int (*view_table)(RcObject *op, RcTableView *view);

void _RcLedger_TablesAre(int (*viewer)(RcObject *op, RcTableView *view))
{
    view_table = viewer;
}

#define MOST_PAIRS 256 /* of a table that is told in full */

typedef struct RcTablePair RcTablePair;

/* -- measurements -- */

void _RcLedger_TraceAudit(Ledger *ledger)
{
    Trace *trace = ledger->trace;
    uint64_t operations = ledger->operations - trace->audited;

    if (operations > 1) {
        _RcTrace_BeginEvent(trace, "audit");
        _RcTrace_PutNumber(trace, "ops", operations);
        _RcTrace_EndEvent(trace);
    }
    trace->audited = ledger->operations;
}

/* Entry: its line is begun.  Members in their order in the bins. */
static void put_chains(Ledger *ledger, const RcTableView *view)
{
    Trace *trace = ledger->trace;
    Rc_ssize_t bin = -1;

    _RcTrace_Put(trace, ",\"chains\":[");
    for (Rc_ssize_t i = 0; i < view->used; i++) {
        const RcTablePair *pair = &view->pairs[i];
        const Record *key = _RcLedger_RecordOf(ledger, pair->key),
                     *value = _RcLedger_RecordOf(ledger, pair->value);
        if (pair->bin != bin) {
            _RcTrace_Put(trace, "%s[%zd", bin < 0 ? "" : "],", pair->bin);
            bin = pair->bin;
        }
        _RcTrace_Put(trace, ",[%llu,%llu]", (unsigned long long)(key != NULL ? key->serial : 0),
                     (unsigned long long)(value != NULL ? value->serial : 0));
    }
    _RcTrace_Put(trace, "%s]", bin < 0 ? "" : "]");
}

static void put_lengths(Trace *trace, const RcTableView *view)
{
    _RcTrace_Put(trace, ",\"lengths\":[");
    for (int i = 0; i < RC_TABLE_VIEW_LENGTHS; i++) {
        _RcTrace_Put(trace, "%s%zd", i > 0 ? "," : "", view->lengths[i]);
    }
    _RcTrace_Put(trace, "]");
}

void _RcLedger_TraceTable(Ledger *ledger, const Record *table)
{
    Trace *trace = ledger->trace;
    RcTablePair pairs[MOST_PAIRS];
    RcTableView view = {.pairs = pairs, .room = MOST_PAIRS};
    Record *hash;

    if (view_table == NULL || table == &ledger->indicator || table->state != RECORD_LIVE ||
        !view_table(table->object, &view)) {
        return;
    }
    for (Rc_ssize_t i = 0; i < view.used; i++) {
        Record *key = _RcLedger_RecordOf(ledger, pairs[i].key),
               *value = _RcLedger_RecordOf(ledger, pairs[i].value);
        if (key != NULL && value != NULL) {
            _RcTrace_TellOf(ledger, key, 0);
            _RcTrace_TellOf(ledger, value, 0);
        }
    }
    hash = view.hash_func != NULL ? _RcLedger_RecordOf(ledger, view.hash_func) : NULL;
    _RcTrace_BeginEvent(trace, "table");
    _RcTrace_Put(trace, ",\"n\":%llu,\"o\":%llu,\"bins\":%zd,\"pairs\":%zd,\"resizes\":%zd,\"max_load\":%g",
                 (unsigned long long)ledger->operations, (unsigned long long)table->serial, view.bins,
                 view.count, view.resizes, view.max_load);
    if (hash != NULL && hash->traced) {
        _RcTrace_PutNumber(trace, "hash", hash->serial);
    }
    if (view.count <= MOST_PAIRS) {
        put_chains(ledger, &view);
    } else {
        put_lengths(trace, &view);
    }
    _RcTrace_EndEvent(trace);
}

/* -- collections -- */

#define MOST_CANDIDATES 1000

/* Defines the members of a list, and then names them. */
static size_t tell_list(Ledger *ledger, const RcGC_Head *list, size_t most, int is_definition)
{
    size_t count = 0;

    for (const RcGC_Head *node = _RcGC_Next(list); node != list && count < most; node = _RcGC_Next(node)) {
        Record *record = _RcLedger_Find(ledger, _RcGC_ObjectOf(node));
        if (record != NULL && is_definition) {
            _RcTrace_TellOf(ledger, record, 0);
        } else if (record != NULL) {
            _RcTrace_Put(ledger->trace, "%s%llu", count > 0 ? "," : "", (unsigned long long)record->serial);
        }
        count += record != NULL;
    }
    return count;
}

static size_t list_length(const RcGC_Head *list)
{
    size_t count = 0;
    for (const RcGC_Head *node = _RcGC_Next(list); node != list; node = _RcGC_Next(node)) {
        count++;
    }
    return count;
}

void _RcLedger_Deduced(const void *alive, const void *trash)
{
    Ledger *ledger = open_ledger();
    const Activation *by;
    size_t of_trash, of_alive, all;

    if (ledger != NULL) {
        ledger->is_deducing = 0;
        _RcLedger_NoteTrash(ledger, 1);
    }
    if (ledger == NULL || ledger->trace == NULL) {
        return;
    }
    by = _RcLedger_Running(ledger);
    _RcTrace_TellOfCalls(ledger, by->id);
    all = list_length(alive) + list_length(trash);
    of_trash = tell_list(ledger, trash, MOST_CANDIDATES, 1);
    of_alive = tell_list(ledger, alive, MOST_CANDIDATES - of_trash, 1);
    _RcTrace_BeginEvent(ledger->trace, "collect");
    _RcTrace_Put(ledger->trace, ",\"n\":%llu,\"c\":%u,\"alive\":[", (unsigned long long)by->number,
                 (unsigned)by->id);
    tell_list(ledger, alive, of_alive, 0);
    _RcTrace_Put(ledger->trace, "],\"trash\":[");
    tell_list(ledger, trash, of_trash, 0);
    _RcTrace_Put(ledger->trace, "]");
    if (all > of_trash + of_alive) {
        _RcTrace_PutNumber(ledger->trace, "more", all - of_trash - of_alive);
    }
    _RcTrace_EndEvent(ledger->trace);
}

void _RcLedger_Collected(Rc_ssize_t freed, Rc_ssize_t stuck)
{
    Ledger *ledger = open_ledger();

    if (ledger != NULL && ledger->trace != NULL) {
        _RcTrace_BeginEvent(ledger->trace, "collected");
        _RcTrace_Put(ledger->trace, ",\"freed\":%zd,\"stuck\":%zd", freed, stuck);
        _RcTrace_EndEvent(ledger->trace);
    }
    if (ledger != NULL) {
        _RcLedger_NoteTrash(ledger, 0);
    }
}

/* A loop may make the same mistake without end: beyond the limit each is told once. */
static int is_news(Trace *trace, const char *id)
{
    for (uint32_t i = 0; i < trace->mistake_count; i++) {
        if (strcmp(trace->mistakes[i], id) == 0) {
            return 0;
        }
    }
    if (trace->mistake_count == TRACE_MISTAKES) {
        return 0;
    }
    snprintf(trace->mistakes[trace->mistake_count++], sizeof trace->mistakes[0], "%s", id);
    return 1;
}

void _RcLedger_TraceFinding(Ledger *ledger, const RcFinding *finding, const Record *record, const char *type,
                            const Site *site, const char *there, const char *what)
{
    Trace *trace = ledger->trace;
    uint32_t number;

    trace->is_needed = is_news(trace, finding->id);
    number = _RcTrace_Site(ledger, _RcLedger_KeepSite(ledger, site));
    if (record != NULL) {
        _RcTrace_TellOf(ledger, (Record *)(uintptr_t)record, 0);
    }
    _RcTrace_BeginEvent(trace, "finding");
    _RcTrace_PutNumber(trace, "n", ledger->operations);
    _RcTrace_PutText(trace, "id", finding->id);
    _RcTrace_PutText(trace, "kind", finding->kind);
    if (record != NULL) {
        _RcTrace_PutNumber(trace, "o", record->serial);
    }
    _RcTrace_PutText(trace, "type", type);
    if (number != 0) {
        _RcTrace_PutNumber(trace, "s", number);
    }
    _RcTrace_PutText(trace, "what", what);
    _RcTrace_PutText(trace, "there", there);
    _RcTrace_PutText(trace, "text", finding->message);
    _RcTrace_EndEvent(trace);
    trace->is_needed = 0;
}
