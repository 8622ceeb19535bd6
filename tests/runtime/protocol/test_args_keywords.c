/* Argument parsing with keywords: where each argument comes from, and every complaint. */
#include "support.h"

#include "hostile.h"

#include <recount/args.h>
#include <recount/bytes.h>
#include <recount/call.h>
#include <recount/errors.h>
#include <recount/float.h>
#include <recount/hashtable.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/mapping.h>
#include <recount/str.h>
#include <recount/tuple.h>

#include <stdio.h>

static RcObject *ints(int count)
{
    RcObject *tuple = RcTuple_New(count);
    for (int i = 0; i < count; i++) {
        RcTuple_SET_ITEM(tuple, i, RcInt_FromLong(1000 + i));
    }
    return tuple;
}

/* A mapping of these names (a letter each) to 2000, 2001... */
static RcObject *keywords(const char *letters)
{
    RcObject *mapping = RcHashTable_New();
    char name[2] = "?";
    for (int i = 0; letters[i] != '\0'; i++) {
        RcObject *value = RcInt_FromLong(2000 + i);
        name[0] = letters[i];
        assert_int_equal(RcHashTable_SetItemString(mapping, name, value), 0);
        Rc_DECREF(value);
    }
    return mapping;
}

static char *abc[] = {"a", "b", "c", NULL};
static char *positional_then_named[] = {"", "b", "c", NULL};

/* Parses three ints, 42 where nothing is stored. */
static int parse(int *v, RcObject *args, RcObject *kwargs, const char *format, char **names)
{
    v[0] = v[1] = v[2] = 42;
    int parsed = RcArg_ParseTupleAndKeywords(args, kwargs, format, names, &v[0], &v[1], &v[2]);
    assert_refcnt(args, Rc_IsImmortal(args) ? RC_IMMORTAL_REFCNT : 1);
    if (kwargs != NULL) {
        assert_refcnt(kwargs, 1);
    }
    return parsed;
}

typedef struct Case {
    int positional;
    const char *letters; /* NULL: no mapping */
    const char *format;
    char **names;
    int expected[3];
    const char *error; /* TypeError's message; NULL: none */
} Case;

static void check(const Case *test)
{
    int v[3];
    RcObject *args = ints(test->positional);
    RcObject *kwargs = test->letters == NULL ? NULL : keywords(test->letters);
    int parsed = parse(v, args, kwargs, test->format, test->names);
    if (test->error != NULL) {
        assert_int_equal(parsed, 0);
        assert_raises(RcExc_TypeError, test->error);
    } else {
        assert_no_error();
        assert_int_equal(parsed, 1);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(v[i], test->error != NULL ? 42 : test->expected[i]);
    }
    for (int i = 0; i < test->positional; i++) {
        assert_refcnt(RcTuple_GET_ITEM(args, i), 1);
    }
    Rc_DECREF(args);
    Rc_XDECREF(kwargs);
    assert_live(0);
}

static void test_where_arguments_come_from(void **state)
{
    Rc_UNUSED(state);
    const Case tests[] = {
        {3, NULL, "iii", abc, {1000, 1001, 1002}, NULL},
        {3, "", "iii", abc, {1000, 1001, 1002}, NULL},
        {0, "abc", "iii", abc, {2000, 2001, 2002}, NULL},
        {0, "cba", "iii", abc, {2002, 2001, 2000}, NULL},
        {1, "cb", "iii", abc, {1000, 2001, 2000}, NULL},
        {1, "c", "i|ii", abc, {1000, 42, 2000}, NULL},
        {0, NULL, "|iii", abc, {42, 42, 42}, NULL},
        {0, "b", "|iii", abc, {42, 2000, 42}, NULL},
        {1, "c", "i|i$i", abc, {1000, 42, 2000}, NULL},
        {1, "bc", "i$ii", abc, {1000, 2000, 2001}, NULL},
        {1, "c", "i|$ii", abc, {1000, 42, 2000}, NULL},
        {0, NULL, "|$iii", abc, {42, 42, 42}, NULL},
        {1, "bc", "iii:f", positional_then_named, {1000, 2000, 2001}, NULL},
        {2, NULL, "i|ii:f", positional_then_named, {1000, 1001, 42}, NULL},
        {0, NULL, "|iii:f", positional_then_named, {42, 42, 42}, NULL},
        {0, "c", "|iii:f", positional_then_named, {42, 42, 2000}, NULL},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        check(&tests[i]);
    }
}

