/* What is visited, and not owned.
 *
 * An object whose count is 0 is owned by nobody.  A live one whose tp_traverse visits it then has only a pointer back, which the
 * dealloc unlinks; or it has just given its reference back, and keeps the pointer a moment longer.  And what a
 * tp_clear takes out of a field within a collection it gives back, or the field owned nothing. */
#include "ledger/audit.h"
#include "ledger/finding.h"
#include "ledger/history.h"
#include "ledger/lines.h"

#include <recount/gc.h>

/* In a long run, which is not audited at each operation, it is not known exactly who filled a slot, and who emptied it. */
int _RcLedger_IsWhole(const Ledger *ledger, const History *history)
{
    return history->dropped == 0 && ledger->last_audit == ledger->operations;
}

/* Has whoever let the holder refer to the object taken no reference for that?  Who that was must be known. */
static int is_filled_bare(const Record *record, const Record *holder)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(&record->history, i - 1);
        if (entry->kind == ENTRY_SLOT_FILLED && entry->other.serial == holder->serial) {
            return !entry->seen_late &&
                   _RcLedger_SumWithoutSlots(&record->history, entry->operation.activation) < 0;
        }
    }
    return 0;
}

void _RcLedger_NoteVisitor(Ledger *ledger, Record *dying)
{
    if (!_RcLedger_IsWhole(ledger, &dying->history) || dying->edges <= 0 || dying->object->ob_refcnt != 0 ||
        ledger->runtime->gc.collecting) {
        return;
    }
    for (Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (holder != dying && _RcLedger_VisitsOf(holder, dying->object) > 0 &&
            _RcLedger_CanBeWalked(holder) && is_filled_bare(dying, holder)) {
            more_of(dying)->visitor = _RcLedger_Who(holder);
            more_of(dying)->visited_at = _RcLedger_PlaceOfVisit(holder, dying->object);
            return;
        }
    }
}

/* Does the visitor live on, and visit it still?  So it may be if that cannot be asked now. */
static int may_visit(const Record *holder, const Record *dying)
{
    return holder != NULL && holder->serial == dying->more->visitor.serial && holder->state == RECORD_LIVE &&
           (!_RcLedger_CanBeWalked(holder) || _RcLedger_PlaceOfVisit(holder, dying->object) != NULL);
}

/* Its dealloc is through. */
void _RcLedger_JudgeVisitor(Ledger *ledger, Record *dying)
{
    const Record *holder =
        dying->more->visited_at != NULL ? _RcLedger_Find(ledger, dying->more->visitor.object) : NULL;
    Blame blame = {.kind = "bad-traverse"};
    Line line;

    if (dying->more->visited_at == NULL || may_visit(holder, dying) ||
        !_RcLedger_LineOf(dying->more->visited_at, &line)) {
        return;
    }
    _RcLedger_SiteFromLine(&line, dying->more->visited_at, &blame.site);
    more_of(dying)->visited_at = NULL;
    snprintf(blame.what, sizeof blame.what,
             "the tp_traverse of %s visits it here, but the object does not own a reference to it: only what "
             "a dealloc gives back is to be visited",
             dying->more->visitor.type_name);
    _RcLedger_Report(ledger, dying, &blame,
                     "its last reference was given back while the %s object %p, which visits it, was alive",
                     dying->more->visitor.type_name, (const void *)dying->more->visitor.object);
}

/* Not inherited, and none of the library's, whose fields a list's or a table's are. */
static int has_clear_of_its_own(const RcTypeObject *type)
{
    return type->tp_clear != NULL && type->tp_base != NULL && type->tp_clear != type->tp_base->tp_clear &&
           !_RcLedger_IsLibraryCode(_Rc_ledger, (const void *)(uintptr_t)type->tp_clear);
}

/* A tp_clear has emptied a holder's slot: the next audit tells whether its reference was given back. */
void _RcLedger_NoteCleared(const Ledger *ledger, const Record *holder, Record *target)
{
    More *more;

    if (!_RcLedger_IsWhole(ledger, &target->history) || !ledger->runtime->gc.collecting ||
        !has_clear_of_its_own(holder->type) || !is_filled_bare(target, holder) ||
        target->left != LEFT_NOTHING) {
        return;
    }
    more = more_of(target);
    more->left_by = _RcLedger_Who(holder);
    more->left_dealloc = (const void *)(uintptr_t)holder->type->tp_clear;
    more->left_clear = more->left_dealloc;
    more->left_traverse = (const void *)(uintptr_t)holder->type->tp_traverse;
    more->left_site = ledger->latest->site;
    more->left_at = ledger->operations;
    target->left = LEFT_OWNED;
    _Rc_ledger->has_leftovers = 1;
}
