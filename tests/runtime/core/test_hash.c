/* Hashing: SipHash against known answers, how numbers spread over bins, where the key comes from. */
#include "../types/fatal.h"

#include "core/hash.h"
#include <math.h>
#include <recount/recount.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

/* ---- The system's entropy, as the test wants it: this stands in front of the C library's ---- */

static int entropy_fails;
static unsigned char entropy_byte;

int getentropy(void *buffer, size_t size)
{
    if (entropy_fails) {
        return -1;
    }
    memset(buffer, entropy_byte, size);
    return 0;
}

/* ---- Bytes ---- */

/* SipHash-1-3 of the bytes 0, 1, ... n-1 under the key 00 01 ... 0f, for n = 1, 2, ...: computed by a
 * program of its own that agrees with CPython's hash(bytes) under its key of zeros. */
static const uint64_t known_answers[] = {
    0xc9f49bf37d57ca93, 0x82cb9b024dc7d44d, 0x8bf80ab8e7ddf7fb, 0xcf75576088d38328, 0xdef9d52f49533b67,
    0xc50d2b50c59f22a7, 0xd3927d989bb11140, 0x369095118d299a8e, 0x25a48eb36c063de4, 0x79de85ee92ff097f,
    0x70c118c1f94dc352, 0x78a384b157b4d9a2, 0x306f760c1229ffa7, 0x605aa111c0f95d34, 0xd320d86d2a519956,
    0xcc4fdd1a7d908b66, 0x9cf2689063dbd80c, 0x8ffc389cb473e63e, 0xf21f9de58d297d1c, 0xc0dc2f46a6cce040,
    0xb992abfe2b45f844, 0x7ffe7b9ba320872e, 0x525a0e7fdae6c123, 0xf464aeb267349c8c, 0x45cd5928705b0979,
    0x3a3e35e3ca9913a5, 0xa91dc74e4ade3b35, 0xfb0bed02ef6cd00d, 0x88d93cb44ab1e1f4, 0x540f11d643c5e663,
    0x2370dd1f8c21d1bc, 0x81157b6c16a7b60d, 0x4d54b9e57a8ff9bf, 0x759f12781f2a753e, 0xcea1a3bebf186b91,
    0x2cf508d3ada26206, 0xb6101c2da3c33057, 0xb3f47496ae3a36a1, 0x626b57547b108392, 0xc1d2363299e41531,
    0x667cc1923f1ad944, 0x65704ffec8138825, 0x24f280d1c28949a6, 0xc2ca1cedfaf8876b, 0xc2164bfc9f042196,
    0xa16e9c9368b1d623, 0x49fb169c8b5114fd, 0x9f3143f8df074c46, 0xc6fdaf2412cc86b3, 0x7eaf49d10a52098f,
    0x1cf313559d292f9a, 0xc44a30dda2f41f12, 0x36fae98943a71ed0, 0x318fb34c73f0bce6, 0xa27abf3670a7e980,
    0xb4bcc0db243c6d75, 0x23f8d852fdb71513, 0x8f035f4da67d8a08, 0xd89cd0e5b7e8f148, 0xf6f4e6bcf7a644ee,
    0xaec59ad80f1837f2, 0xc3b2f6154b6694e0, 0x9d199062b7bbb3a8,
};

static void set_key(uint64_t first, uint64_t second)
{
    _Rc_hash_key[0] = first;
    _Rc_hash_key[1] = second;
}

static void test_siphash(void **state)
{
    Rc_UNUSED(state);
    unsigned char bytes[65];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)i;
    }
    set_key(UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908));
    assert_int_equal(_Rc_HashBytes(bytes, 0), 0);
    assert_int_equal(_Rc_HashBytes(NULL, 0), 0);
    for (size_t n = 1; n <= sizeof known_answers / sizeof known_answers[0]; n++) {
        assert_true(_Rc_HashBytes(bytes, n) == (Rc_hash_t)known_answers[n - 1]);
        assert_true(Rc_HashBuffer(bytes, (Rc_ssize_t)n) == _Rc_HashBytes(bytes, n));
    }
    memmove(bytes + 1, bytes, 64); /* alignment does not matter */
    assert_true(_Rc_HashBytes(bytes + 1, 63) == (Rc_hash_t)known_answers[62]);
    set_key(1, 2);
    assert_true(_Rc_HashBytes(bytes + 1, 63) != (Rc_hash_t)known_answers[62]);
}

/* ---- Numbers ---- */

