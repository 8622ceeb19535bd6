/* recount annotate: the source of a traced program, and under each line what it did to counts. */
#define _POSIX_C_SOURCE 200809L

#include "annotate.h"

#include "effects.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

#define COMMAND "annotate"

enum { WIDTH = 100, CONTEXT = 3, SHORTEST_GAP = 3, MOST_NOTES = 8 };

/* -- a note -- */

static void print_counts(const Note *note)
{
    if (note->is_immortal) {
        printf(": immortal");
    } else if (note->before != note->after) {
        printf(": %lld -> %lld", note->before, note->after);
        if (!note->same_counts) {
            printf(" ... %lld -> %lld", note->last_before, note->last_after);
        }
    } else {
        printf(": %lld", note->after);
    }
}

static void print_note(const Note *note)
{
    const char *object = RcStr_AsUTF8(note->object);
    printf("       | %c ", note->letter);
    if (note->seen == NULL) {
        printf("%s", object);
    } else {
        printf("%s (%zd objects)", RcStr_AsUTF8(note->name), RcHashTable_Size(note->seen));
    }
    print_counts(note);
    if (note->times > 1) {
        printf(", %lld times", note->times);
    }
    if (note->is_freed) {
        printf(", freed");
    } else if (note->same_holders && !note->is_immortal) {
        printf(", held by %s", RcStr_AsUTF8(note->holders));
    }
    putchar('\n');
}

/* -- a finding -- */

/* By words, so that a line of the output ends before WIDTH if it can. */
static void print_wrapped(const char *text)
{
    size_t column = 9;
    const char *space = "";
    printf("       ! ");
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        if (column + size > WIDTH && column > 11) {
            printf("\n       !   ");
            column = 11;
            space = "";
        }
        printf("%s%.*s", space, (int)size, text);
        space = " ";
        column += size + 1;
        text += size + (text[size] != '\0');
    }
    putchar('\n');
}

static void print_finding(const Finding *finding)
{
    print_wrapped(RcStr_AsUTF8(finding->head));
    print_wrapped(RcStr_AsUTF8(finding->what));
}

/* -- a file -- */

static int is_of_file(RcObject *file, RcObject *path)
{
    return file != NULL && strcmp(RcStr_AsUTF8(file), RcStr_AsUTF8(path)) == 0;
}

/* The notes of a line, which stand together. */
static void print_notes_of(const Effects *effects, RcObject *path, int line)
{
    int printed = 0, left = 0;
    for (size_t i = 0; i < effects->note_count; i++) {
        const Note *note = &effects->notes[i];
        if (note->line == line && is_of_file(note->file, path)) {
            if (printed < MOST_NOTES) {
                print_note(note);
                printed++;
            } else {
                left++;
            }
        }
    }
    if (left > 0) {
        printf("       | and %d more\n", left);
    }
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (effects->findings[i].line == line && is_of_file(effects->findings[i].file, path)) {
            print_finding(&effects->findings[i]);
        }
    }
}

/* Is there something to say of a line? */
static int has_notes(const Effects *effects, RcObject *path, int line)
{
    for (size_t i = 0; i < effects->note_count; i++) {
        if (effects->notes[i].line == line && is_of_file(effects->notes[i].file, path)) {
            return 1;
        }
    }
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (effects->findings[i].line == line && is_of_file(effects->findings[i].file, path)) {
            return 1;
        }
    }
    return 0;
}

static int last_line_of(const Effects *effects, RcObject *path, RcObject *lines)
{
    int last = lines != NULL ? (int)RcList_GET_SIZE(lines) : 0;
    for (size_t i = 0; i < effects->note_count; i++) {
        if (is_of_file(effects->notes[i].file, path) && effects->notes[i].line > last) {
            last = effects->notes[i].line;
        }
    }
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (is_of_file(effects->findings[i].file, path) && effects->findings[i].line > last) {
            last = effects->findings[i].line;
        }
    }
    return last;
}

/* How far it is to a line that something is said of, in a direction, up to most; where the file ends is one, too. */
static int distance(const Effects *effects, RcObject *path, int line, int direction, int most, int last)
{
    for (int i = 0; i < most; i++) {
        int there = line + i * direction;
        if (there < 1 || there > last || has_notes(effects, path, there)) {
            return i;
        }
    }
    return most;
}

/* A line is shown near notes, and where so few are not that a gap would be no shorter. */
static int is_shown(const Effects *effects, RcObject *path, int line, int last)
{
    int most = 2 * CONTEXT + SHORTEST_GAP;
    int before = distance(effects, path, line, -1, most, last),
        after = distance(effects, path, line, 1, most, last);
    return before <= CONTEXT || after <= CONTEXT || before + after < most;
}

/* Without its source, the lines that something is said of, by number. */
static void print_file(Sources *sources, const Effects *effects, RcObject *path, int is_whole)
{
    RcObject *lines = source_lines(sources, path);
    int last = last_line_of(effects, path, lines), is_gap = 0;
    printf("%s%s\n\n", RcStr_AsUTF8(path), lines == NULL ? ": its source is not here" : "");
    for (int line = 1; line <= last; line++) {
        if (lines == NULL ? !has_notes(effects, path, line)
                          : !is_whole && !is_shown(effects, path, line, last)) {
            is_gap = 1;
            continue;
        }
        if (is_gap) {
            printf("   ...\n");
            is_gap = 0;
        }
        const char *text = lines != NULL && line <= RcList_GET_SIZE(lines)
                               ? RcStr_AsUTF8(RcList_GET_ITEM(lines, line - 1))
                               : "";
        printf(*text != '\0' ? "%6d  %s\n" : "%6d\n", line, text);
        print_notes_of(effects, path, line);
    }
    putchar('\n');
}

