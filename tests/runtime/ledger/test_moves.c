/* Which references move where, as the deep ledger sees it: what an operation takes and gives back in its own course, what is
 * taken twice for one use, what has stayed in a place. */
#include "guilty.h"

static RcObject *table;

static void fill(void)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    RcHashTable_SetItemString(table, "one", value);
    Rc_DECREF(value);
}

/* It takes a reference to the table while it works, and gives it back: not out of the variable. */
static void empty(void)
{
    RcHashTable_DelItemString(table, "one");
}

static void test_what_an_operation_has_for_itself(void **state)
{
    Rc_UNUSED(state);
    GUILTY(), table = RcHashTable_New();
    fill();
    empty();
    assert_told("leak", __func__);
}

struct range {
    RcObject *low, *high;
};

__attribute__((noinline)) static void begin_at(struct range *range, RcObject *value)
{
    NEXT_IS_GUILTY();
    range->low = Rc_NewRef(Rc_NewRef(value));
    range->high = Rc_NewRef(value);
}

static void test_one_taking_more_than_uses(void **state)
{
    RcObject *value = RcFloat_FromDouble(1.5);
    struct range range;
    Rc_UNUSED(state);
    begin_at(&range, value);
    Rc_DECREF(range.low);
    Rc_DECREF(range.high);
    Rc_DECREF(value);
    assert_told("leak", "begin_at");
}

static RcObject *origin;

/* What was given back by other names was not what the variable has. */
static void test_what_has_stayed_in_a_place(void **state)
{
    RcObject *row;
    Rc_UNUSED(state);
    GUILTY(), origin = RcFloat_FromDouble(0.5);
    row = Rc_BuildValue("[O]", origin);
    Rc_DECREF(row);
    assert_told("leak", __func__);
}

typedef struct Holder {
    RcObject_HEAD
    RcObject *field; /* owned */
} Holder;

static int holder_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Holder *)op)->field);
    return 0;
}

static void holder_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Holder *)op)->field);
    RcObject_GC_Del(op);
}

static RcTypeObject Holder_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = holder_dealloc,
    .tp_traverse = holder_traverse,
};

static Holder *new_holder(RcTypeObject *type)
{
    Holder *holder;
    assert_int_equal(RcType_Ready(type), 0);
    holder = RcObject_GC_New(Holder, type);
    holder->field = NULL;
    RcObject_GC_Track(holder);
    return holder;
}

__attribute__((noinline)) static void set_field(Holder *holder, RcObject *value)
{
    holder->field = Rc_NewRef(value);
}

__attribute__((noinline)) static void give_too_much(RcObject *op)
{
    NEXT_IS_GUILTY();
    Rc_DECREF(op);
}

/* What went into a field, and out of it when its holder died, is settled. */
static void test_what_a_dead_holder_had(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5), *same = Rc_NewRef(op), *row = Rc_BuildValue("[O]", op);
    Holder *holder = new_holder(&Holder_Type);
    Rc_UNUSED(state);
    give_too_much(op);
    set_field(holder, op);
    Rc_DECREF(holder);
    RcFloat_AsDouble(op);
    Rc_DECREF(op);
    Rc_DECREF(same);
    assert_told("over-decref", "give_too_much");
    if (state == NULL) {
        Rc_DECREF(row);
    }
}

/* It leaves nothing behind. */
static void finalize_holder(RcObject *op)
{
    Rc_CLEAR(((Holder *)op)->field);
}

static RcObject *others; /* a list that has it, too */

__attribute__((noinline)) static void drop_anothers(void)
{
    RcObject *item = RcList_GetItem(others, 0);
    NEXT_IS_GUILTY();
    Rc_DECREF(item);
}

static void dealloc_after_finalizer(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return;
    }
    drop_anothers();
    RcObject_GC_Del(op);
}

static RcTypeObject Finalized_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Finalized",
    .tp_basicsize = sizeof(Holder),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = dealloc_after_finalizer,
    .tp_traverse = holder_traverse,
    .tp_finalize = finalize_holder,
};

static void test_a_slot_that_was_emptied_before(void **state)
{
    RcObject *op = RcFloat_FromDouble(2.5);
    Holder *holder = new_holder(&Finalized_Type);
    Rc_UNUSED(state);
    others = Rc_BuildValue("[O]", op);
    set_field(holder, op);
    Rc_DECREF(op);
    Rc_DECREF(holder);
    Rc_AuditHeap();
    assert_told("over-decref", "drop_anothers");
    others = NULL;
}

static RcObject *left, *right;

__attribute__((noinline)) static void set_both(RcObject *op)
{
    left = Rc_NewRef(op);
    right = Rc_NewRef(op);
}

__attribute__((noinline)) static void clear_left(void)
{
    Rc_CLEAR(left);
}

__attribute__((noinline)) static void clear_right(void)
{
    Rc_CLEAR(right);
}

__attribute__((noinline)) static void take_and_forget(RcObject *op)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(op);
}

