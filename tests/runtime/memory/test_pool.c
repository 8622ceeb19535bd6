/* The size-class allocator: its blocks do not overlap, and memory goes back; and the short way into it, which is
 * open only while nobody else wants to see the blocks. */
#include "support.h"

#include "memory/choice.h"
#include "memory/pool.h"

#include <recount/recount.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static void test_sizes(void **state)
{
    RcPool *pool = _RcPool_New();
    char *blocks[600];
    Rc_UNUSED(state);

    for (size_t size = 1; size < 600; size++) {
        blocks[size] = _RcPool_Malloc(pool, size);
        assert_true((uintptr_t)blocks[size] % 16 == 0);
        memset(blocks[size], (int)(size & 0xFF), size);
    }
    for (size_t size = 1; size < 600; size++) {
        for (size_t i = 0; i < size; i++) {
            assert_int_equal((unsigned char)blocks[size][i], size & 0xFF);
        }
        _RcPool_Release(pool, blocks[size]);
    }
    _RcPool_Free(pool);
}

static void test_zeroed_blocks(void **state)
{
    RcPool *pool = _RcPool_New();
    char *dirty = _RcPool_Malloc(pool, 100), *block;
    Rc_UNUSED(state);

    memset(dirty, 'x', 100);
    _RcPool_Release(pool, dirty);
    block = _RcPool_Calloc(pool, 10, 10);
    assert_true(block[0] == 0 && memcmp(block, block + 1, 99) == 0);
    _RcPool_Release(pool, block);
    block = _RcPool_Calloc(pool, 100, 100);
    assert_true(block[0] == 0 && memcmp(block, block + 1, 9999) == 0);
    _RcPool_Release(pool, block);
    _RcPool_Free(pool);
}

static void test_resized_blocks(void **state)
{
    static const size_t sizes[] = {10, 12, 16, 17, 40, 33, 500, 512, 513, 5000, 600, 100, 30, 7};
    RcPool *pool = _RcPool_New();
    size_t size = 10;
    char *block = _RcPool_Malloc(pool, size), *same;
    Rc_UNUSED(state);

    memset(block, 'x', size);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t kept = size < sizes[i] ? size : sizes[i];
        block = _RcPool_Realloc(pool, block, sizes[i]);
        for (size_t k = 0; k < kept; k++) {
            assert_true(block[k] == 'x');
        }
        size = sizes[i];
        memset(block, 'x', size);
    }
    _RcPool_Release(pool, block);
    block = _RcPool_Malloc(pool, 100); /* 112 */
    same = _RcPool_Realloc(pool, block, 112);
    assert_ptr_equal(same, block);
    same = _RcPool_Realloc(pool, block, 57);
    assert_ptr_equal(same, block);
    _RcPool_Release(pool, same);
    _RcPool_Free(pool);
}

/* Random blocks, each filled with its own pattern, against their sizes in an array. */
static void test_random_blocks(void **state)
{
    enum { SLOTS = 4000, STEPS = 400000 };
    static struct {
        unsigned char *block;
        size_t size;
        unsigned char mark;
    } slots[SLOTS];
    const char *given = getenv("RECOUNT_TEST_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 20261122u;
    RcPool *pool = _RcPool_New();
    Rc_UNUSED(state);

    printf("seed %u\n", seed);
    for (int step = 0; step < STEPS; step++) {
        unsigned i, r;
        seed = seed * 1664525u + 1013904223u;
        i = (seed >> 8) % SLOTS;
        r = seed >> 20;
        if (slots[i].block != NULL) {
            assert_int_equal(slots[i].block[0], slots[i].mark);
            assert_int_equal(slots[i].block[slots[i].size - 1], slots[i].mark);
            _RcPool_Release(pool, slots[i].block);
            slots[i].block = NULL;
        } else {
            slots[i].size = r % 16 == 0 ? 1 + r : 1 + r % 512;
            slots[i].mark = (unsigned char)step;
            slots[i].block = _RcPool_Malloc(pool, slots[i].size);
            memset(slots[i].block, slots[i].mark, slots[i].size);
        }
    }
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].block != NULL) {
            _RcPool_Release(pool, slots[i].block);
        }
    }
    assert_true(_RcPool_Arenas(pool) <= 2); /* what is left are each class's last pages, of 32 classes */
    _RcPool_Free(pool);
}

