/* Private: an object's history; entering into it is inline, for the book. */
#ifndef RECOUNT_LEDGER_HISTORY_H
#define RECOUNT_LEDGER_HISTORY_H

#include "ledger/operations.h"

/* history.c.  Adds an entry under the operation under way; NULL if there is no memory for it. */
Booking *_RcLedger_Enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change);
Booking *_RcLedger_EnterFor(const Activation *activation, Record *record, EntryKind kind, Rc_ssize_t change);
/* For what has just been entered; NULL without memory. */
Detail *_RcLedger_DetailOf(Record *record, Booking *booking);
const Entry *_RcLedger_Entry(const History *history, uint32_t index); /* in order of time */
void _RcLedger_ForgetTold(Record *record);
/* Before which entry some were dropped. */
uint32_t _RcLedger_Gap(const History *history);
void _RcLedger_DropHistory(Record *record);
/* Has a pointer to it been stored there? */
int _RcLedger_WasStoredTo(const History *history, const void *place);
/* Has an object with this serial number referred to it, and was that booked as over? */
int _RcLedger_WasSlotOf(const History *history, uint64_t holder);
/* Was a reference given back while that object died, as one of those that it owned? */
int _RcLedger_WasGivenBy(const History *history, uint64_t dying);
/* The operation that made the object; UINT64_MAX: it is not known. */
uint64_t _RcLedger_MadeAt(const History *history);
/* To a record that has none yet. */
void _RcLedger_CopyHistory(Record *to, const Record *from);

/* Nothing is left: next is to be free.  -1 without memory. */
int _RcLedger_MakeRoom(Record *record);

/* A booking's head: 40 bits for the operation's number, 12 for the change of the count (CHANGE_0 added), 4 for each of
 * three kinds.  The second and third are what the same operation did to the object next; 0: nothing. */
#define NUMBER_BITS 40
#define NUMBERS ((UINT64_C(1) << NUMBER_BITS) - 1)
#define CHANGE_0 2048
#define KIND_SHIFT 52
#define ALSO_SHIFT 56
#define THIRD_SHIFT 60

static inline uint64_t make_head(uint64_t number, Rc_ssize_t change, EntryKind kind)
{
    Rc_ssize_t most = CHANGE_0 - 1;
    Rc_ssize_t shown = change < -CHANGE_0 ? -CHANGE_0 : change > most ? most : change;
    return (number & NUMBERS) | (uint64_t)(shown + CHANGE_0) << NUMBER_BITS | (uint64_t)kind << KIND_SHIFT;
}

static inline Rc_ssize_t change_in(uint64_t head)
{
    return (Rc_ssize_t)(head >> NUMBER_BITS & (2 * CHANGE_0 - 1)) - CHANGE_0;
}

static inline EntryKind kind_in(uint64_t head, int shift)
{
    return (EntryKind)(head >> shift & 15);
}

static inline Record *record_with(const History *history)
{
    return (Record *)((uintptr_t)history - offsetof(Record, history));
}

/* Of a history that has any. */
static inline Booking *newest(const History *history)
{
    return history->next - 1;
}

static inline int has_detail(const Record *record, const Booking *booking)
{
    return record->has_aside && record->more->aside->details[booking - record->bookings] != NULL;
}

/* What an operation does to an object one after the other is kept as one, as far as counts do not change twice: made
 * and received; given back, deallocated, freed. */

/* Is the newest booking this operation's? */
static inline int is_under_way(const History *history, const Activation *activation)
{
    return history->used != 0 && record_with(history)->newest == (uint32_t)activation->number &&
           newest(history)->activation == activation->id;
}

static inline void set_newest(History *history, uint64_t head, int entries_more)
{
    newest(history)->head = head;
    history->used = (uint8_t)(history->used + entries_more);
    if (history->room == MOST_BOOKINGS) {
        record_with(history)->ring_is_joined = 1;
    }
}

