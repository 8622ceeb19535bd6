/* The object protocol: each function finds the slot that answers, calls it, and checks what came back.
 *
 * Nothing here owns more than the arguments' callers do, except names and results that it makes itself: these
 * are released on each way out. */
#include "core/errors.h"
#include "protocol/call_internal.h"
#include "protocol/object_internal.h"
#include <recount/bytes.h>
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/hash.h>
#include <recount/int.h>
#include <recount/lifecycle.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>
#include <recount/strwriter.h>
#include <recount/tuple.h>
#include <stdio.h>

/* ---- Texts ---- */

/* Calls a slot that has to give a str. */
static RcObject *call_text_slot(Rc_reprfunc slot, RcObject *op, const char *method, const char *where)
{
    if (Rc_EnterRecursiveCall(where) < 0) {
        return NULL;
    }
    RcObject *text = RC_HOOK_RESULT_OF(slot, slot(op));
    Rc_LeaveRecursiveCall();
    RC_HOOK_USER_CODE(op);
    if (text != NULL && !RcStr_Check(text)) {
        RcErr_Format(RcExc_TypeError, "%s returned non-string (type %.200s)", method, Rc_TYPE(text)->tp_name);
        Rc_DECREF(text);
        return NULL;
    }
    return text;
}

RcObject *RcObject_Repr(RcObject *op)
{
    if (op == NULL) {
        return RcStr_FromString("<NULL>");
    }
    if (Rc_TYPE(op)->tp_repr == NULL) {
        return RcStr_FromFormat("<%s object at %p>", Rc_TYPE(op)->tp_name, (void *)op);
    }
    return call_text_slot(Rc_TYPE(op)->tp_repr, op, "__repr__", " while getting the repr of an object");
}

RcObject *RcObject_Str(RcObject *op)
{
    if (op == NULL) {
        return RcStr_FromString("<NULL>");
    }
    if (RcStr_CheckExact(op)) {
        return Rc_NewRef(op);
    }
    if (Rc_TYPE(op)->tp_str == NULL) {
        return RcObject_Repr(op);
    }
    return call_text_slot(Rc_TYPE(op)->tp_str, op, "__str__", " while getting the str of an object");
}

/* Reads the code point at *at, which is valid UTF-8, and steps behind it. */
static Rc_UCS4 next_code_point(const unsigned char **at)
{
    static const unsigned char lead_bits[] = {0x7f, 0x1f, 0x0f, 0x07};
    const unsigned char *p = *at;
    int following = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
    Rc_UCS4 code = p[0] & lead_bits[following];
    for (int i = 1; i <= following; i++) {
        code = code << 6 | (p[i] & 0x3fU);
    }
    *at = p + 1 + following;
    return code;
}

static int write_escaped(RcStrWriter *writer, Rc_UCS4 code)
{
    char escape[16];
    if (code < 0x80) {
        return RcStrWriter_WriteChar(writer, code);
    }
    const char *format = code < 0x100 ? "\\x%02lx" : code < 0x10000 ? "\\u%04lx" : "\\U%08lx";
    int size = snprintf(escape, sizeof escape, format, (unsigned long)code);
    return RcStrWriter_WriteUTF8(writer, escape, size);
}

RcObject *RcObject_ASCII(RcObject *op)
{
    RcObject *repr = RcObject_Repr(op);
    if (repr == NULL) {
        return NULL;
    }
    Rc_ssize_t size;
    const unsigned char *at = (const unsigned char *)RcStr_AsUTF8AndSize(repr, &size);
    if (size == RcStr_GetLength(repr)) {
        return repr; /* a byte a code point: ASCII already */
    }
    RcStrWriter *writer = RcStrWriter_Create(size);
    const unsigned char *end = at + size;
    while (writer != NULL && at < end) {
        if (write_escaped(writer, next_code_point(&at)) < 0) {
            RcStrWriter_Discard(writer);
            writer = NULL;
        }
    }
    Rc_DECREF(repr);
    return writer == NULL ? NULL : RcStrWriter_Finish(writer);
}

