/* Private to memory/: addresses, and memory for them. */
#ifndef RECOUNT_MEMORY_RANGE_H
#define RECOUNT_MEMORY_RANGE_H

#include <stddef.h>

/* The unit of all this: no system has pages of memory that are greater but for those who ask. */
#define RC_RANGE_GRAIN ((size_t)64 << 10)
#define RC_RANGE_HUGE ((size_t)2 << 20)

/* *size bytes of addresses without memory.  Where that is more than a 32nd of the process's, or cannot be had, it
 * is less, but not less than least, which is at least RC_RANGE_GRAIN, and *size tells; else NULL. */
void *_RcRange_Reserve(size_t *size, size_t least);
/* Memory, zeros at first, for these addresses and their neighbours.  0, or -1. */
int _RcRange_Commit(const void *from, size_t size);
/* Gives the memory back, unless it is locked (mlock); the addresses stay usable, and read as zeros. */
void _RcRange_Purge(void *from, size_t size);
/* Asks for huge pages, where the system has them for those who ask: a tenth of the page faults' cost, and fewer
 * misses of the address translation.  A refusal does no harm. */
void _RcRange_AdviseHuge(void *from, size_t size);
/* Gives addresses back, and what memory they have. */
void _RcRange_Return(void *from, size_t size);

#endif
