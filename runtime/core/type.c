/* RcType_Ready: a type's slots are completed from its base, then checked.
 *
 * A slot table says which slots are inherited one by one; the rest travels in groups: hash with richcompare,
 * traverse with clear and the collector's flag, call with the vectorcall offset.  Static types are shared by
 * all threads, so completing them is done under a lock; after that nothing writes to them. */
#include "core/type.h"

#include "core/head.h"
#include "core/object.h"
#include "core/runtime.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_flag ready_lock = ATOMIC_FLAG_INIT;

static void *slot_at(const void *table, size_t offset)
{
    void *slot;
    memcpy(&slot, (const char *)table + offset, sizeof slot);
    return slot;
}

static void inherit_slot(void *table, const void *base_table, size_t offset)
{
    void *slot = slot_at(table, offset);
    if (slot == NULL) {
        slot = slot_at(base_table, offset);
        if (slot != NULL) {
            memcpy((char *)table + offset, &slot, sizeof slot);
        }
    }
}

/* -- inheritance -- */

static const size_t single_slots[] = {
    offsetof(RcTypeObject, tp_dealloc),   offsetof(RcTypeObject, tp_repr),
    offsetof(RcTypeObject, tp_str),       offsetof(RcTypeObject, tp_getattro),
    offsetof(RcTypeObject, tp_setattro),  offsetof(RcTypeObject, tp_iter),
    offsetof(RcTypeObject, tp_iternext),  offsetof(RcTypeObject, tp_descr_get),
    offsetof(RcTypeObject, tp_descr_set), offsetof(RcTypeObject, tp_init),
    offsetof(RcTypeObject, tp_alloc),     offsetof(RcTypeObject, tp_finalize),
};

/* A suite that the type lacks is the base's own; one that it has is filled up.  Suites hold nothing but
 * pointers. */
static void *inherit_suite(void *suite, void *base_suite, size_t size)
{
    if (suite == NULL || base_suite == NULL) {
        return suite != NULL ? suite : base_suite;
    }
    for (size_t offset = 0; offset < size; offset += sizeof(void *)) {
        inherit_slot(suite, base_suite, offset);
    }
    return suite;
}

static void inherit_suites(RcTypeObject *type, const RcTypeObject *base)
{
    type->tp_as_number = inherit_suite(type->tp_as_number, base->tp_as_number, sizeof(RcNumberMethods));
    type->tp_as_sequence =
        inherit_suite(type->tp_as_sequence, base->tp_as_sequence, sizeof(RcSequenceMethods));
    type->tp_as_mapping = inherit_suite(type->tp_as_mapping, base->tp_as_mapping, sizeof(RcMappingMethods));
}

static void inherit_groups(RcTypeObject *type, const RcTypeObject *base)
{
    if (type->tp_hash == NULL && type->tp_richcompare == NULL) {
        type->tp_hash = base->tp_hash;
        type->tp_richcompare = base->tp_richcompare;
    }
    if (!RcType_IS_GC(type) && type->tp_traverse == NULL && type->tp_clear == NULL && RcType_IS_GC(base)) {
        type->tp_flags |= Rc_TPFLAGS_HAVE_GC;
        type->tp_traverse = base->tp_traverse;
        type->tp_clear = base->tp_clear;
    }
    if (type->tp_call == NULL && type->tp_vectorcall_offset == 0) {
        type->tp_call = base->tp_call;
        type->tp_vectorcall_offset = base->tp_vectorcall_offset;
        type->tp_flags |= base->tp_flags & Rc_TPFLAGS_HAVE_VECTORCALL;
    }
}

/* Memory goes back where it came from: a base's tp_free serves a subtype only if both have a collector's
 * head or neither has. */
static void inherit_free(RcTypeObject *type, const RcTypeObject *base)
{
    if (type->tp_free == NULL) {
        if (RcType_IS_GC(type) == RcType_IS_GC(base)) {
            type->tp_free = base->tp_free;
        } else if (RcType_IS_GC(type) && base->tp_free == RcObject_Free) {
            type->tp_free = RcObject_GC_Del;
        }
    }
}

/* As in CPython, a static type does not get object's constructor by itself. */
static void inherit_new(RcTypeObject *type, const RcTypeObject *base)
{
    if (type->tp_new != NULL || RcType_HasFeature(type, Rc_TPFLAGS_DISALLOW_INSTANTIATION)) {
        return;
    }
    if (base == &RcBaseObject_Type && !RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        type->tp_flags |= Rc_TPFLAGS_DISALLOW_INSTANTIATION;
    } else {
        type->tp_new = base->tp_new;
    }
}

