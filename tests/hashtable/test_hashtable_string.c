/* Operations with a key in UTF-8: the temporary str goes, whatever happens. */
#include "helpers.h"

static void test_all_forms(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *value = new_float(1.5), *other = new_float(2.5), *out = value;
    assert_int_equal(RcHashTable_SetItemString(table, "key", value), 0);
    assert_refcnt(value, 2);
    assert_live(4); /* the key, too */
    assert_int_equal(RcHashTable_SetItemString(table, "key", other), 0);
    assert_refcnt(value, 1);
    assert_refcnt(other, 2);
    assert_live(4);
    assert_ptr_equal(RcHashTable_GetItemString(table, "key"), other);
    assert_refcnt(other, 2);
    assert_null(RcHashTable_GetItemString(table, "absent"));
    assert_no_error();
    assert_int_equal(RcHashTable_GetItemStringRef(table, "key", &out), 1);
    assert_ptr_equal(out, other);
    assert_refcnt(other, 3);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_GetItemStringRef(table, "absent", &out), 0);
    assert_null(out);
    assert_no_error();
    assert_int_equal(RcHashTable_ContainsString(table, "key"), 1);
    assert_int_equal(RcHashTable_ContainsString(table, ""), 0);
    out = value;
    assert_int_equal(RcHashTable_PopString(table, "absent", &out), 0);
    assert_null(out);
    assert_int_equal(RcHashTable_PopString(table, "key", &out), 1);
    assert_ptr_equal(out, other);
    assert_refcnt(other, 2);
    assert_live(3);
    Rc_DECREF(out);
    assert_int_equal(RcHashTable_SetItemString(table, "k\xc3\xa4se", value), 0);
    assert_int_equal(RcHashTable_DelItemString(table, "k\xc3\xa4se"), 0);
    assert_refcnt(value, 1);
    assert_int_equal(RcHashTable_DelItemString(table, "key"), -1);
    assert_raises(RcExc_KeyError, "'key'");
    assert_int_equal(RcHashTable_SetItemString(table, "last", value), 0);
    assert_int_equal(RcHashTable_PopString(table, "last", NULL), 1);
    assert_refcnt(value, 1);
    assert_refcnt(table, 1);
    assert_live(3);
    Rc_DECREF(table);
    Rc_DECREF(value);
    Rc_DECREF(other);
}

static void test_keys_that_are_not_utf8(void **state)
{
    Rc_UNUSED(state);
    static const char bad[] = "\xff";
    RcObject *table = new_table(), *value = new_float(1.5), *out = value;
    assert_int_equal(RcHashTable_SetItemString(table, bad, value), -1);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_refcnt(value, 1);
    assert_null(RcHashTable_GetItemString(table, bad));
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_int_equal(RcHashTable_GetItemStringRef(table, bad, &out), -1);
    assert_null(out);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_int_equal(RcHashTable_DelItemString(table, bad), -1);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_int_equal(RcHashTable_ContainsString(table, bad), -1);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    out = value;
    assert_int_equal(RcHashTable_PopString(table, bad, &out), -1);
    assert_null(out);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_int_equal(RcHashTable_Size(table), 0);
    Rc_DECREF(table);
    Rc_DECREF(value);
}

