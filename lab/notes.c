/* From effects to notes: what a line does again and again is one. */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

static char letter_of(const Effect *effect)
{
    if (effect->change != 0) {
        return effect->change > 0 ? 'O' : 'R';
    }
    if (effect->edges < 0 || effect->edges > effect->dying) {
        return effect->edges > 0 ? 'S' : 'O';
    }
    return effect->is_weak ? 'W' : effect->is_lent ? 'B' : effect->is_freed ? 'R' : '\0';
}

int is_of_interest(const Summary *summary, const Effect *effect)
{
    if (summary->trace->sites[effect->site].file == NULL || letter_of(effect) == '\0') {
        return 0;
    }
    const ReplayObject *object = &summary->replay.objects[effect->object];
    if (object->is_known && !object->is_alive && effect->change == 0 && !effect->is_freed) {
        return 0; /* others have freed it: there is no moment after it */
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

/* The count when the operation was complete, and without its own change: what functions that it called back did to the
 * count is told at their lines, so that all differences together are the whole.  Who took a reference only for a while,
 * and gave back the last one, has freed the object; and of what others have freed it is told how it began. */
static void count_effect(const Effect *effect, long long *before, long long *after)
{
    int has_freed = effect->is_freed && effect->change == 0 && !effect->is_new;
    *after = effect->after;
    *before = *after - effect->change + has_freed;
    if (*before < 0) {
        *before = 0;
        *after = effect->change;
    }
}

/* Two effects are one note if they are of one site, one letter, one variable; without a variable of one type.  What is
 * immortal has no counts to be told with others'. */
int enter_note(Summary *summary, const Effect *effect)
{
    const TraceSite *site = &summary->trace->sites[effect->site];
    int is_named = RcStr_Check(effect->name);
    RcObject *name = is_named ? Rc_NewRef(effect->name)
                              : RcStr_FromString(trace_type_name(summary->trace, effect->object));
    long long before, after;
    count_effect(effect, &before, &after);
    int is_immortal = summary->replay.objects[effect->object].is_immortal;
    Note note = {.file = site->file,
                 .name = name,
                 .object = effect->text,
                 .holders = effect->holders,
                 .line = site->line,
                 .letter = letter_of(effect),
                 .is_named = is_named,
                 .is_freed = effect->is_freed || (effect->change < 0 && after == 0 && !is_immortal),
                 .is_revived = effect->is_revived,
                 .is_immortal = is_immortal,
                 .same_holders = 1,
                 .same_counts = 1,
                 .before = before,
                 .after = after,
                 .last_before = before,
                 .last_after = after,
                 .times = 1,
                 .last_object = effect->object,
                 .last_operation = effect->operation};
    RcObject *key = name == NULL ? NULL
                                 : RcStr_FromFormat("%d:%c:%d:%d:%d:%U", effect->site, note.letter,
                                                    note.is_freed, note.is_immortal, is_named, name);
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
