/* The trace: all that the ledger is told, written down as it happens, one JSON object a line (docs/trace.md).
 *
 * A line is written from what is at hand when a hook is called; nothing is remembered but which objects, types and
 * sites have been told of.  What is known only as an address in the code gets its line at the end, all at once, since
 * to look one up takes a process.
 *
 * Functions are told of when something happens in them.  An activation's number is greater than those below it on the
 * stack, and they are told of from the lowest up; so `entered`, the greatest that was told, says of each whether it
 * was.
 *
 * Each event is written to the file at once, so that a program which crashes leaves all that led to it.  A process that
 * was forked off writes nothing. */
#define _GNU_SOURCE
#include "ledger/ledger.h"

#include <recount/str.h>
#include <recount/version.h>
#include <recount/weakref.h>

#include "collector/list.h"
#include "core/type.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM 65536
#define FORMAT 1
#define PRESET_LIMIT (UINT64_C(1) << 30)
#define MOST_PAIRS 256 /* of a table that is told in full */

typedef struct TracedType {
    const RcTypeObject *type;
    const char *name;
} TracedType;

/* How to look into hash tables, set before main: they are above the ledger, which cannot name them. */
static int (*view_table)(RcObject *op, RcTableView *view);

void _RcLedger_TablesAre(int (*viewer)(RcObject *op, RcTableView *view))
{
    view_table = viewer;
}

struct Trace {
    int file;      /* -1: it cannot be written any more */
    int is_silent; /* this line is dropped */
    pid_t process;
    uint64_t events, bytes, limit, dropped;
    uint64_t audited;  /* the last operation before which there was an audit */
    uint32_t entered;  /* the last activation that was told of */
    uint32_t sites;    /* so many were told of */
    TracedType *types; /* by their numbers, from 1 on */
    uint32_t type_count, type_room;
    const char *path;
    size_t used;
    char buffer[ROOM];
};

/* -- writing -- */

