/* The names that lines give back. */
#include "source_file.h"

static void test_the_same_name_again(void **state)
{
    Rc_UNUSED(state);
    write_source("void f(Item *item)",                       /* 1 */
                 "{",                                        /* 2 */
                 "    Rc_DECREF(name);",                     /* 3 */
                 "    use(other);",                          /* 4 */
                 "    Rc_XDECREF(name);",                    /* 5 */
                 "    name = next(other);",                  /* 6 */
                 "    Rc_DecRef(name);",                     /* 7 */
                 "    Rc_DECREF(item->parts[i]);",           /* 8 */
                 "    i++;",                                 /* 9 */
                 "    Rc_DECREF(item->parts[i]);",           /* 10 */
                 "    Rc_DECREF(item->parts[i]);",           /* 11 */
                 "    Rc_CLEAR(name);",                      /* 12 */
                 "    Rc_DECREF(left); Rc_DECREF(left);",    /* 13 */
                 "    Rc_DECREF(left); Rc_DECREF(right);",   /* 14 */
                 "    fill(&left);",                         /* 15 */
                 "    Rc_DECREF(((Item *)op)->name);",       /* 16 */
                 "    Rc_DECREF(((Item *)op)->name);",       /* 17 */
                 "    if (right == left) Rc_DECREF(right);", /* 18 */
                 "}");
    assert_true(_RcLedger_GivesAgain(path, 3, 5));
    assert_false(_RcLedger_GivesAgain(path, 5, 3)); /* a loop, perhaps */
    assert_false(_RcLedger_GivesAgain(path, 5, 7)); /* there is something else in it */
    assert_false(_RcLedger_GivesAgain(path, 3, 3));
    assert_true(_RcLedger_GivesAgain(path, 13, 13));
    assert_false(_RcLedger_GivesAgain(path, 8, 10));
    assert_true(_RcLedger_GivesAgain(path, 10, 11));
    assert_false(_RcLedger_GivesAgain(path, 7, 12)); /* leaves no name */
    assert_true(_RcLedger_GivesAgain(path, 13, 14));
    assert_false(_RcLedger_GivesAgain(path, 14, 17));
    assert_true(_RcLedger_GivesAgain(path, 16, 17));
    assert_true(_RcLedger_GivesAgain(path, 14, 18)); /* a comparison puts nothing into it */
    assert_false(_RcLedger_GivesAgain(NULL, 3, 5));

    assert_true(_RcLedger_NamesGiven(path, 6, 7));
    assert_false(_RcLedger_NamesGiven(path, 4, 3));
    assert_true(_RcLedger_ChangesGiven(path, 5, 6, 3));
    assert_false(_RcLedger_ChangesGiven(path, 4, 5, 3));
    assert_true(_RcLedger_ChangesGiven(path, 15, 15, 14));
}

static void test_where_it_came_from(void **state)
{
    Rc_UNUSED(state);
    write_source("void f(RcObject *list)",                        /* 1 */
                 "{",                                             /* 2 */
                 "    RcObject *item = RcList_GetItem(list, 0);", /* 3 */
                 "    use(item);",                                /* 4 */
                 "    Rc_DECREF(item);",                          /* 5 */
                 "    item = RcList_GetItem(list, 1);",           /* 6 */
                 "    Rc_INCREF(item);",                          /* 7 */
                 "    Rc_DECREF(item);",                          /* 8 */
                 "    Rc_DECREF(self->item);",                    /* 9 */
                 "}");
    assert_true(_RcLedger_GivesWhatCame(path, 5, 3, NULL));
    assert_false(_RcLedger_GivesWhatCame(path, 5, 6, NULL));
    assert_false(_RcLedger_GivesWhatCame(path, 8, 6, NULL)); /* it was taken */
    assert_false(_RcLedger_GivesWhatCame(path, 9, 3, NULL));
    assert_false(_RcLedger_GivesWhatCame(NULL, 5, 3, NULL));
}

