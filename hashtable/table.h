/* The plain table under RcHashTable: bins, chains and entries over bare pointers.
 *
 * It knows nothing of objects: it never changes a count, compares a key or runs foreign code.  What it stores
 * it has been given with its hash; what it gives back the caller disposes of.
 *
 *   entries a dense array in order of insertion.  An entry holds the lower half of its key's hash and a link
 *           to the next older entry of its chain: an index + 1, 0 at the end.  A removed entry is a hole:
 *           unlinked, its key NULL.
 *   block   the parameters, and behind them the heads, one for each chain: a link to its newest entry.
 *   upper   the upper halves of the hashes, behind the last entry.  Most tables do without: a power of
 *           two of bins needs only the lower half, and of some keys the caller can tell the hash at any time
 *           without running foreign code (RcTableRehash).
 *
 * A chain is a bin, `hash mod bins`, but in a *small* table: one that has not had more than
 * RC_TABLE_FEW_PAIRS pairs at a time.  It has RC_TABLE_FEW_CHAINS chains, however many bins it has, and a
 * bin is told by the hashes of its few entries.  So bins cost nothing until there are pairs for them.  And a
 * table whose pairs to come are foreseen may have more chains than bins, a power of two of them for each.
 *
 * What always holds:
 *   1. Each entry that is no hole is in exactly one chain, that of its hash (_RcTable_Chain).
 *   2. Along a chain indexes fall.  So chains end, and a bin listed backwards is in order of insertion.
 *   3. pairs is the number of entries that are no holes, and pairs <= used <= room.
 *   4. upper is there if bins are no power of two and there is room for entries.
 *   5. Whoever finds _RcTable_Mark unchanged may go on with the entries and chains that it knew; whoever
 *      finds `layout` unchanged may go on with indexes of entries. */
#ifndef RECOUNT_HASHTABLE_TABLE_H
#define RECOUNT_HASHTABLE_TABLE_H

#include <recount/detail/platform.h>

/* 24 bytes: the hash in full would make it 32, and tables a third larger. */
typedef struct RcTableEntry {
    uint32_t hash; /* the lower half */
    uint32_t next;
    void *key; /* NULL: a hole */
    void *value;
} RcTableEntry;

typedef struct RcTableBlock {
    RcTableEntry *entries; /* NULL until the first insertion */
    double max_load;
    uint32_t last;     /* bins - 1 */
    uint32_t mask;     /* chains - 1 */
    uint32_t limit;    /* the most pairs that bins, max_load and chains allow */
    uint32_t room;     /* entries that fit */
    uint32_t layout;   /* grows when entries change their places */
    uint8_t is_masked; /* a chain is `hash & mask`; else a remainder */
    uint8_t has_upper;
    uint8_t resizes; /* there are not more than 32 */
    /* The caller's: all that it must know to take a short way, in one look.  Only if is_masked stays so. */
    uint8_t is_quick;
    /* the heads follow */
} RcTableBlock;

typedef struct RcTable {
    RcTableBlock *block;
    uint32_t used; /* entries taken from the array's start, holes included */
    uint32_t pairs;
} RcTable;

/* Entries that a table has given up. */
typedef struct RcTableContent {
    RcTableEntry *entries;
    uint32_t used;
} RcTableContent;

/* The hash of a stored key. */
typedef Rc_hash_t (*RcTableRehash)(void *key);

/* A table of so few pairs is small: this saves it a block of heads that would be larger than its entries, and
 * the linking anew at every doubling of its bins. */
#define RC_TABLE_FEW_PAIRS 8
#define RC_TABLE_FEW_CHAINS 4

/* What an empty table of 4 bins and max_load 0.5 begins with: shared, never written, not allocated.
 * is_quick is set. */
#define RC_TABLE_DEFAULT_BINS 4
#define RC_TABLE_DEFAULT_MAX_LOAD 0.5
RcTableBlock *_RcTable_SharedBlock(void);

