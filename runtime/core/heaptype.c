/* Heap types: made from a spec, owned by their instances.
 *
 * One table maps a slot id to the place in RcHeapTypeObject; RcType_FromSpec writes through it and
 * RcType_GetSlot reads through it.
 *
 * A heap type without a dealloc of its own gets _RcHeapType_Dealloc, which ends what the type itself added
 * and calls the nearest other dealloc.  What such a type adds and owns are its writable Rc_T_OBJECT_EX
 * members, as in CPython.  The generated traverse and clear cover the same, and the reference to the type. */
#include "core/type.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

#include <string.h>

#define TYPE(field) offsetof(RcHeapTypeObject, type) + offsetof(RcTypeObject, field)
#define NUMBER(field) offsetof(RcHeapTypeObject, number) + offsetof(RcNumberMethods, field)
#define SEQUENCE(field) offsetof(RcHeapTypeObject, sequence) + offsetof(RcSequenceMethods, field)
#define MAPPING(field) offsetof(RcHeapTypeObject, mapping) + offsetof(RcMappingMethods, field)

/* By slot id; 0 stands for an id that there is not. */
static const size_t slot_offsets[] = {
    [Rc_mp_ass_subscript] = MAPPING(mp_ass_subscript),
    [Rc_mp_length] = MAPPING(mp_length),
    [Rc_mp_subscript] = MAPPING(mp_subscript),
    [Rc_nb_absolute] = NUMBER(nb_absolute),
    [Rc_nb_add] = NUMBER(nb_add),
    [Rc_nb_and] = NUMBER(nb_and),
    [Rc_nb_bool] = NUMBER(nb_bool),
    [Rc_nb_divmod] = NUMBER(nb_divmod),
    [Rc_nb_float] = NUMBER(nb_float),
    [Rc_nb_floor_divide] = NUMBER(nb_floor_divide),
    [Rc_nb_index] = NUMBER(nb_index),
    [Rc_nb_inplace_add] = NUMBER(nb_inplace_add),
    [Rc_nb_inplace_and] = NUMBER(nb_inplace_and),
    [Rc_nb_inplace_floor_divide] = NUMBER(nb_inplace_floor_divide),
    [Rc_nb_inplace_lshift] = NUMBER(nb_inplace_lshift),
    [Rc_nb_inplace_multiply] = NUMBER(nb_inplace_multiply),
    [Rc_nb_inplace_or] = NUMBER(nb_inplace_or),
    [Rc_nb_inplace_power] = NUMBER(nb_inplace_power),
    [Rc_nb_inplace_remainder] = NUMBER(nb_inplace_remainder),
    [Rc_nb_inplace_rshift] = NUMBER(nb_inplace_rshift),
    [Rc_nb_inplace_subtract] = NUMBER(nb_inplace_subtract),
    [Rc_nb_inplace_true_divide] = NUMBER(nb_inplace_true_divide),
    [Rc_nb_inplace_xor] = NUMBER(nb_inplace_xor),
    [Rc_nb_int] = NUMBER(nb_int),
    [Rc_nb_invert] = NUMBER(nb_invert),
    [Rc_nb_lshift] = NUMBER(nb_lshift),
    [Rc_nb_multiply] = NUMBER(nb_multiply),
    [Rc_nb_negative] = NUMBER(nb_negative),
    [Rc_nb_or] = NUMBER(nb_or),
    [Rc_nb_positive] = NUMBER(nb_positive),
    [Rc_nb_power] = NUMBER(nb_power),
    [Rc_nb_remainder] = NUMBER(nb_remainder),
    [Rc_nb_rshift] = NUMBER(nb_rshift),
    [Rc_nb_subtract] = NUMBER(nb_subtract),
    [Rc_nb_true_divide] = NUMBER(nb_true_divide),
    [Rc_nb_xor] = NUMBER(nb_xor),
    [Rc_nb_matrix_multiply] = NUMBER(nb_matrix_multiply),
    [Rc_nb_inplace_matrix_multiply] = NUMBER(nb_inplace_matrix_multiply),
    [Rc_sq_ass_item] = SEQUENCE(sq_ass_item),
    [Rc_sq_concat] = SEQUENCE(sq_concat),
    [Rc_sq_contains] = SEQUENCE(sq_contains),
    [Rc_sq_inplace_concat] = SEQUENCE(sq_inplace_concat),
    [Rc_sq_inplace_repeat] = SEQUENCE(sq_inplace_repeat),
    [Rc_sq_item] = SEQUENCE(sq_item),
    [Rc_sq_length] = SEQUENCE(sq_length),
    [Rc_sq_repeat] = SEQUENCE(sq_repeat),
    [Rc_tp_alloc] = TYPE(tp_alloc),
    [Rc_tp_base] = TYPE(tp_base),
    [Rc_tp_call] = TYPE(tp_call),
    [Rc_tp_clear] = TYPE(tp_clear),
    [Rc_tp_dealloc] = TYPE(tp_dealloc),
    [Rc_tp_descr_get] = TYPE(tp_descr_get),
    [Rc_tp_descr_set] = TYPE(tp_descr_set),
    [Rc_tp_doc] = TYPE(tp_doc),
    [Rc_tp_getattro] = TYPE(tp_getattro),
    [Rc_tp_hash] = TYPE(tp_hash),
    [Rc_tp_init] = TYPE(tp_init),
    [Rc_tp_iter] = TYPE(tp_iter),
    [Rc_tp_iternext] = TYPE(tp_iternext),
    [Rc_tp_methods] = TYPE(tp_methods),
    [Rc_tp_new] = TYPE(tp_new),
    [Rc_tp_repr] = TYPE(tp_repr),
    [Rc_tp_richcompare] = TYPE(tp_richcompare),
    [Rc_tp_setattro] = TYPE(tp_setattro),
    [Rc_tp_str] = TYPE(tp_str),
    [Rc_tp_traverse] = TYPE(tp_traverse),
    [Rc_tp_members] = TYPE(tp_members),
    [Rc_tp_getset] = TYPE(tp_getset),
    [Rc_tp_free] = TYPE(tp_free),
    [Rc_tp_finalize] = TYPE(tp_finalize),
    [Rc_tp_vectorcall] = TYPE(tp_vectorcall),
};