static void test_a_pair_costs_no_page(void **state)
{
    RcPool *pool = _RcPool_New();
    void *first = _RcPool_Malloc(pool, 48), *block;
    Rc_UNUSED(state);

    _RcPool_Release(pool, first);
    assert_int_equal(_RcPool_Arenas(pool), 1);
    block = _RcPool_Malloc(pool, 48);
    assert_ptr_equal(block, first);
    _RcPool_Release(pool, block);
    _RcPool_Free(pool);
}

static void test_a_pool_that_is_ended_with_blocks_out(void **state)
{
    RcPool *pool = _RcPool_New();
    char *block = _RcPool_Malloc(pool, 48);
    Rc_UNUSED(state);
    memset(block, 'x', 48);
    _RcPool_Free(pool);
    assert_true(block[47] == 'x'); /* lost, but still memory */
    _RcPool_Free(NULL);
}

/* Of addresses, in bytes; 0 where the system does not tell. */
static size_t mapped(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%lu", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Where addresses are scarce the range is smaller; when it is used up, malloc serves, and when there is none. */
static void test_scarce_addresses(void **state)
{
    enum { MANY = 200000 };
    static char *blocks[MANY];
    struct rlimit before, scarce, is;
    RcPool *pool, *none;
    void *taken, *block;
    int owned = 0;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED || mapped() > (size_t)300 << 20) {
        skip(); /* a sanitizer's own memory is beyond any limit */
    }
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    scarce = before;
    scarce.rlim_cur = (rlim_t)400 << 20;
    taken = mmap(NULL, (size_t)1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_int_equal(setrlimit(RLIMIT_AS, &scarce), 0);
    assert_int_equal(getrlimit(RLIMIT_AS, &is), 0);
    if (is.rlim_cur != scarce.rlim_cur) {
        munmap(taken, (size_t)1 << 20);
        skip(); /* an emulator does not pass it on */
    }
    pool = _RcPool_New();
    scarce.rlim_cur = 1 << 20;
    assert_int_equal(setrlimit(RLIMIT_AS, &scarce), 0);
    none = _RcPool_New();
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    munmap(taken, (size_t)1 << 20);

    assert_non_null(none);
    assert_int_equal(none->size, 0);
    block = _RcPool_Malloc(none, 100);
    assert_non_null(block);
    assert_false(_RcPool_Owns(none, block));
    block = _RcPool_Realloc(none, block, 1 << 20);
    _RcPool_Release(none, block);
    assert_int_equal(_RcPool_Arenas(none), 0);
    _RcPool_Free(none);
    assert_non_null(pool);
    assert_true(pool->size < (size_t)100 << 20);
    for (int i = 0; i < MANY; i++) {
        blocks[i] = _RcPool_Malloc(pool, 512);
        blocks[i][511] = (char)i;
        owned += _RcPool_Owns(pool, blocks[i]);
    }
    assert_true(owned > 4000 && owned < MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(blocks[i][511], (char)i);
        blocks[i] = _RcPool_Realloc(pool, blocks[i], 100);
        _RcPool_Release(pool, blocks[i]);
    }
    assert_int_equal(_RcPool_Arenas(pool), 1);
    _RcPool_Free(pool);
}

/* -- the short way -- */

typedef struct Hook {
    RcMemAllocatorEx inner;
    int taken, given;
} Hook;

static void *hook_malloc(void *ctx, size_t size)
{
    Hook *hook = ctx;
    hook->taken++;
    return hook->inner.malloc(hook->inner.ctx, size);
}

static void *hook_calloc(void *ctx, size_t count, size_t size)
{
    Hook *hook = ctx;
    hook->taken++;
    return hook->inner.calloc(hook->inner.ctx, count, size);
}

static void *hook_realloc(void *ctx, void *block, size_t size)
{
    Hook *hook = ctx;
    return hook->inner.realloc(hook->inner.ctx, block, size);
}

static void hook_free(void *ctx, void *block)
{
    Hook *hook = ctx;
    hook->given++;
    hook->inner.free(hook->inner.ctx, block);
}

static Hook hooks[2]; /* mem, object */

static void install_hooks(void)
{
    for (int i = 0; i < 2; i++) {
        RcMemAllocatorDomain domain = i == 0 ? RCMEM_DOMAIN_MEM : RCMEM_DOMAIN_OBJ;
        RcMemAllocatorEx mine = {&hooks[i], hook_malloc, hook_calloc, hook_realloc, hook_free};
        hooks[i].taken = hooks[i].given = 0;
        RcMem_GetAllocator(domain, &hooks[i].inner);
        RcMem_SetAllocator(domain, &mine);
    }
}

static void remove_hooks(void)
{
    RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &hooks[0].inner);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &hooks[1].inner);
}

