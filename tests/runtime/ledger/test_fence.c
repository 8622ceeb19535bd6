/* The fence: what is dead is closed, and whoever looks at it is told of, by its line; the living are as ever. */
#include "telling.h"

#include <pthread.h>
#include <semaphore.h>
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

/* Its head stays open: macros see that it is dead, and tell it by their names. */
static int take_behind_two_heads(void *arg)
{
    Node *node;
    Rc_UNUSED(arg);
    start();
    node = RcObject_GC_New(Node, &Node_Type);
    RcObject_GC_Track(node);
    Rc_DECREF(node);
    SAY_LINE(__LINE__ + 1);
    Rc_INCREF(node);
    return 0;
}

typedef struct Row {
    RcObject_VAR_HEAD
    long numbers[1];
} Row;

static RcTypeObject Row_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Row",
    .tp_basicsize = offsetof(Row, numbers),
    .tp_itemsize = sizeof(long),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = node_dealloc,
    .tp_traverse = node_traverse,
};

/* What grows has both heads in front, too. */
static int take_what_has_grown(void *arg)
{
    Row *row;
    Rc_UNUSED(arg);
    start();
    if (RcType_Ready(&Row_Type) < 0) {
        return 99;
    }
    row = RcObject_GC_NewVar(Row, &Row_Type, 1);
    row = RcObject_GC_Resize(Row, row, 20);
    RcObject_GC_Track(row);
    Rc_DECREF(row);
    SAY_LINE(__LINE__ + 1);
    Rc_INCREF(row);
    return 0;
}

#define PLACES 2048

/* Places that the dead have are the next ones', the oldest first. */
static int read_after_many(void *arg)
{
    Task *task;
    Rc_UNUSED(arg);
    start();
    for (int i = 0; i < PLACES + 100; i++) {
        Rc_DECREF(RcFloat_FromDouble(i));
    }
    task = new_task("a task");
    Rc_DECREF(task);
    SAY_LINE(__LINE__ + 1);
    return task->steps > 100;
}

/* But not while there are others. */
static int read_while_places_are_free(void *arg)
{
    static char *blocks[PLACES];
    Task *task;
    Rc_UNUSED(arg);
    start();
    for (int i = 0; i < PLACES; i++) {
        blocks[i] = RcObject_Malloc(10);
    }
    for (int i = 0; i < PLACES; i++) {
        RcObject_Free(blocks[i]);
    }
    task = new_task("a task");
    Rc_DECREF(task);
    for (int i = 0; i < 10; i++) {
        blocks[i] = RcObject_Malloc(10);
    }
    SAY_LINE(__LINE__ + 1);
    return task->steps > 100;
}

/* The search for pointers does not look at the dead. */
static int read_after_a_search(void *arg)
{
    RcObject *held;
    Task *task;
    Rc_UNUSED(arg);
    start();
    held = RcFloat_FromDouble(1.5);
    task = new_task("a task");
    Rc_DECREF(task);
    Rc_AuditHeap();
    SAY_LINE(__LINE__ + 1);
    if (task->steps > 100) {
        Rc_DECREF(held);
    }
    return 0;
}

/* It is too large for a place. */
static int measure_a_long_text(void *arg)
{
    RcObject *str;
    Rc_UNUSED(arg);
    start();
    str = RcStr_FromFormat("%10000d", 1);
    Rc_DECREF(str);
    SAY_LINE(__LINE__ + 1);
    RcStr_GetLength(str);
    return 0;
}

static int read_a_text_that_has_grown(void *arg)
{
    RcObject *str;
    const char *text;
    Rc_UNUSED(arg);
    start();
    str = RcStr_FromFormat("%s, number %d", "a text", 12);
    RcStr_Append(&str, str);
    text = RcStr_AsUTF8(str);
    Rc_DECREF(str);
    SAY_LINE(__LINE__ + 1);
    return text[0] > 'a';
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

static void expect_use(int (*body)(void *), const char *type, const char *function, const char *what)
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
    snprintf(text, sizeof text, "test_fence.c:%d in %s: %s", line, function, what);
    expect_child(&child, 1, text);
    snprintf(text, sizeof text, "recount: error: use-after-free: %s object", type);
    expect_child(&child, 1, text);
}

static void expect_use_of(int (*body)(void *), const char *type, const char *function)
{
    expect_use(body, type, function, "a field of the object is used after it has been freed");
}

