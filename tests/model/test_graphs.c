/* Random graphs against a naive model.
 *
 * Containers of four kinds are made, joined, cut, dropped and collected at random.  The model is a table of
 * them with the edges of each, and a count of the references that the test itself owns; what is alive is
 * what can be reached from these.  After each full collection the objects alive must be exactly the model's,
 * after any other collection at least the model's.
 *
 * Each container holds a tag, an object of no interest to the collector whose dealloc tells the model.  The
 * model changes first and the real graph second, so that finalizers, which run in between and change both,
 * find a model that is whole.
 *
 * The seed is printed; RECOUNT_TEST_SEED repeats a run, RECOUNT_TEST_STEPS makes it longer or shorter. */
#include "node.h"

#include <stdlib.h>
#include <time.h>

#define STEPS 3000000
#define MOST 300 /* objects of the model */
#define EDGES 6

typedef enum Kind { NODE, LIST, TUPLE, TABLE, KINDS } Kind;
static const int room[KINDS] = {NODE_REFS - 1, EDGES, EDGES, EDGES};

typedef struct Entry {
    int used;
    int dead;      /* its tag is gone */
    int reachable; /* as of the last mark() */
    Kind kind;
    RcObject *op;     /* borrowed: valid while reachable */
    int edges[EDGES]; /* indices, or -1; a list's are dense */
    int roots;        /* references of the test's own */
    int pins;         /* those among them that no finalizer may drop */
    RcObject *weak;   /* owned: a weak reference to it, or NULL */
} Entry;

static Entry entries[MOST];
static int roots_total;
static int with_finalizers;  /* they misbehave */
static int weak_may_be_dead; /* of what came back */
static uint64_t random_state;

