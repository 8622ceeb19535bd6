/* Weak references as objects: making, sharing, asking, hash, equality, the type. */
#include "weak.h"

#include <stdio.h>
#include <string.h>

/* -- making -- */

static void test_a_reference_does_not_keep(void **state)
{
    Target *target = new_target();
    RcObject *ref;
    Rc_UNUSED(state);

    ref = new_ref(target, NULL);
    assert_refcnt(target, 1);
    assert_refcnt(ref, 1);
    assert_live(2);
    assert_true(RcObject_GC_IsTracked(ref));
    assert_names(ref, (RcObject *)target);
    Rc_DECREF(target);
    assert_live(1);
    assert_refcnt(ref, 1);
    assert_dead(ref);
    Rc_DECREF(ref);
}

static void test_one_serves_all(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL), *proxy = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_ptr_not_equal(ref, proxy);
    assert_ptr_equal(new_ref(target, NULL), ref);
    assert_refcnt(ref, 2);
    assert_ptr_equal(new_ref(target, Rc_None), ref);
    assert_refcnt(ref, 3);
    assert_ptr_equal(new_proxy(target, NULL), proxy);
    assert_refcnt(proxy, 2);
    assert_ptr_equal(new_proxy(target, Rc_None), proxy);
    assert_refcnt(proxy, 3);
    assert_refcnt(target, 1);
    assert_live(3);
    for (int i = 0; i < 3; i++) {
        Rc_DECREF(ref);
        Rc_DECREF(proxy);
    }
    assert_live(1);
    ref = new_ref(target, NULL); /* the old one is gone: a new one */
    assert_refcnt(ref, 1);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

static void test_with_a_callback_nothing_is_shared(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *refs[4];
    Rc_UNUSED(state);

    refs[0] = new_ref(target, callback);
    assert_refcnt(callback, 2);
    refs[1] = new_ref(target, callback);
    refs[2] = new_proxy(target, callback);
    refs[3] = new_ref(target, NULL);
    assert_refcnt(callback, 4);
    assert_refcnt(target, 1);
    for (int i = 0; i < 4; i++) {
        assert_refcnt(refs[i], 1);
        Rc_DECREF(refs[i]);
        assert_refcnt(callback, i < 3 ? 3 - i : 1);
    }
    Rc_DECREF(target);
    assert_int_equal(calls.count, 0); /* none was left to be told */
    Rc_DECREF(callback);
}

static void test_what_cannot_be_referred_to(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5), *list = RcList_New(0);
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL), *proxy = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_null(RcWeakref_NewRef(number, NULL));
    assert_raises(RcExc_TypeError, "cannot create weak reference to 'float' object");
    assert_null(RcWeakref_NewProxy(list, NULL));
    assert_raises(RcExc_TypeError, "cannot create weak reference to 'list' object");
    assert_null(RcWeakref_NewRef(ref, NULL));
    assert_raises(RcExc_TypeError, "cannot create weak reference to 'weakref.ReferenceType' object");
    assert_null(RcWeakref_NewRef(proxy, NULL));
    assert_raises(RcExc_TypeError, "cannot create weak reference to 'weakref.ProxyType' object");
    assert_null(RcWeakref_NewRef(Rc_None, NULL));
    assert_raises(RcExc_TypeError, "cannot create weak reference to 'NoneType' object");
    assert_null(RcWeakref_NewRef(NULL, NULL));
    assert_raises(RcExc_SystemError, "RcWeakref_NewRef: bad argument");
    assert_null(RcWeakref_NewProxy(NULL, NULL));
    assert_raises(RcExc_SystemError, "RcWeakref_NewProxy: bad argument");
    assert_refcnt(number, 1);
    assert_refcnt(list, 1);
    assert_refcnt(ref, 1);
    assert_refcnt(proxy, 1);
    Rc_DECREF(number);
    Rc_DECREF(list);
    Rc_DECREF(ref);
    Rc_DECREF(proxy);
    Rc_DECREF(target);
}

