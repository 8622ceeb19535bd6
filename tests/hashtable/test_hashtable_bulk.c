/* Operations on a whole table: making, copying, updating, comparing, clearing. */
#include "helpers.h"

#define BAD(call, function)                                          \
    do {                                                             \
        assert_true(call);                                           \
        assert_raises(RcExc_SystemError, function ": bad argument"); \
    } while (0)

static void set(RcObject *table, RcObject *key, RcObject *value)
{
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
}

/* A table of keys base, base + 1, ... (mortal) with values 0.0, 1.0, ... (mortal). */
static RcObject *numbers(long base, long count)
{
    RcObject *table = new_table();
    for (long i = 0; i < count; i++) {
        RcObject *key = new_int(base + i), *value = new_float((double)i);
        set(table, key, value);
        Rc_DECREF(key);
        Rc_DECREF(value);
    }
    return table;
}

/* -- making -- */

static void test_new(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcHashTable_New();
    assert_refcnt(table, 1);
    assert_live(1);
    assert_true(RcHashTable_CheckExact(table));
    assert_true(RcHashTable_Check(table));
    assert_false(RcHashTable_Check(Rc_None));
    assert_true(RcObject_GC_IsTracked(table));
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_int_equal(RcHashTable_Bins(table), 4);
    assert_true(RcHashTable_MaxLoad(table) == 0.5);
    assert_ptr_equal(RcHashTable_HashFunc(table), RcHashTable_BuiltinHash);
    assert_repr(RcHashTable_HashFunc(table), "<built-in function hash>");
    Rc_DECREF(table);
}

static void test_new_with(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {1, 3, 7, 1000};
    Hostile *function = new_hostile();
    for (int i = 0; i < 4; i++) {
        RcObject *table = RcHashTable_NewWith(sizes[i], 1.0, RC_OBJECT_CAST(function));
        assert_refcnt(table, 1);
        assert_refcnt(function, 2);
        assert_int_equal(RcHashTable_Bins(table), sizes[i]);
        assert_true(RcHashTable_MaxLoad(table) == 1.0);
        assert_ptr_equal(RcHashTable_HashFunc(table), function);
        Rc_DECREF(table);
        assert_refcnt(function, 1);
    }
    RcObject *table = RcHashTable_NewWith(2, 1e-3, NULL);
    assert_ptr_equal(RcHashTable_HashFunc(table), RcHashTable_BuiltinHash);
    assert_int_equal(RcHashTable_SetItem(table, Rc_None, Rc_None), 0);
    assert_int_equal(RcHashTable_Bins(table), 1024);
    Rc_DECREF(table);
    Rc_DECREF(function);
}

static void test_new_with_bad_parameters(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {0, -1, RC_SSIZE_T_MIN};
    static const double loads[] = {0.0, -0.5, 1.0000001, 2.0, -1e300, 1e300};
    RcObject *number = new_int(1);
    for (int i = 0; i < 3; i++) {
        assert_null(RcHashTable_NewWith(sizes[i], 0.5, NULL));
        assert_raises(RcExc_TypeError, "size parameter must be a positive integer.");
    }
    for (int i = 0; i < 6; i++) {
        assert_null(RcHashTable_NewWith(4, loads[i], NULL));
        assert_raises(RcExc_TypeError, "max_load parameter must be a float between 0.0 and 1.0.");
    }
    assert_null(RcHashTable_NewWith(4, strtod("nan", NULL), NULL));
    assert_raises(RcExc_TypeError, "max_load parameter must be a float between 0.0 and 1.0.");
    assert_null(RcHashTable_NewWith(4, 0.5, number));
    assert_raises(RcExc_TypeError, "hash_func must be callable.");
    assert_refcnt(number, 1);
    assert_null(RcHashTable_NewWith(0, 2.0, number)); /* the first that is wrong is told */
    assert_raises(RcExc_TypeError, "size parameter must be a positive integer.");
    Rc_DECREF(number);
}

