/* How an operation on one key finds its entry: what the operations share.
 *
 * There are two ways to an entry.  A *leaf* lookup, of an exact str or int in a table with the builtin hash,
 * runs no foreign code at all, and needs no precautions.  Any other lookup may run any code, so whoever
 * starts one holds references to the table and to what it was given, and _RcHashTable_Find holds the stored
 * key while it is compared.  From the end of a lookup to the commit no foreign code runs, hence the entry is
 * valid.
 *
 * Of leaf lookups the common ones are made in line (quick_hash, quick_link). */
#ifndef RECOUNT_HASHTABLE_LOOKUP_H
#define RECOUNT_HASHTABLE_LOOKUP_H

#include "hashtable_internal.h"

#include <recount/detail/hash.h>
#include <recount/int.h>
#include <recount/str.h>
#include <string.h>

static inline int is_leaf_key(RcObject *key)
{
    return RcStr_CheckExact(key) || RcInt_CheckExact(key);
}

static inline int is_leaf(const HashTable *self, RcObject *key)
{
    return self->hash_func == RcHashTable_BuiltinHash && is_leaf_key(key);
}

/* The hash of a stored leaf key: an RcTableRehash. */
Rc_hash_t _RcHashTable_LeafHash(void *key);
/* The hash and the entry of a key, by the way that fits it.  If that is no leaf lookup user code runs, and
 * the caller holds self and key.  0, *entry NULL if the key is absent; -1 with an error. */
int _RcHashTable_LookUp(HashTable *self, RcObject *key, Rc_hash_t *hash, RcTableEntry **entry);
/* quick_equal, for any pair of leaf keys. */
RcTableEntry *_RcHashTable_FindEqual(const RcTable *table, RcTableEntry *entry, RcObject *key);

/* -- in a few instructions -- */

/* The lower half of the hash of a key whose lookup needs no care, no call and no stack frame: of an exact int, or an exact str
 * that knows its hash, in an exact table with the builtin hash and a power of two of bins.  1; 0 for any other. */
static inline int quick_hash(RcObject *op, RcObject *key, uint32_t *hash)
{
    if (RC_UNLIKELY(op == NULL || !RcHashTable_CheckExact(op))) {
        return 0;
    }
    if (RC_UNLIKELY(key == NULL || !((const HashTable *)op)->table.block->is_quick)) {
        return 0;
    }
    if (RcStr_CheckExact(key)) {
        Rc_hash_t known = ((const RcStrObject *)key)->hash;
        *hash = (uint32_t)known;
        return known != -1;
    }
    if (RC_UNLIKELY(!RcInt_CheckExact(key))) {
        return 0;
    }
    *hash = (uint32_t)_Rc_HashNumber((uint64_t)((const RcIntObject *)key)->ob_value);
    return 1;
}

/* What leads to the first entry of a bin that has this hash, or to the bin's end.  Nearly always the entry's
 * key is the very object; if it is not the rest is left to a function that is called last of all, so that
 * here nothing need be saved for the time after it. */
static inline uint32_t *quick_link(const RcTable *table, uint32_t hash)
{
    uint32_t *link = &_RcTable_Heads(table)[hash & table->block->mask];
    while (*link != 0 && _RcTable_At(table, *link)->hash != hash) {
        link = &_RcTable_At(table, *link)->next;
    }
    return link;
}

static inline RcTableEntry *quick_entry(const RcTable *table, uint32_t hash)
{
    return _RcTable_At(table, *quick_link(table, hash));
}

static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Of 8 bytes or more: by words, the last of which overlaps.  A call of memcmp costs more than the comparison of
 * a short key. */
static inline int same_words(const char *left, const char *right, size_t size)
{
    for (size_t i = 0; i < size - 8; i += 8) {
        if (word_at(left + i) != word_at(right + i)) {
            return 0;
        }
    }
    return word_at(left + size - 8) == word_at(right + size - 8);
}

/* Are two leaf keys equal, as far as it can be told without a call?  1; 0: they may be all the same. */
static inline int are_plainly_equal(RcObject *left, RcObject *right)
{
    if (RC_UNLIKELY(Rc_TYPE(left) != Rc_TYPE(right))) {
        return 0;
    }
    if (RcInt_CheckExact(left)) {
        return ((RcIntObject *)left)->ob_value == ((RcIntObject *)right)->ob_value;
    }
    const RcStrObject *left_str = (const RcStrObject *)left;
    const RcStrObject *right_str = (const RcStrObject *)right;
    size_t size = (size_t)left_str->size;
    return size == (size_t)right_str->size && size - 8 <= 24 &&
           same_words(left_str->data, right_str->data, size);
}

/* The first entry from entry on, one of the hash of the leaf key, that has an equal key. */
static inline RcTableEntry *quick_equal(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    return RC_LIKELY(are_plainly_equal(entry->key, key)) ? entry : _RcHashTable_FindEqual(table, entry, key);
}

/* Will others hold the object after a release?  If so the release calls nobody. */
static inline int is_shared(const RcObject *op)
{
    return op->ob_refcnt > 1;
}

/* -- with care -- */

static inline void hold(HashTable *self, RcObject *key)
{
    Rc_INCREF(self);
    Rc_INCREF(key);
}

static inline void release(HashTable *self, RcObject *key)
{
    Rc_DECREF(key);
    Rc_DECREF(self);
}

#endif
