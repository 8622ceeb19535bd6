/* Deaths: what a dealloc has done, and what it has left undone.
 *
 * A dying object's slots are measured when its dealloc begins.  What they referred to is to be given back by that
 * dealloc; whether it was, or has gone elsewhere, the next audit tells. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/source_says.h"
#include "ledger/tombstones.h"

#include <recount/gc.h>
#include <recount/weakref.h>

#include "core/type.h"
#include "core/weaklist.h"

#include <string.h>

static int is_collections(const Entry *entry)
{
    return entry->operation.site.api != NULL && strcmp(entry->operation.site.api, "RcGC_Collect") == 0;
}

/* References that a collection took for itself, before an entry, and still had then: it holds what it clears.
 * What was taken for a slot is not its own; and what another operation took may be for its caller. */
static Rc_ssize_t held_meanwhile(const History *history, uint32_t before)
{
    Rc_ssize_t held = 0;

    for (uint32_t i = 0; i < before; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (is_collections(entry)) {
            held += (entry->kind == ENTRY_TAKEN) - (entry->kind == ENTRY_GIVEN) -
                    (entry->kind == ENTRY_SLOT_FILLED);
        }
    }
    return held > 0 ? held : 0;
}

/* What a tp_clear or a dealloc does within a collection is mostly an operation of its own; what a collection gives
 * itself is first what it held. */
static Rc_ssize_t givings_since_death(const Record *target, uint64_t holder)
{
    const History *history = &target->history;
    Rc_ssize_t givings = 0, by_collections = 0;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (entry->kind == ENTRY_SLOT_EMPTIED && entry->other.serial == holder) {
            by_collections -= held_meanwhile(history, i - 1);
            break;
        }
        givings += entry->kind == ENTRY_GIVEN && !is_collections(entry);
        if (is_collections(entry)) {
            by_collections += (entry->kind == ENTRY_GIVEN) -
                              (entry->kind == ENTRY_TAKEN && _RcLedger_IsWhole(_Rc_ledger, history));
        }
    }
    return givings + (by_collections > 0 ? by_collections : 0);
}

/* Has a holder that is gone given nothing back?  An object that it never referred to was made since, where another was:
 * nothing is owed to that. */
static int is_owed(const Record *target, uint64_t holder)
{
    const History *history = &target->history;
    return (history->dropped > 0 || _RcLedger_WasSlotOf(history, holder)) &&
           givings_since_death(target, holder) == 0;
}

/* Whose dealloc is to blame for what is told of an object, and the last operation in it. */
static void note_dealloc(const Ledger *ledger, Record *record, const Record *holder)
{
    More *more = more_of(record);
    more->left_by = _RcLedger_Who(holder);
    more->left_dealloc = (const void *)(uintptr_t)holder->type->tp_dealloc;
    more->left_traverse = (const void *)(uintptr_t)holder->type->tp_traverse;
    more->left_clear = (const void *)(uintptr_t)holder->type->tp_clear;
    more->left_site = ledger->latest->site;
}

int _RcLedger_BlameLastHolder(Ledger *ledger, Record *record, Blame *blame)
{
    const Entry *emptied = NULL;
    const Record *holder;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        emptied = entry->kind == ENTRY_SLOT_EMPTIED ? entry : emptied;
    }
    if (emptied == NULL || !emptied->other.users_type || !is_owed(record, emptied->other.serial)) {
        return 0;
    }
    holder = _RcLedger_Find(ledger, emptied->other.object);
    if (holder == NULL || holder->serial != emptied->other.serial || holder->state == RECORD_LIVE) {
        return 0;
    }
    note_dealloc(ledger, record, holder);
    _RcLedger_BlameDealloc(record, blame);
    return 1;
}

/* Is nobody's promise left for it? */
static int is_ghost(const Record *record)
{
    return record->state == RECORD_DYING && record->object->ob_refcnt == 0;
}

/* Its last reference was given back before, and this dealloc has given back none: its traverse has visited what the
 * object did not own. */
static void tell_ghost(Ledger *ledger, Record *holder, const Record *target)
{
    Blame blame = {0};

    _RcLedger_BlameTraverse(holder, NULL, &blame);
    snprintf(
        blame.what, sizeof blame.what,
        "the tp_traverse of %s visits it here, but the object does not own a reference to it: only what a "
        "dealloc gives back is to be visited",
        holder->type_name);
    _RcLedger_Report(ledger, holder, &blame,
                     "its tp_traverse visits the %s object %p, whose last reference has been given back",
                     target->type_name, (const void *)target->object);
}

