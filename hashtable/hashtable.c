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

static inline Rc_hash_t leaf_hash(RcObject *key)
{
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

static inline int may_be_same_key(const RcTableEntry *entry, RcObject *key, Rc_hash_t hash)
{
    return entry->hash == hash && Rc_TYPE(entry->key) == Rc_TYPE(key);
}

static inline RcTableEntry *find_leaf(const RcTable *table, RcObject *key, Rc_hash_t hash)
{
    RcTableEntry *entry = _RcTable_First(table, _RcTable_Bin(table, hash));
    while (entry != NULL && entry->key != key &&
           !(may_be_same_key(entry, key, hash) && leaf_keys_equal(entry->key, key))) {
        entry = _RcTable_Following(table, entry);
    }
    return entry;
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

/* Is the entry's key the same key?  1, 0; -1 with an error, *changed if the comparison changed the table,
 * after which the entry may be gone. */
static int compare_entry(HashTable *self, RcTableEntry *entry, RcObject *key, int *changed)
{
    if (is_leaf_key(key)) {
        return leaf_keys_equal(entry->key, key);
    }
    uint64_t version = self->table.version;
    RcObject *stored = Rc_NewRef(entry->key);
    int equal = RcObject_RichCompareBool(stored, key, Rc_EQ);
    Rc_DECREF(stored);
    *changed = self->table.version != version;
    return equal;
}

/* One walk along the bin.  0 and *entry; -1 with an error; *changed if the walk has to begin anew. */
static int walk_bin(HashTable *self, RcObject *key, Rc_hash_t hash, RcTableEntry **found, int *changed)
{
    const RcTable *table = &self->table;
    RcTableEntry *entry = _RcTable_First(table, _RcTable_Bin(table, hash));
    for (; entry != NULL; entry = _RcTable_Following(table, entry)) {
        int same = entry->key == key;
        if (!same && may_be_same_key(entry, key, hash)) {
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
        *entry = find_leaf(&self->table, key, *hash);
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
    if (_RcTable_Reserve(&self->table) < 0) {
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

static int set_item(HashTable *self, RcObject *key, RcObject *value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (look_up(self, key, &hash, &entry) < 0) {
        return -1;
    }
    return store(self, entry, hash, key, value);
}

int RcHashTable_SetItem(RcObject *op, RcObject *key, RcObject *value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL || value == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (RC_LIKELY(is_leaf(self, key))) {
        return set_item(self, key, value);
    }
    hold(self, key);
    Rc_INCREF(value);
    int status = set_item(self, key, value);
    Rc_DECREF(value);
    release(self, key);
    return status;
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

RcObject *RcHashTable_GetItem(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (RC_LIKELY(is_leaf(self, key))) {
        RcTableEntry *entry = find_leaf(&self->table, key, leaf_hash(key));
        return entry != NULL ? entry->value : NULL;
    }
    return get_borrowed(self, key);
}

int RcHashTable_GetItemRef(RcObject *op, RcObject *key, RcObject **value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (value != NULL) {
        *value = NULL;
    }
    if (self == NULL || key == NULL || value == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (RC_LIKELY(is_leaf(self, key))) {
        return get_ref(self, key, value);
    }
    hold(self, key);
    int found = get_ref(self, key, value);
    release(self, key);
    return found;
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

int RcHashTable_Contains(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (RC_LIKELY(is_leaf(self, key))) {
        return contains(self, key);
    }
    hold(self, key);
    int found = contains(self, key);
    release(self, key);
    return found;
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

int RcHashTable_Pop(RcObject *op, RcObject *key, RcObject **value)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (value != NULL) {
        *value = NULL;
    }
    if (self == NULL || key == NULL) {
        RcErr_BadInternalCall();
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

int RcHashTable_DelItem(RcObject *op, RcObject *key)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || key == NULL) {
        RcErr_BadInternalCall();
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
