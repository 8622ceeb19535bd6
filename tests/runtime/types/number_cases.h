/* Tables of operations on numbers, for the tests of int, float and bool: one line a case, operands and result
 * as text.
 *
 * An operand is read as its repr: "7" an int, "1.5" a float, "True" a bool, "'a'" a str, "None".  A failure
 * is "TypeError: its message".  Each case asserts the counts of the operands and of the result. */
#ifndef RECOUNT_TESTS_NUMBER_CASES_H
#define RECOUNT_TESTS_NUMBER_CASES_H

#include "support.h"

#include <recount/recount.h>

#include <string.h>

typedef struct Case {
    const char *left;
    const char *operation; /* "+", "+=", "divmod", "<", ...; for one operand see one_operand */
    const char *right;     /* NULL: one operand */
    const char *expected;
} Case;

static inline RcObject *operand(const char *text)
{
    if (strcmp(text, "True") == 0 || strcmp(text, "False") == 0) {
        return RcBool_FromLong(text[0] == 'T');
    }
    if (strcmp(text, "None") == 0) {
        Rc_RETURN_NONE;
    }
    if (text[0] == '\'') {
        return RcStr_FromStringAndSize(text + 1, (Rc_ssize_t)strlen(text) - 2);
    }
    if (strpbrk(text, ".en") == NULL) {
        return RcInt_FromString(text, NULL, 10);
    }
    RcObject *str = RcStr_FromString(text);
    RcObject *result = RcFloat_FromString(str);
    Rc_DECREF(str);
    return result;
}

typedef RcObject *(*Binary)(RcObject *, RcObject *);

static inline Binary binary_function(const char *operation)
{
    static const struct {
        const char *name;
        Binary function;
    } table[] = {
        {"+", RcNumber_Add},
        {"-", RcNumber_Subtract},
        {"*", RcNumber_Multiply},
        {"@", RcNumber_MatrixMultiply},
        {"/", RcNumber_TrueDivide},
        {"//", RcNumber_FloorDivide},
        {"%", RcNumber_Remainder},
        {"divmod", RcNumber_Divmod},
        {"<<", RcNumber_Lshift},
        {">>", RcNumber_Rshift},
        {"&", RcNumber_And},
        {"^", RcNumber_Xor},
        {"|", RcNumber_Or},
        {"+=", RcNumber_InPlaceAdd},
        {"-=", RcNumber_InPlaceSubtract},
        {"*=", RcNumber_InPlaceMultiply},
        {"@=", RcNumber_InPlaceMatrixMultiply},
        {"/=", RcNumber_InPlaceTrueDivide},
        {"//=", RcNumber_InPlaceFloorDivide},
        {"%=", RcNumber_InPlaceRemainder},
        {"<<=", RcNumber_InPlaceLshift},
        {">>=", RcNumber_InPlaceRshift},
        {"&=", RcNumber_InPlaceAnd},
        {"^=", RcNumber_InPlaceXor},
        {"|=", RcNumber_InPlaceOr},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].name, operation) == 0) {
            return table[i].function;
        }
    }
    return NULL;
}

/* Rc_LT ... Rc_GE, or -1. */
static inline int comparison(const char *operation)
{
    static const char *const names[] = {"<", "<=", "==", "!=", ">", ">="};
    for (int i = 0; i < 6; i++) {
        if (strcmp(names[i], operation) == 0) {
            return i;
        }
    }
    return -1;
}

static inline RcObject *one_operand(const char *operation, RcObject *op)
{
    static const struct {
        const char *name;
        RcObject *(*function)(RcObject *);
    } table[] = {
        {"neg", RcNumber_Negative}, {"pos", RcNumber_Positive}, {"abs", RcNumber_Absolute},
        {"inv", RcNumber_Invert},   {"int", RcNumber_Long},     {"float", RcNumber_Float},
        {"index", RcNumber_Index},  {"repr", RcObject_Repr},    {"str", RcObject_Str},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].name, operation) == 0) {
            return table[i].function(op);
        }
    }
    assert_string_equal(operation, "bool");
    int truth = RcObject_IsTrue(op);
    return truth < 0 ? NULL : RcBool_FromLong(truth);
}