static int is_slot(int id)
{
    return id > 0 && (size_t)id < sizeof slot_offsets / sizeof slot_offsets[0] && slot_offsets[id] != 0;
}

/* -- from a spec -- */

/* The one base: from bases, else from a Rc_tp_base slot, else object.  Borrowed.  NULL: TypeError. */
static RcTypeObject *find_base(const RcType_Spec *spec, RcObject *bases)
{
    RcObject *base = bases;

    if (base == NULL) {
        for (const RcType_Slot *slot = spec->slots; slot->slot != 0; slot++) {
            if (slot->slot == Rc_tp_base && slot->pfunc != NULL) {
                base = slot->pfunc;
            }
        }
    } else if (RcTuple_Check(base)) {
        if (RcTuple_GET_SIZE(base) > 1) {
            RcErr_Format(RcExc_TypeError, "RcType_FromSpec: type '%s' has %zd bases; inheritance is single",
                         spec->name, RcTuple_GET_SIZE(base));
            return NULL;
        }
        base = RcTuple_GET_SIZE(base) == 1 ? RcTuple_GET_ITEM(base, 0) : NULL;
    }
    if (base == NULL) {
        return &RcBaseObject_Type;
    }
    if (!RcType_Check(base)) {
        RcErr_Format(RcExc_TypeError, "RcType_FromSpec: the base of '%s' must be a type, not '%s'",
                     spec->name, Rc_TYPE(base)->tp_name);
        return NULL;
    }
    return (RcTypeObject *)base;
}

static void *copy(const void *source, size_t size)
{
    void *target = RcMem_Malloc(size);
    if (target == NULL) {
        return RcErr_NoMemory();
    }
    return memcpy(target, source, size);
}

/* A member of a special name is no attribute: its offset is that of a slot.  Returns where it is to be
 * written, NULL for an ordinary member. */
static Rc_ssize_t *special_offset(RcTypeObject *type, const RcMemberDef *member)
{
    if (strcmp(member->name, "__vectorcalloffset__") == 0) {
        return &type->tp_vectorcall_offset;
    }
    if (strcmp(member->name, "__weaklistoffset__") == 0) {
        return &type->tp_weaklistoffset;
    }
    return NULL;
}

static int take_special(Rc_ssize_t *offset, const RcMemberDef *member)
{
    if (member->type != Rc_T_PYSSIZET || member->flags != Rc_READONLY) {
        RcErr_Format(RcExc_SystemError, "RcType_FromSpec: member '%s' must be Rc_T_PYSSIZET and Rc_READONLY",
                     member->name);
        return -1;
    }
    *offset = member->offset;
    return 0;
}

