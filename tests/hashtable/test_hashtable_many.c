/* Operations on many keys.  What needs it is tested twice: in a small table, where each key is looked up
 * without further ado, and in one of so many pairs that lookups are prepared ahead. */
#include "many.h"

#define MOST 1000

/* -- getting -- */

static void assert_found(RcObject **values, RcObject **out, Rc_ssize_t n)
{
    for (Rc_ssize_t i = 0; i < n; i++) {
        if (i % 3 == 2) {
            assert_null(out[i]);
        } else {
            assert_ptr_equal(out[i], values[i]);
            assert_refcnt(values[i], 3);
            Rc_DECREF(out[i]);
        }
    }
}

/* A batch of keys, of which each third is absent; str in turns with int, the second half equal only. */
static void get_batch(long filling, Rc_ssize_t n)
{
    static RcObject *keys[MOST], *asked[MOST], *values[MOST], *out[MOST];
    RcObject *table = filled_table(filling);
    for (Rc_ssize_t i = 0; i < n; i++) {
        char text[32];
        snprintf(text, sizeof text, "the key number %d", (int)i);
        keys[i] = i % 2 == 0 ? new_int(i) : new_str(text);
        asked[i] = i < n / 2 ? Rc_NewRef(keys[i]) : i % 2 == 0 ? new_int(i) : new_str(text);
        values[i] = new_float((double)i);
        out[i] = table; /* what is there before does not count */
        if (i % 3 != 2) {
            set(table, keys[i], values[i]);
        }
    }
    assert_int_equal(RcHashTable_GetMany(table, asked, n, out), n - n / 3);
    assert_found(values, out, n);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    for (Rc_ssize_t i = 0; i < n; i++) {
        Rc_DECREF(asked[i]);
    }
    release(keys, n);
    release(values, n);
    assert_live(0);
}

static void test_get_many(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {0, 1, 3, 4, 5, 15, 16, 17, 33, MOST};
    for (int i = 0; i < 10; i++) {
        get_batch(fillings[0], sizes[i]);
        get_batch(fillings[1], sizes[i]);
    }
}

static void test_get_many_of_the_same(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *key = new_str("key"), *value = new_float(1.0);
        RcObject *keys[20], *out[20];
        set(table, key, value);
        for (int i = 0; i < 20; i++) {
            keys[i] = key;
        }
        assert_int_equal(RcHashTable_GetMany(table, keys, 20, out), 20);
        assert_refcnt(value, 22);
        assert_refcnt(key, 2);
        for (int i = 0; i < 20; i++) {
            assert_ptr_equal(out[i], value);
            Rc_DECREF(out[i]);
        }
        Rc_DECREF(table);
        assert_refcnt(value, 1);
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
}

/* Keys of all kinds, some of which equal each other in value, but not in type. */
static void test_get_many_of_all_kinds(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *out[6];
        RcObject *keys[6] = {new_int(1),
                             new_float(1000001.0),
                             Rc_BuildValue("(i)", 1),
                             RC_OBJECT_CAST(new_hostile()),
                             new_str("1000001"),
                             RC_OBJECT_CAST(new_hostile())};
        for (int i = 0; i < 6; i++) {
            set(table, keys[i], keys[5 - i]);
        }
        assert_int_equal(RcHashTable_GetMany(table, keys, 6, out), 6);
        for (int i = 0; i < 6; i++) {
            assert_ptr_equal(out[i], keys[5 - i]);
            Rc_DECREF(out[i]);
        }
        Rc_DECREF(table);
        release(keys, 6);
    }
}

static RcObject *the_key_itself(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(kwargs);
    self->arg = (void *)((uintptr_t)self->arg + 1);
    return Rc_NewRef(RcTuple_GET_ITEM(args, 0));
}

