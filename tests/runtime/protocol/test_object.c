/* The object protocol: which slot answers, what it costs in counts, what is said when none does. */
#include "hostile.h"
#include "pairs.h"
#include "support.h"

#include <recount/bytes.h>
#include <recount/call.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/number.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <stdio.h>

/* ---- Types of the tests ---- */

/* A type that was never made ready: all slots are NULL.  Its one object is static. */
static RcTypeObject Bare_Type = {RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Bare"};
static RcObject bare = {RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, &Bare_Type};

/* str() of it is whatever on_str gives; it has a member, a getset that raises, and special methods. */
typedef struct Probe {
    RcObject_HEAD
    RcObject *member;
} Probe;

static RcObject *(*on_str)(void);
static RcObject *(*on_bytes)(void);
static RcObject *(*on_hint)(void);
static RcObject *a_float; /* what the callbacks give a new reference to */

static RcObject *give_float(void)
{
    return Rc_NewRef(a_float);
}

static RcObject *give_error(void)
{
    RcErr_SetString(RcExc_ValueError, "no answer");
    return NULL;
}

static RcObject *give_type_error(void)
{
    RcErr_SetString(RcExc_TypeError, "not of this type");
    return NULL;
}

static RcObject *give_not_implemented(void)
{
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *give_bytes(void)
{
    return RcBytes_FromString("probe");
}

static RcObject *give_large_int(void)
{
    return RcInt_FromLong(100000);
}

static RcObject *give_negative_int(void)
{
    return RcInt_FromLong(-100000);
}

static RcObject *probe_str(RcObject *op)
{
    Rc_UNUSED(op);
    return on_str();
}

static RcObject *probe_bytes(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(op);
    Rc_UNUSED(unused);
    return on_bytes();
}

static RcObject *probe_hint(RcObject *op, RcObject *unused)
{
    Rc_UNUSED(op);
    Rc_UNUSED(unused);
    return on_hint();
}

static RcObject *probe_get_broken(RcObject *op, void *closure)
{
    Rc_UNUSED(op);
    Rc_UNUSED(closure);
    return give_error();
}

static void probe_dealloc(RcObject *op)
{
    Rc_XDECREF(((Probe *)op)->member);
    Rc_TYPE(op)->tp_free(op);
}

static RcMethodDef probe_methods[] = {
    {"__bytes__", probe_bytes, RC_METH_NOARGS, NULL},
    {"__length_hint__", probe_hint, RC_METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static RcMemberDef probe_members[] = {
    {"member", Rc_T_OBJECT_EX, offsetof(Probe, member), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
static RcGetSetDef probe_getset[] = {
    {"broken", probe_get_broken, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcTypeObject Probe_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Probe",
    .tp_basicsize = sizeof(Probe),
    .tp_dealloc = probe_dealloc,
    .tp_hash = RcObject_HashNotImplemented,
    .tp_str = probe_str,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_methods = probe_methods,
    .tp_members = probe_members,
    .tp_getset = probe_getset,
    .tp_free = RcObject_Free,
};

static RcObject *new_probe(void)
{
    assert_int_equal(RcType_Ready(&Probe_Type), 0);
    Probe *probe = RcObject_New(Probe, &Probe_Type);
    assert_non_null(probe);
    probe->member = NULL;
    return (RcObject *)probe;
}

/* A sequence of three slots, without mapping slots. */
typedef struct Row {
    RcObject_HEAD
    RcObject *items[3];
} Row;

static Rc_ssize_t row_length(RcObject *op)
{
    Rc_UNUSED(op);
    return 3;
}

static RcObject *row_item(RcObject *op, Rc_ssize_t i)
{
    if (i < 0 || i >= 3 || ((Row *)op)->items[i] == NULL) {
        RcErr_SetString(RcExc_IndexError, "row index out of range");
        return NULL;
    }
    return Rc_NewRef(((Row *)op)->items[i]);
}

static int row_assign(RcObject *op, Rc_ssize_t i, RcObject *value)
{
    if (i < 0 || i >= 3) {
        RcErr_SetString(RcExc_IndexError, "row index out of range");
        return -1;
    }
    Rc_XSETREF(((Row *)op)->items[i], Rc_XNewRef(value));
    return 0;
}

static void row_dealloc(RcObject *op)
{
    for (int i = 0; i < 3; i++) {
        Rc_XDECREF(((Row *)op)->items[i]);
    }
    Rc_TYPE(op)->tp_free(op);
}

static RcSequenceMethods row_as_sequence = {
    .sq_length = row_length, .sq_item = row_item, .sq_ass_item = row_assign};

static RcTypeObject Row_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "tests.Row",
    .tp_basicsize = sizeof(Row),
    .tp_dealloc = row_dealloc,
    .tp_as_sequence = &row_as_sequence,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
    .tp_free = RcObject_Free,
};

static RcObject *new_row(void)
{
    assert_int_equal(RcType_Ready(&Row_Type), 0);
    Row *row = RcObject_New(Row, &Row_Type);
    assert_non_null(row);
    for (int i = 0; i < 3; i++) {
        row->items[i] = NULL;
    }
    return (RcObject *)row;
}

/* ---- Texts ---- */

static void test_texts_of_null(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcObject_Repr(NULL);
    assert_str(text, "<NULL>");
    Rc_DECREF(text);
    text = RcObject_Str(NULL);
    assert_str(text, "<NULL>");
    Rc_DECREF(text);
    text = RcObject_ASCII(NULL);
    assert_str(text, "<NULL>");
    Rc_DECREF(text);
    text = RcObject_Bytes(NULL);
    assert_true(RcBytes_Check(text));
    assert_string_equal(RcBytes_AS_STRING(text), "<NULL>");
    Rc_DECREF(text);
}

static void test_repr_of_type_without_slots(void **state)
{
    Rc_UNUSED(state);
    char expected[64];
    snprintf(expected, sizeof expected, "<tests.Bare object at %p>", (void *)&bare);
    RcObject *text = RcObject_Repr(&bare);
    assert_str(text, expected);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    text = RcObject_Str(&bare);
    assert_str(text, expected);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
}

static RcObject *repr_is_arg(Hostile *self)
{
    return Rc_XNewRef((RcObject *)self->arg);
}

static void test_repr_must_be_str(void **state)
{
    Rc_UNUSED(state);
    Hostile *op = Hostile_New();
    RcObject *answer = RcInt_FromLong(100000);
    op->on_repr = repr_is_arg;
    op->arg = answer;
    assert_null(RcObject_Repr((RcObject *)op));
    assert_raises(RcExc_TypeError, "__repr__ returned non-string (type int)");
    assert_refcnt(answer, 1);
    assert_refcnt(op, 1);
    assert_null(RcObject_Str((RcObject *)op));
    assert_raises(RcExc_TypeError, "__str__ returned non-string (type int)");
    assert_null(RcObject_ASCII((RcObject *)op));
    assert_raises(RcExc_TypeError, "__repr__ returned non-string (type int)");
    assert_refcnt(answer, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(answer);

    answer = RcStr_FromString("well");
    op->arg = answer;
    RcObject *text = RcObject_Repr((RcObject *)op);
    assert_ptr_equal(text, answer);
    assert_refcnt(answer, 2);
    Rc_DECREF(text);
    Rc_DECREF(answer);
    Rc_DECREF(op);
}

static void test_str_slot(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    a_float = RcFloat_FromDouble(1.5);
    on_str = give_float;
    assert_null(RcObject_Str(probe));
    assert_raises(RcExc_TypeError, "__str__ returned non-string (type float)");
    assert_refcnt(a_float, 1);
    assert_refcnt(probe, 1);
    on_str = give_error;
    assert_null(RcObject_Str(probe));
    assert_raises(RcExc_ValueError, "no answer");
    Rc_DECREF(a_float);
    a_float = RcStr_FromString("text");
    on_str = give_float;
    RcObject *text = RcObject_Str(probe);
    assert_ptr_equal(text, a_float);
    assert_refcnt(text, 2);
    Rc_DECREF(text);
    Rc_DECREF(a_float);
    Rc_DECREF(probe);
}

static void test_str_of_str_is_itself(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("a text of its own");
    RcObject *same = RcObject_Str(text);
    assert_ptr_equal(same, text);
    assert_refcnt(text, 2);
    Rc_DECREF(same);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
}

static RcObject *repr_of_itself(Hostile *self)
{
    return RcObject_Repr((RcObject *)self);
}

static RcObject *str_of_itself(void)
{
    return RcObject_Str(a_float);
}

static void test_text_recursion_is_bounded(void **state)
{
    Rc_UNUSED(state);
    int limit = Rc_GetRecursionLimit();
    Rc_SetRecursionLimit(40);
    Hostile *op = Hostile_New();
    op->on_repr = repr_of_itself;
    assert_null(RcObject_Repr((RcObject *)op));
    assert_raises(RcExc_RecursionError,
                  "maximum recursion depth exceeded while getting the repr of an object");
    assert_refcnt(op, 1);
    a_float = new_probe();
    on_str = str_of_itself;
    assert_null(RcObject_Str(a_float));
    assert_raises(RcExc_RecursionError,
                  "maximum recursion depth exceeded while getting the str of an object");
    assert_refcnt(a_float, 1);
    Rc_SetRecursionLimit(limit);
    assert_int_equal(Rc_EnterRecursiveCall(""), 0); /* the depth is back at 0, so a call fits */
    Rc_LeaveRecursiveCall();
    Rc_DECREF(a_float);
    Rc_DECREF(op);
}

static void test_ascii(void **state)
{
    Rc_UNUSED(state);
    RcObject *plain = RcStr_FromString("plain");
    RcObject *text = RcObject_ASCII(plain);
    assert_str(text, "'plain'");
    assert_refcnt(text, 1);
    assert_refcnt(plain, 1);
    Rc_DECREF(text);
    Rc_DECREF(plain);

    RcObject *wide = RcStr_FromString("a\xc3\xa9-\xe2\x82\xac-\xf0\x9f\x98\x80z");
    text = RcObject_ASCII(wide);
    assert_str(text, "'a\\xe9-\\u20ac-\\U0001f600z'");
    assert_refcnt(text, 1);
    assert_refcnt(wide, 1);
    Rc_DECREF(text);
    Rc_DECREF(wide);
}

static int sweep_ascii(void *text)
{
    RcObject *result = RcObject_ASCII(text);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static void test_ascii_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *wide =
        RcStr_FromString("\xe2\x82\xac and a text that is long enough to make the writer grow, "
                         "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                         "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                         "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
    RcObject *const watched[] = {wide, NULL};
    assert_true(sweep(sweep_ascii, wide, watched) > 0);
    Rc_DECREF(wide);
}

static void test_bytes(void **state)
{
    Rc_UNUSED(state);
    RcObject *exact = RcBytes_FromString("bytes");
    RcObject *bytes = RcObject_Bytes(exact);
    assert_ptr_equal(bytes, exact);
    assert_refcnt(exact, 2);
    Rc_DECREF(bytes);
    Rc_DECREF(exact);

    RcObject *probe = new_probe();
    on_bytes = give_bytes;
    bytes = RcObject_Bytes(probe);
    assert_string_equal(RcBytes_AsString(bytes), "probe");
    assert_refcnt(bytes, 1);
    assert_refcnt(probe, 1);
    Rc_DECREF(bytes);
    a_float = RcFloat_FromDouble(1.5);
    on_bytes = give_float;
    assert_null(RcObject_Bytes(probe));
    assert_raises(RcExc_TypeError, "__bytes__ returned non-bytes (type float)");
    assert_refcnt(a_float, 1);
    on_bytes = give_error;
    assert_null(RcObject_Bytes(probe));
    assert_raises(RcExc_ValueError, "no answer");
    assert_refcnt(probe, 1);
    assert_null(RcObject_Bytes(a_float));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(a_float, 1);
    Rc_DECREF(a_float);
    Rc_DECREF(probe);
}

static int sweep_bytes(void *probe)
{
    RcObject *result = RcObject_Bytes(probe);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static void test_bytes_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    on_bytes = give_bytes;
    RcObject *const watched[] = {probe, NULL};
    assert_true(sweep(sweep_bytes, probe, watched) >= 2);
    Rc_DECREF(probe);
}

/* ---- Hash and truth ---- */

static Rc_hash_t hash_is_arg(Hostile *self)
{
    Rc_hash_t hash = *(Rc_hash_t *)self->arg;
    if (hash == -1) {
        RcErr_SetString(RcExc_ValueError, "no hash");
    }
    return hash;
}

static void test_hash(void **state)
{
    Rc_UNUSED(state);
    Rc_hash_t hash = 42;
    Hostile *op = Hostile_New();
    op->on_hash = hash_is_arg;
    op->arg = &hash;
    assert_int_equal(RcObject_Hash((RcObject *)op), 42);
    hash = -1;
    assert_int_equal(RcObject_Hash((RcObject *)op), -1);
    assert_raises(RcExc_ValueError, "no hash");
    assert_refcnt(op, 1);

    RcObject *probe = new_probe();
    assert_int_equal(RcObject_Hash(probe), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'tests.Probe'");
    assert_int_equal(RcObject_Hash(&bare), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'tests.Bare'");
    assert_int_equal(RcObject_Hash(NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_Hash: null argument");
    assert_int_equal(RcObject_HashNotImplemented(NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_HashNotImplemented: null argument");
    assert_int_not_equal(RcObject_GenericHash(probe), -1);
    assert_int_equal(RcObject_GenericHash(probe), RcObject_GenericHash(probe));
    assert_int_not_equal(RcObject_GenericHash(probe), RcObject_GenericHash((RcObject *)op));
    assert_no_error();
    assert_refcnt(probe, 1);
    Rc_DECREF(probe);
    Rc_DECREF(op);
}

static int bool_is_arg(Hostile *self)
{
    int truth = *(int *)self->arg;
    if (truth < 0) {
        RcErr_SetString(RcExc_ValueError, "no truth");
    }
    return truth;
}

static Rc_ssize_t failing_length(void)
{
    RcErr_SetString(RcExc_ValueError, "no length");
    return -1;
}

/* As an int it would be 0. */
static Rc_ssize_t least_length(void)
{
    (void)failing_length();
    return RC_SSIZE_T_MIN;
}

static void test_truth(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcObject_IsTrue(Rc_True), 1);
    assert_int_equal(RcObject_IsTrue(Rc_False), 0);
    assert_int_equal(RcObject_IsTrue(Rc_None), 0);
    assert_int_equal(RcObject_Not(Rc_True), 0);
    assert_int_equal(RcObject_Not(Rc_None), 1);
    assert_int_equal(RcObject_IsTrue(&bare), 1); /* no slot at all */

    int truth = 7;
    Hostile *op = Hostile_New();
    op->on_bool = bool_is_arg;
    op->arg = &truth;
    assert_int_equal(RcObject_IsTrue((RcObject *)op), 1);
    assert_int_equal(RcObject_Not((RcObject *)op), 0);
    truth = 0;
    assert_int_equal(RcObject_IsTrue((RcObject *)op), 0);
    assert_int_equal(RcObject_Not((RcObject *)op), 1);
    truth = -1;
    assert_int_equal(RcObject_IsTrue((RcObject *)op), -1);
    assert_raises(RcExc_ValueError, "no truth");
    assert_int_equal(RcObject_Not((RcObject *)op), -1);
    assert_raises(RcExc_ValueError, "no truth");
    assert_refcnt(op, 1);
    Rc_DECREF(op);

    RcObject *row = new_row(); /* sq_length */
    assert_int_equal(RcObject_IsTrue(row), 1);
    Rc_DECREF(row);
    RcObject *pairs = Pairs_New(); /* mp_length */
    assert_int_equal(RcObject_IsTrue(pairs), 0);
    assert_int_equal(RcMapping_SetItemString(pairs, "key", Rc_None), 0);
    assert_int_equal(RcObject_IsTrue(pairs), 1);
    pairs_length_answer = failing_length;
    assert_int_equal(RcObject_IsTrue(pairs), -1);
    pairs_length_answer = NULL;
    assert_raises(RcExc_ValueError, "no length");
    pairs_length_answer = least_length;
    assert_int_equal(RcObject_IsTrue(pairs), -1);
    pairs_length_answer = NULL;
    assert_raises(RcExc_ValueError, "no length");
    Rc_DECREF(pairs);

    assert_int_equal(RcObject_IsTrue(NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_IsTrue: null argument");
    assert_int_equal(RcObject_Not(NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_Not: null argument");
}

/* ---- Comparison ---- */

typedef struct Asked {
    RcObject *self, *other;
    int operation;
} Asked;

static Asked asked[4];
static int asked_count;

static void note(Hostile *self, RcObject *other, int operation)
{
    assert_true(asked_count < 4);
    asked[asked_count++] = (Asked){(RcObject *)self, other, operation};
}

static RcObject *compare_not_implemented(Hostile *self, RcObject *other, int operation)
{
    note(self, other, operation);
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *compare_gives_arg(Hostile *self, RcObject *other, int operation)
{
    note(self, other, operation);
    return Rc_NewRef((RcObject *)self->arg);
}

static RcObject *compare_fails(Hostile *self, RcObject *other, int operation)
{
    note(self, other, operation);
    RcErr_SetString(RcExc_ValueError, "not comparable today");
    return NULL;
}

static void assert_asked(int i, void *self, void *other, int operation)
{
    assert_true(i < asked_count);
    assert_ptr_equal(asked[i].self, self);
    assert_ptr_equal(asked[i].other, other);
    assert_int_equal(asked[i].operation, operation);
}

static void test_compare_asks_left_then_right(void **state)
{
    Rc_UNUSED(state);
    static const int mirror[] = {Rc_GT, Rc_GE, Rc_EQ, Rc_NE, Rc_LT, Rc_LE};
    static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};
    Hostile *left = Hostile_New();
    Hostile *right = Hostile_New();
    left->on_compare = right->on_compare = compare_not_implemented;
    for (int operation = Rc_LT; operation <= Rc_GE; operation++) {
        asked_count = 0;
        RcObject *result = RcObject_RichCompare((RcObject *)left, (RcObject *)right, operation);
        assert_int_equal(asked_count, 2);
        assert_asked(0, left, right, operation);
        assert_asked(1, right, left, mirror[operation]);
        assert_refcnt(left, 1);
        assert_refcnt(right, 1);
        if (operation == Rc_EQ || operation == Rc_NE) {
            assert_result_is(result, operation == Rc_NE ? Rc_True : Rc_False);
            continue;
        }
        char message[128];
        snprintf(message, sizeof message,
                 "'%s' not supported between instances of 'hostile.Hostile' and 'hostile.Hostile'",
                 signs[operation]);
        assert_null(result);
        assert_raises(RcExc_TypeError, message);
    }
    asked_count = 0;
    assert_result_is(RcObject_RichCompare((RcObject *)left, (RcObject *)left, Rc_EQ), Rc_True);
    asked_count = 0;
    assert_result_is(RcObject_RichCompare((RcObject *)left, (RcObject *)left, Rc_NE), Rc_False);
    assert_refcnt(left, 1);
    Rc_DECREF(left);
    Rc_DECREF(right);
}

static void test_compare_answers(void **state)
{
    Rc_UNUSED(state);
    RcObject *answer = RcFloat_FromDouble(0.5);
    Hostile *left = Hostile_New();
    Hostile *right = Hostile_New();
    left->on_compare = compare_gives_arg;
    left->arg = answer;
    asked_count = 0;
    RcObject *result = RcObject_RichCompare((RcObject *)left, (RcObject *)right, Rc_LT);
    assert_ptr_equal(result, answer);
    assert_int_equal(asked_count, 1);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    assert_int_equal(RcObject_RichCompareBool((RcObject *)left, (RcObject *)right, Rc_EQ), 1);
    assert_refcnt(answer, 1);
    /* The right one answers when the left one does not. */
    right->on_compare = compare_gives_arg;
    right->arg = answer;
    left->on_compare = compare_not_implemented;
    asked_count = 0;
    result = RcObject_RichCompare((RcObject *)left, (RcObject *)right, Rc_LE);
    assert_ptr_equal(result, answer);
    assert_int_equal(asked_count, 2);
    assert_asked(1, right, left, Rc_GE);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    /* An error is an answer. */
    left->on_compare = compare_fails;
    asked_count = 0;
    assert_null(RcObject_RichCompare((RcObject *)left, (RcObject *)right, Rc_EQ));
    assert_raises(RcExc_ValueError, "not comparable today");
    assert_int_equal(asked_count, 1);
    asked_count = 0;
    assert_int_equal(RcObject_RichCompareBool((RcObject *)left, (RcObject *)right, Rc_NE), -1);
    assert_raises(RcExc_ValueError, "not comparable today");
    assert_refcnt(answer, 1);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    Rc_DECREF(left);
    Rc_DECREF(right);
    Rc_DECREF(answer);
}

static RcObject *new_hostile_subtype(void)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"tests.SubHostile", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)&Hostile_Type);
    assert_non_null(type);
    return type;
}

static void test_compare_asks_a_subtype_first(void **state)
{
    Rc_UNUSED(state);
    Hostile *base = Hostile_New();
    RcObject *type = new_hostile_subtype();
    Hostile *sub = (Hostile *)RcType_GenericNew((RcTypeObject *)type, NULL, NULL);
    assert_non_null(sub);
    Rc_ssize_t type_count = Rc_REFCNT(type);
    base->on_compare = sub->on_compare = compare_not_implemented;
    asked_count = 0;
    assert_result_is(RcObject_RichCompare((RcObject *)base, (RcObject *)sub, Rc_EQ), Rc_False);
    assert_int_equal(asked_count, 2); /* and not once more */
    assert_asked(0, sub, base, Rc_EQ);
    assert_asked(1, base, sub, Rc_EQ);
    asked_count = 0;
    assert_result_is(RcObject_RichCompare((RcObject *)sub, (RcObject *)base, Rc_EQ), Rc_False);
    assert_asked(0, sub, base, Rc_EQ);
    sub->on_compare = compare_gives_arg;
    sub->arg = Rc_True;
    asked_count = 0;
    assert_result_is(RcObject_RichCompare((RcObject *)base, (RcObject *)sub, Rc_LT), Rc_True);
    assert_int_equal(asked_count, 1);
    assert_asked(0, sub, base, Rc_GT);
    assert_refcnt(base, 1);
    assert_refcnt(sub, 1);
    assert_refcnt(type, type_count);
    Rc_DECREF(sub);
    Rc_DECREF(base);
    Rc_DECREF(type);
}

static RcObject *compare_again(Hostile *self, RcObject *other, int operation)
{
    return RcObject_RichCompare((RcObject *)self, other, operation);
}

static void test_compare_bounds(void **state)
{
    Rc_UNUSED(state);
    /* Without slots: identity. */
    RcObject *number = RcInt_FromLong(100000);
    assert_result_is(RcObject_RichCompare(&bare, &bare, Rc_EQ), Rc_True);
    assert_null(RcObject_RichCompare(&bare, number, Rc_GE));
    assert_raises(RcExc_TypeError, "'>=' not supported between instances of 'tests.Bare' and 'int'");
    assert_refcnt(number, 1);
    /* The shortcut asks nobody, and there is none for an order. */
    Hostile *op = Hostile_New();
    op->on_compare = compare_fails;
    asked_count = 0;
    assert_int_equal(RcObject_RichCompareBool((RcObject *)op, (RcObject *)op, Rc_EQ), 1);
    assert_int_equal(RcObject_RichCompareBool((RcObject *)op, (RcObject *)op, Rc_NE), 0);
    assert_int_equal(asked_count, 0);
    assert_int_equal(RcObject_RichCompareBool((RcObject *)op, (RcObject *)op, Rc_LE), -1);
    assert_raises(RcExc_ValueError, "not comparable today");
    /* Recursion. */
    int limit = Rc_GetRecursionLimit();
    Rc_SetRecursionLimit(40);
    op->on_compare = compare_again;
    assert_null(RcObject_RichCompare((RcObject *)op, number, Rc_EQ));
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded in comparison");
    Rc_SetRecursionLimit(limit);
    /* Bad input. */
    assert_null(RcObject_RichCompare(NULL, number, Rc_EQ));
    assert_raises(RcExc_SystemError, "RcObject_RichCompare: null argument");
    assert_null(RcObject_RichCompare(number, NULL, Rc_EQ));
    assert_raises(RcExc_SystemError, "RcObject_RichCompare: null argument");
    assert_null(RcObject_RichCompare(number, number, 6));
    assert_raises(RcExc_SystemError, "RcObject_RichCompare: bad argument");
    assert_null(RcObject_RichCompare(number, number, -1));
    assert_raises(RcExc_SystemError, "RcObject_RichCompare: bad argument");
    assert_int_equal(RcObject_RichCompareBool(NULL, NULL, Rc_EQ), -1);
    assert_raises(RcExc_SystemError, "RcObject_RichCompare: null argument");
    assert_refcnt(number, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    Rc_DECREF(number);
}

static RcObject *richcompare_of(long left, long right, int operation)
{
    Rc_RETURN_RICHCOMPARE(left, right, operation);
}

static void test_richcompare_macro(void **state)
{
    Rc_UNUSED(state);
    static const char expected[3][6] = {
        {1, 1, 0, 1, 0, 0}, /* 1 and 2: <, <=, ==, !=, >, >= */
        {0, 1, 1, 0, 0, 1}, /* 2 and 2 */
        {0, 0, 0, 1, 1, 1}, /* 3 and 2 */
    };
    for (int left = 1; left <= 3; left++) {
        for (int operation = Rc_LT; operation <= Rc_GE; operation++) {
            assert_result_is(richcompare_of(left, 2, operation),
                             expected[left - 1][operation] ? Rc_True : Rc_False);
        }
    }
    assert_result_is(richcompare_of(1, 2, 6), Rc_NotImplemented);
}

/* ---- Attributes ---- */

static void test_attributes(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *name = RcStr_FromString("member");
    RcObject *value = RcFloat_FromDouble(2.5);

    assert_int_equal(RcObject_SetAttr(probe, name, value), 0);
    assert_refcnt(value, 2);
    assert_refcnt(name, 1);
    RcObject *got = RcObject_GetAttr(probe, name);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    got = RcObject_GetAttrString(probe, "member");
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_DelAttr(probe, name), 0);
    assert_refcnt(value, 1);
    assert_int_equal(RcObject_SetAttrString(probe, "member", value), 0);
    assert_refcnt(value, 2);
    assert_int_equal(RcObject_DelAttrString(probe, "member"), 0);
    assert_refcnt(value, 1);
    assert_int_equal(RcObject_DelAttr(probe, name), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_int_equal(RcObject_DelAttrString(probe, "member"), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_null(RcObject_GetAttr(probe, name));
    assert_raises(RcExc_AttributeError, "'tests.Probe' object has no attribute 'member'");
    assert_null(RcObject_GetAttrString(probe, "absent"));
    assert_raises(RcExc_AttributeError, "'tests.Probe' object has no attribute 'absent'");
    assert_int_equal(RcObject_SetAttrString(probe, "absent", value), -1);
    assert_raises(RcExc_AttributeError, "'tests.Probe' object has no attribute 'absent'");
    assert_refcnt(probe, 1);
    assert_refcnt(name, 1);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    Rc_DECREF(name);
    Rc_DECREF(probe);
}

static void test_optional_attributes(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *name = RcStr_FromString("member");
    RcObject *value = RcFloat_FromDouble(2.5);
    RcObject *got = probe;

    assert_int_equal(RcObject_GetOptionalAttr(probe, name, &got), 0);
    assert_null(got);
    assert_no_error();
    got = probe;
    assert_int_equal(RcObject_GetOptionalAttrString(probe, "member", &got), 0);
    assert_null(got);
    assert_no_error();
    assert_int_equal(RcObject_HasAttr(probe, name), 0);
    assert_int_equal(RcObject_HasAttrWithError(probe, name), 0);
    assert_int_equal(RcObject_HasAttrString(probe, "member"), 0);
    assert_int_equal(RcObject_HasAttrStringWithError(probe, "member"), 0);
    assert_no_error();

    assert_int_equal(RcObject_SetAttr(probe, name, value), 0);
    assert_int_equal(RcObject_GetOptionalAttr(probe, name, &got), 1);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_GetOptionalAttrString(probe, "member", &got), 1);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_HasAttr(probe, name), 1);
    assert_int_equal(RcObject_HasAttrWithError(probe, name), 1);
    assert_int_equal(RcObject_HasAttrString(probe, "member"), 1);
    assert_int_equal(RcObject_HasAttrStringWithError(probe, "member"), 1);
    assert_refcnt(value, 2);
    assert_refcnt(name, 1);
    assert_refcnt(probe, 1);

    got = probe;
    assert_int_equal(RcObject_GetOptionalAttrString(probe, "broken", &got), -1);
    assert_null(got);
    assert_raises(RcExc_ValueError, "no answer");
    assert_int_equal(RcObject_HasAttrStringWithError(probe, "broken"), -1);
    assert_raises(RcExc_ValueError, "no answer");
    Rc_DECREF(probe);
    assert_refcnt(value, 1);
    Rc_DECREF(value);
    Rc_DECREF(name);
}

static int unraisable_count;
static RcObject *unraisable_where;

static void count_unraisable(RcObject *exception, RcObject *where, void *arg)
{
    Rc_UNUSED(arg);
    assert_true(RcErr_GivenExceptionMatches(exception, RcExc_Exception));
    unraisable_count++;
    unraisable_where = where;
}

static void test_hasattr_never_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *name = RcStr_FromString("broken");
    RcObject *number = RcInt_FromLong(100000);
    unraisable_count = 0;
    RcErr_SetUnraisableHook(count_unraisable, NULL);
    assert_int_equal(RcObject_HasAttr(probe, name), 0);
    assert_int_equal(unraisable_count, 1);
    assert_ptr_equal(unraisable_where, probe);
    assert_int_equal(RcObject_HasAttrString(probe, "broken"), 0);
    assert_int_equal(unraisable_count, 2);
    assert_int_equal(RcObject_HasAttr(probe, number), 0);
    assert_int_equal(unraisable_count, 3);
    assert_int_equal(RcObject_HasAttrString(probe, NULL), 0);
    assert_int_equal(unraisable_count, 4);
    RcErr_SetUnraisableHook(NULL, NULL);
    assert_no_error();
    assert_refcnt(probe, 1);
    assert_refcnt(name, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(name);
    Rc_DECREF(probe);
}

static void test_attribute_names_must_be_str(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *number = RcInt_FromLong(100000);
    RcObject *got = probe;
    const char *message = "attribute name must be string, not 'int'";
    assert_null(RcObject_GetAttr(probe, number));
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcObject_GetOptionalAttr(probe, number, &got), -1);
    assert_null(got);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcObject_SetAttr(probe, number, probe), -1);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcObject_DelAttr(probe, number), -1);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcObject_HasAttrWithError(probe, number), -1);
    assert_raises(RcExc_TypeError, message);
    assert_refcnt(probe, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(probe);
}

static void test_attributes_of_null(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *got = probe;
    assert_null(RcObject_GetAttr(NULL, probe));
    assert_raises(RcExc_SystemError, "RcObject_GetAttr: null argument");
    assert_null(RcObject_GetAttr(probe, NULL));
    assert_raises(RcExc_SystemError, "RcObject_GetAttr: null argument");
    assert_null(RcObject_GetAttrString(probe, NULL));
    assert_raises(RcExc_SystemError, "RcObject_GetAttrString: null argument");
    assert_null(RcObject_GetAttrString(NULL, "name"));
    assert_raises(RcExc_SystemError, "RcObject_GetAttrString: null argument");
    assert_int_equal(RcObject_SetAttr(NULL, probe, probe), -1);
    assert_raises(RcExc_SystemError, "RcObject_SetAttr: null argument");
    assert_int_equal(RcObject_SetAttrString(NULL, "name", probe), -1);
    assert_raises(RcExc_SystemError, "RcObject_SetAttrString: null argument");
    /* An AttributeError that was pending before is not taken for absence. */
    RcErr_SetString(RcExc_AttributeError, "from before");
    assert_int_equal(RcObject_GetOptionalAttr(NULL, probe, &got), -1);
    assert_null(got);
    assert_raises(RcExc_AttributeError, "from before");
    got = probe;
    assert_int_equal(RcObject_GetOptionalAttrString(NULL, "name", &got), -1);
    assert_null(got);
    assert_raises(RcExc_SystemError, "RcObject_GetOptionalAttrString: null argument");
    assert_int_equal(RcObject_GetOptionalAttr(Rc_None, probe, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_GetOptionalAttr: null argument");
    assert_int_equal(RcObject_GetOptionalAttrString(Rc_None, "name", NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_GetOptionalAttrString: null argument");
    assert_int_equal(RcObject_HasAttrWithError(NULL, probe), -1);
    assert_raises(RcExc_SystemError, "RcObject_GetOptionalAttr: null argument");
    assert_int_equal(RcObject_HasAttrStringWithError(NULL, "name"), -1);
    assert_raises(RcExc_SystemError, "RcObject_GetOptionalAttrString: null argument");
    assert_refcnt(probe, 1);
    Rc_DECREF(probe);
}

static void test_attributes_without_slots(void **state)
{
    Rc_UNUSED(state);
    RcObject *name = RcStr_FromString("name");
    assert_null(RcObject_GetAttr(&bare, name));
    assert_raises(RcExc_AttributeError, "'tests.Bare' object has no attribute 'name'");
    assert_int_equal(RcObject_SetAttr(&bare, name, name), -1);
    assert_raises(RcExc_TypeError, "'tests.Bare' object has no attributes (assign to .name)");
    assert_int_equal(RcObject_DelAttr(&bare, name), -1);
    assert_raises(RcExc_TypeError, "'tests.Bare' object has no attributes (del .name)");
    Bare_Type.tp_getattro = RcObject_GenericGetAttr;
    assert_int_equal(RcObject_SetAttr(&bare, name, name), -1);
    assert_raises(RcExc_TypeError, "'tests.Bare' object has only read-only attributes (assign to .name)");
    Bare_Type.tp_getattro = NULL;
    assert_refcnt(name, 1);
    Rc_DECREF(name);
}

static int sweep_get_attribute(void *probe)
{
    RcObject *value = RcObject_GetAttrString(probe, "member");
    Rc_XDECREF(value);
    return value == NULL ? -1 : 0;
}

static int sweep_set_attribute(void *probe)
{
    RcObject *old = RcObject_GetAttrString(probe, "member");
    if (old == NULL) {
        return -1;
    }
    int status = RcObject_SetAttrString(probe, "member", old);
    Rc_DECREF(old);
    return status;
}

static int sweep_optional_attribute(void *probe)
{
    RcObject *value = probe;
    int found = RcObject_GetOptionalAttrString(probe, "absent", &value);
    return found == 0 && value == NULL ? 0 : -1;
}

static int sweep_has_attribute(void *probe)
{
    return RcObject_HasAttrStringWithError(probe, "member") == 1 ? 0 : -1;
}

static void test_attributes_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *value = RcFloat_FromDouble(2.5);
    assert_int_equal(RcObject_SetAttrString(probe, "member", value), 0);
    RcObject *const watched[] = {probe, value, NULL};
    assert_int_equal(sweep(sweep_get_attribute, probe, watched), 1);
    assert_int_equal(sweep(sweep_set_attribute, probe, watched), 2);
    assert_true(sweep(sweep_optional_attribute, probe, watched) >= 1);
    assert_int_equal(sweep(sweep_has_attribute, probe, watched), 1);
    Rc_DECREF(value);
    Rc_DECREF(probe);
}

/* ---- Types ---- */

static void test_type(void **state)
{
    Rc_UNUSED(state);
    RcObject *sub = new_hostile_subtype();
    Rc_ssize_t count = Rc_REFCNT(sub);
    RcObject *op = RcType_GenericNew((RcTypeObject *)sub, NULL, NULL);
    assert_refcnt(sub, count + 1);
    RcObject *type = RcObject_Type(op);
    assert_ptr_equal(type, sub);
    assert_refcnt(sub, count + 2);
    assert_refcnt(op, 1);
    Rc_DECREF(type);
    Rc_DECREF(op);
    assert_refcnt(sub, count);
    Rc_DECREF(sub);
    assert_null(RcObject_Type(NULL));
    assert_raises(RcExc_SystemError, "RcObject_Type: null argument");
}

static void test_isinstance(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    RcObject *int_type = (RcObject *)&RcInt_Type;
    RcObject *str_type = (RcObject *)&RcStr_Type;
    assert_int_equal(RcObject_IsInstance(number, int_type), 1);
    assert_int_equal(RcObject_IsInstance(Rc_True, int_type), 1);
    assert_int_equal(RcObject_IsInstance(number, str_type), 0);
    assert_int_equal(RcObject_IsInstance(number, (RcObject *)&RcBaseObject_Type), 1);

    RcObject *inner = RcTuple_Pack(2, str_type, int_type);
    RcObject *outer = RcTuple_Pack(2, (RcObject *)&RcFloat_Type, inner);
    RcObject *none = RcTuple_New(0);
    assert_int_equal(RcObject_IsInstance(number, outer), 1);
    assert_int_equal(RcObject_IsInstance(Rc_None, outer), 0);
    assert_int_equal(RcObject_IsInstance(number, none), 0);
    RcObject *bad = RcTuple_Pack(2, str_type, number);
    const char *message = "isinstance() arg 2 must be a type, or a tuple of types";
    assert_int_equal(RcObject_IsInstance(number, bad), -1);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcObject_IsInstance(number, number), -1);
    assert_raises(RcExc_TypeError, message);
    RcObject *hole = RcTuple_New(1);
    assert_int_equal(RcObject_IsInstance(number, hole), -1);
    assert_raises(RcExc_TypeError, message);
    Rc_DECREF(hole);
    assert_int_equal(RcObject_IsInstance(NULL, int_type), -1);
    assert_raises(RcExc_SystemError, "RcObject_IsInstance: null argument");
    assert_int_equal(RcObject_IsInstance(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_IsInstance: null argument");
    assert_refcnt(inner, 2);
    assert_refcnt(outer, 1);
    assert_refcnt(number, 2);
    Rc_DECREF(bad);
    Rc_DECREF(none);
    Rc_DECREF(outer);
    Rc_DECREF(inner);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_issubclass(void **state)
{
    Rc_UNUSED(state);
    RcObject *sub = new_hostile_subtype();
    Rc_ssize_t count = Rc_REFCNT(sub);
    RcObject *hostile_type = (RcObject *)&Hostile_Type;
    RcObject *tuple = RcTuple_Pack(2, (RcObject *)&RcInt_Type, hostile_type);
    assert_int_equal(RcObject_IsSubclass(sub, hostile_type), 1);
    assert_int_equal(RcObject_IsSubclass(hostile_type, sub), 0);
    assert_int_equal(RcObject_IsSubclass(sub, tuple), 1);
    assert_int_equal(RcObject_IsSubclass((RcObject *)&RcStr_Type, tuple), 0);
    assert_int_equal(RcObject_IsSubclass(tuple, sub), -1);
    assert_raises(RcExc_TypeError, "issubclass() arg 1 must be a class");
    assert_int_equal(RcObject_IsSubclass(sub, Rc_None), -1);
    assert_raises(RcExc_TypeError, "issubclass() arg 2 must be a class, or a tuple of classes");
    assert_int_equal(RcObject_IsSubclass(NULL, sub), -1);
    assert_raises(RcExc_SystemError, "RcObject_IsSubclass: null argument");
    assert_int_equal(RcObject_IsSubclass(sub, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_IsSubclass: null argument");
    assert_refcnt(tuple, 1);
    assert_refcnt(sub, count);
    Rc_DECREF(tuple);
    Rc_DECREF(sub);
}

static void test_nested_types_are_bounded(void **state)
{
    Rc_UNUSED(state);
    RcObject *classes = RcTuple_New(0);
    for (int i = 0; i < 60; i++) {
        RcObject *outer = RcTuple_Pack(1, classes);
        Rc_DECREF(classes);
        classes = outer;
    }
    int limit = Rc_GetRecursionLimit();
    Rc_SetRecursionLimit(40);
    assert_int_equal(RcObject_IsInstance(Rc_None, classes), -1);
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded in __instancecheck__");
    assert_int_equal(RcObject_IsSubclass((RcObject *)&RcInt_Type, classes), -1);
    assert_raises(RcExc_RecursionError, "maximum recursion depth exceeded in __subclasscheck__");
    Rc_SetRecursionLimit(limit);
    assert_int_equal(RcObject_IsInstance(Rc_None, classes), 0);
    assert_refcnt(classes, 1);
    Rc_DECREF(classes);
}

/* ---- Size ---- */

static void test_size(void **state)
{
    Rc_UNUSED(state);
    RcObject *row = new_row();
    RcObject *pairs = Pairs_New();
    RcObject *number = RcInt_FromLong(100000);
    assert_int_equal(RcObject_Size(row), 3);
    assert_int_equal(RcObject_Length(row), 3);
    assert_int_equal(RcObject_Size(pairs), 0);
    assert_int_equal(RcObject_Size(number), -1);
    assert_raises(RcExc_TypeError, "object of type 'int' has no len()");
    assert_int_equal(RcObject_Size(&bare), -1);
    assert_raises(RcExc_TypeError, "object of type 'tests.Bare' has no len()");
    assert_int_equal(RcObject_Size(NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_Size: null argument");
    assert_refcnt(row, 1);
    assert_refcnt(pairs, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(pairs);
    Rc_DECREF(row);
}

static void test_length_hint(void **state)
{
    Rc_UNUSED(state);
    RcObject *row = new_row();
    RcObject *probe = new_probe();
    RcObject *number = RcInt_FromLong(100000);
    assert_int_equal(RcObject_LengthHint(row, 9), 3);
    assert_int_equal(RcObject_LengthHint(number, 9), 9); /* no such method */
    assert_no_error();
    on_hint = give_large_int;
    assert_int_equal(RcObject_LengthHint(probe, 9), 100000);
    on_hint = give_not_implemented;
    assert_int_equal(RcObject_LengthHint(probe, 9), 9);
    on_hint = give_type_error;
    assert_int_equal(RcObject_LengthHint(probe, 9), 9);
    assert_no_error();
    on_hint = give_error;
    assert_int_equal(RcObject_LengthHint(probe, 9), -1);
    assert_raises(RcExc_ValueError, "no answer");
    on_hint = give_negative_int;
    assert_int_equal(RcObject_LengthHint(probe, 9), -1);
    assert_raises(RcExc_ValueError, "__length_hint__() should return >= 0");
    a_float = RcFloat_FromDouble(1.5);
    on_hint = give_float;
    assert_int_equal(RcObject_LengthHint(probe, 9), -1);
    assert_raises(RcExc_TypeError, "__length_hint__ must be an integer, not float");
    assert_refcnt(a_float, 1);
    Rc_DECREF(a_float);
    RcObject *pairs = Pairs_New();
    pairs_length_answer = failing_length;
    assert_int_equal(RcObject_LengthHint(pairs, 9), -1);
    pairs_length_answer = NULL;
    assert_raises(RcExc_ValueError, "no length");
    RcErr_SetString(RcExc_TypeError, "from before");
    assert_int_equal(RcObject_LengthHint(NULL, 9), -1);
    assert_raises(RcExc_TypeError, "from before");
    assert_refcnt(probe, 1);
    assert_refcnt(row, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(pairs);
    Rc_DECREF(number);
    Rc_DECREF(probe);
    Rc_DECREF(row);
}

static int sweep_length_hint(void *probe)
{
    on_hint = give_large_int;
    return RcObject_LengthHint(probe, 9) < 0 ? -1 : 0;
}

static void test_length_hint_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *probe = new_probe();
    RcObject *const watched[] = {probe, NULL};
    assert_true(sweep(sweep_length_hint, probe, watched) >= 2);
    Rc_DECREF(probe);
}

/* ---- Items ---- */

static void test_items_of_a_mapping(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *key = RcStr_FromString("key");
    RcObject *value = RcFloat_FromDouble(2.5);
    assert_int_equal(RcObject_SetItem(pairs, key, value), 0);
    assert_refcnt(key, 2);
    assert_refcnt(value, 2);
    RcObject *got = RcObject_GetItem(pairs, key);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_DelItem(pairs, key), 0);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    assert_null(RcObject_GetItem(pairs, key));
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(RcObject_DelItemString(pairs, "key"), -1);
    assert_raises(RcExc_KeyError, NULL);
    assert_int_equal(RcObject_SetItem(pairs, key, value), 0);
    assert_int_equal(RcObject_DelItemString(pairs, "key"), 0);
    assert_refcnt(key, 1);
    assert_refcnt(value, 1);
    assert_refcnt(pairs, 1);
    Rc_DECREF(value);
    Rc_DECREF(key);
    Rc_DECREF(pairs);
}

static void test_items_of_a_sequence(void **state)
{
    Rc_UNUSED(state);
    RcObject *row = new_row();
    RcObject *value = RcFloat_FromDouble(2.5);
    RcObject *first = RcInt_FromLong(0);
    RcObject *last = RcInt_FromLong(-1);
    assert_int_equal(RcObject_SetItem(row, last, value), 0);
    assert_refcnt(value, 2);
    assert_ptr_equal(((Row *)row)->items[2], value);
    RcObject *got = RcObject_GetItem(row, last);
    assert_ptr_equal(got, value);
    assert_refcnt(value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_DelItem(row, last), 0);
    assert_refcnt(value, 1);
    assert_null(RcObject_GetItem(row, first));
    assert_raises(RcExc_IndexError, "row index out of range");

    RcObject *text = RcStr_FromString("1");
    RcObject *const bad[] = {text, value};
    static const char *const messages[] = {"sequence index must be integer, not 'str'",
                                           "sequence index must be integer, not 'float'"};
    for (int i = 0; i < 2; i++) {
        assert_null(RcObject_GetItem(row, bad[i]));
        assert_raises(RcExc_TypeError, messages[i]);
        assert_int_equal(RcObject_SetItem(row, bad[i], value), -1);
        assert_raises(RcExc_TypeError, messages[i]);
        assert_int_equal(RcObject_DelItem(row, bad[i]), -1);
        assert_raises(RcExc_TypeError, messages[i]);
    }
    assert_int_equal(RcObject_DelItemString(row, "1"), -1);
    assert_raises(RcExc_TypeError, messages[0]);
    assert_refcnt(text, 1);
    assert_refcnt(value, 1);
    assert_refcnt(row, 1);
    Rc_DECREF(text);
    Rc_DECREF(value);
    Rc_DECREF(row);
    Rc_DECREF(first);
    Rc_DECREF(last);
}

static RcObject *index_fails(Hostile *self)
{
    Rc_UNUSED(self);
    return give_error();
}

static void test_items_with_a_failing_index(void **state)
{
    Rc_UNUSED(state);
    RcObject *row = new_row();
    Hostile *index = Hostile_New();
    index->on_index = index_fails;
    assert_null(RcObject_GetItem(row, (RcObject *)index));
    assert_raises(RcExc_ValueError, "no answer");
    assert_int_equal(RcObject_SetItem(row, (RcObject *)index, row), -1);
    assert_raises(RcExc_ValueError, "no answer");
    assert_refcnt(index, 1);
    assert_refcnt(row, 1);
    Rc_DECREF(index);
    Rc_DECREF(row);
}

static void test_items_of_others(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(100000);
    assert_null(RcObject_GetItem(number, number));
    assert_raises(RcExc_TypeError, "'int' object is not subscriptable");
    assert_null(RcObject_GetItem((RcObject *)&RcInt_Type, number));
    assert_raises(RcExc_TypeError, "type 'int' is not subscriptable");
    assert_null(RcObject_GetItem(&bare, number));
    assert_raises(RcExc_TypeError, "'tests.Bare' object is not subscriptable");
    assert_int_equal(RcObject_SetItem(number, number, number), -1);
    assert_raises(RcExc_TypeError, "'int' object does not support item assignment");
    assert_int_equal(RcObject_DelItem(number, number), -1);
    assert_raises(RcExc_TypeError, "'int' object does not support item deletion");
    assert_int_equal(RcObject_DelItem(&bare, number), -1);
    assert_raises(RcExc_TypeError, "'tests.Bare' object does not support item deletion");
    assert_refcnt(number, 1);

    assert_null(RcObject_GetItem(NULL, number));
    assert_raises(RcExc_SystemError, "RcObject_GetItem: null argument");
    assert_null(RcObject_GetItem(number, NULL));
    assert_raises(RcExc_SystemError, "RcObject_GetItem: null argument");
    assert_int_equal(RcObject_SetItem(NULL, number, number), -1);
    assert_raises(RcExc_SystemError, "RcObject_SetItem: null argument");
    assert_int_equal(RcObject_SetItem(number, NULL, number), -1);
    assert_raises(RcExc_SystemError, "RcObject_SetItem: null argument");
    assert_int_equal(RcObject_SetItem(number, number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_SetItem: null argument");
    assert_int_equal(RcObject_DelItem(NULL, number), -1);
    assert_raises(RcExc_SystemError, "RcObject_DelItem: null argument");
    assert_int_equal(RcObject_DelItem(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_DelItem: null argument");
    assert_int_equal(RcObject_DelItemString(NULL, "key"), -1);
    assert_raises(RcExc_SystemError, "RcObject_DelItemString: null argument");
    assert_int_equal(RcObject_DelItemString(number, NULL), -1);
    assert_raises(RcExc_SystemError, "RcObject_DelItemString: null argument");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static int sweep_delete_item(void *pairs)
{
    if (RcMapping_SetItemString(pairs, "key", Rc_None) < 0) {
        return -1;
    }
    if (RcObject_DelItemString(pairs, "key") < 0) {
        RcObject *pending = RcErr_GetRaisedException();
        RcList_Clear(pairs_list(pairs));
        RcErr_SetRaisedException(pending);
        return -1;
    }
    return 0;
}

static void test_items_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *pairs = Pairs_New();
    RcObject *const watched[] = {pairs, NULL};
    assert_true(sweep(sweep_delete_item, pairs, watched) >= 4);
    assert_int_equal(RcObject_Size(pairs), 0);
    Rc_DECREF(pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_texts_of_null),
        counted_test(test_repr_of_type_without_slots),
        counted_test(test_repr_must_be_str),
        counted_test(test_str_slot),
        counted_test(test_str_of_str_is_itself),
        counted_test(test_text_recursion_is_bounded),
        counted_test(test_ascii),
        counted_test(test_ascii_out_of_memory),
        counted_test(test_bytes),
        counted_test(test_bytes_out_of_memory),
        counted_test(test_hash),
        counted_test(test_truth),
        counted_test(test_compare_asks_left_then_right),
        counted_test(test_compare_answers),
        counted_test(test_compare_asks_a_subtype_first),
        counted_test(test_compare_bounds),
        counted_test(test_richcompare_macro),
        counted_test(test_attributes),
        counted_test(test_optional_attributes),
        counted_test(test_hasattr_never_fails),
        counted_test(test_attribute_names_must_be_str),
        counted_test(test_attributes_of_null),
        counted_test(test_attributes_without_slots),
        counted_test(test_attributes_out_of_memory),
        counted_test(test_type),
        counted_test(test_isinstance),
        counted_test(test_issubclass),
        counted_test(test_nested_types_are_bounded),
        counted_test(test_size),
        counted_test(test_length_hint),
        counted_test(test_length_hint_out_of_memory),
        counted_test(test_items_of_a_mapping),
        counted_test(test_items_of_a_sequence),
        counted_test(test_items_with_a_failing_index),
        counted_test(test_items_of_others),
        counted_test(test_items_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
