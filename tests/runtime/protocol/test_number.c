/* The number protocol: who is asked, in which order, and what is said in the end. */
#include "../types/number_cases.h"
#include "hostile.h"

#include "protocol/number_internal.h"
#include <stdio.h>

/* ---- Types whose slots write down that they were asked ---- */

static char asked[200]; /* "A.add B.add " ... */

static void note(const char *who, const char *what)
{
    strcat(strcat(strcat(strcat(asked, who), "."), what), " ");
}

#define assert_asked(text)                \
    do {                                  \
        assert_string_equal(asked, text); \
        asked[0] = '\0';                  \
    } while (0)

static RcObject *a_decline(RcObject *left, RcObject *right)
{
    Rc_UNUSED(left);
    Rc_UNUSED(right);
    note("A", "op");
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *b_decline(RcObject *left, RcObject *right)
{
    Rc_UNUSED(left);
    Rc_UNUSED(right);
    note("B", "op");
    Rc_RETURN_NOTIMPLEMENTED;
}

/* The result says which operand it was: (left, right). */
static RcObject *b_accept(RcObject *left, RcObject *right)
{
    note("B", "op");
    return RcTuple_Pack(2, left, right);
}

static RcObject *a_fail(RcObject *left, RcObject *right)
{
    Rc_UNUSED(left);
    Rc_UNUSED(right);
    note("A", "op");
    RcErr_SetString(RcExc_KeyError, "refused");
    return NULL;
}

static RcObject *in_place_self(RcObject *left, RcObject *right)
{
    Rc_UNUSED(right);
    note("A", "inplace");
    return Rc_NewRef(left);
}

static RcObject *in_place_decline(RcObject *left, RcObject *right)
{
    Rc_UNUSED(left);
    Rc_UNUSED(right);
    note("A", "inplace");
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *power_decline(RcObject *left, RcObject *right, RcObject *modulus)
{
    Rc_UNUSED(left);
    Rc_UNUSED(right);
    Rc_UNUSED(modulus);
    note("A", "power");
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *power_accept(RcObject *left, RcObject *right, RcObject *modulus)
{
    note("B", "power");
    return RcTuple_Pack(3, left, right, modulus);
}

static RcObject *in_place_power_decline(RcObject *left, RcObject *right, RcObject *modulus)
{
    note("A", "inplace");
    return power_decline(left, right, modulus);
}

static RcObject *in_place_power_self(RcObject *left, RcObject *right, RcObject *modulus)
{
    Rc_UNUSED(right);
    Rc_UNUSED(modulus);
    note("A", "inplace");
    return Rc_NewRef(left);
}

static void *slot_pointer(void (*function)(void))
{
    void *pointer;
    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}
#define SLOT(function) slot_pointer((void (*)(void))(function))

/* An instance; the type's only other reference is the instance's. */
static RcObject *instance_of(RcTypeObject *base, const char *name, RcType_Slot *slots)
{
    RcObject *type = subtype_of(base, name, slots);
    RcObject *op = RcType_GenericAlloc((RcTypeObject *)type, 0);
    assert_non_null(op);
    Rc_DECREF(type);
    assert_refcnt(type, 1);
    assert_refcnt(op, 1);
    return op;
}

#define BASE (&RcBaseObject_Type)

/* What the binary functions share, each with its slot. */
static const struct {
    const char *operator;
    int slot;
    const char *in_place_operator;
    int in_place_slot;
} operations[] = {
    {"+", Rc_nb_add, "+=", Rc_nb_inplace_add},
    {"-", Rc_nb_subtract, "-=", Rc_nb_inplace_subtract},
    {"*", Rc_nb_multiply, "*=", Rc_nb_inplace_multiply},
    {"@", Rc_nb_matrix_multiply, "@=", Rc_nb_inplace_matrix_multiply},
    {"/", Rc_nb_true_divide, "/=", Rc_nb_inplace_true_divide},
    {"//", Rc_nb_floor_divide, "//=", Rc_nb_inplace_floor_divide},
    {"%", Rc_nb_remainder, "%=", Rc_nb_inplace_remainder},
    {"<<", Rc_nb_lshift, "<<=", Rc_nb_inplace_lshift},
    {">>", Rc_nb_rshift, ">>=", Rc_nb_inplace_rshift},
    {"&", Rc_nb_and, "&=", Rc_nb_inplace_and},
    {"^", Rc_nb_xor, "^=", Rc_nb_inplace_xor},
    {"|", Rc_nb_or, "|=", Rc_nb_inplace_or},
    {"divmod", Rc_nb_divmod, NULL, 0},
};
#define OPERATIONS (sizeof operations / sizeof operations[0])

/* (left, right) as the result of b_accept. */
static void check_pair(RcObject *result, RcObject *left, RcObject *right)
{
    assert_non_null(result);
    assert_ptr_equal(RcTuple_GET_ITEM(result, 0), left);
    assert_ptr_equal(RcTuple_GET_ITEM(result, 1), right);
    assert_refcnt(result, 1);
    assert_refcnt(left, 2);
    assert_refcnt(right, 2);
    Rc_DECREF(result);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
}

static void test_both_operands_are_asked(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < OPERATIONS; i++) {
        const char *operator= operations[i].operator;
        RcType_Slot declining[] = {{operations[i].slot, SLOT(a_decline)}, {0, NULL}};
        RcType_Slot accepting[] = {{operations[i].slot, SLOT(b_accept)}, {0, NULL}};
        RcObject *a = instance_of(BASE, "A", declining);
        RcObject *b = instance_of(BASE, "B", accepting);
        RcObject *plain = instance_of(BASE, "P", NULL);

        check_pair(apply(operator, a, b), a, b);
        assert_asked("A.op B.op ");
        check_pair(apply(operator, b, a), b, a);
        assert_asked("B.op ");
        check_pair(apply(operator, plain, b), plain, b);
        assert_asked("B.op ");
        check_pair(apply(operator, b, plain), b, plain);
        assert_asked("B.op ");
        if (operations[i].in_place_operator != NULL) {
            check_pair(apply(operations[i].in_place_operator, a, b), a, b);
            assert_asked("A.op B.op ");
        }
        assert_live(6);
        Rc_DECREF(a);
        Rc_DECREF(b);
        Rc_DECREF(plain);
        assert_live(0);
    }
}

static void test_nobody_knows(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < OPERATIONS; i++) {
        const char *operator= operations[i].operator;
        const char *in_place = operations[i].in_place_operator;
        RcType_Slot slots[] = {{operations[i].slot, SLOT(a_decline)}, {0, NULL}};
        RcObject *a = instance_of(BASE, "A", slots);
        RcObject *plain = instance_of(BASE, "P", NULL);
        char message[100];
        snprintf(message, sizeof message, "unsupported operand type(s) for %s%s: 'A' and 'P'", operator,
                 strcmp(operator, "divmod") == 0 ? "()" : "");
        assert_null(apply(operator, a, plain));
        assert_raises(RcExc_TypeError, message);
        assert_asked("A.op ");
        assert_null(apply(operator, a, a)); /* the same slot is asked once */
        assert_raises(RcExc_TypeError, NULL);
        assert_asked("A.op ");
        assert_refcnt(a, 1);
        assert_refcnt(plain, 1);
        if (in_place != NULL) {
            snprintf(message, sizeof message, "unsupported operand type(s) for %s: 'P' and 'A'", in_place);
            assert_null(apply(in_place, plain, a));
            assert_raises(RcExc_TypeError, message);
            assert_asked("A.op ");
        }
        assert_refcnt(a, 1);
        assert_refcnt(plain, 1);
        Rc_DECREF(a);
        Rc_DECREF(plain);
        assert_live(0);
    }
}

static void test_a_subtype_on_the_right_is_asked_first(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot declining[] = {{Rc_nb_subtract, SLOT(a_decline)}, {0, NULL}};
    RcType_Slot accepting[] = {{Rc_nb_subtract, SLOT(b_accept)}, {0, NULL}};
    RcType_Slot declining_too[] = {{Rc_nb_subtract, SLOT(b_decline)}, {0, NULL}};
    RcObject *a = instance_of(BASE, "A", declining);
    RcObject *better = instance_of(Rc_TYPE(a), "Better", accepting);
    RcObject *worse = instance_of(Rc_TYPE(a), "Worse", declining_too);
    RcObject *equal = instance_of(Rc_TYPE(a), "Equal", NULL);
    check_pair(RcNumber_Subtract(a, better), a, better);
    assert_asked("B.op ");
    assert_null(RcNumber_Subtract(a, worse));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for -: 'A' and 'Worse'");
    assert_asked("B.op A.op ");
    assert_null(RcNumber_Subtract(worse, a));
    assert_raises(RcExc_TypeError, NULL);
    assert_asked("B.op A.op ");
    assert_null(RcNumber_Subtract(a, equal)); /* its slot is inherited */
    assert_raises(RcExc_TypeError, NULL);
    assert_asked("A.op ");
    Rc_DECREF(equal);
    Rc_DECREF(worse);
    Rc_DECREF(better);
    Rc_DECREF(a);
    assert_live(0);
}

static void test_a_failure_ends_the_asking(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < OPERATIONS; i++) {
        RcType_Slot failing[] = {{operations[i].slot, SLOT(a_fail)}, {0, NULL}};
        RcType_Slot accepting[] = {{operations[i].slot, SLOT(b_accept)}, {0, NULL}};
        RcObject *a = instance_of(BASE, "A", failing);
        RcObject *b = instance_of(BASE, "B", accepting);
        assert_null(apply(operations[i].operator, a, b));
        assert_raises(RcExc_KeyError, NULL);
        assert_asked("A.op ");
        if (operations[i].in_place_operator != NULL) {
            assert_null(apply(operations[i].in_place_operator, a, b));
            assert_raises(RcExc_KeyError, NULL);
            assert_asked("A.op ");
        }
        assert_refcnt(a, 1);
        assert_refcnt(b, 1);
        Rc_DECREF(a);
        Rc_DECREF(b);
    }
}

