/* RcHashTable's operations on one key.
 *
 * There are two ways to an entry.  A *leaf* lookup, of an exact str or int in a table with the builtin hash,
 * runs no foreign code at all, and needs no precautions.  Any other lookup may run any code, so whoever
 * starts one holds references to the table and to what it was given, and _RcHashTable_Find holds the stored
 * key while it is compared.  From the end of a lookup to the commit no foreign code runs, hence the entry is
 * valid.
 *
 * So each operation is a static function that does the work, and a public one that calls it between hold()
 * and release() unless the lookup is a leaf. */
#include "hashtable_internal.h"

#include <recount/call.h>
#include <recount/detail/hash.h>
#include <recount/errors.h>
#include <recount/int.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

/* Lookups of one operation that may find the table changed. */
#define MAX_RESTARTS 1000

/* -- lookup -- */

static inline int is_leaf_key(RcObject *key)
{
    return RcStr_CheckExact(key) || RcInt_CheckExact(key);
}

static inline int is_leaf(const HashTable *self, RcObject *key)
{
    return self->hash_func == RcHashTable_BuiltinHash && is_leaf_key(key);
}

static Rc_hash_t leaf_hash(RcObject *key)
{
    Rc_hash_t known = RcStr_CheckExact(key) ? ((const RcStrObject *)key)->hash : -1;
    return known != -1 ? known : RcObject_Hash(key);
}

static Rc_hash_t rehash(void *key)
{
    return leaf_hash(key);
}

static inline uint64_t word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* By words, the last of which overlaps: a call of memcmp costs more than the comparison of a short key. */
static inline int same_bytes(const char *left, const char *right, size_t size)
{
    if (size < 8 || size > 64) {
        return memcmp(left, right, size) == 0;
    }
    for (size_t i = 0; i < size - 8; i += 8) {
        if (word_at(left + i) != word_at(right + i)) {
            return 0;
        }
    }
    return word_at(left + size - 8) == word_at(right + size - 8);
}

/* Are two leaf keys of the same type equal? */
static inline int leaf_keys_equal(RcObject *left, RcObject *right)
{
    if (RcInt_CheckExact(left)) {
        return ((RcIntObject *)left)->ob_value == ((RcIntObject *)right)->ob_value;
    }
    const RcStrObject *left_str = (const RcStrObject *)left;
    const RcStrObject *right_str = (const RcStrObject *)right;
    return left_str->size == right_str->size &&
           same_bytes(left_str->data, right_str->data, (size_t)left_str->size);
}

/* The first entry from entry on whose key is the leaf key, the lower half of whose hash is given. */
static RcTableEntry *find_leaf_from(const RcTable *table, RcTableEntry *entry, RcObject *key, uint32_t hash)
{
    while (entry != NULL && !(entry->hash == hash && Rc_TYPE(entry->key) == Rc_TYPE(key) &&
                              leaf_keys_equal(entry->key, key))) {
        entry = _RcTable_Following(table, entry);
    }
    return entry;
}

/* -- in a few instructions -- */

/* The hash of a key whose lookup needs no care, no call and no stack frame: of an exact int, or an exact str
 * that knows its hash, in an exact table with the builtin hash and a power of two of bins.  Else -1. */
static inline Rc_hash_t quick_hash(RcObject *op, RcObject *key)
{
    if (op == NULL || key == NULL || !RcHashTable_CheckExact(op)) {
        return -1;
    }
    if (!((const HashTable *)op)->table.block->is_quick) {
        return -1;
    }
    if (RcStr_CheckExact(key)) {
        return ((const RcStrObject *)key)->hash;
    }
    return RcInt_CheckExact(key) ? _Rc_HashNumber((uint64_t)((const RcIntObject *)key)->ob_value) : -1;
}

/* What leads to the first entry of a bin that has this hash, or to the bin's end.  Nearly always the entry's
 * key is the very object; if it is not the rest is left to a function that is called last of all, so that
 * here nothing need be saved for the time after it. */
static inline uint32_t *quick_link(const RcTable *table, Rc_hash_t hash)
{
    RcTableEntry *entries = table->block->entries;
    uint32_t *link = &_RcTable_Heads(table)[(uint32_t)hash & table->block->mask];
    while (*link != 0 && entries[*link - 1].hash != (uint32_t)hash) {
        link = &entries[*link - 1].next;
    }
    return link;
}