static void test_a_callback_must_be_callable(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5);
    Target *target = new_target();
    Rc_UNUSED(state);

    assert_null(RcWeakref_NewRef((RcObject *)target, number));
    assert_raises(RcExc_TypeError, "a weak reference's callback must be callable or None, not 'float'");
    assert_null(RcWeakref_NewProxy((RcObject *)target, number));
    assert_raises(RcExc_TypeError, "a weak reference's callback must be callable or None, not 'float'");
    assert_refcnt(number, 1);
    assert_refcnt(target, 1);
    assert_null(target->weaklist);
    Rc_DECREF(number);
    Rc_DECREF(target);
}

static int make_one_of_each(void *arg)
{
    RcObject *target = arg, *callback = (RcObject *)((Target *)arg)->held[0];
    RcObject *made[4];
    int count = 0;

    made[count] = RcWeakref_NewRef(target, NULL);
    count += made[count] != NULL;
    if (count == 1) {
        made[count] = RcWeakref_NewProxy(target, NULL);
        count += made[count] != NULL;
    }
    if (count == 2) {
        made[count] = RcWeakref_NewRef(target, callback);
        count += made[count] != NULL;
    }
    if (count == 3) {
        made[count] = RcWeakref_NewProxy(target, callback);
        count += made[count] != NULL;
    }
    for (int i = 0; i < count; i++) {
        Rc_DECREF(made[i]);
    }
    return count == 4 ? 0 : -1;
}

static void test_out_of_memory(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *watched[] = {(RcObject *)target, (RcObject *)callback, NULL};
    Rc_UNUSED(state);

    target->held[0] = Rc_NewRef(callback);
    assert_int_equal(sweep(make_one_of_each, target, watched), 4);
    assert_null(target->weaklist);
    Rc_DECREF(target);
    Rc_DECREF(callback);
}

/* -- a collection in the middle of making one -- */

static RcObject *made_meanwhile;
static RcObject *(*make_meanwhile)(RcObject *, RcObject *);

static void make_a_reference(Target *self)
{
    made_meanwhile = make_meanwhile(self->arg, NULL);
}

