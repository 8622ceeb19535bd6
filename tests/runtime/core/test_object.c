/* Making objects, counting them, and deallocation in bounded stack. */
#include "support.h"

#include <recount/recount.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -- counts -- */

static void test_incref_decref(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_refcnt(op, 1);
    Rc_INCREF(op);
    assert_refcnt(op, 2);
    Rc_XINCREF(op);
    assert_refcnt(op, 3);
    Rc_IncRef(op);
    assert_refcnt(op, 4);
    Rc_IncRef(NULL);
    Rc_DecRef(op);
    assert_refcnt(op, 3);
    Rc_DecRef(NULL);
    Rc_XDECREF(op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    assert_refcnt(op, 1);
    assert_live(1);
    Rc_DECREF(op);
    assert_live(0);
    Rc_XINCREF(NULL);
    Rc_XDECREF(NULL);
}

static void test_newref_returns_the_same_object(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_ptr_equal(Rc_NewRef(op), op);
    assert_refcnt(op, 2);
    assert_ptr_equal(Rc_XNewRef(op), op);
    assert_refcnt(op, 3);
    assert_null(Rc_XNewRef(NULL));
    Rc_DECREF(op);
    Rc_DECREF(op);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_clear_and_setref(void **state)
{
    RcObject *a = RcFloat_FromDouble(1.5), *b = RcFloat_FromDouble(2.5);
    RcObject *slot = Rc_NewRef(a);
    Rc_UNUSED(state);

    Rc_SETREF(slot, Rc_NewRef(b));
    assert_ptr_equal(slot, b);
    assert_refcnt(a, 1);
    assert_refcnt(b, 2);
    Rc_CLEAR(slot);
    assert_null(slot);
    assert_refcnt(b, 1);
    Rc_CLEAR(slot);
    Rc_XSETREF(slot, Rc_NewRef(a));
    assert_ptr_equal(slot, a);
    assert_refcnt(a, 2);
    Rc_XSETREF(slot, NULL);
    assert_refcnt(a, 1);
    Rc_DECREF(a);
    Rc_DECREF(b);
}

static void test_macros_evaluate_their_arguments_once(void **state)
{
    RcObject *ops[3], **next = ops;
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        ops[i] = RcFloat_FromDouble(i);
    }
    Rc_INCREF(*next++);
    assert_ptr_equal(next, ops + 1);
    Rc_DECREF(*--next);
    assert_ptr_equal(next, ops);
    Rc_SETREF(*next++, RcFloat_FromDouble(7));
    assert_ptr_equal(next, ops + 1);
    Rc_CLEAR(*next++);
    assert_ptr_equal(next, ops + 2);
    assert_null(ops[1]);
    Rc_DECREF(ops[0]);
    Rc_DECREF(ops[2]);
}

static void test_immortal_counts_do_not_change(void **state)
{
    RcObject *immortals[] = {
        Rc_None,        Rc_NotImplemented,   Rc_True, (RcObject *)&RcList_Type, RcInt_FromLong(0),
        RcTuple_New(0), RcStr_FromString("")};
    Rc_UNUSED(state);

    expect_findings("over-decref", 4); /* of the first four, which nobody owns here */
    for (size_t i = 0; i < sizeof immortals / sizeof immortals[0]; i++) {
        Rc_ssize_t before = Rc_REFCNT(immortals[i]);
        assert_true(Rc_IsImmortal(immortals[i]));
        Rc_INCREF(immortals[i]);
        assert_refcnt(immortals[i], before);
        Rc_DECREF(immortals[i]);
        Rc_DECREF(immortals[i]);
        assert_refcnt(immortals[i], before);
        Rc_SET_REFCNT(immortals[i], 1);
        assert_refcnt(immortals[i], before);
        assert_int_equal(Rc_SetImmortal(immortals[i]), 0);
    }
}

static void test_a_count_near_its_maximum_becomes_immortal(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_ssize_t saturated;
    Rc_UNUSED(state);

    Rc_SET_REFCNT(op, INT32_MAX);
    assert_false(Rc_IsImmortal(op));
    Rc_INCREF(op);
    assert_true(Rc_IsImmortal(op));
    saturated = Rc_REFCNT(op);
    Rc_INCREF(op);
    Rc_DECREF(op);
    Rc_DECREF(op);
    assert_refcnt(op, saturated);
    op->ob_refcnt = 1; /* by hand, so that the test gives it back */
    Rc_SET_REFCNT(op, (Rc_ssize_t)1 << (sizeof(Rc_ssize_t) == 8 ? 40 : 30));
    assert_int_equal(Rc_IsImmortal(op), sizeof(Rc_ssize_t) == 8);
    op->ob_refcnt = 1;
    Rc_DECREF(op);
}

static void test_set_immortal_takes_it_out_of_the_living(void **state)
{
    RcObject *op = RcList_New(0);
    Rc_UNUSED(state);

    assert_true(RcObject_GC_IsTracked(op));
    assert_live(1);
    assert_int_equal(Rc_SetImmortal(op), 1);
    assert_live(0);
    assert_false(RcObject_GC_IsTracked(op));
    assert_int_equal(Rc_SetImmortal(op), 0);
    Rc_DECREF(op);
    assert_refcnt(op, RC_IMMORTAL_REFCNT);
    op->ob_refcnt = 0;
    Rc_TYPE(op)->tp_dealloc(op); /* by hand: nobody else would free it */
}

static void test_try_incref(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_int_equal(Rc_TryIncRef(op), 1);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    op->ob_refcnt = 0;
    assert_int_equal(Rc_TryIncRef(op), 0);
    assert_refcnt(op, 0);
    op->ob_refcnt = 5;
    op->ob_flags |= RC_OBJECT_QUEUED;
    assert_int_equal(Rc_TryIncRef(op), 0);
    assert_refcnt(op, 5);
    op->ob_flags &= ~RC_OBJECT_QUEUED;
    op->ob_refcnt = 1;
    Rc_DECREF(op);
}

/* -- making -- */

typedef struct Node {
    RcObject_HEAD
    RcObject *next;
} Node;

static void node_dealloc(RcObject *self)
{
    Rc_XDECREF(((Node *)self)->next);
    Rc_TYPE(self)->tp_free(self);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
};

static int node_traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)self)->next);
    return 0;
}