static void test_complaints(void **state)
{
    Rc_UNUSED(state);
    const Case tests[] = {
        {1, NULL, "iii:f", abc, {0}, "f() missing required argument 'b' (pos 2)"},
        {0, "bc", "iii", abc, {0}, "function missing required argument 'a' (pos 1)"},
        {1, "x", "i|ii:f", abc, {0}, "'x' is an invalid keyword argument for f()"},
        {1, "x", "i|ii", abc, {0}, "'x' is an invalid keyword argument for this function"},
        {1, "bx", "i|ii:f", abc, {0}, "'x' is an invalid keyword argument for f()"},
        {1, "a", "i|ii:f", abc, {0}, "argument for f() given by name ('a') and position (1)"},
        {2, "b", "i|ii", abc, {0}, "argument for function given by name ('b') and position (2)"},
        {4, NULL, "iii:f", abc, {0}, "f() takes at most 3 arguments (4 given)"},
        {2, "bc", "iii:f", abc, {0}, "f() takes at most 3 arguments (4 given)"},
        {0, "abcd", "iii:f", abc, {0}, "f() takes at most 3 keyword arguments (4 given)"},
        {2, NULL, "i$ii:f", abc, {0}, "f() takes exactly 1 positional argument (2 given)"},
        {3, NULL, "i|i$i:f", abc, {0}, "f() takes at most 2 positional arguments (3 given)"},
        {1, "b", "i$ii:f", abc, {0}, "f() missing required argument 'c' (pos 3)"},
        {0, NULL, "iii:f", positional_then_named, {0}, "f() takes at least 1 positional argument (0 given)"},
        {0,
         "bc",
         "i$ii",
         positional_then_named,
         {0},
         "function takes exactly 1 positional argument (0 given)"},
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        check(&tests[i]);
    }
    char *one[] = {"a", NULL};
    const Case single = {0, "ab", "i:f", one, {0}, "f() takes at most 1 keyword argument (2 given)"};
    check(&single);
    char *unnamed[] = {"", "", "c", NULL};
    const Case two = {1, "c", "ii|i:f", unnamed, {0}, "f() takes at least 2 positional arguments (1 given)"};
    check(&two);
}

static void test_conversion_errors(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(1), *kwargs = keywords("b"), *got = NULL, *more = NULL;
    char *ab[] = {"a", "b", NULL};
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "OU:f", ab, &got, &more), 0);
    assert_raises(RcExc_TypeError, "f() argument 2 must be str, not int");
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "OU;two names", ab, &got, &more), 0);
    assert_raises(RcExc_TypeError, "two names");
    assert_true(got == NULL && more == NULL);
    assert_refcnt(RcTuple_GET_ITEM(args, 0), 1);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "OO", ab, &got, &more), 1);
    assert_ptr_equal(more, RcHashTable_GetItemString(kwargs, "b"));
    assert_refcnt(got, 1);
    assert_refcnt(more, 1);
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    assert_live(0);
}

/* ---- Units that are left out take their targets along */

static int no_call(RcObject *op, void *address)
{
    Rc_UNUSED(op), Rc_UNUSED(address);
    fail();
    return 0;
}

static void test_skipped_units(void **state)
{
    Rc_UNUSED(state);
    char *names[] = {"a", "b", "c", "d", "e", "f", NULL};
    RcObject *args = ints(0), *kwargs = keywords("f");
    const char *s = "before";
    Rc_ssize_t size = 42;
    RcObject *object = NULL;
    int a = 42, b = 42, c = 42, last = 42;
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "|s#O!O&(i(ii))$y#i:f", names, &s, &size,
                                                 &RcInt_Type, &object, no_call, &a, &a, &b, &c, &s, &size,
                                                 &last),
                     1);
    assert_int_equal(last, 2000);
    assert_true(a == 42 && b == 42 && c == 42 && size == 42 && object == NULL);
    assert_string_equal(s, "before");
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
}

/* ---- Bad formats, lists of names, arguments */

static void test_bad_lists_of_names(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(0);
    int v[3];
    char *late[] = {"a", "", "c", NULL};
    assert_int_equal(parse(v, args, NULL, "|iii", late), 0);
    assert_raises(RcExc_SystemError, "empty keyword parameter name for argument format \"|iii\"");
    assert_int_equal(parse(v, args, NULL, "|ii", abc), 0);
    assert_raises(RcExc_SystemError, "too many names for argument format \"|ii\"");
    assert_int_equal(parse(v, args, NULL, "|iiii", abc), 0);
    assert_raises(RcExc_SystemError, "too few names for argument format \"|iiii\"");
    assert_int_equal(parse(v, args, NULL, "|$iii", positional_then_named), 0);
    assert_raises(RcExc_SystemError, "empty parameter name after '$' for argument format \"|$iii\"");
    Rc_DECREF(args);
}

