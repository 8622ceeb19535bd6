/* Random operations against a naive model: an array of pairs in order of insertion, searched from the front.
 *
 * Keys are of several types, many of them equal in value or in hash; allocations fail at random.  After each
 * operation the result, the size and the counts of the key and the values concerned are compared, now and
 * then the whole content, its order, the bins and the counts of everything.
 *
 * The seed is printed; RECOUNT_TEST_SEED repeats a run. */
#include "helpers.h"

#include <recount/memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define KEYS 240
#define VALUES 16
#define STEPS 6000

/* A key of the pool: many objects may be the same key of the table. */
typedef struct Key {
    RcObject *object;
    int type;     /* 0 int, 1 float, 2 str, 3 tuple of an int, 4 hostile */
    int identity; /* keys of one type are the same if this is */
} Key;

typedef struct Model {
    int keys[KEYS];   /* indices into the pool, of the stored keys, in order */
    int values[KEYS]; /* indices of values */
    int length;
    Rc_ssize_t bins;
} Model;

static Key pool[KEYS];
static RcObject *values[VALUES];
static RcObject *table;
static Model model;
static uint64_t random_state;

static uint64_t random_bits(void)
{
    uint64_t x = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static int below(int n)
{
    return (int)(random_bits() % (uint64_t)n);
}

/* Hostile keys: the identity is in arg; hashes are few, so bins are long. */
static Rc_hash_t hash_identity(Hostile *self)
{
    return (Rc_hash_t)((intptr_t)self->arg % 5) - 2 == -1 ? -7 : (Rc_hash_t)((intptr_t)self->arg % 5) - 2;
}

static RcObject *compare_identity(Hostile *self, RcObject *other, int op)
{
    if (!Rc_IS_TYPE(other, &Hostile_Type) || op != Rc_EQ) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return Rc_NewRef(self->arg == ((Hostile *)other)->arg ? Rc_True : Rc_False);
}

static RcObject *new_key(int type, int identity)
{
    char text[32];
    Hostile *hostile;
    switch (type) {
    case 0:
        return RcInt_FromLong(1000000 + identity);
    case 1:
        return RcFloat_FromDouble(1000000.0 + identity);
    case 2:
        snprintf(text, sizeof text, "key number %d", identity);
        return RcStr_FromString(text);
    case 3:
        return Rc_BuildValue("(l)", 1000000L + identity);
    default:
        hostile = Hostile_New();
        hostile->on_hash = hash_identity;
        hostile->on_compare = compare_identity;
        hostile->arg = (void *)(intptr_t)identity;
        return RC_OBJECT_CAST(hostile);
    }
}

static void make_pool(void)
{
    for (int i = 0; i < KEYS; i++) {
        pool[i].type = below(5);
        pool[i].identity = below(20);
        pool[i].object = new_key(pool[i].type, pool[i].identity);
        assert_refcnt(pool[i].object, 1);
    }
    for (int i = 0; i < VALUES; i++) {
        values[i] = new_float(i);
    }
    model.length = 0;
}

/* -- the model -- */

static int model_find(int key)
{
    for (int i = 0; i < model.length; i++) {
        const Key *stored = &pool[model.keys[i]];
        if (stored->type == pool[key].type && stored->identity == pool[key].identity) {
            return i;
        }
    }
    return -1;
}

static void model_set(int key, int value)
{
    int at = model_find(key);
    if (at < 0) {
        while ((double)(model.length + 1) / (double)model.bins > RcHashTable_MaxLoad(table)) {
            model.bins *= 2;
        }
        at = model.length++;
        model.keys[at] = key;
    }
    model.values[at] = value;
}

static void model_remove(int at)
{
    model.length--;
    for (int i = at; i < model.length; i++) {
        model.keys[i] = model.keys[i + 1];
        model.values[i] = model.values[i + 1];
    }
}

static Rc_ssize_t expected_key_count(int key)
{
    Rc_ssize_t count = 1;
    for (int i = 0; i < model.length; i++) {
        count += model.keys[i] == key;
    }
    return count;
}

static Rc_ssize_t expected_value_count(int value)
{
    Rc_ssize_t count = 1;
    for (int i = 0; i < model.length; i++) {
        count += model.values[i] == value;
    }
    return count;
}

/* -- comparing the two -- */

static void compare_all(void)
{
    Rc_ssize_t pos = 0, listed = 0;
    RcObject *key, *value;
    for (int i = 0; i < model.length; i++) {
        assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 1);
        assert_ptr_equal(key, pool[model.keys[i]].object);
        assert_ptr_equal(value, values[model.values[i]]);
    }
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    for (Rc_ssize_t bin = 0; bin < model.bins; bin++) {
        RcObject *list = RcHashTable_BinKeys(table, bin);
        for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++, listed++) {
            Rc_hash_t hash = RcObject_Hash(RcList_GET_ITEM(list, i));
            assert_int_equal((hash % model.bins + model.bins) % model.bins, bin);
        }
        Rc_DECREF(list);
    }
    assert_int_equal(listed, model.length);
    for (int i = 0; i < KEYS; i++) {
        assert_refcnt(pool[i].object, expected_key_count(i));
    }
    for (int i = 0; i < VALUES; i++) {
        assert_refcnt(values[i], expected_value_count(i));
    }
}