/* The objects that are made by the short way.  Each maker makes one object of objects blocks, and mem blocks. */
static RcObject *make_float(void)
{
    return RcFloat_FromDouble(1.5);
}

static RcObject *make_int(void)
{
    return RcInt_FromInt64(INT64_C(1) << 40);
}

static RcObject *make_str(void)
{
    return RcStr_FromString("a str of some length");
}

static RcObject *make_pair(void)
{
    return RcTuple_Pack(2, Rc_None, Rc_True);
}

static RcObject *make_tuple(void)
{
    return RcTuple_New(3);
}

static RcObject *make_list(void)
{
    return RcList_New(0);
}

static RcObject *make_longer_list(void)
{
    return RcList_New(3);
}

static const struct Maker {
    RcObject *(*make)(void);
    int mem;
} makers[] = {{make_float, 0}, {make_int, 0},  {make_str, 0},        {make_pair, 0},
              {make_tuple, 0}, {make_list, 0}, {make_longer_list, 1}};
#define MAKERS (sizeof makers / sizeof makers[0])

static RcPool *used_pool;

/* A runtime on a pool of the test's own: so there is one with sanitizers, too. */
static int start_with_pool(void **state)
{
    RcMemAllocatorEx pools = {NULL, _RcPool_Malloc, _RcPool_Calloc, _RcPool_Realloc, _RcPool_Release};
    Rc_UNUSED(state);
    used_pool = _RcPool_New();
    assert_non_null(used_pool);
    pools.ctx = used_pool;
    RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &pools);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &pools);
    assert_int_equal(Rc_Initialize(), 0);
    return 0;
}

static int finish(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcErr_Occurred());
    assert_int_equal(Rc_Finalize(), 0);
    assert_ptr_equal(_RcMem_direct[RCMEM_DOMAIN_OBJ], &_RcPool_Closed);
    _RcPool_Free(used_pool);
    return 0;
}

static int is_open(RcMemAllocatorDomain domain)
{
    if (_RcMem_direct[domain] == used_pool) {
        return 1;
    }
    assert_ptr_equal(_RcMem_direct[domain], &_RcPool_Closed);
    return 0;
}

static void test_when_it_is_open(void **state)
{
    RcMemAllocatorEx pools, partly;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED) {
        skip(); /* there are no pools */
    }
    assert_false(is_open(RCMEM_DOMAIN_RAW));
    assert_true(is_open(RCMEM_DOMAIN_MEM) && is_open(RCMEM_DOMAIN_OBJ));
    install_hooks();
    assert_false(is_open(RCMEM_DOMAIN_MEM) || is_open(RCMEM_DOMAIN_OBJ));
    remove_hooks();
    assert_true(is_open(RCMEM_DOMAIN_MEM) && is_open(RCMEM_DOMAIN_OBJ));

    for (int i = 0; i < 4; i++) { /* a copy of which one function is replaced */
        RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &pools);
        partly = pools;
        partly.malloc = i == 0 ? hook_malloc : partly.malloc;
        partly.calloc = i == 1 ? hook_calloc : partly.calloc;
        partly.realloc = i == 2 ? hook_realloc : partly.realloc;
        partly.free = i == 3 ? hook_free : partly.free;
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &partly);
        assert_false(is_open(RCMEM_DOMAIN_OBJ));
        assert_true(is_open(RCMEM_DOMAIN_MEM));
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &pools);
        assert_true(is_open(RCMEM_DOMAIN_OBJ));
    }
}

