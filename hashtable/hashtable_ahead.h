/* How operations on many keys hide the memory's latency.
 *
 * A lookup in a table that no cache holds waits for memory several times over, because each thing read tells
 * where the next one is: the key (its hash), the bin's head, the entry, its key and value.  Lookups of
 * different keys could wait at the same time.  So while one key is looked up, steps are taken for those to
 * come: the sooner a key's turn, the farther its lookup has got.  Each step reads what the step before it
 * asked for, STEP keys ago, and asks for what the next one will read.
 *
 * Looking ahead only reads and asks for memory.  It runs no foreign code, and what it finds is never used:
 * only hashes are remembered, to ask for more.  When its turn comes each key goes through the very operation
 * on one key, which then finds its memory at hand.  So results, errors, counts and the order of effects are
 * those of single operations, whatever user code does to the table in the middle.
 *
 * Foreseen is growth, too: a table that has to double while many keys, most of them new, are stored gets chains for
 * those that are left, instead of linking all its entries anew at each doubling to come. */
#ifndef RECOUNT_HASHTABLE_AHEAD_H
#define RECOUNT_HASHTABLE_AHEAD_H

#include "hashtable_lookup.h"

#include <recount/objectprotocol.h>

/* The keys between a step and the next: so many lookups take longer than memory does.  With 4 an absent key
 * gains a quarter of its time, with 8 half of it, and with 10 no more. */
#define STEP 8
/* The keys between the first step and the lookup. */
#define LEAD (5 * STEP)
/* Where hashes are remembered, from the second step to the last. */
#define RING 32
/* A str may lie across two cache lines.  Of a stored key that is looked at, this is in the second one: nearly
 * the end of a short text. */
#define KEY_END 56
/* A table of fewer pairs is in the caches, and looking ahead costs more than it gains.  More so where the
 * keys are new: their entries stand one behind the other, so only the heads are waited for, and until they
 * are larger than the caches single insertions have 1.2 to 2 times the rate. */
#define FEW_PAIRS 30000
#define FEW_NEW_PAIRS 250000
/* After so many keys it is considered anew whether most are new. */
#define STRETCH 256
/* How many times its pairs a table gets chains for at most, as not all keys that are left need be new. */
#define MOST_FORESEEN 16

/* The key of an index from keys, whatever these are; NULL if there is none or it cannot be told. */
typedef RcObject *(*KeyAt)(const void *keys, size_t i);

/* From how many pairs on it pays to look ahead at n keys that are looked up, or that are stored.  What is
 * stored in a table of few pairs is new, or makes a short work. */
static inline Rc_ssize_t enough_to_get(Rc_ssize_t n)
{
    return n >= STEP ? FEW_PAIRS : RC_SSIZE_T_MAX;
}

static inline Rc_ssize_t enough_to_set(const HashTable *self, Rc_ssize_t n)
{
    return self->table.pairs >= FEW_PAIRS || n < STEP ? enough_to_get(n) : FEW_NEW_PAIRS;
}

/* The hash of a leaf key.  That of any other only its owner can tell: -1. */
static inline Rc_hash_t foreseen_hash(const HashTable *self, RcObject *key)
{
    if (key == NULL || self->hash_func != RcHashTable_BuiltinHash) {
        return -1;
    }
    if (RcStr_CheckExact(key)) {
        const RcStrObject *str = (const RcStrObject *)key;
        RCTABLE_PREFETCH(str->data + str->size);
        return RC_LIKELY(str->hash != -1) ? str->hash : RcObject_Hash(key);
    }
    return RcInt_CheckExact(key) ? _Rc_HashNumber((uint64_t)((const RcIntObject *)key)->ob_value) : -1;
}

/* The entry that a link leads to; any entry for none.  Whether a bin is empty, and whether its first entry is
 * the one, nobody can foresee, so nothing here may branch on it. */
static inline const RcTableEntry *entry_at(const RcTable *table, uint32_t link)
{
    return &table->block->entries[link - (link != 0)];
}

