/* An object's list of weak references: its order, and what happens when the object ends: by its count, in a
 * collection, or not after all. */
#include "weak.h"

#include "core/weaklist.h"

#include <pthread.h>
#include <string.h>

/* -- the list -- */

/* The list holds exactly these, in this order, and is well linked. */
static void assert_list(void *target, RcObject *const *expected, int count)
{
    RcWeakReference *ref = _RcWeakref_First(target), *prev = NULL;

    for (int i = 0; i < count; i++) {
        assert_ptr_equal(ref, expected[i]);
        assert_ptr_equal(ref->wr_prev, prev);
        assert_ptr_equal(ref->wr_object, target);
        prev = ref;
        ref = ref->wr_next;
    }
    assert_null(ref);
}

#define assert_order(target, ...)                                               \
    do {                                                                        \
        RcObject *const order_[] = {__VA_ARGS__};                               \
        assert_list((target), order_, (int)(sizeof order_ / sizeof order_[0])); \
    } while (0)

static void test_the_shared_ones_come_first(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *a, *b, *c, *ref, *proxy;
    Rc_UNUSED(state);

    assert_null(_RcWeakref_First((RcObject *)target));
    a = new_ref(target, callback);
    assert_order(target, a);
    b = new_proxy(target, callback);
    assert_order(target, b, a);
    proxy = new_proxy(target, NULL);
    assert_order(target, proxy, b, a);
    c = new_ref(target, callback);
    assert_order(target, proxy, c, b, a);
    ref = new_ref(target, NULL);
    assert_order(target, ref, proxy, c, b, a);
    assert_ptr_equal(_RcWeakref_FindShared((RcObject *)target, &_RcWeakref_RefType), ref);
    assert_ptr_equal(_RcWeakref_FindShared((RcObject *)target, &_RcWeakref_ProxyType), proxy);
    assert_null(_RcWeakref_FindShared((RcObject *)target, &_RcWeakref_CallableProxyType));
    Rc_DECREF(c); /* the middle, */
    assert_order(target, ref, proxy, b, a);
    Rc_DECREF(a); /* the end, */
    assert_order(target, ref, proxy, b);
    a = new_ref(target, callback);
    assert_order(target, ref, proxy, a, b);
    Rc_DECREF(ref); /* the beginning */
    assert_order(target, proxy, a, b);
    assert_null(_RcWeakref_FindShared((RcObject *)target, &_RcWeakref_RefType));
    assert_ptr_equal(_RcWeakref_FindShared((RcObject *)target, &_RcWeakref_ProxyType), proxy);
    ref = new_ref(target, NULL);
    assert_order(target, ref, proxy, a, b);
    Rc_DECREF(proxy);
    c = new_ref(target, callback);
    assert_order(target, ref, c, a, b);
    proxy = new_proxy(target, NULL);
    assert_order(target, ref, proxy, c, a, b);
    Rc_DECREF(target);
    assert_dead(ref);
    assert_dead(proxy);
    assert_dead(a);
    assert_dead(b);
    assert_dead(c);
    assert_int_equal(calls.count, 3);
    Rc_DECREF(ref);
    Rc_DECREF(proxy);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(c);
    Rc_DECREF(callback);
}

static RcObject *heap_type(const char *name, size_t size, void *base, RcMemberDef *members)
{
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {name, (int)size, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    RcObject *type;

    if (members == NULL) {
        slots[0].slot = 0;
    }
    type = RcType_FromSpecWithBases(&spec, base);
    assert_non_null(type);
    return type;
}

/* An instance of a subclass is not shared, and so not among the first. */
static void test_a_subclass_is_one_of_the_rest(void **state)
{
    Target *target = new_target();
    RcObject *type = heap_type("test.Ref", 0, &_RcWeakref_RefType, NULL), *a, *b, *ref;
    Rc_UNUSED(state);

    a = RcObject_CallOneArg(type, (RcObject *)target);
    assert_order(target, a);
    ref = new_ref(target, NULL);
    assert_order(target, ref, a);
    b = RcObject_CallOneArg(type, (RcObject *)target);
    assert_order(target, ref, b, a);
    Rc_DECREF(target);
    Rc_DECREF(ref);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(type);
}

/* -- callbacks -- */

enum { FIVE = 5 };

/* Five references to a new target, each with a callback of its own; newest first. */
typedef struct Row {
    Target *target;
    RcObject *refs[FIVE];
    Hostile *callbacks[FIVE];
} Row;

static Row row;

static void make_row(void)
{
    row.target = new_target();
    for (int i = FIVE - 1; i >= 0; i--) {
        row.callbacks[i] = new_callback();
        row.refs[i] =
            i % 2 == 0 ? new_ref(row.target, row.callbacks[i]) : new_proxy(row.target, row.callbacks[i]);
    }
    assert_order(row.target, row.refs[0], row.refs[1], row.refs[2], row.refs[3], row.refs[4]);
}

static void end_row(void)
{
    for (int i = 0; i < FIVE; i++) {
        Rc_XDECREF(row.refs[i]);
        Rc_XDECREF(row.callbacks[i]);
    }
    assert_live(0);
}

static void assert_called_in_order(void)
{
    assert_int_equal(calls.count, FIVE);
    for (int i = 0; i < FIVE; i++) {
        assert_ptr_equal(calls.who[i], row.callbacks[i]);
        assert_ptr_equal(calls.ref[i], row.refs[i]);
    }
}

static RcObject *all_are_dead(Hostile *self, RcObject *args, RcObject *kwargs)
{
    for (int i = 0; i < FIVE; i++) {
        assert_dead(row.refs[i]);
        assert_refcnt(row.refs[i],
                      i == calls.count ? 3 : 2); /* the test's, the list of calls', the argument */
        assert_refcnt(row.callbacks[i], i == calls.count ? 3 : 2);
    }
    return note_call(self, args, kwargs);
}

static void test_callbacks_run_in_order_after_all_are_dead(void **state)
{
    Rc_UNUSED(state);
    make_row();
    for (int i = 0; i < FIVE; i++) {
        assert_refcnt(row.callbacks[i], 2);
        row.callbacks[i]->on_call = all_are_dead;
    }
    Rc_DECREF(row.target);
    assert_called_in_order();
    for (int i = 0; i < FIVE; i++) {
        assert_refcnt(row.refs[i], 1);
        assert_refcnt(row.callbacks[i], 1); /* a dead reference does not keep its callback */
        assert_dead(row.refs[i]);
    }
    end_row();
}

static void test_a_reference_that_went_is_not_called(void **state)
{
    Rc_UNUSED(state);
    make_row();
    Rc_CLEAR(row.refs[2]);
    assert_refcnt(row.callbacks[2], 1);
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE - 1);
    assert_ptr_equal(calls.who[2], row.callbacks[3]);
    end_row();
}

