/* RcHashTable takes over the pairs of a table, a mapping, or an iterable of pairs.  Of tables and lists it looks ahead
 * (hashtable_ahead.h). */
#include "hashtable_ahead.h"

#include <recount/errors.h>
#include <recount/iterator.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/sequence.h>
#include <recount/tuple.h>

/* -- updating from a mapping -- */

/* NULL for a hole. */
static inline RcObject *key_in_table(const void *table, size_t i)
{
    return ((const RcTable *)table)->block->entries[i].key;
}

/* Stores the pair of entry i of other.  -1 with an error, also if other has changed.  The hash is taken
 * over, unless it is another function's or costs nothing: then SetItem does it all, holding included. */
static int update_from_entry(HashTable *self, Journey *journey, const HashTable *other, Rc_ssize_t i)
{
    const RcTableEntry *entry = &other->table.block->entries[i];
    RcTableMark mark = _RcTable_Mark(&other->table);
    RcObject *key = entry->key, *value = entry->value;
    int status;
    if (self->hash_func != other->hash_func || foreseen_hash(self, key) != -1) {
        status = set_on_way(self, journey, key, value, i, (Rc_ssize_t)other->table.used);
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
    Journey journey;
    const RcTable *table = &other->table;
    Rc_ssize_t n = (Rc_ssize_t)table->used;
    int status = 0;
    depart(&journey, self, enough_to_set(self, n));
    for (Rc_ssize_t i = 0; i < n && status == 0; i++) {
        look_ahead_to_store(self, &journey, key_in_table, table, n, i);
        if (journey.is_ahead) {
            RCTABLE_PREFETCH(i + STEP < n ? table->block->entries[i + STEP].value : NULL);
        }
        if (table->block->entries[i].key != NULL) {
            status = update_from_entry(self, &journey, other, i);
        }
    }
    arrive(self, &journey);
    return status;
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

/* An item of a list that is a plain pair: a tuple of two.  NULL if it is none. */
static inline RcObject *pair_in_list(const void *list, Rc_ssize_t i)
{
    RcObject *pair = i < RcList_GET_SIZE(list) ? RcList_GET_ITEM(list, i) : NULL;
    return pair != NULL && RcTuple_CheckExact(pair) && RcTuple_GET_SIZE(pair) == 2 ? pair : NULL;
}

static inline RcObject *key_in_list(const void *list, size_t i)
{
    RcObject *pair = pair_in_list(list, (Rc_ssize_t)i);
    return pair != NULL ? RcTuple_GET_ITEM(pair, 0) : NULL;
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

/* Asks for the value of a pair whose turn comes soon, and for a pair whose key will be asked for. */
static inline void look_ahead_at_pairs(RcObject *list, Rc_ssize_t i)
{
    RcObject *pair = pair_in_list(list, i + STEP);
    Rc_ssize_t far = i + LEAD + STEP;
    RCTABLE_PREFETCH(pair != NULL ? RcTuple_GET_ITEM(pair, 1) : NULL);
    RCTABLE_PREFETCH(far < RcList_GET_SIZE(list) ? RcList_GET_ITEM(list, far) : NULL);
}

/* May a pair be stored as it stands in the list?  Under a leaf key nobody can take it away meanwhile. */
static inline int is_simple_pair(const HashTable *self, RcObject *pair)
{
    return pair != NULL && RcTuple_GET_ITEM(pair, 0) != NULL && is_leaf(self, RcTuple_GET_ITEM(pair, 0));
}

static int merge_list(HashTable *self, RcObject *list, int override_present)
{
    Journey journey;
    int status = 0;
    depart(&journey, self, enough_to_set(self, RcList_GET_SIZE(list)));
    for (Rc_ssize_t i = 0; status == 0 && i < RcList_GET_SIZE(list); i++) {
        look_ahead_to_store(self, &journey, key_in_list, list, RcList_GET_SIZE(list), i);
        if (journey.is_ahead) {
            look_ahead_at_pairs(list, i);
        }
        RcObject *pair = pair_in_list(list, i);
        if (override_present && is_simple_pair(self, pair)) {
            status = set_on_way(self, &journey, RcTuple_GET_ITEM(pair, 0), RcTuple_GET_ITEM(pair, 1), i,
                                RcList_GET_SIZE(list));
        } else {
            pair = RcList_GetItemRef(list, i); /* raises if the slot was never set */
            status = pair != NULL ? merge_pair(RC_OBJECT_CAST(self), pair, i, override_present) : -1;
            Rc_XDECREF(pair);
        }
    }
    arrive(self, &journey);
    return status;
}

static int merge_iterable(HashTable *self, RcObject *pairs, int override_present)
{
    RcObject *iterator = RcObject_GetIter(pairs);
    if (iterator == NULL) {
        return -1;
    }
    RcObject *pair;
    int status = 0;
    for (Rc_ssize_t i = 0; status == 0 && (pair = RcIter_Next(iterator)) != NULL; i++) {
        status = merge_pair(RC_OBJECT_CAST(self), pair, i, override_present);
        Rc_DECREF(pair);
    }
    Rc_DECREF(iterator);
    return status == 0 && RcErr_Occurred() != NULL ? -1 : status;
}

int RcHashTable_MergeFromSeq2(RcObject *op, RcObject *pairs, int override_present)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL || pairs == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    Rc_INCREF(op);
    Rc_INCREF(pairs);
    int status = RcList_CheckExact(pairs) ? merge_list(self, pairs, override_present)
                                          : merge_iterable(self, pairs, override_present);
    Rc_DECREF(pairs);
    Rc_DECREF(op);
    return status;
}
