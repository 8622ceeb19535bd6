/* RcHashTable's operations on the keys of an array: each is the operation on one key, for whose memory hashtable_ahead.h
 * has asked in time. */
#include "hashtable_ahead.h"

#include <recount/errors.h>

static inline RcObject *key_in_array(const void *keys, size_t i)
{
    return ((RcObject *const *)keys)[i];
}

/* -- getting -- */

/* Fills out, all NULL before.  The caller holds self. */
static Rc_ssize_t get_many(HashTable *self, RcObject *const *keys, Rc_ssize_t n, RcObject **out)
{
    Journey journey;
    Rc_ssize_t found = 0, i = 0;
    int status = 0;
    depart(&journey, self, enough_to_get(n));
    for (; i < n && (Rc_ssize_t)self->table.pairs < journey.enough && status >= 0; i++, found += status) {
        status = RcHashTable_GetItemRef(RC_OBJECT_CAST(self), keys[i], &out[i]);
    }
    for (; i < n && status >= 0; i++, found += status) {
        look_ahead_if(self, &journey, key_in_array, keys, n, i);
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

int _RcHashTable_SetAndGrow(HashTable *self, Journey *journey, RcObject *key, RcObject *value, Rc_ssize_t i,
                            Rc_ssize_t n)
{
    RcTable *table = &self->table;
    Rc_ssize_t pairs = (Rc_ssize_t)table->pairs;
    uint64_t foreseen = (uint64_t)(pairs + (n - i)), most = (uint64_t)pairs * MOST_FORESEEN;
    uint32_t hash;
    if (pairs < FEW_PAIRS || n - i < pairs || !are_mostly_new(self, journey, i) || value == NULL ||
        !quick_hash(RC_OBJECT_CAST(self), key, &hash) || quick_entry(table, hash) != NULL) {
        return RcHashTable_SetItem(RC_OBJECT_CAST(self), key, value);
    }
    foreseen = foreseen < most ? foreseen : most;
    if (_RcTable_ReserveFor(table, NULL, foreseen < UINT32_MAX ? (uint32_t)foreseen : UINT32_MAX) < 0) {
        RcErr_NoMemory();
        return -1;
    }
    _RcTable_Insert(table, _RcHashTable_LeafHash(key), Rc_NewRef(key), Rc_NewRef(value));
    journey->has_foreseen = 1;
    if (foreseen >= FEW_NEW_PAIRS && journey->enough != RC_SSIZE_T_MAX) {
        journey->enough = FEW_PAIRS; /* the heads are larger than the caches from now on */
    }
    return 0;
}

/* The caller holds self. */
static int set_many(HashTable *self, RcObject *const *keys, RcObject *const *values, Rc_ssize_t n)
{
    Journey journey;
    Rc_ssize_t i = 0;
    int status = 0;
    depart(&journey, self, enough_to_set(self, n));
    for (; i < n && self->table.pairs < FEW_PAIRS && status == 0; i++) {
        status = RcHashTable_SetItem(RC_OBJECT_CAST(self), keys[i], values[i]);
    }
    for (; i < n && status == 0; i++) {
        look_ahead_to_store(self, &journey, key_in_array, keys, n, i);
        RCTABLE_PREFETCH(i + STEP < n ? values[i + STEP] : NULL);
        status = set_on_way(self, &journey, keys[i], values[i], i, n);
    }
    arrive(self, &journey);
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
