/* The indicator's private side: its start and end, and errors that several modules raise alike. */
#ifndef RECOUNT_CORE_ERRORS_H
#define RECOUNT_CORE_ERRORS_H

#include "core/runtime.h"
#include <recount/errors.h>

/* Makes the MemoryError of a runtime that is zeroed; needs no type to be ready. */
void _RcErr_Start(RcRuntime *runtime);
/* Drops the pending exception, what the MemoryError refers to, and the hook. */
void _RcErr_Finish(RcRuntime *runtime);

/* An abstract function was given NULL.  An error that is pending is the reason why, and stays; else
 * SystemError "<function>: null argument". */
void _RcErr_NullArgument(const char *function);

/* KeyError whose only argument is key, even if that is a tuple, None or an exception. */
void _RcErr_SetKeyError(RcObject *key);

#endif
