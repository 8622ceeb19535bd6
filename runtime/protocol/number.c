/* The number protocol: who is asked for the result of an operation, and what is said if nobody has one.
 *
 * A slot answers with a result, with NULL (it failed: that is the result), or with NotImplemented: it has
 * nothing to do with such operands, ask on. */
#include "core/errors.h"
#include "protocol/number_internal.h"
#include <recount/bytes.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/number.h>
#include <recount/str.h>
#include <recount/tuple.h>

/* A slot of op's suite; NULL if it has none. */
#define NUMBER_SLOT(op, slot) (Rc_TYPE(op)->tp_as_number == NULL ? NULL : Rc_TYPE(op)->tp_as_number->slot)
#define SEQUENCE_SLOT(op, slot) \
    (Rc_TYPE(op)->tp_as_sequence == NULL ? NULL : Rc_TYPE(op)->tp_as_sequence->slot)

/* Is the answer NotImplemented?  If so it is released: ask on. */
static int declined(RcObject *answer)
{
    if (answer != Rc_NotImplemented) {
        return 0;
    }
    Rc_DECREF(answer);
    return 1;
}

static int all_given(const RcObject *left, const RcObject *right, const char *function)
{
    if (left == NULL || right == NULL) {
        _RcErr_NullArgument(function);
        return 0;
    }
    return 1;
}

/* ---- Who is asked ---- */

/* Asks both operands' slots; NotImplemented if both decline.  The left one is first, unless the right one's
 * type inherits from its type and has a slot of its own: a subtype may know better. */
static RcObject *ask(RcObject *left, RcObject *right, Rc_binaryfunc of_left, Rc_binaryfunc of_right)
{
    if (of_right == of_left) {
        of_right = NULL;
    }
    int right_first = of_right != NULL && RcType_IsSubtype(Rc_TYPE(right), Rc_TYPE(left));
    const Rc_binaryfunc order[] = {right_first ? of_right : of_left, right_first ? of_left : of_right};
    for (int i = 0; i < 2; i++) {
        if (order[i] != NULL) {
            RcObject *answer = RC_HOOK_RESULT_OF(order[i], order[i](left, right));
            if (!declined(answer)) {
                return answer;
            }
        }
    }
    Rc_RETURN_NOTIMPLEMENTED;
}

/* The same after left's in-place slot. */
static RcObject *ask_in_place(RcObject *left, RcObject *right, Rc_binaryfunc in_place, Rc_binaryfunc of_left,
                              Rc_binaryfunc of_right)
{
    if (in_place != NULL) {
        RcObject *answer = RC_HOOK_RESULT_OF(in_place, in_place(left, right));
        if (!declined(answer)) {
            return answer;
        }
    }
    return ask(left, right, of_left, of_right);
}

static RcObject *unsupported(RcObject *left, RcObject *right, const char *operator)
{
    return RcErr_Format(RcExc_TypeError,
                        "unsupported operand type(s) for %s: '%.100s' and '%.100s'", operator,
                        Rc_TYPE(left)->tp_name, Rc_TYPE(right)->tp_name);
}

/* The answer, or TypeError if it is NotImplemented. */
static RcObject *settle(RcObject *answer, RcObject *left, RcObject *right, const char *operator)
{
    return declined(answer) ? unsupported(left, right, operator) : answer;
}

#define ASK(slot) ask(left, right, NUMBER_SLOT(left, slot), NUMBER_SLOT(right, slot))
#define ASK_IN_PLACE(in_place, slot) \
    ask_in_place(left, right, NUMBER_SLOT(left, in_place), NUMBER_SLOT(left, slot), NUMBER_SLOT(right, slot))

/* The bodies of functions whose operands are named left and right. */
#define BINARY(slot, operator) \
    (all_given(left, right, __func__) ? settle(ASK(slot), left, right, operator) : NULL)
#define IN_PLACE(in_place, slot, operator) \
    (all_given(left, right, __func__) ? settle(ASK_IN_PLACE(in_place, slot), left, right, operator) : NULL)

/* ---- Binary operations ---- */

RcObject *RcNumber_Subtract(RcObject *left, RcObject *right)
{
    return BINARY(nb_subtract, "-");
}

RcObject *RcNumber_MatrixMultiply(RcObject *left, RcObject *right)
{
    return BINARY(nb_matrix_multiply, "@");
}

RcObject *RcNumber_FloorDivide(RcObject *left, RcObject *right)
{
    return BINARY(nb_floor_divide, "//");
}

RcObject *RcNumber_TrueDivide(RcObject *left, RcObject *right)
{
    return BINARY(nb_true_divide, "/");
}

RcObject *RcNumber_Remainder(RcObject *left, RcObject *right)
{
    return BINARY(nb_remainder, "%");
}

