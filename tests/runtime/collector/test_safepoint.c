/* The safe point: every allocation of a container may run any code.
 *
 * A trap is an object in a garbage cycle of its own, so that the next automatic collection runs its
 * finalizer; under stress that is the next allocation of a container.  The finalizer changes the very thing
 * that the operation at hand is working on. */
#include "support.h"

#include <recount/hashtable.h>
#include <recount/recount.h>

typedef struct Trap {
    RcObject_HEAD
    RcObject *self; /* owned: the cycle */
    void (*spring)(void *arg);
    void *arg;
} Trap;

static int sprung;

static int trap_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Trap *)op)->self);
    return 0;
}

static int trap_clear(RcObject *op)
{
    Rc_CLEAR(((Trap *)op)->self);
    return 0;
}

static void trap_finalize(RcObject *op)
{
    sprung++;
    ((Trap *)op)->spring(((Trap *)op)->arg);
}

static void trap_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    trap_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Trap_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Trap",
    .tp_basicsize = sizeof(Trap),
    .tp_dealloc = trap_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = trap_traverse,
    .tp_clear = trap_clear,
    .tp_finalize = trap_finalize,
};

/* The next allocation of a container calls spring(arg). */
static void set_trap(void (*spring)(void *), void *arg)
{
    assert_int_equal(RcType_Ready(&Trap_Type), 0);
    RcGC_SetDebug(0);
    Trap *trap = RcObject_GC_New(Trap, &Trap_Type);
    assert_non_null(trap);
    trap->self = Rc_NewRef(trap);
    trap->spring = spring;
    trap->arg = arg;
    RcObject_GC_Track(trap);
    Rc_DECREF(trap);
    sprung = 0;
    RcGC_SetDebug(RCGC_DEBUG_STRESS);
}

/* The trap has sprung, once; no more collections. */
static void assert_sprung(void)
{
    RcGC_SetDebug(0);
    assert_int_equal(sprung, 1);
    assert_no_error();
}

/* -- what traps do -- */

static void clear_list(void *list)
{
    RcList_Clear(list);
}

static void extend_list(void *list)
{
    for (int i = 0; i < 100; i++) {
        assert_int_equal(RcList_Append(list, Rc_None), 0);
    }
}

static void clear_table(void *table)
{
    RcHashTable_Clear(table);
}

static void extend_table(void *table)
{
    for (int i = 0; i < 100; i++) {
        RcObject *key = RcInt_FromLong(5000 + i);
        assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
        Rc_DECREF(key);
    }
}

/* Every list that the collector knows. */
static void each_list(void (*change)(void *))
{
    RcObject *objects = RcGC_GetObjects(-1);
    assert_non_null(objects);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(objects); i++) {
        if (RcList_CheckExact(RcList_GET_ITEM(objects, i))) {
            change(RcList_GET_ITEM(objects, i));
        }
    }
    Rc_DECREF(objects);
}

static void clear_all_lists(void *unused)
{
    Rc_UNUSED(unused);
    each_list(clear_list);
}

static void extend_all_lists(void *unused)
{
    Rc_UNUSED(unused);
    each_list(extend_list);
}

/* A new list of floats that nobody else owns. */
static RcObject *floats(int count)
{
    RcObject *list = RcList_New(count);
    assert_non_null(list);
    for (int i = 0; i < count; i++) {
        RcList_SET_ITEM(list, i, RcFloat_FromDouble(i + 0.5));
    }
    return list;
}

/* op is a list or tuple of such floats, and owns them alone. */
static void assert_floats(RcObject *op, int count)
{
    assert_non_null(op);
    assert_int_equal(RcSequence_Size(op), count);
    for (int i = 0; i < count; i++) {
        RcObject *item = RcSequence_Fast_GET_ITEM(op, i);
        assert_refcnt(item, 1);
        assert_true(RcFloat_AS_DOUBLE(item) == i + 0.5);
    }
    Rc_DECREF(op);
}

/* -- copies of lists -- */

static RcObject *slice(RcObject *list)
{
    return RcList_GetSlice(list, 0, 8);
}

static RcObject *repeat(RcObject *list)
{
    return RcSequence_Repeat(list, 1);
}

