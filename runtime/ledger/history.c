/* Each object's history: what was done to its references, in order of time.
 *
 * Every operation adds to one, so an entry is kept as a Booking of 32 bytes, and what only some entries have in a
 * Detail aside.  Who reads a history gets all of it as Entries, which are made when the first one is asked
 * for, and stay until something is added.  A history is bounded: its first and its last bookings stay, and it
 * knows how many entries between were dropped. */
#include "ledger/history.h"

#include <string.h>

_Static_assert(sizeof(void *) != 8 || sizeof(Booking) == 32, "there is one for each taking and giving");
_Static_assert(ENTRY_OVERWRITTEN < 16 && ENTRY_CREATED == 0,
               "a kind takes four bits, and nobody is made besides");

/* -- what lies aside -- */

static size_t aside_size(uint32_t room)
{
    return sizeof(Aside) + room * sizeof(Detail *);
}

static Aside *aside_of(Record *record)
{
    More *more = more_of(record);

    if (more->aside == NULL) {
        more->aside = _RcLedger_Allocate(aside_size(record->history.room));
        record->has_aside = more->aside != NULL;
    }
    return more->aside;
}

void _RcLedger_ForgetTold(Record *record)
{
    _RcLedger_Release(record->more->aside->told, record->history.used * sizeof(Entry));
    record->more->aside->told = NULL;
}

static void drop_detail(const Record *record, const Booking *booking)
{
    if (has_detail(record, booking)) {
        Detail **detail = &record->more->aside->details[booking - record->bookings];
        _RcLedger_Release(*detail, sizeof(Detail));
        *detail = NULL;
    }
}

Detail *_RcLedger_DetailOf(Record *record, Booking *booking)
{
    Aside *aside = booking != NULL ? aside_of(record) : NULL;
    Detail **detail = aside != NULL ? &aside->details[booking - record->bookings] : NULL;

    if (detail != NULL && *detail == NULL) {
        *detail = _RcLedger_Allocate(sizeof(Detail));
    }
    return detail != NULL ? *detail : NULL;
}

/* -- bookings -- */

static void release_bookings(Record *record)
{
    if (record->bookings != record->first) {
        _RcLedger_Release(record->bookings, record->history.room * sizeof(Booking));
        record->bookings = record->first;
    }
}

static uint32_t kept(const History *history)
{
    return (uint32_t)(history->room - history->left);
}

/* Moves what lies aside to where there is room for the details of more bookings. */
static int grow_aside(Record *record, uint32_t room)
{
    Aside *aside;

    if (record->more->aside == NULL) {
        return 0;
    }
    aside = _RcLedger_Allocate(aside_size(room));
    if (aside == NULL) {
        return -1;
    }
    memcpy(aside, record->more->aside, aside_size(record->history.room));
    _RcLedger_Release(record->more->aside, aside_size(record->history.room));
    more_of(record)->aside = aside;
    return 0;
}

static int grow(Record *record, uint32_t room)
{
    History *history = &record->history;
    uint32_t count = kept(history);
    Booking *bookings = _RcLedger_AllocateRaw(room * sizeof *bookings);

    if (bookings == NULL) {
        return -1;
    }
    if (grow_aside(record, room) < 0) {
        _RcLedger_Release(bookings, room * sizeof *bookings);
        return -1;
    }
    memcpy(bookings, record->bookings, count * sizeof *bookings);
    for (uint32_t i = HISTORY_FIRST; room == MOST_BOOKINGS && i < count; i++) {
        record->ring_is_joined |= entries_of(&bookings[i]) > 1;
    }
    release_bookings(record);
    record->bookings = bookings;
    history->next = bookings + count;
    history->room = (uint8_t)room;
    history->left = (uint8_t)(room - count);
    return 0;
}

int _RcLedger_MakeRoom(Record *record)
{
    History *history = &record->history;
    uint32_t room = history->room * 2u;
    const Booking *oldest;

    oldest = make_room_in_ring(record);
    if (oldest != NULL) {
        drop_detail(record, oldest);
        return 0;
    }
    if (grow(record, room < MOST_BOOKINGS ? room : MOST_BOOKINGS) < 0) {
        history->dropped++;
        return -1;
    }
    return 0;
}

void _RcLedger_DropHistory(Record *record)
{
    if (record->more->aside != NULL) {
        _RcLedger_ForgetTold(record);
        for (uint32_t i = 0; i < kept(&record->history); i++) {
            drop_detail(record, &record->bookings[i]);
        }
        _RcLedger_Release(record->more->aside, aside_size(record->history.room));
        more_of(record)->aside = NULL;
    }
    release_bookings(record);
}

/* A booking knows its caller from its site.  The deep ledger's functions that have announced nothing have the site of
 * one that has. */
Booking *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change)
{
    Activation own = *activation;

    if (own.caller != own.site->caller) {
        Site site = *own.site;
        site.caller = own.caller;
        own.site = _RcLedger_KeepSite(_Rc_ledger, &site);
    }
    return enter_for(&own, record, kind, change);
}

Booking *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    return enter(ledger, record, kind, change);
}

