/* Taking strs apart, and joining many. */
#include "text.h"

#include "hostile.h"

/* ---- Splitting ---- */

static void splits(const char *op, const char *separator, Rc_ssize_t most, const char *expected)
{
    RcObject *str = text(op), *sep = separator == NULL ? NULL : text(separator), *list;
    list = RcStr_Split(str, sep, most);
    assert_refcnt(list, 1);
    assert_true(RcList_CheckExact(list));
    assert_repr(list, expected);
    for (Rc_ssize_t i = 0; i < RcList_GET_SIZE(list); i++) {
        RcObject *item = RcList_GET_ITEM(list, i);
        if (item != str && !Rc_IsImmortal(item)) {
            assert_refcnt(item, 1);
        }
    }
    Rc_DECREF(list);
    assert_sole_reference(str);
    Rc_DECREF(str);
    Rc_XDECREF(sep);
    assert_live(0);
}

static void test_split(void **state)
{
    Rc_UNUSED(state);
    splits("a,b,,c", ",", -1, "['a', 'b', '', 'c']");
    splits(",a,", ",", -1, "['', 'a', '']");
    splits("a,b,c", ",", 1, "['a', 'b,c']");
    splits("a,b,c", ",", 0, "['a,b,c']");
    splits("a,b,c", ",", RC_SSIZE_T_MIN, "['a', 'b', 'c']");
    splits("a b c", NULL, RC_SSIZE_T_MIN, "['a', 'b', 'c']");
    splits("", ",", -1, "['']");
    splits("a--b-c", "--", -1, "['a', 'b-c']");
    splits("\xC3\xA9,\xC3\xA9", ",", -1, "['\xC3\xA9', '\xC3\xA9']");
    splits("  a b\t\nc  ", NULL, -1, "['a', 'b', 'c']");
    splits("  a b  c  ", NULL, 1, "['a', 'b  c  ']");
    splits("  a b  ", NULL, 0, "['a b  ']");
    splits("", NULL, -1, "[]");
    splits("   ", NULL, -1, "[]");
    splits("word", NULL, -1, "['word']");
    splits("a\xC2\xA0"
           "b\xE2\x80\x83"
           "c\xE3\x80\x80"
           "d\x1F"
           "e\xC2\x85"
           "f",
           NULL, -1, "['a', 'b', 'c', 'd', 'e', 'f']");
    splits("a\xE1\x9A\x80"
           "b\xE2\x80\xA8"
           "c\xE2\x80\xA9"
           "d\xE2\x80\xAF"
           "e\xE2\x81\x9F"
           "f",
           NULL, -1, "['a', 'b', 'c', 'd', 'e', 'f']");
    splits("\xE2\x80\x8B", NULL, -1, "['\\u200b']"); /* a zero width space is no white space */
}

static void test_split_of_one_piece(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("word"), *list = RcStr_Split(op, NULL, -1);
    assert_ptr_equal(RcList_GET_ITEM(list, 0), op);
    assert_refcnt(op, 2);
    Rc_DECREF(list);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_live(0);
}

static void test_split_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a b"), *empty = text(""), *five = number(100000);
    assert_fails(RcStr_Split(op, empty, -1), RcExc_ValueError, "empty separator");
    assert_fails(RcStr_Split(op, five, -1), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Split(five, op, -1), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Split(NULL, NULL, -1), RcExc_SystemError, "RcStr_Split: bad argument");
    assert_refcnt(op, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(empty);
    Rc_DECREF(five);
    Rc_DECREF(op);
    assert_live(0);
}

static void splits_lines(const char *op, int keepends, const char *expected)
{
    RcObject *str = text(op), *list = RcStr_Splitlines(str, keepends);
    assert_refcnt(list, 1);
    assert_repr(list, expected);
    Rc_DECREF(list);
    assert_sole_reference(str);
    Rc_DECREF(str);
    assert_live(0);
}

