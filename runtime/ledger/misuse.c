/* Misuse: objects that are used though they are gone, or another thread's, or none, such as NULL. */
#include "ledger/audit.h"
#include "ledger/blame.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"
#include "ledger/tombstones.h"

#include <string.h>

static Site here(Ledger *ledger)
{
    return *_RcLedger_Running(ledger)->site;
}

/* A pointer that was read from a tombstone's memory (_RcLedger_Bury). */
static int tell_if_from_dead(Ledger *ledger, const RcObject *op, Blame *blame)
{
    Record *dead;
    uintptr_t buried;

    memset(&buried, RECORD_BURIED, sizeof buried);
    dead = (uintptr_t)op == buried ? _RcLedger_DeadInUse(ledger, ledger->stack_end) : NULL;
    if (dead == NULL) {
        return 0;
    }
    _RcLedger_BlameLateUse(ledger, dead, 0, blame);
    _RcLedger_Report(ledger, dead, blame, "a field of it is used after it was freed");
    return 1;
}

/* blame has the site of the use. */
static void tell_foreign(Ledger *ledger, const RcObject *op, Blame *blame)
{
    const char *user = blame->site.api != NULL ? blame->site.api : "plain code";
    char what[400];
    RcTypeObject type;
    RcObject object;
    Site made;
    int known =
        _RcLedger_Read(op, &object, sizeof object) && _RcLedger_Read(object.ob_type, &type, sizeof type);

    if (ledger->foreign == op && ledger->foreign_use == ledger->operations) {
        return; /* one use looks at it more than once */
    }
    ledger->foreign = op;
    ledger->foreign_use = ledger->operations;
    if (_RcLedger_IsForeign(ledger, op, &made)) {
        snprintf(blame->what, sizeof blame->what,
                 "%s uses what belongs to another thread: each thread has a runtime with objects of its own; "
                 "hand over "
                 "numbers or text, and make an object of them here",
                 user);
        if (made.file != NULL) {
            snprintf(what, sizeof what, "another thread's runtime has made it, at %s:%d in %s, by %s",
                     made.file, made.line, made.function, made.api);
        } else {
            snprintf(what, sizeof what, "another thread's runtime has made it");
        }
    } else {
        snprintf(blame->what, sizeof blame->what, "%s uses an object that this thread's runtime did not make",
                 user);
        snprintf(
            what, sizeof what,
            "it belongs to another thread's runtime, which has ended; or the pointer leads to no object");
    }
    _RcLedger_Tell(ledger, "foreign-thread", NULL, (RcObject *)(uintptr_t)op,
                   known && type.tp_name != NULL ? type.tp_name : "?", blame, what);
}

static const char *late_use(const Record *record)
{
    return record->moved ? "it is used at an address where it is no longer"
                         : "it is used after its last reference was given back";
}

/* What a call gives that has failed, or found nothing. */
static void tell_null(Ledger *ledger, Blame *blame)
{
    const RcObject *raised = RC_RUNTIME()->raised;
    char what[200];

    snprintf(
        blame->what, sizeof blame->what,
        "%s needs an object: look at what the call that should have given it returned, before it is used "
        "(Rc_XINCREF and Rc_XDECREF take NULL, too)",
        blame->site.api != NULL ? blame->site.api : "plain code");
    if (raised != NULL) {
        snprintf(what, sizeof what, "it is used as an object, while %s is pending", Rc_TYPE(raised)->tp_name);
    } else {
        snprintf(what, sizeof what, "it is used as an object");
    }
    _RcLedger_Tell(ledger, "null-pointer", NULL, NULL, "NULL", blame, what);
}

/* A tombstone, or no object of this runtime's.  One use looks at it more than once. */
static void tell_wrong_object(Ledger *ledger, Record *record, const RcObject *op, Blame *blame,
                              int gives_back)
{
    if (record != NULL) {
        more_of(record)->used_late = ledger->operations;
        record->told = 1; /* its memory may be read, too */
        _RcLedger_BlameLateUse(ledger, record, gives_back, blame);
        _RcLedger_Report(ledger, record, blame, "%s", late_use(record));
        _RcLedger_OpenTombstone(record);
    } else if (op == NULL) {
        tell_null(ledger, blame);
    } else if (!tell_if_from_dead(ledger, op, blame)) {
        tell_foreign(ledger, op, blame);
    }
}

static int is_told_of_use(const Ledger *ledger, const Record *record)
{
    return record != NULL && record->more->used_late == ledger->operations;
}

void _RcLedger_TellWrongObject(Ledger *ledger, Record *record, const RcObject *op, int gives_back)
{
    Blame blame = {.site = here(ledger)};

    if (!is_told_of_use(ledger, record)) {
        tell_wrong_object(ledger, record, op, &blame, gives_back);
    }
}

