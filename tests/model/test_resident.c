/* Memory goes back to the system: after a million objects were freed, in whatever order, the process holds within a
 * tenth what it held before. */
#include "support.h"

#include "memory/choice.h"

#include <recount/recount.h>

#include <stdio.h>
#include <unistd.h>

#define MANY 1000000

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

static void shuffle(void)
{
    unsigned seed = 20261122u;
    for (int i = MANY - 1; i > 0; i--) {
        RcObject *swapped = objects[i];
        int j;
        seed = seed * 1664525u + 1013904223u;
        j = (int)((seed >> 4) % (unsigned)(i + 1));
        objects[i] = objects[j];
        objects[j] = swapped;
    }
}

/* A million objects of a kind come and go, freed in order, backwards, or shuffled. */
static void come_and_go(int kind, int order)
{
    for (int i = 0; i < MANY; i++) {
        objects[i] = make(kind, i);
        assert_non_null(objects[i]);
    }
    if (order == 2) {
        shuffle();
    }
    for (int i = 0; i < MANY; i++) {
        Rc_DECREF(objects[order == 1 ? MANY - 1 - i : i]);
    }
}

static void test_memory_goes_back(void **state)
{
    long before, after;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED) {
        skip(); /* the sanitizer keeps what is freed */
    }
    assert_int_equal(Rc_Initialize(), 0);
    for (int i = 0; i < MANY; i++) {
        objects[i] = Rc_None; /* the array's own memory is resident from now on */
    }
    before = resident();
    if (before == 0) {
        skip();
    }
    for (int kind = 0; kind < 3; kind++) {
        for (int order = 0; order < 3; order++) {
            come_and_go(kind, order);
            after = resident();
            print_message("kind %d, order %d: %ld KiB before, %ld KiB after\n", kind, order, before / 1024,
                          after / 1024);
            assert_true(after <= before + before / 10);
        }
    }
    assert_int_equal(Rc_Finalize(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory_goes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
