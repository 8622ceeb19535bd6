/* The frame of a harness: the input's numbers, the runtime around fuzz_one, and what must hold after it. */
#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The input ---- */

static uint64_t next_word(Input *input, int bytes)
{
    uint64_t word = 0;
    for (int i = 0; i < bytes; i++) {
        word |= (uint64_t)next_byte(input) << (8 * i);
    }
    return word;
}

int64_t next_integer(Input *input)
{
    static const int64_t edges[] = {0,          INT8_MAX,  UINT8_MAX,        INT16_MAX,
                                    UINT16_MAX, INT32_MAX, INT32_MIN,        UINT32_MAX,
                                    INT64_MAX,  INT64_MIN, INT64_C(1) << 53, 257,
                                    -6,         1000000,   INT64_MAX / 2 + 1};
    unsigned form = next_byte(input);
    uint64_t small = form >> 4;

    switch (form & 15) {
    case 0:
        return (int64_t)next_word(input, 8);
    case 1:
        return (int32_t)next_word(input, 4);
    case 2:
        return (int64_t)((uint64_t)edges[choose(input, (int)(sizeof edges / sizeof *edges))] + small - 8);
    case 3:
        return -(int64_t)next_byte(input);
    default:
        return (int64_t)next_byte(input) % 16;
    }
}

double next_double(Input *input)
{
    uint64_t bits;
    double value;

    switch (choose(input, 4)) {
    case 0:
        bits = next_word(input, 8);
        memcpy(&value, &bits, sizeof value);
        return value;
    case 1:
        return ldexp((double)next_byte(input), (int)next_byte(input) - 128);
    default:
        return (double)next_integer(input);
    }
}

const char *next_bytes(Input *input, size_t *size)
{
    const uint8_t *start;
    size_t wanted = next_byte(input), left = (size_t)(input->end - input->at);

    start = input->at;
    *size = wanted < left ? wanted : left;
    input->at += *size;
    return (const char *)start;
}

char *next_string(Input *input)
{
    size_t size;
    const char *bytes = next_bytes(input, &size);
    char *copy = malloc(size + 1);

    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

/* ---- What must hold ---- */

const char *fuzz_doing;

void fuzz_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: %s does not hold (%s)\n", file, line, condition,
            fuzz_doing != NULL ? fuzz_doing : "");
    if (RcErr_Occurred()) {
        RcErr_Print();
    }
    abort();
}

int fuzz_outcome(int failed)
{
    EXPECT((RcErr_Occurred() != NULL) == (failed != 0));
    RcErr_Clear();
    return failed;
}

int fuzz_out_of_memory(int failed)
{
    EXPECT(!failed || RcErr_ExceptionMatches(RcExc_MemoryError));
    return fuzz_outcome(failed);
}

/* ---- The runtime ---- */

#define LARGEST ((size_t)1 << 20) /* of blocks: more time for the others */

static Rc_ssize_t blocks; /* outstanding */
static RcMemAllocatorEx wrapped[3];

static void *counted_malloc(void *ctx, size_t size)
{
    const RcMemAllocatorEx *inner = ctx;
    void *block = size <= LARGEST ? inner->malloc(inner->ctx, size) : NULL;
    blocks += block != NULL;
    return block;
}

static void *counted_calloc(void *ctx, size_t count, size_t size)
{
    const RcMemAllocatorEx *inner = ctx;
    void *block = count <= LARGEST / size ? inner->calloc(inner->ctx, count, size) : NULL;
    blocks += block != NULL;
    return block;
}

static void *counted_realloc(void *ctx, void *block, size_t size)
{
    const RcMemAllocatorEx *inner = ctx;
    void *moved = size <= LARGEST ? inner->realloc(inner->ctx, block, size) : NULL;
    blocks += block == NULL && moved != NULL;
    return moved;
}

static void counted_free(void *ctx, void *block)
{
    const RcMemAllocatorEx *inner = ctx;
    blocks -= block != NULL;
    inner->free(inner->ctx, block);
}

/* So blocks are malloc's own, that sanitizers see each; and none is so large that the machine would feel it. */
static void count_blocks(void)
{
    for (int i = 0; i < 3; i++) {
        RcMemAllocatorDomain domain = (RcMemAllocatorDomain)i;
        RcMemAllocatorEx counting = {&wrapped[i], counted_malloc, counted_calloc, counted_realloc,
                                     counted_free};
        RcMem_GetAllocator(domain, &wrapped[i]);
        RcMem_SetAllocator(domain, &counting);
    }
}

int fuzz_counts_blocks = 1;

static void start(Input *input)
{
    RcConfig config;

    RcConfig_Init(&config);
    config.use_hash_seed = 1;
    config.recursion_limit = 100;
    fuzz_configure(input, &config);
    blocks = 0;
    if (fuzz_counts_blocks) {
        count_blocks();
    }
    if (Rc_InitializeFromConfig(&config) < 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input = {data, data + size};

    start(&input);
    fuzz_one(&input);
    EXPECT(RcErr_Occurred() == NULL);
    RcGC_Enable();
    (void)RcGC_Collect();
    EXPECT(Rc_LiveObjects() == 0);
    EXPECT(Rc_Finalize() == 0);
    EXPECT(blocks == 0);
    return 0;
}
