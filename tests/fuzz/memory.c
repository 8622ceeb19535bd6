/* Harness: the size-class allocator, and the memory limit over it.
 *
 * Blocks of all sizes are taken, resized and given back in any order, from both domains, by malloc, calloc and realloc,
 * beside objects; each is filled with a pattern of its own.  Whenever a block is looked at again the pattern is whole: so
 * no two overlap, and none moves without its content.  Counting by type must add up to what there is.
 *
 * AddressSanitizer puts malloc in the allocator's place: this harness is for builds without it. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define BLOCKS 48
/* Of larger blocks only so many bytes at both ends are written. */
#define EDGE ((size_t)4096)

static struct {
    unsigned char *block;
    size_t size;
    unsigned char pattern;
    int domain;
} taken[BLOCKS];

static RcObject *held[BLOCKS];
static size_t limit;

void fuzz_configure(Input *input, RcConfig *config)
{
    unsigned byte = next_byte(input);
    limit = byte < 64 ? ((size_t)byte + 1) << 14 : 0;
    config->memory_limit = limit;
    fuzz_counts_blocks = 0;
}

/* Small ones, such as lie in pages, those that are large, and those that nobody has. */
static size_t next_size(Input *input)
{
    size_t size = next_byte(input);

    switch (choose(input, 8)) {
    case 0:
    case 1:
        return size * 64 + next_byte(input);
    case 2:
        return size << 10;
    case 3:
        return size << choose(input, 16);
    case 4:
        return (size_t)next_integer(input);
    default:
        return size * 2;
    }
}

static void fill(int i)
{
    size_t size = taken[i].size, edge = size < EDGE ? size : EDGE;
    memset(taken[i].block, taken[i].pattern, edge);
    memset(taken[i].block + size - edge, taken[i].pattern, edge);
}

static void check_bytes(const unsigned char *block, size_t size, unsigned char pattern)
{
    for (size_t i = 0; i < size; i++) {
        EXPECT(block[i] == pattern);
    }
}

/* So many bytes of block i are as they were written. */
static void check(int i, size_t size)
{
    size_t edge = size < EDGE ? size : EDGE;
    check_bytes(taken[i].block, edge, taken[i].pattern);
    if (size == taken[i].size) {
        check_bytes(taken[i].block + size - edge, edge, taken[i].pattern);
    }
}

static void give(int i)
{
    if (taken[i].block != NULL) {
        check(i, taken[i].size);
    }
    (taken[i].domain ? RcObject_Free : RcMem_Free)(taken[i].block);
    taken[i].block = NULL;
}

static void take(Input *input)
{
    int i = choose(input, BLOCKS), zeroed = choose(input, 2);
    size_t size = next_size(input);

    give(i);
    taken[i].domain = choose(input, 2);
    if (zeroed) {
        size_t count = next_byte(input);
        taken[i].block = (taken[i].domain ? RcObject_Calloc : RcMem_Calloc)(count, size);
        size = taken[i].block != NULL ? count * size : 0;
        check_bytes(taken[i].block, size < EDGE ? size : EDGE, 0);
    } else {
        taken[i].block = (taken[i].domain ? RcObject_Malloc : RcMem_Malloc)(size);
    }
    EXPECT(size <= (size_t)RC_SSIZE_T_MAX || taken[i].block == NULL);
    EXPECT((uintptr_t)taken[i].block % _Alignof(max_align_t) == 0);
    taken[i].size = size;
    taken[i].pattern = (unsigned char)next_byte(input);
    if (taken[i].block != NULL) {
        fill(i);
    }
}

static void resize(Input *input)
{
    int i = choose(input, BLOCKS);
    size_t size = next_size(input), old = taken[i].size;
    unsigned char *moved;

    if (taken[i].block == NULL) {
        return;
    }
    check(i, old);
    moved = (taken[i].domain ? RcObject_Realloc : RcMem_Realloc)(taken[i].block, size);
    if (moved == NULL) {
        check(i, old);
        return;
    }
    taken[i].block = moved;
    check(i, size < old ? (size < EDGE ? size : EDGE) : old < EDGE ? old : EDGE);
    taken[i].size = size;
    fill(i);
}

/* An object of any size, and what it held goes. */
static void make(Input *input)
{
    int i = choose(input, BLOCKS);
    RcObject *op = choose(input, 2) ? RcBytes_FromStringAndSize(NULL, (Rc_ssize_t)(next_byte(input) * 16))
                                    : RcList_New((Rc_ssize_t)next_byte(input) * 8);

    if (!fuzz_out_of_memory(op == NULL)) {
        if (RcList_Check(op) && held[choose(input, BLOCKS)] != NULL) {
            fuzz_out_of_memory(RcList_Append(op, op) < 0);
        }
        Rc_XSETREF(held[i], op);
    }
}

static void count(Input *input)
{
    RcLiveType types[20];
    Rc_ssize_t rows = Rc_LiveTypes(types, 20), objects = 0;

    Rc_UNUSED(input);
    if (rows < 0) {
        EXPECT(RcErr_ExceptionMatches(RcExc_MemoryError) || RcErr_ExceptionMatches(RcExc_RuntimeError));
        RcErr_Clear();
        return;
    }
    for (Rc_ssize_t i = 0; i < rows && i < 20; i++) {
        objects += types[i].type != NULL ? types[i].objects : 0;
    }
    EXPECT(rows > 20 || objects == Rc_LiveObjects());
}

static void drop(Input *input)
{
    int from = choose(input, BLOCKS), to = choose(input, BLOCKS);
    for (int i = from; i < to; i++) {
        give(i);
        Rc_CLEAR(held[i]);
    }
    if (to == 0) {
        (void)RcGC_Collect();
    }
}

void fuzz_one(Input *input)
{
    static void (*const operations[])(Input *) = {take, take, take, resize, resize, make, count, drop};

    while (!at_end(input)) {
        operations[choose(input, (int)(sizeof operations / sizeof *operations))](input);
    }
    for (int i = 0; i < BLOCKS; i++) {
        give(i);
        Rc_CLEAR(held[i]);
    }
}
