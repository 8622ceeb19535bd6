/* Starting and ending runtimes: what they start with, what they leave, and what they refuse. */
#include "support.h"

#include <recount/recount.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_start_and_end(void **state)
{
    Rc_UNUSED(state);
    assert_false(Rc_IsInitialized());
    assert_int_equal(Rc_LiveObjects(), 0);
    assert_int_equal(Rc_Finalize(), 0); /* none: nothing */
    assert_int_equal(Rc_Initialize(), 0);
    assert_true(Rc_IsInitialized());
    assert_int_equal(Rc_LiveObjects(), 0); /* its own objects are static or immortal */
    assert_int_equal(Rc_Initialize(), 0);  /* again: nothing */
    assert_int_equal(Rc_InitializeFromConfig(NULL), 0);
    assert_int_equal(Rc_Finalize(), 0);
    assert_false(Rc_IsInitialized());
}

static void test_what_outlives_it_is_counted(void **state)
{
    RcObject *a, *b;
    Rc_UNUSED(state);

    setenv("RECOUNT_MALLOC", "malloc", 1);
    assert_int_equal(Rc_Initialize(), 0);
    unsetenv("RECOUNT_MALLOC");
    watch_findings();
    expect_findings("leak", 1);
    a = RcFloat_FromDouble(1.5);
    b = RcList_New(0);
    assert_int_equal(Rc_LiveObjects(), 2);
    Rc_DECREF(b);
    assert_int_equal(Rc_LiveObjects(), 1);
    assert_int_equal(Rc_Finalize(), 1);
    assert_true(findings_are_as_expected());
    RcObject_Free(a); /* by hand: the sanitizer looks too */
}

static void test_a_pending_error_is_dropped(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(Rc_Initialize(), 0);
    RcErr_SetString(RcExc_ValueError, "pending");
    assert_true(Rc_LiveObjects() > 0);
    assert_int_equal(Rc_Finalize(), 0);
}

static void test_many_times(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 1000; i++) {
        RcObject *table;
        assert_int_equal(Rc_Initialize(), 0);
        table = RcHashTable_New();
        assert_int_equal(RcHashTable_SetItemString(table, "key", Rc_None), 0);
        Rc_DECREF(table);
        assert_int_equal(Rc_Finalize(), 0);
    }
}

/* -- configuration -- */

static RcMemAllocatorEx plain;
static int used[3];

static void *count_malloc(void *ctx, size_t size)
{
    ++*(int *)ctx;
    return plain.malloc(plain.ctx, size);
}

static void *count_calloc(void *ctx, size_t count, size_t size)
{
    ++*(int *)ctx;
    return plain.calloc(plain.ctx, count, size);
}

static void *count_realloc(void *ctx, void *block, size_t size)
{
    ++*(int *)ctx;
    return plain.realloc(plain.ctx, block, size);
}

static void count_free(void *ctx, void *block)
{
    Rc_UNUSED(ctx);
    plain.free(plain.ctx, block);
}

static void test_allocators_of_the_config(void **state)
{
    RcConfig config;
    RcMemAllocatorEx given[3], after;
    RcObject *list;
    Rc_UNUSED(state);

    RcMem_GetAllocator(RCMEM_DOMAIN_RAW, &plain);
    RcConfig_Init(&config);
    for (int i = 0; i < 3; i++) {
        RcMemAllocatorEx allocator = {&used[i], count_malloc, count_calloc, count_realloc, count_free};
        given[i] = allocator;
    }
    config.raw_allocator = &given[0];
    config.mem_allocator = &given[1];
    config.object_allocator = &given[2];
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
    assert_true(used[0] > 0); /* the runtime itself */
    list = RcList_New(5);
    assert_true(used[1] > 0);
    assert_true(used[2] > 0);
    Rc_DECREF(list);
    assert_int_equal(Rc_Finalize(), 0);
    for (int i = 0; i < 3; i++) { /* the defaults are back */
        RcMem_GetAllocator((RcMemAllocatorDomain)i, &after);
        assert_ptr_equal(after.ctx, plain.ctx);
        assert_true(after.malloc == plain.malloc);
    }
}

static Rc_hash_t hash_with_seed(int use_seed, uint64_t seed)
{
    RcConfig config;
    RcObject *text;
    Rc_hash_t hash;

    RcConfig_Init(&config);
    config.use_hash_seed = use_seed;
    config.hash_seed = seed;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
    text = RcStr_FromString("a text of some length");
    hash = RcObject_Hash(text);
    Rc_DECREF(text);
    assert_int_equal(Rc_Finalize(), 0);
    return hash;
}

static void test_the_hash_seed(void **state)
{
    Rc_UNUSED(state);
    unsetenv("RECOUNT_HASHSEED");
    assert_true(hash_with_seed(1, 0) == hash_with_seed(1, 0));
    assert_true(hash_with_seed(1, 0) != hash_with_seed(1, 1));
    assert_true(hash_with_seed(0, 0) != hash_with_seed(0, 0)); /* random */
    setenv("RECOUNT_HASHSEED", "1", 1);
    assert_true(hash_with_seed(0, 0) == hash_with_seed(1, 1));
    assert_true(hash_with_seed(1, 5) != hash_with_seed(0, 0)); /* the config goes first */
    setenv("RECOUNT_HASHSEED", "0", 1);
    assert_true(hash_with_seed(0, 0) == hash_with_seed(1, 0));
    unsetenv("RECOUNT_HASHSEED");
}