static RcObject *unraisable_where[FIVE];
static int unraisables;

static void note_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    assert_ptr_equal(arg, &row);
    assert_null(RcErr_Occurred());
    assert_true(RcErr_GivenExceptionMatches(exception, RcExc_ValueError));
    unraisable_where[unraisables++] = where;
}

static RcObject *note_and_raise(Hostile *self, RcObject *args, RcObject *kwargs)
{
    RcObject *result = note_call(self, args, kwargs);
    assert_null(RcErr_Occurred()); /* it begins without the error that is pending outside */
    Rc_DECREF(result);
    RcErr_SetString(RcExc_ValueError, "in a callback");
    return NULL;
}

static void test_errors_of_callbacks(void **state)
{
    Rc_UNUSED(state);
    make_row();
    row.callbacks[1]->on_call = row.callbacks[3]->on_call = note_and_raise;
    unraisables = 0;
    RcErr_SetUnraisableHook(note_unraisable, &row);
    RcErr_SetString(RcExc_KeyError, "pending");
    Rc_DECREF(row.target);
    assert_raises(RcExc_KeyError, "'pending'");
    assert_called_in_order();
    assert_int_equal(unraisables, 2);
    assert_ptr_equal(unraisable_where[0], row.callbacks[1]);
    assert_ptr_equal(unraisable_where[1], row.callbacks[3]);
    RcErr_SetUnraisableHook(NULL, NULL);
    end_row();
}

static RcObject *return_an_object(Hostile *self, RcObject *args, RcObject *kwargs)
{
    RcObject *result = note_call(self, args, kwargs);
    Rc_DECREF(result);
    return Rc_NewRef(self->arg);
}

static void test_a_callback_s_result_is_dropped(void **state)
{
    RcObject *result = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    make_row();
    for (int i = 0; i < FIVE; i++) {
        row.callbacks[i]->on_call = return_an_object;
        row.callbacks[i]->arg = result;
    }
    Rc_DECREF(row.target);
    assert_called_in_order();
    assert_refcnt(result, 1);
    Rc_DECREF(result);
    end_row();
}

static int row_callback(const Hostile *self)
{
    int i = 0;
    while (i < FIVE && row.callbacks[i] != self) {
        i++;
    }
    return i;
}

/* The first to be called drops all others, and their callbacks. */
static RcObject *drop_the_others(Hostile *self, RcObject *args, RcObject *kwargs)
{
    int mine = row_callback(self);
    for (int i = 0; i < FIVE; i++) {
        if (i != mine) {
            Rc_CLEAR(row.refs[i]);
            Rc_CLEAR(row.callbacks[i]);
        }
    }
    return note_call(self, args, kwargs);
}

static void test_a_callback_drops_the_others(void **state)
{
    Rc_UNUSED(state);
    make_row();
    row.callbacks[0]->on_call = drop_the_others;
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE); /* their time had come already */
    assert_live(2);
    end_row();
}

/* ... and itself, and the reference that it is called for. */
static RcObject *drop_all(Hostile *self, RcObject *args, RcObject *kwargs)
{
    RcObject *result = note_call(self, args, kwargs);
    for (int i = 0; i < FIVE; i++) {
        Rc_CLEAR(row.refs[i]);
        Rc_CLEAR(row.callbacks[i]);
    }
    assert_int_equal(RcWeakref_IsDead(RcTuple_GET_ITEM(args, 0)), 1);
    return result;
}

static void test_a_callback_drops_everything(void **state)
{
    Rc_UNUSED(state);
    make_row();
    row.callbacks[2]->on_call = drop_all;
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE);
    end_row();
}

static Target *another;
static RcObject *new_one;

