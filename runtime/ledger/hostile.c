/* Hostile mode: wherever user code may run, it does the worst that it is allowed to do.
 *
 * A comparison, a call, a hash function, an iterator's next, a finalizer, a dealloc: the runtime says that such
 * code has just run (RC_HOOK_USER_CODE), and here something is done that it might have done, with nothing but
 * operations that any code has, to the containers in use:
 *
 *     the object that the code was about, and the objects that refer to it, which the heap tells;
 *     for an iterator, what it refers to;
 *     for an object that has died, those that referred to it at the last audit.
 *
 * So a container that keeps a borrowed item, an index or a pointer into its buffer over such a call has it
 * pulled away, and the ledger sees the late use.  What is done is chosen by RcLedger_SetHostile and stays the
 * same, so that a run can be repeated.  What is put into a container was in it before, or is of its keys' type:
 * a container whose items are all of one type remains so.
 *
 * An attack attacks nothing itself.  It leaves the pending error and the countdown to a failing allocation as they
 * were; errors of its own operations are dropped. */
#include "ledger/audit.h"

#include <recount/errors.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/memory.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>
#include <recount/str.h>

#include "core/type.h"

/* So many containers are attacked at one point, so many new keys a table gets. */
#define MOST_VICTIMS 32
#define NEW_KEYS 64
/* A list of so many items grows no further. */
#define LONG_ENOUGH 100

/* -- who is in use -- */

typedef struct HolderSearch {
    const RcObject *wanted;
    int found;
} HolderSearch;

static int visit_wanted(RcObject *op, void *arg)
{
    HolderSearch *search = arg;
    search->found |= op == search->wanted;
    return 0;
}

static int can_be_asked(const Record *record)
{
    return record->state == RECORD_LIVE && !record->immortal && record->type->tp_traverse != NULL &&
           RcType_IS_GC(record->type) && RcObject_GC_IsTracked(record->object);
}

static int refers_to(const Record *holder, const RcObject *op)
{
    HolderSearch search = {op, 0};
    holder->type->tp_traverse(holder->object, visit_wanted, &search);
    return search.found;
}

/* A mortal object with an operation that changes what is in it. */
static int is_container(const Ledger *ledger, const Record *record)
{
    const RcTypeObject *type = record->type;
    if (!can_be_asked(record) || record->runtimes_own || RcType_Check(record->object)) {
        return 0;
    }
    return (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_ass_item != NULL) ||
           (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_ass_subscript != NULL) ||
           (ledger->hostility.attack != NULL && !_RcType_IsBuiltin(type));
}

typedef struct Victims {
    RcObject *row[MOST_VICTIMS]; /* owned */
    int count;
} Victims;

static void add_victim(const Ledger *ledger, Victims *victims, const Record *record)
{
    if (record == NULL || !is_container(ledger, record) || victims->count == MOST_VICTIMS) {
        return;
    }
    for (int i = 0; i < victims->count; i++) {
        if (victims->row[i] == record->object) {
            return;
        }
    }
    victims->row[victims->count++] = Rc_NewRef(record->object);
}

static void add_holders(Ledger *ledger, Victims *victims, const RcObject *op)
{
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (is_container(ledger, record) && refers_to(record, op)) {
            add_victim(ledger, victims, record);
        }
    }
}

static int add_visited(RcObject *op, void *arg)
{
    Victims *victims = arg;
    add_victim(_Rc_ledger, victims, _RcLedger_Find(_Rc_ledger, op));
    return 0;
}

static void drop_victims(Victims *victims)
{
    while (victims->count > 0) {
        Rc_DECREF(victims->row[--victims->count]);
    }
}

/* -- what is done to them -- */

static void ignore(int result)
{
    if (result < 0) {
        RcErr_Clear();
    }
}

/* Over a length that a user's own sq_length tells. */
static Rc_ssize_t length_of(RcObject *sequence)
{
    Rc_ssize_t length = RcSequence_Size(sequence);
    if (length < 0) {
        RcErr_Clear();
    }
    return length;
}

static void shrink_sequence(RcObject *sequence, Rc_ssize_t length)
{
    for (Rc_ssize_t left = length_of(sequence); left > length; left--) {
        if (RcSequence_DelItem(sequence, 0) < 0) {
            RcErr_Clear();
            return;
        }
    }
}

