/* Objects with a collector's head: making, resizing, tracking, freeing. */
#include "support.h"

#include <recount/recount.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Array {
    RcObject_VAR_HEAD
    RcObject *items[1];
} Array;

static int array_traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    for (Rc_ssize_t i = 0; i < Rc_SIZE(self); i++) {
        Rc_VISIT(((Array *)self)->items[i]);
    }
    return 0;
}

static RcTypeObject Array_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Array",
    .tp_basicsize = offsetof(Array, items),
    .tp_itemsize = sizeof(RcObject *),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = array_traverse,
};

static Array *make(Rc_ssize_t items)
{
    assert_int_equal(RcType_Ready(&Array_Type), 0);
    return RcObject_GC_NewVar(Array, &Array_Type, items);
}

static void test_new_is_not_tracked(void **state)
{
    Array *op = make(3);
    Rc_UNUSED(state);

    assert_refcnt(op, 1);
    assert_int_equal(Rc_SIZE(op), 3);
    assert_true((uintptr_t)op % _Alignof(max_align_t) == 0);
    assert_true(RcObject_IS_GC(op));
    assert_false(RcObject_GC_IsTracked((RcObject *)op));
    assert_false(RcObject_GC_IsFinalized((RcObject *)op));
    Rc_SET_SIZE(op, 0);
    RcObject_GC_Track(op);
    assert_true(RcObject_GC_IsTracked((RcObject *)op));
    RcObject_GC_UnTrack(op);
    RcObject_GC_UnTrack(op);
    assert_false(RcObject_GC_IsTracked((RcObject *)op));
    RcObject_GC_Track(op);
    Rc_DECREF(op); /* freed while tracked: taken out of the list first */
    op = (Array *)RcObject_GC_New(Array, &Array_Type);
    assert_refcnt(op, 1);
    Rc_SET_SIZE(op, 0);
    Rc_DECREF(op);
}

static void test_many_in_the_list(void **state)
{
    Array *ops[5];
    Rc_UNUSED(state);

    for (int i = 0; i < 5; i++) {
        ops[i] = make(0);
        RcObject_GC_Track(ops[i]);
    }
    Rc_DECREF(ops[2]);
    Rc_DECREF(ops[0]);
    Rc_DECREF(ops[4]);
    assert_true(RcObject_GC_IsTracked((RcObject *)ops[1]));
    RcObject_GC_UnTrack(ops[3]);
    Rc_DECREF(ops[3]);
    Rc_DECREF(ops[1]);
    assert_live(0);
}

static void test_objects_without_a_head(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_false(RcObject_IS_GC(op));
    assert_false(RcObject_GC_IsTracked(op));
    RcObject_GC_UnTrack(op);
    assert_false(RcObject_IS_GC(&RcList_Type)); /* static, though types are of the collector's */
    RcObject *empty = RcTuple_New(0);
    assert_false(RcObject_IS_GC(empty));
    Rc_DECREF(empty);
    assert_false(RcObject_GC_IsTracked((RcObject *)&RcList_Type));
    RcObject_GC_UnTrack(&RcList_Type);
    Rc_DECREF(op);
}

static void test_no_object(void **state)
{
    Rc_UNUSED(state);
    RcObject_GC_UnTrack(NULL);
    RcObject_GC_Del(NULL);
    assert_false(RcObject_GC_IsTracked(NULL));
    assert_false(RcObject_GC_IsFinalized(NULL));
}

static void test_resize(void **state)
{
    Array *op = make(2), *moved;
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    op->items[0] = item;
    op->items[1] = item;
    moved = RcObject_GC_Resize(Array, op, 100);
    assert_non_null(moved);
    op = moved;
    assert_refcnt(op, 1);
    assert_int_equal(Rc_SIZE(op), 100);
    assert_ptr_equal(op->items[1], item);
    op = RcObject_GC_Resize(Array, op, 1);
    assert_int_equal(Rc_SIZE(op), 1);
    assert_ptr_equal(op->items[0], item);
    assert_null(RcObject_GC_Resize(Array, op, -1));
    assert_raises(RcExc_SystemError, "RcObject_GC_Resize: bad argument");
    assert_null(RcObject_GC_Resize(Array, op, RC_SSIZE_T_MAX / (Rc_ssize_t)sizeof(RcObject *)));
    assert_raises(RcExc_MemoryError, NULL);
    RcObject_GC_Track(op);
    assert_null(RcObject_GC_Resize(Array, op, 2));
    assert_raises(RcExc_SystemError, "RcObject_GC_Resize: bad argument");
    assert_int_equal(Rc_SIZE(op), 1);
    Rc_DECREF(op);
    Rc_DECREF(item);
}

static void test_what_cannot_be_made(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcObject_GC_New(RcObject, &RcFloat_Type));
    assert_raises(RcExc_SystemError, "RcObject_GC_New: type 'float' lacks Rc_TPFLAGS_HAVE_GC");
    assert_null(RcObject_GC_NewVar(RcVarObject, &RcFloat_Type, 1));
    assert_raises(RcExc_SystemError, "RcObject_GC_NewVar: type 'float' lacks Rc_TPFLAGS_HAVE_GC");
    assert_null(RcObject_GC_NewVar(RcVarObject, &RcTuple_Type, -1));
    assert_raises(RcExc_SystemError, "RcObject_GC_NewVar: bad argument");
    assert_null(RcObject_GC_NewVar(RcVarObject, &RcTuple_Type, RC_SSIZE_T_MAX));
    assert_raises(RcExc_MemoryError, NULL);
}

static int make_and_resize(void *arg)
{
    Array *op = RcObject_GC_New(Array, &Array_Type), *moved;
    Rc_UNUSED(arg);
    if (op == NULL) {
        return -1;
    }
    Rc_SET_SIZE(op, 0);
    Rc_DECREF(op);
    op = make(1);
    if (op == NULL) {
        return -1;
    }
    op->items[0] = Rc_None;
    moved = RcObject_GC_Resize(Array, op, 1000);
    Rc_DECREF(moved != NULL ? moved : op); /* on failure the old one is still valid */
    return moved != NULL ? 0 : -1;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Array_Type), 0);
    assert_int_equal(sweep(make_and_resize, NULL, NULL), 3);
}

/* Tracking twice, or without a head, is a fatal error: seen from outside. */
static int dies(void *(*pick)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        RcObject_GC_Track(pick());
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void *tracked_list(void)
{
    return RcList_New(0);
}

static void *a_float(void)
{
    return RcFloat_FromDouble(1.5);
}

static void test_track_twice_is_fatal(void **state)
{
    Rc_UNUSED(state);
    assert_true(dies(tracked_list));
    assert_true(dies(a_float));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_new_is_not_tracked),
        counted_test(test_many_in_the_list),
        counted_test(test_objects_without_a_head),
        counted_test(test_no_object),
        counted_test(test_resize),
        counted_test(test_what_cannot_be_made),
        counted_test(test_out_of_memory),
        counted_test(test_track_twice_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
