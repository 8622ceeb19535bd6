/* The test kit: each check holds where it should, and fails where it should, with its message.  All of this is the
 * same in release builds. */
#include "failing.h"

#include <sys/wait.h>
#include <unistd.h>

/* -- failing -- */

static void test_fail(void **state)
{
    Rc_UNUSED(state);
    RcTest_Fail("message");
    expect_failure(__LINE__ - 1, "message");
}

/* Without a failure function: on stderr, and abort(). */
static void test_fail_by_default(void **state)
{
    int ends[2], status;
    char text[300] = "";
    pid_t child;
    Rc_UNUSED(state);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        RcTest_SetFailure(NULL, NULL);
        RcTest_FailAt("message", "file.c", 7);
        _exit(0);
    }
    close(ends[1]);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    text[strlen("file.c:7: message\n")] = '\0'; /* an emulator has more to say */
    assert_string_equal(text, "file.c:7: message\n");
}

/* -- counts -- */

static void test_count(void **state)
{
    RcObject *item = new_item(1.5), *nothing = NULL;
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Count(item, 1), 1);
    assert_int_equal(failed.count, 0);
    assert_int_equal(RcTest_Count(item, 2), 0);
    assert_memory_equal(failed.message, "count of item: 1, expected 2", 28);
    expect_failure(__LINE__ - 2, failed.message);
    assert_int_equal(RcTest_Count(nothing, 1), 0);
    expect_failure(__LINE__ - 1, "count of nothing: it is NULL, expected 1");
    Rc_DECREF(item);
}

static void test_counts(void **state)
{
    RcObject *item = new_item(1.5), *list = RcList_New(0), *nothing = NULL;
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(list, item), 0);
    RcTest_Counts({item, 2}, {list, 1});
    assert_int_equal(failed.count, 0);
    RcTest_Counts({list, 1}, {RcList_GET_ITEM(list, 0), 5}, {nothing, 1});
    expect_failure(__LINE__ - 1, "counts are not as expected:\n"
                                 "  object                         expected found\n"
                                 "  list                                  1     1\n"
                                 "  RcList_GET_ITEM(list, 0)              5     2  <--\n"
                                 "  nothing                               1  NULL  <--");
    Rc_DECREF(item);
    Rc_DECREF(list);
}

static void test_live(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Live(1), 1);
    assert_int_equal(RcTest_Live(0), 0);
    expect_failure(__LINE__ - 1, "live objects since the setup: 1, expected 0");
    Rc_DECREF(item);
    assert_int_equal(RcTest_Live(0), 1);
}

static void test_no_findings(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcTest_NoFindings(), 1);
}

/* A finding, as any reporter gets it, fails the next check, and that alone. */
static void test_a_finding_fails_the_next_check(void **state)
{
    RcFinding finding = {"leak", "file.c", 7, "function", "recount: error: text\n", NULL, "id"};
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    RcTest_Reporter(&finding, NULL);
    RcTest_Reporter(&finding, NULL);
    assert_int_equal(RcTest_Count(item, 1), 0);
    expect_failure(__LINE__ - 1, "recount: error: text\nrecount: error: text\n");
    assert_int_equal(RcTest_Count(item, 1), 1);
    RcTest_Reporter(&finding, NULL);
    RcTest_Counts({item, 1});
    expect_failure(__LINE__ - 1, "recount: error: text\n");
    RcTest_Reporter(&finding, NULL);
    assert_int_equal(RcTest_Live(1), 0);
    expect_failure(__LINE__ - 1, "recount: error: text\n");
    RcTest_Reporter(&finding, NULL);
    assert_int_equal(RcTest_NoFindings(), 0);
    expect_failure(__LINE__ - 1, "recount: error: text\n");
    RcTest_Reporter(&finding, NULL);
    RcTest_Balanced(item)
    {
        Rc_INCREF(item);
        Rc_DECREF(item);
    }
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, "recount: error: text\n");
    failed.count = 0;
    Rc_DECREF(item);
}