void _RcLedger_CopyHistory(Record *to, const Record *from)
{
    uint32_t count = kept(&from->history);
    Booking *bookings = to->first;

    if (from->history.room > HISTORY_AT_HAND) {
        bookings = _RcLedger_AllocateRaw(from->history.room * sizeof *bookings);
    }
    if (bookings == NULL) {
        return;
    }
    to->history = from->history;
    to->has_aside = 0;
    to->newest = from->newest;
    to->ring_is_joined = from->ring_is_joined;
    to->bookings = memcpy(bookings, from->bookings, count * sizeof *bookings);
    to->history.next = bookings + (from->history.next - from->bookings);
    for (uint32_t i = 0; i < count; i++) {
        Detail *detail = has_detail(from, &from->bookings[i]) ? _RcLedger_DetailOf(to, &bookings[i]) : NULL;
        if (detail != NULL) {
            *detail = *from->more->aside->details[i];
        }
    }
}

/* -- reading -- */

static void tell_detail(const Detail *detail, Entry *entry)
{
    entry->until = detail->until;
    entry->other = detail->other;
    entry->place = detail->place;
    entry->from = detail->from;
    entry->load_pc = detail->load_pc;
    entry->load_caller = detail->load_caller;
    entry->loader = detail->loader;
    entry->seen_late = detail->seen_late;
    entry->store_pc = detail->store_pc;
    entry->store_caller = detail->store_caller;
}

static int came_to_user(EntryKind kind)
{
    return kind == ENTRY_RECEIVED || kind == ENTRY_LENT;
}

/* How many entries it is.  The detail is the second one's if that is a result that came to the user's code. */
static uint32_t tell(const Record *record, const Booking *booking, Entry *entries)
{
    const EntryKind kinds[] = {kind_in(booking->head, KIND_SHIFT), kind_in(booking->head, ALSO_SHIFT),
                               kind_in(booking->head, THIRD_SHIFT)};
    uint32_t count = entries_of(booking);

    for (uint32_t i = 0; i < count; i++) {
        Rc_ssize_t before = booking->before, after = before + change_in(booking->head);
        entries[i] = (Entry){.operation = {booking->head & NUMBERS, *booking->site, booking->activation},
                             .caller = booking->site->caller,
                             .dying = i == 0 ? booking->dying : 0,
                             .before = i == 0 ? before : after,
                             .after = after,
                             .parent = booking->parent,
                             .kind = kinds[i]};
    }
    if (has_detail(record, booking)) {
        tell_detail(record->more->aside->details[booking - record->bookings],
                    &entries[came_to_user(kinds[1])]);
    }
    return count;
}

/* In order of time.  The ring begins behind the newest one. */
static const Booking *booking_at(const Record *record, uint32_t index)
{
    const History *history = &record->history;

    if (index >= HISTORY_FIRST && history->room == MOST_BOOKINGS && history->left == 0) {
        uint32_t start = (uint32_t)(history->next - record->bookings) - HISTORY_FIRST;
        index = HISTORY_FIRST + (start + index - HISTORY_FIRST) % HISTORY_LAST;
    }
    return &record->bookings[index];
}

uint32_t _RcLedger_Gap(const History *history)
{
    uint32_t entries = 0;
    for (uint32_t i = 0; i < kept(history) && i < HISTORY_FIRST; i++) {
        entries += entries_of(&record_with(history)->bookings[i]);
    }
    return entries;
}

int _RcLedger_WasSlotOf(const History *history, uint64_t holder)
{
    const Record *record = record_with(history);

    for (uint32_t i = 0; record->has_aside && i < kept(history); i++) {
        if (kind_in(record->bookings[i].head, KIND_SHIFT) == ENTRY_SLOT_EMPTIED &&
            record->more->aside->details[i] != NULL &&
            record->more->aside->details[i]->other.serial == holder) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_WasStoredTo(const History *history, const void *place)
{
    const Record *record = record_with(history);

    for (uint32_t i = 0; record->has_aside && i < kept(history); i++) {
        if (kind_in(record->bookings[i].head, KIND_SHIFT) == ENTRY_STORED &&
            record->more->aside->details[i] != NULL && record->more->aside->details[i]->place == place) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_WasGivenBy(const History *history, uint64_t dying)
{
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_GIVEN && entry->dying == (uint32_t)dying) {
            return 1;
        }
    }
    return 0;
}

uint64_t _RcLedger_MadeAt(const History *history)
{
    const Booking *first = record_with(history)->bookings;
    return history->next != NULL && history->used != 0 && kind_in(first->head, KIND_SHIFT) == ENTRY_CREATED
               ? first->head & NUMBERS
               : UINT64_MAX;
}

/* What is told is a copy: for the caller nothing changes. */
const Entry *_RcLedger_Entry(const History *read, uint32_t index)
{
    Record *record = record_with(read);
    Aside *aside = aside_of(record);

    if (aside != NULL && aside->told == NULL) {
        uint32_t told = 0;
        aside->told = _RcLedger_Allocate(read->used * sizeof(Entry));
        aside->is_parted = 0;
        for (uint32_t i = 0; aside->told != NULL && i < kept(read); i++) {
            told += tell(record, booking_at(record, i), &aside->told[told]);
        }
    }
    if (aside == NULL || aside->told == NULL) {
        Rc_FatalError("no memory for what the ledger has to tell");
    }
    return &aside->told[index];
}
