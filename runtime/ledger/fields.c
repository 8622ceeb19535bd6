/* Who keeps what a field held?
 *
 * The plain ledger does not see places.  But the source names them: a line that gives back what a field holds,
 * `Rc_XDECREF(self->title)`, gives what a line took for a field of that name, `self->title = Rc_NewRef(title);`,
 * and not what the function's caller has in a variable of its own. */
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

/* Where a reference is missing, the field may have been given back too often: then who else has kept one is no help. */
void _RcLedger_PairByFields(Account *account)
{
    int surplus = 0;

    for (size_t i = 0; i < account->sum_count; i++) {
        surplus += account->sums[i].sum;
    }
    for (size_t i = surplus > 0 ? account->count : 0; i > 0; i--) {
        pair_giving(account, i - 1);
    }
}
