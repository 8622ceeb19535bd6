/* The object: its header, and the operations on its reference count.
 *
 * Every object begins with RcObject_HEAD, every object with a variable number of items with
 * RcObject_VAR_HEAD.  A reference is a pointer that somebody has promised to give back with
 * Rc_DECREF; the count is the number of these promises.  When it falls to 0 the type's
 * tp_dealloc runs, before Rc_DECREF returns.
 *
 * A count with its highest bit set is immortal (PEP 683): no operation changes it.  A live count
 * that grows this far becomes immortal by itself rather than wrap around.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_OBJECT_H
#define RECOUNT_OBJECT_H

#include <recount/detail/hooks.h>
#include <recount/detail/platform.h>
#include <string.h>

RC_BEGIN_DECLS

typedef struct RcTypeObject RcTypeObject;

/* 16 bytes on 64-bit platforms. */
typedef struct RcObject {
    uint32_t ob_refcnt;
    uint32_t ob_flags; /* private to the runtime: RC_OBJECT_... below */
    RcTypeObject *ob_type;
} RcObject;

typedef struct RcVarObject {
    RcObject ob_base;
    Rc_ssize_t ob_size; /* number of items, not bytes */
} RcVarObject;

#define RcObject_HEAD RcObject ob_base;
#define RcObject_VAR_HEAD RcVarObject ob_base;

/* The count of an object that is born immortal: far from both ends of the immortal half. */
#define RC_IMMORTAL_REFCNT UINT32_C(0xC0000000)

/* ob_flags.  Only the low 16 bits are flags: the upper ones serve the deallocation queue. */
#define RC_OBJECT_STATIC UINT32_C(0x1)    /* not from an allocator: no collector head in front */
#define RC_OBJECT_FINALIZED UINT32_C(0x2) /* tp_finalize has run: it runs once */
#define RC_OBJECT_QUEUED UINT32_C(0x4)    /* dead, and waiting for its tp_dealloc */
#define RC_OBJECT_RETRACK UINT32_C(0x8)   /* was tracked by the collector when it was queued */
#define RC_OBJECT_ROOT UINT32_C(0x10)     /* was held from outside in the last full collection */
#define RC_OBJECT_OWNER \
    UINT32_C(0x7FE0)                    /* which ledger it belongs to; 0: none; in release builds never set */
#define RC_OBJECT_DEAD UINT32_C(0x8000) /* a tombstone of the ledger's; in release builds never set */

/* Initialisers of static objects, which are immortal. */
#define RcObject_HEAD_INIT(type) {RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, (type)},
#define RcVarObject_HEAD_INIT(type, size) {{RC_IMMORTAL_REFCNT, RC_OBJECT_STATIC, (type)}, (size)},

#define RC_OBJECT_CAST(op) ((RcObject *)(op))
#define RC_OBJECT_STOLEN(op) RC_OBJECT_CAST(op) /* of a reference that is stolen by a macro */

/* op itself.  Says to a static analyzer that this reference is given to where it cannot follow: into an integer, or
 * into a struct that is returned. */
#define RC_GIVEN(op) (op)

/* Reading the header.  None of these runs user code or changes a count. */

static inline Rc_ssize_t Rc_REFCNT(const RcObject *op)
{
    return (Rc_ssize_t)((size_t)op->ob_refcnt & RC_SSIZE_T_MAX); /* an immortal object's is not negative */
}
#define Rc_REFCNT(op) Rc_REFCNT(RC_OBJECT_CAST(op))

/* Borrowed. */
static inline RC_BORROWED RcTypeObject *Rc_TYPE(const RcObject *op)
{
    RC_HOOK_USED(op);
    return op->ob_type;
}
#define Rc_TYPE(op) Rc_TYPE(RC_OBJECT_CAST(op))

static inline Rc_ssize_t Rc_SIZE(const RcObject *op)
{
    RC_HOOK_USED(op);
    return ((const RcVarObject *)op)->ob_size;
}
#define Rc_SIZE(op) Rc_SIZE(RC_OBJECT_CAST(op))

static inline int Rc_IS_TYPE(const RcObject *op, const RcTypeObject *type)
{
    RC_HOOK_USED(op);
    return op->ob_type == type;
}
#define Rc_IS_TYPE(op, type) Rc_IS_TYPE(RC_OBJECT_CAST(op), (type))

static inline int Rc_IsImmortal(const RcObject *op)
{
    return (int32_t)op->ob_refcnt < 0;
}
#define Rc_IsImmortal(op) Rc_IsImmortal(RC_OBJECT_CAST(op))

