/* Where the last pointer to an object went, as the deep ledger sees it. */
#include "guilty.h"

/* It is told when it is lost, or at the end, if an old copy of the pointer is left somewhere. */
static void assert_lost(const char *function)
{
    Rc_AuditHeap();
    assert_told(told_count > 0 && told[0].kind[1] == 'o' ? "lost-reference" : "leak", function);
}

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
    assert_lost("take_for_nothing");
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
    assert_lost("wipe");
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

#define MEMOS 3

static RcObject *memos[MEMOS];

__attribute__((noinline)) static void fill_memos(void)
{
    for (int i = 0; i < MEMOS; i++) {
        memos[i] = RcFloat_FromDouble(i + 0.5);
    }
}

__attribute__((noinline)) static void clear_memos(void)
{
    for (int i = 0; i < MEMOS; i++) {
        NEXT_IS_GUILTY();
        memos[i] = NULL;
    }
}

static void test_a_row_that_is_cleared(void **state)
{
    Rc_UNUSED(state);
    fill_memos();
    clear_memos();
    assert_lost("clear_memos");
}

static RcObject *token;

__attribute__((noinline)) static void advance(double value)
{
    RcObject *next;
    NEXT_IS_GUILTY();
    next = Rc_NewRef(RcFloat_FromDouble(value));
    Rc_XSETREF(token, next);
}

/* What was there is given back, but it had a reference too many. */
static void test_one_too_many_before(void **state)
{
    Rc_UNUSED(state);
    advance(1.5);
    advance(2.5);
    advance(3.5);
    assert_lost("advance");
    told_count = 0;
}

struct pair {
    RcObject *item;
    double key;
};

__attribute__((noinline)) static double add_up(RcObject *list)
{
    size_t count = (size_t)RcList_Size(list), i;
    struct pair *pairs = calloc(count, sizeof *pairs);
    double sum = 0;
    for (i = 0; i < count; i++) {
        pairs[i].item = Rc_NewRef(RcList_GetItem(list, (Rc_ssize_t)i));
        pairs[i].key = RcFloat_AsDouble(pairs[i].item);
    }
    for (i = 0; i < count; i++) {
        sum += pairs[i].key;
    }
    NEXT_IS_GUILTY();
    free(pairs);
    return sum;
}

__attribute__((noinline)) static void add_up_some(void)
{
    RcObject *list = Rc_BuildValue("[ddd]", 1.5, 2.5, 3.5);
    assert_true(add_up(list) == 7.5);
    Rc_DECREF(list);
}

/* The field goes with its block. */
static void test_a_block_that_is_freed(void **state)
{
    Rc_UNUSED(state);
    add_up_some();
    assert_lost("add_up");
}

#define RING 2

typedef struct Ring {
    RcObject_HEAD
    RcObject *items[RING];
    int pushed;
} Ring;

static int ring_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < RING; i++) {
        Rc_VISIT(((Ring *)op)->items[i]);
    }
    return 0;
}

static void ring_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    for (int i = 0; i < RING; i++) {
        Rc_CLEAR(((Ring *)op)->items[i]);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Ring_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Ring",
    .tp_basicsize = sizeof(Ring),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = ring_dealloc,
    .tp_traverse = ring_traverse,
};

__attribute__((noinline)) static void ring_push(Ring *ring, RcObject *item)
{
    int at = ring->pushed++ % RING;
    Rc_INCREF(item);
    NEXT_IS_GUILTY();
    Rc_INCREF(item);
    if (ring->pushed > RING) {
        Rc_DECREF(ring->items[at]);
    }
    ring->items[at] = item;
}

__attribute__((noinline)) static Ring *new_ring(void)
{
    Ring *ring = RcObject_GC_New(Ring, &Ring_Type);
    ring->pushed = 0;
    memset(ring->items, 0, sizeof ring->items);
    RcObject_GC_Track(ring);
    return ring;
}

__attribute__((noinline)) static void push_new(Ring *ring, double value)
{
    RcObject *item = RcFloat_FromDouble(value);
    ring_push(ring, item);
    Rc_DECREF(item);
}

