/* Tombstones: what is left of objects that are gone, or that have moved. */
#include "telling.h"

#include <recount/bytes.h>

/* AddressSanitizer's own answer, where it is there. */
extern int __asan_address_is_poisoned(const volatile void *address) __attribute__((weak));

static void test_a_dead_object_keeps_its_story(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    int line;
    Rc_UNUSED(state);
    Rc_DECREF(item);
    expect_story(item, "float object");
    expect_story(item, "(freed)");
    expect_story(item, "its last reference is gone: it is deallocated, by Rc_DECREF");
    line = __LINE__ + 1;
    Rc_INCREF(item);
    expect_told("use-after-free", line, "Rc_INCREF uses an object that has been freed");
}

/* Also where it is read by a macro, or by the runtime, and not by counting. */
static void test_each_look_at_a_dead_object_is_told(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5), *other = RcFloat_FromDouble(3.5);
    int line;
    Rc_UNUSED(state);
    Rc_DECREF(item);
    Rc_DECREF(other);
    line = __LINE__ + 1;
    RcFloat_AsDouble(item);
    expect_told("use-after-free", line, "RcFloat_AsDouble uses"); /* once */
    assert_ptr_equal(Rc_TYPE(other), &RcFloat_Type);
    expect_told("use-after-free", 0, "use");
}

/* What is not announced, as it is no call, has its line all the same. */
static void test_the_line_of_a_macro_is_told(void **state)
{
    RcObject *list = RcList_New(0), *item = RcFloat_FromDouble(2.5);
    RcObject *text = RcStr_FromString("text"), *bytes = RcBytes_FromStringAndSize("bytes", 5);
    volatile Rc_ssize_t size;
    volatile double value;
    int line;
    Rc_UNUSED(state);
    Rc_DECREF(list);
    Rc_DECREF(item);
    Rc_DECREF(text);
    Rc_DECREF(bytes);
    line = __LINE__ + 1;
    size = RcList_GET_SIZE(list);
    expect_told("use-after-free", line, "is read after it has been freed");
    line = __LINE__ + 1;
    value = RcFloat_AS_DOUBLE(item);
    expect_told("use-after-free", line, "is read after it has been freed");
    line = __LINE__ + 1;
    size = RcStr_GET_LENGTH(text);
    expect_told("use-after-free", line, "is read after it has been freed");
    line = __LINE__ + 1;
    size = RcBytes_AS_STRING(bytes)[0];
    expect_told("use-after-free", line, "is read after it has been freed");
    Rc_UNUSED(size);
    Rc_UNUSED(value);
}

static void test_a_dead_objects_memory_is_nobodys(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    const unsigned char *value = (const unsigned char *)&((RcFloatObject *)item)->ob_fval;
    Rc_UNUSED(state);
    Rc_DECREF(item);
    if (__asan_address_is_poisoned != NULL) {
        assert_true(__asan_address_is_poisoned(value));
        assert_true(__asan_address_is_poisoned(value + 7));
        assert_false(__asan_address_is_poisoned(&item->ob_flags));
    } else {
        assert_int_equal(*value, 0xDD);
    }
}

/* What no macro sees is AddressSanitizer's to tell. */
static int read_a_dead_field(void *arg)
{
    volatile double value;
    RcObject *item;
    Rc_UNUSED(arg);
    Rc_Initialize();
    item = RcFloat_FromDouble(2.5);
    Rc_DECREF(item);
    value = ((RcFloatObject *)item)->ob_fval;
    Rc_UNUSED(value);
    Rc_Finalize();
    return 0;
}

static void test_a_raw_read_of_a_dead_object(void **state)
{
    Child child;
    Rc_UNUSED(state);
    run_child(&child, read_a_dead_field, NULL, NULL);
    if (__asan_address_is_poisoned != NULL) {
        assert_int_not_equal(child.status, 0);
        assert_non_null(strstr(child.text, "use-after-poison"));
    } else {
        expect_child(&child, 0, "");
    }
}

/* A finding of the ledger's is enough: the program that goes on is not ended by AddressSanitizer. */
static void test_what_has_been_told_is_open(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    const unsigned char *value = (const unsigned char *)&((RcFloatObject *)item)->ob_fval;
    Rc_UNUSED(state);
    Rc_DECREF(item);
    Rc_INCREF(item);
    assert_int_equal(told_count, 1);
    assert_int_equal(*value, 0xDD);
}

