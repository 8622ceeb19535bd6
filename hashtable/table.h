/* The plain table under RcHashTable: bins, chains and entries over bare pointers.
 *
 * It knows nothing of objects: it never changes a count, compares a key or runs foreign code.  What it stores
 * it has been given with its hash; what it gives back the caller disposes of.
 *
 *   entries a dense array in order of insertion.  An entry holds the lower half of its key's hash and a link
 *           to the next older entry of its bin: an index + 1, 0 at the end.  A removed entry is a hole:
 *           unlinked, its key NULL.
 *   block   the parameters, and behind them the heads, one for each bin: a link to the bin's newest entry.
 *   upper   the upper halves of the hashes, in an array of their own, because most tables do without: a
 *           power of two of bins needs only the lower half, and of some keys the caller can tell the hash at
 *           any time without running foreign code (RcTableRehash).
 *
 * What always holds:
 *   1. Each entry that is no hole is in exactly one chain, that of the bin `hash mod bins`.
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
    uint32_t *upper;       /* NULL: not kept */
    double max_load;
    uint32_t last;  /* bins - 1 */
    uint32_t limit; /* the most pairs that max_load allows for so many bins */
    uint32_t room;  /* entries that fit */
    uint32_t is_power_of_two;
    uint32_t layout; /* grows when entries change their places */
    uint32_t resizes;
    /* The caller's: all that it must know to take a short way, in one look.  Only for a power of two of bins. */
    uint32_t is_quick;
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
/* Fills an Init-ialised, empty table of as many bins with the same pairs, without holes.  0, or -1 without
 * memory. */
int _RcTable_Copy(RcTable *copy, const RcTable *table);

/* Mutators in two steps.  Reserve makes room for one more pair: 0, or -1 without memory and nothing changed
 * that could be seen.  Insert then cannot fail; the key must not be there.
 * rehash NULL: of the new pair, as of those before, the caller can tell the hash at any time.  Otherwise it
 * tells the hashes of those before, and upper is kept from now on. */
int _RcTable_Reserve(RcTable *table, RcTableRehash rehash);
void _RcTable_Insert(RcTable *table, Rc_hash_t hash, void *key, void *value);
/* Turns an entry of the table into a hole. */
void _RcTable_Remove(RcTable *table, RcTableEntry *entry);
/* Empties the table and hands over what it held; the array is freed by RcMem_Free.  Cannot fail.  A table all of
 * zeros is let pass. */
RcTableContent _RcTable_Detach(RcTable *table);

/* Puts one table's arrays and parameters in the place of another's, which may be all zeros: what knew the old
 * ones sees that.  The other's block must be its own. */
void _RcTable_Exchange(RcTable *table, RcTable *other);

static inline Rc_ssize_t _RcTable_Bins(const RcTable *table)
{
    return (Rc_ssize_t)table->block->last + 1;
}

static inline uint32_t *_RcTable_Heads(const RcTable *table)
{
    return (uint32_t *)(table->block + 1);
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
    const RcTableBlock *block = table->block;
    if (RC_LIKELY(block->is_power_of_two)) {
        return (uint32_t)hash & block->last;
    }
    Rc_ssize_t bins = (Rc_ssize_t)block->last + 1, bin = hash % bins;
    return (uint32_t)(bin < 0 ? bin + bins : bin);
}

/* The hash of an entry, of a table that keeps upper. */
static inline Rc_hash_t _RcTable_WholeHash(const RcTable *table, const RcTableEntry *entry)
{
    const RcTableBlock *block = table->block;
    return (Rc_hash_t)((uint64_t)block->upper[entry - block->entries] << 32 | entry->hash);
}

/* Has the entry this hash, as far as the table can tell? */
static inline int _RcTable_HasHash(const RcTable *table, const RcTableEntry *entry, Rc_hash_t hash)
{
    return entry->hash == (uint32_t)hash &&
           (table->block->upper == NULL || _RcTable_WholeHash(table, entry) == hash);
}

/* Walk a chain, from the newest entry to the oldest:
 *
 *   for (entry = _RcTable_First(table, bin); entry != NULL; entry = _RcTable_Following(table, entry)) */
static inline RcTableEntry *_RcTable_At(const RcTable *table, uint32_t link)
{
    return link != 0 ? &table->block->entries[link - 1] : NULL;
}

static inline RcTableEntry *_RcTable_First(const RcTable *table, uint32_t bin)
{
    return _RcTable_At(table, _RcTable_Heads(table)[bin]);
}

static inline RcTableEntry *_RcTable_Following(const RcTable *table, const RcTableEntry *entry)
{
    return _RcTable_At(table, entry->next);
}

/* _RcTable_Insert, the hash's bin being known. */
static inline void _RcTable_InsertInto(RcTable *table, uint32_t bin, Rc_hash_t hash, void *key, void *value)
{
    RcTableBlock *block = table->block;
    uint32_t index = table->used++;
    uint32_t *head = &_RcTable_Heads(table)[bin];
    block->entries[index] = (RcTableEntry){(uint32_t)hash, *head, key, value};
    if (RC_UNLIKELY(block->upper != NULL)) {
        block->upper[index] = (uint32_t)((uint64_t)hash >> 32);
    }
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

/* Asks for a bin's head, which is soon looked at. */
static inline void _RcTable_Prefetch(const RcTable *table, uint32_t bin)
{
#if defined(__GNUC__)
    __builtin_prefetch(&_RcTable_Heads(table)[bin]);
#else
    Rc_UNUSED(table);
    Rc_UNUSED(bin);
#endif
}

/* The memory that the table has for itself. */
size_t _RcTable_Bytes(const RcTable *table);
/* The number of entries of a bin. */
Rc_ssize_t _RcTable_BinLength(const RcTable *table, uint32_t bin);

#endif