static inline RcTableEntry *quick_entry(const RcTable *table, Rc_hash_t hash)
{
    return _RcTable_At(table, *quick_link(table, hash));
}

/* The same for when the key is another object. */
static RC_NOINLINE RcTableEntry *find_equal(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    return find_leaf_from(table, entry, key, entry->hash);
}

/* Will others hold the object after a release?  If so the release calls nobody. */
static inline int is_shared(const RcObject *op)
{
    return op->ob_refcnt > 1;
}

/* -- with care -- */

Rc_hash_t _RcHashTable_StoredHash(const HashTable *self, const RcTableEntry *entry)
{
    const RcTable *table = &self->table;
    return table->block->has_upper ? _RcTable_WholeHash(table, entry) : leaf_hash(entry->key);
}

/* A second __init__ in the middle of an operation: a hash that the old hash_func gave is void then.  The
 * caller holds the old one, so no other can be in its place.  0, or -1 and RuntimeError. */
static int check_hash_func(const HashTable *self, const RcObject *hash_func)
{
    if (self->hash_func == hash_func) {
        return 0;
    }
    RcErr_SetString(RcExc_RuntimeError, "hash table got another hash_func during the lookup");
    return -1;
}

static int call_hash_func(HashTable *self, RcObject *key, Rc_hash_t *hash)
{
    RcObject *function = Rc_NewRef(self->hash_func);
    RcObject *result = RcObject_CallOneArg(function, key);
    int status = -1;
    if (result != NULL && RcInt_Check(result)) {
        *hash = (Rc_hash_t)((RcIntObject *)result)->ob_value;
        status = check_hash_func(self, function);
    } else if (result != NULL) {
        RcErr_SetString(RcExc_ValueError, "Invalid hash function -- all keys must hash to an integer.");
    }
    Rc_XDECREF(result);
    Rc_DECREF(function);
    return status;
}

int _RcHashTable_Hash(HashTable *self, RcObject *key, Rc_hash_t *hash)
{
    if (self->hash_func == RcHashTable_BuiltinHash) {
        *hash = RcObject_Hash(key);
        return *hash == -1 ? -1 : check_hash_func(self, RcHashTable_BuiltinHash);
    }
    return call_hash_func(self, key, hash);
}

static inline int may_be_same_key(const RcTable *table, const RcTableEntry *entry, RcObject *key,
                                  Rc_hash_t hash)
{
    return _RcTable_HasHash(table, entry, hash) && Rc_TYPE(entry->key) == Rc_TYPE(key);
}

/* Is the entry's key the same key?  1, 0; -1 with an error, *changed if the comparison changed the table,
 * after which the entry may be gone. */
static int compare_entry(HashTable *self, RcTableEntry *entry, RcObject *key, int *changed)
{
    if (is_leaf_key(key)) {
        return leaf_keys_equal(entry->key, key);
    }
    RcTableMark mark = _RcTable_Mark(&self->table);
    RcObject *stored = Rc_NewRef(entry->key);
    int equal = RcObject_RichCompareBool(stored, key, Rc_EQ);
    Rc_DECREF(stored);
    *changed = !_RcTable_IsMarked(&self->table, mark);
    return equal;
}

/* One walk along the bin.  0 and *entry; -1 with an error; *changed if the walk has to begin anew. */
static int walk_bin(HashTable *self, RcObject *key, Rc_hash_t hash, RcTableEntry **found, int *changed)
{
    const RcTable *table = &self->table;
    RcTableEntry *entry = _RcTable_First(table, hash);
    for (; entry != NULL; entry = _RcTable_Following(table, entry)) {
        int same = entry->key == key;
        if (!same && may_be_same_key(table, entry, key, hash)) {
            same = compare_entry(self, entry, key, changed);
        }
        if (same < 0) {
            return -1;
        }
        if (same || *changed) {
            break;
        }
    }
    *found = entry;
    return 0;
}

static int walk_until_unchanged(HashTable *self, RcObject *key, Rc_hash_t hash, RcTableEntry **entry)
{
    for (int restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
        int changed = 0;
        if (walk_bin(self, key, hash, entry, &changed) < 0) {
            return -1;
        }
        if (!changed) {
            return 0;
        }
    }
    RcErr_SetString(RcExc_RuntimeError, "hash table changed during each comparison of a lookup");
    return -1;
}

