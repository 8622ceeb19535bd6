/* How a key is found: which keys are the same, what a hash function may give, and texts that are nearly
 * equal. */
#include "helpers.h"

/* -- keys -- */

static void test_keys_are_typed(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *one = RcInt_FromLong(1), *real = new_float(1.0);
    RcObject *values[3] = {new_float(10.0), new_float(20.0), new_float(30.0)};
    assert_int_equal(RcObject_Hash(one), RcObject_Hash(real));
    assert_int_equal(RcObject_Hash(one), RcObject_Hash(Rc_True));
    assert_int_equal(RcHashTable_SetItem(table, one, values[0]), 0);
    assert_int_equal(RcHashTable_SetItem(table, real, values[1]), 0);
    assert_int_equal(RcHashTable_SetItem(table, Rc_True, values[2]), 0);
    assert_int_equal(RcHashTable_Size(table), 3);
    RcObject *equal = new_float(1.0);
    assert_ptr_equal(RcHashTable_GetItem(table, one), values[0]);
    assert_ptr_equal(RcHashTable_GetItem(table, equal), values[1]);
    assert_ptr_equal(RcHashTable_GetItem(table, Rc_True), values[2]);
    assert_refcnt(real, 2);
    assert_refcnt(equal, 1);
    Rc_DECREF(equal);
    Rc_DECREF(table);
    for (int i = 0; i < 3; i++) {
        assert_refcnt(values[i], 1);
        Rc_DECREF(values[i]);
    }
    Rc_DECREF(real);
    Rc_DECREF(one);
}

static void test_identity_is_enough(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *nan = new_float(0.0 / 1.0);
    Hostile *key = new_hostile(), *other = new_hostile();
    key->on_compare = other->on_compare = raise_on_compare; /* must not be asked */
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(key), nan), 0);
    assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(key)), nan);
    assert_refcnt(key, 2);
    assert_refcnt(table, 1);
    assert_refcnt(nan, 2);
    /* and other types are not asked either */
    RcObject *number = RcInt_FromLong(7);
    assert_int_equal(RcHashTable_Contains(table, number), 0);
    assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(other)), -1);
    assert_raises(RcExc_KeyError, "'no comparison'");
    assert_refcnt(key, 2);
    assert_refcnt(other, 1);
    assert_refcnt(table, 1);
    Rc_DECREF(number);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(other);
    Rc_DECREF(nan);
}

/* Notes who was the left operand. */
static RcObject *left_operand;

static RcObject *note_left(Hostile *self, RcObject *other, int op)
{
    assert_int_equal(op, Rc_EQ);
    left_operand = RC_OBJECT_CAST(self);
    assert_true(Rc_REFCNT(self) >= 2); /* the table's reference, and one for the comparison */
    assert_true(Rc_REFCNT(other) >= 2);
    Rc_RETURN_TRUE;
}

static void test_the_stored_key_is_the_left_operand(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile();
    stored->on_compare = key->on_compare = note_left;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_None), 0);
    left_operand = NULL;
    assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(key)), Rc_None);
    assert_ptr_equal(left_operand, stored);
    assert_refcnt(stored, 2);
    assert_refcnt(key, 1);
    Rc_DECREF(table);
    Rc_DECREF(stored);
    Rc_DECREF(key);
}

static void test_many_keys_in_one_bin(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *keys[50], *values[50];
    for (int i = 0; i < 50; i++) {
        Hostile *key = new_hostile();
        keys[i] = RC_OBJECT_CAST(key);
        values[i] = new_float(i);
        assert_int_equal(RcHashTable_SetItem(table, keys[i], values[i]), 0);
        assert_refcnt(keys[i], 2);
    }
    RcHashTableStats stats;
    assert_int_equal(RcHashTable_GetStats(table, &stats), 0);
    assert_int_equal(stats.longest_bin, 50);
    assert_int_equal(stats.used_bins, 1);
    for (int i = 0; i < 50; i++) {
        assert_ptr_equal(RcHashTable_GetItem(table, keys[i]), values[i]);
    }
    for (int i = 0; i < 50; i += 2) {
        assert_int_equal(RcHashTable_DelItem(table, keys[i]), 0);
        assert_refcnt(keys[i], 1);
        assert_refcnt(values[i], 1);
    }
    for (int i = 0; i < 50; i++) {
        assert_int_equal(RcHashTable_Contains(table, keys[i]), i % 2);
    }
    Rc_DECREF(table);
    for (int i = 0; i < 50; i++) {
        assert_refcnt(keys[i], 1);
        assert_refcnt(values[i], 1);
        Rc_DECREF(keys[i]);
        Rc_DECREF(values[i]);
    }
}

