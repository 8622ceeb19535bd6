/* Too few references, and a call of the library's took over what a field has.  If the pointer went with it the reference was the
 * field's, and who stored the pointer there had to take it; if the field keeps the pointer, the call should have got one of its
 * own. */
#include "ledger/blame.h"
#include "ledger/history.h"
#include "ledger/lines.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* `view->text = RcList_GetItem(list, i);`, or by way of a variable: the line that stores what a call lent into a field of that
 * name; 0: it comes to no such field. */
static int line_of_keeping(const Site *lending, const char *field)
{
    char stored[64];

    return lending->file != NULL &&
                   _RcLedger_FieldOfResult(lending->file, lending->line, lending->pc, stored,
                                           sizeof stored) &&
                   strcmp(stored, field) == 0
               ? _RcLedger_OverwritingOfField(lending->file, lending->line, 0, lending->pc, field)
               : 0;
}

int _RcLedger_BlameStoreOfLent(const Record *record, const Entry *giving, const char *field, Blame *blame)
{
    const Site *giver = &giving->operation.site;

    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *lending = _RcLedger_Entry(&record->history, i - 1);
        const Site *site = &lending->operation.site;
        int line = lending->kind == ENTRY_LENT && lending->operation.number < giving->operation.number
                       ? line_of_keeping(site, field)
                       : 0;
        if (line > 0) {
            blame->kind = "missing-incref";
            blame->entry = lending;
            blame->site = *site;
            blame->site.line = line;
            snprintf(blame->what, sizeof blame->what,
                     "what %s lends is stored here as if it came with a reference, and %s gives one back at "
                     "line %d: "
                     "Rc_INCREF is missing",
                     site->api, giver->function, giver->line);
            return 1;
        }
    }
    return 0;
}

/* With the deep ledger: the last pointer to it that was stored into a field of that name before an entry. */
static const Entry *store_to_field(const Record *record, const Entry *before, const char *field)
{
    const Entry *found = NULL;
    char stored[64];
    Line line;

    for (uint32_t i = 0; i < record->history.used; i++) {
        const Entry *entry = _RcLedger_Entry(&record->history, i);
        if (entry->kind == ENTRY_STORED && entry->operation.number < before->operation.number &&
            _RcLedger_LineOfEither(entry->store_pc, entry->store_caller, &line) &&
            _RcLedger_FieldStoredAt(line.file, line.line, stored, sizeof stored) &&
            strcmp(stored, field) == 0) {
            found = entry;
        }
    }
    return found;
}

/* A call takes over what a field has, which others give back, and the pointer goes with it: the reference was the field's, and
 * who stored the pointer there had to take it. */
int _RcLedger_BlameStoreOfHanded(const Record *record, const Entry *filling, Blame *blame)
{
    const Site *site = &filling->operation.site;
    const Entry *store;
    Account account;
    char field[64];

    if (site->file == NULL ||
        !_RcLedger_FieldHandedAt(site->file, site->line, site->pc, field, sizeof field) ||
        !_RcLedger_EmptiesField(site->file, site->line, site->pc, field)) {
        return 0;
    }
    store = store_to_field(record, filling, field);
    if (store == NULL) {
        return _RcLedger_BlameStoreOfLent(record, filling, field, blame);
    }
    _RcLedger_AddUp(&record->history, 0, &account);
    if (_RcLedger_HasTaken(&account, store->operation.activation)) {
        return 0;
    }
    blame->entry = store;
    _RcLedger_DescribeStore(store, blame);
    return 1;
}

/* Has its operation given, or stored, more than it took? */
static int is_giving_on_the_whole(const History *history, const Entry *entry)
{
    int sum = 0;

    for (uint32_t i = 0; i < history->used; i++) {
        const Entry *other = _RcLedger_Entry(history, i);
        if (other->operation.number == entry->operation.number &&
            other->operation.activation == entry->operation.activation) {
            sum += _RcLedger_ChangeBy(other->kind);
        }
    }
    return sum < 0 && !entry->other.users_type;
}

/* The giving of what a field of that name has, after an entry; NULL: there is none. */
static const Entry *giving_of_field_after(const History *history, uint32_t index, const char *field)
{
    const void *place = _RcLedger_Entry(history, index)->place;
    char given[64];

    for (uint32_t i = index + 1; i < history->used; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        const Site *site = &entry->operation.site;
        if (entry->kind == ENTRY_GIVEN && site->file != NULL &&
            (place == NULL || entry->place == NULL || entry->place == place) &&
            _RcLedger_FieldGivenAt(site->file, site->line, site->pc, given, sizeof given) &&
            strcmp(given, field) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* A call takes over what a field has, which keeps the pointer, and is given back later: the call should get a reference of its
 * own. */
int _RcLedger_BlameHandedOn(const Record *record, Blame *blame)
{
    const History *history = &record->history;
    char field[64];

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *first = _RcLedger_Entry(history, i - 1), *later;
        const Site *site = &first->operation.site;
        if (_RcLedger_ChangeBy(first->kind) >= 0 || site->file == NULL ||
            !is_giving_on_the_whole(history, first) ||
            !_RcLedger_FieldHandedAt(site->file, site->line, site->pc, field, sizeof field) ||
            _RcLedger_EmptiesField(site->file, site->line, site->pc, field)) {
            continue;
        }
        later = giving_of_field_after(history, i - 1, field);
        if (later != NULL) {
            blame->kind = first->kind == ENTRY_GIVEN ? "over-decref" : "missing-incref";
            blame->entry = first;
            blame->site = *site;
            snprintf(blame->what, sizeof blame->what,
                     "%s takes over the reference of %s, which keeps the pointer, and %s gives it back at "
                     "line %d: "
                     "take one for the call first (Rc_INCREF)",
                     site->api, field, later->operation.site.function, later->operation.site.line);
            return 1;
        }
    }
    return 0;
}
