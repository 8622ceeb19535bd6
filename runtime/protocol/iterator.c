/* The iterator protocol: making iterators, and asking them. */
#include <recount/iterator.h>

#include "core/errors.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/sequence.h>

RcObject *RcObject_SelfIter(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    return Rc_NewRef(op);
}

int RcIter_Check(RcObject *op)
{
    return op != NULL && Rc_TYPE(op)->tp_iternext != NULL;
}

RcObject *RcObject_GetIter(RcObject *op)
{
    if (op == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    if (Rc_TYPE(op)->tp_iter == NULL) {
        if (RcSequence_Check(op)) {
            return RcSeqIter_New(op);
        }
        RcErr_Format(RcExc_TypeError, "'%.200s' object is not iterable", Rc_TYPE(op)->tp_name);
        return NULL;
    }
    Rc_getiterfunc slot = Rc_TYPE(op)->tp_iter;
    RcObject *iterator = RC_HOOK_RESULT_OF(slot, slot(op));
    if (iterator != NULL && !RcIter_Check(iterator)) {
        RcErr_Format(RcExc_TypeError, "iter() returned non-iterator of type '%.100s'",
                     Rc_TYPE(iterator)->tp_name);
        Rc_CLEAR(iterator);
    }
    return iterator;
}

int RcIter_NextItem(RcObject *iterator, RcObject **item)
{
    if (item == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    *item = NULL;
    if (iterator == NULL) {
        _RcErr_NullArgument(__func__);
        return -1;
    }
    if (!RcIter_Check(iterator)) {
        RcErr_Format(RcExc_TypeError, "expected an iterator, got '%.200s'", Rc_TYPE(iterator)->tp_name);
        return -1;
    }
    Rc_iternextfunc next = Rc_TYPE(iterator)->tp_iternext;
    *item = RC_HOOK_RESULT_OF(next, next(iterator));
    RC_HOOK_USER_CODE(iterator);
    if (*item != NULL) {
        return 1;
    }
    if (!RcErr_Occurred()) {
        return 0;
    }
    if (!RcErr_ExceptionMatches(RcExc_StopIteration)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

RcObject *RcIter_Next(RcObject *iterator)
{
    if (iterator == NULL) {
        _RcErr_NullArgument(__func__);
        return NULL;
    }
    RcObject *item;
    RcIter_NextItem(iterator, &item);
    return item;
}
