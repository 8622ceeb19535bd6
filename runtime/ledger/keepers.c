/* Who keeps an object that a function uses without a reference of its own: somebody whom the function knows of?
 *
 * Correct code relies on others: on its caller, who has handed it the object, on a global variable, on a container of its own.
 * But what a function further out happens to have in a variable, and has handed to nobody, is no promise: the next caller
 * may not have it.  The book says which functions that run have references, and where these came to them; the search of
 * memory (scan.c) whether there is a pointer anywhere else than in the stack; the source which names are handed on. */
#include "ledger/keepers.h"
#include "ledger/audit.h"
#include "ledger/lines.h"
#include "ledger/operations.h"
#include "ledger/source_says.h"
#include "ledger/sums.h"

#include <recount/weakref.h>

#include <string.h>

/* Whose a reference is that a function has got: its own, or of the one that runs and has called it. */
static uint32_t owner_of_reference(const Ledger *ledger, const Move *move)
{
    uint32_t owner = move->activation;

    while (owner != 0 && !_RcLedger_IsRunning(ledger, owner)) {
        uint32_t caller = _RcLedger_CallerOf(ledger, owner);
        owner = caller == 0 && owner == move->activation ? move->parent : caller;
    }
    return owner;
}

static int references_of(const Ledger *ledger, const Account *account, uint32_t owner)
{
    int references = 0;

    for (size_t i = 0; i < account->count; i++) {
        references += owner_of_reference(ledger, &account->moves[i]) == owner ? account->moves[i].change : 0;
    }
    return references;
}

/* The name of a function that runs; NULL: the runtime has called it, or it is not known. */
static const char *function_name(const Activation *function)
{
    Line line;

    if (function->code != NULL) {
        return NULL;
    }
    if (function->number == 0 && function->entry != NULL && _RcLedger_LineOf(function->entry, &line)) {
        return line.function;
    }
    return function->site->function;
}

/* Where a function that runs has called the one above it in the stack; 0: it is not known. */
static int line_of_call(const Ledger *ledger, uint32_t depth)
{
    const Activation *caller = &ledger->stack[depth], *callee = caller + 1;
    const Site *site = caller->site;
    Line line;

    if (depth + 1 >= ledger->depth) { /* that has announced nothing as yet */
        return 0;
    }
    if (callee->code != NULL) { /* by the operation that is under way */
        return site->file != NULL ? site->line : 0;
    }
    return site->file != NULL && site->function != NULL && callee->caller != NULL &&
                   _RcLedger_LineOf(callee->caller, &line) && _RcLedger_IsSameFile(line.file, site->file) &&
                   strcmp(line.function, site->function) == 0
               ? line.line
               : 0;
}

static const char *name_of_running(const Ledger *ledger, uint32_t function)
{
    for (uint32_t i = 0; i < ledger->depth; i++) {
        if (ledger->stack[i].id == function) {
            return ledger->stack[i].site->function;
        }
    }
    return NULL;
}

/* Where a reference came to the function that has it; line 0: it is not known, such as that one which has announced nothing as
 * yet has it, and not the one that called it. */
static Line place_of_coming(const Ledger *ledger, const Move *move, uint32_t owner)
{
    const Site *site = &move->entry->operation.site;
    const char *name = name_of_running(ledger, owner);
    Line line = {0};

    if (move->activation == owner) {
        return (Line){
            .file = site->file, .function = site->function, .line = site->file != NULL ? site->line : 0};
    }
    if (!_RcLedger_LineOfCall(ledger, owner, move->activation, &line) ||
        (name != NULL && strcmp(line.function, name) != 0)) {
        line.line = 0;
    }
    return line;
}

/* Is it a reference that a function has got, or one that it has called, and that is its own now? */
static int is_reference_of(const Ledger *ledger, const Account *account, size_t index, uint32_t owner)
{
    const Move *move = &account->moves[index];
    return move->change > 0 && !_RcLedger_IsSpent(account, move->entry) &&
           owner_of_reference(ledger, move) == owner;
}

/* What is known of the references that functions further out have. */
typedef struct Further {
    int references;
    int is_handed_in; /* one may have come to those that they have called */
    int is_elsewhere; /* one may have been put somewhere else than into a variable of the function's own */
} Further;