/* A message that has no room is cut off. */
static void test_a_long_message(void **state)
{
    static char text[2 * RCTEST_MESSAGE_ROOM];
    RcFinding finding = {"leak", NULL, 0, NULL, text, NULL, "id"};
    Rc_UNUSED(state);
    memset(text, 'x', sizeof text - 1);
    RcTest_Reporter(&finding, NULL);
    RcTest_Reporter(&finding, NULL);
    RcTest_NoFindings();
    assert_int_equal(failed.count, 1);
    assert_int_equal(strlen(failed.message), RCTEST_MESSAGE_ROOM - 1);
    failed.count = 0;
}

/* -- blocks -- */

static int return_from_a_block(RcObject *item)
{
    RcTest_Balanced(item)
    {
        Rc_INCREF(item);
        return 5;
    }
    return 0;
}

static void test_balanced(void **state)
{
    RcObject *item = new_item(1.5), *list = RcList_New(0);
    int runs = 0;
    Rc_UNUSED(state);
    RcTest_Balanced(item, list)
    {
        runs++;
        Rc_DECREF(new_item(2.5));
        assert_int_equal(RcList_Append(list, item), 0);
        assert_int_equal(RcList_Clear(list), 0);
    }
    RcTest_Balanced(item)
    {
        runs++;
        break;
    }
    RcTest_Balanced()
    {
        runs++;
        Rc_DECREF(new_item(2.5));
    }
    assert_int_equal(runs, 3);
    assert_int_equal(failed.count, 0);
    Rc_DECREF(list);
    Rc_DECREF(item);
}

/* In ledger builds the books say the same with more words, and say it first. */
#ifndef RC_LEDGER
static void test_not_balanced(void **state)
{
    RcObject *item = new_item(1.5), *more = NULL;
    Rc_UNUSED(state);
    RcTest_Balanced(more == NULL ? item : item)
    {
        more = new_item(2.5);
        Rc_INCREF(item);
    }
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, "the block is not balanced:\n"
                                        "  live objects: 1 before, 2 after\n"
                                        "  count of watched object 0: 1 before, 2 after");
    failed.count = 0;
    assert_int_equal(return_from_a_block(item), 5);
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, "the block is not balanced:\n"
                                        "  count of watched object 0: 2 before, 3 after");
    failed.count = 0;
    Rc_DECREF(more);
    RcTest_Balanced()
    {
        more = new_item(2.5);
    }
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, "the block is not balanced:\n"
                                        "  live objects: 1 before, 2 after");
    failed.count = 0;
    Rc_DECREF(more);
    Rc_DECREF(item);
    Rc_DECREF(item);
    Rc_DECREF(item);
}

/* As many objects are alive as before, and the new ones would be where the old ones were: of the inner block, then of
 * the outer one, which watches what the inner one does, and more. */
static void test_blocks_that_kill_what_is_named(void **state)
{
    RcObject *inner = new_item(1.5), *both = new_item(1.5), *outer = new_item(1.5);
    RcObject *new_inner = NULL, *new_both = NULL, *new_outer = NULL;
    RcMemAllocatorEx before, after;
    Rc_UNUSED(state);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &before);
    RcTest_Balanced(both, outer)
    {
        RcTest_Balanced(inner, both)
        {
            Rc_DECREF(inner);
            new_inner = new_item(2.5);
            Rc_DECREF(both);
            new_both = new_item(2.5);
        }
        assert_int_equal(failed.count, 1);
        assert_string_equal(failed.message, "the block is not balanced:\n"
                                            "  count of watched object 0: 1 before, 0 after\n"
                                            "  count of watched object 1: 1 before, 0 after");
        Rc_DECREF(outer);
        new_outer = new_item(2.5);
    }
    assert_int_equal(failed.count, 2);
    assert_string_equal(failed.message, "the block is not balanced:\n"
                                        "  count of watched object 0: 1 before, 0 after\n"
                                        "  count of watched object 1: 1 before, 0 after");
    failed.count = 0;
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_equal(after.free, before.free);
    assert_int_equal(_RcTest_state.guard.dead_count, 3);
    Rc_DECREF(new_inner);
    Rc_DECREF(new_both);
    Rc_DECREF(new_outer);
}

/* A hook of the program's that calls what was there before. */
static RcMemAllocatorEx hooked;

static void free_by_hook(void *ctx, void *block)
{
    Rc_UNUSED(ctx);
    hooked.free(hooked.ctx, block);
}