static void test_in_place(void **state)
{
    Rc_UNUSED(state);
    for (size_t i = 0; i < OPERATIONS; i++) {
        if (operations[i].in_place_operator == NULL) {
            continue;
        }
        RcType_Slot own[] = {{operations[i].in_place_slot, SLOT(in_place_self)}, {0, NULL}};
        RcType_Slot declining[] = {{operations[i].in_place_slot, SLOT(in_place_decline)},
                                   {operations[i].slot, SLOT(a_decline)},
                                   {0, NULL}};
        RcType_Slot accepting[] = {{operations[i].slot, SLOT(b_accept)}, {0, NULL}};
        RcObject *self = instance_of(BASE, "Self", own);
        RcObject *a = instance_of(BASE, "A", declining);
        RcObject *b = instance_of(BASE, "B", accepting);
        RcObject *result = apply(operations[i].in_place_operator, self, b);
        assert_ptr_equal(result, self);
        assert_refcnt(self, 2);
        assert_refcnt(b, 1);
        Rc_DECREF(result);
        assert_asked("A.inplace ");
        check_pair(apply(operations[i].in_place_operator, a, b), a, b);
        assert_asked("A.inplace A.op B.op ");
        assert_refcnt(self, 1);
        Rc_DECREF(self);
        Rc_DECREF(a);
        Rc_DECREF(b);
        assert_live(0);
    }
}