static int resurrect_some; /* finalizers that are to take a reference */
static int finalized;
static RcObject *resurrected;

static void tracked_node_finalize(RcObject *self)
{
    finalized++;
    if (resurrect_some > 0) {
        resurrect_some--;
        resurrected = Rc_NewRef(self);
    }
}

static int tracked_at_dealloc;

static void tracked_node_dealloc(RcObject *self)
{
    tracked_at_dealloc += RcObject_GC_IsTracked(self);
    if (RcObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    RcObject_GC_UnTrack(self);
    Rc_XDECREF(((Node *)self)->next);
    Rc_TYPE(self)->tp_free(self);
}

static RcTypeObject TrackedNode_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.TrackedNode",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = tracked_node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_finalize = tracked_node_finalize,
};

typedef struct Row {
    RcObject_VAR_HEAD
    double items[1];
} Row;

static RcTypeObject Row_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_itemsize = sizeof(double),
};

static void ready_types(void)
{
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    assert_int_equal(RcType_Ready(&TrackedNode_Type), 0);
    assert_int_equal(RcType_Ready(&Row_Type), 0);
}

static void test_new_and_init(void **state)
{
    Node *node;
    Row *row;
    void *memory = RcObject_Malloc(sizeof(Node));
    Rc_UNUSED(state);

    ready_types();
    node = RcObject_New(Node, &Node_Type);
    assert_refcnt(node, 1);
    assert_ptr_equal(Rc_TYPE(node), &Node_Type);
    assert_live(1);
    node->next = NULL;
    Rc_DECREF(node);
    assert_live(0);

    row = RcObject_New(Row, &Row_Type);
    assert_int_equal(Rc_SIZE(row), 0);
    Rc_DECREF(row);
    row = RcObject_NewVar(Row, &Row_Type, 3);
    assert_refcnt(row, 1);
    assert_int_equal(Rc_SIZE(row), 3);
    row->items[2] = 1.0;
    Rc_SET_SIZE(row, 2);
    assert_int_equal(Rc_SIZE(row), 2);
    Rc_DECREF(row);

    node = (Node *)RcObject_Init(memory, &Node_Type);
    assert_ptr_equal(node, memory);
    assert_refcnt(node, 1);
    node->next = NULL;
    Rc_DECREF(node);
    assert_null(RcObject_Init(NULL, &Node_Type));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcObject_InitVar(NULL, &Row_Type, 2));
    assert_raises(RcExc_MemoryError, NULL);
}

