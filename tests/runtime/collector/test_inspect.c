/* Looking at the heap: objects, referrers, referents. */
#include "node.h"

/* How often op is in the list. */
static int times_in(RcObject *list, const void *op)
{
    int times = 0;
    assert_non_null(list);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++) {
        times += (const void *)RcList_GET_ITEM(list, i) == op;
    }
    return times;
}

static void test_objects_of_a_generation(void **state)
{
    Node *nodes[3];
    RcObject *found, *plain = RcFloat_FromDouble(1.5);
    Rc_ssize_t all = 0;
    Rc_UNUSED(state);

    nodes[2] = node(3);
    RcGC_Collect();
    nodes[1] = node(2);
    RcGC_CollectGeneration(0);
    nodes[0] = node(1);
    for (int generation = 0; generation < 3; generation++) {
        found = RcGC_GetObjects(generation);
        assert_refcnt(found, 1);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(times_in(found, nodes[i]), i == generation);
            assert_refcnt(nodes[i], i == generation ? 2 : 1);
        }
        assert_int_equal(times_in(found, found), 0);
        all += RcList_GET_SIZE(found);
        Rc_DECREF(found);
    }
    found = RcGC_GetObjects(-1);
    assert_int_equal(RcList_GET_SIZE(found), all);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(times_in(found, nodes[i]), 1);
    }
    assert_int_equal(times_in(found, plain), 0);
    Rc_DECREF(found);
    RcObject_GC_UnTrack(nodes[0]);
    RcGC_Freeze();
    found = RcGC_GetObjects(-1);
    assert_int_equal(RcList_GET_SIZE(found), 0);
    Rc_DECREF(found);
    RcGC_Unfreeze();
    found = RcGC_GetObjects(2);
    assert_int_equal(times_in(found, nodes[0]), 0);
    assert_int_equal(times_in(found, nodes[1]), 1);
    assert_int_equal(times_in(found, nodes[2]), 1);
    Rc_DECREF(found);
    RcObject_GC_Track(nodes[0]);
    for (int i = -2; i <= 3; i += 5) {
        assert_null(RcGC_GetObjects(i));
        assert_raises(RcExc_ValueError, "invalid generation");
    }
    for (int i = 0; i < 3; i++) {
        assert_refcnt(nodes[i], 1);
        Rc_DECREF(nodes[i]);
    }
    Rc_DECREF(plain);
    assert_live(0);
}

static void test_referrers(void **state)
{
    Node *a = node(1), *b = node(2), *c = node(3);
    RcObject *tuple = RcTuple_Pack(2, a, a), *found;
    Rc_UNUSED(state);

    join(b, a);
    join(c, b);
    join(a, a);
    assert_refcnt(a, 5);
    found = RcGC_GetReferrers(RC_OBJECT_CAST(a));
    assert_int_equal(RcList_GET_SIZE(found), 3);
    assert_int_equal(times_in(found, a), 1);
    assert_int_equal(times_in(found, b), 1);
    assert_int_equal(times_in(found, tuple), 1); /* once, though it holds two */
    assert_refcnt(a, 6);
    assert_refcnt(tuple, 2);
    Rc_DECREF(found);
    assert_refcnt(a, 5);
    RcObject_GC_UnTrack(b);
    found = RcGC_GetReferrers(RC_OBJECT_CAST(a));
    assert_int_equal(RcList_GET_SIZE(found), 2);
    Rc_DECREF(found);
    RcGC_Freeze();
    found = RcGC_GetReferrers(RC_OBJECT_CAST(a));
    assert_int_equal(RcList_GET_SIZE(found), 0);
    Rc_DECREF(found);
    RcGC_Unfreeze();
    RcObject_GC_Track(b);
    found = RcGC_GetReferrers(RC_OBJECT_CAST(c));
    assert_int_equal(RcList_GET_SIZE(found), 0);
    Rc_DECREF(found);
    assert_null(RcGC_GetReferrers(NULL));
    assert_raises(RcExc_SystemError, "RcGC_GetReferrers: bad argument");
    Rc_DECREF(c);
    Rc_DECREF(tuple);
    Rc_DECREF(b);
    Rc_DECREF(a);
    assert_int_equal(RcGC_Collect(), 1);
    assert_live(0);
}

static void test_referents(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5), *list = RcList_New(0), *found;
    Rc_UNUSED(state);

    assert_int_equal(RcList_Append(list, number), 0);
    assert_int_equal(RcList_Append(list, number), 0);
    assert_int_equal(RcList_Append(list, Rc_None), 0);
    found = RcGC_GetReferents(list);
    assert_int_equal(RcList_GET_SIZE(found), 3);
    assert_int_equal(times_in(found, number), 2);
    assert_int_equal(times_in(found, Rc_None), 1);
    assert_refcnt(found, 1);
    assert_refcnt(number, 5);
    Rc_DECREF(found);
    assert_refcnt(number, 3);
    assert_refcnt(list, 1);
    found = RcGC_GetReferents(number); /* no container */
    assert_int_equal(RcList_GET_SIZE(found), 0);
    Rc_DECREF(found);
    found = RcGC_GetReferents(RC_OBJECT_CAST(&RcList_Type)); /* static: not the collector's */
    assert_int_equal(RcList_GET_SIZE(found), 0);
    Rc_DECREF(found);
    assert_null(RcGC_GetReferents(NULL));
    assert_raises(RcExc_SystemError, "RcGC_GetReferents: bad argument");
    Rc_DECREF(list);
    Rc_DECREF(number);
    assert_live(0);
}