static void check_a_collection_meanwhile(RcObject *(*make)(RcObject *, RcObject *))
{
    Target *target = new_target(), *trash = new_loop();
    RcObject *ref;
    int debug = RcGC_GetDebug();

    trash->on_finalize = make_a_reference;
    trash->arg = target;
    make_meanwhile = make;
    made_meanwhile = NULL;
    Rc_DECREF(trash);
    RcGC_SetDebug(RCGC_DEBUG_STRESS);
    ref = make((RcObject *)target, NULL);
    RcGC_SetDebug(debug);
    assert_non_null(ref);
    assert_ptr_equal(ref, made_meanwhile); /* still one for all */
    assert_refcnt(ref, 2);
    assert_ptr_equal(target->weaklist, ref);
    assert_null(((RcWeakReference *)ref)->wr_next);
    assert_live(2);
    assert_names(ref, (RcObject *)target);
    Rc_DECREF(ref);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

static void test_a_collection_meanwhile_makes_the_shared_one(void **state)
{
    Rc_UNUSED(state);
    check_a_collection_meanwhile(RcWeakref_NewRef);
    check_a_collection_meanwhile(RcWeakref_NewProxy);
}

/* -- asking -- */

static void test_the_checks(void **state)
{
    Target *target = new_target();
    Hostile *number = Hostile_New();
    RcObject *ref = new_ref(target, NULL), *proxy = new_proxy(target, NULL);
    RcObject *type_proxy = new_proxy(&Target_Type, NULL);
    Rc_UNUSED(state);

    assert_true(RcWeakref_Check(ref));
    assert_true(RcWeakref_CheckRef(ref));
    assert_true(RcWeakref_CheckRefExact(ref));
    assert_false(RcWeakref_CheckProxy(ref));
    assert_true(RcWeakref_Check(proxy));
    assert_false(RcWeakref_CheckRef(proxy));
    assert_false(RcWeakref_CheckRefExact(proxy));
    assert_true(RcWeakref_CheckProxy(proxy));
    assert_true(Rc_IS_TYPE(proxy, &_RcWeakref_ProxyType));
    assert_true(RcWeakref_CheckProxy(type_proxy)); /* a type can be called */
    assert_true(Rc_IS_TYPE(type_proxy, &_RcWeakref_CallableProxyType));
    assert_false(RcWeakref_Check(number));
    Rc_DECREF(type_proxy);
    Rc_DECREF(number);
    Rc_DECREF(proxy);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

static void test_asking_what_is_no_reference(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5), *op = number;
    Rc_UNUSED(state);

    assert_int_equal(RcWeakref_GetRef(number, &op), -1);
    assert_null(op);
    assert_raises(RcExc_TypeError, "expected a weakref, not 'float'");
    assert_int_equal(RcWeakref_IsDead(number), -1);
    assert_raises(RcExc_TypeError, "expected a weakref, not 'float'");
    op = number;
    assert_int_equal(RcWeakref_GetRef(NULL, &op), -1);
    assert_null(op);
    assert_raises(RcExc_SystemError, "RcWeakref_GetRef: bad argument");
    assert_int_equal(RcWeakref_GetRef(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcWeakref_GetRef: bad argument");
    assert_int_equal(RcWeakref_IsDead(NULL), -1);
    assert_raises(RcExc_SystemError, "RcWeakref_IsDead: bad argument");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_a_proxy_can_be_asked(void **state)
{
    Target *target = new_target();
    RcObject *proxy = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_names(proxy, (RcObject *)target);
    Rc_DECREF(target);
    assert_dead(proxy);
    Rc_DECREF(proxy);
}

static void test_calling(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL), *op, *kwargs = RcHashTable_New(), *empty = RcTuple_New(0);
    Rc_UNUSED(state);

    op = RcObject_CallNoArgs(ref);
    assert_ptr_equal(op, target);
    assert_refcnt(target, 2);
    Rc_DECREF(op);
    op = RcObject_Call(ref, empty, kwargs); /* no keywords in it */
    assert_ptr_equal(op, target);
    Rc_DECREF(op);
    assert_null(RcObject_CallOneArg(ref, Rc_None));
    assert_raises(RcExc_TypeError, "weakref expected 0 arguments, got 1");
    assert_int_equal(RcHashTable_SetItemString(kwargs, "x", Rc_None), 0);
    assert_null(RcObject_Call(ref, empty, kwargs));
    assert_raises(RcExc_TypeError, "weakref() takes no keyword arguments");
    Rc_DECREF(kwargs);
    Rc_DECREF(empty);
    assert_refcnt(target, 1);
    Rc_DECREF(target);
    assert_result_is(RcObject_CallNoArgs(ref), Rc_None);
    assert_refcnt(ref, 1);
    Rc_DECREF(ref);
}

/* -- hash -- */

static Rc_hash_t hash_is_4711(Hostile *self)
{
    ++*(int *)self->arg;
    return 4711;
}

static Rc_hash_t hash_fails(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no hash");
    return -1;
}

/* A Hostile that can be weakly referred to, and called or not: by a heap type. */
typedef struct Weak {
    Hostile hostile;
    RcObject *weaklist;
} Weak;

static RcObject *weak_hostile_type(void)
{
    RcMemberDef members[] = {
        {"__weaklistoffset__", Rc_T_PYSSIZET, offsetof(Weak, weaklist), Rc_READONLY, NULL},
        {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {
        {Rc_tp_members, members}, {Rc_tp_new, (void *)(uintptr_t)RcType_GenericNew}, {0, NULL}};
    RcType_Spec spec = {"test.Weak", sizeof(Weak), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    assert_int_equal(RcType_Ready(&Hostile_Type), 0);
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)&Hostile_Type);
    assert_non_null(type);
    return type;
}

static Hostile *new_weak_hostile(RcObject *type)
{
    RcObject *op = RcType_GenericAlloc((RcTypeObject *)type, 0);
    assert_non_null(op);
    return (Hostile *)op;
}

static void test_hash(void **state)
{
    RcObject *type = weak_hostile_type(), *ref, *late;
    Hostile *target = new_weak_hostile(type);
    Hostile *callback = new_callback();
    int asked = 0;
    Rc_UNUSED(state);

    target->on_hash = hash_fails;
    target->arg = &asked;
    ref = new_ref(target, NULL);
    late = new_ref(target, callback);
    assert_int_equal(RcObject_Hash(ref), -1);
    assert_raises(RcExc_ValueError, "no hash");
    assert_refcnt(target, 1);
    target->on_hash = hash_is_4711;
    assert_int_equal(RcObject_Hash(ref), 4711);
    assert_int_equal(RcObject_Hash(ref), 4711);
    assert_int_equal(asked, 1); /* remembered */
    assert_refcnt(target, 1);
    Rc_DECREF(target);
    assert_int_equal(RcObject_Hash(ref), 4711);
    assert_int_equal(RcObject_Hash(late), -1); /* asked for the first time, and too late */
    assert_raises(RcExc_TypeError, "weak object has gone away");
    assert_int_equal(asked, 1);
    Rc_DECREF(ref);
    Rc_DECREF(late);
    Rc_DECREF(callback);
    Rc_DECREF(type);
}

static void test_a_reference_is_a_key(void **state)
{
    RcObject *table = RcHashTable_New(), *ref, *value;
    Target *target = new_target();
    Rc_UNUSED(state);

    ref = new_ref(target, NULL);
    assert_int_equal(RcHashTable_SetItem(table, ref, Rc_True), 0);
    assert_refcnt(ref, 2);
    Rc_DECREF(target);
    assert_int_equal(RcHashTable_GetItemRef(table, ref, &value), 1); /* found, though dead */
    assert_ptr_equal(value, Rc_True);
    Rc_DECREF(value);
    Rc_DECREF(table);
    assert_refcnt(ref, 1);
    Rc_DECREF(ref);
}

/* -- comparison -- */

static RcObject *equal_to_all(Hostile *self, RcObject *other, int op)
{
    ++*(int *)self->arg;
    Rc_UNUSED(other);
    return RcBool_FromLong(op == Rc_EQ);
}

static RcObject *cannot_compare(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "incomparable");
    return NULL;
}

#define assert_eq(a, b, equal)                                                                 \
    do {                                                                                       \
        assert_int_equal(RcObject_RichCompareBool((a), (b), Rc_EQ), equal);                    \
        assert_result_is(RcObject_RichCompare((a), (b), Rc_NE), (equal) ? Rc_False : Rc_True); \
        assert_result_is(RcObject_RichCompare((a), (b), Rc_EQ), (equal) ? Rc_True : Rc_False); \
    } while (0)

static void test_equality(void **state)
{
    RcObject *type = weak_hostile_type(), *a_ref, *a_other, *b_ref, *b_proxy;
    Hostile *a = new_weak_hostile(type), *b = new_weak_hostile(type);
    Hostile *callback = new_callback();
    int asked = 0;
    Rc_UNUSED(state);

    a->arg = b->arg = &asked;
    a_ref = new_ref(a, NULL);
    a_other = new_ref(a, callback);
    b_ref = new_ref(b, NULL);
    b_proxy = new_proxy(b, NULL);
    assert_eq(a_ref, a_other, 1); /* the same object */
    assert_eq(a_ref, b_ref, 0);
    a->on_compare = equal_to_all;
    assert_eq(a_ref, b_ref, 1); /* equal objects */
    assert_true(asked > 0);
    asked = 0;
    assert_eq(a_ref, b_proxy, 1); /* a proxy counts as a reference */
    assert_true(asked > 0);
    a->on_compare = cannot_compare;
    assert_null(RcObject_RichCompare(a_ref, b_ref, Rc_EQ));
    assert_raises(RcExc_ValueError, "incomparable");
    assert_refcnt(a, 1);
    assert_refcnt(b, 1);
    a->on_compare = equal_to_all;
    Rc_DECREF(b);
    asked = 0;
    assert_eq(a_ref, b_ref, 0); /* one dead: identity */
    assert_eq(b_ref, a_ref, 0);
    assert_eq(b_ref, b_ref, 1);
    assert_eq(a_ref, b_proxy, 0);
    assert_int_equal(asked, 0);
    assert_refcnt(a, 1);
    Rc_DECREF(a);
    assert_eq(a_ref, a_other, 0); /* both dead: no matter that they named the same */
    assert_eq(a_ref, b_ref, 0);
    assert_eq(a_ref, a_ref, 1);
    assert_refcnt(a_ref, 1);
    Rc_DECREF(a_ref);
    Rc_DECREF(a_other);
    Rc_DECREF(b_ref);
    Rc_DECREF(b_proxy);
    Rc_DECREF(callback);
    Rc_DECREF(type);
}

static void test_other_comparisons(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL), *number = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_eq(ref, number, 0);
    assert_eq(number, ref, 0);
    assert_eq(ref, (RcObject *)target, 0);
    assert_null(RcObject_RichCompare(ref, ref, Rc_LT));
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'weakref.ReferenceType' and "
                                   "'weakref.ReferenceType'");
    assert_refcnt(ref, 1);
    assert_refcnt(number, 1);
    assert_refcnt(target, 1);
    Rc_DECREF(number);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

/* -- repr, attribute -- */

static void test_repr(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL);
    char text[200];
    Rc_UNUSED(state);

    snprintf(text, sizeof text, "<weakref at 0x%lx; to 'test.Target' at 0x%lx>",
             (unsigned long)(uintptr_t)ref, (unsigned long)(uintptr_t)target);
    assert_repr(ref, text);
    assert_refcnt(target, 1);
    Rc_DECREF(target);
    snprintf(text, sizeof text, "<weakref at 0x%lx; dead>", (unsigned long)(uintptr_t)ref);
    assert_repr(ref, text);
    Rc_DECREF(ref);
}

static int show(void *ref)
{
    RcObject *text = RcObject_Repr(ref);
    Rc_XDECREF(text);
    return text != NULL ? 0 : -1;
}

static void test_repr_out_of_memory(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL), *watched[] = {(RcObject *)target, ref, NULL};
    Rc_UNUSED(state);

    assert_true(sweep(show, ref, watched) > 0);
    Rc_DECREF(target);
    watched[0] = ref;
    watched[1] = NULL;
    assert_true(sweep(show, ref, watched) > 0);
    Rc_DECREF(ref);
}

