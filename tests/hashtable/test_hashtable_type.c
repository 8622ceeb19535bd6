/* The type: construction, protocols, methods, members, texts, traverse and clear, subclasses, the builtin
 * hash. */
#include "helpers.h"

#include <recount/gc.h>

#define TYPE RC_OBJECT_CAST(&RcHashTable_Type)

static void set(RcObject *table, RcObject *key, RcObject *value)
{
    assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
}

/* HashTable(**{name: value}), with value borrowed. */
static RcObject *make_with(const char *name, RcObject *value)
{
    RcObject *kwargs = RcHashTable_New(), *args = RcTuple_New(0);
    assert_int_equal(RcHashTable_SetItemString(kwargs, name, value), 0);
    RcObject *table = RcObject_Call(TYPE, args, kwargs);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    return table;
}

/* -- construction -- */

static void test_construction(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcObject_CallNoArgs(TYPE);
    assert_refcnt(table, 1);
    assert_live(1);
    assert_true(RcObject_GC_IsTracked(table));
    assert_repr(table, "HashTable({}, size=4, max_load=0.5)");
    Rc_DECREF(table);

    Hostile *function = new_hostile();
    RcObject *size = RcInt_FromLong(7), *load = new_float(0.75);
    table = RcObject_CallFunctionObjArgs(TYPE, size, load, function, NULL);
    assert_refcnt(table, 1);
    assert_refcnt(function, 2);
    assert_refcnt(load, 1);
    assert_int_equal(RcHashTable_Bins(table), 7);
    assert_true(RcHashTable_MaxLoad(table) == 0.75);
    assert_ptr_equal(RcHashTable_HashFunc(table), function);
    Rc_DECREF(table);
    assert_refcnt(function, 1);

    table = make_with("size", size);
    assert_int_equal(RcHashTable_Bins(table), 7);
    assert_true(RcHashTable_MaxLoad(table) == 0.5);
    Rc_DECREF(table);
    table = make_with("max_load", load);
    assert_int_equal(RcHashTable_Bins(table), 4);
    assert_true(RcHashTable_MaxLoad(table) == 0.75);
    Rc_DECREF(table);
    table = make_with("hash_func", RC_OBJECT_CAST(function));
    assert_refcnt(function, 2);
    Rc_DECREF(table);
    assert_refcnt(function, 1);
    RcObject *one = RcInt_FromLong(1);
    table = make_with("max_load", one);
    assert_true(RcHashTable_MaxLoad(table) == 1.0);
    Rc_DECREF(table);
    table = make_with("size", Rc_True);
    assert_int_equal(RcHashTable_Bins(table), 1);
    Rc_DECREF(table);
    Rc_DECREF(one);
    Rc_DECREF(size);
    Rc_DECREF(load);
    Rc_DECREF(function);
}

static void assert_refused(const char *name, RcObject *value, const char *message)
{
    Rc_ssize_t count = Rc_REFCNT(value);
    assert_null(make_with(name, value));
    assert_raises(RcExc_TypeError, message);
    assert_refcnt(value, count);
    Rc_DECREF(value);
}

