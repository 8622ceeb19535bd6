/* Deducing what is unreachable: how often objects are traversed, in what order they stay, and random graphs that
 * are too large for the cache. */
#include "node.h"

#include <recount/recount.h>

#include <stdlib.h>

#define FEW 10
#define MANY 40000 /* more than what counts as small */
#define REFS 2

typedef struct Dot {
    RcObject_HEAD
    RcObject *refs[REFS]; /* owned */
    int id;
} Dot;

static Dot *dots[MANY]; /* owned, or borrowed while alive */
static int traversed[MANY];
static int visits; /* of all dots together */
static int dead[MANY];

static int dot_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    const Dot *self = (Dot *)op;
    traversed[self->id]++;
    for (int i = 0; i < REFS; i++) {
        visits += self->refs[i] != NULL;
        Rc_VISIT(self->refs[i]);
    }
    return 0;
}

static int dot_clear(RcObject *op)
{
    for (int i = 0; i < REFS; i++) {
        Rc_CLEAR(((Dot *)op)->refs[i]);
    }
    return 0;
}

static void dot_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    dead[((Dot *)op)->id]++;
    dot_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Dot_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Dot",
    .tp_basicsize = sizeof(Dot),
    .tp_dealloc = dot_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = dot_traverse,
    .tp_clear = dot_clear,
};

/* Dots 0..count-1, tracked in this order. */
static void make_dots(int count)
{
    assert_int_equal(RcType_Ready(&Dot_Type), 0);
    for (int i = 0; i < count; i++) {
        dots[i] = RcObject_GC_New(Dot, &Dot_Type);
        assert_non_null(dots[i]);
        memset(dots[i]->refs, 0, sizeof dots[i]->refs);
        dots[i]->id = i;
        dead[i] = 0;
        RcObject_GC_Track(dots[i]);
    }
}

static void set_ref(int from, int i, int to)
{
    dots[from]->refs[i] = Rc_NewRef(RC_OBJECT_CAST(dots[to]));
}

static void drop_dots(int first, int end)
{
    for (int i = first; i < end; i++) {
        Rc_DECREF(dots[i]);
    }
}

/* Collects everything, which finds this much trash; traversed is what this has taken. */
static void collect_and_count(int count, Rc_ssize_t trash)
{
    memset(traversed, 0, sizeof traversed[0] * (size_t)count);
    visits = 0;
    assert_int_equal(RcGC_Collect(), trash);
}

static const int sizes[] = {FEW, MANY};
#define SIZES ((int)(sizeof sizes / sizeof sizes[0]))

/* Only what the test makes is looked at. */
static int deduce_setup(void **state)
{
    int failed = runtime_setup(state);
    if (!failed) {
        RcGC_SetDebug(0);
        RcGC_SetThreshold(0, 10, 10);
        RcGC_Freeze();
    }
    return failed;
}

/* -- how often objects are traversed -- */

/* In a ring, a reference from C to each: nobody is in doubt. */
static void test_once_where_all_are_roots(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        make_dots(sizes[s]);
        for (int i = 0; i < sizes[s]; i++) {
            set_ref(i, 0, (i + 1) % sizes[s]);
        }
        collect_and_count(sizes[s], 0);
        for (int i = 0; i < sizes[s]; i++) {
            assert_int_equal(traversed[i], 1);
        }
        drop_dots(0, sizes[s]);
        assert_int_equal(RcGC_Collect(), sizes[s]);
    }
}

/* A list holds them all: that proves them all. */
static void test_once_where_one_list_holds_all(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        int count = sizes[s];
        RcObject *list = RcList_New(0);
        make_dots(count);
        for (int i = 0; i < count; i++) {
            set_ref(i, 0, count - 1 - i);
            assert_int_equal(RcList_Append(list, RC_OBJECT_CAST(dots[i])), 0);
            Rc_DECREF(dots[i]);
        }
        collect_and_count(count, 0);
        /* the list's last items may still have waited for their turn when the first were followed */
        for (int i = 0; i < count; i++) {
            assert_between(traversed[i], 1, i < 100 || i >= count - 100 ? 2 : 1);
        }
        Rc_DECREF(list);
        assert_int_equal(RcGC_Collect(), count);
    }
}

