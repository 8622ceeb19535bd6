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

static void test_what_is_lent_is_used(void **state)
{
    Rc_UNUSED(state);
    write_source("static void work(RcObject *list)",                                               /* 1 */
                 "{",                                                                              /* 2 */
                 "    RcObject *item = RcList_GetItem(list, 0);",                                  /* 3 */
                 "    RcObject *other;",                                                           /* 4 */
                 "    RcList_Clear(list);",                                                        /* 5 */
                 "    use(",                                                                       /* 6 */
                 "        item);",                                                                 /* 7 */
                 "    self->kept = RcList_GetItem(list, 1);",                                      /* 8 */
                 "    other = item;",                                                              /* 9 */
                 "    use(other);",                                                                /* 10 */
                 "    item = other;",                                                              /* 11 */
                 "    use(item);",                                                                 /* 12 */
                 "}",                                                                              /* 13 */
                 "static void more(void) { use(item); }",                                          /* 14 */
                 "static void taken(void)",                                                        /* 15 */
                 "{",                                                                              /* 16 */
                 "    RcObject *own = Rc_NewRef(RcList_GetItem(list, 0));",                        /* 17 */
                 "    RcObject *one = RcList_GET_ITEM(list, 0), *two = RcList_GET_ITEM(list, 1);", /* 18 */
                 "    Thing *thing = (Thing *)RcList_GET_ITEM(list, 0);",                          /* 19 */
                 "    use(own, one, two, thing);",                                                 /* 20 */
                 "}");
    assert_false(_RcLedger_UsesLent(path, 17, 20, NULL));
    assert_false(_RcLedger_UsesLent(path, 18, 20, NULL)); /* which of them? */
    assert_true(_RcLedger_UsesLent(path, 19, 20, NULL));
    assert_true(_RcLedger_UsesLent(path, 3, 6, NULL));
    assert_true(_RcLedger_UsesLent(path, 3, 9, NULL));
    assert_false(_RcLedger_UsesLent(path, 3, 5, NULL));
    assert_false(_RcLedger_UsesLent(path, 3, 10, NULL)); /* by another name */
    assert_false(_RcLedger_UsesLent(path, 3, 11, NULL)); /* something else is put there */
    assert_false(_RcLedger_UsesLent(path, 3, 12, NULL));
    assert_false(_RcLedger_UsesLent(path, 8, 12, NULL)); /* a field */
    assert_false(_RcLedger_UsesLent(path, 3, 14, NULL)); /* another function */
    assert_false(_RcLedger_UsesLent(path, 3, 2, NULL));
    assert_false(_RcLedger_UsesLent("none.c", 3, 6, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_same_name_again, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_where_it_came_from, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_a_copy, begin_telling, end_telling),
        cmocka_unit_test_setup_teardown(test_what_is_lent_is_used, begin_telling, end_telling),
    };
    return cmocka_run_group_tests(tests, NULL, remove_source);
}