/* It stays, and so does what it calls; what is named later is watched, too. */
static void test_a_block_that_leaves_an_allocator(void **state)
{
    RcMemAllocatorEx before, hook, after;
    RcObject *item = new_item(1.5), *more = NULL;
    Rc_UNUSED(state);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &before);
    RcTest_Balanced(item)
    {
        RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &hooked);
        hook = hooked;
        hook.free = free_by_hook;
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &hook);
    }
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_equal(after.free, free_by_hook);
    RcTest_Balanced(item)
    {
        Rc_DECREF(item);
        more = new_item(2.5);
    }
    assert_int_equal(failed.count, 1);
    assert_string_equal(failed.message, "the block is not balanced:\n"
                                        "  count of watched object 0: 1 before, 0 after");
    failed.count = 0;
    Rc_DECREF(more);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &hooked);
    assert_int_equal(RcTest_Teardown(), 0);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_equal(after.free, before.free);
    assert_int_equal(RcTest_Setup(), 0);
}
#else
static void test_not_balanced(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    assert_int_equal(return_from_a_block(item), 5);
    assert_int_equal(failed.count, 1);
    assert_non_null(strstr(failed.message, "recount: error: leak: float object"));
    assert_non_null(strstr(failed.message, "has gained 1 reference to it"));
    assert_non_null(strstr(failed.message, " in return_from_a_block: "));
    failed.count = 0;
    Rc_DECREF(item);
    Rc_DECREF(item);
}
#endif

static void test_modes(void **state)
{
    int debug = RcGC_GetDebug();
    Rc_UNUSED(state);
    RcGC_SetDebug(0);
    RcTest_WithStress
    {
        assert_int_equal(RcGC_GetDebug(), RCGC_DEBUG_STRESS);
        RcTest_WithHostility(RC_HOSTILE_CLEAR)
        {
            assert_int_equal(RcGC_GetDebug(), RCGC_DEBUG_STRESS);
        }
        break;
    }
    assert_int_equal(RcGC_GetDebug(), 0);
    assert_true(RcLedger_SetHostile(RC_HOSTILE_NOT) <= 0);
    RcGC_SetDebug(debug);
}

/* -- operations under stress -- */

enum { GOOD, KEEPS_COUNT, SILENT, OTHER_ERROR, PENDING, FAILS, FILLS_CACHE, SWALLOWS };

typedef struct Work {
    RcObject *list;
    int runs;
    int how;
    RcObject *cache;
} Work;

static int misbehave(const Work *work, int result)
{
    if (work->how == KEEPS_COUNT && result < 0) {
        Rc_INCREF(work->list);
    } else if (work->how == SILENT && result < 0) {
        RcErr_Clear();
    } else if (work->how == OTHER_ERROR && result < 0) {
        RcErr_SetString(RcExc_ValueError, "text");
    } else if (work->how == PENDING && result < 0) {
        return 0;
    } else if (work->how == SWALLOWS && result < 0) {
        RcErr_Clear();
        return 0;
    }
    return result;
}

/* Two allocations: an item, and room for it in the list, which is empty before and after. */
static int append(void *argument)
{
    Work *work = argument;
    RcObject *item = RcFloat_FromDouble(1.5);
    int result;
    work->runs++;
    if (work->how == FILLS_CACHE && work->cache == NULL) {
        work->cache = RcFloat_FromDouble(2.5);
        if (work->cache == NULL) {
            Rc_XDECREF(item);
            return -1;
        }
    }
    result = item != NULL ? RcList_Append(work->list, item) : -1;
    if (result == 0) {
        RcList_Clear(work->list);
        if (work->how == FAILS) {
            RcErr_SetString(RcExc_ValueError, "text");
            result = -1;
        }
    }
    result = misbehave(work, result);
    Rc_XDECREF(item);
    return result;
}

static void start(Work *work, int how)
{
    memset(work, 0, sizeof *work);
    work->list = RcList_New(0);
    work->how = how;
    assert_non_null(work->list);
}

static void end(Work *work)
{
    Rc_XDECREF(work->cache);
    Rc_DECREF(work->list);
}

