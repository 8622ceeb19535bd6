/* From events to notes.
 *
 * Events of one operation about one object make an Effect.  It is complete when the next operation begins, for by
 * then the ledger has measured what changed between objects; an operation that calls back has to wait.  When
 * a function ends, who holds what is told as it was before: its callers get its shares then. */
#include "effects.h"

#include "names.h"
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Effect {
    int call, site, object;
    long long operation, before, after, edges;
    int is_new, came, is_lent, is_weak, is_freed, is_direct;
    RcObject *name, *text, *holders; /* told when the call ended; NULL: not yet; owned */
} Effect;

typedef struct Summary {
    const Trace *trace;
    Sources *sources;
    Effects *effects;
    Replay replay;
    Names names;
    RcObject *index; /* table: what makes notes one -> its index, plus 1; owned */
    Effect *open;
    int open_count, open_room;
    int is_late; /* the edges that come now changed some time ago */
} Summary;

/* -- in words -- */

static RcObject *describe_with_name(const Trace *trace, const char *name, int object)
{
    RcObject *text = trace_describe(trace, object);
    if (text != NULL && name != NULL) {
        Rc_SETREF(text, RcStr_FromFormat("%s (%U)", name, text));
    }
    return text;
}

enum { MOST_HOLDERS = 4 };

/* Appends to a list of texts.  Steals text, which may be NULL with an exception. */
static int append(RcObject *texts, RC_STEALS RcObject *text)
{
    int status = text != NULL ? RcList_Append(texts, text) : -1;
    Rc_XDECREF(text);
    return status;
}

/* "main (2 references)": new. */
static RcObject *name_holder(RcObject *function, long long times)
{
    const char *name = function != NULL ? RcStr_AsUTF8(function) : "code outside";
    return times == 1 ? RcStr_FromString(name) : RcStr_FromFormat("%s (%lld references)", name, times);
}

static int is_same_function(RcObject *left, RcObject *right)
{
    return left == right ||
           (left != NULL && right != NULL && strcmp(RcStr_AsUTF8(left), RcStr_AsUTF8(right)) == 0);
}

/* Functions that hold something, calls of one taken together; what they owe is added to *owed. */
static int append_functions(const Summary *summary, const HeldRow *calls, RcObject *texts, long long *owed)
{
    const TraceCall *all = summary->trace->calls;
    int status = 0;
    for (int i = 0; status == 0 && i < calls->count; i++) {
        RcObject *function = all[calls->items[i].by].function;
        long long times = 0;
        int is_first = 1;
        for (int j = 0; j < calls->count && is_first; j++) {
            const Held *held = &calls->items[j];
            int is_same = held->times > 0 && is_same_function(all[held->by].function, function);
            is_first = !is_same || j >= i;
            times += is_same ? held->times : 0;
        }
        *owed -= calls->items[i].times < 0 ? calls->items[i].times : 0;
        if (calls->items[i].times > 0 && is_first) {
            status = append(texts, name_holder(function, times));
        }
    }
    return status;
}

static RcObject *holding_object(const Summary *summary, const Effect *effect, const Held *held,
                                const char *statement)
{
    if (held->by == 0) {
        return RcStr_FromString("the pending error");
    }
    const char *name = names_find(&summary->names, effect->call, held->by, statement);
    RcObject *text = name != NULL ? RcStr_FromString(name)
                                  : RcStr_FromFormat("%s #%lld", trace_type_name(summary->trace, held->by),
                                                     summary->trace->objects[held->by].number);
    if (text != NULL && held->times > 1) {
        Rc_SETREF(text, RcStr_FromFormat("%U (%lld references)", text, held->times));
    }
    return text;
}

