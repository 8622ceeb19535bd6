/* When collections run, and what the collector tells: thresholds, generations, counts, settings, callbacks,
 * debugging, freezing. */
#include "hostile.h"
#include "node.h"

#include <stdlib.h>

/* Each collection as it is told: "<2 >2:3,0 " start and stop of generation 2, with its two figures. */
static char told[2000];

static void tell(RcGCPhase phase, const RcGCInfo *info, void *arg)
{
    size_t used = strlen(told);
    assert_ptr_equal(arg, told);
    if (phase == RCGC_START) {
        assert_int_equal(info->collected, 0);
        assert_int_equal(info->uncollectable, 0);
        snprintf(told + used, sizeof told - used, "<%d ", info->generation);
    } else {
        snprintf(told + used, sizeof told - used, ">%d:%zd,%zd ", info->generation, info->collected,
                 info->uncollectable);
    }
}

static void listen(void)
{
    told[0] = '\0';
    RcGC_SetCallback(tell, told);
}

#define assert_told(expected)                \
    do {                                     \
        assert_string_equal(told, expected); \
        told[0] = '\0';                      \
    } while (0)

#define assert_counts(n0, n1, n2)                    \
    do {                                             \
        Rc_ssize_t count0_, count1_, count2_;        \
        RcGC_GetCount(&count0_, &count1_, &count2_); \
        assert_int_equal(count0_, n0);               \
        assert_int_equal(count1_, n1);               \
        assert_int_equal(count2_, n2);               \
    } while (0)

static RcObject *new_list(void)
{
    RcObject *list = RcList_New(0);
    assert_non_null(list);
    return list;
}

static RcObject *kept; /* a list with room */

/* Containers that stay. */
static void keep(int count)
{
    for (int i = 0; i < count; i++) {
        RcObject *list = new_list();
        assert_int_equal(RcList_Append(kept, list), 0);
        Rc_DECREF(list);
    }
}

/* Containers that only a collection frees. */
static void waste(int count)
{
    for (int i = 0; i < count; i++) {
        RcObject *list = new_list();
        assert_int_equal(RcList_Append(list, list), 0);
        Rc_DECREF(list);
    }
}

static void test_settings(void **state)
{
    int a, b, c;
    RcGCStats stats;
    Rc_UNUSED(state);

    RcGC_GetThreshold(&a, &b, &c);
    assert_int_equal(a, 2000);
    assert_int_equal(b, 10);
    assert_int_equal(c, 10);
    RcGC_SetThreshold(5, 6, 7);
    RcGC_GetThreshold(&a, &b, &c);
    assert_int_equal(a, 5);
    assert_int_equal(b, 6);
    assert_int_equal(c, 7);
    assert_int_equal(RcGC_IsEnabled(), 1);
    assert_int_equal(RcGC_Enable(), 1);
    assert_int_equal(RcGC_Disable(), 1);
    assert_int_equal(RcGC_IsEnabled(), 0);
    assert_int_equal(RcGC_Disable(), 0);
    assert_int_equal(RcGC_Enable(), 0);
    assert_int_equal(RcGC_IsEnabled(), 1);
    assert_null(RcGC_Garbage());
    RcGC_SetDebug(RCGC_DEBUG_LEAK);
    assert_int_equal(RcGC_GetDebug(), 38);
    RcGC_SetDebug(0);
    assert_int_equal(RcGC_GetDebug(), 0);
    for (int generation = -1; generation <= 3; generation += 4) {
        assert_int_equal(RcGC_GetStats(generation, &stats), -1);
        assert_raises(RcExc_ValueError, "invalid generation");
        assert_int_equal(RcGC_CollectGeneration(generation), -1);
        assert_raises(RcExc_ValueError, "invalid generation");
    }
}

