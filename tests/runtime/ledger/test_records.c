/* Records of objects, and names of their types. */
#include "telling.h"

#include "ledger/ledger.h"

/* Memory that serves again is another object, with a story of its own. */
static int reuse(void *arg)
{
    RcObject *first, *second;
    Rc_UNUSED(arg);
    Rc_Initialize();
    for (int i = 0; i < 100; i++) {
        first = RcFloat_FromDouble(1.5);
        Rc_INCREF(first);
        Rc_DECREF(first);
        Rc_DECREF(first);
        second = RcFloat_FromDouble(2.5);
        if (RcLedger_ExternalRefs(second) != 1 || _RcLedger_Find(_Rc_ledger, second)->state != RECORD_LIVE) {
            return 8;
        }
        Rc_DECREF(second);
    }
    return Rc_Finalize() == 0 ? 9 : 7;
}

static void test_addresses_are_used_again(void **state)
{
    static const char *const settings[] = {"RECOUNT_OPTIONS", "quarantine=0", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, reuse, NULL, settings);
    expect_child(&child, 9, "");
    run_child(&child, reuse, NULL, NULL);
    expect_child(&child, 9, "");
}

/* With a quarantine of nothing an object is forgotten when it goes. */
static void test_who_is_forgotten_has_no_address(void **state)
{
    size_t quarantine = _Rc_ledger->options.quarantine;
    RcObject *items[4 * FOUND];
    Rc_UNUSED(state);
    for (int i = 0; i < 4 * FOUND; i++) {
        items[i] = RcFloat_FromDouble(i + 0.5);
    }
    _Rc_ledger->options.quarantine = 0;
    for (int i = 0; i < 4 * FOUND; i++) {
        Rc_DECREF(items[i]);
        RcObject_Free(NULL);
        assert_null(find_used(_Rc_ledger, NULL));
    }
    _Rc_ledger->options.quarantine = quarantine;
    expect_nothing_told();
}

/* Of the same type or another one. */
static void test_a_record_waits_for_the_next_object_at_its_address(void **state)
{
    size_t quarantine = _Rc_ledger->options.quarantine;
    RcObject *first = RcFloat_FromDouble(1.5), *other = RcFloat_FromDouble(2.5), *next;
    const Record *record = _RcLedger_Find(_Rc_ledger, first);
    Rc_UNUSED(state);
    if (_Rc_ledger->spare == NULL) {
        Rc_DECREF(first);
        Rc_DECREF(other);
        skip(); /* no block serves again */
    }
    _Rc_ledger->options.quarantine = 1;
    Rc_DECREF(first);
    Rc_DECREF(other); /* the newest tombstone stays */
    assert_null(_RcLedger_Find(_Rc_ledger, first));
    assert_null(_RcLedger_FindDead(_Rc_ledger, first));
    assert_int_equal(record->state, RECORD_WAITS);
    next = RcInt_FromLong(123456789);
    assert_ptr_equal(next, first);
    assert_ptr_equal(_RcLedger_Find(_Rc_ledger, next), record);
    assert_string_equal(record->type_name, "int");
    assert_int_equal(record->count, 1);
    assert_int_equal(record->history.used, 2);
    Rc_DECREF(next);
    _Rc_ledger->options.quarantine = quarantine;
    expect_nothing_told();
}

/* What few records have takes no memory before it is written. */
static void test_more_is_made_when_it_is_needed(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Record *record = _RcLedger_Find(_Rc_ledger, item);
    Rc_UNUSED(state);
    if (record->more == &_RcLedger_NoMore) {
        assert_int_equal(record->more->forgiven, 0);
        more_of(record)->used_late = 7;
        assert_ptr_not_equal(record->more, &_RcLedger_NoMore);
        assert_int_equal(_RcLedger_NoMore.used_late, 0);
        more_of(record)->used_late = 0;
    }
    Rc_DECREF(item);
    expect_nothing_told();
}

/* A name outlives its type. */
static void test_names_of_types(void **state)
{
    char name[] = "test.Passing";
    RcTypeObject type = {.tp_name = name}, same = {.tp_name = "test.Passing"}, nameless = {.tp_name = NULL};
    const char *kept = _RcLedger_TypeName(&type);
    Rc_UNUSED(state);
    assert_ptr_not_equal(kept, name);
    memset(name, 'x', sizeof name - 1);
    assert_string_equal(kept, "test.Passing");
    assert_ptr_equal(_RcLedger_TypeName(&same), kept);
    assert_string_equal(_RcLedger_TypeName(&nameless), "?");
}

/* Another type may come to the address of one that is gone. */
static void test_types_at_one_address(void **state)
{
    RcTypeObject type = {.tp_name = "test.First"};
    Rc_UNUSED(state);
    assert_string_equal(_RcLedger_TypeName(&type), "test.First");
    _RcLedger_ForgetType((const RcObject *)&type);
    type.tp_name = "test.Second";
    assert_string_equal(_RcLedger_TypeName(&type), "test.Second");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_used_again),
        telling_test(test_who_is_forgotten_has_no_address),
        telling_test(test_a_record_waits_for_the_next_object_at_its_address),
        telling_test(test_more_is_made_when_it_is_needed),
        telling_test(test_names_of_types),
        telling_test(test_types_at_one_address),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