int _RcHashTable_Find(HashTable *self, RcObject *key, Rc_hash_t hash, RcTableEntry **entry)
{
    RcObject *hash_func = Rc_NewRef(self->hash_func);
    int status = walk_until_unchanged(self, key, hash, entry);
    if (status == 0) {
        status = check_hash_func(self, hash_func);
    }
    Rc_DECREF(hash_func); /* after success the table has it, too: no foreign code runs */
    return status;
}

static inline int look_up(HashTable *self, RcObject *key, Rc_hash_t *hash, RcTableEntry **entry)
{
    if (RC_LIKELY(is_leaf(self, key))) {
        *hash = leaf_hash(key);
        const RcTable *table = &self->table;
        *entry = find_leaf_from(table, _RcTable_First(table, *hash), key, (uint32_t)*hash);
        return 0;
    }
    if (_RcHashTable_Hash(self, key, hash) < 0) {
        return -1;
    }
    return _RcHashTable_Find(self, key, *hash, entry);
}

static void hold(HashTable *self, RcObject *key)
{
    Rc_INCREF(self);
    Rc_INCREF(key);
}

static void release(HashTable *self, RcObject *key)
{
    Rc_DECREF(key);
    Rc_DECREF(self);
}

void _RcHashTable_SetKeyError(RcObject *key)
{
    /* Made by a call, because RcErr_SetObject would take a tuple apart. */
    RcObject *error = RcObject_CallOneArg(RcExc_KeyError, key);
    if (error != NULL) {
        RcErr_SetRaisedException(error);
    }
}

/* -- storing -- */

/* Stores a pair where a lookup has found its entry, or none. */
static int store(HashTable *self, RcTableEntry *entry, Rc_hash_t hash, RcObject *key, RcObject *value)
{
    if (entry != NULL) {
        RcObject *old = entry->value;
        entry->value = Rc_NewRef(value);
        Rc_DECREF(old);
        return 0;
    }
    if (_RcTable_Reserve(&self->table, is_leaf(self, key) ? NULL : rehash) < 0) {
        RcErr_NoMemory();
        return -1;
    }

    _RcTable_Insert(&self->table, hash, Rc_NewRef(key), Rc_NewRef(value));
    return 0;
}

int _RcHashTable_Store(HashTable *self, RcObject *key, Rc_hash_t hash, RcObject *value)
{
    RcTableEntry *entry;
    if (_RcHashTable_Find(self, key, hash, &entry) < 0) {
        return -1;
    }
    return store(self, entry, hash, key, value);
}

static RC_NOINLINE int set_item(HashTable *self, RcObject *key, RcObject *value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    return store(self, entry, hash, key, value);
}

static RC_NOINLINE int set_item_with_care(RcObject *op, RcObject *key, RcObject *value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL || value == NULL) {
        _RcErr_BadInternalCall("RcHashTable_SetItem");
        return -1;
    }
    if (is_leaf(self, key)) {
        return set_item(self, key, value);
    }
    hold(self, key);
    Rc_INCREF(value);
    int status = set_item(self, key, value);
    Rc_DECREF(value);
    release(self, key);
    return status;
}

static RC_NOINLINE int release_last(RcObject *op)
{
    Rc_DECREF(op);
    return 0;
}

static inline int replace_value(RcTableEntry *entry, RcObject *value)
{
    RcObject *old = entry->value;
    entry->value = Rc_NewRef(value);
    if (RC_UNLIKELY(!is_shared(old))) {
        return release_last(old);
    }
    Rc_DECREF(old);
    return 0;
}

static RC_NOINLINE int set_equal(HashTable *self, RcTableEntry *entry, RcObject *key, RcObject *value)
{
    entry = find_equal(&self->table, entry, key);
    return entry != NULL ? replace_value(entry, value) : set_item(self, key, value);
}

int RcHashTable_SetItem(RcObject *op, RcObject *key, RcObject *value)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1 || value == NULL)) {
        return set_item_with_care(op, key, value);
    }
    HashTable *self = (HashTable *)op;
    RcTable *table = &self->table;
    RcTableEntry *entry = quick_entry(table, hash);
    if (entry != NULL) {
        return entry->key == key ? replace_value(entry, value) : set_equal(self, entry, key, value);
    }
    if (RC_UNLIKELY(table->pairs >= table->block->limit || table->used == table->block->room)) {
        return set_item(self, key, value);
    }
    _RcTable_InsertInto(table, (uint32_t)hash & table->block->mask, hash, Rc_NewRef(key), Rc_NewRef(value));
    return 0;
}