typedef struct Seen {
    const void *nodes[3];
    int times[3];
    int all;
    int stop_at;
} Seen;

static int see(RcObject *op, void *arg)
{
    Seen *seen = arg;
    RcObject *list = RcList_New(0); /* no collection, and not met if it came before */
    assert_int_equal(RcGC_IsEnabled(), 0);
    for (int i = 0; i < 3; i++) {
        seen->times[i] += op == seen->nodes[i];
    }
    Rc_DECREF(list);
    return ++seen->all != seen->stop_at;
}

static void test_visit_objects(void **state)
{
    Node *nodes[3];
    Seen seen;
    Rc_UNUSED(state);

    nodes[0] = node(1);
    RcGC_Freeze();
    nodes[1] = node(2);
    RcGC_Collect();
    nodes[2] = node(3);
    RcGC_SetThreshold(1, 1, 1);
    memset(&seen, 0, sizeof seen);
    for (int i = 0; i < 3; i++) {
        seen.nodes[i] = nodes[i];
    }
    RcGC_VisitObjects(see, &seen);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(seen.times[i], 1); /* the frozen one too */
        assert_refcnt(nodes[i], 1);
    }
    assert_int_equal(seen.all, 3);
    assert_int_equal(RcGC_IsEnabled(), 1);
    seen.all = 0;
    seen.stop_at = 2;
    RcGC_VisitObjects(see, &seen);
    assert_int_equal(seen.all, 2);
    RcGC_Disable();
    RcGC_VisitObjects(see, &seen);
    assert_int_equal(RcGC_IsEnabled(), 0); /* as it was */
    RcGC_Enable();
    drop_nodes(nodes, 3);
    assert_live(0);
}

static int collect_meanwhile(RcObject *op, void *arg)
{
    Rc_UNUSED(op);
    RcGC_Enable();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(RcGC_CollectGeneration(i), 0);
    }
    assert_int_equal(RcGC_Collect(), 0);
    Rc_DECREF(RcList_New(0)); /* the threshold is passed */
    ++*(int *)arg;
    return 1;
}

static void test_visit_that_collects(void **state)
{
    Node *ring[3];
    int visited = 0;
    Rc_UNUSED(state);

    make_ring(ring, 3);
    drop_nodes(ring, 3);
    RcGC_SetThreshold(1, 1, 1);
    RcGC_VisitObjects(collect_meanwhile, &visited);
    assert_int_equal(visited, 3);
    assert_log("");
    RcGC_VisitObjects(NULL, NULL);
    assert_raises(RcExc_SystemError, "RcGC_VisitObjects: bad argument");
    assert_int_equal(RcGC_Collect(), 3);
    assert_live(0);
}

static int look(void *arg)
{
    RcObject *op = arg, *found;
    RcObject *(*const ways[])(RcObject *) = {RcGC_GetReferrers, RcGC_GetReferents};

    for (int i = 0; i < 2; i++) {
        found = ways[i](op);
        assert_int_equal(RcGC_IsEnabled(), 1);
        if (found == NULL) {
            return -1;
        }
        Rc_DECREF(found);
    }
    found = RcGC_GetObjects(-1);
    assert_int_equal(RcGC_IsEnabled(), 1);
    if (found == NULL) {
        return -1;
    }
    Rc_DECREF(found);
    return 0;
}

static void test_out_of_memory(void **state)
{
    Node *center = node(1), *around[20];
    RcObject *list = RcList_New(0), *watched[4] = {NULL};
    Rc_UNUSED(state);

    for (int i = 0; i < 20; i++) {
        around[i] = node(i + 2);
        join(around[i], center);
        assert_int_equal(RcList_Append(list, RC_OBJECT_CAST(center)), 0);
    }
    join(center, list);
    watched[0] = RC_OBJECT_CAST(center);
    watched[1] = RC_OBJECT_CAST(around[0]);
    watched[2] = list;
    assert_true(sweep(look, center, watched) > 8);
    assert_true(sweep(look, list, watched) > 8);
    RcGC_Disable();
    assert_null(RcGC_GetObjects(5));
    assert_raises(RcExc_ValueError, NULL);
    assert_int_equal(RcGC_IsEnabled(), 0);
    RcGC_Enable();
    drop_nodes(around, 20);
    Rc_DECREF(list);
    Rc_DECREF(center);
    assert_int_equal(RcGC_Collect(), 2);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        quiet_test(test_objects_of_a_generation),
        quiet_test(test_referrers),
        quiet_test(test_referents),
        quiet_test(test_visit_objects),
        quiet_test(test_visit_that_collects),
        quiet_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
