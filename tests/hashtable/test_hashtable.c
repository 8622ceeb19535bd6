/* Operations on one key: results, counts, order of effects, failure, and hostile code in the middle. */
#include "helpers.h"

#define BAD(call, function)                                          \
    do {                                                             \
        assert_true(call);                                           \
        assert_raises(RcExc_SystemError, function ": bad argument"); \
    } while (0)

/* -- counts -- */

static void test_set_keeps_key_and_value(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *value = new_float(1.5);
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_refcnt(table, 1);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    assert_int_equal(RcHashTable_Size(table), 1);
    Rc_DECREF(table);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
    assert_live(0);
}

static void test_replacing_keeps_the_old_key(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *first = new_int(1), *second = new_int(1);
    RcObject *old = new_float(1.5), *value = new_float(2.5);
    assert_int_equal(RcHashTable_SetItem(table, first, old), 0);
    assert_int_equal(RcHashTable_SetItem(table, second, value), 0);
    assert_refcnt(first, 2);
    assert_refcnt(second, 1);
    assert_refcnt(old, 1);
    assert_refcnt(value, 2);
    assert_int_equal(RcHashTable_Size(table), 1);
    /* the same value once more */
    assert_int_equal(RcHashTable_SetItem(table, first, value), 0);
    assert_refcnt(value, 2);
    assert_refcnt(first, 2);
    Rc_DECREF(table);
    assert_refcnt(first, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(first);
    Rc_DECREF(second);
    Rc_DECREF(old);
    Rc_DECREF(value);
}

static void test_get_lends_and_get_ref_gives(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("key"), *same = new_str("key"), *other = new_str("other");
    RcObject *value = new_float(1.5), *out = key;
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_ptr_equal(RcHashTable_GetItem(table, key), value);
    assert_refcnt(value, 2);
    assert_ptr_equal(RcHashTable_GetItem(table, same), value);
    assert_refcnt(value, 2);
    assert_refcnt(key, 2);
    assert_refcnt(same, 1);
    assert_null(RcHashTable_GetItem(table, other));
    assert_no_error();
    assert_int_equal(RcHashTable_GetItemRef(table, same, &out), 1);
    assert_ptr_equal(out, value);
    assert_refcnt(value, 3);
    assert_refcnt(key, 2);
    Rc_DECREF(out);
    out = key;
    assert_int_equal(RcHashTable_GetItemRef(table, other, &out), 0);
    assert_null(out);
    assert_no_error();
    assert_int_equal(RcHashTable_Contains(table, same), 1);
    assert_int_equal(RcHashTable_Contains(table, other), 0);
    assert_no_error();
    assert_refcnt(table, 1);
    assert_refcnt(key, 2);
    assert_refcnt(same, 1);
    assert_refcnt(other, 1);
    assert_refcnt(value, 2);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(same);
    Rc_DECREF(other);
    Rc_DECREF(value);
}

static void test_set_default(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *again = new_int(1);
    RcObject *first = new_float(1.5), *second = new_float(2.5), *out = NULL;
    assert_int_equal(RcHashTable_SetDefaultRef(table, key, first, &out), 0);
    assert_ptr_equal(out, first);
    assert_refcnt(first, 3);
    assert_refcnt(key, 2);
    assert_refcnt(table, 1);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_SetDefaultRef(table, again, second, &out), 1);
    assert_ptr_equal(out, first);
    assert_refcnt(first, 3);
    assert_refcnt(second, 1);
    assert_refcnt(key, 2);
    assert_refcnt(again, 1);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_SetDefaultRef(table, again, second, NULL), 1);
    assert_refcnt(first, 2);
    assert_refcnt(second, 1);
    RcObject *absent = new_int(2);
    assert_int_equal(RcHashTable_SetDefaultRef(table, absent, second, NULL), 0);
    assert_refcnt(second, 2);
    assert_refcnt(absent, 2);
    Rc_DECREF(table);
    assert_refcnt(absent, 1);
    assert_refcnt(second, 1);
    Rc_DECREF(absent);
    Rc_DECREF(key);
    Rc_DECREF(again);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static void test_delete(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *same = new_int(1), *value = new_float(1.5);
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_int_equal(RcHashTable_DelItem(table, same), 0);
    assert_refcnt(table, 1);
    assert_refcnt(key, 1);
    assert_refcnt(same, 1);
    assert_refcnt(value, 1);
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_int_equal(RcHashTable_DelItem(table, same), -1);
    assert_raises(RcExc_KeyError, "1000001");
    assert_refcnt(table, 1);
    assert_refcnt(same, 1);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(same);
    Rc_DECREF(value);
}

