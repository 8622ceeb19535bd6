/* klib's khash, from htslib's headers. */
#include "called.h"

#include <htslib/khash.h>

#define key_hash(object) ((khint_t)object_hash(object))
KHASH_INIT(pairs, Object *, Object *, 1, key_hash, object_equal)

struct Table {
    khash_t(pairs) pairs;
};

Table *table_new(void)
{
    return (Table *)kh_init(pairs);
}

void table_free(Table *table)
{
    khash_t(pairs) *pairs = &table->pairs;
    for (khint_t i = 0; i != kh_end(pairs); i++) {
        if (kh_exist(pairs, i)) {
            object_release(kh_key(pairs, i));
            object_release(kh_value(pairs, i));
        }
    }
    kh_destroy(pairs, pairs);
}

int table_set(Table *table, Object *key, Object *value)
{
    khash_t(pairs) *pairs = &table->pairs;
    int state;
    khint_t i = kh_put(pairs, pairs, key, &state);
    Object *old = NULL;

    if (state < 0) {
        return -1;
    }
    if (state == 0) {
        old = kh_value(pairs, i);
    } else {
        object_acquire(key);
    }
    kh_value(pairs, i) = object_acquire(value);
    if (old != NULL) {
        object_release(old);
    }
    return 0;
}

Object *table_get(Table *table, Object *key)
{
    khash_t(pairs) *pairs = &table->pairs;
    khint_t i = kh_get(pairs, pairs, key);
    return i == kh_end(pairs) ? NULL : kh_value(pairs, i);
}

Object *table_pop(Table *table, Object *key)
{
    khash_t(pairs) *pairs = &table->pairs;
    khint_t i = kh_get(pairs, pairs, key);
    Object *old_key, *value;

    if (i == kh_end(pairs)) {
        return NULL;
    }
    old_key = kh_key(pairs, i);
    value = kh_value(pairs, i);
    kh_del(pairs, pairs, i);
    object_release(old_key);
    return value;
}

int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value)
{
    khash_t(pairs) *pairs = &table->pairs;
    khint_t i = (khint_t)*position;

    while (i != kh_end(pairs) && !kh_exist(pairs, i)) {
        i++;
    }
    if (i == kh_end(pairs)) {
        return 0;
    }
    *key = kh_key(pairs, i);
    *value = kh_value(pairs, i);
    *position = (ptrdiff_t)i + 1;
    return 1;
}
