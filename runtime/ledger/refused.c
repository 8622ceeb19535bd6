/* Allocations that a test makes fail (RcMem_SetFailAfter): under which of the user's calls the last one was.
 *
 * A sweep makes thousands fail, and asks where only if something is wrong.  So what is noted are addresses of code: that
 * of the innermost function of the user's, and of its caller, for an inline function of recount's may stand between.
 * Lines are looked up when somebody asks. */
#define _GNU_SOURCE
#include "ledger/lines.h"
#include "ledger/operations.h"

#include <unwind.h>

static _Unwind_Reason_Code note_place(struct _Unwind_Context *context, void *arg)
{
    Ledger *ledger = arg;
    const void *pc = (const void *)(uintptr_t)_Unwind_GetIP(context);

    if (pc == NULL || _RcLedger_IsLibraryCode(ledger, pc)) {
        return _URC_NO_REASON;
    }
    if (ledger->refused.pc == NULL) {
        ledger->refused.pc = pc;
        return _URC_NO_REASON;
    }
    ledger->refused.caller = pc;
    return _URC_NORMAL_STOP;
}

void _RcLedger_Refused(void)
{
    Ledger *ledger = open_ledger();

    if (ledger == NULL) {
        return;
    }
    ledger->refused.site = _RcLedger_Running(ledger)->site;
    ledger->refused.pc = ledger->refused.caller = NULL;
    if (_RcLedger_IsLibraryCode(ledger, (const void *)(uintptr_t)_RcLedger_Refused)) {
        _Unwind_Backtrace(note_place, ledger);
    }
}

int RcLedger_FailedAllocation(RcLedger_Place *place)
{
    Ledger *ledger = open_ledger();
    Site site;
    Line line;

    if (ledger == NULL || ledger->refused.site == NULL) {
        return 0;
    }
    site = *ledger->refused.site;
    if (_RcLedger_LineOfEither(ledger->refused.pc, ledger->refused.caller, &line)) {
        _RcLedger_MoveOn(&site, &line, ledger->refused.pc);
    }
    if (site.file == NULL) {
        return 0;
    }
    *place = (RcLedger_Place){site.api, site.file, site.line, site.function};
    return 1;
}