static void test_key_error_holds_the_very_key(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    RcObject *key = RcTuple_Pack(2, Rc_None, Rc_True);
    assert_int_equal(RcHashTable_DelItem(table, key), -1);
    assert_refcnt(key, 2);
    assert_refcnt(table, 1);
    assert_raises(RcExc_KeyError, "(None, True)");
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    Rc_DECREF(table);
}

static void test_pop(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *value = new_float(1.5), *out = key;
    assert_int_equal(RcHashTable_Pop(table, key, &out), 0);
    assert_null(out);
    assert_no_error();
    assert_int_equal(RcHashTable_Pop(table, key, NULL), 0);
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_int_equal(RcHashTable_Pop(table, key, &out), 1);
    assert_ptr_equal(out, value);
    assert_refcnt(value, 2);
    assert_refcnt(key, 1);
    assert_refcnt(table, 1);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_int_equal(RcHashTable_Pop(table, key, NULL), 1);
    assert_refcnt(value, 1);
    assert_refcnt(key, 1);
    assert_int_equal(RcHashTable_Size(table), 0);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

/* -- order of effects -- */

static void test_delete_drops_key_then_value(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_mortal("key"), *value = new_mortal("value");
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(key), RC_OBJECT_CAST(value)), 0);
    Rc_DECREF(value);
    Rc_DECREF(key);
    assert_journal("");
    assert_int_equal(RcHashTable_DelItem(table, RC_OBJECT_CAST(key)), 0);
    assert_journal("key value ");
    assert_refcnt(table, 1);

    Hostile *same = new_hostile(), *stored = new_mortal("stored");
    value = new_mortal("value");
    stored->on_hash = hash_is_5;
    stored->on_compare = same->on_compare = always_equal;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), RC_OBJECT_CAST(value)), 0);
    Rc_DECREF(stored);
    Rc_DECREF(value);
    assert_int_equal(RcHashTable_DelItem(table, RC_OBJECT_CAST(same)), 0);
    assert_journal("stored value ");

    key = new_mortal("key");
    value = new_mortal("value");
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(key), RC_OBJECT_CAST(value)), 0);
    Rc_DECREF(value);
    Rc_DECREF(key);
    assert_int_equal(RcHashTable_Pop(table, RC_OBJECT_CAST(key), NULL), 1);
    assert_journal("key value ");
    assert_refcnt(same, 1);
    Rc_DECREF(same);
    Rc_DECREF(table);
}

static RcObject *looked_at;

static void expect_new_value(Hostile *self)
{
    RcObject *table = self->arg;
    RcObject *key = RcInt_FromLong(1);
    assert_ptr_equal(RcHashTable_GetItem(table, key), looked_at);
    Rc_DECREF(key);
    looked_at = NULL;
}

