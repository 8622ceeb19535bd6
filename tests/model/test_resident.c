/* Memory goes back to the system: after very many objects were freed, in whatever order, the process holds within a
 * tenth what it held before.  But if objects come and go again and again, their memory is kept. */
#include "support.h"

#include "memory/choice.h"

#include <recount/recount.h>

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 1000000
#define OBJECTS (sizeof(void *) == 8 ? MANY : MANY / 5) /* for so many the pool has addresses */

static RcObject *objects[MANY];

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

static RcObject *make(int kind, int i)
{
    switch (kind) {
    case 0:
        return RcFloat_FromDouble(i);
    case 1:
        return RcStr_FromString("a str of some length");
    default:
        return RcTuple_Pack(2, Rc_None, Rc_True);
    }
}

static void shuffle(int many)
{
    unsigned seed = 20261122u;
    for (int i = many - 1; i > 0; i--) {
        RcObject *swapped = objects[i];
        int j;
        seed = seed * 1664525u + 1013904223u;
        j = (int)((seed >> 4) % (unsigned)(i + 1));
        objects[i] = objects[j];
        objects[j] = swapped;
    }
}

/* Objects of a kind come and go, freed in order, backwards, or shuffled. */
static void come_and_go(int kind, int order, int many)
{
    for (int i = 0; i < many; i++) {
        objects[i] = make(kind, i);
        assert_non_null(objects[i]);
    }
    if (order == 2) {
        shuffle(many);
    }
    for (int i = 0; i < many; i++) {
        Rc_DECREF(objects[order == 1 ? many - 1 - i : i]);
    }
}

static void touch_array(void)
{
    for (int i = 0; i < MANY; i++) {
        objects[i] = Rc_None; /* the array's own memory is resident from now on */
    }
}

static void test_memory_goes_back(void **state)
{
    long before, after;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED) {
        skip(); /* the sanitizer keeps what is freed */
    }
    touch_array();
    for (int kind = 0; kind < 3; kind++) {
        for (int order = 0; order < 3; order++) {
            assert_int_equal(Rc_Initialize(), 0);
            before = resident();
            if (before == 0) {
                skip();
            }
            come_and_go(kind, order, OBJECTS);
            after = resident();
            print_message("kind %d, order %d: %ld KiB before, %ld KiB after\n", kind, order, before / 1024,
                          after / 1024);
            assert_true(after <= before + before / 10);
            assert_int_equal(Rc_Finalize(), 0);
        }
    }
}

static long page_faults(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_minflt;
}

/* A table with MANY / 10 new keys. */
static void build(void)
{
    RcObject *table = RcHashTable_New();
    for (int i = 0; i < MANY / 10; i++) {
        RcObject *key = RcInt_FromLong(i);
        assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
        Rc_DECREF(key);
    }
    Rc_DECREF(table);
}

static void test_what_comes_again_finds_its_memory(void **state)
{
    long faults = 0, before;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED) {
        skip();
    }
    touch_array();
    assert_int_equal(Rc_Initialize(), 0);
    const int kinds = sizeof(void *) == 8 ? 4 : 3; /* with 32 bits malloc keeps large blocks */
    for (int kind = 0; kind < kinds; kind++) {
        for (int round = 0; round < 3; round++) {
            before = page_faults();
            if (kind < 3) {
                come_and_go(kind, 0, MANY / 5);
            } else {
                build();
            }
            faults = page_faults() - before;
            print_message("kind %d, round %d: %ld page faults\n", kind, round, faults);
        }
        assert_true(faults < 100); /* a small part of some thousand */
    }
    assert_int_equal(Rc_Finalize(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory_goes_back),
                                       cmocka_unit_test(test_what_comes_again_finds_its_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