static void assert_callback(RcObject *ref, void *expected)
{
    RcObject *callback = RcObject_GetAttrString(ref, "__callback__");
    assert_ptr_equal(callback, expected);
    Rc_DECREF(callback);
}

static void test_the_callback_attribute(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *plain = new_ref(target, NULL), *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    assert_callback(plain, Rc_None);
    assert_callback(ref, callback);
    assert_refcnt(callback, 2);
    assert_int_equal(RcObject_SetAttrString(ref, "__callback__", Rc_None), -1);
    assert_raises(RcExc_AttributeError, NULL);
    RcObject_ClearWeakRefsNoCallbacks((RcObject *)target);
    assert_refcnt(callback, 2); /* still there, and nobody sees it */
    assert_callback(ref, Rc_None);
    Rc_DECREF(ref);
    assert_refcnt(callback, 1);
    Rc_DECREF(plain);
    Rc_DECREF(target);
    Rc_DECREF(callback);
}

/* -- the slots -- */

static int visited;

static int count_visit(RcObject *op, void *arg)
{
    visited++;
    return op == arg ? 7 : 3;
}

static void test_traverse_and_clear(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *plain = new_ref(target, NULL), *refs[2];
    Rc_UNUSED(state);

    refs[0] = new_ref(target, callback);
    refs[1] = new_proxy(target, callback);
    visited = 0;
    assert_int_equal(Rc_TYPE(plain)->tp_traverse(plain, count_visit, NULL), 0);
    assert_int_equal(visited, 0); /* the object is not its own */
    for (int i = 0; i < 2; i++) {
        visited = 0;
        assert_int_equal(Rc_TYPE(refs[i])->tp_traverse(refs[i], count_visit, callback), 7);
        assert_int_equal(visited, 1);
        assert_int_equal(Rc_TYPE(refs[i])->tp_clear(refs[i]), 0);
        assert_refcnt(callback, 2 - i);
        assert_dead(refs[i]);
        assert_refcnt(refs[i], 1);
        assert_int_equal(Rc_TYPE(refs[i])->tp_clear(refs[i]), 0);
        assert_refcnt(callback, 2 - i);
    }
    assert_ptr_equal(target->weaklist, plain);
    assert_null(((RcWeakReference *)plain)->wr_next);
    Rc_DECREF(refs[0]);
    Rc_DECREF(refs[1]);
    Rc_DECREF(plain);
    Rc_DECREF(target);
    Rc_DECREF(callback);
}