static void test_each_use_is_told(void **state)
{
    Rc_UNUSED(state);
    expect_use_of(read_a_field, "test.Task", "read_a_field");
    expect_use_of(write_a_field, "test.Task", "write_a_field");
    if (sizeof(RcObject) % 8 == 0) { /* else containers are malloc's */
        expect_use_of(read_the_first_field_behind_two_heads, "test.Node",
                      "read_the_first_field_behind_two_heads");
    }
    expect_use_of(read_a_text, "str", "read_a_text");
    expect_use_of(read_a_text_that_has_grown, "str", "read_a_text_that_has_grown");
    expect_use_of(read_after_many, "test.Task", "read_after_many");
    expect_use_of(read_while_places_are_free, "test.Task", "read_while_places_are_free");
    expect_use_of(read_after_a_search, "test.Task", "read_after_a_search");
    expect_use(measure_a_long_text, "str", "measure_a_long_text", "RcStr_GetLength");
    expect_use(take_behind_two_heads, "test.Node", "take_behind_two_heads", "Rc_INCREF");
    expect_use(take_what_has_grown, "test.Row", "take_what_has_grown", "Rc_INCREF");
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

/* The collector's list is as it was left, whoever goes first. */
static int release_containers(void *arg)
{
    RcObject *containers[4];
    Rc_UNUSED(arg);
    start();
    for (int turn = 0; turn < 4; turn++) {
        for (int i = 0; i < 4; i++) {
            containers[i] = i % 2 == 0 ? RcList_New(0) : RcTuple_Pack(1, Rc_None);
        }
        for (int i = 0; i < 4; i++) {
            Rc_DECREF(containers[i ^ turn]);
        }
        RcGC_Collect();
    }
    return (int)Rc_Finalize();
}

static void test_containers_come_and_go(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, release_containers, NULL, audited);
    expect_child(&child, 0, "");
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

/* A large block reaches over no place, and what grows is copied no further than it went. */
static int use_large_blocks(void *arg)
{
    char *small, *large;
    RcObject *text;
    Rc_UNUSED(arg);
    start();
    Rc_DECREF(RcFloat_FromDouble(1.5));
    small = RcObject_Malloc(3000);
    Rc_DECREF(RcFloat_FromDouble(2.5));
    large = RcObject_Malloc(20000);
    Rc_DECREF(RcFloat_FromDouble(3.5));
    memset(small, 's', 3000);
    memset(large, 'l', 20000);
    small = RcObject_Realloc(small, 60000);
    if (small[0] != 's' || small[2999] != 's' || large[19999] != 'l') {
        return 98;
    }
    RcObject_Free(small);
    RcObject_Free(large);
    text = RcStr_FromFormat("%5000d", 7);
    return RcStr_GetLength(text) == 5000 ? (Rc_DECREF(text), Rc_Finalize()) : 97;
}

/* What is left of an earlier runtime is no place of this one's. */
static int give_back_of_an_earlier_one(void *arg)
{
    char *kept, *texts[20];
    Rc_UNUSED(arg);
    start();
    kept = RcObject_Malloc(10);
    Rc_Finalize();
    start();
    for (int i = 0; i < 20; i++) {
        texts[i] = RcObject_Malloc(10);
        snprintf(texts[i], 10, "text %d", i);
    }
    RcObject_Free(kept);
    kept = RcObject_Malloc(10);
    memcpy(kept, "kept text", 10);
    for (int i = 0; i < 20; i++) {
        char expected[10];
        snprintf(expected, sizeof expected, "text %d", i);
        if (strcmp(texts[i], expected) != 0) {
            return 98;
        }
        RcObject_Free(texts[i]);
    }
    RcObject_Free(kept);
    return Rc_Finalize();
}

/* How much memory is mapped, in pages. */
static long mapped(void)
{
    long pages = -1;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%ld", &pages) != 1) {
            pages = -1;
        }
        fclose(file);
    }
    return pages;
}

/* A runtime's fence goes with it. */
static int start_and_end(void *arg)
{
    long before;
    Rc_UNUSED(arg);
    start();
    Rc_Finalize();
    before = mapped();
    for (int i = 0; i < 5; i++) {
        start();
        Rc_Finalize();
        free(malloc(1000000));
    }
    return mapped() - before < 4096 ? 0 : 98;
}

/* A runtime of another thread, from one moment to another. */
typedef struct Life {
    pthread_t thread;
    sem_t begun, over;
} Life;

static void *live(void *arg)
{
    Life *life = arg;
    RcObject *text;
    if (Rc_Initialize() < 0) {
        _exit(99);
    }
    text = RcStr_FromFormat("text %d", 1);
    sem_post(&life->begun);
    sem_wait(&life->over);
    RcObject_Free(RcObject_Malloc(30000)); /* looked for in all fences */
    Rc_DECREF(text);
    Rc_Finalize();
    return NULL;
}

static void begin_life(Life *life)
{
    sem_init(&life->begun, 0, 0);
    sem_init(&life->over, 0, 0);
    if (pthread_create(&life->thread, NULL, live, life) != 0) {
        _exit(99);
    }
    sem_wait(&life->begun);
}

static void end_life(Life *life)
{
    sem_post(&life->over);
    pthread_join(life->thread, NULL);
}

/* Of which the one that began first ends first. */
static int three_threads(void *arg)
{
    Life first, second;
    Rc_UNUSED(arg);
    start();
    begin_life(&first);
    begin_life(&second);
    end_life(&first);
    RcObject_Free(RcObject_Malloc(30000));
    end_life(&second);
    RcObject_Free(RcObject_Malloc(30000));
    return Rc_Finalize();
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
    run_child(&child, use_large_blocks, NULL, audited);
    expect_child(&child, 0, "");
}

static void test_other_runtimes(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", "RECOUNT_OPTIONS", "scan=0", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, give_back_of_an_earlier_one, NULL, audited);
    expect_child(&child, 0, "");
    run_child(&child, start_and_end, NULL, audited);
    expect_child(&child, 0, "");
    run_child(&child, three_threads, NULL, audited);
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
        cmocka_unit_test(test_containers_come_and_go),
        cmocka_unit_test(test_the_living_are_as_ever),
        cmocka_unit_test(test_other_runtimes),
        cmocka_unit_test(test_the_search_looks_behind_the_fence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
