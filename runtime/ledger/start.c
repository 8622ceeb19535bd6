/* A ledger's beginning and end, and what users ask it. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/tombstones.h"

#include <recount/lifecycle.h>

#include <stdlib.h>
#include <string.h>

void _RcLedger_Start(RcRuntime *runtime)
{
    Ledger *ledger = _RcLedger_Allocate(sizeof *ledger);
    if (ledger == NULL) {
        Rc_FatalError("no memory for the ledger");
    }
    ledger->runtime = runtime;
    if (_RcLedger_StartRecords(ledger) < 0) {
        Rc_FatalError("no memory for the ledger");
    }
    ledger->kept[0].site = ledger->nobody.site = &_RcLedger_Nowhere;
    ledger->running = &ledger->nobody;
    ledger->last_ended = &ledger->nobody;
    for (int i = 0; i < SITES_AT_HAND; i++) {
        ledger->known[i] = &_RcLedger_Nowhere;
    }
    ledger->latest = ledger->plain = ledger->acting = &ledger->kept[0];
    ledger->live.object = (RcObject *)ledger; /* nobody's address */
    for (int i = 0; i < FOUND; i++) {
        ledger->found[i] = &ledger->live;
    }
    ledger->neighbour = ledger->made = &ledger->live;
    ledger->least = UINTPTR_MAX;
    ledger->live.next = ledger->live.prev = &ledger->live;
    ledger->quarantine.next = ledger->quarantine.prev = &ledger->quarantine;
    ledger->indicator.type_name = "error indicator";
    ledger->indicator.type = &RcBaseObject_Type;
    ledger->indicator.state = RECORD_LIVE;
    ledger->indicator.more = ledger->live.more = ledger->quarantine.more = &_RcLedger_NoMore;
    _RcLedger_ForgetRegions();
    _RcLedger_StartOptions(&ledger->options);
    ledger->looks_at_givings = ledger->options.audit != 0;
    _Rc_ledger = ledger;
    _RcLedger_Enlist(ledger);
}

/* What there is before the program can do anything is the runtime's, and so are its references. */
void _RcLedger_Ready(void)
{
    Ledger *ledger = _Rc_ledger;
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        record->runtimes_own = 1;
        more_of(record)->forgiven = record->count;
    }
    ledger->depth = 0;
    ledger->running = &ledger->nobody;
    _RcLedger_StartFence(ledger);
    _RcLedger_StartSpare(ledger);
    _RcLedger_TakeEarlyFunctions(ledger);
    _RcLedger_StartTrace(ledger);
}

/* -- the end -- */

void _RcLedger_Finish(Rc_ssize_t live)
{
    Ledger *ledger = _Rc_ledger;

    Rc_UNUSED(live);
    if (ledger == NULL) {
        return;
    }
    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_Audit(ledger);
    ledger->busy++;
    _RcLedger_LookAtDead(ledger, SIZE_MAX);
    _RcLedger_TellWhatIsLeft(ledger);
    if (ledger->trace != NULL) {
        _RcLedger_FinishTrace(ledger, 0);
    }
    if (ledger->options.summary) {
        fprintf(ledger->options.log,
                "recount: the %s ledger was there: %llu operations, findings: %d, RECOUNT_AUDIT=%llu\n",
                ledger->is_deep ? "deep" : "plain", (unsigned long long)ledger->operations, ledger->findings,
                (unsigned long long)ledger->options.audit);
    }
    _RcLedger_EmptyQuarantine(ledger);
    _RcLedger_FinishOptions(&ledger->options);
    _RcLedger_FinishFence(ledger);
    _RcLedger_Delist(ledger);
    _Rc_ledger = NULL;
    _RcLedger_FinishSpare(ledger);
    _RcLedger_ReleaseAll();
}

/* -- both libraries in one process -- */

/* Of the release library alone. */
extern const char _Rc_this_object_was_compiled_for_the_release_librecount_so_link_that __attribute__((weak));

/* Each object file is guarded (detail/hooks.h), but a library that was linked with the other one, or a list with both, the
 * linker lets pass: then the calls of all go to the one that comes first, and the books have half of what happens. */
__attribute__((constructor)) static void refuse_both(void)
{
    if (&_Rc_this_object_was_compiled_for_the_release_librecount_so_link_that == NULL) {
        return;
    }
    fputs("recount: error: librecount and librecount-ledger are both in this process: link all of it, "
          "libraries "
          "too, with one of them (recount::recount or recount::ledger)\n",
          stderr);
    exit(1);
}

/* -- what users ask -- */

int Rc_AuditHeap(void)
{
    Ledger *ledger = open_ledger();
    if (ledger == NULL) {
        return 0;
    }
    ledger->stack_end = KEEP_REGISTERS();
    return _RcLedger_Audit(ledger);
}

Rc_ssize_t RcLedger_ExternalRefs(RcObject *op)
{
    Ledger *ledger = _Rc_ledger;
    const Record *record = ledger != NULL && op != NULL ? _RcLedger_RecordOf(ledger, op) : NULL;

    if (record == NULL || record->state == RECORD_DEAD) {
        return -1;
    }
    if (!ledger->busy) {
        ledger->stack_end = KEEP_REGISTERS();
        _RcLedger_Audit(ledger);
    }
    return RECORD_EXTERNAL(record);
}

