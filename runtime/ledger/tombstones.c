/* Tombstones: objects that are dead, and whose memory is kept for a while with their history, so that late uses are
 * known.  They form a queue, the quarantine; when it is full the oldest is forgotten.
 *
 * An object that gets another size moves, and leaves a tombstone where it was. */
#include "ledger/tombstones.h"
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/poison.h"

#include "memory/memory.h"
#include "memory/pool.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* -- blocks -- */

/* What the oldest tombstone leaves is what the next object needs, most often.  So some blocks of each small size are
 * not given back to malloc but serve again: a pool, as far as its short way looks at it, that owns no addresses.
 * A memory checker wants to see each block taken and given back: then there is none. */
#define MOST_SPARE ((size_t)16 << 20) /* bytes of each size */

struct Spare {
    RcPool pool;
    /* used: less by one for each block in its list; at attention there is room for no more */
    RcPage pages[RC_POOL_SMALL_CLASSES];
};

int _RcLedger_IsChecked(void)
{
    const char *wish = getenv("RECOUNT_MALLOC");
    return RECOUNT_LEDGER_HAS_ASAN || (wish != NULL && strcmp(wish, "malloc") == 0);
}

void _RcLedger_StartSpare(Ledger *ledger)
{
    int is_wanted = !_RcLedger_IsChecked() && ledger->fence == NULL && ledger->options.quarantine != 0;
    Spare *spare = is_wanted ? _RcLedger_Allocate(sizeof *spare) : NULL;

    if (spare != NULL) {
        spare->pool = _RcPool_Closed;
        for (size_t i = 0; i < RC_POOL_SMALL_CLASSES; i++) {
            spare->pool.classes[i] = &spare->pages[i];
            spare->pages[i].attention = -(int32_t)(MOST_SPARE / ((i + 1) * RC_POOL_GRANULE));
        }
    }
    ledger->spare = spare;
    _RcMem_OpenShortWays();
}

RcPool *_RcLedger_SpareBlocks(void)
{
    return _Rc_ledger != NULL && _Rc_ledger->spare != NULL ? &_Rc_ledger->spare->pool : NULL;
}

/* A block of malloc's has 8 bytes more than a multiple of 16: asked for such a multiple, it fits into its class. */
size_t _RcLedger_RoomFor(size_t size)
{
    size_t mask = RC_POOL_GRANULE - 1;
    int serve_again = _RcMem_direct[RCMEM_DOMAIN_OBJ] != &_RcPool_Closed;
    return serve_again && size <= RC_POOL_LARGEST ? (size + mask) & ~mask : size;
}

/* For a block with that much room; NULL: there is none, or it is full. */
static inline RcPage *spare_page(const Ledger *ledger, size_t room)
{
    size_t class = room / RC_POOL_GRANULE - 1; /* of no room: none */
    RcPage *page =
        ledger->spare != NULL && class < RC_POOL_SMALL_CLASSES ? &ledger->spare->pages[class] : NULL;
    return page != NULL && page->used > page->attention ? page : NULL;
}

static inline void put_block(RcPage *page, void *block)
{
    ((RcPoolBlock *)block)->next = page->free;
    page->free = block;
    page->used--;
}

/* A block with that much room: 1 if it serves again. */
static int release_block(Ledger *ledger, void *block, size_t room)
{
    RcPage *page = spare_page(ledger, room);

    if (ledger->fence != NULL && _RcLedger_FreeFenced(block)) {
        return 0;
    }
    if (page == NULL) {
        free(block);
        return 0;
    }
    put_block(page, block);
    return 1;
}

void _RcLedger_FinishSpare(Ledger *ledger)
{
    Spare *spare = ledger->spare;

    _RcMem_OpenShortWays();
    for (size_t i = 0; spare != NULL && i < RC_POOL_SMALL_CLASSES; i++) {
        while (spare->pages[i].free != NULL) {
            RcPoolBlock *block = spare->pages[i].free;
            spare->pages[i].free = block->next;
            free(block);
        }
    }
}

/* -- the quarantine -- */