static inline int is_it(const RcTable *table, uint32_t link, Rc_hash_t hash)
{
    return (link != 0) & (entry_at(table, link)->hash == (uint32_t)hash);
}

/* Where a walk along the bin is after so many entries that are not the one. */
static inline uint32_t link_on_way(const RcTable *table, Rc_hash_t hash, int passed)
{
    uint32_t link = _RcTable_Heads(table)[_RcTable_Chain(table, hash)];
    for (; passed > 0; passed--) {
        int stays = (link == 0) | is_it(table, link, hash);
        uint32_t next = entry_at(table, link)->next;
        link = stays ? link : next;
    }
    return link;
}

/* Before the turn of key i of n: a step for each of the five keys that are whole STEPs behind it. */
static inline void look_ahead(const HashTable *self, KeyAt key_at, const void *keys, Rc_ssize_t n,
                              Rc_ssize_t i, Rc_hash_t *hashes)
{
    const RcTable *table = &self->table;
    size_t at = (size_t)i + 5 * STEP, end = (size_t)n;
    if (at < end) {
        uintptr_t key = (uintptr_t)key_at(keys, at); /* a number: there may be no key */
        RCTABLE_PREFETCH((const void *)key);
        RCTABLE_PREFETCH((const void *)(key + offsetof(RcStrObject, hash)));
    }
    at -= STEP;
    Rc_hash_t hash = hashes[at % RING] = at < end ? foreseen_hash(self, key_at(keys, at)) : -1;
    if (hash != -1) {
        RCTABLE_PREFETCH(&_RcTable_Heads(table)[_RcTable_Chain(table, hash)]);
    }
    if (table->used == 0) {
        return;
    }
    at -= STEP;
    if (at < end && hashes[at % RING] != -1) {
        RCTABLE_PREFETCH(entry_at(table, link_on_way(table, hashes[at % RING], 0)));
    }
    for (int passed = 0; passed <= 1; passed++) {
        at -= STEP;
        if (at >= end || hashes[at % RING] == -1) {
            continue;
        }
        uint32_t link = link_on_way(table, hashes[at % RING], passed);
        const RcTableEntry *entry = entry_at(table, link);
        int is = is_it(table, link, hashes[at % RING]);
        const char *next = (const char *)entry_at(table, entry->next);
        const char *key = entry->key, *value = entry->value;
        key = is ? key : next;
        value = is ? value : next;
        RCTABLE_PREFETCH(key);
        RCTABLE_PREFETCH(key + KEY_END);
        RCTABLE_PREFETCH(value);
    }
}

/* The same for a key that is stored, and likely new: nothing but its bin matters. */
static inline void look_ahead_to_new(const HashTable *self, KeyAt key_at, const void *keys, Rc_ssize_t n,
                                     Rc_ssize_t i, Rc_hash_t *hashes)
{
    const RcTable *table = &self->table;
    size_t at = (size_t)i + 3 * STEP, end = (size_t)n;
    if (at < end) {
        uintptr_t key = (uintptr_t)key_at(keys, at);
        RCTABLE_PREFETCH((const void *)key);
        RCTABLE_PREFETCH((const void *)(key + offsetof(RcStrObject, hash)));
    }
    at -= STEP;
    Rc_hash_t hash = hashes[at % RING] = at < end ? foreseen_hash(self, key_at(keys, at)) : -1;
    if (hash != -1) {
        RCTABLE_PREFETCH(&_RcTable_Heads(table)[_RcTable_Chain(table, hash)]);
    }
    at -= STEP;
    if (table->used != 0 && at < end && hashes[at % RING] != -1) {
        RCTABLE_PREFETCH(entry_at(table, link_on_way(table, hashes[at % RING], 0)));
    }
}

