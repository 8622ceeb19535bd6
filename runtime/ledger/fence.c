/* The fence: what is gone is closed, and the processor tells who looks at it.
 *
 * With audits each object lies alone: its header at the end of one page, so that macros can see that it is dead, and
 * its fields from the beginning of the next page on.  When it becomes a tombstone that page is closed (mprotect), and
 * whoever reads or writes a field, plain code or the C library, runs into a fault: its handler (crash.c) tells the late
 * use, opens the page again, and the program goes on.
 *
 * Places are few.  Those of tombstones serve again, the oldest first.  Where all are taken by living objects, for what
 * is larger than a page, and where somebody else handles faults, malloc serves, as without audits. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "ledger/poison.h"
#include "ledger/tombstones.h"

#include "core/head.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PLACES 2048u

typedef struct Place {
    char *block; /* NULL: free */
    size_t size;
    Record *record; /* of a tombstone */
    uint32_t next;  /* free */
} Place;

/* It lies at the beginning of its own mapping. */
struct Fence {
    struct Fence
        *next; /* of all threads; also of runtimes that have ended, and whose objects somebody has kept */
    char *start;
    size_t page, size;
    uint32_t fresh; /* places from here on were never used */
    uint32_t free;  /* the first one; PLACES: none */
    uint32_t taken;
    uint32_t oldest, tombstones; /* in the ring below */
    uint32_t closed[PLACES];     /* tombstones go in the order in which they came */
    Place places[PLACES];
};

static pthread_mutex_t fences_lock = PTHREAD_MUTEX_INITIALIZER;
static Fence *fences;

static int is_inside(const Fence *fence, const void *address)
{
    return fence != NULL && (uintptr_t)address - (uintptr_t)fence->start < fence->size;
}

/* A place is two pages. */
static char *fields_of(const Fence *fence, uint32_t place)
{
    return fence->start + (2 * (size_t)place + 1) * fence->page;
}

static uint32_t place_at(const Fence *fence, const void *address)
{
    return (uint32_t)(((uintptr_t)address - (uintptr_t)fence->start) / (2 * fence->page));
}

/* -- the mapping -- */

void _RcLedger_StartFence(Ledger *ledger)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), head = (sizeof(Fence) + page - 1) / page * page;
    Fence *fence;

    if (ledger->options.audit == 0 || ledger->options.quarantine == 0 || _RcLedger_IsChecked() ||
        !_RcLedger_WatchesFaults()) {
        return;
    }
    fence = mmap(NULL, head + 2 * PLACES * page, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fence == MAP_FAILED) {
        return;
    }
    fence->start = (char *)fence + head;
    fence->page = page;
    fence->size = 2 * PLACES * page;
    fence->free = PLACES;
    ledger->fence = fence;
    pthread_mutex_lock(&fences_lock);
    fence->next = fences;
    fences = fence;
    pthread_mutex_unlock(&fences_lock);
}

static void take_off_list(const Fence *fence)
{
    for (Fence **link = &fences; *link != NULL; link = &(*link)->next) {
        if (*link == fence) {
            *link = fence->next;
            return;
        }
    }
}

/* Entry: there is no tombstone any more. */
void _RcLedger_FinishFence(Ledger *ledger)
{
    Fence *fence = ledger->fence;

    if (fence == NULL) {
        return;
    }
    ledger->fence = NULL;
    pthread_mutex_lock(&fences_lock);
    if (fence->taken == 0) {
        take_off_list(fence);
        munmap(fence, (size_t)(fence->start - (char *)fence) + fence->size);
    }
    pthread_mutex_unlock(&fences_lock);
}

int _RcLedger_IsFence(const Ledger *ledger, uintptr_t address, uintptr_t *end)
{
    const Fence *fence = ledger != NULL ? ledger->fence : NULL;

    if (fence == NULL || address < (uintptr_t)fence || address >= (uintptr_t)fence->start + fence->size) {
        return 0;
    }
    *end = (uintptr_t)fence->start + fence->size;
    return 1;
}

/* -- blocks -- */

static uint32_t take_place(Ledger *ledger, Fence *fence)
{
    uint32_t place = fence->free;

    if (place == PLACES && fence->fresh == PLACES && fence->tombstones > 0) {
        _RcLedger_ForgetTombstone(ledger, fence->places[fence->closed[fence->oldest]].record);
        place = fence->free;
    }
    if (place != PLACES) {
        fence->free = fence->places[place].next;
        return place;
    }
    return fence->fresh < PLACES ? fence->fresh++ : PLACES;
}

size_t _RcLedger_Headed(size_t size)
{
    if (_Rc_ledger != NULL) {
        _Rc_ledger->front = sizeof(RcGC_Block);
    }
    return size;
}

/* The collector's head keeps marks in the lowest bits of its neighbours' addresses.  Behind the end of a page, less a header of 12
 * bytes, as 32 bits have it, it would be misplaced: there such objects are malloc's. */
