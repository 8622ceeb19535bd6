/* The map from addresses to records: a hash table of chunks of memory, with open addressing.  records.h says what it has. */
#include "ledger/audit.h"
#include "ledger/tombstones.h"

#define FIRST_ROOM_OF_MAP ((size_t)1024) /* a power of two */

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

uintptr_t *_RcLedger_AddGranule(Ledger *ledger, const void *address)
{
    uintptr_t *granules;

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

int _RcLedger_StartMap(Ledger *ledger)
{
    ledger->map = new_map(FIRST_ROOM_OF_MAP);
    return ledger->map != NULL ? 0 : -1;
}
