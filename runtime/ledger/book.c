/* The book: what the runtime tells of each object's references, from its making to its end.
 *
 * It is entered into the object's history, under the operation that is under way (operations.c).  Immortal objects get
 * a record when they are first met. */
#include "ledger/audit.h"
#include "ledger/given_up.h"
#include "ledger/history.h"
#include "ledger/loans.h"
#include "ledger/operations.h"
#include "ledger/tombstones.h"

#include <recount/errors.h>
#include <recount/gc.h>

#include "core/type.h"

#include <string.h>

/* -- the runtime's hooks -- */

/* Does an immortal object stand there, which nobody has told of?  It may be a field with anything in it. */
static int is_immortal(const RcObject *op)
{
    RcObject object;
    RcTypeObject type;
    char first;

    return ((uintptr_t)op & (sizeof(void *) - 1)) == 0 && _RcLedger_Read(op, &object, sizeof object) &&
           Rc_IsImmortal(&object) && _RcLedger_Read(object.ob_type, &type, sizeof type) &&
           _RcLedger_Read(type.tp_name, &first, 1);
}

Record *_RcLedger_RecordOf(Ledger *ledger, RcObject *op)
{
    Record *record = find_used(ledger, op);
    if (record == NULL && is_immortal(op)) {
        record = _RcLedger_NewRecord(ledger, op, op->ob_type);
        if (record != NULL) {
            record->immortal = 1;
        }
    }
    return record;
}

static inline Record *record_used(Ledger *ledger, RcObject *op)
{
    Record *record = find_used(ledger, op);
    return RC_LIKELY(record != NULL) ? record : _RcLedger_RecordOf(ledger, op);
}

/* -- the short ways -- */

/* Most operations are done to a live object whose record has been looked for before, in a function that certainly
 * runs; then little is to be done.  Everything else has care taken of it. */

/* Is it known whose operation it is, and is there nobody else to be told? */
static inline int runs_at_once(const Ledger *ledger)
{
    return ledger->trace == NULL && certainly_runs(ledger->running, __builtin_frame_address(0));
}

/* Is there nothing to be seen to before the next booking? */
static inline int is_ready(const Ledger *ledger, const Record *record)
{
    return record != NULL && record->state == RECORD_LIVE && !record->has_aside && runs_at_once(ledger);
}

static inline Booking *write_now(Ledger *ledger, Record *record, EntryKind kind, Rc_ssize_t change)
{
    ledger->acting = ledger->running;
    return write_booking(ledger->running, record, kind, change);
}

static RC_NOINLINE void create_with_care(Ledger *ledger, RcObject *op, RcTypeObject *type)
{
    Record *record = _RcLedger_NewRecord(ledger, op, type);

    if (record == NULL) {
        return;
    }
    op->ob_flags |= ledger->owner;
    *place_found(ledger, op) = record;
    enter(ledger, record, ENTRY_CREATED, 1);
}

void _RcLedger_Created(RcObject *op, RcTypeObject *type)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = runs_at_once(ledger) ? start_waiting(ledger, op, type) : NULL;
    if (RC_UNLIKELY(record == NULL)) {
        create_with_care(ledger, op, type);
        return;
    }
    op->ob_flags |= ledger->owner;
    *place_found(ledger, op) = record;
    ledger->made = record;
    write_now(ledger, record, ENTRY_CREATED, 1);
}

/* No reference holds up a dealloc: it may be brought back by its finalizer only, which the runtime calls with one. */
static int is_users_taking(Ledger *ledger)
{
    const char *api = _RcLedger_Running(ledger)->site->api;
    return api != NULL &&
           (strstr(api, "INCREF") != NULL || strstr(api, "IncRef") != NULL || strstr(api, "NewRef") != NULL);
}

