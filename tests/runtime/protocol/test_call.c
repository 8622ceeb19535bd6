/* The call protocol: what callables of both kinds get to see, and that nothing is left of it afterwards. */
#include "hostile.h"
#include "pairs.h"
#include "support.h"

#include <recount/call.h>
#include <recount/descriptor.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/str.h>
#include <stdio.h>

enum { MOST = 12 };

/* ---- Callables that write down what they see ---- */

static struct {
    int count;
    RcObject *self;
    Rc_ssize_t nargs, keywords;
    int offset;                  /* was RC_VECTORCALL_ARGUMENTS_OFFSET given? */
    RcObject *args[MOST];        /* the positional ones, then the values of the keywords */
    Rc_ssize_t arg_counts[MOST]; /* counts meanwhile */
    RcObject *names[MOST];
    RcObject *tuple, *kwargs; /* of tp_call */
    Rc_ssize_t tuple_count, kwargs_count, live;
} seen;

static RcObject *answer;      /* borrowed; NULL: ValueError "refused" */
static int answer_with_error; /* both */
static int answer_nothing;    /* neither */

static RcObject *give_answer(void)
{
    seen.count++;
    seen.live = Rc_LiveObjects();
    if (answer_nothing) {
        return NULL;
    }
    if (answer == NULL || answer_with_error) {
        RcErr_SetString(RcExc_ValueError, "refused");
    }
    return Rc_XNewRef(answer);
}

static void forget_seen(void)
{
    memset(&seen, 0, sizeof seen);
}

static void note_arguments(RcObject *self, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    seen.self = self;
    seen.nargs = nargs;
    seen.keywords = kwnames == NULL ? 0 : RcTuple_GET_SIZE(kwnames);
    assert_true(seen.nargs + seen.keywords <= MOST);
    for (Rc_ssize_t i = 0; i < seen.nargs + seen.keywords; i++) {
        seen.args[i] = args[i];
        seen.arg_counts[i] = Rc_REFCNT(args[i]);
    }
    for (Rc_ssize_t i = 0; i < seen.keywords; i++) {
        seen.names[i] = RcTuple_GET_ITEM(kwnames, i);
    }
}

/* A type with vectorcall. */
typedef struct Vector {
    RcObject_HEAD
    Rc_vectorcallfunc vectorcall;
} Vector;

static RcObject *vector_vectorcall(RcObject *op, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    note_arguments(op, args, RcVectorcall_NARGS(nargsf), kwnames);
    seen.offset = (nargsf & RC_VECTORCALL_ARGUMENTS_OFFSET) != 0;
    if (seen.offset) { /* the slot before the arguments is ours: a sanitizer sees if it is not */
        RcObject **lent = (RcObject **)args - 1;
        RcObject *saved = *lent;
        *lent = op;
        *lent = saved;
    }
    return give_answer();
}

static void plain_dealloc(RcObject *op)
{
    Rc_TYPE(op)->tp_free(op);
}

static RcTypeObject Vector_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Vector",
    .tp_basicsize = sizeof(Vector),
    .tp_dealloc = plain_dealloc,
    .tp_vectorcall_offset = offsetof(Vector, vectorcall),
    .tp_call = RcVectorcall_Call,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_VECTORCALL,
    .tp_free = RcObject_Free,
};

static RcObject *new_vector(void)
{
    assert_int_equal(RcType_Ready(&Vector_Type), 0);
    Vector *vector = RcObject_New(Vector, &Vector_Type);
    assert_non_null(vector);
    vector->vectorcall = vector_vectorcall;
    forget_seen();
    return (RcObject *)vector;
}

/* A type with tp_call alone. */
static RcObject *note_call(Hostile *self, RcObject *args, RcObject *kwargs)
{
    note_arguments((RcObject *)self, &RcTuple_GET_ITEM(args, 0), RcTuple_GET_SIZE(args), NULL);
    seen.tuple = args;
    seen.tuple_count = Rc_REFCNT(args);
    seen.kwargs = kwargs;
    if (kwargs != NULL) {
        seen.kwargs_count = Rc_REFCNT(kwargs);
        if (Rc_IS_TYPE(kwargs, &Pairs_Type)) {
            RcObject *list = pairs_list(kwargs);
            seen.keywords = RcList_GET_SIZE(list);
            for (Rc_ssize_t i = 0; i < seen.keywords; i++) {
                seen.names[i] = RcTuple_GET_ITEM(RcList_GET_ITEM(list, i), 0);
                seen.args[seen.nargs + i] = RcTuple_GET_ITEM(RcList_GET_ITEM(list, i), 1);
            }
        }
    }
    return give_answer();
}

static Hostile *new_slot_callable(void)
{
    Hostile *op = Hostile_New();
    assert_non_null(op);
    op->on_call = note_call;
    forget_seen();
    return op;
}

/* A type with methods. */
static RcObject *thing_noargs(RcObject *op, RcObject *unused)
{
    assert_null(unused);
    note_arguments(op, NULL, 0, NULL);
    return give_answer();
}

static RcObject *thing_one(RcObject *op, RcObject *argument)
{
    note_arguments(op, &argument, 1, NULL);
    return give_answer();
}

static RcObject *thing_fast(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    note_arguments(op, args, nargs, kwnames);
    return give_answer();
}

static RcObject *thing_not_callable(RcObject *op, void *closure)
{
    Rc_UNUSED(op);
    Rc_UNUSED(closure);
    return RcInt_FromLong(100000);
}