static void inherit(RcTypeObject *type, const RcTypeObject *base)
{
    const unsigned long families = ~0UL << 24 & 0xFFFFFFFFUL;

    for (size_t i = 0; i < sizeof single_slots / sizeof single_slots[0]; i++) {
        inherit_slot(type, base, single_slots[i]);
    }
    inherit_suites(type, base);
    inherit_groups(type, base);
    inherit_free(type, base);
    inherit_new(type, base);
    type->tp_flags |= base->tp_flags & families;
    if (type->tp_basicsize == 0) {
        type->tp_basicsize = base->tp_basicsize;
    }
    if (type->tp_itemsize == 0) {
        type->tp_itemsize = base->tp_itemsize;
    }
    if (type->tp_weaklistoffset == 0) {
        type->tp_weaklistoffset = base->tp_weaklistoffset;
    }
}

/* What compares by value and gives no hash cannot be a key. */
static void complete_hash(RcTypeObject *type)
{
    if (type->tp_hash == NULL) {
        type->tp_hash = RcObject_HashNotImplemented;
    }
}

/* -- checks: 0, or -1 and SystemError -- */

static int wrong(const RcTypeObject *type, const char *what)
{
    RcErr_Format(RcExc_SystemError, "type '%s': %s", type->tp_name, what);
    return -1;
}

static int check_unused(const RcTypeObject *type)
{
    if (type->tp_getattr != NULL || type->tp_setattr != NULL) {
        return wrong(type, "tp_getattr and tp_setattr are not supported; use tp_getattro and tp_setattro");
    }
    if (type->tp_as_async != NULL || type->tp_as_buffer != NULL || type->tp_dictoffset != 0 ||
        type->tp_is_gc != NULL || type->tp_del != NULL) {
        return wrong(type, "tp_as_async, tp_as_buffer, tp_dictoffset, tp_is_gc and tp_del are not supported");
    }
    return 0;
}

static int check_sizes(const RcTypeObject *type, const RcTypeObject *base)
{
    if (type->tp_basicsize < (Rc_ssize_t)sizeof(RcObject) || type->tp_basicsize < base->tp_basicsize) {
        RcErr_Format(RcExc_SystemError, "type '%s': tp_basicsize %zd is below the %zd of its base '%s'",
                     type->tp_name, type->tp_basicsize, base->tp_basicsize, base->tp_name);
        return -1;
    }
    if (type->tp_itemsize < 0) {
        return wrong(type, "tp_itemsize is negative");
    }
    if (type->tp_basicsize > RC_SSIZE_T_MAX / 2) { /* so that sizes of instances can be computed */
        return wrong(type, "tp_basicsize is too large");
    }
    if (type->tp_itemsize > 0 && type->tp_basicsize < (Rc_ssize_t)sizeof(RcVarObject)) {
        return wrong(type, "tp_itemsize needs RcObject_VAR_HEAD in tp_basicsize");
    }
    return 0;
}

/* Does a pointer at offset lie within the instance, behind its header? */
static int in_instance(const RcTypeObject *type, Rc_ssize_t offset)
{
    return offset >= (Rc_ssize_t)sizeof(RcObject) &&
           offset <= type->tp_basicsize - (Rc_ssize_t)sizeof(void *) &&
           offset % (Rc_ssize_t)sizeof(void *) == 0;
}

/* Bytes of a member's field; at least 1. */
static Rc_ssize_t member_size(int type)
{
    static const unsigned char sizes[] = {
        [Rc_T_SHORT] = sizeof(short),
        [Rc_T_INT] = sizeof(int),
        [Rc_T_LONG] = sizeof(long),
        [Rc_T_FLOAT] = sizeof(float),
        [Rc_T_DOUBLE] = sizeof(double),
        [Rc_T_STRING] = sizeof(char *),
        [Rc_T_OBJECT] = sizeof(RcObject *),
        [Rc_T_USHORT] = sizeof(short),
        [Rc_T_UINT] = sizeof(int),
        [Rc_T_ULONG] = sizeof(long),
        [Rc_T_OBJECT_EX] = sizeof(RcObject *),
        [Rc_T_LONGLONG] = sizeof(long long),
        [Rc_T_ULONGLONG] = sizeof(long long),
        [Rc_T_PYSSIZET] = sizeof(Rc_ssize_t),
    };
    int known = type >= 0 && (size_t)type < sizeof sizes && sizes[type] != 0;
    return known ? sizes[type] : 1;
}