static void test_bad_formats(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(0);
    int v[3];
    assert_int_equal(parse(v, args, NULL, "|i|ii", abc), 0);
    assert_raises(RcExc_SystemError, "second '|' in argument format \"|i|ii\"");
    assert_int_equal(parse(v, args, NULL, "|i$i$i", abc), 0);
    assert_raises(RcExc_SystemError, "second '$' in argument format \"|i$i$i\"");
    assert_int_equal(parse(v, args, NULL, "$i|ii", abc), 0);
    assert_raises(RcExc_SystemError, "'$' before '|' in argument format \"$i|ii\"");
    assert_int_equal(parse(v, args, NULL, "ii?", abc), 0);
    assert_raises(RcExc_SystemError, "bad character in argument format \"ii?\"");
    Rc_DECREF(args);
}

static void test_bad_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(1), *list = RcList_New(0), *number = RcFloat_FromDouble(1.5),
             *holes = RcTuple_New(1);
    int a = 42;
    char *names[] = {"a", NULL};
    const char *message = "RcArg_ParseTupleAndKeywords: bad argument";
    assert_int_equal(RcArg_ParseTupleAndKeywords(list, NULL, "i", names, &a), 0);
    assert_raises(RcExc_SystemError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(NULL, NULL, "i", names, &a), 0);
    assert_raises(RcExc_SystemError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, number, "i", names, &a), 0);
    assert_raises(RcExc_SystemError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, NULL, NULL, names, &a), 0);
    assert_raises(RcExc_SystemError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, NULL, "i", NULL, &a), 0);
    assert_raises(RcExc_SystemError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(holes, NULL, "i", names, &a), 0);
    assert_raises(RcExc_SystemError, "_RcArg_Convert: bad argument");
    assert_int_equal(a, 42);
    Rc_DECREF(holes);
    Rc_DECREF(number);
    Rc_DECREF(list);
    Rc_DECREF(args);
}

static void test_keys_that_are_not_strings(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(0), *kwargs = RcHashTable_New(), *key = RcFloat_FromDouble(1.5);
    int a = 42;
    char *names[] = {"a", NULL};
    assert_int_equal(RcHashTable_SetItem(kwargs, key, key), 0);
    assert_refcnt(key, 3);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "|i", names, &a), 0);
    assert_raises(RcExc_TypeError, "keywords must be strings");
    assert_refcnt(key, 3);
    Rc_DECREF(kwargs);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    Rc_DECREF(args);
}

/* ---- Mappings of users */

static RcObject *make_value(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self);
    if (RcStr_EqualToUTF8(key, "a")) {
        return RcInt_FromLong(5000);
    }
    RcErr_SetObject(RcExc_KeyError, key);
    return NULL;
}

static RcObject *refuse_item(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self), Rc_UNUSED(key);
    RcErr_SetString(RcExc_RuntimeError, "no item");
    return NULL;
}

static Rc_ssize_t length_one(Hostile *self)
{
    Rc_UNUSED(self);
    return 1;
}

static Rc_ssize_t no_length(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_RuntimeError, "no length");
    return -1;
}

static void test_mapping_of_a_user(void **state)
{
    Rc_UNUSED(state);
    RcObject *none = ints(0), *one = ints(1);
    Hostile *hostile = Hostile_New();
    RcObject *mapping = RC_OBJECT_CAST(hostile);
    hostile->on_length = length_one;
    hostile->on_getitem = make_value;
    int v[3];
    assert_int_equal(parse(v, none, mapping, "|iii", abc), 1);
    assert_int_equal(v[0], 5000);
    assert_int_equal(parse(v, one, mapping, "|iii", abc), 0);
    assert_raises(RcExc_TypeError, "argument for function given by name ('a') and position (1)");
    hostile->on_getitem = refuse_item;
    assert_int_equal(parse(v, none, mapping, "|iii", abc), 0);
    assert_raises(RcExc_RuntimeError, "no item");
    RcObject *two = ints(2);
    assert_int_equal(parse(v, two, mapping, "ii|i", abc), 0);
    assert_raises(RcExc_RuntimeError, "no item");
    hostile->on_length = no_length;
    assert_int_equal(parse(v, none, mapping, "|iii", abc), 0);
    assert_raises(RcExc_RuntimeError, "no length");
    assert_int_equal(v[0], 42);
    Rc_DECREF(two);
    Rc_DECREF(hostile);
    Rc_DECREF(none);
    Rc_DECREF(one);
    assert_live(0);
}