static void test_outputs_that_are_null(void **state)
{
    int threshold = -1;
    Rc_ssize_t count = -1;
    Rc_UNUSED(state);

    RcGC_SetThreshold(0, 11, 12);
    RcGC_GetThreshold(NULL, &threshold, NULL);
    assert_int_equal(threshold, 11);
    RcGC_GetThreshold(NULL, NULL, &threshold);
    assert_int_equal(threshold, 12);
    RcGC_GetThreshold(&threshold, NULL, NULL);
    assert_int_equal(threshold, 0);
    RcGC_CollectGeneration(0);
    RcGC_GetCount(NULL, &count, NULL);
    assert_int_equal(count, 1);
    RcGC_GetCount(&count, NULL, NULL);
    assert_int_equal(count, 0);
    RcGC_GetCount(NULL, NULL, NULL);
    assert_int_equal(RcGC_GetStats(0, NULL), -1);
    assert_raises(RcExc_SystemError, "RcGC_GetStats: bad argument");
}

static void test_counts(void **state)
{
    RcObject *a, *b, *untracked;
    Rc_UNUSED(state);

    RcGC_Collect();
    assert_counts(0, 0, 0);
    a = new_list();
    assert_counts(1, 0, 0);
    untracked = RC_OBJECT_CAST(RcObject_GC_New(Node, &RcList_Type)); /* counted at its allocation */
    assert_counts(2, 0, 0);
    RcObject_GC_Del(untracked);
    assert_counts(1, 0, 0);
    b = new_list();
    Rc_DECREF(a);
    assert_counts(1, 0, 0);
    RcGC_CollectGeneration(0);
    assert_counts(0, 1, 0);
    RcGC_CollectGeneration(0);
    assert_counts(0, 2, 0);
    Rc_DECREF(b); /* never below 0 */
    assert_counts(0, 2, 0);
    RcGC_CollectGeneration(1);
    assert_counts(0, 0, 1);
    RcGC_CollectGeneration(0);
    RcGC_CollectGeneration(1);
    assert_counts(0, 0, 2);
    RcGC_CollectGeneration(2);
    assert_counts(0, 0, 0);
    RcMem_SetFailAfter(1);
    assert_null(RcList_New(0)); /* what was not made does not count */
    RcMem_SetFailAfter(0);
    assert_raises(RcExc_MemoryError, NULL);
    assert_counts(0, 0, 0);
}

static void test_promotion(void **state)
{
    Node *ring[2];
    Rc_UNUSED(state);

    make_ring(ring, 2); /* in generation 0 */
    RcGC_CollectGeneration(0);
    drop_nodes(ring, 2);
    assert_int_equal(RcGC_CollectGeneration(0), 0); /* in generation 1 now */
    assert_live(2);
    assert_int_equal(RcGC_CollectGeneration(1), 2);
    assert_live(0);
    make_ring(ring, 2);
    RcGC_CollectGeneration(1);
    drop_nodes(ring, 2);
    assert_int_equal(RcGC_CollectGeneration(1), 0); /* in generation 2 */
    assert_int_equal(RcGC_CollectGeneration(2), 2);
    assert_live(0);
    make_ring(ring, 2);
    RcGC_Collect();
    RcGC_Collect(); /* stays there */
    drop_nodes(ring, 2);
    assert_int_equal(RcGC_CollectGeneration(1), 0);
    assert_int_equal(RcGC_Collect(), 2);
    assert_live(0);
}

static void test_automatic_collection(void **state)
{
    Rc_UNUSED(state);
    RcGC_Collect();
    listen();
    RcGC_SetThreshold(3, 1, 1);
    waste(3);
    assert_told("");
    assert_counts(3, 0, 0);
    waste(1); /* the fourth allocation finds the three */
    assert_told("<0 >0:3,0 ");
    assert_counts(0, 1, 0);
    assert_live(1);
    waste(4);
    assert_told("<0 >0:4,0 ");
    assert_counts(0, 2, 0);
    waste(4);
    assert_told("<1 >1:4,0 ");
    assert_counts(0, 0, 1);
    waste(4 * 3);
    assert_told("<0 >0:4,0 <0 >0:4,0 <1 >1:4,0 ");
    assert_counts(0, 0, 2);
    waste(4); /* nothing was promoted to the oldest, of which there is nothing: 0 is a quarter of 0 */
    assert_told("<2 >2:4,0 ");
    assert_counts(0, 0, 0);
    RcGC_SetThreshold(0, 1, 1); /* never */
    waste(100);
    assert_told("");
    assert_counts(100, 0, 0);
    RcGC_SetThreshold(3, 1, 1);
    waste(1);
    assert_told("<0 >0:101,0 ");
    RcGC_SetThreshold(1000, 10, 10);
    assert_int_equal(RcGC_Collect(), 1);
    assert_told("<2 >2:1,0 ");
    RcGC_SetCallback(NULL, NULL);
    assert_int_equal(RcGC_Collect(), 0);
    assert_told("");
}

