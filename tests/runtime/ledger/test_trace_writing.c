/* What a trace cannot be written to. */
#include "tracing.h"

static void test_full_disks(void **state)
{
    const char *const settings[] = {"RECOUNT_TRACE", "/dev/full", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, live, NULL, settings);
    assert_string_equal(child.text,
                        "recount: RECOUNT_TRACE: cannot write /dev/full: No space left on device\n");
    assert_int_equal(child.status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_disks),
    };
    unsetenv("RECOUNT_AUDIT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