static void compare(int key, int value)
{
    assert_refcnt(table, 1);
    assert_int_equal(RcHashTable_Size(table), model.length);
    assert_int_equal(RcHashTable_Bins(table), model.bins);
    assert_refcnt(pool[key].object, expected_key_count(key));
    assert_refcnt(values[value], expected_value_count(value));
}

/* -- operations: the model follows unless an allocation failed -- */

/* Was it a failed allocation?  Then the error is taken away, and the model stays. */
static int failed(int status)
{
    RcMem_SetFailAfter(0);
    if (status >= 0) {
        assert_no_error();
        return 0;
    }
    assert_raises(RcExc_MemoryError, NULL);
    return 1;
}

static void do_set(int key, int value)
{
    if (!failed(RcHashTable_SetItem(table, pool[key].object, values[value]))) {
        model_set(key, value);
    }
}

static void do_get(int key)
{
    int at = model_find(key);
    RcObject *found = RcHashTable_GetItem(table, pool[key].object);
    if (!failed(found == NULL && RcErr_Occurred() ? -1 : 0)) {
        assert_ptr_equal(found, at < 0 ? NULL : values[model.values[at]]);
    }
}

static void do_get_ref(int key)
{
    int at = model_find(key);
    RcObject *found = table;
    int status = RcHashTable_GetItemRef(table, pool[key].object, &found);
    if (failed(status)) {
        assert_null(found);
        return;
    }
    assert_int_equal(status, at >= 0);
    assert_ptr_equal(found, at < 0 ? NULL : values[model.values[at]]);
    Rc_XDECREF(found);
}

static void do_set_default(int key, int value)
{
    int at = model_find(key);
    RcObject *found = table;
    int status = RcHashTable_SetDefaultRef(table, pool[key].object, values[value], &found);
    if (failed(status)) {
        assert_null(found);
        return;
    }
    assert_int_equal(status, at >= 0);
    assert_ptr_equal(found, values[at < 0 ? value : model.values[at]]);
    Rc_DECREF(found);
    if (at < 0) {
        model_set(key, value);
    }
}

static void do_delete(int key)
{
    int at = model_find(key);
    int status = RcHashTable_DelItem(table, pool[key].object);
    RcMem_SetFailAfter(0);
    if (status == 0) {
        assert_true(at >= 0);
        model_remove(at);
    } else if (!RcErr_ExceptionMatches(RcExc_MemoryError)) {
        assert_raises(RcExc_KeyError, NULL);
        assert_int_equal(at, -1);
    } else {
        RcErr_Clear();
    }
}

static void do_pop(int key)
{
    int at = model_find(key);
    RcObject *found = table;
    int status = RcHashTable_Pop(table, pool[key].object, &found);
    if (failed(status)) {
        assert_null(found);
        return;
    }
    assert_int_equal(status, at >= 0);
    assert_ptr_equal(found, at < 0 ? NULL : values[model.values[at]]);
    Rc_XDECREF(found);
    if (at >= 0) {
        model_remove(at);
    }
}

