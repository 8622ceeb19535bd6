/* For tests of the test kit: a failure function that notes the message and returns. */
#ifndef RECOUNT_TESTS_FAILING_H
#define RECOUNT_TESTS_FAILING_H

/* The order is cmocka's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <recount/recount.h>
#include <recount/testing.h>

static struct {
    int count;
    int line;
    const char *file;
    char message[RCTEST_MESSAGE_ROOM];
} failed;

static void note_failure(const char *message, const char *file, int line, void *arg)
{
    assert_ptr_equal(arg, &failed);
    failed.count++;
    failed.line = line;
    failed.file = file;
    snprintf(failed.message, sizeof failed.message, "%s", message);
}

/* The last check has failed, in this line, and only that. */
static inline void expect_failure(int line, const char *message)
{
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, message);
    assert_int_equal(failed.line, line);
    assert_string_equal(failed.file + strlen(failed.file) - 2, ".c");
    failed.count = 0;
}

static inline int failing_setup(void **state)
{
    Rc_UNUSED(state);
    memset(&failed, 0, sizeof failed);
    RcTest_SetFailure(note_failure, &failed);
    return RcTest_Setup();
}

/* What the failed checks said is not the test's fault. */
static inline int failing_teardown(void **state)
{
    Rc_UNUSED(state);
    _RcTest_state.failures = 0;
    if (RcTest_Teardown() < 0 || failed.count > 0) {
        print_error("%s\n", failed.message);
        return -1;
    }
    return 0;
}

static inline int failing_finish(void **state)
{
    Rc_UNUSED(state);
    return RcTest_Finish();
}

#define failing_test(function) cmocka_unit_test_setup_teardown(function, failing_setup, failing_teardown)

static inline RcObject *new_item(double value)
{
    RcObject *item = RcFloat_FromDouble(value);
    assert_non_null(item);
    return item;
}

#endif
