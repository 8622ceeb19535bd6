/* Objects with a collector's head: making, tracking, freeing. */
#include "collector/checks.h"
#include "collector/container.h"
#include "collector/list.h"
#include "core/head.h"
#include "core/object.h"
#include "memory/pool.h"

#include <recount/errors.h>

/* The safe point: a collection that is due runs before there is a new object. */
RcObject *_RcGC_Allocate(size_t size)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    RcGC_Block *block;

    if (RC_UNLIKELY(++gc->counts[0] > gc->trigger)) {
        _RcGC_CollectIfDue();
    }
    block = (RcGC_Block *)_RcMem_TakeObject(RC_HOOK_HEADED(sizeof *block + size));
    if (block == NULL) {
        gc->counts[0] -= gc->counts[0] > 0;
        return NULL;
    }
    block->head.next = 0;
    block->head.prev = 0;
    return (RcObject *)(block + 1);
}

RcObject *_RcContainer_LongWay(RcTypeObject *type, size_t size)
{
    RcGCState *gc = &RC_RUNTIME()->gc;
    RcGC_Block *block = RcObject_Malloc(RC_HOOK_HEADED(sizeof *block + size));

    if (block == NULL) {
        return RcErr_NoMemory();
    }
    gc->counts[0]++;
    block->head.next = 0;
    block->head.prev = 0;
    return RcObject_Init((RcObject *)(block + 1), type);
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

    if (op == NULL || !RcObject_IS_GC(op) || RcObject_GC_IsTracked(&op->ob_base)) {
        _RcErr_BadInternalCall("RcObject_GC_Resize");
        return NULL;
    }
    if (_RcObject_VarInstanceSize(Rc_TYPE(op), items, 1, "RcObject_GC_Resize", &size) < 0) {
        return NULL;
    }
    block = RC_HOOK_REALLOC(op, (RcGC_Block *)(void *)op - 1, sizeof *block + size);
    if (block == NULL) {
        return (RcVarObject *)RcErr_NoMemory();
    }
    op = (RcVarObject *)(block + 1);
    op->ob_size = items;
    return op;
}

/* What an object that is to be tracked refers to is alive: else it was tracked before its fields were valid.
 */
static int visit_referent(RcObject *op, void *owner)
{
    if (Rc_REFCNT(op) == 0 || (op->ob_flags & RC_OBJECT_QUEUED)) {
        RcObject_Dump(owner);
        Rc_FatalError("RcObject_GC_Track: the object refers to one that is dead");
    }
    return 0;
}

void RcObject_GC_Track(void *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op);

    if (op == NULL || !RcObject_IS_GC(op) || head->next != 0) {
        RC_HOOK_NOT_TO_BE_TRACKED(op);
        RcObject_Dump(op);
        Rc_FatalError("RcObject_GC_Track: the object is tracked already, or has no collector's head");
    }
    if (RC_GC_CHECKS) {
        Rc_TYPE(op)->tp_traverse(op, visit_referent, op);
    }
    head->prev = 0;
    _RcGC_ListAppend(head, &RC_RUNTIME()->gc.generations[0]);
    RC_HOOK_TRACKED(op);
}

void RcObject_GC_UnTrack(void *op)
{
    RcGC_Head *head = _RcGC_HeadOf(op); /* looked at only if there is one */

    if (op == NULL || !RcObject_IS_GC(op) || head->next == 0) {
        return;
    }
    _RcGC_ListRemove(head);
    head->next = head->prev = 0;
}

void RcObject_GC_Del(void *op)
{
    RcGCState *gc = &RC_RUNTIME()->gc;

    if (op == NULL) {
        return;
    }
    _RcObject_Forget(op);
    if (gc->counts[0] > 0) {
        gc->counts[0]--;
    }
    if (!RC_HOOK_FREED(op, (RcGC_Block *)op - 1)) {
        RcObject_GC_UnTrack(op);
        _RcMem_GiveObject((RcGC_Block *)op - 1);
    }
}

int RcObject_GC_IsTracked(RcObject *op)
{
    return op != NULL && RcObject_IS_GC(op) && _RcGC_HeadOf(op)->next != 0;
}

int RcObject_GC_IsFinalized(RcObject *op)
{
    return op != NULL && RcObject_IS_GC(op) && (op->ob_flags & RC_OBJECT_FINALIZED) != 0;
}