static int counting_visit(RcObject *op, void *arg)
{
    visited += op == arg;
    return 0;
}

static void test_traverse_visits_once(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    visited = 0;
    assert_int_equal(Rc_TYPE(ref)->tp_traverse(ref, counting_visit, callback), 0);
    assert_int_equal(visited, 1);
    Rc_DECREF(ref);
    Rc_DECREF(target);
    Rc_DECREF(callback);
}

static void drop_it(Hostile *self)
{
    assert_dead(((RcObject *)self->arg)); /* the reference is out of the list before its callback goes, */
    assert_null(((RcWeakReference *)self->arg)->wr_callback); /* and does not show it any more */
}

static void test_a_dying_reference_is_dead_before_its_callback(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    callback->arg = ref;
    callback->on_dealloc = drop_it;
    Rc_DECREF(callback);
    Rc_TYPE(ref)->tp_clear(ref);
    assert_null(target->weaklist);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

/* A callback's dealloc that collects: the reference that is being deallocated is not to be seen. */
static void collect(Hostile *self)
{
    Rc_UNUSED(self);
    RcGC_CollectGeneration(2);
}

static void test_a_dying_reference_is_untracked(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    callback->on_dealloc = collect;
    Rc_DECREF(callback);
    Rc_DECREF(ref);
    Rc_DECREF(target);
    assert_live(0);
}

/* -- the type -- */

static void test_the_type_makes_references(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *type = (RcObject *)&_RcWeakref_RefType, *ref, *other, *args, *kwargs = RcHashTable_New();
    Rc_UNUSED(state);

    ref = RcObject_CallOneArg(type, (RcObject *)target);
    assert_refcnt(ref, 1);
    other = RcObject_CallFunctionObjArgs(type, target, Rc_None, NULL);
    assert_ptr_equal(other, ref);
    assert_refcnt(ref, 2);
    Rc_DECREF(other);
    other = RcObject_CallFunctionObjArgs(type, target, callback, NULL);
    assert_ptr_not_equal(other, ref);
    assert_refcnt(callback, 2);
    Rc_DECREF(other);
    assert_refcnt(callback, 1);
    assert_null(RcObject_CallNoArgs(type));
    assert_raises(RcExc_TypeError, "__new__ expected at least 1 argument, got 0");
    assert_null(RcObject_CallFunctionObjArgs(type, target, callback, callback, NULL));
    assert_raises(RcExc_TypeError, "__new__ expected at most 2 arguments, got 3");
    args = RcTuple_Pack(1, target);
    other = RcObject_Call(type, args, kwargs);
    assert_ptr_equal(other, ref);
    Rc_DECREF(other);
    assert_int_equal(RcHashTable_SetItemString(kwargs, "callback", (RcObject *)callback), 0);
    assert_null(RcObject_Call(type, args, kwargs));
    assert_raises(RcExc_TypeError, "ref() takes no keyword arguments");
    assert_refcnt(ref, 1);
    assert_refcnt(target, 2);
    assert_int_equal(Rc_TYPE(ref)->tp_init(ref, args, NULL), 0);
    Rc_DECREF(args);
    args = RcTuple_New(0);
    assert_int_equal(Rc_TYPE(ref)->tp_init(ref, args, NULL), -1);
    assert_raises(RcExc_TypeError, "__init__ expected at least 1 argument, got 0");
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
    Rc_DECREF(ref);
    Rc_DECREF(target);
}

static void test_proxies_are_not_made_by_their_type(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcObject_CallNoArgs((RcObject *)&_RcWeakref_ProxyType));
    assert_raises(RcExc_TypeError, "cannot create 'weakref.ProxyType' instances");
    assert_null(RcObject_CallNoArgs((RcObject *)&_RcWeakref_CallableProxyType));
    assert_raises(RcExc_TypeError, "cannot create 'weakref.CallableProxyType' instances");
}

