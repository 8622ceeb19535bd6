/* The plain table under RcHashTable: bins, chains and entries over bare pointers.
 *
 * It knows nothing of objects: it never changes a count, compares a key or runs foreign code.  What it stores
 * it has been given with its hash; what it gives back the caller disposes of.
 *
 *   heads   an array of bins.  A head is the index + 1 of the bin's newest entry, 0 if the bin is empty.
 *   entries a dense array in order of insertion; an entry's `next` is again an index + 1, and leads to the
 *           next older entry of its bin.  A removed entry is a hole: unlinked, its key NULL.
 *
 * What always holds:
 *   1. Each entry that is no hole is in exactly one chain, that of the bin `hash mod bins`.
 *   2. Along a chain indexes fall.  So chains end, and a bin listed backwards is in order of insertion.
 *   3. pairs is the number of entries that are no holes, and pairs <= used <= room.
 *   4. Whoever finds `version` unchanged may go on with the entries and chains that it knew; whoever finds
 *      `layout` unchanged may go on with indexes of entries. */
#ifndef RECOUNT_HASHTABLE_TABLE_H
#define RECOUNT_HASHTABLE_TABLE_H

#include <recount/detail/platform.h>

typedef struct RcTableEntry {
    Rc_hash_t hash;
    void *key; /* NULL: a hole */
    void *value;
    uint32_t next;
} RcTableEntry;

typedef struct RcTable {
    uint32_t *heads;
    RcTableEntry *entries; /* NULL until the first insertion */
    uint32_t used;         /* entries taken from the array's start, holes included */
    uint32_t room;         /* entries that fit */
    Rc_ssize_t bins;
    Rc_ssize_t mask; /* bins - 1 if bins is a power of two, else -1 */
    Rc_ssize_t pairs;
    double max_load;
    uint64_t version; /* grows with each insertion, removal and rearrangement */
    uint64_t layout;  /* grows when entries change their places */
    Rc_ssize_t resizes;
} RcTable;

/* Entries that a table has given up. */
typedef struct RcTableContent {
    RcTableEntry *entries;
    uint32_t used;
} RcTableContent;

/* Makes an empty table of so many bins (> 0).  0, or -1 without memory; the table is then one that only
 * _RcTable_Free may be given. */
int _RcTable_Init(RcTable *table, Rc_ssize_t bins, double max_load);
/* Frees the arrays.  The content must have been disposed of. */
void _RcTable_Free(RcTable *table);
/* Fills an Init-ialised, empty table of as many bins with the same pairs, without holes.  0, or -1 without
 * memory. */
int _RcTable_Copy(RcTable *copy, const RcTable *table);

/* Mutators in two steps.  Reserve makes room for one more pair: 0, or -1 without memory and nothing changed
 * that could be seen.  Insert then cannot fail; the key must not be there. */
int _RcTable_Reserve(RcTable *table);
void _RcTable_Insert(RcTable *table, Rc_hash_t hash, void *key, void *value);
/* Turns an entry of the table into a hole. */
void _RcTable_Remove(RcTable *table, RcTableEntry *entry);
/* Empties the table and hands over what it held; the array is freed by RcMem_Free.  Cannot fail. */
RcTableContent _RcTable_Detach(RcTable *table);

/* Puts one table's arrays and parameters in the place of another's: what knew the old ones sees that. */
void _RcTable_Exchange(RcTable *table, RcTable *other);

/* The next entry from index *pos on, in order of insertion; *pos is set behind it.  NULL after the last. */
static inline RcTableEntry *_RcTable_Next(const RcTable *table, Rc_ssize_t *pos)
{
    for (size_t i = (size_t)*pos; i < table->used; i++) {
        if (table->entries[i].key != NULL) {
            *pos = (Rc_ssize_t)i + 1;
            return &table->entries[i];
        }
    }
    *pos = (Rc_ssize_t)table->used;
    return NULL;
}

/* The bin of a hash, negative ones included. */
static inline Rc_ssize_t _RcTable_Bin(const RcTable *table, Rc_hash_t hash)
{
    if (RC_LIKELY(table->mask >= 0)) {
        return hash & table->mask;
    }
    Rc_ssize_t bin = hash % table->bins;
    return bin < 0 ? bin + table->bins : bin;
}

/* Walk a chain, from the newest entry to the oldest:
 *
 *   for (entry = _RcTable_First(table, bin); entry != NULL; entry = _RcTable_Following(table, entry)) */
static inline RcTableEntry *_RcTable_First(const RcTable *table, Rc_ssize_t bin)
{
    uint32_t link = table->heads[bin];
    return link != 0 ? &table->entries[link - 1] : NULL;
}

static inline RcTableEntry *_RcTable_Following(const RcTable *table, const RcTableEntry *entry)
{
    return entry->next != 0 ? &table->entries[entry->next - 1] : NULL;
}

/* Asks for the memory at an address that will be read soon, and waits for nothing.  Any address will do.  A
 * macro, because compilers leave out calls of a function that only prefetches: it has no effect to them. */
#if defined(__GNUC__) || defined(__clang__)
#define RCTABLE_PREFETCH(address) __builtin_prefetch(address)
#else
#define RCTABLE_PREFETCH(address) ((void)(address))
#endif

/* The number of entries of a bin. */
Rc_ssize_t _RcTable_BinLength(const RcTable *table, Rc_ssize_t bin);

#endif