/* ---- ** ---- */

static void check_triple(RcObject *result, RcObject *left, RcObject *right, RcObject *modulus)
{
    assert_non_null(result);
    assert_ptr_equal(RcTuple_GET_ITEM(result, 0), left);
    assert_ptr_equal(RcTuple_GET_ITEM(result, 1), right);
    assert_ptr_equal(RcTuple_GET_ITEM(result, 2), modulus);
    assert_refcnt(result, 1);
    Rc_DECREF(result);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
}

static void test_power(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot declining[] = {{Rc_nb_power, SLOT(power_decline)}, {0, NULL}};
    RcType_Slot accepting[] = {{Rc_nb_power, SLOT(power_accept)}, {0, NULL}};
    RcObject *a = instance_of(BASE, "A", declining);
    RcObject *b = instance_of(BASE, "B", accepting);
    RcObject *sub = instance_of(Rc_TYPE(a), "Sub", accepting);
    RcObject *plain = instance_of(BASE, "P", NULL);
    check_triple(RcNumber_Power(a, b, Rc_None), a, b, Rc_None);
    assert_asked("A.power B.power ");
    check_triple(RcNumber_Power(b, a, Rc_None), b, a, Rc_None);
    assert_asked("B.power ");
    check_triple(RcNumber_Power(plain, b, Rc_None), plain, b, Rc_None);
    assert_asked("B.power ");
    check_triple(RcNumber_Power(plain, a, b), plain, a, b);
    assert_asked("A.power B.power ");
    assert_refcnt(b, 1);
    check_triple(RcNumber_Power(a, sub, Rc_None), a, sub, Rc_None);
    assert_asked("B.power ");
    check_triple(RcNumber_InPlacePower(a, b, Rc_None), a, b, Rc_None);
    assert_asked("A.power B.power ");

    assert_null(RcNumber_Power(a, a, a)); /* the same slot is asked once */
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for ** or pow(): 'A', 'A', 'A'");
    assert_asked("A.power ");
    assert_null(RcNumber_Power(plain, a, a));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for ** or pow(): 'P', 'A', 'A'");
    assert_asked("A.power ");
    assert_null(RcNumber_Power(plain, plain, Rc_None));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for ** or pow(): 'P' and 'P'");
    assert_null(RcNumber_InPlacePower(plain, plain, Rc_None));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for **=: 'P' and 'P'");
    assert_null(RcNumber_InPlacePower(a, plain, plain));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for **=: 'A', 'P', 'P'");
    assert_asked("A.power ");
    Rc_DECREF(sub);
    assert_refcnt(a, 1);
    assert_refcnt(b, 1);
    assert_refcnt(plain, 1);
    Rc_DECREF(a);
    Rc_DECREF(b);
    Rc_DECREF(plain);
    assert_live(0);
}

