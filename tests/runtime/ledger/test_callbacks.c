/* Functions of the program's that the runtime calls: what they return and store is theirs, at once. */
#include "telling.h"

static int guilty;

#define NEXT_IS_GUILTY() (guilty = __LINE__ + 1)

typedef struct Cell {
    RcObject_HEAD
    RcObject *item;
} Cell;

static int cell_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Cell *)op)->item);
    return 0;
}

static int cell_clear(RcObject *op)
{
    Rc_CLEAR(((Cell *)op)->item);
    return 0;
}

static void cell_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    cell_clear(op);
    RcObject_GC_Del(op);
}

static RcObject *get_lent(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    NEXT_IS_GUILTY();
    return ((Cell *)op)->item;
}

static RcObject *get_item(RcObject *op, void *closure)
{
    Rc_UNUSED(closure);
    return Rc_NewRef(((Cell *)op)->item);
}

static int set_lent(RcObject *op, RcObject *value, void *closure)
{
    RcObject *old = ((Cell *)op)->item;
    Rc_UNUSED(closure);
    NEXT_IS_GUILTY();
    ((Cell *)op)->item = value;
    Rc_DECREF(old);
    return 0;
}

static int set_item(RcObject *op, RcObject *value, void *closure)
{
    Rc_UNUSED(closure);
    Rc_XSETREF(((Cell *)op)->item, Rc_XNewRef(value));
    return 0;
}

static RcObject *return_self(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    NEXT_IS_GUILTY();
    return self;
}

static RcObject *return_argument(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    return Rc_NewRef(argument);
}

/* Calls itself by way of the runtime, so many times. */
static RcObject *call_again(RcObject *self, RcObject *argument)
{
    long depth = RcInt_AsLong(argument);
    RcObject *less, *result;
    if (depth == 0) {
        return Rc_NewRef(self);
    }
    less = RcInt_FromLong(depth - 1);
    result = RcObject_CallMethod(self, "call_again", "O", less);
    Rc_DECREF(less);
    return result;
}

static RcMethodDef cell_methods[] = {
    {"return_self", return_self, RC_METH_NOARGS, NULL},
    {"return_argument", return_argument, RC_METH_O, NULL},
    {"call_again", call_again, RC_METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static RcGetSetDef cell_getset[] = {
    {"item", get_item, set_item, NULL, NULL},
    {"lent", get_lent, set_lent, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcTypeObject Cell_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = cell_dealloc,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_methods = cell_methods,
    .tp_getset = cell_getset,
};

static RcObject *new_cell(void)
{
    Cell *cell;
    assert_int_equal(RcType_Ready(&Cell_Type), 0);
    cell = RcObject_GC_New(Cell, &Cell_Type);
    cell->item = RcFloat_FromDouble(1.5);
    RcObject_GC_Track(cell);
    return (RcObject *)cell;
}

static void test_right_callbacks(void **state)
{
    RcObject *cell = new_cell(), *item = RcObject_GetAttrString(cell, "item"), *same;
    Rc_UNUSED(state);
    assert_int_equal(RcObject_SetAttrString(cell, "item", item), 0);
    same = RcObject_CallMethod(cell, "return_argument", "O", item);
    assert_ptr_equal(same, item);
    Rc_DECREF(same);
    Rc_DECREF(item);
    item = RcObject_CallMethod(cell, "call_again", "i", 20);
    assert_ptr_equal(item, cell);
    Rc_DECREF(item);
    Rc_DECREF(cell);
    Rc_AuditHeap();
    expect_nothing_told();
}

/* Told when the function returns, though nothing has been given back yet. */
static void test_a_getter_that_takes_no_reference(void **state)
{
    RcObject *cell = new_cell(), *item = RcObject_GetAttrString(cell, "lent");
    Rc_UNUSED(state);
    assert_int_equal(told_count, 1);
    assert_string_equal(told[0].function, "get_lent");
    expect_told("missing-incref", guilty, "it was returned as a new reference, but nobody took one");
    Rc_DECREF(item); /* it was mended */
    Rc_DECREF(cell);
    expect_nothing_told();
}

/* A reference of the caller's pays for it at first. */
static void test_a_method_that_returns_self(void **state)
{
    RcObject *cell = new_cell(), *same = RcObject_CallMethod(cell, "return_self", NULL);
    Rc_UNUSED(state);
    Rc_DECREF(same);
    Rc_DECREF(cell);
    assert_true(told_count > 0);
    assert_string_equal(told[0].kind, "missing-incref");
    assert_string_equal(told[0].function, "return_self");
    assert_int_equal(told[0].line, guilty);
}

static void test_a_setter_that_takes_no_reference(void **state)
{
    RcObject *cell = new_cell(), *item = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    assert_int_equal(RcObject_SetAttrString(cell, "lent", item), 0);
    Rc_DECREF(item);
    Rc_AuditHeap();
    assert_string_equal(told[0].function, "set_lent");
    expect_told("missing-incref", guilty, "without a reference of its own");
    Rc_DECREF(cell);
}

/* Deeper than activations are kept. */
static RcObject *call_deeply(RcObject *function, RcObject *depth)
{
    Rc_UNUSED(function);
    return Rc_NewRef(depth);
}

static RcMethodDef deep_def = {"call_deeply", call_deeply, RC_METH_O, NULL};

__attribute__((noinline)) static RcObject *nest(RcObject *function, RcObject *item, int depth)
{
    RcObject *result, *again;
    char space[64];
    memset(space, depth, sizeof space);
    result = RcObject_CallOneArg(function, item);
    again = depth > 0 ? nest(function, item, depth - 1) : Rc_NewRef(item);
    Rc_DECREF(result);
    return again + (space[0] == 1 && space[1] == 2);
}

static int call_from_many_frames(void *arg)
{
    RcObject *function, *item, *result;
    Rc_UNUSED(arg);
    Rc_Initialize();
    function = RcCFunction_New(&deep_def, NULL);
    item = RcFloat_FromDouble(1.5);
    result = nest(function, item, 6000);
    Rc_DECREF(result);
    Rc_DECREF(item);
    Rc_DECREF(function);
    return Rc_Finalize() == 0 ? 9 : 8;
}

static void test_many_frames(void **state)
{
    static const char *const settings[] = {"RECOUNT_AUDIT", "100", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, call_from_many_frames, NULL, settings);
    expect_child(&child, 9, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_right_callbacks),
        telling_test(test_a_getter_that_takes_no_reference),
        telling_test(test_a_method_that_returns_self),
        telling_test(test_a_setter_that_takes_no_reference),
        cmocka_unit_test(test_many_frames),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
