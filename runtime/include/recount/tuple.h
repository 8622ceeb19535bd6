/* The tuple: a fixed number of references, immutable once others have seen it.
 *
 * A new tuple has NULL slots; its maker fills them with RcTuple_SET_ITEM (or RcTuple_SetItem) before anybody
 * else gets a reference.  The empty tuple is one static immortal object.  Tuples cannot be inherited from.
 *
 * Where a tuple is expected, anything else (NULL, too) is SystemError "RcTuple_Size: bad argument", with
 * the name of the function.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_TUPLE_H
#define RECOUNT_TUPLE_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

typedef struct RcTupleObject {
    RcObject_VAR_HEAD
    RcObject *ob_item[1]; /* ob_size of them, each owned; NULL until it is set */
} RcTupleObject;

RC_API_DATA extern RcTypeObject RcTuple_Type;
RC_API_DATA extern RcTypeObject RcTupleIter_Type; /* iter(tuple) */

static inline int RcTuple_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_TUPLE_SUBCLASS);
}
#define RcTuple_Check(op) RcTuple_Check(RC_OBJECT_CAST(op))
#define RcTuple_CheckExact(op) Rc_IS_TYPE((op), &RcTuple_Type)

/* Makes a tuple of size NULL slots; 0 gives the empty tuple.
 * Ownership: result new.  Error: NULL, SystemError for a negative size, or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcTuple_New(Rc_ssize_t size);

/* Make a tuple of count arguments, or of an array's items.
 * Ownership: result new; it keeps the items.  Error: NULL, SystemError for a negative count or an item that
 * is NULL, or MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcTuple_Pack(Rc_ssize_t count, ...);
RC_API RC_NEWREF RcObject *RcTuple_FromArray(RC_NULLABLE RcObject *const *items, Rc_ssize_t count);

/* The number of slots.  Error: -1 and SystemError. */
RC_API Rc_ssize_t RcTuple_Size(RcObject *op);

/* Reads a slot.  Ownership: result borrowed from the tuple.  Error: NULL and IndexError "tuple index out of
 * range" (negative indices, too), SystemError "tuple item 3 was never set", or SystemError. */
RC_API RC_BORROWED RcObject *RcTuple_GetItem(RcObject *op, Rc_ssize_t index);

/* Fills a slot of a tuple that nobody else knows: its count must be 1.
 * Ownership: steals item, on failure too; what was in the slot is released.  Error: -1 and IndexError "tuple
 * assignment index out of range" or SystemError, and the tuple is unchanged.
 * Runs user code: yes (the release). */
RC_API int RcTuple_SetItem(RcObject *op, Rc_ssize_t index, RC_NULLABLE RC_STEALS RcObject *item);

/* A tuple of the slots from low up to, not including, high; both are cut to the tuple's bounds.
 * Ownership: result new (the same object if it is all of it).  Error: NULL and SystemError or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcTuple_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high);

/* Gives a tuple that nobody else knows another size.  It loses items at the end, or gains NULL slots, and may
 * move.
 * Ownership: *op is stolen, and replaced by a new reference.  Error: -1 with SystemError or MemoryError, and
 * *op is NULL.  Runs user code: yes (the items that are lost). */
RC_API int _RcTuple_Resize(RC_REPLACES RcObject **op, Rc_ssize_t size);

/* The same unchecked, for what is known to be a tuple.  SET_ITEM steals, and does not release what was in
 * the slot: it is for new tuples. */
#define RcTuple_GET_SIZE(op) Rc_SIZE(op)
#define RcTuple_GET_ITEM(op, index) (((RcTupleObject *)(op))->ob_item[(index)])

static inline void RcTuple_SET_ITEM(RcObject *op, Rc_ssize_t index, RC_STEALS RcObject *item)
{
    ((RcTupleObject *)op)->ob_item[index] = item;
}
#define RcTuple_SET_ITEM(op, index, item) \
    RcTuple_SET_ITEM(RC_OBJECT_CAST(op), (index), RC_OBJECT_STOLEN(item))

RC_END_DECLS

#endif