/* -- hash functions -- */

static RcObject *hash_result(Hostile *self, RcObject *args, RcObject *kwargs)
{
    assert_null(kwargs);
    assert_int_equal(RcTuple_Size(args), 1);
    long calls = self->held[1] != NULL ? RcInt_AsLong(self->held[1]) : 0;
    Rc_XSETREF(self->held[1], RcInt_FromLong(calls + 1)); /* small: cannot fail */
    return Rc_XNewRef(self->held[0]);
}

static long calls_of(Hostile *function)
{
    long calls = function->held[1] != NULL ? RcInt_AsLong(function->held[1]) : 0;
    Rc_CLEAR(function->held[1]);
    return calls;
}

/* A hash function that gives number for each key.  Steals number. */
static Hostile *new_hash_func(RcObject *number)
{
    Hostile *function = new_hostile();
    function->on_call = hash_result;
    function->held[0] = number;
    return function;
}

static void test_hash_func_is_called_once_per_operation(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hash_func(RcInt_FromLong(-3));
    RcObject *table = RcHashTable_NewWith(7, 1.0, RC_OBJECT_CAST(function));
    assert_refcnt(function, 2);
    assert_ptr_equal(RcHashTable_HashFunc(table), function);
    assert_refcnt(function, 2);
    RcObject *key = new_str("key"), *value = new_float(1.5), *out;
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_int_equal(calls_of(function), 1);
    assert_refcnt(function, 2);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    assert_refcnt(table, 1);
    assert_ptr_equal(RcHashTable_GetItem(table, key), value);
    assert_int_equal(calls_of(function), 1);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    assert_int_equal(RcHashTable_GetItemRef(table, key, &out), 1);
    assert_int_equal(calls_of(function), 1);
    assert_refcnt(value, 3);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_Contains(table, key), 1);
    assert_int_equal(calls_of(function), 1);
    assert_int_equal(RcHashTable_SetDefaultRef(table, key, Rc_None, NULL), 1);
    assert_int_equal(calls_of(function), 1);
    for (int i = 0; i < 40; i++) {
        RcObject *number = new_int(i);
        assert_int_equal(RcHashTable_SetItem(table, number, Rc_None), 0);
        assert_refcnt(number, 2);
        Rc_DECREF(number);
        assert_int_equal(calls_of(function), 1); /* though bins grow */
    }
    RcObject *bin = RcHashTable_BinKeys(table, RcHashTable_Bins(table) - 3);
    assert_int_equal(RcList_GET_SIZE(bin), 41);
    assert_int_equal(calls_of(function), 0);
    Rc_DECREF(bin);
    assert_int_equal(RcHashTable_Pop(table, key, &out), 1);
    assert_int_equal(calls_of(function), 1);
    assert_refcnt(key, 1);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_DelItem(table, key), -1);
    assert_raises(RcExc_KeyError, "'key'");
    assert_int_equal(calls_of(function), 1);
    assert_refcnt(function, 2);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    assert_refcnt(function, 1);
    Rc_DECREF(function);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void test_minus_one_is_a_hash(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hash_func(RcInt_FromLong(-1));
    RcObject *table = RcHashTable_NewWith(5, 1.0, RC_OBJECT_CAST(function)), *key = new_str("key");
    assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
    assert_no_error();
    assert_int_equal(RcHashTable_Contains(table, key), 1);
    RcObject *bin = RcHashTable_BinKeys(table, 4);
    assert_repr(bin, "['key']");
    Rc_DECREF(bin);
    Rc_DECREF(table);
    Rc_DECREF(key);
    calls_of(function);
    Rc_DECREF(function);
}

static void test_true_is_a_hash(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hash_func(Rc_NewRef(Rc_True));
    RcObject *table = RcHashTable_NewWith(5, 1.0, RC_OBJECT_CAST(function)), *key = new_str("key");
    assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
    RcObject *bin = RcHashTable_BinKeys(table, 1);
    assert_repr(bin, "['key']");
    Rc_DECREF(bin);
    Rc_DECREF(table);
    Rc_DECREF(key);
    calls_of(function);
    Rc_DECREF(function);
}

