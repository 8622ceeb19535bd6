/* The public functions, listed by what they take and give: _A and _AB take one object and two, _N a number; see calls.h.
 *
 * The lists are macros, so that each call is written out: so the ledger is told of it as of any other. */
#include "calls.h"

#include <recount/hashtable.h>

/* The formatter finds no form of these lists that it would leave as it is. */
/* clang-format off */

/* -- what changes none of its arguments -- */

#define RESULT_A(X)                                                                                       \
    X(RcObject_Repr)                                                                                      \
    X(RcObject_Str)                                                                                       \
    X(RcObject_ASCII)                                                                                     \
    X(RcObject_Bytes)                                                                                     \
    X(RcObject_Type)                                                                                      \
    X(RcNumber_Negative)                                                                                  \
    X(RcNumber_Positive)                                                                                  \
    X(RcNumber_Absolute)                                                                                  \
    X(RcNumber_Invert)                                                                                    \
    X(RcNumber_Long) X(RcNumber_Float) X(RcNumber_Index) X(RcSequence_List) X(RcSequence_Tuple)           \
        X(RcMapping_Keys) X(RcMapping_Values) X(RcMapping_Items) X(RcObject_GetIter) X(RcObject_SelfIter) \
            X(RcSeqIter_New) X(RcFloat_FromString) X(RcStr_FromObject) X(RcStr_AsUTF8String)              \
                X(RcBytes_FromObject) X(RcList_AsTuple) X(RcHashTable_Copy) X(RcHashTable_Keys)           \
                    X(RcHashTable_Values) X(RcHashTable_Items) X(RcGC_GetReferrers) X(RcGC_GetReferents)  \
                        X(RcException_GetArgs) X(RcObject_CallNoArgs)
#define RESULT_AB(X)                                                                                     \
    X(RcNumber_Add)                                                                                      \
    X(RcNumber_Subtract)                                                                                 \
    X(RcNumber_Multiply)                                                                                 \
    X(RcNumber_MatrixMultiply)                                                                           \
    X(RcNumber_FloorDivide)                                                                              \
    X(RcNumber_TrueDivide)                                                                               \
    X(RcNumber_Remainder)                                                                                \
    X(RcNumber_Divmod)                                                                                   \
    X(RcNumber_Lshift)                                                                                   \
    X(RcNumber_Rshift) X(RcNumber_And) X(RcNumber_Xor) X(RcNumber_Or) X(RcSequence_Concat)               \
        X(RcObject_GetItem) X(RcObject_GetAttr) X(RcObject_GenericGetAttr) X(RcStr_Concat) X(RcStr_Join) \
            X(RcStr_Partition) X(RcStr_RPartition) X(RcObject_CallObject) X(RcObject_CallOneArg)         \
                X(RcMethod_New) X(RcWeakref_NewRef) X(RcWeakref_NewProxy)
#define RESULT_ABC(X) X(RcNumber_Power) X(RcObject_Call)
#define RESULT_AN(X) X(RcSequence_GetItem) X(RcSequence_Repeat) X(RcList_GetItemRef) X(RcHashTable_BinKeys)
#define RESULT_AI(X) X(RcNumber_ToBase) X(RcStr_Splitlines) X(RcBytes_Repr) X(RcInt_FromStrObject)
#define RESULT_ABI(X) X(RcObject_RichCompare) X(RcStr_RichCompare) X(RcStr_Split)
#define RESULT_ANM(X) X(RcSequence_GetSlice) X(RcList_GetSlice) X(RcTuple_GetSlice) X(RcStr_Substring)
#define RESULT_AT(X) X(RcObject_GetAttrString) X(RcMapping_GetItemString)
#define MAYBE_A(X) X(RcException_GetCause) X(RcException_GetContext)
#define LENT_A(X) X(RcHashTable_HashFunc) X(RcMethod_Function) X(RcMethod_Self)
#define LENT_AN(X) X(RcList_GetItem) X(RcTuple_GetItem)
#define STATUS_A(X)                                                                                      \
    X(RcObject_IsTrue)                                                                                   \
    X(RcObject_Not)                                                                                      \
    X(RcObject_Size)                                                                                     \
    X(RcSequence_Size)                                                                                   \
    X(RcMapping_Size)                                                                                    \
    X(RcList_Size)                                                                                       \
    X(RcTuple_Size)                                                                                      \
    X(RcStr_GetLength)                                                                                   \
    X(RcBytes_Size)                                                                                      \
    X(RcHashTable_Size) X(RcHashTable_Bins) X(RcObject_Hash) X(RcObject_GenericHash) X(RcWeakref_IsDead) \
        X(RcCFunction_GetFlags)
