/* The page without scripts: the verdict with its findings, the source with what its lines did, and the
 * facts. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 8, MOST_LINES = 20000, MOST_NOTES = 8 };

static const char *plural(long long many)
{
    return many == 1 ? "" : "s";
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* 1066686 as "1,066,686". */
static void put_number(FILE *file, long long number)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%lld", number);
    for (int i = 0; i < size; i++) {
        fprintf(file, "%s%c", i > 0 && (size - i) % 3 == 0 && digits[i - 1] != '-' ? "," : "", digits[i]);
    }
}

static void put_many(FILE *file, long long number, const char *word)
{
    put_number(file, number);
    fprintf(file, " %s%s", word, plural(number));
}

/* -- the verdict -- */

/* "app.c:7 in main" */
static void put_place(FILE *file, const Run *run, int index)
{
    const TraceSite *site = &run->trace.sites[index];
    if (site->file != NULL) {
        fputs("at ", file);
        put_html_object(file, site->file);
        fprintf(file, ":%d", site->line);
    }
    if (site->function != NULL) {
        fputs(" in ", file);
        put_html_object(file, site->function);
    }
}

static void put_member(FILE *file, const Run *run, const Told *told, const char *name)
{
    const char *text = trace_member_text(run->trace.events[told->event].line, name);
    RcObject *words = trace_words(&run->trace, text, told->event);
    put_html_object(file, words);
    Rc_XDECREF(words);
}

static void write_finding(FILE *file, const Run *run, int index)
{
    const Told *told = &run->findings[index];
    const TraceEvent *event = &run->trace.events[told->event];
    fprintf(file, "<li data-finding=\"%d\"><div class=\"what\"><span class=\"kind\">", index);
    put_member(file, run, told, "kind");
    fputs("</span> ", file);
    put_place(file, run, event->site);
    fputs(": ", file);
    put_member(file, run, told, "type");
    if (event->object != 0) {
        const char *repr = trace_repr(&run->trace, event->object);
        fprintf(file, " #%lld%s", run->trace.objects[event->object].number, repr != NULL ? " " : "");
        put_html_text(file, repr != NULL ? repr : "");
    }
    fputs(": ", file);
    put_member(file, run, told, "what");
    fputs("</div><div class=\"there\">", file);
    put_member(file, run, told, "there");
    fputs("</div><details><summary>The whole message</summary><pre>", file);
    put_member(file, run, told, "text");
    fputs("</pre></details></li>\n", file);
}

static void write_judgement(FILE *file, const Run *run)
{
    int is_wrong = run->all_findings > 0 || run->trace.end == NULL;
    fprintf(file, "<h1 class=\"verdict %s\"><span class=\"mark\">", is_wrong ? "is-wrong" : "is-right");
    if (run->all_findings > 0) {
        fputs("&#10007;</span>", file);
        put_many(file, run->all_findings, "mistake");
        fputs(" found</h1>\n", file);
    } else {
        fputs(is_wrong ? "?</span>No verdict</h1>\n" : "&#10003;</span>No mistake found</h1>\n", file);
    }
    fputs("<p class=\"scope\">", file);
    put_many(file, run->operations, "operation");
    fputs(" on ", file);
    put_many(file, run->objects_in_trace, "object");
    fputs(" were looked at: each count against the references that objects hold, and what was left at the "
          "end. Code "
          "that did not run was not, nor what types without a traverse hold.</p>\n",
          file);
}

static void write_end(FILE *file, const Run *run)
{
    if (run->trace.end == NULL) {
        fputs("<p>The trace has no end: the program has crashed, or has not ended its runtime.</p>\n", file);
    } else if (trace_member(run->trace.end, "halted")) {
        fputs("<p>The ledger ended the program at this finding.</p>\n", file);
    }
}

static void write_thinned(FILE *file, const Run *run)
{
    if (run->left_out > 0) {
        fputs("<p class=\"thinned\" id=\"thinned\">&#9986; Thinned: the page has ", file);
        put_number(file, run->steps);
        fputs(" of the trace's ", file);
        put_many(file, run->steps_in_trace, "step");
        fputs(", and ", file);
        put_number(file, run->objects);
        fputs(" of its ", file);
        put_many(file, run->objects_in_trace, "object");
        fputs(". Objects with findings are there; others are there whole or not at all, but for those with "
              "very many "
              "steps, whose middle is one step.</p>\n",
              file);
    }
    if (run->trace.limit >= 0) {
        fputs("<p class=\"thinned\">&#9986; The trace reached its limit of ", file);
        put_many(file, run->trace.limit, "byte");
        fputs(": of what the program did then only new mistakes are here.</p>\n", file);
    }
}

