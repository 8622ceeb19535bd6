/* The tests' own tools: a fixture that lets a lost reference pass would make all other tests worthless.  So
 * each mistake is made on purpose, in a process of its own, and the tools must fail there. */
#include "support.h"

#include "hostile.h"

#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/float.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/ledger.h>
#include <recount/list.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs body as a counted test in a child.  Returns 1 if it fails there, 0 if it passes. */
static int fails(void (*body)(void **))
{
    pid_t child = fork();
    if (child == 0) {
        int silence = open("/dev/null", O_WRONLY);
        dup2(silence, STDOUT_FILENO);
        dup2(silence, STDERR_FILENO);
        const struct CMUnitTest tests[] = {{"body", body, runtime_setup, runtime_teardown, NULL}};
        _exit(cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Bodies: the first is right, each other makes one mistake. */

static void balanced(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    assert_refcnt(number, 1);
    assert_live(1);
    assert_between(Rc_REFCNT(number), 1, 1);
    assert_repr(number, "1.5");
    Rc_DECREF(number);
    assert_live(0);
}

static void below_the_range(void **state)
{
    Rc_UNUSED(state);
    assert_between(-1, 0, 5);
}

static void above_the_range(void **state)
{
    Rc_UNUSED(state);
    assert_between(6, 0, 5);
}

static void lost_object(void **state)
{
    Rc_UNUSED(state);
    RcObject *lost = RcFloat_FromDouble(1.5);
    Rc_UNUSED(lost);
}

/* Only the ledger can know: a count of an immortal object never changes. */
static void given_back_twice(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(1);
    Rc_DECREF(number);
    Rc_DECREF(number);
}

static void given_back_twice_on_purpose(void **state)
{
    expect_findings("over-decref", 1);
    given_back_twice(state);
}

static void no_mistake_after_all(void **state)
{
    Rc_UNUSED(state);
    expect_findings("over-decref", 1);
}

static void lost_block(void **state)
{
    Rc_UNUSED(state);
    assert_non_null(RcMem_Malloc(10));
}

static void pending_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "forgotten");
}

static void wrong_count(void **state)
{
    Rc_UNUSED(state);
    assert_refcnt(Rc_None, 2);
}

static void count_of_null(void **state)
{
    Rc_UNUSED(state);
    assert_refcnt(NULL, 0);
}

static void wrong_live(void **state)
{
    Rc_UNUSED(state);
    assert_live(1);
}

static void no_error_to_see(void **state)
{
    Rc_UNUSED(state);
    assert_raises(RcExc_ValueError, NULL);
}

static void other_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_TypeError, "message");
    assert_raises(RcExc_ValueError, "message");
}

static void other_message(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "message");
    assert_raises(RcExc_ValueError, "another message");
}

static void unexpected_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "message");
    assert_no_error();
}

static void other_text(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("text");
    assert_str(text, "texts");
}

static void no_text(void **state)
{
    Rc_UNUSED(state);
    assert_str(Rc_None, "None");
}

static void other_repr(void **state)
{
    Rc_UNUSED(state);
    assert_repr(Rc_None, "none");
}

static void ended_runtime(void **state)
{
    Rc_UNUSED(state);
    Rc_Finalize();
}

/* Operations for the sweep. */

static int make_two(void *argument)
{
    Rc_UNUSED(argument);
    RcObject *one = RcFloat_FromDouble(1.5);
    RcObject *two = one != NULL ? RcFloat_FromDouble(2.5) : NULL;
    int result = two != NULL ? 0 : -1;
    Rc_XDECREF(two);
    Rc_XDECREF(one);
    return result;
}

static int lose_the_first(void *argument)
{
    Rc_UNUSED(argument);
    RcObject *one = RcFloat_FromDouble(1.5);
    RcObject *two = one != NULL ? RcFloat_FromDouble(2.5) : NULL;
    if (two == NULL) {
        return -1; /* one is lost */
    }
    Rc_DECREF(two);
    Rc_DECREF(one);
    return 0;
}