static void test_what_cannot_be_made(void **state)
{
    static RcTypeObject unready = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Unready",
                                   .tp_basicsize = sizeof(Node)};
    Rc_UNUSED(state);

    ready_types();
    assert_null(RcObject_New(Node, NULL));
    assert_raises(RcExc_SystemError, "RcObject_New: bad argument");
    assert_null(RcObject_New(Node, &unready));
    assert_raises(RcExc_SystemError,
                  "RcObject_New: type 'test.Unready' is not ready; call RcType_Ready() first");
    assert_null(RcObject_New(Node, &TrackedNode_Type));
    assert_raises(RcExc_SystemError, "RcObject_New: type 'test.TrackedNode' has Rc_TPFLAGS_HAVE_GC");
    assert_null(RcObject_NewVar(Row, &Row_Type, -1));
    assert_raises(RcExc_SystemError, "RcObject_NewVar: bad argument");
    assert_null(RcObject_NewVar(Row, &RcBaseObject_Type, 0));
    assert_raises(RcExc_SystemError, "RcObject_NewVar: type 'object' lacks RcObject_VAR_HEAD");
    assert_null(RcObject_NewVar(Row, &Row_Type, RC_SSIZE_T_MAX));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcObject_NewVar(Row, &Row_Type, RC_SSIZE_T_MAX / 8 - 8));
    assert_raises(RcExc_MemoryError, NULL);
    assert_live(0);
}

static void test_del_of_what_never_got_ready(void **state)
{
    Node *node;
    Rc_UNUSED(state);

    ready_types();
    node = RcObject_New(Node, &Node_Type);
    assert_live(1);
    RcObject_Del(node);
    assert_live(0);
    node = RcObject_GC_New(Node, &TrackedNode_Type);
    assert_live(1);
    RcObject_GC_Del(node);
    assert_live(0);
    RcObject_Del(NULL);
}

static int make_all(void *arg)
{
    Node *node = RcObject_New(Node, &Node_Type);
    Row *row;
    Rc_UNUSED(arg);
    if (node == NULL) {
        return -1;
    }
    node->next = NULL;
    row = RcObject_NewVar(Row, &Row_Type, 3);
    Rc_DECREF(node);
    Rc_XDECREF(row);
    return row != NULL ? 0 : -1;
}

static void test_new_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    ready_types();
    assert_int_equal(sweep(make_all, NULL, NULL), 2);
}

/* -- deep structures -- */

static RcObject *chain(RcTypeObject *type, int length)
{
    RcObject *next = NULL;
    while (length-- > 0) {
        Node *node = RcType_IS_GC(type) ? RcObject_GC_New(Node, type) : RcObject_New(Node, type);
        node->next = next;
        if (RcType_IS_GC(type)) {
            RcObject_GC_Track(node);
        }
        next = (RcObject *)node;
    }
    return next;
}

/* Links of a chain: a million, but where each test runs many times over. */
static int deep(void)
{
    return RcGC_GetDebug() & RCGC_DEBUG_STRESS || getenv("RECOUNT_TEST_QUICK") != NULL ? 50000 : 1000000;
}
#define DEEP deep()

/* -- chains of one kind: each makes the next outer link, and takes over inner -- */

static RcObject *in_table_as_value(RcObject *inner)
{
    RcObject *table = RcHashTable_New();
    assert_int_equal(RcHashTable_SetItem(table, Rc_None, inner), 0);
    Rc_DECREF(inner);
    return table;
}

static RcObject *in_tracked_node(RcObject *inner)
{
    RcObject *node = chain(&TrackedNode_Type, 1);
    ((Node *)node)->next = inner;
    return node;
}