/* So long that it needs another buffer; but a walk along the list shall come to an end. */
static void grow_list(RcObject *list, RcObject *filler)
{
    Rc_ssize_t wanted = RcList_GET_SIZE(list) < LONG_ENOUGH ? RcList_GET_SIZE(list) + 16 : 0;
    RcObject *item = RcList_GET_SIZE(list) > 0 ? RcList_GET_ITEM(list, 0) : filler;
    Rc_XINCREF(item);
    for (; item != NULL && wanted > 0; wanted--) {
        ignore(RcList_Append(list, item));
    }
    Rc_XDECREF(item);
}

/* All items become the last one. */
static void replace_items(RcObject *sequence)
{
    Rc_ssize_t length = length_of(sequence);
    RcObject *last = length > 1 ? RcSequence_GetItem(sequence, length - 1) : NULL;
    for (Rc_ssize_t i = 0; last != NULL && i < length - 1; i++) {
        ignore(RcSequence_SetItem(sequence, i, last));
    }
    if (last == NULL) {
        RcErr_Clear();
        shrink_sequence(sequence, 0);
    }
    Rc_XDECREF(last);
}

static void attack_sequence(RcObject *sequence, int how, RcObject *filler)
{
    if (how == RC_HOSTILE_SHRINK) {
        shrink_sequence(sequence, length_of(sequence) / 2);
    } else if (how == RC_HOSTILE_GROW && RcList_Check(sequence)) {
        grow_list(sequence, filler);
    } else if (how == RC_HOSTILE_REPLACE) {
        replace_items(sequence);
    } else if (RcList_Check(sequence)) {
        ignore(RcList_Clear(sequence));
    } else {
        shrink_sequence(sequence, 0);
    }
}

/* A key of the exact type of an int or a str, that is hardly in the table.  New; NULL: of another type. */
static RcObject *make_key(RcObject *like, int number)
{
    if (RcInt_CheckExact(like)) {
        return RcInt_FromLong(1000000007L * (number + 1));
    }
    return RcStr_CheckExact(like) ? RcStr_FromFormat("hostile key %d", number) : NULL;
}

static void grow_mapping(RcObject *mapping, RcObject *like)
{
    RcObject *value = RcObject_GetItem(mapping, like);
    for (int i = 0; value != NULL && i < NEW_KEYS; i++) {
        RcObject *key = make_key(like, i);
        if (key != NULL) {
            ignore(RcObject_SetItem(mapping, key, value));
            Rc_DECREF(key);
        }
    }
    if (value != NULL) { /* of any type: out of its place, and to the end */
        ignore(RcObject_DelItem(mapping, like));
        ignore(RcObject_SetItem(mapping, like, value));
        Rc_DECREF(value);
    }
}

static void replace_values(RcObject *mapping, RcObject *keys)
{
    RcObject *value = RcObject_GetItem(mapping, RcList_GET_ITEM(keys, RcList_GET_SIZE(keys) - 1));
    for (Rc_ssize_t i = 0; value != NULL && i < RcList_GET_SIZE(keys) - 1; i++) {
        ignore(RcObject_SetItem(mapping, RcList_GET_ITEM(keys, i), value));
    }
    Rc_XDECREF(value);
}

static void shrink_mapping(RcObject *mapping, RcObject *keys, Rc_ssize_t count)
{
    for (Rc_ssize_t i = 0; i < count; i++) {
        ignore(RcObject_DelItem(mapping, RcList_GET_ITEM(keys, i)));
    }
}

static void attack_mapping(RcObject *mapping, int how)
{
    RcObject *keys = RcMapping_Keys(mapping);
    Rc_ssize_t count = keys != NULL ? RcList_GET_SIZE(keys) : 0;
    if (count == 0) {
        Rc_XDECREF(keys);
        return;
    }
    if (how == RC_HOSTILE_SHRINK) {
        shrink_mapping(mapping, keys, (count + 1) / 2);
    } else if (how == RC_HOSTILE_GROW) {
        grow_mapping(mapping, RcList_GET_ITEM(keys, 0));
    } else if (how == RC_HOSTILE_REPLACE) {
        replace_values(mapping, keys);
    } else {
        shrink_mapping(mapping, keys, count);
    }
    Rc_DECREF(keys);
}

static void attack_one(Ledger *ledger, RcObject *op, int how, RcObject *filler)
{
    const RcTypeObject *type = Rc_TYPE(op);
    ledger->hostility.attacks++;
    if (ledger->hostility.attack != NULL && !_RcType_IsBuiltin(type)) {
        ledger->hostility.attack(op, how, ledger->hostility.attack_arg);
    } else if (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_ass_item != NULL) {
        attack_sequence(op, how, filler);
    } else {
        attack_mapping(op, how);
    }
    RcErr_Clear();
}

