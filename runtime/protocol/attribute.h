/* Private: where a type's attributes are found.
 *
 * There is no dictionary of a type's methods: its method, member and getset arrays are searched as they are,
 * and the bases' after them.  A heap type has besides a mapping for the attributes that were set on it. */
#ifndef RECOUNT_PROTOCOL_ATTRIBUTE_H
#define RECOUNT_PROTOCOL_ATTRIBUTE_H

#include <recount/type.h>

typedef enum RcAttributeKind {
    RC_ATTRIBUTE_NONE,
    RC_ATTRIBUTE_METHOD, /* definition is an RcMethodDef * */
    RC_ATTRIBUTE_MEMBER, /* an RcMemberDef * */
    RC_ATTRIBUTE_GETSET, /* an RcGetSetDef * */
    RC_ATTRIBUTE_VALUE   /* value is a new reference */
} RcAttributeKind;

typedef struct RcAttribute {
    RcAttributeKind kind;
    RcTypeObject *owner; /* the type that has it; borrowed */
    void *definition;
    RcObject *value;
} RcAttribute;

/* 1: found; 0: not there; -1: error (a name that is no str is TypeError). */
int _RcType_Lookup(RcTypeObject *type, RcObject *name, RcAttribute *out);

/* member.c: a struct field as an attribute.  Get: new reference.  Set: NULL deletes. */
RcObject *_RcMember_Get(const RcObject *op, const RcMemberDef *member);
int _RcMember_Set(RcObject *op, const RcMemberDef *member, RcObject *value);

#endif