static int set_default(HashTable *self, RcObject *key, RcObject *value_if_absent, RcObject **value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    if (entry != NULL) {
        *value = Rc_NewRef(entry->value);
        return 1;
    }
    if (store(self, NULL, hash, key, value_if_absent) < 0) {
        return -1;
    }
    *value = Rc_NewRef(value_if_absent);
    return 0;
}

int RcHashTable_SetDefaultRef(RcObject *op, RcObject *key, RcObject *value_if_absent, RcObject **value)
{
    HashTable *self = _RcHashTable_Cast(op);
    RcObject *result = NULL;
    int status = -1;
    if (self == NULL || key == NULL || value_if_absent == NULL) {
        RcErr_BadInternalCall();
    } else {
        hold(self, key);
        Rc_INCREF(value_if_absent);
        status = set_default(self, key, value_if_absent, &result);
        Rc_DECREF(value_if_absent);
        release(self, key);
    }
    if (value != NULL) {
        *value = result;
    } else {
        Rc_XDECREF(result);
    }
    return status;
}

/* -- finding -- */

static int get_ref(HashTable *self, RcObject *key, RcObject **value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    if (entry == NULL) {
        return 0;
    }
    *value = Rc_NewRef(entry->value);
    return 1;
}

/* A borrowed result must be borrowed from somebody: after foreign code has run that is checked, with a
 * reference to the value of our own. */
static RcObject *get_borrowed(HashTable *self, RcObject *key)
{
    RcObject *value = NULL;
    hold(self, key);
    int found = get_ref(self, key, &value);
    Rc_DECREF(key);
    int table_dies = Rc_REFCNT(self) == 1;
    Rc_DECREF(self);
    if (found <= 0) {
        return NULL;
    }
    int lost = table_dies || Rc_REFCNT(value) == 1;
    Rc_DECREF(value);
    if (lost) {
        RcErr_SetString(RcExc_RuntimeError, "hash table lost the value during the lookup");
        return NULL;
    }
    return value;
}

static RC_NOINLINE RcObject *get_item_with_care(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        _RcErr_BadInternalCall("RcHashTable_GetItem");
        return NULL;
    }
    if (is_leaf(self, key)) {
        Rc_hash_t hash;
        RcTableEntry *entry;
        look_up(self, key, &hash, &entry);
        return entry != NULL ? entry->value : NULL;
    }
    return get_borrowed(self, key);
}

static RC_NOINLINE RcObject *get_equal(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    entry = find_equal(table, entry, key);
    return entry != NULL ? entry->value : NULL;
}

RcObject *RcHashTable_GetItem(RcObject *op, RcObject *key)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1)) {
        return get_item_with_care(op, key);
    }
    const RcTable *table = &((HashTable *)op)->table;
    RcTableEntry *entry = quick_entry(table, hash);
    if (entry == NULL) {
        return NULL;
    }
    return entry->key == key ? entry->value : get_equal(table, entry, key);
}

static RC_NOINLINE int get_ref_with_care(RcObject *op, RcObject *key, RcObject **value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (value != NULL) {
        *value = NULL;
    }
    if (self == NULL || key == NULL || value == NULL) {
        _RcErr_BadInternalCall("RcHashTable_GetItemRef");
        return -1;
    }
    if (is_leaf(self, key)) {
        return get_ref(self, key, value);
    }
    hold(self, key);
    int found = get_ref(self, key, value);
    release(self, key);
    return found;
}

static RC_NOINLINE int get_equal_ref(const RcTable *table, RcTableEntry *entry, RcObject *key,
                                     RcObject **value)
{
    entry = find_equal(table, entry, key);
    *value = entry != NULL ? Rc_NewRef(entry->value) : NULL;
    return entry != NULL;
}

int RcHashTable_GetItemRef(RcObject *op, RcObject *key, RcObject **value)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1 || value == NULL)) {
        return get_ref_with_care(op, key, value);
    }
    const RcTable *table = &((HashTable *)op)->table;
    RcTableEntry *entry = quick_entry(table, hash);
    if (entry == NULL) {
        *value = NULL;
        return 0;
    }
    if (entry->key != key) {
        return get_equal_ref(table, entry, key, value);
    }
    *value = Rc_NewRef(entry->value);
    return 1;
}

static int contains(HashTable *self, RcObject *key)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    return entry != NULL;
}

