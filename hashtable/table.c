/* The plain table (table.h tells the structure and what always holds).
 *
 * Growth has two sides that are independent of each other: bins double when the load asks for it, the array
 * of entries grows in small steps when it is full.  A full array with holes is compacted instead, provided
 * that this makes at least a quarter of it free: so any pattern of insertions and removals pays for a
 * compaction only once in room / 4 insertions.  Both work from stored hashes alone. */
#include "table.h"

#include <recount/memory.h>
#include <string.h>

/* A bin's number is the lower half of a hash at most; an index + 1 must fit into a link.  A machine of 32 bits has
 * addresses for fewer. */
#define HAS_ADDRESSES ((uint64_t)RC_SSIZE_T_MAX >> 32 != 0)
#define GREATEST_BINS ((Rc_ssize_t)(HAS_ADDRESSES ? INT64_C(1) << 32 : INT64_C(1) << 28))
#define GREATEST_ROOM (HAS_ADDRESSES ? UINT32_MAX - 1 : UINT32_C(1) << 26)
/* How far linking runs behind asking for the heads that it will change: by then they have come from memory.
 */
#define AHEAD 16
/* Entries of more than 32 KiB. */
#define LARGE_ROOM 1366

static const struct {
    RcTableBlock block;
    uint32_t heads[RC_TABLE_FEW_CHAINS];
} shared = {.block = {.max_load = RC_TABLE_DEFAULT_MAX_LOAD,
                      .last = RC_TABLE_DEFAULT_BINS - 1,
                      .mask = RC_TABLE_FEW_CHAINS - 1,
                      .is_masked = 1,
                      .is_quick = 1}};

RcTableBlock *_RcTable_SharedBlock(void)
{
    return (RcTableBlock *)(uintptr_t)&shared.block;
}

static int is_own(const RcTableBlock *block)
{
    return block != &shared.block;
}

/* One that is not has a chain for each bin at least, and more than RC_TABLE_FEW_PAIRS of them, because max_load
 * is 1 at most. */
static int is_small(const RcTableBlock *block)
{
    return block->mask == RC_TABLE_FEW_CHAINS - 1;
}

/* As many pairs as keep pairs / bins <= max_load: computed by this very formula, for a product could be
 * rounded to the other side of a whole number. */
static uint32_t limit_of(Rc_ssize_t bins, double max_load)
{
    double limit = (double)(int64_t)((double)bins * max_load) + 1.0;
    while (limit / (double)bins > max_load) {
        limit--;
    }
    return limit < (double)GREATEST_ROOM ? (uint32_t)limit : GREATEST_ROOM;
}

/* Makes the bins as many; the chains stay. */
static void set_bins(RcTableBlock *block, Rc_ssize_t bins)
{
    block->last = (uint32_t)(bins - 1);
    block->limit = limit_of(bins, block->max_load);
    if (is_small(block) && block->limit > RC_TABLE_FEW_PAIRS) {
        block->limit = RC_TABLE_FEW_PAIRS;
    }
}

/* With empty heads; the system gives a large one without touching it.  NULL without memory, or if there is no
 * such number of bins. */
static RcTableBlock *new_block(Rc_ssize_t bins, double max_load, uint32_t pairs)
{
    if (bins > GREATEST_BINS) {
        return NULL;
    }
    Rc_ssize_t chains = pairs <= RC_TABLE_FEW_PAIRS ? RC_TABLE_FEW_CHAINS : bins;
    RcTableBlock *block = RcMem_Calloc(1, sizeof *block + (size_t)chains * sizeof(uint32_t));
    if (block != NULL) {
        block->max_load = max_load;
        block->mask = (uint32_t)(chains - 1);
        block->is_masked = (chains & (chains - 1)) == 0;
        set_bins(block, bins);
    }
    return block;
}

int _RcTable_Init(RcTable *table, Rc_ssize_t bins, double max_load)
{
    *table = (RcTable){.block = new_block(bins, max_load, 0)};
    return table->block != NULL ? 0 : -1;
}

