/* Tables of few pairs, which have fewer chains than bins: nobody may tell, at any number of pairs around the
 * one that makes an ordinary table of it. */
#include "helpers.h"

#define MOST 12

static const Rc_ssize_t sizes[] = {1, 3, 4, 1000};
#define SIZES (int)(sizeof sizes / sizeof *sizes)

/* The key itself, an int, is the hash. */
static RcObject *itself(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return Rc_NewRef(RcTuple_GET_ITEM(args, 0));
}

static RcObject *identity_table(Rc_ssize_t size)
{
    Hostile *function = new_hostile();
    function->on_call = itself;
    RcObject *table = RcHashTable_NewWith(size, 1.0, RC_OBJECT_CAST(function));
    assert_non_null(table);
    Rc_DECREF(function);
    return table;
}

/* Keys of both signs; many have a bin of 3, 4 or 1000 in common. */
static long number(int i)
{
    static const long numbers[MOST] = {0, 12, -1, 3, 1000, 7, -13, 2012, 4, 24, -1000, 36};
    return numbers[i];
}

static RcObject *key_of(int i)
{
    RcObject *key = RcInt_FromLong(number(i));
    assert_non_null(key);
    return key;
}

static void add(RcObject *table, int i)
{
    RcObject *key = key_of(i);
    assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
    Rc_DECREF(key);
}

/* The bins and the statistics of a table that has been given the keys from first to end, in this order. */
static void assert_bins(RcObject *table, int first, int end)
{
    Rc_ssize_t bins = RcHashTable_Bins(table), used = 0, longest = 0;
    double probes = 0.0;
    RcHashTableStats stats;
    for (Rc_ssize_t bin = 0; bin < bins; bin++) {
        RcObject *keys = RcHashTable_BinKeys(table, bin);
        Rc_ssize_t length = 0;
        for (int i = first; i < end; i++) {
            if (((number(i) % bins) + bins) % bins == bin) {
                assert_true(length < RcList_GET_SIZE(keys));
                assert_int_equal(RcInt_AsLong(RcList_GET_ITEM(keys, length)), number(i));
                length++;
            }
        }
        assert_int_equal(RcList_GET_SIZE(keys), length);
        Rc_DECREF(keys);
        used += length > 0;
        longest = length > longest ? length : longest;
        probes += (double)(length * (length + 1)) / 2.0;
    }
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(stats.pairs, end - first);
    assert_int_equal(stats.bins, bins);
    assert_int_equal(stats.used_bins, used);
    assert_int_equal(stats.longest_bin, longest);
    assert_true(stats.mean_probes_hit == (end > first ? probes / (end - first) : 0.0));
    assert_true(stats.mean_probes_miss == (double)(end - first) / (double)bins);
}

static void test_bins_and_statistics(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < SIZES; i++) {
        RcObject *table = identity_table(sizes[i]);
        Rc_ssize_t bins = sizes[i];
        for (int n = 0; n < MOST; n++) {
            assert_bins(table, 0, n);
            add(table, n);
            while (n + 1 > bins) {
                bins *= 2;
            }
            assert_int_equal(RcHashTable_Bins(table), bins);
        }
        for (int n = 0; n < MOST; n++) { /* and back: bins stay */
            assert_bins(table, n, MOST);
            RcObject *key = key_of(n), *value;
            assert_int_equal(RcHashTable_Pop(table, key, &value), 1);
            Rc_DECREF(key);
            Rc_DECREF(value);
            assert_int_equal(RcHashTable_Bins(table), bins);
        }
        Rc_DECREF(table);
        assert_live(0);
    }
}

static void test_drawing(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(3);
    for (int n = 0; n < 3; n++) {
        add(table, n);
    }
    RcObject *text = RcObject_Str(table);
    assert_string_equal(RcStr_AsUTF8(text), "[]**\n[]\n[]*");
    Rc_DECREF(text);
    Rc_DECREF(table);
}

