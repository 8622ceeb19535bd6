/* Counts, line by line, as the machine sees them: linked to a program, with stops.c, it tells how each of its lines changed
 * the count of each object.  No ledger takes part, so that what the ledger says can be compared (true_counts.py).
 *
 * At each stop of STEPS_IN all living objects are looked at.  What a line did between two stops in its own function is one
 * change, whatever was called back meanwhile: STEPS_OUT has `FILE:LINE before own after type` for each, own being its part
 * of the change from before to after. */
#define _GNU_SOURCE
#include "stops.h"

#include <link.h>
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BLOCKS 4000
#define MOST_CHANGES 400

typedef struct Block {
    char *memory;
    size_t size;
    long serial, count;
    RcObject *object; /* NULL: it is none, as yet */
    char type[60];
    int is_gone;
} Block;

typedef struct Change {
    long serial, before, own;
    char type[60];
} Change;

/* Of a frame's line, since it began or a call within it has returned. */
typedef struct Doing {
    Change changes[MOST_CHANGES];
    int count;
} Doing;

static Block blocks[MOST_BLOCKS];
static Doing doings[MOST_FRAMES];
static int block_count;
static long next_serial;
static RcMemAllocatorEx below;
static FILE *out;

/* -- blocks of objects -- */

static void *enter(void *memory, size_t size)
{
    if (memory != NULL) {
        if (block_count == MOST_BLOCKS) {
            give_up("too many objects");
        }
        blocks[block_count++] = (Block){.memory = memory, .size = size, .serial = ++next_serial};
        memset(memory, 0, size);
    }
    return memory;
}

static void *steps_malloc(void *ctx, size_t size)
{
    (void)ctx;
    return enter(below.malloc(below.ctx, size), size);
}

static void *steps_calloc(void *ctx, size_t count, size_t size)
{
    return steps_malloc(ctx, count * size);
}

static Block *find_block(const void *memory)
{
    for (int i = block_count; i > 0; i--) {
        if (blocks[i - 1].memory == memory && !blocks[i - 1].is_gone) {
            return &blocks[i - 1];
        }
    }
    return NULL;
}

static void steps_free(void *ctx, void *memory)
{
    Block *block = find_block(memory);
    (void)ctx;
    if (block != NULL) {
        block->is_gone = 1;
    }
    below.free(below.ctx, memory);
}

static void *steps_realloc(void *ctx, void *memory, size_t size)
{
    void *moved = below.realloc(below.ctx, memory, size);
    Block *block = moved != NULL ? find_block(memory) : NULL;
    (void)ctx;
    if (block != NULL) {
        block->memory = moved;
        block->size = size;
        block->object = NULL;
    }
    return moved;
}

/* -- which blocks are objects -- */

/* Is it in memory for static data? */
static int find_segment(struct dl_phdr_info *info, size_t size, void *where)
{
    uintptr_t address = *(uintptr_t *)where;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (part->p_flags & PF_W) != 0 && address >= start &&
            address + sizeof(RcTypeObject) <= start + part->p_memsz) {
            return 1;
        }
    }
    return 0;
}

static int is_type(RcTypeObject *candidate)
{
    uintptr_t address = (uintptr_t)candidate;
    const RcObject *op = (const RcObject *)candidate;
    if (candidate == NULL || address % 8 != 0) {
        return 0;
    }
    for (int i = 0; i < block_count; i++) {
        const Block *block = &blocks[i];
        if (address >= (uintptr_t)block->memory && address < (uintptr_t)block->memory + block->size &&
            !block->is_gone) {
            return op->ob_type == &RcType_Type; /* a heap type */
        }
    }
    return dl_iterate_phdr(find_segment, &address) && op->ob_type == &RcType_Type;
}

/* At the block's start, or behind the collector's two words. */
static void look_for_object(Block *block)
{
    for (size_t front = 0; front <= 16 && block->object == NULL; front += 16) {
        RcObject *op = (RcObject *)(block->memory + front);
        if (block->size >= front + sizeof *op && is_type(op->ob_type)) {
            block->object = op;
            snprintf(block->type, sizeof block->type, "%s", op->ob_type->tp_name);
        }
    }
}

/* -- changes -- */

static void note(Doing *doing, const Block *block, long count)
{
    Change *change = doing->changes, *end = change + doing->count;
    while (change < end && change->serial != block->serial) {
        change++;
    }
    if (change == end) {
        if (doing->count++ == MOST_CHANGES) {
            give_up("too many changes");
        }
        *change = (Change){.serial = block->serial, .before = block->count};
        strcpy(change->type, block->type); /* which may go with its type */
    }
    change->own += count - block->count;
}

/* 0 of what is gone. */
static long count_now(long serial)
{
    for (int i = 0; i < block_count; i++) {
        if (blocks[i].serial == serial) {
            return blocks[i].count;
        }
    }
    return 0;
}

void end_line(int frame, int is_alive)
{
    Doing *doing = &doings[frame];
    (void)is_alive;
    for (const Change *change = doing->changes; change < doing->changes + doing->count; change++) {
        long now = count_now(change->serial);
        if (change->own != 0 || (change->before > 0 && now == 0)) {
            fprintf(out, "%s %ld %ld %ld %s\n", frames[frame].at->line, change->before, change->own, now,
                    change->type);
        }
    }
    doing->count = 0;
}

void begin_line(int frame)
{
    (void)frame;
}

static long count_of(const Block *block)
{
    return block->is_gone ? 0 : Rc_IsImmortal(block->object) ? block->count : (long)Rc_REFCNT(block->object);
}

void see_changes(void)
{
    int kept = 0;
    if (!Rc_IsInitialized()) {
        block_count = 0; /* the end was below the allocator that is ours */
    }
    for (int i = 0; i < block_count; i++) {
        Block *block = &blocks[i];
        if (block->object == NULL && !block->is_gone) {
            look_for_object(block);
        }
        long count = block->object != NULL ? count_of(block) : 0;
        if (count != block->count) {
            if (frame_count > 0) {
                note(&doings[frame_count - 1], block, count);
            }
            block->count = count;
        }
        if (!block->is_gone) {
            blocks[kept++] = *block;
        }
    }
    block_count = kept;
}

/* -- beginning and end -- */

__attribute__((constructor)) static void begin(void)
{
    RcMemAllocatorEx mine = {NULL, steps_malloc, steps_calloc, steps_realloc, steps_free};
    if (getenv("STEPS_IN") == NULL || (out = fopen(getenv("STEPS_OUT"), "w")) == NULL) {
        give_up("STEPS_IN or STEPS_OUT is missing");
    }
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &below);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &mine);
    stops_start(getenv("STEPS_IN"));
}

__attribute__((destructor)) static void end(void)
{
    stops_finish();
    fclose(out);
}
