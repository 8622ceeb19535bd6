/* Where a reference was lost that nobody gives back: the assignment that overwrote the last pointer to the object, the block
 * that was freed with it, the second reference for a pointer that only moves.
 *
 * The deep ledger sees each store, and what was there before; the plain one knows between which operations the pointer
 * went, and reads the source between them. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

static int describe_overwriting(const Site *site, int line, Blame *blame)
{
    if (line == 0 || _RcLedger_StoresToFreshBlock(site->file, line)) {
        return 0;
    }
    blame->site = *site;
    blame->site.line = line;
    if (site->line != line) {
        blame->site.function = _RcLedger_FunctionAt(site->file, line);
    }
    snprintf(blame->what, sizeof blame->what,
             "the last pointer to it is overwritten here; before that its reference must be given back "
             "(Rc_XSETREF does both)");
    return 1;
}

/* What happened last to its references, and not to pointers; NULL: nothing. */
static const Entry *last_move(const History *history)
{
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind != ENTRY_STORED && entry->kind != ENTRY_OVERWRITTEN) {
            return entry;
        }
    }
    return NULL;
}

/* As Rc_CLEAR does: the place is overwritten, and what was there is given back. */
static int is_given_since(const History *history, uint64_t operation)
{
    const Entry *last = last_move(history);
    return last != NULL && last->kind == ENTRY_GIVEN && last->operation.number >= operation;
}

/* The dealloc whose memory had the pointer has given back the reference that came with it. */
static int is_given_by(const Entry *last, const Activation *function)
{
    return last != NULL && last->kind == ENTRY_GIVEN && last->dying != 0 &&
           last->operation.activation == function->id;
}

/* With the deep ledger: a function that announces nothing was called, and has returned, between the moments when the last
 * pointer in a field or a global variable was there and was not. */
static int blame_silent_function(const Ledger *ledger, const Record *record, Blame *blame)
{
    for (uint32_t id = record->more->calls_gone; id > record->more->calls_seen; id--) {
        const PastCall *call = _RcLedger_CallOf(ledger, id);
        Site site = {0};
        Line line;
        int head;
        if (call == NULL || call->exit == NULL || !_RcLedger_LineOf(call->exit, &line)) {
            continue;
        }
        _RcLedger_SiteFromLine(&line, call->exit, &site);
        head = _RcLedger_HeadBefore(site.file, line.line - 1);
        if (describe_overwriting(&site, _RcLedger_OverwritingBetween(site.file, head, 0, call->exit),
                                 blame)) {
            return 1;
        }
    }
    return 0;
}

/* An old copy in a dead variable may be seen for long, but nobody loads it. */
static int is_loaded_since(const Record *record, const Store *over)
{
    const Store *load = record->last_load;
    return load != NULL && (load->pc != over->pc || load->operation != over->operation);
}

/* A function that has what it overwrites in hand means to store it elsewhere: what it stores next should have been that. */
static const Store *store_instead(const Ledger *ledger, const Store *over)
{
    const Store *next = over;

    for (uint64_t i = ledger->stores_used; i > 0 && i + MOST_STORES > ledger->stores_used; i--) {
        const Store *store = &ledger->stores[(i - 1) % MOST_STORES];
        if (store->pc == over->pc && store->address == over->address && store->by.id == over->by.id) {
            return next;
        }
        next = store->by.id == over->by.id && store->operation == over->operation && !store->is_own &&
                       store->value != NULL
                   ? store
                   : next;
    }
    return over;
}

/* The last store to a place, before an entry; UINT32_MAX: none. */
static uint32_t stored_before(const History *history, const void *place, uint32_t before)
{
    for (uint32_t i = before; place != NULL && i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->place == place) {
            return i - 1;
        }
    }
    return UINT32_MAX;
}

/* `row[i] = row[--count];`, where the last one is to go: who stores a pointer where it is already wants it removed, and
 * leaves it to whoever stores something there next. */
static const Entry *removal_before(const Record *record, const Store *over)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->place == over->address) {
            uint32_t before = stored_before(&record->history, over->address, i - 1);
            return entry->from == entry->place && entry->operation.activation != over->by.id &&
                           before != UINT32_MAX &&
                           _RcLedger_Entry(&record->history, before)->operation.activation !=
                               entry->operation.activation
                       ? entry
                       : NULL;
        }
    }
    return NULL;
}