/* -- all -- */

/* The paths of files with notes or findings, each once: the first one is that of the first event.  New. */
static RcObject *list_files(const Trace *trace, const Effects *effects)
{
    RcObject *seen = RcHashTable_New(), *wanted = RcHashTable_New();
    int status = seen != NULL && wanted != NULL ? 0 : -1;
    for (size_t i = 0; status == 0 && i < effects->note_count; i++) {
        status = RcHashTable_SetItem(wanted, effects->notes[i].file, Rc_None);
    }
    for (size_t i = 0; status == 0 && i < effects->finding_count; i++) {
        RcObject *file = effects->findings[i].file;
        status = file != NULL ? RcHashTable_SetItem(wanted, file, Rc_None) : 0;
    }
    for (int i = 1; status == 0 && i < trace->site_count; i++) {
        RcObject *file = trace->sites[i].file;
        int is_wanted = file != NULL ? RcHashTable_Contains(wanted, file) : 0;
        status = is_wanted > 0 ? RcHashTable_SetItem(seen, file, Rc_None) : is_wanted;
    }
    RcObject *files = status == 0 ? RcHashTable_Keys(seen) : NULL;
    Rc_XDECREF(seen);
    Rc_XDECREF(wanted);
    return files;
}

static void print_verdict(const Trace *trace, const Effects *effects)
{
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (effects->findings[i].file == NULL) {
            print_finding(&effects->findings[i]);
        }
    }
    printf("%zu finding%s%s. %lld objects made, %lld gone.\n", effects->finding_count,
           effects->finding_count == 1 ? "" : "s",
           effects->finding_count > 1 ? "; what comes after the first may follow from it" : "", effects->made,
           effects->gone);
    if (effects->late != 0) {
        printf("From step %zu on who holds what was measured only every so many operations, and is told "
               "later than it\n"
               "changed: the run is long, or its heap large.\n",
               effects->late);
    }
    if (trace->end == NULL) {
        puts("The trace stops here: the program has crashed, or has not ended its runtime (Rc_Finalize).");
    } else if (trace_member(trace->end, "dropped") > 0) {
        printf("Not all of it is there: %lld lines were not written (RECOUNT_TRACE_LIMIT).\n",
               trace_member(trace->end, "dropped"));
    }
}

static int print_all(const Trace *trace, Sources *sources, const Effects *effects, int is_whole)
{
    RcObject *files = list_files(trace, effects);
    if (files == NULL) {
        return -1;
    }
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(files); i++) {
        print_file(sources, effects, RcList_GET_ITEM(files, i), is_whole);
    }
    Rc_DECREF(files);
    puts("O owned  S stolen  R released  B borrowed  W weak; a count before -> after");
    print_verdict(trace, effects);
    return 0;
}

static int annotate(const char *command, const Trace *trace, int is_whole)
{
    Sources sources;
    Effects effects;
    int status = LAB_FAILED;
    if (sources_start(&sources, trace_header_text(trace, "folder")) < 0) {
        return lab_exception(command, NULL);
    }
    if (effects_read(trace, &sources, &effects) == 0) {
        status = print_all(trace, &sources, &effects, is_whole) < 0 || effects.finding_count > 0 ? LAB_FAILED
                                                                                                 : LAB_OK;
        effects_drop(&effects);
    }
    if (RcErr_Occurred() != NULL) {
        status = lab_exception(command, NULL);
    }
    sources_drop(&sources);
    return status;
}

int annotate_trace(const char *command, const char *path, int is_whole)
{
    Trace trace;
    if (trace_read(command, path, &trace) < 0) {
        return LAB_FAILED;
    }
    int status = annotate(command, &trace, is_whole);
    trace_drop(&trace);
    return status;
}

static void print_help(void)
{
    puts("usage: recount annotate [--whole] TRACE\n\n"
         "Prints the source of a program that was run with RECOUNT_TRACE=TRACE, and under each line what it "
         "did:\n\n"
         "       | O ada (str 'Ada', #2): 1 -> 2, held by main, list\n\n"
         "that is a letter, the object, its count before and after, and who holds it then.\n\n"
         "  O  owned: a reference was taken         S  stolen: a function's reference is an object's now\n"
         "  R  released: one was given back         B  borrowed: lent, no count changes\n"
         "  W  weak: referred to, not held          !  a finding, and what to do\n\n"
         "  --whole  all lines of the files, not only those around what was done\n\n"
         "Exit status: 1 if there are findings.");
}

int lab_annotate(int argc, char **argv)
{
    Option options[] = {{.name = "whole"}, {.name = NULL}};
    int first = lab_options(COMMAND, argc, argv, options, print_help);
    if (first <= 0) {
        return first < 0 ? LAB_USAGE : LAB_OK;
    }
    if (argc - first != 1) {
        return lab_usage_error(COMMAND, "%s", argc == first ? "a trace is missing" : "one trace at a time");
    }
    return annotate_trace(COMMAND, argv[first], options[0].is_given);
}