static RcObject *extend_new(RcObject *list)
{
    RcObject *result = RcList_New(0);
    assert_int_equal(RcList_Extend(result, list), 0);
    return result;
}

/* Each copies the list as it was, and then the trap springs. */
static void check_copy(RcObject *(*copy)(RcObject *), void (*change)(void *))
{
    RcObject *list = floats(8), *result;

    set_trap(change, list);
    result = copy(list);
    assert_sprung();
    assert_int_equal(RcList_GET_SIZE(list), change == clear_list ? 0 : 108);
    RcList_Clear(list);
    assert_floats(result, 8);
    Rc_DECREF(list);
}

static void test_copies_of_a_list_are_whole(void **state)
{
    static RcObject *(*const copies[])(RcObject *) = {slice,  RcList_AsTuple,   RcSequence_List,
                                                      repeat, RcSequence_Tuple, NULL};
    Rc_UNUSED(state);

    for (int i = 0; copies[i] != NULL; i++) {
        check_copy(copies[i], clear_list);
        check_copy(copies[i], extend_list);
    }
}

/* The trap springs when the empty list is made: what is copied is the list as it is then. */
static void test_operands_that_change(void **state)
{
    RcObject *list = floats(8), *empty = RcList_New(0), *result;
    Rc_UNUSED(state);

    set_trap(clear_list, list);
    result = RcSequence_Concat(list, empty);
    assert_sprung();
    assert_int_equal(RcList_GET_SIZE(list), 0);
    assert_floats(result, 8);
    Rc_DECREF(list);

    list = floats(8);
    set_trap(clear_list, list);
    result = RcSequence_Concat(empty, list);
    assert_sprung();
    assert_int_equal(RcList_GET_SIZE(list), 0);
    assert_floats(result, 8);
    Rc_DECREF(list);

    list = floats(8);
    set_trap(clear_list, list);
    result = extend_new(list);
    assert_sprung();
    assert_floats(result, 0);
    Rc_DECREF(list);
    Rc_DECREF(empty);
}

/* -- borrowed items -- */

static void test_borrowed_items_live_until_the_tuple_owns_them(void **state)
{
    RcObject *list = floats(3), *result;
    Rc_UNUSED(state);

    set_trap(clear_list, list);
    result = RcTuple_Pack(3, RcList_GET_ITEM(list, 0), RcList_GET_ITEM(list, 1), RcList_GET_ITEM(list, 2));
    assert_sprung();
    assert_int_equal(RcList_GET_SIZE(list), 0);
    assert_floats(result, 3);
    Rc_DECREF(list);

    list = floats(3);
    set_trap(clear_list, list);
    result = RcTuple_FromArray(((RcListObject *)list)->ob_item, 3);
    assert_sprung();
    assert_floats(result, 3);
    Rc_DECREF(list);

    list = floats(3);
    set_trap(clear_list, list);
    result =
        Rc_BuildValue("OOO", RcList_GET_ITEM(list, 0), RcList_GET_ITEM(list, 1), RcList_GET_ITEM(list, 2));
    assert_sprung();
    assert_floats(result, 3);
    Rc_DECREF(list);
}

static void test_a_list_is_built_unseen(void **state)
{
    void (*const changes[])(void *) = {clear_all_lists, extend_all_lists};
    Rc_UNUSED(state);

    for (int i = 0; i < 2; i++) {
        set_trap(changes[i], NULL);
        RcObject *result = Rc_BuildValue("[(d)(d)[]{}(d)]", 0.5, 1.5, 2.5);
        assert_sprung();
        assert_int_equal(RcList_GET_SIZE(result), i == 0 ? 0 : 105);
        Rc_DECREF(result);
    }
}

/* -- tables -- */

static RcObject *three_pairs(void)
{
    RcObject *table = RcHashTable_New(), *keys = floats(3);
    for (Rc_ssize_t i = 0; i < 3; i++) {
        assert_int_equal(RcHashTable_SetItem(table, RcList_GET_ITEM(keys, i), RcList_GET_ITEM(keys, i)), 0);
    }
    Rc_DECREF(keys);
    return table;
}

