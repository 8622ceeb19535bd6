/* Hashes of the built-in types, and the key that they depend on (hash.c tells the scheme).
 *
 * Private.  None of these fails or returns -1; all but the start function need a runtime. */
#ifndef RECOUNT_CORE_HASH_H
#define RECOUNT_CORE_HASH_H

#include "core/runtime.h"
#include <recount/detail/hash.h>
#include <recount/hash.h>

/* Of size bytes; 0 for none. */
Rc_hash_t _Rc_HashBytes(const void *data, size_t size);

/* Of numbers: an integral double hashes as the integer.  All NaNs hash alike: float hashes them by their
 * address instead, since no NaN equals another. */
Rc_hash_t _Rc_HashInt64(int64_t value);
Rc_hash_t _Rc_HashDouble(double value);

/* Fills in this thread's key: from the config's seed, else from RECOUNT_HASHSEED, else from the system's
 * entropy. Returns 0, or -1 if RECOUNT_HASHSEED is neither a number up to 2**64 - 1 nor "random", or the
 * system gives no entropy; the key is unchanged then. */
int _RcHash_Start(const RcConfig *config);

#endif
