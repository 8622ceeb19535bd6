/* What a table's operations cost: table KIND N [ROW...]
 *
 * KIND is str (8 to 24 bytes, with their hash), int (scattered over 48 bits) or sequence (0 to N-1).  Prints
 * a line for each row, or for those that are named: its name and nanoseconds an operation.  The same source is
 * built for every peer: PEER is the header that says what its objects and its table are.
 *
 * Keys are the same in every run and for every peer.  They are made and inserted in one order, and looked up,
 * updated and popped in another, random one (of a sequence: in order, too).  Each value is an object of
 * its own that somebody else holds as well: no operation frees anything but memory of the table. */
#include PEER

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "measure.h"

#define LEAST_OPERATIONS 1000000 /* of a row, by repetition */
#define MOST_OPERATIONS 10000000 /* lookups of a row; insertions are always all */

typedef enum Keys { STRS, INTS, SEQUENCE } Keys;

static struct {
    Keys keys;
    size_t count;
    size_t lookups;
    size_t *order; /* which keys are looked up, one after the other */
    Object **inserted;
    Object **same;
    Object **equal;
    Object **absent;
    Object **values;
    Table *table;
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

static Object **new_keys(size_t from)
{
    Object **keys = allocate(bench.count, sizeof *keys);
    for (size_t i = 0; i < bench.count; i++) {
        keys[i] = new_key(from + i);
    }
    return keys;
}

/* The keys in the order of the lookups. */
static Object **ordered(Object **keys)
{
    Object **row = allocate(bench.lookups, sizeof *row);
    for (size_t i = 0; i < bench.lookups; i++) {
        row[i] = keys[bench.order[i]];
    }
    return row;
}

/* Of a random permutation the first bench.lookups. */
static void make_order(void)
{
    uint64_t state = 4;

    bench.order = allocate(bench.count, sizeof *bench.order);
    for (size_t i = 0; i < bench.count; i++) {
        bench.order[i] = i;
    }
    for (size_t i = 0; bench.keys != SEQUENCE && i < bench.lookups; i++) {
        size_t other = i + (size_t)(next_random(&state) % (bench.count - i)), kept = bench.order[i];
        bench.order[i] = bench.order[other];
        bench.order[other] = kept;
    }
}

static void start(Keys keys, size_t count)
{
    bench.keys = keys;
    bench.count = count;
    bench.lookups = count < MOST_OPERATIONS ? count : MOST_OPERATIONS;
    make_order();
    bench.inserted = new_keys(0);
    bench.same = ordered(bench.inserted);
    bench.values = allocate(count, sizeof *bench.values);
    for (size_t i = 0; i < count; i++) {
        bench.values[i] = object_float((double)i);
    }
}

/* What comes before a row, not measured. */

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
        if (table_set(bench.table, bench.inserted[i], bench.values[i]) < 0) {
            fail("set new");
        }
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
        bench.equal = ordered(new_keys(0));
    }
}

static void with_absent(void)
{
    full();
    if (bench.absent == NULL) {
        bench.absent = ordered(new_keys(bench.count));
    }
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
    return found(bench.same);
}

static size_t get_equal(void)
{
    return found(bench.equal);
}

static size_t get_absent(void)
{
    return bench.lookups - found(bench.absent);
}

static size_t update(void)
{
    for (size_t i = 0; i < bench.lookups; i++) {
        if (table_set(bench.table, bench.same[i], bench.values[i]) < 0) {
            fail("update");
        }
    }
    return bench.lookups;
}

static size_t pop(void)
{
    size_t hits = 0;
    for (size_t i = 0; i < bench.lookups; i++) {
        Object *value = table_pop(bench.table, bench.same[i]);
        if (value != NULL) {
            object_release(value);
            hits++;
        }
    }
    return hits;
}

static size_t iterate(void)
{
    size_t pairs = 0;
    ptrdiff_t position = 0;
    Object *key, *value;

    while (table_next(bench.table, &position, &key, &value)) {
        pairs += key != NULL && value != NULL;
    }
    return pairs;
}

typedef struct Row {
    const char *name;
    void (*prepare)(void);
    size_t (*run)(void); /* how many operations were as they should be: all */
} Row;

static const Row rows[] = {
    {"set-new", empty, set_new},
    {"get-same", full, get_same},
    {"get-equal", with_equal, get_equal},
    {"get-absent", with_absent, get_absent},
    {"update", full, update},
    {"iterate", full, iterate},
    {"pop", fill, pop},
};

static void measure(const Row *row)
{
    size_t operations = row->run == set_new || row->run == iterate ? bench.count : bench.lookups;
    size_t turns = (LEAST_OPERATIONS + operations - 1) / operations;
    double spent = 0;

    for (size_t turn = 0; turn < turns; turn++) {
        double begin;
        row->prepare();
        begin = now();
        if (row->run() != operations) {
            fail(row->name);
        }
        spent += now() - begin;
    }
    printf("%s %.3f\n", row->name, spent / (double)(operations * turns));
}

/* The longest single insertion while the table grows. */
static void measure_longest(void)
{
    double longest = 0;

    empty();
    for (size_t i = 0; i < bench.count; i++) {
        double begin = now(), spent;
        if (table_set(bench.table, bench.inserted[i], bench.values[i]) < 0) {
            fail("longest-set");
        }
        spent = now() - begin;
        longest = spent > longest ? spent : longest;
    }
    printf("longest-set %.0f\n", longest);
}

static int wanted(const char *name, char **names, int count)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *kind = argc > 2 ? argv[1] : "";
    Keys keys = kind[0] == 's' ? kind[1] == 't' ? STRS : SEQUENCE : INTS;

    if (argc < 3) {
        fprintf(stderr, "usage: table str|int|sequence N [row...]\n");
        return 2;
    }
    peer_start();
    start(keys, strtoul(argv[2], NULL, 10));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (argc == 3 || wanted(rows[i].name, argv + 3, argc - 3)) {
            measure(&rows[i]);
        }
    }
    if (wanted("longest-set", argv + 3, argc - 3)) {
        measure_longest();
    }
    fflush(stdout);
    _Exit(0); /* what is alive is not worth taking apart */
}
