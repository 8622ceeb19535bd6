/* Argument parsing: formats, positional arguments, nested sequences, and that failure stores nothing. */
#include "support.h"

#include "hostile.h"

#include <recount/args.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <string.h>

/* Parses a tuple that it steals. */
#define parse_stolen(args, ...)                                                  \
    do {                                                                         \
        RcObject *stolen_ = (args);                                              \
        parsed = RcArg_ParseTuple(stolen_, __VA_ARGS__);                         \
        assert_refcnt(stolen_, Rc_IsImmortal(stolen_) ? RC_IMMORTAL_REFCNT : 1); \
        Rc_DECREF(stolen_);                                                      \
    } while (0)

static RcObject *ints(int count)
{
    RcObject *tuple = RcTuple_New(count);
    for (int i = 0; i < count; i++) {
        RcTuple_SET_ITEM(tuple, i, RcInt_FromLong(1000 + i));
    }
    return tuple;
}

/* ---- Counts */

static void test_counts(void **state)
{
    Rc_UNUSED(state);
    int parsed, a = 0, b = 0, c = 0;
    parse_stolen(ints(0), "");
    assert_int_equal(parsed, 1);
    parse_stolen(ints(2), "ii", &a, &b);
    assert_int_equal(parsed, 1);
    assert_int_equal(a, 1000);
    assert_int_equal(b, 1001);
    const struct {
        int given;
        const char *format, *message;
    } tests[] = {
        {1, "", "function takes exactly 0 arguments (1 given)"},
        {1, ":f", "f() takes exactly 0 arguments (1 given)"},
        {1, "ii", "function takes exactly 2 arguments (1 given)"},
        {3, "ii:f", "f() takes exactly 2 arguments (3 given)"},
        {0, "i:f", "f() takes exactly 1 argument (0 given)"},
        {0, "i|ii:f", "f() takes at least 1 argument (0 given)"},
        {1, "ii|i:f", "f() takes at least 2 arguments (1 given)"},
        {4, "i|ii:f", "f() takes at most 3 arguments (4 given)"},
        {2, "|i:f", "f() takes at most 1 argument (2 given)"},
        {2, "|i;just one", "just one"},
        {4, "(ii)ii", "function takes exactly 3 arguments (4 given)"},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        a = b = c = 42;
        parse_stolen(ints(tests[i].given), tests[i].format, &a, &b, &c);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, tests[i].message);
        assert_true(a == 42 && b == 42 && c == 42);
    }
    assert_live(0);
}

static void test_optional_arguments(void **state)
{
    Rc_UNUSED(state);
    for (int given = 1; given <= 3; given++) {
        int parsed, a = 42, b = 42, c = 42;
        parse_stolen(ints(given), "i|ii:f", &a, &b, &c);
        assert_int_equal(parsed, 1);
        assert_int_equal(a, 1000);
        assert_int_equal(b, given > 1 ? 1001 : 42);
        assert_int_equal(c, given > 2 ? 1002 : 42);
    }
    int parsed, a = 42;
    parse_stolen(ints(0), "|i", &a);
    assert_int_equal(parsed, 1);
    parse_stolen(ints(1), "i|", &a);
    assert_int_equal(parsed, 1);
    assert_int_equal(a, 1000);
}

/* ---- Failure stores nothing */

static void test_failure_stores_nothing(void **state)
{
    Rc_UNUSED(state);
    RcObject *text = RcStr_FromString("x");
    RcObject *number = RcInt_FromLong(1000);
    RcObject *args = RcTuple_Pack(4, number, text, text, text);
    int integer = 42;
    const char *chars = "before", *more = "before";
    Rc_ssize_t size = 42;
    RcObject *object = NULL;
    assert_int_equal(RcArg_ParseTuple(args, "iss#i:f", &integer, &chars, &more, &size, &integer), 0);
    assert_raises(RcExc_TypeError, "'str' object cannot be interpreted as an integer");
    assert_int_equal(RcArg_ParseTuple(args, "OsiO:f", &object, &chars, &integer, &object), 0);
    assert_raises(RcExc_TypeError, "'str' object cannot be interpreted as an integer");
    assert_int_equal(RcArg_ParseTuple(args, "isss#", &integer, &chars, &more, &chars, &size), 1);
    assert_int_equal(integer, 1000);
    assert_int_equal(size, 1);
    integer = 42, chars = more = "before", size = 42;
    assert_int_equal(RcArg_ParseTuple(args, "sss#O:f", &chars, &more, &chars, &size, &object), 0);
    assert_raises(RcExc_TypeError, "f() argument 1 must be str, not int");
    assert_string_equal(chars, "before");
    assert_string_equal(more, "before");
    assert_int_equal(integer, 42);
    assert_int_equal(size, 42);
    assert_null(object);
    assert_refcnt(text, 4);
    assert_refcnt(number, 2);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    assert_refcnt(text, 1);
    Rc_DECREF(text);
    Rc_DECREF(number);
}

