/* What a table must offer to be measured: a peer in C or C++ implements this, as a shared library of its own, so
 * that each operation is a call, as it is of recount's and CPython's tables.
 *
 * Counts are real: a table owns a reference to each key and value in it.  Results of table_get and
 * table_next are borrowed, that of table_pop is new. */
#ifndef BENCH_CALLED_H
#define BENCH_CALLED_H

#include "object.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Table Table;

Table *table_new(void);
void table_free(Table *table);
/* 0, or -1.  A key that is there stays, and its value is replaced. */
int table_set(Table *table, Object *key, Object *value);
Object *table_get(Table *table, Object *key);
Object *table_pop(Table *table, Object *key);
/* 1 and a pair, or 0 after the last; *position is 0 at first, and of the peer's choosing then. */
int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value);

#ifdef __cplusplus
}
#endif

#include "singly.h"

#define table_get_many table_get_each
#define table_set_many table_set_each
#define table_update table_update_each

#endif