RcObject *RcNumber_Divmod(RcObject *left, RcObject *right)
{
    return BINARY(nb_divmod, "divmod()");
}

RcObject *RcNumber_Lshift(RcObject *left, RcObject *right)
{
    return BINARY(nb_lshift, "<<");
}

RcObject *RcNumber_Rshift(RcObject *left, RcObject *right)
{
    return BINARY(nb_rshift, ">>");
}

RcObject *RcNumber_And(RcObject *left, RcObject *right)
{
    return BINARY(nb_and, "&");
}

RcObject *RcNumber_Xor(RcObject *left, RcObject *right)
{
    return BINARY(nb_xor, "^");
}

RcObject *RcNumber_Or(RcObject *left, RcObject *right)
{
    return BINARY(nb_or, "|");
}

RcObject *RcNumber_InPlaceSubtract(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_subtract, nb_subtract, "-=");
}

RcObject *RcNumber_InPlaceMatrixMultiply(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_matrix_multiply, nb_matrix_multiply, "@=");
}

RcObject *RcNumber_InPlaceFloorDivide(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_floor_divide, nb_floor_divide, "//=");
}

RcObject *RcNumber_InPlaceTrueDivide(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_true_divide, nb_true_divide, "/=");
}

RcObject *RcNumber_InPlaceRemainder(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_remainder, nb_remainder, "%=");
}

RcObject *RcNumber_InPlaceLshift(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_lshift, nb_lshift, "<<=");
}

RcObject *RcNumber_InPlaceRshift(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_rshift, nb_rshift, ">>=");
}

RcObject *RcNumber_InPlaceAnd(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_and, nb_and, "&=");
}

RcObject *RcNumber_InPlaceXor(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_xor, nb_xor, "^=");
}

RcObject *RcNumber_InPlaceOr(RcObject *left, RcObject *right)
{
    return IN_PLACE(nb_inplace_or, nb_or, "|=");
}

/* ---- + and *, which sequences know too ---- */

RcObject *RcNumber_Add(RcObject *left, RcObject *right)
{
    if (!all_given(left, right, __func__)) {
        return NULL;
    }
    RcObject *answer = ASK(nb_add);
    if (!declined(answer)) {
        return answer;
    }
    Rc_binaryfunc concat = SEQUENCE_SLOT(left, sq_concat);
    return concat != NULL ? concat(left, right) : unsupported(left, right, "+");
}

RcObject *RcNumber_InPlaceAdd(RcObject *left, RcObject *right)
{
    if (!all_given(left, right, __func__)) {
        return NULL;
    }
    RcObject *answer = ASK_IN_PLACE(nb_inplace_add, nb_add);
    if (!declined(answer)) {
        return answer;
    }
    Rc_binaryfunc concat = SEQUENCE_SLOT(left, sq_inplace_concat);
    if (concat == NULL) {
        concat = SEQUENCE_SLOT(left, sq_concat);
    }
    return concat != NULL ? concat(left, right) : unsupported(left, right, "+=");
}

static RcObject *repeat(RcObject *sequence, RcObject *count, Rc_ssizeargfunc function)
{
    if (!RcIndex_Check(count)) {
        return RcErr_Format(RcExc_TypeError, "can't multiply sequence by non-int of type '%.200s'",
                            Rc_TYPE(count)->tp_name);
    }
    Rc_ssize_t times = RcNumber_AsSsize_t(count, RcExc_OverflowError);
    return times == -1 && RcErr_Occurred() ? NULL : function(sequence, times);
}

/* left * right where one of them is a sequence, the left one by of_left. */
static RcObject *repeat_either(RcObject *left, RcObject *right, Rc_ssizeargfunc of_left, const char *operator)
{
    if (of_left != NULL) {
        return repeat(left, right, of_left);
    }
    Rc_ssizeargfunc of_right = SEQUENCE_SLOT(right, sq_repeat);
    return of_right != NULL ? repeat(right, left, of_right) : unsupported(left, right, operator);
}

RcObject *RcNumber_Multiply(RcObject *left, RcObject *right)
{
    if (!all_given(left, right, __func__)) {
        return NULL;
    }
    RcObject *answer = ASK(nb_multiply);
    return declined(answer) ? repeat_either(left, right, SEQUENCE_SLOT(left, sq_repeat), "*") : answer;
}

RcObject *RcNumber_InPlaceMultiply(RcObject *left, RcObject *right)
{
    if (!all_given(left, right, __func__)) {
        return NULL;
    }
    RcObject *answer = ASK_IN_PLACE(nb_inplace_multiply, nb_multiply);
    if (!declined(answer)) {
        return answer;
    }
    Rc_ssizeargfunc of_left = SEQUENCE_SLOT(left, sq_inplace_repeat);
    return repeat_either(left, right, of_left != NULL ? of_left : SEQUENCE_SLOT(left, sq_repeat), "*=");
}

