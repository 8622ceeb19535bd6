/* Each object's history: what was done to its references, in order of time.
 *
 * Every operation adds to one, so an entry is kept as a Booking of 48 bytes, and what only some entries have in a Detail
 * beside it.  Who reads a history gets all of it as Entries, which are made when the first one is asked for, and stay
 * until something is added.  A history is bounded: its first and its last entries stay, and it knows how many between
 * were dropped. */
#include "ledger/ledger.h"

#include <string.h>

_Static_assert(sizeof(void *) != 8 || sizeof(Booking) == 48, "there is one for each taking and giving");

static void forget_told(History *history)
{
    if (history->told != NULL) {
        _RcLedger_Release(history->told, history->used * sizeof(Entry));
        history->told = NULL;
    }
}

static void drop_detail(Booking *booking)
{
    _RcLedger_Release(booking->detail, sizeof(Detail));
    booking->detail = NULL;
}

static uint32_t place_of(History *history)
{
    uint32_t place;

    if (history->used < HISTORY_FIRST + HISTORY_LAST) {
        return history->used++;
    }
    place = HISTORY_FIRST + history->oldest_of_last;
    history->dropped++;
    history->oldest_of_last = (uint16_t)((history->oldest_of_last + 1) % HISTORY_LAST);
    drop_detail(&history->bookings[place]);
    return place;
}

#define FIRST_ROOM 5

/* Room for one more entry; 0 without memory, and the entry counts as dropped. */
static int make_room(History *history)
{
    uint32_t room = history->room == 0 ? FIRST_ROOM : history->room * 2;
    Booking *bookings;

    if (history->room == HISTORY_FIRST + HISTORY_LAST) {
        return 1;
    }
    room = room > HISTORY_FIRST + HISTORY_LAST ? HISTORY_FIRST + HISTORY_LAST : room;
    bookings = _RcLedger_Allocate(room * sizeof *bookings);
    if (bookings == NULL) {
        history->dropped++;
        return 0;
    }
    if (history->used > 0) {
        memcpy(bookings, history->bookings, history->used * sizeof *bookings);
    }
    _RcLedger_Release(history->bookings, history->room * sizeof *bookings);
    history->bookings = bookings;
    history->room = room;
    return 1;
}

void _RcLedger_DropHistory(History *history)
{
    forget_told(history);
    for (uint32_t i = 0; history->has_details && i < history->used; i++) {
        drop_detail(&history->bookings[i]);
    }
    _RcLedger_Release(history->bookings, history->room * sizeof(Booking));
    *history = (History){0};
}

/* -- adding -- */

static int16_t shown(Rc_ssize_t change)
{
    return (int16_t)(change < INT16_MIN ? INT16_MIN : change > INT16_MAX ? INT16_MAX : change);
}

Booking *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change)
{
    History *history = &record->history;
    Rc_ssize_t before = record->count;
    Booking *booking;

    record->count += change;
    if (RC_UNLIKELY(history->told != NULL)) {
        forget_told(history);
    }
    if (RC_UNLIKELY(history->used == history->room) && !make_room(history)) {
        return NULL;
    }
    booking = &history->bookings[place_of(history)];
    *booking = (Booking){.number = activation->number & MOST_OPERATIONS,
                         .change = shown(change),
                         .kind = kind,
                         .site = activation->site,
                         .caller = activation->caller,
                         .activation = activation->id,
                         .parent = activation->parent,
                         .before = (int32_t)before};
    return booking;
}

Booking *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    ledger->acting = _RcLedger_Running(ledger);
    return _RcLedger_EnterFor(ledger->acting, record, kind, change);
}

Detail *_RcLedger_DetailOf(Record *record, Booking *booking)
{
    if (booking != NULL && booking->detail == NULL) {
        booking->detail = _RcLedger_Allocate(sizeof(Detail));
        record->history.has_details = 1;
    }
    return booking != NULL ? booking->detail : NULL;
}

/* -- reading -- */

static void tell(const Booking *booking, Entry *entry)
{
    const Detail *detail = booking->detail;

    *entry = (Entry){.operation = {booking->number, *booking->site, booking->activation},
                     .caller = booking->caller,
                     .dying = booking->dying,
                     .before = booking->before,
                     .after = booking->before + booking->change,
                     .parent = booking->parent,
                     .kind = (EntryKind)booking->kind};
    if (detail != NULL) {
        entry->until = detail->until;
        entry->other = detail->other;
        entry->place = detail->place;
        entry->load_pc = detail->load_pc;
        entry->load_caller = detail->load_caller;
        entry->loader = detail->loader;
        entry->store_pc = detail->store_pc;
        entry->store_caller = detail->store_caller;
    }
}

/* In order of time. */
static const Booking *booking_at(const History *history, uint32_t index)
{
    if (index >= HISTORY_FIRST) {
        index = HISTORY_FIRST + (history->oldest_of_last + index - HISTORY_FIRST) % HISTORY_LAST;
    }
    return &history->bookings[index];
}

/* What is told is a copy: for the caller nothing changes. */
const Entry *_RcLedger_Entry(const History *read, uint32_t index)
{
    History *history = (History *)(uintptr_t)read;

    if (history->told == NULL) {
        history->told = _RcLedger_Allocate(history->used * sizeof(Entry));
        if (history->told == NULL) {
            Rc_FatalError("no memory for what the ledger has to tell");
        }
        for (uint32_t i = 0; i < history->used; i++) {
            tell(booking_at(history, i), &history->told[i]);
        }
    }
    return &history->told[index];
}
