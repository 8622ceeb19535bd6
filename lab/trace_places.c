/* Calls that nobody has announced, as by a pointer to a function: what they did belongs to their own lines.  And edges,
 * which are measured late: they are put where they changed.
 *
 * Each event of a count tells where the program had called the library.  If debug information knows another line there
 * than that of the code of the operation under way, the call was another one, which came after the operation.
 *
 * Who refers to whom is measured before the next operation only.  A new edge is the doing of the call that took a
 * reference for it, or that made one of the two; the end of an edge, of the call that gave the reference back: it is put
 * behind that.  All others are the operation's, and are put where it ended: in front of the first call that was not
 * announced, of what plain code did afterwards, and of the end of the function.
 *
 * The edge that a plain store has made is measured when the holder is visited, which may be much later, for a new object:
 * it is put behind the store. */
#include "trace_reading.h"

#include <stdlib.h>
#include <string.h>

/* What a call that was not announced has done to an object. */
typedef struct Doing {
    int object, call, site, is_new;
    int earlier; /* what another one did to it before: an index, plus 1; 0: nothing */
    long long change;
    size_t last; /* event of it */
} Doing;

/* An edge that goes in front of an event, which comes before it. */
typedef struct Move {
    size_t from, to;
    TraceEvent edge;
} Move;

/* The window is from one operation to the next. */
typedef struct Settling {
    Trace *trace;
    size_t begin;  /* of the window, plus 1 */
    size_t first;  /* event of a call that was not announced, plus 1; 0: there is none */
    Doing *doings; /* in the window */
    Move *moves;
    int count, room, move_count, move_room;
    int *latest;       /* by objects: the latest doing, its index plus 1; 0: none */
    size_t *ends;      /* by calls: where it has ended in the window, plus 1; 0: it has not */
    size_t *noted;     /* by objects: the window in which its count was noted, */
    long long *counts; /* as it was before the events that have been seen */
} Settling;

/* -- whose work an event is -- */

static int is_same_line(const TraceSite *left, const TraceSite *right)
{
    return left->line == right->line && left->file != NULL && right->file != NULL &&
           strcmp(RcStr_AsUTF8(left->file), RcStr_AsUTF8(right->file)) == 0;
}

static int operations_site(const Trace *trace, long long operation)
{
    size_t count = trace->operation_count;
    return count > 0 && (size_t)operation <= count ? trace->operation_sites[operation] : 0;
}

/* Has the operation's own code made the call at this place?  What is not known is its own. */
static int is_of_operation(const Trace *trace, int site, int place)
{
    const TraceSite *own = &trace->sites[trace->sites[site].place];
    if (trace->sites[site].place == 0) {
        own = &trace->sites[site];
    }
    return own->file == NULL || trace->sites[place].file == NULL || is_same_line(own, &trace->sites[place]);
}

/* NULL with MemoryError. */
static Doing *doing_of(Settling *settling, const TraceEvent *event)
{
    int latest = settling->latest[event->object];
    Doing *doing = latest != 0 ? &settling->doings[latest - 1] : NULL;
    if (doing != NULL && doing->site == event->site && doing->call == event->call) {
        return doing;
    }
    if (grow(&settling->doings, &settling->count, &settling->room, sizeof(Doing), settling->count) < 0) {
        return NULL;
    }
    settling->latest[event->object] = settling->count;
    doing = &settling->doings[settling->count - 1];
    *doing = (Doing){.object = event->object, .call = event->call, .site = event->site, .earlier = latest};
    return doing;
}

static int settle_place(Settling *settling, size_t index)
{
    const Trace *trace = settling->trace;
    TraceEvent *event = &settling->trace->events[index];
    int site = operations_site(trace, event->operation), within = trace_users_call(trace, event->within);
    if (is_of_operation(trace, site, event->site)) {
        event->site = site;
        return 0;
    }
    event->call = within != 0 ? within : event->call;
    Doing *doing = doing_of(settling, event);
    if (doing == NULL) {
        return -1;
    }
    doing->change += event->after - event->before;
    doing->is_new |= event->kind == TRACE_NEW;
    doing->last = index;
    settling->first = settling->first != 0 ? settling->first : index + 1;
    return 0;
}

/* -- edges -- */

static int is_about_object(const TraceEvent *event)
{
    return event->kind >= TRACE_NEW && event->kind <= TRACE_MENDED;
}

static int is_edge(const TraceEvent *event)
{
    return event->kind == TRACE_HOLD || event->kind == TRACE_DROP;
}

/* Is it an edge that was measured, whose store nobody has seen, and that is the operation's as yet? */
static int is_open_edge(const Settling *settling, const TraceEvent *event)
{
    if (settling->first == 0 || !is_edge(event)) {
        return 0;
    }
    long long operation = settling->trace->events[settling->first - 1].operation;
    return event->operation == operation && event->site == operations_site(settling->trace, operation);
}