/* The first reference proves all there is to prove: the second is not looked at again. */
static void test_a_traverse_ends_with_the_proof(void **state)
{
    Rc_UNUSED(state);
    make_dots(2);
    set_ref(0, 0, 1);
    set_ref(0, 1, 0);
    drop_dots(1, 2);
    collect_and_count(2, 0);
    assert_int_equal(traversed[0], 2);
    assert_int_equal(visits, 3);
    drop_dots(0, 1);
    assert_int_equal(RcGC_Collect(), 2);
}

/* In the generation they all came to are these, in this order: first, then from..from+step*(count-1). */
static void assert_order(int first, int from, int step, int count)
{
    RcObject *objects = RcGC_GetObjects(2);

    assert_int_equal(RcList_GET_SIZE(objects), 1 + count);
    assert_ptr_equal(RcList_GET_ITEM(objects, 0), dots[first]);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(RcList_GET_ITEM(objects, 1 + i), dots[from + step * i]);
    }
    Rc_DECREF(objects);
}

/* From the first object of a chain all others are found in one more walk, which ends before the chain's last.  The
 * list's last is a root of its own. */
static void test_twice_where_references_must_be_followed(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        int last = sizes[s] - 1;
        make_dots(sizes[s]);
        for (int i = 0; i < last - 1; i++) {
            set_ref(i, 0, i + 1);
        }
        drop_dots(1, last);
        collect_and_count(sizes[s], 0);
        for (int i = 0; i < last - 1; i++) {
            assert_int_equal(traversed[i], 2);
        }
        assert_int_equal(traversed[last - 1], 1);
        assert_int_equal(traversed[last], 1);
        assert_order(0, 1, 1, last); /* none was late: their order is what it was */
        drop_dots(0, 1);
        drop_dots(last, sizes[s]);
    }
    assert_live(0);
}

/* Each has been traversed so often since collect_and_count. */
static void assert_traversed(int count, int times)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(traversed[i], times);
    }
}

/* From each to the next, from the last to the first.  Only root is held. */
static void make_dot_ring(int count, int root)
{
    make_dots(count);
    for (int i = 0; i < count; i++) {
        set_ref(i, 0, (i + 1) % count);
    }
    drop_dots(0, root);
    drop_dots(root + 1, count);
}

/* Of many, what is led to by the root of last time is proven by the first walk.  Of a few it is not: they stay in
 * CPython's order. */
static void test_once_from_the_roots_of_last_time(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        make_dot_ring(sizes[s], 0);
        for (int i = 0; i < 3; i++) {
            collect_and_count(sizes[s], 0);
            assert_traversed(sizes[s] - 1, sizes[s] == FEW || i == 0 ? 2 : 1);
            assert_order(0, 1, 1, sizes[s] - 1);
        }
        drop_dots(0, 1);
        collect_and_count(sizes[s], sizes[s]); /* the root of last time is trash */
        assert_live(0);
    }
}

/* Whom a younger generation's collection finds held from outside, an older object may hold: that is no guess. */
static void test_guesses_are_of_full_collections(void **state)
{
    RcObject *list = RcList_New(0);
    Rc_UNUSED(state);
    assert_int_equal(RcGC_Collect(), 0);
    make_dot_ring(MANY, 0);
    assert_int_equal(RcList_Append(list, RC_OBJECT_CAST(dots[0])), 0);
    drop_dots(0, 1);
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    assert_false(dots[0]->ob_base.ob_flags & RC_OBJECT_ROOT);
    collect_and_count(MANY, 0);
    assert_false(dots[0]->ob_base.ob_flags & RC_OBJECT_ROOT);
    assert_true(list->ob_flags & RC_OBJECT_ROOT);
    collect_and_count(MANY, 0);
    assert_traversed(MANY, 1);
    Rc_DECREF(list);
    assert_int_equal(RcGC_Collect(), MANY);
}

