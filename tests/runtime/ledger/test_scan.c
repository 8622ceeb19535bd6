/* The search for pointers: where one may lie so that a reference is not lost. */
#include "telling.h"

#include <pthread.h>
#include <sys/mman.h>

static RcObject *volatile global;
static _Thread_local RcObject *volatile threads_own;

/* An int that nobody else has, and that no variable of the caller's points to. */
__attribute__((noinline)) static uintptr_t make_hidden(void)
{
    return ~(uintptr_t)RcFloat_FromDouble(1.5);
}

/* What calls left in the stack below. */
__attribute__((noinline)) static void overwrite_stack(void)
{
    volatile char space[4096];
    memset((char *)(uintptr_t)space, 0, sizeof space);
}

static RcObject *shown(uintptr_t hidden)
{
    return (RcObject *)~hidden;
}

static void audit(void)
{
    overwrite_stack();
    Rc_AuditHeap();
}

__attribute__((noinline)) static void give_back(uintptr_t hidden)
{
    Rc_DECREF(shown(hidden));
}

static void test_pointers_that_count(void **state)
{
    RcObject **block = malloc(3 * sizeof *block);
    uintptr_t hidden = make_hidden();
    Rc_UNUSED(state);
    global = shown(hidden);
    audit();
    threads_own = shown(hidden);
    global = NULL;
    audit();
    block[1] = shown(hidden);
    threads_own = NULL;
    audit();
    block[1] = (RcObject *)((char *)shown(hidden) + 8); /* to any byte of it */
    audit();
    expect_nothing_told();
    give_back(hidden);
    free(block);
}

__attribute__((noinline)) static void audit_with(RcObject *volatile op)
{
    audit();
    assert_non_null(op);
}

static void test_a_pointer_in_a_callers_frame(void **state)
{
    uintptr_t hidden = make_hidden();
    Rc_UNUSED(state);
    audit_with(shown(hidden));
    expect_nothing_told();
    give_back(hidden);
}

/* Hidden, as in a pointer with a tag or a mask, it counts as lost. */
static void test_no_pointer_at_all(void **state)
{
    volatile uintptr_t hidden;
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    hidden = make_hidden();
    audit();
    expect_told("lost-reference", 0, "C code has lost its last pointer to it");
    audit();
    expect_nothing_told(); /* once */
    give_back(hidden);
}

__attribute__((noinline)) static void show_at(char *place, uintptr_t hidden)
{
    *(RcObject **)(void *)place = shown(hidden);
}

/* Since Linux 6.13, a page in the midst of a mapping may be a guard that cannot be read. */
static void test_a_page_that_cannot_be_read_hides_nothing(void **state)
{
    enum { GUARD_INSTALL = 102 };
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uintptr_t hidden = make_hidden();
    Rc_UNUSED(state);
    if (!memory_is_searched() || madvise(pages + page, page, GUARD_INSTALL) < 0) {
        give_back(hidden);
        munmap(pages, 4 * page);
        skip();
    }
    show_at(pages + 2 * page, hidden);
    audit();
    expect_nothing_told();
    memset(pages + 2 * page, 0, sizeof(RcObject *));
    audit();
    expect_told("lost-reference", 0, "C code has lost its last pointer to it");
    give_back(hidden);
    munmap(pages, 4 * page);
}

/* What only objects refer to is theirs; but a reference more than they have is lost. */
__attribute__((noinline)) static void put_and_take(RcObject *list)
{
    for (int i = 0; i < 8; i++) { /* a copy of the last pointer may be left */
        RcObject *item = RcFloat_FromDouble(2.5);
        RcList_Append(list, item);
    }
}

static void test_the_words_of_objects_do_not_count(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    put_and_take(list);
    audit();
    assert_true(told_count > 0); /* buffers that the list has outgrown may show some */
    assert_string_equal(told[0].kind, "lost-reference");
    assert_non_null(strstr(told[0].message, "(2.5)"));
    Rc_DECREF(list);
}

static void *wait_with(void *arg)
{
    pthread_barrier_t *barrier = arg;
    RcObject *volatile op = global;
    global = NULL;
    pthread_barrier_wait(barrier);
    pthread_barrier_wait(barrier);
    return op;
}

/* Another thread's stack is memory like any other. */
static void test_a_pointer_in_another_threads_stack(void **state)
{
    uintptr_t hidden = make_hidden();
    pthread_barrier_t barrier;
    pthread_t other;
    Rc_UNUSED(state);
    pthread_barrier_init(&barrier, NULL, 2);
    global = shown(hidden);
    assert_int_equal(pthread_create(&other, NULL, wait_with, &barrier), 0);
    pthread_barrier_wait(&barrier);
    audit();
    expect_nothing_told();
    pthread_barrier_wait(&barrier);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&barrier);
    give_back(hidden);
}

/* Several, for a copy of the last pointer may be left anywhere. */
static int lose_some(void *arg)
{
    volatile uintptr_t hidden[8];
    Rc_UNUSED(arg);
    Rc_Initialize();
    for (int i = 0; i < 8; i++) {
        hidden[i] = make_hidden();
    }
    audit();
    fprintf(stderr, "it goes on\n");
    for (int i = 0; i < 8; i++) {
        give_back(hidden[i]);
    }
    return Rc_Finalize() == 0 ? 9 : 8;
}

static void test_the_search_can_be_switched_off(void **state)
{
    static const char *const settings[] = {"RECOUNT_OPTIONS", "scan=0", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, lose_some, NULL, settings);
    expect_child(&child, 9, "it goes on");
    run_child(&child, lose_some, NULL, NULL);
    expect_child(&child, memory_is_searched() ? 1 : 9,
                 memory_is_searched() ? "lost-reference" : "it goes on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_pointers_that_count),
        telling_test(test_a_pointer_in_a_callers_frame),
        telling_test(test_no_pointer_at_all),
        telling_test(test_a_page_that_cannot_be_read_hides_nothing),
        telling_test(test_the_words_of_objects_do_not_count),
        telling_test(test_a_pointer_in_another_threads_stack),
        cmocka_unit_test(test_the_search_can_be_switched_off),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