/* A slot that is overwritten after what it had was given back: the reference that is lost is another one. */
static void test_a_slot_that_is_filled_again(void **state)
{
    Ring *ring;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Ring_Type), 0);
    ring = new_ring();
    for (int i = 0; i < 4; i++) {
        push_new(ring, i + 0.5);
    }
    Rc_DECREF(ring);
    assert_lost("ring_push");
    told_count = 0;
}

typedef struct Book {
    RcObject_HEAD
    RcObject *title, *author;
} Book;

static int book_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Book *)op)->title);
    Rc_VISIT(((Book *)op)->author);
    return 0;
}

static void book_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Book *)op)->title);
    Rc_CLEAR(((Book *)op)->author);
    RcObject_GC_Del(op);
}

static RcTypeObject Book_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Book",
    .tp_basicsize = sizeof(Book),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = book_dealloc,
    .tp_traverse = book_traverse,
};

__attribute__((noinline)) static Book *new_book(void)
{
    Book *book = RcObject_GC_New(Book, &Book_Type);
    book->title = RcFloat_FromDouble(1.5);
    book->author = RcFloat_FromDouble(2.5);
    RcObject_GC_Track(book);
    return book;
}

__attribute__((noinline)) static Book *clone_book(const Book *old)
{
    Book *book = RcObject_GC_New(Book, &Book_Type);
    book->title = old->title;
    book->author = old->author;
    Rc_INCREF(book->title);
    Rc_INCREF(book->author);
    NEXT_IS_GUILTY();
    Rc_INCREF(book->author);
    RcObject_GC_Track(book);
    return book;
}

__attribute__((noinline)) static void clone_and_drop(void)
{
    Book *book = new_book(), *clone = clone_book(book);
    Rc_DECREF(clone);
    Rc_DECREF(book);
}

/* A pointer in a block that became a slot was not overwritten. */
static void test_a_slot_since(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Book_Type), 0);
    clone_and_drop();
    assert_lost("clone_book");
}

static RcObject *here, *there;

__attribute__((noinline)) static void begin_here(void)
{
    here = RcFloat_FromDouble(1.5);
}

__attribute__((noinline)) static void look_here(void)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(here);
}

__attribute__((noinline)) static void move_on(void)
{
    there = here;
    here = NULL;
}

__attribute__((noinline)) static void end_there(void)
{
    Rc_CLEAR(there);
}

/* It moves with its reference; another one was taken before, for something else. */
static void test_a_move_after_a_taking(void **state)
{
    Rc_UNUSED(state);
    begin_here();
    look_here();
    move_on();
    end_there();
    assert_lost("look_here");
    assert_null(strstr(told[0].message, "moves from one place"));
}

__attribute__((noinline)) static void copy_there(void)
{
    there = Rc_NewRef(here);
}

__attribute__((noinline)) static void look_there(void)
{
    NEXT_IS_GUILTY();
    Rc_INCREF(there);
}

/* Each of the two is given back: neither the copy nor its place is to blame. */
static void test_a_copy_that_is_given_back(void **state)
{
    Rc_UNUSED(state);
    begin_here();
    copy_there();
    look_there();
    end_there();
    Rc_CLEAR(here);
    assert_told("leak", "look_there");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_place_that_is_overwritten), MISTAKE(a_move_that_takes),
        MISTAKE(a_copy_is_no_move),           MISTAKE(a_row_that_is_cleared),
        MISTAKE(one_too_many_before),         MISTAKE(a_block_that_is_freed),
        MISTAKE(a_slot_that_is_filled_again), MISTAKE(a_slot_since),
        MISTAKE(given_back_before),           MISTAKE(in_a_silent_function),
        MISTAKE(one_of_two_places),           MISTAKE(the_last_of_a_row),
        MISTAKE(a_slot_that_is_emptied),      MISTAKE(a_move_after_a_taking),
        MISTAKE(a_copy_that_is_given_back),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