static void test_in_place_power(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot own[] = {{Rc_nb_inplace_power, SLOT(in_place_power_self)}, {0, NULL}};
    RcType_Slot declining[] = {{Rc_nb_inplace_power, SLOT(in_place_power_decline)}, {0, NULL}};
    RcType_Slot accepting[] = {{Rc_nb_power, SLOT(power_accept)}, {0, NULL}};
    RcObject *self = instance_of(BASE, "Self", own);
    RcObject *a = instance_of(BASE, "A", declining);
    RcObject *b = instance_of(BASE, "B", accepting);
    RcObject *result = RcNumber_InPlacePower(self, b, Rc_None);
    assert_ptr_equal(result, self);
    assert_refcnt(self, 2);
    Rc_DECREF(result);
    assert_asked("A.inplace ");
    check_triple(RcNumber_InPlacePower(a, b, Rc_None), a, b, Rc_None);
    assert_asked("A.inplace A.power B.power ");
    Rc_DECREF(self);
    Rc_DECREF(a);
    Rc_DECREF(b);
    assert_live(0);
}

/* ---- Sequences ---- */

static void test_sequences_concatenate(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = RcFloat_FromDouble(1.5);
    RcObject *left = RcList_New(0);
    RcObject *right = RcList_New(0);
    RcList_Append(left, item);
    RcList_Append(right, item);
    assert_refcnt(item, 3);
    RcObject *sum = RcNumber_Add(left, right);
    assert_repr(sum, "[1.5, 1.5]");
    assert_refcnt(sum, 1);
    assert_refcnt(left, 1);
    assert_refcnt(right, 1);
    assert_refcnt(item, 5);
    Rc_DECREF(sum);
    assert_refcnt(item, 3);

    sum = RcNumber_InPlaceAdd(left, right);
    assert_ptr_equal(sum, left);
    assert_refcnt(left, 2);
    assert_refcnt(item, 4);
    Rc_DECREF(sum);

    RcObject *tuple = RcTuple_Pack(1, item);
    sum = RcNumber_InPlaceAdd(tuple, tuple); /* no in-place form: a new one */
    assert_ptr_not_equal(sum, tuple);
    assert_repr(sum, "(1.5, 1.5)");
    assert_refcnt(sum, 1);
    assert_refcnt(tuple, 1);
    assert_refcnt(item, 7);
    Rc_DECREF(sum);

    assert_null(RcNumber_Add(item, left)); /* the right one's sq_concat is not asked */
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for +: 'float' and 'list'");
    assert_null(RcNumber_Add(left, item));
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(item, 5);
    Rc_DECREF(tuple);
    Rc_DECREF(left);
    Rc_DECREF(right);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

static RcObject *two(Hostile *self)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(2);
}

static RcObject *failing_index(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no index today");
    return NULL;
}

static void test_sequences_repeat(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = RcFloat_FromDouble(1.5);
    RcObject *list = RcList_New(0);
    RcObject *tuple = RcTuple_Pack(1, item);
    RcObject *count = RcInt_FromLong(300);
    RcList_Append(list, item);
    assert_refcnt(item, 3);
    RcObject *const orders[][2] = {{list, count}, {count, list}};
    for (int i = 0; i < 2; i++) {
        RcObject *product = RcNumber_Multiply(orders[i][0], orders[i][1]);
        assert_int_equal(RcList_GET_SIZE(product), 300);
        assert_refcnt(product, 1);
        assert_refcnt(count, 1);
        assert_refcnt(list, 1);
        assert_refcnt(item, 303);
        Rc_DECREF(product);
        assert_refcnt(item, 3);
    }
    RcObject *product = RcNumber_InPlaceMultiply(count, list); /* the right one does not change */
    assert_ptr_not_equal(product, list);
    assert_refcnt(list, 1);
    assert_refcnt(item, 303);
    Rc_DECREF(product);
    product = RcNumber_InPlaceMultiply(tuple, count);
    assert_ptr_not_equal(product, tuple);
    assert_refcnt(product, 1);
    assert_refcnt(item, 303);
    Rc_DECREF(product);
    product = RcNumber_InPlaceMultiply(list, count);
    assert_ptr_equal(product, list);
    assert_refcnt(list, 2);
    assert_refcnt(item, 302);
    Rc_DECREF(product);

    Hostile *hostile = Hostile_New();
    hostile->on_index = two;
    product = RcNumber_Multiply(tuple, (RcObject *)hostile);
    assert_repr(product, "(1.5, 1.5)");
    Rc_DECREF(product);
    hostile->on_index = failing_index;
    assert_null(RcNumber_Multiply(tuple, (RcObject *)hostile));
    assert_raises(RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);

    assert_null(RcNumber_Multiply(tuple, item));
    assert_raises(RcExc_TypeError, "can't multiply sequence by non-int of type 'float'");
    assert_null(RcNumber_InPlaceMultiply(tuple, tuple));
    assert_raises(RcExc_TypeError, "can't multiply sequence by non-int of type 'tuple'");
    assert_null(RcNumber_Multiply(item, tuple));
    assert_raises(RcExc_TypeError, "can't multiply sequence by non-int of type 'float'");
    assert_null(RcNumber_InPlaceMultiply(item, Rc_None));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for *=: 'float' and 'NoneType'");
    assert_refcnt(tuple, 1);
    Rc_DECREF(count);
    Rc_DECREF(tuple);
    Rc_DECREF(list);
    assert_refcnt(item, 1);
    Rc_DECREF(item);
}

