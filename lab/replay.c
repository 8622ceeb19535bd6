/* Replaying a trace's events one after the other. */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

/* -- rows of holders -- */

static Held *find(const HeldRow *row, int by)
{
    for (int i = row->count; i > 0; i--) {
        if (row->items[i - 1].by == by) {
            return &row->items[i - 1];
        }
    }
    return NULL;
}

static void remove_held(HeldRow *row, const Held *held)
{
    long index = held - row->items;
    memmove(&row->items[index], &row->items[index + 1], (size_t)(row->count - 1 - index) * sizeof *held);
    row->count--;
}

static int add(HeldRow *row, int by, long long times)
{
    Held *held = find(row, by);
    if (held == NULL && row->count == row->room) {
        int room = row->room * 2 + 2;
        Held *items = realloc(row->items, (size_t)room * sizeof *items);
        if (items == NULL) {
            RcErr_NoMemory();
            return -1;
        }
        row->items = items;
        row->room = room;
    }
    if (held == NULL) {
        held = &row->items[row->count++];
        *held = (Held){.by = by};
    }
    held->times += times;
    if (held->times == 0) {
        remove_held(row, held);
    }
    return 0;
}

/* -- events -- */

/* What happened before the trace began, or was not written, is nobody's. */
static int catch_up(ReplayObject *object, long long count)
{
    long long missed = count - object->count;
    object->is_alive |= !object->is_known;
    object->is_known = 1;
    object->count = count;
    return missed != 0 ? add(&object->calls, 0, missed) : 0;
}

static int change_edge(Replay *replay, const TraceEvent *event, long long change)
{
    ReplayObject *object = &replay->objects[event->object];
    object->edges += change;
    if (!object->is_immortal && add(&object->objects, event->by, change) < 0) {
        return -1;
    }
    return add(&object->calls, event->call, -change);
}

static int apply_to_object(Replay *replay, const TraceEvent *event)
{
    ReplayObject *object = &replay->objects[event->object];
    long long change = event->after - event->before;
    if (catch_up(object, event->before) < 0) {
        return -1;
    }
    object->count = event->after;
    switch (event->kind) {
    case TRACE_HOLD:
        return change_edge(replay, event, 1);
    case TRACE_DROP:
        return change_edge(replay, event, -1);
    case TRACE_WEAK:
        replay->objects[event->by].refers_to = event->object;
        return 0;
    case TRACE_DEALLOC:
        object->is_dying = 1;
        return 0;
    case TRACE_REVIVED:
        object->is_dying = 0;
        object->revived = replay->next;
        return 0;
    case TRACE_IMMORTAL:
        object->is_immortal = 1;
        return 0;
    case TRACE_FREE:
        object->is_alive = 0;
        object->count = object->edges = 0;
        object->calls.count = object->objects.count = 0;
        return 0;
    default:
        return change != 0 ? add(&object->calls, event->kind == TRACE_MENDED ? 0 : event->call, change) : 0;
    }
}

int replay_step(Replay *replay)
{
    const TraceEvent *event = &replay->trace->events[replay->next++];
    if (event->kind == TRACE_LEAVE && event->call != 0) {
        replay->heirs[event->call] = replay->trace->calls[event->call].parent;
    }
    return event->kind >= TRACE_NEW && event->kind <= TRACE_MENDED ? apply_to_object(replay, event) : 0;
}

/* -- shares -- */

/* The call that answers for another one now: the nearest caller that still runs and is a function of the program's.
 * What was found is kept, for calls nest deeply. */
static int heir(Replay *replay, int call)
{
    int found = call;
    while (found != replay->heirs[found]) {
        found = replay->heirs[found];
    }
    while (call != found) {
        int next = replay->heirs[call];
        replay->heirs[call] = found;
        call = next;
    }
    return found;
}

/* Shares of calls that have ended, or are no function's of the program, go to their callers.  Afterwards places tells of
 * each call where its share is in the row, plus 1. */
static void inherit(Replay *replay, HeldRow *row)
{
    int kept = 0;
    for (int i = 0; i < row->count; i++) {
        int by = heir(replay, row->items[i].by), place = replay->places[by];
        if (place != 0) {
            row->items[place - 1].times += row->items[i].times;
        } else {
            row->items[kept] = (Held){by, row->items[i].times};
            replay->places[by] = ++kept;
        }
    }
    row->count = kept;
}

/* Who pays for a call that has given more than it had: the nearest caller that has something; else anybody. */
static Held *payer(const Replay *replay, const HeldRow *row, int call)
{
    while (call != 0) {
        call = replay->trace->calls[call].parent;
        int place = replay->places[call];
        if (place != 0 && row->items[place - 1].times > 0) {
            return &row->items[place - 1];
        }
    }
    for (int i = 0; i < row->count; i++) {
        if (row->items[i].times > 0) {
            return &row->items[i];
        }
    }
    return NULL;
}

void replay_settle(Replay *replay, int object)
{
    HeldRow *row = &replay->objects[object].calls;
    int kept = 0;
    inherit(replay, row);
    for (int i = 0; i < row->count; i++) {
        Held *held;
        while (row->items[i].times < 0 && (held = payer(replay, row, row->items[i].by)) != NULL) {
            long long paid = held->times < -row->items[i].times ? held->times : -row->items[i].times;
            held->times -= paid;
            row->items[i].times += paid;
        }
    }
    for (int i = 0; i < row->count; i++) {
        replay->places[row->items[i].by] = 0;
        if (row->items[i].times != 0) {
            row->items[kept++] = row->items[i];
        }
    }
    row->count = kept;
}

long long replay_share(const Replay *replay, int call, int object)
{
    const Held *held = find(&replay->objects[object].calls, call);
    return held != NULL ? held->times : 0;
}

long long replay_edges(const Replay *replay, int from, int to)
{
    const Held *held = find(&replay->objects[to].objects, from);
    return held != NULL ? held->times : 0;
}

/* -- beginning and end -- */

int replay_start(const Trace *trace, Replay *replay)
{
    *replay = (Replay){.trace = trace,
                       .objects = calloc((size_t)trace->object_count, sizeof *replay->objects),
                       .heirs = calloc((size_t)trace->call_count, sizeof *replay->heirs),
                       .places = calloc((size_t)trace->call_count, sizeof *replay->places)};
    if (replay->objects == NULL || replay->heirs == NULL || replay->places == NULL) {
        replay_drop(replay);
        RcErr_NoMemory();
        return -1;
    }
    for (int i = 1; i < trace->object_count; i++) {
        replay->objects[i].is_immortal = trace->objects[i].is_immortal && !trace->objects[i].was_mortal;
    }
    for (int i = 1; i < trace->call_count; i++) {
        replay->heirs[i] = trace->calls[i].function != NULL ? i : trace->calls[i].parent;
    }
    return 0;
}

void replay_drop(Replay *replay)
{
    for (int i = 0; replay->objects != NULL && i < replay->trace->object_count; i++) {
        free(replay->objects[i].objects.items);
        free(replay->objects[i].calls.items);
    }
    free(replay->objects);
    free(replay->heirs);
    free(replay->places);
    *replay = (Replay){.trace = NULL};
}
