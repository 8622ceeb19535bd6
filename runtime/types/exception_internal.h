/* What the lifecycle needs to know of the exceptions. */
#ifndef RECOUNT_TYPES_EXCEPTION_INTERNAL_H
#define RECOUNT_TYPES_EXCEPTION_INTERNAL_H

#include <recount/exceptions.h>

/* All built-in exception classes, each after its base; NULL ends them. */
extern RcTypeObject *const _RcExc_Types[];

#endif