/* Each operation with a key fails with the error that expect checks, and changes nothing. */
static void expect_all_to_fail(RcObject *table, RcObject *key, RcObject *type, const char *message)
{
    RcObject *value = new_float(1.5), *out = key;
    Rc_ssize_t keys = Rc_REFCNT(key), size = RcHashTable_Size(table);
    assert_int_equal(RcHashTable_SetItem(table, key, value), -1);
    assert_raises(type, message);
    assert_refcnt(value, 1);
    assert_refcnt(key, keys);
    assert_null(RcHashTable_GetItem(table, key));
    assert_raises(type, message);
    assert_refcnt(key, keys);
    assert_int_equal(RcHashTable_GetItemRef(table, key, &out), -1);
    assert_null(out);
    assert_raises(type, message);
    assert_refcnt(key, keys);
    out = key;
    assert_int_equal(RcHashTable_SetDefaultRef(table, key, value, &out), -1);
    assert_null(out);
    assert_raises(type, message);
    assert_refcnt(key, keys);
    assert_refcnt(value, 1);
    assert_int_equal(RcHashTable_SetDefaultRef(table, key, value, NULL), -1);
    assert_raises(type, message);
    assert_int_equal(RcHashTable_DelItem(table, key), -1);
    assert_raises(type, message);
    assert_refcnt(key, keys);
    out = key;
    assert_int_equal(RcHashTable_Pop(table, key, &out), -1);
    assert_null(out);
    assert_raises(type, message);
    assert_int_equal(RcHashTable_Pop(table, key, NULL), -1);
    assert_raises(type, message);
    assert_refcnt(key, keys);
    assert_int_equal(RcHashTable_Contains(table, key), -1);
    assert_raises(type, message);
    assert_refcnt(key, keys);
    assert_refcnt(table, 1);
    assert_int_equal(RcHashTable_Size(table), size);
    Rc_DECREF(value);
}

static RcObject *raise_on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    RcErr_SetString(RcExc_IndexError, "no hash today");
    return NULL;
}

static void test_a_hash_func_that_raises_or_returns_nonsense(void **state)
{
    Rc_UNUSED(state);
    RcObject *key = new_str("key"), *nonsense = new_str("nonsense");
    Hostile *function = new_hash_func(Rc_NewRef(nonsense));
    RcObject *table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
    expect_all_to_fail(table, key, RcExc_ValueError,
                       "Invalid hash function -- all keys must hash to an integer.");
    assert_refcnt(nonsense, 2);
    assert_refcnt(function, 2);
    calls_of(function);
    Rc_SETREF(function->held[0], new_float(3.0));
    expect_all_to_fail(table, key, RcExc_ValueError,
                       "Invalid hash function -- all keys must hash to an integer.");
    calls_of(function);
    assert_refcnt(function->held[0], 1);
    function->on_call = raise_on_call;
    expect_all_to_fail(table, key, RcExc_IndexError, "no hash today");
    assert_refcnt(function, 2);
    assert_refcnt(nonsense, 1);
    Rc_DECREF(table);
    Rc_DECREF(function);
    Rc_DECREF(nonsense);
    Rc_DECREF(key);
}

static void test_the_result_of_hash_func_is_released(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = fresh_number;
    RcObject *table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
    assert_live(2);
    assert_int_equal(RcHashTable_SetItem(table, Rc_None, Rc_None), 0);
    assert_live(2);
    Rc_DECREF(table);
    Rc_DECREF(function);
}

static Rc_hash_t raise_on_hash(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_OverflowError, "hash out of reach");
    return -1;
}

static void test_unhashable_keys(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *list = RcList_New(0);
    expect_all_to_fail(table, list, RcExc_TypeError, "unhashable type: 'list'");
    Rc_DECREF(list);
    Hostile *key = new_hostile();
    key->on_hash = raise_on_hash;
    expect_all_to_fail(table, RC_OBJECT_CAST(key), RcExc_OverflowError, "hash out of reach");
    Rc_DECREF(key);
    expect_all_to_fail(table, table, RcExc_TypeError, "unhashable type: 'hashtable.HashTable'");
    Rc_DECREF(table);
}

static void test_a_comparison_that_raises(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile();
    stored->on_compare = raise_on_compare;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_None), 0);
    expect_all_to_fail(table, RC_OBJECT_CAST(key), RcExc_KeyError, "'no comparison'");
    assert_refcnt(stored, 2);
    Rc_DECREF(table);
    assert_refcnt(stored, 1);
    Rc_DECREF(stored);
    Rc_DECREF(key);
}