static void test_sweep(void **state)
{
    static const int good[] = {GOOD, FILLS_CACHE, SWALLOWS};
    static const Rc_ssize_t failures[] = {2, 2, 2};
    Work work;
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        start(&work, good[i]);
        RcObject *watched[] = {work.list, NULL};
        assert_int_equal(RcTest_Sweep(append, &work, watched), failures[i]);
        assert_true(work.runs >= 3);
        assert_int_equal(failed.count, 0);
        end(&work);
    }
}

/* The message, without the place of the allocation, which the ledger tells (test_testing_ledger.c). */
static const char *message_of_sweep(void)
{
    char *begin = strstr(failed.message, " failing ("), *end = begin != NULL ? strstr(begin, "): ") : NULL;
#ifdef RC_LEDGER
    assert_null(strstr(failed.message, " failing:"));
#endif
    if (end != NULL) {
        memmove(begin + 8, end + 1, strlen(end));
    }
    return failed.message;
}

/* Sweeps an operation that does this; the message. */
static const char *failed_sweep(int how)
{
    Work work;
    start(&work, how);
    RcObject *watched[] = {work.list, NULL};
    assert_int_equal(RcTest_Sweep(append, &work, watched), -1);
    assert_int_equal(failed.count, 1);
    failed.count = 0;
    if (how == KEEPS_COUNT) {
        while (Rc_REFCNT(work.list) > 1) {
            Rc_DECREF(work.list);
        }
    }
    RcErr_Clear();
    end(&work);
    return message_of_sweep();
}

static void test_sweeps_that_fail(void **state)
{
    Rc_UNUSED(state);
    assert_string_equal(failed_sweep(SILENT),
                        "append, with its allocation 1 failing: it failed, and no error is pending");
    assert_string_equal(
        failed_sweep(OTHER_ERROR),
        "append, with its allocation 1 failing: the error is not a MemoryError but ValueError: text");
    assert_non_null(strstr(failed_sweep(PENDING),
                           "append, with its allocation 1 failing: it returned 0, and an error is pending: "
                           "MemoryError"));
    assert_string_equal(failed_sweep(FAILS),
                        "append, without a failing allocation: it fails: ValueError: text");
    assert_non_null(strstr(failed_sweep(KEEPS_COUNT), "append, with its allocation 1 failing: "));
#ifndef RC_LEDGER
    assert_non_null(strstr(failed.message, "not as before:\n  count of watched object 0: 2 before, 3 after"));
#endif
}

static int leak_an_item(void *argument)
{
    RcObject **kept = argument;
    int result = append(&(Work){.list = kept[0]});
    if (result < 0) {
        assert_null(kept[2]);
        kept[kept[1] == NULL ? 1 : 2] = new_item(1.5);
    }
    return result;
}

static void test_a_sweep_that_leaks(void **state)
{
    RcObject *kept[] = {RcList_New(0), NULL, NULL};
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Sweep(leak_an_item, kept, NULL), -1);
    assert_int_equal(failed.count, 1);
#ifdef RC_LEDGER
    assert_non_null(
        strstr(message_of_sweep(), "leak_an_item, with its allocation 1 failing: recount: error: leak: "));
#else
    assert_string_equal(failed.message, "leak_an_item, with its allocation 1 failing: not as before:\n"
                                        "  live objects: 2 before, 3 after");
#endif
    failed.count = 0;
    for (int i = 0; i < 3; i++) {
        Rc_XDECREF(kept[i]);
    }
}

/* -- sweeps that take something away -- */

typedef struct Robbed {
    RcObject *item;
    RcObject *left; /* behind, in its place */
    int leaves;
    int runs;
} Robbed;

/* Where it fails it gives back a reference that is not its own. */
static int rob(void *argument)
{
    Robbed *robbed = argument;
    RcObject *list = RcList_New(0);
    robbed->runs++;
    if (list == NULL) {
        if (robbed->leaves) {
            robbed->left = new_item(2.5);
        }
        Rc_DECREF(robbed->item);
        return -1;
    }
    Rc_DECREF(list);
    return 0;
}

/* One run, and no more: the next one would work on freed memory. */
static void expect_robbed(Robbed *robbed, RcObject *const *watched, const char *what)
{
    assert_int_equal(RcTest_Sweep(rob, robbed, watched), -1);
    assert_int_equal(failed.count, 1);
    assert_int_equal(robbed->runs, 1);
    assert_memory_equal(message_of_sweep(), "rob, with its allocation 1 failing: ", 36);
    assert_true(strlen(failed.message) >=
                strlen(what)); /* the ledger may have more to say, and says it first */
    assert_string_equal(failed.message + strlen(failed.message) - strlen(what), what);
#ifndef RC_LEDGER
    assert_int_equal(strlen(failed.message), 36 + strlen(what));
#endif
    failed.count = 0;
    Rc_XDECREF(robbed->left);
}

