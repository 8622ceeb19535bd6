/* Private: entering into a history, inline for the book. */
#ifndef RECOUNT_LEDGER_HISTORY_H
#define RECOUNT_LEDGER_HISTORY_H

#include "ledger/ledger.h"

/* Room for one more booking, the next one; NULL without memory. */
Booking *_RcLedger_NewBooking(Record *record);

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

/* What an operation does to an object one after the other is kept as one, as far as counts do not change twice: made
 * and received; given back, deallocated, freed. */
static inline int join_last(History *history, const Activation *activation, EntryKind kind)
{
    Booking *last = history->last;
    uint64_t head = last != NULL ? last->head : 0;

    if (last == NULL || (head & NUMBERS) != activation->number || last->activation != activation->id ||
        head >> THIRD_SHIFT != 0) {
        return 0;
    }
    if (kind == ENTRY_DYING || kind == ENTRY_FREED) {
        last->head = head | (uint64_t)kind << (head >> ALSO_SHIFT != 0 ? THIRD_SHIFT : ALSO_SHIFT);
    } else if ((kind == ENTRY_RECEIVED || kind == ENTRY_LENT) && head >> ALSO_SHIFT == 0 &&
               last->detail == NULL) {
        last->head = head | (uint64_t)kind << ALSO_SHIFT;
    } else {
        return 0;
    }
    history->used++;
    return 1;
}

static inline Booking *enter_for(const Activation *activation, Record *record, EntryKind kind,
                                 Rc_ssize_t change)
{
    History *history = &record->history;
    Rc_ssize_t before = record->count;
    Booking *booking;

    record->count += change;
    if (RC_UNLIKELY(history->told != NULL)) {
        _RcLedger_ForgetTold(history);
    }
    if (change == 0 && join_last(history, activation, kind)) {
        return history->last;
    }
    booking =
        history->kept < history->room ? &history->bookings[history->kept++] : _RcLedger_NewBooking(record);
    if (RC_UNLIKELY(booking == NULL)) {
        return NULL;
    }
    history->used++;
    history->last = booking;
    *booking = (Booking){.head = make_head(activation->number, change, kind),
                         .site = activation->site,
                         .caller = activation->caller,
                         .activation = activation->id,
                         .parent = activation->parent,
                         .before = (int32_t)before};
    return booking;
}

static inline Booking *enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    Booking *booking;

    ledger->acting = _RcLedger_Running(ledger);
    booking = enter_for(ledger->acting, record, kind, change);
    if (RC_UNLIKELY(ledger->trace != NULL)) {
        _RcLedger_TraceEntry(ledger, record, kind, change);
    }
    return booking;
}

#endif
