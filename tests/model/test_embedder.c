/* An embedder's memory: allocators with contexts of their own, which give nothing more from some allocation on, or from
 * some byte on.  Whatever a program does then, each operation either succeeds or fails with MemoryError, the program
 * goes on with the next, and in the end each block has come back to the allocator that gave it. */
#include "support.h"

#include <recount/recount.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DOMAINS 3
#define UNLIMITED ((size_t)-1)

/* ---- The allocators ---- */

static struct {
    size_t left;    /* allocations that are still granted */
    size_t refused; /* since the start */
    size_t limit;   /* of the runtime, or UNLIMITED */
} shop;

typedef struct Context {
    size_t blocks, bytes;
} Context;

static Context contexts[DOMAINS];

/* In front of each block. */
typedef union Front {
    struct {
        Context *giver;
        size_t size;
    } of;
    max_align_t align;
} Front;

static int granted(void)
{
    if (shop.left == 0) {
        shop.refused++;
        return 0;
    }
    shop.left -= shop.left != UNLIMITED;
    return 1;
}

/* What the limit allows, and what it puts in front of each block. */
static void look_at_the_limit(void)
{
    size_t bytes = contexts[1].bytes + contexts[2].bytes;
    size_t blocks = contexts[1].blocks + contexts[2].blocks;
    assert_true(shop.limit == UNLIMITED || bytes <= shop.limit + blocks * sizeof(max_align_t));
}

static void *take(Context *giver, Front *front, size_t size)
{
    front->of.giver = giver;
    front->of.size = size;
    giver->blocks++;
    giver->bytes += size;
    look_at_the_limit();
    return front + 1;
}

static Front *give_back(Context *giver, void *block)
{
    Front *front = (Front *)block - 1;
    assert_ptr_equal(front->of.giver, giver); /* a block of another domain would be another's */
    giver->blocks--;
    giver->bytes -= front->of.size;
    return front;
}

static void *shop_malloc(void *ctx, size_t size)
{
    Front *front = granted() ? malloc(sizeof(Front) + size) : NULL;
    return front != NULL ? memset(take(ctx, front, size), 0xCD, size) : NULL;
}

static void *shop_calloc(void *ctx, size_t count, size_t size)
{
    Front *front = granted() ? calloc(1, sizeof(Front) + count * size) : NULL;
    return front != NULL ? take(ctx, front, count * size) : NULL;
}

static void *shop_realloc(void *ctx, void *block, size_t size)
{
    Front *front;
    if (!granted()) {
        return NULL;
    }
    front = realloc(give_back(ctx, block), sizeof(Front) + size);
    assert_non_null(front);
    return take(ctx, front, size);
}

static void shop_free(void *ctx, void *block)
{
    free(give_back(ctx, block));
}

/* ---- What the program does: steps, each -1 with an error, or 0 ---- */

/* What a step has made, until it is over. */
static RcObject *made[64];
static size_t made_count;

/* op, which is new, or NULL. */
static RcObject *keep(RcObject *op)
{
    if (op != NULL) {
        assert_true(made_count < sizeof made / sizeof made[0]);
        made[made_count++] = op;
    }
    return op;
}

/* Leaves the step if this is not so. */
#define TRY(condition)    \
    do {                  \
        if (!(condition)) \
            return -1;    \
    } while (0)

static int text(void)
{
    RcObject *number, *blank, *words, *parts;
    TRY(number = keep(RcInt_FromString("123456789012345678", NULL, 10)));
    TRY(blank = keep(RcStr_FromString(" ")));
    TRY(words = keep(RcStr_FromFormat("%R %s %25d %S", number, "and", 42, blank)));
    TRY(parts = keep(RcStr_Split(words, NULL, -1)));
    TRY(keep(RcStr_Replace(words, blank, words, -1)));
    TRY(words = keep(RcStr_Join(blank, parts)));
    TRY(keep(RcObject_Repr(words)));
    TRY(keep(RcStr_AsUTF8String(words)));
    TRY(words = keep(RcObject_CallMethod(words, "upper", NULL)));
    TRY(keep(RcStr_FromString("1.25")));
    TRY(keep(RcFloat_FromString(made[made_count - 1])));
    return 0;
}

static int sequences(void)
{
    RcObject *list, *tuple, *iterator, *item;
    TRY(list = keep(RcList_New(0)));
    for (int i = 0; i < 20; i++) {
        RcObject *number = RcFloat_FromDouble(100.5 - i);
        int status = number != NULL ? RcList_Append(list, number) : -1;
        Rc_XDECREF(number);
        TRY(status == 0);
    }
    TRY(RcList_Sort(list) == 0);
    TRY(tuple = keep(RcList_AsTuple(list)));
    TRY(RcList_SetSlice(list, 5, 10, tuple) == 0);
    TRY(keep(RcSequence_Concat(tuple, tuple)));
    TRY(keep(RcSequence_Repeat(list, 3)));
    TRY(iterator = keep(RcObject_GetIter(list)));
    while ((item = RcIter_Next(iterator)) != NULL) {
        Rc_DECREF(item);
    }
    return RcErr_Occurred() ? -1 : 0;
}

