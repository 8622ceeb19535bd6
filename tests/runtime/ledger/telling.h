/* What the tests of the ledger's files share: a runtime a test, the findings that are told meanwhile, and children in
 * which a program ends as it would without a reporter. */
#ifndef RECOUNT_TESTS_TELLING_H
#define RECOUNT_TESTS_TELLING_H

#include "support.h"

#include <recount/recount.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_TOLD 16

typedef struct Told {
    char kind[32];
    char file[256];
    char function[64];
    char id[32];
    char message[8192];
    int line;
    RcObject *object;
} Told;

/* The findings since the test's beginning, and how many there were. */
static Told told[MOST_TOLD];
static int told_count;

static inline void copy_text(char *to, size_t room, const char *text)
{
    snprintf(to, room, "%s", text != NULL ? text : "");
}

static inline void note_finding(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(arg);
    if (told_count < MOST_TOLD) {
        Told *one = &told[told_count];
        copy_text(one->kind, sizeof one->kind, finding->kind);
        copy_text(one->file, sizeof one->file, finding->file);
        copy_text(one->function, sizeof one->function, finding->function);
        copy_text(one->id, sizeof one->id, finding->id);
        copy_text(one->message, sizeof one->message, finding->message);
        one->line = finding->line;
        one->object = finding->object;
    }
    told_count++;
}

static inline int begin_telling(void **state)
{
    Rc_UNUSED(state);
    memset(told, 0, sizeof told);
    told_count = 0;
    return Rc_Initialize() < 0 ? -1 : RcLedger_SetReporter(note_finding, NULL);
}

static inline int end_telling(void **state)
{
    Rc_UNUSED(state);
    return Rc_IsInitialized() ? (Rc_Finalize(), 0) : 0;
}

#define telling_test(function) cmocka_unit_test_setup_teardown(function, begin_telling, end_telling)

/* The only finding so far is of this kind, its line this one, and its message has this text.  It is taken
 * off. */
static inline void expect_told_at(const char *kind, int line, const char *text, const char *file, int at)
{
    if (told_count != 1 || strcmp(told[0].kind, kind) != 0 || (line != 0 && told[0].line != line) ||
        strstr(told[0].message, text) == NULL) {
        print_error("%d findings; expected one: %s at line %d, with \"%s\"; told:\n", told_count, kind, line,
                    text);
        for (int i = 0; i < told_count && i < MOST_TOLD; i++) {
            print_error("%s\n", told[i].message);
        }
        _fail(file, at);
    }
    told_count = 0;
}
#define expect_told(kind, line, text) expect_told_at((kind), (line), (text), __FILE__, __LINE__)

static inline void expect_nothing_told_at(const char *file, int at)
{
    if (told_count > 0) {
        print_error("%s\n", told[0].message);
        _fail(file, at);
    }
}
#define expect_nothing_told() expect_nothing_told_at(__FILE__, __LINE__)

/* The object's story in one text, which is the caller's to free. */
static inline char *story_of(RcObject *op)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    RcLedger_Explain(op, out);
    fclose(out);
    return text;
}

static inline void expect_story_at(RcObject *op, const char *part, const char *file, int at)
{
    char *story = story_of(op);
    if (strstr(story, part) == NULL) {
        print_error("expected \"%s\" in:\n%s\n", part, story);
        _fail(file, at);
    }
    free(story);
}

#define expect_story(op, part) expect_story_at((op), (part), __FILE__, __LINE__)

static inline void expect_no_story(RcObject *op, const char *part)
{
    char *story = story_of(op);
    assert_null(strstr(story, part));
    free(story);
}

/* Sanitizers map more memory than can be searched: then no reference is told as lost, and it is a leak of the end. */
extern void __asan_init(void) __attribute__((weak));
extern void __tsan_init(void) __attribute__((weak));

static inline int memory_is_searched(void)
{
    return __asan_init == NULL && __tsan_init == NULL;
}

/* With 32 bits arguments are passed on the stack, where the search may find them long after. */
static inline int stack_is_tidy(void)
{
    return memory_is_searched() && sizeof(void *) == 8;
}

/* -- children -- */

/* How a child ended, and what it wrote to stderr. */
typedef struct Child {
    int status; /* of exit; -1: by a signal */
    char text[16384];
} Child;

/* Runs a function in a process of its own, with these settings of the environment (pairs that end with NULL). */
static inline void run_child(Child *child, int (*body)(void *), void *arg, const char *const *settings)
{
    int ends[2], status = 0;
    size_t used = 0;
    ssize_t got;
    pid_t id;

    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    id = fork();
    assert_true(id >= 0);
    if (id == 0) {
        dup2(ends[1], STDERR_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        for (; settings != NULL && *settings != NULL; settings += 2) {
            setenv(settings[0], settings[1], 1);
        }
        status = body(arg);
        fflush(NULL);
        _exit(status);
    }
    close(ends[1]);
    while (used + 1 < sizeof child->text &&
           (got = read(ends[0], child->text + used, sizeof child->text - used - 1)) > 0) {
        used += (size_t)got;
    }
    child->text[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(id, &status, 0), id);
    child->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void expect_child_at(const Child *child, int status, const char *text, const char *file, int at)
{
    if (child->status != status || strstr(child->text, text) == NULL) {
        print_error("the child ended with %d, expected %d; it said (expected: \"%s\"):\n%s\n", child->status,
                    status, text, child->text);
        _fail(file, at);
    }
}
#define expect_child(child, status, text) expect_child_at((child), (status), (text), __FILE__, __LINE__)

#endif