static int blame_removal(const Record *record, const Store *over, Blame *blame)
{
    const Entry *removal = removal_before(record, over);
    Line line;

    if (removal == NULL || !_RcLedger_LineOfEither(removal->store_pc, removal->store_caller, &line)) {
        return 0;
    }
    blame->entry = removal;
    blame->site = removal->operation.site;
    _RcLedger_SiteFromLine(&line, removal->store_pc, &blame->site);
    snprintf(blame->what, sizeof blame->what,
             "the last pointer to it is stored here where it was already, as if it were gone from there: "
             "before that "
             "its reference must be given back");
    return 1;
}

/* With the deep ledger: something else was stored over the last pointer. */
static int blame_seen_overwriting(const Record *record, const Site *near, Blame *blame)
{
    const Store *over = record->more->overwriting;
    Site site = *near;
    Line line;

    if (over == NULL || (over->operation < record->more->last_seen && is_loaded_since(record, over)) ||
        is_given_since(&record->history, over->operation) ||
        !_RcLedger_LineOfEither(over->pc, over->caller, &line)) {
        return 0;
    }
    if (blame_removal(record, over, blame)) {
        return 1;
    }
    _RcLedger_SiteFromLine(&line, over->pc, &site);
    over = over->in_hand ? store_instead(_Rc_ledger, over) : over;
    if (over != record->more->overwriting && _RcLedger_LineOfEither(over->pc, over->caller, &line)) {
        snprintf(blame->what, sizeof blame->what,
                 "something else is stored here than the pointer that was overwritten at line %d: its "
                 "reference is lost",
                 site.line);
        _RcLedger_SiteFromLine(&line, over->pc, &site);
        blame->site = site;
        return 1;
    }
    return describe_overwriting(&site, site.line, blame);
}

/* The last pointer was in a variable: of a function which then takes another pointer into it, or of one that still runs,
 * and that has told another one where it is. */
static int blame_overwriting_of_variable(const Ledger *ledger, const Record *record, const Entry *taking,
                                         Blame *blame)
{
    const Site *site = &taking->operation.site, *from = ledger->plain->site, *to = &ledger->next.site;
    int line = 0;
    if (blame_seen_overwriting(record, from, blame)) {
        return 1;
    }
    if (ledger->plain->id == taking->operation.activation ||
        ledger->next_known == taking->operation.activation) {
        return describe_overwriting(site, _RcLedger_MoveAfter(site->file, site->line, site->pc, site->api),
                                    blame);
    }
    if (_RcLedger_IsRunning(ledger, taking->operation.activation) && from->file != NULL &&
        from->function == to->function && to->line >= from->line) {
        line = _RcLedger_OverwritingBetween(from->file, from->line, to->line - (to->line > from->line),
                                            from->pc);
    }
    return line > 0 && _RcLedger_OverwritesMemory(from->file, line) &&
           describe_overwriting(from, line, blame);
}

/* The same of what a function has handed over: the last pointer was in the variable of the caller, which it came to. */
int _RcLedger_BlameOverwritingOfResult(const Ledger *ledger, const Record *record, const Entry *taking,
                                       const Site *call, Blame *blame)
{
    const Site *from = ledger->plain->site, *to = &ledger->next.site;

    return record->lost && !record->was_in_memory && call->function != NULL &&
           ((from->function != NULL && _RcLedger_IsCalled(from->function, call->function)) ||
            (to->function != NULL && _RcLedger_IsCalled(to->function, call->function))) &&
           describe_overwriting(
               call,
               _RcLedger_MoveAfter(call->file, call->line, taking->caller, taking->operation.site.function),
               blame);
}

/* The function of the newest operation has ended, and it may have been in the rest of it. */
static int blame_rest_of_ended(const Ledger *ledger, const Record *record, Blame *blame)
{
    const Activation *latest = ledger->latest;
    const Site *site = latest->site;
    int line;

    if (latest->id == ledger->plain->id || _RcLedger_IsRunning(ledger, latest->id) || site->file == NULL ||
        record->more->last_seen + 1 < latest->number) {
        return 0;
    }
    line = _RcLedger_OverwritingBetween(site->file, site->line, 0, site->pc);
    return line > 0 && _RcLedger_OverwritesMemory(site->file, line) &&
           describe_overwriting(site, line, blame);
}

