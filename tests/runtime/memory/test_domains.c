/* The three domains: their contract at the edges, hooks, and the injected failure. */
#include "support.h"

#include <recount/recount.h>

#include <string.h>

typedef struct Domain {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
} Domain;

static const Domain domains[] = {
    {RcMem_RawMalloc, RcMem_RawCalloc, RcMem_RawRealloc, RcMem_RawFree},
    {RcMem_Malloc, RcMem_Calloc, RcMem_Realloc, RcMem_Free},
    {RcObject_Malloc, RcObject_Calloc, RcObject_Realloc, RcObject_Free},
};

static int is_zero(const char *block, size_t size)
{
    while (size > 0 && block[size - 1] == 0) {
        size--;
    }
    return size == 0;
}

static void use(const Domain *domain)
{
    char *a = domain->malloc(10), *b = domain->calloc(7, 100), *c;

    assert_non_null(a);
    assert_true(is_zero(b, 700));
    memset(a, 'a', 10);
    c = domain->realloc(a, 5000);
    assert_true(memcmp(c, "aaaaaaaaaa", 10) == 0);
    c = domain->realloc(c, 3);
    assert_true(memcmp(c, "aaa", 3) == 0);
    domain->free(c);
    domain->free(b);
    domain->free(NULL);

    a = domain->malloc(0); /* a pointer of its own */
    b = domain->calloc(0, 8);
    c = domain->realloc(NULL, 0);
    assert_non_null(a);
    assert_non_null(b);
    assert_non_null(c);
    assert_ptr_not_equal(a, b);
    a = domain->realloc(a, 0); /* does not free */
    assert_non_null(a);
    domain->free(a);
    domain->free(b);
    domain->free(c);

    a = domain->malloc(10);
    assert_null(domain->malloc((size_t)RC_SSIZE_T_MAX + 1));
    assert_null(domain->calloc((size_t)RC_SSIZE_T_MAX / 2, 3));
    assert_null(domain->realloc(a, (size_t)RC_SSIZE_T_MAX + 1));
    domain->free(a);
}

static void test_each_domain(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 3; i++) {
        use(&domains[i]);
    }
}

static void test_domains_work_without_a_runtime(void **state)
{
    Rc_UNUSED(state);
    assert_false(Rc_IsInitialized());
    for (int i = 0; i < 3; i++) {
        use(&domains[i]);
    }
}

static void test_arrays(void **state)
{
    int *array = RcMem_New(int, 5), *old;
    Rc_UNUSED(state);

    assert_non_null(array);
    array[4] = 4;
    RcMem_Resize(array, int, 100);
    assert_int_equal(array[4], 4);
    old = array;
    RcMem_Resize(array, int, RC_SSIZE_T_MAX / 2);
    assert_null(array);
    RcMem_Free(old);
    assert_null(RcMem_New(int, RC_SSIZE_T_MAX / 2));
}

/* -- hooks -- */

typedef struct Hook {
    RcMemAllocatorEx inner;
    int mallocs, callocs, reallocs, frees;
} Hook;

static void *hook_malloc(void *ctx, size_t size)
{
    Hook *hook = ctx;
    assert_true(size > 0);
    hook->mallocs++;
    return hook->inner.malloc(hook->inner.ctx, size);
}

static void *hook_calloc(void *ctx, size_t count, size_t size)
{
    Hook *hook = ctx;
    assert_true(count > 0 && size > 0);
    hook->callocs++;
    return hook->inner.calloc(hook->inner.ctx, count, size);
}

static void *hook_realloc(void *ctx, void *block, size_t size)
{
    Hook *hook = ctx;
    assert_true(block != NULL && size > 0);
    hook->reallocs++;
    return hook->inner.realloc(hook->inner.ctx, block, size);
}

static void hook_free(void *ctx, void *block)
{
    Hook *hook = ctx;
    assert_non_null(block);
    hook->frees++;
    hook->inner.free(hook->inner.ctx, block);
}