/* -- texts -- */

/* Keys of all lengths up to where comparing goes over to memcmp, against ones that differ in one byte. */
static void test_equal_and_nearly_equal_texts(void **state)
{
    Rc_UNUSED(state);
    char text[80];
    memset(text, 'a', sizeof text);
    for (size_t size = 0; size < 70; size++) {
        RcObject *table = new_table(), *value = new_float(0.5);
        RcObject *key = RcStr_FromStringAndSize(text, (Rc_ssize_t)size);
        assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
        RcObject *equal = RcStr_FromStringAndSize(text, (Rc_ssize_t)size);
        RcObject_Hash(equal);
        assert_ptr_equal(RcHashTable_GetItem(table, equal), value);
        Rc_DECREF(equal);
        for (size_t i = 0; i < size; i++) {
            text[i] = 'b';
            RcObject *other = RcStr_FromStringAndSize(text, (Rc_ssize_t)size);
            text[i] = 'a';
            ((RcStrObject *)other)->hash = RcObject_Hash(key); /* as if they collided */
            assert_null(RcHashTable_GetItem(table, other));
            assert_int_equal(RcHashTable_Contains(table, other), 0);
            Rc_DECREF(other);
        }
        Rc_DECREF(key);
        Rc_DECREF(table);
        assert_refcnt(value, 1);
        Rc_DECREF(value);
    }
}

/* Two keys of one hash: the one behind the other in its bin is found, replaced and removed, too. */
static void test_colliding_texts(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *first = new_str("first"), *second = new_str("second");
    RcObject *same = new_str("first"), *absent = new_str("absent"), *one = new_float(1.5),
             *two = new_float(2.5);
    RcObject *value;
    Rc_hash_t hash = RcObject_Hash(first);
    ((RcStrObject *)second)->hash = ((RcStrObject *)same)->hash = ((RcStrObject *)absent)->hash = hash;
    assert_int_equal(RcHashTable_SetItem(table, first, one), 0);
    assert_int_equal(RcHashTable_SetItem(table, second, two), 0);
    assert_ptr_equal(RcHashTable_GetItem(table, first), one);
    assert_ptr_equal(RcHashTable_GetItem(table, same), one);
    assert_int_equal(RcHashTable_GetItemRef(table, first, &value), 1);
    assert_ptr_equal(value, one);
    Rc_DECREF(value);
    assert_int_equal(RcHashTable_GetItemRef(table, absent, &value), 0);
    assert_null(value);
    assert_int_equal(RcHashTable_Contains(table, same), 1);
    assert_int_equal(RcHashTable_Contains(table, absent), 0);
    assert_int_equal(RcHashTable_SetItem(table, first, two), 0);
    assert_refcnt(one, 1);
    assert_refcnt(two, 3);
    assert_int_equal(RcHashTable_SetItem(table, same, one), 0);
    assert_refcnt(one, 2);
    assert_refcnt(two, 2);
    assert_refcnt(same, 1);
    assert_int_equal(RcHashTable_Pop(table, absent, &value), 0);
    assert_null(value);
    assert_int_equal(RcHashTable_DelItem(table, absent), -1);
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(RcHashTable_DelItem(table, first), 0);
    assert_refcnt(first, 1);
    assert_refcnt(one, 1);
    assert_int_equal(RcHashTable_Pop(table, second, &value), 1);
    assert_ptr_equal(value, two);
    assert_refcnt(value, 2);
    Rc_DECREF(value);
    assert_refcnt(second, 1);
    assert_int_equal(RcHashTable_Size(table), 0);
    RcObject *all[] = {table, first, second, same, absent, one, two};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_keys_are_typed),
        counted_test(test_identity_is_enough),
        counted_test(test_the_stored_key_is_the_left_operand),
        counted_test(test_many_keys_in_one_bin),
        counted_test(test_hash_func_is_called_once_per_operation),
        counted_test(test_minus_one_is_a_hash),
        counted_test(test_true_is_a_hash),
        counted_test(test_a_hash_func_that_raises_or_returns_nonsense),
        counted_test(test_the_result_of_hash_func_is_released),
        counted_test(test_unhashable_keys),
        counted_test(test_a_comparison_that_raises),
        counted_test(test_equal_and_nearly_equal_texts),
        counted_test(test_colliding_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