static RC_NOINLINE void take_with_care(Ledger *ledger, RcObject *op)
{
    Record *record = record_used(ledger, op);
    if (record == NULL || record->state == RECORD_DEAD) {
        _RcLedger_TellWrongObject(ledger, record, op, 0);
        return;
    }
    if (RC_UNLIKELY(record->state == RECORD_DYING && record->count == 0 && is_users_taking(ledger))) {
        _RcLedger_TellWrongObject(ledger, record, op, 0);
    }
    enter(ledger, record, ENTRY_TAKEN, 1);
}

void _RcLedger_Taken(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = find_at_once(ledger, op);
    if (RC_LIKELY(is_ready(ledger, record) && has_room_for_one(record))) {
        write_now(ledger, record, ENTRY_TAKEN, 1);
    } else {
        take_with_care(ledger, op);
    }
}

void _RcLedger_LeaveDealloc(Ledger *ledger, const Record *record)
{
    ledger->dying = record->more->outer_dying;
    ledger->dying_is_known = record->outer_is_known;
    ledger->found_dying = NULL;
}

/* The dealloc that a giving may belong to: if it is known what the dying object owned, it was this object, too. */
static inline uint64_t giving_dealloc(const Ledger *ledger, const Record *record)
{
    return ledger->dying_is_known && !_RcLedger_WasSlotOf(&record->history, ledger->dying) ? 0
                                                                                           : ledger->dying;
}

/* With the deep ledger the giver has loaded the pointer, if it did not come as an argument or a result. */
static void enter_giving(Ledger *ledger, Record *record)
{
    Booking *booking = enter(ledger, record, ENTRY_GIVEN, -1);
    if (booking != NULL) {
        booking->dying = (uint32_t)giving_dealloc(ledger, record);
        if (record->last_load != NULL) {
            _RcLedger_NoteLoad(ledger, record, booking);
        }
    }
}

static RC_NOINLINE void give_with_care(Ledger *ledger, RcObject *op)
{
    Record *record = record_used(ledger, op);

    if (record != NULL) {
        enter_giving(ledger, record);
    }
    if (record == NULL || record->state == RECORD_DEAD) {
        _RcLedger_TellWrongObject(ledger, record, op, 1);
        return;
    }
    if (record->count < 0 && record->state == RECORD_DYING) {
        _RcLedger_TellWrongObject(ledger, record, op, 1);
        record->count = 0;
        op->ob_refcnt++; /* the count must not wrap */
        if (ledger->trace != NULL) {
            _RcLedger_TraceMended(ledger, record, 1);
        }
        return;
    }
    if (record->more->missed_by != 0 && record->more->missed_by == ledger->dying) {
        _RcLedger_TellMissed(ledger, record);
    }
    if (record->count < record->edges) {
        more_of(record)->suspect = _RcLedger_Running(ledger)->number;
    }
    if (record->lent) {
        _RcLedger_WatchLoan(ledger, record);
    }
    if (ledger->options.audit != 0) {
        _RcLedger_NoteGivenUp(ledger, record);
    }
}

void _RcLedger_Given(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL) {
        return;
    }
    record = find_at_once(ledger, op);
    if (RC_LIKELY(is_ready(ledger, record) && !record->lent && record->count > record->edges &&
                  (ledger->dying | (unsigned)ledger->looks_at_givings) == 0 && has_room_for_one(record))) {
        write_now(ledger, record, ENTRY_GIVEN, -1);
    } else {
        give_with_care(ledger, op);
    }
}

void _RcLedger_Used(const RcObject *op, const void *caller)
{
    Ledger *ledger = open_ledger();
    uint32_t owner = op->ob_flags & RC_OBJECT_OWNER;
    Record *record;

    if (ledger == NULL || !((op->ob_flags & RC_OBJECT_DEAD) || (owner != 0 && owner != ledger->owner))) {
        return;
    }
    record = find_used(ledger, op);
    if (record != NULL && record->state == RECORD_DYING) {
        _RcLedger_LookAtUseOfDying(ledger, record);
    } else {
        _RcLedger_TellWrongUse(ledger, record, op, __builtin_return_address(0), caller);
    }
}

