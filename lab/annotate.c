/* recount annotate: the source of a traced program, and under each line what it did to counts. */
#include "annotate.h"

#include "effects.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
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
    printf("%s", note->is_revived ? ", brought back" : "");
    if (note->is_freed) {
        printf(", freed");
    } else if (note->same_holders && !note->is_immortal && RcStr_GET_LENGTH(note->holders) > 0) {
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

/* The advice is not repeated if it is that of the finding before, at the same line. */
static void print_finding(const Finding *finding, const Finding *before)
{
    print_wrapped(RcStr_AsUTF8(finding->head));
    if (before == NULL || RcStr_Equal(finding->what, before->what) != 1) {
        print_wrapped(RcStr_AsUTF8(finding->what));
    }
}

/* -- a file -- */

/* What there is to say of a file: its notes stand together, by lines. */
typedef struct Page {
    const Effects *effects;
    RcObject *path, *lines; /* lines NULL: its source is not here */
    int last;
    char *is_told; /* of lines: is there something to say? */
    size_t next;   /* the note that comes next */
} Page;

static int is_of_file(RcObject *file, RcObject *path)
{
    return file != NULL && strcmp(RcStr_AsUTF8(file), RcStr_AsUTF8(path)) == 0;
}

/* Calls what is given for the line of each note and finding of a file. */
static void visit_lines(Page *page, void (*visit)(Page *page, int line))
{
    const Effects *effects = page->effects;
    for (size_t i = page->next; i < effects->note_count && is_of_file(effects->notes[i].file, page->path);
         i++) {
        visit(page, effects->notes[i].line);
    }
    for (size_t i = 0; i < effects->finding_count; i++) {
        const Finding *finding = &effects->findings[i];
        if (is_of_file(finding->file, page->path)) {
            visit(page, finding->line);
            visit(page, finding->out != NULL ? finding->out_line : finding->line);
        }
    }
}

static void reach_to(Page *page, int line)
{
    page->last = line > page->last ? line : page->last;
}

static void mark(Page *page, int line)
{
    page->is_told[line] = 1;
}

/* 0; -1 with MemoryError. */
static int open_page(const Effects *effects, RcObject *path, RcObject *lines, Page *page)
{
    *page = (Page){.effects = effects, .path = path, .lines = lines};
    page->last = lines != NULL ? (int)RcList_GET_SIZE(lines) : 0;
    while (page->next < effects->note_count && !is_of_file(effects->notes[page->next].file, path)) {
        page->next++;
    }
    visit_lines(page, reach_to);
    page->is_told = calloc((size_t)page->last + 1, 1);
    if (page->is_told == NULL) {
        RcErr_NoMemory();
        return -1;
    }
    visit_lines(page, mark);
    return 0;
}

/* A line without text stands between two. */
static void print_findings_of(const Page *page, int line)
{
    const Effects *effects = page->effects;
    const Finding *before = NULL;
    int count = 0;
    for (size_t i = 0; i < effects->finding_count; i++) {
        const Finding *finding = &effects->findings[i];
        int is_out = finding->out != NULL && finding->out_line == line;
        if (!is_of_file(finding->file, page->path) || (finding->line != line && !is_out)) {
            continue;
        }
        printf("%s", count++ > 0 ? "       !\n" : "");
        if (is_out) {
            print_wrapped(RcStr_AsUTF8(finding->out));
        } else {
            print_finding(finding, before);
            before = finding;
        }
    }
}

/* The notes of a line, and its findings. */
static void print_notes_of(Page *page, int line)
{
    const Effects *effects = page->effects;
    int count = 0;
    for (; page->next < effects->note_count && effects->notes[page->next].line == line &&
           is_of_file(effects->notes[page->next].file, page->path);
         page->next++) {
        if (count++ < MOST_NOTES) {
            print_note(&effects->notes[page->next]);
        }
    }
    if (count > MOST_NOTES) {
        printf("       | and %d more\n", count - MOST_NOTES);
    }
    print_findings_of(page, line);
}

/* How far it is to a line that something is said of, in a direction, up to most; where the file ends is one, too. */
static int distance(const Page *page, int line, int direction, int most)
{
    for (int i = 0; i < most; i++) {
        int there = line + i * direction;
        if (there < 1 || there > page->last || page->is_told[there]) {
            return i;
        }
    }
    return most;
}

/* A line is shown near notes, and where the gap would be shorter than is worth it. */
static int is_shown(const Page *page, int line, int is_whole)
{
    int most = 2 * CONTEXT + SHORTEST_GAP + 1;
    if (page->lines == NULL || is_whole) {
        return page->lines != NULL || page->is_told[line];
    }
    int before = distance(page, line, -1, most), after = distance(page, line, 1, most);
    return before <= CONTEXT || after <= CONTEXT || before + after < most;
}

static void print_line(const Page *page, int line)
{
    int is_there = page->lines != NULL && line <= RcList_GET_SIZE(page->lines);
    const char *text = is_there ? RcStr_AsUTF8(RcList_GET_ITEM(page->lines, line - 1)) : "";
    printf(*text != '\0' ? "%6d  %s\n" : "%6d\n", line, text);
}

/* Without its source, the lines that something is said of, by number.  0; -1 with an exception. */
static int print_file(Sources *sources, const Effects *effects, RcObject *path, int is_whole)
{
    Page page;
    int is_gap = 0;
    if (open_page(effects, path, source_lines(sources, path), &page) < 0) {
        return -1;
    }
    printf("%s%s\n\n", RcStr_AsUTF8(path), page.lines == NULL ? ": its source is not here" : "");
    for (int line = 1; line <= page.last; line++) {
        if (is_shown(&page, line, is_whole)) {
            printf("%s", is_gap ? "   ...\n" : "");
            print_line(&page, line);
            print_notes_of(&page, line);
        }
        is_gap = !is_shown(&page, line, is_whole);
    }
    putchar('\n');
    free(page.is_told);
    return 0;
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

/* Where a program that has crashed was, as far as is known. */
static void print_last_operation(const Trace *trace)
{
    size_t i = trace->event_count;
    while (i > 0 && trace->events[i - 1].kind != TRACE_OP) {
        i--;
    }
    const TraceSite *site = &trace->sites[i > 0 ? trace->events[i - 1].site : 0];
    if (site->file != NULL && site->api != NULL && site->function != NULL) {
        printf("Its last operation was %s, at %s:%d in %s.\n", RcStr_AsUTF8(site->api),
               RcStr_AsUTF8(site->file), site->line, RcStr_AsUTF8(site->function));
    }
}

/* What was done after a cut is not there, and neither is the last operation. */
static void print_cut(const Trace *trace)
{
    printf("The trace was cut after step %zu, at its limit of %lld bytes (RECOUNT_TRACE_LIMIT): of what the "
           "program did\n"
           "then only new mistakes are told. Does a loop not end?\n",
           trace->cut, trace->limit);
    if (trace->end == NULL) {
        puts("It was stopped or has crashed later, or has not ended its runtime (Rc_Finalize).");
    }
}

static void print_trace_end(const Trace *trace)
{
    if (trace->limit >= 0) {
        print_cut(trace);
    } else if (trace->end == NULL) {
        puts("The trace stops here: the program has crashed, or has not ended its runtime (Rc_Finalize).");
        print_last_operation(trace);
    } else if (trace_member(trace->end, "dropped") > 0) {
        printf("Not all of it is there: %lld lines were not written.\n", trace_member(trace->end, "dropped"));
    }
}

static void print_untold(const Effects *effects)
{
    RcObject *name;
    Rc_ssize_t position = 0;
    while (RcHashTable_Next(effects->untold, &position, &name, NULL)) {
        printf("%s has no tp_traverse: what its objects hold is told as held by functions.\n",
               RcStr_AsUTF8(name));
    }
}

static void print_verdict(const Trace *trace, const Effects *effects)
{
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (effects->findings[i].file == NULL) {
            print_finding(&effects->findings[i], NULL);
        }
    }
    printf("%zu finding%s%s. %lld object%s made, %lld gone.\n", effects->finding_count,
           effects->finding_count == 1 ? "" : "s",
           effects->finding_count > 1 ? "; what comes after the first may follow from it" : "", effects->made,
           effects->made == 1 ? "" : "s", effects->gone);
    print_untold(effects);
    if (effects->late != 0) {
        printf("From step %zu on who holds what was measured only every so many operations, and is told "
               "later than it\n"
               "changed: the run is long, or its heap large.\n",
               effects->late);
    }
    print_trace_end(trace);
}

static int print_all(const Trace *trace, Sources *sources, const Effects *effects, int is_whole)
{
    RcObject *files = list_files(trace, effects);
    if (files == NULL) {
        return -1;
    }
    int status = 0;
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(files); i++) {
        status = print_file(sources, effects, RcList_GET_ITEM(files, i), is_whole);
    }
    Rc_DECREF(files);
    if (status < 0) {
        return -1;
    }
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