static void test_sizes_that_do_not_fit(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {RC_SSIZE_T_MAX, RC_SSIZE_T_MAX / 2, RC_SSIZE_T_MAX / 4 + 1};
    for (int i = 0; i < 3; i++) {
        assert_null(RcHashTable_NewWith(sizes[i], 0.5, NULL));
        assert_raises(RcExc_MemoryError, NULL);
        assert_live(0);
    }
    RcObject *table = RcHashTable_NewWith(4, 1e-300, NULL), *key = new_int(1);
    assert_int_equal(RcHashTable_SetItem(table, key, key), -1);
    assert_raises(RcExc_MemoryError, NULL);
    assert_refcnt(key, 1);
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_int_equal(RcHashTable_Bins(table), 4);
    Rc_DECREF(key);
    Rc_DECREF(table);
}

static void test_bins_double_at_the_very_insertion(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    static const Rc_ssize_t bins[] = {4, 4, 8, 8, 16, 16, 16, 16, 32};
    for (int i = 0; i < 9; i++) {
        RcObject *key = new_int(i);
        set(table, key, Rc_None);
        assert_refcnt(key, 2);
        set(table, key, Rc_None); /* replacing is no insertion */
        Rc_DECREF(key);
        assert_int_equal(RcHashTable_Bins(table), bins[i]);
    }
    RcHashTable_Clear(table);
    assert_int_equal(RcHashTable_Bins(table), 32);
    Rc_DECREF(table);
}

static int make(void *arg)
{
    Rc_UNUSED(arg);
    return done(RcHashTable_New());
}

static int make_of_other_size(void *arg)
{
    Rc_UNUSED(arg);
    return done(RcHashTable_NewWith(5, 0.5, NULL));
}

static void test_new_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(sweep(make, NULL, NULL), 1); /* the bins of the default are there already */
    assert_int_equal(sweep(make_of_other_size, NULL, NULL), 2);
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *number = new_int(1);
    RcObject *bad[] = {NULL, number};
    for (int i = 0; i < 2; i++) {
        BAD(RcHashTable_Size(bad[i]) == -1, "RcHashTable_Size");
        BAD(RcHashTable_Bins(bad[i]) == -1, "RcHashTable_Bins");
        BAD(RcHashTable_MaxLoad(bad[i]) == -1.0, "RcHashTable_MaxLoad");
        BAD(RcHashTable_HashFunc(bad[i]) == NULL, "RcHashTable_HashFunc");
        BAD(RcHashTable_Copy(bad[i]) == NULL, "RcHashTable_Copy");
        BAD(RcHashTable_Update(bad[i], table) == -1, "RcHashTable_Update");
        RcHashTable_Clear(bad[i]);
        assert_no_error();
    }
    BAD(RcHashTable_Update(table, NULL) == -1, "RcHashTable_Update");
    assert_refcnt(table, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(table);
    Rc_DECREF(number);
}

/* -- copying -- */

static RcObject *forbidden_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    fail_msg("hash_func was called");
    return NULL;
}

static RcObject *five(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return RcInt_FromLong(5);
}

static void test_copy(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = five;
    RcObject *table = RcHashTable_NewWith(7, 1.0, RC_OBJECT_CAST(function));
    RcObject *keys[3] = {new_int(1), new_str("two"), new_float(3.0)}, *value = new_float(0.25);
    for (int i = 0; i < 3; i++) {
        set(table, keys[i], value);
    }
    assert_int_equal(RcHashTable_DelItem(table, keys[1]), 0);
    function->on_call = forbidden_call;
    RcObject *copy = RcHashTable_Copy(table);
    assert_refcnt(copy, 1);
    assert_refcnt(table, 1);
    assert_refcnt(function, 3);
    assert_refcnt(keys[0], 3);
    assert_refcnt(keys[1], 1);
    assert_refcnt(keys[2], 3);
    assert_refcnt(value, 5);
    assert_int_equal(RcHashTable_Bins(copy), 7);
    assert_true(RcHashTable_MaxLoad(copy) == 1.0);
    assert_ptr_equal(RcHashTable_HashFunc(copy), function);
    assert_true(RcObject_GC_IsTracked(copy));
    function->on_call = five;
    set(copy, keys[1], value);
    assert_repr(copy, "HashTable({1000001: 0.25, 3.0: 0.25, 'two': 0.25}, size=7, max_load=1.0)");
    assert_int_equal(RcHashTable_Size(table), 2);
    Rc_DECREF(table);
    assert_refcnt(keys[0], 2);
    assert_refcnt(value, 4);
    assert_refcnt(function, 2);
    Rc_DECREF(copy);
    assert_refcnt(value, 1);
    assert_refcnt(function, 1);
    for (int i = 0; i < 3; i++) {
        assert_refcnt(keys[i], 1);
        Rc_DECREF(keys[i]);
    }
    Rc_DECREF(value);
    Rc_DECREF(function);
}

