/* A ledger's beginning and end, and what is left at the end: leaks and cycles that nothing could break. */
#include "ledger/ledger.h"

#include <recount/lifecycle.h>

#include "core/type.h"

#include <recount/capsule.h>

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
    ledger->least = UINTPTR_MAX;
    ledger->live.next = ledger->live.prev = &ledger->live;
    ledger->quarantine.next = ledger->quarantine.prev = &ledger->quarantine;
    ledger->indicator.type_name = "error indicator";
    ledger->indicator.type = &RcBaseObject_Type;
    ledger->indicator.state = RECORD_LIVE;
    ledger->indicator.more = ledger->live.more = ledger->quarantine.more = &_RcLedger_NoMore;
    _RcLedger_ForgetRegions();
    _RcLedger_StartOptions(&ledger->options);
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

/* A str has no fields, and is smaller than its type says. */
static int has_fields(const Record *record)
{
    return !record->immortal && !RcType_Check(record->object) &&
           (RcType_IS_GC(record->type) || !_RcType_IsBuiltin(record->type));
}

/* A live object whose memory refers to record's in a word that its traverse does not visit. */
static Record *hidden_holder(Ledger *ledger, const Record *record)
{
    for (Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (has_fields(holder) &&
            _RcLedger_WordsIn(holder, record->object) > _RcLedger_VisitsOf(holder, record->object)) {
            return holder;
        }
    }
    return NULL;
}

static Record *visible_holder(Ledger *ledger, const Record *record)
{
    for (Record *holder = ledger->live.next; record->edges > 0 && holder != &ledger->live;
         holder = holder->next) {
        if (_RcLedger_VisitsOf(holder, record->object) > 0) {
            return holder;
        }
    }
    return NULL;
}

/* Did an object of a user's type die that pointed to it, and has nobody done anything to it since? */
static int was_left_by_dealloc(const Record *record)
{
    const History *history = &record->history;
    return record->more->left_by.type_name != NULL && record->more->left_by.users_type && history->used > 0 &&
           RECORD_EXTERNAL(record) - record->more->forgiven == 1 &&
           !_RcLedger_WasGivenBy(history, record->more->left_by.serial) &&
           _RcLedger_Entry(history, history->used - 1)->operation.number < record->more->left_at;
}

static void tell_leak(Ledger *ledger, Record *record)
{
    const Record *holder = record->immortal ? NULL : hidden_holder(ledger, record);
    Blame blame = {0};

    record->told = 1;
    if (holder != NULL && RcType_IS_GC(holder->type) && !RcObject_GC_IsTracked(holder->object)) {
        blame.kind = "uncollected-cycle";
        blame.site = _RcLedger_Entry(&holder->history, 0)->operation.site;
        snprintf(blame.what, sizeof blame.what,
                 "the %s object that is made here is never tracked: RcObject_GC_Track is missing",
                 holder->type_name);
        _RcLedger_Report(ledger, record, &blame,
                         "the %s object %p holds it, which the collector does not know", holder->type_name,
                         (void *)holder->object);
    } else if (holder != NULL && holder->type->tp_traverse != NULL) {
        _RcLedger_BlameMissingVisit(holder, &blame);
        _RcLedger_Report(
            ledger, record, &blame,
            "a field of the %s object %p owns a reference to it, and its tp_traverse does not visit it",
            holder->type_name, (void *)holder->object);
    } else if (was_left_by_dealloc(record)) {
        _RcLedger_BlameDealloc(record, &blame);
        _RcLedger_Report(ledger, record, &blame,
                         "the %s object %p is gone, and has not given back a reference to it",
                         record->more->left_by.type_name, (const void *)record->more->left_by.object);
    } else {
        _RcLedger_BlameTooMany(ledger, record, &blame);
        _RcLedger_Report(ledger, record, &blame,
                         "at the runtime's end C code still holds %zd reference%s to it",
                         RECORD_EXTERNAL(record) - record->more->forgiven,
                         RECORD_EXTERNAL(record) - record->more->forgiven == 1 ? "" : "s");
    }
    _RcLedger_MarkTold(ledger, record);
}

/* A field of what the collector does not know may point back without owning: then its maker has lost a reference, not
 * the one who took another for the field. */
static void tell_opaque_cycle(Ledger *ledger, Record *record)
{
    const Record *holder = hidden_holder(ledger, record);
    Blame blame = {0};

    _RcLedger_BlameTooMany(ledger, record, &blame);
    if (holder->edges == 0 && (blame.entry == NULL || blame.entry->kind == ENTRY_CREATED)) {
        tell_leak(ledger, record);
        return;
    }
    record->told = 1;
    blame.kind = "uncollected-cycle";
    snprintf(blame.what, sizeof blame.what,
             "this reference is part of a cycle, and the collector does not know the type %s: it needs "
             "Rc_TPFLAGS_HAVE_GC, a tp_traverse and a tp_clear",
             holder->type_name);
    _RcLedger_Report(ledger, record, &blame,
                     "it is held only by what it holds itself, through the %s object %p", holder->type_name,
                     (void *)holder->object);
    _RcLedger_MarkTold(ledger, record);
}