static int check_offsets(const RcTypeObject *type)
{
    if (type->tp_weaklistoffset != 0 && !in_instance(type, type->tp_weaklistoffset)) {
        return wrong(type, "tp_weaklistoffset is out of bounds");
    }
    if (RcType_HasFeature(type, Rc_TPFLAGS_HAVE_VECTORCALL)) {
        if (!in_instance(type, type->tp_vectorcall_offset)) {
            return wrong(type, "Rc_TPFLAGS_HAVE_VECTORCALL needs a tp_vectorcall_offset within the instance");
        }
        if (type->tp_call == NULL) {
            return wrong(type, "Rc_TPFLAGS_HAVE_VECTORCALL needs tp_call (RcVectorcall_Call will do)");
        }
    }
    for (const RcMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++) {
        if (member->offset < 0 || member->offset > type->tp_basicsize - member_size(member->type)) {
            RcErr_Format(RcExc_SystemError, "type '%s': member '%s' is out of bounds", type->tp_name,
                         member->name);
            return -1;
        }
    }
    return 0;
}

const char *_RcMethodDef_Fault(const RcMethodDef *definition)
{
    int flags = definition->ml_flags & ~(RC_METH_CLASS | RC_METH_STATIC | RC_METH_COEXIST);

    if (definition->ml_meth == NULL) {
        return "has no function";
    }
    if ((definition->ml_flags & RC_METH_CLASS) && (definition->ml_flags & RC_METH_STATIC)) {
        return "has bad call flags";
    }
    switch (flags) {
    case RC_METH_NOARGS:
    case RC_METH_O:
    case RC_METH_FASTCALL:
    case RC_METH_FASTCALL | RC_METH_KEYWORDS:
    case RC_METH_VARARGS:
    case RC_METH_VARARGS | RC_METH_KEYWORDS:
        return NULL;
    default:
        return "has bad call flags";
    }
}

static int check_methods(const RcTypeObject *type)
{
    for (const RcMethodDef *method = type->tp_methods; method != NULL && method->ml_name != NULL; method++) {
        const char *fault = _RcMethodDef_Fault(method);
        if (fault != NULL) {
            RcErr_Format(RcExc_SystemError, "type '%s': method '%s' %s", type->tp_name, method->ml_name,
                         fault);
            return -1;
        }
    }
    return 0;
}

static int check_collected(const RcTypeObject *type)
{
    if (!RcType_IS_GC(type)) {
        return 0;
    }
    if (type->tp_traverse == NULL) {
        return wrong(type, "it has the Rc_TPFLAGS_HAVE_GC flag but no tp_traverse");
    }
    if (type->tp_free == RcObject_Free || type->tp_free == RcObject_Del) {
        return wrong(type, "it has the Rc_TPFLAGS_HAVE_GC flag, so tp_free must be RcObject_GC_Del");
    }
    return 0;
}

static int check_base_type(const RcTypeObject *base)
{
    if (base != NULL && !RcType_HasFeature(base, Rc_TPFLAGS_BASETYPE)) {
        RcErr_Format(RcExc_TypeError, "type '%s' is not an acceptable base type", base->tp_name);
        return -1;
    }
    return 0;
}

/* -- ready -- */

/* All static types that are ready, under the lock.  Nobody reads what is there but whoever has an object of such a type:
 * a type may be gone with the library that it was in. */
static struct {
    const RcTypeObject **types;
    size_t count, room;
} statics;

/* Without memory the type is not noted, and its objects are not counted by it. */
static void note_static(const RcTypeObject *type)
{
    if (statics.count == statics.room) {
        size_t room = statics.room * 2 + 64;
        const RcTypeObject **types = realloc(statics.types, room * sizeof *types);
        if (types == NULL) {
            return;
        }
        statics.types = types;
        statics.room = room;
    }
    statics.types[statics.count++] = type;
}

static int ready(RcTypeObject *type);

static int complete(RcTypeObject *type, RcTypeObject *base)
{
    if (check_unused(type) < 0 || check_base_type(base) < 0 || (base != NULL && ready(base) < 0)) {
        return -1;
    }
    if (base != NULL) {
        inherit(type, base);
    }
    complete_hash(type);
    if (check_sizes(type, base != NULL ? base : type) < 0 || check_offsets(type) < 0 ||
        check_methods(type) < 0) {
        return -1;
    }
    return check_collected(type);
}

