/* A trace becomes columns.  An object, a call, an operation are indices in the page there, given in order
 * of first appearance; most numbers are differences to the one before. */
#include "report_pack.h"

#include <stdlib.h>

enum { MOST_TRIES = 8, MOST_COLLECTIONS = 1000 };

static const char letters[TRACE_KINDS] = {
    [TRACE_NEW] = 'n',     [TRACE_INCREF] = '+',   [TRACE_DECREF] = '-',    [TRACE_GOT] = 'g',
    [TRACE_LENT] = 'l',    [TRACE_RETURNED] = 'r', [TRACE_HOLD] = 'h',      [TRACE_DROP] = 'd',
    [TRACE_STORE] = 's',   [TRACE_WEAK] = 'w',     [TRACE_DEALLOC] = 'x',   [TRACE_FREE] = 'f',
    [TRACE_REVIVED] = 'v', [TRACE_MOVED] = 'm',    [TRACE_IMMORTAL] = 'i',  [TRACE_MENDED] = 'o',
    [TRACE_AUDIT] = 'a',   [TRACE_COLLECT] = 'c',  [TRACE_COLLECTED] = 'e', [TRACE_FINDING] = '!',
};

/* -- indices -- */

int object_index(Pack *pack, int object)
{
    Part *part = &pack->run->parts[object];
    if (object > 0 && part->index == 0) {
        pack->page_objects[pack->run->objects++] = object;
        part->index = pack->run->objects;
    }
    return part->index - 1;
}

int call_index(Pack *pack, int call)
{
    if (call > 0 && pack->calls[call] == 0) {
        pack->page_calls[pack->call_count++] = call;
        pack->calls[call] = pack->call_count;
    }
    return pack->calls[call] - 1;
}

/* A collection, a finding may be of no operation. */
static int operation_index(Pack *pack, const TraceEvent *event)
{
    if (event->operation <= 0 || (size_t)event->operation > pack->run->trace.operation_count) {
        return -1;
    }
    int *index = &pack->operations[event->operation];
    if (*index == 0) {
        *index = ++pack->operation_count;
        pack->operation_calls[*index - 1] = event->call;
        add_difference(pack, OPS_CALL, call_index(pack, event->call));
        add(pack, OPS_SITE, pack->run->trace.operation_sites[event->operation]);
    }
    return *index - 1;
}

/* -- steps -- */

static void add_change(Pack *pack, Part *part, long long count)
{
    long long change = count - part->count;
    int is_jump = change < -1 || change > 1;
    fputc(is_jump ? '*' : "-0+"[change + 1], pack -> columns[CHANGE].file);
    if (is_jump) {
        add_pair(pack, JUMPS, pack->run->steps, change);
    }
    part->count = count;
}

/* What the operation's call and site do not say. */
static void add_place(Pack *pack, const TraceEvent *event, int operation)
{
    long long step = pack->run->steps;
    int known = operation >= 0 ? pack->run->trace.operation_sites[event->operation] : -1;
    if (event->site != 0 && event->site != known) {
        add_pair(pack, SITE, step, event->site);
    }
    if (operation < 0 || pack->operation_calls[operation] != event->call) {
        add_pair(pack, CALL, step, call_index(pack, event->call));
    }
}

/* part NULL: the step is about no object. */
static void add_step(Pack *pack, char kind, const TraceEvent *event, Part *part, long long count)
{
    int operation = operation_index(pack, event);
    fputc(kind, pack->columns[KIND].file);
    add_difference(pack, NUMBER, (event - pack->run->trace.events) + 1);
    add_difference(pack, OBJECT, part != NULL ? part->index - 1 : -1);
    add_difference(pack, OP, operation);
    if (part != NULL) {
        add_change(pack, part, count);
    } else {
        fputc('0', pack->columns[CHANGE].file);
    }
    add_place(pack, event, operation);
    if (kind == 'h' || kind == 'd' || kind == 'w') {
        add_difference(pack, BY, object_index(pack, event->by));
    }
    if (kind == 'h') {
        add(pack, SLOT, event->slot);
    }
    pack->run->steps++;
}

/* Steps of other objects that are left out: told where there are many at once. */
static void tell_gap(Pack *pack)
{
    if (pack->gap >= 10) {
        add_pair(pack, GAPS, pack->run->steps, pack->gap);
    }
    pack->gap = 0;
}

/* The middle of an object's many steps is one. */
static void tell_fold(Pack *pack, const TraceEvent *event, Part *part)
{
    if (part->folded > 0) {
        fprintf(begin_item(pack, FOLDS), "[%lld,%lld,%lld]", pack->run->steps, part->folded, part->edges);
        part->folded = 0;
        part->edges = 0;
        add_step(pack, '~', event, part, event->before);
    }
}

static int is_in_the_middle(const Run *run, const Part *part)
{
    return part->told > ends_of(run, part) && part->told <= part->steps - ends_of(run, part);
}

/* What the function at work calls the object, if it has a name for it soon. */
static void find_variable(Pack *pack, const TraceEvent *event, Part *part)
{
    if (part->variable != NULL || part->tries == MOST_TRIES) {
        return;
    }
    const char *name = names_find(&pack->names, event->call, event->object, "");
    part->tries++;
    if (name != NULL) {
        part->variable = RcStr_FromString(name);
    }
}