void _RcLedger_Forget(Ledger *ledger, Record *record)
{
    ledger->live_count -= record->state != RECORD_DEAD;
    _RcLedger_CleanRecord(ledger, record);
    _RcLedger_DropRecord(ledger, record);
}

/* A tombstone keeps its history, too. */
static size_t cost_of(const Record *record)
{
    return record->size + sizeof *record + (record->history.room - HISTORY_AT_HAND) * sizeof(Booking);
}

/* They are as old as can be, and in no cache: the next but one is fetched, and the block of the next. */
static void fetch_next(const Record *record)
{
    _RcLedger_Fetch(record->next->next);
    __builtin_prefetch(record->next->object, 1);
}

/* What follows the header of a tombstone. */
static char *body_of(const Record *record)
{
    return (char *)record->object + sizeof(RcObject);
}

static RC_NOINLINE void forget_with_care(Ledger *ledger, Record *record)
{
    void *block = record->is_leaf ? (void *)record->object : record->more->block;
    size_t room = record->size + (size_t)((char *)record->object - (char *)block);

    ledger->quarantined -= cost_of(record);
    UNPOISON(body_of(record), record->size - sizeof(RcObject));
    _RcLedger_CleanRecord(ledger, record);
    if (release_block(ledger, block, room)) {
        let_wait(ledger, record);
    } else {
        _RcLedger_DropRecord(ledger, record);
    }
}

/* Mostly it is a leaf, whose block serves again. */
static inline void forget_oldest(Ledger *ledger)
{
    Record *record = ledger->quarantine.next;
    RcPage *page = record->is_leaf ? spare_page(ledger, record->size) : NULL;

    fetch_next(record);
    if (RC_UNLIKELY(page == NULL || !is_in_one_piece(ledger, record))) {
        forget_with_care(ledger, record);
        return;
    }
    ledger->quarantined -= record->size + sizeof *record;
    unlink_record(record);
    put_block(page, record->object);
    let_wait(ledger, record);
}

void _RcLedger_ForgetTombstone(Ledger *ledger, Record *record)
{
    forget_with_care(ledger, record);
}

void _RcLedger_EmptyQuarantine(Ledger *ledger)
{
    while (ledger->quarantine.next != &ledger->quarantine) {
        forget_oldest(ledger);
    }
}

/* Of the object's own memory.  A foreign allocator's blocks need not be malloc's. */
static size_t size_of(const Record *record, void *block, int is_plain)
{
    const RcTypeObject *type = record->type;
    Rc_ssize_t items;

    if (is_plain) {
        return _RcLedger_SizeOfBlock(_Rc_ledger, block) - (size_t)((char *)record->object - (char *)block);
    }
    items = type->tp_itemsize > 0 ? ((const RcVarObject *)record->object)->ob_size : 0;
    return (size_t)type->tp_basicsize + (size_t)(items < 0 ? -items : items) * (size_t)type->tp_itemsize;
}

/* Blocks of a foreign allocator, or under a limit, are not kept: their owner expects them back. */
static int keeps_tombstones(const Ledger *ledger, int is_plain)
{
    return ledger->options.quarantine != 0 && is_plain;
}

/* Most are of 8 to 16 bytes: two words that may overlap. */
static inline void bury_body(char *body, size_t size)
{
    uint64_t word;

    if (RC_UNLIKELY(size < sizeof word || size > 2 * sizeof word)) {
        memset(body, RECORD_BURIED, size);
        return;
    }
    memset(&word, RECORD_BURIED, sizeof word);
    memcpy(body, &word, sizeof word);
    memcpy(body + size - sizeof word, &word, sizeof word);
}

/* The header stays readable, for the macros that look whether the object is dead; what is behind it is nobody's to
 * touch, as AddressSanitizer, if it is there, is told. */
