/* What is left when the runtime ends: leaks, and what hangs on them; what objects hold that the collector does not know. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/source_says.h"

#include <recount/capsule.h>

#include "core/type.h"

#include <string.h>

/* A str has no fields, and is smaller than its type says. */
static int has_fields(const Record *record)
{
    return !record->immortal && !RcType_Check(record->object) &&
           (RcType_IS_GC(record->type) || !_RcType_IsBuiltin(record->type));
}

/* Does a type of the user's visit less than the type of the library's that it is derived from would? */
static int hides_what_base_visits(const Record *holder, const RcObject *op)
{
    const RcTypeObject *base = holder->type->tp_base;

    if (_RcType_IsBuiltin(holder->type) || !_RcLedger_CanBeWalked(holder)) {
        return 0;
    }
    while (base != NULL && !_RcType_IsBuiltin(base)) {
        base = base->tp_base;
    }
    return base != NULL && base->tp_traverse != NULL &&
           _RcLedger_VisitsBy(base->tp_traverse, holder->object, op) > _RcLedger_VisitsOf(holder, op);
}

/* A live object that refers to record's, in its memory or in its items, and whose traverse does not visit that. */
static Record *hidden_holder(Ledger *ledger, const Record *record)
{
    for (Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (has_fields(holder) &&
            (_RcLedger_WordsIn(holder, record->object) > _RcLedger_VisitsOf(holder, record->object) ||
             hides_what_base_visits(holder, record->object))) {
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

/* Was the reference that is too many taken for a field which nobody ever gives back?  It should borrow. */
static int is_for_borrower(const Blame *blame, char *field, size_t room)
{
    const Site *site = &blame->site;
    return blame->entry != NULL && blame->entry->kind == ENTRY_TAKEN && site->file != NULL &&
           site->line == blame->entry->operation.site.line &&
           _RcLedger_FieldKeptAt(site->file, site->line, site->pc, field, room) &&
           !_RcLedger_IsFieldGiven(site->file, field, site->pc);
}

/* Of objects that hold each other one for which such a reference was taken: without that there were no cycle. */
static int tell_borrower(Ledger *ledger, Record *first)
{
    Record *record = first;

    for (size_t steps = 0; steps <= ledger->live_count && record != NULL; steps++) {
        Blame blame = {0};
        char field[64];
        _RcLedger_BlameTooMany(ledger, record, &blame);
        if (is_for_borrower(&blame, field, sizeof field)) {
            blame.kind = "uncollected-cycle";
            snprintf(blame.what, sizeof blame.what,
                     "a reference is taken for the field %s, which nobody gives back: objects hold each "
                     "other through it, so that it should borrow",
                     field);
            if (!record->told) {
                _RcLedger_Report(ledger, record, &blame, "it is held only by what it holds itself");
                _RcLedger_MarkTold(ledger, record);
            }
            record->told = first->told = 1;
            return 1;
        }
        record = hidden_holder(ledger, record);
        record = record == first ? NULL : record;
    }
    return 0;
}

#define MOST_STEPS 64 /* of a cycle: each asks the whole heap, and the source */

/* A field of what the collector does not know may point back without owning: then its maker has lost a reference, not
 * the one who took another for the field.  If any of them was taken for that, it is the one that closed the cycle. */
static void tell_opaque_cycle(Ledger *ledger, Record *first)
{
    Record *record = first, *holder = hidden_holder(ledger, first);
    size_t steps = 0;
    Blame blame = {0};

    _RcLedger_BlameTooMany(ledger, record, &blame);
    while (holder->edges == 0 && (blame.entry == NULL || blame.entry->kind == ENTRY_CREATED)) {
        record = holder;
        holder = record != first && steps++ < MOST_STEPS ? hidden_holder(ledger, record) : NULL;
        if (holder == NULL) {
            tell_leak(ledger, first);
            return;
        }
        memset(&blame, 0, sizeof blame);
        _RcLedger_BlameTooMany(ledger, record, &blame);
    }
    record->told = first->told = 1;
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
            } else if (!held->told && !tell_borrower(ledger, held)) {
                tell_opaque_cycle(ledger, held);
            }
        }
    }
}

void _RcLedger_TellWhatIsLeft(Ledger *ledger)
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