/* The last operation of the function that announces the next one; NULL: it had none. */
static const Site *site_before(const Ledger *ledger)
{
    for (uint32_t i = ledger->depth; i > 0; i--) {
        if (ledger->stack[i - 1].id == ledger->next_known) {
            return ledger->stack[i - 1].number != 0 ? ledger->stack[i - 1].site : NULL;
        }
    }
    return NULL;
}

/* Without the deep ledger: the function of the newest operation has ended, and the one that announces the next has gone on, or
 * called what announces nothing: since its own last operation or, if it called that function, since then. */
static int blame_after_call(const Ledger *ledger, Blame *blame)
{
    const Site *next = &ledger->next.site, *before = site_before(ledger);
    Site from;
    Line call;

    if (ledger->is_deep || before == NULL || before->file == NULL || before->function != next->function ||
        _RcLedger_IsRunning(ledger, ledger->latest->id)) {
        return 0;
    }
    from = *before;
    if (_RcLedger_LineOf(ledger->latest->caller, &call) && strcmp(call.function, from.function) == 0 &&
        call.line > from.line) {
        from.line = call.line;
    }
    return next->line > from.line &&
           describe_overwriting(
               &from, _RcLedger_MemoryOverwrittenBetween(from.file, from.line, next->line - 1, from.pc),
               blame);
}

/* Where a function has gone on since its last operation: to the one that comes now, or, if that is another's or lies before
 * it, to its end, 0. */
static int end_of_plain_code(const Site *from, const Site *to)
{
    int is_same = to->function == from->function &&
                  (to->line > from->line ||
                   (to->line == from->line && _RcLedger_LeadsBack(from->file, from->line, to->line)));
    return is_same ? to->line - (to->line > from->line) : 0;
}

/* Without the deep ledger: the source names the field in which the object was put, and plain code has stored to a field of that
 * name since the last operation. */
static int blame_store_to_its_field(const Ledger *ledger, const Record *record, const Entry *taking,
                                    Blame *blame)
{
    const Site *site = &taking->operation.site, *from = ledger->plain->site;
    int last = from->file != NULL ? end_of_plain_code(from, &ledger->next.site) : 0;
    char field[64];

    return !ledger->is_deep && record->lost && site->file != NULL && from->file != NULL &&
           taking->operation.number != ledger->plain->number &&
           _RcLedger_FieldOfResult(site->file, site->line, site->pc, field, sizeof field) &&
           describe_overwriting(
               from, _RcLedger_OverwritingOfField(from->file, from->line, last, from->pc, field), blame);
}

/* The last pointer to a lost object lay in a field or in a global variable: plain code has overwritten it since
 * the last operation.  Or in a variable of the function that took the reference, which then took another. */
static int blame_overwriting(const Ledger *ledger, const Record *record, const Entry *taking, Blame *blame)
{
    const History *history = &record->history;
    const Entry *last = last_move(history);
    int was_slot = last != NULL && last->kind == ENTRY_SLOT_EMPTIED && last->other.users_type;
    Site from = was_slot ? last->operation.site : *ledger->plain->site;
    const Site *to = was_slot ? &last->until.site : &ledger->next.site;
    Line place;
    int end;

    if (!(record->lost || (was_slot && taking == last)) || is_given_by(last, ledger->plain) ||
        is_given_since(history, record->more->last_seen + 1)) {
        return 0;
    }
    if (blame_store_to_its_field(ledger, record, taking, blame)) {
        return 1;
    }
    if (!was_slot && record->more->overwriting == NULL && blame_rest_of_ended(ledger, record, blame)) {
        return 1;
    }
    if (!record->was_in_memory && !was_slot) {
        return blame_overwriting_of_variable(ledger, record, taking, blame) ||
               blame_silent_function(ledger, record, blame);
    }
    if (blame_seen_overwriting(record, &from, blame)) {
        return 1;
    }
    if (from.file == NULL && _RcLedger_LineOf(from.pc, &place)) {
        _RcLedger_SiteFromLine(&place, from.pc, &from); /* a function that the runtime called: its head */
    }
    if (from.file == NULL) {
        return 0;
    }
    if (!was_slot && ledger->next_known == 0 &&
        to->function != from.function) { /* in the function that has just begun, perhaps */
        int head = _RcLedger_HeadBefore(to->file, to->line);
        if (describe_overwriting(to, _RcLedger_OverwritingBetween(to->file, head, to->line - 1, to->pc),
                                 blame)) {
            return 1;
        }
    }
    end = end_of_plain_code(&from, to);
    return describe_overwriting(&from, _RcLedger_OverwritingBetween(from.file, from.line, end, from.pc),
                                blame) ||
           blame_silent_function(ledger, record, blame) || blame_after_call(ledger, blame);
}