/* A table cannot be a key itself; what holds it can. */
static RcObject *in_table_as_key(RcObject *inner)
{
    RcObject *table = RcHashTable_New(), *key = in_tracked_node(inner);
    assert_int_equal(RcHashTable_SetItem(table, key, Rc_None), 0);
    Rc_DECREF(key);
    return table;
}

static RcObject *in_tuple(RcObject *inner)
{
    RcObject *tuple = RcTuple_New(1);
    RcTuple_SET_ITEM(tuple, 0, inner);
    return tuple;
}

static RcObject *in_list(RcObject *inner)
{
    RcObject *list = RcList_New(1);
    RcList_SET_ITEM(list, 0, inner);
    return list;
}

static RcObject *in_node(RcObject *inner)
{
    RcObject *node = chain(&Node_Type, 1);
    ((Node *)node)->next = inner;
    return node;
}

static RcObject *do_nothing(RcObject *self, RcObject *args)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_RETURN_NONE;
}

static RcMethodDef nothing = {"nothing", do_nothing, RC_METH_NOARGS, NULL};
static RcCFunctionObject static_function = RcCFunction_STATIC_INIT(&nothing, NULL);

static RcObject *in_method(RcObject *inner)
{
    RcObject *method = RcMethod_New((RcObject *)&static_function, inner);
    assert_non_null(method);
    Rc_DECREF(inner);
    return method;
}

static RcObject *in_function(RcObject *inner)
{
    RcObject *function = RcCFunction_New(&nothing, inner);
    assert_non_null(function);
    Rc_DECREF(inner);
    return function;
}

/* inner becomes the cause, or among the arguments, of a new exception. */
static RcObject *in_exception(RcObject *inner)
{
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError);
    assert_non_null(exception);
    if (RcExceptionInstance_Check(inner)) {
        RcException_SetCause(exception, inner);
    } else {
        RcObject *args = in_tuple(inner);
        RcException_SetArgs(exception, args);
        Rc_DECREF(args);
    }
    return exception;
}

static RcObject *in_iterator(RcObject *inner)
{
    RcObject *list = in_list(inner), *iterator = RcObject_GetIter(list);
    assert_non_null(iterator);
    Rc_DECREF(list);
    return iterator;
}

/* An instance of a heap type: its dealloc is the generated one. */
static RcObject *link_type;

static RcObject *in_instance(RcObject *inner)
{
    RcObject *instance = RcObject_CallNoArgs(link_type);
    assert_non_null(instance);
    ((Node *)instance)->next = inner;
    return instance;
}

static void make_link_type(void)
{
    RcMemberDef members[] = {{"next", Rc_T_OBJECT_EX, offsetof(Node, next), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {"test.Link", sizeof(Node), 0, Rc_TPFLAGS_DEFAULT, slots};
    link_type = RcType_FromSpec(&spec);
    assert_non_null(link_type);
}

static RcObject *(*const links[])(RcObject *) = {
    in_list,     in_tuple,  in_node,     in_tracked_node, in_table_as_value, in_table_as_key,
    in_instance, in_method, in_function, in_exception,    in_iterator,
};

enum { LINKS = sizeof links / sizeof links[0] };

/* A chain of one kind of link each, then one of all kinds in turn. */
static void let_deep_structures_go(void)
{
    make_link_type();
    for (int kind = 0; kind <= LINKS; kind++) {
        RcObject *op = RcObject_CallNoArgs(RcExc_ValueError);
        Rc_ssize_t live = Rc_LiveObjects();
        for (int i = 0; i < DEEP; i++) {
            op = links[kind < LINKS ? kind : i % LINKS](op);
        }
        assert_true(Rc_LiveObjects() >= live + DEEP);
        Rc_DECREF(op);
        assert_int_equal(Rc_LiveObjects(), live - 1);
    }
    Rc_CLEAR(link_type);
}

static void test_deep_structures_with_the_usual_stack(void **state)
{
    Rc_UNUSED(state);
    ready_types();
    let_deep_structures_go();
    assert_live(0);
    finalized = tracked_at_dealloc = 0;
    Rc_DECREF(chain(&TrackedNode_Type, DEEP));
    assert_live(0);
    assert_int_equal(finalized, DEEP);
    assert_int_equal(tracked_at_dealloc, DEEP); /* queued or not: its dealloc finds it tracked */
}

static void *in_small_stack(void *arg)
{
    int *left = arg;
    Rc_Initialize();
    ready_types();
    let_deep_structures_go();
    *left = Rc_Finalize();
    return NULL;
}

static void test_deep_structures_with_256_KiB_of_stack(void **state)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int left = -1;
    Rc_UNUSED(state);

    ready_types();
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, in_small_stack, &left), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    assert_int_equal(left, 0);
}