/* With 400 old containers, full collections wait until 100 more have become old. */
static void test_a_full_collection_waits_for_a_quarter(void **state)
{
    Rc_UNUSED(state);

    kept = RcList_New(0);
    keep(399);
    RcGC_Collect();
    listen();
    RcGC_SetThreshold(9, 0, 0);
    for (int i = 0; i < 4; i++) { /* 10 allocations a collection, 20 promoted by each of generation 1 */
        keep(20);
        assert_told("<0 >0:0,0 <1 >1:0,0 ");
    }
    keep(10);
    assert_told("<0 >0:0,0 ");
    keep(10);
    assert_told("<1 >1:0,0 ");
    /* 99 or 100 of 400, for the object at whose allocation a collection runs is not in it */
    keep(10);
    assert_told("<0 >0:0,0 ");
    keep(10);
    assert_told("<1 >1:0,0 ");
    keep(10);
    assert_told("<2 >2:0,0 ");
    keep(30); /* and it begins anew */
    assert_told("<0 >0:0,0 <1 >1:0,0 <0 >0:0,0 ");
    RcGC_SetThreshold(0, 0, 0);
    RcGC_SetCallback(NULL, NULL);
    Rc_CLEAR(kept);
    assert_live(0);
}

/* Trash that a collection of generation 1 frees is not promoted, and brings no full collection nearer. */
static void test_trash_is_no_quarter(void **state)
{
    Rc_UNUSED(state);

    kept = RcList_New(0);
    keep(399);
    RcGC_Collect();
    listen();
    RcGC_SetThreshold(9, 0, 0);
    for (int i = 0; i < 50; i++) {
        waste(20);
        told[sizeof told - 1] = '\0';
        assert_null(strstr(told, "<2"));
        told[0] = '\0';
    }
    RcGC_SetThreshold(0, 0, 0);
    RcGC_SetCallback(NULL, NULL);
    RcGC_Collect();
    Rc_CLEAR(kept);
    assert_live(0);
}

/* 400 tuples of numbers are not old: no collection looks at them again. */
static void test_untracked_tuples_are_not_old(void **state)
{
    RcObject *number = RcFloat_FromDouble(0.5);
    Rc_UNUSED(state);

    kept = RcList_New(0);
    for (int i = 0; i < 400; i++) {
        RcObject *tuple = RcTuple_Pack(1, number);
        assert_int_equal(RcList_Append(kept, tuple), 0);
        Rc_DECREF(tuple);
    }
    Rc_DECREF(number);
    RcGC_Collect();
    listen();
    RcGC_SetThreshold(9, 0, 0);
    keep(20);
    assert_told("<0 >0:0,0 <1 >1:0,0 ");
    keep(10);
    assert_told("<2 >2:0,0 ");
    RcGC_SetThreshold(0, 0, 0);
    RcGC_SetCallback(NULL, NULL);
    Rc_CLEAR(kept);
    assert_live(0);
}

static void test_disabled(void **state)
{
    Rc_UNUSED(state);

    RcGC_Collect();
    listen();
    RcGC_SetThreshold(1, 1, 1);
    RcGC_Disable();
    waste(10);
    assert_int_equal(RcGC_Collect(), 0);
    assert_told("");
    assert_live(10);
    assert_int_equal(RcGC_CollectGeneration(0), 10); /* as gc.collect() does */
    assert_told("<0 >0:10,0 ");
    RcGC_Enable();
    RcGC_SetCallback(NULL, NULL);
    assert_live(0);
}

