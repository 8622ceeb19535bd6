/* What lines of a trace refer to by number, told before the first one that does: sites, types, objects.
 *
 * What is known only as an address in the code gets its line at the end, all at once, since to look one up takes a
 * process. */
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/trace_writing.h"

#include <recount/weakref.h>

#include "core/type.h"

#include <string.h>

/* Where the code of a call is, its own line may be another one: the call may go over several. */
static void define_site(Trace *trace, const Site *site, uint32_t place)
{
    _RcTrace_Begin(trace, "site");
    _RcTrace_PutNumber(trace, "s", site->traced);
    if (site->file != NULL) {
        _RcTrace_PutText(trace, "file", site->file);
        _RcTrace_Put(trace, ",\"line\":%d", site->line);
        _RcTrace_PutText(trace, "function", site->function != NULL ? site->function : "?");
    } else {
        _RcTrace_Put(trace, ",\"code\":\"%p\"", site->pc);
    }
    if (site->api != NULL) {
        _RcTrace_PutText(trace, "api", site->api);
    }
    if (place != 0) {
        _RcTrace_PutNumber(trace, "at", place);
    }
    _RcTrace_End(trace);
}

uint32_t _RcTrace_Site(Ledger *ledger, const Site *kept)
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
        site->traced = _RcTrace_Site(ledger, _RcLedger_KeepSite(ledger, &line));
    }
    if (site->traced == 0) {
        uint32_t place = site->file != NULL ? _RcTrace_PlaceOfCall(ledger) : 0;
        if (_RcTrace_HasRoom(trace)) {
            site->traced = ++trace->sites;
            define_site(trace, site, place);
        }
    }
    return site->traced;
}

uint32_t _RcTrace_Place(Ledger *ledger, const void *pc, const void *caller)
{
    Site site = {.pc = pc, .caller = caller};
    return pc == NULL ? 0 : _RcTrace_Site(ledger, _RcLedger_KeepSite(ledger, &site));
}

/* -- types and objects -- */

int _RcTrace_IsWeak(const RcTypeObject *type)
{
    return RcType_IsSubtype((RcTypeObject *)(uintptr_t)type, &_RcWeakref_RefType) ||
           type == &_RcWeakref_ProxyType || type == &_RcWeakref_CallableProxyType;
}

static void define_type(Trace *trace, const Record *record)
{
    _RcTrace_Begin(trace, "type");
    _RcTrace_PutNumber(trace, "t", trace->type_count);
    _RcTrace_PutText(trace, "name", record->type_name);
    _RcTrace_Put(trace, "%s%s%s", _RcType_IsBuiltin(record->type) ? "" : ",\"user\":1",
                 RcType_IS_GC(record->type) ? ",\"gc\":1" : "",
                 _RcTrace_IsWeak(record->type) ? ",\"weak\":1" : "");
    _RcTrace_End(trace);
}

static uint32_t type_number(Trace *trace, const Record *record)
{
    for (uint32_t i = trace->type_count; i > 0; i--) {
        if (trace->types[i - 1].type == record->type && trace->types[i - 1].name == record->type_name) {
            return i;
        }
    }
    if (!_RcTrace_HasRoom(trace)) {
        return 0;
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

void _RcTrace_DefineObject(Ledger *ledger, Record *record, uint64_t was)
{
    Trace *trace = ledger->trace;
    uint32_t type = type_number(trace, record);

    if (!_RcTrace_HasRoom(trace)) {
        return;
    }
    record->traced = 1;
    _RcTrace_Begin(trace, "object");
    _RcTrace_PutNumber(trace, "o", record->serial);
    _RcTrace_PutNumber(trace, "t", type);
    _RcTrace_Put(trace, ",\"at\":\"%p\"%s%s", (void *)record->object,
                 record->immortal ? ",\"immortal\":1" : "", record->runtimes_own ? ",\"early\":1" : "");
    if (was != 0) {
        _RcTrace_PutNumber(trace, "was", was);
    }
    _RcTrace_End(trace);
}

/* What it looks like, as soon as the operation that makes it is over, or has handed it to the user. */
static void describe(Ledger *ledger, Record *record, int is_whole)
{
    char name[192];

    if (record->described || record->state != RECORD_LIVE || !record->traced ||
        !_RcTrace_HasRoom(ledger->trace) ||
        (!is_whole && _RcLedger_MadeAt(&record->history) == ledger->operations)) {
        return;
    }
    record->described = 1;
    _RcLedger_Repr(record, name, sizeof name);
    if (strncmp(name, "number ", 7) != 0) {
        _RcTrace_Begin(ledger->trace, "repr");
        _RcTrace_PutNumber(ledger->trace, "o", record->serial);
        _RcTrace_PutText(ledger->trace, "text", name);
        _RcTrace_End(ledger->trace);
    }
}

void _RcTrace_TellOf(Ledger *ledger, Record *record, int is_whole)
{
    if (!record->traced) {
        _RcTrace_DefineObject(ledger, record, 0);
    }
    if (!record->described) {
        describe(ledger, record, is_whole);
    }
}

uint64_t _RcTrace_DescribeTheRest(Ledger *ledger)
{
    uint64_t left = 0;

    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        left += record->state == RECORD_LIVE && !record->immortal && !record->runtimes_own;
        describe(ledger, record, 0);
    }
    return left;
}

/* -- at the end -- */

void _RcTrace_DefinePlaces(Ledger *ledger)
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
            _RcTrace_Begin(ledger->trace, "site");
            _RcTrace_PutNumber(ledger->trace, "s", places[i]->traced);
            _RcTrace_PutText(ledger->trace, "file", lines[i].file);
            _RcTrace_Put(ledger->trace, ",\"line\":%d", lines[i].line);
            _RcTrace_PutText(ledger->trace, "function", lines[i].function);
            _RcTrace_End(ledger->trace);
        }
    }
    _RcLedger_Release(places, (room + 1) * sizeof *places);
    _RcLedger_Release(lines, (room + 1) * sizeof *lines);
}
