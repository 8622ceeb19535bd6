/* Reading a trace: a line is parsed into a table, and what it says goes into the rows. */
#define _POSIX_C_SOURCE 200809L

#include "trace.h"

#include "json.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LINES 10000000 /* of a source */

/* The line under work. */
typedef struct Reading {
    Trace *trace;
    RcObject *line;  /* table; borrowed */
    RcObject *names; /* table: name of a kind -> its number; owned */
} Reading;

/* -- members of a line -- */

/* Borrowed; NULL: there is none.  An error of the lookup (memory) is left pending. */
static RcObject *member(RcObject *line, const char *name)
{
    return RcHashTable_GetItemString(line, name);
}

long long trace_member(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    return value != NULL && RcInt_Check(value) ? RcInt_AsLongLong(value) : 0;
}

const char *trace_member_text(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    const char *text = value != NULL && RcStr_Check(value) ? RcStr_AsUTF8(value) : "";
    return text != NULL ? text : "";
}

/* New; NULL: there is none. */
static RcObject *text_of(RcObject *line, const char *name)
{
    RcObject *value = member(line, name);
    return value != NULL && RcStr_Check(value) ? Rc_NewRef(value) : NULL;
}

const char *trace_header_text(const Trace *trace, const char *name)
{
    return trace_member_text(trace->header, name);
}

static int refuse(const char *format, const char *name)
{
    RcErr_Format(RcExc_ValueError, format, name);
    return -1;
}

/* A number that must be there, from 0 to most. */
static int number_of(RcObject *line, const char *name, long long most, long long *number)
{
    RcObject *value = member(line, name);
    if (value == NULL || !RcInt_Check(value)) {
        return RcErr_Occurred() != NULL ? -1 : refuse("the number '%s' is missing", name);
    }
    *number = RcInt_AsLongLong(value);
    return *number >= 0 && *number <= most ? 0 : refuse("the number '%s' is out of range", name);
}

/* -- rows -- */

/* Room for an item with this index, all zeros up to it. */
static int grow(void *row, int *count, int *room, size_t size, long long index)
{
    void **items = row;
    if (index >= *room) {
        int larger = *room * 2 > index ? *room * 2 : (int)index + 64;
        void *grown = realloc(*items, (size_t)larger * size);
        if (grown == NULL) {
            RcErr_NoMemory();
            return -1;
        }
        memset((char *)grown + (size_t)*room * size, 0, (size_t)(larger - *room) * size);
        *items = grown;
        *room = larger;
    }
    *count = index >= *count ? (int)index + 1 : *count;
    return 0;
}

/* Sites and types are numbered in the order of their definitions, so that a number is the index. */
static int defined_index(RcObject *line, const char *name, int count, int *index)
{
    long long number = 0;
    if (number_of(line, name, INT_MAX / 2, &number) < 0) {
        return -1;
    }
    *index = (int)number;
    return number >= 1 && number <= count ? 0 : refuse("the number '%s' is not the next one", name);
}

/* The index of what a table has a number of; 0: it has none. */
static int look_up(RcObject *table, long long number)
{
    RcObject *key = RcInt_FromLongLong(number);
    RcObject *value = key != NULL ? RcHashTable_GetItem(table, key) : NULL;
    Rc_XDECREF(key);
    return value != NULL ? (int)RcInt_AsLongLong(value) : 0;
}

static int enlist(RcObject *table, long long number, int index)
{
    RcObject *key = RcInt_FromLongLong(number);
    RcObject *value = key != NULL ? RcInt_FromLong(index) : NULL;
    int status = value != NULL ? RcHashTable_SetItem(table, key, value) : -1;
    Rc_XDECREF(key);
    Rc_XDECREF(value);
    return status;
}

int trace_object(const Trace *trace, long long number)
{
    return look_up(trace->object_index, number);
}

int trace_call(const Trace *trace, long long number)
{
    return look_up(trace->call_index, number);
}

/* The object that a member names.  0: the member is 0, or is not there, which it may be if is_optional. */
static int object_of(const Reading *reading, const char *name, int is_optional, int *index)
{
    long long number = 0;
    *index = 0;
    if (is_optional && member(reading->line, name) == NULL) {
        return RcErr_Occurred() != NULL ? -1 : 0;
    }
    if (number_of(reading->line, name, LLONG_MAX, &number) < 0) {
        return -1;
    }
    *index = number != 0 ? trace_object(reading->trace, number) : 0;
    return number == 0 || *index != 0 ? 0 : refuse("the object of '%s' is not defined", name);
}