/* -- subclasses -- */

typedef struct Keyed {
    RcWeakReference ref;
    RcObject *key;
} Keyed;

static RcMemberDef keyed_members[] = {{"key", Rc_T_OBJECT_EX, offsetof(Keyed, key), 0, NULL},
                                      {NULL, 0, 0, 0, NULL}};

static RcObject *keyed_type(void)
{
    RcType_Slot slots[] = {{Rc_tp_members, keyed_members}, {0, NULL}};
    RcType_Spec spec = {"test.Keyed", sizeof(Keyed), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)&_RcWeakref_RefType);
    assert_non_null(type);
    return type;
}

static void test_a_subclass_is_never_shared(void **state)
{
    Target *target = new_target();
    RcObject *type = keyed_type(), *a, *b, *ref, *c;
    Rc_UNUSED(state);

    a = RcObject_CallOneArg(type, (RcObject *)target);
    b = RcObject_CallOneArg(type, (RcObject *)target);
    ref = new_ref(target, NULL);
    c = RcObject_CallOneArg(type, (RcObject *)target); /* right behind the shared one in the list */
    assert_ptr_not_equal(a, b);
    assert_ptr_not_equal(b, c);
    assert_ptr_not_equal(a, c);
    assert_refcnt(a, 1);
    assert_refcnt(b, 1);
    assert_refcnt(c, 1);
    assert_refcnt(ref, 1);
    assert_refcnt(type, 4);
    assert_ptr_equal(new_ref(target, NULL), ref);
    assert_refcnt(ref, 2);
    Rc_DECREF(ref);
    assert_true(RcWeakref_CheckRef(a));
    assert_false(RcWeakref_CheckRefExact(a));
    assert_false(RcWeakref_CheckProxy(a));
    assert_eq(a, ref, 1);
    assert_names(a, (RcObject *)target);
    Rc_DECREF(target);
    assert_dead(a);
    assert_dead(b);
    assert_dead(c);
    assert_dead(ref);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    Rc_DECREF(ref);
    assert_refcnt(type, 1);
    Rc_DECREF(type);
}