/* Many objects at the depth where deallocs are queued: the queue holds them all. */
static void test_a_wide_tree_below_the_limit(void **state)
{
    RcObject *wide = RcList_New(1000), *deep;
    Rc_UNUSED(state);

    ready_types();
    for (int i = 0; i < 1000; i++) {
        RcList_SET_ITEM(wide, i, RcList_New(0));
    }
    deep = wide;
    for (int i = 0; i < 49; i++) {
        RcObject *outer = RcList_New(1);
        RcList_SET_ITEM(outer, 0, deep);
        deep = outer;
    }
    Rc_DECREF(deep);
    assert_live(0);
}

/* Deep down, what has no references of its own is freed at once: a dealloc that makes many such objects
 * holds none. */
static Rc_ssize_t most_alive;

static void make_many(RcObject *self)
{
    Rc_UNUSED(self);
    for (int i = 0; i < 1000; i++) {
        RcObject *op = RcFloat_FromDouble(i);
        Rc_DECREF(op);
    }
    if (Rc_LiveObjects() > most_alive) {
        most_alive = Rc_LiveObjects();
    }
}

static void test_leaves_are_never_queued(void **state)
{
    Rc_UNUSED(state);
    ready_types();
    most_alive = 0;
    TrackedNode_Type.tp_finalize = make_many;
    Rc_DECREF(chain(&TrackedNode_Type, 60));
    TrackedNode_Type.tp_finalize = tracked_node_finalize;
    assert_between(most_alive, 50, 70);
}

static void test_a_queued_object_keeps_its_finalized_flag(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);

    ready_types();
    op = chain(&TrackedNode_Type, 60);
    finalized = 0;
    for (Node *node = (Node *)op; node != NULL; node = (Node *)node->next) {
        RcObject_CallFinalizer(&node->ob_base);
    }
    assert_int_equal(finalized, 60);
    Rc_DECREF(op);
    assert_int_equal(finalized, 60);
}

/* -- finalizers -- */

static void test_finalizer_runs_once_and_may_resurrect(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);

    ready_types();
    op = chain(&TrackedNode_Type, 1);
    finalized = 0;
    resurrect_some = 1;
    assert_false(RcObject_GC_IsFinalized(op));
    Rc_DECREF(op);
    assert_int_equal(finalized, 1);
    assert_ptr_equal(resurrected, op);
    assert_refcnt(op, 1);
    assert_live(1);
    assert_true(RcObject_GC_IsTracked(op));
    assert_true(RcObject_GC_IsFinalized(op));
    resurrect_some = 1;
    Rc_DECREF(op);
    assert_int_equal(finalized, 1);
    assert_live(0);
    resurrect_some = 0;
}

static void test_a_deep_object_may_be_resurrected(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);

    ready_types();
    op = chain(&TrackedNode_Type, 200);
    for (Node *node = (Node *)op; node->next != NULL; node = (Node *)node->next) {
        node->ob_base.ob_flags |= RC_OBJECT_FINALIZED; /* only the last one's finalizer runs */
    }
    resurrect_some = 1;
    finalized = 0;
    Rc_DECREF(op);
    assert_int_equal(finalized, 1);
    assert_live(1);
    assert_refcnt(resurrected, 1);
    assert_true(RcObject_GC_IsTracked(resurrected));
    Rc_DECREF(resurrected);
    assert_live(0);
}

static void make_immortal(RcObject *self)
{
    Rc_SetImmortal(self);
}

static void test_a_finalizer_may_make_it_immortal(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);

    ready_types();
    op = chain(&TrackedNode_Type, 1);
    TrackedNode_Type.tp_finalize = make_immortal;
    Rc_DECREF(op);
    TrackedNode_Type.tp_finalize = tracked_node_finalize;
    assert_true(Rc_IsImmortal(op));
    assert_live(0);
    RcObject_GC_Del(op);
}

