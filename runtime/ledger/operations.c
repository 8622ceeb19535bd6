/* Operations of the user's code, and the calls of functions that they belong to.
 *
 * Each operation is announced before it begins (_RcLedger_At): it gets a number, and a site.  What the runtime does to
 * counts then (book.c) is entered under it, and under the activation, the call of a user's function, that asked for
 * it.  Activations form a stack that is inferred from the addresses of frames: one that lies deeper than the running
 * one has ended.  With the deep ledger entries and exits of functions are told.
 *
 * A callback that the runtime calls is an activation above the one whose operation is under way; when it has
 * ended, that operation goes on. */
#include "ledger/operations.h"
#include "ledger/audit.h"
#include "ledger/given_up.h"
#include "ledger/lines.h"
#include "ledger/loans.h"

RC_THREAD_LOCAL Ledger *_Rc_ledger;

/* -- activations -- */

static Activation *top(Ledger *ledger)
{
    return &ledger->stack[ledger->depth - 1];
}

static PastCall *place_of_call(Ledger *ledger, uint32_t activation)
{
    return &ledger->calls[activation % MOST_CALLS];
}

void _RcLedger_PopActivation(Ledger *ledger)
{
    const Activation *ended = top(ledger);
    if (RC_UNLIKELY(ledger->trace != NULL)) {
        _RcLedger_TraceLeave(ledger, ended);
    }
    if (ended->exit != NULL && _RcLedger_CallOf(ledger, ended->id) != NULL) {
        place_of_call(ledger, ended->id)->exit = ended->exit;
    }
    ledger->last_ended = ended;
    ledger->depth--;
    ledger->running = &ledger->nobody;
}

/* The innermost one that has announced an operation.  What lies above, with the deep ledger, are functions
 * that do nothing to references themselves, such as recount's own inline ones; and callbacks that the runtime
 * is about to call. */
static Activation *at_work(Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 1 && (ledger->stack[depth - 1].number == 0 || ledger->stack[depth - 1].code != NULL)) {
        depth--;
    }
    return &ledger->stack[depth - 1];
}

/* Whose callee a new activation is. */
static uint32_t parent_of_new(const Ledger *ledger)
{
    uint32_t depth = ledger->depth;
    while (depth > 1 && ledger->stack[depth - 1].number == 0) {
        depth--;
    }
    return depth > 0 ? ledger->stack[depth - 1].id : 0;
}

/* Another activation comes to the place of one that has ended, and that may still be asked about. */
static inline void keep_copy(const Activation **asked, Activation *copy, const Activation *place)
{
    if (RC_UNLIKELY(*asked == place)) {
        *copy = *place;
        *asked = copy;
    }
}

static inline void keep_copies(Ledger *ledger, const Activation *place)
{
    keep_copy(&ledger->latest, &ledger->kept[0], place);
    keep_copy(&ledger->plain, &ledger->kept[1], place);
    keep_copy(&ledger->acting, &ledger->kept[2], place);
}

/* Entry: there is room behind the top. */
static inline Activation *push(Ledger *ledger, Activation *place, uint32_t below, uint32_t parent,
                               const char *frame, const void *caller)
{
    uint32_t id = ++ledger->activations_made;
    PastCall *call = place_of_call(ledger, id);

    keep_copies(ledger, place);
    ledger->last_ended = &ledger->nobody;
    ledger->depth++;
    *place = (Activation){
        .id = id, .parent = parent, .frame = frame, .caller = caller, .site = &_RcLedger_Nowhere};
    *call = (PastCall){.callee = id, .caller = below, .from = caller};
    return place;
}

Activation *_RcLedger_PushActivation(Ledger *ledger, const char *frame, const void *caller)
{
    Activation *activation;

    if (ledger->depth == MOST_ACTIVATIONS) {
        return top(ledger); /* deeper ones count as its part */
    }
    activation = push(ledger, &ledger->stack[ledger->depth], ledger->depth > 0 ? top(ledger)->id : 0,
                      parent_of_new(ledger), frame, caller);
    ledger->running = &ledger->nobody;
    return activation;
}

Activation *_RcLedger_FindRunning(Ledger *ledger)
{
    Activation *found;

    while (ledger->depth > 1 && has_ended(top(ledger), __builtin_frame_address(0))) {
        _RcLedger_PopActivation(ledger);
    }
    if (ledger->depth == 0) {
        return _RcLedger_PushActivation(ledger, NULL, NULL);
    }
    found = at_work(ledger);
    if (found == top(ledger) && found->number != 0 && found->code == NULL) {
        ledger->running = found;
    }
    return found;
}

int _RcLedger_IsRunning(const Ledger *ledger, uint32_t activation)
{
    for (uint32_t i = 0; i < ledger->depth; i++) {
        if (ledger->stack[i].id == activation) {
            return 1;
        }
    }
    return 0;
}