static int ready(RcTypeObject *type)
{
    RcTypeObject *base = type->tp_base;

    if (RcType_HasFeature(type, Rc_TPFLAGS_READY)) {
        return 0;
    }
    if (RcType_HasFeature(type, Rc_TPFLAGS_READYING)) {
        return wrong(type, "it is its own base");
    }
    if (type->tp_name == NULL) {
        RcErr_SetString(RcExc_SystemError, "RcType_Ready: a type without tp_name");
        return -1;
    }
    if (base == NULL && type != &RcBaseObject_Type) {
        base = &RcBaseObject_Type;
    }
    type->tp_flags |= Rc_TPFLAGS_READYING;
    if (complete(type, base) < 0) {
        type->tp_flags &= ~Rc_TPFLAGS_READYING;
        return -1;
    }
    if (Rc_TYPE(type) == NULL) {
        Rc_SET_TYPE(type, Rc_TYPE(base));
    }
    type->tp_base = base;
    type->tp_flags &= ~Rc_TPFLAGS_READYING;
    type->tp_flags |= Rc_TPFLAGS_READY;
    if (!RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        type->tp_flags |= Rc_TPFLAGS_IMMUTABLETYPE;
        note_static(type);
    }
    return 0;
}

/* Raising the error of a refused type may run user code, which may ready another type: the thread that
 * holds the lock does not wait for itself. */
static void lock_types(RcRuntime *runtime)
{
    if (runtime->readying++ == 0) {
        while (atomic_flag_test_and_set_explicit(&ready_lock, memory_order_acquire)) {
        }
    }
}

static void unlock_types(RcRuntime *runtime)
{
    if (--runtime->readying == 0) {
        atomic_flag_clear_explicit(&ready_lock, memory_order_release);
    }
}

int RcType_Ready(RcTypeObject *type)
{
    RcRuntime *runtime = RC_RUNTIME();
    int result = 0, is_heap_type;

    if (type == NULL) {
        RcErr_BadInternalCall();
        return -1;
    }
    lock_types(runtime); /* also to ask: another thread may be changing a static type's flags */
    is_heap_type = RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE);
    if (!is_heap_type) {
        result = ready(type);
    }
    unlock_types(runtime);
    return is_heap_type ? ready(type) : result; /* this thread's own; its static bases are ready */
}

int _RcType_EachStatic(int (*visit)(const RcTypeObject *type, void *arg), void *arg)
{
    RcRuntime *runtime = RC_RUNTIME();
    int result = 0;

    lock_types(runtime);
    for (size_t i = 0; result == 0 && i < statics.count; i++) {
        result = visit(statics.types[i], arg);
    }
    unlock_types(runtime);
    return result;
}

int RcType_IsSubtype(const RcTypeObject *type, const RcTypeObject *base)
{
    for (; type != NULL; type = type->tp_base) {
        if (type == base) {
            return 1;
        }
    }
    return base == &RcBaseObject_Type; /* before it is ready a type has no base yet */
}

unsigned long RcType_GetFlags(RcTypeObject *type)
{
    return type->tp_flags;
}

/* -- allocation slots -- */

/* One item to spare, so that code that writes an end mark behind the last has room. */
RcObject *RcType_GenericAlloc(RcTypeObject *type, Rc_ssize_t items)
{
    int collected = type != NULL && RcType_IS_GC(type);
    size_t size;
    RcObject *op;

    if (_RcObject_InstanceSize(type, items, collected, __func__, &size) < 0) {
        return NULL;
    }
    size += (size_t)type->tp_itemsize;
    op = collected ? _RcGC_Allocate(size) : RcObject_Malloc(size);
    if (op == NULL) {
        return RcErr_NoMemory();
    }
    memset(op, 0, size);
    if (type->tp_itemsize != 0) {
        Rc_SET_SIZE(op, items);
    }
    _RcObject_MakeHeader(op, type);
    if (collected) {
        RcObject_GC_Track(op);
    }
    return op;
}

RcObject *RcType_GenericNew(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    if (type == NULL || type->tp_alloc == NULL) {
        RcErr_BadInternalCall();
        return NULL;
    }
    return type->tp_alloc(type, 0);
}