static void test_the_recursion_limit(void **state)
{
    RcConfig config;
    Rc_UNUSED(state);
    RcConfig_Init(&config);
    config.recursion_limit = 7;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
    assert_int_equal(Rc_GetRecursionLimit(), 7);
    assert_int_equal(Rc_Finalize(), 0);
    config.recursion_limit = 0;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
    assert_int_equal(Rc_GetRecursionLimit(), 1000);
    assert_int_equal(Rc_Finalize(), 0);
}

/* -- what is refused -- */

static void test_a_bad_seed_is_refused(void **state)
{
    static const char *const bad[] = {"x", "-1", "12x", "99999999999999999999", " "};
    int saved = support_quiet(-1);
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        setenv("RECOUNT_HASHSEED", bad[i], 1);
        assert_int_equal(Rc_Initialize(), -1);
        assert_false(Rc_IsInitialized());
    }
    unsetenv("RECOUNT_HASHSEED");
    setenv("RECOUNT_MALLOC", "bogus", 1);
    assert_int_equal(Rc_Initialize(), -1);
    assert_false(Rc_IsInitialized());
    unsetenv("RECOUNT_MALLOC");
    support_quiet(saved);
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(Rc_Finalize(), 0);
}

static void test_out_of_memory_at_the_start(void **state)
{
    int failures = 0, saved = support_quiet(-1);
    Rc_UNUSED(state);

    for (;;) {
        RcMem_SetFailAfter(failures + 1);
        if (Rc_Initialize() == 0) {
            break;
        }
        assert_false(Rc_IsInitialized());
        failures++;
    }
    RcMem_SetFailAfter(0);
    support_quiet(saved);
    assert_true(failures > 0);
    assert_int_equal(Rc_Finalize(), 0);
}

static int aborts(void (*run)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        run();
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void without_a_runtime(void)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(list);
}

static void fatal(void)
{
    Rc_FatalError("as told");
}

static void test_fatal_errors(void **state)
{
    Rc_UNUSED(state);
    assert_true(aborts(without_a_runtime));
    assert_true(aborts(fatal));
}

static void test_registered_types(void **state)
{
    static RcTypeObject types[32];
    int room = 0;
    Rc_UNUSED(state);

    assert_int_equal(Rc_RegisterType(NULL), -1);
    for (int i = 0; i < 32; i++) {
        types[i] = (RcTypeObject){RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Registered",
                                  .tp_basicsize = sizeof(RcObject)};
        if (Rc_RegisterType(&types[i]) == 0) {
            room++;
        }
    }
    assert_between(room, 1, 31); /* the table's types have their places */
    assert_int_equal(Rc_RegisterType(&types[0]), -1);
    assert_int_equal(Rc_Initialize(), 0);
    assert_true(RcType_HasFeature(&types[0], Rc_TPFLAGS_READY));
    assert_int_equal(Rc_Finalize(), 0);
}

/* -- threads share nothing -- */

/* All threads ready these at the same time. */
#define SHARED_TYPES 50
#define THREADS 8
static RcTypeObject shared_types[SHARED_TYPES];
static pthread_barrier_t all_are_here;

static int ready_shared_types(void)
{
    int failed = 0;
    for (int i = 0; i < SHARED_TYPES; i++) {
        failed |= RcType_Ready(&shared_types[i]) < 0;
    }
    return failed;
}

static void *live(void *arg)
{
    int *result = arg;
    pthread_barrier_wait(&all_are_here);
    *result = Rc_IsInitialized();
    if (Rc_Initialize() < 0) {
        *result = 1;
        return NULL;
    }
    *result |= ready_shared_types();
    for (int i = 0; i < 200; i++) {
        RcObject *table = RcHashTable_New(), *text;
        for (int k = 0; k < 50; k++) {
            text = RcStr_FromFormat("key %d", k);
            *result |= RcHashTable_SetItem(table, text, text) < 0;
            Rc_DECREF(text);
        }
        text = RcObject_Repr(table);
        *result |= text == NULL;
        Rc_XDECREF(text);
        Rc_DECREF(table);
    }
    *result |= Rc_Finalize() != 0;
    return NULL;
}

static void test_a_runtime_per_thread(void **state)
{
    pthread_t threads[THREADS];
    int results[THREADS];
    Rc_UNUSED(state);

    for (int i = 0; i < SHARED_TYPES; i++) {
        shared_types[i] = (RcTypeObject){RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Shared",
                                         .tp_basicsize = sizeof(RcObject)};
    }
    assert_int_equal(pthread_barrier_init(&all_are_here, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, live, &results[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(results[i], 0);
    }
    pthread_barrier_destroy(&all_are_here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_and_end),
        cmocka_unit_test(test_what_outlives_it_is_counted),
        cmocka_unit_test(test_a_pending_error_is_dropped),
        cmocka_unit_test(test_many_times),
        cmocka_unit_test(test_allocators_of_the_config),
        cmocka_unit_test(test_the_hash_seed),
        cmocka_unit_test(test_the_recursion_limit),
        cmocka_unit_test(test_a_bad_seed_is_refused),
        cmocka_unit_test(test_out_of_memory_at_the_start),
        cmocka_unit_test(test_fatal_errors),
        cmocka_unit_test(test_a_runtime_per_thread),
        cmocka_unit_test(test_registered_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
