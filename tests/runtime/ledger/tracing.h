/* What the tests of the trace share: a program with a list and a str, one with rarer things, and reading what they
 * have written. */
#ifndef RECOUNT_TESTS_TRACING_H
#define RECOUNT_TESTS_TRACING_H

#include "telling.h"

static inline const char *trace_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "trace-%ld.jsonl", (long)getpid());
    return path;
}

/* Good until the next call. */
static inline char *read_trace(void)
{
    static char text[1 << 16];
    FILE *file = fopen(trace_path(), "r");
    size_t got;
    assert_non_null(file);
    got = fread(text, 1, sizeof text - 1, file);
    text[got] = '\0';
    fclose(file);
    remove(trace_path());
    return text;
}

/* Behind the next line of this kind, which has this in it. */
static inline char *expect_line(char *trace, const char *kind, const char *part)
{
    char head[40];
    snprintf(head, sizeof head, "{\"k\":\"%s\"", kind);
    for (char *line = strstr(trace, head); line != NULL; line = strstr(line + 1, head)) {
        char *end = strchr(line, '\n'), *found = strstr(line, part);
        if (end != NULL && found != NULL && found < end) {
            return end + 1;
        }
    }
    print_error("expected a line %s with %s in:\n%s\n", kind, part, trace);
    fail();
    return NULL;
}

static inline void run(Child *child, int (*body)(void *), const char *audit)
{
    const char *const settings[] = {
        "RECOUNT_TRACE", trace_path(), "RECOUNT_OPTIONS", "halt=0", "RECOUNT_AUDIT", audit, NULL};
    run_child(child, body, NULL, settings);
}

static inline int live(void *unused)
{
    RcObject *list, *word;
    Rc_UNUSED(unused);
    Rc_Initialize();
    list = RcList_New(0);
    word = RcStr_FromString("word");
    RcList_Append(list, word);
    RcList_GetItem(list, 0);
    Rc_DECREF(word);
    Rc_DECREF(list);
    return Rc_Finalize();
}

#endif
