/* One collection: what is found, what is kept, and what finalizers, weak references and deallocs may do to
 * it. */
#include "collector/checks.h"
#include "hostile.h"
#include "node.h"

#include <stdlib.h>

/* -- a cycle of each container -- */

static RcObject *answer_none(RcObject *self, RcObject *args)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_RETURN_NONE;
}

static RcMethodDef none_def = {"none", answer_none, RC_METH_VARARGS, NULL};

static void append(RcObject *list, void *item)
{
    assert_int_equal(RcList_Append(list, RC_OBJECT_CAST(item)), 0);
}

/* list gets op, whose only other owner is the caller; op is given up. */
static RcObject *hold(RcObject *list, RcObject *op)
{
    assert_non_null(op);
    append(list, op);
    Rc_DECREF(op);
    return list;
}

static RcObject *list_in_itself(void)
{
    RcObject *list = RcList_New(0);
    append(list, list);
    return list;
}

static RcObject *two_lists(void)
{
    RcObject *a = RcList_New(0), *b = RcList_New(0);
    append(b, a);
    return hold(a, b);
}

static RcObject *tuple_in_its_list(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcTuple_Pack(1, list));
}

static RcObject *table_as_its_value(void)
{
    RcObject *table = RcHashTable_New();
    assert_int_equal(RcHashTable_SetItemString(table, "self", table), 0);
    return table;
}

static RcObject *table_behind_its_key(void)
{
    RcObject *table = RcHashTable_New();
    Node *key = node(1);
    join(key, table);
    assert_int_equal(RcHashTable_SetItem(table, RC_OBJECT_CAST(key), Rc_None), 0);
    Rc_DECREF(key);
    return table;
}

static RcObject *table_behind_its_hash_func(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, list);
    hold(list, RcHashTable_NewWith(16, 0.75, function));
    Rc_DECREF(function);
    return list;
}

static RcObject *new_exception(void)
{
    RcObject *exception = RcObject_CallNoArgs(RcExc_ValueError);
    assert_non_null(exception);
    return exception;
}

static RcObject *exceptions_causing_each_other(void)
{
    RcObject *a = new_exception(), *b = new_exception();
    RcException_SetCause(b, Rc_NewRef(a));
    RcException_SetCause(a, b);
    return a;
}

static RcObject *exceptions_in_each_others_context(void)
{
    RcObject *a = new_exception(), *b = new_exception();
    RcException_SetContext(b, Rc_NewRef(a));
    RcException_SetContext(a, b);
    return a;
}

static RcObject *exception_in_its_args(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcObject_CallOneArg(RcExc_ValueError, list));
}

static RcObject *method_of_its_self(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, NULL);
    hold(list, RcMethod_New(function, list));
    Rc_DECREF(function);
    return list;
}

static RcObject *method_of_its_function(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, list);
    hold(list, RcMethod_New(function, Rc_None));
    Rc_DECREF(function);
    return list;
}

static RcObject *function_of_its_self(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcCFunction_New(&none_def, list));
}

static RcObject *function_of_its_module(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcCFunction_NewEx(&none_def, NULL, list));
}

static RcObject *list_with_its_iterator(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcObject_GetIter(list));
}

static RcObject *tuple_with_its_iterator(void)
{
    RcObject *list = RcList_New(0), *tuple = RcTuple_Pack(1, list);
    hold(list, RcObject_GetIter(tuple));
    Rc_DECREF(tuple);
    return list;
}

static RcObject *sequence_with_its_iterator(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcSeqIter_New(list));
}

static RcObject *callable_of_its_iterator(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, list);
    hold(list, RcCallIter_New(function, Rc_None));
    Rc_DECREF(function);
    return list;
}

static RcObject *sentinel_of_its_iterator(void)
{
    RcObject *list = RcList_New(0);
    return hold(list, RcCallIter_New(RcHashTable_BuiltinHash, list));
}

static RcObject *table_with_its_iterator(void)
{
    RcObject *table = RcHashTable_New(), *iterator = RcObject_GetIter(table);
    assert_int_equal(RcHashTable_SetItemString(table, "iterator", iterator), 0);
    Rc_DECREF(iterator);
    return table;
}

static RcObject *weakref_behind_its_callback(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, list);
    Node *target = node(1);
    hold(list, RcWeakref_NewRef(RC_OBJECT_CAST(target), function));
    append(list, target);
    Rc_DECREF(function);
    Rc_DECREF(target);
    return list;
}

static RcObject *proxy_behind_its_callback(void)
{
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_def, list);
    Node *target = node(1);
    hold(list, RcWeakref_NewProxy(RC_OBJECT_CAST(target), function));
    append(list, target);
    Rc_DECREF(function);
    Rc_DECREF(target);
    return list;
}

static RcObject *hostile_in_itself(void)
{
    Hostile *op = Hostile_New();
    op->held[3] = Rc_NewRef(RC_OBJECT_CAST(op));
    return RC_OBJECT_CAST(op);
}

static RcMemberDef slot_members[] = {{"slot", Rc_T_OBJECT_EX, sizeof(Hostile), 0, NULL},
                                     {NULL, 0, 0, 0, NULL}};
static RcType_Slot slotted_slots[] = {{Rc_tp_members, slot_members}, {0, NULL}};
static RcType_Spec slotted_spec = {"test.Slotted", sizeof(Hostile) + sizeof(RcObject *), 0,
                                   Rc_TPFLAGS_DEFAULT, slotted_slots};

static RcType_Slot no_slots[] = {{0, NULL}};

/* An instance of a new heap type; the type's only owner is the instance. */
static RcObject *instance_of(RcType_Spec *spec, void *base)
{
    RcObject *type = RcType_FromSpecWithBases(spec, base), *op;
    assert_non_null(type);
    op = base == &Hostile_Type ? RcType_GenericAlloc((RcTypeObject *)type, 0) : RcObject_CallNoArgs(type);
    assert_non_null(op);
    Rc_DECREF(type);
    return op;
}

static RcObject *instance_in_its_slot(void)
{
    RcObject *op = instance_of(&slotted_spec, &Hostile_Type);
    assert_int_equal(RcObject_SetAttrString(op, "slot", op), 0);
    return op;
}