#define STATUS_AB(X)             \
    X(RcSequence_Contains)       \
    X(RcSequence_Count)          \
    X(RcSequence_Index)          \
    X(RcObject_IsInstance)       \
    X(RcObject_IsSubclass)       \
    X(RcObject_HasAttrWithError) \
    X(RcMapping_HasKeyWithError) X(RcHashTable_Contains) X(RcStr_Contains) X(RcStr_Equal)
#define STATUS_AT(X) \
    X(RcObject_HasAttrStringWithError) X(RcMapping_HasKeyStringWithError) X(RcHashTable_ContainsString)
#define OUT_A(X) X(RcWeakref_GetRef)
#define OUT_AB(X) X(RcObject_GetOptionalAttr) X(RcMapping_GetOptionalItem) X(RcHashTable_GetItemRef)
#define OUT_AT(X) \
    X(RcObject_GetOptionalAttrString) X(RcMapping_GetOptionalItemString) X(RcHashTable_GetItemStringRef)
/* Never fail. */
#define TEST_A(X)       \
    X(RcCallable_Check) \
    X(RcIter_Check)     \
    X(RcSequence_Check) \
    X(RcMapping_Check) X(RcNumber_Check) X(RcIndex_Check) X(RcObject_GC_IsTracked) X(RcObject_GC_IsFinalized)
#define TEST_AB(X) X(RcObject_HasAttr) X(RcMapping_HasKey) X(RcErr_GivenExceptionMatches)
/* -1 may be a result. */
#define NUMBER_A(X)                                                                 \
    X(RcInt_AsInt)                                                                  \
    X(RcInt_AsLong)                                                                 \
    X(RcInt_AsLongLong)                                                             \
    X(RcInt_AsSsize_t)                                                              \
    X(RcInt_AsUnsignedLong)                                                         \
    X(RcInt_AsSize_t)                                                               \
    X(RcInt_AsUnsignedLongLong)                                                     \
    X(RcInt_AsUnsignedLongMask)                                                     \
    X(RcInt_AsUnsignedLongLongMask)                                                 \
    X(RcInt_AsDouble) X(RcInt_AsVoidPtr) X(RcFloat_AsDouble) X(RcHashTable_MaxLoad) \
        X(RcArg_ValidateKeywordArguments)
#define NUMBER_AN(X) X(RcObject_LengthHint)
#define NUMBER_AB(X) X(RcNumber_AsSsize_t) X(RcStr_Compare) X(RcHashTable_GetItem)

/* -- what does -- */

#define CHANGE_MAYBE_A(X) X(RcIter_Next)
#define CHANGE_RESULT_AB(X)                                                                         \
    X(RcNumber_InPlaceAdd)                                                                          \
    X(RcNumber_InPlaceSubtract)                                                                     \
    X(RcNumber_InPlaceMultiply)                                                                     \
    X(RcNumber_InPlaceMatrixMultiply)                                                               \
    X(RcNumber_InPlaceFloorDivide)                                                                  \
    X(RcNumber_InPlaceTrueDivide)                                                                   \
    X(RcNumber_InPlaceRemainder)                                                                    \
    X(RcNumber_InPlaceLshift)                                                                       \
    X(RcNumber_InPlaceRshift)                                                                       \
    X(RcNumber_InPlaceAnd) X(RcNumber_InPlaceXor) X(RcNumber_InPlaceOr) X(RcSequence_InPlaceConcat) \
        X(RcObject_CallMethodNoArgs)
