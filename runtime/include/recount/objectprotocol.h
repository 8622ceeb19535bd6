/* The object protocol: what can be asked of any object.
 *
 * Each function looks for the slot of the object's type that answers, and raises TypeError when there is
 * none.  Slots are user code: unless a comment says otherwise every function here may run any code.  NULL
 * where an object is needed gives SystemError "FUNCTION: null argument", or leaves the error that is already
 * pending, so results can be passed on without a look.  Arguments are borrowed. */
#ifndef RECOUNT_OBJECTPROTOCOL_H
#define RECOUNT_OBJECTPROTOCOL_H

#include <recount/bool.h>
#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* Texts.  NULL as argument gives "<NULL>".  Repr is for readers of code, Str for readers of output (Repr
 * if the type has no tp_str), ASCII is Repr with \x, \u and \U escapes for what is not ASCII.  A type without
 * tp_repr gets "<module.Name object at 0x...>".
 * Ownership: result new, a str; Str of a str is that same str.
 * Error: NULL and what the slot raised; TypeError "__repr__ returned non-string (type int)" (so too
 * __str__); RecursionError when nested too deep. */
RC_API RC_NEWREF RcObject *RcObject_Repr(RC_NULLABLE RcObject *op);
RC_API RC_NEWREF RcObject *RcObject_Str(RC_NULLABLE RcObject *op);
RC_API RC_NEWREF RcObject *RcObject_ASCII(RC_NULLABLE RcObject *op);

/* Bytes: the object itself if it is bytes, what its method __bytes__ gives, or else RcBytes_FromObject.
 * Ownership: result new.  Error: NULL; TypeError "__bytes__ returned non-bytes (type int)". */
RC_API RC_NEWREF RcObject *RcObject_Bytes(RC_NULLABLE RcObject *op);

/* Bracket the repr of a container, which may contain itself.  Enter: 0 for the first time (then Leave
 * follows), 1 if op's repr is being made already (then no Leave), -1 with MemoryError, or SystemError for
 * NULL.  Between the two the runtime holds a reference to op.  Leave keeps a pending error. */
RC_API int Rc_ReprEnter(RcObject *op);
RC_API void Rc_ReprLeave(RcObject *op);

/* Hashes.  Error: -1, which is never a hash; TypeError "unhashable type: 'list'". */
RC_API Rc_hash_t RcObject_Hash(RcObject *op);
/* For tp_hash: of a type that cannot be hashed; of a type whose objects are equal to themselves only. */
RC_API Rc_hash_t RcObject_HashNotImplemented(RcObject *op);
RC_API Rc_hash_t RcObject_GenericHash(RcObject *op);

/* Truth: 1 or 0.  nb_bool tells, else the length; what has neither is true.  Error: -1. */
RC_API int RcObject_IsTrue(RcObject *op);
RC_API int RcObject_Not(RcObject *op);

/* Comparison by Rc_LT ... Rc_GE.  The right operand is asked first if its type is a subtype of the left
 * one's, otherwise the left one; then the other, with the operation mirrored.  When both say NotImplemented,
 * EQ and NE tell identity.  Ownership: result new, any object.
 * Error: NULL and TypeError "'<' not supported between instances of 'int' and 'str'". */
RC_API RC_NEWREF RcObject *RcObject_RichCompare(RcObject *left, RcObject *right, int operation);
/* The truth of it, 1 or 0.  An object is taken to equal itself, without asking.  Error: -1. */
RC_API int RcObject_RichCompareBool(RcObject *left, RcObject *right, int operation);

/* Leaves a tp_richcompare with the outcome of comparing two C values. */
#define Rc_RETURN_RICHCOMPARE(left, right, operation)                 \
    do {                                                              \
        switch (operation) {                                          \
        case Rc_EQ:                                                   \
            return Rc_NewRef((left) == (right) ? Rc_True : Rc_False); \
        case Rc_NE:                                                   \
            return Rc_NewRef((left) != (right) ? Rc_True : Rc_False); \
        case Rc_LT:                                                   \
            return Rc_NewRef((left) < (right) ? Rc_True : Rc_False);  \
        case Rc_GT:                                                   \
            return Rc_NewRef((left) > (right) ? Rc_True : Rc_False);  \
        case Rc_LE:                                                   \
            return Rc_NewRef((left) <= (right) ? Rc_True : Rc_False); \
        case Rc_GE:                                                   \
            return Rc_NewRef((left) >= (right) ? Rc_True : Rc_False); \
        default:                                                      \
            return Rc_NewRef(Rc_NotImplemented);                      \
        }                                                             \
    } while (0)