/* Has a function of the user's run in the operation that has just ended?  Then what that was has come from it, perhaps:
 * the last one. */
static inline int has_called_back(const Ledger *ledger, const Activation *running)
{
    const Activation *ended = ledger->last_ended;
    return ended->parent == running->id && ended->code == NULL &&
           (ended->deep || ended->number > running->number);
}

static RC_NOINLINE void note_with_care(Ledger *ledger, RcObject *op, EntryKind kind)
{
    Record *record = record_used(ledger, op);

    if (record != NULL && record->state != RECORD_DEAD) {
        Booking *booking = enter(ledger, record, kind, 0);
        const Activation *ended = ledger->last_ended;
        Detail *detail = has_called_back(ledger, ledger->acting) ? _RcLedger_DetailOf(record, booking) : NULL;
        if (detail != NULL) {
            detail->until = last_operation(ended);
            detail->store_pc = ended->exit;
        }
        if (kind == ENTRY_RECEIVED && record->count <= record->edges) {
            _RcLedger_CheckResult(ledger, record);
        }
    }
}

/* Entry: op is not NULL. */
static inline void note_result(Ledger *ledger, RcObject *op, EntryKind kind)
{
    Record *record = find_at_once(ledger, op);

    if (RC_LIKELY(is_ready(ledger, record) && record->count > record->edges &&
                  !has_called_back(ledger, ledger->running))) {
        if (join_result(&record->history, ledger->running, kind)) {
            ledger->acting = ledger->running;
            return;
        }
        if (has_room_for_one(record)) {
            write_now(ledger, record, kind, 0);
            return;
        }
    }
    note_with_care(ledger, op, kind);
}

/* Most results were made for that: then nothing but their making is booked, under the same operation. */
static inline int is_just_made(const Ledger *ledger, const Record *record, const RcObject *op)
{
    return record->object == op && record->newest == (uint32_t)ledger->running->number &&
           record->history.used == 1 && is_ready(ledger, record) && record->count > record->edges &&
           !has_called_back(ledger, ledger->running);
}

static RC_NOINLINE RcObject *note_received(Ledger *ledger, RcObject *op)
{
    note_result(ledger, op, ENTRY_RECEIVED);
    return op;
}

RcObject *_RcLedger_Got(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record;

    if (ledger == NULL || op == NULL) {
        return op;
    }
    record = ledger->made;
    if (RC_UNLIKELY(!is_just_made(ledger, record, op))) {
        return note_received(ledger, op);
    }
    ledger->acting = ledger->running;
    record->first[0].head |= (uint64_t)ENTRY_RECEIVED << ALSO_SHIFT;
    record->history.used = 2;
    return op;
}

static RC_NOINLINE RcObject *note_lender(Ledger *ledger, RcObject *op, const RcObject *lender)
{
    note_loan(ledger, op, lender);
    return op;
}

RcObject *_RcLedger_Lent(const RcObject *lender, RcObject *op)
{
    Ledger *ledger = open_ledger();

    if (ledger == NULL) {
        return op;
    }
    if (op != NULL) {
        note_result(ledger, op, ENTRY_LENT);
    }
    return RC_UNLIKELY(ledger->options.audit != 0) ? note_lender(ledger, op, lender) : op;
}

void _RcLedger_Tracked(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (record != NULL) {
        record->tracked_once = 1;
    }
}

/* Who makes an object immortal on purpose gives his reference up; then it is everybody's. */
void _RcLedger_Immortal(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;

    op->ob_flags &= ~RC_OBJECT_OWNER;
    if (record != NULL) {
        const char *api = _RcLedger_Running(ledger)->site->api;
        record->immortal = 1;
        if (ledger->trace != NULL) {
            _RcLedger_TraceImmortal(ledger, record);
        }
        if (api == NULL) {
            record->runtimes_own = 1;
        } else if (strcmp(api, "Rc_SetImmortal") == 0) {
            enter(ledger, record, ENTRY_GIVEN, -1);
        }
    }
}