static void flush(Trace *trace)
{
    size_t done = 0;

    if (trace->process != getpid()) {
        trace->file = -1; /* forked off: the lines, and the file, are the parent's */
    }
    while (trace->file >= 0 && done < trace->used) {
        ssize_t count = write(trace->file, trace->buffer + done, trace->used - done);
        if (count < 0 && errno != EINTR) {
            fprintf(stderr, "recount: RECOUNT_TRACE: cannot write %s: %s\n", trace->path, strerror(errno));
            close(trace->file);
            trace->file = -1;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    trace->bytes += trace->used;
    trace->used = 0;
}

static void put_bytes(Trace *trace, const char *bytes, size_t size)
{
    if (trace->is_silent) {
        return;
    }
    if (trace->used + size > ROOM) {
        flush(trace);
    }
    memcpy(trace->buffer + trace->used, bytes, size);
    trace->used += size;
}

static void trace_put(Trace *trace, const char *format, ...) RC_PRINTF(2, 3);
static void trace_put(Trace *trace, const char *format, ...)
{
    char text[256];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        put_bytes(trace, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
    }
}

static void put_number(Trace *trace, const char *name, uint64_t number)
{
    trace_put(trace, ",\"%s\":%llu", name, (unsigned long long)number);
}

/* The bytes of the UTF-8 character that begins here; 0: it is none. */
static size_t character(const unsigned char *text)
{
    size_t size = *text < 0x80                    ? 1
                  : *text >= 0xC2 && *text < 0xE0 ? 2
                  : *text >= 0xE0 && *text < 0xF0 ? 3
                                                  : 4;

    if (size == 4 && (*text < 0xF0 || *text > 0xF4)) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* overlong, surrogates, beyond the last one */
    return (*text == 0xE0 && text[1] < 0xA0) || (*text == 0xED && text[1] >= 0xA0) ||
                   (*text == 0xF0 && text[1] < 0x90) || (*text == 0xF4 && text[1] >= 0x90)
               ? 0
               : size;
}

static void put_string(Trace *trace, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    put_bytes(trace, "\"", 1);
    while (*at != '\0') {
        size_t size = character(at);
        if (*at == '"' || *at == '\\') {
            trace_put(trace, "\\%c", *at);
        } else if (*at < 0x20 || *at == 0x7F) {
            trace_put(trace, "\\u%04x", *at);
        } else if (size == 0) {
            put_bytes(trace, "\xEF\xBF\xBD", 3);
        } else {
            put_bytes(trace, (const char *)at, size);
        }
        at += size == 0 ? 1 : size;
    }
    put_bytes(trace, "\"", 1);
}

static void put_text(Trace *trace, const char *name, const char *text)
{
    trace_put(trace, ",\"%s\":", name);
    put_string(trace, text);
}

/* Beyond the limit only what is essential is written. */
static void begin(Trace *trace, const char *kind, int is_essential)
{
    trace->is_silent = trace->file < 0 || (!is_essential && trace->bytes + trace->used >= trace->limit);
    trace->dropped += trace->is_silent != 0;
    trace_put(trace, "{\"k\":\"%s\"", kind);
}

static void begin_event(Trace *trace, const char *kind, int is_essential)
{
    trace->events++;
    begin(trace, kind, is_essential);
    put_number(trace, "i", trace->events);
}

static void end(Trace *trace)
{
    put_bytes(trace, "}\n", 2);
}

static void end_event(Trace *trace)
{
    end(trace);
    flush(trace);
}

/* -- what is defined once -- */

/* Definitions are essential: a finding may need them. */
static uint32_t site_number(Ledger *ledger, const Site *kept)
{
    Trace *trace = ledger->trace;
    Site *site = (Site *)(uintptr_t)kept;

    if (site == &_RcLedger_Nowhere || (site->file == NULL && site->pc == NULL)) {
        return 0;
    }
    if (site->traced == 0 && site->file != NULL && site->caller != NULL) {
        /* one line of the source, whoever has called its function */
        Site line = {.api = site->api,
                     .file = site->file,
                     .function = site->function,
                     .pc = site->pc,
                     .line = site->line};
        site->traced = site_number(ledger, _RcLedger_KeepSite(ledger, &line));
    }
    if (site->traced == 0) {
        site->traced = ++trace->sites;
        begin(trace, "site", 1);
        put_number(trace, "s", site->traced);
        if (site->file != NULL) {
            put_text(trace, "file", site->file);
            trace_put(trace, ",\"line\":%d", site->line);
            put_text(trace, "function", site->function != NULL ? site->function : "?");
        } else {
            trace_put(trace, ",\"code\":\"%p\"", site->pc);
        }
        if (site->api != NULL) {
            put_text(trace, "api", site->api);
        }
        end(trace);
    }
    return site->traced;
}

/* Of what is known as an address only, in a function that was called from another address. */
static uint32_t place_number(Ledger *ledger, const void *pc, const void *caller)
{
    Site site = {.pc = pc, .caller = caller};
    return pc == NULL ? 0 : site_number(ledger, _RcLedger_KeepSite(ledger, &site));
}

typedef struct RcTablePair RcTablePair;

static int is_weak(const RcTypeObject *type)
{
    return RcType_IsSubtype((RcTypeObject *)(uintptr_t)type, &_RcWeakref_RefType) ||
           type == &_RcWeakref_ProxyType || type == &_RcWeakref_CallableProxyType;
}

static void define_type(Trace *trace, const Record *record)
{
    begin(trace, "type", 1);
    put_number(trace, "t", trace->type_count);
    put_text(trace, "name", record->type_name);
    trace_put(trace, "%s%s%s", _RcType_IsBuiltin(record->type) ? "" : ",\"user\":1",
              RcType_IS_GC(record->type) ? ",\"gc\":1" : "", is_weak(record->type) ? ",\"weak\":1" : "");
    end(trace);
}

static uint32_t type_number(Trace *trace, const Record *record)
{
    for (uint32_t i = trace->type_count; i > 0; i--) {
        if (trace->types[i - 1].type == record->type && trace->types[i - 1].name == record->type_name) {
            return i;
        }
    }
    if (trace->type_count == trace->type_room) {
        uint32_t room = trace->type_room * 2 + 32;
        TracedType *types = _RcLedger_Allocate(room * sizeof *types);
        if (types == NULL) {
            return 0;
        }
        if (trace->type_count > 0) {
            memcpy(types, trace->types, trace->type_count * sizeof *types);
        }
        _RcLedger_Release(trace->types, trace->type_room * sizeof *types);
        trace->types = types;
        trace->type_room = room;
    }
    trace->types[trace->type_count++] = (TracedType){record->type, record->type_name};
    define_type(trace, record);
    return trace->type_count;
}

static void define_object(Ledger *ledger, Record *record, uint64_t was)
{
    Trace *trace = ledger->trace;
    uint32_t type = type_number(trace, record);

    record->traced = 1;
    begin(trace, "object", 1);
    put_number(trace, "o", record->serial);
    put_number(trace, "t", type);
    trace_put(trace, ",\"at\":\"%p\"%s%s", (void *)record->object, record->immortal ? ",\"immortal\":1" : "",
              record->runtimes_own ? ",\"early\":1" : "");
    if (was != 0) {
        put_number(trace, "was", was);
    }
    end(trace);
}

/* What it looks like, as soon as the operation that makes it is over, or has handed it to the user. */
static void describe(Ledger *ledger, Record *record, int is_whole)
{
    char name[192];

    if (record->described || record->state != RECORD_LIVE ||
        (!is_whole && _RcLedger_MadeAt(&record->history) == ledger->operations)) {
        return;
    }
    record->described = 1;
    _RcLedger_Repr(record, name, sizeof name);
    if (strncmp(name, "number ", 7) != 0) {
        begin(ledger->trace, "repr", 1);
        put_number(ledger->trace, "o", record->serial);
        put_text(ledger->trace, "text", name);
        end(ledger->trace);
    }
}

static void tell_of(Ledger *ledger, Record *record, int is_whole)
{
    if (!record->traced) {
        define_object(ledger, record, 0);
    }
    if (!record->described) {
        describe(ledger, record, is_whole);
    }
}

/* -- functions -- */

static void enter_call(Ledger *ledger, const Activation *activation, uint32_t parent)
{
    Trace *trace = ledger->trace;
    int is_callback = activation->code != NULL;
    const char *code = activation->code;
    uint32_t site = place_number(ledger, is_callback ? code + 1 : activation->entry, NULL);
    uint32_t from = place_number(ledger, activation->caller, NULL);

    trace->entered = activation->id;
    begin_event(trace, "enter", 0);
    put_number(trace, "c", activation->id);
    put_number(trace, "p", parent);
    if (site != 0) {
        put_number(trace, "s", site);
    }
    if (from != 0) {
        put_number(trace, "from", from);
    }
    trace_put(trace, "%s", is_callback ? ",\"callback\":1" : "");
    end_event(trace);
}

/* An activation is told of, and those that it was called by. */
static void tell_of_calls(Ledger *ledger, uint32_t activation)
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
    site = place_number(ledger, activation->exit, activation->caller);
    begin_event(trace, "leave", 0);
    put_number(trace, "c", activation->id);
    if (site != 0) {
        put_number(trace, "s", site);
    }
    end_event(trace);
}

void _RcLedger_TraceCallback(Ledger *ledger)
{
    tell_of_calls(ledger, ledger->stack[ledger->depth - 1].id);
}

void _RcLedger_TraceOperation(Ledger *ledger)
{
    const Activation *running = &ledger->stack[ledger->depth - 1];
    Trace *trace = ledger->trace;
    uint32_t site = site_number(ledger, running->site);

    tell_of_calls(ledger, running->id);
    begin_event(trace, "op", 0);
    put_number(trace, "n", running->number);
    put_number(trace, "c", running->id);
    put_number(trace, "s", site);
    end_event(trace);
}

/* -- what happens to objects -- */

/* Entry: the object and the call have been told of. */
static void begin_about(Ledger *ledger, const Activation *by, const char *kind, const Record *record,
                        Rc_ssize_t before)
{
    Trace *trace = ledger->trace;

    begin_event(trace, kind, 0);
    trace_put(trace, ",\"n\":%llu,\"c\":%u,\"o\":%llu,\"b\":%zd,\"a\":%zd", (unsigned long long)by->number,
              (unsigned)by->id, (unsigned long long)record->serial, before, record->count);
}

static void tell_weak(Ledger *ledger, const Activation *by, const Record *record)
{
    RcObject *target = ((RcWeakReference *)record->object)->wr_object;
    Record *referent = target != NULL ? _RcLedger_RecordOf(ledger, target) : NULL;

    if (referent != NULL && referent->state != RECORD_DEAD) {
        tell_of(ledger, referent, 0);
        begin_about(ledger, by, "weak", referent, referent->count);
        put_number(ledger->trace, "by", record->serial);
        end_event(ledger->trace);
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

    if ((size_t)kind >= sizeof kinds / sizeof *kinds || kinds[kind] == NULL) {
        return;
    }
    tell_of_calls(ledger, by->id);
    tell_of(ledger, record, came || kind == ENTRY_DYING);
    begin_about(ledger, by, kinds[kind], record, record->count - change);
    if (kind == ENTRY_GIVEN && record->has_more && record->last_load != NULL && ledger->is_deep) {
        trace_put(ledger->trace, ",\"from\":\"%p\"", record->last_load->address);
    }
    end_event(ledger->trace);
    if (came && is_new && is_weak(record->type)) {
        tell_weak(ledger, by, record);
    }
}

void _RcLedger_TraceSlot(Ledger *ledger, Record *record, const Record *holder, EntryKind kind,
                         const TracedSlot *how)
{
    const Store *store = how->store;
    uint32_t site = 0;

    tell_of_calls(ledger, how->by->id);
    tell_of(ledger, record, 0);
    if (holder != &ledger->indicator && !holder->traced) {
        define_object(ledger, (Record *)(uintptr_t)holder, 0);
    }
    if (store != NULL) {
        site = place_number(ledger, store->pc, store->caller);
    }
    begin_about(ledger, how->by, kind == ENTRY_SLOT_FILLED ? "hold" : "drop", record, record->count);
    put_number(ledger->trace, "by", holder->serial);
    if (how->slot >= 0) {
        put_number(ledger->trace, "at", (uint64_t)how->slot);
    }
    if (site != 0) {
        put_number(ledger->trace, "s", site);
    }
    trace_put(ledger->trace, "%s", how->is_plain || store != NULL ? ",\"plain\":1" : "");
    end_event(ledger->trace);
}

void _RcLedger_TraceStore(Ledger *ledger, Record *record, const Store *store)
{
    uint32_t site = place_number(ledger, store->pc, store->caller);

    tell_of_calls(ledger, store->by.id);
    tell_of(ledger, record, 0);
    begin_about(ledger, &store->by, "store", record, record->count);
    put_number(ledger->trace, "s", site);
    end_event(ledger->trace);
}

void _RcLedger_TraceReturned(Ledger *ledger, Record *record, const Activation *callback)
{
    tell_of(ledger, record, 1);
    begin_about(ledger, callback, "returned", record, record->count);
    end_event(ledger->trace);
}

static void tell_state(Ledger *ledger, Record *record, const char *kind, Rc_ssize_t change)
{
    const Activation *by = _RcLedger_Running(ledger);

    tell_of_calls(ledger, by->id);
    tell_of(ledger, record, 0);
    begin_about(ledger, by, kind, record, record->count - change);
}

void _RcLedger_TraceMoved(Ledger *ledger, Record *record, Record *tombstone)
{
    define_object(ledger, tombstone, record->serial);
    tell_state(ledger, record, "moved", 0);
    trace_put(ledger->trace, ",\"at\":\"%p\"", (void *)record->object);
    put_number(ledger->trace, "tomb", tombstone->serial);
    end_event(ledger->trace);
    record->described = 0; /* it is about to change */
}

void _RcLedger_TraceRevived(Ledger *ledger, Record *record)
{
    tell_state(ledger, record, "revived", 0);
    end_event(ledger->trace);
}

void _RcLedger_TraceImmortal(Ledger *ledger, Record *record)
{
    tell_state(ledger, record, "immortal", 0);
    end_event(ledger->trace);
}

void _RcLedger_TraceMended(Ledger *ledger, Record *record, Rc_ssize_t change)
{
    tell_state(ledger, record, "mended", change);
    end_event(ledger->trace);
}

/* -- measurements -- */

void _RcLedger_TraceAudit(Ledger *ledger)
{
    Trace *trace = ledger->trace;
    uint64_t operations = ledger->operations - trace->audited;

    if (operations > 1) {
        begin_event(trace, "audit", 0);
        put_number(trace, "ops", operations);
        end_event(trace);
    }
    trace->audited = ledger->operations;
}

/* Entry: its line is begun.  Members in their order in the bins. */
static void put_chains(Ledger *ledger, const RcTableView *view)
{
    Trace *trace = ledger->trace;
    Rc_ssize_t bin = -1;

    trace_put(trace, ",\"chains\":[");
    for (Rc_ssize_t i = 0; i < view->used; i++) {
        const RcTablePair *pair = &view->pairs[i];
        const Record *key = _RcLedger_RecordOf(ledger, pair->key),
                     *value = _RcLedger_RecordOf(ledger, pair->value);
        if (pair->bin != bin) {
            trace_put(trace, "%s[%zd", bin < 0 ? "" : "],", pair->bin);
            bin = pair->bin;
        }
        trace_put(trace, ",[%llu,%llu]", (unsigned long long)(key != NULL ? key->serial : 0),
                  (unsigned long long)(value != NULL ? value->serial : 0));
    }
    trace_put(trace, "%s]", bin < 0 ? "" : "]");
}

static void put_lengths(Trace *trace, const RcTableView *view)
{
    trace_put(trace, ",\"lengths\":[");
    for (int i = 0; i < RC_TABLE_VIEW_LENGTHS; i++) {
        trace_put(trace, "%s%zd", i > 0 ? "," : "", view->lengths[i]);
    }
    trace_put(trace, "]");
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
            tell_of(ledger, key, 0);
            tell_of(ledger, value, 0);
        }
    }
    hash = view.hash_func != NULL ? _RcLedger_RecordOf(ledger, view.hash_func) : NULL;
    begin_event(trace, "table", 0);
    trace_put(trace, ",\"n\":%llu,\"o\":%llu,\"bins\":%zd,\"pairs\":%zd,\"resizes\":%zd,\"max_load\":%g",
              (unsigned long long)ledger->operations, (unsigned long long)table->serial, view.bins,
              view.count, view.resizes, view.max_load);
    if (hash != NULL && hash->traced) {
        put_number(trace, "hash", hash->serial);
    }
    if (view.count <= MOST_PAIRS) {
        put_chains(ledger, &view);
    } else {
        put_lengths(trace, &view);
    }
    end_event(trace);
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
            tell_of(ledger, record, 0);
        } else if (record != NULL) {
            trace_put(ledger->trace, "%s%llu", count > 0 ? "," : "", (unsigned long long)record->serial);
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

    if (ledger == NULL || ledger->trace == NULL) {
        return;
    }
    by = _RcLedger_Running(ledger);
    tell_of_calls(ledger, by->id);
    all = list_length(alive) + list_length(trash);
    of_trash = tell_list(ledger, trash, MOST_CANDIDATES, 1);
    of_alive = tell_list(ledger, alive, MOST_CANDIDATES - of_trash, 1);
    begin_event(ledger->trace, "collect", 0);
    trace_put(ledger->trace, ",\"n\":%llu,\"c\":%u,\"alive\":[", (unsigned long long)by->number,
              (unsigned)by->id);
    tell_list(ledger, alive, of_alive, 0);
    trace_put(ledger->trace, "],\"trash\":[");
    tell_list(ledger, trash, of_trash, 0);
    trace_put(ledger->trace, "]");
    if (all > of_trash + of_alive) {
        put_number(ledger->trace, "more", all - of_trash - of_alive);
    }
    end_event(ledger->trace);
}