static void test_replacing_stores_before_it_releases(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = RcInt_FromLong(1), *value = new_float(1.5);
    Hostile *old = new_hostile();
    old->on_dealloc = expect_new_value;
    old->arg = table;
    assert_int_equal(RcHashTable_SetItem(table, key, RC_OBJECT_CAST(old)), 0);
    Rc_DECREF(old);
    looked_at = value;
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    assert_null(looked_at);
    assert_refcnt(value, 2);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

/* -- bad input -- */

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *list = RcList_New(0), *key = new_int(1), *out;
    RcObject *bad[] = {NULL, list, Rc_None};
    for (int i = 0; i < 3; i++) {
        BAD(RcHashTable_SetItem(bad[i], key, key) == -1, "RcHashTable_SetItem");
        BAD(RcHashTable_GetItem(bad[i], key) == NULL, "RcHashTable_GetItem");
        out = key;
        BAD(RcHashTable_GetItemRef(bad[i], key, &out) == -1, "RcHashTable_GetItemRef");
        assert_null(out);
        out = key;
        BAD(RcHashTable_SetDefaultRef(bad[i], key, key, &out) == -1, "RcHashTable_SetDefaultRef");
        assert_null(out);
        BAD(RcHashTable_DelItem(bad[i], key) == -1, "RcHashTable_DelItem");
        out = key;
        BAD(RcHashTable_Pop(bad[i], key, &out) == -1, "RcHashTable_Pop");
        assert_null(out);
        BAD(RcHashTable_Contains(bad[i], key) == -1, "RcHashTable_Contains");
    }
    BAD(RcHashTable_SetItem(table, NULL, key) == -1, "RcHashTable_SetItem");
    BAD(RcHashTable_SetItem(table, key, NULL) == -1, "RcHashTable_SetItem");
    BAD(RcHashTable_GetItem(table, NULL) == NULL, "RcHashTable_GetItem");
    BAD(RcHashTable_GetItemRef(table, NULL, &out) == -1, "RcHashTable_GetItemRef");
    BAD(RcHashTable_GetItemRef(table, key, NULL) == -1, "RcHashTable_GetItemRef");
    BAD(RcHashTable_SetDefaultRef(table, NULL, key, &out) == -1, "RcHashTable_SetDefaultRef");
    BAD(RcHashTable_SetDefaultRef(table, key, NULL, NULL) == -1, "RcHashTable_SetDefaultRef");
    BAD(RcHashTable_DelItem(table, NULL) == -1, "RcHashTable_DelItem");
    BAD(RcHashTable_Pop(table, NULL, &out) == -1, "RcHashTable_Pop");
    BAD(RcHashTable_Pop(NULL, key, NULL) == -1, "RcHashTable_Pop");
    BAD(RcHashTable_Contains(table, NULL) == -1, "RcHashTable_Contains");
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_refcnt(table, 1);
    assert_refcnt(list, 1);
    assert_refcnt(key, 1);
    Rc_DECREF(table);
    Rc_DECREF(list);
    Rc_DECREF(key);
}

/* -- out of memory -- */

typedef struct Case {
    RcObject *table, *key, *value;
} Case;

/* New keys one after the other, so that each kind of growth is met. */
static int set_and_count(void *arg)
{
    Case *c = arg;
    Rc_ssize_t size = RcHashTable_Size(c->table), bins = RcHashTable_Bins(c->table);
    int status = RcHashTable_SetItem(c->table, c->key, c->value);
    assert_int_equal(RcHashTable_Size(c->table), status == 0 ? size + 1 : size);
    if (status < 0) {
        assert_int_equal(RcHashTable_Bins(c->table), bins);
        return -1;
    }
    return RcHashTable_DelItem(c->table, c->key);
}

static int set_default_and_pop(void *arg)
{
    Case *c = arg;
    RcObject *value = c->key;
    int status = RcHashTable_SetDefaultRef(c->table, c->key, c->value, &value);
    if (status < 0) {
        assert_null(value);
        return -1;
    }
    assert_ptr_equal(value, c->value);
    Rc_DECREF(value);
    return RcHashTable_Pop(c->table, c->key, NULL) == 1 ? 0 : -1;
}

static int delete_absent(void *arg)
{
    Case *c = arg;
    assert_int_equal(RcHashTable_DelItem(c->table, c->key), -1);
    if (RcErr_ExceptionMatches(RcExc_KeyError)) {
        RcErr_Clear();
        return 0;
    }
    return -1;
}

static void test_setting_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *value = new_float(0.5);
    for (int load = 0; load < 40; load++) {
        /* A fresh table for each sweep: once grown it stays so. */
        for (int kind = 0; kind < 2; kind++) {
            RcObject *table = new_table();
            for (int i = 0; i < load; i++) {
                RcObject *number = RcInt_FromLong(i);
                assert_int_equal(RcHashTable_SetItem(table, number, value), 0);
                Rc_DECREF(number);
            }
            Case c = {table, kind ? new_int(5) : RC_OBJECT_CAST(new_hostile()), value};
            RcObject *watched[] = {table, c.key, value, NULL};
            Rc_ssize_t blocks = outstanding_blocks();
            sweep(kind ? set_and_count : set_default_and_pop, &c, watched);
            assert_true(load > 0 || outstanding_blocks() > blocks);
            Rc_DECREF(c.key);
            Rc_DECREF(table);
        }
    }
    assert_refcnt(value, 1);
    Rc_DECREF(value);
}

static void test_a_key_error_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    Case c = {new_table(), new_int(1), NULL};
    RcObject *watched[] = {c.table, c.key, NULL};
    assert_true(sweep(delete_absent, &c, watched) > 0);
    Rc_DECREF(c.table);
    Rc_DECREF(c.key);
}

