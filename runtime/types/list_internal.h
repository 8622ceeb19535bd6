/* What the list's files share: list.c (the row and its slots), list_methods.c, list_sort.c.
 *
 * Private to runtime/types. */
#ifndef RECOUNT_TYPES_LIST_INTERNAL_H
#define RECOUNT_TYPES_LIST_INTERNAL_H

#include <recount/function.h>
#include <recount/list.h>

/* list_methods.c: the type's tp_methods. */
extern RcMethodDef _RcList_Methods[];

/* list.c: removes the slot at index (one beyond the end: nothing) and releases its item.  Never fails. */
void _RcList_DeleteSlot(RcListObject *self, Rc_ssize_t index);
/* list.c: the same, but gives the item to the caller.  The slot must exist and be set. */
RcObject *_RcList_TakeItem(RcListObject *self, Rc_ssize_t index);

/* list_sort.c: sorts by `<` of what key_function (may be NULL) makes of the items, downwards if reverse.
 * 0, or -1 with an error. */
int _RcList_Sort(RcListObject *self, RcObject *key_function, int reverse);

#endif
