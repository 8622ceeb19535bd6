/* The deep ledger: this source is compiled for it, and plain code is told with its own line. */
#include "telling.h"

static int guilty;

#define NEXT_IS_GUILTY() (guilty = __LINE__ + 1)

typedef struct Cell {
    RcObject_HEAD
    RcObject *item, *other;
} Cell;

static int cell_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Cell *)op)->item);
    Rc_VISIT(((Cell *)op)->other);
    return 0;
}

static void cell_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Cell *)op)->item);
    Rc_CLEAR(((Cell *)op)->other);
    RcObject_GC_Del(op);
}

static RcTypeObject Cell_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = cell_dealloc,
    .tp_traverse = cell_traverse,
};

static Cell *new_cell(void)
{
    Cell *cell;
    assert_int_equal(RcType_Ready(&Cell_Type), 0);
    cell = RcObject_GC_New(Cell, &Cell_Type);
    cell->item = cell->other = NULL;
    RcObject_GC_Track(cell);
    return cell;
}

static void expect_guilty(const char *kind, const char *function)
{
    assert_true(told_count > 0);
    if (strcmp(told[0].kind, kind) != 0 || told[0].line != guilty ||
        strcmp(told[0].function, function) != 0) {
        print_error("expected %s at line %d in %s:\n%s", kind, guilty, function, told[0].message);
        fail();
    }
    told_count = 0;
}

/* The stores around it are no suspects: the one that did it was seen. */
static void fill(Cell *cell, RcObject *item, RcObject *other)
{
    RcObject **slot = &cell->item;
    NEXT_IS_GUILTY();
    *slot = item;
    cell->other = Rc_NewRef(other);
}

static void test_the_store_itself(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *other = RcFloat_FromDouble(2.5);
    Cell *cell = new_cell();
    Rc_UNUSED(state);
    fill(cell, item, other);
    Rc_DECREF(other);
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_guilty("missing-incref", "fill");
    Rc_DECREF(cell);
}

static RcObject *item_of(Cell *cell)
{
    RcObject *item = cell->item;
    NEXT_IS_GUILTY();
    return item;
}

static void test_a_return(void **state)
{
    Cell *cell = new_cell();
    RcObject *item;
    Rc_UNUSED(state);
    cell->item = RcFloat_FromDouble(1.5);
    item = item_of(cell);
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_guilty("missing-incref", "item_of");
    cell->item = NULL;
    Rc_DECREF(cell);
}

static volatile double sink;

static double value_of(RcObject *item)
{
    return ((RcFloatObject *)item)->ob_fval;
}

static void test_a_raw_read_of_a_dead_object(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    sink = value_of(item);
    expect_nothing_told();
    Rc_DECREF(item);
    NEXT_IS_GUILTY();
    sink = ((RcFloatObject *)item)->ob_fval; /* what the plain ledger does not see at all */
    assert_non_null(strstr(told[0].message, "a field of the object is read after it has been freed"));
    expect_guilty("use-after-free", __func__);
}

static void write_to(RcObject *item)
{
    ((RcFloatObject *)item)->ob_fval = 2.5;
}

static void test_a_raw_write_to_a_dead_object(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    NEXT_IS_GUILTY();
    write_to(item);
    assert_non_null(strstr(told[0].message, "it is handed on here after Rc_DECREF at line"));
    expect_guilty("use-after-free", __func__);
}

/* Who stored it without a reference where it is owned is to blame for its late use, by whatever way it was reached. */
static void keep_bare(Cell *cell, RcObject *item)
{
    NEXT_IS_GUILTY();
    cell->item = item;
}

static void end_cell(Cell *cell)
{
    Rc_CLEAR(cell->item);
}

static void test_a_place_that_still_refers(void **state)
{
    Cell cell = {0};
    RcObject *text = RcStr_FromString("kept without a reference");
    const char *chars = RcStr_AsUTF8(text);
    Rc_UNUSED(state);
    keep_bare(&cell, text);
    Rc_DECREF(text);
    sink = *chars;
    expect_guilty("missing-incref", "keep_bare");
    if (state == NULL) {
        end_cell(&cell);
    }
}

/* The pointer was loaded before its own function ended the object: the place is right, the borrower is not. */
static void test_a_pointer_loaded_before(void **state)
{
    static RcObject *volatile kept;
    RcObject *table = RcHashTable_New(), *key = RcStr_FromString("key"), *value = RcFloat_FromDouble(1.5),
             *found;
    Rc_UNUSED(state);
    RcHashTable_SetItem(table, key, value);
    kept = value; /* borrowed from the table */
    Rc_DECREF(value);
    found = kept;
    RcHashTable_DelItem(table, key);
    NEXT_IS_GUILTY();
    sink = value_of(found);
    expect_guilty("stale-borrow", __func__);
    Rc_DECREF(key);
    Rc_DECREF(table);
}

