/* Seeing the pairs one after the other: Next, lists, bins, the iterator. */
#include "helpers.h"

#include <recount/gc.h>
#include <recount/memory.h>

#define BAD(call, function)                                          \
    do {                                                             \
        assert_true(call);                                           \
        assert_raises(RcExc_SystemError, function ": bad argument"); \
    } while (0)

static void set(RcObject *table, RcObject *key, RcObject *value)
{
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
}

#define PAIRS 5
static RcObject *keys[PAIRS], *values[PAIRS];

/* A table of keys[i]: values[i], all mortal, count 2 each; the test owns one of them. */
static RcObject *five_pairs(void)
{
    RcObject *table = RcHashTable_NewWith(16, 1.0, NULL);
    assert_non_null(table);
    for (int i = 0; i < PAIRS; i++) {
        keys[i] = new_int(i);
        values[i] = new_float(i);
        set(table, keys[i], values[i]);
        assert_refcnt(keys[i], 2);
        assert_refcnt(values[i], 2);
    }
    return table;
}

static void drop_pairs(void)
{
    for (int i = 0; i < PAIRS; i++) {
        assert_refcnt(keys[i], 1);
        assert_refcnt(values[i], 1);
        Rc_DECREF(keys[i]);
        Rc_DECREF(values[i]);
    }
}

static void delete (RcObject *table, int i)
{
    assert_int_equal(RcHashTable_DelItem(table, keys[i]), 0);
}

/* -- Next -- */

static void test_next(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *key = NULL, *value = NULL;
    delete (table, 2);
    Rc_ssize_t pos = 0;
    for (int i = 0; i < PAIRS; i++) {
        if (i != 2) {
            assert_int_equal(RcHashTable_Next(table, NULL, NULL, NULL), 0);
            assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 1);
            assert_ptr_equal(key, keys[i]);
            assert_ptr_equal(value, values[i]);
            assert_refcnt(key, 2);
            assert_refcnt(value, 2);
        }
    }
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    pos = 0;
    assert_int_equal(RcHashTable_Next(table, &pos, NULL, NULL), 1);
    assert_int_equal(RcHashTable_Next(table, &pos, &key, NULL), 1);
    assert_ptr_equal(key, keys[1]);
    assert_int_equal(RcHashTable_Next(table, &pos, NULL, &value), 1);
    assert_ptr_equal(value, values[3]);
    /* anything may be a position, after any change */
    RcHashTable_Clear(table);
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    pos = -1;
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    pos = RC_SSIZE_T_MAX;
    assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 0);
    pos = 0;
    assert_int_equal(RcHashTable_Next(NULL, &pos, &key, &value), 0);
    assert_int_equal(RcHashTable_Next(keys[0], &pos, &key, &value), 0);
    assert_no_error();
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    drop_pairs();
}

/* -- lists -- */