/* What C code holds with everybody's leave, or what was told as lost before; and so what hangs on it. */
static void mark_forgiven(Ledger *ledger)
{
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (record->lost) {
            _RcLedger_MarkTold(ledger, record);
        } else if (_RcLedger_IsLeft(record) && !record->told && record->more->forgiven > 0 &&
                   RECORD_EXTERNAL(record) <= record->more->forgiven) {
            record->told = 1;
            _RcLedger_MarkTold(ledger, record);
        }
    }
}

/* Is it held only by what it holds itself, through a field of an object that the collector does not know?  Then what
 * that field holds; the object itself if it is that.  NULL: what holds it, and what holds that, comes to an end. */
static Record *held_by_itself(Ledger *ledger, Record *first)
{
    Record *held = NULL, *record = first;

    for (size_t steps = 0; steps <= ledger->live_count; steps++) {
        Record *holder = hidden_holder(ledger, record);
        if (holder != NULL && (RcType_IS_GC(holder->type) || !_RcLedger_IsLeft(holder))) {
            return NULL;
        }
        held = holder != NULL ? record : held;
        record = holder != NULL ? holder : visible_holder(ledger, record);
        if (record == NULL || (record == first && held != NULL)) {
            break;
        }
    }
    if (record == first && hidden_holder(ledger, first) != NULL) {
        return first;
    }
    return record != NULL ? held : NULL;
}

#define MOST_WORDS_FOLLOWED 64

/* Does a block have a pointer to an object, or a pointer to memory that has one, as a block of the owner's? */
static int leads_to(const void *block, size_t size, const RcObject *op, int depth)
{
    size_t count = size / sizeof(void *) < MOST_WORDS_FOLLOWED ? size / sizeof(void *) : MOST_WORDS_FOLLOWED;
    const void *words[MOST_WORDS_FOLLOWED];

    while (count > 0 && !_RcLedger_Read(block, words, count * sizeof *words)) {
        count /= 2; /* at the end of what is mapped */
    }
    for (size_t i = 0; i < count; i++) {
        if (words[i] == op ||
            (depth > 0 && words[i] != NULL && _RcLedger_Find(_Rc_ledger, words[i]) == NULL &&
             leads_to(words[i], 4 * sizeof(void *), op, depth - 1))) {
            return 1;
        }
    }
    return 0;
}

/* Is it left because another object is, whose type tells nobody what it holds? */
static int is_consequence(const Ledger *ledger, const Record *record)
{
    for (const Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (holder != record && _RcLedger_IsLeft(holder) && !holder->immortal &&
            !RcType_IS_GC(holder->type) && (has_fields(holder) || holder->type == &RcCapsule_Type) &&
            leads_to((const char *)holder->object + sizeof(RcObject), holder->size - sizeof(RcObject),
                     record->object, 1) &&
            !leads_to((const char *)record->object + sizeof(RcObject), record->size - sizeof(RcObject),
                      holder->object, 1)) {
            return 1;
        }
    }
    return 0;
}

/* Of those that are a consequence of others, or of those that are not. */
static void tell_leaks(Ledger *ledger, int consequences)
{
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (_RcLedger_IsLeft(record) && !record->told && RECORD_EXTERNAL(record) > record->more->forgiven &&
            is_consequence(ledger, record) == consequences &&
            (!record->immortal || ledger->options.immortal)) {
            Record *held = record->immortal ? NULL : held_by_itself(ledger, record);
            if (held == NULL) {
                tell_leak(ledger, record);
            } else if (!held->told) {
                tell_opaque_cycle(ledger, held);
            }
        }
    }
}

static void tell_what_is_left(Ledger *ledger)
{
    mark_forgiven(ledger);
    for (int consequences = 0; consequences < 2; consequences++) {
        tell_leaks(ledger, consequences);
    }
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (_RcLedger_IsLeft(record) && !record->told && !record->immortal) {
            _RcLedger_TellCycle(ledger, record);
        }
    }
}

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
    tell_what_is_left(ledger);
    if (ledger->trace != NULL) {
        _RcLedger_FinishTrace(ledger, 0);
    }
    _RcLedger_EmptyQuarantine(ledger);
    _RcLedger_FinishOptions(&ledger->options);
    _RcLedger_FinishFence(ledger);
    _RcLedger_Delist(ledger);
    _Rc_ledger = NULL;
    _RcLedger_FinishSpare(ledger);
    _RcLedger_ReleaseAll();
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
    Ledger *ledger = open_ledger();
    const Record *record = ledger != NULL && op != NULL ? _RcLedger_RecordOf(ledger, op) : NULL;

    if (record == NULL || record->state == RECORD_DEAD) {
        return -1;
    }
    ledger->stack_end = KEEP_REGISTERS();
    _RcLedger_Audit(ledger);
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

    cut.history = (History){.has_aside = 1};
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