void write_verdict(FILE *file, const Run *run)
{
    RcObject *args = RcHashTable_GetItemString(run->trace.header, "args");
    fputs("<p class=\"run\">recount report &middot; ", file);
    put_html_text(file, base_name(trace_header_text(&run->trace, "program")));
    for (Rc_ssize_t i = 1; args != NULL && RcList_Check(args) && i < RcList_GET_SIZE(args); i++) {
        RcObject *argument = RcList_GET_ITEM(args, i);
        fputc(' ', file);
        put_html_object(file, RcStr_Check(argument) ? argument : NULL);
    }
    fputs("</p>\n", file);
    write_judgement(file, run);
    write_end(file, run);
    write_thinned(file, run);
    if (run->finding_count > 0) {
        fputs("<ol class=\"findings\">\n", file);
        for (int i = 0; i < run->finding_count; i++) {
            write_finding(file, run, i);
        }
        fputs("</ol>\n", file);
    }
    if (run->all_findings > run->finding_count) {
        fprintf(file, "<p class=\"thinned\">The first %d of %d findings.</p>\n", run->finding_count,
                run->all_findings);
    }
}

/* -- the source -- */

typedef struct Place {
    int line;
    int site;
} Place;

/* A source file, and which of the sites and notes are in it. */
typedef struct Source {
    const Run *run;
    FILE *file; /* the page */
    RcObject *name;
    Place *sites; /* in order of lines */
    int count;
    int next;              /* the first site that is not told yet */
    size_t note, note_end; /* the first note that is not told yet, and the end of the file's */
    int last;              /* the last line that was told */
    int written;
} Source;

static void put_counts(FILE *file, const Note *note)
{
    if (note->is_immortal) {
        fputs(": immortal", file);
    } else if (note->before == note->after) {
        fprintf(file, ": %lld", note->after);
    } else {
        fprintf(file, ": %lld&#8594;%lld", note->before, note->after);
        if (!note->same_counts) {
            fprintf(file, " &hellip; %lld&#8594;%lld", note->last_before, note->last_after);
        }
    }
}

static void put_note(FILE *file, const Note *note)
{
    fprintf(file, "<div><b class=\"letter %c\">%c</b> ", note->letter, note->letter);
    put_html_object(file, note->seen == NULL ? note->object : note->name);
    if (note->seen != NULL) {
        fprintf(file, " (%zd objects)", RcHashTable_Size(note->seen));
    }
    put_counts(file, note);
    if (note->times > 1) {
        fprintf(file, ", %lld times", note->times);
    }
    fputs(note->is_freed ? ", freed</div>" : note->is_revived ? ", brought back</div>" : "</div>", file);
}

static int is_same(RcObject *one, RcObject *two)
{
    return one != NULL && two != NULL && RcStr_Equal(one, two) == 1;
}

/* Notes are in order of files and lines, as lines are written. */
static void put_notes(Source *source, int line)
{
    const Effects *effects = &source->run->effects;
    int put = 0, left = 0;
    while (source->note < source->note_end && effects->notes[source->note].line <= line) {
        const Note *note = &effects->notes[source->note++];
        if (put < MOST_NOTES) {
            put_note(source->file, note);
            put++;
        } else {
            left++;
        }
    }
    if (left > 0) {
        fprintf(source->file, "<div>and %d more</div>", left);
    }
}

static int is_guilty(const Source *source, int line)
{
    const Effects *effects = &source->run->effects;
    for (size_t i = 0; i < effects->finding_count; i++) {
        if (effects->findings[i].line == line && is_same(effects->findings[i].file, source->name)) {
            return 1;
        }
    }
    return 0;
}

static void put_told(Source *source, RcObject *text)
{
    fputs("<div class=\"told\">&#10007; ", source->file);
    put_html_object(source->file, text);
    fputs("</div>", source->file);
}

/* What the line's findings say is to be done, and which of others have their way out here. */
static void put_findings(Source *source, int line)
{
    const Effects *effects = &source->run->effects;
    for (size_t i = 0; i < effects->finding_count; i++) {
        const Finding *finding = &effects->findings[i];
        if (!is_same(finding->file, source->name)) {
            continue;
        }
        if (finding->line == line) {
            put_told(source, finding->what);
        } else if (finding->out != NULL && finding->out_line == line) {
            put_told(source, finding->out);
        }
    }
}

static int line_of(const Source *source, int at)
{
    return source->sites[at].line;
}

/* The lines between the last one that was written and this one. */
static void put_gap(Source *source, int line)
{
    if (source->last + 1 < line) {
        fputs("<tr class=\"gap\"><td colspan=\"3\">", source->file);
        put_many(source->file, line - source->last - 1, "line");
        fputs(" without an operation</td></tr>\n", source->file);
    }
}

static void write_line(Source *source, int line, const char *text, size_t size)
{
    FILE *file = source->file;
    int is_wrong = is_guilty(source, line);
    while (source->next < source->count && line_of(source, source->next) == line) {
        source->next++;
    }
    put_gap(source, line);
    fprintf(file, "<tr data-line=\"%d\"%s><td class=\"n%s\">%d</td><td class=\"code\">", line,
            is_wrong ? " class=\"guilty\"" : "", is_wrong ? " wrong" : "", line);
    put_html(file, text, size);
    fputs("</td><td class=\"does\">", file);
    put_findings(source, line);
    put_notes(source, line);
    fputs("</td></tr>\n", file);
    source->last = line;
    source->written++;
}