static RcObject *refer_to_another(Hostile *self, RcObject *args, RcObject *kwargs)
{
    new_one = new_ref(another, self);
    self->on_call = note_call;
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    Rc_RETURN_NONE;
}

static void test_a_callback_makes_a_reference(void **state)
{
    Rc_UNUSED(state);
    another = new_target();
    make_row();
    row.callbacks[4]->on_call = refer_to_another;
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE - 1);
    assert_names(new_one, (RcObject *)another);
    assert_refcnt(row.callbacks[4], 2);
    Rc_DECREF(another);
    assert_int_equal(calls.count, FIVE);
    assert_ptr_equal(calls.ref[FIVE - 1], new_one);
    Rc_DECREF(new_one);
    end_row();
}

static RcObject *collect_all(Hostile *self, RcObject *args, RcObject *kwargs)
{
    assert_int_equal(RcGC_CollectGeneration(2), 0); /* the dying object is not to be seen */
    return note_call(self, args, kwargs);
}

static void test_a_callback_collects(void **state)
{
    Rc_UNUSED(state);
    make_row();
    row.callbacks[0]->on_call = row.callbacks[4]->on_call = collect_all;
    Rc_DECREF(row.target);
    assert_called_in_order();
    end_row();
}

/* A callback ends another object, whose callbacks run within. */
static RcObject *end_another(Hostile *self, RcObject *args, RcObject *kwargs)
{
    RcObject *result = note_call(self, args, kwargs);
    Rc_CLEAR(another);
    return result;
}

static void test_callbacks_nest(void **state)
{
    Hostile *inner = new_callback();
    RcObject *ref;
    Rc_UNUSED(state);

    another = new_target();
    ref = new_ref(another, inner);
    make_row();
    row.callbacks[1]->on_call = end_another;
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE + 1);
    assert_ptr_equal(calls.who[1], row.callbacks[1]);
    assert_ptr_equal(calls.who[2], inner);
    assert_ptr_equal(calls.who[3], row.callbacks[2]);
    Rc_DECREF(ref);
    Rc_DECREF(inner);
    end_row();
}

static Hostile *gone[2 * FIVE];
static int gone_count;

static void note_end(Hostile *self)
{
    for (int i = 0; i < FIVE; i++) {
        assert_true(((RcWeakReference *)row.refs[i])->wr_callback != (RcObject *)self);
    }
    gone[gone_count++] = self;
}

/* As CPython, which keeps them in a tuple: the last called goes first. */
static void test_the_order_in_which_callbacks_are_released(void **state)
{
    Hostile *order[FIVE];
    Rc_UNUSED(state);

    make_row();
    gone_count = 0;
    for (int i = 0; i < FIVE; i++) {
        order[i] = row.callbacks[i];
        row.callbacks[i]->on_dealloc = note_end;
        Rc_CLEAR(row.callbacks[i]); /* the reference keeps it alone */
    }
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, FIVE);
    assert_int_equal(gone_count, FIVE);
    for (int i = 0; i < FIVE; i++) {
        assert_ptr_equal(gone[i], order[FIVE - 1 - i]);
    }
    end_row();
}

static int make_and_end(void *arg)
{
    RcObject *target = RcType_GenericAlloc(&Target_Type, 0), *ref;
    if (target == NULL) {
        return -1;
    }
    ref = RcWeakref_NewRef(target, arg);
    Rc_DECREF(target);
    Rc_XDECREF(ref);
    return ref != NULL ? 0 : -1;
}

static RcObject *succeed(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    Rc_RETURN_NONE;
}

static void ignore(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(where);
    Rc_UNUSED(arg);
    assert_true(RcErr_GivenExceptionMatches(exception, RcExc_MemoryError));
}

static void test_out_of_memory(void **state)
{
    Hostile *callback = new_callback();
    RcObject *watched[] = {(RcObject *)callback, NULL};
    Rc_UNUSED(state);

    Rc_DECREF(new_target()); /* the type is ready */
    callback->on_call = succeed;
    RcErr_SetUnraisableHook(ignore, NULL); /* the tuple of the callback's argument */
    assert_true(sweep(make_and_end, callback, watched) >= 2);
    RcErr_SetUnraisableHook(NULL, NULL);
    Rc_DECREF(callback);
}

/* -- called by hand -- */

static void test_misuse(void **state)
{
    RcObject *number = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    make_row();
    RcObject_ClearWeakRefs((RcObject *)row.target);
    assert_raises(RcExc_SystemError, "RcObject_ClearWeakRefs: bad argument");
    assert_order(row.target, row.refs[0], row.refs[1], row.refs[2], row.refs[3], row.refs[4]);
    RcObject_ClearWeakRefs(NULL);
    assert_raises(RcExc_SystemError, "RcObject_ClearWeakRefs: bad argument");
    RcObject_ClearWeakRefs((RcObject *)&RcType_Type);
    assert_raises(RcExc_SystemError, "RcObject_ClearWeakRefs: bad argument");
    RcObject_ClearWeakRefsNoCallbacks(NULL);
    RcObject_ClearWeakRefsNoCallbacks(number);
    assert_no_error();
    number->ob_refcnt = 0;
    RcObject_ClearWeakRefs(number); /* it cannot have any: nothing */
    number->ob_refcnt = 1;
    assert_no_error();
    assert_int_equal(calls.count, 0);
    Rc_DECREF(number);
    Rc_DECREF(row.target);
    end_row();
}

