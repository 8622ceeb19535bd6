/* Records of objects, names of their types, and the sites of the user's code. */
#include "ledger/audit.h"
#include "ledger/history.h"
#include "ledger/tombstones.h"

#include <string.h>

#define FIRST_ROOM ((size_t)1024) /* of sites: a power of two */

/* Names of types that were asked for last, by the types' addresses. */
#define KNOWN 16
static RC_THREAD_LOCAL struct {
    const void *type;
    const char *name;
} known[KNOWN];
/* -- names -- */

static RC_NOINLINE const char *know_type(const RcTypeObject *type)
{
    size_t place = ((uintptr_t)type >> 6) % KNOWN;

    known[place].name = _RcLedger_Keep(type->tp_name != NULL ? type->tp_name : "?");
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
        kept->used_on = 0;
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

int _RcLedger_StartRecords(Ledger *ledger)
{
    memset(known, 0, sizeof known); /* of the ledger before */
    ledger->sites = new_sites(FIRST_ROOM);
    return ledger->sites != NULL ? _RcLedger_StartMap(ledger) : -1;
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

/* The record that waits there; NULL: none does. */
static Record *waiting_in(const uintptr_t *word)
{
    Record *record = word != NULL && (*word & 1) == 0 ? (Record *)*word : NULL;
    return record != NULL && record->state == RECORD_WAITS ? record : NULL;
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
    if (*record->word == (uintptr_t)record) {
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

static Record *take_record_for(Ledger *ledger, RcObject *object)
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
    }
    return record;
}

/* A heap type may be another one at the same address. */
Record *_RcLedger_NewRecord(Ledger *ledger, RcObject *object, RcTypeObject *type)
{
    Record *record = waiting_in(granule_of(ledger, object));

    if (record != NULL && record->object == turned_over(object)) {
        ledger->waiting = record->next;
    } else {
        record = take_record_for(ledger, object);
    }
    if (record == NULL) {
        return NULL;
    }
    if (record->type != type || RcType_HasFeature(type, Rc_TPFLAGS_HEAPTYPE)) {
        record->type = type;
        record->type_name = name_of(type);
    }
    start_record(ledger, record, object);
    return record;
}

void _RcLedger_CleanRecord(Ledger *ledger, Record *record)
{
    unlink_record(record);
    if (!is_in_one_piece(ledger, record)) {
        _RcLedger_ReleaseParts(ledger, record);
    }
}

void _RcLedger_DropRecord(Ledger *ledger, Record *record)
{
    take_off_map(record);
    record->object = turned_over(NULL);
    record->serial = 0;          /* whoever remembers it by that knows it no more */
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
