/* What every test of recount stands on: a runtime per test whose books must balance, and assertions
 * that name counts as numbers.
 *
 *     static void test_append_keeps_the_item(void **state)
 *     {
 *         Rc_UNUSED(state);
 *         RcObject *item = RcFloat_FromDouble(1.5);
 *         RcObject *list = RcList_New(0);
 *         assert_int_equal(RcList_Append(list, item), 0);
 *         assert_refcnt(item, 2);
 *         ...
 *     }
 *
 *     int main(void)
 *     {
 *         const struct CMUnitTest tests[] = {counted_test(test_append_keeps_the_item)};
 *         return cmocka_run_group_tests(tests, NULL, NULL);
 *     }
 *
 * A failed assertion leaves the test at once; what the test owned is then lost, and the teardown says so
 * too.  Tests are single-threaded. */
#ifndef RECOUNT_TESTS_SUPPORT_H
#define RECOUNT_TESTS_SUPPORT_H

/* The order is cmocka's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <recount/lifecycle.h>
#include <recount/memory.h>
#include <recount/object.h>

/* Starts a runtime whose three allocation domains count their blocks, and fill them with 0xCD unless calloc is
 * asked; and notes the live objects. */
int runtime_setup(void **state);
/* Ends it.  The test fails if an error is pending, an object is alive that the setup did not see,
 * Rc_Finalize() is not 0, or a block is outstanding; in ledger builds, if there was a finding. */
int runtime_teardown(void **state);

#define counted_test(function) cmocka_unit_test_setup_teardown(function, runtime_setup, runtime_teardown)

/* Blocks of all domains that are outstanding now. */
Rc_ssize_t outstanding_blocks(void);

/* The count as a number; both numbers are in the message. */
#define assert_refcnt(op, n)                                                                           \
    support_assert_refcnt(RC_OBJECT_CAST(op), (Rc_ssize_t)((size_t)(n)&RC_SSIZE_T_MAX), #op, __FILE__, \
                          __LINE__)

/* Objects alive beyond those that the setup saw. */
#define assert_live(n) support_assert_live((Rc_ssize_t)(n), __FILE__, __LINE__)

/* least <= value <= most, in integers of any type.  (cmocka 2 has renamed its own such assertion.) */
#define assert_between(value, least, most) \
    support_assert_between((intmax_t)(value), (intmax_t)(least), (intmax_t)(most), #value, __FILE__, __LINE__)

/* The pending error is an instance of type (one of RcExc_...), and its str() is message (NULL: any).
 * Clears it. */
#define assert_raises(type, message) \
    support_assert_raises(RC_OBJECT_CAST(type), (message), __FILE__, __LINE__)

#define assert_no_error() support_assert_no_error(__FILE__, __LINE__)

/* op is a str with this text. */
#define assert_str(op, text) support_assert_str(RC_OBJECT_CAST(op), (text), #op, __FILE__, __LINE__)

/* repr(op) is this text, and asking for it leaves op's count as it was. */
#define assert_repr(op, text) support_assert_repr(RC_OBJECT_CAST(op), (text), #op, __FILE__, __LINE__)

/* result, a new reference, is this very object, which may be immortal; it is then released. */
#define assert_result_is(result, object)                   \
    do {                                                   \
        RcObject *result_ = (result);                      \
        assert_ptr_equal(result_, RC_OBJECT_CAST(object)); \
        Rc_DECREF(result_);                                \
    } while (0)

/* The test makes mistakes on purpose: in ledger builds exactly so many findings of this kind must be told from
 * here to its end, the runtime's.  Any other finding makes a test fail. */
void expect_findings(const char *kind, int count);

/* For runtimes that a test starts itself: findings are noted from here on, instead of ending the program; and at
 * the runtime's end there were those that were expected, and no others.  Release builds: 1. */
void watch_findings(void);
int findings_are_as_expected(void);

/* Walks all allocation failures of an operation: for n = 1, 2, 3, ... it is run with its n-th allocation
 * failing, until it needs fewer than n.
 *
 * The operation returns 0 after success, having cleaned up, or -1 with the error pending, having
 * released what it made itself.  Each failure must be a MemoryError (which is cleared), and after
 * each run the live objects, the outstanding blocks and the counts of the watched objects (an array
 * that ends with NULL, or NULL) must be what they were before.  An operation whose contract is to
 * swallow the failure may return 0: the walk goes on as long as the failure happens.
 *
 * Blocks may change in one run if the same run repeated changes nothing: that is a cache that was
 * filled, not a leak.  Returns the number of failures walked. */
#define sweep(operation, argument, watched) \
    support_sweep((operation), (argument), (watched), #operation, __FILE__, __LINE__)

/* What the macros call. */
void support_assert_refcnt(RcObject *op, Rc_ssize_t expected, const char *expression, const char *file,
                           int line);
void support_assert_live(Rc_ssize_t expected, const char *file, int line);
void support_assert_between(intmax_t value, intmax_t least, intmax_t most, const char *expression,
                            const char *file, int line);
void support_assert_raises(RcObject *type, const char *message, const char *file, int line);
void support_assert_no_error(const char *file, int line);
void support_assert_str(RcObject *op, const char *text, const char *expression, const char *file, int line);
void support_assert_repr(RcObject *op, const char *text, const char *expression, const char *file, int line);
Rc_ssize_t support_sweep(int (*operation)(void *), void *argument, RcObject *const *watched,
                         const char *expression, const char *file, int line);

/* stderr of what runs between support_quiet(-1) and support_quiet(the result) is not shown. */
int support_quiet(int saved);

#endif
