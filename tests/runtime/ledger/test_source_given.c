/* Reading what follows where a variable is given back. */
#include "source_file.h"

static int uses_given(int giving, int came, int use, const char *function)
{
    Site given = {.file = path, .line = giving}, used = {.file = path, .line = use};
    return _RcLedger_UsesGiven(&given, came, &used, function);
}

static void test_what_follows_straight(void **state)
{
    Rc_UNUSED(state);
    write_source("static int name(RcObject *row, int loud)",          /* 1 */
                 "{",                                                 /* 2 */
                 "    RcObject *item = RcSequence_GetItem(row, 0);",  /* 3 */
                 "    if (loud) {",                                   /* 4 */
                 "        Rc_DECREF(item);",                          /* 5 */
                 "        return 0;",                                 /* 6 */
                 "    }",                                             /* 7 */
                 "    Rc_DECREF(item);",                              /* 8 */
                 "    if (row == item || show(loud, item == row)) {", /* 9 */
                 "        puts(RcStr_AsUTF8((RcObject *)item));",     /* 10 */
                 "    }",                                             /* 11 */
                 "    return RcStr_GetLength(item);",                 /* 12 */
                 "end:",                                              /* 13 */
                 "    return RcStr_GetLength(item);",                 /* 14 */
                 "}");
    assert_false(_RcLedger_IsGivenAndUsed(path, 5));
    assert_true(_RcLedger_IsGivenAndUsed(path, 8));
    assert_false(_RcLedger_IsGivenAndUsed(path, 12));
    assert_false(_RcLedger_IsGivenAndUsed("/nowhere.c", 8));
    assert_false(uses_given(8, 3, 9, NULL)); /* it is compared */
    assert_false(uses_given(8, 3, 14, NULL));
}

static void test_the_line_of_the_use(void **state)
{
    Rc_UNUSED(state);
    write_source("static int name(RcObject *row)",                   /* 1 */
                 "{",                                                /* 2 */
                 "    RcObject *item = RcSequence_GetItem(row, 0);", /* 3 */
                 "    Rc_DECREF(item);",                             /* 4 */
                 "    update(row);",                                 /* 5 */
                 "    puts(RcStr_AsUTF8((RcObject *)item));",        /* 6 */
                 "}",                                                /* 7 */
                 "static int other(RcObject *row)",                  /* 8 */
                 "{",                                                /* 9 */
                 "    RcObject *item = RcSequence_GetItem(row, 0);", /* 10 */
                 "    Rc_DECREF(item); /* borrowed from then on */", /* 11 */
                 "    puts(RcStr_AsUTF8(item));",                    /* 12 */
                 "    item = RcSequence_GetItem(row, 1);",           /* 13 */
                 "    Rc_DECREF(item);",                             /* 14 */
                 "    puts(RcStr_AsUTF8(item));",                    /* 15 */
                 "}");
    assert_true(uses_given(4, 3, 6, "RcStr_AsUTF8"));
    assert_false(uses_given(4, 3, 6, "puts"));
    assert_false(uses_given(4, 2, 6, "RcStr_AsUTF8")); /* it has come from elsewhere */
    assert_false(uses_given(11, 10, 12, "RcStr_AsUTF8"));
    assert_true(uses_given(14, 13, 15, "RcStr_AsUTF8"));
    assert_false(uses_given(14, 10, 15, "RcStr_AsUTF8"));
}

static int is_given_last_elsewhere(int giving, int came)
{
    Site given = {.file = path, .line = giving};
    return _RcLedger_IsGivenLastElsewhere(&given, came);
}

static void test_another_way(void **state)
{
    Rc_UNUSED(state);
    write_source("static int all(RcObject *row)",                    /* 1 */
                 "{",                                                /* 2 */
                 "    RcObject *item = RcSequence_GetItem(row, 0);", /* 3 */
                 "    if (!RcInt_Check(item)) {",                    /* 4 */
                 "        Rc_DECREF(item);",                         /* 5 */
                 "        return refuse(item);",                     /* 6 */
                 "    }",                                            /* 7 */
                 "    show(item);",                                  /* 8 */
                 "    Rc_DECREF(item);",                             /* 9 */
                 "    return 0;",                                    /* 10 */
                 "}",                                                /* 11 */
                 "static int each(RcObject *row)",                   /* 12 */
                 "{",                                                /* 13 */
                 "    RcObject *item = RcSequence_GetItem(row, 0);", /* 14 */
                 "    Rc_DECREF(item);",                             /* 15 */
                 "    show(item);",                                  /* 16 */
                 "}");
    assert_true(is_given_last_elsewhere(5, 3));
    assert_false(is_given_last_elsewhere(9, 3));
    assert_false(is_given_last_elsewhere(15, 14));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_what_follows_straight),
        telling_test(test_the_line_of_the_use),
        telling_test(test_another_way),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