/* Makes an empty table of so many bins (> 0).  0, or -1 without memory; the table is then one that only
 * _RcTable_Free may be given. */
int _RcTable_Init(RcTable *table, Rc_ssize_t bins, double max_load);
/* Frees the arrays.  The content must have been disposed of. */
void _RcTable_Free(RcTable *table);
/* Fills a table without pairs with those of another, which has some, without its holes.  The bins become as
 * many as if the pairs had been inserted one by one.  0; -1 without memory, and nothing changed.  If the
 * table's bins are no power of two the other must have upper. */
int _RcTable_Fill(RcTable *table, const RcTable *other);

/* Mutators in two steps.  Reserve makes room for one more pair: 0, or -1 without memory and nothing changed
 * that could be seen.  Insert then cannot fail; the key must not be there.
 * rehash NULL: of the new pair, as of those before, the caller can tell the hash at any time.  Otherwise it
 * tells the hashes of those before, and upper is kept from now on. */
int _RcTable_Reserve(RcTable *table, RcTableRehash rehash);
/* The same, in the course of many insertions, after which the table will have so many pairs: if it must grow now, it
 * gets chains for all of them, where there is memory for these.  Its bins grow as ever.  When all is done, Settle takes
 * back what was foreseen in vain; it fails without harm. */
int _RcTable_ReserveFor(RcTable *table, RcTableRehash rehash, uint32_t foreseen);
void _RcTable_Settle(RcTable *table);
void _RcTable_Insert(RcTable *table, Rc_hash_t hash, RC_STEALS void *key, RC_STEALS void *value);
/* Turns an entry of the table into a hole. */
void _RcTable_Remove(RcTable *table, RcTableEntry *entry);
/* Empties the table and hands over what it held; the array is freed by RcMem_Free.  Cannot fail.  A table all
 * of zeros is let pass. */
RcTableContent _RcTable_Detach(RcTable *table);

/* Puts one table's arrays and parameters in the place of another's, which may be all zeros: what knew the old
 * ones sees that.  The other's block must be its own. */
void _RcTable_Exchange(RcTable *table, RcTable *other);

static inline Rc_ssize_t _RcTable_Bins(const RcTable *table)
{
    return (Rc_ssize_t)table->block->last + 1;
}

static inline int _RcTable_HasPowerOfTwo(const RcTable *table)
{
    return (table->block->last & (table->block->last + 1)) == 0;
}

static inline uint32_t *_RcTable_Heads(const RcTable *table)
{
    return (uint32_t *)(table->block + 1);
}

/* Only of a table that has upper. */
static inline uint32_t *_RcTable_Upper(const RcTableBlock *block)
{
    return (uint32_t *)(block->entries + block->room);
}

/* A state of the table: each insertion, removal and rearrangement leads to another one.  (While the layout
 * stays, `used` only grows, and so does the number of holes.) */
typedef struct RcTableMark {
    uint32_t layout, used, pairs;
} RcTableMark;

static inline RcTableMark _RcTable_Mark(const RcTable *table)
{
    return (RcTableMark){table->block->layout, table->used, table->pairs};
}

static inline int _RcTable_IsMarked(const RcTable *table, RcTableMark mark)
{
    return table->block->layout == mark.layout && table->used == mark.used && table->pairs == mark.pairs;
}

/* The next entry from index *pos on, in order of insertion; *pos is set behind it.  NULL after the last. */
static inline RcTableEntry *_RcTable_Next(const RcTable *table, Rc_ssize_t *pos)
{
    for (size_t i = (size_t)*pos; i < table->used; i++) {
        RcTableEntry *entry = &table->block->entries[i];
        if (RC_LIKELY(entry->key != NULL)) {
            *pos = (Rc_ssize_t)i + 1;
            return entry;
        }
    }
    *pos = (Rc_ssize_t)table->used;
    return NULL;
}

