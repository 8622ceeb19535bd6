/* recount report: one page that tells a trace, with all that it needs in it. */
#include "report.h"
#include "options.h"
#include "report_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    const char *trace;
    const char *compare; /* NULL: none */
    const char *output;
    long long steps;
} Options;

static void print_help(void)
{
    puts("usage: recount report [OPTION...] TRACE\n\n"
         "Writes a page that shows the run whose trace it is (RECOUNT_TRACE=file ./program), step by step: "
         "the verdict,\n"
         "the source, the heap around each step, each object's count.  It needs no network and no server.\n\n"
         "  -o, --output FILE   where to (report.html); -: standard output\n"
         "  --compare TRACE     another run, which is shown beside the first\n"
         "  --steps N           at most so many steps are in the page (100000); what is left out is told "
         "there");
}

/* -- options -- */

static int parse_steps(const char *text, long long *steps)
{
    char *end;
    errno = 0;
    *steps = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *steps >= 100 && *steps <= 10000000 ? 0 : -1;
}

/* LAB_OK; -1 after help; LAB_USAGE after telling why. */
static int parse_options(int argc, char **argv, Options *options)
{
    enum { OUTPUT, COMPARE, STEPS };
    Option given[] = {
        [OUTPUT] = {.name = "output", .letter = 'o', .takes_value = 1, .value = "report.html"},
        [COMPARE] = {.name = "compare", .takes_value = 1},
        [STEPS] = {.name = "steps", .takes_value = 1, .value = "100000"},
        {.name = NULL},
    };
    int first = lab_options(REPORT, argc, argv, given, print_help);
    if (first <= 0) {
        return first < 0 ? LAB_USAGE : -1;
    }
    *options = (Options){.output = given[OUTPUT].value, .compare = given[COMPARE].value};
    if (parse_steps(given[STEPS].value, &options->steps) < 0) {
        return lab_usage_error(REPORT, "--steps takes an integer from 100 to 10000000, not '%s'",
                               given[STEPS].value);
    }
    if (argc - first != 1) {
        return lab_usage_error(REPORT, "%s", argc == first ? "a trace is missing" : "one trace at a time");
    }
    options->trace = argv[first];
    int status = lab_output_error(REPORT, options->output, options->trace);
    return status == 0 && options->compare != NULL
               ? lab_output_error(REPORT, options->output, options->compare)
               : status;
}

/* -- the page -- */

typedef struct Page {
    FILE *file;
    Run *run;
    const Run *other; /* NULL: none */
} Page;

static void write_title(const Page *page)
{
    const char *program = trace_header_text(&page->run->trace, "program");
    const char *slash = strrchr(program, '/');
    put_html_text(page->file, slash != NULL ? slash + 1 : program);
    fputs(": recount report", page->file);
}

static int is_named(const char *name, size_t size, const char *text)
{
    return strlen(text) == size && memcmp(text, name, size) == 0;
}

/* What stands in the page as it is.  0: it is no such part. */
static int write_text(const Page *page, const char *name, size_t size)
{
    const Run *other = page->other;
    const struct {
        const char *name;
        const char *text;
        size_t size;
    } texts[] = {
        {"css", page_css, page_css_size},
        {"script", page_script, page_script_size},
        {"data", page->run->json, page->run->json_size},
        {"other", other != NULL ? other->json : "", other != NULL ? other->json_size : 0},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (is_named(name, size, texts[i].name)) {
            fwrite(texts[i].text, 1, texts[i].size, page->file);
            return 1;
        }
    }
    return 0;
}

static void write_part(const Page *page, const char *name, size_t size)
{
    if (write_text(page, name, size)) {
        return;
    }
    if (is_named(name, size, "title")) {
        write_title(page);
    } else if (is_named(name, size, "verdict")) {
        write_verdict(page->file, page->run);
    } else if (is_named(name, size, "source")) {
        write_source(page->file, page->run);
    } else {
        write_about(page->file, page->run);
    }
}

/* The template, with a part in place of each {{name}}. */
static void write_page(const Page *page)
{
    const char *at = page_template;
    const char *open;
    while ((open = strstr(at, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        fwrite(at, 1, (size_t)(open - at), page->file);
        write_part(page, open + 2, (size_t)(close - open) - 2);
        at = close + 2;
    }
    fputs(at, page->file);
}

static int save_page(const Options *options, Run *run, const Run *other)
{
    int is_stdout = strcmp(options->output, "-") == 0;
    Page page = {.file = is_stdout ? stdout : fopen(options->output, "w"), .run = run, .other = other};
    if (page.file == NULL) {
        return lab_error(REPORT, "%s: %s", options->output, strerror(errno));
    }
    write_page(&page);
    int failed = ferror(page.file);
    if (!is_stdout && (fclose(page.file) != 0 || failed)) {
        return lab_error(REPORT, "%s: %s", options->output, strerror(errno));
    }
    return RcErr_Occurred() ? lab_exception(REPORT, options->output) : LAB_OK;
}

int lab_report(int argc, char **argv)
{
    Options options;
    Run run, other;
    int status = parse_options(argc, argv, &options);
    if (status != LAB_OK) {
        return status < 0 ? LAB_OK : status;
    }
    if (run_read(&run, options.trace, options.steps) < 0) {
        return LAB_FAILED;
    }
    if (options.compare != NULL && run_read(&other, options.compare, options.steps) < 0) {
        run_drop(&run);
        return LAB_FAILED;
    }
    status = save_page(&options, &run, options.compare != NULL ? &other : NULL);
    if (options.compare != NULL) {
        run_drop(&other);
    }
    run_drop(&run);
    return status;
}