void _RcLedger_TellWrongUse(Ledger *ledger, Record *record, const RcObject *op, const void *pc,
                            const void *caller)
{
    Blame blame = {0};
    Line line;

    if (is_told_of_use(ledger, record)) {
        return;
    }
    if (caller != NULL && _RcLedger_LineOfEither(pc, caller, &line)) {
        _RcLedger_SiteFromLine(&line, caller, &blame.site);
    } else if (caller == NULL || !_RcLedger_PlaceUser(ledger, NULL, &blame.site)) {
        blame.site = here(ledger);
    }
    tell_wrong_object(ledger, record, op, &blame, 0);
}

static int dealloc_of(const Record *record, Line *line)
{
    return _RcLedger_LineOf((const char *)(uintptr_t)record->type->tp_dealloc + 1, line);
}

/* An operation of another function than the dealloc; one that gives back would not look at the object. */
static int may_get_dying(const Record *record, const Activation *user)
{
    const Site *site = user->site;
    Line line;

    return site->api != NULL && site->function != NULL && strstr(site->api, "DECREF") == NULL &&
           strstr(site->api, "CLEAR") == NULL && strstr(site->api, "SETREF") == NULL &&
           dealloc_of(record, &line) && strcmp(line.function, site->function) != 0;
}

/* What begins within the operation under which it dies is the dealloc's own.  What dies with its holder is found in a place
 * that is going, too. */
void _RcLedger_LookAtUseOfDying(Ledger *ledger, Record *record)
{
    const Activation *user = _RcLedger_Running(ledger);
    Blame blame = {0};

    if (record->told || record->object->ob_refcnt != 0 || record->more->outer_dying != 0 ||
        is_under_way(&record->history, user) || !_RcLedger_BlameReleaseFirst(ledger, record, user, &blame) ||
        !may_get_dying(record, user)) {
        return;
    }
    record->told = 1;
    more_of(record)->used_late = ledger->operations;
    _RcLedger_Report(ledger, record, &blame, "%s", late_use(record));
}

/* Where dying objects were looked into, after which giving: what was harmless once is not asked about again. */
static Look *look_of(Ledger *ledger, const void *giving, const void *pc)
{
    return &ledger->looks[((uintptr_t)pc + (uintptr_t)giving) % MOST_LOOKS];
}

static int is_harmless_look(Ledger *ledger, const void *giving, const void *pc)
{
    const Look *look = look_of(ledger, giving, pc);
    return look->giving == giving && look->pc == pc;
}

static void note_look(Ledger *ledger, const void *giving, const void *pc)
{
    *look_of(ledger, giving, pc) = (Look){giving, pc};
}

/* To itself an object is there until it is freed. */
static int is_own_dealloc(const Record *record, const Line *user)
{
    Line line;
    return dealloc_of(record, &line) && strcmp(line.function, user->function) == 0;
}

/* With the deep ledger: plain code reads or writes what it has just found in the place that is being released.  Who empties the
 * place after the giving has shown the order that he should have chosen. */
void _RcLedger_LookAtAccessToDying(Ledger *ledger, Record *record, const char *address, const void *pc)
{
    const Store *load = record->last_load;
    const Activation *running = ledger->depth > 0 ? &ledger->stack[ledger->depth - 1] : &ledger->nobody;
    int is_finders = load != NULL && (running->id == load->by.id || running->parent == load->by.id);
    const Entry *last = is_finders ? _RcLedger_LastGivenOf(&record->history) : NULL;
    Activation user = {0};
    Blame blame = {0};
    Site use = {0};
    Line line;

    if (last == NULL || is_harmless_look(ledger, last->operation.site.pc, pc) || record->told ||
        record->state != RECORD_DYING || record->object->ob_refcnt != 0 || record->more->outer_dying != 0 ||
        address == (const char *)&record->object->ob_refcnt ||
        !_RcLedger_LineOfEither(pc, running->caller, &line)) {
        return;
    }
    _RcLedger_SiteFromLine(&line, pc, &use);
    user = load->by;
    user.site = &use;
    user.number = ledger->operations + 1;
    note_look(ledger, last->operation.site.pc, pc);
    if (!is_own_dealloc(record, &line) && _RcLedger_BlameReleaseFirst(ledger, record, &user, &blame) &&
        _RcLedger_IsReleasedFirst(&last->operation.site, &use)) {
        record->told = 1;
        more_of(record)->used_late = ledger->operations;
        _RcLedger_Report(ledger, record, &blame, "%s", late_use(record));
    }
}

/* The operation that has put it into a container some time after it died; NULL: it was there before. */
static const Entry *filling_with_dead(const Record *target)
{
    const Entry *last = _RcLedger_Entry(&target->history, target->history.used - 1), *freed = NULL;

    for (uint32_t i = 0; i < target->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&target->history, i);
        freed = entry->kind == ENTRY_FREED ? entry : freed;
    }
    return freed != NULL && last->kind == ENTRY_SLOT_FILLED &&
                   last->operation.number > freed->operation.number
               ? last
               : NULL;
}

