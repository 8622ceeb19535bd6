/* Large blocks: the arrays of lists and tables.
 *
 *   range   64 GiB of addresses, reserved when the first large block is taken
 *   unit    8 MiB of it
 *   slot    1, 8, 64 or 512 units: the addresses of one block, which begins where they begin
 *
 * A slot's addresses are many more than the block needs, so a block that grows stays where it is.  What costs time is
 * memory: each 4 KiB that the system gives for the first time cost 1.4 us, ten times what it takes to copy them.  So
 * memory that a block no longer needs, because it was freed or has shrunk, is kept: it is the slot's *spare* memory.
 * A block that is taken gets the slot that has most of it, for it is likely to grow.  The pool says how much may be
 * kept, and what is more goes back, that of the slot that was not used for longest first.
 *
 * Invariants: size <= touched <= committed of a slot, each a multiple of the grain; memory from touched on is zeros.
 * A slot with touched > size is in the list newest ... oldest, whether it is taken or free (size 0); a free slot
 * without memory is in its class's list of bare ones. */
#include "memory/large.h"

#include "memory/range.h"

#include <recount/detail/platform.h>
#include <string.h>

#define RANGE_SIZE (sizeof(void *) == 8 ? (size_t)64 << 30 : 0)
#define LEAST_RANGE ((size_t)1 << 30)
#define UNIT ((size_t)8 << 20)
#define MOST_LOOKED_AT 16 /* slots, in search of one with spare memory */

/* Huge pages are asked for from here on, in a block.  They are the sooner found by the processor: lookups in a table of
 * 1e7 pairs take 8 % less.  But where a virtual machine gives back to its host what lies idle, fetching one can take 5 ms,
 * seven times what its parts would take one by one. */
#define HUGE_FROM ((size_t)256 << 20)

struct RcLargeSlot {
    size_t size;      /* of the block; 0: the slot is free */
    size_t touched;   /* bytes that may have memory */
    size_t committed; /* bytes that may be touched */
    size_t returned;  /* to here there was memory when some was given back */
    uint32_t class;
    RcLargeSlot *next;
    RcLargeSlot *prev;
};

static size_t rounded(size_t size, size_t unit)
{
    return (size + unit - 1) & ~(unit - 1);
}

static size_t units_of(uint32_t class)
{
    return (size_t)1 << 3 * class;
}

static uint32_t large_class_of(size_t size)
{
    uint32_t found = 0;
    while (found < RC_LARGE_CLASSES && size > units_of(found) * UNIT) {
        found++;
    }
    return found;
}

static RcLargeSlot *slot_of(const RcLarge *large, const void *block)
{
    return large->slots + ((uintptr_t)block - large->base) / UNIT;
}

static char *memory_of(const RcLarge *large, const RcLargeSlot *slot)
{
    return (char *)large->base + (size_t)(slot - large->slots) * UNIT;
}

/* The slots' states are at the range's beginning. */
static int reserve_addresses(RcLarge *large)
{
    size_t size = RANGE_SIZE;
    char *range = large->closed ? NULL : _RcRange_Reserve(&size, LEAST_RANGE);
    char *base = (char *)rounded((uintptr_t)range, UNIT);
    size_t before = (size_t)(base - range), units;

    if (range == NULL) {
        large->closed = 1;
        return -1;
    }
    units = (size - before) / UNIT;
    _RcRange_Return(base + units * UNIT, size - before - units * UNIT);
    _RcRange_Return(range, before);
    large->base = (uintptr_t)base;
    large->size = units * UNIT;
    large->slots = (RcLargeSlot *)(void *)base;
    large->fresh = rounded(units * sizeof *large->slots, UNIT) / UNIT;
    return 0;
}

/* -- slots -- */

static void unlink_spare(RcLarge *large, RcLargeSlot *slot)
{
    *(slot->prev != NULL ? &slot->prev->next : &large->newest) = slot->next;
    *(slot->next != NULL ? &slot->next->prev : &large->oldest) = slot->prev;
}

static void link_spare(RcLarge *large, RcLargeSlot *slot)
{
    slot->prev = NULL;
    slot->next = large->newest;
    *(slot->next != NULL ? &slot->next->prev : &large->oldest) = slot;
    large->newest = slot;
}

static void link_bare(RcLarge *large, RcLargeSlot *slot)
{
    slot->next = large->bare[slot->class];
    large->bare[slot->class] = slot;
}

/* More addresses that may be touched. */
static int commit(const RcLarge *large, RcLargeSlot *slot, size_t size)
{
    char *memory = memory_of(large, slot);
    size_t from = slot->committed, to = rounded(size, RC_RANGE_HUGE);
    size_t whole = size & ~(RC_RANGE_HUGE - 1);

    if (_RcRange_Commit(memory + from, to - from) < 0) {
        return -1;
    }
    from = from > HUGE_FROM ? from : HUGE_FROM;
    if (whole > from) {
        _RcRange_AdviseHuge(memory + from, whole - from);
    }
    slot->committed = to;
    return 0;
}