static void test_clearing_without_callbacks(void **state)
{
    Rc_UNUSED(state);
    make_row();
    RcObject_ClearWeakRefsNoCallbacks((RcObject *)row.target);
    assert_null(row.target->weaklist);
    for (int i = 0; i < FIVE; i++) {
        assert_dead(row.refs[i]);
        assert_refcnt(row.refs[i], 1);
        assert_refcnt(row.callbacks[i], 2);
    }
    Rc_DECREF(row.target);
    assert_int_equal(calls.count, 0);
    end_row();
}

/* -- cycles -- */

static void test_a_reference_outside_of_the_cycle_is_told(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback), *plain = new_ref(target, NULL);
    Rc_UNUSED(state);

    assert_int_equal(RcGC_Collect(), 0); /* alive, whatever refers to it weakly */
    assert_names(ref, (RcObject *)target);
    Rc_DECREF(target);
    assert_names(ref, (RcObject *)target);
    assert_int_equal(RcGC_Collect(), 1);
    assert_int_equal(calls.count, 1);
    assert_ptr_equal(calls.ref[0], ref);
    assert_dead(ref);
    assert_dead(plain);
    assert_refcnt(ref, 1);
    assert_refcnt(plain, 1);
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(calls.count, 1); /* once */
    Rc_DECREF(ref);
    assert_refcnt(callback, 1);
    Rc_DECREF(plain);
    Rc_DECREF(callback);
}

static void test_a_reference_in_the_cycle_is_not(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    target->held[1] = new_ref(target, callback);
    Rc_DECREF(target);
    assert_int_equal(RcGC_Collect(), 2);
    assert_int_equal(calls.count, 0);
    assert_live(1);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
}

static void test_a_callback_in_the_cycle(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    /* target -> callback -> target, and the reference outside: it keeps the callback, hence all */
    target->held[0] = (RcObject *)callback;
    callback->held[0] = (RcObject *)target;
    Rc_INCREF(callback);
    assert_refcnt(callback, 3);
    Rc_DECREF(callback);
    assert_int_equal(RcGC_Collect(), 0);
    assert_names(ref, (RcObject *)target);
    Rc_DECREF(ref);
    assert_int_equal(RcGC_Collect(), 2);
    assert_int_equal(calls.count, 0);
    assert_live(0);
}

/* An object without a collector's head, so a collection does not know that it is trash, too. */
typedef struct Plain {
    RcObject_HEAD
    RcObject *weaklist;
} Plain;

static void plain_dealloc(RcObject *op)
{
    RcObject_ClearWeakRefs(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Plain_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_dealloc = plain_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(Plain, weaklist),
    .tp_new = RcType_GenericNew,
};

static RcObject *new_plain(void)
{
    assert_int_equal(RcType_Ready(&Plain_Type), 0);
    RcObject *plain = RcType_GenericAlloc(&Plain_Type, 0);
    assert_non_null(plain);
    return plain;
}

static RcObject *kept;

static void keep_the_second(Target *self)
{
    kept = Rc_NewRef(self->held[1]);
}

static void test_a_trash_reference_to_what_is_none(void **state)
{
    Target *target = new_loop(), *keeper = new_loop(), *holder = new_loop();
    Hostile *callback = new_callback();
    RcObject *plain = new_plain(), *outside = new_plain();
    Rc_UNUSED(state);

    /* plain goes when target is cleared; the reference to it, in keeper, is there still. */
    target->held[1] = plain;
    keeper->held[1] = new_ref(plain, callback);
    /* A reference that was trash stays dead, though its object lives and a finalizer brings it back. */
    holder->held[1] = new_ref(outside, callback);
    holder->on_finalize = keep_the_second;
    Rc_DECREF(target);
    Rc_DECREF(keeper);
    Rc_DECREF(holder);
    assert_int_equal(RcGC_Collect(), 4);
    assert_dead(kept);
    assert_null(((Plain *)outside)->weaklist);
    Rc_DECREF(outside);
    assert_int_equal(calls.count, 0);
    assert_refcnt(callback, 2);
    Rc_CLEAR(kept);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
}

static void test_an_object_hanging_on_the_cycle(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    RcObject *plain = new_plain(), *ref = new_ref(plain, callback);
    Rc_UNUSED(state);

    target->held[1] = plain;
    Rc_DECREF(target);
    assert_int_equal(RcGC_Collect(), 1);
    assert_int_equal(calls.count, 1);
    assert_dead(ref);
    assert_refcnt(ref, 1);
    assert_refcnt(callback, 1);
    Rc_DECREF(ref);
    Rc_DECREF(callback);
}

/* -- finalizers -- */

static int finalized;

static void keep_self(Target *self)
{
    finalized++;
    if (self->arg != NULL) {
        assert_dead(((RcObject *)self->arg)); /* weak references go before finalizers run */
    }
    kept = Rc_NewRef(self);
}

static void test_resurrection_in_a_collection(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback), *plain = new_ref(target, NULL), *later;
    Rc_UNUSED(state);

    target->on_finalize = keep_self;
    target->arg = plain;
    finalized = 0;
    Rc_DECREF(target);
    assert_int_equal(RcGC_Collect(), 0);
    assert_int_equal(finalized, 1);
    assert_ptr_equal(kept, target);
    assert_refcnt(kept, 2);
    assert_dead(ref); /* dead, though the object lives */
    assert_dead(plain);
    assert_int_equal(calls.count, 1);
    later = new_ref(kept, NULL);
    assert_ptr_not_equal(later, plain);
    assert_names(later, kept);
    Rc_DECREF(kept);
    assert_int_equal(RcGC_Collect(), 1);
    assert_int_equal(finalized, 1);
    assert_dead(later);
    assert_int_equal(calls.count, 1);
    Rc_DECREF(ref);
    Rc_DECREF(plain);
    Rc_DECREF(later);
    Rc_DECREF(callback);
}