/* -- places that own a reference -- */

/* The taking of the function that stored an entry, just before or after, or of the one that called it for that. */
static const Entry *taking_for(const History *history, const Entry *store)
{
    const Entry *found = NULL;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        uint64_t taken = entry->operation.number, stored = store->operation.number;
        if (entry->kind == ENTRY_TAKEN && taken + 1 >= stored &&
            ((taken <= stored + 1 && entry->operation.activation == store->operation.activation) ||
             (taken <= stored && entry->operation.activation == store->parent))) {
            found = entry;
        }
    }
    return found;
}

int _RcLedger_IsMovedFrom(const History *history, uint32_t stored, uint32_t before)
{
    const void *place = _RcLedger_Entry(history, stored)->place;

    for (uint32_t i = stored + 1; i < before; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_STORED && entry->from == place && entry->place != place &&
            taking_for(history, entry) == NULL) {
            return 1;
        }
    }
    return 0;
}

/* With the deep ledger: the guilty function stored the pointer, with its reference, where another pointer came since,
 * by who had not looked at the first one. */
static int blame_blind_overwriting(const Record *record, const Account *account, Blame *blame)
{
    const History *history = &record->history;
    Line line;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *over = _RcLedger_Entry(history, i);
        uint32_t stored =
            over->kind == ENTRY_OVERWRITTEN ? stored_before(history, over->place, i) : UINT32_MAX;
        if (stored != UINT32_MAX && !_RcLedger_IsMovedFrom(history, stored, i) &&
            !_RcLedger_IsGivenFrom(history, stored, _RcLedger_Entry(history, stored)->place) &&
            _RcLedger_HasTaken(account, _RcLedger_Entry(history, stored)->operation.activation) &&
            _RcLedger_LineOfEither(over->store_pc, over->store_caller, &line)) {
            Site site = over->operation.site;
            _RcLedger_SiteFromLine(&line, over->store_pc, &site);
            if (_RcLedger_IsReadBefore(line.file, line.line, over->store_pc)) {
                continue; /* what was there is in hand */
            }
            blame->entry = over;
            return describe_overwriting(&site, line.line, blame);
        }
    }
    return 0;
}

/* Is the pointer still in the place that it was loaded from, or did something else come there much later?  Then it did not
 * move: a copy has a reference of its own.  But a stack leaves it behind, `stack[--depth]`. */
static int is_copied(const Record *record, const Entry *store)
{
    const void *there = NULL;
    Line line;

    if (_RcLedger_LineOfEither(store->store_pc, store->store_caller, &line) &&
        _RcLedger_Pops(line.file, line.line)) {
        return 0;
    }
    if (_RcLedger_Read(store->from, &there, sizeof there) && there == record->object) {
        return 1;
    }
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *over = _RcLedger_Entry(&record->history, i);
        if (over->kind == ENTRY_OVERWRITTEN && over->place == store->from) {
            return over->operation.number > store->operation.number + 1;
        }
    }
    return 0;
}

/* With the deep ledger: a pointer moves from one place to another, and a reference is taken for the second although nobody
 * gives back the one that the first place had. */
