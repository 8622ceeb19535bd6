/* Which reference is it that a line gives back?  The one that came into what it names.
 *
 * The plain ledger does not see places.  But the source names them: a line that gives back what a field holds,
 * `Rc_XDECREF(self->title)`, gives what a line took for a field of that name, `self->title = Rc_NewRef(title);`,
 * and not what the function's caller has in a variable of its own.  And `Rc_DECREF(field);` gives what was put into this
 * variable, and not what the function has in another one. */
#include "ledger/lines.h"
#include "ledger/source_says.h"
#include "ledger/sums.h"

#include <string.h>

#define FIELD_ROOM 64

/* Its reference was taken for a field of this name, by another activation, which has not given one away for it. */
static int is_kept_for(const Move *taking, const Move *giving, const char *field)
{
    const Site *site = &taking->entry->operation.site;
    char kept[FIELD_ROOM];

    return taking->change > 0 && taking->entry->kind == ENTRY_TAKEN &&
           taking->activation != giving->activation && site->file != NULL &&
           _RcLedger_FieldKeptAt(site->file, site->line, site->pc, kept, sizeof kept) &&
           strcmp(kept, field) == 0;
}

static void pair_giving(Account *account, size_t index)
{
    const Move *giving = &account->moves[index];
    const Site *site = &giving->entry->operation.site;
    Sum *less = _RcLedger_SumOf(account, giving->activation);
    char field[FIELD_ROOM];

    if (less == NULL || less->sum >= 0 || giving->change >= 0 || giving->entry->kind != ENTRY_GIVEN ||
        site->file == NULL ||
        !_RcLedger_FieldGivenAt(site->file, site->line, site->pc, field, sizeof field)) {
        return;
    }
    for (size_t i = index; i > 0; i--) {
        const Move *taking = &account->moves[i - 1];
        Sum *more = _RcLedger_SumOf(account, taking->activation);
        if (more != NULL && more->sum > 0 && is_kept_for(taking, giving, field)) {
            more->sum--;
            less->sum++;
            return;
        }
    }
}

/* `Rc_CLEAR(cache)` gives back what was taken for that global variable, of which there is one: so it does, too, where a
 * reference is missing.  (The deep ledger has seen who stored it.) */
static void pair_by_global(Account *account, size_t index)
{
    const Move *giving = &account->moves[index];
    const Site *site = &giving->entry->operation.site;
    Sum *less = _RcLedger_SumOf(account, giving->activation);

    if (less == NULL || giving->change >= 0 || giving->entry->kind != ENTRY_GIVEN || site->file == NULL ||
        site->api == NULL || (strstr(site->api, "CLEAR") == NULL && strstr(site->api, "SETREF") == NULL)) {
        return;
    }
    for (size_t i = index; i > 0; i--) {
        Move *taking = &account->moves[i - 1];
        const Site *from = &taking->entry->operation.site;
        Sum *more = _RcLedger_SumOf(account, taking->activation);
        if (more != NULL && taking->change > 0 && taking->entry->kind == ENTRY_TAKEN &&
            taking->pays == NULL && from->file != NULL && strcmp(from->file, site->file) == 0 &&
            _RcLedger_IsTakenForGlobal(site->file, from->line, site->line, site->pc)) {
            taking->pays = giving->entry;
            more->sum--;
            less->sum++;
            return;
        }
    }
}

/* Did it come into the variable that a line gives back, by an operation of the same function or by a call?  What was taken for a
 * field stays there. */
static int is_in_variable(const Move *taking, const Move *giving)
{
    const Site *site = &giving->entry->operation.site, *from = &taking->entry->operation.site;
    char field[FIELD_ROOM];
    Line line;

    if (taking->change <= 0 || taking->pays != NULL ||
        (taking->entry->kind != ENTRY_TAKEN && taking->entry->kind != ENTRY_CREATED)) {
        return 0;
    }
    if (taking->activation == giving->activation) {
        return from->file != NULL && strcmp(from->file, site->file) == 0 &&
               _RcLedger_GivesWhatCame(site->file, site->line, from->line, site->pc);
    }
    return taking->parent == giving->activation && _RcLedger_LineOf(taking->entry->caller, &line) &&
           strcmp(line.file, site->file) == 0 &&
           !(taking->entry->kind == ENTRY_TAKEN && from->file != NULL &&
             _RcLedger_FieldKeptAt(from->file, from->line, from->pc, field, sizeof field)) &&
           _RcLedger_GivesWhatCame(site->file, site->line, line.line, site->pc);
}

/* The last such taking before a giving; NULL: there is none, or it may be another function's, too, that the same line calls. */
static Move *taking_in_variable(Account *account, size_t index)
{
    Move *found = NULL;

    for (size_t i = index; i > 0; i--) {
        Move *taking = &account->moves[i - 1];
        if (is_in_variable(taking, &account->moves[index])) {
            if (found != NULL && found->activation != taking->activation) {
                return NULL;
            }
            found = found == NULL ? taking : found;
        }
    }
    return found;
}

static void pair_by_variable(Account *account, size_t index)
{
    const Move *giving = &account->moves[index];
    Sum *less = _RcLedger_SumOf(account, giving->activation), *more;
    Move *taking;

    if (less == NULL || giving->change >= 0 || giving->entry->kind != ENTRY_GIVEN ||
        giving->entry->dying != 0 || giving->entry->operation.site.file == NULL ||
        _RcLedger_IsPaid(account, giving->entry)) {
        return;
    }
    taking = taking_in_variable(account, index);
    more = taking != NULL ? _RcLedger_SumOf(account, taking->activation) : NULL;
    if (more != NULL && (more == less || more->sum > 0)) {
        taking->pays = giving->entry;
        more->sum -= more != less;
        less->sum += more != less;
    }
}

/* Where a reference is missing, a field may have been given back too often: then who else has kept one is no help. */
void _RcLedger_PairByNames(Account *account)
{
    int surplus = 0;

    for (size_t i = 0; i < account->sum_count; i++) {
        surplus += account->sums[i].sum;
    }
    for (size_t i = surplus < 0 && !_Rc_ledger->is_deep ? account->count : 0; i > 0; i--) {
        pair_by_global(account, i - 1);
    }
    for (size_t i = surplus > 0 ? account->count : 0; i > 0; i--) {
        pair_giving(account, i - 1);
        pair_by_variable(account, i - 1);
    }
}
