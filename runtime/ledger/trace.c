/* The trace: all that the ledger is told, written down as it happens, one JSON object a line (docs/trace.md).
 *
 * A line is written from what is at hand when a hook is called; nothing is remembered but which objects, types and
 * sites have been told of.  Here a trace begins and ends.
 *
 *     trace_writing.c   lines, as they get to the file
 *     trace_define.c    what lines refer to by number
 *     trace_places.c    where the program has called the library
 *     trace_events.c    what happens
 *     trace_measured.c  what is measured and found */
#define _GNU_SOURCE
#include "ledger/lines.h"
#include "ledger/trace_writing.h"

#include <recount/str.h>
#include <recount/version.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FORMAT 1
#define PRESET_LIMIT (UINT64_C(1) << 30)

/* The words of /proc/self/cmdline. */
static void put_arguments(Trace *trace)
{
    char text[4096];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    const char *separator = "";

    text[size > 0 ? size : 0] = '\0';
    _RcTrace_Put(trace, ",\"args\":[");
    for (const char *at = text; at < text + size; at += strlen(at) + 1) {
        _RcTrace_Put(trace, "%s", separator);
        _RcTrace_PutString(trace, at);
        separator = ",";
    }
    _RcTrace_Put(trace, "]");
    if (file >= 0) {
        close(file);
    }
}

static void put_header(Ledger *ledger)
{
    Trace *trace = ledger->trace;
    char path[4096];
    ssize_t length;

    trace->is_needed = 1;
    _RcTrace_Begin(trace, "trace");
    _RcTrace_Put(trace, ",\"format\":%d,\"recount\":\"%s\",\"deep\":%s", FORMAT, RC_VERSION,
                 ledger->is_deep ? "true" : "false");
    _RcTrace_PutNumber(trace, "audit", ledger->options.audit);
    if (getcwd(path, sizeof path) != NULL) {
        _RcTrace_PutText(trace, "folder", path);
    }
    length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    _RcTrace_PutText(trace, "program", path);
    put_arguments(trace);
    _RcTrace_End(trace);
    trace->is_needed = 0;
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
    _RcTrace_FindLibrary(trace);
    ledger->trace = trace;
    put_header(ledger);
}

void _RcLedger_FinishTrace(Ledger *ledger, int is_halted)
{
    Trace *trace = ledger->trace;
    uint64_t left = _RcTrace_DescribeTheRest(ledger);

    trace->is_needed = 1;
    _RcTrace_DefinePlaces(ledger);
    _RcTrace_Begin(trace, "end");
    _RcTrace_PutNumber(trace, "events", trace->events);
    _RcTrace_PutNumber(trace, "ops", ledger->operations);
    _RcTrace_PutNumber(trace, "live", left);
    _RcTrace_PutNumber(trace, "findings", (uint64_t)ledger->findings);
    _RcTrace_PutNumber(trace, "dropped", trace->dropped);
    _RcTrace_Put(trace, "%s", is_halted ? ",\"halted\":1" : "");
    _RcTrace_End(trace);
    _RcTrace_Flush(trace);
    if (trace->file >= 0) {
        close(trace->file);
    }
    ledger->trace = NULL; /* its memory goes with the ledger's */
}