/* "main, list #1 and 3 more".  New. */
static RcObject *join_holders(RcObject *texts)
{
    Rc_ssize_t count = RcList_GET_SIZE(texts);
    RcObject *separator = RcStr_FromString(", "), *joined = NULL, *first = NULL;
    if (count == 0) {
        joined = RcStr_FromString("nobody");
    } else if (separator != NULL && count > MOST_HOLDERS) {
        first = RcList_GetSlice(texts, 0, MOST_HOLDERS);
        joined = first != NULL ? RcStr_Join(separator, first) : NULL;
        if (joined != NULL) {
            Rc_SETREF(joined, RcStr_FromFormat("%U and %zd more", joined, count - MOST_HOLDERS));
        }
    } else if (separator != NULL) {
        joined = RcStr_Join(separator, texts);
    }
    Rc_XDECREF(separator);
    Rc_XDECREF(first);
    return joined;
}

static RcObject *describe_holders(Summary *summary, const Effect *effect, const char *statement)
{
    const ReplayObject *object = &summary->replay.objects[effect->object];
    RcObject *texts = RcList_New(0), *joined = NULL;
    int status = texts != NULL ? 0 : -1;
    long long owed = 0;
    replay_settle(&summary->replay, effect->object);
    if (status == 0) {
        status = append_functions(summary, &object->calls, texts, &owed);
    }
    for (int i = 0; status == 0 && i < object->objects.count; i++) {
        status = append(texts, holding_object(summary, effect, &object->objects.items[i], statement));
    }
    joined = status == 0 ? join_holders(texts) : NULL;
    if (joined != NULL && object->is_known && !object->is_alive) {
        Rc_SETREF(joined, RcStr_FromString("nobody: it is freed"));
    } else if (joined != NULL && owed > 0) {
        Rc_SETREF(joined, RcStr_FromFormat("%U: %lld more than it counts", joined, owed));
    }
    Rc_XDECREF(texts);
    return joined;
}

/* What is told of an effect as things are now.  Entry: nothing has been told of it. */
static int tell(Summary *summary, Effect *effect)
{
    char statement[STATEMENT_ROOM];
    const TraceSite *site = &summary->trace->sites[effect->site];
    source_statement(summary->sources, site->file, site->line, statement);
    const char *name = names_find(&summary->names, effect->call, effect->object, statement);
    effect->text = describe_with_name(summary->trace, name, effect->object);
    effect->name = name != NULL ? RcStr_FromString(name) : Rc_NewRef(Rc_None);
    effect->holders = describe_holders(summary, effect, statement);
    return effect->text != NULL && effect->name != NULL && effect->holders != NULL ? 0 : -1;
}

/* -- notes -- */

static char letter_of(const Effect *effect)
{
    long long change = effect->after - effect->before;
    if (change != 0) {
        return change > 0 ? 'O' : 'R';
    }
    if (effect->edges != 0) {
        return effect->edges > 0 ? 'S' : 'O';
    }
    return effect->is_weak ? 'W' : effect->is_lent ? 'B' : effect->is_freed ? 'R' : '\0';
}

/* What only lived within an operation, and what is of no count, is not the reader's concern. */
static int is_of_interest(const Summary *summary, const Effect *effect)
{
    const TraceObject *object = &summary->trace->objects[effect->object];
    if (summary->trace->sites[effect->site].file == NULL || letter_of(effect) == '\0') {
        return 0;
    }
    if (object->is_immortal) {
        return effect->came || effect->is_lent || effect->is_direct;
    }
    return !(effect->is_new && effect->is_freed && !effect->came);
}

/* The index of the note that an effect belongs to, plus 1; 0: there is none yet; -1 with an exception. */
static long long find_note(const Summary *summary, RcObject *key)
{
    RcObject *index = RcHashTable_GetItem(summary->index, key);
    return index != NULL ? RcInt_AsLongLong(index) : RcErr_Occurred() != NULL ? -1 : 0;
}

