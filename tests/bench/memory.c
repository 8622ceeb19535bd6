/* Bytes that tables take, as their allocator is asked for them: memory str|int
 *
 * Prints bytes for each entry, the mean over the sizes from N to 2N; bytes of a table with 0 to 8 pairs, and
 * the blocks of an empty one. */
#include "peers/python.h"
#include "rows.h"

static ptrdiff_t bytes, blocks;

/* An allocator that writes the size in front of each block. */

static void *counted(size_t *block, size_t size)
{
    if (block == NULL) {
        return NULL;
    }
    *block = size;
    bytes += (ptrdiff_t)size;
    blocks++;
    return block + 2;
}

static void *hook_malloc(void *ctx, size_t size)
{
    (void)ctx;
    return counted(malloc(size + 16), size);
}

static void *hook_calloc(void *ctx, size_t count, size_t size)
{
    (void)ctx;
    return counted(calloc(1, count * size + 16), count * size);
}

static size_t *uncounted(void *block)
{
    size_t *start = block;
    if (start != NULL) {
        start -= 2;
        bytes -= (ptrdiff_t)*start;
        blocks--;
    }
    return start;
}

static void *hook_realloc(void *ctx, void *block, size_t size)
{
    (void)ctx;
    return counted(realloc(uncounted(block), size + 16), size);
}

static void hook_free(void *ctx, void *block)
{
    (void)ctx;
    free(uncounted(block));
}

static void hook(void)
{
    PyMemAllocatorEx allocator = {NULL, hook_malloc, hook_calloc, hook_realloc, hook_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &allocator);
    PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &allocator);
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &allocator);
}

static int strs;
static Object **keys;

static void make_keys(size_t count)
{
    char text[32];
    keys = allocate(count, sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        size_t length = (size_t)snprintf(text, sizeof text, "key %zu", i);
        keys[i] = strs ? object_str(text, length) : object_int((int64_t)i << 20);
    }
}

static double per_entry(size_t from)
{
    double sum = 0;
    ptrdiff_t before;
    Table *table;

    make_keys(2 * from);
    before = bytes;
    table = table_new();
    for (size_t i = 0; i < 2 * from; i++) {
        expect(table_set(table, keys[i], keys[i]) == 0, "set new");
        sum += i >= from ? (double)(bytes - before) / (double)(i + 1) : 0;
    }
    table_free(table);
    return sum / (double)from;
}

static double per_entry_1e2(void)
{
    return per_entry(100);
}

static double per_entry_1e4(void)
{
    return per_entry(10000);
}

static double per_entry_1e6(void)
{
    return per_entry(1000000);
}

/* Of many tables at once, so that what a free list kept does not matter. */
static double of_tiny(size_t pairs, const ptrdiff_t *what)
{
    enum { TABLES = 10000 };
    Table **tables = allocate(TABLES, sizeof *tables);
    ptrdiff_t before;

    make_keys(pairs);
    before = *what;
    for (size_t i = 0; i < TABLES; i++) {
        tables[i] = table_new();
        for (size_t j = 0; j < pairs; j++) {
            expect(table_set(tables[i], keys[j], keys[j]) == 0, "set new");
        }
    }
    return (double)(*what - before) / TABLES;
}

#define TINY(pairs)                    \
    static double tiny_##pairs(void)   \
    {                                  \
        return of_tiny(pairs, &bytes); \
    }
TINY(0)
TINY(1)
TINY(2)
TINY(3)
TINY(4)
TINY(5)
TINY(6)
TINY(7)
TINY(8)

static double blocks_of_empty(void)
{
    return of_tiny(0, &blocks);
}

static const Row rows[] = {
    {"per-entry-1e2", NULL, NULL, per_entry_1e2},
    {"per-entry-1e4", NULL, NULL, per_entry_1e4},
    {"per-entry-1e6", NULL, NULL, per_entry_1e6},
    {"tiny-0", NULL, NULL, tiny_0},
    {"tiny-1", NULL, NULL, tiny_1},
    {"tiny-2", NULL, NULL, tiny_2},
    {"tiny-3", NULL, NULL, tiny_3},
    {"tiny-4", NULL, NULL, tiny_4},
    {"tiny-5", NULL, NULL, tiny_5},
    {"tiny-6", NULL, NULL, tiny_6},
    {"tiny-7", NULL, NULL, tiny_7},
    {"tiny-8", NULL, NULL, tiny_8},
    {"blocks-of-empty", NULL, NULL, blocks_of_empty},
};

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: memory str|int\n");
        return 2;
    }
    strs = argv[1][0] == 's';
    hook();
    peer_start();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run_row(&rows[i]);
    }
    fflush(stdout);
    _Exit(0);
}
