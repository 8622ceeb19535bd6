/* Hash flooding: keys that were sought, with a seed known, to lie in few bins are as good as any under another seed.
 *
 * Counted are probes, not time: the mean number of keys that are looked at to find one.  Keys are ints (a run of
 * 512 neighbours keeps together, so a key of its own run each is sought) and strs. */
#include "support.h"

#include <recount/recount.h>

#include <stdlib.h>

#define KEYS 2000
#define BINS 4096 /* of a table of so many keys */
#define FULL 16   /* sought: so many of the bins only */

static void start(int seeded, uint64_t seed)
{
    RcConfig config;
    RcConfig_Init(&config);
    config.use_hash_seed = seeded;
    config.hash_seed = seed;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
}

static RcObject *key_of(int is_str, uint64_t number)
{
    return is_str ? RcStr_FromFormat("key %ju", (uintmax_t)number) : RcInt_FromInt64((int64_t)(number << 9));
}

/* The numbers of keys whose hashes have the same bits where a table looks. */
static void seek(int is_str, uint64_t *numbers)
{
    uint64_t candidate = 0;
    for (int found = 0; found < KEYS; candidate++) {
        RcObject *key = key_of(is_str, candidate);
        if ((RcObject_Hash(key) & (BINS - 1)) < FULL) {
            numbers[found++] = candidate;
        }
        Rc_DECREF(key);
    }
}

static double probes(int is_str, const uint64_t *numbers)
{
    RcObject *table = RcHashTable_New();
    RcHashTableStats stats;

    for (int i = 0; i < KEYS; i++) {
        RcObject *key = key_of(is_str, numbers[i]);
        assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
        Rc_DECREF(key);
    }
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    Rc_DECREF(table);
    return stats.mean_probes_hit;
}

static void flood(int is_str)
{
    static uint64_t sought[KEYS], any[KEYS];
    double known, unknown, random;

    for (uint64_t i = 0; i < KEYS; i++) {
        any[i] = i * UINT64_C(0x9E3779B97F4A7C15) >> 20;
    }
    start(1, 4711);
    seek(is_str, sought);
    known = probes(is_str, sought);
    assert_int_equal(Rc_Finalize(), 0);
    assert_true(known > 20); /* it is an attack */
    for (int i = 0; i < 20; i++) {
        start(0, 0); /* the default */
        unknown = probes(is_str, sought);
        random = probes(is_str, any);
        assert_int_equal(Rc_Finalize(), 0);
        print_message("%s: probes %.2f with the seed known, %.2f without; random keys %.2f\n",
                      is_str ? "str" : "int", known, unknown, random);
        assert_true(unknown <= 2 * random);
    }
}

static void test_ints(void **state)
{
    Rc_UNUSED(state);
    flood(0);
}

static void test_strs(void **state)
{
    Rc_UNUSED(state);
    flood(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ints), cmocka_unit_test(test_strs)};
    unsetenv("RECOUNT_HASHSEED");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