static RcObject *type_with_its_instance(void)
{
    RcObject *op = instance_of(&slotted_spec, &Hostile_Type);
    assert_int_equal(RcObject_SetAttrString(RC_OBJECT_CAST(Rc_TYPE(op)), "instance", op), 0);
    return op;
}

static RcObject *type_with_its_descriptor(void)
{
    RcObject *type = RcType_FromSpecWithBases(&slotted_spec, RC_OBJECT_CAST(&Hostile_Type)), *descriptor;
    descriptor = RcDescr_NewMethod((RcTypeObject *)type, &none_def);
    assert_non_null(descriptor);
    assert_int_equal(RcObject_SetAttrString(type, "method", descriptor), 0);
    Rc_DECREF(descriptor);
    return type;
}

static RcObject *type_behind_its_subtype(void)
{
    static RcType_Spec base_spec = {"test.Base", 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, no_slots};
    static RcType_Spec derived_spec = {"test.Derived", 0, 0, Rc_TPFLAGS_DEFAULT, no_slots};
    RcObject *base = RcType_FromSpec(&base_spec), *derived = RcType_FromSpecWithBases(&derived_spec, base);
    assert_non_null(derived);
    assert_int_equal(RcObject_SetAttrString(base, "derived", derived), 0);
    Rc_DECREF(derived);
    return base;
}

static RcObject *list_subtype_in_itself(void)
{
    static RcType_Spec spec = {"test.List", 0, 0, Rc_TPFLAGS_DEFAULT, no_slots};
    RcObject *op = instance_of(&spec, &RcList_Type);
    append(op, op);
    return op;
}

static RcObject *table_subtype_in_itself(void)
{
    static RcType_Spec spec = {"test.Table", 0, 0, Rc_TPFLAGS_DEFAULT, no_slots};
    RcObject *op = instance_of(&spec, &RcHashTable_Type);
    assert_int_equal(RcHashTable_SetItemString(op, "self", op), 0);
    return op;
}

static RcObject *exception_subtype_causing_itself(void)
{
    static RcType_Spec spec = {"test.Error", 0, 0, Rc_TPFLAGS_DEFAULT, no_slots};
    RcObject *op = instance_of(&spec, RcExc_ValueError);
    RcObject *list = RcList_New(0), *args;
    append(list, op);
    args = RcTuple_Pack(1, list);
    RcException_SetArgs(op, args);
    Rc_DECREF(args);
    Rc_DECREF(list);
    return op;
}

static const struct {
    const char *name;
    RcObject *(*make)(void);
    int objects; /* containers in the cycle, and hanging on it */
} cycles[] = {
    {"list in itself", list_in_itself, 1},
    {"two lists", two_lists, 2},
    {"tuple in its list", tuple_in_its_list, 2},
    {"table, value", table_as_its_value, 1},
    {"table, key", table_behind_its_key, 2},
    {"table, hash_func", table_behind_its_hash_func, 3},
    {"exception, cause", exceptions_causing_each_other, 2},
    {"exception, context", exceptions_in_each_others_context, 2},
    {"exception, args", exception_in_its_args, 3},
    {"method, self", method_of_its_self, 3},
    {"method, function", method_of_its_function, 3},
    {"function, self", function_of_its_self, 2},
    {"function, module", function_of_its_module, 2},
    {"list iterator", list_with_its_iterator, 2},
    {"tuple iterator", tuple_with_its_iterator, 3},
    {"sequence iterator", sequence_with_its_iterator, 2},
    {"callable iterator, callable", callable_of_its_iterator, 3},
    {"callable iterator, sentinel", sentinel_of_its_iterator, 2},
    {"table iterator", table_with_its_iterator, 2},
    {"weak reference, callback", weakref_behind_its_callback, 4},
    {"proxy, callback", proxy_behind_its_callback, 4},
    {"static type of a user", hostile_in_itself, 1},
    {"heap type, member", instance_in_its_slot, 2},
    {"heap type, attribute", type_with_its_instance, 3},
    {"descriptor", type_with_its_descriptor, 3},
    {"heap type, base", type_behind_its_subtype, 3},
    {"subtype of list", list_subtype_in_itself, 2},
    {"subtype of the table", table_subtype_in_itself, 2},
    {"subtype of an exception", exception_subtype_causing_itself, 4},
};
#define CYCLES ((int)(sizeof cycles / sizeof *cycles))

static void test_cycle_of_each_container(void **state)
{
    Rc_UNUSED(state);
    for (int i = 0; i < CYCLES; i++) {
        Rc_ssize_t before = Rc_LiveObjects();
        RcObject *op = cycles[i].make();
        Rc_ssize_t live = Rc_LiveObjects(), count = Rc_REFCNT(op), found;
        assert_int_equal(RcGC_Collect(), 0); /* the test's reference keeps it all */
        assert_int_equal(Rc_LiveObjects(), live);
        assert_refcnt(op, count);
        Rc_DECREF(op);
        assert_int_equal(Rc_LiveObjects(), live); /* counting alone does not free it */
        found = RcGC_Collect();
        if (found != cycles[i].objects) {
            fail_msg("%s: %zd found, not %d", cycles[i].name, found, cycles[i].objects);
        }
        if (Rc_LiveObjects() != before) {
            fail_msg("%s: %zd objects are left", cycles[i].name, Rc_LiveObjects() - before);
        }
        assert_int_equal(RcGC_Collect(), 0);
    }
}

/* Cycles of all types, linked in one: nothing is lost as long as one is held, all goes when it is not. */
static void test_all_containers_together(void **state)
{
    RcObject *root = RcList_New(0);
    Rc_ssize_t live, objects = 1;
    Rc_UNUSED(state);

    append(root, root);
    for (int i = 0; i < CYCLES; i++) {
        hold(root, cycles[i].make());
        objects += cycles[i].objects;
    }
    live = Rc_LiveObjects();
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    assert_int_equal(RcGC_CollectGeneration(1), 0);
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(Rc_LiveObjects(), live);
    Rc_DECREF(root);
    assert_int_equal(RcGC_CollectGeneration(1), 0); /* they are old */
    assert_int_equal(RcGC_Collect(), objects);
    assert_live(0);
}

/* A capsule does not own its context; what its destructor drops is, for a collection, held from outside. */
static void drop_context(RcObject *capsule)
{
    Rc_DECREF(RcCapsule_GetContext(capsule));
}

