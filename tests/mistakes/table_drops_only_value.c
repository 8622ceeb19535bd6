/* TITLE: a hash table that releases the value and forgets the key
 * KIND: leak|lost-reference|bad-dealloc
 * SEES: plain
 * MASKED: no
 * STORY: One entry is one pair, but two references. Deleting takes the entry out of its bin, releases the
 * value, and frees the entry with the key in it. */
#include <recount/recount.h>
#include <stdio.h>

enum { BINS = 4 };

typedef struct Entry {
    struct Entry *next;
    RcObject *key, *value; /* owned */
} Entry;

typedef struct Table {
    Entry *bins[BINS];
} Table;

static Entry **find(Table *table, RcObject *key)
{
    Entry **at = &table->bins[(size_t)RcObject_Hash(key) % BINS];
    while (*at != NULL && RcObject_RichCompareBool((*at)->key, key, Rc_EQ) == 0) {
        at = &(*at)->next;
    }
    return at;
}

static void table_set(Table *table, RcObject *key, RcObject *value)
{
    Entry **at = find(table, key);
    if (*at != NULL) {
        Rc_SETREF((*at)->value, Rc_NewRef(value));
        return;
    }
    *at = RcMem_Malloc(sizeof(Entry));
    if (*at != NULL) {
        **at = (Entry){NULL, Rc_NewRef(key), Rc_NewRef(value)}; /* GUILTY */
    }
}

static void table_delete(Table *table, RcObject *key)
{
    Entry **at = find(table, key), *entry = *at;
    if (entry != NULL) {
        *at = entry->next;
#ifdef FIXED
        Rc_DECREF(entry->key);
#endif
        Rc_DECREF(entry->value);
        RcMem_Free(entry); /* ALSO */
    }
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    Table table = {{NULL}};
    RcObject *key = RcStr_FromString("hello"), *value = RcStr_FromString("world");
    table_set(&table, key, value);
    table_delete(&table, key);
    Rc_DECREF(key);
    Rc_DECREF(value);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