static uint64_t random_bits(void)
{
    uint64_t x = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static int below(int n)
{
    return (int)(random_bits() % (uint64_t)n);
}

/* -- the tag -- */

typedef struct Tag {
    RcObject_HEAD
    int index;
} Tag;

static void tag_dealloc(RcObject *self)
{
    entries[((Tag *)self)->index].dead = 1;
    RcObject_Del(self);
}

static RcTypeObject Tag_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Tag",
    .tp_basicsize = sizeof(Tag),
    .tp_dealloc = tag_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static RcObject *new_tag(int index)
{
    Tag *tag;
    assert_int_equal(RcType_Ready(&Tag_Type), 0);
    tag = RcObject_New(Tag, &Tag_Type);
    assert_non_null(tag);
    tag->index = index;
    return RC_OBJECT_CAST(tag);
}

#define TAG_KEY 100 /* in a table; edges have keys 0 ... */

static void set_edge(RcObject *table, int n, RcObject *target)
{
    RcObject *key = RcInt_FromLong(n); /* small: no object more */
    assert_true(Rc_IsImmortal(key));
    assert_int_equal(RcHashTable_SetItem(table, key, target), 0);
    Rc_DECREF(key);
}

static void delete_edge(RcObject *table, int n)
{
    RcObject *key = RcInt_FromLong(n);
    assert_int_equal(RcHashTable_DelItem(table, key), 0);
    Rc_DECREF(key);
}

/* -- the model -- */

static void mark_from(int start)
{
    static int stack[MOST];
    int depth = 0;

    if (!entries[start].reachable) {
        entries[start].reachable = 1;
        stack[depth++] = start;
    }
    while (depth > 0) {
        const Entry *entry = &entries[stack[--depth]];
        for (int i = 0; i < EDGES; i++) {
            if (entry->edges[i] >= 0 && !entries[entry->edges[i]].reachable) {
                entries[entry->edges[i]].reachable = 1;
                stack[depth++] = entry->edges[i];
            }
        }
    }
}

static void mark(void)
{
    for (int i = 0; i < MOST; i++) {
        entries[i].reachable = 0;
    }
    for (int i = 0; i < MOST; i++) {
        if (entries[i].roots > 0) {
            mark_from(i);
        }
    }
}

static void forget(Entry *entry)
{
    RcObject *ref = entry->weak;
    memset(entry, 0, sizeof *entry);
    Rc_XDECREF(ref);
}

/* full: the unreachable must be gone. */
static void compare(int full)
{
    mark();
    for (int i = 0; i < MOST; i++) {
        Entry *entry = &entries[i];
        if (!entry->used) {
            continue;
        }
        if (entry->reachable && entry->dead) {
            fail_msg("object %d is dead and can be reached", i);
        }
        if (full && !entry->reachable && !entry->dead) {
            fail_msg("object %d is alive and cannot be reached", i);
        }
        if (entry->weak != NULL && (entry->dead || (entry->reachable && !weak_may_be_dead))) {
            assert_int_equal(RcWeakref_IsDead(entry->weak), entry->dead);
        }
        if (entry->dead) {
            forget(entry);
        }
    }
}

/* An object that can surely be used: some steps from a root; -1: there is none. */
static int pick(void)
{
    int index = -1, skip = roots_total > 0 ? below(roots_total) : 0;

    for (int i = 0; i < MOST && index < 0; i++) {
        skip -= entries[i].roots;
        if (skip < 0 && entries[i].roots > 0) {
            index = i;
        }
    }
    for (int steps = index >= 0 ? below(6) : 0; steps > 0; steps--) {
        int next = entries[index].edges[below(EDGES)];
        index = next >= 0 ? next : index;
    }
    assert_true(index < 0 || (entries[index].used && !entries[index].dead));
    return index;
}

/* -- operations, on the model and the graph -- */

static void take_root(int index)
{
    entries[index].roots++;
    roots_total++;
    Rc_INCREF(entries[index].op);
}

static void drop_root(int index)
{
    entries[index].roots--;
    roots_total--;
    Rc_DECREF(entries[index].op);
}

static int degree(const Entry *entry)
{
    int count = 0;
    while (count < EDGES && entry->edges[count] >= 0) {
        count++;
    }
    return count;
}

/* from's edge in some place is to now, whatever it was. */
static void connect(int from, int to)
{
    Entry *entry = &entries[from];
    RcObject *op = entry->op, *target = entries[to].op;
    int place = below(room[entry->kind]);

    if (entry->kind == TUPLE) {
        return;
    }
    if (entry->kind == LIST && place >= degree(entry)) {
        place = degree(entry);
        entry->edges[place] = to;
        assert_int_equal(RcList_Append(op, target), 0);
        return;
    }
    entry->edges[place] = to;
    if (entry->kind == NODE) {
        Rc_XSETREF(((Node *)op)->refs[place], Rc_NewRef(target));
    } else if (entry->kind == LIST) {
        assert_int_equal(RcList_SetItem(op, place + 1, Rc_NewRef(target)), 0);
    } else {
        set_edge(op, place, target);
    }
}

static void cut(int from)
{
    Entry *entry = &entries[from];
    int place = below(room[entry->kind]);

    if (entry->kind == TUPLE || entry->edges[place] < 0) {
        return;
    }
    if (entry->kind == LIST) {
        memmove(entry->edges + place, entry->edges + place + 1, sizeof(int) * (size_t)(EDGES - place - 1));
        entry->edges[EDGES - 1] = -1;
        assert_int_equal(RcList_SetSlice(entry->op, place + 1, place + 2, NULL), 0);
        return;
    }
    entry->edges[place] = -1;
    if (entry->kind == NODE) {
        Rc_CLEAR(((Node *)entry->op)->refs[place]);
    } else {
        delete_edge(entry->op, place);
    }
}

static void misbehave(Node *self);

/* The object, tagged; it has these edges in the model, and in the graph if it is a tuple. */
static RcObject *build(Kind kind, int index, const int *edges, int count)
{
    RcObject *op, *tag = new_tag(index);

    switch (kind) {
    case NODE:
        op = RC_OBJECT_CAST(node(index));
        ((Node *)op)->on_finalize = misbehave;
        ((Node *)op)->refs[NODE_REFS - 1] = tag;
        return op;
    case LIST:
        op = RcList_New(1);
        RcList_SET_ITEM(op, 0, tag);
        return op;
    case TUPLE:
        op = RcTuple_New(count + 1);
        assert_non_null(op);
        RcTuple_SET_ITEM(op, 0, tag);
        for (int i = 0; i < count; i++) {
            RcTuple_SET_ITEM(op, i + 1, Rc_NewRef(entries[edges[i]].op));
        }
        return op;
    default:
        op = RcHashTable_New();
        set_edge(op, TAG_KEY, tag);
        Rc_DECREF(tag);
        return op;
    }
}

/* A new object, which the test owns.  0: the model is full. */
static int create(void)
{
    Kind kind = (Kind)below(KINDS);
    int index = 0, edges[EDGES], count = 0;

    while (index < MOST && entries[index].used) {
        index++;
    }
    if (index == MOST) {
        return 0;
    }
    memset(&entries[index], 0, sizeof entries[index]);
    memset(entries[index].edges, -1, sizeof entries[index].edges);
    entries[index].used = 1; /* taken: a finalizer may make one too */
    entries[index].kind = kind;
    if (kind == TUPLE && roots_total > 0) {
        for (count = below(EDGES); count > 0 && degree(&entries[index]) < count;) {
            edges[degree(&entries[index])] = pick();
            entries[index].edges[degree(&entries[index])] = edges[degree(&entries[index])];
        }
    }
    for (int i = 0; i < count; i++) {
        take_root(edges[i]); /* a collection may run, and finalizers cut what leads to them */
        entries[edges[i]].pins++;
    }
    entries[index].op = build(kind, index, edges, count);
    entries[index].roots = entries[index].pins = 1;
    roots_total++;
    for (int i = 0; i < count; i++) {
        entries[edges[i]].pins--;
        drop_root(edges[i]);
    }
    if (kind == NODE && below(4) == 0) {
        entries[index].weak = RcWeakref_NewRef(entries[index].op, NULL);
        assert_non_null(entries[index].weak);
    }
    entries[index].pins = 0;
    return 1;
}

/* One that may be dropped; -1: there is none. */
static int any_root(void)
{
    int skip = roots_total > 0 ? below(roots_total) : -1;
    for (int i = 0; i < MOST && skip >= 0; i++) {
        skip -= entries[i].roots;
        if (skip < 0) {
            return entries[i].roots > entries[i].pins ? i : -1;
        }
    }
    return -1;
}

/* Is being finalized: everything it holds is still there. */
static void misbehave(Node *self)
{
    int index = self->id, other = entries[index].edges[below(EDGES)];

    if (!with_finalizers || entries[index].dead) {
        return;
    }
    switch (below(10)) {
    case 0: /* back */
        take_root(index);
        break;
    case 1: /* its neighbour */
        if (other >= 0) {
            take_root(other);
        }
        break;
    case 2: /* into a live container */
        other = pick();
        if (other >= 0) {
            connect(other, index);
        }
        break;
    case 3:
        cut(index);
        break;
    case 4:
        other = any_root(); /* the last outside reference of others */
        if (other >= 0) {
            drop_root(other);
        }
        break;
    case 5:
        create();
        break;
    case 6:
        (void)RcGC_CollectGeneration(below(3)); /* nothing, where a collection runs */
        break;
    default:
        break;
    }
}

static void collect_and_compare(int generation)
{
    Rc_ssize_t found;
    int unreachable = 0, tuples = 0;

    mark();
    for (int i = 0; i < MOST; i++) {
        if (entries[i].used && !entries[i].dead && !entries[i].reachable) {
            unreachable++;
            tuples += entries[i].kind == TUPLE;
        }
    }
    found = RcGC_CollectGeneration(generation);
    assert_true(found >= 0 && RcErr_Occurred() == NULL);
    if (!with_finalizers) { /* an untracked tuple goes uncounted */
        assert_true(found <= unreachable);
        assert_true(generation < 2 || found >= unreachable - tuples);
        compare(generation == 2);
    } else {
        /* what deallocs in it brought back, and what became trash meanwhile, is for another one */
        compare(0);
        if (generation == 2) {
            with_finalizers = 0;
            (void)RcGC_CollectGeneration(2);
            compare(1);
            with_finalizers = 1;
        }
    }
}

static void step(void)
{
    int what = below(1000), a, b;

    if (what < 300) {
        if (!create()) {
            for (int i = 0; i < MOST / 2; i++) { /* full: half the roots go */
                a = any_root();
                if (a >= 0) {
                    drop_root(a);
                }
            }
            collect_and_compare(2);
        }
    } else if (what < 620) {
        a = pick();
        b = pick();
        if (a >= 0) {
            connect(a, b);
        }
    } else if (what < 700) {
        a = pick();
        if (a >= 0) {
            cut(a);
        }
    } else if (what < 710) {
        a = pick();
        if (a >= 0) {
            take_root(a);
        }
    } else if (what < 985) {
        a = any_root();
        if (a >= 0) {
            drop_root(a);
        }
    } else if (what < 999) {
        collect_and_compare(below(4) == 0 ? 2 : below(2));
    } else {
        RcGC_SetThreshold(below(30) + (below(3) == 0 ? 1000 : 0), below(5), below(5));
    }
}

static int steps_wanted(void)
{
    const char *given = getenv("RECOUNT_TEST_STEPS");
    int steps = given != NULL ? atoi(given) : getenv("RECOUNT_TEST_QUICK") != NULL ? STEPS / 10 : STEPS;
    return (RcGC_GetDebug() & RCGC_DEBUG_STRESS) && given == NULL ? steps / 10 : steps;
}

static void run(int finalizers, int steps)
{
    with_finalizers = weak_may_be_dead = finalizers;
    node_logging = 0;
    for (int i = 0; i < steps; i++) {
        step();
    }
    with_finalizers = 0;
    while (roots_total > 0) {
        drop_root(any_root());
    }
    collect_and_compare(2);
    for (int i = 0; i < MOST; i++) {
        assert_false(entries[i].used);
    }
    assert_live(0);
}

static void test_random_graphs(void **state)
{
    Rc_UNUSED(state);
    run(0, steps_wanted() / 2);
}

static void test_random_graphs_with_finalizers(void **state)
{
    Rc_UNUSED(state);
    run(1, steps_wanted() / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_random_graphs),
        counted_test(test_random_graphs_with_finalizers),
    };
    const char *given = getenv("RECOUNT_TEST_SEED");
    random_state = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("RECOUNT_TEST_SEED=%llu\n", (unsigned long long)random_state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
