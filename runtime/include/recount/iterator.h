/* The iterator protocol, and the two iterators that make one of something else.
 *
 * An iterable's tp_iter gives an iterator; an iterator's tp_iternext gives item after item, and at the end
 * NULL without an error (or with StopIteration).  An iterator that has come to its end forgets what it walked
 * over and stays at its end.  NULL where an object is needed gives SystemError.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_ITERATOR_H
#define RECOUNT_ITERATOR_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* Makes an iterator of an iterable: by tp_iter, or by RcSeqIter_New for a sequence without it.
 * Ownership: result new.  Error: NULL and TypeError "'int' object is not iterable", "iter() returned
 * non-iterator of type 'int'", or what tp_iter raised.  Runs user code: yes. */
RC_API RC_NEWREF RcObject *RcObject_GetIter(RcObject *op);

/* For tp_iter of iterators: op itself.  Ownership: result new. */
RC_API RC_NEWREF RcObject *RcObject_SelfIter(RcObject *op);

/* Does op's type fill tp_iternext: 1 or 0.  Never fails; NULL is no iterator. */
RC_API int RcIter_Check(RC_NULLABLE RcObject *op);

/* The next item.  Ownership: result new.  NULL without an error is the end, so RcErr_Occurred decides.
 * Error: NULL and what the iterator raised, or TypeError "expected an iterator, got 'int'".
 * Runs user code: yes. */
RC_API RC_NEWREF RcObject *RcIter_Next(RcObject *iterator);

/* The same without the ambiguity: 1 and *item new; 0 at the end; -1 with the error.  *item is NULL then.
 * Runs user code: yes. */
RC_API int RcIter_NextItem(RcObject *iterator, RC_NEWREF_OUT RcObject **item);

RC_API_DATA extern RcTypeObject RcSeqIter_Type;  /* iterator */
RC_API_DATA extern RcTypeObject RcCallIter_Type; /* callable_iterator */
#define RcSeqIter_Check(op) Rc_IS_TYPE((op), &RcSeqIter_Type)
#define RcCallIter_Check(op) Rc_IS_TYPE((op), &RcCallIter_Type)

/* An iterator that asks a sequence for its items 0, 1, 2, ... until IndexError (or StopIteration).
 * Ownership: result new; it keeps the sequence until its end.  Error: NULL and SystemError for what is no
 * sequence, or MemoryError.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcSeqIter_New(RcObject *sequence);

/* An iterator that calls callable until it returns what equals sentinel (or raises StopIteration).
 * Ownership: result new; it keeps both until its end.  Error: NULL and SystemError or MemoryError.
 * Runs user code: no. */
RC_API RC_NEWREF RcObject *RcCallIter_New(RcObject *callable, RcObject *sentinel);

RC_END_DECLS

#endif
