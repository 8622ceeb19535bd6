/* Lines of a trace that define what others refer to by number. */
#include "trace_reading.h"

#include <limits.h>

#define MOST_LINES 10000000 /* of a source */

static int read_header(Reading *reading)
{
    if (trace_member(reading->line, "format") != 1) {
        return refuse("this trace is of a format that this %s does not know", "recount");
    }
    Rc_XSETREF(reading->trace->header, Rc_NewRef(reading->line));
    return 0;
}

static int read_site(Reading *reading)
{
    Trace *trace = reading->trace;
    int index = 0;
    if (defined_index(reading->line, "s", trace->site_count, &index) < 0 ||
        grow(&trace->sites, &trace->site_count, &trace->room[0], sizeof *trace->sites, index) < 0) {
        return -1;
    }
    TraceSite *site = &trace->sites[index];
    Rc_XSETREF(site->file, text_of(reading->line, "file"));
    Rc_XSETREF(site->function, text_of(reading->line, "function"));
    RcObject *api = text_of(reading->line, "api");
    if (api != NULL) {
        Rc_XSETREF(site->api, api);
    }
    long long line = trace_member(reading->line, "line");
    site->line = (int)line;
    site->place = site->place != 0 ? site->place : site_of(reading, "at");
    return line >= 0 && line <= MOST_LINES ? 0 : refuse("the number '%s' is out of range", "line");
}

static int read_type(Reading *reading)
{
    Trace *trace = reading->trace;
    int index = 0;
    if (defined_index(reading->line, "t", trace->type_count, &index) < 0 ||
        grow(&trace->types, &trace->type_count, &trace->room[1], sizeof *trace->types, index) < 0) {
        return -1;
    }
    TraceType *type = &trace->types[index];
    Rc_XSETREF(type->name, text_of(reading->line, "name"));
    type->is_users = trace_member(reading->line, "user") != 0;
    type->has_traverse = trace_member(reading->line, "gc") != 0;
    type->is_weak = trace_member(reading->line, "weak") != 0;
    return 0;
}

static int read_object(Reading *reading)
{
    Trace *trace = reading->trace;
    long long number = 0, type = 0;
    int index = trace->object_count, was = 0;
    if (number_of(reading->line, "o", LLONG_MAX, &number) < 0 ||
        number_of(reading->line, "t", trace->type_count - 1, &type) < 0 ||
        object_of(reading, "was", 1, &was) < 0) {
        return -1;
    }
    if (number == 0 || trace_object(trace, number) != 0) {
        return refuse("the object of '%s' is there already", "o");
    }
    if (grow(&trace->objects, &trace->object_count, &trace->room[2], sizeof *trace->objects, index) < 0 ||
        enlist(trace->object_index, number, index) < 0) {
        return -1;
    }
    trace->objects[index] = (TraceObject){.number = number,
                                          .type = (int)type,
                                          .address = text_of(reading->line, "at"),
                                          .is_immortal = trace_member(reading->line, "immortal") != 0,
                                          .is_early = trace_member(reading->line, "early") != 0,
                                          .was = was,
                                          .defined = trace->event_count};
    return 0;
}

static int read_repr(Reading *reading)
{
    int index = 0;
    if (object_of(reading, "o", 0, &index) < 0) {
        return -1;
    }
    Rc_XSETREF(reading->trace->objects[index].repr, text_of(reading->line, "text"));
    return 0;
}

static int read_end(Reading *reading)
{
    Rc_XSETREF(reading->trace->end, Rc_NewRef(reading->line));
    return 0;
}

static int read_limit(Reading *reading)
{
    reading->trace->limit = trace_member(reading->line, "bytes");
    reading->trace->cut = reading->trace->event_count;
    return 0;
}

const Definition definitions[DEFINITIONS] = {
    {"trace", read_header}, {"site", read_site},   {"type", read_type}, {"object", read_object},
    {"repr", read_repr},    {"limit", read_limit}, {"end", read_end},
};
