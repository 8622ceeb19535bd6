/* The plain table (table.h tells the structure and what always holds).
 *
 * Growth has two sides that are independent of each other: bins double when the load asks for it, the array
 * of entries grows in small steps when it is full.  A full array with holes is compacted instead, provided
 * that this makes at least a quarter of it free: so any pattern of insertions and removals pays for a
 * compaction only once in room / 4 insertions.  Both work from stored hashes alone. */
#include "table.h"

#include <math.h>
#include <recount/memory.h>

/* A bin's number is the lower half of a hash at most. */
#define GREATEST_BINS ((Rc_ssize_t)1 << 32)
/* An index + 1 must fit into a link. */
#define GREATEST_ROOM (UINT32_MAX - 1)
/* How far linking runs behind asking for the heads that it will change: by then they have come from memory.
 */
#define AHEAD 16

static const struct {
    RcTableBlock block;
    uint32_t heads[RC_TABLE_DEFAULT_BINS];
} shared = {.block = {.max_load = RC_TABLE_DEFAULT_MAX_LOAD,
                      .last = RC_TABLE_DEFAULT_BINS - 1,
                      .is_power_of_two = 1,
                      .is_quick = 1}};

RcTableBlock *_RcTable_SharedBlock(void)
{
    return (RcTableBlock *)(uintptr_t)&shared.block;
}

static int is_own(const RcTableBlock *block)
{
    return block != &shared.block;
}

/* As many pairs as keep pairs / bins <= max_load: computed by this very formula, for a product could be
 * rounded to the other side of a whole number. */
static uint32_t limit_of(Rc_ssize_t bins, double max_load)
{
    double limit = floor((double)bins * max_load) + 1.0;
    while (limit / (double)bins > max_load) {
        limit--;
    }
    return limit < (double)GREATEST_ROOM ? (uint32_t)limit : GREATEST_ROOM;
}

/* With empty heads; the system gives a large one without touching it. */
static RcTableBlock *new_block(Rc_ssize_t bins, double max_load)
{
    if (bins > GREATEST_BINS) {
        return NULL;
    }
    RcTableBlock *block = RcMem_Calloc(1, sizeof *block + (size_t)bins * sizeof(uint32_t));
    if (block != NULL) {
        block->max_load = max_load;
        block->last = (uint32_t)(bins - 1);
        block->limit = limit_of(bins, max_load);
        block->is_power_of_two = (bins & (bins - 1)) == 0;
    }
    return block;
}

int _RcTable_Init(RcTable *table, Rc_ssize_t bins, double max_load)
{
    *table = (RcTable){.block = new_block(bins, max_load)};
    return table->block != NULL ? 0 : -1;
}

void _RcTable_Free(RcTable *table)
{
    RcTableBlock *block = table->block;
    if (block != NULL && is_own(block)) {
        RcMem_Free(block->entries);
        RcMem_Free(block->upper);
        RcMem_Free(block);
    }
}

static uint32_t bin_of(const RcTable *table, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    return block->is_power_of_two ? entry->hash & block->last
                                  : _RcTable_Bin(table, _RcTable_WholeHash(table, entry));
}

/* -- linking anew -- */

static void empty_heads(const RcTable *table)
{
    /* Only the heads in use are touched: bins may be many more than entries. */
    uint32_t *heads = _RcTable_Heads(table);
    for (uint32_t i = 0; i < table->used; i++) {
        if (table->block->entries[i].key != NULL) {
            heads[bin_of(table, &table->block->entries[i])] = 0;
        }
    }
}

/* Moves the entries over the holes, if there are any. */
static void close_holes(RcTable *table)
{
    RcTableBlock *block = table->block;
    uint32_t end = 0;
    if (table->used == table->pairs) {
        return;
    }
    for (uint32_t i = 0; i < table->used; i++) {
        if (block->entries[i].key != NULL) {
            block->entries[end] = block->entries[i];
            if (block->upper != NULL) {
                block->upper[end] = block->upper[i];
            }
            end++;
        }
    }
    table->used = end;
    block->layout++;
}