/* Trouble with the name of a positional argument, and no other. */
static RcObject *refuse_x(Hostile *self, RcObject *key)
{
    if (RcStr_EqualToUTF8(key, "x")) {
        return refuse_item(self, key);
    }
    RcErr_SetObject(RcExc_KeyError, key);
    return NULL;
}

static RcObject *absent(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self);
    RcErr_SetObject(RcExc_KeyError, key);
    return NULL;
}

static Rc_ssize_t greatest_length(Hostile *self)
{
    Rc_UNUSED(self);
    return RC_SSIZE_T_MAX;
}

static void test_mapping_that_lies(void **state)
{
    Rc_UNUSED(state);
    RcObject *one = ints(1);
    Hostile *hostile = Hostile_New();
    hostile->on_length = length_one;
    hostile->on_getitem = absent;
    int v[3];
    /* Nothing is there, and there is no keys(). */
    assert_int_equal(parse(v, one, RC_OBJECT_CAST(hostile), "i|ii", abc), 0);
    assert_raises(RcExc_AttributeError, NULL);
    /* The check for an argument that is given twice fails. */
    hostile->on_getitem = refuse_x;
    char *xbc[] = {"x", "b", "c", NULL};
    assert_int_equal(parse(v, one, RC_OBJECT_CAST(hostile), "i|ii", xbc), 0);
    assert_raises(RcExc_RuntimeError, "no item");
    /* More arguments than can be counted. */
    char message[100];
    snprintf(message, sizeof message, "function takes at most 3 arguments (%td given)", RC_SSIZE_T_MAX);
    hostile->on_length = greatest_length;
    assert_int_equal(parse(v, one, RC_OBJECT_CAST(hostile), "i|ii", abc), 0);
    assert_raises(RcExc_TypeError, message);
    Rc_DECREF(hostile);
    Rc_DECREF(one);
    assert_live(0);
}

/* A key that takes a name of the list away: it was there when the mapping was counted. */
static RcObject *drop_from_the_mapping(Hostile *self)
{
    RcHashTable_Clear(self->arg);
    return RcInt_FromLong(7);
}

static void test_mapping_that_shrinks(void **state)
{
    Rc_UNUSED(state);
    RcObject *args = ints(0), *kwargs = keywords("bx");
    Hostile *hostile = Hostile_New();
    hostile->on_index = drop_from_the_mapping;
    hostile->arg = kwargs;
    assert_int_equal(RcHashTable_SetItemString(kwargs, "a", RC_OBJECT_CAST(hostile)), 0);
    Rc_DECREF(hostile); /* the parse alone has it while it converts */
    int v[3];
    assert_int_equal(parse(v, args, kwargs, "|iii:f", abc), 0);
    assert_raises(RcExc_TypeError, "invalid keyword argument for f()");
    assert_int_equal(v[0], 42);
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    assert_live(0);
}

/* ---- What is borrowed needs an owner */

static RcObject *make_text(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self), Rc_UNUSED(key);
    return RcStr_FromString("fresh");
}

static RcObject *make_list(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self), Rc_UNUSED(key);
    return Rc_BuildValue("[s]", "fresh");
}

static RcObject *make_bytes(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self), Rc_UNUSED(key);
    return RcBytes_FromString("fresh");
}

static RcObject *give_none(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self), Rc_UNUSED(key);
    return Rc_NewRef(Rc_None);
}

static int length_of_text(RcObject *op, void *address)
{
    *(Rc_ssize_t *)address = op == NULL ? 0 : RcStr_GetLength(op);
    return Rc_CLEANUP_SUPPORTED;
}

