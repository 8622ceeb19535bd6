/* RcHashTable's operations on many keys, and how they hide the memory's latency.
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
 * those of single operations, whatever user code does to the table in the middle. */
#include "hashtable_internal.h"

#include <recount/detail/hash.h>
#include <recount/errors.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <recount/tuple.h>

/* -- looking ahead -- */

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

/* look_ahead, as soon as the table has enough pairs; *is_ahead is 0 until then.  (Who does little else for a
 * key has a loop of its own for the time before: this would be a tenth of it.) */
static inline void look_ahead_if(const HashTable *self, Rc_ssize_t enough, KeyAt key_at, const void *keys,
                                 Rc_ssize_t n, Rc_ssize_t i, Rc_hash_t *hashes, int *is_ahead)
{
    if (RC_LIKELY((Rc_ssize_t)self->table.pairs < enough)) {
        return;
    }
    if (!*is_ahead) {
        catch_up(self, key_at, keys, n, i, hashes);
        *is_ahead = 1;
    }
    look_ahead(self, key_at, keys, n, i, hashes);
}

static inline RcObject *key_in_array(const void *keys, size_t i)
{
    return ((RcObject *const *)keys)[i];
}

/* -- getting -- */

/* Fills out, all NULL before.  The caller holds self. */
static Rc_ssize_t get_many(HashTable *self, RcObject *const *keys, Rc_ssize_t n, RcObject **out)
{
    Rc_hash_t hashes[RING];
    Rc_ssize_t found = 0, i = 0, enough = enough_to_get(n);
    int status = 0, is_ahead = 0;
    for (; i < n && (Rc_ssize_t)self->table.pairs < enough && status >= 0; i++, found += status) {
        status = RcHashTable_GetItemRef(RC_OBJECT_CAST(self), keys[i], &out[i]);
    }
    for (; i < n && status >= 0; i++, found += status) {
        look_ahead_if(self, enough, key_in_array, keys, n, i, hashes, &is_ahead);
        status = RcHashTable_GetItemRef(RC_OBJECT_CAST(self), keys[i], &out[i]);
    }
    return status >= 0 ? found : -1;
}

Rc_ssize_t RcHashTable_GetMany(RcObject *op, RcObject *const *keys, Rc_ssize_t n, RcObject **out)
{
    HashTable *self = _RcHashTable_Cast(op);
    for (Rc_ssize_t i = 0; out != NULL && i < n; i++) {
        out[i] = NULL;
    }
    if (self == NULL || n < 0 || (n > 0 && (keys == NULL || out == NULL))) {
        RcErr_BadInternalCall();
        return -1;
    }
    Rc_INCREF(self);
    Rc_ssize_t found = get_many(self, keys, n, out);
    for (Rc_ssize_t i = 0; found < 0 && i < n; i++) {
        Rc_CLEAR(out[i]);
    }
    Rc_DECREF(self);
    return found;
}

/* -- setting -- */

/* The caller holds self. */
static int set_many(HashTable *self, RcObject *const *keys, RcObject *const *values, Rc_ssize_t n)
{
    Rc_hash_t hashes[RING];
    Rc_ssize_t i = 0, enough = enough_to_set(self, n);
    int status = 0, is_ahead = 0;
    for (; i < n && (Rc_ssize_t)self->table.pairs < enough && status == 0; i++) {
        status = RcHashTable_SetItem(RC_OBJECT_CAST(self), keys[i], values[i]);
    }
    for (; i < n && status == 0; i++) {
        look_ahead_if(self, enough, key_in_array, keys, n, i, hashes, &is_ahead);
        RCTABLE_PREFETCH(i + STEP < n ? values[i + STEP] : NULL);
        status = RcHashTable_SetItem(RC_OBJECT_CAST(self), keys[i], values[i]);
    }
    return status;
}

int RcHashTable_SetMany(RcObject *op, RcObject *const *keys, RcObject *const *values, Rc_ssize_t n)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || n < 0 || (n > 0 && (keys == NULL || values == NULL))) {
        RcErr_BadInternalCall();
        return -1;
    }
    Rc_INCREF(self);
    int status = set_many(self, keys, values, n);
    Rc_DECREF(self);
    return status;
}

/* -- updating from a mapping -- */

/* NULL for a hole. */
static inline RcObject *key_in_table(const void *table, size_t i)
{
    return ((const RcTable *)table)->block->entries[i].key;
}

/* Stores the pair of an entry of other.  -1 with an error, also if other has changed.  The hash is taken
 * over, unless it is another function's or costs nothing: then SetItem does it all, holding included. */
