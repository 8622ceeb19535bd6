/* The fence: what is dead is closed, and whoever looks at it is told of, by its line; the living are as ever. */
#include "telling.h"

#include <signal.h>

typedef struct Task {
    RcObject_HEAD
    int steps;
    RcObject *name;
} Task;

static void task_dealloc(RcObject *op)
{
    Rc_XDECREF(((Task *)op)->name);
    RcObject_Free(op);
}

static RcTypeObject Task_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Task",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = task_dealloc,
};

typedef struct Node {
    RcObject_HEAD
    long number; /* the first field */
} Node;

static int node_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_UNUSED(op);
    Rc_UNUSED(visit);
    Rc_UNUSED(arg);
    return 0;
}

static void node_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
};

/* In a child, without the handlers of the tests' framework. */
static void start(void)
{
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    if (Rc_Initialize() < 0 || RcType_Ready(&Task_Type) < 0 || RcType_Ready(&Node_Type) < 0) {
        _exit(99);
    }
}

static Task *new_task(const char *name)
{
    Task *task = RcObject_New(Task, &Task_Type);
    task->steps = 3;
    task->name = RcStr_FromString(name);
    return task;
}

#define SAY_LINE(line) (fprintf(stderr, "line=%d\n", (line)), fflush(stderr))

static int read_a_field(void *arg)
{
    Task *task;
    Rc_UNUSED(arg);
    start();
    task = new_task("a task");
    Rc_DECREF(task);
    SAY_LINE(__LINE__ + 1);
    return task->steps > 100;
}

static int write_a_field(void *arg)
{
    Task *task;
    Rc_UNUSED(arg);
    start();
    task = new_task("a task");
    Rc_DECREF(task);
    SAY_LINE(__LINE__ + 1);
    task->steps = 100;
    return 0;
}

static int read_the_first_field_behind_two_heads(void *arg)
{
    Node *node;
    Rc_UNUSED(arg);
    start();
    node = RcObject_GC_New(Node, &Node_Type);
    node->number = 1;
    RcObject_GC_Track(node);
    Rc_DECREF(node);
    SAY_LINE(__LINE__ + 1);
    return node->number > 100;
}

/* Which the C library does. */
static int read_a_text(void *arg)
{
    RcObject *str;
    const char *text;
    Rc_UNUSED(arg);
    start();
    str = RcStr_FromFormat("%s, number %d", "a text", 12);
    text = RcStr_AsUTF8(str);
    Rc_DECREF(str);
    SAY_LINE(__LINE__ + 1);
    printf("%s\n", text);
    return 0;
}

static void expect_use_of(int (*body)(void *), const char *type, const char *function)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", NULL};
    Child child;
    char text[160];
    int line = 0;

    if (!memory_is_searched()) {
        return; /* sanitizers tell it themselves, and handle faults */
    }
    run_child(&child, body, NULL, audited);
    assert_non_null(strstr(child.text, "line="));
    assert_int_equal(sscanf(strstr(child.text, "line="), "line=%d", &line), 1);
    snprintf(text, sizeof text,
             "test_fence.c:%d in %s: a field of the object is used after it has been freed", line, function);
    expect_child(&child, 1, text);
    snprintf(text, sizeof text, "recount: error: use-after-free: %s object", type);
    expect_child(&child, 1, text);
}

static void test_each_use_is_told(void **state)
{
    Rc_UNUSED(state);
    expect_use_of(read_a_field, "test.Task", "read_a_field");
    expect_use_of(write_a_field, "test.Task", "write_a_field");
    expect_use_of(read_the_first_field_behind_two_heads, "test.Node",
                  "read_the_first_field_behind_two_heads");
    expect_use_of(read_a_text, "str", "read_a_text");
}

/* Told once, and the program goes on with what is left of the memory. */
static int go_on(void *arg)
{
    Task *task;
    Rc_UNUSED(arg);
    start();
    RcLedger_SetReporter(note_finding, NULL);
    task = new_task("a task");
    Rc_DECREF(task);
    task->steps++;
    task->steps++;
    if (told_count != 1 || strcmp(told[0].kind, "use-after-free") != 0) {
        return 98;
    }
    Rc_Finalize();
    return told_count == 1 ? 0 : 97;
}