#define CHANGE_RESULT_ABC(X) X(RcNumber_InPlacePower) X(RcObject_CallMethodOneArg)
#define CHANGE_RESULT_AN(X) X(RcSequence_InPlaceRepeat)
#define CHANGE_STATUS_A(X) X(RcList_Sort) X(RcList_Reverse) X(RcList_Clear)
#define CHANGE_STATUS_AB(X) \
    X(RcList_Append)        \
    X(RcList_Extend) X(RcHashTable_Update) X(RcObject_DelItem) X(RcHashTable_DelItem) X(RcObject_DelAttr)
#define CHANGE_STATUS_ABC(X) \
    X(RcObject_SetItem) X(RcHashTable_SetItem) X(RcObject_SetAttr) X(RcObject_GenericSetAttr)
#define CHANGE_STATUS_ABI(X) X(RcHashTable_MergeFromSeq2)
#define CHANGE_STATUS_AN(X) X(RcSequence_DelItem)
#define CHANGE_STATUS_ANB(X) X(RcList_Insert) X(RcSequence_SetItem)
#define CHANGE_STATUS_ANM(X) X(RcSequence_DelSlice)
#define CHANGE_STATUS_ANMB(X) X(RcSequence_SetSlice) X(RcList_SetSlice)
#define CHANGE_STATUS_AT(X) X(RcObject_DelAttrString) X(RcObject_DelItemString) X(RcHashTable_DelItemString)
#define CHANGE_STATUS_ATB(X) X(RcObject_SetAttrString) X(RcMapping_SetItemString) X(RcHashTable_SetItemString)
#define CHANGE_STEAL_ANB(X) X(RcList_SetItem) X(RcTuple_SetItem)
#define CHANGE_OUT_A(X) X(RcIter_NextItem)
#define CHANGE_OUT_AB(X) X(RcHashTable_Pop)
#define CHANGE_OUT_AT(X) X(RcHashTable_PopString)
#define CHANGE_OUT_ABC(X) X(RcHashTable_SetDefaultRef)
#define CHANGE_VOID_A(X) X(RcHashTable_Clear)
#define CHANGE_VOID_AB(X) X(RcException_SetArgs)
#define CHANGE_STEAL_AB(X) X(RcException_SetCause) X(RcException_SetContext)

/* -- numbers -- */

#define READING(X)                                                                                    \
    RESULT_A(X)                                                                                       \
    RESULT_AB(X)                                                                                      \
    RESULT_ABC(X)                                                                                     \
    RESULT_AN(X)                                                                                      \
    RESULT_AI(X)                                                                                      \
    RESULT_ABI(X)                                                                                     \
    RESULT_ANM(X)                                                                                     \
    RESULT_AT(X)                                                                                      \
    MAYBE_A(X)                                                                                        \
    LENT_A(X) LENT_AN(X) STATUS_A(X) STATUS_AB(X) STATUS_AT(X) OUT_A(X) OUT_AB(X) OUT_AT(X) TEST_A(X) \
        TEST_AB(X) NUMBER_A(X) NUMBER_AN(X) NUMBER_AB(X)
#define CHANGING(X)                                                                                          \
    CHANGE_MAYBE_A(X)                                                                                        \
    CHANGE_RESULT_AB(X)                                                                                      \
    CHANGE_RESULT_ABC(X)                                                                                     \
    CHANGE_RESULT_AN(X)                                                                                      \
    CHANGE_STATUS_A(X)                                                                                       \
    CHANGE_STATUS_AB(X)                                                                                      \
    CHANGE_STATUS_ABC(X)                                                                                     \
    CHANGE_STATUS_ABI(X)                                                                                     \
    CHANGE_STATUS_AN(X)                                                                                      \
    CHANGE_STATUS_ANB(X) CHANGE_STATUS_ANM(X) CHANGE_STATUS_ANMB(X) CHANGE_STATUS_AT(X) CHANGE_STATUS_ATB(X) \
        CHANGE_STEAL_ANB(X) CHANGE_OUT_A(X) CHANGE_OUT_AB(X) CHANGE_OUT_AT(X) CHANGE_OUT_ABC(X)              \
            CHANGE_VOID_A(X) CHANGE_VOID_AB(X) CHANGE_STEAL_AB(X)
/* clang-format on */

#define NUMBER_OF(function) CALL_##function,

enum { READING(NUMBER_OF) FIRST_CHANGING, JUST_BEFORE = FIRST_CHANGING - 1, CHANGING(NUMBER_OF) CALLS };