/* What the dealloc of a user's type has not given back so far: the next audit tells whether it has done so
 * since, or whether it has gone elsewhere. */
static void look_for_leftovers(Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->more->dying_slots && i < MOST_SLOTS_COMPARED; i++) {
        Record *target = _RcLedger_Find(ledger, holder->more->slots[i]);
        if (target != NULL && is_ghost(target) && holder->more->ghost_visit != NULL &&
            is_owed(target, holder->serial)) {
            tell_ghost(ledger, holder, target);
            return;
        }
        if (target != NULL && target->state == RECORD_LIVE && is_owed(target, holder->serial)) {
            note_dealloc(ledger, target, holder);
            ledger->has_leftovers = 1;
            more_of(target)->left_at = ledger->operations;
            target->left = (holder->more->words_inside >> i & 1) == 0 &&
                                   _RcLedger_WordsIn(holder, holder->more->slots[i]) == 0 &&
                                   holder->more->slots[i] != RC_OBJECT_CAST(holder->type)
                               ? LEFT_INVENTED
                               : LEFT_OWNED;
        }
    }
}

/* Entry: edges are measured, hits are counted for those that C code may hold references to. */
static void judge_leftover(Ledger *ledger, Record *record)
{
    Blame blame = {0};
    int is_type = RcType_Check(record->object);

    if (record->left == LEFT_INVENTED) {
        blame.kind = "bad-traverse";
        _RcLedger_BlameFunction(record->more->left_traverse, "tp_traverse", &blame);
        snprintf(blame.what, sizeof blame.what,
                 "the tp_traverse of %s visits it, though no field of its refers to it",
                 record->more->left_by.type_name);
    } else if (is_type || record->more->hits - record->more->stack_hits <= record->edges) {
        _RcLedger_BlameLeftover(ledger, record, &blame);
        more_of(record)->forgiven++;
    } else {
        return;
    }
    _RcLedger_Report(ledger, record, &blame,
                     "the %s object %p is gone, or was cleared, and has not given back a reference to it",
                     record->more->left_by.type_name, (const void *)record->more->left_by.object);
}

void _RcLedger_JudgeLeftovers(Ledger *ledger)
{
    if (!ledger->has_leftovers || ledger->deallocs > 0 || ledger->runtime->gc.collecting) {
        return; /* an instance gives its type back last, after its memory; a collection what it held meanwhile */
    }
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (record->left != LEFT_NOTHING) {
            if (record->state == RECORD_LIVE && is_owed(record, record->more->left_by.serial)) {
                judge_leftover(ledger, record);
            }
            record->left = LEFT_NOTHING;
        }
    }
    ledger->has_leftovers = 0;
}

static void note_ghosts(const Ledger *ledger, Record *holder)
{
    for (size_t i = 0; i < holder->more->slot_count && i < MOST_SLOTS_COMPARED; i++) {
        const Record *target = _RcLedger_Find(ledger, holder->more->slots[i]);
        if (target != NULL && target != holder && is_ghost(target)) {
            more_of(holder)->ghost_visit = _RcLedger_PlaceOfVisit(holder, target->object);
            return;
        }
    }
}

/* Which of a dying object's slots does its memory refer to, as yet? */
static void note_words(Record *holder)
{
    More *more = more_of(holder);

    more->words_inside = 0;
    for (size_t i = 0; i < more->slot_count && i < MOST_SLOTS_COMPARED; i++) {
        more->words_inside |= (uint64_t)(_RcLedger_WordsIn(holder, more->slots[i]) > 0) << i;
    }
}

/* What a tp_traverse should visit: what can be in a cycle, and is no type. */
static int is_to_be_visited(const Record *target)
{
    return target->state == RECORD_LIVE && !target->immortal && RcType_IS_GC(target->type) &&
           !RcType_Check(target->object) && !RcWeakref_Check(target->object);
}

/* Words of a dying object that its traverse leaves out: may be it does not own them. */
static void note_missed(const Ledger *ledger, const Record *holder)
{
    const char *start = (const char *)holder->object;
    for (size_t i = sizeof(RcObject); i + sizeof(RcObject *) <= holder->size; i += sizeof(RcObject *)) {
        RcObject *word;
        Record *target;
        memcpy(&word, start + i, sizeof word);
        target = word != NULL ? _RcLedger_Find(ledger, word) : NULL;
        if (target != NULL && target != holder && is_to_be_visited(target) &&
            _RcLedger_VisitsOf(holder, word) == 0) {
            more_of(target)->missed_by = holder->serial;
            more_of(target)->missed_at = target->count;
        }
    }
}