/* -- RC_BALANCED -- */

typedef struct Held {
    uint64_t serial;
    Rc_ssize_t references;
    uint64_t entries; /* so many its history had had */
} Held;

typedef struct Balance {
    size_t count;
    Held held[];
} Balance;

static uint64_t entries_of_history(const History *history)
{
    return (uint64_t)history->used + history->dropped;
}

static size_t balance_size(size_t count)
{
    return sizeof(Balance) + count * sizeof(Held);
}

_RcLedger_Block _RcLedger_BeginBalanced(const char *file, int line, const char *function, void *frame,
                                        void *return_address)
{
    _RcLedger_Block block = {1, line, 0, file, function, frame, return_address, NULL};
    Ledger *ledger = open_ledger();
    Balance *balance;

    if (ledger == NULL) {
        return block;
    }
    announce("RC_BALANCED", file, line, function, frame, return_address);
    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_Audit(ledger);
    balance = _RcLedger_Allocate(balance_size(ledger->live_count));
    if (balance != NULL) {
        for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
            balance->held[balance->count++] =
                (Held){record->serial, RECORD_EXTERNAL(record), entries_of_history(&record->history)};
        }
    }
    block.state = balance;
    block.owner = ledger->owner;
    return block;
}

/* What was known of an object at the block's beginning.  Both rows are in the order of serial numbers. */
static Held held_before(const Balance *balance, size_t *next, uint64_t serial)
{
    while (*next < balance->count && balance->held[*next].serial < serial) {
        (*next)++;
    }
    return *next < balance->count && balance->held[*next].serial == serial ? balance->held[*next]
                                                                           : (Held){serial, 0, 0};
}

/* The record as if it had only what was entered into its history since: what is to blame lies in the block. */
static Record cut_off(const Record *record, uint64_t since, Aside *aside, More *more)
{
    Record cut = *record;

    cut.history = (History){0};
    cut.has_aside = 1;
    cut.more = more;
    *more = *record->more;
    more->aside = aside;
    more->held_at = NULL; /* whose variable may lie outside of the block */
    for (uint32_t i = 0; i < record->history.used; i++) {
        uint64_t number = i < _RcLedger_Gap(&record->history) ? i : i + record->history.dropped;
        if (number >= since) {
            aside->told[cut.history.used++] = *_RcLedger_Entry(&record->history, i);
        }
    }
    aside->is_parted = cut.history.used > 0 && record->more->aside->is_parted;
    return cut;
}

static void blame_for_imbalance(Ledger *ledger, const Record *record, Rc_ssize_t gained,
                                const _RcLedger_Block *block, Blame *blame)
{
    if (gained > 0) {
        _RcLedger_BlameTooMany(ledger, record, blame);
        blame->kind = "leak";
    } else {
        _RcLedger_BlameTooFew(ledger, record, blame);
        blame->kind = "over-decref";
    }
    if (blame->site.file == NULL) {
        blame->site = (Site){
            .api = "RC_BALANCED", .file = block->file, .line = abs(block->line), .function = block->function};
    }
}

static void tell_imbalance(Ledger *ledger, Record *record, Rc_ssize_t gained, uint64_t since,
                           const _RcLedger_Block *block)
{
    Entry entries[MOST_ENTRIES];
    Aside aside = {.told = entries};
    More more;
    Record cut = cut_off(record, since, &aside, &more);
    Blame blame = {0};
    char who[300];

    blame_for_imbalance(ledger, &cut, gained, block, &blame);
    if (block->line > 0) {
        snprintf(who, sizeof who, "the block RC_BALANCED at %s:%d", block->file, block->line);
    } else {
        snprintf(who, sizeof who, "this test"); /* from its setup to its teardown (testing.h) */
    }
    _RcLedger_Report(ledger, record, &blame, "%s has %s %zd reference%s to it", who,
                     gained > 0 ? "gained" : "lost", gained > 0 ? gained : -gained,
                     gained == 1 || gained == -1 ? "" : "s");
}

void _RcLedger_EndBalanced(_RcLedger_Block *block)
{
    Ledger *ledger = open_ledger();
    Balance *balance = block->state;
    size_t next = 0;

    if (ledger == NULL || balance == NULL || block->owner != ledger->owner) {
        return; /* also if the runtime is another one than at the beginning */
    }
    announce("RC_BALANCED", block->file, abs(block->line), block->function, block->frame,
             block->return_address);
    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_Audit(ledger);
    ledger->busy++;
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        Held before = held_before(balance, &next, record->serial);
        Rc_ssize_t gained = RECORD_EXTERNAL(record) - before.references;
        if (gained != 0 && record->state == RECORD_LIVE && !record->lost) {
            more_of(record)->forgiven += gained;
            tell_imbalance(ledger, record, gained, before.entries, block);
        }
    }
    ledger->busy--;
    _RcLedger_Release(balance, balance_size(balance->count));
}