/* Nobody has told of None before its pointer is stored. */
static void test_none_is_known(void **state)
{
    Cell cell;
    Rc_UNUSED(state);
    keep_bare(&cell, Rc_None);
    end_cell(&cell);
    Rc_AuditHeap();
    expect_guilty("missing-incref", "keep_bare");
}

typedef struct Frame {
    RcObject *items[3];
    int depth;
} Frame;

static void push_item(Frame *frame, RcObject *item)
{
    frame->items[frame->depth++] = Rc_NewRef(item);
}

static void save_frame(Frame *saved, const Frame *frame)
{
    NEXT_IS_GUILTY();
    *saved = *frame;
}

static void release_frame(Frame *frame)
{
    while (frame->depth > 0) {
        Rc_CLEAR(frame->items[--frame->depth]);
    }
}

/* Before 16, Clang makes a memcpy of it, of which it does not tell. */
#if defined(__clang__) && __clang_major__ < 16
#define TELLS_OF_COPIES 0
#else
#define TELLS_OF_COPIES 1
#endif

/* Each pointer of a struct that is copied is stored. */
static void test_a_struct_that_is_copied(void **state)
{
    Frame frame = {{NULL}, 0}, saved;
    RcObject *first, *second;
    Rc_UNUSED(state);
    if (!TELLS_OF_COPIES) {
        skip();
    }
    first = RcFloat_FromDouble(1.5);
    second = RcFloat_FromDouble(2.5);
    push_item(&frame, first);
    push_item(&frame, second);
    save_frame(&saved, &frame);
    release_frame(&frame);
    release_frame(&saved);
    Rc_DECREF(second);
    expect_guilty("missing-incref", "save_frame");
    Rc_DECREF(first);
}

static void test_a_raw_read_of_what_has_moved(void **state)
{
    RcObject *text = RcStr_FromString("some"), *more = RcStr_FromString(" more"), *old = text;
    Rc_UNUSED(state);
    RcStr_Append(&text, more);
    NEXT_IS_GUILTY();
    assert_int_not_equal(((RcStrObject *)old)->data[0], 's');
    assert_non_null(strstr(told[0].message, "at an address where it is no longer"));
    expect_guilty("use-after-free", __func__);
    Rc_DECREF(text);
    Rc_DECREF(more);
}

static RcObject *global;

/* A pointer in a global variable is given back by another function later. */
static void remember(RcObject *item)
{
    NEXT_IS_GUILTY();
    global = item;
}

static void forget(void)
{
    Rc_CLEAR(global);
}

static void test_a_global_variable(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5);
    Rc_UNUSED(state);
    remember(RcList_GetItem(list, 0));
    forget();
    Rc_AuditHeap();
    expect_guilty("missing-incref", "remember");
    RcList_SET_ITEM(list, 0, NULL);
    Rc_DECREF(list);
}

/* Who finds the pointer there may believe in it: it was stored without a reference. */
static void test_a_stale_global_variable(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    remember(item);
    Rc_DECREF(item);
    sink = RcFloat_AsDouble(global);
    expect_guilty("missing-incref", "remember");
    global = NULL;
}

static struct {
    RcObject *text, *before;
} editor;

static void start_editor(RcObject *text)
{
    editor.text = Rc_NewRef(text);
    editor.before = NULL;
}

/* Looking at a field is not taking something out of it: what the caller gives back is its own. */
static int holds(RcObject *item)
{
    return editor.text == item;
}

static void test_a_comparison(void **state)
{
    RcObject *text = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    start_editor(text);
    assert_true(holds(text));
    Rc_DECREF(text);
    Rc_Finalize();
    assert_int_equal(told_count, 1);
    assert_string_equal(told[0].function, "start_editor");
    told_count = 0;
}

/* -- pointers that move -- */

static RcObject *shelf[2];

static void swap_shelf(void)
{
    RcObject *item = shelf[0];
    shelf[0] = shelf[1];
    shelf[1] = item;
}

/* Who swaps two pointers owes nothing for them: it is the one who gives a reference away twice. */
static RcObject *take_last(void)
{
    RcObject *item;
    swap_shelf();
    item = shelf[1];
    Rc_DECREF(shelf[1]);
    shelf[1] = NULL;
    return item;
}