/* Its hash function is called once for each key, and never ahead. */
static void test_get_many_in_a_table_with_a_hash_func(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        Hostile *function = new_hostile();
        function->on_call = the_key_itself;
        RcObject *table = RcHashTable_NewWith(7, 1.0, RC_OBJECT_CAST(function)), *filling, *keys[9], *out[9];
        filling = filled_table(fillings[large]);
        assert_int_equal(RcHashTable_Update(table, filling), 0);
        Rc_DECREF(filling);
        for (int i = 0; i < 9; i++) {
            keys[i] = i == 7 ? new_str("no int") : new_int(i);
        }
        set(table, keys[0], keys[1]);
        function->arg = NULL;
        assert_int_equal(RcHashTable_GetMany(table, keys, 7, out), 1);
        assert_int_equal((uintptr_t)function->arg, 7);
        assert_ptr_equal(out[0], keys[1]);
        Rc_DECREF(out[0]);
        assert_int_equal(RcHashTable_GetMany(table, keys, 9, out), -1);
        assert_raises(RcExc_ValueError, "Invalid hash function -- all keys must hash to an integer.");
        for (int i = 0; i < 9; i++) {
            assert_null(out[i]);
        }
        Rc_DECREF(table);
        assert_refcnt(function, 1);
        Rc_DECREF(function);
        release(keys, 9);
        assert_live(0);
    }
}

static void test_get_many_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *value = new_float(1.0);
    RcObject *keys[] = {key, NULL}, *out[] = {key, key};
    set(table, key, value);
    BAD(RcHashTable_GetMany(NULL, keys, 1, out) == -1, "RcHashTable_GetMany");
    assert_null(out[0]);
    assert_ptr_equal(out[1], key);
    BAD(RcHashTable_GetMany(key, keys, 1, out) == -1, "RcHashTable_GetMany");
    BAD(RcHashTable_GetMany(table, keys, 1, NULL) == -1, "RcHashTable_GetMany");
    BAD(RcHashTable_GetMany(table, keys, -1, out) == -1, "RcHashTable_GetMany");
    out[0] = key;
    BAD(RcHashTable_GetMany(table, NULL, 2, out) == -1, "RcHashTable_GetMany");
    assert_null(out[0]);
    assert_null(out[1]);
    assert_int_equal(RcHashTable_GetMany(table, NULL, 0, NULL), 0);
    /* an object that is missing, as in the single form; what was found before is given up */
    BAD(RcHashTable_GetMany(table, keys, 2, out) == -1, "RcHashTable_GetItemRef");
    assert_null(out[0]);
    assert_null(out[1]);
    assert_refcnt(value, 2);
    assert_refcnt(table, 1);
    assert_refcnt(key, 2);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static Rc_hash_t hash_fails(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no hash");
    return -1;
}

/* A key in the middle fails: in its hash, or in its comparison with one that is stored. */
static void test_get_many_fails(void **state)
{
    Rc_UNUSED(state);
    for (int kind = 0; kind < 4; kind++) {
        RcObject *table = filled_table(fillings[kind / 2]), *key = new_int(1), *value = new_float(1.0);
        Hostile *stored = new_hostile(), *hostile = new_hostile();
        set(table, key, value);
        set(table, RC_OBJECT_CAST(stored), value);
        stored->on_compare = raise_on_compare;
        if (kind % 2 == 0) {
            hostile->on_hash = hash_fails;
        }
        RcObject *keys[9] = {key, key, key, key, key, RC_OBJECT_CAST(hostile), key, key, key}, *out[9];
        assert_int_equal(RcHashTable_GetMany(table, keys, 9, out), -1);
        assert_raises(RcExc_KeyError, kind % 2 == 0 ? "'no hash'" : "'no comparison'");
        for (int i = 0; i < 9; i++) {
            assert_null(out[i]);
        }
        assert_refcnt(value, 3);
        assert_refcnt(key, 2);
        assert_refcnt(hostile, 1);
        assert_refcnt(stored, 2);
        assert_refcnt(table, 1);
        Rc_DECREF(table);
        Rc_DECREF(key);
        Rc_DECREF(value);
        Rc_DECREF(hostile);
        Rc_DECREF(stored);
    }
}

static Rc_hash_t clear_and_fail(Hostile *self)
{
    RcHashTable_Clear(self->arg);
    return hash_fails(self);
}

static RcObject *given_up[5];

static void die_unseen(Hostile *self)
{
    for (int i = 0; i < 5; i++) {
        assert_ptr_not_equal(given_up[i], self);
    }
    write_journal(self);
}