static RcObject *unraisable_seen;

static void note_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(arg);
    unraisable_seen = where;
    assert_true(RcErr_GivenExceptionMatches(exception, RcExc_ValueError));
}

static void raise_in_finalizer(RcObject *self)
{
    Rc_UNUSED(self);
    assert_null(RcErr_Occurred()); /* it begins without the caller's error */
    RcErr_SetString(RcExc_ValueError, "in a finalizer");
}

static void test_an_error_in_a_finalizer_is_unraisable(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);

    ready_types();
    op = chain(&TrackedNode_Type, 1);
    TrackedNode_Type.tp_finalize = raise_in_finalizer;
    RcErr_SetUnraisableHook(note_unraisable, NULL);
    unraisable_seen = NULL;
    RcErr_SetString(RcExc_KeyError, "pending");
    Rc_DECREF(op);
    TrackedNode_Type.tp_finalize = tracked_node_finalize;
    assert_ptr_equal(unraisable_seen, op);
    assert_raises(RcExc_KeyError, "'pending'"); /* the caller's own */
}

static void test_call_finalizer_without_one(void **state)
{
    RcObject *op = RcList_New(0);
    Rc_UNUSED(state);

    RcObject_CallFinalizer(op);
    assert_false(RcObject_GC_IsFinalized(op));
    assert_refcnt(op, 1);
    Rc_DECREF(op);
}

/* -- telling -- */

/* Runs show with stderr in a file, and gives back what it wrote. */
static void capture(void (*show)(RcObject *), RcObject *op, char *text, size_t size)
{
    FILE *file = tmpfile();
    int saved = dup(2);
    size_t length;

    assert_non_null(file);
    fflush(stderr);
    dup2(fileno(file), 2);
    show(op);
    fflush(stderr);
    dup2(saved, 2);
    close(saved);
    rewind(file);
    length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    fclose(file);
}

static void test_dump(void **state)
{
    RcObject *op = RcInt_FromLong(100000);
    char text[400];
    Rc_UNUSED(state);

    RcErr_SetString(RcExc_ValueError, "pending");
    capture(RcObject_Dump, op, text, sizeof text);
    assert_non_null(strstr(text, "refcount : 1\n"));
    assert_non_null(strstr(text, "type     : int\n"));
    assert_non_null(strstr(text, "repr     : 100000\n"));
    assert_refcnt(op, 1);
    assert_raises(RcExc_ValueError, "pending");
    op->ob_refcnt = 0;
    capture(RcObject_Dump, op, text, sizeof text);
    assert_non_null(strstr(text, "being deallocated"));
    op->ob_refcnt = 1;
    Rc_DECREF(op);
    capture(RcObject_Dump, Rc_None, text, sizeof text);
    assert_non_null(strstr(text, "(immortal)"));
    capture(RcObject_Dump, NULL, text, sizeof text);
    assert_string_equal(text, "<object at NULL>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_incref_decref),
        counted_test(test_newref_returns_the_same_object),
        counted_test(test_clear_and_setref),
        counted_test(test_macros_evaluate_their_arguments_once),
        counted_test(test_immortal_counts_do_not_change),
        counted_test(test_a_count_near_its_maximum_becomes_immortal),
        counted_test(test_set_immortal_takes_it_out_of_the_living),
        counted_test(test_try_incref),
        counted_test(test_new_and_init),
        counted_test(test_what_cannot_be_made),
        counted_test(test_del_of_what_never_got_ready),
        counted_test(test_new_out_of_memory),
        counted_test(test_deep_structures_with_the_usual_stack),
        counted_test(test_deep_structures_with_256_KiB_of_stack),
        counted_test(test_a_wide_tree_below_the_limit),
        counted_test(test_leaves_are_never_queued),
        counted_test(test_a_queued_object_keeps_its_finalized_flag),
        counted_test(test_finalizer_runs_once_and_may_resurrect),
        counted_test(test_a_deep_object_may_be_resurrected),
        counted_test(test_a_finalizer_may_make_it_immortal),
        counted_test(test_an_error_in_a_finalizer_is_unraisable),
        counted_test(test_call_finalizer_without_one),
        counted_test(test_dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