static void test_copy_of_an_empty_table(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *copy = RcHashTable_Copy(table);
    assert_refcnt(copy, 1);
    assert_int_equal(RcHashTable_Size(copy), 0);
    assert_int_equal(RcHashTable_SetItem(copy, Rc_None, Rc_None), 0);
    assert_int_equal(RcHashTable_Size(table), 0);
    Rc_DECREF(table);
    Rc_DECREF(copy);
}

static int copy_it(void *arg)
{
    return done(RcHashTable_Copy(arg));
}

static void test_copy_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_int(1), *value = new_float(1.0);
    set(table, key, value);
    RcObject *watched[] = {table, key, value, NULL};
    assert_int_equal(sweep(copy_it, table, watched), 3);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

/* -- updating -- */

static void test_update_from_a_table(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = numbers(0, 3), *other = numbers(2, 3), *key = new_int(3), *value = new_float(9.0);
    set(other, key, value);
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_refcnt(table, 1);
    assert_refcnt(other, 1);
    assert_refcnt(value, 3);
    assert_refcnt(key, 1); /* other had an equal key before */
    assert_repr(table,
                "HashTable({1000000: 0.0, 1000001: 1.0, 1000002: 0.0, 1000003: 9.0, 1000004: 2.0}, size=16, "
                "max_load=0.5)");
    assert_int_equal(RcHashTable_Update(table, table), 0);
    assert_int_equal(RcHashTable_Size(table), 5);
    assert_refcnt(table, 1);
    Rc_DECREF(other);
    assert_refcnt(value, 2);
    Rc_DECREF(table);
    assert_refcnt(value, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void test_update_takes_hashes_over(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile(), *another = new_hostile();
    function->on_call = five;
    another->on_call = forbidden_call;
    RcObject *table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    RcObject *other = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function)), *key = new_str("key");
    set(other, key, Rc_None);
    function->on_call = forbidden_call;
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_int_equal(RcHashTable_Size(table), 1);
    assert_refcnt(key, 3);
    Rc_DECREF(table);
    /* a table with another hash function calls its own */
    another->on_call = five;
    table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(another));
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_refcnt(key, 3);
    assert_int_equal(RcHashTable_Contains(table, key), 1);
    Rc_DECREF(table);
    Rc_DECREF(other);
    Rc_DECREF(key);
    Rc_DECREF(function);
    Rc_DECREF(another);
}

static void test_update_stops_at_an_error(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *other = new_table();
    Hostile *first = new_hostile(), *second = new_hostile();
    RcObject *value = new_float(1.0);
    set(other, RC_OBJECT_CAST(first), value);
    set(other, RC_OBJECT_CAST(second), value);
    first->on_compare = raise_on_compare;
    assert_int_equal(RcHashTable_Update(table, other), -1);
    assert_raises(RcExc_KeyError, "'no comparison'");
    assert_int_equal(RcHashTable_Size(table), 1);
    assert_refcnt(first, 3);
    assert_refcnt(second, 2);
    assert_refcnt(value, 4);
    assert_refcnt(table, 1);
    assert_refcnt(other, 1);
    Rc_DECREF(table);
    Rc_DECREF(other);
    assert_refcnt(first, 1);
    Rc_DECREF(first);
    Rc_DECREF(second);
    assert_refcnt(value, 1);
    Rc_DECREF(value);

    Hostile *function = new_hostile(); /* its hash function fails */
    function->on_call = NULL;          /* None is no integer */
    table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    other = numbers(0, 2);
    assert_int_equal(RcHashTable_Update(table, other), -1);
    assert_raises(RcExc_ValueError, "Invalid hash function -- all keys must hash to an integer.");
    Rc_DECREF(table);
    Rc_DECREF(other);
    Rc_DECREF(function);
}