static void keep_self_from_dealloc(Target *self)
{
    finalized++;
    assert_names(((RcObject *)self->arg), (RcObject *)self); /* here it is alive still */
    kept = Rc_NewRef(self);
}

static void test_resurrection_in_a_dealloc(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(target, callback);
    Rc_UNUSED(state);

    target->on_finalize = keep_self_from_dealloc;
    target->arg = ref;
    finalized = 0;
    Rc_DECREF(target);
    assert_int_equal(finalized, 1);
    assert_int_equal(calls.count, 0);
    assert_names(ref, kept); /* the dealloc has not got to the weak references */
    Rc_DECREF(kept);
    assert_int_equal(finalized, 1);
    assert_int_equal(calls.count, 1);
    assert_dead(ref);
    Rc_DECREF(ref);
    Rc_DECREF(callback);
}

static RcObject *made[2];

static void make_references(Target *self)
{
    made[0] = new_ref(self, self->arg);
    made[1] = new_proxy(self, NULL);
}

static void test_references_made_by_a_finalizer_in_a_collection(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    target->on_finalize = make_references;
    target->arg = callback;
    Rc_DECREF(target);
    assert_int_equal(RcGC_Collect(), 1);
    assert_dead(made[0]);
    assert_dead(made[1]);
    assert_int_equal(calls.count, 0); /* without callbacks */
    assert_refcnt(callback, 2);
    Rc_DECREF(made[0]);
    Rc_DECREF(made[1]);
    Rc_DECREF(callback);
}

static void test_references_made_by_a_finalizer_in_a_dealloc(void **state)
{
    Target *target = new_target();
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    target->on_finalize = make_references;
    target->arg = callback;
    Rc_DECREF(target);
    assert_dead(made[0]);
    assert_dead(made[1]);
    assert_int_equal(calls.count, 1);
    assert_ptr_equal(calls.ref[0], made[0]);
    assert_refcnt(callback, 1);
    Rc_DECREF(made[0]);
    Rc_DECREF(made[1]);
    Rc_DECREF(callback);
}

static void make_references_and_keep(Target *self)
{
    make_references(self);
    kept = Rc_NewRef(self);
}

static void test_references_made_by_a_finalizer_that_resurrects(void **state)
{
    Target *target = new_loop();
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    target->on_finalize = make_references_and_keep;
    target->arg = callback;
    Rc_DECREF(target);
    assert_int_equal(RcGC_Collect(), 0);
    assert_names(made[0], kept); /* the object lives, and so do they */
    assert_names(made[1], kept);
    Rc_CLEAR(((Target *)kept)->held[0]);
    Rc_DECREF(kept);
    assert_int_equal(calls.count, 1);
    Rc_DECREF(made[0]);
    Rc_DECREF(made[1]);
    Rc_DECREF(callback);
}

/* -- the deallocation queue -- */

/* A chain of targets, so deep that its last ones are queued when the first goes. */
static Target *chain(int length, Target *last)
{
    Target *target = last;
    while (length-- > 0) {
        Target *outer = new_target();
        outer->held[0] = (RcObject *)target;
        target = outer;
    }
    return target;
}

enum { DEPTH = 49 }; /* the fiftieth dealloc within another is queued */

static RcObject *queued_ref, *queued_plain;

static void look_at_what_is_queued(Target *self)
{
    RcObject *op = Rc_None;
    assert_int_equal(calls.count, 0); /* its dealloc has not begun */
    assert_int_equal(RcWeakref_IsDead(queued_ref), 1);
    assert_int_equal(RcWeakref_GetRef(queued_ref, &op), 0);
    assert_null(op);
    assert_int_equal(RcWeakref_IsDead(queued_plain), 1);
    finalized++;
    Rc_UNUSED(self);
}

static void test_a_queued_object_is_dead(void **state)
{
    Target *last = new_target(), *before = new_target(), *first;
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    queued_ref = new_ref(last, callback);
    queued_plain = new_ref(last, NULL);
    before->held[0] = (RcObject *)new_target(); /* so last is not the queue's end */
    before->held[1] = (RcObject *)last;
    before->on_end = look_at_what_is_queued;
    first = chain(DEPTH, before);
    finalized = 0;
    Rc_DECREF(first);
    assert_int_equal(finalized, 1);
    assert_int_equal(calls.count, 1);
    assert_dead(queued_ref);
    Rc_DECREF(queued_ref);
    Rc_DECREF(queued_plain);
    Rc_DECREF(callback);
    assert_live(0);
}