/* Links the entries, none of which is a hole, into heads that are empty.  The heads are all over memory: each
 * is asked for in time. */
static void link_all(const RcTable *table)
{
    RcTableEntry *entries = table->block->entries;
    uint32_t *heads = _RcTable_Heads(table);
    for (uint32_t i = 0; i < table->used; i++) {
        if (i + AHEAD < table->used) {
            _RcTable_Prefetch(table, bin_of(table, &entries[i + AHEAD]));
        }
        uint32_t *head = &heads[bin_of(table, &entries[i])];
        entries[i].next = *head;
        *head = i + 1;
    }
}

/* -- room -- */

static int holes_are_worth_it(const RcTable *table)
{
    uint32_t holes = table->used - table->pairs;
    return holes > 0 && holes >= table->block->room / 4;
}

/* Small steps, so that little memory is ever idle: of an eighth where the system moves a block without copying
 * it. */
static uint64_t next_room(uint32_t room)
{
    uint32_t step = room >> 20 != 0 ? room / 8 : room >= 64 ? room / 4 : room >= 8 ? room / 2 : 4;
    uint64_t next = (uint64_t)room + step;
    return next < GREATEST_ROOM ? next : GREATEST_ROOM;
}

/* Makes the arrays longer, and begins upper if it is wanted.  -1 without memory: then an array may be longer
 * than room says, which does no harm. */
static int resize_arrays(RcTableBlock *block, uint64_t room, int with_upper)
{
    RcTableEntry *entries = block->entries;
    uint32_t *upper = block->upper;
    if (room > block->room) {
        if (RcMem_Resize(entries, RcTableEntry, room) == NULL) {
            return -1;
        }
        block->entries = entries;
    }
    if (with_upper) {
        if (RcMem_Resize(upper, uint32_t, room) == NULL) {
            if (block->room == 0) {
                RcMem_Free(block->entries);
                block->entries = NULL;
            }
            return -1;
        }
        block->upper = upper;
    }
    block->room = (uint32_t)room;
    return 0;
}

static int lengthen(RcTableBlock *block, int with_upper)
{
    uint64_t room = next_room(block->room);
    return room > block->room ? resize_arrays(block, room, with_upper) : -1;
}

static void fill_upper(const RcTable *table, uint32_t *upper, RcTableRehash rehash)
{
    for (uint32_t i = 0; i < table->used; i++) {
        void *key = table->block->entries[i].key;
        upper[i] = key != NULL ? (uint32_t)((uint64_t)rehash(key) >> 32) : 0;
    }
}

/* A block in the place of the table's, with bins enough for one more pair; it has the same arrays.  NULL if
 * there is no memory, or no such number. */
static RcTableBlock *larger_block(const RcTable *table)
{
    const RcTableBlock *old = table->block;
    Rc_ssize_t bins = _RcTable_Bins(table);
    while (limit_of(bins, old->max_load) <= table->pairs) {
        if (bins > GREATEST_BINS / 2) {
            return NULL;
        }
        bins *= 2;
    }
    RcTableBlock *block = new_block(bins, old->max_load);
    if (block != NULL) {
        block->entries = old->entries;
        block->upper = old->upper;
        block->room = old->room;
        block->layout = old->layout;
        block->is_quick = old->is_quick;
        block->resizes = old->resizes + (bins != _RcTable_Bins(table));
    }
    return block;
}

static void give_up(RcTableBlock *block, RcTableBlock *old)
{
    if (block != old) {
        if (is_own(old)) {
            old->entries = block->entries;
            old->upper = block->upper;
        }
        RcMem_Free(block);
    }
}

