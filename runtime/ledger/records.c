/* The ledger's memory, the map from objects to their records, and the sites of the user's code.
 *
 * Memory comes from the system in chunks that this file knows, so that the search for lost references can
 * step over them.  Released blocks are kept by their size and used again: small ones by lines of the processor's cache,
 * large ones by powers of two. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/tombstones.h"

#include <string.h>
#include <sys/mman.h>

#define CHUNK_SIZE ((size_t)1 << 20) /* of the first ones; programs with many objects get larger ones */
#define LARGE_CHUNK_SIZE ((size_t)16 << 20)
#define SMALL_CHUNKS 8
#define LINE ((size_t)64)
#define SMALL_LINES 16u
#define CLASSES 80u
#define FIRST_ROOM ((size_t)1024) /* of tables: a power of two */

typedef struct Chunk {
    struct Chunk *next;
    size_t size;
} Chunk;

typedef struct Free {
    struct Free *next;
} Free;

typedef struct TypeName {
    struct TypeName *next;
    char text[];
} TypeName;

/* Of types; those that were asked for last, by the types' addresses. */
#define KNOWN 16
static RC_THREAD_LOCAL TypeName *names;
static RC_THREAD_LOCAL struct {
    const void *type;
    const char *name;
} known[KNOWN];
static RC_THREAD_LOCAL struct {
    Chunk *chunks;
    int small_chunks;
    char *fresh, *end;
    Free *free[CLASSES];
} memory;

/* The class of blocks of this size, and the size of its blocks. */
static unsigned class_of(size_t size, size_t *room)
{
    size_t lines = (size + LINE - 1) / LINE;
    unsigned power = 0;

    if (lines <= SMALL_LINES) {
        *room = lines * LINE;
        return (unsigned)lines;
    }
    while (((size_t)1 << power) < size) {
        power++;
    }
    *room = (size_t)1 << power;
    return SMALL_LINES + power;
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
    return (char *)chunk + LINE;
}

/* Records of a large heap are met in any order: with large pages that costs less. */
static int new_memory(void)
{
    size_t size = memory.small_chunks < SMALL_CHUNKS ? CHUNK_SIZE : LARGE_CHUNK_SIZE;
    char *fresh = new_chunk(size);

    if (fresh == NULL) {
        return -1;
    }
    memory.fresh = fresh;
    memory.end = fresh - LINE + size;
    if (size == CHUNK_SIZE) {
        memory.small_chunks++;
    } else {
        madvise(fresh - LINE, size, MADV_HUGEPAGE);
    }
    return 0;
}

/* Sets *is_zero if it is fresh from the system. */
static void *take_block(size_t size, int *is_zero)
{
    size_t room;
    unsigned class = class_of(size, &room);
    Free *block = memory.free[class];

    *is_zero = block == NULL;
    if (block != NULL) {
        memory.free[class] = block->next;
        return block;
    }
    if (room > CHUNK_SIZE / 4) {
        return new_chunk(room + LINE);
    }
    if ((size_t)(memory.end - memory.fresh) < room && new_memory() < 0) {
        return NULL;
    }
    memory.fresh += room;
    return memory.fresh - room;
}

void *_RcLedger_Allocate(size_t size)
{
    int is_zero;
    void *block = take_block(size, &is_zero);
    return block == NULL || is_zero ? block : memset(block, 0, size);
}

void *_RcLedger_AllocateRaw(size_t size)
{
    int is_zero;
    return take_block(size, &is_zero);
}

