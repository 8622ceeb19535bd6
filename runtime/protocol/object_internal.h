/* What the object and the mapping protocol share.  Private. */
#ifndef RECOUNT_PROTOCOL_OBJECT_INTERNAL_H
#define RECOUNT_PROTOCOL_OBJECT_INTERNAL_H

#include <recount/object.h>

/* The name or key of a ...String function, as a new str.  Error: NULL, also if op or text is missing. */
RcObject *_RcObject_NameFrom(const RcObject *op, const char *text, const char *function);

/* The answer of a function that never fails: found, or 0 after an error, which goes to the
 * unraisable hook. */
int _RcObject_FoundOrUnraisable(int found, RcObject *where);

#endif
