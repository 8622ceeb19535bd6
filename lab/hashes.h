/* The hash functions that `recount table` compares. */
#ifndef RECOUNT_LAB_HASHES_H
#define RECOUNT_LAB_HASHES_H

#include "lab.h"

enum { HASHES = 6 };

/* Name and description of one, 0 <= index < HASHES. */
const char *hash_name(int index);
const char *hash_description(int index);
/* The index of a name; -1 if there is none. */
int hash_index(const char *name);
/* New: a callable; the first one is recount's builtin.  NULL with an exception. */
RcObject *make_hash(int index);

#endif