static void test_message_of_the_format(void **state)
{
    Rc_UNUSED(state);
    RcObject *object = NULL;
    int parsed;
    parse_stolen(ints(1), "U;a name is wanted", &object);
    assert_int_equal(parsed, 0);
    assert_raises(RcExc_TypeError, "a name is wanted");
    parse_stolen(ints(1), "(UU);a pair is wanted", &object, &object);
    assert_int_equal(parsed, 0);
    assert_raises(RcExc_TypeError, "a pair is wanted");
    parse_stolen(ints(2), "OU:f", &object, &object);
    assert_int_equal(parsed, 0);
    assert_raises(RcExc_TypeError, "f() argument 2 must be str, not int");
    assert_null(object);
}

/* ---- Nested sequences */

static RcObject *nested(RcObject *(*make)(RcObject *), RcObject *inner)
{
    RcObject *sequence = make(inner);
    RcObject *args = RcTuple_Pack(2, Rc_None, sequence);
    Rc_DECREF(sequence);
    return args;
}

static RcObject *pair_tuple(RcObject *item)
{
    return RcTuple_Pack(2, item, item);
}

static RcObject *pair_list(RcObject *item)
{
    RcObject *list = RcList_New(0);
    RcList_Append(list, item);
    RcList_Append(list, item);
    return list;
}

static void test_nested(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = RcFloat_FromDouble(2.5);
    RcObject *(*const makers[])(RcObject *) = {pair_tuple, pair_list};
    for (int i = 0; i < 2; i++) {
        int parsed;
        RcObject *none = NULL, *first = NULL, *second = NULL;
        parse_stolen(nested(makers[i], item), "O(OO)", &none, &first, &second);
        assert_int_equal(parsed, 1);
        assert_ptr_equal(none, Rc_None);
        assert_ptr_equal(first, item);
        assert_ptr_equal(second, item);
        assert_refcnt(item, 1);
        none = first = second = NULL;
        parse_stolen(nested(makers[i], item), "O(OU):f", &none, &first, &second);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, "f() argument 2, item 1 must be str, not float");
        parse_stolen(nested(makers[i], item), "O(OOO):f", &none, &first, &second, &second);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, "f() argument 2 must be sequence of length 3, not 2");
        parse_stolen(nested(makers[i], item), "O((OO)O):f", &none, &first, &second, &second);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, "f() argument 2, item 0 must be 2-item sequence, not float");
        parse_stolen(nested(makers[i], item), "(OO)O:f", &none, &first, &second);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, "f() argument 1 must be 2-item sequence, not None");
        assert_true(none == NULL && first == NULL && second == NULL);
        assert_refcnt(item, 1);
    }
    Rc_DECREF(item);
}

static void test_nested_deeper(void **state)
{
    Rc_UNUSED(state);
    int parsed, a = 0, b = 0, c = 0;
    RcObject *inner = ints(1);
    RcObject *middle = RcTuple_Pack(2, inner, RcTuple_GET_ITEM(inner, 0));
    RcObject *outer = RcTuple_Pack(2, middle, RcTuple_GET_ITEM(inner, 0));
    assert_int_equal(RcArg_ParseTuple(outer, "((i)i)|i", &a, &b, &c), 1);
    assert_true(a == 1000 && b == 1000 && c == 1000);
    RcObject *object = NULL;
    assert_int_equal(RcArg_ParseTuple(outer, "((U)i)|i", &object, &b, &c), 0);
    assert_raises(RcExc_TypeError, "argument 1, item 0, item 0 must be str, not int");
    /* after a nested unit, places are told from the top again */
    assert_int_equal(RcArg_ParseTuple(outer, "((i)i)U", &a, &b, &object), 0);
    assert_raises(RcExc_TypeError, "argument 2 must be str, not int");
    assert_int_equal(RcArg_ParseTuple(outer, "((i)U)i", &a, &object, &b), 0);
    assert_raises(RcExc_TypeError, "argument 1, item 1 must be str, not int");
    assert_int_equal(RcArg_Parse(middle, "((i)U)", &a, &object), 0);
    assert_raises(RcExc_TypeError, "argument, item 1 must be str, not int");
    assert_refcnt(inner, 2);
    assert_refcnt(middle, 2);
    parse_stolen(RcTuple_Pack(1, outer), "O", &object);
    assert_int_equal(parsed, 1);
    Rc_DECREF(outer);
    Rc_DECREF(middle);
    assert_refcnt(inner, 1);
    Rc_DECREF(inner);
}

