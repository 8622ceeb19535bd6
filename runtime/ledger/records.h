/* Private: finding records and sites with few instructions; records.c and address_map.c have the rest.  A part of ledger.h. */
#ifndef RECOUNT_LEDGER_RECORDS_H
#define RECOUNT_LEDGER_RECORDS_H

/* From addresses to records: a table of chunks of memory, each with a word for each 16 bytes of it, the least that
 * an object takes: no two begin in one granule.  The word is the record of the object that begins there, or of the one
 * that waits for the next one there; where a tombstone goes on, its record with the lowest bit set.  Chunks are large, so
 * that a program has few of them, and the one that was looked for last is the right one, mostly; of their words only
 * those take memory that are used. */
#define GRANULE_SHIFT 4
#define CHUNK_SHIFT 24
#define GRANULE ((size_t)1 << GRANULE_SHIFT)
#define CHUNK ((size_t)1 << CHUNK_SHIFT)
#define GRANULES (CHUNK / GRANULE)

typedef struct MapChunk {
    uintptr_t key; /* 0: none */
    uintptr_t *granules;
} MapChunk;

struct Map {
    MapChunk latest; /* what was looked for last */
    size_t mask;     /* there is room for one more than this, a power of two */
    size_t used;
    MapChunk chunks[];
};

/* Sites, by their code's and their callers' addresses: open addressing. */
struct Sites {
    size_t mask;
    size_t used;
    Site *sites[];
};

int _RcLedger_StartRecords(Ledger *ledger);

/* address_map.c */
int _RcLedger_StartMap(Ledger *ledger);
/* The word for an address that has none so far; NULL without memory. */
uintptr_t *_RcLedger_AddGranule(Ledger *ledger, const void *address);
/* Find in another thread's ledger, while that is at work: 1, and a copy of the record. */
int _RcLedger_FindElsewhere(const Ledger *other, const void *object, Record *copy);

/* records.c.  Another object's record that is there, whose memory was its maker's and is used again, is forgotten. */
Record *_RcLedger_NewRecord(Ledger *ledger, RcObject *object, RcTypeObject *type);
void _RcLedger_ReleaseSlots(More *more);
/* Its object is not found any more. */
void _RcLedger_CleanRecord(Ledger *ledger, Record *record);
/* The parts of it that few have. */
void _RcLedger_ReleaseParts(Ledger *ledger, Record *record);
/* Another object may have it. */
void _RcLedger_DropRecord(Ledger *ledger, Record *record);
/* Puts a record under another address. */
void _RcLedger_MoveRecord(Ledger *ledger, Record *record, RcObject *object);
/* All bytes of an object, which is dead now, lead to its record. */
void _RcLedger_MarkDead(Ledger *ledger, Record *record);

static inline uintptr_t key_of_chunk(const void *address)
{
    return ((uintptr_t)address >> CHUNK_SHIFT) + 1;
}

/* Makes the chunk with this key the latest one; 0: there is none. */
int _RcLedger_FindChunk(Map *map, uintptr_t key);

/* The word for a granule; NULL: nothing is known of its chunk. */
static inline uintptr_t *granule_of(const Ledger *ledger, const void *address)
{
    Map *map = ledger->map;
    uintptr_t key = key_of_chunk(address);

    if (RC_UNLIKELY(map->latest.key != key) && !_RcLedger_FindChunk(map, key)) {
        return NULL;
    }
    return map->latest.granules + ((uintptr_t)address >> GRANULE_SHIFT & (GRANULES - 1));
}

/* The same, made if there is none. */
static inline uintptr_t *make_granule(Ledger *ledger, const void *address)
{
    uintptr_t *word = granule_of(ledger, address);
    return RC_LIKELY(word != NULL) ? word : _RcLedger_AddGranule(ledger, address);
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

/* A record will soon be written to: a new one, and one that has a history.  Any address will do. */
static inline void _RcLedger_Fetch(const Record *record)
{
    for (size_t i = 0; i < 3 * 64; i += 64) {
        __builtin_prefetch((const void *)((uintptr_t)record + i), 1);
    }
}

static inline void fetch_used(const Record *record)
{
    __builtin_prefetch(record, 1);
    __builtin_prefetch((const void *)((uintptr_t)record + offsetof(Record, first[2])), 1);
}

/* The same for objects that are used: one is used several times, and some in turn.  What was made next is used next,
 * often. */
static inline Record *find_used(Ledger *ledger, const void *object)
{
    Record **found = place_found(ledger, object), *record = *found;
    if (record->object != object) {
        record = _RcLedger_Find(ledger, object);
        *found = record != NULL ? record : &ledger->live;
        fetch_used((*found)->next);
    }
    return record;
}

/* The same, as far as no function is to be called for that; else NULL. */
static inline Record *find_at_once(Ledger *ledger, const void *object)
{
    Record *record = *place_found(ledger, object);
    if (record->object == object) {
        return record;
    }
    return ledger->map->latest.key == key_of_chunk(object) ? find_used(ledger, object) : NULL;
}

/* -- records that come and go -- */

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

/* Does it take no memory but its own? */
static inline int is_in_one_piece(const Ledger *ledger, const Record *record)
{
    return record->history.room == HISTORY_AT_HAND && record->more == &_RcLedger_NoMore && !ledger->is_deep;
}

/* What waits keeps its place in the map, and its object's address turned over: nobody finds it by that, wherever it is
 * looked for. */
static inline RcObject *turned_over(const RcObject *object)
{
    return (RcObject *)~(uintptr_t)object;
}

/* Entry: it is on no list, and in one piece. */
static inline void let_wait(Ledger *ledger, Record *record)
{
    record->object = turned_over(record->object);
    record->state = RECORD_WAITS;
    record->next = ledger->waiting;
    ledger->waiting = record;
}

static inline void link_record(Ledger *ledger, Record *record)
{
    Record *last = ledger->live.prev;

    record->next = &ledger->live;
    record->prev = last;
    last->next = record;
    ledger->live.prev = record;
    ledger->live_count++;
}

/* Entry: its type is known. */
static inline void start_record(Ledger *ledger, Record *record, RcObject *object)
{
    memset(&record->count, 0, offsetof(Record, type) - offsetof(Record, count));
    record->object = object;
    record->is_leaf = RcType_HasFeature(record->type, RC_TPFLAGS_LEAF) != 0;
    record->size = (size_t)record->type->tp_basicsize;
    record->serial = ++ledger->serials;
    record->history.next = record->bookings = record->first;
    record->history.room = record->history.left = HISTORY_AT_HAND;
    *record->word = (uintptr_t)record;
    link_record(ledger, record);
}

/* The record of a new object, if the one that has waited least has waited for it: most often so, and for an object of the
 * same type.  Else NULL.  The next ones are as old as can be, and in no cache: they are fetched, with the block of the
 * first. */
static inline Record *start_waiting(Ledger *ledger, RcObject *object, const RcTypeObject *type)
{
    Record *record = ledger->waiting, *next;

    if (RC_UNLIKELY(record == NULL || record->object != turned_over(object) || record->type != type ||
                    RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE))) {
        return NULL;
    }
    ledger->waiting = next = record->next;
    if (RC_LIKELY(next != NULL)) {
        _RcLedger_Fetch(next->next);
        __builtin_prefetch(turned_over(next->object), 1);
    }
    start_record(ledger, record, object);
    return record;
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
/* Has no other site of the same line and API lent anything since? */
int _RcLedger_WasLentLast(const Ledger *ledger, const Site *site);
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