static void test_lists_of_a_table_that_changes(void **state)
{
    static RcObject *(*const lists[])(RcObject *) = {RcHashTable_Keys, RcHashTable_Values, RcHashTable_Items};
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        RcObject *table = three_pairs();
        set_trap(clear_table, table);
        RcObject *list = lists[i](table);
        assert_sprung();
        assert_int_equal(RcList_Size(list), 0);
        Rc_DECREF(list);
        Rc_DECREF(table);

        table = three_pairs();
        set_trap(extend_table, table);
        list = lists[i](table);
        assert_sprung();
        assert_int_equal(RcList_Size(list), 103);
        for (Rc_ssize_t j = 0; j < 103; j++) {
            assert_non_null(RcList_GET_ITEM(list, j));
        }
        assert_true(RcObject_GC_IsTracked(list));
        Rc_DECREF(list);
        Rc_DECREF(table);
    }
}

static void set_next_trap(void *unused)
{
    Rc_UNUSED(unused);
    set_trap(clear_all_lists, NULL);
}

static void test_items_of_a_table_are_listed_unseen(void **state)
{
    void (*const changes[])(void *) = {clear_all_lists, extend_all_lists, set_next_trap};
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        RcObject *table = three_pairs();
        set_trap(changes[i], NULL); /* the third: a trap that springs at the first pair */
        RcObject *items = RcHashTable_Items(table);
        assert_sprung();
        assert_int_equal(RcList_Size(items), 3);
        for (Rc_ssize_t j = 0; j < 3; j++) {
            assert_true(RcTuple_CheckExact(RcList_GET_ITEM(items, j)));
            assert_refcnt(RcList_GET_ITEM(items, j), 1);
        }
        Rc_DECREF(items);
        Rc_DECREF(table);
    }
}

static void test_bin_and_iterator_of_a_table_that_changes(void **state)
{
    RcObject *table = three_pairs(), *keys, *iterator, *key;
    Rc_ssize_t count = 0;
    Rc_UNUSED(state);

    for (Rc_ssize_t bin = 0; bin < 4; bin++) {
        set_trap(clear_table, table);
        keys = RcHashTable_BinKeys(table, bin);
        assert_sprung();
        assert_int_equal(RcList_Size(keys), 0);
        Rc_DECREF(keys);
        Rc_SETREF(table, three_pairs());
    }
    set_trap(extend_table, table);
    iterator = RcObject_GetIter(table);
    assert_sprung();
    while ((key = RcIter_Next(iterator)) != NULL) {
        count++;
        Rc_DECREF(key);
    }
    assert_no_error();
    assert_int_equal(count, 103);
    Rc_DECREF(iterator);
    Rc_DECREF(table);
}

static void test_copy_and_update_of_a_table_that_changes(void **state)
{
    RcObject *table = three_pairs(), *copy;
    Rc_UNUSED(state);

    set_trap(extend_table, table);
    copy = RcHashTable_Copy(table);
    assert_sprung();
    assert_int_equal(RcHashTable_Size(copy), 103);
    Rc_DECREF(copy);
    Rc_DECREF(table);
}

/* -- calls -- */

static void clear_kwargs_and_lists(void *kwargs)
{
    RcHashTable_Clear(kwargs);
    each_list(clear_list);
}

/* Sets a trap for its own arguments, springs it, and looks at them. */
static RcObject *reads_late(RcObject *self, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    double sum = 0;

    if (sprung == 0) {
        set_trap(clear_kwargs_and_lists, self);
        Rc_DECREF(RcList_New(0));
        assert_sprung();
    }
    for (Rc_ssize_t i = 0; i < nargs + RcTuple_GET_SIZE(kwnames); i++) {
        sum += RcFloat_AS_DOUBLE(args[i]);
    }
    return RcFloat_FromDouble(sum);
}

static RcMethodDef reads_late_definition = {"reads_late", _RcCFunction_CAST(reads_late),
                                            RC_METH_FASTCALL | RC_METH_KEYWORDS, NULL};