/* Bins cost nothing while there is nothing in them. */
static void test_many_bins_for_few_pairs(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcHashTable_NewWith(1000000, 0.5, NULL);
    RcHashTableStats stats;
    for (int n = 0; n < 8; n++) {
        add(table, n);
    }
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_true(stats.bytes < 512);
    assert_int_equal(stats.bins, 1000000);
    add(table, 8);
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_true(stats.bytes > 4000000);
    assert_int_equal(stats.bins, 1000000);
    assert_int_equal(stats.resizes, 0);
    Rc_DECREF(table);
}

/* -- every operation, at every number of pairs -- */

typedef RcObject *(*NewKey)(int i);

static RcObject *int_key(int i)
{
    return new_int(number(i));
}

static RcObject *str_key(int i)
{
    char text[32];
    snprintf(text, sizeof text, "key %ld", number(i));
    return new_str(text);
}

static RcObject *float_key(int i)
{
    return new_float((double)number(i) + 0.5);
}

/* keys[0..n] are in the table, by the same objects or by equal ones; the others are not. */
static void assert_content(RcObject *table, RcObject **keys, RcObject **values, NewKey new_key, int n)
{
    Rc_ssize_t pos = 0;
    RcObject *key, *value;
    for (int i = 0; i < n; i++) {
        assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 1);
        assert_ptr_equal(key, keys[i]);
        assert_ptr_equal(value, values[i]);
    }
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    for (int i = 0; i < MOST; i++) {
        RcObject *equal = new_key(i);
        assert_ptr_equal(RcHashTable_GetItem(table, keys[i]), i < n ? values[i] : NULL);
        assert_ptr_equal(RcHashTable_GetItem(table, equal), i < n ? values[i] : NULL);
        assert_int_equal(RcHashTable_Contains(table, equal), i < n);
        assert_int_equal(RcHashTable_GetItemRef(table, equal, &value), i < n);
        Rc_XDECREF(value);
        Rc_DECREF(equal);
    }
    RcObject *copy = RcHashTable_Copy(table);
    assert_int_equal(RcObject_RichCompareBool(table, copy, Rc_EQ), 1);
    assert_int_equal(RcHashTable_Bins(copy), RcHashTable_Bins(table));
    Rc_DECREF(copy);
}

static void grow_and_shrink(Rc_ssize_t size, NewKey new_key)
{
    RcObject *table = RcHashTable_NewWith(size, 0.75, NULL), *keys[MOST], *values[MOST];
    for (int i = 0; i < MOST; i++) {
        keys[i] = new_key(i);
        values[i] = new_float(i);
    }
    for (int i = 0; i < MOST; i++) {
        assert_content(table, keys, values, new_key, i);
        if (i > 0) { /* out and in again: the last place, another hole */
            assert_int_equal(RcHashTable_DelItem(table, keys[i - 1]), 0);
            assert_content(table, keys, values, new_key, i - 1);
            assert_int_equal(RcHashTable_SetItem(table, keys[i - 1], values[i - 1]), 0);
        }
        assert_int_equal(RcHashTable_SetItem(table, keys[i], Rc_None), 0);
        RcObject *equal = new_key(i);
        assert_int_equal(RcHashTable_SetItem(table, equal, values[i]), 0);
        assert_refcnt(equal, 1);
        Rc_DECREF(equal);
    }
    for (int i = MOST; i > 0; i--) {
        RcObject *value;
        assert_content(table, keys, values, new_key, i);
        assert_int_equal(RcHashTable_Pop(table, keys[i - 1], &value), 1);
        assert_ptr_equal(value, values[i - 1]);
        Rc_DECREF(value);
    }
    assert_content(table, keys, values, new_key, 0);
    Rc_DECREF(table);
    for (int i = 0; i < MOST; i++) {
        assert_refcnt(keys[i], 1);
        assert_refcnt(values[i], 1);
        Rc_DECREF(keys[i]);
        Rc_DECREF(values[i]);
    }
    assert_live(0);
}

static void test_every_operation(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < SIZES; i++) {
        grow_and_shrink(sizes[i], int_key);
        grow_and_shrink(sizes[i], str_key);
        grow_and_shrink(sizes[i], float_key);
    }
}

/* -- becoming an ordinary one -- */