int _RcTable_Reserve(RcTable *table, RcTableRehash rehash)
{
    RcTableBlock *old = table->block;
    RcTableBlock *block = table->pairs < old->limit ? old : larger_block(table);
    if (block == NULL) {
        return -1;
    }
    int compaction = table->used == block->room && holes_are_worth_it(table);
    int with_upper = block->upper != NULL || rehash != NULL || !block->is_power_of_two;
    int starts_upper = with_upper && block->upper == NULL;
    int status = 0;
    if (table->used == block->room && !compaction) {
        status = lengthen(block, with_upper);
    } else if (starts_upper) {
        status = resize_arrays(block, block->room, 1);
    }
    if (status < 0) {
        give_up(block, old);
        return -1;
    }

    table->block = block;
    if (starts_upper && table->pairs > 0) {
        fill_upper(table, block->upper, rehash);
    }
    if (block != old) {
        if (is_own(old)) {
            RcMem_Free(old);
        }
    } else if (compaction) {
        empty_heads(table);
    }
    if (block != old || compaction) {
        close_holes(table);
        link_all(table);
    }
    return 0;
}

/* -- pairs -- */

void _RcTable_Insert(RcTable *table, Rc_hash_t hash, void *key, void *value)
{
    _RcTable_InsertInto(table, _RcTable_Bin(table, hash), hash, key, value);
}

void _RcTable_Remove(RcTable *table, RcTableEntry *entry)
{
    RcTableEntry *entries = table->block->entries;
    uint32_t own_link = (uint32_t)(entry - entries) + 1;
    uint32_t *link = &_RcTable_Heads(table)[bin_of(table, entry)];
    while (*link != own_link) {
        link = &entries[*link - 1].next;
    }
    _RcTable_Unlink(table, link, entry);
}

/* -- whole tables -- */

int _RcTable_Copy(RcTable *copy, const RcTable *table)
{
    if (table->pairs == 0) {
        return 0;
    }
    const RcTableBlock *from = table->block;
    RcTableBlock *to = copy->block;
    if (resize_arrays(to, table->pairs, from->upper != NULL) < 0) {
        return -1;
    }

    Rc_ssize_t pos = 0;
    const RcTableEntry *entry;
    while ((entry = _RcTable_Next(table, &pos)) != NULL) {
        if (to->upper != NULL) {
            to->upper[copy->used] = from->upper[entry - from->entries];
        }
        to->entries[copy->used++] = *entry;
    }
    copy->pairs = copy->used;
    link_all(copy);
    return 0;
}

RcTableContent _RcTable_Detach(RcTable *table)
{
    RcTableBlock *block = table->block;
    RcTableContent content = {.entries = NULL, .used = table->used};
    if (block != NULL && is_own(block)) {
        content.entries = block->entries;
        empty_heads(table);
        RcMem_Free(block->upper);
        block->entries = NULL;
        block->upper = NULL;
        block->room = 0;
        block->layout++;
    }
    table->used = table->pairs = 0;
    return content;
}

void _RcTable_Exchange(RcTable *table, RcTable *other)
{
    RcTable old = *table;
    *table = *other;
    *other = old;
    table->block->layout = old.block != NULL ? old.block->layout + 1 : 0;
}

size_t _RcTable_Bytes(const RcTable *table)
{
    const RcTableBlock *block = table->block;
    size_t entry = sizeof(RcTableEntry) + (block->upper != NULL ? sizeof(uint32_t) : 0);
    size_t heads = sizeof *block + (size_t)_RcTable_Bins(table) * sizeof(uint32_t);
    return (is_own(block) ? heads : 0) + (size_t)block->room * entry;
}

Rc_ssize_t _RcTable_BinLength(const RcTable *table, uint32_t bin)
{
    Rc_ssize_t length = 0;
    const RcTableEntry *entry;
    for (entry = _RcTable_First(table, bin); entry != NULL; entry = _RcTable_Following(table, entry)) {
        length++;
    }
    return length;
}