/* What plain code writes there is seen at the next audit. */
static void test_a_write_to_a_dead_object(void **state)
{
    RcObject *item = RcFloat_FromDouble(2.5);
    int line;
    Rc_UNUSED(state);
    if (__asan_address_is_poisoned != NULL) {
        skip(); /* it tells that at once */
    }
    Rc_DECREF(item);
    line = __LINE__ + 1;
    ((RcFloatObject *)item)->ob_fval = 3.5;
    Rc_AuditHeap();
    expect_told("use-after-free", line, "a field of the object is written after it has been freed");
    Rc_AuditHeap();
    expect_nothing_told(); /* once */
}

/* A dealloc is under way: no reference can hold it up. */
static RcObject *taken;

static void gone(RcObject *capsule)
{
    taken = Rc_NewRef(capsule);
}

static void test_a_reference_that_is_taken_while_it_dies(void **state)
{
    RcObject *capsule = RcCapsule_New(&taken, "test", gone);
    Rc_UNUSED(state);
    Rc_DECREF(capsule);
    assert_int_equal(told_count, 1);
    assert_string_equal(told[0].kind, "use-after-free");
    assert_string_equal(told[0].function, "gone");
    told_count = 0;
}

/* Memory is given back when the quarantine is full, poisoned no more: it serves again. */
static int fill_quarantine(void *arg)
{
    RcObject *first = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out;
    Rc_UNUSED(arg);
    Rc_Initialize();
    for (int i = 0; i < 2000; i++) {
        RcObject *item = RcBytes_FromStringAndSize(NULL, 100);
        memset(RcBytes_AS_STRING(item), 1, 100);
        first = i == 0 ? item : first;
        Rc_DECREF(item);
    }
    out = open_memstream(&text, &size);
    RcLedger_Explain(first, out);
    fclose(out);
    fprintf(stderr, "%s\n", text);
    free(text);
    return Rc_Finalize() == 0 ? 0 : 2;
}

static void test_quarantine_is_bounded(void **state)
{
    static const char *const small[] = {"RECOUNT_OPTIONS", "quarantine=50000", NULL};
    static const char *const none[] = {"RECOUNT_OPTIONS", "quarantine=0", NULL};
    static const char *const large[] = {"RECOUNT_OPTIONS", "quarantine=100000000", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, fill_quarantine, NULL, large);
    expect_child(&child, 0, "(freed)");
    run_child(&child, fill_quarantine, NULL, none);
    assert_int_equal(child.status, 0);
    assert_true(strstr(child.text, "is no object") != NULL ||
                strstr(child.text, "its last reference") == NULL);
    run_child(&child, fill_quarantine, NULL, small);
    assert_int_equal(child.status, 0);
    assert_null(strstr(child.text, "[1] made"));
}

/* -- objects that get another size -- */

static void test_a_str_that_grows_leaves_a_tombstone(void **state)
{
    RcObject *text = RcStr_FromString("some"), *more = RcStr_FromString(" more"), *old = text;
    int line, append;
    Rc_UNUSED(state);
    append = __LINE__ + 1;
    RcStr_Append(&text, more);
    assert_ptr_not_equal(text, old);
    assert_string_equal(RcStr_AsUTF8(text), "some more");
    assert_int_equal(Rc_REFCNT(text), 1);
    expect_story(text, "made, by RcStr_FromString; count 0 -> 1");
    expect_nothing_told();
    line = __LINE__ + 1;
    RcStr_GetLength(old);
    expect_told("use-after-free", line, "str object");
    assert_non_null(strstr(told[0].message, "uses a pointer from before RcStr_Append at line "));
    assert_non_null(strstr(told[0].message, "made, by RcStr_FromString; count 0 -> 1"));
    assert_non_null(strstr(told[0].message, "it gets another size, and another address (the str object"));
    assert_true(append < line);
    Rc_DECREF(text);
    Rc_DECREF(more);
    Rc_AuditHeap();
    expect_nothing_told();
}

static void test_a_bytes_that_changes_size_leaves_a_tombstone(void **state)
{
    RcObject *bytes = RcBytes_FromStringAndSize("0123456789", 10), *old = bytes;
    int line;
    Rc_UNUSED(state);
    assert_int_equal(_RcBytes_Resize(&bytes, 5), 0);
    assert_ptr_not_equal(bytes, old);
    assert_memory_equal(RcBytes_AsString(bytes), "01234", 6);
    line = __LINE__ + 1;
    Rc_DECREF(old);
    expect_told("use-after-free", line, "uses a pointer from before RcBytes_Resize");
    assert_int_equal(Rc_REFCNT(bytes), 1);
    Rc_DECREF(bytes);
}