static void test_a_failure_closes_it(void **state)
{
    void *block;
    Rc_UNUSED(state);

    if (RC_MEM_SANITIZED) {
        skip(); /* there are no pools */
    }
    assert_int_equal(RcMem_SetFailAfter(2), 0);
    assert_false(is_open(RCMEM_DOMAIN_MEM) || is_open(RCMEM_DOMAIN_OBJ));
    assert_int_equal(RcMem_SetFailAfter(0), 2);
    assert_true(is_open(RCMEM_DOMAIN_MEM) && is_open(RCMEM_DOMAIN_OBJ));
    assert_int_equal(RcMem_SetFailAfter(2), 0);
    block = RcMem_Malloc(10);
    assert_false(is_open(RCMEM_DOMAIN_MEM) || is_open(RCMEM_DOMAIN_OBJ));
    assert_null(RcObject_Malloc(10)); /* it has happened */
    assert_true(is_open(RCMEM_DOMAIN_MEM) && is_open(RCMEM_DOMAIN_OBJ));
    RcMem_Free(block);

    for (size_t i = 0; i < MAKERS; i++) {
        for (int n = 1; n <= 1 + makers[i].mem; n++) {
            Rc_ssize_t live = Rc_LiveObjects();
            RcMem_SetFailAfter(n);
            assert_null(makers[i].make());
            assert_raises(RcExc_MemoryError, NULL);
            assert_int_equal(RcMem_SetFailAfter(0), 0);
            assert_int_equal(Rc_LiveObjects(), live);
        }
    }
}

static void test_a_limit_closes_it(void **state)
{
    RcConfig config;
    RcObject *op;
    size_t used;
    Rc_UNUSED(state);

    RcConfig_Init(&config);
    config.memory_limit = 100000;
    assert_int_equal(Rc_InitializeFromConfig(&config), 0);
    assert_ptr_equal(_RcMem_direct[RCMEM_DOMAIN_OBJ], &_RcPool_Closed);
    assert_ptr_equal(_RcMem_direct[RCMEM_DOMAIN_MEM], &_RcPool_Closed);
    used = _RcMemLimit_Used(_Rc_runtime->memory_limit);
    op = RcFloat_FromDouble(1.5);
    assert_int_equal(_RcMemLimit_Used(_Rc_runtime->memory_limit), used + sizeof(RcFloatObject));
    Rc_DECREF(op);
    assert_int_equal(_RcMemLimit_Used(_Rc_runtime->memory_limit), used);
    assert_int_equal(Rc_Finalize(), 0);
    assert_ptr_equal(_RcMem_direct[RCMEM_DOMAIN_OBJ], &_RcPool_Closed);
}

/* Each object, made with and without hooks and freed with and without: hooks see what happens while they are there,
 * and nothing else; and all is the pool's, and is used again. */
static void test_hooks_at_any_moment(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < MAKERS; i++) {
        for (int when = 0; when < 4; when++) {
            int made_hooked = when & 1, freed_hooked = when >> 1;
            Rc_ssize_t live = Rc_LiveObjects();
            RcObject *op, *again;

            install_hooks();
            if (!made_hooked) {
                remove_hooks();
            }
            op = makers[i].make();
            assert_int_equal(hooks[1].taken, made_hooked);
            assert_int_equal(hooks[0].taken, made_hooked * makers[i].mem);
            assert_int_equal(Rc_LiveObjects(), live + 1);
            assert_refcnt(op, 1);
            assert_true(_RcPool_Owns(used_pool, op));
            if (made_hooked && !freed_hooked) {
                remove_hooks();
            } else if (!made_hooked && freed_hooked) {
                install_hooks();
            }
            Rc_DECREF(op);
            assert_int_equal(hooks[1].given, freed_hooked);
            assert_int_equal(hooks[0].given, freed_hooked * makers[i].mem);
            assert_int_equal(Rc_LiveObjects(), live);
            if (freed_hooked) {
                remove_hooks();
            }
            again = makers[i].make();
            assert_ptr_equal(again, op);
            Rc_DECREF(again);
        }
    }
}

static void *plain_malloc(void *ctx, size_t size)
{
    Rc_UNUSED(ctx);
    return malloc(size);
}

