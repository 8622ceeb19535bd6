/* The mapping protocol, and the maker of mappings. */
#include "hostile.h"
#include "pairs.h"
#include "support.h"

#include <recount/call.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/str.h>
#include <stdio.h>

/* ---- A type whose methods keys, values and items give what the test says ---- */

static RcObject *view_answer; /* borrowed; NULL: ValueError */

static RcObject *view(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(op);
    Rc_UNUSED(unused);
    if (view_answer == NULL) {
        RcErr_SetString(RcExc_ValueError, "no view");
        return NULL;
    }
    return Rc_NewRef(view_answer);
}

static RcMethodDef view_methods[] = {
    {"keys", view, RC_METH_NOARGS, NULL},
    {"values", view, RC_METH_NOARGS, NULL},
    {"items", view, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static void view_dealloc(RcObject *op)
{
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject View_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.View",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = view_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_methods = view_methods,
    .tp_free = RcObject_Free,
};

static RcObject *new_view(void)
{
    assert_int_equal(RcType_Ready(&View_Type), 0);
    RcObject *op = RcObject_New(RcObject, &View_Type);
    assert_non_null(op);
    return op;
}

typedef RcObject *(*Column)(RcObject *);
static const Column columns[] = {RcMapping_Keys, RcMapping_Values, RcMapping_Items};
static const char *const column_names[] = {"RcMapping_Keys", "RcMapping_Values", "RcMapping_Items"};
static const char *const methods[] = {"keys", "values", "items"};

/* ---- Check and size ---- */

static void test_check(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *number = RcInt_FromLong(100000);
    RcObject *text = RcStr_FromString("no mapping of names");
    assert_int_equal(RcMapping_Check(pairs), 1);
    assert_int_equal(RcMapping_Check(number), 0);
    assert_int_equal(RcMapping_Check(NULL), 0);
    assert_no_error();
    assert_refcnt(pairs, 1);
    Rc_DECREF(text);
    Rc_DECREF(number);
    Rc_DECREF(pairs);
}

static RcTypeObject *sequence_only(void)
{
    static RcSequenceMethods as_sequence;
    static RcTypeObject type = {RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Sequence",
                                .tp_as_sequence = &as_sequence};
    as_sequence.sq_length = pairs_length; /* never called */
    return &type;
}

static void test_size(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *number = RcInt_FromLong(100000);
    assert_int_equal(RcMapping_Size(pairs), 0);
    assert_int_equal(RcMapping_SetItemString(pairs, "key", number), 0);
    assert_int_equal(RcMapping_Length(pairs), 1);
    assert_int_equal(RcMapping_Size(number), -1);
    assert_raises(RcExc_TypeError, "object of type 'int' has no len()");
    RcObject sequence = {RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, sequence_only()};
    assert_int_equal(RcMapping_Size(&sequence), -1);
    assert_raises(RcExc_TypeError, "tests.Sequence is not a mapping");
    assert_int_equal(RcMapping_Size(NULL), -1);
    assert_raises(RcExc_SystemError, "RcMapping_Size: null argument");
    Rc_DECREF(pairs);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

/* ---- Keys, values, items ---- */

static void test_columns(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *key = RcStr_FromString("key");
    RcObject *value = RcFloat_FromDouble(2.5);
    assert_int_equal(RcObject_SetItem(pairs, key, value), 0);
    RcObject *keys = RcMapping_Keys(pairs);
    assert_repr(keys, "['key']");
    assert_refcnt(keys, 1);
    assert_refcnt(key, 3);
    RcObject *values = RcMapping_Values(pairs);
    assert_repr(values, "[2.5]");
    assert_refcnt(values, 1);
    assert_refcnt(value, 3);
    RcObject *items = RcMapping_Items(pairs);
    assert_repr(items, "[('key', 2.5)]");
    assert_refcnt(items, 1);
    assert_refcnt(RcList_GET_ITEM(items, 0), 2);
    assert_refcnt(pairs, 1);
    Rc_DECREF(keys);
    Rc_DECREF(values);
    Rc_DECREF(items);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    Rc_DECREF(pairs);
    Rc_DECREF(key);
    Rc_DECREF(value);
}

static void test_columns_are_the_callers_own(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = new_view();
    RcObject *item = RcFloat_FromDouble(2.5);
    RcObject *shared = RcList_New(0);
    assert_int_equal(RcList_Append(shared, item), 0);
    RcObject *tuple = RcTuple_Pack(1, item);
    for (int i = 0; i < 3; i++) {
        view_answer = shared;
        RcObject *list = columns[i](op);
        assert_true(RcList_CheckExact(list));
        assert_ptr_not_equal(list, shared);
        assert_refcnt(list, 1);
        assert_refcnt(shared, 1);
        assert_refcnt(item, 4);
        Rc_DECREF(list);
        view_answer = tuple;
        list = columns[i](op);
        assert_true(RcList_CheckExact(list));
        assert_repr(list, "[2.5]");
        assert_refcnt(list, 1);
        assert_refcnt(tuple, 1);
        Rc_DECREF(list);
        assert_refcnt(item, 3);
        assert_refcnt(op, 1);
    }
    Rc_DECREF(tuple);
    Rc_DECREF(shared);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
    Rc_DECREF(op);
}

static RcObject *iter_fails(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no iterator");
    return NULL;
}

static RcObject *next_fails(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no item");
    return NULL;
}

static void test_columns_that_fail(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = new_view();
    RcObject *number = RcInt_FromLong(100000);
    Hostile *hostile = Hostile_New();
    for (int i = 0; i < 3; i++) {
        char message[96];
        snprintf(message, sizeof message, "tests.View.%s() returned a non-iterable (type int)", methods[i]);
        view_answer = number;
        assert_null(columns[i](op));
        assert_raises(RcExc_TypeError, message);
        assert_refcnt(number, 1);
        view_answer = NULL;
        assert_null(columns[i](op));
        assert_raises(RcExc_ValueError, "no view");
        view_answer = (RcObject *)hostile;
        hostile->on_iter = iter_fails;
        assert_null(columns[i](op));
        assert_raises(RcExc_ValueError, "no iterator");
        assert_refcnt(hostile, 1);
        hostile->on_iter = NULL;
        hostile->on_next = next_fails;
        assert_null(columns[i](op));
        assert_raises(RcExc_ValueError, "no item");
        assert_refcnt(hostile, 1);
        snprintf(message, sizeof message, "'int' object has no attribute '%s'", methods[i]);
        assert_null(columns[i](number));
        assert_raises(RcExc_AttributeError, message);
        assert_refcnt(number, 1);
        snprintf(message, sizeof message, "%s: null argument", column_names[i]);
        assert_null(columns[i](NULL));
        assert_raises(RcExc_SystemError, message);
    }
    assert_refcnt(op, 1);
    Rc_DECREF(hostile);
    Rc_DECREF(number);
    Rc_DECREF(op);
}

static int sweep_column(void *op)
{
    for (int i = 0; i < 3; i++) {
        RcObject *list = columns[i](op);
        if (list == NULL) {
            return -1;
        }
        Rc_DECREF(list);
    }
    return 0;
}

static void test_columns_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = new_view();
    RcObject *item = RcFloat_FromDouble(2.5);
    RcObject *tuple = RcTuple_Pack(1, item);
    view_answer = tuple;
    RcObject *const watched[] = {op, item, tuple, NULL};
    assert_true(sweep(sweep_column, op, watched) >= 9);
    Rc_DECREF(tuple);
    Rc_DECREF(item);
    Rc_DECREF(op);
}

/* ---- Items by text ---- */

static void test_items_by_text(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *value = RcFloat_FromDouble(2.5);
    assert_int_equal(RcMapping_SetItemString(pairs, "key", value), 0);
    assert_refcnt(value, 2);
    RcObject *stored = RcTuple_GET_ITEM(RcList_GET_ITEM(pairs_list(pairs), 0), 0);
    assert_str(stored, "key");
    assert_refcnt(stored, 1);
    RcObject *got = RcMapping_GetItemString(pairs, "key");
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    assert_refcnt(stored, 1);
    Rc_DECREF(got);
    assert_int_equal(RcMapping_DelItemString(pairs, "key"), 0);
    assert_refcnt(value, 1);
    assert_null(RcMapping_GetItemString(pairs, "key"));
    assert_raises(RcExc_KeyError, NULL);
    RcObject *key = RcStr_FromString("other");
    assert_int_equal(RcMapping_SetItemString(pairs, "other", value), 0);
    assert_int_equal(RcMapping_DelItem(pairs, key), 0);
    assert_refcnt(value, 1);
    assert_refcnt(key, 1);

    assert_null(RcMapping_GetItemString(NULL, "key"));
    assert_raises(RcExc_SystemError, "RcMapping_GetItemString: null argument");
    assert_null(RcMapping_GetItemString(pairs, NULL));
    assert_raises(RcExc_SystemError, "RcMapping_GetItemString: null argument");
    assert_int_equal(RcMapping_SetItemString(NULL, "key", value), -1);
    assert_raises(RcExc_SystemError, "RcMapping_SetItemString: null argument");
    assert_int_equal(RcMapping_SetItemString(pairs, NULL, value), -1);
    assert_raises(RcExc_SystemError, "RcMapping_SetItemString: null argument");
    assert_int_equal(RcMapping_SetItemString(pairs, "key", NULL), -1);
    assert_raises(RcExc_SystemError, "RcMapping_SetItemString: null argument");
    assert_int_equal(RcMapping_SetItemString(value, "key", pairs), -1);
    assert_raises(RcExc_TypeError, "'float' object does not support item assignment");
    assert_refcnt(pairs, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(key);
    Rc_DECREF(value);
    Rc_DECREF(pairs);
}

static void test_optional_items(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *key = RcStr_FromString("key");
    RcObject *value = RcFloat_FromDouble(2.5);
    RcObject *got = pairs;
    assert_int_equal(RcMapping_GetOptionalItem(pairs, key, &got), 0);
    assert_null(got);
    assert_no_error();
    got = pairs;
    assert_int_equal(RcMapping_GetOptionalItemString(pairs, "key", &got), 0);
    assert_null(got);
    assert_no_error();
    assert_int_equal(RcMapping_HasKey(pairs, key), 0);
    assert_int_equal(RcMapping_HasKeyWithError(pairs, key), 0);
    assert_int_equal(RcMapping_HasKeyString(pairs, "key"), 0);
    assert_int_equal(RcMapping_HasKeyStringWithError(pairs, "key"), 0);
    assert_no_error();
    assert_refcnt(key, 1);

    assert_int_equal(RcObject_SetItem(pairs, key, value), 0);
    assert_int_equal(RcMapping_GetOptionalItem(pairs, key, &got), 1);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcMapping_GetOptionalItemString(pairs, "key", &got), 1);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcMapping_HasKey(pairs, key), 1);
    assert_int_equal(RcMapping_HasKeyWithError(pairs, key), 1);
    assert_int_equal(RcMapping_HasKeyString(pairs, "key"), 1);
    assert_int_equal(RcMapping_HasKeyStringWithError(pairs, "key"), 1);
    assert_refcnt(value, 2);
    assert_refcnt(key, 2);
    assert_refcnt(pairs, 1);
    Rc_DECREF(pairs);
    Rc_DECREF(value);
    Rc_DECREF(key);
}

static void test_optional_items_that_fail(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    RcObject *got = number;
    const char *message = "'int' object is not subscriptable";
    assert_int_equal(RcMapping_GetOptionalItem(number, number, &got), -1);
    assert_null(got);
    assert_raises(RcExc_TypeError, message);
    got = number;
    assert_int_equal(RcMapping_GetOptionalItemString(number, "key", &got), -1);
    assert_null(got);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcMapping_HasKeyWithError(number, number), -1);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcMapping_HasKeyStringWithError(number, "key"), -1);
    assert_raises(RcExc_TypeError, message);
    /* A KeyError that was pending before is not taken for absence. */
    got = number;
    RcErr_SetString(RcExc_KeyError, "from before");
    assert_int_equal(RcMapping_GetOptionalItem(NULL, number, &got), -1);
    assert_null(got);
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(RcMapping_GetOptionalItem(number, NULL, &got), -1);
    assert_raises(RcExc_SystemError, "RcMapping_GetOptionalItem: null argument");
    got = number;
    assert_int_equal(RcMapping_GetOptionalItemString(NULL, "key", &got), -1);
    assert_null(got);
    assert_raises(RcExc_SystemError, "RcMapping_GetOptionalItemString: null argument");
    assert_int_equal(RcMapping_GetOptionalItem(number, number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcMapping_GetOptionalItem: null argument");
    assert_int_equal(RcMapping_GetOptionalItemString(number, "key", NULL), -1);
    assert_raises(RcExc_SystemError, "RcMapping_GetOptionalItemString: null argument");
    assert_int_equal(RcMapping_HasKeyStringWithError(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcMapping_GetOptionalItemString: null argument");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static int unraisable_count;

static void count_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(exception);
    assert_ptr_equal(where, arg);
    unraisable_count++;
}

static void test_haskey_never_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    unraisable_count = 0;
    RcErr_SetUnraisableHook(count_unraisable, number);
    assert_int_equal(RcMapping_HasKey(number, number), 0);
    assert_int_equal(unraisable_count, 1);
    assert_int_equal(RcMapping_HasKeyString(number, "key"), 0);
    assert_int_equal(unraisable_count, 2);
    RcErr_SetUnraisableHook(NULL, NULL);
    assert_no_error();
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static int sweep_items(void *pairs)
{
    RcObject *value;
    if (RcMapping_SetItemString(pairs, "key", Rc_None) < 0) {
        return -1;
    }
    int status = -1;
    if (RcMapping_HasKeyStringWithError(pairs, "key") == 1 &&
        RcMapping_GetOptionalItemString(pairs, "absent", &value) == 0 &&
        (value = RcMapping_GetItemString(pairs, "key")) != NULL) {
        Rc_DECREF(value);
        status = 0;
    }
    RcObject *pending = RcErr_GetRaisedException();
    RcList_Clear(pairs_list(pairs));
    RcErr_SetRaisedException(pending);
    return status;
}

static void test_items_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *const watched[] = {pairs, NULL};
    assert_true(sweep(sweep_items, pairs, watched) >= 6);
    Rc_DECREF(pairs);
}

/* ---- The maker ---- */

static RcObject *takes_keywords(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    return Rc_NewRef(kwargs == NULL ? Rc_None : (RcObject *)Rc_TYPE(kwargs));
}

static RcMethodDef takes_keywords_def = {"takes_keywords", _RcCFunction_CAST(takes_keywords),
                                         RC_METH_VARARGS | RC_METH_KEYWORDS, NULL};

static RcObject *failing_maker(void)
{
    RcErr_SetString(RcExc_ValueError, "no mapping today");
    return NULL;
}

static void test_maker(void **state)
{
    Rc_UNUSED(state);
    RcObject *function = RcCFunction_New(&takes_keywords_def, NULL);
    RcObject *name = RcStr_FromString("name");
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *args[] = {Rc_None};
    RcMapping_SetMaker(NULL);
    assert_null(RcObject_Vectorcall(function, args, 0, kwnames));
    assert_raises(RcExc_SystemError, "no mapping type is registered: the program was linked without the "
                                     "hash table; link with `pkg-config --static --libs recount`");
    RcMapping_SetMaker(failing_maker);
    assert_null(RcObject_Vectorcall(function, args, 0, kwnames));
    assert_raises(RcExc_ValueError, "no mapping today");
    RcMapping_SetMaker(Pairs_New);
    assert_result_is(RcObject_Vectorcall(function, args, 0, kwnames), &Pairs_Type);
    assert_refcnt(name, 2);
    assert_refcnt(kwnames, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(name);
    Rc_DECREF(function);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_check),
        counted_test(test_size),
        counted_test(test_columns),
        counted_test(test_columns_are_the_callers_own),
        counted_test(test_columns_that_fail),
        counted_test(test_columns_out_of_memory),
        counted_test(test_items_by_text),
        counted_test(test_optional_items),
        counted_test(test_optional_items_that_fail),
        counted_test(test_haskey_never_fails),
        counted_test(test_items_out_of_memory),
        counted_test(test_maker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
