/* A source that is written for a test. */
#ifndef RECOUNT_TESTS_SOURCE_FILE_H
#define RECOUNT_TESTS_SOURCE_FILE_H

#include "telling.h"

#include "ledger/source_says.h"

static char path[64];

/* Lines are numbered from 1; the texts of the arguments are the lines. */
#define write_source(...) write_lines((const char *const[]){__VA_ARGS__, NULL})
static inline void write_lines(const char *const *lines)
{
    static int number; /* a file that was read once is not read again */
    FILE *file;
    if (path[0] != '\0') {
        remove(path);
    }
    snprintf(path, sizeof path, "source-%ld-%d.c", (long)getpid(), number++);
    file = fopen(path, "w");
    assert_non_null(file);
    for (; *lines != NULL; lines++) {
        fprintf(file, "%s\n", *lines);
    }
    fclose(file);
}

static inline int remove_source(void **state)
{
    Rc_UNUSED(state);
    return path[0] != '\0' ? remove(path) : 0;
}

#endif