static void test_a_subclass_has_fields(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *type = keyed_type(), *key = RcFloat_FromDouble(1.5);
    RcObject *ref = RcObject_CallFunctionObjArgs(type, target, callback, NULL);
    Rc_UNUSED(state);

    assert_refcnt(callback, 2);
    assert_int_equal(RcObject_SetAttrString(ref, "key", key), 0);
    assert_refcnt(key, 2);
    visited = 0;
    assert_int_equal(Rc_TYPE(ref)->tp_traverse(ref, counting_visit, callback), 0);
    assert_int_equal(Rc_TYPE(ref)->tp_traverse(ref, counting_visit, key), 0);
    assert_int_equal(Rc_TYPE(ref)->tp_traverse(ref, counting_visit, type), 0);
    assert_int_equal(visited, 3);
    Rc_DECREF(target);
    assert_int_equal(calls.count, 1);
    assert_ptr_equal(calls.ref[0], ref);
    assert_refcnt(callback, 1);
    Rc_DECREF(ref);
    assert_refcnt(key, 1);
    assert_refcnt(type, 1);
    Rc_DECREF(key);
    Rc_DECREF(callback);
    Rc_DECREF(type);
}

static Target *doomed;

static void end_the_target(Hostile *self)
{
    Rc_UNUSED(self);
    Rc_DECREF(doomed);
}

