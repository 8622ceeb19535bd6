/* Private: operations of the user's code, and the calls of functions that they belong to. */
#ifndef RECOUNT_LEDGER_OPERATIONS_H
#define RECOUNT_LEDGER_OPERATIONS_H

#include "ledger/ledger.h"

/* operations.c.  The innermost activation that has announced an operation. */
Activation *_RcLedger_FindRunning(Ledger *ledger);
Activation *_RcLedger_PushActivation(Ledger *ledger, const char *frame, const void *caller);
void _RcLedger_PopActivation(Ledger *ledger);
int _RcLedger_IsRunning(const Ledger *ledger, uint32_t activation);
/* Has the pending error been changed within a dealloc?  By which operation? */
void _RcLedger_NoteError(Ledger *ledger);

/* As the macros of detail/ledger_calls.h announce. */
static inline void announce(const char *api, const char *file, int line, const char *function, void *frame,
                            void *return_address)
{
    if (_RcLedger_At(api, file, line, function, frame, return_address)) {
        _RcLedger_Announce(api, file, line, function, frame, return_address);
    }
}

/* NULL: it is not known any more. */
const PastCall *_RcLedger_CallOf(const Ledger *ledger, uint32_t activation);
/* The function whose variable lies there in the stack, or that has called whose it is; `nobody`: one that has announced
 * nothing as yet.  NULL: it is not known. */
const Activation *_RcLedger_OwnerOfVariable(const Ledger *ledger, const char *address);
/* Who called it, if that is still known.  Else 0. */
uint32_t _RcLedger_CallerOf(const Ledger *ledger, uint32_t activation);

/* A frame that lies deeper than what runs now has ended.  One that does not may have, too: then the word
 * above its saved frame pointer, its return address, is another's by now, most likely.  (And may be anything of a
 * living frame's, such as ASan's red zone.) */
__attribute__((no_sanitize("address"))) static inline int has_ended(const Activation *activation,
                                                                    const char *here)
{
    const void *const *frame = (const void *const *)(const void *)activation->frame;
    return !activation->deep && activation->code == NULL &&
           (activation->frame < here || frame[1] != activation->caller);
}

/* The commonest case of the opposite. */
__attribute__((no_sanitize("address"))) static inline int certainly_runs(const Activation *activation,
                                                                         const char *here)
{
    return (activation->frame >= here &&
            ((const void *const *)(const void *)activation->frame)[1] == activation->caller) ||
           activation->deep;
}

static inline Activation *_RcLedger_Running(Ledger *ledger)
{
    Activation *running = ledger->running;
    return RC_LIKELY(certainly_runs(running, __builtin_frame_address(0))) ? running
                                                                          : _RcLedger_FindRunning(ledger);
}

#endif
