/* What the runtime itself needs of mappings.  Private. */
#ifndef RECOUNT_PROTOCOL_MAPPING_INTERNAL_H
#define RECOUNT_PROTOCOL_MAPPING_INTERNAL_H

#include <recount/mapping.h>

/* An empty mapping, from the registered maker.  Result new.
 * Error: NULL and SystemError "no mapping type is registered: ...", or the maker's. */
RcObject *_RcMapping_New(void);

#endif
