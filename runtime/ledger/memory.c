/* The ledger's own memory.
 *
 * It comes from the system in chunks that this file knows, so that the search for lost references can
 * step over them.  Released blocks are kept by their size and used again: small ones by lines of the processor's cache,
 * large ones by powers of two. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "ledger/ledger.h"

#include <string.h>
#include <sys/mman.h>

#define CHUNK_SIZE ((size_t)1 << 20) /* of the first ones; programs with many objects get larger ones */
#define LARGE_CHUNK_SIZE ((size_t)16 << 20)
#define SMALL_CHUNKS 8
#define LINE ((size_t)64)
#define SMALL_LINES 16u
#define CLASSES 80u

typedef struct Chunk {
    struct Chunk *next;
    size_t size;
} Chunk;

typedef struct Free {
    struct Free *next;
} Free;

static RC_THREAD_LOCAL struct {
    Chunk *chunks;
    int small_chunks;
    char *fresh, *end;
    Free *free[CLASSES];
} memory;

/* The class of blocks of this size, and the size of its blocks. */
static unsigned class_of(size_t size, size_t *room)
{
    size_t lines = (size + LINE - 1) / LINE;
    unsigned power = 0;

    if (lines <= SMALL_LINES) {
        *room = lines * LINE;
        return (unsigned)lines;
    }
    while (((size_t)1 << power) < size) {
        power++;
    }
    *room = (size_t)1 << power;
    return SMALL_LINES + power;
}

static char *new_chunk(size_t size)
{
    Chunk *chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED) {
        return NULL;
    }
    chunk->next = memory.chunks;
    chunk->size = size;
    memory.chunks = chunk;
    return (char *)chunk + LINE;
}

/* Records of a large heap are met in any order: with large pages that costs less. */
static int new_memory(void)
{
    size_t size = memory.small_chunks < SMALL_CHUNKS ? CHUNK_SIZE : LARGE_CHUNK_SIZE;
    char *fresh = new_chunk(size);

    if (fresh == NULL) {
        return -1;
    }
    memory.fresh = fresh;
    memory.end = fresh - LINE + size;
    if (size == CHUNK_SIZE) {
        memory.small_chunks++;
    } else {
        madvise(fresh - LINE, size, MADV_HUGEPAGE);
    }
    return 0;
}

/* Sets *is_zero if it is fresh from the system. */
static void *take_block(size_t size, int *is_zero)
{
    size_t room;
    unsigned class = class_of(size, &room);
    Free *block = memory.free[class];

    *is_zero = block == NULL;
    if (block != NULL) {
        memory.free[class] = block->next;
        return block;
    }
    if (room > CHUNK_SIZE / 4) {
        return new_chunk(room + LINE);
    }
    if ((size_t)(memory.end - memory.fresh) < room && new_memory() < 0) {
        return NULL;
    }
    memory.fresh += room;
    return memory.fresh - room;
}

void *_RcLedger_Allocate(size_t size)
{
    int is_zero;
    void *block = take_block(size, &is_zero);
    return block == NULL || is_zero ? block : memset(block, 0, size);
}

void *_RcLedger_AllocateRaw(size_t size)
{
    int is_zero;
    return take_block(size, &is_zero);
}

void _RcLedger_Release(void *block, size_t size)
{
    if (block != NULL) {
        Free *free_block = block;
        size_t room;
        unsigned class = class_of(size, &room);
        free_block->next = memory.free[class];
        memory.free[class] = free_block;
    }
}

void _RcLedger_ReleaseAll(void)
{
    while (memory.chunks != NULL) {
        Chunk *chunk = memory.chunks;
        memory.chunks = chunk->next;
        munmap(chunk, chunk->size);
    }
    memset(&memory, 0, sizeof memory);
    _RcLedger_ForgetTexts();
}

int _RcLedger_IsOwnMemory(uintptr_t address, uintptr_t *end)
{
    for (const Chunk *chunk = memory.chunks; chunk != NULL; chunk = chunk->next) {
        if (address >= (uintptr_t)chunk && address < (uintptr_t)chunk + chunk->size) {
            *end = (uintptr_t)chunk + chunk->size;
            return 1;
        }
    }
    return 0;
}
