/* uthash: nodes that the user allocates, in chains and in a list. */
#include "called.h"

#define HASH_FUNCTION(key, length, result) ((result) = (unsigned)object_hash(*(Object *const *)(key)))
#define HASH_KEYCMP(a, b, length) (!object_equal(*(Object *const *)(a), *(Object *const *)(b)))
#include <uthash.h>

typedef struct Node {
    Object *key, *value;
    UT_hash_handle hh;
} Node;

struct Table {
    Node *nodes;
    Node *iterator;
};

Table *table_new(void)
{
    return calloc(1, sizeof(Table));
}

static void node_free(Node *node)
{
    object_release(node->key);
    object_release(node->value);
    free(node);
}

void table_free(Table *table)
{
    Node *node = table->nodes;
    HASH_CLEAR(hh, table->nodes);
    while (node != NULL) {
        Node *next = node->hh.next;
        node_free(node);
        node = next;
    }
    free(table);
}

static Node *find(Table *table, Object *key)
{
    Node *node;
    HASH_FIND(hh, table->nodes, &key, sizeof(Object *), node);
    return node;
}

int table_set(Table *table, Object *key, Object *value)
{
    Node *node = find(table, key);
    Object *old;

    object_acquire(value);
    if (node != NULL) {
        old = node->value;
        node->value = value;
        object_release(old);
        return 0;
    }
    node = malloc(sizeof *node);
    if (node == NULL) {
        return -1;
    }
    node->key = object_acquire(key);
    node->value = value;
    HASH_ADD(hh, table->nodes, key, sizeof(Object *), node);
    return 0;
}

Object *table_get(Table *table, Object *key)
{
    Node *node = find(table, key);
    return node == NULL ? NULL : node->value;
}

Object *table_pop(Table *table, Object *key)
{
    Node *node = find(table, key);
    Object *value;

    if (node == NULL) {
        return NULL;
    }
    HASH_DEL(table->nodes, node);
    value = object_acquire(node->value);
    node_free(node);
    return value;
}

int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value)
{
    Node *node = *position == 0 ? table->nodes : table->iterator;
    if (node == NULL) {
        return 0;
    }
    *position = 1;
    *key = node->key;
    *value = node->value;
    table->iterator = node->hh.next;
    return 1;
}
