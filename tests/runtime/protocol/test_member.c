/* Struct fields as attributes: each Rc_T_ type read and written, its limits, and the counts of objects. */
#include "support.h"

#include <recount/recount.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

typedef struct Fields {
    RcObject_HEAD
    short s;
    int i;
    long l;
    float f;
    double d;
    const char *text;
    char inplace[8];
    RcObject *object;
    RcObject *object_ex;
    char c;
    signed char b;
    unsigned char ub;
    unsigned short us;
    unsigned int ui;
    unsigned long ul;
    char truth;
    long long ll;
    unsigned long long ull;
    Rc_ssize_t ssize;
    int odd;
} Fields;

#define FIELD(name, type)                            \
    {                                                \
#name, type, offsetof(Fields, name), 0, NULL \
    }

static RcMemberDef fields_members[] = {
    FIELD(s, Rc_T_SHORT),
    FIELD(i, Rc_T_INT),
    FIELD(l, Rc_T_LONG),
    FIELD(f, Rc_T_FLOAT),
    FIELD(d, Rc_T_DOUBLE),
    FIELD(text, Rc_T_STRING),
    FIELD(inplace, Rc_T_STRING_INPLACE),
    FIELD(object, Rc_T_OBJECT),
    FIELD(object_ex, Rc_T_OBJECT_EX),
    FIELD(c, Rc_T_CHAR),
    FIELD(b, Rc_T_BYTE),
    FIELD(ub, Rc_T_UBYTE),
    FIELD(us, Rc_T_USHORT),
    FIELD(ui, Rc_T_UINT),
    FIELD(ul, Rc_T_ULONG),
    FIELD(truth, Rc_T_BOOL),
    FIELD(ll, Rc_T_LONGLONG),
    FIELD(ull, Rc_T_ULONGLONG),
    FIELD(ssize, Rc_T_PYSSIZET),
    FIELD(odd, 99),
    {"fixed", Rc_T_INT, offsetof(Fields, i), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void fields_dealloc(RcObject *self)
{
    Rc_XDECREF(((Fields *)self)->object);
    Rc_XDECREF(((Fields *)self)->object_ex);
    Rc_TYPE(self)->tp_free(self);
}

static RcTypeObject Fields_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Fields",
    .tp_basicsize = sizeof(Fields),
    .tp_dealloc = fields_dealloc,
    .tp_members = fields_members,
    .tp_new = RcType_GenericNew,
};

static Fields *make(void)
{
    assert_int_equal(RcType_Ready(&Fields_Type), 0);
    return (Fields *)RcType_GenericAlloc(&Fields_Type, 0);
}

/* Sets to a number and reads it back; refused: OverflowError, and the field is as it was. */
static void number(Fields *op, const char *name, long long value, int fits)
{
    RcObject *before = RcObject_GetAttrString((RcObject *)op, name), *set = RcInt_FromLongLong(value), *after;
    int result = RcObject_SetAttrString((RcObject *)op, name, set);

    if (fits) {
        assert_int_equal(result, 0);
    } else {
        char message[60];
        snprintf(message, sizeof message, "value out of range for member '%s'", name);
        assert_int_equal(result, -1);
        assert_raises(RcExc_OverflowError, message);
    }
    after = RcObject_GetAttrString((RcObject *)op, name);
    assert_true(RcInt_AsLongLong(after) == RcInt_AsLongLong(fits ? set : before));
    Rc_DECREF(before);
    Rc_DECREF(after);
    Rc_DECREF(set);
}

static void test_integers(void **state)
{
    static const struct {
        const char *name;
        long long least, most;
    } cases[] = {
        {"s", SHRT_MIN, SHRT_MAX}, {"i", INT_MIN, INT_MAX},      {"b", SCHAR_MIN, SCHAR_MAX},
        {"ub", 0, UCHAR_MAX},      {"us", 0, USHRT_MAX},         {"ui", 0, UINT_MAX},
        {"l", LONG_MIN, LONG_MAX}, {"ll", INT64_MIN, INT64_MAX}, {"ssize", RC_SSIZE_T_MIN, RC_SSIZE_T_MAX},
    };
    Fields *op = make();
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        number(op, cases[i].name, cases[i].least, 1);
        number(op, cases[i].name, cases[i].most, 1);
        if (cases[i].least > INT64_MIN) {
            number(op, cases[i].name, cases[i].least - 1, 0);
        }
        if (cases[i].most < INT64_MAX) {
            number(op, cases[i].name, cases[i].most + 1, 0);
        }
    }
    number(op, "ul", LONG_MAX, 1);
    number(op, "ul", -1, 0);
    number(op, "ull", INT64_MAX, 1);
    number(op, "ull", -1, 0);
    op->ull = ULLONG_MAX; /* more than an int holds */
    assert_null(RcObject_GetAttrString((RcObject *)op, "ull"));
    assert_raises(RcExc_OverflowError, NULL);
    Rc_DECREF(op);
}