static void test_a_capsule_hides_what_it_holds(void **state)
{
    RcObject *list = RcList_New(0), *capsule = RcCapsule_New(&none_def, NULL, drop_context);
    Rc_UNUSED(state);

    assert_int_equal(RcCapsule_SetContext(capsule, Rc_NewRef(list)), 0);
    append(list, capsule);
    Rc_DECREF(capsule);
    Rc_DECREF(list);
    assert_int_equal(RcGC_Collect(), 0);
    assert_live(2);
    RcList_Clear(list);
    assert_live(0);
}

/* -- what is found -- */

static void test_long_ring(void **state)
{
    enum { LENGTH = 100000 };
    RcObject *first = RcList_New(0), *last = first;
    Rc_UNUSED(state);

    for (int i = 1; i < LENGTH; i++) {
        RcObject *next = RcList_New(0);
        hold(last, next);
        last = next;
    }
    append(last, first);
    assert_int_equal(RcGC_Collect(), 0);
    assert_live(LENGTH);
    Rc_DECREF(first);
    assert_int_equal(RcGC_Collect(), LENGTH);
    assert_live(0);
}

/* The chain is judged unreachable object by object, and comes back the same way: its root is last in the
 * list. */
static void test_long_chain_from_a_late_root(void **state)
{
    enum { LENGTH = 1000 };
    RcObject *chain = RcList_New(0), *root;
    Rc_UNUSED(state);

    for (int i = 1; i < LENGTH; i++) {
        RcObject *next = RcList_New(0);
        append(next, chain);
        Rc_DECREF(chain);
        chain = next;
    }
    root = hold(RcList_New(0), chain);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(RcGC_Collect(), 0);
        assert_live(LENGTH + 1);
        assert_refcnt(chain, 1);
    }
    append(chain, root); /* a ring, with a tail that hangs on it */
    Rc_DECREF(root);
    assert_int_equal(RcGC_Collect(), LENGTH + 1);
    assert_live(0);
}

static void test_any_member_keeps_a_ring(void **state)
{
    Rc_UNUSED(state);
    for (int kept = 0; kept < 3; kept++) {
        Node *nodes[3];
        make_ring(nodes, 3);
        for (int i = 0; i < 3; i++) {
            if (i != kept) {
                Rc_DECREF(nodes[i]);
            }
        }
        assert_int_equal(RcGC_Collect(), 0);
        for (int i = 0; i < 3; i++) {
            assert_refcnt(nodes[i], i == kept ? 2 : 1);
            assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(nodes[i])));
        }
        assert_log("");
        Rc_DECREF(nodes[kept]);
        assert_int_equal(RcGC_Collect(), 3);
        assert_live(0);
        node_log[0] = '\0';
    }
}

/* Parallel references, a double ring, a leaf that is held from outside too. */
static void test_counts_are_exact(void **state)
{
    Node *nodes[2];
    RcObject *leaf = RcFloat_FromDouble(1.5), *live = RcList_New(0);
    Rc_UNUSED(state);

    make_ring(nodes, 2);
    join(nodes[0], nodes[1]);
    join(nodes[0], nodes[0]);
    join(nodes[1], leaf);
    join(nodes[1], live);
    append(live, leaf);
    assert_refcnt(nodes[0], 3);
    assert_refcnt(nodes[1], 3);
    assert_int_equal(RcGC_Collect(), 0);
    assert_refcnt(nodes[0], 3);
    assert_refcnt(nodes[1], 3);
    assert_refcnt(leaf, 3);
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 2);
    assert_refcnt(leaf, 2);
    assert_refcnt(live, 1);
    assert_true(RcObject_GC_IsTracked(live));
    Rc_DECREF(live);
    Rc_DECREF(leaf);
}

/* What is not tracked holds from outside; so does an older generation that is not looked at. */
static void test_holders_that_are_not_looked_at(void **state)
{
    Node *ring[1], *holder = node(2);
    Rc_UNUSED(state);

    make_ring(ring, 1);
    join(holder, ring[0]);
    Rc_DECREF(ring[0]);
    RcObject_GC_UnTrack(holder);
    assert_int_equal(RcGC_Collect(), 0);
    RcObject_GC_Track(holder);
    join(holder, holder);
    Rc_DECREF(holder); /* trash, in generation 0; the ring is in generation 2 */
    assert_int_equal(RcGC_CollectGeneration(0), 1);
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    assert_int_equal(RcGC_CollectGeneration(1), 0);
    assert_log("f2 d2 ");
    assert_int_equal(RcGC_CollectGeneration(2), 1);
    assert_log("f1 d1 ");
    assert_live(0);
}

/* -- wrong counts -- */

static void count_too_low(void)
{
    RcObject *list = RcList_New(0);
    Node *op = node(7);
    RcErr_SetUnraisableHook(NULL, NULL);
    append(list, op);
    append(list, op);
    op->ob_base.ob_refcnt = 1;
    RcGC_Collect();
}

static int visit_borrowed(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Node *)op)->refs[0]);
    Rc_VISIT(((Node *)op)->refs[0]);
    return 0;
}

static void visits_too_much(void)
{
    Node *a = node(1), *b = node(2);
    Node_Type.tp_traverse = visit_borrowed;
    join(a, b);
    Rc_DECREF(b);
    (RcGC_Collect)(); /* not announced: an audit would tell of it first, and mend it */
}

static void damaged_list(void)
{
    Node *a = node(1), *b = node(2);
    uintptr_t *words = (uintptr_t *)(void *)a - 2; /* next, previous */
    Rc_UNUSED(b);
    words[1] = words[0];
    RcGC_CollectGeneration(0);
}

static void dealloc_that_stays_tracked(RcObject *op)
{
    Rc_UNUSED(op);
    RcGC_CollectGeneration(0); /* its first act should have been RcObject_GC_UnTrack */
}

static void forgotten_untrack(void)
{
    Node *a = node(1);
    Node_Type.tp_dealloc = dealloc_that_stays_tracked;
    Rc_DECREF(a);
}

static void tracked_with_dead_field(void)
{
    Node *a = node(1), *b = node(2);
    RcObject_GC_UnTrack(a);
    join(a, b);
    b->ob_base.ob_refcnt = 0;
    RcObject_GC_Track(a);
}

