/* Taking strs apart, and joining many.
 *
 * No user code runs between the first look at a str and the last: allocating a list, a tuple or a str may
 * start a collection, but the strs at hand are held by the caller, and a list under construction by nobody
 * else. */
#include "types/str_internal.h"

#include <recount/errors.h>
#include <recount/sequence.h>

/* ---- Classes of code points ---- */

int _RcStr_IsSpace(Rc_UCS4 c)
{
    if (c < 0x80) {
        return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    }
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static int ends_line(Rc_UCS4 c)
{
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* ---- Splitting ---- */

/* Appends the bytes from start to end - 1 as a str. */
static int append_slice(RcObject *list, RcStrObject *str, Rc_ssize_t start, Rc_ssize_t end)
{
    RcObject *slice = _RcStr_Slice(str, start, end);
    int result;

    if (slice == NULL) {
        return -1;
    }
    result = RcList_Append(list, slice);
    Rc_DECREF(slice);
    return result;
}

static int split_at(RcObject *list, RcStrObject *str, RcStrObject *separator, Rc_ssize_t most)
{
    RcNeedle needle;
    Rc_ssize_t start = 0, found;

    _RcNeedle_Init(&needle, separator->data, separator->size);
    while (most-- != 0 && (found = _RcNeedle_Next(&needle, str->data, str->size, start)) >= 0) {
        if (append_slice(list, str, start, found) < 0) {
            return -1;
        }
        start = found + separator->size;
    }
    return append_slice(list, str, start, str->size);
}

/* Offset of the first code point from an offset on that is white space, or is not. */
static Rc_ssize_t skip(const RcStrObject *str, Rc_ssize_t at, int space)
{
    while (at < str->size) {
        Rc_ssize_t size;
        if (_RcStr_IsSpace(_RcUTF8_Decode(str->data + at, &size)) != space) {
            break;
        }
        at += size;
    }
    return at;
}

static int split_at_space(RcObject *list, RcStrObject *str, Rc_ssize_t most)
{
    Rc_ssize_t start = skip(str, 0, 1);

    while (start < str->size) {
        Rc_ssize_t end = most-- != 0 ? skip(str, start, 0) : str->size;
        if (append_slice(list, str, start, end) < 0) {
            return -1;
        }
        start = skip(str, end, 1);
    }
    return 0;
}

RcObject *RcStr_Split(RcObject *op, RcObject *separator, Rc_ssize_t maxsplit)
{
    RcStrObject *str = (RcStrObject *)op;
    RcObject *list;
    int status;

    if (!RC_EXPECT_STR(op) || (separator != NULL && !RC_EXPECT_STR(separator))) {
        return NULL;
    }
    if (separator != NULL && RcStr_GET_LENGTH(separator) == 0) {
        RcErr_SetString(RcExc_ValueError, "empty separator");
        return NULL;
    }
    if (maxsplit < 0) {
        maxsplit = RC_SSIZE_T_MAX;
    }
    list = RcList_New(0);
    if (list == NULL) {
        return NULL;
    }
    status = separator == NULL ? split_at_space(list, str, maxsplit)
                               : split_at(list, str, (RcStrObject *)separator, maxsplit);
    if (status < 0) {
        Rc_CLEAR(list);
    }
    return list;
}

RcObject *RcStr_Splitlines(RcObject *op, int keepends)
{
    RcStrObject *str = (RcStrObject *)op;
    Rc_ssize_t start, end, next, size;
    RcObject *list;

    list = RC_EXPECT_STR(op) ? RcList_New(0) : NULL;
    if (list == NULL) {
        return NULL;
    }
    for (start = 0; start < str->size; start = next) {
        end = start;
        while (end < str->size && !ends_line(_RcUTF8_Decode(str->data + end, &size))) {
            end += size;
        }
        next = end;
        if (end < str->size) { /* \r\n ends one line, not two; beyond the end there is a NUL */
            next += str->data[end] == '\r' && str->data[end + 1] == '\n' ? 2 : size;
        }
        if (append_slice(list, str, start, keepends ? next : end) < 0) {
            Rc_DECREF(list);
            return NULL;
        }
    }
    return list;
}

/* Packs three, and releases them; any may be NULL, with an error set. */
static RcObject *pack_parts(RcObject *before, RcObject *separator, RcObject *after)
{
    RcObject *result = NULL;

    if (before != NULL && after != NULL) {
        result = RcTuple_Pack(3, before, separator, after);
    }
    Rc_XDECREF(before);
    Rc_DECREF(separator);
    Rc_XDECREF(after);
    return result;
}

static RcObject *partition(RcObject *op, RcObject *separator, int direction)
{
    RcStrObject *str = (RcStrObject *)op, *sought = (RcStrObject *)separator;
    RcNeedle needle;
    Rc_ssize_t found;

    if (sought->size == 0) {
        RcErr_SetString(RcExc_ValueError, "empty separator");
        return NULL;
    }
    if (direction > 0) {
        _RcNeedle_Init(&needle, sought->data, sought->size);
        found = _RcNeedle_Next(&needle, str->data, str->size, 0);
    } else {
        found = _RcBytes_FindLast(str->data, str->size, sought->data, sought->size);
    }
    if (found >= 0) {
        RcObject *before = _RcStr_Slice(str, 0, found);
        RcObject *after = before == NULL ? NULL : _RcStr_Slice(str, found + sought->size, str->size);
        return pack_parts(before, Rc_NewRef(separator), after);
    }
    if (direction > 0) {
        return pack_parts(Rc_NewRef(op), _RcStr_Empty(), _RcStr_Empty());
    }
    return pack_parts(_RcStr_Empty(), _RcStr_Empty(), Rc_NewRef(op));
}

RcObject *RcStr_Partition(RcObject *op, RcObject *separator)
{
    return RC_EXPECT_STR(op) && RC_EXPECT_STR(separator) ? partition(op, separator, 1) : NULL;
}

RcObject *RcStr_RPartition(RcObject *op, RcObject *separator)
{
    return RC_EXPECT_STR(op) && RC_EXPECT_STR(separator) ? partition(op, separator, -1) : NULL;
}

/* ---- Joining ---- */

/* Adds up the sizes of the items and count - 1 separators; -1 with an error. */
static int measure(RcObject *const *items, Rc_ssize_t count, const RcStrObject *separator, Rc_ssize_t *size,
                   Rc_ssize_t *length)
{
    Rc_ssize_t i;

    *size = *length = 0;
    for (i = 0; i < count; i++) {
        const RcStrObject *item = (RcStrObject *)items[i];
        Rc_ssize_t gap = i > 0 ? separator->size : 0;
        if (item == NULL) {
            RcErr_Format(RcExc_SystemError, "sequence item %zd was never set", i);
            return -1;
        }
        if (!RcStr_Check(item)) {
            RcErr_Format(RcExc_TypeError, "sequence item %zd: expected str instance, %.80s found", i,
                         Rc_TYPE(item)->tp_name);
            return -1;
        }
        if (gap > RC_STR_SIZE_MAX - *size || item->size > RC_STR_SIZE_MAX - *size - gap) {
            RcErr_SetString(RcExc_OverflowError, "join() result is too long for a str");
            return -1;
        }
        *size += gap + item->size;
        *length += (i > 0 ? separator->length : 0) + item->length;
    }
    return 0;
}

static RcObject *join_items(RcObject *const *items, Rc_ssize_t count, const RcStrObject *separator)
{
    Rc_ssize_t size, length, i;
    RcStrObject *result;
    char *out;

    if (measure(items, count, separator, &size, &length) < 0) {
        return NULL;
    }
    if (size == 0) {
        return _RcStr_Empty();
    }
    if (count == 1) {
        return Rc_NewRef(items[0]);
    }
    result = _RcStr_New(size, length);
    if (result == NULL) {
        return NULL;
    }
    out = result->data;
    for (i = 0; i < count; i++) {
        const RcStrObject *item = (RcStrObject *)items[i];
        if (i > 0) {
            memcpy(out, separator->data, (size_t)separator->size);
            out += separator->size;
        }
        memcpy(out, item->data, (size_t)item->size);
        out += item->size;
    }
    return (RcObject *)result;
}

RcObject *RcStr_Join(RcObject *separator, RcObject *iterable)
{
    static const RcStrObject space = {RcObject_HEAD_INIT(&RcStr_Type) 1, 1, -1, 0, {' '}};
    RcObject *items, *result;

    if (iterable == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    items = RcSequence_Fast(iterable, "can only join an iterable");
    if (items == NULL) {
        return NULL;
    }
    if (separator != NULL && !RcStr_Check(separator)) {
        result = RcErr_Format(RcExc_TypeError, "separator: expected str instance, %.80s found",
                              Rc_TYPE(separator)->tp_name);
    } else {
        result = join_items(RcSequence_Fast_ITEMS(items), RcSequence_Fast_GET_SIZE(items),
                            separator != NULL ? (RcStrObject *)separator : &space);
    }
    Rc_DECREF(items);
    return result;
}