static void test_lists(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs();
    delete (table, 1);
    RcObject *list = RcHashTable_Keys(table);
    assert_refcnt(list, 1);
    assert_refcnt(table, 1);
    assert_int_equal(RcList_Size(list), 4);
    assert_ptr_equal(RcList_GET_ITEM(list, 0), keys[0]);
    assert_ptr_equal(RcList_GET_ITEM(list, 1), keys[2]);
    assert_ptr_equal(RcList_GET_ITEM(list, 3), keys[4]);
    assert_refcnt(keys[0], 3);
    assert_refcnt(keys[1], 1);
    assert_refcnt(values[0], 2);
    Rc_DECREF(list);
    list = RcHashTable_Values(table);
    assert_int_equal(RcList_Size(list), 4);
    assert_ptr_equal(RcList_GET_ITEM(list, 0), values[0]);
    assert_ptr_equal(RcList_GET_ITEM(list, 1), values[2]);
    assert_refcnt(keys[0], 2);
    assert_refcnt(values[0], 3);
    Rc_DECREF(list);
    list = RcHashTable_Items(table);
    assert_int_equal(RcList_Size(list), 4);
    RcObject *pair = RcList_GET_ITEM(list, 1);
    assert_refcnt(pair, 1);
    assert_true(RcTuple_CheckExact(pair));
    assert_ptr_equal(RcTuple_GET_ITEM(pair, 0), keys[2]);
    assert_ptr_equal(RcTuple_GET_ITEM(pair, 1), values[2]);
    assert_refcnt(keys[2], 3);
    assert_refcnt(values[2], 3);
    assert_refcnt(table, 1);
    Rc_DECREF(list);
    assert_refcnt(keys[2], 2);
    assert_refcnt(values[2], 2);
    RcHashTable_Clear(table);
    list = RcHashTable_Items(table);
    assert_int_equal(RcList_Size(list), 0);
    Rc_DECREF(list);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_bin_keys(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcHashTable_NewWith(3, 1.0, NULL);
    Hostile *first = new_hostile(), *second = new_hostile();
    set(table, RC_OBJECT_CAST(first), Rc_None);
    set(table, RC_OBJECT_CAST(second), Rc_None);
    for (Rc_ssize_t bin = 0; bin < 3; bin++) {
        RcObject *list = RcHashTable_BinKeys(table, bin);
        assert_refcnt(list, 1);
        assert_int_equal(RcList_Size(list), bin == 2 ? 2 : 0);
        if (bin == 2) { /* 5 mod 3 */
            assert_ptr_equal(RcList_GET_ITEM(list, 0), first);
            assert_ptr_equal(RcList_GET_ITEM(list, 1), second);
            assert_refcnt(first, 3);
            assert_refcnt(second, 3);
        }
        Rc_DECREF(list);
        assert_refcnt(first, 2);
    }
    static const Rc_ssize_t bad[] = {-1, 3, RC_SSIZE_T_MAX, RC_SSIZE_T_MIN};
    for (int i = 0; i < 4; i++) {
        assert_null(RcHashTable_BinKeys(table, bad[i]));
        assert_raises(RcExc_IndexError, "bin index out of range");
    }
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static void test_each_key_is_in_its_bin(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {1, 3, 7, 8, 1000};
    for (int i = 0; i < 5; i++) {
        RcObject *table = RcHashTable_NewWith(sizes[i], 1.0, NULL);
        for (long n = -100; n < 100; n++) {
            RcObject *number = RcFloat_FromDouble((double)n * 1.25);
            set(table, number, Rc_None);
            Rc_DECREF(number);
        }
        Rc_ssize_t bins = RcHashTable_Bins(table), seen = 0;
        for (Rc_ssize_t bin = 0; bin < bins; bin++) {
            RcObject *list = RcHashTable_BinKeys(table, bin);
            for (Rc_ssize_t j = 0; j < RcList_GET_SIZE(list); j++, seen++) {
                Rc_hash_t hash = RcObject_Hash(RcList_GET_ITEM(list, j));
                assert_int_equal((hash % bins + bins) % bins, bin);
            }
            Rc_DECREF(list);
        }
        assert_int_equal(seen, 200);
        Rc_DECREF(table);
    }
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = new_int(1);
    RcObject *bad[] = {NULL, number};
    for (int i = 0; i < 2; i++) {
        BAD(RcHashTable_Keys(bad[i]) == NULL, "RcHashTable_Keys");
        BAD(RcHashTable_Values(bad[i]) == NULL, "RcHashTable_Values");
        BAD(RcHashTable_Items(bad[i]) == NULL, "RcHashTable_Items");
        BAD(RcHashTable_BinKeys(bad[i], 0) == NULL, "RcHashTable_BinKeys");
    }
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static int list_keys(void *table)
{
    return done(RcHashTable_Keys(table));
}

static int list_values(void *table)
{
    return done(RcHashTable_Values(table));
}

static int list_items(void *table)
{
    return done(RcHashTable_Items(table));
}

static int list_bin(void *table)
{
    return done(RcHashTable_BinKeys(table, 5));
}

static int iterate(void *table)
{
    return done(RcObject_GetIter(table));
}

static void test_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs();
    Hostile *hostile = new_hostile();
    set(table, RC_OBJECT_CAST(hostile), Rc_None);
    RcObject *watched[] = {table, keys[0], values[0], keys[4], values[4], RC_OBJECT_CAST(hostile), NULL};
    assert_int_equal(sweep(list_keys, table, watched), 2);
    assert_int_equal(sweep(list_values, table, watched), 2);
    assert_int_equal(sweep(list_items, table, watched), 8);
    assert_int_equal(sweep(list_bin, table, watched), 2);
    assert_int_equal(sweep(iterate, table, watched), 1);
    Rc_DECREF(table);
    Rc_DECREF(hostile);
    drop_pairs();
}

/* An allocator that changes the table while a list is made, as the collector may do. */
static RcMemAllocatorEx plain;
static RcObject *victim;
static int changes;

static void *changing_malloc(void *ctx, size_t size)
{
    if (changes > 0) {
        int kind = changes;
        changes = 0;
        if (kind == 1) {
            RcHashTable_Clear(victim);
        }
        Hostile *other = new_hostile();
        set(victim, RC_OBJECT_CAST(other), Rc_None);
        Rc_DECREF(other);
    }
    return plain.malloc(ctx, size);
}

static void test_lists_of_a_table_that_changes_meanwhile(void **state)
{
    Rc_UNUSED(state);
    RcObject *(*const lists[])(RcObject *) = {RcHashTable_Keys, RcHashTable_Values, RcHashTable_Items};
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &plain);
    RcMemAllocatorEx changing = plain;
    changing.malloc = changing_malloc;
    for (int kind = 1; kind <= 2; kind++) {
        for (int i = 0; i < 4; i++) {
            Hostile *first = new_hostile(), *second = new_hostile();
            victim = RcHashTable_NewWith(64, 1.0, NULL);
            set(victim, RC_OBJECT_CAST(first), Rc_None);
            set(victim, RC_OBJECT_CAST(second), Rc_None);
            RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &changing);
            changes = kind;
            RcObject *list = i < 3 ? lists[i](victim) : RcHashTable_BinKeys(victim, 5);
            RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &plain);
            assert_int_equal(changes, 0);
            assert_refcnt(list, 1);
            assert_int_equal(RcList_GET_SIZE(list), kind == 1 ? 1 : 3);
            assert_int_equal(RcHashTable_Size(victim), kind == 1 ? 1 : 3);
            assert_refcnt(first, kind == 1 ? 1 : i == 1 ? 2 : 3);
            Rc_DECREF(list);
            Rc_DECREF(victim);
            assert_refcnt(first, 1);
            assert_refcnt(second, 1);
            Rc_DECREF(first);
            Rc_DECREF(second);
            assert_live(0);
        }
    }
}

