/* Objects with a collector's head: making, tracking, freeing. */
#include "core/head.h"

#include <recount/errors.h>

#include "core/object.h"

#include <stdio.h>

void _RcGC_Start(RcRuntime *runtime, const RcConfig *config)
{
    for (int i = 0; i < RC_GENERATIONS; i++) {
        RcGC_Head *list = &runtime->generations[i];
        list->next = list->prev = (uintptr_t)list;
    }
    runtime->gc_enabled = config->gc_enabled;
}

RcObject *_RcGC_Allocate(size_t size)
{
    RcGC_Block *block = RcObject_Malloc(sizeof *block + size);

    if (block == NULL) {
        return NULL;
    }
    block->head.next = 0;
    block->head.prev = 0;
    RC_RUNTIME()->gc_counts[0]++;
    return (RcObject *)(block + 1);
}

RcObject *_RcObject_GC_New(RcTypeObject *type)
{
    size_t size;
    if (_RcObject_InstanceSize(type, 0, 1, "RcObject_GC_New", &size) < 0) {
        return NULL;
    }
    return _RcObject_InitAny(_RcGC_Allocate(size), type);
}

RcVarObject *_RcObject_GC_NewVar(RcTypeObject *type, Rc_ssize_t items)
{
    size_t size;
    if (_RcObject_VarInstanceSize(type, items, 1, "RcObject_GC_NewVar", &size) < 0) {
        return NULL;
    }
    return RcObject_InitVar((RcVarObject *)_RcGC_Allocate(size), type, items);
}

RcVarObject *_RcObject_GC_Resize(RcVarObject *op, Rc_ssize_t items)
{
    size_t size;
    RcGC_Block *block;

    if (RcObject_GC_IsTracked(&op->ob_base)) {
        _RcErr_BadInternalCall("RcObject_GC_Resize");
        return NULL;
    }
    if (_RcObject_VarInstanceSize(Rc_TYPE(op), items, 1, "RcObject_GC_Resize", &size) < 0) {
        return NULL;
    }
    block = RcObject_Realloc((RcGC_Block *)(void *)op - 1, sizeof *block + size);
    if (block == NULL) {
        return (RcVarObject *)RcErr_NoMemory();
    }
    op = (RcVarObject *)(block + 1);
    op->ob_size = items;
    return op;
}

void RcObject_GC_Track(void *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op);
    RcGC_Head *youngest = &RC_RUNTIME()->generations[0];
    RcGC_Head *last = (RcGC_Head *)youngest->prev;

    if (!RcObject_IS_GC(op) || head->next != 0) {
        RcObject_Dump(op);
        Rc_FatalError("RcObject_GC_Track: the object is tracked already, or has no collector's head");
    }
    head->next = (uintptr_t)youngest;
    head->prev = (uintptr_t)last;
    last->next = (uintptr_t)head;
    youngest->prev = (uintptr_t)head;
}

void RcObject_GC_UnTrack(void *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op);

    if (!RcObject_IS_GC(op) || head->next == 0) {
        return;
    }
    ((RcGC_Head *)head->prev)->next = head->next;
    ((RcGC_Head *)head->next)->prev = head->prev;
    head->next = head->prev = 0;
}

void RcObject_GC_Del(void *op)
{
    RcRuntime *runtime = RC_RUNTIME();

    _RcObject_Forget(op);
    RcObject_GC_UnTrack(op);
    if (runtime->gc_counts[0] > 0) {
        runtime->gc_counts[0]--;
    }
    RcObject_Free((RcGC_Block *)op - 1);
}

int RcObject_GC_IsTracked(RcObject *op)
{
    return RcObject_IS_GC(op) && _RcGC_HeadOf(op)->next != 0;
}

int RcObject_GC_IsFinalized(RcObject *op)
{
    return RcObject_IS_GC(op) && (op->ob_flags & RC_OBJECT_FINALIZED) != 0;
}