static void test_who_swaps_is_not_to_blame(void **state)
{
    RcObject *kept = RcList_New(0), *item;
    Rc_UNUSED(state);
    for (int i = 0; i < 2; i++) {
        shelf[i] = RcFloat_FromDouble(i + 0.5);
        RcList_Append(kept, shelf[i]);
    }
    item = take_last();
    Rc_DECREF(item);
    Rc_AuditHeap();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "take_last"); /* its giving, or its return */
    told_count = 0;
    Rc_CLEAR(shelf[0]);
    Rc_DECREF(kept);
}

static void lower(RcObject *level)
{
    RcObject *old = editor.text;
    Rc_SETREF(editor.text, Rc_NewRef(level));
    NEXT_IS_GUILTY();
    Rc_DECREF(old);
}

/* Rc_SETREF has given back what the field had; whoever does so besides had nothing. */
static void test_a_second_giving_after_setref(void **state)
{
    RcObject *kept = RcList_New(0), *high = RcFloat_FromDouble(5.5), *low = RcFloat_FromDouble(2.5);
    Rc_UNUSED(state);
    RcList_Append(kept, high);
    start_editor(high);
    Rc_DECREF(high);
    lower(low);
    Rc_AuditHeap();
    expect_guilty("over-decref", "lower");
    Rc_CLEAR(editor.text);
    Rc_DECREF(low);
    Rc_DECREF(kept);
}

/* -- and nothing of code that is right -- */

static RcObject *take(Cell *cell)
{
    RcObject *item = cell->item;
    cell->item = NULL;
    return item;
}

static void test_ownership_that_moves(void **state)
{
    RcObject *row[3];
    Cell *cell = new_cell();
    Rc_UNUSED(state);
    cell->item = RcFloat_FromDouble(1.5);
    for (int i = 0; i < 3; i++) {
        row[i] = take(cell);
        cell->other = row[i];
        row[i] = cell->other;
        cell->other = NULL;
        cell->item = row[i];
    }
    Rc_DECREF(cell);
    Rc_AuditHeap();
    Rc_Finalize();
    expect_nothing_told();
}

static int recurse(int depth, RcObject *item)
{
    int result;
    Rc_INCREF(item);
    result = depth > 0 ? recurse(depth - 1, item) + 1 : 0;
    Rc_DECREF(item);
    return result;
}

static void test_functions_come_and_go(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(recurse(i, item), i);
    }
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_nothing_told();
}

static jmp_buf back;

static void leave(RcObject *item)
{
    RcFloat_AsDouble(item);
    longjmp(back, 1);
}

/* Functions that are left by longjmp have ended, too. */
static void test_a_longjmp(void **state)
{
    RcObject *volatile item = RcFloat_FromDouble(1.5);
    volatile int rounds = 0;
    Rc_UNUSED(state);
    setjmp(back);
    if (rounds++ < 5) {
        leave(item);
    }
    assert_int_equal(recurse(3, item), 3);
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_nothing_told();
}

/* -- what was lent -- */

static struct {
    RcObject *lender, *other;
    Cell *known;
} lists;

__attribute__((noinline)) static void fill_lists(void)
{
    Cell *cell = new_cell();
    lists.lender = RcList_New(0);
    lists.other = RcList_New(0);
    RcList_Append(lists.lender, (RcObject *)cell);
    RcList_Append(lists.other, (RcObject *)cell);
    lists.known = cell;
    Rc_DECREF(cell);
}

__attribute__((noinline)) static void empty_lender(void)
{
    RcSequence_DelItem(lists.lender, 0);
}

static void drop_lists(void)
{
    Rc_CLEAR(lists.lender);
    Rc_CLEAR(lists.other);
}

/* Its other holder keeps it alive by luck. */
static void test_a_field_after_the_lender(void **state)
{
    Cell *cell;
    Rc_UNUSED(state);
    fill_lists();
    cell = (Cell *)RcList_GetItem(lists.lender, 0);
    empty_lender();
    NEXT_IS_GUILTY();
    cell->other = NULL;
    expect_guilty("stale-borrow", __func__);
    drop_lists();
}

/* Who finds the pointer in another place borrows it from there. */
static void test_a_field_of_what_was_found_again(void **state)
{
    Cell *cell;
    Rc_UNUSED(state);
    fill_lists();
    cell = (Cell *)RcList_GetItem(lists.lender, 0);
    assert_null(cell->other);
    empty_lender();
    cell = lists.known;
    cell->other = NULL;
    assert_int_equal(told_count, 0);
    drop_lists();
}