static void test_a_sweep_that_kills_what_is_watched(void **state)
{
    Robbed item = {.item = new_item(1.5)}, list = {.item = RcList_New(0)},
           one_of_two = {.item = new_item(1.5)};
    RcObject *other = RcList_New(0);
    Rc_UNUSED(state);
    expect_robbed(&item, (RcObject *[]){item.item, NULL},
                  "not as before:\n"
                  "  live objects: 4 before, 3 after\n"
                  "  count of watched object 0: 1 before, 0 after");
    expect_robbed(&list, (RcObject *[]){list.item, NULL},
                  "not as before:\n"
                  "  live objects: 3 before, 2 after\n"
                  "  count of watched object 0: 1 before, 0 after");
    expect_robbed(&one_of_two, (RcObject *[]){other, one_of_two.item, NULL},
                  "not as before:\n"
                  "  live objects: 2 before, 1 after\n"
                  "  count of watched object 1: 1 before, 0 after");
    assert_int_equal(RcTest_Count(other, 1), 1);
    Rc_DECREF(other);
}

/* As many objects are alive as before, and the new one would be where the old one was. */
static void test_a_sweep_that_leaves_another_object(void **state)
{
    Robbed robbed = {.item = new_item(1.5), .leaves = 1};
    Rc_UNUSED(state);
    expect_robbed(&robbed, (RcObject *[]){robbed.item, NULL},
                  "not as before:\n"
                  "  count of watched object 0: 1 before, 0 after");
}

static void test_a_sweep_that_takes_a_reference(void **state)
{
    Robbed robbed = {.item = new_item(1.5)};
    Rc_UNUSED(state);
    Rc_INCREF(robbed.item);
    Rc_INCREF(robbed.item);
    expect_robbed(&robbed, (RcObject *[]){robbed.item, NULL},
                  "not as before:\n"
                  "  count of watched object 0: 3 before, 2 after");
    Rc_DECREF(robbed.item);
    Rc_DECREF(robbed.item);
}

static void test_a_sweep_that_kills_what_is_not_watched(void **state)
{
    Robbed robbed = {.item = new_item(1.5)};
    Rc_UNUSED(state);
    expect_robbed(&robbed, NULL, "not as before:\n  live objects: 1 before, 0 after");
}

/* The memory of what has died is given back, and the domain's allocator is as before: also after a jump out. */
static void test_the_guard_is_taken_away(void **state)
{
    RcMemAllocatorEx before, after;
    Robbed robbed = {.item = new_item(1.5)};
    Rc_UNUSED(state);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &before);
    expect_robbed(&robbed, (RcObject *[]){robbed.item, NULL},
                  "not as before:\n"
                  "  live objects: 1 before, 0 after\n"
                  "  count of watched object 0: 1 before, 0 after");
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_equal(after.free, before.free);
#ifndef RC_LEDGER
    _RcTest_Note note = {0};
    RcObject *item = new_item(1.5);
    assert_int_equal(_RcTest_state.guard.dead_count, 1);
    _RcTest_Watch(&note, item);
    assert_int_equal(_RcTest_BeginGuard(&note), 0);
    assert_int_equal(_RcTest_BeginGuard(&note), 1);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_not_equal(after.free, before.free);
    Rc_DECREF(item);
    assert_int_equal(_RcTest_state.guard.dead_count, 2);
#endif
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(_RcTest_state.guard.dead_count, 0);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &after);
    assert_ptr_equal(after.free, before.free);
    assert_int_equal(RcTest_Setup(), 0);
}

/* The tested code finds the counts of watched objects as ever. */
static int look_at_the_count(void *item)
{
    Rc_DECREF(new_item(2.5));
    assert_int_equal(Rc_REFCNT((RcObject *)item), 1);
    return 0;
}

static int collect(void *argument)
{
    Rc_UNUSED(argument);
    RcGC_Collect();
    return 0;
}

