/* RcHashTable's operations on a whole table: making, copying, comparing, emptying.
 *
 * What walks a table while foreign code may run holds the pair that it is at, and looks again at the table
 * for each further pair. */
#include "hashtable_internal.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>

/* -- making -- */

int _RcHashTable_CheckParameters(Rc_ssize_t size, double max_load, RcObject *hash_func)
{
    const char *message = NULL;
    if (size <= 0) {
        message = "size parameter must be a positive integer.";
    } else if (!(max_load > 0.0 && max_load <= 1.0)) { /* so written, NaN is refused */
        message = "max_load parameter must be a float between 0.0 and 1.0.";
    } else if (!RcCallable_Check(hash_func)) {
        message = "hash_func must be callable.";
    }
    if (message == NULL) {
        return 0;
    }
    RcErr_SetString(RcExc_TypeError, message);
    return -1;
}

HashTable *_RcHashTable_Alloc(RcTypeObject *type)
{
    return (HashTable *)type->tp_alloc(type, 0);
}

int _RcHashTable_InitTable(RcTable *table, Rc_ssize_t size, double max_load, const RcObject *hash_func)
{
    if (_RcTable_Init(table, size, max_load) < 0) {
        RcErr_NoMemory();
        return -1;
    }
    table->block->is_quick = hash_func == RcHashTable_BuiltinHash && _RcTable_HasPowerOfTwo(table);
    return 0;
}

int _RcHashTable_Init(HashTable *self, Rc_ssize_t size, double max_load, RcObject *hash_func)
{
    if (size == DEFAULT_SIZE && max_load == DEFAULT_MAX_LOAD && hash_func == RcHashTable_BuiltinHash) {
        self->table.block = _RcTable_SharedBlock();
    } else if (_RcHashTable_InitTable(&self->table, size, max_load, hash_func) < 0) {
        return -1;
    }
    self->hash_func = Rc_NewRef(hash_func);
    return 0;
}

RcObject *RcHashTable_NewWith(Rc_ssize_t size, double max_load, RcObject *hash_func)
{
    if (hash_func == NULL) {
        hash_func = RcHashTable_BuiltinHash;
    }
    if (_RcHashTable_CheckParameters(size, max_load, hash_func) < 0) {
        return NULL;
    }
    HashTable *self = _RcHashTable_Alloc(&RcHashTable_Type);
    if (self != NULL && _RcHashTable_Init(self, size, max_load, hash_func) < 0) {
        Rc_DECREF(self);
        return NULL;
    }
    return RC_OBJECT_CAST(self);
}

RcObject *RcHashTable_New(void)
{
    return RcHashTable_NewWith(DEFAULT_SIZE, DEFAULT_MAX_LOAD, NULL);
}

/* -- copying -- */

int _RcHashTable_Fill(HashTable *self, const HashTable *other)
{
    if (other->table.pairs == 0) {
        return 0;
    }
    if (_RcTable_Fill(&self->table, &other->table) < 0) {
        RcErr_NoMemory();
        return -1;
    }
    const RcTableEntry *entries = self->table.block->entries;
    for (size_t i = 0; i < self->table.used; i++) { /* there are no holes */
        Rc_INCREF(entries[i].key);
        Rc_INCREF(entries[i].value);
    }
    return 0;
}

static int copy_content(HashTable *copy, const HashTable *self)
{
    const RcTable *table = &self->table;
    if (_RcHashTable_Init(copy, _RcTable_Bins(table), table->block->max_load, self->hash_func) < 0) {
        return -1;
    }
    return _RcHashTable_Fill(copy, self);
}

RcObject *RcHashTable_Copy(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    Rc_INCREF(self); /* making a container may run the collector, and what that runs may drop the table */
    HashTable *copy = _RcHashTable_Alloc(&RcHashTable_Type);
    if (copy != NULL && copy_content(copy, self) < 0) {
        Rc_CLEAR(copy);
    }
    Rc_DECREF(self);
    return RC_OBJECT_CAST(copy);
}

/* -- comparing -- */

/* Has self a pair of this key and an equal value?  other_value is the left operand of the comparison. */
static int has_pair(HashTable *self, RcObject *key, Rc_hash_t hash, RcObject *other_value)
{
    RcTableEntry *entry;
    if (_RcHashTable_Find(self, key, hash, &entry) < 0) {
        return -1;
    }
    if (entry == NULL) {
        return 0;
    }
    RcObject *value = Rc_NewRef(entry->value);
    int equal = RcObject_RichCompareBool(other_value, value, Rc_EQ);
    Rc_DECREF(value);
    return equal;
}

int _RcHashTable_Equal(HashTable *self, HashTable *other)
{
    if (self->table.pairs != other->table.pairs) {
        return 0;
    }
    int same_hash_func = self->hash_func == other->hash_func;
    int equal = 1;
    Rc_ssize_t pos = 0;
    RcTableEntry *entry;
    while (equal > 0 && (entry = _RcTable_Next(&self->table, &pos)) != NULL) {
        Rc_hash_t hash = _RcHashTable_StoredHash(self, entry);
        RcObject *key = Rc_NewRef(entry->key);
        RcObject *value = Rc_NewRef(entry->value);
        int hashed = same_hash_func ? 0 : _RcHashTable_Hash(other, key, &hash);
        equal = hashed < 0 ? -1 : has_pair(other, key, hash, value);
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
    return equal;
}

/* -- emptying -- */

void _RcHashTable_Drop(RcTableContent content)
{
    for (uint32_t i = 0; i < content.used; i++) {
        RcObject *value = content.entries[i].value;
        if (content.entries[i].key != NULL) {
            Rc_DECREF(content.entries[i].key);
            Rc_DECREF(value);
        }
    }
    RcMem_Free(content.entries);
}

void RcHashTable_Clear(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self != NULL) {
        _RcHashTable_Drop(_RcTable_Detach(&self->table));
    }
}

/* -- asking -- */

Rc_ssize_t RcHashTable_Size(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    return (Rc_ssize_t)self->table.pairs;
}

Rc_ssize_t RcHashTable_Bins(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    return _RcTable_Bins(&self->table);
}

double RcHashTable_MaxLoad(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return -1.0;
    }
    return self->table.block->max_load;
}

RcObject *RcHashTable_HashFunc(RcObject *op)
{
    HashTable *self = _RcHashTable_Cast(op);
    if (self == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return self->hash_func;
}
