/* Crashes: what the ledger knows of a segmentation fault.
 *
 * What a dead object's fields held is overwritten with bytes that lead nowhere (tombstones.c).  Plain code that finds
 * a pointer there and follows it, or hands it to the library, ends with a fault before any hook is called.  Then a
 * register has that pointer, or one near it, and the finding is told from the signal's handler: nothing else goes on,
 * and what the handler calls is interrupted nowhere else.  Where a dead object's memory is closed (fence.c) each access
 * to it is such a fault: it is told, and the program may go on.  All other faults are none of the ledger's, and end the
 * program as they would without it.  So they do where the program, a sanitizer or a test's framework has a handler of its own. */
#define _GNU_SOURCE
#include "ledger/finding.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"
#include "ledger/tombstones.h"

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
    const void *interrupted; /* the code that was, */
    const char *stack;       /* and where its part of the stack ends */
    const char *function;    /* the one that is looked for; NULL: any */
} Frames;

/* The innermost function that is none of the library's, and whose line is known.  A function of the C library's may have
 * one, too, but no source. */
static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *arg)
{
    Frames *frames = arg;
    Line line;
    int is_exact = 0;
    const char *pc = (const char *)(uintptr_t)_Unwind_GetIPInfo(context, &is_exact);

    if (is_exact != 0 && frames->interrupted == NULL) {
        frames->interrupted = pc;
        frames->stack = (const char *)(uintptr_t)_Unwind_GetCFA(context);
    }
    if (pc == NULL || _RcLedger_IsLibraryCode(frames->ledger, pc)) {
        return _URC_NO_REASON;
    }
    pc += is_exact != 0; /* as if it were what a call returns to */
    if (!_RcLedger_LineOf(pc, &line) ||
        (frames->function != NULL && strcmp(frames->function, line.function) != 0)) {
        return _URC_NO_REASON;
    }
    if (frames->line.line == 0 || _RcLedger_IsReadable(line.file)) {
        frames->line = line;
        frames->pc = pc;
    }
    return _RcLedger_IsReadable(line.file) ? _URC_NORMAL_STOP : _URC_NO_REASON;
}

int _RcLedger_PlaceUser(Ledger *ledger, const char *function, Site *site)
{
    Frames frames = {.ledger = ledger, .function = function};

    _Unwind_Backtrace(note_frame, &frames);
    if (frames.line.line > 0) {
        _RcLedger_SiteFromLine(&frames.line, frames.pc, site);
    }
    return frames.line.line > 0;
}

/* Functions that had ended by then, though nothing has come to their place in the stack. */
static void leave_ended(Ledger *ledger, const char *stack)
{
    while (ledger->depth > 1 && !ledger->stack[ledger->depth - 1].deep &&
           ledger->stack[ledger->depth - 1].code == NULL && ledger->stack[ledger->depth - 1].frame < stack) {
        _RcLedger_PopActivation(ledger);
    }
}

/* The last operation's, unless plain code has gone on since.  Was it in the library? */
static Site site_of_fault(Ledger *ledger, int *is_in_library)
{
    Frames frames = {.ledger = ledger};
    Site site;

    _Unwind_Backtrace(note_frame, &frames);
    leave_ended(ledger, frames.stack);
    site = *_RcLedger_Running(ledger)->site;
    if (frames.line.line > 0) {
        _RcLedger_MoveOn(&site, &frames.line, frames.pc);
    }
    *is_in_library = frames.interrupted == NULL || _RcLedger_IsLibraryCode(ledger, frames.interrupted);
    return site;
}

/* -- the handler -- */

/* What the ledger itself looks at is no finding. */
static int goes_on(Ledger *ledger, const void *address)
{
    Record *record = ledger != NULL ? _RcLedger_BehindFence(ledger, address) : NULL;
    int is_in_library = 1;
    Site site;

    if (record == NULL) {
        return 0;
    }
    if (!ledger->busy && !record->told) {
        site = site_of_fault(ledger, &is_in_library);
        _RcLedger_TellFault(ledger, record, &site, is_in_library);
    }
    _RcLedger_OpenFence(ledger, record);
    return 1;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    Ledger *ledger = _Rc_ledger;
    Record *record;
    Blame blame = {0};
    int is_in_library;

    if (goes_on(ledger, info->si_addr)) {
        return;
    }
    signal(number, SIG_DFL); /* whatever else goes wrong ends the program */
    record = ledger != NULL && is_from_dead(info, context) ? _RcLedger_DeadInUse(ledger, context) : NULL;
    if (record == NULL) {
        return; /* the fault comes again */
    }
    ledger->busy++;
    blame.site = site_of_fault(ledger, &is_in_library);
    _RcLedger_BlameLateUse(ledger, record, 0, &blame);
    _RcLedger_Report(ledger, record, &blame, "a field of it is used after it was freed");
    ledger->busy--;
}

static int has_handler(int number, struct sigaction *now)
{
    return sigaction(number, NULL, now) < 0 || (now->sa_flags & SA_SIGINFO) != 0 ||
           now->sa_handler != SIG_DFL;
}

static int is_ours(const struct sigaction *now)
{
    return (now->sa_flags & SA_SIGINFO) != 0 && now->sa_sigaction == on_fault;
}

static const int faults[] = {SIGSEGV, SIGBUS};

void _RcLedger_WatchFaults(void)
{
    struct sigaction now, ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};

    sigemptyset(&ours.sa_mask);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (!has_handler(faults[i], &now)) {
            sigaction(faults[i], &ours, NULL);
        }
    }
}

int _RcLedger_WatchesFaults(void)
{
    struct sigaction now;
    return has_handler(SIGSEGV, &now) && is_ours(&now);
}

void _RcLedger_UnwatchFaults(void)
{
    struct sigaction now;

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (has_handler(faults[i], &now) && is_ours(&now)) {
            signal(faults[i], SIG_DFL);
        }
    }
}