const PastCall *_RcLedger_CallOf(const Ledger *ledger, uint32_t activation)
{
    const PastCall *call = &ledger->calls[activation % MOST_CALLS];
    return call->callee == activation ? call : NULL;
}

uint32_t _RcLedger_CallerOf(const Ledger *ledger, uint32_t activation)
{
    const PastCall *call = _RcLedger_CallOf(ledger, activation);
    return call != NULL ? call->caller : 0;
}

/* A frame that is told by its function's entry lies below the function's variables, one that is told by an announcement
 * above them. */
const Activation *_RcLedger_OwnerOfVariable(const Ledger *ledger, const char *address)
{
    for (uint32_t i = 0; ledger->is_deep && i < ledger->depth; i++) {
        const Activation *function = &ledger->stack[i];
        if (function->deep && address >= function->frame) {
            return function;
        }
    }
    if (ledger->is_deep || address < ledger->coming) {
        return NULL;
    }
    for (uint32_t i = ledger->depth; i > 0; i--) {
        if (address < ledger->stack[i - 1].frame) {
            return &ledger->stack[i - 1];
        }
    }
    return &ledger->nobody;
}

/* The line in one function that called another, or that called the one which called that. */
int _RcLedger_LineOfCall(const Ledger *ledger, uint32_t caller, uint32_t callee, Line *line)
{
    const PastCall *call = _RcLedger_CallOf(ledger, callee);

    while (call != NULL && call->caller > caller) {
        call = _RcLedger_CallOf(ledger, call->caller);
    }
    return call != NULL && call->caller == caller && call->from != NULL && _RcLedger_LineOf(call->from, line);
}

static uint32_t innermost_deep(const Ledger *ledger)
{
    uint32_t depth = ledger->is_deep ? ledger->depth : 0;
    while (depth > 0 && !ledger->stack[depth - 1].deep && ledger->stack[depth - 1].code == NULL) {
        depth--;
    }
    return depth > 0 && ledger->stack[depth - 1].deep ? depth : 0;
}

/* With the deep ledger: the function that was entered last, or one that was inlined into it, which is an activation of
 * its own above that one's. */
static int come_back_within(Ledger *ledger, const char *function)
{
    uint32_t deep = innermost_deep(ledger);
    const Activation *entered = &ledger->stack[deep - 1];

    if (ledger->depth > deep && top(ledger)->site->function == function) {
        return 1;
    }
    while (ledger->depth > deep) {
        _RcLedger_PopActivation(ledger);
    }
    return entered->number == 0 || entered->site->function == function;
}

/* Pops what has ended by the time that the function with this frame runs.  Is that on the stack then? */
static int come_back_to(Ledger *ledger, const char *function, const char *frame, const void *caller)
{
    while (ledger->depth > 0 && !top(ledger)->deep &&
           (top(ledger)->frame < frame || has_ended(top(ledger), frame))) {
        _RcLedger_PopActivation(ledger);
    }
    if (innermost_deep(ledger) > 0) {
        return come_back_within(ledger, function);
    }
    for (uint32_t i = ledger->depth; i > 0 && ledger->stack[i - 1].frame == frame; i--) {
        const Activation *activation = &ledger->stack[i - 1];
        if (activation->caller == caller && activation->site->function == function) {
            while (ledger->depth > i) {
                _RcLedger_PopActivation(ledger);
            }
            return 1;
        }
    }
    /* another function at the same place: one after the other, unless they were inlined into one */
    while (ledger->depth > 0 && top(ledger)->frame == frame && top(ledger)->caller != caller &&
           top(ledger)->code == NULL) {
        _RcLedger_PopActivation(ledger);
    }
    return 0;
}

void _RcLedger_NoteError(Ledger *ledger)
{
    if (ledger->dying != 0 && ledger->error.dying == ledger->dying &&
        ledger->error.seen != ledger->runtime->raised) {
        ledger->error.seen = ledger->runtime->raised;
        ledger->error.changed = ledger->latest->site;
    }
}

/* The innermost activation is the one whose operation comes now. */
static inline void begin_operation(Ledger *ledger, Activation *running, const Site *site)
{
    running->number = ++ledger->operations;
    running->site = site;
    ledger->running = running;
    ledger->latest = ledger->acting = ledger->plain = running;
}

/* Is it this call of a function, one that has announced something? */
static inline int is_call(const Activation *activation, const char *function, const char *frame,
                          const void *caller)
{
    return activation->site->function == function && activation->frame == frame &&
           activation->caller == caller;
}