/* Reading an attribute.  Ownership: result new.  Error: NULL and AttributeError, what the getter raised, or
 * TypeError "attribute name must be string, not 'int'". */
RC_API RC_NEWREF RcObject *RcObject_GetAttr(RcObject *op, RcObject *name);
RC_API RC_NEWREF RcObject *RcObject_GetAttrString(RcObject *op, const char *name);

/* The same where absence is no error: 1 and *result new; 0 and *result NULL, no AttributeError pending; -1
 * with any other error and *result NULL. */
RC_API int RcObject_GetOptionalAttr(RcObject *op, RcObject *name, RC_NEWREF_OUT RcObject **result);
RC_API int RcObject_GetOptionalAttrString(RcObject *op, const char *name, RC_NEWREF_OUT RcObject **result);

/* Writing and deleting: 0.  The object keeps a reference of its own to value; NULL as value deletes.
 * Error: -1, and the attribute is as it was. */
RC_API int RcObject_SetAttr(RcObject *op, RcObject *name, RC_NULLABLE RcObject *value);
RC_API int RcObject_SetAttrString(RcObject *op, const char *name, RC_NULLABLE RcObject *value);
RC_API int RcObject_DelAttr(RcObject *op, RcObject *name);
RC_API int RcObject_DelAttrString(RcObject *op, const char *name);

/* Is there such an attribute: 1 or 0, and -1 with an error where that can be told. */
RC_API int RcObject_HasAttrWithError(RcObject *op, RcObject *name);
RC_API int RcObject_HasAttrStringWithError(RcObject *op, const char *name);
/* These never fail: an error other than AttributeError goes to RcErr_WriteUnraisable, and the answer is 0. */
RC_API int RcObject_HasAttr(RcObject *op, RcObject *name);
RC_API int RcObject_HasAttrString(RcObject *op, const char *name);

/* For tp_getattro and tp_setattro: attributes as the type's methods, members and getset tell them.
 * Ownership (the result of GenericGetAttr is new) and errors as RcObject_GetAttr and RcObject_SetAttr. */
RC_API RC_NEWREF RcObject *RcObject_GenericGetAttr(RcObject *op, RcObject *name);
RC_API int RcObject_GenericSetAttr(RcObject *op, RcObject *name, RC_NULLABLE RcObject *value);

/* The type.  Ownership: result new (Rc_TYPE lends it).  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcObject_Type(RcObject *op);

/* Is op an instance of type, or derived a subtype of it: 1 or 0.  type may be a tuple of types, nested.
 * Error: -1 and TypeError "isinstance() arg 2 must be a type, or a tuple of types".  Runs user code: no. */
RC_API int RcObject_IsInstance(RcObject *op, RcObject *type);
RC_API int RcObject_IsSubclass(RcObject *derived, RcObject *type);

/* The number of items.  Error: -1 and TypeError "object of type 'int' has no len()". */
RC_API Rc_ssize_t RcObject_Size(RcObject *op);
#define RcObject_Length RcObject_Size
/* A guess at it, to reserve room by: the length, what the method __length_hint__ says, or fallback.
 * Error: -1; TypeErrors do not count as errors, they mean fallback. */
RC_API Rc_ssize_t RcObject_LengthHint(RcObject *op, Rc_ssize_t fallback);

/* op[key].  The mapping slot is asked first, then the sequence slot, whose key must be an index.
 * Ownership: result new; SetItem's container keeps references of its own to value and, if it needs it, key.
 * Error: NULL or -1 with KeyError, IndexError or what the slot raised; TypeError
 * "'int' object is not subscriptable", "sequence index must be integer, not 'str'",
 * "'int' object does not support item assignment" (deletion). */
RC_API RC_NEWREF RcObject *RcObject_GetItem(RcObject *op, RcObject *key);
RC_API int RcObject_SetItem(RcObject *op, RcObject *key, RcObject *value);
RC_API int RcObject_DelItem(RcObject *op, RcObject *key);
RC_API int RcObject_DelItemString(RcObject *op, const char *key);

RC_END_DECLS

#endif
