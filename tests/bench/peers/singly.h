/* Operations on many keys, of a table that has operations on one key only: one key after the other.  Included by a
 * peer's header when its table is declared. */
#ifndef BENCH_SINGLY_H
#define BENCH_SINGLY_H

#include <stddef.h>

/* Fills values with new references; returns how many keys were found. */
static inline size_t table_get_each(Table *table, Object **keys, size_t count, Object **values)
{
    size_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = table_get(table, keys[i]);
        if (values[i] != NULL) {
            object_acquire(values[i]);
            hits++;
        }
    }
    return hits;
}

static inline int table_set_each(Table *table, Object **keys, Object **values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (table_set(table, keys[i], values[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static inline int table_update_each(Table *table, Table *other)
{
    ptrdiff_t position = 0;
    Object *key, *value;

    while (table_next(other, &position, &key, &value)) {
        if (table_set(table, key, value) < 0) {
            return -1;
        }
    }
    return 0;
}

#endif
