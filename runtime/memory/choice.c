/* Which allocator objects come from by default.
 *
 * Under AddressSanitizer, and with the ledger, each object is a malloc block of its own, so that each use
 * after free is seen.  RECOUNT_MALLOC=malloc asks for the same at run time, for Valgrind; RECOUNT_MALLOC=pool
 * is the default in words. */
#include "memory/choice.h"

#include "memory/memory.h"

#include <stdlib.h>
#include <string.h>

int _RcMem_WantsMalloc(void)
{
    const char *wish = getenv("RECOUNT_MALLOC");

    if (wish == NULL || strcmp(wish, "pool") == 0) {
        return RC_MEM_SANITIZED;
    }
    return strcmp(wish, "malloc") == 0 ? 1 : -1;
}
