/* A program of this folder is a list of rows; this runs them: the clock, the random numbers, the figures.
 *
 * Under callgrind (guard.sh) each measured stretch, and nothing else, is a dump of its own with the row's name,
 * and rows are repeated less; the clock's figures mean nothing then. */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(name)
#endif

/* A row is repeated until it did that many.  A program may say otherwise before it includes this. */
#ifndef LEAST_OPERATIONS
#define LEAST_OPERATIONS 1000000
#endif
#define MOST_TURNS 10000

typedef struct Row {
    const char *name;
    void (*prepare)(void);  /* not measured; or NULL */
    size_t (*run)(void);    /* returns how many operations it did */
    double (*figure)(void); /* instead of run: what to print.  Such a row is run only if it is named */
} Row;

/* Nanoseconds. */
static inline double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "not as expected: %s\n", what);
        exit(1);
    }
}

static inline void *allocate(size_t count, size_t size)
{
    void *block = malloc(count > 0 ? count * size : 1);
    expect(block != NULL, "memory");
    return block;
}

/* splitmix64: the same numbers in every run. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The numbers below count, of which the first `shuffled` are a random choice in random order. */
static inline uint32_t *random_order(size_t count, size_t shuffled)
{
    uint32_t *order = allocate(count, sizeof *order);
    uint64_t state = 4;

    for (size_t i = 0; i < count; i++) {
        order[i] = (uint32_t)i;
    }
    for (size_t i = 0; i < shuffled; i++) {
        size_t other = i + (size_t)(next_random(&state) % (count - i));
        uint32_t kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    return order;
}

static inline int compare_doubles(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/* Prints the row's name, nanoseconds an operation, and how many operations there were.  Of a row that is run many
 * times it is the median: an interrupt more or less makes no difference. */
static inline void run_row(const Row *row)
{
    static double costs[MOST_TURNS];
    size_t least = RUNNING_ON_VALGRIND ? 10000 : LEAST_OPERATIONS, operations = 0, turns = 0;

    if (row->figure != NULL) {
        printf("%s %.3f 1\n", row->name, row->figure());
        return;
    }
    while (operations < least && turns < MOST_TURNS) {
        double begin;
        size_t done;
        if (row->prepare != NULL) {
            row->prepare();
        }
        begin = now();
        CALLGRIND_ZERO_STATS;
        done = row->run();
        CALLGRIND_DUMP_STATS_AT(row->name);
        costs[turns++] = (now() - begin) / (double)done;
        operations += done;
    }
    qsort(costs, turns, sizeof *costs, compare_doubles);
    printf("%s %.3f %zu\n", row->name, costs[turns / 2], operations);
}

/* Runs the rows that are named, or all but those with a figure of their own.  Does not return: what is alive is
 * not worth taking apart. */
static inline void run_rows(const Row *rows, size_t count, char **names)
{
    for (const Row *row = rows; row < rows + count; row++) {
        int wanted = *names == NULL && row->figure == NULL;
        for (char **name = names; *name != NULL; name++) {
            wanted |= strcmp(*name, row->name) == 0;
        }
        if (wanted) {
            run_row(row);
        }
    }
    fflush(stdout);
    _Exit(0);
}

#define RUN_ROWS(rows, names) run_rows((rows), sizeof(rows) / sizeof *(rows), (names))

#endif