static int tables(void)
{
    RcObject *table, *copy, *keys, *value = NULL;
    TRY(table = keep(RcHashTable_New()));
    for (long i = 0; i < 20; i++) {
        RcObject *key = i % 2 ? RcInt_FromLong(100000 + i) : RcStr_FromFormat("key %ld", i);
        int status = key != NULL ? RcHashTable_SetItem(table, key, key) : -1;
        Rc_XDECREF(key);
        TRY(status == 0);
    }
    TRY(copy = keep(RcHashTable_Copy(table)));
    TRY(keys = keep(RcHashTable_Keys(table)));
    TRY(RcHashTable_SetItemString(copy, "list", keys) == 0);
    TRY(RcHashTable_Update(table, copy) == 0);
    TRY(keep(RcHashTable_Items(table)));
    TRY(RcHashTable_SetMany(copy, RcSequence_Fast_ITEMS(keys), RcSequence_Fast_ITEMS(keys), 20) == 0);
    TRY(RcHashTable_PopString(table, "list", &value) == 1);
    Rc_DECREF(value);
    TRY(keep(RcObject_Repr(table)));
    return 0;
}

static RcObject *ignore(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    Rc_UNUSED(argument);
    Rc_RETURN_NONE;
}

static RcMethodDef ignore_def = {"ignore", ignore, RC_METH_O, NULL};

/* A type of its own, an object of it with attributes, and weak references to it, whose callbacks cannot all be called. */
static int types(void)
{
    static RcType_Slot slots[] = {{0, NULL}};
    static RcType_Spec spec = {.name = "test.Thing", .flags = Rc_TPFLAGS_DEFAULT, .slots = slots};
    RcObject *type, *function, *name;
    TRY(type = keep(RcType_FromSpec(&spec)));
    TRY(name = keep(RcStr_FromString("a name")));
    TRY(RcObject_SetAttrString(type, "name", name) == 0);
    TRY(function = keep(RcCFunction_New(&ignore_def, name)));
    TRY(keep(RcWeakref_NewRef(type, function)));
    TRY(keep(RcWeakref_NewProxy(function, function)));
    TRY(keep(RcObject_CallNoArgs(type)));
    TRY(keep(RcObject_GetAttrString(made[made_count - 1], "name")));
    return 0;
}

static int cycles(void)
{
    RcObject *list = RcList_New(0), *table = RcHashTable_New(), *ref = NULL;
    int status = -1;
    if (list != NULL && table != NULL && (ref = RcWeakref_NewRef(table, NULL)) != NULL &&
        RcList_Append(list, table) == 0 && RcHashTable_SetItemString(table, "list", list) == 0) {
        status = 0;
    }
    Rc_XDECREF(list);
    Rc_XDECREF(table);
    if (ref != NULL) {
        RcObject *pending = RcErr_GetRaisedException();
        assert_true(RcGC_Collect() >= 0); /* whatever there is left to allocate */
        assert_true(RcWeakref_IsDead(ref));
        RcErr_SetRaisedException(pending);
        Rc_DECREF(ref);
    }
    return status;
}