static RcObject *fill_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    for (int i = 0; self->arg != NULL && i < 20; i++) {
        RcObject *key = new_int(i);
        assert_int_equal(RcHashTable_SetItem(self->arg, key, Rc_None), 0);
        Rc_DECREF(key);
    }
    self->arg = NULL;
    Rc_RETURN_FALSE;
}

/* In the middle of a lookup twenty pairs come, and with them other chains: it begins anew. */
static void test_it_grows_during_a_lookup(void **state)
{
    Rc_UNUSED(state);
    for (int pairs = 0; pairs < 8; pairs++) {
        for (int sets = 0; sets < 2; sets++) {
            RcObject *table = new_table();
            Hostile *older = new_hostile(), *stored = new_hostile(), *asked = new_hostile();
            stored->on_compare = fill_on_compare;
            for (int i = 0; i < pairs / 2; i++) {
                add(table, i);
            }
            assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(older), Rc_True), 0);
            assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_True), 0);
            for (int i = pairs / 2; i + 1 < pairs; i++) {
                add(table, i);
            }
            Rc_ssize_t size = RcHashTable_Size(table);
            stored->arg = table;
            if (sets) {
                assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(asked), Rc_False), 0);
                assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(asked)), Rc_False);
            } else {
                assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(asked)), 0);
                assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(older)), 1);
            }
            assert_int_equal(RcHashTable_Size(table), size + 20 + sets);
            Rc_DECREF(table);
            assert_refcnt(older, 1);
            assert_refcnt(stored, 1);
            assert_refcnt(asked, 1);
            Rc_DECREF(older);
            Rc_DECREF(stored);
            Rc_DECREF(asked);
            assert_live(0);
        }
    }
}

typedef struct Ninth {
    RcObject *table;
    RcObject *key;
} Ninth;

static int set_the_ninth(void *arg)
{
    Ninth *ninth = arg;
    return RcHashTable_SetItem(ninth->table, ninth->key, Rc_None);
}

/* Its heads and its entries each meet a failing allocation. */
static void test_the_ninth_pair_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < SIZES; i++) {
        Ninth ninth = {RcHashTable_NewWith(sizes[i], 1.0, NULL), new_float(0.5)};
        for (int n = 0; n < 8; n++) {
            add(ninth.table, n);
        }
        RcObject *watched[] = {ninth.table, NULL};
        assert_int_equal(sweep(set_the_ninth, &ninth, watched), 2);
        assert_int_equal(RcHashTable_Size(ninth.table), 9);
        assert_refcnt(ninth.key, 2);
        Rc_DECREF(ninth.table);
        Rc_DECREF(ninth.key);
    }
}

/* -- taking over all pairs -- */

static void assert_same_table(RcObject *left, RcObject *right)
{
    RcHashTableStats a, b;
    RcObject *left_items = RcHashTable_Items(left), *right_items = RcHashTable_Items(right);
    assert_int_equal(RcObject_RichCompareBool(left_items, right_items, Rc_EQ), 1);
    Rc_DECREF(left_items);
    Rc_DECREF(right_items);
    assert_int_equal(RcHashTable_GetStats(left, &a), 0);
    assert_int_equal(RcHashTable_GetStats(right, &b), 0);
    assert_int_equal(a.pairs, b.pairs);
    assert_int_equal(a.bins, b.bins);
    assert_int_equal(a.resizes, b.resizes);
    assert_true(RcHashTable_MaxLoad(left) == RcHashTable_MaxLoad(right));
    for (Rc_ssize_t bin = 0; bin < a.bins; bin++) {
        RcObject *left_bin = RcHashTable_BinKeys(left, bin), *right_bin = RcHashTable_BinKeys(right, bin);
        assert_int_equal(RcObject_RichCompareBool(left_bin, right_bin, Rc_EQ), 1);
        Rc_DECREF(left_bin);
        Rc_DECREF(right_bin);
    }
}

static void set_all(RcObject *table, RcObject *other)
{
    Rc_ssize_t pos = 0;
    RcObject *key, *value;
    while (RcHashTable_Next(other, &pos, &key, &value)) {
        assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    }
}

