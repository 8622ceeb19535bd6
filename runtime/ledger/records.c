/* The ledger's memory, and the table from objects to their records.
 *
 * Memory comes from the system in chunks that this file knows, so that the search for lost references can
 * step over them.  Released blocks are kept by powers of two and used again. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "ledger/ledger.h"

#include <string.h>
#include <sys/mman.h>

#define CHUNK_SIZE ((size_t)1 << 20)
#define SMALLEST 5 /* 32 bytes */
#define CLASSES 40
#define FIRST_TABLE 1024

typedef struct Chunk {
    struct Chunk *next;
    size_t size;
} Chunk;

typedef struct Free {
    struct Free *next;
} Free;

typedef struct Name {
    struct Name *next;
    char text[];
} Name;

static RC_THREAD_LOCAL Name *names;
static RC_THREAD_LOCAL struct {
    Chunk *chunks;
    char *fresh, *end;
    Free *free[CLASSES];
} memory;

static unsigned class_of(size_t size)
{
    unsigned class = SMALLEST;
    while (((size_t)1 << class) < size) {
        class ++;
    }
    return class;
}

static char *new_chunk(size_t size)
{
    Chunk *chunk = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED) {
        return NULL;
    }
    chunk->next = memory.chunks;
    chunk->size = size;
    memory.chunks = chunk;
    return (char *)(chunk + 1);
}

void *_RcLedger_Allocate(size_t size)
{
    unsigned class = class_of(size);
    size_t room = (size_t)1 << class;
    Free *block = memory.free[class];

    if (block != NULL) {
        memory.free[class] = block->next;
        return memset(block, 0, size);
    }
    if (room > CHUNK_SIZE / 4) {
        return new_chunk(room + sizeof(Chunk));
    }
    if ((size_t)(memory.end - memory.fresh) < room) {
        memory.fresh = new_chunk(CHUNK_SIZE);
        if (memory.fresh == NULL) {
            memory.end = NULL;
            return NULL;
        }
        memory.end = memory.fresh - sizeof(Chunk) + CHUNK_SIZE;
    }
    memory.fresh += room;
    return memory.fresh - room; /* fresh from the system, hence zero */
}

void _RcLedger_Release(void *block, size_t size)
{
    if (block != NULL) {
        Free *free_block = block;
        unsigned class = class_of(size);
        free_block->next = memory.free[class];
        memory.free[class] = free_block;
    }
}

void _RcLedger_ReleaseAll(void)
{
    while (memory.chunks != NULL) {
        Chunk *chunk = memory.chunks;
        memory.chunks = chunk->next;
        munmap(chunk, chunk->size);
    }
    memset(&memory, 0, sizeof memory);
    names = NULL;
}

int _RcLedger_IsOwnMemory(uintptr_t address, uintptr_t *end)
{
    for (const Chunk *chunk = memory.chunks; chunk != NULL; chunk = chunk->next) {
        if (address >= (uintptr_t)chunk && address < (uintptr_t)chunk + chunk->size) {
            *end = (uintptr_t)chunk + chunk->size;
            return 1;
        }
    }
    return 0;
}

/* -- names -- */

/* Types are few, so a list will do; the last one asked for is its first. */
const char *_RcLedger_TypeName(const RcTypeObject *type)
{
    const char *text = type->tp_name != NULL ? type->tp_name : "?";
    Name *name;

    for (Name **link = &names; *link != NULL; link = &(*link)->next) {
        if (strcmp((*link)->text, text) == 0) {
            name = *link;
            *link = name->next;
            name->next = names;
            names = name;
            return name->text;
        }
    }
    name = _RcLedger_Allocate(sizeof *name + strlen(text) + 1);
    if (name == NULL) {
        return "?";
    }
    strcpy(name->text, text);
    name->next = names;
    names = name;
    return name->text;
}

/* -- the table: open addressing with linear probing, at most half full -- */

