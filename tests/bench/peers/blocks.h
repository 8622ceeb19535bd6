/* An allocator alone: blocks of the sizes that CPython's objects have, and a write into each. */
#ifndef BENCH_BLOCKS_H
#define BENCH_BLOCKS_H

#include <stddef.h>

#include ALLOCATOR

typedef struct Object {
    size_t count;
} Object;

static inline void peer_start(void)
{
}

static inline void make_start(void)
{
}

static inline Object *make_block(size_t size)
{
    Object *volatile block = (Object *)ALLOCATE(size); /* volatile: or the pair would be left out */
    block->count = 1;
    return block;
}

static inline Object *make_float(size_t i)
{
    (void)i;
    return make_block(24);
}

static inline Object *make_int(size_t i)
{
    (void)i;
    return make_block(28);
}

static inline Object *make_str(size_t i)
{
    (void)i;
    return make_block(61);
}

static inline Object *make_tuple(size_t i)
{
    (void)i;
    return make_block(56);
}

static inline Object *make_list(size_t i)
{
    (void)i;
    return make_block(56);
}

#define object_release RELEASE

#endif