/* No collection by itself while an error is pending; one that is asked for leaves it alone. */
static void test_pending_error(void **state)
{
    RcObject *error;
    Rc_UNUSED(state);

    RcGC_Collect();
    listen();
    RcErr_SetString(RcExc_ValueError, "pending");
    error = RcErr_Occurred();
    RcGC_SetThreshold(1, 1, 1);
    waste(10);
    assert_told("");
    assert_ptr_equal(RcErr_Occurred(), error);
    assert_int_equal(RcGC_Collect(), 10);
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    RcGC_SetCallback(NULL, NULL);
    assert_raises(RcExc_ValueError, "pending");
    assert_live(0);
}

/* -- the safe point -- */

static Rc_ssize_t seen_by_finalizer;

static int count_valid(RcObject *op, void *arg)
{
    assert_true(Rc_REFCNT(op) > 0);
    assert_true(RcObject_GC_IsTracked(op));
    Rc_UNUSED(arg);
    seen_by_finalizer++;
    return 1;
}

static RcObject *found_by_finalizer;

/* Looks at all there is, and keeps it. */
static void look_around(Node *self)
{
    Rc_UNUSED(self);
    seen_by_finalizer = 0;
    RcGC_VisitObjects(count_valid, NULL);
    found_by_finalizer = RcGC_GetObjects(-1);
    assert_non_null(found_by_finalizer);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(found_by_finalizer); i++) {
        RcObject *found = RcGC_GetReferents(RcList_GET_ITEM(found_by_finalizer, i));
        assert_non_null(found);
        Rc_DECREF(found);
    }
}

static RcObject *make_list(void)
{
    return RcList_New(3);
}
static RcObject *make_tuple(void)
{
    return RcTuple_New(3);
}
static RcObject *make_table(void)
{
    return RcHashTable_New();
}
static RcObject *make_error(void)
{
    return RcObject_CallNoArgs(RcExc_ValueError);
}
static RcObject *make_node(void)
{
    return RC_OBJECT_CAST(node(5));
}

static void test_collections_run_before_the_object_is(void **state)
{
    static RcObject *(*const makers[])(void) = {make_list, make_tuple, make_table, make_error, make_node};
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        Node *ring[1];
        RcObject *op;
        make_ring(ring, 1);
        ring[0]->on_finalize = look_around;
        Rc_DECREF(ring[0]);
        RcGC_SetDebug(RCGC_DEBUG_STRESS);
        op = makers[i]();
        RcGC_SetDebug(0);
        assert_non_null(op);
        assert_log("f1 d1 ");
        assert_non_null(found_by_finalizer);
        for (Rc_ssize_t j = 0; j < RcList_GET_SIZE(found_by_finalizer); j++) {
            assert_ptr_not_equal(RcList_GET_ITEM(found_by_finalizer, j), op);
        }
        Rc_CLEAR(found_by_finalizer);
        node_logging = 0;
        Rc_DECREF(op);
        node_logging = 1;
        node_log[0] = '\0';
        assert_live(0);
    }
}

static void test_stress(void **state)
{
    Rc_UNUSED(state);

    RcGC_Collect();
    listen();
    RcGC_SetDebug(RCGC_DEBUG_STRESS);
    waste(3);
    assert_told("<0 >0:0,0 <0 >0:1,0 <0 >0:1,0 ");
    RcGC_Disable();
    waste(1);
    RcGC_Enable();
    assert_told("");
    RcGC_SetDebug(0);
    waste(1);
    assert_told("");
    assert_int_equal(RcGC_Collect(), 3);
    RcGC_SetCallback(NULL, NULL);
}

