/* What a table's operations cost: table KIND N [ROW...]
 *
 * KIND is str (8 to 24 bytes, with their hash), int (scattered over 48 bits) or sequence (0 to N-1).  The same
 * source is built for every peer: PEER is the header that says what its objects and its table are.
 *
 * Keys are the same in every run and for every peer.  They are made and inserted in one order, and looked up,
 * updated and popped in another, random one (of a sequence: in order, too).  Each value is an object of
 * its own that somebody else holds as well: no operation frees anything but memory of the table. */
#include PEER

#include <inttypes.h>

#include "rows.h"

#define MOST_LOOKUPS 10000000
#define BATCH 256

typedef enum Keys { STRS, INTS, SEQUENCE } Keys;

static struct {
    Keys keys;
    size_t count;
    size_t lookups;
    Object **inserted;
    Object **same; /* in the order of the lookups, as equal and absent */
    Object **equal;
    Object **absent;
    Object **values;
    Object *batch[BATCH];
    Table *table;
    Table *other;
} bench;

/* A bijection of 48 bits: no two numbers give the same. */
static uint64_t scattered(uint64_t x)
{
    const uint64_t mask = UINT64_C(0xffffffffffff);
    x = ((x ^ (x >> 24)) * UINT64_C(0x9e3779b97f4b)) & mask;
    x = ((x ^ (x >> 23)) * UINT64_C(0xbf58476d1ce5)) & mask;
    return x ^ (x >> 25);
}

/* The i-th key; those from bench.count on are not in the table. */
static Object *new_key(size_t i)
{
    char text[32];
    uint64_t number = scattered(i + 1), state = i;

    if (bench.keys == SEQUENCE) {
        return object_int((int64_t)i);
    }
    if (bench.keys == INTS) {
        return object_int((int64_t)number);
    }
    snprintf(text, sizeof text, "%08" PRIx64 "%016" PRIx64, (uint64_t)i, next_random(&state));
    return object_str(text, 8 + (size_t)(number % 17)); /* the index alone makes it unique */
}

static Object **new_keys(size_t from, size_t count)
{
    Object **keys = allocate(count, sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        keys[i] = new_key(from + i);
    }
    return keys;
}

/* The keys in the order of the lookups. */
static Object **ordered(Object **keys, size_t count)
{
    Object **row = allocate(bench.lookups, sizeof *row);
    uint32_t *order = random_order(count, bench.keys == SEQUENCE ? 0 : bench.lookups);

    for (size_t i = 0; i < bench.lookups; i++) {
        row[i] = keys[order[i]];
    }
    free(order);
    return row;
}

static void start(Keys keys, size_t count)
{
    bench.keys = keys;
    bench.count = count;
    bench.lookups = count < MOST_LOOKUPS ? count : MOST_LOOKUPS;
    bench.inserted = new_keys(0, count);
    bench.same = ordered(bench.inserted, count);
    bench.values = allocate(count, sizeof *bench.values);
    for (size_t i = 0; i < count; i++) {
        bench.values[i] = object_float((double)i);
    }
}

/* What comes before a row. */

static void empty(void)
{
    if (bench.table != NULL) {
        table_free(bench.table);
    }
    bench.table = table_new();
}

static size_t set_new(void)
{
    for (size_t i = 0; i < bench.count; i++) {
        expect(table_set(bench.table, bench.inserted[i], bench.values[i]) == 0, "set new");
    }
    return bench.count;
}

static void fill(void)
{
    empty();
    set_new();
}

static void full(void)
{
    if (bench.table == NULL || table_get(bench.table, bench.same[0]) == NULL) {
        fill();
    }
}

static void with_equal(void)
{
    full();
    if (bench.equal == NULL) {
        bench.equal = ordered(new_keys(0, bench.count), bench.count);
    }
}

static void with_absent(void)
{
    full();
    if (bench.absent == NULL) {
        bench.absent = ordered(new_keys(bench.count, bench.lookups), bench.lookups);
    }
}

static void with_other(void)
{
    full();
    if (bench.other != NULL) {
        table_free(bench.other);
    }
    bench.other = table_new();
}

/* The rows. */

static size_t found(Object **keys)
{
    size_t hits = 0;
    for (size_t i = 0; i < bench.lookups; i++) {
        hits += table_get(bench.table, keys[i]) != NULL;
    }
    return hits;
}