static int lose_a_block(void *argument)
{
    Rc_UNUSED(argument);
    void *block = RcMem_Malloc(10);
    void *another = block != NULL ? RcMem_Malloc(10) : NULL;
    if (another == NULL) {
        RcErr_NoMemory();
        return -1; /* block is lost */
    }
    RcMem_Free(another);
    RcMem_Free(block);
    return 0;
}

static int take_a_count(void *argument)
{
    void *block = RcMem_Malloc(10);
    if (block == NULL) {
        RcErr_NoMemory();
        Rc_INCREF(argument);
        return -1;
    }
    RcMem_Free(block);
    return 0;
}

static int fail_silently(void *argument)
{
    Rc_UNUSED(argument);
    void *block = RcMem_Malloc(10);
    RcMem_Free(block);
    return block != NULL ? 0 : -1;
}

static int fail_otherwise(void *argument)
{
    int result = fail_silently(argument);
    if (result < 0) {
        RcErr_SetString(RcExc_ValueError, "not for want of memory");
    }
    return result;
}

static int succeed_with_an_error(void *argument)
{
    if (fail_silently(argument) < 0) {
        RcErr_NoMemory();
    }
    return 0;
}

static int fail_always(void *argument)
{
    Rc_UNUSED(argument);
    RcErr_SetString(RcExc_ValueError, "always");
    return -1;
}

static int swallow(void *argument)
{
    fail_silently(argument);
    return 0;
}

/* Fills a cache at first use; argument is a list that is the cache. */
static int use_a_cache(void *argument)
{
    if (RcList_Size(argument) == 0 && RcList_Append(argument, Rc_None) < 0) {
        return -1;
    }
    return make_two(NULL);
}

static void sweep_a_lost_object(void **state)
{
    Rc_UNUSED(state);
    sweep(lose_the_first, NULL, NULL);
}

static void sweep_a_lost_block(void **state)
{
    Rc_UNUSED(state);
    sweep(lose_a_block, NULL, NULL);
}

static void sweep_a_taken_count(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    RcObject *watched[] = {number, NULL};
    sweep(take_a_count, number, watched);
}

static void sweep_a_silent_failure(void **state)
{
    Rc_UNUSED(state);
    sweep(fail_silently, NULL, NULL);
}

static void sweep_another_error(void **state)
{
    Rc_UNUSED(state);
    sweep(fail_otherwise, NULL, NULL);
}

static void sweep_an_error_beside_success(void **state)
{
    Rc_UNUSED(state);
    sweep(succeed_with_an_error, NULL, NULL);
}

static void sweep_what_always_fails(void **state)
{
    Rc_UNUSED(state);
    sweep(fail_always, NULL, NULL);
}

/* The tests. */

static void test_the_fixture_passes_what_is_right(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(fails(balanced), 0);
}

static void test_the_fixture_notices_each_mistake(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(fails(lost_object), 1);
    assert_int_equal(fails(lost_block), 1);
    assert_int_equal(fails(pending_error), 1);
    assert_int_equal(fails(ended_runtime), 1);
}

static void test_the_assertions_notice_each_mistake(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(fails(wrong_count), 1);
    assert_int_equal(fails(count_of_null), 1);
    assert_int_equal(fails(wrong_live), 1);
    assert_int_equal(fails(below_the_range), 1);
    assert_int_equal(fails(above_the_range), 1);
    assert_int_equal(fails(no_error_to_see), 1);
    assert_int_equal(fails(other_error), 1);
    assert_int_equal(fails(other_message), 1);
    assert_int_equal(fails(unexpected_error), 1);
    assert_int_equal(fails(other_text), 1);
    assert_int_equal(fails(no_text), 1);
    assert_int_equal(fails(other_repr), 1);
}

static void test_the_sweep_notices_each_mistake(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(fails(sweep_a_lost_object), 1);
    assert_int_equal(fails(sweep_a_lost_block), 1);
    assert_int_equal(fails(sweep_a_taken_count), 1);
    assert_int_equal(fails(sweep_a_silent_failure), 1);
    assert_int_equal(fails(sweep_another_error), 1);
    assert_int_equal(fails(sweep_an_error_beside_success), 1);
    assert_int_equal(fails(sweep_what_always_fails), 1);
}