/* An allocator whose next block costs the table its bins, or its life: what the collector may do. */

static RcObject *one_bin; /* arguments of a second __init__ */

static void *harmful_malloc(void *ctx, size_t size)
{
    if (changes > 0) {
        int kind = changes;
        changes = 0;
        if (kind == 1) {
            RcHashTable_Type.tp_init(victim, one_bin, NULL);
        } else {
            Rc_CLEAR(victim);
        }
    }
    return plain.malloc(ctx, size);
}

/* harm: 1 fewer bins, 2 the last reference but the operation's own. */
static void install_harm(int harm)
{
    RcMemAllocatorEx harmful;
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &plain);
    harmful = plain;
    harmful.malloc = harmful_malloc;
    changes = harm;
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &harmful);
}

static void test_a_bin_that_is_no_more(void **state)
{
    Rc_UNUSED(state);
    one_bin = Rc_BuildValue("(i)", 1);
    victim = RcHashTable_NewWith(64, 1.0, NULL);
    install_harm(1);
    RcObject *list = RcHashTable_BinKeys(victim, 63);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &plain);
    assert_null(list);
    assert_raises(RcExc_IndexError, "bin index out of range");
    assert_int_equal(RcHashTable_Bins(victim), 1);
    assert_refcnt(victim, 1);
    Rc_CLEAR(victim);
    Rc_CLEAR(one_bin);
    assert_live(0);
}

static RcObject *bin_5(RcObject *table)
{
    return RcHashTable_BinKeys(table, 5);
}

static void test_a_table_that_is_dropped_meanwhile(void **state)
{
    Rc_UNUSED(state);
    RcObject *(*const makers[])(RcObject *) = {RcHashTable_Keys, RcHashTable_Values, RcHashTable_Items, bin_5,
                                               RcHashTable_Copy, RcObject_GetIter};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        Hostile *key = new_hostile();
        victim = RcHashTable_NewWith(64, 1.0, NULL);
        set(victim, RC_OBJECT_CAST(key), RC_OBJECT_CAST(key));
        install_harm(2);
        RcObject *result = makers[i](victim);
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &plain);
        assert_null(victim);
        assert_refcnt(result, 1);
        int has_both = i == 2 || i >= 4;
        assert_refcnt(key, has_both ? 3 : 2);
        Rc_DECREF(result);
        assert_refcnt(key, 1);
        Rc_DECREF(key);
        assert_live(0);
    }
}