RcObject *RcObject_Bytes(RcObject *op)
{
    if (op == NULL) {
        return RcBytes_FromString("<NULL>");
    }
    if (RcBytes_CheckExact(op)) {
        return Rc_NewRef(op);
    }
    RcObject *bytes;
    int found = _RcObject_CallSpecial(op, "__bytes__", &bytes);
    if (found <= 0) {
        return found == 0 ? RcBytes_FromObject(op) : NULL;
    }
    if (!RcBytes_Check(bytes)) {
        RcErr_Format(RcExc_TypeError, "__bytes__ returned non-bytes (type %.200s)", Rc_TYPE(bytes)->tp_name);
        Rc_CLEAR(bytes);
    }
    return bytes;
}

/* ---- Hash and truth ---- */

Rc_hash_t RcObject_Hash(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (Rc_TYPE(op)->tp_hash == NULL) {
        return RcObject_HashNotImplemented(op);
    }
    Rc_hash_t hash = Rc_TYPE(op)->tp_hash(op);
    RC_HOOK_HASHED(op);
    return hash;
}

Rc_hash_t RcObject_HashNotImplemented(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
    } else {
        RcErr_Format(RcExc_TypeError, "unhashable type: '%.200s'", Rc_TYPE(op)->tp_name);
    }
    return -1;
}

Rc_hash_t RcObject_GenericHash(RcObject *op)
{
    return Rc_HashPointer(op);
}

int RcObject_IsTrue(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (op == Rc_True) {
        return 1;
    }
    if (op == Rc_False || op == Rc_None) {
        return 0;
    }
    const RcTypeObject *type = Rc_TYPE(op);
    Rc_ssize_t truth = 1;
    if (type->tp_as_number != NULL && type->tp_as_number->nb_bool != NULL) {
        truth = type->tp_as_number->nb_bool(op);
    } else if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL) {
        truth = type->tp_as_mapping->mp_length(op);
    } else if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL) {
        truth = type->tp_as_sequence->sq_length(op);
    }
    return truth > 0 ? 1 : truth < 0 ? -1 : 0; /* a length may be negative by more than an int can be */
}

int RcObject_Not(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    int truth = RcObject_IsTrue(op);
    return truth < 0 ? -1 : !truth;
}

/* ---- Comparison ---- */

/* What each operation is when its operands change places. */
static const int mirrored[] = {
    [Rc_LT] = Rc_GT, [Rc_LE] = Rc_GE, [Rc_EQ] = Rc_EQ, [Rc_NE] = Rc_NE, [Rc_GT] = Rc_LT, [Rc_GE] = Rc_LE,
};
static const char *const signs[] = {
    [Rc_LT] = "<", [Rc_LE] = "<=", [Rc_EQ] = "==", [Rc_NE] = "!=", [Rc_GT] = ">", [Rc_GE] = ">=",
};

/* Asks left's type.  1: *result is its answer, new or NULL for an error.  0: it has none. */
static int ask_comparison(RcObject *left, RcObject *right, int operation, RcObject **result)
{
    Rc_richcmpfunc compare = Rc_TYPE(left)->tp_richcompare;
    if (compare == NULL) {
        return 0;
    }
    *result = RC_HOOK_RESULT_OF(compare, compare(left, right, operation));
    if (*result != Rc_NotImplemented) {
        return 1;
    }
    Rc_DECREF(*result);
    return 0;
}

static RcObject *compare_unguarded(RcObject *left, RcObject *right, int operation)
{
    RcObject *result = NULL;
    int right_first = !Rc_IS_TYPE(left, Rc_TYPE(right)) && RcType_IsSubtype(Rc_TYPE(right), Rc_TYPE(left));
    if (right_first && ask_comparison(right, left, mirrored[operation], &result)) {
        return result;
    }
    if (ask_comparison(left, right, operation, &result)) {
        return result;
    }
    if (!right_first && ask_comparison(right, left, mirrored[operation], &result)) {
        return result;
    }
    if (operation == Rc_EQ || operation == Rc_NE) {
        return Rc_NewRef((left == right) == (operation == Rc_EQ) ? Rc_True : Rc_False);
    }
    RcErr_Format(RcExc_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'",
                 signs[operation], Rc_TYPE(left)->tp_name, Rc_TYPE(right)->tp_name);
    return NULL;
}