/* What a call did to an object that is new, or to its count in an edge's direction; NULL: there is none. */
static Doing *find_doing(const Settling *settling, int object, long long change)
{
    Doing *doing = NULL;
    for (int at = settling->latest[object]; at != 0; at = doing->earlier) {
        doing = &settling->doings[at - 1];
        if (change == 0 ? doing->is_new : doing->change * change > 0) {
            return doing;
        }
    }
    return NULL;
}

/* The call that has made an edge: of that which made one of the two objects, or else of that which paid for it; NULL: the
 * operation. */
static const Doing *settle_edge(const Settling *settling, TraceEvent *event, int is_of_new)
{
    long long change = event->kind == TRACE_HOLD ? 1 : -1;
    Doing *paying = find_doing(settling, event->object, change), *doing = paying;
    if (is_of_new) {
        doing = find_doing(settling, event->by, 0);
        doing = doing != NULL ? doing : find_doing(settling, event->object, 0);
    }
    if (doing != NULL) {
        event->site = doing->site;
        event->call = doing->call;
        if (paying != NULL) {
            paying->change -= change;
        }
    }
    return doing;
}

/* Where it was, no event is left. */
static int add_move(Settling *settling, size_t from, size_t to)
{
    TraceEvent *edge = &settling->trace->events[from];
    size_t end = settling->ends[edge->call];
    to = end != 0 && end - 1 < to ? end - 1 : to;
    if (to >= from) {
        return 0;
    }
    if (grow(&settling->moves, &settling->move_count, &settling->move_room, sizeof(Move),
             settling->move_count) < 0) {
        return -1;
    }
    settling->moves[settling->move_count - 1] = (Move){from, to, *edge};
    edge->kind = TRACE_KINDS;
    return 0;
}

/* Behind an audit that comes late are edges of which nobody knows when they changed. */
static int find_moves(Settling *settling, size_t end)
{
    TraceEvent *events = settling->trace->events;
    size_t begin = settling->begin - 1;
    int status = 0;
    for (size_t i = begin; i < end; i++) {
        end = events[i].kind == TRACE_AUDIT ? i : end;
    }
    for (int is_of_new = 1; is_of_new >= 0; is_of_new--) {
        for (size_t i = begin; status == 0 && i < end; i++) {
            const Doing *doing =
                is_open_edge(settling, &events[i]) ? settle_edge(settling, &events[i], is_of_new) : NULL;
            if (doing != NULL) {
                status = add_move(settling, i, doing->last + 1);
            }
        }
    }
    size_t plain = end; /* the first edge of plain code's */
    for (size_t i = begin; status == 0 && i < end; i++) {
        const TraceEvent *event = &events[i];
        plain = plain == end && is_edge(event) && event->is_plain ? i : plain;
        int is_before = plain < i && !event->is_plain && event->operation == events[plain].operation;
        if (is_open_edge(settling, event)) {
            status = add_move(settling, i, settling->first - 1);
        } else if (is_edge(event) && !trace_is_unannounced(settling->trace, event)) {
            status = add_move(settling, i, is_before ? plain : i);
        }
    }
    return status;
}

static int compare_moves(const void *left, const void *right)
{
    const Move *a = left, *b = right;
    return a->to != b->to ? (a->to > b->to) - (a->to < b->to) : (a->from > b->from) - (a->from < b->from);
}

/* The object's count is that of then. */
static TraceEvent moved(const Settling *settling, TraceEvent edge)
{
    if (settling->noted[edge.object] == settling->begin) {
        edge.before = edge.after = settling->counts[edge.object];
    }
    return edge;
}

/* From the window's end to its beginning, in place: what is moved leaves room. */
static void make_moves(Settling *settling, size_t end)
{
    TraceEvent *events = settling->trace->events;
    size_t kept = end;
    int left = settling->move_count;
    qsort(settling->moves, (size_t)left, sizeof *settling->moves, compare_moves);
    for (size_t i = end; left > 0 && i-- > settling->begin - 1;) {
        TraceEvent event = events[i];
        if (is_about_object(&event)) {
            settling->noted[event.object] = settling->begin;
            settling->counts[event.object] = event.before;
        }
        if (event.kind != TRACE_KINDS) {
            events[--kept] = event;
        }
        while (left > 0 && settling->moves[left - 1].to == i) {
            events[--kept] = moved(settling, settling->moves[--left].edge);
        }
    }
    settling->move_count = 0;
}

/* What has become of an object until another such call changed its count, nobody has measured. */
static void mark_unmeasured(const Settling *settling, size_t end)
{
    for (size_t i = settling->begin - 1; settling->count > 0 && i < end; i++) {
        TraceEvent *event = &settling->trace->events[i];
        int latest = settling->latest[event->object];
        const Doing *doing = latest != 0 ? &settling->doings[latest - 1] : NULL;
        event->is_unmeasured = doing != NULL && i < doing->last && event->site != doing->site;
    }
}

static int end_window(Settling *settling, size_t end)
{
    const TraceEvent *events = settling->trace->events;
    mark_unmeasured(settling, end);
    int status = find_moves(settling, end);
    for (size_t i = settling->begin - 1; i < end; i++) {
        settling->ends[events[i].call] = 0;
    }
    if (status == 0 && settling->move_count > 0) {
        make_moves(settling, end);
    }
    while (settling->count > 0) {
        settling->latest[settling->doings[--settling->count].object] = 0;
    }
    settling->first = 0;
    settling->begin = end + 1;
    return status;
}