/* -- the iterator -- */

static void assert_hint(RcObject *iterator, Rc_ssize_t expected)
{
    assert_int_equal(RcObject_LengthHint(iterator, 77), expected);
}

static void test_iteration_is_in_order_of_insertion(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs();
    delete (table, 3);
    set(table, keys[3], values[3]);
    set(table, keys[0], values[1]); /* stays where it is */
    static const int order[] = {0, 1, 2, 4, 3};
    RcObject *iterator = RcObject_GetIter(table);
    assert_refcnt(iterator, 1);
    assert_refcnt(table, 2);
    assert_true(RcObject_GC_IsTracked(iterator));
    RcObject *same = RcObject_GetIter(iterator);
    assert_ptr_equal(same, iterator);
    assert_refcnt(iterator, 2);
    Rc_DECREF(same);
    for (int i = 0; i < PAIRS; i++) {
        assert_hint(iterator, PAIRS - i);
        RcObject *key = RcIter_Next(iterator);
        assert_ptr_equal(key, keys[order[i]]);
        assert_refcnt(key, 3);
        assert_refcnt(values[order[i]], order[i] == 1 ? 3 : order[i] == 0 ? 1 : 2);
        Rc_DECREF(key);
    }
    assert_hint(iterator, 0);
    assert_refcnt(table, 2);
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    assert_refcnt(table, 1); /* an exhausted iterator lets go */
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    assert_hint(iterator, 0);
    Rc_DECREF(iterator);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_an_iterator_keeps_its_table(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *iterator = RcObject_GetIter(table);
    Rc_DECREF(table);
    RcObject *key = RcIter_Next(iterator);
    assert_ptr_equal(key, keys[0]);
    Rc_DECREF(key);
    assert_refcnt(table, 1);
    Rc_DECREF(iterator);
    drop_pairs();
}

static void test_values_may_be_replaced_during_iteration(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *iterator = RcObject_GetIter(table), *key;
    int i = 0;
    while ((key = RcIter_Next(iterator)) != NULL) {
        assert_ptr_equal(key, keys[i++]);
        set(table, key, Rc_None);
        Rc_DECREF(key);
    }
    assert_no_error();
    assert_int_equal(i, PAIRS);
    Rc_DECREF(iterator);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_changing_size_during_iteration(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *iterator = RcObject_GetIter(table);
    Rc_DECREF(RcIter_Next(iterator));
    delete (table, 4);
    assert_hint(iterator, 0);
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_RuntimeError, "hash table changed size during iteration");
    set(table, keys[4], values[4]); /* as many as before: too late */
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_RuntimeError, "hash table changed size during iteration");
    assert_hint(iterator, 0);
    assert_refcnt(table, 2);
    Rc_DECREF(iterator);
    assert_refcnt(table, 1);

    iterator = RcObject_GetIter(table);
    RcHashTable_Clear(table);
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_RuntimeError, "hash table changed size during iteration");
    Rc_DECREF(iterator);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_changing_keys_during_iteration(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *extra = new_float(99.0);
    set(table, extra,
        Rc_None); /* makes room for more, without which a removal would be followed by a compaction */
    assert_int_equal(RcHashTable_DelItem(table, extra), 0);
    RcObject *iterator = RcObject_GetIter(table);
    /* as many keys, but another one, which comes after the last that was expected */
    Rc_DECREF(RcIter_Next(iterator));
    delete (table, 0);
    set(table, extra, Rc_None);
    for (int i = 1; i < PAIRS; i++) {
        RcObject *key = RcIter_Next(iterator);
        assert_ptr_equal(key, keys[i]);
        Rc_DECREF(key);
    }
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_RuntimeError, "hash table keys changed during iteration");
    assert_refcnt(table, 1);
    assert_refcnt(extra, 2);
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    Rc_DECREF(iterator);

    /* cleared and filled again: the places are other keys' now */
    iterator = RcObject_GetIter(table);
    Rc_DECREF(RcIter_Next(iterator));
    RcHashTable_Clear(table);
    for (int i = 0; i < PAIRS; i++) {
        set(table, keys[i], values[i]);
    }
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_RuntimeError, "hash table keys changed during iteration");
    assert_refcnt(table, 1);
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    Rc_DECREF(iterator);
    Rc_DECREF(extra);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_compaction_during_iteration(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *iterator = RcObject_GetIter(table), *key;
    Rc_DECREF(RcIter_Next(iterator));
    for (int i = 0; i < 100; i++) { /* until the entries have moved */
        RcObject *number = new_int(1000);
        set(table, number, Rc_None);
        assert_int_equal(RcHashTable_DelItem(table, number), 0);
        Rc_DECREF(number);
    }
    key = RcIter_Next(iterator);
    assert_null(key);
    assert_raises(RcExc_RuntimeError, "hash table keys changed during iteration");
    Rc_DECREF(iterator);
    Rc_DECREF(table);
    drop_pairs();
}