void _RcTable_Free(RcTable *table)
{
    RcTableBlock *block = table->block;
    if (block != NULL && is_own(block)) {
        RcMem_Free(block->entries);
        RcMem_Free(block);
    }
}

static uint32_t chain_of(const RcTable *table, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    return block->is_masked ? entry->hash & block->mask
                            : _RcTable_Bin(table, _RcTable_WholeHash(table, entry));
}

/* -- linking anew -- */

static void empty_heads(const RcTable *table)
{
    /* Only the heads in use are touched: bins may be many more than entries. */
    uint32_t *heads = _RcTable_Heads(table);
    for (uint32_t i = 0; i < table->used; i++) {
        if (table->block->entries[i].key != NULL) {
            heads[chain_of(table, &table->block->entries[i])] = 0;
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
            if (block->has_upper) {
                _RcTable_Upper(block)[end] = _RcTable_Upper(block)[i];
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
            RCTABLE_PREFETCH(&heads[chain_of(table, &entries[i + AHEAD])]);
        }
        uint32_t *head = &heads[chain_of(table, &entries[i])];
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

/* Small steps, so that little memory is ever idle: of a sixteenth where a block is large enough to grow where it is
 * (recount's allocator) or to be moved without copying it (malloc's).  2, 5 and 8 are what a table of few pairs has
 * room for. */
static uint64_t next_room(uint32_t room)
{
    uint32_t step = room >= LARGE_ROOM ? room / 16 : room >= 64 ? room / 4 : room >= 8 ? room / 2 : 3;
    uint64_t next = room != 0 ? (uint64_t)room + step : 2;
    return next < GREATEST_ROOM ? next : GREATEST_ROOM;
}

/* Makes the array longer, or begins upper, of used entries.  -1 without memory, and nothing changed. */
static int resize_array(RcTableBlock *block, uint64_t room, int with_upper, uint32_t used)
{
    size_t entry = sizeof(RcTableEntry) + (with_upper ? sizeof(uint32_t) : 0);
    RcTableEntry *entries = RcMem_Realloc(block->entries, (size_t)room * entry);
    if (entries == NULL) {
        return -1;
    }
    if (block->has_upper) {
        memmove(entries + room, entries + block->room, used * sizeof(uint32_t));
    }
    block->entries = entries;
    block->room = (uint32_t)room;
    block->has_upper = with_upper != 0;
    return 0;
}

/* Room for one more entry, unless a compaction makes it, and upper if it is wanted. */
static int make_room(RcTableBlock *block, uint32_t used, int compaction, int with_upper)
{
    uint64_t room = block->room;
    if (used == room && !compaction) {
        room = next_room(block->room);
        if (room == used) {
            return -1;
        }
    }
    int is_enough = room == block->room && with_upper == block->has_upper;
    return is_enough ? 0 : resize_array(block, room, with_upper, used);
}

static void fill_upper(const RcTable *table, RcTableRehash rehash)
{
    uint32_t *upper = _RcTable_Upper(table->block);
    for (uint32_t i = 0; i < table->used; i++) {
        void *key = table->block->entries[i].key;
        upper[i] = key != NULL ? (uint32_t)((uint64_t)rehash(key) >> 32) : 0;
    }
}

/* The bins when a table has grown pair by pair from so many to the given pairs; *resizes is how often they
 * became more.  -1 if there is no such number. */
static Rc_ssize_t grown_bins(Rc_ssize_t bins, double max_load, uint32_t pairs, uint8_t *resizes)
{
    uint32_t limit = limit_of(bins, max_load);
    while (limit < pairs) {
        uint32_t old_limit = limit;
        for (; limit == old_limit; limit = limit_of(bins, max_load)) {
            if (bins > GREATEST_BINS / 2) {
                return -1;
            }
            bins *= 2;
        }
        ++*resizes;
    }
    return bins;
}

/* The chains for so many pairs to come, of a table that will have so many bins now. */
static Rc_ssize_t chains_for(const RcTableBlock *block, Rc_ssize_t bins, uint32_t foreseen)
{
    uint8_t unused = 0;
    return block->is_masked ? grown_bins(bins, block->max_load, foreseen, &unused) : bins;
}

/* A block with heads of its own for one more pair than the table has, better for as many as are foreseen; it has
 * the same array.  NULL without memory. */
static RcTableBlock *successor(const RcTable *table, Rc_ssize_t bins, uint32_t foreseen)
{
    const RcTableBlock *old = table->block;
    Rc_ssize_t chains = chains_for(old, bins, foreseen);
    RcTableBlock *block = chains > bins ? new_block(chains, old->max_load, foreseen) : NULL;
    if (block == NULL) {
        block = new_block(bins, old->max_load, table->pairs + 1);
    }
    if (block != NULL) {
        block->entries = old->entries;
        block->has_upper = old->has_upper;
        block->room = old->room;
        block->layout = old->layout;
        block->is_quick = old->is_quick;
    }
    return block;
}

static void give_up(RcTableBlock *block, const RcTableBlock *old)
{
    if (block != old) {
        RcMem_Free(block);
    }
}

/* In a table that is small and stays so, or that has chains enough, more bins are no more than another number. */
static int keeps_heads(const RcTable *table, Rc_ssize_t bins)
{
    const RcTableBlock *block = table->block;
    return is_own(block) &&
           (is_small(block) ? table->pairs < RC_TABLE_FEW_PAIRS : bins <= (Rc_ssize_t)block->mask + 1);
}

int _RcTable_Reserve(RcTable *table, RcTableRehash rehash)
{
    return _RcTable_ReserveFor(table, rehash, 0);
}

int _RcTable_ReserveFor(RcTable *table, RcTableRehash rehash, uint32_t foreseen)
{
    RcTableBlock *old = table->block;
    uint8_t resizes = old->resizes;
    Rc_ssize_t bins = _RcTable_Bins(table);
    if (table->pairs == old->limit) {
        bins = grown_bins(bins, old->max_load, table->pairs + 1, &resizes);
    }
    RcTableBlock *block = bins < 0 ? NULL : keeps_heads(table, bins) ? old : successor(table, bins, foreseen);
    if (block == NULL) {
        return -1;
    }
    int compaction = table->used == block->room && holes_are_worth_it(table);
    int with_upper = block->has_upper || rehash != NULL || !_RcTable_HasPowerOfTwo(table);
    int starts_upper = with_upper && !block->has_upper;
    if (make_room(block, table->used, compaction, with_upper) < 0) {
        give_up(block, old);
        return -1;
    }

    table->block = block;
    if (bins != _RcTable_Bins(table)) {
        set_bins(block, bins);
    }
    block->resizes = resizes;
    if (starts_upper && table->pairs > 0) {
        fill_upper(table, rehash);
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

void _RcTable_Settle(RcTable *table)
{
    RcTableBlock *old = table->block;
    if (is_small(old) || old->mask == old->last) {
        return;
    }
    RcTableBlock *block = successor(table, _RcTable_Bins(table), 0);
    if (block != NULL) {
        block->resizes = old->resizes;
        table->block = block;
        RcMem_Free(old);
        close_holes(table);
        link_all(table);
    }
}

/* -- pairs -- */

void _RcTable_Insert(RcTable *table, Rc_hash_t hash, void *key, void *value)
{
    if (table->block->has_upper) {
        _RcTable_Upper(table->block)[table->used] = (uint32_t)((uint64_t)hash >> 32);
    }
    _RcTable_InsertInto(table, _RcTable_Chain(table, hash), (uint32_t)hash, key, value);
}

void _RcTable_Remove(RcTable *table, RcTableEntry *entry)
{
    RcTableEntry *entries = table->block->entries;
    uint32_t own_link = (uint32_t)(entry - entries) + 1;
    uint32_t *link = &_RcTable_Heads(table)[chain_of(table, entry)];
    while (*link != own_link) {
        link = &entries[*link - 1].next;
    }
    _RcTable_Unlink(table, link, entry);
}

/* -- whole tables -- */

static void copy_entries(RcTable *table, const RcTable *other)
{
    RcTableBlock *to = table->block;
    const RcTableBlock *from = other->block;
    if (other->used == other->pairs) {
        memcpy(to->entries, from->entries, other->used * sizeof *to->entries);
        if (to->has_upper) {
            memcpy(_RcTable_Upper(to), _RcTable_Upper(from), other->used * sizeof(uint32_t));
        }
        table->used = other->used;
    } else {
        Rc_ssize_t pos = 0;
        const RcTableEntry *entry;
        while ((entry = _RcTable_Next(other, &pos)) != NULL) {
            if (to->has_upper) {
                _RcTable_Upper(to)[table->used] = _RcTable_Upper(from)[entry - from->entries];
            }
            to->entries[table->used++] = *entry;
        }
    }
    table->pairs = other->pairs;
}

int _RcTable_Fill(RcTable *table, const RcTable *other)
{
    const RcTableBlock *old = table->block, *from = other->block;
    uint8_t resizes = old->resizes;
    Rc_ssize_t bins = grown_bins(_RcTable_Bins(table), old->max_load, other->pairs, &resizes);
    RcTable filled = {.block = bins < 0 ? NULL : new_block(bins, old->max_load, other->pairs)};
    RcTableBlock *block = filled.block;
    if (block == NULL || resize_array(block, other->pairs, from->has_upper, 0) < 0) {
        RcMem_Free(block);
        return -1;
    }

    block->is_quick = old->is_quick;
    block->resizes = resizes;
    copy_entries(&filled, other);
    if (other->used == other->pairs && block->last == from->last && block->mask == from->mask) {
        memcpy(_RcTable_Heads(&filled), _RcTable_Heads(other), ((size_t)block->mask + 1) * sizeof(uint32_t));
    } else {
        link_all(&filled);
    }
    _RcTable_Exchange(table, &filled);
    _RcTable_Free(&filled);
    return 0;
}

RcTableContent _RcTable_Detach(RcTable *table)
{
    RcTableBlock *block = table->block;
    RcTableContent content = {.entries = NULL, .used = table->used};
    if (block != NULL && is_own(block)) {
        content.entries = block->entries;
        empty_heads(table);
        block->entries = NULL;
        block->has_upper = 0;
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
    size_t entry = sizeof(RcTableEntry) + (block->has_upper ? sizeof(uint32_t) : 0);
    size_t heads = sizeof *block + ((size_t)block->mask + 1) * sizeof(uint32_t);
    return (is_own(block) ? heads : 0) + (size_t)block->room * entry;
}

static uint32_t bin_of(const RcTable *table, const RcTableEntry *entry)
{
    return _RcTable_HasPowerOfTwo(table) ? entry->hash & table->block->last
                                         : _RcTable_Bin(table, _RcTable_WholeHash(table, entry));
}

/* Of a bin that has several chains. */
static RcTableEntry *older_in_chains(const RcTable *table, uint32_t bin, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    uint32_t own_link = entry != NULL ? (uint32_t)(entry - block->entries) + 1 : UINT32_MAX, newest = 0;
    for (size_t chain = bin; chain <= block->mask; chain += (size_t)block->last + 1) {
        uint32_t link = _RcTable_Heads(table)[chain];
        while (link >= own_link) {
            link = block->entries[link - 1].next;
        }
        newest = link > newest ? link : newest;
    }
    return _RcTable_At(table, newest);
}

RcTableEntry *_RcTable_OlderInBin(const RcTable *table, uint32_t bin, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    if (!is_small(block)) {
        return block->mask != block->last
                   ? older_in_chains(table, bin, entry)
                   : _RcTable_At(table, entry != NULL ? entry->next : _RcTable_Heads(table)[bin]);
    }
    for (size_t i = entry != NULL ? (size_t)(entry - block->entries) : table->used; i > 0; i--) {
        RcTableEntry *older = &block->entries[i - 1];
        if (older->key != NULL && bin_of(table, older) == bin) {
            return older;
        }
    }
    return NULL;
}

Rc_ssize_t _RcTable_BinLength(const RcTable *table, uint32_t bin)
{
    Rc_ssize_t length = 0;
    const RcTableEntry *entry = NULL;
    while ((entry = _RcTable_OlderInBin(table, bin, entry)) != NULL) {
        length++;
    }
    return length;
}