/* What refers backwards comes in the other order after the first time. */
static void test_once_backwards(void **state)
{
    const int last = MANY - 1;
    Rc_UNUSED(state);
    make_dots(MANY);
    for (int i = 0; i < last; i++) {
        set_ref(i + 1, 0, i);
    }
    drop_dots(0, last);
    collect_and_count(MANY, 0);
    for (int i = 0; i < 2; i++) {
        collect_and_count(MANY, 0);
        assert_traversed(MANY, 1);
        assert_order(last, last - 1, -1, last);
    }
    drop_dots(last, MANY);
    assert_live(0);
}

/* The root of last time is in the ring as before, but held no more; another is. */
static void test_a_root_that_is_none_now(void **state)
{
    const int other = MANY / 2;
    Rc_UNUSED(state);
    make_dot_ring(MANY, 0);
    collect_and_count(MANY, 0);
    Rc_INCREF(dots[other]);
    drop_dots(0, 1);
    collect_and_count(MANY, 0);
    for (int i = other; i < MANY; i++) {
        assert_int_equal(traversed[i], 2);
    }
    collect_and_count(MANY, 0); /* those before it refer forward, but were reversed: now they are as before */
    collect_and_count(MANY, 0);
    assert_traversed(MANY, 1);
    drop_dots(other, other + 1);
    collect_and_count(MANY, MANY);
    assert_live(0);
}

/* Each of half of the dots, which are all still held. */
static void make_two_rings(void)
{
    const int half = MANY / 2;
    make_dots(MANY);
    for (int i = 0; i < half; i++) {
        set_ref(i, 0, (i + 1) % half);
        set_ref(half + i, 0, half + (i + 1) % half);
    }
}

/* Two rings, each held by its first.  One is let go of; a claim from its former root would keep it alive. */
static void test_a_part_whose_root_is_gone(void **state)
{
    const int half = MANY / 2;
    Rc_UNUSED(state);
    make_two_rings();
    drop_dots(1, half);
    drop_dots(half + 1, MANY);
    collect_and_count(MANY, 0);
    drop_dots(0, 1);
    collect_and_count(MANY, half);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(dead[i], i < half);
    }
    drop_dots(half, half + 1);
    collect_and_count(MANY, half);
    assert_live(0);
}

/* What is proven by a guess is not followed where something else has to be. */
static void test_a_part_that_is_guessed(void **state)
{
    const int half = MANY / 2;
    Rc_UNUSED(state);
    make_two_rings();
    drop_dots(1, half);
    collect_and_count(MANY, 0);
    drop_dots(half + 1, MANY);
    collect_and_count(MANY, 0);
    for (int i = 0; i < MANY - 1; i++) {
        assert_int_equal(traversed[i], i < half ? 1 : 2);
    }
    drop_dots(0, 1);
    drop_dots(half, half + 1);
    collect_and_count(MANY, MANY);
    assert_live(0);
}

/* Many have become a few: these are treated as such. */
static void test_a_heap_that_shrinks(void **state)
{
    Rc_UNUSED(state);
    make_dot_ring(MANY, 0);
    collect_and_count(MANY, 0);
    Rc_CLEAR(dots[FEW - 1]->refs[0]); /* all behind it go by their count */
    assert_live(FEW);
    collect_and_count(FEW, 0);
    assert_traversed(FEW - 1, 2);
    drop_dots(0, 1);
    assert_live(0);
}

/* A count that is too low is noticed where the references come from what is claimed, too. */
static void count_too_low(void)
{
    make_dot_ring(MANY, 0);
    RcGC_Collect();
    dots[FEW]->refs[1] = RC_OBJECT_CAST(dots[FEW]);
    RcGC_Collect();
}

static void test_wrong_counts_are_fatal(void **state)
{
    char text[2000];
    Rc_UNUSED(state);
    assert_true(aborts(count_too_low, text, sizeof text));
    assert_non_null(strstr(text, "the object's count is lower than the number of references"));
}

/* Nobody is a root: nothing can be followed. */
static void test_once_where_all_is_trash(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        make_dots(sizes[s]);
        for (int i = 0; i < sizes[s]; i++) {
            set_ref(i, 0, i ^ 1);
        }
        drop_dots(0, sizes[s]);
        collect_and_count(sizes[s], sizes[s]);
        for (int i = 0; i < sizes[s]; i++) {
            assert_int_equal(traversed[i], 1);
            assert_int_equal(dead[i], 1);
        }
    }
}