static void test_stress_from_the_environment(void **state)
{
    const char *before = getenv("RECOUNT_GC_STRESS");
    char copy[20];
    Rc_UNUSED(state);

    snprintf(copy, sizeof copy, "%s", before != NULL ? before : "");
    assert_int_equal(Rc_Finalize(), 0);
    setenv("RECOUNT_GC_STRESS", "1", 1);
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(RcGC_GetDebug(), RCGC_DEBUG_STRESS);
    assert_int_equal(Rc_Finalize(), 0);
    setenv("RECOUNT_GC_STRESS", "0", 1);
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(RcGC_GetDebug(), 0);
    assert_int_equal(Rc_Finalize(), 0);
    unsetenv("RECOUNT_GC_STRESS");
    assert_int_equal(Rc_Initialize(), 0);
    assert_int_equal(RcGC_GetDebug(), 0);
    if (before != NULL) {
        setenv("RECOUNT_GC_STRESS", copy, 1);
    }
}

/* -- statistics and debugging -- */

static void test_stats(void **state)
{
    RcGCStats before[3], after[3];
    Node *stuck = node_of(&Stubborn_Type, 1);
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        assert_int_equal(RcGC_GetStats(i, &before[i]), 0);
    }
    waste(5);
    RcGC_CollectGeneration(0);
    waste(2);
    RcGC_CollectGeneration(1);
    RcGC_CollectGeneration(1);
    waste(1);
    join(stuck, stuck);
    Rc_DECREF(stuck);
    RcGC_Collect();
    for (int i = 0; i < 3; i++) {
        static const int collections[] = {1, 2, 1}, collected[] = {5, 2, 1}, uncollectable[] = {0, 0, 1};
        assert_int_equal(RcGC_GetStats(i, &after[i]), 0);
        assert_int_equal(after[i].collections - before[i].collections, collections[i]);
        assert_int_equal(after[i].collected - before[i].collected, collected[i]);
        assert_int_equal(after[i].uncollectable - before[i].uncollectable, uncollectable[i]);
    }
    listen();
    assert_int_equal(RcGC_Collect(), 1);
    assert_told("<2 >2:0,1 ");
    RcGC_SetCallback(NULL, NULL);
    Rc_CLEAR(stuck->refs[0]);
}

static void test_save_all(void **state)
{
    Node *ring[3];
    RcObject *garbage, *ref;
    Rc_UNUSED(state);

    RcGC_SetDebug(RCGC_DEBUG_SAVEALL);
    assert_int_equal(RcGC_Collect(), 0);
    assert_null(RcGC_Garbage());
    make_ring(ring, 3);
    ref = RcWeakref_NewRef(RC_OBJECT_CAST(ring[0]), NULL);
    drop_nodes(ring, 3);
    assert_int_equal(RcGC_Collect(), 3);
    assert_log("f1 f2 f3 ");
    garbage = RcGC_Garbage();
    assert_non_null(garbage);
    assert_refcnt(garbage, 1);
    assert_int_equal(RcList_GET_SIZE(garbage), 3);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(RcList_GET_ITEM(garbage, i), ring[i]);
        assert_refcnt(ring[i], 2); /* its ring's and the list's; nothing was cleared */
        assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(ring[i])));
    }
    assert_int_equal(RcWeakref_IsDead(ref), 1);
    assert_int_equal(RcGC_Collect(), 0); /* kept by the list */
    waste(1);
    assert_int_equal(RcGC_Collect(), 1);
    assert_ptr_equal(RcGC_Garbage(), garbage);
    assert_int_equal(RcList_GET_SIZE(garbage), 4);
    RcGC_SetDebug(0);
    RcList_Clear(garbage);
    assert_int_equal(RcGC_Collect(), 4);
    assert_log("d2 d3 d1 ");
    assert_live(1 + 1); /* the garbage list, the weak reference */
    Rc_DECREF(ref);
    assert_int_equal(Rc_Finalize(), 0); /* takes the list */
    assert_int_equal(Rc_Initialize(), 0);
    RcGC_SetDebug(0);
}

static int garbage_at_dealloc;

