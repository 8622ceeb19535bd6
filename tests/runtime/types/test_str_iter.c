/* Iteration over a str. */
#include "text.h"

static void test_iteration(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a\xC3\xA9\xE2\x82\xAC"), *iter = RcObject_GetIter(op), *item;
    assert_refcnt(iter, 1);
    assert_refcnt(op, 2);
    assert_true(RcObject_GC_IsTracked(iter));
    assert_string_equal(Rc_TYPE(iter)->tp_name, "str_iterator");
    assert_ptr_equal(RcObject_GetIter(iter), iter);
    assert_refcnt(iter, 2);
    Rc_DECREF(iter);

    item = RcIter_Next(iter);
    assert_refcnt(item, 1);
    assert_refcnt(op, 2);
    assert_str_and_release(item, "a");
    assert_str_and_release(RcIter_Next(iter), "\xC3\xA9");
    item = RcIter_Next(iter);
    assert_int_equal(RcStr_GetLength(item), 1);
    assert_str_and_release(item, "\xE2\x82\xAC");
    assert_refcnt(op, 2);
    assert_null(RcIter_Next(iter));
    assert_no_error();
    assert_refcnt(op, 1); /* at the end it lets go */
    assert_null(RcIter_Next(iter));
    assert_refcnt(op, 1);
    Rc_DECREF(iter);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_leaving_early(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("abc"), *iter = RcObject_GetIter(op);
    assert_str_and_release(RcIter_Next(iter), "a");
    assert_refcnt(op, 2);
    Rc_DECREF(iter);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_length_hint(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("\xC3\xA9z"), *iter = RcObject_GetIter(op);
    assert_number_and_release(RcObject_CallMethod(iter, "__length_hint__", NULL), 2);
    assert_str_and_release(RcIter_Next(iter), "\xC3\xA9");
    assert_number_and_release(RcObject_CallMethod(iter, "__length_hint__", NULL), 1);
    assert_str_and_release(RcIter_Next(iter), "z");
    assert_null(RcIter_Next(iter));
    assert_number_and_release(RcObject_CallMethod(iter, "__length_hint__", NULL), 0);
    assert_refcnt(iter, 1);
    Rc_DECREF(iter);
    Rc_DECREF(op);
    assert_live(0);
}

static int note_visit(RcObject *op, void *arg)
{
    RcObject **visited = arg;
    assert_null(*visited); /* once */
    *visited = op;
    return 0;
}

static int stop_visit(RcObject *op, void *arg)
{
    Rc_UNUSED(op);
    Rc_UNUSED(arg);
    return 7;
}

static void test_traverse_and_clear(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("abc"), *iter = RcObject_GetIter(op), *visited = NULL;
    assert_int_equal(Rc_TYPE(iter)->tp_traverse(iter, note_visit, &visited), 0);
    assert_ptr_equal(visited, op);
    assert_int_equal(Rc_TYPE(iter)->tp_traverse(iter, stop_visit, NULL), 7);
    assert_int_equal(Rc_TYPE(iter)->tp_clear(iter), 0);
    assert_refcnt(op, 1);
    visited = NULL;
    assert_int_equal(Rc_TYPE(iter)->tp_traverse(iter, note_visit, &visited), 0);
    assert_null(visited);
    assert_int_equal(Rc_TYPE(iter)->tp_clear(iter), 0);
    assert_null(RcIter_Next(iter));
    assert_no_error();
    assert_refcnt(iter, 1);
    Rc_DECREF(iter);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_no_instances_of_its_own(void **state)
{
    Rc_UNUSED(state);
    assert_fails(RcObject_CallNoArgs((RcObject *)&RcStrIter_Type), RcExc_TypeError,
                 "cannot create 'str_iterator' instances");
    assert_live(0);
}

/* A step that fails does not skip its code point. */
static void test_a_failed_step_can_be_repeated(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("ab"), *iter = RcObject_GetIter(op);
    RcMem_SetFailAfter(1);
    assert_null(RcIter_Next(iter));
    RcMem_SetFailAfter(0);
    assert_raises(RcExc_MemoryError, NULL);
    assert_refcnt(op, 2);
    assert_str_and_release(RcIter_Next(iter), "a");
    Rc_DECREF(iter);
    Rc_DECREF(op);
    assert_live(0);
}

static int walk(void *arg)
{
    RcObject *iter = RcObject_GetIter(arg), *item;
    if (iter == NULL) {
        return -1;
    }
    while ((item = RcIter_Next(iter)) != NULL) {
        Rc_DECREF(item);
    }
    Rc_DECREF(iter);
    return RcErr_Occurred() != NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("abc"), *watched[] = {op, NULL};
    assert_int_equal(sweep(walk, op, watched), 4);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_iteration),
        counted_test(test_leaving_early),
        counted_test(test_length_hint),
        counted_test(test_traverse_and_clear),
        counted_test(test_no_instances_of_its_own),
        counted_test(test_a_failed_step_can_be_repeated),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