/* ---- One operand ---- */

static RcObject *self_of(RcObject *op)
{
    return Rc_NewRef(op);
}

static RcObject *fail_one(RcObject *op)
{
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_KeyError, "refused");
    return NULL;
}

static void test_unary(void **state)
{
    static const struct {
        const char *name;
        int slot;
        const char *message;
    } cases[] = {
        {"neg", Rc_nb_negative, "bad operand type for unary -: 'P'"},
        {"pos", Rc_nb_positive, "bad operand type for unary +: 'P'"},
        {"inv", Rc_nb_invert, "bad operand type for unary ~: 'P'"},
        {"abs", Rc_nb_absolute, "bad operand type for abs(): 'P'"},
    };
    Rc_UNUSED(state);
    RcObject *plain = instance_of(BASE, "P", NULL);
    for (size_t i = 0; i < 4; i++) {
        RcType_Slot slots[] = {{cases[i].slot, SLOT(self_of)}, {0, NULL}};
        RcType_Slot failing[] = {{cases[i].slot, SLOT(fail_one)}, {0, NULL}};
        RcObject *a = instance_of(BASE, "A", slots);
        RcObject *f = instance_of(BASE, "F", failing);
        RcObject *result = one_operand(cases[i].name, a);
        assert_ptr_equal(result, a);
        assert_refcnt(a, 2);
        Rc_DECREF(result);
        Rc_DECREF(a);
        assert_null(one_operand(cases[i].name, f));
        assert_raises(RcExc_KeyError, NULL);
        assert_refcnt(f, 1);
        Rc_DECREF(f);
        assert_null(one_operand(cases[i].name, plain));
        assert_raises(RcExc_TypeError, cases[i].message);
        assert_refcnt(plain, 1);
    }
    Rc_DECREF(plain);
}

/* ---- Conversion ---- */

static RcObject *to_thousand(RcObject *op)
{
    Rc_UNUSED(op);
    return RcInt_FromLong(1000);
}

static RcObject *to_true(RcObject *op)
{
    Rc_UNUSED(op);
    Rc_RETURN_TRUE;
}

static RcObject *to_half(RcObject *op)
{
    Rc_UNUSED(op);
    return RcFloat_FromDouble(0.5);
}

/* An instance of a fresh subtype of float. */
static RcObject *to_sub_float(RcObject *op)
{
    Rc_UNUSED(op);
    RcObject *value = RcFloat_FromDouble(2.5);
    if (value == NULL) {
        return NULL;
    }
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"SubFloat", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)&RcFloat_Type);
    RcObject *result = type == NULL ? NULL : RcObject_CallOneArg(type, value);
    Rc_DECREF(value);
    Rc_XDECREF(type);
    return result;
}

typedef RcObject *(*Conversion)(RcObject *);