/* Each place has its own reference, whose giving back pays for the taking of whoever put it there. */
static void test_two_places_that_are_emptied(void **state)
{
    RcObject *op = RcFloat_FromDouble(3.5);
    Rc_UNUSED(state);
    set_both(op);
    take_and_forget(op);
    clear_left();
    clear_right();
    Rc_DECREF(op);
    assert_told("leak", "take_and_forget");
}

static RcObject *current, *saved;

__attribute__((noinline)) static void enter(RcObject *value)
{
    NEXT_IS_GUILTY();
    saved = current;
    Rc_SETREF(current, Rc_NewRef(value));
}

__attribute__((noinline)) static void leave(void)
{
    Rc_SETREF(current, Rc_NewRef(saved));
    Rc_DECREF(saved);
}

/* It is given back out of both places: a pointer was saved, and no reference. */
static void test_a_copy_without_a_reference(void **state)
{
    RcObject *one = RcFloat_FromDouble(1.5), *two = RcFloat_FromDouble(2.5);
    RcObject *row = Rc_BuildValue("[OO]", one, two);
    Rc_UNUSED(state);
    current = Rc_NewRef(one);
    enter(two);
    leave();
    Rc_CLEAR(current);
    Rc_DECREF(one);
    Rc_DECREF(two);
    assert_told("missing-incref", "enter");
    if (state == NULL) {
        Rc_DECREF(row);
    }
}

static void put(RcObject *row, double value)
{
    assert_int_equal(RcList_SetItem(row, 0, RcFloat_FromDouble(value)), 0);
}

/* What a list had given back, when another took its place, is not what its end gives back. */
static void test_packed_without_a_reference(void **state)
{
    RcObject *row;
    Rc_UNUSED(state);
    GUILTY(), row = Rc_BuildValue("[NN]", Rc_None, Rc_None);
    put(row, 1.5);
    Rc_DECREF(row);
    assert_told("missing-incref", __func__);
    told_count = 0;
}

static RcObject *shown;

__attribute__((noinline)) static void show(RcObject *value)
{
    NEXT_IS_GUILTY();
    shown = value;
}

__attribute__((noinline)) static void show_instead(RcObject *value)
{
    RcObject *old = shown;
    shown = Rc_NewRef(value);
    Rc_DECREF(old);
}

__attribute__((noinline)) static void show_nothing(void)
{
    Rc_DECREF(shown);
    shown = NULL;
}

/* Of two stores to one place the first has no reference; who gives back what is there does right. */
static void test_a_place_that_is_filled_twice(void **state)
{
    RcObject *one = RcFloat_FromDouble(1.5), *two = RcFloat_FromDouble(2.5);
    RcObject *row = Rc_BuildValue("[OO]", one, two);
    Rc_UNUSED(state);
    show(one);
    show_instead(two);
    show_instead(one);
    show_nothing();
    Rc_DECREF(one);
    Rc_DECREF(two);
    Rc_AuditHeap();
    assert_told("missing-incref", "show");
    if (state == NULL) {
        Rc_DECREF(row);
    }
}

typedef struct Room {
    RcObject_HEAD
    RcObject *name;
    struct Room *doors[2];
} Room;

static void room_dealloc(RcObject *op)
{
    Rc_XDECREF(((Room *)op)->name);
    RcObject_Del(op);
}

static RcTypeObject Room_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Room",
    .tp_basicsize = sizeof(Room),
    .tp_dealloc = room_dealloc,
};

static Room *room_new(const char *name)
{
    Room *room = RcObject_New(Room, &Room_Type);
    room->name = RcStr_FromString(name);
    room->doors[0] = room->doors[1] = NULL;
    return room;
}

__attribute__((noinline)) static void open_door(Room *from, Room *to)
{
    from->doors[0] = to;
}

__attribute__((noinline)) static void close_door(Room *from)
{
    Room *to = from->doors[0];
    from->doors[0] = NULL;
    NEXT_IS_GUILTY();
    Rc_DECREF(to);
}

/* What the dealloc does not give back the field does not own. */
static void test_a_field_that_borrows(void **state)
{
    Room *hall, *attic;
    Rc_UNUSED(state);
    RcType_Ready(&Room_Type);
    hall = room_new("hall");
    attic = room_new("attic");
    open_door(hall, attic);
    close_door(hall);
    Rc_DECREF(attic);
    Rc_DECREF(hall);
    assert_told("over-decref", "close_door");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(what_an_operation_has_for_itself), MISTAKE(one_taking_more_than_uses),
        MISTAKE(what_has_stayed_in_a_place),       MISTAKE(what_a_dead_holder_had),
        MISTAKE(a_copy_without_a_reference),       MISTAKE(packed_without_a_reference),
        MISTAKE(a_slot_that_was_emptied_before),   MISTAKE(two_places_that_are_emptied),
        MISTAKE(a_place_that_is_filled_twice),     MISTAKE(a_field_that_borrows),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