void _RcLedger_Release(void *block, size_t size)
{
    if (block != NULL) {
        Free *free_block = block;
        size_t room;
        unsigned class = class_of(size, &room);
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
    memset(known, 0, sizeof known);
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
static const char *look_up_name(const char *text)
{
    TypeName *name;

    for (TypeName **link = &names; *link != NULL; link = &(*link)->next) {
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

static RC_NOINLINE const char *know_type(const RcTypeObject *type)
{
    size_t place = ((uintptr_t)type >> 6) % KNOWN;

    known[place].name = look_up_name(type->tp_name != NULL ? type->tp_name : "?");
    known[place].type = type;
    return known[place].name;
}

static inline const char *name_of(const RcTypeObject *type)
{
    size_t place = ((uintptr_t)type >> 6) % KNOWN;
    return RC_LIKELY(known[place].type == type) ? known[place].name : know_type(type);
}

const char *_RcLedger_TypeName(const RcTypeObject *type)
{
    return name_of(type);
}

void _RcLedger_ForgetType(const RcObject *type)
{
    size_t place = ((uintptr_t)type >> 6) % KNOWN;
    if (known[place].type == type) {
        known[place].type = NULL;
    }
}

/* -- sites -- */

const Site _RcLedger_Nowhere;

static Sites *new_sites(size_t room)
{
    Sites *sites = _RcLedger_Allocate(sizeof *sites + sizeof(Site *) * room);
    if (sites != NULL) {
        sites->mask = room - 1;
    }
    return sites;
}

/* Where a site is, or would be. */
static Site **find_site(Sites *sites, const Site *site)
{
    size_t place = key_of_site(site->pc, site->caller) & sites->mask;
    while (sites->sites[place] != NULL && !is_same_site(sites->sites[place], site)) {
        place = (place + 1) & sites->mask;
    }
    return &sites->sites[place];
}

/* At most a quarter full, so that most are where they are looked for first. */
static void grow_sites(Ledger *ledger)
{
    Sites *old = ledger->sites, *sites = new_sites(2 * (old->mask + 1));

    if (sites == NULL) {
        return;
    }
    sites->used = old->used;
    for (size_t i = 0; i <= old->mask; i++) {
        if (old->sites[i] != NULL) {
            *find_site(sites, old->sites[i]) = old->sites[i];
        }
    }
    ledger->sites = sites;
    _RcLedger_Release(old, sizeof *old + sizeof(Site *) * (old->mask + 1));
}

const Site *_RcLedger_KeepSite(Ledger *ledger, const Site *site)
{
    Site **place = find_site(ledger->sites, site);

    if (*place == NULL) {
        Site *kept = _RcLedger_Allocate(sizeof *kept);
        if (kept == NULL || ledger->sites->used == ledger->sites->mask) {
            return &_RcLedger_Nowhere;
        }
        *kept = *site;
        kept->traced = 0; /* it may be a copy of another one */
        *place = kept;
        if (++ledger->sites->used > ledger->sites->mask / 4) {
            grow_sites(ledger);
        }
        return kept;
    }
    return *place;
}

int _RcLedger_WasLentLast(const Ledger *ledger, const Site *site)
{
    for (size_t i = 0; i <= ledger->sites->mask; i++) {
        const Site *other = ledger->sites->sites[i];
        if (other != NULL && other->lent > site->lent && other->line == site->line &&
            other->api == site->api && other->file == site->file && other->caller == site->caller) {
            return 0;
        }
    }
    return 1;
}

/* -- the map -- */

static Map *new_map(size_t room)
{
    Map *map = _RcLedger_Allocate(sizeof *map + sizeof map->chunks[0] * room);
    if (map != NULL) {
        map->mask = room - 1;
    }
    return map;
}

int _RcLedger_FindChunk(Map *map, uintptr_t key)
{
    size_t place = key & map->mask; /* chunks lie side by side, mostly */

    while (map->chunks[place].key != key && map->chunks[place].key != 0) {
        place = (place + 1) & map->mask;
    }
    if (map->chunks[place].key == 0) {
        return 0;
    }
    map->latest = map->chunks[place];
    return 1;
}

static void add_chunk(Map *map, uintptr_t key, uintptr_t *granules)
{
    size_t place = key & map->mask;
    while (map->chunks[place].key != 0) {
        place = (place + 1) & map->mask;
    }
    map->chunks[place].key = key;
    map->chunks[place].granules = granules;
    map->used++;
}

/* At most half full. */
static int grow_map(Ledger *ledger)
{
    Map *old = ledger->map, *map = new_map(2 * (old->mask + 1));

    if (map == NULL) {
        return -1;
    }
    for (size_t i = 0; i <= old->mask; i++) {
        if (old->chunks[i].key != 0) {
            add_chunk(map, old->chunks[i].key, old->chunks[i].granules);
        }
    }
    ledger->map = map;
    _RcLedger_Release(old, sizeof *old + sizeof old->chunks[0] * (old->mask + 1));
    return 0;
}

/* The word for an address, which is made if there is none. */
static uintptr_t *make_granule(Ledger *ledger, const void *address)
{
    uintptr_t *word = granule_of(ledger, address), *granules;

    if (word != NULL) {
        return word;
    }
    if (ledger->map->used * 2 > ledger->map->mask && grow_map(ledger) < 0) {
        return NULL;
    }
    granules = _RcLedger_Allocate(GRANULES * sizeof *granules);
    if (granules == NULL) {
        return NULL;
    }
    add_chunk(ledger->map, key_of_chunk(address), granules);
    return granule_of(ledger, address);
}

/* A chunk's granules in a map that may change meanwhile; NULL: none, or it cannot be read. */
static const uintptr_t *read_granules(const Ledger *other, uintptr_t key)
{
    const Map *map;
    MapChunk chunk;
    Map head;

    if (!_RcLedger_Read(&other->map, &map, sizeof map) || map == NULL ||
        !_RcLedger_Read(map, &head, sizeof head)) {
        return NULL;
    }
    for (size_t i = 0, place = key & head.mask; i <= head.mask; i++) {
        if (!_RcLedger_Read(&map->chunks[place], &chunk, sizeof chunk) || chunk.key == 0) {
            return NULL;
        }
        if (chunk.key == key) {
            return chunk.granules;
        }
        place = (place + 1) & head.mask;
    }
    return NULL;
}

int _RcLedger_FindElsewhere(const Ledger *other, const void *object, Record *copy)
{
    const uintptr_t *granules = read_granules(other, key_of_chunk(object));
    uintptr_t word;

    return granules != NULL &&
           _RcLedger_Read(granules + ((uintptr_t)object >> GRANULE_SHIFT & (GRANULES - 1)), &word,
                          sizeof word) &&
           word != 0 && (word & 3) == 0 && _RcLedger_Read((const void *)word, copy, sizeof *copy) &&
           copy->object == object;
}

int _RcLedger_StartRecords(Ledger *ledger)
{
    ledger->map = new_map(FIRST_ROOM);
    ledger->sites = new_sites(FIRST_ROOM);
    return ledger->map != NULL && ledger->sites != NULL ? 0 : -1;
}

/* Bytes of a dead object beyond its first granule. */
static void mark_rest(Ledger *ledger, const Record *record, uintptr_t mark)
{
    const char *object = (const char *)record->object;
    uintptr_t *word = NULL;
    for (size_t i = GRANULE; i < record->size; i += GRANULE) {
        int is_next = word != NULL && ((uintptr_t)(object + i) & (CHUNK - 1)) >= GRANULE;
        word = is_next ? word + 1 : make_granule(ledger, object + i);
        if (word != NULL) {
            *word = mark;
        }
    }
}

void _RcLedger_MarkDead(Ledger *ledger, Record *record)
{
    mark_rest(ledger, record, (uintptr_t)record | 1);
}

/* -- records -- */

const More _RcLedger_NoMore;

More *_RcLedger_MakeMore(Record *record)
{
    More *more = _RcLedger_Allocate(sizeof *more);
    if (more == NULL) {
        Rc_FatalError("no memory for the ledger");
    }
    record->more = more;
    return more;
}

static inline void link_record(Ledger *ledger, Record *record)
{
    record->next = &ledger->live;
    record->prev = ledger->live.prev;
    record->prev->next = record;
    ledger->live.prev = record;
    ledger->live_count++;
}

/* Entry: its place is known.  A heap type may be another one at the same address. */
static inline void start_record(Ledger *ledger, Record *record, RcTypeObject *type)
{
    memset(&record->count, 0, offsetof(Record, type) - offsetof(Record, count));
    if (record->type != type || RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        record->type = type;
        record->type_name = name_of(type);
    }
    record->is_leaf = RcType_HasFeature(type, RC_TPFLAGS_LEAF) != 0;
    record->size = (size_t)type->tp_basicsize;
    record->serial = ++ledger->serials;
    record->history.next = record->bookings = record->first;
    record->history.room = record->history.left = HISTORY_AT_HAND;
    *record->word = (uintptr_t)record;
    link_record(ledger, record);
}

/* The record that waits there; NULL: none does. */
static inline Record *waiting_in(const uintptr_t *word)
{
    return word != NULL && (*word & 3) == 2 ? (Record *)(*word - 2) : NULL;
}

/* Most often it is the one that has waited least. */
static inline Record *waiting_for(Ledger *ledger, const RcObject *object)
{
    Record *record = ledger->waiting;

    if (RC_UNLIKELY(record == NULL || record->object != object || record->state != RECORD_WAITS)) {
        return waiting_in(granule_of(ledger, object));
    }
    ledger->waiting = record->next;
    _RcLedger_Fetch(record->next);
    return record;
}

static Record *take_record(Ledger *ledger)
{
    Record *record = ledger->free_records;

    if (record != NULL) {
        ledger->free_records = record->next;
        return record;
    }
    record = _RcLedger_Allocate(sizeof *record);
    if (record != NULL) {
        record->more = &_RcLedger_NoMore;
    }
    return record;
}

static void put_at(Ledger *ledger, Record *record, RcObject *object, uintptr_t *word)
{
    if ((uintptr_t)object < ledger->least) {
        ledger->least = (uintptr_t)object;
    }
    if ((uintptr_t)object > ledger->most) {
        ledger->most = (uintptr_t)object;
    }
    record->object = object;
    record->word = word;
}

static void take_off_map(const Record *record)
{
    if ((*record->word & ~(uintptr_t)2) == (uintptr_t)record) {
        *record->word = 0;
    }
}

/* Whatever has its address is no object any more. */
static void clear_word(Ledger *ledger, uintptr_t *word, const RcObject *object)
{
    Record *record = record_in(word, object);

    if (record != NULL) {
        _RcLedger_Forget(ledger, record);
    } else if (waiting_in(word) != NULL) {
        _RcLedger_DropRecord(ledger, waiting_in(word));
    }
}

static RC_NOINLINE Record *new_record(Ledger *ledger, RcObject *object, RcTypeObject *type)
{
    uintptr_t *word = make_granule(ledger, object);
    Record *record;

    if (word == NULL) {
        return NULL;
    }
    clear_word(ledger, word, object);
    record = take_record(ledger);
    if (record != NULL) {
        record->type = NULL;
        put_at(ledger, record, object, word);
        start_record(ledger, record, type);
    }
    return record;
}

Record *_RcLedger_NewRecord(Ledger *ledger, RcObject *object, RcTypeObject *type)
{
    Record *record = waiting_for(ledger, object);

    if (RC_UNLIKELY(record == NULL)) {
        return new_record(ledger, object, type);
    }
    start_record(ledger, record, type);
    return record;
}

void _RcLedger_DropRecord(Ledger *ledger, Record *record)
{
    take_off_map(record);
    record->state = RECORD_LIVE; /* it does not wait for the same address any more */
    record->next = ledger->free_records;
    ledger->free_records = record;
}

void _RcLedger_ReleaseSlots(More *more)
{
    if (more->slot_room > FEW_SLOTS) {
        _RcLedger_Release(more->slots, more->slot_room * sizeof *more->slots);
    }
}

void _RcLedger_ReleaseParts(Ledger *ledger, Record *record)
{
    if (record->state == RECORD_DEAD && ledger->is_deep) {
        mark_rest(ledger, record, 0);
    }
    _RcLedger_DropHistory(record);
    _RcLedger_Release(record->last_load, sizeof *record->last_load);
    record->last_load = NULL;
    if (record->more != &_RcLedger_NoMore) {
        More *more = more_of(record);
        _RcLedger_ReleaseSlots(more);
        _RcLedger_Release(more->overwriting, sizeof *more->overwriting);
        _RcLedger_Release(more, sizeof *more);
        record->more = &_RcLedger_NoMore;
    }
}

void _RcLedger_MoveRecord(Ledger *ledger, Record *record, RcObject *object)
{
    uintptr_t *word = make_granule(ledger, object);

    take_off_map(record);
    if (word != NULL) {
        clear_word(ledger, word, object);
        put_at(ledger, record, object, word);
        *word = (uintptr_t)record;
    }
}
