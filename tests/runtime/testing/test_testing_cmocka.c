/* The test kit's cmocka binding: a group of good and bad tests is run in a process of its own, and what cmocka says
 * of it is read. */
#include <recount/recount.h>
#include <recount/testing_cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

/* -- the group -- */

static RcObject *volatile kept; /* it is never looked at again */

static void good(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcTest_Count(list, 1);
    Rc_DECREF(list);
    RcTest_Live(0);
}

static void fails(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    RcTest_Counts({list, 2});
    exit(77); /* is not reached */
}

static void leaks(void **state)
{
    Rc_UNUSED(state);
    kept = RcFloat_FromDouble(1.5);
}

static void leaves_an_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "left behind");
}

static char long_message[5001];

static void fails_at_length(void **state)
{
    Rc_UNUSED(state);
    RcTest_Fail(long_message);
}

/* Without looking for leaks, as sanitizers do at an exit. */
static void end_with(int status)
{
    fflush(NULL);
    _exit(status);
}

static void run_group(void)
{
    const struct CMUnitTest tests[] = {
        RcTest_Unit(good), RcTest_Unit(fails),           RcTest_Unit(good), RcTest_Unit(leaks),
        RcTest_Unit(good), RcTest_Unit(leaves_an_error), RcTest_Unit(good),
    };
    end_with(RcTest_RunGroup(tests));
}

static void run_long_group(void)
{
    const struct CMUnitTest tests[] = {RcTest_Unit(fails_at_length)};
    end_with(RcTest_RunGroup(tests));
}

/* No test forgives this one: it is lost outside of them. */
static int lose_one(void **state)
{
    int result = RcTest_CmockaSetup(state);
    kept = RcFloat_FromDouble(2.5);
    return result;
}

static int hide_it(void **state)
{
    Rc_UNUSED(state);
    return 0;
}

static void run_leaking_group(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(good, lose_one, hide_it)};
    end_with(RcTest_RunGroup(tests));
}

/* -- the tests -- */

static char text[20000];

/* What run prints, on both streams, is in text; the status of its exit. */
static int output_of(void (*run)(void))
{
    int ends[2], status;
    size_t used = 0;
    ssize_t got;
    pid_t child;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        run();
    }
    close(ends[1]);
    while (used < sizeof text - 1 && (got = read(ends[0], text + used, sizeof text - 1 - used)) > 0) {
        used += (size_t)got;
    }
    text[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int count_of(const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) {
        count++;
    }
    return count;
}

static void test_each_test_answers_for_itself(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(output_of(run_group), 3);
    assert_int_equal(count_of("[       OK ] good"), 4);
    assert_int_equal(count_of("counts are not as expected:"), 1);
    assert_int_equal(count_of("  list                                  2     1  <--"), 1);
    assert_int_equal(count_of("test_testing_cmocka.c:26: error: Failure!"), 1);
    assert_int_equal(count_of("an error is pending after the test: ValueError: left behind"), 1);
    assert_int_equal(count_of("[  ERROR   ] leaks"), 1);
    assert_int_equal(count_of("[  ERROR   ] leaves_an_error"), 1);
    assert_int_equal(count_of("outlive the runtime"), 0);
#ifdef RC_LEDGER
    assert_int_equal(count_of("(1.5): this test has gained 1 reference to it"), 1);
    assert_int_equal(
        count_of(" in leaks: RcFloat_FromDouble makes it, with a reference that nobody gives back"), 1);
#else
    assert_int_equal(count_of("1 more object is alive after the test than before"), 1);
#endif
}

static void test_what_is_left_at_the_end(void **state)
{
    Rc_UNUSED(state);
    output_of(run_leaking_group);
#ifdef RC_LEDGER
    assert_int_equal(count_of("(2.5): "), 1);
#else
    assert_int_equal(count_of("1 objects outlive the runtime"), 1);
#endif
}

/* Each number is there, in its place, and the line ends. */
static void test_a_long_message(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 1000; i++) {
        snprintf(long_message + 5 * i, 6, "%4u\n", (unsigned)i % 1000);
    }
    assert_int_equal(output_of(run_long_group), 1);
    assert_int_equal(count_of(long_message), 1);
    assert_int_equal(count_of(" 999\n\n"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_test_answers_for_itself),
        cmocka_unit_test(test_what_is_left_at_the_end),
        cmocka_unit_test(test_a_long_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