/* Is the line near one that did something? */
static int is_near(const Source *source, int line)
{
    return (source->next < source->count && line_of(source, source->next) <= line + CONTEXT) ||
           (source->next > 0 && line_of(source, source->next - 1) >= line - CONTEXT);
}

/* The lines that are near; of a file that cannot be read, or is shorter now, those that did something. */
static void write_lines(Source *source, RcObject *lines)
{
    for (int i = 0; lines != NULL && i < RcList_GET_SIZE(lines) && source->written < MOST_LINES; i++) {
        if (is_near(source, i + 1)) {
            Rc_ssize_t size;
            const char *text = RcStr_AsUTF8AndSize(RcList_GET_ITEM(lines, i), &size);
            write_line(source, i + 1, text, (size_t)size);
        }
    }
    while (source->next < source->count && source->written < MOST_LINES) {
        write_line(source, line_of(source, source->next), "", 0);
    }
    if (lines != NULL) {
        put_gap(source, (int)RcList_GET_SIZE(lines) + 1);
    }
}

static int by_line(const void *one, const void *two)
{
    int first = ((const Place *)one)->line;
    int second = ((const Place *)two)->line;
    return (first > second) - (first < second);
}

/* The notes of the file stand together. */
static void find_notes(Source *source)
{
    const Effects *effects = &source->run->effects;
    while (source->note < effects->note_count && !is_same(effects->notes[source->note].file, source->name)) {
        source->note++;
    }
    source->note_end = source->note;
    while (source->note_end < effects->note_count &&
           is_same(effects->notes[source->note_end].file, source->name)) {
        source->note_end++;
    }
}

static void write_file(FILE *file, Run *run, RcObject *name, int index, Place *sites)
{
    Source source = {.run = run, .file = file, .name = name, .sites = sites};
    for (int i = 1; i < run->trace.site_count; i++) {
        if (run->site_files[i] == index && run->is_used[i]) {
            sites[source.count++] = (Place){run->trace.sites[i].line, i};
        }
    }
    if (source.count == 0) {
        return;
    }
    find_notes(&source);
    qsort(sites, (size_t)source.count, sizeof *sites, by_line);
    RcObject *lines = source_lines(&run->sources, name);
    fprintf(file, "<div class=\"file panel\" data-file=\"%d\"><h2>", index);
    put_html_object(file, name);
    fprintf(file, "</h2>%s<table class=\"lines\">\n",
            lines == NULL ? "<p class=\"note\">Its source is not here.</p>" : "");
    write_lines(&source, lines);
    fputs("</table></div>\n", file);
}

void write_source(FILE *file, Run *run)
{
    Place *sites = calloc((size_t)run->trace.site_count + 1, sizeof *sites);
    Rc_ssize_t pos = 0;
    RcObject *name;
    int index = 0;
    while (sites != NULL && RcHashTable_Next(run->files, &pos, &name, NULL)) {
        write_file(file, run, name, index++, sites);
    }
    free(sites);
}

/* -- facts -- */

static void write_fact(FILE *file, const char *name, const char *text)
{
    fprintf(file, "<tr><th>%s</th><td>", name);
    put_html_text(file, text);
    fputs("</td></tr>\n", file);
}

static void write_number(FILE *file, const char *name, long long number)
{
    fprintf(file, "<tr><th>%s</th><td>", name);
    put_number(file, number);
    fputs("</td></tr>\n", file);
}

void write_about(FILE *file, const Run *run)
{
    const Trace *trace = &run->trace;
    fputs("<table class=\"data panel\"><caption>The run</caption>\n", file);
    write_fact(file, "program", trace_header_text(trace, "program"));
    write_fact(file, "folder", trace_header_text(trace, "folder"));
    write_fact(file, "trace", trace->path);
    write_fact(file, "recount", trace_header_text(trace, "recount"));
    RcObject *deep = RcHashTable_GetItemString(trace->header, "deep");
    write_fact(file, "ledger",
               deep == Rc_True ? "deep: plain stores and returns are told" : "plain: plain code is not told");
    write_number(file, "operations to an audit", trace_member(trace->header, "audit"));
    write_number(file, "operations", run->operations);
    write_number(file, "objects", run->objects_in_trace);
    write_number(file, "steps", run->steps_in_trace);
    write_number(file, "steps left out", run->left_out);
    if (trace->end != NULL) {
        write_number(file, "objects left at the end", trace_member(trace->end, "live"));
        write_number(file, "lines that were not written", trace_member(trace->end, "dropped"));
    }
    fputs("</table>\n", file);
}