static RcMethodDef thing_methods[] = {
    {"noargs", thing_noargs, RC_METH_NOARGS, NULL},
    {"one", thing_one, RC_METH_O, NULL},
    {"fast", _RcCFunction_CAST(thing_fast), RC_METH_FASTCALL | RC_METH_KEYWORDS, NULL},
    {"of_class", _RcCFunction_CAST(thing_fast), RC_METH_FASTCALL | RC_METH_KEYWORDS | RC_METH_CLASS, NULL},
    {"of_none", _RcCFunction_CAST(thing_fast), RC_METH_FASTCALL | RC_METH_KEYWORDS | RC_METH_STATIC, NULL},
    {"__length_hint__", thing_noargs, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static RcGetSetDef thing_getset[] = {
    {"number", thing_not_callable, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcObject *new_thing_type(void)
{
    RcType_Slot slots[] = {{Rc_tp_methods, thing_methods}, {Rc_tp_getset, thing_getset}, {0, NULL}};
    RcType_Spec spec = {"tests.Thing", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec);
    assert_non_null(type);
    return type;
}

/* Its own lookup of attributes: so each method is looked up as an object. */
static RcObject *other_getattro(RcObject *op, RcObject *name)
{
    return RcObject_GenericGetAttr(op, name);
}

static RcTypeObject Other_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Other",
    .tp_basicsize = sizeof(RcObject),
    .tp_dealloc = plain_dealloc,
    .tp_getattro = other_getattro,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_methods = thing_methods,
    .tp_free = RcObject_Free,
};

static RcObject *new_other(void)
{
    assert_int_equal(RcType_Ready(&Other_Type), 0);
    RcObject *op = RcObject_New(RcObject, &Other_Type);
    assert_non_null(op);
    return op;
}

/* A mapping with one pair. */
static RcObject *new_keywords(RcObject *name, RcObject *value)
{
    RcObject *kwargs = Pairs_New();
    assert_non_null(kwargs);
    assert_int_equal(RcObject_SetItem(kwargs, name, value), 0);
    return kwargs;
}

/* Each test starts with an answer and two arguments of count 1. */
static RcObject *first, *second, *name;

static void make_objects(void)
{
    answer = RcFloat_FromDouble(0.5);
    first = RcInt_FromLong(100001);
    second = RcStr_FromString("second");
    name = RcStr_FromString("name");
    answer_with_error = answer_nothing = 0;
    forget_seen();
}

static void drop_objects(void)
{
    assert_refcnt(answer, 1);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    assert_refcnt(name, 1);
    Rc_CLEAR(answer);
    Rc_CLEAR(first);
    Rc_CLEAR(second);
    Rc_CLEAR(name);
}

/* The call came through: its result is the answer, once more. */
static void assert_answered(RcObject *result)
{
    if (result == NULL) {
        assert_no_error();
    }
    assert_ptr_equal(result, answer);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    assert_int_equal(seen.count, 1);
    seen.count = 0;
}

static void assert_seen(Rc_ssize_t nargs, Rc_ssize_t keywords)
{
    assert_int_equal(seen.nargs, nargs);
    assert_int_equal(seen.keywords, keywords);
}

/* ---- What can be called ---- */

static void test_callable(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *vector = new_vector();
    Hostile *slot = new_slot_callable();
    assert_int_equal(RcCallable_Check(vector), 1);
    assert_int_equal(RcCallable_Check((RcObject *)slot), 1);
    assert_int_equal(RcCallable_Check((RcObject *)&RcInt_Type), 1);
    assert_int_equal(RcCallable_Check(first), 0);
    assert_int_equal(RcCallable_Check(NULL), 0);
    assert_true(RcVectorcall_Function(vector) == vector_vectorcall);
    assert_true(RcVectorcall_Function((RcObject *)slot) == NULL);
    assert_true(RcVectorcall_Function(first) == NULL);
    assert_int_equal(RcVectorcall_NARGS(3 | RC_VECTORCALL_ARGUMENTS_OFFSET), 3);
    assert_int_equal(RcVectorcall_NARGS(0), 0);
    Rc_DECREF(slot);
    Rc_DECREF(vector);
    drop_objects();
}

static void test_not_callable(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    const char *message = "'int' object is not callable";
    RcObject *args = RcTuple_Pack(1, second);
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {second, second};
    assert_null(RcObject_Call(first, args, NULL));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_CallObject(first, args));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_CallNoArgs(first));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_CallOneArg(first, second));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_CallFunction(first, "O", second));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_CallFunctionObjArgs(first, second, NULL));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_Vectorcall(first, stack, 1, kwnames));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcObject_VectorcallDict(first, stack, 1, NULL));
    assert_raises(RcExc_TypeError, message);
    assert_null(RcVectorcall_Call(first, args, NULL));
    assert_raises(RcExc_TypeError, "'int' object does not support vectorcall");
    assert_refcnt(args, 1);
    assert_refcnt(kwnames, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(args);
    drop_objects();
}

/* ---- A tuple and a mapping ---- */

static void test_call_hands_a_slot_its_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *callable = new_slot_callable();
    RcObject *op = (RcObject *)callable;
    RcObject *args = RcTuple_Pack(2, first, second);
    RcObject *kwargs = new_keywords(name, first);
    assert_answered(RcObject_Call(op, args, kwargs));
    assert_ptr_equal(seen.self, op);
    assert_ptr_equal(seen.tuple, args);
    assert_int_equal(seen.tuple_count, 1);
    assert_ptr_equal(seen.kwargs, kwargs);
    assert_int_equal(seen.kwargs_count, 1);
    assert_answered(RcObject_Call(op, args, NULL));
    assert_null(seen.kwargs);
    assert_answered(RcObject_CallObject(op, args));
    assert_ptr_equal(seen.tuple, args);
    assert_refcnt(args, 1);
    assert_refcnt(kwargs, 1);
    assert_refcnt(op, 1);
    assert_refcnt(first, 3);
    assert_refcnt(second, 2);
    assert_refcnt(name, 2);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    Rc_DECREF(op);
    drop_objects();
}

static void test_call_unpacks_for_vectorcall(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *args = RcTuple_Pack(2, first, second);
    RcObject *kwargs = new_keywords(name, first);
    RcObject *empty = Pairs_New();
    RcObject *(*const ways[])(RcObject *, RcObject *, RcObject *) = {RcObject_Call, RcVectorcall_Call};
    for (int i = 0; i < 2; i++) {
        assert_answered(ways[i](op, args, NULL));
        assert_seen(2, 0);
        assert_ptr_equal(seen.self, op);
        assert_ptr_equal(seen.args[0], first);
        assert_ptr_equal(seen.args[1], second);
        assert_answered(ways[i](op, args, empty));
        assert_seen(2, 0);
        assert_answered(ways[i](op, args, kwargs));
        assert_seen(2, 1);
        assert_int_equal(seen.offset, 1);
        assert_ptr_equal(seen.args[0], first);
        assert_ptr_equal(seen.args[1], second);
        assert_ptr_equal(seen.args[2], first);
        assert_ptr_equal(seen.names[0], name);
        assert_refcnt(first, 3);
        assert_refcnt(second, 2);
        assert_refcnt(name, 2);
        assert_refcnt(args, 1);
        assert_refcnt(kwargs, 1);
        assert_refcnt(empty, 1);
        assert_refcnt(op, 1);
    }
    Rc_DECREF(empty);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    Rc_DECREF(op);
    drop_objects();
}