static void look_at_garbage(Hostile *self)
{
    Rc_UNUSED(self);
    garbage_at_dealloc += RcGC_Garbage() == NULL ? 1 : 100;
}

static void save_more(Node *self)
{
    Rc_UNUSED(self);
    RcGC_SetDebug(RCGC_DEBUG_SAVEALL);
}

/* Saved garbage is a runtime's last trash, also what a finalizer then wants to be saved. */
static void test_saved_garbage_at_the_end(void **state)
{
    Node *ring[2], *late[1];
    Hostile *hostile = Hostile_New();
    Rc_UNUSED(state);

    make_ring(ring, 2);
    drop_nodes(ring, 2);
    RcGC_SetDebug(RCGC_DEBUG_SAVEALL);
    assert_int_equal(RcGC_Collect(), 2);
    hostile->on_dealloc = look_at_garbage;
    assert_int_equal(RcList_Append(RcGC_Garbage(), RC_OBJECT_CAST(hostile)), 0);
    Rc_DECREF(hostile);
    make_ring(late, 1);
    late[0]->on_finalize = save_more;
    drop_nodes(late, 1);
    garbage_at_dealloc = 0;
    assert_int_equal(Rc_Finalize(), 0);
    assert_int_equal(garbage_at_dealloc, 1);
    assert_int_equal(Rc_Initialize(), 0);
    RcGC_SetDebug(0);
    node_log[0] = '\0';
}

/* Memory runs out while garbage is saved: told, and the objects live on uncleared, to be found again. */
static void test_save_all_without_memory(void **state)
{
    Rc_UNUSED(state);
    for (int fail = 1; fail <= 3; fail++) {
        catch_unraisable();
        RcGC_SetDebug(RCGC_DEBUG_SAVEALL);
        waste(1);
        RcMem_SetFailAfter(fail);
        assert_int_equal(RcGC_Collect(), 1);
        RcMem_SetFailAfter(0);
        assert_no_error();
        assert_int_equal(unraisable.count, fail <= 2);
        if (unraisable.count > 0) {
            assert_non_null(strstr(unraisable.text, "MemoryError"));
        }
        RcGC_SetDebug(0);
        if (RcGC_Garbage() != NULL) {
            assert_int_equal(RcList_GET_SIZE(RcGC_Garbage()), fail == 3);
            RcList_Clear(RcGC_Garbage());
        }
        assert_int_equal(RcGC_Collect(), 1);
        assert_int_equal(Rc_Finalize(), 0); /* takes the list */
        assert_int_equal(Rc_Initialize(), 0);
        RcGC_SetDebug(0);
    }
}

static void collect_debugging(void)
{
    Node *stuck = node_of(&Stubborn_Type, 1);
    RcGC_SetDebug(RCGC_DEBUG_STATS | RCGC_DEBUG_COLLECTABLE | RCGC_DEBUG_UNCOLLECTABLE);
    join(stuck, stuck);
    Rc_DECREF(stuck);
    waste(1);
    RcGC_CollectGeneration(1);
    abort();
}

static void test_what_debugging_tells(void **state)
{
    char text[2000];
    const char *stuck, *list, *stats;
    Rc_UNUSED(state);

    assert_true(aborts(collect_debugging, text, sizeof text));
    stuck = strstr(text, "gc: collectable <test.Stubborn ");
    assert_non_null(stuck);
    list = strstr(stuck, "gc: collectable <list ");
    assert_non_null(list);
    stuck = strstr(list, "gc: uncollectable <test.Stubborn ");
    assert_non_null(stuck);
    stats = strstr(stuck, "gc: generation 1: 1 collected, 1 uncollectable\n");
    assert_non_null(stats);
    assert_null(strstr(text, "gc: uncollectable <list"));
}

/* -- callbacks -- */

static void misbehave(RcGCPhase phase, const RcGCInfo *info, void *arg)
{
    Rc_UNUSED(info);
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    *(int *)arg += phase == RCGC_START ? 1 : 100;
    waste(2); /* at the start: found at once */
    assert_null(RcErr_Occurred());
}