static void test_hooks(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < 3; i++) {
        RcMemAllocatorDomain domain = (RcMemAllocatorDomain)i;
        Hook hook = {.mallocs = 0};
        RcMemAllocatorEx mine = {&hook, hook_malloc, hook_calloc, hook_realloc, hook_free}, now;
        void *block;

        RcMem_GetAllocator(domain, &hook.inner);
        RcMem_SetAllocator(domain, &mine);
        RcMem_GetAllocator(domain, &now);
        assert_ptr_equal(now.ctx, &hook);
        block = domains[i].realloc(NULL, 0);
        block = domains[i].realloc(block, 0);
        domains[i].free(block);
        domains[i].free(domains[i].calloc(0, 0));
        RcMem_SetAllocator(domain, &hook.inner);
        assert_int_equal(hook.mallocs, 1);
        assert_int_equal(hook.callocs, 1);
        assert_int_equal(hook.reallocs, 1);
        assert_int_equal(hook.frees, 2);
    }
}

static void test_bad_domain(void **state)
{
    RcMemAllocatorEx allocator;
    Rc_UNUSED(state);
    RcMem_GetAllocator((RcMemAllocatorDomain)7, &allocator);
    assert_null(allocator.ctx);
    RcMem_SetAllocator((RcMemAllocatorDomain)7, &allocator); /* nothing */
    RcMem_GetAllocator((RcMemAllocatorDomain)-1, &allocator);
    assert_null(allocator.ctx);
}

/* Objects come from the object domain, a list's items from mem. */
static void test_which_domain_is_used(void **state)
{
    Hook mem = {.mallocs = 0}, object = {.mallocs = 0};
    RcMemAllocatorEx for_mem = {&mem, hook_malloc, hook_calloc, hook_realloc, hook_free};
    RcMemAllocatorEx for_object = {&object, hook_malloc, hook_calloc, hook_realloc, hook_free};
    RcObject *list;
    Rc_UNUSED(state);

    RcMem_GetAllocator(RCMEM_DOMAIN_MEM, &mem.inner);
    RcMem_GetAllocator(RCMEM_DOMAIN_OBJ, &object.inner);
    RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &for_mem);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &for_object);
    list = RcList_New(3);
    Rc_DECREF(list);
    RcMem_SetAllocator(RCMEM_DOMAIN_MEM, &mem.inner);
    RcMem_SetAllocator(RCMEM_DOMAIN_OBJ, &object.inner);
    assert_int_equal(object.mallocs + object.callocs, 1);
    assert_int_equal(object.frees, 1);
    assert_int_equal(mem.mallocs + mem.callocs, 1);
    assert_int_equal(mem.frees, 1);
}

/* -- injected failure -- */

static void test_the_nth_allocation_fails_once(void **state)
{
    void *a, *b, *c;
    Rc_UNUSED(state);

    assert_int_equal(RcMem_SetFailAfter(2), 0);
    a = RcMem_RawMalloc(1);
    assert_non_null(a);
    assert_null(RcObject_Malloc(1)); /* counted over all domains */
    b = RcMem_Malloc(1);             /* once */
    assert_non_null(b);
    assert_int_equal(RcMem_SetFailAfter(1), 0);
    assert_null(RcMem_Realloc(b, 100)); /* the old block is still there */
    assert_int_equal(RcMem_SetFailAfter(1), 0);
    assert_null(RcMem_Realloc(NULL, 100));
    assert_int_equal(RcMem_SetFailAfter(1), 0);
    assert_null(RcMem_Calloc(1, 1));
    assert_int_equal(RcMem_SetFailAfter(5), 0);
    c = RcMem_Calloc(1, 1);
    assert_int_equal(RcMem_SetFailAfter(-1), 4);
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    RcMem_RawFree(a);
    RcMem_Free(b);
    RcMem_Free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_each_domain),
        cmocka_unit_test(test_domains_work_without_a_runtime),
        counted_test(test_arrays),
        counted_test(test_hooks),
        counted_test(test_bad_domain),
        counted_test(test_which_domain_is_used),
        counted_test(test_the_nth_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