/* More arguments than the array on the stack has room for. */
static void test_call_with_many_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *args = RcTuple_New(8);
    for (int i = 0; i < 8; i++) {
        RcTuple_SET_ITEM(args, i, Rc_NewRef(first));
    }
    RcObject *kwargs = new_keywords(name, second);
    assert_answered(RcObject_Call(op, args, kwargs));
    assert_seen(8, 1);
    assert_ptr_equal(seen.args[7], first);
    assert_ptr_equal(seen.args[8], second);
    assert_refcnt(second, 2);
    assert_answered(RcObject_CallFunctionObjArgs(op, first, first, first, first, first, first, second, NULL));
    assert_seen(7, 0);
    assert_ptr_equal(seen.args[6], second);
    assert_int_equal(seen.arg_counts[6], 2);
    assert_refcnt(first, 9);
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    Rc_DECREF(op);
    drop_objects();
}

static RcObject *items_of_ints(void)
{
    RcObject *list = RcList_New(1);
    RcList_SET_ITEM(list, 0, RcInt_FromLong(100000));
    return list;
}

static RcObject *items_of_triples(void)
{
    RcObject *list = RcList_New(1);
    RcList_SET_ITEM(list, 0, RcTuple_Pack(3, name, first, first));
    return list;
}

static RcObject *items_fail(void)
{
    RcErr_SetString(RcExc_ValueError, "no items");
    return NULL;
}

static Rc_ssize_t length_fails(void)
{
    RcErr_SetString(RcExc_ValueError, "no length");
    return -1;
}