/* The steps that would have been taken before the turn of key i. */
static RC_NOINLINE void catch_up(const HashTable *self, KeyAt key_at, const void *keys, Rc_ssize_t n,
                                 Rc_ssize_t i, Rc_hash_t *hashes)
{
    for (int place = 0; place < RING; place++) {
        hashes[place] = -1;
    }
    for (Rc_ssize_t before = i - LEAD; before < i; before++) {
        look_ahead(self, key_at, keys, n, before, hashes);
    }
}

/* What an operation on many keys knows on its way. */
typedef struct Journey {
    Rc_ssize_t enough; /* from so many pairs on it looks ahead */
    Rc_ssize_t start;  /* the pairs when it began */
    int is_ahead;
    int is_new;       /* keys are taken for new */
    int has_foreseen; /* the table got chains for pairs to come */
    Rc_hash_t hashes[RING];
} Journey;

static inline void depart(Journey *journey, const HashTable *self, Rc_ssize_t enough)
{
    journey->enough = enough;
    journey->start = (Rc_ssize_t)self->table.pairs;
    journey->is_ahead = journey->is_new = journey->has_foreseen = 0;
}

/* look_ahead, as soon as the table has enough pairs.  (Who does little else for a key has a loop of its own for
 * the time before: this would be a tenth of it.) */
static inline void look_ahead_if(const HashTable *self, Journey *journey, KeyAt key_at, const void *keys,
                                 Rc_ssize_t n, Rc_ssize_t i)
{
    if (RC_LIKELY((Rc_ssize_t)self->table.pairs < journey->enough)) {
        return;
    }
    if (!journey->is_ahead) {
        catch_up(self, key_at, keys, n, i, journey->hashes);
        journey->is_ahead = 1;
    }
    look_ahead(self, key_at, keys, n, i, journey->hashes);
}

/* Were three quarters of the i keys that were stored new? */
static inline int are_mostly_new(const HashTable *self, const Journey *journey, Rc_ssize_t i)
{
    return (Rc_ssize_t)self->table.pairs - journey->start >= i - i / 4;
}

/* look_ahead_if, of keys that are stored: while most are new, to little more than their bins. */
static inline void look_ahead_to_store(const HashTable *self, Journey *journey, KeyAt key_at,
                                       const void *keys, Rc_ssize_t n, Rc_ssize_t i)
{
    if ((Rc_ssize_t)self->table.pairs < journey->enough) {
        return;
    }
    if (RC_UNLIKELY(i % STRETCH == 0)) {
        int is_new = i > 0 && are_mostly_new(self, journey, i);
        journey->is_ahead &= is_new == journey->is_new;
        journey->is_new = is_new;
    }
    if (!journey->is_ahead) {
        catch_up(self, key_at, keys, n, i, journey->hashes);
        journey->is_ahead = 1;
    }
    if (journey->is_new) {
        look_ahead_to_new(self, key_at, keys, n, i, journey->hashes);
    } else {
        look_ahead(self, key_at, keys, n, i, journey->hashes);
    }
}

/* -- storing -- */

/* hashtable_many.c: stores the pair of key i of n, when the table is full.  If most keys so far were new, and so is
 * this one, those that are left are taken for new, too.  0; -1 with an error. */
int _RcHashTable_SetAndGrow(HashTable *self, Journey *journey, RcObject *key, RcObject *value, Rc_ssize_t i,
                            Rc_ssize_t n);

/* Stores the pair of key i of n. */
static inline int set_on_way(HashTable *self, Journey *journey, RcObject *key, RcObject *value, Rc_ssize_t i,
                             Rc_ssize_t n)
{
    return RC_LIKELY(self->table.pairs < self->table.block->limit)
               ? RcHashTable_SetItem(RC_OBJECT_CAST(self), key, value)
               : _RcHashTable_SetAndGrow(self, journey, key, value, i, n);
}

/* The end, whether all went well or not. */
static inline void arrive(HashTable *self, const Journey *journey)
{
    if (journey->has_foreseen) {
        _RcTable_Settle(&self->table);
    }
}

#endif
