/* Hashing of ints, in line: for the table, which hashes one in each operation.  Not for users.
 *
 * Two wishes contradict each other: neighbouring keys should lie side by side (a table of 0, 1, 2, ... is
 * common, and then touches few cache lines and has no collision), while keys with equal low bits should not
 * meet in one bin.  So a number is split:
 *
 *     value   run (upper 55 bits)   place in the run (9 bits)
 *     hash    mix(run) + fold(value)
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
RC_API_DATA extern RC_THREAD_LOCAL uint64_t _Rc_hash_key[2];

/* A value, its low three bits XORed with what the others of its place choose: so keys that are 8, or 9, or 300 apart do not
 * meet either, in tables of fewer bins than a run has places.  The factor was sought: for any distance from 1 to
 * 300, in 4 to 2048 bins, keys that far apart cost on average at most 1.7 times the probes of random ones (the
 * test measures it). */
static inline uint64_t _Rc_FoldPlace(uint64_t value)
{
    return value ^ ((uint32_t)value & 0770) * UINT32_C(0x63c1fab7) >> 29;
}

/* Never negative, hence never the -1 that tells an error.
 *
 * Upper bits of a product depend on all bits of its factor, lower ones on lower ones only: so the upper half is laid
 * over the lower one, and of a second product the upper half is taken.  One product alone spreads equally spaced
 * keys evenly for nearly every secret, and for one in a hundred puts them into few bins. */
static inline Rc_hash_t _Rc_HashNumber(uint64_t value)
{
    uint64_t scattered = (value >> 9 ^ _Rc_hash_key[0]) * (_Rc_hash_key[1] | 1);
    scattered = (scattered ^ scattered >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    return (Rc_hash_t)((scattered + _Rc_FoldPlace(value)) & RC_SSIZE_T_MAX);
}

RC_END_DECLS

#endif
