/* RcLedger_FailedAllocation: under which call an allocation was that failed as it was to. */
#include "telling.h"

static int line;

/* The last failure was under this operation, NULL: plain code; at `line`. */
static void expect_place(const char *api, const char *function)
{
    RcLedger_Place place = {0};
    assert_int_equal(RcLedger_FailedAllocation(&place), 1);
    assert_true(api == NULL ? place.api == NULL : place.api != NULL && strcmp(place.api, api) == 0);
    assert_non_null(strstr(place.file, "test_refused.c"));
    assert_string_equal(place.function, function);
    assert_int_equal(place.line, line);
}

static void test_nothing_has_failed(void **state)
{
    const RcLedger_Place unchanged = {"api", "file", 1, "function"};
    RcLedger_Place place = unchanged;
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1000);
    Rc_DECREF(RcList_New(0));
    assert_true(RcMem_SetFailAfter(0) > 0);
    assert_int_equal(RcLedger_FailedAllocation(&place), 0);
    assert_memory_equal(&place, &unchanged, sizeof place);
}

static void test_under_an_operation(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1);
    line = __LINE__ + 1;
    assert_int_equal(RcList_Append(list, Rc_None), -1);
    RcErr_Clear();
    expect_place("RcList_Append", __func__);
    RcMem_SetFailAfter(1);
    line = __LINE__ + 1;
    assert_null(RcFloat_FromDouble(1.5));
    RcErr_Clear();
    Rc_DECREF(list);
    expect_place("RcFloat_FromDouble", __func__); /* also later */
}

/* What its str() asks for. */
static RcObject *answer(RcObject *op)
{
    Rc_UNUSED(op);
    RcMem_SetFailAfter(1);
    line = __LINE__ + 1;
    return RcStr_FromString("an answer, and not a short one");
}

static RcTypeObject Asked_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Asked",
    .tp_basicsize = sizeof(RcObject),
    .tp_str = answer,
};

static void test_in_a_callback(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Asked_Type), 0);
    op = RcObject_New(RcObject, &Asked_Type);
    assert_null(RcObject_Str(op));
    RcErr_Clear();
    expect_place("RcStr_FromString", "answer");
    Rc_DECREF(op);
}

/* What no operation announces. */
static void test_plain_code(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1);
    line = __LINE__ + 1;
    assert_null(RcMem_Malloc(10));
    expect_place(NULL, __func__);
    RcMem_SetFailAfter(1);
    line = __LINE__ + 1;
    assert_int_equal((RcList_Append)(list, Rc_None), -1);
    RcErr_Clear();
    expect_place(NULL, __func__);
    Rc_DECREF(list);
}

static void test_of_this_runtime(void **state)
{
    RcLedger_Place place;
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1);
    assert_null(RcList_New(0));
    RcErr_Clear();
    assert_int_equal(RcLedger_FailedAllocation(&place), 1);
    Rc_Finalize();
    assert_int_equal(RcLedger_FailedAllocation(&place), 0);
    RcMem_SetFailAfter(1);
    assert_null(RcMem_RawMalloc(1)); /* without a runtime */
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(RcLedger_FailedAllocation(&place), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_nothing_has_failed), telling_test(test_under_an_operation),
        telling_test(test_in_a_callback),      telling_test(test_plain_code),
        telling_test(test_of_this_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