static int get_with_hash_func(void *arg)
{
    Case *c = arg;
    return RcHashTable_Contains(c->table, c->key) < 0 ? -1 : 0;
}

static void test_a_call_of_hash_func_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = fresh_number;
    Case c = {RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function)), new_int(1), NULL};
    RcObject *watched[] = {c.table, c.key, RC_OBJECT_CAST(function), NULL};
    assert_true(sweep(get_with_hash_func, &c, watched) > 0);
    Rc_DECREF(c.table);
    Rc_DECREF(c.key);
    Rc_DECREF(function);
}

/* -- hostile code -- */

/* The table that callbacks attack, and the key that they use for it. */
static RcObject *victim;
static RcObject *victim_key;
static int attack_kind;
static int attacks;

/* One act of vandalism: 0 sets another key, 1 deletes the victim's key, 2 clears, 3 pops, 4 fills until the
 * bins grow, 5 replaces the value, 6 drops the last outside reference, 7 gives new parameters,
 * 8 clears and sets again. */
#define ATTACKS 9

static void attack(void)
{
    if (victim == NULL || attacks-- <= 0) {
        return;
    }
    RcObject *table = victim, *number;
    victim = NULL; /* what an attack calls is not attacked */
    switch (attack_kind) {
    case 0:
        number = RcInt_FromLong(123456);
        assert_int_equal(RcHashTable_SetItem(table, number, number), 0);
        Rc_DECREF(number);
        break;
    case 1:
        assert_true(RcHashTable_Pop(table, victim_key, NULL) >= 0);
        break;
    case 2:
        RcHashTable_Clear(table);
        break;
    case 3:
        number = NULL;
        assert_true(RcHashTable_Pop(table, victim_key, &number) >= 0);
        Rc_XDECREF(number);
        break;
    case 4:
        for (int i = 0; i < 50; i++) {
            number = RcInt_FromLong(200000 + i);
            assert_int_equal(RcHashTable_SetItem(table, number, number), 0);
            Rc_DECREF(number);
        }
        break;
    case 5:
        number = RcFloat_FromDouble(2.25);
        assert_int_equal(RcHashTable_SetItem(table, victim_key, number), 0);
        Rc_DECREF(number);
        break;
    case 6:
        Rc_DECREF(table);
        return;
    case 7:
        number = Rc_BuildValue("(i)", 3);
        assert_int_equal(RcHashTable_Type.tp_init(table, number, NULL), 0);
        Rc_DECREF(number);
        break;
    default:
        RcHashTable_Clear(table);
        assert_int_equal(RcHashTable_SetItem(table, victim_key, Rc_None), 0);
    }
    victim = table;
}

static Rc_hash_t attack_on_hash(Hostile *self)
{
    Rc_UNUSED(self);
    attack();
    return 5;
}

static RcObject *attack_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    attack();
    return Rc_NewRef(op == Rc_EQ ? Rc_True : Rc_False);
}

static RcObject *attack_and_differ(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    attack();
    Rc_RETURN_FALSE;
}

static void attack_on_dealloc(Hostile *self)
{
    Rc_UNUSED(self);
    attack();
}

static RcObject *attack_on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    attack();
    return RcInt_FromLong(5);
}

/* What a hostile test does to the table while its key attacks.  Whatever the outcome: no crash, no leak, and
 * an error only where one is due. */
static void operate(int operation, RcObject *table, RcObject *key)
{
    RcObject *value = new_float(7.5), *out = key;
    int status = 0;
    switch (operation) {
    case 0:
        status = RcHashTable_SetItem(table, key, value);
        break;
    case 1: {
        RcObject *borrowed = RcHashTable_GetItem(table, key);
        status = borrowed == NULL && RcErr_Occurred() ? -1 : 0;
        if (borrowed != NULL) {
            assert_true(Rc_REFCNT(borrowed) >= 1); /* readable: the sanitizer would tell */
        }
        break;
    }
    case 2:
        status = RcHashTable_GetItemRef(table, key, &out);
        assert_true(status == 1 ? out != NULL : out == NULL);
        Rc_XDECREF(out);
        break;
    case 3:
        status = RcHashTable_SetDefaultRef(table, key, value, &out);
        assert_true(status >= 0 ? out != NULL : out == NULL);
        Rc_XDECREF(out);
        break;
    case 4:
        status = RcHashTable_DelItem(table, key);
        break;
    case 5:
        status = RcHashTable_Pop(table, key, &out);
        assert_true(status == 1 ? out != NULL : out == NULL);
        Rc_XDECREF(out);
        break;
    case 6:
        status = RcHashTable_Contains(table, key);
        break;
    default:
        status = RcHashTable_Pop(table, key, NULL);
    }
    if (status < 0) {
        assert_non_null(RcErr_Occurred());
        assert_true(RcErr_ExceptionMatches(RcExc_KeyError) || RcErr_ExceptionMatches(RcExc_RuntimeError));
        RcErr_Clear();
    }
    assert_no_error();
    Rc_DECREF(value);
}
#define OPERATIONS 8