static void test_the_sweep_counts_the_failures(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(sweep(make_two, NULL, NULL), 2);
    assert_int_equal(sweep(swallow, NULL, NULL), 1);
}

static void test_the_sweep_lets_a_cache_fill(void **state)
{
    Rc_UNUSED(state);
    RcObject *cache = RcList_New(0);
    RcObject *watched[] = {cache, NULL};
    assert_true(sweep(use_a_cache, cache, watched) >= 3);
    assert_int_equal(RcList_Size(cache), 1);
    Rc_DECREF(cache);
}

static void test_hostile_is_well_behaved_by_default(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RC_OBJECT_CAST(Hostile_New());
    RcObject *key = RcFloat_FromDouble(1.5);
    assert_refcnt(op, 1);
    assert_live(2);
    assert_int_equal(RcObject_GC_IsTracked(op), 1);
    assert_true(RcObject_Hash(op) != -1);
    assert_int_equal(RcObject_RichCompareBool(op, key, Rc_EQ), 0);
    assert_repr(op, "<Hostile>");
    assert_result_is(RcObject_CallNoArgs(op), Rc_None);
    RcObject *iterator = RcObject_GetIter(op);
    assert_ptr_equal(iterator, op);
    assert_refcnt(op, 2);
    Rc_DECREF(iterator);
    assert_null(RcIter_Next(op));
    assert_no_error();
    assert_int_equal(RcObject_Length(op), 0);
    assert_null(RcObject_GetItem(op, key));
    assert_raises(RcExc_IndexError, "no item");
    assert_int_equal(RcObject_SetItem(op, key, Rc_None), 0);
    assert_int_equal(RcObject_DelItem(op, key), 0);
    assert_refcnt(key, 1);
    assert_int_equal(RcObject_IsTrue(op), 1);
    assert_int_equal(RcNumber_AsSsize_t(op, NULL), 0);
    assert_refcnt(op, 1);
    Rc_DECREF(key);
    Rc_DECREF(op);
    assert_live(0);
}

/* Every callback counts its calls in the int at arg. */
static void count_call(Hostile *self)
{
    ++*(int *)self->arg;
}

static Rc_hash_t on_hash(Hostile *self)
{
    count_call(self);
    return 7;
}

static RcObject *on_compare(Hostile *self, RcObject *other, int op)
{
    count_call(self);
    Rc_UNUSED(other);
    return RcInt_FromLong(op == Rc_EQ);
}

static RcObject *on_repr(Hostile *self)
{
    count_call(self);
    return RcStr_FromString("<scripted>");
}

static RcObject *on_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    count_call(self);
    Rc_UNUSED(kwargs);
    return Rc_NewRef(args);
}

static RcObject *on_iter(Hostile *self)
{
    count_call(self);
    return Rc_NewRef(self);
}

static RcObject *on_next(Hostile *self)
{
    count_call(self);
    return RcInt_FromLong(5);
}

static Rc_ssize_t on_length(Hostile *self)
{
    count_call(self);
    return 3;
}

static RcObject *on_getitem(Hostile *self, RcObject *key)
{
    count_call(self);
    return Rc_NewRef(key);
}

static int on_setitem(Hostile *self, RcObject *key, RcObject *value)
{
    count_call(self);
    Rc_UNUSED(key);
    return value != NULL ? 0 : -1;
}

static int on_bool(Hostile *self)
{
    count_call(self);
    return 0;
}

static RcObject *on_index(Hostile *self)
{
    count_call(self);
    return RcInt_FromLong(9);
}

/* Leaves an error, which the Hostile drops. */
static void on_dealloc(Hostile *self)
{
    count_call(self);
    RcErr_SetString(RcExc_ValueError, "from a dealloc");
}

static void expect_int(RcObject *result, long value)
{
    assert_non_null(result);
    assert_int_equal(RcInt_AsLong(result), value);
    Rc_DECREF(result);
}