static int errors(void)
{
    RcObject *exception;
    RcErr_Format(RcExc_ValueError, "number %d", 100000);
    if (!RcErr_ExceptionMatches(RcExc_ValueError)) {
        return -1;
    }
    exception = keep(RcErr_GetRaisedException());
    TRY(keep(RcObject_Str(exception)));
    TRY(keep(RcObject_Repr(exception)));
    RcErr_SetObject(RcExc_KeyError, exception);
    if (!RcErr_ExceptionMatches(RcExc_KeyError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static int arguments(void)
{
    static char *const keywords[] = {"number", "text", "rest", NULL};
    RcObject *values, *named, *rest = NULL;
    const char *string;
    int number;
    TRY(values = keep(Rc_BuildValue("(is)", 100000, "text")));
    TRY(named = keep(Rc_BuildValue("{s:[d(ii)y#]}", "rest", 0.5, 1, 100000, "bytes", (Rc_ssize_t)5)));
    TRY(RcArg_ParseTupleAndKeywords(values, named, "is|O", keywords, &number, &string, &rest));
    assert_int_equal(number, 100000);
    assert_string_equal(string, "text");
    assert_int_equal(RcList_Size(rest), 3);
    return 0;
}

static int (*const steps[])(void) = {text, sequences, tables, types, cycles, errors, arguments};
#define STEPS (sizeof steps / sizeof steps[0])

static int run(size_t step)
{
    int status = steps[step]();
    RcObject *pending = RcErr_GetRaisedException();
    while (made_count > 0) {
        Rc_DECREF(made[--made_count]);
    }
    RcErr_SetRaisedException(pending);
    assert_int_equal(status < 0, pending != NULL);
    if (status < 0) {
        assert_raises(RcExc_MemoryError, NULL);
    }
    return status;
}

/* ---- The life of a runtime with these allocators ---- */

static void nobody_gets_it(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(where);
    Rc_UNUSED(arg);
    assert_true(RcErr_GivenExceptionMatches(exception, RcExc_MemoryError));
}

/* Allocations are granted, and bytes below the limit (0: no limit).  Afterwards, where the shop opens again when a step
 * has failed, the next one does not.  Returns whether anything failed. */
static int live(size_t allocations, size_t limit, int opens_again)
{
    static const RcMemAllocatorEx given = {NULL, shop_malloc, shop_calloc, shop_realloc, shop_free};
    RcMemAllocatorEx allocators[DOMAINS] = {given, given, given};
    RcConfig config;
    size_t failed = 0;
    int started;

    shop.left = allocations;
    shop.refused = 0;
    shop.limit = limit != 0 ? limit : UNLIMITED;
    for (int i = 0; i < DOMAINS; i++) {
        allocators[i].ctx = &contexts[i];
    }
    RcConfig_Init(&config);
    config.raw_allocator = &allocators[0];
    config.mem_allocator = &allocators[1];
    config.object_allocator = &allocators[2];
    config.memory_limit = limit;
    started = Rc_InitializeFromConfig(&config) == 0;
    if (started) {
        RcErr_SetUnraisableHook(nobody_gets_it, NULL);
        for (size_t i = 0; i < STEPS; i++) {
            if (run(i) < 0) {
                assert_true(failed == 0 || !opens_again);
                failed++;
                if (opens_again) {
                    shop.left = UNLIMITED;
                }
            }
        }
        assert_int_equal(Rc_LiveObjects(), 0);
        assert_int_equal(Rc_Finalize(), 0);
    }
    for (int i = 0; i < DOMAINS; i++) {
        RcMemAllocatorEx after;
        RcMem_GetAllocator((RcMemAllocatorDomain)i,
                           &after); /* the defaults are back, after a refused start, too */
        assert_true(after.malloc != shop_malloc);
        assert_int_equal(contexts[i].blocks, 0);
        assert_int_equal(contexts[i].bytes, 0);
    }
    return !started || failed > 0 || shop.refused > 0;
}

/* ---- The tests ---- */

static size_t stride(size_t usual)
{
    return getenv("RECOUNT_TEST_QUICK") != NULL ? 16 * usual - 1 : usual;
}

static void run_out(int opens_again)
{
    size_t n = 0;
    int saved = support_quiet(-1);
    while (live(n, 0, opens_again)) {
        n += stride(1);
    }
    support_quiet(saved);
    assert_true(n > 100);
}

static void test_out_of_memory_for_good(void **state)
{
    Rc_UNUSED(state);
    run_out(0);
}

static void test_out_of_memory_for_a_while(void **state)
{
    Rc_UNUSED(state);
    run_out(1);
}

/* The first limit with which nothing fails; with the one before it, STEP bytes less, something does. */
#define STEP stride(40)

static size_t enough(void)
{
    size_t limit = 1;
    while (live(UNLIMITED, limit, 0)) {
        limit += STEP;
        assert_true(limit < 1000000);
    }
    return limit;
}

static void test_a_limit_at_every_point(void **state)
{
    int saved = support_quiet(-1);
    size_t limit = enough();
    Rc_UNUSED(state);
    support_quiet(saved);
    assert_true(limit > 2000);
}

/* Limited ones that get by, ones that do not, and ones without a limit, in turns. */
static void test_thousands_of_runtimes(void **state)
{
    int lives = getenv("RECOUNT_TEST_QUICK") != NULL ? 200 : 2000;
    int saved = support_quiet(-1);
    const size_t limits[] = {0, 100000, enough() - STEP, 1};
    Rc_UNUSED(state);
    for (int i = 0; i < lives; i++) {
        assert_int_equal(live(UNLIMITED, limits[i % 4], 0), i % 4 > 1);
    }
    support_quiet(saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_out_of_memory_for_good),
        cmocka_unit_test(test_out_of_memory_for_a_while),
        cmocka_unit_test(test_a_limit_at_every_point),
        cmocka_unit_test(test_thousands_of_runtimes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