/* An item that empties the list it is in while it is converted. */
static RcObject *empty_the_list(Hostile *self)
{
    RcList_Clear(self->arg);
    return RcInt_FromLong(7);
}

static void test_list_that_shrinks(void **state)
{
    Rc_UNUSED(state);
    Hostile *hostile = Hostile_New();
    RcObject *list = pair_list(RC_OBJECT_CAST(hostile));
    hostile->on_index = empty_the_list;
    hostile->arg = list;
    int a = 42, b = 42;
    Rc_DECREF(hostile); /* only the list has it, and the parse while it converts */
    assert_refcnt(hostile, 2);
    assert_int_equal(RcArg_Parse(list, "(ii)", &a, &b), 0);
    assert_raises(RcExc_IndexError, "list index out of range");
    assert_true(a == 42 && b == 42);
    assert_refcnt(list, 1);
    Rc_DECREF(list);
    assert_live(0);
}

/* ---- One object */

static void test_parse_one(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(1000);
    int a = 42, b = 42;
    assert_int_equal(RcArg_Parse(number, "i", &a), 1);
    assert_int_equal(a, 1000);
    a = 42;
    assert_int_equal(RcArg_Parse(number, "ii", &a, &b), 0);
    assert_raises(RcExc_SystemError, "RcArg_Parse: not one unit in argument format \"ii\"");
    assert_int_equal(RcArg_Parse(number, "|i", &a), 0);
    assert_raises(RcExc_SystemError, "RcArg_Parse: not one unit in argument format \"|i\"");
    assert_int_equal(RcArg_Parse(number, ""), 0);
    assert_raises(RcExc_SystemError, "RcArg_Parse: not one unit in argument format \"\"");
    assert_int_equal(RcArg_Parse(number, "x", &a), 0);
    assert_raises(RcExc_SystemError, "bad character in argument format \"x\"");
    assert_int_equal(RcArg_Parse(NULL, "i", &a), 0);
    assert_raises(RcExc_SystemError, "RcArg_Parse: bad argument");
    assert_int_equal(RcArg_Parse(number, NULL), 0);
    assert_raises(RcExc_SystemError, "RcArg_Parse: bad argument");
    assert_int_equal(a, 42);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

/* ---- Bad formats and arguments */

static void test_bad_formats(void **state)
{
    Rc_UNUSED(state);
    const char *const tests[][2] = {
        {"x", "bad character in argument format \"x\""},
        {"iq", "bad character in argument format \"iq\""},
        {"i#", "bad character in argument format \"i#\""},
        {"s!", "bad character in argument format \"s!\""},
        {"O#", "bad character in argument format \"O#\""},
        {"U#", "bad character in argument format \"U#\""},
        {"i i", "bad character in argument format \"i i\""},
        {"&", "bad character in argument format \"&\""},
        {"(i", "missing ')' in argument format \"(i\""},
        {"((i)", "missing ')' in argument format \"((i)\""},
        {"i)", "excess ')' in argument format \"i)\""},
        {")(", "excess ')' in argument format \")(\""},
        {"i|i|i", "second '|' in argument format \"i|i|i\""},
        {"(i|i)", "bad character in argument format \"(i|i)\""},
        {"(i:f", "missing ')' in argument format \"(i:f\""},
        {"i$i", "'$' in argument format \"i$i\""},
        {"((((((((((((((((((((((((((((((((i", NULL},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        int parsed;
        parse_stolen(ints(2), tests[i][0], NULL, NULL, NULL);
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_SystemError, tests[i][1]);
    }
}

