/* Hashing for types of one's own: what equal objects must agree on.
 *
 * All hashes but that of the empty buffer depend on the runtime's key, which is random unless RcConfig or
 * RECOUNT_HASHSEED fixes it: a hash means nothing outside its runtime.  Equal numbers hash equally, whatever
 * their type.  None of these runs user code or fails, and none returns -1.  Each needs a runtime. */
#ifndef RECOUNT_HASH_H
#define RECOUNT_HASH_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* A hash of the address, for objects that are equal only to themselves. */
RC_API Rc_hash_t Rc_HashPointer(const void *pointer);

/* A hash of size bytes (SipHash-1-3), for what comes from outside: nobody without the key can choose
 * keys that collide.  0 for no bytes; str and bytes hash so. */
RC_API Rc_hash_t Rc_HashBuffer(const void *data, Rc_ssize_t size);

RC_END_DECLS

#endif