static size_t get_same(void)
{
    expect(found(bench.same) == bench.lookups, "get same");
    return bench.lookups;
}

static size_t get_equal(void)
{
    expect(found(bench.equal) == bench.lookups, "get equal");
    return bench.lookups;
}

static size_t get_absent(void)
{
    expect(found(bench.absent) == 0, "get absent");
    return bench.lookups;
}

static size_t update(void)
{
    for (size_t i = 0; i < bench.lookups; i++) {
        expect(table_set(bench.table, bench.same[i], bench.values[i]) == 0, "update");
    }
    return bench.lookups;
}

static size_t iterate(void)
{
    size_t pairs = 0;
    ptrdiff_t position = 0;
    Object *key, *value;

    while (table_next(bench.table, &position, &key, &value)) {
        pairs += key != NULL && value != NULL;
    }
    expect(pairs == bench.count, "iterate");
    return pairs;
}

static size_t pop(void)
{
    for (size_t i = 0; i < bench.lookups; i++) {
        Object *value = table_pop(bench.table, bench.same[i]);
        expect(value != NULL, "pop");
        object_release(value);
    }
    return bench.lookups;
}

/* With new references, in batches: by a function for many keys, and one key after the other. */
static size_t get_batches(size_t (*get)(Table *, Object **, size_t, Object **))
{
    for (size_t i = 0; i < bench.lookups; i += BATCH) {
        size_t left = bench.lookups - i, count = left < BATCH ? left : BATCH;
        expect(get(bench.table, bench.equal + i, count, bench.batch) == count, "get many");
        for (size_t j = 0; j < count; j++) {
            object_release(bench.batch[j]);
        }
    }
    return bench.lookups;
}

static size_t get_many(void)
{
    return get_batches(table_get_many);
}

static size_t get_each(void)
{
    return get_batches(table_get_each);
}

static size_t set_each(void)
{
    expect(table_set_each(bench.table, bench.inserted, bench.values, bench.count) == 0, "set each");
    return bench.count;
}

static size_t set_many(void)
{
    expect(table_set_many(bench.table, bench.inserted, bench.values, bench.count) == 0, "set many");
    return bench.count;
}

/* Other values for keys that are there, in random order. */
static size_t update_each(void)
{
    expect(table_set_each(bench.table, bench.same, bench.values, bench.lookups) == 0, "update each");
    return bench.lookups;
}

static size_t update_many(void)
{
    expect(table_set_many(bench.table, bench.same, bench.values, bench.lookups) == 0, "update many");
    return bench.lookups;
}

static size_t update_all(void)
{
    expect(table_update(bench.other, bench.table) == 0, "update from a table");
    return bench.count;
}

/* The longest single insertion while the table grows, in nanoseconds. */
static double longest_set(void)
{
    double longest = 0;

    empty();
    for (size_t i = 0; i < bench.count; i++) {
        double begin = now(), spent;
        expect(table_set(bench.table, bench.inserted[i], bench.values[i]) == 0, "set new");
        spent = now() - begin;
        longest = spent > longest ? spent : longest;
    }
    return longest;
}

static const Row rows[] = {
    {"set-new", empty, set_new, NULL},
    {"get-same", full, get_same, NULL},
    {"get-equal", with_equal, get_equal, NULL},
    {"get-absent", with_absent, get_absent, NULL},
    {"update", full, update, NULL},
    {"iterate", full, iterate, NULL},
    {"pop", fill, pop, NULL},
    {"get-each", with_equal, get_each, NULL},
    {"get-many", with_equal, get_many, NULL},
    {"set-each", empty, set_each, NULL},
    {"set-many", empty, set_many, NULL},
    {"update-each", full, update_each, NULL},
    {"update-many", full, update_many, NULL},
    {"update-all", with_other, update_all, NULL},
    {"longest-set", NULL, NULL, longest_set},
};

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"str", "int", "sequence"};

    peer_start();
    for (int kind = 0; argc > 2 && kind < 3; kind++) {
        if (strcmp(argv[1], kinds[kind]) == 0) {
            start((Keys)kind, strtoul(argv[2], NULL, 10));
            RUN_ROWS(rows, argv + 3);
        }
    }
    fprintf(stderr, "usage: table str|int|sequence N [ROW...]\n");
    return 2;
}
