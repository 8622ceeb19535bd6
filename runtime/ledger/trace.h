/* Private: the trace, all that the ledger is told as lines of JSON (docs/trace.md).  A part of ledger.h.
 *
 * There is one if RECOUNT_TRACE names a file; ledger->trace is NULL otherwise, and whoever calls these functions
 * has looked at that. */
#ifndef RECOUNT_LEDGER_TRACE_H
#define RECOUNT_LEDGER_TRACE_H

/* When all that was there before the program could do anything is known. */
void _RcLedger_StartTrace(Ledger *ledger);
/* At the runtime's end, or when a finding ends the program. */
void _RcLedger_FinishTrace(Ledger *ledger, int is_halted);

/* The innermost activation's operation begins. */
void _RcLedger_TraceOperation(Ledger *ledger);
/* The innermost activation, which may have been told of, ends; a callback begins. */
void _RcLedger_TraceLeave(Ledger *ledger, const Activation *activation);
void _RcLedger_TraceCallback(Ledger *ledger);
/* It turns out that functions announce themselves. */
void _RcLedger_TraceDepth(Ledger *ledger);

/* What has just been entered into a history under the operation that is under way; slots, stores and moves have
 * functions of their own. */
void _RcLedger_TraceEntry(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change);
/* by: whose work it was.  slot: -1, not known.  is_plain: plain code's, after the operation. */
typedef struct TracedSlot {
    const Activation *by;
    const Store *store; /* NULL: not known */
    Rc_ssize_t slot;
    int is_plain;
    int is_now; /* the runtime does it, as this is told */
} TracedSlot;
void _RcLedger_TraceSlot(Ledger *ledger, Record *record, const Record *holder, EntryKind kind,
                         const TracedSlot *how);
void _RcLedger_TraceStore(Ledger *ledger, Record *record, const Store *store);
void _RcLedger_TraceReturned(Ledger *ledger, Record *record, const Activation *callback);
void _RcLedger_TraceMoved(Ledger *ledger, Record *record, Record *tombstone);
void _RcLedger_TraceRevived(Ledger *ledger, Record *record);
void _RcLedger_TraceImmortal(Ledger *ledger, Record *record);
/* The ledger itself has changed the count, after a finding. */
void _RcLedger_TraceMended(Ledger *ledger, Record *record, Rc_ssize_t change);

/* An audit begins. */
void _RcLedger_TraceAudit(Ledger *ledger);
/* Its walk has met a hash table, some of whose slots have changed. */
void _RcLedger_TraceTable(Ledger *ledger, const Record *table);
void _RcLedger_TraceFinding(Ledger *ledger, const RcFinding *finding, const Record *record, const char *type,
                            const Site *site, const char *there, const char *what);

#endif