static Target *end_meanwhile;

/* The reference to end_meanwhile is dead and queued; its object ends now, or is found to be trash. */
static void end_the_object(Target *self)
{
    Rc_UNUSED(self);
    Rc_CLEAR(end_meanwhile);
    finalized++;
}

static void collect_the_object(Target *self)
{
    Rc_UNUSED(self);
    Rc_CLEAR(end_meanwhile);
    assert_int_equal(RcGC_CollectGeneration(2), 1);
    finalized++;
}

static void find_a_new_shared_one(Target *self)
{
    Rc_UNUSED(self);
    made[0] = new_ref(end_meanwhile, NULL);
    assert_refcnt(made[0], 1);
    made[1] = new_ref(end_meanwhile, NULL);
    assert_ptr_equal(made[0], made[1]);
    assert_refcnt(made[0], 2);
    finalized++;
}

static void queue_a_reference(RcObject *ref, void (*meanwhile)(Target *))
{
    Target *before = new_target(), *first;

    before->held[0] = ref;
    before->on_end = meanwhile;
    first = chain(DEPTH, before);
    finalized = 0;
    Rc_DECREF(first);
    assert_int_equal(finalized, 1);
}

static void test_a_queued_reference_is_not_called(void **state)
{
    Hostile *callback = new_callback();
    Rc_UNUSED(state);

    end_meanwhile = new_target();
    queue_a_reference(new_ref(end_meanwhile, callback), end_the_object);
    assert_int_equal(calls.count, 0);
    assert_refcnt(callback, 1);
    end_meanwhile = new_loop();
    queue_a_reference(new_ref(end_meanwhile, callback), collect_the_object);
    assert_int_equal(calls.count, 0);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
    assert_live(0);
}

static void test_a_queued_reference_is_not_shared(void **state)
{
    Rc_UNUSED(state);
    end_meanwhile = new_target();
    queue_a_reference(new_ref(end_meanwhile, NULL), find_a_new_shared_one);
    assert_refcnt(made[0], 2);
    assert_order(end_meanwhile, made[0]);
    Rc_DECREF(made[0]);
    Rc_DECREF(made[0]);
    Rc_DECREF(end_meanwhile);
}

/* -- what can be referred to -- */

/* op is given back; it must be the last reference. */
static void check_it_tells(RcObject *op)
{
    Hostile *callback = new_callback();
    RcObject *ref = new_ref(op, callback), *plain = new_ref(op, NULL), *proxy = new_proxy(op, NULL);

    callback->on_call = collect_all;
    assert_names(ref, op);
    assert_refcnt(op, 1);
    assert_ptr_equal(new_ref(op, NULL), plain);
    assert_refcnt(plain, 2);
    Rc_DECREF(plain);
    assert_order(op, plain, proxy, ref);
    Rc_DECREF(op);
    assert_int_equal(calls.count, 1);
    assert_ptr_equal(calls.ref[0], ref);
    assert_dead(ref);
    assert_dead(plain);
    assert_dead(proxy);
    assert_refcnt(callback, 1);
    Rc_DECREF(ref);
    Rc_DECREF(plain);
    Rc_DECREF(proxy);
    Rc_DECREF(callback);
}

/* Fields at the end of an instance of a built-in type. */
#define AT_END(base_size)                                                               \
    {                                                                                   \
        "__weaklistoffset__", Rc_T_PYSSIZET, (Rc_ssize_t)(base_size), Rc_READONLY, NULL \
    }
#define NO_MORE             \
    {                       \
        NULL, 0, 0, 0, NULL \
    }

static RcObject *do_nothing(RcObject *self, RcObject *args)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_RETURN_NONE;
}

static RcMethodDef nothing = {"nothing", do_nothing, RC_METH_NOARGS, NULL};

static void test_built_in_types(void **state)
{
    RcObject *self = RcFloat_FromDouble(1.5), *function;
    Rc_UNUSED(state);

    check_it_tells(RcHashTable_New());
    check_it_tells(RcCFunction_New(&nothing, NULL));
    function = RcCFunction_New(&nothing, self);
    assert_refcnt(self, 2);
    check_it_tells(RcMethod_New(function, self));
    assert_refcnt(self, 2);
    check_it_tells(function);
    assert_refcnt(self, 1);
    check_it_tells(heap_type("test.Heap", sizeof(RcObject), NULL, NULL));
    Rc_DECREF(self);
    assert_live(0);
}

static void test_user_types(void **state)
{
    RcMemberDef members[] = {AT_END(sizeof(RcObject)), NO_MORE};
    RcObject *type = heap_type("test.Heap", sizeof(RcObject) + sizeof(void *), NULL, members);
    RcObject *derived = heap_type("test.Derived", 0, type, NULL);
    Rc_UNUSED(state);

    check_it_tells((RcObject *)new_target());
    check_it_tells(new_plain());
    check_it_tells(RcObject_CallNoArgs(type));
    assert_refcnt(type, 2);
    check_it_tells(RcObject_CallNoArgs(derived));
    assert_refcnt(derived, 1);
    Rc_DECREF(derived);
    assert_refcnt(type, 1);
    check_it_tells(type);
    assert_live(0);
}

