/* Crashes: what the ledger knows of a segmentation fault.
 *
 * What a dead object's fields held is overwritten with bytes that lead nowhere (tombstones.c).  Plain code that finds
 * a pointer there and follows it, or hands it to the library, ends with a fault before any hook is called.  Then a
 * register has that pointer, or one near it, and the finding is told from the signal's handler: nothing else goes on,
 * and what the handler calls is interrupted nowhere else.  All other faults are none of the ledger's, and end the
 * program as they would without it.  So they do where the program, a sanitizer or a test's framework has a handler of its own. */
#define _GNU_SOURCE
#include "ledger/ledger.h"

#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#define NEAR_BURIED 65536 /* bytes: fields of what is pointed to */

static uintptr_t buried(void)
{
    uintptr_t word;
    memset(&word, RECORD_BURIED, sizeof word);
    return word;
}

static int is_near_buried(uintptr_t word)
{
    return word - (buried() - NEAR_BURIED) < 2 * (uintptr_t)NEAR_BURIED;
}

/* The interrupted code's registers are somewhere in the context, wherever this machine has them. */
static int is_from_dead(const siginfo_t *info, const void *context)
{
    if (is_near_buried((uintptr_t)info->si_addr)) {
        return 1;
    }
    for (size_t i = 0; i + sizeof(uintptr_t) <= sizeof(ucontext_t); i += sizeof(uintptr_t)) {
        uintptr_t word;
        memcpy(&word, (const char *)context + i, sizeof word);
        if (is_near_buried(word)) {
            return 1;
        }
    }
    return 0;
}

/* -- which object? -- */

/* Where the outermost function that is known has its variables. */
static const uintptr_t *end_of_stack(const Ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->depth; i++) {
        if (ledger->stack[i].frame != NULL) {
            return (const uintptr_t *)(const void *)ledger->stack[i].frame;
        }
    }
    return NULL;
}

static const uintptr_t *aligned(const void *address)
{
    return (const uintptr_t *)((uintptr_t)address & ~(sizeof(void *) - 1));
}

/* The first that the stack points to, from where it is now: it is in use.  Objects without fields are not asked for one.
 * Else the one that died last. */
__attribute__((no_sanitize("address"))) Record *_RcLedger_DeadInUse(const Ledger *ledger, const void *from)
{
    const uintptr_t *end = end_of_stack(ledger);

    for (const uintptr_t *at = aligned(from); at < end; at++) {
        Record *record = _RcLedger_FindPointer(ledger, (const void *)*at);
        if (record != NULL && record->state == RECORD_DEAD && !record->is_leaf && !record->moved) {
            return record;
        }
    }
    return ledger->quarantine.prev != &ledger->quarantine ? ledger->quarantine.prev : NULL;
}

__attribute__((no_sanitize("address"))) int _RcLedger_HasReadDead(const Ledger *ledger)
{
    const uintptr_t *at = aligned(ledger->stack_end), *end = end_of_stack(ledger);

    while (at < end && *at != buried()) {
        at++;
    }
    return at < end;
}

/* -- which line? -- */

typedef struct Frames {
    Ledger *ledger;
    Line line;
    const void *pc;
} Frames;

/* The innermost function that is none of the library's, and whose line is known. */
static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *arg)
{
    Frames *frames = arg;
    int is_exact = 0;
    const char *pc = (const char *)(uintptr_t)_Unwind_GetIPInfo(context, &is_exact);

    if (pc == NULL || _RcLedger_IsLibraryCode(frames->ledger, pc)) {
        return _URC_NO_REASON;
    }
    pc += is_exact != 0; /* as if it were what a call returns to */
    frames->pc = pc;
    return _RcLedger_LineOf(pc, &frames->line) ? _URC_NORMAL_STOP : _URC_NO_REASON;
}

/* The last operation's, unless plain code has gone on since. */
static Site site_of_fault(Ledger *ledger)
{
    Site site = *_RcLedger_Running(ledger)->site;
    Frames frames = {.ledger = ledger};

    _Unwind_Backtrace(note_frame, &frames);
    if (frames.line.line > 0) {
        _RcLedger_MoveOn(&site, &frames.line, frames.pc);
    }
    return site;
}

/* -- the handler -- */

/* It is reset by now: whatever else goes wrong ends the program. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    Ledger *ledger = _Rc_ledger;
    Record *record =
        ledger != NULL && is_from_dead(info, context) ? _RcLedger_DeadInUse(ledger, context) : NULL;
    Blame blame = {0};

    Rc_UNUSED(number);
    if (record == NULL) {
        return; /* the fault comes again */
    }
    ledger->busy++;
    blame.site = site_of_fault(ledger);
    _RcLedger_BlameLateUse(ledger, record, 0, &blame);
    _RcLedger_Report(ledger, record, &blame, "a field of it is used after it was freed");
    ledger->busy--;
}

static int has_handler(int number, struct sigaction *now)
{
    return sigaction(number, NULL, now) < 0 || (now->sa_flags & SA_SIGINFO) != 0 ||
           now->sa_handler != SIG_DFL;
}

static const int faults[] = {SIGSEGV, SIGBUS};

void _RcLedger_WatchFaults(void)
{
    struct sigaction now,
        ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | (int)SA_RESETHAND | SA_NODEFER};

    sigemptyset(&ours.sa_mask);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (!has_handler(faults[i], &now)) {
            sigaction(faults[i], &ours, NULL);
        }
    }
}

void _RcLedger_UnwatchFaults(void)
{
    struct sigaction now;

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (has_handler(faults[i], &now) && (now.sa_flags & SA_SIGINFO) != 0 &&
            now.sa_sigaction == on_fault) {
            signal(faults[i], SIG_DFL);
        }
    }
}
