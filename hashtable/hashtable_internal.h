/* What the files of RcHashTable share: the instance's true content, and the steps that operations are made
 * of. */
#ifndef RECOUNT_HASHTABLE_INTERNAL_H
#define RECOUNT_HASHTABLE_INTERNAL_H

#include "table.h"

#include <recount/hashtable.h>

#define DEFAULT_SIZE RC_TABLE_DEFAULT_BINS
#define DEFAULT_MAX_LOAD RC_TABLE_DEFAULT_MAX_LOAD

typedef struct HashTable {
    RcObject_HEAD
    RcTable table;       /* owns a reference to each key and each value */
    RcObject *hash_func; /* owned; NULL only until the object is complete */
    RcObject *weaklist;
} HashTable;

/* op as a table, or NULL if it is none. */
static inline HashTable *_RcHashTable_Cast(RcObject *op)
{
    return op != NULL && RcHashTable_Check(op) ? (HashTable *)op : NULL;
}

/* Result new: an instance without bins, which must get them at once.  NULL and MemoryError. */
HashTable *_RcHashTable_Alloc(RcTypeObject *type);
/* Gives it bins and a hash_func; with default parameters the bins are the shared ones, for no memory.  -1
 * with MemoryError. */
int _RcHashTable_Init(HashTable *self, Rc_ssize_t size, double max_load, RcObject *hash_func);
/* Makes the plain table alone.  -1 with MemoryError. */
int _RcHashTable_InitTable(RcTable *table, Rc_ssize_t size, double max_load, const RcObject *hash_func);
/* 0, or -1 and the TypeError of the first parameter that is wrong. */
int _RcHashTable_CheckParameters(Rc_ssize_t size, double max_load, RcObject *hash_func);

/* The next ones run user code where nothing else is said: the caller holds self and key. */

/* The hash under which the table files a key, by one call of hash_func.  0; -1 with an error. */
int _RcHashTable_Hash(HashTable *self, RcObject *key, Rc_hash_t *hash);
/* The entry of a key, NULL if it is absent: valid until foreign code runs.  0; -1 with an error. */
int _RcHashTable_Find(HashTable *self, RcObject *key, Rc_hash_t hash, RcTableEntry **entry);
/* The hash under which an entry is filed.  Runs no foreign code. */
Rc_hash_t _RcHashTable_StoredHash(const HashTable *self, const RcTableEntry *entry);
/* Stores a pair under a known hash.  The caller holds value, too.  0; -1 with an error. */
int _RcHashTable_Store(HashTable *self, RcObject *key, Rc_hash_t hash, RcObject *value);

/* Fills a table without pairs with those of another table of the same hash_func; runs no foreign code, so
 * keys that might be equal are not compared.  0; -1 with MemoryError, and nothing changed.  If the bins are
 * no power of two, upper must be there in the other. */
int _RcHashTable_Fill(HashTable *self, const HashTable *other);
/* Releases what a table held, in order, each key before its value. */
void _RcHashTable_Drop(RcTableContent content);

/* KeyError(key). */
void _RcHashTable_SetKeyError(RcObject *key);

/* Same pairs: 1 or 0, -1 with an error.  The caller holds both. */
int _RcHashTable_Equal(HashTable *self, HashTable *other);

/* A table of the statistics by their names.  Result new; NULL with an error. */
RcObject *_RcHashTable_StatsTable(RcObject *op);
/* str(table): the drawing of the bins.  Result new; NULL with an error. */
RcObject *_RcHashTable_Draw(RcObject *op);
/* For the ledger: 1, or 0 if op is no hash table.  Changes nothing, runs no code. */
int _RcHashTable_View(RcObject *op, RcTableView *view);

/* tp_iter */
RcObject *_RcHashTable_Iter(RcObject *op);

#endif