/* How the attack comes about: 0 the key's hash, 1 the stored key's comparison (equal), 2 (different),
 * 3 the stored key's dealloc, 4 the stored value's dealloc, 5 hash_func. */
#define WAYS 6

static void one_attack(int way, int kind, int operation, int times)
{
    Hostile *function = NULL;
    if (way == 5) {
        function = new_hostile();
        function->on_call = attack_on_call;
    }
    victim = NULL;
    RcObject *table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    Hostile *stored = new_hostile(), *key = new_hostile(), *value = new_hostile(), *friend = new_hostile();
    RcObject *kept = RC_OBJECT_CAST(new_hostile());
    key->on_compare = stored->on_compare = friend->on_compare = always_equal;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), RC_OBJECT_CAST(value)), 0);
    assert_int_equal(RcHashTable_SetItem(table, Rc_None, Rc_None), 0);

    attack_kind = kind;
    attacks = times;
    victim_key = RC_OBJECT_CAST(friend);
    switch (way) {
    case 0:
        key->on_hash = attack_on_hash;
        break;
    case 1:
        stored->on_compare = attack_on_compare;
        break;
    case 2:
        stored->on_compare = attack_and_differ;
        break;
    case 3:
        stored->on_dealloc = attack_on_dealloc;
        break;
    case 4:
        value->on_dealloc = attack_on_dealloc;
        break;
    default:
        break;
    }
    Rc_DECREF(stored);
    Rc_DECREF(value);
    if (way == 3 || way == 4) {
        /* Only what the operation itself releases may find the table alive: a dying table is nobody's to
         * touch. */
        Rc_INCREF(table);
    }
    int drops_table = kind == 6 && (way < 3 || way == 5);
    victim = table;
    operate(operation, table, RC_OBJECT_CAST(key));
    int dropped = drops_table && victim == NULL;
    if (kind == 6 && victim == NULL && !drops_table) {
        dropped = 1;
    }
    victim = NULL;
    if (way == 3 || way == 4) {
        if (!dropped) {
            Rc_DECREF(table);
        }
        Rc_DECREF(table);
    } else if (!dropped) {
        assert_refcnt(table, 1);
        Rc_DECREF(table);
    }
    assert_refcnt(key, 1);
    assert_refcnt(friend, 1);
    Rc_DECREF(key);
    Rc_DECREF(friend);
    Rc_DECREF(kept);
    if (function != NULL) {
        assert_refcnt(function, 1);
        Rc_DECREF(function);
    }
    assert_live(0);
}

static void test_hostile_code_in_every_place(void **state)
{
    Rc_UNUSED(state);
    for (int way = 0; way < WAYS; way++) {
        for (int kind = 0; kind < ATTACKS; kind++) {
            for (int operation = 0; operation < OPERATIONS; operation++) {
                one_attack(way, kind, operation, 1);
                one_attack(way, kind, operation, kind == 6 ? 1 : 3);
            }
        }
    }
}

static RcObject *insert_and_differ(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcObject *number = RcInt_FromLong(300000 + attacks++);
    assert_int_equal(RcHashTable_SetItem(self->arg, number, Rc_None), 0);
    Rc_DECREF(number);
    Rc_RETURN_FALSE;
}

static void test_a_lookup_does_not_go_on_for_ever(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile();
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_None), 0);
    stored->on_compare = insert_and_differ;
    stored->arg = table;
    attacks = 0;
    assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(key)), -1);
    assert_raises(RcExc_RuntimeError, "hash table changed during each comparison of a lookup");
    assert_int_equal(attacks, 1001);
    assert_refcnt(table, 1);
    assert_refcnt(key, 1);
    assert_refcnt(stored, 2);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(stored);
}

/* -- a second __init__ in the middle of a lookup -- */

static RcObject *begun_anew; /* the table */

