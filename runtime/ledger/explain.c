/* An object's story, and why it is alive, in words. */
#include "ledger/audit.h"
#include "ledger/finding.h"

static void explain_holders(Ledger *ledger, const Record *record, FILE *out)
{
    for (const Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        char name[192];
        for (size_t i = 0; i < holder->more->slot_count; i++) {
            if (holder->more->slots[i] == record->object) {
                fprintf(
                    out,
                    "  held by the %s object %p (%s), reference %zu of the %zu that its tp_traverse visits\n",
                    holder->type_name, (void *)holder->object, _RcLedger_Repr(holder, name, sizeof name),
                    i + 1, (size_t)holder->more->slot_count);
            }
        }
    }
}

static void explain_c_code(const Record *record, FILE *out)
{
    Rc_ssize_t external = RECORD_EXTERNAL(record);
    Site sites[16];
    size_t count = _RcLedger_OpenTakings(record, sites, sizeof sites / sizeof sites[0]);

    if (external <= 0) {
        fprintf(out, "  C code holds no reference\n");
        return;
    }
    fprintf(out, "  C code holds %zd reference%s, taken\n", external, external == 1 ? "" : "s");
    for (size_t i = 0; i < count && (Rc_ssize_t)i < external; i++) {
        fprintf(out, "    at %s:%d in %s: by %s\n", sites[i].file != NULL ? sites[i].file : "?",
                sites[i].line, sites[i].function != NULL ? sites[i].function : "?",
                sites[i].api != NULL ? sites[i].api : "?");
    }
}

void RcLedger_Explain(RcObject *op, FILE *out)
{
    Ledger *ledger = _Rc_ledger;
    const Record *record = ledger != NULL && op != NULL ? _RcLedger_RecordOf(ledger, op) : NULL;
    char name[192];

    if (out == NULL || ledger == NULL) {
        return;
    }
    if (record == NULL) {
        fprintf(out, "%p is no object that this thread's ledger knows\n", (void *)op);
        return;
    }
    if (record->state != RECORD_DEAD && !ledger->busy) {
        ledger->stack_end = KEEP_REGISTERS();
        _RcLedger_Audit(ledger);
    }
    ledger->busy++;
    fprintf(out, "%s object %p (%s): count %zd = %d held by objects + %zd held by C code%s\n",
            record->type_name, (const void *)op, _RcLedger_Repr(record, name, sizeof name), record->count,
            record->edges, RECORD_EXTERNAL(record),
            record->immortal ? " (it is immortal: nothing frees it)" : "");
    if (record->state != RECORD_DEAD) {
        explain_holders(ledger, record, out);
        explain_c_code(record, out);
    }
    fprintf(out, "Its story:\n");
    _RcLedger_WriteStory(record, out);
    ledger->busy--;
}
