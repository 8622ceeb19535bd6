/* Reading a trace: lines are told apart by their kinds, and a file is read as far as it goes. */
#include "json.h"
#include "trace_reading.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- lines -- */

/* Kinds of events by their numbers, definitions by those that follow. */
static RcObject *make_names(void)
{
    RcObject *names = RcHashTable_New();
    for (size_t i = 0; names != NULL && i < TRACE_KINDS + DEFINITIONS; i++) {
        RcObject *number = RcInt_FromSize_t(i);
        const char *name =
            i < TRACE_KINDS ? trace_kind_name((TraceKind)i) : definitions[i - TRACE_KINDS].name;
        if (number == NULL || RcHashTable_SetItemString(names, name, number) < 0) {
            Rc_CLEAR(names);
        }
        Rc_XDECREF(number);
    }
    return names;
}

/* Entry: reading->line is a line's value.  Kinds that are not known are passed over. */
static int read_value(Reading *reading)
{
    RcObject *kind = RcHashTable_Check(reading->line) ? member(reading->line, "k") : NULL;
    RcObject *number = kind != NULL && RcStr_Check(kind) ? RcHashTable_GetItem(reading->names, kind) : NULL;
    if (kind == NULL) {
        return refuse("this is no line of a trace: it has no '%s'", "k");
    }
    if (number == NULL) {
        return RcErr_Occurred() != NULL ? -1 : 0;
    }
    size_t index = (size_t)RcInt_AsLongLong(number);
    if (reading->trace->header == NULL && index != TRACE_KINDS) {
        return refuse("this is no trace: it does not begin with a line '%s'", "trace");
    }
    return index < TRACE_KINDS ? read_event(reading, (TraceKind)index)
                               : definitions[index - TRACE_KINDS].read(reading);
}

static int read_line(Reading *reading, const char *text, size_t size)
{
    reading->line = json_parse(text, size);
    if (reading->line == NULL && reading->trace->header == NULL && RcErr_ExceptionMatches(RcExc_ValueError)) {
        return refuse("this is no trace: recount run --trace writes one, and a program with %s",
                      "RECOUNT_TRACE");
    }
    int status = reading->line != NULL ? read_value(reading) : -1;
    Rc_CLEAR(reading->line);
    return status;
}

/* A last line without an end is half written. */
static int read_lines(Reading *reading, FILE *file, size_t *number)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    int status = 0;
    while (status == 0 && (size = getline(&text, &room, file)) > 0 && text[size - 1] == '\n') {
        ++*number;
        status = read_line(reading, text, (size_t)size);
        if (*number % 65536 == 0) {
            lab_progress("reading: %zu lines", *number);
        }
    }
    free(text);
    return status;
}

static int complain(const char *command, const char *path, size_t number)
{
    char place[4200];
    snprintf(place, sizeof place, "%s:%zu", path, number);
    lab_exception(command, place);
    return -1;
}

/* What the C library has called, as main; or what was inlined there, and so returns to the same place. */
static int is_outermost(const Trace *trace, const TraceCall *call)
{
    const TraceCall *parent = &trace->calls[call->parent];
    return parent->from == 0 ? !parent->is_callback : parent->is_outermost && parent->from == call->from;
}

/* What was entered without a name has that of its beginning.  What was called from code that is none of the program's,
 * the library called, whose lines may be known, too. */
static void complete_calls(Trace *trace)
{
    for (int i = 1; i < trace->call_count; i++) {
        TraceCall *call = &trace->calls[i];
        if (call->function == NULL && trace->sites[call->site].function != NULL) {
            call->function = Rc_NewRef(trace->sites[call->site].function);
        }
        call->is_outermost = is_outermost(trace, call);
        call->is_callback |= call->from != 0 && !call->is_outermost && !trace->sites[call->from].is_users;
    }
}

/* The rows have an item of index 0, which is nobody's. */
static int start(const char *path, Trace *trace)
{
    *trace = (Trace){.path = path, .limit = -1, .object_index = RcHashTable_New()};
    trace->call_index = RcHashTable_New();
    trace->renamed = RcHashTable_New();
    return trace->object_index != NULL && trace->call_index != NULL && trace->renamed != NULL &&
                   grow(&trace->sites, &trace->site_count, &trace->room[0], sizeof *trace->sites, 0) == 0 &&
                   grow(&trace->types, &trace->type_count, &trace->room[1], sizeof *trace->types, 0) == 0 &&
                   grow(&trace->objects, &trace->object_count, &trace->room[2], sizeof *trace->objects, 0) ==
                       0 &&
                   grow(&trace->calls, &trace->call_count, &trace->room[3], sizeof *trace->calls, 0) == 0
               ? 0
               : -1;
}

static int read_file(const char *command, FILE *file, Trace *trace)
{
    Reading reading = {.trace = trace, .names = make_names()};
    size_t number = 0;
    if (reading.names == NULL) {
        lab_exception(command, trace->path);
        return -1;
    }
    int status = read_lines(&reading, file, &number);
    Rc_DECREF(reading.names);
    if (status < 0) {
        return complain(command, trace->path, number);
    }
    if (ferror(file)) {
        lab_error(command, "%s: %s", trace->path, strerror(errno));
        return -1;
    }
    if (trace->header == NULL) {
        lab_error(command, "%s: this is no trace: it is empty", trace->path);
        return -1;
    }
    status = name_files(trace);
    if (status == 0) {
        complete_calls(trace);
        status = settle_places(trace);
    }
    if (status < 0) {
        lab_exception(command, trace->path);
    }
    return status;
}

int trace_read(const char *command, const char *path, Trace *trace)
{
    FILE *file = fopen(path, "rb");
    int status = -1;
    *trace = (Trace){.path = path};
    if (file == NULL) {
        lab_error(command, "%s: %s", path, strerror(errno));
        return -1;
    }
    if (start(path, trace) < 0) {
        lab_exception(command, path);
    } else {
        status = read_file(command, file, trace);
    }
    fclose(file);
    lab_progress(NULL);
    if (status < 0) {
        trace_drop(trace);
    }
    return status;
}

void trace_drop(Trace *trace)
{
    for (int i = 0; i < trace->site_count; i++) {
        Rc_XDECREF(trace->sites[i].file);
        Rc_XDECREF(trace->sites[i].function);
        Rc_XDECREF(trace->sites[i].api);
    }
    for (int i = 0; i < trace->type_count; i++) {
        Rc_XDECREF(trace->types[i].name);
    }
    for (int i = 0; i < trace->object_count; i++) {
        Rc_XDECREF(trace->objects[i].repr);
        Rc_XDECREF(trace->objects[i].address);
    }
    for (int i = 0; i < trace->call_count; i++) {
        Rc_XDECREF(trace->calls[i].function);
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        Rc_XDECREF(trace->events[i].line);
    }
    free(trace->sites);
    free(trace->types);
    free(trace->objects);
    free(trace->calls);
    free(trace->events);
    free(trace->operation_sites);
    Rc_CLEAR(trace->header);
    Rc_CLEAR(trace->end);
    Rc_CLEAR(trace->object_index);
    Rc_CLEAR(trace->call_index);
    Rc_CLEAR(trace->renamed);
    *trace = (Trace){.path = NULL};
}