static int add_note(Summary *summary, RcObject *key, const Note *note)
{
    Effects *effects = summary->effects;
    if (effects->note_count == effects->note_room) {
        size_t room = effects->note_room * 2 + 64;
        Note *notes = realloc(effects->notes, room * sizeof *notes);
        if (notes == NULL) {
            RcErr_NoMemory();
            return -1;
        }
        effects->notes = notes;
        effects->note_room = room;
    }
    RcObject *index = RcInt_FromSize_t(effects->note_count + 1);
    int status = index != NULL ? RcHashTable_SetItem(summary->index, key, index) : -1;
    Rc_XDECREF(index);
    if (status == 0) {
        Note *added = &effects->notes[effects->note_count++];
        *added = *note;
        added->order = effects->note_count;
        Rc_INCREF(added->file);
        Rc_INCREF(added->name);
        Rc_INCREF(added->object);
        Rc_INCREF(added->holders);
    }
    return status;
}

static int is_same_text(RcObject *left, RcObject *right)
{
    return strcmp(RcStr_AsUTF8(left), RcStr_AsUTF8(right)) == 0;
}

/* The first two objects make a table of those that were seen. */
static int see_object(Note *note, int object)
{
    if (note->seen == NULL && object == note->last_object) {
        return 0;
    }
    if (note->seen == NULL &&
        ((note->seen = RcHashTable_New()) == NULL || see_object(note, note->last_object) < 0)) {
        return -1;
    }
    RcObject *key = RcInt_FromLong(object);
    int status = key != NULL ? RcHashTable_SetItem(note->seen, key, Rc_None) : -1;
    Rc_XDECREF(key);
    return status;
}

static int merge(Note *note, const Note *with)
{
    int is_part = note->last_operation == with->last_operation && note->last_object == with->last_object;
    if (see_object(note, with->last_object) < 0) {
        return -1;
    }
    if (is_part && note->times == 1) {
        note->after = with->after; /* of one time, the rest */
        Rc_SETREF(note->holders, Rc_NewRef(with->holders));
    } else {
        note->times += !is_part;
        note->same_counts &= note->before == with->before && note->after == with->after;
        note->same_holders &= is_same_text(note->holders, with->holders);
    }
    note->last_before = is_part ? note->last_before : with->before;
    note->last_after = with->after;
    note->last_object = with->last_object;
    note->last_operation = with->last_operation;
    return 0;
}

/* Two effects are one note if they are of one site, one letter, one variable; without a variable of one type. */
static int enter_note(Summary *summary, const Effect *effect)
{
    const TraceSite *site = &summary->trace->sites[effect->site];
    int is_named = RcStr_Check(effect->name);
    RcObject *name = is_named ? Rc_NewRef(effect->name)
                              : RcStr_FromString(trace_type_name(summary->trace, effect->object));
    Note note = {.file = site->file,
                 .name = name,
                 .object = effect->text,
                 .holders = effect->holders,
                 .line = site->line,
                 .letter = letter_of(effect),
                 .is_named = is_named,
                 .is_freed = effect->is_freed,
                 .is_immortal = summary->trace->objects[effect->object].is_immortal,
                 .same_holders = 1,
                 .same_counts = 1,
                 .before = effect->before,
                 .after = effect->after,
                 .last_before = effect->before,
                 .last_after = effect->after,
                 .times = 1,
                 .last_object = effect->object,
                 .last_operation = effect->operation};
    RcObject *key = name == NULL ? NULL
                                 : RcStr_FromFormat("%d:%c:%d:%d:%U", effect->site, note.letter,
                                                    note.is_freed, is_named, name);
    long long index = key != NULL ? find_note(summary, key) : -1;
    int status = index < 0 ? -1 : 0;
    if (index > 0) {
        status = merge(&summary->effects->notes[index - 1], &note);
    } else if (index == 0) {
        status = add_note(summary, key, &note);
    }
    Rc_XDECREF(key);
    Rc_XDECREF(name);
    return status;
}

/* -- effects -- */

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
        status = effect->text != NULL ? 0 : tell(summary, effect);
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
                       .before = event->before,
                       .after = event->before,
                       .is_direct = summary->names.calls[event->call].is_first};
    return effect;
}