static RcObject *keywords(void)
{
    static const char *const names[] = {"a", "b", "c"};
    RcObject *kwargs = RcHashTable_New();
    for (int i = 0; i < 3; i++) {
        RcObject *value = RcFloat_FromDouble(i + 0.5);
        assert_int_equal(RcHashTable_SetItemString(kwargs, names[i], value), 0);
        Rc_DECREF(value);
    }
    return kwargs;
}

static void test_keyword_arguments_live_until_the_call_is_over(void **state)
{
    void (*const changes[])(void *) = {clear_all_lists, extend_all_lists, NULL};
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        RcObject *kwargs = keywords(), *args = RcTuple_New(0);
        RcObject *function = RcCFunction_New(&reads_late_definition, kwargs);
        sprung = 0;
        if (changes[i] != NULL) {
            set_trap(changes[i], NULL);
        }
        RcObject *result = RcObject_Call(function, args, kwargs);
        assert_sprung();
        assert_non_null(result);
        assert_true(RcFloat_AS_DOUBLE(result) == 4.5);
        Rc_DECREF(result);
        Rc_DECREF(function);
        Rc_DECREF(args);
        Rc_DECREF(kwargs);
    }
}

static void remove_a(void *kwargs)
{
    RcHashTable_PopString(kwargs, "a", NULL);
}

static void test_parsed_arguments_are_not_changed_by_a_missing_name(void **state)
{
    static char *const names[] = {"a", "x", "b", "c", NULL};
    RcObject *kwargs = keywords(), *args = RcTuple_New(0);
    RcObject *a = NULL, *x = NULL, *b = NULL, *c = NULL;
    Rc_UNUSED(state);

    set_trap(remove_a, kwargs);
    assert_true(RcArg_ParseTupleAndKeywords(args, kwargs, "|OOOO", names, &a, &x, &b, &c));
    RcGC_SetDebug(0);
    assert_int_equal(sprung, 0);
    assert_refcnt(a, 1);
    assert_true(RcFloat_AS_DOUBLE(a) == 0.5 && RcFloat_AS_DOUBLE(b) == 1.5 && RcFloat_AS_DOUBLE(c) == 2.5);
    assert_null(x);
    assert_int_equal(RcGC_Collect() > 0, 1);
    assert_sprung();
    assert_int_equal(RcHashTable_Size(kwargs), 2);
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
}

/* -- attributes, errors, weak references -- */

static void set_other(void *type)
{
    assert_int_equal(RcObject_SetAttrString(type, "other", Rc_None), 0);
}

static void test_both_attributes_of_a_type_are_kept(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {.name = "test.Type", .flags = Rc_TPFLAGS_DEFAULT, .slots = slots};
    RcObject *type = RcType_FromSpec(&spec);
    Rc_UNUSED(state);

    set_trap(set_other, type);
    assert_int_equal(RcObject_SetAttrString(type, "own", Rc_True), 0);
    assert_sprung();
    assert_true(RcObject_HasAttrString(type, "own"));
    assert_true(RcObject_HasAttrString(type, "other"));
    Rc_DECREF(type);
}

static void test_raising_runs_no_user_code(void **state)
{
    RcObject *list = floats(3), *value = RcTuple_Pack(1, list), *exception;
    Rc_UNUSED(state);

    set_trap(clear_list, list);
    RcErr_SetString(RcExc_ValueError, "text");
    assert_int_equal(sprung, 0);
    RcErr_Format(RcExc_TypeError, "%d", 1);
    RcErr_SetObject(RcExc_KeyError, value);
    assert_int_equal(sprung, 0);
    assert_null(RcList_New(-1)); /* no collection at all while an error is pending */
    assert_int_equal(sprung, 0);
    exception = RcErr_GetRaisedException();
    Rc_DECREF(exception);
    assert_int_equal(sprung, 0);
    assert_int_equal(RcList_GET_SIZE(list), 3);
    Rc_DECREF(RcList_New(0));
    assert_sprung();
    assert_int_equal(RcList_GET_SIZE(list), 0);
    Rc_DECREF(value);
    Rc_DECREF(list);
}

static void make_weakref(void *slots)
{
    RcObject **slot = slots;
    slot[1] = RcWeakref_NewRef(slot[0], NULL);
    slot[3] = RcWeakref_NewProxy(slot[0], NULL);
}