static RC_NOINLINE int contains_with_care(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        _RcErr_BadInternalCall("RcHashTable_Contains");
        return -1;
    }
    if (is_leaf(self, key)) {
        return contains(self, key);
    }
    hold(self, key);
    int found = contains(self, key);
    release(self, key);
    return found;
}

static RC_NOINLINE int contains_equal(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    return find_equal(table, entry, key) != NULL;
}

int RcHashTable_Contains(RcObject *op, RcObject *key)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1)) {
        return contains_with_care(op, key);
    }
    const RcTable *table = &((HashTable *)op)->table;
    RcTableEntry *entry = quick_entry(table, hash);
    if (entry == NULL) {
        return 0;
    }
    return entry->key == key ? 1 : contains_equal(table, entry, key);
}

/* -- removing -- */

/* Takes a pair out, with the references that the table had. */
static int take(HashTable *self, RcObject *key, RcObject **old_key, RcObject **old_value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    if (entry == NULL) {
        return 0;
    }
    *old_key = entry->key;
    *old_value = entry->value;
    _RcTable_Remove(&self->table, entry);
    return 1;
}

static RC_NOINLINE int pop_with_care(RcObject *op, RcObject *key, RcObject **value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (value != NULL) {
        *value = NULL;
    }
    if (self == NULL || key == NULL) {
        _RcErr_BadInternalCall("RcHashTable_Pop");
        return -1;
    }
    RcObject *old_key = NULL;
    RcObject *old_value = NULL;
    hold(self, key);
    int found = take(self, key, &old_key, &old_value);
    Rc_DECREF(key); /* first: if the table's reference is the last one, the key dies before the value */
    Rc_XDECREF(old_key);
    if (value != NULL) {
        *value = old_value;
    } else {
        Rc_XDECREF(old_value);
    }
    Rc_DECREF(self);
    return found;
}

static RC_NOINLINE int delete_with_care(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        _RcErr_BadInternalCall("RcHashTable_DelItem");
        return -1;
    }
    RcObject *old_key = NULL;
    RcObject *old_value = NULL;
    hold(self, key);
    int found = take(self, key, &old_key, &old_value);
    if (found == 0) {
        _RcHashTable_SetKeyError(key);
    }
    Rc_DECREF(key);
    Rc_XDECREF(old_key);
    Rc_XDECREF(old_value);
    Rc_DECREF(self);
    return found > 0 ? 0 : -1;
}

static RC_NOINLINE int release_pair(RcObject *key, RcObject *value, int result)
{
    Rc_DECREF(key);
    Rc_DECREF(value);
    return result;
}

static RC_NOINLINE int release_key(RcObject *key)
{
    Rc_DECREF(key);
    return 1;
}

/* A leaf key's dealloc runs no foreign code, and after the value's nothing is looked at: so nothing is
 * held. */
int RcHashTable_Pop(RcObject *op, RcObject *key, RcObject **value)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1 || value == NULL)) {
        return pop_with_care(op, key, value);
    }
    RcTable *table = &((HashTable *)op)->table;
    uint32_t *link = quick_link(table, hash);
    RcTableEntry *entry = _RcTable_At(table, *link);
    if (entry == NULL) {
        *value = NULL;
        return 0;
    }
    if (RC_UNLIKELY(entry->key != key)) {
        return pop_with_care(op, key, value);
    }
    *value = entry->value;
    _RcTable_Unlink(table, link, entry);
    if (RC_UNLIKELY(!is_shared(key))) {
        return release_key(key);
    }
    Rc_DECREF(key);
    return 1;
}

int RcHashTable_DelItem(RcObject *op, RcObject *key)
{
    Rc_hash_t hash = quick_hash(op, key);
    if (RC_UNLIKELY(hash == -1)) {
        return delete_with_care(op, key);
    }
    RcTable *table = &((HashTable *)op)->table;
    uint32_t *link = quick_link(table, hash);
    RcTableEntry *entry = _RcTable_At(table, *link);
    if (RC_UNLIKELY(entry == NULL || entry->key != key)) {
        return delete_with_care(op, key);
    }
    RcObject *value = entry->value;
    _RcTable_Unlink(table, link, entry);
    if (RC_UNLIKELY(!is_shared(key))) {
        return release_pair(key, value, 0);
    }
    Rc_DECREF(key);
    if (RC_UNLIKELY(!is_shared(value))) {
        return release_last(value);
    }
    Rc_DECREF(value);
    return 0;
}
