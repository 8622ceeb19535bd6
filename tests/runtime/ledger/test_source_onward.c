/* Reading where it goes what comes to a function. */
#include "source_file.h"

static void write_main(void)
{
    write_source("static RcObject *last;",                                     /* 1 */
                 "int main(void)",                                             /* 2 */
                 "{",                                                          /* 3 */
                 "    Model m = {0};",                                         /* 4 */
                 "    RcObject *left = view_new(), *right = view_new();",      /* 5 */
                 "    RcObject *first =",                                      /* 6 */
                 "        view_with(&view_def, NULL);",                        /* 7 */
                 "    last = view_new();",                                     /* 8 */
                 "    m.top = view_new();",                                    /* 9 */
                 "    RcObject *alias = right;",                               /* 10 */
                 "    RcList_Append(row, left);",                              /* 11 */
                 "    if (left == NULL || show(NULL, 0) < 0 || hide(left)) {", /* 12 */
                 "        resize(&m);",                                        /* 13 */
                 "        move(1,",                                            /* 14 */
                 "             first);",                                       /* 15 */
                 "    }",                                                      /* 16 */
                 "    model_add(&m, alias);",                                  /* 17 */
                 "}");
}

static void test_handed_on(void **state)
{
    Rc_UNUSED(state);
    write_main();
    assert_true(_RcLedger_MayHandOn(path, 5, 12, "hide"));
    assert_true(_RcLedger_MayHandOn(path, 5, 12, NULL));   /* any call of the line */
    assert_true(_RcLedger_MayHandOn(path, 5, 12, "show")); /* right has been copied */
    assert_true(_RcLedger_MayHandOn(path, 9, 13, "resize"));
    assert_true(_RcLedger_MayHandOn(path, 7, 14, "move"));
    assert_false(_RcLedger_MayHandOn(path, 7, 12, "show"));
    assert_false(_RcLedger_MayHandOn(path, 7, 13, "resize"));
    assert_true(_RcLedger_MayHandOn(path, 11, 13, "resize")); /* nothing comes there to a variable */
    assert_true(_RcLedger_MayHandOn("/nowhere.c", 5, 12, NULL));
}

static void test_own_variables(void **state)
{
    Rc_UNUSED(state);
    write_main();
    assert_false(_RcLedger_StaysInVariable(path, 5)); /* hide gets left */
    assert_false(_RcLedger_StaysInVariable(path, 7)); /* move gets first */
    assert_false(_RcLedger_StaysInVariable(path, 8));
    assert_true(_RcLedger_ComesToVariable(path, 5));
    assert_true(_RcLedger_ComesToVariable(path, 7));
    assert_false(_RcLedger_ComesToVariable(path, 8));
    assert_false(_RcLedger_ComesToVariable(path, 11));
    write_source("int main(void)",                                    /* 1 */
                 "{",                                                 /* 2 */
                 "    RcObject *only = RcCFunction_New(&def, NULL);", /* 3 */
                 "    RcList_Append(row, only);",                     /* 4 */
                 "    Rc_DECREF(only);",                              /* 5 */
                 "}");
    assert_true(_RcLedger_StaysInVariable(path, 3));
    assert_false(_RcLedger_StaysInVariable("/nowhere.c", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        telling_test(test_handed_on),
        telling_test(test_own_variables),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
