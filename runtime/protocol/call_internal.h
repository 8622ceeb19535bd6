/* What the call protocol and the callable types share.  Private. */
#ifndef RECOUNT_PROTOCOL_CALL_INTERNAL_H
#define RECOUNT_PROTOCOL_CALL_INTERNAL_H

#include <recount/call.h>
#include <recount/function.h>

/* An array for arguments: the caller's own one on the stack where it is large enough, else from the mem
 * domain.  NULL: MemoryError.  Releasing leaves what is in it alone. */
enum { RC_SMALL_STACK = 6 };
RcObject **_RcStack_Reserve(RcObject **small, Rc_ssize_t items);
void _RcStack_Release(RcObject **small, RcObject **stack);

/* Keywords of a vectorcall, whose values follow the nargs positional arguments, as a mapping: *kwargs is new,
 * or NULL if there are none.  Error: -1 and TypeError "keywords must be strings", or the mapping's. */
int _RcCall_PackKeywords(RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames, RcObject **kwargs);

/* Calls function with a tuple and a mapping (or NULL) laid out as an array.  The result is not checked. */
RcObject *_RcCall_Unpacked(Rc_vectorcallfunc function, RcObject *callable, RcObject *args, RcObject *kwargs);

/* Calls op's method, as its type (not the object) tells it, without arguments.  1 and *result new; 0 if
 * there is no such method, or -1, and *result means nothing. */
int _RcObject_CallSpecial(RcObject *op, const char *name, RcObject **result);

/* types/function.c: calls the C function of a definition by its flags.  owner, which may be NULL, is the
 * type that messages name before the function.  nargs does not count self.  The result is not checked. */
RcObject *_RcMethodDef_Call(const RcMethodDef *definition, const RcTypeObject *owner, RcObject *self,
                            RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames);

#endif