static int blame_move(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *store = _RcLedger_Entry(history, i), *taking;
        uint32_t from = store->kind == ENTRY_STORED && store->from != store->place
                            ? stored_before(history, store->from, i)
                            : UINT32_MAX;
        taking = from != UINT32_MAX && !_RcLedger_IsGivenFrom(history, from, store->from) &&
                         !is_copied(record, store)
                     ? taking_for(history, store)
                     : NULL;
        if (taking != NULL) {
            blame->entry = taking;
            blame->site = taking->operation.site;
            snprintf(blame->what, sizeof blame->what,
                     "%s takes a reference for a pointer that moves from one place to another: nobody gives "
                     "back the "
                     "one that the first place had",
                     taking->operation.site.api);
            return 1;
        }
    }
    return 0;
}

/* A block of memory is freed with the field in which the reference was kept. */
int _RcLedger_BlameFreeing(const Entry *taking, Blame *blame)
{
    const Site *site = &taking->operation.site;
    char field[64];
    int line = _RcLedger_LineOfFreeing(site->file, site->line, site->pc, field, sizeof field);

    if (line == 0) {
        return 0;
    }
    blame->site =
        (Site){.file = site->file, .function = _RcLedger_FunctionAt(site->file, line), .line = line};
    snprintf(blame->what, sizeof blame->what,
             "the block is freed with its field %s, where the reference was kept that %s took at line %d: "
             "Rc_DECREF is "
             "missing before",
             field, site->api != NULL ? site->api : "plain code", site->line);
    return 1;
}

/* Was the reference taken for another field than the one which is overwritten there? */
static int is_of_other_field(const Entry *taking, const Site *over)
{
    const Site *site = &taking->operation.site;
    char kept[64], stored[64];

    return site->file != NULL && over->file != NULL &&
           _RcLedger_FieldKeptAt(site->file, site->line, site->pc, kept, sizeof kept) &&
           _RcLedger_FieldStoredAt(over->file, over->line, stored, sizeof stored) &&
           strcmp(kept, stored) != 0;
}

/* Had a function given back what was there, before it overwrote the place or freed the block? */
static int is_given_there(const Record *record, const Site *over)
{
    const Entry *last = last_move(&record->history);
    const Site *site = last != NULL ? &last->operation.site : NULL;

    return last != NULL && last->kind == ENTRY_GIVEN && site->function != NULL && over->function != NULL &&
           site->file != NULL && strcmp(site->function, over->function) == 0 && site->line <= over->line &&
           _RcLedger_GivesWhatIsOverwritten(site->file, site->line, over->line);
}

/* What was a pointer in memory is one that a tp_traverse tells of from then on. */
static int is_slot_since(const Record *record)
{
    const Entry *last = last_move(&record->history);
    return last != NULL && last->kind == ENTRY_SLOT_FILLED &&
           last->operation.number >= record->more->last_seen;
}

/* The field that is overwritten may lie in the block that took the place of one which was freed. */
int _RcLedger_BlameOverwriting(const Ledger *ledger, const Record *record, const Account *account,
                               const Entry *taking, Blame *blame)
{
    if (blame_move(record, blame) || blame_blind_overwriting(record, account, blame)) {
        return 1;
    }
    if (is_slot_since(record) || !blame_overwriting(ledger, record, taking, blame) ||
        is_given_there(record, &blame->site)) {
        return 0;
    }
    if (is_of_other_field(taking, &blame->site)) {
        _RcLedger_BlameFreeing(taking, blame);
    }
    return 1;
}

/* `self->peer = NULL;`: plain code has taken the pointer out of a slot, in a function that hands over nothing. */
int _RcLedger_BlameEmptying(const Record *record, const Entry *taking, Blame *blame)
{
    const Site *from = &taking->operation.site;
    Site site = *from;
    Line line;

    if (taking->kind != ENTRY_SLOT_EMPTIED || !taking->other.users_type || taking->until.number == 0) {
        return 0;
    }
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *over = _RcLedger_Entry(&record->history, i);
        if (over->kind == ENTRY_OVERWRITTEN && over->operation.activation == taking->operation.activation &&
            over->operation.number == taking->operation.number &&
            _RcLedger_LineOfEither(over->store_pc, over->store_caller, &line)) {
            _RcLedger_SiteFromLine(&line, over->store_pc, &site);
            return describe_overwriting(&site, line.line, blame);
        }
    }
    return from->file != NULL &&
           describe_overwriting(from, _RcLedger_OverwritingBetween(from->file, from->line, 0, from->pc),
                                blame);
}
