/* Each object's history: what was done to its references, in order of time.
 *
 * Every operation adds to one, so an entry is kept as a Booking of 48 bytes, and what only some entries have in a
 * Detail beside it.  Who reads a history gets all of it as Entries, which are made when the first one is asked
 * for, and stay until something is added.  A history is bounded: its first and its last bookings stay, and it
 * knows how many entries between were dropped. */
#include "ledger/history.h"

#include <string.h>

_Static_assert(sizeof(void *) != 8 || sizeof(Booking) == 48, "there is one for each taking and giving");
_Static_assert(ENTRY_OVERWRITTEN < 16 && ENTRY_CREATED == 0,
               "a kind takes four bits, and nobody is made besides");

void _RcLedger_ForgetTold(History *history)
{
    _RcLedger_Release(history->told, history->used * sizeof(Entry));
    history->told = NULL;
}

static void drop_detail(Booking *booking)
{
    _RcLedger_Release(booking->detail, sizeof(Detail));
    booking->detail = NULL;
}

static uint32_t entries_of(const Booking *booking)
{
    return 1u + (kind_in(booking->head, ALSO_SHIFT) != 0) + (kind_in(booking->head, THIRD_SHIFT) != 0);
}

static void release_bookings(Record *record)
{
    if (record->history.bookings != record->first) {
        _RcLedger_Release(record->history.bookings, record->history.room * sizeof(Booking));
    }
}

/* The oldest of the last ones makes room. */
static Booking *drop_one(History *history)
{
    Booking *oldest = &history->bookings[HISTORY_FIRST + history->oldest_of_last];

    history->dropped += entries_of(oldest);
    history->used -= entries_of(oldest);
    history->oldest_of_last = (uint16_t)((history->oldest_of_last + 1) % HISTORY_LAST);
    drop_detail(oldest);
    return oldest;
}

Booking *_RcLedger_NewBooking(Record *record)
{
    History *history = &record->history;
    uint32_t room = history->room * 2u;
    Booking *bookings;

    if (history->room == HISTORY_FIRST + HISTORY_LAST) {
        return drop_one(history);
    }
    room = room > HISTORY_FIRST + HISTORY_LAST ? HISTORY_FIRST + HISTORY_LAST : room;
    bookings = _RcLedger_AllocateRaw(room * sizeof *bookings);
    if (bookings == NULL) {
        history->dropped++;
        return NULL;
    }
    memcpy(bookings, history->bookings, history->kept * sizeof *bookings);
    release_bookings(record);
    history->bookings = bookings;
    history->room = (uint16_t)room;
    return &bookings[history->kept++];
}

void _RcLedger_DropHistory(Record *record)
{
    History *history = &record->history;
    if (history->told != NULL) {
        _RcLedger_ForgetTold(history);
    }
    for (uint32_t i = 0; history->has_details && i < history->kept; i++) {
        drop_detail(&history->bookings[i]);
    }
    release_bookings(record);
}

Booking *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change)
{
    return enter_for(activation, record, kind, change);
}

Booking *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    return enter(ledger, record, kind, change);
}

Detail *_RcLedger_DetailOf(Record *record, Booking *booking)
{
    if (booking != NULL && booking->detail == NULL) {
        booking->detail = _RcLedger_Allocate(sizeof(Detail));
        record->history.has_details = 1;
    }
    return booking != NULL ? booking->detail : NULL;
}

