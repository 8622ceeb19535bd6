/* The programmable object: every slot is a line that hands over to its field, or the default. */
#include "hostile.h"

#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/str.h>

#include <string.h>

static Rc_hash_t hostile_hash(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_hash != NULL ? self->on_hash(self) : (Rc_hash_t)((uintptr_t)op >> 4);
}

static RcObject *hostile_compare(RcObject *op, RcObject *other, int operation)
{
    Hostile *self = (Hostile *)op;
    if (self->on_compare != NULL) {
        return self->on_compare(self, other, operation);
    }
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *hostile_repr(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_repr != NULL ? self->on_repr(self) : RcStr_FromString("<Hostile>");
}

static RcObject *hostile_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Hostile *self = (Hostile *)op;
    if (self->on_call != NULL) {
        return self->on_call(self, args, kwargs);
    }
    Rc_RETURN_NONE;
}

static RcObject *hostile_iter(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_iter != NULL ? self->on_iter(self) : Rc_NewRef(op);
}

static RcObject *hostile_next(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_next != NULL ? self->on_next(self) : NULL;
}

static Rc_ssize_t hostile_length(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_length != NULL ? self->on_length(self) : 0;
}

static RcObject *hostile_getitem(RcObject *op, RcObject *key)
{
    Hostile *self = (Hostile *)op;
    if (self->on_getitem != NULL) {
        return self->on_getitem(self, key);
    }
    RcErr_SetString(RcExc_IndexError, "no item");
    return NULL;
}

static int hostile_setitem(RcObject *op, RcObject *key, RcObject *value)
{
    Hostile *self = (Hostile *)op;
    return self->on_setitem != NULL ? self->on_setitem(self, key, value) : 0;
}

static RcObject *hostile_item(RcObject *op, Rc_ssize_t index)
{
    RcObject *key = RcInt_FromSsize_t(index);
    if (key == NULL) {
        return NULL;
    }
    RcObject *item = hostile_getitem(op, key);
    Rc_DECREF(key);
    return item;
}

static int hostile_set_item(RcObject *op, Rc_ssize_t index, RcObject *value)
{
    RcObject *key = RcInt_FromSsize_t(index);
    if (key == NULL) {
        return -1;
    }
    int result = hostile_setitem(op, key, value);
    Rc_DECREF(key);
    return result;
}

static int hostile_bool(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_bool != NULL ? self->on_bool(self) : 1;
}

static RcObject *hostile_index(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    return self->on_index != NULL ? self->on_index(self) : RcInt_FromLong(0);
}

static int hostile_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Hostile *self = (Hostile *)op;
    for (int i = 0; i < HOSTILE_HELD; i++) {
        Rc_VISIT(self->held[i]);
    }
    return 0;
}

static int hostile_clear(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    for (int i = 0; i < HOSTILE_HELD; i++) {
        Rc_CLEAR(self->held[i]);
    }
    return 0;
}

static void hostile_dealloc(RcObject *op)
{
    Hostile *self = (Hostile *)op;
    RcObject_GC_UnTrack(op);
    if (self->on_dealloc != NULL) {
        RcObject *pending = RcErr_GetRaisedException();
        self->on_dealloc(self);
        RcErr_SetRaisedException(pending);
    }
    hostile_clear(op);
    Rc_TYPE(op)->tp_free(op);
}

static RcNumberMethods hostile_as_number = {.nb_bool = hostile_bool, .nb_index = hostile_index};

static RcSequenceMethods hostile_as_sequence = {
    .sq_length = hostile_length, .sq_item = hostile_item, .sq_ass_item = hostile_set_item};

static RcMappingMethods hostile_as_mapping = {
    .mp_length = hostile_length, .mp_subscript = hostile_getitem, .mp_ass_subscript = hostile_setitem};

RcTypeObject Hostile_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "hostile.Hostile",
    .tp_basicsize = sizeof(Hostile),
    .tp_dealloc = hostile_dealloc,
    .tp_repr = hostile_repr,
    .tp_as_number = &hostile_as_number,
    .tp_as_sequence = &hostile_as_sequence,
    .tp_as_mapping = &hostile_as_mapping,
    .tp_hash = hostile_hash,
    .tp_call = hostile_call,
    .tp_str = hostile_repr,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_GC,
    .tp_traverse = hostile_traverse,
    .tp_clear = hostile_clear,
    .tp_richcompare = hostile_compare,
    .tp_iter = hostile_iter,
    .tp_iternext = hostile_next,
    .tp_free = RcObject_GC_Del,
};

Hostile *Hostile_New(void)
{
    if (RcType_Ready(&Hostile_Type) < 0) {
        return NULL;
    }
    Hostile *self = RcObject_GC_New(Hostile, &Hostile_Type);
    if (self == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(RcObject), 0, sizeof *self - sizeof(RcObject));
    RcObject_GC_Track(self);
    return self;
}