/* Is what is given back now a field's, and not another reference to the same object?  Rc_CLEAR has emptied the field by
 * now; Rc_DECREF stands in the dealloc itself. */
static int is_given_as_field(const Ledger *ledger, const Record *holder, const Record *record)
{
    const Site *site = ledger->acting->site;
    Blame dealloc = {0};

    if (site->api == NULL || site->function == NULL ||
        (strstr(site->api, "DECREF") == NULL && strstr(site->api, "CLEAR") == NULL)) {
        return 0;
    }
    return _RcLedger_WordsIn(holder, record->object) == 0 ||
           (_RcLedger_BlameFunction((const void *)(uintptr_t)holder->type->tp_dealloc, "tp_dealloc",
                                    &dealloc) &&
            strcmp(dealloc.site.function, site->function) == 0);
}

/* Entry: in the dealloc under way a reference has been given back to what the traverse of the dying object leaves out. */
void _RcLedger_TellMissed(Ledger *ledger, Record *record)
{
    const Record *holder = ledger->live.next;
    Blame blame = {0};

    while (holder != &ledger->live && holder->serial != record->more->missed_by) {
        holder = holder->next;
    }
    if (holder == &ledger->live || record->count >= record->more->missed_at ||
        !is_given_as_field(ledger, holder, record)) {
        return;
    }
    more_of(record)->missed_by = 0;
    if (record->count < record->edges) { /* which were all others': the field had none */
        _RcLedger_DescribeGiving(&record->history,
                                 _RcLedger_Entry(&record->history, record->history.used - 1), &blame);
        _RcLedger_Report(ledger, record, &blame,
                         "the dealloc of the %s object %p gives back a reference to it, and has none",
                         holder->type_name, (const void *)holder->object);
        return;
    }
    _RcLedger_BlameMissingVisit(holder, &blame);
    _RcLedger_Report(ledger, record, &blame,
                     "the %s object %p owned a reference to it, which its tp_traverse has not visited",
                     holder->type_name, (const void *)holder->object);
}

/* A cycle through the type is never found then, which there may be at any time.  Once for each type. */
static void judge_visit_of_type(Ledger *ledger, Record *instance)
{
    Record *type = _RcLedger_Find(ledger, instance->type);
    Blame blame = {0};

    if (type == NULL || type->more->bad_slot == type->object || !_RcLedger_HidesType(instance)) {
        return;
    }
    more_of(type)->bad_slot = type->object;
    _RcLedger_BlameHiddenType(instance, &blame);
    _RcLedger_Report(ledger, instance, &blame,
                     "it owns a reference to its type, which its tp_traverse does not visit");
}

/* What a dying object of a user's type refers to, now that it is still whole. */
int _RcLedger_MeasureDying(Ledger *ledger, Record *record)
{
    int is_known;

    if (ledger->options.audit == 0 || _RcType_IsBuiltin(record->type)) {
        return 0;
    }
    ledger->busy++;
    is_known = _RcLedger_CanBeWalked(record);
    _RcLedger_MeasureOne(ledger, record);
    note_ghosts(ledger, record);
    note_words(record);
    _RcLedger_NoteVisitor(ledger, record);
    if (is_known) {
        note_missed(ledger, record);
        judge_visit_of_type(ledger, record);
    }
    ledger->busy--;
    return is_known;
}

static RcWeakReference *first_weakref(const Ledger *ledger, const Record *record)
{
    RcWeakReference *ref = _RcWeakref_First(record->object);
    const Record *known =
        ref != NULL ? _RcLedger_Find(ledger, ref) : NULL; /* a field may have anything in it */
    return known != NULL && known->state != RECORD_DEAD && RcWeakref_Check(known->object) ? ref : NULL;
}

/* Weak references must not lead to what is gone: whoever asks them would get it. */
static void judge_weakrefs(Ledger *ledger, Record *record)
{
    RcWeakReference *ref = first_weakref(ledger, record);
    Blame blame = {0};

    if (ref == NULL) {
        return;
    }
    note_dealloc(ledger, record, record);
    _RcLedger_PlaceDealloc(record, &blame);
    snprintf(
        blame.what, sizeof blame.what,
        "the tp_dealloc of %s must call RcObject_ClearWeakRefs before it frees the object: its type has a "
        "tp_weaklistoffset",
        record->type_name);
    _RcLedger_Report(ledger, record, &blame, "it is freed while the weak reference %p still leads to it",
                     (void *)ref);
    for (; ref != NULL; ref = first_weakref(ledger, record)) {
        _RcWeakref_Kill(ref);
    }
}

