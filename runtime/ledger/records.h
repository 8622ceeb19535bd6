/* Private: finding records and sites with few instructions; records.c has the rest.  A part of ledger.h. */
#ifndef RECOUNT_LEDGER_RECORDS_H
#define RECOUNT_LEDGER_RECORDS_H

/* From addresses to records: a table of chunks of memory, each with a word for each 16 bytes of it, the least that
 * an object takes: no two begin in one granule.  The word is the record of the object that begins there; where a
 * tombstone goes on, its record with the lowest bit set. */
#define GRANULE_SHIFT 4
#define CHUNK_SHIFT 18
#define GRANULE ((size_t)1 << GRANULE_SHIFT)
#define CHUNK ((size_t)1 << CHUNK_SHIFT)
#define GRANULES (CHUNK / GRANULE)

struct Map {
    size_t mask; /* there is room for one more than this, a power of two */
    size_t used;
    struct MapChunk {
        uintptr_t key; /* address >> CHUNK_SHIFT; 0: none */
        uintptr_t *granules;
    } chunks[];
};

/* Sites, by their code's and their callers' addresses: open addressing. */
struct Sites {
    size_t mask;
    size_t used;
    Site *sites[];
};

int _RcLedger_StartRecords(Ledger *ledger);
/* Find in another thread's ledger, while that is at work: 1, and a copy of the record. */
int _RcLedger_FindElsewhere(const Ledger *other, const void *object, Record *copy);
/* Another object's record that is there, whose memory was its maker's and is used again, is forgotten. */
Record *_RcLedger_NewRecord(Ledger *ledger, RcObject *object, RcTypeObject *type);
/* What is left of a record that is dropped: the parts of it that few have. */
void _RcLedger_ReleaseParts(Ledger *ledger, Record *record);
/* Puts a record under another address. */
void _RcLedger_MoveRecord(Ledger *ledger, Record *record, RcObject *object);
/* All bytes of an object, which is dead now, lead to its record. */
void _RcLedger_MarkDead(Ledger *ledger, Record *record);

/* The word for a granule; NULL: nothing is known of its chunk. */
static inline uintptr_t *granule_of(const Ledger *ledger, const void *address)
{
    const Map *map = ledger->map;
    uintptr_t key = (uintptr_t)address >> CHUNK_SHIFT;
    size_t place = key & map->mask; /* chunks lie side by side, mostly */

    while (map->chunks[place].key != key) {
        if (map->chunks[place].key == 0) {
            return NULL;
        }
        place = (place + 1) & map->mask;
    }
    return map->chunks[place].granules == NULL
               ? NULL
               : map->chunks[place].granules + ((uintptr_t)address >> GRANULE_SHIFT & (GRANULES - 1));
}

static inline Record *record_in(const uintptr_t *word, const void *object)
{
    Record *record = word != NULL && (*word & 1) == 0 ? (Record *)*word : NULL;
    return record != NULL && record->object == object ? record : NULL;
}

/* The record of the object that begins at an address. */
static inline Record *_RcLedger_Find(const Ledger *ledger, const void *object)
{
    return record_in(granule_of(ledger, object), object);
}

/* Where an object's record is looked for first. */
static inline Record **place_found(Ledger *ledger, const void *object)
{
    return &ledger->found[(uintptr_t)object >> GRANULE_SHIFT & (FOUND - 1)];
}

/* The same for objects that are used: one is used several times, and some in turn. */
static inline Record *find_used(Ledger *ledger, const void *object)
{
    Record **found = place_found(ledger, object), *record = *found;
    if (record->object != object) {
        record = _RcLedger_Find(ledger, object);
        *found = record != NULL ? record : &ledger->live;
    }
    return record;
}

/* -- records that come and go -- */

/* A record will soon be written to.  Any address will do. */
static inline void _RcLedger_Fetch(const Record *record)
{
    for (size_t i = 0; i < 3 * 64; i += 64) {
        __builtin_prefetch((const void *)((uintptr_t)record + i), 1);
    }
}