static void test_wrong_counts_are_fatal(void **state)
{
    char text[4000];
    Rc_UNUSED(state);

    assert_true(aborts(count_too_low, text, sizeof text));
    assert_non_null(strstr(text, "object type     : test.Node"));
    assert_non_null(strstr(text, "object refcount : 1"));
    assert_non_null(strstr(text, "the object's count is lower than the number of references"));
    assert_true(aborts(visits_too_much, text, sizeof text));
    assert_non_null(strstr(text, "a tp_traverse that visits what it does not own"));
    if (!RC_HOOK_MALLOC) { /* with a ledger that is a finding, and the program goes on */
        assert_true(aborts(forgotten_untrack, text, sizeof text));
        assert_non_null(strstr(text, "a tp_dealloc without RcObject_GC_UnTrack"));
    }
}

/* Only where the library has its assertions. */
static void test_damage_is_fatal(void **state)
{
    char text[4000];
    Rc_UNUSED(state);

    if (!RC_GC_CHECKS) {
        skip();
    }
    assert_true(aborts(damaged_list, text, sizeof text));
    assert_non_null(strstr(text, "the collector's lists are damaged at this object"));
    assert_true(aborts(tracked_with_dead_field, text, sizeof text));
    assert_non_null(strstr(text, "RcObject_GC_Track: the object refers to one that is dead"));
}

/* -- tuples -- */

static void test_tuples_that_cannot_be_in_a_cycle(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5), *list = RcList_New(0);
    RcObject *flat = RcTuple_New(2), *nested = RcTuple_New(1), *holding = RcTuple_Pack(1, list);
    RcObject *unfinished = RcTuple_New(2), *types = RcTuple_New(1);
    Rc_UNUSED(state);

    RcTuple_SET_ITEM(flat, 0, Rc_NewRef(number));
    RcTuple_SET_ITEM(flat, 1, Rc_NewRef(Rc_None));
    RcTuple_SET_ITEM(nested, 0, Rc_NewRef(flat));
    RcTuple_SET_ITEM(unfinished, 0, Rc_NewRef(number));
    RcTuple_SET_ITEM(types, 0, Rc_NewRef(RC_OBJECT_CAST(&RcList_Type))); /* static: no head */
    assert_true(RcObject_GC_IsTracked(flat));
    assert_true(RcObject_GC_IsTracked(nested));
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    assert_false(RcObject_GC_IsTracked(flat));
    assert_false(RcObject_GC_IsTracked(nested)); /* its item was untracked just before */
    assert_false(RcObject_GC_IsTracked(types));
    assert_true(RcObject_GC_IsTracked(holding));
    assert_true(RcObject_GC_IsTracked(unfinished));
    RcTuple_SET_ITEM(unfinished, 1, Rc_NewRef(flat));
    assert_int_equal(RcGC_Collect(), 0);
    assert_false(RcObject_GC_IsTracked(unfinished));
    assert_true(RcObject_GC_IsTracked(holding));
    append(list, holding);
    assert_refcnt(number, 3);
    Rc_DECREF(number);
    Rc_DECREF(list);
    Rc_DECREF(flat);
    Rc_DECREF(nested);
    Rc_DECREF(unfinished);
    Rc_DECREF(types);
    Rc_DECREF(holding);
    assert_int_equal(RcGC_Collect(), 2);
    assert_live(0);
}

/* Its maker may still fill it, for nobody else knows it. */
static void test_untracked_tuple_that_is_filled_anew(void **state)
{
    RcObject *filled = RcTuple_New(1), *emptied = RcTuple_New(1), *flat = RcTuple_New(1),
             *list = RcList_New(0);
    Rc_UNUSED(state);

    RcTuple_SET_ITEM(filled, 0, Rc_NewRef(Rc_None));
    RcTuple_SET_ITEM(emptied, 0, Rc_NewRef(Rc_None));
    RcTuple_SET_ITEM(flat, 0, Rc_NewRef(Rc_None));
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(RcTuple_SetItem(flat, 0, RcInt_FromLong(1)), 0);
    assert_false(RcObject_GC_IsTracked(flat));
    assert_int_equal(RcTuple_SetItem(filled, 0, Rc_NewRef(list)), 0);
    assert_true(RcObject_GC_IsTracked(filled));
    assert_int_equal(RcTuple_SetItem(emptied, 0, NULL), 0);
    assert_true(RcObject_GC_IsTracked(emptied));
    RcTuple_SET_ITEM(emptied, 0, Rc_NewRef(list));
    append(list, filled);
    append(list, emptied);
    Rc_DECREF(filled);
    Rc_DECREF(emptied);
    Rc_DECREF(flat);
    Rc_DECREF(list);
    assert_int_equal(RcGC_Collect(), 3);
    assert_live(0);
}

/* A tuple has no tp_clear: a cycle of nothing else stays. */
static void test_tuple_in_itself(void **state)
{
    RcObject *tuple = RcTuple_New(1);
    RcGCStats before, after;
    Rc_UNUSED(state);

    RcTuple_SET_ITEM(tuple, 0, Rc_NewRef(tuple));
    Rc_DECREF(tuple);
    RcGC_GetStats(2, &before);
    assert_int_equal(RcGC_Collect(), 1);
    RcGC_GetStats(2, &after);
    assert_int_equal(after.uncollectable - before.uncollectable, 1);
    assert_live(1);
    RcTuple_SET_ITEM(tuple, 0, NULL);
    Rc_DECREF(tuple);
    assert_live(0);
}

/* -- finalizers -- */

static RcObject *saved; /* a list: what finalizers bring back */

static void save(Node *self)
{
    append(saved, self);
}

static void test_finalizers_run_once_in_order(void **state)
{
    Node *nodes[4];
    Rc_UNUSED(state);

    make_ring(nodes, 4);
    drop_nodes(nodes, 4);
    assert_log("");
    assert_int_equal(RcGC_Collect(), 4);
    /* all finalizers before the first clear, in the order of tracking; then each dies as the one
     * before it lets go */
    assert_log("f1 f2 f3 f4 d2 d3 d4 d1 ");
    assert_live(0);
}

