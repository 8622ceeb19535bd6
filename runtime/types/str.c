/* str: making, reading, comparing, and the slots of the type.
 *
 * What holds for each str: its data is valid UTF-8 of `size` bytes and `length` code points, with a NUL after
 * it. size 0 is _RcStr_EmptyStruct, and nothing else: so an empty str is never made, changed, hashed or
 * freed, and threads can share it. Nobody sees a str before it is complete, and nobody changes one that
 * others can see: RcStr_Append grows in place only what has one owner and is not interned. */
#include "types/str_internal.h"

#include <recount/args.h>
#include <recount/bytes.h>
#include <recount/errors.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>

#include "core/hash.h"
#include "core/make.h"

RcStrObject _RcStr_EmptyStruct = {RcObject_HEAD_INIT(&RcStr_Type) 0, 0, 0, 0, {'\0'}};

/* ---- Making ---- */

static inline void set_fields(RcStrObject *op, Rc_ssize_t size, Rc_ssize_t length)
{
    op->size = size;
    op->length = length;
    op->hash = -1;
    op->interned = 0;
    op->data[size] = '\0';
}

RcObject *_RcStr_Init(RcStrObject *memory, Rc_ssize_t size, Rc_ssize_t length)
{
    set_fields(memory, size, length);
    return RcObject_Init((RcObject *)memory, &RcStr_Type);
}

RcStrObject *_RcStr_New(Rc_ssize_t size, Rc_ssize_t length)
{
    RcStrObject *op;

    if (size > RC_STR_SIZE_MAX) {
        RcErr_NoMemory();
        return NULL;
    }
    op = (RcStrObject *)_RcMake_Object(&RcStr_Type, (size_t)(RC_STR_HEADER + size + 1));
    if (op != NULL) {
        set_fields(op, size, length);
    }
    return op;
}

RcObject *_RcStr_FromValid(const char *data, Rc_ssize_t size, Rc_ssize_t length)
{
    RcStrObject *result;

    if (size == 0) {
        return _RcStr_Empty();
    }
    result = _RcStr_New(size, length);
    if (result != NULL) {
        memcpy(result->data, data, (size_t)size);
    }
    return (RcObject *)result;
}

RcObject *_RcStr_Slice(RcStrObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    if (start == 0 && end == op->size) {
        return Rc_NewRef(op);
    }
    return _RcStr_FromValid(op->data + start, end - start, _RcStr_Distance(op, start, end));
}

static RcObject *from_bytes(const char *data, Rc_ssize_t size)
{
    RcUTF8Fault fault;
    Rc_ssize_t length = _RcUTF8_Validate(data, size, &fault);

    if (length < 0) {
        _RcUTF8_Raise(data, &fault);
        return NULL;
    }
    return _RcStr_FromValid(data, size, length);
}

