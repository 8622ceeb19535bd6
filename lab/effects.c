/* From events to effects.
 *
 * An effect is complete when the next operation begins, for by then the ledger has measured what changed between objects;
 * an operation that calls back has to wait.  When a function ends, who holds what is told as it was before: its callers
 * get its shares then. */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

static void drop_effect(Effect *effect)
{
    Rc_CLEAR(effect->name);
    Rc_CLEAR(effect->text);
    Rc_CLEAR(effect->holders);
}

static int finish(Summary *summary, Effect *effect)
{
    int status = 0;
    if (is_of_interest(summary, effect)) {
        status = effect->text != NULL ? 0 : tell_effect(summary, effect);
        if (status == 0) {
            status = enter_note(summary, effect);
        }
    }
    drop_effect(effect);
    return status;
}

/* Is the operation of one call under way while another one runs, since that was called back? */
static int is_waiting(const Trace *trace, int call, int running)
{
    int called_back = 0;
    for (; running != 0; running = trace->calls[running].parent) {
        if (running == call) {
            return called_back;
        }
        called_back |= trace->calls[running].is_callback;
    }
    return 0;
}

/* An operation of this call begins; 0: the trace is at its end. */
static int finish_all(Summary *summary, int running)
{
    int kept = 0, status = 0;
    for (int i = 0; i < summary->open_count; i++) {
        Effect *effect = &summary->open[i];
        if (status == 0 && is_waiting(summary->trace, effect->call, running)) {
            summary->open[kept++] = *effect;
        } else if (status == 0) {
            status = finish(summary, effect);
        } else {
            drop_effect(effect);
        }
    }
    summary->open_count = kept;
    return status;
}

static int is_edge(const TraceEvent *event)
{
    return event->kind == TRACE_HOLD || event->kind == TRACE_DROP;
}

/* What an event is a part of; NULL with MemoryError. */
static Effect *effect_of(Summary *summary, const TraceEvent *event)
{
    for (int i = summary->open_count; i > 0; i--) {
        Effect *effect = &summary->open[i - 1];
        if (effect->object == event->object && effect->operation == event->operation &&
            effect->site == event->site) {
            return effect;
        }
    }
    if (summary->open_count == summary->open_room) {
        int room = summary->open_room * 2 + 16;
        Effect *open = realloc(summary->open, (size_t)room * sizeof *open);
        if (open == NULL) {
            RcErr_NoMemory();
            return NULL;
        }
        summary->open = open;
        summary->open_room = room;
    }
    Effect *effect = &summary->open[summary->open_count++];
    *effect = (Effect){.call = event->call,
                       .site = event->site,
                       .object = event->object,
                       .operation = event->operation,
                       .is_direct = summary->names.calls[event->call].is_first};
    return effect;
}

/* Before a call's shares become its caller's, plain code stores an object, or the ledger mends its count; -1: of any
 * call, of any object. */
static int tell_before(Summary *summary, int call, int object)
{
    int status = 0;
    for (int i = 0; status == 0 && i < summary->open_count; i++) {
        Effect *effect = &summary->open[i];
        int is_meant = (call == -1 || effect->call == call) && (object == -1 || effect->object == object);
        if (is_meant && effect->text == NULL && is_of_interest(summary, effect)) {
            status = tell_effect(summary, effect);
        }
    }
    return status;
}

/* What is measured of an object that is gone, or of one that has just been brought back, changed some time ago. */
static int is_old_edge(const Summary *summary, const TraceEvent *event)
{
    const ReplayObject *object = &summary->replay.objects[event->object],
                       *by = &summary->replay.objects[event->by];
    int is_gone = object->is_known && object->count == 0 && event->before == 0;
    return is_edge(event) && (is_gone || by->revived > summary->operation);
}

static int add_event(Summary *summary, const TraceEvent *event)
{
    if (event->kind == TRACE_HOLD && event->is_plain && tell_before(summary, -1, event->object) < 0) {
        return -1;
    }
    Effect *effect = effect_of(summary, event);
    if (effect == NULL) {
        return -1;
    }
    drop_effect(effect); /* what was told is no longer so */
    effect->change += event->after - event->before;
    int is_dying = event->kind == TRACE_DROP && summary->replay.objects[event->by].is_dying;
    effect->edges += (event->kind == TRACE_HOLD) - (event->kind == TRACE_DROP && !is_dying);
    effect->dying += is_dying;
    effect->is_new |= event->kind == TRACE_NEW;
    effect->came |= event->kind == TRACE_GOT;
    effect->is_lent |= event->kind == TRACE_LENT;
    effect->is_weak |= event->kind == TRACE_WEAK;
    effect->is_freed |= event->kind == TRACE_DEALLOC;
    effect->is_freed &= event->kind != TRACE_REVIVED;
    effect->is_revived |= event->kind == TRACE_REVIVED;
    effect->is_unmeasured |= event->is_unmeasured;
    summary->effects->made += event->kind == TRACE_NEW;
    summary->effects->gone += event->kind == TRACE_FREE;
    return 0;
}

/* What a function that was called back has returned is that function's doing. */
static int is_of_operation(TraceKind kind)
{
    return kind >= TRACE_NEW && kind < TRACE_MENDED && kind != TRACE_STORE && kind != TRACE_RETURNED;
}

