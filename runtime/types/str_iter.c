/* Iteration over a str by code points.
 *
 * The iterator owns its str until it has reached the end, and knows where it is as an offset of bytes: a step
 * costs the same in any str. */
#include "types/str_internal.h"

#include <recount/gc.h>
#include <recount/int.h>
#include <recount/iterator.h>

typedef struct StrIter {
    RcObject_HEAD
    RcStrObject *str;  /* NULL at the end */
    Rc_ssize_t offset; /* of the next code point */
} StrIter;

RcObject *_RcStr_Iter(RcObject *op)
{
    StrIter *iter = RcObject_GC_New(StrIter, &RcStrIter_Type);

    if (iter == NULL) {
        return NULL;
    }
    iter->str = (RcStrObject *)Rc_NewRef(op);
    iter->offset = 0;
    RcObject_GC_Track(iter);
    return (RcObject *)iter;
}

static RcObject *str_iter_next(RcObject *op)
{
    StrIter *iter = (StrIter *)op;
    Rc_ssize_t size;
    RcObject *result;

    if (iter->str == NULL) {
        return NULL;
    }
    if (iter->offset == iter->str->size) {
        Rc_CLEAR(iter->str);
        return NULL;
    }
    _RcUTF8_Decode(iter->str->data + iter->offset, &size);
    result = _RcStr_FromValid(iter->str->data + iter->offset, size, 1);
    if (result != NULL) {
        iter->offset += size;
    }
    return result;
}

static RcObject *str_iter_length_hint(RcObject *op, RcObject *unused)
{
    StrIter *iter = (StrIter *)op;

    Rc_UNUSED(unused);
    return RcInt_FromSsize_t(iter->str == NULL ? 0
                                               : _RcStr_Distance(iter->str, iter->offset, iter->str->size));
}

static int str_iter_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((StrIter *)op)->str);
    return 0;
}

static int iter_clear(RcObject *op)
{
    Rc_CLEAR(((StrIter *)op)->str);
    return 0;
}

static void str_iter_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_XDECREF(((StrIter *)op)->str);
    Rc_TYPE(op)->tp_free(op);
}

static RcMethodDef str_iter_methods[] = {
    {"__length_hint__", str_iter_length_hint, RC_METH_NOARGS, "How many code points are left."},
    {NULL, NULL, 0, NULL},
};

RcTypeObject RcStrIter_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "str_iterator",
    .tp_basicsize = sizeof(StrIter),
    .tp_dealloc = str_iter_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = str_iter_traverse,
    .tp_clear = iter_clear,
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = str_iter_next,
    .tp_methods = str_iter_methods,
    .tp_free = RcObject_GC_Del,
};