static inline RcObject *apply(const char *operation, RcObject *left, RcObject *right)
{
    if (right == NULL) {
        return one_operand(operation, left);
    }
    if (strcmp(operation, "**") == 0) {
        return RcNumber_Power(left, right, Rc_None);
    }
    if (strcmp(operation, "**=") == 0) {
        return RcNumber_InPlacePower(left, right, Rc_None);
    }
    if (comparison(operation) >= 0) {
        return RcObject_RichCompare(left, right, comparison(operation));
    }
    return binary_function(operation)(left, right);
}

/* The pending error as text; it is cleared.  Result new. */
static inline RcObject *error_as_text(void)
{
    RcObject *exception = RcErr_GetRaisedException();
    assert_non_null(exception);
    RcObject *message = RcObject_Str(exception);
    RcObject *text = RcStr_FromFormat("%s: %U", Rc_TYPE(exception)->tp_name, message);
    Rc_DECREF(message);
    Rc_DECREF(exception);
    return text;
}

static inline Rc_ssize_t count_now(RcObject *op)
{
    return Rc_IsImmortal(op) ? (Rc_ssize_t)RC_IMMORTAL_REFCNT : 1;
}

/* Releases result; NULL: the pending error is meant. */
static inline void check_result(RcObject *result, const char *expected, const Case *line)
{
    RcObject *text = result == NULL ? error_as_text() : RcObject_Repr(result);
    if (strcmp(RcStr_AsUTF8(text), expected) != 0) {
        print_error("%s %s %s\n", line->left, line->operation, line->right == NULL ? "" : line->right);
    }
    assert_str(text, expected);
    Rc_DECREF(text);
    Rc_XDECREF(result);
}

static inline void check_case(const Case *line)
{
    RcObject *left = operand(line->left);
    RcObject *right = line->right == NULL ? NULL : operand(line->right);
    RcObject *result = apply(line->operation, left, right);
    int same = result == left && !Rc_IsImmortal(left);
    assert_refcnt(left, count_now(left) + same);
    if (right != NULL && right != left) {
        assert_refcnt(right, count_now(right));
    }
    if (result != NULL && !same) {
        assert_refcnt(result, count_now(result));
    }
    check_result(result, line->expected, line);
    assert_refcnt(left, count_now(left));
    Rc_DECREF(left);
    Rc_XDECREF(right);
    assert_live(0);
}

#define check_cases(cases)                                                            \
    do {                                                                              \
        for (size_t case_ = 0; case_ < sizeof(cases) / sizeof((cases)[0]); case_++) { \
            check_case(&(cases)[case_]);                                              \
        }                                                                             \
    } while (0)

/* Every allocation of each case failing in turn.  A case whose outcome is an error has succeeded
 * with that. */
typedef struct CaseRun {
    const Case *line;
    RcObject *left;
    RcObject *right;
} CaseRun;

static inline int run_case(void *argument)
{
    const CaseRun *run = argument;
    RcObject *result = apply(run->line->operation, run->left, run->right);
    if (result == NULL) {
        if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
            return -1;
        }
        RcErr_Clear();
    }
    Rc_XDECREF(result);
    return 0;
}

static inline Rc_ssize_t sweep_case(const Case *line)
{
    CaseRun run = {line, operand(line->left), line->right == NULL ? NULL : operand(line->right)};
    RcObject *watched[] = {run.left, run.right, NULL};
    Rc_ssize_t failures = sweep(run_case, &run, watched);
    Rc_DECREF(run.left);
    Rc_XDECREF(run.right);
    return failures;
}

#define sweep_cases(cases)                                                            \
    do {                                                                              \
        for (size_t case_ = 0; case_ < sizeof(cases) / sizeof((cases)[0]); case_++) { \
            sweep_case(&(cases)[case_]);                                              \
        }                                                                             \
    } while (0)

/* A heap type below base, with a plain instance; both new. */
static inline RcObject *subtype_of(RcTypeObject *base, const char *name, RcType_Slot *slots)
{
    RcType_Slot none[] = {{0, NULL}};
    RcType_Spec spec = {name, 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots == NULL ? none : slots};
    RcObject *type = RcType_FromSpecWithBases(&spec, (RcObject *)base);
    assert_non_null(type);
    return type;
}

#endif
