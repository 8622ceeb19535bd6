/* Private: entering into a history, inline for the book. */
#ifndef RECOUNT_LEDGER_HISTORY_H
#define RECOUNT_LEDGER_HISTORY_H

#include "ledger/ledger.h"

/* Room for one more booking, the next one; NULL without memory. */
Booking *_RcLedger_NewBooking(Record *record);

/* What an operation does to an object one after the other is kept as one, as far as counts do not change twice: made
 * and received; given back, deallocated, freed. */
static inline int join_last(History *history, const Activation *activation, EntryKind kind)
{
    Booking *last = history->last;

    if (last == NULL || last->number != activation->number || last->activation != activation->id ||
        last->third != 0) {
        return 0;
    }
    if (kind == ENTRY_DYING || kind == ENTRY_FREED) {
        if (last->also != 0) {
            last->third = kind & 15u;
        } else {
            last->also = kind & 15u;
        }
    } else if ((kind == ENTRY_RECEIVED || kind == ENTRY_LENT) && last->also == 0 && last->detail == NULL) {
        last->also = kind & 15u;
    } else {
        return 0;
    }
    history->used++;
    return 1;
}

static inline unsigned coded(Rc_ssize_t change)
{
    return change < -CHANGE_0 ? 0u : change >= CHANGE_0 ? 2u * CHANGE_0 - 1 : (unsigned)(change + CHANGE_0);
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
    booking->number = activation->number & MOST_OPERATIONS;
    booking->change = coded(change) & 4095u;
    booking->kind = kind & 15u;
    booking->also = booking->third = 0;
    booking->site = activation->site;
    booking->caller = activation->caller;
    booking->detail = NULL;
    booking->activation = activation->id;
    booking->parent = activation->parent;
    booking->before = (int32_t)before;
    booking->dying = 0;
    return booking;
}

static inline Booking *enter(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    ledger->acting = _RcLedger_Running(ledger);
    return enter_for(ledger->acting, record, kind, change);
}

#endif