void _RcLedger_SetRefcnt(RcObject *op, Rc_ssize_t count)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (record != NULL && !record->immortal) {
        Rc_ssize_t change = count - record->count;
        enter(ledger, record, change < 0 ? ENTRY_GIVEN : ENTRY_TAKEN, change);
    }
}

/* What a dying object refers to is its dealloc's to give back: C code's from now on. */
static void empty_slots(Ledger *ledger, Record *holder)
{
    More *more = more_of(holder);

    for (size_t i = 0; i < more->slot_count; i++) {
        Record *target = _RcLedger_Find(ledger, more->slots[i]);
        if (target != NULL && target->state != RECORD_DEAD && target != holder) {
            Detail *detail = _RcLedger_DetailOf(target, enter(ledger, target, ENTRY_SLOT_EMPTIED, 0));
            if (detail != NULL) {
                detail->other = _RcLedger_Who(holder);
            }
            if (ledger->trace != NULL) {
                _RcLedger_TraceSlot(ledger, target, holder, ENTRY_SLOT_EMPTIED,
                                    &(TracedSlot){.by = ledger->acting, .slot = -1, .is_now = 1});
            }
            target->edges--;
        }
    }
    more->dying_slots = more->slot_count; /* they are looked at again when it is freed */
    more->slot_count = 0;
}

void _RcLedger_Dying(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (ledger != NULL) {
        ledger->deallocs++;
    }
    if (record != NULL) {
        int is_known = _RcLedger_MeasureDying(ledger, record);
        enter(ledger, record, ENTRY_DYING, 0);
        record->state = RECORD_DYING;
        empty_slots(ledger, record);
        more_of(record)->raised = ledger->runtime->raised;
        more_of(record)->outer_dying = ledger->dying;
        record->outer_is_known = ledger->dying_is_known != 0;
        ledger->dying = record->serial;
        ledger->dying_is_known = is_known;
        if (ledger->options.audit != 0) {
            op->ob_flags |= RC_OBJECT_DEAD; /* its uses are looked at from now on */
        }
        if (!_RcType_IsBuiltin(record->type)) {
            ledger->error.dying = record->serial;
            ledger->error.seen = record->more->raised;
        }
    }
}

static void end_dealloc(Ledger *ledger, Record *record)
{
    _RcLedger_NoteError(ledger);
    if (ledger->dying == record->serial) {
        _RcLedger_LeaveDealloc(ledger, record);
    }
    if (record->more->raised != ledger->runtime->raised) {
        _RcLedger_TellDisturbedError(ledger, record);
    }
    if (record->state == RECORD_DYING && record->object->ob_refcnt > 0) {
        record->state = RECORD_LIVE; /* brought back by its finalizer */
        record->object->ob_flags &= ~RC_OBJECT_DEAD;
        if (ledger->trace != NULL) {
            _RcLedger_TraceRevived(ledger, record);
        }
    }
}

/* After tp_dealloc: only its address may still be meaningful. */
void _RcLedger_Died(RcObject *op)
{
    Ledger *ledger = open_ledger();
    Record *record = ledger != NULL ? find_used(ledger, op) : NULL;
    if (ledger != NULL && ledger->deallocs > 0) {
        ledger->deallocs--;
    }
    if (record == NULL || record->state == RECORD_LIVE) {
        return;
    }
    end_dealloc(ledger, record);
    if (ledger->hostility.how != RC_HOSTILE_NOT) {
        _RcLedger_HostileDeath(ledger, op);
    }
}

/* The dealloc of a leaf gives nothing back: that it dies is booked when it is buried. */
void _RcLedger_LeafDied(RcObject *op)
{
    Ledger *ledger = open_ledger();
    if (ledger != NULL && ledger->hostility.how != RC_HOSTILE_NOT) {
        _RcLedger_HostileDeath(ledger, op);
    }
}
