/* Private: what librecount-deep tells the ledger. */
#ifndef RECOUNT_LEDGER_DEEP_H
#define RECOUNT_LEDGER_DEEP_H

#include <recount/detail/platform.h>

RC_BEGIN_DECLS

/* A function begins at pc; frame is an address in the stack below its caller's, caller the return address. */
RC_API void _RcLedger_Entered(const char *frame, const void *caller, const void *pc);
RC_API void _RcLedger_Left(const void *pc);
/* Memory is about to be written: so many bytes of it may be pointers.  Or so many are about to be read. */
RC_API void _RcLedger_Stores(const void *address, size_t size, const void *pc);
RC_API void _RcLedger_Loads(const void *address, size_t size, const void *pc);

RC_END_DECLS

#endif