/* Updates an empty table of these parameters, which may have been used before, from one of n pairs. */
static void update_empty(Rc_ssize_t size, double max_load, int used, NewKey new_key, int n, int holes)
{
    RcObject *table = RcHashTable_NewWith(size, max_load, NULL), *other = new_table();
    RcObject *single = RcHashTable_NewWith(size, max_load, NULL);
    for (int i = 0; i < n; i++) {
        RcObject *key = new_key == int_key ? new_int(i) : new_key(i), *value = new_float(i);
        assert_int_equal(RcHashTable_SetItem(other, key, value), 0);
        if (i % 3 == 1 && holes) {
            assert_int_equal(RcHashTable_DelItem(other, key), 0);
        }
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
    if (used) {
        add(table, 0);
        assert_int_equal(RcHashTable_DelItem(table, Rc_None), -1);
        RcErr_Clear();
        RcObject *key = key_of(0);
        assert_int_equal(RcHashTable_DelItem(table, key), 0);
        Rc_DECREF(key);
        add(single, 0);
        RcHashTable_Clear(single);
    }
    RcObject *iterator = RcObject_GetIter(table);
    assert_int_equal(RcHashTable_Update(table, other), 0);
    set_all(single, other);
    assert_same_table(table, single);
    assert_null(RcIter_Next(iterator));
    if (RcHashTable_Size(other) > 0) {
        assert_raises(RcExc_RuntimeError, "hash table changed size during iteration");
    }
    Rc_DECREF(iterator);
    for (int i = 0; i < MOST; i++) { /* both go on alike */
        add(table, i);
        add(single, i);
    }
    assert_same_table(table, single);
    Rc_DECREF(other);
    Rc_DECREF(table);
    Rc_DECREF(single);
    assert_live(0);
}

static void test_update_of_an_empty_table(void **state)
{
    Rc_UNUSED(state);
    static const double loads[] = {0.5, 1.0};
    static const int pairs[] = {0, 1, 8, 9, 16, 17, 100};
    for (int i = 0; i < SIZES * 4; i++) {
        for (int j = 0; j < 7; j++) {
            int used = i / 2 % 2, holes = j % 2;
            update_empty(sizes[i / 4], loads[i % 2], used, int_key, pairs[j], !holes);
            update_empty(sizes[i / 4], loads[i % 2], used, int_key, pairs[j], holes);
            if (pairs[j] <= 9) {
                update_empty(sizes[i / 4], loads[i % 2], used, str_key, pairs[j], holes);
                update_empty(sizes[i / 4], loads[i % 2], used, float_key, pairs[j], holes);
            }
        }
    }
}

/* Keys that may be equal are compared: the second takes the first one's place. */
static void test_update_of_an_empty_table_compares_other_keys(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *other = new_table();
    Hostile *first = new_hostile(), *second = new_hostile();
    assert_int_equal(RcHashTable_SetItem(other, RC_OBJECT_CAST(first), Rc_True), 0);
    assert_int_equal(RcHashTable_SetItem(other, RC_OBJECT_CAST(second), Rc_False), 0);
    first->on_compare = always_equal;
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_int_equal(RcHashTable_Size(table), 1);
    assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(first)), Rc_False);
    assert_refcnt(second, 2);
    Rc_DECREF(table);
    Rc_DECREF(other);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

/* Another hash function files the same keys elsewhere. */
static void test_update_of_an_empty_table_with_a_hash_func(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = identity_table(4), *other = new_table();
    for (int i = 0; i < MOST; i++) {
        add(other, i);
    }
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_bins(table, 0, MOST);
    RcHashTable_Clear(other);
    assert_int_equal(RcHashTable_Update(other, table), 0);
    assert_int_equal(RcObject_RichCompareBool(other, table, Rc_EQ), 1);
    Rc_DECREF(table);
    Rc_DECREF(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_bins_and_statistics),
        counted_test(test_drawing),
        counted_test(test_many_bins_for_few_pairs),
        counted_test(test_every_operation),
        counted_test(test_it_grows_during_a_lookup),
        counted_test(test_the_ninth_pair_walks_all_failures),
        counted_test(test_update_of_an_empty_table),
        counted_test(test_update_of_an_empty_table_compares_other_keys),
        counted_test(test_update_of_an_empty_table_with_a_hash_func),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
