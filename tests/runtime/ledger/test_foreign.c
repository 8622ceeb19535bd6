/* Threads: each has a ledger of its own, which is told of what this thread does, and of nothing else. */
#include "telling.h"

#include <pthread.h>

#define THREADS 4

/* -- objects of another thread -- */

typedef struct Visit {
    pthread_barrier_t barrier;
    RcObject *list;
    int line;     /* where it was made */
    int findings; /* of the thread that made it */
} Visit;

static void count_finding(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(finding);
    ++*(int *)arg;
}

static void *make_list(void *arg)
{
    Visit *visit = arg;
    Rc_Initialize();
    RcLedger_SetReporter(count_finding, &visit->findings);
    visit->line = __LINE__ + 1;
    visit->list = RcList_New(0);
    pthread_barrier_wait(&visit->barrier);
    pthread_barrier_wait(&visit->barrier);
    Rc_DECREF(visit->list);
    visit->findings += Rc_Finalize() != 0;
    return NULL;
}

static void test_both_sites_are_told_in_the_thread_that_uses(void **state)
{
    Visit visit = {.findings = 0};
    pthread_t other;
    char made[100];
    int line;
    Rc_UNUSED(state);
    pthread_barrier_init(&visit.barrier, NULL, 2);
    assert_int_equal(pthread_create(&other, NULL, make_list, &visit), 0);
    pthread_barrier_wait(&visit.barrier);
    line = __LINE__ + 1;
    Rc_INCREF(visit.list);
    snprintf(made, sizeof made, "test_foreign.c:%d in make_list, by RcList_New", visit.line);
    expect_told("foreign-thread", line, made);
    assert_string_equal(told[0].function, __func__);
    assert_ptr_equal(told[0].object, visit.list);
    assert_non_null(strstr(told[0].message, "foreign-thread: list object"));
    assert_non_null(strstr(told[0].message, "Rc_INCREF uses what belongs to another thread"));
    line = __LINE__ + 1;
    Rc_DECREF(visit.list);
    expect_told("foreign-thread", line, made);
    pthread_barrier_wait(&visit.barrier);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&visit.barrier);
    assert_int_equal(visit.findings, 0);
    Rc_AuditHeap();
    expect_nothing_told();
}

/* Looking at it is enough: no count need change. */
static void test_an_operation_on_a_foreign_object(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Visit visit = {.findings = 0};
    pthread_t other;
    int line;
    Rc_UNUSED(state);
    pthread_barrier_init(&visit.barrier, NULL, 2);
    assert_int_equal(pthread_create(&other, NULL, make_list, &visit), 0);
    pthread_barrier_wait(&visit.barrier);
    line = __LINE__ + 1;
    assert_int_equal(RcList_Size(visit.list), 0);
    expect_told("foreign-thread", line, "in make_list, by RcList_New");
    assert_true(RcFloat_AsDouble(item) > 1);
    expect_nothing_told();
    assert_true(Rc_IS_TYPE(visit.list, &RcList_Type));
    expect_told("foreign-thread", 0, "list object");
    pthread_barrier_wait(&visit.barrier);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&visit.barrier);
    assert_int_equal(visit.findings, 0);
    Rc_DECREF(item);
    expect_nothing_told();
}

/* Also where nothing is counted: the audit meets it. */
static void test_a_slot_with_a_foreign_object(void **state)
{
    RcObject *tuple = RcTuple_New(1);
    Visit visit = {.findings = 0};
    pthread_t other;
    Rc_UNUSED(state);
    pthread_barrier_init(&visit.barrier, NULL, 2);
    assert_int_equal(pthread_create(&other, NULL, make_list, &visit), 0);
    pthread_barrier_wait(&visit.barrier);
    RcTuple_SET_ITEM(tuple, 0, visit.list);
    Rc_AuditHeap();
    expect_told("foreign-thread", 0, "in make_list, by RcList_New");
    RcTuple_SET_ITEM(tuple, 0, NULL);
    Rc_DECREF(tuple);
    pthread_barrier_wait(&visit.barrier);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&visit.barrier);
    assert_int_equal(visit.findings, 0);
    expect_nothing_told();
}

static void *make_and_leave(void *arg)
{
    static int ignored;
    RcObject **made = arg;
    Rc_Initialize();
    RcLedger_SetReporter(count_finding, &ignored);
    *made = RcFloat_FromDouble(1.5);
    Rc_INCREF(*made);
    Rc_Finalize();
    return NULL;
}

/* Nobody knows any more where it was made; nor is that asked of memory that may be gone. */
static void test_an_object_whose_thread_has_ended(void **state)
{
    RcObject *orphan = NULL;
    pthread_t other;
    int line;
    Rc_UNUSED(state);
    assert_int_equal(pthread_create(&other, NULL, make_and_leave, &orphan), 0);
    pthread_join(other, NULL);
    line = __LINE__ + 1;
    Rc_INCREF(orphan);
    expect_told("foreign-thread", line,
                "another thread's runtime, which has ended; or the pointer leads to no object");
    free(orphan);
}

/* -- isolation -- */

typedef struct Worker {
    pthread_t id;
    int number;
    int findings;
    int wrong; /* findings that are another's, or what went wrong */
    int line;
} Worker;

static void note_own(const RcFinding *finding, void *arg)
{
    Worker *worker = arg;
    char own[40];
    snprintf(own, sizeof own, "(%d.5)", worker->number);
    worker->findings++;
    worker->wrong += finding->line != worker->line || strcmp(finding->kind, "over-decref") != 0 ||
                     strstr(finding->message, own) == NULL;
}

static int use_containers(int rounds)
{
    int wrong = 0;
    for (int i = 0; i < rounds; i++) {
        RcObject *table = Rc_BuildValue("{s[ii]s(s)}", "one", i, 12345 + i, "two", "three");
        RcObject *value = NULL;
        wrong += table == NULL || RcHashTable_GetItemStringRef(table, "one", &value) != 1;
        wrong += RcLedger_ExternalRefs(table) != 1 || RcLedger_ExternalRefs(value) != 1;
        Rc_XDECREF(value);
        Rc_XDECREF(table);
    }
    return wrong;
}

static void *work(void *arg)
{
    Worker *worker = arg;
    RcObject *list, *item;
    Rc_Initialize();
    RcLedger_SetReporter(note_own, worker);
    worker->wrong += use_containers(20) + (worker->findings != 0);
    list = RcList_New(0);
    item = RcFloat_FromDouble(worker->number + 0.5);
    RcList_Append(list, item);
    RcList_Append(list, item);
    Rc_DECREF(item);
    worker->line = __LINE__ + 1;
    Rc_DECREF(item);
    worker->wrong += use_containers(20) + (worker->findings != 1);
    Rc_DECREF(list);
    worker->wrong += Rc_Finalize() != 0;
    return NULL;
}

static void test_threads_have_ledgers_of_their_own(void **state)
{
    Worker workers[THREADS] = {0};
    Rc_UNUSED(state);
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        assert_int_equal(pthread_create(&workers[i].id, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].id, NULL);
        assert_int_equal(workers[i].findings, 1);
        assert_int_equal(workers[i].wrong, 0);
    }
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_both_sites_are_told_in_the_thread_that_uses),
        telling_test(test_an_operation_on_a_foreign_object),
        telling_test(test_a_slot_with_a_foreign_object),
        telling_test(test_an_object_whose_thread_has_ended),
        telling_test(test_threads_have_ledgers_of_their_own),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