static void test_subclasses(void **state)
{
    RcMemberDef list_members[] = {AT_END(RcList_Type.tp_basicsize), NO_MORE};
    RcMemberDef float_members[] = {AT_END(RcFloat_Type.tp_basicsize), NO_MORE};
    RcObject *types[] = {
        heap_type("test.Table", 0, &RcHashTable_Type, NULL),
        heap_type("test.List", (size_t)RcList_Type.tp_basicsize + sizeof(void *), &RcList_Type, list_members),
        heap_type("test.Float", (size_t)RcFloat_Type.tp_basicsize + sizeof(void *), &RcFloat_Type,
                  float_members),
        NULL,
        NULL,
        NULL,
        NULL,
    };
    Rc_UNUSED(state);

    Rc_DECREF(new_target());
    Rc_DECREF(new_plain());
    types[3] = heap_type("test.SubTarget", 0, &Target_Type, NULL);
    types[4] = heap_type("test.SubPlain", 0, &Plain_Type, NULL);
    types[5] = heap_type("test.SubList", 0, types[1], NULL);
    types[6] = heap_type("test.SubTable", 0, types[0], NULL);
    for (int i = 6; i >= 0; i--) {
        check_it_tells(RcObject_CallNoArgs(types[i]));
        assert_refcnt(types[i], 1);
        Rc_DECREF(types[i]);
    }
    assert_live(0);
}

static void test_a_bad_offset(void **state)
{
    RcMemberDef members[] = {AT_END(sizeof(RcObject)), NO_MORE};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {"test.Bad", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, slots};
    Rc_UNUSED(state);

    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError, "type 'test.Bad': tp_weaklistoffset is out of bounds");
    spec.basicsize += (int)sizeof(void *);
    members[0].flags = 0;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError,
                  "RcType_FromSpec: member '__weaklistoffset__' must be Rc_T_PYSSIZET and Rc_READONLY");
    members[0].flags = Rc_READONLY;
    members[0].type = Rc_T_OBJECT;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError,
                  "RcType_FromSpec: member '__weaklistoffset__' must be Rc_T_PYSSIZET and Rc_READONLY");
    assert_live(0);
}

/* -- the generated dealloc -- */

typedef struct Owner {
    RcObject_HEAD
    RcObject *field;
    RcObject *weaklist;
} Owner;

static char events[8];

static void note_event(char event)
{
    size_t length = strlen(events);
    assert_true(length + 1 < sizeof events);
    events[length] = event;
    events[length + 1] = '\0';
}

static void event_finalize(RcObject *self)
{
    note_event('f');
    assert_refcnt(self, 1);
    if (kept == NULL) {
        kept = Rc_NewRef(self);
    }
}

static RcObject *event_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    note_event('w');
    return note_call(self, args, kwargs);
}

static void event_field(Hostile *self)
{
    Rc_UNUSED(self);
    note_event('d');
    assert_dead(((RcObject *)self->arg));
}

