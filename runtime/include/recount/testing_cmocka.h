/* The test kit for cmocka: its failures are cmocka's.
 *
 *     int main(void)
 *     {
 *         const struct CMUnitTest tests[] = {RcTest_Unit(test_one), RcTest_Unit(test_two)};
 *         return RcTest_RunGroup(tests);
 *     }
 *
 * Each test has a runtime, and leaks of its own make it fail; see RcTest_Setup and RcTest_Teardown.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_TESTING_CMOCKA_H
#define RECOUNT_TESTING_CMOCKA_H

/* The order is cmocka's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <recount/testing.h>

RC_BEGIN_DECLS

/* In pieces: cmocka cuts off what is longer than its buffer of 1,024 characters. */
static inline void _RcTest_CmockaTell(const char *message)
{
    for (; strlen(message) > 800; message += 800) {
        print_error("%.800s", message);
    }
    print_error("%s\n", message);
}

/* An RcTest_Failure: leaves the test. */
static inline void RcTest_CmockaFailure(const char *message, const char *file, int line, void *arg)
{
    Rc_UNUSED(arg);
    _RcTest_CmockaTell(message);
    _fail(file, line);
}

/* The same where cmocka wants a result. */
static inline void RcTest_CmockaPrint(const char *message, const char *file, int line, void *arg)
{
    Rc_UNUSED(arg);
    Rc_UNUSED(file);
    Rc_UNUSED(line);
    _RcTest_CmockaTell(message);
}

static inline int RcTest_CmockaSetup(void **state)
{
    Rc_UNUSED(state);
    RcTest_SetFailure(RcTest_CmockaFailure, NULL);
    return RcTest_Setup();
}

static inline int RcTest_CmockaTeardown(void **state)
{
    int result;
    Rc_UNUSED(state);
    RcTest_SetFailure(RcTest_CmockaPrint, NULL);
    result = RcTest_Teardown();
    RcTest_SetFailure(RcTest_CmockaFailure, NULL);
    return result;
}

static inline int RcTest_CmockaFinish(void **state)
{
    Rc_UNUSED(state);
    RcTest_SetFailure(RcTest_CmockaPrint, NULL);
    return RcTest_Finish();
}

#define RcTest_Unit(function) \
    cmocka_unit_test_setup_teardown(function, RcTest_CmockaSetup, RcTest_CmockaTeardown)
#define RcTest_RunGroup(tests) cmocka_run_group_tests(tests, NULL, RcTest_CmockaFinish)

RC_END_DECLS

#endif
