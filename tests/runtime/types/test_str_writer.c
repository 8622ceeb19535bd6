/* The writer. */
#include "text.h"

#include "hostile.h"

static void test_writing(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("caf\xC3\xA9"), *five = number(100000), *result;
    RcStrWriter *writer = RcStrWriter_Create(0);
    assert_non_null(writer);
    assert_int_equal(RcStrWriter_WriteChar(writer, 0x20AC), 0);
    assert_int_equal(RcStrWriter_WriteUTF8(writer, " \xC3\xA4 ", -1), 0);
    assert_int_equal(RcStrWriter_WriteUTF8(writer, "abcdef", 3), 0);
    assert_int_equal(RcStrWriter_WriteUTF8(writer, NULL, 0), 0);
    assert_int_equal(RcStrWriter_WriteASCII(writer, "|", 1), 0);
    assert_int_equal(RcStrWriter_WriteStr(writer, op), 0);
    assert_int_equal(RcStrWriter_WriteStr(writer, five), 0);
    assert_int_equal(RcStrWriter_WriteRepr(writer, op), 0);
    assert_int_equal(RcStrWriter_WriteRepr(writer, five), 0);
    assert_int_equal(RcStrWriter_WriteSubstring(writer, op, 2, 4), 0);
    assert_int_equal(RcStrWriter_WriteSubstring(writer, op, 4, 4), 0);
    assert_int_equal(RcStrWriter_Format(writer, "<%d>", 5), 0);
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    assert_live(2);
    result = RcStrWriter_Finish(writer);
    assert_live(3);
    assert_refcnt(result, 1);
    assert_int_equal(RcStr_GetLength(result), 35);
    assert_str_and_release(result, "\xE2\x82\xAC \xC3\xA4 abc|caf\xC3\xA9"
                                   "100000'caf\xC3\xA9'100000f\xC3\xA9<5>");
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_nothing_written(void **state)
{
    Rc_UNUSED(state);
    RcObject *result = RcStrWriter_Finish(RcStrWriter_Create(0));
    assert_str(result, "");
    assert_true(Rc_IsImmortal(result));
    assert_result_is(RcStrWriter_Finish(RcStrWriter_Create(100)), result);
    Rc_DECREF(result);
    RcStrWriter_Discard(RcStrWriter_Create(0));
    RcStrWriter_Discard(RcStrWriter_Create(100));
    RcStrWriter_Discard(NULL);
    assert_no_error();
    assert_live(0);
}

static void test_discard_what_was_written(void **state)
{
    Rc_UNUSED(state);
    Rc_ssize_t blocks = outstanding_blocks();
    RcStrWriter *writer = RcStrWriter_Create(10);
    assert_int_equal(RcStrWriter_WriteASCII(writer, "spam", -1), 0);
    RcStrWriter_Discard(writer);
    assert_int_equal(outstanding_blocks(), blocks);
    assert_live(0);
}

static void test_growth(void **state)
{
    Rc_UNUSED(state);
    RcStrWriter *writer = RcStrWriter_Create(0);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(RcStrWriter_WriteChar(writer, (Rc_UCS4)(0x20 + i % 1000)), 0);
    }
    RcObject *result = RcStrWriter_Finish(writer);
    assert_int_equal(RcStr_GetLength(result), 100000);
    for (Rc_ssize_t i = 0; i < 100000; i += 9973) {
        assert_int_equal(RcStr_ReadChar(result, i), 0x20 + i % 1000);
    }
    Rc_DECREF(result);
    assert_live(0);
}

static void test_what_was_written_fits(void **state)
{
    Rc_UNUSED(state);
    RcStrWriter *writer = RcStrWriter_Create(70); /* no slack to give back */
    for (int i = 0; i < 70; i++) {
        assert_int_equal(RcStrWriter_WriteChar(writer, 'x'), 0);
    }
    RcMem_SetFailAfter(1);
    RcObject *result = RcStrWriter_Finish(writer);
    assert_int_equal(RcMem_SetFailAfter(0), 1); /* Finish allocated nothing */
    assert_int_equal(RcStr_GetLength(result), 70);
    Rc_DECREF(result);
    assert_live(0);
}

static void test_null_objects(void **state)
{
    Rc_UNUSED(state);
    RcStrWriter *writer = RcStrWriter_Create(0);
    assert_int_equal(RcStrWriter_WriteStr(writer, NULL), 0);
    assert_int_equal(RcStrWriter_WriteRepr(writer, NULL), 0);
    assert_str_and_release(RcStrWriter_Finish(writer), "<NULL><NULL>");
    assert_live(0);
}