static void test_values_that_nobody_keeps(void **state)
{
    Rc_UNUSED(state);
    char *names[] = {"a", NULL};
    const char *message = "keyword argument 'a' is not kept by its mapping";
    RcObject *args = ints(0), *got = args;
    Hostile *hostile = Hostile_New();
    RcObject *mapping = RC_OBJECT_CAST(hostile);
    hostile->on_length = length_one;
    const struct {
        RcObject *(*getitem)(Hostile *, RcObject *);
        const char *format;
    } tests[] = {{make_text, "O"},  {make_text, "U"},   {make_text, "s"},  {make_text, "z"},
                 {make_list, "O"},  {make_list, "(O)"}, {make_bytes, "S"}, {make_bytes, "y"},
                 {make_value, "O"}, {make_list, "(s)"}, {make_text, "|O"}};
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        hostile->on_getitem = tests[i].getitem;
        assert_int_equal(RcArg_ParseTupleAndKeywords(args, mapping, tests[i].format, names, &got), 0);
        assert_raises(RcExc_TypeError, message);
        assert_ptr_equal(got, args);
        assert_live(1);
    }
    hostile->on_getitem = make_text;
    Rc_ssize_t size = 42;
    const char *text = message;
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, mapping, "s#", names, &text, &size), 0);
    assert_raises(RcExc_TypeError, message);
    assert_true(text == message && size == 42);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, mapping, "O!", names, &RcStr_Type, &got), 0);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, mapping, "O&", names, length_of_text, &size), 0);
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(size, 0); /* and the converter has been told to undo it */
    hostile->on_getitem = give_none;
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, mapping, "O", names, &got), 1);
    assert_ptr_equal(got, Rc_None);
    Rc_DECREF(hostile);
    Rc_DECREF(args);
    assert_live(0);
}

/* self->held[0] has the values; that of "a" goes when "b" is asked for. */
static RcObject *drop_a_for_b(Hostile *self, RcObject *key)
{
    RcObject *value = RcObject_GetItem(self->held[0], key);
    if (value != NULL && RcStr_EqualToUTF8(key, "b")) {
        RcMapping_DelItemString(self->held[0], "a");
    }
    return value;
}

static RcObject *empty_the_table(Hostile *self)
{
    RcHashTable_Clear(self->arg);
    return RcInt_FromLong(7);
}

static Rc_ssize_t length_two(Hostile *self)
{
    Rc_UNUSED(self);
    return 2;
}

static void test_values_that_go_meanwhile(void **state)
{
    Rc_UNUSED(state);
    char *ab[] = {"a", "b", NULL};
    const char *message = "keyword argument 'a' is not kept by its mapping";
    RcObject *args = ints(0), *a = NULL, *b = NULL;
    int number = 42;
    Hostile *hostile = Hostile_New();
    hostile->on_length = length_two;
    hostile->on_getitem = drop_a_for_b;
    hostile->held[0] = keywords("ab");
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, RC_OBJECT_CAST(hostile), "OO", ab, &a, &b), 0);
    assert_raises(RcExc_TypeError, message);
    assert_true(a == NULL && b == NULL);
    assert_int_equal(RcHashTable_Size(hostile->held[0]), 1);
    assert_refcnt(RcHashTable_GetItemString(hostile->held[0], "b"), 1);
    Rc_SETREF(hostile->held[0], keywords("ab"));
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, RC_OBJECT_CAST(hostile), "iO", ab, &number, &b), 1);
    assert_int_equal(number, 2000);
    assert_ptr_equal(b, RcHashTable_GetItemString(hostile->held[0], "b"));
    assert_refcnt(b, 1);
    Rc_DECREF(hostile);

    RcObject *kwargs = keywords("a");
    hostile = Hostile_New();
    hostile->on_index = empty_the_table;
    hostile->arg = kwargs;
    assert_int_equal(RcHashTable_SetItemString(kwargs, "b", RC_OBJECT_CAST(hostile)), 0);
    Rc_DECREF(hostile);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, kwargs, "Oi", ab, &a, &number), 0);
    assert_raises(RcExc_TypeError, message);
    assert_true(a == NULL && number == 2000);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    assert_live(0);
}

/* The value of both names is the same object, which nobody else has when "b" has been asked for. */
static RcObject *give_away(Hostile *self, RcObject *key)
{
    if (!RcStr_EqualToUTF8(key, "b")) {
        return Rc_NewRef(self->held[0]);
    }
    RcObject *value = self->held[0];
    self->held[0] = NULL;
    return value;
}