int calls_reading(void)
{
    return FIRST_CHANGING;
}

int calls_in_all(void)
{
    return CALLS;
}

/* -- calling -- */

static RcObject *result(RcObject *op)
{
    fuzz_outcome(op == NULL);
    return op;
}

/* NULL may be no failure. */
static RcObject *maybe(RcObject *op)
{
    EXPECT(op == NULL || RcErr_Occurred() == NULL);
    RcErr_Clear();
    return op;
}

static RcObject *status(Rc_ssize_t status)
{
    fuzz_outcome(status == -1);
    return NULL;
}

/* *op is an object if, and only if, the status is 1; SetDefault's also if it is 0. */
static RcObject *out(int status, RcObject *op, int always)
{
    EXPECT((op != NULL) == (status == 1 || (always && status == 0)));
    fuzz_outcome(status < 0);
    return op;
}

static RcObject *nothing(void)
{
    RcErr_Clear();
    return NULL;
}

static RcObject *test(int answer)
{
    EXPECT((answer == 0 || answer == 1) && RcErr_Occurred() == NULL);
    return NULL;
}

#define CASE(function, expression) \
    case CALL_##function:          \
        return expression;
#define ON_RESULT_A(F) CASE(F, result(F(x.a)))
#define ON_RESULT_AB(F) CASE(F, result(F(x.a, x.b)))
#define ON_RESULT_ABC(F) CASE(F, result(F(x.a, x.b, x.c)))
#define ON_RESULT_AN(F) CASE(F, result(F(x.a, x.n)))
#define ON_RESULT_AI(F) CASE(F, result(F(x.a, (int)(x.n % 40))))
#define ON_RESULT_ABI(F) CASE(F, result(F(x.a, x.b, (int)(x.n % 7))))
#define ON_RESULT_ANM(F) CASE(F, result(F(x.a, x.n, x.m)))
#define ON_RESULT_AT(F) CASE(F, result(F(x.a, text)))
#define ON_MAYBE_A(F) CASE(F, maybe(F(x.a)))
#define ON_LENT_A(F) CASE(F, result(Rc_XNewRef(F(x.a))))
#define ON_LENT_AN(F) CASE(F, result(Rc_XNewRef(F(x.a, x.n))))
#define ON_STATUS_A(F) CASE(F, status((Rc_ssize_t)F(x.a)))
#define ON_STATUS_AB(F) CASE(F, status(F(x.a, x.b)))
#define ON_STATUS_ABC(F) CASE(F, status(F(x.a, x.b, x.c)))
#define ON_STATUS_ABI(F) CASE(F, status(F(x.a, x.b, (int)(x.n % 2))))
#define ON_STATUS_AN(F) CASE(F, status(F(x.a, x.n)))
#define ON_STATUS_ANB(F) CASE(F, status(F(x.a, x.n, x.b)))
#define ON_STATUS_ANM(F) CASE(F, status(F(x.a, x.n, x.m)))
#define ON_STATUS_ANMB(F) CASE(F, status(F(x.a, x.n, x.m, x.b)))
#define ON_STATUS_AT(F) CASE(F, status(F(x.a, text)))
#define ON_STATUS_ATB(F) CASE(F, status(F(x.a, text, x.b)))
#define ON_STEAL_ANB(F) CASE(F, status(F(x.a, x.n, Rc_NewRef(x.b))))
#define ON_STEAL_AB(F) CASE(F, (F(x.a, Rc_NewRef(x.b)), nothing()))
#define ON_VOID_A(F) CASE(F, (F(x.a), nothing()))
#define ON_VOID_AB(F) CASE(F, (F(x.a, x.b), nothing()))
#define ON_TEST_A(F) CASE(F, test(F(x.a)))
#define ON_TEST_AB(F) CASE(F, test(F(x.a, x.b)))
#define ON_NUMBER_A(F) CASE(F, ((void)F(x.a), nothing()))
#define ON_NUMBER_AN(F) CASE(F, ((void)F(x.a, x.n), nothing()))
#define ON_NUMBER_AB(F) CASE(F, ((void)F(x.a, x.b), nothing()))
#define ON_OUT_A(F) CASE(F, (code = F(x.a, &op), out(code, op, 0)))
#define ON_OUT_AB(F) CASE(F, (code = F(x.a, x.b, &op), out(code, op, 0)))
#define ON_OUT_AT(F) CASE(F, (code = F(x.a, text, &op), out(code, op, 0)))
#define ON_OUT_ABC(F) CASE(F, (code = F(x.a, x.b, x.c, &op), out(code, op, 1)))

