/* Lines of a trace that tell what has happened. */
#include "trace_reading.h"

#include <limits.h>
#include <stdlib.h>

/* New event; NULL with an exception. */
static TraceEvent *add_event(Trace *trace, TraceKind kind)
{
    if (trace->event_count == trace->event_room) {
        size_t room = trace->event_room * 2 + 1024;
        TraceEvent *events = realloc(trace->events, room * sizeof *events);
        if (events == NULL) {
            RcErr_NoMemory();
            return NULL;
        }
        trace->events = events;
        trace->event_room = room;
    }
    TraceEvent *event = &trace->events[trace->event_count++];
    *event = (TraceEvent){.kind = kind, .slot = -1};
    return event;
}

static int note_operation(Trace *trace, long long number, int site)
{
    if (number < 0 || (unsigned long long)number > trace->operation_count + 1) {
        return refuse("the number '%s' is not the next one", "n");
    }
    if (trace->operation_count + 2 > trace->operation_room) {
        size_t room = trace->operation_room * 2 + 1024;
        int *sites = realloc(trace->operation_sites, room * sizeof *sites);
        if (sites == NULL) {
            RcErr_NoMemory();
            return -1;
        }
        trace->operation_sites = sites;
        trace->operation_room = room;
        sites[0] = 0;
    }
    trace->operation_count =
        (size_t)number > trace->operation_count ? (size_t)number : trace->operation_count;
    trace->operation_sites[number] = site;
    return 0;
}

static int read_op(Reading *reading, TraceEvent *event)
{
    if (call_of(reading, "c", &event->call) < 0 ||
        number_of(reading->line, "n", LLONG_MAX, &event->operation) < 0) {
        return -1;
    }
    event->site = site_of(reading, "s");
    TraceCall *call = &reading->trace->calls[event->call];
    const TraceSite *site = &reading->trace->sites[event->site];
    if (event->call != 0 && call->function == NULL && site->function != NULL) {
        call->function = Rc_NewRef(site->function);
        call->site = call->site != 0 ? call->site : event->site;
    }
    return note_operation(reading->trace, event->operation, event->site);
}

static int read_enter(Reading *reading, TraceEvent *event)
{
    Trace *trace = reading->trace;
    long long number = 0;
    int index = trace->call_count, parent = 0;
    if (number_of(reading->line, "c", LLONG_MAX, &number) < 0 || call_of(reading, "p", &parent) < 0) {
        return -1;
    }
    if (number == 0 || trace_call(trace, number) != 0) {
        return refuse("the call of '%s' is there already", "c");
    }
    if (grow(&trace->calls, &trace->call_count, &trace->room[3], sizeof *trace->calls, index) < 0 ||
        enlist(trace->call_index, number, index) < 0) {
        return -1;
    }
    event->call = index;
    event->site = site_of(reading, "s");
    trace->calls[index] = (TraceCall){.number = number,
                                      .parent = parent,
                                      .site = event->site,
                                      .from = site_of(reading, "from"),
                                      .is_callback = trace_member(reading->line, "callback") != 0};
    return 0;
}

static int read_leave(Reading *reading, TraceEvent *event)
{
    event->site = site_of(reading, "s");
    return call_of(reading, "c", &event->call);
}

static int read_about_object(Reading *reading, TraceEvent *event)
{
    Trace *trace = reading->trace;
    if (call_of(reading, "c", &event->call) < 0 || object_of(reading, "o", 0, &event->object) < 0 ||
        object_of(reading, "by", 1, &event->by) < 0 ||
        number_of(reading->line, "n", LLONG_MAX, &event->operation) < 0) {
        return -1;
    }
    event->before = trace_member(reading->line, "b");
    event->after = trace_member(reading->line, "a");
    event->is_plain = trace_member(reading->line, "plain") != 0 || event->kind == TRACE_STORE;
    event->site = site_of(reading, "s");
    event->within = trace_call(trace, trace_member(reading->line, "in"));
    if (event->site == 0 && (size_t)event->operation <= trace->operation_count &&
        trace->operation_count > 0) {
        event->site = trace->operation_sites[event->operation];
    }
    if (event->kind == TRACE_HOLD && member(reading->line, "at") != NULL) {
        event->slot = trace_member(reading->line, "at");
    }
    if (event->kind == TRACE_IMMORTAL) {
        trace->objects[event->object].was_mortal = !trace->objects[event->object].is_immortal;
        trace->objects[event->object].is_immortal = 1;
    }
    return 0;
}

static int read_measurement(Reading *reading, TraceEvent *event)
{
    event->line = Rc_NewRef(reading->line);
    event->operation = trace_member(reading->line, "n");
    event->site = site_of(reading, "s");
    event->call = trace_call(reading->trace, trace_member(reading->line, "c"));
    return object_of(reading, "o", 1, &event->object);
}

int read_event(Reading *reading, TraceKind kind)
{
    long long step = 0;
    TraceEvent *event = add_event(reading->trace, kind);
    if (event == NULL || number_of(reading->line, "i", LLONG_MAX, &step) < 0) {
        return -1;
    }
    if (kind == TRACE_OP) {
        return read_op(reading, event);
    }
    if (kind == TRACE_ENTER) {
        return read_enter(reading, event);
    }
    if (kind == TRACE_LEAVE) {
        return read_leave(reading, event);
    }
    return kind <= TRACE_MENDED ? read_about_object(reading, event) : read_measurement(reading, event);
}
