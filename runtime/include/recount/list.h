/* The list: a row of references that grows and shrinks.
 *
 * As an object it has CPython's methods append, extend, insert, pop, remove, index, count, reverse, sort,
 * clear and copy, and subscripts by index.  It can be inherited from.
 *
 * Where a list is expected, anything else (NULL, too) is SystemError "RcList_Append: bad argument", with the
 * name of the function.  Every function that fails leaves the list as it was.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_LIST_H
#define RECOUNT_LIST_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

typedef struct RcListObject {
    RcObject_VAR_HEAD
    RcObject **ob_item;   /* ob_size references, each owned, or NULL until it is set */
    Rc_ssize_t allocated; /* slots that ob_item has room for; -1: the list is being sorted */
} RcListObject;

RC_API_DATA extern RcTypeObject RcList_Type;
RC_API_DATA extern RcTypeObject RcListIter_Type; /* iter(list) */

static inline int RcList_Check(const RcObject *op)
{
    return RcType_HasFeature(Rc_TYPE(op), Rc_TPFLAGS_LIST_SUBCLASS);
}
#define RcList_Check(op) RcList_Check(RC_OBJECT_CAST(op))
#define RcList_CheckExact(op) Rc_IS_TYPE((op), &RcList_Type)

/* Makes a list of size NULL slots, to be filled before others see it.
 * Ownership: result new.  Error: NULL, SystemError for a negative size, or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcList_New(Rc_ssize_t size);

/* The number of slots.  Error: -1 and SystemError. */
RC_API Rc_ssize_t RcList_Size(RcObject *op);

/* Read a slot.  Ownership: GetItem's result is borrowed from the list and may die at the list's next change;
 * GetItemRef's is new.
 * Error: NULL and IndexError "list index out of range" (negative indices, too), or SystemError "list item 3
 * was never set".  What is no list is SystemError for GetItem and TypeError "expected a list" for
 * GetItemRef. */
RC_API RC_BORROWED RcObject *RcList_GetItem(RcObject *op, Rc_ssize_t index);
RC_API RC_NEWREF RcObject *RcList_GetItemRef(RcObject *op, Rc_ssize_t index);

/* Replaces a slot.  Ownership: steals item, on failure too; the old item is released.
 * Error: -1 and IndexError "list assignment index out of range" or SystemError.
 * Runs user code: yes (the release). */
RC_API int RcList_SetItem(RcObject *op, Rc_ssize_t index, RC_NULLABLE RC_STEALS RcObject *item);

/* Add an item at the end, or before index.  A negative index counts from the end, and one beyond an end is
 * that end.  Append's cost is constant in the mean.
 * Ownership: the list keeps item.  Error: -1 and SystemError (item NULL, too), OverflowError or MemoryError.
 * Runs user code: no. */
RC_API int RcList_Append(RcObject *op, RcObject *item);
RC_API int RcList_Insert(RcObject *op, Rc_ssize_t index, RcObject *item);

/* Adds all that iterable gives at the end, or, if it fails, nothing.
 * Ownership: the list keeps the items.  Error: -1 and TypeError "'int' object is not iterable", what the
 * iterator raised, SystemError or MemoryError.  Runs user code: yes, unless iterable is a list or tuple. */
RC_API int RcList_Extend(RcObject *op, RcObject *iterable);

/* Empties the list: it is empty before its items are released.  Error: -1 and SystemError.
 * Runs user code: yes (the releases). */
RC_API int RcList_Clear(RcObject *op);

/* A list of the slots from low up to, not including, high; both are cut to the list's bounds.
 * Ownership: result new, and keeps the items.  Error: NULL and SystemError or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcList_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high);

/* Puts the items of an iterable in the place of these slots; NULL deletes them.
 * Ownership: the list keeps the items; the old ones are released when all is in place.
 * Error: -1 and TypeError "can only assign an iterable", what the iterator raised, SystemError or
 * MemoryError.
 * Runs user code: yes. */
RC_API int RcList_SetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RC_NULLABLE RcObject *items);

/* Sorts by `<`.  Stable: what compares equal keeps its order.  About n log2(n) comparisons, n - 1 if it is in
 * order already.  The list is empty for others while it is sorted.
 * Error: -1 and what a comparison raised, ValueError "list modified during sort" (then it is sorted, without
 * what was put in meanwhile), SystemError or MemoryError.  Runs user code: yes (comparisons). */
RC_API int RcList_Sort(RcObject *op);

/* Reverses the list in place.  Error: -1 and SystemError.  Runs user code: no. */
RC_API int RcList_Reverse(RcObject *op);

/* Ownership: result new, a tuple that keeps the items.  Error: NULL and SystemError or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcList_AsTuple(RcObject *op);

/* The same unchecked, for what is known to be a list.  SET_ITEM steals, and does not release what was in
 * the slot: it is for new lists. */
#define RcList_GET_SIZE(op) Rc_SIZE(op)
#define RcList_GET_ITEM(op, index) (((RcListObject *)(op))->ob_item[(index)])

static inline void RcList_SET_ITEM(RcObject *op, Rc_ssize_t index, RC_STEALS RcObject *item)
{
    ((RcListObject *)op)->ob_item[index] = item;
}
#define RcList_SET_ITEM(op, index, item) RcList_SET_ITEM(RC_OBJECT_CAST(op), (index), RC_OBJECT_STOLEN(item))

RC_END_DECLS

#endif
