/* Where a debugger finds the ledger's records and histories, starting from _Rc_ledger. */
#include "ledger/ledger.h"

#include <recount/detail/layout.h>

const _RcLayoutRow _RcLedger_layout[] = {
    RC_LAYOUT_FIELD(Ledger, live),
    RC_LAYOUT_FIELD(Record, object),
    RC_LAYOUT_FIELD(Record, next),
    RC_LAYOUT_FIELD(Record, count),
    RC_LAYOUT_FIELD(Record, edges),
    RC_LAYOUT_FIELD(Record, bookings),
    RC_LAYOUT_FIELD(Record, history),
    RC_LAYOUT_FIELD(History, dropped),
    RC_LAYOUT_FIELD(History, next),
    RC_LAYOUT_FIELD(History, room),
    RC_LAYOUT_FIELD(History, left),
    RC_LAYOUT_CONSTANT(HISTORY_FIRST),
    RC_LAYOUT_CONSTANT(HISTORY_LAST),
    RC_LAYOUT_FIELD(Booking, head),
    RC_LAYOUT_FIELD(Booking, site),
    RC_LAYOUT_FIELD(Booking, before),
    RC_LAYOUT_SIZE(Booking),
    RC_LAYOUT_FIELD(Site, api),
    RC_LAYOUT_FIELD(Site, file),
    RC_LAYOUT_FIELD(Site, function),
    RC_LAYOUT_FIELD(Site, line),
    RC_LAYOUT_FIELD(Site, pc),
    RC_LAYOUT_END,
};