/* One comes back, with all that hangs on it; other trash goes. */
static void test_one_resurrected(void **state)
{
    Node *kept[3], *other[2], *leaf = node(9);
    Rc_UNUSED(state);

    saved = RcList_New(0);
    make_ring(kept, 3);
    make_ring(other, 2);
    other[0]->id = 5;
    other[1]->id = 6;
    join(other[0], kept[0]); /* trash that refers to what comes back */
    join(kept[2], leaf);
    kept[1]->on_finalize = save;
    drop_nodes(kept, 3);
    drop_nodes(other, 2);
    Rc_DECREF(leaf);
    assert_int_equal(RcGC_Collect(), 2);
    assert_log("f9 f1 f2 f3 f5 f6 d6 d5 ");
    assert_live(5);
    assert_refcnt(kept[0], 1);
    assert_refcnt(kept[1], 2);
    assert_refcnt(leaf, 1);
    for (int i = 0; i < 3; i++) {
        assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(kept[i])));
        assert_true(RcObject_GC_IsFinalized(RC_OBJECT_CAST(kept[i])));
    }
    assert_int_equal(RcGC_Collect(), 0);
    assert_log("");
    RcList_Clear(saved);
    assert_int_equal(RcGC_Collect(), 4); /* and no finalizer a second time */
    assert_log("d3 d1 d9 d2 ");
    Rc_DECREF(saved);
    assert_live(0);
}

static void test_whole_ring_resurrected(void **state)
{
    Node *nodes[3];
    Rc_UNUSED(state);

    saved = RcList_New(0);
    make_ring(nodes, 3);
    for (int i = 0; i < 3; i++) {
        nodes[i]->on_finalize = save;
    }
    drop_nodes(nodes, 3);
    assert_int_equal(RcGC_Collect(), 0);
    assert_log("f1 f2 f3 ");
    assert_int_equal(RcList_GET_SIZE(saved), 3);
    for (int i = 0; i < 3; i++) {
        assert_refcnt(nodes[i], 2);
    }
    for (int i = 0; i < 3; i++) {
        Rc_CLEAR(nodes[i]->refs[0]);
    }
    assert_log("");
    RcList_Clear(saved); /* by counting now, and still no second finalizer */
    assert_log("d3 d2 d1 ");
    Rc_DECREF(saved);
    assert_live(0);
}

/* Finalized in a dealloc and brought back there; later trash in a cycle. */
static void test_finalized_in_dealloc_first(void **state)
{
    Node *op = node(1);
    Rc_UNUSED(state);

    saved = RcList_New(0);
    op->on_finalize = save;
    Rc_DECREF(op);
    assert_log("f1 ");
    assert_refcnt(op, 1);
    assert_live(2);
    assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(op)));
    join(op, op);
    RcList_Clear(saved);
    assert_log("");
    assert_int_equal(RcGC_Collect(), 1);
    assert_log("d1 ");
    Rc_DECREF(saved);
    assert_live(0);
}

/* In a list that is itself trash: no resurrection. */
static void test_saved_in_trash(void **state)
{
    Node *op = node(1);
    Rc_UNUSED(state);

    saved = RcList_New(0);
    op->on_finalize = save;
    join(op, saved);
    join(op, op);
    Rc_DECREF(saved);
    Rc_DECREF(op);
    assert_int_equal(RcGC_Collect(), 2);
    assert_log("f1 d1 ");
    assert_live(0);
}

static void collect_again(Node *self)
{
    Rc_UNUSED(self);
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(RcGC_CollectGeneration(0), 0);
    assert_int_equal(RcGC_CollectGeneration(3), -1);
    assert_raises(RcExc_ValueError, "invalid generation");
}

static void allocate_many(Node *self)
{
    RcGC_SetThreshold(1, 1, 1);
    for (int i = 0; i < 100; i++) {
        RcObject *list = RcList_New(0);
        append(list, list);
        Rc_DECREF(list); /* new trash, for the next collection */
    }
    RcGC_SetThreshold(0, 10, 10);
    collect_again(self);
}

static void test_finalizer_that_allocates_and_collects(void **state)
{
    Node *nodes[2];
    Rc_UNUSED(state);

    make_ring(nodes, 2);
    nodes[0]->on_finalize = allocate_many;
    nodes[1]->on_finalize = collect_again;
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 2);
    assert_log("f1 f2 d2 d1 ");
    assert_live(100);
    assert_int_equal(RcGC_Collect(), 100);
    assert_live(0);
}

static void raise_error(Node *self)
{
    RcErr_Format(RcExc_ValueError, "from node %d", self->id);
}

static void test_finalizer_that_raises(void **state)
{
    Node *nodes[2];
    Rc_UNUSED(state);

    catch_unraisable();
    make_ring(nodes, 2);
    nodes[0]->on_finalize = raise_error;
    drop_nodes(nodes, 2);
    RcErr_SetString(RcExc_KeyError, "pending");
    assert_int_equal(RcGC_Collect(), 2);
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(unraisable.count, 1);
    assert_string_equal(unraisable.text, "ValueError: from node 1");
    assert_string_equal(unraisable.where, "test.Node");
    assert_log("f1 f2 d2 d1 ");
    assert_live(0);
}

static void break_ring(Node *self)
{
    node_drop(self);
}

/* The finalizer's cut lets the whole ring die while the collection walks over it. */
static void test_finalizer_that_frees_the_garbage(void **state)
{
    Node *nodes[4];
    Rc_UNUSED(state);

    make_ring(nodes, 4);
    nodes[1]->on_finalize = break_ring;
    drop_nodes(nodes, 4);
    assert_int_equal(RcGC_Collect(), 0); /* nothing was left to clear */
    assert_log("f1 f2 f3 d3 f4 d4 d1 d2 ");
    assert_live(0);
}

static void untrack_itself(Node *self)
{
    RcObject_GC_UnTrack(self);
}

static void test_finalizer_that_untracks(void **state)
{
    Node *nodes[3];
    Rc_UNUSED(state);

    make_ring(nodes, 3);
    nodes[1]->on_finalize = untrack_itself;
    drop_nodes(nodes, 3);
    assert_int_equal(RcGC_Collect(), 0); /* held by what is not looked at */
    assert_log("f1 f2 f3 ");
    assert_live(3);
    RcObject_GC_Track(nodes[1]);
    assert_int_equal(RcGC_Collect(), 3);
    assert_log("d1 d2 d3 ");
    assert_live(0);
}