void _RcLedger_Collected(Rc_ssize_t freed, Rc_ssize_t stuck)
{
    Ledger *ledger = open_ledger();

    if (ledger != NULL && ledger->trace != NULL) {
        begin_event(ledger->trace, "collected", 0);
        trace_put(ledger->trace, ",\"freed\":%zd,\"stuck\":%zd", freed, stuck);
        end_event(ledger->trace);
    }
}

void _RcLedger_TraceFinding(Ledger *ledger, const RcFinding *finding, const Record *record, const char *type,
                            const Site *site, const char *there, const char *what)
{
    Trace *trace = ledger->trace;
    uint32_t number = site_number(ledger, _RcLedger_KeepSite(ledger, site));

    if (record != NULL) {
        tell_of(ledger, (Record *)(uintptr_t)record, 0);
    }
    begin_event(trace, "finding", 1);
    put_number(trace, "n", ledger->operations);
    put_text(trace, "id", finding->id);
    put_text(trace, "kind", finding->kind);
    if (record != NULL) {
        put_number(trace, "o", record->serial);
    }
    put_text(trace, "type", type);
    if (number != 0) {
        put_number(trace, "s", number);
    }
    put_text(trace, "what", what);
    put_text(trace, "there", there);
    put_text(trace, "text", finding->message);
    end_event(trace);
}