/* What was found, and is in no table any longer, dies in order, and is not shown any more. */
static void test_get_many_gives_up_in_order(void **state)
{
    Rc_UNUSED(state);
    static const char *const letters[] = {"a", "b", "c", "d"};
    RcObject *table = new_table(), *keys[5];
    for (int i = 0; i < 4; i++) {
        Hostile *value = new_mortal(letters[i]);
        value->on_dealloc = die_unseen;
        keys[i] = new_int(i);
        set(table, keys[i], RC_OBJECT_CAST(value));
        Rc_DECREF(value);
    }
    keys[4] = RC_OBJECT_CAST(new_hostile());
    ((Hostile *)keys[4])->on_hash = clear_and_fail;
    ((Hostile *)keys[4])->arg = table;
    assert_int_equal(RcHashTable_GetMany(table, keys, 5, given_up), -1);
    assert_journal("a b c d ");
    assert_raises(RcExc_KeyError, "'no hash'");
    Rc_DECREF(table);
    release(keys, 5);
    assert_live(0);
}

/* -- user code in the middle -- */

static Rc_hash_t clear_on_hash(Hostile *self)
{
    RcHashTable_Clear(self->arg);
    return 5;
}

static Rc_hash_t grow_on_hash(Hostile *self)
{
    for (long i = 0; i < 5000; i++) {
        RcObject *key = new_int(1000000 + i);
        set(self->arg, key, Rc_None);
        Rc_DECREF(key);
    }
    return 5;
}

static Rc_hash_t drop_on_hash(Hostile *self)
{
    Rc_CLEAR(self->held[0]);
    return 5;
}

/* Thirty keys, of which the sixth does something to the table. */
static void get_in_the_middle(long filling, Rc_hash_t (*on_hash)(Hostile *), Rc_ssize_t expected)
{
    RcObject *table = filled_table(filling), *keys[30], *values[30], *out[30];
    for (int i = 0; i < 30; i++) {
        keys[i] = i == 5 ? RC_OBJECT_CAST(new_hostile()) : new_int(i);
        values[i] = new_float(i);
        set(table, keys[i], values[i]);
    }
    Hostile *hostile = (Hostile *)keys[5];
    hostile->on_hash = on_hash;
    hostile->arg = table;
    if (on_hash == drop_on_hash) {
        hostile->held[0] = table; /* the only reference */
    }
    assert_int_equal(RcHashTable_GetMany(table, keys, 30, out), expected);
    for (int i = 0; i < 30; i++) {
        assert_ptr_equal(out[i], i < 5 || expected == 30 ? values[i] : NULL);
        Rc_XDECREF(out[i]);
    }
    if (on_hash != drop_on_hash) {
        Rc_DECREF(table);
    }
    release(keys, 30);
    release(values, 30);
    assert_live(0);
}

static void test_get_many_from_a_table_that_changes(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        get_in_the_middle(fillings[large], clear_on_hash, 5);
        get_in_the_middle(fillings[large], grow_on_hash, 30);
        get_in_the_middle(fillings[large], drop_on_hash, 30);
    }
}

/* Puts other objects into the caller's array, behind itself: keys that are absent, and live no longer. */
static Rc_hash_t exchange_on_hash(Hostile *self)
{
    RcObject **keys = self->arg;
    for (int i = 6; i < 30; i++) {
        Rc_SETREF(keys[i], new_int(1000 + i));
    }
    return 5;
}

static void test_keys_are_read_at_their_turn(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *keys[30], *out[30];
        for (int i = 0; i < 30; i++) {
            keys[i] = i == 5 ? RC_OBJECT_CAST(new_hostile()) : new_int(i);
            set(table, keys[i], Rc_None);
        }
        ((Hostile *)keys[5])->on_hash = exchange_on_hash;
        ((Hostile *)keys[5])->arg = keys;
        assert_int_equal(RcHashTable_GetMany(table, keys, 30, out), 6);
        assert_ptr_equal(out[5], Rc_None);
        assert_null(out[6]);
        assert_null(out[29]);
        for (int i = 0; i < 6; i++) {
            Rc_DECREF(out[i]);
        }
        Rc_DECREF(table);
        release(keys, 30);
        assert_live(0);
    }
}

