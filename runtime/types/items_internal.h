/* What lists and tuples have in common: reading a row of items while user code may change it.
 *
 * Private to runtime/types.  op is always a list or a tuple. */
#ifndef RECOUNT_TYPES_ITEMS_INTERNAL_H
#define RECOUNT_TYPES_ITEMS_INTERNAL_H

#include <recount/object.h>
#include <recount/type.h>

/* Slots.  Results are new references, Borrow's is borrowed. */
Rc_ssize_t _RcItems_Length(RcObject *op);
RcObject *_RcItems_Borrow(RcObject *op, Rc_ssize_t index);
RcObject *_RcItems_Item(RcObject *op, Rc_ssize_t index);
RcObject *_RcItems_Subscript(RcObject *op, RcObject *key);
int _RcItems_Contains(RcObject *op, RcObject *value);
RcObject *_RcItems_Repr(RcObject *op);
RcObject *_RcItems_Compare(RcObject *left, RcObject *right, int operation);
int _RcItems_Traverse(RcObject *op, Rc_visitproc visit, void *arg);
RcObject *_RcItems_Iter(RcObject *op); /* iterators.c */

/* Methods count(value) and index(value, start=0, stop=maximum). */
RcObject *_RcItems_CountMethod(RcObject *op, RcObject *value);
RcObject *_RcItems_IndexMethod(RcObject *op, RcObject *const *args, Rc_ssize_t nargs);

/* The C index that a subscript means, negative ones counted from the end: 0, or -1 with TypeError "list
 * indices must be integers or slices, not str". */
int _RcItems_IndexOfKey(RcObject *op, RcObject *key, Rc_ssize_t *index);

/* Where value is first, from start up to stop: its index, RC_ITEMS_ABSENT, or RC_ITEMS_ERROR. */
enum { RC_ITEMS_ABSENT = -1, RC_ITEMS_ERROR = -2 };
Rc_ssize_t _RcItems_Find(RcObject *op, RcObject *value, Rc_ssize_t start, Rc_ssize_t stop);

/* 0, or -1 with TypeError "pop expected at most 1 argument, got 2". */
int _RcItems_CheckArguments(const char *function, Rc_ssize_t given, Rc_ssize_t least, Rc_ssize_t most);
/* 0, or -1 with TypeError "list() takes no keyword arguments". */
int _RcItems_NoKeywords(const char *function, RcObject *kwargs);
/* The argument of list() and tuple(): 0 and *iterable borrowed or NULL, or -1 with TypeError. */
int _RcItems_ConstructorArgument(const char *function, RcObject *args, RcObject **iterable);

#endif