static int convert(void *argument)
{
    void **both = argument;
    Conversion function;
    memcpy(&function, &both[0], sizeof function);
    RcObject *result = function(both[1]);
    if (result == NULL && RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    Rc_XDECREF(result);
    return 0;
}

static void sweep_conversion(Conversion function, RcObject *op)
{
    void *both[2] = {SLOT(function), op};
    RcObject *watched[] = {op, NULL};
    sweep(convert, both, watched);
}

/* The three conversions of an object whose type has these slots. */
static void check_conversions(RcType_Slot *slots, const char *as_int, const char *as_index,
                              const char *as_float)
{
    static const struct {
        const char *name;
        Conversion function;
    } functions[] = {{"int", RcNumber_Long}, {"index", RcNumber_Index}, {"float", RcNumber_Float}};
    const char *const expected[] = {as_int, as_index, as_float};
    RcObject *op = instance_of(BASE, "A", slots);
    for (int i = 0; i < 3; i++) {
        const Case line = {"A", functions[i].name, NULL, NULL};
        RcObject *result = functions[i].function(op);
        assert_refcnt(op, 1);
        if (result != NULL) {
            assert_refcnt(result, count_now(result));
            assert_true(i == 2 ? RcFloat_CheckExact(result) : RcInt_CheckExact(result));
        }
        check_result(result, expected[i], &line);
        assert_live(2);
        sweep_conversion(functions[i].function, op);
    }
    Rc_DECREF(op);
    assert_live(0);
}

static void test_conversions(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot only_int[] = {{Rc_nb_int, SLOT(to_thousand)}, {0, NULL}};
    check_conversions(only_int, "1000", "TypeError: 'A' object cannot be interpreted as an integer",
                      "TypeError: float() argument must be a string or a real number, not 'A'");
    RcType_Slot only_index[] = {{Rc_nb_index, SLOT(to_thousand)}, {0, NULL}};
    check_conversions(only_index, "1000", "1000", "1000.0");
    RcType_Slot bool_index[] = {{Rc_nb_index, SLOT(to_true)}, {Rc_nb_int, SLOT(to_true)}, {0, NULL}};
    check_conversions(bool_index, "1", "1", "1.0");
    RcType_Slot only_float[] = {{Rc_nb_float, SLOT(to_sub_float)}, {0, NULL}};
    check_conversions(
        only_float,
        "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'A'",
        "TypeError: 'A' object cannot be interpreted as an integer", "2.5");
    RcType_Slot wrong[] = {{Rc_nb_int, SLOT(to_half)},
                           {Rc_nb_index, SLOT(to_half)},
                           {Rc_nb_float, SLOT(to_thousand)},
                           {0, NULL}};
    check_conversions(wrong, "TypeError: A.__int__ returned non-int (type float)",
                      "TypeError: A.__index__ returned non-int (type float)",
                      "TypeError: A.__float__ returned non-float (type int)");
    RcType_Slot failing[] = {
        {Rc_nb_int, SLOT(fail_one)}, {Rc_nb_index, SLOT(fail_one)}, {Rc_nb_float, SLOT(fail_one)}, {0, NULL}};
    check_conversions(failing, "KeyError: 'refused'", "KeyError: 'refused'", "KeyError: 'refused'");
    RcType_Slot failing_index_only[] = {{Rc_nb_index, SLOT(fail_one)}, {0, NULL}};
    check_conversions(failing_index_only, "KeyError: 'refused'", "KeyError: 'refused'",
                      "KeyError: 'refused'");
}

static void test_conversions_of_built_in_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(1000);
    RcObject *result = RcNumber_Long(number);
    assert_ptr_equal(result, number);
    assert_refcnt(number, 2);
    Rc_DECREF(result);
    result = RcNumber_Index(number);
    assert_ptr_equal(result, number);
    assert_refcnt(number, 2);
    Rc_DECREF(result);
    Rc_DECREF(number);
    number = RcFloat_FromDouble(2.5);
    result = RcNumber_Float(number);
    assert_ptr_equal(result, number);
    assert_refcnt(number, 2);
    Rc_DECREF(result);
    Rc_DECREF(number);

    RcObject *text = RcStr_FromString(" 1000 ");
    result = RcNumber_Long(text);
    assert_repr(result, "1000");
    assert_refcnt(result, 1);
    assert_refcnt(text, 1);
    Rc_DECREF(result);
    result = RcNumber_Float(text);
    assert_repr(result, "1000.0");
    assert_refcnt(text, 1);
    Rc_DECREF(result);
    Rc_DECREF(text);
    text = RcBytes_FromString("1x");
    assert_null(RcNumber_Long(text));
    assert_raises(RcExc_ValueError, "invalid literal for int() with base 10: b'1x'");
    assert_refcnt(text, 1);
    Rc_DECREF(text);
}

/* A subtype of int is an int as it is: its own nb_index is not asked. */
static void test_index_of_a_subtype_of_int(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{Rc_nb_index, SLOT(fail_one)}, {0, NULL}};
    RcObject *op = instance_of(&RcInt_Type, "Mine", slots);
    ((RcIntObject *)op)->ob_value = 5000;
    RcObject *index = RcNumber_Index(op);
    assert_true(RcInt_CheckExact(index));
    assert_repr(index, "5000");
    assert_refcnt(index, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(index);
    assert_int_equal(RcNumber_AsSsize_t(op, NULL), 5000);
    Rc_DECREF(op);
}