RcObject *RcObject_RichCompare(RcObject *left, RcObject *right, int operation)
{
    if (left == NULL || right == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (operation < Rc_LT || operation > Rc_GE) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (Rc_EnterRecursiveCall(" in comparison") < 0) {
        return NULL;
    }
    RcObject *result = compare_unguarded(left, right, operation);
    Rc_LeaveRecursiveCall();
    RC_HOOK_USER_CODE(left);
    RC_HOOK_USER_CODE(right);
    return result;
}

int RcObject_RichCompareBool(RcObject *left, RcObject *right, int operation)
{
    if (left == right && left != NULL && (operation == Rc_EQ || operation == Rc_NE)) {
        return operation == Rc_EQ;
    }
    RcObject *result = RcObject_RichCompare(left, right, operation);
    if (result == NULL) {
        return -1;
    }
    int truth = RcObject_IsTrue(result);
    Rc_DECREF(result);
    return truth;
}

/* ---- Attributes ---- */

/* 0 if name can be an attribute's, else -1 with the error. */
static int check_attribute_name(RcObject *op, RcObject *name, const char *function)
{
    if (op == NULL || name == NULL) {
        _RcErr_NullArgument(function);
        return -1;
    }
    if (!RcStr_Check(name)) {
        RcErr_Format(RcExc_TypeError, "attribute name must be string, not '%.200s'", Rc_TYPE(name)->tp_name);
        return -1;
    }
    return 0;
}

RcObject *_RcObject_NameFrom(const RcObject *op, const char *text, const char *function)
{
    if (op == NULL || text == NULL) {
        _RcErr_NullArgument(function);
        return NULL;
    }
    return RcStr_FromString(text);
}

int _RcObject_FoundOrUnraisable(int found, RcObject *where)
{
    if (found < 0) {
        RcErr_WriteUnraisable(where);
        return 0;
    }
    return found;
}

RcObject *RcObject_GetAttr(RcObject *op, RcObject *name)
{
    if (check_attribute_name(op, name, __func__) < 0) {
        return NULL;
    }
    if (Rc_TYPE(op)->tp_getattro == NULL) {
        RcErr_Format(RcExc_AttributeError, "'%.100s' object has no attribute '%U'", Rc_TYPE(op)->tp_name,
                     name);
        return NULL;
    }
    return RC_HOOK_RESULT_OF(Rc_TYPE(op)->tp_getattro, Rc_TYPE(op)->tp_getattro(op, name));
}

RcObject *RcObject_GetAttrString(RcObject *op, const char *name)
{
    RcObject *key = _RcObject_NameFrom(op, name, __func__);
    if (key == NULL) {
        return NULL;
    }
    RcObject *value = RcObject_GetAttr(op, key);
    Rc_DECREF(key);
    return value;
}

int RcObject_GetOptionalAttr(RcObject *op, RcObject *name, RcObject **result)
{
    if (result == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    *result = NULL;
    if (check_attribute_name(op, name, __func__) < 0) {
        return -1; /* an error that was pending before is not taken for absence */
    }
    *result = RcObject_GetAttr(op, name);
    if (*result != NULL) {
        return 1;
    }
    if (!RcErr_ExceptionMatches(RcExc_AttributeError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

int RcObject_GetOptionalAttrString(RcObject *op, const char *name, RcObject **result)
{
    if (result == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    *result = NULL;
    RcObject *key = _RcObject_NameFrom(op, name, __func__);
    if (key == NULL) {
        return -1;
    }
    int found = RcObject_GetOptionalAttr(op, key, result);
    Rc_DECREF(key);
    return found;
}

int RcObject_SetAttr(RcObject *op, RcObject *name, RcObject *value)
{
    if (check_attribute_name(op, name, __func__) < 0) {
        return -1;
    }
    const RcTypeObject *type = Rc_TYPE(op);
    if (type->tp_setattro != NULL) {
        return RC_HOOK_STATUS_OF(type->tp_setattro, type->tp_setattro(op, name, value));
    }
    const char *what = type->tp_getattro == NULL ? "no attributes" : "only read-only attributes";
    RcErr_Format(RcExc_TypeError, "'%.100s' object has %s (%s .%U)", type->tp_name, what,
                 value == NULL ? "del" : "assign to", name);
    return -1;
}

int RcObject_SetAttrString(RcObject *op, const char *name, RcObject *value)
{
    RcObject *key = _RcObject_NameFrom(op, name, __func__);
    if (key == NULL) {
        return -1;
    }
    int status = RcObject_SetAttr(op, key, value);
    Rc_DECREF(key);
    return status;
}

int RcObject_DelAttr(RcObject *op, RcObject *name)
{
    return RcObject_SetAttr(op, name, NULL);
}

int RcObject_DelAttrString(RcObject *op, const char *name)
{
    return RcObject_SetAttrString(op, name, NULL);
}

int RcObject_HasAttrWithError(RcObject *op, RcObject *name)
{
    RcObject *value;
    int found = RcObject_GetOptionalAttr(op, name, &value);
    Rc_XDECREF(value);
    return found;
}

int RcObject_HasAttrStringWithError(RcObject *op, const char *name)
{
    RcObject *value;
    int found = RcObject_GetOptionalAttrString(op, name, &value);
    Rc_XDECREF(value);
    return found;
}

int RcObject_HasAttr(RcObject *op, RcObject *name)
{
    return _RcObject_FoundOrUnraisable(RcObject_HasAttrWithError(op, name), op);
}

int RcObject_HasAttrString(RcObject *op, const char *name)
{
    return _RcObject_FoundOrUnraisable(RcObject_HasAttrStringWithError(op, name), op);
}

/* ---- Types ---- */

RcObject *RcObject_Type(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    return Rc_NewRef(Rc_TYPE(op));
}

/* Is type a subtype of what classes says: a type, or a tuple of such?  1, 0, or -1 with an error. */
static int is_subtype_of_any(const RcTypeObject *type, RcObject *classes, const char *where,
                             const char *refusal)
{
    if (classes != NULL && RcType_Check(classes)) {
        return RcType_IsSubtype(type, (RcTypeObject *)classes);
    }
    if (classes == NULL || !RcTuple_Check(classes)) { /* NULL: a slot that was never set */
        RcErr_SetString(RcExc_TypeError, refusal);
        return -1;
    }
    if (Rc_EnterRecursiveCall(where) < 0) {
        return -1;
    }
    int found = 0;
    for (Rc_ssize_t i = 0; i < RcTuple_GET_SIZE(classes) && found == 0; i++) {
        found = is_subtype_of_any(type, RcTuple_GET_ITEM(classes, i), where, refusal);
    }
    Rc_LeaveRecursiveCall();
    return found;
}

int RcObject_IsInstance(RcObject *op, RcObject *type)
{
    if (op == NULL || type == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return is_subtype_of_any(Rc_TYPE(op), type, " in __instancecheck__",
                             "isinstance() arg 2 must be a type, or a tuple of types");
}

int RcObject_IsSubclass(RcObject *derived, RcObject *type)
{
    if (derived == NULL || type == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (!RcType_Check(derived)) {
        RcErr_SetString(RcExc_TypeError, "issubclass() arg 1 must be a class");
        return -1;
    }
    return is_subtype_of_any((RcTypeObject *)derived, type, " in __subclasscheck__",
                             "issubclass() arg 2 must be a class, or a tuple of classes");
}

/* ---- Size ---- */

Rc_ssize_t RcObject_Size(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    const RcTypeObject *type = Rc_TYPE(op);
    if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL) {
        return type->tp_as_sequence->sq_length(op);
    }
    if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL) {
        return type->tp_as_mapping->mp_length(op);
    }
    RcErr_Format(RcExc_TypeError, "object of type '%.200s' has no len()", type->tp_name);
    return -1;
}

/* Forgets a pending TypeError: 0.  Any other error stays: -1. */
static int clear_type_error(void)
{
    if (!RcErr_ExceptionMatches(RcExc_TypeError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

/* What __length_hint__ has answered, as a number.  hint is stolen. */
static Rc_ssize_t hint_as_size(RcObject *hint, Rc_ssize_t fallback)
{
    Rc_ssize_t size = fallback;
    if (hint == Rc_NotImplemented) {
        goto done;
    }
    if (!RcInt_Check(hint)) {
        RcErr_Format(RcExc_TypeError, "__length_hint__ must be an integer, not %.100s",
                     Rc_TYPE(hint)->tp_name);
        size = -1;
        goto done;
    }
    size = RcInt_AsSsize_t(hint);
    if (size < 0 && !RcErr_Occurred()) {
        RcErr_SetString(RcExc_ValueError, "__length_hint__() should return >= 0");
        size = -1;
    }
done:
    Rc_DECREF(hint);
    return size;
}

Rc_ssize_t RcObject_LengthHint(RcObject *op, Rc_ssize_t fallback)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    Rc_ssize_t size = RcObject_Size(op);
    if (size >= 0) {
        return size;
    }
    if (clear_type_error() < 0) {
        return -1;
    }
    RcObject *hint;
    int found = _RcObject_CallSpecial(op, "__length_hint__", &hint);
    if (found > 0) {
        return hint_as_size(hint, fallback);
    }
    if (found < 0 && clear_type_error() < 0) {
        return -1;
    }
    return fallback;
}

/* ---- Items ---- */

/* A sequence's key as an index.  0, or -1 with TypeError or IndexError.  Negative indices are left to
 * RcSequence_GetItem and its family, which add the length. */
static int sequence_index(RcObject *key, Rc_ssize_t *index)
{
    if (!RcIndex_Check(key)) {
        RcErr_Format(RcExc_TypeError, "sequence index must be integer, not '%.200s'", Rc_TYPE(key)->tp_name);
        return -1;
    }
    *index = RcNumber_AsSsize_t(key, RcExc_IndexError);
    return *index == -1 && RcErr_Occurred() ? -1 : 0;
}

RcObject *RcObject_GetItem(RcObject *op, RcObject *key)
{
    if (op == NULL || key == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    const RcTypeObject *type = Rc_TYPE(op);
    if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_subscript != NULL) {
        Rc_binaryfunc slot = type->tp_as_mapping->mp_subscript;
        return RC_HOOK_RESULT_OF(slot, slot(op, key));
    }
    if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_item != NULL) {
        Rc_ssize_t index;
        return sequence_index(key, &index) < 0 ? NULL : RcSequence_GetItem(op, index);
    }
    if (RcType_Check(op)) {
        RcErr_Format(RcExc_TypeError, "type '%.200s' is not subscriptable", ((RcTypeObject *)op)->tp_name);
    } else {
        RcErr_Format(RcExc_TypeError, "'%.200s' object is not subscriptable", type->tp_name);
    }
    return NULL;
}

/* Assigns, or deletes if value is NULL. */
static int assign_subscript(RcObject *op, RcObject *key, RcObject *value)
{
    const RcTypeObject *type = Rc_TYPE(op);
    if (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_ass_subscript != NULL) {
        Rc_objobjargproc slot = type->tp_as_mapping->mp_ass_subscript;
        return RC_HOOK_STATUS_OF(slot, slot(op, key, value));
    }
    if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_ass_item != NULL) {
        Rc_ssize_t index;
        if (sequence_index(key, &index) < 0) {
            return -1;
        }
        return value == NULL ? RcSequence_DelItem(op, index) : RcSequence_SetItem(op, index, value);
    }
    RcErr_Format(RcExc_TypeError, "'%.200s' object does not support item %s", type->tp_name,
                 value == NULL ? "deletion" : "assignment");
    return -1;
}

int RcObject_SetItem(RcObject *op, RcObject *key, RcObject *value)
{
    if (op == NULL || key == NULL || value == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return assign_subscript(op, key, value);
}

int RcObject_DelItem(RcObject *op, RcObject *key)
{
    if (op == NULL || key == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    return assign_subscript(op, key, NULL);
}

int RcObject_DelItemString(RcObject *op, const char *key)
{
    RcObject *name = _RcObject_NameFrom(op, key, __func__);
    if (name == NULL) {
        return -1;
    }
    int status = RcObject_DelItem(op, name);
    Rc_DECREF(name);
    return status;
}