static void test_hostile_calls_each_callback(void **state)
{
    Rc_UNUSED(state);
    int calls = 0;
    Hostile *self = Hostile_New();
    RcObject *op = RC_OBJECT_CAST(self);
    self->arg = &calls;
    self->on_hash = on_hash;
    self->on_compare = on_compare;
    self->on_dealloc = on_dealloc;
    self->on_repr = on_repr;
    self->on_call = on_call;
    self->on_iter = on_iter;
    self->on_next = on_next;
    self->on_length = on_length;
    self->on_getitem = on_getitem;
    self->on_setitem = on_setitem;
    self->on_bool = on_bool;
    self->on_index = on_index;
    assert_int_equal(RcObject_Hash(op), 7);
    assert_int_equal(RcObject_RichCompareBool(op, Rc_None, Rc_EQ), 1);
    assert_int_equal(RcObject_RichCompareBool(op, Rc_None, Rc_LT), 0);
    assert_repr(op, "<scripted>");
    assert_int_equal(calls, 4);
    Rc_DECREF(RcObject_CallNoArgs(op));
    Rc_DECREF(RcObject_GetIter(op));
    expect_int(RcIter_Next(op), 5);
    assert_int_equal(RcObject_Length(op), 3);
    assert_int_equal(calls, 8);
    expect_int(RcSequence_GetItem(op, 2), 2);
    assert_int_equal(RcSequence_SetItem(op, 2, Rc_None), 0);
    assert_int_equal(RcObject_SetItem(op, Rc_None, Rc_None), 0);
    assert_int_equal(RcObject_IsTrue(op), 0);
    assert_int_equal(RcNumber_AsSsize_t(op, NULL), 9);
    assert_int_equal(calls, 13);
    RcErr_SetString(RcExc_TypeError, "pending");
    Rc_DECREF(op);
    assert_int_equal(calls, 14);
    assert_raises(RcExc_TypeError, "pending");
    assert_live(0);
}

static int count_visit(RcObject *op, void *visits)
{
    Rc_UNUSED(op);
    ++*(int *)visits;
    return 0;
}

static void test_blocks_are_filled(void **state)
{
    Rc_UNUSED(state);
    unsigned char *block = RcMem_Malloc(40);
    assert_int_equal(block[0], 0xCD);
    assert_int_equal(block[39], 0xCD);
    RcMem_Free(block);
    block = RcMem_Calloc(1, 40);
    assert_int_equal(block[39], 0);
    RcMem_Free(block);
}

static void test_hostile_owns_what_it_holds(void **state)
{
    Rc_UNUSED(state);
    Hostile *self = Hostile_New();
    RcObject *number = RcFloat_FromDouble(1.5);
    for (int i = 0; i < HOSTILE_HELD; i++) {
        self->held[i] = Rc_NewRef(number);
    }
    int visits = 0;
    assert_int_equal(Hostile_Type.tp_traverse(RC_OBJECT_CAST(self), count_visit, &visits), 0);
    assert_int_equal(visits, HOSTILE_HELD);
    Hostile_Type.tp_clear(RC_OBJECT_CAST(self));
    assert_refcnt(number, 1);
    assert_null(self->held[0]);
    self->held[3] = Rc_NewRef(number);
    Rc_DECREF(self);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_findings_are_as_expected(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5);
    int has_ledger = RcLedger_ExternalRefs(number) == 1;
    Rc_UNUSED(state);
    Rc_DECREF(number);
    assert_int_equal(fails(given_back_twice), has_ledger);
    assert_int_equal(fails(given_back_twice_on_purpose), 0);
    assert_int_equal(fails(no_mistake_after_all), has_ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_fixture_passes_what_is_right),
        cmocka_unit_test(test_the_fixture_notices_each_mistake),
        cmocka_unit_test(test_the_assertions_notice_each_mistake),
        cmocka_unit_test(test_the_sweep_notices_each_mistake),
        counted_test(test_findings_are_as_expected),
        counted_test(test_the_sweep_counts_the_failures),
        counted_test(test_the_sweep_lets_a_cache_fill),
        counted_test(test_hostile_is_well_behaved_by_default),
        counted_test(test_hostile_calls_each_callback),
        counted_test(test_hostile_owns_what_it_holds),
        counted_test(test_blocks_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