static void test_checks(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot ints[] = {{Rc_nb_int, SLOT(to_thousand)}, {0, NULL}};
    RcObject *with_int = instance_of(BASE, "I", ints);
    RcObject *number = RcFloat_FromDouble(1.5);
    RcObject *text = RcStr_FromString("1.5");
    RcObject *list = RcList_New(0);
    Hostile *hostile = Hostile_New();
    assert_int_equal(RcNumber_Check(NULL), 0);
    assert_int_equal(RcNumber_Check(Rc_True), 1);
    assert_int_equal(RcNumber_Check(number), 1);
    assert_int_equal(RcNumber_Check(with_int), 1);
    assert_int_equal(RcNumber_Check((RcObject *)hostile), 1);
    assert_int_equal(RcNumber_Check(text), 0);
    assert_int_equal(RcNumber_Check(list), 0);
    assert_int_equal(RcIndex_Check(Rc_True), 1);
    assert_int_equal(RcIndex_Check((RcObject *)hostile), 1);
    assert_int_equal(RcIndex_Check(number), 0);
    assert_int_equal(RcIndex_Check(list), 0);
    assert_int_equal(RcIndex_Check(NULL), 0);
    assert_refcnt(number, 1);
    assert_refcnt(text, 1);
    Rc_DECREF(with_int);
    Rc_DECREF(number);
    Rc_DECREF(text);
    Rc_DECREF(list);
    Rc_DECREF(hostile);
}