/* Writing the header: for code that builds objects by hand. */

static inline void Rc_SET_TYPE(RcObject *op, RcTypeObject *type)
{
    op->ob_type = type;
}
#define Rc_SET_TYPE(op, type) Rc_SET_TYPE(RC_OBJECT_CAST(op), (type))

static inline void Rc_SET_SIZE(RcObject *op, Rc_ssize_t size)
{
    ((RcVarObject *)op)->ob_size = size;
}
#define Rc_SET_SIZE(op, size) Rc_SET_SIZE(RC_OBJECT_CAST(op), (size))

/* Sets the count as it is told, and deallocates nothing.  No effect on an immortal object; a
 * count that does not fit makes the object immortal. */
static inline void Rc_SET_REFCNT(RcObject *op, Rc_ssize_t count)
{
    RC_HOOK_SET_REFCNT(op, count);
    if (!Rc_IsImmortal(op)) {
        op->ob_refcnt = (size_t)count <= INT32_MAX ? (uint32_t)count : RC_IMMORTAL_REFCNT;
    }
}
#define Rc_SET_REFCNT(op, count) Rc_SET_REFCNT(RC_OBJECT_CAST(op), (count))

/* Makes a mortal object immortal for the rest of its runtime's life; it is then no longer one of
 * Rc_LiveObjects().  The runtime frees its memory at Rc_Finalize only where it holds the object itself
 * (interned strings); all else is for good.  Returns 1, or 0 if it was immortal before.
 * Runs user code: no.  Twin: PyUnstable_SetImmortal. */
RC_API int Rc_SetImmortal(RcObject *op);

/* What Rc_DECREF does at 0.  Not for users: it is here because Rc_DECREF is inline. */
RC_API void _Rc_Dealloc(RcObject *op);

/* Takes a reference.  op may not be NULL.  Runs user code: no. */
static inline RC_NONNULL void Rc_INCREF(RcObject *op)
{
    RC_HOOK_TAKEN(op);
    uint32_t count = op->ob_refcnt;
    if (RC_LIKELY((int32_t)count >= 0)) {
        op->ob_refcnt = count + 1;
    }
}
#define Rc_INCREF(op) Rc_INCREF(RC_OBJECT_CAST(op))

/* Gives a reference back.  op may not be NULL.  Runs user code: yes, any: the last reference
 * deallocates the object.  So whatever refers to op must have forgotten it before. */
static inline RC_NONNULL void Rc_DECREF(RC_STEALS RcObject *op)
{
    RC_HOOK_GIVEN(op);
    int32_t count = (int32_t)op->ob_refcnt;
    if (RC_LIKELY(count > 1)) { /* neither the last reference nor immortal: one branch */
        op->ob_refcnt = (uint32_t)count - 1;
    } else if (count == 1) {
        op->ob_refcnt = 0;
        _Rc_Dealloc(op);
    }
}
#define Rc_DECREF(op) Rc_DECREF(RC_OBJECT_CAST(op))

/* The same, and NULL is let pass. */
static inline void Rc_XINCREF(RC_NULLABLE RcObject *op)
{
    if (op != NULL) {
        Rc_INCREF(op);
    }
}
#define Rc_XINCREF(op) Rc_XINCREF(RC_OBJECT_CAST(op))

/* Runs user code: yes, as Rc_DECREF. */
static inline void Rc_XDECREF(RC_STEALS RC_NULLABLE RcObject *op)
{
    if (op != NULL) {
        Rc_DECREF(op);
    }
}
#define Rc_XDECREF(op) Rc_XDECREF(RC_OBJECT_CAST(op))

/* Takes a reference and returns the same object: result new. */
static inline RC_NEWREF RC_NONNULL RcObject *Rc_NewRef(RcObject *op)
{
    Rc_INCREF(op);
    return op;
}
#define Rc_NewRef(op) Rc_NewRef(RC_OBJECT_CAST(op))

/* The same, and NULL gives NULL. */
static inline RC_NEWREF RcObject *Rc_XNewRef(RC_NULLABLE RcObject *op)
{
    Rc_XINCREF(op);
    return op;
}
#define Rc_XNewRef(op) Rc_XNewRef(RC_OBJECT_CAST(op))

/* Takes a reference and returns 1, or returns 0 if the object is dead already: its count is 0
 * and its deallocation has begun or is queued.  The memory must still be the object's.
 * Runs user code: no. */