static size_t slot_in(size_t table_size, const void *object)
{
    uint64_t bits = (uint64_t)(uintptr_t)object >> 3;
    return (size_t)((bits * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (table_size - 1);
}

static size_t slot_of(const Ledger *ledger, const void *object)
{
    return slot_in(ledger->table_size, object);
}

Record *_RcLedger_Find(const Ledger *ledger, const void *object)
{
    if (ledger->table_size == 0) {
        return NULL;
    }
    for (size_t i = slot_of(ledger, object); ledger->table[i] != NULL;
         i = (i + 1) & (ledger->table_size - 1)) {
        if (ledger->table[i]->object == object) {
            return ledger->table[i];
        }
    }
    return NULL;
}

int _RcLedger_FindElsewhere(const Ledger *other, const void *object, Record *copy)
{
    Record **table, *record;
    size_t size, i;

    if (!_RcLedger_Read(&other->table, &table, sizeof table) ||
        !_RcLedger_Read(&other->table_size, &size, sizeof size) || size == 0) {
        return 0;
    }
    i = slot_in(size, object);
    for (size_t looked_at = 0; looked_at < size; looked_at++) {
        if (!_RcLedger_Read(&table[i], &record, sizeof record) || record == NULL ||
            !_RcLedger_Read(record, copy, sizeof *copy)) {
            return 0;
        }
        if (copy->object == object) {
            return 1;
        }
        i = (i + 1) & (size - 1);
    }
    return 0;
}

static void insert(Ledger *ledger, Record *record)
{
    size_t i = slot_of(ledger, record->object);
    while (ledger->table[i] != NULL) {
        i = (i + 1) & (ledger->table_size - 1);
    }
    ledger->table[i] = record;
    ledger->table_used++;
}

/* Closes the gap: what follows it moves up where its own place allows that. */
static void erase(Ledger *ledger, const Record *record)
{
    size_t mask = ledger->table_size - 1;
    size_t gap = slot_of(ledger, record->object);
    while (ledger->table[gap] != record) {
        gap = (gap + 1) & mask;
    }
    for (size_t i = (gap + 1) & mask; ledger->table[i] != NULL; i = (i + 1) & mask) {
        size_t home = slot_of(ledger, ledger->table[i]->object);
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            ledger->table[gap] = ledger->table[i];
            gap = i;
        }
    }
    ledger->table[gap] = NULL;
    ledger->table_used--;
}

static int grow_table(Ledger *ledger)
{
    size_t old_size = ledger->table_size;
    Record **old = ledger->table;
    size_t size = old_size == 0 ? FIRST_TABLE : old_size * 2;
    Record **table = _RcLedger_Allocate(size * sizeof(Record *));

    if (table == NULL) {
        return -1;
    }
    ledger->table = table;
    ledger->table_size = size;
    ledger->table_used = 0;
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) {
            insert(ledger, old[i]);
        }
    }
    _RcLedger_Release(old, old_size * sizeof(Record *));
    return 0;
}

Record *_RcLedger_NewRecord(Ledger *ledger, RcObject *object, RcTypeObject *type)
{
    Record *record;

    if (ledger->table_used * 2 >= ledger->table_size && grow_table(ledger) < 0) {
        return NULL;
    }
    record = _RcLedger_Allocate(sizeof *record);
    if (record == NULL) {
        return NULL;
    }
    if ((uintptr_t)object < ledger->least || ledger->least == 0) {
        ledger->least = (uintptr_t)object;
    }
    if ((uintptr_t)object > ledger->most) {
        ledger->most = (uintptr_t)object;
    }
    record->object = object;
    record->type = type;
    record->type_name = _RcLedger_TypeName(type);
    record->size = (size_t)type->tp_basicsize;
    record->serial = ++ledger->serials;
    record->next = &ledger->live;
    record->prev = ledger->live.prev;
    record->prev->next = record;
    ledger->live.prev = record;
    ledger->live_count++;
    insert(ledger, record);
    return record;
}

void _RcLedger_DropRecord(Ledger *ledger, Record *record)
{
    erase(ledger, record);
    record->next->prev = record->prev;
    record->prev->next = record->next;
    _RcLedger_Release(record->slots, record->slot_room * sizeof(RcObject *));
    _RcLedger_Release(record->history.entries, record->history.room * sizeof(Entry));
    _RcLedger_Release(record, sizeof *record);
}

void _RcLedger_MoveRecord(Ledger *ledger, Record *record, RcObject *object)
{
    erase(ledger, record);
    record->object = object;
    insert(ledger, record);
}
