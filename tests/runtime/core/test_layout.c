/* The runtime's table of offsets leads to the pending error and to the collector's objects. */
#include "support.h"

#include "core/runtime.h"
#include "layout.h"

#include <recount/recount.h>

static void test_error(void **state)
{
    Rc_UNUSED(state);
    assert_null(pointer_at(_Rc_runtime, _Rc_layout, "RcRuntime.raised"));
    RcErr_SetString(RcExc_ValueError, "seen");
    RcObject *raised = RcErr_GetRaisedException();
    RcErr_SetRaisedException(Rc_NewRef(raised));
    assert_ptr_equal(pointer_at(_Rc_runtime, _Rc_layout, "RcRuntime.raised"), raised);
    RcErr_Clear();
    Rc_DECREF(raised);
}

static void test_live_objects(void **state)
{
    Rc_ssize_t alive;
    RcObject *one = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    memcpy(&alive, field_at(_Rc_runtime, _Rc_layout, "RcRuntime.live_objects"), sizeof alive);
    assert_int_equal(alive, Rc_LiveObjects());
    assert_true(alive > 0);
    Rc_DECREF(one);
}

/* Is an object in the circular list that begins at a head? */
static int is_in_list(const void *head, const RcObject *op)
{
    const void *node;
    for (memcpy(&node, head, sizeof node); node != head; memcpy(&node, node, sizeof node)) {
        if ((const char *)node + layout_of(_Rc_layout, "sizeof RcGC_Block") == (const char *)op) {
            return 1;
        }
    }
    return 0;
}

static void test_collectors_lists(void **state)
{
    const char *generations = field_at(_Rc_runtime, _Rc_layout, "RcRuntime.gc.generations");
    const void *frozen = field_at(_Rc_runtime, _Rc_layout, "RcRuntime.gc.frozen");
    uint32_t size = layout_of(_Rc_layout, "sizeof RcGC_Head");
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);

    assert_int_equal(is_in_list(generations, list) + is_in_list(generations + size, list) +
                         is_in_list(generations + 2 * size, list),
                     1);
    assert_false(is_in_list(frozen, list));
    RcGC_Freeze();
    assert_true(is_in_list(frozen, list));
    RcGC_Unfreeze();
    assert_true(is_in_list(generations + 2 * size, list));
    Rc_DECREF(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_error),
        counted_test(test_live_objects),
        counted_test(test_collectors_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
