/* Ranges of addresses: reserved, given memory, purged, returned. */
#include "support.h"

#include "memory/range.h"

#include <recount/recount.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* Memory that is there can be advised about. */
static int is_mapped(void *from)
{
    return madvise(from, 4 * KIB, MADV_NORMAL) == 0;
}

static void test_a_range(void **state)
{
    size_t size = 12 * MIB;
    char *range = _RcRange_Reserve(&size, MIB), *middle;
    Rc_UNUSED(state);

    assert_non_null(range);
    assert_true(size == 12 * MIB);
    middle = range + 4 * MIB;
    assert_int_equal(_RcRange_Commit(middle + 1, 4 * MIB), 0); /* and what is around it in its grains */
    _RcRange_AdviseHuge(middle, 2 * MIB);
    for (size_t i = 0; i < 4 * MIB + 1; i++) {
        assert_int_equal(middle[i], 0);
    }
    memset(middle, 'x', 4 * MIB);
    _RcRange_Purge(middle + MIB, MIB);
    for (size_t i = 0; i < 4 * MIB; i++) {
        assert_int_equal(middle[i], i / MIB == 1 ? 0 : 'x');
    }
    _RcRange_Return(range, 0); /* nothing */
    assert_true(is_mapped(range));
    _RcRange_Return(range, 4 * MIB);
    assert_false(is_mapped(range));
    assert_true(is_mapped(middle));
    _RcRange_Return(middle, 8 * MIB);
    assert_false(is_mapped(middle));
}

/* Does the system leave the page at an address away from core files?  -1: it does not tell. */
static int is_not_dumped(const void *from)
{
    FILE *file = fopen("/proc/self/smaps", "r");
    char line[512];
    unsigned long start, end;
    int here = 0, result = -1;

    while (file != NULL && result < 0 && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
            here = (uintptr_t)from >= start && (uintptr_t)from < end;
        } else if (here && strncmp(line, "VmFlags:", 8) == 0) {
            result = strstr(line, " dd") != NULL;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return result;
}

/* A core file has what was given memory, and not the gigabytes that were only reserved. */
static void test_core_files(void **state)
{
    size_t size = 12 * MIB;
    char *range = _RcRange_Reserve(&size, MIB);
    Rc_UNUSED(state);

    assert_non_null(range);
    assert_int_equal(_RcRange_Commit(range + 4 * MIB, MIB), 0);
    if (is_not_dumped(range) >= 0) {
        assert_int_equal(is_not_dumped(range), 1);
        assert_int_equal(is_not_dumped(range + 4 * MIB), 0);
        assert_int_equal(is_not_dumped(range + 5 * MIB + RC_RANGE_GRAIN), 1);
    }
    _RcRange_Return(range, size);
}

/* The system keeps locked memory: it is zeros all the same. */
static void test_locked_memory(void **state)
{
    size_t size = 12 * MIB;
    char *range = _RcRange_Reserve(&size, MIB), *middle;
    Rc_UNUSED(state);

    assert_non_null(range);
    middle = range + 4 * MIB;
    assert_int_equal(_RcRange_Commit(middle, MIB), 0);
    memset(middle, 'x', 16 * KIB);
    if (mlock(middle, 16 * KIB) == 0) {
        _RcRange_Purge(middle, 16 * KIB);
        for (size_t i = 0; i < 16 * KIB; i++) {
            assert_int_equal(middle[i], 0);
        }
    } /* else the system lets this process lock nothing */
    _RcRange_Return(range, size);
}

/* More than there is: no more than a 32nd, so that something is left, and less if that cannot be had. */
static void test_a_scarce_range(void **state)
{
    size_t size = SIZE_MAX / 2 + 1;
    char *range = _RcRange_Reserve(&size, MIB);
    Rc_UNUSED(state);

    assert_non_null(range);
    assert_true(size >= MIB && size <= SIZE_MAX / 32);
    assert_int_equal(size % RC_RANGE_GRAIN, 0);
    assert_true(is_mapped(range + size - 4 * KIB));
    _RcRange_Return(range, size);
    size = SIZE_MAX / 2 + 1;
    assert_null(_RcRange_Reserve(&size, size));
}

/* The same where the system gives the process less than it could have. */
static void test_a_limited_range(void **state)
{
    struct rlimit before, few;
    size_t size = 64 * MIB, too_much = 64 * MIB;
    void *range, *none;
    Rc_UNUSED(state);

    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)400 * MIB + 4 * KIB;
    if (setrlimit(RLIMIT_AS, &few) != 0) {
        skip(); /* there are less */
    }
    range = _RcRange_Reserve(&size, MIB);
    none = _RcRange_Reserve(&too_much, 64 * MIB);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_null(none);
    if (range == NULL) {
        skip(); /* a sanitizer's own memory is beyond any limit */
    }
    assert_true(size <= 400 * MIB / 32 && size % RC_RANGE_GRAIN == 0);
    _RcRange_Return(range, size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_range),         cmocka_unit_test(test_core_files),
        cmocka_unit_test(test_locked_memory),   cmocka_unit_test(test_a_scarce_range),
        cmocka_unit_test(test_a_limited_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