static RcObject *insert_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcObject *number = RcInt_FromLong(54321);
    assert_int_equal(RcHashTable_SetItem(self->arg, number, Rc_None), 0);
    Rc_DECREF(number);
    Rc_RETURN_TRUE;
}

static RcObject *clear_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcHashTable_Clear(self->arg);
    Rc_RETURN_TRUE;
}

static void test_update_from_a_table_that_changes(void **state)
{
    Rc_UNUSED(state);
    for (int clears = 0; clears < 2; clears++) {
        RcObject *table = new_table(), *other = new_table();
        Hostile *stored = new_hostile(), *key = new_hostile();
        set(table, RC_OBJECT_CAST(stored), Rc_None);
        set(other, RC_OBJECT_CAST(key), Rc_None);
        Rc_DECREF(key); /* the update holds it */
        stored->on_compare = clears ? clear_on_compare : insert_on_compare;
        stored->arg = other;
        assert_int_equal(RcHashTable_Update(table, other), -1);
        assert_raises(RcExc_RuntimeError, "hash table changed during update");
        assert_refcnt(table, 1);
        assert_refcnt(other, 1);
        Rc_DECREF(table);
        Rc_DECREF(other);
        Rc_DECREF(stored);
        assert_live(0);
    }
}

static RcObject *drop_on_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    for (int i = 0; i < 2; i++) {
        RcObject *held = self->held[i];
        self->held[i] = NULL;
        Rc_XDECREF(held);
    }
    Rc_RETURN_TRUE;
}

static void test_update_holds_both_tables(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *other = new_table();
    Hostile *stored = new_hostile(), *key = new_hostile();
    set(table, RC_OBJECT_CAST(stored), Rc_None);
    set(other, RC_OBJECT_CAST(key), Rc_None);
    stored->on_compare = drop_on_compare;
    stored->held[0] = table;
    stored->held[1] = other;
    Rc_DECREF(stored);
    Rc_DECREF(key);
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_live(0);
}

/* A mapping that is no table: keys() and [] by a Hostile subclass. */
static RcObject *mapping_keys(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return Rc_XNewRef(((Hostile *)self)->held[0]);
}

static RcObject *mapping_get(Hostile *self, RcObject *key)
{
    Rc_UNUSED(key);
    if (self->held[1] == NULL) {
        RcErr_SetString(RcExc_ValueError, "no value");
    }
    return Rc_XNewRef(self->held[1]);
}

