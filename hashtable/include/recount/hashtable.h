/* RcHashTable: a mapping from any hashable object to any object.
 *
 * The table is an array of *bins*; a key lives in the bin `hash mod size`, and each bin can be listed.
 * `size` is the number of bins, `load` the number of pairs, `max_load` the greatest load / size: before an
 * insertion that would make (load + 1) / size greater than max_load the bins double, as often as that takes.
 * They never become fewer, not even in Clear.  Pairs are visited in the order of their insertion; storing
 * another value under a key that is there keeps its place, and keeps the old key.
 *
 * Keys are *typed*: two keys are the same key if they are the same object, or if they have the same
 * type and compare equal (and, of course, have the same hash).  1, 1.0 and True are three keys.
 *
 * hash_func is a callable that the table owns a reference to.  It is called once per operation that is given
 * a key, and its result is kept with the pair, so growing calls nothing.  With RcHashTable_BuiltinHash, the
 * default, the key's tp_hash is asked instead of calling anything.
 *
 * What runs user code: a hash_func, a key's tp_hash, and comparing the key with one that has the same hash
 * and type (none of them does for keys that are exact str or int in a table with the builtin hash); and the
 * dealloc of whatever loses its last reference.  All of these may use, change and drop the very table: a
 * lookup that finds the table changed begins anew (after 1000 times, or if a second __init__ gave the table
 * another hash_func: RuntimeError).  An operation that fails leaves the table as it was.
 *
 * Errors common to all: SystemError "FUNCTION: bad argument" for what is no table, and for NULL as key or
 * value; TypeError "unhashable type: 'list'"; ValueError "Invalid hash function -- all keys must hash to an
 * integer."; what hash_func or a comparison raises, unchanged; MemoryError. */
#ifndef RECOUNT_HASHTABLE_H
#define RECOUNT_HASHTABLE_H

#include <recount/function.h>
#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* The instance.  Its size is public, so that a subclass in C can put fields behind it; its content is not. */
typedef struct RcHashTableObject {
    RcObject_HEAD
    uint64_t ht_private[4];
} RcHashTableObject;

/* hashtable.HashTable.  Members size, load, max_load, hash_func; methods set get pop setdefault keys values
 * items clear copy update stats bin.  Called with size, max_load and hash_func, all optional.  A second
 * __init__ empties the table and gives it the new parameters. */
RC_API_DATA extern RcTypeObject RcHashTable_Type;
/* hashtable.HashTableIterator: iter(table) gives the keys.  RuntimeError "hash table changed size during
 * iteration", again at each further step; RuntimeError "hash table keys changed during iteration", once. */
RC_API_DATA extern RcTypeObject RcHashTableIter_Type;

#define RcHashTable_Check(op) RcType_FastSubclass(Rc_TYPE(op), Rc_TPFLAGS_HASHTABLE_SUBCLASS)
#define RcHashTable_CheckExact(op) Rc_IS_TYPE((op), &RcHashTable_Type)

/* The builtin function hash, as an object: immortal, shared by all threads. */
RC_API_DATA extern RcCFunctionObject _RcHashTable_BuiltinHash;
#define RcHashTable_BuiltinHash RC_OBJECT_CAST(&_RcHashTable_BuiltinHash)

/* Makes an empty table: New of size 4, max_load 0.5 and the builtin hash.  hash_func NULL: the builtin hash.
 * Ownership: result new; the table keeps hash_func.
 * max_load is above 0.0 and at most 1.0.
 * Error: NULL and TypeError "size parameter must be a positive integer.", "max_load parameter must be a float
 * between 0.0 and 1.0." or "hash_func must be callable."; MemoryError for a size that does not fit.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcHashTable_New(void);
RC_API RC_NEWREF RcObject *RcHashTable_NewWith(Rc_ssize_t size, double max_load,
                                               RC_NULLABLE RcObject *hash_func);

/* Stores value under key.  Ownership: the table keeps both; where the key is there already it keeps the
 * old key, and releases the old value last.  Error: -1. */
RC_API int RcHashTable_SetItem(RcObject *table, RcObject *key, RcObject *value);

/* The value, or NULL without an error if the key is absent.  Ownership: borrowed from the table.
 * Error: NULL with the error pending (the twin drops it); RuntimeError "hash table lost the value during the
 * lookup" if user code in the lookup took away what the result would be borrowed from. */
RC_API RC_BORROWED RcObject *RcHashTable_GetItem(RcObject *table, RcObject *key);

/* 1 and *value new; 0 if absent, -1 with an error, and *value NULL. */
RC_API int RcHashTable_GetItemRef(RcObject *table, RcObject *key, RC_NEWREF_OUT RcObject **value);

/* Stores value_if_absent unless the key is there: 1 if it is, 0 if it was not and is now; either way *value
 * is what the table holds now, new.  -1 with an error, and *value NULL.  value may be NULL. */
RC_API int RcHashTable_SetDefaultRef(RcObject *table, RcObject *key, RcObject *value_if_absent,
                                     RC_NULLABLE RC_NEWREF_OUT RcObject **value);

/* Removes a pair; the key is released first, then the value.  Error: -1 and KeyError(key) if it is absent. */
RC_API int RcHashTable_DelItem(RcObject *table, RcObject *key);

/* Removes a pair: 1 and *value is its value, new (value NULL: it is released); 0 if absent, -1 with an
 * error, and *value NULL. */
RC_API int RcHashTable_Pop(RcObject *table, RcObject *key, RC_NULLABLE RC_NEWREF_OUT RcObject **value);

/* 1 or 0; -1 with an error. */
RC_API int RcHashTable_Contains(RcObject *table, RcObject *key);