static void test_a_null_writer(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("x");
    assert_int_equal(RcStrWriter_WriteChar(NULL, 'x'), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteChar: bad argument");
    assert_int_equal(RcStrWriter_WriteUTF8(NULL, "x", 1), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteUTF8: bad argument");
    assert_int_equal(RcStrWriter_WriteASCII(NULL, "x", 1), -1);
    assert_raises(RcExc_SystemError, NULL);
    assert_int_equal(RcStrWriter_WriteStr(NULL, op), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteStr: bad argument");
    assert_int_equal(RcStrWriter_WriteRepr(NULL, op), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteRepr: bad argument");
    assert_int_equal(RcStrWriter_WriteSubstring(NULL, op, 0, 1), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteSubstring: bad argument");
    assert_int_equal(RcStrWriter_Format(NULL, "x"), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_Format: bad argument");
    assert_fails(RcStrWriter_Finish(NULL), RcExc_SystemError, "RcStrWriter_Finish: bad argument");
    assert_fails(RcStrWriter_Create(-1), RcExc_ValueError, "length must be positive");
    assert_fails(RcStrWriter_Create(RC_SSIZE_T_MAX), RcExc_MemoryError, NULL);
    assert_fails(RcStrWriter_Create(RC_SSIZE_T_MAX / 2), RcExc_MemoryError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static RcObject *refuse(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "no repr");
    return NULL;
}

/* After each failure the writer is as it was. */
static void test_failures_write_nothing(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("caf\xC3\xA9"), *five = number(100000);
    Hostile *hostile = Hostile_New();
    RcStrWriter *writer = RcStrWriter_Create(0);
    hostile->on_repr = refuse;
    assert_int_equal(RcStrWriter_WriteChar(writer, 'a'), 0);
    assert_int_equal(RcStrWriter_WriteChar(writer, 0x110000), -1);
    assert_raises(RcExc_ValueError, "character must be in range(0x110000)");
    assert_int_equal(RcStrWriter_WriteChar(writer, 0xD800), -1);
    assert_raises(RcExc_UnicodeError, NULL);
    assert_int_equal(RcStrWriter_WriteUTF8(writer, "good\xFF", -1), -1);
    assert_raises(RcExc_UnicodeDecodeError,
                  "'utf-8' codec can't decode byte 0xff in position 4: invalid start byte");
    assert_int_equal(RcStrWriter_WriteUTF8(writer, NULL, 5), -1);
    assert_raises(RcExc_SystemError, NULL);
    assert_int_equal(RcStrWriter_WriteASCII(writer, "\xFF", 1), -1);
    assert_raises(RcExc_UnicodeDecodeError, NULL);
    assert_int_equal(RcStrWriter_WriteStr(writer, (RcObject *)hostile), -1);
    assert_raises(RcExc_ValueError, "no repr");
    assert_int_equal(RcStrWriter_WriteRepr(writer, (RcObject *)hostile), -1);
    assert_raises(RcExc_ValueError, "no repr");
    assert_int_equal(RcStrWriter_WriteSubstring(writer, op, 2, 5), -1);
    assert_raises(RcExc_ValueError, "substring 2 to 5 is not within a str of length 4");
    assert_int_equal(RcStrWriter_WriteSubstring(writer, op, -1, 2), -1);
    assert_raises(RcExc_ValueError, NULL);
    assert_int_equal(RcStrWriter_WriteSubstring(writer, op, 3, 2), -1);
    assert_raises(RcExc_ValueError, NULL);
    assert_int_equal(RcStrWriter_WriteSubstring(writer, five, 0, 1), -1);
    assert_raises(RcExc_TypeError, "must be str, not int");
    assert_int_equal(RcStrWriter_WriteSubstring(writer, NULL, 0, 1), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_WriteSubstring: bad argument");
    assert_int_equal(RcStrWriter_Format(writer, "caf\\%c %R", 0xE9, hostile), -1);
    assert_raises(RcExc_ValueError, "no repr");
    assert_int_equal(RcStrWriter_Format(writer, NULL), -1);
    assert_raises(RcExc_SystemError, "RcStrWriter_Format: bad argument");
    assert_int_equal(RcStrWriter_WriteStr(writer, huge_str()), -1);
    assert_raises(RcExc_MemoryError, NULL);
    assert_int_equal(RcStrWriter_WriteChar(writer, 'z'), 0);
    RcObject *result = RcStrWriter_Finish(writer);
    assert_int_equal(RcStr_GetLength(result), 2);
    assert_str_and_release(result, "az");
    assert_refcnt(hostile, 1);
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(hostile);
    Rc_DECREF(op);
    Rc_DECREF(five);
    assert_live(0);
}

static int write_all(void *arg)
{
    RcStrWriter *writer = RcStrWriter_Create(1);
    RcObject *result;
    if (writer == NULL) {
        return -1;
    }
    if (RcStrWriter_WriteChar(writer, 0x20AC) < 0 || RcStrWriter_WriteUTF8(writer, "spam", -1) < 0 ||
        RcStrWriter_WriteStr(writer, arg) < 0 || RcStrWriter_WriteRepr(writer, arg) < 0 ||
        RcStrWriter_Format(writer, "%100d %R", 5, arg) < 0 ||
        RcStrWriter_WriteSubstring(writer, arg, 0, 1) < 0) {
        RcStrWriter_Discard(writer);
        return -1;
    }
    result = RcStrWriter_Finish(writer);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int write_number(void *arg)
{
    RcStrWriter *writer = RcStrWriter_Create(0);
    if (writer == NULL) {
        return -1;
    }
    if (RcStrWriter_WriteRepr(writer, arg) < 0 || RcStrWriter_WriteStr(writer, arg) < 0) {
        RcStrWriter_Discard(writer);
        return -1;
    }
    Rc_DECREF(RcStrWriter_Finish(writer));
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("caf\xC3\xA9"), *five = number(100000), *watched[] = {op, five, NULL};
    assert_true(sweep(write_all, op, watched) >= 4);
    assert_true(sweep(write_number, five, watched) >= 3);
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(op);
    Rc_DECREF(five);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_writing),
        counted_test(test_nothing_written),
        counted_test(test_discard_what_was_written),
        counted_test(test_growth),
        counted_test(test_what_was_written_fits),
        counted_test(test_null_objects),
        counted_test(test_a_null_writer),
        counted_test(test_failures_write_nothing),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