static RcMethodDef mapping_methods[] = {{"keys", mapping_keys, RC_METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static RcType_Slot mapping_slots[] = {{Rc_tp_base, &Hostile_Type},
                                      {Rc_tp_new, (void *)(uintptr_t)RcType_GenericNew},
                                      {Rc_tp_methods, mapping_methods},
                                      {0, NULL}};
static RcType_Spec mapping_spec = {"test.Mapping", 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
                                   mapping_slots};

/* An instance of a new type; it holds the type.  keys and value are stolen. */
static Hostile *new_mapping(RcObject *keys, RcObject *value)
{
    RcObject *type = RcType_FromSpec(&mapping_spec);
    assert_non_null(type);
    Hostile *mapping = (Hostile *)RcObject_CallNoArgs(type);
    assert_non_null(mapping);
    Rc_DECREF(type);
    mapping->held[0] = keys;
    mapping->held[1] = value;
    mapping->on_getitem = mapping_get;
    return mapping;
}

static void test_update_from_another_mapping(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *value = new_float(1.5), *key = new_str("b");
    RcObject *keys = Rc_BuildValue("[sO]", "a", key);
    assert_refcnt(key, 2);
    Hostile *mapping = new_mapping(keys, Rc_NewRef(value));
    assert_int_equal(RcHashTable_Update(table, RC_OBJECT_CAST(mapping)), 0);
    assert_refcnt(table, 1);
    assert_refcnt(mapping, 1);
    assert_refcnt(key, 3);
    assert_refcnt(value, 4);
    assert_repr(table, "HashTable({'a': 1.5, 'b': 1.5}, size=4, max_load=0.5)");
    Rc_CLEAR(mapping->held[1]);
    assert_int_equal(RcHashTable_Update(table, RC_OBJECT_CAST(mapping)), -1);
    assert_raises(RcExc_ValueError, "no value");
    assert_refcnt(table, 1);
    assert_refcnt(mapping, 1);
    mapping->held[1] = Rc_NewRef(value);
    RcObject *unhashable = RcList_New(0);
    assert_int_equal(RcList_Insert(keys, 0, unhashable), 0);
    assert_int_equal(RcHashTable_Update(table, RC_OBJECT_CAST(mapping)), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(unhashable, 2);
    assert_refcnt(value, 4);
    Rc_DECREF(unhashable);
    Rc_DECREF(mapping);
    assert_refcnt(key, 2);
    Rc_DECREF(table);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void test_update_from_no_mapping(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *number = new_float(1.5);
    assert_int_equal(RcHashTable_Update(table, number), -1);
    assert_raises(RcExc_AttributeError, "'float' object has no attribute 'keys'");
    assert_refcnt(table, 1);
    assert_refcnt(number, 1);
    assert_int_equal(RcHashTable_Update(table, Rc_None), -1);
    assert_raises(RcExc_AttributeError, "'NoneType' object has no attribute 'keys'");
    Rc_DECREF(table);
    Rc_DECREF(number);
}

static RcObject *other_iter(RcObject *self)
{
    return Rc_NewRef(self);
}

/* A subclass that iterates in its own way is taken as any mapping. */
static RcObject *no_keys(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    return RcList_New(0);
}

static RcMethodDef sub_methods[] = {{"keys", no_keys, RC_METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static RcType_Slot sub_slots[] = {{Rc_tp_base, &RcHashTable_Type},
                                  {Rc_tp_iter, (void *)(uintptr_t)other_iter},
                                  {Rc_tp_methods, sub_methods},
                                  {0, NULL}};
static RcType_Spec sub_spec = {"test.Sub", 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC, sub_slots};

static void test_update_from_a_subclass(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = RcType_FromSpec(&sub_spec);
    assert_non_null(type);
    RcObject *other = RcObject_CallNoArgs(type), *table = new_table();
    assert_non_null(other);
    assert_true(RcHashTable_Check(other));
    assert_false(RcHashTable_CheckExact(other));
    set(other, Rc_None, Rc_None);
    assert_int_equal(RcHashTable_Update(table, other), 0);
    assert_int_equal(RcHashTable_Size(table), 0);
    RcObject *copy = RcHashTable_Copy(other);
    assert_true(RcHashTable_CheckExact(copy));
    assert_int_equal(RcHashTable_Size(copy), 1);
    Rc_DECREF(copy);
    Rc_DECREF(other);
    Rc_DECREF(table);
    Rc_DECREF(type);
}

static int update_and_clear(void *arg)
{
    RcObject *table = new_table();
    int status = RcHashTable_Update(table, arg);
    Rc_DECREF(table);
    return status;
}

/* The sweep may not count what makes the fresh table. */
static RcObject *swept;

static int update_the_swept(void *arg)
{
    int status = RcHashTable_Update(swept, arg);
    RcHashTable_Clear(swept);
    return status;
}

static void test_update_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *other = numbers(0, 2), *key = RcStr_FromString("key");
    swept = new_table();
    set(swept, key, Rc_None); /* bins of its own: the sweep may not count what makes them */
    RcHashTable_Clear(swept);
    RcObject *watched[] = {swept, other, key, NULL};
    assert_int_equal(sweep(update_the_swept, other, watched), 2); /* a block and entries */
    Hostile *mapping = new_mapping(Rc_BuildValue("[O]", key), new_float(1.0));
    watched[1] = RC_OBJECT_CAST(mapping);
    assert_true(sweep(update_the_swept, mapping, watched) > 1);
    Rc_DECREF(mapping);
    Rc_DECREF(other);
    Rc_DECREF(key);
    Rc_DECREF(swept);
    other = numbers(0, 1);
    assert_int_equal(update_and_clear(other), 0);
    Rc_DECREF(other);
}

/* -- comparing -- */

static void assert_equality(RcObject *left, RcObject *right, int equal)
{
    Rc_ssize_t lefts = Rc_REFCNT(left), rights = Rc_REFCNT(right);
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), equal);
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_NE), !equal);
    assert_refcnt(left, lefts);
    assert_refcnt(right, rights);
}

static void test_equality(void **state)
{
    Rc_UNUSED(state);
    RcObject *left = new_table(), *right = RcHashTable_NewWith(7, 1.0, NULL);
    RcObject *a = new_str("a"), *b = new_str("b"), *value = new_float(1.5), *same = new_float(1.5);
    assert_equality(left, right, 1);
    set(left, a, value);
    assert_equality(left, right, 0);
    set(left, b, Rc_None);
    set(right, b, Rc_None);
    assert_equality(left, right, 0);
    set(right, a, same);
    assert_equality(left, right, 1); /* another order, another size */
    assert_refcnt(value, 2);
    assert_refcnt(same, 2);
    assert_refcnt(a, 3);
    assert_refcnt(b, 3);
    set(right, a, Rc_None);
    assert_equality(left, right, 0);
    assert_int_equal(RcHashTable_DelItem(right, a), 0);
    set(right, same, value);
    assert_equality(left, right, 0); /* as many, but another key */
    assert_equality(left, left, 1);
    assert_equality(left, value, 0);
    Rc_DECREF(left);
    Rc_DECREF(right);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(value);
    Rc_DECREF(same);
}

static void test_equality_with_another_hash_func(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = five;
    RcObject *left = new_table(), *right = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function));
    RcObject *key = new_str("a");
    set(left, key, Rc_None);
    set(right, key, Rc_None);
    assert_equality(left, right, 1);
    assert_equality(right, left, 1);
    function->on_call = NULL;
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), -1);
    assert_raises(RcExc_ValueError, "Invalid hash function -- all keys must hash to an integer.");
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_refcnt(key, 3);
    Rc_DECREF(left);
    Rc_DECREF(right);
    Rc_DECREF(key);
    Rc_DECREF(function);
}