static void pack_about_object(Pack *pack, const TraceEvent *event)
{
    Part *part = &pack->run->parts[event->object];
    part->told++;
    if (!part->is_kept) {
        pack->run->left_out++;
        pack->gap++;
        return;
    }
    if (event->kind != TRACE_FINDING && is_in_the_middle(pack->run, part)) {
        pack->run->left_out++;
        part->folded++;
        part->edges += (event->kind == TRACE_HOLD) - (event->kind == TRACE_DROP);
        return;
    }
    if (part->told == 1) {
        part->start = part->count = event->before;
    }
    object_index(pack, event->object);
    tell_gap(pack);
    tell_fold(pack, event, part);
    if (event->kind == TRACE_FINDING) {
        add_step(pack, '!', event, part, part->count);
    } else {
        find_variable(pack, event, part);
        add_step(pack, letters[event->kind], event, part, event->after);
    }
}

/* -- what is about no object -- */

static void note_finding(Run *run, const TraceEvent *event)
{
    if (run->all_findings++ < MOST_FINDINGS) {
        run->findings[run->finding_count++] = (Told){(size_t)(event - run->trace.events), run->steps};
    }
}

/* A long run may have as many audits and collections as operations: audits are left out with the rest, and
 * of collections the first ones are told. */
static int is_left_out(Pack *pack, const TraceEvent *event)
{
    const Run *run = pack->run;
    switch (event->kind) {
    case TRACE_AUDIT:
        return run->steps_in_trace > run->most_steps;
    case TRACE_COLLECT:
        return pack->collections++ >= MOST_COLLECTIONS;
    case TRACE_COLLECTED:
        return !pack->collection_is_open;
    default:
        return 0;
    }
}

static void pack_measurement(Pack *pack, const TraceEvent *event)
{
    Run *run = pack->run;
    if (is_left_out(pack, event)) {
        run->left_out++;
        return;
    }
    if (event->kind == TRACE_COLLECT) {
        begin_collection(pack, event->line);
    } else if (event->kind == TRACE_COLLECTED) {
        end_collection(pack, run->steps, event->line);
    }
    add_step(pack, letters[event->kind], event, NULL, 0);
}

static int pack_event(Pack *pack, const TraceEvent *event)
{
    if (event->kind == TRACE_LEAVE && event->call != 0) {
        pack->ends[event->call] = pack->run->steps + 1;
    } else if (event->kind == TRACE_TABLE) {
        return tell_table(pack, event);
    }
    if (!is_step(event)) {
        return 0;
    }
    if (event->kind == TRACE_FINDING) {
        note_finding(pack->run, event);
    }
    if (event->object != 0) {
        pack_about_object(pack, event);
    } else {
        pack_measurement(pack, event);
    }
    return RcErr_Occurred() ? -1 : 0;
}

/* -- a run -- */

static int pack_events(Pack *pack)
{
    const Trace *trace = &pack->run->trace;
    int status = names_start(trace, &pack->run->sources, &pack->names);
    if (status < 0) {
        return -1;
    }
    for (size_t i = 0; status == 0 && i < trace->event_count; i++) {
        status = names_step(&pack->names, &trace->events[i]) | pack_event(pack, &trace->events[i]);
    }
    names_drop(&pack->names);
    end_collection(pack, -1, NULL);
    return status == 0 ? write_json(pack) : -1;
}

/* So many zeroed items; NULL with an exception. */
static void *zeroed(size_t count, size_t size)
{
    void *items = calloc(count + 1, size);
    if (items == NULL) {
        RcErr_NoMemory();
    }
    return items;
}

static int pack_run(Run *run)
{
    const Trace *trace = &run->trace;
    Pack pack = {.run = run, .tables_until = -1};
    pack.calls = zeroed((size_t)trace->call_count, sizeof *pack.calls);
    pack.ends = zeroed((size_t)trace->call_count, sizeof *pack.ends);
    pack.page_calls = zeroed((size_t)trace->call_count, sizeof *pack.page_calls);
    pack.page_objects = zeroed((size_t)trace->object_count, sizeof *pack.page_objects);
    pack.operations = zeroed(trace->operation_count, sizeof *pack.operations);
    pack.operation_calls = zeroed(trace->operation_count, sizeof *pack.operation_calls);
    pack.chains = RcHashTable_New();
    int status = RcErr_Occurred() || open_columns(&pack) < 0 ? -1 : pack_events(&pack);
    close_columns(&pack);
    free(pack.calls);
    free(pack.ends);
    free(pack.page_calls);
    free(pack.page_objects);
    free(pack.operations);
    free(pack.operation_calls);
    Rc_XDECREF(pack.chains);
    return status;
}

static int prepare(Run *run)
{
    run->parts = zeroed((size_t)run->trace.object_count, sizeof *run->parts);
    run->is_used = zeroed((size_t)run->trace.site_count, sizeof *run->is_used);
    run->site_files = zeroed((size_t)run->trace.site_count, sizeof *run->site_files);
    run->files = RcHashTable_New();
    return RcErr_Occurred() ? -1 : effects_read(&run->trace, &run->sources, &run->effects);
}

/* Entry: the trace has been read. */
static int tell_run(Run *run)
{
    if (sources_start(&run->sources, trace_header_text(&run->trace, "folder")) < 0) {
        return -1;
    }
    if (prepare(run) < 0) {
        return -1;
    }
    choose_objects(run);
    return pack_run(run);
}

int run_read(Run *run, const char *path, long long most_steps)
{
    *run = (Run){.most_steps = most_steps};
    if (trace_read(REPORT, path, &run->trace) < 0) {
        return -1;
    }
    if (tell_run(run) < 0) {
        lab_exception(REPORT, path);
        run_drop(run);
        return -1;
    }
    return 0;
}

void run_drop(Run *run)
{
    for (int i = 0; run->parts != NULL && i < run->trace.object_count; i++) {
        Rc_XDECREF(run->parts[i].variable);
    }
    effects_drop(&run->effects);
    sources_drop(&run->sources);
    trace_drop(&run->trace);
    free(run->parts);
    free(run->is_used);
    free(run->site_files);
    free(run->json);
    Rc_CLEAR(run->files);
}