/* -- in what order they stay -- */

/* The last of a chain is held, and leads to all before it, which the walk has passed by then. */
static void test_order_of_those_that_are_proven_late(void **state)
{
    Rc_UNUSED(state);
    for (int s = 0; s < SIZES; s++) {
        int last = sizes[s] - 1;
        make_dots(sizes[s]);
        for (int i = 0; i < last; i++) {
            set_ref(i + 1, 0, i);
        }
        drop_dots(0, last);
        collect_and_count(sizes[s], 0);
        assert_order(last, last - 1, -1, last); /* a few: in the order of the proof; many: reversed */
        drop_dots(last, sizes[s]);
    }
    assert_live(0);
}

/* -- random graphs, against a model -- */

static uint64_t random_state;

static int below(int n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)(random_state >> 33) % n;
}

static int held[MANY]; /* so many references to each are the test's */
static int reached[MANY];

/* Marks what can be reached from the held. */
static int mark(int count)
{
    static int stack[MANY];
    int depth = 0, total = 0;

    memset(reached, 0, sizeof reached);
    for (int i = 0; i < count; i++) {
        if (held[i] > 0) {
            reached[i] = 1;
            stack[depth++] = i;
        }
    }
    while (depth > 0) {
        const Dot *dot = dots[stack[--depth]];
        total++;
        for (int i = 0; i < REFS; i++) {
            int to = dot->refs[i] != NULL ? ((Dot *)dot->refs[i])->id : 0;
            if (dot->refs[i] != NULL && !reached[to]) {
                reached[to] = 1;
                stack[depth++] = to;
            }
        }
    }
    assert_between(total, 1, count);
    return total;
}

/* Sparse enough that a part of it is trash.  near: references to neighbours, else to anywhere. */
static void join_randomly(int count, int near)
{
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < REFS; j++) {
            if (below(3) > 0) {
                set_ref(i, j, near ? (i + below(7) + count - 3) % count : below(count));
            }
        }
    }
}

/* The roots are put at the front, the back, or anywhere of the list: dots[0..kept) after the shuffle. */
static void shuffle(int count)
{
    for (int i = count - 1; i > 0; i--) {
        int other = below(i + 1);
        Dot *dot = dots[i];
        dots[i] = dots[other];
        dots[other] = dot;
        dots[i]->id = i;
        dots[other]->id = other;
    }
}

/* Of each the test has one reference so far; from now on of the first ones only. */
static void hold_first(int count, int kept)
{
    for (int i = 0; i < count; i++) {
        held[i] = i < kept;
    }
    drop_dots(kept, count);
}

/* Collects, and compares with the model what is dead then. */
static int check_collection(int count)
{
    int alive = mark(count);

    RcGC_Collect();
    for (int i = 0; i < count; i++) {
        assert_int_equal(dead[i], !reached[i]);
    }
    assert_live(alive);
    return alive;
}

static void check_random_graph(int count, int near, int shuffled, int kept)
{
    make_dots(count);
    if (shuffled && !near) {
        shuffle(count); /* ids, and so references, have nothing to do with the list's order */
    }
    join_randomly(count, near);
    if (shuffled && near) {
        shuffle(count);
    }
    hold_first(count, kept);
    check_collection(count);
    collect_and_count(count, 0);
    drop_dots(0, kept);
    RcGC_Collect();
    assert_live(0);
}

static void test_random_graphs(void **state)
{
    static const int kept[] = {1, 5, FEW - 1, MANY / 50, MANY / 2};
    Rc_UNUSED(state);

    random_state = 12345;
    for (int round = 0; round < 200; round++) {
        check_random_graph(FEW, round & 1, round & 2, kept[round % 3]);
    }
    for (int k = 0; k < 5; k++) {
        for (int kind = 0; kind < 4; kind++) {
            check_random_graph(MANY, kind & 1, kind & 2, kept[k]);
        }
    }
}