static inline void make_tombstone(Ledger *ledger, Record *record)
{
    RcObject *op = record->object;

    record->state = RECORD_DEAD;
    bury_body(body_of(record), record->size - sizeof(RcObject));
    POISON(body_of(record), record->size - sizeof(RcObject));
    op->ob_refcnt = RC_IMMORTAL_REFCNT; /* no macro brings it to 0 again */
    op->ob_flags |= RC_OBJECT_DEAD;

    /* what was made then often dies then, with or without the next one */
    fetch_used(ledger->neighbour->next);
    fetch_used(record->next);
    ledger->neighbour = record->next;
    unlink_record(record);
    record->next = &ledger->quarantine;
    record->prev = ledger->quarantine.prev;
    record->prev->next = record;
    ledger->quarantine.prev = record;
    ledger->live_count--;
}

static inline void keep_within_limit(Ledger *ledger, const Record *newest)
{
    while (ledger->quarantined > ledger->options.quarantine && ledger->quarantine.next != newest) {
        forget_oldest(ledger);
    }
}

static void make_any_tombstone(Ledger *ledger, Record *record, void *block)
{
    if (!record->is_leaf) {
        more_of(record)->block = block;
    }
    make_tombstone(ledger, record);
    ledger->quarantined += cost_of(record);
    if (ledger->fence != NULL) {
        _RcLedger_CloseFence(ledger, record);
    }
    keep_within_limit(ledger, record);
}

void _RcLedger_OpenTombstone(const Record *record)
{
    UNPOISON(body_of(record), record->size - sizeof(RcObject));
    if (_Rc_ledger->fence != NULL) {
        _RcLedger_OpenFence(_Rc_ledger, record);
    }
}

/* -- what is written to them -- */

#define MOST_LOOKED_AT 256 /* bytes of a tombstone */

static int is_intact(const Record *record)
{
    const char *body = body_of(record);
    size_t size = record->size - sizeof(RcObject);
    uint64_t buried, word;

    memset(&buried, RECORD_BURIED, sizeof buried);
    for (size_t i = 0; i + sizeof word <= size && i < MOST_LOOKED_AT; i += sizeof word) {
        memcpy(&word, body + i, sizeof word);
        if (word != buried) {
            return 0;
        }
    }
    return 1;
}

/* Entry: what ledger->next will be is known.  Plain code that writes to a dead object leaves a trace there. */
void _RcLedger_LookAtDead(Ledger *ledger, size_t most)
{
    Record *record = RECOUNT_LEDGER_HAS_ASAN ? &ledger->quarantine : ledger->quarantine.prev;

    for (; most > 0 && record != &ledger->quarantine; record = record->prev, most--) {
        if (!record->told && _RcLedger_BehindFence(ledger, record->object) == NULL && !is_intact(record)) {
            _RcLedger_TellLateWrite(ledger, record);
        }
    }
}

/* The dealloc of a leaf is not told of while it runs: it gives nothing back. */
static void enter_death(Ledger *ledger, Record *record)
{
    ledger->acting = _RcLedger_Running(ledger);
    if (record->is_leaf && record->state == RECORD_LIVE && record->object->ob_refcnt == 0) {
        if (ledger->trace == NULL && join_death(&record->history, ledger->acting)) {
            return;
        }
        enter_now(ledger, record, ENTRY_DYING, 0);
    }
    enter_now(ledger, record, ENTRY_FREED, 0);
}

static RC_NOINLINE int bury_with_care(Ledger *ledger, Record *record, void *block)
{
    int is_plain = _RcMem_ObjectsArePlain();

    enter_death(ledger, record);
    record->size = size_of(record, block, is_plain);
    if (!record->is_leaf) {
        _RcLedger_JudgeDeath(ledger, record);
        _RcLedger_ForgetType(record->object);
    }
    if (!keeps_tombstones(ledger, is_plain)) {
        if (ledger->dying == record->serial) {
            _RcLedger_LeaveDealloc(ledger, record);
        }
        record->object->ob_flags &= ~RC_OBJECT_DEAD; /* of it nothing will be known */
        _RcLedger_Forget(ledger, record);
        return _RcLedger_FreeFenced(block);
    }
    if (ledger->is_deep) {
        _RcLedger_MarkDead(ledger, record);
    }
    make_any_tombstone(ledger, record, block);
    return 1;
}

