/* Private: what librecount-deep tells the ledger. */
#ifndef RECOUNT_LEDGER_DEEP_H
#define RECOUNT_LEDGER_DEEP_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* A function begins at pc; frame is an address in the stack below its caller's, caller the return address. */
RC_API void _RcLedger_Entered(const char *frame, const void *caller, const void *pc);
RC_API void _RcLedger_Left(const void *pc);
/* A pointer's worth of memory is about to be written; size bytes are about to be read. */
RC_API void _RcLedger_Stores(const void *address, const void *pc);
RC_API void _RcLedger_Loads(const void *address, size_t size, const void *pc);

RC_END_DECLS

#endif