/* A call that was not announced begins: what was done before is complete.  Its edges stand between what it does. */
static int begins_unannounced(Summary *summary, const TraceEvent *event)
{
    if (is_edge(event) && event->site == summary->silent_site) {
        return 0;
    }
    int is_silent = trace_is_unannounced(summary->trace, event);
    int is_other = is_silent && (summary->silent_site != event->site || summary->silent_call != event->call);
    summary->silent_site = is_silent ? event->site : 0;
    summary->silent_call = event->call;
    return is_other;
}

/* What a dealloc gives back without having taken it was the object's, although no tp_traverse has told so.  A type is not
 * meant, which each instance of a heap type has.  Entry: the event was replayed. */
static int see_untold(Summary *summary, const TraceEvent *event)
{
    const TraceType *type = &summary->trace->types[summary->trace->objects[event->object].type];
    if (event->kind == TRACE_DEALLOC && type->is_users && !type->has_traverse) {
        summary->dying = event->object;
    } else if (event->object == summary->dying &&
               (event->kind == TRACE_FREE || event->kind == TRACE_REVIVED)) {
        summary->dying = 0;
    } else if (summary->dying != 0 && event->kind == TRACE_DECREF && event->object != summary->dying &&
               replay_share(&summary->replay, event->call, event->object) < 0 &&
               strcmp(trace_type_name(summary->trace, event->object), "type") != 0) {
        return RcHashTable_SetItemString(summary->effects->untold,
                                         trace_type_name(summary->trace, summary->dying), Rc_None);
    }
    return 0;
}

static int see(Summary *summary, const TraceEvent *event, size_t step)
{
    int status = 0;
    if (event->kind == TRACE_AUDIT) {
        summary->is_late = 1;
        summary->effects->late = summary->effects->late != 0 ? summary->effects->late : step;
    } else if (event->kind == TRACE_OP) {
        summary->is_late = 0;
        summary->operation = step;
        status = finish_all(summary, event->call);
    } else if (event->kind == TRACE_LEAVE) {
        status = tell_before(summary, event->call, -1);
    } else if (event->kind == TRACE_MENDED) {
        status = tell_before(summary, -1, event->object);
    } else if (event->kind == TRACE_FINDING) {
        status = add_finding(summary->effects, summary->trace, event);
    } else if (is_of_operation(event->kind) && begins_unannounced(summary, event) &&
               finish_all(summary, event->call) < 0) {
        status = -1;
    } else if (is_of_operation(event->kind) && !(is_edge(event) && summary->is_late) &&
               !is_old_edge(summary, event)) {
        status = add_event(summary, event);
    }
    return status == 0 && names_step(&summary->names, event) == 0 && replay_step(&summary->replay) == 0
               ? see_untold(summary, event)
               : -1;
}

/* By file and line; those of a line stay in the order of time. */
static int compare(const void *left, const void *right)
{
    const Note *a = left, *b = right;
    int order = a->file == b->file ? 0 : strcmp(RcStr_AsUTF8(a->file), RcStr_AsUTF8(b->file));
    if (order == 0) {
        order = (a->line > b->line) - (a->line < b->line);
    }
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static int summarise(Summary *summary)
{
    const Trace *trace = summary->trace;
    int status = 0;
    for (size_t i = 0; status == 0 && i < trace->event_count; i++) {
        status = see(summary, &trace->events[i], i + 1);
        if (i % 65536 == 65535) {
            lab_progress("events: %zu of %zu", i + 1, trace->event_count);
        }
    }
    for (int i = 0; status < 0 && i < summary->open_count; i++) {
        drop_effect(&summary->open[i]);
    }
    if (status == 0) {
        status = finish_all(summary, 0);
    }
    if (status == 0 && summary->effects->note_count > 0) {
        qsort(summary->effects->notes, summary->effects->note_count, sizeof(Note), compare);
    }
    return status;
}

int effects_read(const Trace *trace, Sources *sources, Effects *effects)
{
    Summary summary = {.trace = trace, .sources = sources, .effects = effects, .index = RcHashTable_New()};
    int status = -1;
    *effects = (Effects){.untold = RcHashTable_New()};
    if (summary.index != NULL && effects->untold != NULL && replay_start(trace, &summary.replay) == 0) {
        if (names_start(trace, sources, &summary.names) == 0) {
            status = summarise(&summary);
            names_drop(&summary.names);
        }
        replay_drop(&summary.replay);
    }
    free(summary.open);
    Rc_XDECREF(summary.index);
    lab_progress(NULL);
    if (status < 0) {
        effects_drop(effects);
    }
    return status;
}

void effects_drop(Effects *effects)
{
    for (size_t i = 0; i < effects->note_count; i++) {
        Rc_DECREF(effects->notes[i].file);
        Rc_DECREF(effects->notes[i].name);
        Rc_DECREF(effects->notes[i].object);
        Rc_DECREF(effects->notes[i].holders);
        Rc_XDECREF(effects->notes[i].seen);
    }
    for (size_t i = 0; i < effects->finding_count; i++) {
        Rc_XDECREF(effects->findings[i].file);
        Rc_XDECREF(effects->findings[i].head);
        Rc_XDECREF(effects->findings[i].what);
        Rc_XDECREF(effects->findings[i].out);
    }
    Rc_XDECREF(effects->untold);
    free(effects->notes);
    free(effects->findings);
    *effects = (Effects){.notes = NULL};
}
