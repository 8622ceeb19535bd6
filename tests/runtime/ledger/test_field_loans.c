/* What plain code borrows from a field, which is given up meanwhile by what the runtime calls. */
#include "guilty.h"

#include <signal.h>

typedef struct Door {
    RcObject_HEAD
    RcObject *lock;
    RcObject *spare; /* or NULL */
} Door;

static Door *door;
static RcObject *drawer; /* has all locks */

static int door_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Door *)op)->lock);
    Rc_VISIT(((Door *)op)->spare);
    return 0;
}

static int door_clear(RcObject *op)
{
    Rc_CLEAR(((Door *)op)->lock);
    Rc_CLEAR(((Door *)op)->spare);
    return 0;
}

static void door_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    door_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Door_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Door",
    .tp_basicsize = sizeof(Door),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = door_dealloc,
    .tp_traverse = door_traverse,
    .tp_clear = door_clear,
};

static RC_NOINLINE void change_lock(void)
{
    Rc_XSETREF(door->lock, RcFloat_FromDouble(2.5));
}

static RcObject *change(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self);
    Rc_UNUSED(unused);
    change_lock();
    Rc_RETURN_NONE;
}

static RcMethodDef change_def = {"change", change, RC_METH_NOARGS, NULL};

static void begin(void)
{
    RcObject *lock = RcCFunction_New(&change_def, NULL);
    drawer = RcList_New(0);
    RcList_Append(drawer, lock);
    door = RcObject_GC_New(Door, &Door_Type);
    door->lock = lock;
    door->spare = NULL;
    RcObject_GC_Track(door);
    RcList_Reverse(drawer); /* what the door has is in the book when this is done */
}

static void end(void)
{
    Rc_CLEAR(door);
    Rc_CLEAR(drawer);
}

static RC_NOINLINE void knock(void)
{
    RcObject *lock = door->lock;
    Rc_XDECREF(RcObject_CallNoArgs(lock));
    NEXT_IS_GUILTY();
    RcObject_IsTrue(lock);
}

/* Who changes the field himself, or by a function that he calls, knows what he does. */
static RC_NOINLINE void change_and_use(void)
{
    RcObject *lock = door->lock;
    change_lock();
    RcObject_IsTrue(lock);
}

/* In a child, without the handlers of the tests' framework: a fence tells whose a field is. */
static int run(void (*body)(void), int has_other)
{
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    if (Rc_Initialize() < 0 || RcLedger_SetReporter(note_finding, NULL) < 0 || RcType_Ready(&Door_Type) < 0) {
        return 99;
    }
    begin();
    if (has_other) {
        door->spare = RcList_New(0);
        RcList_Append(door->spare, door->lock);
    }
    body();
    end();
    Rc_Finalize();
    return told_count;
}

static int is_told(void *arg)
{
    Rc_UNUSED(arg);
    return run(knock, 0) == 1 && told[0].line == guilty && strcmp(told[0].kind, "stale-borrow") == 0 &&
                   strcmp(told[0].function, "knock") == 0 && strstr(told[0].message, "from a field") != NULL
               ? 0
               : 98;
}

static int is_reached_by_another_field(void *arg)
{
    Rc_UNUSED(arg);
    return run(knock, 1);
}

static int is_given_up_by_callee(void *arg)
{
    Rc_UNUSED(arg);
    return run(change_and_use, 0);
}

static void test_loans_of_fields(void **state)
{
    static const char *const audited[] = {"RECOUNT_AUDIT", "1", NULL};
    Child child;

    Rc_UNUSED(state);
    if (!memory_is_searched()) {
        skip();
    }
    run_child(&child, is_told, NULL, audited);
    expect_child(&child, 0, "");
    run_child(&child, is_reached_by_another_field, NULL, audited);
    expect_child(&child, 0, "");
    run_child(&child, is_given_up_by_callee, NULL, audited);
    expect_child(&child, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loans_of_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