/* -- plain stores -- */

typedef struct Stores {
    size_t *latest;  /* by operations: the latest store after it that no edge is behind, plus 1; 0: none */
    size_t *earlier; /* by events: the one before it, so */
    size_t *made;    /* by objects: where it was made, plus 1; 0: before the trace */
} Stores;

/* Takes the store out of its row that has made this edge.  Where it is, plus 1; 0: none that came after the holder. */
static size_t take_store(const Settling *settling, const Stores *stores, const TraceEvent *edge)
{
    size_t *link = &stores->latest[edge->operation];
    for (; *link > stores->made[edge->by]; link = &stores->earlier[*link - 1]) {
        const TraceEvent *store = &settling->trace->events[*link - 1];
        if (store->object == edge->object && store->site == edge->site) {
            size_t found = *link;
            *link = stores->earlier[found - 1];
            return found;
        }
    }
    return 0;
}

/* An edge of what was made after the operation is that of a later one: a store of the same pointer was taken for it. */
static void correct_operation(const Settling *settling, const Stores *stores, TraceEvent *edge)
{
    const Trace *trace = settling->trace;
    const TraceEvent *making =
        stores->made[edge->by] != 0 ? &trace->events[stores->made[edge->by] - 1] : edge;
    if (making->operation > edge->operation) {
        edge->operation = making->operation;
        edge->call = making->call;
        edge->site = operations_site(trace, making->operation);
        edge->is_plain = 0;
    }
}

static int settle_store(Settling *settling, const Stores *stores, size_t index)
{
    TraceEvent *event = &settling->trace->events[index];
    int is_known = event->operation > 0 && (size_t)event->operation <= settling->trace->operation_count;
    if (event->kind == TRACE_NEW) {
        stores->made[event->object] = index + 1;
    } else if (event->kind == TRACE_STORE && is_known) {
        stores->earlier[index] = stores->latest[event->operation];
        stores->latest[event->operation] = index + 1;
    } else if (event->kind == TRACE_HOLD && event->is_plain && is_known) {
        size_t store = take_store(settling, stores, event);
        if (store != 0) {
            return add_move(settling, index, store);
        }
        correct_operation(settling, stores, event);
    }
    return 0;
}

static int settle_stores(Settling *settling)
{
    const Trace *trace = settling->trace;
    Stores stores = {.latest = calloc(trace->operation_count + 1, sizeof *stores.latest),
                     .earlier = calloc(trace->event_count + 1, sizeof *stores.earlier),
                     .made = calloc((size_t)trace->object_count, sizeof *stores.made)};
    int status = stores.latest != NULL && stores.earlier != NULL && stores.made != NULL ? 0 : -1;
    if (status < 0) {
        RcErr_NoMemory();
    }
    for (size_t i = 0; status == 0 && i < trace->event_count; i++) {
        status = settle_store(settling, &stores, i);
    }
    if (status == 0 && settling->move_count > 0) {
        make_moves(settling, trace->event_count);
        memset(settling->noted, 0, (size_t)trace->object_count * sizeof *settling->noted);
    }
    free(stores.latest);
    free(stores.earlier);
    free(stores.made);
    return status;
}

/* -- all -- */

static int settle(Settling *settling, size_t index)
{
    const TraceEvent *event = &settling->trace->events[index];
    if (event->kind == TRACE_OP) {
        return end_window(settling, index);
    }
    if (event->kind == TRACE_LEAVE && settling->ends[event->call] == 0) {
        settling->ends[event->call] = index + 1;
    }
    return trace_is_unannounced(settling->trace, event) ? settle_place(settling, index) : 0;
}

int trace_is_unannounced(const Trace *trace, const TraceEvent *event)
{
    return is_about_object(event) && !event->is_plain &&
           event->site != operations_site(trace, event->operation);
}

int settle_places(Trace *trace)
{
    size_t objects = (size_t)trace->object_count;
    Settling settling = {.trace = trace,
                         .begin = 1,
                         .ends = calloc((size_t)trace->call_count, sizeof *settling.ends),
                         .latest = calloc(objects, sizeof *settling.latest),
                         .noted = calloc(objects, sizeof *settling.noted),
                         .counts = calloc(objects, sizeof *settling.counts)};
    int status =
        settling.ends != NULL && settling.latest != NULL && settling.noted != NULL && settling.counts != NULL
            ? 0
            : -1;
    if (status < 0) {
        RcErr_NoMemory();
    } else {
        status = settle_stores(&settling);
    }
    for (size_t i = 0; status == 0 && i < trace->event_count; i++) {
        status = settle(&settling, i);
    }
    if (status == 0) {
        status = end_window(&settling, trace->event_count);
    }
    free(settling.doings);
    free(settling.moves);
    free(settling.ends);
    free(settling.latest);
    free(settling.noted);
    free(settling.counts);
    return status;
}
