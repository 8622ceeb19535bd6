/* Hashing of ints, in line: for the table, which hashes one in each operation.  Not for users.
 *
 * Two wishes contradict each other: neighbouring keys should lie side by side (a table of 0, 1, 2, ... is
 * common, and then touches few cache lines and has no collision), while keys with equal low bits should not
 * meet in one bin.  So a number is split:
 *
 *     value   run (upper 55 bits)   place in the run (9 bits)
 *     hash    mix(run) + fold(place)
 *
 * Each run of 512 neighbours keeps together: its hashes are 512 neighbours, too, in about the same order, for the
 * processor to fetch ahead.  The runs are scattered by mix, so keys that are all multiples of a power of two, or
 * that differ in high bits only, spread in the low bits as well.  Within a run fold does that.
 *
 * Few instructions are worth more here than few cycles: the processor looks ahead a fixed number of
 * instructions, so the fewer a lookup has the more lookups wait for memory at the same time. */
#ifndef RECOUNT_DETAIL_HASH_H
#define RECOUNT_DETAIL_HASH_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* The secret of this thread's runtime.  Its place in thread-local storage is known when the library is
 * loaded: reading it calls nobody. */
RC_API extern RC_THREAD_LOCAL uint64_t _Rc_hash_key[2];

/* Both halves of a product, laid over each other: each bit of the result depends on all bits of the factors. */
static inline uint64_t _Rc_FoldedProduct(uint64_t left, uint64_t right)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 Product;
    Product product = (Product)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    uint64_t low = (left & UINT32_MAX) * (right & UINT32_MAX), high = (left >> 32) * (right >> 32);
    uint64_t middle = (left >> 32) * (right & UINT32_MAX) + (low >> 32);
    uint64_t other = (left & UINT32_MAX) * (right >> 32) + (middle & UINT32_MAX);
    return (other << 32 | (low & UINT32_MAX)) ^ (high + (middle >> 32) + (other >> 32));
#endif
}

/* The low three bits of a place, XORed with what the others choose: so keys that are 8, or 9, or 300 apart do not
 * meet either, in tables of fewer bins than a run has places.  The factor was sought: for any distance from 1 to
 * 300, in 4 to 2048 bins, keys that far apart cost on average at most 1.7 times the probes of random ones (the
 * test measures it). */
static inline uint64_t _Rc_FoldPlace(uint64_t value)
{
    uint32_t place = (uint32_t)value & 0777;
    return place ^ (place & 0770) * UINT32_C(0x63c1fab7) >> 29;
}

/* Never negative, hence never the -1 that tells an error. */
static inline Rc_hash_t _Rc_HashNumber(uint64_t value)
{
    uint64_t secret = _Rc_FoldedProduct(value >> 9 ^ _Rc_hash_key[0], _Rc_hash_key[1] | 1);
    uint64_t scattered = _Rc_FoldedProduct(secret, UINT64_C(0x9e3779b97f4a7c15));
    return (Rc_hash_t)((scattered >> 2) + _Rc_FoldPlace(value));
}

RC_END_DECLS

#endif
