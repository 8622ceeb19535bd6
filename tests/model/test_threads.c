/* Many runtimes: sixteen threads that make, use and end theirs at once, several runtimes one after another in one thread,
 * and ten thousand in one process, which holds no more memory after them than after a tenth of them. */
#include "support.h"

#include "memory/choice.h"

#include <recount/recount.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS 16
#define LIVES 20
#define STARTS 10000

/* Objects of many kinds, in cycles, and an error; gives a number that depends on all of it. */
static long use(long seed)
{
    RcObject *table = RcHashTable_New(), *list = RcList_New(0), *text, *ref;
    long sum = 0;

    for (long i = 0; i < 50; i++) {
        RcObject *key = i % 2 ? RcInt_FromLong(1000000 + seed + i) : RcStr_FromFormat("key %ld", seed + i);
        RcObject *value = Rc_BuildValue("(Ol[d])", key, i, 0.5);
        RcHashTable_SetItem(table, key, value);
        RcList_Append(list, value);
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
    RcList_Append(list, table); /* a cycle */
    RcHashTable_SetItemString(table, "list", list);
    ref = RcWeakref_NewRef(table, NULL);
    text = RcObject_Repr(list);
    sum += (long)RcStr_GetLength(text) + (long)RcHashTable_Size(table);
    Rc_DECREF(text);
    RcErr_Format(RcExc_ValueError, "number %ld", seed);
    sum += RcErr_ExceptionMatches(RcExc_ValueError);
    RcErr_Clear();
    Rc_DECREF(table);
    Rc_DECREF(list);
    (void)RcGC_Collect();
    sum += RcWeakref_IsDead(ref);
    Rc_DECREF(ref);
    return sum;
}

static void *live(void *arg)
{
    long *result = arg;
    long seed = *result;

    *result = 0;
    for (int i = 0; i < LIVES; i++) {
        RcConfig config;
        RcConfig_Init(&config);
        config.memory_limit = i % 4 == 3 ? (size_t)1 << 22 : 0;
        if (Rc_InitializeFromConfig(&config) < 0) {
            *result = -1;
            return NULL;
        }
        *result += use(seed);
        *result += 1000000L * Rc_Finalize(); /* what is left would be seen in the sum */
    }
    return NULL;
}

static void test_sixteen_threads(void **state)
{
    pthread_t threads[THREADS];
    long results[THREADS], alone = 100;
    Rc_UNUSED(state);

    live(&alone);
    assert_true(alone > 0 && alone < 1000000);
    for (int i = 0; i < THREADS; i++) {
        results[i] = 100;
        assert_int_equal(pthread_create(&threads[i], NULL, live, &results[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(results[i], alone);
    }
}

/* Nothing of one is left to the next. */
static void test_one_after_another(void **state)
{
    RcObject *name;
    int threshold;
    Rc_UNUSED(state);

    for (int i = 0; i < 5; i++) {
        assert_int_equal(Rc_Initialize(), 0);
        RcGC_GetThreshold(&threshold, NULL, NULL);
        assert_int_not_equal(threshold, 12345);
        RcGC_SetThreshold(12345, 1, 1);
        assert_int_not_equal(Rc_GetRecursionLimit(), 55);
        Rc_SetRecursionLimit(55);
        assert_null(RcErr_Occurred());
        name = RcStr_InternFromString("interned");
        assert_true(RcStr_CHECK_INTERNED(name));
        Rc_DECREF(name);
        RcErr_SetString(RcExc_ValueError, "pending at the end");
        assert_int_equal(Rc_Finalize(), 0);
    }
}

/* Resident bytes; 0 where the system does not tell. */
static long resident(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%*s %ld", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return pages * sysconf(_SC_PAGESIZE);
}

static void test_ten_thousand_starts(void **state)
{
    int is_quick =
        getenv("RECOUNT_TEST_QUICK") != NULL; /* perhaps under Valgrind, which keeps a little of its own */
    int starts = is_quick ? STARTS / 10 : STARTS;
    long early = 0, late;
    Rc_UNUSED(state);

    for (int i = 1; i <= starts; i++) {
        assert_int_equal(Rc_Initialize(), 0);
        assert_true(use(i) > 0);
        assert_int_equal(Rc_Finalize(), 0);
        if (i == starts / 10) {
            early = resident();
        }
    }
    late = resident();
    print_message("%ld KiB after %d starts, %ld KiB after %d\n", early / 1024, starts / 10, late / 1024,
                  starts);
    if (!RC_MEM_SANITIZED) { /* a sanitizer keeps what is freed */
        assert_true(late <= early + (is_quick ? 4096 : 256) * 1024L);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sixteen_threads),
                                       cmocka_unit_test(test_one_after_another),
                                       cmocka_unit_test(test_ten_thousand_starts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