static void test_one_value_of_two_names(void **state)
{
    Rc_UNUSED(state);
    char *ab[] = {"a", "b", NULL};
    RcObject *args = ints(0), *value = RcFloat_FromDouble(1.5), *a = NULL, *b = NULL;
    Hostile *hostile = Hostile_New();
    hostile->on_length = length_two;
    hostile->on_getitem = give_away;
    hostile->held[0] = Rc_NewRef(value);
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, RC_OBJECT_CAST(hostile), "OO", ab, &a, &b), 1);
    assert_true(a == value && b == value);
    assert_refcnt(value, 1);
    hostile->held[0] = value;
    a = b = NULL;
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, RC_OBJECT_CAST(hostile), "OO", ab, &a, &b), 0);
    assert_raises(RcExc_TypeError, "keyword argument 'a' is not kept by its mapping");
    assert_true(a == NULL && b == NULL);
    Rc_DECREF(hostile);
    Rc_DECREF(args);
    assert_live(0);
}

static int parse_what_goes(void *arg)
{
    char *ab[] = {"a", "b", NULL};
    RcObject *args = ints(0), *a = NULL, *b = NULL;
    assert_int_equal(RcArg_ParseTupleAndKeywords(args, arg, "OO", ab, &a, &b), 0);
    Rc_DECREF(args);
    assert_true(a == NULL && b == NULL);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

/* ---- The keys alone */

static void test_validate(void **state)
{
    Rc_UNUSED(state);
    RcObject *kwargs = keywords("ab"), *key = RcFloat_FromDouble(1.5);
    assert_int_equal(RcArg_ValidateKeywordArguments(kwargs), 1);
    assert_int_equal(RcHashTable_SetItem(kwargs, key, Rc_None), 0);
    assert_int_equal(RcArg_ValidateKeywordArguments(kwargs), 0);
    assert_raises(RcExc_TypeError, "keywords must be strings");
    assert_refcnt(kwargs, 1);
    assert_refcnt(key, 2);
    assert_int_equal(RcArg_ValidateKeywordArguments(key), 0);
    assert_raises(RcExc_SystemError, "RcArg_ValidateKeywordArguments: bad argument");
    assert_int_equal(RcArg_ValidateKeywordArguments(NULL), 0);
    assert_raises(RcExc_SystemError, "RcArg_ValidateKeywordArguments: bad argument");
    Hostile *hostile = Hostile_New();
    assert_int_equal(RcArg_ValidateKeywordArguments(RC_OBJECT_CAST(hostile)), 0);
    assert_raises(RcExc_AttributeError, NULL);
    Rc_DECREF(hostile);
    Rc_DECREF(kwargs);
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    assert_live(0);
}

/* ---- Out of memory */

static int parse_well(void *arg)
{
    RcObject **both = arg;
    int v[3];
    int parsed = parse(v, both[0], both[1], "i|ii:f", abc);
    assert_int_equal(v[0], parsed ? 1000 : 42);
    assert_int_equal(v[2], parsed ? 2000 : 42);
    return parsed ? 0 : -1;
}

static int parse_badly(void *arg)
{
    RcObject **both = arg;
    int v[3];
    assert_int_equal(parse(v, both[0], both[1], "i|ii:f", abc), 0);
    if (RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static int validate(void *arg)
{
    return RcArg_ValidateKeywordArguments(arg) ? 0 : -1;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *both[] = {ints(1), keywords("c"), NULL};
    assert_true(sweep(parse_well, both, both) >= 2);
    assert_true(sweep(validate, both[1], both) >= 1);
    Hostile *hostile = Hostile_New();
    hostile->on_length = length_two;
    hostile->on_getitem = make_text;
    RcObject *const watched[] = {both[0], RC_OBJECT_CAST(hostile), NULL};
    assert_true(sweep(parse_what_goes, hostile, watched) >= 4);
    Rc_DECREF(hostile);
    Rc_SETREF(both[1], keywords("ca"));
    assert_true(sweep(parse_badly, both, both) >= 4);
    Rc_SETREF(both[1], keywords("cx"));
    assert_true(sweep(parse_badly, both, both) >= 4);
    Rc_DECREF(both[0]);
    Rc_DECREF(both[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_where_arguments_come_from),
        counted_test(test_complaints),
        counted_test(test_conversion_errors),
        counted_test(test_skipped_units),
        counted_test(test_bad_lists_of_names),
        counted_test(test_bad_formats),
        counted_test(test_bad_arguments),
        counted_test(test_keys_that_are_not_strings),
        counted_test(test_mapping_of_a_user),
        counted_test(test_mapping_that_lies),
        counted_test(test_mapping_that_shrinks),
        counted_test(test_values_that_nobody_keeps),
        counted_test(test_values_that_go_meanwhile),
        counted_test(test_one_value_of_two_names),
        counted_test(test_validate),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