/* -- beginning and end -- */

/* The words of /proc/self/cmdline. */
static void put_arguments(Trace *trace)
{
    char text[4096];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    const char *separator = "";

    text[size > 0 ? size : 0] = '\0';
    trace_put(trace, ",\"args\":[");
    for (const char *at = text; at < text + size; at += strlen(at) + 1) {
        trace_put(trace, "%s", separator);
        put_string(trace, at);
        separator = ",";
    }
    trace_put(trace, "]");
    if (file >= 0) {
        close(file);
    }
}

static void put_header(Ledger *ledger)
{
    Trace *trace = ledger->trace;
    char path[4096];
    ssize_t length;

    begin(trace, "trace", 1);
    trace_put(trace, ",\"format\":%d,\"recount\":\"%s\",\"deep\":%s", FORMAT, RC_VERSION,
              ledger->is_deep ? "true" : "false");
    put_number(trace, "audit", ledger->options.audit);
    if (getcwd(path, sizeof path) != NULL) {
        put_text(trace, "folder", path);
    }
    length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    put_text(trace, "program", path);
    put_arguments(trace);
    end(trace);
}

void _RcLedger_TraceDepth(Ledger *ledger)
{
    put_header(ledger);
}

/* A process has a file for each of its ledgers: the second one's ends in .2. */
static const char *path_of(const Ledger *ledger, const char *path)
{
    char name[4096];

    if (ledger->ordinal <= 1) {
        return _RcLedger_Keep(path);
    }
    snprintf(name, sizeof name, "%s.%u", path, ledger->ordinal);
    return _RcLedger_Keep(name);
}

