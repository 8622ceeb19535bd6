/* None and NotImplemented: the types of the two singletons that object.h declares.
 *
 * None is the absent value.  NotImplemented is what a binary slot returns for operands that are not
 * its own, so that the other operand is asked; it is no exception, and its truth value is an error. */
#ifndef RECOUNT_NONE_H
#define RECOUNT_NONE_H

#include <recount/object.h>
#include <recount/type.h>

RC_BEGIN_DECLS

/* Calling either type gives its singleton: new reference, immortal.  Error: TypeError for arguments. */
RC_API_DATA extern RcTypeObject RcNone_Type;           /* NoneType */
RC_API_DATA extern RcTypeObject RcNotImplemented_Type; /* NotImplementedType */

RC_END_DECLS

#endif
