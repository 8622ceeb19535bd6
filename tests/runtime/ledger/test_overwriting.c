/* Where the last pointer to an object went, as the deep ledger sees it. */
#include "guilty.h"

static struct {
    RcObject *text, *before;
} editor;

static void start_editor(RcObject *text)
{
    editor.text = Rc_NewRef(text);
    editor.before = NULL;
}

static void replace_text(RcObject *text)
{
    editor.before = editor.text;
    editor.text = Rc_NewRef(text);
}

static void forget_text(void)
{
    NEXT_IS_GUILTY();
    editor.text = NULL;
}

/* C code's other pointers hide that the last one that owned a reference is gone. */
static void test_a_place_that_is_overwritten(void **state)
{
    RcObject *text = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    start_editor(text);
    forget_text();
    Rc_DECREF(text);
    assert_told("leak", "forget_text");
}

static void undo(void)
{
    RcObject *text = editor.before;
    NEXT_IS_GUILTY();
    Rc_SETREF(editor.text, Rc_NewRef(text));
    editor.before = NULL;
}

static void test_a_move_that_takes(void **state)
{
    RcObject *one = RcFloat_FromDouble(1.5), *two = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    start_editor(one);
    replace_text(two);
    undo();
    Rc_CLEAR(editor.text);
    Rc_DECREF(one);
    Rc_DECREF(two);
    assert_told("leak", "undo");
}

static RcObject *first, *second;

/* What is still in the first place did not move: each has a reference, and the last one was forgotten. */
static void test_a_copy_is_no_move(void **state)
{
    Rc_UNUSED(state);
    first = RcFloat_FromDouble(1.5);
    second = Rc_NewRef(first);
    Rc_CLEAR(second);
    RcFloat_AsDouble(first);
    GUILTY(), first = NULL;
    assert_told("leak", __func__);
}

static RcObject *last;

__attribute__((noinline)) static void make_last(void)
{
    last = RcFloat_FromDouble(1.5);
}

__attribute__((noinline)) static void take_for_nothing(void)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(last);
}

__attribute__((noinline)) static void drop_last(void)
{
    Rc_DECREF(last);
    last = NULL;
}

/* What is overwritten was given back before: another reference is lost. */
static void test_given_back_before(void **state)
{
    Rc_UNUSED(state);
    make_last();
    take_for_nothing();
    drop_last();
    Rc_AuditHeap();
    assert_told("lost-reference", "take_for_nothing");
}

static struct {
    RcObject *name;
    int size;
} page;

__attribute__((noinline)) static void begin_page(void)
{
    page.name = RcFloat_FromDouble(1.5);
}

__attribute__((noinline)) static void wipe(void)
{
    NEXT_IS_GUILTY();
    memset(&page, 0, sizeof page);
}

/* A function that announces nothing, and stores nothing that the compiler tells of. */
static void test_in_a_silent_function(void **state)
{
    Rc_UNUSED(state);
    begin_page();
    Rc_AuditHeap();
    wipe();
    Rc_AuditHeap();
    assert_told("lost-reference", "wipe");
}

static RcObject *from, *to;

__attribute__((noinline)) static void fill_both(RcObject *op)
{
    from = Rc_NewRef(op);
    to = Rc_NewRef(op);
}

__attribute__((noinline)) static void forget_to(void)
{
    NEXT_IS_GUILTY();
    to = NULL;
}

/* Each of the two has a reference; one of them is given back. */
static void test_one_of_two_places(void **state)
{
    RcObject *op = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    fill_both(op);
    Rc_CLEAR(from);
    forget_to();
    Rc_DECREF(op);
    assert_told("leak", "forget_to");
}

#define ROOM 4

static struct {
    RcObject *items[ROOM];
    int count;
} row;

static void add(double value)
{
    row.items[row.count] = RcFloat_FromDouble(value);
    row.count++;
}

static void take_out(int i)
{
    NEXT_IS_GUILTY();
    row.items[i] = row.items[--row.count];
}

/* The last one is to go: it is stored where it is already, and is overwritten by the next one. */
static void test_the_last_of_a_row(void **state)
{
    Rc_UNUSED(state);
    add(1.5);
    add(2.5);
    take_out(1);
    add(3.5);
    RcFloat_AsDouble(row.items[0]);
    assert_true(told_count > 0);
    assert_int_equal(told[0].line, guilty);
    assert_string_equal(told[0].function, "take_out");
    told_count = 0;
    while (row.count > 0) {
        Rc_DECREF(row.items[--row.count]);
    }
}

typedef struct End {
    RcObject_HEAD
    RcObject *peer; /* owned */
} End;

static int end_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((End *)op)->peer);
    return 0;
}

static void end_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((End *)op)->peer);
    RcObject_GC_Del(op);
}

static RcTypeObject End_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.End",
    .tp_basicsize = sizeof(End),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = end_dealloc,
    .tp_traverse = end_traverse,
};

static void close_end(End *end)
{
    NEXT_IS_GUILTY();
    end->peer = NULL;
}

/* Who returns nothing has not handed over what he took out of a slot. */
static void test_a_slot_that_is_emptied(void **state)
{
    RcObject *peer = RcFloat_FromDouble(1.5);
    End *end;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&End_Type), 0);
    end = RcObject_GC_New(End, &End_Type);
    end->peer = Rc_NewRef(peer);
    RcObject_GC_Track(end);
    RcFloat_AsDouble(peer);
    close_end(end);
    Rc_DECREF(peer);
    Rc_DECREF(end);
    Rc_Finalize();
    assert_true(told_count > 0);
    assert_int_equal(told[0].line, guilty);
    assert_string_equal(told[0].function, "close_end");
    told_count = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_place_that_is_overwritten), MISTAKE(a_move_that_takes),      MISTAKE(a_copy_is_no_move),
        MISTAKE(given_back_before), MISTAKE(in_a_silent_function), MISTAKE(one_of_two_places), MISTAKE(the_last_of_a_row),           MISTAKE(a_slot_that_is_emptied),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