static void test_callback_that_allocates(void **state)
{
    int calls = 0;
    Rc_UNUSED(state);

    RcErr_SetString(RcExc_ValueError, "pending");
    RcGC_SetThreshold(1, 1, 1);
    RcGC_SetCallback(misbehave, &calls);
    assert_int_equal(RcGC_Collect(), 2);
    assert_raises(RcExc_ValueError, "pending");
    assert_int_equal(calls, 101);
    RcGC_SetCallback(NULL, NULL);
    RcGC_SetThreshold(0, 1, 1);
    assert_int_equal(RcGC_Collect(), 2);
    assert_live(0);
}

static void raise_each_time(RcGCPhase phase, const RcGCInfo *info, void *arg)
{
    Rc_UNUSED(info);
    Rc_UNUSED(arg);
    RcErr_SetString(RcExc_ValueError, phase == RCGC_START ? "start" : "stop");
}

static void expect_no_error(Node *self)
{
    Rc_UNUSED(self);
    assert_no_error();
    assert_string_equal(unraisable.text, "ValueError: start");
}

/* Its error is not pending in the code that the collection runs. */
static void test_callback_that_raises(void **state)
{
    Node *ring[1];
    Rc_UNUSED(state);

    catch_unraisable();
    make_ring(ring, 1);
    ring[0]->on_finalize = expect_no_error;
    drop_nodes(ring, 1);
    RcErr_SetString(RcExc_TypeError, "pending");
    RcGC_SetCallback(raise_each_time, NULL);
    assert_int_equal(RcGC_Collect(), 1);
    RcGC_SetCallback(NULL, NULL);
    assert_raises(RcExc_TypeError, "pending");
    assert_int_equal(unraisable.count, 2);
    assert_string_equal(unraisable.text, "ValueError: stop");
    assert_live(0);
}

/* -- freezing -- */

static void test_freeze(void **state)
{
    Node *ring[2];
    RcObject *list;
    Rc_UNUSED(state);

    assert_int_equal(RcGC_GetFreezeCount(), 0);
    make_ring(ring, 1);
    RcGC_Collect();
    make_ring(ring + 1, 1);
    RcGC_CollectGeneration(0);
    list = new_list(); /* one in each generation */
    RcGC_Freeze();
    assert_counts(0, 0, 0);
    assert_int_equal(RcGC_GetFreezeCount(), 3);
    assert_true(RcObject_GC_IsTracked(list));
    drop_nodes(ring, 2);
    assert_int_equal(RcGC_Collect(), 0);
    assert_log("");
    waste(2);
    assert_int_equal(RcGC_Collect(), 2); /* what is new is looked at */
    Rc_DECREF(list);                     /* counting goes on */
    assert_int_equal(RcGC_GetFreezeCount(), 2);
    RcGC_Unfreeze();
    assert_int_equal(RcGC_GetFreezeCount(), 0);
    assert_int_equal(RcGC_CollectGeneration(1), 0); /* they are in the oldest */
    assert_int_equal(RcGC_Collect(), 2);
    RcGC_Unfreeze();
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_settings),
        quiet_test(test_outputs_that_are_null),
        quiet_test(test_counts),
        quiet_test(test_promotion),
        quiet_test(test_automatic_collection),
        quiet_test(test_a_full_collection_waits_for_a_quarter),
        quiet_test(test_trash_is_no_quarter),
        quiet_test(test_untracked_tuples_are_not_old),
        quiet_test(test_disabled),
        quiet_test(test_pending_error),
        quiet_test(test_collections_run_before_the_object_is),
        quiet_test(test_stress),
        quiet_test(test_stress_from_the_environment),
        quiet_test(test_stats),
        quiet_test(test_save_all),
        quiet_test(test_saved_garbage_at_the_end),
        quiet_test(test_save_all_without_memory),
        quiet_test(test_what_debugging_tells),
        quiet_test(test_callback_that_allocates),
        quiet_test(test_callback_that_raises),
        quiet_test(test_freeze),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
