/* A reference that nobody gives back: where should it have been given back?
 *
 * The first taking that no giving pays for is where it came from.  Better than that is where it was lost: the
 * assignment that overwrote the last pointer, the block that was freed with it. */
#include "ledger/blame.h"

#include "core/type.h"

#include <stdio.h>
#include <string.h>

/* A function that had announced nothing when it called another one has the same parent as that. */
static int may_be_caller(const Entry *entry, const Entry *made, int name_is_known)
{
    return entry->operation.activation == made->parent ||
           (name_is_known && entry->parent == made->parent &&
            entry->operation.activation != made->operation.activation);
}

/* Did the caller of the function that made it have it in hand later? */
static int came_to_parent(const History *history, const Entry *made)
{
    Line line;
    int is_known = _RcLedger_LineOf(made->caller, &line); /* the parent may have called what called it */

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (may_be_caller(entry, made, is_known) && entry->operation.number > made->operation.number &&
            (!is_known || _RcLedger_IsCalled(entry->operation.site.function, line.function)) &&
            (entry->kind == ENTRY_TAKEN || (entry->kind == ENTRY_GIVEN && entry->dying == 0))) {
            return 1;
        }
    }
    return 0;
}

/* Was the object what the operation returned, and not one that it wrote to an argument? */
static int is_result(const History *history, const Entry *taking)
{
    const char *api = taking->operation.site.api;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_RECEIVED && entry->operation.number == taking->operation.number) {
            return 1;
        }
    }
    return api != NULL && strstr(api, "NewRef") != NULL;
}

/* `self->value = make();`: the reference stays there. */
static int is_stored(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return _RcLedger_OverwritesMemory(site->file, site->line) &&
           !_RcLedger_StoresToArgument(site->file, site->line);
}

/* A function that returns a number can hand over what it puts into a variable of its caller's; and none can hand over what
 * it puts into a variable that it neither returns nor stores. */
static int can_hand_over(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return !is_stored(taking) && _RcLedger_MayPassOn(site->file, site->line, site->pc) && (!_RcLedger_ReturnsNumber(site->file, site->line, site->function) ||
                                  _RcLedger_StoresToArgument(site->file, site->line));
}

/* Has the function that came by a reference handed it to its caller?  It says so where it takes it; or the caller had
 * it in hand, or had the only pointer to it, when the function had ended. */
static int is_handed_over(const Ledger *ledger, const Record *record, const Account *account,
                          const Entry *taking)
{
    const Site *site = &taking->operation.site;
    Line line;
    int is_macro =
        site->api != NULL && (strstr(site->api, "INCREF") != NULL || strstr(site->api, "IncRef") != NULL);

    if (_RcLedger_IsRunning(ledger, taking->operation.activation) || !can_hand_over(taking) ||
        _RcLedger_Balance(account, taking->operation.activation) != 1) {
        return 0;
    }
    if (taking->kind != ENTRY_CREATED && taking->kind != ENTRY_TAKEN) {
        return 0;
    }
    return (!is_macro && is_result(&record->history, taking) &&
            _RcLedger_ReturnsResult(site->file, site->line)) ||
           (taking->kind == ENTRY_CREATED &&
            (came_to_parent(&record->history, taking) ||
             (record->seen_by == taking->parent && !record->kept && _RcLedger_LineOf(taking->caller, &line) &&
              _RcLedger_WantsResultOf(line.file, line.line, site->function))));
}

/* Had a function the object in hand before an entry?  What is made within an operation, for another object, is not. */
static int has_met(const History *history, uint32_t activation, const Entry *entry)
{
    for (uint32_t i = 0; _RcLedger_Entry(history, i) != entry; i++) {
        const Entry *earlier = _RcLedger_Entry(history, i);
        const char *api = earlier->operation.site.api;
        if (earlier->operation.activation == activation &&
            (earlier->kind == ENTRY_RECEIVED || earlier->kind == ENTRY_LENT ||
             earlier->kind == ENTRY_RETURNED || earlier->kind == ENTRY_STORED ||
             (api != NULL && (strstr(api, "REF") != NULL || strstr(api, "CLEAR") != NULL)))) {
            return 1;
        }
    }
    return 0;
}