static void test_finalizer_then_weak_references_then_fields(void **state)
{
    RcMemberDef members[] = {{"field", Rc_T_OBJECT_EX, offsetof(Owner, field), 0, NULL},
                             AT_END(offsetof(Owner, weaklist)),
                             NO_MORE};
    RcType_Slot slots[] = {
        {Rc_tp_members, members}, {Rc_tp_finalize, (void *)(uintptr_t)event_finalize}, {0, NULL}};
    RcType_Spec spec = {"test.Owner", sizeof(Owner), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *owner, *ref;
    Hostile *callback = new_callback(), *field = Hostile_New();
    Rc_UNUSED(state);

    owner = RcObject_CallNoArgs(type);
    ref = new_ref(owner, callback);
    ((Owner *)owner)->field = (RcObject *)field;
    callback->on_call = event_call;
    field->on_dealloc = event_field;
    field->arg = ref;
    events[0] = '\0';
    kept = NULL;
    Rc_DECREF(owner);
    assert_string_equal(events, "f");
    assert_ptr_equal(kept, owner); /* it lives, with all that it has */
    assert_names(ref, owner);
    assert_refcnt(field, 1);
    assert_refcnt(type, 2);
    Rc_DECREF(kept);
    assert_string_equal(events, "fwd");
    assert_dead(ref);
    Rc_DECREF(ref);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
    assert_refcnt(type, 1);
    Rc_DECREF(type);
    kept = NULL;
}

/* Where the list is the base's, its dealloc clears it, after the fields of the subclass: these do not get at
 * the object any more. */
static void test_the_fields_of_a_subclass_see_it_dead(void **state)
{
    RcMemberDef members[] = {{"field", Rc_T_OBJECT_EX, RcHashTable_Type.tp_basicsize, 0, NULL}, NO_MORE};
    RcObject *type = heap_type("test.Table", (size_t)RcHashTable_Type.tp_basicsize + sizeof(void *),
                               &RcHashTable_Type, members);
    RcObject *table = RcObject_CallNoArgs(type), *ref;
    Hostile *callback = new_callback(), *field = Hostile_New();
    Rc_UNUSED(state);

    ref = new_ref(table, callback);
    callback->on_call = event_call;
    field->on_dealloc = event_field;
    field->arg = ref;
    assert_int_equal(RcObject_SetAttrString(table, "field", (RcObject *)field), 0);
    Rc_DECREF(field);
    events[0] = '\0';
    Rc_DECREF(table);
    assert_string_equal(events, "dw");
    Rc_DECREF(ref);
    Rc_DECREF(callback);
    Rc_DECREF(type);
}

/* -- static objects and threads -- */

static void check_static_type(void)
{
    RcObject *type = (RcObject *)&RcList_Type, *a, *b, *proxy, *op;

    a = RcWeakref_NewRef(type, NULL);
    b = RcWeakref_NewRef(type, NULL);
    proxy = RcWeakref_NewProxy(type, NULL);
    assert_int_equal(RcWeakref_GetRef(a, &op), 1);
    assert_ptr_equal(op, type);
    Rc_DECREF(op);
    assert_int_equal(RcWeakref_IsDead(b), 0);
    assert_int_equal(RcObject_RichCompareBool(a, b, Rc_EQ), 1);
    assert_true(RcObject_Hash(a) == RcObject_Hash(type));
    assert_null(_RcWeakref_First(type)); /* in no list: it never ends */
    assert_null(RcList_Type.tp_weaklist);
    op = RcObject_CallNoArgs(proxy);
    assert_true(RcList_Check(op));
    Rc_DECREF(op);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(proxy);
}

static RcCFunctionObject static_function = RcCFunction_STATIC_INIT(&nothing, NULL);

static void test_static_objects(void **state)
{
    Hostile *callback = new_callback();
    RcObject *ref;
    Rc_UNUSED(state);

    check_static_type();
    ref = new_ref(&static_function, callback);
    assert_names(ref, (RcObject *)&static_function);
    assert_refcnt(callback, 2);
    assert_null(static_function.m_weakreflist);
    Rc_DECREF(ref);
    assert_refcnt(callback, 1);
    Rc_DECREF(callback);
}

static void *refer_in_a_thread(void *arg)
{
    int *left = arg;
    if (Rc_Initialize() < 0) {
        return NULL;
    }
    for (int i = 0; i < 1000; i++) {
        check_static_type();
    }
    *left = Rc_Finalize();
    return NULL;
}

static void test_threads(void **state)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int left[THREADS];
    Rc_UNUSED(state);

    for (int i = 0; i < THREADS; i++) {
        left[i] = -1;
        assert_int_equal(pthread_create(&threads[i], NULL, refer_in_a_thread, &left[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(left[i], 0);
    }
}

/* What became immortal is in no danger, and its references are in a list nevertheless. */
static void test_an_immortal_object(void **state)
{
    Target *target = new_target();
    RcObject *ref = new_ref(target, NULL);
    Rc_UNUSED(state);

    assert_int_equal(Rc_SetImmortal((RcObject *)target), 1);
    assert_int_equal(RcWeakref_IsDead(ref), 0);
    assert_ptr_equal(new_ref(target, NULL), ref);
    assert_refcnt(ref, 2);
    Rc_DECREF(ref);
    Rc_DECREF(ref);
    assert_null(target->weaklist);
    target->ob_base.ob_refcnt = 0;
    Rc_TYPE(target)->tp_free(target); /* by hand: nobody else would */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_the_shared_ones_come_first),
        counted_test(test_a_subclass_is_one_of_the_rest),
        counted_test(test_callbacks_run_in_order_after_all_are_dead),
        counted_test(test_a_reference_that_went_is_not_called),
        counted_test(test_errors_of_callbacks),
        counted_test(test_a_callback_s_result_is_dropped),
        counted_test(test_a_callback_drops_the_others),
        counted_test(test_a_callback_drops_everything),
        counted_test(test_a_callback_makes_a_reference),
        counted_test(test_a_callback_collects),
        counted_test(test_callbacks_nest),
        counted_test(test_the_order_in_which_callbacks_are_released),
        counted_test(test_out_of_memory),
        counted_test(test_misuse),
        counted_test(test_clearing_without_callbacks),
        counted_test(test_a_reference_outside_of_the_cycle_is_told),
        counted_test(test_a_reference_in_the_cycle_is_not),
        counted_test(test_a_callback_in_the_cycle),
        counted_test(test_a_trash_reference_to_what_is_none),
        counted_test(test_an_object_hanging_on_the_cycle),
        counted_test(test_resurrection_in_a_collection),
        counted_test(test_resurrection_in_a_dealloc),
        counted_test(test_references_made_by_a_finalizer_in_a_collection),
        counted_test(test_references_made_by_a_finalizer_in_a_dealloc),
        counted_test(test_references_made_by_a_finalizer_that_resurrects),
        counted_test(test_a_queued_object_is_dead),
        counted_test(test_a_queued_reference_is_not_called),
        counted_test(test_a_queued_reference_is_not_shared),
        counted_test(test_built_in_types),
        counted_test(test_user_types),
        counted_test(test_subclasses),
        counted_test(test_a_bad_offset),
        counted_test(test_finalizer_then_weak_references_then_fields),
        counted_test(test_the_fields_of_a_subclass_see_it_dead),
        counted_test(test_static_objects),
        counted_test(test_threads),
        counted_test(test_an_immortal_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