static void test_bad_parameters(void **state)
{
    Rc_UNUSED(state);
    const char *size = "size parameter must be a positive integer.";
    const char *load = "max_load parameter must be a float between 0.0 and 1.0.";
    assert_refused("size", new_str("8"), size);
    assert_refused("size", new_float(8.0), size);
    assert_refused("size", RcInt_FromLong(0), size);
    assert_refused("size", RcInt_FromLong(-1), size);
    assert_refused("size", Rc_NewRef(Rc_False), size);
    assert_refused("size", Rc_NewRef(Rc_None), size);
    assert_refused("size", RcList_New(0), size);
    assert_refused("max_load", new_float(0.0), load);
    assert_refused("max_load", new_float(-0.5), load);
    assert_refused("max_load", new_float(1.0000001), load);
    assert_refused("max_load", new_float(strtod("nan", NULL)), load);
    assert_refused("max_load", new_float(strtod("inf", NULL)), load);
    assert_refused("max_load", RcInt_FromLong(0), load);
    assert_refused("max_load", RcInt_FromLong(2), load);
    assert_refused("max_load", new_str("0.5"), load);
    assert_refused("max_load", Rc_NewRef(Rc_None), load);
    assert_refused("hash_func", new_str("hash"), "hash_func must be callable.");
    assert_refused("hash_func", Rc_NewRef(Rc_None), "hash_func must be callable.");
    assert_refused("hash_func", new_int(1), "hash_func must be callable.");
    assert_live(0);
    RcObject *huge = RcInt_FromSsize_t(RC_SSIZE_T_MAX);
    assert_null(make_with("size", huge));
    assert_raises(RcExc_MemoryError, NULL);
    assert_refcnt(huge, 1);
    assert_null(make_with("colour", huge));
    assert_raises(RcExc_TypeError, NULL);
    Rc_DECREF(huge);
    assert_null(RcObject_CallFunction(TYPE, "(idOi)", 4, 0.5, RcHashTable_BuiltinHash, 5));
    assert_raises(RcExc_TypeError, NULL);
    assert_live(0);
}

static void test_a_second_init_empties(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile(), *key = new_mortal("key"), *value = new_mortal("value");
    RcObject *table = RcHashTable_NewWith(7, 1.0, NULL), *held = new_float(1.5);
    set(table, RC_OBJECT_CAST(key), RC_OBJECT_CAST(value));
    set(table, held, held);
    Rc_DECREF(key);
    Rc_DECREF(value);
    RcObject *args = Rc_BuildValue("(idO)", 3, 0.25, function);
    assert_int_equal(RcHashTable_Type.tp_init(table, args, NULL), 0);
    assert_journal("key value ");
    assert_refcnt(held, 1);
    assert_refcnt(function, 3);
    assert_repr(table, "HashTable({}, size=3, max_load=0.25)");
    Rc_DECREF(args);
    assert_refcnt(function, 2);
    /* a failure changes nothing */
    function->on_call = NULL;
    args = Rc_BuildValue("(i)", -3);
    assert_int_equal(RcHashTable_Type.tp_init(table, args, NULL), -1);
    assert_raises(RcExc_TypeError, "size parameter must be a positive integer.");
    Rc_DECREF(args);
    assert_repr(table, "HashTable({}, size=3, max_load=0.25)");
    args = RcTuple_New(0);
    assert_int_equal(RcHashTable_Type.tp_init(table, args, NULL), 0);
    assert_refcnt(function, 1);
    assert_ptr_equal(RcHashTable_HashFunc(table), RcHashTable_BuiltinHash);
    Rc_DECREF(args);
    Rc_DECREF(table);
    Rc_DECREF(held);
    Rc_DECREF(function);
}

static int init_again(void *arg)
{
    RcObject *args = RcTuple_New(0);
    int status = RcHashTable_Type.tp_init(arg, args, NULL);
    Rc_DECREF(args);
    return status;
}

static int construct(void *arg)
{
    return done(RcObject_CallObject(TYPE, arg));
}

static void test_construction_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    RcObject *args = Rc_BuildValue("(idO)", 5, 0.5, function);
    RcObject *watched[] = {args, RC_OBJECT_CAST(function), NULL, NULL};
    assert_true(sweep(construct, args, watched) >= 2);
    RcObject *table = RcObject_CallObject(TYPE, args);
    watched[2] = table;
    function->on_call = NULL;
    RcObject *plain = RcHashTable_NewWith(5, 0.5, NULL);
    watched[2] = plain;
    assert_true(sweep(init_again, plain, watched) >= 1);
    Rc_DECREF(plain);
    Rc_DECREF(table);
    Rc_DECREF(args);
    Rc_DECREF(function);
}