static void begin_anew(void)
{
    RcObject *no_arguments = RcTuple_New(0);
    assert_int_equal(RcHashTable_Type.tp_init(begun_anew, no_arguments, NULL), 0);
    Rc_DECREF(no_arguments);
}

static RcObject *hash_and_begin_anew(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    begin_anew();
    return RcInt_FromLong(5);
}

static RcObject *hash_to_5(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return RcInt_FromLong(5);
}

static RcObject *compare_and_begin_anew(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    begin_anew();
    Rc_RETURN_FALSE;
}

static Rc_hash_t hash_and_take_a_hash_func(Hostile *self)
{
    RcObject *args = Rc_BuildValue("(idO)", 4, 0.5, self->held[0]);
    assert_int_equal(RcHashTable_Type.tp_init(begun_anew, args, NULL), 0);
    Rc_DECREF(args);
    return 5;
}

/* A pair must not be filed by the hash of a function that the table has no more. */
static void test_another_hash_func_during_the_lookup(void **state)
{
    Rc_UNUSED(state);
    for (int where = 0; where < 3; where++) {
        Hostile *function = new_hostile(), *stored = new_hostile(), *key = new_hostile();
        function->on_call = where == 0 ? hash_and_begin_anew : hash_to_5;
        begun_anew = RcHashTable_NewWith(8, 1.0, where < 2 ? RC_OBJECT_CAST(function) : NULL);
        if (where == 1) {
            assert_int_equal(RcHashTable_SetItem(begun_anew, RC_OBJECT_CAST(stored), Rc_None), 0);
            stored->on_compare = compare_and_begin_anew;
        } else if (where == 2) {
            key->on_hash = hash_and_take_a_hash_func;
            key->held[0] = Rc_NewRef(function);
        }
        assert_int_equal(RcHashTable_SetItem(begun_anew, RC_OBJECT_CAST(key), Rc_None), -1);
        assert_raises(RcExc_RuntimeError, "hash table got another hash_func during the lookup");
        assert_int_equal(RcHashTable_Size(begun_anew), 0);
        assert_refcnt(function, where < 2 ? 1 : 3);
        assert_refcnt(stored, 1);
        assert_refcnt(key, 1);
        Rc_CLEAR(begun_anew);
        Rc_DECREF(key);
        Rc_DECREF(stored);
        assert_refcnt(function, 1);
        Rc_DECREF(function);
        assert_live(0);
    }
}

static RcObject *drop_table_on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    RcObject *table = self->arg;
    self->arg = NULL;
    Rc_XDECREF(table);
    return RcInt_FromLong(5);
}

/* The last outside reference to the table is dropped by its own hash function, which dies with it. */
static void test_get_of_a_table_that_is_dropped_meanwhile(void **state)
{
    Rc_UNUSED(state);
    for (int kept = 0; kept < 2; kept++) {
        Hostile *function = new_hostile();
        function->on_call = drop_table_on_call;
        RcObject *table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
        RcObject *key = new_str("key"), *value = new_float(1.5);
        assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
        assert_refcnt(value, 2);
        if (!kept) {
            Rc_DECREF(value);
        }
        function->arg = table;
        Rc_DECREF(function); /* the table's alone */
        assert_null(RcHashTable_GetItem(table, key));
        assert_raises(RcExc_RuntimeError, "hash table lost the value during the lookup");
        if (kept) {
            assert_refcnt(value, 1);
            Rc_DECREF(value);
        }
        assert_refcnt(key, 1);
        Rc_DECREF(key);
        assert_live(0);
    }
}

static void test_get_ref_of_a_table_that_is_dropped_meanwhile(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = drop_table_on_call;
    RcObject *table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
    RcObject *key = new_str("key"), *value = new_float(1.5), *out;
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
    Rc_DECREF(value);
    function->arg = table;
    Rc_DECREF(function);
    assert_int_equal(RcHashTable_GetItemRef(table, key, &out), 1);
    assert_ptr_equal(out, value);
    assert_refcnt(value, 1);
    assert_refcnt(key, 1);
    Rc_DECREF(value);
    Rc_DECREF(key);
    assert_live(0);
}

static void delete_on_dealloc(Hostile *self)
{
    RcObject *table = self->arg, *number = RcInt_FromLong(5);
    assert_int_equal(RcHashTable_DelItem(table, number), 0);
    Rc_DECREF(number);
}

