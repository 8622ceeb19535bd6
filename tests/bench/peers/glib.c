/* GLib's GHashTable. */
#include "called.h"

#include <glib.h>

struct Table {
    GHashTable *pairs;
    GHashTableIter iterator;
};

static guint key_hash(gconstpointer key)
{
    return (guint)object_hash(key);
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    return object_equal(a, b);
}

static void release(gpointer object)
{
    object_release(object);
}

Table *table_new(void)
{
    Table *table = malloc(sizeof *table);
    if (table != NULL) {
        table->pairs = g_hash_table_new_full(key_hash, key_equal, release, release);
    }
    return table;
}

void table_free(Table *table)
{
    g_hash_table_destroy(table->pairs);
    free(table);
}

int table_set(Table *table, Object *key, Object *value)
{
    g_hash_table_insert(table->pairs, object_acquire(key), object_acquire(value));
    return 0;
}

Object *table_get(Table *table, Object *key)
{
    return g_hash_table_lookup(table->pairs, key);
}

Object *table_pop(Table *table, Object *key)
{
    gpointer old_key, value;

    if (!g_hash_table_steal_extended(table->pairs, key, &old_key, &value)) {
        return NULL;
    }
    object_release(old_key);
    return value;
}

int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value)
{
    gpointer next_key, next_value;

    if (*position == 0) {
        g_hash_table_iter_init(&table->iterator, table->pairs);
        *position = 1;
    }
    if (!g_hash_table_iter_next(&table->iterator, &next_key, &next_value)) {
        return 0;
    }
    *key = next_key;
    *value = next_value;
    return 1;
}