static int is_aligned(size_t head, size_t front)
{
    return head == 0 || front % sizeof(uint64_t) == 0;
}

/* What comes before the fields: the header, and before that the collector's. */
void *_RcLedger_TakeBlock(size_t size)
{
    Ledger *ledger = open_ledger();
    Fence *fence = ledger != NULL ? ledger->fence : NULL;
    size_t front = sizeof(RcObject), head;
    uint32_t place;
    char *block;

    if (fence == NULL) {
        return NULL;
    }
    head = ledger->front;
    front += head;
    ledger->front = 0;
    size = size > 0 ? size : 1;
    place = is_aligned(head, front) && size <= front + fence->page ? take_place(ledger, fence) : PLACES;
    if (place == PLACES) {
        return NULL;
    }
    block = fields_of(fence, place) - front;
    fence->places[place] = (Place){.block = block, .size = size};
    fence->taken++;
    return block;
}

static void let_go(Fence *fence, uint32_t place)
{
    if (fence->places[place].record != NULL) {
        mprotect(fields_of(fence, place), fence->page, PROT_READ | PROT_WRITE);
        fence->oldest = (fence->oldest + 1) % PLACES;
        fence->tombstones--;
    }
    fence->places[place] = (Place){.next = fence->free};
    fence->free = place;
    fence->taken--;
}

/* Of this thread's runtime, of another's, or of one that has ended. */
static const Fence *fence_of(const void *block)
{
    const Fence *fence = _Rc_ledger != NULL ? _Rc_ledger->fence : NULL;

    if (is_inside(fence, block) || __atomic_load_n(&fences, __ATOMIC_RELAXED) == NULL) {
        return fence;
    }
    pthread_mutex_lock(&fences_lock);
    for (fence = fences; fence != NULL && !is_inside(fence, block);) {
        fence = fence->next;
    }
    pthread_mutex_unlock(&fences_lock);
    return fence;
}

int _RcLedger_IsFenced(const void *block)
{
    return block != NULL && fence_of(block) != NULL;
}

/* What is not this runtime's is left as it is. */
int _RcLedger_FreeFenced(void *block)
{
    const Fence *fence = fence_of(block);

    if (fence != NULL && _Rc_ledger != NULL && fence == _Rc_ledger->fence) {
        let_go(_Rc_ledger->fence, place_at(fence, block));
    }
    return fence != NULL;
}

void *_RcLedger_ResizeFenced(void *block, size_t size)
{
    const Fence *fence = fence_of(block);
    uint32_t place = place_at(fence, block);
    size_t old = fence->places[place].size;
    void *moved;

    moved = RcObject_Malloc(size);
    if (moved != NULL) {
        memcpy(moved, block, old < size ? old : size);
        _RcLedger_FreeFenced(block);
    }
    return moved;
}

size_t _RcLedger_SizeOfBlock(const Ledger *ledger, void *block)
{
    return is_inside(ledger->fence, block) ? ledger->fence->places[place_at(ledger->fence, block)].size
                                           : malloc_usable_size(block);
}

/* -- tombstones -- */

void _RcLedger_CloseFence(Ledger *ledger, Record *record)
{
    Fence *fence = ledger->fence;
    uint32_t place;

    if (is_inside(fence, record->object)) {
        place = place_at(fence, record->object);
        fence->places[place].record = record;
        fence->closed[(fence->oldest + fence->tombstones++) % PLACES] = place;
        mprotect(fields_of(fence, place), fence->page, PROT_NONE);
    }
}

void _RcLedger_OpenFence(const Ledger *ledger, const Record *record)
{
    const Fence *fence = ledger->fence;

    if (is_inside(fence, record->object)) {
        mprotect(fields_of(fence, place_at(fence, record->object)), fence->page, PROT_READ | PROT_WRITE);
    }
}

Record *_RcLedger_BehindFence(const Ledger *ledger, const void *address)
{
    const Fence *fence = ledger->fence;
    return is_inside(fence, address) ? fence->places[place_at(fence, address)].record : NULL;
}

const RcObject *_RcLedger_ObjectInFence(const Ledger *ledger, const void *address)
{
    const Fence *fence = ledger->fence;
    const char *fields = is_inside(fence, address) ? fields_of(fence, place_at(fence, address)) : NULL;

    return fields != NULL && (const char *)address >= fields
               ? (const RcObject *)(const void *)(fields - sizeof(RcObject))
               : NULL;
}

/* -- the search -- */

/* Calls look with the words of each living block. */
void _RcLedger_EachFenced(const Ledger *ledger, void (*look)(void *arg, const uintptr_t *word), void *arg)
{
    const Fence *fence = ledger->fence;

    for (uint32_t i = 0; fence != NULL && i < fence->fresh; i++) {
        const Place *place = &fence->places[i];
        if (place->record == NULL) { /* a free one has no words */
            const uintptr_t *words = (const uintptr_t *)(const void *)place->block;
            for (size_t at = 0; at < place->size / sizeof *words; at++) {
                look(arg, &words[at]);
            }
        }
    }
}