/* -- protocols -- */

static void test_subscripts(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("key"), *value = new_float(1.5);
    assert_int_equal(RcObject_SetItem(table, key, value), 0);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    RcObject *found = RcObject_GetItem(table, key);
    assert_ptr_equal(found, value);
    assert_refcnt(value, 3);
    assert_refcnt(key, 2);
    Rc_DECREF(found);
    assert_int_equal(RcObject_Size(table), 1);
    assert_int_equal(RcMapping_Size(table), 1);
    assert_true(RcMapping_Check(table));
    assert_int_equal(RcSequence_Contains(table, key), 1);
    assert_int_equal(RcSequence_Contains(table, value), 0);
    assert_int_equal(RcObject_IsTrue(table), 1);
    assert_int_equal(RcObject_DelItem(table, key), 0);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    assert_int_equal(RcObject_IsTrue(table), 0);
    assert_null(RcObject_GetItem(table, key));
    assert_refcnt(key, 2); /* the error's */
    assert_raises(RcExc_KeyError, "'key'");
    assert_refcnt(key, 1);
    assert_int_equal(RcObject_DelItem(table, key), -1);
    assert_raises(RcExc_KeyError, "'key'");
    RcObject *list = RcList_New(0);
    assert_null(RcObject_GetItem(table, list));
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(list, 1);
    assert_int_equal(RcObject_Hash(table), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'hashtable.HashTable'");
    Rc_DECREF(list);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static Rc_hash_t drop_all_on_hash(Hostile *self)
{
    for (int i = 0; i < HOSTILE_HELD; i++) {
        RcObject *held = self->held[i];
        self->held[i] = NULL;
        Rc_XDECREF(held);
    }
    return 5;
}

/* The key drops the table, and the last reference to itself, while it is looked for. */
static void test_a_subscript_that_drops_everything(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_hostile();
    key->on_hash = drop_all_on_hash;
    key->held[0] = table;
    key->held[1] = RC_OBJECT_CAST(key);
    assert_null(RcObject_GetItem(table, RC_OBJECT_CAST(key)));
    assert_refcnt(key, 1); /* the error's */
    assert_raises(RcExc_KeyError, "<Hostile>");
    assert_live(0);

    table = new_table();
    key = new_hostile();
    key->on_hash = drop_all_on_hash;
    key->held[0] = table;
    key->held[1] = RC_OBJECT_CAST(key);
    assert_int_equal(RcObject_DelItem(table, RC_OBJECT_CAST(key)), -1);
    assert_raises(RcExc_KeyError, "<Hostile>");
    assert_live(0);

    table = new_table();
    key = new_hostile();
    key->on_hash = drop_all_on_hash;
    key->held[0] = table;
    key->held[1] = RC_OBJECT_CAST(key);
    assert_int_equal(RcObject_SetItem(table, RC_OBJECT_CAST(key), Rc_None), 0);
    assert_live(0);
}

static void assert_attribute(RcObject *table, const char *name, const char *repr)
{
    RcObject *value = RcObject_GetAttrString(table, name);
    assert_repr(value, repr);
    Rc_DECREF(value);
    assert_int_equal(RcObject_SetAttrString(table, name, Rc_None), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_int_equal(RcObject_DelAttrString(table, name), -1);
    assert_non_null(RcErr_Occurred());
    RcErr_Clear();
    assert_refcnt(table, 1);
}

static void test_members(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = RcHashTable_NewWith(7, 0.25, NULL);
    set(table, Rc_None, Rc_None);
    assert_attribute(table, "size", "7");
    assert_attribute(table, "load", "1");
    assert_attribute(table, "max_load", "0.25");
    assert_attribute(table, "hash_func", "<built-in function hash>");
    Rc_DECREF(table);
    Hostile *function = new_hostile();
    table = RcHashTable_NewWith(7, 0.25, RC_OBJECT_CAST(function));
    RcObject *found = RcObject_GetAttrString(table, "hash_func");
    assert_ptr_equal(found, function);
    assert_refcnt(function, 3);
    Rc_DECREF(found);
    Rc_DECREF(table);
    assert_refcnt(function, 1);
    Rc_DECREF(function);
}

/* -- methods -- */

static RcObject *call(RcObject *table, const char *name, RcObject *first, RcObject *second)
{
    RcObject *text = RcStr_FromString(name);
    RcObject *result = RcObject_CallMethodObjArgs(table, text, first, second, NULL);
    Rc_DECREF(text);
    return result;
}

/* table.name(key, default=fallback) */
static RcObject *call_with_default(RcObject *table, const char *name, RcObject *key, const char *keyword,
                                   RcObject *fallback)
{
    RcObject *text = RcStr_FromString(name), *kwnames = Rc_BuildValue("(s)", keyword);
    RcObject *args[] = {table, key, fallback};
    RcObject *result = RcObject_VectorcallMethod(text, args, 2, kwnames);
    Rc_DECREF(kwnames);
    Rc_DECREF(text);
    return result;
}

static void test_methods_on_one_key(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("key"), *value = new_float(1.5), *other = new_float(2.5);
    RcObject *result = call(table, "set", key, value);
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    result = call(table, "get", key, NULL);
    assert_ptr_equal(result, value);
    assert_refcnt(value, 3);
    Rc_DECREF(result);
    result = call(table, "get", key, other);
    assert_ptr_equal(result, value);
    assert_refcnt(other, 1);
    Rc_DECREF(result);
    result = call(table, "get", other, other);
    assert_ptr_equal(result, other);
    assert_refcnt(other, 2);
    Rc_DECREF(result);
    assert_result_is(call(table, "get", other, NULL), Rc_None);
    result = call_with_default(table, "get", other, "default", value);
    assert_ptr_equal(result, value);
    assert_refcnt(value, 3);
    Rc_DECREF(result);
    result = call(table, "setdefault", key, other);
    assert_ptr_equal(result, value);
    assert_refcnt(value, 3);
    assert_refcnt(other, 1);
    Rc_DECREF(result);
    result = call(table, "setdefault", other, other);
    assert_ptr_equal(result, other);
    assert_refcnt(other, 4);
    Rc_DECREF(result);
    result = call(table, "pop", other, NULL);
    assert_ptr_equal(result, other);
    assert_refcnt(other, 2);
    Rc_DECREF(result);
    assert_result_is(call(table, "pop", other, NULL), Rc_None);
    assert_no_error();
    result = call(table, "pop", other, value);
    assert_ptr_equal(result, value);
    assert_refcnt(value, 3);
    Rc_DECREF(result);
    result = call_with_default(table, "pop", other, "default", value);
    assert_ptr_equal(result, value);
    Rc_DECREF(result);
    assert_result_is(call(table, "setdefault", other, NULL), Rc_None);
    assert_refcnt(table, 1);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    assert_refcnt(other, 2);
    Rc_DECREF(table);
    assert_refcnt(other, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
    Rc_DECREF(other);
}

static void test_methods_on_the_whole(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("a"), *value = new_float(1.5), *index;
    set(table, key, value);
    RcObject *result = call(table, "keys", NULL, NULL);
    assert_repr(result, "['a']");
    Rc_DECREF(result);
    result = call(table, "values", NULL, NULL);
    assert_repr(result, "[1.5]");
    Rc_DECREF(result);
    result = call(table, "items", NULL, NULL);
    assert_repr(result, "[('a', 1.5)]");
    Rc_DECREF(result);
    RcObject *copy = call(table, "copy", NULL, NULL);
    assert_refcnt(copy, 1);
    assert_refcnt(value, 3);
    result = call(table, "clear", NULL, NULL);
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
    assert_refcnt(value, 2);
    assert_int_equal(RcHashTable_Size(table), 0);
    result = call(table, "update", copy, NULL);
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
    assert_refcnt(value, 3);
    Rc_ssize_t bin = RcObject_Hash(key) % 4;
    index = RcInt_FromSsize_t(bin < 0 ? bin + 4 : bin);
    result = call(table, "bin", index, NULL);
    assert_repr(result, "['a']");
    Rc_DECREF(result);
    Rc_DECREF(index);
    /* the runtime's protocols work with it as with any mapping */
    result = RcMapping_Items(table);
    assert_repr(result, "[('a', 1.5)]");
    Rc_DECREF(result);
    Rc_DECREF(copy);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void assert_call_fails(RcObject *result, RcObject *type, const char *message)
{
    assert_null(result);
    assert_raises(type, message);
}

static void test_methods_with_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("key"), *list = RcList_New(0);
    RcObject *minus = RcInt_FromLong(-1), *huge = RcInt_FromLong(4);
    assert_call_fails(call(table, "set", key, NULL), RcExc_TypeError, "set expected 2 arguments, got 1");
    assert_call_fails(call(table, "get", NULL, NULL), RcExc_TypeError,
                      "get expected at least 1 argument, got 0");
    assert_call_fails(RcObject_CallMethod(table, "pop", "OOO", key, key, key), RcExc_TypeError,
                      "pop expected at most 2 arguments, got 3");
    assert_call_fails(call_with_default(table, "get", key, "other", key), RcExc_TypeError,
                      "get() got an unexpected keyword argument 'other'");
    RcObject *name = RcStr_FromString("setdefault"), *kwnames = Rc_BuildValue("(s)", "default");
    RcObject *args[] = {table, key, key, key};
    assert_call_fails(RcObject_VectorcallMethod(name, args, 3, kwnames), RcExc_TypeError,
                      "argument for setdefault() given by name ('default') and position (2)");
    Rc_DECREF(name);
    Rc_DECREF(kwnames);
    assert_call_fails(call(table, "set", list, key), RcExc_TypeError, "unhashable type: 'list'");
    assert_call_fails(call(table, "get", list, NULL), RcExc_TypeError, "unhashable type: 'list'");
    assert_call_fails(call(table, "pop", list, NULL), RcExc_TypeError, "unhashable type: 'list'");
    assert_call_fails(call(table, "setdefault", list, NULL), RcExc_TypeError, "unhashable type: 'list'");
    assert_call_fails(call(table, "update", minus, NULL), RcExc_AttributeError,
                      "'int' object has no attribute 'keys'");
    assert_call_fails(call(table, "bin", minus, NULL), RcExc_IndexError, "bin index out of range");
    assert_call_fails(call(table, "bin", huge, NULL), RcExc_IndexError, "bin index out of range");
    assert_call_fails(call(table, "bin", key, NULL), RcExc_TypeError, NULL);
    assert_int_equal(RcHashTable_Size(table), 0);
    assert_refcnt(table, 1);
    assert_refcnt(key, 1);
    assert_refcnt(list, 1);
    Rc_DECREF(minus);
    Rc_DECREF(huge);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(list);
}

/* -- texts -- */

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("hello"), *value = new_str("world");
    set(table, key, value);
    assert_repr(table, "HashTable({'hello': 'world'}, size=4, max_load=0.5)");
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    set(table, value, table);
    assert_repr(table, "HashTable({'hello': 'world', 'world': HashTable({...})}, size=4, max_load=0.5)");
    assert_refcnt(table, 2);
    RcHashTable_Clear(table);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    table = RcHashTable_NewWith(1000, 1.0, NULL);
    assert_repr(table, "HashTable({}, size=1000, max_load=1.0)");
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static RcObject *raise_on_repr(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no repr");
    return NULL;
}

static RcObject *clear_on_repr(Hostile *self)
{
    RcHashTable_Clear(self->arg);
    return RcStr_FromString("<cleared>");
}

static void test_repr_with_hostile_content(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    Hostile *key = new_hostile(), *value = new_hostile();
    set(table, RC_OBJECT_CAST(key), RC_OBJECT_CAST(value));
    set(table, Rc_None, Rc_None);
    key->on_repr = raise_on_repr;
    assert_null(RcObject_Repr(table));
    assert_raises(RcExc_ValueError, "no repr");
    assert_refcnt(table, 1);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    key->on_repr = NULL;
    value->on_repr = raise_on_repr;
    assert_null(RcObject_Repr(table));
    assert_raises(RcExc_ValueError, "no repr");
    assert_refcnt(value, 2);
    key->on_repr = clear_on_repr;
    key->arg = table;
    value->on_repr = NULL;
    Rc_DECREF(key);
    Rc_DECREF(value);
    RcObject *repr = RcObject_Repr(table);
    assert_str(repr, "HashTable({<cleared>: <Hostile>}, size=4, max_load=0.5)");
    Rc_DECREF(repr);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    assert_live(0);
}

static RcObject *dropped_on_repr;

static RcObject *drop_on_repr(Hostile *self)
{
    Rc_UNUSED(self);
    Rc_CLEAR(dropped_on_repr);
    return RcStr_FromString("<dropped>");
}

static void test_repr_of_a_table_that_is_dropped_meanwhile(void **state)
{
    Rc_UNUSED(state);
    Hostile *key = new_hostile();
    key->on_repr = drop_on_repr;
    dropped_on_repr = new_table();
    set(dropped_on_repr, RC_OBJECT_CAST(key), Rc_None);
    RcObject *repr = RcObject_Repr(dropped_on_repr);
    assert_null(dropped_on_repr);
    assert_str(repr, "HashTable({<dropped>: None}, size=4, max_load=0.5)");
    assert_refcnt(key, 1);
    Rc_DECREF(repr);
    Rc_DECREF(key);
    assert_live(0);
}

static int repr_of(void *table)
{
    return done(RcObject_Repr(table));
}

static void test_texts_walk_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *key = new_str("hello");
    RcObject *watched[] = {table, key, NULL};
    set(table, key, key);
    assert_true(sweep(repr_of, table, watched) >= 4);
    set(table, Rc_None, table);
    assert_true(sweep(repr_of, table, watched) >= 5);
    RcHashTable_Clear(table);
    Rc_DECREF(table);
    Rc_DECREF(key);
}

/* -- the collector's side -- */

static void test_traverse(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    RcObject *table = RcHashTable_NewWith(4, 1.0, NULL), *objects[6];
    Visits visits = {.count = 0};
    assert_int_equal(RcHashTable_Type.tp_traverse(table, note_visit, &visits), 0);
    assert_int_equal(visits.count, 1);
    assert_int_equal(visited(&visits, RcHashTable_BuiltinHash), 1);
    Rc_DECREF(table);
    function->on_call = NULL;
    RcObject *args = Rc_BuildValue("(idO)", 4, 1.0, RcHashTable_BuiltinHash);
    table = RcObject_CallObject(TYPE, args);
    Rc_DECREF(args);
    for (int i = 0; i < 6; i++) {
        objects[i] = new_float(i);
    }
    for (int i = 0; i < 6; i += 2) {
        set(table, objects[i], objects[i + 1]);
    }
    assert_int_equal(RcHashTable_DelItem(table, objects[2]), 0);
    visits.count = 0;
    assert_int_equal(RcHashTable_Type.tp_traverse(table, note_visit, &visits), 0);
    assert_int_equal(visits.count, 5);
    assert_int_equal(visited(&visits, RcHashTable_BuiltinHash), 1);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(visited(&visits, objects[i]), i / 2 == 1 ? 0 : 1);
    }
    for (int stop = 1; stop <= 5; stop++) {
        int left = stop;
        assert_int_equal(RcHashTable_Type.tp_traverse(table, stop_visit, &left), 77);
    }
    Rc_DECREF(table);
    for (int i = 0; i < 6; i++) {
        assert_refcnt(objects[i], 1);
        Rc_DECREF(objects[i]);
    }
    table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    visits.count = 0;
    assert_int_equal(RcHashTable_Type.tp_traverse(table, note_visit, &visits), 0);
    assert_int_equal(visited(&visits, function), 1);
    Rc_DECREF(table);
    Rc_DECREF(function);
}

static int is_builtin;

static void look_at_hash_func(Hostile *self)
{
    is_builtin = RcHashTable_HashFunc(self->arg) == RcHashTable_BuiltinHash;
}

static void test_clear_forgets_hash_func_before_it_drops_it(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    RcObject *table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    function->on_dealloc = look_at_hash_func;
    function->arg = table;
    Rc_DECREF(function);
    is_builtin = 0;
    assert_int_equal(RcHashTable_Type.tp_clear(table), 0);
    assert_int_equal(is_builtin, 1);
    Rc_DECREF(table);
}

static void test_clear_breaks_cycles(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = NULL;
    RcObject *table = RcHashTable_NewWith(4, 1.0, RC_OBJECT_CAST(function));
    function->held[0] = Rc_NewRef(table); /* a cycle through the hash function */
    assert_refcnt(table, 2);
    assert_int_equal(RcHashTable_Type.tp_clear(table), 0);
    assert_refcnt(function, 1);
    assert_ptr_equal(RcHashTable_HashFunc(table), RcHashTable_BuiltinHash);
    Rc_DECREF(function);
    assert_refcnt(table, 1);
    RcObject *key = new_float(1.0), *value = new_float(2.0);
    set(table, key, value); /* it still works */
    set(table, value, table);
    assert_refcnt(table, 2);
    assert_int_equal(RcHashTable_Type.tp_clear(table), 0);
    assert_refcnt(table, 1);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    assert_int_equal(RcHashTable_Type.tp_clear(table), 0);
    Rc_DECREF(table);
    Rc_DECREF(key);
    Rc_DECREF(value);
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
    key->on_dealloc = look_on_dealloc;
    key->arg = table;
    set(table, RC_OBJECT_CAST(key), Rc_None);
    Rc_DECREF(key);
    is_tracked = 1;
    Rc_DECREF(table);
    assert_int_equal(is_tracked, 0);
}

static void test_weaklist_offset(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *weaklist;
    assert_true(RcType_SUPPORTS_WEAKREFS(&RcHashTable_Type));
    memcpy(&weaklist, (char *)table + RcHashTable_Type.tp_weaklistoffset, sizeof weaklist);
    assert_null(weaklist);
    Rc_DECREF(table);
}

/* -- subclasses -- */

typedef struct SubTable {
    RcHashTableObject base;
    long extra;
} SubTable;

static RcType_Slot sub_slots[] = {{Rc_tp_base, &RcHashTable_Type}, {0, NULL}};
static RcType_Spec sub_spec = {"test.SubTable", sizeof(SubTable), 0, Rc_TPFLAGS_DEFAULT, sub_slots};

static void test_a_subclass_in_c(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = RcType_FromSpec(&sub_spec), *args = Rc_BuildValue("(i)", 3), *key = new_str("key");
    assert_non_null(type);
    Rc_ssize_t types = Rc_REFCNT(type);
    RcObject *table = RcObject_CallObject(type, args);
    assert_refcnt(table, 1);
    assert_refcnt(type, types + 1);
    assert_true(RcHashTable_Check(table));
    assert_false(RcHashTable_CheckExact(table));
    ((SubTable *)table)->extra = 77;
    set(table, key, Rc_None);
    assert_refcnt(key, 2);
    assert_repr(table, "SubTable({'key': None}, size=3, max_load=0.5)");
    assert_int_equal(((SubTable *)table)->extra, 77);
    assert_int_equal(Rc_TYPE(table)->tp_basicsize, sizeof(SubTable));
    Rc_DECREF(table);
    assert_refcnt(type, types);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    Rc_DECREF(args);
    Rc_DECREF(type);
}

/* tp_new from elsewhere: the table gets its bins in tp_init. */
static void test_a_subclass_with_another_new(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {
        {Rc_tp_base, &RcHashTable_Type}, {Rc_tp_new, (void *)(uintptr_t)RcType_GenericNew}, {0, NULL}};
    RcType_Spec spec = {"plain", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *table = RcObject_CallNoArgs(type);
    assert_refcnt(table, 1);
    assert_repr(table, "plain({}, size=4, max_load=0.5)");
    Rc_DECREF(table);
    table = RcType_GenericNew((RcTypeObject *)type, NULL, NULL);
    Visits visits = {.count = 0};
    assert_int_equal(RcHashTable_Type.tp_traverse(table, note_visit, &visits), 0);
    assert_int_equal(visits.count, 0);
    Rc_DECREF(table);
    Rc_DECREF(type);
}

/* -- the builtin hash -- */

static void test_the_builtin_hash(void **state)
{
    Rc_UNUSED(state);
    RcObject *key = new_str("key");
    RcObject *hash = RcObject_CallOneArg(RcHashTable_BuiltinHash, key);
    assert_refcnt(hash, 1);
    assert_int_equal(RcInt_AsSsize_t(hash), RcObject_Hash(key));
    assert_refcnt(key, 1);
    Rc_DECREF(hash);
    RcObject *list = RcList_New(0);
    assert_null(RcObject_CallOneArg(RcHashTable_BuiltinHash, list));
    assert_raises(RcExc_TypeError, "unhashable type: 'list'");
    assert_refcnt(list, 1);
    assert_null(RcObject_CallNoArgs(RcHashTable_BuiltinHash));
    assert_raises(RcExc_TypeError, NULL);
    assert_repr(RcHashTable_BuiltinHash, "<built-in function hash>");
    assert_true(Rc_IsImmortal(RcHashTable_BuiltinHash));
    /* given by the user it is the builtin, too */
    RcObject *table = make_with("hash_func", RcHashTable_BuiltinHash);
    assert_ptr_equal(RcHashTable_HashFunc(table), RcHashTable_BuiltinHash);
    set(table, key, Rc_None);
    assert_live(3);
    Rc_DECREF(table);
    Rc_DECREF(list);
    Rc_DECREF(key);
}

static int call_builtin_hash(void *key)
{
    return done(RcObject_CallOneArg(RcHashTable_BuiltinHash, key));
}

static void test_the_builtin_hash_walks_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *key = new_str("key");
    RcObject *watched[] = {key, NULL};
    assert_int_equal(sweep(call_builtin_hash, key, watched), 1);
    Rc_DECREF(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_construction),
        counted_test(test_bad_parameters),
        counted_test(test_a_second_init_empties),
        counted_test(test_construction_walks_all_failures),
        counted_test(test_subscripts),
        counted_test(test_a_subscript_that_drops_everything),
        counted_test(test_members),
        counted_test(test_methods_on_one_key),
        counted_test(test_methods_on_the_whole),
        counted_test(test_methods_with_bad_arguments),
        counted_test(test_repr),
        counted_test(test_repr_with_hostile_content),
        counted_test(test_repr_of_a_table_that_is_dropped_meanwhile),
        counted_test(test_texts_walk_all_failures),
        counted_test(test_traverse),
        counted_test(test_clear_breaks_cycles),
        counted_test(test_clear_forgets_hash_func_before_it_drops_it),
        counted_test(test_dealloc_untracks_first),
        counted_test(test_weaklist_offset),
        counted_test(test_a_subclass_in_c),
        counted_test(test_a_subclass_with_another_new),
        counted_test(test_the_builtin_hash),
        counted_test(test_the_builtin_hash_walks_all_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
