/* The audit: judging what was measured (measure.c).  What is certain is told at once:
 *   - more references are held than an object's count has;
 *   - a slot leads to an object that is dead;
 *   - a traverse visits what its object's memory does not refer to;
 *   - a reference of C code's that nothing in its memory points to any more (scan.c).
 *
 * An audit costs as much as a walk over the heap, and the search for lost references as much as a look at all
 * memory.  So that a program with many objects ends in reasonable time, each operation earns an allowance for either,
 * and an audit, or its search, waits until it is covered: below the allowance each operation is audited.  In a run that
 * gets ten times as long operations earn a tenth: the first 3,000 may cost as much as the next 27,000. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/operations.h"
#include "ledger/tombstones.h"

#include <string.h>

/* In units of work, some 10 ns each. */
#define HEAP_ALLOWANCE 20000
#define SCAN_ALLOWANCE 40000
#define LONG_RUN 3000 /* operations, after which they earn a tenth; and so on, with each ten times as many */

/* The newest: who uses what is gone does so soon, mostly. */
#define TOMBSTONES_LOOKED_AT 16

static Record *any_holder(Ledger *ledger, const Record *record)
{
    for (Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (_RcLedger_VisitsOf(holder, record->object) > 0) {
            return holder;
        }
    }
    return NULL;
}

/* The missing share is added, so that the program can go on and the same is not told again. */
static void mend(Record *record)
{
    Rc_ssize_t missing = record->edges - record->count;
    record->count += missing;
    if (!record->immortal && record->state == RECORD_LIVE) {
        record->object->ob_refcnt += (uint32_t)missing;
    }
    if (_Rc_ledger->trace != NULL) {
        _RcLedger_TraceMended(_Rc_ledger, record, missing);
    }
    more_of(record)->suspect = 0;
}

/* The first line's end: what does not add up. */
static void say_too_few(Ledger *ledger, const Record *record, char *text, size_t room)
{
    const Record *holder = record->edges > 0 ? any_holder(ledger, record) : NULL;

    if (record->edges <= 0) {
        snprintf(text, room, "it was given back more often than taken: its count would be %zd",
                 record->count);
    } else if (holder == NULL) {
        snprintf(text, room, "objects hold %d reference%s to it, but its count is only %zd", record->edges,
                 record->edges == 1 ? "" : "s", record->count);
    } else if (record->edges == 1) {
        snprintf(text, room, "the %s object %p refers to it, but its count is only %zd: nobody pays for that",
                 holder->type_name, (const void *)holder->object, record->count);
    } else {
        snprintf(text, room,
                 "objects hold %d references to it (one is the %s object %p), but its count is only %zd",
                 record->edges, holder->type_name, (const void *)holder->object, record->count);
    }
}

static void tell_too_few(Ledger *ledger, Record *record)
{
    Blame blame = {0};
    char text[384];

    if (record->immortal && !ledger->options.immortal) {
        mend(record);
        return;
    }
    _RcLedger_BlameTooFew(ledger, record, &blame);
    say_too_few(ledger, record, text, sizeof text);
    _RcLedger_Report(ledger, record, &blame, "%s", text);
    mend(record);
}

/* Between Rc_DECREF(self->x) and self->x = Rc_NewRef(v) nothing can go wrong, though it is bad style. */
static int may_still_be_overwritten(const Ledger *ledger, const Record *record)
{
    const char *api = ledger->next.site.api;
    return record->more->suspect != 0 && record->more->suspect == ledger->operations && api != NULL &&
           (strstr(api, "INCREF") != NULL || strstr(api, "NewRef") != NULL);
}

/* Between self->x = v and Rc_INCREF(v), or Rc_INCREF(self->x), either; or the first of several. */
static int may_still_be_taken(const Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const char *api = ledger->next.site.api;
    uint32_t last = history->used;

    if (api == NULL || (strstr(api, "INCREF") == NULL && strstr(api, "IncRef") == NULL)) {
        return 0;
    }
    while (last > 0 && _RcLedger_Entry(history, last - 1)->kind == ENTRY_TAKEN) {
        last--;
    }
    return last > 0 && _RcLedger_Entry(history, last - 1)->kind == ENTRY_SLOT_FILLED &&
           _RcLedger_Entry(history, last - 1)->other.users_type;
}

/* Neither runs user code nor makes anything: what is in the middle of being moved may stay so over it. */
static int is_harmless(const Site *site)
{
    return site->api != NULL && (strstr(site->api, "INCREF") != NULL || strstr(site->api, "IncRef") != NULL ||
                                 strstr(site->api, "NewRef") != NULL || strstr(site->api, "ET_ITEM") != NULL);
}

#define MOST_STEPS_OF_A_MOVE 4