static uint64_t limit_of(const char *text)
{
    char *rest = NULL;
    unsigned long long limit = text != NULL ? strtoull(text, &rest, 10) : 0;

    if (text != NULL && (rest == text || *rest != '\0' || *text == '-')) {
        fprintf(stderr, "recount: RECOUNT_TRACE_LIMIT: '%s' is no number\n", text);
        return PRESET_LIMIT;
    }
    return text != NULL ? limit : PRESET_LIMIT;
}

void _RcLedger_StartTrace(Ledger *ledger)
{
    const char *name = getenv("RECOUNT_TRACE");
    Trace *trace = name != NULL && *name != '\0' ? _RcLedger_Allocate(sizeof *trace) : NULL;

    if (trace == NULL) {
        return;
    }
    trace->path = path_of(ledger, name);
    trace->process = getpid();
    trace->limit = limit_of(getenv("RECOUNT_TRACE_LIMIT"));
    trace->file = open(trace->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (trace->file < 0) {
        fprintf(stderr, "recount: RECOUNT_TRACE: cannot open %s: %s\n", trace->path, strerror(errno));
        _RcLedger_Release(trace, sizeof *trace);
        return;
    }
    if (ledger->options.audit == 0) {
        ledger->options.audit = 1;
    }
    ledger->trace = trace;
    put_header(ledger);
}

/* What is known by address only gets its file and line. */
static void define_places(Ledger *ledger)
{
    size_t count = 0, room = ledger->sites->used;
    const Site **places = _RcLedger_Allocate((room + 1) * sizeof *places);
    Line *lines = _RcLedger_Allocate((room + 1) * sizeof *lines);

    for (size_t i = 0; places != NULL && i <= ledger->sites->mask; i++) {
        const Site *site = ledger->sites->sites[i];
        if (site != NULL && site->traced != 0 && site->file == NULL && count < room) {
            places[count++] = site;
        }
    }
    if (lines != NULL && count > 0) {
        _RcLedger_LinesOf(places, lines, count);
    }
    for (size_t i = 0; lines != NULL && i < count; i++) {
        if (lines[i].line > 0) {
            begin(ledger->trace, "site", 1);
            put_number(ledger->trace, "s", places[i]->traced);
            put_text(ledger->trace, "file", lines[i].file);
            trace_put(ledger->trace, ",\"line\":%d", lines[i].line);
            put_text(ledger->trace, "function", lines[i].function);
            end(ledger->trace);
        }
    }
    _RcLedger_Release(places, (room + 1) * sizeof *places);
    _RcLedger_Release(lines, (room + 1) * sizeof *lines);
}

/* Objects that nothing has been said of since they were made; and how many of the program's there are. */
static uint64_t describe_the_rest(Ledger *ledger)
{
    uint64_t left = 0;

    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        left += record->state == RECORD_LIVE && !record->immortal && !record->runtimes_own;
        if (record->traced) {
            describe(ledger, record, 0);
        }
    }
    return left;
}

void _RcLedger_FinishTrace(Ledger *ledger, int is_halted)
{
    Trace *trace = ledger->trace;
    uint64_t left = describe_the_rest(ledger);

    define_places(ledger);
    begin(trace, "end", 1);
    put_number(trace, "events", trace->events);
    put_number(trace, "ops", ledger->operations);
    put_number(trace, "live", left);
    put_number(trace, "findings", (uint64_t)ledger->findings);
    put_number(trace, "dropped", trace->dropped);
    trace_put(trace, "%s", is_halted ? ",\"halted\":1" : "");
    end(trace);
    flush(trace);
    if (trace->file >= 0) {
        close(trace->file);
    }
    ledger->trace = NULL; /* its memory goes with the ledger's */
}
