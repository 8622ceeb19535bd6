/* Addresses of code, and what lines they are of; lines that have code. */
#include "telling.h"

#include "ledger/lines.h"

#include <sys/auxv.h>

typedef struct Call {
    const void *address; /* of what follows the call */
    int line;
} Call;

__attribute__((noinline)) static const void *return_address(void)
{
    __asm__ volatile(""); /* two calls are two calls */
    return __builtin_return_address(0);
}

#define CALL() ((Call){return_address(), __LINE__})

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void test_the_line_of_a_call(void **state)
{
    Call call = CALL();
    Line line;
    Rc_UNUSED(state);
    for (int i = 0; i < 2; i++) { /* the second time it is known */
        assert_true(_RcLedger_LineOf(call.address, &line));
        assert_int_equal(line.line, call.line);
        assert_string_equal(line.function, __func__);
        assert_true(ends_with(line.file, "test_lines.c"));
    }
}

/* Its definition is at this file's end. */
static Call call_in_a_deep_folder(const char **function);

static void test_a_long_path_and_a_long_name(void **state)
{
    const char *function;
    Call call = call_in_a_deep_folder(&function);
    Line line;
    Rc_UNUSED(state);
    assert_true(_RcLedger_LineOf(call.address, &line));
    assert_int_equal(line.line, call.line);
    assert_string_equal(line.function, function);
    assert_true(strlen(line.function) > 128);
    assert_true(strlen(line.file) > 256 && ends_with(line.file, "/deep.c"));
}

static void test_addresses_that_are_nobodys(void **state)
{
    static int data;
    Line line;
    Rc_UNUSED(state);
    assert_false(_RcLedger_LineOf(NULL, &line));
    assert_false(_RcLedger_LineOf(&line, &line));
    assert_false(_RcLedger_LineOf((const void *)(uintptr_t)16, &line));
    assert_false(_RcLedger_LineOf(&data, &line));
    assert_false(_RcLedger_LineOf((const void *)((uintptr_t)getauxval + 1), &line)); /* the C library's */
}

/* The kernel's page of code in each process is of no file: what comes after it is looked up nonetheless. */
static void test_code_without_a_file(void **state)
{
    const char *page = (const char *)(uintptr_t)getauxval(AT_SYSINFO_EHDR); /* NULL: it has none */
    Line line;
    Rc_UNUSED(state);
    assert_false(_RcLedger_LineOf(page != NULL ? page + 64 : NULL, &line));
    assert_true(_RcLedger_LineOf(CALL().address, &line));
}

static void test_the_first_or_the_second(void **state)
{
    Call call = CALL(), other = CALL();
    Line line;
    Rc_UNUSED(state);
    assert_true(_RcLedger_LineOfEither(NULL, call.address, &line));
    assert_int_equal(line.line, call.line);
    assert_true(_RcLedger_LineOfEither(other.address, call.address, &line));
    assert_int_equal(line.line, other.line);
    assert_false(_RcLedger_LineOfEither(NULL, NULL, &line));
}

static void test_a_site(void **state)
{
    Call call = CALL();
    Site site = {0};
    Line line;
    Rc_UNUSED(state);
    assert_true(_RcLedger_LineOf(call.address, &line));
    _RcLedger_SiteFromLine(&line, call.address, &site);
    memset(&line, 0, sizeof line); /* the site has texts of its own */
    assert_true(ends_with(site.file, "test_lines.c"));
    assert_string_equal(site.function, __func__);
    assert_int_equal(site.line, call.line);
    assert_ptr_equal(site.pc, call.address);
}

/* Between the calls are a comment and a branch that this build has not. */
static void test_lines_that_have_code(void **state)
{
    Call first = CALL(), last;
    volatile int sum = 0;
    Line line;
    Rc_UNUSED(state);
#ifdef NO_BUILD_HAS_THIS
    sum = 12;
    sum += 3;
#endif
    sum += first.line;
    last = CALL();
    assert_true(_RcLedger_LineOf(last.address, &line));
    assert_true(_RcLedger_HasCode(first.address, __FILE__, last.line - 1));
    assert_true(_RcLedger_HasCode(first.address, __FILE__, last.line));
    assert_false(_RcLedger_HasCode(first.address, __FILE__, last.line - 3));
    assert_false(_RcLedger_HasCode(first.address, __FILE__, last.line - 4));
    assert_false(_RcLedger_HasCode(first.address, __FILE__, last.line - 5));
    /* of what cannot be told */
    assert_true(_RcLedger_HasCode(NULL, __FILE__, last.line - 3));
    assert_true(_RcLedger_HasCode(first.address, "other.c", last.line - 3));
    assert_true(_RcLedger_HasCode(first.address, __FILE__, 1000000));
    assert_true(sum > 0);
}