static inline int join_last(History *history, const Activation *activation, EntryKind kind)
{
    uint64_t head;

    if (!is_under_way(history, activation)) {
        return 0;
    }
    head = newest(history)->head;
    if ((kind == ENTRY_DYING || kind == ENTRY_FREED) && head >> THIRD_SHIFT == 0) {
        head |= (uint64_t)kind << (head >> ALSO_SHIFT != 0 ? THIRD_SHIFT : ALSO_SHIFT);
    } else if ((kind == ENTRY_RECEIVED || kind == ENTRY_LENT) && head >> ALSO_SHIFT == 0 &&
               !has_detail(record_with(history), newest(history))) {
        head |= (uint64_t)kind << ALSO_SHIFT;
    } else {
        return 0;
    }
    set_newest(history, head, 1);
    return 1;
}

/* Received or lent.  Entry: nothing lies aside. */
static inline int join_result(History *history, const Activation *activation, EntryKind kind)
{
    if (!is_under_way(history, activation) || newest(history)->head >> ALSO_SHIFT != 0) {
        return 0;
    }
    set_newest(history, newest(history)->head | (uint64_t)kind << ALSO_SHIFT, 1);
    return 1;
}

/* Deallocated and freed. */
static inline int join_death(History *history, const Activation *activation)
{
    if (record_with(history)->has_aside || !is_under_way(history, activation) ||
        newest(history)->head >> ALSO_SHIFT != 0) {
        return 0;
    }
    set_newest(history,
               newest(history)->head | (uint64_t)ENTRY_DYING << ALSO_SHIFT |
                   (uint64_t)ENTRY_FREED << THIRD_SHIFT,
               2);
    return 1;
}

static inline uint32_t entries_of(const Booking *booking)
{
    return 1u + (kind_in(booking->head, ALSO_SHIFT) != 0) + (kind_in(booking->head, THIRD_SHIFT) != 0);
}

/* The oldest of the last ones makes room; its detail, if there is one, is the caller's.  NULL: the history may grow. */
static inline Booking *make_room_in_ring(Record *record)
{
    History *history = &record->history;
    Booking *oldest = history->next;
    uint32_t entries;

    if (history->room != MOST_BOOKINGS) {
        return NULL;
    }
    if (oldest == record->bookings + MOST_BOOKINGS) {
        oldest = record->bookings + HISTORY_FIRST;
    }
    entries = record->ring_is_joined ? entries_of(oldest) : 1; /* it is in no cache */
    history->dropped += entries;
    history->used = (uint8_t)(history->used - entries);
    history->next = oldest;
    history->left = 1;
    return oldest;
}

/* Something is left. */
static inline Booking *write_booking(const Activation *activation, Record *record, EntryKind kind,
                                     Rc_ssize_t change)
{
    Rc_ssize_t before = record->count;
    Booking *booking = record->history.next++;

    record->count = before + change;
    record->newest = (uint32_t)activation->number;
    record->history.used++;
    record->history.left--;
    booking->head = make_head(activation->number, change, kind);
    booking->site = activation->site;
    booking->call = activation->call;
    booking->before = (int32_t)before;
    booking->dying = 0;
    return booking;
}

/* Is there room for a booking, or can some be made at once, in a ring that is full? */
static inline int has_room_for_one(Record *record)
{
    return record->history.left != 0 || make_room_in_ring(record) != NULL;
}

static inline Booking *enter_for(const Activation *activation, Record *record, EntryKind kind,
                                 Rc_ssize_t change)
{
    History *history = &record->history;

    if (record->has_aside) {
        _RcLedger_ForgetTold(record);
    }
    if (change == 0 && join_last(history, activation, kind)) {
        return newest(history);
    }
    if (history->left == 0 && _RcLedger_MakeRoom(record) < 0) {
        record->count += change;
        return NULL;
    }
    return write_booking(activation, record, kind, change);
}

/* It is done by the activation that acts. */
static inline Booking *enter_now(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    Booking *booking = enter_for(ledger->acting, record, kind, change);
    if (RC_UNLIKELY(ledger->trace != NULL)) {
        _RcLedger_TraceEntry(ledger, record, kind, change);
    }
    return booking;
}

static inline Booking *enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    ledger->acting = _RcLedger_Running(ledger);
    return enter_now(ledger, record, kind, change);
}

#endif
