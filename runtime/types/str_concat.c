/* Joining two strs, and many times the same.
 *
 * RcStr_Append grows its left operand in place where nobody can notice: nobody else refers to it, it is not
 * interned (so nobody finds it in the table), and it is not the right operand as well. */
#include "types/str_internal.h"

#include <recount/errors.h>

/* The size of both together, or -1 and OverflowError. */
static Rc_ssize_t joint_size(const RcStrObject *left, const RcStrObject *right)
{
    if (left->size > RC_STR_SIZE_MAX - right->size) {
        RcErr_SetString(RcExc_OverflowError, "strings are too large to concat");
        return -1;
    }
    return left->size + right->size;
}

static RcObject *concat(RcStrObject *left, RcStrObject *right)
{
    RcStrObject *result;
    Rc_ssize_t size;

    if (left->size == 0) {
        return Rc_NewRef(right);
    }
    if (right->size == 0) {
        return Rc_NewRef(left);
    }
    size = joint_size(left, right);
    result = size < 0 ? NULL : _RcStr_New(size, left->length + right->length);
    if (result != NULL) {
        memcpy(result->data, left->data, (size_t)left->size);
        memcpy(result->data + left->size, right->data, (size_t)right->size);
    }
    return (RcObject *)result;
}

RcObject *RcStr_Concat(RcObject *left, RcObject *right)
{
    if (!RC_EXPECT_STR(left)) {
        return NULL;
    }
    if (right == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    if (!RcStr_Check(right)) {
        RcErr_Format(RcExc_TypeError, "can only concatenate str (not \"%.200s\") to str",
                     Rc_TYPE(right)->tp_name);
        return NULL;
    }
    return concat((RcStrObject *)left, (RcStrObject *)right);
}

/* Grows what nobody else can see. Result: the object, perhaps moved; NULL with an error, left
 * is unchanged. */
static RcObject *grow(RcStrObject *left, RcStrObject *right)
{
    Rc_ssize_t old_size = left->size, size = joint_size(left, right);
    RcStrObject *result;

    if (size < 0) {
        return NULL;
    }
    result = RC_HOOK_REALLOC(left, left, (size_t)(RC_STR_HEADER + size + 1));
    if (result == NULL) {
        return RcErr_NoMemory();
    }
    memcpy(result->data + old_size, right->data, (size_t)right->size + 1);
    result->size = size;
    result->length += right->length;
    result->hash = -1;
    return (RcObject *)result;
}

void RcStr_Append(RcObject **left, RcObject *right)
{
    RcObject *old = left != NULL ? *left : NULL, *result = NULL;

    if (left == NULL || old == NULL || right == NULL || !RcStr_Check(old) || !RcStr_Check(right)) {
        if (RcErr_Occurred() == NULL) {
            RcErr_BadInternalCall();
        }
        if (left == NULL) {
            return;
        }
    } else if (Rc_REFCNT(old) == 1 && !RcStr_CHECK_INTERNED(old) && old != right) {
        result = grow((RcStrObject *)old, (RcStrObject *)right);
        if (result != NULL) {
            *left = result; /* old is this object, or has become it */
            return;
        }
    } else {
        result = concat((RcStrObject *)old, (RcStrObject *)right);
    }
    *left = result;
    Rc_XDECREF(old);
}

void RcStr_AppendAndDel(RcObject **left, RcObject *right)
{
    RcStr_Append(left, right);
    Rc_XDECREF(right);
}

RcObject *_RcStr_Repeat(RcObject *op, Rc_ssize_t count)
{
    RcStrObject *str = (RcStrObject *)op, *result;
    Rc_ssize_t size, done;

    if (count <= 0 || str->size == 0) {
        return _RcStr_Empty();
    }
    if (count == 1) {
        return Rc_NewRef(op);
    }
    if (str->size > RC_STR_SIZE_MAX / count) {
        RcErr_SetString(RcExc_OverflowError, "repeated string is too long");
        return NULL;
    }
    size = str->size * count;
    result = _RcStr_New(size, str->length * count);
    if (result == NULL) {
        return NULL;
    }
    memcpy(result->data, str->data, (size_t)str->size);
    for (done = str->size; done < size;) {
        Rc_ssize_t step = done < size - done ? done : size - done;
        memcpy(result->data + done, result->data, (size_t)step);
        done += step;
    }
    return (RcObject *)result;
}
