/* The clock, the random numbers and the end that all programs of this folder share. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Nanoseconds. */
static inline double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline void fail(const char *what)
{
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

static inline void *allocate(size_t count, size_t size)
{
    void *block = malloc(count > 0 ? count * size : 1);
    if (block == NULL) {
        fail("out of memory");
    }
    return block;
}

/* splitmix64, from a seed that is the same in every run. */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

#endif