/* The same with a key in UTF-8: GetItemString's result is borrowed, what the others store in *value is new.
 * Further error: UnicodeDecodeError. */
RC_API int RcHashTable_SetItemString(RcObject *table, const char *key, RcObject *value);
RC_API RC_BORROWED RcObject *RcHashTable_GetItemString(RcObject *table, const char *key);
RC_API int RcHashTable_GetItemStringRef(RcObject *table, const char *key, RC_NEWREF_OUT RcObject **value);
RC_API int RcHashTable_DelItemString(RcObject *table, const char *key);
RC_API int RcHashTable_ContainsString(RcObject *table, const char *key);
RC_API int RcHashTable_PopString(RcObject *table, const char *key,
                                 RC_NULLABLE RC_NEWREF_OUT RcObject **value);

/* Steps through the pairs in order: set *pos to 0 before the first call, then leave it alone.  1 with *key
 * and *value borrowed, 0 after the last (or if table is no table, or pos NULL).  key and value may be NULL.
 * Values may be replaced meanwhile; after any other change pairs may be missed or come twice, and nothing
 * worse.  Never fails. */
RC_API int RcHashTable_Next(RcObject *table, Rc_ssize_t *pos, RC_NULLABLE RC_BORROWED_OUT RcObject **key,
                            RC_NULLABLE RC_BORROWED_OUT RcObject **value);

/* Stores all pairs of other, in its order: a table's, or any mapping's through its keys() and other[key].
 * The hashes that a table with the same hash_func has stored are taken over.
 * Error: -1, and what was stored stays; AttributeError if other has no keys(); RuntimeError "hash table
 * changed during update". */
RC_API int RcHashTable_Update(RcObject *table, RcObject *other);

/* Stores pairs, each a sequence of two, that an iterable gives, in its order.  If override_present is 0 a key
 * that is there keeps its value.  Ownership: the table keeps keys and values.
 * Error: -1, and what was stored stays; TypeError for what is not iterable, TypeError "cannot convert hash
 * table update element #0 to a sequence", ValueError "hash table update element #0 has length 3; 2 is
 * required". */
RC_API int RcHashTable_MergeFromSeq2(RcObject *table, RcObject *pairs, int override_present);

/* Many keys at once: the same as n calls of GetItemRef or SetItem in order, but in a table larger than the
 * processor's caches gets and sets of keys that are there have two to three times their rate, sets of new keys
 * one and a half times to nearly twice.
 *
 * The arrays have n objects each; where n is 0 they may be NULL.  User code that runs in the middle may put
 * other objects in their places, for each key and value is read when its turn comes, and held while it
 * lasts.  But the arrays must stay, and what stands in them must live.
 *
 * GetMany: out[i] is the value of keys[i], new, or NULL if it is absent.  Gives the number of keys that are
 * there.  Error: -1, and all of out NULL (if n is negative, out unchanged).
 * SetMany: stores values[i] under keys[i].  Ownership: the table keeps both.
 * Error: -1, and what was stored before stays. */
RC_API Rc_ssize_t RcHashTable_GetMany(RcObject *table, RcObject *const *keys, Rc_ssize_t n,
                                      RC_NEWREF_OUT RcObject **out);
RC_API int RcHashTable_SetMany(RcObject *table, RcObject *const *keys, RcObject *const *values, Rc_ssize_t n);

/* A table (of the exact type) with the same pairs, size, max_load and hash_func.  Ownership: result new; it
 * keeps keys, values and hash_func.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcHashTable_Copy(RcObject *table);

/* Lists in the order of insertion; Items a list of (key, value).  Ownership: result new.
 * Run user code: no. */
RC_API RC_NEWREF RcObject *RcHashTable_Keys(RcObject *table);
RC_API RC_NEWREF RcObject *RcHashTable_Values(RcObject *table);
RC_API RC_NEWREF RcObject *RcHashTable_Items(RcObject *table);

/* Removes all pairs, then releases them in order, key before value.  Never fails; what is no table is let
 * be. */
RC_API void RcHashTable_Clear(RcObject *table);

/* The number of pairs (load), of bins (size); the greatest load / size.  Error: -1 (-1.0). */
RC_API Rc_ssize_t RcHashTable_Size(RcObject *table);
RC_API Rc_ssize_t RcHashTable_Bins(RcObject *table);
RC_API double RcHashTable_MaxLoad(RcObject *table);
/* Ownership: borrowed from the table.  Error: NULL. */
RC_API RC_BORROWED RcObject *RcHashTable_HashFunc(RcObject *table);

/* The keys of one bin, 0 <= bin < size, as a list in order of insertion.  Ownership: result new.
 * Error: NULL and IndexError "bin index out of range".  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcHashTable_BinKeys(RcObject *table, Rc_ssize_t bin);

typedef struct RcHashTableStats {
    Rc_ssize_t pairs;
    Rc_ssize_t bins;
    Rc_ssize_t used_bins;    /* with at least one key */
    Rc_ssize_t longest_bin;  /* in keys */
    double mean_probes_hit;  /* keys looked at to find one that is there, over all keys; 0 without any */
    double mean_probes_miss; /* keys looked at to see that one is not there, over all bins */
    Rc_ssize_t resizes;      /* how often the bins have been made more */
    size_t bytes;            /* of the object, its bins and its pairs; keys and values do not count */
} RcHashTableStats;

/* Time: one walk through all bins.  Error: -1, and *stats unchanged.  Runs user code: no. */
RC_API int RcHashTable_GetStats(RcObject *table, RcHashTableStats *stats);

RC_END_DECLS

#endif