/* A tp_traverse leads to what is dead, or to no object at all. */
void _RcLedger_TellBadSlot(Ledger *ledger, Record *holder, Record *target, const RcObject *op)
{
    Blame blame = {0};
    Site made;

    if (holder->more->bad_slot == op) {
        return;
    }
    more_of(holder)->bad_slot = op;
    if (target != NULL) {
        const Entry *filling = filling_with_dead(target);
        if (filling != NULL) {
            blame.site = filling->operation.site;
            _RcLedger_BlameLateUse(ledger, target, 0, &blame);
        } else {
            _RcLedger_BlameTooFew(ledger, target, &blame);
        }
        _RcLedger_Report(ledger, target, &blame, "the %s object %p still refers to it after it was freed",
                         holder->type_name, (void *)holder->object);
        return;
    }
    if (_RcLedger_IsForeign(ledger, op, &made)) {
        blame.site = here(ledger);
        tell_foreign(ledger, op, &blame);
        return;
    }
    _RcLedger_BlameTraverse(holder, op, &blame);
    _RcLedger_Report(
        ledger, holder, &blame,
        "its tp_traverse visits %p, which is no object of this runtime's: a field that was not set before "
        "RcObject_GC_Track?",
        (const void *)op);
}

/* The last operation may have emptied slots; in the middle of one nothing is measured. */
static void tell_late_access(Ledger *ledger, Record *record, Blame *blame, int is_between)
{
    record->told = 1;
    if (ledger->options.audit != 0 && is_between) {
        _RcLedger_Measure(ledger);
    }
    more_of(record)->used_late = ledger->operations;
    _RcLedger_BlameLateUse(ledger, record, 0, blame);
    _RcLedger_Report(ledger, record, blame, "%s", late_use(record));
}

/* Plain code reads or writes a field of a tombstone. */
void _RcLedger_TellLateAccess(Ledger *ledger, Record *record, const void *pc, const char *how)
{
    Blame blame = {0};
    Line line;

    if (record->told || !_RcLedger_LineOfEither(pc, ledger->stack[ledger->depth - 1].caller, &line)) {
        return;
    }
    _RcLedger_SiteFromLine(&line, pc, &blame.site);
    snprintf(blame.what, sizeof blame.what, "a field of the object is %s after it has been freed", how);
    tell_late_access(ledger, record, &blame, 1);
}

void _RcLedger_TellFault(Ledger *ledger, Record *record, const Site *site, int is_in_library)
{
    Blame blame = {.site = *site};

    snprintf(blame.what, sizeof blame.what, "a field of the object is used after it has been freed");
    tell_late_access(ledger, record, &blame, !is_in_library);
}

/* Plain code between the last operation and the next has written to it, if there was an audit before that operation; else
 * all that is known is when it died. */
static void blame_late_write(Ledger *ledger, const Record *record, Blame *blame)
{
    const Entry *last = _RcLedger_Entry(&record->history, record->history.used - 1);
    Entry between = {.operation = last_operation(ledger->plain),
                     .until = ledger->next,
                     .caller = ledger->plain->caller,
                     .other = {.users_type = 1}};

    if (ledger->last_audit != ledger->operations || ledger->options.audit == 0) {
        blame->kind = "use-after-free";
        blame->site = last->operation.site;
        snprintf(blame->what, sizeof blame->what,
                 "its last reference is given back here, and a field of it is written some time later");
        return;
    }
    blame->site = between.operation.site;
    _RcLedger_LineOfStore(&between, &blame->site);
    blame->site.api = NULL;
    snprintf(blame->what, sizeof blame->what, "a field of the object is written after it has been freed");
    _RcLedger_BlameLateUse(ledger, record, 0, blame);
}

/* Entry: what ledger->next will be is known. */
void _RcLedger_TellLateWrite(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    record->told = 1;
    more_of(record)->used_late = ledger->operations;
    blame_late_write(ledger, record, &blame);
    _RcLedger_Report(ledger, record, &blame,
                     "its memory is written to after its last reference was given back");
}

int _RcLedger_TellReadOfDead(Ledger *ledger)
{
    Record *record = ledger->quarantine.prev;
    const Entry *last =
        record != &ledger->quarantine ? _RcLedger_Entry(&record->history, record->history.used - 1) : NULL;
    Blame blame = {0};
    int line;

    if (last == NULL || record->told || last->operation.number != ledger->operations ||
        !_RcLedger_HasReadDead(ledger)) {
        return 0;
    }
    record->told = 1;
    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        last = entry->kind == ENTRY_GIVEN ? entry : last;
    }
    blame.kind = "use-after-free";
    blame.site = last->operation.site;
    line = blame.site.file != NULL ? _RcLedger_UseAfterGiving(blame.site.file, blame.site.line, blame.site.pc)
                                   : 0;
    blame.site.line = line > 0 ? line : blame.site.line;
    snprintf(
        blame.what, sizeof blame.what,
        "a field of the object is read after %s at line %d has given its last reference back: read it before",
        last->operation.site.api, last->operation.site.line);
    _RcLedger_Report(ledger, record, &blame, "a field of it is used after it was freed");
    return 1;
}