static void test_a_tuple_that_changes_size_leaves_a_tombstone(void **state)
{
    RcObject *tuple = Rc_BuildValue("(sss)", "a", "b", "c"), *old = tuple, *first;
    int line;
    Rc_UNUSED(state);
    first = RcTuple_GetItem(tuple, 0);
    assert_int_equal(_RcTuple_Resize(&tuple, 5), 0);
    assert_ptr_not_equal(tuple, old);
    assert_ptr_equal(RcTuple_GetItem(tuple, 0), first);
    assert_null(RcTuple_GET_ITEM(tuple, 4));
    line = __LINE__ + 1;
    RcTuple_GetItem(old, 0);
    expect_told("use-after-free", line, "uses a pointer from before RcTuple_Resize");
    Rc_AuditHeap();
    expect_nothing_told();
    assert_int_equal(Rc_REFCNT(first), 1);
    Rc_DECREF(tuple);
}

/* -- and of a user's type -- */

typedef struct Row {
    RcObject_VAR_HEAD
    RcObject *items[1];
} Row;

static int row_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (Rc_ssize_t i = 0; i < Rc_SIZE(op); i++) {
        Rc_VISIT(((Row *)op)->items[i]);
    }
    return 0;
}

static void row_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    for (Rc_ssize_t i = 0; i < Rc_SIZE(op); i++) {
        Rc_CLEAR(((Row *)op)->items[i]);
    }
    RcObject_GC_Del(op);
}

static RcTypeObject Row_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_itemsize = sizeof(RcObject *),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = row_dealloc,
    .tp_traverse = row_traverse,
};

static void test_an_instance_that_changes_size_leaves_a_tombstone(void **state)
{
    Row *row, *old;
    int line;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Row_Type), 0);
    row = old = RcObject_GC_NewVar(Row, &Row_Type, 1);
    row->items[0] = RcFloat_FromDouble(1.5);
    row = RcObject_GC_Resize(Row, row, 2);
    row->items[1] = RcFloat_FromDouble(2.5);
    RcObject_GC_Track(row);
    assert_ptr_not_equal(row, old);
    Rc_AuditHeap();
    expect_nothing_told();
    line = __LINE__ + 1;
    Rc_INCREF(old);
    expect_told("use-after-free", line, "uses a pointer from before RcObject_GC_Resize");
    Rc_DECREF(row);
    Rc_AuditHeap();
    expect_nothing_told();
}

/* A failure changes nothing, and leaves no tombstone. */
static void test_a_resize_that_fails(void **state)
{
    RcObject *text = RcStr_FromString("some"), *more = RcStr_FromString(" more"), *old = Rc_NewRef(text);
    Rc_UNUSED(state);
    Rc_DECREF(old);
    RcMem_SetFailAfter(1);
    RcStr_Append(&text, more);
    RcMem_SetFailAfter(0);
    assert_null(text);
    assert_true(RcErr_ExceptionMatches(RcExc_MemoryError));
    RcErr_Clear();
    expect_story(old, "its last reference is gone: it is deallocated");
    expect_no_story(old, "another size");
    Rc_DECREF(more);
    expect_nothing_told();
}

/* A large str is not copied each time that it grows; what its address was once is still known. */
static void test_appending_stays_linear(void **state)
{
    RcObject *text = RcStr_FromString("x"),
             *more = RcStr_FromString("0123456789012345678901234567890123456789");
    const RcObject *before;
    int moves = 0;
    Rc_UNUSED(state);
    for (int i = 0; i < 5000; i++) {
        before = text;
        RcStr_Append(&text, more);
        moves += text != before && i >= 200;
    }
    assert_int_equal(RcStr_GetLength(text), 1 + 5000 * 40);
    assert_between(moves, 1, 20);
    Rc_DECREF(text);
    Rc_DECREF(more);
    expect_nothing_told();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_a_dead_object_keeps_its_story),
        telling_test(test_each_look_at_a_dead_object_is_told),
        telling_test(test_the_line_of_a_macro_is_told),
        telling_test(test_a_dead_objects_memory_is_nobodys),
        cmocka_unit_test(test_a_raw_read_of_a_dead_object),
        telling_test(test_what_has_been_told_is_open),
        telling_test(test_a_write_to_a_dead_object),
        telling_test(test_a_reference_that_is_taken_while_it_dies),
        cmocka_unit_test(test_quarantine_is_bounded),
        telling_test(test_a_str_that_grows_leaves_a_tombstone),
        telling_test(test_a_bytes_that_changes_size_leaves_a_tombstone),
        telling_test(test_a_tuple_that_changes_size_leaves_a_tombstone),
        telling_test(test_an_instance_that_changes_size_leaves_a_tombstone),
        telling_test(test_a_resize_that_fails),
        telling_test(test_appending_stays_linear),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
