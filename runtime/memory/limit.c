/* A limit on the bytes that a runtime's mem and object domains may hold together.
 *
 * Each block gets a head that remembers its size; what is beyond the limit is refused as
 * if the system had no memory left.  Only runtimes that ask for a limit pay for it. */
#include "memory/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

typedef struct Counted {
    RcMemLimit *limit;
    RcMemAllocatorEx inner;
} Counted;

struct RcMemLimit {
    size_t most;
    size_t used;
    Counted domains[2];
};

/* As wide as the strictest alignment, so that the block behind it keeps it. */
typedef union Head {
    size_t size;
    max_align_t align;
} Head;

RcMemLimit *_RcMemLimit_New(size_t bytes, const RcMemAllocatorEx inner[2])
{
    RcMemLimit *limit = malloc(sizeof *limit);
    if (limit != NULL) {
        limit->most = bytes;
        limit->used = 0;
        for (int i = 0; i < 2; i++) {
            limit->domains[i].limit = limit;
            limit->domains[i].inner = inner[i];
        }
    }
    return limit;
}

void _RcMemLimit_Free(RcMemLimit *limit)
{
    free(limit);
}

size_t _RcMemLimit_Used(const RcMemLimit *limit)
{
    return limit->used;
}

/* Is there room for size bytes more, when held of the used ones are given back? */
static int has_room(const RcMemLimit *limit, size_t held, size_t size)
{
    size_t others = limit->used - held;
    return size <= (size_t)RC_SSIZE_T_MAX - sizeof(Head) && others <= limit->most &&
           size <= limit->most - others;
}

static void *limited_malloc(void *ctx, size_t size)
{
    Counted *domain = ctx;
    Head *head;

    if (!has_room(domain->limit, 0, size)) {
        return NULL;
    }
    head = domain->inner.malloc(domain->inner.ctx, sizeof(Head) + size);
    if (head == NULL) {
        return NULL;
    }
    head->size = size;
    domain->limit->used += size;
    return head + 1;
}

static void *limited_calloc(void *ctx, size_t count, size_t size)
{
    void *block = limited_malloc(ctx, count * size); /* the domain has checked the product */
    if (block != NULL) {
        memset(block, 0, count * size);
    }
    return block;
}

static void *limited_realloc(void *ctx, void *block, size_t size)
{
    Counted *domain = ctx;
    Head *head = (Head *)block - 1;
    size_t held = head->size;

    if (!has_room(domain->limit, held, size)) {
        return NULL;
    }
    head = domain->inner.realloc(domain->inner.ctx, head, sizeof(Head) + size);
    if (head == NULL) {
        return NULL;
    }
    head->size = size;
    domain->limit->used += size - held;
    return head + 1;
}

static void limited_free(void *ctx, void *block)
{
    Counted *domain = ctx;
    Head *head = (Head *)block - 1;
    domain->limit->used -= head->size;
    domain->inner.free(domain->inner.ctx, head);
}

int _RcMemLimit_Wraps(const RcMemLimit *limit, const RcMemAllocatorEx *allocator, RcMemAllocatorEx *inner,
                      size_t *front)
{
    for (int i = 0; limit != NULL && i < 2; i++) {
        if (allocator->ctx == &limit->domains[i] && allocator->malloc == limited_malloc) {
            *inner = limit->domains[i].inner;
            *front = sizeof(Head);
            return 1;
        }
    }
    return 0;
}

RcMemAllocatorEx _RcMemLimit_Allocator(RcMemLimit *limit, int which)
{
    RcMemAllocatorEx allocator = {&limit->domains[which], limited_malloc, limited_calloc, limited_realloc,
                                  limited_free};
    return allocator;
}