/* A call that was never told of is one of nobody's. */
static int call_of(const Reading *reading, const char *name, int *index)
{
    long long number = 0;
    if (number_of(reading->line, name, LLONG_MAX, &number) < 0) {
        return -1;
    }
    *index = number != 0 ? trace_call(reading->trace, number) : 0;
    return RcErr_Occurred() != NULL ? -1 : 0;
}

static int site_of(const Reading *reading, const char *name)
{
    long long site = trace_member(reading->line, name);
    return site > 0 && site < reading->trace->site_count ? (int)site : 0;
}

/* -- paths -- */

/* Takes "." and "..", and doubled slashes, out of an absolute path. */
static void tidy_path(char *path)
{
    char *to = path;
    for (const char *from = path; *from != '\0';) {
        size_t size = strcspn(from + 1, "/") + 1;
        if (size == 3 && memcmp(from, "/..", 3) == 0) {
            while (to > path && *--to != '/') {
            }
        } else if (size > 2 || (size == 2 && from[1] != '.')) {
            memmove(to, from, size);
            to += size;
        }
        from += size;
    }
    *to = '\0';
}

/* Debug information tells whole paths, __FILE__ what the compiler was given.  Within the program's folder both are
 * told from there.  Steals the path; new; NULL with an exception, or of NULL. */
static RcObject *tell_from_folder(const Trace *trace, RC_STEALS RcObject *path)
{
    const char *folder = trace->header != NULL ? trace_header_text(trace, "folder") : "";
    size_t size = strlen(folder);
    RcObject *told = path;
    if (path != NULL && folder[0] == '/') {
        const char *text = RcStr_AsUTF8(path);
        char *whole = malloc(size + strlen(text) + 2);
        if (whole == NULL) {
            Rc_DECREF(path);
            return RcErr_NoMemory();
        }
        sprintf(whole, "%s%s%s", text[0] == '/' ? "" : folder, text[0] == '/' ? "" : "/", text);
        tidy_path(whole);
        int is_within = strncmp(whole, folder, size) == 0 && whole[size] == '/';
        told = RcStr_FromString(is_within ? whole + size + 1 : whole);
        free(whole);
        Rc_DECREF(path);
    }
    return told;
}

/* -- definitions -- */

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
    Rc_XSETREF(site->file, tell_from_folder(trace, text_of(reading->line, "file")));
    Rc_XSETREF(site->function, text_of(reading->line, "function"));
    RcObject *api = text_of(reading->line, "api");
    if (api != NULL) {
        Rc_XSETREF(site->api, api);
    }
    long long line = trace_member(reading->line, "line");
    site->line = (int)line;
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

/* -- events -- */

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
    if (event->site == 0 && (size_t)event->operation <= trace->operation_count &&
        trace->operation_count > 0) {
        event->site = trace->operation_sites[event->operation];
    }
    if (event->kind == TRACE_HOLD && member(reading->line, "at") != NULL) {
        event->slot = trace_member(reading->line, "at");
    }
    if (event->kind == TRACE_IMMORTAL) {
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

static int read_event(Reading *reading, TraceKind kind)
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

/* -- lines -- */

static const struct Definition {
    const char *name;
    int (*read)(Reading *reading);
} definitions[] = {
    {"trace", read_header},  {"site", read_site}, {"type", read_type},
    {"object", read_object}, {"repr", read_repr}, {"end", read_end},
};
#define DEFINITIONS (sizeof definitions / sizeof definitions[0])

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

/* What was entered without a name has that of its beginning. */
static void name_calls(Trace *trace)
{
    for (int i = 1; i < trace->call_count; i++) {
        TraceCall *call = &trace->calls[i];
        if (call->function == NULL && trace->sites[call->site].function != NULL) {
            call->function = Rc_NewRef(trace->sites[call->site].function);
        }
    }
}

/* The rows have an item of index 0, which is nobody's. */
static int start(const char *path, Trace *trace)
{
    *trace = (Trace){.path = path, .object_index = RcHashTable_New(), .call_index = RcHashTable_New()};
    return trace->object_index != NULL && trace->call_index != NULL &&
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
    name_calls(trace);
    return 0;
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
    *trace = (Trace){.path = NULL};
}