static void test_equal_numbers_hash_equally(void **state)
{
    static const int64_t numbers[] = {0,   1,          -1,        2,         63,        64,
                                      -64, 1000000007, INT64_MIN, 1LL << 40, 1LL << 62, -(1LL << 53)};
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_true(_Rc_HashDouble((double)numbers[i]) == _Rc_HashInt64(numbers[i]));
    }
    assert_true(_Rc_HashDouble(-0.0) == _Rc_HashInt64(0));
    assert_true(_Rc_HashDouble(0.5) == _Rc_HashDouble(0.5));
    assert_true(_Rc_HashDouble(0.5) != _Rc_HashDouble(0.25));
    assert_true(_Rc_HashDouble(0x1p63) != _Rc_HashInt64(INT64_MIN));
    assert_true(_Rc_HashDouble(INFINITY) != _Rc_HashDouble(-INFINITY));
    assert_true(_Rc_HashDouble((double)NAN) == _Rc_HashDouble(-(double)NAN));
}

static void test_the_key_matters(void **state)
{
    Rc_UNUSED(state);
    set_key(1, 2);
    Rc_hash_t number = _Rc_HashInt64(1000000), fraction = _Rc_HashDouble(0.5),
              address = Rc_HashPointer(state);
    assert_true(number == _Rc_HashInt64(1000000));
    set_key(1, 4);
    assert_true(number != _Rc_HashInt64(1000000));
    assert_true(fraction != _Rc_HashDouble(0.5));
    assert_true(address != Rc_HashPointer(state));
    set_key(3, 2);
    assert_true(number != _Rc_HashInt64(1000000));
}

/* Hence none is -1, which tells an error. */
static void test_no_hash_of_a_number_is_negative(void **state)
{
    Rc_UNUSED(state);
    uint64_t word = 88172645463325252, bits = 0;
    for (int i = 0; i < 100000; i++) {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        set_key(word, ~word);
        Rc_hash_t hash = _Rc_HashInt64((int64_t)(word << 5));
        assert_true(hash >= 0);
        bits |= (uint64_t)hash;
    }
    assert_true(bits >= (uint64_t)RC_SSIZE_T_MAX >> 1);
}

/* A key of zeros, which entropy may be for all we know, loses nothing but the secret. */
static void test_a_key_of_zeros(void **state)
{
    Rc_UNUSED(state);
    set_key(0, 0);
    for (int64_t i = -1000; i < 1000; i++) {
        assert_true(_Rc_HashInt64(i * UINT32_MAX) != _Rc_HashInt64((i + 1) * UINT32_MAX));
    }
}

/* The hashes of a run are neighbours: those of eight keys that begin at a multiple of eight lie in eight places. */
static void test_neighbours_keep_together(void **state)
{
    static const int64_t starts[] = {0, 512, -512, 512 * 12345, INT64_MIN};
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        char seen[512] = {0};
        Rc_hash_t first = RC_SSIZE_T_MAX;
        for (int64_t offset = 0; offset < 8; offset++) {
            Rc_hash_t hash = _Rc_HashInt64(starts[i] + offset);
            first = hash < first ? hash : first;
        }
        for (int64_t offset = 0; offset < 512; offset++) {
            Rc_hash_t place = _Rc_HashInt64(starts[i] + offset) - first;
            assert_int_equal(place / 8, offset / 8);
            assert_false(seen[place]);
            seen[place] = 1;
        }
    }
}

/* 2**k neighbours that begin at a multiple of 2**k have a bin each in tables of 2**k bins; eight multiples of
 * eight have nearly so. */
static void test_small_tables(void **state)
{
    Rc_UNUSED(state);
    for (int k = 1; k <= 6; k++) {
        uint64_t seen = 0;
        for (int64_t i = 0; i < 1 << k; i++) {
            seen |= UINT64_C(1) << (_Rc_HashInt64(640 + i) & ((1 << k) - 1));
        }
        assert_true(seen == UINT64_MAX >> (64 - (1 << k)));
    }
    unsigned seen = 0;
    for (int64_t i = 0; i < 8; i++) {
        seen |= 1u << (_Rc_HashInt64(640 + 8 * i) & 7);
    }
    assert_true(__builtin_popcount(seen) >= 4);
}

/* ---- Spreading: families of keys that programs have, against random ones ---- */

typedef double (*Family)(uint64_t i);

static double sequence(uint64_t i)
{
    return (double)i;
}

static double negative_sequence(uint64_t i)
{
    return -(double)i;
}

static double offset_sequence(uint64_t i)
{
    return 1000000000 + (double)i;
}

static double decimal_multiples(uint64_t i)
{
    return (double)i * 1000;
}

static double squares(uint64_t i)
{
    return (double)i * (double)i;
}

static double every_other_run(uint64_t i)
{
    return (double)(i / 64 * 128 + i % 64);
}

static double grid(uint64_t i)
{
    return (double)((i / 16 << 20) + i % 16);
}

static double halves(uint64_t i)
{
    return (double)i + 0.5;
}

