/* Taking over the pairs of tables and of lists.  What needs it is tested twice: in a small table, and in one of so
 * many pairs that lookups are prepared ahead.  (Mappings of other kinds, and small tables: test_hashtable_bulk.c.) */
#include "many.h"

/* -- updating -- */

/* A large table with holes, into a large one that has some of its keys. */
static void test_update_from_a_large_table(void **state)
{
    Rc_UNUSED(state);
    RcObject *other = filled_table(fillings[1]), *table = new_table(), *key, *value = new_float(1.0);
    for (long i = 0; i < fillings[1]; i += 7) {
        key = RcInt_FromLong(i);
        assert_int_equal(RcHashTable_DelItem(other, key), 0);
        Rc_DECREF(key);
    }
    for (long i = 29000; i < 33000; i++) {
        key = RcInt_FromLong(i);
        set(table, key, value);
        Rc_DECREF(key);
    }
    assert_refcnt(value, 4001);
    for (long i = 0; i < fillings[1]; i++) {
        key = new_int(i);
        set(table, key, Rc_None);
        Rc_DECREF(key);
    }
    Rc_ssize_t common = 2000;
    for (long i = 29000; i < 31000; i++) {
        common -= i % 7 == 0;
    }
    Rc_ssize_t size = RcHashTable_Size(other);
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_int_equal(RcHashTable_Size(table), fillings[1] + size + 4000 - common);
    assert_refcnt(value, 4001 - common);
    assert_refcnt(table, 1);
    assert_refcnt(other, 1);
    Rc_DECREF(other);
    RcObject *last = new_str("last");
    assert_int_equal(RcHashTable_Contains(table, last), 0);
    Rc_DECREF(last);
    Rc_DECREF(table);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    assert_live(0);
}

static RcObject *clear_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcHashTable_Clear(self->arg);
    Rc_RETURN_TRUE;
}

static void test_update_from_a_large_table_that_changes(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = filled_table(fillings[1]), *other = new_table();
    Hostile *stored = new_hostile(), *hostile = new_hostile();
    set(table, RC_OBJECT_CAST(stored), Rc_None);
    stored->on_compare = clear_on_compare;
    stored->arg = other;
    for (long i = 0; i < fillings[1]; i++) {
        RcObject *key = RcInt_FromLong(i);
        set(other, i == 10 ? RC_OBJECT_CAST(hostile) : key, Rc_None);
        Rc_DECREF(key);
    }
    Rc_DECREF(hostile); /* the update holds it */
    assert_int_equal(RcHashTable_Update(table, other), -1);
    assert_raises(RcExc_RuntimeError, "hash table changed during update");
    assert_int_equal(RcHashTable_Size(table), fillings[1] + 1);
    assert_refcnt(table, 1);
    assert_refcnt(other, 1);
    Rc_DECREF(table);
    Rc_DECREF(other);
    Rc_DECREF(stored);
    assert_live(0);
}

/* So many pairs that new keys are prepared ahead from the middle on, and growth is foreseen. */
static void test_a_table_that_becomes_large_in_the_middle(void **state)
{
    Rc_UNUSED(state);
    enum { COUNT = 251000 };
    RcObject **keys = malloc(COUNT * sizeof *keys), **values = malloc(COUNT * sizeof *values);
    RcObject *tables[] = {new_table(), new_table(), new_table()}, *pairs = RcList_New(COUNT);
    RcObject *single = new_table();
    assert_true(keys != NULL && values != NULL);
    for (int i = 0; i < COUNT; i++) {
        keys[i] = new_int(i);
        values[i] = new_float(i);
        RcList_SET_ITEM(pairs, i, RcTuple_Pack(2, keys[i], values[i]));
    }
    assert_int_equal(RcHashTable_SetMany(tables[0], keys, values, COUNT), 0);
    set(tables[1], keys[COUNT - 1], values[0]); /* or the pairs would be taken over */
    assert_int_equal(RcHashTable_Update(tables[1], tables[0]), 0);
    assert_int_equal(RcHashTable_MergeFromSeq2(tables[2], pairs, 1), 0);
    for (int i = 0; i < COUNT; i++) {
        set(single, keys[i], values[i]);
    }
    for (int table = 0; table < 3; table++) {
        assert_same_bins(tables[table], single);
        for (int i = 0; i < COUNT; i++) {
            assert_ptr_equal(RcHashTable_GetItem(tables[table], keys[i]), values[i]);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        assert_refcnt(keys[i], 6);
        assert_refcnt(values[i], 6);
    }
    for (int table = 0; table < 3; table++) {
        Rc_DECREF(tables[table]);
    }
    Rc_DECREF(single);
    Rc_DECREF(pairs);
    release(keys, COUNT);
    release(values, COUNT);
    free(keys);
    free(values);
}

/* -- updating from pairs -- */

static void test_merge_pairs(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("k"), *value = new_float(0.5), *another = new_float(1.5);
    RcObject *pairs = Rc_BuildValue("[(OO)[sO](OO)s]", key, value, "l", value, key, another, "xy");
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), 0);
    assert_repr(table, "HashTable({'k': 1.5, 'l': 0.5, 'x': 'y'}, size=8, max_load=0.5)");
    assert_refcnt(table, 1);
    assert_refcnt(pairs, 1);
    assert_refcnt(key, 4);
    assert_refcnt(value, 4);
    assert_refcnt(another, 3);
    RcHashTable_Clear(table);
    RcObject *tuple = RcSequence_Tuple(pairs);
    assert_int_equal(RcHashTable_MergeFromSeq2(table, tuple, 0), 0);
    assert_repr(table, "HashTable({'k': 0.5, 'l': 0.5, 'x': 'y'}, size=8, max_load=0.5)");
    assert_refcnt(value, 5);
    assert_refcnt(another, 2);
    assert_refcnt(tuple, 1);
    Rc_DECREF(tuple);
    Rc_DECREF(pairs);
    Rc_DECREF(table);
    RcObject *all[] = {key, value, another};
    release(all, 3);
    assert_live(0);
}