/* The key's dealloc ends the object while the reference, dead itself, is still in its list. */
static void test_the_object_dies_in_the_dealloc_of_a_subclass(void **state)
{
    Hostile *callback = new_callback(), *key = Hostile_New();
    RcObject *type = keyed_type(), *ref;
    Rc_UNUSED(state);

    doomed = new_target();
    ref = RcObject_CallFunctionObjArgs(type, doomed, callback, NULL);
    ((Keyed *)ref)->key = (RcObject *)key;
    key->on_dealloc = end_the_target;
    Rc_DECREF(ref);
    assert_int_equal(calls.count, 0);
    assert_refcnt(callback, 1);
    assert_live(2);
    Rc_DECREF(callback);
    Rc_DECREF(type);
}

static RcTypeObject static_subclass = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.StaticSubclass",
    .tp_basicsize = sizeof(RcWeakReference),
    .tp_base = &_RcWeakref_RefType,
};

static void test_a_static_subclass(void **state)
{
    Target *target = new_target();
    RcObject *a, *b, *ref = new_ref(target, NULL);
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&static_subclass), 0);
    a = RcObject_CallOneArg((RcObject *)&static_subclass, (RcObject *)target);
    b = RcObject_CallOneArg((RcObject *)&static_subclass, (RcObject *)target);
    assert_ptr_not_equal(a, b);
    assert_ptr_not_equal(a, ref);
    Rc_DECREF(target);
    assert_dead(a);
    assert_dead(b);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(ref);
}

static int take_anything(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    return RcHashTable_GetItemStringRef(kwargs, "key", &((Keyed *)self)->key) == 1 ? 0 : -1;
}

static void test_a_subclass_may_take_keywords(void **state)
{
    RcType_Slot slots[] = {
        {Rc_tp_members, keyed_members}, {Rc_tp_init, (void *)(uintptr_t)take_anything}, {0, NULL}};
    RcType_Spec spec = {"test.Keyed", sizeof(Keyed), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)&_RcWeakref_RefType);
    RcObject *kwargs = RcHashTable_New(), *key = RcFloat_FromDouble(1.5), *args, *ref;
    Target *target = new_target();
    Rc_UNUSED(state);

    args = RcTuple_Pack(1, target);
    assert_int_equal(RcHashTable_SetItemString(kwargs, "key", key), 0);
    ref = RcObject_Call(type, args, kwargs);
    assert_refcnt(ref, 1);
    assert_refcnt(key, 3);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    Rc_DECREF(ref);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    Rc_DECREF(target);
    Rc_DECREF(type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_a_reference_does_not_keep),
        counted_test(test_one_serves_all),
        counted_test(test_with_a_callback_nothing_is_shared),
        counted_test(test_what_cannot_be_referred_to),
        counted_test(test_a_callback_must_be_callable),
        counted_test(test_out_of_memory),
        counted_test(test_a_collection_meanwhile_makes_the_shared_one),
        counted_test(test_the_checks),
        counted_test(test_asking_what_is_no_reference),
        counted_test(test_a_proxy_can_be_asked),
        counted_test(test_calling),
        counted_test(test_hash),
        counted_test(test_a_reference_is_a_key),
        counted_test(test_equality),
        counted_test(test_other_comparisons),
        counted_test(test_repr),
        counted_test(test_repr_out_of_memory),
        counted_test(test_the_callback_attribute),
        counted_test(test_traverse_and_clear),
        counted_test(test_traverse_visits_once),
        counted_test(test_a_dying_reference_is_dead_before_its_callback),
        counted_test(test_a_dying_reference_is_untracked),
        counted_test(test_the_type_makes_references),
        counted_test(test_proxies_are_not_made_by_their_type),
        counted_test(test_a_subclass_is_never_shared),
        counted_test(test_a_subclass_has_fields),
        counted_test(test_the_object_dies_in_the_dealloc_of_a_subclass),
        counted_test(test_a_static_subclass),
        counted_test(test_a_subclass_may_take_keywords),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