static int update_from_entry(HashTable *self, const HashTable *other, const RcTableEntry *entry)
{
    RcTableMark mark = _RcTable_Mark(&other->table);
    RcObject *key = entry->key, *value = entry->value;
    int status;
    if (self->hash_func != other->hash_func || foreseen_hash(self, key) != -1) {
        status = RcHashTable_SetItem(RC_OBJECT_CAST(self), key, value);
    } else {
        Rc_INCREF(key);
        Rc_INCREF(value);
        status = _RcHashTable_Store(self, key, _RcHashTable_StoredHash(other, entry), value);
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
    if (status == 0 && !_RcTable_IsMarked(&other->table, mark)) {
        RcErr_SetString(RcExc_RuntimeError, "hash table changed during update");
        return -1;
    }
    return status;
}

/* May the pairs be taken over as they stand?  If self is empty, and all keys are leaves under the builtin
 * hash: then no two of them are equal, and storing them runs no foreign code. */
static int may_fill(const HashTable *self, const HashTable *other)
{
    return self->table.pairs == 0 && _RcTable_HasPowerOfTwo(&self->table) && !other->table.block->has_upper &&
           self->hash_func == RcHashTable_BuiltinHash && other->hash_func == RcHashTable_BuiltinHash;
}

static int update_from_table(HashTable *self, HashTable *other)
{
    if (may_fill(self, other)) {
        return _RcHashTable_Fill(self, other);
    }
    Rc_hash_t hashes[RING];
    const RcTable *table = &other->table;
    Rc_ssize_t n = (Rc_ssize_t)table->used, enough = enough_to_set(self, n);
    int is_ahead = 0;
    for (Rc_ssize_t i = 0; i < n; i++) {
        look_ahead_if(self, enough, key_in_table, table, n, i, hashes, &is_ahead);
        if (is_ahead) {
            RCTABLE_PREFETCH(i + STEP < n ? table->block->entries[i + STEP].value : NULL);
        }
        const RcTableEntry *entry = &table->block->entries[i];
        if (entry->key != NULL && update_from_entry(self, other, entry) < 0) {
            return -1;
        }
    }
    return 0;
}

static int update_from_mapping(HashTable *self, RcObject *other)
{
    RcObject *keys = RcMapping_Keys(other);
    if (keys == NULL) {
        return -1;
    }
    int status = 0;
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(keys); i++) {
        RcObject *key = Rc_NewRef(RcList_GET_ITEM(keys, i));
        RcObject *value = RcObject_GetItem(other, key);
        status = value != NULL ? RcHashTable_SetItem(RC_OBJECT_CAST(self), key, value) : -1;
        Rc_XDECREF(value);
        Rc_DECREF(key);
    }
    Rc_DECREF(keys);
    return status;
}

int RcHashTable_Update(RcObject *op, RcObject *other)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || other == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (op == other) {
        return 0;
    }
    Rc_INCREF(op);
    Rc_INCREF(other);
    /* A subclass that iterates in its own way has its own idea of what its keys are. */
    HashTable *table = _RcHashTable_Cast(other);
    int status = table != NULL && Rc_TYPE(other)->tp_iter == _RcHashTable_Iter
                     ? update_from_table(self, table)
                     : update_from_mapping(self, other);
    Rc_DECREF(other);
    Rc_DECREF(op);
    return status;
}

/* -- updating from pairs -- */

/* Of a list of tuples; NULL for an item of another kind. */
static inline RcObject *key_in_list(const void *list, size_t i)
{
    RcObject *pair = RcList_GET_ITEM(list, i);
    return RcTuple_CheckExact(pair) && RcTuple_GET_SIZE(pair) == 2 ? RcTuple_GET_ITEM(pair, 0) : NULL;
}

/* Stores a pair that is any sequence of two, the index-th one. */
static int merge_pair(RcObject *op, RcObject *pair, Rc_ssize_t index, int override_present)
{
    RcObject *items = RcSequence_Fast(pair, "");
    if (items == NULL) {
        if (RcErr_ExceptionMatches(RcExc_TypeError)) {
            RcErr_Format(RcExc_TypeError, "cannot convert hash table update element #%zd to a sequence",
                         index);
        }
        return -1;
    }
    int status = -1;
    if (RcSequence_Fast_GET_SIZE(items) != 2) {
        RcErr_Format(RcExc_ValueError, "hash table update element #%zd has length %zd; 2 is required", index,
                     RcSequence_Fast_GET_SIZE(items));
    } else {
        RcObject *key = Rc_NewRef(RcSequence_Fast_GET_ITEM(items, 0));
        RcObject *value = Rc_NewRef(RcSequence_Fast_GET_ITEM(items, 1));
        status = override_present ? RcHashTable_SetItem(op, key, value)
                                  : RcHashTable_SetDefaultRef(op, key, value, NULL);
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
    Rc_DECREF(items);
    return status < 0 ? -1 : 0;
}

/* Looks ahead if pairs is a list.  The caller holds self and pairs. */
static int merge_pairs(HashTable *self, RcObject *pairs, RcObject *iterator, int override_present)
{
    Rc_hash_t hashes[RING];
    Rc_ssize_t enough =
        RcList_CheckExact(pairs) ? enough_to_set(self, RcList_GET_SIZE(pairs)) : RC_SSIZE_T_MAX;
    int is_ahead = 0, status = 0;
    for (Rc_ssize_t i = 0; status == 0; i++) {
        if (enough != RC_SSIZE_T_MAX) {
            look_ahead_if(self, enough, key_in_list, pairs, RcList_GET_SIZE(pairs), i, hashes, &is_ahead);
        }
        RcObject *pair = RcIter_Next(iterator);
        if (pair == NULL) {
            return RcErr_Occurred() != NULL ? -1 : 0;
        }
        status = merge_pair(RC_OBJECT_CAST(self), pair, i, override_present);
        Rc_DECREF(pair);
    }
    return status;
}

int RcHashTable_MergeFromSeq2(RcObject *op, RcObject *pairs, int override_present)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || pairs == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    RcObject *iterator = RcObject_GetIter(pairs);
    if (iterator == NULL) {
        return -1;
    }
    Rc_INCREF(op);
    Rc_INCREF(pairs);
    int status = merge_pairs(self, pairs, iterator, override_present);
    Rc_DECREF(pairs);
    Rc_DECREF(op);
    Rc_DECREF(iterator);
    return status;
}