static double tenths(uint64_t i)
{
    return (double)i / 10 + 0.05;
}

static double powers_apart(uint64_t i)
{
    return ldexp(1 + (double)(i / 900) / 64, (int)(i % 900)) / 3;
}

/* The mean number of keys that a hit looks at, in chained bins that are half full: 1.25 for random keys. */
static double mean_probes(const uint64_t *hashes, uint64_t count, uint64_t bins)
{
    static uint32_t loads[1 << 15];
    uint64_t probes = 0;
    memset(loads, 0, sizeof loads[0] * (size_t)bins);
    for (uint64_t i = 0; i < count; i++) {
        probes += ++loads[hashes[i] % bins];
    }
    return (double)probes / (double)count;
}

#define MAX_KEYS (1 << 14)
#define KEYS_TRIED 24

/* The most probes that any key of the hash has led to, in tables where chance alone makes no great difference. */
static double worst_of_a_key;

/* The mean over some fixed keys of the hash.  Without a family: of i * distance. */
static double probes(Family family, int64_t distance, uint64_t bins)
{
    static uint64_t hashes[MAX_KEYS];
    double sum = 0;
    RcConfig config;
    RcConfig_Init(&config);
    config.use_hash_seed = 1;
    for (uint64_t seed = 0; seed < KEYS_TRIED; seed++) {
        config.hash_seed = seed;
        assert_int_equal(_RcHash_Start(&config), 0);
        for (uint64_t i = 0; i < bins / 2; i++) {
            hashes[i] = (uint64_t)(family != NULL ? _Rc_HashDouble(family(i))
                                                  : _Rc_HashInt64((int64_t)(i * (uint64_t)distance)));
        }
        double mean = mean_probes(hashes, bins / 2, bins);
        worst_of_a_key = bins >= 256 ? fmax(worst_of_a_key, mean) : worst_of_a_key;
        sum += mean;
    }
    return sum / KEYS_TRIED;
}

static double family_probes(Family family, uint64_t bins)
{
    return probes(family, 0, bins);
}

static double distance_probes(int64_t distance, uint64_t bins)
{
    return probes(NULL, distance, bins);
}

static double random_probes(uint64_t bins)
{
    static uint64_t hashes[MAX_KEYS];
    uint64_t word = 88172645463325252;
    double sum = 0;
    for (int round = 0; round < KEYS_TRIED; round++) {
        for (uint64_t i = 0; i < bins / 2; i++) {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            hashes[i] = word >> 8;
        }
        sum += mean_probes(hashes, bins / 2, bins);
    }
    return sum / KEYS_TRIED;
}

static void test_structured_keys_spread_like_random_ones(void **state)
{
    static const struct {
        const char *name;
        Family family;
    } families[] = {
        {"sequence", sequence},
        {"negative sequence", negative_sequence},
        {"offset sequence", offset_sequence},
        {"multiples of 1000", decimal_multiples},
        {"squares", squares},
        {"every other run", every_other_run},
        {"grid", grid},
        {"halves", halves},
        {"tenths", tenths},
        {"powers apart", powers_apart},
    };
    static const uint64_t sizes[] = {4, 8, 12, 16, 32, 64, 100, 256, 1024, 1 << 15};
    Rc_UNUSED(state);
    double worst = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        double random = random_probes(sizes[s]);
        for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
            double ratio = family_probes(families[f].family, sizes[s]) / random;
            if (ratio > 1.7) {
                print_error("%s in %llu bins: %.2f\n", families[f].name, (unsigned long long)sizes[s], ratio);
            }
            worst = fmax(worst, ratio);
        }
        /* Multiples of powers of two, until only the highest bits differ. */
        for (int shift = 0; shift < 64 - 15; shift++) {
            worst = fmax(worst, distance_probes(INT64_C(1) << shift, sizes[s]) / random);
        }
        for (int64_t distance = 3; distance <= 300 && sizes[s] <= 256; distance++) {
            worst = fmax(worst, distance_probes(distance, sizes[s]) / random);
        }
    }
    print_message("worst family: %.2f times the probes of random keys, with the worst secret %.2f\n", worst,
                  worst_of_a_key / 1.25);
    assert_true(worst <= 1.7);
    assert_true(worst_of_a_key <= 1.25 * 2); /* no secret may be a bad one */
}

static void test_addresses_spread(void **state)
{
    static uint64_t hashes[512];
    static char memory[512 * 4096];
    static const size_t strides[] = {16, 48, 64, 256, 4096};
    Rc_UNUSED(state);
    for (size_t s = 0; s < sizeof strides / sizeof strides[0]; s++) {
        double sum = 0;
        for (uint64_t seed = 0; seed < KEYS_TRIED; seed++) {
            set_key(seed * 2654435761, seed * 40503 + 12345);
            for (size_t i = 0; i < 512; i++) {
                hashes[i] = (uint64_t)Rc_HashPointer(memory + i * strides[s]);
            }
            sum += mean_probes(hashes, 512, 1024);
        }
        assert_true(sum / KEYS_TRIED <= 1.5 * 1.25);
    }
}

