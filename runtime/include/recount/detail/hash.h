/* Hashing of ints, in line: for the table, which hashes one in each operation.  Not for users.
 *
 * Two wishes contradict each other: neighbouring keys should lie side by side (a table of 0, 1, 2, ... is
 * common, and then touches few cache lines and has no collision), while keys with equal low bits should not
 * meet in one bin.  So a number is split:
 *
 *     value                run (upper 58 bits)                     place in the run (6 bits)
 *     hash      low 58 bits of mix(run)       fold(place) ^ top 6 bits of mix(run)
 *
 * Each run of 64 neighbours keeps together: its hashes agree but for the low 6 bits, which are all distinct.
 * The runs are scattered by mix, and the XOR turns each run's order differently: keys that are all multiples
 * of a power of two, or that differ in high bits only, spread in the low bits too.  Within a run fold does
 * that for tables of fewer than 64 bins. */
#ifndef RECOUNT_DETAIL_HASH_H
#define RECOUNT_DETAIL_HASH_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* The secret of this thread's runtime.  Its place in thread-local storage is known when the library is
 * loaded: reading it calls nobody. */
#if defined(__GNUC__)
RC_API extern __thread uint64_t _Rc_hash_key[2] __attribute__((tls_model("initial-exec")));
#elif defined(__cplusplus)
extern thread_local uint64_t _Rc_hash_key[2];
#else
extern _Thread_local uint64_t _Rc_hash_key[2];
#endif

/* A multiplication carries differences upwards, a shift brings them down again; the first factor is
 * secret.  No step loses anything: different runs have different results. */
static inline uint64_t _Rc_MixRun(uint64_t run)
{
    uint64_t word = (run ^ _Rc_hash_key[0]) * (_Rc_hash_key[1] | 1);
    word = (word ^ word >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    word = (word ^ word >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return word ^ word >> 32;
}

/* For tables of fewer bins than a run has places: the high octal digit of a place chooses what its low one is
 * XORed with, so keys that are 8 or 17 apart do not meet either.  The eight octal digits below are a
 * permutation that is irregular enough: for any distance from 1 to 100, keys that far apart cost on average
 * at most 1.4 times the probes of random ones (the test measures it). */
static inline uint64_t _Rc_FoldPlace(uint64_t place)
{
    const uint64_t permutation = 043152760;
    return place ^ (permutation >> 3 * (place >> 3) & 7);
}

/* -1 tells an error everywhere, so it becomes -2. */
static inline Rc_hash_t _Rc_HashNumber(uint64_t value)
{
    uint64_t scattered = _Rc_MixRun(value >> 6);
    uint64_t place = _Rc_FoldPlace(value & ((UINT64_C(1) << 6) - 1));
    Rc_hash_t hash = (Rc_hash_t)(scattered << 6 | (place ^ scattered >> 58));
    return hash == -1 ? -2 : hash;
}

RC_END_DECLS

#endif