/* A cache might be filled by way of garbage. */
static int leave_a_cycle_once(void *argument)
{
    int *runs = argument;
    RcGC_Collect();
    if ((*runs)++ == 0) {
        RcObject *list = RcList_New(0);
        if (list == NULL || RcList_Append(list, list) < 0) {
            Rc_XDECREF(list);
            *runs = 0;
            return -1;
        }
        Rc_DECREF(list);
    }
    return 0;
}

static void test_what_a_sweep_does_not_disturb(void **state)
{
    RcObject *item = new_item(1.5), *list = RcList_New(0), *watched[] = {item, NULL};
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Hostile(look_at_the_count, item, watched) >= 0, 1);
    assert_int_equal(RcTest_Stress(look_at_the_count, item, watched), 1);
    assert_int_equal(RcList_Append(list, list), 0);
    Rc_DECREF(list);
    assert_int_equal(RcTest_Sweep(collect, NULL, watched), 0); /* the list was trash before */
    assert_int_equal(RcTest_Sweep(leave_a_cycle_once, &(int){0}, watched), 2);
    assert_int_equal(failed.count, 0);
    Rc_DECREF(item);
}

/* With what is watched in it. */
static int leave_a_cycle(void *argument)
{
    RcObject *list = RcList_New(0);
    int result = list == NULL ? -1 : RcList_Append(list, list);
    if (result == 0) {
        result = RcList_Append(list, argument);
    }
    Rc_XDECREF(list);
    return result;
}

static void test_trash_in_cycles_is_no_leak(void **state)
{
    RcObject *item = new_item(1.5), *watched[] = {item, NULL};
    Rc_UNUSED(state);
    assert_true(RcTest_Sweep(leave_a_cycle, item, watched) > 0);
    assert_int_equal(RcTest_Stress(leave_a_cycle, item, watched), 1);
    assert_true(RcTest_Hostile(leave_a_cycle, item, watched) >= 0);
    assert_int_equal(failed.count, 0);
    Rc_DECREF(item);
}

static int make_a_cycle(void *argument)
{
    RcObject *list = RcList_New(0);
    int result = list == NULL ? -1 : RcList_Append(list, list);
    *(int *)argument = RcGC_GetDebug() & RCGC_DEBUG_STRESS;
    if (result == 0) {
        RcList_Clear(list);
    }
    Rc_XDECREF(list);
    return result;
}

static void test_stress(void **state)
{
    int debug = RcGC_GetDebug(), was_on = 0;
    Work work;
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Stress(make_a_cycle, &was_on, NULL), 1);
    assert_int_equal(was_on, RCGC_DEBUG_STRESS);
    assert_int_equal(RcGC_GetDebug(), debug);
    start(&work, FAILS);
    assert_int_equal(RcTest_Stress(append, &work, NULL), 0);
    expect_failure(__LINE__ - 1, "append, with a collection at each allocation: it fails: ValueError: text");
    end(&work);
}

static void test_hostile(void **state)
{
    Work work;
    int in_ledger = RcLedger_SetHostile(RC_HOSTILE_NOT) >= 0;
    Rc_UNUSED(state);
    start(&work, GOOD);
    RcObject *watched[] = {work.list, NULL};
    assert_true(RcTest_Hostile(append, &work, watched) >= 0);
    assert_int_equal(work.runs, in_ledger ? RC_HOSTILE_LAST : 1);
    work.how = FAILS; /* which it may */
    assert_true(RcTest_Hostile(append, &work, watched) >= 0);
    assert_int_equal(failed.count, 0);
    end(&work);
}

/* -- a test's beginning and end -- */

static void test_a_pending_error(void **state)
{
    Rc_UNUSED(state);
    RcErr_SetString(RcExc_ValueError, "text");
    assert_int_equal(RcTest_Teardown(), -1);
    expect_failure(__LINE__ - 1, "an error is pending after the test: ValueError: text");
    assert_int_equal(RcTest_Setup(), 0);
}

/* Told once, by the test that leaks; trash is no leak. */
static void test_a_leak_is_told_and_forgiven(void **state)
{
    RcObject *item = new_item(1.5), *list = RcList_New(0);
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(list, list), 0);
    Rc_DECREF(list);
    assert_int_equal(RcTest_Teardown(), -1);
    assert_int_equal(failed.count, 1);