static void drop_arg(Node *self)
{
    RcObject *op = self->arg;
    self->arg = NULL;
    Rc_DECREF(op);
}

/* Outsiders die in the middle: a live node, a weak reference whose callback waits, another ring's last
 * outside reference (found by the next collection only). */
static void test_finalizer_that_drops_outsiders(void **state)
{
    Node *nodes[3], *outsider = node(7), *ring[1];
    RcObject *function = RcCFunction_New(&none_def, NULL);
    Rc_UNUSED(state);

    make_ring(nodes, 3);
    make_ring(ring, 1);
    ring[0]->id = 8;
    join(outsider, nodes[2]); /* the outsider keeps the ring alive, while it lives */
    for (int i = 0; i < 3; i++) {
        nodes[i]->on_finalize = drop_arg;
    }
    nodes[0]->arg = RcWeakref_NewRef(RC_OBJECT_CAST(nodes[1]), function);
    nodes[1]->arg = node(9);
    nodes[2]->arg = ring[0];
    drop_nodes(nodes, 3);
    assert_int_equal(RcGC_Collect(), 0);
    Rc_DECREF(outsider);
    assert_log("f7 d7 ");
    assert_int_equal(RcGC_Collect(), 3);
    assert_log("f3 f1 f2 f9 d9 d1 d2 d3 ");
    assert_int_equal(RcGC_Collect(), 1);
    assert_log("f8 d8 ");
    assert_refcnt(function, 1);
    Rc_DECREF(function);
    assert_live(0);
}

/* A finalizer that makes links among the garbage, and hangs new objects on it. */
static void rewire(Node *self)
{
    Node *other = self->arg, *extra = node(self->id + 10);
    join(self, other);
    join(other, extra);
    join(extra, self);
    Rc_DECREF(extra);
}

static void test_finalizer_that_rewires(void **state)
{
    Node *nodes[2];
    Rc_UNUSED(state);

    make_ring(nodes, 2);
    for (int i = 0; i < 2; i++) {
        nodes[i]->on_finalize = rewire;
        nodes[i]->arg = nodes[1 - i];
    }
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 0); /* the new objects are young and not looked at: they hold the ring */
    assert_log("f1 f2 ");
    assert_live(4);
    assert_int_equal(RcGC_Collect(), 4);
    assert_live(0);
}

/* -- weak references -- */

static RcObject *note_callback(RcObject *self, RcObject *ref)
{
    assert_int_equal(RcWeakref_IsDead(ref), 1);
    note("c", self != NULL ? (int)RcInt_AsLong(self) : 0);
    Rc_RETURN_NONE;
}

static RcMethodDef callback_def = {"callback", note_callback, RC_METH_O, NULL};

static RcObject *callback(int id)
{
    RcObject *number = RcInt_FromLong(id), *function = RcCFunction_New(&callback_def, number);
    assert_non_null(function);
    Rc_DECREF(number);
    return function;
}

static RcObject *weak(void *op, int id)
{
    RcObject *function = callback(id), *ref = RcWeakref_NewRef(RC_OBJECT_CAST(op), function);
    assert_non_null(ref);
    Rc_DECREF(function);
    return ref;
}

static RcObject *plain_weakref;

static void check_weakref_is_dead(Node *self)
{
    Rc_UNUSED(self);
    assert_int_equal(RcWeakref_IsDead(plain_weakref), 1);
}

/* All are dead before the first finalizer; only live references' callbacks run. */
static void test_weak_references_to_trash(void **state)
{
    Node *nodes[2];
    RcObject *refs[3], *trash_ref;
    Rc_UNUSED(state);

    make_ring(nodes, 2);
    plain_weakref = RcWeakref_NewRef(RC_OBJECT_CAST(nodes[0]), NULL);
    refs[0] = weak(nodes[0], 21);
    refs[1] = weak(nodes[0], 22);
    refs[2] = weak(nodes[1], 23);
    trash_ref = weak(nodes[1], 24);
    join(nodes[0], trash_ref);
    Rc_DECREF(trash_ref);
    nodes[0]->on_finalize = check_weakref_is_dead;
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 4); /* the ring, its weak reference and that one's callback */
    assert_log("c22 c21 c23 f1 f2 d2 d1 ");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(RcWeakref_IsDead(refs[i]), 1);
        assert_true(RcObject_GC_IsTracked(refs[i]));
        assert_refcnt(refs[i], 1);
        Rc_DECREF(refs[i]);
    }
    Rc_DECREF(plain_weakref);
    assert_live(0);
}

static RcMethodDef none_for_one_def = {"none", answer_none, RC_METH_O, NULL};

/* A weak reference that is called is no longer frozen: it is trash when the rest of its cycle is. */
static void test_frozen_weak_reference_to_trash(void **state)
{
    Node *nodes[1];
    RcObject *list = RcList_New(0), *function = RcCFunction_New(&none_for_one_def, list), *ref;
    Rc_UNUSED(state);

    make_ring(nodes, 1);
    ref = RcWeakref_NewRef(RC_OBJECT_CAST(nodes[0]), function);
    hold(list, ref); /* in a cycle: list, ref, function */
    Rc_DECREF(function);
    RcObject_GC_UnTrack(nodes[0]);
    RcGC_Freeze();
    RcObject_GC_Track(nodes[0]);
    drop_nodes(nodes, 1);
    assert_int_equal(RcGC_CollectGeneration(0), 1);
    assert_int_equal(RcGC_GetFreezeCount(), 2);
    node_log[0] = '\0';
    Rc_DECREF(list);
    RcGC_Unfreeze();
    assert_int_equal(RcGC_Collect(), 3);
    assert_live(0);
}

/* A weak reference that is trash is not called, though its object is no trash of the collector's but dies when the
 * list is cleared. */
