/* For the programs of this folder: prints a count, and checks it.  So each number that a program tells is
 * true, or the program ends with 1. */
#ifndef EXAMPLES_COUNTS_H
#define EXAMPLES_COUNTS_H

#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

static int counts_wrong;

/* Prints a number under its name; expected is what it must be. */
static inline void show_number(const char *name, Rc_ssize_t actual, Rc_ssize_t expected)
{
    printf("    %-34s %zd\n", name, actual);
    if (actual != expected) {
        fprintf(stderr, "    %s should be %zd\n", name, expected);
        counts_wrong = 1;
    }
}

/* The same for the count of an object. */
static inline void show_count(const char *name, RcObject *op, Rc_ssize_t expected)
{
    show_number(name, Rc_REFCNT(op), expected);
}

/* The count of a variable. */
#define COUNT(variable, expected) show_count("count of " #variable, RC_OBJECT_CAST(variable), (expected))

/* Examples are small and go wrong only when memory is out: then they say so and end. */
static inline void *must(void *result)
{
    if (result == NULL) {
        RcErr_Print();
        exit(1);
    }
    return result;
}

static inline void must_be_0(int result)
{
    if (result != 0) {
        RcErr_Print();
        exit(1);
    }
}

static inline void start(void)
{
    if (Rc_Initialize() < 0) {
        exit(1);
    }
}

/* Ends the runtime and gives main its result: 1 also if what was printed could not be written. */
static inline int finish(void)
{
    show_number("objects left at the end", Rc_Finalize(), 0);
    int failed = ferror(stdout);
    if (fclose(stdout) != 0 || failed) {
        perror("standard output");
        return 1;
    }
    return counts_wrong;
}

#endif
