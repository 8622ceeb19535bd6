/* The sequence protocol: objects whose items have numbers.
 *
 * A sequence fills sq_item (and sq_length, sq_ass_item, ...).  NULL where an object is needed gives
 * SystemError "RcSequence_Size: null argument".  Slots are user code, so every function here but Check and
 * the Fast macros may run any code.  Each result is new. */
#ifndef RECOUNT_SEQUENCE_H
#define RECOUNT_SEQUENCE_H

#include <recount/list.h>
#include <recount/object.h>
#include <recount/tuple.h>

RC_BEGIN_DECLS

/* Does op's type fill sq_item: 1 or 0 (0 for hash tables).  Never fails; NULL is no sequence. */
RC_API int RcSequence_Check(RC_NULLABLE RcObject *op);

/* The number of items.  Error: -1 and TypeError "object of type 'int' has no len()" or
 * "HashTable is not a sequence". */
RC_API Rc_ssize_t RcSequence_Size(RcObject *op);
#define RcSequence_Length RcSequence_Size

/* left + right, and sequence * count.  The InPlace forms ask the in-place slots first; their result
 * may be the left operand itself.
 * Error: NULL and TypeError "'int' object can't be concatenated" ("repeated"), or what the slot raised. */
RC_API RC_NEWREF RcObject *RcSequence_Concat(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcSequence_Repeat(RcObject *op, Rc_ssize_t count);
RC_API RC_NEWREF RcObject *RcSequence_InPlaceConcat(RcObject *left, RcObject *right);
RC_API RC_NEWREF RcObject *RcSequence_InPlaceRepeat(RcObject *op, Rc_ssize_t count);

/* op[index], op[index] = item, del op[index].  A negative index counts from the end.
 * Ownership: the sequence keeps item; it is not stolen, as RcList_SetItem does.  SetItem with NULL deletes.
 * Error: NULL or -1, TypeError "'int' object does not support indexing" ("item assignment"; "'int' object
 * doesn't support item deletion"), "HashTable is not a sequence", or what the slot raised (IndexError). */
RC_API RC_NEWREF RcObject *RcSequence_GetItem(RcObject *op, Rc_ssize_t index);
RC_API int RcSequence_SetItem(RcObject *op, Rc_ssize_t index, RC_NULLABLE RcObject *item);
RC_API int RcSequence_DelItem(RcObject *op, Rc_ssize_t index);
/* GetItem unchecked: op is a sequence and index not negative.  op is evaluated twice. */
#define RcSequence_ITEM(op, index) (Rc_TYPE(op)->tp_as_sequence->sq_item(RC_OBJECT_CAST(op), (index)))

/* op[low:high] of lists and tuples; Set and Del of lists.  Negative numbers count from the end, and both
 * are cut to the bounds.
 * Error: NULL or -1, TypeError "'int' object is unsliceable" ("doesn't support slice assignment",
 * "doesn't support slice deletion"), or as RcList_SetSlice. */
RC_API RC_NEWREF RcObject *RcSequence_GetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high);
RC_API int RcSequence_SetSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high, RcObject *items);
RC_API int RcSequence_DelSlice(RcObject *op, Rc_ssize_t low, Rc_ssize_t high);

/* Is value in op: 1 or 0; how often; and where first.  An item is equal if it is the same object or
 * compares equal; the item is the left operand.  Count and Index work with every iterable, Contains with
 * those and what fills sq_contains.  Error: -1 and TypeError "argument of type 'int' is not iterable",
 * ValueError "sequence.index(x): x not in sequence", or what an iterator or a comparison raised. */
RC_API int RcSequence_Contains(RcObject *op, RcObject *value);
RC_API Rc_ssize_t RcSequence_Count(RcObject *op, RcObject *value);
RC_API Rc_ssize_t RcSequence_Index(RcObject *op, RcObject *value);
#define RcSequence_In RcSequence_Contains

/* What an iterable gives, as a new list; as a tuple (a tuple itself is returned as it is).
 * Error: NULL and TypeError "'int' object is not iterable", or what the iterator raised. */
RC_API RC_NEWREF RcObject *RcSequence_List(RcObject *iterable);
RC_API RC_NEWREF RcObject *RcSequence_Tuple(RcObject *iterable);

/* The same object, if it is a list or a tuple, else a new list of what iterable gives: something that the
 * macros below can read.  A list may change while user code runs, so size and items must be read again after
 * it.  Error: NULL; what is not iterable is TypeError with this message. */
RC_API RC_NEWREF RcObject *RcSequence_Fast(RcObject *iterable, const char *message);
#define RcSequence_Fast_GET_SIZE(op) Rc_SIZE(op)
/* Borrowed. */
#define RcSequence_Fast_ITEMS(op) \
    (RcList_Check(op) ? ((RcListObject *)(op))->ob_item : ((RcTupleObject *)(op))->ob_item)
#define RcSequence_Fast_GET_ITEM(op, index) (RcSequence_Fast_ITEMS(op)[(index)])

RC_END_DECLS

#endif