/* -- setting -- */

static void set_batch(long filling, Rc_ssize_t n)
{
    static RcObject *keys[MOST], *values[MOST];
    RcObject *table = filled_table(filling);
    for (Rc_ssize_t i = 0; i < n; i++) {
        keys[i] = i % 10 == 9 ? new_float((double)i) : new_int(i);
        values[i] = new_float((double)i);
    }
    for (int times = 0; times < 2; times++) {
        assert_int_equal(RcHashTable_SetMany(table, keys, values, n), 0);
        assert_int_equal(RcHashTable_Size(table), filling + n);
        Rc_ssize_t pos = filling;
        RcObject *key, *value;
        for (Rc_ssize_t i = 0; i < n; i++) {
            assert_int_equal(RcHashTable_Next(table, &pos, &key, &value), 1);
            assert_ptr_equal(key, keys[i]);
            assert_ptr_equal(value, values[i]);
            assert_refcnt(key, 2);
            assert_refcnt(value, 2);
        }
    }
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    release(keys, n);
    release(values, n);
    assert_live(0);
}

static void test_set_many(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {0, 1, 3, 4, 5, 15, 16, 17, 33, MOST};
    for (int i = 0; i < 10; i++) {
        set_batch(fillings[0], sizes[i]);
        set_batch(fillings[1], sizes[i]);
    }
}

/* The last value of a key stays, and the first key. */
static void test_set_many_of_equal_keys(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *table = filled_table(fillings[large]), *keys[20], *values[20];
        for (int i = 0; i < 20; i++) {
            keys[i] = new_str("key");
            values[i] = new_float(i);
        }
        assert_int_equal(RcHashTable_SetMany(table, keys, values, 20), 0);
        assert_int_equal(RcHashTable_Size(table), fillings[large] + 1);
        assert_refcnt(keys[0], 2);
        assert_refcnt(keys[19], 1);
        assert_refcnt(values[0], 1);
        assert_refcnt(values[19], 2);
        Rc_DECREF(table);
        release(keys, 20);
        release(values, 20);
    }
}

static void test_set_many_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *another = new_int(2);
    RcObject *keys[] = {key, NULL}, *values[] = {another, another}, *missing[] = {another, NULL};
    RcObject *both[] = {key, another};
    BAD(RcHashTable_SetMany(NULL, keys, values, 1) == -1, "RcHashTable_SetMany");
    BAD(RcHashTable_SetMany(key, keys, values, 1) == -1, "RcHashTable_SetMany");
    BAD(RcHashTable_SetMany(table, NULL, values, 1) == -1, "RcHashTable_SetMany");
    BAD(RcHashTable_SetMany(table, keys, NULL, 1) == -1, "RcHashTable_SetMany");
    BAD(RcHashTable_SetMany(table, keys, values, -1) == -1, "RcHashTable_SetMany");
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_int_equal(RcHashTable_SetMany(table, NULL, NULL, 0), 0);
    /* an object that is missing, as in the single form; what was stored before stays */
    BAD(RcHashTable_SetMany(table, keys, values, 2) == -1, "RcHashTable_SetItem");
    assert_int_equal(RcHashTable_Size(table), 1);
    BAD(RcHashTable_SetMany(table, both, missing, 2) == -1, "RcHashTable_SetItem");
    assert_int_equal(RcHashTable_Size(table), 1);
    assert_refcnt(key, 2);
    assert_refcnt(another, 2);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(another);
}

