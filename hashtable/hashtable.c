/* RcHashTable's operations on one key: storing, finding, removing.
 *
 * Each has a short way and one with care.  The short way is in line as far as nothing is long or rare: an
 * equal key that is another object, growth, a dealloc and every other kind of key are a call in the last
 * place, so that the common way has no stack frame.  With care, the work is done by a static function, which
 * the public one calls between hold() and release() unless the lookup is a leaf (hashtable_lookup.h). */
#include "hashtable_lookup.h"

#include <recount/call.h>
#include <recount/errors.h>

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
    if (_RcTable_Reserve(&self->table, is_leaf(self, key) ? NULL : _RcHashTable_LeafHash) < 0) {
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
    if (_RcHashTable_LookUp(self, key, &hash, &entry) < 0) {
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
    entry = quick_equal(&self->table, entry, key);
    return entry != NULL ? replace_value(entry, value) : set_item(self, key, value);
}

int RcHashTable_SetItem(RcObject *op, RcObject *key, RcObject *value)
{
    uint32_t hash;
    if (RC_UNLIKELY(value == NULL || !quick_hash(op, key, &hash))) {
        return set_item_with_care(op, key, value);
    }
    HashTable *self = (HashTable *)op;
    RcTable *table = &self->table;
    RcTableEntry *entry = quick_entry(table, hash);
    if (entry != NULL) {
        return entry->key == key ? replace_value(entry, value) : set_equal(self, entry, key, value);
    }
    if (RC_UNLIKELY(table->pairs >= table->block->limit) || RC_UNLIKELY(table->used == table->block->room) ||
        RC_UNLIKELY(table->block->has_upper)) {
        return set_item(self, key, value);
    }
    _RcTable_InsertInto(table, hash & table->block->mask, hash, Rc_NewRef(key), Rc_NewRef(value));
    return 0;
}

static int set_default(HashTable *self, RcObject *key, RcObject *value_if_absent, RcObject **value)
{
    Rc_hash_t hash;
    RcTableEntry *entry;
    if (_RcHashTable_LookUp(self, key, &hash, &entry) < 0) {
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
    if (_RcHashTable_LookUp(self, key, &hash, &entry) < 0) {
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
        _RcHashTable_LookUp(self, key, &hash, &entry);
        return entry != NULL ? entry->value : NULL;
    }
    return get_borrowed(self, key);
}

static RC_NOINLINE RcObject *get_equal(const RcTable *table, RcTableEntry *entry, RcObject *key)
{
    entry = quick_equal(table, entry, key);
    return entry != NULL ? entry->value : NULL;
}

RcObject *RcHashTable_GetItem(RcObject *op, RcObject *key)
{
    uint32_t hash;
    if (RC_UNLIKELY(!quick_hash(op, key, &hash))) {
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
    entry = quick_equal(table, entry, key);
    *value = entry != NULL ? Rc_NewRef(entry->value) : NULL;
    return entry != NULL;
}

int RcHashTable_GetItemRef(RcObject *op, RcObject *key, RcObject **value)
{
    uint32_t hash;
    if (RC_UNLIKELY(value == NULL || !quick_hash(op, key, &hash))) {
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
    if (_RcHashTable_LookUp(self, key, &hash, &entry) < 0) {
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
    return quick_equal(table, entry, key) != NULL;
}

int RcHashTable_Contains(RcObject *op, RcObject *key)
{
    uint32_t hash;
    if (RC_UNLIKELY(!quick_hash(op, key, &hash))) {
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
    if (_RcHashTable_LookUp(self, key, &hash, &entry) < 0) {
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
    uint32_t hash;
    if (RC_UNLIKELY(value == NULL || !quick_hash(op, key, &hash))) {
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
    uint32_t hash;
    if (RC_UNLIKELY(!quick_hash(op, key, &hash))) {
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
