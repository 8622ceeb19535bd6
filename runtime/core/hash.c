/* Hashing.
 *
 * Bytes.  SipHash (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) with one round a word and
 * three at the end, as CPython since 3.11 (PEP 456): keys come from outside, and whoever does not know the
 * key cannot choose many that collide.
 *
 * Integers.  In line, for the table's sake: recount/detail/hash.h tells how.
 *
 * Other doubles.  Their bits, as an integer. */
#define _DEFAULT_SOURCE 1 /* getentropy */

#include "core/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

RC_THREAD_LOCAL uint64_t _Rc_hash_key[2];

/* -1 tells an error everywhere, so it becomes -2.  The conversions are modulo the type's size. */
static Rc_hash_t hash_from_bits(uint64_t bits)
{
    Rc_hash_t hash = (Rc_hash_t)bits;
    return hash == -1 ? -2 : hash;
}

/* ---- Bytes ---- */

typedef struct Sip {
    uint64_t v0, v1, v2, v3;
} Sip;

static inline uint64_t rotate_left(uint64_t word, int bits)
{
    return (word << bits) | (word >> (64 - bits));
}

static inline void sip_round(Sip *s)
{
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotate_left(s->v1, 13) ^ s->v0;
    s->v3 = rotate_left(s->v3, 16) ^ s->v2;
    s->v0 = rotate_left(s->v0, 32);

    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotate_left(s->v1, 17) ^ s->v2;
    s->v3 = rotate_left(s->v3, 21) ^ s->v0;
    s->v2 = rotate_left(s->v2, 32);
}

static inline void sip_absorb(Sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

/* The first count bytes as a little-endian number.  Compilers see a single load in count == 8. */
static inline uint64_t load_bytes(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

static uint64_t siphash_1_3(const uint64_t key[2], const unsigned char *bytes, size_t size)
{
    /* The initial state is the ASCII of "somepseudorandomlygeneratedbytes". */
    Sip s = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
             key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    const unsigned char *tail = bytes + (size & ~(size_t)7);
    for (; bytes < tail; bytes += 8) {
        sip_absorb(&s, load_bytes(bytes, 8));
    }
    sip_absorb(&s, load_bytes(tail, size & 7) | (uint64_t)size << 56);
    s.v2 ^= 0xff;
    for (int i = 0; i < 3; i++) {
        sip_round(&s);
    }
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

Rc_hash_t _Rc_HashBytes(const void *data, size_t size)
{
    Rc_UNUSED(RC_RUNTIME());
    return size == 0 ? 0 : hash_from_bits(siphash_1_3(_Rc_hash_key, data, size));
}

Rc_hash_t Rc_HashBuffer(const void *data, Rc_ssize_t size)
{
    return _Rc_HashBytes(data, (size_t)size);
}

/* ---- Numbers and addresses ---- */

Rc_hash_t _Rc_HashInt64(int64_t value)
{
    Rc_UNUSED(RC_RUNTIME()); /* without one there is no key */
    return _Rc_HashNumber((uint64_t)value);
}

Rc_hash_t _Rc_HashDouble(double value)
{
    if (value >= -0x1p63 && value < 0x1p63 && trunc(value) == value) {
        return _Rc_HashInt64((int64_t)value);
    }
    uint64_t bits = 0;
    if (!isnan(value)) {
        memcpy(&bits, &value, sizeof bits);
    }
    Rc_UNUSED(RC_RUNTIME());
    return _Rc_HashNumber(bits);
}

/* The low 4 bits of an object's address are 0: without them objects that lie side by side are one run. */
Rc_hash_t Rc_HashPointer(const void *pointer)
{
    return _Rc_HashInt64((int64_t)((uintptr_t)pointer >> 4));
}

/* ---- The key ---- */

/* Sebastiano Vigna's splitmix64: turns a seed, however simple, into words that look random. */
static uint64_t next_word(uint64_t *state)
{
    uint64_t word = *state += UINT64_C(0x9e3779b97f4a7c15);
    word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
    return word ^ word >> 31;
}

static int key_from_seed(uint64_t key[2], uint64_t seed)
{
    key[0] = next_word(&seed);
    key[1] = next_word(&seed);
    return 0;
}

/* Digits and nothing else: strtoull alone would let signs and white space pass. */
static int key_from_text(uint64_t key[2], const char *text)
{
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0') {
        return -1;
    }
    errno = 0;
    unsigned long long seed = strtoull(text, NULL, 10);
    return errno == 0 ? key_from_seed(key, seed) : -1;
}

/* Of an old kernel or a sandbox that knows no getentropy. */
static int key_from_device(uint64_t key[2])
{
    uint64_t words[2];
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    ssize_t got = read(file, words, sizeof words);
    close(file);
    if (got != (ssize_t)sizeof words) {
        return -1;
    }
    memcpy(key, words, sizeof words);
    return 0;
}

static int key_from_entropy(uint64_t key[2])
{
    uint64_t words[2] = {0}; /* MemorySanitizer does not know what getentropy writes */
    if (getentropy(words, sizeof words) < 0) {
        return key_from_device(key);
    }
    memcpy(key, words, sizeof words);
    return 0;
}

int _RcHash_Start(const RcConfig *config)
{
    if (config->use_hash_seed) {
        return key_from_seed(_Rc_hash_key, config->hash_seed);
    }
    const char *text = getenv("RECOUNT_HASHSEED");
    if (text != NULL && strcmp(text, "random") != 0) {
        return key_from_text(_Rc_hash_key, text);
    }
    return key_from_entropy(_Rc_hash_key);
}