static void test_equality_with_hostile_values(void **state)
{
    Rc_UNUSED(state);
    RcObject *left = new_table(), *right = new_table(), *key = new_str("a");
    Hostile *a = new_hostile(), *b = new_hostile();
    set(left, key, RC_OBJECT_CAST(a));
    set(right, key, RC_OBJECT_CAST(b));
    a->on_compare = raise_on_compare;
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), -1);
    assert_raises(RcExc_KeyError, "'no comparison'");
    assert_refcnt(a, 2);
    assert_refcnt(b, 2);
    assert_refcnt(key, 3);
    /* a clears the table that b is in, which holds b alone */
    Rc_DECREF(b);
    a->on_compare = clear_on_compare;
    a->arg = right;
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), 1);
    assert_int_equal(RcHashTable_Size(right), 0);
    /* a clears its own table, which holds it alone */
    b = new_hostile();
    set(right, key, RC_OBJECT_CAST(b));
    a->arg = left;
    Rc_DECREF(a);
    Rc_DECREF(b);
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), 1);
    /* keys that compare with an error */
    Hostile *stored = new_hostile(), *other = new_hostile();
    RcHashTable_Clear(right);
    set(left, RC_OBJECT_CAST(other), Rc_None);
    set(right, RC_OBJECT_CAST(stored), Rc_None);
    stored->on_compare = raise_on_compare;
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), -1);
    assert_raises(RcExc_KeyError, "'no comparison'");
    /* b's key drops both tables */
    stored->on_compare = drop_on_compare;
    stored->held[0] = left;
    stored->held[1] = right;
    Rc_DECREF(stored);
    Rc_DECREF(other);
    assert_int_equal(RcObject_RichCompareBool(left, right, Rc_EQ), 1);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    assert_live(0);
}

static void test_tables_have_no_order(void **state)
{
    Rc_UNUSED(state);
    RcObject *left = new_table(), *right = new_table();
    assert_null(RcObject_RichCompare(left, right, Rc_LT));
    assert_raises(RcExc_TypeError,
                  "'<' not supported between instances of 'hashtable.HashTable' and 'hashtable.HashTable'");
    assert_result_is(RcHashTable_Type.tp_richcompare(left, right, Rc_GE), Rc_NotImplemented);
    assert_result_is(RcHashTable_Type.tp_richcompare(left, Rc_None, Rc_EQ), Rc_NotImplemented);
    Rc_DECREF(left);
    Rc_DECREF(right);
}