/* ---- ** ---- */

/* Asks three operands' slots.  The modulus's is last: it cannot be first of anything. */
static RcObject *ask_three(RcObject *left, RcObject *right, RcObject *modulus)
{
    Rc_ternaryfunc of_left = NUMBER_SLOT(left, nb_power);
    Rc_ternaryfunc of_right = NUMBER_SLOT(right, nb_power);
    Rc_ternaryfunc of_modulus = NUMBER_SLOT(modulus, nb_power);
    if (of_modulus == of_left || of_modulus == of_right) {
        of_modulus = NULL;
    }
    if (of_right == of_left) {
        of_right = NULL;
    }
    int right_first = of_right != NULL && RcType_IsSubtype(Rc_TYPE(right), Rc_TYPE(left));
    const Rc_ternaryfunc order[] = {right_first ? of_right : of_left, right_first ? of_left : of_right,
                                    of_modulus};
    for (int i = 0; i < 3; i++) {
        if (order[i] != NULL) {
            RcObject *answer = RC_HOOK_RESULT_OF(order[i], order[i](left, right, modulus));
            if (!declined(answer)) {
                return answer;
            }
        }
    }
    Rc_RETURN_NOTIMPLEMENTED;
}

/* The answer, or TypeError that names the operands there are. */
static RcObject *settle_power(RcObject *answer, RcObject *left, RcObject *right, RcObject *modulus,
                              const char *operator)
{
    if (!declined(answer)) {
        return answer;
    }
    if (Rc_IsNone(modulus)) {
        return unsupported(left, right, operator);
    }
    return RcErr_Format(RcExc_TypeError,
                        "unsupported operand type(s) for %s: '%.100s', '%.100s', '%.100s'", operator,
                        Rc_TYPE(left)->tp_name, Rc_TYPE(right)->tp_name, Rc_TYPE(modulus)->tp_name);
}

RcObject *RcNumber_Power(RcObject *left, RcObject *right, RcObject *modulus)
{
    if (!all_given(left, right, __func__) || !all_given(left, modulus, __func__)) {
        return NULL;
    }
    return settle_power(ask_three(left, right, modulus), left, right, modulus, "** or pow()");
}

RcObject *RcNumber_InPlacePower(RcObject *left, RcObject *right, RcObject *modulus)
{
    if (!all_given(left, right, __func__) || !all_given(left, modulus, __func__)) {
        return NULL;
    }
    Rc_ternaryfunc in_place = NUMBER_SLOT(left, nb_inplace_power);
    if (in_place != NULL) {
        RcObject *answer = in_place(left, right, modulus);
        if (!declined(answer)) {
            return answer;
        }
    }
    return settle_power(ask_three(left, right, modulus), left, right, modulus, "**=");
}

/* ---- One operand ---- */

static RcObject *unary(RcObject *op, Rc_unaryfunc slot, const char *operation)
{
    if (slot == NULL) {
        return RcErr_Format(RcExc_TypeError, "bad operand type for %s: '%.200s'", operation,
                            Rc_TYPE(op)->tp_name);
    }
    return RC_HOOK_RESULT_OF(slot, slot(op));
}

#define UNARY(slot, operation) \
    (all_given(op, op, __func__) ? unary(op, NUMBER_SLOT(op, slot), operation) : NULL)

RcObject *RcNumber_Negative(RcObject *op)
{
    return UNARY(nb_negative, "unary -");
}

RcObject *RcNumber_Positive(RcObject *op)
{
    return UNARY(nb_positive, "unary +");
}

RcObject *RcNumber_Invert(RcObject *op)
{
    return UNARY(nb_invert, "unary ~");
}

RcObject *RcNumber_Absolute(RcObject *op)
{
    return UNARY(nb_absolute, "abs()");
}

/* ---- Conversion ---- */

int RcIndex_Check(RcObject *op)
{
    return op != NULL && NUMBER_SLOT(op, nb_index) != NULL;
}

int RcNumber_Check(RcObject *op)
{
    return op != NULL &&
           (RcIndex_Check(op) || NUMBER_SLOT(op, nb_int) != NULL || NUMBER_SLOT(op, nb_float) != NULL);
}

/* An exact int of what a slot of op returned.  Ownership: steals result, which may be NULL. */
static RC_NEWREF RcObject *exact_int(RC_STEALS RcObject *result, RcObject *op, const char *slot)
{
    if (result == NULL || RcInt_CheckExact(result)) {
        return result;
    }
    RcObject *exact = NULL;
    if (RcInt_Check(result)) {
        exact = RcInt_FromInt64(((RcIntObject *)result)->ob_value);
    } else {
        RcErr_Format(RcExc_TypeError, "%.200s.%s returned non-int (type %.200s)", Rc_TYPE(op)->tp_name, slot,
                     Rc_TYPE(result)->tp_name);
    }
    Rc_DECREF(result);
    return exact;
}