static inline void link_record(Ledger *ledger, Record *record)
{
    record->next = &ledger->live;
    record->prev = ledger->live.prev;
    record->prev->next = record;
    ledger->live.prev = record;
    ledger->live_count++;
}

static inline void unlink_record(const Record *record)
{
    record->next->prev = record->prev;
    record->prev->next = record->next;
}

/* -- what only some have -- */

extern const More _RcLedger_NoMore;
More *_RcLedger_MakeMore(Record *record);

/* To write to. */
static inline More *more_of(Record *record)
{
    return RC_LIKELY(record->more != &_RcLedger_NoMore) ? (More *)(uintptr_t)record->more
                                                        : _RcLedger_MakeMore(record);
}

/* Entry: it is all zeros. */
static inline void start_history(Record *record)
{
    record->history.next = record->bookings = record->first;
    record->history.room = record->history.left = HISTORY_AT_HAND;
}

/* Most often the block of the tombstone that was forgotten last serves again, for an object of the same type: then so
 * does its record, which knows what the type is, and the object's place in the map.  NULL: it does not fit. */
static inline Record *renew_record(Ledger *ledger, const RcObject *object, const RcTypeObject *type)
{
    Record *record = ledger->dropped;

    if (record == NULL || record->object != object || record->type != type || !record->is_leaf ||
        *record->word != 0) {
        return NULL;
    }
    ledger->dropped = record->next;
    if (record->next != NULL) {
        _RcLedger_Fetch(record->next->next);
    }
    memset(&record->count, 0, offsetof(Record, next) - offsetof(Record, count));
    record->history = (History){0};
    record->is_leaf = 1;
    start_history(record);
    *record->word = (uintptr_t)record;
    record->size = (size_t)type->tp_basicsize;
    record->serial = ++ledger->serials;
    link_record(ledger, record);
    return record;
}

/* It is not found any more. */
static inline void take_off_map(Ledger *ledger, const Record *record)
{
    Record **found = place_found(ledger, record->object);

    if (*record->word == (uintptr_t)record) {
        *record->word = 0;
    }
    if (*found == record) {
        *found = &ledger->live;
    }
}

static inline void drop_record(Ledger *ledger, Record *record)
{
    Record **list;

    take_off_map(ledger, record);
    unlink_record(record);
    if (RC_UNLIKELY(record->history.room != HISTORY_AT_HAND || record->more != &_RcLedger_NoMore ||
                    ledger->is_deep)) {
        _RcLedger_ReleaseParts(ledger, record);
    }
    list = record->is_leaf ? &ledger->dropped : &ledger->others;
    record->next = *list;
    *list = record;
}

/* The tombstone that an address lies in. */
static inline Record *_RcLedger_FindDead(const Ledger *ledger, const void *address)
{
    const uintptr_t *word = granule_of(ledger, address);
    Record *record = word != NULL ? (Record *)(*word & ~(uintptr_t)1) : NULL;
    return record != NULL && record->state == RECORD_DEAD &&
                   (uintptr_t)address - (uintptr_t)record->object < record->size
               ? record
               : NULL;
}

/* The one of its kind, which lives as long as the ledger. */
const Site *_RcLedger_KeepSite(Ledger *ledger, const Site *site);
extern const Site _RcLedger_Nowhere;

/* A function has as many sites for an operation as there are places that it is called from. */
static inline uintptr_t key_of_site(const void *pc, const void *caller)
{
    return (uintptr_t)pc + 8 * (uintptr_t)caller;
}

static inline int is_same_site(const Site *left, const Site *right)
{
    return left->pc == right->pc && left->line == right->line && left->api == right->api &&
           left->function == right->function && left->file == right->file && left->caller == right->caller;
}

/* The record of what may be a pointer to an object. */
static inline Record *_RcLedger_FindPointer(const Ledger *ledger, const void *word)
{
    return (uintptr_t)word >= ledger->least && (uintptr_t)word <= ledger->most ? _RcLedger_Find(ledger, word)
                                                                               : NULL;
}

#endif