static const char *text_of(Rc_ssize_t n)
{
    static const char *const texts[] = {"a",           "b",        "append",    "pop",      "keys",
                                        "args",        "__name__", "sort",      "__self__", "size",
                                        "caf\xC3\xA9", "\xFF",     "__cause__", "extend",   "__doc__"};
    return texts[(size_t)n % (sizeof texts / sizeof *texts)];
}

static RcObject *read_only(int call, Arguments x)
{
    const char *text = text_of(x.n);
    RcObject *op = NULL;
    int code;

    switch (call) {
        RESULT_A(ON_RESULT_A)
        RESULT_AB(ON_RESULT_AB)
        RESULT_ABC(ON_RESULT_ABC)
        RESULT_AN(ON_RESULT_AN)
        RESULT_AI(ON_RESULT_AI)
        RESULT_ABI(ON_RESULT_ABI)
        RESULT_ANM(ON_RESULT_ANM)
        RESULT_AT(ON_RESULT_AT)
        MAYBE_A(ON_MAYBE_A)
        LENT_A(ON_LENT_A)
        LENT_AN(ON_LENT_AN)
        STATUS_A(ON_STATUS_A)
        STATUS_AB(ON_STATUS_AB)
        STATUS_AT(ON_STATUS_AT)
        OUT_A(ON_OUT_A)
        OUT_AB(ON_OUT_AB)
        OUT_AT(ON_OUT_AT)
        TEST_A(ON_TEST_A)
        TEST_AB(ON_TEST_AB)
        NUMBER_A(ON_NUMBER_A)
        NUMBER_AN(ON_NUMBER_AN)
        NUMBER_AB(ON_NUMBER_AB)
    default:
        return NULL;
    }
}

static RcObject *change(int call, Arguments x)
{
    const char *text = text_of(x.n);
    RcObject *op = NULL;
    int code;

    switch (call) {
        CHANGE_MAYBE_A(ON_MAYBE_A)
        CHANGE_RESULT_AB(ON_RESULT_AB)
        CHANGE_RESULT_ABC(ON_RESULT_ABC)
        CHANGE_RESULT_AN(ON_RESULT_AN)
        CHANGE_STATUS_A(ON_STATUS_A)
        CHANGE_STATUS_AB(ON_STATUS_AB)
        CHANGE_STATUS_ABC(ON_STATUS_ABC)
        CHANGE_STATUS_ABI(ON_STATUS_ABI)
        CHANGE_STATUS_AN(ON_STATUS_AN)
        CHANGE_STATUS_ANB(ON_STATUS_ANB)
        CHANGE_STATUS_ANM(ON_STATUS_ANM)
        CHANGE_STATUS_ANMB(ON_STATUS_ANMB)
        CHANGE_STATUS_AT(ON_STATUS_AT)
        CHANGE_STATUS_ATB(ON_STATUS_ATB)
        CHANGE_STEAL_ANB(ON_STEAL_ANB)
        CHANGE_OUT_A(ON_OUT_A)
        CHANGE_OUT_AB(ON_OUT_AB)
        CHANGE_OUT_AT(ON_OUT_AT)
        CHANGE_OUT_ABC(ON_OUT_ABC)
        CHANGE_VOID_A(ON_VOID_A)
        CHANGE_VOID_AB(ON_VOID_AB)
        CHANGE_STEAL_AB(ON_STEAL_AB)
    default:
        return NULL;
    }
}

#define NAME_OF(function) [CALL_##function] = #function,

RcObject *calls_run(int call, Arguments arguments)
{
    static const char *const names[] = {READING(NAME_OF) CHANGING(NAME_OF)};
    fuzz_doing = names[call];
    return call < FIRST_CHANGING ? read_only(call, arguments) : change(call, arguments);
}
