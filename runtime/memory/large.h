/* Private to memory/: large blocks of the pool.  large.c tells how they are kept. */
#ifndef RECOUNT_MEMORY_LARGE_H
#define RECOUNT_MEMORY_LARGE_H

#include <stddef.h>
#include <stdint.h>

#define RC_LARGE_CLASSES 4

typedef struct RcLargeSlot RcLargeSlot;

typedef struct RcLarge {
    uintptr_t base; /* of the range */
    size_t size;    /* of the range; 0: not reserved yet */
    int closed;     /* there was no range to be had */
    size_t fresh;   /* addresses from this unit on were never used */
    RcLargeSlot *slots;
    RcLargeSlot *bare[RC_LARGE_CLASSES]; /* free slots without memory */
    RcLargeSlot *newest;                 /* slots with spare memory */
    RcLargeSlot *oldest;
    size_t used;  /* bytes of all blocks that are taken */
    size_t spare; /* bytes of memory beside those */
    size_t
        regret; /* bytes fetched that had been given back before; the pool takes note of them, and sets it to 0 */
} RcLarge;

static inline int _RcLarge_Owns(const RcLarge *large, const void *block)
{
    return (uintptr_t)block - large->base < large->size;
}

/* NULL: no memory, or none left of the addresses.  zeroed: the first size bytes are to be 0. */
void *_RcLarge_Take(RcLarge *large, size_t size, int zeroed);
void _RcLarge_Give(RcLarge *large, void *block);
/* Bytes that a block has. */
size_t _RcLarge_Room(const RcLarge *large, const void *block);
/* Has the block, where it is, room for size bytes now?  What it does not need any more is spare memory. */
int _RcLarge_Resize(RcLarge *large, void *block, size_t size);
/* All that are taken. */
void _RcLarge_EachBlock(const RcLarge *large, void (*visit)(const void *block, size_t size, void *arg),
                        void *arg);
/* Gives spare memory back until it is no more than that. */
void _RcLarge_Trim(RcLarge *large, size_t most);
/* Ends it; blocks that are still taken are lost, but stay memory. */
void _RcLarge_Finish(RcLarge *large);

#endif
