/* Crashes: a fault that comes from a dead object is told; all others are the program's. */
#include "telling.h"

#include <signal.h>

typedef struct Task {
    RcObject_HEAD
    RcObject *label;
} Task;

static void task_dealloc(RcObject *op)
{
    Rc_XDECREF(((Task *)op)->label);
    RcObject_Free(op);
}

static RcTypeObject Task_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Task",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = task_dealloc,
};

/* In a child, without the handlers of the tests' framework: a list with one task. */
static RcObject *start(void)
{
    RcObject *tasks;
    Task *task;

    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    if (Rc_Initialize() < 0 || RcType_Ready(&Task_Type) < 0) {
        _exit(99);
    }
    tasks = RcList_New(0);
    task = RcObject_New(Task, &Task_Type);
    task->label = RcStr_FromString("a task's label");
    RcList_Append(tasks, RC_OBJECT_CAST(task));
    Rc_DECREF(task);
    return tasks;
}

#define SAY_LINE(line) (fprintf(stderr, "line=%d\n", (line)), fflush(stderr))

/* It looks into what the field leads to. */
static int hand_to_library(void *arg)
{
    RcObject *tasks = start();
    Task *task = (Task *)RcList_GetItem(tasks, 0);

    Rc_UNUSED(arg);
    RcList_Clear(tasks);
    SAY_LINE(__LINE__ + 1);
    return RcStr_AsUTF8(task->label) != NULL;
}

static int use_in_plain_code(void *arg)
{
    RcObject *tasks = start();
    Task *task = (Task *)RcList_GetItem(tasks, 0);

    Rc_UNUSED(arg);
    RcList_Clear(tasks);
    SAY_LINE(__LINE__ + 1);
    return ((volatile RcObject *)task->label)->ob_refcnt != 0;
}

static int follow_null(void *arg)
{
    RcObject *tasks = start();
    Task *volatile nowhere = NULL;

    Rc_UNUSED(arg);
    RcList_Clear(tasks);
    return nowhere->label != NULL;
}

static void leave(int number)
{
    Rc_UNUSED(number);
    _exit(7);
}

static int have_a_handler(void *arg)
{
    struct sigaction now;

    Rc_UNUSED(arg);
    signal(SIGSEGV, leave);
    if (Rc_Initialize() < 0 || sigaction(SIGSEGV, NULL, &now) < 0 || now.sa_handler != leave) {
        return 99;
    }
    Rc_Finalize();
    raise(SIGSEGV);
    return 98;
}

static int end_the_runtime(void *arg)
{
    struct sigaction now;

    Rc_UNUSED(arg);
    Rc_DECREF(start());
    if (sigaction(SIGSEGV, NULL, &now) < 0 || (now.sa_flags & SA_SIGINFO) == 0) {
        return 99;
    }
    Rc_Finalize();
    return sigaction(SIGSEGV, NULL, &now) < 0 || now.sa_handler != SIG_DFL;
}

static void expect_use(int (*body)(void *), const char *function, const char *api)
{
    static const char *const open[] = {"RECOUNT_AUDIT", "0",
                                       NULL}; /* with audits the dead are closed (fence.c) */
    Child child;
    char place[128];
    int line = 0;

    run_child(&child, body, NULL, open);
    assert_int_equal(child.status, 1);
    assert_non_null(strstr(child.text, "line="));
    assert_int_equal(sscanf(strstr(child.text, "line="), "line=%d", &line), 1);
    snprintf(place, sizeof place, "test_crash.c:%d in %s: %s uses what was only borrowed", line, function,
             api);
    expect_child(&child, 1, "recount: error: stale-borrow: test.Task object");
    expect_child(&child, 1, place);
}

static void test_a_field_of_the_dead_is_handed_to_the_library(void **state)
{
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip(); /* sanitizers tell faults themselves */
    }
    expect_use(hand_to_library, "hand_to_library", "RcStr_AsUTF8");
}

static void test_plain_code_follows_it(void **state)
{
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    expect_use(use_in_plain_code, "use_in_plain_code", "this");
}

static void test_other_faults_are_not_told(void **state)
{
    Child child;

    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    run_child(&child, follow_null, NULL, NULL);
    assert_int_equal(child.status, -1);
    assert_null(strstr(child.text, "recount: error"));
}

static void test_the_programs_handler_stays(void **state)
{
    Child child;

    Rc_UNUSED(state);
    run_child(&child, have_a_handler, NULL, NULL);
    assert_int_equal(child.status, 7);
}

static void test_the_handler_goes_with_the_last_runtime(void **state)
{
    Child child;

    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    run_child(&child, end_the_runtime, NULL, NULL);
    assert_int_equal(child.status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_field_of_the_dead_is_handed_to_the_library),
        cmocka_unit_test(test_plain_code_follows_it),
        cmocka_unit_test(test_other_faults_are_not_told),
        cmocka_unit_test(test_the_programs_handler_stays),
        cmocka_unit_test(test_the_handler_goes_with_the_last_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
