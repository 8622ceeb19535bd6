/* bytes: making, reading, comparing, and the slots of the type. */
#include "text.h"

#include "hostile.h"

/* ---- Making ---- */

static void test_making(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcBytes_FromString("spam");
    assert_refcnt(op, 1);
    assert_live(1);
    assert_true(RcBytes_Check(op));
    assert_true(RcBytes_CheckExact(op));
    assert_int_equal(RcBytes_GET_SIZE(op), 4);
    assert_string_equal(RcBytes_AS_STRING(op), "spam");
    Rc_DECREF(op);
    op = RcBytes_FromStringAndSize("a\0\xFF", 3);
    assert_refcnt(op, 1);
    assert_int_equal(RcBytes_Size(op), 3);
    assert_memory_equal(RcBytes_AsString(op), "a\0\xFF", 4);
    Rc_DECREF(op);
    op = RcBytes_FromStringAndSize(NULL, 3);
    memcpy(RcBytes_AS_STRING(op), "xyz", 3);
    assert_string_equal(RcBytes_AS_STRING(op), "xyz");
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_the_empty_one(void **state)
{
    Rc_UNUSED(state);
    RcObject *empty = RcBytes_FromString("");
    assert_true(Rc_IsImmortal(empty));
    assert_result_is(RcBytes_FromStringAndSize(NULL, 0), empty);
    assert_result_is(RcBytes_FromStringAndSize("x", 0), empty);
    assert_int_equal(RcObject_Hash(empty), 0);
    assert_repr(empty, "b''");
    Rc_DECREF(empty);
    assert_live(0);
}

static void test_making_fails(void **state)
{
    Rc_UNUSED(state);
    assert_fails(RcBytes_FromString(NULL), RcExc_SystemError, "RcBytes_FromString: bad argument");
    assert_fails(RcBytes_FromStringAndSize("x", -1), RcExc_SystemError,
                 "Negative size passed to RcBytes_FromStringAndSize");
    assert_fails(RcBytes_FromStringAndSize(NULL, RC_SSIZE_T_MAX), RcExc_OverflowError,
                 "byte string is too large");
    assert_live(0);
}

static void test_from_object(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("spam"), *list, *result, *str = text("spam"), *five = number(100000);
    assert_ptr_equal(RcBytes_FromObject(op), op);
    assert_refcnt(op, 2);
    Rc_DECREF(op);
    list = Rc_BuildValue("[iii]", 0, 104, 255);
    result = RcBytes_FromObject(list);
    assert_refcnt(result, 1);
    assert_refcnt(list, 1);
    assert_repr_and_release(result, "b'\\x00h\\xff'");
    Rc_DECREF(list);
    list = RcList_New(0);
    assert_repr_and_release(RcBytes_FromObject(list), "b''");
    for (long i = 0; i < 300; i++) {
        RcObject *item = number(i % 256);
        assert_int_equal(RcList_Append(list, item), 0);
        Rc_DECREF(item);
    }
    result = RcBytes_FromObject(list);
    assert_int_equal(RcBytes_Size(result), 300);
    for (Rc_ssize_t i = 0; i < 300; i++) {
        assert_int_equal((unsigned char)RcBytes_AS_STRING(result)[i], i % 256);
    }
    Rc_DECREF(result);
    Rc_DECREF(list);

    list = Rc_BuildValue("(ii)", 1, 256);
    assert_fails(RcBytes_FromObject(list), RcExc_ValueError, "bytes must be in range(0, 256)");
    Rc_DECREF(list);
    list = Rc_BuildValue("(i)", -1);
    assert_fails(RcBytes_FromObject(list), RcExc_ValueError, "bytes must be in range(0, 256)");
    Rc_DECREF(list);
    list = RcTuple_Pack(1, str);
    assert_fails(RcBytes_FromObject(list), RcExc_TypeError, NULL);
    assert_refcnt(list, 1);
    assert_refcnt(str, 2);
    Rc_DECREF(list);
    assert_fails(RcBytes_FromObject(str), RcExc_TypeError, "cannot convert 'str' object to bytes");
    assert_fails(RcBytes_FromObject(five), RcExc_TypeError, "cannot convert 'int' object to bytes");
    assert_fails(RcBytes_FromObject(NULL), RcExc_SystemError, "RcBytes_FromObject: bad argument");
    assert_refcnt(op, 1);
    assert_refcnt(str, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(op);
    Rc_DECREF(str);
    Rc_DECREF(five);
    assert_live(0);
}

static RcObject *fail_at_second(Hostile *self)
{
    if (self->arg == NULL) {
        self->arg = self;
        return RcInt_FromLong(100);
    }
    RcErr_SetString(RcExc_KeyError, "no second");
    return NULL;
}

static RcObject *refuse(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_KeyError, "no");
    return NULL;
}

static void test_from_a_hostile_object(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    hostile->on_next = fail_at_second;
    assert_fails(RcBytes_FromObject((RcObject *)hostile), RcExc_KeyError, NULL);
    hostile->on_iter = refuse;
    assert_fails(RcBytes_FromObject((RcObject *)hostile), RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_live(0);
}

/* ---- Reading ---- */

static void test_reading(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("spam"), *nul = RcBytes_FromStringAndSize("a\0b", 3), *five = number(100000);
    char *data = NULL;
    Rc_ssize_t size = 0;
    assert_int_equal(RcBytes_AsStringAndSize(op, &data, &size), 0);
    assert_string_equal(data, "spam");
    assert_int_equal(size, 4);
    data = NULL;
    assert_int_equal(RcBytes_AsStringAndSize(op, &data, NULL), 0);
    assert_string_equal(data, "spam");
    assert_int_equal(RcBytes_AsStringAndSize(nul, &data, &size), 0);
    assert_int_equal(size, 3);
    assert_int_equal(RcBytes_AsStringAndSize(nul, &data, NULL), -1);
    assert_raises(RcExc_ValueError, "embedded null byte");
    assert_int_equal(RcBytes_AsStringAndSize(five, &data, &size), -1);
    assert_raises(RcExc_TypeError, "expected bytes, int found");
    assert_int_equal(RcBytes_AsStringAndSize(op, NULL, &size), -1);
    assert_raises(RcExc_SystemError, "RcBytes_AsStringAndSize: bad argument");
    assert_int_equal(RcBytes_Size(five), -1);
    assert_raises(RcExc_TypeError, "expected bytes, int found");
    assert_int_equal(RcBytes_Size(NULL), -1);
    assert_raises(RcExc_SystemError, "RcBytes_Size: bad argument");
    assert_fails(RcBytes_AsString(five), RcExc_TypeError, "expected bytes, int found");
    assert_refcnt(op, 1);
    assert_refcnt(nul, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(op);
    Rc_DECREF(nul);
    Rc_DECREF(five);
    assert_live(0);
}

static void test_repr(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("\n\t\r\\\x01\x7F\xFF~"), *one = bytes("it's"), *two = bytes("it's \"so\""), *repr;
    RcObject *five = number(100000);
    repr = RcBytes_Repr(op, 1);
    assert_refcnt(repr, 1);
    assert_refcnt(op, 1);
    assert_str_and_release(repr, "b'\\n\\t\\r\\\\\\x01\\x7f\\xff~'");
    assert_str_and_release(RcBytes_Repr(one, 1), "b\"it's\"");
    assert_str_and_release(RcBytes_Repr(one, 0), "b'it\\'s'");
    assert_str_and_release(RcBytes_Repr(two, 1), "b'it\\'s \"so\"'");
    assert_repr(one, "b\"it's\"");
    assert_str_and_release(RcObject_Str(one), "b\"it's\"");
    assert_fails(RcBytes_Repr(five, 1), RcExc_TypeError, "expected bytes, int found");
    assert_fails(RcBytes_Repr(NULL, 1), RcExc_SystemError, NULL);
    RcObject *all[] = {op, one, two, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

/* ---- The slots ---- */

static void test_comparing(void **state)
{
    Rc_UNUSED(state);
    RcObject *a = bytes("a"), *b = bytes("b"), *ab = bytes("ab"), *also_a = bytes("a"), *str = text("a");
    const struct {
        int operation, less, equal, greater;
    } cases[] = {{Rc_LT, 1, 0, 0}, {Rc_LE, 1, 1, 0}, {Rc_EQ, 0, 1, 0},
                 {Rc_NE, 1, 0, 1}, {Rc_GT, 0, 0, 1}, {Rc_GE, 0, 1, 1}};
    for (size_t i = 0; i < 6; i++) {
        RcObject *less = cases[i].less ? Rc_True : Rc_False, *equal = cases[i].equal ? Rc_True : Rc_False;
        RcObject *greater = cases[i].greater ? Rc_True : Rc_False;
        assert_result_is(RcObject_RichCompare(a, b, cases[i].operation), less);
        assert_result_is(RcObject_RichCompare(a, ab, cases[i].operation), less);
        assert_result_is(RcObject_RichCompare(a, also_a, cases[i].operation), equal);
        assert_result_is(RcObject_RichCompare(ab, a, cases[i].operation), greater);
        assert_result_is(RcObject_RichCompare(b, ab, cases[i].operation), greater);
    }
    assert_result_is(RcObject_RichCompare(a, str, Rc_EQ), Rc_False);
    assert_fails(RcObject_RichCompare(a, str, Rc_LT), RcExc_TypeError, NULL);
    assert_int_equal(RcObject_Hash(a), RcObject_Hash(also_a));
    assert_int_equal(RcObject_Hash(a), RcObject_Hash(a));
    assert_int_not_equal(RcObject_Hash(a), RcObject_Hash(b));
    RcObject *all[] = {a, b, ab, also_a, str};
    for (size_t i = 0; i < 5; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    assert_live(0);
}

static void test_items(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcBytes_FromStringAndSize("a\0\xFF", 3), *last = number(-1), *far = number(100000), *list;
    RcObject *str = text("x");
    assert_number_and_release(RcObject_GetItem(op, last), 255);
    assert_number_and_release(RcSequence_GetItem(op, 0), 'a');
    assert_number_and_release(RcSequence_GetItem(op, -2), 0);
    assert_fails(RcObject_GetItem(op, far), RcExc_IndexError, "index out of range");
    assert_fails(RcSequence_GetItem(op, 3), RcExc_IndexError, "index out of range");
    assert_fails(RcSequence_GetItem(op, -4), RcExc_IndexError, "index out of range");
    assert_fails(RcObject_GetItem(op, str), RcExc_TypeError, "byte indices must be integers, not str");
    assert_int_equal(RcObject_Size(op), 3);
    assert_int_equal(RcSequence_Size(op), 3);
    list = RcSequence_List(op);
    assert_repr_and_release(list, "[97, 0, 255]");
    Hostile *hostile = Hostile_New();
    hostile->on_index = refuse;
    assert_fails(RcObject_GetItem(op, (RcObject *)hostile), RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_refcnt(op, 1);
    assert_refcnt(far, 1);
    assert_refcnt(str, 1);
    Rc_DECREF(op);
    Rc_DECREF(last);
    Rc_DECREF(far);
    Rc_DECREF(str);
    assert_live(0);
}

static void test_contains(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = RcBytes_FromStringAndSize("a\0b\xFF", 4), *part = bytes("b\xFF"), *other = bytes("ab");
    RcObject *far = number(100000), *str = text("a");
    RcObject *empty = bytes(""), *most = number(255), *zero = number(0), *seven = number(7);
    assert_int_equal(RcSequence_Contains(op, part), 1);
    assert_int_equal(RcSequence_Contains(op, other), 0);
    assert_int_equal(RcSequence_Contains(part, op), 0);
    assert_int_equal(RcSequence_Contains(op, empty), 1);
    assert_int_equal(RcSequence_Contains(op, most), 1);
    assert_int_equal(RcSequence_Contains(op, zero), 1);
    assert_int_equal(RcSequence_Contains(op, seven), 0);
    assert_int_equal(RcSequence_Contains(op, far), -1);
    assert_raises(RcExc_ValueError, "byte must be in range(0, 256)");
    assert_int_equal(RcSequence_Contains(op, str), -1);
    assert_raises(RcExc_TypeError, "a bytes-like object is required, not 'str'");
    RcObject *all[] = {op, part, other, far, str};
    for (size_t i = 0; i < 5; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    Rc_DECREF(empty);
    Rc_DECREF(most);
    Rc_DECREF(zero);
    Rc_DECREF(seven);
    assert_live(0);
}

static void test_decode(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = bytes("caf\xC3\xA9"), *bad = bytes("a\xFF");
    assert_str_and_release(RcObject_CallMethod(op, "decode", NULL), "caf\xC3\xA9");
    assert_str_and_release(RcObject_CallMethod(op, "decode", "s", "UTF-8"), "caf\xC3\xA9");
    assert_str_and_release(RcObject_CallMethod(bad, "decode", "ss", "utf8", "ignore"), "a");
    assert_fails(RcObject_CallMethod(bad, "decode", NULL), RcExc_UnicodeDecodeError, NULL);
    assert_fails(RcObject_CallMethod(op, "decode", "s", "latin-1"), RcExc_LookupError,
                 "unknown encoding: latin-1");
    assert_fails(RcObject_CallMethod(op, "decode", "i", 5), RcExc_TypeError, NULL);
    assert_refcnt(op, 1);
    assert_refcnt(bad, 1);
    Rc_DECREF(op);
    Rc_DECREF(bad);
    assert_live(0);
}

static void test_the_constructor(void **state)
{
    Rc_UNUSED(state);
    RcObject *type = (RcObject *)&RcBytes_Type, *op = bytes("spam"), *str = text("x"), *result, *names,
             *three;
    assert_repr_and_release(RcObject_CallNoArgs(type), "b''");
    result = RcObject_CallOneArg(type, op);
    assert_ptr_equal(result, op);
    assert_refcnt(op, 2);
    Rc_DECREF(result);
    assert_repr_and_release(RcObject_CallFunction(type, "i", 3), "b'\\x00\\x00\\x00'");
    assert_repr_and_release(RcObject_CallFunction(type, "i", 0), "b''");
    assert_repr_and_release(RcObject_CallFunction(type, "([ii])", 1, 65), "b'\\x01A'");
    three = number(3);
    names = Rc_BuildValue("(s)", "source");
    assert_repr_and_release(RcObject_Vectorcall(type, &three, 0, names), "b'\\x00\\x00\\x00'");
    Rc_DECREF(names);
    assert_fails(RcObject_CallFunction(type, "i", -1), RcExc_ValueError, "negative count");
    assert_fails(RcObject_CallFunction(type, "n", (Rc_ssize_t)RC_SSIZE_T_MAX), RcExc_OverflowError,
                 "byte string is too large");
    assert_fails(RcObject_CallOneArg(type, str), RcExc_TypeError, "string argument without an encoding");
    assert_fails(RcObject_CallFunction(type, "d", 1.5), RcExc_TypeError, NULL);
    assert_fails(RcObject_CallFunction(type, "ii", 1, 2), RcExc_TypeError, NULL);
    Hostile *hostile = Hostile_New();
    hostile->on_index = refuse;
    assert_fails(RcObject_CallOneArg(type, (RcObject *)hostile), RcExc_KeyError, NULL);
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_refcnt(op, 1);
    assert_refcnt(str, 1);
    Rc_DECREF(op);
    Rc_DECREF(str);
    Rc_DECREF(three);
    assert_live(0);
}

/* ---- Out of memory ---- */

static int make_all(void *arg)
{
    RcObject **ops = arg;
    make_and_release(RcBytes_FromString("spam"));
    make_and_release(RcBytes_FromObject(ops[0]));
    make_and_release(RcBytes_Repr(ops[1], 1));
    make_and_release(RcObject_CallFunction((RcObject *)&RcBytes_Type, "i", 5));
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *many = bytes("0123456789012345678901234567890123456789012345678901234567890123456789");
    RcObject *ops[] = {RcSequence_List(many), many, NULL};
    assert_true(sweep(make_all, ops, ops) >= 6);
    assert_refcnt(ops[0], 1);
    assert_refcnt(many, 1);
    Rc_DECREF(ops[0]);
    Rc_DECREF(many);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_making),
        counted_test(test_the_empty_one),
        counted_test(test_making_fails),
        counted_test(test_from_object),
        counted_test(test_from_a_hostile_object),
        counted_test(test_reading),
        counted_test(test_repr),
        counted_test(test_comparing),
        counted_test(test_items),
        counted_test(test_contains),
        counted_test(test_decode),
        counted_test(test_the_constructor),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