static void test_a_copy(void **state)
{
    Rc_UNUSED(state);
    write_source("void f(void)",                                 /* 1 */
                 "{",                                            /* 2 */
                 "    RcObject *price = RcFloat_FromDouble(1);", /* 3 */
                 "    RcObject *same = price;",                  /* 4 */
                 "    Rc_DECREF(price);",                        /* 5 */
                 "    show(same);",                              /* 6 */
                 "    Rc_DECREF(same);",                         /* 7 */
                 "}",                                            /* 8 */
                 "void g(RcObject *price)",                      /* 9 */
                 "{",                                            /* 10 */
                 "    RcObject *same = price;",                  /* 11 */
                 "    Rc_INCREF(price);",                        /* 12 */
                 "    Rc_DECREF(price);",                        /* 13 */
                 "    Rc_DECREF(same);",                         /* 14 */
                 "    other = Rc_NewRef(price);",                /* 15 */
                 "    self->kept = price;",                      /* 16 */
                 "    seen = price;",                            /* 17 */
                 "    show(seen);",                              /* 18 */
                 "    Rc_DECREF(other);",                        /* 19 */
                 "}");
    assert_int_equal(_RcLedger_CopyOf(path, 7, 5, NULL), 4);
    assert_int_equal(_RcLedger_CopyOf(path, 6, 5, NULL), 4); /* used, and given back later */
    assert_int_equal(_RcLedger_CopyOf(path, 6, 3, NULL), 4); /* what was copied was got there */
    assert_int_equal(_RcLedger_CopyOf(path, 5, 7, NULL), 0);
    assert_int_equal(_RcLedger_CopyOf(path, 14, 13, NULL), 0); /* a reference was taken for it */
    assert_int_equal(_RcLedger_CopyOf(path, 19, 13, NULL), 0);
    assert_int_equal(_RcLedger_CopyOf(path, 18, 13, NULL), 0); /* it is only looked at */
    assert_int_equal(_RcLedger_CopyOf(NULL, 7, 5, NULL), 0);
}

static int uses_lent(int lending, const char *api, int use)
{
    Site lent = {.file = path, .line = lending, .api = api}, used = {.file = path, .line = use};
    return _RcLedger_UsesLent(&used, &lent, 0, 1);
}

static int line_of_use(int lending, int use)
{
    Site lent = {.file = path, .line = lending, .api = "RcList_GetItem"}, used = {.file = path, .line = use};
    return _RcLedger_LineOfUse(&used, &lent);
}

static void test_what_was_lent(void **state)
{
    Rc_UNUSED(state);
    write_source("static void f(Row *row, RcObject *list)",        /* 1 */
                 "{",                                              /* 2 */
                 "    RcObject *item = RcList_GetItem(list, 0);",  /* 3 */
                 "    RcObject *hook = (RcObject *)row->hook;",    /* 4 */
                 "    RcObject *made = row->make(1);",             /* 5 */
                 "    if (item == NULL || list != item) RcErr();", /* 6 */
                 "    RcObject_Str(item);",                        /* 7 */
                 "    printf(\"%s %s\",",                          /* 8 */
                 "           RcStr_AsUTF8(list),",                 /* 9 */
                 "           RcStr_AsUTF8(((Row *)item)->name));", /* 10 */
                 "    RcObject_Call(hook, made);",                 /* 11 */
                 "}");
    assert_false(uses_lent(3, "RcList_GetItem", 6)); /* to compare is no use */
    assert_true(uses_lent(3, "RcList_GetItem", 7));
    assert_true(uses_lent(4, NULL, 11)); /* loaded by plain code */
    assert_false(uses_lent(5, NULL, 11));
    assert_int_equal(line_of_use(3, 8), 10);
    assert_int_equal(line_of_use(3, 7), 7);
    assert_int_equal(line_of_use(3, 11), 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_same_name_again, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_where_it_came_from, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_a_copy, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_what_was_lent, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