static RcObject *drop_held_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(op);
    Rc_UNUSED(other);
    RcObject *key = self->held[0];
    self->held[0] = NULL;
    Rc_XDECREF(key);
    Rc_RETURN_TRUE;
}

/* The key that was asked for dies at the end of the lookup, and takes the value away. */
static void test_get_of_a_value_that_its_key_takes_away(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *number = RcInt_FromLong(5);
    Hostile *stored = new_hostile(), *key = new_hostile(), *value = new_hostile();
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), RC_OBJECT_CAST(value)), 0);
    stored->on_compare = drop_held_on_compare;
    stored->held[0] = RC_OBJECT_CAST(key);
    key->arg = table;
    key->on_dealloc = delete_on_dealloc;
    assert_int_equal(RcHashTable_SetItem(table, number, Rc_None), 0);
    /* here the value stays */
    Rc_DECREF(value);
    assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(key)), value);
    assert_refcnt(value, 1);
    assert_null(stored->held[0]);
    assert_int_equal(RcHashTable_Size(table), 1);
    Rc_DECREF(stored);
    Rc_DECREF(number);
    Rc_DECREF(table);
    assert_live(0);
}

static void clear_on_dealloc(Hostile *self)
{
    RcHashTable_Clear(self->arg);
}

static void test_get_of_a_value_that_dies_with_the_key(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile(), *value = new_hostile();
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), RC_OBJECT_CAST(value)), 0);
    Rc_DECREF(value);
    stored->on_compare = drop_held_on_compare;
    stored->held[0] = RC_OBJECT_CAST(key);
    key->arg = table;
    key->on_dealloc = clear_on_dealloc;
    assert_null(RcHashTable_GetItem(table, RC_OBJECT_CAST(key)));
    assert_raises(RcExc_RuntimeError, "hash table lost the value during the lookup");
    assert_refcnt(table, 1);
    assert_refcnt(stored, 1);
    Rc_DECREF(stored);
    Rc_DECREF(table);
    assert_live(0);
}

/* The stored key of a bin is removed, and would die, while it is compared. */
static RcObject *delete_self_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcHashTable_Clear(self->arg);
    assert_refcnt(self, 1); /* the lookup's */
    Rc_RETURN_TRUE;
}

static void test_the_stored_key_is_held_while_it_is_compared(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile();
    stored->on_compare = delete_self_on_compare;
    stored->arg = table;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_None), 0);
    Rc_DECREF(stored);
    assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(key)), 0);
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_live(2);
    Rc_DECREF(key);
    Rc_DECREF(table);
}

/* What the callbacks see held of table, key and value. */
static Rc_ssize_t counts_seen[4];
static RcObject *counted[4];

static Rc_hash_t count_on_hash(Hostile *self)
{
    Rc_UNUSED(self);
    for (int i = 0; i < 4; i++) {
        counts_seen[i] = counted[i] != NULL ? Rc_REFCNT(counted[i]) : 0;
    }
    return 5;
}

static RcObject *count_on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    count_on_hash(self);
    return RcInt_FromLong(5);
}

static void test_what_is_held_during_user_code(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *value = new_float(1.5);
    Hostile *key = new_hostile();
    key->on_hash = count_on_hash;
    counted[0] = table;
    counted[1] = RC_OBJECT_CAST(key);
    counted[2] = value;
    counted[3] = NULL;
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(key), value), 0);
    assert_int_equal(counts_seen[0], 2);
    assert_int_equal(counts_seen[1], 2);
    assert_int_equal(counts_seen[2], 2);
    assert_int_equal(RcHashTable_SetDefaultRef(table, RC_OBJECT_CAST(key), value, NULL), 1);
    assert_int_equal(counts_seen[0], 2);
    assert_int_equal(counts_seen[1], 3);
    assert_int_equal(counts_seen[2], 3);
    assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(key)), 1);
    assert_int_equal(counts_seen[0], 2);
    assert_int_equal(counts_seen[1], 3);
    assert_int_equal(counts_seen[2], 2);
    assert_ptr_equal(RcHashTable_GetItem(table, RC_OBJECT_CAST(key)), value);
    assert_int_equal(counts_seen[0], 2);
    assert_int_equal(counts_seen[1], 3);
    Rc_DECREF(table);

    Hostile *function = new_hostile();
    function->on_call = count_on_call;
    table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
    counted[0] = table;
    counted[3] = RC_OBJECT_CAST(function);
    assert_int_equal(RcHashTable_Contains(table, RC_OBJECT_CAST(key)), 0);
    assert_int_equal(counts_seen[0], 2);
    assert_true(counts_seen[3] >= 3); /* ours, the table's, the call's */
    assert_refcnt(function, 2);
    Rc_DECREF(table);
    Rc_DECREF(function);
    Rc_DECREF(value);
    Rc_DECREF(key);
}

