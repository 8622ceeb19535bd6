/* What objects cost, from the allocator to the deallocator: objects [ROW...]
 *
 * PEER is recount, CPython, or an allocator alone with blocks of CPython's sizes, for scale. */
#include PEER

#include <unistd.h>

#include "rows.h"

#define MILLION ((size_t)1000000)
#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef Object *(*Maker)(size_t i);

static Object **row;
static uint32_t *order;

/* Create and free at once.  Inlined, so that the maker is known and its own call is not there. */
ALWAYS_INLINE size_t pairs(Maker make)
{
    for (size_t i = 0; i < 1000; i++) {
        object_release(make(i));
    }
    return 1000;
}

/* Create them all, then free them. */
ALWAYS_INLINE size_t many(Maker make, int shuffled)
{
    size_t count = RUNNING_ON_VALGRIND ? 10000 : MILLION;

    for (size_t i = 0; i < count; i++) {
        row[i] = make(i);
    }
    for (size_t i = 0; i < count; i++) {
        object_release(row[shuffled ? order[i] : i]);
    }
    return count;
}

static void with_row(void)
{
    size_t count = RUNNING_ON_VALGRIND ? 10000 : MILLION;
    if (row == NULL) {
        row = calloc(count, sizeof *row);
        order = random_order(count, count);
    }
}

#define MEASURED(type)                  \
    static size_t type##_pair(void)     \
    {                                   \
        return pairs(make_##type);      \
    }                                   \
    static size_t type##_ordered(void)  \
    {                                   \
        return many(make_##type, 0);    \
    }                                   \
    static size_t type##_shuffled(void) \
    {                                   \
        return many(make_##type, 1);    \
    }
MEASURED(float)
MEASURED(int)
MEASURED(str)
MEASURED(tuple)
MEASURED(list)

static double resident(void)
{
    long size = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    expect(file != NULL && fscanf(file, "%ld %ld", &size, &pages) == 2, "/proc/self/statm");
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Resident size after a million floats came and went, in percent of the size before. */
static double resident_after(void)
{
    double before;
    with_row();
    memset(row, 1, MILLION * sizeof *row);
    before = resident();
    many(make_float, 1);
    return 100 * resident() / before;
}

static const Row rows[] = {
    {"float", NULL, float_pair, NULL},
    {"int", NULL, int_pair, NULL},
    {"str", NULL, str_pair, NULL},
    {"tuple", NULL, tuple_pair, NULL},
    {"list", NULL, list_pair, NULL},
    {"float-ordered", with_row, float_ordered, NULL},
    {"float-shuffled", with_row, float_shuffled, NULL},
    {"int-ordered", with_row, int_ordered, NULL},
    {"int-shuffled", with_row, int_shuffled, NULL},
    {"str-ordered", with_row, str_ordered, NULL},
    {"str-shuffled", with_row, str_shuffled, NULL},
    {"tuple-ordered", with_row, tuple_ordered, NULL},
    {"tuple-shuffled", with_row, tuple_shuffled, NULL},
    {"list-ordered", with_row, list_ordered, NULL},
    {"list-shuffled", with_row, list_shuffled, NULL},
    {"resident-after", NULL, NULL, resident_after},
};

int main(int argc, char **argv)
{
    peer_start();
    make_start();
    RUN_ROWS(rows, argv + (argc > 0));
}