static void test_depth(void **state)
{
    Rc_UNUSED(state);
    char format[80] = "";
    RcObject *args = ints(1);
    for (int depth = 1; depth <= 30; depth++) {
        RcObject *outer = RcTuple_Pack(1, args);
        Rc_DECREF(args);
        args = outer;
        memset(format, '(', (size_t)depth);
        format[depth] = 'i';
        memset(format + depth + 1, ')', (size_t)depth);
        format[2 * depth + 1] = '\0';
        int a = 42;
        assert_int_equal(RcArg_ParseTuple(args, format, &a), 1);
        assert_int_equal(a, 1000);
        RcObject *object = NULL;
        format[depth] = 'U';
        assert_int_equal(RcArg_ParseTuple(args, format, &object), 0);
        assert_raises(RcExc_TypeError, NULL);
    }
    memset(format, '(', 31);
    assert_int_equal(RcArg_ParseTuple(args, format, NULL), 0);
    assert_raises(RcExc_SystemError, NULL);
    Rc_DECREF(args);
    assert_live(0);
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcInt_FromLong(1000), *args = ints(1), *holes = RcTuple_New(1);
    int a = 42;
    assert_int_equal(RcArg_ParseTuple(number, "i", &a), 0);
    assert_raises(RcExc_SystemError, "RcArg_ParseTuple: bad argument");
    assert_int_equal(RcArg_ParseTuple(NULL, "i", &a), 0);
    assert_raises(RcExc_SystemError, "RcArg_ParseTuple: bad argument");
    assert_int_equal(RcArg_ParseTuple(args, NULL), 0);
    assert_raises(RcExc_SystemError, "RcArg_ParseTuple: bad argument");
    assert_int_equal(RcArg_ParseTuple(holes, "i", &a), 0);
    assert_raises(RcExc_SystemError, "_RcArg_Convert: bad argument");
    assert_int_equal(a, 42);
    Rc_DECREF(number);
    Rc_DECREF(args);
    Rc_DECREF(holes);
    assert_live(0);
}

/* ---- Many arguments: the stores need memory */

/* An item that takes its neighbour out of the list. */
static RcObject *replace_the_first(Hostile *self)
{
    RcList_SetItem(self->arg, 0, Rc_NewRef(Rc_None));
    return RcInt_FromLong(7);
}

static void test_item_that_is_lost(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5), *list = RcList_New(0), *got = NULL;
    Hostile *hostile = Hostile_New();
    hostile->on_index = replace_the_first;
    hostile->arg = list;
    RcList_Append(list, number);
    RcList_Append(list, RC_OBJECT_CAST(hostile));
    RcObject *args = RcTuple_Pack(2, list, list);
    int a = 42;
    assert_int_equal(RcArg_ParseTuple(args, "O(Oi):f", &got, &got, &a), 1); /* there is another owner */
    assert_ptr_equal(got, number);
    assert_int_equal(a, 7);
    assert_refcnt(number, 1);
    RcList_SetItem(list, 0, number);
    got = NULL;
    a = 42;
    assert_int_equal(RcArg_ParseTuple(args, "O(Oi):f", &got, &got, &a), 0);
    assert_raises(RcExc_TypeError, "f() argument 2 has lost an item while it was parsed");
    assert_true(got == NULL && a == 42);
    assert_live(3);
    RcList_SetItem(list, 0, RcFloat_FromDouble(1.5));
    assert_int_equal(RcArg_ParseTuple(args, "O(Oi);my words", &got, &got, &a), 0);
    assert_raises(RcExc_TypeError, "my words");
    assert_refcnt(list, 3);
    Rc_DECREF(args);
    Rc_DECREF(hostile);
    Rc_DECREF(list);
    assert_live(0);
}

/* More objects than stores that need no memory; the last unit refuses. */
static void test_many_objects(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = RcFloat_FromDouble(1.5), *args = RcTuple_New(14), *o[14] = {NULL};
    for (int i = 0; i < 14; i++) {
        RcTuple_SET_ITEM(args, i, Rc_NewRef(number));
    }
    for (int i = 0; i < 2; i++) {
        int parsed =
            RcArg_ParseTuple(args, i == 0 ? "OOOOOOOOOOOOOU" : "OOOOOOOOOOOOOO", &o[0], &o[1], &o[2], &o[3],
                             &o[4], &o[5], &o[6], &o[7], &o[8], &o[9], &o[10], &o[11], &o[12], &o[13]);
        assert_int_equal(parsed, i);
        assert_refcnt(number, 15);
        assert_ptr_equal(o[0], i == 0 ? NULL : number);
        assert_ptr_equal(o[13], i == 0 ? NULL : number);
        RcErr_Clear();
    }
    Rc_DECREF(args);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
}

static int parse_many(void *args)
{
    int v[26];
    for (int i = 0; i < 26; i++) {
        v[i] = 42;
    }
    int parsed =
        RcArg_ParseTuple(args, "iiiiiiiiiiiiiiiiiiiiiiiiii", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6],
                         &v[7], &v[8], &v[9], &v[10], &v[11], &v[12], &v[13], &v[14], &v[15], &v[16], &v[17],
                         &v[18], &v[19], &v[20], &v[21], &v[22], &v[23], &v[24], &v[25]);
    for (int i = 0; i < 26; i++) {
        assert_int_equal(v[i], parsed ? 1000 + i : 42);
    }
    return parsed ? 0 : -1;
}