static void test_splitlines(void **state)
{
    Rc_UNUSED(state);
    splits_lines("a\nb\r\nc\rd", 0, "['a', 'b', 'c', 'd']");
    splits_lines("a\nb\r\nc\rd", 1, "['a\\n', 'b\\r\\n', 'c\\r', 'd']");
    splits_lines("\n\n", 0, "['', '']");
    splits_lines("a\n", 0, "['a']");
    splits_lines("", 0, "[]");
    splits_lines("a\r", 1, "['a\\r']");
    splits_lines("a\x0B"
                 "b\x0C"
                 "c\x1C"
                 "d\x1E"
                 "e\xC2\x85"
                 "f\xE2\x80\xA8"
                 "g\xE2\x80\xA9"
                 "h",
                 0, "['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']");
    splits_lines("\xC3\xA9\n", 1, "['\xC3\xA9\\n']");
    splits_lines("a\x1F"
                 "b",
                 0, "['a\\x1fb']");
    RcObject *five = number(100000);
    assert_fails(RcStr_Splitlines(five, 0), RcExc_TypeError, "must be str, not int");
    Rc_DECREF(five);
    assert_live(0);
}

static void test_partition(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = text("a--b--c"), *sep = text("--"), *none = text("z"), *five = number(100000);
    RcObject *empty = text(""), *parts;
    parts = RcStr_Partition(op, sep);
    assert_refcnt(parts, 1);
    assert_refcnt(op, 1);
    assert_refcnt(sep, 2);
    assert_refcnt(RcTuple_GET_ITEM(parts, 0), 1);
    assert_refcnt(RcTuple_GET_ITEM(parts, 2), 1);
    assert_repr_and_release(parts, "('a', '--', 'b--c')");
    assert_refcnt(sep, 1);
    parts = RcStr_RPartition(op, sep);
    assert_refcnt(sep, 2);
    assert_repr_and_release(parts, "('a--b', '--', 'c')");
    assert_refcnt(sep, 1);
    parts = RcStr_Partition(op, none);
    assert_refcnt(op, 2);
    assert_refcnt(none, 1);
    assert_repr_and_release(parts, "('a--b--c', '', '')");
    parts = RcStr_RPartition(op, none);
    assert_refcnt(op, 2);
    assert_refcnt(none, 1);
    assert_repr_and_release(parts, "('', '', 'a--b--c')");
    assert_refcnt(op, 1);
    parts = RcStr_Partition(op, op);
    assert_refcnt(op, 2);
    assert_repr_and_release(parts, "('', 'a--b--c', '')");
    assert_fails(RcStr_Partition(op, empty), RcExc_ValueError, "empty separator");
    assert_fails(RcStr_RPartition(op, empty), RcExc_ValueError, "empty separator");
    assert_fails(RcStr_Partition(op, five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_Partition(five, op), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_RPartition(op, five), RcExc_TypeError, "must be str, not int");
    assert_fails(RcStr_RPartition(NULL, op), RcExc_SystemError, "RcStr_RPartition: bad argument");
    RcObject *all[] = {op, sep, none, five};
    for (size_t i = 0; i < 4; i++) {
        assert_refcnt(all[i], 1);
        Rc_DECREF(all[i]);
    }
    Rc_DECREF(empty);
    assert_live(0);
}

/* ---- Joining ---- */

static void test_join(void **state)
{
    Rc_UNUSED(state);
    RcObject *sep = text("\xC3\xA9"), *a = text("a"), *b = text("b\xC3\xA4"), *empty = text(""), *list,
             *tuple, *result;
    tuple = RcTuple_Pack(3, a, b, a);
    assert_refcnt(a, 3);
    result = RcStr_Join(sep, tuple);
    assert_refcnt(result, 1);
    assert_int_equal(RcStr_GetLength(result), 6);
    assert_str_and_release(result, "a\xC3\xA9"
                                   "b\xC3\xA4\xC3\xA9"
                                   "a");
    assert_str_and_release(RcStr_Join(NULL, tuple), "a b\xC3\xA4 a");
    assert_str_and_release(RcStr_Join(empty, tuple), "ab\xC3\xA4"
                                                     "a");
    assert_refcnt(tuple, 1);
    list = RcSequence_List(tuple);
    assert_refcnt(a, 5);
    assert_str_and_release(RcStr_Join(NULL, list), "a b\xC3\xA4 a");
    assert_refcnt(list, 1);
    assert_refcnt(a, 5);
    assert_refcnt(b, 3);
    assert_refcnt(sep, 1);
    Rc_DECREF(list);
    Rc_DECREF(tuple);
    assert_str_and_release(RcStr_Join(sep, b), "b\xC3\xA9\xC3\xA4"); /* a str is an iterable of strs */
    assert_refcnt(b, 1);
    Rc_DECREF(empty);
    Rc_DECREF(sep);
    Rc_DECREF(a);
    Rc_DECREF(b);
    assert_live(0);
}

static void test_join_of_none_and_one(void **state)
{
    Rc_UNUSED(state);
    RcObject *sep = text(", "), *a = text("a"), *one = RcTuple_Pack(1, a), *two_empty, *none = RcList_New(0);
    RcObject *empty = text("");
    assert_str_and_release(RcStr_Join(sep, none), "");
    assert_ptr_equal(RcStr_Join(sep, one), a);
    assert_refcnt(a, 3);
    Rc_DECREF(a);
    two_empty = Rc_BuildValue("(ss)", "", "");
    assert_str_and_release(RcStr_Join(sep, two_empty), ", ");
    assert_str_and_release(RcStr_Join(empty, two_empty), "");
    Rc_DECREF(two_empty);
    Rc_DECREF(empty);
    Rc_DECREF(none);
    Rc_DECREF(one);
    assert_refcnt(a, 1);
    assert_refcnt(sep, 1);
    Rc_DECREF(a);
    Rc_DECREF(sep);
    assert_live(0);
}

static RcObject *fail_at_second(Hostile *self)
{
    if (self->arg == NULL) {
        self->arg = self;
        return RcStr_FromString("first");
    }
    RcErr_SetString(RcExc_ValueError, "no second");
    return NULL;
}

static void test_join_fails(void **state)
{
    Rc_UNUSED(state);
    RcObject *a = text("a"), *five = number(100000), *mixed = RcTuple_Pack(3, a, a, five), *one, *enormous;
    assert_fails(RcStr_Join(a, mixed), RcExc_TypeError, "sequence item 2: expected str instance, int found");
    assert_refcnt(mixed, 1);
    assert_refcnt(a, 3);
    Rc_DECREF(mixed);
    one = RcTuple_Pack(1, five);
    assert_fails(RcStr_Join(a, one), RcExc_TypeError, "sequence item 0: expected str instance, int found");
    Rc_DECREF(one);
    one = RcTuple_New(1);
    assert_fails(RcStr_Join(a, one), RcExc_SystemError, "sequence item 0 was never set");
    Rc_DECREF(one);
    assert_fails(RcStr_Join(a, five), RcExc_TypeError, "can only join an iterable");
    assert_fails(RcStr_Join(five, a), RcExc_TypeError, "separator: expected str instance, int found");
    assert_fails(RcStr_Join(a, NULL), RcExc_SystemError, "RcStr_Join: bad argument");
    enormous = RcTuple_Pack(2, huge_str(), huge_str());
    assert_fails(RcStr_Join(a, enormous), RcExc_OverflowError, "join() result is too long for a str");
    Rc_DECREF(enormous);
    enormous = RcTuple_Pack(3, a, a, a);
    assert_fails(RcStr_Join(huge_str(), enormous), RcExc_OverflowError,
                 "join() result is too long for a str");
    Rc_DECREF(enormous);
    Hostile *hostile = Hostile_New();
    hostile->on_next = fail_at_second;
    assert_fails(RcStr_Join(a, (RcObject *)hostile), RcExc_ValueError, "no second");
    assert_refcnt(hostile, 1);
    Rc_DECREF(hostile);
    assert_refcnt(a, 1);
    assert_refcnt(five, 1);
    Rc_DECREF(a);
    Rc_DECREF(five);
    assert_live(0);
}

/* ---- Out of memory ---- */

static int take_apart(void *arg)
{
    RcObject **ops = arg;
    make_and_release(RcStr_Split(ops[0], NULL, -1));
    make_and_release(RcStr_Split(ops[0], ops[1], -1));
    make_and_release(RcStr_Splitlines(ops[0], 1));
    make_and_release(RcStr_Partition(ops[0], ops[1]));
    make_and_release(RcStr_RPartition(ops[0], ops[1]));
    make_and_release(RcStr_Partition(ops[1], ops[0]));
    make_and_release(RcStr_Join(ops[1], ops[0]));
    make_and_release(RcStr_Split(ops[1], ops[0], -1));
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *ops[] = {text("a, b\nc d"), text(", "), NULL};
    assert_true(sweep(take_apart, ops, ops) > 20);
    assert_refcnt(ops[0], 1);
    assert_refcnt(ops[1], 1);
    Rc_DECREF(ops[0]);
    Rc_DECREF(ops[1]);
    assert_live(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_split),
        counted_test(test_split_of_one_piece),
        counted_test(test_split_fails),
        counted_test(test_splitlines),
        counted_test(test_partition),
        counted_test(test_join),
        counted_test(test_join_of_none_and_one),
        counted_test(test_join_fails),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