RcObject *RcNumber_Index(RcObject *op)
{
    if (!all_given(op, op, __func__)) {
        return NULL;
    }
    if (RcInt_Check(op)) {
        return exact_int(Rc_NewRef(op), op, "__index__");
    }
    Rc_unaryfunc index = NUMBER_SLOT(op, nb_index);
    if (index == NULL) {
        return RcErr_Format(RcExc_TypeError, "'%.200s' object cannot be interpreted as an integer",
                            Rc_TYPE(op)->tp_name);
    }
    return exact_int(RC_HOOK_RESULT_OF(index, index(op)), op, "__index__");
}

RcObject *RcNumber_Long(RcObject *op)
{
    if (!all_given(op, op, __func__)) {
        return NULL;
    }
    Rc_unaryfunc to_int = NUMBER_SLOT(op, nb_int);
    if (to_int != NULL) {
        return exact_int(RC_HOOK_RESULT_OF(to_int, to_int(op)), op, "__int__");
    }
    if (RcIndex_Check(op)) {
        return RcNumber_Index(op);
    }
    if (RcStr_Check(op) || RcBytes_Check(op)) {
        return _RcInt_FromText(op, 10);
    }
    return RcErr_Format(RcExc_TypeError,
                        "int() argument must be a string, a bytes-like object or a real number, not '%.200s'",
                        Rc_TYPE(op)->tp_name);
}

/* An exact float of what op's nb_float returned.  Ownership: steals result, which may be NULL. */
static RcObject *exact_float(RcObject *result, RcObject *op)
{
    if (result == NULL || RcFloat_CheckExact(result)) {
        return result;
    }
    RcObject *exact = NULL;
    if (RcFloat_Check(result)) {
        exact = RcFloat_FromDouble(RcFloat_AS_DOUBLE(result));
    } else {
        RcErr_Format(RcExc_TypeError, "%.50s.__float__ returned non-float (type %.50s)", Rc_TYPE(op)->tp_name,
                     Rc_TYPE(result)->tp_name);
    }
    Rc_DECREF(result);
    return exact;
}

RcObject *RcNumber_Float(RcObject *op)
{
    if (!all_given(op, op, __func__)) {
        return NULL;
    }
    Rc_unaryfunc to_float = NUMBER_SLOT(op, nb_float);
    if (to_float != NULL) {
        return exact_float(RC_HOOK_RESULT_OF(to_float, to_float(op)), op);
    }
    if (!RcIndex_Check(op)) {
        return RcFloat_FromString(op);
    }
    RcObject *index = RcNumber_Index(op);
    if (index == NULL) {
        return NULL;
    }
    RcObject *result = RcFloat_FromDouble(RcInt_AsDouble(index));
    Rc_DECREF(index);
    return result;
}

/* The conversion there and back tells whether the value fits: where Rc_ssize_t has 64 bits, each does. */
Rc_ssize_t RcNumber_AsSsize_t(RcObject *op, RcObject *overflow)
{
    RcObject *index = all_given(op, op, __func__) ? RcNumber_Index(op) : NULL;
    if (index == NULL) {
        return -1;
    }
    int64_t value = ((RcIntObject *)index)->ob_value;
    Rc_DECREF(index);
    if ((int64_t)(Rc_ssize_t)value == value) {
        return (Rc_ssize_t)value;
    }
    if (overflow == NULL) {
        return value < 0 ? RC_SSIZE_T_MIN : RC_SSIZE_T_MAX;
    }
    RcErr_Format(overflow, "cannot fit '%.200s' into an index-sized integer", Rc_TYPE(op)->tp_name);
    return -1;
}

RcObject *RcNumber_ToBase(RcObject *op, int base)
{
    if (!all_given(op, op, __func__)) {
        return NULL;
    }
    if (base != 2 && base != 8 && base != 10 && base != 16) {
        RcErr_SetString(RcExc_SystemError, "RcNumber_ToBase: base must be 2, 8, 10 or 16");
        return NULL;
    }
    RcObject *index = RcNumber_Index(op);
    if (index == NULL) {
        return NULL;
    }
    RcObject *text = _RcInt_Format(((RcIntObject *)index)->ob_value, base);
    Rc_DECREF(index);
    return text;
}

RcObject *_RcNumber_Pair(RcObject *first, RcObject *second)
{
    RcObject *pair = first == NULL || second == NULL ? NULL : RcTuple_Pack(2, first, second);
    Rc_XDECREF(first);
    Rc_XDECREF(second);
    return pair;
}