static void *plain_calloc(void *ctx, size_t count, size_t size)
{
    Rc_UNUSED(ctx);
    return calloc(count, size);
}

/* Blocks that an allocator beside the pool gave are freed by the pool: as malloc's. */
static void test_blocks_of_another_allocator(void **state)
{
    RcMemAllocatorEx mem, object, beside;
    Rc_UNUSED(state);

    RcMem_GetAllocator(RCMEM_DOMAIN_MEM, &mem);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &object);
    beside = object;
    beside.malloc = plain_malloc;
    beside.calloc = plain_calloc;
    for (size_t i = 0; i < MAKERS; i++) {
        RcObject *op;
        RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &beside);
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &beside);
        op = makers[i].make();
        assert_false(_RcPool_Owns(used_pool, op));
        RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &mem);
        RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &object);
        Rc_DECREF(op);
    }
}

/* On the short way, too, a list grows and shrinks, and a collection that is due runs. */
static void test_containers_by_the_short_way(void **state)
{
    Rc_ssize_t live = Rc_LiveObjects();
    RcObject *list = RcList_New(0), *tuple, *item;
    Rc_UNUSED(state);

    for (int i = 0; i < 1000; i++) {
        item = RcFloat_FromDouble(i);
        assert_int_equal(RcList_Append(list, item), 0);
        Rc_DECREF(item);
    }
    tuple = RcList_AsTuple(list);
    assert_int_equal(Rc_LiveObjects(), live + 1002);
    Rc_DECREF(list);
    assert_true(RcFloat_AS_DOUBLE(RcTuple_GET_ITEM(tuple, 999)) == 999);
    assert_refcnt(RcTuple_GET_ITEM(tuple, 0), 1);
    Rc_DECREF(tuple);
    assert_int_equal(Rc_LiveObjects(), live);

    for (int i = 0; i < 3000; i++) { /* each is garbage */
        list = i % 2 ? RcList_New(1) : RcList_New(0);
        tuple = i % 3 ? RcTuple_Pack(1, list) : RcTuple_New(1);
        if (i % 3 == 0) {
            RcTuple_SET_ITEM(tuple, 0, Rc_NewRef(list));
        }
        assert_int_equal(RcList_Append(list, tuple), 0);
        Rc_DECREF(tuple);
        Rc_DECREF(list);
    }
    assert_true(Rc_LiveObjects() < live + 3000);
    RcGC_Collect();
    assert_int_equal(Rc_LiveObjects(), live);
    assert_null(RcTuple_Pack(3, Rc_None, (RcObject *)NULL, Rc_None));
    assert_raises(RcExc_SystemError, "RcTuple_Pack: bad argument");
    assert_int_equal(Rc_LiveObjects(), live);
}

/* Also in the block of an object that had a reference where the list has its row. */
static void test_a_new_list_has_no_row(void **state)
{
    Rc_UNUSED(state);
    for (Rc_ssize_t size = 1; size <= 6; size++) {
        RcObject *tuple = RcTuple_New(size), *list;
        for (Rc_ssize_t i = 0; i < size; i++) {
            RcTuple_SET_ITEM(tuple, i, Rc_NewRef(Rc_None));
        }
        Rc_DECREF(tuple);
        list = RcList_New(0);
        assert_null(((RcListObject *)list)->ob_item);
        Rc_DECREF(list);
    }
}

#define short_way_test(function) cmocka_unit_test_setup_teardown(function, start_with_pool, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_zeroed_blocks),
        cmocka_unit_test(test_resized_blocks),
        cmocka_unit_test(test_random_blocks),
        cmocka_unit_test(test_a_pair_costs_no_page),
        cmocka_unit_test(test_a_pool_that_is_ended_with_blocks_out),
        cmocka_unit_test(test_scarce_addresses),
        short_way_test(test_when_it_is_open),
        short_way_test(test_a_failure_closes_it),
        cmocka_unit_test(test_a_limit_closes_it),
        short_way_test(test_hooks_at_any_moment),
        short_way_test(test_blocks_of_another_allocator),
        short_way_test(test_containers_by_the_short_way),
        short_way_test(test_a_new_list_has_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