RcObject *RcStr_FromString(const char *text)
{
    size_t size;

    if (text == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    size = strlen(text);
    if (size > (size_t)RC_STR_SIZE_MAX) {
        RcErr_SetString(RcExc_OverflowError, "input too long");
        return NULL;
    }
    return from_bytes(text, (Rc_ssize_t)size);
}

RcObject *RcStr_FromStringAndSize(const char *data, Rc_ssize_t size)
{
    if (size < 0) {
        RcErr_SetString(RcExc_SystemError, "Negative size passed to RcStr_FromStringAndSize");
        return NULL;
    }
    if (size == 0) {
        return _RcStr_Empty();
    }
    if (data == NULL) {
        RcErr_SetString(RcExc_SystemError,
                        "NULL string with positive size passed to RcStr_FromStringAndSize");
        return NULL;
    }
    return from_bytes(data, size);
}

RcObject *RcStr_DecodeUTF8(const char *data, Rc_ssize_t size, const char *errors)
{
    RcStrWriter writer = {0};
    RcUTF8Fault fault;
    int ignore = errors != NULL && strcmp(errors, "ignore") == 0;

    if (size < 0 || (data == NULL && size > 0)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (errors == NULL || strcmp(errors, "strict") == 0 || _RcUTF8_Validate(data, size, &fault) >= 0) {
        return RcStr_FromStringAndSize(data, size);
    }
    if (!ignore && strcmp(errors, "replace") != 0) {
        RcErr_Format(RcExc_LookupError, "unknown error handler name '%.400s'", errors);
        return NULL;
    }
    if (_RcStrWriter_AppendLossy(&writer, data, size, ignore, 0) < 0) {
        _RcStrWriter_Drop(&writer);
        return NULL;
    }
    return _RcStrWriter_Take(&writer);
}

RcObject *RcStr_FromOrdinal(int ordinal)
{
    char data[RC_UTF8_MOST];

    if (!_RcUTF8_CheckChar((Rc_UCS4)ordinal, RcExc_ValueError, "chr() arg not in range(0x110000)")) {
        return NULL;
    }
    return _RcStr_FromValid(data, _RcUTF8_Encode((Rc_UCS4)ordinal, data), 1);
}

int _RcStr_Expect(RcObject *op, const char *function)
{
    if (op == NULL) {
        _RcErr_BadInternalCall(function);
        return 0;
    }
    if (!RcStr_Check(op)) {
        RcErr_Format(RcExc_TypeError, "must be str, not %.100s", Rc_TYPE(op)->tp_name);
        return 0;
    }
    return 1;
}

RcObject *RcStr_FromObject(RcObject *op)
{
    if (op == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (!RcStr_Check(op)) {
        RcErr_Format(RcExc_TypeError, "Can't convert '%.100s' object to str implicitly",
                     Rc_TYPE(op)->tp_name);
        return NULL;
    }
    return Rc_NewRef(op);
}

/* ---- Reading ---- */

Rc_ssize_t RcStr_GetLength(RcObject *op)
{
    return RC_EXPECT_STR(op) ? RcStr_GET_LENGTH(op) : -1;
}

/* Offset of the code point at an index that may be out of range: then -1 and IndexError. */
static Rc_ssize_t checked_offset(RcStrObject *op, Rc_ssize_t index)
{
    if (index < 0 || index >= op->length) {
        RcErr_SetString(RcExc_IndexError, "string index out of range");
        return -1;
    }
    return _RcStr_Offset(op, index);
}

Rc_UCS4 RcStr_ReadChar(RcObject *op, Rc_ssize_t index)
{
    Rc_ssize_t offset, size;

    if (!RC_EXPECT_STR(op)) {
        return (Rc_UCS4)-1;
    }
    offset = checked_offset((RcStrObject *)op, index);
    return offset < 0 ? (Rc_UCS4)-1 : _RcUTF8_Decode(((RcStrObject *)op)->data + offset, &size);
}

const char *RcStr_AsUTF8AndSize(RcObject *op, Rc_ssize_t *size)
{
    int good = RC_EXPECT_STR(op);

    if (size != NULL) {
        *size = good ? ((RcStrObject *)op)->size : -1;
    }
    return good ? ((RcStrObject *)op)->data : NULL;
}

const char *RcStr_AsUTF8(RcObject *op)
{
    return RC_EXPECT_STR(op) ? ((RcStrObject *)op)->data : NULL;
}

RcObject *RcStr_AsUTF8String(RcObject *op)
{
    if (!RC_EXPECT_STR(op)) {
        return NULL;
    }
    return RcBytes_FromStringAndSize(((RcStrObject *)op)->data, ((RcStrObject *)op)->size);
}

RcObject *RcStr_Substring(RcObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    RcStrObject *str = (RcStrObject *)op;

    if (!RC_EXPECT_STR(op)) {
        return NULL;
    }
    if (start < 0 || end < 0) {
        RcErr_SetString(RcExc_IndexError, "string index out of range");
        return NULL;
    }
    if (end > str->length) {
        end = str->length;
    }
    if (start >= end) {
        return _RcStr_Empty();
    }
    return _RcStr_Slice(str, _RcStr_Offset(str, start), _RcStr_Offset(str, end));
}

/* ---- Comparing ---- */

/* -1, 0 or 1. Of UTF-8 the order of the bytes is the order of the code points. */
static int compare_bytes(const char *left, Rc_ssize_t left_size, const char *right, Rc_ssize_t right_size)
{
    int order = memcmp(left, right, (size_t)(left_size < right_size ? left_size : right_size));

    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return (left_size > right_size) - (left_size < right_size);
}

static int compare(const RcStrObject *left, const RcStrObject *right)
{
    return compare_bytes(left->data, left->size, right->data, right->size);
}

int RcStr_Compare(RcObject *left, RcObject *right)
{
    if (left == NULL || right == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (!RcStr_Check(left) || !RcStr_Check(right)) {
        RcErr_Format(RcExc_TypeError, "Can't compare %.100s and %.100s", Rc_TYPE(left)->tp_name,
                     Rc_TYPE(right)->tp_name);
        return -1;
    }
    return compare((RcStrObject *)left, (RcStrObject *)right);
}

int RcStr_Equal(RcObject *left, RcObject *right)
{
    if (left == NULL || right == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (!RcStr_Check(left) || !RcStr_Check(right)) {
        RcErr_Format(RcExc_TypeError, "%s argument must be str, not %T",
                     RcStr_Check(left) ? "second" : "first", RcStr_Check(left) ? right : left);
        return -1;
    }
    return _RcStr_Equal((RcStrObject *)left, (RcStrObject *)right);
}

RcObject *RcStr_RichCompare(RcObject *left, RcObject *right, int operation)
{
    RcStrObject *a = (RcStrObject *)left, *b = (RcStrObject *)right;

    if (left == NULL || right == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (!RcStr_Check(left) || !RcStr_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    switch (operation) {
    case Rc_EQ:
        return RcBool_FromLong(_RcStr_Equal(a, b));
    case Rc_NE:
        return RcBool_FromLong(!_RcStr_Equal(a, b));
    case Rc_LT:
        return RcBool_FromLong(compare(a, b) < 0);
    case Rc_LE:
        return RcBool_FromLong(compare(a, b) <= 0);
    case Rc_GT:
        return RcBool_FromLong(compare(a, b) > 0);
    case Rc_GE:
        return RcBool_FromLong(compare(a, b) >= 0);
    default:
        RcErr_BadArgument();
        return NULL;
    }
}

int RcStr_CompareWithASCIIString(RcObject *op, const char *text)
{
    if (op == NULL || text == NULL || !RcStr_Check(op)) {
        return -1;
    }
    return compare_bytes(((RcStrObject *)op)->data, ((RcStrObject *)op)->size, text,
                         (Rc_ssize_t)strlen(text));
}

int RcStr_EqualToUTF8AndSize(RcObject *op, const char *data, Rc_ssize_t size)
{
    return op != NULL && data != NULL && RcStr_Check(op) && ((RcStrObject *)op)->size == size &&
           memcmp(((RcStrObject *)op)->data, data, (size_t)size) == 0;
}

int RcStr_EqualToUTF8(RcObject *op, const char *text)
{
    return text != NULL && RcStr_EqualToUTF8AndSize(op, text, (Rc_ssize_t)strlen(text));
}

Rc_hash_t _RcStr_Hash(RcObject *op)
{
    RcStrObject *str = (RcStrObject *)op;

    if (str->hash == -1) {
        str->hash = _Rc_HashBytes(str->data, (size_t)str->size);
    }
    return str->hash;
}

/* ---- The type ---- */

static Rc_ssize_t str_length(RcObject *op)
{
    return RcStr_GET_LENGTH(op);
}

static RcObject *str_item(RcObject *op, Rc_ssize_t index)
{
    const char *data = ((RcStrObject *)op)->data;
    Rc_ssize_t size, offset = checked_offset((RcStrObject *)op, index);

    if (offset < 0) {
        return NULL;
    }
    _RcUTF8_Decode(data + offset, &size);
    return _RcStr_FromValid(data + offset, size, 1);
}

static RcObject *str_subscript(RcObject *op, RcObject *key)
{
    Rc_ssize_t index;

    if (!RcIndex_Check(key)) {
        return RcErr_Format(RcExc_TypeError, "string indices must be integers, not '%.200s'",
                            Rc_TYPE(key)->tp_name);
    }
    index = RcNumber_AsSsize_t(key, RcExc_IndexError);
    if (index == -1 && RcErr_Occurred() != NULL) {
        return NULL;
    }
    return str_item(op, index < 0 ? index + RcStr_GET_LENGTH(op) : index);
}

static RcObject *str_str(RcObject *op)
{
    return Rc_NewRef(op);
}

static void str_dealloc(RcObject *op)
{
    if (RcStr_CHECK_INTERNED(op)) {
        _RcIntern_Forget((RcStrObject *)op);
    }
    _RcMem_GiveObject(op); /* there are no subtypes */
}

static RcObject *str_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"object", NULL};
    RcObject *object = NULL;

    Rc_UNUSED(type);
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|O:str", keywords, &object)) {
        return NULL;
    }
    return object == NULL ? _RcStr_Empty() : RcObject_Str(object);
}

static RcSequenceMethods str_as_sequence = {
    .sq_length = str_length,
    .sq_concat = RcStr_Concat,
    .sq_repeat = _RcStr_Repeat,
    .sq_item = str_item,
    .sq_contains = RcStr_Contains,
};

static RcMappingMethods str_as_mapping = {
    .mp_length = str_length,
    .mp_subscript = str_subscript,
};

RcTypeObject RcStr_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "str",
    .tp_basicsize = sizeof(RcStrObject),
    .tp_dealloc = str_dealloc,
    .tp_repr = _RcStr_Repr,
    .tp_as_sequence = &str_as_sequence,
    .tp_as_mapping = &str_as_mapping,
    .tp_hash = _RcStr_Hash,
    .tp_str = str_str,
    .tp_flags = Rc_TPFLAGS_DEFAULT | RC_TPFLAGS_LEAF | Rc_TPFLAGS_STR_SUBCLASS,
    .tp_doc = "Immutable text, a sequence of code points.",
    .tp_richcompare = RcStr_RichCompare,
    .tp_iter = _RcStr_Iter,
    .tp_methods = _RcStr_Methods,
    .tp_new = str_new,
    .tp_free = RcObject_Free,
};
