/* Replaying a trace up to a moment, and what is there then. */
#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- which moment -- */

static int is_of_line(const Trace *trace, int site, const char *file, size_t size, int line)
{
    const TraceSite *place = &trace->sites[site];
    const char *path = place->file != NULL ? RcStr_AsUTF8(place->file) : "";
    size_t length = strlen(path);
    return place->line == line && length >= size && memcmp(path + length - size, file, size) == 0 &&
           (length == size || path[length - size - 1] == '/');
}

/* The step before the operation that follows the last one of a line; -1: that line had none. */
static long long step_of_line(const Trace *trace, const char *place)
{
    const char *colon = strrchr(place, ':');
    long long line = colon != NULL ? lab_step(colon + 1) : -1, step = -1;
    int is_within = 0;
    for (size_t i = 0; line > 0 && i < trace->event_count; i++) {
        const TraceEvent *event = &trace->events[i];
        if (event->kind == TRACE_OP) {
            step = is_within ? (long long)i : step;
            is_within = is_of_line(trace, event->site, place, (size_t)(colon - place), (int)line);
        }
    }
    return is_within ? (long long)trace->event_count : step;
}

static int find_step(const char *command, const char *at, Graph *graph)
{
    const Trace *trace = &graph->trace;
    long long step = at == NULL                ? (long long)trace->event_count
                     : strchr(at, ':') != NULL ? step_of_line(trace, at)
                                               : lab_step(at);
    if (at != NULL && strchr(at, ':') != NULL && step < 0) {
        lab_error(command, "%s: there is no operation at %s", trace->path, at);
        return -1;
    }
    if (step < 0 || step > (long long)trace->event_count) {
        lab_error(command, "%s has the steps 0 to %zu, or FILE:LINE, but not '%s'", trace->path,
                  trace->event_count, at);
        return -1;
    }
    graph->step = (size_t)step;
    return 0;
}

/* -- what is there -- */

static int replay_to_step(Graph *graph)
{
    for (size_t i = 0; i < graph->step; i++) {
        if (names_step(&graph->names, &graph->trace.events[i]) < 0 || replay_step(&graph->replay) < 0) {
            return -1;
        }
    }
    return 0;
}

static void choose(Graph *graph, int with_immortal)
{
    for (int i = 1; i < graph->trace.object_count; i++) {
        const TraceObject *object = &graph->trace.objects[i];
        const ReplayObject *state = &graph->replay.objects[i];
        graph->is_shown[i] = state->is_known && state->is_alive && object->was == 0 &&
                             (with_immortal || (!object->is_immortal && !object->is_early));
        replay_settle(&graph->replay, i);
    }
}

static int compare(const void *left, const void *right)
{
    const GraphEdge *a = left, *b = right;
    return a->from != b->from ? (a->from > b->from) - (a->from < b->from) : (a->to > b->to) - (a->to < b->to);
}

static int collect_edges(Graph *graph)
{
    size_t room = 1;
    for (int i = 1; i < graph->trace.object_count; i++) {
        room += (size_t)graph->replay.objects[i].objects.count;
    }
    graph->edges = malloc(room * sizeof *graph->edges);
    if (graph->edges == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    for (int i = 1; i < graph->trace.object_count; i++) {
        const HeldRow *row = &graph->replay.objects[i].objects;
        for (int j = 0; graph->is_shown[i] && j < row->count; j++) {
            if (graph->is_shown[row->items[j].by]) {
                graph->edges[graph->edge_count++] = (GraphEdge){row->items[j].by, i, row->items[j].times};
            }
        }
    }
    qsort(graph->edges, graph->edge_count, sizeof *graph->edges, compare);
    return 0;
}

static int build(Graph *graph, int with_immortal)
{
    graph->is_shown = calloc((size_t)graph->trace.object_count, 1);
    if (graph->is_shown == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    if (sources_start(&graph->sources, trace_header_text(&graph->trace, "folder")) < 0 ||
        names_start(&graph->trace, &graph->sources, &graph->names) < 0 ||
        replay_start(&graph->trace, &graph->replay) < 0 || replay_to_step(graph) < 0) {
        return -1;
    }
    choose(graph, with_immortal);
    return collect_edges(graph);
}

int graph_open(const char *command, const GraphWish *wish, Graph *graph)
{
    *graph = (Graph){.step = 0};
    if (trace_read(command, wish->path, &graph->trace) < 0) {
        return -1;
    }
    int status = find_step(command, wish->at, graph);
    if (status == 0 && build(graph, wish->with_immortal) < 0) {
        lab_exception(command, wish->path);
        status = -1;
    }
    if (status < 0) {
        graph_close(graph);
    }
    return status;
}

void graph_close(Graph *graph)
{
    if (graph->names.trace != NULL) {
        names_drop(&graph->names);
    }
    if (graph->replay.trace != NULL) {
        replay_drop(&graph->replay);
    }
    sources_drop(&graph->sources);
    free(graph->edges);
    free(graph->is_shown);
    trace_drop(&graph->trace);
    *graph = (Graph){.step = 0};
}

/* -- in words -- */

/* The name by which a function that holds the object knows it. */
static const char *name_of(const Graph *graph, int object)
{
    const HeldRow *calls = &graph->replay.objects[object].calls;
    const char *name = NULL;
    for (int i = 0; name == NULL && i < calls->count; i++) {
        name = names_find(&graph->names, calls->items[i].by, object, "");
    }
    return name;
}

RcObject *graph_label(const Graph *graph, int object)
{
    const char *name = name_of(graph, object);
    RcObject *text = trace_describe(&graph->trace, object);
    if (text != NULL && name != NULL) {
        Rc_SETREF(text, RcStr_FromFormat("%s (%U)", name, text));
    }
    return text;
}

const char *graph_function(const Graph *graph, int call)
{
    RcObject *function = graph->trace.calls[call].function;
    return function != NULL ? RcStr_AsUTF8(function) : "code outside";
}

const GraphEdge *graph_edges_from(const Graph *graph, int object, size_t *count)
{
    size_t low = 0, high = graph->edge_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (graph->edges[middle].from < object) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (*count = 0; low + *count < graph->edge_count && graph->edges[low + *count].from == object;) {
        ++*count;
    }
    return graph->edges + low;
}

int graph_object(const char *command, const Graph *graph, const char *number)
{
    long long wanted = lab_step(*number == '#' ? number + 1 : number);
    int object = wanted > 0 ? trace_object(&graph->trace, wanted) : 0;
    if (object == 0) {
        lab_error(command, "%s: there is no object #%s", graph->trace.path,
                  *number == '#' ? number + 1 : number);
    } else if (!graph->replay.objects[object].is_alive) {
        lab_error(command, "%s: #%lld is not alive at step %zu", graph->trace.path, wanted, graph->step);
        object = 0;
    }
    return object;
}

/* The site of the last operation that has begun. */
static int last_site(const Graph *graph)
{
    for (size_t i = graph->step; i > 0; i--) {
        if (graph->trace.events[i - 1].kind == TRACE_OP) {
            return graph->trace.events[i - 1].site;
        }
    }
    return 0;
}

RcObject *graph_when(const Graph *graph)
{
    const TraceSite *site = &graph->trace.sites[last_site(graph)];
    if (site->file == NULL) {
        return RcStr_FromFormat("step %zu of %zu", graph->step, graph->trace.event_count);
    }
    return RcStr_FromFormat("step %zu of %zu, after %U:%d", graph->step, graph->trace.event_count, site->file,
                            site->line);
}