/* The pair of the given index: mostly (int, float), but not all. */
static RcObject *new_pair(long i)
{
    return Rc_BuildValue(i % 5 == 4 ? "[lO]" : "(lO)", 1000000 + i, Rc_None);
}

static RcObject *many_pairs(long count)
{
    RcObject *pairs = RcList_New(count);
    for (long i = 0; i < count; i++) {
        RcList_SET_ITEM(pairs, i, new_pair(i));
    }
    return pairs;
}

static void test_merge_many_pairs(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *pairs = many_pairs(100), *key = new_int(99);
        assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), 0);
        assert_int_equal(RcHashTable_Size(table), fillings[large] + 100);
        assert_int_equal(RcHashTable_Contains(table, key), 1);
        assert_refcnt(key, 1);
        for (Rc_ssize_t i = 0; i < 100; i++) {
            assert_refcnt(RcList_GET_ITEM(pairs, i), 1);
        }
        Rc_DECREF(table);
        Rc_DECREF(pairs);
        Rc_DECREF(key);
        assert_live(0);
    }
}

/* Makes the list that is being merged shorter, then longer than it was. */
static Rc_hash_t resize_on_hash(Hostile *self)
{
    RcObject *list = self->arg;
    assert_int_equal(RcList_SetSlice(list, 7, RcList_GET_SIZE(list), NULL), 0);
    for (long i = 0; i < 60; i++) {
        RcObject *pair = new_pair(500 + i);
        assert_int_equal(RcList_Append(list, pair), 0);
        Rc_DECREF(pair);
    }
    return 5;
}

static void test_merge_pairs_of_a_list_that_changes(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *pairs = many_pairs(50);
        Hostile *hostile = new_hostile();
        RcList_SetItem(pairs, 6, Rc_BuildValue("(OO)", hostile, Rc_None));
        hostile->on_hash = resize_on_hash;
        hostile->arg = pairs;
        assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), 0);
        assert_int_equal(RcHashTable_Size(table), fillings[large] + 67);
        Rc_DECREF(table);
        Rc_DECREF(pairs);
        assert_refcnt(hostile, 1);
        Rc_DECREF(hostile);
        assert_live(0);
    }
}

/* The key drops the table and the list, whose last references it has. */
static Rc_hash_t drop_both_on_hash(Hostile *self)
{
    Rc_CLEAR(self->held[0]);
    Rc_CLEAR(self->held[1]);
    return 5;
}

static void test_merge_holds_what_it_works_with(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *pairs = many_pairs(5);
    Hostile *hostile = new_hostile();
    RcList_SetItem(pairs, 2, Rc_BuildValue("[NO]", hostile, Rc_None));
    hostile->on_hash = drop_both_on_hash;
    hostile->held[0] = table;
    hostile->held[1] = pairs;
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), 0);
    assert_live(0);
}

static RcObject *raise_on_next(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no next");
    return NULL;
}

static RcObject *raise_on_iter(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no iterator");
    return NULL;
}