#define BAD(call, function)                                          \
    do {                                                             \
        assert_true(call);                                           \
        assert_raises(RcExc_SystemError, function ": bad argument"); \
    } while (0)

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table(), *value = new_float(1.5), *out;
    RcObject *bad[] = {NULL, value};
    for (int i = 0; i < 2; i++) {
        BAD(RcHashTable_SetItemString(bad[i], "key", value) == -1, "RcHashTable_SetItemString");
        BAD(RcHashTable_GetItemString(bad[i], "key") == NULL, "RcHashTable_GetItemString");
        out = value;
        BAD(RcHashTable_GetItemStringRef(bad[i], "key", &out) == -1, "RcHashTable_GetItemStringRef");
        assert_null(out);
        BAD(RcHashTable_DelItemString(bad[i], "key") == -1, "RcHashTable_DelItemString");
        BAD(RcHashTable_ContainsString(bad[i], "key") == -1, "RcHashTable_ContainsString");
        out = value;
        BAD(RcHashTable_PopString(bad[i], "key", &out) == -1, "RcHashTable_PopString");
        assert_null(out);
    }
    BAD(RcHashTable_SetItemString(table, NULL, value) == -1, "RcHashTable_SetItemString");
    BAD(RcHashTable_SetItemString(table, "key", NULL) == -1, "RcHashTable_SetItemString");
    BAD(RcHashTable_GetItemString(table, NULL) == NULL, "RcHashTable_GetItemString");
    BAD(RcHashTable_GetItemStringRef(table, NULL, &out) == -1, "RcHashTable_GetItemStringRef");
    BAD(RcHashTable_GetItemStringRef(table, "key", NULL) == -1, "RcHashTable_GetItemStringRef");
    BAD(RcHashTable_DelItemString(table, NULL) == -1, "RcHashTable_DelItemString");
    BAD(RcHashTable_ContainsString(table, NULL) == -1, "RcHashTable_ContainsString");
    BAD(RcHashTable_PopString(table, NULL, NULL) == -1, "RcHashTable_PopString");
    assert_refcnt(table, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(table);
    Rc_DECREF(value);
}

/* Each form with a hash_func that raises: the error comes through, and the temporary str is gone. */
static RcObject *raise_on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    RcErr_SetString(RcExc_IndexError, "no hash today");
    return NULL;
}

static void test_errors_pass_through(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = new_hostile();
    function->on_call = raise_on_call;
    RcObject *table = RcHashTable_NewWith(4, 0.5, RC_OBJECT_CAST(function)), *out = table;
    assert_int_equal(RcHashTable_SetItemString(table, "key", Rc_None), -1);
    assert_raises(RcExc_IndexError, "no hash today");
    assert_null(RcHashTable_GetItemString(table, "key"));
    assert_raises(RcExc_IndexError, "no hash today");
    assert_int_equal(RcHashTable_GetItemStringRef(table, "key", &out), -1);
    assert_null(out);
    assert_raises(RcExc_IndexError, "no hash today");
    assert_int_equal(RcHashTable_DelItemString(table, "key"), -1);
    assert_raises(RcExc_IndexError, "no hash today");
    assert_int_equal(RcHashTable_ContainsString(table, "key"), -1);
    assert_raises(RcExc_IndexError, "no hash today");
    assert_int_equal(RcHashTable_PopString(table, "key", NULL), -1);
    assert_raises(RcExc_IndexError, "no hash today");
    assert_live(2);
    Rc_DECREF(table);
    Rc_DECREF(function);
}

static int all_forms(void *arg)
{
    RcObject *table = arg, *value, *borrowed;
    if (RcHashTable_SetItemString(table, "one", Rc_None) < 0) {
        return -1;
    }
    int status = RcHashTable_SetItemString(table, "two", Rc_None);
    if (status == 0) {
        borrowed = RcHashTable_GetItemString(table, "two");
        status = borrowed == Rc_None ? 0 : -1;
    }
    if (status == 0) {
        status = RcHashTable_GetItemStringRef(table, "two", &value) == 1 ? 0 : -1;
        Rc_XDECREF(value);
    }
    if (status == 0) {
        status = RcHashTable_ContainsString(table, "two") == 1 ? 0 : -1;
    }
    if (status == 0) {
        status = RcHashTable_DelItemString(table, "two");
    }
    if (status == 0) {
        status = RcHashTable_PopString(table, "one", NULL) == 1 ? 0 : -1;
    }
    RcHashTable_Clear(table); /* the array of entries goes, too */
    return status;
}

static void test_all_failures(void **state)
{
    Rc_UNUSED(state);
    RcObject *table = new_table();
    RcObject *watched[] = {table, NULL};
    assert_int_equal(RcHashTable_SetItemString(table, "one", Rc_None), 0); /* makes the bins, which stay */
    RcHashTable_Clear(table);
    assert_int_equal(sweep(all_forms, table, watched), 8);
    Rc_DECREF(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_all_forms),     counted_test(test_keys_that_are_not_utf8),
        counted_test(test_bad_arguments), counted_test(test_errors_pass_through),
        counted_test(test_all_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