static void wrong(Fields *op, const char *name, RcObject *value, RcObject *exception, const char *message)
{
    Rc_ssize_t before = value != NULL ? Rc_REFCNT(value) : 0;
    assert_int_equal(RcObject_SetAttrString((RcObject *)op, name, value), -1);
    assert_raises(exception, message);
    if (value != NULL) {
        assert_refcnt(value, before);
    }
}

static void test_other_scalars(void **state)
{
    Fields *op = make();
    RcObject *half = RcFloat_FromDouble(0.5), *x = RcStr_FromString("x"),
             *wide = RcStr_FromString("\xc3\xa4");
    RcObject *got;
    Rc_UNUSED(state);

    assert_int_equal(RcObject_SetAttrString((RcObject *)op, "f", half), 0);
    assert_int_equal(RcObject_SetAttrString((RcObject *)op, "d", half), 0);
    assert_true(op->f == 0.5f && op->d == 0.5);
    got = RcObject_GetAttrString((RcObject *)op, "f");
    assert_true(RcFloat_AsDouble(got) == 0.5);
    Rc_DECREF(got);
    got = RcObject_GetAttrString((RcObject *)op, "d");
    assert_true(RcFloat_AsDouble(got) == 0.5);
    Rc_DECREF(got);
    wrong(op, "d", x, RcExc_TypeError, NULL);
    assert_int_equal(RcObject_SetAttrString((RcObject *)op, "truth", Rc_True), 0);
    got = RcObject_GetAttrString((RcObject *)op, "truth");
    assert_ptr_equal(got, Rc_True);
    Rc_DECREF(got);
    assert_int_equal(RcObject_SetAttrString((RcObject *)op, "truth", Rc_False), 0);
    assert_int_equal(op->truth, 0);
    wrong(op, "truth", half, RcExc_TypeError, "attribute value type must be bool");
    assert_int_equal(RcObject_SetAttrString((RcObject *)op, "c", x), 0);
    got = RcObject_GetAttrString((RcObject *)op, "c");
    assert_str(got, "x");
    Rc_DECREF(got);
    wrong(op, "c", wide, RcExc_TypeError, "member 'c' must be a str of one ASCII character");
    wrong(op, "c", half, RcExc_TypeError, "member 'c' must be a str of one ASCII character");
    wrong(op, "i", half, RcExc_TypeError, "member 'i' must be an int, not 'float'");
    assert_refcnt(half, 1);
    assert_refcnt(x, 1);
    Rc_DECREF(half);
    Rc_DECREF(x);
    Rc_DECREF(wide);
    Rc_DECREF(op);
}