/* The dealloc's first act is what RcObject_GC_UnTrack should come before. */
static void tell_tracked(Ledger *ledger, Record *record, const char *when, const char *what)
{
    Blame blame = {0};
    int line;

    note_dealloc(ledger, record, record);
    _RcLedger_PlaceDealloc(record, &blame);
    if (_RcLedger_BlameFunction(record->more->left_dealloc, "tp_dealloc", &blame)) {
        line = _RcLedger_FirstCall(blame.site.file, blame.site.line,
                                   (const char *)record->more->left_dealloc + 1);
        blame.site.line = line > 0 ? line : blame.site.line;
    }
    blame.kind = "bad-dealloc";
    snprintf(blame.what, sizeof blame.what, "the tp_dealloc of %s must begin with RcObject_GC_UnTrack: %s",
             record->type_name, when);
    _RcLedger_Report(ledger, record, &blame, "%s", what);
}

/* A dealloc that tracks the object again for its base's. */
void _RcLedger_NotToBeTracked(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL && op != NULL ? _RcLedger_Find(ledger, op) : NULL;

    if (record != NULL && record->state == RECORD_DYING && RcType_IS_GC(record->type)) {
        tell_tracked(ledger, record, "a collection may run meanwhile, and would meet what is half gone",
                     "it is tracked again while it is being deallocated, and has been all the time");
    }
}

/* A collection cannot go on with an object whose count is 0. */
void _RcLedger_Collects(void)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? ledger->live.next : NULL;

    if (ledger == NULL) {
        return;
    }
    ledger->is_deducing = 1;
    ledger->busy++; /* to ask whether something that dies is tracked is not the program's use of it */
    for (; record != &ledger->live; record = record->next) {
        if (record->state == RECORD_DYING && record->object->ob_refcnt == 0 && RcType_IS_GC(record->type) &&
            RcObject_GC_IsTracked(record->object)) {
            tell_tracked(ledger, record, "a collection runs meanwhile, and meets what is half gone",
                         "a collection meets it while it is being deallocated");
            RcObject_GC_UnTrack(record->object);
        }
    }
    ledger->busy--;
}

/* Each instance of a heap type owns a reference to it; when the type is gone, nobody can tell any more. */
static void judge_instances(Ledger *ledger, Record *type)
{
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (record->state == RECORD_LIVE && RC_OBJECT_CAST(record->type) == type->object) {
            _RcLedger_TellBadSlot(ledger, record, type, type->object);
            return;
        }
    }
}

void _RcLedger_JudgeDeath(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    if (record->state == RECORD_DYING && RcType_Check(record->object)) {
        judge_instances(ledger, record);
    }
    if (RcType_IS_GC(record->type) && RcObject_GC_IsTracked(record->object)) {
        if (record->state == RECORD_DYING && !_RcType_IsBuiltin(record->type) &&
            record->type->tp_dealloc !=
                RcBaseObject_Type.tp_dealloc) { /* a type without a dealloc of its own */
            note_dealloc(ledger, record, record);
            _RcLedger_PlaceDealloc(record, &blame);
            snprintf(blame.what, sizeof blame.what,
                     "the tp_dealloc of %s must begin with RcObject_GC_UnTrack, lest a collection meet what "
                     "is half gone",
                     record->type_name);
            _RcLedger_Report(ledger, record, &blame, "it is freed while the collector still tracks it");
        }
        RcObject_GC_UnTrack(record->object);
    }
    if (record->state == RECORD_DYING && !_RcType_IsBuiltin(record->type)) {
        judge_weakrefs(ledger, record);
        look_for_leftovers(ledger, record);
        _RcLedger_JudgeVisitor(ledger, record);
    }
    _RcLedger_NoteWhatIsLeft(ledger, record);
}

void _RcLedger_TellDisturbedError(Ledger *ledger, Record *record)
{
    Blame blame = {0};

    note_dealloc(ledger, record, record);
    _RcLedger_PlaceDealloc(record, &blame);
    if (ledger->error.dying == record->serial && ledger->error.changed != NULL &&
        ledger->error.changed->file != NULL) {
        blame.site = *ledger->error.changed;
    }
    snprintf(blame.what, sizeof blame.what,
             "the tp_dealloc of %s must save the pending error (RcErr_GetRaisedException) and restore it",
             record->type_name);
    _RcLedger_Report(ledger, record, &blame, "its tp_dealloc has changed the error that was pending");
}