/* The line in the function whose variable had the pointer, when it was seen last, that called the one which came by the
 * reference.  The function may have announced nothing until later: then it has the name that the line says. */
static int line_of_holder(const Ledger *ledger, const Record *record, const Entry *taking, Line *line)
{
    if (record->held_by == 0) {
        return _RcLedger_LineOf(taking->caller, line);
    }
    if (record->held_by < taking->operation.activation) {
        return _RcLedger_LineOfCall(ledger, record->held_by, taking->operation.activation, line);
    }
    return _RcLedger_LineOf(taking->caller, line) &&
           _RcLedger_IsCalled(record->held_at->function, line->function);
}

/* Has a function that came by the reference handed it to one that had nothing to do with the object before, and in whose
 * variable it is?  Who made the object may have given it in any way, who took a reference, by what it returned. */
static int is_in_variable_of_caller(const Ledger *ledger, const Record *record, const Account *account,
                                    const Entry *taking, Line *line)
{
    return record->held_at != NULL && record->held_by != taking->operation.activation &&
           !record->was_in_memory && record->last_seen >= taking->operation.number && can_hand_over(taking) &&
           !has_met(&record->history, record->held_by, taking) &&
           _RcLedger_Balance(account, taking->operation.activation) == 1 &&
           line_of_holder(ledger, record, taking, line) &&
           (taking->kind == ENTRY_CREATED ||
            _RcLedger_WantsResultOf(line->file, line->line, taking->operation.site.function));
}

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

/* As Rc_CLEAR does: the place is overwritten, and what was there is given back. */
static int is_given_since(const History *history, uint64_t operation)
{
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
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
    for (uint32_t id = record->calls_gone; id > record->calls_seen; id--) {
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
             "the last pointer to it is stored here where it was already, as if it were gone from there: before that "
             "its reference must be given back");
    return 1;
}