/* Between RcTuple_SET_ITEM(pair, 0, self->last) and self->last = next: a reference that moves out of a field is
 * there twice until the field gets another. */
static int may_still_move(const Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
    int has_field = 0;

    if (last == NULL || last->kind != ENTRY_SLOT_FILLED || last->other.users_type ||
        last->operation.number + MOST_STEPS_OF_A_MOVE < ledger->operations ||
        (last->operation.activation != ledger->latest->id && last->parent != ledger->latest->id) ||
        ledger->next_known != ledger->latest->id || !is_harmless(ledger->latest->site) ||
        !is_harmless(&ledger->next.site)) {
        return 0;
    }
    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        has_field |= entry->kind == ENTRY_SLOT_FILLED && entry->other.users_type;
    }
    return has_field;
}

/* A function that still runs rearranges what one container holds, by its pointers: until it is through one of them is
 * there twice, and another one may be nowhere.  A program that asks for an audit is through. */
static int may_still_be_rearranged(Ledger *ledger, const Record *record)
{
    const History *history = &record->history;
    const Entry *last = NULL;
    const Record *holder;

    for (uint32_t i = history->used; i > 0 && last == NULL; i--) {
        last = _RcLedger_Entry(history, i - 1)->kind == ENTRY_SLOT_FILLED ? _RcLedger_Entry(history, i - 1)
                                                                          : NULL;
    }
    if (last == NULL || !(_RcLedger_IsRunning(ledger, last->operation.activation) ||
                          _RcLedger_IsRunning(ledger, last->parent))) {
        return 0;
    }
    holder = _RcLedger_Find(ledger, last->other.object);
    return holder != NULL && holder->serial == last->other.serial &&
           _RcLedger_VisitsOf(holder, record->object) > record->edges - record->count;
}

static int judge(Ledger *ledger)
{
    int before = ledger->findings;
    Record *record = ledger->live.next;

    while (record != &ledger->live) {
        Record *next = record->next;
        if (record->count < record->edges && record->state == RECORD_LIVE &&
            !may_still_be_overwritten(ledger, record) && !may_still_be_taken(ledger, record) &&
            !may_still_move(ledger, record) &&
            !(ledger->is_amid && may_still_be_rearranged(ledger, record))) {
            tell_too_few(ledger, record);
        }
        record = next;
    }
    return ledger->findings - before;
}

static int audit(Ledger *ledger, int search)
{
    int before = ledger->findings;

    ledger->busy++;
    ledger->allowance -= _RcLedger_MeasureAll(ledger);
    judge(ledger);
    _RcLedger_LookAtDead(ledger, TOMBSTONES_LOOKED_AT);
    if (ledger->options.scan && search) {
        ledger->scan_allowance -= _RcLedger_FindLost(ledger);
    }
    ledger->busy--;
    ledger->last_audit = ledger->operations + 1;
    return ledger->findings - before;
}

int _RcLedger_Audit(Ledger *ledger)
{
    return audit(ledger, 1);
}

/* What an operation adds to an allowance. */
static void earn(int64_t *allowance, int64_t most, uint64_t operation)
{
    int64_t earned = most;
    for (uint64_t run = LONG_RUN; operation >= run && earned > 1; run *= 10) {
        earned /= 10;
    }
    *allowance = *allowance + earned < most ? *allowance + earned : most;
}

void _RcLedger_AuditIfDue(Ledger *ledger, const Site *next, int is_new)
{
    /* who reads a trace wants to see each edge at its operation */
    uint64_t run = ledger->trace != NULL ? ledger->operations / 10 : ledger->operations;

    earn(&ledger->allowance, HEAP_ALLOWANCE, run);
    earn(&ledger->scan_allowance, SCAN_ALLOWANCE, ledger->operations);
    if (ledger->operations + 1 >= ledger->next_audit && ledger->allowance > 0) {
        ledger->next_audit = ledger->operations + 1 + ledger->options.audit;
        ledger->next = (Operation){
            .number = ledger->operations + 1, .site = *next, .activation = _RcLedger_Running(ledger)->id};
        ledger->next_known = is_new ? 0 : ledger->next.activation;
        ledger->is_amid = 1;
        audit(ledger, ledger->scan_allowance > 0);
        ledger->is_amid = 0;
    }
}

/* A function's new reference, as the caller sees it, has no share in the count. */
void _RcLedger_CheckResult(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    if (ledger->options.audit == 0) {
        return;
    }
    _RcLedger_Measure(ledger);
    if (record->count <= record->edges && record->state == RECORD_LIVE) {
        _RcLedger_BlameResult(ledger, record, &blame);
        _RcLedger_Report(ledger, record, &blame, "it was returned as a new reference, but nobody took one");
        record->edges++; /* the caller's share is added */
        mend(record);
        record->edges--;
    }
}