/* -- when -- */

/* What is dropped is a container: those are attacked that hold one in use. */
static void holders_instead(Ledger *ledger, Victims *victims)
{
    Victims holders = {.count = 0};
    for (int i = 0; i < victims->count; i++) {
        add_holders(ledger, &holders, victims->row[i]);
    }
    drop_victims(victims);
    *victims = holders;
}

static void attack(Ledger *ledger, Victims *victims, RcObject *filler)
{
    int how = ledger->hostility.how;
    RcObject *pending = RcErr_GetRaisedException();
    Rc_ssize_t countdown = RcMem_SetFailAfter(0);

    if (how == RC_HOSTILE_DROP) {
        holders_instead(ledger, victims);
    }
    for (int i = 0; i < victims->count; i++) {
        attack_one(ledger, victims->row[i], how, filler);
    }
    drop_victims(victims);
    RcMem_SetFailAfter(countdown);
    RcErr_SetRaisedException(pending);
}

static Ledger *hostile_ledger(void)
{
    Ledger *ledger = open_ledger();
    return ledger != NULL && ledger->hostility.how != RC_HOSTILE_NOT && !ledger->hostility.busy ? ledger
                                                                                                : NULL;
}

void _RcLedger_UserCode(RcObject *op)
{
    Ledger *ledger = hostile_ledger();
    const Record *record = ledger != NULL ? _RcLedger_Find(ledger, op) : NULL;
    Victims victims = {.count = 0};

    if (record == NULL || record->state != RECORD_LIVE) {
        return;
    }
    ledger->hostility.busy = 1;
    Rc_INCREF(op);
    add_victim(ledger, &victims, record);
    add_holders(ledger, &victims, op);
    if (record->type->tp_iternext != NULL && can_be_asked(record)) {
        record->type->tp_traverse(op, add_visited, &victims);
    }
    attack(ledger, &victims, op);
    Rc_DECREF(op);
    ledger->hostility.busy = 0;
}

void _RcLedger_Hashed(RcObject *op)
{
    if (_Rc_ledger != NULL && _Rc_ledger->hostility.how != RC_HOSTILE_NOT &&
        !(_RcType_IsBuiltin(Rc_TYPE(op)) && RcType_HasFeature(Rc_TYPE(op), RC_TPFLAGS_LEAF))) {
        _RcLedger_UserCode(op);
    }
}

void _RcLedger_Called(RcObject *const *args, Rc_ssize_t count)
{
    for (Rc_ssize_t i = 0; i < count && hostile_ledger() != NULL; i++) {
        _RcLedger_UserCode(args[i]);
    }
}

void _RcLedger_HostileDeath(Ledger *ledger, const RcObject *dead)
{
    Victims victims = {.count = 0};

    if (ledger->hostility.how == RC_HOSTILE_NOT || ledger->hostility.busy) {
        return;
    }
    ledger->hostility.busy = 1;
    for (Record *record = ledger->live.next; record != &ledger->live; record = record->next) {
        if (_RcLedger_VisitsOf(record, dead) > 0) {
            add_victim(ledger, &victims, record);
        }
    }
    attack(ledger, &victims, NULL);
    ledger->hostility.busy = 0;
}

Rc_ssize_t RcLedger_SetHostile(int how)
{
    Ledger *ledger = _Rc_ledger;
    if (ledger == NULL) {
        return -1;
    }
    Hostility *hostility = &ledger->hostility;
    Rc_ssize_t attacks = hostility->attacks;
    if (hostility->how == RC_HOSTILE_NOT) {
        hostility->audit = ledger->options.audit;
    }
    hostility->how = how;
    hostility->attacks = 0;
    ledger->options.audit = how != RC_HOSTILE_NOT ? 1 : hostility->audit;
    ledger->next_audit = 0;
    if (how != RC_HOSTILE_NOT) {
        ledger->stack_end = KEEP_REGISTERS();
        _RcLedger_Audit(ledger); /* tells who holds what may die next */
    }
    return attacks;
}

void RcLedger_SetAttack(RcLedger_Attack function, void *arg)
{
    if (_Rc_ledger != NULL) {
        _Rc_ledger->hostility.attack = function;
        _Rc_ledger->hostility.attack_arg = arg;
    }
}