static void test_set_many_fails(void **state)
{
    Rc_UNUSED(state);
    for (int kind = 0; kind < 4; kind++) {
        RcObject *table = filled_table(fillings[kind / 2]), *keys[9], *values[9];
        Hostile *stored = new_hostile();
        set(table, RC_OBJECT_CAST(stored), Rc_None);
        stored->on_compare = raise_on_compare;
        for (int i = 0; i < 9; i++) {
            keys[i] = i == 5 ? RC_OBJECT_CAST(new_hostile()) : new_int(i);
            values[i] = new_float(i);
        }
        if (kind % 2 == 0) {
            ((Hostile *)keys[5])->on_hash = hash_fails;
        }
        assert_int_equal(RcHashTable_SetMany(table, keys, values, 9), -1);
        assert_raises(RcExc_KeyError, kind % 2 == 0 ? "'no hash'" : "'no comparison'");
        assert_int_equal(RcHashTable_Size(table), fillings[kind / 2] + 6);
        for (int i = 0; i < 9; i++) {
            assert_refcnt(keys[i], i < 5 ? 2 : 1);
            assert_refcnt(values[i], i < 5 ? 2 : 1);
        }
        assert_refcnt(table, 1);
        Rc_DECREF(table);
        Rc_DECREF(stored);
        release(keys, 9);
        release(values, 9);
    }
}

/* The replaced values die one by one, each when the next key is not yet stored. */
static void test_set_many_drops_in_order(void **state)
{
    Rc_UNUSED(state);
    static const char *const letters[] = {"a", "b", "c", "d", "e", "f"};
    RcObject *table = filled_table(fillings[1]), *keys[6], *values[6];
    for (int i = 0; i < 6; i++) {
        Hostile *old = new_mortal(letters[i]);
        keys[i] = new_int(i);
        values[i] = new_float(i);
        set(table, keys[i], RC_OBJECT_CAST(old));
        Rc_DECREF(old);
    }
    assert_int_equal(RcHashTable_SetMany(table, keys, values, 6), 0);
    assert_journal("a b c d e f ");
    Rc_DECREF(table);
    release(keys, 6);
    release(values, 6);
}

static void clear_on_dealloc(Hostile *self)
{
    RcHashTable_Clear(self->arg);
}

static void drop_on_dealloc(Hostile *self)
{
    Rc_DECREF((RcObject *)self->arg);
}

/* The value that the sixth of thirty keys replaces empties the table, or drops the last reference to it. */
static void test_set_many_in_a_table_that_changes(void **state)
{
    Rc_UNUSED(state);
    for (int kind = 0; kind < 4; kind++) {
        RcObject *table = filled_table(fillings[kind / 2]), *keys[30], *values[30];
        for (int i = 0; i < 30; i++) {
            keys[i] = new_int(i);
            values[i] = new_float(i);
        }
        Hostile *old = new_hostile();
        set(table, keys[5], RC_OBJECT_CAST(old));
        old->on_dealloc = kind % 2 == 0 ? clear_on_dealloc : drop_on_dealloc;
        old->arg = table;
        Rc_DECREF(old);
        assert_int_equal(RcHashTable_SetMany(table, keys, values, 30), 0);
        if (kind % 2 == 0) {
            assert_int_equal(RcHashTable_Size(table), 24);
            assert_int_equal(RcHashTable_Contains(table, keys[5]), 0);
            assert_int_equal(RcHashTable_Contains(table, keys[6]), 1);
            assert_refcnt(table, 1);
            Rc_DECREF(table);
        }
        release(keys, 30);
        release(values, 30);
        assert_live(0);
    }
}

typedef struct Sets {
    RcObject *table;
    RcObject *keys[9];
    RcObject *values[9];
} Sets;

static int set_and_clear(void *arg)
{
    Sets *sets = arg;
    int status = RcHashTable_SetMany(sets->table, sets->keys, sets->values, 9);
    RcHashTable_Clear(sets->table);
    return status;
}

static RcObject *five(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return RcInt_FromLong(1000005);
}

static int get_and_drop(void *arg)
{
    Sets *sets = arg;
    RcObject *out[9];
    Rc_ssize_t found = RcHashTable_GetMany(sets->table, sets->keys, 9, out);
    for (int i = 0; i < 9; i++) {
        assert_ptr_equal(out[i], found < 0 ? NULL : sets->values[i]);
        Rc_XDECREF(out[i]);
    }
    return found < 0 ? -1 : 0;
}