static inline RC_MUST_USE RC_NONNULL int Rc_TryIncRef(RcObject *op)
{
    if (op->ob_refcnt == 0 || (op->ob_flags & RC_OBJECT_QUEUED)) {
        return 0;
    }
    Rc_INCREF(op);
    return 1;
}
#define Rc_TryIncRef(op) Rc_TryIncRef(RC_OBJECT_CAST(op))

/* Stores a pointer in a slot of any object pointer type and returns what was there.  Through
 * memcpy, because the slot's type need not be RcObject *. */
static inline RcObject *_Rc_ExchangeRef(void *slot, void *value)
{
    RcObject *old;
    memcpy(&old, slot, sizeof old);
    memcpy(slot, &value, sizeof value);
    return old;
}

/* Replace what a slot holds: store first, release last.  The release may run any code, and that code may
 * look at the slot.  src is stolen.  Each argument is evaluated once. */
#define Rc_SETREF(dst, src)                                              \
    do {                                                                 \
        RcObject *rc_replaced_ = _Rc_ExchangeRef(&(dst), (void *)(src)); \
        Rc_DECREF(rc_replaced_);                                         \
    } while (0)

#define Rc_XSETREF(dst, src)                                             \
    do {                                                                 \
        RcObject *rc_replaced_ = _Rc_ExchangeRef(&(dst), (void *)(src)); \
        Rc_XDECREF(rc_replaced_);                                        \
    } while (0)

/* Empties a slot: it is NULL before what it held is released.  An empty slot is let pass. */
#define Rc_CLEAR(slot) Rc_XSETREF(slot, NULL)

/* INCREF and DECREF as functions, for bindings of other languages.  NULL is let pass.
 * Runs user code: Rc_DecRef, yes. */
RC_API void Rc_IncRef(RC_NULLABLE RcObject *op);
RC_API void Rc_DecRef(RC_STEALS RC_NULLABLE RcObject *op);

/* Identity. */
#define Rc_Is(x, y) ((x) == (y))
#define Rc_IsNone(x) Rc_Is((x), Rc_None)
#define Rc_IsTrue(x) Rc_Is((x), Rc_True)
#define Rc_IsFalse(x) Rc_Is((x), Rc_False)

/* None and NotImplemented: immortal, shared by all threads. */
RC_API_DATA extern RcObject _Rc_NoneStruct;
RC_API_DATA extern RcObject _Rc_NotImplementedStruct;
#define Rc_None (&_Rc_NoneStruct)
#define Rc_NotImplemented (&_Rc_NotImplementedStruct)
#define Rc_RETURN_NONE return Rc_NewRef(Rc_None)
#define Rc_RETURN_NOTIMPLEMENTED return Rc_NewRef(Rc_NotImplemented)

/* Making objects.  The result has count 1 and, for a heap type, holds a reference to its type;
 * the memory behind the header is not initialised.  Error: NULL and MemoryError.
 * Runs user code: no.
 *
 *   RcFooObject *foo = RcObject_New(RcFooObject, &RcFoo_Type); */
RC_API RC_NEWREF RcObject *_RcObject_New(RcTypeObject *type);
RC_API RC_NEWREF RcVarObject *_RcObject_NewVar(RcTypeObject *type, Rc_ssize_t items);
#define RcObject_New(struct_type, type) ((struct_type *)_RcObject_New(type))
#define RcObject_NewVar(struct_type, type, items) ((struct_type *)_RcObject_NewVar((type), (items)))

/* Turns memory of the caller's, such as a block of a free list, into an object of count 1.  Result: the same
 * pointer.  NULL as memory gives NULL and MemoryError, so an allocation can be passed without a look. */
RC_API RcObject *RcObject_Init(RC_NULLABLE RcObject *op, RcTypeObject *type);
RC_API RcVarObject *RcObject_InitVar(RC_NULLABLE RcVarObject *op, RcTypeObject *type, Rc_ssize_t items);

/* Gives back the memory of an object made by RcObject_New: a tp_free, or the end of one that never got
 * ready.  Its fields, and its reference to a heap type, are the caller's to release. */
RC_API void RcObject_Del(RC_NULLABLE void *op);

/* Writes address, count, type and repr (or that op is NULL) to stderr, for debuggers and fatal errors.
 * Runs user code: yes (the repr). */
RC_API void RcObject_Dump(RC_NULLABLE RcObject *op);

RC_END_DECLS

/* Last: how the operations read in a static analyzer. */
#include <recount/detail/analyzer.h>

#endif