/* The commonest death: a leaf's, whose last reference has just been given back.  Where blocks serve again (StartSpare)
 * objects are malloc's, and there are tombstones. */
static inline int dies_simply(const Ledger *ledger, const Record *record)
{
    return record != NULL && record->is_leaf && record->state == RECORD_LIVE &&
           record->object->ob_refcnt == 0 && ledger->trace == NULL && !ledger->is_deep &&
           ledger->spare != NULL && _RcMem_direct[RCMEM_DOMAIN_OBJ] == &ledger->spare->pool &&
           certainly_runs(ledger->running, __builtin_frame_address(0));
}

static RC_NOINLINE int bury_any(Ledger *ledger, RcObject *object, void *block)
{
    Record *record = find_used(ledger, object);
    return record == NULL || record->state == RECORD_DEAD ? _RcLedger_FreeFenced(block)
                                                          : bury_with_care(ledger, record, block);
}

/* The object's block is to be freed: it is kept for a while, so that a late use is seen. */
int _RcLedger_Bury(void *object, void *block)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return _RcLedger_FreeFenced(block);
    }
    record = find_at_once(ledger, object);
    if (RC_UNLIKELY(!dies_simply(ledger, record) || !join_death(&record->history, ledger->running))) {
        return bury_any(ledger, object, block);
    }
    ledger->acting = ledger->running;
    record->size = malloc_usable_size(block);
    ledger->quarantined += cost_of(record);
    make_tombstone(ledger, record);
    keep_within_limit(ledger, record);
    return 1;
}

/* -- objects that get another size -- */

/* At the old address of an object that has moved. */
static void leave_tombstone(Ledger *ledger, Record *moved, RcObject *old, void *block)
{
    Record *record = _RcLedger_NewRecord(ledger, old, moved->type);
    Detail *detail;

    if (record == NULL) {
        release_block(ledger, block, 0);
        return;
    }
    record->size = size_of(record, block, 1);
    record->moved = 1;
    _RcLedger_CopyHistory(record, moved);
    record->count = moved->count;
    detail = _RcLedger_DetailOf(record, enter(ledger, record, ENTRY_MOVED, 0));
    if (detail != NULL) {
        detail->other = _RcLedger_Who(moved);
    }
    if (ledger->trace != NULL) {
        _RcLedger_TraceMoved(ledger, moved, record);
    }
    if (ledger->is_deep) {
        _RcLedger_MarkDead(ledger, record);
    }
    make_any_tombstone(ledger, record, block);
}

/* Larger blocks move only when they have to. */
#define ALWAYS_MOVED 4096

/* An object that gets another size moves, and leaves a tombstone: whoever goes on using the old address is told so in
 * each run, not only where there was no room by chance.  A large block gets half as much again, so that to append to
 * it again and again does not take a copy each time. */
static char *move(char *block, size_t size, ptrdiff_t front)
{
    size_t room = _RcLedger_SizeOfBlock(_Rc_ledger, block), wanted = size;
    char *moved;

    if (size > ALWAYS_MOVED) {
        if (size <= room && size >= room / 2) {
            return block; /* there is room */
        }
        wanted += size > room ? size / 2 : 0;
    }
    moved = RcObject_Malloc(front > 0 ? _RcLedger_Headed(wanted) : wanted);
    if (moved != NULL) {
        memcpy(moved, block, size < room ? size : room);
    }
    return moved;
}

void *_RcLedger_Reallocate(void *object, void *block, size_t size)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, object) : NULL;
    int is_kept = record != NULL && keeps_tombstones(ledger, _RcMem_ObjectsArePlain());
    ptrdiff_t front = (char *)object - (char *)block;
    char *moved = is_kept ? move(block, size, front) : RcObject_Realloc(block, size);

    if (moved != NULL && moved != (char *)block && record != NULL) {
        _RcLedger_MoveRecord(ledger, record, (RcObject *)(void *)(moved + front));
        if (is_kept) {
            leave_tombstone(ledger, record, object, block);
        }
    }
    return moved;
}
