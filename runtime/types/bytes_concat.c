/* bytes of another size: resizing, joining, repeating, building.
 *
 * All of these change an object in place only if it has one owner, who has handed it over. */
#include "types/bytes_internal.h"

#include <recount/memory.h>

/* ---- Changing size, joining ---- */

/* The object with another size, neither of them 0; op is unchanged if it is NULL, with MemoryError. */
static RcObject *resize_bytes(RcObject *op, Rc_ssize_t size)
{
    RcBytesObject *result;

    result = size > RC_BYTES_SIZE_MAX ? NULL : RC_HOOK_REALLOC(op, op, (size_t)(RC_BYTES_HEADER + size + 1));
    if (result == NULL) {
        return RcErr_NoMemory();
    }
    Rc_SET_SIZE(result, size);
    result->ob_shash = -1;
    result->ob_sval[size] = '\0';
    return (RcObject *)result;
}

int _RcBytes_Resize(RcObject **op, Rc_ssize_t size)
{
    RcObject *old, *result = NULL;

    if (op == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    old = *op;
    if (old == NULL || !RcBytes_Check(old) || size < 0) {
        RcErr_BadInternalCall();
    } else if (RcBytes_GET_SIZE(old) == size) {
        return 0;
    } else if (RcBytes_GET_SIZE(old) == 0 || size == 0) {
        result = _RcBytes_New(size); /* to or from the empty object there is nothing to keep */
    } else if (Rc_REFCNT(old) != 1) {
        RcErr_BadInternalCall();
    } else {
        result = resize_bytes(old, size);
        if (result != NULL) {
            *op = result; /* old is this object, or has become it */
            return 0;
        }
    }
    *op = result;
    Rc_XDECREF(old);
    return result == NULL ? -1 : 0;
}

RcObject *_RcBytes_ConcatTwo(RcObject *left, RcObject *right)
{
    RcObject *result;

    if (!RcBytes_Check(left) || !RcBytes_Check(right)) {
        return RcErr_Format(RcExc_TypeError, "can't concat %.100s to %.100s", Rc_TYPE(right)->tp_name,
                            Rc_TYPE(left)->tp_name);
    }
    if (RcBytes_GET_SIZE(left) == 0 || RcBytes_GET_SIZE(right) == 0) {
        return Rc_NewRef(RcBytes_GET_SIZE(left) == 0 ? right : left);
    }
    if (RcBytes_GET_SIZE(left) > RC_BYTES_SIZE_MAX - RcBytes_GET_SIZE(right)) {
        return RcErr_NoMemory();
    }
    result = _RcBytes_New(RcBytes_GET_SIZE(left) + RcBytes_GET_SIZE(right));
    if (result != NULL) {
        char *out = RcBytes_AS_STRING(result);
        memcpy(out, RcBytes_AS_STRING(left), (size_t)RcBytes_GET_SIZE(left));
        memcpy(out + RcBytes_GET_SIZE(left), RcBytes_AS_STRING(right), (size_t)RcBytes_GET_SIZE(right));
    }
    return result;
}

void RcBytes_Concat(RcObject **left, RcObject *right)
{
    RcObject *old = left != NULL ? *left : NULL;

    if (left == NULL) {
        RcErr_BadInternalCall();
        return;
    }
    if (old == NULL) {
        return;
    }
    if (right != NULL && RcBytes_CheckExact(old) && RcBytes_CheckExact(right) && old != right &&
        Rc_REFCNT(old) == 1 && RcBytes_GET_SIZE(right) <= RC_BYTES_SIZE_MAX - RcBytes_GET_SIZE(old)) {
        Rc_ssize_t size = RcBytes_GET_SIZE(old);
        if (_RcBytes_Resize(left, size + RcBytes_GET_SIZE(right)) == 0) {
            memcpy(RcBytes_AS_STRING(*left) + size, RcBytes_AS_STRING(right),
                   (size_t)RcBytes_GET_SIZE(right));
        }
        return;
    }
    *left = right != NULL ? _RcBytes_ConcatTwo(old, right) : NULL;
    Rc_DECREF(old);
}

void RcBytes_ConcatAndDel(RcObject **left, RcObject *right)
{
    RcBytes_Concat(left, right);
    Rc_XDECREF(right);
}

RcObject *_RcBytes_Repeat(RcObject *op, Rc_ssize_t count)
{
    Rc_ssize_t size = RcBytes_GET_SIZE(op), done;
    RcObject *result;
    char *out;

    if (count <= 0 || size == 0) {
        return _RcBytes_Empty();
    }
    if (count == 1) {
        return Rc_NewRef(op);
    }
    if (size > RC_BYTES_SIZE_MAX / count) {
        RcErr_SetString(RcExc_OverflowError, "repeated bytes are too long");
        return NULL;
    }
    result = _RcBytes_New(size * count);
    if (result == NULL) {
        return NULL;
    }
    out = RcBytes_AS_STRING(result);
    memcpy(out, RcBytes_AS_STRING(op), (size_t)size);
    for (done = size; done < size * count;) {
        Rc_ssize_t step = done < size * count - done ? done : size * count - done;
        memcpy(out + done, out, (size_t)step);
        done += step;
    }
    return result;
}

/* ---- Building ---- */

/* Room for one more piece, and a half: what no object can have is asked for all the same, and refused. */
static Rc_ssize_t next_bytes_room(Rc_ssize_t room, Rc_ssize_t size, Rc_ssize_t more)
{
    Rc_ssize_t need = more > RC_BYTES_SIZE_MAX - size ? RC_SSIZE_T_MAX : size + more;
    Rc_ssize_t ample = room > RC_BYTES_SIZE_MAX / 2 ? need : room + room / 2 + 16;

    return need > ample ? need : ample;
}

int _RcBytesBuilder_Add(RcBytesBuilder *builder, const char *data, Rc_ssize_t size)
{
    Rc_ssize_t room = builder->bytes != NULL ? RcBytes_GET_SIZE(builder->bytes) : 0;

    if (size == 0) {
        return 0;
    }
    if (size > room - builder->size) {
        room = next_bytes_room(room, builder->size, size);
        if (builder->bytes == NULL) {
            builder->bytes = _RcBytes_New(room);
        } else {
            _RcBytes_Resize(&builder->bytes, room);
        }
        if (builder->bytes == NULL) {
            return -1;
        }
    }
    memcpy(RcBytes_AS_STRING(builder->bytes) + builder->size, data, (size_t)size);
    builder->size += size;
    return 0;
}

RcObject *_RcBytesBuilder_Take(RcBytesBuilder *builder)
{
    if (builder->bytes == NULL) {
        return _RcBytes_Empty();
    }
    RcObject *result = builder->bytes;
    _RcBytes_Resize(&result, builder->size);
    return result;
}

void _RcBytesBuilder_Drop(RcBytesBuilder *builder)
{
    Rc_XDECREF(builder->bytes);
}