static void test_as_ssize_t(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(-100000);
    assert_int_equal(RcNumber_AsSsize_t(number, RcExc_IndexError), -100000);
    assert_int_equal(RcNumber_AsSsize_t(number, NULL), -100000);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    number = RcInt_FromSsize_t(RC_SSIZE_T_MIN);
    assert_true(RcNumber_AsSsize_t(number, RcExc_IndexError) == RC_SSIZE_T_MIN);
    Rc_DECREF(number);
    RcObject *minus_one = RcInt_FromLong(-1);
    assert_int_equal(RcNumber_AsSsize_t(minus_one, NULL), -1);
    assert_no_error();
    Rc_DECREF(minus_one);
    number = RcFloat_FromDouble(1.5);
    assert_int_equal(RcNumber_AsSsize_t(number, NULL), -1);
    assert_raises(RcExc_TypeError, "'float' object cannot be interpreted as an integer");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static RcObject *to_base_2(RcObject *op)
{
    return RcNumber_ToBase(op, 2);
}

static void test_to_base(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(-1000);
    const struct {
        int base;
        const char *text;
    } cases[] = {{2, "-0b1111101000"}, {8, "-0o1750"}, {10, "-1000"}, {16, "-0x3e8"}};
    for (int i = 0; i < 4; i++) {
        RcObject *text = RcNumber_ToBase(number, cases[i].base);
        assert_str(text, cases[i].text);
        assert_refcnt(text, 1);
        assert_refcnt(number, 1);
        Rc_DECREF(text);
    }
    assert_null(RcNumber_ToBase(number, 3));
    assert_raises(RcExc_SystemError, "RcNumber_ToBase: base must be 2, 8, 10 or 16");
    sweep_conversion(to_base_2, number);
    Rc_DECREF(number);
    number = RcFloat_FromDouble(1.5);
    assert_null(RcNumber_ToBase(number, 2));
    assert_raises(RcExc_TypeError, "'float' object cannot be interpreted as an integer");
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

/* ---- NULL, memory ---- */

#define assert_refuses_null(call, function)                           \
    do {                                                              \
        assert_null(call);                                            \
        assert_raises(RcExc_SystemError, function ": null argument"); \
    } while (0)

#define assert_binary_refuses_null(function)                    \
    do {                                                        \
        assert_refuses_null(function(NULL, number), #function); \
        assert_refuses_null(function(number, NULL), #function); \
    } while (0)

static void test_null(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5);
    assert_binary_refuses_null(RcNumber_Add);
    assert_binary_refuses_null(RcNumber_Subtract);
    assert_binary_refuses_null(RcNumber_Multiply);
    assert_binary_refuses_null(RcNumber_MatrixMultiply);
    assert_binary_refuses_null(RcNumber_FloorDivide);
    assert_binary_refuses_null(RcNumber_TrueDivide);
    assert_binary_refuses_null(RcNumber_Remainder);
    assert_binary_refuses_null(RcNumber_Divmod);
    assert_binary_refuses_null(RcNumber_Lshift);
    assert_binary_refuses_null(RcNumber_Rshift);
    assert_binary_refuses_null(RcNumber_And);
    assert_binary_refuses_null(RcNumber_Xor);
    assert_binary_refuses_null(RcNumber_Or);
    assert_binary_refuses_null(RcNumber_InPlaceAdd);
    assert_binary_refuses_null(RcNumber_InPlaceSubtract);
    assert_binary_refuses_null(RcNumber_InPlaceMultiply);
    assert_binary_refuses_null(RcNumber_InPlaceMatrixMultiply);
    assert_binary_refuses_null(RcNumber_InPlaceFloorDivide);
    assert_binary_refuses_null(RcNumber_InPlaceTrueDivide);
    assert_binary_refuses_null(RcNumber_InPlaceRemainder);
    assert_binary_refuses_null(RcNumber_InPlaceLshift);
    assert_binary_refuses_null(RcNumber_InPlaceRshift);
    assert_binary_refuses_null(RcNumber_InPlaceAnd);
    assert_binary_refuses_null(RcNumber_InPlaceXor);
    assert_binary_refuses_null(RcNumber_InPlaceOr);
    assert_refuses_null(RcNumber_Power(NULL, number, Rc_None), "RcNumber_Power");
    assert_refuses_null(RcNumber_Power(number, NULL, Rc_None), "RcNumber_Power");
    assert_refuses_null(RcNumber_Power(number, number, NULL), "RcNumber_Power");
    assert_refuses_null(RcNumber_InPlacePower(NULL, number, Rc_None), "RcNumber_InPlacePower");
    assert_refuses_null(RcNumber_InPlacePower(number, NULL, Rc_None), "RcNumber_InPlacePower");
    assert_refuses_null(RcNumber_InPlacePower(number, number, NULL), "RcNumber_InPlacePower");
    assert_refuses_null(RcNumber_Negative(NULL), "RcNumber_Negative");
    assert_refuses_null(RcNumber_Positive(NULL), "RcNumber_Positive");
    assert_refuses_null(RcNumber_Absolute(NULL), "RcNumber_Absolute");
    assert_refuses_null(RcNumber_Invert(NULL), "RcNumber_Invert");
    assert_refuses_null(RcNumber_Long(NULL), "RcNumber_Long");
    assert_refuses_null(RcNumber_Float(NULL), "RcNumber_Float");
    assert_refuses_null(RcNumber_Index(NULL), "RcNumber_Index");
    assert_refuses_null(RcNumber_ToBase(NULL, 10), "RcNumber_ToBase");
    assert_int_equal(RcNumber_AsSsize_t(NULL, NULL), -1);
    assert_raises(RcExc_SystemError, "RcNumber_AsSsize_t: null argument");
    RcErr_SetString(RcExc_KeyError, "earlier");
    assert_null(RcNumber_Add(number, NULL)); /* NULL because of an error: that error stays */
    assert_raises(RcExc_KeyError, NULL);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static void test_pair(void **state)
{
    Rc_UNUSED(state);
    RcObject *first = RcFloat_FromDouble(1.5);
    RcObject *second = RcFloat_FromDouble(2.5);
    RcObject *pair = _RcNumber_Pair(Rc_NewRef(first), Rc_NewRef(second));
    assert_repr(pair, "(1.5, 2.5)");
    assert_refcnt(pair, 1);
    assert_refcnt(first, 2);
    assert_refcnt(second, 2);
    Rc_DECREF(pair);
    assert_null(_RcNumber_Pair(Rc_NewRef(first), NULL));
    assert_null(_RcNumber_Pair(NULL, Rc_NewRef(second)));
    assert_null(_RcNumber_Pair(NULL, NULL));
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    Rc_DECREF(first);
    Rc_DECREF(second);
}

static void test_out_of_memory(void **state)
{
    static const Case cases[] = {
        {"1000", "divmod", "7", NULL},    {"1000.5", "divmod", "7", NULL}, {"'ab'", "+", "'cd'", NULL},
        {"'ab'", "+=", "'cd'", NULL},     {"'ab'", "*", "3", NULL},        {"3", "*", "'ab'", NULL},
        {"'ab'", "*=", "3", NULL},        {"'ab'", "-", "3", NULL},        {"'ab'", "neg", NULL, NULL},
        {"'ab'", "**", "3", NULL},        {"'ab'", "*", "1.5", NULL},      {"'12345'", "int", NULL, NULL},
        {"'12345'", "float", NULL, NULL},
    };
    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(sweep_case(&cases[i]) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_both_operands_are_asked),
        counted_test(test_nobody_knows),
        counted_test(test_a_subtype_on_the_right_is_asked_first),
        counted_test(test_a_failure_ends_the_asking),
        counted_test(test_in_place),
        counted_test(test_power),
        counted_test(test_in_place_power),
        counted_test(test_sequences_concatenate),
        counted_test(test_sequences_repeat),
        counted_test(test_unary),
        counted_test(test_conversions),
        counted_test(test_conversions_of_built_in_objects),
        counted_test(test_index_of_a_subtype_of_int),
        counted_test(test_checks),
        counted_test(test_as_ssize_t),
        counted_test(test_to_base),
        counted_test(test_null),
        counted_test(test_pair),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
