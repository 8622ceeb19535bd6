/* Living objects, told one by one: for Rc_LiveTypes, which in the release library walks over the pool. */
#include "ledger/ledger.h"

#include "core/head.h"

#include <recount/str.h>

/* From the collector's head to the end. */
static size_t size_with_head(const RcObject *op)
{
    const RcTypeObject *type = op->ob_type;
    size_t size = (size_t)type->tp_basicsize;

    if (RcType_HasFeature(type, Rc_TPFLAGS_STR_SUBCLASS)) {
        size = offsetof(RcStrObject, data) + (size_t)((const RcStrObject *)op)->size + 1;
    } else if (type->tp_itemsize > 0) {
        Rc_ssize_t items = ((const RcVarObject *)op)->ob_size;
        size += (size_t)(items < 0 ? -items : items) * (size_t)type->tp_itemsize;
    }
    return RcType_IS_GC(type) ? size + sizeof(RcGC_Block) : size;
}

/* Dying, but its finalizer runs, and it may be used: it counts as alive. */
static int is_alive(const Record *record)
{
    return record->state == RECORD_LIVE || (record->state == RECORD_DYING && record->object->ob_refcnt != 0);
}

int _RcLedger_EachObject(void (*tell)(const RcObject *op, size_t size, void *arg), void *arg)
{
    const Ledger *ledger = _Rc_ledger;

    if (ledger == NULL) {
        return 0;
    }
    for (const Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (!record->immortal && is_alive(record)) {
            tell(record->object, size_with_head(record->object), arg);
        }
    }
    return 1;
}
