/* bytes: making, reading, comparing, and the slots of the type.
 *
 * What holds for each object: ob_size bytes with a NUL after them. ob_size 0 is _RcBytes_EmptyStruct, and
 * nothing else: so an empty object is never made, changed, hashed or freed, and threads can share it. An
 * object is changed only by who alone refers to it: its maker, and RcBytes_Concat. */
#include "types/bytes_internal.h"

#include <recount/args.h>
#include <recount/function.h>
#include <recount/int.h>
#include <recount/iterator.h>
#include <recount/memory.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/str.h>

#include "core/hash.h"
#include "types/str_internal.h"

RcBytesObject _RcBytes_EmptyStruct = {RcVarObject_HEAD_INIT(&RcBytes_Type, 0) 0, {'\0'}};

/* ---- Making ---- */

RcObject *_RcBytes_New(Rc_ssize_t size)
{
    RcBytesObject *op;

    if (size == 0) {
        return _RcBytes_Empty();
    }
    if (size > RC_BYTES_SIZE_MAX) {
        RcErr_SetString(RcExc_OverflowError, "byte string is too large");
        return NULL;
    }
    op = RcObject_NewVar(RcBytesObject, &RcBytes_Type, size);
    if (op != NULL) {
        op->ob_shash = -1;
        op->ob_sval[size] = '\0';
    }
    return (RcObject *)op;
}

RcObject *RcBytes_FromStringAndSize(const char *data, Rc_ssize_t size)
{
    RcObject *result;

    if (size < 0) {
        RcErr_SetString(RcExc_SystemError, "Negative size passed to RcBytes_FromStringAndSize");
        return NULL;
    }
    result = _RcBytes_New(size);
    if (result != NULL && data != NULL && size > 0) {
        memcpy(RcBytes_AS_STRING(result), data, (size_t)size);
    }
    return result;
}