/* ---- The key ---- */

static int start(uint64_t key[2], const char *environment)
{
    RcConfig config;
    set_key(7, 8);
    RcConfig_Init(&config);
    if (environment != NULL) {
        setenv("RECOUNT_HASHSEED", environment, 1);
    } else {
        unsetenv("RECOUNT_HASHSEED");
    }
    int result = _RcHash_Start(&config);
    unsetenv("RECOUNT_HASHSEED");
    memcpy(key, _Rc_hash_key, sizeof _Rc_hash_key);
    return result;
}

static void test_key_from_a_seed(void **state)
{
    Rc_UNUSED(state);
    uint64_t key[2];
    assert_int_equal(start(key, "0"), 0);
    assert_true(key[0] == UINT64_C(0xe220a8397b1dcdaf) && key[1] == UINT64_C(0x6e789e6aa1b965f4));
    assert_int_equal(start(key, "42"), 0);
    assert_true(key[0] == UINT64_C(0xbdd732262feb6e95) && key[1] == UINT64_C(0x28efe333b266f103));
    assert_int_equal(start(key, "00042"), 0);
    assert_true(key[0] == UINT64_C(0xbdd732262feb6e95));
    assert_int_equal(start(key, "18446744073709551615"), 0);
    assert_true(key[0] != 7 && key[1] != 8);
}

static void test_a_seed_that_is_no_number(void **state)
{
    static const char *const wrong[] = {"",     " 1",  "1 ",     "-1",  "+1",
                                        "0x10", "one", "Random", "1.5", "18446744073709551616"};
    Rc_UNUSED(state);
    uint64_t key[2];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(start(key, wrong[i]), -1);
        assert_true(key[0] == 7 && key[1] == 8);
    }
}

static void test_the_config_stands_before_the_environment(void **state)
{
    Rc_UNUSED(state);
    RcConfig config;
    RcConfig_Init(&config);
    config.use_hash_seed = 1;
    config.hash_seed = 42;
    setenv("RECOUNT_HASHSEED", "nonsense", 1);
    assert_int_equal(_RcHash_Start(&config), 0);
    unsetenv("RECOUNT_HASHSEED");
    assert_true(_Rc_hash_key[0] == UINT64_C(0xbdd732262feb6e95));
}

static void test_key_from_entropy(void **state)
{
    Rc_UNUSED(state);
    uint64_t key[2];
    entropy_byte = 0x5a;
    assert_int_equal(start(key, NULL), 0);
    assert_true(key[0] == UINT64_C(0x5a5a5a5a5a5a5a5a) && key[1] == key[0]);
    entropy_byte = 0x3c;
    assert_int_equal(start(key, "random"), 0);
    assert_true(key[0] == UINT64_C(0x3c3c3c3c3c3c3c3c));

    uint64_t again[2];
    entropy_fails = 1;
    assert_int_equal(start(key, NULL), 0);
    assert_int_equal(start(again, NULL), 0);
    assert_true(key[0] != again[0] && key[1] != again[1]);

    struct rlimit before, none;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    int result = start(key, NULL);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    entropy_fails = 0;
    assert_int_equal(result, -1);
    assert_true(key[0] == 7 && key[1] == 8);
}

/* ---- Without a runtime ---- */

static void hash_bytes(void *op)
{
    _Rc_HashBytes(op, 1);
}

static void hash_number(void *op)
{
    Rc_UNUSED(op);
    _Rc_HashInt64(1);
}

static void hash_fraction(void *op)
{
    Rc_UNUSED(op);
    _Rc_HashDouble(0.5);
}

static void test_without_a_runtime(void **state)
{
    Rc_UNUSED(state);
    char byte = 0;
    assert_true(aborts(hash_bytes, &byte));
    assert_true(aborts(hash_number, NULL));
    assert_true(aborts(hash_fraction, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_siphash),
        counted_test(test_equal_numbers_hash_equally),
        counted_test(test_the_key_matters),
        counted_test(test_no_hash_of_a_number_is_negative),
        counted_test(test_a_key_of_zeros),
        counted_test(test_neighbours_keep_together),
        counted_test(test_small_tables),
        counted_test(test_structured_keys_spread_like_random_ones),
        counted_test(test_addresses_spread),
        counted_test(test_key_from_a_seed),
        counted_test(test_a_seed_that_is_no_number),
        counted_test(test_the_config_stands_before_the_environment),
        counted_test(test_key_from_entropy),
        cmocka_unit_test(test_without_a_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
