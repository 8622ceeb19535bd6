/* What each line of the source did: the events of an operation, added up for each object.
 *
 * The letter follows from what the operation did to an object's count and to its edges (docs/trace.md).  An operation
 * that calls back into the program is noted in parts, between which the others stand. */
#include "report.h"

#include <stdlib.h>

enum { MOST_AT_ONCE = 64 };

typedef struct Change {
    int object;
    long long before, after, edges;
    int is_lent, is_weak;
} Change;

struct Notes {
    Run *run;
    long long operation; /* under way; -1: none */
    int site;
    int count;
    Change changes[MOST_AT_ONCE]; /* what comes after them is not noted */
};

Notes *notes_new(Run *run)
{
    Notes *notes = calloc(1, sizeof *notes);
    if (notes == NULL) {
        RcErr_NoMemory();
        return NULL;
    }
    notes->run = run;
    notes->operation = -1;
    return notes;
}

static char letter_of(const Change *change)
{
    long long count = change->after - change->before;
    if (count != 0) {
        return count > 0 ? 'O' : 'R';
    }
    if (change->edges != 0) {
        return change->edges > 0 ? 'S' : 'O';
    }
    return change->is_lent ? 'B' : change->is_weak ? 'W' : '\0';
}

static void write_down(Notes *notes)
{
    SiteNotes *site = &notes->run->sites[notes->site];
    for (int i = 0; i < notes->count; i++) {
        const Change *change = &notes->changes[i];
        char letter = letter_of(change);
        if (letter != '\0' && site->noted++ < MOST_NOTES) {
            site->notes[site->noted - 1] = (Note){letter, change->object, change->before, change->after};
        }
    }
    notes->count = 0;
}

static Change *change_of(Notes *notes, const TraceEvent *event)
{
    for (int i = 0; i < notes->count; i++) {
        if (notes->changes[i].object == event->object) {
            return &notes->changes[i];
        }
    }
    if (notes->count == MOST_AT_ONCE) {
        return NULL;
    }
    Change *change = &notes->changes[notes->count++];
    *change = (Change){.object = event->object, .before = event->before};
    return change;
}

void notes_add(Notes *notes, const TraceEvent *event)
{
    if (event->operation != notes->operation || event->site != notes->site) {
        write_down(notes);
        notes->operation = event->operation;
        notes->site = event->site;
    }
    Change *change = change_of(notes, event);
    if (change != NULL) {
        change->after = event->after;
        change->edges += (event->kind == TRACE_HOLD) - (event->kind == TRACE_DROP);
        change->is_lent |= event->kind == TRACE_LENT;
        change->is_weak |= event->kind == TRACE_WEAK;
    }
}

void notes_free(Notes *notes)
{
    if (notes != NULL) {
        write_down(notes);
        free(notes);
    }
}