static void look_at_owner(const Ledger *ledger, const Account *account, uint32_t depth, Further *further)
{
    uint32_t owner = ledger->stack[depth].id;
    int call = line_of_call(ledger, depth);

    for (size_t i = 0; i < account->count; i++) {
        if (is_reference_of(ledger, account, i, owner)) {
            Line came = place_of_coming(ledger, &account->moves[i], owner);
            further->is_handed_in |=
                came.line == 0 || call == 0 ||
                !_RcLedger_IsSameFile(came.file, ledger->stack[depth].site->file) ||
                _RcLedger_MayHandOn(came.file, came.line, call, function_name(&ledger->stack[depth + 1]));
            further->is_elsewhere |= came.line == 0 || !_RcLedger_StaysInVariable(came.file, came.line);
        }
    }
}

/* What the user gives back more than it got was one of theirs. */
static Further references_further_out(const Ledger *ledger, const Record *record, uint32_t user)
{
    Further further = {0};
    Account account;
    int given;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (uint32_t i = 0; i < ledger->depth && ledger->stack[i].id != user; i++) {
        int own = references_of(ledger, &account, ledger->stack[i].id);
        if (own > 0) {
            further.references += own;
            look_at_owner(ledger, &account, i, &further);
        }
    }
    given = -references_of(ledger, &account, user);
    further.references -= given > 0 ? given : 0;
    further.is_handed_in &= further.references > 0;
    return further;
}

int _RcLedger_IsHandedIn(const Ledger *ledger, const Record *record, uint32_t user)
{
    return references_further_out(ledger, record, user).is_handed_in;
}

/* These point to an object, and do not keep it. */
static int weakrefs_of(const RcObject *op)
{
    Rc_ssize_t offset = Rc_TYPE(op)->tp_weaklistoffset;
    const RcWeakReference *ref = NULL;
    int count = 0;

    if (offset > 0) {
        memcpy(&ref, (const char *)op + offset, sizeof ref);
    }
    for (; ref != NULL; ref = ref->wr_next) {
        count++;
    }
    return count;
}

/* Does any memory but the stack point to it, and is none of the slots of objects?  So it is as long as a search is not
 * affordable (audit.c). */
static int is_in_memory(Ledger *ledger, Record *record)
{
    Record *row[1] = {record};

    if (!ledger->options.scan || ledger->scan_allowance <= 0 || !_RcLedger_Scan(ledger, row, 1, 1)) {
        return 1;
    }
    ledger->scan_allowance -= _RcLedger_ScanCost();
    return record->more->hits - record->more->stack_hits > record->edges + weakrefs_of(record->object);
}

int _RcLedger_IsKeptByKnown(Ledger *ledger, Record *record, uint32_t user)
{
    Further further;

    if (RECORD_EXTERNAL(record) <= 0 || record->history.dropped > 0) {
        return RECORD_EXTERNAL(record) > 0;
    }
    further = references_further_out(ledger, record, user);
    return further.references < RECORD_EXTERNAL(record) || further.is_handed_in ||
           (further.is_elsewhere && is_in_memory(ledger, record));
}

/* Has a function got an object, and put it into a variable of its own? */
static int is_own_container(const Ledger *ledger, const Record *record, uint32_t user)
{
    Account account;

    _RcLedger_AddUp(&record->history, 0, &account);
    for (size_t i = 0; i < account.count; i++) {
        if (is_reference_of(ledger, &account, i, user)) {
            Line came = place_of_coming(ledger, &account.moves[i], user);
            if (came.line == 0 || _RcLedger_ComesToVariable(came.file, came.line)) {
                return references_of(ledger, &account, user) > 0;
            }
        }
    }
    return 0;
}

int _RcLedger_IsInOwnContainer(const Ledger *ledger, const RcObject *op, uint32_t user,
                               const RcObject *except)
{
    for (const Record *holder = ledger->live.next; holder != &ledger->live; holder = holder->next) {
        if (holder->object != except && _RcLedger_VisitsOf(holder, op) > 0 &&
            is_own_container(ledger, holder, user)) {
            return 1;
        }
    }
    return 0;
}