static void test_weak_reference_that_is_trash_itself(void **state)
{
    Node *op = node(1);
    RcObject *list = RcList_New(0), *function = callback(25);
    Rc_UNUSED(state);

    RcObject_GC_UnTrack(op);
    append(list, list);
    hold(list, RcWeakref_NewRef(RC_OBJECT_CAST(op), function));
    hold(list, RcList_New(0));      /* trash of another type comes before and behind */
    hold(list, RC_OBJECT_CAST(op)); /* the last goes first */
    Rc_DECREF(list);
    assert_int_equal(RcGC_Collect(), 3);
    assert_log("f1 d1 ");
    Rc_DECREF(function);
    assert_live(0);
}

/* Weak references to what comes back stay dead. */
static void test_weak_reference_to_resurrected(void **state)
{
    Node *nodes[1];
    RcObject *ref;
    Rc_UNUSED(state);

    saved = RcList_New(0);
    make_ring(nodes, 1);
    ref = weak(nodes[0], 21);
    nodes[0]->on_finalize = save;
    drop_nodes(nodes, 1);
    assert_int_equal(RcGC_Collect(), 0);
    assert_log("c21 f1 ");
    assert_int_equal(RcWeakref_IsDead(ref), 1);
    Rc_DECREF(ref);
    Rc_DECREF(saved);
    assert_int_equal(RcGC_Collect(), 1);
    assert_live(0);
}

static RcObject *late_weakrefs[2];

static void make_weakrefs(Node *self)
{
    late_weakrefs[0] = weak(self, 31);
    late_weakrefs[1] = RcWeakref_NewRef(RC_OBJECT_CAST(self), NULL);
    assert_int_equal(RcWeakref_IsDead(late_weakrefs[0]), 0);
}

static void test_weak_references_made_by_finalizers(void **state)
{
    Node *nodes[2];
    Rc_UNUSED(state);

    make_ring(nodes, 2);
    nodes[1]->on_finalize = make_weakrefs;
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 2);
    assert_log("f1 f2 d2 d1 "); /* no callback */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(RcWeakref_IsDead(late_weakrefs[i]), 1);
        Rc_DECREF(late_weakrefs[i]);
    }
    assert_live(0);
}

static RcObject *raise_in_callback(RcObject *self, RcObject *ref)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ref);
    RcErr_SetString(RcExc_ValueError, "from the callback");
    return NULL;
}

static RcMethodDef raising_def = {"raising", raise_in_callback, RC_METH_O, NULL};

/* The callback drops the reference it is called for. */
static RcObject *drop_in_callback(RcObject *self, RcObject *ref)
{
    Rc_UNUSED(self);
    assert_ptr_equal(ref, saved);
    Rc_CLEAR(saved);
    Rc_RETURN_NONE;
}

static RcMethodDef dropping_def = {"dropping", drop_in_callback, RC_METH_O, NULL};

static void test_hostile_callbacks(void **state)
{
    Node *nodes[1];
    RcObject *raising = RcCFunction_New(&raising_def, NULL), *dropping = RcCFunction_New(&dropping_def, NULL);
    RcObject *ref;
    Rc_UNUSED(state);

    catch_unraisable();
    make_ring(nodes, 1);
    saved = RcWeakref_NewRef(RC_OBJECT_CAST(nodes[0]), dropping);
    ref = RcWeakref_NewRef(RC_OBJECT_CAST(nodes[0]), raising);
    drop_nodes(nodes, 1);
    assert_int_equal(RcGC_Collect(), 1);
    assert_null(saved);
    assert_int_equal(unraisable.count, 1);
    assert_string_equal(unraisable.text, "ValueError: from the callback");
    assert_no_error();
    Rc_DECREF(ref);
    assert_refcnt(raising, 1);
    assert_refcnt(dropping, 1);
    Rc_DECREF(raising);
    Rc_DECREF(dropping);
    assert_live(0);
}

static RcObject *table_in_c; /* borrowed: C code may know what no reference tells */

static RcObject *save_in_callback(RcObject *self, RcObject *ref)
{
    Rc_UNUSED(self);
    Rc_UNUSED(ref);
    append(saved, table_in_c);
    Rc_RETURN_NONE;
}

static RcMethodDef saving_def = {"saving", save_in_callback, RC_METH_O, NULL};

/* Nothing here has a finalizer; the callback alone brings the table back. */
static void test_callback_that_resurrects(void **state)
{
    RcObject *saving = RcCFunction_New(&saving_def, NULL), *ref;
    Rc_UNUSED(state);

    saved = RcList_New(0);
    table_in_c = table_as_its_value();
    ref = RcWeakref_NewRef(table_in_c, saving);
    Rc_DECREF(table_in_c);
    assert_int_equal(RcGC_Collect(), 0);
    assert_refcnt(table_in_c, 2);
    assert_int_equal(RcHashTable_Size(table_in_c), 1);
    Rc_DECREF(saved);
    assert_int_equal(RcGC_Collect(), 1);
    Rc_DECREF(ref);
    Rc_DECREF(saving);
    assert_live(0);
}

static void collect_in_dealloc(Hostile *self)
{
    Rc_UNUSED(self);
    assert_int_equal(RcGC_Collect(), 1);
}

/* A weak reference that is dead but waits for its dealloc, deep in a chain of others, is still in the list of
 * its object when that is found to be trash. */
static void test_weak_reference_that_is_being_deallocated(void **state)
{
    Node *ring[1];
    Hostile *chain = Hostile_New(), *collecting = Hostile_New();
    Rc_UNUSED(state);

    make_ring(ring, 1);
    collecting->on_dealloc = collect_in_dealloc;
    chain->held[0] = weak(ring[0], 21);
    chain->held[1] = RC_OBJECT_CAST(collecting);
    for (int i = 1; i < 50; i++) {
        Hostile *next = Hostile_New();
        next->held[0] = RC_OBJECT_CAST(chain);
        chain = next;
    }
    Rc_DECREF(ring[0]);
    Rc_DECREF(chain);
    assert_log("f1 d1 ");
    assert_live(0);
}

/* -- clearing -- */