static int keep_nothing(RcObject *op, void *address)
{
    Rc_UNUSED(op), Rc_UNUSED(address);
    return 1;
}

static int converters(void *args)
{
    int a = 42;
    int parsed = RcArg_ParseTuple(args, "iiiiiiiiiiiiO&i|OOOOOOOOOOOO", &a, &a, &a, &a, &a, &a, &a, &a, &a,
                                  &a, &a, &a, keep_nothing, NULL, &a);
    assert_int_equal(a, parsed ? 1013 : 42);
    return parsed ? 0 : -1;
}

static void test_many_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(26);
    RcObject *watched[] = {args, NULL};
    assert_int_equal(sweep(parse_many, args, watched), 2);
    Rc_DECREF(args);
    args = ints(14);
    watched[0] = args;
    assert_int_equal(sweep(converters, args, watched), 1);
    Rc_DECREF(args);
}

static int count_wrong(void *args)
{
    int a;
    assert_int_equal(RcArg_ParseTuple(args, "i:f", &a), 0);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(2);
    RcObject *watched[] = {args, NULL};
    assert_true(sweep(count_wrong, args, watched) >= 2);
    Rc_DECREF(args);
}

/* ---- Unpacking */

static void test_unpack(void **state)
{
    Rc_UNUSED(state);
    RcObject *a = NULL, *b = NULL, *args = ints(1);
    assert_int_equal(RcArg_UnpackTuple(args, "f", 1, 2, &a, &b), 1);
    assert_ptr_equal(a, RcTuple_GET_ITEM(args, 0));
    assert_null(b);
    assert_refcnt(a, 1);
    assert_refcnt(args, 1);
    Rc_DECREF(args);
    args = ints(0);
    assert_int_equal(RcArg_UnpackTuple(args, NULL, 0, 0), 1);
    Rc_DECREF(args);
    assert_live(0);
}

static void test_unpack_badly(void **state)
{
    Rc_UNUSED(state);
    const struct {
        int given, min, max;
        const char *named, *unnamed;
    } tests[] = {
        {0, 1, 1, "f expected 1 argument, got 0", "unpacked tuple should have 1 element, but has 0"},
        {3, 2, 2, "f expected 2 arguments, got 3", "unpacked tuple should have 2 elements, but has 3"},
        {0, 1, 2, "f expected at least 1 argument, got 0",
         "unpacked tuple should have at least 1 element, but has 0"},
        {3, 1, 2, "f expected at most 2 arguments, got 3",
         "unpacked tuple should have at most 2 elements, but has 3"},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        RcObject *a = NULL, *b = NULL, *args = ints(tests[i].given);
        assert_int_equal(RcArg_UnpackTuple(args, "f", tests[i].min, tests[i].max, &a, &b), 0);
        assert_raises(RcExc_TypeError, tests[i].named);
        assert_int_equal(RcArg_UnpackTuple(args, NULL, tests[i].min, tests[i].max, &a, &b), 0);
        assert_raises(RcExc_TypeError, tests[i].unnamed);
        assert_true(a == NULL && b == NULL);
        Rc_DECREF(args);
    }
    RcObject *list = RcList_New(0), *empty = RcTuple_New(0);
    assert_int_equal(RcArg_UnpackTuple(list, "f", 0, 0), 0);
    assert_raises(RcExc_SystemError, "RcArg_UnpackTuple: bad argument");
    assert_int_equal(RcArg_UnpackTuple(NULL, "f", 0, 0), 0);
    assert_raises(RcExc_SystemError, "RcArg_UnpackTuple: bad argument");
    assert_int_equal(RcArg_UnpackTuple(empty, "f", -1, 0), 0);
    assert_raises(RcExc_SystemError, "RcArg_UnpackTuple: bad argument");
    assert_int_equal(RcArg_UnpackTuple(empty, "f", 1, 0), 0);
    assert_raises(RcExc_SystemError, "RcArg_UnpackTuple: bad argument");
    Rc_DECREF(list);
    Rc_DECREF(empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_counts),
        counted_test(test_optional_arguments),
        counted_test(test_failure_stores_nothing),
        counted_test(test_message_of_the_format),
        counted_test(test_nested),
        counted_test(test_nested_deeper),
        counted_test(test_list_that_shrinks),
        counted_test(test_parse_one),
        counted_test(test_bad_formats),
        counted_test(test_depth),
        counted_test(test_bad_arguments),
        counted_test(test_item_that_is_lost),
        counted_test(test_many_objects),
        counted_test(test_many_arguments),
        counted_test(test_out_of_memory),
        counted_test(test_unpack),
        counted_test(test_unpack_badly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
