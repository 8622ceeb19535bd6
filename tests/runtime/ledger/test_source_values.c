/* Reading lines of C that return, and where a variable came from. */
#include "source_file.h"

static void test_returns(void **state)
{
    Rc_UNUSED(state);
    write_source("static RcObject *get(Node *node)",   /* 1 */
                 "{",                                  /* 2 */
                 "    if (node == NULL) {",            /* 3 */
                 "        return NULL;",               /* 4 */
                 "    }",                              /* 5 */
                 "    if (node->count > 3) {",         /* 6 */
                 "        return Rc_NewRef(node->a);", /* 7 */
                 "    }",                              /* 8 */
                 "    return node->value;",            /* 9 */
                 "}",                                  /* 10 */
                 "static RcObject *none(void)",        /* 11 */
                 "{",                                  /* 12 */
                 "    Rc_RETURN_NONE;",                /* 13 */
                 "}",                                  /* 14 */
                 "static int number(void) { return 1; }");
    assert_int_equal(_RcLedger_NextReturn(path, 1, NULL), 9); /* what takes nothing is the likelier one */
    assert_int_equal(_RcLedger_NextReturn(path, 9, NULL), 9);
    assert_int_equal(_RcLedger_NextReturn(path, 11, NULL), 13);
    assert_int_equal(_RcLedger_NextReturn(path, 10, NULL), 0);
    assert_true(_RcLedger_ReturnsWhatItHas(path, 9));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 7));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 4));
    assert_false(_RcLedger_ReturnsWhatItHas(path, 15));
    assert_int_equal(_RcLedger_ReturnBefore(path, 10), 9);
    assert_int_equal(_RcLedger_ReturnBefore(path, 9), 9);
    assert_int_equal(_RcLedger_ReturnBefore(path, 3), 3);
}

static void test_where_a_variable_came_from(void **state)
{
    char function[64] = "";
    Rc_UNUSED(state);
    write_source("static RcObject *lend(Node *node)",           /* 1 */
                 "{",                                           /* 2 */
                 "    return node->value;",                     /* 3 */
                 "}",                                           /* 4 */
                 "static int fill(Node *node, RcObject **out)", /* 5 */
                 "{",                                           /* 6 */
                 "    *out = node->value;",                     /* 7 */
                 "    return 1;",                               /* 8 */
                 "}",                                           /* 9 */
                 "static void use(Node *node)",                 /* 10 */
                 "{",                                           /* 11 */
                 "    RcObject *value = lend(node);",           /* 12 */
                 "    RcObject *made = RcList_New(0);",         /* 13 */
                 "    RcObject *other;",                        /* 14 */
                 "    fill(node, &other);",                     /* 15 */
                 "    Rc_DECREF(value);",                       /* 16 */
                 "    Rc_DECREF(made);",                        /* 17 */
                 "    Rc_CLEAR(other);",                        /* 18 */
                 "    Rc_DECREF(node->value);",                 /* 19 */
                 "}");
    assert_int_equal(_RcLedger_OriginOf(path, 16, NULL, function, sizeof function), 3);
    assert_string_equal(function, "lend");
    assert_int_equal(_RcLedger_OriginOf(path, 17, NULL, function, sizeof function), 0);
    assert_int_equal(_RcLedger_OriginOf(path, 18, NULL, function, sizeof function), 7);
    assert_string_equal(function, "fill");
    assert_int_equal(_RcLedger_OriginOf(path, 19, NULL, function, sizeof function), 0);
}

/* Several variables may be declared in a line. */
static void test_results_of_functions(void **state)
{
    Rc_UNUSED(state);
    write_source("static void use(Node *node)",                         /* 1 */
                 "{",                                                   /* 2 */
                 "    RcObject *one = lend(node), *two = other(node);", /* 3 */
                 "    RcObject *made = RcStr_FromString(text);",        /* 4 */
                 "    RcObject *same;",                                 /* 5 */
                 "    use_it(made, two);",                              /* 6 */
                 "    Rc_INCREF(same);",                                /* 7 */
                 "    Rc_DECREF(one);",                                 /* 8 */
                 "    Rc_DECREF(two);",                                 /* 9 */
                 "    Rc_DECREF(made);",                                /* 10 */
                 "    return same;",                                    /* 11 */
                 "}");
    assert_true(_RcLedger_UsesResultOf(path, 8, "lend"));
    assert_true(_RcLedger_UsesResultOf(path, 9, "other"));
    assert_false(_RcLedger_UsesResultOf(path, 10, "other"));
    assert_true(_RcLedger_IsGivenUpLater(path, 6, NULL, 4));
    assert_true(_RcLedger_IsGivenUpLater(path, 6, NULL, 3));
    assert_false(_RcLedger_IsGivenUpLater(path, 6, NULL, 5));
    assert_true(_RcLedger_IsGivenUpLater(path, 7, NULL, 7));
    assert_false(_RcLedger_IsGivenUpLater(path, 10, NULL, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_returns),
        telling_test(test_where_a_variable_came_from),
        telling_test(test_results_of_functions),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