/* A random one that is alive, and held if wanted. */
static int pick(int count, int wanted)
{
    int i = below(count);
    while (dead[i] || (wanted && held[i] == 0)) {
        i = (i + 1) % count;
    }
    return i;
}

/* Another is held in place of one that was. */
static void move_root(int count)
{
    int from = pick(count, 1), to = pick(count, 0);

    Rc_INCREF(dots[to]);
    held[to]++;
    held[from]--;
    Rc_DECREF(dots[from]);
}

static void move_reference(int count)
{
    int from = pick(count, 0), to = pick(count, 0);
    Rc_XSETREF(dots[from]->refs[0], Rc_NewRef(RC_OBJECT_CAST(dots[to])));
}

/* From one collection to the next some of the roots are others, so some of those of last time are none, or trash. */
static void test_roots_that_change(void **state)
{
    Rc_UNUSED(state);
    random_state = 54321;
    for (int kind = 0; kind < 8; kind++) {
        const int near = kind & 1, kept = kind & 2 ? 200 : 2;
        make_dots(MANY);
        if (kind & 4) {
            shuffle(MANY);
        }
        for (int i = 0; i < MANY; i++) { /* one ring, and one reference more */
            set_ref(i, 0, (i + 1) % MANY);
            set_ref(i, 1, near ? (i + below(7) + MANY - 3) % MANY : below(MANY));
        }
        hold_first(MANY, kept);
        for (int round = 0; round < 8; round++) {
            check_collection(MANY);
            for (int i = round % 4; i > 0; i--) {
                move_root(MANY);
                move_reference(MANY);
            }
        }
        for (int i = 0; i < MANY; i++) {
            for (; held[i] > 0; held[i]--) {
                Rc_DECREF(dots[i]);
            }
        }
        RcGC_Collect();
        assert_live(0);
    }
}

/* -- whom a full collection leaves alone -- */

/* A frozen object and an untracked one are referred to from the set, and refer to it. */
static void test_those_outside_of_the_set(void **state)
{
    Rc_UNUSED(state);
    make_dots(4);
    set_ref(0, 0, 1); /* 0 is frozen, and holds 1 */
    set_ref(1, 0, 0);
    set_ref(2, 0, 3); /* 2 is untracked, and holds 3 */
    set_ref(3, 0, 2);
    RcObject_GC_UnTrack(dots[1]);
    RcObject_GC_UnTrack(dots[2]);
    RcObject_GC_UnTrack(dots[3]);
    RcGC_Freeze();
    RcObject_GC_Track(dots[1]);
    RcObject_GC_Track(dots[3]);
    drop_dots(0, 4);
    for (int i = 0; i < 2; i++) {
        collect_and_count(4, 0);
        assert_int_equal(traversed[0], 0);
        assert_int_equal(traversed[1], 1);
        assert_int_equal(traversed[2], 0);
        assert_int_equal(traversed[3], 1);
    }
    RcGC_Unfreeze();
    collect_and_count(4, 2);
    assert_live(2);
    RcObject_GC_Track(dots[2]);
    collect_and_count(4, 2);
    assert_live(0);
}

#define deduce_test(function) cmocka_unit_test_setup_teardown(function, deduce_setup, runtime_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        deduce_test(test_once_where_all_are_roots),
        deduce_test(test_once_where_one_list_holds_all),
        deduce_test(test_a_traverse_ends_with_the_proof),
        deduce_test(test_twice_where_references_must_be_followed),
        deduce_test(test_once_from_the_roots_of_last_time),
        deduce_test(test_guesses_are_of_full_collections),
        deduce_test(test_once_backwards),
        deduce_test(test_a_root_that_is_none_now),
        deduce_test(test_a_part_whose_root_is_gone),
        deduce_test(test_a_part_that_is_guessed),
        deduce_test(test_a_heap_that_shrinks),
        deduce_test(test_wrong_counts_are_fatal),
        deduce_test(test_once_where_all_is_trash),
        deduce_test(test_order_of_those_that_are_proven_late),
        deduce_test(test_random_graphs),
        deduce_test(test_roots_that_change),
        deduce_test(test_those_outside_of_the_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