static void test_strings_are_read_only(void **state)
{
    Fields *op = make();
    RcObject *x = RcStr_FromString("x"), *got;
    Rc_UNUSED(state);

    assert_result_is(RcObject_GetAttrString((RcObject *)op, "text"), Rc_None);
    op->text = "hello";
    strcpy(op->inplace, "here");
    got = RcObject_GetAttrString((RcObject *)op, "text");
    assert_str(got, "hello");
    Rc_DECREF(got);
    got = RcObject_GetAttrString((RcObject *)op, "inplace");
    assert_str(got, "here");
    Rc_DECREF(got);
    wrong(op, "text", x, RcExc_TypeError, "readonly attribute");
    wrong(op, "inplace", x, RcExc_TypeError, "readonly attribute");
    wrong(op, "fixed", x, RcExc_AttributeError, "readonly attribute");
    wrong(op, "odd", x, RcExc_SystemError, "bad type of member 'odd'");
    assert_null(RcObject_GetAttrString((RcObject *)op, "odd"));
    assert_raises(RcExc_SystemError, "bad type of member 'odd'");
    Rc_DECREF(x);
    Rc_DECREF(op);
}

static void test_objects(void **state)
{
    static const char *const names[] = {"object", "object_ex"};
    Rc_UNUSED(state);

    for (int i = 0; i < 2; i++) {
        Fields *op = make();
        RcObject *a = RcFloat_FromDouble(1), *b = RcFloat_FromDouble(2), *got;

        got = RcObject_GetAttrString((RcObject *)op, names[i]);
        if (i == 0) {
            assert_ptr_equal(got, Rc_None);
            Rc_DECREF(got);
        } else {
            assert_null(got);
            assert_raises(RcExc_AttributeError, "'test.Fields' object has no attribute 'object_ex'");
        }
        assert_int_equal(RcObject_SetAttrString((RcObject *)op, names[i], a), 0);
        assert_refcnt(a, 2);
        got = RcObject_GetAttrString((RcObject *)op, names[i]);
        assert_ptr_equal(got, a);
        assert_refcnt(a, 3);
        Rc_DECREF(got);
        assert_int_equal(RcObject_SetAttrString((RcObject *)op, names[i], b), 0);
        assert_refcnt(a, 1);
        assert_refcnt(b, 2);
        assert_int_equal(RcObject_DelAttrString((RcObject *)op, names[i]), 0);
        assert_refcnt(b, 1);
        if (i == 0) {
            assert_int_equal(RcObject_DelAttrString((RcObject *)op, names[i]), 0);
        } else {
            wrong(op, names[i], NULL, RcExc_AttributeError, "object_ex");
        }
        assert_int_equal(RcObject_SetAttrString((RcObject *)op, names[i], a), 0);
        Rc_DECREF(op);
        assert_refcnt(a, 1);
        Rc_DECREF(a);
        Rc_DECREF(b);
    }
}

static void test_scalars_cannot_be_deleted(void **state)
{
    Fields *op = make();
    Rc_UNUSED(state);
    wrong(op, "i", NULL, RcExc_TypeError, "member 'i' cannot be deleted");
    wrong(op, "d", NULL, RcExc_TypeError, "member 'd' cannot be deleted");
    Rc_DECREF(op);
}

static int read_all(void *arg)
{
    Fields *op = arg;
    for (const RcMemberDef *member = fields_members; member->name != NULL; member++) {
        if (member->type != 99) {
            RcObject *got = RcObject_GetAttrString((RcObject *)op, member->name);
            if (got == NULL) {
                return -1;
            }
            Rc_DECREF(got);
        }
    }
    return 0;
}

static void test_out_of_memory(void **state)
{
    Fields *op = make();
    RcObject *object = RcFloat_FromDouble(1), *watched[] = {(RcObject *)op, object, NULL};
    Rc_UNUSED(state);

    op->i = 100000;
    op->l = 100000;
    op->text = "hello";
    op->object = Rc_NewRef(object);
    op->object_ex = Rc_NewRef(object);
    assert_true(sweep(read_all, op, watched) > 20);
    Rc_DECREF(op);
    Rc_DECREF(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_integers),
        counted_test(test_other_scalars),
        counted_test(test_strings_are_read_only),
        counted_test(test_objects),
        counted_test(test_scalars_cannot_be_deleted),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