static void test_merge_errors(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *number = new_int(1), *pairs;
    BAD(RcHashTable_MergeFromSeq2(NULL, table, 1) == -1, "RcHashTable_MergeFromSeq2");
    BAD(RcHashTable_MergeFromSeq2(number, table, 1) == -1, "RcHashTable_MergeFromSeq2");
    BAD(RcHashTable_MergeFromSeq2(table, NULL, 1) == -1, "RcHashTable_MergeFromSeq2");
    assert_int_equal(RcHashTable_MergeFromSeq2(table, number, 1), -1);
    assert_raises(RcExc_TypeError, "'int' object is not iterable");
    pairs = Rc_BuildValue("[(OO)O]", number, number, number);
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), -1);
    assert_raises(RcExc_TypeError, "cannot convert hash table update element #1 to a sequence");
    assert_int_equal(RcHashTable_Size(table), 1); /* what was stored stays */
    assert_refcnt(number, 6);
    Rc_DECREF(pairs);
    pairs = Rc_BuildValue("[(OOO)]", number, number, number);
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), -1);
    assert_raises(RcExc_ValueError, "hash table update element #0 has length 3; 2 is required");
    Rc_DECREF(pairs);
    pairs = Rc_BuildValue("[([]O)]", number);
    for (int override_present = 0; override_present < 2; override_present++) {
        assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, override_present), -1);
        assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    }
    Rc_DECREF(pairs);
    assert_refcnt(number, 3);
    Hostile *hostile = new_hostile();
    hostile->on_next = raise_on_next;
    assert_int_equal(RcHashTable_MergeFromSeq2(table, RC_OBJECT_CAST(hostile), 1), -1);
    assert_raises(RcExc_KeyError, "'no next'");
    hostile->on_iter = raise_on_iter; /* an error of its own is let be */
    pairs = Rc_BuildValue("[O]", hostile);
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), -1);
    assert_raises(RcExc_KeyError, "'no iterator'");
    Rc_DECREF(pairs);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

/* A list may lack items, and its pairs values. */
static void test_merge_of_slots_never_set(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *key = new_int(1), *pairs = RcList_New(60);
        for (Rc_ssize_t i = 0; i < 40; i++) {
            RcList_SET_ITEM(pairs, i, RcTuple_Pack(2, key, Rc_None));
        }
        assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), -1);
        assert_raises(RcExc_SystemError, "list item 40 was never set");
        RcObject *pair = RcTuple_New(2);
        RcList_SET_ITEM(pairs, 40, pair);
        RcObject_GC_UnTrack(pair);
        RcTuple_SET_ITEM(pair, 0, Rc_NewRef(key));
        BAD(RcHashTable_MergeFromSeq2(table, pairs, 1) == -1, "RcHashTable_SetItem");
        assert_int_equal(RcHashTable_Size(table), fillings[large] + 1);
        Rc_DECREF(pairs);
        Rc_DECREF(table);
        assert_refcnt(key, 1);
        Rc_DECREF(key);
        assert_live(0);
    }
}

/* A value that is replaced takes the list's pairs away: that of the key at work is stored all the same. */
static void empty_on_dealloc(Hostile *self)
{
    assert_int_equal(RcList_SetSlice(self->arg, 0, RcList_GET_SIZE((RcObject *)self->arg), NULL), 0);
}

static void test_merge_of_a_list_that_is_emptied(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("key"), *value = new_float(0.5), *pairs;
    Hostile *old = new_hostile();
    set(table, key, RC_OBJECT_CAST(old));
    pairs = Rc_BuildValue("[(OO)(OO)]", key, value, value, key);
    old->on_dealloc = empty_on_dealloc;
    old->arg = pairs;
    Rc_DECREF(old);
    assert_int_equal(RcHashTable_MergeFromSeq2(table, pairs, 1), 0);
    assert_int_equal(RcHashTable_Size(table), 1);
    assert_refcnt(value, 2);
    assert_refcnt(key, 2);
    Rc_DECREF(table);
    Rc_DECREF(pairs);
    RcObject *all[] = {key, value};
    release(all, 2);
    assert_live(0);
}

static int merge_and_clear(void *arg)
{
    RcObject **both = arg;
    int status = RcHashTable_MergeFromSeq2(both[0], both[1], 1);
    RcHashTable_Clear(both[0]);
    return status;
}

static void test_merge_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = new_int(1), *table = new_table();
    RcObject *pairs = Rc_BuildValue("[(OO)s]", number, number, "xy");
    RcObject *both[] = {table, pairs}, *watched[] = {table, pairs, number, NULL};
    assert_true(sweep(merge_and_clear, both, watched) > 3);
    Rc_DECREF(pairs);
    Rc_DECREF(table);
    Rc_DECREF(number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_update_from_a_large_table),
        counted_test(test_update_from_a_large_table_that_changes),
        counted_test(test_a_table_that_becomes_large_in_the_middle),
        counted_test(test_merge_pairs),
        counted_test(test_merge_many_pairs),
        counted_test(test_merge_pairs_of_a_list_that_changes),
        counted_test(test_merge_holds_what_it_works_with),
        counted_test(test_merge_errors),
        counted_test(test_merge_walks_all_failures),
        counted_test(test_merge_of_slots_never_set),
        counted_test(test_merge_of_a_list_that_is_emptied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