static void step_on_dealloc(Hostile *self)
{
    RcObject *iterator = self->arg;
    assert_null(Rc_TYPE(iterator)->tp_iternext(iterator));
    assert_no_error(); /* it has nothing to do with the table any more */
    assert_refcnt(iterator, 1);
}

/* The iterator was the last to hold the table, whose dealloc looks at the iterator. */
static void test_the_end_drops_the_table_last(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_hostile();
    set(table, RC_OBJECT_CAST(key), Rc_None);
    RcObject *iterator = RcObject_GetIter(table);
    key->on_dealloc = step_on_dealloc;
    key->arg = iterator;
    Rc_DECREF(key);
    Rc_DECREF(table);
    Rc_DECREF(RcIter_Next(iterator));
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    assert_live(1);
    Rc_DECREF(iterator);
}

static int is_tracked;

static void look_on_dealloc(Hostile *self)
{
    is_tracked = RcObject_GC_IsTracked(self->arg);
}

static void test_dealloc_untracks_first(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_hostile();
    set(table, RC_OBJECT_CAST(key), Rc_None);
    RcObject *iterator = RcObject_GetIter(table);
    key->on_dealloc = look_on_dealloc;
    key->arg = iterator;
    Rc_DECREF(key);
    Rc_DECREF(table);
    is_tracked = 1;
    Rc_DECREF(iterator);
    assert_int_equal(is_tracked, 0);
}

static void test_the_iterators_traverse(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = five_pairs(), *iterator = RcObject_GetIter(table);
    Visits visits = {.count = 0};
    assert_int_equal(RcHashTableIter_Type.tp_traverse(iterator, note_visit, &visits), 0);
    assert_int_equal(visits.count, 1);
    assert_int_equal(visited(&visits, table), 1);
    int left = 1;
    assert_int_equal(RcHashTableIter_Type.tp_traverse(iterator, stop_visit, &left), 77);
    RcObject *key;
    while ((key = RcIter_Next(iterator)) != NULL) {
        Rc_DECREF(key);
    }
    visits.count = 0;
    assert_int_equal(RcHashTableIter_Type.tp_traverse(iterator, note_visit, &visits), 0);
    assert_int_equal(visits.count, 0);
    Rc_DECREF(iterator);
    Rc_DECREF(table);
    drop_pairs();
}

static void test_the_iterator_type(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcObject_CallNoArgs(RC_OBJECT_CAST(&RcHashTableIter_Type)));
    assert_raises(RcExc_TypeError, "cannot create 'hashtable.HashTableIterator' instances");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_next),
        counted_test(test_lists),
        counted_test(test_bin_keys),
        counted_test(test_each_key_is_in_its_bin),
        counted_test(test_bad_arguments),
        counted_test(test_all_failures),
        counted_test(test_lists_of_a_table_that_changes_meanwhile),
        counted_test(test_a_bin_that_is_no_more),
        counted_test(test_a_table_that_is_dropped_meanwhile),
        counted_test(test_iteration_is_in_order_of_insertion),
        counted_test(test_an_iterator_keeps_its_table),
        counted_test(test_values_may_be_replaced_during_iteration),
        counted_test(test_changing_size_during_iteration),
        counted_test(test_changing_keys_during_iteration),
        counted_test(test_compaction_during_iteration),
        counted_test(test_the_end_drops_the_table_last),
        counted_test(test_dealloc_untracks_first),
        counted_test(test_the_iterators_traverse),
        counted_test(test_the_iterator_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