static int add_event(Summary *summary, const TraceEvent *event)
{
    Effect *effect = effect_of(summary, event);
    if (effect == NULL) {
        return -1;
    }
    drop_effect(effect); /* what was told is no longer so */
    effect->after = event->after;
    /* what a dying object held is its dealloc's to give back, where that does so */
    effect->edges += (event->kind == TRACE_HOLD) -
                     (event->kind == TRACE_DROP && !summary->replay.objects[event->by].is_dying);
    effect->is_new |= event->kind == TRACE_NEW;
    effect->came |= event->kind == TRACE_GOT;
    effect->is_lent |= event->kind == TRACE_LENT;
    effect->is_weak |= event->kind == TRACE_WEAK;
    effect->is_freed |= event->kind == TRACE_DEALLOC;
    effect->is_freed &= event->kind != TRACE_REVIVED;
    summary->effects->made += event->kind == TRACE_NEW;
    summary->effects->gone += event->kind == TRACE_FREE;
    return 0;
}

/* Before a call's shares become its caller's. */
static int tell_before_leaving(Summary *summary, int call)
{
    int status = 0;
    for (int i = 0; status == 0 && i < summary->open_count; i++) {
        Effect *effect = &summary->open[i];
        if (effect->call == call && effect->text == NULL && is_of_interest(summary, effect)) {
            status = tell(summary, effect);
        }
    }
    return status;
}

/* -- all -- */

/* New. */
static RcObject *head_of(const Trace *trace, const TraceEvent *event, size_t step)
{
    RcObject *what = trace_words(trace, trace_member_text(event->line, "what"), step);
    RcObject *object = event->object != 0 ? trace_describe(trace, event->object)
                                          : RcStr_FromString(trace_member_text(event->line, "type"));
    RcObject *head =
        what != NULL && object != NULL
            ? RcStr_FromFormat("%s: %U: %U", trace_member_text(event->line, "kind"), object, what)
            : NULL;
    Rc_XDECREF(what);
    Rc_XDECREF(object);
    return head;
}

static int add_finding(Effects *effects, const Trace *trace, const TraceEvent *event)
{
    size_t step = (size_t)(event - trace->events) + 1;
    Finding *findings = realloc(effects->findings, (effects->finding_count + 1) * sizeof *findings);
    if (findings == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    effects->findings = findings;
    const TraceSite *site = &trace->sites[event->site];
    Finding *finding = &findings[effects->finding_count++];
    *finding = (Finding){.file = Rc_XNewRef(site->file),
                         .line = site->line,
                         .head = head_of(trace, event, step),
                         .what = trace_words(trace, trace_member_text(event->line, "there"), step)};
    return finding->head != NULL && finding->what != NULL ? 0 : -1;
}

static int see(Summary *summary, const TraceEvent *event, size_t step)
{
    int status = 0, is_edge = event->kind == TRACE_HOLD || event->kind == TRACE_DROP;
    if (event->kind == TRACE_AUDIT) {
        summary->is_late = 1;
        summary->effects->late = summary->effects->late != 0 ? summary->effects->late : step;
    } else if (event->kind == TRACE_OP) {
        summary->is_late = 0;
        status = finish_all(summary, event->call);
    } else if (event->kind == TRACE_LEAVE) {
        status = tell_before_leaving(summary, event->call);
    } else if (event->kind == TRACE_FINDING) {
        status = add_finding(summary->effects, summary->trace, event);
    } else if (event->kind >= TRACE_NEW && event->kind < TRACE_MENDED && event->kind != TRACE_STORE &&
               !(is_edge && summary->is_late)) {
        status = add_event(summary, event);
    }
    return status == 0 && names_step(&summary->names, event) == 0 && replay_step(&summary->replay) == 0 ? 0
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
    *effects = (Effects){.notes = NULL};
    if (summary.index != NULL && replay_start(trace, &summary.replay) == 0) {
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
    }
    free(effects->notes);
    free(effects->findings);
    *effects = (Effects){.notes = NULL};
}
