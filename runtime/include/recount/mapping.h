/* The mapping protocol: objects that find values by keys.
 *
 * A mapping fills mp_subscript (and mp_ass_subscript) and has methods keys, values and items.  NULL where an
 * object is needed gives SystemError, as in objectprotocol.h.  Slots and methods are user code, so every
 * function here but Check and SetMaker may run any code. */
#ifndef RECOUNT_MAPPING_H
#define RECOUNT_MAPPING_H

#include <recount/object.h>
#include <recount/objectprotocol.h>

RC_BEGIN_DECLS

/* Does op's type fill mp_subscript: 1 or 0 (so lists are mappings, too).  Never fails; NULL is none. */
RC_API int RcMapping_Check(RC_NULLABLE RcObject *op);

/* The number of pairs.  Error: -1 and TypeError "object of type 'int' has no len()" or "list is not a
 * mapping". */
RC_API Rc_ssize_t RcMapping_Size(RcObject *op);
#define RcMapping_Length RcMapping_Size

/* What the method keys (values, items) gives, as a list.
 * Ownership: result new, a list of the caller's alone.
 * Error: NULL and AttributeError, what the method raised, or TypeError "Foo.keys() returned a non-iterable
 * (type int)". */
RC_API RC_NEWREF RcObject *RcMapping_Keys(RcObject *op);
RC_API RC_NEWREF RcObject *RcMapping_Values(RcObject *op);
RC_API RC_NEWREF RcObject *RcMapping_Items(RcObject *op);

/* op[key] with a key in UTF-8.  Ownership and errors as RcObject_GetItem and its family. */
RC_API RC_NEWREF RcObject *RcMapping_GetItemString(RcObject *op, const char *key);
RC_API int RcMapping_SetItemString(RcObject *op, const char *key, RcObject *value);
#define RcMapping_DelItem RcObject_DelItem
#define RcMapping_DelItemString RcObject_DelItemString

/* The same where absence is no error: 1 and *result new; 0 and *result NULL, no KeyError pending; -1 with any
 * other error and *result NULL. */
RC_API int RcMapping_GetOptionalItem(RcObject *op, RcObject *key, RC_NEWREF_OUT RcObject **result);
RC_API int RcMapping_GetOptionalItemString(RcObject *op, const char *key, RC_NEWREF_OUT RcObject **result);

/* Is the key there: 1 or 0, -1 with an error. */
RC_API int RcMapping_HasKeyWithError(RcObject *op, RcObject *key);
RC_API int RcMapping_HasKeyStringWithError(RcObject *op, const char *key);
/* These never fail: an error other than KeyError goes to RcErr_WriteUnraisable, and the answer is 0. */
RC_API int RcMapping_HasKey(RcObject *op, RcObject *key);
RC_API int RcMapping_HasKeyString(RcObject *op, const char *key);

/* Registers what makes an empty mapping wherever the runtime needs one: for keyword arguments, and for
 * attributes that are set on heap types.  The hash table's library does so before main; the maker
 * is shared by all threads and may not be changed while one of them has a runtime.
 * Ownership: the maker's result is new; NULL with an error is passed on. */
typedef RcObject *(*RcMapping_Maker)(void);
RC_API void RcMapping_SetMaker(RC_NULLABLE RcMapping_Maker maker);

RC_END_DECLS

#endif