/* Nothing but the place depends on the program. */
static int without_addr2line(void *arg)
{
    Call call = CALL();
    Line line;
    RcObject *item;
    Rc_UNUSED(arg);
    Rc_Initialize();
    if (_RcLedger_LineOf(call.address, &line) || !_RcLedger_HasCode(call.address, __FILE__, 1)) {
        return 8;
    }
    item = RcFloat_FromDouble(1.5);
    Rc_DECREF(item);
    Rc_INCREF(item);
    return 9;
}

static void test_without_addr2line(void **state)
{
    static const char *const settings[] = {"PATH", "/nowhere", NULL};
    Child child;
    Rc_UNUSED(state);
    run_child(&child, without_addr2line, NULL, settings);
    expect_child(&child, 1, "in without_addr2line: Rc_INCREF uses an object that has been freed");
    expect_child(&child, 1, "recount: note: addr2line, of binutils, cannot be run");
}

/* Its definition is at this file's end, too. */
static int find_from_a_relative_path(char *whole, size_t room);

/* A path without its folder is meant from where the compiler ran, wherever the program runs. */
static void test_where_it_was_compiled(void **state)
{
    char whole[1024];
    Rc_UNUSED(state);
    assert_true(find_from_a_relative_path(whole, sizeof whole));
    assert_true(whole[0] == '/' && ends_with(whole, "/a_folder/other.c"));
    assert_false(find_from_a_relative_path(whole, strlen(whole)));
    Rc_DECREF(RcFloat_FromDouble(1.5)); /* here the path is whole */
    assert_false(_RcLedger_FromWhereItWasCompiled("a_folder/other.c", whole, sizeof whole));
}

/* Where a setter has stored: of a program's own type, by reading its source. */
typedef struct Box {
    RcObject_HEAD
    RcObject *item;
} Box;

static int box_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Box *)op)->item);
    return 0;
}

static void box_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    Rc_CLEAR(((Box *)op)->item);
    RcObject_GC_Del(op);
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = box_dealloc,
    .tp_traverse = box_traverse,
};

static void test_a_store_between_two_operations(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Box *box;
    int line;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Box_Type), 0);
    box = RcObject_GC_New(Box, &Box_Type);
    box->item = NULL;
    RcObject_GC_Track(box);
    line = __LINE__ + 1;
    box->item = item;
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_told("missing-incref", line, "is made to refer to it here, without a reference of its own");
    box->item = NULL;
    Rc_DECREF(box);
}

static RcObject *volatile elsewhere;
static int guilty;

__attribute__((noinline)) static void look_at(RcObject *item)
{
    RcFloat_AsDouble(item);
    RcFloat_AsDouble(item);
}

__attribute__((noinline)) static void set_item(Box *box, RcObject *item)
{
    guilty = __LINE__ + 1;
    box->item = item;
}

__attribute__((noinline)) static void set_after_a_look(Box *box, RcObject *item, RcObject **slot)
{
    slot[0] = item; /* is done before */
    look_at(item);
    set_item(box, item);
    Rc_INCREF(Rc_None);
    Rc_DECREF(Rc_None);
}

/* A function has ended, and the caller's code after it has stored: what stood before the call is no suspect. */
static void test_a_store_after_a_call(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *slot[1];
    Box *box;
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Box_Type), 0);
    box = RcObject_GC_New(Box, &Box_Type);
    box->item = NULL;
    RcObject_GC_Track(box);
    set_after_a_look(box, item, slot);
    elsewhere = slot[0];
    Rc_DECREF(item);
    Rc_AuditHeap();
    expect_told("missing-incref", guilty, "is made to refer to it here");
    box->item = NULL;
    Rc_DECREF(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_the_line_of_a_call),         telling_test(test_a_long_path_and_a_long_name),
        telling_test(test_addresses_that_are_nobodys), telling_test(test_code_without_a_file),
        telling_test(test_the_first_or_the_second),    telling_test(test_a_site),
        telling_test(test_lines_that_have_code),       cmocka_unit_test(test_without_addr2line),
        telling_test(test_where_it_was_compiled),      telling_test(test_a_store_between_two_operations),
        telling_test(test_a_store_after_a_call),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#define LONG_NAME \
    call_from_a_function_which_has_a_name_that_says_which_has_a_name_that_says_which_has_a_name_that_says_which_has_a_name_that_says_all_of_it

#line 1 "/nowhere/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/a_folder_in_a_folder/deep.c"
__attribute__((noinline)) static Call LONG_NAME(const char **function)
{
    *function = __func__;
    return CALL();
}

static Call call_in_a_deep_folder(const char **function)
{
    return LONG_NAME(function);
}

#line 1 "a_folder/near.c"
static int find_from_a_relative_path(char *whole, size_t room)
{
    Rc_DECREF(RcFloat_FromDouble(1.5));
    return _RcLedger_FromWhereItWasCompiled("a_folder/other.c", whole, room);
}
