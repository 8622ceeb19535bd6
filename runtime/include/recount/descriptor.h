/* Descriptors: what a type gives for the name of a method, member or computed attribute of its instances.
 *
 * `list.append` is a descriptor of the method: called with a list as its first argument it does what the
 * bound method does.  tp_descr_get binds a descriptor to an instance: a method becomes a built-in function
 * with this self, the others give the attribute's value; without an instance it gives the descriptor itself.
 *
 * A descriptor is made anew each time a type is asked; two of one type and one definition are equal.
 *
 * Where nothing is said of user code, a function runs none. */
#ifndef RECOUNT_DESCRIPTOR_H
#define RECOUNT_DESCRIPTOR_H

#include <recount/function.h>
#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* The struct of all three types. */
typedef struct RcDescrObject {
    RcObject_HEAD
    RcTypeObject *d_type; /* owned */
    const char *d_name;   /* the definition's */
    void *d_definition;   /* RcMethodDef, RcMemberDef or RcGetSetDef: not owned, lives as long as the type */
    Rc_vectorcallfunc vectorcall; /* of a method; NULL in the others */
} RcDescrObject;

RC_API_DATA extern RcTypeObject RcMethodDescr_Type; /* <method 'append' of 'list' objects> */
RC_API_DATA extern RcTypeObject RcMemberDescr_Type; /* <member 'size' of 'hashtable.HashTable' objects> */
RC_API_DATA extern RcTypeObject RcGetSetDescr_Type; /* <attribute 'args' of 'BaseException' objects> */

/* Makes a descriptor.  Ownership: result new; it keeps the type.  Error: NULL, MemoryError, or SystemError
 * for NULL.  Runs user code: no. */
RC_API RC_NEWREF RcObject *RcDescr_NewMethod(RcTypeObject *type, RcMethodDef *method);
RC_API RC_NEWREF RcObject *RcDescr_NewMember(RcTypeObject *type, RcMemberDef *member);
RC_API RC_NEWREF RcObject *RcDescr_NewGetSet(RcTypeObject *type, RcGetSetDef *getset);

/* A member's value, read from and written to the instance at this address.  Ownership: result new; the
 * instance keeps value; NULL deletes.  Error: NULL or -1 (AttributeError, TypeError, OverflowError, ...).
 * SetOne runs user code: yes (the release of the old value). */
RC_API RC_NEWREF RcObject *RcMember_GetOne(const char *instance, RcMemberDef *member);
RC_API int RcMember_SetOne(char *instance, RcMemberDef *member, RC_NULLABLE RcObject *value);

RC_END_DECLS

#endif