RcObject *RcBytes_FromString(const char *text)
{
    if (text == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (strlen(text) > (size_t)RC_BYTES_SIZE_MAX) {
        RcErr_SetString(RcExc_OverflowError, "byte string is too long");
        return NULL;
    }
    return RcBytes_FromStringAndSize(text, (Rc_ssize_t)strlen(text));
}

/* The value of a byte, 0..255; -1 with an error. */
static int byte_of(RcObject *item, const char *message)
{
    Rc_ssize_t value = RcNumber_AsSsize_t(item, NULL);

    if (value == -1 && RcErr_Occurred() != NULL) {
        return -1;
    }
    if (value < 0 || value > 255) {
        RcErr_SetString(RcExc_ValueError, message);
        return -1;
    }
    return (int)value;
}

static int add_items(RcBytesBuilder *builder, RcObject *iterator)
{
    RcObject *item;

    while ((item = RcIter_Next(iterator)) != NULL) {
        int value = byte_of(item, "bytes must be in range(0, 256)");
        char byte = (char)value;
        Rc_DECREF(item);
        if (value < 0 || _RcBytesBuilder_Add(builder, &byte, 1) < 0) {
            return -1;
        }
    }
    return RcErr_Occurred() != NULL ? -1 : 0;
}

RcObject *RcBytes_FromObject(RcObject *op)
{
    RcBytesBuilder builder = {0};
    RcObject *iterator;
    int status;

    if (op == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (RcBytes_Check(op)) {
        return Rc_NewRef(op);
    }
    iterator = RcStr_Check(op) ? NULL : RcObject_GetIter(op);
    if (iterator == NULL) {
        if (RcErr_Occurred() == NULL || RcErr_ExceptionMatches(RcExc_TypeError)) {
            RcErr_Format(RcExc_TypeError, "cannot convert '%.200s' object to bytes", Rc_TYPE(op)->tp_name);
        }
        return NULL;
    }
    status = add_items(&builder, iterator);
    Rc_DECREF(iterator);
    if (status < 0) {
        _RcBytesBuilder_Drop(&builder);
        return NULL;
    }
    return _RcBytesBuilder_Take(&builder);
}

/* ---- Reading ---- */

static int expect_bytes(RcObject *op, const char *function)
{
    if (op == NULL) {
        _RcErr_BadInternalCall(function);
        return 0;
    }
    if (!RcBytes_Check(op)) {
        RcErr_Format(RcExc_TypeError, "expected bytes, %.200s found", Rc_TYPE(op)->tp_name);
        return 0;
    }
    return 1;
}

Rc_ssize_t RcBytes_Size(RcObject *op)
{
    return expect_bytes(op, __func__) ? RcBytes_GET_SIZE(op) : -1;
}

char *RcBytes_AsString(RcObject *op)
{
    return expect_bytes(op, __func__) ? RcBytes_AS_STRING(op) : NULL;
}

int RcBytes_AsStringAndSize(RcObject *op, char **data, Rc_ssize_t *size)
{
    if (data == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (!expect_bytes(op, __func__)) {
        return -1;
    }
    if (size == NULL && strlen(RcBytes_AS_STRING(op)) != (size_t)RcBytes_GET_SIZE(op)) {
        RcErr_SetString(RcExc_ValueError, "embedded null byte");
        return -1;
    }
    *data = RcBytes_AS_STRING(op);
    if (size != NULL) {
        *size = RcBytes_GET_SIZE(op);
    }
    return 0;
}

/* ---- Telling ---- */

static int write_byte(RcStrWriter *writer, unsigned char byte, char quote)
{
    if (byte == '\\' || byte == (unsigned char)quote) {
        return RcStrWriter_Format(writer, "\\%c", byte);
    }
    if (byte == '\t' || byte == '\n' || byte == '\r') {
        return RcStrWriter_Format(writer, "\\%c", byte == '\t' ? 't' : byte == '\n' ? 'n' : 'r');
    }
    if (byte < ' ' || byte >= 0x7F) {
        return RcStrWriter_Format(writer, "\\x%02x", byte);
    }
    return RcStrWriter_WriteChar(writer, byte);
}

RcObject *RcBytes_Repr(RcObject *op, int smartquotes)
{
    RcStrWriter writer = {0};
    char quote = '\'';
    Rc_ssize_t i, size = RcBytes_Size(op);
    int status;

    if (size < 0) {
        return NULL;
    }
    if (smartquotes && memchr(RcBytes_AS_STRING(op), '\'', (size_t)size) != NULL &&
        memchr(RcBytes_AS_STRING(op), '"', (size_t)size) == NULL) {
        quote = '"';
    }
    status = RcStrWriter_Format(&writer, "b%c", quote);
    for (i = 0; status == 0 && i < size; i++) {
        status = write_byte(&writer, (unsigned char)RcBytes_AS_STRING(op)[i], quote);
    }
    if (status < 0 || RcStrWriter_WriteChar(&writer, (Rc_UCS4)quote) < 0) {
        _RcStrWriter_Drop(&writer);
        return NULL;
    }
    return _RcStrWriter_Take(&writer);
}

static RcObject *bytes_repr(RcObject *op)
{
    return RcBytes_Repr(op, 1);
}

static Rc_hash_t bytes_hash(RcObject *op)
{
    RcBytesObject *bytes = (RcBytesObject *)op;

    if (bytes->ob_shash == -1) {
        bytes->ob_shash = _Rc_HashBytes(bytes->ob_sval, (size_t)RcBytes_GET_SIZE(op));
    }
    return bytes->ob_shash;
}

static RcObject *bytes_richcompare(RcObject *left, RcObject *right, int operation)
{
    Rc_ssize_t left_size, right_size;
    int order;

    if (!RcBytes_Check(left) || !RcBytes_Check(right)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    left_size = RcBytes_GET_SIZE(left);
    right_size = RcBytes_GET_SIZE(right);
    if (left_size != right_size && (operation == Rc_EQ || operation == Rc_NE)) {
        return RcBool_FromLong(operation == Rc_NE);
    }
    order = memcmp(RcBytes_AS_STRING(left), RcBytes_AS_STRING(right),
                   (size_t)(left_size < right_size ? left_size : right_size));
    if (order == 0) {
        order = (left_size > right_size) - (left_size < right_size);
    }
    Rc_RETURN_RICHCOMPARE(order, 0, operation);
}

/* ---- The type ---- */

static Rc_ssize_t bytes_length(RcObject *op)
{
    return RcBytes_GET_SIZE(op);
}

static RcObject *bytes_item(RcObject *op, Rc_ssize_t index)
{
    if (index < 0 || index >= RcBytes_GET_SIZE(op)) {
        RcErr_SetString(RcExc_IndexError, "index out of range");
        return NULL;
    }
    return RcInt_FromLong((unsigned char)RcBytes_AS_STRING(op)[index]);
}

static RcObject *bytes_subscript(RcObject *op, RcObject *key)
{
    Rc_ssize_t index;

    if (!RcIndex_Check(key)) {
        return RcErr_Format(RcExc_TypeError, "byte indices must be integers, not %.200s",
                            Rc_TYPE(key)->tp_name);
    }
    index = RcNumber_AsSsize_t(key, RcExc_IndexError);
    if (index == -1 && RcErr_Occurred() != NULL) {
        return NULL;
    }
    return bytes_item(op, index < 0 ? index + RcBytes_GET_SIZE(op) : index);
}

static int bytes_contains(RcObject *op, RcObject *value)
{
    const char *data = RcBytes_AS_STRING(op);
    RcNeedle needle;

    if (RcBytes_Check(value)) {
        if (RcBytes_GET_SIZE(value) == 0) {
            return 1;
        }
        _RcNeedle_Init(&needle, RcBytes_AS_STRING(value), RcBytes_GET_SIZE(value));
        return _RcNeedle_Next(&needle, data, RcBytes_GET_SIZE(op), 0) >= 0;
    }
    if (RcIndex_Check(value)) {
        int byte = byte_of(value, "byte must be in range(0, 256)");
        return byte < 0 ? -1 : memchr(data, byte, (size_t)RcBytes_GET_SIZE(op)) != NULL;
    }
    RcErr_Format(RcExc_TypeError, "a bytes-like object is required, not '%.100s'", Rc_TYPE(value)->tp_name);
    return -1;
}

static RcObject *bytes_decode(RcObject *self, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"encoding", "errors", NULL};
    const char *encoding = "utf-8", *errors = "strict";

    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|ss:decode", keywords, &encoding, &errors)) {
        return NULL;
    }
    if (!_RcStr_IsUTF8Name(encoding)) {
        return RcErr_Format(RcExc_LookupError, "unknown encoding: %.400s", encoding);
    }
    return RcStr_DecodeUTF8(RcBytes_AS_STRING(self), RcBytes_GET_SIZE(self), errors);
}

/* bytes(n): n bytes of 0. */
static RcObject *zero_bytes(RcObject *number)
{
    Rc_ssize_t size = RcNumber_AsSsize_t(number, RcExc_OverflowError);
    RcObject *result;

    if (size == -1 && RcErr_Occurred() != NULL) {
        return NULL;
    }
    if (size < 0) {
        RcErr_SetString(RcExc_ValueError, "negative count");
        return NULL;
    }
    result = _RcBytes_New(size);
    if (result != NULL) {
        memset(RcBytes_AS_STRING(result), 0, (size_t)size);
    }
    return result;
}

static RcObject *bytes_new(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    static char *const keywords[] = {"source", NULL};
    RcObject *source = NULL;

    Rc_UNUSED(type);
    if (!RcArg_ParseTupleAndKeywords(args, kwargs, "|O:bytes", keywords, &source)) {
        return NULL;
    }
    if (source == NULL) {
        return _RcBytes_Empty();
    }
    if (RcStr_Check(source)) {
        RcErr_SetString(RcExc_TypeError, "string argument without an encoding");
        return NULL;
    }
    return RcIndex_Check(source) ? zero_bytes(source) : RcObject_Bytes(source);
}

static RcMethodDef bytes_methods[] = {
    {"decode", _RcCFunction_CAST(bytes_decode), RC_METH_VARARGS | RC_METH_KEYWORDS,
     "decode(encoding='utf-8', errors='strict') -> str. UTF-8 is the only encoding."},
    {NULL, NULL, 0, NULL},
};

static RcSequenceMethods bytes_as_sequence = {
    .sq_length = bytes_length,
    .sq_concat = _RcBytes_ConcatTwo,
    .sq_repeat = _RcBytes_Repeat,
    .sq_item = bytes_item,
    .sq_contains = bytes_contains,
};

static RcMappingMethods bytes_as_mapping = {
    .mp_length = bytes_length,
    .mp_subscript = bytes_subscript,
};

RcTypeObject RcBytes_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "bytes",
    .tp_basicsize = offsetof(RcBytesObject, ob_sval) + 1,
    .tp_itemsize = 1,
    .tp_repr = bytes_repr,
    .tp_as_sequence = &bytes_as_sequence,
    .tp_as_mapping = &bytes_as_mapping,
    .tp_hash = bytes_hash,
    .tp_flags = Rc_TPFLAGS_DEFAULT | RC_TPFLAGS_LEAF | Rc_TPFLAGS_BYTES_SUBCLASS,
    .tp_doc = "Immutable sequence of bytes.",
    .tp_richcompare = bytes_richcompare,
    .tp_methods = bytes_methods,
    .tp_new = bytes_new,
    .tp_free = RcObject_Free,
};