static void test_deallocs_keep_the_pending_error(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *stored = new_hostile();
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(stored), Rc_None), 0);
    Rc_DECREF(stored);
    RcErr_SetString(RcExc_ValueError, "pending");
    Rc_DECREF(table);
    assert_raises(RcExc_ValueError, "pending");
}

/* -- the short ways: an exact str or int, the builtin hash, a power of two of bins -- */

/* A key and a value that the table alone refers to, in each operation that lets go of them. */
static void test_last_references_in_the_short_ways(void **state)
{
    Rc_UNUSED(state);
    Rc_ssize_t alive = Rc_LiveObjects();
    for (int operation = 0; operation < 4; operation++) {
        RcObject *table = new_table(), *key = new_int(1), *value = new_float(0.5), *popped;
        assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
        Rc_DECREF(key);
        Rc_DECREF(value);
        switch (operation) {
        case 0:
            assert_int_equal(RcHashTable_DelItem(table, key), 0);
            break;
        case 1:
            assert_int_equal(RcHashTable_Pop(table, key, &popped), 1);
            assert_ptr_equal(popped, value);
            assert_refcnt(popped, 1);
            Rc_DECREF(popped);
            break;
        case 2:
            assert_int_equal(RcHashTable_Pop(table, key, NULL), 1);
            break;
        default:
            assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
            assert_int_equal(Rc_LiveObjects(), alive + 2);
        }
        assert_int_equal(RcHashTable_Size(table), operation == 3);
        Rc_DECREF(table);
        assert_int_equal(Rc_LiveObjects(), alive);
    }
}

/* A value's dealloc may empty the table, and the table may be gone after it. */
static void clear_the_table(Hostile *self)
{
    RcHashTable_Clear(self->arg);
}

static void test_a_value_that_clears_the_table(void **state)
{
    Rc_UNUSED(state);
    for (int operation = 0; operation < 2; operation++) {
        RcObject *table = new_table(), *key = new_str("key");
        Hostile *value = Hostile_New();
        RcObject_Hash(key);
        value->on_dealloc = clear_the_table;
        value->arg = table;
        assert_int_equal(RcHashTable_SetItem(table, key, RC_OBJECT_CAST(value)), 0);
        Rc_DECREF(value);
        assert_int_equal(
            operation == 0 ? RcHashTable_DelItem(table, key) : RcHashTable_SetItem(table, key, key), 0);
        assert_int_equal(RcHashTable_Size(table), 0);
        assert_refcnt(key, 1);
        Rc_DECREF(key);
        Rc_DECREF(table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_last_references_in_the_short_ways),
        counted_test(test_a_value_that_clears_the_table),
        counted_test(test_set_keeps_key_and_value),
        counted_test(test_replacing_keeps_the_old_key),
        counted_test(test_get_lends_and_get_ref_gives),
        counted_test(test_set_default),
        counted_test(test_delete),
        counted_test(test_key_error_holds_the_very_key),
        counted_test(test_pop),
        counted_test(test_delete_drops_key_then_value),
        counted_test(test_replacing_stores_before_it_releases),
        counted_test(test_bad_arguments),
        counted_test(test_setting_walks_all_failures),
        counted_test(test_a_key_error_walks_all_failures),
        counted_test(test_a_call_of_hash_func_walks_all_failures),
        counted_test(test_hostile_code_in_every_place),
        counted_test(test_a_lookup_does_not_go_on_for_ever),
        counted_test(test_another_hash_func_during_the_lookup),
        counted_test(test_get_of_a_table_that_is_dropped_meanwhile),
        counted_test(test_get_ref_of_a_table_that_is_dropped_meanwhile),
        counted_test(test_get_of_a_value_that_its_key_takes_away),
        counted_test(test_get_of_a_value_that_dies_with_the_key),
        counted_test(test_the_stored_key_is_held_while_it_is_compared),
        counted_test(test_what_is_held_during_user_code),
        counted_test(test_deallocs_keep_the_pending_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
