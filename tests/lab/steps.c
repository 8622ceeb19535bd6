/* Counts, line by line, as the machine sees them: linked to a program it tells how each of its lines changed the count of
 * each object.  No ledger takes part, so that what the ledger says can be compared (true_counts.py).
 *
 * STEPS_IN names the places to stop at, an address a line, in the program's own code: `l` where a line begins, `r` behind
 * a call, `e` where a function ends.  A breakpoint stands at each; at each stop all living objects are looked at, and what
 * has changed since the last one is the doing of the line that was under way: that of the innermost of the program's
 * functions that has not ended.  What a line did between two stops in its own function is one change, whatever was
 * called back meanwhile: STEPS_OUT has `FILE:LINE before own after type` for each, own being its part of the change from before to after.
 *
 * x86-64, gcc -O0 -no-pie: there the frame pointer tells one call of a function from another. */
#define _GNU_SOURCE
#include <link.h>
#include <recount/recount.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ucontext.h>
#include <unistd.h>

#define MOST_BLOCKS 4000
#define MOST_FRAMES 300
#define MOST_CHANGES 400
#define MOST_STOPS 20000
#define TRAP 0xCC
#define SINGLE_STEP 0x100

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

typedef struct Frame {
    uintptr_t base;
    const char *line;
    Change changes[MOST_CHANGES];
    int count;
} Frame;

typedef struct Stop {
    unsigned char *address, covered;
    char kind, line[200];
} Stop;

static Block blocks[MOST_BLOCKS];
static Frame frames[MOST_FRAMES];
static Stop stops[MOST_STOPS];
static int block_count, frame_count, stop_count;
static long next_serial;
static Stop *left; /* its breakpoint is taken out for one instruction */
static RcMemAllocatorEx below;
static FILE *out;

static void give_up(const char *why)
{
    fprintf(stderr, "steps: %s\n", why);
    _exit(77);
}

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

static void note(Frame *frame, const Block *block, long count)
{
    Change *change = frame->changes, *end = change + frame->count;
    while (change < end && change->serial != block->serial) {
        change++;
    }
    if (change == end) {
        if (frame->count++ == MOST_CHANGES) {
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

static void flush(Frame *frame)
{
    for (const Change *change = frame->changes; change < frame->changes + frame->count; change++) {
        long now = count_now(change->serial);
        if (change->own != 0 || (change->before > 0 && now == 0)) {
            fprintf(out, "%s %ld %ld %ld %s\n", frame->line, change->before, change->own, now, change->type);
        }
    }
    frame->count = 0;
}

static long count_of(const Block *block)
{
    return block->is_gone ? 0 : Rc_IsImmortal(block->object) ? block->count : (long)Rc_REFCNT(block->object);
}

/* What has changed since the last stop is the innermost function's doing. */
static void look(void)
{
    int kept = 0;
    for (int i = 0; i < block_count; i++) {
        Block *block = &blocks[i];
        if (block->object == NULL && !block->is_gone) {
            look_for_object(block);
        }
        long count = block->object != NULL ? count_of(block) : 0;
        if (count != block->count) {
            if (frame_count > 0) {
                note(&frames[frame_count - 1], block, count);
            }
            block->count = count;
        }
        if (!block->is_gone) {
            blocks[kept++] = *block;
        }
    }
    block_count = kept;
}

static void leave_frame(void)
{
    flush(&frames[--frame_count]);
}

static void stopped_at(const Stop *stop, uintptr_t base)
{
    if (!Rc_IsInitialized()) {
        block_count = 0; /* the end was below the allocator that is ours */
    }
    look();
    while (frame_count > 0 && frames[frame_count - 1].base < base) {
        leave_frame();
    }
    if (frame_count > 0 && frames[frame_count - 1].base == base) {
        flush(&frames[frame_count - 1]);
    } else if (frame_count < MOST_FRAMES) {
        frames[frame_count] = (Frame){.base = base};
        frame_count++;
    } else {
        give_up("calls nest too deeply");
    }
    frames[frame_count - 1].line = stop->line;
    if (stop->kind == 'e') {
        leave_frame();
    }
}

/* -- breakpoints -- */

static Stop *stop_at(const unsigned char *address)
{
    int low = 0, high = stop_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (stops[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < stop_count && stops[low].address == address ? &stops[low] : NULL;
}

/* At a breakpoint the instruction that it covers is brought back and made; after it the breakpoint. */
static void on_trap(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    (void)number;
    (void)info;
    if (left != NULL) {
        *left->address = TRAP;
        left = NULL;
        registers[REG_EFL] &= ~SINGLE_STEP;
        return;
    }
    Stop *stop = stop_at((unsigned char *)registers[REG_RIP] - 1);
    if (stop == NULL) {
        give_up("a breakpoint of somebody else's");
    }
    stopped_at(stop, (uintptr_t)registers[REG_RBP]);
    *stop->address = stop->covered;
    left = stop;
    registers[REG_RIP]--;
    registers[REG_EFL] |= SINGLE_STEP;
}

static void set_breakpoint(Stop *stop)
{
    uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE), page = (uintptr_t)stop->address / size * size;
    if (mprotect((void *)page, size, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
        give_up("the program's code cannot be written");
    }
    stop->covered = *stop->address;
    *stop->address = TRAP;
}

static void read_stops(const char *path)
{
    FILE *file = fopen(path, "r");
    unsigned long address;
    if (file == NULL) {
        give_up("STEPS_IN cannot be read");
    }
    while (stop_count < MOST_STOPS &&
           fscanf(file, "%lx %c %199s", &address, &stops[stop_count].kind, stops[stop_count].line) == 3) {
        stops[stop_count++].address = (unsigned char *)address;
    }
    fclose(file);
}

__attribute__((constructor)) static void begin(void)
{
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
    RcMemAllocatorEx mine = {NULL, steps_malloc, steps_calloc, steps_realloc, steps_free};
    if (getenv("STEPS_IN") == NULL || (out = fopen(getenv("STEPS_OUT"), "w")) == NULL) {
        give_up("STEPS_IN or STEPS_OUT is missing");
    }
    read_stops(getenv("STEPS_IN"));
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &below);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &mine);
    sigaction(SIGTRAP, &action, NULL);
    for (int i = 0; i < stop_count; i++) {
        set_breakpoint(&stops[i]);
    }
}

__attribute__((destructor)) static void end(void)
{
    while (frame_count > 0) {
        leave_frame();
    }
    fclose(out);
}