#ifdef RC_LEDGER
    assert_non_null(strstr(failed.message, "recount: error: leak: float object"));
    assert_non_null(strstr(failed.message, "(1.5): this test has gained 1 reference to it"));
    assert_null(strstr(failed.message, "list object"));
#else
    assert_string_equal(failed.message, "1 more object is alive after the test than before");
#endif
    failed.count = 0;
    assert_int_equal(RcTest_Setup(), 0);
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(RcTest_Setup(), 0);
    assert_int_equal(failed.count, 0);
    Rc_DECREF(item);
    _RcTest_state.live--; /* it was alive at the setup */
    assert_int_equal(RcTest_NoFindings(), 1);
    _RcTest_state.forgiven = 0;
#ifdef RC_LEDGER
    _RcTest_state.books = _RcTest_OpenBooks(__FILE__, __LINE__, __func__, __builtin_frame_address(0), NULL);
#endif
}

static void test_what_the_test_left_on(void **state)
{
    int debug = RcGC_GetDebug();
    Rc_UNUSED(state);
    RcMem_SetFailAfter(1000);
    RcGC_SetDebug(debug ^ RCGC_DEBUG_STRESS);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(RcGC_GetDebug(), debug);
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    assert_int_equal(RcTest_Teardown(), -1);
    expect_failure(__LINE__ - 1,
                   "RcTest_Teardown: no RcTest_Setup before it, or the test has ended the runtime");
    assert_int_equal(RcTest_Setup(), 0);
}

/* A test that has failed was left in the middle. */
static void test_after_a_failure_nothing_more_is_told(void **state)
{
    RcObject *item = new_item(1.5);
    Rc_UNUSED(state);
    RcTest_Fail("first");
    expect_failure(__LINE__ - 1, "first");
    RcErr_SetString(RcExc_ValueError, "text");
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(RcTest_Setup(), 0);
    assert_int_equal(failed.count, 0);
    assert_null(RcErr_Occurred());
    RcTest_Count(item, 1);
    Rc_DECREF(item);
    _RcTest_state.live--;
    _RcTest_state.forgiven = 0;
#ifdef RC_LEDGER
    _RcTest_state.books = _RcTest_OpenBooks(__FILE__, __LINE__, __func__, __builtin_frame_address(0), NULL);
#endif
}

/* The books of a finished runtime are closed by force. */
static void test_finish(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcTest_Teardown(), 0);
    assert_int_equal(RcTest_Finish(), 0);
    assert_int_equal(Rc_IsInitialized(), 0);
    assert_int_equal(RcTest_Setup(), 0);
    assert_int_equal(Rc_IsInitialized(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        failing_test(test_fail),
        failing_test(test_fail_by_default),
        failing_test(test_count),
        failing_test(test_counts),
        failing_test(test_live),
        failing_test(test_no_findings),
        failing_test(test_a_finding_fails_the_next_check),
        failing_test(test_a_long_message),
        failing_test(test_balanced),
        failing_test(test_not_balanced),
#ifndef RC_LEDGER
        failing_test(test_blocks_that_kill_what_is_named),
        failing_test(test_a_block_that_leaves_an_allocator),
#endif
        failing_test(test_modes),
        failing_test(test_sweep),
        failing_test(test_sweeps_that_fail),
        failing_test(test_a_sweep_that_leaks),
        failing_test(test_a_sweep_that_kills_what_is_watched),
        failing_test(test_a_sweep_that_leaves_another_object),
        failing_test(test_a_sweep_that_takes_a_reference),
        failing_test(test_a_sweep_that_kills_what_is_not_watched),
        failing_test(test_the_guard_is_taken_away),
        failing_test(test_what_a_sweep_does_not_disturb),
        failing_test(test_trash_in_cycles_is_no_leak),
        failing_test(test_stress),
        failing_test(test_hostile),
        failing_test(test_a_pending_error),
        failing_test(test_a_leak_is_told_and_forgiven),
        failing_test(test_what_the_test_left_on),
        failing_test(test_after_a_failure_nothing_more_is_told),
        failing_test(test_finish),
    };
    return cmocka_run_group_tests(tests, NULL, failing_finish);
}