static void test_bad_keywords(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *kwargs = new_keywords(second, first);
    assert_int_equal(RcObject_SetItem(kwargs, first, second), 0); /* the second key is an int */
    RcObject *stack[] = {NULL, first};
    struct {
        RcObject *(*items)(void);
        Rc_ssize_t (*length)(void);
        RcObject *error;
        const char *message;
    } const cases[] = {
        {NULL, NULL, RcExc_TypeError, "keywords must be strings"},
        {items_of_ints, NULL, RcExc_TypeError, "items of keywords must be pairs, not 'int'"},
        {items_of_triples, NULL, RcExc_TypeError, "items of keywords must be pairs, not 'tuple'"},
        {items_fail, NULL, RcExc_ValueError, "no items"},
        {NULL, length_fails, RcExc_ValueError, "no length"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pairs_items_answer = cases[i].items;
        pairs_length_answer = cases[i].length;
        assert_null(RcObject_Call(op, args, kwargs));
        assert_raises(cases[i].error, cases[i].message);
        assert_null(RcVectorcall_Call(op, args, kwargs));
        assert_raises(cases[i].error, cases[i].message);
        assert_null(RcObject_VectorcallDict(op, stack + 1, 1, kwargs));
        assert_raises(cases[i].error, cases[i].message);
        assert_int_equal(seen.count, 0);
        assert_refcnt(first, 4);
        assert_refcnt(second, 3);
        assert_refcnt(name, 1);
        assert_refcnt(kwargs, 1);
        assert_refcnt(args, 1);
        assert_refcnt(op, 1);
    }
    pairs_items_answer = NULL;
    pairs_length_answer = NULL;
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    Rc_DECREF(op);
    drop_objects();
}

/* ---- Arrays ---- */

static void test_vectorcall_passes_through(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {NULL, first, second};
    assert_answered(RcObject_Vectorcall(op, stack + 1, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, kwnames));
    assert_seen(1, 1);
    assert_int_equal(seen.offset, 1);
    assert_ptr_equal(seen.args[0], first);
    assert_ptr_equal(seen.args[1], second);
    assert_ptr_equal(seen.names[0], name);
    assert_int_equal(seen.arg_counts[0], 1); /* no temporary references */
    assert_int_equal(seen.arg_counts[1], 1);
    assert_answered(RcObject_Vectorcall(op, NULL, 0, NULL));
    assert_seen(0, 0);
    assert_int_equal(seen.offset, 0);
    assert_refcnt(kwnames, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(op);
    drop_objects();
}

static void test_vectorcall_packs_for_a_slot(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = (RcObject *)new_slot_callable();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *none = RcTuple_New(0);
    RcObject *stack[] = {first, second};
    assert_answered(RcObject_Vectorcall(op, stack, 1, kwnames));
    assert_seen(1, 1);
    assert_ptr_equal(seen.args[0], first);
    assert_ptr_equal(seen.args[1], second);
    assert_ptr_equal(seen.names[0], name);
    assert_int_equal(seen.tuple_count, 1);
    assert_int_equal(seen.kwargs_count, 1);
    assert_refcnt(kwnames, 1);
    assert_answered(RcObject_Vectorcall(op, stack, 2, none));
    assert_seen(2, 0);
    assert_null(seen.kwargs);
    assert_answered(RcObject_Vectorcall(op, NULL, 0, NULL));
    assert_seen(0, 0);

    RcObject *bad = RcTuple_Pack(2, name, first);
    RcObject *three[] = {first, second, second};
    assert_null(RcObject_Vectorcall(op, three, 1, bad));
    assert_raises(RcExc_TypeError, "keywords must be strings");
    RcObject *hole = RcTuple_New(1);
    assert_null(RcObject_Vectorcall(op, three, 1, hole));
    assert_raises(RcExc_TypeError, "keywords must be strings");
    Rc_DECREF(hole);
    assert_int_equal(seen.count, 0);
    assert_refcnt(op, 1);
    Rc_DECREF(bad);
    Rc_DECREF(none);
    Rc_DECREF(kwnames);
    Rc_DECREF(op);
    drop_objects();
}

static int assignment_fails(RcObject *op)
{
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "no assignment");
    return -1;
}

static void test_vectorcall_with_a_failing_mapping(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = (RcObject *)new_slot_callable();
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {first, second};
    pairs_setitem_answer = assignment_fails;
    assert_null(RcObject_Vectorcall(op, stack, 1, kwnames));
    pairs_setitem_answer = NULL;
    assert_raises(RcExc_ValueError, "no assignment");
    assert_int_equal(seen.count, 0);
    assert_refcnt(kwnames, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(op);
    drop_objects();
}

static void test_vectorcall_dict(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *vector = new_vector();
    RcObject *slot = (RcObject *)new_slot_callable();
    RcObject *kwargs = new_keywords(name, second);
    RcObject *empty = Pairs_New();
    RcObject *stack[] = {NULL, first};
    assert_answered(RcObject_VectorcallDict(vector, stack + 1, 1 | RC_VECTORCALL_ARGUMENTS_OFFSET, NULL));
    assert_seen(1, 0);
    assert_int_equal(seen.offset, 1);
    assert_answered(RcObject_VectorcallDict(vector, stack + 1, 1, empty));
    assert_seen(1, 0);
    assert_int_equal(seen.offset, 0);
    assert_answered(RcObject_VectorcallDict(vector, stack + 1, 1, kwargs));
    assert_seen(1, 1);
    assert_ptr_equal(seen.args[0], first);
    assert_ptr_equal(seen.args[1], second);
    assert_ptr_equal(seen.names[0], name);
    assert_answered(RcObject_VectorcallDict(slot, stack + 1, 1, kwargs));
    assert_ptr_equal(seen.kwargs, kwargs);
    assert_int_equal(seen.kwargs_count, 1);
    assert_ptr_equal(seen.args[0], first);
    assert_answered(RcObject_VectorcallDict(slot, NULL, 0, NULL));
    assert_null(seen.kwargs);
    assert_refcnt(kwargs, 1);
    assert_refcnt(empty, 1);
    assert_refcnt(vector, 1);
    assert_refcnt(slot, 1);
    Rc_DECREF(empty);
    Rc_DECREF(kwargs);
    Rc_DECREF(slot);
    Rc_DECREF(vector);
    drop_objects();
}

/* ---- Few arguments, and formats ---- */

static void test_few_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *const callables[] = {new_vector(), (RcObject *)new_slot_callable()};
    for (int i = 0; i < 2; i++) {
        RcObject *op = callables[i];
        assert_answered(RcObject_CallNoArgs(op));
        assert_seen(0, 0);
        assert_answered(RcObject_CallOneArg(op, first));
        assert_seen(1, 0);
        assert_ptr_equal(seen.args[0], first);
        assert_answered(RcObject_CallObject(op, NULL));
        assert_seen(0, 0);
        assert_answered(RcObject_CallFunctionObjArgs(op, NULL));
        assert_seen(0, 0);
        assert_answered(RcObject_CallFunctionObjArgs(op, first, second, NULL));
        assert_seen(2, 0);
        assert_ptr_equal(seen.args[0], first);
        assert_ptr_equal(seen.args[1], second);
        assert_null(RcObject_CallObject(op, first));
        assert_raises(RcExc_TypeError, "argument list must be a tuple");
        assert_refcnt(first, 1);
        assert_refcnt(second, 1);
        assert_refcnt(op, 1);
        Rc_DECREF(op);
    }
    drop_objects();
}

static void test_call_function_formats(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *pair = RcTuple_Pack(2, first, second);
    assert_answered(RcObject_CallFunction(op, NULL));
    assert_seen(0, 0);
    assert_answered(RcObject_CallFunction(op, ""));
    assert_seen(0, 0);
    assert_answered(RcObject_CallFunction(op, " "));
    assert_seen(0, 0);
    assert_answered(RcObject_CallFunction(op, "O", first));
    assert_seen(1, 0);
    assert_ptr_equal(seen.args[0], first);
    assert_answered(RcObject_CallFunction(op, "OO", first, second));
    assert_seen(2, 0);
    assert_ptr_equal(seen.args[1], second);
    assert_answered(RcObject_CallFunction(op, "(OO)", first, second));
    assert_seen(2, 0);
    assert_answered(RcObject_CallFunction(op, "O", pair)); /* one tuple is all the arguments */
    assert_seen(2, 0);
    assert_answered(RcObject_CallFunction(op, "(O)", pair));
    assert_seen(1, 0);
    assert_ptr_equal(seen.args[0], pair);
    assert_answered(RcObject_CallFunction(op, "Oi", pair, 7));
    assert_seen(2, 0);
    assert_ptr_equal(seen.args[0], pair);
    assert_refcnt(first, 2);
    assert_refcnt(second, 2);
    assert_refcnt(pair, 1);
    /* N is stolen, whatever happens. */
    assert_answered(RcObject_CallFunction(op, "N", Rc_NewRef(name)));
    assert_refcnt(name, 1);
    assert_null(RcObject_CallFunction(NULL, "N", Rc_NewRef(name)));
    assert_raises(RcExc_SystemError, "RcObject_CallFunction: null argument");
    assert_refcnt(name, 1);
    assert_null(RcObject_CallFunction(op, "ON", NULL, Rc_NewRef(name)));
    assert_raises(RcExc_SystemError, NULL);
    assert_refcnt(name, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(pair);
    Rc_DECREF(op);
    drop_objects();
}

/* ---- Methods ---- */

static void test_methods_need_no_bound_object(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    Rc_ssize_t type_count = Rc_REFCNT(type);
    RcObject *noargs = RcStr_FromString("noargs");
    RcObject *one = RcStr_FromString("one");
    RcObject *fast = RcStr_FromString("fast");
    RcObject *kwnames = RcTuple_Pack(1, name);
    Rc_ssize_t live = Rc_LiveObjects();

    assert_answered(RcObject_CallMethodNoArgs(thing, noargs));
    assert_seen(0, 0);
    assert_ptr_equal(seen.self, thing);
    assert_int_equal(seen.live, live);
    assert_answered(RcObject_CallMethodOneArg(thing, one, first));
    assert_seen(1, 0);
    assert_ptr_equal(seen.args[0], first);
    assert_int_equal(seen.arg_counts[0], 1);
    assert_int_equal(seen.live, live);
    assert_answered(RcObject_CallMethodObjArgs(thing, fast, first, second, NULL));
    assert_seen(2, 0);
    assert_ptr_equal(seen.args[1], second);
    assert_int_equal(seen.live, live);
    assert_answered(
        RcObject_CallMethodObjArgs(thing, fast, first, second, first, second, first, second, NULL));
    assert_seen(6, 0);
    assert_ptr_equal(seen.args[5], second);
    RcObject *stack[] = {thing, first, second};
    assert_answered(RcObject_VectorcallMethod(fast, stack, 2, kwnames));
    assert_seen(1, 1);
    assert_ptr_equal(seen.args[0], first);
    assert_ptr_equal(seen.args[1], second);
    assert_ptr_equal(seen.names[0], name);
    assert_int_equal(seen.live, live);
    assert_answered(RcObject_CallMethod(thing, "noargs", NULL));
    assert_seen(0, 0);
    assert_answered(RcObject_CallMethod(thing, "one", "O", first));
    assert_seen(1, 0);
    assert_ptr_equal(seen.args[0], first);
    assert_answered(
        RcObject_CallMethod(thing, "fast", "OOOOOO", first, second, first, second, first, second));
    assert_seen(6, 0);
    assert_ptr_equal(seen.self, thing);

    assert_refcnt(thing, 1);
    assert_refcnt(type, type_count);
    assert_refcnt(noargs, 1);
    assert_refcnt(one, 1);
    assert_refcnt(fast, 1);
    assert_refcnt(kwnames, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(fast);
    Rc_DECREF(one);
    Rc_DECREF(noargs);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    drop_objects();
}

static void test_methods_through_objects(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    RcObject *other = new_other();
    RcObject *vector = new_vector();
    Rc_ssize_t type_count = Rc_REFCNT(type);
    RcObject *of_class = RcStr_FromString("of_class");
    RcObject *of_none = RcStr_FromString("of_none");
    RcObject *fast = RcStr_FromString("fast");

    assert_answered(RcObject_CallMethodOneArg(thing, of_class, first));
    assert_ptr_equal(seen.self, type);
    assert_seen(1, 0);
    assert_answered(RcObject_CallMethodOneArg(thing, of_none, first));
    assert_null(seen.self);
    assert_seen(1, 0);
    assert_answered(RcObject_CallMethodOneArg(other, fast, first));
    assert_ptr_equal(seen.self, other);
    assert_seen(1, 0);
    assert_answered(RcObject_CallMethod(other, "fast", "O", first));
    assert_seen(1, 0);
    assert_answered(
        RcObject_CallMethod(thing, "of_class", "(OOOOOO)", first, first, first, first, first, second));
    assert_seen(6, 0);
    assert_ptr_equal(seen.self, type);
    assert_refcnt(type, type_count);

    /* An attribute that was set on the type. */
    assert_int_equal(RcObject_SetAttrString(type, "name", vector), 0);
    Rc_ssize_t vector_count = Rc_REFCNT(vector);
    assert_answered(RcObject_CallMethodOneArg(thing, name, first));
    assert_ptr_equal(seen.self, vector);
    assert_seen(1, 0);
    assert_int_equal(seen.offset, 1);
    assert_ptr_equal(seen.args[0], first);
    RcObject *stack[] = {thing, first};
    assert_answered(RcObject_VectorcallMethod(name, stack, 2, NULL));
    assert_int_equal(seen.offset, 0);
    assert_answered(RcObject_CallMethod(thing, "name", "O", first));
    assert_seen(1, 0);
    assert_refcnt(vector, vector_count);
    assert_refcnt(thing, 1);
    assert_refcnt(other, 1);
    assert_refcnt(type, Rc_REFCNT(type));
    Rc_DECREF(fast);
    Rc_DECREF(of_none);
    Rc_DECREF(of_class);
    Rc_DECREF(other);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    assert_refcnt(vector, 1);
    Rc_DECREF(vector);
    drop_objects();
}

static void test_methods_that_are_none(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    RcObject *number = RcStr_FromString("number");
    assert_null(RcObject_CallMethod(thing, "number", "O", first));
    assert_raises(RcExc_TypeError, "attribute of type 'int' is not callable");
    assert_null(RcObject_CallMethodOneArg(thing, number, first));
    assert_raises(RcExc_TypeError, "'int' object is not callable");
    assert_null(RcObject_CallMethodNoArgs(thing, number));
    assert_raises(RcExc_TypeError, "'int' object is not callable");
    assert_null(RcObject_CallMethodNoArgs(thing, name));
    assert_raises(RcExc_AttributeError, "'tests.Thing' object has no attribute 'name'");
    assert_null(RcObject_CallMethod(thing, "name", NULL));
    assert_raises(RcExc_AttributeError, "'tests.Thing' object has no attribute 'name'");
    assert_null(RcObject_CallMethodNoArgs(thing, first));
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'int'");
    assert_refcnt(thing, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    drop_objects();
}

/* LengthHint looks for its method in the type: a method there, a value that was set there. */
static void test_special_methods(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    RcObject *vector = new_vector();
    Rc_SETREF(answer, RcInt_FromLong(100000));
    assert_int_equal(RcObject_LengthHint(thing, 3), 100000);
    assert_ptr_equal(seen.self, thing);
    assert_refcnt(answer, 1);
    assert_int_equal(RcObject_SetAttrString(type, "__length_hint__", vector), 0);
    Rc_ssize_t vector_count = Rc_REFCNT(vector);
    assert_int_equal(RcObject_LengthHint(thing, 3), 100000);
    assert_ptr_equal(seen.self, vector);
    assert_refcnt(answer, 1);
    assert_refcnt(vector, vector_count);
    assert_refcnt(thing, 1);
    RcObject *refused = answer;
    answer = NULL;
    assert_int_equal(RcObject_LengthHint(thing, 3), -1);
    assert_raises(RcExc_ValueError, "refused");
    answer = refused;
    Rc_DECREF(thing);
    Rc_DECREF(type);
    assert_refcnt(vector, 1);
    Rc_DECREF(vector);
    drop_objects();
}

/* ---- What comes back ---- */

typedef RcObject *(*Way)(RcObject *);

static RcObject *way_call(RcObject *op)
{
    RcObject *none = RcTuple_New(0);
    RcObject *result = RcObject_Call(op, none, NULL);
    Rc_DECREF(none);
    return result;
}

static RcObject *way_keywords(RcObject *op)
{
    RcObject *kwargs = new_keywords(name, first);
    RcObject *result = RcObject_VectorcallDict(op, NULL, 0, kwargs);
    Rc_DECREF(kwargs);
    return result;
}

static RcObject *way_vectorcall(RcObject *op)
{
    return RcObject_Vectorcall(op, NULL, 0, NULL);
}

static const Way ways[] = {way_call, way_keywords, way_vectorcall, RcObject_CallNoArgs};

static RcObject *repr_is_short(Hostile *self)
{
    Rc_UNUSED(self);
    return RcStr_FromString("<callable>");
}

/* The pending SystemError has the ValueError "refused" as cause and as context. */
static void assert_system_error_with_cause(const char *message)
{
    RcObject *error = RcErr_GetRaisedException();
    assert_non_null(error);
    RcObject *cause = RcException_GetCause(error);
    assert_non_null(cause);
    RcObject *context = RcException_GetContext(error);
    assert_ptr_equal(context, cause);
    assert_true(RcErr_GivenExceptionMatches(cause, RcExc_ValueError));
    RcObject *text = RcObject_Str(cause);
    assert_str(text, "refused");
    Rc_DECREF(text);
    assert_refcnt(cause, 4);
    Rc_DECREF(context);
    Rc_DECREF(cause);
    assert_refcnt(error, 1);
    RcErr_SetRaisedException(error);
    assert_raises(RcExc_SystemError, message);
}

static void check_results(RcObject *op, const char *repr)
{
    char nothing[160], both[160];
    snprintf(nothing, sizeof nothing, "%s returned NULL without setting an exception", repr);
    snprintf(both, sizeof both, "%s returned a result with an exception set", repr);
    RcObject *kept = answer;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        answer_nothing = 1;
        assert_null(ways[i](op));
        assert_raises(RcExc_SystemError, nothing);
        answer_nothing = 0;
        answer_with_error = 1;
        assert_null(ways[i](op));
        assert_system_error_with_cause(both);
        answer_with_error = 0;
        answer = NULL;
        assert_null(ways[i](op));
        assert_raises(RcExc_ValueError, "refused");
        answer = kept;
        assert_refcnt(answer, 1);
        assert_refcnt(op, 1);
    }
}

static void test_results_are_checked(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *slot = new_slot_callable();
    slot->on_repr = repr_is_short;
    check_results((RcObject *)slot, "<callable>");
    Rc_DECREF(slot);
    RcObject *vector = new_vector();
    char repr[64];
    snprintf(repr, sizeof repr, "<tests.Vector object at %p>", (void *)vector);
    check_results(vector, repr);
    Rc_DECREF(vector);
    drop_objects();
}

static void test_results_of_methods_are_checked(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    Rc_ssize_t type_count = Rc_REFCNT(type);
    RcObject *noargs = RcStr_FromString("noargs");
    answer_nothing = 1;
    assert_null(RcObject_CallMethodNoArgs(thing, noargs));
    assert_raises(RcExc_SystemError,
                  "<method 'noargs' of 'tests.Thing' objects> returned NULL without setting an exception");
    answer_nothing = 0;
    answer_with_error = 1;
    assert_null(RcObject_CallMethodNoArgs(thing, noargs));
    assert_system_error_with_cause(
        "<method 'noargs' of 'tests.Thing' objects> returned a result with an exception set");
    answer_with_error = 0;
    assert_refcnt(answer, 1);
    assert_refcnt(thing, 1);
    assert_refcnt(type, type_count);
    assert_refcnt(noargs, 1);
    Rc_DECREF(noargs);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    drop_objects();
}

static RcObject *repr_fails(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_IndexError, "no repr");
    return NULL;
}

static void test_results_of_a_callable_without_repr(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *slot = new_slot_callable();
    slot->on_repr = repr_fails;
    answer_nothing = 1;
    assert_null(RcObject_CallNoArgs((RcObject *)slot));
    assert_raises(RcExc_IndexError, "no repr");
    answer_nothing = 0;
    answer_with_error = 1;
    assert_null(RcObject_CallNoArgs((RcObject *)slot));
    RcObject *error = RcErr_GetRaisedException();
    assert_true(RcErr_GivenExceptionMatches(error, RcExc_IndexError));
    assert_null(RcException_GetCause(error));
    Rc_DECREF(error);
    assert_refcnt(slot, 1);
    Rc_DECREF(slot);
    drop_objects();
}

/* ---- Recursion ---- */

static RcObject *call_again(Hostile *self, RcObject *args, RcObject *kwargs)
{
    return RcObject_Call((RcObject *)self, args, kwargs);
}

static RcObject *vector_again(RcObject *op, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    return RcObject_Vectorcall(op, args, nargsf, kwnames);
}

static RcObject *vector_again_with_tuple(RcObject *op, RcObject *const *args, size_t nargsf,
                                         RcObject *kwnames)
{
    Rc_UNUSED(args);
    Rc_UNUSED(nargsf);
    Rc_UNUSED(kwnames);
    return way_call(op);
}

static RcObject *vector_again_with_keywords(RcObject *op, RcObject *const *args, size_t nargsf,
                                            RcObject *kwnames)
{
    Rc_UNUSED(args);
    Rc_UNUSED(nargsf);
    Rc_UNUSED(kwnames);
    return way_keywords(op);
}

static RcObject *method_again(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(unused);
    return RcObject_CallMethod(op, "again", NULL);
}

static RcMethodDef again_methods[] = {
    {"again", method_again, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static void test_recursion_is_bounded(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    static const Rc_vectorcallfunc functions[] = {vector_again, vector_again_with_tuple,
                                                  vector_again_with_keywords};
    const char *message = "maximum recursion depth exceeded while calling an object";
    int limit = Rc_GetRecursionLimit();
    Rc_SetRecursionLimit(40);
    Hostile *slot = new_slot_callable();
    slot->on_call = call_again;
    assert_null(RcObject_CallNoArgs((RcObject *)slot));
    assert_raises(RcExc_RecursionError, message);
    assert_refcnt(slot, 1);
    RcObject *vector = new_vector();
    for (int i = 0; i < 3; i++) {
        ((Vector *)vector)->vectorcall = functions[i];
        assert_null(RcObject_CallNoArgs(vector));
        assert_raises(RcExc_RecursionError, message);
        assert_refcnt(vector, 1);
    }
    RcType_Slot slots[] = {{Rc_tp_methods, again_methods}, {0, NULL}};
    RcType_Spec spec = {"tests.Again", sizeof(RcObject), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec);
    RcObject *op = RcObject_CallNoArgs(type);
    assert_null(RcObject_CallMethod(op, "again", NULL));
    assert_raises(RcExc_RecursionError, message);
    assert_refcnt(op, 1);
    Rc_SetRecursionLimit(limit);
    ((Vector *)vector)->vectorcall = vector_vectorcall;
    assert_answered(RcObject_CallNoArgs(vector)); /* the depth is back where it was */
    Rc_DECREF(op);
    Rc_DECREF(type);
    Rc_DECREF(vector);
    Rc_DECREF(slot);
    drop_objects();
}

/* Depth by depth: each limit lets a call in or not, and none is left out when it comes back. */
static void test_depth_is_given_back(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *vector = new_vector();
    Hostile *slot = new_slot_callable();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    int limit = Rc_GetRecursionLimit();
    Rc_SetRecursionLimit(8);
    for (int i = 0; i < 20; i++) {
        assert_answered(way_call(vector));
        assert_answered(way_keywords(vector));
        assert_answered(way_vectorcall(vector));
        assert_answered(way_call((RcObject *)slot));
        assert_answered(RcObject_CallMethod(thing, "noargs", NULL));
    }
    Rc_SetRecursionLimit(limit);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    Rc_DECREF(slot);
    Rc_DECREF(vector);
    drop_objects();
}

/* ---- Bad input ---- */

static void test_null_arguments(void **state)
{
    Rc_UNUSED(state);
    assert_true(RcVectorcall_Function(NULL) == NULL);
    assert_no_error();
    make_objects();
    RcObject *op = new_vector();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *stack[] = {NULL, first};
    assert_null(RcObject_Call(NULL, args, NULL));
    assert_raises(RcExc_SystemError, "RcObject_Call: null argument");
    assert_null(RcObject_Call(op, NULL, NULL));
    assert_raises(RcExc_SystemError, "RcObject_Call: null argument");
    assert_null(RcVectorcall_Call(NULL, args, NULL));
    assert_raises(RcExc_SystemError, "RcVectorcall_Call: null argument");
    assert_null(RcObject_CallObject(NULL, args));
    assert_raises(RcExc_SystemError, "RcObject_CallObject: null argument");
    assert_null(RcObject_CallNoArgs(NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallNoArgs: null argument");
    assert_null(RcObject_CallOneArg(NULL, first));
    assert_raises(RcExc_SystemError, "RcObject_CallOneArg: null argument");
    assert_null(RcObject_CallOneArg(op, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallOneArg: null argument");
    assert_null(RcObject_CallFunctionObjArgs(NULL, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallFunctionObjArgs: null argument");
    assert_null(RcObject_CallMethod(NULL, "name", "N", Rc_NewRef(first)));
    assert_raises(RcExc_SystemError, "RcObject_CallMethod: null argument");
    assert_null(RcObject_CallMethod(op, NULL, "N", Rc_NewRef(first)));
    assert_raises(RcExc_SystemError, "RcObject_CallMethod: null argument");
    assert_null(RcObject_CallMethodObjArgs(NULL, name, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodObjArgs: null argument");
    assert_null(RcObject_CallMethodObjArgs(op, NULL, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodObjArgs: null argument");
    assert_null(RcObject_CallMethodNoArgs(NULL, name));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodNoArgs: null argument");
    assert_null(RcObject_CallMethodNoArgs(op, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodNoArgs: null argument");
    assert_null(RcObject_CallMethodOneArg(NULL, name, first));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodOneArg: null argument");
    assert_null(RcObject_CallMethodOneArg(op, NULL, first));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodOneArg: null argument");
    assert_null(RcObject_CallMethodOneArg(op, name, NULL));
    assert_raises(RcExc_SystemError, "RcObject_CallMethodOneArg: null argument");
    assert_null(RcObject_Vectorcall(NULL, stack, 0, NULL));
    assert_raises(RcExc_SystemError, "RcObject_Vectorcall: null argument");
    assert_null(RcObject_Vectorcall(op, NULL, 1, NULL));
    assert_raises(RcExc_SystemError, "RcObject_Vectorcall: null argument");
    assert_null(RcObject_VectorcallDict(NULL, stack, 0, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallDict: null argument");
    assert_null(RcObject_VectorcallDict(op, NULL, 1, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallDict: null argument");
    assert_null(RcObject_VectorcallMethod(NULL, stack + 1, 1, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallMethod: null argument");
    assert_null(RcObject_VectorcallMethod(name, NULL, 1, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallMethod: null argument");
    assert_null(RcObject_VectorcallMethod(name, stack, 1, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallMethod: null argument");
    /* A pending error is passed on. */
    RcErr_SetString(RcExc_KeyError, "from before");
    assert_null(RcObject_CallNoArgs(NULL));
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(seen.count, 0);
    assert_refcnt(op, 1);
    Rc_DECREF(args);
    Rc_DECREF(op);
    drop_objects();
}

static void test_wrong_arguments(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *op = new_vector();
    RcObject *args = RcTuple_Pack(1, first);
    RcObject *stack[] = {first};
    assert_null(RcObject_Call(op, first, NULL));
    assert_raises(RcExc_SystemError, "RcObject_Call: bad argument");
    assert_null(RcObject_Call(op, args, first));
    assert_raises(RcExc_SystemError, "RcObject_Call: bad argument");
    assert_null(RcVectorcall_Call(op, first, NULL));
    assert_raises(RcExc_SystemError, "RcVectorcall_Call: bad argument");
    assert_null(RcVectorcall_Call(op, args, first));
    assert_raises(RcExc_SystemError, "RcVectorcall_Call: bad argument");
    assert_null(RcObject_Vectorcall(op, stack, 1, first));
    assert_raises(RcExc_SystemError, "RcObject_Vectorcall: bad argument");
    assert_null(RcObject_VectorcallDict(op, stack, 1, first));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallDict: bad argument");
    assert_null(RcObject_VectorcallMethod(name, stack, 0, NULL));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallMethod: bad argument");
    assert_null(RcObject_VectorcallMethod(name, stack, 1, first));
    assert_raises(RcExc_SystemError, "RcObject_VectorcallMethod: bad argument");
    assert_int_equal(seen.count, 0);
    assert_refcnt(op, 1);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    Rc_DECREF(op);
    drop_objects();
}

/* ---- Out of memory ---- */

static int done_with(RcObject *result)
{
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int sweep_vectorcall(void *op)
{
    RcObject *stack[] = {first, second};
    RcObject *kwnames = RcTuple_Pack(1, name);
    if (kwnames == NULL) {
        return -1;
    }
    RcObject *result = RcObject_Vectorcall(op, stack, 1, kwnames);
    Rc_DECREF(kwnames);
    return done_with(result);
}

static int sweep_call_with_keywords(void *op)
{
    RcObject *args = RcTuple_Pack(7, first, first, first, first, first, first, second);
    RcObject *kwargs = args == NULL ? NULL : Pairs_New();
    RcObject *result = NULL;
    if (kwargs != NULL && RcObject_SetItem(kwargs, name, second) == 0) {
        result = RcObject_Call(op, args, kwargs);
    }
    Rc_XDECREF(kwargs);
    Rc_XDECREF(args);
    return done_with(result);
}

static int sweep_vectorcall_dict(void *op)
{
    RcObject *stack[] = {first};
    RcObject *kwargs = Pairs_New();
    RcObject *result = NULL;
    if (kwargs != NULL && RcObject_SetItem(kwargs, name, second) == 0) {
        result = RcObject_VectorcallDict(op, stack, 1, kwargs);
    }
    Rc_XDECREF(kwargs);
    return done_with(result);
}

static int sweep_function_objects(void *op)
{
    return done_with(
        RcObject_CallFunctionObjArgs(op, first, first, first, first, first, first, second, NULL));
}

static int sweep_function_format(void *op)
{
    return done_with(RcObject_CallFunction(op, "Ol", first, 100000L)) < 0
               ? -1
               : done_with(RcObject_CallFunction(op, "O", first));
}

static int sweep_method_format(void *op)
{
    return done_with(
        RcObject_CallMethod(op, "fast", "OOOOOOl", first, first, first, first, first, first, 1L));
}

static int sweep_method_of_class(void *op)
{
    return done_with(
        RcObject_CallMethod(op, "of_class", "OOOOOOl", first, first, first, first, first, first, 1L));
}

static int sweep_method_objects(void *op)
{
    RcObject *fast = RcStr_FromString("fast");
    if (fast == NULL) {
        return -1;
    }
    RcObject *result = RcObject_CallMethodObjArgs(op, fast, first, first, first, first, first, first, NULL);
    Rc_DECREF(fast);
    return done_with(result);
}

static void test_calls_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *const callables[] = {new_vector(), (RcObject *)new_slot_callable()};
    for (int i = 0; i < 2; i++) {
        RcObject *op = callables[i];
        RcObject *const watched[] = {op, answer, first, second, name, NULL};
        assert_true(sweep(sweep_vectorcall, op, watched) >= 1);
        assert_true(sweep(sweep_call_with_keywords, op, watched) >= 4);
        assert_true(sweep(sweep_vectorcall_dict, op, watched) >= 3);
        assert_int_equal(sweep(sweep_function_objects, op, watched), i == 0 ? 1 : 2);
        assert_true(sweep(sweep_function_format, op, watched) >= 3);
        Rc_DECREF(op);
    }
    drop_objects();
}

static void test_methods_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    RcObject *const watched[] = {thing, type, answer, first, second, name, NULL};
    assert_true(sweep(sweep_method_format, thing, watched) >= 3);
    assert_true(sweep(sweep_method_of_class, thing, watched) >= 4);
    assert_int_equal(sweep(sweep_method_objects, thing, watched), 2);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    drop_objects();
}

/* The SystemError about a result needs memory itself: then it is a MemoryError, and the result
 * is released. */
static int sweep_wrong_result(void *op)
{
    answer_with_error = 1;
    RcObject *result = RcObject_CallNoArgs(op);
    answer_with_error = 0;
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_SystemError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static int sweep_wrong_method_result(void *op)
{
    answer_with_error = 1;
    RcObject *noargs = RcStr_FromString("noargs");
    RcObject *result = noargs == NULL ? NULL : RcObject_CallMethodNoArgs(op, noargs);
    answer_with_error = 0;
    Rc_XDECREF(noargs);
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_SystemError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static int sweep_no_method_result(void *op)
{
    answer_nothing = 1;
    RcObject *noargs = RcStr_FromString("noargs");
    RcObject *result = noargs == NULL ? NULL : RcObject_CallMethodNoArgs(op, noargs);
    answer_nothing = 0;
    Rc_XDECREF(noargs);
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_SystemError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_wrong_results_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *vector = new_vector();
    RcObject *type = new_thing_type();
    RcObject *thing = RcObject_CallNoArgs(type);
    RcObject *const watched[] = {vector, thing, type, answer, NULL};
    assert_true(sweep(sweep_wrong_result, vector, watched) >= 2);
    assert_true(sweep(sweep_wrong_method_result, thing, watched) >= 3);
    assert_true(sweep(sweep_no_method_result, thing, watched) >= 3);
    Rc_DECREF(thing);
    Rc_DECREF(type);
    Rc_DECREF(vector);
    drop_objects();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_callable),
        counted_test(test_not_callable),
        counted_test(test_call_hands_a_slot_its_arguments),
        counted_test(test_call_unpacks_for_vectorcall),
        counted_test(test_call_with_many_arguments),
        counted_test(test_bad_keywords),
        counted_test(test_vectorcall_passes_through),
        counted_test(test_vectorcall_packs_for_a_slot),
        counted_test(test_vectorcall_with_a_failing_mapping),
        counted_test(test_vectorcall_dict),
        counted_test(test_few_arguments),
        counted_test(test_call_function_formats),
        counted_test(test_methods_need_no_bound_object),
        counted_test(test_methods_through_objects),
        counted_test(test_methods_that_are_none),
        counted_test(test_special_methods),
        counted_test(test_results_are_checked),
        counted_test(test_results_of_methods_are_checked),
        counted_test(test_results_of_a_callable_without_repr),
        counted_test(test_recursion_is_bounded),
        counted_test(test_depth_is_given_back),
        counted_test(test_null_arguments),
        counted_test(test_wrong_arguments),
        counted_test(test_calls_out_of_memory),
        counted_test(test_methods_out_of_memory),
        counted_test(test_wrong_results_out_of_memory),
    };
    RcMapping_SetMaker(Pairs_New);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