void _RcLedger_CopyHistory(Record *to, const Record *from)
{
    Booking *bookings = to->first;

    if (from->history.room > HISTORY_AT_HAND) {
        bookings = _RcLedger_AllocateRaw(from->history.room * sizeof *bookings);
    }
    if (bookings == NULL) {
        return;
    }
    to->history = from->history;
    to->history.told = NULL;
    to->history.bookings = memcpy(bookings, from->history.bookings, from->history.kept * sizeof *bookings);
    to->history.last =
        from->history.kept > 0 ? bookings + (from->history.last - from->history.bookings) : NULL;
    for (uint32_t i = 0; i < to->history.kept; i++) {
        const Detail *detail = bookings[i].detail;
        bookings[i].detail = detail != NULL ? _RcLedger_Allocate(sizeof *detail) : NULL;
        if (bookings[i].detail != NULL) {
            *bookings[i].detail = *detail;
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
    entry->store_pc = detail->store_pc;
    entry->store_caller = detail->store_caller;
}

static int came_to_user(EntryKind kind)
{
    return kind == ENTRY_RECEIVED || kind == ENTRY_LENT;
}

/* How many entries it is.  The detail is the second one's if that is a result that came to the user's code. */
static uint32_t tell(const Booking *booking, Entry *entries)
{
    const EntryKind kinds[] = {kind_in(booking->head, KIND_SHIFT), kind_in(booking->head, ALSO_SHIFT),
                               kind_in(booking->head, THIRD_SHIFT)};
    uint32_t count = entries_of(booking);

    for (uint32_t i = 0; i < count; i++) {
        Rc_ssize_t before = booking->before, after = before + change_in(booking->head);
        entries[i] = (Entry){.operation = {booking->head & NUMBERS, *booking->site, booking->activation},
                             .caller = booking->caller,
                             .dying = i == 0 ? booking->dying : 0,
                             .before = i == 0 ? before : after,
                             .after = after,
                             .parent = booking->parent,
                             .kind = kinds[i]};
    }
    if (booking->detail != NULL) {
        tell_detail(booking->detail, &entries[came_to_user(kinds[1])]);
    }
    return count;
}

/* In order of time. */
static const Booking *booking_at(const History *history, uint32_t index)
{
    if (index >= HISTORY_FIRST) {
        index = HISTORY_FIRST + (history->oldest_of_last + index - HISTORY_FIRST) % HISTORY_LAST;
    }
    return &history->bookings[index];
}

uint32_t _RcLedger_Gap(const History *history)
{
    uint32_t entries = 0;
    for (uint32_t i = 0; i < history->kept && i < HISTORY_FIRST; i++) {
        entries += entries_of(&history->bookings[i]);
    }
    return entries;
}

int _RcLedger_WasSlotOf(const History *history, uint64_t holder)
{
    for (uint32_t i = 0; history->has_details && i < history->kept; i++) {
        const Booking *booking = &history->bookings[i];
        if (kind_in(booking->head, KIND_SHIFT) == ENTRY_SLOT_EMPTIED && booking->detail != NULL &&
            booking->detail->other.serial == holder) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_WasStoredTo(const History *history, const void *place)
{
    for (uint32_t i = 0; history->has_details && i < history->kept; i++) {
        const Booking *booking = &history->bookings[i];
        if (kind_in(booking->head, KIND_SHIFT) == ENTRY_STORED && booking->detail != NULL &&
            booking->detail->place == place) {
            return 1;
        }
    }
    return 0;
}

uint64_t _RcLedger_MadeAt(const History *history)
{
    const Booking *first = history->bookings;
    return history->kept > 0 && kind_in(first->head, KIND_SHIFT) == ENTRY_CREATED ? first->head & NUMBERS
                                                                                  : UINT64_MAX;
}

/* What is told is a copy: for the caller nothing changes. */
const Entry *_RcLedger_Entry(const History *read, uint32_t index)
{
    History *history = (History *)(uintptr_t)read;

    if (history->told == NULL) {
        uint32_t told = 0;
        history->told = _RcLedger_Allocate(history->used * sizeof(Entry));
        if (history->told == NULL) {
            Rc_FatalError("no memory for what the ledger has to tell");
        }
        for (uint32_t i = 0; i < history->kept; i++) {
            told += tell(booking_at(history, i), &history->told[told]);
        }
    }
    return &history->told[index];
}