static void test_a_weak_reference_is_shared_with_one_made_meanwhile(void **state)
{
    RcObject *slots[4] = {RcHashTable_New(), NULL, NULL, NULL};
    Rc_UNUSED(state);

    set_trap(make_weakref, slots);
    slots[2] = RcWeakref_NewRef(slots[0], NULL);
    assert_sprung();
    assert_ptr_equal(slots[1], slots[2]);
    assert_refcnt(slots[1], 2);
    Rc_DECREF(slots[1]);
    Rc_DECREF(slots[2]);

    set_trap(make_weakref, slots);
    Rc_SETREF(slots[3], NULL);
    slots[2] = RcWeakref_NewProxy(slots[0], NULL);
    assert_sprung();
    assert_ptr_equal(slots[3], slots[2]);
    for (int i = 0; i < 4; i++) {
        Rc_DECREF(slots[i]);
    }
}

/* -- iterating, sorting -- */

static void test_iterators_of_a_list_that_changes(void **state)
{
    RcObject *list = floats(3), *iterator;
    Rc_UNUSED(state);

    set_trap(clear_list, list);
    iterator = RcObject_GetIter(list);
    assert_sprung();
    assert_null(RcIter_Next(iterator));
    assert_no_error();
    Rc_DECREF(iterator);
    Rc_DECREF(list);
}

/* A key function whose self is the list: its fifth call, and only that, sets a trap, which springs when the
 * key is made. */
static RcObject *as_pair(RcObject *list, RcObject *item)
{
    static int calls;

    if (++calls == 5) {
        assert_int_equal(RcList_Size(list), 0); /* it seems empty while it is sorted */
        set_trap(extend_list, list);
    }
    return RcTuple_Pack(2, item, item);
}

static RcMethodDef as_pair_definition = {"as_pair", as_pair, RC_METH_O, NULL};

static void test_sorting_a_list_that_changes(void **state)
{
    RcObject *list = floats(40), *function = RcCFunction_New(&as_pair_definition, list);
    RcObject *names = Rc_BuildValue("(s)", "key"), *name = RcStr_FromString("sort");
    RcObject *args[] = {list, function};
    Rc_UNUSED(state);

    RcList_Reverse(list);
    assert_null(RcObject_VectorcallMethod(name, args, 1, names));
    assert_raises(RcExc_ValueError, "list modified during sort");
    assert_sprung();
    Rc_DECREF(name);
    Rc_DECREF(names);
    Rc_DECREF(function);
    assert_floats(list, 40); /* sorted all the same, and all strangers dropped */
}

/* -- what is left undone is made up for -- */

static void test_a_held_collection_comes_after(void **state)
{
    RcObject *item = RcFloat_FromDouble(0.5), *tuple;
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        RcObject *list = floats(2);
        set_trap(clear_list, list);
        tuple = i == 0   ? RcTuple_Pack(1, item)
                : i == 1 ? RcTuple_FromArray(&item, 1)
                         : Rc_BuildValue("(O)", item);
        assert_sprung();
        Rc_DECREF(tuple);
        Rc_DECREF(list);
    }
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_copies_of_a_list_are_whole),
        counted_test(test_operands_that_change),
        counted_test(test_borrowed_items_live_until_the_tuple_owns_them),
        counted_test(test_a_list_is_built_unseen),
        counted_test(test_lists_of_a_table_that_changes),
        counted_test(test_items_of_a_table_are_listed_unseen),
        counted_test(test_bin_and_iterator_of_a_table_that_changes),
        counted_test(test_copy_and_update_of_a_table_that_changes),
        counted_test(test_keyword_arguments_live_until_the_call_is_over),
        counted_test(test_parsed_arguments_are_not_changed_by_a_missing_name),
        counted_test(test_both_attributes_of_a_type_are_kept),
        counted_test(test_raising_runs_no_user_code),
        counted_test(test_a_weak_reference_is_shared_with_one_made_meanwhile),
        counted_test(test_iterators_of_a_list_that_changes),
        counted_test(test_sorting_a_list_that_changes),
        counted_test(test_a_held_collection_comes_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