static int copy_members(RcHeapTypeObject *heap)
{
    const RcMemberDef *given = heap->type.tp_members;
    size_t count = 0, kept = 0;

    if (given == NULL) {
        return 0;
    }
    while (given[count++].name != NULL) {
    }
    heap->members = copy(given, count * sizeof *heap->members);
    heap->type.tp_members = heap->members;
    if (heap->members == NULL) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        Rc_ssize_t *offset = given[i].name != NULL ? special_offset(&heap->type, &given[i]) : NULL;
        if (offset == NULL) {
            heap->members[kept++] = given[i];
        } else if (take_special(offset, &given[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* What the spec names by pointer and need not outlive the call becomes the type's own. */
static int copy_texts(RcHeapTypeObject *heap, const char *name)
{
    heap->name = copy(name, strlen(name) + 1);
    if (heap->name == NULL) {
        return -1;
    }
    heap->type.tp_name = heap->name;
    if (heap->type.tp_doc != NULL) {
        heap->doc = copy(heap->type.tp_doc, strlen(heap->type.tp_doc) + 1);
        heap->type.tp_doc = heap->doc;
        if (heap->doc == NULL) {
            return -1;
        }
    }
    return 0;
}

static int fill_slots(RcHeapTypeObject *heap, const RcType_Spec *spec)
{
    for (const RcType_Slot *slot = spec->slots; slot->slot != 0; slot++) {
        if (!is_slot(slot->slot)) {
            RcErr_Format(RcExc_SystemError, "RcType_FromSpec: type '%s' has an invalid slot id %d",
                         spec->name, slot->slot);
            return -1;
        }
        if (slot->slot != Rc_tp_base) {
            memcpy((char *)heap + slot_offsets[slot->slot], &slot->pfunc, sizeof slot->pfunc);
        }
    }
    return 0;
}

static void generate_slots(RcTypeObject *type, const RcTypeObject *base)
{
    if (type->tp_dealloc == NULL) {
        type->tp_dealloc = _RcHeapType_Dealloc;
    }
    if (RcType_IS_GC(base) && type->tp_traverse == NULL && type->tp_clear == NULL) {
        type->tp_flags |= Rc_TPFLAGS_HAVE_GC;
        type->tp_traverse = _RcHeapType_Traverse;
        type->tp_clear = _RcHeapType_Clear;
    }
}

static int build_heap_type(RcHeapTypeObject *heap, const RcType_Spec *spec, RcTypeObject *base)
{
    RcTypeObject *type = &heap->type;

    type->tp_as_number = &heap->number;
    type->tp_as_sequence = &heap->sequence;
    type->tp_as_mapping = &heap->mapping;
    type->tp_basicsize = spec->basicsize;
    type->tp_itemsize = spec->itemsize;
    type->tp_flags = spec->flags | Rc_TPFLAGS_HEAPTYPE;
    type->tp_base = (RcTypeObject *)Rc_NewRef(base);
    if (fill_slots(heap, spec) < 0 || copy_texts(heap, spec->name) < 0 || copy_members(heap) < 0) {
        return -1;
    }
    generate_slots(type, base);
    return RcType_Ready(type);
}

/* function is the public one that was called, for messages. */
static RcObject *from_spec(const RcType_Spec *spec, RcObject *bases, const char *function)
{
    RcTypeObject *base;
    RcHeapTypeObject *heap;

    if (spec == NULL || spec->name == NULL || spec->slots == NULL) {
        _RcErr_BadInternalCall(function);
        return NULL;
    }
    base = find_base(spec, bases);
    if (base == NULL) {
        return NULL;
    }
    heap = (RcHeapTypeObject *)RcType_GenericAlloc(&RcType_Type, 0);
    if (heap == NULL) {
        return NULL;
    }
    if (build_heap_type(heap, spec, base) < 0) {
        Rc_DECREF(heap);
        return NULL;
    }
    return (RcObject *)heap;
}

RcObject *RcType_FromSpecWithBases(RcType_Spec *spec, RcObject *bases)
{
    return from_spec(spec, bases, __func__);
}

RcObject *RcType_FromSpec(RcType_Spec *spec)
{
    return from_spec(spec, NULL, __func__);
}

/* A static type may lack a suite, and keeps its slots where the suite pointers lead. */
void *RcType_GetSlot(RcTypeObject *type, int slot)
{
    const char *table = (const char *)type;
    size_t offset;
    void *content;

    if (type == NULL || !is_slot(slot)) {
        RcErr_BadInternalCall();
        return NULL;
    }
    offset = slot_offsets[slot];
    if (offset >= offsetof(RcHeapTypeObject, mapping)) {
        table = (const char *)type->tp_as_mapping;
        offset -= offsetof(RcHeapTypeObject, mapping);
    } else if (offset >= offsetof(RcHeapTypeObject, sequence)) {
        table = (const char *)type->tp_as_sequence;
        offset -= offsetof(RcHeapTypeObject, sequence);
    } else if (offset >= offsetof(RcHeapTypeObject, number)) {
        table = (const char *)type->tp_as_number;
        offset -= offsetof(RcHeapTypeObject, number);
    }
    if (table == NULL) {
        return NULL;
    }
    memcpy(&content, table + offset, sizeof content);
    return content;
}

/* -- the type object -- */

void _RcType_Dealloc(RcObject *self)
{
    RcHeapTypeObject *heap = (RcHeapTypeObject *)self;

    RcObject_GC_UnTrack(self);
    RcObject_ClearWeakRefs(self);
    Rc_CLEAR(heap->type.tp_dict);
    RcMem_Free(heap->name);
    RcMem_Free(heap->doc);
    RcMem_Free(heap->members);
    Rc_XDECREF(heap->type.tp_base);
    RcObject_GC_Del(self);
}

int _RcType_Traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    RcTypeObject *type = (RcTypeObject *)self;
    if (RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        Rc_VISIT(type->tp_base);
        Rc_VISIT(type->tp_dict);
    }
    return 0;
}

/* The base stays: a dead instance still needs it. */
int _RcType_Clear(RcObject *self)
{
    Rc_CLEAR(((RcTypeObject *)self)->tp_dict);
    return 0;
}

/* -- instances -- */

static int owns_member(const RcMemberDef *member)
{
    return member->type == Rc_T_OBJECT_EX && !(member->flags & Rc_READONLY);
}

static RcObject **member_slot(RcObject *self, const RcMemberDef *member)
{
    return (RcObject **)(void *)((char *)self + member->offset);
}

static void clear_members(RcObject *self, const RcTypeObject *type)
{
    for (const RcMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++) {
        if (owns_member(member)) {
            Rc_CLEAR(*member_slot(self, member));
        }
    }
}

static int visit_members(RcObject *self, const RcTypeObject *type, Rc_visitproc visit, void *arg)
{
    for (const RcMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++) {
        if (owns_member(member)) {
            Rc_VISIT(*member_slot(self, member));
        }
    }
    return 0;
}

void _RcHeapType_Dealloc(RcObject *self)
{
    RcTypeObject *type = Rc_TYPE(self);
    const RcTypeObject *base;
    int base_drops_type;

    if (type->tp_finalize != NULL && RcObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    RcObject_GC_UnTrack(self);
    for (base = type; base->tp_dealloc == _RcHeapType_Dealloc; base = base->tp_base) {
    }
    if (type->tp_weaklistoffset != base->tp_weaklistoffset) {
        RcObject_ClearWeakRefs(self); /* the base knows nothing of the list */
    }
    for (base = type; base->tp_dealloc == _RcHeapType_Dealloc; base = base->tp_base) {
        clear_members(self, base);
    }
    base_drops_type = RcType_HasFeature(base, Rc_TPFLAGS_HEAPTYPE); /* and then both types may be gone */
    base->tp_dealloc(self);
    if (!base_drops_type) {
        Rc_DECREF(type);
    }
}

int _RcHeapType_Traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    const RcTypeObject *base = Rc_TYPE(self);
    int stop;

    for (; base->tp_traverse == _RcHeapType_Traverse; base = base->tp_base) {
        stop = visit_members(self, base, visit, arg);
        if (stop != 0) {
            return stop;
        }
    }
    if (!RcType_HasFeature(base, Rc_TPFLAGS_HEAPTYPE)) {
        Rc_VISIT(Rc_TYPE(self)); /* a heap type's own traverse visits it */
    }
    return base->tp_traverse != NULL ? base->tp_traverse(self, visit, arg) : 0;
}

int _RcHeapType_Clear(RcObject *self)
{
    const RcTypeObject *base = Rc_TYPE(self);

    for (; base->tp_clear == _RcHeapType_Clear; base = base->tp_base) {
        clear_members(self, base);
    }
    return base->tp_clear != NULL ? base->tp_clear(self) : 0;
}