static void test_many_walk_all_failures(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = five;
    Sets sets = {.table = RcHashTable_NewWith(1, 1.0, RC_OBJECT_CAST(function))};
    RcObject *watched[20] = {sets.table};
    for (int i = 0; i < 9; i++) {
        watched[2 * i + 1] = sets.keys[i] = new_int(i);
        watched[2 * i + 2] = sets.values[i] = new_float(i);
    }
    assert_int_equal(RcHashTable_SetMany(sets.table, sets.keys, sets.values, 9), 0);
    assert_true(sweep(get_and_drop, &sets, watched) >= 9);
    RcHashTable_Clear(sets.table);
    assert_true(sweep(set_and_clear, &sets, watched) >= 9);
    Rc_DECREF(sets.table);
    Rc_DECREF(function);
    release(sets.keys, 9);
    release(sets.values, 9);
}

/* -- growth that is foreseen -- */

/* So many pairs fill a table; twice as many keys, and more, are to come when it grows. */
enum { FULL = 32768, ALL = 100000 };

static RcObject *seen_bin;
static RcHashTableStats seen;

/* Looks at a table that has chains for pairs to come. */
static void look_on_dealloc(Hostile *self)
{
    RcObject *key = new_int(FULL);
    Rc_hash_t hash = RcObject_Hash(key);
    assert_int_equal(RcHashTable_GetStats(self->arg, &seen), 0);
    seen_bin = RcHashTable_BinKeys(self->arg, (Rc_ssize_t)((size_t)hash % (size_t)seen.bins));
    assert_int_equal(RcSequence_Contains(seen_bin, key), 1);
    Rc_DECREF(key);
}

static void pop_on_dealloc(Hostile *self)
{
    RcHashTable_Clear(self->arg);
}

/* The first COMING keys are new, then one replaces a value, whose dealloc looks at the table or empties it, and all
 * the others are there. */
static void foresee(void (*on_dealloc)(Hostile *))
{
    enum { COMING = FULL + 5000 };
    static RcObject *keys[ALL], *values[ALL];
    RcObject *table = new_table(), *single = new_table();
    Hostile *old = new_hostile();
    old->on_dealloc = on_dealloc;
    old->arg = table;
    for (int i = 0; i < ALL; i++) {
        keys[i] = new_int(i < COMING ? i : i == COMING ? -1 : i % COMING);
        values[i] = Rc_NewRef(Rc_None);
    }
    set(table, keys[COMING], RC_OBJECT_CAST(old));
    set(single, keys[COMING], Rc_None);
    Rc_DECREF(old);
    assert_int_equal(RcHashTable_SetMany(table, keys, values, ALL), 0);
    for (int i = 0; i < COMING; i++) {
        set(single, keys[i], Rc_None);
    }
    if (on_dealloc == look_on_dealloc) {
        assert_same_bins(table, single);
        RcHashTableStats expected;
        assert_int_equal(RcHashTable_GetStats(single, &expected), 0);
        assert_int_equal(seen.bins, expected.bins);
        assert_int_equal(seen.used_bins, expected.used_bins);
        assert_int_equal(seen.longest_bin, expected.longest_bin);
        Rc_CLEAR(seen_bin);
    } else {
        assert_int_equal(RcHashTable_Size(table), COMING);
        RcHashTableStats after;
        assert_int_equal(RcHashTable_GetStats(table, &after), 0);
        assert_true(after.bytes < (size_t)COMING * 50);
    }
    Rc_DECREF(table);
    Rc_DECREF(single);
    release(keys, ALL);
    for (int i = 0; i < ALL; i++) {
        Rc_DECREF(values[i]);
    }
}

static void test_growth_that_is_foreseen_in_vain(void **state)
{
    Rc_UNUSED(state);
    foresee(look_on_dealloc);
    foresee(pop_on_dealloc);
    assert_live(0);
}

/* Without memory for what is foreseen the table grows as ever, without memory for that SetMany fails. */
static void test_growth_that_is_foreseen_without_memory(void **state)
{
    Rc_UNUSED(state);
    static RcObject *keys[ALL];
    for (int i = 0; i < ALL; i++) {
        keys[i] = new_int(i);
    }
    for (int fail = 1; fail <= 2; fail++) {
        RcObject *table = new_table();
        for (int i = 0; i < FULL; i++) {
            set(table, keys[i], Rc_None);
        }
        RcMem_SetFailAfter(fail);
        assert_int_equal(RcHashTable_SetMany(table, keys + FULL, keys, ALL - FULL), fail == 1 ? 0 : -1);
        RcMem_SetFailAfter(0);
        if (fail == 2) {
            assert_raises(RcExc_MemoryError, NULL);
        }
        Rc_DECREF(table);
        assert_refcnt(keys[FULL], 1);
        assert_refcnt(keys[0], 1);
    }
    release(keys, ALL);
    assert_live(0);
}