/* With the deep ledger: something else was stored over the last pointer. */
static int blame_seen_overwriting(const Record *record, const Site *near, Blame *blame)
{
    const Store *over = record->overwriting;
    Site site = *near;
    Line line;

    if (over == NULL || (over->operation < record->last_seen && is_loaded_since(record, over)) ||
        is_given_since(&record->history, over->operation) ||
        !_RcLedger_LineOfEither(over->pc, over->caller, &line)) {
        return 0;
    }
    if (blame_removal(record, over, blame)) {
        return 1;
    }
    _RcLedger_SiteFromLine(&line, over->pc, &site);
    over = over->in_hand ? store_instead(_Rc_ledger, over) : over;
    if (over != record->overwriting && _RcLedger_LineOfEither(over->pc, over->caller, &line)) {
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
    if (ledger->plain->id == taking->operation.activation) {
        return describe_overwriting(site, _RcLedger_MoveAfter(site->file, site->line, site->pc), blame);
    }
    if (_RcLedger_IsRunning(ledger, taking->operation.activation) && from->file != NULL &&
        from->function == to->function && to->line >= from->line) {
        line = _RcLedger_OverwritingBetween(from->file, from->line, to->line - (to->line > from->line),
                                            from->pc);
    }
    return line > 0 && _RcLedger_OverwritesMemory(from->file, line) &&
           describe_overwriting(from, line, blame);
}

/* The function of the newest operation has ended, and it may have been in the rest of it. */
static int blame_rest_of_ended(const Ledger *ledger, const Record *record, Blame *blame)
{
    const Activation *latest = ledger->latest;
    const Site *site = latest->site;
    int line;

    if (latest->id == ledger->plain->id || _RcLedger_IsRunning(ledger, latest->id) || site->file == NULL ||
        record->last_seen + 1 < latest->number) {
        return 0;
    }
    line = _RcLedger_OverwritingBetween(site->file, site->line, 0, site->pc);
    return line > 0 && _RcLedger_OverwritesMemory(site->file, line) &&
           describe_overwriting(site, line, blame);
}

/* The last pointer to a lost object lay in a field or in a global variable: plain code has overwritten it since
 * the last operation.  Or in a variable of the function that took the reference, which then took another. */
static int blame_overwriting(const Ledger *ledger, const Record *record, const Entry *taking, Blame *blame)
{
    const History *history = &record->history;
    const Entry *last = history->used > 0 ? _RcLedger_Entry(history, history->used - 1) : NULL;
    int was_slot = last != NULL && last->kind == ENTRY_SLOT_EMPTIED && last->other.users_type;
    Site from = was_slot ? last->operation.site : *ledger->plain->site;
    const Site *to = was_slot ? &last->until.site : &ledger->next.site;
    Line place;
    int end;

    if (!(record->lost || (was_slot && taking == last)) || is_given_by(last, ledger->plain) ||
        is_given_since(history, record->last_seen + 1)) {
        return 0;
    }
    if (!was_slot && record->overwriting == NULL && blame_rest_of_ended(ledger, record, blame)) {
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
    end = to->function == from.function && to->line >= from.line ? to->line - (to->line > from.line) : 0;
    return describe_overwriting(&from, _RcLedger_OverwritingBetween(from.file, from.line, end, from.pc),
                                blame) ||
           blame_silent_function(ledger, record, blame);
}

/* -- places that own a reference -- */

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
        if (stored != UINT32_MAX &&
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
static int blame_freeing(const Entry *taking, Blame *blame)
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

/* An instance that the type's own tp_new made, through tp_alloc, and did not return: nobody has received it. */
static int blame_maker(const Record *record, const Entry *taking, Blame *blame)
{
    int line;

    if (taking->kind != ENTRY_CREATED || record->state != RECORD_LIVE || _RcType_IsBuiltin(record->type)) {
        return 0;
    }
    for (uint32_t i = 0; i < record->history.used; i++) {
        EntryKind kind = _RcLedger_Entry(&record->history, i)->kind;
        if (kind == ENTRY_RECEIVED || kind == ENTRY_RETURNED) {
            return 0;
        }
    }
    if (!_RcLedger_BlameFunction((const void *)(uintptr_t)record->type->tp_new, "tp_new", blame)) {
        return 0;
    }
    line = _RcLedger_LineOfAlloc(blame->site.file, blame->site.line);
    blame->site.line = line > 0 ? line : blame->site.line;
    snprintf(blame->what, sizeof blame->what,
             "%s makes it and does not return it: on the way out that returns NULL Rc_DECREF is missing",
             blame->site.function);
    return line > 0;
}

/* With the deep ledger: the function that came by the reference has stored it to a variable of another one, which ran then. */
static const Entry *store_to_other(const History *history, const Entry *taking)
{
    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_STORED && entry->until.activation != 0 && entry->until.site.file != NULL &&
            entry->operation.activation == taking->operation.activation &&
            entry->until.activation != taking->operation.activation) {
            return entry;
        }
    }
    return NULL;
}

static int blame_receiver(const Record *record, const Account *account, const Entry *taking, Blame *blame)
{
    int was_kept = record->last_seen >= taking->operation.number; /* after that something else was done */
    const Entry *store =
        was_kept && !is_stored(taking) && _RcLedger_Balance(account, taking->operation.activation) > 0
            ? store_to_other(&record->history, taking)
            : NULL;
    Line line;

    if (store == NULL) {
        return 0;
    }
    blame->site = store->until.site;
    if (_RcLedger_LineOf(taking->caller, &line) && _RcLedger_IsCalled(blame->site.function, line.function)) {
        _RcLedger_SiteFromLine(&line, taking->caller, &blame->site);
    }
    snprintf(blame->what, sizeof blame->what,
             "a new reference to it is stored here in a variable of %s, by %s, and nobody gives it back: "
             "Rc_DECREF is "
             "missing on some way out of %s",
             blame->site.function, taking->operation.site.function, blame->site.function);
    return 1;
}

/* Does an activation do something there for which it needs a reference?  What is stored in a slot is booked as both. */
static int needs_reference(const History *history, uint32_t index, uint32_t activation)
{
    const Entry *entry = _RcLedger_Entry(history, index);
    const Entry *next = index + 1 < history->used ? _RcLedger_Entry(history, index + 1) : NULL;

    if (entry->operation.activation != activation) {
        return 0;
    }
    if (entry->kind == ENTRY_STORED) {
        return next == NULL || next->kind != ENTRY_SLOT_FILLED || next->store_pc != entry->store_pc;
    }
    return entry->kind == ENTRY_SLOT_FILLED || entry->kind == ENTRY_GIVEN || entry->kind == ENTRY_RETURNED;
}

static int is_explicit(const Entry *entry)
{
    const char *api = entry->operation.site.api;
    return entry->kind == ENTRY_TAKEN && api != NULL &&
           (strstr(api, "INCREF") != NULL || strstr(api, "IncRef") != NULL || strstr(api, "NewRef") != NULL);
}

/* With the deep ledger: a function takes a reference, and another one before it has done anything with the first, and has a use
 * for one: `Rc_INCREF(op); self->item = Rc_NewRef(op);`. */
static const Entry *doubled_taking(const History *history, const Account *account)
{
    for (uint32_t i = 0; _Rc_ledger->is_deep && i + 1 < history->used; i++) {
        const Entry *first = _RcLedger_Entry(history, i), *second = _RcLedger_Entry(history, i + 1);
        uint32_t activation = first->operation.activation;
        int uses = 0, takings = 2;
        if (!is_explicit(first) || !is_explicit(second) || second->operation.activation != activation ||
            second->operation.number != first->operation.number + 1 ||
            first->operation.site.line != second->operation.site.line) {
            continue;
        }
        for (uint32_t k = i + 2; k < history->used; k++) {
            const Entry *entry = _RcLedger_Entry(history, k);
            uses += needs_reference(history, k, activation);
            takings += entry->kind == ENTRY_TAKEN && entry->operation.activation == activation;
        }
        if (uses < takings && _RcLedger_Balance(account, activation) > 0) {
            return second;
        }
    }
    return NULL;
}

/* A function that has a reference takes another one, where it uses the variable for the last time: there it could have handed
 * over what it had. */
static const Entry *needless_taking(const Account *account, const Entry *taking)
{
    Line caller;
    int has_caller = _RcLedger_LineOf(taking->caller, &caller);

    for (size_t i = 0; i < account->count; i++) {
        const Entry *entry = account->moves[i].entry;
        const Site *site = &entry->operation.site;
        if (is_explicit(entry) && entry->operation.number > taking->operation.number &&
            (entry->operation.activation == taking->operation.activation ||
             (has_caller && _RcLedger_IsCalled(site->function, caller.function) &&
              may_be_caller(entry, taking, 1))) &&
            !is_explicit(taking) && _RcLedger_IsLastUse(site->file, site->line, site->pc)) {
            return entry;
        }
    }
    return NULL;
}

/* The function whose variable had the pointer, when it was seen last, if it has more than it gave so far. */
static const Sum *guilty_holder(const Record *record, const Account *account)
{
    for (size_t i = 0; i < account->sum_count && !record->was_in_memory; i++) {
        if (account->sums[i].activation == record->held_by && account->sums[i].sum > 0) {
            return &account->sums[i];
        }
    }
    return NULL;
}

/* Is what was stored in a place still there, or was it overwritten there, and neither moved nor given back out of it? */
static int has_stayed(const Record *record, uint32_t stored)
{
    const History *history = &record->history;
    const Entry *store = _RcLedger_Entry(history, stored);
    const void *there = NULL;
    int is_there = _RcLedger_Read(store->place, &there, sizeof there) && there == record->object;

    for (uint32_t i = stored + 1; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (entry->kind == ENTRY_STORED && entry->from == store->place) {
            return 0;
        }
        is_there |= entry->kind == ENTRY_OVERWRITTEN && entry->place == store->place;
    }
    return is_there && !_RcLedger_IsGivenFrom(history, stored, store->place);
}

/* Is what was taken there stored at once, by the same function, where it has stayed?  The index of that; UINT32_MAX: no. */
static uint32_t place_kept_in(const Record *record, const Account *account, uint32_t taken)
{
    const History *history = &record->history;
    const Entry *taking = _RcLedger_Entry(history, taken);

    if ((taking->kind != ENTRY_CREATED && taking->kind != ENTRY_TAKEN) || _RcLedger_IsSpent(account, taking)) {
        return UINT32_MAX;
    }
    for (uint32_t i = taken + 1; i < history->used; i++) {
        const Entry *store = _RcLedger_Entry(history, i);
        if (store->operation.number != taking->operation.number || store->kind == ENTRY_TAKEN) {
            break;
        }
        if (store->kind == ENTRY_STORED && store->operation.activation == taking->operation.activation &&
            store->until.activation == 0 && has_stayed(record, i)) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* Does a place lie in an object that lives? */
static int is_in_object(const void *place)
{
    for (const Record *holder = _Rc_ledger->live.next; holder != &_Rc_ledger->live; holder = holder->next) {
        if ((uintptr_t)place - (uintptr_t)holder->object < holder->size) {
            return 1;
        }
    }
    return 0;
}

/* With the deep ledger: a taking that was stored in a place when it was made, and that has not been given back out of it: what
 * was given back by another name was not that.  It is the guilty activation's; or anyone's who stored it in an object, which
 * still has it at the end. */
static const Entry *kept_taking(const Record *record, const Account *account, const Sum *guilty)
{
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *taking = _RcLedger_Entry(&record->history, i);
        uint32_t stored = place_kept_in(record, account, i);
        if (stored != UINT32_MAX &&
            (taking->operation.activation == guilty->activation ||
             (!record->lost && is_in_object(_RcLedger_Entry(&record->history, stored)->place)))) {
            return taking;
        }
    }
    return NULL;
}

/* The taking that nothing pays for. */
static const Entry *unpaid_taking(const Record *record, const Account *account)
{
    const Sum *guilty = guilty_holder(record, account);
    const Entry *entry;

    guilty = guilty != NULL ? guilty : _RcLedger_Guilty(account, 1);
    entry = guilty != NULL ? kept_taking(record, account, guilty) : NULL;
    entry = entry == NULL && guilty != NULL ? _RcLedger_UnpaidTaking(account, guilty, 0) : entry;
    return entry == NULL && record->history.used > 0 ? _RcLedger_Entry(&record->history, 0) : entry;
}

static int blame_needless(const Entry *needless, Blame *blame)
{
    if (needless == NULL) {
        return 0;
    }
    blame->entry = needless;
    blame->site = needless->operation.site;
    snprintf(
        blame->what, sizeof blame->what,
        "%s takes a reference besides the one that %s has already, and never gives back: hand that over, "
        "without %s",
        blame->site.api, blame->site.function, blame->site.api);
    return 1;
}

/* Who lends what it returns takes no reference for that. */
static int is_lender(const Entry *taking)
{
    const Site *site = &taking->operation.site;
    return taking->kind == ENTRY_TAKEN && _RcLedger_IsSaidToLend(site->file, site->line, site->pc);
}

/* The line where a function that has ended handed the reference to another one. */
static int blame_call(const Ledger *ledger, const Record *record, const Account *account, const Entry *taking,
                      Blame *blame)
{
    Line line;

    if (_RcLedger_IsLibraryCode(_Rc_ledger, taking->caller)) {
        return 0; /* a callback */
    }
    if (!is_in_variable_of_caller(ledger, record, account, taking, &line) &&
        !(is_handed_over(ledger, record, account, taking) && _RcLedger_LineOf(taking->caller, &line))) {
        return 0;
    }
    if (is_lender(taking)) {
        return 0;
    }
    _RcLedger_SiteFromLine(&line, NULL, &blame->site);
    snprintf(
        blame->what, sizeof blame->what,
        "%s hands over a new reference to it here, and nobody gives it back: Rc_DECREF is missing on some "
        "way out of %s",
        taking->operation.site.function, blame->site.function);
    return 1;
}

/* Had a function given back what was there, before it overwrote the place or freed the block? */
static int is_given_there(const Record *record, const Site *over)
{
    const Entry *last =
        record->history.used > 0 ? _RcLedger_Entry(&record->history, record->history.used - 1) : NULL;
    const Site *site = last != NULL ? &last->operation.site : NULL;

    return last != NULL && last->kind == ENTRY_GIVEN && site->function != NULL && over->function != NULL &&
           site->file != NULL && strcmp(site->function, over->function) == 0 && site->line <= over->line &&
           _RcLedger_GivesWhatIsOverwritten(site->file, site->line, over->line);
}

/* What was a pointer in memory is one that a tp_traverse tells of from then on. */
static int is_slot_since(const Record *record)
{
    const Entry *last =
        record->history.used > 0 ? _RcLedger_Entry(&record->history, record->history.used - 1) : NULL;
    return last != NULL && last->kind == ENTRY_SLOT_FILLED && last->operation.number >= record->last_seen;
}

/* The field that is overwritten may lie in the block that took the place of one which was freed. */
static int blame_overwriting_anyhow(const Ledger *ledger, const Record *record, const Account *account,
                                    const Entry *taking, Blame *blame)
{
    if (blame_blind_overwriting(record, account, blame) || blame_move(record, blame)) {
        return 1;
    }
    if (is_slot_since(record) || !blame_overwriting(ledger, record, taking, blame) ||
        is_given_there(record, &blame->site)) {
        return 0;
    }
    if (is_of_other_field(taking, &blame->site)) {
        blame_freeing(taking, blame);
    }
    return 1;
}

/* `self->peer = NULL;`: plain code has taken the pointer out of a slot, in a function that hands over nothing. */
static int blame_emptying(const Record *record, const Entry *taking, Blame *blame)
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
           describe_overwriting(from, _RcLedger_OverwritingBetween(from->file, from->line, 0, from->pc), blame);
}

static void blame_taking(const Entry *taking, Blame *blame)
{
    blame->site = taking->operation.site;
    snprintf(blame->what, sizeof blame->what,
             "%s %s a reference that nobody gives back: Rc_DECREF is missing on some way out of %s",
             blame->site.api != NULL ? blame->site.api : "a call that was not announced",
             taking->kind == ENTRY_CREATED ? "makes it, with" : "takes",
             blame->site.function != NULL ? blame->site.function : "the function");
}

/* The taking is the line where the function that had to give it back came by the reference: if that was a
 * function of the user's own which has returned it, the line that called it. */
void _RcLedger_BlameTooMany(Ledger *ledger, const Record *record, Blame *blame)
{
    Account account;
    const Entry *taking;

    blame->kind = "leak";
    _RcLedger_AddUp(&record->history, 0, &account);
    blame->entry = taking = unpaid_taking(record, &account);
    if (taking == NULL) {
        snprintf(blame->what, sizeof blame->what, "nothing is known of who took it");
        return;
    }
    if (blame_needless(doubled_taking(&record->history, &account), blame) ||
        blame_overwriting_anyhow(ledger, record, &account, taking, blame) ||
        blame_needless(needless_taking(&account, taking), blame) || blame_receiver(record, &account, taking, blame) ||
        blame_maker(record, taking, blame) || blame_freeing(taking, blame) ||
        blame_emptying(record, taking, blame) || blame_call(ledger, record, &account, taking, blame)) {
        return;
    }
    blame_taking(taking, blame);
}

size_t _RcLedger_OpenTakings(const Record *record, Site *sites, size_t room)
{
    Account account;
    size_t count = 0;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (size_t i = 0; i < account.sum_count; i++) {
        for (int k = 0; k < account.sums[i].sum && count < room; k++) {
            const Entry *entry = _RcLedger_UnpaidTaking(&account, &account.sums[i], k);
            if (entry != NULL) {
                sites[count++] = entry->operation.site;
            }
        }
    }
    return count;
}