static void do_contains(int key)
{
    int at = model_find(key);
    int status = RcHashTable_Contains(table, pool[key].object);
    if (!failed(status)) {
        assert_int_equal(status, at >= 0);
    }
}

/* Goes on with a copy, which must equal the original. */
static void do_copy(void)
{
    RcObject *copy = RcHashTable_Copy(table);
    if (failed(copy != NULL ? 0 : -1)) {
        return;
    }
    assert_int_equal(RcObject_RichCompareBool(table, copy, Rc_EQ), 1);
    Rc_DECREF(table);
    table = copy;
}

/* A table of a few keys, one step a key, so that the model can follow a failure in the middle. */
static void do_update(int key, int value)
{
    RcMem_SetFailAfter(0);
    RcObject *other = RcHashTable_NewWith(3, 1.0, NULL);
    assert_int_equal(RcHashTable_SetItem(other, pool[key].object, values[value]), 0);
    RcMem_SetFailAfter(below(2));
    if (!failed(RcHashTable_Update(table, other))) {
        model_set(key, value);
    }
    Rc_DECREF(other);
}

static void do_clear(void)
{
    RcMem_SetFailAfter(0);
    RcHashTable_Clear(table);
    model.length = 0;
}

static void step(int phase)
{
    int key = below(KEYS), value = below(VALUES), kind = below(100);
    if (below(4) == 0) {
        RcMem_SetFailAfter(1 + below(3));
    }
    /* Phases in turns: growing, shrinking, one in and one out. */
    if (kind < (phase == 1 ? 10 : 40)) {
        do_set(key, value);
    } else if (kind < 45) {
        do_set_default(key, value);
    } else if (kind < (phase == 0 ? 48 : 65)) {
        do_delete(key);
    } else if (kind < (phase == 0 ? 50 : 75)) {
        do_pop(key);
    } else if (kind < 82) {
        do_get(key);
    } else if (kind < 89) {
        do_get_ref(key);
    } else if (kind < 94) {
        do_contains(key);
    } else if (kind < 98) {
        do_update(key, value);
    } else if (kind < 99) {
        do_copy();
    } else if (below(5) == 0) {
        do_clear();
    }
    RcMem_SetFailAfter(0);
    compare(key, value);
}

static void run(Rc_ssize_t size, double max_load)
{
    make_pool();
    table = RcHashTable_NewWith(size, max_load, NULL);
    model.bins = size;
    for (int i = 0; i < STEPS; i++) {
        step(i / 300 % 3);
        if (i % 50 == 0) {
            compare_all();
        }
    }
    compare_all();
    Rc_DECREF(table);
    for (int i = 0; i < KEYS; i++) {
        assert_refcnt(pool[i].object, 1);
        Rc_DECREF(pool[i].object);
    }
    for (int i = 0; i < VALUES; i++) {
        assert_refcnt(values[i], 1);
        Rc_DECREF(values[i]);
    }
    assert_live(0);
}

static void test_power_of_two_bins(void **state)
{
    Rc_UNUSED(state);
    run(4, 0.5);
}

static void test_odd_bins(void **state)
{
    Rc_UNUSED(state);
    run(7, 0.75);
}

static void test_full_bins(void **state)
{
    Rc_UNUSED(state);
    run(1, 1.0);
}

static void test_many_bins(void **state)
{
    Rc_UNUSED(state);
    run(1000, 0.1);
}

int main(void)
{
    const char *given = getenv("RECOUNT_TEST_SEED");
    random_state = given != NULL ? strtoull(given, NULL, 0) : (uint64_t)time(NULL);
    printf("RECOUNT_TEST_SEED=%llu\n", (unsigned long long)random_state);
    const struct CMUnitTest tests[] = {
        counted_test(test_power_of_two_bins),
        counted_test(test_odd_bins),
        counted_test(test_full_bins),
        counted_test(test_many_bins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