/* -- random batches, against the single form on a twin -- */

#define POOL 400
#define BATCHES 300
#define LONGEST 60

static uint64_t random_state;

static int below(int n)
{
    uint64_t x = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int)((x ^ (x >> 31)) % (uint64_t)n);
}

static RcObject *random_key(void)
{
    int number = below(150);
    char text[32];
    switch (below(4)) {
    case 0:
        return new_int(number);
    case 1:
        return new_float(1000000.0 + number);
    case 2:
        return Rc_BuildValue("(i)", number);
    default:
        snprintf(text, sizeof text, "%d", number);
        return new_str(text);
    }
}

static void compare_batch(RcObject *many, RcObject *single, RcObject **pool)
{
    RcObject *keys[LONGEST], *values[LONGEST], *out[LONGEST];
    int n = below(LONGEST + 1);
    for (int i = 0; i < n; i++) {
        keys[i] = pool[below(POOL)];
        values[i] = pool[below(POOL)];
    }
    if (below(3) == 0) {
        assert_int_equal(RcHashTable_SetMany(many, keys, values, n), 0);
        for (int i = 0; i < n; i++) {
            set(single, keys[i], values[i]);
        }
    } else if (below(3) == 0 && n > 0 && RcHashTable_Contains(many, keys[0]) == 1) {
        assert_int_equal(RcHashTable_DelItem(many, keys[0]), 0);
        assert_int_equal(RcHashTable_DelItem(single, keys[0]), 0);
    }
    Rc_ssize_t found = 0;
    assert_true((found = RcHashTable_GetMany(many, keys, n, out)) >= 0);
    for (int i = 0; i < n; i++) {
        assert_ptr_equal(out[i], RcHashTable_GetItem(single, keys[i]));
        found -= out[i] != NULL;
        Rc_XDECREF(out[i]);
    }
    assert_int_equal(found, 0);
    assert_int_equal(RcHashTable_Size(many), RcHashTable_Size(single));
}

static void test_random_batches(void **state)
{
    Rc_UNUSED(state);
    for (int large = 0; large < 2; large++) {
        RcObject *pool[POOL], *many = filled_table(fillings[large]), *single = RcHashTable_Copy(many);
        for (int i = 0; i < POOL; i++) {
            pool[i] = random_key();
        }
        for (int i = 0; i < BATCHES; i++) {
            compare_batch(many, single, pool);
        }
        assert_int_equal(RcObject_RichCompareBool(many, single, Rc_EQ), 1);
        Rc_DECREF(many);
        Rc_DECREF(single);
        release(pool, POOL);
        assert_live(0);
    }
}

int main(void)
{
    const char *given = getenv("RECOUNT_TEST_SEED");
    random_state = given != NULL ? strtoull(given, NULL, 0) : 20240607;
    const struct CMUnitTest tests[] = {
        counted_test(test_get_many),
        counted_test(test_get_many_of_the_same),
        counted_test(test_get_many_of_all_kinds),
        counted_test(test_get_many_in_a_table_with_a_hash_func),
        counted_test(test_get_many_bad_arguments),
        counted_test(test_get_many_fails),
        counted_test(test_get_many_gives_up_in_order),
        counted_test(test_get_many_from_a_table_that_changes),
        counted_test(test_keys_are_read_at_their_turn),
        counted_test(test_set_many),
        counted_test(test_set_many_of_equal_keys),
        counted_test(test_set_many_bad_arguments),
        counted_test(test_set_many_fails),
        counted_test(test_set_many_drops_in_order),
        counted_test(test_set_many_in_a_table_that_changes),
        counted_test(test_many_walk_all_failures),
        counted_test(test_growth_that_is_foreseen_in_vain),
        counted_test(test_growth_that_is_foreseen_without_memory),
        counted_test(test_random_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
