/* The plain table (table.h tells the structure and what always holds).
 *
 * Growth has two sides that are independent of each other: bins double when the load asks for it, the array
 * of entries grows by a half when it is full.  A full array with holes is compacted instead, provided that
 * this makes at least a quarter of it free: so any pattern of insertions and removals pays for a compaction
 * only once in room / 4 insertions.  Both work from stored hashes alone. */
#include "table.h"

#include <recount/memory.h>

#define FIRST_ROOM 4
/* An index + 1 must fit into a link. */
#define GREATEST_ROOM (UINT32_MAX - 1)

static Rc_ssize_t mask_of(Rc_ssize_t bins)
{
    return (bins & (bins - 1)) == 0 ? bins - 1 : -1;
}

/* Zeroed, hence empty; the system gives a large one without touching it. */
static uint32_t *new_heads(Rc_ssize_t bins)
{
    if ((size_t)bins > (size_t)RC_SSIZE_T_MAX / sizeof(uint32_t)) {
        return NULL;
    }
    return RcMem_Calloc((size_t)bins, sizeof(uint32_t));
}

int _RcTable_Init(RcTable *table, Rc_ssize_t bins, double max_load)
{
    *table = (RcTable){.heads = new_heads(bins), .bins = bins, .mask = mask_of(bins), .max_load = max_load};
    return table->heads != NULL ? 0 : -1;
}

void _RcTable_Free(RcTable *table)
{
    RcMem_Free(table->heads);
    RcMem_Free(table->entries);
}

static void link_entry(RcTable *table, uint32_t index)
{
    uint32_t *head = &table->heads[_RcTable_Bin(table, table->entries[index].hash)];
    table->entries[index].next = *head;
    *head = index + 1;
}

/* Moves the entries over the holes and links them into heads that are empty. */
static void settle(RcTable *table)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < table->used; i++) {
        if (table->entries[i].key != NULL) {
            table->entries[end] = table->entries[i];
            link_entry(table, end);
            end++;
        }
    }
    if (end != table->used) {
        table->used = end;
        table->layout++;
    }
    table->version++;
}

static void compact(RcTable *table)
{
    /* Only the heads in use are touched: bins may be many more than entries. */
    for (uint32_t i = 0; i < table->used; i++) {
        if (table->entries[i].key != NULL) {
            table->heads[_RcTable_Bin(table, table->entries[i].hash)] = 0;
        }
    }
    settle(table);
}

int _RcTable_Copy(RcTable *copy, const RcTable *table)
{
    if (table->pairs == 0) {
        return 0;
    }
    RcTableEntry *entries = RcMem_New(RcTableEntry, table->pairs);
    if (entries == NULL) {
        return -1;
    }

    copy->entries = entries;
    copy->room = (uint32_t)table->pairs;
    Rc_ssize_t pos = 0;
    const RcTableEntry *entry;
    while ((entry = _RcTable_Next(table, &pos)) != NULL) {
        _RcTable_Insert(copy, entry->hash, entry->key, entry->value);
    }
    return 0;
}

/* The bins that one more pair needs; 0 if there can be no such number. */
static Rc_ssize_t bins_for_one_more(const RcTable *table)
{
    double load = (double)(table->pairs + 1);
    Rc_ssize_t bins = table->bins;
    while (load / (double)bins > table->max_load) {
        if (bins > RC_SSIZE_T_MAX / 2) {
            return 0;
        }
        bins *= 2;
    }
    return bins;
}

static int holes_are_worth_it(const RcTable *table)
{
    uint32_t holes = table->used - (uint32_t)table->pairs;
    return holes > 0 && holes >= table->room / 4;
}

static int grow_entries(RcTable *table)
{
    uint64_t room = (uint64_t)table->room + table->room / 2 + FIRST_ROOM;
    if (room > GREATEST_ROOM) {
        room = GREATEST_ROOM;
    }
    RcTableEntry *entries = table->entries;
    if (room == table->room || RcMem_Resize(entries, RcTableEntry, room) == NULL) {
        return -1;
    }
    table->entries = entries;
    table->room = (uint32_t)room;
    table->version++; /* entries have other addresses now */
    return 0;
}

int _RcTable_Reserve(RcTable *table)
{
    Rc_ssize_t bins = bins_for_one_more(table);
    int full = table->used == table->room;
    int compaction = full && holes_are_worth_it(table);
    uint32_t *heads = NULL;
    if (bins == 0 || (bins != table->bins && (heads = new_heads(bins)) == NULL)) {
        return -1;
    }
    if (full && !compaction && grow_entries(table) < 0) {
        RcMem_Free(heads);
        return -1;
    }

    if (heads != NULL) {
        RcMem_Free(table->heads);
        table->heads = heads;
        table->bins = bins;
        table->mask = mask_of(bins);
        table->resizes++;
        settle(table);
    } else if (compaction) {
        compact(table);
    }
    return 0;
}

void _RcTable_Insert(RcTable *table, Rc_hash_t hash, void *key, void *value)
{
    uint32_t index = table->used++;
    table->entries[index] = (RcTableEntry){.hash = hash, .key = key, .value = value};
    link_entry(table, index);
    table->pairs++;
    table->version++;
}

void _RcTable_Remove(RcTable *table, RcTableEntry *entry)
{
    uint32_t own_link = (uint32_t)(entry - table->entries) + 1;
    uint32_t *link = &table->heads[_RcTable_Bin(table, entry->hash)];
    while (*link != own_link) {
        link = &table->entries[*link - 1].next;
    }
    *link = entry->next;
    entry->key = NULL;
    table->pairs--;
    table->version++;
}

RcTableContent _RcTable_Detach(RcTable *table)
{
    RcTableContent content = {.entries = table->entries, .used = table->used};
    for (uint32_t i = 0; i < table->used; i++) {
        if (table->entries[i].key != NULL) {
            table->heads[_RcTable_Bin(table, table->entries[i].hash)] = 0;
        }
    }
    table->entries = NULL;
    table->used = table->room = 0;
    table->pairs = 0;
    table->version++;
    table->layout++;
    return content;
}

void _RcTable_Exchange(RcTable *table, RcTable *other)
{
    RcTable old = *table;
    *table = *other;
    *other = old;
    table->version = old.version + 1;
    table->layout = old.layout + 1;
}

Rc_ssize_t _RcTable_BinLength(const RcTable *table, Rc_ssize_t bin)
{
    Rc_ssize_t length = 0;
    const RcTableEntry *entry;
    for (entry = _RcTable_First(table, bin); entry != NULL; entry = _RcTable_Following(table, entry)) {
        length++;
    }
    return length;
}