/* Makes the slot's block one of size bytes, 0 for none; the slot's addresses are enough. */
static int set_size(RcLarge *large, RcLargeSlot *slot, size_t size)
{
    if (size > slot->committed && commit(large, slot, size) < 0) {
        return -1;
    }
    if (slot->touched > slot->size) {
        unlink_spare(large, slot);
        large->spare -= slot->touched - slot->size;
    }
    if (size > slot->touched && slot->returned > slot->touched) {
        large->regret += (size < slot->returned ? size : slot->returned) - slot->touched;
    }
    large->used = large->used - slot->size + size;
    slot->size = size;
    slot->touched = slot->touched > size ? slot->touched : size;
    if (slot->touched > size) {
        link_spare(large, slot);
        large->spare += slot->touched - size;
    }
    return 0;
}

/* A free slot: that with most memory, or one without, or a new one.  All are as free slots are. */
static RcLargeSlot *free_slot(RcLarge *large, uint32_t class)
{
    RcLargeSlot *best = NULL, *slot = large->newest;

    for (int i = 0; i < MOST_LOOKED_AT && slot != NULL; i++, slot = slot->next) {
        if (slot->size == 0 && slot->class == class && (best == NULL || slot->touched > best->touched)) {
            best = slot;
        }
    }
    if (best != NULL) {
        return best;
    }
    slot = large->bare[class];
    if (slot != NULL) {
        large->bare[class] = slot->next;
        return slot;
    }
    slot = large->slots + large->fresh;
    if (units_of(class) > large->size / UNIT - large->fresh || _RcRange_Commit(slot, sizeof *slot) < 0) {
        return NULL;
    }
    slot->class = class;
    large->fresh += units_of(class);
    return slot;
}

/* -- blocks -- */

void *_RcLarge_Take(RcLarge *large, size_t size, int zeroed)
{
    uint32_t class = large_class_of(size);
    RcLargeSlot *slot;
    size_t dirty;

    if (class == RC_LARGE_CLASSES || (large->size == 0 && reserve_addresses(large) < 0)) {
        return NULL;
    }
    slot = free_slot(large, class);
    if (slot == NULL) {
        return NULL;
    }
    dirty = slot->touched;
    if (set_size(large, slot, rounded(size, RC_RANGE_GRAIN)) < 0) {
        if (dirty == 0) {
            link_bare(large, slot);
        }
        return NULL;
    }
    if (zeroed) {
        memset(memory_of(large, slot), 0, size < dirty ? size : dirty);
    }
    return memory_of(large, slot);
}

void _RcLarge_Give(RcLarge *large, void *block)
{
    (void)set_size(large, slot_of(large, block), 0);
}

size_t _RcLarge_Room(const RcLarge *large, const void *block)
{
    return slot_of(large, block)->size;
}

int _RcLarge_Resize(RcLarge *large, void *block, size_t size)
{
    RcLargeSlot *slot = slot_of(large, block);
    return size <= units_of(slot->class) * UNIT && set_size(large, slot, rounded(size, RC_RANGE_GRAIN)) == 0;
}

void _RcLarge_EachBlock(const RcLarge *large, void (*visit)(const void *, size_t, void *), void *arg)
{
    size_t units;

    if (large->size == 0) {
        return;
    }
    for (size_t unit = rounded(large->size / UNIT * sizeof *large->slots, UNIT) / UNIT; unit < large->fresh;
         unit += units) {
        const RcLargeSlot *slot = large->slots + unit;
        units = units_of(slot->class);
        if (slot->size != 0) {
            visit(memory_of(large, slot), slot->size, arg);
        }
    }
}

void _RcLarge_Trim(RcLarge *large, size_t most)
{
    while (large->spare > most) {
        RcLargeSlot *slot = large->oldest;
        size_t excess = rounded(large->spare - most, RC_RANGE_GRAIN), spare = slot->touched - slot->size;

        excess = excess < spare ? excess : spare;
        slot->returned = slot->returned > slot->touched ? slot->returned : slot->touched;
        slot->touched -= excess;
        large->spare -= excess;
        _RcRange_Purge(memory_of(large, slot) + slot->touched, excess);
        if (slot->touched == slot->size) {
            unlink_spare(large, slot);
            if (slot->size == 0) {
                link_bare(large, slot);
            }
        }
    }
}

void _RcLarge_Finish(RcLarge *large)
{
    size_t units = large->size / UNIT, heads = rounded(units * sizeof *large->slots, UNIT) / UNIT, size;

    if (large->size == 0) {
        return;
    }
    for (size_t i = heads; i < large->fresh; i += size) {
        const RcLargeSlot *slot = large->slots + i;
        size = units_of(slot->class);
        if (slot->size == 0) {
            _RcRange_Return(memory_of(large, slot), size * UNIT);
        }
    }
    _RcRange_Return((char *)large->base + large->fresh * UNIT, (units - large->fresh) * UNIT);
    _RcRange_Return((void *)large->base, heads * UNIT);
}