/* The bin of a hash, negative ones included. */
static inline uint32_t _RcTable_Bin(const RcTable *table, Rc_hash_t hash)
{
    Rc_ssize_t bins = _RcTable_Bins(table), bin = hash % bins;
    return (uint32_t)(bin < 0 ? bin + bins : bin);
}

/* The chain of a hash. */
static inline uint32_t _RcTable_Chain(const RcTable *table, Rc_hash_t hash)
{
    const RcTableBlock *block = table->block;
    return RC_LIKELY(block->is_masked) ? (uint32_t)hash & block->mask : _RcTable_Bin(table, hash);
}

/* The hash of an entry, of a table that keeps upper. */
static inline Rc_hash_t _RcTable_WholeHash(const RcTable *table, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    return (Rc_hash_t)((uint64_t)_RcTable_Upper(block)[entry - block->entries] << 32 | entry->hash);
}

/* Has the entry this hash, as far as the table can tell? */
static inline int _RcTable_HasHash(const RcTable *table, const RcTableEntry *entry, Rc_hash_t hash)
{
    return entry->hash == (uint32_t)hash &&
           (!table->block->has_upper || _RcTable_WholeHash(table, entry) == hash);
}

/* Walk the chain of a hash, from the newest entry to the oldest:
 *
 *   for (entry = _RcTable_First(table, hash); entry != NULL; entry = _RcTable_Following(table, entry)) */
static inline RcTableEntry *_RcTable_At(const RcTable *table, uint32_t link)
{
    return link != 0 ? &table->block->entries[(size_t)link - 1] : NULL;
}

static inline RcTableEntry *_RcTable_First(const RcTable *table, Rc_hash_t hash)
{
    return _RcTable_At(table, _RcTable_Heads(table)[_RcTable_Chain(table, hash)]);
}

static inline RcTableEntry *_RcTable_Following(const RcTable *table, const RcTableEntry *entry)
{
    return _RcTable_At(table, entry->next);
}

/* _RcTable_Insert into a table without upper, given the hash's lower half and its chain. */
static inline void _RcTable_InsertInto(RcTable *table, uint32_t chain, uint32_t hash, RC_STEALS void *key,
                                       RC_STEALS void *value)
{
    uint32_t index = table->used++;
    uint32_t *head = &_RcTable_Heads(table)[chain];
    RcTableEntry *entry = &table->block->entries[index];
    entry->hash = hash;
    entry->key = key;
    entry->value = value;
    entry->next = *head;
    *head = index + 1;
    table->pairs++;
}

/* Takes an entry, to which *link leads, out of its chain. */
static inline void _RcTable_Unlink(RcTable *table, uint32_t *link, RcTableEntry *entry)
{
    *link = entry->next;
    entry->key = NULL;
    table->pairs--;
}

/* Asks for the memory at an address that will be read soon, and waits for nothing.  Any address will do.  A
 * macro, because compilers leave out calls of a function that only prefetches: it has no effect to them. */
#if defined(__GNUC__) || defined(__clang__)
#define RCTABLE_PREFETCH(address) __builtin_prefetch(address)
#else
#define RCTABLE_PREFETCH(address) ((void)(address))
#endif

/* A function that begins with a cache line. */
#if defined(__GNUC__) || defined(__clang__)
#define RCTABLE_ALIGNED __attribute__((aligned(64)))
#else
#define RCTABLE_ALIGNED
#endif

/* The memory that the table has for itself. */
size_t _RcTable_Bytes(const RcTable *table);
/* Walks a bin, from its newest entry to the oldest: the next older one than entry, the newest for NULL, NULL
 * at the end.  _RcTable_Following is faster, but walks a chain. */
RcTableEntry *_RcTable_OlderInBin(const RcTable *table, uint32_t bin, const RcTableEntry *entry);
/* The number of entries of a bin. */
Rc_ssize_t _RcTable_BinLength(const RcTable *table, uint32_t bin);

#endif