/* -- clearing -- */

static void test_clear_drops_in_order(void **state)
{
    Rc_UNUSED(state);
    static const char *const letters[] = {"k0", "v0", "k1", "v1", "k2", "v2"};
    RcObject *table = new_table();
    for (int dealloc = 0; dealloc < 2; dealloc++) {
        Hostile *middle = NULL;
        for (int i = 0; i < 6; i += 2) {
            Hostile *key = new_mortal(letters[i]), *value = new_mortal(letters[i + 1]);
            set(table, RC_OBJECT_CAST(key), RC_OBJECT_CAST(value));
            assert_refcnt(key, 2);
            middle = i == 2 ? key : middle;
            Rc_DECREF(key);
            Rc_DECREF(value);
        }
        assert_int_equal(RcHashTable_DelItem(table, RC_OBJECT_CAST(middle)), 0);
        assert_journal("k1 v1 ");
        if (!dealloc) {
            RcHashTable_Clear(table);
            assert_int_equal(RcHashTable_Size(table), 0);
            assert_int_equal(RcHashTable_Bins(table), 8);
        } else {
            Rc_DECREF(table);
        }
        assert_journal("k0 v0 k2 v2 ");
    }
    assert_live(0);
}

static void use_on_dealloc(Hostile *self)
{
    RcObject *table = self->arg;
    assert_int_equal(RcHashTable_Size(table), 0);
    RcObject *number = RcInt_FromLong(42), *key = RcFloat_FromDouble(42.0);
    set(table, key, number);
    Rc_DECREF(number);
    Rc_DECREF(key);
}

static void test_clear_detaches_first(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_hostile();
    RcObject *later = new_float(3.0), *value = new_float(4.0);
    key->on_dealloc = use_on_dealloc;
    key->arg = table;
    set(table, RC_OBJECT_CAST(key), Rc_None);
    set(table, later, value);
    Rc_DECREF(key);
    RcHashTable_Clear(table);
    assert_refcnt(later, 1);
    assert_refcnt(value, 1);
    assert_refcnt(table, 1);
    assert_repr(table, "HashTable({42.0: 42}, size=4, max_load=0.5)");
    RcHashTable_Clear(table);
    RcHashTable_Clear(table);
    assert_int_equal(RcHashTable_Size(table), 0);
    Rc_DECREF(table);
    Rc_DECREF(later);
    Rc_DECREF(value);
}

static void test_a_hundred_thousand_tables_deep(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    for (int i = 0; i < 100000; i++) {
        RcObject *outer = RcHashTable_New();
        set(outer, Rc_None, table);
        Rc_DECREF(table);
        table = outer;
    }
    assert_live(100001);
    Rc_DECREF(table);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_new),
        counted_test(test_new_with),
        counted_test(test_new_with_bad_parameters),
        counted_test(test_sizes_that_do_not_fit),
        counted_test(test_bins_double_at_the_very_insertion),
        counted_test(test_new_walks_all_failures),
        counted_test(test_bad_arguments),
        counted_test(test_copy),
        counted_test(test_copy_of_an_empty_table),
        counted_test(test_copy_walks_all_failures),
        counted_test(test_update_from_a_table),
        counted_test(test_update_takes_hashes_over),
        counted_test(test_update_stops_at_an_error),
        counted_test(test_update_from_a_table_that_changes),
        counted_test(test_update_holds_both_tables),
        counted_test(test_update_from_another_mapping),
        counted_test(test_update_from_no_mapping),
        counted_test(test_update_from_a_subclass),
        counted_test(test_update_walks_all_failures),
        counted_test(test_equality),
        counted_test(test_equality_with_another_hash_func),
        counted_test(test_equality_with_hostile_values),
        counted_test(test_tables_have_no_order),
        counted_test(test_clear_drops_in_order),
        counted_test(test_clear_detaches_first),
        counted_test(test_a_hundred_thousand_tables_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