static void test_the_program_goes_on(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", NULL};
    Child child;
    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    run_child(&child, go_on, NULL, audited);
    expect_child(&child, 0, "");
}

#define MANY 5000 /* more than there are places */

/* Places serve again, and where there are none malloc serves. */
static int use_many(void *arg)
{
    RcObject *list, *text;
    Rc_UNUSED(arg);
    start();
    list = RcList_New(0);
    for (int i = 0; i < MANY; i++) {
        text = RcStr_FromFormat("text %d", i);
        if (i % 2 == 0) {
            RcList_Append(list, text);
        }
        Rc_DECREF(text);
    }
    for (int i = 0; i < MANY / 2; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "text %d", 2 * i);
        if (strcmp(RcStr_AsUTF8(RcList_GetItem(list, i)), expected) != 0) {
            return 98;
        }
    }
    text = RcStr_FromString("a text that grows");
    for (int i = 0; i < 400; i++) {
        RcStr_Append(&text, RcList_GetItem(list, i)); /* beyond a page */
    }
    Rc_DECREF(text);
    Rc_DECREF(list);
    return Rc_Finalize();
}

/* A block of the object domain that is no object. */
static int use_plain_blocks(void *arg)
{
    char *block, *kept;
    Rc_UNUSED(arg);
    start();
    block = RcObject_Malloc(10);
    memcpy(block, "some text", 10);
    block = RcObject_Realloc(block, 20000);
    if (strcmp(block, "some text") != 0) {
        return 98;
    }
    block = RcObject_Realloc(block, 10);
    RcObject_Free(block);
    kept = RcObject_Malloc(10);
    memcpy(kept, "kept text", 10);
    if (Rc_Finalize() != 0 || strcmp(kept, "kept text") != 0) {
        return 97;
    }
    kept = RcObject_Realloc(kept, 100); /* its runtime has ended */
    if (strcmp(kept, "kept text") != 0) {
        return 96;
    }
    RcObject_Free(kept);
    return 0;
}

/* The limit of a test's memory counts these allocations, too. */
static int fail_allocations(void *arg)
{
    RcObject *text = NULL;
    int failures = 0;
    Rc_UNUSED(arg);
    start();
    while (text == NULL && failures < 100) {
        RcMem_SetFailAfter(failures + 1);
        text = RcStr_FromString("a text");
        if (text == NULL) {
            RcErr_Clear();
            failures++;
        }
    }
    RcMem_SetFailAfter(0);
    Rc_DECREF(text);
    return failures == 1 ? Rc_Finalize() : 98;
}

static void test_the_living_are_as_ever(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", "RECOUNT_OPTIONS", "scan=0", NULL};
    static const char *const seldom[] = {"RECOUNT_AUDIT", "100000", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, use_many, NULL, seldom);
    expect_child(&child, 0, "");
    run_child(&child, use_plain_blocks, NULL, audited);
    expect_child(&child, 0, "");
    run_child(&child, fail_allocations, NULL, audited);
    expect_child(&child, 0, "");
}

/* What only a place behind the fence points to is not lost. */
static int keep_in_memory_of_an_object(void *arg)
{
    Task *task;
    Rc_UNUSED(arg);
    start();
    task = new_task("a name that only a field of a type without a traverse has");
    for (int i = 0; i < 5; i++) {
        Rc_DECREF(RcFloat_FromDouble(i));
    }
    Rc_DECREF(task);
    return Rc_Finalize();
}

static void test_the_search_looks_behind_the_fence(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, keep_in_memory_of_an_object, NULL, audited);
    expect_child(&child, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_use_is_told),
        cmocka_unit_test(test_the_program_goes_on),
        cmocka_unit_test(test_the_living_are_as_ever),
        cmocka_unit_test(test_the_search_looks_behind_the_fence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