/* That it was found elsewhere before is no excuse. */
static void test_a_field_of_what_was_found_before(void **state)
{
    Cell *cell;
    Rc_UNUSED(state);
    fill_lists();
    cell = lists.known;
    assert_null(cell->other);
    cell = (Cell *)RcList_GetItem(lists.lender, 0);
    empty_lender();
    NEXT_IS_GUILTY();
    cell->other = NULL;
    expect_guilty("stale-borrow", __func__);
    drop_lists();
}

__attribute__((noinline)) static int is_known(RcObject *op)
{
    return RcObject_IsTrue(op);
}

/* The one who hands it on is told: by the first thing that the other does. */
static void test_handing_on_what_was_lent(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);
    fill_lists();
    op = RcList_GetItem(lists.lender, 0);
    empty_lender();
    NEXT_IS_GUILTY();
    is_known(op);
    expect_guilty("stale-borrow", __func__);
    drop_lists();
}

__attribute__((noinline)) static Rc_ssize_t empty_and_count(RcObject *op)
{
    Rc_ssize_t count = RcList_Size(lists.lender) + (op != NULL);
    RcSequence_DelItem(lists.lender, 0);
    return count + RcList_Size(lists.lender);
}

/* It was all right when it was handed on. */
static void test_given_up_by_whom_it_was_handed_to(void **state)
{
    RcObject *op;
    Rc_UNUSED(state);
    fill_lists();
    op = RcList_GetItem(lists.lender, 0);
    assert_int_equal(empty_and_count(op), 2);
    assert_int_equal(told_count, 0);
    drop_lists();
}

/* -- functions that lend -- */

static RcObject *kept;

__attribute__((noinline)) static void keep_known(void)
{
    kept = Rc_NewRef((RcObject *)lists.known);
}

__attribute__((noinline)) static RcObject *what_is_kept(void)
{
    return kept;
}

__attribute__((noinline)) static RcObject *first_lent(void)
{
    RcObject *first = RcList_GetItem(lists.other, 0);
    return first;
}

__attribute__((noinline)) static int look_only(void)
{
    RcObject *same = what_is_kept();
    int is_true = RcObject_IsTrue(same);
    RcObject *lent = first_lent();
    return is_true + RcObject_IsTrue(lent);
}

__attribute__((noinline)) static int give_back_kept(void)
{
    RcObject *same = what_is_kept();
    int is_true = RcObject_IsTrue(same);
    NEXT_IS_GUILTY();
    Rc_DECREF(same);
    return is_true;
}

__attribute__((noinline)) static int give_back_lent(void)
{
    RcObject *lent = first_lent();
    int is_true = RcObject_IsTrue(lent);
    NEXT_IS_GUILTY();
    Rc_DECREF(lent);
    return is_true;
}

/* Others use what it lends as lent. */
static void test_who_gives_back_what_is_lent(void **state)
{
    Rc_UNUSED(state);
    fill_lists();
    keep_known();
    look_only();
    give_back_kept();
    Rc_CLEAR(kept);
    Rc_AuditHeap();
    expect_guilty("over-decref", "give_back_kept");
    drop_lists();
    fill_lists();
    keep_known();
    look_only();
    Rc_CLEAR(kept);
    give_back_lent();
    Rc_AuditHeap();
    expect_guilty("over-decref", "give_back_lent");
    drop_lists();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_the_store_itself),
        telling_test(test_a_return),
        telling_test(test_a_raw_read_of_a_dead_object),
        telling_test(test_a_raw_read_of_what_has_moved),
        telling_test(test_a_raw_write_to_a_dead_object),
        telling_test(test_a_place_that_still_refers),
        telling_test(test_a_pointer_loaded_before),
        telling_test(test_none_is_known),
        telling_test(test_a_struct_that_is_copied),
        telling_test(test_a_global_variable),
        telling_test(test_a_stale_global_variable),
        telling_test(test_a_comparison),
        telling_test(test_who_swaps_is_not_to_blame),
        telling_test(test_a_second_giving_after_setref),
        telling_test(test_ownership_that_moves),
        telling_test(test_functions_come_and_go),
        telling_test(test_a_longjmp),
        telling_test(test_a_field_after_the_lender),
        telling_test(test_a_field_of_what_was_found_again),
        telling_test(test_a_field_of_what_was_found_before),
        telling_test(test_handing_on_what_was_lent),
        telling_test(test_given_up_by_whom_it_was_handed_to),
        telling_test(test_who_gives_back_what_is_lent),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
