/* The writer: a str under construction, that grows.
 *
 * The memory is that of the str to be, header and all, so that Finish need not copy. It becomes an object
 * only there: until then nobody counts it, sees it, or can refer to it. Room grows by half, so that writing
 * costs a constant a byte. */
#include "types/str_internal.h"

#include <recount/errors.h>
#include <recount/objectprotocol.h>

#define SMALLEST_ROOM 55 /* with the header a whole number of words */
#define SLACK_KEPT 16    /* bytes that are not worth giving back */

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

char *_RcStrWriter_Reserve(RcStrWriter *writer, Rc_ssize_t more)
{
    Rc_ssize_t need, room = writer->room;
    RcStrObject *block;

    if (more <= room - writer->size) {
        return writer->block->data + writer->size;
    }
    if (more > RC_STR_SIZE_MAX - writer->size) {
        return (char *)RcErr_NoMemory();
    }
    need = writer->size + more;
    room = room > RC_STR_SIZE_MAX - room / 2 ? RC_STR_SIZE_MAX : room + room / 2;
    room = need > room ? need : room;
    room = room < SMALLEST_ROOM ? SMALLEST_ROOM : room;
    block = RcObject_Realloc(writer->block, (size_t)(RC_STR_HEADER + room + 1));
    if (block == NULL) {
        return (char *)RcErr_NoMemory();
    }
    writer->block = block;
    writer->room = room;
    return block->data + writer->size;
}

int _RcStrWriter_Append(RcStrWriter *writer, const char *data, Rc_ssize_t size, Rc_ssize_t length)
{
    char *out;

    if (size == 0) {
        return 0;
    }
    out = _RcStrWriter_Reserve(writer, size);
    if (out == NULL) {
        return -1;
    }
    memcpy(out, data, (size_t)size);
    writer->size += size;
    writer->length += length;
    return 0;
}

int _RcStrWriter_AppendLossy(RcStrWriter *writer, const char *data, Rc_ssize_t size, int ignore,
                             int partial_end)
{
    for (;;) {
        RcUTF8Fault fault;
        Rc_ssize_t length = _RcUTF8_Validate(data, size, &fault);

        if (length >= 0) {
            return _RcStrWriter_Append(writer, data, size, length);
        }
        length = _RcUTF8_Count(data, fault.start);
        if (_RcStrWriter_Append(writer, data, fault.start, length) < 0) {
            return -1;
        }
        if (partial_end && fault.kind == RC_UTF8_UNEXPECTED_END) {
            return 0;
        }
        if (!ignore && _RcStrWriter_Append(writer, replacement, sizeof replacement - 1, 1) < 0) {
            return -1;
        }
        data += fault.end;
        size -= fault.end;
    }
}

void _RcStrWriter_Drop(RcStrWriter *writer)
{
    RcObject_Free(writer->block);
    *writer = (RcStrWriter){0};
}

RcObject *_RcStrWriter_Take(RcStrWriter *writer)
{
    RcStrWriter w = *writer;

    if (w.size == 0) {
        _RcStrWriter_Drop(writer);
        return _RcStr_Empty();
    }
    *writer = (RcStrWriter){0};
    if (w.room - w.size > SLACK_KEPT) {
        /* To shrink can fail, though hardly ever; then the str keeps the room. */
        RcStrObject *smaller = RcObject_Realloc(w.block, (size_t)(RC_STR_HEADER + w.size + 1));
        w.block = smaller != NULL ? smaller : w.block;
    }
    return _RcStr_Init(w.block, w.size, w.length);
}

/* ---- The public functions ---- */

RcStrWriter *RcStrWriter_Create(Rc_ssize_t length)
{
    RcStrWriter *writer;

    if (length < 0) {
        RcErr_SetString(RcExc_ValueError, "length must be positive");
        return NULL;
    }
    writer = RcMem_Calloc(1, sizeof *writer);
    if (writer == NULL) {
        RcErr_NoMemory();
        return NULL;
    }
    if (length > 0 && _RcStrWriter_Reserve(writer, length) == NULL) {
        RcMem_Free(writer);
        return NULL;
    }
    return writer;
}

void RcStrWriter_Discard(RcStrWriter *writer)
{
    if (writer != NULL) {
        _RcStrWriter_Drop(writer);
        RcMem_Free(writer);
    }
}

RcObject *RcStrWriter_Finish(RcStrWriter *writer)
{
    RcObject *result;

    if (writer == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    result = _RcStrWriter_Take(writer);
    RcMem_Free(writer);
    return result;
}

int RcStrWriter_WriteChar(RcStrWriter *writer, Rc_UCS4 character)
{
    char data[RC_UTF8_MOST];

    if (writer == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (!_RcUTF8_CheckChar(character, RcExc_ValueError, "character must be in range(0x110000)")) {
        return -1;
    }
    return _RcStrWriter_Append(writer, data, _RcUTF8_Encode(character, data), 1);
}

int RcStrWriter_WriteUTF8(RcStrWriter *writer, const char *data, Rc_ssize_t size)
{
    RcUTF8Fault fault;
    Rc_ssize_t length;

    if (writer == NULL || (data == NULL && size != 0)) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (size < 0) {
        size = (Rc_ssize_t)strlen(data);
    }
    length = _RcUTF8_Validate(data, size, &fault);
    if (length < 0) {
        _RcUTF8_Raise(data, &fault);
        return -1;
    }
    return _RcStrWriter_Append(writer, data, size, length);
}

int RcStrWriter_WriteASCII(RcStrWriter *writer, const char *data, Rc_ssize_t size)
{
    /* Checked all the same: it costs little, and a str that is not UTF-8 would cost much. */
    return RcStrWriter_WriteUTF8(writer, data, size);
}

/* Appends a str, and releases it; NULL: an error is set. */
static int append_and_release(RcStrWriter *writer, RcObject *op)
{
    RcStrObject *str = (RcStrObject *)op;
    int result;

    if (op == NULL) {
        return -1;
    }
    result = _RcStrWriter_Append(writer, str->data, str->size, str->length);
    Rc_DECREF(op);
    return result;
}

int RcStrWriter_WriteStr(RcStrWriter *writer, RcObject *op)
{
    if (writer == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    return append_and_release(writer, RcObject_Str(op));
}

int RcStrWriter_WriteRepr(RcStrWriter *writer, RcObject *op)
{
    if (writer == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (op != NULL && RcStr_Check(op)) {
        return _RcStr_WriteRepr(writer, (RcStrObject *)op);
    }
    return append_and_release(writer, RcObject_Repr(op));
}

int RcStrWriter_WriteSubstring(RcStrWriter *writer, RcObject *op, Rc_ssize_t start, Rc_ssize_t end)
{
    RcStrObject *str = (RcStrObject *)op;
    Rc_ssize_t from, to;

    if (writer == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    if (!RC_EXPECT_STR(op)) {
        return -1;
    }
    if (start < 0 || start > end || end > str->length) {
        RcErr_Format(RcExc_ValueError, "substring %zd to %zd is not within a str of length %zd", start, end,
                     str->length);
        return -1;
    }
    from = _RcStr_Offset(str, start);
    to = _RcStr_Offset(str, end);
    return _RcStrWriter_Append(writer, str->data + from, to - from, end - start);
}

int RcStrWriter_Format(RcStrWriter *writer, const char *format, ...)
{
    va_list arguments;
    int result;
    RC_HOOK_VARIADIC();

    if (writer == NULL || format == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    va_start(arguments, format);
    result = _RcStrWriter_FormatV(writer, format, arguments);
    va_end(arguments);
    return result;
}
