/* From addresses to records. */
#include "telling.h"

#include "ledger/ledger.h"

#define MANY 3000

/* Each object is found while it lives, however many come and go. */
static void test_many_objects(void **state)
{
    static RcObject *all[MANY];
    Rc_UNUSED(state);
    for (int i = 0; i < MANY; i++) {
        all[i] = (RcFloat_FromDouble)(i);
        assert_non_null(_RcLedger_Find(_Rc_ledger, all[i]));
    }
    for (int i = 0; i < MANY; i += 2) {
        (Rc_DECREF)(all[i]);
    }
    for (int i = 0; i < MANY; i++) {
        const Record *record = _RcLedger_Find(_Rc_ledger, all[i]);
        assert_true(record == NULL ? i % 2 == 0 : record->object == all[i]);
        assert_int_equal(record == NULL || record->state == RECORD_DEAD, i % 2 == 0);
        assert_null(_RcLedger_Find(_Rc_ledger, (char *)all[i] + 8));
    }
    for (int i = 1; i < MANY; i += 2) {
        (Rc_DECREF)(all[i]);
    }
    assert_null(_RcLedger_Find(_Rc_ledger, NULL));
    expect_nothing_told();
}

static void test_another_threads_table(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Record copy;
    Rc_UNUSED(state);
    assert_true(_RcLedger_FindElsewhere(_Rc_ledger, item, &copy));
    assert_ptr_equal(copy.object, item);
    assert_false(_RcLedger_FindElsewhere(_Rc_ledger, (char *)item + 8, &copy));
    assert_false(_RcLedger_FindElsewhere((const Ledger *)(uintptr_t)16, item, &copy)); /* it is gone */
    Rc_DECREF(item);
}

/* Where no object is, or was, nothing is known. */
static void test_an_address_that_nobody_has_asked_for(void **state)
{
    const char *far = (const char *)(uintptr_t)0x12345000;
    uintptr_t *word;
    Rc_UNUSED(state);
    assert_null(granule_of(_Rc_ledger, far));
    word = make_granule(_Rc_ledger, far);
    assert_non_null(word);
    assert_int_equal(*word, 0);
    assert_ptr_equal(granule_of(_Rc_ledger, far), word);
    assert_ptr_equal(granule_of(_Rc_ledger, far + GRANULE - 1), word);
    assert_ptr_equal(granule_of(_Rc_ledger, far + GRANULE), word + 1);
    assert_ptr_equal(make_granule(_Rc_ledger, far), word);
    assert_null(_RcLedger_Find(_Rc_ledger, far));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_many_objects),
        telling_test(test_another_threads_table),
        telling_test(test_an_address_that_nobody_has_asked_for),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
