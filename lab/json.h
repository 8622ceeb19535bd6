/* JSON texts as objects. */
#ifndef RECOUNT_LAB_JSON_H
#define RECOUNT_LAB_JSON_H

#include "lab.h"

/* The value that a text of so many bytes is: objects are tables with str keys, arrays lists; numbers are int, or
 * float if they are written so; true, false and null are True, False and None.  The last one of equal names counts.
 * Ownership: result new.
 * Error: NULL and ValueError, which tells the byte; RecursionError if it is nested more than 64 deep; or
 * MemoryError.  Runs user code: yes (it allocates containers, so a collection may run). */
RcObject *json_parse(const char *text, size_t size);

#endif
