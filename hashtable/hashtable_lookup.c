/* The lookups of a key that are not made in line (hashtable_lookup.h tells which ways there are). */
#include "hashtable_lookup.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/objectprotocol.h>

/* Lookups of one operation that may find the table changed. */
#define MAX_RESTARTS 1000

/* -- of leaf keys -- */

Rc_hash_t _RcHashTable_LeafHash(void *leaf)
{
    RcObject *key = leaf;
    Rc_hash_t known = RcStr_CheckExact(key) ? ((const RcStrObject *)key)->hash : -1;
    return known != -1 ? known : RcObject_Hash(key);
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
           memcmp(left_str->data, right_str->data, (size_t)left_str->size) == 0;
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

RcTableEntry *_RcHashTable_FindEqual(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    return find_leaf_from(table, entry, key, entry->hash);
}

/* -- with care -- */

Rc_hash_t _RcHashTable_StoredHash(const HashTable *self, const RcTableEntry *entry)
{
    const RcTable *table = &self->table;
    return table->block->has_upper ? _RcTable_WholeHash(table, entry) : _RcHashTable_LeafHash(entry->key);
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
    RC_HOOK_USER_CODE(self);
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

int _RcHashTable_LookUp(HashTable *self, RcObject *key, Rc_hash_t *hash, RcTableEntry **entry)
{
    if (RC_LIKELY(is_leaf(self, key))) {
        *hash = _RcHashTable_LeafHash(key);
        const RcTable *table = &self->table;
        *entry = find_leaf_from(table, _RcTable_First(table, *hash), key, (uint32_t)*hash);
        return 0;
    }
    if (_RcHashTable_Hash(self, key, hash) < 0) {
        return -1;
    }
    return _RcHashTable_Find(self, key, *hash, entry);
}