static void test_types_without_clear(void **state)
{
    Node *stuck = node_of(&Stubborn_Type, 1), *mixed[2];
    RcGCStats before, after;
    Rc_UNUSED(state);

    join(stuck, stuck);
    Rc_DECREF(stuck);
    assert_int_equal(RcGC_GetStats(2, &before), 0);
    for (int i = 1; i <= 3; i++) { /* found each time; its finalizer ran once */
        assert_int_equal(RcGC_Collect(), 1);
        assert_int_equal(RcGC_GetStats(2, &after), 0);
        assert_int_equal(after.uncollectable, before.uncollectable + i);
        assert_int_equal(after.collected, before.collected);
    }
    assert_log("f1 ");
    assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(stuck)));
    mixed[0] = node_of(&Stubborn_Type, 2); /* one that can be cleared is enough */
    mixed[1] = node(3);
    join(mixed[0], mixed[1]);
    join(mixed[1], mixed[0]);
    drop_nodes(mixed, 2);
    assert_int_equal(RcGC_Collect(), 3);
    assert_int_equal(RcGC_GetStats(2, &after), 0);
    assert_int_equal(after.uncollectable, before.uncollectable + 4);
    assert_int_equal(after.collected, before.collected + 2);
    assert_log("f2 f3 d2 d3 ");
    Rc_CLEAR(stuck->refs[0]);
    assert_log("d1 ");
    assert_live(0);
}

static int save_in_clear(Node *self)
{
    append(saved, self);
    return 0;
}

static void test_clear_that_resurrects(void **state)
{
    Node *nodes[2];
    RcGCStats before, after;
    Rc_UNUSED(state);

    saved = RcList_New(0);
    make_ring(nodes, 2);
    nodes[0]->on_clear = save_in_clear;
    drop_nodes(nodes, 2);
    RcGC_GetStats(2, &before);
    assert_int_equal(RcGC_Collect(), 2);
    RcGC_GetStats(2, &after);
    assert_int_equal(after.uncollectable - before.uncollectable, 1);
    assert_int_equal(after.collected - before.collected, 1);
    assert_log("f1 f2 d2 ");
    assert_refcnt(nodes[0], 1);
    assert_true(RcObject_GC_IsTracked(RC_OBJECT_CAST(nodes[0])));
    assert_int_equal(RcGC_Collect(), 0);
    Rc_DECREF(saved);
    assert_log("d1 ");
    assert_live(0);
}

static int raise_in_clear(Node *self)
{
    raise_error(self);
    return -1;
}

static int collect_in_clear(Node *self)
{
    collect_again(self);
    return 0;
}

static void test_clear_that_raises(void **state)
{
    Node *nodes[2];
    Rc_UNUSED(state);

    catch_unraisable();
    make_ring(nodes, 2);
    nodes[0]->on_clear = raise_in_clear;
    nodes[1]->on_clear = collect_in_clear;
    drop_nodes(nodes, 2);
    assert_int_equal(RcGC_Collect(), 2);
    assert_int_equal(unraisable.count, 1);
    assert_string_equal(unraisable.text, "ValueError: from node 1");
    assert_no_error();
    assert_live(0);
}

/* -- the end -- */

static void breed(Node *self)
{
    Node *child = node(self->id + 1);
    child->on_finalize = breed;
    join(child, child);
    Rc_DECREF(child);
}

static RcObject *volatile kept; /* what a runtime that ends still owns: it is leaked, but not lost */

/* Rc_Finalize collects what there is, on or off, and ends even if finalizers never let it come to an end, or
 * if a cycle cannot be cleared. */
static void ends_with(RcObject *(*make)(void), int leaks, int loops)
{
    int status;
    pid_t child;
    fflush(NULL);
    child = fork();
    if (child == 0) {
        expect_findings("leak", leaks);
        expect_findings("uncollected-cycle", loops);
        kept = make();
        status = Rc_Finalize();
        _exit(status == leaks + loops && findings_are_as_expected() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static RcObject *breeding(void)
{
    Node *op = node(1);
    breed(op);
    return RC_OBJECT_CAST(op);
}

static RcObject *stubborn(void)
{
    Node *op = node_of(&Stubborn_Type, 1);
    join(op, op);
    Rc_DECREF(op);
    return NULL;
}

static RcObject *disabled_ring(void)
{
    RcObject *list;
    RcGC_Disable();
    RcGC_Freeze();
    list = list_in_itself();
    Rc_DECREF(two_lists());
    RcGC_Freeze();
    return list;
}

static void test_the_end_of_a_runtime(void **state)
{
    Rc_UNUSED(state);
    ends_with(breeding, 1, 1); /* node 1, whom the test still owns, and the last child */
    ends_with(stubborn, 0, 1);
    ends_with(disabled_ring, 1, 0); /* the list that is still owned */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        quiet_test(test_cycle_of_each_container),
        quiet_test(test_all_containers_together),
        quiet_test(test_a_capsule_hides_what_it_holds),
        quiet_test(test_long_ring),
        quiet_test(test_long_chain_from_a_late_root),
        quiet_test(test_any_member_keeps_a_ring),
        quiet_test(test_counts_are_exact),
        quiet_test(test_holders_that_are_not_looked_at),
        quiet_test(test_wrong_counts_are_fatal),
        quiet_test(test_damage_is_fatal),
        quiet_test(test_tuples_that_cannot_be_in_a_cycle),
        quiet_test(test_untracked_tuple_that_is_filled_anew),
        quiet_test(test_tuple_in_itself),
        quiet_test(test_finalizers_run_once_in_order),
        quiet_test(test_one_resurrected),
        quiet_test(test_whole_ring_resurrected),
        quiet_test(test_finalized_in_dealloc_first),
        quiet_test(test_saved_in_trash),
        quiet_test(test_finalizer_that_allocates_and_collects),
        quiet_test(test_finalizer_that_raises),
        quiet_test(test_finalizer_that_frees_the_garbage),
        quiet_test(test_finalizer_that_untracks),
        quiet_test(test_finalizer_that_drops_outsiders),
        quiet_test(test_finalizer_that_rewires),
        quiet_test(test_weak_references_to_trash),
        quiet_test(test_frozen_weak_reference_to_trash),
        quiet_test(test_weak_reference_that_is_trash_itself),
        quiet_test(test_weak_reference_to_resurrected),
        quiet_test(test_weak_references_made_by_finalizers),
        quiet_test(test_hostile_callbacks),
        quiet_test(test_callback_that_resurrects),
        quiet_test(test_weak_reference_that_is_being_deallocated),
        quiet_test(test_types_without_clear),
        quiet_test(test_clear_that_resurrects),
        quiet_test(test_clear_that_raises),
        quiet_test(test_the_end_of_a_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