/* The function that announces something becomes the innermost activation. */
static Activation *enter_function(Ledger *ledger, const char *function, const char *frame, const void *caller)
{
    while (ledger->depth > 1 && top(ledger)->frame < frame && !top(ledger)->deep) {
        _RcLedger_PopActivation(ledger);
        if (is_call(top(ledger), function, frame, caller)) {
            return top(ledger); /* most often it is the last one's caller */
        }
    }
    if (ledger->is_deep || ledger->depth == 0 || top(ledger)->frame <= frame ||
        has_ended(top(ledger), frame)) {
        if (come_back_to(ledger, function, frame, caller)) {
            return top(ledger);
        }
    }
    return _RcLedger_PushActivation(ledger, frame, caller); /* what runs has called it */
}

static RC_NOINLINE int begin_with_care(Ledger *ledger, const Site *site, const char *frame)
{
    Activation *running = ledger->running;

    if (!running->deep || running->site->function != site->function) {
        running = enter_function(ledger, site->function, frame, site->caller);
    }
    begin_operation(ledger, running, site);
    return 0;
}

/* An operation at a site that is known, of a function that is not the innermost activation.  Mostly that has called it, or
 * was called by it.  Entry: nothing is traced. */
static RC_NOINLINE int begin_in_another(Ledger *ledger, const Site *site, const char *frame)
{
    Activation *running = ledger->running;
    uint32_t depth = ledger->depth;

    if (RC_UNLIKELY(running + 1 != &ledger->stack[depth] || ledger->is_deep)) {
        return begin_with_care(ledger, site, frame);
    }
    if (running->frame < frame && depth > 1 && is_call(running - 1, site->function, frame, site->caller)) {
        ledger->last_ended = running;
        ledger->depth = depth - 1;
        begin_operation(ledger, running - 1, site);
        return 0;
    }
    if (running->frame > frame && depth < MOST_ACTIVATIONS && !has_ended(running, frame)) {
        push(ledger, running + 1, running->id, running->id, frame, site->caller);
        begin_operation(ledger, running + 1, site);
        return 0;
    }
    return begin_with_care(ledger, site, frame);
}

/* Where a site is looked for first. */
static inline const Site **known_site(Ledger *ledger, const void *pc, const void *caller)
{
    return &ledger->known[key_of_site(pc, caller) & (SITES_AT_HAND - 1)];
}

/* With what is not always to be done: the end of the last store, an audit, another site.  The user's code calls this
 * itself, so that the search for lost references meets no leavings of _RcLedger_At: nothing of the ledger's lies between
 * the user's part of the stack and the registers that are kept here. */
void _RcLedger_Announce(const char *api, const char *file, int line, const char *function, void *frame,
                        void *return_address)
{
    Ledger *ledger = _Rc_ledger;
    Site site = {.api = api,
                 .file = file,
                 .function = function,
                 .pc = ledger->pc,
                 .caller = return_address,
                 .line = line};
    const Site *kept;
    int is_there;

    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_SettleStore(ledger);
    _RcLedger_NoteError(ledger);
    is_there = come_back_to(ledger, function, frame, return_address);
    ledger->coming = is_there ? NULL : frame;
    if (ledger->options.audit != 0) {
        _RcLedger_AuditIfDue(ledger, &site, !is_there || top(ledger)->number == 0);
    }
    if (ledger->watched != 0) {
        _RcLedger_LookAtLoans(ledger, &site, is_there ? top(ledger) : NULL);
    }
    if (ledger->given_up_count != 0) {
        _RcLedger_LookAtGivenUp(ledger, &site, is_there ? top(ledger) : NULL);
    }
    if (!is_there) {
        _RcLedger_PushActivation(ledger, frame, return_address);
    }
    ledger->coming = NULL;
    kept = _RcLedger_KeepSite(ledger, &site);
    *known_site(ledger, site.pc, site.caller) = kept;
    begin_operation(ledger, top(ledger), kept);
    if (ledger->trace != NULL) { /* which audits, so that all operations come this way */
        _RcLedger_TraceOperation(ledger);
    }
}

int _RcLedger_At(const char *api, const char *file, int line, const char *function, void *frame,
                 void *return_address)
{
    Ledger *ledger = open_ledger();
    const void *pc = __builtin_return_address(0);
    const Site *site;
    uint64_t care;

    Rc_UNUSED(file);
    if (ledger == NULL) {
        return 0;
    }
    site = *known_site(ledger, pc, return_address);
    care = ledger->options.audit | ledger->dying | ledger->watched | (uintptr_t)ledger->unsettled;
    if (RC_UNLIKELY(care != 0 || site->pc != pc || site->caller != return_address || site->line != line ||
                    site->api != api || site->function != function)) {
        ledger->pc = pc;
        return 1;
    }
    ledger->stack_end = __builtin_frame_address(0);
    if (!is_call(ledger->running, function, frame, return_address)) {
        return begin_in_another(ledger, site, frame);
    }
    begin_operation(ledger, ledger->running, site);
    return 0;
}
